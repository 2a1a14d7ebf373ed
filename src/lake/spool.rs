//! Sessions or items of a delivery that do not fit into memory, by month, in scratch files: Arrow's own layout, so that writing
//! and reading them back costs little, and without names, so that nothing of them is left whatever happens. Of each
//! row eight bytes stay in memory, a hash of its id.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, BufWriter, IntoInnerError, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex};

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch, StringArray};
use arrow::compute::{filter_record_batch, max_string, min_string};
use arrow::datatypes::Date32Type;
use arrow::error::ArrowError;
use arrow::ipc::reader::FileReader;
use arrow::ipc::writer::FileWriter;
use chrono::{NaiveDate, TimeDelta};

use super::LakeError;
use super::delta::Bounds;
use super::store::Store;
use super::tables::Table;
use super::told::{Told, told_schema};
use crate::model::window::Month;

/// Rows of one month; None: tombstones.
pub(super) type SheetMonth = Option<Month>;

/// Takes rows in.
pub(super) struct Spooling {
    table: &'static Table,
    months: BTreeMap<SheetMonth, Open>,
    bounds: Option<Bounds>,
}

/// A sheet that is being written.
struct Open {
    writer: FileWriter<BufWriter<File>>,
    written: usize,
    batches: Vec<(Arc<str>, usize)>,
    places: Vec<usize>,
    hashes: Vec<u64>,
}

/// What was taken in.
pub(super) struct Spool {
    pub months: BTreeMap<SheetMonth, Sheet>,
    /// The least and the greatest id.
    pub bounds: Option<Bounds>,
}

/// The rows of one month, batch by batch as they were told.
pub(super) struct Sheet {
    file: Arc<Mutex<File>>,
    /// Of each batch the object that told it, and its rows.
    pub batches: Vec<(Arc<str>, usize)>,
    /// Where in the file each batch stands: between them lies what was forgotten.
    places: Vec<usize>,
    /// Of the ids, in the order of the rows.
    pub hashes: Vec<u64>,
}

impl Spooling {
    pub fn of(table: &'static Table) -> Self {
        Self { table, months: BTreeMap::new(), bounds: None }
    }

    pub fn push(&mut self, store: &Store, told: &Told) -> Result<(), LakeError> {
        let ids = ids(self.table, &told.rows);
        if let (Some(least), Some(greatest)) = (min_string(ids), max_string(ids)) {
            let (held_least, held_greatest) = self.bounds.get_or_insert_with(|| (least.to_owned(), greatest.to_owned()));
            if least < held_least.as_str() {
                least.clone_into(held_least);
            }
            if greatest > held_greatest.as_str() {
                greatest.clone_into(held_greatest);
            }
        }
        let months = months(&told.rows);
        let mut distinct = months.clone();
        distinct.dedup();
        distinct.sort_unstable();
        distinct.dedup();
        for &month in &distinct {
            let rows = match distinct.len() {
                1 => told.rows.clone(),
                _ => filter_record_batch(&told.rows, &months.iter().map(|told| Some(*told == month)).collect::<BooleanArray>())?,
            };
            let open = match self.months.entry(month) {
                Entry::Occupied(open) => open.into_mut(),
                Entry::Vacant(free) => {
                    let writer = FileWriter::try_new_buffered(store.scratch()?, &told_schema(self.table))?;
                    free.insert(Open { writer, written: 0, batches: Vec::new(), places: Vec::new(), hashes: Vec::new() })
                }
            };
            open.writer.write(&rows)?;
            open.batches.push((Arc::clone(&told.object), rows.num_rows()));
            open.places.push(open.written);
            open.written += 1;
            open.hashes.extend(id_hashes(self.table, &rows));
        }
        Ok(())
    }

    /// Takes back what the latest object told. The bounds stay as wide as they were, which costs a look and no row.
    pub fn forget(&mut self, object: &str) {
        for open in self.months.values_mut() {
            while let Some((_, rows)) = open.batches.pop_if(|(latest, _)| **latest == *object) {
                open.places.pop();
                open.hashes.truncate(open.hashes.len() - rows);
            }
        }
        self.months.retain(|_, open| !open.batches.is_empty());
    }

    pub fn is_empty(&self) -> bool {
        self.months.is_empty()
    }

    pub fn seal(self) -> Result<Spool, LakeError> {
        let mut months = BTreeMap::new();
        for (month, Open { writer, batches, places, hashes, .. }) in self.months {
            let failed = |error: IntoInnerError<_>| ArrowError::from(error.into_error());
            let file = writer.into_inner()?.into_inner().map_err(failed)?;
            months.insert(month, Sheet { file: Arc::new(Mutex::new(file)), batches, places, hashes });
        }
        Ok(Spool { months, bounds: self.bounds })
    }
}

impl Spool {
    pub fn rows(&self) -> usize {
        self.months.values().map(|sheet| sheet.hashes.len()).sum()
    }

    /// Of all ids, sorted.
    pub fn sorted_hashes(&self) -> Vec<u64> {
        let mut hashes = Vec::with_capacity(self.rows());
        self.months.values().for_each(|sheet| hashes.extend(&sheet.hashes));
        hashes.sort_unstable();
        hashes
    }
}

impl Sheet {
    /// Reads batches back by their numbers.
    pub fn reader(&self) -> Result<FileReader<Shared>, LakeError> {
        Ok(FileReader::try_new(Shared { file: Arc::clone(&self.file), at: 0 }, None)?)
    }

    pub fn batch(&self, reader: &mut FileReader<Shared>, number: usize) -> Result<RecordBatch, LakeError> {
        reader.set_index(self.places[number])?;
        Ok(reader.next().expect("a sheet has the batches that it counted")?)
    }
}

/// A reader with a place of its own in a file that others read too.
pub(super) struct Shared {
    file: Arc<Mutex<File>>,
    at: u64,
}

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().map_err(|_| io::Error::other("another reader of the scratch file panicked"))?;
        file.seek(SeekFrom::Start(self.at))?;
        let count = file.read(buffer)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Shared {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let mut file = self.file.lock().map_err(|_| io::Error::other("another reader of the scratch file panicked"))?;
        if let SeekFrom::Current(_) = to {
            file.seek(SeekFrom::Start(self.at))?;
        }
        self.at = file.seek(to)?;
        Ok(self.at)
    }
}

/// The column of what rows are told apart by.
pub(super) fn ids<'b>(table: &Table, batch: &'b RecordBatch) -> &'b StringArray {
    let id = table.id().expect("only tables whose rows have an id are told");
    batch.column_by_name(id).expect("a row tells its id").as_string()
}

/// Of ids: good for finding out which rows may be told twice, and never for saying that they are.
pub(super) fn id_hashes<'b>(table: &Table, batch: &'b RecordBatch) -> impl Iterator<Item = u64> + use<'b> {
    let ids = ids(table, batch);
    (0..ids.len()).map(|row| {
        let mut hasher = DefaultHasher::new();
        hasher.write(ids.value(row).as_bytes());
        hasher.finish()
    })
}

/// By row; None: a tombstone.
fn months(rows: &RecordBatch) -> Vec<SheetMonth> {
    let days = rows.column_by_name("earned_day").expect("rows that are told have their days").as_primitive::<Date32Type>();
    let month = |day: i32| NaiveDate::default().checked_add_signed(TimeDelta::days(day.into())).map(Month::of);
    let mut last = (i32::MIN, None);
    let mut of_day = |day: i32| {
        if last.0 != day {
            last = (day, month(day));
        }
        last.1
    };
    days.iter().map(|day| day.and_then(&mut of_day)).collect()
}
