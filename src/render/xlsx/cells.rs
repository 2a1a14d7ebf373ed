//! Typed cells, each written as what it is.

use chrono::{Datelike, NaiveDate, Timelike};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Worksheet, XlsxError};

use super::super::sheet::SheetCell;
use super::fit::SheetRoom;

pub fn put(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &SheetCell,
    style: &Format,
    room: SheetRoom,
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
        SheetCell::Live(live) => {
            let Some(formula) = &live.formula else {
                return put(worksheet, row, column, &live.value, style, room);
            };
            let formula = Formula::new(formula).set_result(result(&live.value));
            worksheet.write_formula_with_format(row, column, formula, style)?
        }
        SheetCell::Absent => worksheet,
    };
    Ok(())
}

/// What a formula gave, as it is stored beside it.
fn result(value: &SheetCell) -> String {
    match (value, value.amount()) {
        (_, Some(amount)) => amount.to_string(),
        (SheetCell::Ratio(ratio), _) => ratio.to_string(),
        (SheetCell::Text(text), _) => text.to_string(),
        _ => String::new(),
    }
}

/// A day as Excel counts them; it knows none before 1900.
pub fn excel_day(day: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year())
        .ok()
        .filter(|year| *year >= 1900)?;
    ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8).ok()
}
