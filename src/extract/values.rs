//! Numbers and truths as exports tell them.

use super::rejects::{Fault, shown};

/// A whole number, under the export's own name of its column.
pub fn whole(text: &str, column: &str) -> Result<i64, Fault> {
    text.parse().map_err(|_| Fault::new(column, "bad_number", format!("`{}` is not a whole number, such as 1042", shown(text))))
}

/// Empty is no.
pub fn truth(text: &str, column: &str) -> Result<bool, Fault> {
    match text.to_lowercase().as_str() {
        "true" | "1" | "yes" => Ok(true),
        "" | "false" | "0" | "no" => Ok(false),
        _ => Err(Fault::new(column, "bad_truth", format!("`{}` is neither true nor false (nor 1, 0, yes, no)", shown(text)))),
    }
}
