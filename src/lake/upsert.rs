//! Sessions and items by key. A delivery finds the earlier versions of its rows anywhere in its satellite's history, exactly,
//! and reads and rewrites only the files that hold them: so a row that moves to another day, a late correction and
//! a delete without a date are all one mechanism.
//!
//! A file is left out by the least and greatest id that the log tells of it, then by the filter in its footer;
//! both can only say "surely not here". The answer comes from its column of ids.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::interleave;

use super::cells::{arrow_schema, shape};
use super::delta::{Change, Loaded};
use super::incoming::{Incoming, Spot};
use super::intake::Delivery;
use super::merge::{SMALL_BYTES, SMALL_FILES};
use super::side_by_side::side_by_side;
use super::tables::{ITEMS, SESSIONS, Table};
use super::versions::Versions;
use super::{DataFile, Lake, LakeError, content_name, parquet};
use crate::model::SatelliteId;
use crate::model::receipt::Rows;

/// Rows of a file: what one late row makes us write again. Texts of so many rows also fit Arrow's 32-bit offsets.
pub(super) const FILE_ROWS: usize = 250_000;

/// Up to so many ids, asking a file's filter for each is cheaper than reading its column of ids.
const FILTER_IDS: usize = 20_000;

enum Told {
    InMemory(Incoming),
    Spooled(Delivery),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    New,
    Replacing,
    Superseded,
}

impl Lake {
    /// Brings deliveries of sessions into the lake in one commit; where they bring nothing new, there is none. Of each
    /// satellite it says how many rows were new, replacing and superseded, which add up to the rows given; `read` and
    /// `rejected` are the caller's to fill.
    pub fn upsert_sessions(&self, deliveries: Vec<Delivery>) -> Result<BTreeMap<SatelliteId, Rows>, LakeError> {
        self.upsert_told(&SESSIONS, deliveries)
    }

    /// The same of items.
    pub fn upsert_items(&self, deliveries: Vec<Delivery>) -> Result<BTreeMap<SatelliteId, Rows>, LakeError> {
        self.upsert_told(&ITEMS, deliveries)
    }

    fn upsert_told(&self, table: &'static Table, deliveries: Vec<Delivery>) -> Result<BTreeMap<SatelliteId, Rows>, LakeError> {
        if let Some(stray) = deliveries.iter().find(|delivery| delivery.table != table) {
            return Err(shape(table, format!("a delivery of {} is not of this table", stray.table.name)));
        }
        let mut whole: BTreeMap<SatelliteId, Delivery> = BTreeMap::new();
        for delivery in deliveries {
            match whole.get_mut(&delivery.satellite) {
                Some(told) => told.append(delivery)?,
                None => drop(whole.insert(delivery.satellite.clone(), delivery)),
            }
        }
        let mut incoming: BTreeMap<SatelliteId, Told> = BTreeMap::new();
        for (satellite, delivery) in whole {
            let told = if delivery.spool.is_none() { Told::InMemory(Incoming::of(delivery)?) } else { Told::Spooled(delivery) };
            incoming.insert(satellite, told);
        }
        let theirs = |file: &DataFile| satellite_of(file).is_some_and(|id| incoming.keys().any(|known| known.as_str() == id));
        let (_, rows) = self.transact(table, theirs, |loaded| {
            let parts = side_by_side(incoming.iter().collect(), self.store.threads(), |(satellite, told)| {
                let mut change = Change::default();
                let theirs = loaded.snapshot.files.iter().filter(|file| satellite_of(file) == Some(satellite.as_str()));
                let files: Vec<_> = theirs.collect();
                let became = match told {
                    Told::InMemory(told) => self.upsert(satellite, told, &files, loaded, &mut change)?,
                    Told::Spooled(delivery) => {
                        let spool = delivery.spool.as_ref().expect("it is known by its spool");
                        self.absorb(delivery, spool, &files, loaded, &mut change)?
                    }
                };
                Ok::<_, LakeError>((satellite.clone(), became, change))
            })?;
            let (mut rows, mut change) = (BTreeMap::new(), Change::default());
            for (satellite, became, part) in parts {
                rows.insert(satellite, became);
                change.adds.extend(part.adds);
                change.removes.extend(part.removes);
            }
            Ok((change, rows))
        })?;
        Ok(rows)
    }

