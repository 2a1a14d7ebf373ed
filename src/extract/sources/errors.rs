//! Answers that tell of a fault on the other side: they are no rows, and say so in their own words.

use crate::extract::carriers::json::members::WantedPaths;
use crate::extract::rejects::{Fault, shown};

/// Refuses a row that is such an answer. `errors` are where its code stands, and where the message;
/// `speaker` is who answered.
pub fn refuse_error(speaker: &str, errors: &[[&str; 2]], row: &[u8]) -> Result<(), Fault> {
    for paths in errors {
        let Ok(told) = WantedPaths::new(paths).of(row, &mut |_| {}) else {
            continue;
        };
        if let [Some(code), message] = &told[..] {
            let message = message.as_deref().unwrap_or("and says no more");
            let message = format!(
                "{speaker} answered with the error {}: {}. Ask it again",
                shown(code),
                shown(message)
            );
            return Err(Fault::new("", "error_page", message));
        }
    }
    Ok(())
}
