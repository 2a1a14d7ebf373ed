//! The sentences on top of a page, made by rules from the figures: what happened, against what,
//! why, what was promised and aimed at, and the doubt in it. Never vague: each clause names an
//! amount, a count or a name.

use std::collections::BTreeSet;

use super::bundle::Subject;
use super::format::{self, window};
use super::texts::text;
use super::{ReportFacts, causes, gaps, words};
use crate::model::Window;
use crate::model::master::Metric;
use crate::model::scope::Scope;
use crate::model::scoreboard::Coverage;

/// At most two sentences: what came of it, against what was before and what was asked for; and
/// why. Where nothing is known that is said, and nothing else.
pub fn sentence(page: &ReportFacts) -> String {
    let board = page.board;
    let name = window(board.window);
    if !page.is_known() {
        let why = untold(page).map_or(String::new(), |doubt| {
            text!("message-unknown-why", doubt = doubt)
        });
        return text!(
            "message-unknown",
            window = name,
            why = why,
            recorded = recorded(page)
        );
    }
    if let Some(ran) = ran_for_nobody(page) {
        return text!(
            "message-ran-for-nobody",
            window = name,
            ran = ran,
            recorded = recorded(page)
        );
    }
    if board.totals[0].value.is_zero() {
        return text!("message-no-work", window = name);
    }
    let sentences = [Some(outcome(page)), why(page)];
    let sentences: Vec<String> = sentences.into_iter().flatten().collect();
    sentences.join(" ")
}

/// Who has told nothing, where that leaves a gap.
fn untold(page: &ReportFacts) -> Option<String> {
    let gaps = page.board.gaps.iter();
    let mut untold =
        gaps.filter(|gap| gaps::is_doubt(gap, page.estate) && gaps::left_out(gap).is_none());
    untold.find_map(|gap| gaps::doubt(gap, page.estate, page.board))
}

/// What came of it: `Automation returned 4,801 net in March 2026, 1,092 (29 %) more than in
/// February`.
fn outcome(page: &ReportFacts) -> String {
    let net = page.board.totals[0].value.net();
    let when = on(page.board.window, window(page.board.window));
    let is_loss = net.is_negative();
    let amount = page.say(format::size(net));
    let outcome = match page.subject {
        Subject::Estate if is_loss => text!("outcome-cost", amount = amount, when = when),
        Subject::Estate => text!("outcome-returned", amount = amount, when = when),
        Subject::Project(_) => {
            let name = page.subject_name();
            match is_loss {
                true => text!("outcome-cost-by", name = name, amount = amount, when = when),
                false => text!(
                    "outcome-returned-by",
                    name = name,
                    amount = amount,
                    when = when
                ),
            }
        }
        Subject::Department(_) | Subject::Part(_) => {
            let whom = page.subject_name();
            match is_loss {
                true => text!("outcome-cost-to", whom = whom, amount = amount, when = when),
                false => text!(
                    "outcome-returned-to",
                    whom = whom,
                    amount = amount,
                    when = when
                ),
            }
        }
    };
    text!(
        "message-outcome",
        outcome = outcome,
        compared = compared(page),
        goal = goal(page).unwrap_or_default()
    )
}

/// `in March 2026`, `on 28 February 2026`, `over 1–16 March 2026`.
fn on(days: Window, name: String) -> String {
    let kind = match (days.day_count(), format::is_whole_months(days)) {
        (1, _) => "day",
        (_, false) => "days",
        (_, true) => match days.months().count() {
            1 => "month",
            3 => "quarter",
            12 => "year",
            _ => "months",
        },
    };
    text!("when", kind = kind, window = name)
}

/// Against the window before; a percentage only where it says something.
fn compared(page: &ReportFacts) -> String {
    let total = &page.board.totals[0];
    let Some((before, change)) = page.previous().zip(page.board.comparisons.change.as_ref()) else {
        return match page.part_told() {
            Some(part) => text!("compared-part-told", part = part),
            None => text!("compared-nothing").to_owned(),
        };
    };
    let (net, before, by) = (total.value.net(), before.net(), change.net());
    let when = on(total.previous_window, page.previous_name());
    let amount = page.say(format::size(by));
    if by.is_zero() {
        return text!("compared-same", when = when);
    }
    if net.is_negative() && before.is_negative() {
        return match by.is_negative() {
            true => text!("compared-more", amount = amount, when = when),
            false => text!("compared-less", amount = amount, when = when),
        };
    }
    let Some(percent) = format::change(by, net, before) else {
        let before = page.say(before);
        return match by.is_negative() {
            true => text!("compared-down", before = before, when = when),
            false => text!("compared-up", before = before, when = when),
        };
    };
    let percent = format::percent_sign(percent.trim_start_matches('−').to_owned());
    match by.is_negative() {
        true => text!(
            "compared-less-percent",
            amount = amount,
            percent = percent,
            when = when
        ),
        false => text!(
            "compared-more-percent",
            amount = amount,
            percent = percent,
            when = when
        ),
    }
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
    let days = window(goal.window);
    let by = page.say(format::size(ahead));
    Some(match ahead.is_negative() {
        true => text!("message-behind-goal", days = days, amount = by),
        false => text!("message-ahead-of-goal", days = days, amount = by),
    })
}

