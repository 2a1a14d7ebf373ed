//! Items of work queues, as the service tells them: the same table as a link's, under the service's
//! names. An item stays one row however often it is tried: its attempts are only counted.

use arrow::array::RecordBatch;

use super::row::etag;
use crate::extract::carriers::json::members::WantedPaths;
use crate::extract::facts::items::{ItemNames, ItemTelling, Items};
use crate::extract::notes::Notes;
use crate::extract::reading::items::OfItem;
use crate::extract::rejects::Fault;
use crate::extract::sources::dataverse::sessions::DIALECT;
use crate::extract::sources::dataverse::tables::{ETAG, RETRIES, item_properties};
use crate::extract::taker::Source;
use crate::extract::values::whole;
use crate::model::Zone;

pub struct ServiceItems<'a> {
    asked: WantedPaths,
    /// What the first of those asked for tell.
    fields: Vec<OfItem>,
    items: Items<'a>,
}

impl<'a> ServiceItems<'a> {
    pub fn new(source: Source<'a>) -> Self {
        let mut names: ItemNames = std::array::from_fn(|at| OfItem::ALL[at].as_str());
        item_properties().for_each(|(field, property)| names[field as usize] = property);
        names[OfItem::Attempt as usize] = RETRIES[0];
        let fields: Vec<OfItem> = item_properties().map(|(field, _)| field).collect();
        let paths = item_properties()
            .map(|(_, property)| property)
            .chain(RETRIES)
            .chain([ETAG]);
        Self {
            asked: WantedPaths::new(paths),
            fields,
            items: Items::new(source, DIALECT, Zone::UTC, names),
        }
    }

    /// Keeps a row, or says why it cannot be kept. What tells no item may be no row at all:
    /// `refuse` says so.
    pub fn push(
        &mut self,
        row: i64,
        text: &[u8],
        refuse: impl Fn(&[u8]) -> Result<(), Fault>,
        notes: &mut Notes,
    ) -> Result<(), Fault> {
        let texts = self.asked.of(text, &mut |_| {})?;
        let mut members = texts
            .iter()
            .map(|text| text.as_deref().filter(|text| !text.trim().is_empty()));
        let mut telling: ItemTelling<'_> = [None; OfItem::ALL.len()];
        for &field in &self.fields {
            telling[field as usize] = members.next().flatten();
        }
        let mut attempt = None;
        for (name, text) in RETRIES.into_iter().zip(members.by_ref()) {
            if let Some(text) = text {
                attempt = Some(attempt.unwrap_or(1) + whole(text.trim(), name)?);
            }
        }
        let version = &mut telling[OfItem::SourceVersion as usize];
        *version = version.or(members.next().flatten().and_then(etag));
        if telling[OfItem::ItemId as usize].is_none() {
            refuse(text)?;
        }
        let attempt = attempt.map(|attempt| attempt.to_string());
        telling[OfItem::Attempt as usize] = attempt.as_deref();
        self.items.push(row, &telling, notes)
    }

    pub fn delete(
        &mut self,
        row: i64,
        id: Option<&str>,
        version: Option<&str>,
        notes: &mut Notes,
    ) -> Result<(), Fault> {
        let mut telling: ItemTelling<'_> = [None; OfItem::ALL.len()];
        telling[OfItem::ItemId as usize] = id;
        telling[OfItem::SourceVersion as usize] = version;
        telling[OfItem::Deleted as usize] = Some("true");
        self.items.push(row, &telling, notes)
    }

    pub fn is_full(&self) -> bool {
        self.items.is_full()
    }

    pub fn take(&mut self) -> Option<RecordBatch> {
        self.items.take()
    }
}
