use super::*;
use crate::lake::tables::Table;
use crate::lake::{Again, Intake, NameRow, NamesTold, Ranking, Retold, Store, told_columns};

fn at(text: &str) -> Cell {
    let parsed: DateTime<Utc> = text.parse().unwrap();
    parsed.into()
}

/// An attempt: its id, the one it repeats, its day in 2026, and how it went. It takes a minute,
/// from eight on.
fn row(id: &str, ancestor: &str, day: &str, outcome: &str) -> Vec<Cell> {
    let text = |text: &str| {
        if text.is_empty() {
            Cell::Null
        } else {
            text.into()
        }
    };
    let named = |column: &str| match column {
        "satellite_id" => "s".into(),
        "month" => format!("2026-{}", &day[..2]).into(),
        "item_id" => id.into(),
        "earned_day" => Cell::Day(format!("2026-{day}").parse().unwrap()),
        "ancestor_id" => text(ancestor),
        "queue_id" => "q".into(),
        "created" => at(&format!("2026-{day}T07:00:00Z")),
        "started" => at(&format!("2026-{day}T08:00:00Z")),
        "ended" => at(&format!("2026-{day}T08:01:00Z")),
        "due" => at("2026-03-02T09:00:00Z"),
        "outcome" => outcome.into(),
        "work_ms" => 60_000.into(),
        "deleted" => false.into(),
        "reading" | "object" => "r".into(),
        "row" => 1.into(),
        _ => Cell::Null,
    };
    ITEMS.columns().map(|column| named(column.name)).collect()
}

fn deliver(lake: &Lake, rows: &[Vec<Cell>]) {
    let ranking = Ranking {
        reading: "r".into(),
        newest_by_name: false,
    };
    let mut intake = Intake::new(lake, &ITEMS, "s".parse().unwrap(), ranking, usize::MAX);
    let told: Vec<_> = told_columns(&ITEMS)
        .map(|told| {
            ITEMS
                .columns()
                .position(|column| column.name == told.name)
                .unwrap()
        })
        .collect();
    intake
        .push(
            "r",
            cells::batch(&ITEMS, rows).unwrap().project(&told).unwrap(),
        )
        .unwrap();
    let retold = Retold {
        again: [("r".to_owned(), Again::default())].into(),
        ..Retold::default()
    };
    lake.upsert_items(vec![intake.finish(retold.into()).unwrap().0])
        .unwrap();
}

/// Day, automation, outcome, items, milliseconds, in time, late.
fn tallied(lake: &Lake) -> Vec<String> {
    let told = |row: Vec<Cell>| match &row[2..] {
        [
            Cell::Day(day),
            Cell::Text(automation),
            Cell::Text(_),
            Cell::Text(outcome),
            Cell::Whole(items),
            Cell::Whole(ms),
            Cell::Whole(in_time),
            Cell::Whole(late),
            _,
        ] => {
            format!(
                "{} {automation} {outcome} {items} {ms} {in_time} {late}",
                day.format("%m-%d")
            )
        }
        other => panic!("{other:?}"),
    };
    lake.rows(&ITEM_TALLIES)
        .unwrap()
        .into_iter()
        .map(told)
        .collect()
}

fn files(lake: &Lake, table: &'static Table) -> Vec<String> {
    lake.snapshot(table)
        .unwrap()
        .files
        .into_iter()
        .map(|file| file.path)
        .collect()
}

fn memory() -> Lake {
    Lake::open(Store::memory()).unwrap()
}

#[test]
fn an_item_counts_once_on_the_day_of_its_last_attempt_in_whatever_month() {
    let lake = memory();
    // i1 fails on 31 March and is tried again on 1 and 2 April: i2 repeats i1, and i3 repeats i2.
    // The deadline of all is that of i1: on 2 March.
    deliver(
        &lake,
        &[
            row("i1", "", "03-31", "queued"),
            row("i2", "i1", "04-01", "queued"),
            row("i4", "", "03-02", "succeeded"),
        ],
    );
    assert_eq!(items(&lake).unwrap(), 2);
    assert_eq!(
        tallied(&lake),
        [
            "03-02 q succeeded 1 60000 1 0",
            "04-01 q queued 1 60000 0 0"
        ]
    );
    deliver(&lake, &[row("i3", "i2", "04-02", "succeeded")]);
    assert_eq!(
        items(&lake).unwrap(),
        1,
        "what March says of i1 stays as it was"
    );
    assert_eq!(
        tallied(&lake),
        [
            "03-02 q succeeded 1 60000 1 0",
            "04-02 q succeeded 1 60000 0 1"
        ]
    );
    // The same as all of it at once, also where every attempt names the first.
    for links in [["i1", "i2"], ["i1", "i1"]] {
        let whole = memory();
        let rows = [
            row("i3", links[1], "04-02", "succeeded"),
            row("i4", "", "03-02", "succeeded"),
            row("i1", "", "03-31", "queued"),
            row("i2", links[0], "04-01", "queued"),
        ];
        deliver(&whole, &rows);
        items(&whole).unwrap();
        assert_eq!(tallied(&whole), tallied(&lake), "{links:?}");
    }
}

