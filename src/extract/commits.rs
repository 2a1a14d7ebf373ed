//! What extraction writes: for all satellites together, bounded in bytes, each table once. The order is the promise:
//! rejects, then sessions, then names, then `objects`, the cursor. Whatever precedes the cursor can be done again and changes
//! nothing, so a crash costs a reading and no row.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;

use super::error::ExtractError;
use crate::lake::{Delivery, Lake, NameRow, ObjectRow};
use crate::model::SatelliteId;
use crate::model::receipt::{Reject, Rows};

/// About what a name holds in memory.
const NAME_BYTES: usize = 500;

pub struct Commits<'a> {
    lake: &'a Lake,
    /// What is committed at once.
    limit_bytes: usize,
    bytes: usize,
    sessions: BTreeMap<SatelliteId, Delivery>,
    objects: Vec<(SatelliteId, String)>,
    rejects: Vec<Reject>,
    names: Vec<NameRow>,
    cursor: Vec<ObjectRow>,
    told: BTreeMap<SatelliteId, Rows>,
}

impl<'a> Commits<'a> {
    pub fn new(lake: &'a Lake, limit_bytes: usize) -> Self {
        let (sessions, objects, rejects, names, cursor) = Default::default();
        Self { lake, limit_bytes, bytes: 0, sessions, objects, rejects, names, cursor, told: BTreeMap::new() }
    }

    /// What one delivery may hold in memory before it is committed.
    pub fn held_bytes(&self) -> usize {
        self.limit_bytes / 2
    }

    /// Room for so many more bytes: commits what is pending if they would be too many together.
    pub fn make_room(&mut self, bytes: usize) -> Result<(), ExtractError> {
        if self.bytes > 0 && self.bytes + bytes > self.limit_bytes { self.commit() } else { Ok(()) }
    }

    pub fn sessions(&mut self, satellite: &SatelliteId, reading: &str, batch: RecordBatch) -> Result<(), ExtractError> {
        let bytes = batch.get_array_memory_size();
        self.make_room(bytes)?;
        self.bytes += bytes;
        let delivery = self.sessions.entry(satellite.clone()).or_insert_with(|| Delivery {
            satellite: satellite.clone(),
            reading: reading.to_owned(),
            batches: Vec::new(),
        });
        delivery.batches.push(batch);
        Ok(())
    }

    /// What an object told of names, before the object itself is told of.
    pub fn names(&mut self, rows: impl Iterator<Item = NameRow>) {
        let before = self.names.len();
        self.names.extend(rows);
        self.bytes += (self.names.len() - before) * NAME_BYTES;
    }

    /// An object was read to its end; without `row` its delivery was refused, and it is to be read again.
    pub fn object(
        &mut self,
        satellite: &SatelliteId,
        object: &str,
        rejects: Vec<Reject>,
        row: Option<ObjectRow>,
    ) -> Result<(), ExtractError> {
        let bytes = reject_bytes(&rejects);
        // Not before its sessions: what is pending of them goes with it or has gone before.
        self.objects.push((satellite.clone(), object.to_owned()));
        self.rejects.extend(rejects);
        self.cursor.extend(row);
        self.bytes += bytes;
        self.make_room(0)
    }

    pub fn commit(&mut self) -> Result<(), ExtractError> {
        self.bytes = 0;
        let (objects, rejects) = (std::mem::take(&mut self.objects), std::mem::take(&mut self.rejects));
        if !objects.is_empty() {
            self.lake.replace_rejects(&objects, &rejects)?;
        }
        let sessions = std::mem::take(&mut self.sessions);
        if !sessions.is_empty() {
            for (satellite, rows) in self.lake.upsert_sessions(sessions.into_values().collect())? {
                *self.told.entry(satellite).or_default() += rows;
            }
        }
        let names = std::mem::take(&mut self.names);
        if !names.is_empty() {
            for (satellite, rows) in self.lake.upsert_names(names)? {
                *self.told.entry(satellite).or_default() += rows;
            }
        }
        let cursor = std::mem::take(&mut self.cursor);
        if !cursor.is_empty() {
            self.lake.record_objects(cursor)?;
        }
        Ok(())
    }

    /// What the lake said became of a satellite's rows.
    pub fn told(&self, satellite: &SatelliteId) -> Rows {
        self.told.get(satellite).copied().unwrap_or_default()
    }
}

pub fn reject_bytes(rejects: &[Reject]) -> usize {
    rejects.iter().map(|reject| reject.raw.len() + reject.message.len() + reject.object.len() + 200).sum()
}
