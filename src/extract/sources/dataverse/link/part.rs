//! A part of a link's export: how its rows are read.

use std::io::Read;
use std::sync::Arc;

use arrow::array::RecordBatch;
use chrono::{DateTime, Utc};

use super::events::LinkEvents;
use super::items::LinkItems;
use super::labels;
use super::models::Attributes;
use super::names::LinkNames;
use super::sessions::LinkSessions;
use crate::extract::carriers::csv;
use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::reading::columns::Columns;
use crate::extract::rejects::Fault;
use crate::extract::sources::dataverse::tables::{Holds, Table};
use crate::extract::sources::dataverse::{runs, sessions};
use crate::extract::taker::{Keep, RawRow, Reached, Source, Taken, Taker};
use crate::lake::Object;
use crate::lake::tables::NAMES;

/// A CSV that is to be read, and what its fields are.
#[derive(Debug, Clone)]
pub struct LinkPart {
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

impl LinkPart {
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
        let columns = self.table.columns(own);
        let attributes = &self.attributes;
        let mut reached = csv::headless(
            input,
            attributes.delimiter,
            attributes.width(),
            source,
            TableRows::new(self.table, attributes, &columns, own, source),
            keep,
        )?;
        reached.notes.columns = self.attributes.names().map(str::to_owned).collect();
        Ok(reached)
    }
}

impl Table {
    /// All columns of its sessions, of which the satellite's `own` ones come first.
    pub fn columns(self, own: Option<&Columns>) -> Columns {
        match self {
            Self::Flowrun => runs::columns(own),
            _ => sessions::columns(own),
        }
    }
}

/// The rows of one of the tables, whose texts stand where the attributes do.
pub enum TableRows<'a> {
    Sessions(Box<LinkSessions<'a>>),
    Items(Box<LinkItems<'a>>),
    Events(Box<LinkEvents<'a>>),
    Names(Box<LinkNames<'a>>),
}

impl<'a> TableRows<'a> {
    /// `columns` are all of the table's; of the satellite's `own` ones it is told where they are
    /// not there.
    pub fn new(
        table: Table,
        attributes: &Attributes,
        columns: &'a Columns,
        own: Option<&Columns>,
        source: Source<'a>,
    ) -> Self {
        let sessions = |rows| Self::Sessions(Box::new(rows));
        let entry = table.entry();
        match entry.holds {
            Holds::Sessions => sessions(LinkSessions::new(source, attributes, columns, own)),
            Holds::Runs => sessions(LinkSessions::runs(source, attributes, columns)),
            Holds::Items => Self::Items(Box::new(LinkItems::new(source, attributes))),
            Holds::Events(form) => {
                Self::Events(Box::new(LinkEvents::new(source, attributes, form)))
            }
            Holds::Names(columns) => Self::Names(Box::new(LinkNames::new(
                source, attributes, entry.key, columns,
            ))),
        }
    }
}

impl Taker for TableRows<'_> {
    fn push(&mut self, row: RawRow<'_>, notes: &mut Notes) -> Result<Taken, Fault> {
        match self {
            Self::Sessions(rows) => rows.push(row, notes),
            Self::Items(rows) => rows.push(row, notes),
            Self::Events(rows) => rows.push(row, notes),
            Self::Names(rows) => rows.push(row, notes),
        }
    }

    fn is_full(&self) -> bool {
        match self {
            Self::Sessions(rows) => rows.is_full(),
            Self::Items(rows) => rows.is_full(),
            Self::Events(rows) => rows.is_full(),
            Self::Names(rows) => rows.is_full(),
        }
    }

    fn take(&mut self) -> Option<RecordBatch> {
        match self {
            Self::Sessions(rows) => rows.take(),
            Self::Items(rows) => rows.take(),
            Self::Events(rows) => rows.take(),
            Self::Names(rows) => rows.take(),
        }
    }

    fn finish(self, reached: &mut Reached) {
        match self {
            Self::Sessions(rows) => rows.finish(reached),
            Self::Items(rows) => rows.finish(reached),
            Self::Events(rows) => rows.finish(reached),
            Self::Names(rows) => rows.finish(reached),
        }
    }

    fn twin(&self) -> Option<Self> {
        Some(match self {
            Self::Sessions(rows) => Self::Sessions(Box::new(rows.twin()?)),
            Self::Items(rows) => Self::Items(Box::new(rows.twin()?)),
            Self::Events(rows) => Self::Events(Box::new(rows.twin()?)),
            Self::Names(rows) => Self::Names(Box::new(rows.twin()?)),
        })
    }
}
