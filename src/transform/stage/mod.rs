//! The stage: tallies are joined with who they work for, and with what that work costs by hand.
//! Polars joins, groups and sums numbers; `ledger` makes money of the sums, a row at a time, with
//! the pure functions of [`roi`](super::roi), [`kit`](super::kit) and [`amounts`](super::amounts),
//! because money is exact integers, and demand and signed cash run through a month in its order.
//!
//! ```text
//! TALLIES ──────┐ numbered: texts become numbers once
//! ITEM_TALLIES ─┤
//!               ├─ working:  ⋈ claims on (matcher, text), within the claim's days; the first kind
//! meterings ────┤            that matches wins; a child of the same project is no unit
//! AUTOMATIONS ──┘               │
//!                               ├─ lines: group by project, day, automation; sums ─┐
//! projects × days ⋈ baselines (as of the day) ⋈ rates (as of the day): calendar ───┤
//!                                                                                  └─ ledger
//! ```

use polars::prelude::*;

use super::metering::Spans;
use super::{Facts, TransformError, rows};
use crate::model::Outcome;

mod calendar;
mod claims;
mod numbered;
mod working;

pub use calendar::{Calendar, Holds};
pub use numbered::prepared;
pub use working::{Ambiguous, Ran, Row, Working};

/// What holds for all months: made ready once a run.
pub struct Dimensions<'a> {
    pub facts: &'a Facts<'a>,
    /// Meterings, for whoever asks of one automation and day.
    pub spans: Spans,
    /// Meterings: on what they match, for which project, on which days.
    claims: DataFrame,
    /// Satellites, and whether what runs there counts.
    satellites: DataFrame,
    /// Automations of which a solution is known: the one their source puts them in, and the latest.
    solutions: DataFrame,
    /// The words of outcomes, by their places among all outcomes.
    outcomes: DataFrame,
}

impl<'a> Dimensions<'a> {
    pub fn new(facts: &'a Facts<'a>) -> Result<Self, TransformError> {
        let spans = Spans::of(facts)?;
        let satellites = &facts.estate.satellites;
        let solutions = facts.automations.clone().lazy().select([
            col("satellite_id"),
            col("automation_id"),
            rows::key("source_solution_id").alias("given"),
            rows::key("solution_id").alias("latest"),
        ]);
        let is_known = col("given").neq(lit("")).or(col("latest").neq(lit("")));
        Ok(Self {
            facts,
            claims: claims::frame(&spans)?,
            spans,
            satellites: df!(
                "satellite_id" => satellites.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(),
                "counts" => satellites.iter().map(|s| s.counts).collect::<Vec<_>>(),
            )?,
            solutions: rows::gather(solutions.filter(is_known))?,
            outcomes: df!(
                "outcome" => Outcome::ALL.iter().map(|o| o.as_str()).collect::<Vec<_>>(),
                "place" => (0..Outcome::ALL.len() as u32).collect::<Vec<_>>(),
            )?,
        })
    }

    /// Who tallies work for: those of sessions, and below them those of items.
    pub fn working(
        &self,
        tallies: LazyFrame,
        item_tallies: Option<LazyFrame>,
    ) -> Result<Working, TransformError> {
        Working::of(self, numbered::Numbered::of(self, tallies, item_tallies)?)
    }
}
