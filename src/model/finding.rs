//! What scoring a day found beside its values: what counts once, what could not be valued, and what
//! became of capacity. Kept beside the values, so that a page adds rows up and computes nothing
//! again.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use super::exact::Micros;
use super::ids::ProjectId;
use super::master::Line;
use super::session::{NotAWord, Outcome, words};

words! {
    FindingKind {
        /// Sessions that count in at least one project, each once, by outcome.
        Counted = "counted",
        /// Valid sessions of a project without a baseline, and how long they took.
        Lasted = "lasted",
        /// Successes of a project without a baseline, by satellite.
        Unbased = "unbased",
        /// Successes without a baseline in a project they count in, each once, by satellite.
        UnbasedOnce = "unbased_once",
        /// An amount, or a baseline that was asked for, without an exchange rate.
        Unrated = "unrated",
        /// What a line of benefits.csv claims and nobody had signed.
        Unsigned = "unsigned",
        /// What a line would have brought beyond what a day can hold.
        Beyond = "beyond",
        /// Capacity in whose place signed cash stands.
        Replaced = "replaced",
        /// Capacity below zero: the automation took more time than it freed.
        Lost = "lost",
        /// Units that were tried and not done.
        FailedUnits = "failed_units",
        /// Cost that is paid once and not spread.
        PaidOnce = "paid_once",
        /// Cost that is paid by the day or by the year, or spread over days.
        ByTheDay = "by_the_day",
        /// Cost in another currency, but what is paid once: what it is in the estate's.
        Converted = "converted",
        /// Cost by what ran, or by the day: it is paid on the day that it counts on.
        PaidOnDay = "paid_on_day",
        /// Of the cost that was planned with: what nobody can plan for a project, to build it and
        /// to run it: its part of shared lines, and what is charged by what ran.
        ChargedBuild = "charged_build",
        ChargedRun = "charged_run",
        /// The part of both that is paid once and not spread.
        ChargedOnce = "charged_once",
        /// The part of both in another currency, but what is paid once.
        ChargedConverted = "charged_converted",
        /// What a project carried in the month of a shared line whose days are paid together.
        Carried = "carried",
    }
}

/// A row of `daily_findings`; what a kind does not speak of is empty or 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyFinding {
    pub day: NaiveDate,
    pub kind: FindingKind,
    pub project_id: Option<ProjectId>,
    pub satellite_id: Option<String>,
    pub outcome: Option<Outcome>,
    pub line: Option<Line>,
    pub currency: Option<String>,
    pub sessions: i64,
    pub duration_ms: i64,
    pub amount: Micros,
}

impl DailyFinding {
    pub fn of(day: NaiveDate, kind: FindingKind) -> Self {
        Self {
            day,
            kind,
            project_id: None,
            satellite_id: None,
            outcome: None,
            line: None,
            currency: None,
            sessions: 0,
            duration_ms: 0,
            amount: Micros::ZERO,
        }
    }
}
