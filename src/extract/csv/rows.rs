//! The strict tokenizer: bytes into rows, in bounded memory. It knows RFC 4180 and forgives nothing but line ends
//! (LF, CRLF, and a lone CR at the very end). A row that breaks the rules costs the line it began on, and reading
//! resumes at the next line, so a stray quote never swallows the good rows after it.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memchr3};

use super::flaw::{Flaw, Stop};
use super::stream::Stream;

/// As much of a bad line as a reject may show.
const SHOWN_BYTES: usize = 16_000;

/// What stands at the current place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scan {
    End,
    Blank,
    Row,
    Malformed(Flaw),
}

/// What the current place covers, and is left behind when the next is scanned.
#[derive(Clone, Copy)]
enum Extent {
    Nothing,
    Row {
        bytes: usize,
        lines: i64,
    },
    /// The first line only; its end may not have been read yet.
    Line,
}

pub struct Rows<R> {
    stream: Stream<R>,
    delimiter: u8,
    /// The current row's fields, unquoted, one after the other.
    text: Vec<u8>,
    ends: Vec<usize>,
    line: i64,
    extent: Extent,
}

impl<R: Read> Rows<R> {
    /// Begins behind the byte order mark, if there is one.
    pub fn new(input: R) -> io::Result<Self> {
        let stream = Stream::new(input)?;
        Ok(Self { stream, delimiter: b',', text: Vec::new(), ends: Vec::new(), line: 1, extent: Extent::Nothing })
    }

    /// Whether the text is UTF-16 by its mark.
    pub fn is_wide(&self) -> bool {
        self.stream.is_wide()
    }

    /// The line on which the current row begins; the first is 1.
    pub fn line(&self) -> i64 {
        self.line
    }

    /// How many lines the current row spans.
    pub fn lines(&self) -> i64 {
        match self.extent {
            Extent::Nothing => 0,
            Extent::Row { lines, .. } => lines,
            Extent::Line => 1,
        }
    }

    /// How many lines were read so far: counted on the stream as it came in, apart from all parsing.
    pub fn physical_lines(&self) -> i64 {
        self.stream.lines()
    }

    /// What stands in the file, as much of it as a reject may show.
    pub fn raw(&self) -> &[u8] {
        let rest = self.stream.held();
        let raw = match self.extent {
            Extent::Nothing => b"",
            Extent::Row { bytes, .. } => &rest[..bytes],
            Extent::Line => &rest[..memchr(b'\n', rest).unwrap_or(rest.len())],
        };
        let raw = raw.strip_suffix(b"\n").unwrap_or(raw);
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        &raw[..raw.len().min(SHOWN_BYTES)]
    }

    /// How many fields the current row has.
    pub fn width(&self) -> usize {
        self.ends.len()
    }

