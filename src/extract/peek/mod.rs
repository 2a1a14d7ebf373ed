//! A look at exports before anybody said how they are read: what carries their rows, what their
//! columns look like, and which of them tells what. Nothing is kept, and nothing that is guessed
//! here is ever believed by a run: what comes of it is a proposal, which is then tried on the very
//! exports as a run would read them ([`tried()`]).

pub mod column;
mod names;
pub mod roles;
pub mod sample;
mod tried;
mod words;

use std::collections::BTreeSet;
use std::path::Path;

use arrow::datatypes::DataType;
use chrono::{DateTime, Utc};

use self::column::ColumnProfile;
use self::roles::{Roles, roles};
use self::sample::{ROWS, RowCount, Sample, SampleCarrier, SampleColumn};
use super::carriers::parquet::cells::{ColumnCells, can_be_told};
use super::error::ExtractError;
use super::reading::globs::find;
use super::reading::{Dataverse, Format, Vendor, Vendored};
use super::rejects::Fault;
use crate::lake::parquet::foreign::{Foreign, Unread};
use crate::lake::store::listing::Links;
use crate::lake::store::{Object, Store};

pub use self::tried::{Tried, TriedAutomation, tried};

/// How the names end of what is looked at.
const SUFFIXES: &[&str] = &[
    ".csv", ".tsv", ".txt", ".json", ".ndjson", ".jsonl", ".parquet", ".xlsx", ".zip",
];
/// A vendor's table is tried as a whole, so a large one is not.
const TRIED_BYTES: u64 = 32 << 20;

/// Exports that look alike: one satellite's.
pub struct Group {
    /// Where they lie, below the folder that was named; a glob where there are several.
    pub glob: String,
    pub objects: Vec<Object>,
    /// Of the newest of them.
    pub sample: Sample,
    pub columns: Vec<ColumnProfile>,
    pub kind: Kind,
}

/// Whose export it is.
pub enum Kind {
    /// A vendor whose tables are known, by the name of the format; or what somebody says that it
    /// is.
    Known(String),
    /// Nobody's: its columns must be named.
    Generic(Roles),
}

/// What was found, in which store, and what nothing can be said of.
pub struct Found {
    pub store: Store,
    pub groups: Vec<Group>,
    /// With the reason why not.
    pub unread: Vec<(String, String)>,
}

/// Exports with what was seen of each.
type Looked = Vec<(Object, Sample)>;

/// Formats whose columns must be named, whoever wrote them.
const GENERIC: [&str; 5] = ["csv", "json", "ndjson", "parquet", "xlsx"];

/// Looks at a file, a folder or a glob. `format` is what somebody says that its exports are.
pub fn peek(
    url: &str,
    base: &Path,
    format: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Found, ExtractError> {
    let mut found = find(url, base, SUFFIXES, Links::Left)?;
    if found.objects.is_empty() && !url.contains(['*', '?']) {
        found = find(
            &format!("{}/**/*", url.trim_end_matches('/')),
            base,
            SUFFIXES,
            Links::Left,
        )?;
        found.objects.retain(|object| {
            SUFFIXES.iter().any(|suffix| {
                super::reading::file::bare(&object.path)
                    .to_lowercase()
                    .ends_with(suffix)
            })
        });
    }
    let store = found.store;
    let mut unread: Vec<(String, String)> = found
        .odd
        .iter()
        .map(|odd| (odd.path.clone(), super::reading::globs::fault(odd).message))
        .collect();
    let mut alike: Vec<(Vec<String>, Looked)> = Vec::new();
    for object in found.objects {
        match looked(&store, &object) {
            Ok(sample) => {
                let key = shape(&object, &sample);
                match alike.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, some)) => some.push((object, sample)),
                    None => alike.push((key, vec![(object, sample)])),
                }
            }
            Err(why) => unread.push((object.path, why)),
        }
    }
    let all: Vec<String> = alike
        .iter()
        .flat_map(|(_, some)| some.iter().map(|(object, _)| object.path.clone()))
        .collect();
    let mut groups = Vec::new();
    for (_, mut some) in alike {
        some.sort_by(|a, b| a.0.path.cmp(&b.0.path));
        let paths: Vec<&str> = some
            .iter()
            .map(|(object, _)| object.path.as_str())
            .collect();
        match glob(&all, &paths) {
            Some(glob) => groups.push(group(&store, glob, some, format, now)),
            // No pattern means these and no others, so each is a satellite's of its own.
            None => groups.extend(
                some.into_iter()
                    .map(|one| group(&store, one.0.path.clone(), vec![one], format, now)),
            ),
        }
    }
    Ok(Found {
        store,
        groups,
        unread,
    })
}

