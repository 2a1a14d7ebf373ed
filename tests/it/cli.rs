//! The command line as an operator meets it: exit codes, what is printed where, and that a run can
//! be repeated.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;

fn reckon(workspace: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
    command.args(["--no-progress", "-C"]).arg(workspace);
    command
}

/// The sample estate, run once.
fn demo() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let estate = folder.path().join("estate");
    Command::new(env!("CARGO_BIN_EXE_reckon"))
        .arg("demo")
        .arg(&estate)
        .assert()
        .success()
        .stdout(contains("executive.html"));
    (folder, estate)
}

/// Every file below a folder with its bytes, but for what carries a run's own name.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.components().any(|c| c.as_os_str() == "receipts") {
                files.insert(
                    path.strip_prefix(folder).unwrap().to_path_buf(),
                    fs::read(&path).unwrap(),
                );
            }
        }
    }
    files
}

fn receipts(estate: &Path) -> Vec<serde_json::Value> {
    let mut folders: Vec<_> = fs::read_dir(estate.join("out/receipts"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    folders.sort_by_key(|f| {
        fs::metadata(f.join("events.jsonl"))
            .unwrap()
            .modified()
            .unwrap()
    });
    folders
        .iter()
        .map(|f| serde_json::from_slice(&fs::read(f.join("receipt.json")).unwrap()).unwrap())
        .collect()
}

#[test]
fn help_names_the_exit_codes() {
    Command::new(env!("CARGO_BIN_EXE_reckon"))
        .arg("--help")
        .assert()
        .success()
        .stdout(contains("a gate refused a satellite's delivery"));
}

#[test]
fn a_second_run_reads_nothing_commits_nothing_and_changes_no_byte() {
    let (_folder, estate) = demo();
    let before = contents(&estate);
    let output = reckon(&estate)
        .args(["run", "demo"])
        .assert()
        .success()
        .get_output()
        .clone();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("nothing new")
            && told.contains("stands: nothing it was made from has changed"),
        "{told}"
    );
    let after = contents(&estate);
    let changed: Vec<_> = after
        .iter()
        .filter(|(path, bytes)| before.get(*path) != Some(bytes))
        .map(|(path, _)| path)
        .collect();
    assert!(
        changed.is_empty() && after.len() == before.len(),
        "{changed:?}"
    );
    let receipt = receipts(&estate).pop().unwrap();
    assert!(
        receipt["satellites"]
            .as_object()
            .unwrap()
            .values()
            .all(|s| s["read"] == 0 && s["ending"] == "unchanged"),
        "{receipt:#}"
    );
}

#[test]
fn every_receipt_proves_that_nothing_vanished() {
    let (_folder, estate) = demo();
    let receipt = receipts(&estate).pop().unwrap();
    let satellites = receipt["satellites"].as_object().unwrap();
    assert_eq!(satellites.len(), 3);
    for (id, s) in satellites {
        let of = |name: &str| s[name].as_i64().unwrap();
        assert!(of("read") > 0, "{id}");
        assert_eq!(
            of("read"),
            of("new") + of("replacing") + of("superseded") + of("rejected"),
            "{id}"
        );
    }
}

#[test]
fn what_is_missing_in_out_is_rolled_forward() {
    let (_folder, estate) = demo();
    let before = contents(&estate);
    fs::remove_dir_all(estate.join("out/marts/demo")).unwrap();
    fs::remove_file(estate.join("out/reports/demo/latest/executive.html")).unwrap();
    reckon(&estate).args(["run", "demo"]).assert().success();
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        contents(&estate).keys().collect::<Vec<_>>()
    );
    assert!(
        before == contents(&estate),
        "not byte for byte what was published"
    );
}

