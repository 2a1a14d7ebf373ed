//! Publications: what was published, made from what. Everything a reader was shown lies content-addressed in the
//! lake; the row in `publications` is committed before `out/` is touched, so an interrupted copy is rolled forward
//! at the next start, and nobody ever sees half of two publications.

use std::collections::BTreeMap;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{MartFile, PublishError, catalog, formats, marts};
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

/// The newest publication of a job's window.
pub fn newest(lake: &Lake, job: &JobName, window: Window) -> Result<Option<(Publication, Manifest)>, PublishError> {
    let rows = lake.publications()?;
    let of_this = rows.into_iter().filter(|row| row.publication.job == *job && row.publication.window == window);
    let Some(row) = of_this.max_by(|a, b| a.published_at.cmp(&b.published_at)) else { return Ok(None) };
    let manifest = manifest(lake, &row.publication)?;
    Ok(Some((row.publication, manifest)))
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
    for bytes in files.iter().map(|file: &MartFile| file.bytes.clone()).chain([catalog]) {
        keep(lake, bytes)?;
    }
    let publication = identify(lake, plan, &manifest)?;
    if newest(lake, &plan.job, plan.window)?.is_none_or(|(known, _)| known.id != publication.id) {
        lake.append_publication(PublicationRow { publication: publication.clone(), published_at: now })?;
    }
    copy(lake, out, &folder(&plan.job, plan.window), &manifest)?;
    latest(lake, out, &plan.job)?;
    Ok(publication)
}

/// Gaps that are somebody's to mend: a satellite that is no production's is as it should be.
pub fn mendable(board: &Scoreboard) -> usize {
    board.gaps.iter().filter(|gap| !matches!(gap, Gap::ExcludedClass { .. })).count()
}

/// Whether `out/` holds exactly what was published.
pub fn is_complete(out: &Store, job: &JobName, window: Window, manifest: &Manifest) -> Result<bool, PublishError> {
    let catalog = out.get(&format!("{}/marts.json", folder(job, window)))?;
    Ok(catalog.is_some_and(|bytes| hash::of(&bytes) == manifest.marts_json))
}

/// Copies again what an interrupted run left missing in `out/`. Returns how many windows it mended.
pub fn roll_forward(lake: &Lake, out: &Store) -> Result<usize, PublishError> {
    let mut newest: BTreeMap<(String, Window), PublicationRow> = BTreeMap::new();
    for row in lake.publications()? {
        let key = (row.publication.job.to_string(), row.publication.window);
        if newest.get(&key).is_none_or(|known| known.published_at <= row.published_at) {
            newest.insert(key, row);
        }
    }
    let mut mended = 0;
    for row in newest.values() {
        let (publication, manifest) = (&row.publication, manifest(lake, &row.publication)?);
        if !is_complete(out, &publication.job, publication.window, &manifest)? {
            copy(lake, out, &folder(&publication.job, publication.window), &manifest)?;
            latest(lake, out, &publication.job)?;
            mended += 1;
        }
    }
    Ok(mended)
}

/// The window that `latest/` shows: the greatest last day, then the greatest first.
pub fn latest_window(lake: &Lake, job: &JobName) -> Result<Option<Window>, PublishError> {
    let rows = lake.publications()?;
    Ok(rows.into_iter().filter(|r| r.publication.job == *job).map(|r| r.publication.window).max_by_key(|w| (w.to(), w.from())))
}

fn latest(lake: &Lake, out: &Store, job: &JobName) -> Result<(), PublishError> {
    let Some(window) = latest_window(lake, job)? else { return Ok(()) };
    let Some((_, manifest)) = newest(lake, job, window)? else { return Ok(()) };
    copy(lake, out, &format!("marts/{job}/latest"), &manifest)
}

/// `marts/<job>/<from>..<to>`.
fn folder(job: &JobName, window: Window) -> String {
    format!("marts/{job}/{window}")
}

fn identify(lake: &Lake, plan: &Plan, manifest: &Manifest) -> Result<Publication, PublishError> {
    let text = serde_json::to_string_pretty(manifest).expect("a manifest is plain JSON");
    let kept = |text: &str| keep(lake, Bytes::from(text.to_owned()));
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
fn path(hash: &str) -> String {
    format!("publications/{hash}")
}

/// Keeps bytes under their hash, once.
fn keep(lake: &Lake, bytes: Bytes) -> Result<String, PublishError> {
    let hash = hash::of(&bytes);
    if lake.store().head(&path(&hash))?.is_none() {
        lake.store().put(&path(&hash), bytes)?;
    }
    Ok(hash)
}

fn kept(lake: &Lake, hash: &str) -> Result<Bytes, PublishError> {
    lake.store().get(&path(hash))?.ok_or_else(|| PublishError::Missing { path: path(hash) })
}

fn manifest(lake: &Lake, publication: &Publication) -> Result<Manifest, PublishError> {
    let bytes = kept(lake, &publication.manifest)?;
    serde_json::from_slice(&bytes).map_err(|source| PublishError::Corrupt { what: "manifest", path: path(&publication.manifest), source })
}

/// Makes a folder of `out/` equal to what was published: the files, then `marts.json`, then nothing else.
fn copy(lake: &Lake, out: &Store, folder: &str, manifest: &Manifest) -> Result<(), PublishError> {
    let catalog = format!("{folder}/marts.json");
    if out.get(&catalog)?.is_some_and(|bytes| hash::of(&bytes) == manifest.marts_json) {
        return Ok(());
    }
    for (name, hash) in &manifest.marts {
        out.put(&format!("{folder}/{name}"), kept(lake, hash)?)?;
    }
    out.put(&catalog, kept(lake, &manifest.marts_json)?)?;
    for object in out.list(folder)? {
        let name = object.path.rsplit('/').next().unwrap_or_default();
        if name != "marts.json" && !manifest.marts.contains_key(name) {
            out.delete(&object.path)?;
        }
    }
    Ok(())
}
