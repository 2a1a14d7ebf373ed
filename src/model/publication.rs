//! A publication: what was published, made from what. Its id is a hash of its contents and of no
//! clock, so the same inputs give the same id, and a reader can ask for the same again.

use super::ids::JobName;
use super::window::Window;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    pub id: String,
    pub job: JobName,
    pub window: Window,
    /// Hashes of the inputs, each an object of the lake.
    pub baselines: String,
    pub configuration: String,
    pub outcome_maps: String,
    pub templates: String,
    pub definitions: String,
    /// Hash of the list of lake files and marts.
    pub manifest: String,
}