/// What makes two exports alike: how they end, and what their columns are called.
fn shape(object: &Object, sample: &Sample) -> Vec<String> {
    let name = super::reading::file::bare(&object.path).to_lowercase();
    let carrier = match &sample.carrier {
        SampleCarrier::Json { rows } => format!("json {rows}"),
        SampleCarrier::Csv { skip_lines, .. } => format!("csv {skip_lines}"),
        other => format!("{other:?}"),
    };
    let ending = name
        .rsplit_once('.')
        .map_or("", |(_, ending)| ending)
        .to_owned();
    let names = sample.columns.iter().map(|column| column.name.clone());
    // Rows of JSON leave out what they have not.
    let of_json = matches!(
        sample.carrier,
        SampleCarrier::Json { .. } | SampleCarrier::Lines
    );
    [ending, carrier]
        .into_iter()
        .chain(names.filter(|_| !of_json))
        .collect()
}

fn looked(store: &Store, object: &Object) -> Result<Sample, String> {
    if object.size == 0 {
        return Err("it is empty".to_owned());
    }
    let ends = |suffix: &str| {
        super::reading::file::bare(&object.path)
            .to_lowercase()
            .ends_with(suffix)
    };
    if ends(".zip") {
        return Err(
            "it is an archive: unpack one of its members to look at it; a run reads those that its satellite's format means".to_owned()
        );
    }
    let is_seen = |sample: Sample| {
        if sample.columns.is_empty() {
            Err("no columns were found in it".to_owned())
        } else {
            Ok(sample)
        }
    };
    if ends(".xlsx") {
        return sample::sheet::of_workbook(store, object)
            .map_err(|error| error.to_string())
            .and_then(is_seen);
    }
    if ends(".parquet") {
        return of_parquet(store, object).map_err(|unread| match unread {
            Unread::Damaged { message, .. } => message,
            Unread::Store(error) => error.to_string(),
        });
    }
    let input = store.reader(object).map_err(|error| error.to_string())?;
    sample::text::of_text(input, &object.path, object.size)
        .map_err(|error| error.to_string())
        .and_then(is_seen)
}

fn of_parquet(store: &Store, object: &Object) -> Result<Sample, Unread> {
    let file = Foreign::open(store, object)?;
    let schema = file.schema();
    let kind = |path: &[String]| {
        let (first, rest) = path.split_first()?;
        let mut kind = schema.field_with_name(first).ok()?.data_type();
        for name in rest {
            let DataType::Struct(fields) = kind else {
                return None;
            };
            kind = fields.find(name)?.1.data_type();
        }
        Some(kind.clone())
    };
    let wanted: Vec<usize> = (0..file.leaves.len())
        .filter(|leaf| {
            kind(&file.leaves[*leaf].path)
                .is_some_and(|kind| can_be_told(&kind, &file.leaves[*leaf]))
        })
        .collect();
    let mut columns: Vec<SampleColumn> = wanted
        .iter()
        .map(|leaf| SampleColumn {
            name: file.leaves[*leaf].path.join("."),
            texts: Vec::new(),
        })
        .collect();
    let mut rows = 0;
    for batch in file.batches(&wanted) {
        let batch = batch?;
        for (leaf, column) in wanted.iter().zip(&mut columns) {
            let texts = ColumnCells::of(&batch, &file.leaves[*leaf]);
            column
                .texts
                .extend((0..batch.num_rows().min(ROWS - rows)).map(|row| {
                    let text = texts.as_ref()?.text(row, &column.name).ok()??;
                    (!text.trim().is_empty()).then(|| text.to_owned())
                }));
        }
        rows = (rows + batch.num_rows()).min(ROWS);
        if rows == ROWS {
            break;
        }
    }
    let all_rows = RowCount::Exactly(u64::try_from(file.rows).unwrap_or_default());
    Ok(Sample {
        carrier: SampleCarrier::Parquet,
        encoding: None,
        columns,
        rows,
        all_rows,
        others: Vec::new(),
    })
}

