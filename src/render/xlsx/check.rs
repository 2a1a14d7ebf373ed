//! The last sheet: what the rows of each sheet add up to, held against what was published. The sums
//! are formulas, so that whoever changes a cell sees that it is no longer what was published.

use rust_xlsxwriter::{Formula, Worksheet, XlsxError, utility};

use super::super::sheet::{SheetCell, SheetUnit};
use super::super::texts::text;
use super::facts::WorkbookFacts;
use super::fit::SheetPart;
use super::styles::CellStyles;
use super::{cells, fit, printing};
use crate::model::board::sums::SumCheck;

/// What it is called.
pub fn name() -> &'static str {
    text!("book-check")
}

/// One column of one sheet.
pub struct ColumnCheck {
    sheet: &'static str,
    column: &'static str,
    is_money: bool,
    /// Where its rows stand; several where its sheet has several parts.
    ranges: Vec<String>,
    sums: SumCheck,
}

impl ColumnCheck {
    pub fn agrees(&self) -> bool {
        self.sums.difference.is_zero()
    }
}

pub fn checks(parts: &[SheetPart]) -> Vec<ColumnCheck> {
    let mut checks = Vec::new();
    for part in parts.iter().filter(|part| part.number == 0) {
        let sheet = part.sheet;
        let all = || parts.iter().filter(|of| std::ptr::eq(of.sheet, sheet));
        for (at, column) in sheet.columns.iter().enumerate() {
            let published = sheet
                .published
                .iter()
                .find(|(name, _)| *name == column.name);
            let Some((_, published)) = published else {
                continue;
            };
            let amounts = sheet.rows.iter().filter_map(|row| row[at].amount());
            checks.push(ColumnCheck {
                sheet: sheet.name,
                column: column.name,
                is_money: column.unit == SheetUnit::Money,
                ranges: all().map(|of| range(&of.name, at, of.rows.len())).collect(),
                sums: SumCheck::of(amounts, *published),
            });
        }
    }
    checks
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

fn heads() -> [&'static str; 6] {
    [
        text!("book-check-sheet"),
        text!("book-check-column"),
        text!("book-check-sum"),
        text!("book-check-published"),
        text!("book-check-difference"),
        text!("book-check-verdict"),
    ]
}

pub fn write(
    worksheet: &mut Worksheet,
    checks: &[ColumnCheck],
    facts: &WorkbookFacts,
    styles: &CellStyles,
) -> Result<(), XlsxError> {
    worksheet.set_name(name())?;
    for (at, head) in (0..).zip(heads()) {
        worksheet.write_string_with_format(0, at, head, styles.head((2..5).contains(&at)))?;
        worksheet.set_column_width(at, 22)?;
    }
    for (row, check) in (1..).zip(checks) {
        let style = if check.is_money {
            &styles.money
        } else {
            &styles.decimal
        };
        worksheet.write_string(row, 0, check.sheet)?;
        worksheet.write_string(row, 1, check.column)?;
        let sum = Formula::new(format!("=SUM({})", check.ranges.join(",")))
            .set_result(check.sums.sum.to_string());
        worksheet.write_formula_with_format(row, 2, sum, style)?;
        cells::put(
            worksheet,
            row,
            3,
            &SheetCell::Amount(check.sums.published),
            style,
            fit::SheetRoom::EXCEL,
        )?;
        let line = row + 1;
        // Doubles do not add up to the last digit; to the cent they do.
        let difference = Formula::new(format!("=ROUND(C{line}-D{line},2)"))
            .set_result(check.sums.difference.to_fixed(2));
        worksheet.write_formula_with_format(row, 4, difference, style)?;
        let [agrees, differs] = [text!("book-agrees"), text!("book-differs")];
        let verdict = format!("=IF(E{line}=0,\"{agrees}\",\"{differs}\")");
        let result = if check.agrees() { agrees } else { differs };
        let verdict = Formula::new(verdict).set_result(result);
        worksheet.write_formula(row, 5, verdict)?;
    }
    worksheet.set_freeze_panes(1, 2)?;
    worksheet.set_landscape().set_print_fit_to_pages(1, 0);
    worksheet.set_repeat_rows(0, 0)?;
    printing::of_sheet(worksheet, name(), facts);
    Ok(())
}

/// How many of the sums differ, as the first sheet says it.
pub fn verdict(checks: &[ColumnCheck]) -> Formula {
    let (all, differing) = (checks.len(), checks.iter().filter(|c| !c.agrees()).count());
    let agree = text!("book-all-agree", n = all);
    let differ = text!("book-some-differ");
    let (sheet, verdict) = (name(), text!("book-differs"));
    let count = format!("COUNTIF('{sheet}'!F2:F{},\"{verdict}\")", all + 1);
    let result = match differing {
        0 => agree.clone(),
        n => format!("{n} {differ}"),
    };
    Formula::new(format!("=IF({count}=0,\"{agree}\",{count}&\" {differ}\")")).set_result(result)
}
