//! What was told, counted while it was written, so that whoever reads it can be held to it.

use std::ops::AddAssign;

use serde_json::{Value, json};

use super::session::Session;
use crate::model::Outcome;

/// Every number adds up: over files, over satellites, over the days that are delivered later.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    pub rows: i64,
    pub bytes: i64,
    /// Distinct ones.
    pub sessions: i64,
    pub finished_later: i64,
    pub told_again: i64,
    pub corrected: i64,
    pub deleted: i64,
    /// Rows that name automations; they are in no other number.
    pub names: i64,
    /// What stands once everything is read: sessions by outcome, without the deleted, and their
    /// milliseconds.
    pub standing: [i64; Outcome::ALL.len()],
    pub duration_ms: i64,
}

impl Account {
    /// A session stands so from now on.
    pub fn stands(&mut self, session: &Session<'_>) {
        self.standing[session.outcome as usize] += 1;
        self.duration_ms += session.duration_ms.unwrap_or(0) as i64;
    }

    /// It did so until now.
    pub fn falls(&mut self, session: &Session<'_>) {
        self.standing[session.outcome as usize] -= 1;
        self.duration_ms -= session.duration_ms.unwrap_or(0) as i64;
    }

    pub fn json(&self) -> Value {
        let standing = Outcome::ALL
            .iter()
            .filter(|outcome| self.standing[**outcome as usize] != 0);
        let standing: serde_json::Map<_, _> = standing
            .map(|outcome| (outcome.to_string(), self.standing[*outcome as usize].into()))
            .collect();
        json!({
            "rows": self.rows,
            "bytes": self.bytes,
            "sessions": self.sessions,
            "finished_later": self.finished_later,
            "told_again": self.told_again,
            "corrected": self.corrected,
            "deleted": self.deleted,
            "names": self.names,
            "standing": standing,
            "duration_ms": self.duration_ms,
        })
    }
}

impl AddAssign<&Self> for Account {
    fn add_assign(&mut self, other: &Self) {
        self.rows += other.rows;
        self.bytes += other.bytes;
        self.sessions += other.sessions;
        self.finished_later += other.finished_later;
        self.told_again += other.told_again;
        self.corrected += other.corrected;
        self.deleted += other.deleted;
        self.names += other.names;
        self.duration_ms += other.duration_ms;
        self.standing
            .iter_mut()
            .zip(other.standing)
            .for_each(|(mine, theirs)| *mine += theirs);
    }
}
