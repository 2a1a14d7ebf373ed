//! What sources say of themselves.

use chrono::NaiveDate;

use super::cell_reader::CellReader;
use crate::lake::cells::Cell;
use crate::lake::tables::SOURCE_EVENTS;
use crate::lake::{Lake, LakeError};
use crate::model::SatelliteId;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceEvent {
    pub satellite_id: SatelliteId,
    /// The satellite's.
    pub day: NaiveDate,
    /// In the vendor's words.
    pub kind: String,
    pub code: String,
}

impl Lake {
    /// Those that say what they are, sorted by satellite and month.
    pub fn source_events(&self) -> Result<Vec<SourceEvent>, LakeError> {
        let rows = self.rows(&SOURCE_EVENTS)?.into_iter().map(event);
        rows.filter_map(Result::transpose).collect()
    }
}

fn event(cells: Vec<Cell>) -> Result<Option<SourceEvent>, LakeError> {
    let mut row = CellReader {
        table: &SOURCE_EVENTS,
        cells: cells.into_iter(),
    };
    let (satellite_id, _month, _event) = (row.parsed()?, row.text()?, row.text()?);
    let (day, _at) = (row.day_or_none()?, row.instant_or_none()?);
    let (kind, code) = (row.text_or_none()?, row.text_or_none()?);
    Ok(day.zip(kind).map(|(day, kind)| SourceEvent {
        satellite_id,
        day,
        kind,
        code: code.unwrap_or_default(),
    }))
}
