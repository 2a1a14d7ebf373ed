//! Which version of a session, or of an item, wins: one read under the current reading, then the higher source version, then the
//! later source_modified (none is lowest), then deleted over kept, then finished over open, then the later end, then the greater row, column
//! by column; among equals the least (object, line) is kept as its provenance. No clock is asked, so any order of deliveries gives the same rows.

use std::cmp::Ordering;
use std::collections::HashMap;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Date32Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Date32Type, Int64Type, TimestampMicrosecondType};
use chrono::{NaiveDate, TimeDelta};

use super::cells::{checked, grown, shape};
use super::error::LakeError;
use super::spool::ids;
use super::tables::Table;
use crate::model::Outcome;
use crate::model::window::Month;

/// The month of what has no day: tombstones. They lie there whatever they replaced, so that the layout does not depend
/// on what came first.
pub const NO_MONTH: &str = "none";

/// Where a row came from: no content, and no rank but the last.
const PROVENANCE: [&str; 3] = ["reading", "object", "row"];

/// A batch of sessions or items, by its columns: rows are only ever pointed at.
pub(super) struct Versions {
    table: &'static Table,
    pub batch: RecordBatch,
    pub ids: StringArray,
    pub months: StringArray,
    reading: StringArray,
    source_version: Int64Array,
    source_modified: TimestampMicrosecondArray,
    deleted: BooleanArray,
    /// Of what begins and ends; an event does not.
    outcome: Option<StringArray>,
    ended: Option<TimestampMicrosecondArray>,
    object: StringArray,
    row: Int64Array,
    content: Vec<Values>,
}

impl Versions {
    pub fn of(table: &'static Table, batch: &RecordBatch) -> Result<Self, LakeError> {
        let batch = checked(table, &grown(table, batch)?)?;
        let column = |name: &str| batch.column_by_name(name).expect("the batch was checked against the table");
        let text = |name: &str| column(name).as_string::<i32>().clone();
        let content = table.columns().filter(|c| !PROVENANCE.contains(&c.name)).map(|c| Values::of(column(c.name)));
        Ok(Self {
            table,
            ids: ids(table, &batch).clone(),
            months: text("month"),
            reading: text("reading"),
            source_version: column("source_version").as_primitive::<Int64Type>().clone(),
            source_modified: column("source_modified").as_primitive::<TimestampMicrosecondType>().clone(),
            deleted: column("deleted").as_boolean().clone(),
            outcome: batch.column_by_name("outcome").map(|column| column.as_string::<i32>().clone()),
            ended: batch.column_by_name("ended").map(|column| column.as_primitive::<TimestampMicrosecondType>().clone()),
            object: text("object"),
            row: column("row").as_primitive::<Int64Type>().clone(),
            content: content.collect(),
            batch,
        })
    }

    pub fn len(&self) -> usize {
        self.batch.num_rows()
    }

    /// Rows must say what their partition says: the satellite, and the month of their day; a tombstone has neither.
    pub fn belong_to(&self, satellite: &str) -> Result<(), LakeError> {
        let column = |name: &str| self.batch.column_by_name(name).expect("the batch was checked against the table");
        let (satellites, days) = (column("satellite_id").as_string::<i32>(), column("earned_day").as_primitive::<Date32Type>());
        let deleted = column("deleted").as_boolean();
        let mut months: HashMap<i32, Option<String>> = HashMap::new();
        for row in 0..self.len() {
            if satellites.value(row) != satellite {
                return Err(shape(self.table, format!("a row of {} among those of {satellite}", satellites.value(row))));
            }
            let month =
                if days.is_null(row) { None } else { months.entry(days.value(row)).or_insert_with_key(|day| month(*day)).as_deref() };
            let (id, told) = (self.ids.value(row), self.months.value(row));
            match (deleted.value(row), month) {
                (true, None) if days.is_null(row) && told == NO_MONTH => {}
                (false, Some(month)) if told == month => {}
                (true, _) => {
                    return Err(shape(self.table, format!("{id}: a tombstone has no day, and its month is `{NO_MONTH}`, not {told}")));
                }
                (false, None) => return Err(shape(self.table, format!("{id}: it has no day, and is no tombstone"))),
                (false, Some(month)) => return Err(shape(self.table, format!("{id}: its day is of {month}, and its month is {told}"))),
            }
        }
        Ok(())
    }

