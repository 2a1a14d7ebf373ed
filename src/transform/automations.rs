//! Every automation ever seen, as its newest month tells it.

use polars::prelude::*;

use super::TransformError;
use super::rows::{cols, gather, sorted, text};
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

/// What meterings can match: ids, names and solutions in the order of the ids. First and last days are left out, so
/// that what is made from this does not change with every session.
pub fn names(automations: &DataFrame) -> Result<Vec<String>, TransformError> {
    const NAMES: [&str; 4] = ["satellite_id", "automation_id", "name", "solution_id"];
    let frame = gather(sorted(automations.clone().lazy().select(cols(&NAMES)), &NAMES[..2]))?;
    let columns = NAMES.iter().map(|name| text(&frame, name)).collect::<Result<Vec<_>, _>>()?;
    Ok((0..frame.height()).flat_map(|at| columns.iter().map(move |column| column.get(at).unwrap_or_default().to_owned())).collect())
}
