//! Sessions of CSV exports and sheets whose owner named their columns.

use std::io::Read;

use arrow::array::RecordBatch;

use super::{Dialect, Sessions};
use crate::extract::carriers::csv::blocks::{LIMITS, Limits};
use crate::extract::carriers::csv::fields::Fields;
use crate::extract::carriers::csv::header::{Header, Places, Sought};
use crate::extract::carriers::csv::sheet::{self, Sheet};
use crate::extract::carriers::csv::tabular_within;
use crate::extract::carriers::csv::taker::Taker;
use crate::extract::carriers::encoding::Decoded;
use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::reading::Csv;
use crate::extract::reading::columns::{Canonical, Columns};
use crate::extract::reading::compound::Compound;
use crate::extract::reading::sieve::Sieve;
use crate::extract::rejects::Fault;
use crate::extract::taker::{Keep, Reached, Source};

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

/// The same of a sheet of a workbook.
pub fn of_sheet(
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

pub(in crate::extract) fn sessions_within(
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
