//! Ugly exports, and what must become of each: the table in their folder's README is the
//! expectation.

use crate::satellites;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use arrow::array::AsArray;
use chrono::{DateTime, Utc};
use reckoner::extract::facts::sessions::csv;
use reckoner::extract::taker::{Reached, Source};
use reckoner::extract::{Canonical, Column, Columns, CsvForm, SessionColumns};

use reckoner::model::Satellite;
use satellites::satellite;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/refused")
}

fn now() -> DateTime<Utc> {
    "2026-03-10T12:00:00Z".parse().unwrap()
}

fn berlin() -> Satellite {
    satellite("refused", "Europe/Berlin")
}

fn legacy() -> Columns {
    let time = |header: &str| Column {
        format: Some("%d.%m.%Y %H:%M:%S".into()),
        ..Column::named(header)
    };
    let words = [
        ("OK", "succeeded"),
        ("FAIL", "failed"),
        ("ABBRUCH", "cancelled"),
    ]
    .map(|(a, b)| (a.to_owned(), b.to_owned()));
    Columns(
        [
            (Canonical::SessionId, Column::named("JobNo")),
            (Canonical::AutomationId, Column::named("Process")),
            (Canonical::Started, time("Start")),
            (Canonical::Ended, time("End")),
            (
                Canonical::Outcome,
                Column {
                    map: words.into(),
                    ..Column::named("Result")
                },
            ),
            (Canonical::Owner, Column::named("Owner")),
        ]
        .into(),
    )
}

fn read(object: &str, input: impl Read) -> (Vec<String>, Reached) {
    let satellite = berlin();
    let own = SessionColumns {
        columns: object.starts_with("legacy").then(legacy),
        ..SessionColumns::default()
    };
    let form = CsvForm::default();
    let mut kept = Vec::new();
    let source = Source {
        satellite: &satellite,
        object,
        reading: "r",
        now: now(),
    };
    let reached = csv::sessions(input, &form, &own, source, &mut |batch| {
        kept.extend(
            batch
                .column_by_name("session_id")
                .unwrap()
                .as_string::<i32>()
                .iter()
                .map(|id| id.unwrap().to_owned()),
        );
        Ok(())
    });
    (kept, reached.unwrap_or_else(|error| panic!("{error}")))
}

#[test]
fn every_ugly_export_is_refused_as_its_table_says() {
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    let mut told = BTreeSet::from(["README.md".to_owned(), ".gitattributes".to_owned()]);
    for line in readme.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let line = line.replace("\\|", "\u{1}");
        let cells: Vec<String> = line
            .split('|')
            .map(|cell| cell.trim().replace('\u{1}', "|"))
            .collect();
        let [_, file, _, kept, refused, _] = &cells[..] else {
            panic!("{line}: four cells")
        };
        let (ids, reached) = read(file, fs::File::open(folder().join(file)).unwrap());
        let codes: Vec<_> = reached
            .rejects
            .iter()
            .map(|reject| format!("{} {}", reject.row, reject.code))
            .collect();
        assert_eq!(
            (&ids.join(" "), &codes.join(", ")),
            (kept, refused),
            "{file}"
        );
        assert_eq!(reached.read, ids.len() as i64 + reached.rejected, "{file}");
        assert!(
            reached
                .rejects
                .iter()
                .all(|reject| reject.message.len() > 20),
            "{file}: a message says what the right form is"
        );
        told.insert(file.clone());
    }
    let there: BTreeSet<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(told, there, "the table and the folder name the same files");
}

#[test]
fn a_reject_says_where_what_and_shows_the_row() {
    let (_, reached) = read(
        "short_and_long.csv",
        fs::File::open(folder().join("short_and_long.csv")).unwrap(),
    );
    let reject = &reached.rejects[0];
    assert_eq!(
        (reject.object.as_str(), reject.row, reject.raw.as_str()),
        ("short_and_long.csv", 3, "s2,a1,succeeded")
    );
    assert!(
        reject
            .message
            .starts_with("3 fields where the header has 5"),
        "{}",
        reject.message
    );
    let (_, reached) = read(
        "legacy.csv",
        fs::File::open(folder().join("legacy.csv")).unwrap(),
    );
    let reject = &reached.rejects[0];
    assert!(
        reject.column == "Start" && reject.message.contains("%d.%m.%Y %H:%M:%S"),
        "{reject:?}"
    );
    let notes = reached.notes.sentences().join("\n");
    assert!(
        notes.contains("ignored columns: Price") && notes.contains("Owner"),
        "{notes}"
    );
}

#[test]
fn a_field_of_100_megabytes_is_refused_in_bounded_memory_and_the_next_row_is_kept() {
    let head: &[u8] = b"session_id,automation_id,outcome,ended\ns1,";
    let tail: &[u8] = b",failed,2026-03-02T08:00:00Z\ns2,a,failed,2026-03-02T08:00:00Z\n";
    let (ids, reached) = read(
        "long",
        head.chain(io::repeat(b'x').take(100 << 20)).chain(tail),
    );
    assert_eq!(ids, ["s2"]);
    let reject = &reached.rejects[0];
    assert_eq!(
        (reject.row, reject.code, reject.raw.len()),
        (2, "too_long", 4_000)
    );
}

/// Every export, cut short at every byte, as a torn upload leaves it.
#[test]
fn a_torn_export_is_read_to_the_tear_and_balances() {
    for file in [
        "good.csv",
        "rows_in_a_message.csv",
        "quote_closed_in_a_later_row.csv",
        "utf16.csv",
    ] {
        let bytes = fs::read(folder().join(file)).unwrap();
        for length in 0..bytes.len() {
            let (ids, reached) = read(file, &bytes[..length]);
            assert_eq!(
                reached.read,
                ids.len() as i64 + reached.rejected,
                "{file}, {length} bytes"
            );
        }
    }
}
