//! A folder of exports, each with what must become of it: read into a lake, and told as texts.

use std::collections::BTreeMap;
use std::path::Path;

use reckoner::extract::{Export, Options, Quiet, extract};
use reckoner::lake::tables::Table;
use reckoner::lake::{Cell, Lake};
use reckoner::model::receipt::{Ending, SatelliteReceipt};

/// Extracts what an export of the folder tells; nothing of it is refused as a whole, and its rows
/// balance.
pub fn read(lake: &Lake, folder: &Path, export: Export) -> SatelliteReceipt {
    let (now, url) = (
        "2026-03-10T12:00:00Z".parse().expect("a time"),
        export.reading.url.url.clone(),
    );
    let receipt = extract(lake, folder, &[export], now, &Options::default(), &Quiet)
        .expect("a lake that works")
        .remove(0);
    assert_eq!(
        (&receipt.ending, receipt.rows.balances()),
        (&Ending::Done, true),
        "{url}"
    );
    receipt
}

/// Rows by their id: what each column says, as text.
pub type Rows = BTreeMap<String, BTreeMap<&'static str, String>>;

pub fn rows(lake: &Lake, table: &'static Table, id: &str) -> Rows {
    let text = |cell: &Cell| match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Instant(at) => at.format("%Y-%m-%dT%H:%M:%S%.6f").to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Whole(number) => number.to_string(),
        other => format!("{other:?}"),
    };
    let rows = lake.rows(table).expect("a lake that can be read");
    let rows = rows.iter().map(|row| {
        table
            .columns()
            .map(|column| column.name)
            .zip(row.iter().map(text))
            .collect::<BTreeMap<_, _>>()
    });
    rows.map(|row| (row[id].clone(), row)).collect()
}
