//! What a source says of itself, and who changed what there: from what an export tells, a row of
//! the events' tables or the reason why not.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanBuilder, RecordBatch};
use arrow::datatypes::{Date32Type, Int64Type, TimestampMicrosecondType};

use super::arrays::{Numbers, Texts};
use super::names::Field;
use crate::extract::notes::Notes;
use crate::extract::reading::times::{Clock, Offsets, Times};
use crate::extract::rejects::Fault;
use crate::extract::taker::Source;
use crate::extract::values::{truth, whole};
use crate::lake::tables::{AUDIT_EVENTS, SOURCE_EVENTS, Table};
use crate::lake::{told_columns, told_schema};
use crate::model::Zone;

/// Rows of a batch: they hold few and short texts.
const BATCH_ROWS: usize = 65_536;

/// A table of events, as its source calls what it tells.
#[derive(Debug, PartialEq, Eq)]
pub struct EventForm {
    pub table: &'static Table,
    pub id: &'static str,
    pub at: &'static str,
    /// Of each text of the table: the column that tells it. What was changed to what is not asked,
    /// so it is not kept.
    pub texts: &'static [(&'static str, &'static str)],
}

/// What Power Automate says of itself.
pub static FLOW_EVENT: EventForm = EventForm {
    table: &SOURCE_EVENTS,
    id: "floweventid",
    at: "createdon",
    texts: &[
        ("kind", "eventtype"),
        ("code", "eventcode"),
        ("level", "level"),
        ("subject_id", "parentobjectid"),
    ],
};

pub static AUDIT: EventForm = EventForm {
    table: &AUDIT_EVENTS,
    id: "auditid",
    at: "createdon",
    texts: &[
        ("actor", "userid"),
        ("action", "action"),
        ("operation", "operation"),
        ("object_kind", "objecttypecode"),
        ("object_id", "objectid"),
    ],
};

/// What a row tells of an event.
#[derive(Debug, Clone, Copy)]
pub struct EventTelling<'t, 'r> {
    pub id: Field<'t>,
    pub at: Field<'t>,
    pub version: Field<'t>,
    pub modified: Field<'t>,
    pub deleted: Field<'t>,
    /// In the order of the form.
    pub texts: &'r [Option<&'t str>],
}

/// A column in the making.
enum Column {
    Id(Texts),
    /// By its place in the form.
    Text(Texts, usize),
    Day(Numbers<Date32Type>),
    At(Numbers<TimestampMicrosecondType>),
    Version(Numbers<Int64Type>),
    Modified(Numbers<TimestampMicrosecondType>),
    Deleted(BooleanBuilder),
    Row(Numbers<Int64Type>),
}

/// The events of one object.
pub struct Events<'a> {
    form: &'static EventForm,
    source: Source<'a>,
    times: Times,
    clock: Clock,
    offsets: Offsets,
    rows: usize,
    columns: Vec<Column>,
}

impl<'a> Events<'a> {
    /// Times that carry no offset are in UTC.
    pub fn new(form: &'static EventForm, source: Source<'a>, times: Times) -> Self {
        let column = |name: &str| match name {
            "event_id" => Column::Id(Texts::new(0, 0)),
            "earned_day" => Column::Day(Numbers::new()),
            "at" => Column::At(Numbers::instants()),
            "source_version" => Column::Version(Numbers::new()),
            "source_modified" => Column::Modified(Numbers::instants()),
            "deleted" => Column::Deleted(BooleanBuilder::new()),
            "row" => Column::Row(Numbers::new()),
            text => {
                let place = form.texts.iter().position(|(column, _)| *column == text);
                Column::Text(
                    Texts::new(0, 0),
                    place.expect("a form tells each text of its table, as a test shows"),
                )
            }
        };
        let columns = told_columns(form.table)
            .map(|told| column(told.name))
            .collect();
        let clock = Clock::new(None, Zone::UTC).as_told_by(times);
        Self {
            form,
            source,
            times,
            clock,
            offsets: Offsets::new(source.satellite.timezone),
            rows: 0,
            columns,
        }
    }

