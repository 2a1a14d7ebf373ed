//! Sessions to integers: counts and sums of milliseconds by satellite and month. Integers add up to the same bits in
//! any order, on any engine and any number of threads; what they are worth is said elsewhere.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use polars::prelude::*;
use polars::sql::SQLContext;

use super::TransformError;
use super::rows::{cols, join, sorted, text};
use crate::lake::tables::{self, Table};

const TALLY: &str = include_str!("tally.sql");

const ERRORS: &str = "SELECT satellite_id, month, earned_day, automation_id, error_code, COUNT(*) AS sessions FROM sessions \
    WHERE deleted = FALSE AND outcome IN ('failed', 'timed_out') GROUP BY satellite_id, month, earned_day, automation_id, error_code";

const DURATIONS: &str = "SELECT satellite_id, month, automation_id, duration_bucket, COUNT(*) AS sessions FROM sessions \
    WHERE deleted = FALSE AND outcome IN ('succeeded', 'succeeded_with_exceptions') AND duration_bucket IS NOT NULL \
    GROUP BY satellite_id, month, automation_id, duration_bucket";

const UNKNOWN: &str = "SELECT satellite_id, month, earned_day, outcome_text, COUNT(*) AS sessions FROM sessions \
    WHERE deleted = FALSE AND outcome = 'unknown' GROUP BY satellite_id, month, earned_day, outcome_text";

/// The tallies of one (satellite, month) or more, each sorted by its key.
#[derive(Debug, Clone)]
pub struct Tallied {
    pub tallies: DataFrame,
    pub error_tallies: DataFrame,
    pub duration_tallies: DataFrame,
    pub unknown_tallies: DataFrame,
    pub automation_tallies: DataFrame,
}

/// `rows` is how many sessions there are: it decides how they are counted, and no figure.
pub fn tally(sessions: LazyFrame, rows: u64) -> Result<Tallied, TransformError> {
    let mut sql = SQLContext::new();
    sql.register("sessions", sessions.clone());
    let mut counted = |text: &str, table| collected(shaped(sql.execute(text)?, table), rows);
    Ok(Tallied {
        tallies: counted(TALLY, &tables::TALLIES)?,
        error_tallies: counted(ERRORS, &tables::ERROR_TALLIES)?,
        duration_tallies: counted(DURATIONS, &tables::DURATION_TALLIES)?,
        unknown_tallies: counted(UNKNOWN, &tables::UNKNOWN_TALLIES)?,
        automation_tallies: shaped(automations(sessions, rows)?, &tables::AUTOMATION_TALLIES).collect()?,
    })
}

/// The rows of a tally by their satellite and month; each keeps their order.
pub fn apart(frame: &DataFrame) -> Result<BTreeMap<(String, String), DataFrame>, TransformError> {
    let (satellites, months) = (text(frame, "satellite_id")?, text(frame, "month")?);
    let place = |at: usize| (satellites.get(at), months.get(at));
    let mut parts: BTreeMap<(String, String), DataFrame> = BTreeMap::new();
    let mut from = 0;
    for to in 1..=frame.height() {
        if to < frame.height() && place(to) == place(from) {
            continue;
        }
        let (rows, (satellite, month)) = (frame.slice(from as i64, to - from), place(from));
        match parts.entry((satellite.unwrap_or_default().to_owned(), month.unwrap_or_default().to_owned())) {
            Entry::Vacant(free) => drop(free.insert(rows)),
            Entry::Occupied(mut held) => drop(held.get_mut().vstack_mut(&rows)?),
        }
        from = to;
    }
    Ok(parts)
}

/// What the month says of its automations. Only sessions of an automation's last day are put in order: the month as a
/// whole may not fit in memory. They are ordered by the engine in memory, which promises that "last" is the last.
fn automations(sessions: LazyFrame, rows: u64) -> Result<LazyFrame, TransformError> {
    const KEY: [&str; 3] = ["satellite_id", "month", "automation_id"];
    let kept = sessions.filter(col("deleted").not());
    let days = [col("earned_day").min().alias("first_day"), col("earned_day").max().alias("last_day")];
    let spans = kept.clone().group_by(cols(&KEY)).agg(days);
    let last = join(kept, spans, &KEY, JoinType::Inner).filter(col("earned_day").eq(col("last_day")));
    let told = [&KEY[..], &["first_day", "last_day", "session_id", "automation_name", "solution_id"]].concat();
    let last = collected(last.select(cols(&told)), rows)?.lazy();
    Ok(sorted(last, &["session_id"]).group_by_stable(cols(&KEY)).agg([
        col("automation_name").last(),
        col("solution_id").last(),
        col("first_day").last(),
        col("last_day").last(),
        col("session_id").last().alias("last_session_id"),
    ]))
}

/// The columns of the table in its order, rows in the order of its key; counts are 64 bits whatever the engine counts in.
pub(super) fn shaped(frame: LazyFrame, table: &'static Table) -> LazyFrame {
    let columns = table.columns().map(|c| match c.kind {
        tables::Kind::Whole(_) => col(c.name).cast(DataType::Int64),
        _ => col(c.name),
    });
    sorted(frame.select(columns.collect::<Vec<Expr>>()), table.key)
}

/// Of so many sessions the few columns that are counted fit into memory, and counting them there takes no preparation.
pub const FEW_ROWS: u64 = 500_000;

/// In bounded memory: a month of sessions may be large.
pub(super) fn collected(frame: LazyFrame, rows: u64) -> Result<DataFrame, TransformError> {
    let engine = if rows > FEW_ROWS { Engine::Streaming } else { Engine::InMemory };
    // One plan gives one frame, so there is nothing to choose from.
    Ok(frame.collect_with_engine(engine)?.unwrap_single())
}
