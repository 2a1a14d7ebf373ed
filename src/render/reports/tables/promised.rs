//! Tables of promises, goals, and what is to be decided.

use super::super::super::sheet::{ReportSheet, SheetCell, SheetUnit};
use super::super::super::texts::text;
use super::super::super::{ReportFacts, format, words};
use super::super::wide::WideTable;
use crate::model::board::decision::Decision;
use crate::model::master::Metric;
use crate::model::scoreboard::{Beside, GoalScore, ObjectiveScore};
use crate::model::{Micros, ProjectId};

pub fn promises(page: &ReportFacts) -> ReportSheet {
    let mut table =
        WideTable::<ObjectiveScore>::new(text!("sheet-promises"), text!("sheet-promises-is"))
            .key("objective_id", text!("column-its-id"), |o| {
                o.objective_id.to_string()
            })
            .key("project", text!("column-whose-promise-it-is"), |o| {
                o.project.clone()
            })
            .text("period", text!("column-its-days"), |o| o.period.to_string())
            .text("promise", text!("column-what-was-promised"), |o| {
                format::plain(&words::sli(o.sli, o.threshold_ms))
            })
            .text("status", text!("column-how-it-stands"), |o| {
                o.status.as_str()
            })
            .text("status_word", text!("column-how-it-stands-in-words"), |o| {
                words::promise(o.status, o.sli).word
            });
    table = judged(table);
    for (name, about, count) in beside() {
        table = table.column(name, SheetUnit::Of("sessions"), about, move |o| {
            SheetCell::of(o.beside.as_ref().map(count), SheetCell::Count)
        });
    }
    table.rows(&page.board.objectives)
}

/// How it stands, in numbers.
fn judged<'t>(table: WideTable<'t, ObjectiveScore>) -> WideTable<'t, ObjectiveScore> {
    let sessions = SheetUnit::Of("sessions");
    table
        .column(
            "target",
            SheetUnit::Percent,
            text!("column-the-share-promised"),
            |o| SheetCell::Share(o.target),
        )
        .ratio(
            "attained",
            SheetUnit::Percent,
            text!("column-good-valid"),
            |o| o.attained,
        )
        .count(
            "good",
            "sessions",
            text!("column-those-that-kept-it"),
            |o| o.good,
        )
        .count(
            "valid",
            "sessions",
            text!("column-those-it-speaks-of"),
            |o| o.valid,
        )
        .count(
            "excluded",
            "sessions",
            text!("column-left-out-by-exclusions"),
            |o| o.excluded,
        )
        .column("budget", sessions, text!("column-1-target-valid"), |o| {
            SheetCell::Amount(o.budget)
        })
        .column(
            "budget_left",
            sessions,
            text!("column-what-is-left-of-it"),
            |o| SheetCell::Amount(o.budget_left),
        )
        .ratio(
            "burn_rate",
            SheetUnit::Times,
            text!("column-how-fast-the-budget-is-used-up"),
            |o| o.burn_rate,
        )
        .ratio(
            "attained_low",
            SheetUnit::Percent,
            text!("column-lower-end-of-wilsons-95-interval"),
            |o| o.interval.map(|(low, _)| low),
        )
        .ratio(
            "attained_high",
            SheetUnit::Percent,
            text!("column-upper-end-of-it"),
            |o| o.interval.map(|(_, high)| high),
        )
}

/// A count that the share of good ones does not say: name, meaning, and which it is.
type CountBeside = (&'static str, &'static str, fn(&Beside) -> i64);

fn beside() -> [CountBeside; 5] {
    [
        ("stuck", text!("column-open-for-too-long"), |b| b.stuck),
        (
            "cancelled",
            text!("column-in-neither-valid-nor-good"),
            |b| b.cancelled,
        ),
        ("unknown", text!("column-in-neither-valid-nor-good"), |b| {
            b.unknown
        }),
        ("refused", text!("column-of-the-good-refused"), |b| {
            b.refused
        }),
        (
            "straight_through",
            text!("column-of-the-good-straight-through"),
            |b| b.straight_through,
        ),
    ]
}

/// By rule, those with most at stake first.
pub fn decisions(page: &ReportFacts) -> ReportSheet {
    let name = |id: &ProjectId| {
        let project = page.board.headline_project(id);
        project.map_or(String::new(), |p| p.name.clone())
    };
    let project = |d: &Decision| d.project_id.as_ref().map(ToString::to_string);
    WideTable::<Decision>::new(text!("sheet-decisions"), text!("sheet-decisions-is"))
        .key("kind", text!("column-the-rule"), |d| d.kind().as_str())
        .key("subject", text!("column-the-project-or-the-goal"), |d| {
            let (subject, _) = d.subject();
            subject.to_owned()
        })
        .text(
            "project_id",
            text!("column-whose-it-is-empty-of-a-goal"),
            move |d| project(d).unwrap_or_default(),
        )
        .text("name", text!("column-the-projects-name"), move |d| {
            d.project_id.as_ref().map_or(String::new(), name)
        })
        .text("objective_id", text!("column-of-a-broken-promise"), |d| {
            let (_, promise) = d.subject();
            promise.to_owned()
        })
        .money("amount", text!("column-what-is-at-stake"), |d| d.amount)
        .text("owner", text!("column-who-is-asked"), |d| d.owner.clone())
        .day("due", text!("column-by-when"), |d| Some(d.due))
        .rows(&page.board.decisions)
}

pub fn goals(page: &ReportFacts) -> ReportSheet {
    let currency = page.estate.currency.clone();
    let parent = |g: &GoalScore| g.parent_id.as_ref().map(ToString::to_string);
    type AmountOf = fn(&GoalScore) -> Option<Micros>;
    let mut table = WideTable::<GoalScore>::new(text!("sheet-goals"), text!("sheet-goals-is"))
        .key("goal_id", text!("column-its-id"), |g| g.goal_id.to_string())
        .key("name", text!("column-its-name"), |g| g.name.clone())
        .text(
            "parent_id",
            text!("column-the-goal-it-is-a-part-of"),
            move |g| parent(g).unwrap_or_default(),
        )
        .text("owner", text!("column-who-answers-for-it"), |g| {
            g.owner.clone()
        })
        .text("period", text!("column-its-days"), |g| g.window.to_string())
        .text("scope", text!("column-what-it-counts"), |g| {
            g.scope.to_string()
        })
        .text("metric", text!("column-the-figure-that-it-is-about"), |g| {
            g.metric.as_str()
        })
        .text("status", text!("column-how-it-stands"), |g| {
            g.status.as_str()
        })
        .text("status_word", text!("column-how-it-stands-in-words"), |g| {
            words::goal(g.status).word
        })
        .text(
            "unit",
            text!("column-what-the-next-four-columns-count"),
            move |g| unit(g.metric, &currency),
        );
    let amounts: [(&'static str, &'static str, AmountOf); 4] = [
        ("target", text!("column-to-be-reached-in-the-period"), |g| {
            Some(g.target)
        }),
        ("actual", text!("column-reached-so-far"), |g| g.actual),
        (
            "expected_by_now",
            text!("column-the-plan-up-to-the-windows-end"),
            |g| g.expected_by_now,
        ),
        ("ahead", text!("column-actual-expected"), |g| g.ahead),
    ];
    for (name, about, amount) in amounts {
        table = table.column(name, SheetUnit::None, about, move |g| {
            SheetCell::of(amount(g), cell(g.metric))
        });
    }
    table
        .ratio(
            "attainment",
            SheetUnit::Percent,
            text!("column-actual-target"),
            |g| g.attainment,
        )
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
