//! The counter against the texts that say what a tally is.

use polars::prelude::*;
use polars::sql::SQLContext;
use proptest::prelude::{Strategy, any, prop_oneof, proptest};
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed};

use super::super::rows::{cols, join, shaped, sorted};
use super::*;
use crate::lake::cells::{self, Cell};
use crate::lake::coded::tests::put;
use crate::lake::parquet::encode;
use crate::lake::parquet::tests::{Pages, encoded};
use crate::lake::tables::{SESSIONS, Table};
use crate::lake::{Lake, Store, frames};
use crate::model::Outcome;

const TALLY: &str = include_str!("../tally.sql");

const ERRORS: &str = "SELECT satellite_id, month, earned_day, automation_id, error_code, COUNT(*) AS sessions FROM sessions \
    WHERE deleted = FALSE AND outcome IN ('failed', 'timed_out') GROUP BY satellite_id, month, earned_day, automation_id, error_code";

const DURATIONS: &str = "SELECT satellite_id, month, automation_id, duration_bucket, COUNT(*) AS sessions FROM sessions \
    WHERE deleted = FALSE AND outcome IN ('succeeded', 'succeeded_with_exceptions') AND duration_bucket IS NOT NULL \
    GROUP BY satellite_id, month, automation_id, duration_bucket";

const UNKNOWN: &str = "SELECT satellite_id, month, earned_day, outcome_text, COUNT(*) AS sessions FROM sessions \
    WHERE deleted = FALSE AND outcome = 'unknown' GROUP BY satellite_id, month, earned_day, outcome_text";

/// What the month says of its automations, as an engine orders it.
fn automations(sessions: LazyFrame) -> LazyFrame {
    const KEY: [&str; 3] = ["satellite_id", "month", "automation_id"];
    let kept = sessions.filter(col("deleted").not());
    let days = [
        col("earned_day").min().alias("first_day"),
        col("earned_day").max().alias("last_day"),
    ];
    let spans = kept.clone().group_by(cols(&KEY)).agg(days);
    let last =
        join(kept, spans, &KEY, JoinType::Inner).filter(col("earned_day").eq(col("last_day")));
    let told = [
        &KEY[..],
        &[
            "first_day",
            "last_day",
            "session_id",
            "automation_name",
            "solution_id",
        ],
    ]
    .concat();
    sorted(last.select(cols(&told)), &["session_id"])
        .group_by_stable(cols(&KEY))
        .agg([
            col("automation_name").last(),
            col("solution_id").last(),
            col("first_day").last(),
            col("last_day").last(),
            col("session_id").last().alias("last_session_id"),
        ])
}

fn by_sql(sessions: LazyFrame) -> Tallied {
    let mut sql = SQLContext::new();
    sql.register("sessions", sessions.clone());
    let filed = |frame: LazyFrame, table: &'static Table| {
        frames::to_batch(&shaped(frame, table).collect().unwrap(), table).unwrap()
    };
    let mut counted = |text: &str, table| filed(sql.execute(text).unwrap(), table);
    Tallied {
        tallies: counted(TALLY, &TALLIES),
        error_tallies: counted(ERRORS, &ERROR_TALLIES),
        duration_tallies: counted(DURATIONS, &DURATION_TALLIES),
        unknown_tallies: counted(UNKNOWN, &UNKNOWN_TALLIES),
        automation_tallies: filed(automations(sessions), &AUTOMATION_TALLIES),
    }
}

