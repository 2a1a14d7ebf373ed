//! A scoreboard: all scores of one window, the totals, and the gaps. It is a value: `publish`
//! writes it as tables, `render` says it in words, and neither computes a figure.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::board::band::Band;
use super::board::comparisons::Comparisons;
use super::board::decision::Decision;
use super::board::life::WholeLives;
use super::board::plan::Plans;
use super::drift::Drift;
use super::exact::Micros;
use super::gap::Gap;
use super::ids::{DepartmentId, GoalId, ObjectiveId, ProjectId, SatelliteId};
use super::master::{Evidence, Line, Metric, Sli, Status};
use super::ratio::{Defined, Why};
use super::satellite::Class;
use super::scope::Scope;
use super::session::NotAWord;
use super::session::words;
use super::value::{Counts, Method, Value};
use super::window::Window;
use std::fmt;
use std::str::FromStr;

#[derive(Debug, Clone, PartialEq)]
pub struct Scoreboard {
    pub window: Window,
    /// The last day whose amounts count: of later ones nobody has told yet what ran.
    pub counted_to: NaiveDate,
    /// One for each method, the headline first.
    pub totals: Vec<Total>,
    /// By (method, project); the shared `*` only where it carries anything.
    pub projects: Vec<ProjectScore>,
    /// By department: sums of the headline method over that day's department.
    pub departments: Vec<DepartmentScore>,
    /// The headline method by steps of time, oldest first, ending with the window.
    pub trend: Vec<TrendPoint>,
    pub objectives: Vec<ObjectiveScore>,
    pub goals: Vec<GoalScore>,
    pub automations: Vec<AutomationScore>,
    pub items: Vec<ItemScore>,
    pub errors: Vec<ErrorScore>,
    pub coverage: Vec<Coverage>,
    /// In the order in which a reader should worry.
    pub gaps: Vec<Gap>,
    /// What follows from the scores above.
    pub comparisons: Comparisons,
    /// What they ask somebody to decide, the most money first.
    pub decisions: Vec<Decision>,
    /// What was earned and paid since the beginning, to the window's end.
    pub lives: Defined<WholeLives>,
    /// What was planned for the window and the steps of the trend, where anything was.
    pub plans: Defined<Plans>,
}

impl Scoreboard {
    /// The method whose figures stand in the headlines.
    pub fn headline(&self) -> Method {
        self.totals[0].method
    }

    pub fn headline_project(&self, id: &ProjectId) -> Option<&ProjectScore> {
        self.headline_projects().find(|p| p.project_id == *id)
    }

    pub fn headline_projects(&self) -> impl Iterator<Item = &ProjectScore> {
        self.projects.iter().filter(|p| p.method == self.headline())
    }
}

/// The estate in the window, and in the window before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    pub method: Method,
    /// Sessions that work for two projects are counted once in `counts`; all else is the sum of the
    /// projects.
    pub value: Value,
    pub previous_window: Window,
    pub previous: Option<Value>,
    /// Benefit by what it rests on: the soft part by its baseline's evidence, the signed part under
    /// none.
    pub evidence: Vec<(Option<Evidence>, Micros)>,
    /// Benefit above 0 of projects whose promise is broken or at risk: what stands behind it, and
    /// no forecast of a loss.
    pub savings_at_risk: Micros,
    pub fte: Defined<Micros>,
    /// Four times the net of the last three complete months, without what comes once.
    pub run_rate: Defined<Micros>,
    /// Of the net, as far as minutes a unit are not certain.
    pub band: Defined<Band>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ProjectScore {
    pub method: Method,
    pub project_id: ProjectId,
    /// Name, department and status on the window's last day.
    pub name: String,
    pub department_id: Option<DepartmentId>,
    pub department: String,
    pub status: Option<Status>,
    pub value: Value,
    pub previous: Option<Value>,
    /// What the baselines of the window's days rest on, best first, and how much of the soft
    /// benefit each bears.
    pub evidence: Vec<(Option<Evidence>, Micros)>,
    pub figures: ProjectFigures,
    pub flags: Vec<Flag>,
    /// How `value` came about, one for each stretch of days under one baseline and one exchange
    /// rate.
    pub workings: Vec<Working>,
    /// By the same steps as the estate's; none where it had neither a value nor a baseline.
    pub trend: Vec<Option<Value>>,
}

