//! What a source says of itself, and who changed what there: from what an export tells, a row of
//! the events' tables or the reason why not.

use arrow::array::RecordBatch;

use super::names::Field;
use crate::extract::facts::builders::{Builder, Builders, FactTable};
use crate::extract::notes::Notes;
use crate::extract::reading::times::{Clock, Offsets, Times};
use crate::extract::rejects::Fault;
use crate::extract::taker::Source;
use crate::extract::values::{truth, whole};
use crate::lake::tables::Table;
use crate::model::Zone;

/// Rows of a batch: they hold few and short texts.
const BATCH_ROWS: usize = 65_536;

/// A table of events, as its source calls what it tells.
#[derive(Debug, PartialEq, Eq)]
pub struct EventForm {
    pub table: &'static Table,
    pub id: &'static str,
    pub at: &'static str,
    /// Each text of the table and the column that tells it. What was changed to what is not asked,
    /// so it is not kept.
    pub texts: &'static [(&'static str, &'static str)],
}

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

/// An event, as it goes into its table.
enum EventFact {}

struct EventValues<'t> {
    id: &'t str,
    at: i64,
    day: i32,
    version: Option<i64>,
    modified: Option<i64>,
    line: i64,
    /// In the order of the form.
    texts: &'t [Option<&'t str>],
}

impl FactTable for EventFact {
    type Values<'t> = EventValues<'t>;
}

/// What stands in a column of a table of events.
fn column(form: &EventForm, name: &str) -> Builder<EventFact> {
    match name {
        "event_id" => Builder::text(|row| Some(row.id)),
        "earned_day" => Builder::day(|row| Some(row.day)),
        "at" => Builder::instant(|row| Some(row.at)),
        "source_version" => Builder::whole(|row| row.version),
        "source_modified" => Builder::instant(|row| row.modified),
        "deleted" => Builder::truth(|_| false),
        "row" => Builder::whole(|row| Some(row.line)),
        text => {
            let place = form.texts.iter().position(|(column, _)| *column == text);
            let place = place.expect("a form tells each text of its table, as a test shows");
            Builder::text_at(place, |row, at| {
                row.texts[at].map(str::trim).filter(|text| !text.is_empty())
            })
        }
    }
}

/// The events of one object.
pub struct Events<'a> {
    form: &'static EventForm,
    source: Source<'a>,
    times: Times,
    clock: Clock,
    offsets: Offsets,
    builders: Builders<EventFact>,
}

impl<'a> Events<'a> {
    /// Times that carry no offset are in UTC.
    pub fn new(form: &'static EventForm, source: Source<'a>, times: Times) -> Self {
        let clock = Clock::new(None, Zone::UTC).as_told_by(times);
        Self {
            form,
            source,
            times,
            clock,
            offsets: Offsets::new(source.satellite.timezone),
            builders: Builders::new(form.table, |name| column(form, name)),
        }
    }

    /// Keeps a row that begins on `line`, or says why it cannot be kept. What the source deleted,
    /// since it keeps nothing forever, happened nevertheless: it is dropped, and what was told of
    /// it stays. Says whether the row was kept.
    pub fn push(
        &mut self,
        line: i64,
        telling: &EventTelling<'_, '_>,
        notes: &mut Notes,
    ) -> Result<bool, Fault> {
        if truth(
            telling.deleted.value().unwrap_or_default(),
            telling.deleted.column,
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
        let id = required(telling.id, "which event it is")?;
        let (at, _) = self.clock.micros(
            &required(telling.at, "when it happened")?,
            telling.at.column,
        )?;
        let version = telling
            .version
            .value()
            .map(|text| whole(text, telling.version.column))
            .transpose()?;
        let modified = telling
            .modified
            .value()
            .map(|text| {
                self.clock
                    .micros(text, telling.modified.column)
                    .map(|(at, _)| at)
            })
            .transpose()?;
        let day = self.offsets.local_day(at);
        self.builders.push(&EventValues {
            id: &id,
            at,
            day,
            version,
            modified,
            line,
            texts: telling.texts,
        });
        Ok(true)
    }

    pub fn is_of(&self, form: &EventForm) -> bool {
        self.form == form
    }

    pub fn is_full(&self) -> bool {
        self.builders.rows() >= BATCH_ROWS
    }

    /// The rows kept since the last batch, if any.
    pub fn take(&mut self) -> Option<RecordBatch> {
        self.builders.take()
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
    use crate::extract::sources::dataverse::tables::{AUDIT, FLOW_EVENT};

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
