//! The whole life: what was earned and paid since the beginning, month by month, and whether it has
//! paid back.

use serde::Serialize;

use crate::model::Micros;
use crate::model::board::life::{LifeScore, LifeSeries, WholeLife};
use crate::model::ratio::Why;
use crate::render::charts::{self, Chart, ChartStep};
use crate::render::format;
use crate::render::parts::{Linked, Title};
use crate::render::{ReportFacts, words};

/// So many months are drawn, the newest.
const DRAWN: usize = 36;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LifeTable {
    pub title: Title,
    pub methods: Linked,
    /// What was earned less what was paid, cumulated, at each month's end.
    pub wide: Chart,
    pub narrow: Chart,
    pub rows: Vec<LifeRow>,
}

/// One series of the life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LifeRow {
    pub series: &'static str,
    /// To date.
    pub sum: String,
    pub payback: String,
    pub days: String,
    pub npv: String,
    pub irr: String,
}

impl LifeTable {
    /// None where nothing was ever spent that was not covered already.
    pub fn of(page: &ReportFacts) -> Option<Self> {
        let life = &page.board.lives.as_ref().ok()?.estate;
        let has_outlay = |score: &&LifeScore| score.payback_on != Err(Why::NoOutlay);
        life.scores().into_iter().find(has_outlay)?;
        let flows = &life.economic.flows;
        let (first, last) = flows.first().zip(flows.last())?;
        let drawn = &flows[flows.len().saturating_sub(DRAWN)..];
        let steps: Vec<ChartStep> = drawn
            .iter()
            .map(|flow| ChartStep {
                label: flow.date.format("%b %y").to_string(),
                amount: Some(flow.cumulated),
                current: page.board.window.contains(flow.date),
                incomplete: false,
            })
            .collect();
        let unit = format::MoneyUnit::of_labels(steps.iter().filter_map(|step| step.amount));
        let finding = finding(page, life);
        let label = format!("Earned less paid, cumulated by month: {finding}");
        let about = format!(
            "Earned less paid since the beginning, cumulated, in {}{} · {} to {}",
            page.estate.currency,
            unit.letter,
            first.date.format("%b %y"),
            last.date.format("%b %y"),
        );
        Some(Self {
            title: Title::new(finding, about),
            methods: Linked::to(page, "methods.html", "how it is computed"),
            wide: charts::trend(&steps, unit, [520, 190], label.clone()),
            narrow: charts::trend(&steps, unit, [358, 200], label),
            rows: life.scores().map(|score| row(page, score)).into(),
        })
    }
}

fn finding(page: &ReportFacts, life: &WholeLife) -> String {
    let score = &life.economic;
    let sum = score
        .flows
        .last()
        .map_or(Micros::ZERO, |flow| flow.cumulated);
    match (score.payback_on, score.payback_days) {
        (Ok(on), Ok(days)) => format!(
            "Paid back on {}, after {}",
            format::day(on),
            format::of_them(days, "day")
        ),
        (Err(Why::NotReached), _) => {
            let missing = page.say(format::size(sum));
            format!("Not paid back yet: {missing} is missing")
        }
        _ => "It never cost more than it had brought".to_owned(),
    }
}

fn row(page: &ReportFacts, score: &LifeScore) -> LifeRow {
    let sum = score
        .flows
        .last()
        .map_or(Micros::ZERO, |flow| flow.cumulated);
    let or_why = |why: Why| words::why(why).to_owned();
    LifeRow {
        series: match score.series {
            LifeSeries::Economic => "Net value",
            LifeSeries::Cash => "Cash",
        },
        sum: page.say(sum),
        payback: score.payback_on.map_or_else(or_why, format::table_day),
        days: score
            .payback_days
            .map_or_else(|_| String::new(), format::count),
        npv: score.npv.map_or_else(or_why, |npv| page.say(npv)),
        irr: score
            .irr
            .map_or_else(or_why, |irr| format::double_percent(irr, 2)),
    }
}
