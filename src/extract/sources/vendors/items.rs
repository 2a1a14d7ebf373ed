//! Items of queues, as a vendor's rows tell them.

use std::borrow::Cow;

use arrow::array::RecordBatch;

use super::form::{Description, ItemForm};
use super::item::ItemRow;
use super::row::Rows;
use crate::extract::facts::items::{ItemNames, ItemTelling, Items};
use crate::extract::facts::sessions::Dialect;
use crate::extract::notes::Notes;
use crate::extract::reading::items::OfItem;
use crate::extract::reading::outcomes::Meaning;
use crate::extract::rejects::Fault;
use crate::extract::taker::Source;
use crate::extract::values::guid;
use crate::model::Outcome;

/// The rows of one form.
pub struct ItemRows<'a> {
    pub form: &'static ItemForm,
    /// All that are asked for: those that tell, and what is weighed.
    pub paths: Vec<String>,
    outcomes: Meaning<Outcome>,
    description: &'static Description,
    source: Source<'a>,
    items: Items<'a>,
}

impl<'a> ItemRows<'a> {
    pub fn new(
        description: &'static Description,
        form: &'static ItemForm,
        source: Source<'a>,
    ) -> Self {
        let mut names: ItemNames = std::array::from_fn(|at| OfItem::ALL[at].as_str());
        form.told
            .iter()
            .for_each(|(told, paths)| names[*told as usize] = paths[0]);
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
                .told
                .iter()
                .flat_map(|(_, paths)| *paths)
                .chain(form.weighed)
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
        self.form.told[0].1.len()
    }
}

impl Rows for ItemRows<'_> {
    fn twin(&self) -> Self {
        Self::new(self.description, self.form, self.source)
    }

    fn push<'r>(
        &mut self,
        row: i64,
        texts: impl Iterator<Item = Option<Cow<'r, str>>>,
        notes: &mut Notes,
    ) -> Result<(), Fault> {
        let mut texts = texts.map(|text| text.filter(|text| !text.trim().is_empty()));
        let mut read = ItemRow {
            told: [const { None }; OfItem::ALL.len()],
            weighed: Vec::new(),
            names: self.form.weighed,
            object: self.source.object,
        };
        for (told, paths) in self.form.told {
            for text in texts.by_ref().take(paths.len()) {
                read.fill(*told, text);
            }
        }
        read.weighed.extend(texts);
        for &told in OfItem::ALL
            .iter()
            .filter(|told| self.description.guids && told.is_id())
        {
            if let Some(plain) = read.told(told).and_then(|id| guid(id.trim())) {
                read.tell(told, plain);
            }
        }
        if read.told(OfItem::ItemId).is_some() {
            (self.form.made)(&mut read, &self.outcomes)?;
        }
        let telling: ItemTelling<'_> = std::array::from_fn(|told| read.told[told].as_deref());
        self.items.push(row, &telling, notes)
    }

    fn is_full(&self) -> bool {
        self.items.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.items.take()
    }
}
