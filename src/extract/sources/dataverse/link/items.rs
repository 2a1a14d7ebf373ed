//! Items of Dataverse's work queues. An item stays one row however often it is tried: its attempts
//! are only counted.

use arrow::array::RecordBatch;

use super::models::Attributes;
use super::rows::DIALECT;
use super::table::{DELETED, MODIFIED, VERSION};
use crate::extract::carriers::csv::fields::Fields;
use crate::extract::carriers::csv::taker::Taker;
use crate::extract::facts::items::{ItemNames, ItemTelling, Items};
use crate::extract::notes::Notes;
use crate::extract::reading::items::OfItem;
use crate::extract::rejects::Fault;
use crate::extract::taker::Source;
use crate::extract::values::whole;
use crate::model::Zone;

/// Which attribute tells what; the link adds Id, SinkModifiedOn and IsDelete to every table. What
/// an item is about (its name, its input, what came of it, who worked on it) is not asked for, so
/// it is not kept.
const TOLD: [(OfItem, &str); 10] = [
    (OfItem::ItemId, "Id"),
    (OfItem::QueueId, "workqueueid"),
    (OfItem::Created, "createdon"),
    (OfItem::Started, "processingstarttime"),
    (OfItem::Ended, "completedon"),
    (OfItem::Due, "expirydate"),
    (OfItem::Outcome, "statuscode"),
    (OfItem::SourceVersion, VERSION),
    (OfItem::SourceModified, MODIFIED),
    (OfItem::Deleted, DELETED),
];
const OWN_ID: &str = "workqueueitemid";
/// How often it was tried again, by itself and by a person.
const RETRIES: [&str; 2] = ["retrycount", "requeuecount"];

pub struct ItemRows<'a> {
    items: Items<'a>,
    places: [Option<usize>; OfItem::ALL.len()],
    own_id: Option<usize>,
    retries: [Option<usize>; RETRIES.len()],
    /// Why no row of this object can be read.
    fault: Option<Fault>,
}

impl<'a> ItemRows<'a> {
    pub fn new(source: Source<'a>, attributes: &Attributes) -> Self {
        let named = |told: OfItem| {
            TOLD.iter()
                .find(|(known, _)| *known == told)
                .map(|(_, name)| *name)
        };
        let places = std::array::from_fn(|at| attributes.place(named(OfItem::ALL[at])?));
        let own_id = attributes.place(OWN_ID);
        let is_there = |told: OfItem| {
            places[told as usize].is_some() || (told == OfItem::ItemId && own_id.is_some())
        };
        let required = [
            OfItem::ItemId,
            OfItem::QueueId,
            OfItem::Outcome,
            OfItem::Created,
        ];
        let missing: Vec<&str> = required
            .into_iter()
            .filter(|told| !is_there(*told))
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

impl Taker for ItemRows<'_> {
    fn push(&mut self, line: i64, fields: Fields<'_>, notes: &mut Notes) -> Result<(), Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let field = |place: Option<usize>| {
            place
                .and_then(|at| fields.get(at))
                .map(str::trim)
                .filter(|text| !text.is_empty())
        };
        let mut telling: ItemTelling<'_> = std::array::from_fn(|told| field(self.places[told]));
        telling[OfItem::ItemId as usize] = telling[OfItem::ItemId as usize].or(field(self.own_id));
        let mut attempt = None;
        for (place, name) in self.retries.into_iter().zip(RETRIES) {
            if let Some(text) = field(place) {
                attempt = Some(attempt.unwrap_or(1) + whole(text, name)?);
            }
        }
        let attempt = attempt.map(|attempt| attempt.to_string());
        telling[OfItem::Attempt as usize] = attempt.as_deref();
        self.items.push(line, &telling, notes)
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
