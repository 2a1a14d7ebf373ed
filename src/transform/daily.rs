//! Rows to values of a day: the one place where counted sessions and written amounts meet. It goes
//! by project and day, so that baseline, exchange rate and lines of cost are looked up once for all
//! rows of a day.
//!
//! Meterings are resolved by then. The baseline of a day is asked of the master data instead of
//! joined as-of, because days without sessions need it too (signed cash that replaces capacity
//! counts on them), and one way of asking is better than two.

use chrono::NaiveDate;
use polars::prelude::{ChunkAgg, DataType, LazyFrame};

use super::ledger::Ledger;
use super::stage::{Calendar, Dimensions, Metered};
use super::weights::Weights;
use super::{Facts, TransformError, rows};
use crate::model::Window;
use crate::model::finding::DailyFinding;
use crate::model::master::Amount;
use crate::model::value::DailyValue;
use crate::model::window::Month;

/// Days as they were scored.
#[derive(Debug, Clone, Default)]
pub struct Scored {
    /// By (day, method, project); no row where everything is 0.
    pub values: Vec<DailyValue>,
    /// By day and kind.
    pub findings: Vec<DailyFinding>,
}

/// The tallies of whole calendar months, since a cap of demand counts from the 1st, also where the
/// days that are asked for begin later.
pub struct Tallies {
    pub sessions: LazyFrame,
    pub items: LazyFrame,
    /// Those of the month before, where somebody [asks for them](super::weights::are_needed).
    pub before: Option<LazyFrame>,
}

/// Scores `days` of a month, with what was signed by `as_of`.
pub fn score(
    dimensions: &Dimensions,
    tallies: Tallies,
    (days, as_of): (Window, NaiveDate),
) -> Result<Scored, TransformError> {
    let facts = dimensions.facts;
    let before = tallies.before.map(|before| weights_of(dimensions, before));
    let before = before.transpose()?.unwrap_or_default();
    let metered = Metered::of(dimensions, tallies.sessions, Some(tallies.items))?;
    let rows = metered.rows()?;
    // Demand and signed cash run with the month.
    let calendar = Calendar::of(facts, from_the_first(days))?;
    let mut ledger = Ledger::new(facts, &calendar, days, as_of)?;
    ledger.work(&rows);
    ledger.costs(&before.and(Weights::of(&rows)));
    ledger.benefits();
    let mut scored = ledger.close();
    scored.findings.extend(metered.counted(days)?);
    scored.findings.extend(metered.unbased(days, &calendar)?);
    scored.findings.sort_by_key(|found| (found.day, found.kind));
    Ok(scored)
}

/// These days, and those of their month before them.
pub fn from_the_first(days: Window) -> Window {
    let first = Month::of(days.from()).window().from();
    Window::new(first, days.to()).expect("a month begins before its days end")
}

/// What the sessions of these tallies carry of shared costs.
fn weights_of(dimensions: &Dimensions, tallies: LazyFrame) -> Result<Weights, TransformError> {
    Ok(Weights::of(
        &Metered::of(dimensions, tallies, None)?.rows()?,
    ))
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
