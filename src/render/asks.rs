//! What a page asks of its reader, in words: each decision in one sentence with its numbers, the
//! money that stands behind it, who is asked, and by when.

use super::ReportFacts;
use super::format::{self, NBSP, count, of_them};
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
        } => format!(
            "{name} broke its promise ({} of {} good, {} needed): mend it, or agree on another.",
            count(*good),
            count(*valid),
            count(*needed)
        ),
        Grounds::GoalMissed { .. } => goal(page, decision),
        Grounds::Unmeasured { successes } => format!(
            "Nobody has measured what {name} saves ({}), and it is paid for: measure it.",
            of_them(*successes, "success")
        ),
        Grounds::BeyondDemand { units, wanted } => format!(
            "{name} did {}, and {} were wanted: do less, or find who wants the rest.",
            format::shortest(*units),
            format::shortest(*wanted)
        ),
        Grounds::StaleBaseline { measured_on } => format!(
            "{name} rests on a baseline of {}: measure it again.",
            measured_on.format("%B %Y")
        ),
        Grounds::IdleOrLosing { months, idle, net } => match idle {
            true => format!(
                "{name} did nothing for {}: retire it.",
                of_them(*months, "month")
            ),
            false => format!(
                "{name} cost {} more than it returned in {}: mend it, or retire it.",
                page.say(format::size(*net)),
                of_them(*months, "month")
            ),
        },
        Grounds::BenefitEnds { ends_on, signed_by } => format!(
            "What {} signed for {name} ends on {}: renew it.",
            format::isolated(signed_by),
            format::day(*ends_on)
        ),
        Grounds::Unallocated { cost, total } => format!(
            "{} of {} of cost is carried by no project: allocate it.",
            page.say(*cost),
            page.say(*total)
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
        return format!(
            "{name} cannot reach {}: what is signed ends at {}. Sign {} more, or lower the goal.",
            page.say(*target),
            page.say(secured),
            page.say(lacking)
        );
    }
    match actual.zip(*expected_by_now) {
        Some((actual, expected)) => format!(
            "{name} stands at {} where {} was expected by now: act, or set another goal.",
            figure(page, *metric, actual),
            figure(page, *metric, expected)
        ),
        None => format!("{name} is missed: act, or set another goal."),
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
        Metric::Roi => format!("{}{NBSP}%", format::percent_of_one(amount, 1)),
        Metric::KeptObjectives => format!("{}{NBSP}%", format::rounded_share(amount)),
        Metric::Units | Metric::LiveProjects => format::shortest(amount),
    }
}

/// The money that stands behind it, in words; empty where none is known.
pub fn at_stake(page: &ReportFacts, decision: &Decision) -> String {
    let Some(amount) = decision.amount.map(|amount| page.say(amount)) else {
        return String::new();
    };
    match decision.grounds {
        Grounds::PromiseBroken { .. } => format!("{amount} of benefit behind it"),
        Grounds::GoalMissed { .. } => format!("{amount} short"),
        Grounds::Unmeasured { .. } | Grounds::Unallocated { .. } => format!("{amount} of cost"),
        Grounds::BeyondDemand { .. } => format!("{amount} brought nothing"),
        Grounds::StaleBaseline { .. } | Grounds::BenefitEnds { .. } => {
            format!("{amount} of benefit rest on it")
        }
        Grounds::IdleOrLosing { .. } => format!("{amount} lost"),
    }
}
