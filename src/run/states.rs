//! What the lake knows of each satellite, over all time.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::Fault;
use crate::lake::tables::{ITEMS, NAMES, SESSIONS};
use crate::lake::{DataFile, Lake, Snapshot};
use crate::model::SatelliteId;
use crate::transform::coverage;
use crate::workspace::Workspace;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct State {
    pub objects: i64,
    pub read: i64,
    pub rejected: i64,
    /// Rows of sessions, items and names, tombstones included.
    pub kept: i64,
    pub newest_event: Option<DateTime<Utc>>,
    pub read_at: Option<DateTime<Utc>>,
}

/// Refuses a lake whose cursor is there and whose sessions, or items, are gone: its exports would not be read again, and every
/// figure would be 0 without a word.
pub fn check(lake: &Lake) -> Result<(), Fault> {
    let objects = lake.objects()?;
    for table in [&SESSIONS, &ITEMS] {
        let mut kept: BTreeMap<&SatelliteId, i64> = BTreeMap::new();
        for object in objects.iter().filter(|object| object.table == table.name) {
            *kept.entry(&object.satellite_id).or_default() += object.read - object.rejected;
        }
        let files = lake.snapshot(table)?.files;
        let there: BTreeSet<&str> = files.iter().map(|file| file.partition["satellite_id"].as_str()).collect();
        if let Some((satellite, kept)) = kept.into_iter().find(|(satellite, kept)| *kept > 0 && !there.contains(satellite.as_str())) {
            return Err(Fault::Lost { satellite: satellite.clone(), table: table.name, kept });
        }
    }
    Ok(())
}

/// A state for each satellite that the estate names, also one that never told anything. `told` are its sessions and its items.
pub fn states(lake: &Lake, workspace: &Workspace, told: [&Snapshot; 2]) -> Result<BTreeMap<SatelliteId, State>, Fault> {
    let mut states: BTreeMap<SatelliteId, State> = workspace.estate.satellites.iter().map(|s| (s.id.clone(), State::default())).collect();
    for object in lake.objects()? {
        if let Some(state) = states.get_mut(&object.satellite_id) {
            state.objects += 1;
            state.read += object.read;
            state.rejected += object.rejected;
            state.read_at = state.read_at.max(Some(object.read_at));
        }
    }
    let names = lake.snapshot(&NAMES)?;
    let newest_of = [coverage::NEWEST_OF_SESSIONS, coverage::NEWEST_OF_ITEMS];
    for (id, state) in &mut states {
        let theirs = |table: &Snapshot| -> Vec<DataFile> {
            table.files.iter().filter(|f| f.partition["satellite_id"] == id.as_str()).cloned().collect()
        };
        let rows = |files: &[DataFile]| files.iter().map(|f| f.rows as i64).sum::<i64>();
        state.kept = rows(&theirs(&names));
        for (table, told_by) in told.into_iter().zip(newest_of) {
            let files = theirs(table);
            state.kept += rows(&files);
            // The newest event decides its row's day, so it lies in the newest month.
            let newest_month = files.iter().map(|f| f.partition["month"].clone()).filter(|month| month != "none").max();
            let newest: Vec<DataFile> = files.into_iter().filter(|f| Some(&f.partition["month"]) == newest_month.as_ref()).collect();
            if !newest.is_empty() {
                state.newest_event = state.newest_event.max(coverage::newest_event(lake.scan(table.table, &newest)?, told_by)?);
            }
        }
    }
    Ok(states)
}
