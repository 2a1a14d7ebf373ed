//! Events of Dataverse, as a link exports them.

use arrow::array::RecordBatch;

use super::models::Attributes;
use super::rows::DIALECT;
use super::table::{DELETED, MODIFIED, VERSION};
use crate::extract::carriers::csv::fields::Fields;
use crate::extract::carriers::csv::taker::Taker;
use crate::extract::facts::events::{EventForm, EventTelling, Events};
use crate::extract::facts::names::Field;
use crate::extract::notes::Notes;
use crate::extract::rejects::Fault;
use crate::extract::taker::Source;

pub struct EventRows<'a> {
    form: &'static EventForm,
    events: Events<'a>,
    /// Of the id, the time, the version, when it was written, and whether it was deleted; then of
    /// the texts.
    places: Vec<Option<usize>>,
}

impl<'a> EventRows<'a> {
    pub fn new(source: Source<'a>, attributes: &Attributes, form: &'static EventForm) -> Self {
        let id = attributes.place("Id").or(attributes.place(form.id));
        let others = [form.at, VERSION, MODIFIED, DELETED]
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

impl Taker for EventRows<'_> {
    fn push(&mut self, line: i64, fields: Fields<'_>, notes: &mut Notes) -> Result<(), Fault> {
        let text = |place: &Option<usize>| place.and_then(|at| fields.get(at));
        let columns = ["Id", self.form.at, VERSION, MODIFIED, DELETED];
        let (own, texts) = self.places.split_at(columns.len());
        let [id, at, version, modified, deleted] = std::array::from_fn(|n| Field {
            column: columns[n],
            text: text(&own[n]),
        });
        let texts: Vec<_> = texts.iter().map(text).collect();
        self.events
            .push(
                line,
                &EventTelling {
                    id,
                    at,
                    version,
                    modified,
                    deleted,
                    texts: &texts,
                },
                notes,
            )
            .map(|_| ())
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
