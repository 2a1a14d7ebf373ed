//! Tables of promises, goals, and what is to be decided.

use super::super::super::sheet::{ReportSheet, SheetCell, SheetUnit};
use super::super::super::{ReportFacts, format, words};
use super::super::wide::WideTable;
use crate::model::board::decision::Decision;
use crate::model::master::Metric;
use crate::model::scoreboard::{Beside, GoalScore, ObjectiveScore};
use crate::model::{Micros, ProjectId};

pub fn promises(page: &ReportFacts) -> ReportSheet {
    let sessions = SheetUnit::Of("sessions");
    let mut table = WideTable::<ObjectiveScore>::new("Promises", "A row a promise and period")
        .key("objective_id", "Its id", |o| o.objective_id.to_string())
        .key("project", "Whose promise it is", |o| o.project.clone())
        .text("period", "Its days", |o| o.period.to_string())
        .text("promise", "What was promised", |o| {
            format::plain(&words::sli(o.sli, o.threshold_ms))
        })
        .text("status", "How it stands", |o| o.status.as_str())
        .text("status_word", "How it stands, in words", |o| {
            words::promise(o.status, o.sli).word
        })
        .column("target", SheetUnit::Percent, "The share promised", |o| {
            SheetCell::Share(o.target)
        })
        .ratio("attained", SheetUnit::Percent, "good / valid", |o| {
            o.attained
        })
        .count("good", "sessions", "Those that kept it", |o| o.good)
        .count("valid", "sessions", "Those it speaks of", |o| o.valid)
        .count("excluded", "sessions", "Left out by exclusions", |o| {
            o.excluded
        })
        .column("budget", sessions, "(1 − target) × valid", |o| {
            SheetCell::Amount(o.budget)
        })
        .column("budget_left", sessions, "What is left of it", |o| {
            SheetCell::Amount(o.budget_left)
        })
        .ratio(
            "burn_rate",
            SheetUnit::Times,
            "How fast the budget is used up: 1 is just enough",
            |o| o.burn_rate,
        )
        .ratio(
            "attained_low",
            SheetUnit::Percent,
            "Lower end of Wilson's 95 % interval",
            |o| o.interval.map(|(low, _)| low),
        )
        .ratio(
            "attained_high",
            SheetUnit::Percent,
            "Upper end of it",
            |o| o.interval.map(|(_, high)| high),
        );
    type CountOf = fn(&Beside) -> i64;
    let beside: [(&str, &str, CountOf); 5] = [
        ("stuck", "Open for too long: valid, and not good", |b| {
            b.stuck
        }),
        ("cancelled", "In neither valid nor good", |b| b.cancelled),
        ("unknown", "In neither valid nor good", |b| b.unknown),
        ("refused", "Of the good: correctly refused", |b| b.refused),
        ("straight_through", "Of the good: without exception", |b| {
            b.straight_through
        }),
    ];
    for (name, about, count) in beside {
        table = table.column(name, sessions, about, move |o| {
            SheetCell::of(o.beside.as_ref().map(count), SheetCell::Count)
        });
    }
    table.rows(&page.board.objectives)
}

/// By rule, those with most at stake first.
pub fn decisions(page: &ReportFacts) -> ReportSheet {
    let name = |id: &ProjectId| {
        let project = page.board.headline_project(id);
        project.map_or(String::new(), |p| p.name.clone())
    };
    let project = |d: &Decision| d.project_id.as_ref().map(ToString::to_string);
    WideTable::<Decision>::new(
        "Decisions",
        "What the scores ask somebody to decide, by rule",
    )
    .key("kind", "The rule", |d| d.kind().as_str())
    .key("subject", "The project, or the goal", |d| {
        let (subject, _) = d.subject();
        subject.to_owned()
    })
    .text("project_id", "Whose it is; empty of a goal", move |d| {
        project(d).unwrap_or_default()
    })
    .text("name", "The project's name", move |d| {
        d.project_id.as_ref().map_or(String::new(), name)
    })
    .text("objective_id", "Of a broken promise", |d| {
        let (_, promise) = d.subject();
        promise.to_owned()
    })
    .money("amount", "What is at stake", |d| d.amount)
    .text("owner", "Who is asked", |d| d.owner.clone())
    .day("due", "By when", |d| Some(d.due))
    .rows(&page.board.decisions)
}

pub fn goals(page: &ReportFacts) -> ReportSheet {
    let currency = page.estate.currency.clone();
    let parent = |g: &GoalScore| g.parent_id.as_ref().map(ToString::to_string);
    type AmountOf = fn(&GoalScore) -> Option<Micros>;
    let mut table = WideTable::<GoalScore>::new("Goals", "A row a goal")
        .key("goal_id", "Its id", |g| g.goal_id.to_string())
        .key("name", "Its name", |g| g.name.clone())
        .text("parent_id", "The goal it is a part of", move |g| {
            parent(g).unwrap_or_default()
        })
        .text("owner", "Who answers for it", |g| g.owner.clone())
        .text("period", "Its days", |g| g.window.to_string())
        .text("scope", "What it counts", |g| g.scope.to_string())
        .text("metric", "The figure that it is about", |g| {
            g.metric.as_str()
        })
        .text("status", "How it stands", |g| g.status.as_str())
        .text("status_word", "How it stands, in words", |g| {
            words::goal(g.status).word
        })
        .text("unit", "What the next four columns count", move |g| {
            unit(g.metric, &currency)
        });
    let amounts: [(&str, &str, AmountOf); 4] = [
        ("target", "To be reached in the period", |g| Some(g.target)),
        ("actual", "Reached so far", |g| g.actual),
        ("expected_by_now", "The plan up to the window's end", |g| {
            g.expected_by_now
        }),
        ("ahead", "actual − expected_by_now", |g| g.ahead),
    ];
    for (name, about, amount) in amounts {
        table = table.column(name, SheetUnit::None, about, move |g| {
            SheetCell::of(amount(g), cell(g.metric))
        });
    }
    table
        .ratio("attainment", SheetUnit::Percent, "actual / target", |g| {
            g.attainment
        })
        .rows(&page.board.goals)
}

fn cell(metric: Metric) -> fn(Micros) -> SheetCell {
    match metric {
        Metric::Net | Metric::Benefit | Metric::Hard => SheetCell::Money,
        Metric::Roi | Metric::KeptObjectives => SheetCell::Share,
        Metric::Hours | Metric::Units | Metric::LiveProjects => SheetCell::Amount,
    }
}

fn unit(metric: Metric, currency: &str) -> String {
    let unit = match metric {
        Metric::Net | Metric::Benefit | Metric::Hard => currency,
        Metric::Hours => "h",
        Metric::Roi | Metric::KeptObjectives => "%",
        Metric::Units => "units",
        Metric::LiveProjects => "projects",
    };
    unit.to_owned()
}
