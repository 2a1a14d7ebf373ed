//! What any row of the service says of itself.

use crate::extract::rejects::Fault;
use crate::extract::sources::dataverse::tables::ERROR;
use crate::extract::sources::errors;

/// `W/"915244"`: the row's version. Where it is no number it ranks nothing.
pub fn etag(tag: &str) -> Option<&str> {
    let number = tag.trim_start_matches("W/").trim_matches('"');
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(number)
}

/// An answer that tells of a fault of the service's is no row.
pub fn refuse_error(row: &[u8]) -> Result<(), Fault> {
    errors::refuse_error("Dataverse", &[ERROR], row)
}
