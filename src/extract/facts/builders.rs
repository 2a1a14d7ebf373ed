//! Rows of the lake's tables in the making: of each column it is declared what a row says there.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanBuilder, RecordBatch};
use arrow::datatypes::{Date32Type, Int64Type, TimestampMicrosecondType};

use super::arrays::{NumberColumn, TextColumn};
use crate::lake::tables::Table;
use crate::lake::{told_columns, told_schema};

/// What rows tell of.
pub trait FactTable {
    /// A row, as it goes into the table.
    type Values<'t>;
}

type TextOf<F> = for<'r, 't> fn(&'r <F as FactTable>::Values<'t>) -> Option<&'r str>;
type TextAt<F> = for<'r, 't> fn(&'r <F as FactTable>::Values<'t>, usize) -> Option<&'r str>;
type WholeOf<F> = for<'r, 't> fn(&'r <F as FactTable>::Values<'t>) -> Option<i64>;
type DayOf<F> = for<'r, 't> fn(&'r <F as FactTable>::Values<'t>) -> Option<i32>;
type TruthOf<F> = for<'r, 't> fn(&'r <F as FactTable>::Values<'t>) -> bool;

/// One column in the making, and what a row says in it. Instants are microseconds, days are counted
/// from 1970.
pub enum Builder<F: FactTable> {
    Text(TextColumn, TextOf<F>),
    /// One of many texts, by its number.
    TextAt(TextColumn, usize, TextAt<F>),
    Whole(NumberColumn<Int64Type>, WholeOf<F>),
    Instant(NumberColumn<TimestampMicrosecondType>, WholeOf<F>),
    Day(NumberColumn<Date32Type>, DayOf<F>),
    Truth(BooleanBuilder, TruthOf<F>),
}

impl<F: FactTable> Builder<F> {
    pub fn text(of: TextOf<F>) -> Self {
        Self::Text(TextColumn::new(0, 0), of)
    }

    pub fn text_at(number: usize, of: TextAt<F>) -> Self {
        Self::TextAt(TextColumn::new(0, 0), number, of)
    }

    pub fn whole(of: WholeOf<F>) -> Self {
        Self::Whole(NumberColumn::new(), of)
    }

    pub fn instant(of: WholeOf<F>) -> Self {
        Self::Instant(NumberColumn::instants(), of)
    }

    pub fn day(of: DayOf<F>) -> Self {
        Self::Day(NumberColumn::new(), of)
    }

    pub fn truth(of: TruthOf<F>) -> Self {
        Self::Truth(BooleanBuilder::new(), of)
    }

    /// Puts what a row says; how many bytes of text that is.
    #[inline]
    fn put(&mut self, at: usize, row: &F::Values<'_>) -> usize {
        let (column, text) = match self {
            Self::Text(column, of) => (column, of(row)),
            Self::TextAt(column, number, of) => (column, of(row, *number)),
            Self::Whole(column, of) => {
                column.put(at, of(row));
                return 0;
            }
            Self::Instant(column, of) => {
                column.put(at, of(row));
                return 0;
            }
            Self::Day(column, of) => {
                column.put(at, of(row));
                return 0;
            }
            Self::Truth(column, of) => {
                column.append_value(of(row));
                return 0;
            }
        };
        column.put(at, text);
        text.map_or(0, str::len)
    }

    fn take(&mut self, rows: usize) -> ArrayRef {
        match self {
            Self::Text(column, _) | Self::TextAt(column, ..) => column.take(rows),
            Self::Whole(column, _) => column.take(rows),
            Self::Instant(column, _) => column.take(rows),
            Self::Day(column, _) => column.take(rows),
            Self::Truth(column, _) => Arc::new(column.finish()),
        }
    }
}

/// The rows of a table that are not yet a batch.
pub struct Builders<F: FactTable> {
    table: &'static Table,
    rows: usize,
    text_bytes: usize,
    columns: Vec<Builder<F>>,
}

impl<F: FactTable> Builders<F> {
    /// `column` declares what stands in a column of the table, by its name.
    pub fn new(table: &'static Table, column: impl Fn(&str) -> Builder<F>) -> Self {
        let columns = told_columns(table).map(|named| column(named.name));
        Self {
            table,
            rows: 0,
            text_bytes: 0,
            columns: columns.collect(),
        }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn text_bytes(&self) -> usize {
        self.text_bytes
    }

    pub fn push(&mut self, row: &F::Values<'_>) {
        for column in &mut self.columns {
            self.text_bytes += column.put(self.rows, row);
        }
        self.rows += 1;
    }

    /// What was built so far, if anything was; begins anew.
    pub fn take(&mut self) -> Option<RecordBatch> {
        let rows = std::mem::take(&mut self.rows);
        if rows == 0 {
            return None;
        }
        self.text_bytes = 0;
        let columns = self.columns.iter_mut();
        let arrays = columns.map(|column| column.take(rows)).collect();
        let batch = RecordBatch::try_new(told_schema(self.table), arrays);
        Some(batch.expect("every column of the table has its kind, its nulls and as many values"))
    }
}
