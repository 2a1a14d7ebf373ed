//! Texts become numbers once, at the edge: joins and groups of the stage compare integers.

use polars::prelude::*;

use super::super::TransformError;
use super::super::rows::{self, cols, gather, join, key, sorted};
use super::dimensions::Dimensions;
use crate::model::Mode;

const KEY: [&str; 2] = ["satellite_id", "automation_id"];

const TALLY: [&str; 11] = [
    "at",
    "automation",
    "solution",
    "day",
    "parent",
    "outcome",
    "is_attended",
    "is_item",
    "counts",
    "sessions",
    "duration_ms",
];

/// Tallies in numbers, and what the numbers stand for.
pub struct NumberedTallies {
    /// `at`, `automation`, `solution`, `day`, `parent`, `outcome`, `is_attended`, `is_item`,
    /// `counts`, `sessions`, `duration_ms`.
    pub tallies: DataFrame,
    /// Automations, those included that only call others: `automation` in the order of satellites
    /// and ids, `satellite_id`, `automation_id`, `counts`, `given`, `latest`.
    pub automations: DataFrame,
    /// `solution`, `solution_id`; the empty text is none.
    pub solutions: DataFrame,
}

impl NumberedTallies {
    pub fn of(
        dimensions: &Dimensions,
        tallies: LazyFrame,
        item_tallies: Option<LazyFrame>,
    ) -> Result<Self, TransformError> {
        let tallies = gather(prepared(tallies, item_tallies)?)?;
        let automations = automations(dimensions, &tallies)?;
        let called = |as_name: &str, number: &str, columns: &[&str]| {
            let named = [
                col(KEY[0]),
                col(KEY[1]).alias(as_name),
                col("automation").alias(number),
            ];
            automations
                .clone()
                .lazy()
                .select(named.into_iter().chain(cols(columns)).collect::<Vec<_>>())
        };
        let theirs = called(KEY[1], "automation", &["counts", "latest"]);
        let callers = called("parent_automation_id", "parent", &[]);
        let tallies = tallies.lazy().with_row_index("at", None);
        let tallies = join(tallies, theirs, &KEY, JoinType::Inner);
        let on = [KEY[0], "parent_automation_id"];
        let tallies = join(tallies, callers, &on, JoinType::Left);
        let outcomes = dimensions.outcomes.clone().lazy();
        let tallies = join(tallies, outcomes, &["outcome"], JoinType::Inner);
        // An item tells no solution: the latest of its automation speaks for it.
        let solution = when(col("is_item"))
            .then(col("latest"))
            .otherwise(col("solution_id"));
        let tallies = gather(tallies.select([
            col("at"),
            col("automation"),
            solution.alias("solution_id"),
            col("day"),
            col("parent"),
            col("place").alias("outcome"),
            col("is_attended"),
            col("is_item"),
            col("counts"),
            col("sessions"),
            col("duration_ms"),
        ]))?;
        let solutions = concat(
            [
                tallies.clone().lazy().select([col("solution_id")]),
                automations
                    .clone()
                    .lazy()
                    .select([col("latest").alias("solution_id")]),
            ],
            UnionArgs::default(),
        )?;
        let solutions = gather(numbers(solutions, &["solution_id"], "solution"))?;
        let by_text = solutions.clone().lazy();
        let tallies = join(tallies.lazy(), by_text, &["solution_id"], JoinType::Inner);
        Ok(Self {
            tallies: gather(tallies.select(cols(&TALLY)))?,
            automations,
            solutions,
        })
    }
}

/// Whoever the tallies name, with what is known of them.
fn automations(dimensions: &Dimensions, tallies: &DataFrame) -> Result<DataFrame, TransformError> {
    let named = |automation: &str| {
        let rows = tallies.clone().lazy();
        rows.select([col(KEY[0]), col(automation).alias(KEY[1])])
            .unique_generic(None, UniqueKeepStrategy::Any)
    };
    let named = concat(
        [named(KEY[1]), named("parent_automation_id")],
        UnionArgs::default(),
    )?;
    let named = named.filter(col(KEY[1]).is_not_null());
    let automations = numbers(named, &KEY, "automation");
    let satellites = dimensions.satellites.clone().lazy();
    let automations = join(automations, satellites, &[KEY[0]], JoinType::Left);
    let solutions = dimensions.solutions.clone().lazy();
    let automations = join(automations, solutions, &KEY, JoinType::Left).with_columns([
        col("counts").fill_null(lit(false)),
        key("given"),
        key("latest"),
    ]);
    gather(sorted(automations, &["automation"]))
}

/// Each once, numbered in its order.
fn numbers(frame: LazyFrame, by: &[&str], number: &str) -> LazyFrame {
    sorted(frame.unique_generic(None, UniqueKeepStrategy::Any), by).with_row_index(number, None)
}

/// Tallies of whole months in one shape: days as numbers, no null solution. Those of items stand
/// below those of sessions.
pub fn prepared(
    tallies: LazyFrame,
    item_tallies: Option<LazyFrame>,
) -> Result<LazyFrame, TransformError> {
    let none = |name: &str| lit(NULL).cast(DataType::String).alias(name);
    let items = item_tallies.map(|items| {
        items.select([
            col("satellite_id"),
            col("automation_id"),
            lit("").alias("solution_id"),
            rows::day_number("earned_day"),
            none("parent_automation_id"),
            lit(false).alias("is_attended"),
            col("outcome"),
            col("items").alias("sessions"),
            lit(0i64).cast(DataType::Int64).alias("duration_ms"),
            lit(true).alias("is_item"),
        ])
    });
    let modes = Mode::ALL.iter().filter(|mode| mode.holds_a_person());
    let holds_a_person = modes
        .map(|mode| col("mode").eq(lit(mode.as_str())))
        .fold(lit(false), Expr::or);
    let tallies = tallies.select([
        col("satellite_id"),
        col("automation_id"),
        key("solution_id"),
        rows::day_number("earned_day"),
        col("parent_automation_id"),
        holds_a_person.fill_null(lit(false)).alias("is_attended"),
        col("outcome"),
        col("sessions"),
        col("duration_ms"),
        lit(false).alias("is_item"),
    ]);
    let all: Vec<LazyFrame> = std::iter::once(tallies).chain(items).collect();
    Ok(concat(all, UnionArgs::default())?)
}
