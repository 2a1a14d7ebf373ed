//! What operators do to a running installation: clocks set back, files cleaned away, a lake that
//! lost a file.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::str::contains;

const HEAD: &str = "session_id,automation_id,outcome,started,ended\n";

/// An estate of one satellite, and so many successes of half an hour each on one day.
fn estate(sessions: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "reckoner.toml",
        "[estate]\nname = \"T\"\ncurrency = \"USD\"\n[[satellite]]\nid = \"a\"\nsource = { format = \"csv\", url = \"in/*.csv\" }\n",
    );
    write(
        "jobs/m.toml",
        "window = \"2026-03\"\nsteps = [\"extract\", \"tally\", \"publish\", \"report\"]\n[[report]]\ntemplate = \"executive\"\nscope = \"estate\"\nformats = [\"csv\"]\n",
    );
    write(
        "baselines/departments.csv",
        "department_id,name\nfin,Finance\n",
    );
    write(
        "baselines/projects.csv",
        "project_id,name,department_id,status\np,P,fin,live\n",
    );
    write(
        "baselines/baselines.csv",
        "project_id,valid_from,minutes_per_unit,hourly_rate,currency\np,2026-01-01,30,60,USD\n",
    );
    write(
        "baselines/meterings.csv",
        "satellite_id,automation_id,project_id,valid_from\na,x,p,2026-01-01\n",
    );
    deliver(folder.path(), sessions);
    folder
}

fn deliver(estate: &Path, sessions: usize) {
    let rows = (0..sessions)
        .map(|n| format!("s{n},x,succeeded,2026-03-10T08:00:00Z,2026-03-10T08:01:00Z\n"));
    fs::create_dir_all(estate.join("in")).unwrap();
    fs::write(
        estate.join("in/1.csv"),
        HEAD.to_owned() + &rows.collect::<String>(),
    )
    .unwrap();
}

fn reckon(estate: &Path, now: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
    command
        .env("RECKON_NOW", now)
        .args(["--no-progress", "-C"])
        .arg(estate);
    command
}

fn run(estate: &Path, now: &str) -> String {
    let output = reckon(estate, now)
        .args(["run", "m"])
        .assert()
        .success()
        .get_output()
        .clone();
    String::from_utf8(output.stderr).unwrap()
}

const WINDOW: &str = "out/marts/m/2026-03-01..2026-03-31";

/// Sessions, as both folders that show the window tell them.
fn sessions(estate: &Path) -> [String; 2] {
    [WINDOW, "out/marts/m/latest"].map(|folder| {
        let text = fs::read_to_string(estate.join(folder).join("estate_scores.csv")).unwrap();
        let mut lines = text.lines().map(|line| line.split(','));
        let at = lines
            .next()
            .unwrap()
            .position(|name| name == "sessions")
            .unwrap();
        lines.next().unwrap().nth(at).unwrap().to_owned()
    })
}

#[test]
fn a_clock_set_back_or_standing_still_does_not_bring_back_old_figures() {
    let estate = estate(10);
    let estate = estate.path();
    run(estate, "2026-04-02T06:00:00Z");
    for (more, now) in [
        (11, "2026-04-01T06:00:00Z"),
        (12, "2026-04-01T06:00:00Z"),
        (13, "2026-04-02T06:00:00Z"),
        (10, "2026-04-02T06:00:00Z"),
    ] {
        deliver(estate, more);
        run(estate, now);
        let most = more.max(if more == 10 { 13 } else { 0 }).to_string(); // absence deletes nothing
        assert_eq!(sessions(estate), [most.clone(), most.clone()]);
        assert!(
            run(estate, now).contains("stands: nothing it was made from has changed"),
            "{more}"
        );
        assert_eq!(sessions(estate), [most.clone(), most]);
    }
}

#[test]
fn whatever_is_cleaned_away_below_out_comes_back() {
    let estate = estate(3);
    let estate = estate.path();
    run(estate, "2026-04-02T06:00:00Z");
    let gone = [
        &format!("{WINDOW}/project_scores.parquet"),
        "out/marts/m/latest/estate_scores.csv",
        "out/marts/history/projects.csv",
        "out/marts/history/daily_values/2026-03.csv",
        "out/reports/m/latest/executive.csv",
    ]
    .map(|path| estate.join(path));
    let before = gone.each_ref().map(|path| fs::read(path).unwrap());
    gone.iter().for_each(|path| fs::remove_file(path).unwrap());
    run(estate, "2026-04-02T06:05:00Z");
    assert!(gone.each_ref().map(|path| fs::read(path).unwrap()) == before);
    fs::remove_dir_all(estate.join("out")).unwrap();
    run(estate, "2026-04-02T06:10:00Z");
    assert!(gone.each_ref().map(|path| fs::read(path).unwrap()) == before);
}

