//! Rows that are refused. Each is counted; of a hopeless delivery only the first are kept in full,
//! and of each object one more says how many others there were.

use std::io::{self, ErrorKind};

use crate::model::SatelliteId;
use crate::model::many::cut;
use crate::model::receipt::Reject;

/// How many rejects of one object are kept in full, and of one delivery; and how many bytes of
/// either.
pub const KEPT_PER_OBJECT: i64 = 10_000;
const KEPT_PER_DELIVERY: i64 = 20_000;
const KEPT_BYTES: usize = 16 << 20;
/// Of what a fault says: more than anybody writes, and an export may have a name for a column that
/// is as long as itself.
const COLUMN_CHARACTERS: usize = 200;
const MESSAGE_CHARACTERS: usize = 2_000;
const RAW_CHARACTERS: usize = 4_000;

/// Said of bytes that are no text in the encoding that is read. Which one they are in is never
/// guessed.
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
        Self {
            column: column.to_owned(),
            code,
            message: message.into(),
        }
    }
}

/// Why an export cannot be read at all, on its way up through whoever reads it.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.message)]
pub struct Damaged(pub Fault);

impl From<Damaged> for io::Error {
    fn from(damaged: Damaged) -> Self {
        Self::new(ErrorKind::InvalidData, damaged)
    }
}

/// The rejects of one object.
pub struct Rejects<'a> {
    satellite: &'a SatelliteId,
    object: &'a str,
    count: i64,
    kept: Vec<Reject>,
    room: Room,
}

/// For how much there still is room. What found none closes it: so what is kept are the first,
/// whatever their sizes.
#[derive(Debug, Clone, Copy)]
struct Room {
    rows: i64,
    bytes: usize,
}

impl Room {
    fn take(&mut self, reject: &Reject) -> bool {
        let left = if self.rows > 0 {
            self.bytes.checked_sub(bytes(reject))
        } else {
            None
        };
        (self.rows, self.bytes) = left.map_or((0, 0), |bytes| (self.rows - 1, bytes));
        left.is_some()
    }
}

/// About what a reject holds in memory.
fn bytes(reject: &Reject) -> usize {
    reject.raw.len() + reject.message.len() + reject.column.len() + reject.object.len() + 200
}

/// All that rejects hold.
pub fn held_bytes(rejects: &[Reject]) -> usize {
    rejects.iter().map(bytes).sum()
}

/// The rejects of a delivery: there is no end to how many objects it may have.
pub struct Delivered {
    room: Room,
    /// Rows that are counted and not listed.
    pub unlisted: i64,
}

impl Default for Delivered {
    fn default() -> Self {
        Self {
            room: Room {
                rows: KEPT_PER_DELIVERY,
                bytes: KEPT_BYTES,
            },
            unlisted: 0,
        }
    }
}

impl Delivered {
    /// Of an object's rejects, of which `count` rows were refused, those for which there is room.
    pub fn add(&mut self, rejects: Vec<Reject>, count: i64) -> Vec<Reject> {
        let mut kept: Vec<Reject> = rejects
            .into_iter()
            .filter(|reject| reject.code != MORE)
            .collect();
        let first = kept.first().cloned();
        kept.retain(|reject| self.room.take(reject));
        let unlisted = count - kept.len() as i64;
        self.unlisted += unlisted;
        if let Some(first) = first.filter(|_| unlisted > 0) {
            kept.push(more(&first, unlisted));
        }
        kept
    }
}

/// The code of what stands for those that are counted and not listed.
const MORE: &str = "more";

fn more(first: &Reject, unlisted: i64) -> Reject {
    let rows = if unlisted == 1 { "row" } else { "rows" };
    let message = format!(
        "{unlisted} more {rows} of this object refused; counted, but not listed (the first of the object: {}{}{})",
        first.code,
        if first.column.is_empty() { "" } else { " in " },
        first.column
    );
    Reject {
        row: 0,
        column: String::new(),
        code: MORE,
        message,
        raw: String::new(),
        ..first.clone()
    }
}

impl<'a> Rejects<'a> {
    pub fn new(satellite: &'a SatelliteId, object: &'a str) -> Self {
        let room = Room {
            rows: KEPT_PER_OBJECT,
            bytes: KEPT_BYTES,
        };
        Self {
            satellite,
            object,
            count: 0,
            kept: Vec::new(),
            room,
        }
    }

    pub fn count(&self) -> i64 {
        self.count
    }

