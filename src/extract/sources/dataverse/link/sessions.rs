//! Sessions of desktop flows and runs of cloud flows, as a link exports them. Which text stands for
//! which column is all that is said here.

use std::collections::BTreeSet;

use arrow::array::RecordBatch;

use super::models::Attributes;
use crate::extract::facts::sessions::row::Telling;
use crate::extract::facts::sessions::{Dialect, Sessions};
use crate::extract::notes::Notes;
use crate::extract::reading::columns::{Canonical, Columns};
use crate::extract::rejects::Fault;
use crate::extract::sources::dataverse::context::Context;
use crate::extract::sources::dataverse::fallback::FallbackColumns;
use crate::extract::sources::dataverse::runs;
use crate::extract::sources::dataverse::sessions::DIALECT;
use crate::extract::sources::dataverse::tables::DELETED;
use crate::extract::taker::{RawRow, Reached, Source, Taken, Taker};

/// Sessions of desktop flows, or runs of cloud flows.
pub struct LinkSessions<'a> {
    sessions: Sessions<'a>,
    is_run: bool,
    places: [Option<usize>; Canonical::ALL.len()],
    own_id: Option<usize>,
    automation: Option<usize>,
    user: Option<usize>,
    context: Option<usize>,
    sequence: Option<usize>,
    created: Option<usize>,
    absent: BTreeSet<String>,
    /// Why no row of this object can be read.
    fault: Option<Fault>,
}

impl<'a> LinkSessions<'a> {
    /// `columns` are all; of the satellite's `own` ones it is told where they are not there.
    pub fn new(
        source: Source<'a>,
        attributes: &Attributes,
        columns: &'a Columns,
        own: Option<&Columns>,
    ) -> Self {
        let own_id = attributes.place("flowsessionid");
        let rows = Self::of(source, DIALECT, attributes, columns, own, (own_id, None));
        Self {
            user: attributes.place("owninguser"),
            context: attributes.place("context"),
            sequence: attributes.place("parentcloudflowrunsequenceid"),
            ..rows
        }
    }

    /// Runs of cloud flows.
    pub fn runs(source: Source<'a>, attributes: &Attributes, columns: &'a Columns) -> Self {
        let own_id = attributes.place("Id").or(attributes.place(runs::KEY));
        let rows = Self::of(
            source,
            runs::DIALECT,
            attributes,
            columns,
            None,
            (own_id, attributes.place(runs::AUTOMATION)),
        );
        Self {
            is_run: true,
            user: attributes.place("owninguser"),
            ..rows
        }
    }

    fn of(
        source: Source<'a>,
        dialect: Dialect,
        attributes: &Attributes,
        columns: &'a Columns,
        own: Option<&Columns>,
        (own_id, automation): (Option<usize>, Option<usize>),
    ) -> Self {
        let place = |field: &Canonical| attributes.place(&columns.0.get(field)?.header);
        let name = |field: &Canonical| {
            columns
                .0
                .get(field)
                .map_or(field.as_str(), |column| &column.header)
                .to_owned()
        };
        let created = attributes.place("createdon");
        let second = |field: &Canonical| match field {
            Canonical::SessionId => own_id,
            Canonical::AutomationId => automation,
            _ => None,
        };
        let is_there = |field: &&Canonical| place(field).or(second(field)).is_some();
        let mut missing: Vec<String> = Canonical::REQUIRED
            .iter()
            .filter(|field| !is_there(field))
            .map(name)
            .collect();
        let times = [Canonical::Started, Canonical::Ended];
        if created.is_none() && !times.iter().any(|field| place(field).is_some()) {
            missing.push(times.iter().map(name).collect::<Vec<_>>().join(" or "));
        }
        let fault = missing.first().map(|first| {
            let message = format!(
                "the model names no attribute {}: export the table with all its columns",
                missing.join(", ")
            );
            Fault::new(first, "missing_column", message)
        });
        let absent = own
            .iter()
            .flat_map(|own| own.0.keys())
            .filter(|field| place(field).is_none())
            .map(name)
            .collect();
        let names = Canonical::ALL.iter().map(name).collect();
        Self {
            sessions: Sessions::new(source, dialect, Some(columns), names),
            is_run: false,
            places: std::array::from_fn(|at| place(&Canonical::ALL[at])),
            own_id,
            automation,
            user: None,
            context: None,
            sequence: None,
            created,
            absent,
            fault,
        }
    }
}

impl Taker for LinkSessions<'_> {
    fn push(&mut self, row: RawRow<'_>, notes: &mut Notes) -> Result<Taken, Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let text_at = |place: Option<usize>| {
            place
                .and_then(|at| row.text(at))
                .filter(|text| !text.trim().is_empty())
        };
        let context = text_at(self.context).map(Context::read).unwrap_or_default();
        let mut telling: Telling<'_> = std::array::from_fn(|field| text_at(self.places[field]));
        if self.is_run && runs::is_forgotten(&mut telling, DELETED)? {
            notes.forget();
            return Ok(Taken::Passed);
        }
        let fallbacks = FallbackColumns {
            id: text_at(self.own_id),
            automation: text_at(self.automation),
            user: text_at(self.user),
            context: &context,
            sequence: text_at(self.sequence),
            created: text_at(self.created),
        };
        let is_timeless = fallbacks.fill(&mut telling);
        self.sessions
            .push_placed(row.number, &telling, is_timeless, notes)?;
        Ok(Taken::Kept)
    }

    fn is_full(&self) -> bool {
        self.sessions.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.sessions.take()
    }

    fn twin(&self) -> Option<Self> {
        // What is absent is told once, by the one that finishes.
        Some(Self {
            sessions: self.sessions.twin(),
            absent: BTreeSet::new(),
            fault: self.fault.clone(),
            ..*self
        })
    }

    fn finish(self, reached: &mut Reached) {
        reached.notes.absent.extend(self.absent);
    }
}
