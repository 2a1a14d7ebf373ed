//! The estate and its satellites: who reports, in which money, by which clocks.

use std::fmt;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::exact::Micros;
use super::ids::SatelliteId;
use super::language::Speech;
use super::session::{NotAWord, words};
use super::value::Method;
use super::window::FiscalStart;
use super::zone::Zone;
use std::str::FromStr;

/// Everything one installation reports on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estate {
    /// What one person works in a calendar year.
    pub productive_hours: Micros,
    /// What a later year's money is worth less, a year; none: no present value.
    pub discount_rate: Option<Micros>,
    /// How much the errors of its baselines go together: 0 not at all, 1 wholly.
    pub band_correlation: Micros,
    pub name: String,
    /// ISO 4217, upper case: what every reported amount is in.
    pub currency: String,
    /// How its reports speak, where neither a job nor a reader says otherwise.
    pub speech: Speech,
    pub timezone: Zone,
    pub fiscal_year_start: FiscalStart,
    /// The first is the headline.
    pub methods: Vec<Method>,
    /// In the order of their ids.
    pub satellites: Vec<Satellite>,
}

impl Estate {
    pub fn satellite(&self, id: &str) -> Option<&Satellite> {
        self.satellites.iter().find(|s| s.id.as_str() == id)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Satellite {
    pub id: SatelliteId,
    pub name: String,
    pub class: Class,
    /// Whether its sessions are worth anything: only production's are, unless it says otherwise.
    pub counts: bool,
    pub region: String,
    pub capability: String,
    pub timezone: Zone,
    /// Its first day, where somebody says so: before it nothing is awaited.
    pub active_from: Option<NaiveDate>,
    /// The last day of a retired satellite: complete until then, never stale after.
    pub active_to: Option<NaiveDate>,
    /// How long its silence is still ordinary.
    pub stale_after: TimeDelta,
}

impl Satellite {
    /// Whether all that happened up to the end of `day` can be taken to have arrived, given its
    /// newest event.
    pub fn complete_to(&self, day: NaiveDate, newest_event: Option<DateTime<Utc>>) -> bool {
        let is_away = self.active_to.is_some_and(|last| last < day)
            || self.active_from.is_some_and(|first| day < first);
        is_away
            || newest_event.is_some_and(|at| self.timezone.day_end(day) <= at + self.stale_after)
    }

    /// The last day that its newest event tells of: its own, or a later one that is complete by
    /// then.
    pub fn told_to(&self, newest_event: DateTime<Utc>) -> NaiveDate {
        let (own, reached) = (
            self.timezone.local_day(newest_event),
            self.timezone.local_day(newest_event + self.stale_after),
        );
        own.max(reached.pred_opt().unwrap_or(reached))
    }
}

words! {
    /// What a satellite is for.
    Class { Prod = "prod", Uat = "uat", Dev = "dev", Other = "other" }
}
