//! A delivery on its way into the lake. What objects tell is gathered in memory; when there is too
//! much of it, it goes to scratch files. So a delivery of any size is read once, in bounded memory,
//! and nothing of it shows before it is committed.

use std::sync::Arc;

use arrow::array::RecordBatch;

use super::export_rows::ExportRows;
use super::ranking::Ranking;
use super::retold::Retold;
use super::spool::{Spool, Spooling};
use crate::lake::tables::Table;
use crate::lake::{Lake, LakeError};
use crate::model::SatelliteId;

/// What one satellite told of a table.
pub struct Delivery {
    pub table: &'static Table,
    pub satellite: SatelliteId,
    pub ranking: Ranking,
    /// What is known of its objects from earlier.
    pub retold: Arc<Retold>,
    pub(in crate::lake) spool: Spool,
    is_spooled: bool,
}

impl Delivery {
    /// Whether it says nothing: neither a row, nor that an object has none any more.
    pub fn is_empty(&self) -> bool {
        self.spool.months.is_empty() && self.retold.is_empty()
    }

    /// Whether it lies in scratch files.
    pub fn is_spooled(&self) -> bool {
        self.is_spooled
    }
}

/// Gathers a delivery.
pub struct Intake<'a> {
    lake: &'a Lake,
    table: &'static Table,
    satellite: SatelliteId,
    ranking: Ranking,
    /// What may be held in memory.
    limit_bytes: usize,
    pending: Vec<ExportRows>,
    bytes: usize,
    spooling: Option<Spooling>,
}

impl<'a> Intake<'a> {
    pub fn new(
        lake: &'a Lake,
        table: &'static Table,
        satellite: SatelliteId,
        ranking: Ranking,
        limit_bytes: usize,
    ) -> Self {
        Self {
            lake,
            table,
            satellite,
            ranking,
            limit_bytes,
            pending: Vec::new(),
            bytes: 0,
            spooling: None,
        }
    }

    /// Rows of the table's [`export_columns`](super::export_rows::export_columns), as an object
    /// brings them.
    pub fn push(&mut self, object: &str, rows: RecordBatch) -> Result<(), LakeError> {
        self.bytes += rows.get_array_memory_size();
        self.pending.push(ExportRows {
            table: self.table,
            object: object.into(),
            rows,
        });
        if self.bytes > self.limit_bytes || self.spooling.is_some() {
            self.spill()
        } else {
            Ok(())
        }
    }

    /// What is held in memory.
    pub fn held_bytes(&self) -> usize {
        self.bytes
    }

    /// Takes what is held, and all that follows, to scratch files.
    pub fn spill(&mut self) -> Result<(), LakeError> {
        let spooling = self
            .spooling
            .get_or_insert_with(|| Spooling::of(self.table, Some(&self.lake.scratch())));
        for rows in self.pending.drain(..) {
            spooling.push(&rows)?;
        }
        self.bytes = 0;
        Ok(())
    }

    /// Takes back what the latest object told: it turned out to be damaged, and nothing of it is to
    /// be kept.
    pub fn forget(&mut self, object: &str) {
        self.pending.retain(|rows| *rows.object != *object);
        self.bytes = self
            .pending
            .iter()
            .map(|pending| pending.rows.get_array_memory_size())
            .sum();
        if let Some(spooling) = &mut self.spooling {
            spooling.forget(object);
        }
        self.spooling.take_if(|spooling| spooling.is_empty());
    }

    /// The delivery, and how many bytes of it are held in memory. `retold` is what is known of its
    /// objects.
    pub fn finish(self, retold: Arc<Retold>) -> Result<(Delivery, usize), LakeError> {
        let Self {
            table,
            satellite,
            ranking,
            pending,
            bytes,
            spooling,
            ..
        } = self;
        let is_spooled = spooling.is_some();
        let mut taken = spooling.unwrap_or_else(|| Spooling::of(table, None));
        for rows in &pending {
            taken.push(rows)?;
        }
        Ok((
            Delivery {
                table,
                satellite,
                ranking,
                retold,
                spool: taken.seal()?,
                is_spooled,
            },
            bytes,
        ))
    }
}
