//! What a day (or any sum of days) of one project was worth. Its columns are listed in
//! [`super::columns`]; what they come to (benefit, cost, net, ROI) is computed in
//! [`super::figures`].

use std::fmt;
use std::ops::AddAssign;
use std::str::FromStr;

use chrono::NaiveDate;

use super::exact::Micros;
use super::ids::{DepartmentId, ProjectId};
use super::session::{NotAWord, Outcome, words};

words! {
    /// A way to value sessions; its name carries its version, so that a changed formula is a new
    /// method.
    Method { Reckoner1 = "reckoner-1", Kit2023 = "kit-2023" }
}

impl Method {
    /// Whether it counts units and minutes on the way to money. The vendor's kit does not: a
    /// session is worth a sum.
    pub fn has_ladder(self) -> bool {
        self == Self::Reckoner1
    }
}

/// Sessions by how they went; `test` sessions are in none of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub sessions: i64,
    pub succeeded: i64,
    pub succeeded_with_exceptions: i64,
    pub business_exceptions: i64,
    pub failed: i64,
    pub timed_out: i64,
    pub cancelled: i64,
    pub skipped: i64,
    /// Running, queued or suspended.
    pub open: i64,
    pub unknown: i64,
}

impl Counts {
    pub fn add(&mut self, outcome: Outcome, sessions: i64) {
        *match outcome {
            Outcome::Test => return,
            Outcome::Succeeded => &mut self.succeeded,
            Outcome::SucceededWithExceptions => &mut self.succeeded_with_exceptions,
            Outcome::BusinessException => &mut self.business_exceptions,
            Outcome::Failed => &mut self.failed,
            Outcome::TimedOut => &mut self.timed_out,
            Outcome::Cancelled => &mut self.cancelled,
            Outcome::Skipped => &mut self.skipped,
            Outcome::Running | Outcome::Queued | Outcome::Suspended => &mut self.open,
            Outcome::Unknown => &mut self.unknown,
        } += sessions;
        self.sessions += sessions;
    }

    /// Succeeded, with exceptions or without.
    pub fn successes(&self) -> i64 {
        self.succeeded + self.succeeded_with_exceptions
    }

    pub fn good(&self) -> i64 {
        self.successes() + self.business_exceptions
    }

    pub fn valid(&self) -> i64 {
        self.good() + self.failed + self.timed_out
    }
}

/// Work in units and minutes: what rests on a baseline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ladder {
    pub units: Micros,
    pub units_valued: Micros,
    pub labour_minutes: Micros,
    pub review_minutes: Micros,
    pub failure_minutes: Micros,
    pub attended_minutes: Micros,
    pub net_minutes: Micros,
    /// Of people who need not mend what would have gone wrong; in no other minutes.
    pub rework_minutes_saved: Micros,
}

/// What that work is worth: what rests on a baseline and on a rate for its currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Soft {
    pub capacity: Micros,
    pub recaptured: Micros,
    pub error_avoidance: Micros,
    /// What the valued units cost by hand, and the part of it that is put to use: of a method with
    /// a ladder.
    pub labour_value: Micros,
    pub labour_claimed: Micros,
    /// How far recaptured falls where the minutes are the lower of the baseline's band, and rises
    /// where they are the higher.
    pub band_down: Micros,
    pub band_up: Micros,
}

/// Adds field by field; a field that is not named here does not compile.
macro_rules! added_by_field {
    ($($part:ident { $($field:ident),+ $(,)? })+) => {$(
        impl AddAssign for $part {
            fn add_assign(&mut self, other: Self) {
                let Self { $($field),+ } = other;
                $(self.$field += $field;)+
            }
        }
    )+};
}

added_by_field! {
    Counts {
        sessions, succeeded, succeeded_with_exceptions, business_exceptions, failed,
        timed_out, cancelled, skipped, open, unknown,
    }
    Ladder {
        units, units_valued, labour_minutes, review_minutes, failure_minutes,
        attended_minutes, net_minutes, rework_minutes_saved,
    }
    Soft {
        capacity, recaptured, error_avoidance, labour_value, labour_claimed, band_down, band_up,
    }
}

/// Adds what there is: nothing and nothing stays nothing, never 0.
fn add<T: AddAssign>(sum: &mut Option<T>, other: Option<T>) {
    match (sum.as_mut(), other) {
        (Some(sum), Some(other)) => *sum += other,
        (None, other) => *sum = other,
        (Some(_), None) => {}
    }
}

/// The value columns of one project and day, or of any sum of such rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Value {
    pub counts: Counts,
    /// None where no day had a baseline: not valued is not zero.
    pub ladder: Option<Ladder>,
    /// None where no day had a baseline in a currency that had a rate.
    pub soft: Option<Soft>,
    pub cashable: Micros,
    pub avoidance: Micros,
    /// What lines of benefits.csv claim that nobody had signed: in no benefit.
    pub unsigned: Micros,
    /// Of the kinds build and change.
    pub cost_build: Micros,
    /// Of all other kinds.
    pub cost_run: Micros,
}

impl Value {
    /// A row is kept in the history where any of its columns is not 0.
    pub fn is_zero(&self) -> bool {
        self.ladder.unwrap_or_default() == Ladder::default()
            && self.soft.unwrap_or_default() == Soft::default()
            && self.counts == Counts::default()
            && [
                self.cashable,
                self.avoidance,
                self.unsigned,
                self.cost_build,
                self.cost_run,
            ]
            .iter()
            .all(|m| m.is_zero())
    }
}

impl AddAssign for Value {
    fn add_assign(&mut self, other: Self) {
        self.counts += other.counts;
        add(&mut self.ladder, other.ladder);
        add(&mut self.soft, other.soft);
        self.cashable += other.cashable;
        self.avoidance += other.avoidance;
        self.unsigned += other.unsigned;
        self.cost_build += other.cost_build;
        self.cost_run += other.cost_run;
    }
}

/// One row of the scored history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyValue {
    pub day: NaiveDate,
    pub method: Method,
    pub project_id: ProjectId,
    /// That day's department; none for the shared `*`.
    pub department_id: Option<DepartmentId>,
    pub value: Value,
}
