//! Sheets as a workbook: `.xlsx`, as Excel, LibreOffice and the readers of programs open it. Texts
//! are written as typed texts, so that none is ever a formula, and ids stay as they are; numbers
//! keep all of their digits and are shown with those of their unit. The first sheet says what the
//! workbook is and what is missing in it; the last one adds the others up, by formulas whose results
//! are stored too, since mailed workbooks are opened without computing anything.
//!
//! The same report gives the same bytes: it was made at the end of its window.

mod check;
mod facts;
mod fit;
mod front;
mod styles;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, IgnoreError, Workbook, Worksheet};
use rust_xlsxwriter::{XlsxError, utility};

use super::RenderError;
use super::sheet::{ReportSheet, SheetCell, SheetColumn, SheetUnit};
use chrono::{Datelike, NaiveDate, Timelike};
use fit::{Part, Room};
use styles::Styles;

pub use facts::WorkbookFacts;

const FRONT: &str = "Read me";
const CHECK: &str = "Check";

/// Excel's paper number of A4.
const A4: u8 = 9;

impl From<XlsxError> for RenderError {
    fn from(error: XlsxError) -> Self {
        Self::Workbook {
            reason: error.to_string(),
        }
    }
}

/// A workbook of wide sheets.
pub fn xlsx(facts: &WorkbookFacts, sheets: &[ReportSheet]) -> Result<Vec<u8>, RenderError> {
    written(facts, sheets, Room::EXCEL)
}

fn written(
    facts: &WorkbookFacts,
    sheets: &[ReportSheet],
    room: Room,
) -> Result<Vec<u8>, RenderError> {
    let mut workbook = Workbook::new();
    let made = excel_day(facts.last_day).unwrap_or_default();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(&facts.title)
            .set_author(&facts.program)
            .set_creation_datetime(&made),
    );
    let styles = Styles::of(&facts.currency);
    let parts = fit::parts(sheets, room, &[FRONT, CHECK]);
    let checks = check::checks(&parts);
    let notes = fit::notes(&parts, room);
    let front = workbook.add_worksheet();
    front::write(front, facts, &parts, &checks, &notes, &styles)?;
    for part in &parts {
        let worksheet = workbook.add_worksheet();
        write(worksheet, part, room, &styles)?;
        finish(worksheet, part, facts)?;
    }
    check::write(workbook.add_worksheet(), &checks, facts, &styles)?;
    Ok(workbook.save_to_buffer()?)
}

/// Heads, then rows; both stay in sight, and rows can be filtered.
fn write(
    worksheet: &mut Worksheet,
    part: &Part,
    room: Room,
    styles: &Styles,
) -> Result<(), XlsxError> {
    worksheet.set_name(&part.name)?;
    let columns = &part.sheet.columns;
    for (at, column) in (0..).zip(columns.iter()) {
        let shape = fit::shape(part, usize::from(at), column);
        worksheet.write_string_with_format(0, at, column.name, styles.head(shape.is_number))?;
        worksheet.set_column_width(at, shape.width)?;
        for (row, cells) in (1..).zip(part.rows) {
            let cell = &cells[usize::from(at)];
            let style = styles.of_cell(cell, column, shape);
            put(worksheet, row, at, cell, style, room)?;
        }
    }
    let (rows, last) = (part.rows.len() as u32, columns.len() as u16 - 1);
    worksheet.autofilter(0, 0, rows, last)?;
    worksheet.set_freeze_panes(1, part.sheet.keys as u16)?;
    // An id of digits is a text on purpose: no green corner says that it should be a number.
    worksheet.ignore_error_range(1, 0, rows, last, IgnoreError::NumberStoredAsText)?;
    Ok(())
}

fn put(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &SheetCell,
    style: &Format,
    room: Room,
) -> Result<(), XlsxError> {
    match cell {
        SheetCell::Text(text) => {
            worksheet.write_string_with_format(row, column, room.cut(text), style)?
        }
        SheetCell::Money(amount)
        | SheetCell::Amount(amount)
        | SheetCell::Minutes(amount)
        | SheetCell::Share(amount) => {
            worksheet.write_number_with_format(row, column, amount.to_f64(), style)?
        }
        SheetCell::Ratio(ratio) => {
            worksheet.write_number_with_format(row, column, *ratio, style)?
        }
        SheetCell::Count(n) => worksheet.write_number_with_format(row, column, *n as f64, style)?,
        SheetCell::Truth(truth) => {
            worksheet.write_boolean_with_format(row, column, *truth, style)?
        }
        SheetCell::Day(day) => match excel_day(*day) {
            Some(date) => worksheet.write_datetime_with_format(row, column, &date, style)?,
            None => worksheet.write_string(row, column, day.to_string())?,
        },
        SheetCell::Instant(at) => {
            let second = at.second() as f64;
            let date = excel_day(at.date_naive());
            let date =
                date.and_then(|d| d.and_hms(at.hour() as u16, at.minute() as u8, second).ok());
            match date {
                Some(date) => worksheet.write_datetime_with_format(row, column, &date, style)?,
                None => worksheet.write_string(row, column, at.to_rfc3339())?,
            }
        }
        SheetCell::Absent => worksheet,
    };
    Ok(())
}

/// A day as Excel counts them; it knows none before 1900.
fn excel_day(day: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year())
        .ok()
        .filter(|year| *year >= 1900)?;
    ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8).ok()
}

/// How it is printed: across, as many pages wide as it stays legible on, heads and keys on each.
fn finish(worksheet: &mut Worksheet, part: &Part, facts: &WorkbookFacts) -> Result<(), XlsxError> {
    let pages = fit::pages(part);
    worksheet.set_landscape().set_print_fit_to_pages(pages, 0);
    worksheet.set_repeat_rows(0, 0)?;
    if pages > 1 {
        worksheet.set_repeat_columns(0, part.sheet.keys as u16 - 1)?;
    }
    printed(worksheet, &part.name, facts);
    Ok(())
}

/// Whose it is and of when stands on top of each page, what it was made from at its foot.
fn printed(worksheet: &mut Worksheet, name: &str, facts: &WorkbookFacts) {
    let [estate, window, publication, name] =
        [&facts.estate, &facts.window, &facts.publication, name].map(fit::in_header);
    let money = &facts.currency;
    worksheet
        .set_paper_size(A4)
        .set_header(format!("&L{estate}&C{name}&R{window}"))
        .set_footer(format!(
            "&LPublication {publication}&CAmounts in {money}&RPage &P of &N"
        ));
}

/// A range of one column, as formulas name it.
fn range(sheet: &str, column: usize, rows: usize) -> String {
    let column = utility::column_number_to_name(column as u16);
    format!(
        "'{}'!{column}2:{column}{}",
        sheet.replace('\'', "''"),
        rows + 1
    )
}

#[cfg(test)]
mod tests;
