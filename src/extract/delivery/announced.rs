//! What of an export is to be read: what lies there, but for what the cursor knows.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::fresh::Fresh;
use super::packed;
use crate::extract::cursor::Cursor;
use crate::extract::error::ExtractError;
use crate::extract::options::{Options, Progress};
use crate::extract::reading::columns::Columns;
use crate::extract::reading::globs::{find, folder, within};
use crate::extract::reading::{Carrier, Dataverse, Export, Fact, Format, Live};
use crate::extract::sources::dataverse::link;
use crate::extract::sources::dataverse::live::fetch::{Asking, fetch};
use crate::extract::sources::dataverse::live::landing::Landing;
use crate::extract::sources::delta;
use crate::lake::ObjectRow;
use crate::lake::store::{Object, Store};
use crate::model::drift::Seen;
use crate::model::receipt::SatelliteReceipt;

/// What is to be read, and what was looked at to know it.
pub struct Announced {
    pub store: Store,
    /// Not read yet, or changed since, in the order of their paths.
    pub fresh: Vec<Fresh>,
    /// Looked at to know what to read.
    pub models: Vec<Object>,
    /// Archives that were opened, and how the cursor is to know them.
    pub archives: Vec<(Object, String)>,
    /// Read before, and counted no more.
    pub replaced: Vec<ObjectRow>,
    /// Delta tables that have a new version, and what their columns are.
    pub tables: Vec<delta::OpenedTable>,
    pub columns: Seen,
}

impl Announced {
    fn of(store: Store, fresh: Vec<Fresh>) -> Self {
        Self {
            store,
            fresh,
            models: Vec::new(),
            archives: Vec::new(),
            replaced: Vec::new(),
            tables: Vec::new(),
            columns: Seen::default(),
        }
    }
}

/// How an export is looked for.
pub struct ExportSearch<'s> {
    pub export: &'s Export,
    pub base: &'s Path,
    pub reading: &'s str,
    pub cursor: &'s Cursor<'s>,
    pub now: DateTime<Utc>,
    pub options: &'s Options,
    pub progress: &'s dyn Progress,
}

impl ExportSearch<'_> {
    /// Looks for exports; says on the receipt what was found. A service's answers are laid down in
    /// the landing of `lake`.
    pub fn announced(
        &self,
        lake: &Store,
        receipt: &mut SatelliteReceipt,
    ) -> Result<Announced, ExtractError> {
        match &self.export.reading.format {
            Format::SynapseLink(_) => self.link(receipt),
            Format::Described(Carrier::Delta, fact) => self.delta(fact, receipt),
            Format::Dataverse(Dataverse {
                columns,
                live: Some(live),
            }) => self.service(lake, live, columns.as_ref(), receipt),
            format => self.files(format, receipt),
        }
    }

    /// A folder of tables, and all that lies in it.
    fn folder(&self, receipt: &mut SatelliteReceipt) -> Result<(Store, Vec<Object>), ExtractError> {
        let whence = &self.export.reading.url;
        let store = folder(&whence.url, self.base)?;
        let (objects, left) = within(&store, whence.links)?;
        receipt.notes.extend(left);
        Ok((store, objects))
    }

    fn link(&self, receipt: &mut SatelliteReceipt) -> Result<Announced, ExtractError> {
        let (store, objects) = self.folder(receipt)?;
        let found = link::announced::announce(&store, &objects, self.reading, self.cursor)?;
        receipt.objects_listed = found.listed;
        receipt.notes.extend(found.notes);
        Ok(Announced {
            models: found.models,
            replaced: found.replaced,
            ..Announced::of(store, found.parts.into_iter().map(Fresh::Part).collect())
        })
    }

    fn delta(
        &self,
        fact: &Fact,
        receipt: &mut SatelliteReceipt,
    ) -> Result<Announced, ExtractError> {
        let (store, objects) = self.folder(receipt)?;
        let found = delta::announce(&store, &objects, fact, self.reading, self.cursor)?;
        receipt.objects_listed = found.listed;
        receipt.notes.extend(found.notes);
        Ok(Announced {
            models: found.commits,
            replaced: found.replaced,
            tables: found.tables,
            columns: found.columns,
            ..Announced::of(store, found.parts.into_iter().map(Fresh::Delta).collect())
        })
    }

    fn service(
        &self,
        lake: &Store,
        live: &Live,
        columns: Option<&Columns>,
        receipt: &mut SatelliteReceipt,
    ) -> Result<Announced, ExtractError> {
        let satellite = &self.export.satellite.id;
        let landing = Landing::of(lake, satellite);
        if self.options.dry_run {
            receipt.notes.push(format!(
                "would ask {} for what changed since: what it answers is not foretold",
                live.service
            ));
        } else {
            let asking = Asking {
                live,
                columns,
                satellite,
                reading: self.reading,
                now: self.now,
                full: self.options.full,
            };
            let notes = fetch(&asking, &landing, self.progress)?;
            receipt.notes.extend(notes);
            landing.sweep(|page| self.cursor.read_at(page), self.now)?;
        }
        let pages = landing.pages()?;
        receipt.objects_listed = pages.len() as i64;
        let fresh = pages
            .into_iter()
            .filter(|object| !self.cursor.knows(object, |known| known == self.reading))
            .map(Fresh::Export)
            .collect();
        Ok(Announced::of(landing.store, fresh))
    }

    /// Files, and what lies in archives among them.
    fn files(
        &self,
        format: &Format,
        receipt: &mut SatelliteReceipt,
    ) -> Result<Announced, ExtractError> {
        let whence = &self.export.reading.url;
        let found = find(&whence.url, self.base, format.suffixes(), whence.links)?;
        receipt.notes.extend(found.notes);
        let (packed, objects): (Vec<_>, Vec<_>) =
            found.objects.into_iter().partition(packed::is_archive);
        let mut opened = packed::OpenedArchives::default();
        for archive in packed {
            packed::open(
                &found.store,
                archive,
                format,
                self.reading,
                self.cursor,
                &mut opened,
            )?;
        }
        receipt.objects_listed =
            (objects.len() + found.odd.len() + opened.fresh.len()) as i64 + opened.known;
        let mut fresh: Vec<Fresh> = objects
            .into_iter()
            .map(Fresh::Export)
            .chain(found.odd.iter().map(Fresh::odd))
            .chain(opened.fresh)
            .filter(|fresh| {
                let is_read = |known: &str| known == self.reading;
                !self.cursor.knows(fresh.object(), is_read)
            })
            .collect();
        fresh.sort_by(|a, b| a.object().path.cmp(&b.object().path));
        Ok(Announced {
            archives: opened.archives,
            ..Announced::of(found.store, fresh)
        })
    }
}
