//! Rows as an export brings them. The columns that are equal in a whole delivery (satellite,
//! reading, object), and the month, which follows from the day, are added when the rows are
//! written, so that memory does not hold them for every row.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, DictionaryArray, Int8Array, Int32Array, RecordBatch, StringArray,
};
use arrow::compute::interleave;
use arrow::datatypes::{Date32Type, Field, Int8Type, Int32Type, Schema, SchemaRef};

use super::rows::{NO_MONTH, ids, month_name};
use crate::lake::LakeError;
use crate::lake::cells::arrow_schema;
use crate::lake::tables::{Column, Table};
use crate::model::SatelliteId;

/// The columns that no export brings: they are added here.
const ADDED: [&str; 4] = ["satellite_id", "month", "reading", "object"];

/// The columns of a table that an export brings, in the table's order.
pub fn export_columns(table: &'static Table) -> impl Iterator<Item = &'static Column> {
    table
        .columns()
        .filter(|column| !ADDED.contains(&column.name))
}

/// The [`export_columns`] of a table as Arrow has them.
pub fn export_schema(table: &'static Table) -> SchemaRef {
    let all = arrow_schema(table);
    Arc::new(Schema::new(
        export_columns(table)
            .map(|column| {
                Arc::clone(&all.fields()[all.index_of(column.name).expect("a column of the table")])
            })
            .collect::<Vec<_>>(),
    ))
}

/// Rows of the [`export_columns`] of a table, all of one object.
#[derive(Debug, Clone)]
pub(in crate::lake) struct ExportRows {
    pub table: &'static Table,
    pub object: Arc<str>,
    pub rows: RecordBatch,
}

impl ExportRows {
    /// The rows with all columns of the table.
    pub fn with_all_columns(
        &self,
        satellite: &SatelliteId,
        reading: &str,
    ) -> Result<RecordBatch, LakeError> {
        let days = self
            .rows
            .column_by_name("earned_day")
            .expect("an export brings the day")
            .as_primitive::<Date32Type>();
        let months: StringArray = days
            .iter()
            .map(|day| Some(day.map_or(NO_MONTH.to_owned(), month_name)))
            .collect();
        let all = |text: &str| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(std::iter::repeat_n(
                text,
                self.rows.num_rows(),
            )))
        };
        self.with(
            arrow_schema(self.table),
            [
                all(satellite.as_str()),
                Arc::new(months),
                all(reading),
                all(&self.object),
            ],
        )
    }

    /// Rows of one month with all columns of the table, as they are written: a text that all rows
    /// share is held once.
    pub fn with_shared_columns(
        &self,
        satellite: &SatelliteId,
        month: &str,
        reading: &str,
    ) -> Result<RecordBatch, LakeError> {
        let rows = self.rows.num_rows();
        let added = [satellite.as_str(), month, reading, &self.object].map(|text| once(text, rows));
        self.with(with_added_types(self.table, &added), added)
    }

    /// The rows of several objects of one month, in the order of their ids: so any order of objects
    /// gives the same rows.
    pub fn merged(
        parts: &[Self],
        satellite: &SatelliteId,
        month: &str,
        reading: &str,
    ) -> Result<RecordBatch, LakeError> {
        let first = parts.first().expect("there are rows to write");
        let table = first.table;
        let texts: Vec<_> = parts.iter().map(|part| ids(table, &part.rows)).collect();
        let mut spots: Vec<(usize, usize)> = (0..parts.len())
            .flat_map(|part| (0..texts[part].len()).map(move |row| (part, row)))
            .collect();
        let id = |&(part, row): &(usize, usize)| texts[part].value(row);
        // Most exports know the order already: to see that costs a fraction of sorting, and their
        // rows are not copied.
        let is_sorted = spots.is_sorted_by_key(id);
        if is_sorted && parts.len() == 1 {
            return first.with_shared_columns(satellite, month, reading);
        }
        if !is_sorted {
            spots.sort_unstable_by_key(id);
        }
        let objects = StringArray::from_iter_values(parts.iter().map(|part| &*part.object));
        let object = Int32Array::from_iter_values(spots.iter().map(|&(part, _)| part as i32));
        let object: ArrayRef =
            Arc::new(DictionaryArray::<Int32Type>::new(object, Arc::new(objects)));
        let [satellite, month, reading] =
            [satellite.as_str(), month, reading].map(|text| once(text, spots.len()));
        let column = |at: usize| {
            let arrays: Vec<&dyn Array> = parts
                .iter()
                .map(|part| part.rows.column(at).as_ref())
                .collect();
            interleave(&arrays, &spots)
        };
        let columns = (0..first.rows.num_columns())
            .map(column)
            .collect::<Result<_, _>>()?;
        let rows = RecordBatch::try_new(first.rows.schema(), columns)?;
        let added = [satellite, month, reading, object];
        Self {
            table,
            object: Arc::clone(&first.object),
            rows,
        }
        .with(with_added_types(table, &added), added)
    }

    /// All columns in the order of the table; `added` are in that of [`ADDED`].
    fn with(
        &self,
        schema: SchemaRef,
        added: [ArrayRef; ADDED.len()],
    ) -> Result<RecordBatch, LakeError> {
        let mut brought = self.rows.columns().iter();
        let columns = schema.fields().iter().map(|field| {
            match ADDED.iter().position(|name| name == field.name()) {
                Some(at) => Arc::clone(&added[at]),
                None => Arc::clone(brought.next().expect("an export brings what is not added")),
            }
        });
        Ok(RecordBatch::try_new(
            Arc::clone(&schema),
            columns.collect(),
        )?)
    }
}

/// One text for all rows.
fn once(text: &str, rows: usize) -> ArrayRef {
    let values = Arc::new(StringArray::from(vec![text]));
    Arc::new(DictionaryArray::<Int8Type>::new(
        Int8Array::from(vec![0; rows]),
        values,
    ))
}

/// The schema of a table, with the types of these [`ADDED`] columns.
fn with_added_types(table: &'static Table, added: &[ArrayRef; ADDED.len()]) -> SchemaRef {
    let schema = arrow_schema(table);
    let fields = schema.fields().iter().map(|field| {
        match ADDED.iter().position(|name| name == field.name()) {
            Some(at) => Arc::new(Field::new(
                field.name(),
                added[at].data_type().clone(),
                field.is_nullable(),
            )),
            None => Arc::clone(field),
        }
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}
