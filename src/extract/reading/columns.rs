//! What an export's columns are called, and what they say of a session.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::amounts::{Digits, Unit};
use super::globs::path_pattern::PathPattern;
use crate::model::Zone;
use crate::model::session::{NotAWord, words};

/// Canonical = theirs. With it, only what is listed is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns(pub BTreeMap<Canonical, Column>);

/// Where a canonical value stands in an export, and how it is told there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    /// Empty where it is a constant, made of several, or told by no column.
    pub header: String,
    /// Of what is told in several columns, an id, a time or a duration: all of them, in this order.
    pub parts: Vec<String>,
    /// What every row tells, whatever it says.
    pub constant: Option<String>,
    /// What the path of an export says of all its rows: a constant, as soon as an export is at
    /// hand.
    pub path: Option<PathPattern>,
    /// Of a session's id: it is made of all that a row tells.
    pub is_content: bool,
    /// strftime, or `excel`; of times only.
    pub format: Option<String>,
    /// In which a time is read that is not written in that one.
    pub other_formats: Vec<String>,
    /// Of durations, and of times that are numbers.
    pub digits: Digits,
    /// Of a duration; of times that are numbers since 1970.
    pub unit: Option<Unit>,
    /// Of times that carry no offset; None: the satellite's.
    pub timezone: Option<Zone>,
    /// Theirs = canonical. Of outcome and mode: words; of any other column: texts that are replaced
    /// before they are read. A star stands for every other text ([`EVERY_OTHER`]).
    pub map: BTreeMap<String, String>,
}

impl Column {
    pub fn named(header: impl Into<String>) -> Self {
        Self {
            header: header.into(),
            ..Self::default()
        }
    }

    /// Made of all that a row tells.
    pub fn content() -> Self {
        Self {
            is_content: true,
            ..Self::default()
        }
    }

    pub fn constant(text: impl Into<String>) -> Self {
        Self {
            constant: Some(text.into()),
            ..Self::default()
        }
    }

    pub fn made_of(parts: &[&str]) -> Self {
        Self {
            parts: parts.iter().map(|part| (*part).to_owned()).collect(),
            ..Self::default()
        }
    }

    /// Whether a row tells it in one column.
    pub fn is_plain(&self) -> bool {
        self.is_told_by_rows() && self.parts.is_empty()
    }

    /// Whether columns of the export tell it.
    pub fn is_told_by_rows(&self) -> bool {
        self.constant.is_none() && self.path.is_none() && !self.is_content
    }

    /// Which texts are replaced before they are read, if any are.
    pub fn replaced(&self) -> Option<Replaced<'_>> {
        let otherwise = self.map.get(EVERY_OTHER).map(String::as_str);
        (!self.map.is_empty()).then_some(Replaced {
            map: &self.map,
            otherwise,
        })
    }

    /// As messages call it.
    pub fn called(&self) -> String {
        if self.parts.is_empty() {
            self.header.trim().to_owned()
        } else {
            self.parts.join(" + ")
        }
    }
}

/// In a map: every text that it does not name. What is nothing is no text.
pub const EVERY_OTHER: &str = "*";
/// In a map: the text that is a star.
pub const STAR: &str = "\\*";

/// Texts that are replaced before they are read.
#[derive(Clone, Copy)]
pub struct Replaced<'a> {
    map: &'a BTreeMap<String, String>,
    otherwise: Option<&'a str>,
}

impl<'a> Replaced<'a> {
    /// What is read in the place of a text; None: the text itself.
    pub fn of(&self, text: &str) -> Option<&'a str> {
        let written = if text == EVERY_OTHER { STAR } else { text };
        let otherwise = self.otherwise.filter(|_| !text.is_empty());
        self.map.get(written).map(String::as_str).or(otherwise)
    }
}

words! {
    /// What an export can tell of a session.
    Canonical {
        SessionId = "session_id",
        AutomationId = "automation_id",
        AutomationName = "automation_name",
        SolutionId = "solution_id",
        SolutionVersion = "solution_version",
        Started = "started",
        Ended = "ended",
        Duration = "duration",
        Outcome = "outcome",
        Mode = "mode",
        Trigger = "trigger",
        MachineId = "machine_id",
        MachineName = "machine_name",
        MachineGroup = "machine_group",
        Owner = "owner",
        ParentAutomationId = "parent_automation_id",
        ParentSessionId = "parent_session_id",
        ErrorCode = "error_code",
        ErrorMessage = "error_message",
        SourceVersion = "source_version",
        SourceModified = "source_modified",
        Deleted = "deleted",
    }
}

impl Canonical {
    /// What an export must have a column for; besides, `started` or `ended`.
    pub const REQUIRED: &[Self] = &[Self::SessionId, Self::AutomationId, Self::Outcome];

    pub const fn is_time(self) -> bool {
        matches!(self, Self::Started | Self::Ended | Self::SourceModified)
    }

    /// Whether it may be made of several columns.
    pub const fn is_id(self) -> bool {
        matches!(
            self,
            Self::SessionId | Self::AutomationId | Self::ParentAutomationId | Self::ParentSessionId
        )
    }

    /// Whether it may be made of several columns, as an id, a time or a duration may.
    pub const fn may_be_made(self) -> bool {
        self.is_id() || self.is_time() || self.is_derived_from()
    }

    /// Whether it may be the same in all rows. That which makes a row this row and no other may
    /// not.
    pub const fn may_be_constant(self) -> bool {
        !(self.is_time()
            || self.is_derived_from()
            || matches!(self, Self::SessionId | Self::SourceVersion | Self::Deleted))
    }

    /// What another value may be made of: asked for only where it is listed.
    pub const fn is_derived_from(self) -> bool {
        matches!(self, Self::Duration)
    }

    /// Blanks around it mean nothing.
    pub(in crate::extract) const fn is_trimmed(self) -> bool {
        !matches!(
            self,
            Self::AutomationName
                | Self::SolutionVersion
                | Self::Trigger
                | Self::MachineName
                | Self::MachineGroup
                | Self::Owner
                | Self::ErrorCode
                | Self::ErrorMessage
        )
    }
}

/// Texts that an export writes where there is nothing, in any case and without blanks around them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Nothing(pub Vec<String>);

impl Nothing {
    /// No text but the empty one.
    pub const NONE: &'static Self = &Self(Vec::new());

    #[inline]
    pub fn hides(&self, text: &str) -> bool {
        !self.0.is_empty()
            && self
                .0
                .iter()
                .any(|word| word.eq_ignore_ascii_case(text.trim()))
    }
}

impl Columns {
    /// Every canonical value under its own name.
    pub fn canonical() -> Self {
        let field = Canonical::ALL
            .iter()
            .filter(|field| !field.is_derived_from());
        Self(
            field
                .map(|&field| (field, Column::named(field.as_str())))
                .collect(),
        )
    }
}
