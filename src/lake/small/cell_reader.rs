//! A row of a small table, taken apart cell by cell; what does not fit is told by its table and
//! column.

use crate::lake::cells::Cell;
use crate::lake::error::LakeError;
use crate::lake::tables::Table;
use crate::model::Micros;

/// Takes a row's cells apart, one after the other.
pub(in crate::lake) struct CellReader {
    pub table: &'static Table,
    pub cells: std::vec::IntoIter<Cell>,
}

macro_rules! takers {
    ($($name:ident, $or_none:ident, $variant:ident, $type:ty;)+) => {$(
        #[allow(dead_code, reason = "one for each kind")]
        pub fn $name(&mut self) -> Result<$type, LakeError> {
            self.$or_none()?.ok_or_else(|| self.garbled("empty, and it must not be"))
        }

        #[allow(dead_code, reason = "one for each kind")]
        pub fn $or_none(&mut self) -> Result<Option<$type>, LakeError> {
            match self.cells.next() {
                Some(Cell::$variant(value)) => Ok(Some(value)),
                Some(Cell::Null) => Ok(None),
                other => Err(self.garbled(&format!("{other:?} where {} was agreed", stringify!($variant)))),
            }
        }
    )+};
}

impl CellReader {
    takers! {
        text, text_or_none, Text, String;
        day, day_or_none, Day, chrono::NaiveDate;
        instant, instant_or_none, Instant, chrono::DateTime<chrono::Utc>;
        whole, whole_or_none, Whole, i64;
        exact, exact_or_none, Exact, Micros;
        truth, truth_or_none, Truth, bool;
    }

    pub fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(&mut self) -> Result<T, LakeError> {
        let text = self.text()?;
        self.parse(&text)
    }

    pub fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(
        &self,
        text: &str,
    ) -> Result<T, LakeError> {
        text.parse()
            .map_err(|error: T::Err| self.garbled(&error.to_string()))
    }

    fn garbled(&self, what: &str) -> LakeError {
        let width = self.table.columns().count();
        let column = self
            .table
            .columns()
            .nth(width - self.cells.len() - 1)
            .map_or("", |c| c.name);
        LakeError::Garbled {
            path: format!("{}.{column}", self.table.name),
            what: what.to_owned(),
        }
    }
}
