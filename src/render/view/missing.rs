//! What is missing: every gap in plain words, and what each satellite told.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::super::format::{self, count, of_them};
use super::super::words::{self, Told};
use super::super::{Page, message};
use super::{NONE, Title};
use crate::model::SatelliteId;
use crate::model::scoreboard::Coverage;

/// So many gaps are shown at once; the rest is folded, not left out.
const OPEN: usize = 12;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    pub title: Title,
    pub gaps: Vec<Told>,
    pub folded: Vec<Told>,
    pub coverage: CoverageTable,
    pub drift: Vec<Drifted>,
}

/// A satellite whose exports changed their columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drifted {
    pub name: String,
    pub told: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CoverageTable {
    pub title: Title,
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    pub name: String,
    pub class: &'static str,
    pub counts: bool,
    pub complete: bool,
    pub days: String,
    pub sessions: String,
    pub metered: String,
    pub unmetered: String,
    pub without_baseline: String,
    pub unknown: String,
    pub read: String,
    pub rejected: String,
    pub superseded: String,
    pub newest: String,
    pub complete_until: String,
}

impl Missing {
    pub fn of(page: &Page) -> Self {
        let mut told: Vec<Told> = page.board.gaps.iter().map(|g| words::gap(g, page.estate, page.board)).collect();
        let folded = told.split_off(told.len().min(OPEN));
        let touching = page.board.gaps.iter().filter(|g| words::doubt(g, page.estate, page.board).is_some()).count();
        let finding = match (touching, page.board.gaps.len() - touching) {
            (0, 0) => "Nothing is missing: all rows were read, all work is metered and valued".to_owned(),
            (0, n) => format!("{} known, none of which touches an amount", message::capital(&gaps(n))),
            (n, 0) => format!("{} between these figures and the whole", message::capital(&gaps(n))),
            (n, more) => format!(
                "{} between these figures and the whole; {} more touch no amount",
                message::capital(&gaps(n)),
                format::in_words(more)
            ),
        };
        Self {
            title: Title::new(page, finding, "gaps, the most worrying first"),
            gaps: told,
            folded,
            coverage: CoverageTable {
                title: Title::new(page, coverage_finding(page), "coverage by satellite · days, sessions of the period; rows over all time"),
                rows: page.board.coverage.iter().map(|c| row(page, c)).collect(),
            },
            drift: page.board.coverage.iter().filter(|c| !c.drift.is_empty()).map(drifted).collect(),
        }
    }
}

fn gaps(n: usize) -> String {
    format!("{} {}", format::in_words(n), format::plural(n as i64, "gap"))
}

fn coverage_finding(page: &Page) -> String {
    let complete = page.board.coverage.iter().filter(|c| message::is_complete(page, c)).count() as i64;
    let (read, rejected) = page.board.coverage.iter().fold((0, 0), |(r, j), c| (r + c.read, j + c.rejected));
    let all = page.board.coverage.len() as i64;
    format!("{} of {} complete; {} of {} rows refused", count(complete), of_them(all, "satellite"), count(rejected), count(read))
}

fn row(page: &Page, c: &Coverage) -> Row {
    let local = |at: Option<DateTime<Utc>>| at.map_or(NONE.to_owned(), |at| format::table_day(local_day(page, &c.satellite_id, at)));
    Row {
        name: c.name.clone(),
        class: words::class(c.class),
        counts: c.counts,
        complete: message::is_complete(page, c),
        days: format!("{} of {}", count(c.days_with_sessions), count(c.days_expected)),
        sessions: count(c.sessions),
        metered: count(c.sessions_metered),
        unmetered: count(c.sessions_unmetered),
        without_baseline: count(c.sessions_without_baseline),
        unknown: count(c.unknown_outcomes),
        read: count(c.read),
        rejected: count(c.rejected),
        superseded: c.superseded.map_or(NONE.to_owned(), count),
        newest: local(c.newest_event),
        complete_until: local(c.complete_until),
    }
}

fn drifted(c: &Coverage) -> Drifted {
    Drifted { name: c.name.clone(), told: c.drift.iter().map(ToString::to_string).collect() }
}

fn local_day(page: &Page, satellite: &SatelliteId, at: DateTime<Utc>) -> chrono::NaiveDate {
    page.estate.satellite(satellite.as_str()).map_or_else(|| at.date_naive(), |s| s.timezone.local_day(at))
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::*;
    use crate::model::drift::Seen;

    #[test]
    fn columns_that_came_or_went_are_listed_by_satellite_and_else_nothing_is() {
        let mut world = sample::world();
        assert_eq!(Missing::of(&world.page()).drift, []);
        let mut seen = Seen::default();
        seen.see("r-#", "r-1", &["id".to_owned(), "owner".to_owned()].into(), &Default::default());
        seen.see("r-#", "r-2", &["id".to_owned()].into(), &Default::default());
        world.board.coverage[1].drift = seen.latest();
        let drift = Missing::of(&world.page()).drift;
        let told = "columns of r-# that are gone, last seen in r-1: owner".to_owned();
        assert_eq!(drift, [Drifted { name: world.board.coverage[1].name.clone(), told: vec![told] }]);
    }
}
