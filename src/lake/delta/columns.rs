//! Columns that a table has got since it was created: the log's metadata says so in a commit of its
//! own. Data files stay as they are; whoever reads Delta fills a column that a file lacks with
//! nulls, and so do we.

use deltalake_core::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake_core::kernel::{Action, MetadataExt, StructField, StructType};
use deltalake_core::protocol::DeltaOperation;

use super::Attempts;
use crate::lake::cells::{arrow_schema, shape};
use crate::lake::tables::Table;
use crate::lake::{Lake, LakeError};

impl Lake {
    /// Makes the log say all columns that the table has now. Where it does, or where there is no
    /// table yet, nothing is committed (`false`): so this can be done any number of times, by any
    /// number of writers at once.
    pub(in crate::lake) fn widen(&self, table: &'static Table) -> Result<bool, LakeError> {
        let told = |source| LakeError::Delta {
            table: table.name,
            source: Box::new(source),
        };
        let schema: StructType = arrow_schema(table)
            .as_ref()
            .try_into_kernel()
            .map_err(|source| told(source.into()))?;
        let mut attempts = Attempts::begin();
        loop {
            let loaded = self.load(table)?;
            let Some(state) = &loaded.state else {
                return Ok(false);
            };
            let held = state.schema();
            let fields: Vec<StructField> = schema
                .fields()
                .filter(|field| held.field(field.name()).is_none())
                .cloned()
                .collect();
            if fields.is_empty() {
                return Ok(false);
            }
            if let Some(field) = fields.iter().find(|field| !field.is_nullable()) {
                return Err(shape(
                    table,
                    format!(
                        "{}: a column that may not be empty cannot be added to rows that lack it",
                        field.name()
                    ),
                ));
            }
            let metadata = state
                .metadata()
                .clone()
                .with_schema(&schema)
                .map_err(|source| told(source.into()))?;
            if loaded.settled(
                Ok(vec![Action::Metadata(metadata)]),
                DeltaOperation::AddColumn { fields },
            )? {
                return Ok(true);
            }
            attempts.lost(table)?;
        }
    }
}
