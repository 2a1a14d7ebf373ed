//! What an export can tell of the items of queues, and how its owner said that it does.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::columns::Column;
use crate::model::session::{NotAWord, words};

words! {
    /// What an export can tell of an item.
    OfItem {
        ItemId = "item_id",
        AncestorId = "ancestor_id",
        Attempt = "attempt",
        QueueId = "queue_id",
        QueueName = "queue_name",
        AutomationId = "automation_id",
        SessionId = "session_id",
        Created = "created",
        Started = "started",
        Ended = "ended",
        Due = "due",
        AtRisk = "at_risk",
        Outcome = "outcome",
        ErrorCode = "error_code",
        WorkMs = "work_ms",
        SourceVersion = "source_version",
        SourceModified = "source_modified",
        Deleted = "deleted",
    }
}

impl OfItem {
    /// Whether it may be made of several columns.
    pub const fn is_id(self) -> bool {
        matches!(
            self,
            Self::ItemId | Self::AncestorId | Self::QueueId | Self::AutomationId | Self::SessionId
        )
    }

    /// What an export must have a column for; besides, one of [`OfItem::PLACING`].
    pub const REQUIRED: &[Self] = &[Self::ItemId, Self::QueueId, Self::Outcome];
    /// What says on which day an item counts.
    pub const PLACING: [Self; 3] = [Self::Created, Self::Started, Self::Ended];
    pub const TIMES: [Self; 6] = [
        Self::Created,
        Self::Started,
        Self::Ended,
        Self::Due,
        Self::AtRisk,
        Self::SourceModified,
    ];

    pub fn is_time(self) -> bool {
        Self::TIMES.contains(&self)
    }

    /// Whether it may be the same in all rows.
    pub const fn may_be_constant(self) -> bool {
        matches!(
            self,
            Self::Outcome | Self::QueueId | Self::QueueName | Self::AutomationId
        )
    }
}

/// Canonical = theirs. Only what is listed is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemColumns(pub BTreeMap<OfItem, Column>);
