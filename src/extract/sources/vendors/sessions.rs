//! Sessions, as a vendor's rows tell them.

use std::borrow::Cow;

use arrow::array::RecordBatch;

use super::form::{Description, Form};
use super::row::{Row, Rows, Words};
use crate::extract::facts::sessions::row::Telling;
use crate::extract::facts::sessions::{Dialect, Sessions};
use crate::extract::notes::Notes;
use crate::extract::reading::Vendored;
use crate::extract::reading::columns::{Canonical, Columns};
use crate::extract::reading::outcomes::Meaning;
use crate::extract::rejects::Fault;
use crate::extract::taker::Source;
use crate::extract::values::guid;

/// The rows of one form.
pub struct SessionRows<'a> {
    pub form: &'static Form,
    /// How many of the columns that are asked for may tell each.
    told: Vec<(Canonical, usize)>,
    /// All that are asked for: those that tell, those of creation, and what is weighed.
    pub paths: Vec<String>,
    words: Words,
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

impl<'a> SessionRows<'a> {
    /// `columns` are all; where the satellite has its own ones, only they are asked.
    pub fn new(
        description: &'static Description,
        form: &'static Form,
        columns: &'a Columns,
        asked: &'a Vendored,
        source: Source<'a>,
    ) -> Self {
        let own = asked.columns.as_ref();
        let mut names: Vec<String> = Canonical::ALL.iter().map(|told| told.to_string()).collect();
        let (mut told, mut paths) = (Vec::new(), Vec::<String>::new());
        for (&canonical, column) in &columns.0 {
            names[canonical as usize].clone_from(&column.header);
            let vendors = form
                .told
                .iter()
                .find(|(told, _)| *told == canonical)
                .map_or(&[][..], |(_, paths)| *paths);
            let paths_of = match own.is_some_and(|own| own.0.contains_key(&canonical)) {
                true => vec![column.header.clone()],
                false => vendors.iter().map(|path| (*path).to_owned()).collect(),
            };
            told.push((canonical, paths_of.len()));
            paths.extend(paths_of);
        }
        paths.extend(
            form.created
                .iter()
                .chain(form.weighed)
                .map(|path| (*path).to_owned()),
        );
        let map = |told: Canonical| columns.0.get(&told).map(|column| &column.map);
        let words = Words {
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
            told,
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
        self.told.first().map_or(0, |(_, count)| *count)
    }
}

impl Rows for SessionRows<'_> {
    fn twin(&self) -> Self {
        Self::new(
            self.description,
            self.form,
            self.columns,
            self.asked,
            self.source,
        )
    }

    fn push<'r>(
        &mut self,
        row: i64,
        texts: impl Iterator<Item = Option<Cow<'r, str>>>,
        notes: &mut Notes,
    ) -> Result<(), Fault> {
        let mut texts = texts.map(|text| text.filter(|text| !text.trim().is_empty()));
        let mut read = Row {
            told: [const { None }; Canonical::ALL.len()],
            weighed: Vec::new(),
            names: self.form.weighed,
            own: self.asked.columns.as_ref(),
            object: self.source.object,
        };
        for &(told, count) in &self.told {
            for text in texts.by_ref().take(count) {
                read.fill(told, text);
            }
        }
        let created = texts
            .by_ref()
            .take(self.form.created.len())
            .fold(None, |told, text| told.or(text));
        read.weighed.extend(texts);
        for told in IDS.into_iter().filter(|_| self.description.guids) {
            if let Some(plain) = read.told(told).and_then(|id| guid(id.trim())) {
                read.tell(told, plain);
            }
        }
        if read.told(Canonical::SessionId).is_some() {
            (self.form.made)(&mut read, &self.words)?;
        }
        // What waits for its turn has neither begun nor ended; it stands on the day it came to be,
        // and no duration is made of that.
        let is_timeless =
            read.told(Canonical::Started).is_none() && read.told(Canonical::Ended).is_none();
        if is_timeless {
            read.fill(Canonical::Started, created);
        }
        let telling: Telling<'_> = std::array::from_fn(|told| read.told[told].as_deref());
        let tombstones = notes.tombstones;
        self.sessions.push(row, &telling, notes)?;
        notes.placed_by_creation += i64::from(is_timeless && notes.tombstones == tombstones);
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.sessions.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.sessions.take()
    }
}
