//! Rows as bytes. Every mart is published twice: Parquet for tools, CSV for whoever has only a spreadsheet.

use bytes::Bytes;

use super::marts::Mart;
use super::{MartFile, PublishError};
use crate::lake::{cells, csv, parquet};

/// Both files of a mart.
pub fn files(mart: &Mart, stem: &str) -> Result<[MartFile; 2], PublishError> {
    let batch = cells::batch(mart.table, &mart.rows)?;
    let file = |name: String, bytes: Bytes| MartFile { name, table: mart.table, rows: mart.rows.len(), bytes };
    Ok([
        file(format!("{stem}.parquet"), parquet::encode(&batch)?),
        file(format!("{stem}.csv"), Bytes::from(csv::table(mart.table, &mart.rows))),
    ])
}
