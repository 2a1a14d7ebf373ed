//! Rows of a file that are no more, though the file still is: a log may say so instead of writing the file again.

use buoyant_kernel::actions::deletion_vector::{DeletionVectorDescriptor, DeletionVectorStorageType};
use deltalake_core::kernel::{DeletionVectorDescriptor as Said, StorageType};
use deltalake_core::logstore::LogStoreRef;
use deltalake_core::{DeltaResult, DeltaTableError};

use crate::lake::store::block_on;

/// Characters of a list's own name; what precedes them is a folder.
const UUID: usize = 20;

/// Their numbers, counted from 0, in their order.
pub(super) fn rows(logs: &LogStoreRef, said: &Said) -> DeltaResult<Vec<u64>> {
    let is_inner = said
        .path_or_inline_dv
        .len()
        .checked_sub(UUID)
        .is_some_and(|prefix| said.path_or_inline_dv.as_bytes()[..prefix].iter().all(u8::is_ascii_alphanumeric));
    let kind = match said.storage_type {
        StorageType::UuidRelativePath if is_inner => DeletionVectorStorageType::PersistedRelative,
        StorageType::Inline => DeletionVectorStorageType::Inline,
        StorageType::UuidRelativePath | StorageType::AbsolutePath => {
            let message =
                "a list of rows that are no more does not lie in the table's folder, as in a shallow clone: export a table of its own";
            return Err(DeltaTableError::Generic(message.to_owned()));
        }
    };
    // Whoever fetches does so on the runtime that it was made on.
    let files = block_on(async { logs.engine(None) }).storage_handler();
    let told = |error: buoyant_kernel::Error| DeltaTableError::from(error);
    let place = DeletionVectorDescriptor::try_new(kind, &said.path_or_inline_dv, said.offset, said.size_in_bytes, said.cardinality);
    let rows = place.and_then(|place| place.row_indexes(files, logs.root_url()));
    let rows = rows.map_err(told)?;
    if i64::try_from(rows.len()).is_ok_and(|count| count == said.cardinality) {
        return Ok(rows);
    }
    let message = format!("the log says that {} rows of a file are no more, and the list of them has {}", said.cardinality, rows.len());
    Err(DeltaTableError::Generic(message))
}
