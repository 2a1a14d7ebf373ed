//! CSV exports: the tokenizer's rows become sessions and rejects under a `Binding`: the header's
//! names, or a list of attributes that stands elsewhere. The lines are counted twice, by two means,
//! so that no row can be lost without being missed.

pub(in crate::extract) mod block_rows;
pub(in crate::extract) mod blocks;
pub(in crate::extract) mod fields;
mod flaw;
mod head;
pub(in crate::extract) mod header;
mod marks;
mod rows;
pub mod sheet;
mod walk;
mod workers;

use std::io::Read;

use self::block_rows::Terms;
use self::blocks::{Block, LIMITS, Limits};
use self::head::Head;
use self::header::{Binding, Header, WantedHeader};
use self::sheet::Sheet;
use self::walk::Walk;
use super::encoding::Decoded;
use crate::extract::error::ExtractError;
use crate::extract::reading::CsvForm;
use crate::extract::rejects::Fault;
use crate::extract::taker::{Keep, Placed, Reached, Source, Taker};

fn placed<T>(header: &Header, taker: impl FnOnce(&[Option<usize>]) -> T) -> Placed<T> {
    Placed {
        places: header.members.clone(),
        taker: taker(&header.members),
    }
}

/// Reads a vendor's table under its own header line; `taker` is told where each of `names` stands,
/// and asks for texts by their numbers. One of the first `ids` of them must be there.
pub fn known<T: Taker>(
    input: impl Read,
    (names, ids): (&[String], usize),
    source: Source<'_>,
    taker: impl FnOnce(&[Option<usize>]) -> T,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    named(
        input,
        &CsvForm::default(),
        (names, ids),
        source,
        taker,
        keep,
    )
}

/// The same of an export whose delimiter and encoding may be known, and how many lines stand before
/// its header.
pub fn named<T: Taker>(
    input: impl Read,
    form: &CsvForm,
    (names, ids): (&[String], usize),
    source: Source<'_>,
    taker: impl FnOnce(&[Option<usize>]) -> T,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let sought = WantedHeader::Members { names, ids, form };
    tabular_within(
        LIMITS,
        Decoded::new(input, form.encoding),
        &sought,
        source,
        |header| placed(header, taker),
        keep,
    )
}

/// As [`known`], of a sheet of a workbook.
pub fn known_in_sheet<T: Taker>(
    sheet: Sheet<'_>,
    (names, ids): (&[String], usize),
    source: Source<'_>,
    taker: impl FnOnce(&[Option<usize>]) -> T,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let sought = WantedHeader::Members {
        names,
        ids,
        form: &CsvForm::default(),
    };
    sheet::tabular(sheet, &sought, source, |header| placed(header, taker), keep)
}

pub fn tabular_within<T: Taker>(
    limits: Limits,
    input: impl Read,
    sought: &WantedHeader<'_>,
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

pub fn headless_within<T: Taker>(
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

#[cfg(test)]
mod tests;
