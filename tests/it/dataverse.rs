//! What Dataverse answers, saved, and what must become of it: the table in the exports' folder is
//! the expectation.

use crate::corpus;
use crate::satellites;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use reckoner::extract::{Canonical, Column, Columns, Dataverse, Export, Format, Reading};
use reckoner::lake::tables::{AUDIT_EVENTS, ITEMS, LAKE, SESSIONS, SOURCE_EVENTS};
use reckoner::lake::{Lake, Store};
use reckoner::model::receipt::SatelliteReceipt;

use corpus::{Rows, read, rows};
use satellites::satellite;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/dataverse")
}

fn export(url: &str, columns: Option<Columns>) -> Export {
    let satellite = satellite("bots", "Europe/Berlin");
    let format = Format::Dataverse(Dataverse {
        columns,
        live: None,
    });
    Export::of(
        satellite,
        Reading {
            url: url.into(),
            format,
        },
    )
}

fn extract(lake: &Lake, name: &str, columns: Option<Columns>) -> SatelliteReceipt {
    read(lake, &folder(), export(name, columns))
}

/// A file or folder of the corpus in a lake of its own.
fn extracted(name: &str) -> (Lake, SatelliteReceipt) {
    let lake = Lake::open(Store::memory()).unwrap();
    let receipt = extract(&lake, name, None);
    (lake, receipt)
}

fn sessions(lake: &Lake) -> Rows {
    rows(lake, &SESSIONS, "session_id")
}

fn kept(lake: &Lake) -> String {
    let session = |(id, row): (&String, &BTreeMap<&str, String>)| {
        if row["outcome"].is_empty() {
            format!("-{id}")
        } else {
            format!("{id}:{}", row["outcome"])
        }
    };
    let mut found: Vec<_> = sessions(lake).iter().map(session).collect();
    let item = |(id, row): (&String, &BTreeMap<&str, String>)| {
        if row["outcome"].is_empty() {
            format!("-item/{id}")
        } else {
            format!("item/{id}:{}", row["outcome"])
        }
    };
    found.extend(rows(lake, &ITEMS, "item_id").iter().map(item));
    for table in [&SOURCE_EVENTS, &AUDIT_EVENTS] {
        found.extend(
            rows(lake, table, "event_id")
                .iter()
                .map(|(id, row)| format!("event:{id}:{}", row["earned_day"])),
        );
    }
    found.extend(lake.names().unwrap().iter().map(|name| {
        format!(
            "{}{}:{}",
            if name.deleted { "-" } else { "" },
            name.kind,
            name.id
        )
    }));
    found.join(" ")
}

#[test]
fn every_answer_becomes_what_its_table_says() {
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    let mut told = BTreeSet::from(["README.md".to_owned(), ".gitattributes".to_owned()]);
    for line in readme.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let [_, file, _, expected, refused, _] = cells[..] else {
            panic!("{line}: four cells")
        };
        let (lake, receipt) = extracted(file);
        let rejects = lake.rejects().unwrap();
        let place = |object: &str| {
            if file == object {
                String::new()
            } else {
                format!("{object} ")
            }
        };
        let codes: Vec<_> = rejects
            .iter()
            .map(|reject| format!("{}{} {}", place(&reject.object), reject.row, reject.code))
            .collect();
        assert_eq!(
            (kept(&lake).as_str(), codes.join(", ").as_str()),
            (expected, refused),
            "{file}"
        );
        assert_eq!(receipt.rows.rejected, rejects.len() as i64, "{file}");
        assert!(
            rejects.iter().all(|reject| reject.message.len() > 20),
            "{file}: a message says what the right form is"
        );
        told.insert(file.to_owned());
    }
    let there: BTreeSet<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(told, there, "the table and the folder name the same files");
}

#[test]
fn what_is_not_needed_is_nowhere_in_the_lake() {
    for name in ["secrets.json", "work_queue.json", "others.json", "events"] {
        let (lake, _) = extracted(name);
        for table in LAKE {
            let cells = lake.rows(table).unwrap();
            assert!(
                !format!("{cells:?}").contains("CANARY"),
                "{name}: {}",
                table.name
            );
        }
    }
    let (lake, _) = extracted("secrets.json");
    let of = |column: &str| sessions(&lake)["s1"][column].clone();
    assert_eq!(
        [
            of("parent_automation_id"),
            of("parent_session_id"),
            of("mode")
        ],
        ["c1", "r1", "attended"]
    );
}

