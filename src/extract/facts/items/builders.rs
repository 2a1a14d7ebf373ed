//! The columns of what is told of items, and a row as it goes into them.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanBuilder, RecordBatch};
use arrow::datatypes::{Date32Type, Int64Type, TimestampMicrosecondType};

use crate::extract::facts::arrays::{Numbers, Texts};
use crate::lake::tables::ITEMS;
use crate::lake::{told_columns, told_schema};
use crate::model::Outcome;

/// A row of the table; what a tombstone does not tell is empty. Instants are microseconds, days are
/// counted from 1970.
#[derive(Default)]
pub struct Row<'t> {
    pub item_id: &'t str,
    pub version: Option<i64>,
    pub modified: Option<i64>,
    pub line: i64,
    /// Its day, its queue and how it went.
    pub told: Option<(i32, &'t str, Outcome)>,
    pub ancestor_id: Option<&'t str>,
    pub attempt: Option<i64>,
    pub queue_name: Option<&'t str>,
    pub automation_id: Option<&'t str>,
    pub session_id: Option<&'t str>,
    pub created: Option<i64>,
    pub started: Option<i64>,
    pub ended: Option<i64>,
    pub due: Option<i64>,
    pub at_risk: Option<i64>,
    pub outcome_text: Option<&'t str>,
    pub error_code: Option<&'t str>,
    pub work_ms: Option<i64>,
}

/// One for each column, filled side by side.
enum Column {
    Text(Texts, for<'t> fn(&Row<'t>) -> Option<&'t str>),
    Whole(Numbers<Int64Type>, fn(&Row<'_>) -> Option<i64>),
    Instant(
        Numbers<TimestampMicrosecondType>,
        fn(&Row<'_>) -> Option<i64>,
    ),
    Day(Numbers<Date32Type>, fn(&Row<'_>) -> Option<i32>),
    Truth(BooleanBuilder, fn(&Row<'_>) -> bool),
}

impl Column {
    /// What a row says under a column's name.
    fn named(name: &str) -> Self {
        let text = |of: for<'t> fn(&Row<'t>) -> Option<&'t str>| Self::Text(Texts::new(0, 0), of);
        let whole = |of: fn(&Row<'_>) -> Option<i64>| Self::Whole(Numbers::new(), of);
        let instant = |of: fn(&Row<'_>) -> Option<i64>| Self::Instant(Numbers::instants(), of);
        match name {
            "item_id" => text(|row| Some(row.item_id)),
            "earned_day" => Self::Day(Numbers::new(), |row| row.told.map(|(day, ..)| day)),
            "ancestor_id" => text(|row| row.ancestor_id),
            "attempt" => whole(|row| row.attempt),
            "queue_id" => text(|row| row.told.map(|(_, queue_id, _)| queue_id)),
            "queue_name" => text(|row| row.queue_name),
            "automation_id" => text(|row| row.automation_id),
            "session_id" => text(|row| row.session_id),
            "created" => instant(|row| row.created),
            "started" => instant(|row| row.started),
            "ended" => instant(|row| row.ended),
            "due" => instant(|row| row.due),
            "at_risk" => instant(|row| row.at_risk),
            "outcome" => text(|row| row.told.map(|(.., outcome)| outcome.as_str())),
            "outcome_text" => text(|row| row.outcome_text),
            "error_code" => text(|row| row.error_code),
            "work_ms" => whole(|row| row.work_ms),
            "source_version" => whole(|row| row.version),
            "source_modified" => instant(|row| row.modified),
            "deleted" => Self::Truth(BooleanBuilder::new(), |row| row.told.is_none()),
            "row" => whole(|row| Some(row.line)),
            other => unreachable!("{other}: every column is filled by a test"),
        }
    }

    fn put(&mut self, at: usize, row: &Row<'_>) {
        match self {
            Self::Text(column, of) => column.put(at, of(row)),
            Self::Whole(column, of) => column.put(at, of(row)),
            Self::Instant(column, of) => column.put(at, of(row)),
            Self::Day(column, of) => column.put(at, of(row)),
            Self::Truth(column, of) => column.append_value(of(row)),
        }
    }

    fn take(&mut self, rows: usize) -> ArrayRef {
        match self {
            Self::Text(column, _) => column.take(rows),
            Self::Whole(column, _) => column.take(rows),
            Self::Instant(column, _) => column.take(rows),
            Self::Day(column, _) => column.take(rows),
            Self::Truth(column, _) => Arc::new(column.finish()),
        }
    }
}

pub struct Builders {
    rows: usize,
    columns: Vec<Column>,
}

impl Builders {
    pub fn new() -> Self {
        Self {
            rows: 0,
            columns: told_columns(&ITEMS)
                .map(|column| Column::named(column.name))
                .collect(),
        }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn push(&mut self, row: &Row<'_>) {
        self.columns
            .iter_mut()
            .for_each(|column| column.put(self.rows, row));
        self.rows += 1;
    }

    /// What was built so far; begins anew.
    pub fn take(&mut self) -> RecordBatch {
        let rows = std::mem::take(&mut self.rows);
        let arrays = self
            .columns
            .iter_mut()
            .map(|column| column.take(rows))
            .collect();
        RecordBatch::try_new(told_schema(&ITEMS), arrays)
            .expect("every column of the table has its kind, its nulls and as many values")
    }
}