fn group(
    store: &Store,
    glob: String,
    mut some: Looked,
    format: Option<&str>,
    now: DateTime<Utc>,
) -> Group {
    let newest = (0..some.len())
        .max_by_key(|at| (some[*at].0.modified, some[*at].0.path.clone()))
        .expect("a group has an export");
    let objects: Vec<Object> = some.iter().map(|(object, _)| object.clone()).collect();
    let (object, sample) = some.swap_remove(newest);
    let columns: Vec<ColumnProfile> = sample
        .columns
        .iter()
        .map(|cells| ColumnProfile::of(cells, sample.rows))
        .collect();
    let known = match format {
        Some(format) => {
            Some(format.to_owned()).filter(|format| !GENERIC.contains(&format.as_str()))
        }
        None => whose(store, &object, now).map(str::to_owned),
    };
    let generic = || {
        Kind::Generic(roles(
            &sample,
            &columns,
            stem(&object.path),
            in_paths(&objects),
        ))
    };
    let kind = known.map_or_else(generic, Kind::Known);
    Group {
        glob,
        objects,
        sample,
        columns,
        kind,
    }
}

/// The name of a file without its folder and its endings.
pub fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.')
        .find(|part| !part.is_empty())
        .unwrap_or(name)
}

/// Where the paths of exports may say whose they are: a folder each, or files whose names are no
/// dates.
fn in_paths(objects: &[Object]) -> Option<String> {
    let parts: Vec<(Option<&str>, &str)> = objects
        .iter()
        .map(|object| {
            object
                .path
                .rsplit_once('/')
                .map_or((None, object.path.as_str()), |(folder, name)| {
                    (Some(folder), name)
                })
        })
        .collect();
    let ending = |name: &str| {
        name.find('.')
            .map_or(String::new(), |at| name[at..].to_owned())
    };
    let endings: BTreeSet<String> = parts.iter().map(|(_, name)| ending(name)).collect();
    let (Some(ending), 1) = (endings.first(), endings.len()) else {
        return None;
    };
    let folders: BTreeSet<&str> = parts.iter().filter_map(|(folder, _)| *folder).collect();
    if folders.len() > 1
        && parts
            .iter()
            .all(|(folder, _)| folder.is_some_and(|folder| !folder.contains('/')))
    {
        return Some(format!("{{automation}}/*{ending}"));
    }
    let is_date = |name: &str| {
        name.as_bytes()
            .windows(4)
            .any(|four| four.iter().all(u8::is_ascii_digit))
    };
    let are_names =
        folders.is_empty() && parts.len() > 1 && !parts.iter().any(|(_, name)| is_date(name));
    are_names.then(|| format!("{{automation}}{ending}"))
}

