//! What a form of export must be able to write.

use super::satellite::SynthSatellite;
use super::scale::Shape;
use super::session::Session;
use super::{csv, link, orchestrator};

/// When the source says something, and under which of its versions.
#[derive(Debug, Clone, Copy)]
pub struct VersionStamp {
    pub version: u64,
    /// Milliseconds since 1970.
    pub ms: i64,
}

pub trait RowFormat {
    /// What stands before the first row.
    fn begin(&self, _out: &mut Vec<u8>) {}

    fn tell(&self, out: &mut Vec<u8>, session: &Session<'_>, stamp: VersionStamp);

    fn tell_deleted(&self, out: &mut Vec<u8>, id: [u64; 2], stamp: VersionStamp);
}

pub fn of<'w>(shape: Shape, satellite: &'w SynthSatellite) -> Box<dyn RowFormat + 'w> {
    match shape {
        Shape::Csv => Box::new(csv::CsvRows::new(satellite)),
        Shape::SynapseLink => Box::new(link::LinkRows::new(satellite)),
        Shape::UiPath => Box::new(orchestrator::OrchestratorRows::new(satellite)),
    }
}
