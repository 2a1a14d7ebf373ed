//! What the cursor says of one satellite: which of its objects were read, as they are now, in the
//! way they are read now.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::lake::{Object, ObjectRow};
use crate::model::SatelliteId;

/// Under this reading the cursor knows an object whose rows are about to be committed: no other
/// reading is called so.
pub const BEGUN: &str = "begun";

#[derive(Debug, Default)]
pub struct Cursor<'a> {
    rows: BTreeMap<&'a str, &'a ObjectRow>,
    /// It is asked to know nothing.
    full: bool,
    now: DateTime<Utc>,
}

impl<'a> Cursor<'a> {
    pub fn of(
        rows: &'a [ObjectRow],
        satellite: &SatelliteId,
        full: bool,
        now: DateTime<Utc>,
    ) -> Self {
        let theirs = rows.iter().filter(|row| row.satellite_id == *satellite);
        Self {
            rows: theirs.map(|row| (row.object.as_str(), row)).collect(),
            full,
            now,
        }
    }

    /// Whether an object was read as it is now, under a reading that `fits`.
    pub fn knows(&self, object: &Object, fits: impl Fn(&str) -> bool) -> bool {
        // Without a tag a changed object of the same size could not be told from an unchanged one.
        let is_same = |row: &&&ObjectRow| {
            object.etag.is_some() && row.etag == object.etag && row.size == object.size as i64
        };
        !self.full
            && self
                .rows
                .get(object.path.as_str())
                .filter(is_same)
                .is_some_and(|row| fits(&row.reading) && !self.is_due(row))
    }

    /// Whether rows of it were refused because their hour had not come, and it has come.
    pub fn is_due(&self, row: &ObjectRow) -> bool {
        row.retry_after.is_some_and(|hour| hour <= self.now)
    }

    /// What is known of an object that was read, however it was then.
    pub fn of_object(&self, path: &str) -> Option<&'a ObjectRow> {
        self.rows.get(path).copied()
    }

    /// Whether what was read last was read in another way.
    pub fn was_read_otherwise(&self, reading: &str) -> bool {
        let last = self
            .rows
            .values()
            .filter(|row| row.reading != BEGUN)
            .max_by_key(|row| (row.read_at, row.object.as_str()));
        // Where attributes are named elsewhere, a dot and their hash follow.
        last.is_some_and(|row| row.reading.split('.').next() != Some(reading))
    }

    /// When anything of the satellite was last read that was new; None: never.
    pub fn last_read(&self) -> Option<DateTime<Utc>> {
        self.rows.values().map(|row| row.read_at).max()
    }

    /// Whether no object that was read told anything.
    pub fn told_nothing(&self) -> bool {
        self.rows.values().all(|row| row.read == 0)
    }

    /// Whether an object was read before another one was last read.
    pub fn knew_before(&self, object: &str, other: &str) -> bool {
        let read_at = |object: &str| self.rows.get(object).map(|row| row.read_at);
        read_at(object)
            .zip(read_at(other))
            .is_some_and(|(ours, theirs)| ours <= theirs)
    }

    /// Whatever was ever read of a table below the root, also what is gone.
    pub fn below(&self, folder: &str) -> impl Iterator<Item = &'a ObjectRow> {
        let lies_in = |row: &&ObjectRow| {
            row.object
                .split_once('/')
                .is_some_and(|(first, _)| first.eq_ignore_ascii_case(folder))
        };
        self.rows
            .values()
            .copied()
            .filter(lies_in)
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// Whatever was ever read below a folder, also what is gone.
    pub fn within<'f>(&'f self, folder: &'f str) -> impl Iterator<Item = &'a ObjectRow> + 'f {
        self.rows
            .values()
            .copied()
            .filter(move |row| inner(&row.object, folder).is_some())
    }

    /// When an object was read as it is now; None: it was not.
    pub fn read_at(&self, object: &Object) -> Option<DateTime<Utc>> {
        let row = self.rows.get(object.path.as_str())?;
        self.knows(object, |_| true).then_some(row.read_at)
    }

    /// What is to be recorded of an object that was read: read again on request and found as it
    /// was, nothing is new, not even the hour.
    pub fn renewed(&self, row: ObjectRow) -> ObjectRow {
        match self.rows.get(row.object.as_str()) {
            Some(&known)
                if *known
                    == (ObjectRow {
                        read_at: known.read_at,
                        ..row.clone()
                    }) =>
            {
                known.clone()
            }
            _ => row,
        }
    }
}

/// What a path is below a folder, if it lies there; the root's name is empty.
pub fn inner<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() {
        Some(path)
    } else {
        path.strip_prefix(folder)?.strip_prefix('/')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_known_by_its_tag_its_size_and_how_it_is_read() {
        let row = ObjectRow {
            satellite_id: "emea".parse().unwrap(),
            object: "a".into(),
            etag: Some("t".into()),
            size: 7,
            reading: "r".into(),
            table: "sessions".into(),
            read: 1,
            rejected: 0,
            read_at: "2026-03-10T00:00:00Z".parse().unwrap(),
            oldest: None,
            newest: None,
            forgotten_after_days: None,
            days: None,
            shared_ids: None,
            split_cases: None,
            retry_after: None,
        };
        let now: DateTime<Utc> = "2026-03-12T00:00:00Z".parse().unwrap();
        let rows = [
            row.clone(),
            ObjectRow {
                object: "untagged".into(),
                etag: None,
                ..row.clone()
            },
        ];
        let object = |path: &str, etag: Option<&str>, size| Object {
            path: path.into(),
            size,
            etag: etag.map(str::to_owned),
            modified: chrono::DateTime::UNIX_EPOCH,
        };
        let knows = |satellite: &str, full, object: &Object, reading: &str| {
            Cursor::of(&rows, &satellite.parse().unwrap(), full, now)
                .knows(object, |known| known == reading)
        };
        let same = object("a", Some("t"), 7);
        assert!(knows("emea", false, &same, "r"));
        assert!(
            !knows("emea", true, &same, "r")
                && !knows("apac", false, &same, "r")
                && !knows("emea", false, &same, "r2")
        );
        for other in [
            object("a", Some("u"), 7),
            object("a", Some("t"), 8),
            object("b", Some("t"), 7),
            object("untagged", None, 7),
        ] {
            assert!(!knows("emea", false, &other, "r"), "{other:?}");
        }
        let later = ObjectRow {
            read_at: "2026-03-11T00:00:00Z".parse().unwrap(),
            ..row.clone()
        };
        let due = [ObjectRow {
            retry_after: Some(now),
            ..row.clone()
        }];
        let knows_due = |at| Cursor::of(&due, &row.satellite_id, false, at).knows(&same, |_| true);
        assert!(
            knows_due(now - chrono::TimeDelta::microseconds(1)) && !knows_due(now),
            "its hour has come"
        );
        let cursor = Cursor::of(&rows, &row.satellite_id, true, now);
        assert_eq!(cursor.renewed(later.clone()), row);
        let changed = ObjectRow { read: 2, ..later };
        assert_eq!(cursor.renewed(changed.clone()), changed);
    }
}
