//! What changed is made again, and only what says the same stands: estates whose files are edited
//! between two runs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;

fn reckon(estate: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
    command.args(["--no-progress", "-C"]).arg(estate);
    command
}

fn made(words: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let estate = folder.path().join("estate");
    Command::new(env!("CARGO_BIN_EXE_reckon"))
        .args(words)
        .arg(&estate)
        .assert()
        .success();
    (folder, estate)
}

fn edit(path: &Path, change: impl FnOnce(String) -> String) {
    let before = fs::read_to_string(path).unwrap_or_default();
    let after = change(before.clone());
    assert_ne!(before, after, "{} should change", path.display());
    fs::create_dir_all(path.parent().expect("it lies somewhere")).expect("a folder");
    fs::write(path, after).expect("our own estate can be written");
}

fn demo_again(estate: &Path) {
    reckon(estate).args(["run", "demo"]).assert().success();
}

fn shown(estate: &Path, place: &str) -> String {
    fs::read_to_string(estate.join("out").join(place))
        .unwrap_or_else(|error| panic!("{place}: {error}"))
}

/// One project's row of the demo's mart.
fn row(estate: &Path, project: &str) -> String {
    let mart = shown(estate, "marts/demo/latest/project_scores.csv");
    mart.lines()
        .find(|line| line.contains(&format!(",{project},")))
        .expect(project)
        .to_owned()
}

#[test]
fn each_row_of_a_delivery_is_new_replacing_or_superseded_and_a_tombstone_counts_nowhere() {
    let (_folder, estate) = made(&["init"]);
    let day = "2026-03-02T10:00:00Z";
    // One row each: a session, its later version, its earlier one, its death, and again what it
    // was.
    for (name, version, outcome, deleted, told) in [
        (
            "a",
            "2",
            "succeeded",
            "",
            "1 new + 0 replacing + 0 superseded",
        ),
        ("b", "3", "failed", "", "0 new + 1 replacing + 0 superseded"),
        (
            "c",
            "1",
            "succeeded",
            "",
            "0 new + 0 replacing + 1 superseded",
        ),
        (
            "d",
            "4",
            "failed",
            "true",
            "0 new + 1 replacing + 0 superseded",
        ),
        ("e", "3", "failed", "", "0 new + 0 replacing + 1 superseded"),
    ] {
        let head = "session_id,automation_id,outcome,ended,source_version,deleted";
        let export = format!("{head}\ns1,a1,{outcome},{day},{version},{deleted}\n");
        fs::write(estate.join(format!("satellites/main/{name}.csv")), export)
            .expect("our own estate can be written");
        reckon(&estate)
            .args(["run", "nightly", "--window", "2026-03"])
            .assert()
            .success()
            .stderr(contains(told));
        let coverage = shown(&estate, "marts/nightly/2026-03-01..2026-03-31/coverage.csv");
        let row: Vec<_> = coverage
            .lines()
            .nth(1)
            .expect("the satellite's row")
            .split(',')
            .collect();
        let at = coverage
            .lines()
            .next()
            .expect("a head")
            .split(',')
            .position(|name| name == "sessions")
            .expect("a column");
        assert_eq!(
            row[at],
            if "de".contains(name) { "0" } else { "1" },
            "sessions after {name}"
        );
    }
}

#[test]
fn master_data_configuration_and_templates_that_change_are_on_the_next_page() {
    let (_folder, estate) = made(&["demo"]);
    let before = row(&estate, "invoice-capture");

    // README, section 4: 4,100 minutes at 36.00 an hour are 2,460.00; at 40.00 they are 2,733.33.
    edit(&estate.join("baselines/baselines.csv"), |text| {
        text.replacen(
            "invoice-capture,2025-12-01,5,36,",
            "invoice-capture,2025-12-01,5,40,",
            1,
        )
        .replacen(
            "invoice-capture,2026-03-01,4,36,",
            "invoice-capture,2026-03-01,4,40,",
            1,
        )
    });
    demo_again(&estate);
    let after = row(&estate, "invoice-capture");
    assert!(
        before.contains(",2460.00,") && after.contains(",2733.33,"),
        "{before}\n{after}"
    );

    // The goal asks the scored history, of all months: README, section 7, has it at 12,197.89.
    // March brings 273.33 more; January and February, 81 successes of 125 minutes, bring 675.00.
    let goals = shown(&estate, "marts/demo/latest/goal_scores.csv");
    let goal = goals
        .lines()
        .find(|line| line.starts_with("net-2026,"))
        .expect("the estate's goal");
    assert!(goal.contains(",13146.23,"), "{goal}");

    // Another name of the estate changes no figure, but the page that says it.
    edit(&estate.join("reckoner.toml"), |text| {
        let name = text
            .lines()
            .find(|line| line.starts_with("name = "))
            .expect("an estate has a name")
            .to_owned();
        text.replacen(&name, "name = \"Renamed estate\"", 1)
    });
    demo_again(&estate);
    assert_eq!(row(&estate, "invoice-capture"), after);
    assert!(
        shown(&estate, "reports/demo/latest/executive.html").contains("Renamed estate"),
        "the page has the old name"
    );

    // A satellite that no longer counts takes its sessions out of every figure.
    edit(&estate.join("reckoner.toml"), |text| {
        text.replacen("class = \"prod\"", "class = \"dev\"", 1)
    });
    demo_again(&estate);
    assert_ne!(row(&estate, "invoice-capture"), after);
    let january = shown(&estate, "marts/history/daily_values/2026-01.csv");
    assert!(
        january.contains(",2026-01-02,reckoner-1,invoice-capture,finance,0,0,"),
        "January still has its two sessions of the 2nd"
    );

    edit(&estate.join("report_templates/executive.html"), |_| {
        "<p>Our own words</p>\n".into()
    });
    demo_again(&estate);
    assert!(
        shown(&estate, "reports/demo/latest/executive.html").contains("Our own words"),
        "the page is of the old template"
    );
}

/// Every file of the lake.
fn lake(estate: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut files, mut folders) = (BTreeMap::new(), vec![estate.join("lake")]);
    while let Some(next) = folders.pop() {
        for path in fs::read_dir(next)
            .expect("a folder")
            .map(|entry| entry.expect("a listed file").path())
        {
            if path.is_dir() {
                folders.push(path)
            } else {
                drop(files.insert(path.clone(), fs::read(&path).expect("a file")))
            }
        }
    }
    files
}

#[test]
fn a_second_run_counts_nothing_and_one_that_reads_all_again_commits_nothing() {
    let (_folder, estate) = made(&["demo"]);
    let before = lake(&estate);
    let counted = reckon(&estate).args(["run", "demo"]).assert().success();
    counted.stderr(contains("tallied 0 of").and(contains("scored 0 of")));
    reckon(&estate)
        .args(["run", "demo", "--full"])
        .assert()
        .success()
        .stderr(contains(" 0 new + 0 replacing + "));
    let after = lake(&estate);
    let changed: Vec<_> = after
        .iter()
        .filter(|(path, bytes)| before.get(*path) != Some(bytes))
        .map(|(path, _)| path)
        .collect();
    assert!(changed.is_empty(), "{changed:#?}");
}

#[test]
fn what_one_job_published_is_mended_by_the_run_of_another() {
    let (_folder, estate) = made(&["demo"]);
    let mart = "marts/demo/2026-03-01..2026-03-31/project_scores.csv";
    let before = shown(&estate, mart);
    fs::remove_dir_all(estate.join("out/marts/demo")).expect("it is there");
    reckon(&estate).args(["run", "quarter"]).assert().success();
    assert_eq!(shown(&estate, mart), before);
}
