//! What each satellite told, and what of it could not be counted.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use polars::prelude::{DataType, LazyFrame, coalesce, col};

use super::TransformError;
use super::rows::{gather, whole};
use super::usage::Usage;
use crate::model::drift::Drift;
use crate::model::scoreboard::{Coverage, ItemScore};
use crate::model::{Estate, Gap, Satellite, SatelliteId, Window};

/// What only those who read exports know; handed in, since this room opens nothing.
#[derive(Debug, Clone, Default)]
pub struct Told {
    pub satellites: BTreeMap<SatelliteId, Heard>,
    /// Rows refused over all time, by satellite and code.
    pub rejects: BTreeMap<(SatelliteId, String), i64>,
    /// How the columns of exports changed, by satellite.
    pub drift: BTreeMap<SatelliteId, Vec<Drift>>,
    /// Of this run: what failed, what was refused; and over all time what sources forgot.
    pub gaps: Vec<Gap>,
    /// On which days a source said of itself that it lost something, by satellite and the vendor's word, and how often.
    pub lost: BTreeMap<(SatelliteId, String), BTreeMap<NaiveDate, i64>>,
    /// Rows that two exports tell differently, by satellite and day.
    pub contradicted: BTreeMap<SatelliteId, BTreeMap<NaiveDate, i64>>,
    /// What a source calls outcomes that it tells by number.
    pub labels: BTreeMap<(SatelliteId, String), String>,
}

/// Of one satellite, over all time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Heard {
    pub read: i64,
    pub rejected: i64,
    /// Rows of sessions, items, events and names, tombstones included.
    pub kept: i64,
    /// Of kept sessions and items.
    pub newest_event: Option<DateTime<Utc>>,
}

impl Told {
    pub fn newest_event(&self, satellite: &SatelliteId) -> Option<DateTime<Utc>> {
        self.satellites.get(satellite).and_then(|heard| heard.newest_event)
    }

    /// Whether all that happened up to the end of that day can be taken to have arrived.
    pub fn is_complete(&self, satellite: &Satellite, day: chrono::NaiveDate) -> bool {
        satellite.complete_to(day, self.newest_event(&satellite.id))
    }
}

/// Which columns of a session, and of an item, tell when it was newest: the first that is filled. The same decides its day.
pub const NEWEST_OF_SESSIONS: &[&str] = &["ended", "started"];
pub const NEWEST_OF_ITEMS: &[&str] = &["ended", "started", "created"];

/// The newest of what kept sessions or items tell. Among those of a satellite's newest month it is the newest of all,
/// since the same instant decides the month.
pub fn newest_event(rows: LazyFrame, told_by: &[&str]) -> Result<Option<DateTime<Utc>>, TransformError> {
    let at = coalesce(&told_by.iter().map(|name| col(*name)).collect::<Vec<_>>()).cast(DataType::Int64).max().alias("at");
    let frame = gather(rows.filter(col("deleted").not()).select([at]))?;
    Ok(whole(&frame, "at")?.get(0).and_then(DateTime::from_timestamp_micros))
}

/// The days of the window on which a satellite was active.
pub fn expected(satellite: &Satellite, window: Window) -> Option<Window> {
    Window::new(window.from(), satellite.active_to.map_or(window.to(), |last| last.min(window.to())))
}

/// A row for each satellite of the estate, by id. `without_baseline`: successes of the window by satellite.
pub fn coverage(
    estate: &Estate,
    window: Window,
    usage: &Usage,
    items: &[ItemScore],
    told: &Told,
    without_baseline: &BTreeMap<String, i64>,
) -> Vec<Coverage> {
    let row = |satellite: &Satellite| {
        let heard = told.satellites.get(&satellite.id).copied().unwrap_or_default();
        let used = || usage.automations.iter().filter(|((id, _), _)| *id == satellite.id).map(|(_, used)| used);
        let sessions: i64 = used().map(|u| u.counts.sessions).sum();
        let unmetered: i64 = used().map(|u| u.unmetered.sessions).sum();
        let theirs = || items.iter().filter(|i| i.satellite_id == satellite.id);
        let [tests, item_tests] = usage.tests.get(&satellite.id).copied().unwrap_or_default();
        let superseded = heard.read - heard.rejected - heard.kept;
        Coverage {
            satellite_id: satellite.id.clone(),
            name: satellite.name.clone(),
            class: satellite.class,
            counts: satellite.counts,
            days_expected: expected(satellite, window).map_or(0, Window::day_count),
            days_with_sessions: usage.days.get(&satellite.id).map_or(0, |days| days.range(window.from()..=window.to()).count() as i64),
            sessions,
            unknown_outcomes: used().map(|u| u.counts.unknown).sum(),
            sessions_metered: sessions - unmetered,
            sessions_unmetered: unmetered,
            sessions_without_baseline: without_baseline.get(satellite.id.as_str()).copied().unwrap_or(0),
            items: theirs().map(|i| i.counts.sessions).sum(),
            items_unmetered: theirs().map(|i| i.unmetered).sum(),
            tests,
            item_tests,
            read: heard.read,
            rejected: heard.rejected,
            // More kept than read: the objects of older history are gone, so the difference says nothing.
            superseded: (superseded >= 0).then_some(superseded),
            first_day: usage.first_day(&satellite.id),
            newest_event: heard.newest_event,
            drift: told.drift.get(&satellite.id).cloned().unwrap_or_default(),
            complete_until: heard.newest_event.map(|at| (at + satellite.stale_after).min(satellite.timezone.day_end(window.to()))),
        }
    };
    let mut satellites: Vec<&Satellite> = estate.satellites.iter().collect();
    satellites.sort_by(|a, b| a.id.cmp(&b.id));
    satellites.into_iter().map(row).collect()
}
