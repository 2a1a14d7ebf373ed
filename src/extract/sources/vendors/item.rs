//! A row of a vendor's, as it becomes an item of a queue. Each attempt may be a row of its own,
//! which names the one that it repeats. What an item is about, and what came of it, is not asked
//! for, so it is not kept.

use std::borrow::Cow;

use crate::extract::reading::items::OfItem;

/// What a row tells, and what is still to be weighed of it.
pub struct VendorItem<'r> {
    pub texts: [Option<Cow<'r, str>>; OfItem::ALL.len()],
    pub considered: Vec<Option<Cow<'r, str>>>,
    /// What is weighed of it, by name.
    pub names: &'static [&'static str],
    /// The path of the export that it stands in.
    pub object: &'r str,
}

impl<'r> VendorItem<'r> {
    pub fn text(&self, field: OfItem) -> Option<&str> {
        self.texts[field as usize].as_deref()
    }

    pub fn tell(&mut self, field: OfItem, text: impl Into<Cow<'r, str>>) {
        self.texts[field as usize] = Some(text.into());
    }

    /// Tells what is not told yet.
    pub fn fill(&mut self, field: OfItem, text: Option<impl Into<Cow<'r, str>>>) {
        if let (None, Some(text)) = (self.text(field), text) {
            self.tell(field, text);
        }
    }

    /// Takes back what a column told that turns out to tell nothing.
    pub fn clear(&mut self, field: OfItem) {
        self.texts[field as usize] = None;
    }

    /// One of what is weighed, by its name.
    pub fn says(&self, name: &str) -> Option<&str> {
        self.names
            .iter()
            .position(|considered| *considered == name)
            .and_then(|at| self.considered[at].as_deref())
    }
}
