//! The benefit rung by rung, down to cost and net: a waterfall whose every bar opens its working.

use serde::Serialize;

use crate::model::board::comparisons::{Rung, RungScore};
use crate::model::value::{Ladder, Soft};
use crate::model::{Micros, ProjectId, Value};
use crate::render::blocks::value::workings::{self, WorkingStep};
use crate::render::charts::{Chart, ChartScale, span};
use crate::render::format::{self, NBSP, hours, money, shortest};
use crate::render::parts::{NONE, NOT_VALUED, Title, Variance};
use crate::render::{ReportFacts, words};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RungTable {
    pub title: Title,
    pub previous: String,
    pub rows: Vec<RungLine>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RungLine {
    pub name: &'static str,
    /// `part`, or `total` for a line that adds up.
    pub kind: &'static str,
    pub meaning: &'static str,
    pub amount: String,
    pub bar: Chart,
    pub previous: String,
    pub variance: Option<Variance>,
    pub change: String,
    pub working: Vec<WorkingStep>,
}

impl RungTable {
    pub fn of(page: &ReportFacts) -> Self {
        let total = &page.board.totals[0];
        let scores = &page.board.comparisons.rungs;
        let scale = ChartScale::over(scores.iter().flat_map(|s| [s.span.0, s.span.1]));
        Self {
            title: Title::new(
                finding(page),
                format!("benefit by kind, cost and net · {}", page.estate.currency),
            ),
            previous: format::window(total.previous_window),
            rows: scores.iter().map(|s| line(page, s, scale)).collect(),
        }
    }
}

/// What a rung is called.
pub const fn name(rung: Rung) -> &'static str {
    let (name, _) = named(rung);
    name
}

/// What a rung is called, and what it means.
const fn named(rung: Rung) -> (&'static str, &'static str) {
    match rung {
        Rung::Recaptured => (
            "Time freed and used",
            "working time freed and put to use; soft",
        ),
        Rung::ErrorAvoidance => ("Errors avoided", "rework that did not happen; soft"),
        Rung::Cashable => ("Cash saved (signed)", "signed for, left the budget; hard"),
        Rung::Avoidance => (
            "Spending avoided (signed)",
            "signed for, never had to be spent",
        ),
        Rung::Benefit => ("Benefit", "the sum of the four"),
        Rung::CostBuild => ("Cost to build and change", "as earned: laid over its days"),
        Rung::CostRun => ("Cost to run", "licences, infrastructure, support, overhead"),
        Rung::Net => ("Net value", "benefit − cost"),
        Rung::CashResult => ("Cash result", "cashable − cost: what the ledger sees"),
    }
}

fn line(page: &ReportFacts, score: &RungScore, scale: ChartScale) -> RungLine {
    let rung = score.rung;
    let (name, meaning) = named(rung);
    let previous = page.previous();
    let then = score.previous.filter(|_| previous.is_some());
    let by = score.change.filter(|_| previous.is_some());
    // A cost is shown as what it takes away: its growth is a change to the worse, and has that
    // sign.
    let shown = |amount| match rung.is_cost() {
        true => format::taken_away(amount),
        false => amount,
    };
    let percent = |by| {
        let (now, before) = score.amount.zip(then)?;
        format::change(by, now, before).and_then(|_| format::percent(shown(by), before, 1))
    };
    let class = match (rung.is_total(), rung.is_cost()) {
        (true, _) => "total",
        (_, true) => "cost",
        _ => "actual",
    };
    RungLine {
        name,
        kind: if rung.is_total() { "total" } else { "part" },
        meaning,
        amount: score
            .amount
            .map_or(NOT_VALUED.to_owned(), |m| money(shown(m))),
        bar: span(scale, score.span.0, score.span.1, class),
        previous: then.map_or(
            if previous.is_some() { NOT_VALUED } else { NONE }.to_owned(),
            |m| money(shown(m)),
        ),
        variance: by.map(|by| Variance::amount(shown(by))),
        change: by.and_then(percent).map_or(NONE.to_owned(), format::signed),
        working: working(page, score),
    }
}

fn working(page: &ReportFacts, score: &RungScore) -> Vec<WorkingStep> {
    let v = &page.board.totals[0].value;
    match score.rung {
        Rung::Recaptured => match v.ladder.zip(v.soft) {
            Some((ladder, soft)) => {
                let mut steps = freed(&ladder, &soft);
                steps.extend(contributors(page, score));
                steps
            }
            None => vec![not_valued()],
        },
        Rung::ErrorAvoidance if v.ladder.and(v.soft).is_none() => vec![not_valued()],
        Rung::Benefit => {
            let soft = v.soft.unwrap_or_default();
            let parts = [
                soft.recaptured,
                soft.error_avoidance,
                v.cashable,
                v.avoidance,
            ];
            let parts = parts.map(money).join(" + ");
            vec![WorkingStep::new("benefit", parts, money(v.benefit()))]
        }
        Rung::Net => net(page, v),
        Rung::CashResult => cash_result(v),
        Rung::ErrorAvoidance
        | Rung::Cashable
        | Rung::Avoidance
        | Rung::CostBuild
        | Rung::CostRun => contributors(page, score),
    }
}

