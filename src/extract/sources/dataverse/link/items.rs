//! Items of Dataverse's work queues. An item stays one row however often it is tried: its attempts
//! are only counted.

use arrow::array::RecordBatch;

use super::models::Attributes;
use crate::extract::facts::items::{ItemNames, ItemTelling, Items};
use crate::extract::notes::Notes;
use crate::extract::reading::items::OfItem;
use crate::extract::rejects::Fault;
use crate::extract::sources::dataverse::sessions::DIALECT;
use crate::extract::sources::dataverse::tables::{ITEM, RETRIES};
use crate::extract::taker::{RawRow, Source, Taken, Taker};
use crate::extract::values::whole;
use crate::model::Zone;

const OWN_ID: &str = "workqueueitemid";

pub struct LinkItems<'a> {
    items: Items<'a>,
    places: [Option<usize>; OfItem::ALL.len()],
    own_id: Option<usize>,
    retries: [Option<usize>; RETRIES.len()],
    /// Why no row of this object can be read.
    fault: Option<Fault>,
}

impl<'a> LinkItems<'a> {
    pub fn new(source: Source<'a>, attributes: &Attributes) -> Self {
        let named = |field: OfItem| {
            ITEM.iter()
                .find(|(known, _)| *known == field)
                .map(|(_, name)| *name)
        };
        let places = std::array::from_fn(|at| attributes.place(named(OfItem::ALL[at])?));
        let own_id = attributes.place(OWN_ID);
        let is_there = |field: OfItem| {
            places[field as usize].is_some() || (field == OfItem::ItemId && own_id.is_some())
        };
        let required = [
            OfItem::ItemId,
            OfItem::QueueId,
            OfItem::Outcome,
            OfItem::Created,
        ];
        let missing: Vec<&str> = required
            .into_iter()
            .filter(|field| !is_there(*field))
            .filter_map(named)
            .collect();
        let fault = missing.first().map(|first| {
            let message = format!(
                "the model names no attribute {}: export the table with all its columns",
                missing.join(", ")
            );
            Fault::new(first, "missing_column", message)
        });
        let names: ItemNames =
            std::array::from_fn(|at| named(OfItem::ALL[at]).unwrap_or(RETRIES[0]));
        // Whatever carries no offset is in UTC.
        let items = Items::new(source, DIALECT, Zone::UTC, names);
        Self {
            items,
            places,
            own_id,
            retries: RETRIES.map(|name| attributes.place(name)),
            fault,
        }
    }
}

impl Taker for LinkItems<'_> {
    fn push(&mut self, row: RawRow<'_>, notes: &mut Notes) -> Result<Taken, Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let text_at = |place: Option<usize>| {
            place
                .and_then(|at| row.text(at))
                .map(str::trim)
                .filter(|text| !text.is_empty())
        };
        let mut telling: ItemTelling<'_> = std::array::from_fn(|field| text_at(self.places[field]));
        telling[OfItem::ItemId as usize] =
            telling[OfItem::ItemId as usize].or(text_at(self.own_id));
        let mut attempt = None;
        for (place, name) in self.retries.into_iter().zip(RETRIES) {
            if let Some(text) = text_at(place) {
                attempt = Some(attempt.unwrap_or(1) + whole(text, name)?);
            }
        }
        let attempt = attempt.map(|attempt| attempt.to_string());
        telling[OfItem::Attempt as usize] = attempt.as_deref();
        self.items
            .push(row.number, &telling, notes)
            .map(|()| Taken::Kept)
    }

    fn is_full(&self) -> bool {
        self.items.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.items.take()
    }

    fn twin(&self) -> Option<Self> {
        Some(Self {
            items: self.items.twin(),
            fault: self.fault.clone(),
            ..*self
        })
    }
}
