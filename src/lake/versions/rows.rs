//! Batches of rows that objects tell, and the files of such rows: what they are told apart by, the
//! month that they lie in, and how they are put together.

use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch, StringArray};
use arrow::compute::interleave;
use chrono::{NaiveDate, TimeDelta};

use crate::lake::cells::{arrow_schema, checked, grown, shape};
use crate::lake::tables::Table;
use crate::lake::{DataFile, LakeError};
use crate::model::window::Month;

/// The month of what has no day: tombstones. They lie there whatever they replaced, so that the
/// layout does not depend on what came first.
pub const NO_MONTH: &str = "none";

/// Rows of a file: what one late row makes us write again. Texts of so many rows also fit Arrow's
/// 32-bit offsets.
pub(in crate::lake) const FILE_ROWS: usize = 250_000;

/// The column of what rows are told apart by.
pub(in crate::lake) fn ids<'b>(table: &Table, batch: &'b RecordBatch) -> &'b StringArray {
    let id = table
        .id()
        .expect("only tables whose rows have an id are told");
    batch
        .column_by_name(id)
        .expect("a row tells its id")
        .as_string()
}

/// Of ids: good for finding out which rows may be told twice, and never for saying that they are.
pub(in crate::lake) fn id_hashes<'b>(
    table: &Table,
    batch: &'b RecordBatch,
) -> impl Iterator<Item = u64> + use<'b> {
    let ids = ids(table, batch);
    (0..ids.len()).map(|row| {
        let mut hasher = DefaultHasher::new();
        hasher.write(ids.value(row).as_bytes());
        hasher.finish()
    })
}

/// The name of a day's month, the day as Arrow counts it.
pub(in crate::lake) fn month_name(days: i32) -> String {
    month(days).unwrap_or_default()
}

fn month(days: i32) -> Option<String> {
    NaiveDate::default()
        .checked_add_signed(TimeDelta::days(days.into()))
        .map(|day| Month::of(day).to_string())
}

/// What was read from a file of a table, with all columns that the table has now.
pub(in crate::lake) fn fitted(
    table: &'static Table,
    batch: &RecordBatch,
) -> Result<RecordBatch, LakeError> {
    checked(table, &grown(table, batch)?)
}

/// Rows from anywhere, column by column.
pub(in crate::lake) fn taken(
    table: &'static Table,
    sources: &[&RecordBatch],
    spots: &[(usize, usize)],
) -> Result<RecordBatch, LakeError> {
    let schema = arrow_schema(table);
    let column = |at: usize| {
        let arrays: Vec<&dyn Array> = sources
            .iter()
            .map(|batch| batch.column(at).as_ref())
            .collect();
        interleave(&arrays, spots)
    };
    let columns = (0..schema.fields().len())
        .map(column)
        .collect::<Result<_, _>>()?;
    Ok(RecordBatch::try_new(schema, columns)?)
}

/// Rows of a table as those that are kept beside it: each says whether it contradicts the one that
/// wins.
pub(in crate::lake) fn flagged(
    table: &'static Table,
    rows: &RecordBatch,
    contradicts: Vec<bool>,
) -> Result<RecordBatch, LakeError> {
    let outranked = table
        .outranked()
        .ok_or_else(|| shape(table, "nothing is kept beside it".into()))?;
    let mut columns = rows.columns().to_vec();
    columns.push(Arc::new(BooleanArray::from(contradicts)));
    Ok(RecordBatch::try_new(arrow_schema(outranked), columns)?)
}

pub(in crate::lake) fn satellite_of(file: &DataFile) -> Option<&str> {
    file.partition.get("satellite_id").map(String::as_str)
}

pub(in crate::lake) fn month_of(file: &DataFile) -> &str {
    file.partition.get("month").map_or("", String::as_str)
}
