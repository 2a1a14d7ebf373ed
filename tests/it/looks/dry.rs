//! A dry run reads and judges as a run does, and leaves no trace.

use std::path::Path;

use crate::workspace::{Estate, satellite};

const COLUMNS: &str = "[satellite.columns]\nsession_id = \"Id\"\nautomation_id = \"Job\"\nstarted = \"Start\"\noutcome = { column = \"St\", map = { ok = \"succeeded\", bad = \"failed\" } }";

fn two() -> Estate {
    let estate = Estate::of(&satellite("csv", COLUMNS));
    estate.write(
        "in/a.csv",
        "Id,Job,Start,St\n1,A,2026-03-02T08:00:00Z,ok\n2,A,2026-03-03T08:00:00Z,ok\n",
    );
    estate
}

#[test]
fn a_dry_run_says_what_would_become_of_each_row_and_the_right_form_of_each_mistake() {
    let estate = two();
    estate.run();
    // Row 1 as before, row 2 corrected, row 3 new; a German date, and a row that was cut off.
    let rows = "1,A,2026-03-02T08:00:00Z,ok\n2,A,2026-03-03T08:00:00Z,bad\n3,A,2026-03-04T08:00:00Z,ok\n4,A,04.03.2026 08:00,ok\n5,A\n";
    estate.write("in/a.csv", &format!("Id,Job,Start,St\n{rows}"));
    let (code, said) = estate.reckon(&["run", "all", "--dry-run"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("s: 1 object, 5 rows read = 1 new + 1 replacing + 1 superseded + 2 rejected"),
        "{said}"
    );
    assert!(
        said.contains("nothing was written: this was a dry run"),
        "{said}"
    );
    assert!(
        said.contains("s  bad_time in Start: 1 row in 1 export, would be refused\n  a.csv:5  `04.03.2026 08:00` is not a time"),
        "{said}"
    );
    assert!(said.contains("s  short_row: 1 row in 1 export, would be refused\n  a.csv:6  2 fields where the header has 4"), "{said}");
    let (_, rows) = estate.reckon(&["extract", "--dry-run", "--quiet", "--output", "csv"]);
    assert!(rows.contains("s,a.csv,5,Start,bad_time,"), "{rows}");
    // The run that follows does what was said.
    let said = estate.run();
    assert!(
        said.contains("5 rows read = 1 new + 1 replacing + 1 superseded + 2 rejected"),
        "{said}"
    );
    assert_eq!(estate.ran(), ["A 3 2"]);
}

#[test]
fn a_dry_run_writes_nothing_and_ends_as_the_run_would() {
    let estate = two();
    let bad: String = (3..40).map(|id| format!("{id},A,soon,ok\n")).collect();
    estate.write("in/b.csv", &format!("Id,Job,Start,St\n{bad}"));
    let (code, said) = estate.reckon(&["run", "all", "--dry-run"]);
    assert_eq!(code, 3, "37 of 39 rows: {said}");
    assert!(
        said.contains("delivery refused: 37 of 39 rows were refused")
            && said.contains("37 rows in 1 export, would be refused"),
        "{said}"
    );
    for folder in ["lake", "out"] {
        assert!(
            !Path::new(&estate.file(folder)).exists(),
            "{folder} was made"
        );
    }
    assert_eq!(
        estate
            .reckon(&["extract", "--dry-run", "--accept-rejects"])
            .0,
        0
    );
    assert_eq!(
        estate
            .reckon(&["run", "all", "--dry-run", "--accept-rejects", "--strict"])
            .0,
        1,
        "rows would be refused"
    );
}
