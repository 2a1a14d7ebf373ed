//! The rim: what goes to a terminal goes through here. No secret of ours leaves, whoever repeated
//! it, and nothing that others wrote is obeyed by a terminal: of control characters only line ends,
//! tabs and our own colours pass.

use std::io::{self, Write};

use tracing_subscriber::fmt::MakeWriter;

use crate::lake::strike::struck;

/// A text as it may be shown; `is_coloured`: sequences that set a colour are ours.
pub fn shown(text: &str, is_coloured: bool) -> String {
    let text = struck(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(c) = rest.chars().next() {
        let length = match colour(rest).filter(|_| is_coloured) {
            Some(length) => {
                out.push_str(&rest[..length]);
                length
            }
            None => {
                out.push(if is_obeyed(c) { '·' } else { c });
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    out
}

/// Controls, and those that turn the direction in which a line is read.
pub fn is_obeyed(c: char) -> bool {
    let turns =
        matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}');
    turns || (c.is_control() && !matches!(c, '\n' | '\t'))
}

/// How long the sequence is that sets a colour, if one begins here.
fn colour(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("\u{1b}[")?;
    let end = inner.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    inner[end..].starts_with('m').then_some(2 + end + 1)
}

/// Where log lines go, each written at once.
#[derive(Clone, Copy)]
pub struct Rim {
    pub is_coloured: bool,
}

impl Write for Rim {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = shown(&String::from_utf8_lossy(bytes), self.is_coloured);
        io::stderr().write_all(text.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

impl MakeWriter<'_> for Rim {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        *self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_others_wrote_is_obeyed() {
        let text = "photo\r.jpg \u{1b}[2J\u{1b}[31mred\u{1b}[0m \u{9b}1A \u{202e}txt.exe\tgrößer\n";
        assert_eq!(
            shown(text, false),
            "photo·.jpg ·[2J·[31mred·[0m ·1A ·txt.exe\tgrößer\n"
        );
        assert_eq!(
            shown(text, true),
            "photo·.jpg ·[2J\u{1b}[31mred\u{1b}[0m ·1A ·txt.exe\tgrößer\n"
        );
        assert_eq!(shown("\u{1b}[3", true), "·[3");
    }
}
