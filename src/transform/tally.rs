//! Sessions to integers: counts and sums of milliseconds of one (satellite, month). Integers add up to the same bits in
//! any order, on any engine and any number of threads; what they are worth is said elsewhere.

use polars::prelude::*;
use polars::sql::SQLContext;

use super::TransformError;
use super::rows::{cols, join, sorted};
use crate::lake::tables::{self, Table};

const TALLY: &str = include_str!("tally.sql");

const ERRORS: &str = "SELECT satellite_id, month, earned_day, automation_id, error_code, COUNT(*) AS sessions FROM sessions \
    WHERE deleted = FALSE AND outcome IN ('failed', 'timed_out') GROUP BY satellite_id, month, earned_day, automation_id, error_code";

const DURATIONS: &str = "SELECT satellite_id, month, automation_id, duration_bucket, COUNT(*) AS sessions FROM sessions \
    WHERE deleted = FALSE AND outcome IN ('succeeded', 'succeeded_with_exceptions') AND duration_bucket IS NOT NULL \
    GROUP BY satellite_id, month, automation_id, duration_bucket";

const UNKNOWN: &str = "SELECT satellite_id, month, earned_day, outcome_text, COUNT(*) AS sessions FROM sessions \
    WHERE deleted = FALSE AND outcome = 'unknown' GROUP BY satellite_id, month, earned_day, outcome_text";

/// The tallies of one (satellite, month), each sorted by its key.
#[derive(Debug, Clone)]
pub struct Tallied {
    pub tallies: DataFrame,
    pub error_tallies: DataFrame,
    pub duration_tallies: DataFrame,
    pub unknown_tallies: DataFrame,
    pub automation_tallies: DataFrame,
}

pub fn tally(sessions: LazyFrame) -> Result<Tallied, TransformError> {
    let mut sql = SQLContext::new();
    sql.register("sessions", sessions.clone());
    Ok(Tallied {
        tallies: shaped(sql.execute(TALLY)?, &tables::TALLIES)?,
        error_tallies: shaped(sql.execute(ERRORS)?, &tables::ERROR_TALLIES)?,
        duration_tallies: shaped(sql.execute(DURATIONS)?, &tables::DURATION_TALLIES)?,
        unknown_tallies: shaped(sql.execute(UNKNOWN)?, &tables::UNKNOWN_TALLIES)?,
        automation_tallies: shaped(automations(sessions), &tables::AUTOMATION_TALLIES)?,
    })
}

/// What the month says of its automations. Only sessions of an automation's last day are put in order: the month as a
/// whole may not fit in memory.
fn automations(sessions: LazyFrame) -> LazyFrame {
    const KEY: [&str; 3] = ["satellite_id", "month", "automation_id"];
    let kept = sessions.filter(col("deleted").not());
    let spans =
        kept.clone().group_by(cols(&KEY)).agg([col("earned_day").min().alias("first_day"), col("earned_day").max().alias("last_day")]);
    let last = join(kept, spans, &KEY, JoinType::Inner).filter(col("earned_day").eq(col("last_day")));
    sorted(last, &["session_id"]).group_by_stable(cols(&KEY)).agg([
        col("automation_name").last(),
        col("solution_id").last(),
        col("first_day").last(),
        col("last_day").last(),
        col("session_id").last().alias("last_session_id"),
    ])
}

/// The columns of the table in its order, rows in the order of its key; counts are 64 bits whatever the engine counts in.
pub(super) fn shaped(frame: LazyFrame, table: &'static Table) -> Result<DataFrame, TransformError> {
    let columns: Vec<Expr> = table
        .columns()
        .map(|c| match c.kind {
            tables::Kind::Whole(_) => col(c.name).cast(DataType::Int64),
            _ => col(c.name),
        })
        .collect();
    let plan = sorted(frame.select(columns), table.key);
    // One plan gives one frame, so there is nothing to choose from.
    Ok(plan.collect_with_engine(Engine::Streaming)?.unwrap_single())
}
