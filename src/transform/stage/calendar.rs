//! What holds in each project on each day: its baseline, and the rate of the baseline's currency,
//! each the latest on or before the day.

use polars::prelude::*;

use super::super::metering::Projects;
use super::super::rows::{self, cols, gather};
use super::super::{Facts, TransformError};
use crate::model::master::RateKind;
use crate::model::{Micros, Window};

/// Projects by days, in the order of days and then of projects.
#[derive(Debug)]
pub struct Calendar {
    /// `project`, `day`, `baseline` (its place among the project's), `rate` (its place in `rates`).
    frame: DataFrame,
    rates: Vec<Micros>,
}

/// A project on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BaselineOnDay {
    /// Its place among the project's baselines.
    pub baseline: Option<usize>,
    /// Units of the reporting currency for one of the baseline's.
    pub rate: Option<Micros>,
}

impl Calendar {
    pub fn of(facts: &Facts, days: Window) -> Result<Self, TransformError> {
        let projects = Projects::of(facts.master);
        let all_days: Vec<i32> = days.days().map(rows::number).collect();
        let numbers: Vec<u32> = (0..projects.len() as u32).collect();
        let frame = df!("day" => all_days)?.lazy();
        let frame = frame.cross_join(df!("project" => numbers)?.lazy(), None);
        let (baselines, currencies) = baselines(facts, &projects)?;
        let frame = as_of(frame, baselines, "day", "project");
        let (rates, values) = rates(facts, &currencies)?;
        let frame = as_of(frame, rates, "day", "currency");
        let frame = frame.select(cols(&["project", "day", "baseline", "rate"]));
        let frame = frame.sort(["day", "project"], SortMultipleOptions::default());
        Ok(Self {
            frame: gather(frame)?,
            rates: values,
        })
    }

    /// By place: `n` days after the first, and the project's number.
    pub fn all(&self) -> Result<Vec<BaselineOnDay>, TransformError> {
        let number = |name: &str| Ok::<_, TransformError>(self.frame.column(name)?.u32()?);
        let (baselines, rates) = (number("baseline")?, number("rate")?);
        let holds = |(baseline, rate): (Option<u32>, Option<u32>)| BaselineOnDay {
            baseline: baseline.map(|place| place as usize),
            rate: rate.map(|place| self.rates[place as usize]),
        };
        Ok(baselines.iter().zip(rates.iter()).map(holds).collect())
    }

    /// Projects and days without a baseline.
    pub fn unbased(&self) -> LazyFrame {
        let unbased = self.frame.clone().lazy();
        unbased
            .filter(col("baseline").is_null())
            .select(cols(&["project", "day"]))
    }
}

/// `day` from which it holds, `project`, `baseline`, and its `currency` by its place in the list.
fn baselines<'m>(
    facts: &Facts<'m>,
    projects: &Projects,
) -> Result<(LazyFrame, Vec<&'m str>), TransformError> {
    let all = facts.master.baselines.values().flatten();
    let mut currencies: Vec<&str> = all.map(|baseline| baseline.currency.as_str()).collect();
    currencies.sort_unstable();
    currencies.dedup();
    let (mut numbers, mut days) = (Vec::new(), Vec::new());
    let (mut places, mut theirs) = (Vec::new(), Vec::new());
    for (project, versions) in &facts.master.baselines {
        let Some(project) = projects.number(project) else {
            continue;
        };
        for (place, baseline) in (0u32..).zip(versions) {
            let currency = currencies.binary_search(&baseline.currency.as_str());
            numbers.push(project as u32);
            days.push(rows::number(baseline.valid_from));
            places.push(place);
            theirs.push(currency.expect("it is one of them") as u32);
        }
    }
    let frame = df!(
        "project" => numbers, "day" => days, "baseline" => places, "currency" => theirs,
    )?;
    Ok((by_day(frame), currencies))
}

/// `day` from which it holds, `currency`, and `rate` by its place in the list.
fn rates(facts: &Facts, currencies: &[&str]) -> Result<(LazyFrame, Vec<Micros>), TransformError> {
    let rates = &facts.master.rates;
    let (mut numbers, mut days, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for (number, currency) in (0u32..).zip(currencies) {
        if *currency == rates.reporting {
            numbers.push(number);
            days.push(i32::MIN);
            values.push(Micros::ONE);
            continue;
        }
        let key = ((*currency).to_owned(), RateKind::Flow);
        for rate in rates.rows.get(&key).into_iter().flatten() {
            numbers.push(number);
            days.push(rows::number(rate.from));
            values.push(rate.rate);
        }
    }
    let places: Vec<u32> = (0..values.len() as u32).collect();
    let frame = df!("currency" => numbers, "day" => days, "rate" => places)?;
    Ok((by_day(frame), values))
}

/// In the order of days, as a join as of a day asks for; of one day the later written comes last.
fn by_day(frame: DataFrame) -> LazyFrame {
    let order = SortMultipleOptions::default().with_maintain_order(true);
    frame.lazy().sort(["day"], order)
}

/// Beside each row the latest one of its group on or before its day.
fn as_of(left: LazyFrame, right: LazyFrame, day: &str, group: &str) -> LazyFrame {
    let options = AsOfOptions {
        strategy: AsofStrategy::Backward,
        left_by: Some(vec![group.into()]),
        right_by: Some(vec![group.into()]),
        allow_eq: true,
        // Both sides come in the order of days; within groups Polars could not check it.
        check_sortedness: false,
        ..AsOfOptions::default()
    };
    let how = JoinArgs::new(JoinType::AsOf(Box::new(options)));
    left.join(right, [col(day)], [col(day)], how)
}
