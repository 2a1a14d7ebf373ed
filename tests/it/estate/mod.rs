//! Random estates for the laws: a [`World`] is what an estate says, as plain values; [`genes`]
//! draws one, [`writing`] lays it down as a workspace. [`sessions`], [`items`], [`oracle`],
//! [`bands`], [`promises`], [`bridge`], [`plan`], [`life`] and [`flags`] work its figures out from
//! the text of the figures alone; [`marts`] reads what the program published, and [`ledger`] and
//! [`usage`] hold the one against the other.
//! Nothing here uses the program's own code.

pub mod arithmetic;
pub mod bands;
pub mod bridge;
pub mod cells;
pub mod flags;
pub mod genes;
pub mod items;
pub mod ledger;
pub mod life;
pub mod marts;
pub mod oracle;
pub mod plan;
pub mod promises;
pub mod sessions;
pub mod usage;
pub mod writing;

use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};

/// A decimal as an integer of 10⁻⁶.
pub type Dec = i64;

/// All that an estate says, in the order in which its files are written.
#[derive(Debug, Clone)]
pub struct World {
    /// The first of three months in which sessions lie.
    pub first: NaiveDate,
    pub satellites: Vec<Satellite>,
    pub departments: Vec<(String, Option<String>)>,
    pub projects: Vec<Project>,
    pub baselines: Vec<Baseline>,
    pub costs: Vec<Amount>,
    pub benefits: Vec<Amount>,
    pub meterings: Vec<Metering>,
    pub objectives: Vec<Objective>,
    pub goals: Vec<Goal>,
    pub rates: Vec<Rate>,
    pub exclusions: Vec<Exclusion>,
    pub rows: Vec<Row>,
    pub bad: Vec<BadRow>,
    pub items: Vec<items::Attempt>,
    /// In how many minutes an item is due, by queue.
    pub deadlines: [Option<i64>; 3],
}

pub const CURRENCY: &str = "EUR";

impl World {
    pub fn day(&self, offset: u64) -> NaiveDate {
        self.first + Days::new(offset)
    }

    /// The nth month, counted from 0, as its first and last day.
    pub fn month(&self, n: u32) -> (NaiveDate, NaiveDate) {
        let first = self.first + chrono::Months::new(n);
        (first, first + chrono::Months::new(1) - Days::new(1))
    }

    /// All three months.
    pub fn span(&self) -> (NaiveDate, NaiveDate) {
        (self.month(0).0, self.month(2).1)
    }

    pub fn project_ids(&self) -> Vec<String> {
        let mut ids: Vec<_> = self.projects.iter().map(|p| p.id.clone()).collect();
        ids.sort();
        ids.dedup();
        ids
    }
}

#[derive(Debug, Clone)]
pub struct Satellite {
    pub id: String,
    pub class: &'static str,
    /// `count = …`, where it is said.
    pub count: Option<bool>,
    pub timezone: Tz,
    pub active_to: Option<NaiveDate>,
    pub stale_hours: i64,
}

impl Satellite {
    pub fn counts(&self) -> bool {
        self.count.unwrap_or(self.class == "prod")
    }
}

#[derive(Debug, Clone)]
pub struct Project {
    pub id: String,
    pub department: String,
    pub status: &'static str,
    pub valid_from: Option<NaiveDate>,
    pub category: &'static str,
    pub live_from: Option<NaiveDate>,
    pub retired_on: Option<NaiveDate>,
}

#[derive(Debug, Clone)]
pub struct Baseline {
    pub project: String,
    pub valid_from: NaiveDate,
    pub minutes_per_unit: Dec,
    pub hourly_rate: Dec,
    /// Whether an item is a unit.
    pub is_item: bool,
    pub currency: &'static str,
    /// The lower and the higher end of the minutes of a unit.
    pub minutes_low: Option<Dec>,
    pub minutes_high: Option<Dec>,
    pub units_per_session: Dec,
    pub people: Dec,
    pub automated_share: Dec,
    pub error_rate: Dec,
    pub automated_error_rate: Dec,
    pub rework_minutes: Dec,
    pub rework_people: Dec,
    pub review_minutes: Dec,
    pub failure_minutes: Dec,
    pub attended_deducts: bool,
    pub demand: Option<Dec>,
    pub conversion: Option<Dec>,
    pub evidence: Option<&'static str>,
    pub planned: Option<Dec>,
    pub ramp_months: u32,
    pub planned_success: Dec,
    /// It is a new plan from its first day on.
    pub replan: bool,
    pub measured_on: Option<NaiveDate>,
}

/// A line of costs.csv or of benefits.csv.
#[derive(Debug, Clone)]
pub struct Amount {
    pub project: String,
    pub kind: &'static str,
    pub amount: Dec,
    pub currency: &'static str,
    pub per: &'static str,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    pub spread_months: Option<u32>,
    pub replaces_capacity: bool,
    pub in_plan: bool,
    /// Of costs by session or machine hour: `ran`, `valid`, or empty.
    pub charges: &'static str,
    /// Of amounts by month or year: `arrears`, `advance`, or empty.
    pub paid: &'static str,
    /// Of benefits: by whom, and on which day.
    pub signed_by: &'static str,
    pub signed_on: Option<NaiveDate>,
}

#[derive(Debug, Clone)]
pub struct Metering {
    pub satellite: usize,
    /// As it is written: `a1`, `solution:s1`, `name~^Invoice`.
    pub matcher: String,
    pub project: String,
    pub valid_from: NaiveDate,
    pub share: Dec,
    pub valid_to: Option<NaiveDate>,
}

