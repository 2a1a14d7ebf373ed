//! `check --exports` says before the first run what a run would find; and the first run says what
//! no satellite reads.

use std::fs;

use crate::workspace::{Estate, satellite};

const COLUMNS: &str = "[satellite.columns]\nsession_id = \"Id\"\nautomation_id = \"Job\"\nstarted = \"Start\"\noutcome = { column = \"St\", map = { ok = \"succeeded\" } }";

/// Exports of which each is written a second after the one before.
fn written(estate: &Estate, exports: &[(&str, &str)]) {
    for (n, (path, text)) in exports.iter().enumerate() {
        estate.write(path, text);
        let at = std::time::SystemTime::UNIX_EPOCH
            + std::time::Duration::from_secs(1_770_000_000 + n as u64);
        fs::File::options()
            .write(true)
            .open(estate.file(path))
            .unwrap()
            .set_modified(at)
            .unwrap();
    }
}

#[test]
fn check_says_nothing_of_exports_unless_it_is_asked() {
    let estate = Estate::of(&satellite("csv", COLUMNS));
    assert_eq!(estate.reckon(&["check"]).0, 0);
    let (code, said) = estate.reckon(&["check", "--exports"]);
    assert_eq!(code, 74, "{said}");
    assert!(
        said.contains("s: `in`: there is no such file or folder"),
        "{said}"
    );
    fs::create_dir(estate.file("in")).unwrap();
    let (code, said) = estate.reckon(&["check", "--exports"]);
    assert_eq!(code, 0, "an empty folder may fill: {said}");
    assert!(
        said.contains("s: 0 exports")
            && said.contains("no exports found: the folder in holds no *.csv"),
        "{said}"
    );
    let glob = fs::read_to_string(estate.file("reckoner.toml"))
        .unwrap()
        .replace("url = \"in\"", "url = \"in/q-*.csv\"");
    estate
        .write("reckoner.toml", &glob)
        .write("in/a.csv", "x\n");
    let (_, said) = estate.reckon(&["check", "--exports"]);
    assert!(
        said.contains("no exports found: nothing is named like in/q-*.csv"),
        "{said}"
    );
    assert!(
        said.contains("since `in/q-*.csv` means other names") && said.contains(": a.csv"),
        "{said}"
    );
}

#[test]
fn the_newest_export_is_read_and_the_header_of_each_other_one() {
    let estate = Estate::of(&satellite("csv", COLUMNS));
    let good = "Id,Job,Start,St\n1,A,2026-03-02T08:00:00Z,ok\n";
    let long: String = (0..3_000)
        .map(|id| format!("{id},A,2026-03-02T08:00:00Z,ok\n"))
        .collect();
    let newest = "Id,Job,Start,St\n1,A,2026-03-02T08:00:00Z,ok\n2,A,02.03.2026,ok\n3,A,2026-03-02T08:00:00Z,ok\n";
    let exports = [
        ("in/01-good.csv", good),
        // Longer than what is looked at, and cut in the middle of a row.
        ("in/02-long.csv", &format!("Id,Job,Start,St\n{long}")),
        (
            "in/03-old.csv",
            "Nr,Job,Start,St\n1,A,2026-03-02T08:00:00Z,ok\n",
        ),
        ("in/04-newest.csv", newest),
    ];
    written(&estate, &exports);
    let (code, said) = estate.reckon(&["check", "--exports"]);
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains(
            "s: 4 exports; of the newest, 04-newest.csv: 3 rows read, 1 refused, 0 left out"
        ),
        "{said}"
    );
    assert!(
        said.contains("s: 03-old.csv does not fit (missing_column): the header has no column Id; it has: Nr, Job, Start, St"),
        "{said}"
    );
    assert!(
        !said.contains("01-good") && !said.contains("02-long"),
        "{said}"
    );
    assert!(
        said.contains("s  bad_time in Start: 1 row in 1 export, would be refused\n  04-newest.csv:3  `02.03.2026` is not a time"),
        "{said}"
    );
    assert!(
        !std::path::Path::new(&estate.file("lake")).exists(),
        "a look left a trace"
    );
    // Mended, it holds.
    written(
        &estate,
        &[("in/03-old.csv", good), ("in/04-newest.csv", good)],
    );
    let (code, said) = estate.reckon(&["check", "--exports"]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn exports_in_json_and_parquet_are_looked_into_as_well() {
    let estate = Estate::of(&satellite("ndjson", COLUMNS));
    let row = "{\"Id\":1,\"Job\":\"A\",\"Start\":\"2026-03-02T08:00:00Z\",\"St\":\"ok\"}\n";
    let other = row.replace("Id", "Nr");
    written(
        &estate,
        &[("in/a.ndjson", &other.repeat(2_000)), ("in/b.ndjson", row)],
    );
    let (code, said) = estate.reckon(&["check", "--exports"]);
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("s: a.ndjson does not fit (missing_value)"),
        "{said}"
    );
    // All rows of the newest are refused: that is no chance.
    written(&estate, &[("in/a.ndjson", row), ("in/b.ndjson", &other)]);
    let (code, said) = estate.reckon(&["check", "--exports"]);
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("its only row was refused, the first in b.ndjson:1 (missing_value in Id)"),
        "{said}"
    );
    assert!(
        !said.contains("shows them"),
        "they are kept nowhere: {said}"
    );
    let estate = Estate::of(&satellite("parquet", COLUMNS));
    written(
        &estate,
        &[
            ("in/a.parquet", "no parquet"),
            ("in/b.parquet", "no parquet either"),
        ],
    );
    let (code, said) = estate.reckon(&["check", "--exports"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("s: a.parquet does not fit ("), "{said}");
}

