//! What UiPath Orchestrator hands over, and what must become of it: the table in the exports'
//! folder is the expectation.

use crate::corpus;
use crate::satellites;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use reckoner::extract::{Canonical, Column, Columns, Export, Format, Reading, Vendor, Vendored};
use reckoner::lake::tables::{ITEMS, LAKE, SESSIONS};
use reckoner::lake::{Lake, Store};
use reckoner::model::receipt::SatelliteReceipt;

use corpus::{Rows, read, rows};
use satellites::satellite;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/uipath")
}

fn export(url: &str, columns: Option<Columns>) -> Export {
    let satellite = satellite("bots", "Europe/Berlin");
    Export::of(
        satellite,
        Reading {
            url: url.into(),
            format: Format::Vendor(Vendored {
                columns,
                ..Vendored::plain(Vendor::UiPath)
            }),
        },
    )
}

/// A file or folder of the corpus in a lake of its own.
fn extracted(name: &str) -> (Lake, SatelliteReceipt) {
    extracted_with(name, None)
}

fn extracted_with(name: &str, columns: Option<Columns>) -> (Lake, SatelliteReceipt) {
    let lake = Lake::open(Store::memory()).unwrap();
    let receipt = read(&lake, &folder(), export(name, columns));
    (lake, receipt)
}

fn sessions(lake: &Lake) -> Rows {
    rows(lake, &SESSIONS, "session_id")
}

fn items(lake: &Lake) -> Rows {
    rows(lake, &ITEMS, "item_id")
}

