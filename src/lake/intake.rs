//! A delivery on its way into the lake. Sessions are gathered in memory; when there are too many of them they become a
//! run: each session once, staged as files that no log names yet, and remembered by the hashes of its session ids. So
//! a delivery of any size is read once, in bounded memory, and nothing of it shows before it is committed.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hasher};
use std::thread::JoinHandle;

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch, UInt32Array};
use arrow::compute::{filter_record_batch, take_record_batch};
use arrow::datatypes::Date32Type;
use chrono::{NaiveDate, TimeDelta};

use super::delta::Staged;
use super::side_by_side::{Threads, side_by_side};
use super::tables::SESSIONS;
use super::told::Told;
use super::upsert::FILE_ROWS;
use super::versions::{Gathered, NO_MONTH, Versions, contests};
use super::{Lake, LakeError, content_name};
use crate::model::SatelliteId;
use crate::model::window::Month;

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

/// Gathers a delivery. While one run is staged the next is gathered.
pub struct Intake<'a> {
    lake: &'a Lake,
    delivery: Delivery,
    /// What may be held in memory, what is being staged included.
    limit_bytes: usize,
    pending: Vec<Told>,
    bytes: usize,
    staging: Option<JoinHandle<Result<Vec<Run>, LakeError>>>,
}

impl<'a> Intake<'a> {
    pub fn new(lake: &'a Lake, satellite: SatelliteId, reading: String, limit_bytes: usize) -> Self {
        Self { lake, delivery: Delivery::new(satellite, reading), limit_bytes, pending: Vec::new(), bytes: 0, staging: None }
    }

    /// Rows of [`told_columns`], as an object told them.
    pub fn push(&mut self, object: &str, rows: RecordBatch) -> Result<(), LakeError> {
        self.bytes += rows.get_array_memory_size();
        self.pending.push(Told { object: object.into(), rows });
        if self.bytes > self.limit_bytes / 2 { self.spill() } else { Ok(()) }
    }

    /// The delivery, and how many bytes of it are held in memory.
    pub fn finish(mut self) -> Result<(Delivery, usize), LakeError> {
        if self.staging.is_some() {
            self.spill()?;
            self.staged()?;
        }
        for told in &self.pending {
            self.delivery.batches.push(told.whole(&self.delivery)?);
        }
        Ok((self.delivery, self.bytes))
    }

    /// Begins to stage what is pending.
    fn spill(&mut self) -> Result<(), LakeError> {
        self.staged()?;
        let (lake, satellite, reading) = (self.lake.clone(), self.delivery.satellite.clone(), self.delivery.reading.clone());
        let pending = std::mem::take(&mut self.pending);
        self.bytes = 0;
        self.delivery.run_rows += pending.iter().map(|told| told.rows.num_rows() as i64).sum::<i64>();
        self.staging = Some(std::thread::spawn(move || lake.stage_run(&satellite, &reading, pending)));
        Ok(())
    }