fn not_valued() -> WorkingStep {
    WorkingStep::new(
        "not valued",
        "no project has a baseline and a rate for its currency on any day of the period".to_owned(),
        String::new(),
    )
}

fn freed(l: &Ladder, soft: &Soft) -> Vec<WorkingStep> {
    vec![
        WorkingStep::new(
            "units valued",
            format!("{} units done, capped at demand", shortest(l.units)),
            shortest(l.units_valued),
        ),
        WorkingStep::new(
            "net minutes",
            format!(
                "labour {} − review {} − failures {} − attended {}",
                money(l.labour_minutes),
                money(l.review_minutes),
                money(l.failure_minutes),
                money(l.attended_minutes)
            ),
            format!(
                "{} min = {}{NBSP}h",
                money(l.net_minutes),
                hours(l.net_minutes, 1)
            ),
        ),
        WorkingStep::new(
            "capacity",
            "net minutes ÷ 60 × each project's hourly rate × exchange rate".to_owned(),
            money(soft.capacity),
        ),
        WorkingStep::new(
            "recaptured",
            "(capacity above 0 − cashable that replaces it) × each project's conversion + capacity below 0".to_owned(),
            money(soft.recaptured),
        ),
    ]
}

fn net(page: &ReportFacts, v: &Value) -> Vec<WorkingStep> {
    let roi = format::percent(v.net(), v.cost(), 1);
    let run_rate = page.board.totals[0].run_rate;
    vec![
        WorkingStep::new(
            "net",
            format!(
                "{} − {} − {}",
                money(v.benefit()),
                money(v.cost_build),
                money(v.cost_run)
            ),
            money(v.net()),
        ),
        WorkingStep::new(
            "ROI",
            format!("{} ÷ {}", money(v.net()), money(v.cost())),
            roi.map_or("n/a (no cost)".to_owned(), |p| format!("{p}{NBSP}%")),
        ),
        WorkingStep::new(
            "run-rate",
            "4 × net of the last three complete months, without what was paid or signed once"
                .to_owned(),
            run_rate.map_or_else(
                |why| words::why(why).to_owned(),
                |m| format!("{} a year", money(m)),
            ),
        ),
        workings::break_even(v),
        workings::band(page.board.totals[0].band),
    ]
}

fn cash_result(v: &Value) -> Vec<WorkingStep> {
    let soft = v.soft.unwrap_or_default();
    vec![
        WorkingStep::new(
            "cash result",
            format!("{} cashable − {} cost", money(v.cashable), money(v.cost())),
            money(v.cash_result()),
        ),
        WorkingStep::new(
            "not in it",
            format!(
                "{} of freed time + {} of avoided spending",
                money(soft.benefit()),
                money(v.avoidance)
            ),
            money(v.beyond_cash()),
        ),
    ]
}

/// The projects it came from: the largest, and the rest.
fn contributors(page: &ReportFacts, score: &RungScore) -> Vec<WorkingStep> {
    let mut steps: Vec<WorkingStep> = score
        .largest
        .iter()
        .map(|(id, amount)| WorkingStep::new("from", contributor(page, id), money(*amount)))
        .collect();
    if score.others > 0 {
        let others = format::of_them(score.others, "more project");
        steps.push(WorkingStep::new("from", others, money(score.rest)));
    }
    if steps.is_empty() {
        steps.push(WorkingStep::new(
            "none",
            "no project has such an amount in this period".to_owned(),
            money(Micros::ZERO),
        ));
    }
    steps
}

fn contributor(page: &ReportFacts, id: &ProjectId) -> String {
    let project = page.board.headline_project(id);
    match project.filter(|_| !id.is_shared()) {
        None => "shared by all projects".to_owned(),
        Some(project) => {
            let basis = words::basis(project);
            let evidence = if basis.is_empty() {
                basis
            } else {
                format!(" ({basis} baseline)")
            };
            format!("{}{evidence}", format::isolated(&project.name))
        }
    }
}

fn finding(page: &ReportFacts) -> String {
    let v = &page.board.totals[0].value;
    let soft = v.soft.unwrap_or_default();
    let parts = [
        ("time freed and used", soft.recaptured),
        ("errors avoided", soft.error_avoidance),
        ("signed cash", v.cashable),
        ("avoided spending", v.avoidance),
    ];
    let largest = parts
        .iter()
        .rev()
        .max_by_key(|(_, m)| *m)
        .filter(|(_, amount)| amount.is_positive());
    let Some((name, amount)) = largest else {
        return format!(
            "Nothing brought a benefit; {} of cost stands",
            page.say(v.cost())
        );
    };
    let share = format::percent(*amount, v.benefit(), 0).filter(|_| *amount <= v.benefit());
    let brought = share.map_or(format!("{name} is the largest part"), |p| {
        format!("{p}{NBSP}% of the benefit is {name}")
    });
    let (cost, benefit) = (page.say(v.cost()), page.say(v.benefit()));
    if v.net().is_negative() {
        format!("{brought}, yet {cost} of cost exceeds all {benefit}")
    } else {
        format!("{brought}; cost takes {cost} of {benefit}")
    }
}
