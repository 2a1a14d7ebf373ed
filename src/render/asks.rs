//! What a page asks of its reader, in words: each decision in one sentence with its numbers, the
//! money that stands behind it, who is asked, and by when.

use super::ReportFacts;
use super::format::{self, NBSP};
use super::texts::text;
use crate::model::board::decision::{Decision, Grounds};
use crate::model::master::Metric;
use crate::model::{GoalId, Micros};

/// What is to be decided.
pub fn sentence(page: &ReportFacts, decision: &Decision) -> String {
    let name = name(page, decision);
    match &decision.grounds {
        Grounds::PromiseBroken {
            good,
            valid,
            needed,
            ..
        } => text!(
            "ask-promise-broken",
            name = name,
            good = *good,
            valid = *valid,
            needed = *needed
        ),
        Grounds::GoalMissed { .. } => goal(page, decision),
        Grounds::Unmeasured { successes } => {
            text!("ask-unmeasured", name = name, successes = *successes)
        }
        Grounds::BeyondDemand { units, wanted } => text!(
            "ask-beyond-demand",
            name = name,
            units = format::shortest(*units),
            wanted = format::shortest(*wanted)
        ),
        Grounds::StaleBaseline { measured_on } => text!(
            "ask-stale-baseline",
            name = name,
            month = format::month(*measured_on)
        ),
        Grounds::IdleOrLosing { months, idle, net } => match idle {
            true => text!("ask-idle", name = name, months = *months),
            false => text!(
                "ask-losing",
                name = name,
                amount = page.say(format::size(*net)),
                months = *months
            ),
        },
        Grounds::BenefitEnds { ends_on, signed_by } => text!(
            "ask-benefit-ends",
            name = name,
            signer = format::isolated(signed_by),
            day = format::day(*ends_on)
        ),
        Grounds::Unallocated { cost, total } => text!(
            "ask-unallocated",
            cost = page.say(*cost),
            total = page.say(*total)
        ),
    }
}

fn name(page: &ReportFacts, decision: &Decision) -> String {
    let project = decision.project_id.as_ref();
    let known = project.and_then(|id| page.board.headline_project(id));
    known.map_or(String::new(), |p| format::short_name(&p.name))
}

fn goal(page: &ReportFacts, decision: &Decision) -> String {
    let Grounds::GoalMissed {
        goal_id,
        metric,
        target,
        actual,
        expected_by_now,
        secured,
    } = &decision.grounds
    else {
        return String::new();
    };
    let name = goal_name(page, goal_id);
    if let Some((secured, lacking)) = secured.zip(decision.amount) {
        return text!(
            "ask-goal-beyond-reach",
            name = name,
            target = page.say(*target),
            secured = page.say(secured),
            lacking = page.say(lacking)
        );
    }
    match actual.zip(*expected_by_now) {
        Some((actual, expected)) => text!(
            "ask-goal-behind",
            name = name,
            actual = figure(page, *metric, actual),
            expected = figure(page, *metric, expected)
        ),
        None => text!("ask-goal-missed", name = name),
    }
}

fn goal_name(page: &ReportFacts, id: &GoalId) -> String {
    let mut goals = page.board.goals.iter();
    let goal = goals.find(|goal| goal.goal_id == *id);
    goal.map_or(id.to_string(), |goal| format::isolated(&goal.name))
}

/// A goal's figure with its unit.
fn figure(page: &ReportFacts, metric: Metric, amount: Micros) -> String {
    match metric {
        Metric::Net | Metric::Benefit | Metric::Hard => page.say(amount),
        Metric::Hours => format!("{}{NBSP}h", format::fixed(amount, 1)),
        Metric::Roi => format::percent_sign(format::percent_of_one(amount, 1)),
        Metric::KeptObjectives => format::percent_sign(format::rounded_share(amount)),
        Metric::Units | Metric::LiveProjects => format::shortest(amount),
    }
}

/// The money that stands behind it, in words; empty where none is known.
pub fn at_stake(page: &ReportFacts, decision: &Decision) -> String {
    let Some(amount) = decision.amount.map(|amount| page.say(amount)) else {
        return String::new();
    };
    match decision.grounds {
        Grounds::PromiseBroken { .. } => text!("stake-behind", amount = amount),
        Grounds::GoalMissed { .. } => text!("stake-short", amount = amount),
        Grounds::Unmeasured { .. } | Grounds::Unallocated { .. } => {
            text!("stake-cost", amount = amount)
        }
        Grounds::BeyondDemand { .. } => text!("stake-brought-nothing", amount = amount),
        Grounds::StaleBaseline { .. } | Grounds::BenefitEnds { .. } => {
            text!("stake-rests-on", amount = amount)
        }
        Grounds::IdleOrLosing { .. } => text!("stake-lost", amount = amount),
    }
}
