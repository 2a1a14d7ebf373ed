//! A row of a vendor's, as it becomes an item of a queue. Each attempt may be a row of its own,
//! which names the one that it repeats. What an item is about, and what came of it, is not asked
//! for, so it is not kept.

use std::borrow::Cow;

use arrow::array::RecordBatch;

use super::Description;
use super::row::Rows;
use crate::extract::items::{ItemNames, ItemTelling, Items, OfItem};
use crate::extract::notes::Notes;
use crate::extract::outcomes::Meaning;
use crate::extract::rejects::Fault;
use crate::extract::sessions::{Dialect, Source};
use crate::extract::values::guid;
use crate::model::{Outcome, Zone};

/// How a row tells an item.
pub struct ItemForm {
    /// Which of its columns tell what: the first that is there does. The item's id comes first.
    pub told: &'static [(OfItem, &'static [&'static str])],
    /// What is weighed before it tells something.
    pub weighed: &'static [&'static str],
    /// Whose clocks its times without an offset are; None: the satellite's.
    pub zone: Option<Zone>,
    /// Tells what stands in no column.
    pub made: fn(&mut ItemRow<'_>, &Meaning<Outcome>) -> Result<(), Fault>,
}

/// What a row tells, and what is still to be weighed of it.
pub struct ItemRow<'r> {
    told: [Option<Cow<'r, str>>; OfItem::ALL.len()],
    weighed: Vec<Option<Cow<'r, str>>>,
    form: &'static ItemForm,
    /// The path of the export that it stands in.
    pub object: &'r str,
}

impl<'r> ItemRow<'r> {
    pub fn told(&self, told: OfItem) -> Option<&str> {
        self.told[told as usize].as_deref()
    }

    pub fn tell(&mut self, told: OfItem, text: impl Into<Cow<'r, str>>) {
        self.told[told as usize] = Some(text.into());
    }

    /// Tells what is not told yet.
    pub fn fill(&mut self, told: OfItem, text: Option<impl Into<Cow<'r, str>>>) {
        if let (None, Some(text)) = (self.told(told), text) {
            self.tell(told, text);
        }
    }

    /// Takes back what a column told that turns out to tell nothing.
    pub fn silence(&mut self, told: OfItem) {
        self.told[told as usize] = None;
    }

    /// One of what is weighed, by its name.
    pub fn says(&self, name: &str) -> Option<&str> {
        self.form
            .weighed
            .iter()
            .position(|weighed| *weighed == name)
            .and_then(|at| self.weighed[at].as_deref())
    }
}

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
            form: self.form,
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