/// What a project's value alone does not say.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectFigures {
    pub fte: Defined<Micros>,
    /// Of the net, as far as minutes a unit are not certain.
    pub band: Defined<Band>,
}

impl Default for ProjectFigures {
    fn default() -> Self {
        Self {
            fte: Err(Why::NotValued),
            band: Err(Why::NotValued),
        }
    }
}

words! {
    /// What a reader should know before quoting a project's figures.
    Flag {
        OverCredit = "over_credit", ZeroValue = "zero_value", NoBaseline = "no_baseline", NoCost = "no_cost",
        Stale = "stale", Dispatcher = "dispatcher", ConversionAssumed = "conversion_assumed",
    }
}

/// A stretch of days of one project under one baseline and one rate; multiplying it out gives the
/// sums, up to the rounding of single rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Working {
    pub days: Window,
    /// The baseline's line and its inputs.
    pub baseline: Line,
    pub evidence: Option<Evidence>,
    pub sample_size: Option<Micros>,
    pub measured_on: Option<NaiveDate>,
    pub minutes_per_unit: Micros,
    pub people: Micros,
    pub automated_share: Micros,
    /// None: an item is a unit.
    pub units_per_session: Option<Micros>,
    pub hourly_rate: Micros,
    pub currency: String,
    /// Into the reporting currency; none: no rate, not valued.
    pub rate: Option<Micros>,
    pub conversion: Micros,
    /// error_rate − automated_error_rate.
    pub errors_avoided: Micros,
    pub rework_minutes: Micros,
    pub rework_people: Micros,
    /// Signed cash of these days that replaces capacity: taken off before the conversion.
    pub replaced: Micros,
    /// Capacity of days on which it took people more time than it freed: 0 or less, and not
    /// converted.
    pub lost: Micros,
    /// Capacity of the other days; none where it is not valued.
    pub freed: Option<Micros>,
    /// The units if all of these sessions worked for this project; none where an item is a unit.
    pub full_units: Option<Micros>,
    /// The sums of these days.
    pub value: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub struct DepartmentScore {
    /// None: what belongs to no department (the shared `*`).
    pub department_id: Option<DepartmentId>,
    pub name: String,
    pub value: Value,
    /// Of the net, as far as minutes a unit are not certain.
    pub band: Defined<Band>,
    pub projects: i64,
}

/// A step of time: a day, week or month, cut to what is known.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendPoint {
    pub days: Window,
    pub value: Value,
    /// Satellites that told too little in this step: drawn as a gap, never as a low.
    pub incomplete: Vec<SatelliteId>,
    /// Whether it lies in the window, or is history before it.
    pub in_window: bool,
}

words! {
    /// How a promise stands in a period: `met` where it is over, `on_track` where it runs.
    Promise { Met = "met", OnTrack = "on_track", AtRisk = "at_risk", Breached = "breached", Insufficient = "insufficient", Unmeasured = "unmeasured" }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ObjectiveScore {
    pub objective_id: ObjectiveId,
    pub period: Window,
    pub project_id: ProjectId,
    pub project: String,
    pub sli: Sli,
    pub target: Micros,
    pub threshold_ms: Option<i64>,
    pub valid: i64,
    pub good: i64,
    pub excluded: i64,
    /// Of `success`.
    pub beside: Option<Beside>,
    /// good / valid.
    pub attained: Option<f64>,
    /// (1 − target) × valid, in micro-sessions.
    pub budget: Micros,
    pub budget_left: Micros,
    pub burn_rate: Option<f64>,
    /// Wilson's 95 % interval of `attained`, where valid > 0.
    pub interval: Option<(f64, f64)>,
    pub status: Promise,
}

/// What a share of good sessions does not say by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Beside {
    /// Open for too long: valid, and not good.
    pub stuck: i64,
    /// In neither valid nor good.
    pub cancelled: i64,
    pub unknown: i64,
    /// Of the good ones: correctly refused, and done without any exception.
    pub refused: i64,
    pub straight_through: i64,
}

