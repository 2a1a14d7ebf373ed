//! Files that lie in the store and that no log names yet.

use arrow::array::RecordBatch;
use bytes::Bytes;

use super::{FileBounds, Staged};
use crate::lake::tables::Table;
use crate::lake::{DataFile, Lake, LakeError, cells, parquet};

impl Lake {
    /// Writes a file that no log names yet. `name` is made of its bytes where it is not given.
    pub(in crate::lake) fn stage(
        &self,
        table: &'static Table,
        partition: &[String],
        name: impl FnOnce(&Bytes) -> String,
        batch: &RecordBatch,
    ) -> Result<Staged, LakeError> {
        self.stage_all(table, partition, name, std::slice::from_ref(batch))
    }

    /// The same, of the rows of several batches.
    pub(in crate::lake) fn stage_all(
        &self,
        table: &'static Table,
        partition: &[String],
        name: impl FnOnce(&Bytes) -> String,
        batches: &[RecordBatch],
    ) -> Result<Staged, LakeError> {
        let schema = batches
            .first()
            .map_or_else(|| cells::arrow_schema(table), RecordBatch::schema);
        let bytes = parquet::encode_all(schema, batches, table.id())?;
        let folders = table
            .partition
            .iter()
            .zip(partition)
            .map(|(column, value)| format!("{column}={value}/"));
        let path = format!(
            "{}/{}{}.parquet",
            table.name,
            folders.collect::<String>(),
            name(&bytes)
        );
        let bounds = table
            .id()
            .map(|id| FileBounds::of(id, batches))
            .unwrap_or_default();
        let file = DataFile {
            path,
            partition: table
                .partition
                .iter()
                .map(|c| (*c).to_owned())
                .zip(partition.iter().cloned())
                .collect(),
            rows: batches.iter().map(|batch| batch.num_rows() as u64).sum(),
            size: bytes.len() as u64,
        };
        if !self.foretells {
            self.store.stage(&file.path, bytes)?;
        }
        Ok(Staged { file, bounds })
    }
}
