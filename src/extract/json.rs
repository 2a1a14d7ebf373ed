//! JSON exports: arrays, OData pages and single objects, in documents or line by line, become
//! sessions and rejects. The bytes are counted twice, by two means, so that no row can be lost
//! without being missed.

mod flaw;
mod lots;
mod members;
mod pages;
mod paths;
mod stream;
mod text;
mod values;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::sync::Arc;
use std::thread;

use arrow::array::RecordBatch;

use self::flaw::Flaw;
use self::lots::{Hands, Lot, Taken};
use self::values::{Item, Values};
use super::compound::Compound;
use super::csv::{Keep, Reached};
use super::encoding::Decoded;
use super::error::ExtractError;
use super::notes::Notes;
use super::reading::{Canonical, Column, Columns, Json, Shape};
use super::rejects::{Fault, Rejects};
use super::sessions::{Dialect, Sessions, Source, Telling};
use super::sieve::Sieve;

pub use self::members::{Asked, Told};
pub use self::pages::{Pages, Sought};

/// Names of an object's members that nobody asked for: as many as are listed.
const STRANGERS: usize = 200;
/// What OData calls the rows of a page, and with it whoever has no other name for them.
pub const ODATA_ROWS: &[&str] = &["value"];

/// What became of a row.
pub enum Came {
    Kept,
    /// It tells of nothing that is kept, and was dealt with.
    Passed,
    /// Nothing can be read of what it is among, which is said once.
    Unread(Fault),
}

/// Takes rows as they stand in the text, one after the other.
pub trait Taker {
    /// A page or an array begins; `delta_link` is where a page says before its rows that what
    /// follows them can be asked for.
    fn page(&mut self, _delta_link: Option<&str>) {}
    /// Keeps a row, or says why it cannot be kept. What it is unsure of it notes. `context` is what
    /// the row's page says that it holds.
    fn push(
        &mut self,
        row: i64,
        context: Option<&str>,
        text: &[u8],
        notes: &mut Notes,
    ) -> Result<Came, Fault>;
    fn is_full(&self) -> bool;
    /// The rows kept since the last batch, if any.
    fn take(&mut self) -> Option<RecordBatch>;
    /// All was read.
    fn finish(self, reached: &mut Reached);
}

/// Reads an export whose rows are told apart by paths, from beginning to end, in bounded memory;
/// hands each batch of sessions to `keep` as it fills.
pub fn sessions(
    input: impl Read,
    json: &Json,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let names: Vec<String> = Canonical::ALL
        .iter()
        .map(|&told| {
            let theirs = json
                .columns
                .as_ref()
                .and_then(|columns| columns.0.get(&told));
            theirs.map_or_else(|| told.as_str().to_owned(), Column::called)
        })
        .collect();
    // With columns, only what is listed is read.
    let is_asked = |told: Canonical| match &json.columns {
        Some(columns) => columns.0.get(&told).is_some_and(Column::is_plain),
        None => !told.is_derived_from(),
    };
    let asked: Vec<Canonical> = Canonical::ALL
        .iter()
        .copied()
        .filter(|&told| is_asked(told))
        .collect();
    let compound = Compound::of(
        json.columns.iter().flat_map(Columns::compounds),
        &json.nothing,
    );
    let told = asked.iter().map(|&told| names[told as usize].as_str());
    let paths = Asked::new(told.chain(compound.headers()).chain(json.sieve.columns()));
    let sessions = Sessions::new(
        source,
        Dialect::default(),
        json.columns.as_ref(),
        names.clone(),
    )
    .writing(&json.nothing);
    let seen = vec![json.columns.is_none(); asked.len()];
    let input = Decoded::new(input, json.encoding);
    let named = Named {
        asked,
        compound,
        paths,
        sieve: &json.sieve,
        names,
        seen,
        strangers: Default::default(),
        sessions,
    };
    let pages = Pages::of(json.rows.as_deref(), || sought(json));
    read(input, json.shape, pages, source, named, keep)
}

