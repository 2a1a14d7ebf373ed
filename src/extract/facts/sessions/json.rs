//! Sessions of JSON exports whose owner named their columns by paths.

use std::collections::BTreeSet;
use std::io::Read;

use arrow::array::RecordBatch;

use super::mapped::MappedSessions;
use super::{Dialect, Sessions};
use crate::extract::carriers::encoding::Decoded;
use crate::extract::carriers::json::members::WantedPaths;
use crate::extract::carriers::json::pages::{JsonPages, RowCriteria};
use crate::extract::carriers::json::read;
use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::reading::columns::{Canonical, Column, Columns};
use crate::extract::reading::{JsonForm, SessionColumns};
use crate::extract::rejects::Fault;
use crate::extract::taker::{Keep, RawRow, Reached, Source, Taken, Taker, Texts};

/// Names of an object's members that nobody asked for: as many as are listed.
const STRANGERS: usize = 200;

/// Reads an export whose rows are told apart by paths, from beginning to end, in bounded memory;
/// hands each batch of sessions to `keep` as it fills.
pub fn sessions(
    input: impl Read,
    form: &JsonForm,
    own: &SessionColumns,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let columns = own.columns.as_ref();
    let name = |field: &Canonical| {
        let theirs = columns.and_then(|columns| columns.0.get(field));
        theirs.map_or_else(|| field.as_str().to_owned(), Column::called)
    };
    let names: Vec<String> = Canonical::ALL.iter().map(name).collect();
    // With columns, only what is listed is read.
    let is_asked = |field: &Canonical| match columns {
        Some(columns) => columns.0.get(field).is_some_and(Column::is_plain),
        None => !field.is_derived_from(),
    };
    let fields: Vec<Canonical> = Canonical::ALL.iter().copied().filter(is_asked).collect();
    let asked: Vec<String> = fields.iter().map(name).collect();
    let sessions = Sessions::new(source, Dialect::default(), columns, names);
    let taker = MappedSessions::new(fields, columns, &own.nothing, &own.sieve, sessions);
    let paths = asked
        .iter()
        .map(String::as_str)
        .chain(taker.headers())
        .chain(own.sieve.columns());
    let members = MappedMembers {
        paths: WantedPaths::new(paths),
        seen: vec![columns.is_none(); asked.len()],
        names: asked,
        strangers: BTreeSet::new(),
        taker,
    };
    let pages = JsonPages::of(form.rows.as_deref(), || sought(own));
    let input = Decoded::new(input, form.encoding);
    read(input, form.shape, pages, source, members, keep)
}

/// What an object must tell to be a session.
fn sought(own: &SessionColumns) -> RowCriteria {
    let canonical = Columns::canonical();
    let asked = &own.columns.as_ref().unwrap_or(&canonical).0;
    let times: Vec<_> = [Canonical::Started, Canonical::Ended]
        .iter()
        .filter_map(|field| asked.get(field))
        .collect();
    RowCriteria::of(
        asked.get(&Canonical::SessionId),
        asked.get(&Canonical::AutomationId),
        &times,
    )
}

/// The members of an export's rows: which of those asked for were never there, and which others
/// are.
struct MappedMembers<'a> {
    paths: WantedPaths,
    /// Of the first paths, which tell columns: what they are called, and which of them any row had.
    names: Vec<String>,
    seen: Vec<bool>,
    strangers: BTreeSet<String>,
    taker: MappedSessions<'a>,
}

impl Taker for MappedMembers<'_> {
    fn push(&mut self, row: RawRow<'_>, notes: &mut Notes) -> Result<Taken, Fault> {
        let strangers = &mut self.strangers;
        let texts = self.paths.of(row.object, &mut |name| {
            if strangers.len() < STRANGERS && !strangers.contains(name) {
                strangers.insert(name.to_owned());
            }
        })?;
        let dropped = notes.dropped;
        let taken = self.taker.push(row.telling(&texts), notes);
        // What was left out by condition does not say which columns there are.
        if notes.dropped == dropped {
            for (at, seen) in self.seen.iter_mut().enumerate() {
                *seen |= texts.text(at).is_some();
            }
        }
        taken
    }

    fn is_full(&self) -> bool {
        self.taker.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.taker.take()
    }

    fn finish(self, reached: &mut Reached) {
        let is_any_kept = reached.read > reached.rejected;
        let absent = self.names.into_iter().zip(self.seen);
        reached.notes.members.extend(self.strangers.iter().cloned());
        reached.notes.ignored = self.strangers;
        reached.notes.absent = absent
            .filter(|(_, seen)| !seen && is_any_kept)
            .map(|(name, _)| name)
            .collect();
    }
}