/// A session but for its id, which is its place.
#[derive(Debug, Clone)]
struct Told {
    deleted: bool,
    day: u8,
    automation: &'static str,
    texts: [Option<&'static str>; 6],
    outcome: &'static str,
    duration_ms: Option<i64>,
    bucket: Option<i64>,
}

/// Few enough to meet one another often; some only look alike.
const TEXTS: [&str; 9] = [
    "",
    " ",
    "a",
    "A",
    "ä",
    "a\u{301}",
    "a,b",
    "\u{1F916}",
    "a text that is longer than what an engine keeps inline",
];

fn told() -> impl Strategy<Value = Told> {
    let text = || proptest::option::of(select(&TEXTS[..]));
    let outcomes: Vec<&'static str> = Outcome::ALL
        .iter()
        .map(|o| o.as_str())
        .chain(["Unknown", "", "no word of ours"])
        .collect();
    let outcome = prop_oneof![
        select(outcomes),
        select(vec!["failed", "unknown", "succeeded"])
    ];
    let texts = [text(), text(), text(), text(), text(), text()];
    let numbers = (
        proptest::option::of(-5i64..2_000),
        proptest::option::of(0i64..4),
    );
    (
        any::<u8>(),
        0u8..4,
        select(&TEXTS[..]),
        texts,
        outcome,
        numbers,
    )
        .prop_map(
            |(deleted, day, automation, texts, outcome, (duration_ms, bucket))| Told {
                deleted: deleted < 20,
                day,
                automation,
                texts,
                outcome,
                duration_ms,
                bucket,
            },
        )
}

fn cells_of(told: &Told, at: usize) -> Vec<Cell> {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 28 + u32::from(told.day)).unwrap();
    let [solution, parent, mode, error, text, name] = told.texts;
    // A tombstone knows nothing but its id, in the worst case.
    let kept = |cell: Cell| if told.deleted { Cell::Null } else { cell };
    let cell = |column: &crate::lake::tables::Column| match column.name {
        "satellite_id" => "s".into(),
        "month" => "2026-03".into(),
        // Not in the order of the rows, nor in that of numbers: s10 is before s9.
        "session_id" => format!("s{}", at * 7_919 % 100_003).into(),
        "earned_day" => kept(day.into()),
        "automation_id" => kept(told.automation.into()),
        "automation_name" => name.into(),
        "solution_id" => solution.into(),
        "parent_automation_id" => parent.into(),
        "mode" => mode.into(),
        "error_code" => error.into(),
        "outcome" => kept(told.outcome.into()),
        "outcome_text" => text.into(),
        "duration_ms" => told.duration_ms.into(),
        "duration_bucket" => told.bucket.into(),
        "deleted" => told.deleted.into(),
        "reading" | "object" => "x".into(),
        "row" => (at as i64).into(),
        _ => Cell::Null,
    };
    SESSIONS.columns().map(cell).collect()
}

/// Counts sessions that lie in several files, and asks an engine for the same.
fn hold(told: &[Told], pages: &[Pages], file_rows: usize, group_rows: usize) {
    let lake = Lake::open(Store::memory()).unwrap();
    let rows: Vec<_> = told
        .iter()
        .enumerate()
        .map(|(at, told)| cells_of(told, at))
        .collect();
    let file = |(at, (rows, pages)): (usize, (&[Vec<Cell>], &Pages))| {
        let batch = cells::batch(&SESSIONS, rows).unwrap();
        put(
            &lake,
            &format!("file {at}"),
            encoded(&batch, *pages, group_rows),
        )
    };
    let files: Vec<_> = rows
        .chunks(file_rows)
        .zip(pages.iter().cycle())
        .enumerate()
        .map(file)
        .collect();
    let ours = tally(&lake.coded(&SESSIONS, &files), "s", "2026-03").unwrap();
    // The engine is asked of a file as the lake writes them: in debug builds its filters stumble
    // over pages so small.
    let plain = put(
        &lake,
        "plain",
        encode(&cells::batch(&SESSIONS, &rows).unwrap()).unwrap(),
    );
    let theirs = by_sql(lake.scan(&SESSIONS, &[plain]).unwrap());
    assert_eq!(ours.tallies, theirs.tallies);
    assert_eq!(ours.error_tallies, theirs.error_tallies);
    assert_eq!(ours.duration_tallies, theirs.duration_tallies);
    assert_eq!(ours.unknown_tallies, theirs.unknown_tallies);
    assert_eq!(ours.automation_tallies, theirs.automation_tallies);
}

#[test]
fn what_is_counted_is_what_the_portable_texts_say() {
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(40);
    let config = Config {
        cases,
        rng_seed: RngSeed::Fixed(20),
        failure_persistence: None,
        ..Config::default()
    };
    let pages = || {
        proptest::collection::vec(
            select(vec![Pages::Dictionary, Pages::Plain, Pages::Mixed]),
            1..4,
        )
    };
    proptest!(config, |(told in proptest::collection::vec(told(), 0..200), pages in pages(), file_rows in 1usize..90, group_rows in 1usize..50)| {
        hold(&told, &pages, file_rows, group_rows);
    });
}

#[test]
fn a_month_of_many_blocks_is_counted_like_a_small_one() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let told: Vec<Told> = (0..500)
        .map(|_| proptest::strategy::ValueTree::current(&told().new_tree(&mut runner).unwrap()))
        .collect();
    let many: Vec<Told> = (0..25_000)
        .map(|n: usize| told[(n * n / 7 + n) % 500].clone())
        .collect();
    hold(&many, &[Pages::Mixed, Pages::Dictionary], 20_000, 15_000);
}
