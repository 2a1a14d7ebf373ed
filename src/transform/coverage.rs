//! What each satellite told, and what of it could not be counted.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use polars::prelude::{DataType, LazyFrame, coalesce, col};

use super::TransformError;
use super::rows::{gather, whole};
use super::usage::Usage;
use crate::model::drift::Drift;
use crate::model::scoreboard::{Coverage, CoverageIntake, ItemScore};
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
    /// On which days a source said of itself that it lost something, by satellite and the vendor's
    /// word, and how often.
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
        self.satellites
            .get(satellite)
            .and_then(|heard| heard.newest_event)
    }

    /// Whether all that happened up to the end of that day can be taken to have arrived.
    pub fn is_complete(&self, satellite: &Satellite, day: chrono::NaiveDate) -> bool {
        satellite.complete_to(day, self.newest_event(&satellite.id))
    }
}

/// Which columns of a session, and of an item, tell when it was newest: the first that is filled.
/// The same decides its day.
pub const NEWEST_OF_SESSIONS: &[&str] = &["ended", "started"];
pub const NEWEST_OF_ITEMS: &[&str] = &["ended", "started", "created"];

/// The newest of what kept sessions or items tell. Among those of a satellite's newest month it is
/// the newest of all, since the same instant decides the month.
pub fn newest_event(
    rows: LazyFrame,
    told_by: &[&str],
) -> Result<Option<DateTime<Utc>>, TransformError> {
    let at = coalesce(&told_by.iter().map(|name| col(*name)).collect::<Vec<_>>())
        .cast(DataType::Int64)
        .max()
        .alias("at");
    let frame = gather(rows.filter(col("deleted").not()).select([at]))?;
    Ok(whole(&frame, "at")?
        .get(0)
        .and_then(DateTime::from_timestamp_micros))
}

/// The days of the window on which a satellite was active.
pub fn expected(satellite: &Satellite, window: Window) -> Option<Window> {
    let from = satellite
        .active_from
        .map_or(window.from(), |first| first.max(window.from()));
    Window::new(
        from,
        satellite
            .active_to
            .map_or(window.to(), |last| last.min(window.to())),
    )
}

/// The last day whose amounts count: the newest that any satellite that counts has told of. Of
/// later days nobody knows yet what ran, so what they cost and brought waits for it. It hangs on
/// what was told and on no window, so that windows add up. Where each of them has its last day, or
/// none counts, nothing is awaited: all days count.
pub fn counted_to(
    estate: &Estate,
    newest_event: impl Fn(&SatelliteId) -> Option<DateTime<Utc>>,
) -> NaiveDate {
    let counting = || {
        estate
            .satellites
            .iter()
            .filter(|satellite| satellite.counts)
    };
    if counting().all(|satellite| satellite.active_to.is_some()) {
        return NaiveDate::MAX;
    }
    counting()
        .filter_map(|satellite| Some(satellite.told_to(newest_event(&satellite.id)?)))
        .max()
        .unwrap_or(NaiveDate::MIN)
}

