//! A made-up estate, run: what the receipts and the marts say is what was written.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use serde_json::Value;

/// After every day that is delivered here, so that nothing lies in the future.
const NOW: &str = "2026-04-09T06:00:00Z";

fn reckon(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
    command.args(["--quiet", "--now", NOW]).args(words);
    command
}

fn synth(dir: &str, format: &str, days: &str) {
    let words = [
        "synth",
        dir,
        "--sessions",
        "5_000",
        "--satellites",
        "2",
        "--automations",
        "40",
        "--days",
        days,
        "--format",
        format,
    ];
    reckon(&words)
        .assert()
        .success()
        .stdout(contains("of 5000 sessions"));
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The receipt of the only run until now.
fn receipt(estate: &Path) -> Value {
    let folders: Vec<_> = fs::read_dir(estate.join("out/receipts"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    let receipt = read(&folders[0].join("receipt.json"));
    fs::remove_dir_all(estate.join("out/receipts")).unwrap();
    receipt
}

/// Of each satellite: rows read, keys never seen before (of sessions and of names), rejects.
fn read_of(receipt: &Value) -> BTreeMap<String, [i64; 3]> {
    let numbers = |s: &Value| ["read", "new", "rejected"].map(|name| s[name].as_i64().unwrap());
    receipt["satellites"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(id, s)| (id.clone(), numbers(s)))
        .collect()
}

fn written_of(delivery: &Value) -> BTreeMap<String, [i64; 3]> {
    let of = |s: &Value, name: &str| s[name].as_i64().unwrap();
    let numbers = |s: &Value| {
        [
            of(s, "rows") + of(s, "names"),
            of(s, "sessions") + of(s, "names"),
            0,
        ]
    };
    delivery["satellites"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(id, s)| (id.clone(), numbers(s)))
        .collect()
}

/// Sessions by outcome, as the mart of automations has them.
fn counted(estate: &Path) -> BTreeMap<String, i64> {
    let mut counted = BTreeMap::new();
    let mut reader =
        csv::Reader::from_path(estate.join("out/marts/month/latest/automation_scores.csv"))
            .unwrap();
    let columns = [
        ("succeeded", "succeeded"),
        ("succeeded_with_exceptions", "succeeded_with_exceptions"),
        ("business_exceptions", "business_exception"),
        ("failed", "failed"),
        ("timed_out", "timed_out"),
        ("cancelled", "cancelled"),
        ("skipped", "skipped"),
        ("open", "running"),
        ("unknown", "unknown"),
    ];
    for row in reader
        .deserialize::<BTreeMap<String, String>>()
        .map(Result::unwrap)
    {
        for (column, outcome) in columns {
            *counted.entry(outcome.to_owned()).or_default() += row[column].parse::<i64>().unwrap();
        }
    }
    counted.retain(|_, many| *many != 0);
    counted
}

/// Sessions by outcome that all deliveries together left standing.
fn standing(known: &Value) -> BTreeMap<String, i64> {
    let mut standing = BTreeMap::new();
    for delivery in known["deliveries"].as_array().unwrap() {
        for (outcome, many) in delivery["whole"]["standing"].as_object().unwrap() {
            *standing.entry(outcome.clone()).or_default() += many.as_i64().unwrap();
        }
    }
    standing.retain(|_, many| *many != 0);
    standing
}

/// Wider than the estate: corrections and clocks move sessions a little beyond its days.
const WIDE: [&str; 4] = ["--from", "2026-01-01", "--to", "2026-04-30"];

fn what_is_written_is_read_and_counted(format: &str, days: &str, more: usize) {
    let folder = tempfile::tempdir().unwrap();
    let estate = folder.path().join("estate");
    let dir = estate.to_str().unwrap();
    synth(dir, format, days);
    reckon(&["-C", dir, "check"])
        .assert()
        .success()
        .stdout(contains("2 satellites").and(contains("no mistakes")));
    reckon(&["-C", dir, "run", "month"])
        .args(WIDE)
        .assert()
        .success();
    let known = read(&estate.join("synth.json"));
    assert_eq!(
        read_of(&receipt(&estate)),
        written_of(&known["deliveries"][0])
    );
    assert_eq!(counted(&estate), standing(&known));

    for day in 1..=more {
        reckon(&["synth", dir, "--one-more-day"])
            .assert()
            .success()
            .stdout(contains(format!("2026-04-0{day}")));
        reckon(&["-C", dir, "run", "month"])
            .args(WIDE)
            .assert()
            .success();
        let known = read(&estate.join("synth.json"));
        assert_eq!(
            read_of(&receipt(&estate)),
            written_of(&known["deliveries"][day]),
            "day {day}"
        );
        assert_eq!(counted(&estate), standing(&known), "day {day}");
    }
}

#[test]
fn what_is_written_as_csv_is_read_and_counted() {
    what_is_written_is_read_and_counted("csv", "40", 2);
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    let dir = folder.path().to_str().unwrap();
    reckon(&["synth", dir])
        .assert()
        .code(2)
        .stderr(contains("is not empty: name a new folder"));
    reckon(&["synth", dir, "--one-more-day"])
        .assert()
        .code(74)
        .stderr(contains("synth.json"));
    fs::write(folder.path().join("synth.json"), "{}").unwrap();
    reckon(&["synth", dir, "--one-more-day"])
        .assert()
        .code(2)
        .stderr(contains("name a folder that it wrote"));
    reckon(&["synth", "new", "--satellites", "0"])
        .assert()
        .code(2)
        .stderr(contains("write a number from 1 to"));
    reckon(&["synth", "new", "--sessions", "1e6"])
        .assert()
        .code(2)
        .stderr(contains("such as 1_000_000"));
}

#[test]
fn what_is_written_as_synapse_link_writes_it_is_read_and_counted() {
    what_is_written_is_read_and_counted("synapse-link", "20", 1);
}

#[test]
fn what_is_written_as_orchestrator_writes_it_is_read_and_counted() {
    what_is_written_is_read_and_counted("uipath", "20", 1);
}
