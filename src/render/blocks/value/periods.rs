//! The net value by steps of time: two drawings of one chart (wide and narrow, each legible where
//! it is shown) and the table behind them.

use serde::Serialize;

use crate::model::scoreboard::TrendPoint;
use crate::model::window::Month;
use crate::model::{Micros, Value, Window};
use crate::render::charts::{self, Chart};
use crate::render::format::{self, hours, money, window};
use crate::render::parts::{Title, not_available, not_valued};
use crate::render::texts::text;
use crate::render::{ReportFacts, words};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Periods {
    pub title: Title,
    pub wide: Chart,
    pub narrow: Chart,
    /// Anything was planned.
    pub is_planned: bool,
    /// What the dotted edges mean, where there are any.
    pub notes: Vec<String>,
    pub rows: Vec<PeriodRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeriodRow {
    pub step: String,
    pub part: &'static str,
    pub net: String,
    pub plan: String,
    pub benefit: String,
    pub cost: String,
    pub hours: String,
    pub sessions: String,
    pub missing: String,
}

impl Periods {
    pub fn of(page: &ReportFacts) -> Self {
        let points = &page.board.trend;
        let unit = unit(points);
        let planned = planned(page);
        let steps: Vec<charts::ChartStep> = points
            .iter()
            .zip(&planned)
            .map(|(p, plan)| charts::ChartStep {
                label: label(p.days, unit),
                plan: *plan,
                amount: (p.incomplete.is_empty() || !p.value.is_zero()).then(|| p.value.net()),
                current: p.in_window,
                incomplete: is_partial(p, unit),
            })
            .collect();
        let scale = format::MoneyUnit::of_labels(steps.iter().filter_map(|s| s.amount));
        let is_planned = planned.iter().any(Option::is_some);
        let finding = finding(page, unit);
        let about = text!("periods-label", unit = unit, finding = &finding);
        let span = points
            .first()
            .zip(points.last())
            .and_then(|(a, b)| Window::new(a.days.from(), b.days.to()));
        let period = window(span.unwrap_or(page.board.window));
        let money = scale.of_currency(&page.estate.currency);
        let heading = match is_planned {
            true => text!(
                "periods-plan-about",
                unit = unit,
                money = money,
                period = period
            ),
            false => text!("periods-about", unit = unit, money = money, period = period),
        };
        Self {
            title: Title {
                finding,
                about: heading,
            },
            wide: charts::trend(&steps, scale, [520, 190], about.clone()),
            narrow: charts::trend(&steps, scale, [358, 200], about),
            is_planned,
            notes: notes(page),
            rows: points
                .iter()
                .zip(&planned)
                .map(|(p, plan)| row(page, p, *plan))
                .collect(),
        }
    }
}

/// The planned net of each step, where anything was planned in it.
pub fn planned(page: &ReportFacts) -> Vec<Option<Micros>> {
    let steps = page.board.plans.as_ref();
    let steps = steps.map_or(&[][..], |plans| plans.estate.steps.as_slice());
    let net = |at: usize| {
        let step = steps.get(at).filter(|step| step.ladder.is_some());
        step.map(Value::net)
    };
    (0..page.board.trend.len()).map(net).collect()
}

/// By what the steps go.
pub fn unit(points: &[TrendPoint]) -> &'static str {
    match points.iter().map(|p| p.days.day_count()).max() {
        None | Some(1) => "day",
        Some(2..=7) => "week",
        Some(_) => "month",
    }
}

pub fn label(days: Window, unit: &str) -> String {
    match unit {
        "month" => format::short_month(days.from()),
        _ => format::short_day(days.from()),
    }
}

