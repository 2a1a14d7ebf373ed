//! Rows of texts under a header: what the kit's tables say in the columns of our sheets, and what
//! people wrote in those sheets, so that both can be compared by the names of the columns.

use crate::lake::csv;
use crate::workspace::mistake::Notebook;
use crate::workspace::sheets::sheet;

/// Since when baselines and meterings hold: from the beginning, since the kit knows no dates of
/// theirs.
pub const BEGINNING: &str = "2000-01-01";

#[derive(Debug, Clone, Default)]
pub struct HeadedRows {
    /// In lower case.
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl HeadedRows {
    pub fn new(columns: &[&str]) -> Self {
        Self {
            header: columns.iter().map(|column| (*column).to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// Of a sheet as people wrote it; none where nothing is written in it, or it is torn.
    pub fn read(name: &str, text: &str) -> Option<Self> {
        let notes = Notebook::default();
        let mut rows =
            sheet::cells(name, text.strip_prefix('\u{feff}').unwrap_or(text), &notes).into_iter();
        notes.close().ok()?;
        let header = rows.by_ref().find(|row| says_something(row))?;
        Some(Self {
            header: header.iter().map(|column| column.to_lowercase()).collect(),
            rows: rows.filter(|row| says_something(row)).collect(),
        })
    }

    /// Free texts are written so that they are harmless in a spreadsheet.
    pub fn push(&mut self, cells: impl IntoIterator<Item = String>) {
        let harmless = |cell: String| csv::harmless(&cell).into_owned();
        self.rows.push(cells.into_iter().map(harmless).collect());
    }

    /// As they are read back from a sheet: without surrounding blanks, and without empty rows.
    pub fn trimmed(mut self) -> Self {
        let trimmed = |cell: &mut String| *cell = cell.trim().replace("\r\n", "\n");
        self.rows.iter_mut().flatten().for_each(trimmed);
        self.rows.retain(|row| says_something(row));
        self
    }

    pub fn csv(&self) -> String {
        let mut text = String::new();
        csv::line(&mut text, self.header.iter().cloned());
        for row in &self.rows {
            csv::line(&mut text, row.iter().cloned());
        }
        text
    }

    pub fn cell<'t>(&self, row: &'t [String], column: &str) -> &'t str {
        let at = self.header.iter().position(|known| known == column);
        at.and_then(|at| row.get(at)).map_or("", String::as_str)
    }

    pub fn key(&self, row: &[String], columns: &[&str]) -> Vec<String> {
        let cell = |column: &&str| self.cell(row, column).to_lowercase();
        columns.iter().map(cell).collect()
    }
}

fn says_something(row: &[String]) -> bool {
    row.iter().any(|cell| !cell.is_empty())
}
