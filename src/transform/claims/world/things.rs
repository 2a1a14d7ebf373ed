//! What a world is made of, said shortly.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::model::master::*;
use crate::model::satellite::Class;
use crate::model::window::{FiscalStart, WindowSpec};
use crate::model::{Micros, Outcome, Satellite, Window, Zone};

pub fn d(text: &str) -> NaiveDate {
    crate::model::window::day(text).expect(text)
}

pub fn w(text: &str) -> Window {
    text.parse::<WindowSpec>()
        .expect(text)
        .resolve(d("2026-01-01"), FiscalStart::default())
}

pub fn m(text: &str) -> Micros {
    text.parse().expect(text)
}

pub fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect(text)
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect(text)
}

pub fn line(file: &'static str, line: u32) -> Line {
    Line { file, line }
}

#[derive(Debug, Clone)]
pub struct Seen {
    pub satellite: &'static str,
    pub automation: &'static str,
    pub name: Option<&'static str>,
    pub solution: Option<&'static str>,
    pub started: Option<DateTime<Utc>>,
    pub ended: Option<DateTime<Utc>>,
    pub outcome: Outcome,
    pub text: Option<&'static str>,
    pub mode: &'static str,
    pub parent: Option<&'static str>,
    pub error: Option<&'static str>,
    pub deleted: bool,
}

/// A minute of an automation that ended at noon.
pub fn seen(automation: &'static str, day: &str, outcome: Outcome) -> Seen {
    let noon = at(&format!("{day}T12:00:00Z"));
    Seen {
        satellite: "prod",
        automation,
        name: None,
        solution: None,
        started: Some(noon - TimeDelta::minutes(1)),
        ended: Some(noon),
        outcome,
        text: None,
        mode: "unattended",
        parent: None,
        error: None,
        deleted: false,
    }
}

pub fn satellite(name: &str, counts: bool) -> Satellite {
    Satellite {
        id: id(name),
        name: name.to_owned(),
        class: if counts { Class::Prod } else { Class::Dev },
        counts,
        region: String::new(),
        capability: String::new(),
        timezone: Zone::UTC,
        active_from: None,
        active_to: None,
        stale_after: TimeDelta::hours(26),
    }
}

pub fn baseline(project: &str, from: &str) -> Baseline {
    Baseline {
        line: line("baselines.csv", 2),
        project_id: id(project),
        valid_from: d(from),
        minutes_per_unit: m("15"),
        hourly_rate: m("40"),
        currency: "USD".into(),
        unit: Unit::Session,
        units_per_session: m("1"),
        minutes_low: None,
        minutes_high: None,
        people: m("1"),
        automated_share: m("1"),
        error_rate: m("0"),
        automated_error_rate: m("0"),
        rework_minutes: m("0"),
        rework_people: m("1"),
        review_minutes_per_unit: m("0"),
        failure_minutes_per_unit: m("0"),
        attended_deducts: false,
        demand_per_month: None,
        planned_units_per_month: None,
        ramp_months: 0,
        planned_success: m("1"),
        replan: false,
        conversion: Some(m("1")),
        evidence: Some(Evidence::Measured),
        sample_size: None,
        measured_on: None,
        approved_by: String::new(),
        frequency: None,
        maintenance_overhead: Micros::ZERO,
    }
}

pub fn amount(text: &str, per: Per, from: &str) -> Amount {
    Amount {
        amount: m(text),
        currency: "USD".into(),
        per,
        from: d(from),
        to: None,
        spread_months: None,
    }
}