/// A pattern that matches these paths, which come in their order, and of all others none; None:
/// there is no simple one.
fn glob(all: &[String], paths: &[&str]) -> Option<String> {
    let [first, .., last] = paths else {
        return paths.first().map(|path| (*path).to_owned());
    };
    let name = first.rsplit('/').next().unwrap_or(first);
    let ending = name.find('.').map_or("", |at| &name[at..]);
    let common = first
        .bytes()
        .zip(last.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let folder = first[..common].rfind('/').map_or("", |at| &first[..=at]);
    // Next year's exports are meant too.
    let is_of_date =
        |letter: char| letter.is_ascii_digit() || matches!(letter, '-' | '_' | '.' | ' ');
    let begins = first[folder.len()..common].trim_end_matches(is_of_date);
    let fits = |pattern: &String| {
        let are_meant = paths
            .iter()
            .all(|path| super::reading::globs::matches(pattern, path));
        are_meant
            && all
                .iter()
                .filter(|path| super::reading::globs::matches(pattern, path))
                .count()
                == paths.len()
    };
    [
        format!("{folder}*{ending}"),
        format!("{folder}{begins}*{ending}"),
        format!("{folder}**/*{ending}"),
    ]
    .into_iter()
    .find(fits)
}

/// The vendor whose table it is: who reads all of its rows, and refuses none.
fn whose(store: &Store, object: &Object, now: DateTime<Utc>) -> Option<&'static str> {
    if object.size > TRIED_BYTES {
        return None;
    }
    let vendor = |vendor: Vendor| {
        Format::Vendor(Vendored {
            vendor,
            columns: None,
            count_tests: false,
        })
    };
    let vendors = Vendor::ALL
        .iter()
        .filter(|known| **known != Vendor::Kit)
        .map(|known| (known.as_str(), vendor(*known)));
    let services = [(
        "dataverse",
        Format::Dataverse(Dataverse {
            columns: None,
            live: None,
        }),
    )];
    let reads = |format: &Format| {
        tried::whole(store, object, format, now).is_ok_and(|tried| tried.is_known())
    };
    vendors
        .chain(services)
        .find(|(_, format)| reads(format))
        .map(|(name, _)| name)
}

/// Why a row was refused, in a word and a sentence.
pub fn said(fault: &Fault) -> String {
    format!("{}: {}", fault.code, fault.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_means_these_exports_and_no_others() {
        let glob = |all: &[&str], paths: &[&str]| {
            let all: Vec<String> = all.iter().map(|path| (*path).to_owned()).collect();
            super::glob(&all, paths)
        };
        let both = ["jobs-2026-02.csv", "jobs-2026-03.csv"];
        assert_eq!(glob(&both, &both).as_deref(), Some("*.csv"));
        assert_eq!(
            glob(&["bots.csv", both[0], both[1]], &both).as_deref(),
            Some("jobs*.csv")
        );
        assert_eq!(
            glob(&["a/1.json", "b/1.json"], &["a/1.json", "b/1.json"]).as_deref(),
            Some("**/*.json")
        );
        // Between them in the order of names stands another one, and nothing tells them from it.
        assert_eq!(
            glob(&["a.csv", "b.csv", "c.csv"], &["a.csv", "c.csv"]),
            None
        );
        assert_eq!(
            glob(&["a.csv", "b.csv"], &["a.csv"]).as_deref(),
            Some("a.csv")
        );
    }

    #[test]
    fn exports_that_no_pattern_means_are_each_a_satellites_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("a", "Id,Job\n1,A\n"),
            ("b", "Nr,Bot\n1,A\n"),
            ("c", "Id,Job\n2,A\n"),
        ] {
            std::fs::write(folder.path().join(format!("{name}.csv")), text).unwrap();
        }
        let found = peek(".", folder.path(), None, DateTime::UNIX_EPOCH).unwrap();
        let mut globs: Vec<&str> = found
            .groups
            .iter()
            .map(|group| group.glob.as_str())
            .collect();
        globs.sort_unstable();
        assert_eq!(globs, ["a.csv", "b.csv", "c.csv"], "none is left out");
    }
}
