//! A file read through once, before another reader is handed it.

use arrow::array::{Array, AsArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::DataType;

use super::{BATCH_ROWS, Foreign, Unread, damaged};

/// Of a file that another reader is handed, in a batch.
const WRITTEN_BYTES: u64 = 512 << 20;

/// Is shown where a text stands and what it is, and says what is wrong with it.
pub type TextCheck<'l> = dyn FnMut(&[String], &str) -> Result<(), String> + 'l;

impl Foreign {
    /// Decodes all of it once and keeps nothing: what went well here goes well for another reader,
    /// in about as much memory. `look` is shown the texts that stand in groups, and says what is
    /// wrong with them.
    pub fn read_through(&self, look: &mut TextCheck<'_>) -> Result<(), Unread> {
        let all: Vec<usize> = (0..self.leaves.len()).collect();
        for batch in self.batches(&all) {
            let batch = batch?;
            let written: u64 = batch
                .columns()
                .iter()
                .map(|column| written_bytes(column))
                .sum();
            if written > WRITTEN_BYTES {
                return damaged(format!(
                    "{BATCH_ROWS} rows of it hold more than {} MB",
                    WRITTEN_BYTES >> 20
                ));
            }
            for (column, field) in batch.columns().iter().zip(batch.schema().fields()) {
                texts(column, None, &mut vec![field.name().clone()], look).map_err(|message| {
                    Unread::Damaged {
                        code: "bad_parquet",
                        message,
                    }
                })?;
            }
        }
        Ok(())
    }
}

/// What an array holds when each value is written out: a text that many rows name is held once as
/// long as it is read here.
fn written_bytes(array: &dyn Array) -> u64 {
    let views = |lengths: &mut dyn Iterator<Item = u32>| lengths.map(u64::from).sum();
    match array.data_type() {
        DataType::Utf8View => views(
            &mut array
                .as_string_view()
                .views()
                .iter()
                .map(|view| *view as u32),
        ),
        DataType::BinaryView => views(
            &mut array
                .as_binary_view()
                .views()
                .iter()
                .map(|view| *view as u32),
        ),
        DataType::Struct(_) => array
            .as_struct()
            .columns()
            .iter()
            .map(|column| written_bytes(column))
            .sum(),
        _ => array.get_array_memory_size() as u64,
    }
}

/// Shows the texts of a column, with where they stand; what a group holds where there is none says
/// nothing.
fn texts(
    array: &dyn Array,
    within: Option<&NullBuffer>,
    path: &mut Vec<String>,
    look: &mut TextCheck<'_>,
) -> Result<(), String> {
    let there = NullBuffer::union(within, array.nulls());
    if let Some(group) = array.as_struct_opt() {
        for (column, name) in group.columns().iter().zip(group.column_names()) {
            path.push(name.to_owned());
            texts(column, there.as_ref(), path, look)?;
            path.pop();
        }
    } else if let Some(column) = array.as_string_view_opt() {
        let is_there = |row: &usize| there.as_ref().is_none_or(|there| there.is_valid(*row));
        (0..column.len())
            .filter(is_there)
            .try_for_each(|row| look(path, column.value(row)))?;
    }
    Ok(())
}
