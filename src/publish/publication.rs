//! Publications: what was published, made from what. Everything a reader was shown lies
//! content-addressed in the lake; the row in `publications` is committed before `out/` is touched,
//! so an interrupted copy is rolled forward at the next start, and nobody ever sees half of two
//! publications.

use std::collections::BTreeMap;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::copies::{self, CopyCheck};
use super::latest::Bookmarks;
use super::{PublishError, catalog, formats, marts};
use crate::lake::side_by_side::side_by_side;
use crate::lake::{Hash, Lake, PublicationRow, Store, hash};
use crate::model::gap::Open;
use crate::model::{JobName, Publication, Scoreboard, Window};

/// The texts that decide figures, as people wrote them: each is kept under its hash.
#[derive(Debug, Clone)]
pub struct PublishedInputs {
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
    pub inputs: PublishedInputs,
    /// The lake's files that it reads, sorted.
    pub files: Vec<String>,
    /// What else the page says: rejects, newest events, satellites that failed.
    pub told: String,
}

impl Plan {
    pub fn made_from(&self) -> String {
        let i = &self.inputs;
        let mut hash = Hash::new();
        for part in [
            self.job.as_str(),
            &self.window.to_string(),
            &i.baselines,
            &i.configuration,
            &i.outcome_maps,
            &i.templates,
            &i.definitions,
        ] {
            hash = hash.add(part);
        }
        self.files
            .iter()
            .fold(hash, |hash, file| hash.add(file))
            .add(&self.told)
            .hex()
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
    /// The most worrying of them in a few words each.
    #[serde(default)]
    pub open: Vec<String>,
    /// Name in the mart folder → hash.
    pub marts: BTreeMap<String, String>,
    pub marts_json: String,
}

impl Manifest {
    pub fn open(&self) -> Open {
        Open {
            gaps: self.gaps,
            some: self.open.clone(),
        }
    }
}

/// The newest publication of a job's window; one whose manifest was lost or altered says nothing,
/// and is made again.
pub fn newest(
    lake: &Lake,
    job: &JobName,
    window: Window,
) -> Result<Option<(Publication, Manifest)>, PublishError> {
    let Some(row) = newest_rows(lake)?.remove(&(job.clone(), window)) else {
        return Ok(None);
    };
    match manifest(lake, &row.publication) {
        Err(PublishError::Altered { .. }) => Ok(None),
        found => Ok(unless_lost(found)?.map(|manifest| (row.publication, manifest))),
    }
}

/// The newest row of each (job, window).
pub(super) fn newest_rows(
    lake: &Lake,
) -> Result<BTreeMap<(JobName, Window), PublicationRow>, PublishError> {
    // They come from the first to the newest, so a later one takes an earlier one's place.
    Ok(lake
        .publications()?
        .into_iter()
        .map(|row| ((row.publication.job.clone(), row.publication.window), row))
        .collect())
}

/// The window that a job's `latest/` shows.
pub fn latest_window(
    lake: &Lake,
    job: &JobName,
    bookmarks: &Bookmarks,
) -> Result<Option<Window>, PublishError> {
    Ok(copies::latest_of(&newest_rows(lake)?, job, bookmarks).map(|row| row.publication.window))
}

/// What is lost from the lake's `publications/` stops no run: it is told, and comes back when its
/// window is published again.
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

/// A publication of which nothing is written yet: its identity, and all that is to be kept of it.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub publication: Publication,
    pub manifest: Manifest,
    objects: Vec<Bytes>,
}

/// Makes a scoreboard ready to be published.
pub fn prepare(plan: &Plan, board: &Scoreboard) -> Result<Prepared, PublishError> {
    let mut files = Vec::new();
    for mart in marts::of_window(board) {
        let name = mart.table.name;
        files.extend(formats::files(mart, name)?);
    }
    let about = json!({ "job": plan.job.as_str(), "window_from": plan.window.from().to_string(), "window_to": plan.window.to().to_string() });
    let catalog = Bytes::from(catalog::catalog(files.iter(), &about));
    let open = Open::of(&board.gaps);
    let manifest = Manifest {
        made_from: plan.made_from(),
        job: plan.job.to_string(),
        window: plan.window.to_string(),
        files: plan.files.clone(),
        told: plan.told.clone(),
        gaps: open.gaps,
        open: open.some,
        marts: files
            .iter()
            .map(|file| (file.name.clone(), hash::of(&file.bytes)))
            .collect(),
        marts_json: hash::of(&catalog),
    };
    let mut objects: Vec<Bytes> = files
        .into_iter()
        .map(|file| file.bytes)
        .chain([catalog])
        .collect();
    let publication = identify(plan, &manifest, &mut objects);
    Ok(Prepared {
        publication,
        manifest,
        objects,
    })
}

