//! What was read, and the cursor: an object whose etag, size and reading are known is not read
//! again.

use chrono::{DateTime, NaiveDate, Utc};

use super::cell_reader::CellReader;
use super::keyed::Replacement;
use crate::lake::cells::Cell;
use crate::lake::tables::OBJECTS;
use crate::lake::{Lake, LakeError};
use crate::model::SatelliteId;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectRow {
    pub satellite_id: SatelliteId,
    /// Its path below the export's root, a page or a delta link.
    pub object: String,
    pub etag: Option<String>,
    pub size: i64,
    /// Hash of how the satellite is read; where attributes are named elsewhere, a dot and their
    /// hash follow.
    pub reading: String,
    /// The table its rows go to; `none`: it only says how others are read.
    pub table: String,
    pub read: i64,
    pub rejected: i64,
    pub read_at: DateTime<Utc>,
    /// What it tells of what its source forgets after a while: from when, and until when. Of a
    /// folder that is named by an hour, that hour too: then the source was heard, whatever it had
    /// to say.
    pub oldest: Option<DateTime<Utc>>,
    pub newest: Option<DateTime<Utc>>,
    pub forgotten_after_days: Option<i64>,
    /// From which day to which it tells, as it was read.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// Its rows that have the id of another one of them and tell of something else; None: there are
    /// none.
    pub shared_ids: Option<i64>,
    /// Its cases that lie in other exports too; None: there are none.
    pub split_cases: Option<i64>,
    /// Rows of it were refused because their day had not come: from then on it is read again,
    /// whatever else is known of it.
    pub retry_after: Option<DateTime<Utc>>,
}

impl Lake {
    /// Sorted by satellite and object.
    pub fn objects(&self) -> Result<Vec<ObjectRow>, LakeError> {
        self.rows(&OBJECTS)?.into_iter().map(object).collect()
    }

    /// Each row replaces what the lake knew of its object. The last commit of its batch: what
    /// precedes it is idempotent.
    pub fn record_objects(&self, rows: Vec<ObjectRow>) -> Result<(), LakeError> {
        let mut replacement = Replacement::new(&OBJECTS, OBJECTS.key);
        rows.iter().for_each(|row| replacement.put(cells(row)));
        self.put(&replacement)
    }
}

fn cells(row: &ObjectRow) -> Vec<Cell> {
    vec![
        row.satellite_id.as_str().into(),
        row.object.as_str().into(),
        row.etag.as_deref().into(),
        row.size.into(),
        row.reading.as_str().into(),
        row.table.as_str().into(),
        row.read.into(),
        row.rejected.into(),
        row.read_at.into(),
        row.oldest.into(),
        row.newest.into(),
        row.forgotten_after_days.into(),
        row.days.map(|days| days.0).into(),
        row.days.map(|days| days.1).into(),
        row.shared_ids.into(),
        row.split_cases.into(),
        row.retry_after.into(),
    ]
}

fn object(cells: Vec<Cell>) -> Result<ObjectRow, LakeError> {
    let mut row = CellReader {
        table: &OBJECTS,
        cells: cells.into_iter(),
    };
    Ok(ObjectRow {
        satellite_id: row.parsed()?,
        object: row.text()?,
        etag: row.text_or_none()?,
        size: row.whole()?,
        reading: row.text()?,
        table: row.text()?,
        read: row.whole()?,
        rejected: row.whole()?,
        read_at: row.instant()?,
        oldest: row.instant_or_none()?,
        newest: row.instant_or_none()?,
        forgotten_after_days: row.whole_or_none()?,
        days: row.day_or_none()?.zip(row.day_or_none()?),
        shared_ids: row.whole_or_none()?,
        split_cases: row.whole_or_none()?,
        retry_after: row.instant_or_none()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lake::store::Store;

    #[test]
    fn an_object_is_replaced_whole_and_the_others_stay() {
        let lake = Lake::open(Store::memory()).unwrap();
        let row = |object: &str, etag: Option<&str>| ObjectRow {
            satellite_id: "emea".parse().unwrap(),
            object: object.into(),
            etag: etag.map(str::to_owned),
            size: 7,
            reading: "r".into(),
            table: "sessions".into(),
            read: 3,
            rejected: 1,
            read_at: DateTime::from_timestamp_micros(1_234_567).unwrap(),
            oldest: None,
            newest: etag.and(DateTime::from_timestamp_micros(7)),
            forgotten_after_days: etag.map(|_| 28),
            days: etag.map(|_| {
                ["2026-03-01", "2026-03-31"]
                    .map(|day| day.parse().unwrap())
                    .into()
            }),
            shared_ids: etag.map(|_| 2),
            split_cases: None,
            retry_after: etag.and(DateTime::from_timestamp_micros(9)),
        };
        assert_eq!(lake.objects().unwrap(), []);
        lake.record_objects(vec![row("b", None), row("a", Some("1"))])
            .unwrap();
        lake.record_objects(vec![row("b", Some("2"))]).unwrap();
        assert_eq!(
            lake.objects().unwrap(),
            [row("a", Some("1")), row("b", Some("2"))]
        );
        let version = lake.snapshot(&OBJECTS).unwrap().version;
        lake.record_objects(vec![row("a", Some("1"))]).unwrap();
        lake.record_objects(vec![]).unwrap();
        assert_eq!(
            lake.snapshot(&OBJECTS).unwrap().version,
            version,
            "nothing new, no commit"
        );
        assert_eq!(lake.snapshot(&OBJECTS).unwrap().files.len(), 1);
    }
}
