//! The benefit rung by rung, down to cost and net: a waterfall whose every bar opens its working.

use serde::Serialize;

use crate::model::board::comparisons::{Rung, RungScore};
use crate::model::value::{Ladder, Soft};
use crate::model::{Micros, ProjectId, Value};
use crate::render::blocks::value::workings::{self, WorkingStep};
use crate::render::charts::{Chart, ChartScale, span};
use crate::render::format::{self, hours, money, shortest};
use crate::render::parts::{Title, Variance, not_available, not_valued};
use crate::render::texts::text;
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
                text!("rungs-about", currency = &page.estate.currency),
            ),
            previous: format::window(total.previous_window),
            rows: scores.iter().map(|s| line(page, s, scale)).collect(),
        }
    }
}

/// What a rung is called.
pub fn name(rung: Rung) -> &'static str {
    let (name, _) = named(rung);
    name
}

/// What a rung is called, and what it means.
fn named(rung: Rung) -> (&'static str, &'static str) {
    match rung {
        Rung::Recaptured => (text!("rung-recaptured"), text!("rung-recaptured-means")),
        Rung::ErrorAvoidance => (text!("rung-errors"), text!("rung-errors-means")),
        Rung::Cashable => (text!("rung-cashable"), text!("rung-cashable-means")),
        Rung::Avoidance => (text!("rung-avoidance"), text!("rung-avoidance-means")),
        Rung::Benefit => (text!("rung-benefit"), text!("rung-benefit-means")),
        Rung::CostBuild => (text!("rung-build"), text!("rung-build-means")),
        Rung::CostRun => (text!("rung-run"), text!("rung-run-means")),
        Rung::Net => (text!("rung-net"), text!("rung-net-means")),
        Rung::CashResult => (text!("rung-cash-result"), text!("rung-cash-result-means")),
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
            .map_or(not_valued().to_owned(), |m| money(shown(m))),
        bar: span(scale, score.span.0, score.span.1, class),
        previous: then.map_or(
            if previous.is_some() {
                not_valued()
            } else {
                not_available()
            }
            .to_owned(),
            |m| money(shown(m)),
        ),
        variance: by.map(|by| Variance::amount(shown(by))),
        change: by
            .and_then(percent)
            .map_or(not_available().to_owned(), format::signed),
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
            None => vec![nothing_valued()],
        },
        Rung::ErrorAvoidance if v.ladder.and(v.soft).is_none() => vec![nothing_valued()],
        Rung::Benefit => {
            let soft = v.soft.unwrap_or_default();
            let parts = [
                soft.recaptured,
                soft.error_avoidance,
                v.cashable,
                v.avoidance,
            ];
            let parts = parts.map(money).join(" + ");
            vec![WorkingStep::new(
                text!("working-benefit"),
                parts,
                money(v.benefit()),
            )]
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

fn nothing_valued() -> WorkingStep {
    WorkingStep::new(
        text!("working-not-valued"),
        text!("rungs-nobody").to_owned(),
        String::new(),
    )
}

fn freed(l: &Ladder, soft: &Soft) -> Vec<WorkingStep> {
    vec![
        WorkingStep::new(
            text!("working-units-valued"),
            text!("working-units-done", units = shortest(l.units)),
            shortest(l.units_valued),
        ),
        WorkingStep::new(
            text!("working-net-minutes"),
            text!(
                "working-net-minutes-how",
                labour = money(l.labour_minutes),
                review = money(l.review_minutes),
                failures = money(l.failure_minutes),
                attended = money(l.attended_minutes)
            ),
            text!(
                "working-net-minutes-are",
                minutes = money(l.net_minutes),
                hours = hours(l.net_minutes, 1)
            ),
        ),
        WorkingStep::new(
            text!("working-capacity"),
            text!("working-capacity-of-all").to_owned(),
            money(soft.capacity),
        ),
        WorkingStep::new(
            text!("working-recaptured"),
            text!("working-recaptured-of-all").to_owned(),
            money(soft.recaptured),
        ),
    ]
}

fn net(page: &ReportFacts, v: &Value) -> Vec<WorkingStep> {
    let roi = format::percent(v.net(), v.cost(), 1);
    let run_rate = page.board.totals[0].run_rate;
    vec![
        WorkingStep::new(
            text!("working-net"),
            format!(
                "{} − {} − {}",
                money(v.benefit()),
                money(v.cost_build),
                money(v.cost_run)
            ),
            money(v.net()),
        ),
        WorkingStep::new(
            text!("working-roi"),
            format!("{} ÷ {}", money(v.net()), money(v.cost())),
            roi.map_or(text!("rungs-no-roi").to_owned(), format::percent_sign),
        ),
        WorkingStep::new(
            text!("working-run-rate"),
            text!("rungs-run-rate").to_owned(),
            run_rate.map_or_else(
                |why| words::why(why).to_owned(),
                |m| text!("rungs-a-year", amount = money(m)),
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
            text!("working-cash-result"),
            text!(
                "working-cash-result-how",
                cashable = money(v.cashable),
                cost = money(v.cost())
            ),
            money(v.cash_result()),
        ),
        WorkingStep::new(
            text!("working-not-in-it"),
            text!(
                "working-not-in-it-how",
                freed = money(soft.benefit()),
                avoided = money(v.avoidance)
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
        .map(|(id, amount)| {
            WorkingStep::new(text!("working-from"), contributor(page, id), money(*amount))
        })
        .collect();
    if score.others > 0 {
        let others = text!("rungs-more", n = score.others);
        steps.push(WorkingStep::new(
            text!("working-from"),
            others,
            money(score.rest),
        ));
    }
    if steps.is_empty() {
        steps.push(WorkingStep::new(
            text!("working-none"),
            text!("rungs-no-amount").to_owned(),
            money(Micros::ZERO),
        ));
    }
    steps
}

fn contributor(page: &ReportFacts, id: &ProjectId) -> String {
    let project = page.board.headline_project(id);
    match project.filter(|_| !id.is_shared()) {
        None => text!("rungs-shared").to_owned(),
        Some(project) => {
            let basis = words::basis(project);
            let name = format::isolated(&project.name);
            match basis.is_empty() {
                true => name,
                false => text!("rungs-contributor", name = name, basis = basis),
            }
        }
    }
}

fn finding(page: &ReportFacts) -> String {
    let v = &page.board.totals[0].value;
    let soft = v.soft.unwrap_or_default();
    let parts = [
        (text!("rungs-part-recaptured"), soft.recaptured),
        (text!("rungs-part-errors"), soft.error_avoidance),
        (text!("rungs-part-cash"), v.cashable),
        (text!("rungs-part-avoided"), v.avoidance),
    ];
    let largest = parts
        .iter()
        .rev()
        .max_by_key(|(_, m)| *m)
        .filter(|(_, amount)| amount.is_positive());
    let Some((name, amount)) = largest else {
        return text!("rungs-nothing", cost = page.say(v.cost()));
    };
    let share = format::percent(*amount, v.benefit(), 0).filter(|_| *amount <= v.benefit());
    let brought = match share.map(format::percent_sign) {
        Some(percent) => text!("rungs-part-share", percent = percent, part = *name),
        None => text!("rungs-part-largest", part = *name),
    };
    let (cost, benefit) = (page.say(v.cost()), page.say(v.benefit()));
    format::capital(&match v.net().is_negative() {
        true => text!(
            "rungs-loss",
            brought = brought,
            cost = cost,
            benefit = benefit
        ),
        false => text!(
            "rungs-gain",
            brought = brought,
            cost = cost,
            benefit = benefit
        ),
    })
}
