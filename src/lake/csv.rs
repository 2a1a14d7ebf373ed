//! Rows as CSV, the one way this house writes it: UTF-8, LF, RFC 4180; exact decimals are rounded half-even to two
//! digits with the exact integer beside them; what is not defined is an empty cell.

use super::cells::Cell;
use super::tables::{Kind, Table};

/// A table with its header.
pub fn table(table: &Table, rows: &[Vec<Cell>]) -> String {
    let mut csv = String::new();
    let header = table.columns().flat_map(|column| {
        let exact = matches!(column.kind, Kind::Exact(_)).then(|| format!("{}_micros", column.name));
        std::iter::once(column.name.to_owned()).chain(exact)
    });
    line(&mut csv, header);
    for row in rows {
        debug_assert_eq!(row.len(), table.columns().count(), "a row of {}", table.name);
        line(&mut csv, row.iter().zip(table.columns()).flat_map(|(cell, column)| fields(cell, column.kind)));
    }
    csv
}

/// One line of fields that are already safe to write.
pub fn line(csv: &mut String, fields: impl Iterator<Item = String>) {
    for (i, field) in fields.enumerate() {
        if i > 0 {
            csv.push(',');
        }
        quoted(csv, &field);
    }
    csv.push('\n');
}

/// What a formula begins with: in a spreadsheet of any script, and behind a line break or tab that it would skip.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Free text, made harmless: a spreadsheet would run what begins like a formula, so it gets an apostrophe.
pub fn harmless(text: &str) -> String {
    if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

fn quoted(csv: &mut String, field: &str) {
    // A semicolon separates in half of Europe: unquoted it would begin a cell, which might be a formula.
    if field.contains([',', ';', '"', '\n', '\r']) {
        csv.push('"');
        csv.push_str(&field.replace('"', "\"\""));
        csv.push('"');
    } else {
        csv.push_str(field);
    }
}

fn fields(cell: &Cell, kind: Kind) -> Vec<String> {
    let one = match cell {
        Cell::Exact(micros) => return vec![micros.to_fixed(2), micros.0.to_string()],
        Cell::Null if matches!(kind, Kind::Exact(_)) => return vec![String::new(), String::new()],
        Cell::Null => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Day(day) => day.to_string(),
        Cell::Instant(at) => at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true),
        Cell::Whole(n) => n.to_string(),
        Cell::Ratio(ratio) => ratio.to_string(),
        Cell::Truth(truth) => truth.to_string(),
    };
    vec![one]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_stays_text() {
        let mut csv = String::new();
        line(&mut csv, ["=1+1", "-3", "a,b", "a;=b", "say \"no\""].into_iter().map(harmless));
        assert_eq!(csv, "'=1+1,'-3,\"a,b\",\"a;=b\",\"say \"\"no\"\"\"\n");
        for text in ["+49", "@SUM(A1)", "\tx", "\rx", "\n=x", "＝1", "＋1", "－1", "＠x"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in ["a=b", "1-2", ""] {
            assert_eq!(harmless(text), text);
        }
    }
}
