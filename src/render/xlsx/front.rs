//! The first sheet: what the workbook is, what is missing in it, which sheets there are, and what
//! each column means.

use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::super::sheet::SheetUnit;
use super::super::texts::text;
use super::check::{self, ColumnCheck};
use super::facts::WorkbookFacts;
use super::fit::{SheetPart, SheetRoom};
use super::printing;
use super::styles::CellStyles;

/// What it is called.
pub fn name() -> &'static str {
    text!("book-read-me")
}

/// Writes line below line.
struct Lines<'w> {
    worksheet: &'w mut Worksheet,
    styles: &'w CellStyles,
    next: u32,
}

impl Lines<'_> {
    fn head(&mut self, heads: &[&str]) -> Result<(), XlsxError> {
        self.next += 1;
        for (at, head) in (0..).zip(heads) {
            let style = self.styles.head(false);
            self.worksheet
                .write_string_with_format(self.next, at, *head, style)?;
        }
        self.next += 1;
        Ok(())
    }

    fn line(&mut self, texts: &[&str]) -> Result<(), XlsxError> {
        for (at, text) in (0..).zip(texts) {
            let style = if at == 0 {
                &self.styles.label
            } else {
                &self.styles.wrapped
            };
            let text = SheetRoom::EXCEL.cut(text);
            self.worksheet
                .write_string_with_format(self.next, at, text, style)?;
        }
        self.next += 1;
        Ok(())
    }

    /// One text over all columns.
    fn sentence(&mut self, text: &str) -> Result<(), XlsxError> {
        let style = &self.styles.text;
        self.worksheet
            .write_string_with_format(self.next, 0, SheetRoom::EXCEL.cut(text), style)?;
        self.next += 1;
        Ok(())
    }
}

pub fn write(
    worksheet: &mut Worksheet,
    facts: &WorkbookFacts,
    parts: &[SheetPart],
    checks: &[ColumnCheck],
    notes: &[String],
    styles: &CellStyles,
) -> Result<(), XlsxError> {
    worksheet.set_name(name())?;
    for (at, width) in (0..).zip([30.0, 40.0, 14.0, 80.0]) {
        worksheet.set_column_width(at, width)?;
    }
    worksheet.write_string_with_format(0, 0, SheetRoom::EXCEL.cut(&facts.title), &styles.title)?;
    let mut lines = Lines {
        worksheet,
        styles,
        next: 1,
    };
    for (name, value) in &facts.lines {
        lines.line(&[*name, value.as_str()])?;
    }
    lines
        .worksheet
        .write_string_with_format(lines.next, 0, check::name(), &styles.label)?;
    if checks.is_empty() {
        let none = text!("book-no-check");
        lines.worksheet.write_string(lines.next, 1, none)?;
    } else {
        let verdict = check::verdict(checks);
        lines.worksheet.write_formula(lines.next, 1, verdict)?;
    }
    lines.next += 1;
    lines.head(&[text!("book-missing"), "", "", ""])?;
    for sentence in facts.missing.iter().chain(notes) {
        lines.sentence(sentence)?;
    }
    list(&mut lines, parts)?;
    lines.head(&[
        text!("book-column"),
        text!("book-on"),
        text!("book-unit"),
        text!("book-means"),
    ])?;
    for meaning in meanings(parts) {
        let unit = match meaning.unit {
            SheetUnit::None => "",
            SheetUnit::Money => &facts.currency,
            SheetUnit::Percent => "%",
            SheetUnit::Times => text!("book-times"),
            SheetUnit::Of(unit) => unit,
        };
        lines.line(&[
            meaning.name,
            &meaning.sheets.join(", "),
            unit,
            meaning.about,
        ])?;
    }
    worksheet.set_landscape().set_print_fit_to_pages(1, 0);
    printing::of_sheet(worksheet, name(), facts);
    Ok(())
}

/// The sheets, each with a link to it.
fn list(lines: &mut Lines, parts: &[SheetPart]) -> Result<(), XlsxError> {
    let [sheet, holds] = [text!("book-sheet"), text!("book-holds")];
    lines.head(&[sheet, holds, text!("book-rows"), ""])?;
    for part in parts {
        let link = Url::new(format!("internal:'{}'!A1", part.name)).set_text(&part.name);
        lines.worksheet.write_url(lines.next, 0, link)?;
        lines
            .worksheet
            .write_string(lines.next, 1, part.sheet.about)?;
        let rows = part.rows.len() as f64;
        lines.worksheet.write_number(lines.next, 2, rows)?;
        lines.next += 1;
    }
    Ok(())
}

/// A column and where it stands; columns of one name, unit and meaning are one.
struct ColumnMeaning {
    name: &'static str,
    unit: SheetUnit,
    about: &'static str,
    sheets: Vec<&'static str>,
}

fn meanings(parts: &[SheetPart]) -> Vec<ColumnMeaning> {
    let mut meanings: Vec<ColumnMeaning> = Vec::new();
    for part in parts.iter().filter(|part| part.number == 0) {
        for column in part.sheet.columns.iter() {
            let same = |m: &&mut ColumnMeaning| {
                (m.name, m.unit, m.about) == (column.name, column.unit, column.about)
            };
            match meanings.iter_mut().find(same) {
                Some(meaning) => meaning.sheets.push(part.sheet.name),
                None => meanings.push(ColumnMeaning {
                    name: column.name,
                    unit: column.unit,
                    about: column.about,
                    sheets: vec![part.sheet.name],
                }),
            }
        }
    }
    meanings
}