/// Why it moved, where that is known, and how much of it is cash.
fn why(page: &ReportFacts) -> Option<String> {
    let value = &page.board.totals[0].value;
    let cash = format::percent(value.cashable, value.benefit(), 0);
    let cash = cash.filter(|_| *page.subject == Subject::Estate || !value.cashable.is_zero());
    let cash = cash.map(|cash| text!("message-cash", percent = format::percent_sign(cash)));
    let said: Vec<String> = [causes::sentence(page), cash]
        .into_iter()
        .flatten()
        .collect();
    (!said.is_empty()).then(|| said.join("; ") + ".")
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
    let of_sessions = || text!("ran-sessions", sessions = sessions);
    let of_items = || text!("ran-items", items = items);
    let ran = match (sessions, items) {
        (0, 0) => return None,
        (_, 0) => of_sessions(),
        (0, _) => of_items(),
        _ => text!("list-and", first = of_sessions(), last = of_items()),
    };
    (!is_metered).then_some(ran)
}

/// The amounts that people wrote down for days of which no work is known: told, and not held
/// against it.
fn recorded(page: &ReportFacts) -> String {
    let value = &page.board.totals[0].value;
    let (cost, signed) = (value.cost(), value.signed());
    let mut said = String::new();
    if !cost.is_zero() {
        said += &text!("message-recorded-costs", amount = page.say(cost));
    }
    if !signed.is_zero() {
        said += &text!("message-recorded-signed", amount = page.say(signed));
    }
    said
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
        true => text!("covered-not-counted").to_owned(),
        false => text!("covered-counted-to", day = format::day(last)),
    })
}

/// So many names are said; of the others their number.
const NAMES: usize = 6;

fn shortened(mut names: Vec<String>) -> Vec<String> {
    let rest = names.len().saturating_sub(NAMES);
    if rest > 0 {
        names.truncate(NAMES);
        names.push(text!("more-names", n = rest));
    }
    names
}

fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => text!("list-and", first = first.join(", "), last = last),
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
    let metered = match (unmetered, automations.len()) {
        (_, 0) => return None,
        (0, 1) => text!("metered-one").to_owned(),
        (0, n) => text!("metered-all", n = n),
        (unmetered, n) => text!("metered-some", unmetered = unmetered, n = n),
    };
    Some(metered)
}

