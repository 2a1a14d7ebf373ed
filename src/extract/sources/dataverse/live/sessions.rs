//! Sessions of desktop flows and runs of cloud flows, as the service answers: which property stands
//! for which column.

use super::row::{etag, refuse_error};
use super::tables::{LABEL, VERSION, is_own, property};
use crate::extract::carriers::json::members::Asked;
use crate::extract::facts::sessions::row::Telling;
use crate::extract::facts::sessions::{Dialect, Sessions};
use crate::extract::notes::Notes;
use crate::extract::reading::columns::{Canonical, Columns};
use crate::extract::rejects::Fault;
use crate::extract::sources::dataverse::link::besides::Besides;
use crate::extract::sources::dataverse::link::context::Context;
use crate::extract::sources::dataverse::link::rows::DIALECT;
use crate::extract::sources::dataverse::link::runs;
use crate::extract::taker::Source;

/// What of a table's rows is told otherwise than a link tells it.
pub struct Form {
    dialect: Dialect,
    /// Columns that only a label tells, and those that it tells where there is no code.
    labels: &'static [(Canonical, &'static str)],
    /// The second places: of the user, the context, the sequence, the creation, the session and its
    /// automation.
    besides: [Option<&'static str>; 6],
    is_run: bool,
}

pub static SESSION: Form = Form {
    dialect: DIALECT,
    labels: &[
        (Canonical::AutomationName, "_regardingobjectid_value"),
        (Canonical::MachineName, "_machineid_value"),
        (Canonical::Outcome, "statuscode"),
        (Canonical::Mode, "runmode"),
    ],
    besides: [
        Some("_owninguser_value"),
        Some("context"),
        Some("parentcloudflowrunsequenceid"),
        Some("createdon"),
        None,
        None,
    ],
    is_run: false,
};

pub static RUN: Form = Form {
    dialect: runs::DIALECT,
    labels: &[(Canonical::AutomationName, "_workflow_value")],
    besides: [
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
pub struct SessionRows<'a> {
    form: &'static Form,
    /// The columns that properties tell, in the order in which these are asked for.
    told: Vec<Canonical>,
    asked: Asked,
    pub sessions: Sessions<'a>,
}

impl<'a> SessionRows<'a> {
    pub fn new(
        form: &'static Form,
        source: Source<'a>,
        own: Option<&Columns>,
        columns: &'a Columns,
    ) -> Self {
        let mut names: Vec<String> = Canonical::ALL.iter().map(|told| told.to_string()).collect();
        let (mut told, mut paths) = (Vec::new(), Vec::new());
        for (&column, theirs) in &columns.0 {
            let path = if is_own(column, own) {
                Some(theirs.header.as_str())
            } else {
                property(&theirs.header)
            };
            if let Some(path) = path {
                names[column as usize] = path.to_owned();
                told.push(column);
                paths.push(path.to_owned());
            }
        }
        paths.extend(
            form.labels
                .iter()
                .map(|(_, property)| format!("{property}{LABEL}")),
        );
        paths.extend(
            form.besides
                .into_iter()
                .flatten()
                .chain([VERSION[1]])
                .map(str::to_owned),
        );
        Self {
            form,
            told,
            asked: Asked::new(&paths),
            sessions: Sessions::new(source, form.dialect, Some(columns), names),
        }
    }

    pub fn push(&mut self, row: i64, text: &[u8], notes: &mut Notes) -> Result<(), Fault> {
        let texts = self.asked.of(text, &mut |_| {})?;
        let mut members = texts
            .iter()
            .map(|text| text.as_deref().filter(|text| !text.trim().is_empty()));
        let mut telling: Telling<'_> = [None; Canonical::ALL.len()];
        for (&told, member) in self.told.iter().zip(members.by_ref()) {
            telling[told as usize] = member;
        }
        for ((told, _), label) in self.form.labels.iter().zip(members.by_ref()) {
            telling[*told as usize] = telling[*told as usize].or(label);
        }
        let [user, context, sequence, created, id, automation] = self
            .form
            .besides
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
        let is_timeless = Besides {
            id,
            automation,
            user,
            context: &context,
            sequence,
            created,
        }
        .fill(&mut telling);
        let tombstones = notes.tombstones;
        self.sessions.push(row, &telling, notes)?;
        notes.placed_by_creation += i64::from(is_timeless && notes.tombstones == tombstones);
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
