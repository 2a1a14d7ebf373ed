//! A Centre of Excellence moves from the vendor's kit in one command: its tables become a workspace
//! that is checked, run and shows both methods. The sums stand in the folder's README, worked out
//! by hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

fn reckon() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
    command.args(["--no-progress", "--quiet"]);
    command
}

fn tables() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/kit/tables")
}

fn moved(tables: &Path) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let estate = folder.path().join("estate");
    reckon()
        .args(["init", "--from-kit"])
        .arg(tables)
        .arg(&estate)
        .args(["--currency", "EUR"])
        .assert()
        .success()
        .stdout(contains("3 projects"));
    (folder, estate)
}

type Rows = Vec<BTreeMap<String, String>>;

fn rows(path: &Path) -> Rows {
    csv::Reader::from_path(path)
        .unwrap()
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

/// Some columns of a sheet, row by row.
fn cells(rows: &Rows, columns: &[&str]) -> Vec<Vec<String>> {
    rows.iter()
        .map(|row| columns.iter().map(|column| row[*column].clone()).collect())
        .collect()
}

#[test]
fn a_move_is_checked_run_and_shows_both_methods() {
    let (_folder, estate) = moved(&tables());
    reckon()
        .arg("-C")
        .arg(&estate)
        .arg("check")
        .assert()
        .success();
    let told = Command::new(env!("CARGO_BIN_EXE_reckon"))
        .args(["--no-progress", "-C"])
        .arg(&estate)
        .arg("extract")
        .assert()
        .success();
    let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
    assert!(
        told.contains("tables of master data") && told.contains("autocoe_solutionmetering"),
        "{told}"
    );
    assert!(!told.contains("does not read"), "{told}");
    reckon()
        .arg("-C")
        .arg(&estate)
        .args(["run", "monthly_close", "--window", "2026-03"])
        .assert()
        .success();
    let mart = |name: &str| {
        rows(&estate.join(format!(
            "out/marts/monthly_close/2026-03-01..2026-03-31/{name}.csv"
        )))
    };
    let told = |rows: Rows, columns: &[&str]| {
        cells(&rows, columns)
            .into_iter()
            .map(|row| row.join(" "))
            .collect::<Vec<_>>()
    };
    let worth = [
        "method",
        "sessions",
        "benefit_micros",
        "net_micros",
        "cost_micros",
    ];
    assert_eq!(
        told(mart("estate_scores"), &worth),
        [
            "reckoner-1 16 576666667 576666667 0",
            "kit-2023 16 456875000 456875000 0"
        ]
    );
    let worth = [
        "method",
        "project_id",
        "sessions",
        "units_micros",
        "benefit_micros",
    ];
    let expected = [
        "kit-2023 ap-000001000 12  296875000",
        "kit-2023 ap-000001001 4  160000000",
        "kit-2023 project-a0000000 0  ",
        "reckoner-1 ap-000001000 12 8000000 416666667",
        "reckoner-1 ap-000001001 4 4000000 160000000",
        "reckoner-1 project-a0000000 0  ",
    ];
    let found: Vec<String> = told(mart("project_scores"), &worth);
    let mut found: Vec<String> = found
        .into_iter()
        .map(|row| row.trim_end_matches('0').to_owned())
        .collect();
    found.sort();
    let expected: Vec<String> = expected
        .iter()
        .map(|row| row.trim_end_matches('0').to_owned())
        .collect();
    assert_eq!(found, expected);
    // Of the first project the kit takes 15 % of 416.67 + 104.17 for upkeep (78.13) and charges
    // two failed runs with 20.83 each; nothing else parts 296.88 from 416.67. Of the second they
    // agree, and of the third neither says anything.
    let steps = [
        "level",
        "project_id",
        "order",
        "step",
        "amount_micros",
        "why",
    ];
    assert_eq!(
        told(mart("kit_bridge"), &steps),
        [
            "estate  0 kit 456875000 ",
            "estate  1 overhead 78125000 ",
            "estate  2 failed_runs 41666667 ",
            "project ap-000001000 0 kit 296875000 ",
            "project ap-000001000 1 overhead 78125000 ",
            "project ap-000001000 2 failed_runs 41666667 ",
            "project ap-000001001 0 kit 160000000 ",
            "project project-a0000000 0 kit  not_valued",
        ]
    );
    let page = fs::read_to_string(
        estate.join("out/reports/monthly_close/2026-03-01..2026-03-31/financials.html"),
    )
    .unwrap();
    for said in [
        "The vendor's kit would have said",
        "456.88",
        "576.67",
        "296.88",
        "416.67",
        "+78.12",
        "+41.67",
    ] {
        assert!(
            page.contains(said) || page.contains(&said.replace('\'', "&#x27;")),
            "the page does not say {said}"
        );
    }
    let coverage = mart("coverage");
    let of = [
        "sessions",
        "sessions_metered",
        "sessions_unmetered",
        "rejected",
    ];
    assert_eq!(cells(&coverage, &of), [["17", "16", "1", "0"]]);
}

#[test]
fn what_people_wrote_is_carried_over_and_what_is_wrong_is_told() {
    let (_folder, estate) = moved(&tables());
    let sheet = |name: &str| rows(&estate.join("baselines").join(name));
    assert_eq!(
        cells(
            &sheet("projects.csv"),
            &[
                "project_id",
                "name",
                "department_id",
                "status",
                "category",
                "live_from",
                "decided_on"
            ]
        ),
        [
            [
                "ap-000001000",
                "Invoice posting & approval",
                "finance-accounting",
                "live",
                "Accounts payable",
                "2025-10-01",
                "2025-09-20"
            ],
            [
                "ap-000001001",
                "Ledger matching",
                "finance-accounting-2",
                "live",
                "",
                "2025-10-02",
                ""
            ],
            [
                "project-a0000000",
                "Idea of a dispatcher",
                "no-department",
                "idea",
                "",
                "",
                ""
            ],
        ]
    );
    let baseline = [
        "project_id",
        "minutes_per_unit",
        "hourly_rate",
        "currency",
        "people",
        "error_rate",
        "frequency",
        "working_days_per_year",
    ];
    assert_eq!(
        cells(&sheet("baselines.csv"), &baseline),
        [
            [
                "ap-000001000",
                "60",
                "50",
                "EUR",
                "1",
                "0.1",
                "daily",
                "260"
            ],
            ["ap-000001001", "30", "40", "EUR", "2", "0", "weekly", ""],
        ]
    );
    assert_eq!(
        cells(&sheet("departments.csv"), &["department_id", "manager"])[0],
        ["finance-accounting", "Grace Hopper"]
    );
    assert_eq!(
        cells(
            &sheet("goals.csv"),
            &["goal_id", "metric", "target", "from", "to", "scope"]
        ),
        [[
            "save-in-2026",
            "benefit",
            "1000",
            "2026-01-01",
            "2026-12-31",
            "projects:ap-000001000;ap-000001001"
        ]]
    );
    assert_eq!(
        cells(&sheet("people.csv"), &["email", "role", "scope"]),
        [
            ["joan@contoso.example", "coe", "estate"],
            ["mary@contoso.example", "developer", "project:ap-000001000"]
        ]
    );
    // sol-x belongs to two projects, and what a name says is not believed
    assert_eq!(
        cells(
            &sheet("meterings.csv"),
            &["satellite_id", "automation_id", "project_id"]
        ),
        [
            ["kit", "flow-2", "ap-000001001"],
            ["kit", "solution:sol-a", "ap-000001000"]
        ]
    );
    let suggested = rows(&estate.join("from_kit/suggested_meterings.csv"));
    assert_eq!(
        cells(&suggested, &["automation_id", "project_id"]),
        [["flow-3", "ap-000001000"]]
    );
    let told = fs::read_to_string(estate.join("from_kit/to_look_at.md")).unwrap();
    for said in [
        "**project Idea of a dispatcher**: its number is missing",
        "**project Idea of a dispatcher**: it names no department",
        "submittedon was left out: `someday` is no date",
        "it has no minutes or no hourly cost",
        "approvedon was left out: 2025-09-01 lies before submittedon 2025-09-20",
        "businessowneremail was left out: `not an address`",
        "workingdaysperyear was left out: 251.5",
        "its volume per frequency is 20",
        "it cost 12000 to develop",
        "**metering solution:sol-x**: it works for several projects (ap-000001000, ap-000001001)",
        "**metering Nobody's**: it names no project",
        "**goal Nobody's goal**: it was left out",
        "**goal Save in 2026**: its efficiency gain was left out",
        "**goal Save in 2026**: periodfrom: 2025-12-31T23:00:00Z was taken for 2026-01-01",
        "**stakeholder Mary Shaw**: its project is not there",
        "**role Nobody**: it has a part in no project",
        "**automationproject**: rows that stand here twice, of which the newest was taken: 1",
        "**auditlog**: 1 row stays where it is",
    ] {
        assert!(told.contains(said), "not told: {said}\n{told}");
    }
}

#[test]
fn tables_in_any_order_make_the_same_workspace_and_a_folder_without_projects_none() {
    let (_folder, one) = moved(&tables());
    let shuffled = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(tables()).unwrap() {
        let path = entry.unwrap().path();
        let (name, text) = (
            path.file_name().unwrap().to_owned(),
            fs::read_to_string(&path).unwrap(),
        );
        let is_csv = path.extension().is_some_and(|ending| ending == "csv");
        let mut lines: Vec<&str> = text.lines().collect();
        if is_csv {
            lines[1..].reverse();
        }
        fs::write(shuffled.path().join(name), lines.join("\n")).unwrap();
    }
    let (_other, two) = moved(shuffled.path());
    for name in [
        "baselines/projects.csv",
        "baselines/baselines.csv",
        "baselines/meterings.csv",
        "baselines/goals.csv",
        "from_kit/to_look_at.md",
    ] {
        assert_eq!(
            fs::read_to_string(one.join(name)).unwrap(),
            fs::read_to_string(two.join(name)).unwrap(),
            "{name}"
        );
    }
    let target = tempfile::tempdir().unwrap();
    let asked = ["--currency", "Dollar"];
    reckon()
        .args(["init", "--from-kit"])
        .arg(tables())
        .arg(target.path())
        .args(asked)
        .assert()
        .code(2)
        .stderr(contains("`Dollar` is not a currency"));
    let (empty, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    reckon()
        .args(["init", "--from-kit"])
        .arg(empty.path())
        .arg(target.path())
        .assert()
        .code(2)
        .stderr(contains("holds no project"));
}

/// A workspace of a kit that lives on: its tables are the satellite's folder, and there are no
/// sheets yet.
fn living(sheets: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let estate = folder.path().join("estate");
    fs::create_dir_all(estate.join("baselines")).unwrap();
    fs::create_dir_all(estate.join("kit")).unwrap();
    for entry in fs::read_dir(tables()).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, estate.join("kit").join(path.file_name().unwrap())).unwrap();
    }
    let toml = "[estate]\nname = \"Contoso\"\ncurrency = \"EUR\"\nmethod = [\"reckoner-1\", \"kit-2023\"]\n\n\
                [[satellite]]\nid = \"trace\"\nsource = { format = \"kit\", url = \"kit\" }\n";
    fs::write(estate.join("reckoner.toml"), toml).unwrap();
    sheets
        .iter()
        .for_each(|(name, text)| fs::write(estate.join("baselines").join(name), text).unwrap());
    (folder, estate)
}

