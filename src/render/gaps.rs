//! What a gap is called: each kind in one sentence, with what it means for the figures and what to
//! do about it; many of them added up; and the half sentence that a page's first one ends with. The
//! compiler names what is missing here when a kind is added.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::format::{self, isolated, window};
use super::texts::text;
use super::words::{class, satellite};
use crate::model::{Estate, Gap, ProjectId, Satellite, Scoreboard, Window};

/// Days in as few spans as possible: `5 March, 9–11 March`, at most four of them.
pub fn days(days: &[NaiveDate]) -> String {
    let mut spans: Vec<Window> = Vec::new();
    for &day in days {
        match spans.last_mut() {
            Some(last) if last.to().succ_opt() == Some(day) => {
                *last = Window::new(last.from(), day).unwrap_or(*last)
            }
            _ => spans.extend(Window::new(day, day)),
        }
    }
    let shown: Vec<String> = spans.iter().take(4).map(|w| window(*w)).collect();
    let shown = shown.join(", ");
    match spans.len().saturating_sub(4) {
        0 => shown,
        rest => text!("spans-more", spans = shown, n = rest),
    }
}

/// A gap in three breaths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GapText {
    pub what: String,
    pub means: String,
    pub remedy: String,
}

/// Whether it touches an amount: what a satellite tells that does not count as value changes none.
fn is_valued(gap: &Gap, estate: &Estate) -> bool {
    gap.satellite()
        .and_then(|id| estate.satellite(id.as_str()))
        .is_none_or(|s| s.counts)
}

/// Whether a gap has a half sentence of its own.
pub fn is_doubt(gap: &Gap, estate: &Estate) -> bool {
    is_valued(gap, estate) && !matches!(gap, Gap::Tests { .. } | Gap::ExcludedClass { .. })
}

/// The sessions or rows that a gap leaves out, where it can count them.
pub fn left_out(gap: &Gap) -> Option<i64> {
    match gap {
        Gap::Rejected { rows: n, .. }
        | Gap::SharedIds { rows: n, .. }
        | Gap::SplitCases { cases: n, .. }
        | Gap::Contradicted { rows: n, .. }
        | Gap::ReadOtherwise { rows: n, .. }
        | Gap::UnknownOutcome { sessions: n, .. }
        | Gap::Unmetered { sessions: n, .. }
        | Gap::UnmeteredItems { items: n, .. }
        | Gap::NoBaseline { sessions: n, .. } => Some(*n),
        _ => None,
    }
}

/// What a kind of gap is called where many are added up, and how much each of them leaves out.
pub fn kind(gap: &Gap) -> (&'static str, i64, &'static str) {
    match gap {
        Gap::SatelliteFailed { .. } => (text!("gaps-satellite-failed"), 0, ""),
        Gap::DeliveryRefused { rejected, .. } => {
            (text!("gaps-delivery-refused"), *rejected, "rows")
        }
        Gap::Damaged { rows, .. } => (text!("gaps-damaged"), *rows, "rows"),
        Gap::Unnamed { rows, .. } => (text!("gaps-unnamed"), *rows, "rows"),
        Gap::Stale { .. } => (text!("gaps-stale"), 0, ""),
        Gap::Untold { .. } => (text!("gaps-untold"), 0, ""),
        Gap::MissingDays { days, .. } => (text!("gaps-missing-days"), days.len() as i64, "days"),
        Gap::Forgotten { .. } => (text!("gaps-forgotten"), 0, ""),
        Gap::SourceLost { events, .. } => (text!("gaps-source-lost"), *events, "events"),
        Gap::Contradicted { rows, .. } => (text!("gaps-contradicted"), *rows, "rows"),
        Gap::ReadOtherwise { rows, .. } => (text!("gaps-read-otherwise"), *rows, "rows"),
        Gap::Rejected { rows, .. } => (text!("gaps-rejected"), *rows, "rows"),
        Gap::UnknownOutcome { sessions, .. } => {
            (text!("gaps-unknown-outcome"), *sessions, "sessions")
        }
        Gap::Unmetered { sessions, .. } => (text!("gaps-unmetered"), *sessions, "sessions"),
        Gap::UnmeteredItems { items, .. } => (text!("gaps-unmetered-items"), *items, "items"),
        Gap::AmbiguousMetering { .. } => (text!("gaps-ambiguous"), 0, ""),
        Gap::NoBaseline { sessions, .. } => (text!("gaps-no-baseline"), *sessions, "successes"),
        Gap::NoRate { days, .. } => (text!("gaps-no-rate"), *days, "days"),
        Gap::BeyondRange { days, .. } => (text!("gaps-beyond-range"), *days, "days"),
        Gap::Unsigned { .. } => (text!("gaps-unsigned"), 0, ""),
        Gap::EmptyScope { .. } => (text!("gaps-empty-scope"), 0, ""),
        Gap::SharedIds { rows, .. } => (text!("gaps-shared-ids"), *rows, "rows"),
        Gap::ReadTwice { exports, .. } => (text!("gaps-read-twice"), *exports, "exports"),
        Gap::SplitCases { cases, .. } => (text!("gaps-split-cases"), *cases, "cases"),
        Gap::Tests {
            sessions, items, ..
        } => (text!("gaps-tests"), *sessions + *items, "tests"),
        Gap::ExcludedClass { sessions, .. } => {
            (text!("gaps-excluded-class"), *sessions, "sessions")
        }
    }
}

