//! The lake: where tables are kept. Bytes lie in a [`Store`]; a table is a set of Parquet files and
//! a Delta log that says which of them count; a change is staged as files and becomes visible in
//! one commit. Killed at any instant, a run leaves files that nothing names, and a repetition
//! writes the same files again: their names are made from their contents.
//!
//! Reading order: [`tables`] (what there is), [`store`], [`cells`] and [`frames`] (rows in and
//! out), [`coded`] (rows to be counted), `delta` (commits), `intake` and `upsert` (what objects
//! tell), `retold` (what they tell no more), [`names`], `replace` (derived tables), `keyed` (small
//! tables), [`objects`], [`rejects`], [`publications`].

pub mod cells;
mod clashes;
pub mod coded;
mod contests;
pub mod csv;
mod damage;
pub mod delta;
mod disk;
pub mod drift;
pub mod error;
pub mod findings;
mod forget;
pub mod frames;
pub mod hash;
mod held;
mod intake;
mod keyed;
mod merge;
mod migrate;
pub mod names;
pub mod objects;
mod outranked;
mod owed;
pub mod parquet;
pub mod publications;
pub mod rejects;
mod replace;
mod retold;
mod row;
pub mod side_by_side;
pub mod source_events;
mod spool;
pub mod store;
pub mod strike;
mod sweep;
pub mod tables;
mod told;
mod upsert;
pub mod values;
mod versions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock};

use arrow::array::RecordBatch;
use bytes::Bytes;
use polars::prelude::LazyFrame;

pub use cells::Cell;
pub use damage::Damage;
use delta::{FileBounds, Staged};
pub use error::LakeError;
pub use forget::Forgotten;
pub use hash::Hash;
pub use intake::{Delivery, Intake};
pub use names::{NameRow, Named, NamesTold};
pub use objects::ObjectRow;
pub use outranked::{Contradicted, ReadOtherwise};
pub use publications::PublicationRow;
pub use rejects::RejectRow;
pub use replace::{Filed, Part, part_path};
pub use retold::{Again, Retold};
pub use source_events::SourceEvent;
pub use store::{Object, Store};
pub use sweep::Swept;
use tables::Table;
pub use told::{told_columns, told_schema};
pub use upsert::Became;
pub use versions::{NO_MONTH, Ranking};

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

    /// Makes the lake one of this program's schema, a new one too. Whoever writes does this first;
    /// whoever only looks leaves no trace.
    pub fn begin(&self) -> Result<(), LakeError> {
        match self.schema()? {
            Some(SCHEMA) => Ok(()),
            found => migrate::migrate(self, found.unwrap_or(0)),
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

    /// Writes a file that no log names yet. `name` is made of its bytes where it is not given.
    fn stage(
        &self,
        table: &'static Table,
        partition: &[String],
        name: impl FnOnce(&Bytes) -> String,
        batch: &RecordBatch,
    ) -> Result<Staged, LakeError> {
        self.stage_all(table, partition, name, std::slice::from_ref(batch))
    }

    /// The same, of the rows of several batches.
    fn stage_all(
        &self,
        table: &'static Table,
        partition: &[String],
        name: impl FnOnce(&Bytes) -> String,
        batches: &[RecordBatch],
    ) -> Result<Staged, LakeError> {
        let schema = batches
            .first()
            .map_or_else(|| cells::arrow_schema(table), RecordBatch::schema);
        let bytes = parquet::encode_all(schema, batches, table.id())?;
        let folders = table
            .partition
            .iter()
            .zip(partition)
            .map(|(column, value)| format!("{column}={value}/"));
        let path = format!(
            "{}/{}{}.parquet",
            table.name,
            folders.collect::<String>(),
            name(&bytes)
        );
        let bounds = table
            .id()
            .map(|id| FileBounds::of(id, batches))
            .unwrap_or_default();
        let file = DataFile {
            path,
            partition: table
                .partition
                .iter()
                .map(|c| (*c).to_owned())
                .zip(partition.iter().cloned())
                .collect(),
            rows: batches.iter().map(|batch| batch.num_rows() as u64).sum(),
            size: bytes.len() as u64,
        };
        if !self.foretells {
            self.store.stage(&file.path, bytes)?;
        }
        Ok(Staged { file, bounds })
    }
}

/// The name of a file is a hash of its bytes.
fn content_name(bytes: &Bytes) -> String {
    Hash::new().add(bytes).name()
}

#[cfg(test)]
pub(crate) mod faults;
#[cfg(test)]
mod tests;
