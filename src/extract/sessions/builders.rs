//! Arrow builders for what is told of sessions, filled row by row in the table's own order.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanBuilder, Date32Builder, Int64Builder, RecordBatch, StringBuilder, TimestampMicrosecondBuilder};
use chrono::{DateTime, NaiveDate, Utc};

use crate::lake::tables::Kind;
use crate::lake::{told_columns, told_schema};

enum Builder {
    Text(StringBuilder),
    Day(Date32Builder),
    Instant(TimestampMicrosecondBuilder),
    Whole(Int64Builder),
    Truth(BooleanBuilder),
}

pub struct Builders {
    columns: Vec<(&'static str, Builder)>,
    next: usize,
    rows: usize,
    text_bytes: usize,
}

/// A value of one column; the builder of that column takes no other kind.
pub enum Value<'a> {
    Text(Option<&'a str>),
    Day(Option<NaiveDate>),
    Instant(Option<DateTime<Utc>>),
    Whole(Option<i64>),
    Truth(bool),
}

impl Builders {
    pub fn new() -> Self {
        let columns = told_columns().map(|column| {
            let builder = match column.kind {
                Kind::Text => Builder::Text(StringBuilder::new()),
                Kind::Day => Builder::Day(Date32Builder::new()),
                Kind::Instant => Builder::Instant(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
                Kind::Whole(_) => Builder::Whole(Int64Builder::new()),
                Kind::Truth => Builder::Truth(BooleanBuilder::new()),
                Kind::Exact(_) | Kind::Ratio => unreachable!("sessions are told in whole numbers"),
            };
            (column.name, builder)
        });
        Self { columns: columns.collect(), next: 0, rows: 0, text_bytes: 0 }
    }

    /// The next column's value; its name is said so that the order of the table and of the caller can be compared.
    pub fn put(&mut self, name: &str, value: Value<'_>) {
        let (expected, builder) = &mut self.columns[self.next];
        debug_assert_eq!(*expected, name, "sessions are built in the order of their table");
        match (builder, value) {
            (Builder::Text(builder), Value::Text(text)) => {
                self.text_bytes += text.map_or(0, str::len);
                builder.append_option(text);
            }
            (Builder::Day(builder), Value::Day(day)) => {
                builder.append_option(day.map(|day| (day - NaiveDate::default()).num_days() as i32))
            }
            (Builder::Instant(builder), Value::Instant(at)) => builder.append_option(at.map(|at| at.timestamp_micros())),
            (Builder::Whole(builder), Value::Whole(number)) => builder.append_option(number),
            (Builder::Truth(builder), Value::Truth(truth)) => builder.append_value(truth),
            _ => unreachable!("{name} is put as the kind its table gives it"),
        }
        self.next += 1;
        if self.next == self.columns.len() {
            (self.next, self.rows) = (0, self.rows + 1);
        }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn text_bytes(&self) -> usize {
        self.text_bytes
    }

    /// What was built so far; begins anew.
    pub fn take(&mut self) -> RecordBatch {
        let arrays = self.columns.iter_mut().map(|(_, builder)| -> ArrayRef {
            match builder {
                Builder::Text(builder) => Arc::new(builder.finish()),
                Builder::Day(builder) => Arc::new(builder.finish()),
                Builder::Instant(builder) => Arc::new(builder.finish()),
                Builder::Whole(builder) => Arc::new(builder.finish()),
                Builder::Truth(builder) => Arc::new(builder.finish()),
            }
        });
        let batch = RecordBatch::try_new(told_schema(), arrays.collect());
        (self.rows, self.text_bytes) = (0, 0);
        batch.expect("every column of the table has its kind, its nulls and as many values")
    }
}
