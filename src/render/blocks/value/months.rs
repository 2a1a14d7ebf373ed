//! The statement by steps of time: each line of the ladder from benefit to cash, a column for each
//! step, as finance people read a year.

use serde::Serialize;

use crate::model::board::comparisons::Rung;
use crate::model::scoreboard::TrendPoint;
use crate::model::{Micros, Value};
use crate::render::ReportFacts;
use crate::render::blocks::value::{periods, rungs};
use crate::render::format;
use crate::render::parts::{Title, not_available, not_valued};
use crate::render::texts::text;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthTable {
    pub title: Title,
    pub steps: Vec<String>,
    pub rows: Vec<MonthRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthRow {
    pub name: &'static str,
    /// It adds up rows above it.
    pub is_total: bool,
    pub cells: Vec<String>,
}

impl MonthTable {
    /// None where fewer than two steps are known.
    pub fn of(page: &ReportFacts) -> Option<Self> {
        let steps = &page.board.trend;
        if steps.len() < 2 {
            return None;
        }
        let unit = periods::unit(steps);
        let rows = Rung::ALL.iter().map(|&rung| MonthRow {
            name: rungs::name(rung),
            is_total: rung.is_total(),
            cells: steps.iter().map(|step| cell(page, rung, step)).collect(),
        });
        let hours = MonthRow {
            name: text!("months-hours"),
            is_total: false,
            cells: steps.iter().map(|step| hours(&step.value)).collect(),
        };
        let planned = periods::planned(page);
        let plan = MonthRow {
            name: text!("planned-net-value"),
            is_total: false,
            cells: planned.iter().map(|net| say(page, *net)).collect(),
        };
        let plan = planned.iter().any(Option::is_some).then_some(plan);
        Some(Self {
            title: Title::new(
                text!("months-title", unit = unit),
                text!("months-about", money = page.money()),
            ),
            steps: steps
                .iter()
                .map(|step| periods::label(step.days, unit))
                .collect(),
            rows: rows.chain(plan).chain([hours]).collect(),
        })
    }
}

/// Of a step of which nothing is told, nothing; what was not valued is not 0.
fn cell(page: &ReportFacts, rung: Rung, step: &TrendPoint) -> String {
    if !step.incomplete.is_empty() && step.value.is_zero() {
        return not_available().to_owned();
    }
    let amount = rung.of(&step.value);
    let shown = |m: Micros| match rung.is_cost() {
        true => format::taken_away(m),
        false => m,
    };
    amount.map_or(not_valued().to_owned(), |m| page.say(shown(m)))
}

fn say(page: &ReportFacts, amount: Option<Micros>) -> String {
    amount.map_or("–".to_owned(), |amount| page.say(amount))
}

fn hours(value: &Value) -> String {
    let minutes = value.ladder.map(|ladder| ladder.net_minutes);
    minutes.map_or("–".to_owned(), |m| format::hours(m, 0))
}
