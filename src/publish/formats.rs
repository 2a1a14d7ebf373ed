//! Rows as bytes. Every mart is published twice: Parquet for tools, CSV for whoever has only a spreadsheet.

use bytes::Bytes;

use super::marts::Mart;
use super::{MartFile, PublishError};
use crate::lake::tables::Table;
use crate::lake::{DataFile, Lake, cells, csv, parquet};

/// Both files of a mart.
pub fn files(mart: &Mart, stem: &str) -> Result<[MartFile; 2], PublishError> {
    let batch = cells::batch(mart.table, &mart.rows)?;
    Ok(both(mart.table, stem, mart.rows.len(), parquet::encode(&batch)?, csv::table(mart.table, &batch)?))
}

/// Both files of a part of the lake: as it lies there, and as CSV.
pub fn files_of_part(lake: &Lake, table: &'static Table, part: &DataFile, stem: &str) -> Result<[MartFile; 2], PublishError> {
    let (parquet, batch) = lake.part(table, part)?;
    Ok(both(table, stem, batch.num_rows(), parquet, csv::table(table, &batch)?))
}

fn both(table: &'static Table, stem: &str, rows: usize, parquet: Bytes, csv: String) -> [MartFile; 2] {
    let file = |ending: &str, bytes: Bytes| MartFile { name: format!("{stem}.{ending}"), table, rows, bytes };
    [file("parquet", parquet), file("csv", Bytes::from(csv))]
}
