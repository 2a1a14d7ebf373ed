//! Rows that are refused. Each is counted; of a hopeless object only the first ten thousand are kept in full, and one
//! more says how many others there were.

use crate::model::SatelliteId;
use crate::model::receipt::Reject;

/// How many rejects of one object are kept in full.
pub const KEPT_PER_OBJECT: i64 = 10_000;
const RAW_CHARACTERS: usize = 4_000;

/// Said of bytes that are no text in the encoding that is read. Which one they are in is never guessed.
pub const NOT_UTF8: &str = "bytes that are no text in the encoding that is read, which is UTF-8 unless its source says otherwise: save the \
                            export in UTF-8, or write encoding = \"windows-1252\" (or \"utf-16\") in its source";

/// What is wrong with a row, and what the right form is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// As the export names it; empty: the row as a whole.
    pub column: String,
    pub code: &'static str,
    pub message: String,
}

impl Fault {
    pub fn new(column: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self { column: column.to_owned(), code, message: message.into() }
    }
}

/// The rejects of one object.
pub struct Rejects<'a> {
    satellite: &'a SatelliteId,
    object: &'a str,
    count: i64,
    kept: Vec<Reject>,
}

impl<'a> Rejects<'a> {
    pub fn new(satellite: &'a SatelliteId, object: &'a str) -> Self {
        Self { satellite, object, count: 0, kept: Vec::new() }
    }

    pub fn count(&self) -> i64 {
        self.count
    }

    pub fn refuse(&mut self, line: i64, fault: Fault, raw: &[u8]) {
        self.count += 1;
        if self.count <= KEPT_PER_OBJECT {
            self.keep(line, fault, raw);
        }
    }

    /// Refuses the rows from 1 to `rows`, all for one reason.
    pub fn refuse_all(&mut self, rows: i64, fault: &Fault) {
        (1..=rows.min(KEPT_PER_OBJECT)).for_each(|row| self.refuse(row, fault.clone(), b""));
        self.count = self.count.max(rows);
    }

    /// Adds those of what follows.
    pub fn merge(&mut self, other: Self) {
        let room = KEPT_PER_OBJECT as usize - self.kept.len();
        self.kept.extend(other.kept.into_iter().take(room));
        self.count += other.count;
    }

    pub fn finish(mut self) -> Vec<Reject> {
        let more = self.count - KEPT_PER_OBJECT;
        if more > 0 {
            self.keep(
                0,
                Fault::new(
                    "",
                    "more",
                    format!("{more} more {} of this object refused; counted, but not listed", if more == 1 { "row" } else { "rows" }),
                ),
                b"",
            );
        }
        self.kept
    }

    fn keep(&mut self, row: i64, fault: Fault, raw: &[u8]) {
        let Fault { column, code, message } = fault;
        // Four bytes a character at most, so what lies beyond need not be looked at.
        let raw = String::from_utf8_lossy(&raw[..raw.len().min(4 * RAW_CHARACTERS)]);
        let raw = cut(&raw, RAW_CHARACTERS).to_owned();
        self.kept.push(Reject { satellite_id: self.satellite.clone(), object: self.object.to_owned(), row, column, code, message, raw });
    }
}

/// The first `characters` of a text.
pub fn cut(text: &str, characters: usize) -> &str {
    if text.len() <= characters {
        return text;
    }
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

/// A text as a message shows it: short enough to be read.
pub fn shown(text: &str) -> &str {
    cut(text, 80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!((cut("äöü", 2), cut("äöü", 3), cut("", 2), cut("a", 0)), ("äö", "äöü", "", ""));
    }

    #[test]
    fn ten_thousand_rejects_are_kept_and_the_rest_is_counted() {
        let satellite = "emea".parse().unwrap();
        let mut rejects = Rejects::new(&satellite, "a.csv");
        for line in 1..=10_003 {
            rejects.refuse(line, Fault::new("", "short_row", ""), "ä".repeat(5_000).as_bytes());
        }
        assert_eq!(rejects.count(), 10_003);
        let kept = rejects.finish();
        assert_eq!((kept.len(), kept[0].raw.chars().count()), (10_001, 4_000));
        assert!(kept[10_000].code == "more" && kept[10_000].row == 0 && kept[10_000].message.starts_with("3 more rows"));
    }
}
