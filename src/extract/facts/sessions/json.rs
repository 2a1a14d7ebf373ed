//! Sessions of JSON exports whose owner named their columns by paths.

use std::collections::BTreeSet;
use std::io::Read;

use arrow::array::RecordBatch;

use super::row::Telling;
use super::{Dialect, Sessions};
use crate::extract::carriers::encoding::Decoded;
use crate::extract::carriers::json::members::Asked;
use crate::extract::carriers::json::pages::{Pages, Sought};
use crate::extract::carriers::json::read;
use crate::extract::carriers::json::taker::{Came, Taker};
use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::reading::Json;
use crate::extract::reading::columns::{Canonical, Column, Columns};
use crate::extract::reading::compound::Compound;
use crate::extract::reading::sieve::Sieve;
use crate::extract::rejects::Fault;
use crate::extract::taker::{Keep, Reached, Source};

/// Names of an object's members that nobody asked for: as many as are listed.
const STRANGERS: usize = 200;

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
