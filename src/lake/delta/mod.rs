//! The Delta log: which files a table is made of, and the one step in which that changes.
//!
//! Reader version 1, writer version 2, no column mapping, no deletion vectors: anything that reads
//! Delta reads these tables. Data files are self-contained: partition columns are also written into
//! the Parquet files (Delta allows it), besides the log's own partition values. A commit is
//! optimistic, and a loser is told at once instead of being merged: deltalake's conflict checker
//! does not know our keys, so two writers of one session would both win. The loser does its work
//! again on what the winner left, for a bounded time.

mod columns;
pub mod damage;
pub mod foreign;
mod named_files;
mod partitions;
mod removed;
pub mod replace;
mod replay;
mod staging;
pub mod sweep;
mod vetted;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use arrow::array::{ArrayRef, AsArray, RecordBatch};
use arrow::compute::{max_string, min_string};
use chrono::Utc;
use deltalake_core::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake_core::kernel::transaction::{
    CommitBuilder, CommitProperties, TableReference, TransactionError,
};
use deltalake_core::kernel::{
    Action, Add, EagerSnapshot, Protocol, Remove, StructType, new_metadata,
};
use deltalake_core::logstore::{LogStoreRef, StorageConfig, default_logstore};
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use deltalake_core::{DeltaResult, DeltaTableError};
use serde_json::json;

use crate::lake::cells::arrow_schema;
use crate::lake::error::LakeError;
use crate::lake::store::{block_on, gathered};
use crate::lake::tables::Table;
use crate::lake::{DataFile, Hash, Lake, Snapshot};

/// For so long a loser begins again: each time somebody wins, so many writers may meet.
const PATIENCE: Duration = if cfg!(test) {
    Duration::from_secs(30)
} else {
    Duration::from_secs(300)
};

/// A loser waits for at least half of this, twice as long each time, and never longer than the
/// other.
const FIRST_WAIT: Duration = Duration::from_millis(8);
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Commits between two checkpoints of a log, and between two sweeps of what the checkpoints made
/// needless. Tests want to see one without waiting.
const CHECKPOINT_EVERY: u64 = if cfg!(test) { 10 } else { 100 };

/// Strings longer than this are left out of the log's statistics.
const LONGEST_BOUND: usize = 128;

/// The least and the greatest of some texts.
pub(in crate::lake) type TextBounds = (String, String);

/// What the log tells of a file whose rows are told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::lake) struct FileBounds {
    pub id: Option<TextBounds>,
    /// Of the objects that told its rows.
    pub object: Option<TextBounds>,
    /// Of how they were read.
    pub reading: Option<TextBounds>,
}

impl FileBounds {
    pub fn of(id: &str, batches: &[RecordBatch]) -> Self {
        let of = |name| {
            bounds(
                batches
                    .iter()
                    .filter_map(|batch| batch.column_by_name(name)),
            )
        };
        Self {
            id: of(id),
            object: of("object"),
            reading: of("reading"),
        }
    }

    /// As the log has it.
    fn logged(id: &str, stats: &serde_json::Value) -> Self {
        let of = |name| {
            let text = |side: &str| stats[side][name].as_str().map(str::to_owned);
            text("minValues").zip(text("maxValues"))
        };
        Self {
            id: of(id),
            object: of("object"),
            reading: of("reading"),
        }
    }

    /// One end of each, by the names of their columns; texts that are too long for a log are left
    /// out with both ends.
    fn side(
        &self,
        id: &'static str,
        of: fn(&TextBounds) -> &String,
    ) -> BTreeMap<&'static str, &String> {
        let all = [
            (id, &self.id),
            ("object", &self.object),
            ("reading", &self.reading),
        ];
        let short = |bounds: &&TextBounds| bounds.0.len().max(bounds.1.len()) <= LONGEST_BOUND;
        all.into_iter()
            .filter_map(|(name, bounds)| Some((name, of(bounds.as_ref().filter(short)?))))
            .collect()
    }
}