#[test]
fn a_publication_whose_objects_were_lost_is_told_and_made_again() {
    let estate = estate(3);
    let estate = estate.path();
    run(estate, "2026-04-02T06:00:00Z");
    for entry in fs::read_dir(estate.join("lake/publications"))
        .unwrap()
        .map(Result::unwrap)
        .filter(|e| e.path().is_file() && e.path().extension().is_none())
    {
        fs::remove_file(entry.path()).unwrap();
    }
    fs::remove_dir_all(estate.join("out")).unwrap();
    let told = run(estate, "2026-04-02T06:05:00Z");
    assert!(
        told.contains("is missing from the lake") && told.contains("published"),
        "{told}"
    );
    assert_eq!(sessions(estate), ["3", "3"]);
    assert!(!run(estate, "2026-04-02T06:10:00Z").contains("is missing"));
}

#[test]
fn a_run_that_fails_says_so_in_its_receipt() {
    let estate = estate(3);
    let estate = estate.path();
    run(estate, "2026-04-02T06:00:00Z");
    for file in walk(&estate.join("lake/sessions")) {
        fs::write(file, "garbled").unwrap();
    }
    deliver(estate, 4);
    reckon(estate, "2026-04-02T06:05:00Z")
        .args(["run", "m"])
        .assert()
        .code(74)
        .stderr(contains("sessions/satellite_id=a"));
    let receipt =
        fs::read_to_string(estate.join("out/receipts/20260402T060500Z-m/receipt.json")).unwrap();
    let receipt: serde_json::Value = serde_json::from_str(&receipt).unwrap();
    assert_eq!(receipt["exit"], 74);
    assert!(
        receipt["error"]
            .as_str()
            .unwrap()
            .contains("sessions/satellite_id=a"),
        "{receipt:#}"
    );
}

#[test]
fn a_lake_that_lost_its_sessions_is_not_an_estate_without_any() {
    let estate = estate(3);
    let estate = estate.path();
    run(estate, "2026-04-02T06:00:00Z");
    fs::remove_dir_all(estate.join("lake/sessions")).unwrap();
    reckon(estate, "2026-04-02T06:05:00Z")
        .args(["run", "m"])
        .assert()
        .code(74)
        .stderr(contains("table sessions: its log is gone"));
    reckon(estate, "2026-04-02T06:05:00Z")
        .args(["report", "m"])
        .assert()
        .code(74);
    assert_eq!(sessions(estate), ["3", "3"]);
    reckon(estate, "2026-04-02T06:10:00Z")
        .args(["run", "m", "--full"])
        .assert()
        .success();
    assert_eq!(sessions(estate), ["3", "3"]);
}

/// Every Parquet file below a folder, but for the log's own.
fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.ends_with("_delta_log"));
    entries
        .flat_map(|path| {
            if path.is_dir() {
                walk(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[test]
fn a_workspace_may_lie_in_a_folder_of_any_name() {
    let estate = estate(3);
    for name in ["100% w ü#?"] {
        let there = estate.path().join(name);
        for file in ["reckoner.toml", "jobs/m.toml", "in/1.csv"]
            .into_iter()
            .map(str::to_owned)
            .chain(
                ["departments", "projects", "baselines", "meterings"]
                    .map(|sheet| format!("baselines/{sheet}.csv")),
            )
        {
            fs::create_dir_all(there.join(&file).parent().unwrap()).unwrap();
            fs::copy(estate.path().join(&file), there.join(&file)).unwrap();
        }
        run(&there, "2026-04-02T06:00:00Z");
        assert!(run(&there, "2026-04-02T06:05:00Z").contains("stands"));
        assert_eq!(sessions(&there), ["3", "3"], "{name}");
    }
}

#[test]
fn a_satellite_that_is_not_named_any_more_is_a_gap_and_not_silence() {
    let estate = estate(3);
    let estate = estate.path();
    run(estate, "2026-04-02T06:00:00Z");
    for file in ["reckoner.toml", "baselines/meterings.csv"] {
        let text = fs::read_to_string(estate.join(file)).unwrap();
        fs::write(
            estate.join(file),
            text.replace("id = \"a\"", "id = \"b\"")
                .replace("\na,x", "\nb,x"),
        )
        .unwrap();
    }
    run(estate, "2026-04-02T06:00:00Z");
    let page = fs::read_to_string(estate.join("out/reports/m/latest/executive.csv")).unwrap();
    assert!(
        page.contains("a: 3 sessions in the lake, and reckoner.toml names no such satellite"),
        "{page}"
    );
}
