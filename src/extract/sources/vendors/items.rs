//! Items of queues, as a vendor's rows tell them.

use std::borrow::Cow;

use arrow::array::RecordBatch;

use super::form::{Description, ItemForm};
use super::item::VendorItem;
use crate::extract::facts::items::{ItemNames, ItemTelling, Items};
use crate::extract::facts::sessions::Dialect;
use crate::extract::notes::Notes;
use crate::extract::reading::items::OfItem;
use crate::extract::reading::outcomes::Meaning;
use crate::extract::rejects::Fault;
use crate::extract::taker::{RawRow, Source, Taken, Taker};
use crate::extract::values::guid;
use crate::model::Outcome;

/// The rows of one form.
pub struct VendorItems<'a> {
    pub form: &'static ItemForm,
    /// All that are asked for: those that tell, and what is weighed.
    pub paths: Vec<String>,
    outcomes: Meaning<Outcome>,
    description: &'static Description,
    source: Source<'a>,
    items: Items<'a>,
}

impl<'a> VendorItems<'a> {
    pub fn new(
        description: &'static Description,
        form: &'static ItemForm,
        source: Source<'a>,
    ) -> Self {
        let mut names: ItemNames = std::array::from_fn(|at| OfItem::ALL[at].as_str());
        form.columns
            .iter()
            .for_each(|(field, paths)| names[*field as usize] = paths[0]);
        let dialect = Dialect {
            words: description.words,
            ..Dialect::default()
        };
        let zone = form
            .zone
            .or(description.zone)
            .unwrap_or(source.satellite.timezone);
        Self {
            form,
            paths: form
                .columns
                .iter()
                .flat_map(|(_, paths)| *paths)
                .chain(form.considered)
                .map(|path| (*path).to_owned())
                .collect(),
            outcomes: Meaning::of_item_outcomes(description.words),
            description,
            source,
            items: Items::new(source, dialect, zone, names),
        }
    }

    /// How many of the paths tell which item it is: they are the first.
    pub fn ids(&self) -> usize {
        self.form.columns[0].1.len()
    }
}

impl Taker for VendorItems<'_> {
    fn push(&mut self, raw: RawRow<'_>, notes: &mut Notes) -> Result<Taken, Fault> {
        let mut texts = (0..self.paths.len()).map(|at| {
            let text = raw.text(at).filter(|text| !text.trim().is_empty());
            text.map(Cow::Borrowed)
        });
        let mut read = VendorItem {
            texts: [const { None }; OfItem::ALL.len()],
            considered: Vec::new(),
            names: self.form.considered,
            object: self.source.object,
        };
        for (field, paths) in self.form.columns {
            for text in texts.by_ref().take(paths.len()) {
                read.fill(*field, text);
            }
        }
        read.considered.extend(texts);
        for &field in OfItem::ALL
            .iter()
            .filter(|field| self.description.guids && field.is_id())
        {
            if let Some(plain) = read.text(field).and_then(|id| guid(id.trim())) {
                read.tell(field, plain);
            }
        }
        if read.text(OfItem::ItemId).is_some() {
            (self.form.made)(&mut read, &self.outcomes)?;
        }
        let telling: ItemTelling<'_> = std::array::from_fn(|field| read.texts[field].as_deref());
        self.items
            .push(raw.number, &telling, notes)
            .map(|()| Taken::Kept)
    }

    fn is_full(&self) -> bool {
        self.items.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.items.take()
    }

    fn twin(&self) -> Option<Self> {
        Some(Self::new(self.description, self.form, self.source))
    }
}