#[test]
fn the_first_run_names_what_no_satellite_reads_and_later_ones_do_not() {
    let estate = Estate::of(&satellite("csv", COLUMNS));
    estate.write("in/a.csv", "Id,Job,Start,St\n1,A,2026-03-02T08:00:00Z,ok\n");
    estate
        .write("in/util.xlsx", "x")
        .write("in/2025/b.csv", "x")
        .write("in/c.zip", "x");
    let told = [
        "a spreadsheet, where *.csv is read",
        "in a folder below: to read them, write url = \"in/**/*.csv\": 2025/b.csv",
    ];
    let dry = estate.reckon(&["run", "all", "--dry-run"]).1;
    let first = estate.run();
    assert!(told.iter().all(|told| first.contains(&format!("WARN s: no satellite reads 1 file in in, {told}"))), "{first}");
    assert!(told.iter().all(|told| dry.contains(told)), "{dry}");
    let second = estate.run();
    assert!(!second.contains("no satellite reads"), "{second}");
    let asked = estate.reckon(&["check", "--exports"]).1;
    assert!(told.iter().all(|told| asked.contains(told)), "{asked}");
}

#[test]
fn what_means_something_to_a_shell_means_nothing_in_a_url() {
    for (url, word) in [
        ("~/exports", "`~`"),
        ("$HOME/exports/*.csv", "`$HOME`"),
        ("file:///${DATA}/x", "`${DATA}`"),
    ] {
        let estate = Estate::of(
            &satellite("csv", COLUMNS).replace("url = \"in\"", &format!("url = \"{url}\"")),
        );
        let said = estate.mistakes();
        assert!(
            said.contains(&format!(
                "{word} means something to a shell, and nothing here"
            )),
            "{url}: {said}"
        );
    }
    let estate = Estate::of(
        &satellite("csv", COLUMNS).replace("url = \"in\"", "url = \"az://$web/exports\""),
    );
    assert_eq!(
        estate.reckon(&["check"]).0,
        0,
        "a container may be called so"
    );
}

#[test]
fn what_others_called_their_columns_and_files_is_not_obeyed_by_a_terminal() {
    let estate = Estate::of(&satellite("csv", COLUMNS));
    estate
        .write(
            "in/a.csv",
            "Id,\u{1b}[2JJob,Start\n1,A,2026-03-02T08:00:00Z\n",
        )
        .write("in/\u{202e}vsc.txt", "x");
    for output in ["table", "json"] {
        let (code, said) = estate.reckon(&["check", "--exports", "--output", output]);
        assert_eq!(code, 2, "{said}");
        assert!(
            said.contains("it has: Id, ·[2JJob, Start") && !said.contains(['\u{1b}', '\u{202e}']),
            "{said:?}"
        );
    }
}
