//! Sheets: what a report says as tables of typed cells, before it is decided how they are written.
//! [`super::csv`] is one renderer of them. A cell keeps all digits; how many of them are written is
//! the renderer's choice for each type.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};

use crate::model::Micros;

/// One table of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportSheet {
    pub name: &'static str,
    pub columns: &'static [SheetColumn],
    /// Each has a cell for each column.
    pub rows: Vec<Vec<SheetCell>>,
}

/// A column of a sheet.
#[derive(Debug, PartialEq, Eq)]
pub struct SheetColumn {
    pub name: &'static str,
    pub about: &'static str,
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
    /// Not defined, which is not zero; a text beside it says why.
    Absent,
}

impl SheetCell {
    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A cell of what may not be defined.
    pub fn of<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Absent, cell)
    }
}
