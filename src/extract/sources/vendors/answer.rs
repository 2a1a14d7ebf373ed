//! The rows of whatever table a vendor's service answered with.

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::RecordBatch;
use memchr::memmem;

use super::form::{Description, ItemForm, NameForm, SessionForm, TableContent, VendorTable};
use super::items::VendorItems;
use super::sessions::VendorSessions;
use crate::extract::carriers::json::members::WantedPaths;
use crate::extract::facts::names::Names;
use crate::extract::notes::Notes;
use crate::extract::reading::times::Clock;
use crate::extract::rejects::Fault;
use crate::extract::sources::errors::refuse_error;
use crate::extract::sources::table_choice::TableChoice;
use crate::extract::taker::{RawRow, Reached, Source, Taken, Taker};

pub struct VendorRows<'a> {
    description: &'static Description,
    tables: TableChoice<VendorTable>,
    sessions: Vec<(WantedPaths, VendorSessions<'a>)>,
    items: Vec<(WantedPaths, VendorItems<'a>)>,
    names: Names<'a>,
    /// What is asked of each table of names.
    asked: Vec<(&'static NameForm, WantedPaths)>,
    /// Members that nobody asked for, as the first row of its table has them: their vendor's tables
    /// have them all.
    strangers: Option<BTreeSet<String>>,
}

impl<'a> VendorRows<'a> {
    pub fn new(
        description: &'static Description,
        sessions: Vec<VendorSessions<'a>>,
        source: Source<'a>,
    ) -> Self {
        let asked = |paths: &[String]| WantedPaths::or_within(paths, description.within);
        let forms = description
            .tables
            .iter()
            .filter_map(|table| match table.holds {
                TableContent::Names(form) => Some((form, asked(&form.paths()))),
                _ => None,
            });
        Self {
            description,
            tables: TableChoice::of(description.tables, source.object),
            sessions: sessions
                .into_iter()
                .map(|rows| (asked(&rows.paths), rows))
                .collect(),
            items: description
                .items(source)
                .into_iter()
                .map(|rows| (asked(&rows.paths), rows))
                .collect(),
            names: Names::new(
                source,
                Clock::new(None, description.zone.unwrap_or(source.satellite.timezone)),
            ),
            asked: forms.collect(),
            strangers: None,
        }
    }

    fn keep(
        &mut self,
        name: &str,
        holds: &'static TableContent,
        row: i64,
        text: &[u8],
        notes: &mut Notes,
    ) -> Result<Taken, Fault> {
        match *holds {
            TableContent::Sessions(form) => self.session(form, row, text, notes)?,
            TableContent::Names(form) => {
                let (_, asked) = self
                    .asked
                    .iter_mut()
                    .find(|(of, _)| std::ptr::eq(*of, form))
                    .expect("every table of names is asked for");
                form.keep(
                    self.description,
                    &mut self.names,
                    row,
                    &asked.of(text, &mut |_| {})?,
                    notes,
                )?;
            }
            TableContent::Items(form) => self.item(form, row, text, notes)?,
            TableContent::Events {
                members,
                of,
                several,
            } => {
                let Some(event) = event(members, text)? else {
                    self.refuse_error(text)?;
                    return Err(Fault::new(
                        members[0],
                        "missing_value",
                        "an event must say what it is of, and this one does not",
                    ));
                };
                let kind = event.split('.').next().unwrap_or_default();
                let Some((_, holds)) = of.iter().find(|(known, _)| *known == kind) else {
                    notes.unread.insert(kind.to_owned());
                    return Ok(Taken::Passed);
                };
                // Several at once have only come to be: each is told again by itself.
                let members = several
                    .iter()
                    .filter(|(known, _)| *known == kind)
                    .map(|(_, member)| *member);
                if members.into_iter().any(|member| has(member, text)) {
                    notes.unread.insert(format!("{event} (of several)"));
                    return Ok(Taken::Passed);
                }
                return self.keep(name, holds, row, text, notes);
            }
            TableContent::MasterData => {
                notes.master.insert(name.to_owned());
                return Ok(Taken::Passed);
            }
            TableContent::Nothing => {
                notes.unread.insert(name.to_owned());
                return Ok(Taken::Passed);
            }
        }
        Ok(Taken::Kept)
    }

    fn session(
        &mut self,
        form: &'static SessionForm,
        row: i64,
        text: &[u8],
        notes: &mut Notes,
    ) -> Result<(), Fault> {
        let rows = self
            .sessions
            .iter_mut()
            .find(|(_, rows)| std::ptr::eq(rows.form, form));
        let (asked, rows) = rows.expect("every form has its rows");
        let mut strangers = BTreeSet::new();
        let is_first = self.strangers.is_none();
        let texts = asked.of(text, &mut |name| {
            if is_first {
                strangers.insert(name.to_owned());
            }
        })?;
        if is_first {
            self.strangers = Some(strangers);
        }
        let kept = rows.push(RawRow::of_texts(row, &texts), notes);
        kept.map(|_| ()).or_else(|fault| self.refused(fault, text))
    }

    fn item(
        &mut self,
        form: &'static ItemForm,
        row: i64,
        text: &[u8],
        notes: &mut Notes,
    ) -> Result<(), Fault> {
        let rows = self
            .items
            .iter_mut()
            .find(|(_, rows)| std::ptr::eq(rows.form, form));
        let (asked, rows) = rows.expect("every form has its rows");
        let texts = asked.of(text, &mut |_| {})?;
        let kept = rows.push(RawRow::of_texts(row, &texts), notes);
        kept.map(|_| ()).or_else(|fault| self.refused(fault, text))
    }

    /// What lacks something may be no row at all.
    fn refused(&self, fault: Fault, text: &[u8]) -> Result<(), Fault> {
        if fault.code == "missing_value" {
            self.refuse_error(text)?;
        }
        Err(fault)
    }

    /// A row of no table that says itself what it is.
    fn event_table(&self, text: &[u8]) -> Result<Option<&'static VendorTable>, Fault> {
        for table in self.description.tables {
            if let TableContent::Events { members, .. } = table.holds
                && event(members, text)?.is_some()
            {
                return Ok(Some(table));
            }
        }
        Ok(None)
    }

    fn refuse_error(&self, row: &[u8]) -> Result<(), Fault> {
        refuse_error(self.description.speaker, self.description.errors, row)
    }
}

/// What an event is called, in small letters. The first member says it whatever it says; another
/// one only where it says what of, and, behind a dot, which: elsewhere it may be the type of
/// anything.
fn event(members: &[&str], text: &[u8]) -> Result<Option<String>, Fault> {
    let texts = WantedPaths::new(members).of(text, &mut |_| {})?;
    let names = texts
        .iter()
        .enumerate()
        .filter_map(|(at, name)| Some((at, name.as_deref()?.trim())));
    let mut said = names.filter(|(at, name)| *at == 0 || name.contains('.'));
    Ok(said.next().map(|(_, name)| name.to_lowercase()))
}

/// Whether a row has such a member, and it is not null. Few rows name it anywhere, and only they
/// are taken apart.
fn has(member: &str, text: &[u8]) -> bool {
    let named = memmem::find(text, format!("\"{member}\"").as_bytes()).is_some();
    let row =
        || serde_json::from_slice::<BTreeMap<String, serde_json::Value>>(text).unwrap_or_default();
    named && row().get(member).is_some_and(|value| !value.is_null())
}

/// What a row says of itself that it is of, where it is the whole of an answer.
fn own_context(text: &[u8]) -> Result<Option<String>, Fault> {
    const CONTEXT: &str = "@odata.context";
    if memmem::find(text, CONTEXT.as_bytes()).is_none() {
        return Ok(None);
    }
    Ok(WantedPaths::new([CONTEXT]).of(text, &mut |_| {})?[0]
        .as_deref()
        .map(str::to_owned))
}

impl Taker for VendorRows<'_> {
    fn push(&mut self, row: RawRow<'_>, notes: &mut Notes) -> Result<Taken, Fault> {
        let RawRow {
            number: row,
            object: text,
            context,
            ..
        } = row;
        // An answer that is one row says itself what it is.
        let own = if context.is_none() {
            own_context(text)?
        } else {
            None
        };
        match self.tables.told_by(context.or(own.as_deref())) {
            Ok(Some(table)) => self.keep(table.names[0], &table.holds, row, text, notes),
            Ok(None) => match self.event_table(text)? {
                Some(table) => self.keep(table.names[0], &table.holds, row, text, notes),
                None => {
                    self.refuse_error(text)?;
                    Ok(Taken::Unread(self.description.untold()))
                }
            },
            Err(other) => {
                notes.unread.insert(other);
                Ok(Taken::Passed)
            }
        }
    }

    fn is_full(&self) -> bool {
        self.sessions.iter().any(|(_, rows)| rows.is_full())
            || self.items.iter().any(|(_, rows)| rows.is_full())
    }

    fn take(&mut self) -> Option<RecordBatch> {
        // Where the items are full, it is them that must go.
        let full = self
            .items
            .iter_mut()
            .filter(|(_, rows)| rows.is_full())
            .find_map(|(_, rows)| rows.take());
        full.or_else(|| self.sessions.iter_mut().find_map(|(_, rows)| rows.take()))
            .or_else(|| self.items.iter_mut().find_map(|(_, rows)| rows.take()))
    }

    fn finish(self, reached: &mut Reached) {
        reached.names = self.names.rows;
        reached.notes.members = self.strangers.unwrap_or_default();
    }
}
