//! The history marts: the daily values month by month, and the dimensions a BI model hangs on them.
//! Only what changed is written again, so a five-minute schedule costs what five minutes brought.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::copies::CopyCheck;
use super::marts::{self, Mart};
use super::{MartFile, PublishError, catalog, formats};
use crate::lake::side_by_side::{Threads, side_by_side};
use crate::lake::tables::{AUTOMATIONS, DAILY_VALUES};
use crate::lake::{DataFile, Hash, Lake, Store, hash};
use crate::model::window::Month;
use crate::model::{Estate, Master, Window};

const FOLDER: &str = "marts/history";
const CATALOG: &str = "marts/history/marts.json";

/// Brings `marts/history/` up to the lake. Returns how many files were written.
pub fn follow(
    lake: &Lake,
    out: &Store,
    (estate, master): (&Estate, &Master),
    master_hash: &str,
    look: CopyCheck,
) -> Result<usize, PublishError> {
    let days = lake.snapshot(&DAILY_VALUES)?.files;
    let automations = lake.snapshot(&AUTOMATIONS)?.files;
    let paths = days.iter().chain(&automations).map(|f| f.path.as_str());
    let made_from = paths
        .fold(
            Hash::new().add(master_hash).add(format!("{estate:?}")),
            Hash::add,
        )
        .hex();
    let known = FolderCatalog::read(out, look)?;
    if known.made_from == made_from {
        return Ok(0);
    }

    let (mut entries, stale) = by_month(&days, &known);
    let months = side_by_side(stale, Threads::Cores, |(stem, file)| {
        let made = formats::files_of_part(lake, &DAILY_VALUES, file, &stem)?;
        put_all(out, &known, &made, &file.path)
    })?;
    let mut dimensions = marts::of_master(estate, master);
    dimensions.extend(span(&days).map(|days| marts::dates(days, estate)));
    dimensions.extend(
        automations
            .is_empty()
            .then(|| Mart::new(&AUTOMATIONS, std::iter::empty())),
    );
    let dimensions = side_by_side(dimensions, out.threads(), |mart| {
        let name = mart.table.name;
        put_all(out, &known, &formats::files(mart, name)?, "")
    })?;
    // A table of the lake that is one file.
    let automations = automations.iter().map(|file| {
        let made = formats::files_of_part(lake, &AUTOMATIONS, file, AUTOMATIONS.name)?;
        put_all(out, &known, &made, "")
    });
    let automations = automations.collect::<Result<Vec<_>, PublishError>>()?;
    let mut written = 0;
    for put in months
        .into_iter()
        .chain(dimensions)
        .chain(automations)
        .flatten()
    {
        written += usize::from(put.is_new);
        entries.insert(put.name, put.entry);
    }
    put_catalog(out, &known, &made_from, &entries)?;
    Ok(written)
}

