//! What was promised and what was asked for: objectives and goals.

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;

use super::exact::Micros;
use super::ids::{GoalId, ObjectiveId, ProjectId};
use super::master::Line;
use super::scope::Scope;
use super::session::{NotAWord, words};
use super::window::Window;

words! {
    Sli { Success = "success", Duration = "duration", ItemDeadline = "item_deadline" }
}

words! {
    Period { Month = "month", Quarter = "quarter", Rolling28d = "rolling-28d" }
}

/// A promise: an SLI, a target, a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objective {
    pub line: Line,
    pub id: ObjectiveId,
    pub project_id: ProjectId,
    pub sli: Sli,
    /// A share of the valid sessions: 0 < target ≤ 1.
    pub target: Micros,
    /// Only of `duration`.
    pub threshold: Option<TimeDelta>,
    pub period: Period,
    pub min_valid: i64,
    /// The part of the error budget whose loss is a warning.
    pub at_risk: Micros,
    /// Of `success`: a session that is open for longer has failed to do its work.
    pub stuck_after_days: u64,
}

words! {
    Metric {
        Net = "net", Benefit = "benefit", Hard = "hard", Hours = "hours", Roi = "roi", Units = "units",
        LiveProjects = "live_projects", KeptObjectives = "kept_objectives",
    }
}

impl Metric {
    /// Its target is an amount of money.
    pub const fn is_money(self) -> bool {
        matches!(self, Self::Net | Self::Benefit | Self::Hard)
    }

    /// It does not grow with time: on the first day it should be what it should be on the last.
    pub const fn is_ratio(self) -> bool {
        matches!(self, Self::Roi | Self::KeptObjectives)
    }

    /// What was reached may be lost again.
    pub const fn can_fall(self) -> bool {
        !matches!(self, Self::Units)
    }
}

/// A target that a manager set for a scope and a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    pub line: Line,
    pub id: GoalId,
    pub name: String,
    pub metric: Metric,
    pub target: Micros,
    /// Of a money target; the estate's where nothing was written.
    pub currency: String,
    pub window: Window,
    pub scope: Scope,
    pub owner: String,
    pub parent_id: Option<GoalId>,
}
