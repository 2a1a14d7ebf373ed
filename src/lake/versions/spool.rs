//! What a delivery tells, by month: in memory, or where that is too much in scratch files. These
//! have Arrow's own layout, so that writing and reading them back costs little, and no names, so
//! that nothing of them is left whatever happens. Of each row eight bytes more stay in memory, a
//! hash of its id.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufWriter, IntoInnerError, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex};

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use arrow::compute::{filter_record_batch, max, max_string, min, min_string};
use arrow::datatypes::Date32Type;
use arrow::error::ArrowError;
use arrow::ipc::reader::FileReader;
use arrow::ipc::writer::FileWriter;
use chrono::{NaiveDate, TimeDelta};

use super::export_rows::{ExportRows, export_schema};
use super::rows::{id_hashes, ids};
use crate::lake::LakeError;
use crate::lake::cells::shape;
use crate::lake::delta::TextBounds;
use crate::lake::store::Store;
use crate::lake::tables::Table;
use crate::model::window::Month;

/// Rows of one month; None: tombstones.
pub(in crate::lake) type RowMonth = Option<Month>;

/// The first and the last day of some rows, as Arrow counts days.
pub(in crate::lake) type Days = (i32, i32);

/// Takes rows in.
pub(in crate::lake) struct Spooling {
    table: &'static Table,
    months: BTreeMap<RowMonth, OpenMonth>,
    bounds: Option<TextBounds>,
    days: HashMap<Arc<str>, Days>,
    /// Where rows go that do not stay in memory.
    scratch: Option<Store>,
}

/// A sheet that is being written.
struct OpenMonth {
    rows: OpenRows,
    batches: Vec<(Arc<str>, usize)>,
    hashes: Vec<u64>,
}

enum OpenRows {
    Memory(Vec<RecordBatch>),
    Scratch {
        writer: Box<FileWriter<BufWriter<File>>>,
        written: usize,
        places: Vec<usize>,
    },
}

/// What was taken in.
#[derive(Default)]
pub(in crate::lake) struct Spool {
    pub months: BTreeMap<RowMonth, MonthRows>,
    /// The least and the greatest id.
    pub bounds: Option<TextBounds>,
    /// From which day to which each object tells.
    pub days: HashMap<Arc<str>, Days>,
}

/// The rows of one month, batch by batch as they were told.
pub(in crate::lake) struct MonthRows {
    rows: StoredRows,
    /// Of each batch the object that told it, and its rows.
    pub batches: Vec<(Arc<str>, usize)>,
    /// Of the ids, in the order of the rows.
    pub hashes: Vec<u64>,
}

enum StoredRows {
    Memory(Vec<RecordBatch>),
    /// Where in the file each batch stands: between them lies what was forgotten.
    Scratch {
        file: Arc<Mutex<File>>,
        places: Vec<usize>,
    },
}

impl Spooling {
    /// None: rows stay in memory.
    pub fn of(table: &'static Table, scratch: Option<&Store>) -> Self {
        Self {
            table,
            months: BTreeMap::new(),
            bounds: None,
            days: HashMap::new(),
            scratch: scratch.cloned(),
        }
    }

    pub fn push(&mut self, export: &ExportRows) -> Result<(), LakeError> {
        let ids = ids(self.table, &export.rows);
        if let (Some(least), Some(greatest)) = (min_string(ids), max_string(ids)) {
            let (held_least, held_greatest) = self
                .bounds
                .get_or_insert_with(|| (least.to_owned(), greatest.to_owned()));
            if least < held_least.as_str() {
                least.clone_into(held_least);
            }
            if greatest > held_greatest.as_str() {
                greatest.clone_into(held_greatest);
            }
        }
        self.see_days(export)?;
        let months = months(&export.rows);
        let mut distinct = months.clone();
        distinct.dedup();
        distinct.sort_unstable();
        distinct.dedup();
        for &month in &distinct {
            let rows = match distinct.len() {
                1 => export.rows.clone(),
                _ => filter_record_batch(
                    &export.rows,
                    &months
                        .iter()
                        .map(|other| Some(*other == month))
                        .collect::<BooleanArray>(),
                )?,
            };
            let open = match self.months.entry(month) {
                Entry::Occupied(open) => open.into_mut(),
                Entry::Vacant(free) => {
                    free.insert(OpenMonth::new(self.table, self.scratch.as_ref())?)
                }
            };
            open.hashes.extend(id_hashes(self.table, &rows));
            open.batches
                .push((Arc::clone(&export.object), rows.num_rows()));
            open.rows.push(rows)?;
        }
        Ok(())
    }

