//! A lake that the program of schema 1 wrote itself: two extractions, the second of which replaced
//! `s-2`.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::lake::tables::{self, SESSIONS, Table};
use crate::lake::tests::{Telling, told, upsert};
use crate::lake::{Cell, Intake, Lake, Ranking, Retold, SCHEMA, Store, told_columns};

/// A copy in memory of a lake that the program of that schema wrote itself. Since schema 2: two
/// extractions of two satellites, one of them a link with names, and since schema 3 with items; s-2
/// was replaced, and s-3 refused.
fn written_by(schema: u64) -> Lake {
    let written = Store::open(
        &format!("tests/data/lakes/schema-{schema}/lake"),
        Path::new(env!("CARGO_MANIFEST_DIR")),
    )
    .unwrap();
    let store = Store::memory();
    for object in written.list("").unwrap() {
        store
            .put(&object.path, written.get(&object.path).unwrap().unwrap())
            .unwrap();
    }
    Lake::open(store).unwrap()
}

fn everything(lake: &Lake) -> BTreeMap<String, bytes::Bytes> {
    let objects = lake.store().list("").unwrap();
    objects
        .into_iter()
        .map(|object| {
            (
                object.path.clone(),
                lake.store().get(&object.path).unwrap().unwrap(),
            )
        })
        .collect()
}

/// Id, outcome, source_version and source_modified of all sessions.
fn sessions(lake: &Lake) -> Vec<[Cell; 4]> {
    let at = |name: &str| {
        SESSIONS
            .columns()
            .position(|column| column.name == name)
            .unwrap()
    };
    let wanted = ["session_id", "outcome", "source_version", "source_modified"].map(at);
    lake.rows(&SESSIONS)
        .unwrap()
        .into_iter()
        .map(|row| wanted.map(|at| row[at].clone()))
        .collect()
}

fn as_told() -> Vec<[Cell; 4]> {
    [
        ("s-1", "succeeded", 1),
        ("s-2", "succeeded", 2),
        ("s-3", "succeeded", 1),
        ("s-4", "business_exception", 1),
    ]
    .map(|(id, outcome, version)| [id.into(), outcome.into(), version.into(), Cell::Null])
    .into()
}

/// What the log of sessions says of its table: id and columns, from its newest metadata, and how
/// many commits say any.
fn metadata(lake: &Lake) -> (String, Vec<String>, usize) {
    metadata_of(lake, &SESSIONS)
}

