//! Sheets: what a report says as tables of typed cells, before it is decided how they are written.
//! [`super::csv`] and [`super::xlsx`] are two renderers of them. A cell keeps all digits; how many
//! of them are written is the renderer's choice for each type.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};

use crate::model::Micros;
use crate::model::cells::Cell;

/// One table of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportSheet {
    pub name: &'static str,
    /// What its rows are, in a sentence for those who open it.
    pub about: &'static str,
    pub columns: Cow<'static, [SheetColumn]>,
    /// So many columns at the left say what a row is of.
    pub keys: usize,
    /// Each has a cell for each column.
    pub rows: Vec<Vec<SheetCell>>,
    /// What was published of the whole, by column: its rows add up to that.
    pub published: Vec<(&'static str, Micros)>,
}

/// How a report is laid out as sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetForm {
    /// A row a figure; all sheets have the same columns.
    Long,
    /// A row for each thing, and a column for each figure of it.
    Wide,
}

/// A column of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetColumn {
    pub name: &'static str,
    /// What its cells count; empty where they count nothing.
    pub unit: SheetUnit,
    pub about: &'static str,
}

/// What the cells of a column count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetUnit {
    /// Nothing: words, days, instants.
    None,
    /// The estate's currency.
    Money,
    /// A part of one, shown in percent.
    Percent,
    /// How many times something is another thing.
    Times,
    /// As the word says: `min`, `sessions`.
    Of(&'static str),
}

#[derive(Debug, Clone, PartialEq)]
pub enum SheetCell {
    /// A word or a name. Renderers see to it that no text becomes a formula.
    Text(Cow<'static, str>),
    /// Of the estate's currency, in which the row or the column names it.
    Money(Micros),
    /// An exact number of anything: units, hours, people, money by the unit.
    Amount(Micros),
    Minutes(Micros),
    /// A part of one, exactly.
    Share(Micros),
    /// A quotient.
    Ratio(f64),
    Count(i64),
    Day(NaiveDate),
    Instant(DateTime<Utc>),
    Truth(bool),
    /// One that a reader may change, or that follows from such: in a workbook.
    Live(Box<LiveCell>),
    /// Not defined, which is not zero; a text beside it says why.
    Absent,
}

/// A cell of a sum that can be done again. Elsewhere than in a workbook it is its value.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveCell {
    /// What was published.
    pub value: SheetCell,
    /// What a workbook computes it from; none: it is an assumption.
    pub formula: Option<String>,
}

impl SheetCell {
    /// What stands in it, however it came about.
    pub fn value(&self) -> &Self {
        match self {
            Self::Live(live) => &live.value,
            cell => cell,
        }
    }

    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A cell of what may not be defined.
    pub fn of<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Absent, cell)
    }

    /// Its amount, where it is one.
    pub fn amount(&self) -> Option<Micros> {
        match self.value() {
            Self::Money(amount)
            | Self::Amount(amount)
            | Self::Minutes(amount)
            | Self::Share(amount) => Some(*amount),
            _ => None,
        }
    }
}

/// As the tables of the lake have it; money is an amount here, since a cell does not know its unit.
impl From<Cell> for SheetCell {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Null => Self::Absent,
            Cell::Text(text) => Self::text(text),
            Cell::Day(day) => Self::Day(day),
            Cell::Instant(at) => Self::Instant(at),
            Cell::Whole(n) => Self::Count(n),
            Cell::Exact(amount) => Self::Amount(amount),
            Cell::Ratio(ratio) => Self::Ratio(ratio),
            Cell::Truth(truth) => Self::Truth(truth),
        }
    }
}

macro_rules! cells {
    ($($from:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$from> for SheetCell {
            fn from(value: $from) -> Self {
                Self::$variant(value.into())
            }
        }
    )+};
}
cells! { String => Text, &'static str => Text, i64 => Count, NaiveDate => Day }
