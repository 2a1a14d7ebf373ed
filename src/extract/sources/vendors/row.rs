//! A row of a vendor's, as it becomes a session.

use std::borrow::Cow;

use crate::extract::reading::columns::{Canonical, Columns};
use crate::extract::reading::outcomes::Meaning;
use crate::model::{Mode, Outcome};

/// What a row tells, and what is still to be weighed of it.
pub struct VendorSession<'r> {
    pub texts: [Option<Cow<'r, str>>; Canonical::ALL.len()],
    pub considered: Vec<Option<Cow<'r, str>>>,
    /// What is weighed of it, by name.
    pub names: &'static [&'static str],
    pub own: Option<&'r Columns>,
    /// The path of the export that it stands in.
    pub object: &'r str,
}

impl<'r> VendorSession<'r> {
    pub fn text(&self, field: Canonical) -> Option<&str> {
        self.texts[field as usize].as_deref()
    }

    pub fn tell(&mut self, field: Canonical, text: impl Into<Cow<'r, str>>) {
        self.texts[field as usize] = Some(text.into());
    }

    /// Tells what is not told yet.
    pub fn fill(&mut self, field: Canonical, text: Option<impl Into<Cow<'r, str>>>) {
        if let (None, Some(text)) = (self.text(field), text) {
            self.tell(field, text);
        }
    }

    /// Whether the satellite says where this stands: then it is told as it is there.
    pub fn is_own(&self, field: Canonical) -> bool {
        self.own.is_some_and(|own| own.0.contains_key(&field))
    }

    /// One of what is weighed, by its name.
    pub fn says(&self, name: &str) -> Option<&str> {
        self.names
            .iter()
            .position(|considered| *considered == name)
            .and_then(|at| self.considered[at].as_deref())
    }

    /// As [`VendorSession::says`], to be told on.
    pub fn taken(&mut self, name: &str) -> Option<Cow<'r, str>> {
        self.names
            .iter()
            .position(|considered| *considered == name)
            .and_then(|at| self.considered[at].take())
    }

    pub fn is_true(&self, name: &str) -> bool {
        self.says(name)
            .is_some_and(|text| text.trim().eq_ignore_ascii_case("true") || text.trim() == "1")
    }

    /// What something says of itself is its error where it failed; else it may be anything, also
    /// who stopped it.
    pub fn error_if_failed(&mut self, words: &OutcomeWords, name: &str) {
        if words.means(Outcome::Failed, self.text(Canonical::Outcome)) {
            let text = self.taken(name);
            self.fill(Canonical::ErrorMessage, text);
        }
    }

    /// Puts a text in the place of the outcome if the map has it as one of these, which hold
    /// whatever came of it.
    pub fn outcome_if(&mut self, words: &OutcomeWords, name: &str, whatever: &[Outcome]) {
        if self.says(name).is_some_and(|text| {
            whatever
                .iter()
                .any(|&outcome| words.means(outcome, Some(text)))
        }) {
            let text = self.taken(name);
            self.texts[Canonical::Outcome as usize] = text;
        }
    }
}

/// What the vendor's words mean, and the satellite's before them.
pub struct OutcomeWords {
    pub outcomes: Meaning<Outcome>,
    pub modes: Meaning<Mode>,
    /// What is a test is told by how it went.
    pub count_tests: bool,
}

impl OutcomeWords {
    pub fn means(&self, outcome: Outcome, text: Option<&str>) -> bool {
        text.is_some_and(|text| self.outcomes.read(text.trim()) == Some(outcome))
    }
}