fn metadata_of(lake: &Lake, table: &Table) -> (String, Vec<String>, usize) {
    let log = format!("{}/_delta_log/", table.name);
    let commits = everything(lake)
        .into_iter()
        .filter(|(path, _)| path.starts_with(&log));
    let lines: Vec<Value> = commits
        .flat_map(|(_, text)| {
            String::from_utf8(text.to_vec())
                .unwrap()
                .lines()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .map(|line| serde_json::from_str(&line).unwrap())
        .collect();
    let told: Vec<_> = lines
        .iter()
        .filter(|line| line["metaData"].is_object())
        .collect();
    let newest = &told.last().unwrap()["metaData"];
    let schema: Value = serde_json::from_str(newest["schemaString"].as_str().unwrap()).unwrap();
    let columns = schema["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["name"].as_str().unwrap().to_owned());
    assert_eq!(
        lines
            .iter()
            .filter(|line| line["protocol"].is_object())
            .count(),
        1,
        "the protocol stays as it was"
    );
    (
        newest["id"].as_str().unwrap().to_owned(),
        columns.collect(),
        told.len(),
    )
}

#[test]
fn an_older_lake_is_read_as_it_is_and_left_alone() {
    let lake = written_by(1);
    let before = everything(&lake);
    assert_eq!(sessions(&lake), as_told());
    assert_eq!(everything(&lake), before);
}

#[test]
fn the_first_writer_migrates_an_older_lake_and_the_next_ones_do_not() {
    let lake = written_by(1);
    let (id, columns, _) = metadata(&lake);
    assert!(!columns.iter().any(|name| name == "source_modified"));
    lake.begin().unwrap();
    assert_eq!(
        lake.store().get("lake.json").unwrap().unwrap(),
        "{\"schema\":5}\n"
    );
    let (migrated, columns, commits) = metadata(&lake);
    assert_eq!((migrated, commits), (id, 2), "it is the same table");
    assert_eq!(
        columns,
        SESSIONS
            .columns()
            .map(|column| column.name.to_owned())
            .collect::<Vec<_>>()
    );
    assert_eq!(sessions(&lake), as_told());
    let before = everything(&lake);
    lake.begin().unwrap();
    assert_eq!(everything(&lake), before);
}

#[test]
fn a_migration_that_was_killed_before_its_end_leaves_an_older_lake_and_is_taken_up_again() {
    let lake = written_by(1);
    lake.widen(&SESSIONS).unwrap();
    assert_eq!(
        lake.store().get("lake.json").unwrap().unwrap(),
        "{\"schema\":1}\n"
    );
    lake.begin().unwrap();
    assert_eq!(metadata(&lake).2, 2, "once is enough");
    assert_eq!(
        lake.store().get("lake.json").unwrap().unwrap(),
        "{\"schema\":5}\n"
    );
}

#[test]
fn a_lake_that_lost_its_lake_json_is_migrated_from_the_beginning() {
    let lake = written_by(1);
    lake.store().delete("lake.json").unwrap();
    lake.begin().unwrap();
    assert_eq!(
        (
            metadata(&lake).2,
            lake.store().get("lake.json").unwrap().unwrap().as_ref()
        ),
        (2, &b"{\"schema\":5}\n"[..])
    );
}

#[test]
fn rows_of_both_schemas_lie_in_one_table_and_in_one_file() {
    let lake = written_by(1);
    lake.begin().unwrap();
    // A month and a satellite of its own: old files stay beside the new one.
    let newer = Telling {
        modified: Some(7),
        ..Telling::plain(1, 0)
    };
    assert_eq!(upsert(&lake, std::slice::from_ref(&newer)), told(1, 0, 0));
    assert_eq!(sessions(&lake).len(), 5);
    // An old file is rewritten: s-1 stays in it as it was, s-2 is replaced.
    let row = lake
        .rows(&SESSIONS)
        .unwrap()
        .into_iter()
        .find(|row| row[2] == "s-2".into())
        .unwrap();
    let at = SESSIONS
        .columns()
        .position(|column| column.name == "source_modified")
        .unwrap();
    let later: chrono::DateTime<chrono::Utc> = "2026-03-05T00:00:00Z".parse().unwrap();
    let mut changed = row.clone();
    changed[at] = later.into();
    let reading = match &row[SESSIONS
        .columns()
        .position(|column| column.name == "reading")
        .unwrap()]
    {
        Cell::Text(reading) => reading.clone(),
        other => panic!("{other:?}"),
    };
    let places: Vec<_> = told_columns(&SESSIONS)
        .map(|told| {
            SESSIONS
                .columns()
                .position(|column| column.name == told.name)
                .unwrap()
        })
        .collect();
    let mut intake = Intake::new(
        &lake,
        &SESSIONS,
        "emea".parse().unwrap(),
        Ranking {
            reading,
            newest_by_name: false,
        },
        usize::MAX,
    );
    intake
        .push(
            "2.csv",
            crate::lake::cells::batch(&SESSIONS, &[changed])
                .unwrap()
                .project(&places)
                .unwrap(),
        )
        .unwrap();
    let delivery = intake.finish(Retold::default().into()).unwrap().0;
    let rows = lake.upsert_sessions(vec![delivery]).unwrap();
    assert_eq!(
        rows.into_values().map(|became| became.rows).next(),
        Some(told(0, 1, 0)),
        "a time outranks none"
    );
    let mut expected = as_told();
    expected[1][3] = later.into();
    assert_eq!(sessions(&lake)[..4], expected);
}

/// What stands in a table's columns of these names, row by row.
fn told_by(lake: &Lake, table: &'static Table, names: &[&str]) -> Vec<String> {
    let at: Vec<usize> = names
        .iter()
        .map(|name| {
            table
                .columns()
                .position(|column| column.name == *name)
                .unwrap()
        })
        .collect();
    let cell = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::Whole(number) => number.to_string(),
        Cell::Instant(at) => at.format("%dT%H").to_string(),
        other => format!("{other:?}"),
    };
    lake.rows(table)
        .unwrap()
        .iter()
        .map(|row| {
            at.iter()
                .map(|&at| cell(&row[at]))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

/// All that was told to it.
fn content(lake: &Lake) -> [Vec<String>; 5] {
    use crate::lake::tables::{ITEMS, NAMES, OBJECTS, REJECTS};
    [
        told_by(
            lake,
            &SESSIONS,
            &["satellite_id", "session_id", "outcome", "source_modified"],
        ),
        told_by(lake, &NAMES, &["id", "name"]),
        told_by(lake, &ITEMS, &["item_id", "outcome", "created"]),
        told_by(lake, &REJECTS, &["object", "row", "code"]),
        told_by(lake, &OBJECTS, &["object", "table", "read", "rejected"]),
    ]
}

#[test]
fn lakes_of_every_schema_since_are_read_migrated_and_written_to() {
    for schema in 2..SCHEMA {
        let lake = written_by(schema);
        let before = everything(&lake);
        let folder = "2026-03-02T08.00.00Z";
        let objects = [
            ("1.csv", "sessions 3 1"),
            ("2.csv", "sessions 2 0"),
            (&format!("{folder}/flowsession/2026-03.csv"), "sessions 1 0"),
            (&format!("{folder}/model.json"), "none 0 0"),
            (&format!("{folder}/workflow/2026-03.csv"), "names 1 0"),
            (&format!("{folder}/workqueueitem/2026-03.csv"), "items 1 0"),
        ];
        let objects = objects
            .iter()
            .filter(|(_, told)| schema > 2 || !told.starts_with("items"));
        let expected = [
            vec![
                "emea s-1 succeeded 02T09".to_owned(),
                "emea s-2 succeeded 02T10".into(),
                "emea s-4 business_exception 01T12".into(),
                "linked d-1 succeeded Null".into(),
            ],
            vec!["w-1 Post invoices".into()],
            if schema > 2 {
                vec!["i-1 succeeded 02T06".into()]
            } else {
                vec![]
            },
            vec!["1.csv 4 bad_time".into()],
            objects
                .map(|(object, told)| format!("{object} {told}"))
                .collect(),
        ];
        assert_eq!(content(&lake), expected, "schema {schema}");
        assert_eq!(everything(&lake), before, "who only reads leaves it alone");
        lake.begin().unwrap();
        assert_eq!(
            lake.store().get("lake.json").unwrap().unwrap(),
            format!("{{\"schema\":{SCHEMA}}}\n")
        );
        for table in tables::LAKE
            .iter()
            .filter(|table| lake.snapshot(table).unwrap().version.is_some())
        {
            let all: Vec<_> = table
                .columns()
                .map(|column| column.name.to_owned())
                .collect();
            assert_eq!(
                metadata_of(&lake, table).1,
                all,
                "{} of schema {schema}",
                table.name
            );
        }
        assert_eq!(content(&lake), expected, "schema {schema}");
        let settled = everything(&lake);
        lake.begin().unwrap();
        assert_eq!(everything(&lake), settled, "once is enough");
        assert_eq!(upsert(&lake, &[Telling::plain(1, 0)]), told(1, 0, 0));
        let mut seen = crate::model::drift::Seen::default();
        seen.see(
            "#.csv",
            "1.csv",
            &["session_id".to_owned()].into(),
            &Default::default(),
        );
        lake.record_drift(&BTreeMap::from([("emea".parse().unwrap(), seen)]))
            .unwrap();
        // Since schema 4 the link has told of its columns too.
        let told_columns = if schema > 3 { 2 } else { 1 };
        assert_eq!(
            (
                lake.rows(&SESSIONS).unwrap().len(),
                lake.drift().unwrap().len()
            ),
            (5, told_columns)
        );
    }
}