/// Publishes what is ready: objects, then the row, then the copy in `out/`.
pub fn publish(
    lake: &Lake,
    out: &Store,
    prepared: &Prepared,
    bookmarks: &Bookmarks,
    now: DateTime<Utc>,
) -> Result<Publication, PublishError> {
    let Prepared {
        publication,
        manifest,
        objects,
    } = prepared;
    side_by_side(objects.clone(), lake.store().threads(), |bytes| {
        keep(lake, bytes)
    })?;
    let (mut rows, key) = (
        newest_rows(lake)?,
        (publication.job.clone(), publication.window),
    );
    let known = rows.get(&key);
    if known.is_none_or(|known| known.publication.id != publication.id) {
        // The order of the rows is the order of their publishing, also where the clock was set
        // back.
        let published_at = known.map_or(now, |known| {
            now.max(known.published_at + TimeDelta::microseconds(1))
        });
        let row = PublicationRow {
            publication: publication.clone(),
            published_at,
        };
        lake.append_publication(row.clone())?;
        rows.insert(key, row);
    }
    copies::copy(
        lake,
        out,
        &copies::folder(&publication.job, publication.window),
        manifest,
        CopyCheck::Sizes,
    )?;
    unless_lost(copies::latest(
        lake,
        out,
        &publication.job,
        &rows,
        bookmarks,
        CopyCheck::Sizes,
    ))?;
    Ok(publication.clone())
}

/// Whether `out/` holds what was published.
pub fn is_complete(
    out: &Store,
    job: &JobName,
    window: Window,
    manifest: &Manifest,
) -> Result<bool, PublishError> {
    copies::is_copied(
        out,
        &copies::folder(job, window),
        manifest,
        CopyCheck::Sizes,
    )
}

/// A publication's name is made from what it names; each text is an object to be kept under its
/// own.
fn identify(plan: &Plan, manifest: &Manifest, objects: &mut Vec<Bytes>) -> Publication {
    let text = serde_json::to_string_pretty(manifest).expect("a manifest is plain JSON");
    let mut kept = |text: &str| {
        objects.push(Bytes::from(text.to_owned()));
        hash::of(text.as_bytes())
    };
    let i = &plan.inputs;
    let mut publication = Publication {
        id: String::new(),
        job: plan.job.clone(),
        window: plan.window,
        baselines: kept(&i.baselines),
        configuration: kept(&i.configuration),
        outcome_maps: kept(&i.outcome_maps),
        templates: kept(&i.templates),
        definitions: kept(&i.definitions),
        manifest: kept(&text),
    };
    let p = &publication;
    let parts = [
        &p.baselines,
        &p.configuration,
        &p.outcome_maps,
        &p.templates,
        &p.definitions,
        &p.manifest,
    ];
    let hash = Hash::new().add(p.job.as_str()).add(p.window.to_string());
    publication.id = parts.iter().fold(hash, |hash, part| hash.add(part)).hex()[..16].to_owned();
    publication
}

/// Where content of a hash lies in the lake.
pub(super) fn path(hash: &str) -> String {
    format!("publications/{hash}")
}

/// Keeps bytes under their hash. What lies there already is written again: a run that was killed
/// may not have flushed it, a disk may have changed it, and whoever sweeps sees that it is wanted.
fn keep(lake: &Lake, bytes: Bytes) -> Result<(), PublishError> {
    Ok(lake.store().stage(&path(&hash::of(&bytes)), bytes)?)
}

/// What is kept under a hash: exactly that, or an error that names it.
pub(super) fn kept(lake: &Lake, hash: &str) -> Result<Bytes, PublishError> {
    let path = path(hash);
    let bytes = lake
        .named(&path)?
        .ok_or_else(|| PublishError::Missing { path: path.clone() })?;
    if hash::of(&bytes) == hash {
        Ok(bytes)
    } else {
        Err(PublishError::Altered { path })
    }
}

pub(super) fn manifest(lake: &Lake, publication: &Publication) -> Result<Manifest, PublishError> {
    let bytes = kept(lake, &publication.manifest)?;
    serde_json::from_slice(&bytes).map_err(|source| PublishError::Corrupt {
        what: "manifest",
        path: path(&publication.manifest),
        source,
    })
}