fn notes(page: &ReportFacts) -> Vec<String> {
    let incomplete: Vec<_> = page
        .board
        .trend
        .iter()
        .filter(|p| !p.incomplete.is_empty())
        .collect();
    let mut satellites: Vec<String> = incomplete
        .iter()
        .flat_map(|p| &p.incomplete)
        .map(|id| words::satellite(page.estate, id))
        .collect();
    satellites.sort();
    satellites.dedup();
    let mut notes = Vec::new();
    if !incomplete.is_empty() {
        notes.push(text!(
            "periods-incomplete",
            n = incomplete.len(),
            names = satellites.join(", ")
        ));
    }
    let unit = unit(&page.board.trend);
    for cut in page.board.trend.iter().filter(|p| is_cut(p.days, unit)) {
        notes.push(text!(
            "periods-cut",
            unit = unit,
            period = window(cut.days),
            days = text!("periods-days", n = cut.days.day_count())
        ));
    }
    notes
}

/// Not to be compared with the others: something is missing, or days are.
fn is_partial(p: &TrendPoint, unit: &str) -> bool {
    !p.incomplete.is_empty() || is_cut(p.days, unit)
}

/// Shorter than its unit: not to be compared with whole steps.
fn is_cut(days: Window, unit: &str) -> bool {
    match unit {
        "week" => days.day_count() < 7,
        "month" => Month::of(days.from()).window() != days,
        _ => false,
    }
}

fn row(page: &ReportFacts, p: &TrendPoint, plan: Option<Micros>) -> PeriodRow {
    let silent = !p.incomplete.is_empty() && p.value.is_zero();
    let unless_silent = |text: String| {
        if silent {
            not_available().to_owned()
        } else {
            text
        }
    };
    PeriodRow {
        step: window(p.days),
        part: if p.in_window { "now" } else { "before" },
        net: unless_silent(money(p.value.net())),
        plan: plan.map_or("–".to_owned(), money),
        benefit: unless_silent(money(p.value.benefit())),
        cost: unless_silent(money(p.value.cost())),
        hours: p
            .value
            .ladder
            .map_or(not_valued().to_owned(), |l| hours(l.net_minutes, 1)),
        sessions: unless_silent(format::count(p.value.counts.sessions)),
        missing: p
            .incomplete
            .iter()
            .map(|id| words::satellite(page.estate, id))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// The best and the weakest complete step of the window; with one step only, its rank among all.
fn finding(page: &ReportFacts, unit: &str) -> String {
    let complete: Vec<_> = page
        .board
        .trend
        .iter()
        .filter(|p| !is_partial(p, unit))
        .collect();
    let inside: Vec<_> = complete.iter().filter(|p| p.in_window).copied().collect();
    let steps = page.board.trend.iter().filter(|p| p.in_window).count();
    match inside.as_slice() {
        [] if steps == 0 => text!("periods-none-known", unit = unit),
        [] => text!("periods-none-complete", unit = unit),
        [only] => {
            let above = complete
                .iter()
                .filter(|p| p.value.net() > only.value.net())
                .count();
            let period = window(only.days);
            let amount = page.say(only.value.net());
            let words = format::in_words(complete.len());
            match (above, complete.len()) {
                (_, 1) => text!("periods-returned", period = period, amount = amount),
                (0, _) => text!(
                    "periods-best",
                    unit = unit,
                    period = period,
                    words = words,
                    amount = amount
                ),
                (above, all) if above + 1 == all => text!(
                    "periods-weakest",
                    unit = unit,
                    period = period,
                    words = words,
                    amount = amount
                ),
                (above, _) => text!(
                    "periods-number",
                    unit = unit,
                    period = period,
                    place = above + 1,
                    words = words,
                    amount = amount
                ),
            }
        }
        several => {
            let by = |p: &&&TrendPoint| (p.value.net(), std::cmp::Reverse(p.days.from()));
            let (best, worst) = (several.iter().max_by_key(by), several.iter().min_by_key(by));
            match best.zip(worst) {
                Some((b, w)) if b.value.net() != w.value.net() => text!(
                    "periods-best-and-weakest",
                    unit = unit,
                    best = name(b.days, unit),
                    most = page.say(b.value.net()),
                    worst = name(w.days, unit),
                    least = page.say(w.value.net())
                ),
                _ => text!("periods-all-same", unit = unit),
            }
        }
    }
}

fn name(days: Window, unit: &str) -> String {
    match unit {
        "month" => window(days),
        "day" => format::short_day(days.from()),
        _ => format::short_span(days),
    }
}