/// The entries of months that lie in the folder as they should, and the files of the others.
fn by_month<'f>(
    days: &'f [DataFile],
    known: &FolderCatalog,
) -> (BTreeMap<String, Value>, Vec<(String, &'f DataFile)>) {
    let mut entries = BTreeMap::new();
    let mut stale = Vec::new();
    for file in days {
        let stem = format!(
            "daily_values/{}",
            file.partition.get("month").map_or("", String::as_str)
        );
        let both = [format!("{stem}.csv"), format!("{stem}.parquet")];
        if both.iter().all(|name| known.is(name, &file.path)) {
            entries.extend(
                both.into_iter()
                    .filter_map(|name| known.files.get(&name).map(|entry| (name, entry.clone()))),
            );
        } else {
            stale.push((stem, file));
        }
    }
    (entries, stale)
}

/// Writes what the folder holds, last, and takes away what it does not name.
fn put_catalog(
    out: &Store,
    known: &FolderCatalog,
    made_from: &str,
    entries: &BTreeMap<String, Value>,
) -> Result<(), PublishError> {
    let text = json!({ "about": { "made_from": made_from }, "files": entries.values().collect::<Vec<_>>() });
    out.flush()?;
    out.put(
        CATALOG,
        format!(
            "{}\n",
            serde_json::to_string_pretty(&text).expect("JSON values can be written")
        ),
    )?;
    for name in known
        .files
        .keys()
        .filter(|name| !entries.contains_key(*name))
    {
        out.delete(&format!("{FOLDER}/{name}"))?;
    }
    Ok(())
}

/// A file that lies in the folder.
struct Put {
    name: String,
    entry: Value,
    is_new: bool,
}

fn put_all(
    out: &Store,
    known: &FolderCatalog,
    files: &[MartFile],
    made_from: &str,
) -> Result<Vec<Put>, PublishError> {
    files
        .iter()
        .map(|file| put(out, known, file, made_from))
        .collect()
}

/// Writes a file unless its bytes already lie there.
fn put(
    out: &Store,
    known: &FolderCatalog,
    file: &MartFile,
    made_from: &str,
) -> Result<Put, PublishError> {
    let hash = hash::of(&file.bytes);
    let is_new = known
        .files
        .get(&file.name)
        .is_none_or(|entry| entry["sha256"] != hash.as_str());
    if is_new {
        out.stage(&format!("{FOLDER}/{}", file.name), file.bytes.clone())?;
    }
    let mut entry = catalog::describe(file, &hash);
    entry["made_from"] = json!(made_from);
    Ok(Put {
        name: file.name.clone(),
        entry,
        is_new,
    })
}

/// What the folder's own `marts.json` says lies there; a folder without one is written anew.
#[derive(Default)]
struct FolderCatalog {
    made_from: String,
    files: BTreeMap<String, Value>,
}

impl FolderCatalog {
    fn read(out: &Store, look: CopyCheck) -> Result<Self, PublishError> {
        let Some(bytes) = out.get(CATALOG)? else {
            return Ok(Self::default());
        };
        let Ok(catalog) = serde_json::from_slice::<Value>(&bytes) else {
            return Ok(Self::default());
        };
        let entries = catalog["files"].as_array().cloned().unwrap_or_default();
        let mut files: BTreeMap<_, _> = entries
            .into_iter()
            .filter_map(|entry| Some((entry["file"].as_str()?.to_owned(), entry)))
            .collect();
        let listed = files.len();
        // Somebody may have cleaned up or cut something: what is named and not there as it was is
        // written again.
        let there: BTreeMap<String, u64> = out
            .at(FOLDER)
            .list("")?
            .into_iter()
            .map(|object| (object.path, object.size))
            .collect();
        files.retain(|name, entry| {
            there
                .get(name)
                .is_some_and(|size| entry["bytes"].as_u64().is_none_or(|told| told == *size))
        });
        if look == CopyCheck::Bytes {
            let same = side_by_side(files.iter().collect(), out.threads(), |(name, entry)| {
                let bytes = out.get(&format!("{FOLDER}/{name}"))?;
                let is_same =
                    bytes.is_some_and(|bytes| entry["sha256"] == hash::of(&bytes).as_str());
                Ok::<_, PublishError>(is_same.then(|| name.clone()))
            })?;
            let same: BTreeSet<String> = same.into_iter().flatten().collect();
            files.retain(|name, _| same.contains(name));
        }
        let made_from = catalog["about"]["made_from"]
            .as_str()
            .filter(|_| files.len() == listed)
            .unwrap_or_default();
        Ok(Self {
            made_from: made_from.to_owned(),
            files,
        })
    }

    fn is(&self, name: &str, made_from: &str) -> bool {
        self.files
            .get(name)
            .is_some_and(|entry| entry["made_from"] == made_from)
    }
}

/// All days of the months that the history knows.
fn span(files: &[DataFile]) -> Option<Window> {
    let months = || {
        files
            .iter()
            .filter_map(|f| f.partition.get("month")?.parse::<Month>().ok())
    };
    Window::new(
        months().min()?.window().from(),
        months().max()?.window().to(),
    )
}