/// Of texts that stand in arrays, or once for many rows.
fn bounds<'a>(arrays: impl Iterator<Item = &'a ArrayRef>) -> Option<TextBounds> {
    let mut found: Option<TextBounds> = None;
    for array in arrays {
        let texts = array
            .as_any_dictionary_opt()
            .map_or(array, |dictionary| dictionary.values());
        let texts = texts.as_string_opt::<i32>()?;
        if let (Some(least), Some(greatest)) = (min_string(texts), max_string(texts)) {
            let held = found.get_or_insert_with(|| (least.to_owned(), greatest.to_owned()));
            if least < held.0.as_str() {
                least.clone_into(&mut held.0);
            }
            if greatest > held.1.as_str() {
                greatest.clone_into(&mut held.1);
            }
        }
    }
    found
}

/// A table as the log has it now.
pub(in crate::lake) struct Loaded {
    pub snapshot: Snapshot,
    /// By path; not every file has them.
    pub bounds: HashMap<String, FileBounds>,
    log: LogStoreRef,
    state: Option<EagerSnapshot>,
}

/// A file that lies in the store and is in no log yet.
#[derive(Debug, Clone)]
pub(in crate::lake) struct Staged {
    pub file: DataFile,
    pub bounds: FileBounds,
}

#[derive(Debug, Default)]
pub(in crate::lake) struct Change {
    pub adds: Vec<Staged>,
    pub removes: Vec<DataFile>,
}

impl Change {
    /// A file that is removed and added under one name is a file that stays: names are made from
    /// contents.
    fn settle(&mut self) {
        let added: BTreeSet<_> = self.adds.iter().map(|add| add.file.path.clone()).collect();
        let stays: BTreeSet<_> = self
            .removes
            .iter()
            .map(|file| file.path.clone())
            .filter(|path| added.contains(path))
            .collect();
        self.adds.retain(|add| !stays.contains(&add.file.path));
        self.removes.retain(|file| !stays.contains(&file.path));
    }

    fn is_empty(&self) -> bool {
        self.adds.is_empty() && self.removes.is_empty()
    }
}

