//! What the scores ask somebody to decide: by rule, with the money at stake, who it is asked of,
//! and by when. A part of the scoreboard; the rules are in `transform::figures::decisions`.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::model::exact::Micros;
use crate::model::ids::{GoalId, ObjectiveId, ProjectId};
use crate::model::session::{NotAWord, words};
use crate::model::targets::Metric;

words! {
    DecisionKind {
        /// A promise is broken: mend it, or agree on another one.
        PromiseBroken = "promise_broken",
        /// A goal is behind, or cannot be reached: act, or set another one.
        GoalMissed = "goal_missed",
        /// A live project costs and has no baseline: measure it.
        Unmeasured = "unmeasured",
        /// More units than anybody wanted: do less.
        BeyondDemand = "beyond_demand",
        /// A baseline is older than 18 months: measure it again.
        StaleBaseline = "stale_baseline",
        /// A live project did nothing, or lost money, for three months: retire it.
        IdleOrLosing = "idle_or_losing",
        /// A signed benefit ends: renew it.
        BenefitEnds = "benefit_ends",
        /// More than a tenth of the cost is shared cost that no project carries: allocate it.
        Unallocated = "unallocated",
    }
}

/// One thing to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// None of a goal; the shared `*` of cost that no project carries.
    pub project_id: Option<ProjectId>,
    /// The money at stake; none where it is none that is known.
    pub amount: Option<Micros>,
    /// The project's owner, else its department's manager; the goal's owner. Empty: nobody is
    /// named.
    pub owner: String,
    /// By when.
    pub due: NaiveDate,
    pub grounds: Grounds,
}

/// The numbers that say why, by kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grounds {
    PromiseBroken {
        objective_id: ObjectiveId,
        target: Micros,
        good: i64,
        valid: i64,
        /// So many good ones would have kept it.
        needed: i64,
    },
    GoalMissed {
        goal_id: GoalId,
        metric: Metric,
        target: Micros,
        actual: Option<Micros>,
        expected_by_now: Option<Micros>,
        /// Of cash: what is signed for up to its last day.
        secured: Option<Micros>,
    },
    Unmeasured {
        /// Sessions that succeeded.
        successes: i64,
    },
    BeyondDemand {
        units: Micros,
        wanted: Micros,
    },
    StaleBaseline {
        measured_on: NaiveDate,
    },
    IdleOrLosing {
        months: i64,
        /// Nothing ran in them.
        idle: bool,
        /// Of these months.
        net: Micros,
    },
    BenefitEnds {
        ends_on: NaiveDate,
        signed_by: String,
    },
    Unallocated {
        cost: Micros,
        total: Micros,
    },
}

impl Decision {
    pub const fn kind(&self) -> DecisionKind {
        match self.grounds {
            Grounds::PromiseBroken { .. } => DecisionKind::PromiseBroken,
            Grounds::GoalMissed { .. } => DecisionKind::GoalMissed,
            Grounds::Unmeasured { .. } => DecisionKind::Unmeasured,
            Grounds::BeyondDemand { .. } => DecisionKind::BeyondDemand,
            Grounds::StaleBaseline { .. } => DecisionKind::StaleBaseline,
            Grounds::IdleOrLosing { .. } => DecisionKind::IdleOrLosing,
            Grounds::BenefitEnds { .. } => DecisionKind::BenefitEnds,
            Grounds::Unallocated { .. } => DecisionKind::Unallocated,
        }
    }

    /// Whom or what it is about: a goal by its id, a promise by its project's and its own.
    pub fn subject(&self) -> (&str, &str) {
        let project = self.project_id.as_ref().map_or("", |id| id.as_str());
        match &self.grounds {
            Grounds::GoalMissed { goal_id, .. } => (goal_id.as_str(), ""),
            Grounds::PromiseBroken { objective_id, .. } => (project, objective_id.as_str()),
            _ => (project, ""),
        }
    }
}
