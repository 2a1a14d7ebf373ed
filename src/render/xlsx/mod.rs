//! Sheets as a workbook: `.xlsx`, as Excel, LibreOffice and the readers of programs open it. Texts
//! are written as typed texts, so that none is ever a formula, and ids stay as they are; numbers
//! keep all of their digits and are shown with those of their unit. The first sheet says what the
//! workbook is and what is missing in it; the last one adds the others up, by formulas whose
//! results are stored too, since mailed workbooks are opened without computing anything.
//!
//! The same report gives the same bytes: it was made at the end of its window.

mod cells;
mod check;
mod facts;
mod fit;
mod front;
mod printing;
mod styles;

use rust_xlsxwriter::{DocProperties, IgnoreError, Workbook, Worksheet, XlsxError};

use super::RenderError;
use super::sheet::ReportSheet;
use fit::{ColumnShape, SheetPart, SheetRoom};
use styles::CellStyles;

pub use facts::WorkbookFacts;

/// Sheets of more rows are kept in a temporary file while they are written: what the library
/// holds of a cell is ten times the cell.
const IN_MEMORY: usize = 10_000;

impl From<XlsxError> for RenderError {
    fn from(error: XlsxError) -> Self {
        Self::Workbook {
            reason: error.to_string(),
        }
    }
}

/// A workbook of wide sheets.
pub fn xlsx(facts: &WorkbookFacts, sheets: &[ReportSheet]) -> Result<Vec<u8>, RenderError> {
    written(facts, sheets, SheetRoom::EXCEL)
}

fn written(
    facts: &WorkbookFacts,
    sheets: &[ReportSheet],
    room: SheetRoom,
) -> Result<Vec<u8>, RenderError> {
    let mut workbook = Workbook::new();
    let made = cells::excel_day(facts.last_day).unwrap_or_default();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(&facts.title)
            .set_author(&facts.program)
            .set_creation_datetime(&made),
    );
    let styles = CellStyles::of(&facts.currency);
    let parts = fit::parts(sheets, room, &[front::name(), check::name()]);
    let checks = check::checks(&parts);
    let notes = fit::notes(&parts, room);
    let front = workbook.add_worksheet();
    front::write(front, facts, &parts, &checks, &notes, &styles)?;
    for part in &parts {
        let worksheet = match part.rows.len() > IN_MEMORY {
            true => workbook.add_worksheet_with_low_memory()?,
            false => workbook.add_worksheet(),
        };
        write(worksheet, part, room, &styles)?;
        printing::of_part(worksheet, part, facts)?;
    }
    if !checks.is_empty() {
        check::write(workbook.add_worksheet(), &checks, facts, &styles)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// Heads, then rows; both stay in sight, and rows can be filtered.
fn write(
    worksheet: &mut Worksheet,
    part: &SheetPart,
    room: SheetRoom,
    styles: &CellStyles,
) -> Result<(), XlsxError> {
    worksheet.set_name(&part.name)?;
    let columns = &part.sheet.columns;
    let shapes = columns.iter().enumerate();
    let shapes = shapes.map(|(at, column)| fit::shape(part, at, column));
    let shapes: Vec<ColumnShape> = shapes.collect();
    for (at, (column, shape)) in (0..).zip(columns.iter().zip(&shapes)) {
        worksheet.write_string_with_format(0, at, column.name, styles.head(shape.is_number))?;
        worksheet.set_column_width(at, shape.width)?;
    }
    // Row by row: those of a large sheet go to a file as they are written.
    for (row, cells) in (1..).zip(part.rows) {
        let columns = columns.iter().zip(&shapes);
        for (at, (cell, (column, shape))) in (0..).zip(cells.iter().zip(columns)) {
            let style = styles.of_cell(cell, column, *shape);
            cells::put(worksheet, row, at, cell, &style, room)?;
        }
    }
    let (rows, last) = (part.rows.len() as u32, columns.len() as u16 - 1);
    worksheet.autofilter(0, 0, rows, last)?;
    worksheet.set_freeze_panes(1, part.sheet.keys as u16)?;
    // An id of digits is a text on purpose: no green corner says that it should be a number.
    worksheet.ignore_error_range(1, 0, rows, last, IgnoreError::NumberStoredAsText)?;
    Ok(())
}

#[cfg(test)]
mod tests;