    /// A row without a day is a tombstone, and no other row is.
    fn see_days(&mut self, export: &ExportRows) -> Result<(), LakeError> {
        let column = |name: &str| {
            export
                .rows
                .column_by_name(name)
                .expect("rows that are told have their days, and say whether they are dead")
        };
        let (days, deleted) = (
            column("earned_day").as_primitive::<Date32Type>(),
            column("deleted").as_boolean(),
        );
        if days.null_count() > 0 || deleted.has_true() {
            for row in 0..days.len() {
                let id = || ids(self.table, &export.rows).value(row);
                match (deleted.value(row), days.is_null(row)) {
                    (true, false) => {
                        return Err(shape(
                            self.table,
                            format!("{}: a tombstone has no day", id()),
                        ));
                    }
                    (false, true) => {
                        return Err(shape(
                            self.table,
                            format!("{}: it has no day, and is no tombstone", id()),
                        ));
                    }
                    _ => {}
                }
            }
        }
        if let (Some(first), Some(last)) = (min(days), max(days)) {
            let held = self
                .days
                .entry(Arc::clone(&export.object))
                .or_insert((first, last));
            *held = (held.0.min(first), held.1.max(last));
        }
        Ok(())
    }

    /// Takes back what the latest object told. The bounds stay as wide as they were, which costs a
    /// look and no row.
    pub fn forget(&mut self, object: &str) {
        for open in self.months.values_mut() {
            while let Some((_, rows)) = open.batches.pop_if(|(latest, _)| **latest == *object) {
                open.rows.pop();
                open.hashes.truncate(open.hashes.len() - rows);
            }
        }
        self.days.remove(object);
        self.months.retain(|_, open| !open.batches.is_empty());
    }

    pub fn is_empty(&self) -> bool {
        self.months.is_empty()
    }

    pub fn seal(self) -> Result<Spool, LakeError> {
        let mut months = BTreeMap::new();
        for (
            month,
            OpenMonth {
                rows,
                batches,
                hashes,
            },
        ) in self.months
        {
            months.insert(
                month,
                MonthRows {
                    rows: rows.seal()?,
                    batches,
                    hashes,
                },
            );
        }
        Ok(Spool {
            months,
            bounds: self.bounds,
            days: self.days,
        })
    }
}

impl OpenMonth {
    fn new(table: &'static Table, scratch: Option<&Store>) -> Result<Self, LakeError> {
        let rows = match scratch {
            None => OpenRows::Memory(Vec::new()),
            Some(store) => {
                let writer = Box::new(FileWriter::try_new_buffered(
                    store.scratch()?,
                    &export_schema(table),
                )?);
                OpenRows::Scratch {
                    writer,
                    written: 0,
                    places: Vec::new(),
                }
            }
        };
        Ok(Self {
            rows,
            batches: Vec::new(),
            hashes: Vec::new(),
        })
    }
}

impl OpenRows {
    fn push(&mut self, rows: RecordBatch) -> Result<(), LakeError> {
        match self {
            Self::Memory(batches) => batches.push(rows),
            Self::Scratch {
                writer,
                written,
                places,
            } => {
                writer.write(&rows)?;
                places.push(*written);
                *written += 1;
            }
        }
        Ok(())
    }

    fn pop(&mut self) {
        match self {
            Self::Memory(batches) => drop(batches.pop()),
            Self::Scratch { places, .. } => drop(places.pop()),
        }
    }

