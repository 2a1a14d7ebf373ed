//! What vendors hand over, and what must become of it: the tables in the exports' folders are the
//! expectation.

use crate::corpus;
use crate::satellites;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use reckoner::extract::{
    self, Canonical, Column, Columns, Export, Format, Options, Quiet, Reading, Vendor, Vendored,
};
use reckoner::lake::tables::{ITEMS, NAMES, OBJECTS, SESSIONS};
use reckoner::lake::{Lake, Store};
use reckoner::model::receipt::{Ending, SatelliteReceipt};

use corpus::{Rows, read, rows};
use satellites::satellite;

const NOW: &str = "2026-03-10T12:00:00Z";

/// UiPath has a folder and tests of its own.
fn vendors() -> impl Iterator<Item = (Vendor, PathBuf)> {
    let vendors = Vendor::ALL
        .iter()
        .filter(|vendor| **vendor != Vendor::UiPath);
    vendors.map(|&vendor| {
        (
            vendor,
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("tests/data/vendors")
                .join(vendor.as_str()),
        )
    })
}

fn export(vendor: Vendor, url: &str, columns: Option<Columns>) -> Export {
    let satellite = satellite("bots", "Europe/Berlin");
    let reading = Reading {
        url: url.into(),
        format: Format::Vendor(Vendored {
            columns,
            ..Vendored::plain(vendor)
        }),
    };
    Export::of(satellite, reading)
}

/// A file or folder of a corpus in a lake of its own.
fn extracted(
    vendor: Vendor,
    folder: &Path,
    url: &str,
    columns: Option<Columns>,
) -> (Lake, SatelliteReceipt) {
    let lake = Lake::open(Store::memory()).unwrap();
    let receipt = read(&lake, folder, export(vendor, url, columns));
    (lake, receipt)
}

/// The lake's sessions that were not deleted.
fn sessions(lake: &Lake) -> Rows {
    let mut sessions = rows(lake, &SESSIONS, "session_id");
    sessions.retain(|_, row| !row["outcome"].is_empty());
    sessions
}

/// The same of its items.
fn items(lake: &Lake) -> Rows {
    let mut items = rows(lake, &ITEMS, "item_id");
    items.retain(|_, row| !row["outcome"].is_empty());
    items
}

/// The rows of a README's tables that have such a header.
fn table(readme: &str, header: &str) -> Vec<Vec<String>> {
    let below = |from: usize| {
        readme[from..]
            .lines()
            .skip(2)
            .take_while(|line| line.starts_with("| "))
    };
    let cells = |line: &str| {
        let cells: Vec<String> = line.split('|').map(|cell| cell.trim().to_owned()).collect();
        cells[1..cells.len() - 1].to_vec()
    };
    readme
        .match_indices(header)
        .flat_map(|(from, _)| below(from).map(cells))
        .collect()
}

#[test]
fn every_export_becomes_what_its_table_says() {
    for (vendor, folder) in vendors() {
        let readme = fs::read_to_string(folder.join("README.md")).unwrap();
        let mut told = BTreeSet::from(["README.md".to_owned()]);
        let mut lakes = BTreeMap::new();
        for row in table(&readme, "| file | what it shows | kept | refused |") {
            let [file, _, kept, refused] = &row[..] else {
                panic!("{vendor} {row:?}: four cells")
            };
            let (lake, receipt) = extracted(vendor, &folder, file, None);
            let kept_rows: Rows = sessions(&lake).into_iter().chain(items(&lake)).collect();
            let mut found: Vec<_> = kept_rows
                .iter()
                .map(|(id, row)| format!("{id}:{}", row["outcome"]))
                .collect();
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
                (found.join(" "), codes.join(", ")),
                (kept.clone(), refused.clone()),
                "{vendor} {file}"
            );
            assert_eq!(
                receipt.rows.rejected,
                rejects.len() as i64,
                "{vendor} {file}"
            );
            assert!(
                rejects.iter().all(|reject| reject.message.len() > 20),
                "{file}: a message says what the right form is"
            );
            for table in [&SESSIONS, &ITEMS, &NAMES, &OBJECTS] {
                let cells = lake.rows(table).unwrap();
                assert!(
                    !format!("{cells:?}").contains("CANARY"),
                    "{vendor} {file}: {}",
                    table.name
                );
            }
            told.insert(file.split('/').next().unwrap().to_owned());
            lakes.insert(file.clone(), (kept_rows, receipt));
        }
        for row in table(&readme, "| file | session | column | value |") {
            let [file, session, column, value] = &row[..] else {
                panic!("{vendor} {row:?}: four cells")
            };
            let session = lakes[file]
                .0
                .get(session)
                .unwrap_or_else(|| panic!("{vendor} {file}: nothing is called {session}"));
            assert_eq!(&session[column.as_str()], value, "{vendor} {row:?}");
        }
        for row in table(&readme, "| file | said |") {
            let [file, said] = &row[..] else {
                panic!("{vendor} {row:?}: two cells")
            };
            let notes = &lakes[file].1.notes;
            assert!(notes.contains(said), "{vendor} {file}: {notes:?}");
        }
        let there: BTreeSet<_> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(
            told, there,
            "{vendor}: the table and the folder name the same files"
        );
    }
}

