//! The wall between Arrow, which writes, and Polars, which reads: a table's files as a frame, a
//! frame as a batch, and a frame's rows as cells.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use bytes::Bytes;
use chrono::{DateTime, NaiveDate, TimeDelta};
use polars::io::HiveOptions;
use polars::prelude::{
    DataFrame, DataType, Field, IntoLazy, LazyFrame, PlRefPath, PlSmallStr, ScanArgsParquet,
    ScanSources, Schema, Series, TimeUnit, TimeZone,
};

use super::cells::{Cell, DECIMAL, exact, instants, micros_name, shape, whole};
use super::error::LakeError;
use super::tables::{Column, Kind, Table};
pub use super::values::daily_values;
use crate::model::Micros;

/// Files that were checked.
pub(super) enum Files {
    Places(Vec<PathBuf>),
    /// Of a store that is not a disk, so that one library, ours, talks to clouds.
    Bytes(Vec<Bytes>),
}

/// Reads whole files, lazily. Partition columns are in the files, so nothing is inferred from their
/// paths.
pub(super) fn scan(table: &Table, files: Files) -> Result<LazyFrame, LakeError> {
    let sources = match files {
        Files::Places(places) if places.is_empty() => return Ok(empty(table).lazy()),
        Files::Places(places) => ScanSources::Paths(
            places
                .iter()
                .map(|place| PlRefPath::new(place.to_string_lossy()))
                .collect(),
        ),
        Files::Bytes(files) => ScanSources::Buffers(
            files
                .into_iter()
                .map(|bytes| Vec::from(bytes).into())
                .collect::<Vec<_>>()
                .into(),
        ),
    };
    let hive_options = HiveOptions::new_disabled();
    // A file may be older than some of the table's columns.
    let (schema, allow_missing_columns) = (Some(Arc::new(frame_schema(table))), true);
    let args = ScanArgsParquet {
        hive_options,
        glob: false,
        schema,
        allow_missing_columns,
        ..Default::default()
    };
    Ok(LazyFrame::scan_parquet_sources(sources, args)?)
}

/// Whether a frame can be made of a file at all, and if not, why: its reader may do more than
/// return an error.
pub(super) fn readable(table: &Table, bytes: &Bytes) -> Result<(), String> {
    let read = || Ok::<_, LakeError>(scan(table, Files::Bytes(vec![bytes.clone()]))?.collect()?);
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("no reader of Parquet can make anything of it".to_owned()),
    }
}

/// What a frame of the table looks like.
pub fn frame_schema(table: &Table) -> Schema {
    let fields = table.columns().flat_map(|column| {
        let field = Field::new(column.name.into(), frame_type(column.kind));
        let micros = || Field::new(micros_name(column.name).into(), DataType::Int64);
        std::iter::once(field).chain(matches!(column.kind, Kind::Exact(_)).then(micros))
    });
    fields.collect()
}

pub fn empty(table: &Table) -> DataFrame {
    DataFrame::empty_with_schema(&frame_schema(table))
}

/// A frame as a batch of the table, whatever the order of its columns. An exact column is taken
/// from its integer, `<name>_micros`; its decimal is made here. Nothing is cast but whole numbers
/// of another width.
pub fn to_batch(frame: &DataFrame, table: &Table) -> Result<RecordBatch, LakeError> {
    let schema = frame_schema(table);
    if let Some(stranger) = frame
        .get_column_names()
        .into_iter()
        .find(|name| !schema.contains(name))
    {
        return Err(shape(
            table,
            format!("{stranger}: the table has no such column"),
        ));
    }
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(schema.len());
    for column in table.columns() {
        let series = series(frame, table, column)?;
        match column.kind {
            Kind::Text => arrays.push(Arc::new(series.str()?.iter().collect::<StringArray>())),
            Kind::Day => arrays.push(Arc::new(
                series.date()?.physical().iter().collect::<Date32Array>(),
            )),
            Kind::Instant => arrays.push(Arc::new(instants(series.datetime()?.physical().iter()))),
            Kind::Whole(_) => arrays.push(Arc::new(series.i64()?.iter().collect::<Int64Array>())),
            Kind::Ratio => arrays.push(Arc::new(series.f64()?.iter().collect::<Float64Array>())),
            Kind::Truth => arrays.push(Arc::new(series.bool()?.iter().collect::<BooleanArray>())),
            Kind::Exact(_) => arrays.extend(exact(
                table,
                column.name,
                series.i64()?.iter().map(|m| m.map(|m| Micros(m.into()))),
            )?),
        }
    }
    whole(table, arrays)
}