/// So many of what a kind of gap leaves out.
fn counted(n: i64, unit: &str) -> String {
    match unit {
        "days" => text!("counted-days", n = n),
        "events" => text!("counted-events", n = n),
        "sessions" => text!("counted-sessions", n = n),
        "items" => text!("counted-items", n = n),
        "successes" => text!("counted-successes", n = n),
        "exports" => text!("counted-exports", n = n),
        "cases" => text!("counted-cases", n = n),
        "tests" => text!("counted-tests", n = n),
        _ => text!("counted-rows", n = n),
    }
}

/// The kinds of some gaps: what each is called, how many are of it, and how much of what they leave
/// out.
pub fn kinds<'g>(
    gaps: impl Iterator<Item = &'g Gap>,
) -> Vec<(&'static str, i64, i64, &'static str)> {
    let mut kinds: Vec<(&str, i64, i64, &str)> = Vec::new();
    for gap in gaps {
        let (name, amount, unit) = kind(gap);
        match kinds.iter_mut().find(|kind| kind.0 == name) {
            Some(kind) => (kind.1, kind.2) = (kind.1 + 1, kind.2 + amount),
            None => kinds.push((name, 1, amount, unit)),
        }
    }
    kinds
}

/// Many gaps in one: their kinds, each with its number and with what it leaves out, so that the
/// list adds up.
pub fn added_up(gaps: &[Gap]) -> Option<GapText> {
    let kinds = kinds(gaps.iter());
    let said = kinds.iter().map(|&(name, n, amount, unit)| match unit {
        "" => text!("gaps-of-kind", kind = name, n = n),
        unit => text!(
            "gaps-of-kind-with",
            kind = name,
            n = n,
            counted = counted(amount, unit)
        ),
    });
    let said = said.collect::<Vec<_>>().join("; ");
    (!gaps.is_empty()).then(|| GapText {
        what: text!("gaps-more", n = gaps.len(), kinds = said),
        means: text!("gaps-more-means").to_owned(),
        remedy: text!("gaps-more-remedy").to_owned(),
    })
}