    /// Waits for what is being staged.
    fn staged(&mut self) -> Result<(), LakeError> {
        let Some(staging) = self.staging.take() else { return Ok(()) };
        self.delivery.runs.extend(staging.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        Ok(())
    }
}

impl Lake {
    /// A run: each session once, a file or more for each month.
    fn stage_run(&self, satellite: &SatelliteId, reading: &str, told: Vec<Told>) -> Result<Vec<Run>, LakeError> {
        let lost = outdated(&told, satellite, reading)?;
        let of_rows: Vec<Vec<Option<Month>>> = told.iter().map(|told| months(&told.rows)).collect();
        let distinct: BTreeSet<Option<Month>> = of_rows.iter().flatten().copied().collect();
        let mut files = Vec::new();
        for month in distinct {
            let mut rows = Vec::new();
            for (at, told) in told.iter().enumerate() {
                if let Some(kept) = of_month(&told.rows, &of_rows[at], month, &lost[at])? {
                    rows.push(Told { object: told.object.clone(), rows: kept });
                }
            }
            files.extend(chunks(rows).into_iter().map(|rows| (month, rows)));
        }
        drop(told);
        side_by_side(files, Threads::Waiting, |(month, rows)| {
            let month = month.map_or(NO_MONTH.to_owned(), |month| month.to_string());
            let batches: Vec<_> = rows.iter().map(|told| told.said(satellite, &month, reading)).collect::<Result<_, _>>()?;
            let mut hashes: Vec<u64> = batches.iter().flat_map(id_hashes).collect();
            hashes.sort_unstable();
            Ok(Run { staged: self.stage_all(&SESSIONS, &[satellite.to_string(), month], content_name, &batches)?, hashes })
        })
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

/// By batch, the rows that a later version of the same session among these makes needless.
fn outdated(told: &[Told], satellite: &SatelliteId, reading: &str) -> Result<Vec<Vec<u32>>, LakeError> {
    let mut spots = Vec::with_capacity(told.iter().map(|told| told.rows.num_rows()).sum());
    for (at, told) in told.iter().enumerate() {
        spots.extend(id_hashes(&told.rows).zip(0..).map(|(hash, row): (u64, u32)| (hash, at as u32, row)));
    }
    spots.sort_unstable();
    let mut contested = vec![Vec::new(); told.len()];
    for (_, at, row) in spots.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1).flatten() {
        contested[*at as usize].push(*row);
    }
    drop(spots);
    let mut gathered = Vec::new();
    for (from, (told, rows)) in told.iter().zip(contested).enumerate().filter(|(_, (_, rows))| !rows.is_empty()) {
        let some = Told { object: told.object.clone(), rows: take_record_batch(&told.rows, &UInt32Array::from(rows.clone()))? };
        gathered.push(Gathered { from, rows, versions: Versions::of(&some.whole_of(satellite, reading)?)? });
    }
    let mut lost = vec![Vec::new(); told.len()];
    for contest in contests(&gathered, reading, |_| false) {
        let (_, others) = contest.split_last().expect("a contest has a winner");
        others.iter().for_each(|&(from, row)| lost[from].push(row));
    }
    Ok(lost)
}

/// By row; None: a tombstone.
fn months(rows: &RecordBatch) -> Vec<Option<Month>> {
    let days = rows.column_by_name("earned_day").expect("a batch of sessions has their days").as_primitive::<Date32Type>();
    let mut last = (i32::MIN, None);
    let month = |day: i32| NaiveDate::default().checked_add_signed(TimeDelta::days(day.into())).map(Month::of);
    days.iter()
        .map(|day| {
            let day = day?;
            if last.0 != day {
                last = (day, month(day));
            }
            last.1
        })
        .collect()
}

/// The rows of one month, without those that were lost; a batch that needs no change is not copied.
fn of_month(rows: &RecordBatch, months: &[Option<Month>], month: Option<Month>, lost: &[u32]) -> Result<Option<RecordBatch>, LakeError> {
    let mut keep: Vec<bool> = months.iter().map(|told| *told == month).collect();
    lost.iter().for_each(|&row| keep[row as usize] = false);
    Ok(match keep.iter().filter(|keep| **keep).count() {
        0 => None,
        all if all == keep.len() => Some(rows.clone()),
        _ => Some(filter_record_batch(rows, &BooleanArray::from(keep))?),
    })
}

/// Batches in their order, as many of them as one file takes.
fn chunks(told: Vec<Told>) -> Vec<Vec<Told>> {
    let mut chunks: Vec<Vec<Told>> = Vec::new();
    let mut rows = FILE_ROWS;
    for told in told {
        if rows + told.rows.num_rows() > FILE_ROWS {
            chunks.push(Vec::new());
            rows = 0;
        }
        rows += told.rows.num_rows();
        chunks.last_mut().expect("the first batch begins a chunk").push(told);
    }
    chunks
}
