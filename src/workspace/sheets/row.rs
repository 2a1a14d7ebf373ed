//! A row of a sheet, asked for its cells by name. What a cell gets wrong is noted at the cell;
//! asking goes on, so that a row tells all its mistakes at once.

use chrono::NaiveDate;

use super::sheet::{Sheet, WrittenCell};
use crate::model::Micros;
use crate::model::master::Line;
use crate::model::session::NotAWord;
use crate::workspace::forms::{self, DecimalRange, Formed, Wrong};
use crate::workspace::mistake::{Mistake, Notebook};

#[derive(Clone, Copy)]
pub struct WrittenRow<'s> {
    pub sheet: &'s Sheet,
    line: u32,
    cells: &'s [WrittenCell],
    pub notes: &'s Notebook,
}

impl Sheet {
    pub fn rows<'s>(&'s self, notes: &'s Notebook) -> impl Iterator<Item = WrittenRow<'s>> {
        let of_part = move |sheet: &'s Self| {
            sheet.rows.iter().map(move |row| WrittenRow {
                sheet,
                line: row.line,
                cells: &row.cells,
                notes,
            })
        };
        self.parts().flat_map(of_part)
    }
}

impl WrittenRow<'_> {
    pub fn line(&self) -> Line {
        Line {
            file: self.sheet.layout.file,
            line: self.line,
        }
    }

    /// The cell of a column, if the file has the column and the row reaches it; perhaps empty.
    fn cell(&self, column: &str) -> Option<&WrittenCell> {
        let at = self
            .sheet
            .header
            .iter()
            .position(|name| *name == Some(column))?;
        self.cells.get(at)
    }

    pub fn has(&self, column: &str) -> bool {
        self.cell(column).is_some_and(|cell| !cell.text.is_empty())
    }

    /// The text of a cell; empty where nothing was written.
    pub fn text(&self, column: &str) -> String {
        self.cell(column)
            .map(|cell| cell.text.clone())
            .unwrap_or_default()
    }

    pub fn span(&self, column: &str) -> Option<std::ops::Range<usize>> {
        self.cell(column).map(|cell| cell.span.clone())
    }

    /// A mistake underlining that cell, or the row's end where the row has no such cell.
    pub fn mistake(&self, column: &str, message: impl Into<String>) -> Mistake {
        let end = self.cells.last().map_or(0, |cell| cell.span.end);
        let span = self.cell(column).map_or(end..end, |cell| cell.span.clone());
        Mistake::at(&self.sheet.source, span, message)
    }

    pub fn note(&self, column: &str, message: impl Into<String>, help: impl Into<String>) {
        self.notes.note(self.mistake(column, message).help(help));
    }

    /// A mistake that this row and an earlier one make together.
    pub fn note_both(
        &self,
        column: &str,
        earlier: &Line,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let mistake = self.mistake(column, message).label("here").help(help);
        let first = self
            .sheet
            .rows(self.notes)
            .find(|row| row.line() == *earlier)
            .and_then(|row| row.cell(column).cloned());
        self.notes.note(match first {
            Some(cell) => mistake.also(
                &self.sheet.source,
                cell.span,
                format!("and on line {}", earlier.line),
            ),
            None => mistake,
        });
    }

    /// A value that must be there.
    pub fn needed<T>(&self, column: &'static str, form: impl Fn(&str) -> Formed<T>) -> Option<T> {
        if self.sheet.header.contains(&Some(column)) && !self.has(column) {
            self.note(
                column,
                format!("{column} is empty"),
                "every row of this file needs one",
            );
        }
        self.optional(column, form)
    }

    /// None: nothing was written, or a mistake was noted.
    pub fn optional<T>(&self, column: &'static str, form: impl Fn(&str) -> Formed<T>) -> Option<T> {
        let cell = self.cell(column).filter(|cell| !cell.text.is_empty())?;
        form(&cell.text)
            .map_err(|Wrong { message, help }| {
                self.notes.note(
                    self.mistake(column, format!("{column}: {message}"))
                        .maybe_help(help),
                )
            })
            .ok()
    }

    pub fn word<T: std::str::FromStr<Err = NotAWord>>(&self, column: &'static str) -> Option<T> {
        self.optional(column, forms::word(column))
    }

    pub fn needed_word<T: std::str::FromStr<Err = NotAWord>>(
        &self,
        column: &'static str,
    ) -> Option<T> {
        self.needed(column, forms::word(column))
    }

    pub fn decimal(&self, column: &'static str, bounds: DecimalRange) -> Option<Micros> {
        self.optional(
            column,
            self.sheet.spelling(column).decimal(self.sheet.mark, bounds),
        )
    }

    pub fn needed_decimal(&self, column: &'static str, bounds: DecimalRange) -> Option<Micros> {
        self.needed(
            column,
            self.sheet.spelling(column).decimal(self.sheet.mark, bounds),
        )
    }

    /// An amount of the currency that the row's own column names.
    pub fn needed_money(&self, column: &'static str, bounds: DecimalRange) -> Option<Micros> {
        let currency = self.text("currency").to_ascii_uppercase();
        self.needed(
            column,
            self.sheet
                .spelling(column)
                .money(self.sheet.mark, bounds, &currency),
        )
    }

    pub fn day(&self, column: &'static str) -> Option<NaiveDate> {
        self.optional(column, |text| self.sheet.spelling(column).day(text))
    }

    pub fn needed_day(&self, column: &'static str) -> Option<NaiveDate> {
        self.needed(column, |text| self.sheet.spelling(column).day(text))
    }

    pub fn truth(&self, column: &'static str, default: bool) -> bool {
        self.optional(column, forms::truth).unwrap_or(default)
    }

    /// Two days of which the second may not lie before the first.
    pub fn in_order(
        &self,
        first: &'static str,
        earlier: Option<NaiveDate>,
        second: &'static str,
        later: Option<NaiveDate>,
    ) {
        if let (Some(earlier), Some(later)) = (earlier, later)
            && later < earlier
        {
            self.note(
                second,
                format!("{second} {later} lies before {first} {earlier}"),
                "days are inclusive: write the later day here",
            );
        }
    }
}
