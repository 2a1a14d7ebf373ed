//! A part of a link's export: how its rows are read.

use std::io::Read;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::events::EventRows;
use super::items::ItemRows;
use super::models::Attributes;
use super::rows::{self, NameRows, SessionRows};
use super::table::{Feed, Table};
use super::{labels, runs};
use crate::extract::carriers::csv;
use crate::extract::carriers::csv::taker::Taker;
use crate::extract::error::ExtractError;
use crate::extract::facts::events::{AUDIT, FLOW_EVENT};
use crate::extract::reading::columns::Columns;
use crate::extract::taker::{Keep, Reached, Source};
use crate::lake::Object;
use crate::lake::tables::NAMES;

/// A CSV that is to be read, and what its fields are.
#[derive(Debug, Clone)]
pub struct Part {
    pub object: Object,
    pub table: Table,
    pub(super) attributes: Arc<Attributes>,
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

impl Table {
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
