//! The Delta log: which files a table is made of, and the one step in which that changes.
//!
//! Reader version 1, writer version 2, no column mapping, no deletion vectors: anything that reads Delta reads these
//! tables. Data files are self-contained: partition columns are also written into the Parquet files (Delta allows it),
//! besides the log's own partition values. A commit is optimistic, and a loser is told at once instead of being
//! merged: deltalake's conflict checker does not know our keys, so two writers of one session would both win. The
//! loser does its work again on what the winner left, a bounded number of times.

mod columns;
pub mod foreign;
mod removed;
mod replay;
mod vetted;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::Utc;
use deltalake_core::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake_core::kernel::transaction::{CommitBuilder, CommitProperties, TableReference, TransactionError};
use deltalake_core::kernel::{Action, Add, EagerSnapshot, Protocol, Remove, StructType, new_metadata};
use deltalake_core::logstore::{LogStoreRef, StorageConfig, default_logstore};
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use deltalake_core::{DeltaResult, DeltaTableError};
use serde_json::json;

use super::cells::arrow_schema;
use super::error::LakeError;
use super::store::{block_on, gathered};
use super::tables::Table;
use super::{DataFile, Hash, Lake, Snapshot};

/// How often a loser begins again. Each round somebody wins, so this is also how many writers may meet.
const TRIES: usize = 25;

/// Commits between two checkpoints of a log, and between two sweeps of what the checkpoints made needless.
/// Tests want to see one without waiting.
const CHECKPOINT_EVERY: u64 = if cfg!(test) { 10 } else { 100 };

/// Strings longer than this are left out of the log's statistics.
const LONGEST_BOUND: usize = 128;

/// The least and the greatest session id of a file.
pub(super) type Bounds = (String, String);

/// A table as the log has it now.
pub(super) struct Loaded {
    pub snapshot: Snapshot,
    /// By path; not every file has them.
    pub bounds: HashMap<String, Bounds>,
    log: LogStoreRef,
    state: Option<EagerSnapshot>,
}

/// A file that lies in the store and is in no log yet.
#[derive(Debug, Clone)]
pub(super) struct Staged {
    pub file: DataFile,
    pub bounds: Option<Bounds>,
}

#[derive(Debug, Default)]
pub(super) struct Change {
    pub adds: Vec<Staged>,
    pub removes: Vec<DataFile>,
}

impl Change {
    /// A file that is removed and added under one name is a file that stays: names are made from contents.
    fn settle(&mut self) {
        let added: BTreeSet<_> = self.adds.iter().map(|add| add.file.path.clone()).collect();
        let stays: BTreeSet<_> = self.removes.iter().map(|file| file.path.clone()).filter(|path| added.contains(path)).collect();
        self.adds.retain(|add| !stays.contains(&add.file.path));
        self.removes.retain(|file| !stays.contains(&file.path));
    }

    fn is_empty(&self) -> bool {
        self.adds.is_empty() && self.removes.is_empty()
    }
}