#[test]
fn a_satellites_own_words_and_columns_come_before_the_vendors() {
    let folder = |vendor: Vendor| vendors().find(|(known, _)| *known == vendor).unwrap().1;
    let told = |vendor: Vendor, file: &str, canonical: Canonical, column: Column, shown: &str| {
        let (lake, _) = extracted(
            vendor,
            &folder(vendor),
            file,
            Some(Columns([(canonical, column)].into())),
        );
        sessions(&lake)
            .into_iter()
            .map(|(id, row)| format!("{id} {}", row[shown]))
            .collect::<Vec<_>>()
    };
    let map = |pairs: &[(&str, &str)]| {
        pairs
            .iter()
            .map(|(theirs, ours)| ((*theirs).to_owned(), (*ours).to_owned()))
            .collect()
    };
    // A report of Optimize that was filtered for what was completed.
    let completed = Column {
        map: map(&[("ended", "succeeded")]),
        ..Column::named("state")
    };
    let found = told(
        Vendor::Camunda,
        "optimize-report.json",
        Canonical::Outcome,
        completed,
        "outcome",
    );
    assert_eq!(found, ["op1 succeeded", "op2 running"]);
    // A vendor's numbers are what its owner found them to be.
    let warning = Column {
        map: map(&[("5", "running"), ("8", "suspended")]),
        ..Column::named("statusid")
    };
    let found = told(
        Vendor::BluePrism,
        "BPASession.csv",
        Canonical::Outcome,
        warning,
        "outcome",
    );
    assert_eq!(
        (&found[6][..], &found[9][..]),
        ("s5 running", "s8 suspended")
    );
    // An offset belongs to the vendor's own column: what is read from another is read as it stands
    // there.
    let updated = Column::named("lastupdated");
    let found = told(
        Vendor::BluePrism,
        "BPASession_offsets.csv",
        Canonical::Started,
        updated,
        "started",
    );
    assert_eq!(
        found[0], "elsewhere 2026-03-02T08:05:00.000000",
        "09:05 in Berlin, and not five hours later"
    );
    // A sub-workflow that is worth its own units.
    let called = Column {
        map: map(&[("mode integrated", "unknown")]),
        ..Column::named("status")
    };
    let found = told(
        Vendor::N8n,
        "executions_modes.json",
        Canonical::Outcome,
        called,
        "outcome",
    );
    assert_eq!(
        found
            .iter()
            .filter(|told| told.ends_with("succeeded"))
            .count(),
        5,
        "{found:?}"
    );
    let who = Column::named("workflowId");
    assert_eq!(
        told(
            Vendor::N8n,
            "executions.json",
            Canonical::Owner,
            who,
            "owner"
        ),
        ["1 w1", "2 w1"]
    );
}

#[test]
fn what_a_vendor_may_have_forgotten_is_said_when_it_was_not_asked_for_too_long() {
    let said = |vendor: Vendor, file: &str, days: i64| {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("hub")).unwrap();
        let lake = Lake::open(Store::memory()).unwrap();
        let from = vendors().find(|(known, _)| *known == vendor).unwrap().1;
        let read = |at: TimeDelta| {
            let now = NOW.parse::<chrono::DateTime<chrono::Utc>>().unwrap() + at;
            extract::extract(
                &lake,
                folder.path(),
                &[export(vendor, "hub", None)],
                now,
                &Options::default(),
                &Quiet,
            )
            .unwrap()
            .remove(0)
            .notes
        };
        fs::copy(from.join(file), folder.path().join("hub").join(file)).unwrap();
        assert!(
            !read(TimeDelta::zero()).concat().contains("lost"),
            "nothing was read before: nobody knows what is lost"
        );
        read(TimeDelta::days(days)).concat()
    };
    let center = "Automation Center deletes executions that are 14 days old: nothing new was read for 13 days";
    let found = said(Vendor::ServiceNow, "sn_ac_automation_execution.json", 13);
    assert!(found.contains(center), "{found}");
    assert_eq!(
        said(Vendor::ServiceNow, "sn_ac_automation_execution.json", 12),
        ""
    );
    assert!(said(Vendor::N8n, "executions.json", 31).contains("n8n forgets executions"));
    assert_eq!(
        said(Vendor::BluePrism, "BPASession.csv", 400),
        "",
        "a database keeps what it has"
    );
}

/// All files below a folder but its README, by their paths below it.
fn files(folder: &Path, below: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder.join(below))
        .unwrap()
        .map(Result::unwrap)
    {
        let name = format!("{below}{}", entry.file_name().into_string().unwrap());
        match entry.file_type().unwrap().is_dir() {
            true => found.extend(files(folder, &format!("{name}/"))),
            false if name == "README.md" => {}
            false => found.push(name),
        }
    }
    found.sort();
    found
}

#[test]
fn exports_delivered_at_once_or_one_by_one_from_the_last_leave_the_same_lake() {
    for (vendor, from) in vendors() {
        let files = files(&from, "");
        let kept = |deliveries: Vec<&[String]>| {
            let folder = tempfile::tempdir().unwrap();
            let lake = Lake::open(Store::memory()).unwrap();
            for delivery in deliveries {
                for file in delivery {
                    let to = folder.path().join("hub").join(file);
                    fs::create_dir_all(to.parent().unwrap()).unwrap();
                    fs::copy(from.join(file), to).unwrap();
                }
                let exports = [export(vendor, "hub/**/*.*", None)];
                let receipts = extract::extract(
                    &lake,
                    folder.path(),
                    &exports,
                    NOW.parse().unwrap(),
                    &Options::default(),
                    &Quiet,
                )
                .unwrap();
                assert_eq!(receipts[0].ending, Ending::Done, "{vendor} {delivery:?}");
            }
            (
                lake.rows(&SESSIONS).unwrap(),
                lake.rows(&ITEMS).unwrap(),
                lake.names().unwrap(),
                lake.rejects().unwrap(),
            )
        };
        let at_once = kept(vec![&files]);
        assert!(at_once.0.len() > 10, "{vendor}");
        assert_eq!(at_once, kept(files.chunks(1).rev().collect()), "{vendor}");
    }
}