/// What an object must tell to be a session.
fn sought(json: &Json) -> Sought {
    let canonical = Columns::canonical();
    let asked = &json.columns.as_ref().unwrap_or(&canonical).0;
    let times: Vec<_> = [Canonical::Started, Canonical::Ended]
        .iter()
        .filter_map(|told| asked.get(told))
        .collect();
    Sought::of(
        asked.get(&Canonical::SessionId),
        asked.get(&Canonical::AutomationId),
        &times,
    )
}

/// Reads an export from beginning to end, in bounded memory. `pages` says what its pages call their
/// rows.
pub fn read<T: Taker + Send>(
    input: impl Read,
    shape: Shape,
    pages: impl Into<Pages>,
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
        Counted {
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
        let (mut hands, mut lot, mut context) =
            (Hands::new(Taken::new(taker, rejects)), Lot::default(), None);
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
                    let row = if matches!(flaw, Flaw::NotJson { is_web_page: true }) {
                        0
                    } else {
                        values.row()
                    };
                    lot.refused(row, values.fault(flaw), values.raw());
                }
            }
            if lot.is_full() {
                let batches;
                (hands, batches) = hands.give(scope, std::mem::take(&mut lot));
                batches.into_iter().try_for_each(&mut *keep)?;
            }
        }
        let (taken, batches) = hands.finish(lot);
        batches.into_iter().try_for_each(keep)?;
        Ok::<_, ExtractError>(taken)
    })?;
    let Taken {
        taker,
        mut rejects,
        mut notes,
        kept,
        unread: mut whole,
    } = taken;
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
    accounted += values.passed();
    if accounted != counted.get() {
        return Err(ExtractError::BytesLost {
            object: source.object.to_owned(),
            counted: counted.get(),
            accounted,
        });
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
    Ok(reached)
}

/// The sessions of an export that names its columns by paths.
struct Named<'a> {
    asked: Vec<Canonical>,
    compound: Compound<'a>,
    /// Of those asked for, behind them of the parts of ids, and of the conditions.
    paths: Asked,
    sieve: &'a Sieve,
    names: Vec<String>,
    /// Which of those asked for any row had.
    seen: Vec<bool>,
    strangers: BTreeSet<String>,
    sessions: Sessions<'a>,
}

impl Taker for Named<'_> {
    fn push(
        &mut self,
        row: i64,
        _: Option<&str>,
        text: &[u8],
        notes: &mut Notes,
    ) -> Result<Came, Fault> {
        let strangers = &mut self.strangers;
        let told = self.paths.of(text, &mut |name| {
            if strangers.len() < STRANGERS && !strangers.contains(name) {
                strangers.insert(name.to_owned());
            }
        })?;
        let (told, others) = told.split_at(self.asked.len());
        let (parts, conditions) = others.split_at(others.len() - self.sieve.columns().count());
        if !self.sieve.is_empty()
            && !self
                .sieve
                .keeps(conditions.iter().map(|text| text.as_deref()))
        {
            notes.dropped += 1;
            return Ok(Came::Passed);
        }
        let mut telling: Telling<'_> = [None; Canonical::ALL.len()];
        for ((&told_as, text), seen) in self.asked.iter().zip(told).zip(&mut self.seen) {
            telling[told_as as usize] = text.as_deref();
            *seen |= text.is_some();
        }
        if !self.compound.is_empty() {
            self.compound
                .join(parts.iter().map(|text| text.as_deref()))?;
            self.compound.tell(&mut telling);
        }
        self.sessions
            .push(row, &telling, notes)
            .map(|()| Came::Kept)
    }

    fn is_full(&self) -> bool {
        self.sessions.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.sessions.take()
    }

    fn finish(self, reached: &mut Reached) {
        let absent = self
            .asked
            .iter()
            .zip(self.seen)
            .filter(|(_, seen)| !seen && reached.read > reached.rejected);
        reached.notes.members.extend(self.strangers.iter().cloned());
        reached.notes.ignored = self.strangers;
        reached.notes.absent = absent
            .map(|(&told, _)| self.names[told as usize].clone())
            .collect();
    }
}

/// Counts bytes as they come in, apart from all parsing.
struct Counted<'c, R> {
    input: R,
    bytes: &'c Cell<u64>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.bytes.set(self.bytes.get() + count as u64);
        Ok(count)
    }
}

#[cfg(test)]
mod tests;
