//! A delivery on its way into the lake. Sessions, or items, are gathered in memory; when there are too many of them they go to
//! scratch files. So a delivery of any size is read once, in bounded memory, and nothing of it shows before it is
//! committed.

use arrow::array::RecordBatch;

use super::spool::{Spool, Spooling};
use super::tables::Table;
use super::told::Told;
use super::{Lake, LakeError};
use crate::model::SatelliteId;

/// Sessions, or items, that one satellite told.
pub struct Delivery {
    pub table: &'static Table,
    pub satellite: SatelliteId,
    /// The current reading: what it says outranks what an earlier one said.
    pub reading: String,
    /// Of that table, in any order, with any number of versions of a row.
    pub batches: Vec<RecordBatch>,
    /// What did not fit into memory; then there are no batches.
    pub(super) spool: Option<Spool>,
}

impl Delivery {
    pub fn new(table: &'static Table, satellite: SatelliteId, reading: String) -> Self {
        Self { table, satellite, reading, batches: Vec::new(), spool: None }
    }

    pub fn is_empty(&self) -> bool {
        self.batches.is_empty() && self.spool.is_none()
    }

    /// Whether it lies in scratch files.
    pub fn is_spooled(&self) -> bool {
        self.spool.is_some()
    }

    /// Another part of the same satellite's.
    pub(super) fn append(&mut self, other: Self) -> Result<(), LakeError> {
        let message = match (self.reading == other.reading, &self.spool, &other.spool) {
            (true, None, None) => {
                self.batches.extend(other.batches);
                return Ok(());
            }
            (true, ..) => format!("{} is delivered in parts, one of them too large for memory", self.satellite),
            (false, ..) => format!("{} is delivered under two readings at once", self.satellite),
        };
        Err(super::cells::shape(self.table, message))
    }
}

/// Gathers a delivery.
pub struct Intake<'a> {
    lake: &'a Lake,
    delivery: Delivery,
    /// What may be held in memory.
    limit_bytes: usize,
    pending: Vec<Told>,
    bytes: usize,
    spooling: Option<Spooling>,
}

impl<'a> Intake<'a> {
    pub fn new(lake: &'a Lake, table: &'static Table, satellite: SatelliteId, reading: String, limit_bytes: usize) -> Self {
        Self { lake, delivery: Delivery::new(table, satellite, reading), limit_bytes, pending: Vec::new(), bytes: 0, spooling: None }
    }

    /// Rows of the table's [`super::told_columns`], as an object told them.
    pub fn push(&mut self, object: &str, rows: RecordBatch) -> Result<(), LakeError> {
        self.bytes += rows.get_array_memory_size();
        self.pending.push(Told { table: self.delivery.table, object: object.into(), rows });
        if self.bytes > self.limit_bytes || self.spooling.is_some() { self.spill() } else { Ok(()) }
    }

    /// What is held in memory.
    pub fn held_bytes(&self) -> usize {
        self.bytes
    }

    /// Takes what is held, and all that follows, to scratch files.
    pub fn spill(&mut self) -> Result<(), LakeError> {
        let spooling = self.spooling.get_or_insert_with(|| Spooling::of(self.delivery.table));
        for told in self.pending.drain(..) {
            spooling.push(&self.lake.store, &told)?;
        }
        self.bytes = 0;
        Ok(())
    }

    /// Takes back what the latest object told: it turned out to be damaged, and nothing of it is to be kept.
    pub fn forget(&mut self, object: &str) {
        self.pending.retain(|told| *told.object != *object);
        self.bytes = self.pending.iter().map(|told| told.rows.get_array_memory_size()).sum();
        if let Some(spooling) = &mut self.spooling {
            spooling.forget(object);
        }
        self.spooling.take_if(|spooling| spooling.is_empty());
    }

    /// The delivery, and how many bytes of it are held in memory.
    pub fn finish(mut self) -> Result<(Delivery, usize), LakeError> {
        self.delivery.spool = self.spooling.map(Spooling::seal).transpose()?;
        for told in &self.pending {
            self.delivery.batches.push(told.whole(&self.delivery.satellite, &self.delivery.reading)?);
        }
        Ok((self.delivery, self.bytes))
    }
}
