//! Rows to values of a day: the one place where counted sessions and written amounts meet. It goes
//! by project and day, so that baseline, exchange rate and lines of cost are looked up once for all
//! rows of a day.
//!
//! Meterings are resolved by then. The baseline of a day is asked of the master data instead of
//! joined as-of, because days without sessions need it too (signed cash that replaces capacity
//! counts on them), and one way of asking is better than two.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::{ChunkAgg, DataType, LazyFrame};

use super::ledger::Ledger;
use super::stage::{Calendar, Dimensions, Row};
use super::weights::Weights;
use super::{Facts, TransformError, rows};
use crate::model::master::{Amount, Line};
use crate::model::value::DailyValue;
use crate::model::window::Month;
use crate::model::{Micros, ProjectId, Window};

/// Values of days, and what could not be valued on which day.
#[derive(Debug, Clone, Default)]
pub struct Valued {
    /// By (day, method, project); no row where everything is 0.
    pub values: Vec<DailyValue>,
    /// Amounts without an exchange rate, by the line they stand on.
    pub unrated: BTreeMap<(Line, String), BTreeSet<NaiveDate>>,
    /// Successes on days without a baseline, by project, satellite and day; sessions, not shares of
    /// them.
    pub unbased: BTreeMap<(ProjectId, String, NaiveDate), i64>,
    /// Of rows that count: valid sessions and their duration, of projects and days that had any.
    pub durations: Vec<Lasted>,
    /// What lines of benefits.csv claim that nobody had signed, by line, project and day.
    pub unsigned: BTreeMap<(Line, ProjectId, NaiveDate), Micros>,
    /// What a line would have brought beyond what a day can hold, by line and project.
    pub beyond: BTreeMap<(Line, ProjectId), BTreeSet<NaiveDate>>,
    /// Capacity that became cash, and capacity that was lost, by project and day.
    pub turned: BTreeMap<(ProjectId, NaiveDate), Turned>,
}

impl Valued {
    /// Adds what other days could not value, and what became of their capacity; not their values.
    pub fn add_findings(&mut self, other: Self) {
        for (line, days) in other.unrated {
            self.unrated.entry(line).or_default().extend(days);
        }
        self.unbased.extend(other.unbased);
        self.unsigned.extend(other.unsigned);
        for (line, days) in other.beyond {
            self.beyond.entry(line).or_default().extend(days);
        }
        self.turned.extend(other.turned);
    }
}

/// What of a day's capacity is not freed time that is put to use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Turned {
    /// Signed cash stands in its place.
    pub replaced: Micros,
    /// It took people more time than it freed: 0 or less.
    pub lost: Micros,
}

/// How many valid sessions a project had on a day, and how long they took.
#[derive(Debug, Clone)]
pub struct Lasted {
    pub project_id: ProjectId,
    pub day: NaiveDate,
    pub valid: i64,
    pub duration_ms: i64,
}

/// The values of `days`, as the history keeps them: with what was signed by its end, `as_of`. The
/// tallies are those of whole calendar months: a cap of demand counts from the 1st, also where the
/// days that are asked for begin later; `before` are those of the month before, where somebody
/// [asks for them](super::weights::are_needed).
pub fn daily_values(
    dimensions: &Dimensions,
    (tallies, item_tallies, before): (LazyFrame, LazyFrame, Option<LazyFrame>),
    (days, as_of): (Window, NaiveDate),
) -> Result<Vec<DailyValue>, TransformError> {
    let before = before
        .map(|tallies| weights_of(dimensions, tallies))
        .transpose()?
        .unwrap_or_default();
    let working = dimensions.working(tallies, Some(item_tallies))?;
    let calendar = Calendar::of(dimensions.facts, month_to(days))?;
    Ok(value(
        dimensions.facts,
        &working.rows()?,
        &calendar,
        before,
        (days, as_of),
    )?
    .values)
}

/// What the sessions of these tallies carry of shared costs.
pub fn weights_of(dimensions: &Dimensions, tallies: LazyFrame) -> Result<Weights, TransformError> {
    Ok(Weights::of(&dimensions.working(tallies, None)?.rows()?))
}

/// Which lines of benefits.csv were signed by a day: values of days differ where this does.
pub fn signed(facts: &Facts, as_of: NaiveDate) -> Vec<bool> {
    facts
        .master
        .benefits
        .iter()
        .map(|benefit| benefit.is_signed(as_of))
        .collect()
}

/// The days whose values are worth keeping: from the first with a session or an amount to the end
/// of the month of the newest session. None: no session was ever told of.
pub fn history(facts: &Facts) -> Result<Option<Window>, TransformError> {
    let day = |column: &str, newest: bool| -> Result<Option<NaiveDate>, TransformError> {
        let days = facts.automations.column(column)?.cast(&DataType::Int32)?;
        let days = days.i32()?;
        Ok(if newest { days.max() } else { days.min() }.map(rows::day))
    };
    let (Some(first), Some(last)) = (day("first_day", false)?, day("last_day", true)?) else {
        return Ok(None);
    };
    let laid = laid(facts).map(|amount| amount.from).min();
    Ok(Window::new(
        laid.map_or(first, |laid| laid.min(first)),
        Month::of(last).window().to(),
    ))
}

/// The amounts that lie on days whatever runs.
pub fn laid<'a>(facts: &Facts<'a>) -> impl Iterator<Item = &'a Amount> {
    let costs = facts.master.costs.iter().map(|c| &c.amount);
    costs
        .chain(facts.master.benefits.iter().map(|b| &b.amount))
        .filter(|a| !a.per.is_metered())
}

/// Days from the first of their month: demand and signed cash run with the month.
pub fn month_to(days: Window) -> Window {
    let first = Month::of(days.from()).window().from();
    Window::new(first, days.to()).expect("a month begins before its days end")
}

/// The values of `days`, from the rows of [`Working::rows`](super::stage::Working::rows) over whole
/// months, and the calendar of those [from the first of the month](month_to); without rows, the
/// amounts alone. `before` carries shared costs beside these rows; nothing that was signed after
/// `as_of` counts.
pub fn value(
    facts: &Facts,
    rows: &[Row],
    calendar: &Calendar,
    before: Weights,
    (days, as_of): (Window, NaiveDate),
) -> Result<Valued, TransformError> {
    let mut ledger = Ledger::new(facts, calendar, days, as_of)?;
    ledger.work(rows);
    ledger.costs(&before.and(Weights::of(rows)));
    ledger.benefits();
    Ok(ledger.close())
}
