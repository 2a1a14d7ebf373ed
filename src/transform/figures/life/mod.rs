//! The whole life of projects, departments and the estate: what was earned and paid since the
//! beginning, when it paid back, and what it is worth. Reading order: [`paid`] (each day's money by
//! when it is paid), [`payback`], [`present`] (net present value and internal rate of return).

pub mod paid;
pub mod payback;
pub mod present;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use self::present::Discounting;
use crate::model::board::life::{CashFlow, LifeScore, LifeSeries, PaidDay, WholeLife};
use crate::model::ratio::{Defined, Why, quotient};
use crate::model::window::Month;
use crate::model::{Micros, Window};

/// What follows from days, which come in their order. `as_of`: the last that is known; `rate`: what
/// money is discounted with, where the estate says so.
pub fn whole_life(days: Vec<PaidDay>, as_of: NaiveDate, rate: Option<&Discounting>) -> WholeLife {
    let score = |series| score(series, &days, as_of, rate);
    WholeLife {
        economic: score(LifeSeries::Economic),
        cash: score(LifeSeries::Cash),
        days,
    }
}

/// Days of several lives, added up.
pub fn added_up<'a>(lives: impl IntoIterator<Item = &'a [PaidDay]>) -> Vec<PaidDay> {
    let mut sums: BTreeMap<NaiveDate, PaidDay> = BTreeMap::new();
    for paid in lives.into_iter().flatten() {
        let sum = sums.entry(paid.day).or_insert(PaidDay {
            economic: Micros::ZERO,
            cash: Micros::ZERO,
            ..*paid
        });
        sum.economic += paid.economic;
        sum.cash += paid.cash;
    }
    sums.into_values().collect()
}

fn score(
    series: LifeSeries,
    days: &[PaidDay],
    as_of: NaiveDate,
    rate: Option<&Discounting>,
) -> LifeScore {
    let paid = || days.iter().map(|day| (day.day, day.of(series)));
    let flows = flows(paid(), as_of);
    let is_told = flows
        .iter()
        .all(|flow| flow.cumulated.is_in_range() && flow.flow.is_in_range());
    let score = LifeScore {
        series,
        payback_on: payback::payback(paid()).map(|(_, on)| on),
        payback_days: payback::payback(paid()).map(|(outlay, on)| (on - outlay).num_days()),
        npv: match (rate, flows.is_empty()) {
            (_, true) => Err(Why::NotValued),
            (None, _) => Err(Why::NoRate),
            (Some(rate), _) => present::npv(&flows, rate),
        },
        irr: present::irr(&flows).and_then(of_one),
        flows,
    };
    match is_told {
        true => score,
        false => LifeScore {
            flows: Vec::new(),
            payback_on: Err(Why::BeyondRange),
            payback_days: Err(Why::BeyondRange),
            npv: Err(Why::BeyondRange),
            irr: Err(Why::BeyondRange),
            ..score
        },
    }
}

/// A rate as the nearest double.
fn of_one(rate: Micros) -> Defined<f64> {
    quotient(rate.0, Micros::ONE.0).ok_or(Why::BeyondRange)
}

/// A row for each month from the first that moved anything to that of `as_of`.
///
/// ```
/// # use reckoner::model::{Micros, window::day};
/// # use reckoner::transform::figures::life::flows;
/// let (d, whole) = (|text| day(text).unwrap(), Micros::whole);
/// let paid = [(d("2026-01-05"), whole(0)), (d("2026-02-03"), whole(-90)), (d("2026-02-28"), whole(20)), (d("2026-04-02"), whole(80))];
/// let flows = flows(paid.into_iter(), d("2026-04-15"));
/// let said: Vec<String> = flows.iter().map(|f| format!("{} {} {}", f.date, f.flow, f.cumulated)).collect();
/// assert_eq!(said, ["2026-02-28 -70 -70", "2026-03-31 0 -70", "2026-04-15 80 10"]);
/// ```
pub fn flows(paid: impl Iterator<Item = (NaiveDate, Micros)>, as_of: NaiveDate) -> Vec<CashFlow> {
    let mut sums: BTreeMap<Month, Micros> = BTreeMap::new();
    for (day, amount) in paid {
        *sums.entry(Month::of(day)).or_default() += amount;
    }
    let first = sums.iter().find(|(_, sum)| !sum.is_zero());
    let known = first.and_then(|(month, _)| Window::new(month.window().from(), as_of));
    let mut cumulated = Micros::ZERO;
    let months = known.into_iter().flat_map(Window::months);
    let row = |month: Month| {
        let flow = sums.get(&month).copied().unwrap_or_default();
        cumulated += flow;
        CashFlow {
            date: month.window().to().min(as_of),
            flow,
            cumulated,
        }
    };
    months.map(row).collect()
}
