//! How the rows of an export lie in its file, and what such files are called.

use std::fmt;
use std::str::FromStr;

use crate::model::session::{NotAWord, words};

/// How the names of workbooks end.
pub const XLSX: &str = ".xlsx";
/// How the names of archives end.
pub const ZIP: &str = ".zip";

words! {
    /// How the text of an export is written.
    Encoding {
        Utf8 = "utf-8",
        Utf16 = "utf-16",
        Utf16Le = "utf-16le",
        Utf16Be = "utf-16be",
        Windows1252 = "windows-1252",
    }
}

/// How values follow one another in a JSON export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// An array, a page or an object, which may span lines.
    Document,
    /// One value a line.
    Lines,
}

impl Shape {
    pub(in crate::extract) const LINES: &'static [&'static str] = &[".ndjson", ".jsonl"];

    /// Of an export whose format does not say it, by its name.
    pub fn of(object: &str) -> Self {
        let name = object.to_lowercase();
        if Self::LINES.iter().any(|suffix| name.ends_with(suffix)) {
            Self::Lines
        } else {
            Self::Document
        }
    }
}

/// Which rows of a workbook are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// None: the first that is not hidden.
    pub sheet: Option<String>,
    /// Which row names the columns, counted from 1.
    pub header_row: u32,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            sheet: None,
            header_row: 1,
        }
    }
}

/// How the names of packed exports end.
const PACKED: [&str; 2] = [".gz", ".zst"];

/// A name without what says that it is packed.
///
/// ```
/// # use reckoner::extract::reading::file::bare;
/// assert_eq!((bare("march.csv.gz"), bare("MARCH.CSV.ZST"), bare("march.csv")), ("march.csv", "MARCH.CSV", "march.csv"));
/// ```
pub fn bare(name: &str) -> &str {
    let cut = |suffix: &&str| {
        name.len()
            .checked_sub(suffix.len())
            .filter(|&at| name.is_char_boundary(at))
    };
    let packed = PACKED
        .iter()
        .filter_map(|suffix| cut(suffix).filter(|&at| name[at..].eq_ignore_ascii_case(suffix)))
        .next();
    packed.map_or(name, |at| &name[..at])
}
