//! What was earned and paid since the beginning, and whether it has paid back. A part of the
//! scoreboard; computed in `transform::figures::life`, and only told by those who print it.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::model::exact::Micros;
use crate::model::ids::{DepartmentId, ProjectId};
use crate::model::ratio::Defined;
use crate::model::session::{NotAWord, words};

words! {
    /// What of a life is money.
    LifeSeries {
        /// Benefit − cost.
        Economic = "economic",
        /// Cashable − cost: what the ledger sees.
        Cash = "cash",
    }
}

/// What a day moved, where it is dated by when it was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidDay {
    pub day: NaiveDate,
    pub economic: Micros,
    pub cash: Micros,
}

impl PaidDay {
    pub fn of(&self, series: LifeSeries) -> Micros {
        match series {
            LifeSeries::Economic => self.economic,
            LifeSeries::Cash => self.cash,
        }
    }
}

/// The sum of a month's days, dated on the month's last day or on the last that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CashFlow {
    pub date: NaiveDate,
    pub flow: Micros,
    /// With all flows before it.
    pub cumulated: Micros,
}

/// One series of a life.
#[derive(Debug, Clone, PartialEq)]
pub struct LifeScore {
    pub series: LifeSeries,
    /// From the first month that moved anything; none: nothing ever did.
    pub flows: Vec<CashFlow>,
    /// The first day from which on everything that was spent is covered.
    pub payback_on: Defined<NaiveDate>,
    /// From the first day on which it was not.
    pub payback_days: Defined<i64>,
    /// What the flows to date are worth on the date of the first, to the cent.
    pub npv: Defined<Micros>,
    /// The yearly rate at which that would be 0, to 0.0001.
    pub irr: Defined<f64>,
}

/// All days of a project, a department or an estate on which money moved, and what follows.
#[derive(Debug, Clone, PartialEq)]
pub struct WholeLife {
    pub days: Vec<PaidDay>,
    pub economic: LifeScore,
    pub cash: LifeScore,
}

impl WholeLife {
    pub fn scores(&self) -> [&LifeScore; 2] {
        [&self.economic, &self.cash]
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct WholeLives {
    pub estate: WholeLife,
    /// By each day's department; the shared `*` is in none.
    pub departments: Vec<(DepartmentId, WholeLife)>,
    /// The shared `*` where it carried anything.
    pub projects: Vec<(ProjectId, WholeLife)>,
}
