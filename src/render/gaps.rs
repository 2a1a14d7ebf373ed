//! What a gap is called: each kind in one sentence, with what it means for the figures and what to
//! do about it; many of them added up; and the half sentence that a page's first one ends with. The
//! compiler names what is missing here when a kind is added.

use chrono::NaiveDate;
use serde::Serialize;

use super::format::{self, isolated, of_them, window};
use super::words::{class, satellite};
use crate::model::{Estate, Gap, ProjectId, Scoreboard, Window};

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
    let rest = spans.len().saturating_sub(4);
    shown.join(", ")
        + &if rest > 0 {
            format!(" and {}", of_them(rest as i64, "more span"))
        } else {
            String::new()
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
        Gap::SatelliteFailed { .. } => ("satellites that could not be read", 0, ""),
        Gap::DeliveryRefused { rejected, .. } => ("refused deliveries", *rejected, "row"),
        Gap::Damaged { rows, .. } => ("tables with lost files", *rows, "row"),
        Gap::Unnamed { rows, .. } => ("satellites that are not named any more", *rows, "row"),
        Gap::Stale { .. } => ("silent satellites", 0, ""),
        Gap::Untold { .. } => ("satellites that told nothing of the first days", 0, ""),
        Gap::MissingDays { days, .. } => (
            "satellites with days that told nothing",
            days.len() as i64,
            "day",
        ),
        Gap::Forgotten { .. } => ("periods that sources had forgotten", 0, ""),
        Gap::SourceLost { events, .. } => {
            ("losses that sources tell of themselves", *events, "event")
        }
        Gap::Contradicted { rows, .. } => (
            "satellites whose exports contradict one another",
            *rows,
            "row",
        ),
        Gap::ReadOtherwise { rows, .. } => {
            ("satellites that were read otherwise before", *rows, "row")
        }
        Gap::Rejected { rows, .. } => ("kinds of refused rows", *rows, "row"),
        Gap::UnknownOutcome { sessions, .. } => ("unknown outcomes", *sessions, "session"),
        Gap::Unmetered { sessions, .. } => {
            ("automations that work for no project", *sessions, "session")
        }
        Gap::UnmeteredItems { items, .. } => (
            "automations whose items are worked on for no project",
            *items,
            "item",
        ),
        Gap::AmbiguousMetering { .. } => ("automations that match two patterns", 0, ""),
        Gap::NoBaseline { sessions, .. } => ("projects without a baseline", *sessions, "success"),
        Gap::NoRate { days, .. } => ("amounts without a rate", *days, "day"),
        Gap::BeyondRange { days, .. } => ("amounts beyond what can be counted", *days, "day"),
        Gap::Unsigned { .. } => ("amounts that nobody has signed", 0, ""),
        Gap::EmptyScope { .. } => ("readers who get no mail", 0, ""),
        Gap::SharedIds { rows, .. } => (
            "satellites whose ids stand for several things",
            *rows,
            "row",
        ),
        Gap::ReadTwice { exports, .. } => (
            "satellites whose exports another one reads too",
            *exports,
            "export",
        ),
        Gap::SplitCases { cases, .. } => (
            "satellites whose cases lie in several exports",
            *cases,
            "case",
        ),
        Gap::Tests {
            sessions, items, ..
        } => ("satellites with tests", *sessions + *items, "test"),
        Gap::ExcludedClass { sessions, .. } => {
            ("satellites that count as usage only", *sessions, "session")
        }
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
        "" => format!("{name}: {}", format::count(n)),
        unit => format!(
            "{name}: {} with {}",
            format::count(n),
            of_them(amount, unit)
        ),
    });
    let said = said.collect::<Vec<_>>().join("; ");
    (!gaps.is_empty()).then(|| GapText {
        what: format!("{}: {said}", of_them(gaps.len() as i64, "more gap")),
        means: "They are of the kinds above, or stand lower in the order of worry.".to_owned(),
        remedy: "They stand in executive.csv, with what to do.".to_owned(),
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
        Gap::SatelliteFailed { .. } => format!("{name} could not be read"),
        Gap::DeliveryRefused { .. } => format!("the delivery of {name} was refused"),
        Gap::Damaged { table, .. } => format!("the lake has lost files of {table}"),
        Gap::Unnamed { .. } => format!("{name} is not named any more"),
        Gap::Stale {
            newest_event: None, ..
        } => format!("{name} has told nothing yet"),
        Gap::Stale {
            satellite: id,
            newest_event: Some(at),
        } => match estate.satellite(id.as_str()) {
            Some(s) => format!(
                "{name} is silent since {}",
                format::day(s.timezone.local_day(*at))
            ),
            None => format!("{name} is silent"),
        },
        Gap::Untold { first_day, .. } => {
            format!("{name} first told of {}", format::day(*first_day))
        }
        Gap::MissingDays { days, .. } => {
            format!("{name} lacks {}", of_them(days.len() as i64, "day"))
        }
        Gap::Forgotten { days, .. } => format!(
            "{name} had forgotten {} when it was asked",
            format::window(*days)
        ),
        Gap::SourceLost { .. } => format!("{name} says that it lost runs"),
        Gap::Contradicted { rows, .. } => format!(
            "{} of {name} {} told differently by two exports",
            of_them(*rows, "row"),
            are(*rows)
        ),
        Gap::ReadOtherwise { rows, .. } => format!(
            "{} of {name} {} as earlier exports were read",
            of_them(*rows, "row"),
            stay(*rows)
        ),
        Gap::Rejected { rows, .. } => format!(
            "{} of {name} {} refused",
            of_them(*rows, "row"),
            were(*rows)
        ),
        Gap::UnknownOutcome { sessions, .. } => format!(
            "{} of {name} ended in an unknown way",
            of_them(*sessions, "session")
        ),
        Gap::Unmetered { sessions, .. } => format!(
            "{} of {name} {} for no project",
            of_them(*sessions, "session"),
            work(*sessions)
        ),
        Gap::UnmeteredItems { items, .. } => format!(
            "{} of {name} {} for no project",
            of_them(*items, "item"),
            work(*items)
        ),
        Gap::AmbiguousMetering { .. } => format!("an automation of {name} matches two projects"),
        Gap::NoBaseline { project, sessions } => {
            let name = isolated(project_name(project, board));
            format!(
                "{} of {name} {} not valued",
                of_them(*sessions, "success"),
                are(*sessions)
            )
        }
        Gap::NoRate { currency, .. } => format!("amounts in {} are not valued", isolated(currency)),
        Gap::BeyondRange { project, .. } => format!(
            "amounts of {} are beyond all range",
            isolated(project_name(project, board))
        ),
        Gap::Unsigned {
            project, amount, ..
        } => {
            let (amount, currency) = (format::money(*amount), &estate.currency);
            format!(
                "{amount} {currency} of benefit for {} is not signed",
                isolated(project_name(project, board))
            )
        }
        Gap::SharedIds { rows, .. } => {
            format!(
                "{} of {name} {} the id of another one",
                of_them(*rows, "row"),
                if *rows == 1 { "has" } else { "have" }
            )
        }
        Gap::ReadTwice { other, .. } => format!(
            "{name} and {} read the same exports",
            satellite(estate, other)
        ),
        Gap::SplitCases { cases, .. } => {
            format!(
                "{} of {name} {} in several exports",
                of_them(*cases, "case"),
                if *cases == 1 { "lies" } else { "lie" }
            )
        }
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
        Some(project) => format!(
            "Meter it in meterings.csv; by its name it may belong to {project} (a suggestion, never applied)."
        ),
        None => "Meter it in meterings.csv to the project it works for.".to_owned(),
    }
}