/// The half sentence that the page's first sentence ends with. One match over all kinds, so that
/// the compiler names the one that is missing.
pub fn doubt(gap: &Gap, estate: &Estate, board: &Scoreboard) -> Option<String> {
    if !is_valued(gap, estate) {
        return None;
    }
    let name = gap
        .satellite()
        .map(|id| satellite(estate, id))
        .unwrap_or_default();
    Some(match gap {
        Gap::SatelliteFailed { .. } => text!("doubt-satellite-failed", name = name),
        Gap::DeliveryRefused { .. } => text!("doubt-delivery-refused", name = name),
        Gap::Damaged { table, .. } => text!("doubt-damaged", table = table.to_string()),
        Gap::Unnamed { .. } => text!("doubt-unnamed", name = name),
        Gap::Stale {
            newest_event: None, ..
        } => text!("doubt-never-told", name = name),
        Gap::Stale {
            satellite: id,
            newest_event: Some(at),
        } => match estate.satellite(id.as_str()) {
            Some(s) => {
                let day = format::day(s.timezone.local_day(*at));
                text!("doubt-silent-since", name = name, day = day)
            }
            None => text!("doubt-silent", name = name),
        },
        Gap::Untold { first_day, .. } => {
            text!("doubt-untold", name = name, day = format::day(*first_day))
        }
        Gap::MissingDays { days, .. } => text!("doubt-missing-days", name = name, n = days.len()),
        Gap::Forgotten { days, .. } => {
            text!("doubt-forgotten", name = name, days = window(*days))
        }
        Gap::SourceLost { .. } => text!("doubt-source-lost", name = name),
        Gap::Contradicted { rows, .. } => text!("doubt-contradicted", name = name, n = *rows),
        Gap::ReadOtherwise { rows, .. } => text!("doubt-read-otherwise", name = name, n = *rows),
        Gap::Rejected { rows, .. } => text!("doubt-rejected", name = name, n = *rows),
        Gap::UnknownOutcome { sessions, .. } => {
            text!("doubt-unknown-outcome", name = name, n = *sessions)
        }
        Gap::Unmetered { sessions, .. } => text!("doubt-unmetered", name = name, n = *sessions),
        Gap::UnmeteredItems { items, .. } => {
            text!("doubt-unmetered-items", name = name, n = *items)
        }
        Gap::AmbiguousMetering { .. } => text!("doubt-ambiguous", name = name),
        Gap::NoBaseline { project, sessions } => text!(
            "doubt-no-baseline",
            name = isolated(project_name(project, board)),
            n = *sessions
        ),
        Gap::NoRate { currency, .. } => text!("doubt-no-rate", currency = isolated(currency)),
        Gap::BeyondRange { project, .. } => text!(
            "doubt-beyond-range",
            name = isolated(project_name(project, board))
        ),
        Gap::Unsigned {
            project, amount, ..
        } => text!(
            "doubt-unsigned",
            amount = format::money(*amount),
            currency = &estate.currency,
            name = isolated(project_name(project, board))
        ),
        Gap::SharedIds { rows, .. } => text!("doubt-shared-ids", name = name, n = *rows),
        Gap::ReadTwice { other, .. } => text!(
            "doubt-read-twice",
            name = name,
            other = satellite(estate, other)
        ),
        Gap::SplitCases { cases, .. } => text!("doubt-split-cases", name = name, n = *cases),
        // No doubt of any figure.
        Gap::EmptyScope { .. } | Gap::Tests { .. } | Gap::ExcludedClass { .. } => return None,
    })
}

fn project_name<'b>(id: &'b ProjectId, board: &'b Scoreboard) -> &'b str {
    let known = board.headline_projects().find(|p| p.project_id == *id);
    known.map_or(id.as_str(), |p| &p.name)
}

fn to_meter(suggestion: Option<&ProjectId>) -> String {
    match suggestion {
        Some(project) => text!("gap-meter-suggested", project = project.to_string()),
        None => text!("gap-meter").to_owned(),
    }
}

/// What an automation is called: its id where nobody gave it a name.
fn automation_name(id: &str, name: &str) -> String {
    isolated(if name.trim().is_empty() { id } else { name })
}

/// So many patterns that contradict one another are named.
const PATTERNS: usize = 5;

