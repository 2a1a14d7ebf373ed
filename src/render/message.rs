//! The sentences on top of a page, made by rules from the figures: what happened, against what,
//! why, what was promised and aimed at, and the doubt in it. Never vague: each clause names an
//! amount, a count or a name.

use std::collections::BTreeSet;

use super::ReportFacts;
use super::format::{self, NBSP, all_of, in_words, of_them, short_money, short_name, window};
use super::{gaps, words};
use crate::model::comparisons::{Cause, Driver, RestsOn};
use crate::model::master::Evidence;
use crate::model::scoreboard::{Coverage, GoalStatus};
use crate::model::{Gap, Micros, ProjectId, Satellite, Value};

/// One sentence: outcome, comparison, cause, promises, goals, doubt.
pub fn sentence(page: &ReportFacts) -> String {
    let board = page.board;
    let total = &board.totals[0];
    let name = window(board.window);
    let why = || doubt(page).map(|d| format!(": {d}")).unwrap_or_default();
    if !is_known(page) {
        return format!("Nothing is known of {name}{}{}.", why(), recorded(page));
    }
    if let Some(ran) = ran_for_nobody(page) {
        return format!(
            "In {name} {ran} ran, and none of them works for a project, so no work is valued{}{}.",
            recorded(page),
            why()
        );
    }
    if total.value.is_zero() {
        return format!("{name} shows no work and no amounts{}.", why());
    }
    let currency = &page.estate.currency;
    let net = total.value.net();
    let mut text = if net.is_negative() {
        format!(
            "{name} cost {} more than it returned",
            short_money(format::size(net), currency)
        )
    } else {
        format!("{name} returned {} net", short_money(net, currency))
    };
    text += &format!(
        " (cash result {})",
        short_money(total.value.cash_result(), currency)
    );
    let change = board.comparisons.change.map(|change| change.net());
    if let Some((previous, by)) = previous(page).zip(change) {
        let when = window(total.previous_window);
        let said = compared(by, net, previous.net(), currency, &when);
        text += &format!(", {said}");
        if let Some(cause) = &board.comparisons.cause {
            text += &format!(": {}", caused(page, cause));
        }
    } else {
        text += &format!(
            "; nothing is known of {} to compare it with",
            window(total.previous_window)
        );
    }
    for clause in [promises(page), goals(page), doubt(page)]
        .into_iter()
        .flatten()
    {
        text += &format!("; {clause}");
    }
    text.push('.');
    text
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
    let (value, currency) = (&page.board.totals[0].value, &page.estate.currency);
    let amounts = [(value.cost(), "costs"), (value.signed(), "signed benefits")];
    let amounts = amounts.into_iter().filter(|(amount, _)| !amount.is_zero());
    amounts
        .map(|(amount, what)| format!("; {what} of {} are recorded", short_money(amount, currency)))
        .collect()
}

/// "12.0 % less than February 2026": a percentage only where both are gains, else the amount
/// before.
fn compared(by: Micros, now: Micros, before: Micros, currency: &str, when: &str) -> String {
    if by.is_zero() {
        return format!("the same as {when}");
    }
    if format::change(by, now, before).is_some() {
        let percent = format::percent(format::size(by), before, 1).unwrap_or_default();
        let way = if by.is_negative() { "less" } else { "more" };
        return format!("{percent}{NBSP}% {way} than {when}");
    }
    let way = if by.is_negative() {
        "down from"
    } else {
        "up from"
    };
    format!("{way} {} in {when}", short_money(before, currency))
}

/// What moved the net most, and what moved the other way.
fn caused(page: &ReportFacts, cause: &Cause) -> String {
    let name = |id: &ProjectId| match page.board.headline_project(id) {
        Some(project) if !id.is_shared() => short_name(&project.name),
        _ => "shared cost".to_owned(),
    };
    let signed = |amount| format::signed(short_money(amount, &page.estate.currency));
    let offset = cause.offset.as_ref().map(|(id, by)| {
        let (name, by) = (name(id), signed(*by));
        format!(", partly offset by {name} ({by})")
    });
    format!(
        "mainly {}, which {} ({}){}",
        name(&cause.project_id),
        reason(cause),
        signed(cause.by),
        offset.unwrap_or_default()
    )
}

