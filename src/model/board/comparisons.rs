//! What follows from the scores of a window where several of them are held against one another:
//! what changed and why, what stands first, and what the vendor's kit would have said. A part of
//! the scoreboard; computed in `transform::figures`, and only told by those who print it.

use std::fmt;
use std::str::FromStr;

use super::causes::Causes;
use crate::model::columns::VALUE_COLUMNS;
use crate::model::exact::Micros;
use crate::model::ids::{DepartmentId, ProjectId};
use crate::model::master::Evidence;
use crate::model::ratio::Defined;
use crate::model::session::{NotAWord, words};
use crate::model::value::Value;
use crate::model::window::Window;

/// Of the headline method.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparisons {
    /// From freed time down to net and cash.
    pub rungs: Vec<RungScore>,
    /// The estate's value less that of the window before: each column where both are known.
    pub change: Option<Value>,
    /// What the benefit rests on, part by part; none that is 0.
    pub rests_on: Vec<(RestsOn, Micros)>,
    /// Without the shared `*`.
    pub projects: Ends<ProjectId>,
    /// Without what belongs to none.
    pub departments: Ends<DepartmentId>,
    /// By how far they moved the net, the farthest first.
    pub moves: Vec<Move>,
    /// Of the year of the window's last day up to that day, where all of it is known.
    pub year_to_date: Option<YearToDate>,
    /// Where both methods value the estate.
    pub kit: Option<KitComparison>,
    /// Why the net is another than in the window before, cause by cause.
    pub causes: Defined<Causes>,
}

/// What a project's net is, and by how much it moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// None where several are added up.
    pub project_id: Option<ProjectId>,
    pub projects: i64,
    pub net: Micros,
    /// Against the window before; none where that cannot be compared.
    pub by: Option<Micros>,
    /// net − planned net; none where nobody planned anything.
    pub against_plan: Option<Micros>,
    pub net_minutes: Option<Micros>,
}

/// Of moves those that are shown, and the others added up: together they are the whole.
///
/// ```
/// # use reckoner::model::{Micros, board::comparisons::{Move, first_moves}};
/// let of = |by: i64| Move {
///     project_id: None,
///     projects: 1,
///     net: Micros::whole(10),
///     by: Some(Micros::whole(by)),
///     against_plan: Some(Micros::whole(2 * by)),
///     net_minutes: None,
/// };
/// let moves = [of(-9), of(5), of(-2), of(1)];
/// let (shown, rest) = first_moves(&moves, 2);
/// assert_eq!(shown.len(), 2);
/// let rest = rest.unwrap();
/// assert_eq!((rest.projects, rest.by), (2, Some(Micros::whole(-1))));
/// assert_eq!(rest.against_plan, Some(Micros::whole(-2)));
/// // One more is a row of its own: a row for the rest would take as much room.
/// assert_eq!(first_moves(&[of(3), of(2), of(1)], 2).1, None);
/// ```
pub fn first_moves(moves: &[Move], shown: usize) -> (&[Move], Option<Move>) {
    if moves.len() <= shown + 1 {
        return (moves, None);
    }
    let (first, others) = moves.split_at(shown);
    let known = others.iter().filter_map(|m| m.by);
    let planned = others.iter().filter_map(|m| m.against_plan);
    let minutes = others.iter().filter_map(|m| m.net_minutes);
    let rest = Move {
        project_id: None,
        projects: others.len() as i64,
        net: others.iter().map(|m| m.net).sum(),
        by: first[0].by.map(|_| known.sum()),
        against_plan: first[0].against_plan.map(|_| planned.sum()),
        net_minutes: Some(minutes.sum()),
    };
    (first, Some(rest))
}

/// By how much an amount moved, where it was known before.
pub fn moved(now: Micros, before: Option<Micros>) -> Option<Micros> {
    before.map(|before| now - before)
}

/// What a year has brought so far.
#[derive(Debug, Clone, PartialEq)]
pub struct YearToDate {
    pub days: Window,
    pub value: Value,
}

