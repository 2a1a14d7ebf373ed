//! Exports of a link from Dataverse to a data lake ([`synapse-link`](crate::extract::Format::SynapseLink)): CSVs without
//! header lines, below a root or in folders named by the hour, and models that say what their fields are.
//!
//! Reading order: `layout` (what lies where), `models` (what the fields are), `location` (where a model says that a part
//! lies), `announced` (what is to be read), `rows` and `items` (what a row means).

mod announced;
mod besides;
mod context;
mod events;
mod items;
mod labels;
mod layout;
mod location;
mod models;
mod rows;
pub mod runs;
mod told;

use std::fmt;
use std::io::Read;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use self::events::EventRows;
use self::items::ItemRows;
use self::models::Attributes;
use self::rows::{NameRows, SessionRows};
use super::csv::{self, Keep, Reached};
use super::error::ExtractError;
use super::events::{AUDIT, FLOW_EVENT};
use super::reading::Columns;
use super::sessions::Source;
use crate::lake::Object;
use crate::lake::tables::{AUDIT_EVENTS, ITEMS, NAMES, SESSIONS, SOURCE_EVENTS};
use crate::model::session::{NotAWord, words};

pub use self::announced::announce;
pub use self::besides::Besides;
pub use self::context::Context;
pub use self::rows::{DIALECT, columns};

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

/// A CSV that is to be read, and what its fields are.
#[derive(Debug, Clone)]
pub struct Part {
    pub object: Object,
    pub table: Table,
    attributes: Arc<Attributes>,
    /// The hour at which its folder was begun.
    pub stamp: Option<DateTime<Utc>>,
    /// What its table's choices are called, and no rows of it.
    pub holds_labels: bool,
    /// How it is read: the satellite's reading, and the attributes.
    pub reading: String,
}

impl Part {
    /// The lake's table that its rows go to.
    pub fn lake_table(&self) -> &'static str {
        if self.holds_labels {
            return NAMES.name;
        }
        match self.table {
            Table::Flowsession | Table::Flowrun => SESSIONS.name,
            Table::Workqueueitem => ITEMS.name,
            Table::Flowevent => SOURCE_EVENTS.name,
            Table::Audit => AUDIT_EVENTS.name,
            Table::Workflow | Table::Flowmachine | Table::Flowmachinegroup | Table::Workqueue | Table::Solution | Table::Systemuser => {
                NAMES.name
            }
        }
    }

    /// Reads it from beginning to end. `own` are the satellite's columns, which come before the vendor's.
    pub fn read(&self, input: impl Read, own: Option<&Columns>, source: Source<'_>, keep: &mut Keep<'_>) -> Result<Reached, ExtractError> {
        if self.holds_labels {
            return labels::read(input, self.table, source);
        }
        let attributes = &self.attributes;
        let (delimiter, width) = (attributes.delimiter, attributes.width());
        match self.table {
            Table::Flowsession => {
                let all = rows::columns(own);
                csv::headless(input, delimiter, width, source, SessionRows::new(source, attributes, &all, own), keep)
            }
            Table::Flowrun => {
                let all = runs::columns(own);
                csv::headless(input, delimiter, width, source, SessionRows::runs(source, attributes, &all), keep)
            }
            Table::Workqueueitem => csv::headless(input, delimiter, width, source, ItemRows::new(source, attributes), keep),
            Table::Flowevent => csv::headless(input, delimiter, width, source, EventRows::new(source, attributes, &FLOW_EVENT), keep),
            Table::Audit => csv::headless(input, delimiter, width, source, EventRows::new(source, attributes, &AUDIT), keep),
            table => csv::headless(input, delimiter, width, source, NameRows::new(source, attributes, table), keep),
        }
    }
}

#[cfg(test)]
mod tests {}