/// The part of a project's ladder that moved most, as a verb phrase.
fn reason(cause: &Cause) -> String {
    let way = |up: &'static str, down: &'static str| match cause.by.is_positive() {
        true => up,
        false => down,
    };
    match cause.reason {
        Driver::New => "is new",
        Driver::Units { difference, before } => {
            let percent = format::percent(format::size(difference), before, 0).unwrap_or_default();
            let way = way("more", "fewer");
            return format!("handled {percent}{NBSP}% {way} units");
        }
        Driver::TimePerUnit => way("freed more time per unit", "freed less time per unit"),
        Driver::Errors => way("avoided more errors", "avoided fewer errors"),
        Driver::Cashable => way("brought more signed cash", "brought less signed cash"),
        Driver::Avoidance => way("avoided more spending", "avoided less spending"),
        Driver::CostBuild => way("cost less to build", "cost more to build"),
        Driver::CostRun => way("cost less to run", "cost more to run"),
    }
    .to_owned()
}

fn promises(page: &ReportFacts) -> Option<String> {
    let p = page.board.promises();
    let measured = p.measured();
    let were = |n| if n == 1 { "was" } else { "were" };
    let noun = |n| if n == 1 { "promise" } else { "promises" };
    Some(match (measured, p.broken, p.at_risk) {
        _ if p.all() == 0 => return None,
        (0, ..) => "no promise could be measured".to_owned(),
        (1, 0, 0) => "the one measured promise was kept".to_owned(),
        (n, 0, 0) => format!("{} measured promises were kept", all_of(n)),
        (_, 0, r) => format!("no promise was broken, {} at risk", in_words(r)),
        (_, b, 0) => format!("{} {} {} broken", in_words(b), noun(b), were(b)),
        (_, b, r) => format!(
            "{} {} {} broken, {} at risk",
            in_words(b),
            noun(b),
            were(b),
            in_words(r)
        ),
    })
}

fn goals(page: &ReportFacts) -> Option<String> {
    let known = |s| !matches!(s, GoalStatus::NotStarted | GoalStatus::Unmeasured);
    let under_way: Vec<_> = page
        .board
        .goals
        .iter()
        .filter(|g| known(g.status))
        .collect();
    let good = under_way
        .iter()
        .filter(|g| matches!(g.status, GoalStatus::Attained | GoalStatus::OnTrack))
        .count();
    Some(match (good, under_way.len()) {
        (_, 0) => return None,
        (1, 1) => "the one measured goal is on track".to_owned(),
        (_, 1) => "the one measured goal is not on track".to_owned(),
        (all, n) if all == n => format!("{} measured goals are on track", all_of(n)),
        (1, n) => format!("one of {} measured goals is on track", in_words(n)),
        (some, n) => format!(
            "{} of {} measured goals are on track",
            in_words(some),
            in_words(n)
        ),
    })
}

/// The gap a reader should worry about first, and how many more there are: what was not told at
/// all; else what most sessions are in.
fn doubt(page: &ReportFacts) -> Option<String> {
    let doubts: Vec<&Gap> = page
        .board
        .gaps
        .iter()
        .filter(|gap| gaps::is_doubt(gap, page.estate))
        .collect();
    let first = doubts.iter().find(|gap| sessions(gap).is_none());
    let first =
        first.filter(|gap| !matches!(gap, Gap::AmbiguousMetering { .. } | Gap::NoRate { .. }));
    // Of equally many, the one that stands higher in the list.
    let first = first.or_else(|| {
        doubts
            .iter()
            .rev()
            .max_by_key(|gap| sessions(gap).unwrap_or(0))
    })?;
    let first = gaps::doubt(first, page.estate, page.board)?;
    Some(match doubts.len() - 1 {
        0 => first,
        n => format!(
            "{first}, and there {} {} more {}",
            if n == 1 { "is" } else { "are" },
            in_words(n),
            format::plural(n as i64, "gap")
        ),
    })
}

