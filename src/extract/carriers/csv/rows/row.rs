//! One row taken apart: fields, quotes and line ends.

use super::RowScanner;
use crate::extract::carriers::csv::flaw::{CsvFlaw, CsvStop};

impl RowScanner<'_> {
    /// Takes the current row apart; returns how many lines it covers. No fields: a blank line. No
    /// lines: the end.
    pub fn row(&mut self) -> Result<i64, CsvStop> {
        let view = self.bytes.len().min(self.at + self.limits.row_bytes);
        match self.byte(self.at)? {
            None => return Ok(0),
            Some(b'\n') => return Ok(self.ends(self.at + 1, 1)),
            Some(b'\r') => {
                if let Some(end) = self.line_end(self.at)? {
                    return Ok(self.ends(end, 1));
                }
            }
            _ => {}
        }
        let (mut from, mut lines) = (self.at, 1);
        loop {
            if from < view && self.bytes[from] == b'"' {
                let to = self.quoted(view, &mut lines)?;
                let end = match self.byte(to + 1)? {
                    Some(byte) if byte == self.delimiter => None,
                    None => Some(to + 1),
                    // Nothing else may stand behind a quoted field.
                    Some(_) => Some(
                        self.line_end(to + 1)?
                            .ok_or(CsvStop::Flaw(CsvFlaw::TextAfterQuote))?,
                    ),
                };
                self.spans.push((from + 1, to));
                if let Some(end) = end {
                    return Ok(self.ends(end, lines));
                }
                from = to + 2;
                self.marks.next();
                continue;
            }
            let mark = self.marks.next();
            if mark >= view {
                self.past()?;
                self.spans.push((from, view));
                return Ok(self.ends(view, lines));
            }
            match self.bytes[mark] {
                byte if byte == self.delimiter => {
                    self.spans.push((from, mark));
                    from = mark + 1;
                }
                b'\n' => {
                    self.spans.push((from, mark));
                    self.end = mark + 1;
                    return Ok(lines);
                }
                b'"' => return Err(CsvStop::Flaw(CsvFlaw::StrayQuote)),
                _ => {
                    let Some(end) = self.line_end(mark)? else {
                        return Err(self.stray_return(view));
                    };
                    self.spans.push((from, mark));
                    return Ok(self.ends(end, lines));
                }
            }
        }
    }

    /// Reads the rest of a quoted field; returns where it ends. Its first quote is the mark in
    /// hand.
    fn quoted(&mut self, view: usize, lines: &mut i64) -> Result<usize, CsvStop> {
        self.marks.next();
        let mut doubled = false;
        loop {
            let mark = self.marks.next();
            if mark >= view {
                self.past()?;
                return Err(CsvStop::Flaw(CsvFlaw::UnclosedQuote));
            }
            match self.bytes[mark] {
                b'"' if self.byte(mark + 1)? == Some(b'"') => {
                    self.marks.next();
                    doubled = true;
                }
                b'"' => {
                    if doubled {
                        self.doubled.push(self.spans.len());
                    }
                    return Ok(mark);
                }
                b'\n' => *lines += 1,
                _ => {}
            }
        }
    }

    /// A return stands in a field that is not quoted; a quote further on in it would be worse.
    fn stray_return(&mut self, view: usize) -> CsvStop {
        loop {
            let mark = self.marks.next();
            if mark >= view {
                return self
                    .past()
                    .err()
                    .unwrap_or(CsvStop::Flaw(CsvFlaw::StrayReturn));
            }
            match self.bytes[mark] {
                b'"' => return CsvStop::Flaw(CsvFlaw::StrayQuote),
                b'\r' => {}
                _ => return CsvStop::Flaw(CsvFlaw::StrayReturn),
            }
        }
    }

    fn ends(&mut self, end: usize, lines: i64) -> i64 {
        self.end = end;
        self.marks.skip_to(end);
        lines
    }

    /// The byte at a place; None: the export is over before.
    #[inline]
    fn byte(&self, at: usize) -> Result<Option<u8>, CsvStop> {
        if at < self.bytes.len() && at - self.at < self.limits.row_bytes {
            return Ok(Some(self.bytes[at]));
        }
        self.past().map(|()| None)
    }

    /// Why nothing can be said of what lies beyond; Ok: the export is over.
    fn past(&self) -> Result<(), CsvStop> {
        if self.bytes.len() - self.at >= self.limits.row_bytes {
            return Err(CsvStop::Flaw(CsvFlaw::TooLong));
        }
        if self.is_last {
            Ok(())
        } else {
            Err(CsvStop::Torn)
        }
    }

    /// Where the line end that stands at `at` is over, if one stands there.
    fn line_end(&self, at: usize) -> Result<Option<usize>, CsvStop> {
        Ok(match self.byte(at)? {
            Some(b'\n') => Some(at + 1),
            Some(b'\r') => match self.byte(at + 1)? {
                Some(b'\n') => Some(at + 2),
                None => Some(at + 1),
                Some(_) => None,
            },
            _ => None,
        })
    }
}