/// Each kind of gap: what it is, what it means for the figures, what to do. One long match, so that
/// the three texts of a kind stand together and the compiler names the kind that is missing.
pub fn gap(gap: &Gap, estate: &Estate, board: &Scoreboard) -> GapText {
    let name = gap
        .satellite()
        .map(|id| satellite(estate, id))
        .unwrap_or_default();
    let (what, means, remedy) = match gap {
        Gap::SatelliteFailed { error, .. } => (
            text!("gap-satellite-failed", name = name, error = isolated(error)),
            text!("gap-satellite-failed-means"),
            text!("gap-satellite-failed-remedy").to_owned(),
        ),
        Gap::DeliveryRefused { rejected, .. } => (
            text!("gap-delivery-refused", name = name, rows = *rejected),
            text!("gap-delivery-refused-means"),
            text!("gap-delivery-refused-remedy").to_owned(),
        ),
        Gap::Damaged {
            table,
            first,
            files,
            rows,
        } => (
            text!(
                "gap-damaged",
                files = *files,
                table = table.to_string(),
                rows = *rows,
                first = first.to_string()
            ),
            text!("gap-damaged-means"),
            text!("gap-damaged-remedy", table = table.to_string()),
        ),
        Gap::Unnamed { rows, .. } => (
            text!("gap-unnamed", name = name, sessions = *rows),
            text!("gap-unnamed-means"),
            text!("gap-unnamed-remedy").to_owned(),
        ),
        Gap::Stale {
            satellite: id,
            newest_event,
        } => (
            match newest_event {
                Some(at) => silent(name, estate.satellite(id.as_str()), *at, board.window),
                None => text!("gap-never-told", name = name),
            },
            text!("gap-stale-means"),
            text!("gap-stale-remedy").to_owned(),
        ),
        Gap::Untold {
            days, first_day, ..
        } => (
            text!(
                "gap-untold",
                name = name,
                days = window(*days),
                day = format::day(*first_day)
            ),
            text!("gap-untold-means"),
            text!("gap-untold-remedy").to_owned(),
        ),
        Gap::MissingDays { days: missing, .. } => (
            text!(
                "gap-missing-days",
                name = name,
                n = missing.len(),
                days = days(missing)
            ),
            text!("gap-missing-days-means"),
            text!("gap-missing-days-remedy").to_owned(),
        ),
        Gap::Forgotten {
            days, after_days, ..
        } => (
            text!(
                "gap-forgotten",
                name = name,
                days = window(*days),
                limit = after_days.to_string()
            ),
            text!("gap-forgotten-means"),
            text!("gap-forgotten-remedy", limit = after_days.to_string()),
        ),
        Gap::SourceLost {
            code, days, events, ..
        } => (
            text!(
                "gap-source-lost",
                name = name,
                code = isolated(code),
                n = *events,
                days = window(*days)
            ),
            text!("gap-source-lost-means"),
            text!("gap-source-lost-remedy").to_owned(),
        ),
        Gap::Contradicted { rows, .. } => (
            text!("gap-contradicted", name = name, n = *rows),
            text!("gap-contradicted-means"),
            text!("gap-contradicted-remedy").to_owned(),
        ),
        Gap::ReadOtherwise { rows, until, .. } => (
            text!(
                "gap-read-otherwise",
                name = name,
                n = *rows,
                day = format::day(*until)
            ),
            text!("gap-read-otherwise-means"),
            text!("gap-read-otherwise-remedy").to_owned(),
        ),
        Gap::Rejected { code, rows, .. } => (
            text!(
                "gap-rejected",
                name = name,
                n = *rows,
                code = isolated(code)
            ),
            text!("gap-rejected-means"),
            text!("gap-rejected-remedy").to_owned(),
        ),
        Gap::UnknownOutcome {
            text: ended,
            sessions,
            ..
        } => (
            text!(
                "gap-unknown-outcome",
                name = name,
                n = *sessions,
                text = isolated(ended)
            ),
            text!("gap-unknown-outcome-means"),
            text!("gap-unknown-outcome-remedy").to_owned(),
        ),
        Gap::Unmetered {
            automation_id,
            name: called,
            sessions,
            duration_ms,
            suggestion,
            ..
        } => (
            text!(
                "gap-unmetered",
                name = name,
                automation = automation_name(automation_id, called),
                n = *sessions,
                hours = format::hours_of_ms(*duration_ms, 1)
            ),
            text!("gap-unmetered-means"),
            to_meter(suggestion.as_ref()),
        ),
        Gap::UnmeteredItems {
            automation_id,
            name: called,
            items,
            suggestion,
            ..
        } => (
            text!(
                "gap-unmetered-items",
                name = name,
                n = *items,
                automation = automation_name(automation_id, called)
            ),
            text!("gap-unmetered-items-means"),
            to_meter(suggestion.as_ref()),
        ),
        Gap::AmbiguousMetering {
            automation_id,
            patterns,
            ..
        } => {
            let shown = patterns.iter().take(PATTERNS);
            let shown = shown.map(|(line, pattern)| format!("{} ({line})", isolated(pattern)));
            let mut lines: Vec<String> = shown.collect();
            if let rest @ 1.. = patterns.len().saturating_sub(PATTERNS) {
                lines.push(text!("gap-ambiguous-more", n = rest));
            }
            (
                text!(
                    "gap-ambiguous",
                    name = name,
                    automation = isolated(automation_id),
                    patterns = lines.join(", ")
                ),
                text!("gap-ambiguous-means"),
                text!("gap-ambiguous-remedy").to_owned(),
            )
        }
        Gap::NoBaseline { project, sessions } => (
            text!(
                "gap-no-baseline",
                name = isolated(project_name(project, board)),
                n = *sessions
            ),
            text!("gap-no-baseline-means"),
            text!("gap-no-baseline-remedy").to_owned(),
        ),
        Gap::NoRate {
            currency,
            line,
            first_day,
            days,
        } => (
            text!(
                "gap-no-rate",
                currency = isolated(currency),
                line = line.to_string(),
                n = *days,
                day = format::day(*first_day)
            ),
            text!("gap-no-rate-means"),
            text!("gap-no-rate-remedy").to_owned(),
        ),
        Gap::BeyondRange {
            project,
            line,
            first_day,
            days,
        } => (
            text!(
                "gap-beyond-range",
                name = isolated(project_name(project, board)),
                line = line.to_string(),
                n = *days,
                day = format::day(*first_day)
            ),
            text!("gap-beyond-range-means"),
            text!("gap-beyond-range-remedy").to_owned(),
        ),
        Gap::Unsigned {
            project,
            line,
            amount,
        } => (
            text!(
                "gap-unsigned",
                name = isolated(project_name(project, board)),
                amount = format::money(*amount),
                line = line.to_string()
            ),
            text!("gap-unsigned-means"),
            text!("gap-unsigned-remedy").to_owned(),
        ),
        Gap::EmptyScope { line, scope } => (
            text!(
                "gap-empty-scope",
                line = line.to_string(),
                scope = isolated(scope)
            ),
            text!("gap-empty-scope-means"),
            text!("gap-empty-scope-remedy").to_owned(),
        ),
        Gap::SharedIds { rows, object, .. } => (
            text!(
                "gap-shared-ids",
                name = name,
                n = *rows,
                object = isolated(object)
            ),
            text!("gap-shared-ids-means"),
            text!("gap-shared-ids-remedy").to_owned(),
        ),
        Gap::ReadTwice {
            other,
            exports,
            example,
            ..
        } => (
            text!(
                "gap-read-twice",
                name = name,
                n = *exports,
                other = satellite(estate, other),
                example = isolated(example)
            ),
            text!("gap-read-twice-means"),
            text!("gap-read-twice-remedy").to_owned(),
        ),
        Gap::SplitCases { cases, .. } => (
            text!("gap-split-cases", name = name, n = *cases),
            text!("gap-split-cases-means"),
            text!("gap-split-cases-remedy").to_owned(),
        ),
        Gap::Tests {
            sessions, items, ..
        } => (
            match (*sessions, *items) {
                (_, 0) => text!("gap-tests-sessions", name = name, sessions = *sessions),
                (0, _) => text!("gap-tests-items", name = name, items = *items),
                _ => text!(
                    "gap-tests-both",
                    name = name,
                    sessions = *sessions,
                    items = *items
                ),
            },
            text!("gap-tests-means"),
            text!("gap-tests-remedy").to_owned(),
        ),
        Gap::ExcludedClass {
            class: of,
            sessions,
            ..
        } => (
            text!(
                "gap-excluded-class",
                name = name,
                class = class(*of),
                n = *sessions
            ),
            text!("gap-excluded-class-means"),
            text!("gap-excluded-class-remedy").to_owned(),
        ),
    };
    let is_meant = matches!(gap, Gap::Tests { .. } | Gap::ExcludedClass { .. });
    let means = match is_valued(gap, estate) || is_meant {
        true => means,
        false => text!("gap-not-valued-means"),
    };
    GapText {
        what,
        means: means.to_owned(),
        remedy,
    }
}

