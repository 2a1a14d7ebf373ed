//! What comes of one block: read by any thread, it is the same.

use arrow::array::RecordBatch;

use super::blocks::{Block, Limits};
use super::header::Binding;
use super::rows::{RowScanner, Scan};
use crate::extract::notes::Notes;
use crate::extract::rejects::{Fault, Rejects};
use crate::extract::taker::{RawRow, Source, Taken, Taker};

/// How all blocks of an export are read.
#[derive(Clone, Copy)]
pub struct Terms<'a, 't> {
    pub source: Source<'a>,
    pub binding: &'t Binding<'t>,
    pub delimiter: u8,
    pub limits: Limits,
}

pub struct BlockRows<'a> {
    /// The block it came of.
    pub block: Block,
    pub batches: Vec<RecordBatch>,
    pub kept: i64,
    pub rejects: Rejects<'a>,
    pub notes: Notes,
    /// Lines: of blank lines, kept and rejected rows.
    pub lines: i64,
    pub rest: Rest,
}

/// What the end of a block leaves to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    Nothing,
    /// A row that begins there, and on that line, is not over.
    Row {
        at: usize,
        line: i64,
    },
    /// A bad line, dealt with, is not over.
    Line,
}

impl<'a> Terms<'a, '_> {
    /// Reads a block that begins with a row.
    pub fn rows_of<T: Taker>(&self, block: Block, taker: &mut T) -> BlockRows<'a> {
        let mut rows = RowScanner::new(&block, self.delimiter, self.limits);
        let mut rejects = Rejects::new(&self.source.satellite.id, self.source.object);
        let (mut notes, mut batches, mut rest) = (Notes::default(), Vec::new(), Rest::Nothing);
        let (mut kept, mut lines) = (0, 0);
        loop {
            let fault = match rows.next() {
                Scan::End => break,
                Scan::Torn => {
                    let at = rows.place().0;
                    // Where no row has begun, none is torn: the guess that the next block begins
                    // with one was right.
                    if at < block.bytes.len() {
                        rest = Rest::Row {
                            at,
                            line: rows.line(),
                        };
                    }
                    break;
                }
                Scan::Blank => {
                    notes.blank_lines += 1;
                    None
                }
                Scan::Malformed(flaw) => Some(flaw.fault()),
                // A spreadsheet keeps the delimiters of rows that were cleared.
                Scan::Row if matches!(self.binding, Binding::Header(_)) && rows.is_empty_row() => {
                    notes.blank_lines += rows.lines();
                    None
                }
                Scan::Row => match keep_row(&mut rows, self.binding, taker, &mut notes) {
                    Ok(Taken::Kept) => {
                        kept += 1;
                        None
                    }
                    Ok(Taken::Passed) => None,
                    Ok(Taken::Unread(fault)) | Err(fault) => Some(fault),
                },
            };
            lines += rows.lines();
            if let Some(fault) = fault {
                rejects.refuse(rows.line(), fault, rows.raw());
            }
            if taker.is_full() {
                batches.extend(taker.take());
            }
            if rows.is_open() {
                rest = Rest::Line;
                break;
            }
        }
        batches.extend(taker.take());
        BlockRows {
            block,
            batches,
            kept,
            rejects,
            notes,
            lines,
            rest,
        }
    }
}

/// Keeps the current row, or says why not. A row of the wrong width gives up its first line only:
/// where a quote went astray the others may be good rows.
fn keep_row<T: Taker>(
    rows: &mut RowScanner<'_>,
    binding: &Binding<'_>,
    taker: &mut T,
    notes: &mut Notes,
) -> Result<Taken, Fault> {
    if let Binding::Header(header) = binding
        && let Some(fault) = &header.fault
    {
        return Err(fault.clone());
    }
    if let Some(fault) = binding.misfit(rows.width()) {
        rows.give_up();
        return Err(fault);
    }
    let line = rows.line();
    rows.fields(|fields| taker.push(RawRow::of_texts(line, &fields), notes))
        .unwrap_or_else(|flaw| Err(flaw.fault()))
}
