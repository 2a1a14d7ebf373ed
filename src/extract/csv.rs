//! CSV exports: the tokenizer's rows become sessions and rejects under a `Binding`: the header's
//! names, or a list of attributes that stands elsewhere. The lines are counted twice, by two means,
//! so that no row can be lost without being missed.

mod blocks;
mod crew;
mod fields;
mod flaw;
mod harvest;
mod head;
pub(super) mod header;
mod marks;
mod rows;
pub mod sheet;
mod walk;

use std::io::Read;

use arrow::array::RecordBatch;

use self::blocks::{Block, LIMITS, Limits};
use self::harvest::Terms;
use self::head::Head;
use self::header::{Binding, Header, Places, Sought};
use self::walk::Walk;
use super::compound::Compound;
use super::encoding::{Decoded, Encoding};
use super::error::ExtractError;
use super::notes::Notes;
use super::reading::{Canonical, Columns, Csv};
use super::rejects::{Fault, Rejects};
use super::sessions::{Dialect, Sessions, Source};
use super::sieve::Sieve;
use crate::lake::NameRow;
use crate::model::SatelliteId;
use crate::model::receipt::Reject;

use self::sheet::Sheet;

pub use self::fields::Fields;

/// What came of one object, apart from its batches.
#[derive(Debug)]
pub struct Reached {
    /// Rows: kept and rejected.
    pub read: i64,
    pub rejected: i64,
    /// The first ten thousand in full.
    pub rejects: Vec<Reject>,
    pub names: Vec<NameRow>,
    pub notes: Notes,
}

impl Reached {
    /// Nothing came of it, and why.
    pub fn refused(satellite: &SatelliteId, object: &str, fault: Fault) -> Self {
        let mut rejects = Rejects::new(satellite, object);
        rejects.refuse(0, fault, b"");
        Self {
            read: 1,
            rejected: 1,
            rejects: rejects.finish(),
            names: Vec::new(),
            notes: Notes::default(),
        }
    }
}

/// Takes the fields of rows, one row after the other.
pub trait Taker: Send {
    /// Keeps a row that begins on `line`, or says why it cannot be kept. What it is unsure of it
    /// notes, and also whether it dropped the row.
    fn push(&mut self, line: i64, fields: Fields<'_>, notes: &mut Notes) -> Result<(), Fault>;
    fn is_full(&self) -> bool;
    /// The rows kept since the last batch, if any.
    fn take(&mut self) -> Option<RecordBatch>;

    /// All was read: what it holds beside batches goes with what came of the object.
    fn finish(self, _reached: &mut Reached)
    where
        Self: Sized,
    {
    }

    /// Another one for another thread; None: this one must be handed all rows, in their order. A
    /// twin may be handed rows that turn out to be none: what it took of them is thrown away, so it
    /// must not keep anything for itself.
    fn twin(&self) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }
}

/// Where full batches go.
pub type Keep<'k> = dyn FnMut(RecordBatch) -> Result<(), ExtractError> + 'k;

/// Reads an export with a header line from beginning to end, in bounded memory; hands each batch of
/// sessions to `keep` as it fills.
pub fn sessions(
    input: impl Read,
    csv: &Csv,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    sessions_within(LIMITS, input, csv, source, keep)
}

/// Reads a vendor's table under its own header line; `taker` is told where each of `names` stands.
/// One of the first `ids` of them must be there.
pub fn known<T: Taker>(
    input: impl Read,
    (names, ids): (&[String], usize),
    source: Source<'_>,
    taker: impl FnOnce(&[Option<usize>]) -> T,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    named(input, (None, None, 0), (names, ids), source, taker, keep)
}

/// The same of an export whose delimiter and encoding may be known, and how many lines stand before
/// its header.
pub fn named<T: Taker>(
    input: impl Read,
    (delimiter, encoding, skip_lines): (Option<u8>, Option<Encoding>, u32),
    (names, ids): (&[String], usize),
    source: Source<'_>,
    taker: impl FnOnce(&[Option<usize>]) -> T,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let sought = Sought::Members {
        names,
        ids,
        delimiter,
        skip_lines,
    };
    tabular_within(
        LIMITS,
        Decoded::new(input, encoding),
        &sought,
        source,
        |header| taker(&header.members),
        keep,
    )
}

/// The same of a sheet of a workbook.
pub fn sessions_of_sheet(
    sheet: Sheet<'_>,
    table: &Csv,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let named = |header: &Header| {
        let named = Named::of(table, header, source);
        Named {
            sessions: named.sessions.of_cells(),
            ..named
        }
    };
    sheet::tabular(sheet, &Sought::Columns(table), source, named, keep)
}

/// As [`known`], of a sheet of a workbook.
pub fn known_in_sheet<T: Taker>(
    sheet: Sheet<'_>,
    (names, ids): (&[String], usize),
    source: Source<'_>,
    taker: impl FnOnce(&[Option<usize>]) -> T,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let sought = Sought::Members {
        names,
        ids,
        delimiter: None,
        skip_lines: 0,
    };
    sheet::tabular(
        sheet,
        &sought,
        source,
        |header| taker(&header.members),
        keep,
    )
}

