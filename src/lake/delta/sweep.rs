//! What nothing names any more is removed: files that were staged and never committed, files that
//! the logs removed, what publications kept that are kept no more. At most once a day, since it
//! lists the whole lake; what the logs name and the listing does not show is told by the way.
//!
//! A file goes when it was found unnamed for seven days, sweep after sweep, as Delta keeps removed
//! files: who began to read before it was removed, or is about to name it again, has that long. The
//! file `swept.json` remembers since when each was found so. Ages are told by the store's own
//! clock, from the time that it gives that very file.
//!
//! Between the look at a file and its removal somebody may write it again and name it: names are
//! made of contents, so the same contents have the same name. So nothing is deleted under a name
//! that somebody may say. A file is first moved to `trash/`, in one step where the store is a disk;
//! then the logs are read again, and what they name by now is put back, as is what turns out to
//! have been written in between. Whoever misses a file that is named puts it back from there. What
//! lies there for a day is deleted by a later sweep, which reads the logs once more before it does.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::lake::tables::LAKE;
use crate::lake::{Damage, Lake, LakeError, Object, Snapshot};

const SWEPT_JSON: &str = "swept.json";

/// Between two sweeps; also the age below which a file may be somebody's who is writing now.
const DAY: TimeDelta = TimeDelta::days(1);

/// What Delta says where a table does not say otherwise.
const RETENTION: TimeDelta = TimeDelta::days(7);

/// Where files lie for a day before they are deleted, under the names that they had.
const TRASH: &str = "trash/";

/// What a sweep removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    pub files: usize,
    pub bytes: u64,
    /// What was staged before then, by the store's clock, nobody is writing any more.
    pub staged_before: DateTime<Utc>,
}

/// What is known of the lake from sweep to sweep.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::lake) struct Memory {
    /// Since when each file was found unnamed.
    unnamed: BTreeMap<String, DateTime<Utc>>,
    /// Since when each file lies in the trash, by the name that it had.
    trash: BTreeMap<String, DateTime<Utc>>,
    /// Tables that have commits.
    pub tables: BTreeSet<String>,
    /// Files that are named and were not there.
    pub damaged: BTreeSet<String>,
}

/// What the logs, and whoever else may name files, say at a moment.
struct NamedFiles {
    paths: BTreeSet<String>,
    snapshots: Vec<Snapshot>,
    retention: TimeDelta,
}

impl Lake {
    pub fn is_sweep_due(&self, now: DateTime<Utc>) -> Result<bool, LakeError> {
        Ok(self
            .store
            .head(SWEPT_JSON)?
            .is_none_or(|last| last.modified + DAY <= now))
    }

    /// Says what went, and what is lost. `kept` tells the paths that are named elsewhere than in
    /// the logs; it is asked again before anything is deleted.
    pub fn sweep<E: From<LakeError>>(
        &self,
        kept: impl Fn() -> Result<BTreeSet<String>, E>,
    ) -> Result<(Swept, Vec<Damage>), E> {
        let memory = self.memory()?;
        // Whoever asks now finds that somebody is sweeping, and we learn what time it is there.
        self.remember(&memory)?;
        let now = self
            .store
            .head(SWEPT_JSON)?
            .map_or(DateTime::UNIX_EPOCH, |told| told.modified);

        // What is committed after the listing is not in it, and what is committed before is named
        // below.
        let listed = self.store.list("")?;
        let named = self.all_named(&kept)?;
        let staged = self.store.sweep_staged(now - DAY)?;
        let mut swept = Swept {
            files: staged,
            bytes: 0,
            staged_before: now - DAY,
        };
        let mut next = Memory {
            trash: self.empty_trash(&listed, &memory, &named, now)?,
            ..Memory::default()
        };
        let mut moved = Vec::new();
        for object in listed
            .iter()
            .filter(|object| is_ours(&object.path) && !named.paths.contains(&object.path))
        {
            let since = memory.unnamed.get(&object.path).copied().unwrap_or(now);
            let is_due = since + named.retention <= now && self.is_still_old(&object.path, now)?;
            if is_due && self.store.rename(&object.path, &in_trash(&object.path))? {
                moved.push(object);
            } else {
                next.unnamed.insert(object.path.clone(), since);
            }
        }
        let named = if moved.is_empty() {
            named
        } else {
            self.all_named(&kept)?
        };
        for object in moved {
            if named.paths.contains(&object.path)
                || self.was_written_meanwhile(&object.path, now)?
            {
                self.put_back(&object.path)?;
                continue;
            }
            next.trash.insert(object.path.clone(), now);
            swept = Swept {
                files: swept.files + 1,
                bytes: swept.bytes + object.size,
                ..swept
            };
        }
        let damages = self.lost(&listed, &named)?;
        next.damaged = damages.iter().map(|damage| damage.path.clone()).collect();
        let is_begun = |snapshot: &&Snapshot| snapshot.version.is_some();
        next.tables = named
            .snapshots
            .iter()
            .filter(is_begun)
            .map(|snapshot| snapshot.table.name.to_owned())
            .collect();
        self.remember(&next)?;
        Ok((swept, damages))
    }

