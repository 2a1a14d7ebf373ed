//! Which tables a link exports, and where their rows go.

use std::fmt;
use std::str::FromStr;

use crate::extract::carriers::csv::taker::Taker;
use crate::extract::error::ExtractError;
use crate::extract::taker::Reached;
use crate::lake::tables::{AUDIT_EVENTS, ITEMS, NAMES, SESSIONS, SOURCE_EVENTS};
use crate::model::session::{NotAWord, words};

pub const VERSION: &str = "versionnumber";
pub const MODIFIED: &str = "SinkModifiedOn";
pub const DELETED: &str = "IsDelete";

words! {
    /// The tables that are read; others are left alone.
    Table {
        Flowsession = "flowsession",
        Flowrun = "flowrun",
        Workflow = "workflow",
        Flowmachine = "flowmachine",
        Flowmachinegroup = "flowmachinegroup",
        Workqueue = "workqueue",
        Workqueueitem = "workqueueitem",
        Flowevent = "flowevent",
        Solution = "solution",
        Systemuser = "systemuser",
        Audit = "audit",
    }
}

impl Table {
    /// The lake's table that its rows go to.
    pub fn lake_table(self) -> &'static str {
        match self {
            Self::Flowsession | Self::Flowrun => SESSIONS.name,
            Self::Workqueueitem => ITEMS.name,
            Self::Flowevent => SOURCE_EVENTS.name,
            Self::Audit => AUDIT_EVENTS.name,
            Self::Workflow
            | Self::Flowmachine
            | Self::Flowmachinegroup
            | Self::Workqueue
            | Self::Solution
            | Self::Systemuser => NAMES.name,
        }
    }
}

/// Hands rows to whoever takes them, whose fields are what the attributes name.
pub trait Feed {
    fn feed<T: Taker>(self, taker: T) -> Result<Reached, ExtractError>;
}
