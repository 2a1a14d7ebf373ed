//! The sample estate against its own README: every expected figure below was worked out by hand
//! there, and is typed here again by hand. Where a test fails, the program or the README is wrong;
//! neither may be copied from the other.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use assert_cmd::Command;

const MARCH: &str = "2026-03-01..2026-03-31";

/// The demo as a newcomer runs it, once for all tests; the folder lives as long as this process.
fn run_demo() -> &'static Path {
    static DEMO: OnceLock<tempfile::TempDir> = OnceLock::new();
    DEMO.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        reckon()
            .arg("demo")
            .arg(folder.path().join("estate"))
            .assert()
            .success();
        folder
    })
    .path()
}

fn estate() -> PathBuf {
    run_demo().join("estate")
}

fn reckon() -> Command {
    Command::new(env!("CARGO_BIN_EXE_reckon"))
}

/// A mart as it was published: its header and its rows.
struct Mart {
    name: String,
    header: csv::StringRecord,
    rows: Vec<csv::StringRecord>,
}

/// One row, asked for by column.
struct Row<'m> {
    mart: &'m Mart,
    cells: &'m csv::StringRecord,
}

impl Mart {
    fn of(job: &str, window: &str, name: &str) -> Self {
        let path = estate()
            .join("out/marts")
            .join(job)
            .join(window)
            .join(format!("{name}.csv"));
        let mut reader = csv::Reader::from_path(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let header = reader.headers().expect("a header").clone();
        let rows = reader
            .records()
            .collect::<Result<_, _>>()
            .expect("rows of equal width");
        Self {
            name: name.to_owned(),
            header,
            rows,
        }
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { mart: self, cells })
    }

    /// The one row that says so of all these columns.
    fn row(&self, key: &[(&str, &str)]) -> Row<'_> {
        let mut found = self
            .rows()
            .filter(|row| key.iter().all(|(column, value)| row.text(column) == *value));
        let row = found
            .next()
            .unwrap_or_else(|| panic!("{} has no row {key:?}", self.name));
        assert!(
            found.next().is_none(),
            "{} has several rows {key:?}",
            self.name
        );
        row
    }
}

impl Row<'_> {
    fn text(&self, column: &str) -> &str {
        let at = self.mart.header.iter().position(|name| name == column);
        &self.cells[at.unwrap_or_else(|| {
            panic!(
                "{} has no column {column}: {:?}",
                self.mart.name, self.mart.header
            )
        })]
    }

    fn whole(&self, column: &str) -> i64 {
        self.text(column).parse().unwrap_or_else(|_| {
            panic!(
                "{}.{column} is `{}`, not a whole number",
                self.mart.name,
                self.text(column)
            )
        })
    }

    /// The exact integer that stands beside a rounded amount.
    fn micros(&self, column: &str) -> i64 {
        self.whole(&format!("{column}_micros"))
    }

    fn ratio(&self, column: &str) -> f64 {
        self.text(column).parse().unwrap_or_else(|_| {
            panic!(
                "{}.{column} is `{}`, not a ratio",
                self.mart.name,
                self.text(column)
            )
        })
    }

    /// All differences at once: a figure is better understood beside its neighbours.
    fn says(&self, expected: &[(&str, &str)]) {
        let differences: Vec<String> = expected
            .iter()
            .filter(|(column, value)| self.text(column) != *value)
            .map(|(column, value)| {
                format!("{column} should be {value:?}, is {:?}", self.text(column))
            })
            .collect();
        let key: Vec<&str> = self.cells.iter().take(2).collect();
        assert!(
            differences.is_empty(),
            "{} {key:?}:\n  {}",
            self.mart.name,
            differences.join("\n  ")
        );
    }
}

fn project(id: &str) -> (Mart, String) {
    (Mart::of("demo", MARCH, "project_scores"), id.to_owned())
}

fn says_of_project(id: &str, expected: &[(&str, &str)]) {
    let (mart, id) = project(id);
    mart.row(&[("method", "reckoner-1"), ("project_id", &id)])
        .says(expected);
}

