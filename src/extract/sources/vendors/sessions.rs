//! Sessions, as a vendor's rows tell them.

use std::borrow::Cow;

use arrow::array::RecordBatch;

use super::form::{Description, SessionForm};
use super::row::{OutcomeWords, VendorSession};
use crate::extract::facts::sessions::row::Telling;
use crate::extract::facts::sessions::{Dialect, Sessions};
use crate::extract::notes::Notes;
use crate::extract::reading::Vendored;
use crate::extract::reading::columns::{Canonical, Columns};
use crate::extract::reading::outcomes::Meaning;
use crate::extract::rejects::Fault;
use crate::extract::taker::{RawRow, Source, Taken, Taker};
use crate::extract::values::guid;

/// The rows of one form.
pub struct VendorSessions<'a> {
    pub form: &'static SessionForm,
    /// How many of the columns that are asked for may tell each.
    fields: Vec<(Canonical, usize)>,
    /// All that are asked for: those that tell, those of creation, and what is weighed.
    pub paths: Vec<String>,
    words: OutcomeWords,
    description: &'static Description,
    columns: &'a Columns,
    asked: &'a Vendored,
    source: Source<'a>,
    sessions: Sessions<'a>,
}

/// What may be a GUID.
const IDS: [Canonical; 6] = [
    Canonical::SessionId,
    Canonical::AutomationId,
    Canonical::SolutionId,
    Canonical::MachineId,
    Canonical::ParentAutomationId,
    Canonical::ParentSessionId,
];

impl<'a> VendorSessions<'a> {
    /// `columns` are all; where the satellite has its own ones, only they are asked.
    pub fn new(
        description: &'static Description,
        form: &'static SessionForm,
        columns: &'a Columns,
        asked: &'a Vendored,
        source: Source<'a>,
    ) -> Self {
        let own = asked.columns.as_ref();
        let mut names: Vec<String> = Canonical::ALL
            .iter()
            .map(|field| field.to_string())
            .collect();
        let (mut fields, mut paths) = (Vec::new(), Vec::<String>::new());
        for (&canonical, column) in &columns.0 {
            names[canonical as usize].clone_from(&column.header);
            let vendors = form
                .columns
                .iter()
                .find(|(field, _)| *field == canonical)
                .map_or(&[][..], |(_, paths)| *paths);
            let paths_of = match own.is_some_and(|own| own.0.contains_key(&canonical)) {
                true => vec![column.header.clone()],
                false => vendors.iter().map(|path| (*path).to_owned()).collect(),
            };
            fields.push((canonical, paths_of.len()));
            paths.extend(paths_of);
        }
        paths.extend(
            form.created
                .iter()
                .chain(form.considered)
                .map(|path| (*path).to_owned()),
        );
        let map = |field: Canonical| columns.0.get(&field).map(|column| &column.map);
        let words = OutcomeWords {
            outcomes: Meaning::of_outcomes(description.words, map(Canonical::Outcome)),
            modes: Meaning::of_modes(description.words, map(Canonical::Mode)),
            count_tests: asked.count_tests,
        };
        let forgotten_after_days = description
            .horizon
            .as_ref()
            .map(|horizon| horizon.forgotten_after_days);
        let dialect = Dialect {
            words: description.words,
            forgotten_after_days,
            ..Dialect::default()
        };
        let sessions = Sessions::new(source, dialect, Some(columns), names);
        Self {
            form,
            fields,
            paths,
            words,
            description,
            columns,
            asked,
            source,
            sessions,
        }
    }

    /// How many of the paths tell which session it is: they are the first.
    pub fn ids(&self) -> usize {
        self.fields.first().map_or(0, |(_, count)| *count)
    }
}

impl Taker for VendorSessions<'_> {
    fn push(&mut self, raw: RawRow<'_>, notes: &mut Notes) -> Result<Taken, Fault> {
        let mut texts = (0..self.paths.len()).map(|at| {
            let text = raw.text(at).filter(|text| !text.trim().is_empty());
            text.map(Cow::Borrowed)
        });
        let mut read = VendorSession {
            texts: [const { None }; Canonical::ALL.len()],
            considered: Vec::new(),
            names: self.form.considered,
            own: self.asked.columns.as_ref(),
            object: self.source.object,
        };
        for &(field, count) in &self.fields {
            for text in texts.by_ref().take(count) {
                read.fill(field, text);
            }
        }
        let created = texts
            .by_ref()
            .take(self.form.created.len())
            .fold(None, |first, text| first.or(text));
        read.considered.extend(texts);
        for field in IDS.into_iter().filter(|_| self.description.guids) {
            if let Some(plain) = read.text(field).and_then(|id| guid(id.trim())) {
                read.tell(field, plain);
            }
        }
        if read.text(Canonical::SessionId).is_some() {
            (self.form.made)(&mut read, &self.words)?;
        }
        // What waits for its turn has neither begun nor ended; it stands on the day it came to be,
        // and no duration is made of that.
        let is_timeless =
            read.text(Canonical::Started).is_none() && read.text(Canonical::Ended).is_none();
        if is_timeless {
            read.fill(Canonical::Started, created);
        }
        let telling: Telling<'_> = std::array::from_fn(|field| read.texts[field].as_deref());
        self.sessions
            .push_placed(raw.number, &telling, is_timeless, notes)?;
        Ok(Taken::Kept)
    }

    fn is_full(&self) -> bool {
        self.sessions.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.sessions.take()
    }

    fn twin(&self) -> Option<Self> {
        Some(Self::new(
            self.description,
            self.form,
            self.columns,
            self.asked,
            self.source,
        ))
    }
}
