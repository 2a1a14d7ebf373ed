//! What one satellite tells, gathered for each table that it may tell of. All of them together hold no more in memory
//! than one delivery may.

use arrow::array::RecordBatch;

use super::error::ExtractError;
use crate::lake::tables::{AUDIT_EVENTS, ITEMS, SESSIONS, SOURCE_EVENTS, Table};
use crate::lake::{Delivery, Intake, Lake, told_schema};
use crate::model::SatelliteId;

/// The tables that rows are told of.
pub const TOLD: [&Table; 4] = [&SESSIONS, &ITEMS, &SOURCE_EVENTS, &AUDIT_EVENTS];

pub struct Intakes<'a> {
    by_table: [Intake<'a>; TOLD.len()],
    limit_bytes: usize,
}

impl<'a> Intakes<'a> {
    pub fn new(lake: &'a Lake, satellite: &SatelliteId, reading: &str, limit_bytes: usize) -> Self {
        let by_table = TOLD.map(|table| Intake::new(lake, table, satellite.clone(), reading.to_owned(), limit_bytes));
        Self { by_table, limit_bytes }
    }

    /// Rows as an object told them. Their columns say which table they are of, and it is said.
    pub fn push(&mut self, object: &str, rows: RecordBatch) -> Result<&'static Table, ExtractError> {
        let at = TOLD.iter().position(|table| told_schema(table) == rows.schema()).expect("every builder fills a table that is told");
        self.by_table[at].push(object, rows)?;
        if self.by_table.iter().map(Intake::held_bytes).sum::<usize>() > self.limit_bytes
            && let Some(largest) = self.by_table.iter_mut().max_by_key(|intake| intake.held_bytes())
        {
            largest.spill()?;
        }
        Ok(TOLD[at])
    }

    /// Takes back what the latest object told.
    pub fn forget(&mut self, object: &str) {
        self.by_table.iter_mut().for_each(|intake| intake.forget(object));
    }

    /// A delivery for each table, and how many bytes of them are held in memory.
    pub fn finish(self) -> Result<(Vec<Delivery>, usize), ExtractError> {
        let (mut deliveries, mut bytes) = (Vec::with_capacity(TOLD.len()), 0);
        for intake in self.by_table {
            let (delivery, held) = intake.finish()?;
            deliveries.push(delivery);
            bytes += held;
        }
        Ok((deliveries, bytes))
    }
}
