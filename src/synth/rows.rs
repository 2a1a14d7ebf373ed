//! What a form of export must be able to write.

use super::satellite::Satellite;
use super::scale::Shape;
use super::session::Session;
use super::{csv, link, orchestrator};

/// When the source says something, and under which of its versions.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    pub version: u64,
    /// Milliseconds since 1970.
    pub ms: i64,
}

pub trait Rows {
    /// What stands before the first row.
    fn begin(&self, _out: &mut Vec<u8>) {}

    fn tell(&self, out: &mut Vec<u8>, session: &Session<'_>, told: Told);

    fn tell_deleted(&self, out: &mut Vec<u8>, id: [u64; 2], told: Told);
}

pub fn of<'w>(shape: Shape, satellite: &'w Satellite) -> Box<dyn Rows + 'w> {
    match shape {
        Shape::Csv => Box::new(csv::Rows::new(satellite)),
        Shape::SynapseLink => Box::new(link::Rows::new(satellite)),
        Shape::UiPath => Box::new(orchestrator::Rows::new(satellite)),
    }
}
