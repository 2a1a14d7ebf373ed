//! Events of Dataverse, as a link exports them.

use arrow::array::RecordBatch;

use super::models::Attributes;
use crate::extract::facts::events::{EventForm, EventTelling, Events};
use crate::extract::facts::names::Field;
use crate::extract::notes::Notes;
use crate::extract::rejects::Fault;
use crate::extract::sources::dataverse::sessions::DIALECT;
use crate::extract::sources::dataverse::tables::{DELETED, SINK_MODIFIED, VERSION};
use crate::extract::taker::{RawRow, Source, Taken, Taker};

pub struct LinkEvents<'a> {
    form: &'static EventForm,
    events: Events<'a>,
    /// Of the id, the time, the version, when it was written, and whether it was deleted; then of
    /// the texts.
    places: Vec<Option<usize>>,
}

impl<'a> LinkEvents<'a> {
    pub fn new(source: Source<'a>, attributes: &Attributes, form: &'static EventForm) -> Self {
        let id = attributes.place("Id").or(attributes.place(form.id));
        let others = [form.at, VERSION, SINK_MODIFIED, DELETED]
            .into_iter()
            .chain(form.texts.iter().map(|(_, attribute)| *attribute));
        let places = std::iter::once(id)
            .chain(others.map(|name| attributes.place(name)))
            .collect();
        Self {
            form,
            events: Events::new(form, source, DIALECT.times),
            places,
        }
    }
}

impl Taker for LinkEvents<'_> {
    fn push(&mut self, row: RawRow<'_>, notes: &mut Notes) -> Result<Taken, Fault> {
        let text = |place: &Option<usize>| place.and_then(|at| row.text(at));
        let columns = ["Id", self.form.at, VERSION, SINK_MODIFIED, DELETED];
        let (own, texts) = self.places.split_at(columns.len());
        let [id, at, version, modified, deleted] = std::array::from_fn(|n| Field {
            column: columns[n],
            text: text(&own[n]),
        });
        let texts: Vec<_> = texts.iter().map(text).collect();
        let telling = EventTelling {
            id,
            at,
            version,
            modified,
            deleted,
            texts: &texts,
        };
        let is_kept = self.events.push(row.number, &telling, notes)?;
        Ok(if is_kept { Taken::Kept } else { Taken::Passed })
    }

    fn is_full(&self) -> bool {
        self.events.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.events.take()
    }

    fn twin(&self) -> Option<Self> {
        Some(Self {
            form: self.form,
            events: self.events.twin(),
            places: self.places.clone(),
        })
    }
}
