//! What one satellite tells, gathered for each table that it may tell of. All of them together hold
//! no more in memory than one delivery may.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::{max, min};
use arrow::datatypes::Date32Type;
use chrono::{NaiveDate, TimeDelta};

use crate::extract::error::ExtractError;
use crate::lake::tables::{TOLD, Table};
use crate::lake::{Delivery, Intake, Lake, Ranking, Retold, told_schema};
use crate::model::SatelliteId;

pub struct Intakes<'a> {
    by_table: [Intake<'a>; TOLD.len()],
    limit_bytes: usize,
    /// From which day to which each object tells.
    days: HashMap<String, (i32, i32)>,
}

impl<'a> Intakes<'a> {
    pub fn new(
        lake: &'a Lake,
        satellite: &SatelliteId,
        ranking: &Ranking,
        limit_bytes: usize,
    ) -> Self {
        let by_table = TOLD.map(|(table, _)| {
            Intake::new(lake, table, satellite.clone(), ranking.clone(), limit_bytes)
        });
        Self {
            by_table,
            limit_bytes,
            days: HashMap::new(),
        }
    }

    /// Rows as an object told them. Their columns say which table they are of, and it is said.
    pub fn push(
        &mut self,
        object: &str,
        rows: RecordBatch,
    ) -> Result<&'static Table, ExtractError> {
        let at = TOLD
            .iter()
            .position(|(table, _)| told_schema(table) == rows.schema())
            .expect("every builder fills a table that is told");
        let days = rows
            .column_by_name("earned_day")
            .expect("rows that are told have their days")
            .as_primitive::<Date32Type>();
        if let (Some(first), Some(last)) = (min(days), max(days)) {
            let held = self.days.entry(object.to_owned()).or_insert((first, last));
            *held = (held.0.min(first), held.1.max(last));
        }
        self.by_table[at].push(object, rows)?;
        if self.by_table.iter().map(Intake::held_bytes).sum::<usize>() > self.limit_bytes
            && let Some(largest) = self
                .by_table
                .iter_mut()
                .max_by_key(|intake| intake.held_bytes())
        {
            largest.spill()?;
        }
        Ok(TOLD[at].0)
    }

    /// From which day to which an object told so far.
    pub fn days(&self, object: &str) -> Option<(NaiveDate, NaiveDate)> {
        let day = |days: i32| NaiveDate::default().checked_add_signed(TimeDelta::days(days.into()));
        let &(first, last) = self.days.get(object)?;
        day(first).zip(day(last))
    }

    /// Takes back what the latest object told.
    pub fn forget(&mut self, object: &str) {
        self.by_table
            .iter_mut()
            .for_each(|intake| intake.forget(object));
        self.days.remove(object);
    }

    /// A delivery for each table, and how many bytes of them are held in memory.
    pub fn finish(self, retold: Retold) -> Result<(Vec<Delivery>, usize), ExtractError> {
        let retold = Arc::new(retold);
        let (mut deliveries, mut bytes) = (Vec::with_capacity(TOLD.len()), 0);
        for intake in self.by_table {
            let (delivery, held) = intake.finish(Arc::clone(&retold))?;
            deliveries.push(delivery);
            bytes += held;
        }
        Ok((deliveries, bytes))
    }
}
