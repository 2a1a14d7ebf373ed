//! Texts of an estate: what people would have written, and what lies beside its exports.

mod estate;
mod link;
mod promises;

use std::collections::BTreeMap;

use super::files::ExportFile;
use super::scale::Shape;
use super::world::World;

impl World {
    /// What people would have written, by path: the configuration, the master data and the jobs.
    pub fn texts(&self) -> BTreeMap<String, String> {
        estate::texts(self)
            .into_iter()
            .chain(promises::texts(self))
            .collect()
    }

    /// What lies beside the files, and is written after them.
    pub fn texts_beside(&self, deliveries: &[ExportFile]) -> BTreeMap<String, String> {
        match self.scale.shape {
            Shape::SynapseLink => link::texts_beside(self, deliveries),
            _ => BTreeMap::new(),
        }
    }
}
