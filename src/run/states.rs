//! What the lake knows of each satellite, over all time.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use super::Fault;
use crate::lake::tables::{AUDIT_EVENTS, ITEMS, NAMES, SESSIONS, SOURCE_EVENTS};
use crate::lake::{DataFile, Lake, ObjectRow, RejectRow, Snapshot, SourceEvent};
use crate::model::{Estate, Gap, SatelliteId};
use crate::transform::coverage;
use crate::transform::forgotten::{self, Heard};
use crate::workspace::Workspace;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct State {
    pub objects: i64,
    pub read: i64,
    pub rejected: i64,
    /// Of deliveries that a gate refused and nobody has mended: nothing of them was kept.
    pub refused: i64,
    /// Rows of sessions, items, events and names, tombstones included.
    pub kept: i64,
    pub newest_event: Option<DateTime<Utc>>,
    pub read_at: Option<DateTime<Utc>>,
}

/// Refuses a lake whose cursor is there and whose sessions, or items, are gone: its exports would
/// not be read again, and every figure would be 0 without a word.
pub fn check(lake: &Lake) -> Result<(), Fault> {
    let objects = lake.objects()?;
    for table in [&SESSIONS, &ITEMS, &SOURCE_EVENTS, &AUDIT_EVENTS] {
        let mut kept: BTreeMap<&SatelliteId, i64> = BTreeMap::new();
        for object in objects.iter().filter(|object| object.table == table.name) {
            *kept.entry(&object.satellite_id).or_default() += object.read - object.rejected;
        }
        let files = lake.snapshot(table)?.files;
        let there: BTreeSet<&str> = files
            .iter()
            .map(|file| file.partition["satellite_id"].as_str())
            .collect();
        if let Some((satellite, kept)) = kept
            .into_iter()
            .find(|(satellite, kept)| *kept > 0 && !there.contains(satellite.as_str()))
        {
            return Err(Fault::Lost {
                satellite: satellite.clone(),
                table: table.name,
                kept,
            });
        }
    }
    Ok(())
}

/// A state for each satellite that the estate names, also one that never told anything. `told` are
/// its sessions and its items.
pub fn states(
    lake: &Lake,
    workspace: &Workspace,
    told: [&Snapshot; 2],
) -> Result<BTreeMap<SatelliteId, State>, Fault> {
    let mut states: BTreeMap<SatelliteId, State> = workspace
        .estate
        .satellites
        .iter()
        .map(|s| (s.id.clone(), State::default()))
        .collect();
    let objects = lake.objects()?;
    for object in &objects {
        if let Some(state) = states.get_mut(&object.satellite_id) {
            state.objects += 1;
            state.read += object.read;
            state.rejected += object.rejected;
            state.read_at = state.read_at.max(Some(object.read_at));
        }
    }
    for (satellite, rows) in refused(&objects, &lake.rejects()?) {
        if let Some(state) = states.get_mut(&satellite) {
            state.refused = rows;
        }
    }
    let others = [&SOURCE_EVENTS, &AUDIT_EVENTS, &NAMES]
        .into_iter()
        .map(|table| lake.snapshot(table))
        .collect::<Result<Vec<_>, _>>()?;
    for (id, state) in &mut states {
        let rows = |table: &Snapshot| theirs(table, id).map(|f| f.rows as i64).sum::<i64>();
        state.kept = others.iter().chain(told).map(rows).sum();
        state.newest_event = newest_event(lake, id, told)?;
    }
    Ok(states)
}

/// Deliveries that a gate refused and nobody has mended, by satellite: their rejects are kept, and
/// the cursor does not know of them.
pub fn refused(objects: &[ObjectRow], rejects: &[RejectRow]) -> BTreeMap<SatelliteId, i64> {
    let known: BTreeMap<_, i64> = objects
        .iter()
        .map(|o| ((&o.satellite_id, o.object.as_str()), o.rejected))
        .collect();
    let mut told: BTreeMap<_, i64> = BTreeMap::new();
    for reject in rejects {
        *told
            .entry((&reject.satellite_id, reject.object.as_str()))
            .or_default() += 1;
    }
    let mut refused: BTreeMap<SatelliteId, i64> = BTreeMap::new();
    for ((satellite, _), rejected) in told
        .iter()
        .filter(|(object, rejected)| **rejected > known.get(*object).copied().unwrap_or(0) + 1)
    {
        *refused.entry((*satellite).clone()).or_default() += rejected;
    }
    refused
}

fn theirs<'t>(table: &'t Snapshot, satellite: &SatelliteId) -> impl Iterator<Item = &'t DataFile> {
    table
        .files
        .iter()
        .filter(move |file| file.partition["satellite_id"] == satellite.as_str())
}

/// The newest that a satellite's kept sessions and items tell. It decides its row's day, so it lies
/// in the newest month.
fn newest_event(
    lake: &Lake,
    satellite: &SatelliteId,
    told: [&Snapshot; 2],
) -> Result<Option<DateTime<Utc>>, Fault> {
    let mut newest_event = None;
    for (table, told_by) in told
        .into_iter()
        .zip([coverage::NEWEST_OF_SESSIONS, coverage::NEWEST_OF_ITEMS])
    {
        let newest_month = theirs(table, satellite)
            .map(|f| &f.partition["month"])
            .filter(|month| *month != "none")
            .max();
        let newest: Vec<DataFile> = theirs(table, satellite)
            .filter(|f| Some(&f.partition["month"]) == newest_month)
            .cloned()
            .collect();
        if !newest.is_empty() {
            newest_event = newest_event.max(coverage::newest_event(
                lake.scan(table.table, &newest)?,
                told_by,
            )?);
        }
    }
    Ok(newest_event)
}

/// The last day whose amounts count.
pub fn counted_to(lake: &Lake, estate: &Estate, told: [&Snapshot; 2]) -> Result<NaiveDate, Fault> {
    let mut newest = BTreeMap::new();
    for satellite in estate
        .satellites
        .iter()
        .filter(|satellite| satellite.counts)
    {
        newest.insert(
            satellite.id.clone(),
            newest_event(lake, &satellite.id, told)?,
        );
    }
    Ok(coverage::counted_to(estate, |id| {
        newest.get(id).copied().flatten()
    }))
}

/// What Power Automate says when it takes runs into the table that is exported, or does not: it
/// tells of nothing but losses under this word. Other events tell of other things.
const TAKING_IN: &str = "FlowRunIngestion";

/// Whether an event says that its source lost what ran.
pub fn tells_a_loss(event: &SourceEvent) -> bool {
    event.kind.eq_ignore_ascii_case(TAKING_IN)
}

/// What sources had forgotten before they were asked again: of those that tell of what they forget
/// at all. Each folder of a link says when it was heard, whatever it tells.
pub fn forgotten(estate: &Estate, objects: &[ObjectRow]) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for satellite in &estate.satellites {
        let theirs = || {
            objects
                .iter()
                .filter(|object| object.satellite_id == satellite.id)
        };
        let Some(after_days) = theirs()
            .filter_map(|object| object.forgotten_after_days)
            .min()
        else {
            continue;
        };
        let heard: Vec<Heard> = theirs()
            .filter_map(|object| {
                Some(Heard {
                    oldest: object.oldest?,
                    newest: object.newest?,
                })
            })
            .collect();
        let days = forgotten::forgotten(&heard, after_days, satellite.timezone).into_iter();
        gaps.extend(days.map(|days| Gap::Forgotten {
            satellite: satellite.id.clone(),
            days,
            after_days,
        }));
    }
    gaps
}
