//! Forms in which a stream of sessions is written: one file a form.

pub mod bytes;
mod csv;
pub mod link;
mod orchestrator;
pub mod row_format;

use self::row_format::RowFormat;
use super::satellite::SynthSatellite;
use super::scale::Shape;

/// The form that an estate is told in, of one of its satellites.
pub fn of<'w>(shape: Shape, satellite: &'w SynthSatellite) -> Box<dyn RowFormat + 'w> {
    match shape {
        Shape::Csv => Box::new(csv::CsvRows::new(satellite)),
        Shape::SynapseLink => Box::new(link::LinkRows::new(satellite)),
        Shape::UiPath => Box::new(orchestrator::OrchestratorRows::new(satellite)),
    }
}
