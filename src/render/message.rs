//! The sentences on top of a page, made by rules from the figures: what happened, against what,
//! why, what was promised and aimed at, and the doubt in it. Never vague: each clause names an
//! amount, a count or a name.

use std::collections::BTreeSet;

use chrono::Datelike;

use super::blocks::top::head;
use super::bundle::Subject;
use super::format::{self, NBSP, all_of, of_them, window};
use super::{ReportFacts, causes, words};
use crate::model::master::Metric;
use crate::model::scope::Scope;
use crate::model::scoreboard::Coverage;
use crate::model::{Gap, Satellite, Value, Window};

/// At most two sentences: what came of it, against what was before and what was asked for; and
/// why. Where nothing is known that is said, and nothing else.
pub fn sentence(page: &ReportFacts) -> String {
    let board = page.board;
    let name = window(board.window);
    if !is_known(page) {
        return format!("Nothing is known of {name}{}.", recorded(page));
    }
    if let Some(ran) = ran_for_nobody(page) {
        return format!(
            "In {name} {ran} ran, and none of them works for a project, so no work is valued{}.",
            recorded(page),
        );
    }
    if board.totals[0].value.is_zero() {
        return format!("{name} shows no work and no amounts.");
    }
    let sentences = [Some(outcome(page)), why(page)];
    let sentences: Vec<String> = sentences.into_iter().flatten().collect();
    sentences.join(" ")
}

/// What came of it: `Automation returned 4,801 net in March 2026, 1,092 (29 %) more than in
/// February`.
fn outcome(page: &ReportFacts) -> String {
    let net = page.board.totals[0].value.net();
    let who = match page.subject {
        Subject::Project(_) => head::subject(page),
        _ => "Automation".to_owned(),
    };
    let to_whom = match page.subject {
        Subject::Department(_) | Subject::Part(_) => format!(" to {}", head::subject(page)),
        Subject::Estate | Subject::Project(_) => String::new(),
    };
    let when = on(page.board.window, &window(page.board.window));
    let mut text = match net.is_negative() {
        true => {
            let lost = page.say(format::size(net));
            format!("{who} cost {lost} more than it returned{to_whom} {when}")
        }
        false => format!("{who} returned {} net{to_whom} {when}", page.say(net)),
    };
    text += &compared(page);
    text += &goal(page).unwrap_or_default();
    text + "."
}

/// `in March 2026`, `on 28 February 2026`, `over 1–16 March 2026`.
fn on(days: Window, name: &str) -> String {
    let whole = format::is_whole_months(days);
    match (days.day_count(), whole) {
        (1, _) => format!("on {name}"),
        (_, true) => format!("in {name}"),
        (_, false) => format!("over {name}"),
    }
}

/// The window before, without its year where that is this one's.
pub fn previous_name(page: &ReportFacts) -> String {
    let (days, before) = (page.board.window, page.board.totals[0].previous_window);
    let name = window(before);
    let year = format!(" {}", before.to().year());
    match days.from().year() == before.from().year() && before.from().year() == before.to().year() {
        true => name.strip_suffix(&year).unwrap_or(&name).to_owned(),
        false => name,
    }
}

/// Against the window before; a percentage only where it says something.
fn compared(page: &ReportFacts) -> String {
    let total = &page.board.totals[0];
    let Some((before, change)) = previous(page).zip(page.board.comparisons.change.as_ref()) else {
        return "; nothing earlier can be compared".to_owned();
    };
    let (net, before, by) = (total.value.net(), before.net(), change.net());
    let then = on(total.previous_window, &previous_name(page));
    let amount = page.say(format::size(by));
    if by.is_zero() {
        return format!(", the same as {then}");
    }
    if net.is_negative() && before.is_negative() {
        let way = if by.is_negative() { "more" } else { "less" };
        return format!(", {amount} {way} than {then}");
    }
    let Some(percent) = format::change(by, net, before) else {
        let way = if by.is_negative() { "down" } else { "up" };
        return format!(", {way} from {} {then}", page.say(before));
    };
    let percent = percent.trim_start_matches('−').to_owned();
    let way = if by.is_negative() { "less" } else { "more" };
    format!(", {amount} ({percent}{NBSP}%) {way} than {then}")
}