/// What the projects were worth in March 2026, by method: sessions and benefit.
fn worth(estate: &Path) -> Vec<String> {
    reckon()
        .arg("-C")
        .arg(estate)
        .args(["run", "monthly_close", "--window", "2026-03"])
        .assert()
        .success();
    let scores =
        rows(&estate.join("out/marts/monthly_close/2026-03-01..2026-03-31/project_scores.csv"));
    let mut told: Vec<String> = cells(
        &scores,
        &["method", "project_id", "sessions", "benefit_micros"],
    )
    .into_iter()
    .map(|row| row.join(" "))
    .collect();
    told.sort();
    told
}

/// What `check` says of the kit that has these words in it.
fn noted(estate: &Path, words: &str) -> Vec<String> {
    let said = reckon()
        .arg("-C")
        .arg(estate)
        .arg("check")
        .assert()
        .success()
        .get_output()
        .stdout
        .clone();
    String::from_utf8(said)
        .unwrap()
        .lines()
        .filter(|line| line.contains(words))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_living_kit_is_the_master_data_where_nobody_wrote_any() {
    let (_folder, estate) = living(&[]);
    // The same as when it is moved: the sums stand in the README.
    let expected = [
        "kit-2023 ap-000001000 12 296875000",
        "kit-2023 ap-000001001 4 160000000",
        "kit-2023 project-a0000000 0 ",
        "reckoner-1 ap-000001000 12 416666667",
        "reckoner-1 ap-000001001 4 160000000",
        "reckoner-1 project-a0000000 0 ",
    ];
    let told: Vec<String> = worth(&estate)
        .into_iter()
        .map(|row| row.replace(" 0 0", " 0 "))
        .collect();
    assert_eq!(told, expected);
    assert_eq!(
        noted(&estate, "wins over"),
        [""; 0],
        "there is nothing to win over"
    );
    assert_eq!(
        noted(&estate, "its number is missing").len(),
        1,
        "faults are told, and stop nothing"
    );
    // Each run says it in one line, and where all of it stands.
    let mut run = Command::new(env!("CARGO_BIN_EXE_reckon"));
    let said = run
        .arg("-C")
        .arg(&estate)
        .args(["run", "nightly", "--no-progress"])
        .assert()
        .success()
        .get_output()
        .stderr
        .clone();
    let said = String::from_utf8(said).unwrap();
    assert!(
        said.contains("on what the kit says: `reckon check` tells each, and so does the receipt"),
        "{said}"
    );
    assert!(!said.contains("its number is missing"), "{said}");
    assert_eq!(
        noted(&estate, "1 satellite, 3 projects, 2 baselines, 2 meterings").len(),
        1
    );
}

#[test]
fn sheets_win_over_a_living_kit_and_say_in_which_columns() {
    // With semicolons and commas; of the other project the kit's row stands behind it, as the sheet
    // writes decimals.
    let baselines = "project_id;valid_from;minutes_per_unit;hourly_rate;currency;people\n\
                     ap-000001001;2026-01-01;45,5;40,00;EUR;\n";
    // Another project gets the flow, and a project that the kit does not know is there too.
    let meterings =
        "satellite_id,automation_id,project_id,valid_from\ntrace,flow-2,own,2026-01-01\n";
    let projects = "project_id,name,department_id,status\nown,Our own,finance-accounting,live\n\
                    ap-000001001,Ledger matching,finance-accounting-2,retired\n";
    let (_folder, estate) = living(&[
        ("baselines.csv", baselines),
        ("meterings.csv", meterings),
        ("projects.csv", projects),
    ]);
    assert_eq!(
        noted(&estate, "wins over"),
        [
            "projects.csv wins over the kit of trace: ap-000001001: status is retired, and the kit says live",
            "baselines.csv wins over the kit of trace: ap-000001001: minutes_per_unit is 45,5, and the kit says 30, \
             people is empty, and the kit says 2",
            "meterings.csv wins over the kit of trace: trace flow-2: project_id is own, and the kit says ap-000001001",
        ]
    );
    let told = worth(&estate);
    // Nobody valued `own`; the other project is worth what the kit alone makes of it, errors mended
    // and all.
    assert!(
        told.contains(&"reckoner-1 ap-000001000 12 416666667".to_owned()),
        "{told:?}"
    );
    assert!(
        told.iter().any(|row| row.starts_with("reckoner-1 own 4")),
        "{told:?}"
    );
    assert!(
        told.iter()
            .any(|row| row.starts_with("reckoner-1 ap-000001001 0")),
        "{told:?}"
    );
    let receipts = fs::read_dir(estate.join("out/receipts")).unwrap();
    let receipt = fs::read_to_string(
        receipts
            .last()
            .unwrap()
            .unwrap()
            .path()
            .join("receipt.json"),
    )
    .unwrap();
    assert!(
        receipt.contains("status is retired, and the kit says live"),
        "{receipt}"
    );
    // A mistake of people is told at its line, whatever stands behind it.
    fs::write(
        estate.join("baselines/meterings.csv"),
        meterings.replace("own,2026", "nobody,2026"),
    )
    .unwrap();
    reckon()
        .arg("-C")
        .arg(&estate)
        .arg("check")
        .assert()
        .code(2)
        .stderr(contains("meterings.csv:2:").and(contains("there is no project `nobody`")));
}
