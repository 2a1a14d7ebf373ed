//! Sessions and items as an object tells them. What its delivery says of all of them alike (satellite, reading, object) and what
//! follows from their day (the month) is not carried with every row until the rows are written.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, DictionaryArray, Int8Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Date32Type, Field, Int8Type, Schema, SchemaRef};

use super::LakeError;
use super::cells::arrow_schema;
use super::tables::{Column, Table};
use super::versions::{NO_MONTH, month_name};
use crate::model::SatelliteId;

/// Columns of such a table that no export tells.
const SAID: [&str; 4] = ["satellite_id", "month", "reading", "object"];

/// Columns of a table that an export tells, in the table's order.
pub fn told_columns(table: &'static Table) -> impl Iterator<Item = &'static Column> {
    table.columns().filter(|column| !SAID.contains(&column.name))
}

pub fn told_schema(table: &'static Table) -> SchemaRef {
    let all = arrow_schema(table);
    Arc::new(Schema::new(
        told_columns(table)
            .map(|column| Arc::clone(&all.fields()[all.index_of(column.name).expect("a column of the table")]))
            .collect::<Vec<_>>(),
    ))
}

/// Rows of the [`told_columns`] of a table.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub table: &'static Table,
    pub object: Arc<str>,
    pub rows: RecordBatch,
}

impl Told {
    /// The rows of the table.
    pub fn whole(&self, satellite: &SatelliteId, reading: &str) -> Result<RecordBatch, LakeError> {
        let days = self.rows.column_by_name("earned_day").expect("a day is told").as_primitive::<Date32Type>();
        let months: StringArray = days.iter().map(|day| Some(day.map_or(NO_MONTH.to_owned(), month_name))).collect();
        let all = |text: &str| -> ArrayRef { Arc::new(StringArray::from_iter_values(std::iter::repeat_n(text, self.rows.num_rows()))) };
        self.with(arrow_schema(self.table), [all(satellite.as_str()), Arc::new(months), all(reading), all(&self.object)])
    }

    /// The same as they are written, all of one month: what all rows share stands once.
    pub fn said(&self, satellite: &SatelliteId, month: &str, reading: &str) -> Result<RecordBatch, LakeError> {
        let rows = self.rows.num_rows();
        let all = |text: &str| -> ArrayRef {
            let values = Arc::new(StringArray::from(vec![text]));
            Arc::new(DictionaryArray::<Int8Type>::new(Int8Array::from(vec![0; rows]), values))
        };
        let once = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
        let schema = arrow_schema(self.table);
        let fields = schema.fields().iter().map(|field| match SAID.contains(&field.name().as_str()) {
            true => Arc::new(Field::new(field.name(), once.clone(), field.is_nullable())),
            false => Arc::clone(field),
        });
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        self.with(schema, [satellite.as_str(), month, reading, &self.object].map(all))
    }

    /// In the order of the table; `said` in that of [`SAID`].
    fn with(&self, schema: SchemaRef, said: [ArrayRef; SAID.len()]) -> Result<RecordBatch, LakeError> {
        let mut told = self.rows.columns().iter();
        let columns = schema.fields().iter().map(|field| match SAID.iter().position(|name| name == field.name()) {
            Some(at) => Arc::clone(&said[at]),
            None => Arc::clone(told.next().expect("what is not said is told")),
        });
        Ok(RecordBatch::try_new(Arc::clone(&schema), columns.collect())?)
    }
}
