//! The workbook of the sample estate: the figures of its README, typed here again by hand, and sums
//! that agree with what was published.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use calamine::{Data, Range, Reader, Xlsx, open_workbook};

fn reckon() -> Command {
    Command::new(env!("CARGO_BIN_EXE_reckon"))
}

fn run(estate: &Path) {
    let mut run = reckon();
    run.arg("-C").arg(estate);
    run.args(["run", "quarter", "--window", "2026-03"]);
    run.assert().success();
}

/// The row whose first cell says so, by the heads of the columns.
fn cell<'r>(sheet: &'r Range<Data>, key: &str, column: &str) -> &'r Data {
    let head = sheet.rows().next().expect("heads");
    let column = head
        .iter()
        .position(|cell| *cell == Data::String(column.to_owned()));
    let row = sheet
        .rows()
        .find(|row| row[0] == Data::String(key.to_owned()));
    &row.expect(key)[column.expect("a column")]
}

#[test]
fn the_workbook_of_the_sample_says_what_its_readme_says() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let estate = folder.path().join("estate");
    reckon().arg("demo").arg(&estate).assert().success();
    run(&estate);
    let path = estate.join("out/reports/quarter/latest/executive.xlsx");
    let mut workbook: Xlsx<_> = open_workbook(&path).expect("a workbook");
    let mut sheet = |name: &str| workbook.worksheet_range(name).expect("a sheet");

    let projects = sheet("Projects");
    for (column, amount) in [("benefit", 2_460.00), ("cost", 486.73), ("net", 1_973.27)] {
        let Data::Float(found) = cell(&projects, "invoice-capture", column) else {
            panic!("{column} is no number");
        };
        assert!((found - amount).abs() < 0.005, "{column}: {found}");
    }
    let summary = sheet("Summary");
    for (column, amount) in [
        ("net", 4_625.68),
        ("cash_result", -2_224.32),
        ("benefit", 7_222.0),
    ] {
        let Data::Float(found) = cell(&summary, "reckoner-1", column) else {
            panic!("{column} is no number");
        };
        assert!((found - amount).abs() < 0.005, "{column}: {found}");
    }
    let checks = sheet("Check");
    let verdicts = checks.rows().skip(1).map(|row| row[5].to_string());
    let verdicts: Vec<String> = verdicts.collect();
    assert!(verdicts.len() > 40, "{}", verdicts.len());
    assert!(
        verdicts.iter().all(|verdict| verdict == "agrees"),
        "{checks:?}"
    );

    // Again is the same: whoever holds the file can compare it byte by byte.
    let before = fs::read(&path).expect("the workbook");
    fs::remove_dir_all(estate.join("out/reports")).expect("the reports");
    run(&estate);
    assert!(fs::read(&path).expect("the workbook") == before);
}
