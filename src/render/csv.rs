//! Sheets as CSV: UTF-8, LF, RFC 4180. Money has two digits, everything else all of them; what is
//! not defined is an empty cell. What somebody else wrote is guarded, so that no name becomes a
//! formula.

use std::borrow::Cow;

use super::sheet::{ReportSheet, SheetCell, SheetColumn};
use crate::lake::csv::{harmless, line};

/// All sheets of a report, one below the other. Sheets of the same columns are one table; where
/// others follow, they have a head of their own.
pub fn csv(sheets: &[ReportSheet]) -> String {
    let mut text = String::new();
    let mut head: &[SheetColumn] = &[];
    for sheet in sheets {
        if head != &sheet.columns[..] {
            head = &sheet.columns;
            line(&mut text, head.iter().map(|column| column.name));
        }
        for row in &sheet.rows {
            line(&mut text, row.iter().map(cell));
        }
    }
    text
}

fn cell(cell: &SheetCell) -> Cow<'_, str> {
    match cell.value() {
        SheetCell::Text(text) => harmless(text),
        SheetCell::Money(amount) => amount.to_fixed(2).into(),
        SheetCell::Amount(amount) | SheetCell::Minutes(amount) | SheetCell::Share(amount) => {
            amount.to_string().into()
        }
        SheetCell::Ratio(ratio) => format!("{ratio:.6}").into(),
        SheetCell::Count(n) => n.to_string().into(),
        SheetCell::Day(day) => day.to_string().into(),
        SheetCell::Instant(at) => at.format("%Y-%m-%dT%H:%M:%SZ").to_string().into(),
        SheetCell::Truth(true) => "true".into(),
        SheetCell::Truth(false) => "false".into(),
        SheetCell::Absent | SheetCell::Live(_) => "".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::SheetUnit;
    use super::*;
    use crate::model::Micros;
    use crate::model::window::day;

    static TWO: [SheetColumn; 2] = [
        SheetColumn {
            name: "what",
            unit: SheetUnit::None,
            about: "What it is",
        },
        SheetColumn {
            name: "how much",
            unit: SheetUnit::None,
            about: "How much of it there is",
        },
    ];

    fn sheet(rows: Vec<Vec<SheetCell>>) -> ReportSheet {
        ReportSheet {
            name: "of the test",
            about: "What stands in the test",
            columns: (&TWO).into(),
            keys: 1,
            rows,
            published: Vec::new(),
        }
    }

    #[test]
    fn each_type_has_its_digits_and_no_text_is_a_formula() {
        let exact: Micros = "-1234.567891".parse().expect("a decimal");
        let at = "2026-03-02T08:10:00Z".parse().expect("an instant");
        let cells = [
            SheetCell::Money(exact),
            SheetCell::Amount(exact),
            SheetCell::Minutes(exact),
            SheetCell::Share(Micros(985_000)),
            SheetCell::Ratio(1.0 / 3.0),
            SheetCell::Count(-3),
            SheetCell::Day(day("2026-03-02").expect("a day")),
            SheetCell::Instant(at),
            SheetCell::Absent,
            SheetCell::text("=1+1"),
        ];
        let rows = cells.map(|cell| vec![SheetCell::text("a,b"), cell]);
        let text = csv(&[sheet(rows.to_vec())]);
        let expected = [
            "what,how much",
            "\"a,b\",-1234.57",
            "\"a,b\",-1234.567891",
            "\"a,b\",-1234.567891",
            "\"a,b\",0.985",
            "\"a,b\",0.333333",
            "\"a,b\",-3",
            "\"a,b\",2026-03-02",
            "\"a,b\",2026-03-02T08:10:00Z",
            "\"a,b\",",
            "\"a,b\",'=1+1",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn sheets_of_the_same_columns_are_one_table() {
        static ONE: [SheetColumn; 1] = [SheetColumn {
            name: "alone",
            unit: SheetUnit::None,
            about: "Another table",
        }];
        let row = |n| vec![SheetCell::text("n"), SheetCell::Count(n)];
        let other = ReportSheet {
            name: "other",
            columns: (&ONE).into(),
            ..sheet(vec![vec![SheetCell::Count(3)]])
        };
        let text = csv(&[sheet(vec![row(1)]), sheet(vec![row(2)]), other]);
        assert_eq!(text, "what,how much\nn,1\nn,2\nalone\n3\n");
    }
}
