//! Every automation ever seen, as its source names it, else as its newest month tells it.

use polars::prelude::*;

use super::TransformError;
use super::rows::{cols, gather, join, shaped, sorted, text};
use crate::lake::{Named, tables};

const KEY: [&str; 2] = ["satellite_id", "automation_id"];

/// Name and solution as the table of names has them, else at the greatest (last_day, session_id); first and last day
/// over all months. One that never ran has no day, and is none of them.
pub fn newest(automation_tallies: LazyFrame, names: LazyFrame) -> Result<DataFrame, TransformError> {
    let ordered = sorted(automation_tallies, &["last_day", "last_session_id"]);
    let newest = ordered.group_by_stable(cols(&KEY)).agg([
        col("automation_name").last().alias("name"),
        col("solution_id").last(),
        col("first_day").min(),
        col("last_day").max(),
    ]);
    let named = names.filter(col("kind").eq(lit(Named::Automation.as_str()))).select([
        col("satellite_id"),
        col("id").alias("automation_id"),
        col("name").alias("given_name"),
        col("solution_id").alias("given_solution"),
    ]);
    // A tombstone gives no name: whoever ran before it was deleted keeps the one it ran under.
    let newest = join(newest, named, &KEY, JoinType::Left).with_columns([
        coalesce(&[col("given_name"), col("name")]).alias("name"),
        coalesce(&[col("given_solution"), col("solution_id")]).alias("solution_id"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_names_its_automations_and_what_it_does_not_name_keeps_its_own() {
        let day = |days: i32| Column::new("first_day".into(), [days]).cast(&DataType::Date).unwrap();
        let tally = |automation: &str, name: &str| {
            df! {
                "satellite_id" => ["s"], "month" => ["2026-03"], "automation_id" => [automation], "automation_name" => [name],
                "solution_id" => ["old"], "last_session_id" => ["x"],
            }
            .unwrap()
            .hstack(&[day(7), day(9).with_name("last_day".into())])
            .unwrap()
            .lazy()
        };
        let tallies = concat([tally("a", "ran as a"), tally("b", "ran as b"), tally("c", "ran as c")], UnionArgs::default()).unwrap();
        let names = df! {
            "satellite_id" => ["s", "s", "s", "other", "s"],
            "kind" => ["automation", "automation", "machine", "automation", "automation"],
            "id" => ["a", "b", "c", "c", "never ran"],
            "name" => [Some("Invoices"), None, Some("Robot"), Some("Else"), Some("New")],
            "solution_id" => [None, Some("new"), Some("x"), Some("x"), None],
        };
        let newest = newest(tallies, names.unwrap().lazy()).unwrap();
        let column = |name: &str| text(&newest, name).unwrap().iter().map(|text| text.unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(column("automation_id"), ["a", "b", "c"]);
        assert_eq!(column("name"), ["Invoices", "ran as b", "ran as c"]);
        assert_eq!(column("solution_id"), ["old", "new", "old"]);
    }
}
