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
use crate::extract::reading::Csv;
use crate::extract::reading::columns::Canonical;
use crate::extract::taker::{Keep, Placed, Reached, Source};

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
    let taker = |header: &Header| {
        let Placed { places, taker } = mapped(table, header, source);
        Placed {
            places,
            taker: taker.of_cells(),
        }
    };
    sheet::tabular(sheet, &WantedHeader::Columns(table), source, taker, keep)
}

pub(in crate::extract) fn sessions_within(
    limits: Limits,
    input: impl Read,
    csv: &Csv,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    tabular_within(
        limits,
        Decoded::new(input, csv.encoding),
        &WantedHeader::Columns(csv),
        source,
        |header| mapped(csv, header, source),
        keep,
    )
}

/// The sessions of an export whose header was understood.
fn mapped<'a>(csv: &'a Csv, header: &Header, source: Source<'a>) -> Placed<MappedSessions<'a>> {
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
        csv.columns.as_ref(),
        header.names.clone(),
    );
    Placed {
        places,
        taker: MappedSessions::new(
            fields,
            csv.columns.as_ref(),
            &csv.nothing,
            &csv.sieve,
            sessions,
        ),
    }
}