#[test]
fn a_satellite_that_fails_does_not_stop_the_others_and_the_report_says_so() {
    let (_folder, estate) = demo();
    let mut satellites: Vec<_> = fs::read_dir(estate.join("satellites"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    satellites.sort();
    let lost = &satellites[0];
    fs::remove_dir_all(lost).unwrap();
    let config = fs::read_to_string(estate.join("reckoner.toml")).unwrap();
    fs::write(
        estate.join("reckoner.toml"),
        config.replace("/*.csv", "/sessions.csv"),
    )
    .unwrap();
    reckon(&estate)
        .args(["run", "demo"])
        .assert()
        .code(74)
        .stderr(contains("sessions.csv"));
    let page = fs::read_to_string(estate.join("out/reports/demo/latest/executive.html")).unwrap();
    assert!(
        page.contains("could not be read"),
        "the page is silent on a failed satellite"
    );
}

#[test]
fn a_delivery_with_too_many_rejects_is_refused_and_may_be_let_pass() {
    let folder = tempfile::tempdir().unwrap();
    let estate = folder.path().join("mine");
    Command::new(env!("CARGO_BIN_EXE_reckon"))
        .arg("init")
        .arg(&estate)
        .assert()
        .success();
    let good: String = (0..50)
        .map(|n| format!("s{n},a,succeeded,2026-03-02T10:00:00Z,2026-03-02T10:01:00Z\n"))
        .collect();
    let bad: String = (0..20)
        .map(|n| format!("b{n},a,succeeded,yesterday,2026-03-02T10:01:00Z\n"))
        .collect();
    let export = format!("session_id,automation_id,outcome,started,ended\n{good}{bad}");
    fs::write(estate.join("satellites/main/export.csv"), export).unwrap();

    reckon(&estate)
        .arg("extract")
        .assert()
        .code(3)
        .stderr(contains("refused"));
    reckon(&estate)
        .args(["status", "--output", "csv"])
        .assert()
        .success()
        .stdout(contains("main,prod,refused,,0,0,0,20,"));
    let whole = "main  bad_time in started: 20 rows in 1 export, of a delivery that was refused as a whole\n  export.csv:52  `yesterday` is not a time";
    reckon(&estate)
        .arg("rejects")
        .assert()
        .success()
        .stdout(contains(whole).and(contains("      b0,a,succeeded,yesterday,")));
    reckon(&estate)
        .args(["extract", "--accept-rejects"])
        .assert()
        .success();
    reckon(&estate)
        .args(["rejects", "--job", "nightly"])
        .assert()
        .success()
        .stdout(contains("20 rows in 1 export, read "));
    reckon(&estate)
        .args(["rejects", "--code", "nul"])
        .assert()
        .success()
        .stdout(contains("nothing was refused"));
    let rows = reckon(&estate)
        .args(["rejects", "--satellite", "main", "--output", "csv"])
        .assert()
        .success()
        .get_output()
        .stdout
        .clone();
    assert_eq!(
        String::from_utf8(rows).unwrap().lines().count(),
        21,
        "a header, and each row"
    );
    reckon(&estate)
        .args(["status", "--output", "csv"])
        .assert()
        .success()
        .stdout(contains(",1,70,50,20,"));
    reckon(&estate)
        .args(["run", "nightly", "--window", "2026-03", "--strict"])
        .assert()
        .code(1);
}

#[test]
fn a_dry_run_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let estate = folder.path().join("mine");
    Command::new(env!("CARGO_BIN_EXE_reckon"))
        .args(["init", "--demo"])
        .arg(&estate)
        .assert()
        .success();
    reckon(&estate)
        .args(["run", "demo", "--dry-run"])
        .assert()
        .success()
        .stderr(contains(".csv"));
    assert!(
        !estate.join("lake").exists() && !estate.join("out").exists(),
        "a dry run left traces"
    );
}

#[test]
fn what_is_wrong_is_said_where_it_stands_with_the_right_form() {
    let folder = tempfile::tempdir().unwrap();
    let estate = folder.path().join("mine");
    Command::new(env!("CARGO_BIN_EXE_reckon"))
        .arg("init")
        .arg(&estate)
        .assert()
        .success();
    reckon(&estate)
        .arg("check")
        .assert()
        .success()
        .stdout(contains("no mistakes"));

    fs::write(
        estate.join("baselines/baselines.csv"),
        "project_id,valid_from,minutes_per_unit,hourly_rate,currency,automatd_share\nmy-project,2020-01-01,15,40,USD,1\n",
    )
    .unwrap();
    let config = fs::read_to_string(estate.join("reckoner.toml")).unwrap();
    fs::write(
        estate.join("reckoner.toml"),
        config.replace("class = \"prod\"", "class = \"production\""),
    )
    .unwrap();
    reckon(&estate).arg("check").assert().code(2).stderr(
        contains("automated_share")
            .and(contains("baselines.csv"))
            .and(contains("production"))
            .and(contains("reckoner.toml")),
    );
    assert!(
        !estate.join("lake").exists(),
        "a workspace with mistakes must not be run"
    );
}

#[test]
fn usage_that_cannot_be_meant_is_refused_with_the_right_form() {
    let (_folder, estate) = demo();
    for (args, said) in [
        (&["run", "weekly"][..], "there is no job `weekly`"),
        (
            &["run", "demo", "--satellite", "nowhere"],
            "reckoner.toml names",
        ),
        (
            &["rejects", "--satellite", "nowhere"],
            "reckoner.toml names",
        ),
        (&["run", "demo", "--window", "2026-13"], "2026-Q1"),
        (
            &["run", "demo", "--from", "2026-03-02", "--to", "2026-03-01"],
            "lies after",
        ),
        (&["run", "demo", "--from", "2026-03-02"], "--to"),
    ] {
        reckon(&estate)
            .args(args)
            .assert()
            .code(2)
            .stderr(contains(said));
    }
    reckon(&estate.join("nothing-here"))
        .arg("check")
        .assert()
        .code(2)
        .stderr(contains("reckon init"));
}

#[test]
fn status_answers_in_rows_for_people_and_for_programs() {
    let (_folder, estate) = demo();
    reckon(&estate)
        .arg("status")
        .assert()
        .success()
        .stdout(contains("newest event"));
    let json = reckon(&estate)
        .args(["status", "--output", "json"])
        .assert()
        .success()
        .get_output()
        .stdout
        .clone();
    let rows: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 3);
}

