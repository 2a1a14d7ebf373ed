//! The cells of a sheet, row by row, as texts: what is not held by the workbook as a whole is read
//! as it comes.

use std::io::{self, BufRead};

use quick_xml::events::{BytesStart, Event};

use super::numbers::{Epoch, Style, decimal, shown};
use super::parts::{Xml, attribute, text_of};
use super::strings::{Strings, unescaped};
use super::styles::Styles;
use crate::extract::carriers::csv::fields::Fields;

/// As many rows and columns as spreadsheets allow.
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: usize = 1 << 14;
/// Of one cell, and of one row.
const LONGEST_CELL: usize = 1 << 20;
const LONGEST_ROW: usize = 16 << 20;

/// A row's cells, each as the text that the sheet would be saved with.
#[derive(Debug, Default)]
pub struct WorkbookRow {
    /// As the sheet counts it, from 1.
    pub number: u32,
    text: String,
    /// By column; what has no cell is empty.
    spans: Vec<(usize, usize)>,
}

impl WorkbookRow {
    fn begin(&mut self, number: u32) {
        self.number = number;
        self.text.clear();
        self.spans.clear();
    }

    fn set(&mut self, column: usize, from: usize) {
        if self.spans.len() <= column {
            self.spans.resize(column + 1, (0, 0));
        }
        self.spans[column] = (from, self.text.len());
    }

    /// As wide as a header; what stands beside it has no name.
    pub fn fit(&mut self, width: usize) {
        self.spans.resize(width, (0, 0));
    }

    pub fn fields(&self) -> Fields<'_> {
        Fields::new(&self.text, 0, &self.spans)
    }

    pub fn is_blank(&self) -> bool {
        self.fields().iter().all(|cell| cell.trim().is_empty())
    }
}

/// What a sheet holds that is no value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Valueless {
    /// Such as #N/A.
    pub errors: i64,
    /// Formulas that nobody computed.
    pub formulas: i64,
}

pub struct WorkbookReader<'w, B> {
    pub xml: Xml<B>,
    pub strings: &'w Strings,
    pub styles: &'w Styles,
    pub epoch: Epoch,
    pub valueless: Valueless,
    /// The last row's number.
    pub last: u32,
    /// Of a cell.
    pub value: String,
}

/// Where a sheet's rows come from.
pub trait SheetRows {
    /// Whether there is another one.
    fn next(&mut self, row: &mut WorkbookRow) -> io::Result<bool>;
    fn valueless(&self) -> Valueless;
}

/// What a cell says of itself.
struct WorkbookCell {
    column: usize,
    style: Style,
    kind: String,
}

impl<B: BufRead> SheetRows for WorkbookReader<'_, B> {
    fn next(&mut self, row: &mut WorkbookRow) -> io::Result<bool> {
        loop {
            match self.xml.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == b"row" => {
                    let number = attribute(&tag, b"r")?
                        .map_or(Some(self.last + 1), |text| text.parse().ok());
                    let Some(number) = number.filter(|number| (1..=MOST_ROWS).contains(number))
                    else {
                        return Err(self.xml.damaged("a row has a number that no sheet has"));
                    };
                    self.last = number;
                    row.begin(number);
                    self.row(row)?;
                    return Ok(true);
                }
                Event::End(tag) if tag.local_name().as_ref() == b"sheetData" => return Ok(false),
                Event::Eof => return Ok(false),
                _ => {}
            }
        }
    }

    fn valueless(&self) -> Valueless {
        self.valueless
    }
}

impl<B: BufRead> WorkbookReader<'_, B> {
    fn row(&mut self, row: &mut WorkbookRow) -> io::Result<()> {
        let mut column = 0;
        loop {
            match self.xml.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == b"c" => {
                    let cell = self.styles.cell(&tag, column)?;
                    column = cell.column + 1;
                    if column > MOST_COLUMNS {
                        return Err(self
                            .xml
                            .damaged("a cell lies in a column that no sheet has"));
                    }
                    self.cell(&cell, row)?;
                }
                Event::End(tag) if tag.local_name().as_ref() == b"row" => return Ok(()),
                Event::Eof => return Err(self.xml.damaged("it breaks off in a row")),
                _ => {}
            }
            if row.text.len() > LONGEST_ROW {
                return Err(self.xml.damaged("a row is longer than any sheet's"));
            }
        }
    }

    fn cell(&mut self, cell: &WorkbookCell, row: &mut WorkbookRow) -> io::Result<()> {
        self.value.clear();
        let (mut is_told, mut sounds, mut is_computed) = (false, 0, false);
        loop {
            let event = self.xml.next()?;
            match &event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    b"v" => is_told = cell.kind != "inlineStr",
                    b"t" => is_told = sounds == 0,
                    b"rPh" => sounds += 1,
                    b"f" => is_computed = true,
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    b"v" | b"t" => is_told = false,
                    b"rPh" => sounds -= 1,
                    b"c" => break,
                    _ => {}
                },
                Event::Eof => return Err(self.xml.damaged("it breaks off in a cell")),
                other if is_told => text_of(other, &mut self.value)?,
                _ => {}
            }
            if self.value.len() > LONGEST_CELL {
                return Err(self
                    .xml
                    .damaged("a cell is longer than any spreadsheet allows"));
            }
        }
        // A text may be empty all the same.
        self.valueless.formulas +=
            i64::from(is_computed && self.value.is_empty() && cell.kind != "str");
        let from = row.text.len();
        match cell.kind.as_str() {
            "s" => match self.strings.get(&self.value) {
                Some(text) => row.text.push_str(text),
                None if self.value.is_empty() => {}
                None => return Err(self.xml.damaged("a cell names a text that there is not")),
            },
            "e" => self.valueless.errors += 1,
            "b" => row.text.push_str(match self.value.trim() {
                "1" | "true" => "true",
                "0" | "false" => "false",
                other => other,
            }),
            "str" | "inlineStr" => unescaped(&self.value, &mut row.text),
            "d" => row.text.push_str(self.value.trim()),
            _ if self.value.is_empty() => {}
            _ => row.text.push_str(
                &shown(&self.value, cell.style, self.epoch).unwrap_or_else(|| decimal(&self.value)),
            ),
        }
        row.set(cell.column, from);
        Ok(())
    }
}

impl Styles {
    /// `next`: where it lies, if it does not say so.
    fn cell(&self, tag: &BytesStart<'_>, next: usize) -> io::Result<WorkbookCell> {
        let column = attribute(tag, b"r")?
            .and_then(|place| column(&place))
            .unwrap_or(next);
        let style = self.get(attribute(tag, b"s")?.as_deref());
        Ok(WorkbookCell {
            column,
            style,
            kind: attribute(tag, b"t")?.unwrap_or_default(),
        })
    }
}

/// The column of a place such as `BC23`, counted from 0.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    letters.take(4).fold(None, |column, letter| {
        Some(
            column.map_or(0, |column: usize| (column + 1) * 26)
                + usize::from(letter.to_ascii_uppercase() - b'A'),
        )
    })
}

/// The place of a cell, as a spreadsheet names it; both are counted from 0 and 1, as a row's cells
/// and rows are.
///
/// ```
/// # use reckoner::extract::carriers::workbook::cells::place;
/// assert_eq!([place(0, 1), place(25, 7), place(26, 7), place(701, 2), place(702, 3)], ["A1", "Z7", "AA7", "ZZ2", "AAA3"]);
/// ```
pub fn place(column: usize, row: u32) -> String {
    let (mut letters, mut left) = (Vec::new(), column + 1);
    while left > 0 {
        letters.push(char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &row.to_string()
}
