//! Every automation ever seen, as its newest month tells it.

use polars::prelude::*;

use super::TransformError;
use super::rows::{cols, sorted};
use super::tally::shaped;
use crate::lake::tables;

/// Name and solution at the greatest (last_day, session_id); first and last day over all months.
pub fn newest(automation_tallies: LazyFrame) -> Result<DataFrame, TransformError> {
    let ordered = sorted(automation_tallies, &["last_day", "last_session_id"]);
    let newest = ordered.group_by_stable(cols(&["satellite_id", "automation_id"])).agg([
        col("automation_name").last().alias("name"),
        col("solution_id").last(),
        col("first_day").min(),
        col("last_day").max(),
    ]);
    Ok(shaped(newest, &tables::AUTOMATIONS).collect()?)
}
