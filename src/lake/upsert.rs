//! Sessions by key.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;

use super::{Lake, LakeError};
use crate::model::SatelliteId;
use crate::model::receipt::Rows;

/// Sessions that one satellite told.
#[derive(Debug, Clone)]
pub struct Delivery {
    pub satellite: SatelliteId,
    /// The current reading: what it says outranks what an earlier one said.
    pub reading: String,
    /// Of the table of sessions, in any order, with any number of versions of a session.
    pub batches: Vec<RecordBatch>,
}

impl Lake {
    pub fn upsert_sessions(&self, deliveries: Vec<Delivery>) -> Result<BTreeMap<SatelliteId, Rows>, LakeError> {
        let _ = deliveries;
        unimplemented!("comes with the next commit")
    }
}
