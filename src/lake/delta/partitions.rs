//! A table whose files lay together and are now laid out by partition: so writers of different
//! satellites do not undo one another's work.

use std::collections::BTreeMap;

use deltalake_core::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake_core::kernel::{Action, Metadata, StructType};
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use deltalake_core::{DeltaResult, DeltaTableError};
use serde_json::json;

use super::{Attempts, Change};
use crate::lake::cells::{Cell, arrow_schema, batch, sorted};
use crate::lake::tables::Table;
use crate::lake::{Lake, LakeError, content_name};

impl Lake {
    /// Lays all files of a small table out by its partition columns, in one commit. Where they are,
    /// or where there is no table yet, nothing is committed (`false`).
    pub(in crate::lake) fn repartition(&self, table: &'static Table) -> Result<bool, LakeError> {
        let told = |source| LakeError::Delta {
            table: table.name,
            source: Box::new(source),
        };
        let mut attempts = Attempts::begin();
        loop {
            let loaded = self.load(table)?;
            let Some(state) = &loaded.state else {
                return Ok(false);
            };
            let files = &loaded.snapshot.files;
            let is_placed = files
                .iter()
                .all(|file| file.place(table).iter().all(|value| !value.is_empty()));
            if is_placed && state.metadata().partition_columns() == table.partition {
                return Ok(false);
            }
            let mut parts: BTreeMap<Vec<String>, Vec<Vec<Cell>>> = BTreeMap::new();
            let columns: Vec<&str> = table.columns().map(|column| column.name).collect();
            for row in self.rows_in(table, files)? {
                let text = |name: &&str| match columns
                    .iter()
                    .position(|column| column == name)
                    .map(|at| &row[at])
                {
                    Some(Cell::Text(text)) => text.clone(),
                    _ => String::new(),
                };
                parts
                    .entry(table.partition.iter().map(text).collect())
                    .or_default()
                    .push(row);
            }
            let mut change = Change {
                adds: Vec::new(),
                removes: files.clone(),
            };
            for (place, rows) in parts {
                change.adds.push(self.stage(
                    table,
                    &place,
                    content_name,
                    &sorted(table, &batch(table, &rows)?)?,
                )?);
            }
            self.store.flush()?;
            let operation = DeltaOperation::Write {
                mode: SaveMode::Overwrite,
                partition_by: Some(owned(table.partition)),
                predicate: None,
            };
            let metadata = relaid(state.metadata(), table).map_err(told)?;
            let actions = loaded
                .actions(&change)
                .map(|actions| [vec![Action::Metadata(metadata)], actions].concat());
            if loaded.settled(actions, operation)? {
                return Ok(true);
            }
            attempts.lost(table)?;
        }
    }
}

/// The same table, laid out as it is now.
fn relaid(metadata: &Metadata, table: &Table) -> DeltaResult<Metadata> {
    let schema: StructType = arrow_schema(table).as_ref().try_into_kernel()?;
    let told = json!({
        "id": metadata.id(),
        "name": metadata.name(),
        "description": metadata.description(),
        "format": { "provider": "parquet", "options": {} },
        "schemaString": serde_json::to_string(&schema)?,
        "partitionColumns": table.partition,
        "configuration": metadata.configuration(),
        "createdTime": metadata.created_time(),
    });
    serde_json::from_value(told).map_err(DeltaTableError::from)
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