    /// A memory that was lost costs seven days.
    pub(in crate::lake) fn memory(&self) -> Result<Memory, LakeError> {
        let text = self.store.get(SWEPT_JSON)?;
        Ok(text
            .and_then(|text| serde_json::from_slice(&text).ok())
            .unwrap_or_default())
    }

    pub(in crate::lake) fn remember(&self, memory: &Memory) -> Result<(), LakeError> {
        self.store.put(
            SWEPT_JSON,
            serde_json::to_string(memory).expect("texts and times can be written") + "\n",
        )
    }

    /// Brings back what was swept and is named; says whether it was there to be brought.
    pub(in crate::lake) fn put_back(&self, path: &str) -> Result<bool, LakeError> {
        self.store.rename(&in_trash(path), path)
    }

    fn all_named<E: From<LakeError>>(
        &self,
        kept: impl Fn() -> Result<BTreeSet<String>, E>,
    ) -> Result<NamedFiles, E> {
        let mut named = NamedFiles {
            paths: kept()?,
            snapshots: Vec::new(),
            retention: RETENTION,
        };
        for &table in LAKE {
            let loaded = self.load(table)?;
            let told = loaded
                .retention()
                .and_then(|told| TimeDelta::from_std(told).ok());
            named.retention = named.retention.max(told.unwrap_or(RETENTION));
            named
                .paths
                .extend(loaded.snapshot.files.iter().map(|file| file.path.clone()));
            named.snapshots.push(loaded.snapshot);
        }
        Ok(named)
    }

    /// Deletes what has lain in the trash for a day and puts back what is named; returns what stays
    /// there, and since when.
    fn empty_trash(
        &self,
        listed: &[Object],
        memory: &Memory,
        named: &NamedFiles,
        now: DateTime<Utc>,
    ) -> Result<BTreeMap<String, DateTime<Utc>>, LakeError> {
        let there: BTreeSet<&str> = listed.iter().map(|object| object.path.as_str()).collect();
        let mut stays = BTreeMap::new();
        for path in listed
            .iter()
            .filter_map(|object| object.path.strip_prefix(TRASH))
        {
            let since = memory.trash.get(path).copied().unwrap_or(now);
            if named.paths.contains(path) && !there.contains(path) {
                self.put_back(path)?;
            } else if since + DAY <= now {
                self.store.delete(&in_trash(path))?;
            } else {
                stays.insert(path.to_owned(), since);
            }
        }
        Ok(stays)
    }

    fn lost(&self, listed: &[Object], named: &NamedFiles) -> Result<Vec<Damage>, LakeError> {
        let listed: BTreeMap<String, u64> = listed
            .iter()
            .map(|object| (object.path.clone(), object.size))
            .collect();
        let mut lost = Vec::new();
        for snapshot in &named.snapshots {
            lost.extend(self.damages_of(snapshot.table, &snapshot.files, &listed)?);
        }
        Ok(lost)
    }

    /// A writer that needs the same contents again writes them again, and then they are young.
    fn is_still_old(&self, path: &str, now: DateTime<Utc>) -> Result<bool, LakeError> {
        Ok(self
            .store
            .head(path)?
            .is_some_and(|object| object.modified + DAY <= now))
    }

    /// Of a file that was moved to the trash: a disk moves it with its time, a bucket copies it and
    /// gives it a new one, so there nothing can be told; who misses it puts it back.
    fn was_written_meanwhile(&self, path: &str, now: DateTime<Utc>) -> Result<bool, LakeError> {
        Ok(self.store.local_path(path).is_some() && !self.is_still_old(&in_trash(path), now)?)
    }
}

fn in_trash(path: &str) -> String {
    format!("{TRASH}{path}")
}

/// Data files of tables, and what publications keep. Logs look after themselves, and what others
/// put here is theirs.
fn is_ours(path: &str) -> bool {
    let Some((table, inner)) = path.split_once('/') else {
        return false;
    };
    let is_table = LAKE.iter().any(|known| known.name == table) && !inner.contains("_delta_log/");
    let is_hash = inner.len() == 64 && inner.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_table && (inner.ends_with(".parquet") || is_hash)
}

#[cfg(test)]
mod tests;
