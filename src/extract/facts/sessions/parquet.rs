//! Sessions of Parquet exports whose owner named their columns.

use super::bound::Bound;
use super::{Dialect, Sessions};
use crate::extract::carriers::parquet::cells::Cells;
use crate::extract::carriers::parquet::removed::Removed;
use crate::extract::carriers::parquet::unread;
use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::reading::Parquet;
use crate::extract::reading::columns::Columns;
use crate::extract::reading::compound::Compound;
use crate::extract::rejects::Rejects;
use crate::extract::taker::{Keep, Reached, Source};
use crate::lake::delta::foreign::Said;
use crate::lake::parquet::foreign::Foreign;
use crate::lake::store::{Object, Store};

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
