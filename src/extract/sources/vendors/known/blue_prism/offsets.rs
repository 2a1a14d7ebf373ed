//! Local times, and by how many seconds their clock was ahead of UTC.

use crate::extract::rejects::{Fault, shown};
use crate::extract::values::whole;

/// A local time and by how many seconds its clock was ahead of UTC, as one text.
pub fn with_offset(wall: &str, seconds: &str, offset: &str) -> Result<String, Fault> {
    let (seconds_ahead, wall) = (whole(seconds.trim(), offset)?, wall.trim());
    if seconds_ahead % 60 != 0 || seconds_ahead.abs() >= 86_400 {
        let message = format!(
            "`{}` is no offset: it is in seconds, in whole minutes, such as 3600",
            shown(seconds)
        );
        return Err(Fault::new(offset, "bad_number", message));
    }
    let (sign, minutes) = (
        if seconds_ahead < 0 { '-' } else { '+' },
        seconds_ahead.abs() / 60,
    );
    Ok(format!(
        "{wall}{sign}{:02}:{:02}",
        minutes / 60,
        minutes % 60
    ))
}

/// Whether a time carries no offset of its own.
pub fn is_wall(text: &str) -> bool {
    !text
        .bytes()
        .skip(10)
        .any(|byte| matches!(byte, b'Z' | b'z' | b'+' | b'-'))
}