/// The sessions that a gap leaves out, where it can count them.
fn sessions(gap: &Gap) -> Option<i64> {
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

/// What the benefit rests on and what is covered, in words.
pub fn trust(page: &ReportFacts) -> Vec<String> {
    [evidence(page), metered(page), complete(page), counted(page)]
        .into_iter()
        .flatten()
        .collect()
}

/// To which day amounts count, where that is not the window's end.
fn counted(page: &ReportFacts) -> Option<String> {
    let (board, last) = (page.board, page.board.counted_to);
    (last < board.window.to()).then(|| match last < board.window.from() {
        true => "Costs and signed benefits of this period do not count yet: nothing is told of its days.".to_owned(),
        false => format!("Costs and signed benefits count to {}: nothing is told of later days yet.", format::day(last)),
    })
}

fn evidence(page: &ReportFacts) -> Option<String> {
    let total = &page.board.totals[0];
    let benefit = total.value.benefit();
    let phrase = |on: RestsOn| match on {
        RestsOn::Baseline(Evidence::Measured) => "on measured baselines",
        RestsOn::Baseline(Evidence::Sampled) => "on sampled ones",
        RestsOn::Baseline(Evidence::Estimated) => "on estimates",
        RestsOn::Baseline(Evidence::Vendor) => "on a vendor's word",
        RestsOn::Unstated => "on unstated evidence",
        RestsOn::Signed => "on signed amounts",
    };
    let parts = &page.board.comparisons.rests_on;
    if parts.is_empty() {
        return Some("No benefit was valued in this period.".to_owned());
    }
    // Shares only say something where no part takes away from another.
    let shares = benefit.is_positive() && parts.iter().all(|(_, amount)| !amount.is_negative());
    let said: Vec<String> = parts
        .iter()
        .map(
            |(on, amount)| match format::percent(*amount, benefit, 0).filter(|_| shares) {
                Some(percent) => format!("{percent}{NBSP}% {}", phrase(*on)),
                None => {
                    let amount = short_money(*amount, &page.estate.currency);
                    format!("{amount} {}", phrase(*on))
                }
            },
        )
        .collect();
    Some(format!("The benefit rests {}.", listed(&said)))
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

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn plain(text: &str) -> String {
        text.replace(['\u{2060}', '\u{2068}', '\u{2069}'], "")
            .replace(NBSP, " ")
    }

    #[test]
    fn the_first_sentence_says_what_happened_why_and_how_sure_it_is() {
        let world = sample::world();
        // Net 42,027.94 after 42,564.67: 536.73 less, 1.26 %. Invoice entry lost 3,754; its units
        // were 18 % more before.
        assert_eq!(
            plain(&sentence(&world.page())),
            "March 2026 returned $42.0 k net (cash result −$16.2 k), 1.3 % less than February 2026: mainly Invoice entry, which handled 15 % fewer units (−$3.8 k), \
             partly offset by Customer onboarding & KYC checks for… (+$1.2 k); one promise was broken, one at risk; two of four measured goals \
             are on track; APAC Production is silent since 28 March 2026, and there are 22 more gaps."
        );
    }

    #[test]
    fn a_comparison_takes_percent_only_where_it_says_something() {
        for (now, before, said) in [
            (880, 1_000, "12.0 % less than May"),
            (1_120, 1_000, "12.0 % more than May"),
            (1_000, 1_000, "the same as May"),
            (500, -200, "up from −$200 in May"),
            (-500, 200, "down from $200 in May"),
            (50_000, 10, "up from $10 in May"),
            (0, 400, "100.0 % less than May"),
        ] {
            assert_eq!(
                plain(&compared(
                    Micros::whole(now - before),
                    Micros::whole(now),
                    Micros::whole(before),
                    "USD",
                    "May"
                )),
                said,
                "{now} after {before}"
            );
        }
    }

    #[test]
    fn a_loss_is_said_as_a_loss_and_a_first_period_has_no_comparison() {
        let mut world = sample::world();
        world.board.totals[0].value.cost_run += Micros::whole(50_000);
        world.board.totals[0].previous = None;
        world.board.comparisons.change = None;
        world.board.gaps.clear();
        let said = plain(&sentence(&world.page()));
        assert!(
            said.starts_with(
                "March 2026 cost $8.0 k more than it returned (cash result −$66.2 k); nothing is known of February 2026 to compare it with;"
            ),
            "{said}"
        );
        assert!(said.ends_with("goals are on track."), "{said}");
    }

    #[test]
    fn trust_is_said_in_shares_only_where_the_parts_add_up() {
        let mut world = sample::world();
        assert!(
            plain(&trust(&world.page())[0])
                .starts_with("The benefit rests 45 % on measured baselines, 42 % on sampled ones")
        );
        world.board.comparisons.rests_on = vec![
            (RestsOn::Baseline(Evidence::Measured), Micros::whole(9_000)),
            (RestsOn::Baseline(Evidence::Vendor), Micros::whole(-2_000)),
        ];
        assert_eq!(
            plain(&trust(&world.page())[0]),
            "The benefit rests $9.0 k on measured baselines and −$2.0 k on a vendor's word."
        );
    }
}
