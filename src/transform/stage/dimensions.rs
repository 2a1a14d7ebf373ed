//! What tallies are joined with: made ready once a run.

use polars::prelude::DataFrame;

use super::super::metering::Spans;
use super::super::{Facts, TransformError};
use super::claims;

/// What holds for all months.
pub struct Dimensions<'a> {
    pub facts: &'a Facts<'a>,
    /// Meterings, for whoever asks of one automation and day.
    pub spans: Spans,
    /// The same as a frame: on what they match, for which project, on which days.
    pub claims: DataFrame,
}

impl<'a> Dimensions<'a> {
    pub fn new(facts: &'a Facts<'a>) -> Result<Self, TransformError> {
        let spans = Spans::of(facts)?;
        Ok(Self {
            facts,
            claims: claims::frame(&spans)?,
            spans,
        })
    }
}