    /// The current row's fields, if they are text.
    pub fn fields(&self) -> Result<Fields<'_>, Flaw> {
        let text = std::str::from_utf8(&self.text).map_err(|_| Flaw::NotUtf8)?;
        // A character torn by a delimiter would be whole again in `text`.
        if !self.ends.iter().all(|&end| text.is_char_boundary(end)) {
            return Err(Flaw::NotUtf8);
        }
        if memchr(0, &self.text).is_some() { Err(Flaw::Nul) } else { Ok(Fields { text, ends: &self.ends }) }
    }

    /// Leaves the current row behind and looks at the next.
    pub fn next(&mut self) -> io::Result<Scan> {
        let lines = self.lines();
        match std::mem::replace(&mut self.extent, Extent::Nothing) {
            Extent::Nothing => {}
            Extent::Row { bytes, .. } => self.stream.leave(bytes),
            Extent::Line => self.stream.leave_line()?,
        }
        self.line += lines;
        self.scan()
    }

    /// Looks at the current row again, and at all that follow, with another delimiter.
    pub fn again(&mut self, delimiter: u8) -> io::Result<Scan> {
        self.delimiter = delimiter;
        self.scan()
    }

    /// Gives up the current row, but not what may be good rows on its further lines.
    pub fn give_up(&mut self) -> io::Result<()> {
        self.extent = Extent::Line;
        // So that a reject shows the line and not just what had been read of it.
        self.stream.hold_line(SHOWN_BYTES)
    }

    fn scan(&mut self) -> io::Result<Scan> {
        match self.row() {
            Ok((bytes, 0)) => {
                debug_assert_eq!(bytes, 0, "what has bytes has lines");
                Ok(Scan::End)
            }
            Ok((bytes, lines)) => {
                self.extent = Extent::Row { bytes, lines };
                Ok(if self.ends.is_empty() { Scan::Blank } else { Scan::Row })
            }
            Err(Stop::Io(error)) => Err(error),
            Err(Stop::Flaw(flaw)) => {
                self.give_up()?;
                Ok(Scan::Malformed(flaw))
            }
        }
    }

    /// Takes the current row apart; returns how many bytes and lines it covers. No fields: a blank line. No lines: the end.
    fn row(&mut self) -> Result<(usize, i64), Stop> {
        self.text.clear();
        self.ends.clear();
        let (mut at, mut lines) = (0, 1);
        match self.stream.byte(0)? {
            None => return Ok((0, 0)),
            Some(b'\n' | b'\r') => {
                if let Some(end) = self.line_end(0)? {
                    return Ok((end, 1));
                }
            }
            _ => {}
        }
        loop {
            let end = if self.stream.byte(at)? == Some(b'"') { self.quoted(at, &mut lines)? } else { self.unquoted(at)? };
            self.ends.push(self.text.len());
            match self.stream.byte(end)? {
                Some(byte) if byte == self.delimiter => at = end + 1,
                None => return Ok((end, lines)),
                // Both readers stop at a delimiter, at a line's end or at the file's.
                Some(_) => return Ok((self.line_end(end)?.unwrap_or(end), lines)),
            }
        }
    }

    /// Reads a quoted field that begins at `at`; returns where it ends.
    fn quoted(&mut self, at: usize, lines: &mut i64) -> Result<usize, Stop> {
        let mut from = at + 1;
        loop {
            let quote = self.stream.find(from, |hay| memchr(b'"', hay))?.ok_or(Stop::Flaw(Flaw::UnclosedQuote))?;
            let part = &self.stream.held()[from..quote];
            *lines += memchr_iter(b'\n', part).count() as i64;
            self.text.extend_from_slice(part);
            from = quote + 1;
            match self.stream.byte(from)? {
                Some(b'"') => self.text.push(b'"'),
                None => return Ok(from),
                Some(byte) if byte == self.delimiter => return Ok(from),
                Some(_) => return self.line_end(from)?.map(|_| from).ok_or(Stop::Flaw(Flaw::TextAfterQuote)),
            }
            from += 1;
        }
    }

    fn unquoted(&mut self, at: usize) -> Result<usize, Stop> {
        let delimiter = self.delimiter;
        let found = self.stream.find(at, |hay| memchr3(delimiter, b'\n', b'"', hay))?;
        let held = self.stream.held();
        let mut end = found.unwrap_or(held.len());
        let stopped_by = found.map(|found| held[found]);
        if stopped_by == Some(b'"') {
            return Err(Stop::Flaw(Flaw::StrayQuote));
        }
        let field = &held[at..end];
        if stopped_by != Some(delimiter) && field.last() == Some(&b'\r') {
            end -= 1;
        }
        let field = &held[at..end];
        if memchr(b'\r', field).is_some() {
            return Err(Stop::Flaw(Flaw::StrayReturn));
        }
        self.text.extend_from_slice(field);
        Ok(end)
    }

    /// Where the line end that stands at `at` is over, if one stands there.
    fn line_end(&mut self, at: usize) -> Result<Option<usize>, Stop> {
        Ok(match self.stream.byte(at)? {
            Some(b'\n') => Some(at + 1),
            Some(b'\r') => match self.stream.byte(at + 1)? {
                Some(b'\n') => Some(at + 2),
                None => Some(at + 1),
                Some(_) => None,
            },
            _ => None,
        })
    }
}

/// The fields of a row.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    text: &'a str,
    ends: &'a [usize],
}