/// README, section 4: "By hand: invoice-capture, March 2026".
#[test]
fn invoice_capture_is_units_times_minutes_times_rate() {
    says_of_project(
        "invoice-capture",
        &[
            ("window_from", "2026-03-01"),
            ("window_to", "2026-03-31"),
            ("department_id", "finance"),
            ("status", "live"),
            ("sessions", "44"),
            ("succeeded", "41"),
            ("failed", "3"),
            ("units", "1025.00"),
            ("units_valued", "1025.00"),
            ("labour_minutes", "4100.00"),
            ("review_minutes", "0.00"),
            ("failure_minutes", "0.00"),
            ("attended_minutes", "0.00"),
            ("net_minutes", "4100.00"),
            ("hours_returned", "68.33"),
            ("hours_returned_micros", "68333333"),
            ("capacity", "2460.00"),
            ("recaptured", "2460.00"),
            ("error_avoidance", "0.00"),
            ("cashable", "0.00"),
            ("avoidance", "0.00"),
            ("benefit", "2460.00"),
            ("cost_build", "0.00"),
            ("cost_run_micros", "486731847"),
            ("cost_micros", "486731847"),
            ("net", "1973.27"),
            ("net_micros", "1973268153"),
            ("soft", "2460.00"),
            ("cash_result_micros", "-486731847"),
            ("cost_per_unit_micros", "474860"),
            ("manual_per_unit", "2.40"),
            ("fte_micros", "467773"),
            // 1,025 × 0.5 min × 36.00 / 60 = 307.50
            ("net_p10_micros", "1665768153"),
            ("net_p90_micros", "2280768153"),
            ("evidence", "measured"),
            ("flags", ""),
        ],
    );
    let (mart, id) = project("invoice-capture");
    assert_eq!(
        mart.row(&[("project_id", &id)]).ratio("roi"),
        1_973_268_153.0 / 486_731_847.0
    );
    assert_eq!(
        mart.row(&[("project_id", &id)]).ratio("break_even"),
        486_731_847.0 / 2_460_000_000.0
    );
}

/// README, section 5: "By hand: payroll-checks, March 2026 (the one with everything)".
#[test]
fn payroll_checks_has_cap_share_exchange_review_failures_and_cash() {
    says_of_project(
        "payroll-checks",
        &[
            ("department_id", "people"),
            ("sessions", "88"),
            ("succeeded", "84"),
            ("succeeded_with_exceptions", "2"),
            ("failed", "2"),
            ("units", "750.00"),
            ("units_valued", "600.00"),
            ("labour_minutes", "2400.00"),
            ("review_minutes", "375.00"),
            ("failure_minutes", "60.00"),
            ("attended_minutes", "0.00"),
            ("net_minutes", "1965.00"),
            ("hours_returned", "32.75"),
            ("capacity", "1572.00"),
            ("recaptured", "569.00"),
            ("rework_minutes_saved", "360.00"),
            ("error_avoidance", "144.00"),
            ("cashable", "372.00"),
            ("avoidance", "0.00"),
            ("unsigned", "0.00"),
            ("benefit", "1085.00"),
            ("cost_build", "310.00"),
            ("cost_run_micros", "501853006"),
            ("cost_micros", "811853006"),
            ("net", "273.15"),
            ("net_micros", "273146994"),
            ("labour_value", "1920.00"),
            ("labour_claimed", "960.00"),
            ("cost_per_unit_micros", "1082471"),
            ("manual_per_unit", "3.20"),
            ("evidence", "sampled"),
            ("flags", "over_credit"),
        ],
    );
    let (mart, id) = project("payroll-checks");
    assert_eq!(
        mart.row(&[("project_id", &id)]).ratio("roi"),
        273_146_994.0 / 811_853_006.0
    );
}

/// README, section 6: "By hand: the goal people-hours-2026 on 31 March".
#[test]
fn the_hours_of_people_add_up_from_january() {
    let goals = Mart::of("demo", MARCH, "goal_scores");
    let goal = goals.row(&[("goal_id", "people-hours-2026")]);
    goal.says(&[
        ("scope", "department:people"),
        ("metric", "hours"),
        ("from", "2026-01-01"),
        ("to", "2026-12-31"),
        ("target_micros", "474500000"),
        ("actual", "111.75"),
        ("actual_micros", "111750000"),
        ("expected_by_now_micros", "117000000"),
        ("status", "at_risk"),
    ]);
    assert_eq!(goal.ratio("attainment"), 111.75 / 474.5);
}