#[test]
fn logs_can_be_read_by_a_program() {
    let (_folder, estate) = demo();
    let output = reckon(&estate)
        .args(["--log-format", "json", "run", "demo"])
        .assert()
        .success()
        .get_output()
        .clone();
    let lines = String::from_utf8(output.stderr).unwrap();
    assert!(lines.lines().count() > 2);
    for line in lines.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|e| panic!("{e}: {line}"));
    }
}

#[cfg(unix)]
#[test]
fn what_is_written_is_for_its_owner_and_group_only() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, estate) = demo();
    for path in contents(&estate.join("lake"))
        .into_keys()
        .map(|p| estate.join("lake").join(p))
    {
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o640,
            "{}",
            path.display()
        );
        assert_eq!(
            fs::metadata(path.parent().unwrap())
                .unwrap()
                .permissions()
                .mode()
                & 0o777,
            0o750,
            "{}",
            path.display()
        );
    }
}

#[test]
fn a_baseline_is_suggested_from_what_an_event_log_tells_and_can_be_pasted() {
    let (folder, estate) = demo();
    let log = folder.path().join("claims.csv");
    // Minutes a case: c1 10 + 5, c2 20, c3 30 (ended in March), c5 1; c4 does not tell when it was
    // over.
    let text = "Case,Activity,Start,End,Resource
c1,check,2026-01-31T09:00:00,2026-01-31T09:10:00,ann
c1,check,2026-01-31T09:10:00,2026-01-31T09:15:00,bob
c2,check,2026-02-10T09:00:00,2026-02-10T09:20:00,ann
c3,check,2026-03-01T09:00:00,2026-03-01T09:30:00,ann
c4,check,2026-02-11T09:00:00,,ann
c5,pay,2026-02-11T09:00:00,2026-02-11T09:01:00,ann
c6,pay,yesterday,,ann
";
    fs::write(&log, text).unwrap();
    let suggest = |flags: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
        command
            .arg("suggest-baseline")
            .arg(&log)
            .args(["--timezone", "Europe/Berlin"])
            .args(flags);
        command
    };
    let whole = [
        "--project",
        "p-7",
        "--valid-from",
        "2031-04-01",
        "--hourly-rate",
        "40",
        "--currency",
        "USD",
    ];
    let output = suggest(&whole).assert().success().get_output().clone();
    // Of 1, 15, 20, 30: mean 16.5; s = √(437 / 3) = 12.0692, 1.281552 × s / 2 = 7.7337. In
    // February, the only whole month, three cases ended.
    let row = "p-7,2031-04-01,16.5,40,USD,8.766,24.234,sampled,4,2026-03-01,monthly,3\n";
    let header = "project_id,valid_from,minutes_per_unit,hourly_rate,currency,minutes_low,minutes_high,evidence,sample_size,measured_on,\
                  frequency,volume_per_frequency\n";
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        format!("{header}{row}")
    );
    let told = String::from_utf8(output.stderr).unwrap();
    for said in [
        "claims.csv:8: `yesterday` is not a time",
        "6 events of 5 cases, 2026-01-31 to 2026-03-01",
        "mean 16.5, with 80 % confidence the mean lies between 8.766 and 24.234; cases: 4, 1 left out",
        "3 on average; whole months in the log: 1 (2026-01 1, 2026-02 3, 2026-03 1)",
        "2 are named, 1 in a case (median)",
        "1 of 5 cases (0.2) did something more than once: check in 1",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    suggest(&["--strict"])
        .assert()
        .code(1)
        .stdout(contains("\n,,16.5,,,8.766,24.234,sampled,"));
    suggest(&["--end", "Start"])
        .assert()
        .success()
        .stdout(contains(",0,"));
    suggest(&["--start", "Began"])
        .assert()
        .code(2)
        .stderr(contains("no case can be timed"));
    suggest(&["--case", "Claim"])
        .assert()
        .code(2)
        .stderr(contains("the header has no column Claim"));
    suggest(&["--time-format", "dd.mm.yyyy"])
        .assert()
        .code(2)
        .stderr(contains("is not a form of time"));

    let baselines = estate.join("baselines/baselines.csv");
    let project = fs::read_to_string(&baselines)
        .unwrap()
        .lines()
        .nth(1)
        .unwrap()
        .split(',')
        .next()
        .unwrap()
        .to_owned();
    fs::write(
        &baselines,
        format!("{header}{}", row.replace("p-7", &project)),
    )
    .unwrap();
    reckon(&estate)
        .arg("check")
        .assert()
        .success()
        .stdout(contains(" 1 baseline, "));
}

