//! The head of an export: blank lines, and the header line, which tells the delimiter.

use super::blocks::{Block, Limits};
use super::header::{DELIMITERS, Header, Sought};
use super::rows::{Rows, Scan};
use crate::extract::rejects::Fault;

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
    pub fn of(block: &Block, sought: &Sought<'_>, limits: Limits) -> Option<Self> {
        let mut rows = Rows::new(block, DELIMITERS[0], limits);
        let mut blank_lines = 0;
        let scan = loop {
            match rows.next() {
                Scan::Blank => blank_lines += 1,
                scan => break scan,
            }
        };
        let (header, delimiter) = match scan {
            Scan::End => (None, DELIMITERS[0]),
            _ => best(&mut rows, sought).map(|(header, delimiter)| (Some(header), delimiter))?,
        };
        let (lines, end) = (blank_lines + rows.lines(), rows.place().1);
        Some(Self { header, delimiter, raw: rows.raw().to_vec(), blank_lines, lines, end, is_open: rows.is_open() })
    }
}

/// The header, under the delimiter that was given, or else under the one that makes most sense of it.
fn best(rows: &mut Rows<'_>, sought: &Sought<'_>) -> Option<(Header, u8)> {
    let mut best = sought.delimiter().unwrap_or(DELIMITERS[0]);
    if sought.delimiter().is_none() {
        let mut most = 0;
        for delimiter in DELIMITERS {
            let (scan, header) = read(rows, delimiter, sought)?;
            let makes_sense = header.resolved();
            if scan == Scan::Row && makes_sense > most {
                (best, most) = (delimiter, makes_sense);
            }
        }
    }
    Some((read(rows, best, sought)?.1, best))
}

fn read(rows: &mut Rows<'_>, delimiter: u8, sought: &Sought<'_>) -> Option<(Scan, Header)> {
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
    let flaw = if let Scan::Malformed(flaw) = scan { Some(flaw) } else { garbled };
    let flaw = flaw.map(|flaw| format!("the header line: {}", flaw.fault().message));
    if let Some(message) = flaw {
        header.fault = Some(Fault::new("", "bad_header", message));
    }
    Some((scan, header))
}
