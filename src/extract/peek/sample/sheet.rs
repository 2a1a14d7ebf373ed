//! Tables of texts: CSV, and the sheets of workbooks. Where the header stands is found by what a
//! header is.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::{ROWS, RowCount, Sample, SampleCarrier, SampleColumn};
use crate::extract::carriers::workbook::Workbook;
use crate::extract::carriers::workbook::cells::{SheetRows as _, WorkbookRow};
use crate::extract::carriers::zipped::Pieces;
use crate::lake::store::{Object, Store};

/// What divides fields, the most likely first.
const DELIMITERS: [u8; 4] = *b",;\t|";
/// So many records say what divides fields, and where the header stands.
const RECORDS_ASKED: usize = 50;

pub fn of_csv(text: &str, is_whole: bool) -> Sample {
    // The last line may break off.
    let text = if is_whole {
        text
    } else {
        text.rsplit_once('\n').map_or(text, |(whole, _)| whole)
    };
    let (said, text) = said_delimiter(text);
    let delimiter = said.unwrap_or_else(|| delimiter_of(text));
    let (skip_lines, text) = header_of(text, delimiter);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut records = reader
        .records()
        .map_while(Result::ok)
        .filter(|record| record.iter().any(|field| !field.trim().is_empty()));
    let header = records.next().unwrap_or_default();
    let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
    let mut columns: Vec<SampleColumn> = header
        .iter()
        .map(|name| SampleColumn {
            name: name.trim_matches(blank).to_owned(),
            texts: Vec::new(),
        })
        .collect();
    let (mut rows, mut count) = (0, 0);
    for record in records {
        count += 1;
        if rows < ROWS {
            rows += 1;
            for (at, column) in columns.iter_mut().enumerate() {
                column.texts.push(
                    record
                        .get(at)
                        .map(str::trim)
                        .filter(|text| !text.is_empty())
                        .map(str::to_owned),
                );
            }
        }
    }
    columns.retain(|column| !column.name.is_empty());
    let all_rows = if is_whole {
        RowCount::Exactly(count)
    } else {
        RowCount::About(count)
    };
    Sample {
        carrier: SampleCarrier::Csv {
            delimiter,
            skip_lines,
        },
        encoding: None,
        columns,
        rows,
        all_rows,
        others: Vec::new(),
    }
}

/// What a first line says divides fields, and the text below it.
fn said_delimiter(text: &str) -> (Option<u8>, &str) {
    let first = text.lines().next();
    let said = first.and_then(|line| line.trim_end().strip_prefix("sep="));
    match said.map(str::as_bytes) {
        Some(&[delimiter]) => {
            let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
            (Some(delimiter), rest)
        }
        _ => (None, text),
    }
}

fn widths(text: &str, delimiter: u8) -> Vec<(u64, usize, bool)> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut widths = Vec::new();
    while widths.len() < RECORDS_ASKED && reader.read_record(&mut record).unwrap_or(false) {
        // A position is behind the record before, and blank lines may follow that.
        let from = record
            .position()
            .map_or(0, |at| at.byte() as usize)
            .min(text.len());
        let blank = text[from..]
            .bytes()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .count();
        let line = 1 + text[..from + blank]
            .bytes()
            .filter(|byte| *byte == b'\n')
            .count() as u64;
        widths.push((line, record.len(), is_header(record.iter())));
    }
    widths
}

/// Whether each of these may be a column's name, and no two are the same.
fn is_header<'f>(fields: impl Iterator<Item = &'f str>) -> bool {
    let mut names = BTreeSet::new();
    fields
        .map(str::trim)
        .all(|field| is_name(field) && names.insert(field))
}

/// Whether it may be a column's name; an empty one may be behind the last delimiter.
fn is_name(field: &str) -> bool {
    field.parse::<f64>().is_err() && field.len() <= 120
}