words! {
    /// How a goal stands.
    GoalStatus {
        NotStarted = "not_started", Unmeasured = "unmeasured", Attained = "attained", OnTrack = "on_track",
        AtRisk = "at_risk", OffTrack = "off_track",
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct GoalScore {
    pub goal_id: GoalId,
    pub name: String,
    pub owner: String,
    pub parent_id: Option<GoalId>,
    pub scope: Scope,
    pub metric: Metric,
    pub window: Window,
    /// In the estate's currency where it is money.
    pub target: Micros,
    pub actual: Option<Micros>,
    pub attainment: Option<f64>,
    pub expected_by_now: Option<Micros>,
    /// actual − expected_by_now.
    pub ahead: Option<Micros>,
    /// actual / expected_by_now in thousandths, by which goals are held against one another.
    pub of_expected: Option<i128>,
    /// Of `hard`: the cash that is signed for up to the goal's last day.
    pub secured: Option<Micros>,
    pub status: GoalStatus,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AutomationScore {
    pub satellite_id: SatelliteId,
    pub automation_id: String,
    pub name: String,
    /// Those it is metered to in the window.
    pub projects: Vec<ProjectId>,
    pub counts: Counts,
    pub success_rate: Option<f64>,
    pub p50_ms: Option<i64>,
    pub p95_ms: Option<i64>,
    pub metered: bool,
}

/// Items of a queue in the window, each counted once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemScore {
    pub satellite_id: SatelliteId,
    /// Who worked on them; the queue where nobody says.
    pub automation_id: String,
    pub queue_id: String,
    pub name: String,
    pub projects: Vec<ProjectId>,
    /// Of items.
    pub counts: Counts,
    pub in_time: i64,
    pub late: i64,
    pub work_ms: i64,
    /// Those that worked for no project.
    pub unmetered: i64,
}

impl ItemScore {
    /// What one of them took, in milliseconds; none where there are none.
    pub fn work_each(&self) -> Option<i64> {
        self.work_ms.checked_div(self.counts.sessions)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorScore {
    pub satellite_id: SatelliteId,
    pub automation_id: String,
    pub error_code: String,
    pub sessions: i64,
    /// Of the satellite's failures in the window, in micros.
    pub share: Micros,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    pub satellite_id: SatelliteId,
    pub name: String,
    pub class: Class,
    pub counts: bool,
    pub days_expected: i64,
    pub days_with_sessions: i64,
    /// Of the window, like the next three.
    pub sessions: i64,
    pub unknown_outcomes: i64,
    pub sessions_metered: i64,
    pub items: i64,
    /// What is not a scope's: none where the board is cut to one.
    pub intake: Option<CoverageIntake>,
    pub first_day: Option<NaiveDate>,
    pub newest_event: Option<DateTime<Utc>>,
    pub complete_until: Option<DateTime<Utc>>,
    /// How the columns of its exports changed: all that is gone, and what came last.
    pub drift: Vec<Drift>,
}

impl Coverage {
    /// The last instant of which all is told: `complete_until` is the one after it.
    pub fn complete_through(&self) -> Option<DateTime<Utc>> {
        self.complete_until
            .map(|at| at - TimeDelta::microseconds(1))
    }
}

/// What a satellite told beside the work of projects, and what became of its rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CoverageIntake {
    /// Of the window, like the next four.
    pub sessions_unmetered: i64,
    pub sessions_without_baseline: i64,
    pub items_unmetered: i64,
    /// Sessions and items that were tests: in none of the counts.
    pub tests: i64,
    pub item_tests: i64,
    /// Over all time.
    pub read: i64,
    pub rejected: i64,
    /// None where older history outlives its objects.
    pub superseded: Option<i64>,
    /// More than are told now, where what exports told before is kept.
    pub kept: i64,
}
