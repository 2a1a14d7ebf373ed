//! Every automation ever seen, as its source names it, else as its newest month tells it; and every
//! queue of which nobody says who works on it.

use polars::prelude::*;

use super::TransformError;
use super::rows::{cols, gather, join, shaped, sorted, text};
use crate::lake::{Named, tables};

const KEY: [&str; 2] = ["satellite_id", "automation_id"];

/// Name and solution as the table of names has them, else at the greatest (last_day, session_id);
/// first and last day over all months. One that never ran has no day, and is none of them.
pub fn newest(
    automation_tallies: LazyFrame,
    item_tallies: LazyFrame,
    names: LazyFrame,
) -> Result<DataFrame, TransformError> {
    let none = |name: &str| lit(NULL).cast(DataType::String).alias(name);
    let days = [
        col("earned_day").min().alias("first_day"),
        col("earned_day").max().alias("last_day"),
    ];
    // What a queue's own items call it: on its newest day, and of that day the greatest name.
    let told = sorted(
        item_tallies.clone().filter(col("queue_name").is_not_null()),
        &["earned_day", "queue_name"],
    );
    let told_names = told
        .group_by_stable([col("satellite_id"), col("queue_id").alias("automation_id")])
        .agg([col("queue_name").last().alias("told_name")]);
    let told = [
        "satellite_id",
        "automation_id",
        "automation_name",
        "solution_id",
        "first_day",
        "last_day",
    ];
    // Items have days and no names of who works on them, so what sessions tell comes after them.
    let of_items = item_tallies
        .group_by(cols(&KEY))
        .agg(days)
        .with_columns([none("automation_name"), none("solution_id")]);
    let of_sessions = sorted(automation_tallies, &["last_day", "last_session_id"]);
    let ordered = concat(
        [
            sorted(of_items.select(cols(&told)), &KEY),
            of_sessions.select(cols(&told)),
        ],
        UnionArgs::default(),
    )?;
    let newest = ordered.group_by_stable(cols(&KEY)).agg([
        col("automation_name").last().alias("name"),
        col("solution_id").last(),
        col("first_day").min(),
        col("last_day").max(),
    ]);
    let named = names
        .clone()
        .filter(col("kind").eq(lit(Named::Automation.as_str())))
        .select([
            col("satellite_id"),
            col("id").alias("automation_id"),
            col("name").alias("given_name"),
            col("solution_id").alias("source_solution_id"),
        ]);
    let solutions = names
        .clone()
        .filter(col("kind").eq(lit(Named::Solution.as_str())))
        .select([
            col("satellite_id"),
            col("id").alias("solution_id"),
            col("name").alias("solution_name"),
        ]);
    let queues = names
        .filter(col("kind").eq(lit(Named::Queue.as_str())))
        .select([
            col("satellite_id"),
            col("id").alias("automation_id"),
            col("name").alias("queue_name"),
        ]);
    // A tombstone gives no name: whoever ran before it was deleted keeps the one it ran under.
    let newest = join(
        join(newest, named, &KEY, JoinType::Left),
        queues,
        &KEY,
        JoinType::Left,
    );
    let newest = join(newest, told_names, &KEY, JoinType::Left).with_columns([
        coalesce(&[
            col("given_name"),
            col("name"),
            col("queue_name"),
            col("told_name"),
        ])
        .alias("name"),
        coalesce(&[col("source_solution_id"), col("solution_id")]).alias("solution_id"),
    ]);
    let newest = join(
        newest,
        solutions,
        &["satellite_id", "solution_id"],
        JoinType::Left,
    );
    Ok(shaped(newest, &tables::AUTOMATIONS).collect()?)
}

/// What meterings can match: ids, names and solutions in the order of the ids. First and last days
/// are left out, so that what is made from this does not change with every session.
pub fn names(automations: &DataFrame) -> Result<Vec<String>, TransformError> {
    const NAMES: [&str; 5] = [
        "satellite_id",
        "automation_id",
        "name",
        "solution_id",
        "source_solution_id",
    ];
    let frame = gather(sorted(
        automations.clone().lazy().select(cols(&NAMES)),
        &NAMES[..2],
    ))?;
    let columns = NAMES
        .iter()
        .map(|name| text(&frame, name))
        .collect::<Result<Vec<_>, _>>()?;
    Ok((0..frame.height())
        .flat_map(|at| {
            columns
                .iter()
                .map(move |column| column.get(at).unwrap_or_default().to_owned())
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_names_its_automations_and_what_it_does_not_name_keeps_its_own() {
        let day = |days: i32| {
            Column::new("first_day".into(), [days])
                .cast(&DataType::Date)
                .unwrap()
        };
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
        let tallies = concat(
            [
                tally("a", "ran as a"),
                tally("b", "ran as b"),
                tally("c", "ran as c"),
            ],
            UnionArgs::default(),
        )
        .unwrap();
        let names = df! {
            "satellite_id" => ["s", "s", "s", "other", "s", "s"],
            "kind" => ["automation", "automation", "machine", "automation", "automation", "queue"],
            "id" => ["a", "b", "c", "c", "never ran", "q"],
            "name" => [Some("Invoices"), None, Some("Robot"), Some("Else"), Some("New"), Some("To book")],
            "solution_id" => [None, Some("new"), Some("x"), Some("x"), None, None],
        };
        let items = df! {
            "satellite_id" => ["s", "s", "s"], "automation_id" => ["q", "a", "r"], "queue_id" => ["q", "z", "r"],
            "queue_name" => [Some("Told"), None, Some("Bills")],
        }
        .unwrap();
        let items = items
            .hstack(&[day(3).new_from_index(0, 3).with_name("earned_day".into())])
            .unwrap()
            .lazy();
        let newest = newest(tallies, items, names.unwrap().lazy()).unwrap();
        let column = |name: &str| {
            text(&newest, name)
                .unwrap()
                .iter()
                .map(|text| text.unwrap_or("none").to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(column("automation_id"), ["a", "b", "c", "q", "r"]);
        assert_eq!(
            column("name"),
            ["Invoices", "ran as b", "ran as c", "To book", "Bills"],
            "r is called as its own items say"
        );
        assert_eq!(column("solution_id"), ["old", "new", "old", "none", "none"]);
        let days = newest
            .column("first_day")
            .unwrap()
            .cast(&DataType::Int32)
            .unwrap();
        assert_eq!(
            days.i32().unwrap().iter().flatten().collect::<Vec<_>>(),
            [3, 7, 7, 3, 3],
            "of a its items came first"
        );
    }
}
