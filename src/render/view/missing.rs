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
        let mut gaps: Vec<Told> = page.board.gaps.iter().map(|g| words::gap(g, page.estate, page.board)).collect();
        let folded = gaps.split_off(gaps.len().min(OPEN));
        let finding = match page.board.gaps.len() {
            0 => "Nothing is missing: all rows were read, all work is metered and valued".to_owned(),
            n => format!(
                "{} {} between these figures and the whole",
                message::capital(&format::in_words(n)),
                if n == 1 { "gap stands" } else { "gaps stand" }
            ),
        };
        Self {
            title: Title::new(page, finding, "gaps, the most worrying first"),
            gaps,
            folded,
            coverage: CoverageTable {
                title: Title::new(page, coverage_finding(page), "coverage by satellite · days, sessions of the period; rows over all time"),
                rows: page.board.coverage.iter().map(|c| row(page, c)).collect(),
            },
        }
    }
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

fn local_day(page: &Page, satellite: &SatelliteId, at: DateTime<Utc>) -> chrono::NaiveDate {
    page.estate.satellite(satellite.as_str()).map_or_else(|| at.date_naive(), |s| s.timezone.local_day(at))
}
