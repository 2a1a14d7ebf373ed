//! What an export's columns are called, and what they say of a session.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::extract::amounts::Unit;
use crate::model::Zone;
use crate::model::session::{NotAWord, words};

/// Canonical = theirs. With it, only what is listed is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns(pub BTreeMap<Canonical, Column>);

/// Where a canonical value stands in an export, and how it is told there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    /// Empty where it is a constant, or made of several.
    pub header: String,
    /// Of an id that is told in several columns: all of them, in this order.
    pub parts: Vec<String>,
    /// What every row tells, whatever it says.
    pub constant: Option<String>,
    /// strftime; of times only.
    pub format: Option<String>,
    /// Of a duration; of times that are numbers since 1970.
    pub unit: Option<Unit>,
    /// Of times that carry no offset; None: the satellite's.
    pub timezone: Option<Zone>,
    /// Theirs = canonical. Of outcome and mode: words; of any other column: texts that are replaced before they are read.
    pub map: BTreeMap<String, String>,
}

impl Column {
    pub fn named(header: impl Into<String>) -> Self {
        Self { header: header.into(), ..Self::default() }
    }

    pub fn constant(told: impl Into<String>) -> Self {
        Self { constant: Some(told.into()), ..Self::default() }
    }

    pub fn made_of(parts: &[&str]) -> Self {
        Self { parts: parts.iter().map(|part| (*part).to_owned()).collect(), ..Self::default() }
    }

    /// Whether a row tells it in one column.
    pub fn is_plain(&self) -> bool {
        self.constant.is_none() && self.parts.is_empty()
    }

    /// As messages call it.
    pub fn called(&self) -> String {
        if self.parts.is_empty() { self.header.trim().to_owned() } else { self.parts.join(" + ") }
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
        matches!(self, Self::SessionId | Self::AutomationId | Self::ParentAutomationId | Self::ParentSessionId)
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
        !self.0.is_empty() && self.0.iter().any(|word| word.eq_ignore_ascii_case(text.trim()))
    }
}

impl Columns {
    /// Those that are made of several columns, as [`Compound`](crate::extract::compound::Compound) takes them.
    pub(in crate::extract) fn compounds(&self) -> impl Iterator<Item = (usize, Option<&'static str>, &Column)> {
        let required = |told: Canonical| (told == Canonical::SessionId).then_some(told.as_str());
        self.0.iter().map(move |(&told, column)| (told as usize, required(told), column))
    }

    /// Every canonical value under its own name.
    pub fn canonical() -> Self {
        let told = Canonical::ALL.iter().filter(|told| !told.is_derived_from());
        Self(told.map(|&told| (told, Column::named(told.as_str()))).collect())
    }
}
