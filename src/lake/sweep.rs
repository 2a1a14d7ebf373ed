//! What nothing names any more is removed: files that were staged and never committed, files that the logs removed, what
//! publications kept that are kept no more. At most once a day, since it lists the whole lake.
//!
//! A file goes when it was found unnamed for seven days, sweep after sweep, as Delta keeps removed files: who began to
//! read before it was removed, or is about to name it again, has that long. The file `swept.json` remembers since when
//! each was found so. Ages are told by the store's own clock, from the time that it gives that very file.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::tables::LAKE;
use super::{Lake, LakeError};

const SWEPT_JSON: &str = "swept.json";

/// Between two sweeps; also the age below which a file may be somebody's who is writing now.
const DAY: TimeDelta = TimeDelta::days(1);

/// What Delta says where a table does not say otherwise.
const RETENTION: TimeDelta = TimeDelta::days(7);

/// What a sweep removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    pub files: usize,
    pub bytes: u64,
    /// What was staged before then, by the store's clock, nobody is writing any more.
    pub staged_before: DateTime<Utc>,
}

/// Since when each file was found unnamed.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Memory {
    unnamed: BTreeMap<String, DateTime<Utc>>,
}

impl Lake {
    pub fn is_sweep_due(&self, now: DateTime<Utc>) -> Result<bool, LakeError> {
        Ok(self.store.head(SWEPT_JSON)?.is_none_or(|last| last.modified + DAY <= now))
    }

    /// `kept` are paths that are named elsewhere than in the logs.
    pub fn sweep(&self, kept: &BTreeSet<String>) -> Result<Swept, LakeError> {
        let text = self.store.get(SWEPT_JSON)?;
        // A memory that was lost costs seven days.
        let memory: Memory = text.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        // Whoever asks now finds that somebody is sweeping, and we learn what time it is there.
        self.remember(&memory)?;
        let now = self.store.head(SWEPT_JSON)?.map_or(DateTime::UNIX_EPOCH, |told| told.modified);

        // What is committed after the listing is not in it, and what is committed before is named below.
        let listed: Vec<_> = self.store.list("")?.into_iter().filter(|object| is_ours(&object.path)).collect();
        let (mut named, mut retention) = (kept.clone(), RETENTION);
        for &table in LAKE {
            let loaded = self.load(table)?;
            let told = loaded.retention().and_then(|told| TimeDelta::from_std(told).ok());
            retention = retention.max(told.unwrap_or(RETENTION));
            named.extend(loaded.snapshot.files.into_iter().map(|file| file.path));
        }
        let (mut next, mut swept) =
            (Memory::default(), Swept { files: self.store.sweep_staged(now - DAY)?, bytes: 0, staged_before: now - DAY });
        for object in listed.into_iter().filter(|object| !named.contains(&object.path)) {
            let since = memory.unnamed.get(&object.path).copied().unwrap_or(now);
            if since + retention <= now && self.is_still_old(&object.path, now)? {
                self.store.delete(&object.path)?;
                swept = Swept { files: swept.files + 1, bytes: swept.bytes + object.size, ..swept };
            } else {
                next.unnamed.insert(object.path, since);
            }
        }
        self.remember(&next)?;
        Ok(swept)
    }

    fn remember(&self, memory: &Memory) -> Result<(), LakeError> {
        self.store.put(SWEPT_JSON, serde_json::to_string(memory).expect("texts and times can be written") + "\n")
    }

    /// A writer that needs the same contents again writes them again, and then they are young.
    fn is_still_old(&self, path: &str, now: DateTime<Utc>) -> Result<bool, LakeError> {
        Ok(self.store.head(path)?.is_some_and(|object| object.modified + DAY <= now))
    }
}

/// Data files of tables, and what publications keep. Logs look after themselves, and what others put here is theirs.
fn is_ours(path: &str) -> bool {
    let Some((table, inner)) = path.split_once('/') else { return false };
    let is_table = LAKE.iter().any(|known| known.name == table) && !inner.contains("_delta_log/");
    let is_hash = inner.len() == 64 && inner.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_table && (inner.ends_with(".parquet") || is_hash)
}

#[cfg(test)]
mod tests;
