//! Which version of a row wins, of those that different objects tell: one read under the current
//! reading, then the higher source version, then the later source_modified (none is lowest), then,
//! where the satellite says so, the one of the object with the later name; then deleted over kept,
//! finished over open, the later end, the greater row, column by column; among equals the least
//! (object, line) is kept as its provenance. No clock is asked, so any order gives the same rows.

use std::cmp::Ordering;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Date32Type, Int64Type, TimestampMicrosecondType};

use super::rows::ids;
use crate::lake::cells::{checked, grown};
use crate::lake::error::LakeError;
use crate::lake::tables::Table;
use crate::model::Outcome;
use crate::model::drift::natural;

/// Where a row came from: no content, and no rank but the last.
const PROVENANCE: [&str; 3] = ["reading", "object", "row"];

/// The state of what is over and was not deleted.
const OVER: (bool, bool) = (false, true);

/// How the versions of one satellite's rows are ranked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ranking {
    /// The current reading: what it says outranks what an earlier one said.
    pub reading: String,
    /// Of what two objects tell without a version, the later name wins.
    pub newest_by_name: bool,
}

/// A batch of sessions or items, by its columns: rows are only ever pointed at.
pub(in crate::lake) struct Versions {
    pub batch: RecordBatch,
    pub ids: StringArray,
    pub months: StringArray,
    days: Date32Array,
    reading: StringArray,
    source_version: Int64Array,
    source_modified: TimestampMicrosecondArray,
    deleted: BooleanArray,
    /// Of what begins and ends; an event does not.
    outcome: Option<StringArray>,
    ended: Option<TimestampMicrosecondArray>,
    object: StringArray,
    row: Int64Array,
    content: Vec<ContentColumn>,
}

impl Versions {
    pub fn of(table: &'static Table, batch: &RecordBatch) -> Result<Self, LakeError> {
        let batch = checked(table, &grown(table, batch)?)?;
        let column = |name: &str| {
            batch
                .column_by_name(name)
                .expect("the batch was checked against the table")
        };
        let text = |name: &str| column(name).as_string::<i32>().clone();
        let content = table
            .columns()
            .filter(|c| !PROVENANCE.contains(&c.name))
            .map(|c| ContentColumn::of(column(c.name)));
        Ok(Self {
            ids: ids(table, &batch).clone(),
            months: text("month"),
            days: column("earned_day").as_primitive::<Date32Type>().clone(),
            reading: text("reading"),
            source_version: column("source_version").as_primitive::<Int64Type>().clone(),
            source_modified: column("source_modified")
                .as_primitive::<TimestampMicrosecondType>()
                .clone(),
            deleted: column("deleted").as_boolean().clone(),
            outcome: batch
                .column_by_name("outcome")
                .map(|column| column.as_string::<i32>().clone()),
            ended: batch
                .column_by_name("ended")
                .map(|column| column.as_primitive::<TimestampMicrosecondType>().clone()),
            object: text("object"),
            row: column("row").as_primitive::<Int64Type>().clone(),
            content: content.collect(),
            batch,
        })
    }

    pub fn len(&self) -> usize {
        self.batch.num_rows()
    }

    /// The greater one wins.
    pub fn compare(
        &self,
        row: usize,
        other: &Self,
        other_row: usize,
        ranking: &Ranking,
    ) -> Ordering {
        let named = || match ranking.newest_by_name {
            true => natural(self.object(row), other.object(other_row)),
            false => Ordering::Equal,
        };
        let provenance = || other.provenance(other_row).cmp(&self.provenance(row));
        let is_current = self
            .is_current(row, ranking)
            .cmp(&other.is_current(other_row, ranking));
        let ranks = is_current
            .then_with(|| self.version(row).cmp(&other.version(other_row)))
            .then_with(named);
        let state = || {
            self.state(row)
                .cmp(&other.state(other_row))
                .then_with(|| self.end(row).cmp(&other.end(other_row)))
        };
        ranks
            .then_with(state)
            .then_with(|| self.content(row, other, other_row))
            .then_with(provenance)
    }

    /// Whether two rows say different things, and nothing but what they say tells which of them is
    /// right: neither has a version, and what they speak of is over in both.
    pub fn contradicts(
        &self,
        row: usize,
        other: &Self,
        other_row: usize,
        ranking: &Ranking,
    ) -> bool {
        !ranking.newest_by_name
            && self.is_current(row, ranking) == other.is_current(other_row, ranking)
            && self.version(row) == (None, None)
            && other.version(other_row) == (None, None)
            && self.state(row) == OVER
            && other.state(other_row) == OVER
            && self.content(row, other, other_row).is_ne()
    }

    pub fn object(&self, row: usize) -> &str {
        self.object.value(row)
    }

    pub fn reading(&self, row: usize) -> &str {
        self.reading.value(row)
    }

    pub fn day(&self, row: usize) -> Option<i32> {
        (!self.days.is_null(row)).then(|| self.days.value(row))
    }

    pub fn is_current(&self, row: usize, ranking: &Ranking) -> bool {
        self.reading(row) == ranking.reading
    }

    /// What the vendor says of its version, and of when it wrote it.
    pub fn version(&self, row: usize) -> (Option<i64>, Option<i64>) {
        let (version, modified) = (&self.source_version, &self.source_modified);
        (
            (!version.is_null(row)).then(|| version.value(row)),
            (!modified.is_null(row)).then(|| modified.value(row)),
        )
    }

    /// Who deletes a row speaks of the version it had: a delete that names no newer one is still a
    /// delete. What is over outranks what is open.
    fn state(&self, row: usize) -> (bool, bool) {
        let is_open = |words: &StringArray| {
            !words.is_null(row) && words.value(row).parse().is_ok_and(Outcome::is_open)
        };
        (
            self.deleted.value(row),
            !self.outcome.as_ref().is_some_and(is_open),
        )
    }

    fn end(&self, row: usize) -> Option<i64> {
        self.ended
            .as_ref()
            .and_then(|ended| (!ended.is_null(row)).then(|| ended.value(row)))
    }

    fn content(&self, row: usize, other: &Self, other_row: usize) -> Ordering {
        let columns = self.content.iter().zip(&other.content);
        columns
            .map(|(a, b)| a.compare(row, b, other_row))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    fn provenance(&self, row: usize) -> (&str, i64, &str) {
        (
            self.object.value(row),
            self.row.value(row),
            self.reading.value(row),
        )
    }
}

/// Some rows of something, with what they say.
pub(in crate::lake) struct ComparedRows {
    /// A number of whoever gathers them.
    pub from: usize,
    /// Which of its rows.
    pub rows: Vec<u32>,
    pub versions: Versions,
    /// Of rows that were outranked: whether each contradicts the one that won.
    pub contradicts: Vec<bool>,
}

/// A column of content, compared as what it is; empty is less than all else.
enum ContentColumn {
    Text(StringArray),
    Whole(Int64Array),
    Instant(TimestampMicrosecondArray),
    Day(Date32Array),
    Truth(BooleanArray),
}

impl ContentColumn {
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
