//! What a row means: a session, an item, a name, or that one was deleted. Which property stands for
//! which column is all that is said here; what the columns mean is said where a link's rows are
//! read, since it is the same table.

use arrow::array::RecordBatch;
use memchr::memmem;

use super::items::ServiceItems;
use super::row::{etag, refuse_error};
use super::sessions::{RUN, SESSION, ServiceSessions};
use crate::extract::carriers::json::members::WantedPaths;
use crate::extract::facts::events::{EventForm, EventTelling, Events};
use crate::extract::facts::names::{Field, NameTelling, Names};
use crate::extract::notes::Notes;
use crate::extract::reading::columns::Columns;
use crate::extract::reading::times::Clock;
use crate::extract::rejects::Fault;
use crate::extract::sources::dataverse::sessions::DIALECT;
use crate::extract::sources::dataverse::tables::{
    AUDIT, ETAG, FLOW_EVENT, Holds, MODIFIED_ON, NameColumns, TABLES, TableEntry, VERSION,
};
use crate::extract::sources::table_choice::TableChoice;
use crate::extract::taker::{RawRow, Reached, Source, Taken, Taker};
use crate::model::Zone;

/// Of a row that tells what it is itself.
const ITSELF: [&str; 3] = ["@odata.context", "id", "reason"];
const DELETED: &str = "$deletedEntity";

/// The rows of whatever tables the service answered with.
pub struct ServiceRows<'a> {
    tables: TableChoice<TableEntry>,
    sessions: ServiceSessions<'a>,
    runs: ServiceSessions<'a>,
    events: [Events<'a>; 2],
    items: ServiceItems<'a>,
    names: Names<'a>,
    /// The version up to which whoever was deleted in this export is known to be gone.
    floor: Option<i64>,
    /// The same, as the page in hand says it.
    page_floor: Option<i64>,
}

impl<'a> ServiceRows<'a> {
    /// `columns` are all, of sessions and of runs; the satellite's `own` ones are named as the
    /// service names them.
    pub fn new(
        source: Source<'a>,
        own: Option<&Columns>,
        [sessions, runs]: [&'a Columns; 2],
        floor: Option<i64>,
    ) -> Self {
        let clock = Clock::new(None, Zone::UTC).as_told_by(DIALECT.times);
        Self {
            tables: TableChoice::of(&TABLES, source.object),
            sessions: ServiceSessions::new(&SESSION, source, own, sessions),
            runs: ServiceSessions::new(&RUN, source, None, runs),
            items: ServiceItems::new(source),
            events: [&FLOW_EVENT, &AUDIT].map(|form| Events::new(form, source, DIALECT.times)),
            names: Names::new(source, clock).of_guids(),
            floor,
            page_floor: None,
        }
    }

    /// A row that says `$deletedEntity` of itself names an id and nothing else: its version is the
    /// one up to which the page speaks.
    fn delete(
        &mut self,
        row: i64,
        table: &TableEntry,
        id: Option<&str>,
        notes: &mut Notes,
    ) -> Result<Taken, Fault> {
        // `flowsessions(6f1c…)`, or the id alone.
        let id = id.map(|id| {
            id.rsplit_once('(')
                .map_or(id, |(_, id)| id.trim_end_matches(')'))
        });
        let version = self
            .floor
            .or(self.page_floor)
            .map(|version| version.to_string());
        match table.holds {
            Holds::Sessions => self
                .sessions
                .delete(row, id, version.as_deref(), notes)
                .map(|()| Taken::Kept),
            Holds::Items => self
                .items
                .delete(row, id, version.as_deref(), notes)
                .map(|()| Taken::Kept),
            Holds::Runs | Holds::Events(_) => {
                notes.forget();
                Ok(Taken::Passed)
            }
            Holds::Names(NameColumns { kind, .. }) => {
                let told = NameTelling {
                    id: Field {
                        column: "id",
                        text: id,
                    },
                    version: Field {
                        column: VERSION,
                        text: version.as_deref(),
                    },
                    deleted: Field {
                        column: "reason",
                        text: Some("true"),
                    },
                    ..NameTelling::default()
                };
                self.names
                    .push(row, kind, &told, notes)
                    .map(|()| Taken::Kept)
            }
        }
    }

    fn keep_event(
        &mut self,
        row: i64,
        table: &TableEntry,
        form: &'static EventForm,
        text: &[u8],
        notes: &mut Notes,
    ) -> Result<(), Fault> {
        let texts = form
            .texts
            .iter()
            .filter_map(|(_, attribute)| table.property(attribute));
        let columns: Vec<&str> = [table.key, form.at, VERSION, ETAG, MODIFIED_ON]
            .into_iter()
            .chain(texts)
            .collect();
        let told = WantedPaths::new(&columns).of(text, &mut |_| {})?;
        let field = |at: usize| Field {
            column: columns[at],
            text: told[at].as_deref(),
        };
        let version = Field {
            column: VERSION,
            text: field(2).text.or(field(3).text.and_then(etag)),
        };
        if field(0).text.is_none() {
            refuse_error(text)?;
        }
        let texts: Vec<_> = (5..columns.len()).map(|at| field(at).text).collect();
        let telling = EventTelling {
            id: field(0),
            at: field(1),
            version,
            modified: field(4),
            deleted: Field::default(),
            texts: &texts,
        };
        let events = self
            .events
            .iter_mut()
            .find(|events| events.is_of(form))
            .expect("there are events of each form");
        events.push(row, &telling, notes).map(|_| ())
    }

    fn keep_name(
        &mut self,
        row: i64,
        table: &TableEntry,
        columns: NameColumns,
        text: &[u8],
        notes: &mut Notes,
    ) -> Result<(), Fault> {
        let NameColumns {
            kind,
            name,
            solution,
            parent,
        } = columns;
        let parent = parent.and_then(|parent| table.property(parent));
        let columns = [
            table.key,
            name,
            solution.unwrap_or_default(),
            parent.unwrap_or_default(),
            VERSION,
            ETAG,
            MODIFIED_ON,
        ];
        let told = WantedPaths::new(columns).of(text, &mut |_| {})?;
        let field = |at: usize| Field {
            column: columns[at],
            text: told[at].as_deref().filter(|_| !columns[at].is_empty()),
        };
        let version = field(4).text.or(field(5).text.and_then(etag));
        let version = Field {
            column: VERSION,
            text: version,
        };
        let telling = NameTelling {
            id: field(0),
            name: field(1),
            solution_id: field(2),
            parent_id: field(3),
            version,
            modified: field(6),
            ..NameTelling::default()
        };
        self.names.push(row, kind, &telling, notes)
    }
}

impl Taker for ServiceRows<'_> {
    fn page(&mut self, delta_link: Option<&str>) {
        self.page_floor = delta_link.and_then(delta_version);
    }