/// README, section 7: the table of goals.
#[test]
fn each_goal_stands_as_its_dates_and_its_money_say() {
    let goals = Mart::of("demo", MARCH, "goal_scores");
    assert_eq!(goals.rows.len(), 4);
    goals.row(&[("goal_id", "net-2026")]).says(&[
        ("target", "47450.00"),
        ("actual_micros", "12197892486"),
        ("expected_by_now", "11700.00"),
        ("status", "on_track"),
    ]);
    goals.row(&[("goal_id", "documents-roi-2026")]).says(&[
        ("target", "2.00"),
        ("actual_micros", "3101193"),
        ("expected_by_now", "2.00"),
        ("status", "on_track"),
    ]);
    goals.row(&[("goal_id", "payroll-cash-2026")]).says(&[
        ("target", "4015.00"),
        ("actual", "372.00"),
        ("expected_by_now", "990.00"),
        ("status", "off_track"),
    ]);
}

/// README, section 7: the table of projects.
#[test]
fn every_project_has_its_row_also_without_sessions_and_without_a_baseline() {
    let mart = Mart::of("demo", MARCH, "project_scores");
    for (id, sessions, net_minutes, benefit, cost, net) in [
        (
            "invoice-capture",
            "44",
            "4100.00",
            "2460.00",
            "486731847",
            "1973268153",
        ),
        (
            "claims-intake",
            "45",
            "4020.00",
            "2208.00",
            "769002329",
            "1438997671",
        ),
        (
            "vendor-master-data",
            "48",
            "1400.00",
            "980.00",
            "200268435",
            "779731565",
        ),
        (
            "payroll-checks",
            "88",
            "1965.00",
            "1085.00",
            "811853006",
            "273146994",
        ),
        (
            "onboarding",
            "5",
            "450.00",
            "225.00",
            "70692738",
            "154307262",
        ),
        (
            "order-status",
            "44",
            "880.00",
            "264.00",
            "165501164",
            "98498836",
        ),
        ("vat-filing", "22", "", "0.00", "92270481", "-92270481"),
    ] {
        mart.row(&[("project_id", id)]).says(&[
            ("sessions", sessions),
            ("net_minutes", net_minutes),
            ("benefit", benefit),
            ("cost_micros", cost),
            ("net_micros", net),
        ]);
    }
    mart.row(&[("project_id", "fax-sorting")]).says(&[
        ("status", "retired"),
        ("sessions", "0"),
        ("benefit", "0.00"),
        ("cost", "0.00"),
        ("net", "0.00"),
    ]);
    // Every day of March has sessions in its 28 days: nothing is left for `*`, which has no row.
    assert_eq!(mart.rows.len(), 8);
}

/// README, section 7: the working of the other projects.
#[test]
fn the_other_projects_show_review_attendance_open_and_unknown_sessions() {
    says_of_project(
        "claims-intake",
        &[
            ("succeeded", "36"),
            ("succeeded_with_exceptions", "2"),
            ("business_exceptions", "2"),
            ("failed", "3"),
            ("timed_out", "1"),
            ("cancelled", "1"),
            ("units", "760.00"),
            ("review_minutes", "380.00"),
            ("failure_minutes", "160.00"),
            ("capacity", "1608.00"),
            ("avoidance", "600.00"),
            ("cost_build", "500.00"),
            ("cost_run_micros", "269002329"),
        ],
    );
    says_of_project(
        "vendor-master-data",
        &[
            ("succeeded", "46"),
            ("unknown", "1"),
            ("open", "1"),
            ("units", "175.00"),
            ("capacity", "980.00"),
            ("cost_run_micros", "200268435"),
        ],
    );
    says_of_project(
        "order-status",
        &[
            ("department_id", "service"),
            ("units", "88.00"),
            ("labour_minutes", "1320.00"),
            ("attended_minutes", "440.00"),
            ("flags", "stale"),
        ],
    );
    says_of_project(
        "onboarding",
        &[("succeeded", "5"), ("failed", "0"), ("units", "5.00")],
    );
}

/// README, section 7: vat-filing is "not valued".
#[test]
fn what_has_no_baseline_is_empty_and_not_zero() {
    let empty = [
        "units",
        "units_valued",
        "labour_minutes",
        "review_minutes",
        "failure_minutes",
        "attended_minutes",
        "net_minutes",
        "capacity",
        "recaptured",
        "error_avoidance",
        "hours_returned",
    ];
    let (mart, id) = project("vat-filing");
    let row = mart.row(&[("project_id", &id)]);
    row.says(&empty.map(|column| (column, "")));
    row.says(&[
        ("roi", ""),
        ("cost_per_unit", ""),
        ("cost_per_unit_why", "not_valued"),
        ("break_even_why", "not_valued"),
    ]);
    assert!(
        row.text("flags")
            .split(' ')
            .any(|flag| flag == "no_baseline"),
        "{}",
        row.text("flags")
    );
}

