//! What a source calls its automations, machines and queues, apart from the sessions and items: a small table, a file a satellite.
//! Versions are ranked as those of sessions are, so any order of deliveries gives the same rows.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::cells::{Cell, batch, shape, sorted};
use super::delta::Change;
use super::row::Row;
use super::tables::NAMES;
use super::{DataFile, Lake, LakeError, content_name};
use crate::model::SatelliteId;
use crate::model::receipt::Rows;
use crate::model::session::{NotAWord, words};

words! {
    /// What bears a name.
    Named {
        Automation = "automation",
        Machine = "machine",
        MachineGroup = "machine_group",
        Queue = "queue",
    }
}

/// A name as a source told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameRow {
    pub satellite_id: SatelliteId,
    pub kind: Named,
    /// The vendor's id, as it is.
    pub id: String,
    pub name: Option<String>,
    /// Of an automation.
    pub solution_id: Option<String>,
    /// Of a machine: its group.
    pub parent_id: Option<String>,
    /// Of a queue: how long after its creation an item is due, and at risk, that tells no deadline.
    pub due_ms: Option<i64>,
    pub at_risk_ms: Option<i64>,
    pub source_version: Option<i64>,
    pub source_modified: Option<DateTime<Utc>>,
    /// A tombstone: the vendor deleted it.
    pub deleted: bool,
    pub reading: String,
    pub object: String,
    pub row: i64,
}

impl NameRow {
    /// The greater one wins. `current` is the reading that outranks all others.
    fn rank(&self, current: &str) -> Rank<'_> {
        Rank {
            is_current: self.reading == current,
            version: self.source_version,
            modified: self.source_modified,
            deleted: self.deleted,
            content: ([&self.name, &self.solution_id, &self.parent_id], [self.due_ms, self.at_risk_ms]),
            provenance: Reverse((&self.object, self.row)),
        }
    }

    fn key(&self) -> (Named, &str) {
        (self.kind, &self.id)
    }
}

/// What decides between two versions of a name, from the first to the last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank<'r> {
    is_current: bool,
    version: Option<i64>,
    modified: Option<DateTime<Utc>>,
    deleted: bool,
    content: ([&'r Option<String>; 3], [Option<i64>; 2]),
    /// No content: among equals the least object and line are told.
    provenance: Reverse<(&'r str, i64)>,
}

/// One satellite's names by their key.
type Known = BTreeMap<(Named, String), NameRow>;

impl Lake {
    /// Sorted by key.
    pub fn names(&self) -> Result<Vec<NameRow>, LakeError> {
        self.rows(&NAMES)?.into_iter().map(name).collect()
    }

    /// Brings names into the lake in one commit; where they bring nothing new, there is none. Of each satellite it says
    /// how many rows were new, replacing and superseded, as it is said of sessions. The rows of a satellite are read
    /// under one reading, the current one.
    pub fn upsert_names(&self, rows: Vec<NameRow>) -> Result<BTreeMap<SatelliteId, Rows>, LakeError> {
        let mut told: BTreeMap<SatelliteId, Vec<NameRow>> = BTreeMap::new();
        for row in rows {
            told.entry(row.satellite_id.clone()).or_default().push(row);
        }
        if let Some(satellite) = told.iter().find(|(_, rows)| rows.iter().any(|row| row.reading != rows[0].reading)).map(|(id, _)| id) {
            return Err(shape(&NAMES, format!("{satellite} is delivered under two readings at once")));
        }
        let theirs = |file: &DataFile| told.keys().any(|satellite| is_of(file, satellite));
        let (_, rows) = self.transact(&NAMES, theirs, |loaded| {
            let (mut change, mut counted) = (Change::default(), BTreeMap::new());
            for (satellite, told) in &told {
                let held: Vec<_> = loaded.snapshot.files.iter().filter(|file| is_of(file, satellite)).cloned().collect();
                let before = self.known_in(&held)?;
                let (after, rows) = merged(&before, told);
                counted.insert(satellite.clone(), rows);
                if after != before {
                    let cells: Vec<_> = after.values().map(cells).collect();
                    let batch = sorted(&NAMES, &batch(&NAMES, &cells)?)?;
                    change.adds.push(self.stage(&NAMES, &[satellite.to_string()], content_name, &batch)?);
                    change.removes.extend(held);
                }
            }
            Ok((change, counted))
        })?;
        Ok(rows)
    }

    fn known_in(&self, files: &[DataFile]) -> Result<Known, LakeError> {
        let rows = self.rows_in(&NAMES, files)?.into_iter().map(name);
        rows.map(|row| row.map(|row| ((row.kind, row.id.clone()), row))).collect()
    }
}

/// What is known when `told` was heard, and what became of its rows.
fn merged(before: &Known, told: &[NameRow]) -> (Known, Rows) {
    let mut known = before.clone();
    for row in told {
        let loses = |held: &NameRow| row.rank(&row.reading) <= held.rank(&row.reading);
        match known.get_mut(&(row.kind, row.id.clone())) {
            Some(held) if loses(held) => {}
            Some(held) => *held = row.clone(),
            None => drop(known.insert((row.kind, row.id.clone()), row.clone())),
        }
    }
    let keys: BTreeSet<_> = told.iter().map(NameRow::key).collect();
    let mut rows = Rows::default();
    for (kind, id) in keys {
        let key = (kind, id.to_owned());
        match before.get(&key) {
            None => rows.new += 1,
            Some(held) if known.get(&key) != Some(held) => rows.replacing += 1,
            Some(_) => {}
        }
    }
    // Of several versions told at once one can stay; the others are as outranked as by one that came before.
    rows.superseded = told.len() as i64 - rows.new - rows.replacing;
    (known, rows)
}

fn is_of(file: &DataFile, satellite: &SatelliteId) -> bool {
    file.partition.get("satellite_id").is_some_and(|id| id == satellite.as_str())
}

fn cells(row: &NameRow) -> Vec<Cell> {
    vec![
        row.satellite_id.as_str().into(),
        row.kind.as_str().into(),
        row.id.as_str().into(),
        row.name.as_deref().into(),
        row.solution_id.as_deref().into(),
        row.parent_id.as_deref().into(),
        row.due_ms.into(),
        row.at_risk_ms.into(),
        row.source_version.into(),
        row.source_modified.into(),
        row.deleted.into(),
        row.reading.as_str().into(),
        row.object.as_str().into(),
        row.row.into(),
    ]
}

fn name(cells: Vec<Cell>) -> Result<NameRow, LakeError> {
    let mut row = Row { table: &NAMES, cells: cells.into_iter() };
    Ok(NameRow {
        satellite_id: row.parsed()?,
        kind: row.parsed()?,
        id: row.text()?,
        name: row.text_or_none()?,
        solution_id: row.text_or_none()?,
        parent_id: row.text_or_none()?,
        due_ms: row.whole_or_none()?,
        at_risk_ms: row.whole_or_none()?,
        source_version: row.whole_or_none()?,
        source_modified: row.instant_or_none()?,
        deleted: row.truth()?,
        reading: row.text()?,
        object: row.text()?,
        row: row.whole()?,
    })
}

#[cfg(test)]
mod tests;
