//! A row of a vendor's, as it becomes an item of a queue. Each attempt may be a row of its own,
//! which names the one that it repeats. What an item is about, and what came of it, is not asked
//! for, so it is not kept.

use std::borrow::Cow;

use crate::extract::reading::items::OfItem;

/// What a row tells, and what is still to be weighed of it.
pub struct ItemRow<'r> {
    pub told: [Option<Cow<'r, str>>; OfItem::ALL.len()],
    pub weighed: Vec<Option<Cow<'r, str>>>,
    /// What is weighed of it, by name.
    pub names: &'static [&'static str],
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
        self.names
            .iter()
            .position(|weighed| *weighed == name)
            .and_then(|at| self.weighed[at].as_deref())
    }
}