/// How the net stands against the goal for it, where one of this scope runs.
fn goal(page: &ReportFacts) -> Option<String> {
    let of_page = |scope: &Scope| match (page.subject, scope) {
        (Subject::Estate, Scope::Estate) => true,
        (Subject::Department(id), Scope::Department(of)) => id == of,
        (Subject::Project(id), Scope::Projects(of)) => of.len() == 1 && of[0] == *id,
        _ => false,
    };
    let last = page.board.window.to();
    let mut goals = page.board.goals.iter();
    let goal = goals.find(|goal| {
        goal.metric == Metric::Net && goal.window.contains(last) && of_page(&goal.scope)
    })?;
    let ahead = goal.ahead?;
    let way = if ahead.is_negative() {
        "behind"
    } else {
        "ahead of"
    };
    let days = window(goal.window);
    let by = page.say(format::size(ahead));
    Some(format!("; {days} is {by} {way} its goal"))
}

/// Why it moved, where that is known, and how much of it is cash.
fn why(page: &ReportFacts) -> Option<String> {
    let value = &page.board.totals[0].value;
    let cash = format::percent(value.cashable, value.benefit(), 0);
    let cash = cash.map(|cash| format!("{cash}{NBSP}% of the benefit is cash"));
    let said: Vec<String> = [causes::sentence(page), cash]
        .into_iter()
        .flatten()
        .collect();
    (!said.is_empty()).then(|| said.join("; ") + ".")
}

/// Whether anything is known of the window: a satellite that counts has told of some of its days.
/// Where none was active then, all is known: nothing ran.
pub fn is_known(page: &ReportFacts) -> bool {
    let window = page.board.window;
    let counting = page.board.coverage.iter().filter(|c| c.counts);
    let mut awaited = counting
        .filter_map(|c| Some((page.estate.satellite(c.satellite_id.as_str())?, c)))
        .filter(|(s, _)| {
            s.active_to.is_none_or(|last| last >= window.from())
                && s.active_from.is_none_or(|first| first <= window.to())
        })
        .peekable();
    let has_told = |(s, c): (&Satellite, &Coverage)| {
        c.first_day
            .zip(c.newest_event)
            .is_some_and(|(first, newest)| {
                first <= window.to() && s.told_to(newest) >= window.from()
            })
    };
    awaited.peek().is_none() || awaited.any(has_told)
}

/// What the window is compared with: nothing where no satellite that counts had told anything by
/// then, whatever was spent; and a window of which nothing is known is compared with nothing.
pub fn previous<'a>(page: &'a ReportFacts) -> Option<&'a Value> {
    let total = &page.board.totals[0];
    let mut counting = page.board.coverage.iter().filter(|c| c.counts).peekable();
    let has_begun = |c: &Coverage| {
        c.first_day
            .is_some_and(|first| first <= total.previous_window.to())
    };
    let had_begun = counting.peek().is_none() || counting.any(has_begun);
    total
        .previous
        .as_ref()
        .filter(|p| !p.is_zero() && had_begun && is_known(page))
}

/// What ran where none of it works for a project: "8 sessions", "8 sessions and 3 items".
fn ran_for_nobody(page: &ReportFacts) -> Option<String> {
    let counting = || page.board.coverage.iter().filter(|c| c.counts);
    let sum = |of: fn(&Coverage) -> i64| counting().map(of).sum::<i64>();
    let (sessions, items) = (sum(|c| c.sessions), sum(|c| c.items));
    let is_metered = counting().any(|c| {
        c.sessions_metered > 0
            || c.intake
                .is_none_or(|intake| c.items > intake.items_unmetered)
    });
    let ran = [(sessions, "session"), (items, "item")]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, noun)| of_them(n, noun));
    let ran = ran.collect::<Vec<_>>().join(" and ");
    (!ran.is_empty() && !is_metered).then_some(ran)
}