impl Lake {
    pub(super) fn load(&self, table: &'static Table) -> Result<Loaded, LakeError> {
        let place = self.store.table_place(table.name)?;
        let log = default_logstore(place.folder, place.root, &place.url, &StorageConfig::default());
        let told = |source| LakeError::Delta { table: table.name, source: Box::new(source) };
        // The kernel takes a folder that is missing on disk for a mistake in its address.
        let missing = self.store.local_path(table.name).is_some_and(|folder| !folder.join("_delta_log").is_dir());
        let state = match missing {
            true => None,
            false => match block_on(EagerSnapshot::try_new(log.as_ref(), None)) {
                Err(DeltaTableError::NotATable(_)) => None,
                other => Some(other.map_err(told)?),
            },
        };
        let (mut files, mut bounds) = (Vec::new(), HashMap::new());
        if let Some(state) = &state {
            for view in gathered(state.file_views(log.as_ref(), None)).map_err(told)? {
                let path = format!("{}/{}", table.name, view.path());
                let partition = view.partition_values_map().into_iter().filter_map(|(k, v)| Some((k, v?))).collect();
                let stats: serde_json::Value = view.stats().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
                let text = |side: &str| stats[side][table.id()?].as_str().map(str::to_owned);
                if let (Some(least), Some(greatest)) = (text("minValues"), text("maxValues")) {
                    bounds.insert(path.clone(), (least, greatest));
                }
                let rows = stats["numRecords"].as_u64().unwrap_or(0);
                files.push(DataFile { path, partition, rows, size: view.size() as u64 });
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let version = state.as_ref().map(EagerSnapshot::version);
        Ok(Loaded { snapshot: Snapshot { table, version, files }, bounds, log, state })
    }

    /// Commits what `work` makes of the table as it is now; nothing to change, no commit. Says whether it committed,
    /// and what `work` said beside. When another writer was faster, `work` is done again on what that one left, unless
    /// the files that it looked at, those that `concerns` names, are all still the same.
    pub(super) fn transact<T>(
        &self,
        table: &'static Table,
        concerns: impl Fn(&DataFile) -> bool,
        mut work: impl FnMut(&Loaded) -> Result<(Change, T), LakeError>,
    ) -> Result<(bool, T), LakeError> {
        let mut done: Option<(Vec<DataFile>, Change, T)> = None;
        for attempt in 0..TRIES {
            let loaded = self.load(table)?;
            let concerned: Vec<_> = loaded.snapshot.files.iter().filter(|file| concerns(file)).cloned().collect();
            let (change, said) = match done.take() {
                Some((seen, change, said)) if seen == concerned => (change, said),
                _ => {
                    let (mut change, said) = work(&loaded)?;
                    change.settle();
                    (change, said)
                }
            };
            if change.is_empty() {
                return Ok((false, said));
            }
            self.store.flush()?;
            if loaded.commit(&change)? {
                return Ok((true, said));
            }
            done = Some((concerned, change, said));
            // Writers that met once should not meet again: each waits a little differently, and longer each time.
            std::thread::sleep(Duration::from_millis(attempt as u64 * 3 + u64::from(std::process::id() % 7)));
        }
        Err(LakeError::Busy { table: table.name, tries: TRIES })
    }
}

impl Loaded {
    /// How long the table's readers may go on reading files that its log has removed, if somebody has set it.
    pub fn retention(&self) -> Option<Duration> {
        self.state.as_ref()?.table_properties().deleted_file_retention_duration
    }

    /// One commit, or none where the table has moved on (`false`).
    fn commit(&self, change: &Change) -> Result<bool, LakeError> {
        let partition = self.snapshot.table.partition;
        let operation = DeltaOperation::Write {
            mode: if change.removes.is_empty() { SaveMode::Append } else { SaveMode::Overwrite },
            partition_by: (!partition.is_empty()).then(|| partition.iter().map(|&name| name.to_owned()).collect()),
            predicate: None,
        };
        self.settled(self.actions(change), operation)
    }

    fn settled(&self, actions: DeltaResult<Vec<Action>>, operation: DeltaOperation) -> Result<bool, LakeError> {
        let table = self.snapshot.table;
        let told = |source| LakeError::Delta { table: table.name, source: Box::new(source) };
        let nonce = nonce();
        match block_on(self.try_commit(actions.map_err(told)?, operation, &nonce)) {
            Ok(()) => Ok(true),
            Err(
                DeltaTableError::VersionAlreadyExists(_) | DeltaTableError::Transaction { source: TransactionError::MaxCommitAttempts(_) },
            ) => {
                // A cloud's reply may get lost, and the repeated request is then told that our own commit is there.
                let winner = block_on(self.log.read_commit_entry(self.next_version())).map_err(told)?;
                Ok(winner.is_some_and(|text| text.windows(nonce.len()).any(|part| part == nonce.as_bytes())))
            }
            Err(source) => Err(told(source)),
        }
    }

    fn next_version(&self) -> u64 {
        self.state.as_ref().map_or(0, |state| state.version() + 1)
    }

    fn actions(&self, change: &Change) -> DeltaResult<Vec<Action>> {
        let table = self.snapshot.table;
        // The log's times are for people who read logs; no figure and no file name is made from them.
        let now = Utc::now().timestamp_millis();
        let mut actions = Vec::new();
        if self.state.is_none() {
            // The table is created by its first commit: who loses that race has lost like any other.
            let schema: StructType = arrow_schema(table).as_ref().try_into_kernel()?;
            let properties = [("delta.checkpointInterval", CHECKPOINT_EVERY.to_string())];
            let protocol: Protocol = serde_json::from_value(json!({ "minReaderVersion": 1, "minWriterVersion": 2 }))?;
            actions.push(Action::Protocol(protocol));
            actions.push(Action::Metadata(new_metadata(&schema, table.partition, properties)?));
        }
        let inner = |path: &str| path.strip_prefix(table.name).map_or(path, |rest| &rest[1..]).to_owned();
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
                stats: Some(stats(table, file, bounds.as_ref())),
                ..Default::default()
            })
        }));
        Ok(actions)
    }

    async fn try_commit(&self, actions: Vec<Action>, operation: DeltaOperation, nonce: &str) -> DeltaResult<()> {
        let table = self.snapshot.table;
        let housekeeping = (self.next_version() + 1).is_multiple_of(CHECKPOINT_EVERY);
        let properties = CommitProperties::default()
            .with_max_retries(0)
            .with_metadata([("nonce".to_owned(), json!(nonce))])
            .with_create_checkpoint(housekeeping)
            .with_cleanup_expired_logs(Some(housekeeping));
        let before = self.state.as_ref().map(|state| state as &dyn TableReference);
        let builder = CommitBuilder::from(properties).with_actions(actions);
        let committed = builder.build(before, Arc::clone(&self.log), operation).into_prepared_commit_future().await?.await?;
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
    Hash::new().add(process.to_be_bytes()).add(number.to_be_bytes()).add(Utc::now().to_rfc3339()).name()
}

fn stats(table: &Table, file: &DataFile, bounds: Option<&Bounds>) -> String {
    let bounds = bounds.filter(|(least, greatest)| least.len().max(greatest.len()) <= LONGEST_BOUND);
    let side = |text: fn(&Bounds) -> &String| bounds.zip(table.id()).map(|(b, id)| BTreeMap::from([(id, text(b))])).unwrap_or_default();
    json!({ "numRecords": file.rows, "minValues": side(|b| &b.0), "maxValues": side(|b| &b.1), "nullCount": {} }).to_string()
}