    /// One satellite's part of the change.
    fn upsert(
        &self,
        satellite: &SatelliteId,
        told: &Incoming,
        files: &[&DataFile],
        loaded: &Loaded,
        change: &mut Change,
    ) -> Result<Rows, LakeError> {
        let places: HashMap<&str, usize> = told.winners.iter().enumerate().map(|(at, &spot)| (told.id(spot), at)).collect();
        let mut verdicts = vec![Verdict::New; told.winners.len()];

        // Batches that rows of new files are taken from: what was told, then what is read back.
        let mut sources: Vec<&Versions> = told.versions.iter().collect();
        let mut outdated = Vec::new();
        for &file in files {
            if !self.holds_any(file, loaded, told, &places)? {
                continue;
            }
            let versions = self.versions(loaded.snapshot.table, file)?;
            let (mut keep, mut loses) = (Vec::new(), false);
            for (batch, held) in versions.iter().enumerate() {
                for row in 0..held.len() {
                    let stays = match places.get(held.ids.value(row)) {
                        None => true,
                        Some(&at) => {
                            let (ours, our_row) = told.winners[at];
                            let stays = told.versions[ours].compare(our_row, held, row, &told.reading) != Ordering::Greater;
                            verdicts[at] = if stays { Verdict::Superseded } else { Verdict::Replacing };
                            stays
                        }
                    };
                    loses |= !stays;
                    if stays {
                        keep.push((batch, row));
                    }
                }
            }
            if loses {
                outdated.push((file, versions, keep));
            }
        }

        // The rows of each month that get a new file.
        let mut months: BTreeMap<&str, Vec<Spot>> = BTreeMap::new();
        for (&(batch, row), _) in told.winners.iter().zip(&verdicts).filter(|(_, verdict)| **verdict != Verdict::Superseded) {
            months.entry(told.versions[batch].months.value(row)).or_default().push((batch, row));
        }
        for (file, versions, keep) in &outdated {
            let spots = months.entry(month_of(file)).or_default();
            spots.extend(keep.iter().map(|&(batch, row)| (sources.len() + batch, row)));
            sources.extend(versions);
            change.removes.push((*file).clone());
        }
        let mut merged = Vec::new();
        for (&month, _) in months.iter().filter(|(_, spots)| !spots.is_empty()) {
            let stays = |file: &&DataFile| month_of(file) == month && !outdated.iter().any(|(gone, ..)| gone.path == file.path);
            let small: Vec<_> = files.iter().copied().filter(stays).filter(|file| file.size < SMALL_BYTES).collect();
            if small.len() >= SMALL_FILES {
                for file in small {
                    merged.push((month, self.versions(loaded.snapshot.table, file)?));
                    change.removes.push(file.clone());
                }
            }
        }
        for (month, versions) in &merged {
            let first = sources.len();
            let all = versions.iter().enumerate().flat_map(|(batch, held)| (0..held.len()).map(move |row| (first + batch, row)));
            months.entry(month).or_default().extend(all);
            sources.extend(versions);
        }
        for (month, mut spots) in months {
            spots.sort_unstable_by_key(|&(batch, row)| sources[batch].ids.value(row));
            for spots in spots.chunks(FILE_ROWS) {
                let batch = taken(loaded.snapshot.table, &sources, spots)?;
                change.adds.push(self.stage(loaded.snapshot.table, &[satellite.to_string(), month.to_owned()], content_name, &batch)?);
            }
        }

        let count = |wanted: Verdict| verdicts.iter().filter(|verdict| **verdict == wanted).count() as i64;
        let (new, replacing) = (count(Verdict::New), count(Verdict::Replacing));
        Ok(Rows { new, replacing, superseded: told.read - new - replacing, ..Rows::default() })
    }

    fn versions(&self, table: &'static Table, file: &DataFile) -> Result<Vec<Versions>, LakeError> {
        parquet::read(self.source(file)?, None)?.iter().map(|batch| Versions::of(table, batch)).collect()
    }

    fn holds_any(&self, file: &DataFile, loaded: &Loaded, told: &Incoming, places: &HashMap<&str, usize>) -> Result<bool, LakeError> {
        let winners = match loaded.bounds.get(&file.path) {
            Some((least, greatest)) => {
                let from = told.winners.partition_point(|&spot| told.id(spot) < least.as_str());
                let to = told.winners.partition_point(|&spot| told.id(spot) <= greatest.as_str());
                &told.winners[from..to.max(from)]
            }
            None => &told.winners[..],
        };
        if winners.is_empty() {
            return Ok(false);
        }
        let id = loaded.snapshot.table.id();
        let ids = winners.iter().map(|&spot| told.id(spot));
        if winners.len() <= FILTER_IDS && !parquet::may_hold(self.source(file)?, id, ids)? {
            return Ok(false);
        }
        let columns = parquet::read(self.source(file)?, id)?;
        Ok(columns.iter().any(|batch| batch.column(0).as_string::<i32>().iter().flatten().any(|id| places.contains_key(id))))
    }
}

/// Rows from anywhere, column by column.
fn taken(table: &'static Table, sources: &[&Versions], spots: &[Spot]) -> Result<RecordBatch, LakeError> {
    let schema = arrow_schema(table);
    let column = |at: usize| {
        let arrays: Vec<&dyn Array> = sources.iter().map(|versions| versions.batch.column(at).as_ref()).collect();
        interleave(&arrays, spots)
    };
    let columns = (0..schema.fields().len()).map(column).collect::<Result<_, _>>()?;
    Ok(RecordBatch::try_new(schema, columns)?)
}

fn satellite_of(file: &DataFile) -> Option<&str> {
    file.partition.get("satellite_id").map(String::as_str)
}

pub(super) fn month_of(file: &DataFile) -> &str {
    file.partition.get("month").map_or("", String::as_str)
}