/// The amounts that people wrote down for days of which no work is known: told, and not held
/// against it.
fn recorded(page: &ReportFacts) -> String {
    let value = &page.board.totals[0].value;
    let amounts = [(value.cost(), "costs"), (value.signed(), "signed benefits")];
    let amounts = amounts.into_iter().filter(|(amount, _)| !amount.is_zero());
    amounts
        .map(|(amount, what)| format!("; {what} of {} are recorded", page.say(amount)))
        .collect()
}

/// What is covered, in words: what is not worth a word is not said.
pub fn covered(page: &ReportFacts) -> Vec<String> {
    let said = [metered(page), complete(page), counted(page)];
    said.into_iter().flatten().collect()
}

/// To which day amounts count, where that is not the window's end.
fn counted(page: &ReportFacts) -> Option<String> {
    let (board, last) = (page.board, page.board.counted_to);
    (last < board.window.to()).then(|| match last < board.window.from() {
        true => "Costs and signed benefits of this period do not count yet: nothing is told of its days.".to_owned(),
        false => format!("Costs and signed benefits count to {}: nothing is told of later days yet.", format::day(last)),
    })
}

/// So many names are said; of the others their number.
const NAMES: usize = 6;

fn shortened(mut names: Vec<String>) -> Vec<String> {
    let rest = names.len().saturating_sub(NAMES);
    if rest > 0 {
        names.truncate(NAMES);
        names.push(format!("{} more", format::count(rest as i64)));
    }
    names
}

fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn metered(page: &ReportFacts) -> Option<String> {
    let counting: BTreeSet<_> = page
        .board
        .coverage
        .iter()
        .filter(|c| c.counts)
        .map(|c| &c.satellite_id)
        .collect();
    let automations: Vec<_> = page
        .board
        .automations
        .iter()
        .filter(|a| counting.contains(&a.satellite_id))
        .collect();
    let unmetered = automations.iter().filter(|a| !a.metered).count();
    let successes = page
        .board
        .gaps
        .iter()
        .map(|g| {
            if let Gap::NoBaseline { sessions, .. } = g {
                *sessions
            } else {
                0
            }
        })
        .sum::<i64>();
    let not_valued = (successes > 0).then(|| {
        format!(
            "; {} not valued for want of a baseline",
            of_them(successes, "success")
        )
    });
    let metered = match (unmetered, automations.len()) {
        (_, 0) => return None,
        (0, 1) => "The one automation is metered".to_owned(),
        (0, n) => format!("All {} are metered", of_them(n as i64, "automation")),
        (u, n) => format!(
            "{u} of {} {} not metered",
            of_them(n as i64, "automation"),
            if u == 1 { "is" } else { "are" }
        ),
    };
    Some(format!("{metered}{}.", not_valued.unwrap_or_default()))
}

fn complete(page: &ReportFacts) -> Option<String> {
    let counting: Vec<_> = page.board.coverage.iter().filter(|c| c.counts).collect();
    let behind: Vec<String> = counting
        .iter()
        .filter(|c| !is_complete(page, c))
        .map(|c| words::satellite(page.estate, &c.satellite_id))
        .collect();
    Some(match (behind.len(), counting.len()) {
        (_, 0) => "No satellite counts as production.".to_owned(),
        (0, 1) => "The one production satellite is complete to the period's end.".to_owned(),
        (0, n) => format!(
            "{} production satellites are complete to the period's end.",
            capital(&all_of(n))
        ),
        (b, n) => {
            let are = if b == 1 { "is" } else { "are" };
            format!(
                "{} of {} production {} {are} not complete in this period: {}.",
                count(b),
                count(n),
                format::plural(n as i64, "satellite"),
                listed(&shortened(behind))
            )
        }
    })
}

fn count(n: usize) -> String {
    format::count(n as i64)
}

/// Whether all of the window can be taken to have arrived.
pub fn is_complete(page: &ReportFacts, coverage: &Coverage) -> bool {
    let satellite = page.estate.satellite(coverage.satellite_id.as_str());
    let begins_late = page.board.gaps.iter().any(
        |gap| matches!(gap, Gap::Untold { satellite, .. } if *satellite == coverage.satellite_id),
    );
    satellite.is_none_or(|s| s.complete_to(page.board.window.to(), coverage.newest_event))
        && !begins_late
}

/// With a capital, as sentences and findings begin.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
