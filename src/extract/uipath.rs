//! Exports of UiPath Orchestrator, as its OData service answers: pages, or their rows line by line. Jobs become sessions,
//! queue items items, releases, machines and queue definitions the names of automations, machines and queues. Which table an export holds is told by its pages, else
//! by its name, and never guessed from what its rows look like.

mod jobs;
mod queue;
mod tables;

use std::io::Read;

use arrow::array::RecordBatch;

use self::jobs::Jobs;
use self::queue::QueueItems;
use self::tables::{Table, Tables, keep_name};
use super::csv::{Keep, Reached};
use super::encoding::Decoded;
use super::error::ExtractError;
use super::json::{self, Asked, Came};
use super::names::Names;
use super::notes::Notes;
use super::reading::{Shape, UiPath};
use super::rejects::{Fault, shown};
use super::sessions::Source;
use super::times::Clock;
use super::unpack;

/// Reads an export from beginning to end, in bounded memory; hands each batch of sessions or items to `keep` as it fills.
pub fn sessions(input: impl Read, own: &UiPath, source: Source<'_>, keep: &mut Keep<'_>) -> Result<Reached, ExtractError> {
    let tables = Tables::of(source.object);
    let names = Names::new(source, Clock::new(None, source.satellite.timezone));
    let answer = Answer { tables, jobs: Jobs::new(source, own.columns.as_ref()), items: QueueItems::new(source), names };
    json::read(Decoded::new(input, None), Shape::of(unpack::bare(source.object)), source, answer, keep)
}

/// The rows of whatever table Orchestrator answered with.
struct Answer<'a> {
    tables: Tables,
    jobs: Jobs<'a>,
    items: QueueItems<'a>,
    names: Names<'a>,
}

impl json::Taker for Answer<'_> {
    fn push(&mut self, row: i64, context: Option<&str>, text: &[u8], notes: &mut Notes) -> Result<Came, Fault> {
        match self.tables.told_by(context) {
            Ok(Some(Table::Jobs)) => self.jobs.push(row, text, notes)?,
            Ok(Some(Table::QueueItems)) => self.items.push(row, text, notes)?,
            Ok(Some(table)) => keep_name(&mut self.names, table, row, text, notes)?,
            Ok(None) => {
                refuse_error(text)?;
                return Ok(Came::Unread(tables::untold()));
            }
            Err(other) => {
                notes.unread.insert(other);
                return Ok(Came::Passed);
            }
        }
        Ok(Came::Kept)
    }

    fn is_full(&self) -> bool {
        self.jobs.sessions.is_full() || self.items.items.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        // Where one of them is full, it is that one.
        if self.items.items.is_full() { self.items.items.take() } else { self.jobs.sessions.take().or_else(|| self.items.items.take()) }
    }

    fn finish(self, reached: &mut Reached) {
        reached.names = self.names.rows;
    }
}

/// An answer that tells of a fault on the other side is no row, and says so in its own words.
fn refuse_error(row: &[u8]) -> Result<(), Fault> {
    let texts = |paths: &[&str]| Asked::new(paths).of(row, &mut |_| {});
    // OData's own form, Orchestrator's, and that of the service that logs it in.
    let forms: [&[&str]; 3] = [&["error.code", "error.message"], &["errorCode", "message"], &["error", "error_description"]];
    for form in forms {
        let Ok(told) = texts(form) else { continue };
        if let [Some(code), message] = &told[..] {
            let message = message.as_deref().unwrap_or("and says no more");
            let message = format!("Orchestrator answered with the error {code}: {}. Ask it again", shown(message));
            return Err(Fault::new("", "error_page", message));
        }
    }
    Ok(())
}
