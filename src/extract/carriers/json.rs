//! JSON exports: arrays, OData pages and single objects, in documents or line by line, become
//! sessions and rejects. The bytes are counted twice, by two means, so that no row can be lost
//! without being missed.

mod flaw;
mod lots;
pub mod members;
pub mod pages;
mod paths;
mod stream;
mod text;
mod values;

use std::cell::Cell;
use std::io::{self, Read};
use std::sync::Arc;
use std::thread;

use self::flaw::JsonFlaw;
use self::lots::{Lot, LotAccount, RowThread};
use self::values::{Item, Values};
use crate::extract::carriers::json::pages::JsonPages;
use crate::extract::error::ExtractError;
use crate::extract::reading::file::Shape;
use crate::extract::rejects::{Fault, Rejects};
use crate::extract::taker::{Keep, Reached, Source, Taker};

/// Reads an export from beginning to end, in bounded memory. `pages` says what its pages call their
/// rows.
pub fn read<T: Taker>(
    input: impl Read,
    shape: Shape,
    pages: impl Into<JsonPages>,
    source: Source<'_>,
    taker: T,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let broken = |error: io::Error| ExtractError::Read {
        object: source.object.to_owned(),
        source: error,
    };
    let counted = Cell::new(0);
    let mut values = Values::new(
        CountedInput {
            input,
            bytes: &counted,
        },
        shape,
        pages.into(),
    )
    .map_err(broken)?;
    // What is there already and not in the window is a byte order mark.
    let (mut accounted, mut lists) = (counted.get() - values.held_bytes(), 0);
    let taken = thread::scope(|scope| {
        let rejects = Rejects::new(&source.satellite.id, source.object);
        let (mut thread_of_rows, mut lot, mut context) = (
            RowThread::new(LotAccount::new(taker, rejects)),
            Lot::default(),
            None,
        );
        loop {
            let item = values.next().map_err(broken)?;
            accounted += values.bytes();
            if std::mem::replace(&mut lists, values.lists) != values.lists {
                lot.page(values.delta_link());
            }
            match item {
                Item::End => break,
                Item::Row => {
                    if context.as_deref() != values.context() {
                        context = values.context().map(Arc::from);
                    }
                    lot.row(values.row(), context.clone(), values.raw());
                }
                Item::Flaw(flaw) => {
                    let row = if matches!(flaw, JsonFlaw::NotJson { is_web_page: true }) {
                        0
                    } else {
                        values.row()
                    };
                    lot.refused(row, values.fault(flaw), values.raw());
                }
            }
            if lot.is_full() {
                let batches;
                (thread_of_rows, batches) = thread_of_rows.give(scope, std::mem::take(&mut lot));
                batches.into_iter().try_for_each(&mut *keep)?;
            }
        }
        let (taken, batches) = thread_of_rows.finish(lot);
        batches.into_iter().try_for_each(keep)?;
        Ok::<_, ExtractError>(taken)
    })?;
    accounted += values.passed();
    if accounted != counted.get() {
        return Err(ExtractError::BytesLost {
            object: source.object.to_owned(),
            counted: counted.get(),
            accounted,
        });
    }
    Ok(reached(taken, &values, shape, source))
}

/// What came of an export whose values were walked over to the end.
fn reached<T: Taker, R: Read>(
    account: LotAccount<'_, T>,
    values: &Values<R>,
    shape: Shape,
    source: Source<'_>,
) -> Reached {
    let LotAccount {
        taker,
        mut rejects,
        mut notes,
        kept,
        unread: mut whole,
    } = account;
    // Nothing is a good answer line by line, but no document.
    if values.row() == 0 && values.lists == 0 && shape == Shape::Document {
        whole = Some(Fault::new(
            "",
            "empty_file",
            "the export is empty: one without rows is [] or a page without rows",
        ));
    } else if values.row() == 0 {
        notes.empty.insert(source.object.to_owned());
    }
    if let Some(fault) = whole {
        rejects.refuse(0, fault, b"");
    }
    notes.blank_lines = values.blank_lines;
    if let Some(found) = &values.found {
        notes.members.insert(format!("{found}[]"));
        notes
            .rows_under
            .entry(found.clone())
            .or_default()
            .insert(source.object.to_owned());
    }
    let rejected = rejects.count();
    let mut reached = Reached {
        read: kept + rejected,
        rejected,
        rejects: rejects.finish(),
        names: Vec::new(),
        notes,
    };
    taker.finish(&mut reached);
    reached
}

/// Counts bytes as they come in, apart from all parsing.
struct CountedInput<'c, R> {
    input: R,
    bytes: &'c Cell<u64>,
}

impl<R: Read> Read for CountedInput<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.bytes.set(self.bytes.get() + count as u64);
        Ok(count)
    }
}

#[cfg(test)]
mod tests;
