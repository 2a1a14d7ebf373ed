//! Delta tables that others wrote, and what must become of each: the table in their folder's README
//! is the expectation.

use crate::satellites;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use reckoner::extract::{
    Canonical, Carrier, Column, Columns, Export, Fact, Format, ItemColumns, ItemExport, OfItem,
    Options, Quiet, Reading, SessionColumns, Unit, extract,
};
use reckoner::lake::tables::{ITEMS, SESSIONS, Table};
use reckoner::lake::{Cell, Lake, Store};
use reckoner::model::receipt::{Ending, Exit, SatelliteReceipt};

use satellites::satellite;

/// A lake, and an export that changes.
struct World {
    folder: tempfile::TempDir,
    lake: Lake,
}

impl World {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            lake: Lake::open(Store::memory()).unwrap(),
        }
    }

    fn export(&self) -> PathBuf {
        self.folder.path().join("export")
    }

    /// Lays a table over the export as it was at a version: later commits are not there yet, and
    /// neither are the files that they add.
    fn lay(&self, table: &str, version: u64) {
        let from = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data/delta")
            .join(table);
        let to = self.export();
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            fs::create_dir_all(to.join(&folder)).unwrap();
            for entry in fs::read_dir(from.join(&folder))
                .unwrap()
                .map(|entry| entry.unwrap())
            {
                let path = folder.join(entry.file_name());
                let commit = path
                    .file_stem()
                    .and_then(|stem| stem.to_str()?.parse::<u64>().ok());
                if entry.path().is_dir() {
                    folders.push(path);
                } else if commit.is_none_or(|commit| commit <= version) && !to.join(&path).exists()
                {
                    fs::copy(entry.path(), to.join(&path)).unwrap();
                }
            }
        }
    }

    fn read_as(&self, own: SessionColumns, url: &str) -> SatelliteReceipt {
        self.read_fact(Fact::Sessions(own), url)
    }

    fn read_fact(&self, fact: Fact, url: &str) -> SatelliteReceipt {
        let now: DateTime<Utc> = "2026-03-10T12:00:00Z".parse().unwrap();
        let reading = Reading {
            url: url.into(),
            format: Format::Described(Carrier::Delta, fact),
        };
        let export = Export::of(satellite("tables", "Europe/Berlin"), reading);
        extract(
            &self.lake,
            self.folder.path(),
            &[export],
            now,
            &Options::default(),
            &Quiet,
        )
        .unwrap()
        .remove(0)
    }

    fn read(&self) -> SatelliteReceipt {
        self.read_as(SessionColumns::default(), "export")
    }

    fn told(&self, table: &'static Table, columns: &[&str]) -> Vec<String> {
        let places: Vec<usize> = columns
            .iter()
            .map(|column| {
                table
                    .columns()
                    .position(|known| known.name == *column)
                    .unwrap()
            })
            .collect();
        let cell = |cell: &Cell| match cell {
            Cell::Null => "-".to_owned(),
            Cell::Text(text) => text.clone(),
            Cell::Whole(number) => number.to_string(),
            Cell::Truth(truth) => truth.to_string(),
            Cell::Instant(at) => at.format("%dT%H:%M").to_string(),
            other => format!("{other:?}"),
        };
        let rows = self.lake.rows(table).unwrap().into_iter();
        rows.map(|row| {
            places
                .iter()
                .map(|&at| cell(&row[at]))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
    }

    fn sessions(&self) -> Vec<String> {
        self.told(
            &SESSIONS,
            &[
                "session_id",
                "outcome",
                "ended",
                "mode",
                "parent_automation_id",
                "source_version",
            ],
        )
    }
}

/// How many were read, how many of them were new, and how many were known: of equal rows the one
/// stays whose file's name is least, and the files' names were drawn.
fn rows(receipt: &SatelliteReceipt) -> (i64, i64, i64) {
    assert_eq!(
        (&receipt.ending, receipt.rows.rejected),
        (&Ending::Done, 0),
        "{:?}",
        receipt.notes
    );
    (
        receipt.rows.read,
        receipt.rows.new,
        receipt.rows.replacing + receipt.rows.superseded,
    )
}

/// What flowsession_partitioned told by its newest version: s4 stands in no file any more, and was
/// told before.
const NEWEST: [&str; 5] = [
    "s1 failed 02T08:07 unattended - 11",
    "s2 - - - - 21",
    "s3 succeeded 03T08:02 unattended - 12",
    "s4 succeeded 02T10:01 unattended - 3",
    "s5 succeeded 04T08:03 unattended cloud-1 31",
];

#[test]
fn a_links_tables_are_read_version_by_version_and_nothing_is_deleted_because_it_is_absent() {
    let world = World::new();
    world.lay("link/deltalake/flowsession_partitioned", 0);
    fs::rename(
        world.export(),
        world.folder.path().join("flowsession_partitioned"),
    )
    .unwrap();
    let read = || world.read_as(SessionColumns::default(), "flowsession_partitioned");
    let commit = |version: u64| {
        let from = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data/delta/link/deltalake/flowsession_partitioned/_delta_log");
        let name = format!("{version:020}.json");
        fs::copy(
            from.join(&name),
            world
                .folder
                .path()
                .join("flowsession_partitioned/_delta_log")
                .join(&name),
        )
        .unwrap();
    };
    assert_eq!(rows(&read()), (3, 3, 0));
    assert_eq!(world.sessions()[0], "s1 running - unattended - 1");
    assert_eq!(read().ending, Ending::Unchanged);
    commit(1);
    // One file anew: s1 changed, s3 is new, s2 and s4 stand in it as they were.
    assert_eq!(rows(&read()), (4, 1, 3));
    commit(2);
    // s4 was taken out: the others are told again.
    assert_eq!(rows(&read()), (3, 0, 3));
    assert_eq!(
        world.sessions()[3],
        "s4 succeeded 02T10:01 unattended - 3",
        "nobody said that it was deleted"
    );
    commit(3);
    // s2 says of itself that it was.
    assert_eq!(rows(&read()), (3, 0, 3));
    commit(4);
    assert_eq!(rows(&read()), (1, 1, 0));
    commit(5);
    // The same four rows in one file.
    assert_eq!(rows(&read()), (4, 0, 4));
    assert_eq!(world.sessions(), NEWEST);
    let objects = world.lake.objects().unwrap();
    assert_eq!(
        objects.iter().map(|object| object.read).sum::<i64>(),
        4,
        "of files that are of the table no more nothing counts"
    );
    let commits: Vec<_> = objects
        .iter()
        .filter(|object| object.table == "none")
        .map(|object| &object.object[object.object.len() - 6..])
        .collect();
    assert_eq!(
        commits,
        ["0.json", "1.json", "2.json", "3.json", "4.json", "5.json"]
    );
}

#[test]
fn versions_that_were_never_seen_are_passed_over() {
    let world = World::new();
    world.lay("link/deltalake", 0);
    assert_eq!(
        rows(&world.read()).0,
        6,
        "3 sessions, a flow, a queue and an item"
    );
    world.lay("link/deltalake", 5);
    let receipt = world.read();
    // The newest version has one file; 1 to 4 are not looked at, so nobody ever heard of s4's end,
    // and s4 was heard of at 0.
    assert_eq!((receipt.objects_read, rows(&receipt)), (1, (4, 2, 2)));
    assert_eq!(world.sessions(), NEWEST);
}

#[test]
fn a_lake_of_a_link_tells_sessions_items_and_names() {
    let world = World::new();
    world.lay("link", 5);
    let receipt = world.read();
    assert_eq!((receipt.objects_listed, rows(&receipt)), (4, (7, 7, 0)));
    assert!(
        receipt
            .notes
            .iter()
            .any(|note| note.contains("not read: deltalake/account_partitioned;")),
        "{:?}",
        receipt.notes
    );
    let names: Vec<String> = world
        .lake
        .names()
        .unwrap()
        .into_iter()
        .map(|row| format!("{} {} {:?}", row.kind, row.id, row.name))
        .collect();
    assert_eq!(
        names,
        [
            "automation flow-1 Some(\"Post invoices\")",
            "queue q1 Some(\"Inbox\")"
        ]
    );
    assert_eq!(
        world.told(
            &ITEMS,
            &[
                "item_id", "queue_id", "attempt", "created", "started", "ended", "due", "outcome"
            ]
        ),
        ["i1 q1 2 02T07:00 02T08:00 02T08:05 02T12:00 succeeded"]
    );
    assert_eq!(world.sessions().len(), 4, "s4 was never told of");
    let tables: Vec<_> = world
        .lake
        .objects()
        .unwrap()
        .into_iter()
        .filter(|row| row.table != "none")
        .map(|row| row.table)
        .collect();
    assert_eq!(tables, ["sessions", "names", "names", "items"]);
}

#[test]
fn a_table_of_whose_history_only_a_checkpoint_is_left_is_the_same_table() {
    let world = World::new();
    world.lay("vacuumed", 99);
    assert!(
        fs::read_dir(world.export().join("flowsession_partitioned/_delta_log"))
            .unwrap()
            .count()
            == 3,
        "commit, checkpoint, pointer"
    );
    assert_eq!(rows(&world.read()), (4, 4, 0));
    let known: Vec<String> = NEWEST
        .iter()
        .filter(|row| !row.starts_with("s4"))
        .map(|row| (*row).to_owned())
        .collect();
    assert_eq!(world.sessions(), known);
}

#[test]
fn a_table_that_was_restored_is_read_again() {
    let world = World::new();
    world.lay("link/deltalake/flowsession_partitioned", 1);
    fs::rename(world.export(), world.folder.path().join("flowsession")).unwrap();
    let read = || world.read_as(SessionColumns::default(), "flowsession");
    assert_eq!(rows(&read()), (4, 4, 0));
    let log = world.folder.path().join("flowsession/_delta_log");
    let one = fs::read_to_string(log.join(format!("{:020}.json", 1))).unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/delta/link/deltalake/flowsession_partitioned/_delta_log");
    fs::copy(
        from.join(format!("{:020}.json", 2)),
        log.join(format!("{:020}.json", 2)),
    )
    .unwrap();
    assert_eq!(rows(&read()), (3, 0, 3));
    // Version 3 takes back what 2 did: what it added goes, and what 1 added is back.
    let two = fs::read_to_string(log.join(format!("{:020}.json", 2))).unwrap();
    let actions = |text: &str, kind: &str| {
        text.lines()
            .find(|line| line.starts_with(&format!("{{\"{kind}\"")))
            .unwrap()
            .to_owned()
    };
    let added: serde_json::Value = serde_json::from_str(&actions(&two, "add")).unwrap();
    let remove = serde_json::json!({ "remove": { "path": added["add"]["path"], "dataChange": true, "deletionTimestamp": 1 } });
    fs::write(
        log.join(format!("{:020}.json", 3)),
        format!("{}\n{remove}\n", actions(&one, "add")),
    )
    .unwrap();
    assert_eq!(rows(&read()), (4, 0, 4));
    assert_eq!(
        world
            .lake
            .objects()
            .unwrap()
            .iter()
            .map(|object| object.read)
            .sum::<i64>(),
        4
    );
}

fn own_columns() -> SessionColumns {
    let named = |told, header: &str| (told, Column::named(header));
    let outcome = Column {
        map: [
            ("OK".into(), "succeeded".into()),
            ("FEHLER".into(), "failed".into()),
        ]
        .into(),
        ..Column::named("Result")
    };
    let columns = [
        named(Canonical::SessionId, "Run No"),
        named(Canonical::AutomationId, "process"),
        named(Canonical::Ended, "Finished"),
        named(Canonical::MachineGroup, "region"),
        (
            Canonical::Duration,
            Column {
                unit: Some(Unit::Minutes),
                ..Column::named("Minutes")
            },
        ),
        (Canonical::Outcome, outcome),
    ];
    SessionColumns {
        columns: Some(Columns(columns.into())),
        ..SessionColumns::default()
    }
}

#[test]
fn what_a_table_says_by_its_partitions_is_a_column_like_any_other() {
    let world = World::new();
    world.lay("runs", 0);
    assert_eq!(rows(&world.read_as(own_columns(), "export")), (3, 3, 0));
    // Half-minutes are told: 2.5 and 1.
    assert_eq!(
        world.told(
            &SESSIONS,
            &[
                "session_id",
                "automation_id",
                "outcome",
                "ended",
                "duration_ms",
                "machine_group"
            ]
        ),
        [
            "1 invoices succeeded 02T08:00 150000 Süd/West",
            "2 invoices failed 02T09:00 60000 a b",
            "3 invoices succeeded 02T10:00 60000 -"
        ]
    );
    let condition = reckoner::extract::Condition {
        column: "REGION".into(),
        words: ["a b".to_owned()].into(),
        keeps: false,
    };
    let sieve = reckoner::extract::Sieve(vec![condition]);
    let other = World::new();
    other.lay("runs", 0);
    let receipt = other.read_as(
        SessionColumns {
            sieve,
            ..own_columns()
        },
        "export",
    );
    assert_eq!(
        (receipt.rows.read, receipt.rows.new, receipt.rows.dropped),
        (3, 2, 1)
    );
}

/// The table of runs, read as items: its rows are those of the sessions above.
#[test]
fn a_table_may_tell_items_under_names_of_its_owner() {
    let world = World::new();
    world.lay("runs", 0);
    let words = [("OK", "succeeded"), ("FEHLER", "failed")];
    let outcome = Column {
        map: words
            .map(|(theirs, ours)| (theirs.into(), ours.into()))
            .into(),
        ..Column::named("Result")
    };
    let columns = [
        (OfItem::ItemId, Column::named("Run No")),
        (OfItem::QueueId, Column::named("process")),
        (OfItem::AutomationId, Column::named("region")),
        (OfItem::Ended, Column::named("Finished")),
        (OfItem::Outcome, outcome),
    ];
    let own = ItemExport {
        columns: ItemColumns(columns.into()),
        ..ItemExport::default()
    };
    let receipt = world.read_fact(Fact::Items(own), "export");
    assert_eq!(rows(&receipt), (3, 3, 0));
    assert!(world.sessions().is_empty());
    let columns = ["item_id", "queue_id", "automation_id", "ended", "outcome"];
    assert_eq!(
        world.told(&ITEMS, &columns),
        [
            "1 invoices Süd/West 02T08:00 succeeded",
            "2 invoices a b 02T09:00 failed",
            "3 invoices - 02T10:00 succeeded"
        ]
    );
}

#[test]
fn columns_that_files_call_otherwise_are_found_and_rows_that_are_no_more_are_not_read() {
    let mapped = World::new();
    mapped.lay("mapped", 0);
    assert_eq!(rows(&mapped.read()), (2, 2, 0));
    assert_eq!(
        mapped.sessions(),
        ["m1 succeeded 02T08:00 - - -", "m2 succeeded 02T09:00 - - -"]
    );
    let vectors = World::new();
    vectors.lay("vectors", 0);
    assert_eq!(rows(&vectors.read()), (3, 3, 0));
    // The second and the fourth row of one file, the first of the other.
    assert_eq!(
        vectors.sessions(),
        [
            "v1 succeeded 02T09:00 - - -",
            "v2 succeeded 02T11:00 - - -",
            "v3 succeeded 02T08:00 - - -"
        ]
    );
}

#[test]
fn a_table_that_asks_for_more_than_is_understood_is_refused_by_name_and_nothing_of_it_is_read() {
    for (table, named) in [
        ("strange", "variantType"),
        ("by_id", "columnMapping by id"),
        ("cloned", "shallow clone"),
    ] {
        let world = World::new();
        world.lay(table, 0);
        let receipt = world.read();
        let Ending::Failed { why, exit } = &receipt.ending else {
            panic!("{table}: {:?}", receipt.ending)
        };
        assert!(why.contains(named) && *exit == Exit::Io, "{table}: {why}");
        assert_eq!(
            (world.sessions().len(), world.lake.objects().unwrap().len()),
            (0, 0),
            "{table}"
        );
    }
}

#[test]
fn a_file_that_is_gone_before_it_was_read_is_missed_and_one_that_was_read_is_not() {
    let world = World::new();
    world.lay("vectors", 0);
    fs::remove_file(world.export().join("b.parquet")).unwrap();
    let Ending::Failed { why, .. } = world.read().ending else {
        panic!("it is not there")
    };
    assert!(
        why.contains("b.parquet") && why.contains("vacuumed"),
        "{why}"
    );
    world.lay("vectors", 0);
    assert_eq!(rows(&world.read()), (3, 3, 0));
    fs::remove_file(world.export().join("b.parquet")).unwrap();
    fs::write(
        world.export().join(format!("_delta_log/{:020}.json", 1)),
        "{\"commitInfo\":{\"timestamp\":1}}\n",
    )
    .unwrap();
    assert_eq!(world.read().ending, Ending::Unchanged);
}

#[test]
fn a_checkpoint_that_is_no_parquet_file_is_told_and_never_decoded() {
    let world = World::new();
    world.lay("vacuumed", 99);
    let log = world.export().join("flowsession_partitioned/_delta_log");
    let checkpoint = fs::read_dir(&log)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|e| e == "parquet"));
    fs::write(
        checkpoint.unwrap(),
        b"PAR1 and then nothing that a footer would be",
    )
    .unwrap();
    let Ending::Failed { why, .. } = world.read().ending else {
        panic!("it is damaged")
    };
    assert!(
        why.contains(".checkpoint.parquet") && why.contains("does not end in PAR1"),
        "{why}"
    );
}