impl<'a> Fields<'a> {
    pub fn get(&self, at: usize) -> Option<&'a str> {
        let from = if at == 0 { 0 } else { *self.ends.get(at - 1)? };
        Some(&self.text[from..*self.ends.get(at)?])
    }

    pub fn iter(&self) -> impl Iterator<Item = &'a str> {
        (0..self.ends.len()).map_while(move |at| self.get(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::csv::ROW_LIMIT_BYTES;

    /// Hands out a few bytes at a time, so that every seam is crossed.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(self.0.len()).min(buffer.len());
            buffer[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    /// Line and fields of each row; a flaw's code in brackets; blank lines as `-`.
    fn scanned(bytes: &[u8], drip: usize) -> Vec<(i64, String)> {
        let mut rows = Rows::new(Drip(bytes, drip)).unwrap();
        let (mut found, mut lines) = (Vec::new(), 0);
        loop {
            let told = match rows.next().unwrap() {
                Scan::End => break,
                Scan::Blank => "-".to_owned(),
                Scan::Malformed(flaw) => format!("[{}] {}", flaw.fault().code, String::from_utf8_lossy(rows.raw())),
                Scan::Row => match rows.fields() {
                    Ok(fields) => fields.iter().collect::<Vec<_>>().join("|"),
                    Err(flaw) => format!("[{}]", flaw.fault().code),
                },
            };
            lines += rows.lines();
            found.push((rows.line(), told));
        }
        assert_eq!(lines, rows.physical_lines(), "{:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(99)]));
        found
    }

    fn scan(bytes: &[u8]) -> Vec<(i64, String)> {
        let whole = scanned(bytes, usize::MAX);
        for drip in [1, 2, 3, 7] {
            assert_eq!(scanned(bytes, drip), whole, "{drip} bytes at a time");
        }
        whole
    }

    fn rows(expected: &[(i64, &str)]) -> Vec<(i64, String)> {
        expected.iter().map(|&(line, told)| (line, told.to_owned())).collect()
    }

    #[test]
    fn every_line_end_ends_a_line() {
        for text in ["a,b\nc,d\n", "a,b\r\nc,d\r\n", "a,b\nc,d", "a,b\r\nc,d\r", "\u{feff}a,b\nc,d\r\n"] {
            assert_eq!(scan(text.as_bytes()), rows(&[(1, "a|b"), (2, "c|d")]), "{text:?}");
        }
        assert_eq!(scan(b"\n\r\na,\n\n,\"\"\n\r"), rows(&[(1, "-"), (2, "-"), (3, "a|"), (4, "-"), (5, "|"), (6, "-")]));
        assert_eq!((scan(b""), scan(b"\xef\xbb\xbf")), (vec![], vec![]));
    }

    #[test]
    fn quotes_hold_delimiters_quotes_and_lines() {
        assert_eq!(scan(b"\"a,\"\"1\"\"\",\"b\r\nc\n\",d\r\ne,f,\"\"\n\"g\""), rows(&[(1, "a,\"1\"|b\r\nc\n|d"), (4, "e|f|"), (5, "g")]));
    }

    #[test]
    fn a_malformed_row_costs_its_first_line_only() {
        for (text, expected) in [
            ("a,b\"c\nd,e\n", [(1, "[stray_quote] a,b\"c"), (2, "d|e")]),
            ("a,\"b\"c\nd,e\n", [(1, "[text_after_quote] a,\"b\"c"), (2, "d|e")]),
            ("a,\"b\nd,e\n", [(1, "[unclosed_quote] a,\"b"), (2, "d|e")]),
            ("a,\"b\nd,e", [(1, "[unclosed_quote] a,\"b"), (2, "d|e")]),
            ("a\rb,c\r\nd,e\n", [(1, "[stray_return] a\rb,c"), (2, "d|e")]),
            ("a,\"b\"\rc\nd,e\n", [(1, "[text_after_quote] a,\"b\"\rc"), (2, "d|e")]),
        ] {
            assert_eq!(scan(text.as_bytes()), rows(&expected), "{text:?}");
        }
        // The quote opened on line 1 closes on line 3, in the middle of a good row.
        assert_eq!(scan(b"a,\"b\nc,d\ne,\"f\"\ng,h\n"), rows(&[(1, "[text_after_quote] a,\"b"), (2, "c|d"), (3, "e|f"), (4, "g|h")]));
    }

    #[test]
    fn what_is_no_text_is_told() {
        assert_eq!(scan(b"a\0,b\n\xff,b\nc,d\n"), rows(&[(1, "[nul]"), (2, "[not_utf8]"), (3, "c|d")]));
        // An a-umlaut torn by a delimiter is not an a-umlaut.
        assert_eq!(scan(b"\xc3,\xa4\n"), rows(&[(1, "[not_utf8]")]));
    }

    #[test]
    fn a_line_too_long_to_hold_is_skipped_in_bounded_memory() {
        let long = b"a,".iter().copied().chain(std::iter::repeat_n(b'x', 50_000_000)).chain(*b"\nc,d\n").collect::<Vec<_>>();
        let mut rows = Rows::new(&long[..]).unwrap();
        assert_eq!(rows.next().unwrap(), Scan::Malformed(Flaw::TooLong));
        assert!(rows.raw().starts_with(b"a,xxx") && rows.raw().len() == SHOWN_BYTES);
        assert_eq!((rows.next().unwrap(), rows.line()), (Scan::Row, 2));
        assert_eq!((rows.next().unwrap(), rows.physical_lines()), (Scan::End, 2));
        assert!(rows.stream.capacity() <= 2 * ROW_LIMIT_BYTES, "{} bytes held", rows.stream.capacity());
    }

    #[test]
    fn a_row_of_the_limit_is_refused_however_its_bytes_come_in() {
        for (length, expected) in [(ROW_LIMIT_BYTES - 1, Scan::Row), (ROW_LIMIT_BYTES, Scan::Malformed(Flaw::TooLong))] {
            let text = [b"a,", &vec![b'x'; length - 2][..], b"\n\nrest\n".repeat(100_000).as_slice()].concat();
            for drip in [100_003, usize::MAX] {
                assert_eq!(Rows::new(Drip(&text, drip)).unwrap().next().unwrap(), expected, "{length} by {drip}");
            }
        }
    }

    #[test]
    fn a_quote_that_swallows_the_file_costs_one_line() {
        let text = format!("a,\"b\n{}", "good,row\n".repeat(3_000_000));
        let mut rows = Rows::new(text.as_bytes()).unwrap();
        assert_eq!(rows.next().unwrap(), Scan::Malformed(Flaw::TooLong));
        let mut good = 0;
        while rows.next().unwrap() == Scan::Row {
            good += 1;
        }
        assert_eq!((good, rows.physical_lines()), (3_000_000, 3_000_001));
    }
}
