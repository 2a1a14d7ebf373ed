//! Rows of a file that are no more, though the file still is: a log may say so instead of writing the file again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use buoyant_kernel::actions::deletion_vector::{DeletionVectorDescriptor, DeletionVectorStorageType};
use buoyant_kernel::{DeltaResult, Error, FileMeta, FileSlice, StorageHandler};
use bytes::Bytes;
use deltalake_core::kernel::{DeletionVectorDescriptor as Said, StorageType};
use url::Url;

use crate::lake::store::Store;

/// Characters of a list's own name; what precedes them is a folder.
const UUID: usize = 20;

/// Their numbers, counted from 0, in their order; or why they cannot be told. `table` is the table's folder.
pub(super) fn rows(table: &Store, said: &Said) -> Result<Vec<u64>, String> {
    let name = said.path_or_inline_dv.as_bytes();
    let is_inner = name.len().checked_sub(UUID).is_some_and(|prefix| name[..prefix].iter().all(u8::is_ascii_alphanumeric));
    let kind = match said.storage_type {
        StorageType::UuidRelativePath if is_inner => DeletionVectorStorageType::PersistedRelative,
        StorageType::Inline => DeletionVectorStorageType::Inline,
        StorageType::UuidRelativePath | StorageType::AbsolutePath => {
            let message =
                "a list of rows that are no more does not lie in the table's folder, as in a shallow clone: export a table of its own";
            return Err(message.to_owned());
        }
    };
    let place = DeletionVectorDescriptor::try_new(kind, &said.path_or_inline_dv, said.offset, said.size_in_bytes, said.cardinality);
    let root = Url::parse("table:///").expect("it is a URL");
    // What others wrote may be wrong in ways that its decoder did not think of.
    let read = catch_unwind(AssertUnwindSafe(|| place?.row_indexes(Arc::new(Folder(table.clone())), &root)));
    let rows = read.unwrap_or_else(|_| Err(Error::generic("it is damaged")));
    let rows = rows.map_err(|error| format!("a list of rows that are no more cannot be read: {error}"))?;
    if i64::try_from(rows.len()).is_ok_and(|count| count == said.cardinality) {
        return Ok(rows);
    }
    Err(format!("the log says that {} rows of a file are no more, and the list of them has {}", said.cardinality, rows.len()))
}

/// A table's folder, to be read only. The kernel's own reader of stores writes a blank in a path as something else.
struct Folder(Store);

fn only_read<T>() -> DeltaResult<T> {
    Err(Error::generic("a table of others is only read"))
}

impl StorageHandler for Folder {
    fn read_files(&self, files: Vec<FileSlice>) -> DeltaResult<Box<dyn Iterator<Item = DeltaResult<Bytes>>>> {
        let read = |(url, range): FileSlice| {
            let path = url.path().trim_start_matches('/');
            let bytes = self.0.get(path).map_err(|error| Error::generic(error.to_string()))?;
            let bytes = bytes.ok_or_else(|| Error::generic(format!("{path} is not there")))?;
            let range = range.map_or(0..bytes.len(), |range| range.start as usize..range.end as usize);
            if range.start > range.end || range.end > bytes.len() {
                return Err(Error::generic(format!("{path} is shorter than the log says")));
            }
            Ok(bytes.slice(range))
        };
        Ok(Box::new(files.into_iter().map(read).collect::<Vec<_>>().into_iter()))
    }

    fn list_from(&self, _: &Url) -> DeltaResult<Box<dyn Iterator<Item = DeltaResult<FileMeta>>>> {
        only_read()
    }

    fn copy_atomic(&self, _: &Url, _: &Url) -> DeltaResult<()> {
        only_read()
    }

    fn put(&self, _: &Url, _: Bytes, _: bool) -> DeltaResult<()> {
        only_read()
    }

    fn head(&self, _: &Url) -> DeltaResult<FileMeta> {
        only_read()
    }

    fn delete(&self, _: &Url) -> DeltaResult<()> {
        only_read()
    }
}