#[test]
fn an_item_of_a_work_queue_is_told_in_the_contracts_words() {
    let (lake, _) = extracted("work_queue.json");
    let items = rows(&lake, &ITEMS, "item_id");
    for (id, column, value) in [
        ("i1", "queue_id", "q1"),
        ("i1", "created", "2026-03-02T07:00:00.000000"),
        ("i1", "due", "2026-03-02T09:00:00.000000"),
        ("i1", "work_ms", "120000"),
        ("i1", "attempt", "4"), // the first, two retries and one by hand
        ("i1", "source_version", "901"),
        ("i2", "source_version", "902"),
        ("i2", "attempt", ""),
        ("i2", "work_ms", ""),
        ("i3", "earned_day", "2026-03-10"), // half past midnight in Berlin
        ("i3", "source_modified", "2026-03-09T23:30:00.000000"),
    ] {
        assert_eq!(items[id][column], value, "{id} {column}");
    }
}

#[test]
fn a_row_tells_its_session_in_the_contracts_words() {
    let (lake, _) = extracted("page.json");
    let told = sessions(&lake);
    for (column, value) in [
        ("automation_id", "w1"),
        ("automation_name", "Invoices"),
        ("started", "2026-03-02T08:00:00.123000"),
        ("ended", "2026-03-02T08:05:00.000000"),
        ("duration_ms", "299877"), // 5 min less 0.123 s
        ("mode", "unattended"),
        ("trigger", "0"),
        ("machine_id", "m1"),
        ("machine_name", "ROBOT-7"),
        ("machine_group", "g1"),
        ("owner", "u1"),
        ("parent_automation_id", "c1"),
        ("parent_session_id", "run-9"),
        ("error_code", "0x80131500"),
        ("error_message", "No element"),
        ("source_version", "102"),
        ("object", "page.json"),
        ("row", "2"),
    ] {
        assert_eq!(told["s2"][column], value, "{column}");
    }
    let (lake, _) = extracted("labels.json");
    let texts: Vec<_> = sessions(&lake)
        .into_values()
        .map(|row| format!("{} {}", row["outcome_text"], row["mode"]))
        .collect();
    assert_eq!(
        texts,
        [
            " unattended",
            " unattended",
            "Abgebrochen unattended",
            "77 unattended",
            " unattended"
        ]
    );
}

#[test]
fn reads_come_in_any_order_and_say_the_same() {
    let expected = kept(&extracted("two_reads").0);
    for order in [
        [1, 2, 3],
        [1, 3, 2],
        [2, 1, 3],
        [2, 3, 1],
        [3, 1, 2],
        [3, 2, 1],
    ] {
        let lake = Lake::open(Store::memory()).unwrap();
        for read in order {
            extract(&lake, &format!("two_reads/{read}.json"), None);
        }
        assert_eq!(kept(&lake), expected, "{order:?}");
    }
}

#[test]
fn a_satellites_own_columns_come_before_the_vendors() {
    let words = [
        ("Erfolgreich".to_owned(), "succeeded".to_owned()),
        ("Abgebrochen".to_owned(), "cancelled".to_owned()),
    ]
    .into();
    let label = "statuscode@OData.Community.Display.V1.FormattedValue";
    let columns = Columns(
        [(
            Canonical::Outcome,
            Column {
                map: words,
                ..Column::named(label)
            },
        )]
        .into(),
    );
    let lake = Lake::open(Store::memory()).unwrap();
    extract(&lake, "labels.json", Some(columns));
    assert_eq!(
        kept(&lake),
        "l1:succeeded l2:cancelled l3:cancelled l4:succeeded l5:unknown",
        "who asks for the label gets it"
    );
}

#[test]
fn what_was_not_read_is_said() {
    for (file, note) in [
        (
            "others.json",
            "tables that this version does not read: accounts",
        ),
        ("empty.json", "exports without a row: empty.json"),
        ("two_reads", "2 deletions"),
        (
            "waiting.json",
            "1 session that neither started nor ended, placed by when it was created",
        ),
    ] {
        let (_, receipt) = extracted(file);
        assert!(
            receipt.notes.iter().any(|said| said == note),
            "{file}: {:?}",
            receipt.notes
        );
    }
    let (lake, _) = extracted("error.json");
    let reject = &lake.rejects().unwrap()[0];
    assert!(
        reject
            .message
            .contains("the error 0x80072322: Number of requests"),
        "{}",
        reject.message
    );
}
