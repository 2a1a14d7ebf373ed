//! Rows of a file that are no more, though the file still is: a log may say so instead of writing
//! the file again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use buoyant_kernel::actions::deletion_vector::{
    DeletionVectorDescriptor, DeletionVectorStorageType,
};
use buoyant_kernel::{DeltaResult, Error, FileMeta, FileSlice, StorageHandler};
use bytes::Bytes;
use deltalake_core::kernel::{DeletionVectorDescriptor as LogSaid, StorageType};
use url::Url;

use crate::lake::store::{Object, Store};

/// Characters of a list's own name; what precedes them is a folder.
const UUID: usize = 20;
/// An object holds the lists of several files.
const LIST_BYTES: u64 = 256 << 20;
/// Of one file: as numbers they are held while it is read.
const MOST_ROWS: u64 = 64 << 20;

/// Their numbers, counted from 0, in their order; or why they cannot be told. `listed` is what lies
/// in the table's folder, and `most` how many rows the file can have.
pub(super) fn rows(
    store: &Store,
    said: &LogSaid,
    listed: &dyn Fn(&str) -> Option<Object>,
    most: u64,
) -> Result<Vec<u64>, String> {
    let name = said.path_or_inline_dv.as_bytes();
    let is_inner = name
        .len()
        .checked_sub(UUID)
        .is_some_and(|prefix| name[..prefix].iter().all(u8::is_ascii_alphanumeric));
    let kind = match said.storage_type {
        StorageType::UuidRelativePath if is_inner => DeletionVectorStorageType::PersistedRelative,
        StorageType::Inline => DeletionVectorStorageType::Inline,
        StorageType::UuidRelativePath | StorageType::AbsolutePath => {
            let message = "a list of rows that are no more does not lie in the table's folder, as in a shallow clone: export a table of its own";
            return Err(message.to_owned());
        }
    };
    let place = DeletionVectorDescriptor::try_new(
        kind,
        &said.path_or_inline_dv,
        said.offset,
        said.size_in_bytes,
        said.cardinality,
    );
    let root = Url::parse("table:///").expect("it is a URL");
    // What others wrote may be wrong in ways that its decoder did not think of.
    let read = catch_unwind(AssertUnwindSafe(|| {
        let place = place?;
        let object = match place.absolute_path(&root)? {
            Some(url) => {
                let path = url.path().trim_start_matches('/');
                Some(listed(path).ok_or_else(|| Error::generic(format!("{path} is not there")))?)
            }
            None => None,
        };
        place.read(Arc::new(List(store.clone(), object)), &root)
    }));
    let rows = read.unwrap_or_else(|_| Err(Error::generic("it is damaged")));
    let rows =
        rows.map_err(|error| format!("a list of rows that are no more cannot be read: {error}"))?;
    // A list says in a few bytes that all rows up to any number are no more: it is counted before
    // it is written out.
    if u64::try_from(said.cardinality) != Ok(rows.len()) {
        return Err(format!(
            "the log says that {} rows of a file are no more, and the list of them has {}",
            said.cardinality,
            rows.len()
        ));
    }
    if rows.len() > most.min(MOST_ROWS) {
        return Err(format!(
            "the list of rows of a file that are no more has {}, and the file cannot have so many",
            rows.len()
        ));
    }
    Ok(rows.into_iter().collect())
}

/// The object that a list lies in, to be read only. The kernel's own reader of stores writes a
/// blank in a path as something else, and opens whatever a path leads to.
struct List(Store, Option<Object>);

fn only_read<T>() -> DeltaResult<T> {
    Err(Error::generic("a table of others is only read"))
}

impl StorageHandler for List {
    fn read_files(
        &self,
        files: Vec<FileSlice>,
    ) -> DeltaResult<Box<dyn Iterator<Item = DeltaResult<Bytes>>>> {
        let read = |(url, range): FileSlice| {
            let path = url.path().trim_start_matches('/');
            let object = self
                .1
                .as_ref()
                .ok_or_else(|| Error::generic(format!("{path} is not there")))?;
            if object.size > LIST_BYTES {
                return Err(Error::generic(format!(
                    "{path} has {} bytes, and at most 256 MB are read",
                    object.size
                )));
            }
            let bytes = self
                .0
                .range(object, 0..object.size)
                .map_err(|error| Error::generic(error.to_string()))?;
            let range = range.map_or(0..bytes.len(), |range| {
                range.start as usize..range.end as usize
            });
            if range.start > range.end || range.end > bytes.len() {
                return Err(Error::generic(format!(
                    "{path} is shorter than the log says"
                )));
            }
            Ok(bytes.slice(range))
        };
        Ok(Box::new(
            files.into_iter().map(read).collect::<Vec<_>>().into_iter(),
        ))
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
