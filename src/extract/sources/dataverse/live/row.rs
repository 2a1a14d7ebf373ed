//! What any row of the service says of itself.

use crate::extract::carriers::json::members::Asked;
use crate::extract::rejects::{Fault, shown};

/// `W/"915244"`: the row's version. Where it is no number it ranks nothing.
pub fn etag(tag: &str) -> Option<&str> {
    let number = tag.trim_start_matches("W/").trim_matches('"');
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(number)
}

/// An answer that tells of a fault on the other side is no row, and says so in its own words.
pub fn refuse_error(row: &[u8]) -> Result<(), Fault> {
    let Ok(told) = Asked::new(["error.code", "error.message"]).of(row, &mut |_| {}) else {
        return Ok(());
    };
    let [Some(code), message] = &told[..] else {
        return Ok(());
    };
    let message = message.as_deref().unwrap_or("and says no more");
    let message = format!(
        "Dataverse answered with the error {code}: {}. Ask it again",
        shown(message)
    );
    Err(Fault::new("", "error_page", message))
}
