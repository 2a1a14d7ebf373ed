//! Publications: what was published, made from what. Everything a reader was shown lies content-addressed in the
//! lake; the row in `publications` is committed before `out/` is touched, so an interrupted copy is rolled forward
//! at the next start, and nobody ever sees half of two publications.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{MartFile, PublishError, catalog, formats, marts};
use crate::lake::side_by_side::side_by_side;
use crate::lake::{Hash, Lake, PublicationRow, Store, hash};
use crate::model::{Gap, JobName, Publication, Scoreboard, Window};

/// The texts that decide figures, as people wrote them: each is kept under its hash.
#[derive(Debug, Clone)]
pub struct Inputs {
    pub baselines: String,
    pub configuration: String,
    pub outcome_maps: String,
    pub templates: String,
    pub definitions: String,
}

/// What a publication would be made from; two plans with one hash need not be computed twice.
#[derive(Debug, Clone)]
pub struct Plan {
    pub job: JobName,
    pub window: Window,
    pub inputs: Inputs,
    /// The lake's files that it reads, sorted.
    pub files: Vec<String>,
    /// What else the page says: rejects, newest events, satellites that failed.
    pub told: String,
}

impl Plan {
    pub fn made_from(&self) -> String {
        let i = &self.inputs;
        let mut hash = Hash::new();
        for part in
            [self.job.as_str(), &self.window.to_string(), &i.baselines, &i.configuration, &i.outcome_maps, &i.templates, &i.definitions]
        {
            hash = hash.add(part);
        }
        self.files.iter().fold(hash, |hash, file| hash.add(file)).add(&self.told).hex()
    }
}

/// What a publication names: the lake files it was made from and the marts it published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub made_from: String,
    pub job: String,
    pub window: String,
    pub files: Vec<String>,
    pub told: String,
    /// How many gaps somebody could mend.
    pub gaps: usize,
    /// Name in the mart folder → hash.
    pub marts: BTreeMap<String, String>,
    pub marts_json: String,
}

/// The newest publication of a job's window; one whose manifest was lost says nothing, and is made again.
pub fn newest(lake: &Lake, job: &JobName, window: Window) -> Result<Option<(Publication, Manifest)>, PublishError> {
    let Some(row) = newest_rows(lake)?.remove(&(job.clone(), window)) else { return Ok(None) };
    let manifest = unless_lost(manifest(lake, &row.publication))?;
    Ok(manifest.map(|manifest| (row.publication, manifest)))
}

/// The newest row of each (job, window).
fn newest_rows(lake: &Lake) -> Result<BTreeMap<(JobName, Window), PublicationRow>, PublishError> {
    // They come from the first to the newest, so a later one takes an earlier one's place.
    Ok(lake.publications()?.into_iter().map(|row| ((row.publication.job.clone(), row.publication.window), row)).collect())
}

/// What is lost from the lake's `publications/` stops no run: it is told, and comes back when its window is published again.
pub(super) fn unless_lost<T>(result: Result<T, PublishError>) -> Result<Option<T>, PublishError> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error @ (PublishError::Missing { .. } | PublishError::Corrupt { .. })) => {
            tracing::warn!("{error}");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Publishes a scoreboard: objects, then the row, then the copy in `out/`.
pub fn publish(lake: &Lake, out: &Store, plan: &Plan, board: &Scoreboard, now: DateTime<Utc>) -> Result<Publication, PublishError> {
    let mut files = Vec::new();
    for mart in marts::of_window(board) {
        files.extend(formats::files(&mart, mart.table.name)?);
    }
    let about =
        json!({ "job": plan.job.as_str(), "window_from": plan.window.from().to_string(), "window_to": plan.window.to().to_string() });
    let catalog = Bytes::from(catalog::catalog(files.iter(), &about));
    let manifest = Manifest {
        made_from: plan.made_from(),
        job: plan.job.to_string(),
        window: plan.window.to_string(),
        files: plan.files.clone(),
        told: plan.told.clone(),
        gaps: mendable(board),
        marts: files.iter().map(|file| (file.name.clone(), hash::of(&file.bytes))).collect(),
        marts_json: hash::of(&catalog),
    };
    let kept = files.iter().map(|file: &MartFile| file.bytes.clone()).chain([catalog]).collect();
    side_by_side(kept, lake.store().threads(), |bytes| keep(lake, bytes, now))?;
    let publication = identify(lake, plan, &manifest, now)?;
    let mut rows = newest_rows(lake)?;
    let known = rows.get(&(plan.job.clone(), plan.window));
    if known.is_none_or(|known| known.publication.id != publication.id) {
        // The order of the rows is the order of their publishing, also where the clock was set back.
        let published_at = known.map_or(now, |known| now.max(known.published_at + TimeDelta::microseconds(1)));
        let row = PublicationRow { publication: publication.clone(), published_at };
        lake.append_publication(row.clone())?;
        rows.insert((plan.job.clone(), plan.window), row);
    }
    copy(lake, out, &folder(&plan.job, plan.window), &manifest)?;
    unless_lost(latest(lake, out, &plan.job, &rows))?;
    Ok(publication)
}

/// Gaps that are somebody's to mend: a satellite that is no production's is as it should be, and what exports that are gone
/// told in their time nobody can read again; and what was tried out is no fault.
pub fn mendable(board: &Scoreboard) -> usize {
    let is_no_fault = |gap: &Gap| matches!(gap, Gap::ExcludedClass { .. } | Gap::Tests { .. } | Gap::ReadOtherwise { .. });
    board.gaps.iter().filter(|gap| !is_no_fault(gap)).count()
}

/// Whether `out/` holds what was published: its `marts.json` by its bytes, and every file that it names.
pub fn is_complete(out: &Store, job: &JobName, window: Window, manifest: &Manifest) -> Result<bool, PublishError> {
    is_copied(out, &folder(job, window), manifest)
}

fn is_copied(out: &Store, folder: &str, manifest: &Manifest) -> Result<bool, PublishError> {
    let catalog = out.get(&format!("{folder}/marts.json"))?;
    if catalog.is_none_or(|bytes| hash::of(&bytes) != manifest.marts_json) {
        return Ok(false);
    }
    let there: BTreeSet<String> = out.list(folder)?.into_iter().map(|object| name_in(&object.path).to_owned()).collect();
    Ok(manifest.marts.keys().all(|name| there.contains(name)))
}

/// Copies again what is missing in `out/`, because a run was interrupted or somebody cleaned up. Returns how many
/// folders it mended.
pub fn roll_forward(lake: &Lake, out: &Store) -> Result<usize, PublishError> {
    let rows = newest_rows(lake)?;
    let mut mended = 0;
    for ((job, window), row) in &rows {
        let copied = manifest(lake, &row.publication).and_then(|manifest| copy(lake, out, &folder(job, *window), &manifest));
        mended += usize::from(unless_lost(copied)?.unwrap_or(false));
    }
    for job in rows.keys().map(|(job, _)| job).collect::<BTreeSet<_>>() {
        mended += usize::from(unless_lost(latest(lake, out, job, &rows))?.unwrap_or(false));
    }
    Ok(mended)
}

/// The window that `latest/` shows: the greatest last day, then the greatest first.
pub fn latest_window(lake: &Lake, job: &JobName) -> Result<Option<Window>, PublishError> {
    Ok(latest_of(&newest_rows(lake)?, job).map(|row| row.publication.window))
}

fn latest_of<'a>(rows: &'a BTreeMap<(JobName, Window), PublicationRow>, job: &JobName) -> Option<&'a PublicationRow> {
    rows.values().filter(|row| row.publication.job == *job).max_by_key(|row| (row.publication.window.to(), row.publication.window.from()))
}