fn sessions_within(
    limits: Limits,
    input: impl Read,
    csv: &Csv,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let named = |header: &Header| Named::of(csv, header, source);
    tabular_within(
        limits,
        Decoded::new(input, csv.encoding),
        &Sought::Columns(csv),
        source,
        named,
        keep,
    )
}

fn tabular_within<T: Taker>(
    limits: Limits,
    input: impl Read,
    sought: &Sought<'_>,
    source: Source<'_>,
    taker: impl FnOnce(&Header) -> T,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let mut walk = Walk::new(input, &source, limits);
    let mut block = walk.first()?;
    let head = loop {
        match Head::of(&block, sought, limits) {
            Some(head) => break head,
            None => walk.lengthen(&mut block)?,
        }
    };
    walk.notes.blank_lines += head.blank_lines;
    walk.accounted += head.lines;
    let Some(header) = head.header else {
        let message = match sought.skip_lines() {
            0 => "the export is empty: it has not even a header line".to_owned(),
            lines => {
                format!(
                    "behind the lines that skip_lines = {lines} leaves out there is no header line: mend skip_lines, or the export"
                )
            }
        };
        walk.rejects
            .refuse(0, Fault::new("", "empty_file", message), b"");
        return walk.finish();
    };
    let mut taker = taker(&header);
    let terms = Terms {
        source,
        binding: &Binding::Header(&header),
        delimiter: head.delimiter,
        limits,
    };
    let first = if head.is_open {
        walk.leave_line(block)?
    } else {
        Block {
            from: head.end,
            line: block.line + head.lines,
            ..block
        }
    };
    walk.rows_to(first, &terms, &mut taker, keep)?;
    if let (Some(fault), 0) = (header.fault, walk.rejects.count()) {
        // Whoever broke the layout of an export that happens to hold no rows should learn it today.
        walk.rejects.refuse(0, fault, &head.raw);
    }
    (walk.notes.ignored, walk.notes.absent, walk.notes.columns) =
        (header.ignored, header.absent, header.columns);
    let mut reached = walk.finish()?;
    taker.finish(&mut reached);
    Ok(reached)
}

/// Reads an export that has no header line: its `width` attributes are named elsewhere. Columns are
/// only ever added at the end, so a narrow row is an older one that lacks the last of them, and a
/// wider one cannot be understood.
pub fn headless<T: Taker>(
    input: impl Read,
    delimiter: u8,
    width: usize,
    source: Source<'_>,
    taker: T,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let terms = Terms {
        source,
        binding: &Binding::Attributes { width },
        delimiter,
        limits: LIMITS,
    };
    headless_within(input, &terms, taker, keep)
}

fn headless_within<T: Taker>(
    input: impl Read,
    terms: &Terms<'_, '_>,
    mut taker: T,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let mut walk = Walk::new(input, &terms.source, terms.limits);
    let first = walk.first()?;
    walk.rows_to(first, terms, &mut taker, keep)?;
    let mut reached = walk.finish()?;
    taker.finish(&mut reached);
    Ok(reached)
}

/// The sessions of an export whose header was understood.
struct Named<'a> {
    places: Places,
    compound: Compound<'a>,
    part_places: Vec<usize>,
    sieve: &'a Sieve,
    sieve_places: Vec<usize>,
    sessions: Sessions<'a>,
}

impl<'a> Named<'a> {
    fn of(csv: &'a Csv, header: &Header, source: Source<'a>) -> Self {
        Self {
            places: header.places,
            compound: Compound::of(
                csv.columns.iter().flat_map(Columns::compounds),
                &csv.nothing,
            ),
            part_places: header.part_places.clone(),
            sieve: &csv.sieve,
            sieve_places: header.sieve_places.clone(),
            sessions: Sessions::new(
                source,
                Dialect::default(),
                csv.columns.as_ref(),
                header.names.clone(),
            )
            .writing(&csv.nothing),
        }
    }
}

impl Taker for Named<'_> {
    fn push(&mut self, line: i64, fields: Fields<'_>, notes: &mut Notes) -> Result<(), Fault> {
        if !self.sieve.is_empty()
            && !self
                .sieve
                .keeps(self.sieve_places.iter().map(|&at| fields.get(at)))
        {
            notes.dropped += 1;
            return Ok(());
        }
        let mut telling = std::array::from_fn::<_, { Canonical::ALL.len() }, _>(|told| {
            self.places[told].and_then(|at| fields.get(at))
        });
        if !self.compound.is_empty() {
            self.compound
                .join(self.part_places.iter().map(|&at| fields.get(at)))?;
            self.compound.tell(&mut telling);
        }
        self.sessions.push(line, &telling, notes)
    }

    fn is_full(&self) -> bool {
        self.sessions.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.sessions.take()
    }

    fn twin(&self) -> Option<Self> {
        (!self.sessions.needs_all_rows()).then(|| Self {
            places: self.places,
            compound: self.compound.twin(),
            part_places: self.part_places.clone(),
            sieve: self.sieve,
            sieve_places: self.sieve_places.clone(),
            sessions: self.sessions.twin(),
        })
    }
}

#[cfg(test)]
mod tests;