/// A row for each satellite of the estate, by id. `without_baseline`: successes of the window by
/// satellite.
pub fn coverage(
    estate: &Estate,
    window: Window,
    usage: &Usage,
    items: &[ItemScore],
    told: &Told,
    without_baseline: &BTreeMap<String, i64>,
) -> Vec<Coverage> {
    let (used, mut items_of) = (
        usage.by_satellite(),
        BTreeMap::<&SatelliteId, (i64, i64)>::new(),
    );
    for item in items {
        let sums = items_of.entry(&item.satellite_id).or_default();
        *sums = (sums.0 + item.counts.sessions, sums.1 + item.unmetered);
    }
    let row = |satellite: &Satellite| {
        let heard = told
            .satellites
            .get(&satellite.id)
            .copied()
            .unwrap_or_default();
        let used = used.get(&satellite.id).copied().unwrap_or_default();
        let (sessions, unmetered) = (used.counts.sessions, used.unmetered);
        let (items, items_unmetered) = items_of.get(&satellite.id).copied().unwrap_or_default();
        let [tests, item_tests] = usage.tests.get(&satellite.id).copied().unwrap_or_default();
        let superseded = heard.read - heard.rejected - heard.kept;
        Coverage {
            satellite_id: satellite.id.clone(),
            name: satellite.name.clone(),
            class: satellite.class,
            counts: satellite.counts,
            days_expected: expected(satellite, window).map_or(0, Window::day_count),
            days_with_sessions: usage.days.get(&satellite.id).map_or(0, |days| {
                days.range(window.from()..=window.to()).count() as i64
            }),
            sessions,
            unknown_outcomes: used.counts.unknown,
            sessions_metered: sessions - unmetered,
            items,
            intake: Some(CoverageIntake {
                sessions_unmetered: unmetered,
                sessions_without_baseline: without_baseline
                    .get(satellite.id.as_str())
                    .copied()
                    .unwrap_or(0),
                items_unmetered,
                tests,
                item_tests,
                read: heard.read,
                rejected: heard.rejected,
                // More kept than read: the objects of older history are gone, so the difference
                // says nothing.
                superseded: (superseded >= 0).then_some(superseded),
                kept: heard.kept,
            }),
            first_day: usage.first_day(&satellite.id),
            newest_event: heard.newest_event,
            drift: told.drift.get(&satellite.id).cloned().unwrap_or_default(),
            complete_until: heard.newest_event.map(|at| {
                (at + satellite.stale_after).min(satellite.timezone.day_end(window.to()))
            }),
        }
    };
    let mut satellites: Vec<&Satellite> = estate.satellites.iter().collect();
    satellites.sort_by(|a, b| a.id.cmp(&b.id));
    satellites.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::claims::world::{at, d, satellite};
    use super::*;
    use crate::model::Method;
    use crate::model::window::FiscalStart;

    /// Satellites that count, each with its last day and its newest event, as far as there are any.
    fn counted(satellites: &[(&str, Option<&str>, Option<&str>)]) -> NaiveDate {
        let one = |(id, last, _): &(&str, Option<&str>, Option<&str>)| Satellite {
            active_to: last.map(d),
            ..satellite(id, true)
        };
        let estate = Estate {
            speech: Default::default(),
            name: "N".into(),
            currency: "USD".into(),
            timezone: "UTC".parse().expect("a zone"),
            fiscal_year_start: FiscalStart::default(),
            methods: vec![Method::Reckoner1],
            productive_hours: crate::model::Micros::whole(1_720),
            discount_rate: None,
            band_correlation: crate::model::Micros(500_000),
            satellites: satellites
                .iter()
                .map(one)
                .chain([satellite("dev", false)])
                .collect(),
        };
        // What does not count says nothing of what may be counted.
        let newest = |id: &SatelliteId| match id.as_str() {
            "dev" => Some(at("2027-01-01T00:00:00Z")),
            id => satellites
                .iter()
                .find(|(of, ..)| *of == id)
                .and_then(|(.., newest)| newest.map(at)),
        };
        counted_to(&estate, newest)
    }

    #[test]
    fn amounts_count_to_the_newest_day_that_is_told_whoever_told_it() {
        // 17:00 and 26 hours are 19:00 on the next day, which is not over; 23:00 and 26 hours are
        // 01:00 on the day after it.
        assert_eq!(
            counted(&[("a", None, Some("2026-03-20T17:00:00Z"))]),
            d("2026-03-20")
        );
        assert_eq!(
            counted(&[("a", None, Some("2026-03-20T23:00:00Z"))]),
            d("2026-03-21")
        );
        let newer = ("b", None, Some("2026-03-25T08:00:00Z"));
        assert_eq!(
            counted(&[
                ("a", None, Some("2026-03-20T17:00:00Z")),
                newer,
                ("c", None, None)
            ]),
            d("2026-03-25")
        );
        assert_eq!(
            counted(&[
                ("a", Some("2026-03-31"), Some("2026-03-28T08:00:00Z")),
                newer
            ]),
            d("2026-03-28")
        );
    }

    #[test]
    fn where_nothing_is_told_nothing_counts_and_where_nothing_is_awaited_all_does() {
        assert_eq!(counted(&[("a", None, None)]), NaiveDate::MIN);
        assert_eq!(
            counted(&[
                ("a", Some("2026-01-31"), None),
                ("b", Some("2025-12-31"), None)
            ]),
            NaiveDate::MAX
        );
        assert_eq!(counted(&[]), NaiveDate::MAX);
    }
}
