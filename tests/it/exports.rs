//! A folder of ugly exports, and what must become of each: the table in its README is the
//! expectation.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use reckoner::extract::{self, Options, Quiet};
use reckoner::lake::tables::SESSIONS;
use reckoner::lake::{Cell, Lake, Store};
use reckoner::model::receipt::{Ending, SatelliteReceipt};
use reckoner::workspace;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/exports")
}

fn now() -> DateTime<Utc> {
    "2026-03-10T12:00:00Z".parse().unwrap()
}

/// Extracts what `export` of the workspace holds, as `reading` says.
fn read(root: &Path, reading: &str) -> (Lake, SatelliteReceipt) {
    let head = "[estate]\nname = \"Ugly\"\ncurrency = \"EUR\"\n[[satellite]]\nid = \"ugly\"\ntimezone = \"Europe/Berlin\"\nmax_reject_share = 1.0\n";
    let reading = fs::read_to_string(folder().join(format!("readings/{reading}.toml"))).unwrap();
    fs::write(root.join("reckoner.toml"), format!("{head}{reading}")).unwrap();
    fs::create_dir_all(root.join("baselines")).unwrap();
    fs::write(
        root.join("baselines/projects.csv"),
        "project_id,name,department_id,status\n",
    )
    .unwrap();
    let workspace =
        workspace::load(root).unwrap_or_else(|mistakes| panic!("{}", mistakes.render(false, 120)));
    let lake = Lake::open(Store::memory()).unwrap();
    let mut receipts = extract::extract(
        &lake,
        root,
        &workspace.exports,
        now(),
        &Options::default(),
        &Quiet,
    )
    .unwrap();
    (lake, receipts.remove(0))
}

fn sessions(lake: &Lake) -> Vec<String> {
    let names: Vec<_> = SESSIONS.columns().map(|column| column.name).collect();
    let told = |row: Vec<Cell>| {
        let cell = |name: &str| &row[names.iter().position(|known| *known == name).unwrap()];
        let text = |name: &str| {
            if let Cell::Text(text) = cell(name) {
                text.clone()
            } else {
                String::new()
            }
        };
        let at = if *cell("ended") == Cell::Null {
            cell("started")
        } else {
            cell("ended")
        };
        let Cell::Instant(at) = at else {
            panic!("a session without a time")
        };
        let took = if let Cell::Whole(took) = cell("duration_ms") {
            format!("/{took}")
        } else {
            String::new()
        };
        let owner = if text("owner").is_empty() {
            String::new()
        } else {
            format!("({})", text("owner"))
        };
        format!(
            "{}:{}@{}{took}{owner}",
            text("session_id"),
            text("outcome"),
            at.format("%H:%M:%S")
        )
    };
    lake.rows(&SESSIONS)
        .unwrap()
        .into_iter()
        .map(told)
        .collect()
}

#[test]
fn every_ugly_export_becomes_what_its_table_says() {
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    let mut told: BTreeSet<String> = ["README.md", "make.py", "workbooks.py", "readings"]
        .map(str::to_owned)
        .into();
    let mut wrong = Vec::new();
    for line in readme.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, file, reading, _, kept, refused, left_out, _] = cells[..] else {
            panic!("{line}: six cells")
        };
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("export")).unwrap();
        fs::copy(folder().join(file), root.path().join("export").join(file)).unwrap();
        let (lake, receipt) = read(root.path(), reading);
        let rejects = lake.rejects().unwrap();
        assert!(
            rejects.iter().all(|reject| reject.message.len() > 20),
            "{file}: a message says what the right form is: {rejects:?}"
        );
        let codes: Vec<_> = rejects
            .iter()
            .map(|reject| format!("{} {}", reject.row, reject.code))
            .collect();
        let became = (
            sessions(&lake).join(" "),
            codes.join(", "),
            receipt.rows.dropped.to_string(),
        );
        if (became.0.as_str(), became.1.as_str(), became.2.as_str()) != (kept, refused, left_out) {
            wrong.push(format!(
                "{file} as {reading}: {became:?}\n{:?}",
                rejects.first()
            ));
        }
        assert_eq!(
            (&receipt.ending, receipt.rows.balances()),
            (&Ending::Done, true),
            "{file}"
        );
        told.insert(file.to_owned());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let there: BTreeSet<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(told, there, "the table and the folder name the same files");
}

#[test]
fn a_damaged_export_costs_no_other_and_is_read_again_when_it_is_mended() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("export")).unwrap();
    let put = |from: &str, to: &str| {
        fs::copy(folder().join(from), root.path().join("export").join(to))
            .map(|_| ())
            .unwrap()
    };
    put("bad_time.csv.gz", "a.csv.gz");
    put("torn.csv.gz", "b.csv.gz");
    let (lake, receipt) = read(root.path(), "csv");
    // Two of three rows of the one, and nothing of the other, which counts as one.
    assert_eq!(
        (receipt.rows.read, receipt.rows.new, receipt.rows.rejected),
        (4, 2, 2)
    );
    assert_eq!(
        sessions(&lake),
        ["s1:succeeded@01:01:00/60000", "s3:succeeded@03:01:00/60000"]
    );
    put("plain.csv.gz", "b.csv.gz");
    let workspace = workspace::load(root.path()).unwrap();
    let receipts = extract::extract(
        &lake,
        root.path(),
        &workspace.exports,
        now(),
        &Options::default(),
        &Quiet,
    )
    .unwrap();
    assert_eq!(
        (
            receipts[0].objects_read,
            receipts[0].rows.read,
            receipts[0].rows.new
        ),
        (1, 2, 1),
        "s2; s1 is known"
    );
    assert_eq!(lake.rejects().unwrap().len(), 1);
}
