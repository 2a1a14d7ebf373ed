//! The lake: where tables are kept. Bytes lie in a [`Store`]; a table is a set of Parquet files and
//! a Delta log that says which of them count; a change is staged as files and becomes visible in
//! one commit. Killed at any instant, a run leaves files that nothing names, and a repetition
//! writes the same files again: their names are made from their contents.
//!
//! Reading order: [`tables`] (what there is), [`store`] (bytes), [`cells`] and [`frames`] (rows in
//! and out), [`coded`] (rows to be counted), [`delta`] (which files count, and how that changes:
//! commits, derived tables, sweeps), `versions` (which of the rows that objects tell wins), `small`
//! (tables whose rows are plain values).

pub mod cells;
pub mod coded;
pub mod csv;
pub mod delta;
pub mod error;
pub mod frames;
pub mod hash;
mod migrate;
pub mod parquet;
pub mod side_by_side;
mod small;
pub mod store;
pub mod strike;
pub mod tables;
pub mod values;
mod versions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock};

use bytes::Bytes;
use polars::prelude::LazyFrame;

pub use cells::Cell;
pub use delta::damage::Damage;
pub use delta::replace::{Filed, Part, part_path};
pub use delta::sweep::Swept;
pub use error::LakeError;
pub use hash::Hash;
pub use small::deliveries::{DeliveryState, DeliveryStep};
pub use small::names::{NameRow, Named, NamesTold};
pub use small::objects::ObjectRow;
pub use small::publications::PublicationRow;
pub use small::rejects::RejectRow;
pub use small::source_events::SourceEvent;
pub use small::{
    deliveries, drift, findings, names, objects, publications, rejects, source_events,
};
pub use store::{Object, Store};
use tables::Table;
pub use versions::export_rows::{export_columns as told_columns, export_schema as told_schema};
pub use versions::forget::Forgotten;
pub use versions::intake::{Delivery, Intake};
pub use versions::outranked::{Contradicted, ReadOtherwise};
pub use versions::ranking::Ranking;
pub use versions::retold::{Again, Retold};
pub use versions::rows::NO_MONTH;
pub use versions::upsert::Became;

/// The lake's schema that this program writes. An older one is migrated by its next writer; a newer
/// one is refused: it may mean other things by the same names.
pub const SCHEMA: u64 = 5;

/// The name of the file that says it.
const LAKE_JSON: &str = "lake.json";

#[derive(Clone, Debug)]
pub struct Lake {
    store: Store,
    /// Files that were found to be as they were written.
    checked: Arc<Mutex<BTreeSet<String>>>,
    /// Tables that had commits when the lake was last swept.
    had_commits: Arc<OnceLock<BTreeSet<String>>>,
    /// Tables that got a commit from this process.
    committed: Arc<Mutex<BTreeSet<&'static str>>>,
    /// It says what would become of what it is told, and keeps nothing of it.
    foretells: bool,
}

fn ours() -> String {
    serde_json::json!({ "schema": SCHEMA }).to_string() + "\n"
}

/// A Parquet file of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DataFile {
    /// From the lake's root: `sessions/satellite_id=emea/month=2026-03/….parquet`.
    pub path: String,
    pub partition: BTreeMap<String, String>,
    pub rows: u64,
    pub size: u64,
}

impl DataFile {
    /// The values of the table's partition columns.
    fn place(&self, table: &Table) -> Vec<String> {
        table
            .partition
            .iter()
            .map(|column| self.partition.get(*column).cloned().unwrap_or_default())
            .collect()
    }
}

/// The files of a table at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pub table: &'static Table,
    /// None: nothing was ever written to it.
    pub version: Option<u64>,
    /// Sorted by path.
    pub files: Vec<DataFile>,
}

impl Lake {
    pub fn open(store: Store) -> Result<Self, LakeError> {
        let lake = Self {
            store,
            checked: Arc::default(),
            had_commits: Arc::default(),
            committed: Arc::default(),
            foretells: false,
        };
        lake.schema()?;
        Ok(lake)
    }

    /// The same lake, to be asked what would become of what it is told: it is looked into as ever,
    /// and nothing is written. One of an earlier schema cannot be asked before it is migrated, so
    /// an empty one answers in its place.
    pub fn foretelling(&self) -> Result<Self, LakeError> {
        if self.schema()?.is_some_and(|schema| schema != SCHEMA) {
            tracing::warn!(
                "the next run migrates the lake: until then all exports are looked at as if none was known"
            );
            return Self::open(Store::memory());
        }
        Ok(Self {
            foretells: true,
            ..self.clone()
        })
    }

    /// Where scratch files lie.
    fn scratch(&self) -> Store {
        if self.foretells {
            Store::memory()
        } else {
            self.store.clone()
        }
    }

    /// The schema that the lake says it has; none of a lake that nobody has written to.
    fn schema(&self) -> Result<Option<u64>, LakeError> {
        let Some(text) = self.store.get(LAKE_JSON)? else {
            return Ok(None);
        };
        let told: Option<serde_json::Value> = serde_json::from_slice(&text).ok();
        let url = self.store.url();
        match told.and_then(|json| json["schema"].as_u64()) {
            Some(found) if found > SCHEMA => Err(LakeError::Newer {
                url: url.to_owned(),
                found,
                known: SCHEMA,
            }),
            Some(found) => Ok(Some(found)),
            None => Err(LakeError::Garbled {
                path: format!("{url}/{LAKE_JSON}"),
                what: format!("it must say the lake's schema, as in {}", ours().trim()),
            }),
        }
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    pub fn snapshot(&self, table: &'static Table) -> Result<Snapshot, LakeError> {
        Ok(self.load(table)?.snapshot)
    }

    /// Rows of some files of a table; of none, an empty frame with the table's columns.
    pub fn scan(&self, table: &'static Table, files: &[DataFile]) -> Result<LazyFrame, LakeError> {
        let places: Option<Vec<_>> = files
            .iter()
            .map(|file| self.store.local_path(&file.path))
            .collect();
        match places {
            Some(places) => {
                self.check(files)?;
                frames::scan(table, frames::Files::Places(places))
            }
            None => frames::scan(
                table,
                frames::Files::Bytes(
                    files
                        .iter()
                        .map(|file| self.whole(file))
                        .collect::<Result<_, _>>()?,
                ),
            ),
        }
    }

    /// All rows of a small table, sorted by its key.
    pub fn rows(&self, table: &'static Table) -> Result<Vec<Vec<Cell>>, LakeError> {
        self.rows_of(table, &self.snapshot(table)?)
    }

    fn rows_of(
        &self,
        table: &'static Table,
        snapshot: &Snapshot,
    ) -> Result<Vec<Vec<Cell>>, LakeError> {
        self.rows_in(table, &snapshot.files)
    }

    /// The rows of some files of a table, sorted by its key.
    pub fn rows_in(
        &self,
        table: &'static Table,
        files: &[DataFile],
    ) -> Result<Vec<Vec<Cell>>, LakeError> {
        let sort = polars::prelude::SortMultipleOptions::default();
        let frame = self
            .scan(table, files)?
            .sort(table.key.to_vec(), sort)
            .collect()?;
        frames::rows(&frame, table)
    }
}

/// The name of a file is a hash of its bytes.
fn content_name(bytes: &Bytes) -> String {
    Hash::new().add(bytes).name()
}

#[cfg(test)]
pub(crate) use store::faults;
#[cfg(test)]
mod tests;