    /// The greater one wins. `current` is the reading that outranks all others.
    pub fn compare(&self, row: usize, other: &Self, other_row: usize, current: &str) -> Ordering {
        let content = || {
            let columns = self.content.iter().zip(&other.content);
            columns.map(|(a, b)| a.compare(row, b, other_row)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        };
        let provenance = || other.provenance(other_row).cmp(&self.provenance(row));
        self.rank(row, current).cmp(&other.rank(other_row, current)).then_with(content).then_with(provenance)
    }

    fn rank(&self, row: usize, current: &str) -> (bool, Option<i64>, Option<i64>, bool, bool, Option<i64>) {
        let is_open = |words: &StringArray| !words.is_null(row) && words.value(row).parse().is_ok_and(Outcome::is_open);
        let open = self.outcome.as_ref().is_some_and(is_open);
        let number = |null: bool, value: i64| (!null).then_some(value);
        (
            self.reading.value(row) == current,
            number(self.source_version.is_null(row), self.source_version.value(row)),
            number(self.source_modified.is_null(row), self.source_modified.value(row)),
            // Who deletes a row speaks of the version it had: a delete that names no newer one is still a delete.
            self.deleted.value(row),
            !open,
            self.ended.as_ref().and_then(|ended| number(ended.is_null(row), ended.value(row))),
        )
    }

    fn provenance(&self, row: usize) -> (&str, i64, &str) {
        (self.object.value(row), self.row.value(row), self.reading.value(row))
    }
}

/// The name of a day's month, the day as Arrow counts it.
pub(super) fn month_name(days: i32) -> String {
    month(days).unwrap_or_default()
}

/// Some rows of something, with what they say.
pub(super) struct Gathered {
    /// A number of whoever gathers them.
    pub from: usize,
    /// Which of its rows.
    pub rows: Vec<u32>,
    pub versions: Versions,
}

/// Of each id the rows that tell of it, the one that wins last. Among equals what `is_held` stays.
pub(super) fn contests(gathered: &[Gathered], reading: &str, is_held: impl Fn(usize) -> bool) -> Vec<Vec<(usize, u32)>> {
    let rows = |(at, some): (usize, &Gathered)| (0..some.versions.len()).map(move |row| (at, row));
    let mut spots: Vec<(usize, usize)> = gathered.iter().enumerate().flat_map(rows).collect();
    let id = |&(at, row): &(usize, usize)| gathered[at].versions.ids.value(row);
    let held = |&(at, _): &(usize, usize)| is_held(gathered[at].from);
    spots.sort_by(|a, b| {
        let order = || gathered[a.0].versions.compare(a.1, &gathered[b.0].versions, b.1, reading);
        id(a).cmp(id(b)).then_with(order).then_with(|| held(a).cmp(&held(b)))
    });
    let place = |&(at, row): &(usize, usize)| (gathered[at].from, gathered[at].rows[row]);
    spots.chunk_by(|a, b| id(a) == id(b)).map(|alike| alike.iter().map(place).collect()).collect()
}

fn month(days: i32) -> Option<String> {
    NaiveDate::default().checked_add_signed(TimeDelta::days(days.into())).map(|day| Month::of(day).to_string())
}

/// A column of content, compared as what it is; empty is less than all else.
enum Values {
    Text(StringArray),
    Whole(Int64Array),
    Instant(TimestampMicrosecondArray),
    Day(Date32Array),
    Truth(BooleanArray),
}

impl Values {
    fn of(array: &ArrayRef) -> Self {
        match array.data_type() {
            DataType::Utf8 => Self::Text(array.as_string().clone()),
            DataType::Int64 => Self::Whole(array.as_primitive().clone()),
            DataType::Date32 => Self::Day(array.as_primitive().clone()),
            DataType::Boolean => Self::Truth(array.as_boolean().clone()),
            DataType::Timestamp(..) => Self::Instant(array.as_primitive().clone()),
            other => unreachable!("what is told has no {other}"),
        }
    }

    fn compare(&self, row: usize, other: &Self, other_row: usize) -> Ordering {
        macro_rules! compare {
            ($a:ident, $b:ident) => {
                match ($a.is_null(row), $b.is_null(other_row)) {
                    (false, false) => $a.value(row).cmp(&$b.value(other_row)),
                    (a, b) => b.cmp(&a),
                }
            };
        }
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => compare!(a, b),
            (Self::Whole(a), Self::Whole(b)) => compare!(a, b),
            (Self::Instant(a), Self::Instant(b)) => compare!(a, b),
            (Self::Day(a), Self::Day(b)) => compare!(a, b),
            (Self::Truth(a), Self::Truth(b)) => compare!(a, b),
            _ => unreachable!("both are the same column of one table"),
        }
    }
}
