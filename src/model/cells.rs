//! Tables in the abstract: what a column is, and what stands in a cell of it. Which tables there
//! are is the lake's matter.

use chrono::{DateTime, NaiveDate, Utc};

use super::exact::Micros;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub nullable: bool,
    pub about: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A local date.
    Day,
    /// UTC, in microseconds.
    Instant,
    /// A whole number, of what the unit says.
    Whole(&'static str),
    /// An exact decimal: two columns, `<name>` as Decimal(18,2) and `<name>_micros` as the exact
    /// integer.
    Exact(&'static str),
    /// A quotient of two integers, as a double.
    Ratio,
    Truth,
}

/// A column whose cells are never empty.
pub const fn col(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column {
        name,
        kind,
        nullable: false,
        about,
    }
}

/// A column that may be empty.
pub const fn opt(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column {
        name,
        kind,
        nullable: true,
        about,
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Null,
    Text(String),
    Day(NaiveDate),
    Instant(DateTime<Utc>),
    Whole(i64),
    Exact(Micros),
    Ratio(f64),
    Truth(bool),
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

macro_rules! cells {
    ($($from:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$from> for Cell {
            fn from(value: $from) -> Self {
                Self::$variant(value.into())
            }
        }
    )+};
}
cells! { String => Text, &str => Text, NaiveDate => Day, DateTime<Utc> => Instant, i64 => Whole, Micros => Exact, f64 => Ratio, bool => Truth }
