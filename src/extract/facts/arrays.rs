//! Columns in the making, filled row by row. A row that tells nothing in a column costs nothing
//! there: it is made up for when a later one does.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, ArrowPrimitiveType, PrimitiveBuilder, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow::datatypes::TimestampMicrosecondType;

/// A column of texts.
pub struct TextColumn(StringBuilder);

impl TextColumn {
    pub fn new(rows: usize, bytes: usize) -> Self {
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
    pub fn take(&mut self, rows: usize) -> ArrayRef {
        self.pad(rows);
        let bytes = self.0.values_slice().len();
        let next = if bytes > 0 {
            Self::new(rows, bytes + bytes / 16)
        } else {
            Self::new(0, 0)
        };
        Arc::new(std::mem::replace(self, next).0.finish())
    }
}

/// A column of numbers, days or instants.
pub struct NumberColumn<T: ArrowPrimitiveType>(PrimitiveBuilder<T>);

impl<T: ArrowPrimitiveType> NumberColumn<T> {
    pub fn new() -> Self {
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

    pub fn take(&mut self, rows: usize) -> ArrayRef {
        self.pad(rows);
        Arc::new(self.0.finish())
    }
}

impl NumberColumn<TimestampMicrosecondType> {
    /// In UTC.
    pub fn instants() -> Self {
        Self(TimestampMicrosecondBuilder::with_capacity(0).with_timezone("UTC"))
    }
}
