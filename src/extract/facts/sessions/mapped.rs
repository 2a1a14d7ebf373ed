//! Sessions under columns that their owner named, whatever carries them.

use arrow::array::RecordBatch;

use super::Sessions;
use super::row::Telling;
use crate::extract::notes::Notes;
use crate::extract::reading::columns::{Canonical, Columns, Nothing};
use crate::extract::reading::compound::Compound;
use crate::extract::reading::sieve::Sieve;
use crate::extract::rejects::Fault;
use crate::extract::taker::{RawRow, Taken, Taker};

/// Takes rows that tell, in this order: the columns of `fields`, the parts of what is made of
/// several columns, and the words of the conditions.
pub struct MappedSessions<'a> {
    fields: Vec<Canonical>,
    compound: Compound<'a>,
    sieve: &'a Sieve,
    /// Where the words of the conditions begin, and where they end.
    conditions: (usize, usize),
    sessions: Sessions<'a>,
}

impl<'a> MappedSessions<'a> {
    pub fn new(
        fields: Vec<Canonical>,
        columns: Option<&'a Columns>,
        nothing: &'a Nothing,
        sieve: &'a Sieve,
        sessions: Sessions<'a>,
    ) -> Self {
        let compound = Compound::of(columns.into_iter().flat_map(Columns::compounds), nothing);
        let from = fields.len() + compound.headers().count();
        Self {
            fields,
            compound,
            sieve,
            conditions: (from, from + sieve.columns().count()),
            sessions: sessions.writing(nothing),
        }
    }

    /// The sessions of a sheet, whose dates are no texts.
    pub fn of_cells(self) -> Self {
        Self {
            sessions: self.sessions.of_cells(),
            ..self
        }
    }

    /// The columns of the parts of what is made of several.
    pub fn headers(&self) -> impl Iterator<Item = &'a str> + use<'a, '_> {
        self.compound.headers()
    }
}

impl Taker for MappedSessions<'_> {
    fn push(&mut self, row: RawRow<'_>, notes: &mut Notes) -> Result<Taken, Fault> {
        let (from, to) = self.conditions;
        if !self.sieve.is_empty() && !self.sieve.keeps((from..to).map(|at| row.text(at))) {
            notes.dropped += 1;
            return Ok(Taken::Passed);
        }
        let mut telling: Telling<'_> = [None; Canonical::ALL.len()];
        for (at, &field) in self.fields.iter().enumerate() {
            telling[field as usize] = row.text(at);
        }
        if !self.compound.is_empty() {
            let parts = self.fields.len()..from;
            self.compound.join(parts.map(|at| row.text(at)))?;
            self.compound.tell(&mut telling);
        }
        self.sessions
            .push(row.number, &telling, notes)
            .map(|()| Taken::Kept)
    }

    fn is_full(&self) -> bool {
        self.sessions.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.sessions.take()
    }

    fn twin(&self) -> Option<Self> {
        (!self.sessions.needs_all_rows()).then(|| Self {
            fields: self.fields.clone(),
            compound: self.compound.twin(),
            sieve: self.sieve,
            conditions: self.conditions,
            sessions: self.sessions.twin(),
        })
    }
}
