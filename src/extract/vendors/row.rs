//! A row of a vendor's, as it becomes a session.

use std::borrow::Cow;

use arrow::array::RecordBatch;

use super::{Description, Form};
use crate::extract::notes::Notes;
use crate::extract::outcomes::Meaning;
use crate::extract::reading::{Canonical, Columns, Vendored};
use crate::extract::rejects::Fault;
use crate::extract::sessions::{Dialect, Sessions, Source, Telling};
use crate::extract::values::guid;
use crate::model::{Mode, Outcome};

/// What a row tells, and what is still to be weighed of it.
pub struct Row<'r> {
    told: [Option<Cow<'r, str>>; Canonical::ALL.len()],
    weighed: Vec<Option<Cow<'r, str>>>,
    form: &'static Form,
    own: Option<&'r Columns>,
    /// The path of the export that it stands in.
    pub object: &'r str,
}

impl<'r> Row<'r> {
    pub fn told(&self, told: Canonical) -> Option<&str> {
        self.told[told as usize].as_deref()
    }

    pub fn tell(&mut self, told: Canonical, text: impl Into<Cow<'r, str>>) {
        self.told[told as usize] = Some(text.into());
    }

    /// Tells what is not told yet.
    pub fn fill(&mut self, told: Canonical, text: Option<impl Into<Cow<'r, str>>>) {
        if let (None, Some(text)) = (self.told(told), text) {
            self.tell(told, text);
        }
    }

    /// Whether the satellite says where this stands: then it is told as it is there.
    pub fn is_own(&self, told: Canonical) -> bool {
        self.own.is_some_and(|own| own.0.contains_key(&told))
    }

    /// One of what is weighed, by its name.
    pub fn says(&self, name: &str) -> Option<&str> {
        self.form
            .weighed
            .iter()
            .position(|weighed| *weighed == name)
            .and_then(|at| self.weighed[at].as_deref())
    }

    /// As [`Row::says`], to be told on.
    pub fn taken(&mut self, name: &str) -> Option<Cow<'r, str>> {
        self.form
            .weighed
            .iter()
            .position(|weighed| *weighed == name)
            .and_then(|at| self.weighed[at].take())
    }

    pub fn is_true(&self, name: &str) -> bool {
        self.says(name)
            .is_some_and(|text| text.trim().eq_ignore_ascii_case("true") || text.trim() == "1")
    }

    /// What something says of itself is its error where it failed; else it may be anything, also
    /// who stopped it.
    pub fn blame(&mut self, words: &Words, name: &str) {
        if words.means(Outcome::Failed, self.told(Canonical::Outcome)) {
            let text = self.taken(name);
            self.fill(Canonical::ErrorMessage, text);
        }
    }

    /// Puts a text in the place of the outcome if the map has it as one of these, which hold
    /// whatever came of it.
    pub fn overrule(&mut self, words: &Words, name: &str, whatever: &[Outcome]) {
        if self.says(name).is_some_and(|text| {
            whatever
                .iter()
                .any(|&outcome| words.means(outcome, Some(text)))
        }) {
            let text = self.taken(name);
            self.told[Canonical::Outcome as usize] = text;
        }
    }
}

/// What the vendor's words mean, and the satellite's before them.
pub struct Words {
    pub outcomes: Meaning<Outcome>,
    pub modes: Meaning<Mode>,
    /// What is a test is told by how it went.
    pub count_tests: bool,
}

impl Words {
    pub fn means(&self, outcome: Outcome, text: Option<&str>) -> bool {
        text.is_some_and(|text| self.outcomes.read(text.trim()) == Some(outcome))
    }
}

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

/// Who makes sessions or items of a vendor's rows.
pub trait Rows: Sized {
    /// Another of its kind, that has nothing yet.
    fn twin(&self) -> Self;
    /// Keeps a row, or says why it cannot be kept. `texts` are what stands under the paths.
    fn push<'r>(
        &mut self,
        row: i64,
        texts: impl Iterator<Item = Option<Cow<'r, str>>>,
        notes: &mut Notes,
    ) -> Result<(), Fault>;
    fn is_full(&self) -> bool;
    fn take(&mut self) -> Option<RecordBatch>;
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
            form: self.form,
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