/// A frame's rows, for small tables.
pub fn rows(frame: &DataFrame, table: &Table) -> Result<Vec<Vec<Cell>>, LakeError> {
    let mut rows = vec![Vec::with_capacity(table.columns().count()); frame.height()];
    for column in table.columns() {
        let series = series(frame, table, column)?;
        macro_rules! push {
            ($values:expr, $cell:expr) => {
                $values
                    .iter()
                    .zip(&mut rows)
                    .for_each(|(value, row): (_, &mut Vec<Cell>)| {
                        row.push(value.map_or(Cell::Null, $cell))
                    })
            };
        }
        match column.kind {
            Kind::Text => push!(series.str()?, |text| Cell::Text(text.to_owned())),
            Kind::Day => push!(series.date()?.physical(), |days| Cell::Day(
                NaiveDate::default() + TimeDelta::days(days.into())
            )),
            Kind::Instant => {
                push!(series.datetime()?.physical(), |micros| {
                    DateTime::from_timestamp_micros(micros).map_or(Cell::Null, Cell::Instant)
                })
            }
            Kind::Whole(_) => push!(series.i64()?, Cell::Whole),
            Kind::Ratio => push!(series.f64()?, Cell::Ratio),
            Kind::Truth => push!(series.bool()?, Cell::Truth),
            Kind::Exact(_) => push!(series.i64()?, |micros| Cell::Exact(Micros(micros.into()))),
        }
    }
    Ok(rows)
}

/// A column of the frame in the type its kind has; an exact one by its integer.
fn series(frame: &DataFrame, table: &Table, column: &Column) -> Result<Series, LakeError> {
    let (name, wanted): (PlSmallStr, _) = match column.kind {
        Kind::Exact(_) => (micros_name(column.name).into(), DataType::Int64),
        _ => (column.name.into(), frame_type(column.kind)),
    };
    let found = frame
        .column(&name)
        .map_err(|_| shape(table, format!("{name}: the frame has no such column")))?;
    let series = found.as_materialized_series();
    match series.dtype() {
        same if *same == wanted => Ok(series.clone()),
        // A column that is empty throughout has no type of its own.
        DataType::Null => Ok(series.cast(&wanted)?),
        whole if wanted == DataType::Int64 && whole.is_integer() => {
            Ok(series.strict_cast(&wanted)?)
        }
        other => Err(shape(
            table,
            format!("{name}: {other} where {wanted} was agreed"),
        )),
    }
}

fn frame_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::String,
        Kind::Day => DataType::Date,
        Kind::Instant => DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)),
        Kind::Whole(_) => DataType::Int64,
        Kind::Exact(_) => DataType::Decimal(DECIMAL.0.into(), DECIMAL.1 as usize),
        Kind::Ratio => DataType::Float64,
        Kind::Truth => DataType::Boolean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::NamedFrom;

    use crate::lake::cells::batch;
    use crate::lake::cells::tests::{KINDS, every_kind};
    use crate::lake::parquet::encode;

    fn scanned(files: Files) -> DataFrame {
        scan(&KINDS, files).unwrap().collect().unwrap()
    }

    fn in_memory() -> DataFrame {
        scanned(Files::Bytes(vec![
            encode(&batch(&KINDS, &every_kind()).unwrap()).unwrap(),
        ]))
    }

    #[test]
    fn every_kind_comes_back_through_a_frame() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a b=c.parquet");
        std::fs::write(
            &place,
            encode(&batch(&KINDS, &every_kind()).unwrap()).unwrap(),
        )
        .unwrap();
        for frame in [in_memory(), scanned(Files::Places(vec![place]))] {
            assert_eq!(*frame.schema().as_ref(), frame_schema(&KINDS));
            assert_eq!(rows(&frame, &KINDS).unwrap(), every_kind());
            assert_eq!(
                to_batch(&frame, &KINDS).unwrap(),
                batch(&KINDS, &every_kind()).unwrap()
            );
        }
    }

    #[test]
    fn no_files_are_an_empty_frame_of_the_right_columns() {
        let frame = scan(&KINDS, Files::Places(vec![]))
            .unwrap()
            .collect()
            .unwrap();
        assert_eq!(
            (frame.height(), frame.schema().as_ref().clone()),
            (0, frame_schema(&KINDS))
        );
        assert_eq!(to_batch(&frame, &KINDS).unwrap().num_rows(), 0);
    }

    #[test]
    fn a_frame_that_does_not_fit_is_refused_by_name() {
        let frame = in_memory();
        let refused = |frame: &DataFrame| to_batch(frame, &KINDS).unwrap_err().to_string();
        assert!(refused(&frame.drop("day").unwrap()).contains("day: the frame has no such column"));
        let mut stranger = frame.clone();
        stranger.rename("day", "dai".into()).unwrap();
        assert!(refused(&stranger).contains("dai: the table has no such column"));
        let mut ratio = frame.clone();
        ratio
            .replace("ratio", Series::new("ratio".into(), [1i64, 2]).into())
            .unwrap();
        assert!(
            refused(&ratio).contains("ratio: i64 where f64 was agreed"),
            "{}",
            refused(&ratio)
        );
    }
}
