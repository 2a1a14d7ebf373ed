//! The head of an export: lines that are skipped, a line that names the delimiter, blank lines, and
//! the header line.

use memchr::memchr;

use super::blocks::{Block, Limits};
use super::header::{DELIMITERS, Header, WantedHeader};
use super::rows::{RowScanner, Scan};
use crate::extract::rejects::Fault;

/// So many lines behind a header that lacks a column are looked at, in case one of them is it, and
/// no more than so many bytes.
const LOOKED_AT: usize = 30;
const LOOKED_AT_BYTES: usize = 64 << 10;

pub struct Head {
    /// None: there is not even a header line.
    pub header: Option<Header>,
    pub delimiter: u8,
    /// The header line as it stands there.
    pub raw: Vec<u8>,
    pub blank_lines: i64,
    /// All lines of the head.
    pub lines: i64,
    /// Where it ends.
    pub end: usize,
    /// The header line goes on beyond what is held; nobody will read it.
    pub is_open: bool,
}

impl Head {
    /// None: the block ends before the head does.
    pub fn of(block: &Block, sought: &WantedHeader<'_>, limits: Limits) -> Option<Self> {
        let (from, mut above) = skipped(block, sought.skip_lines())?;
        let sep = Sep::of(block, from)?;
        above += i64::from(sep.is_some());
        let at = sep.as_ref().map_or(from, |sep| sep.end);
        let told = sought
            .delimiter()
            .or(sep.as_ref().and_then(|sep| sep.delimiter));
        let mut rows = RowScanner::from(block, (at, block.line + above), DELIMITERS[0], limits);
        let mut blank_lines = 0;
        let scan = loop {
            match rows.next() {
                Scan::Blank => blank_lines += 1,
                scan => break scan,
            }
        };
        let (mut header, delimiter) = match scan {
            Scan::End => (None, DELIMITERS[0]),
            _ => best(&mut rows, sought, told)
                .map(|(header, delimiter)| (Some(header), delimiter))?,
        };
        let (lines, end) = (above + blank_lines + rows.lines(), rows.place().1);
        let (raw, is_open) = (rows.raw().to_vec(), rows.is_open());
        if let Some(header) = &mut header {
            let unknown = sep.filter(|sep| sep.delimiter.is_none() && sought.delimiter().is_none());
            if unknown.is_some() {
                let message = "the line sep= names a delimiter that is none of `,`, `;`, `|` and a tab: export it with one of these";
                header.fault = Some(Fault::new("", "bad_header", message));
            } else if let Some(fault) = header
                .fault
                .as_mut()
                .filter(|fault| fault.code == "missing_column")
            {
                fault.message += &why_missing(&mut rows, sought, told);
            }
        }
        Some(Self {
            header,
            delimiter,
            raw,
            blank_lines,
            lines,
            end,
            is_open,
        })
    }
}

/// Where the lines end that are to be skipped, and how many there are; None: the block ends before.
fn skipped(block: &Block, lines: u32) -> Option<(usize, i64)> {
    let (mut at, mut count) = (block.from, 0);
    for _ in 0..lines {
        match memchr(b'\n', &block.bytes[at..]) {
            Some(newline) => at += newline + 1,
            None if !block.is_last => return None,
            None if at == block.bytes.len() => break,
            None => at = block.bytes.len(),
        }
        count += 1;
    }
    Some((at, count))
}

/// Excel's own line before the header, `sep=;`.
struct Sep {
    end: usize,
    /// None: it names another sign.
    delimiter: Option<u8>,
}