fn latest(lake: &Lake, out: &Store, job: &JobName, rows: &BTreeMap<(JobName, Window), PublicationRow>) -> Result<bool, PublishError> {
    let Some(row) = latest_of(rows, job) else { return Ok(false) };
    copy(lake, out, &format!("marts/{job}/latest"), &manifest(lake, &row.publication)?)
}

/// `marts/<job>/<from>..<to>`.
fn folder(job: &JobName, window: Window) -> String {
    format!("marts/{job}/{window}")
}

fn identify(lake: &Lake, plan: &Plan, manifest: &Manifest, now: DateTime<Utc>) -> Result<Publication, PublishError> {
    let text = serde_json::to_string_pretty(manifest).expect("a manifest is plain JSON");
    let kept = |text: &str| keep(lake, Bytes::from(text.to_owned()), now);
    let i = &plan.inputs;
    let mut publication = Publication {
        id: String::new(),
        job: plan.job.clone(),
        window: plan.window,
        baselines: kept(&i.baselines)?,
        configuration: kept(&i.configuration)?,
        outcome_maps: kept(&i.outcome_maps)?,
        templates: kept(&i.templates)?,
        definitions: kept(&i.definitions)?,
        manifest: kept(&text)?,
    };
    let p = &publication;
    let parts = [&p.baselines, &p.configuration, &p.outcome_maps, &p.templates, &p.definitions, &p.manifest];
    let hash = Hash::new().add(p.job.as_str()).add(p.window.to_string());
    publication.id = parts.iter().fold(hash, |hash, part| hash.add(part)).hex()[..16].to_owned();
    Ok(publication)
}

/// Where content of a hash lies in the lake.
pub(super) fn path(hash: &str) -> String {
    format!("publications/{hash}")
}

/// Keeps bytes under their hash, once. What arrived in part is not there; what has lain there for half a day is written
/// again, so that whoever sweeps sees that it is wanted.
fn keep(lake: &Lake, bytes: Bytes, now: DateTime<Utc>) -> Result<String, PublishError> {
    let hash = hash::of(&bytes);
    let held = lake.store().head(&path(&hash))?;
    if held.is_none_or(|held| held.size != bytes.len() as u64 || held.modified + TimeDelta::hours(12) < now) {
        lake.store().stage(&path(&hash), bytes)?;
    }
    Ok(hash)
}

fn kept(lake: &Lake, hash: &str) -> Result<Bytes, PublishError> {
    lake.store().get(&path(hash))?.ok_or_else(|| PublishError::Missing { path: path(hash) })
}

pub(super) fn manifest(lake: &Lake, publication: &Publication) -> Result<Manifest, PublishError> {
    let bytes = kept(lake, &publication.manifest)?;
    serde_json::from_slice(&bytes).map_err(|source| PublishError::Corrupt { what: "manifest", path: path(&publication.manifest), source })
}

/// Makes a folder of `out/` equal to what was published, unless it is: the files, then `marts.json`, then nothing else.
fn copy(lake: &Lake, out: &Store, folder: &str, manifest: &Manifest) -> Result<bool, PublishError> {
    if is_copied(out, folder, manifest)? {
        return Ok(false);
    }
    side_by_side(manifest.marts.iter().collect(), out.threads(), |(name, hash)| {
        out.stage(&format!("{folder}/{name}"), kept(lake, hash)?).map_err(PublishError::from)
    })?;
    out.flush()?;
    out.put(&format!("{folder}/marts.json"), kept(lake, &manifest.marts_json)?)?;
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
