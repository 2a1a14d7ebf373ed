//! Sessions of Parquet exports whose owner named their columns.

use super::bound::Bound;
use super::mapped::MappedSessions;
use super::{Dialect, Sessions};
use crate::extract::carriers::parquet::rows::TableFile;
use crate::extract::carriers::parquet::unread;
use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::reading::SessionColumns;
use crate::extract::reading::columns::Columns;
use crate::extract::taker::{Keep, Reached, Source};
use crate::lake::delta::foreign::LogSaid;
use crate::lake::parquet::foreign::Foreign;
use crate::lake::store::{Object, Store};

/// Reads an export from beginning to end, in bounded memory; hands each batch of sessions to `keep`
/// as it fills. `said` is what a table's log says of it.
pub fn sessions(
    store: &Store,
    object: &Object,
    own: &SessionColumns,
    said: &LogSaid,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let foreign = Foreign::open(store, object).map_err(|error| unread(object, error))?;
    let file = TableFile {
        foreign: &foreign,
        object,
        said,
        source,
    };
    let canonical = Columns::canonical();
    let asked = own.columns.as_ref().unwrap_or(&canonical);
    let bound = Bound::of(&foreign, asked, own, said);
    let mut notes = Notes {
        ignored: bound.ignored(&foreign, said),
        ..Notes::default()
    };
    let leaves = foreign.leaves.iter();
    notes.columns = leaves.map(|leaf| leaf.path.join(".")).collect();
    if own.columns.is_some() {
        notes.absent.clone_from(&bound.absent);
    }
    if let Some(fault) = &bound.fault {
        return Ok(file.refuse(fault.clone(), notes));
    }
    let columns = bound.columns(&foreign, asked);
    let columns = own.columns.is_some().then_some(&columns);
    let sessions = Sessions::new(source, Dialect::default(), columns, bound.names.clone());
    let fields = bound.fields();
    let taker = MappedSessions::new(fields, columns, &own.nothing, &own.sieve, sessions);
    file.read(&bound, taker, notes, keep)
}
