//! What a row means: a session, an item, a name, or that one was deleted. Which property stands for which column is all that is
//! said here; what the columns mean is said where a link's rows are read, since it is the same table.

use arrow::array::RecordBatch;
use memchr::memmem;

use super::items::ItemRows;
use super::tables::{Holds, LABEL, MODIFIED, TABLES, Table, VERSION, is_own, property};
use crate::extract::csv::Reached;
use crate::extract::holding::Holding;
use crate::extract::json::{self, Asked, Came};
use crate::extract::names::{Field, NameTelling, Names};
use crate::extract::notes::Notes;
use crate::extract::reading::{Canonical, Columns};
use crate::extract::rejects::{Fault, shown};
use crate::extract::sessions::{Sessions, Source, Telling};
use crate::extract::synapse::{Besides, Context, DIALECT};
use crate::extract::times::Clock;
use crate::model::Zone;

/// Columns that only a label tells, and those that it tells where there is no code.
const LABELS: [(Canonical, &str); 4] = [
    (Canonical::AutomationName, "_regardingobjectid_value"),
    (Canonical::MachineName, "_machineid_value"),
    (Canonical::Outcome, "statuscode"),
    (Canonical::Mode, "runmode"),
];
const BESIDES: [&str; 4] = ["_owninguser_value", "context", "parentcloudflowrunsequenceid", "createdon"];
/// Of a row that tells what it is itself.
const ITSELF: [&str; 3] = ["@odata.context", "id", "reason"];
const DELETED: &str = "$deletedEntity";

/// The rows of whatever tables the service answered with.
pub struct Answer<'a> {
    tables: Holding<Table>,
    sessions: SessionRows<'a>,
    items: ItemRows<'a>,
    names: Names<'a>,
    /// The version up to which whoever was deleted in this export is known to be gone.
    floor: Option<i64>,
    /// The same, as the page in hand says it.
    page_floor: Option<i64>,
}

impl<'a> Answer<'a> {
    /// `columns` are all; the satellite's `own` ones are named as the service names them.
    pub fn new(source: Source<'a>, own: Option<&Columns>, columns: &'a Columns, floor: Option<i64>) -> Self {
        let clock = Clock::new(None, Zone::UTC).as_told_by(DIALECT.times);
        Self {
            tables: Holding::of(&TABLES, source.object),
            sessions: SessionRows::new(source, own, columns),
            items: ItemRows::new(source),
            names: Names::new(source, clock),
            floor,
            page_floor: None,
        }
    }

    /// A row that says `$deletedEntity` of itself names an id and nothing else: its version is the one up to which the
    /// page speaks.
    fn delete(&mut self, row: i64, table: &Table, id: Option<&str>, notes: &mut Notes) -> Result<(), Fault> {
        // `flowsessions(6f1c…)`, or the id alone.
        let id = id.map(|id| id.rsplit_once('(').map_or(id, |(_, id)| id.trim_end_matches(')')));
        let version = self.floor.or(self.page_floor).map(|version| version.to_string());
        match table.holds {
            Holds::Sessions => self.sessions.delete(row, id, version.as_deref(), notes),
            Holds::Items => self.items.delete(row, id, version.as_deref(), notes),
            Holds::Names { kind, .. } => {
                let told = NameTelling {
                    id: Field { column: "id", text: id },
                    version: Field { column: VERSION[0], text: version.as_deref() },
                    deleted: Field { column: "reason", text: Some("true") },
                    ..NameTelling::default()
                };
                self.names.push(row, kind, &told, notes)
            }
        }
    }

    fn keep_name(&mut self, row: i64, table: &Table, text: &[u8], notes: &mut Notes) -> Result<(), Fault> {
        let Holds::Names { kind, solution, parent } = table.holds else { unreachable!("sessions and items are no names") };
        let columns = [table.key, "name", solution.unwrap_or_default(), parent.unwrap_or_default(), VERSION[0], VERSION[1], MODIFIED];
        let told = Asked::new(columns).of(text, &mut |_| {})?;
        let field = |at: usize| Field { column: columns[at], text: told[at].as_deref().filter(|_| !columns[at].is_empty()) };
        let version = field(4).text.or(field(5).text.and_then(etag));
        let version = Field { column: VERSION[0], text: version };
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

impl json::Taker for Answer<'_> {
    fn page(&mut self, delta_link: Option<&str>) {
        self.page_floor = delta_link.and_then(delta_version);
    }

    fn push(&mut self, row: i64, context: Option<&str>, text: &[u8], notes: &mut Notes) -> Result<Came, Fault> {
        let itself = match memmem::find(text, b"@odata.context") {
            Some(_) => Asked::new(ITSELF).of(text, &mut |_| {})?,
            None => Vec::new(),
        };
        let own_context = itself.first().and_then(Option::as_deref);
        let held = self.tables.told_by(own_context.or(context));
        let table = match held {
            Ok(Some(table)) => table,
            Ok(None) => {
                refuse_error(text)?;
                return Ok(Came::Unread(untold()));
            }
            Err(other) => {
                notes.unread.insert(other);
                return Ok(Came::Passed);
            }
        };
        if own_context.is_some_and(|context| context.contains(DELETED)) {
            self.delete(row, table, itself[1].as_deref(), notes)?;
        } else {
            match table.holds {
                Holds::Sessions => self.sessions.push(row, text, notes)?,
                Holds::Items => self.items.push(row, text, refuse_error, notes)?,
                Holds::Names { .. } => self.keep_name(row, table, text, notes)?,
            }
        }
        Ok(Came::Kept)
    }

    fn is_full(&self) -> bool {
        self.sessions.sessions.is_full() || self.items.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        // Where the items are full, it is them that must go.
        let full = if self.items.is_full() { self.items.take() } else { None };
        full.or_else(|| self.sessions.sessions.take()).or_else(|| self.items.take())
    }

    fn finish(self, reached: &mut Reached) {
        reached.names = self.names.rows;
    }
}

/// Sessions of desktop flows.
struct SessionRows<'a> {
    /// The columns that properties tell, in the order in which these are asked for.
    told: Vec<Canonical>,
    asked: Asked,
    sessions: Sessions<'a>,
}