impl Sep {
    /// None: the block ends before one can tell.
    fn of(block: &Block, from: usize) -> Option<Option<Self>> {
        let rest = &block.bytes[from..];
        let is_it = |line: &[u8]| line.len() >= 4 && line[..4].eq_ignore_ascii_case(b"sep=");
        let line = match memchr(b'\n', &rest[..rest.len().min(10)]) {
            Some(newline) => &rest[..newline],
            None if rest.len() < 10 && !block.is_last => return None,
            None => rest,
        };
        let mut text = line.strip_suffix(b"\r").unwrap_or(line);
        text = text
            .strip_prefix(b"\"")
            .and_then(|text| text.strip_suffix(b"\""))
            .unwrap_or(text);
        if text.len() > 5 || !is_it(text) {
            return Some(None);
        }
        let delimiter = text
            .get(4)
            .copied()
            .filter(|byte| DELIMITERS.contains(byte));
        Some(Some(Self {
            end: from + (line.len() + 1).min(rest.len()),
            delimiter,
        }))
    }
}

/// The header, under the delimiter that is told, or else under the one that makes most sense of it.
fn best(
    rows: &mut RowScanner<'_>,
    sought: &WantedHeader<'_>,
    told: Option<u8>,
) -> Option<(Header, u8)> {
    let mut best = told.unwrap_or(DELIMITERS[0]);
    if told.is_none() {
        // Where none of them makes sense, the one that takes the line apart shows best what is
        // there.
        let mut most = (0, 1);
        for delimiter in DELIMITERS {
            let (scan, header) = read(rows, delimiter, sought)?;
            let makes_sense = (header.resolved(), header.width);
            if scan == Scan::Row
                && (makes_sense.0 > most.0 || (makes_sense.0 == 0 && makes_sense > most))
            {
                (best, most) = (delimiter, makes_sense);
            }
        }
    }
    Some((read(rows, best, sought)?.1, best))
}

fn read(
    rows: &mut RowScanner<'_>,
    delimiter: u8,
    sought: &WantedHeader<'_>,
) -> Option<(Scan, Header)> {
    let resolve = |fields: &mut dyn Iterator<Item = &str>| sought.resolve(fields);
    let scan = rows.again(delimiter);
    if scan == Scan::Torn {
        return None;
    }
    // Of a header line that breaks the rules, what stands before the break.
    let (mut header, garbled) = match rows.fields(|fields| resolve(&mut fields.iter())) {
        Ok(header) => (header, None),
        Err(flaw) => (resolve(&mut std::iter::empty()), Some(flaw)),
    };
    let flaw = if let Scan::Malformed(flaw) = scan {
        Some(flaw)
    } else {
        garbled
    };
    let flaw = flaw.map(|flaw| format!("the header line: {}", flaw.fault().message));
    if let Some(message) = flaw {
        header.fault = Some(Fault::new("", "bad_header", message));
    }
    Some((scan, header))
}

/// What may be wrong where the header lacks a column: the delimiter that was given, or the line.
fn why_missing(rows: &mut RowScanner<'_>, sought: &WantedHeader<'_>, told: Option<u8>) -> String {
    let reads = |rows: &mut RowScanner<'_>| {
        DELIMITERS.into_iter().find(|&delimiter| {
            read(rows, delimiter, sought).is_some_and(|(_, header)| header.fault.is_none())
        })
    };
    if let Some(delimiter) = reads(rows).filter(|_| told.is_some()) {
        let delimiter = char::from(delimiter).escape_default();
        return format!(
            ". Under delimiter = \"{delimiter}\" it has them: write that, or leave delimiter out"
        );
    }
    let from = rows.place().0;
    for _ in 0..LOOKED_AT {
        // Lines are looked at as they stand: what a stray quote opened is no row of many lines
        // here.
        rows.give_up();
        if rows.is_open()
            || rows.place().1 - from > LOOKED_AT_BYTES
            || matches!(rows.next(), Scan::End | Scan::Torn)
        {
            break;
        }
        if reads(rows).is_some() {
            let line = rows.line();
            let skip_lines = line - 1;
            return format!(
                ". Line {line} has them: if that is the header, write skip_lines = {skip_lines} in its source"
            );
        }
    }
    String::new()
}