    fn push(&mut self, row: RawRow<'_>, notes: &mut Notes) -> Result<Taken, Fault> {
        let RawRow {
            number: row,
            object: text,
            context,
            ..
        } = row;
        let itself = match memmem::find(text, b"@odata.context") {
            Some(_) => WantedPaths::new(ITSELF).of(text, &mut |_| {})?,
            None => Vec::new(),
        };
        let own_context = itself.first().and_then(Option::as_deref);
        let held = self.tables.told_by(own_context.or(context));
        let table = match held {
            Ok(Some(table)) => table,
            Ok(None) => {
                refuse_error(text)?;
                return Ok(Taken::Unread(untold()));
            }
            Err(other) => {
                notes.unread.insert(other);
                return Ok(Taken::Passed);
            }
        };
        if own_context.is_some_and(|context| context.contains(DELETED)) {
            return self.delete(row, table, itself[1].as_deref(), notes);
        }
        match table.holds {
            Holds::Sessions => self.sessions.push(row, text, notes)?,
            Holds::Runs => self.runs.push(row, text, notes)?,
            Holds::Items => self.items.push(row, text, refuse_error, notes)?,
            Holds::Names(columns) => self.keep_name(row, table, columns, text, notes)?,
            Holds::Events(form) => self.keep_event(row, table, form, text, notes)?,
        }
        Ok(Taken::Kept)
    }

    fn is_full(&self) -> bool {
        self.sessions.sessions.is_full()
            || self.runs.sessions.is_full()
            || self.items.is_full()
            || self.events.iter().any(Events::is_full)
    }

    fn take(&mut self) -> Option<RecordBatch> {
        // Where the items are full, it is them that must go.
        let full = if self.items.is_full() {
            self.items.take()
        } else {
            None
        };
        let sessions = full
            .or_else(|| self.sessions.sessions.take())
            .or_else(|| self.runs.sessions.take());
        sessions
            .or_else(|| self.items.take())
            .or_else(|| self.events.iter_mut().find_map(Events::take))
    }

    fn finish(self, reached: &mut Reached) {
        reached.names = self.names.rows;
    }
}

/// `…&$deltatoken=919042%2108%2f22%2f2017…`: the version up to which the link's page speaks stands
/// before a `!`.
fn delta_version(link: &str) -> Option<i64> {
    let token = &link[link.find("deltatoken=")? + "deltatoken=".len()..];
    let digits = token.bytes().take_while(u8::is_ascii_digit).count();
    let behind = &token[digits..];
    (behind.starts_with('!') || behind.starts_with("%21"))
        .then(|| token[..digits].parse().ok())
        .flatten()
}

fn untold() -> Fault {
    let names: Vec<String> = TABLES
        .iter()
        .map(|table| format!("{}…", table.name()))
        .collect();
    let (last, others) = names.split_last().expect("there are tables");
    let others = others.join(", ");
    let message = format!(
        "nothing says which table this is: keep the page's @odata.context, or name the file or its folder {others} or {last}"
    );
    Fault::new("", "unknown_table", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_where_they_are_numbers() {
        for (tag, version) in [
            ("W/\"915244\"", Some("915244")),
            ("\"7\"", Some("7")),
            ("W/\"a7\"", None),
            ("", None),
        ] {
            assert_eq!(etag(tag), version, "{tag}");
        }
        let link = |token: &str| {
            format!("https://o/api/data/v9.2/flowsessions?$select=a&$deltatoken={token}")
        };
        assert_eq!(
            delta_version(&link("919042%2108%2f22%2f2017")),
            Some(919_042)
        );
        assert_eq!(delta_version(&link("919042!08/22/2017")), Some(919_042));
        assert_eq!(
            (
                delta_version(&link("a9")),
                delta_version(&link("919042")),
                delta_version("https://o")
            ),
            (None, None, None)
        );
    }
}
