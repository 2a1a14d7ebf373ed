//! Rows of small tables and marts, generic over the table's definition, and the one translation of
//! a [`Kind`] into Arrow's types.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, RecordBatch,
    StringArray, TimestampMicrosecondArray, new_null_array,
};
use arrow::compute::{
    LexicographicalComparator, SortColumn, SortOptions, lexsort_to_indices, take_record_batch,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use chrono::NaiveDate;

use super::error::LakeError;
use super::tables::{Column, Kind, Table};
use crate::model::Micros;
pub use crate::model::cells::Cell;
use crate::model::exact::div_half_even;
use crate::model::many::many;

/// The name of the column that holds the exact integer of an exact one.
pub fn micros_name(name: &str) -> String {
    format!("{name}_micros")
}

/// Digits and scale of an exact column as people's tools read it.
pub const DECIMAL: (u8, i8) = (18, 2);

pub fn arrow_schema(table: &Table) -> SchemaRef {
    let fields = table.columns().flat_map(|column| {
        let field = |name: String, kind| Field::new(name, kind, column.nullable);
        let plain = |kind| vec![field(column.name.to_owned(), kind)];
        match column.kind {
            Kind::Text => plain(DataType::Utf8),
            Kind::Day => plain(DataType::Date32),
            Kind::Instant => plain(DataType::Timestamp(
                TimeUnit::Microsecond,
                Some("UTC".into()),
            )),
            Kind::Whole(_) => plain(DataType::Int64),
            Kind::Ratio => plain(DataType::Float64),
            Kind::Truth => plain(DataType::Boolean),
            Kind::Exact(_) => vec![
                field(
                    column.name.to_owned(),
                    DataType::Decimal128(DECIMAL.0, DECIMAL.1),
                ),
                field(micros_name(column.name), DataType::Int64),
            ],
        }
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// A batch of rows, each with one cell per column of the table, in its order.
pub fn batch(table: &Table, rows: &[Vec<Cell>]) -> Result<RecordBatch, LakeError> {
    let width = table.columns().count();
    if let Some(row) = rows.iter().find(|row| row.len() != width) {
        return Err(shape(
            table,
            format!(
                "a row has {} cells where the table has {width} columns",
                row.len()
            ),
        ));
    }
    let mut arrays = Vec::with_capacity(width);
    for (at, column) in table.columns().enumerate() {
        arrays.extend(arrays_of(table, column, rows.iter().map(|row| &row[at]))?);
    }
    whole(table, arrays)
}

fn arrays_of<'a>(
    table: &Table,
    column: &Column,
    cells: impl Iterator<Item = &'a Cell>,
) -> Result<Vec<ArrayRef>, LakeError> {
    macro_rules! gather {
        ($variant:ident) => {
            cells
                .map(|cell| match cell {
                    Cell::Null => Ok(None),
                    Cell::$variant(value) => Ok(Some(value.clone())),
                    other => Err(shape(
                        table,
                        format!(
                            "{}: {other:?} is not of its kind, {:?}",
                            column.name, column.kind
                        ),
                    )),
                })
                .collect::<Result<Vec<_>, _>>()?
        };
    }
    Ok(match column.kind {
        Kind::Text => vec![Arc::new(StringArray::from(gather!(Text)))],
        Kind::Day => vec![Arc::new(
            gather!(Day)
                .into_iter()
                .map(|d| d.map(days))
                .collect::<Date32Array>(),
        )],
        Kind::Instant => vec![Arc::new(instants(
            gather!(Instant)
                .into_iter()
                .map(|at| at.map(|at| at.timestamp_micros())),
        ))],
        Kind::Whole(_) => vec![Arc::new(Int64Array::from(gather!(Whole)))],
        Kind::Ratio => vec![Arc::new(Float64Array::from(gather!(Ratio)))],
        Kind::Truth => vec![Arc::new(BooleanArray::from(gather!(Truth)))],
        Kind::Exact(_) => exact(table, column.name, gather!(Exact).into_iter())?,
    })
}

pub(super) fn days(day: NaiveDate) -> i32 {
    (day - NaiveDate::default()).num_days() as i32
}

pub(super) fn instants(micros: impl Iterator<Item = Option<i64>>) -> TimestampMicrosecondArray {
    micros
        .collect::<TimestampMicrosecondArray>()
        .with_timezone("UTC")
}

/// The decimal, half-even, and the exact integer beside it.
pub(super) fn exact(
    table: &Table,
    name: &str,
    values: impl Iterator<Item = Option<Micros>>,
) -> Result<Vec<ArrayRef>, LakeError> {
    let micros = values
        .map(|value| value.map(|m| i64::try_from(m.0)).transpose())
        .collect::<Result<Int64Array, _>>()
        .map_err(|_| shape(table, format!("{name}: an amount beyond nine trillion")))?;
    let step = 10i128.pow(6 - DECIMAL.1 as u32);
    let decimals = micros
        .iter()
        .map(|m| m.map(|m| div_half_even(i128::from(m), step)));
    let decimals = decimals
        .collect::<Decimal128Array>()
        .with_precision_and_scale(DECIMAL.0, DECIMAL.1)?;
    Ok(vec![Arc::new(decimals), Arc::new(micros)])
}

/// A batch of exactly the table's columns; a null where none may be is refused by name.
pub(super) fn whole(table: &Table, arrays: Vec<ArrayRef>) -> Result<RecordBatch, LakeError> {
    let schema = arrow_schema(table);
    for (field, array) in schema.fields().iter().zip(&arrays) {
        if !field.is_nullable() && array.null_count() > 0 {
            return Err(shape(
                table,
                format!(
                    "{}: empty in {}, and it must not be",
                    field.name(),
                    many(array.null_count(), "row")
                ),
            ));
        }
        if field.data_type() != array.data_type() {
            return Err(shape(
                table,
                format!(
                    "{}: {} where {} was agreed",
                    field.name(),
                    array.data_type(),
                    field.data_type()
                ),
            ));
        }
    }
    Ok(RecordBatch::try_new(schema, arrays)?)
}

/// A batch that was made elsewhere, under the table's own schema: same names in the same order,
/// same types, no forbidden nulls.
pub fn checked(table: &Table, batch: &RecordBatch) -> Result<RecordBatch, LakeError> {
    let (ours, theirs) = (arrow_schema(table), batch.schema());
    let names = |schema: &Schema| {
        schema
            .fields()
            .iter()
            .map(|f| f.name().clone())
            .collect::<Vec<_>>()
    };
    if names(&ours) != names(&theirs) {
        return Err(shape(
            table,
            format!(
                "its columns are {}, not {}",
                names(&ours).join(", "),
                names(&theirs).join(", ")
            ),
        ));
    }
    whole(table, batch.columns().to_vec())
}

/// What was read from a file that is older than some of its table's columns: those are empty in all
/// its rows.
pub(super) fn grown(table: &Table, batch: &RecordBatch) -> Result<RecordBatch, LakeError> {
    let schema = arrow_schema(table);
    let lacks = |field: &Field| field.is_nullable() && batch.column_by_name(field.name()).is_none();
    if !schema.fields().iter().any(|field| lacks(field)) {
        return Ok(batch.clone());
    }
    let column = |field: &Field| match batch.column_by_name(field.name()) {
        Some(values) => Ok(values.clone()),
        None if field.is_nullable() => Ok(new_null_array(field.data_type(), batch.num_rows())),
        None => Err(shape(
            table,
            format!("{}: the file has no such column", field.name()),
        )),
    };
    let columns = schema
        .fields()
        .iter()
        .map(|field| column(field))
        .collect::<Result<_, _>>()?;
    whole(table, columns)
}

/// Sorted by the table's key, empty before all else, so that any order of making gives the same
/// file.
pub fn sorted(table: &Table, batch: &RecordBatch) -> Result<RecordBatch, LakeError> {
    let options = Some(SortOptions {
        descending: false,
        nulls_first: true,
    });
    let keys = table
        .key
        .iter()
        .filter_map(|name| batch.column_by_name(name));
    let columns: Vec<_> = keys
        .map(|values| SortColumn {
            values: values.clone(),
            options,
        })
        .collect();
    // Most makers know the order already: to see that costs a fraction of sorting.
    let order = LexicographicalComparator::try_new(&columns)?;
    if (1..batch.num_rows()).all(|row| order.compare(row - 1, row).is_le()) {
        return Ok(batch.clone());
    }
    Ok(take_record_batch(
        batch,
        &lexsort_to_indices(&columns, None)?,
    )?)
}

pub(super) fn shape(table: &Table, what: String) -> LakeError {
    // Tables are statics; their names live as long as the program.
    LakeError::Shape {
        table: table.name,
        what,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::lake::tables::PROJECT_SCORES;

    /// A column of every kind, each once bare and once nullable.
    pub static KINDS: Table = Table {
        name: "kinds",
        about: "For tests",
        partition: &[],
        key: &["text"],
        columns: &[&[
            Column {
                name: "text",
                kind: Kind::Text,
                nullable: false,
                about: "A text",
            },
            Column {
                name: "day",
                kind: Kind::Day,
                nullable: true,
                about: "A day",
            },
            Column {
                name: "at",
                kind: Kind::Instant,
                nullable: true,
                about: "An instant",
            },
            Column {
                name: "whole",
                kind: Kind::Whole("rows"),
                nullable: true,
                about: "A number",
            },
            Column {
                name: "exact",
                kind: Kind::Exact("money"),
                nullable: true,
                about: "An amount",
            },
            Column {
                name: "ratio",
                kind: Kind::Ratio,
                nullable: true,
                about: "A quotient",
            },
            Column {
                name: "truth",
                kind: Kind::Truth,
                nullable: true,
                about: "A truth",
            },
        ]],
    };

    pub fn every_kind() -> Vec<Vec<Cell>> {
        let day = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap();
        vec![
            vec![
                "b".into(),
                Cell::Null,
                Cell::Null,
                Cell::Null,
                Cell::Null,
                Cell::Null,
                Cell::Null,
            ],
            vec![
                "a".into(),
                day.into(),
                (day.and_hms_micro_opt(1, 2, 3, 4).unwrap().and_utc()).into(),
                (-7).into(),
                Micros(1_234_565_001).into(),
                0.25.into(),
                true.into(),
            ],
        ]
    }

    #[test]
    fn an_exact_cell_is_a_decimal_half_even_and_the_integer_beside_it() {
        let rows: Vec<_> = [5_000, 15_000, -5_000, 1_234_565_001]
            .map(|m| {
                let mut row = every_kind()[0].clone();
                row[4] = Micros(m).into();
                row
            })
            .into();
        let batch = batch(&KINDS, &rows).unwrap();
        let decimals = batch
            .column_by_name("exact")
            .unwrap()
            .as_any()
            .downcast_ref::<Decimal128Array>()
            .unwrap()
            .clone();
        // 0.005 → 0.00, 0.015 → 0.02, −0.005 → 0.00, 1234.565001 → 1234.57
        assert_eq!(decimals.values().to_vec(), [0, 2, 0, 123_457]);
        assert_eq!(batch.column_by_name("exact_micros").unwrap().len(), 4);
    }

    #[test]
    fn what_does_not_fit_is_refused_by_name() {
        let refused = |rows: &[Vec<Cell>]| batch(&KINDS, rows).unwrap_err().to_string();
        let mut rows = every_kind();
        rows[0][0] = Cell::Null;
        assert!(
            refused(&rows).contains("text: empty in 1 row"),
            "{}",
            refused(&rows)
        );
        rows[0][0] = Cell::Whole(1);
        assert!(
            refused(&rows).contains("text: Whole(1)"),
            "{}",
            refused(&rows)
        );
        assert!(
            refused(&[vec![]]).contains("0 cells"),
            "{}",
            refused(&[vec![]])
        );
    }

    #[test]
    fn rows_are_sorted_by_key_with_empty_first() {
        let batch = sorted(&KINDS, &batch(&KINDS, &every_kind()).unwrap()).unwrap();
        let texts = batch
            .column(0)
            .as_any()
            .downcast_ref::<StringArray>()
            .unwrap()
            .clone();
        assert_eq!(texts.iter().flatten().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn every_exact_column_is_told_twice() {
        let exact = PROJECT_SCORES
            .columns()
            .filter(|c| matches!(c.kind, Kind::Exact(_)))
            .count();
        assert_eq!(
            arrow_schema(&PROJECT_SCORES).fields().len(),
            PROJECT_SCORES.columns().count() + exact
        );
    }
}
