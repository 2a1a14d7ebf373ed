//! Money that people wrote down: what is paid, what was signed for, and what a currency is worth.
//! Never computed from minutes, but laid on days.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use super::exact::Micros;
use super::ids::ProjectId;
use super::master::Line;
use super::session::{NotAWord, words};

words! {
    CostKind { Build = "build", Licence = "licence", Infrastructure = "infrastructure", Support = "support", Change = "change", Overhead = "overhead" }
}

impl CostKind {
    /// Paid for making or changing it; the rest is paid for running it.
    pub const fn is_build(self) -> bool {
        matches!(self, Self::Build | Self::Change)
    }
}

words! {
    /// What an amount is paid for each time.
    Per { Once = "once", Day = "day", Month = "month", Year = "year", Session = "session", Item = "item", MachineHour = "machine_hour" }
}

impl Per {
    /// Charged by what ran, not laid on days.
    pub const fn is_metered(self) -> bool {
        matches!(self, Self::Session | Self::Item | Self::MachineHour)
    }
}

/// An amount of money and the days it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    pub amount: Micros,
    pub currency: String,
    pub per: Per,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    /// Only of `once`: laid over so many months instead of one day.
    pub spread_months: Option<u32>,
}

words! {
    /// Which sessions a cost per session or machine hour is paid for.
    Charges { Ran = "ran", Valid = "valid" }
}

words! {
    /// When what is laid on a month or a year is paid: on the last of its days that count, or on
    /// the first.
    Paid { Arrears = "arrears", Advance = "advance" }
}

/// A line of costs.csv; its project may be the shared `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    pub line: Line,
    pub project_id: ProjectId,
    pub kind: CostKind,
    pub amount: Amount,
    /// Of what is paid per session or machine hour.
    pub charges: Charges,
    /// Of what is paid per month or year.
    pub paid: Paid,
    /// Somebody planned with it.
    pub in_plan: bool,
    pub note: String,
}

impl Cost {
    /// Its days are paid at one time, and not each by itself.
    pub fn is_paid_together(&self) -> bool {
        match self.amount.per {
            Per::Month | Per::Year => true,
            Per::Once => self.amount.spread_months.is_some(),
            Per::Day | Per::Session | Per::Item | Per::MachineHour => false,
        }
    }
}

words! {
    BenefitKind { Cashable = "cashable", Avoidance = "avoidance" }
}

/// A line of benefits.csv: money that was signed for, not computed from minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Benefit {
    pub line: Line,
    pub project_id: ProjectId,
    pub kind: BenefitKind,
    pub amount: Amount,
    /// It is capacity turned into cash: taken off the recaptured capacity, so that nothing counts
    /// twice.
    pub replaces_capacity: bool,
    /// Of what is signed per month or year.
    pub paid: Paid,
    /// Somebody planned with it.
    pub in_plan: bool,
    pub signed_by: String,
    pub signed_on: Option<NaiveDate>,
    pub note: String,
}

impl Benefit {
    /// Somebody put their name to it, on that day or before.
    pub fn is_signed(&self, as_of: NaiveDate) -> bool {
        !self.signed_by.is_empty() && self.signed_on.is_some_and(|on| on <= as_of)
    }
}

words! {
    RateKind { Flow = "flow", Spot = "spot", Budget = "budget" }
}

/// Exchange rates into the reporting currency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rates {
    /// 1 without a row.
    pub reporting: String,
    /// By (currency, kind), each in the order of its days. A row without a kind stands under all
    /// three.
    pub rows: BTreeMap<(String, RateKind), Vec<Rate>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    pub line: Line,
    pub from: NaiveDate,
    /// Units of the reporting currency for one unit.
    pub rate: Micros,
}

impl Rates {
    /// The latest rate on or before the day; a missing kind falls back to `flow`; none: the amount
    /// is not valued.
    pub fn on(&self, currency: &str, kind: RateKind, day: NaiveDate) -> Option<Micros> {
        if currency == self.reporting {
            return Some(Micros::ONE);
        }
        let of = |kind| {
            let rows = self.rows.get(&(currency.to_owned(), kind))?;
            rows[..rows.partition_point(|r| r.from <= day)]
                .last()
                .map(|r| r.rate)
        };
        of(kind).or_else(|| of(RateKind::Flow))
    }
}
