//! Sessions of CSV exports and sheets whose owner named their columns.

use std::io::Read;

use super::mapped::MappedSessions;
use super::{Dialect, Sessions};
use crate::extract::carriers::csv::blocks::{LIMITS, Limits};
use crate::extract::carriers::csv::header::{Header, WantedHeader};
use crate::extract::carriers::csv::sheet::{self, Sheet};
use crate::extract::carriers::csv::tabular_within;
use crate::extract::carriers::encoding::Decoded;
use crate::extract::error::ExtractError;
use crate::extract::reading::columns::Canonical;
use crate::extract::reading::{CsvForm, SessionColumns};
use crate::extract::taker::{Keep, Placed, Reached, Source};

/// Reads an export with a header line from beginning to end, in bounded memory; hands each batch of
/// sessions to `keep` as it fills.
pub fn sessions(
    input: impl Read,
    form: &CsvForm,
    own: &SessionColumns,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    sessions_within(LIMITS, input, (form, own), source, keep)
}

/// The same of a sheet of a workbook.
pub fn of_sheet(
    sheet: Sheet<'_>,
    own: &SessionColumns,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let taker = |header: &Header| {
        let Placed { places, taker } = mapped(own, header, source);
        Placed {
            places,
            taker: taker.of_cells(),
        }
    };
    let wanted = WantedHeader::Columns(None, own);
    sheet::tabular(sheet, &wanted, source, taker, keep)
}

pub(in crate::extract) fn sessions_within(
    limits: Limits,
    input: impl Read,
    (form, own): (&CsvForm, &SessionColumns),
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    tabular_within(
        limits,
        Decoded::new(input, form.encoding),
        &WantedHeader::Columns(Some(form), own),
        source,
        |header| mapped(own, header, source),
        keep,
    )
}

/// The sessions of an export whose header was understood.
fn mapped<'a>(
    own: &'a SessionColumns,
    header: &Header,
    source: Source<'a>,
) -> Placed<MappedSessions<'a>> {
    let is_there = |field: &Canonical| header.places[*field as usize].is_some();
    let fields: Vec<Canonical> = Canonical::ALL.iter().copied().filter(is_there).collect();
    let others = header.part_places.iter().chain(&header.sieve_places);
    let places = fields
        .iter()
        .map(|field| header.places[*field as usize])
        .chain(others.map(|at| Some(*at)))
        .collect();
    let sessions = Sessions::new(
        source,
        Dialect::default(),
        own.columns.as_ref(),
        header.names.clone(),
    );
    Placed {
        places,
        taker: MappedSessions::new(
            fields,
            own.columns.as_ref(),
            &own.nothing,
            &own.sieve,
            sessions,
        ),
    }
}
