//! Master data in a workbook: `projects.xlsx` in the place of projects.csv. Its first sheet that is
//! not hidden is read as the text that it would be saved as, row by row, and each mistake is told
//! by its cell.

use std::io::Cursor;

use crate::extract::carriers::workbook::Workbook;
use crate::extract::carriers::workbook::cells::{SheetRows, WorkbookRow};

/// Of the text.
const MOST_BYTES: usize = 64 << 20;

/// Where a text comes from that was a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// `projects.xlsx`.
    pub file: String,
    pub sheet: String,
}

/// The sheet's name and its text, or why there is none.
pub fn read(bytes: Vec<u8>) -> Result<(String, String), String> {
    let told = |error: std::io::Error| error.to_string();
    let mut book = Workbook::of_bytes(Cursor::new(bytes)).map_err(told)?;
    let (name, mut rows) = book.rows(None).map_err(told)?;
    let (mut text, mut row, mut written) = (String::new(), WorkbookRow::default(), 1);
    while rows.next(&mut row).map_err(told)? {
        if row.number < written || text.len() > MOST_BYTES {
            return Err(format!(
                "its sheet {name} is too large, or its rows have no order: save it as CSV"
            ));
        }
        // Rows that are empty have no cells, and keep their numbers.
        text.extend(std::iter::repeat_n('\n', (row.number - written) as usize));
        written = row.number + 1;
        for (at, cell) in row.fields().iter().enumerate() {
            let separator = if at > 0 { "," } else { "" };
            // A day that a program wrote with its first second is a day.
            let cell = cell.strip_suffix("T00:00:00").unwrap_or(cell);
            text += separator;
            text.push('"');
            text += &cell.replace('"', "\"\"");
            text.push('"');
        }
        text.push('\n');
    }
    Ok((name, text))
}