#[test]
fn every_answer_becomes_what_its_table_says() {
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    let mut told = BTreeSet::from(["README.md".to_owned(), ".gitattributes".to_owned()]);
    for line in readme.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let [_, file, _, kept, refused, _] = cells[..] else {
            panic!("{line}: four cells")
        };
        let (lake, receipt) = extracted(file);
        let mut found: Vec<_> = sessions(&lake)
            .iter()
            .map(|(id, row)| format!("{id}:{}", row["outcome"]))
            .collect();
        found.extend(
            items(&lake)
                .iter()
                .map(|(id, row)| format!("item/{id}:{}", row["outcome"])),
        );
        found.extend(
            lake.names()
                .unwrap()
                .iter()
                .map(|name| format!("{}:{}", name.kind, name.id)),
        );
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
            (found.join(" ").as_str(), codes.join(", ").as_str()),
            (kept, refused),
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
    for name in [
        "arguments.json",
        "names",
        "queue_contents.json",
        "queue_events.ndjson",
        "events.ndjson",
    ] {
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
}

#[test]
fn a_job_tells_its_session_in_the_contracts_words() {
    let (lake, _) = extracted("page.json");
    let sessions = sessions(&lake);
    let of = |id: &str, column: &str| sessions[id][column].clone();
    for (column, value) in [
        ("automation_id", "Shared/Invoices"),
        ("automation_name", "Invoices"),
        ("solution_id", "Shared"),
        ("started", "2026-03-02T08:00:00.123000"),
        ("ended", "2026-03-02T08:05:00.000000"),
        ("duration_ms", "299877"), // 5 min less 0.123 s
        ("mode", "unattended"),
        ("error_code", "Robot"),
        ("error_message", "Object reference not set"),
        ("object", "page.json"),
        ("row", "2"),
    ] {
        assert_eq!(of("j2", column), value, "{column}");
    }
    assert_eq!(
        (of("j1", "error_message"), of("j1", "row")),
        (String::new(), "1".into())
    );
}

#[test]
fn an_event_tells_the_whole_item_as_it_was_then() {
    let (lake, _) = extracted("queue_events.ndjson");
    let items = items(&lake);
    for (id, column, value) in [
        ("71", "started", "2026-03-02T08:00:00.000000"),
        ("71", "due", "2026-03-02T09:00:00.000000"),
        ("71", "work_ms", "120000"),
        ("71", "queue_id", "17"),
        ("71", "queue_name", "To book"),
        ("71", "attempt", "1"),
        ("71", "row", "1"),
        ("72", "error_code", "BusinessException"),
        ("73", "ancestor_id", "72"),
        ("73", "attempt", "2"),
        ("75", "outcome_text", "updated"),
        ("76", "queue_id", "To book"),
        ("k74", "ancestor_id", "k70"),
    ] {
        assert_eq!(items[id][column], value, "{id} {column}");
    }
}

#[test]
fn an_item_tells_its_row_in_the_contracts_words() {
    let (lake, _) = extracted("queue_statuses.json");
    let row = &items(&lake)["3"];
    for (column, value) in [
        ("month", "2026-03"),
        ("earned_day", "2026-03-02"),
        ("ancestor_id", ""),
        ("attempt", "1"),
        ("queue_id", "17"),
        ("created", "2026-03-02T07:40:00.123000"),
        ("started", "2026-03-02T07:50:00.000000"),
        ("ended", "2026-03-02T08:00:00.500000"),
        ("due", "2026-03-02T09:00:00.000000"),
        ("at_risk", "2026-03-02T08:30:00.000000"),
        ("work_ms", "600500"), // 10 min and half a second
        ("row", "3"),
    ] {
        assert_eq!(row[column], value, "{column}");
    }
    assert_eq!(
        (
            items(&lake)["11"]["outcome_text"].as_str(),
            items(&lake)["4"]["error_code"].as_str()
        ),
        ("Postponed", "ApplicationException")
    );
    assert_eq!(lake.objects().unwrap()[0].table, "items");
}

#[test]
fn an_attempt_names_the_one_that_it_repeats_and_its_number() {
    let (lake, _) = extracted("queueitems_retries.ndjson");
    let told: Vec<_> = items(&lake)
        .into_iter()
        .map(|(id, row)| format!("{id} {} of {}", row["attempt"], row["ancestor_id"]))
        .collect();
    assert_eq!(
        told,
        [
            "21 1 of ",
            "22 2 of 21",
            "23 3 of 21",
            "24 2 of 23",
            "25 1 of "
        ]
    );
}

#[test]
fn times_and_modes_are_those_of_the_job() {
    let (lake, _) = extracted("times.json");
    let times = sessions(&lake);
    let of = |id: &str| {
        ["started", "ended", "duration_ms", "earned_day"].map(|column| times[id][column].clone())
    };
    assert_eq!(
        of("end_alone"),
        ["", "2026-03-02T08:05:00.000000", "", "2026-03-02"]
    );
    // 00:30 and 01:00 UTC: in Berlin the 3rd.
    assert_eq!(
        of("offsets"),
        [
            "2026-03-03T00:30:00.000000",
            "2026-03-03T01:00:00.000000",
            "1800000",
            "2026-03-03"
        ]
    );
    assert_eq!(
        of("seven_digits"),
        [
            "2026-03-02T08:00:00.123456",
            "2026-03-02T08:00:01.123456",
            "1000",
            "2026-03-02"
        ]
    );
    assert_eq!(
        of("pending"),
        ["2026-03-09T22:59:59.000000", "", "", "2026-03-09"]
    );
    let (lake, _) = extracted("runtimes.json");
    let modes: Vec<_> = sessions(&lake)
        .into_iter()
        .map(|(id, row)| format!("{id} {}", row["mode"]))
        .collect();
    let expected = [
        "Attended attended",
        "Development local",
        "Headless unattended",
        "NonProduction unattended",
        "Serverless unattended", // a runtime that is not known: its job's type says it
        "Studio local",
        "StudioPro local",
        "StudioX local",
        "TestAutomation unattended",
        "Unattended unattended",
    ];
    assert_eq!(modes, expected);
}

#[test]
fn a_satellites_own_words_and_columns_come_before_orchestrators() {
    let words = [
        ("Hibernating", "suspended"),
        ("faulted", "business_exception"),
    ]
    .map(|(theirs, ours)| (theirs.to_owned(), ours.to_owned()));
    let outcome = Column {
        map: words.into(),
        ..Column::named("State")
    };
    let columns = Columns(
        [
            (Canonical::Outcome, outcome),
            (Canonical::AutomationId, Column::named("ReleaseName")),
        ]
        .into(),
    );
    let (lake, _) = extracted_with("strange_states.json", Some(columns));
    let told: Vec<_> = sessions(&lake)
        .into_iter()
        .map(|(id, row)| format!("{id} {} {}", row["outcome"], row["automation_id"]))
        .collect();
    assert_eq!(
        told[..3],
        [
            "j1 succeeded Invoices",
            "j2 business_exception Invoices",
            "j3 suspended Invoices"
        ]
    );
}

#[test]
fn a_folder_is_part_of_what_an_automation_is_called() {
    let (lake, _) = extracted("two_folders.json");
    let ids: Vec<_> = sessions(&lake)
        .into_values()
        .map(|row| (row["automation_id"].clone(), row["solution_id"].clone()))
        .collect();
    let expected = [
        ("Finance/Prod/Invoices", "Finance/Prod"),
        ("Finance/Test/Invoices", "Finance/Test"),
        ("17/Invoices", "17"),
    ];
    assert_eq!(
        ids,
        expected.map(|(id, folder)| (id.to_owned(), folder.to_owned()))
    );
}

#[test]
fn an_event_tells_its_job_as_a_page_does() {
    let (lake, receipt) = extracted("events.ndjson");
    let sessions = sessions(&lake);
    for (id, column, value) in [
        ("j1", "automation_id", "Finance/Prod/Invoices"),
        ("j1", "automation_name", "Invoices"),
        ("j1", "solution_id", "Finance/Prod"),
        ("j1", "machine_name", "ROBOT-7"),
        ("j1", "duration_ms", "300000"),
        ("j1", "source_modified", "2026-03-02T08:05:00.500000"),
        ("j4", "started", "2026-03-09T12:00:00.000000"), // when it was created
        ("j4", "earned_day", "2026-03-09"),
        ("j7", "outcome_text", "upgraded"),
    ] {
        assert_eq!(sessions[id][column], value, "{id} {column}");
    }
    assert!(
        receipt
            .notes
            .iter()
            .any(|said| said == "tables that this version does not read: machine"),
        "{:?}",
        receipt.notes
    );
}

#[test]
fn a_machine_of_a_job_is_one_of_the_machines_by_name() {
    let (lake, _) = extracted("names");
    let names = lake.names().unwrap();
    let machine = names
        .iter()
        .find(|name| name.id == sessions(&lake)["j1"]["machine_id"])
        .unwrap();
    assert_eq!(machine.name.as_deref(), Some("ROBOT-7"));
    let automation = names
        .iter()
        .find(|name| name.id == sessions(&lake)["j1"]["automation_id"])
        .unwrap();
    assert_eq!(
        (
            automation.name.as_deref(),
            automation.solution_id.as_deref()
        ),
        (Some("Invoices"), Some("Shared"))
    );
}

#[test]
fn what_was_not_read_is_said() {
    for (file, note) in [
        (
            "other_table.json",
            "tables that this version does not read: Assets",
        ),
        (
            "empty_value.json",
            "exports without a row: empty_value.json",
        ),
        ("jobs_broken_line.ndjson", "1 blank line"),
        (
            "jobs_empty.ndjson",
            "exports without a row: jobs_empty.ndjson",
        ),
    ] {
        let (_, receipt) = extracted(file);
        assert!(
            receipt.notes.iter().any(|said| said == note),
            "{file}: {:?}",
            receipt.notes
        );
    }
    let (lake, _) = extracted("odata_error.json");
    let reject = &lake.rejects().unwrap()[0];
    assert!(
        reject
            .message
            .contains("the error 429: Too many requests. Try again later."),
        "{}",
        reject.message
    );
    let (lake, _) = extracted("login.json");
    assert!(
        lake.rejects().unwrap()[0]
            .message
            .contains("a web page, perhaps of a login")
    );
}

#[test]
fn a_queue_says_in_how_many_minutes_its_items_are_due() {
    let (lake, _) = extracted("queuedefinitions.json");
    let names = lake.names().unwrap();
    assert_eq!(
        (
            names[0].name.as_deref(),
            names[0].due_ms,
            names[0].at_risk_ms
        ),
        (Some("Invoices to book"), Some(3_600_000), Some(2_700_000))
    );
}