/// Rows that a German spreadsheet saved: three runs of two automations, of which one failed, and no
/// id.
const RUNS: &str = "Auftrag;Nr;Beginn;Ende;Status\r\nRechnung;1;02.03.2026 08:00;02.03.2026 08:05;Erfolgreich\r\n\
                    Rechnung;2;13.03.2026 08:00;13.03.2026 08:05;Fehlgeschlagen\r\nMahnung;1;02.03.2026 09:00;02.03.2026 09:05;Erfolgreich\r\n";

#[test]
fn a_folder_of_exports_becomes_a_workspace_that_runs_and_is_valued_when_people_have_decided() {
    let folder = tempfile::tempdir().unwrap();
    let (exports, estate) = (folder.path().join("exports"), folder.path().join("estate"));
    fs::create_dir(&exports).unwrap();
    fs::write(exports.join("runs.csv"), RUNS).unwrap();
    let init = |dir: &Path| {
        Command::new(env!("CARGO_BIN_EXE_reckon"))
            .arg("init")
            .arg("--from")
            .arg(&exports)
            .arg(dir)
            .assert()
    };
    init(&estate).success().stdout(
        contains("1 satellite, 3 rows with 0 refused, 2 automations")
            .and(contains("--window 2026-03")),
    );
    init(&estate).code(2).stderr(contains("is not empty"));
    let run = || {
        reckon(&estate)
            .args(["run", "monthly_close", "--window", "2026-03"])
            .assert()
            .success()
    };
    let rows = |mart: &str| -> Vec<BTreeMap<String, String>> {
        let text = fs::read_to_string(estate.join(format!(
            "out/marts/monthly_close/2026-03-01..2026-03-31/{mart}.csv"
        )))
        .unwrap();
        csv::Reader::from_reader(text.as_bytes())
            .deserialize()
            .map(Result::unwrap)
            .collect()
    };
    run();
    let told: Vec<_> = rows("automation_scores")
        .iter()
        .map(|row| ["automation_id", "succeeded", "failed", "metered"].map(|at| row[at].clone()))
        .collect();
    assert_eq!(
        told,
        [
            ["Mahnung", "1", "0", "false"],
            ["Rechnung", "1", "1", "false"]
        ]
    );
    // Whoever decided takes the # off; what is prose has two.
    for sheet in ["projects", "meterings", "baselines"] {
        let path = estate.join(format!("baselines/{sheet}.csv"));
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("\n#", "\n")).unwrap();
    }
    run();
    let told: Vec<_> = rows("project_scores")
        .iter()
        .map(|row| ["project_id", "units"].map(|at| row[at].clone()))
        .collect();
    let units = |project: &str| [project.to_owned(), "1.00".to_owned()];
    assert!(
        told.contains(&units("mahnung")) && told.contains(&units("rechnung")),
        "{told:?}"
    );
    // 1 unit × 15 minutes × 40.00 an hour = 10.00 of capacity each.
    let capacity: Vec<_> = rows("project_scores")
        .iter()
        .filter(|row| row["project_id"] != "*")
        .map(|row| row["capacity"].clone())
        .collect();
    assert_eq!(capacity, ["10.00", "10.00"]);
}

#[test]
fn what_no_export_is_in_cannot_be_looked_at_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("notes.docx"), "x").unwrap();
    fs::write(folder.path().join("empty.csv"), "").unwrap();
    let peek = |url: &Path| {
        Command::new(env!("CARGO_BIN_EXE_reckon"))
            .arg("peek")
            .arg(url)
            .assert()
    };
    peek(folder.path())
        .code(2)
        .stderr(contains("holds no export").and(contains("empty.csv: it is empty")));
    peek(&folder.path().join("nowhere"))
        .code(74)
        .stderr(contains("nowhere"));
}
