//! What extraction writes: for all satellites together, bounded in bytes, each table once. The
//! order is the promise: rejects, then the names of objects that are new, then sessions, items,
//! events, names and columns, then `objects`, the cursor. Whatever precedes the cursor can be done
//! again and changes nothing, so a crash costs a reading and no row.

use std::collections::BTreeMap;

use super::intakes::Intakes;
use crate::extract::cursor::BEGUN;
use crate::extract::error::ExtractError;
use crate::extract::rejects::held_bytes;
use crate::lake::tables::TOLD;
use crate::lake::{Became, Delivery, Lake, NamesTold, ObjectRow, Ranking, Retold};
use crate::model::SatelliteId;
use crate::model::drift::Seen;
use crate::model::receipt::Reject;

/// About what a name holds in memory.
const NAME_BYTES: usize = 500;

pub struct Commits<'a> {
    lake: &'a Lake,
    /// What is committed at once.
    limit_bytes: usize,
    bytes: usize,
    /// A commit was begun and has not ended well.
    is_under_way: bool,
    /// Of each table that is told.
    told_rows: [Vec<Delivery>; TOLD.len()],
    objects: Vec<(SatelliteId, String)>,
    rejects: Vec<Reject>,
    names: BTreeMap<SatelliteId, NamesTold>,
    drift: BTreeMap<SatelliteId, Seen>,
    cursor: Vec<ObjectRow>,
    /// Objects that nobody knew before: what they tell is committed under their names before the
    /// cursor knows them.
    begun: Vec<ObjectRow>,
    told: BTreeMap<SatelliteId, Became>,
}

impl<'a> Commits<'a> {
    pub fn new(lake: &'a Lake, limit_bytes: usize) -> Self {
        let (told_rows, objects, rejects, names, drift, cursor) = Default::default();
        let (begun, told, is_under_way) = Default::default();
        Self {
            lake,
            limit_bytes,
            bytes: 0,
            is_under_way,
            told_rows,
            objects,
            rejects,
            names,
            drift,
            cursor,
            begun,
            told,
        }
    }

    pub fn lake(&self) -> &'a Lake {
        self.lake
    }

    /// Gathers what one satellite tells.
    pub fn intakes(&self, satellite: &SatelliteId, ranking: &Ranking) -> Intakes<'a> {
        Intakes::new(self.lake, satellite, ranking, self.limit_bytes)
    }

    /// Objects were read to their end: these are all their rejects.
    pub fn rejects(
        &mut self,
        satellite: &SatelliteId,
        read: Vec<(String, Vec<Reject>)>,
    ) -> Result<(), ExtractError> {
        self.make_room(read.iter().map(|(_, rejects)| held_bytes(rejects)).sum())?;
        for (object, rejects) in read {
            self.bytes += held_bytes(&rejects);
            self.objects.push((satellite.clone(), object));
            self.rejects.extend(rejects);
        }
        Ok(())
    }

    /// A delivery that was let through; its cursor goes with it. `retold` is what is known of its
    /// objects from earlier.
    pub fn delivery(
        &mut self,
        satellite: &SatelliteId,
        intakes: Intakes<'_>,
        retold: Retold,
        names: NamesTold,
        cursor: Vec<ObjectRow>,
    ) -> Result<(), ExtractError> {
        let is_known = |row: &&ObjectRow| retold.again.contains_key(&row.object);
        let begun = cursor
            .iter()
            .filter(|row| row.read > row.rejected && !is_known(row));
        let begun: Vec<_> = begun
            .map(|row| ObjectRow {
                reading: BEGUN.into(),
                read: 0,
                rejected: 0,
                ..row.clone()
            })
            .collect();
        let (deliveries, bytes) = intakes.finish(retold)?;
        let bytes = bytes + names.rows.len() * NAME_BYTES;
        self.make_room(bytes)?;
        self.bytes += bytes;
        let is_large = deliveries.iter().any(Delivery::is_spooled);
        for (rows, delivery) in self.told_rows.iter_mut().zip(deliveries) {
            rows.extend(Some(delivery).filter(|delivery| !delivery.is_empty()));
        }
        if !names.rows.is_empty() || !names.again.is_empty() {
            self.names.insert(satellite.clone(), names);
        }
        self.begun.extend(begun);
        self.cursor.extend(cursor);
        // What was too large for memory is not kept waiting for others.
        if is_large { self.commit() } else { Ok(()) }
    }

    /// The columns that a delivery had; they go with its cursor.
    pub fn drift(&mut self, satellite: &SatelliteId, seen: Seen) {
        if !seen.0.is_empty() {
            self.drift.insert(satellite.clone(), seen);
        }
    }

    /// Room for so many more bytes: commits what is pending if they would be too many together.
    fn make_room(&mut self, bytes: usize) -> Result<(), ExtractError> {
        if self.bytes > 0 && self.bytes + bytes > self.limit_bytes {
            self.commit()
        } else {
            Ok(())
        }
    }

    /// Whether a commit was begun and broke off.
    pub fn is_under_way(&self) -> bool {
        self.is_under_way
    }

    pub fn commit(&mut self) -> Result<(), ExtractError> {
        (self.bytes, self.is_under_way) = (0, true);
        let (objects, rejects) = (
            std::mem::take(&mut self.objects),
            std::mem::take(&mut self.rejects),
        );
        if !objects.is_empty() {
            self.lake.replace_rejects(&objects, &rejects)?;
        }
        // Killed after what follows and before the cursor, an object is known to have told
        // something: if it tells something else by then, or is read in another way, what it told is
        // found.
        let begun = std::mem::take(&mut self.begun);
        if !begun.is_empty() {
            self.lake.record_objects(begun)?;
        }
        for ((table, _), deliveries) in TOLD.into_iter().zip(std::mem::take(&mut self.told_rows)) {
            if !deliveries.is_empty() {
                for (satellite, became) in self.lake.upsert(table, deliveries)? {
                    *self.told.entry(satellite).or_default() += became;
                }
            }
        }
        let names = std::mem::take(&mut self.names);
        if !names.is_empty() {
            for (satellite, rows) in self.lake.upsert_names(&names)? {
                *self.told.entry(satellite).or_default() += Became {
                    rows,
                    ..Became::default()
                };
            }
        }
        let drift = std::mem::take(&mut self.drift);
        if !drift.is_empty() {
            self.lake.record_drift(&drift)?;
        }
        let cursor = std::mem::take(&mut self.cursor);
        if !cursor.is_empty() {
            self.lake.record_objects(cursor)?;
        }
        self.is_under_way = false;
        Ok(())
    }

    /// What the lake said became of a satellite's rows.
    pub fn told(&self, satellite: &SatelliteId) -> Became {
        self.told.get(satellite).cloned().unwrap_or_default()
    }
}
