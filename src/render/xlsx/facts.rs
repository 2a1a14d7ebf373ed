//! What a workbook says of itself.

use chrono::NaiveDate;

/// What stands on its first sheet, and on each printed page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkbookFacts {
    pub title: String,
    pub estate: String,
    /// ISO 4217: what all amounts are in.
    pub currency: String,
    /// In words.
    pub window: String,
    /// The window's end, at which the workbook says it was made.
    pub last_day: NaiveDate,
    pub publication: String,
    pub program: String,
    /// Name and value of each fact, in the order in which they are read.
    pub lines: Vec<(&'static str, String)>,
    /// What is missing, in sentences; the most worrying first.
    pub missing: Vec<String>,
}
