//! Baselines: what one unit of a project's work costs by hand.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use super::amounts::Per;
use super::exact::Micros;
use super::ids::ProjectId;
use super::master::Line;
use super::session::{NotAWord, words};
use super::value::Method;
use super::window::FiscalStart;

words! {
    /// What a baseline's minutes rest on, best first.
    Evidence { Measured = "measured", Sampled = "sampled", Estimated = "estimated", Vendor = "vendor" }
}

words! {
    /// What is counted as a unit of work.
    Unit { Session = "session", Item = "item" }
}

/// What one unit of a project's work costs by hand, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    pub line: Line,
    pub project_id: ProjectId,
    pub valid_from: NaiveDate,
    pub minutes_per_unit: Micros,
    pub hourly_rate: Micros,
    pub currency: String,
    pub unit: Unit,
    /// Of the unit session.
    pub units_per_session: Micros,
    pub minutes_low: Option<Micros>,
    pub minutes_high: Option<Micros>,
    pub people: Micros,
    pub automated_share: Micros,
    pub error_rate: Micros,
    pub automated_error_rate: Micros,
    pub rework_minutes: Micros,
    pub rework_people: Micros,
    pub review_minutes_per_unit: Micros,
    pub failure_minutes_per_unit: Micros,
    /// Whether the time a person sat beside attended sessions is deducted.
    pub attended_deducts: bool,
    /// Units a calendar month that anybody wanted; empty: not capped.
    pub demand_per_month: Option<Micros>,
    pub planned_units_per_month: Option<Micros>,
    /// The planned units grow for so long from the day on which the project goes live.
    pub ramp_months: u32,
    /// The share of what is tried that is planned to succeed.
    pub planned_success: Micros,
    /// It is a new plan from its first day on; without it a later row changes what is actual alone.
    pub replan: bool,
    /// The part of freed time that is put to use; none: nobody said so.
    pub conversion: Option<Micros>,
    pub evidence: Option<Evidence>,
    pub sample_size: Option<Micros>,
    pub measured_on: Option<NaiveDate>,
    pub approved_by: String,
    /// How often the vendor's kit thinks the work is done; none: its method says nothing of the
    /// project.
    pub frequency: Option<Frequency>,
    /// Percent of a session's worth that the vendor's kit takes for the upkeep of its automation.
    pub maintenance_overhead: Micros,
}

words! {
    /// How often the work is done, in the vendor's words.
    Frequency { Daily = "daily", Weekly = "weekly", Hourly = "hourly", Monthly = "monthly", Quarterly = "quarterly", Yearly = "yearly" }
}

impl Baseline {
    /// Of a project's baselines the one in force on a day.
    pub fn on(versions: &[Self], day: NaiveDate) -> Option<&Self> {
        versions[..versions.partition_point(|b| b.valid_from <= day)].last()
    }

    /// Of a project's baselines the one that was planned with for a day: the one in force on the
    /// first day of its fiscal year, else the first of that year; and from its own first day on one
    /// that says that it is a new plan. With it the day from which it is the plan. None where no
    /// units are planned on it.
    pub fn plan_on(
        versions: &[Self],
        fiscal: FiscalStart,
        day: NaiveDate,
    ) -> Option<(&Self, NaiveDate)> {
        let year = fiscal.year_of(day);
        let is_of_year = |b: &&Self| fiscal.year_of(b.valid_from) == year;
        let at_first = Self::on(versions, year).or_else(|| versions.iter().find(is_of_year));
        let until = &versions[..versions.partition_point(|b| b.valid_from <= day)];
        let anew = until.iter().rfind(|b| b.replan && b.valid_from > year);
        let row = anew.or(at_first)?;
        row.planned_units_per_month?;
        Some((row, row.valid_from.max(year)))
    }

    /// Whether it says how much of what a line of costs.csv charges for was planned: the line is
    /// laid on days, or charged for what this row counts units in.
    pub fn plans(&self, per: Per) -> bool {
        match per {
            Per::Session => self.unit == Unit::Session,
            Per::Item => self.unit == Unit::Item,
            Per::MachineHour => false,
            Per::Once | Per::Day | Per::Month | Per::Year => true,
        }
    }

    /// The part of freed time that is put to use: all of it where nobody said otherwise.
    pub fn put_to_use(&self) -> Micros {
        self.conversion.unwrap_or(Micros::ONE)
    }

    /// Whether a method can say what a session is worth by it.
    pub fn is_enough_for(&self, method: Method) -> bool {
        method.has_ladder() || self.frequency.is_some()
    }
}
