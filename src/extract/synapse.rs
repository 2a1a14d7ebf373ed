//! Exports of a link from Dataverse to a data lake
//! ([`synapse-link`](crate::extract::Format::SynapseLink)): CSVs without header lines, below a root
//! or in folders named by the hour, and models that say what their fields are.
//!
//! Reading order: `layout` (what lies where), `models` (what the fields are), `location` (where a
//! model says that a part lies), `announced` (what is to be read), `rows` and `items` (what a row
//! means).

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
use self::rows::{NameRows, SessionRows};
use super::csv::{self, Keep, Reached, Taker};
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
pub use self::models::Attributes;
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
            NAMES.name
        } else {
            self.table.lake_table()
        }
    }

    /// Reads it from beginning to end. `own` are the satellite's columns, which come before the
    /// vendor's.
    pub fn read(
        &self,
        input: impl Read,
        own: Option<&Columns>,
        source: Source<'_>,
        keep: &mut Keep<'_>,
    ) -> Result<Reached, ExtractError> {
        if self.holds_labels {
            return labels::read(input, self.table, source);
        }
        let mut reached = self.table.read(
            &self.attributes,
            own,
            source,
            Headless {
                input,
                attributes: &self.attributes,
                source,
                keep,
            },
        )?;
        reached.notes.columns = self.attributes.names().map(str::to_owned).collect();
        Ok(reached)
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

    /// Reads its rows, wherever they come from.
    pub fn read(
        self,
        attributes: &Attributes,
        own: Option<&Columns>,
        source: Source<'_>,
        feed: impl Feed,
    ) -> Result<Reached, ExtractError> {
        match self {
            Self::Flowsession => {
                let all = rows::columns(own);
                feed.feed(SessionRows::new(source, attributes, &all, own))
            }
            Self::Flowrun => {
                let all = runs::columns(own);
                feed.feed(SessionRows::runs(source, attributes, &all))
            }
            Self::Workqueueitem => feed.feed(ItemRows::new(source, attributes)),
            Self::Flowevent => feed.feed(EventRows::new(source, attributes, &FLOW_EVENT)),
            Self::Audit => feed.feed(EventRows::new(source, attributes, &AUDIT)),
            table => feed.feed(NameRows::new(source, attributes, table)),
        }
    }
}

/// Hands rows to whoever takes them, whose fields are what the attributes name.
pub trait Feed {
    fn feed<T: Taker>(self, taker: T) -> Result<Reached, ExtractError>;
}

/// Rows of a CSV without a header line.
struct Headless<'f, 'k, R> {
    input: R,
    attributes: &'f Attributes,
    source: Source<'f>,
    keep: &'f mut Keep<'k>,
}

impl<R: Read> Feed for Headless<'_, '_, R> {
    fn feed<T: Taker>(self, taker: T) -> Result<Reached, ExtractError> {
        csv::headless(
            self.input,
            self.attributes.delimiter,
            self.attributes.width(),
            self.source,
            taker,
            self.keep,
        )
    }
}
