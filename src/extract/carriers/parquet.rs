//! Parquet exports: columns with types of their own become sessions and rejects. A value is told as
//! the text that an export in words would have for it, and means the same; a column that knows by
//! itself when something was needs no format. The file is checked and fetched by the lake's room, a
//! row group at a time.

pub mod cells;
pub mod named;
mod removed;
pub mod rows;

use crate::extract::error::ExtractError;
use crate::extract::rejects::{Damaged, Fault};
use crate::lake::parquet::foreign::Unread;
use crate::lake::store::Object;

/// Why an export cannot be read at all.
pub fn unread(object: &Object, unread: Unread) -> ExtractError {
    match unread {
        Unread::Store(error) => ExtractError::store(error),
        Unread::Damaged { code, message } => ExtractError::Read {
            object: object.path.clone(),
            source: Damaged(Fault::new("", code, message)).into(),
        },
    }
}