#[derive(Debug, Clone)]
pub struct Objective {
    pub id: String,
    pub project: String,
    pub sli: &'static str,
    pub target: Dec,
    pub threshold_seconds: Option<i64>,
    pub period: &'static str,
    pub min_valid: i64,
    pub at_risk: Dec,
    /// After so many days an open session is stuck, where it is said.
    pub stuck_days: Option<u64>,
}

#[derive(Debug, Clone)]
pub struct Goal {
    pub id: String,
    pub metric: &'static str,
    pub target: Dec,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub scope: String,
    pub currency: Option<&'static str>,
    pub parent: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Rate {
    pub currency: &'static str,
    /// Empty: all kinds.
    pub kind: &'static str,
    pub from: NaiveDate,
    pub rate: Dec,
}

#[derive(Debug, Clone)]
pub struct Exclusion {
    pub satellite: Option<usize>,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub automation: Option<String>,
    pub objective: Option<String>,
}

/// One row of one export.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub satellite: usize,
    pub session: String,
    pub automation: String,
    pub name: String,
    pub solution: Option<&'static str>,
    pub started: Option<Moment>,
    pub ended: Option<Moment>,
    pub outcome: &'static str,
    pub mode: &'static str,
    pub parent: Option<String>,
    pub error_code: &'static str,
    pub version: Option<i64>,
    /// The vendor deleted it: of the rest only session and version are read.
    pub deleted: bool,
}

/// An instant, and how the export says it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    pub at: DateTime<Utc>,
    pub told: Told,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Told {
    /// `…Z`
    Utc,
    /// With the offset of the satellite's clock.
    Offset,
    /// As the clock on the satellite's wall, where that says it without doubt or by the rule for
    /// doubtful hours.
    Wall,
}

#[derive(Debug, Clone)]
pub struct BadRow {
    pub satellite: usize,
    pub fault: Fault,
}

#[derive(Debug, Clone, Copy)]
pub enum Fault {
    NoSession,
    NoAutomation,
    NoTime,
    NotATime,
    TooWide,
    Future,
}

/// What `reckon` answered.
pub struct Answer {
    pub code: i32,
    pub stderr: String,
}

/// Runs the job of [`writing`] over a window, in a process of its own.
pub fn run(workspace: &Path, window: &str) -> Answer {
    run_with(workspace, window, &[])
}

pub fn run_with(workspace: &Path, window: &str, variables: &[(&str, &str)]) -> Answer {
    // Another build of the program (released, or of another day) can be held to the same laws.
    let program = std::env::var_os("RECKON_UNDER_TEST")
        .unwrap_or_else(|| env!("CARGO_BIN_EXE_reckon").into());
    let mut command = Command::new(program);
    command
        .arg("-C")
        .arg(workspace)
        .args(["run", "t", "--window", window, "--quiet"])
        .envs(variables.iter().copied());
    let output = command
        .output()
        .expect("the program that cargo built can be started");
    Answer {
        code: output.status.code().unwrap_or(-1),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A run that must do what it could: exit code 0.
pub fn run_well(workspace: &Path, window: &str) -> Result<(), TestCaseError> {
    let answer = run(workspace, window);
    if answer.code == 0 {
        Ok(())
    } else {
        Err(TestCaseError::fail(format!(
            "exit code {}\n{}",
            answer.code, answer.stderr
        )))
    }
}

pub fn window_text((from, to): (NaiveDate, NaiveDate)) -> String {
    format!("{from}..{to}")
}

/// An empty folder for one workspace, gone with the test.
pub fn folder() -> tempfile::TempDir {
    tempfile::Builder::new()
        .prefix("estate-")
        .tempdir_in(env!("CARGO_TARGET_TMPDIR"))
        .expect("the target folder can be written")
}

/// Holds a law over drawn values: `cases` of them unless `PROPTEST_CASES` says otherwise, always
/// the same ones unless `PROPTEST_RNG_SEED` does. What breaks the law is made small, for at most
/// `RECKON_SHRINK_MS` (30 s), and `keep` leaves it on the disk to be looked at.
pub fn hold<S: Strategy>(
    name: &str,
    cases: u32,
    strategy: S,
    keep: impl Fn(&S::Value, &Path),
    law: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let asked = |variable: &str| {
        std::env::var(variable)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    let mut config = Config::with_cases(asked("PROPTEST_CASES").map_or(cases, |n| n as u32));
    config.rng_seed = RngSeed::Fixed(asked("PROPTEST_RNG_SEED").unwrap_or(1));
    config.failure_persistence = None;
    config.max_shrink_time = asked("RECKON_SHRINK_MS").map_or(30_000, |n| n as u32);
    config.max_shrink_iters = asked("PROPTEST_MAX_SHRINK_ITERS").map_or(150, |n| n as u32);
    match TestRunner::new(config).run(&strategy, law) {
        Ok(()) => {}
        Err(TestError::Abort(why)) => panic!("{name}: {why}"),
        Err(TestError::Fail(why, smallest)) => {
            let kept: PathBuf =
                Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("smallest-{name}"));
            let _ = std::fs::remove_dir_all(&kept);
            keep(&smallest, &kept);
            panic!(
                "{name}: {why}\n\nThe smallest estate that shows it lies in {}",
                kept.display()
            );
        }
    }
}
