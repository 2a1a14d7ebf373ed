//! The columns of what is told of sessions.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanBuilder, RecordBatch};
use arrow::datatypes::{Date32Type, Int64Type, TimestampMicrosecondType};

use crate::extract::facts::arrays::{Numbers, Texts};
use crate::extract::reading::columns::Canonical;
use crate::lake::tables::SESSIONS;
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
        Self {
            rows: 0,
            text_bytes: 0,
            texts: std::array::from_fn(|_| Texts::new(0, 0)),
            outcome_text: Texts::new(0, 0),
            earned_day: Numbers::new(),
            started: Numbers::instants(),
            ended: Numbers::instants(),
            modified: Numbers::instants(),
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
        let arrays = told_columns(&SESSIONS).map(|column| match column.name {
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
            name => self.texts[name
                .parse::<Canonical>()
                .expect("every column is filled by a test")
                as usize]
                .take(rows),
        });
        let batch = RecordBatch::try_new(told_schema(&SESSIONS), arrays.collect());
        (self.rows, self.text_bytes) = (0, 0);
        batch.expect("every column of the table has its kind, its nulls and as many values")
    }
}