impl Lake {
    pub(in crate::lake) fn load(&self, table: &'static Table) -> Result<Loaded, LakeError> {
        let place = self.store.table_place(table.name)?;
        let log = default_logstore(
            place.folder,
            place.root,
            &place.url,
            &StorageConfig::default(),
        );
        let told = |source| LakeError::Delta {
            table: table.name,
            source: Box::new(source),
        };
        // The kernel takes a folder that is missing on disk for a mistake in its address.
        let state = match self
            .store
            .has_folder(&format!("{}/_delta_log", table.name))?
        {
            false => None,
            true => match block_on(EagerSnapshot::try_new(log.as_ref(), None)) {
                Err(DeltaTableError::NotATable(_)) => None,
                other => Some(other.map_err(told)?),
            },
        };
        if state.is_none() {
            self.is_new(table)?;
        }
        let (mut files, mut bounds) = (Vec::new(), HashMap::new());
        if let Some(state) = &state {
            for view in gathered(state.file_views(log.as_ref(), None)).map_err(told)? {
                let path = format!("{}/{}", table.name, view.path());
                let partition = view
                    .partition_values_map()
                    .into_iter()
                    .filter_map(|(k, v)| Some((k, v?)))
                    .collect();
                let stats: serde_json::Value = view
                    .stats()
                    .and_then(|text| serde_json::from_str(&text).ok())
                    .unwrap_or_default();
                if let Some(id) = table.id() {
                    bounds.insert(path.clone(), FileBounds::logged(id, &stats));
                }
                let rows = stats["numRecords"].as_u64().unwrap_or(0);
                files.push(DataFile {
                    path,
                    partition,
                    rows,
                    size: view.size() as u64,
                });
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let version = state.as_ref().map(EagerSnapshot::version);
        Ok(Loaded {
            snapshot: Snapshot {
                table,
                version,
                files,
            },
            bounds,
            log,
            state,
        })
    }

    /// Commits what `work` makes of the table as it is now; nothing to change, no commit. Says
    /// whether it committed, and what `work` said beside. When another writer was faster, `work` is
    /// done again on what that one left, unless the files that it looked at, those that `concerns`
    /// names, are all still the same.
    pub(in crate::lake) fn transact<T>(
        &self,
        table: &'static Table,
        concerns: impl Fn(&DataFile) -> bool,
        mut work: impl FnMut(&Loaded) -> Result<(Change, T), LakeError>,
    ) -> Result<(bool, T), LakeError> {
        let mut done: Option<(Vec<DataFile>, Change, T)> = None;
        let mut attempts = Attempts::begin();
        loop {
            let loaded = self.load(table)?;
            let concerned: Vec<_> = loaded
                .snapshot
                .files
                .iter()
                .filter(|file| concerns(file))
                .cloned()
                .collect();
            let (change, said) = match done.take() {
                Some((seen, change, said)) if seen == concerned => (change, said),
                _ => {
                    let (mut change, said) = work(&loaded)?;
                    change.settle();
                    (change, said)
                }
            };
            if change.is_empty() || self.foretells {
                return Ok((false, said));
            }
            self.store.flush()?;
            if loaded.commit(&change)? {
                self.has_committed(table);
                return Ok((true, said));
            }
            done = Some((concerned, change, said));
            attempts.lost(table)?;
        }
    }
}

/// A writer's tries to commit. Nothing is made from the time that they take: it only ends them.
struct Attempts {
    began: Instant,
    wait: Duration,
}

impl Attempts {
    fn begin() -> Self {
        Self {
            began: Instant::now(),
            wait: FIRST_WAIT,
        }
    }

    /// Waits after a defeat. Writers that met once should not meet again: each waits for a time of
    /// its own, half of it drawn, and twice as long each time.
    fn lost(&mut self, table: &Table) -> Result<(), LakeError> {
        let tried = self.began.elapsed();
        if tried >= PATIENCE {
            return Err(LakeError::Busy {
                table: table.name,
                seconds: tried.as_secs(),
            });
        }
        // The standard library seeds each of these differently: as good as a die.
        let drawn = RandomState::new().hash_one(std::process::id()) % 1000;
        std::thread::sleep(self.wait / 2 + self.wait / 2 * drawn as u32 / 1000);
        self.wait = (self.wait * 2).min(LONGEST_WAIT);
        Ok(())
    }
}

impl Loaded {
    /// How long the table's readers may go on reading files that its log has removed, if somebody
    /// has set it.
    pub fn retention(&self) -> Option<Duration> {
        self.state
            .as_ref()?
            .table_properties()
            .deleted_file_retention_duration
    }

    /// One commit, or none where the table has moved on (`false`).
    fn commit(&self, change: &Change) -> Result<bool, LakeError> {
        let partition = self.snapshot.table.partition;
        let operation = DeltaOperation::Write {
            mode: if change.removes.is_empty() {
                SaveMode::Append
            } else {
                SaveMode::Overwrite
            },
            partition_by: (!partition.is_empty())
                .then(|| partition.iter().map(|&name| name.to_owned()).collect()),
            predicate: None,
        };
        self.settled(self.actions(change), operation)
    }

    fn settled(
        &self,
        actions: DeltaResult<Vec<Action>>,
        operation: DeltaOperation,
    ) -> Result<bool, LakeError> {
        let table = self.snapshot.table;
        let told = |source| LakeError::Delta {
            table: table.name,
            source: Box::new(source),
        };
        let nonce = nonce();
        match block_on(self.try_commit(actions.map_err(told)?, operation, &nonce)) {
            Ok(()) => Ok(true),
            Err(
                DeltaTableError::VersionAlreadyExists(_)
                | DeltaTableError::Transaction {
                    source: TransactionError::MaxCommitAttempts(_),
                },
            ) => {
                // A cloud's reply may get lost, and the repeated request is then told that our own
                // commit is there.
                let winner =
                    block_on(self.log.read_commit_entry(self.next_version())).map_err(told)?;
                Ok(winner.is_some_and(|text| {
                    text.windows(nonce.len())
                        .any(|part| part == nonce.as_bytes())
                }))
            }
            Err(source) => Err(told(source)),
        }
    }

    fn next_version(&self) -> u64 {
        self.state.as_ref().map_or(0, |state| state.version() + 1)
    }

    fn actions(&self, change: &Change) -> DeltaResult<Vec<Action>> {
        let table = self.snapshot.table;
        // The log's times are for people who read logs; no figure and no file name is made from
        // them.
        let now = Utc::now().timestamp_millis();
        let mut actions = Vec::new();
        if self.state.is_none() {
            // The table is created by its first commit: who loses that race has lost like any
            // other.
            let schema: StructType = arrow_schema(table).as_ref().try_into_kernel()?;
            let properties = [("delta.checkpointInterval", CHECKPOINT_EVERY.to_string())];
            let protocol: Protocol =
                serde_json::from_value(json!({ "minReaderVersion": 1, "minWriterVersion": 2 }))?;
            actions.push(Action::Protocol(protocol));
            actions.push(Action::Metadata(new_metadata(
                &schema,
                table.partition,
                properties,
            )?));
        }
        let inner = |path: &str| {
            path.strip_prefix(table.name)
                .map_or(path, |rest| &rest[1..])
                .to_owned()
        };
        let partition = |file: &DataFile| {
            let value = |name: &&str| ((*name).to_owned(), file.partition.get(*name).cloned());
            table.partition.iter().map(value).collect::<HashMap<_, _>>()
        };
        actions.extend(change.removes.iter().map(|file| {
            Action::Remove(Remove {
                path: inner(&file.path),
                data_change: true,
                deletion_timestamp: Some(now),
                extended_file_metadata: Some(true),
                partition_values: Some(partition(file)),
                size: Some(file.size as i64),
                ..Default::default()
            })
        }));
        actions.extend(change.adds.iter().map(|Staged { file, bounds }| {
            Action::Add(Add {
                path: inner(&file.path),
                partition_values: partition(file),
                size: file.size as i64,
                modification_time: now,
                data_change: true,
                stats: Some(stats(table, file, bounds)),
                ..Default::default()
            })
        }));
        Ok(actions)
    }

    async fn try_commit(
        &self,
        actions: Vec<Action>,
        operation: DeltaOperation,
        nonce: &str,
    ) -> DeltaResult<()> {
        let table = self.snapshot.table;
        let housekeeping = (self.next_version() + 1).is_multiple_of(CHECKPOINT_EVERY);
        let properties = CommitProperties::default()
            .with_max_retries(0)
            .with_metadata([("nonce".to_owned(), json!(nonce))])
            .with_create_checkpoint(housekeeping)
            .with_cleanup_expired_logs(Some(housekeeping));
        let before = self
            .state
            .as_ref()
            .map(|state| state as &dyn TableReference);
        let builder = CommitBuilder::from(properties).with_actions(actions);
        let committed = builder
            .build(before, Arc::clone(&self.log), operation)
            .into_prepared_commit_future()
            .await?
            .await?;
        // It is committed: what housekeeping could not do, a later commit's will.
        if housekeeping && let Err(error) = committed.await {
            tracing::warn!(table = table.name, %error, "the log could not be checkpointed");
        }
        Ok(())
    }
}

/// Tells our commit from any other.
fn nonce() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let (process, number) = (std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    Hash::new()
        .add(process.to_be_bytes())
        .add(number.to_be_bytes())
        .add(Utc::now().to_rfc3339())
        .name()
}

fn stats(table: &Table, file: &DataFile, bounds: &FileBounds) -> String {
    let side = |of: fn(&TextBounds) -> &String| {
        table.id().map(|id| bounds.side(id, of)).unwrap_or_default()
    };
    json!({ "numRecords": file.rows, "minValues": side(|b| &b.0), "maxValues": side(|b| &b.1), "nullCount": {} }).to_string()
}