fn were(n: i64) -> &'static str {
    if n == 1 { "was" } else { "were" }
}

fn are(n: i64) -> &'static str {
    if n == 1 { "is" } else { "are" }
}

fn stay(n: i64) -> &'static str {
    if n == 1 { "stays" } else { "stay" }
}

fn work(n: i64) -> &'static str {
    if n == 1 { "works" } else { "work" }
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
            format!("{name} could not be read: {}", isolated(error)),
            "Its newest sessions are not here; the figures are those of its last good reading.".to_owned(),
            "Mend its source or credentials, then run again: nothing is lost or counted twice.".to_owned(),
        ),
        Gap::DeliveryRefused { rejected, .. } => (
            format!("{name}: a delivery was refused, since {} of it could not be read", of_them(*rejected, "row")),
            "None of that delivery is in the figures; earlier deliveries stand.".to_owned(),
            "See its rejects for file, line and reason; mend the export, or let it pass once with --accept-rejects.".to_owned(),
        ),
        Gap::Damaged { table, first, files, rows } => (
            format!("The lake has lost {} of {table} with {}: {first}", of_them(*files, "file"), of_them(*rows, "row")),
            "What they held counts here as long as its month is not counted again; a run that needs them ends with an error.".to_owned(),
            format!("Restore them from a backup, or remove the lake's folder {table}/ and run with --full, which reads all exports again."),
        ),
        Gap::Unnamed { rows, .. } => (
            format!("{name}: {} in the lake, and reckoner.toml names no such satellite", of_them(*rows, "session")),
            "They count nowhere: value and usage are too low by them, in past windows too.".to_owned(),
            "Name it again. A satellite that was switched off keeps its history with its last day (active_to).".to_owned(),
        ),
        Gap::Stale { satellite: id, newest_event } => (
            match (newest_event, estate.satellite(id.as_str())) {
                (Some(at), Some(s)) => {
                    let unknown = s.told_to(*at).succ_opt().and_then(|from| Window::new(from.max(board.window.from()), board.window.to()));
                    let unknown = unknown.map(|days| format!("; nothing known of {}", window(days))).unwrap_or_default();
                    format!("{name} is silent: its newest event is of {}{unknown}", format::day(s.timezone.local_day(*at)))
                }
                (Some(at), None) => format!("{name} is silent: its newest event is of {}", format::day(at.date_naive())),
                (None, _) => format!("{name} has never told anything"),
            },
            "Later sessions are missing, so volume and value are likely too low; its promises are not measured.".to_owned(),
            "Ask its owner whether exports still arrive. If it is switched off for good, give it its last day (active_to).".to_owned(),
        ),
        Gap::Untold { days, first_day, .. } => (
            format!("{name}: nothing known of {}, since it first told of {}", window(*days), format::day(*first_day)),
            "Whatever ran on these days is in no figure: for them the figures say nothing.".to_owned(),
            "Deliver the exports of these days, if there are any. If it began only then, give it its first day (active_from).".to_owned(),
        ),
        Gap::MissingDays { days: missing, .. } => (
            format!("{name} told nothing on {}: {}", of_them(missing.len() as i64, "day"), days(missing)),
            "Either nothing ran, or an export is lost; lost days make the figures too low.".to_owned(),
            "Ask its owner; a lost export can be delivered late and lands on its own days.".to_owned(),
        ),
        Gap::Forgotten { days, after_days, .. } => (
            format!("{name}: nothing is known of {}, and its source forgets what ran after {after_days} days", format::window(*days)),
            "What ran on these days and was not exported in time is lost for good: the figures are a lower bound.".to_owned(),
            format!("Export more often than every {after_days} days. If nothing ran, nothing is lost."),
        ),
        Gap::SourceLost { code, days, events, .. } => (
            format!(
                "{name} says that it lost runs: {}, told {} ({})",
                isolated(code),
                if *events == 1 { "once".to_owned() } else { format!("{} times", format::count(*events)) },
                format::window(*days)
            ),
            "What it lost is nowhere: its volume and value are a lower bound.".to_owned(),
            "Ask the environment's administrator: the word says whether the history of runs is switched off, full, or not allowed to somebody.".to_owned(),
        ),
        Gap::Contradicted { rows, .. } => (
            format!("{name}: {} {} told differently by two exports, neither with a version", of_them(*rows, "row"), are(*rows)),
            "What they say decided which one counts: what is over before what is open, the later end, success before failure.".to_owned(),
            "Map source_version, or say which export is the newer one: newest = \"name\" or newest = \"modified\".".to_owned(),
        ),
        Gap::ReadOtherwise { rows, until, .. } => (
            format!(
                "{name}: {} until {} {} as exports were read that are gone or speak of other days now",
                of_them(*rows, "row"),
                format::day(*until),
                stay(*rows)
            ),
            "They count as they were understood then: a mistake that was mended since may still be in them.".to_owned(),
            "Deliver exports of those days again; or be rid of them with reckon forget --satellite and --object.".to_owned(),
        ),
        Gap::Rejected { code, rows, .. } => (
            format!("{name}: {} refused with code {} (over all time)", of_them(*rows, "row"), isolated(code)),
            "These rows are in quarantine and in no figure.".to_owned(),
            "Each reject names file, line and the right form; a corrected export replaces them.".to_owned(),
        ),
        Gap::UnknownOutcome { text, sessions, .. } => (
            format!("{name}: {} ended with “{}”, which no outcome map names", of_them(*sessions, "session"), isolated(text)),
            "They are in no success ratio and worth nothing.".to_owned(),
            "Map that value to an outcome in the satellite's columns.".to_owned(),
        ),
        Gap::Unmetered { automation_id, name: automation, sessions, duration_ms, suggestion, .. } => (
            format!(
                "{name}: {} ({}, {} h of running) works for no project",
                isolated(if automation.trim().is_empty() { automation_id } else { automation }),
                of_them(*sessions, "session"),
                format::hours_of_ms(*duration_ms, 1),
            ),
            "Its work is in no benefit, cost or promise.".to_owned(),
            to_meter(suggestion.as_ref()),
        ),
        Gap::UnmeteredItems { automation_id, name: automation, items, suggestion, .. } => (
            format!(
                "{name}: {} of {} {} for no project",
                of_them(*items, "item"),
                isolated(if automation.trim().is_empty() { automation_id } else { automation }),
                work(*items),
            ),
            "They are in no unit, cost per item or promise about deadlines.".to_owned(),
            to_meter(suggestion.as_ref()),
        ),
        Gap::AmbiguousMetering { automation_id, patterns, .. } => {
            let mut lines: Vec<String> =
                patterns.iter().take(PATTERNS).map(|(line, pattern)| format!("{} ({line})", isolated(pattern))).collect();
            lines.extend(patterns.len().checked_sub(PATTERNS + 1).map(|rest| format!("and {} more", format::count(rest as i64 + 1))));
            (
                format!("{name}: {} matches more than one name pattern: {}", isolated(automation_id), lines.join(", ")),
                "Neither is believed: its sessions work for no project.".to_owned(),
                "Narrow one pattern, or meter this automation by its exact id.".to_owned(),
            )
        }
        Gap::NoBaseline { project, sessions } => {
            let name = isolated(project_name(project, board));
            (
                format!("{name}: {} on days without a baseline", of_them(*sessions, "success")),
                "They are not valued (that is not zero): benefit and hours are too low by them.".to_owned(),
                "Write down in baselines.csv what one unit costs by hand, valid from the day it was true.".to_owned(),
            )
        }
        Gap::NoRate { currency, line, first_day, days } => (
            format!("No exchange rate for {} ({line}) on {} from {}", isolated(currency), of_them(*days, "day"), format::day(*first_day)),
            "Those amounts are not valued (that is not zero).".to_owned(),
            "Add a rate valid on or before that day to rates.csv.".to_owned(),
        ),
        Gap::BeyondRange { project, line, first_day, days } => (
            format!(
                "{}: what {line} comes to is beyond a trillion a day, or nine trillion in all, on {} from {}",
                isolated(project_name(project, board)),
                of_them(*days, "day"),
                format::day(*first_day)
            ),
            "It is left out of all figures; everything else stands.".to_owned(),
            "Look at that line: an amount, a rate or a number of units in it is probably too large by some digits.".to_owned(),
        ),
        Gap::Unsigned { project, line, amount } => (
            format!("{}: {} of benefit ({line}) that nobody has signed", isolated(project_name(project, board)), format::money(*amount)),
            "It is in no benefit; it stands in the column `unsigned`.".to_owned(),
            "Whoever answers for it writes signed_by and signed_on in benefits.csv; it counts from then on, for all its days.".to_owned(),
        ),
        Gap::EmptyScope { line, scope } => (
            format!("{line}: the scope {} holds no project", isolated(scope)),
            "Nothing is sent to this reader: what holds nothing is never taken for the estate.".to_owned(),
            "Write a scope in people.csv that holds projects on the window's last day, or take the line out.".to_owned(),
        ),
        Gap::SharedIds { rows, object, .. } => (
            format!(
                "{name}: {} {} the id of another row of the same export and {} of something else ({})",
                of_them(*rows, "row"),
                if *rows == 1 { "has" } else { "have" },
                if *rows == 1 { "tells" } else { "tell" },
                isolated(object)
            ),
            "They were taken for one another, and one of them was kept: volume and value are too low.".to_owned(),
            "Name a column that is another one in every row, or make the id of several: session_id = { columns = [\"Job\", \"Number\"] }."
                .to_owned(),
        ),
        Gap::ReadTwice { other, exports, example, .. } => (
            format!(
                "{name}: {} {} also read by {}: {}",
                of_them(*exports, "export"),
                are(*exports),
                satellite(estate, other),
                isolated(example)
            ),
            "What they tell counts twice, once for each satellite.".to_owned(),
            "Let one of the two read them, and take back what the other one told of them (reckon forget --satellite ID --object PATH).".to_owned(),
        ),
        Gap::SplitCases { cases, .. } => (
            format!(
                "{name}: {} of its event logs {} in more than one export",
                of_them(*cases, "case"),
                if *cases == 1 { "lies" } else { "lie" }
            ),
            "Of each of them one export is taken for the whole: it may begin too late, and its work is too little.".to_owned(),
            "Export the log by cases, each of them whole, or all of it in one export.".to_owned(),
        ),
        Gap::Tests { sessions, items, .. } => {
            let counts = [(*sessions, "session"), (*items, "item")].into_iter().filter(|(count, _)| *count > 0);
            let counted: Vec<String> = counts.map(|(count, noun)| of_them(count, noun)).collect();
            (
                format!("{name}: {} {} tests or debug runs", counted.join(" and "), were(sessions + items)),
                "They are in no count and no figure: what is tried out is no work.".to_owned(),
                "Nothing, unless people work so: then count them (count_tests = true), or map the word that means a test.".to_owned(),
            )
        }
        Gap::ExcludedClass { class: of, sessions, .. } => (
            format!("{name} is of class {}: its {} count as usage only", class(*of), of_them(*sessions, "session")),
            "As agreed, what does not run in production has no value, cost or promise.".to_owned(),
            "Nothing, unless it does production work; then let it count (count = true).".to_owned(),
        ),
    };
    let means =
        if is_valued(gap, estate) || matches!(gap, Gap::Tests { .. } | Gap::ExcludedClass { .. }) {
            means
        } else {
            "It is not valued, so no amount changes; its own usage may be too low.".to_owned()
        };
    GapText {
        what,
        means,
        remedy,
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
