//! Sessions of desktop flows and runs of cloud flows, as the service answers: which property stands
//! for which column.

use super::row::{etag, refuse_error};
use crate::extract::carriers::json::members::WantedPaths;
use crate::extract::facts::sessions::row::Telling;
use crate::extract::facts::sessions::{Dialect, Sessions};
use crate::extract::notes::Notes;
use crate::extract::reading::columns::{Canonical, Columns};
use crate::extract::rejects::Fault;
use crate::extract::sources::dataverse::context::Context;
use crate::extract::sources::dataverse::fallback::FallbackColumns;
use crate::extract::sources::dataverse::runs;
use crate::extract::sources::dataverse::sessions::DIALECT;
use crate::extract::sources::dataverse::tables::{ETAG, LABEL, Table, is_own};
use crate::extract::taker::Source;

/// What of a table's rows is told otherwise than a link tells it.
pub struct ServiceColumns {
    table: Table,
    dialect: Dialect,
    /// Columns that only a label tells, and those that it tells where there is no code.
    labels: &'static [(Canonical, &'static str)],
    /// The second places: of the user, the context, the sequence, the creation, the session and its
    /// automation.
    fallbacks: [Option<&'static str>; 6],
    is_run: bool,
}

pub static SESSION: ServiceColumns = ServiceColumns {
    table: Table::Flowsession,
    dialect: DIALECT,
    labels: &[
        (Canonical::AutomationName, "_regardingobjectid_value"),
        (Canonical::MachineName, "_machineid_value"),
        (Canonical::Outcome, "statuscode"),
        (Canonical::Mode, "runmode"),
    ],
    fallbacks: [
        Some("_owninguser_value"),
        Some("context"),
        Some("parentcloudflowrunsequenceid"),
        Some("createdon"),
        None,
        None,
    ],
    is_run: false,
};

pub static RUN: ServiceColumns = ServiceColumns {
    table: Table::Flowrun,
    dialect: runs::DIALECT,
    labels: &[(Canonical::AutomationName, "_workflow_value")],
    fallbacks: [
        Some("_owninguser_value"),
        None,
        None,
        Some("createdon"),
        Some(runs::KEY),
        Some(runs::AUTOMATION),
    ],
    is_run: true,
};

/// Sessions of desktop flows, or runs of cloud flows.
pub struct ServiceSessions<'a> {
    form: &'static ServiceColumns,
    /// The columns that properties tell, in the order in which these are asked for.
    fields: Vec<Canonical>,
    asked: WantedPaths,
    pub sessions: Sessions<'a>,
}

impl<'a> ServiceSessions<'a> {
    pub fn new(
        form: &'static ServiceColumns,
        source: Source<'a>,
        own: Option<&Columns>,
        columns: &'a Columns,
    ) -> Self {
        let mut names: Vec<String> = Canonical::ALL
            .iter()
            .map(|field| field.to_string())
            .collect();
        let (mut fields, mut paths) = (Vec::new(), Vec::new());
        for (&column, theirs) in &columns.0 {
            let path = if is_own(column, own) {
                Some(theirs.header.as_str())
            } else {
                form.table.entry().property(&theirs.header)
            };
            if let Some(path) = path {
                names[column as usize] = path.to_owned();
                fields.push(column);
                paths.push(path.to_owned());
            }
        }
        paths.extend(
            form.labels
                .iter()
                .map(|(_, property)| format!("{property}{LABEL}")),
        );
        paths.extend(
            form.fallbacks
                .into_iter()
                .flatten()
                .chain([ETAG])
                .map(str::to_owned),
        );
        Self {
            form,
            fields,
            asked: WantedPaths::new(&paths),
            sessions: Sessions::new(source, form.dialect, Some(columns), names),
        }
    }

    pub fn push(&mut self, row: i64, text: &[u8], notes: &mut Notes) -> Result<(), Fault> {
        let texts = self.asked.of(text, &mut |_| {})?;
        let mut members = texts
            .iter()
            .map(|text| text.as_deref().filter(|text| !text.trim().is_empty()));
        let mut telling: Telling<'_> = [None; Canonical::ALL.len()];
        for (&field, member) in self.fields.iter().zip(members.by_ref()) {
            telling[field as usize] = member;
        }
        for ((field, _), label) in self.form.labels.iter().zip(members.by_ref()) {
            telling[*field as usize] = telling[*field as usize].or(label);
        }
        let [user, context, sequence, created, id, automation] = self
            .form
            .fallbacks
            .map(|asked| asked.and_then(|_| members.next().flatten()));
        let tag = members.next().flatten();
        let version = &mut telling[Canonical::SourceVersion as usize];
        *version = version.or(tag.and_then(etag));
        if telling[Canonical::SessionId as usize].or(id).is_none() {
            refuse_error(text)?;
        }
        if self.form.is_run {
            runs::is_forgotten(&mut telling, "")?;
        }
        let context = context.map(Context::read).unwrap_or_default();
        let is_timeless = FallbackColumns {
            id,
            automation,
            user,
            context: &context,
            sequence,
            created,
        }
        .fill(&mut telling);
        self.sessions
            .push_placed(row, &telling, is_timeless, notes)?;
        Ok(())
    }

    pub fn delete(
        &mut self,
        row: i64,
        id: Option<&str>,
        version: Option<&str>,
        notes: &mut Notes,
    ) -> Result<(), Fault> {
        let mut telling: Telling<'_> = [None; Canonical::ALL.len()];
        telling[Canonical::SessionId as usize] = id;
        telling[Canonical::SourceVersion as usize] = version;
        telling[Canonical::Deleted as usize] = Some("true");
        self.sessions.push(row, &telling, notes)
    }
}
