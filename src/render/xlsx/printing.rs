//! How sheets are printed.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::texts::text;
use super::facts::WorkbookFacts;
use super::fit::{self, SheetPart};

/// Excel's paper number of A4.
const A4: u8 = 9;

/// Across, as many pages wide as it stays legible on, heads and keys on each.
pub fn of_part(
    worksheet: &mut Worksheet,
    part: &SheetPart,
    facts: &WorkbookFacts,
) -> Result<(), XlsxError> {
    let pages = fit::pages(part);
    worksheet.set_landscape().set_print_fit_to_pages(pages, 0);
    worksheet.set_repeat_rows(0, 0)?;
    if pages > 1 {
        worksheet.set_repeat_columns(0, part.sheet.keys as u16 - 1)?;
    }
    of_sheet(worksheet, &part.name, facts);
    Ok(())
}

/// Whose it is and of when stands on top of each page, what it was made from at its foot.
pub fn of_sheet(worksheet: &mut Worksheet, name: &str, facts: &WorkbookFacts) {
    let [estate, window, publication, name] =
        [&facts.estate, &facts.window, &facts.publication, name].map(fit::in_header);
    let money = &facts.currency;
    worksheet
        .set_paper_size(A4)
        .set_header(format!("&L{estate}&C{name}&R{window}"))
        .set_footer(text!(
            "book-foot",
            publication = publication,
            currency = money
        ));
}
