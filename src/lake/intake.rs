//! A delivery on its way into the lake. Sessions are gathered in memory; when there are too many of them they become a
//! run: each session once, staged as files that no log names yet, and remembered by the hashes of its session ids. So
//! a delivery of any size is read once, in bounded memory, and nothing of it shows before it is committed.

use std::hash::{DefaultHasher, Hasher};

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;

use super::delta::Staged;
use super::tables::SESSIONS;
use super::upsert::FILE_ROWS;
use super::versions::Versions;
use super::{Lake, LakeError, content_name};
use crate::model::SatelliteId;

/// Sessions that one satellite told.
#[derive(Debug, Clone)]
pub struct Delivery {
    pub satellite: SatelliteId,
    /// The current reading: what it says outranks what an earlier one said.
    pub reading: String,
    /// Of the table of sessions, in any order, with any number of versions of a session.
    pub batches: Vec<RecordBatch>,
    /// What did not fit into memory.
    pub(super) runs: Vec<Run>,
    /// Rows told in runs, superseded ones included.
    pub(super) run_rows: i64,
}

/// A staged file: sessions of one month, each once.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub staged: Staged,
    /// Of its session ids, sorted.
    pub hashes: Vec<u64>,
}

impl Delivery {
    pub fn new(satellite: SatelliteId, reading: String) -> Self {
        Self { satellite, reading, batches: Vec::new(), runs: Vec::new(), run_rows: 0 }
    }

    pub fn is_empty(&self) -> bool {
        self.batches.is_empty() && self.runs.is_empty()
    }

    /// Another part of the same satellite's.
    pub(super) fn append(&mut self, other: Self) -> Result<(), LakeError> {
        if self.reading != other.reading {
            let message = format!("{} is delivered under two readings at once", self.satellite);
            return Err(super::cells::shape(&SESSIONS, message));
        }
        self.batches.extend(other.batches);
        self.runs.extend(other.runs);
        self.run_rows += other.run_rows;
        Ok(())
    }
}

/// Gathers a delivery.
pub struct Intake<'a> {
    lake: &'a Lake,
    delivery: Delivery,
    /// What may be held in memory.
    limit_bytes: usize,
    bytes: usize,
}

impl<'a> Intake<'a> {
    pub fn new(lake: &'a Lake, satellite: SatelliteId, reading: String, limit_bytes: usize) -> Self {
        Self { lake, delivery: Delivery::new(satellite, reading), limit_bytes, bytes: 0 }
    }

    pub fn push(&mut self, batch: RecordBatch) -> Result<(), LakeError> {
        self.bytes += batch.get_array_memory_size();
        self.delivery.batches.push(batch);
        if self.bytes > self.limit_bytes {
            self.lake.spill(&mut self.delivery)?;
            self.bytes = 0;
        }
        Ok(())
    }

    /// The delivery, and how many bytes of it are held in memory.
    pub fn finish(self) -> (Delivery, usize) {
        (self.delivery, self.bytes)
    }
}

impl Lake {
    /// Makes runs of what a delivery holds in memory.
    pub(super) fn spill(&self, delivery: &mut Delivery) -> Result<(), LakeError> {
        let batches = std::mem::take(&mut delivery.batches);
        let versions: Vec<_> = batches.iter().map(Versions::of).collect::<Result<_, _>>()?;
        drop(batches);
        for batch in &versions {
            batch.belong_to(delivery.satellite.as_str())?;
            delivery.run_rows += batch.len() as i64;
        }
        let lost = outdated(&versions, &delivery.reading);
        let mut months: Vec<&str> = versions.iter().flat_map(|batch| batch.distinct_months()).collect();
        months.sort_unstable();
        months.dedup();
        for month in months {
            let mut pending = Vec::new();
            for (batch, lost) in versions.iter().zip(&lost) {
                pending.extend(of_month(batch, month, lost)?);
            }
            for batches in chunks(pending) {
                let partition = [delivery.satellite.to_string(), month.to_owned()];
                let staged = self.stage_all(&SESSIONS, &partition, content_name, &batches)?;
                let mut hashes: Vec<u64> = batches.iter().flat_map(id_hashes).collect();
                hashes.sort_unstable();
                delivery.runs.push(Run { staged, hashes });
            }
        }
        Ok(())
    }
}

/// Of session ids: good for finding out which sessions may be told twice, and never for saying that they are.
pub(super) fn id_hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(id.as_bytes());
    hasher.finish()
}

pub(super) fn id_hashes(batch: &RecordBatch) -> impl Iterator<Item = u64> {
    let ids = batch.column_by_name("session_id").expect("a batch of sessions has their ids").as_string::<i32>();
    (0..ids.len()).map(|row| id_hash(ids.value(row)))
}

/// By batch, the rows that a later version of the same session among these makes needless, in their order.
fn outdated(versions: &[Versions], reading: &str) -> Vec<Vec<u32>> {
    let mut spots = Vec::with_capacity(versions.iter().map(Versions::len).sum());
    for (at, batch) in versions.iter().enumerate() {
        spots.extend((0..batch.len()).map(|row| (id_hash(batch.ids.value(row)), at as u32, row as u32)));
    }
    spots.sort_unstable();
    let mut lost = vec![Vec::new(); versions.len()];
    for alike in spots.chunk_by_mut(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
        let id = |spot: &(u64, u32, u32)| versions[spot.1 as usize].ids.value(spot.2 as usize);
        alike.sort_by(|a, b| {
            let (ours, theirs) = (&versions[a.1 as usize], &versions[b.1 as usize]);
            id(a).cmp(id(b)).then_with(|| ours.compare(a.2 as usize, theirs, b.2 as usize, reading))
        });
        for pair in alike.windows(2).filter(|pair| id(&pair[0]) == id(&pair[1])) {
            lost[pair[0].1 as usize].push(pair[0].2);
        }
    }
    lost.iter_mut().for_each(|rows| rows.sort_unstable());
    lost
}

/// The rows of one month, without those that were lost; a batch that needs no change is not copied.
fn of_month(versions: &Versions, month: &str, lost: &[u32]) -> Result<Option<RecordBatch>, LakeError> {
    let mut keep: Vec<bool> = (0..versions.len()).map(|row| versions.months.value(row) == month).collect();
    lost.iter().for_each(|&row| keep[row as usize] = false);
    Ok(match keep.iter().filter(|keep| **keep).count() {
        0 => None,
        all if all == versions.len() => Some(versions.batch.clone()),
        _ => Some(filter_record_batch(&versions.batch, &BooleanArray::from(keep))?),
    })
}

/// Batches in their order, as many of them as one file takes.
fn chunks(batches: Vec<RecordBatch>) -> Vec<Vec<RecordBatch>> {
    let mut chunks: Vec<Vec<RecordBatch>> = Vec::new();
    let mut rows = FILE_ROWS;
    for batch in batches {
        if rows + batch.num_rows() > FILE_ROWS {
            chunks.push(Vec::new());
            rows = 0;
        }
        rows += batch.num_rows();
        chunks.last_mut().expect("the first batch begins a chunk").push(batch);
    }
    chunks
}
