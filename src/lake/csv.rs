//! Rows as CSV, the one way this house writes it: UTF-8, LF, RFC 4180; exact decimals are rounded
//! half-even to two digits with the exact integer beside them; what is not defined is an empty
//! cell.
//!
//! A table is written from its columns, field by field into one text: a history has tens of
//! millions of fields, and a text of its own for each of them would cost more than all that they
//! say.

use std::borrow::Cow;

use arrow::array::{
    Array, AsArray, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array,
    RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{
    Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType,
};
use chrono::{DateTime, NaiveDate, SecondsFormat};

use super::cells::{arrow_schema, checked};
use super::error::LakeError;
use super::tables::{Kind, Table};

/// A table with its header.
pub fn table(table: &Table, batch: &RecordBatch) -> Result<String, LakeError> {
    let mut csv = head(table);
    append(&mut csv, table, batch)?;
    Ok(csv)
}

/// The header of a table.
pub fn head(table: &Table) -> String {
    let mut csv = String::new();
    line(
        &mut csv,
        arrow_schema(table)
            .fields()
            .iter()
            .map(|field| field.name().clone()),
    );
    csv
}

/// Rows of a table, below its header or below others.
pub fn append(csv: &mut String, table: &Table, batch: &RecordBatch) -> Result<(), LakeError> {
    let batch = checked(table, batch)?;
    let mut arrays = batch.columns().iter();
    let mut columns: Vec<CsvColumn> = table
        .columns()
        .map(|column| CsvColumn::of(column.kind, &mut arrays))
        .collect();
    for row in 0..batch.num_rows() {
        for (place, column) in columns.iter_mut().enumerate() {
            if place > 0 {
                csv.push(',');
            }
            column.write(csv, row);
        }
        csv.push('\n');
    }
    Ok(())
}

/// A column, its type known once for all of its rows.
enum CsvColumn<'b> {
    Text(&'b StringArray),
    /// The last day that was written: rows come by day.
    Day(&'b Date32Array, Option<(i32, String)>),
    Instant(&'b TimestampMicrosecondArray),
    Whole(&'b Int64Array),
    /// The decimal, in hundredths, and the exact integer that stands beside it.
    Exact(&'b Decimal128Array, &'b Int64Array),
    Ratio(&'b Float64Array),
    Truth(&'b BooleanArray),
}

impl<'b> CsvColumn<'b> {
    /// The next column of a batch that was checked.
    fn of(kind: Kind, arrays: &mut impl Iterator<Item = &'b arrow::array::ArrayRef>) -> Self {
        let mut next = || {
            arrays
                .next()
                .expect("a checked batch has all columns of its table")
        };
        match kind {
            Kind::Text => Self::Text(next().as_string()),
            Kind::Day => Self::Day(next().as_primitive::<Date32Type>(), None),
            Kind::Instant => Self::Instant(next().as_primitive::<TimestampMicrosecondType>()),
            Kind::Whole(_) => Self::Whole(next().as_primitive::<Int64Type>()),
            Kind::Exact(_) => Self::Exact(
                next().as_primitive::<Decimal128Type>(),
                next().as_primitive::<Int64Type>(),
            ),
            Kind::Ratio => Self::Ratio(next().as_primitive::<Float64Type>()),
            Kind::Truth => Self::Truth(next().as_boolean()),
        }
    }

    fn is_empty(&self, row: usize) -> bool {
        match self {
            Self::Text(values) => values.is_null(row),
            Self::Day(values, _) => values.is_null(row),
            Self::Instant(values) => values.is_null(row),
            Self::Whole(values) | Self::Exact(_, values) => values.is_null(row),
            Self::Ratio(values) => values.is_null(row),
            Self::Truth(values) => values.is_null(row),
        }
    }

    fn write(&mut self, csv: &mut String, row: usize) {
        match self {
            Self::Exact(..) if self.is_empty(row) => csv.push(','),
            _ if self.is_empty(row) => {}
            Self::Text(values) => text(csv, values.value(row)),
            Self::Day(values, last) => {
                let day = values.value(row);
                if last.as_ref().is_none_or(|(written, _)| *written != day) {
                    let text = NaiveDate::from_epoch_days(day).map(|day| day.to_string());
                    *last = Some((day, text.unwrap_or_default()));
                }
                csv.extend(last.iter().map(|(_, text)| text.as_str()));
            }
            Self::Instant(values) => {
                let at = DateTime::from_timestamp_micros(values.value(row));
                csv.extend(at.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true)));
            }
            Self::Whole(values) => whole(csv, values.value(row)),
            Self::Exact(decimals, micros) => {
                hundredths(csv, decimals.value(row));
                csv.push(',');
                whole(csv, micros.value(row));
            }
            Self::Ratio(values) => csv.push_str(&values.value(row).to_string()),
            Self::Truth(values) => csv.push_str(if values.value(row) { "true" } else { "false" }),
        }
    }
}

fn whole(csv: &mut String, n: i64) {
    if n < 0 {
        csv.push('-');
    }
    digits(csv, n.unsigned_abs());
}

/// `1234.50`: a decimal of two digits.
fn hundredths(csv: &mut String, n: i128) {
    if n < 0 {
        csv.push('-');
    }
    // A decimal of 18 digits, whatever the width that holds it.
    let n = n.unsigned_abs() as u64;
    digits(csv, n / 100);
    csv.push('.');
    csv.push(char::from(b'0' + (n / 10 % 10) as u8));
    csv.push(char::from(b'0' + (n % 10) as u8));
}

fn digits(csv: &mut String, mut n: u64) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] += (n % 10) as u8;
        n /= 10;
        if n == 0 {
            break csv.push_str(std::str::from_utf8(&digits[at..]).expect("digits are ASCII"));
        }
    }
}

/// One line of fields that are already safe to write.
pub fn line<T: AsRef<str>>(csv: &mut String, fields: impl Iterator<Item = T>) {
    for (i, field) in fields.enumerate() {
        if i > 0 {
            csv.push(',');
        }
        quoted(csv, field.as_ref());
    }
    csv.push('\n');
}

/// What a formula begins with, in a spreadsheet of any script.
const FORMULA: [char; 12] = [
    '=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫',
];

/// Free text, made harmless: a spreadsheet would run what begins like a formula, so the cell gets
/// an apostrophe.
///
/// ```
/// # use reckoner::lake::csv::harmless;
/// assert_eq!(harmless("\u{a0}=1+1"), "'\u{a0}=1+1");
/// assert_eq!(harmless("x;=1+1"), "x;'=1+1");
/// ```
pub fn harmless(text: &str) -> Cow<'_, str> {
    let is_plain = text
        .bytes()
        .next()
        .is_none_or(|first| first.is_ascii_alphanumeric());
    if is_plain
        && !text
            .bytes()
            .any(|byte| matches!(byte, b';' | b'\t' | b'\r' | b'\n'))
    {
        return Cow::Borrowed(text);
    }
    let places = apostrophes(text);
    let mut guarded = String::with_capacity(text.len() + places.len());
    let mut from = 0;
    for place in places {
        guarded.push_str(&text[from..place]);
        guarded.push('\'');
        from = place;
    }
    guarded.push_str(&text[from..]);
    Cow::Owned(guarded)
}