/// Since when a satellite is silent, and which days of the window that leaves out.
fn silent(name: String, known: Option<&Satellite>, at: DateTime<Utc>, window_of: Window) -> String {
    let Some(known) = known else {
        let day = format::day(at.date_naive());
        return text!("gap-silent", name = name, day = day);
    };
    let day = format::day(known.timezone.local_day(at));
    let from = known.told_to(at).succ_opt();
    let unknown = from.and_then(|from| Window::new(from.max(window_of.from()), window_of.to()));
    match unknown {
        Some(days) => text!(
            "gap-silent-unknown",
            name = name,
            day = day,
            days = window(days)
        ),
        None => text!("gap-silent", name = name, day = day),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::sample;
    use super::*;

    #[test]
    fn every_kind_of_gap_says_what_it_is_what_it_means_and_what_to_do() {
        let world = sample::world();
        let kinds: BTreeSet<String> = world
            .board
            .gaps
            .iter()
            .map(|g| {
                format!("{g:?}")
                    .split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect();
        assert_eq!(kinds.len(), 26, "the sample has one of each: {kinds:?}");
        for g in &world.board.gaps {
            let told = gap(g, &world.estate, &world.board);
            assert!(
                told.what.len() > 20 && told.means.ends_with('.') && told.remedy.ends_with('.'),
                "{told:?}"
            );
            assert_eq!(
                doubt(g, &world.estate, &world.board).is_none(),
                matches!(
                    g,
                    Gap::EmptyScope { .. } | Gap::Tests { .. } | Gap::ExcludedClass { .. }
                ),
                "{g:?}"
            );
        }
    }

    #[test]
    fn days_are_told_as_spans() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 3, d).unwrap();
        assert_eq!(
            days(&[day(5), day(9), day(10), day(11)]),
            "5 March 2026, 9–11 March 2026"
        );
        assert_eq!(
            days(&[1, 3, 5, 7, 9, 11].map(day))
                .split(" and ")
                .nth(1)
                .map(|t| t.replace(format::NBSP, " "))
                .as_deref(),
            Some("2 more spans")
        );
    }
}
