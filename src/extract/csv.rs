//! CSV exports: the tokenizer's rows under the header's names become sessions and rejects, and the lines are counted
//! twice, by two means, so that no row can be lost without being missed.

mod header;
mod rows;

use std::io::{self, Read};

use arrow::array::RecordBatch;

use self::header::{DELIMITERS, Header, resolved};
use self::rows::{Flaw, Rows, Scan};
use super::error::ExtractError;
use super::notes::Notes;
use super::reading::{Canonical, Csv};
use super::rejects::{Fault, Rejects};
use super::sessions::{Sessions, Source};
use crate::model::receipt::Reject;

pub use self::rows::ROW_LIMIT_BYTES;

/// What came of one object, apart from its batches.
#[derive(Debug)]
pub struct Reached {
    /// Rows: kept and rejected.
    pub read: i64,
    pub rejected: i64,
    /// The first ten thousand in full.
    pub rejects: Vec<Reject>,
    pub notes: Notes,
}

/// Reads an export from beginning to end, in bounded memory; hands each batch of sessions to `keep` as it fills.
pub fn sessions(
    input: impl Read,
    csv: &Csv,
    source: Source<'_>,
    keep: &mut dyn FnMut(RecordBatch) -> Result<(), ExtractError>,
) -> Result<Reached, ExtractError> {
    let torn = |error: io::Error| ExtractError::Read { object: source.object.to_owned(), source: error };
    let mut rows = Rows::new(input).map_err(torn)?;
    let mut rejects = Rejects::new(&source.satellite.id, source.object);
    let mut notes = Notes::default();
    let (mut kept, mut accounted) = (0, 0);

    let mut scan = rows.next().map_err(torn)?;
    while scan == Scan::Blank {
        notes.blank_lines += 1;
        accounted += rows.lines();
        scan = rows.next().map_err(torn)?;
    }
    if scan == Scan::End {
        let message = "the export is empty: it has not even a header line";
        rejects.refuse(0, Fault::new("", "empty_file", message), b"");
    } else {
        let header = header(&mut rows, scan, csv).map_err(torn)?;
        let header_raw = rows.raw().to_vec();
        accounted += rows.lines();
        let mut sessions = Sessions::new(source, csv.columns.as_ref(), header.names.clone());
        loop {
            let scan = rows.next().map_err(torn)?;
            let fault = match scan {
                Scan::End => break,
                Scan::Blank => {
                    notes.blank_lines += 1;
                    None
                }
                Scan::Malformed(flaw) => Some(flaw.fault()),
                Scan::Row => {
                    let fault = keep_row(&mut rows, &header, &mut sessions, &mut notes).map_err(torn)?;
                    kept += i64::from(fault.is_none());
                    fault
                }
            };
            accounted += rows.lines();
            if let Some(fault) = fault {
                rejects.refuse(rows.line(), fault, rows.raw());
            }
            if sessions.is_full() {
                sessions.take().map_or(Ok(()), &mut *keep)?;
            }
        }
        sessions.take().map_or(Ok(()), keep)?;
        match header.fault {
            // Whoever broke the layout of an export that happens to hold no rows should learn it today.
            Some(fault) if rejects.count() == 0 => rejects.refuse(0, fault, &header_raw),
            _ if kept + rejects.count() == 0 => drop(notes.empty.insert(source.object.to_owned())),
            _ => {}
        }
        (notes.ignored, notes.absent) = (header.ignored, header.absent);
    }
    if accounted != rows.physical_lines() {
        return Err(ExtractError::LinesLost { object: source.object.to_owned(), counted: rows.physical_lines(), accounted });
    }
    let rejected = rejects.count();
    Ok(Reached { read: kept + rejected, rejected, rejects: rejects.finish(), notes })
}

/// The header, under the delimiter that was given, or else under the one that makes most sense of it.
fn header<R: Read>(rows: &mut Rows<R>, scan: Scan, csv: &Csv) -> io::Result<Header> {
    let wide = rows.is_wide().then(|| "the export is in UTF-16: save it as CSV UTF-8".to_owned());
    let mut read = |delimiter: u8| -> io::Result<(Scan, Header)> {
        let scan = rows.again(delimiter)?;
        let mut header = match rows.fields() {
            Ok(fields) => Header::resolve(fields.iter(), csv.columns.as_ref()),
            Err(_) => Header::resolve(std::iter::empty(), csv.columns.as_ref()),
        };
        let flaw = match (scan, rows.fields()) {
            (Scan::Malformed(flaw), _) | (_, Err(flaw)) => Some(flaw),
            _ => None,
        };
        let flawed = |flaw: Flaw| format!("the header line: {}", flaw.fault().message);
        if let Some(message) = wide.clone().or(flaw.map(flawed)) {
            header.fault = Some(Fault::new("", "bad_header", message));
        }
        Ok((scan, header))
    };
    debug_assert!(!matches!(scan, Scan::Blank | Scan::End), "a header is a line with something on it");
    let mut best = csv.delimiter.unwrap_or(DELIMITERS[0]);
    if csv.delimiter.is_none() {
        let mut most = 0;
        for delimiter in DELIMITERS {
            let (scan, header) = read(delimiter)?;
            let makes_sense = resolved(&header.places);
            if scan == Scan::Row && makes_sense > most {
                (best, most) = (delimiter, makes_sense);
            }
        }
    }
    Ok(read(best)?.1)
}

/// Keeps the current row, or says why not. A row of the wrong width gives up its first line only: where a quote went
/// astray the others may be good rows.
fn keep_row<R: Read>(rows: &mut Rows<R>, header: &Header, sessions: &mut Sessions<'_>, notes: &mut Notes) -> io::Result<Option<Fault>> {
    if let Some(fault) = &header.fault {
        return Ok(Some(fault.clone()));
    }
    let (width, expected) = (rows.width(), header.width);
    if width != expected {
        rows.give_up()?;
        let code = if width < expected { "short_row" } else { "long_row" };
        let message = format!("{width} fields where the header has {expected}: quote fields that hold the delimiter or a line end");
        return Ok(Some(Fault::new("", code, message)));
    }
    let fields = match rows.fields() {
        Ok(fields) => fields,
        Err(flaw) => return Ok(Some(flaw.fault())),
    };
    let telling = std::array::from_fn::<_, { Canonical::ALL.len() }, _>(|told| header.places[told].and_then(|at| fields.get(at)));
    Ok(sessions.push(rows.line(), &telling, notes).err())
}
