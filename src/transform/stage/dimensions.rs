//! What tallies are joined with, as frames: made ready once a run.

use polars::prelude::*;

use super::super::metering::Spans;
use super::super::{Facts, TransformError, rows};
use super::claims;
use crate::model::Outcome;

/// What holds for all months.
pub struct Dimensions<'a> {
    pub facts: &'a Facts<'a>,
    /// Meterings, for whoever asks of one automation and day.
    pub spans: Spans,
    /// Meterings: on what they match, for which project, on which days.
    pub claims: DataFrame,
    /// Satellites, and whether what runs there counts.
    pub satellites: DataFrame,
    /// Automations of which a solution is known: the one their source puts them in, and the latest.
    pub solutions: DataFrame,
    /// The words of outcomes, by their places among all outcomes.
    pub outcomes: DataFrame,
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
}
