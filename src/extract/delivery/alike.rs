//! Rows of one export that have one id and tell of different things: runs that are numbered anew
//! for every automation, or a column that is no id. They would be taken for versions of one
//! another, and one of them be kept.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Int64Type, TimestampMicrosecondType};

use crate::model::many::many;

/// Ids that are remembered of an export. Of more of them a sample is, by their hashes, so that all
/// rows of an id are in it or none: a mistake that is made in every row is found in any sample.
const REMEMBERED: usize = if cfg!(test) { 64 } else { 1 << 18 };

/// What is known of the ids of one export.
#[derive(Default)]
pub struct Alike {
    /// By the hash of an id: what its first row told.
    seen: HashMap<u64, Thing>,
    /// Only ids whose hash has none of these bits are in the sample.
    mask: u64,
    otherwise: i64,
}

/// What a row is about.
#[derive(Clone, Copy)]
struct Thing {
    /// The hash of its automation, or queue.
    what: u32,
    /// When it began; None: it tells a version, so that it may be told anew.
    when: Option<i64>,
}

impl Alike {
    /// Rows of sessions or of items, as an object tells them.
    pub fn see(&mut self, rows: &RecordBatch) {
        // An item may name the session that worked on it, and its automation may change: its queue
        // is what it is of.
        let [id, thing, began] = match rows.column_by_name("item_id") {
            Some(_) => ["item_id", "queue_id", "created"],
            None => ["session_id", "automation_id", "started"],
        };
        let text = |name: &str| {
            rows.column_by_name(name)
                .and_then(|column| column.as_string_opt::<i32>())
        };
        let instants = |name: &str| {
            rows.column_by_name(name)
                .and_then(|column| column.as_primitive_opt::<TimestampMicrosecondType>())
        };
        let (Some(ids), Some(things)) = (text(id), text(thing)) else {
            return;
        };
        let began = instants(began);
        let versions = rows
            .column_by_name("source_version")
            .and_then(|column| column.as_primitive_opt::<Int64Type>());
        let modified = instants("source_modified");
        for row in 0..rows.num_rows() {
            // A tombstone tells of nothing.
            if things.is_null(row) {
                continue;
            }
            let id = hash(ids.value(row));
            if id & self.mask != 0 {
                continue;
            }
            let is_versioned = versions.is_some_and(|told| !told.is_null(row))
                || modified.is_some_and(|told| !told.is_null(row));
            let when = began
                .filter(|began| !is_versioned && !began.is_null(row))
                .map(|began| began.value(row));
            self.add(
                id,
                Thing {
                    what: hash(things.value(row)) as u32,
                    when,
                },
            );
        }
    }

    /// In how many rows the id is that of another row, and the thing is not; of a sample, if there
    /// are too many ids. None: in no row.
    pub fn otherwise(&self) -> Option<i64> {
        (self.otherwise > 0).then_some(self.otherwise)
    }

    fn add(&mut self, id: u64, thing: Thing) {
        let first = *self.seen.entry(id).or_insert(thing);
        let is_other = first.what != thing.what
            || first
                .when
                .zip(thing.when)
                .is_some_and(|(first, other)| first != other);
        self.otherwise += i64::from(is_other);
        while self.seen.len() > REMEMBERED {
            self.mask = self.mask << 1 | 1;
            let mask = self.mask;
            self.seen.retain(|id, _| id & mask == 0);
        }
    }
}

/// What the exports of a delivery come to.
#[derive(Default)]
pub struct Alikes {
    rows: i64,
    exports: i64,
    /// The first of them.
    first: String,
    is_sample: bool,
}

impl Alikes {
    /// Takes in what is known of an export when it was read; returns in how many of its rows the id
    /// is that of another one.
    pub fn take(&mut self, object: &str, alike: &Alike) -> Option<i64> {
        let rows = alike.otherwise()?;
        if self.exports == 0 {
            object.clone_into(&mut self.first);
        }
        (self.rows, self.exports) = (self.rows + rows, self.exports + 1);
        self.is_sample |= alike.mask != 0;
        Some(rows)
    }

    pub fn sentence(&self) -> Option<String> {
        let (have, tell, they) = if self.rows == 1 {
            ("has", "tells", "it was")
        } else {
            ("have", "tell", "they were")
        };
        let at_least = if self.is_sample { "at least " } else { "" };
        let first = &self.first;
        let of = if self.exports == 1 {
            first.clone()
        } else {
            format!("{} ({first} and others)", many(self.exports, "export"))
        };
        (self.rows > 0).then(|| {
            format!(
                "{at_least}{} of {of} {have} the id of another row and {tell} of something else, so {they} not counted: name a column \
                 that is another one in every row, or make the id of several: session_id = {{ columns = [\"Job\", \"Number\"] }}",
                many(self.rows, "row")
            )
        })
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thing(what: u32, when: i64) -> Thing {
        Thing {
            what,
            when: Some(when),
        }
    }

    #[test]
    fn rows_of_one_id_are_alike_where_they_tell_of_one_thing() {
        let mut alike = Alike::default();
        for (id, thing) in [
            (1, thing(7, 1)),
            (1, thing(7, 1)),
            (1, thing(8, 1)), // another automation
            (1, thing(7, 2)), // another start
            (
                2,
                Thing {
                    what: 7,
                    when: None,
                },
            ), // it is told anew, with a version
            (
                2,
                Thing {
                    what: 7,
                    when: Some(3),
                },
            ),
            (
                2,
                Thing {
                    what: 9,
                    when: None,
                },
            ), // but it is another automation's all the same
        ] {
            alike.add(id, thing);
        }
        assert_eq!(alike.otherwise(), Some(3));
        let mut alikes = Alikes::default();
        assert_eq!(
            (
                alikes.take("a.csv", &alike),
                alikes.take("c.csv", &Alike::default())
            ),
            (Some(3), None)
        );
        assert!(
            alikes
                .sentence()
                .is_some_and(|said| said.starts_with("3 rows of a.csv have the id"))
        );
        alikes.take("b.csv", &alike);
        assert!(alikes.sentence().is_some_and(|said| {
            said.starts_with("6 rows of 2 exports (a.csv and others) have the id")
        }));
    }

    #[test]
    fn of_many_ids_no_more_are_held_than_may_be_and_a_mistake_in_every_row_is_found() {
        let mut alike = Alike::default();
        for id in 0..10_000u32 {
            let id = hash(&id.to_string());
            if id & alike.mask == 0 {
                alike.add(id, thing(1, 1));
                alike.add(id, thing(2, 1));
            }
            assert!(alike.seen.len() <= REMEMBERED);
        }
        let mut alikes = Alikes::default();
        alikes.take("a.csv", &alike);
        assert!(
            alikes
                .sentence()
                .is_some_and(|said| said.starts_with("at least"))
        );
    }
}
