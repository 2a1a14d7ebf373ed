//! What a command answers, on stdout.

use std::io::{ErrorKind, Write};

use super::failure::Failure;

/// Prints data, to stdout; a reader that has gone away is no fault of ours, and whatever else
/// cannot be written is.
pub fn say(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout();
    match writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(source) => Err(Failure::Io {
            what: "cannot write the answer to stdout".to_owned(),
            source,
        }),
        Ok(()) => Ok(()),
    }
}
