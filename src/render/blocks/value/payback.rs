//! The whole life: what was earned and paid since the beginning, month by month, and whether it has
//! paid back.

use serde::Serialize;

use crate::model::Micros;
use crate::model::board::life::{LifeScore, LifeSeries, WholeLife};
use crate::model::ratio::Why;
use crate::render::charts::{self, Chart, ChartStep};
use crate::render::format;
use crate::render::parts::{Linked, Title};
use crate::render::texts::text;
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
                label: format::short_month(flow.date),
                amount: Some(flow.cumulated),
                plan: None,
                current: page.board.window.contains(flow.date),
                incomplete: false,
            })
            .collect();
        let unit = format::MoneyUnit::of_labels(steps.iter().filter_map(|step| step.amount));
        let finding = finding(page, life);
        let label = text!("payback-label", finding = &finding);
        let about = text!(
            "payback-about",
            money = unit.of_currency(&page.estate.currency),
            from = format::short_month(first.date),
            to = format::short_month(last.date)
        );
        Some(Self {
            title: Title::new(finding, about),
            methods: Linked::to(page, "methods.html", text!("how-it-is-computed")),
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
        (Ok(on), Ok(days)) => text!("payback-reached", day = format::day(on), n = days),
        (Err(Why::NotReached), _) => {
            let missing = page.say(format::size(sum));
            text!("payback-missing", amount = missing)
        }
        _ => text!("payback-never").to_owned(),
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
            LifeSeries::Economic => text!("payback-net"),
            LifeSeries::Cash => text!("payback-cash"),
        },
        sum: page.say(sum),
        payback: score.payback_on.map_or_else(or_why, format::table_day),
        days: score
            .payback_days
            .map_or_else(|_| String::new(), format::count),
        npv: score.npv.map_or_else(or_why, |npv| page.say(npv)),
        irr: match score.irr {
            Ok(irr) => format::double_percent(irr, 2),
            // Of whole months, and not of days as a payback is.
            Err(Why::NoOutlay) => text!("payback-no-outlay").to_owned(),
            Err(why) => or_why(why),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::board::life::{CashFlow, LifeScore, WholeLives};
    use crate::model::ratio::Defined;
    use crate::model::window::day;
    use crate::render::sample;

    fn score(series: LifeSeries, flows: &[(&str, i64)], paid_back: Defined<&str>) -> LifeScore {
        let mut cumulated = Micros::ZERO;
        let flow = |(on, n): &(&str, i64)| {
            cumulated += Micros::whole(*n);
            CashFlow {
                date: day(on).unwrap(),
                flow: Micros::whole(*n),
                cumulated,
            }
        };
        LifeScore {
            series,
            flows: flows.iter().map(flow).collect(),
            payback_on: paid_back.map(|on| day(on).unwrap()),
            payback_days: paid_back.map(|_| 57),
            npv: Err(Why::NoRate),
            irr: Err(Why::UnderAYear),
        }
    }

    fn table(economic: LifeScore, cash: LifeScore) -> Option<LifeTable> {
        let mut world = sample::world();
        world.board.lives = Ok(WholeLives {
            estate: WholeLife {
                days: Vec::new(),
                economic,
                cash,
            },
            departments: Vec::new(),
            projects: Vec::new(),
        });
        LifeTable::of(&world.page())
    }

    #[test]
    fn a_life_says_when_it_paid_back_and_what_is_missing() {
        let flows = [("2026-02-28", -900), ("2026-03-31", 1_000)];
        let economic = score(LifeSeries::Economic, &flows, Ok("2026-03-31"));
        let flows = [("2026-02-28", -900), ("2026-03-31", 500)];
        let cash = score(LifeSeries::Cash, &flows, Err(Why::NotReached));
        let table = table(economic.clone(), cash.clone()).expect("something was spent");
        assert!(
            table
                .title
                .finding
                .starts_with("Paid back on 31 March 2026, after 57")
        );
        let paid: Vec<_> = table.rows.iter().map(|r| r.payback.as_str()).collect();
        assert_eq!(paid, ["31 Mar 2026", "not yet"]);
        assert_eq!(table.rows[0].irr, "n/a: less than a year is known");
        // −900 + 500: 400 are missing
        let economic = LifeScore {
            series: LifeSeries::Economic,
            ..cash.clone()
        };
        let table = self::table(economic, cash).expect("something was spent");
        assert!(table.title.finding.starts_with("Not paid back yet: "));
    }

    #[test]
    fn where_nothing_was_spent_there_is_no_block() {
        let flows = [("2026-03-31", 1_000)];
        let of = |series| score(series, &flows, Err(Why::NoOutlay));
        assert_eq!(table(of(LifeSeries::Economic), of(LifeSeries::Cash)), None);
    }
}
