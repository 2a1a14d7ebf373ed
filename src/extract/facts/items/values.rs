//! What an item's row says in each column.

use crate::extract::facts::builders::{Builder, FactTable};
use crate::model::Outcome;

/// An item of a queue, as it goes into the table.
pub enum ItemFact {}

impl FactTable for ItemFact {
    type Values<'t> = ItemValues<'t>;
}

/// A row of the table; what a tombstone does not tell is empty. Instants are microseconds, days are
/// counted from 1970.
#[derive(Default)]
pub struct ItemValues<'t> {
    pub item_id: &'t str,
    pub version: Option<i64>,
    pub modified: Option<i64>,
    pub line: i64,
    /// Its day, its queue and how it went; None: a tombstone.
    pub item: Option<(i32, &'t str, Outcome)>,
    pub ancestor_id: Option<&'t str>,
    pub attempt: Option<i64>,
    pub queue_name: Option<&'t str>,
    pub automation_id: Option<&'t str>,
    pub session_id: Option<&'t str>,
    pub created: Option<i64>,
    pub started: Option<i64>,
    pub ended: Option<i64>,
    pub due: Option<i64>,
    pub at_risk: Option<i64>,
    pub outcome_text: Option<&'t str>,
    pub error_code: Option<&'t str>,
    pub work_ms: Option<i64>,
}

/// What stands in a column of the table.
pub fn column(name: &str) -> Builder<ItemFact> {
    match name {
        "item_id" => Builder::text(|row| Some(row.item_id)),
        "earned_day" => Builder::day(|row| row.item.map(|(day, ..)| day)),
        "ancestor_id" => Builder::text(|row| row.ancestor_id),
        "attempt" => Builder::whole(|row| row.attempt),
        "queue_id" => Builder::text(|row| row.item.map(|(_, queue_id, _)| queue_id)),
        "queue_name" => Builder::text(|row| row.queue_name),
        "automation_id" => Builder::text(|row| row.automation_id),
        "session_id" => Builder::text(|row| row.session_id),
        "created" => Builder::instant(|row| row.created),
        "started" => Builder::instant(|row| row.started),
        "ended" => Builder::instant(|row| row.ended),
        "due" => Builder::instant(|row| row.due),
        "at_risk" => Builder::instant(|row| row.at_risk),
        "outcome" => Builder::text(|row| row.item.map(|(.., outcome)| outcome.as_str())),
        "outcome_text" => Builder::text(|row| row.outcome_text),
        "error_code" => Builder::text(|row| row.error_code),
        "work_ms" => Builder::whole(|row| row.work_ms),
        "source_version" => Builder::whole(|row| row.version),
        "source_modified" => Builder::instant(|row| row.modified),
        "deleted" => Builder::truth(|row| row.item.is_none()),
        "row" => Builder::whole(|row| Some(row.line)),
        other => unreachable!("{other}: every column is filled by a test"),
    }
}