    /// Keeps a row that begins on `line`, or says why it cannot be kept. What the source deleted,
    /// since it keeps nothing forever, happened nevertheless: it is dropped, and what was told of
    /// it stays. Says whether the row was kept.
    pub fn push(
        &mut self,
        line: i64,
        told: &EventTelling<'_, '_>,
        notes: &mut Notes,
    ) -> Result<bool, Fault> {
        if truth(
            told.deleted.value().unwrap_or_default(),
            told.deleted.column,
        )? {
            notes.forget();
            return Ok(false);
        }
        let required = |field: Field<'_>, what: &str| {
            let message = || {
                Fault::new(
                    field.column,
                    "missing_value",
                    format!("a row must tell {what}, and this one is empty"),
                )
            };
            field
                .text
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
                .ok_or_else(message)
        };
        let id = required(told.id, "which event it is")?;
        let (at, _) = self
            .clock
            .micros(&required(told.at, "when it happened")?, told.at.column)?;
        let version = told
            .version
            .value()
            .map(|text| whole(text, told.version.column))
            .transpose()?;
        let modified = told
            .modified
            .value()
            .map(|text| {
                self.clock
                    .micros(text, told.modified.column)
                    .map(|(at, _)| at)
            })
            .transpose()?;
        let day = self.offsets.local_day(at);
        for column in &mut self.columns {
            match column {
                Column::Id(column) => column.put(self.rows, Some(&id)),
                Column::Text(column, place) => column.put(
                    self.rows,
                    told.texts[*place]
                        .map(str::trim)
                        .filter(|text| !text.is_empty()),
                ),
                Column::Day(column) => column.put(self.rows, Some(day)),
                Column::At(column) => column.put(self.rows, Some(at)),
                Column::Version(column) => column.put(self.rows, version),
                Column::Modified(column) => column.put(self.rows, modified),
                Column::Deleted(column) => column.append_value(false),
                Column::Row(column) => column.put(self.rows, Some(line)),
            }
        }
        self.rows += 1;
        Ok(true)
    }

    pub fn is_of(&self, form: &EventForm) -> bool {
        self.form == form
    }

    pub fn is_full(&self) -> bool {
        self.rows >= BATCH_ROWS
    }

    /// The rows kept since the last batch, if any.
    pub fn take(&mut self) -> Option<RecordBatch> {
        if self.rows == 0 {
            return None;
        }
        let rows = std::mem::take(&mut self.rows);
        let array = |column: &mut Column| -> ArrayRef {
            match column {
                Column::Id(column) | Column::Text(column, _) => column.take(rows),
                Column::Day(column) => column.take(rows),
                Column::At(column) | Column::Modified(column) => column.take(rows),
                Column::Version(column) | Column::Row(column) => column.take(rows),
                Column::Deleted(column) => Arc::new(column.finish()),
            }
        };
        let arrays = self.columns.iter_mut().map(array).collect();
        Some(
            RecordBatch::try_new(told_schema(self.form.table), arrays)
                .expect("every column of the table has its kind and as many values"),
        )
    }

    /// Another one, for other rows of the same export.
    pub fn twin(&self) -> Self {
        Self::new(self.form, self.source, self.times)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::reading::tests::satellite;

    #[test]
    fn an_event_is_what_its_row_says_on_the_satellites_day_and_a_deletion_is_dropped() {
        let satellite = satellite("Europe/Berlin");
        let source = Source {
            satellite: &satellite,
            object: "a.csv",
            reading: "r",
            now: "2026-03-10T12:00:00Z".parse().unwrap(),
        };
        let field = |column: &'static str, text: &'static str| Field {
            column,
            text: Some(text),
        };
        for form in [&FLOW_EVENT, &AUDIT] {
            let mut events = Events::new(form, source, Times::default());
            let texts: Vec<_> = form.texts.iter().map(|(column, _)| Some(*column)).collect();
            let none = Field::default();
            let telling = EventTelling {
                id: field("Id", "e1"),
                at: field("createdon", "2026-03-02T23:30:00Z"),
                version: none,
                modified: none,
                deleted: none,
                texts: &texts,
            };
            let mut notes = Notes::default();
            assert!(events.push(7, &telling, &mut notes).unwrap());
            assert!(
                !events
                    .push(
                        8,
                        &EventTelling {
                            deleted: field("IsDelete", "True"),
                            at: none,
                            ..telling
                        },
                        &mut notes
                    )
                    .unwrap()
            );
            assert_eq!((notes.dropped, notes.forgotten), (1, 1));
            for (telling, code) in [
                (
                    EventTelling {
                        id: none,
                        ..telling
                    },
                    "missing_value",
                ),
                (
                    EventTelling {
                        at: none,
                        ..telling
                    },
                    "missing_value",
                ),
                (
                    EventTelling {
                        at: field("createdon", "yesterday"),
                        ..telling
                    },
                    "bad_time",
                ),
                (
                    EventTelling {
                        version: field("v", "1.5"),
                        ..telling
                    },
                    "bad_number",
                ),
            ] {
                assert_eq!(events.push(9, &telling, &mut notes).unwrap_err().code, code);
            }
            let batch = events.take().unwrap();
            assert_eq!((batch.num_rows(), events.take()), (1, None));
            let shown = |name: &str| {
                arrow::util::display::array_value_to_string(batch.column_by_name(name).unwrap(), 0)
                    .unwrap()
            };
            assert_eq!(
                (shown("event_id"), shown("earned_day"), shown("row")),
                ("e1".into(), "2026-03-03".into(), "7".into())
            );
            assert!(
                form.texts
                    .iter()
                    .all(|(column, _)| shown(column) == *column),
                "each text in its own column"
            );
        }
    }
}
