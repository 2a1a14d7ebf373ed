//! A sheet of a workbook, read as the table of texts that it would be saved as.

use std::io;

use super::header::{Header, WantedHeader};
use crate::extract::carriers::workbook::cells::{SheetRows, WorkbookRow};
use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::rejects::Rejects;
use crate::extract::taker::{Keep, RawRow, Reached, Source, Taken, Taker};

/// The rows of a sheet, what it is called, and which of its rows names the columns.
pub struct Sheet<'r> {
    pub name: String,
    pub rows: &'r mut dyn SheetRows,
    pub header_row: u32,
}

/// Rows are counted as the sheet counts them.
pub fn tabular<T: Taker>(
    mut sheet: Sheet<'_>,
    sought: &WantedHeader<'_>,
    source: Source<'_>,
    taker: impl FnOnce(&Header) -> T,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let torn = |error: io::Error| ExtractError::Read {
        object: source.object.to_owned(),
        source: error,
    };
    let (mut rejects, mut notes) = (
        Rejects::new(&source.satellite.id, source.object),
        Notes::default(),
    );
    let mut row = WorkbookRow::default();
    let (header, is_there) = head(&mut sheet, sought, &mut row).map_err(torn)?;
    let shown = shown(&row);
    let mut is_ahead = is_there && row.number > sheet.header_row;
    let mut taker = taker(&header);
    let mut kept = 0;
    while is_ahead || (is_there && sheet.rows.next(&mut row).map_err(torn)?) {
        is_ahead = false;
        row.fit(header.width);
        // A row without a header is a row all the same.
        if row.is_blank() && header.width > 0 {
            continue;
        }
        let pushed = match &header.fault {
            Some(fault) => Err(fault.clone()),
            None => taker.push(
                RawRow::of_texts(i64::from(row.number), &row.fields()),
                &mut notes,
            ),
        };
        match pushed {
            Ok(Taken::Kept) => kept += 1,
            Ok(Taken::Passed) => {}
            Ok(Taken::Unread(fault)) | Err(fault) => {
                rejects.refuse(i64::from(row.number), fault, self::shown(&row).as_bytes())
            }
        }
        if taker.is_full() {
            taker.take().map_or(Ok(()), &mut *keep)?;
        }
    }
    taker.take().map_or(Ok(()), &mut *keep)?;
    if let (Some(fault), 0) = (header.fault, rejects.count()) {
        rejects.refuse(i64::from(sheet.header_row), fault, shown.as_bytes());
    }
    (notes.ignored, notes.absent, notes.columns) = (header.ignored, header.absent, header.columns);
    // Columns without a name are as many as people have clicked into.
    notes.ignored.remove("");
    let valueless = sheet.rows.valueless();
    (notes.error_cells, notes.uncomputed_cells) = (valueless.errors, valueless.formulas);
    let rejected = rejects.count();
    if kept + rejected + notes.dropped == 0 {
        notes.empty.insert(source.object.to_owned());
    }
    let mut reached = Reached {
        read: kept + rejected,
        rejected,
        rejects: rejects.finish(),
        names: Vec::new(),
        notes,
    };
    taker.finish(&mut reached);
    Ok(reached)
}

/// What the header row says, and whether there is such a row or one below it: then it is the one in
/// hand.
fn head(
    sheet: &mut Sheet<'_>,
    sought: &WantedHeader<'_>,
    row: &mut WorkbookRow,
) -> io::Result<(Header, bool)> {
    // What stands above the header is a title, or what it was filtered by.
    let mut is_there = true;
    while is_there && row.number < sheet.header_row {
        is_there = sheet.rows.next(row)?;
    }
    let mut header = match is_there && row.number == sheet.header_row {
        true => sought.resolve(&mut row.fields().iter()),
        false => sought.resolve(&mut std::iter::empty()),
    };
    if let Some(fault) = &mut header.fault {
        let place = format!("row {} of the sheet {}", sheet.header_row, sheet.name);
        fault.message = format!(
            "{}; {place} was read as the header: write header_row = … where it stands in another one",
            fault.message
        );
    }
    Ok((header, is_there))
}

/// A row as a reject shows it.
fn shown(row: &WorkbookRow) -> String {
    row.fields().iter().collect::<Vec<_>>().join("\t")
}
