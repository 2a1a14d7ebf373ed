//! What fits into a workbook: names, rows and texts within what Excel bears, and columns as wide as
//! what stands in them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::super::format;
use super::super::sheet::{ReportSheet, SheetCell, SheetColumn, SheetUnit};
use super::super::texts::text;

/// What a sheet bears.
#[derive(Debug, Clone, Copy)]
pub struct SheetRoom {
    /// Below the head.
    pub rows: usize,
    /// Of a text, in units of UTF-16.
    pub text: usize,
}

impl SheetRoom {
    pub const EXCEL: Self = Self {
        rows: 1_048_575,
        text: 32_767,
    };

    /// A text that a cell bears; of a longer one the beginning, and how long it was.
    pub fn cut(self, text: &str) -> Cow<'_, str> {
        if self.holds(text) {
            return Cow::Borrowed(text);
        }
        let note = text!("book-cut", n = text.chars().count());
        let mut left = self.text.saturating_sub(note.encode_utf16().count());
        let fits = |c: &char| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            fits
        };
        let kept: String = text.chars().take_while(fits).collect();
        Cow::Owned(kept + &note)
    }

    fn holds(self, text: &str) -> bool {
        // No text has more units of UTF-16 than bytes.
        text.len() <= self.text || text.encode_utf16().count() <= self.text
    }
}

/// A sheet of the workbook: one of the report, or a part of one with too many rows.
pub struct SheetPart<'s> {
    pub name: String,
    pub sheet: &'s ReportSheet,
    /// Which part of it, from 0.
    pub number: usize,
    pub rows: &'s [Vec<SheetCell>],
}

/// The sheets of the workbook, each under a name that Excel takes and no other bears.
pub fn parts<'s>(sheets: &'s [ReportSheet], room: SheetRoom, taken: &[&str]) -> Vec<SheetPart<'s>> {
    let mut names: BTreeSet<String> = taken.iter().map(|name| name.to_lowercase()).collect();
    let chunks = sheets.iter().flat_map(|sheet| {
        let rows = sheet.rows.chunks(room.rows.max(1)).enumerate();
        rows.map(move |(number, rows)| (sheet, number, rows))
    });
    let part = |(sheet, number, rows): (&'s ReportSheet, usize, &'s [Vec<SheetCell>])| SheetPart {
        name: name(sheet.name, number, &mut names),
        sheet,
        number,
        rows,
    };
    chunks.map(part).collect()
}

/// At most 31 units long, without the signs that formulas need, and unlike all names before it.
fn name(wanted: &str, number: usize, names: &mut BTreeSet<String>) -> String {
    const LONGEST: usize = 31;
    let legal = wanted.replace(['[', ']', ':', '*', '?', '/', '\\', '\''], "-");
    let mut count = number + 1;
    loop {
        let suffix = match count {
            1 => String::new(),
            n => format!(" ({n})"),
        };
        let mut name = legal.clone();
        while name.encode_utf16().count() + suffix.len() > LONGEST {
            name.pop();
        }
        name.push_str(&suffix);
        if names.insert(name.to_lowercase()) {
            return name;
        }
        count += 1;
    }
}

/// What did not fit, in sentences.
pub fn notes(parts: &[SheetPart], room: SheetRoom) -> Vec<String> {
    let mut notes = Vec::new();
    let next = parts.iter().filter(|part| part.number > 0);
    for part in next {
        notes.push(text!(
            "book-goes-on",
            sheet = part.sheet.name,
            next = &part.name
        ));
    }
    let cells = parts.iter().flat_map(|part| part.rows).flatten();
    let long = cells.filter(|cell| matches!(cell, SheetCell::Text(text) if !room.holds(text)));
    let long = long.count();
    if long > 0 {
        notes.push(text!("book-cut-texts", n = long, limit = room.text));
    }
    notes
}

/// How a column looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnShape {
    pub is_number: bool,
    /// All of its amounts are whole.
    pub is_whole: bool,
    /// Its texts are longer than a line.
    pub wraps: bool,
    /// In characters.
    pub width: f64,
}

const WIDEST: usize = 60;

pub fn shape(part: &SheetPart, at: usize, column: &SheetColumn) -> ColumnShape {
    let cells = || part.rows.iter().map(|row| row[at].value());
    let is_number = column.unit != SheetUnit::None
        || cells().any(|cell| !matches!(cell, SheetCell::Text(_) | SheetCell::Absent));
    let is_whole = cells().filter_map(SheetCell::amount).all(|amount| {
        let text = amount.to_string();
        !text.contains('.')
    });
    let widest = cells().map(width).max().unwrap_or(0);
    // Beside its name the head has a button for the filter.
    let wanted = widest.max(column.name.len() + 3) + 1;
    ColumnShape {
        is_number,
        is_whole,
        wraps: widest > WIDEST,
        width: wanted.clamp(8, WIDEST) as f64,
    }
}

fn width(cell: &SheetCell) -> usize {
    match cell {
        SheetCell::Text(text) => text.chars().count(),
        SheetCell::Money(amount) | SheetCell::Amount(amount) | SheetCell::Minutes(amount) => {
            format::fixed(*amount, 2).chars().count()
        }
        SheetCell::Share(_) | SheetCell::Ratio(_) => 9,
        SheetCell::Count(n) => format::count(*n).chars().count(),
        SheetCell::Day(_) => 10,
        SheetCell::Instant(_) => 19,
        SheetCell::Truth(_) => 5,
        SheetCell::Absent | SheetCell::Live(_) => 0,
    }
}

/// How many pages across: a page bears 160 characters before they are too small to read.
pub fn pages(part: &SheetPart) -> u16 {
    let columns = part.sheet.columns.iter().enumerate();
    let width: f64 = columns.map(|(at, c)| shape(part, at, c).width).sum();
    (width / 160.0).ceil().max(1.0) as u16
}

/// A text for the header of printed pages, which has signs of its own and is short.
pub fn in_header(text: &str) -> String {
    const LONGEST: usize = 50;
    let cut: String = text.chars().take(LONGEST).collect();
    cut.replace('&', "&&")
}
