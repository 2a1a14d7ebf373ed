//! What is missing: every gap in plain words, and what each satellite told.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::model::scoreboard::{Coverage, CoverageIntake};
use crate::model::{Gap, SatelliteId};
use crate::render::ReportFacts;
use crate::render::format::{self, count};
use crate::render::gaps::{self, GapText};
use crate::render::parts::{Title, not_available};
use crate::render::texts::text;
use crate::render::words;

/// So many gaps are shown at once, and so many folded below them; the others are added up, and
/// stand in the CSV.
const OPEN: usize = 12;
const FOLDED: usize = 88;

/// So many satellites have a row; of more, those that are not complete come first, and the others
/// are added up.
const SATELLITES: usize = 40;

/// So many columns that came or went are told.
const DRIFT: usize = 60;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    pub title: Title,
    pub gaps: Vec<GapText>,
    pub folded: Vec<GapText>,
    /// How many are not shown at once.
    pub more: String,
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
    pub rows: Vec<CoverageRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CoverageRow {
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
    pub fn of(page: &ReportFacts) -> Self {
        let all = by_weight(page);
        let texts = |some: &[Gap]| -> Vec<GapText> {
            some.iter()
                .map(|g| gaps::gap(g, page.estate, page.board))
                .collect()
        };
        let (open, more) = all.split_at(all.len().min(OPEN));
        let (some, rest) = more.split_at(more.len().min(FOLDED));
        let mut folded = texts(some);
        folded.extend(gaps::added_up(rest));
        let (touching, others): (Vec<&Gap>, Vec<&Gap>) =
            all.iter().partition(|g| gaps::is_doubt(g, page.estate));
        let finding = match (touching.len(), others.len()) {
            (0, 0) => text!("gaps-none").to_owned(),
            (0, n) => text!("gaps-harmless", n = n, words = format::in_words(n)),
            (n, 0) => text!("gaps-touching", n = n, words = format::in_words(n)),
            (n, more) => text!(
                "gaps-touching-and-others",
                n = n,
                words = format::in_words(n),
                others = format::in_words(more)
            ),
        };
        Self {
            title: Title::new(format::capital(&finding), text!("gaps-about")),
            gaps: texts(open),
            folded,
            more: text!("gaps-more-shown", n = more.len()),
            coverage: CoverageTable {
                title: Title::new(coverage_finding(page), text!("coverage-about")),
                rows: rows(page),
            },
            drift: drift(page),
        }
    }
}

/// What touches an amount first, and of that what was not told at all, then what leaves most out.
fn by_weight(page: &ReportFacts) -> Vec<Gap> {
    let mut all = page.board.gaps.clone();
    all.sort_by_key(|gap| {
        let touches = gaps::is_doubt(gap, page.estate);
        let left_out = gaps::left_out(gap).unwrap_or(i64::MAX);
        (!touches, std::cmp::Reverse(left_out))
    });
    all
}

fn rows(page: &ReportFacts) -> Vec<CoverageRow> {
    let mut shown: Vec<&Coverage> = page.board.coverage.iter().collect();
    if shown.len() <= SATELLITES {
        return shown.into_iter().map(|c| row(page, c)).collect();
    }
    shown.sort_by_key(|c| page.is_complete(c));
    let (shown, rest) = shown.split_at(SATELLITES);
    shown
        .iter()
        .map(|c| row(page, c))
        .chain([rest_of(page, rest)])
        .collect()
}

fn rest_of(page: &ReportFacts, rest: &[&Coverage]) -> CoverageRow {
    let sum = |of: fn(&Coverage) -> i64| count(rest.iter().map(|c| of(c)).sum());
    let intakes = |of: fn(&CoverageIntake) -> i64| {
        let known = rest.iter().filter_map(|c| c.intake.as_ref());
        count(known.map(of).sum())
    };
    CoverageRow {
        name: text!("coverage-rest", n = rest.len()),
        class: text!("coverage-rest-class"),
        counts: true,
        complete: rest.iter().all(|c| page.is_complete(c)),
        days: text!(
            "coverage-days",
            some = sum(|c| c.days_with_sessions),
            all = sum(|c| c.days_expected)
        ),
        sessions: sum(|c| c.sessions),
        metered: sum(|c| c.sessions_metered),
        unmetered: intakes(|i| i.sessions_unmetered),
        without_baseline: intakes(|i| i.sessions_without_baseline),
        unknown: sum(|c| c.unknown_outcomes),
        read: intakes(|i| i.read),
        rejected: intakes(|i| i.rejected),
        superseded: not_available().to_owned(),
        newest: not_available().to_owned(),
        complete_until: not_available().to_owned(),
    }
}