fn complete(page: &ReportFacts) -> Option<String> {
    let counting: Vec<_> = page.board.coverage.iter().filter(|c| c.counts).collect();
    let behind: Vec<String> = counting
        .iter()
        .filter(|c| !page.is_complete(c))
        .map(|c| words::satellite(page.estate, &c.satellite_id))
        .collect();
    Some(match (behind.len(), counting.len()) {
        (_, 0) => text!("complete-none").to_owned(),
        (0, 1) => text!("complete-one").to_owned(),
        (0, n) => text!("complete-all", n = n, words = format::in_words(n)),
        (so_many, n) => text!(
            "complete-some",
            behind = so_many,
            n = n,
            names = listed(&shortened(behind))
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::board::causes::{CauseBridge, CauseInput, CausePart, Causes};
    use crate::model::scoreboard::ProjectScore;
    use crate::model::{Micros, ProjectId, Value};
    use crate::render::sample::{self, World};

    fn plain(text: &str) -> String {
        text.replace(['\u{2060}', '\u{2068}', '\u{2069}'], "")
            .replace(format::NBSP, " ")
    }

    fn said(world: &World) -> String {
        plain(&sentence(&world.page()))
    }

    /// The sample with these nets, and what it rests on left as it is.
    fn with_nets(now: i64, before: i64) -> World {
        let mut world = sample::world();
        let of = |net: i64| Value {
            cashable: Micros::whole(net.max(0)),
            cost_run: Micros::whole(-net.min(0)),
            ..Value::default()
        };
        let total = &mut world.board.totals[0];
        (total.value, total.previous) = (of(now), Some(of(before)));
        let comparisons = &mut world.board.comparisons;
        comparisons.change = Some(Value {
            cashable: Micros::whole(now - before),
            ..Value::default()
        });
        world.board.goals.clear();
        world
    }

    #[test]
    fn a_comparison_takes_percent_only_where_it_says_something() {
        for (now, before, expected) in [
            (
                8_800,
                10_000,
                "returned 8,800 net in March 2026, 1,200 (12.0 %) less than in February.",
            ),
            (
                11_200,
                10_000,
                "returned 11,200 net in March 2026, 1,200 (12.0 %) more than in February.",
            ),
            (
                10_000,
                10_000,
                "returned 10,000 net in March 2026, the same as in February.",
            ),
            (
                5_000,
                -2_000,
                "returned 5,000 net in March 2026, up from −2,000 in February.",
            ),
            (
                -5_000,
                2_000,
                "cost 5,000 more than it returned in March 2026, down from 2,000 in February.",
            ),
            // A smaller loss never reads as a larger one.
            (
                -8_800,
                -9_900,
                "cost 8,800 more than it returned in March 2026, 1,100 less than in February.",
            ),
            (
                50_000,
                10,
                "returned 50,000 net in March 2026, up from 10 in February.",
            ),
        ] {
            let said = said(&with_nets(now, before));
            let said = said.split(" 100 % of the benefit is cash").next().unwrap();
            assert_eq!(
                said,
                format!("Automation {expected}"),
                "{now} after {before}"
            );
        }
    }

    fn part(input: CauseInput, amount: i64) -> CausePart {
        CausePart {
            input,
            currency: None,
            before: None,
            after: None,
            amount: Micros::whole(amount),
        }
    }

    fn with_causes(parts: Vec<CausePart>) -> World {
        let mut world = with_nets(6_000, 5_000);
        let bridge = CauseBridge::of(Micros::whole(5_000), parts);
        world.board.comparisons.causes = Ok(Causes {
            is_from_plan: false,
            previous: world.board.totals[0].previous_window,
            estate: bridge.clone(),
            projects: vec![(sample::id("p-invoice"), bridge)],
            unvalued: vec![],
        });
        world
    }

    #[test]
    fn a_changed_yardstick_is_said_although_other_causes_moved_more() {
        let minutes = CausePart {
            before: Some(Micros::whole(5)),
            after: Some(Micros::whole(4)),
            ..part(CauseInput::LabourMinutes, -300)
        };
        let parts = vec![
            part(CauseInput::Attempts, 1_600),
            minutes,
            part(CauseInput::OnceSigned, 700),
            part(CauseInput::OncePaid, -1_000),
        ];
        let said = said(&with_causes(parts));
        assert!(
            said.ends_with(
                "more than in February. More work done brought 1,600; a new baseline of \
                 Invoice entry (4 min a unit, was 5) took 300; 100 % of the benefit is cash."
            ),
            "{said}"
        );
    }

    #[test]
    fn one_that_moved_next_to_nothing_is_not_said() {
        let parts = vec![
            part(CauseInput::Attempts, 700),
            part(CauseInput::LabourMinutes, -50),
            part(CauseInput::OnceSigned, 350),
        ];
        let said = said(&with_causes(parts));
        let why = "More work done brought 700; once: signed brought 350; ";
        assert!(said.contains(why), "{said}");
    }

    #[test]
    fn nothing_is_compared_with_what_nobody_told() {
        let mut world = with_nets(6_000, 5_000);
        for c in &mut world.board.coverage {
            c.first_day = Some(world.board.window.from());
        }
        let said = said(&world);
        assert!(
            said.starts_with(
                "Automation returned 6,000 net in March 2026; nothing earlier can be compared."
            ),
            "{said}"
        );
    }

    #[test]
    fn nothing_is_compared_with_a_window_that_is_told_from_its_middle_on() {
        let mut world = with_nets(6_000, 5_000);
        let told = world.board.totals[0].previous_window.to() - chrono::Days::new(13);
        for c in &mut world.board.coverage {
            c.first_day = Some(told);
        }
        let said = said(&world);
        assert!(
            said.starts_with(
                "Automation returned 6,000 net in March 2026; February is told from 15 February \
                 2026 on, so nothing is compared."
            ),
            "{said}"
        );
    }

    #[test]
    fn nothing_told_is_no_loss() {
        let mut world = with_nets(-500, 5_000);
        for c in &mut world.board.coverage {
            (c.first_day, c.newest_event) = (None, None);
        }
        world.board.gaps.clear();
        assert_eq!(
            said(&world),
            "Nothing is known of March 2026; costs of 500 are recorded."
        );
    }

    #[test]
    fn a_page_about_a_project_speaks_of_it() {
        let mut world = with_nets(6_000, 5_000);
        let id: ProjectId = sample::id("p-invoice");
        world.subject = Subject::Project(id.clone());
        let mut projects: Vec<ProjectScore> = world.board.projects.clone();
        projects.retain(|p| p.project_id == id);
        world.board.projects = projects;
        let said = said(&world);
        assert!(
            said.starts_with("Invoice entry returned 6,000 net"),
            "{said}"
        );
    }
}