impl<'a> SessionRows<'a> {
    fn new(source: Source<'a>, own: Option<&Columns>, columns: &'a Columns) -> Self {
        let mut names: Vec<String> = Canonical::ALL.iter().map(|told| told.to_string()).collect();
        let (mut told, mut paths) = (Vec::new(), Vec::new());
        for (&column, theirs) in &columns.0 {
            let path = if is_own(column, own) { Some(theirs.header.as_str()) } else { property(&theirs.header) };
            if let Some(path) = path {
                names[column as usize] = path.to_owned();
                told.push(column);
                paths.push(path.to_owned());
            }
        }
        paths.extend(LABELS.map(|(_, property)| format!("{property}{LABEL}")));
        paths.extend(BESIDES.into_iter().chain([VERSION[1]]).map(str::to_owned));
        Self { told, asked: Asked::new(&paths), sessions: Sessions::new(source, DIALECT, Some(columns), names) }
    }

    fn push(&mut self, row: i64, text: &[u8], notes: &mut Notes) -> Result<(), Fault> {
        let texts = self.asked.of(text, &mut |_| {})?;
        let mut members = texts.iter().map(|text| text.as_deref().filter(|text| !text.trim().is_empty()));
        let mut telling: Telling<'_> = [None; Canonical::ALL.len()];
        for (&told, member) in self.told.iter().zip(members.by_ref()) {
            telling[told as usize] = member;
        }
        for ((told, _), label) in LABELS.iter().zip(members.by_ref()) {
            telling[*told as usize] = telling[*told as usize].or(label);
        }
        let [user, context, sequence, created, tag] = std::array::from_fn(|_| members.next().flatten());
        let version = &mut telling[Canonical::SourceVersion as usize];
        *version = version.or(tag.and_then(etag));
        if telling[Canonical::SessionId as usize].is_none() {
            refuse_error(text)?;
        }
        let context = context.map(Context::read).unwrap_or_default();
        let is_timeless = Besides { id: None, user, context: &context, sequence, created }.fill(&mut telling);
        let tombstones = notes.tombstones;
        self.sessions.push(row, &telling, notes)?;
        notes.placed_by_creation += i64::from(is_timeless && notes.tombstones == tombstones);
        Ok(())
    }

    fn delete(&mut self, row: i64, id: Option<&str>, version: Option<&str>, notes: &mut Notes) -> Result<(), Fault> {
        let mut telling: Telling<'_> = [None; Canonical::ALL.len()];
        telling[Canonical::SessionId as usize] = id;
        telling[Canonical::SourceVersion as usize] = version;
        telling[Canonical::Deleted as usize] = Some("true");
        self.sessions.push(row, &telling, notes)
    }
}

/// `W/"915244"`: the row's version. Where it is no number it ranks nothing.
pub fn etag(tag: &str) -> Option<&str> {
    let number = tag.trim_start_matches("W/").trim_matches('"');
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(number)
}

/// `…&$deltatoken=919042%2108%2f22%2f2017…`: the version up to which the link's page speaks stands before a `!`.
fn delta_version(link: &str) -> Option<i64> {
    let token = &link[link.find("deltatoken=")? + "deltatoken=".len()..];
    let digits = token.bytes().take_while(u8::is_ascii_digit).count();
    let behind = &token[digits..];
    (behind.starts_with('!') || behind.starts_with("%21")).then(|| token[..digits].parse().ok()).flatten()
}

fn untold() -> Fault {
    let message = "nothing says which table this is: keep the page's @odata.context, or name the file or its folder flowsession…, \
                   workflow…, flowmachine…, flowmachinegroup…, workqueueitem… or workqueue…";
    Fault::new("", "unknown_table", message)
}

/// An answer that tells of a fault on the other side is no row, and says so in its own words.
fn refuse_error(row: &[u8]) -> Result<(), Fault> {
    let Ok(told) = Asked::new(["error.code", "error.message"]).of(row, &mut |_| {}) else { return Ok(()) };
    let [Some(code), message] = &told[..] else { return Ok(()) };
    let message = message.as_deref().unwrap_or("and says no more");
    let message = format!("Dataverse answered with the error {code}: {}. Ask it again", shown(message));
    Err(Fault::new("", "error_page", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_where_they_are_numbers() {
        for (tag, version) in [("W/\"915244\"", Some("915244")), ("\"7\"", Some("7")), ("W/\"a7\"", None), ("", None)] {
            assert_eq!(etag(tag), version, "{tag}");
        }
        let link = |token: &str| format!("https://o/api/data/v9.2/flowsessions?$select=a&$deltatoken={token}");
        assert_eq!(delta_version(&link("919042%2108%2f22%2f2017")), Some(919_042));
        assert_eq!(delta_version(&link("919042!08/22/2017")), Some(919_042));
        assert_eq!((delta_version(&link("a9")), delta_version(&link("919042")), delta_version("https://o")), (None, None, None));
    }
}
