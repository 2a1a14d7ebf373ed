//! What an operator can do to be rid of what an export told that came by accident and is gone.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

const TOML: &str = r#"[estate]
name = "Forgetful"
currency = "USD"

[[satellite]]
id = "s"
source = { format = "csv", url = "in" }
"#;
const HEAD: &str = "session_id,automation_id,outcome,ended\n";

fn reckon(estate: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("reckon").unwrap();
    let output = command
        .arg("-C")
        .arg(estate)
        .args(["--now", "2026-04-02T06:00:00Z"])
        .args(args)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code().unwrap(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

fn estate() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("reckoner.toml", TOML);
    write(
        "baselines/projects.csv",
        "project_id,name,department_id,status\np,P,d,live\n",
    );
    write(
        "in/good.csv",
        &format!("{HEAD}1,a,succeeded,2026-03-02T08:00:00Z\n2,a,failed,2026-03-02T08:00:00Z\n"),
    );
    // It tells one session that is nobody's, one that good.csv tells otherwise, and one that cannot
    // be read.
    write(
        "in/stray.csv",
        &format!(
            "{HEAD}9,x,succeeded,2026-03-03T08:00:00Z\n2,a,succeeded,2026-03-02T09:00:00Z\n3,a,failed,never\n"
        ),
    );
    folder
}

/// Session, outcome and object, as the lake has them.
fn sessions(estate: &Path) -> Vec<String> {
    use reckoner::lake::tables::SESSIONS;
    use reckoner::lake::{Cell, Lake, Store};
    let lake = Lake::open(Store::open("lake", estate).unwrap()).unwrap();
    let at = |name: &str| {
        SESSIONS
            .columns()
            .position(|column| column.name == name)
            .unwrap()
    };
    let text = |cell: &Cell| {
        if let Cell::Text(text) = cell {
            text.clone()
        } else {
            String::new()
        }
    };
    let row = |row: Vec<Cell>| {
        ["session_id", "outcome", "object"]
            .map(|name| text(&row[at(name)]))
            .join(" ")
    };
    lake.rows(&SESSIONS).unwrap().into_iter().map(row).collect()
}

#[test]
fn an_export_that_came_by_accident_is_forgotten_with_its_rejects_and_what_others_told_is_left() {
    let folder = estate();
    let estate = folder.path();
    assert_eq!(reckon(estate, &["extract"]).0, 0);
    assert_eq!(
        sessions(estate),
        [
            "1 succeeded good.csv",
            "2 succeeded stray.csv",
            "9 succeeded stray.csv"
        ]
    );
    fs::remove_file(estate.join("in/stray.csv")).unwrap();
    assert_eq!(reckon(estate, &["extract"]).0, 0);
    assert_eq!(
        sessions(estate).len(),
        3,
        "what vanished keeps its last telling"
    );
    assert!(reckon(estate, &["rejects"]).1.contains("stray.csv"));

    let (exit, _, error) = reckon(
        estate,
        &["forget", "--satellite", "s", "--object", "astray.csv"],
    );
    assert_eq!(exit, 2);
    assert!(
        error.contains(
            "s never told anything in `astray.csv`: it told something in good.csv, stray.csv"
        ),
        "{error}"
    );

    let (exit, said, error) = reckon(
        estate,
        &["forget", "--satellite", "s", "--object", "stray.csv"],
    );
    assert_eq!(exit, 0, "{error}");
    // Of its two sessions one is gone, and of the other what good.csv says is left.
    assert_eq!(
        said,
        "objects: 1 row forgotten\nrejects: 1 row forgotten\nsessions: 1 row forgotten\n"
    );
    assert_eq!(
        sessions(estate),
        ["1 succeeded good.csv", "2 failed good.csv"]
    );
    assert!(!reckon(estate, &["rejects"]).1.contains("stray.csv"));
    let receipt =
        fs::read_to_string(estate.join("out/receipts/20260402T060000Z-forget/receipt.json"))
            .unwrap();
    let receipt: serde_json::Value = serde_json::from_str(&receipt).unwrap();
    assert_eq!(
        (
            &receipt["forget"]["object"],
            &receipt["forgotten"]["sessions"]
        ),
        (&"stray.csv".into(), &1.into())
    );
    assert_eq!(reckon(estate, &["extract"]).0, 0);
    assert_eq!(
        sessions(estate),
        ["1 succeeded good.csv", "2 failed good.csv"]
    );
}

#[test]
fn a_satellite_is_forgotten_whole_and_what_it_still_hands_over_is_read_again() {
    let folder = estate();
    let estate = folder.path();
    reckon(estate, &["extract"]);
    let (exit, said, error) = reckon(estate, &["forget", "--satellite", "s"]);
    assert_eq!(exit, 0, "{error}");
    assert!(
        said.contains("sessions: 3 rows forgotten") && said.contains("objects: 2 rows forgotten"),
        "{said}"
    );
    assert_eq!(sessions(estate), Vec::<String>::new());
    let (exit, said, _) = reckon(estate, &["forget", "--satellite", "t"]);
    assert_eq!((exit, said.as_str()), (0, "t: nothing was there\n"));
    reckon(estate, &["extract"]);
    assert_eq!(sessions(estate).len(), 3);
}
