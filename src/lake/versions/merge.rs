//! Small files of a month become one where they are many, so that a lake that grew by many
//! deliveries is as fast to read as one that was loaded at once.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;

use super::rows::{FILE_ROWS, fitted, month_of};
use crate::lake::delta::{Change, Staged};
use crate::lake::tables::Table;
use crate::lake::{DataFile, Lake, LakeError, content_name, parquet};

/// A partition may have this many small files; one more, and they become one.
const SMALL_FILES: usize = 8;
const SMALL_BYTES: u64 = 4 << 20;

impl Lake {
    /// Adds files, and makes one of the small ones of a month where they are many.
    pub(in crate::lake) fn merge_small(
        &self,
        table: &'static Table,
        adds: Vec<Staged>,
        stays: &[&DataFile],
        change: &mut Change,
    ) -> Result<(), LakeError> {
        let mut months: BTreeMap<String, Vec<Staged>> = BTreeMap::new();
        for add in adds {
            months
                .entry(month_of(&add.file).to_owned())
                .or_default()
                .push(add);
        }
        for (month, adds) in months {
            let held: Vec<_> = stays
                .iter()
                .filter(|file| month_of(file) == month && file.size < SMALL_BYTES)
                .collect();
            let (small, large): (Vec<_>, Vec<_>) = adds
                .into_iter()
                .partition(|add| add.file.size < SMALL_BYTES);
            change.adds.extend(large);
            if small.len() + held.len() <= SMALL_FILES {
                change.adds.extend(small);
                continue;
            }
            change
                .removes
                .extend(held.iter().map(|file| (**file).clone()));
            let (mut pending, mut rows): (Vec<RecordBatch>, usize) = (Vec::new(), 0);
            let files: Vec<&DataFile> = held
                .into_iter()
                .copied()
                .chain(small.iter().map(|add| &add.file))
                .collect();
            for (at, file) in files.iter().enumerate() {
                for batch in parquet::read(self.source(file)?, None)? {
                    rows += batch.num_rows();
                    pending.push(fitted(table, &batch)?);
                }
                let next = files
                    .get(at + 1)
                    .map_or(FILE_ROWS, |next| next.rows as usize);
                if rows + next > FILE_ROWS {
                    change.adds.push(self.stage_all(
                        table,
                        &file.place(table),
                        content_name,
                        &pending,
                    )?);
                    (pending, rows) = (Vec::new(), 0);
                }
            }
        }
        Ok(())
    }
}
