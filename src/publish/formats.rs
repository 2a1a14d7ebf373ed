//! Rows as bytes. Every mart is published twice: Parquet for tools, CSV for whoever has only a
//! spreadsheet.

use bytes::Bytes;

use super::marts::Mart;
use super::{MartFile, PublishError};
use crate::lake::tables::Table;
use crate::lake::{DataFile, Lake, cells, csv, parquet};

/// So many rows are cells at a time.
const ROWS_AT_ONCE: usize = 16 * 1024;

/// Both files of a mart.
pub fn files(mart: Mart, stem: &str) -> Result<[MartFile; 2], PublishError> {
    let Mart { table, mut rows } = mart;
    let (mut csv, mut count) = (csv::head(table), 0);
    let batches = std::iter::from_fn(|| {
        let some: Vec<_> = rows.by_ref().take(ROWS_AT_ONCE).collect();
        count += some.len();
        let batch = || {
            let batch = cells::batch(table, &some)?;
            csv::append(&mut csv, table, &batch)?;
            Ok(batch)
        };
        (!some.is_empty()).then(batch)
    });
    let parquet = parquet::encode_each(cells::arrow_schema(table), batches)?;
    Ok(both(table, stem, count, parquet, csv))
}

/// Both files of a part of the lake: as it lies there, and as CSV.
pub fn files_of_part(
    lake: &Lake,
    table: &'static Table,
    part: &DataFile,
    stem: &str,
) -> Result<[MartFile; 2], PublishError> {
    let (parquet, batch) = lake.part(table, part)?;
    Ok(both(
        table,
        stem,
        batch.num_rows(),
        parquet,
        csv::table(table, &batch)?,
    ))
}

fn both(
    table: &'static Table,
    stem: &str,
    rows: usize,
    parquet: Bytes,
    csv: String,
) -> [MartFile; 2] {
    let file = |ending: &str, bytes: Bytes| MartFile {
        name: format!("{stem}.{ending}"),
        table,
        rows,
        bytes,
    };
    [file("parquet", parquet), file("csv", Bytes::from(csv))]
}
