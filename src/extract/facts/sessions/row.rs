//! What a session's row says in each column.

use crate::extract::facts::builders::{Builder, FactTable};
use crate::extract::reading::columns::Canonical;
use crate::model::many::cut;
use crate::model::session::bucket;
use crate::model::{Mode, Outcome};

/// As much is kept of an error message, and of an outcome that no map names.
pub const TEXT_CHARACTERS: usize = 1_000;

/// What one row tells, by the numbers of [`Canonical::ALL`]; None: no such column.
pub type Telling<'a> = [Option<&'a str>; Canonical::ALL.len()];

/// A session, as it goes into the table.
pub enum SessionFact {}

impl FactTable for SessionFact {
    type Values<'t> = SessionValues<'t>;
}

/// A row of the table; what a tombstone does not tell is empty. Instants are microseconds, days are
/// counted from 1970.
#[derive(Default)]
pub struct SessionValues<'t> {
    pub session_id: &'t str,
    pub line: i64,
    pub version: Option<i64>,
    pub modified: Option<i64>,
    /// Its day, its automation and how it went; None: a tombstone.
    pub run: Option<(i32, &'t str, Outcome)>,
    pub outcome_text: Option<&'t str>,
    pub mode: Option<Mode>,
    pub started: Option<i64>,
    pub ended: Option<i64>,
    pub duration_ms: Option<i64>,
    pub texts: Telling<'t>,
}

/// What stands in a column of the table.
pub fn column(name: &str) -> Builder<SessionFact> {
    match name {
        "session_id" => Builder::text(|row| Some(row.session_id)),
        "earned_day" => Builder::day(|row| row.run.map(|(day, ..)| day)),
        "automation_id" => Builder::text(|row| row.run.map(|(_, automation_id, _)| automation_id)),
        "outcome" => Builder::text(|row| row.run.map(|(.., outcome)| outcome.as_str())),
        "outcome_text" => Builder::text(|row| row.outcome_text),
        "mode" => Builder::text(|row| row.mode.map(Mode::as_str)),
        "started" => Builder::instant(|row| row.started),
        "ended" => Builder::instant(|row| row.ended),
        "duration_ms" => Builder::whole(|row| row.duration_ms),
        "duration_bucket" => Builder::whole(|row| row.duration_ms.map(bucket)),
        "error_message" => Builder::text(|row| {
            let text = row.texts[Canonical::ErrorMessage as usize];
            text.map(|text| cut(text, TEXT_CHARACTERS))
        }),
        "source_version" => Builder::whole(|row| row.version),
        "source_modified" => Builder::instant(|row| row.modified),
        "deleted" => Builder::truth(|row| row.run.is_none()),
        "row" => Builder::whole(|row| Some(row.line)),
        // The others say what the export does, under their own names.
        other => {
            let field: Canonical = other.parse().expect("every column is filled by a test");
            Builder::text_at(field as usize, |row, at| row.texts[at])
        }
    }
}
