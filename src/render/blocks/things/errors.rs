//! What went wrong most often, of the satellites that count as value: by sessions, so that mending
//! begins at the top.

use serde::Serialize;

use crate::model::SatelliteId;
use crate::model::scoreboard::ErrorScore;
use crate::render::format::{self, count, percent_of_one};
use crate::render::parts::Title;
use crate::render::texts::text;
use crate::render::{ReportFacts, words};

/// So many are shown; the rest is added up.
const TOP: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorTable {
    pub title: Title,
    pub rows: Vec<ErrorRow>,
    /// What is not shown.
    pub rest: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorRow {
    pub code: String,
    pub automation: String,
    pub satellite: String,
    pub sessions: String,
    pub share: String,
    pub first_day: String,
    pub last_day: String,
}

/// The most frequent first; among equals those seen last, then by key.
pub fn by_sessions(errors: &[ErrorScore]) -> Vec<&ErrorScore> {
    let mut sorted: Vec<&ErrorScore> = errors.iter().collect();
    sorted.sort_by(|a, b| {
        let worse = b
            .sessions
            .cmp(&a.sessions)
            .then(b.last_day.cmp(&a.last_day));
        worse.then_with(|| key(a).cmp(&key(b)))
    });
    sorted
}

fn key(e: &ErrorScore) -> (&SatelliteId, &str, &str) {
    (&e.satellite_id, &e.automation_id, &e.error_code)
}

impl ErrorTable {
    /// None where none failed.
    pub fn of(page: &ReportFacts) -> Option<Self> {
        let counts = |e: &&ErrorScore| {
            page.estate
                .satellite(e.satellite_id.as_str())
                .is_some_and(|s| s.counts)
        };
        let sorted: Vec<&ErrorScore> = by_sessions(&page.board.errors)
            .into_iter()
            .filter(counts)
            .collect();
        if sorted.is_empty() {
            return None;
        }
        let rest = sorted.get(TOP..).unwrap_or_default();
        let failures: i64 = rest.iter().map(|e| e.sessions).sum();
        Some(Self {
            title: Title::new(finding(&sorted), text!("errors-about")),
            rows: sorted.iter().take(TOP).map(|e| row(page, e)).collect(),
            rest: if rest.is_empty() {
                String::new()
            } else {
                text!("errors-rest", n = rest.len(), failures = failures)
            },
        })
    }
}

fn code(e: &ErrorScore) -> String {
    if e.error_code.trim().is_empty() {
        text!("errors-no-code").to_owned()
    } else {
        e.error_code.clone()
    }
}

fn row(page: &ReportFacts, e: &ErrorScore) -> ErrorRow {
    let known = page
        .board
        .automations
        .iter()
        .find(|a| (&a.satellite_id, &a.automation_id) == (&e.satellite_id, &e.automation_id));
    let name = known
        .map(|a| a.name.as_str())
        .filter(|name| !name.trim().is_empty())
        .unwrap_or(&e.automation_id);
    ErrorRow {
        code: code(e),
        automation: name.to_owned(),
        satellite: words::satellite(page.estate, &e.satellite_id),
        sessions: count(e.sessions),
        share: percent_of_one(e.share, 1),
        first_day: format::table_day(e.first_day),
        last_day: format::table_day(e.last_day),
    }
}

fn finding(sorted: &[&ErrorScore]) -> String {
    let failures: i64 = sorted.iter().map(|e| e.sessions).sum();
    let Some(most) = sorted.first() else {
        return text!("errors-none").to_owned();
    };
    if sorted
        .get(1)
        .is_some_and(|second| second.sessions == most.sessions)
    {
        return text!(
            "errors-even",
            failures = failures,
            kinds = format::in_words(sorted.len()),
            n = sorted.len(),
            most = format::in_words(most.sessions as usize),
            each = most.sessions
        );
    }
    if sorted.len() == 1 {
        let code = format::isolated(&code(most));
        return text!("errors-all-one", failures = failures, code = code);
    }
    text!(
        "errors-most",
        n = most.sessions,
        failures = failures,
        code = format::isolated(&code(most))
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn the_most_frequent_error_is_on_top_and_a_test_satellites_are_not_shown() {
        let mut world = sample::world();
        let model = world.board.errors[0].clone();
        let made = |n: i64, satellite: &str| ErrorScore {
            error_code: format!("E{n}"),
            satellite_id: sample::id(satellite),
            sessions: n,
            ..model.clone()
        };
        world.board.errors = (1..=10)
            .map(|n| made(n, "emea-prod"))
            .chain([made(99, "emea-test")])
            .collect();
        let view = ErrorTable::of(&world.page()).unwrap();
        let codes: Vec<&str> = view.rows.iter().map(|r| r.code.as_str()).collect();
        assert_eq!(codes, ["E10", "E9", "E8", "E7", "E6", "E5", "E4", "E3"]);
        // 1 + 2 … + 10 = 55; E1 and E2 are left: 3
        assert_eq!(
            view.title
                .finding
                .replace(format::NBSP, " ")
                .replace(['\u{2068}', '\u{2069}'], ""),
            "10 of 55 failures are E10"
        );
        world.board.errors[8].sessions = 10;
        let finding = ErrorTable::of(&world.page())
            .unwrap()
            .title
            .finding
            .replace(format::NBSP, " ");
        assert_eq!(finding, "56 failures of 10 kinds, at most 10 of each");
        assert_eq!(
            view.rest.replace(format::NBSP, " "),
            "2 more errors with 3 failures are in executive.csv."
        );
    }
}
