//! What makes the rows of a delivery doubtful, found while they pass by: rows of one export that
//! were taken for one another (`alike`), cases of event logs that lie in several exports (`split`).

use arrow::array::RecordBatch;

use super::alike::{Alike, Alikes};
use super::split::{self, Split};
use crate::extract::cursor::Cursor;
use crate::extract::error::ExtractError;
use crate::extract::reading::Format;
use crate::lake::{Lake, ObjectRow};
use crate::model::SatelliteId;

/// Of one delivery.
pub struct Doubts {
    /// Of the export in hand; None: its ids are its vendor's, and known to be ids.
    alike: Option<Alike>,
    alikes: Alikes,
    /// None: it is no event log.
    split: Option<Split>,
}

impl Doubts {
    pub fn of(format: &Format) -> Self {
        Self {
            alike: format.names_its_ids().then(Alike::default),
            alikes: Alikes::default(),
            split: matches!(format, Format::EventLog(_)).then(Split::default),
        }
    }

    /// Rows as an object tells them.
    pub fn see(&mut self, object: &str, rows: &RecordBatch) {
        self.alike.iter_mut().for_each(|alike| alike.see(rows));
        self.split
            .iter_mut()
            .for_each(|split| split.see(object, rows));
    }

    /// Nothing of the object in hand is kept.
    pub fn forget(&mut self, object: &str) {
        self.alike
            .iter_mut()
            .for_each(|alike| *alike = Alike::default());
        self.split.iter_mut().for_each(|split| split.forget(object));
    }

    /// An object was read: how many of its rows have the id of another one and tell of something
    /// else.
    pub fn end_of(&mut self, object: &str) -> Option<i64> {
        let alike = std::mem::take(self.alike.as_mut()?);
        self.alikes.take(object, &alike)
    }

    /// All was read: `rows` of the cursor are told what of them lies in others too. In sentences.
    pub fn tell(
        self,
        lake: &Lake,
        satellite: &SatelliteId,
        cursor: &Cursor<'_>,
        rows: &mut [ObjectRow],
    ) -> Result<Vec<String>, ExtractError> {
        let mut said: Vec<String> = self.alikes.sentence().into_iter().collect();
        if let Some(split) = self.split {
            let found = split.found(lake, satellite, cursor)?;
            rows.iter_mut()
                .for_each(|row| row.split_cases = found.get(&row.object).copied());
            said.extend(split::sentence(found.values().sum()));
        }
        Ok(said)
    }
}