#[test]
fn a_month_is_counted_again_when_another_month_outdoes_one_of_its_attempts_and_else_not() {
    let lake = memory();
    deliver(
        &lake,
        &[
            row("i1", "", "01-05", "failed"),
            row("i2", "", "02-05", "failed"),
            row("i3", "", "03-05", "failed"),
        ],
    );
    assert_eq!(items(&lake).unwrap(), 3);
    assert_eq!(items(&lake).unwrap(), 0);
    let before = files(&lake, &ITEM_TALLIES);
    // i2 is tried again in March: February no longer counts it, and January is not looked at.
    deliver(&lake, &[row("i9", "i2", "03-06", "succeeded")]);
    assert_eq!(items(&lake).unwrap(), 2);
    assert_eq!(
        tallied(&lake),
        [
            "01-05 q failed 1 60000 1 0",
            "03-05 q failed 1 60000 0 1",
            "03-06 q succeeded 1 60000 0 1"
        ]
    );
    assert_eq!(files(&lake, &ITEM_TALLIES)[0], before[0]);
    assert_eq!(items(&lake).unwrap(), 0);
}

#[test]
fn attempts_in_a_circle_or_without_their_first_are_one_item() {
    let lake = memory();
    deliver(
        &lake,
        &[
            row("a", "b", "03-02", "failed"),
            row("b", "a", "03-03", "failed"),
            row("c", "gone", "03-04", "failed"),
            row("d", "gone", "03-05", "succeeded"),
        ],
    );
    items(&lake).unwrap();
    assert_eq!(
        tallied(&lake),
        [
            "03-03 q failed 1 60000 0 1",
            "03-05 q succeeded 1 60000 0 1"
        ]
    );
}

#[test]
fn where_the_vendor_says_who_works_on_a_queue_it_is_they_who_count() {
    let lake = memory();
    let at = ITEMS
        .columns()
        .position(|column| column.name == "automation_id")
        .unwrap();
    let mut known = row("i1", "", "03-02", "succeeded");
    known[at] = "a".into();
    deliver(
        &lake,
        &[
            known,
            row("i2", "", "03-02", "succeeded"),
            row("i3", "", "03-02", "succeeded"),
        ],
    );
    items(&lake).unwrap();
    assert_eq!(
        tallied(&lake),
        [
            "03-02 a succeeded 1 60000 1 0",
            "03-02 q succeeded 2 120000 2 0"
        ]
    );
}

#[test]
fn a_lake_without_items_has_no_tallies_of_them() {
    let lake = memory();
    assert_eq!(items(&lake).unwrap(), 0);
    assert_eq!(lake.snapshot(&ITEM_TALLIES).unwrap().version, None);
}

#[test]
fn where_an_item_tells_no_deadline_its_queue_may_and_it_runs_from_the_first_attempts_creation() {
    let lake = memory();
    let due = ITEMS
        .columns()
        .position(|column| column.name == "due")
        .unwrap();
    let without = |id: &str, ancestor: &str, day: &str| {
        let mut row = row(id, ancestor, day, "succeeded");
        row[due] = Cell::Null;
        row
    };
    // Created at 7:00 and done at 8:01. i2's last attempt is of the day after its first; i4 was due
    // on 2 March, as it says.
    deliver(
        &lake,
        &[
            without("i1", "", "03-03"),
            without("i2", "", "03-04"),
            without("i3", "i2", "03-05"),
            row("i4", "", "03-06", "failed"),
        ],
    );
    items(&lake).unwrap();
    assert_eq!(
        tallied(&lake),
        [
            "03-03 q succeeded 1 60000 0 0",
            "03-05 q succeeded 1 60000 0 0",
            "03-06 q failed 1 60000 0 1"
        ]
    );
    let queue = |due_ms| NameRow {
        satellite_id: "s".parse().unwrap(),
        kind: Named::Queue,
        id: "q".into(),
        name: Some("To book".into()),
        solution_id: None,
        parent_id: None,
        due_ms: Some(due_ms),
        at_risk_ms: None,
        source_version: None,
        source_modified: DateTime::from_timestamp_millis(due_ms),
        deleted: false,
        reading: "r".into(),
        object: "queues".into(),
        row: 1,
    };
    for (minutes, counted) in [
        (
            61,
            [
                "03-03 q succeeded 1 60000 1 0",
                "03-05 q succeeded 1 60000 0 1",
            ],
        ),
        (
            62 + 24 * 60,
            [
                "03-03 q succeeded 1 60000 1 0",
                "03-05 q succeeded 1 60000 1 0",
            ],
        ),
    ] {
        let ranking = Ranking {
            reading: "r".into(),
            newest_by_name: false,
        };
        let told = NamesTold {
            ranking,
            rows: vec![queue(minutes * 60_000)],
            ..NamesTold::default()
        };
        lake.upsert_names(&[("s".parse().unwrap(), told)].into())
            .unwrap();
        assert_eq!(items(&lake).unwrap(), 1, "it is counted again");
        assert_eq!(tallied(&lake)[..2], counted, "{minutes}");
        assert_eq!(items(&lake).unwrap(), 0);
    }
}
