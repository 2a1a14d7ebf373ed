//! The benefit rung by rung, down to cost and net: a waterfall whose every bar opens its working.

use serde::Serialize;

use super::super::charts::{Chart, Scale, span};
use super::super::format::{self, NBSP, hours, money, short_money, shortest};
use super::super::{Page, message, words};
use super::workings::{self, Step};
use super::{Better, NONE, NOT_VALUED, Title, Variance, change};
use crate::model::{Micros, Value};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rungs {
    pub title: Title,
    pub previous: String,
    pub rows: Vec<Rung>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rung {
    pub name: &'static str,
    /// `part`, or `total` for a line that adds up.
    pub kind: &'static str,
    pub meaning: &'static str,
    pub amount: String,
    pub bar: Chart,
    pub previous: String,
    pub variance: Option<Variance>,
    pub change: String,
    pub working: Vec<Step>,
}

/// A rung before it is formatted.
struct Line {
    name: &'static str,
    meaning: &'static str,
    total: bool,
    better: Better,
    of: fn(&Value) -> Option<Micros>,
    /// Where its bar begins and ends.
    bar: (Micros, Micros),
}

impl Rungs {
    pub fn of(page: &Page) -> Self {
        let total = &page.board.totals[0];
        let (value, previous) = (&total.value, message::previous(page));
        let lines = lines(value);
        let scale = Scale::over(lines.iter().flat_map(|l| [l.bar.0, l.bar.1]));
        let rows = lines
            .iter()
            .map(|line| rung(page, line, value, previous, scale))
            .collect();
        Self {
            title: Title::new(
                page,
                finding(page),
                &format!("benefit by rung, cost and net · {}", page.estate.currency),
            ),
            previous: format::window(total.previous_window),
            rows,
        }
    }
}

fn lines(v: &Value) -> Vec<Line> {
    let soft = v.soft.unwrap_or_default();
    let (zero, benefit) = (Micros::ZERO, v.benefit());
    let a = soft.recaptured;
    let b = a + soft.error_avoidance;
    let c = b + v.cashable;
    let d = benefit - v.cost_build;
    let line = |name, meaning, total, better, bar, of| Line {
        name,
        meaning,
        total,
        better,
        of,
        bar,
    };
    use Better::{Less, More};
    vec![
        line(
            "Recaptured capacity",
            "working time freed and put to use; soft",
            false,
            More,
            (zero, a),
            |v| v.soft.map(|s| s.recaptured),
        ),
        line(
            "Error avoidance",
            "rework that did not happen; soft",
            false,
            More,
            (a, b),
            |v| v.soft.map(|s| s.error_avoidance),
        ),
        line(
            "Cashable",
            "signed for, left the budget; hard",
            false,
            More,
            (b, c),
            |v| Some(v.cashable),
        ),
        line(
            "Avoidance",
            "signed for, never had to be spent",
            false,
            More,
            (c, benefit),
            |v| Some(v.avoidance),
        ),
        line(
            "Benefit",
            "the sum of the four",
            true,
            More,
            (zero, benefit),
            |v| Some(v.benefit()),
        ),
        line(
            "Cost to build and change",
            "as earned: laid over its days",
            false,
            Less,
            (benefit, d),
            |v| Some(v.cost_build),
        ),
        line(
            "Cost to run",
            "licences, infrastructure, support, overhead",
            false,
            Less,
            (d, v.net()),
            |v| Some(v.cost_run),
        ),
        line(
            "Net value",
            "benefit − cost",
            true,
            More,
            (zero, v.net()),
            |v| Some(v.net()),
        ),
        line(
            "Cash result",
            "cashable − cost: what the ledger sees",
            true,
            More,
            (zero, v.cash_result()),
            |v| Some(v.cash_result()),
        ),
    ]
}

fn rung(page: &Page, line: &Line, value: &Value, previous: Option<&Value>, scale: Scale) -> Rung {
    let now = (line.of)(value);
    let then = previous.and_then(line.of);
    let both = now.zip(then);
    let minus = |m: Micros| if line.better == Better::Less { -m } else { m };
    let class = match (line.total, line.better) {
        (true, _) => "total",
        (false, Better::More) => "actual",
        (false, Better::Less) => "cost",
    };
    Rung {
        name: line.name,
        kind: if line.total { "total" } else { "part" },
        meaning: line.meaning,
        amount: now.map_or(NOT_VALUED.to_owned(), |m| money(minus(m))),
        bar: span(scale, line.bar.0, line.bar.1, class),
        previous: then.map_or(
            if previous.is_some() { NOT_VALUED } else { NONE }.to_owned(),
            |m| money(minus(m)),
        ),
        variance: both.map(|(n, t)| Variance::amount(minus(n), minus(t), Better::More)),
        // A cost is shown as what it takes away: its growth is a change to the worse, and has that
        // sign.
        change: both
            .filter(|(n, t)| change(*n, *t).is_some())
            .and_then(|(n, t)| format::percent((minus(n) - minus(t)).0, t.0, 1))
            .map_or(NONE.to_owned(), format::signed),
        working: working(page, line, value),
    }
}

fn working(page: &Page, line: &Line, v: &Value) -> Vec<Step> {
    let rests_on_baselines = matches!(line.name, "Recaptured capacity" | "Error avoidance");
    let Some((l, soft)) = v.ladder.zip(v.soft).filter(|_| rests_on_baselines) else {
        let mut steps = match line.name {
            "Recaptured capacity" | "Error avoidance" => {
                vec![Step::new(
                    "not valued",
                    "no project has a baseline and a rate for its currency on any day of the period".to_owned(),
                    String::new(),
                )]
            }
            "Benefit" => {
                let soft = v.soft.unwrap_or_default();
                let parts = [soft.recaptured, soft.error_avoidance, v.cashable, v.avoidance].map(money).join(" + ");
                vec![Step::new("benefit", parts, money(v.benefit()))]
            }
            "Cash result" => vec![
                Step::new("cash result", format!("{} cashable − {} cost", money(v.cashable), money(v.cost())), money(v.cash_result())),
                Step::new(
                    "not in it",
                    format!("{} of freed time + {} of avoided spending", money(v.soft.unwrap_or_default().benefit()), money(v.avoidance)),
                    money(v.net() - v.cash_result()),
                ),
            ],
            "Net value" => vec![
                Step::new("net", format!("{} − {} − {}", money(v.benefit()), money(v.cost_build), money(v.cost_run)), money(v.net())),
                Step::new(
                    "ROI",
                    format!("{} ÷ {}", money(v.net()), money(v.cost())),
                    format::percent(v.net().0, v.cost().0, 1).map_or("n/a (no cost)".to_owned(), |p| format!("{p}{NBSP}%")),
                ),
                Step::new(
                    "run-rate",
                    "4 × net of the last three complete months, without what was paid or signed once".to_owned(),
                    page.board.totals[0].run_rate.map_or_else(|why| words::why(why).to_owned(), |m| format!("{} a year", money(m))),
                ),
                workings::break_even(v),
            ],
            _ => Vec::new(),
        };
        if steps.is_empty() {
            steps = contributors(page, line);
        }
        return steps;
    };
    if line.name == "Error avoidance" {
        return contributors(page, line);
    }
    let mut steps = vec![
        Step::new("units valued", format!("{} units done, capped at demand", shortest(l.units)), shortest(l.units_valued)),
        Step::new(
            "net minutes",
            format!(
                "labour {} − review {} − failures {} − attended {}",
                money(l.labour_minutes),
                money(l.review_minutes),
                money(l.failure_minutes),
                money(l.attended_minutes)
            ),
            format!("{} min = {}{NBSP}h", money(l.net_minutes), hours(l.net_minutes, 1)),
        ),
        Step::new("capacity", "net minutes ÷ 60 × each project's hourly rate × exchange rate".to_owned(), money(soft.capacity)),
        Step::new(
            "recaptured",
            "(capacity above 0 − cashable that replaces it) × each project's conversion + capacity below 0".to_owned(),
            money(soft.recaptured),
        ),
    ];
    steps.extend(contributors(page, line));
    steps
}

/// The projects it came from: the three largest, and the rest.
fn contributors(page: &Page, line: &Line) -> Vec<Step> {
    let mut parts: Vec<_> = page
        .board
        .headline_projects()
        .filter_map(|p| (line.of)(&p.value).filter(|m| !m.is_zero()).map(|m| (m, p)))
        .collect();
    parts.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.project_id.cmp(&b.1.project_id)));
    let rest: Micros = parts.iter().skip(3).map(|(m, _)| *m).sum();
    let others = parts.len().saturating_sub(3) as i64;
    let of = |p: &crate::model::scoreboard::ProjectScore| {
        let basis = words::basis(p);
        let evidence = if basis.is_empty() {
            basis
        } else {
            format!(" ({basis} baseline)")
        };
        if p.project_id.is_shared() {
            "shared by all projects".to_owned()
        } else {
            format!("{}{evidence}", format::isolated(&p.name))
        }
    };
    let mut steps: Vec<Step> = parts
        .iter()
        .take(3)
        .map(|(m, p)| Step::new("from", of(p), money(*m)))
        .collect();
    if others > 0 {
        steps.push(Step::new(
            "from",
            format::of_them(others, "more project"),
            money(rest),
        ));
    }
    if steps.is_empty() {
        steps.push(Step::new(
            "none",
            "no project has such an amount in this period".to_owned(),
            money(Micros::ZERO),
        ));
    }
    steps
}

fn finding(page: &Page) -> String {
    let v = &page.board.totals[0].value;
    let soft = v.soft.unwrap_or_default();
    let parts = [
        ("recaptured capacity", soft.recaptured),
        ("error avoidance", soft.error_avoidance),
        ("cashable benefit", v.cashable),
        ("avoided spending", v.avoidance),
    ];
    let currency = &page.estate.currency;
    let largest = parts
        .iter()
        .rev()
        .max_by_key(|(_, m)| *m)
        .filter(|(_, m)| m.0 > 0);
    let Some((name, amount)) = largest else {
        return format!(
            "No rung brought a benefit; {} of cost stands",
            short_money(v.cost(), currency)
        );
    };
    let share = format::percent(amount.0, v.benefit().0, 0).filter(|_| amount.0 <= v.benefit().0);
    let brought = share.map_or(format!("{name} is the largest rung"), |p| {
        format!("{p}{NBSP}% of the benefit is {name}")
    });
    let (cost, benefit) = (
        short_money(v.cost(), currency),
        short_money(v.benefit(), currency),
    );
    if v.net().is_negative() {
        format!("{brought}, yet {cost} of cost exceeds all {benefit}")
    } else {
        format!("{brought}; cost takes {cost} of {benefit}")
    }
}