fn drift(page: &ReportFacts) -> Vec<Drifted> {
    let mut left = DRIFT;
    let mut drifts: Vec<Drifted> = Vec::new();
    for c in page.board.coverage.iter().filter(|c| !c.drift.is_empty()) {
        let changes: Vec<String> = c.drift.iter().take(left).map(words::drift).collect();
        left = left.saturating_sub(changes.len());
        if !changes.is_empty() {
            drifts.push(Drifted {
                name: c.name.clone(),
                told: changes,
            });
        }
    }
    let rest = page
        .board
        .coverage
        .iter()
        .map(|c| c.drift.len())
        .sum::<usize>()
        .saturating_sub(DRIFT);
    if rest > 0 {
        let told = vec![text!("drift-more-where").to_owned()];
        drifts.push(Drifted {
            name: text!("drift-more", n = rest),
            told,
        });
    }
    drifts
}

fn coverage_finding(page: &ReportFacts) -> String {
    let complete = page
        .board
        .coverage
        .iter()
        .filter(|c| page.is_complete(c))
        .count() as i64;
    let (read, rejected) = page
        .board
        .coverage
        .iter()
        .filter_map(|c| c.intake)
        .fold((0, 0), |(r, j), intake| {
            (r + intake.read, j + intake.rejected)
        });
    text!(
        "coverage-finding",
        complete = complete,
        all = page.board.coverage.len(),
        rejected = rejected,
        read = read
    )
}

fn row(page: &ReportFacts, c: &Coverage) -> CoverageRow {
    let local = |at: Option<DateTime<Utc>>| {
        at.map_or(not_available().to_owned(), |at| {
            format::table_day(local_day(page, &c.satellite_id, at))
        })
    };
    let intake = |of: fn(&CoverageIntake) -> i64| {
        let known = c.intake.as_ref().map(of);
        known.map_or(not_available().to_owned(), count)
    };
    let superseded = c.intake.and_then(|intake| intake.superseded);
    CoverageRow {
        name: c.name.clone(),
        class: words::class(c.class),
        counts: c.counts,
        complete: page.is_complete(c),
        days: text!(
            "coverage-days",
            some = c.days_with_sessions,
            all = c.days_expected
        ),
        sessions: count(c.sessions),
        metered: count(c.sessions_metered),
        unmetered: intake(|i| i.sessions_unmetered),
        without_baseline: intake(|i| i.sessions_without_baseline),
        unknown: count(c.unknown_outcomes),
        read: intake(|i| i.read),
        rejected: intake(|i| i.rejected),
        superseded: superseded.map_or(not_available().to_owned(), count),
        newest: local(c.newest_event),
        // It ends before that instant: the last day is the one before midnight.
        complete_until: local(c.complete_through()),
    }
}

fn local_day(page: &ReportFacts, satellite: &SatelliteId, at: DateTime<Utc>) -> chrono::NaiveDate {
    page.estate
        .satellite(satellite.as_str())
        .map_or_else(|| at.date_naive(), |s| s.timezone.local_day(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::drift::Seen;
    use crate::render::sample;

    #[test]
    fn columns_that_came_or_went_are_listed_by_satellite_and_else_nothing_is() {
        let mut world = sample::world();
        assert_eq!(Missing::of(&world.page()).drift, []);
        let mut seen = Seen::default();
        seen.see(
            "r-#",
            "r-1",
            &["id".to_owned(), "owner".to_owned()].into(),
            &Default::default(),
        );
        seen.see("r-#", "r-2", &["id".to_owned()].into(), &Default::default());
        world.board.coverage[1].drift = seen.latest();
        let drift = Missing::of(&world.page()).drift;
        let told = "columns of r-# that are gone, last seen in r-1: owner".to_owned();
        assert_eq!(
            drift,
            [Drifted {
                name: world.board.coverage[1].name.clone(),
                told: vec![told]
            }]
        );
    }
}
