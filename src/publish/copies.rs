//! What lies in `out/marts/`: copies of what the lake keeps of each publication, made again where
//! they are gone, cut or altered.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::PublishError;
use super::latest::Bookmarks;
use super::publication::{Manifest, kept, manifest, newest_rows, unless_lost};
use crate::lake::side_by_side::side_by_side;
use crate::lake::{Lake, PublicationRow, Store, hash};
use crate::model::{JobName, Window};

/// How closely a folder is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyCheck {
    /// Whether each file is there, and as long as it was: of a folder that a run has nothing to do
    /// with.
    Sizes,
    /// At every byte.
    Bytes,
}

/// What was copied again at a run's start, and what could not be.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Mended {
    pub folders: usize,
    /// Objects of the lake that are not what their names say; none of them was copied.
    pub altered: Vec<String>,
}

impl Mended {
    fn count(&mut self, copied: Result<bool, PublishError>) -> Result<(), PublishError> {
        match copied {
            Err(error @ PublishError::Altered { .. }) => {
                self.altered.push(error.to_string());
                Ok(())
            }
            copied => {
                self.folders += usize::from(unless_lost(copied)?.unwrap_or(false));
                Ok(())
            }
        }
    }
}

/// Copies again what is not in `out/` as it was published: a run was interrupted, a disk was full,
/// somebody cleaned up. `look` says how closely a job's window is looked at, and its `latest`.
pub fn roll_forward(
    lake: &Lake,
    out: &Store,
    bookmarks: &Bookmarks,
    look: impl Fn(&JobName, Option<Window>) -> CopyCheck,
) -> Result<Mended, PublishError> {
    let rows = newest_rows(lake)?;
    let mut mended = Mended::default();
    for ((job, window), row) in &rows {
        let look = look(job, Some(*window));
        mended.count(
            manifest(lake, &row.publication)
                .and_then(|m| copy(lake, out, &folder(job, *window), &m, look)),
        )?;
    }
    for job in rows.keys().map(|(job, _)| job).collect::<BTreeSet<_>>() {
        mended.count(latest(lake, out, job, &rows, bookmarks, look(job, None)))?;
    }
    Ok(mended)
}

/// `marts/<job>/<from>..<to>`.
pub(super) fn folder(job: &JobName, window: Window) -> String {
    format!("marts/{job}/{window}")
}

/// Of the rows of all jobs, the one that a job's `latest` shows.
pub(super) fn latest_of<'r>(
    rows: &'r BTreeMap<(JobName, Window), PublicationRow>,
    job: &JobName,
    bookmarks: &Bookmarks,
) -> Option<&'r PublicationRow> {
    let windows = rows
        .keys()
        .filter(|(of, _)| of == job)
        .map(|(_, window)| *window);
    rows.get(&(job.clone(), bookmarks.latest(job, windows)?))
}

/// Makes `latest/` what it should be; where no window may be shown, nothing.
pub(super) fn latest(
    lake: &Lake,
    out: &Store,
    job: &JobName,
    rows: &BTreeMap<(JobName, Window), PublicationRow>,
    bookmarks: &Bookmarks,
    look: CopyCheck,
) -> Result<bool, PublishError> {
    let folder = format!("marts/{job}/latest");
    let Some(row) = latest_of(rows, job, bookmarks) else {
        let there = out.list(&folder)?;
        there
            .iter()
            .try_for_each(|object| out.delete(&object.path))?;
        return Ok(!there.is_empty());
    };
    copy(lake, out, &folder, &manifest(lake, &row.publication)?, look)
}

/// Whether a folder holds what was published: its `marts.json` by its bytes, and every file that
/// this names.
pub(super) fn is_copied(
    out: &Store,
    folder: &str,
    manifest: &Manifest,
    look: CopyCheck,
) -> Result<bool, PublishError> {
    let Some(catalog) = out
        .get(&format!("{folder}/marts.json"))?
        .filter(|bytes| hash::of(bytes) == manifest.marts_json)
    else {
        return Ok(false);
    };
    let catalog: Value = serde_json::from_slice(&catalog).unwrap_or_default();
    let sizes = catalog["files"].as_array().into_iter().flatten();
    let sizes: BTreeMap<&str, u64> = sizes
        .filter_map(|file| Some((file["file"].as_str()?, file["bytes"].as_u64()?)))
        .collect();
    let there: BTreeMap<String, u64> = out
        .list(folder)?
        .into_iter()
        .map(|object| (name_in(&object.path).to_owned(), object.size))
        .collect();
    let is_there = |name: &String| {
        there
            .get(name)
            .is_some_and(|size| sizes.get(name.as_str()).is_none_or(|known| known == size))
    };
    if !manifest.marts.keys().all(is_there) || look == CopyCheck::Sizes {
        return Ok(manifest.marts.keys().all(is_there));
    }
    let are_same = side_by_side(
        manifest.marts.iter().collect(),
        out.threads(),
        |(name, hash)| {
            let bytes = out.get(&format!("{folder}/{name}"))?;
            Ok::<_, PublishError>(bytes.is_some_and(|bytes| hash::of(&bytes) == *hash))
        },
    )?;
    Ok(are_same.into_iter().all(|is_same| is_same))
}

/// Makes a folder of `out/` equal to what was published, unless it is: the files, then
/// `marts.json`, then nothing else.
pub(super) fn copy(
    lake: &Lake,
    out: &Store,
    folder: &str,
    manifest: &Manifest,
    look: CopyCheck,
) -> Result<bool, PublishError> {
    if is_copied(out, folder, manifest, look)? {
        return Ok(false);
    }
    // All of it is looked at before any of it is copied: half of a publication is none.
    let files = side_by_side(
        manifest.marts.iter().collect(),
        lake.store().threads(),
        |(name, hash)| Ok::<_, PublishError>((name, kept(lake, hash)?)),
    )?;
    let catalog = kept(lake, &manifest.marts_json)?;
    side_by_side(files, out.threads(), |(name, bytes)| {
        out.stage(&format!("{folder}/{name}"), bytes)
            .map_err(PublishError::from)
    })?;
    out.flush()?;
    out.put(&format!("{folder}/marts.json"), catalog)?;
    for object in out.list(folder)? {
        let name = name_in(&object.path);
        if name != "marts.json" && !manifest.marts.contains_key(name) {
            out.delete(&object.path)?;
        }
    }
    Ok(true)
}

fn name_in(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