/// The one under which most of the first records are as wide as one another, and wider than one
/// field.
fn delimiter_of(text: &str) -> u8 {
    let agree = |delimiter: &u8| {
        let widths = widths(text, *delimiter);
        let (width, records) = most_frequent(&widths);
        if width < 2 {
            (0, 0)
        } else {
            (records * 100 / widths.len().max(1), width)
        }
    };
    // Of equals the first, which `max_by_key` takes from behind.
    DELIMITERS
        .iter()
        .rev()
        .copied()
        .max_by_key(|delimiter| agree(delimiter))
        .unwrap_or(b',')
}

fn most_frequent(widths: &[(u64, usize, bool)]) -> (usize, usize) {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    widths
        .iter()
        .for_each(|(_, width, _)| *counts.entry(*width).or_default() += 1);
    counts
        .into_iter()
        .max_by_key(|(width, count)| (*count, *width))
        .unwrap_or((0, 0))
}

/// The header is the first record as wide as most that holds nothing but names: what stands above
/// it belongs to a report.
fn header_in(widths: &[(u64, usize, bool)]) -> Option<u64> {
    let (width, _) = most_frequent(widths);
    widths
        .iter()
        .find(|(_, wide, is_header)| *wide == width && *is_header)
        .map(|(line, ..)| *line)
}

fn header_of(text: &str, delimiter: u8) -> (usize, &str) {
    let skip =
        header_in(&widths(text, delimiter)).map_or(0, |line| (line as usize).saturating_sub(1));
    let from = text
        .split_inclusive('\n')
        .take(skip)
        .map(str::len)
        .sum::<usize>();
    (skip, &text[from.min(text.len())..])
}

/// Reads the first sheet that is shown. A sheet of many rows is looked at in its beginning, and how
/// many follow is not known.
pub fn of_workbook(store: &Store, object: &Object) -> io::Result<Sample> {
    let (pieces, blame) = Pieces::of(store, object);
    let mut workbook = Workbook::open(pieces, blame)?;
    let (_, mut sheet) = workbook.rows(None)?;
    let (mut row, mut lines) = (WorkbookRow::default(), Vec::<(u64, Vec<String>)>::new());
    let mut is_whole = true;
    while sheet.next(&mut row)? {
        if row.is_blank() {
            continue;
        }
        is_whole = lines.len() <= ROWS;
        if !is_whole {
            break;
        }
        let mut cells: Vec<String> = row
            .fields()
            .iter()
            .map(|cell| cell.trim().to_owned())
            .collect();
        cells.truncate(
            cells
                .iter()
                .rposition(|cell| !cell.is_empty())
                .map_or(0, |last| last + 1),
        );
        lines.push((row.number.into(), cells));
    }
    let widths: Vec<_> = lines
        .iter()
        .take(RECORDS_ASKED)
        .map(|(line, cells)| {
            (
                *line,
                cells.len(),
                is_header(cells.iter().map(String::as_str)),
            )
        })
        .collect();
    let header_row = header_in(&widths).unwrap_or(1);
    let mut lines = lines
        .into_iter()
        .skip_while(|(line, _)| *line < header_row)
        .map(|(_, cells)| cells);
    let names = lines.next().unwrap_or_default();
    let mut columns: Vec<SampleColumn> = names
        .into_iter()
        .map(|name| SampleColumn {
            name,
            texts: Vec::new(),
        })
        .collect();
    let mut rows = 0;
    for cells in lines {
        rows += 1;
        for (at, column) in columns.iter_mut().enumerate() {
            column
                .texts
                .push(cells.get(at).filter(|text| !text.is_empty()).cloned());
        }
    }
    columns.retain(|column| !column.name.is_empty());
    let all_rows = if is_whole {
        RowCount::Exactly(rows as u64)
    } else {
        RowCount::About(rows as u64)
    };
    Ok(Sample {
        carrier: SampleCarrier::Xlsx { header_row },
        encoding: None,
        columns,
        rows,
        all_rows,
        others: Vec::new(),
    })
}