/// Before which bytes an apostrophe belongs: where the text begins, and where a reader whose
/// separator is `;` or a tab begins a cell in the middle of it, since our quotes do not stand where
/// such a reader looks for them.
fn apostrophes(text: &str) -> Vec<usize> {
    // A spreadsheet may skip what it cannot show at the beginning, so that is guarded whatever
    // follows.
    let mut places: Vec<usize> = if text.starts_with(char::is_control) {
        vec![0]
    } else {
        Vec::new()
    };
    // Where the cell begins of which nothing was seen yet.
    let mut begins = Some(0);
    for (at, letter) in text.char_indices() {
        match begins {
            _ if matches!(letter, ';' | '\t' | '\r' | '\n') => begins = Some(at + 1),
            Some(place) if FORMULA.contains(&letter) => {
                places.push(place);
                begins = None;
            }
            Some(place) if is_unseen(letter) || (place > 0 && letter == '"') => {}
            _ => begins = None,
        }
    }
    places.dedup();
    places
}

/// Blanks, control characters, and what Unicode calls default ignorable: a cell that begins with
/// them looks as if it began with what follows, to people and to some spreadsheets.
fn is_unseen(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(
            letter,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{3164}'
                | '\u{ffa0}'
        )
        || matches!(letter, '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn text(csv: &mut String, text: &str) {
    quoted(csv, &harmless(text));
}

fn quoted(csv: &mut String, field: &str) {
    if field
        .bytes()
        .any(|byte| matches!(byte, b',' | b';' | b'"' | b'\n' | b'\r'))
    {
        csv.push('"');
        csv.push_str(&field.replace('"', "\"\""));
        csv.push('"');
    } else {
        csv.push_str(field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lake::cells::tests::{KINDS, every_kind};
    use crate::lake::cells::{Cell, batch};
    use crate::model::Micros;

    #[test]
    fn every_kind_is_written_as_people_read_it_and_an_empty_amount_is_two_empty_fields() {
        let mut rows = every_kind();
        rows.push(rows[1].clone());
        rows[2][0] = "=a;\"b\"".into();
        rows[2][1] = "2026-03-30".parse::<NaiveDate>().unwrap().into();
        rows[2][2] = "2026-03-30T00:00:00Z"
            .parse::<DateTime<chrono::Utc>>()
            .unwrap()
            .into();
        rows[2][3] = Cell::Whole(i64::MIN);
        rows[2][4] = Micros(-15_000).into();
        rows[2][5] = 1e21.into();
        rows[2][6] = false.into();
        let csv = table(&KINDS, &batch(&KINDS, &rows).unwrap()).unwrap();
        // 1234.565001 → 1234.57; −0.015 is a half between −0.01 and −0.02, and 2 is even
        let expected = [
            "text,day,at,whole,exact,exact_micros,ratio,truth",
            "b,,,,,,,",
            "a,2026-03-29,2026-03-29T01:02:03.000004Z,-7,1234.57,1234565001,0.25,true",
            "\"'=a;\"\"b\"\"\",2026-03-30,2026-03-30T00:00:00Z,-9223372036854775808,-0.02,-15000,1000000000000000000000,false",
        ];
        assert_eq!(csv.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn an_amount_has_two_digits_and_zero_has_no_sign() {
        let mut csv = String::new();
        for n in [0, 7, -7, 100, -12_345, 999_999_999_999_999_999] {
            hundredths(&mut csv, n);
            csv.push(' ');
        }
        assert_eq!(csv, "0.00 0.07 -0.07 1.00 -123.45 9999999999999999.99 ");
    }

    #[test]
    fn what_begins_like_a_formula_stays_text() {
        let mut csv = String::new();
        line(
            &mut csv,
            ["=1+1", "-3", "a,b", "a;b", "say \"no\""]
                .into_iter()
                .map(harmless),
        );
        assert_eq!(csv, "'=1+1,'-3,\"a,b\",\"a;b\",\"say \"\"no\"\"\"\n");
        for text in [
            "+49", "@SUM(A1)", "\tx", "\rx", "\u{1b}x", "＝1", "＋1", "－1", "＠x", "﹦1",
        ] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in ["a=b", "1-2", "", " a", "é=1", "\"=1"] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn what_cannot_be_seen_before_a_formula_hides_it_from_nobody() {
        // A blank, a no-break space, zero-width space and joiner, a byte order mark, a soft hyphen,
        // a control character.
        for hidden in [
            " ",
            "\u{a0}",
            "\u{200b}",
            "\u{200d}",
            "\u{feff}",
            "\u{ad}",
            "\u{1}",
            "\u{2003} \u{2066}",
        ] {
            assert_eq!(
                harmless(&format!("{hidden}=1+1")),
                format!("'{hidden}=1+1"),
                "{hidden:?}"
            );
        }
    }

    /// What a reader makes of a line that separates by `;` and looks for quotes only where a cell
    /// begins.
    fn cells_by_semicolon(line: &str) -> Vec<&str> {
        line.split([';', '\t', '\n', '\r']).collect()
    }

    #[test]
    fn no_cell_begins_like_a_formula_where_the_separator_is_a_semicolon() {
        for (name, guarded) in [
            ("x;=1+1", "x;'=1+1"),
            ("x; \u{200b}@a", "x;' \u{200b}@a"),
            ("x\t-1;y\n+2", "x\t'-1;y\n'+2"),
            ("x;\"=1\"", "x;'\"=1\""),
            ("\n=x", "'\n'=x"),
            ("x;;=1", "x;;'=1"),
            ("x;y=1;", "x;y=1;"),
        ] {
            assert_eq!(harmless(name), guarded, "{name:?}");
            let mut csv = String::new();
            line(&mut csv, ["errors", &harmless(name)].into_iter());
            for cell in cells_by_semicolon(&csv) {
                let seen = cell.trim_start_matches(|c| is_unseen(c) || c == '"');
                assert!(!seen.starts_with(FORMULA), "{name:?}: {cell:?}");
            }
        }
    }
}
