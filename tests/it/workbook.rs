//! The workbook of the sample estate: the figures of its README, typed here again by hand, and sums
//! that agree with what was published.

use std::fs;
use std::path::Path;
use std::time::Instant;

use assert_cmd::Command;
use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use reckoner::model::Micros;
use reckoner::model::window::day;
use reckoner::render::sheet::{ReportSheet, SheetCell, SheetColumn, SheetUnit};
use reckoner::render::xlsx::{WorkbookFacts, xlsx};

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

const LARGE: &str = "RECKON_LARGE_WORKBOOK";

/// 100,000 rows of 12 columns, no two of which are alike: ids, names and amounts.
fn large() -> ReportSheet {
    const NAMES: [&str; 12] = [
        "satellite",
        "automation",
        "name",
        "sessions",
        "net",
        "benefit",
        "cost",
        "hours",
        "share",
        "first",
        "roi",
        "flag",
    ];
    let column = |name| SheetColumn {
        name,
        unit: SheetUnit::None,
        about: "A column of the test",
    };
    let row = |n: i64| {
        let amount = |of: i64| SheetCell::Money(Micros(i128::from(n * of)));
        vec![
            SheetCell::text(format!("satellite-{}", n % 40)),
            SheetCell::text(format!("{n:08x}-0000-4000-8000-{n:012x}")),
            SheetCell::text(format!("Automation {n}")),
            SheetCell::Count(n),
            amount(1_000_001),
            amount(2_000_003),
            amount(-1_000_002),
            SheetCell::Amount(Micros(i128::from(n * 7))),
            SheetCell::Share(Micros(i128::from(n))),
            SheetCell::Day(day("2026-03-01").expect("a day")),
            SheetCell::Ratio(1.0 / (n + 1) as f64),
            SheetCell::Truth(n % 2 == 0),
        ]
    };
    ReportSheet {
        name: "Large",
        about: "Many rows",
        columns: NAMES.iter().map(|name| column(name)).collect(),
        keys: 2,
        rows: (0..100_000).map(row).collect(),
        // 1.000001 × (0 + 1 + … + 99,999)
        published: vec![("net", "4999954999.95".parse().expect("a decimal"))],
    }
}

/// The most memory that this process ever held, in MB.
fn peak_mb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kb: u64 = peak.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kb / 1_024)
}

#[test]
fn a_hundred_thousand_rows_of_twelve_columns_take_300_mb_at_most() {
    if std::env::var_os(LARGE).is_some() {
        let facts = WorkbookFacts {
            title: "Large".into(),
            estate: "Ours".into(),
            currency: "USD".into(),
            window: "March 2026".into(),
            last_day: day("2026-03-31").expect("a day"),
            publication: "0123456789abcdef".into(),
            program: "reckon".into(),
            lines: vec![],
            missing: vec![],
        };
        let sheet = large();
        let began = Instant::now();
        let bytes = xlsx(&facts, &[sheet]).expect("a workbook");
        let (took, peak) = (began.elapsed(), peak_mb().unwrap_or(0));
        fs::write(std::env::var_os(LARGE).expect("a path"), bytes).expect("it is written");
        println!("{peak} MB {:.1} s", took.as_secs_f64());
        return;
    }
    // In a process of its own: others of this one hold memory too.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("large.xlsx");
    let mut child = Command::new(std::env::current_exe().expect("this program"));
    child.env(LARGE, &path).args(["--exact", "--nocapture"]);
    child.arg("workbook::a_hundred_thousand_rows_of_twelve_columns_take_300_mb_at_most");
    let child = child.assert().success();
    let said = String::from_utf8_lossy(&child.get_output().stdout).into_owned();
    let measured = said.lines().find(|line| line.ends_with(" s"));
    let measured = measured.expect("what it took").to_owned();
    println!("{measured}");
    let words: Vec<&str> = measured.split(' ').collect();
    let peak: u64 = words[0].parse().expect("a number");
    assert!(peak <= 300, "{measured}");
    let took: f64 = words[2].parse().expect("a number");
    assert!(cfg!(debug_assertions) || took <= 5.0, "{measured}");

    let mut workbook: Xlsx<_> = open_workbook(&path).expect("a workbook");
    let sheet = workbook.worksheet_range("Large").expect("a sheet");
    assert_eq!(sheet.height(), 100_001);
    assert_eq!(sheet[(100_000, 2)], Data::String("Automation 99999".into()));
    assert_eq!(sheet[(100_000, 4)], Data::Float(99_999.099999));
    let checks = workbook.worksheet_range("Check").expect("a sheet");
    assert_eq!(checks[(1, 5)], Data::String("agrees".into()));
}