    fn seal(self) -> Result<StoredRows, LakeError> {
        Ok(match self {
            Self::Memory(batches) => StoredRows::Memory(batches),
            Self::Scratch { writer, places, .. } => {
                let failed = |error: IntoInnerError<_>| ArrowError::from(error.into_error());
                let file = writer.into_inner()?.into_inner().map_err(failed)?;
                StoredRows::Scratch {
                    file: Arc::new(Mutex::new(file)),
                    places,
                }
            }
        })
    }
}

impl Spool {
    pub fn rows(&self) -> usize {
        self.months
            .values()
            .map(|month_rows| month_rows.hashes.len())
            .sum()
    }

    /// Of all ids, sorted.
    pub fn sorted_hashes(&self) -> Vec<u64> {
        let mut hashes = Vec::with_capacity(self.rows());
        self.months
            .values()
            .for_each(|month_rows| hashes.extend(&month_rows.hashes));
        hashes.sort_unstable();
        hashes
    }

    /// All ids, sorted, where they are in memory and no more than so many.
    pub fn few_ids(&self, table: &'static Table, most: usize) -> Option<Vec<&str>> {
        if self.rows() > most {
            return None;
        }
        let mut few = Vec::with_capacity(self.rows());
        for month_rows in self.months.values() {
            let StoredRows::Memory(batches) = &month_rows.rows else {
                return None;
            };
            few.extend(
                batches
                    .iter()
                    .flat_map(|batch| ids(table, batch).iter().flatten()),
            );
        }
        few.sort_unstable();
        Some(few)
    }
}

impl MonthRows {
    /// Reads batches by their numbers.
    pub fn reader(&self) -> Result<MonthReader<'_>, LakeError> {
        Ok(match &self.rows {
            StoredRows::Memory(batches) => MonthReader::Memory(batches),
            StoredRows::Scratch { file, places } => MonthReader::Scratch(
                places,
                Box::new(FileReader::try_new(
                    Shared {
                        file: Arc::clone(file),
                        at: 0,
                    },
                    None,
                )?),
            ),
        })
    }
}

pub(in crate::lake) enum MonthReader<'s> {
    Memory(&'s [RecordBatch]),
    Scratch(&'s [usize], Box<FileReader<Shared>>),
}

impl MonthReader<'_> {
    pub fn batch(&mut self, number: usize) -> Result<RecordBatch, LakeError> {
        match self {
            Self::Memory(batches) => Ok(batches[number].clone()),
            Self::Scratch(places, reader) => {
                reader.set_index(places[number])?;
                Ok(reader
                    .next()
                    .expect("a sheet has the batches that it counted")?)
            }
        }
    }
}

/// A reader with a place of its own in a file that others read too.
pub(in crate::lake) struct Shared {
    file: Arc<Mutex<File>>,
    at: u64,
}

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self
            .file
            .lock()
            .map_err(|_| io::Error::other("another reader of the scratch file panicked"))?;
        file.seek(SeekFrom::Start(self.at))?;
        let count = file.read(buffer)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Shared {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let mut file = self
            .file
            .lock()
            .map_err(|_| io::Error::other("another reader of the scratch file panicked"))?;
        if let SeekFrom::Current(_) = to {
            file.seek(SeekFrom::Start(self.at))?;
        }
        self.at = file.seek(to)?;
        Ok(self.at)
    }
}

/// By row; None: a tombstone.
fn months(rows: &RecordBatch) -> Vec<RowMonth> {
    let days = rows
        .column_by_name("earned_day")
        .expect("rows that are told have their days")
        .as_primitive::<Date32Type>();
    let month = |day: i32| {
        NaiveDate::default()
            .checked_add_signed(TimeDelta::days(day.into()))
            .map(Month::of)
    };
    let mut last = (i32::MIN, None);
    let mut of_day = |day: i32| {
        if last.0 != day {
            last = (day, month(day));
        }
        last.1
    };
    days.iter().map(|day| day.and_then(&mut of_day)).collect()
}
