//! What an export can tell of the items of queues, and how its owner said that it does.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::columns::{Column, Nothing};
use super::file::{Encoding, Place, Shape};
use super::sieve::Sieve;
use crate::lake::hash::Hash;
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

/// An export of items, and what is said of its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemExport {
    pub file: ItemFile,
    pub columns: ItemColumns,
    pub nothing: Nothing,
    pub sieve: Sieve,
}

/// How rows lie in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemFile {
    /// None: told by the header line, and by a byte order mark.
    Csv {
        delimiter: Option<u8>,
        encoding: Option<Encoding>,
        /// Before the header.
        skip_lines: u32,
    },
    Json {
        shape: Shape,
        encoding: Option<Encoding>,
        /// What a page calls its rows, as a path; None: `value`, or found.
        rows: Option<String>,
    },
    Parquet,
    Xlsx(Place),
}

impl ItemFile {
    /// What is not given says nothing, so that what was read before it could be given is not read
    /// again.
    pub(in crate::extract) fn hash(&self, hash: Hash) -> Hash {
        match self {
            Self::Csv {
                delimiter,
                encoding,
                skip_lines,
            } => {
                let hash = hash.add(format!(
                    "Csv {{ delimiter: {delimiter:?}, encoding: {encoding:?} }}"
                ));
                if *skip_lines > 0 {
                    hash.add(skip_lines.to_string())
                } else {
                    hash
                }
            }
            Self::Json {
                shape,
                encoding,
                rows,
            } => {
                let hash = hash.add(format!(
                    "Json {{ shape: {shape:?}, encoding: {encoding:?} }}"
                ));
                rows.iter().fold(hash, |hash, rows| hash.add(rows))
            }
            Self::Parquet => hash.add("Parquet"),
            Self::Xlsx(place) => hash.add(format!("Xlsx({place:?})")),
        }
    }
}