/// README, section 7: the estate's row, and the sentence on its sessions.
#[test]
fn the_estate_is_the_sum_and_counts_a_shared_session_once() {
    let mart = Mart::of("demo", MARCH, "estate_scores");
    let estate = mart.row(&[("method", "reckoner-1")]);
    estate.says(&[
        ("sessions", "274"),
        ("net_minutes", "12815.00"),
        ("hours_returned_micros", "213583333"),
        ("benefit", "7222.00"),
        ("cost", "2596.32"),
        ("net", "4625.68"),
        ("savings_at_risk", "2208.00"),
        ("soft", "6250.00"),
        ("cash_result", "-2224.32"),
        ("fte_micros", "1462076"),
        ("run_rate_micros", "48391569944"),
        ("run_rate_why", ""),
        // README, section 10: 4,625.68 − 1,119.169813 and + 1,507.691982, to the cent.
        ("net_p10_micros", "3506510000"),
        ("net_p90_micros", "6133370000"),
    ]);
    assert_eq!(estate.ratio("roi"), 4_625_680_000.0 / 2_596_320_000.0);
    // (6,845.00 − 4,625.68) / 6,845.00
    assert_eq!(
        estate.ratio("break_even"),
        2_219_320_000.0 / 6_845_000_000.0
    );

    let projects = Mart::of("demo", MARCH, "project_scores");
    for column in ["benefit", "cost", "net"] {
        let sum: i64 = projects.rows().map(|row| row.micros(column)).sum();
        assert_eq!(sum, estate.micros(column), "{column}");
    }
}

/// README, section 7: the promises; section 4 works out invoice-success.
#[test]
fn three_promises_are_kept_one_is_broken_and_one_is_too_thin_to_tell() {
    let mart = Mart::of("demo", MARCH, "objective_scores");
    for (id, from, valid, good, excluded, budget, left, status) in [
        (
            "invoice-success",
            "2026-03-01",
            "42",
            "41",
            "2",
            "2100000",
            "1100000",
            "met",
        ),
        (
            "claims-success",
            "2026-03-01",
            "44",
            "40",
            "0",
            "2200000",
            "-1800000",
            "breached",
        ),
        (
            "order-speed",
            "2026-03-01",
            "44",
            "40",
            "0",
            "4400000",
            "400000",
            "met",
        ),
        (
            "onboarding-success",
            "2026-03-01",
            "5",
            "5",
            "0",
            "500000",
            "500000",
            "insufficient",
        ),
        (
            "payroll-success",
            "2026-01-01",
            "210",
            "208",
            "0",
            "4200000",
            "2200000",
            "met",
        ),
    ] {
        mart.row(&[("objective_id", id)]).says(&[
            ("period_from", from),
            ("period_to", "2026-03-31"),
            ("valid", valid),
            ("good", good),
            ("excluded", excluded),
            ("budget_micros", budget),
            ("budget_left_micros", left),
            ("status", status),
        ]);
    }
    let speed = mart.row(&[("objective_id", "order-speed")]);
    assert_eq!(
        (speed.text("threshold"), speed.ratio("attained")),
        ("600000", 40.0 / 44.0)
    );
}

/// README, section 2: "What the first extraction finds".
#[test]
fn every_row_that_was_read_is_kept_superseded_or_rejected() {
    let mart = Mart::of("demo", MARCH, "coverage");
    for (id, read, rejected, superseded) in [
        ("emea-prod", "413", "1", "4"),
        ("dach-legacy", "279", "1", "0"),
        ("uat", "10", "0", "0"),
    ] {
        mart.row(&[("satellite_id", id)]).says(&[
            ("read", read),
            ("rejected", rejected),
            ("superseded", superseded),
        ]);
    }
}

/// README, section 7: the table of coverage; the days and the newest events are section 3's.
#[test]
fn what_is_not_metered_not_known_and_not_valued_is_counted() {
    let mart = Mart::of("demo", MARCH, "coverage");
    for (id, class, sessions, days, metered, unmetered, unknown, without_baseline) in [
        ("emea-prod", "prod", "174", "22", "170", "4", "0", "22"),
        ("dach-legacy", "prod", "114", "24", "114", "0", "1", "0"),
        ("uat", "uat", "10", "10", "0", "10", "0", "0"),
    ] {
        mart.row(&[("satellite_id", id)]).says(&[
            ("class", class),
            ("days_expected", "31"),
            ("sessions", sessions),
            ("days_with_sessions", days),
            ("sessions_metered", metered),
            ("sessions_unmetered", unmetered),
            ("unknown_outcomes", unknown),
            ("sessions_without_baseline", without_baseline),
        ]);
    }
}

