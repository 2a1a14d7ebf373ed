//! The strict tokenizer: the bytes of a block into rows. It knows RFC 4180 and forgives nothing but
//! line ends (LF, CRLF, and a lone CR at the very end). A row that breaks the rules costs the line
//! it began on, and reading resumes at the next line, so a stray quote never swallows the good rows
//! after it.
//!
//! What is said of a row depends on the bytes from its beginning on, and on nothing before: so it
//! can be read from any block that begins with it. Where a block does not hold enough to tell, it
//! says so and guesses nothing.

mod row;

use memchr::memchr;

use super::blocks::{Block, Limits};
use super::fields::{FieldSpan, Fields, single};
use super::flaw::{CsvFlaw, CsvStop};
use super::marks::Marks;

/// As much of a bad line as a reject may show.
const SHOWN_BYTES: usize = 16_000;

/// What stands at the current place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scan {
    End,
    Blank,
    Row,
    Malformed(CsvFlaw),
    /// The block ends before it can be told what stands here.
    Torn,
}

pub struct RowScanner<'b> {
    bytes: &'b [u8],
    /// The export ends with this block.
    is_last: bool,
    limits: Limits,
    delimiter: u8,
    marks: Marks<'b>,
    /// All of the block, if all of it is text without a NUL.
    text: Option<&'b str>,
    spans: Vec<FieldSpan>,
    /// Fields in which quotes are doubled.
    doubled: Vec<usize>,
    /// What the current place covers, and is left behind when the next is scanned: `at..end`, and
    /// as many lines.
    at: usize,
    end: usize,
    lines: i64,
    /// It is a bad line, and goes on beyond the block.
    is_open: bool,
    line: i64,
}

impl<'b> RowScanner<'b> {
    pub fn new(block: &'b Block, delimiter: u8, limits: Limits) -> Self {
        Self::from(block, (block.from, block.line), delimiter, limits)
    }

    /// Those of a block from a place on, which is on that line.
    pub fn from(block: &'b Block, (at, line): (usize, i64), delimiter: u8, limits: Limits) -> Self {
        let bytes = &block.bytes[..];
        let text = std::str::from_utf8(bytes)
            .ok()
            .filter(|_| memchr(0, bytes).is_none());
        let marks = Marks::new(bytes, delimiter, at);
        let is_last = block.is_last;
        let (spans, doubled) = (Vec::new(), Vec::new());
        Self {
            bytes,
            is_last,
            limits,
            delimiter,
            marks,
            text,
            spans,
            doubled,
            at,
            end: at,
            lines: 0,
            is_open: false,
            line,
        }
    }

    /// The line on which the current row begins; the export's first is 1.
    pub fn line(&self) -> i64 {
        self.line
    }

    /// How many lines the current row spans.
    pub fn lines(&self) -> i64 {
        self.lines
    }

    /// Where the current row begins and where it ends.
    pub fn place(&self) -> (usize, usize) {
        (self.at, self.end)
    }

    /// Whether the current row is a bad line that goes on beyond the block.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// What stands in the file, as much of it as a reject may show.
    pub fn raw(&self) -> &'b [u8] {
        let mut raw = &self.bytes[self.at..self.end];
        if !self.is_open {
            raw = raw.strip_suffix(b"\n").unwrap_or(raw);
            raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        }
        &raw[..raw.len().min(SHOWN_BYTES).min(self.limits.row_bytes / 2)]
    }

    /// How many fields the current row has.
    pub fn width(&self) -> usize {
        self.spans.len()
    }

    /// Whether nothing but blanks stands in any field of the current row. Mostly the first one says
    /// that it is not.
    pub fn is_empty_row(&self) -> bool {
        self.spans.iter().all(|&(from, to)| {
            self.bytes[from..to]
                .iter()
                .all(|byte| matches!(byte, b' ' | b'\t'))
        })
    }

    /// Tells the current row's fields to `told`, if they are text.
    pub fn fields<T>(&self, told: impl FnOnce(Fields<'_>) -> T) -> Result<T, CsvFlaw> {
        let (text, base) = match self.text {
            Some(text) => (text, 0),
            None => {
                // Delimiters and quotes are no part of any character, so the row is text if each of
                // its fields is.
                let row = &self.bytes[self.at..self.spans.last().map_or(self.at, |span| span.1)];
                let text = std::str::from_utf8(row).map_err(|_| CsvFlaw::NotUtf8)?;
                memchr(0, row).map_or(Ok((text, self.at)), |_| Err(CsvFlaw::Nul))?
            }
        };
        if self.doubled.is_empty() {
            return Ok(told(Fields::new(text, base, &self.spans)));
        }
        let (text, spans) = single(Fields::new(text, base, &self.spans), &self.doubled);
        Ok(told(Fields::new(&text, 0, &spans)))
    }

    /// Leaves the current row behind and looks at the next.
    #[inline]
    pub fn next(&mut self) -> Scan {
        self.line += self.lines;
        self.at = self.end;
        self.scan()
    }

    /// Looks at the current row again, and at all that follow, with another delimiter.
    pub fn again(&mut self, delimiter: u8) -> Scan {
        self.delimiter = delimiter;
        self.marks.set_delimiter(delimiter);
        self.marks.seek(self.at);
        self.scan()
    }

    /// Gives up the current row, but not what may be good rows on its further lines.
    pub fn give_up(&mut self) {
        let newline = memchr(b'\n', &self.bytes[self.at..]);
        self.end = newline.map_or(self.bytes.len(), |newline| self.at + newline + 1);
        self.is_open = newline.is_none() && !self.is_last;
        self.lines = 1;
        self.marks.seek(self.end);
    }

    fn scan(&mut self) -> Scan {
        self.spans.clear();
        self.doubled.clear();
        (self.end, self.lines, self.is_open) = (self.at, 0, false);
        match self.row() {
            Ok(0) => Scan::End,
            Ok(lines) => {
                self.lines = lines;
                if self.spans.is_empty() {
                    Scan::Blank
                } else {
                    Scan::Row
                }
            }
            Err(CsvStop::Torn) => Scan::Torn,
            Err(CsvStop::Flaw(flaw)) => {
                self.give_up();
                // A reject shows its line: that must be held, or as much as is ever held.
                if self.is_open && self.bytes.len() - self.at < self.limits.row_bytes {
                    (self.end, self.lines, self.is_open) = (self.at, 0, false);
                    return Scan::Torn;
                }
                Scan::Malformed(flaw)
            }
        }
    }
}

#[cfg(test)]
mod tests;
