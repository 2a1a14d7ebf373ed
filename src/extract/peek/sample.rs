//! What an export holds, seen from outside: before anybody said what its columns are called. Its
//! first rows are read as plain cells; how many follow is counted where that is cheap, else
//! estimated.

mod document;
pub mod sheet;
pub mod text;

use std::fmt;

use crate::extract::reading::file::Encoding;

/// So many rows are looked at, and so much of the text of a CSV file.
pub const ROWS: usize = 20_000;

/// What carries the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SampleCarrier {
    Csv {
        delimiter: u8,
        skip_lines: usize,
    },
    /// Of a document: where in it the rows stand; empty: it is an array, or one row.
    Json {
        rows: String,
    },
    Lines,
    Parquet,
    /// The first sheet that is shown, and which of its rows names the columns.
    Xlsx {
        header_row: u64,
    },
}

/// The first rows of an export, as texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    pub carrier: SampleCarrier,
    /// None: UTF-8, or what a byte order mark says.
    pub encoding: Option<Encoding>,
    pub columns: Vec<SampleColumn>,
    /// How many rows were looked at, and how many there are at least, or about.
    pub rows: usize,
    pub all_rows: RowCount,
    /// Arrays of objects that a document holds beside its rows, with how many rows each.
    pub others: Vec<(String, u64)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowCount {
    Exactly(u64),
    About(u64),
}

impl fmt::Display for RowCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(rows) => write!(f, "{rows}"),
            Self::About(rows) => write!(f, "about {rows}"),
        }
    }
}

/// A column: its name, and what it says in each of the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SampleColumn {
    pub name: String,
    pub texts: Vec<Option<String>>,
}