words! {
    /// A line between freed time and net: the four parts of the benefit, their sum, the cost, and
    /// what is left. Each is the value column of that name.
    Rung {
        Recaptured = "recaptured", ErrorAvoidance = "error_avoidance", Cashable = "cashable",
        Avoidance = "avoidance", Benefit = "benefit", CostBuild = "cost_build", CostRun = "cost_run",
        Net = "net", CashResult = "cash_result",
    }
}

impl Rung {
    /// Its amount; none where that was not valued.
    ///
    /// ```
    /// # use reckoner::model::{Micros, Value, board::comparisons::Rung};
    /// let value = Value { cost_run: Micros::whole(415), ..Value::default() };
    /// assert_eq!(Rung::Net.of(&value), Some(Micros::whole(-415)));
    /// assert_eq!(Rung::Recaptured.of(&value), None);
    /// ```
    pub fn of(self, value: &Value) -> Option<Micros> {
        let column = VALUE_COLUMNS.iter().find(|c| c.name == self.as_str());
        (column.expect("each rung is a value column").get)(value)
    }

    /// It adds up rungs above it.
    pub const fn is_total(self) -> bool {
        matches!(self, Self::Benefit | Self::Net | Self::CashResult)
    }

    /// It takes away from the net.
    pub const fn is_cost(self) -> bool {
        matches!(self, Self::CostBuild | Self::CostRun)
    }
}

/// How one rung stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RungScore {
    pub rung: Rung,
    pub amount: Option<Micros>,
    pub previous: Option<Micros>,
    /// amount − previous, where both are known.
    pub change: Option<Micros>,
    /// Where it begins and ends when each rung goes on where the one above it ended.
    pub span: (Micros, Micros),
    /// The projects that it came from, the largest first, at most three.
    pub largest: Vec<(ProjectId, Micros)>,
    /// How many more projects there are, and what they come to.
    pub others: i64,
    pub rest: Micros,
}

/// What a part of the benefit rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestsOn {
    Baseline(Evidence),
    /// A baseline that does not say how it was found.
    Unstated,
    /// Somebody's signature.
    Signed,
}

/// Scores by net, the best first; of many the two ends, and what lies between them added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ends<Id> {
    pub best: Vec<Id>,
    pub between: Option<Between>,
    /// The last of them, where something lies between.
    pub worst: Vec<Id>,
    /// How many cost more than they returned, and what they returned together.
    pub losing: usize,
    pub lost: Micros,
}

impl<Id> Default for Ends<Id> {
    fn default() -> Self {
        Self {
            best: Vec::new(),
            between: None,
            worst: Vec::new(),
            losing: 0,
            lost: Micros::ZERO,
        }
    }
}

/// Scores that are shown as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Between {
    /// How many they are.
    pub scores: i64,
    pub value: Value,
    /// Of departments: how many projects belong to them.
    pub projects: i64,
}

/// What the vendor's kit would have said of the same sessions, and the way from there to the net.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KitComparison {
    /// The estate.
    pub total: Bridge,
    /// By the kit's figure, the largest first, the shared `*` last.
    pub projects: Vec<(ProjectId, Bridge)>,
    /// The first so many of them are enough for a page.
    pub shown: usize,
    /// How many more projects there are, added up.
    pub rest: Option<(i64, Bridge)>,
}

words! {
    /// Why the net here is another figure than the kit's savings.
    BridgeStep {
        Overhead = "overhead", FailedRuns = "failed_runs", VolumeAndMinutes = "volume_and_minutes",
        PutToUse = "put_to_use", SignedBenefits = "signed_benefits", Costs = "costs",
    }
}

/// From the kit's figure to the net here; the steps add up to the micro-unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bridge {
    /// None: no baseline says what the kit would have to know.
    pub kit: Option<Micros>,
    /// The same days here.
    pub value: Value,
    /// net − kit.
    pub difference: Option<Micros>,
    /// In their order, without those that change nothing.
    pub steps: Vec<(BridgeStep, Micros)>,
}
