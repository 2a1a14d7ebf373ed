//! Rounds: all of a table once, then what changed since. A round goes from page to page until the
//! service says where changes can be asked for; the links are the service's, and are followed as
//! they are. A link that it no longer knows costs a reading of all, and is told.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::client::{Answered, Client, Refusal};
use super::landing::{Landing, LandingState};
use super::page::Page;
use crate::extract::error::ExtractError;
use crate::extract::options::Progress;
use crate::extract::reading::Live;
use crate::extract::reading::columns::Columns;
use crate::extract::sources::dataverse::tables::{Holds, TABLES, TableEntry};
use crate::lake::Hash;
use crate::lake::strike::struck;
use crate::model::SatelliteId;
use crate::model::many::cut;
use crate::model::receipt::Exit;

/// The interface that is asked.
const PATH: &str = "api/data/v9.2";
/// A service may leave out all rows of a page that the application may not read: but not of so
/// many.
const MOST_EMPTY: u32 = 1_000;

/// Who asks for what.
pub struct Asking<'a> {
    pub live: &'a Live,
    pub columns: Option<&'a Columns>,
    pub satellite: &'a SatelliteId,
    pub reading: &'a str,
    pub now: DateTime<Utc>,
    /// All is asked for, whatever is known.
    pub full: bool,
}

/// Asks for what is new in each table, and lays it down; says what its owner should know.
pub fn fetch(
    asking: &Asking<'_>,
    landing: &Landing,
    progress: &dyn Progress,
) -> Result<Vec<String>, ExtractError> {
    let mut client = Client::new(asking.live, asking.satellite, asking.now, progress)?;
    let mut notes = Vec::new();
    for table in TABLES.iter().filter(|table| table.is_asked) {
        Round {
            asking,
            landing,
            table,
            progress,
            notes: &mut notes,
        }
        .go(&mut client)?;
    }
    Ok(notes)
}

/// The pages of a round so far: a service that goes round in a circle, or from one empty page to
/// the next, would be asked forever.
#[derive(Default)]
struct Walked {
    links: BTreeSet<String>,
    empty: u32,
}

impl Walked {
    /// A page was given, and its next one will be asked for.
    fn step(&mut self, link: &str, page: &Page) -> Result<(), ExtractError> {
        self.links.insert(Hash::new().add(link).name());
        self.empty = if page.rows == 0 { self.empty + 1 } else { 0 };
        let why = match &page.next {
            Some(next) if next == link => "the page names itself as the next one: the service would be asked forever".to_owned(),
            Some(next) if self.links.contains(&Hash::new().add(next).name()) => {
                "the page names one as the next that was given before: the service goes round in a circle and would be asked forever"
                    .to_owned()
            }
            Some(_) if self.empty >= MOST_EMPTY => {
                format!("{MOST_EMPTY} pages in a row hold no row, and each names a next one: the service would be asked forever")
            }
            _ => return Ok(()),
        };
        Err(ExtractError::Service {
            url: cut(&struck(link), 300).to_owned(),
            why,
            exit: Exit::Io,
        })
    }
}

struct Round<'r> {
    asking: &'r Asking<'r>,
    landing: &'r Landing,
    table: &'static TableEntry,
    progress: &'r dyn Progress,
    notes: &'r mut Vec<String>,
}