    pub fn refuse(&mut self, line: i64, fault: Fault, raw: &[u8]) {
        self.count += 1;
        if self.room.rows > 0 {
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
        let room = &mut self.room;
        self.kept
            .extend(other.kept.into_iter().filter(|reject| room.take(reject)));
        // Of others that had no room themselves the later ones have none here.
        if other.count > 0 && other.room.rows == 0 {
            self.room.rows = 0;
        }
        self.count += other.count;
    }

    pub fn finish(mut self) -> Vec<Reject> {
        let unlisted = self.count - self.kept.len() as i64;
        if let Some(more) = self
            .kept
            .first()
            .filter(|_| unlisted > 0)
            .map(|first| more(first, unlisted))
        {
            self.kept.push(more);
        }
        self.kept
    }

    fn keep(&mut self, row: i64, fault: Fault, raw: &[u8]) {
        let Fault {
            column,
            code,
            message,
        } = fault;
        // Four bytes a character at most, so what lies beyond need not be looked at.
        let raw = String::from_utf8_lossy(&raw[..raw.len().min(4 * RAW_CHARACTERS)]);
        let [column, message, raw] = [
            (&*column, COLUMN_CHARACTERS),
            (&*message, MESSAGE_CHARACTERS),
            (&*raw, RAW_CHARACTERS),
        ]
        .map(|(text, characters)| cut(text, characters).to_owned());
        let reject = Reject {
            satellite_id: self.satellite.clone(),
            object: self.object.to_owned(),
            row,
            column,
            code,
            message,
            raw,
        };
        self.kept
            .extend(Some(reject).filter(|reject| self.room.take(reject)));
    }
}

/// Of names in a message, so that what is behind them has room.
const NAMES_CHARACTERS: usize = 1_000;

/// Names as a message lists them: as many as there is room for, and how many there are besides.
pub fn listing<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let (mut listed, mut more) = (String::new(), 0);
    for name in names.map(shown) {
        if more > 0 || listed.len() + name.len() > NAMES_CHARACTERS {
            more += 1;
            continue;
        }
        listed.push_str(if listed.is_empty() { "" } else { ", " });
        listed.push_str(name);
    }
    if more > 0 {
        format!("{listed} and {more} more")
    } else {
        listed
    }
}

/// A text as a message shows it: short enough to be read.
pub fn shown(text: &str) -> &str {
    cut(text, 80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_rejects_are_kept_and_the_rest_is_counted() {
        let satellite = "emea".parse().unwrap();
        let mut rejects = Rejects::new(&satellite, "a.csv");
        rejects.refuse(
            1,
            Fault::new("", "short_row", ""),
            "ä".repeat(5_000).as_bytes(),
        );
        (2..=10_003).for_each(|line| rejects.refuse(line, Fault::new("", "short_row", ""), b"a"));
        assert_eq!(rejects.count(), 10_003);
        let kept = rejects.finish();
        assert_eq!((kept.len(), kept[0].raw.chars().count()), (10_001, 4_000));
        assert!(
            kept[10_000].code == "more"
                && kept[10_000].row == 0
                && kept[10_000].message.starts_with("3 more rows")
        );
    }

    #[test]
    fn what_is_kept_is_bounded_in_bytes_too_and_in_all_objects_of_a_delivery_together() {
        let satellite = "emea".parse().unwrap();
        let object = |name: &'static str| {
            // A row holds 8,000 bytes of text, the names of its object and column, and 200 of
            // itself.
            let mut rejects = Rejects::new(&satellite, name);
            (1..=3_000).for_each(|line| {
                rejects.refuse(
                    line,
                    Fault::new("Start", "bad_time", ""),
                    "ä".repeat(4_000).as_bytes(),
                )
            });
            (rejects.count(), rejects.finish())
        };
        let (count, kept) = object("a.csv");
        let rows = (16 << 20) / (8_000 + "a.csvStart".len() + 200);
        assert_eq!((count, kept.len()), (3_000, rows + 1));
        assert!(
            kept[rows]
                .message
                .starts_with(&format!("{} more rows", 3_000 - rows)),
            "{}",
            kept[rows].message
        );
        let mut delivered = Delivered::default();
        assert_eq!(delivered.add(kept, count).len(), rows + 1);
        for name in ["b.csv", "c.csv"] {
            let (count, kept) = object(name);
            let kept = delivered.add(kept, count);
            assert_eq!(
                (kept.len(), kept[0].object.as_str(), kept[0].row),
                (1, name, 0)
            );
            let told = "3000 more rows of this object refused; counted, but not listed (the first of the object: bad_time in Start)";
            assert_eq!(kept[0].message, told);
        }
        assert_eq!(delivered.unlisted, 9_000 - rows as i64);
        assert_eq!(
            delivered.add(Vec::new(), 0),
            [],
            "of an object without any there is nothing to say"
        );
    }

    #[test]
    fn the_first_are_kept_in_however_many_parts_they_come() {
        let satellite = "emea".parse().unwrap();
        let part = |rows: std::ops::RangeInclusive<i64>| {
            let mut rejects = Rejects::new(&satellite, "a.csv");
            rows.for_each(|line| {
                rejects.refuse(
                    line,
                    Fault::new("", "x", ""),
                    "ä".repeat(if line == 1_500 { 1 } else { 4_000 }).as_bytes(),
                )
            });
            rejects
        };
        let whole = part(1..=9_000).finish();
        for cut in [1, 1_000, 2_043, 3_000] {
            let mut first = part(1..=cut);
            first.merge(part(cut + 1..=9_000));
            assert_eq!(first.finish(), whole, "{cut}");
        }
    }
}
