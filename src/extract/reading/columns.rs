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
    /// Empty where it is a constant.
    pub header: String,
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

impl Columns {
    /// Every canonical value under its own name.
    pub fn canonical() -> Self {
        let told = Canonical::ALL.iter().filter(|told| !told.is_derived_from());
        Self(told.map(|&told| (told, Column::named(told.as_str()))).collect())
    }
}