/// README, section 7: "Net of the months".
#[test]
fn the_quarter_is_the_sum_of_its_months() {
    reckon()
        .arg("-C")
        .arg(estate())
        .args(["run", "quarter"])
        .assert()
        .success();
    let mart = Mart::of("quarter", "2026-01-01..2026-03-31", "estate_scores");
    mart.row(&[("method", "reckoner-1")]).says(&[
        ("net_micros", "12197892486"),
        ("cost_micros", "6714507500"),
        ("benefit_micros", "18912399986"),
    ]);
}

/// README, section 3: the table of dirt. This one needs no program.
#[test]
fn the_dirt_lies_on_the_lines_that_the_readme_names() {
    let line = |file: &str, number: usize| {
        let text = fs::read_to_string(sample_data().join("satellites").join(file)).expect(file);
        text.split('\n')
            .nth(number - 1)
            .unwrap_or_else(|| panic!("{file} has no line {number}"))
            .to_owned()
    };
    assert_eq!(
        line("emea-prod/flowsession-2026-01.csv", 56),
        line("emea-prod/flowsession-2026-01.csv", 57)
    );
    assert_eq!(
        line("emea-prod/flowsession-2026-01.csv", 123),
        line("emea-prod/flowsession-2026-02.csv", 2)
    );
    for (file, number, part) in [
        ("emea-prod/flowsession-2026-01.csv", 88, ",Claims \"intake,"),
        ("emea-prod/flowsession-2026-01.csv", 125, "inv-20260130-2,"),
        ("emea-prod/flowsession-2026-01.csv", 125, ",,running,"),
        ("emea-prod/flowsession-2026-02.csv", 3, "inv-20260130-2,"),
        ("emea-prod/flowsession-2026-02.csv", 35, ",test,"),
        ("emea-prod/flowsession-2026-02.csv", 98, "inv-20260227-3,"),
        (
            "emea-prod/flowsession-2026-03-corrections.csv",
            2,
            "inv-20260227-3,",
        ),
        (
            "emea-prod/flowsession-2026-02-late.csv",
            2,
            "clm-20260224-1,",
        ),
        (
            "emea-prod/flowsession-2026-02-late.csv",
            4,
            "clm-20260226-1,",
        ),
        ("emea-prod/flowsession-2026-03.csv", 58, "inv-20260311-1,"),
        ("emea-prod/flowsession-2026-03.csv", 62, "inv-20260311-2,"),
        ("emea-prod/flowsession-2026-03.csv", 85, "mbx-20260316-1,"),
        (
            "emea-prod/flowsession-2026-03.csv",
            107,
            ",\"Mailbox is locked",
        ),
        (
            "emea-prod/flowsession-2026-03.csv",
            108,
            "by another user\",1",
        ),
        ("emea-prod/flowsession-2026-03.csv", 117, ",cancelled,"),
        ("dach-legacy/Protokoll_2026-01.csv", 34, ";Abgebrochen;"),
        (
            "dach-legacy/Protokoll_2026-02.csv",
            33,
            ";11.02.2026 12:00:00",
        ),
        ("dach-legacy/Protokoll_2026-03.csv", 1, "\u{feff}JobNr;"),
        (
            "dach-legacy/Protokoll_2026-03.csv",
            2,
            ";01.03.2026 00:10:00;",
        ),
        ("dach-legacy/Protokoll_2026-03.csv", 68, ";Zurückgestellt;"),
        (
            "dach-legacy/Protokoll_2026-03.csv",
            104,
            ";29.03.2026 01:50:00;29.03.2026 03:10:00;",
        ),
        (
            "dach-legacy/Protokoll_2026-03.csv",
            115,
            ";;;In Ausführung;",
        ),
    ] {
        assert!(
            line(file, number).contains(part),
            "{file}:{number} should hold {part:?}: {}",
            line(file, number)
        );
    }
}

fn sample_data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data")
}

/// It is carried in the binary, and read on every system.
#[test]
fn the_sample_is_small_and_plain() {
    let (mut folders, mut bytes) = (vec![sample_data()], 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert!(
                !text.contains('\r') && text.ends_with('\n'),
                "{} should have plain line ends",
                path.display()
            );
            bytes += text.len();
        }
    }
    assert!(bytes < 150_000, "{bytes} bytes");
}
