//! Arrow builders for what is told of sessions, filled row by row. A row that tells nothing in a column costs nothing
//! there: it is made up for when a later one does.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, ArrowPrimitiveType, BooleanBuilder, PrimitiveBuilder, RecordBatch, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow::datatypes::{Date32Type, Int64Type, TimestampMicrosecondType};

use crate::extract::reading::Canonical;
use crate::lake::{told_columns, told_schema};

pub struct Builders {
    rows: usize,
    text_bytes: usize,
    /// By the numbers of [`Canonical::ALL`]; those that are no texts stay empty.
    texts: [Texts; Canonical::ALL.len()],
    pub outcome_text: Texts,
    pub earned_day: Numbers<Date32Type>,
    pub started: Numbers<TimestampMicrosecondType>,
    pub ended: Numbers<TimestampMicrosecondType>,
    pub modified: Numbers<TimestampMicrosecondType>,
    pub duration_ms: Numbers<Int64Type>,
    pub duration_bucket: Numbers<Int64Type>,
    pub version: Numbers<Int64Type>,
    pub line: Numbers<Int64Type>,
    pub deleted: BooleanBuilder,
}

impl Builders {
    pub fn new() -> Self {
        let instants = || Numbers(TimestampMicrosecondBuilder::with_capacity(0).with_timezone("UTC"));
        Self {
            rows: 0,
            text_bytes: 0,
            texts: std::array::from_fn(|_| Texts::new(0, 0)),
            outcome_text: Texts::new(0, 0),
            earned_day: Numbers::new(),
            started: instants(),
            ended: instants(),
            modified: instants(),
            duration_ms: Numbers::new(),
            duration_bucket: Numbers::new(),
            version: Numbers::new(),
            line: Numbers::new(),
            deleted: BooleanBuilder::with_capacity(0),
        }
    }

    /// How many rows are complete: the number of the row in hand.
    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn text_bytes(&self) -> usize {
        self.text_bytes
    }

    /// A text of the row in hand.
    #[inline]
    pub fn text(&mut self, told: Canonical, text: Option<&str>) {
        self.text_bytes += text.map_or(0, str::len);
        self.texts[told as usize].put(self.rows, text);
    }

    pub fn end_row(&mut self) {
        self.rows += 1;
    }

    /// What was built so far; begins anew.
    pub fn take(&mut self) -> RecordBatch {
        let rows = self.rows;
        let arrays = told_columns().map(|column| match column.name {
            "earned_day" => self.earned_day.take(rows),
            "started" => self.started.take(rows),
            "ended" => self.ended.take(rows),
            "outcome_text" => self.outcome_text.take(rows),
            "duration_ms" => self.duration_ms.take(rows),
            "duration_bucket" => self.duration_bucket.take(rows),
            "source_version" => self.version.take(rows),
            "source_modified" => self.modified.take(rows),
            "deleted" => Arc::new(self.deleted.finish()) as ArrayRef,
            "row" => self.line.take(rows),
            // The others are told as they are, under their own names.
            name => self.texts[name.parse::<Canonical>().expect("every column is filled by a test") as usize].take(rows),
        });
        let batch = RecordBatch::try_new(told_schema(), arrays.collect());
        (self.rows, self.text_bytes) = (0, 0);
        batch.expect("every column of the table has its kind, its nulls and as many values")
    }
}

/// A column of texts.
pub struct Texts(StringBuilder);

impl Texts {
    fn new(rows: usize, bytes: usize) -> Self {
        Self(StringBuilder::with_capacity(rows, bytes))
    }

    #[inline]
    pub fn put(&mut self, row: usize, text: Option<&str>) {
        let Some(text) = text else { return };
        self.pad(row);
        self.0.append_value(text);
    }

    fn pad(&mut self, rows: usize) {
        let missing = rows + 1 - self.0.offsets_slice().len();
        if missing > 0 {
            self.0.append_nulls(missing);
        }
    }

    /// The next batch will be about as large.
    fn take(&mut self, rows: usize) -> ArrayRef {
        self.pad(rows);
        let bytes = self.0.values_slice().len();
        let next = if bytes > 0 { Self::new(rows, bytes + bytes / 16) } else { Self::new(0, 0) };
        Arc::new(std::mem::replace(self, next).0.finish())
    }
}

/// A column of numbers, days or instants.
pub struct Numbers<T: ArrowPrimitiveType>(PrimitiveBuilder<T>);

impl<T: ArrowPrimitiveType> Numbers<T> {
    fn new() -> Self {
        Self(PrimitiveBuilder::with_capacity(0))
    }

    #[inline]
    pub fn put(&mut self, row: usize, number: Option<T::Native>) {
        let Some(number) = number else { return };
        self.pad(row);
        self.0.append_value(number);
    }

    fn pad(&mut self, rows: usize) {
        let missing = rows - self.0.values_slice().len();
        if missing > 0 {
            self.0.append_nulls(missing);
        }
    }

    fn take(&mut self, rows: usize) -> ArrayRef {
        self.pad(rows);
        Arc::new(self.0.finish())
    }
}
