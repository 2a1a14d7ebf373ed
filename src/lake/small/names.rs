//! What a source calls its automations, machines and queues, apart from the sessions and items: a
//! small table, a file a satellite. Versions are ranked as those of sessions are, so any order of
//! deliveries gives the same rows; but what was outranked is not kept: a source tells its names
//! again and again.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::cell_reader::CellReader;
use crate::lake::cells::{Cell, batch, shape, sorted};
use crate::lake::delta::Change;
use crate::lake::tables::NAMES;
use crate::lake::versions::ranking::Ranking;
use crate::lake::{DataFile, Lake, LakeError, content_name};
use crate::model::SatelliteId;
use crate::model::drift::natural;
use crate::model::receipt::Rows;
use crate::model::session::{NotAWord, words};

words! {
    /// What bears a name.
    Named {
        Automation = "automation",
        Machine = "machine",
        MachineGroup = "machine_group",
        Queue = "queue",
        Solution = "solution",
        Person = "person",
        Outcome = "outcome",
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
    /// The greater one wins, of what different objects tell or one object tells at once.
    fn compare(&self, other: &Self, ranking: &Ranking) -> Ordering {
        let named = || {
            if ranking.newest_by_name {
                natural(&self.object, &other.object)
            } else {
                Ordering::Equal
            }
        };
        let order = self
            .version(ranking)
            .cmp(&other.version(ranking))
            .then_with(named);
        order.then_with(|| self.rank().cmp(&other.rank()))
    }

    fn version(&self, ranking: &Ranking) -> (bool, Option<i64>, Option<DateTime<Utc>>) {
        (
            self.reading == ranking.reading,
            self.source_version,
            self.source_modified,
        )
    }

    /// Among equals the least object and line are told.
    fn rank(&self) -> impl Ord {
        let content = (
            [&self.name, &self.solution_id, &self.parent_id],
            [self.due_ms, self.at_risk_ms],
        );
        (self.deleted, content, Reverse((&self.object, self.row)))
    }

    fn key(&self) -> (Named, &str) {
        (self.kind, &self.id)
    }
}

/// What one satellite tells of names.
#[derive(Debug, Clone, Default)]
pub struct NamesTold {
    pub ranking: Ranking,
    pub rows: Vec<NameRow>,
    /// Objects that were read again.
    pub again: BTreeSet<String>,
}

/// One satellite's names by their key.
type NamesByKey = BTreeMap<(Named, String), NameRow>;

impl Lake {
    /// Sorted by key.
    pub fn names(&self) -> Result<Vec<NameRow>, LakeError> {
        self.rows(&NAMES)?.into_iter().map(name).collect()
    }

    /// Brings names into the lake in one commit; where they bring nothing new, there is none. Of
    /// each satellite it says how many rows were new, replacing and superseded, as it is said of
    /// sessions.
    pub fn upsert_names(
        &self,
        told: &BTreeMap<SatelliteId, NamesTold>,
    ) -> Result<BTreeMap<SatelliteId, Rows>, LakeError> {
        let otherwise = |(_, told): &(&SatelliteId, &NamesTold)| {
            told.rows
                .iter()
                .any(|row| row.reading != told.ranking.reading)
        };
        if let Some((satellite, _)) = told.iter().find(otherwise) {
            return Err(shape(
                &NAMES,
                format!("{satellite} tells names under another reading than its own"),
            ));
        }
        let theirs = |file: &DataFile| told.keys().any(|satellite| is_of(file, satellite));
        let (_, rows) = self.transact(&NAMES, theirs, |loaded| {
            let (mut change, mut counted) = (Change::default(), BTreeMap::new());
            for (satellite, told) in told {
                let held: Vec<_> = loaded
                    .snapshot
                    .files
                    .iter()
                    .filter(|file| is_of(file, satellite))
                    .cloned()
                    .collect();
                let before = self.known_in(&held)?;
                let (after, rows) = merged(&before, told);
                counted.insert(satellite.clone(), rows);
                if after != before {
                    let cells: Vec<_> = after.values().map(cells).collect();
                    let batch = sorted(&NAMES, &batch(&NAMES, &cells)?)?;
                    change.adds.push(self.stage(
                        &NAMES,
                        &[satellite.to_string()],
                        content_name,
                        &batch,
                    )?);
                    change.removes.extend(held);
                }
            }
            Ok((change, counted))
        })?;
        Ok(rows)
    }

    /// Forgets names of a satellite; says how many.
    pub(in crate::lake) fn forget_names(
        &self,
        satellite: &SatelliteId,
        is_meant: impl Fn(&NameRow) -> bool,
    ) -> Result<i64, LakeError> {
        let (_, forgotten) = self.transact(
            &NAMES,
            |file| is_of(file, satellite),
            |loaded| {
                let mut change = Change::default();
                let held: Vec<_> = loaded
                    .snapshot
                    .files
                    .iter()
                    .filter(|file| is_of(file, satellite))
                    .cloned()
                    .collect();
                let (gone, stays): (Vec<_>, Vec<_>) =
                    self.known_in(&held)?.into_values().partition(&is_meant);
                if !gone.is_empty() {
                    let cells: Vec<_> = stays.iter().map(cells).collect();
                    let batch = sorted(&NAMES, &batch(&NAMES, &cells)?)?;
                    change.adds.push(self.stage(
                        &NAMES,
                        &[satellite.to_string()],
                        content_name,
                        &batch,
                    )?);
                    change.removes.extend(held);
                }
                Ok((change, gone.len() as i64))
            },
        )?;
        Ok(forgotten)
    }

    fn known_in(&self, files: &[DataFile]) -> Result<NamesByKey, LakeError> {
        let rows = self.rows_in(&NAMES, files)?.into_iter().map(name);
        rows.map(|row| row.map(|row| ((row.kind, row.id.clone()), row)))
            .collect()
    }
}

/// What is known when `told` was heard, and what became of its rows. What one object says now
/// outranks what it said before, unless it told a higher version then; and what it said under
/// another reading and does not say now is taken back.
fn merged(before: &NamesByKey, told: &NamesTold) -> (NamesByKey, Rows) {
    let NamesTold {
        ranking,
        rows: all,
        again,
    } = told;
    let mut by_key: BTreeMap<(Named, &str), Vec<&NameRow>> = BTreeMap::new();
    for row in all {
        by_key.entry(row.key()).or_default().push(row);
    }
    let is_taken_back =
        |row: &NameRow| row.reading != ranking.reading && again.contains(&row.object);
    let mut known = before.clone();
    known.retain(|(kind, id), row| {
        by_key.contains_key(&(*kind, id.as_str())) || !is_taken_back(row)
    });
    let mut rows = Rows {
        withdrawn: before.len() as i64 - known.len() as i64,
        ..Rows::default()
    };
    for ((kind, id), said) in by_key {
        let key = (kind, id.to_owned());
        let now = said
            .into_iter()
            .max_by(|a, b| a.compare(b, ranking))
            .expect("somebody told it");
        let stands = |held: &NameRow, now: &NameRow| match held.object == now.object {
            true => held.version(ranking) > now.version(ranking),
            false => !is_taken_back(held) && held.compare(now, ranking).is_ge(),
        };
        match known.get_mut(&key) {
            None => {
                rows.new += 1;
                known.insert(key, now.clone());
            }
            Some(held) if *held == *now || stands(held, now) => {}
            Some(held) => {
                rows.replacing += 1;
                *held = now.clone();
            }
        }
    }
    // Of several versions told at once one can stay; the others are as outranked as by one that
    // came before.
    rows.superseded = all.len() as i64 - rows.new - rows.replacing;
    (known, rows)
}

fn is_of(file: &DataFile, satellite: &SatelliteId) -> bool {
    file.partition
        .get("satellite_id")
        .is_some_and(|id| id == satellite.as_str())
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
    let mut row = CellReader {
        table: &NAMES,
        cells: cells.into_iter(),
    };
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