impl Round<'_> {
    fn go(&mut self, client: &mut Client<'_>) -> Result<(), ExtractError> {
        let is_new = self.landing.state(self.table)?.is_none();
        let mut state = self.begin()?;
        // A link of our own keeping that is refused may be too old; one of this hour is not.
        let mut is_kept = state.next.is_some() || state.delta.is_some();
        let mut walked = Walked::default();
        loop {
            let link = state
                .next
                .clone()
                .or(state.delta.clone())
                .unwrap_or_else(|| self.first(&state));
            let is_first = state.next.is_none() && state.delta.is_none();
            match client.page(&link, !state.untracked)? {
                Ok(answered) => {
                    is_kept = false;
                    walked.step(&link, &answered.page)?;
                    self.land(&mut state, answered)?;
                    if state.next.is_none() {
                        if state.delta.is_none() && !state.untracked {
                            let name = self.table.name();
                            self.notes.push(format!("{name}: the service tells no link to later changes, so all of it is read each time"));
                        }
                        return Ok(());
                    }
                }
                Err(refusal) if is_first && self.forgoes(&mut state, &refusal) => {}
                Err(refusal) if is_kept && matches!(refusal.status, 400 | 404 | 410) => {
                    is_kept = false;
                    self.notes.push(format!(
                        "{}: the service no longer knows where it left off ({} {}): all of it is read again. What was deleted meanwhile it no longer tells",
                        self.table.name(), refusal.status, refusal.message
                    ));
                    state = state.anew(state.asked.clone(), state.reading.clone());
                }
                Err(refusal)
                    if is_first && refusal.status == 404 && self.table.holds != Holds::Sessions =>
                {
                    self.notes.push(format!(
                        "{}: the environment has no such table, so what it tells is missing",
                        self.table.name()
                    ));
                    return Ok(());
                }
                // A role that was made before this table was asked for goes on working; one that
                // loses a table is told.
                Err(refusal)
                    if is_new
                        && is_first
                        && refusal.status == 403
                        && self.table.holds != Holds::Sessions =>
                {
                    let Refusal { code, message, .. } = refusal;
                    self.notes.push(format!(
                        "{}: the application may not read this table ({code}: {message}), so what it tells is missing",
                        self.table.name()
                    ));
                    return Ok(());
                }
                Err(refusal) if refusal.status == 403 => {
                    return Err(client.refused(&link, &refusal));
                }
                Err(Refusal {
                    status,
                    code,
                    message,
                }) => {
                    let why = format!("the service refuses this ({status} {code}): {message}");
                    return Err(ExtractError::Service {
                        url: link,
                        why,
                        exit: Exit::Io,
                    });
                }
            }
        }
    }

    /// Where the last run was broken off, or the next round.
    fn begin(&mut self) -> Result<LandingState, ExtractError> {
        let Asking {
            live,
            columns,
            reading,
            full,
            ..
        } = self.asking;
        let asked = format!(
            "{}/{PATH}/{}?{}",
            live.service,
            self.table.set,
            self.table.selected(*columns).join(",")
        );
        let known = self.landing.state(self.table)?;
        let state = known.clone().unwrap_or_default();
        Ok(
            match (
                known.is_some(),
                state.asked == asked,
                state.reading == *reading,
            ) {
                (true, true, true) if !full && state.next.is_some() => state,
                (true, true, true) if !full => state.begun(),
                (is_known, is_asked, _) => {
                    if is_known && !full {
                        let why = if is_asked {
                            "the way it is read changed"
                        } else {
                            "what is asked for changed"
                        };
                        self.notes.push(format!(
                            "{}: {why}: all of it is read again",
                            self.table.name()
                        ));
                    }
                    state.anew(asked, (*reading).to_owned())
                }
            },
        )
    }

    fn first(&self, state: &LandingState) -> String {
        let mut columns = self.table.selected(self.asking.columns);
        columns.retain(|column| !state.absent.contains(column));
        format!(
            "{}/{PATH}/{}?$select={}",
            self.asking.live.service,
            self.table.set,
            columns.join(",")
        )
    }

    /// A page is laid down, then the link behind it is kept; only then is it followed.
    fn land(&mut self, state: &mut LandingState, answered: Answered) -> Result<(), ExtractError> {
        let Answered { page, bytes } = answered;
        if page.rows > 0 {
            self.landing.lay(self.table, state, bytes)?;
            state.page += 1;
            state.rows += page.rows;
        }
        state.largest = state.largest.max(page.version);
        if page.next.is_none() {
            state.delta = page.delta;
        }
        state.next = page.next;
        self.landing.keep(self.table, state)?;
        self.progress.on_page(
            self.asking.satellite,
            self.table.name(),
            state.page,
            state.rows,
        );
        Ok(())
    }

    /// Whether the table can be asked for otherwise: without a column that it has not, or without
    /// its changes.
    fn forgoes(&mut self, state: &mut LandingState, refusal: &Refusal) -> bool {
        let mut asked = self.table.selected(self.asking.columns);
        asked.retain(|column| *column != self.table.key && !state.absent.contains(column));
        if let Some(column) = asked
            .into_iter()
            .find(|column| refusal.status == 400 && names(&refusal.message, column))
        {
            self.notes.push(format!(
                "{}: the environment has no column {column}, so it is read as empty",
                self.table.name()
            ));
            state.absent.push(column);
            return true;
        }
        let message = refusal.message.to_lowercase();
        if !state.untracked
            && matches!(refusal.status, 400 | 501)
            && (message.contains("change tracking") || message.contains("track-changes"))
        {
            let help = "switch on `Track changes` of the table";
            self.notes
                .push(format!("{}: the environment does not track its changes, so all of it is read each time: {help}", self.table.name()));
            state.untracked = true;
            return true;
        }
        false
    }
}

/// `Could not find a property named 'runmode' on type …`, `Property "runmode" does not exist in …`
fn names(message: &str, column: &str) -> bool {
    let is_named =
        message.contains(&format!("'{column}'")) || message.contains(&format!("\"{column}\""));
    is_named && message.to_lowercase().contains("property")
}
