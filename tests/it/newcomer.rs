//! Exports as a newcomer has them, each in a folder of `tests/data/newcomer/`: what `reckon peek`
//! must propose for them, what it must ask, and what comes of the proposal when it is pasted as it
//! is. `expected.toml` is worked out from the rows by hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use reckoner::extract::{self, Options, Quiet};
use reckoner::lake::tables::SESSIONS;
use reckoner::lake::{Cell, Lake, Store};
use reckoner::workspace;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// Parts of the proposed block.
    block: Vec<String>,
    /// Parts of what it says it is unsure of.
    unsure: Vec<String>,
    rows: i64,
    sessions: i64,
    automations: usize,
    outcomes: BTreeMap<String, usize>,
}

/// Peeks at `in/` as somebody who stands in this folder.
fn peeked(folder: &Path, more: &[&str]) -> Result<String, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
    let answer = command
        .current_dir(folder)
        .args(["peek", "in"])
        .args(more)
        .output()
        .map_err(|error| error.to_string())?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if answer.status.success() {
        Ok(text(&answer.stdout))
    } else {
        Err(format!("peek failed: {}", text(&answer.stderr)))
    }
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = (entry.as_ref().unwrap().path(), entry.unwrap().file_name());
        if path.is_dir() {
            copied(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// What is wrong with a case; nothing where all is well.
fn wrong(case: &Path) -> Result<Vec<String>, String> {
    let expected =
        fs::read_to_string(case.join("expected.toml")).map_err(|error| error.to_string())?;
    let expected: Expected = toml::from_str(&expected).map_err(|error| error.to_string())?;
    let mut wrong = Vec::new();
    let (told, text) = (
        peeked(case, &["--output", "json"])?,
        peeked(case, &["--output", "table"])?,
    );
    let told: Value = serde_json::from_str(&told).map_err(|error| error.to_string())?;
    let [told] = told.as_array().map(Vec::as_slice).unwrap_or_default() else {
        return Err(format!("one satellite was expected: {told:#}"));
    };
    let block = told["block"].as_str().unwrap_or_default();
    for part in expected
        .block
        .iter()
        .filter(|part| !block.contains(part.as_str()))
    {
        wrong.push(format!("not proposed: {part}"));
    }
    let unsure: Vec<&str> = told["unsure"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for part in expected
        .unsure
        .iter()
        .filter(|part| !unsure.iter().any(|line| line.contains(part.as_str())))
    {
        wrong.push(format!("not asked: {part}"));
    }
    let unsaid = unsure
        .iter()
        .filter(|line| !text.contains(&format!("# unsure: {line}")));
    wrong.extend(unsaid.map(|line| format!("not in the text: {line}")));
    if !text.contains(block) {
        wrong.push("the text holds another block than the JSON".to_owned());
    }
    let mut same = |what: &str, is: String, must_be: String| {
        if is != must_be {
            wrong.push(format!("{what}: {is}, where {must_be} was worked out"));
        }
    };
    same(
        "rows tried",
        told["tried"]["read"].to_string(),
        expected.rows.to_string(),
    );
    same(
        "sessions tried",
        told["tried"]["sessions"].to_string(),
        expected.sessions.to_string(),
    );
    same(
        "automations tried",
        told["tried"]["automations"].to_string(),
        expected.automations.to_string(),
    );

    // Pasted as it is.
    let root = tempfile::tempdir().unwrap();
    copied(&case.join("in"), &root.path().join("in"));
    fs::create_dir(root.path().join("baselines")).unwrap();
    fs::write(
        root.path().join("baselines/projects.csv"),
        "project_id,name,department_id,status\n",
    )
    .unwrap();
    let whole = format!("[estate]\nname = \"New\"\ncurrency = \"EUR\"\n\n{block}");
    fs::write(root.path().join("reckoner.toml"), whole).unwrap();
    let estate = workspace::load(root.path()).map_err(|mistakes| mistakes.render(false, 200))?;
    let lake = Lake::open(Store::memory()).unwrap();
    let now = "2026-05-10T12:00:00Z".parse().unwrap();
    let kept = extract::extract(
        &lake,
        root.path(),
        &estate.exports,
        now,
        &Options::default(),
        &Quiet,
    );
    kept.map_err(|error| error.to_string())?;
    let place = |column: &str| {
        SESSIONS
            .columns()
            .position(|known| known.name == column)
            .unwrap()
    };
    let rows = lake.rows(&SESSIONS).map_err(|error| error.to_string())?;
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    let mut automations = std::collections::BTreeSet::new();
    for row in &rows {
        let text = |column| match &row[place(column)] {
            Cell::Text(text) => text.clone(),
            other => format!("{other:?}"),
        };
        *outcomes.entry(text("outcome")).or_default() += 1;
        automations.insert(text("automation_id"));
    }
    same(
        "sessions kept",
        rows.len().to_string(),
        expected.sessions.to_string(),
    );
    same(
        "automations kept",
        automations.len().to_string(),
        expected.automations.to_string(),
    );
    same(
        "outcomes",
        format!("{outcomes:?}"),
        format!("{:?}", expected.outcomes),
    );
    if !wrong.is_empty() {
        wrong.push(format!("\n{block}{}", unsure.join("\n")));
    }
    Ok(wrong)
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/newcomer");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 25, "{} cases", cases.len());
    cases
}

fn all_right(wrong: impl Fn(&Path) -> Result<Vec<String>, String>) {
    let cases = cases();
    let mut failed = Vec::new();
    for case in &cases {
        let wrong = wrong(case).unwrap_or_else(|why| vec![why]);
        if !wrong.is_empty() {
            let name = case.file_name().unwrap().to_string_lossy();
            failed.push(format!("{name}\n  {}", wrong.join("\n  ").trim_end()));
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {} cases are wrong:\n\n{}",
        failed.len(),
        cases.len(),
        failed.join("\n\n")
    );
}

#[test]
fn a_newcomers_exports_are_proposed_and_counted_as_worked_out() {
    all_right(wrong);
}

/// A workspace from the folder, run without an edit: the page counts what ran, and names whatever
/// works for nobody.
fn wrong_page(case: &Path) -> Result<Vec<String>, String> {
    let expected =
        fs::read_to_string(case.join("expected.toml")).map_err(|error| error.to_string())?;
    let expected: Expected = toml::from_str(&expected).map_err(|error| error.to_string())?;
    let root = tempfile::tempdir().unwrap();
    let estate = root.path().join("estate");
    let began = Instant::now();
    let reckon = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
        let answer = command
            .args(["--now", "2026-05-10T12:00:00Z", "-q", "-C"])
            .arg(&estate)
            .args(words)
            .output()
            .unwrap();
        let said = || format!("{words:?}: {}", String::from_utf8_lossy(&answer.stderr));
        if answer.status.success() {
            Ok(())
        } else {
            Err(said())
        }
    };
    reckon(&[
        "init",
        "--from",
        case.join("in").to_str().unwrap(),
        estate.to_str().unwrap(),
    ])?;
    reckon(&[
        "run",
        "monthly_close",
        "--from",
        "2025-01-01",
        "--to",
        "2026-05-10",
    ])?;
    let mut wrong = Vec::new();
    if began.elapsed() > Duration::from_secs(10) {
        wrong.push(format!(
            "from the folder to the page it took {:?}",
            began.elapsed()
        ));
    }
    let out = |path: &str| {
        estate
            .join("out")
            .join(path.replace("WINDOW", "monthly_close/2025-01-01..2026-05-10"))
    };
    if !out("reports/WINDOW/executive.html").is_file() {
        wrong.push("there is no page".to_owned());
    }
    let read = |path: &str| -> Vec<BTreeMap<String, String>> {
        csv::Reader::from_path(out(path))
            .unwrap()
            .deserialize()
            .map(Result::unwrap)
            .collect()
    };
    let (scores, page) = (
        read("marts/WINDOW/automation_scores.csv"),
        read("reports/WINDOW/executive.csv"),
    );
    let counted: i64 = scores
        .iter()
        .map(|score| score["sessions"].parse::<i64>().unwrap())
        .sum();
    let tests = expected.outcomes.get("test").copied().unwrap_or_default() as i64;
    if (scores.len(), counted) != (expected.automations, expected.sessions - tests) {
        wrong.push(format!(
            "{} automations with {counted} sessions on the page",
            scores.len()
        ));
    }
    let gaps: Vec<&str> = page
        .iter()
        .filter(|row| row["section"] == "gaps")
        .map(|row| row["value"].as_str())
        .collect();
    for score in &scores {
        let called = if score["name"].is_empty() {
            &score["automation_id"]
        } else {
            &score["name"]
        };
        if score["metered"] != "false" || !gaps.iter().any(|gap| gap.contains(called.as_str())) {
            wrong.push(format!(
                "{called} is not named as working for nobody: {gaps:?}"
            ));
        }
    }
    Ok(wrong)
}

#[test]
fn a_workspace_from_the_folder_runs_without_an_edit_and_names_what_works_for_nobody() {
    all_right(wrong_page);
}
