//! Who hands over the rows of an object, and what came of it.

use arrow::array::RecordBatch;
use chrono::{DateTime, Utc};

use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::rejects::{Fault, Rejects};
use crate::lake::NameRow;
use crate::model::receipt::Reject;
use crate::model::{Satellite, SatelliteId};

/// Of which object the rows are, and when it is read.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub satellite: &'a Satellite,
    /// Its path below the export's root.
    pub object: &'a str,
    /// The hash of how it is read.
    pub reading: &'a str,
    pub now: DateTime<Utc>,
}

/// What came of one object, apart from its batches.
#[derive(Debug)]
pub struct Reached {
    /// Rows: kept and rejected.
    pub read: i64,
    pub rejected: i64,
    /// The first ten thousand in full.
    pub rejects: Vec<Reject>,
    pub names: Vec<NameRow>,
    pub notes: Notes,
}

impl Reached {
    /// Nothing came of it, and why.
    pub fn refused(satellite: &SatelliteId, object: &str, fault: Fault) -> Self {
        let mut rejects = Rejects::new(satellite, object);
        rejects.refuse(0, fault, b"");
        Self {
            read: 1,
            rejected: 1,
            rejects: rejects.finish(),
            names: Vec::new(),
            notes: Notes::default(),
        }
    }
}

/// Where full batches go.
pub type Keep<'k> = dyn FnMut(RecordBatch) -> Result<(), ExtractError> + 'k;
