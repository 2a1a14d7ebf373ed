//! Parquet exports: columns with types of their own become sessions and rejects. A value is told as
//! the text that an export in words would have for it, and means the same; a column that knows by
//! itself when something was needs no format. The file is checked and fetched by the lake's room, a
//! row group at a time.

mod bound;
pub(super) mod cells;
mod named;
mod removed;
mod tables;

use self::bound::Bound;
use self::cells::Cells;
use self::removed::Removed;
use super::compound::Compound;
use super::csv::{Keep, Reached};
use super::error::ExtractError;
use super::notes::Notes;
use super::reading::{Columns, Parquet};
use super::rejects::{Fault, Rejects};
use super::sessions::{Dialect, Sessions, Source};
use super::unpack::Damaged;
use crate::lake::delta::foreign::Said;
use crate::lake::parquet::foreign::{Foreign, Unread};
use crate::lake::store::{Object, Store};

pub use self::named::{Taker, named};
pub use self::tables::Rows;

/// Why an export cannot be read at all.
fn unread(object: &Object, unread: Unread) -> ExtractError {
    match unread {
        Unread::Store(error) => ExtractError::store(error),
        Unread::Damaged { code, message } => ExtractError::Read {
            object: object.path.clone(),
            source: Damaged(Fault::new("", code, message)).into(),
        },
    }
}

/// Reads an export from beginning to end, in bounded memory; hands each batch of sessions to `keep`
/// as it fills. `said` is what a table's log says of it.
pub fn sessions(
    store: &Store,
    object: &Object,
    own: &Parquet,
    said: &Said,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let unread = |error| unread(object, error);
    let file = Foreign::open(store, object).map_err(unread)?;
    let canonical = Columns::canonical();
    let asked = own.columns.as_ref().unwrap_or(&canonical);
    let bound = Bound::of(&file, asked, own, said);
    let mut rejects = Rejects::new(&source.satellite.id, source.object);
    let mut notes = Notes {
        ignored: bound.ignored(&file, said),
        ..Notes::default()
    };
    notes.columns = file.leaves.iter().map(|leaf| leaf.path.join(".")).collect();
    if own.columns.is_some() {
        notes.absent.clone_from(&bound.absent);
    }
    let rows = (file.rows - said.removed.len() as i64).max(0);
    let mut kept = 0;
    if let Some(fault) = &bound.fault {
        // Whoever broke the layout of an export that happens to hold no rows should learn it today.
        if rows == 0 {
            rejects.refuse(0, fault.clone(), b"")
        } else {
            rejects.refuse_all(rows, fault)
        }
    } else {
        let columns = bound.columns(&file, asked);
        let columns = own.columns.is_some().then_some(&columns);
        let mut sessions = Sessions::new(source, Dialect::default(), columns, bound.names.clone())
            .writing(&own.nothing);
        let mut compound = Compound::of(asked.compounds(), &own.nothing);
        let (mut row, mut removed) = (0, Removed::of(said));
        for batch in file.batches(&bound.leaves) {
            let batch = batch.map_err(unread)?;
            let cells: Vec<Option<Cells>> = bound
                .leaves
                .iter()
                .map(|&leaf| Cells::of(&batch, &file.leaves[leaf]))
                .collect();
            for at in 0..batch.num_rows() {
                row += 1;
                if removed.has(row - 1) {
                    continue;
                }
                let dropped = notes.dropped;
                match bound.push(
                    row,
                    at,
                    &cells,
                    &own.sieve,
                    (&mut compound, &mut sessions),
                    &mut notes,
                ) {
                    Ok(()) => kept += i64::from(notes.dropped == dropped),
                    Err(fault) => rejects.refuse(row, fault, bound.shown(at, &cells).as_bytes()),
                }
                if sessions.is_full() {
                    sessions.take().map_or(Ok(()), &mut *keep)?;
                }
            }
        }
        sessions.take().map_or(Ok(()), keep)?;
    }
    let rejected = rejects.count();
    if kept + rejected + notes.dropped == 0 {
        notes.empty.insert(source.object.to_owned());
    }
    Ok(Reached {
        read: kept + rejected,
        rejected,
        rejects: rejects.finish(),
        names: Vec::new(),
        notes,
    })
}
