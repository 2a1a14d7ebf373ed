//! How large an estate, and how it is told.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use crate::model::Outcome;
use crate::model::session::{NotAWord, words};

words! {
    /// The form of the exports.
    Shape {
        Csv = "csv",
        SynapseLink = "synapse-link",
        UiPath = "uipath",
    }
}

impl Shape {
    /// What is left of an outcome where the vendor has no word for it.
    pub const fn tells(self, outcome: Outcome) -> Outcome {
        match (self, outcome) {
            (Self::Csv, outcome) => outcome,
            (_, Outcome::SucceededWithExceptions) => Outcome::Succeeded,
            (_, Outcome::BusinessException) | (Self::UiPath, Outcome::TimedOut) => Outcome::Failed,
            (Self::UiPath, Outcome::Skipped) => Outcome::Cancelled,
            (_, outcome) => outcome,
        }
    }
}

words! {
    /// Where one file of a satellite ends and the next begins.
    Cut {
        Monthly = "monthly",
        Whole = "whole",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EstateScale {
    /// Distinct ones, exactly.
    pub sessions: u64,
    pub satellites: u64,
    /// Of the whole estate; each satellite has at least one.
    pub automations: u64,
    pub days: u64,
    pub seed: u64,
    /// The last day. It is fixed, not today: the same arguments give the same bytes in any year.
    pub end: NaiveDate,
    pub shape: Shape,
    pub cut: Cut,
}

impl EstateScale {
    /// Days that may follow the last, one by one.
    pub const DAYS_MORE: u64 = 400;

    pub fn first_day(&self) -> NaiveDate {
        self.day(0)
    }

    /// The day of a number; 0 is the first.
    pub fn day(&self, number: u64) -> NaiveDate {
        self.end - Days::new(self.days - 1) + Days::new(number)
    }

    /// Why no such estate can be; None: it can.
    pub fn refusal(&self) -> Option<String> {
        let limit = |what: &str, number: u64, most: u64| {
            (number < 1 || number > most).then(|| {
                format!("--{what} {number} is out of bounds: write a number from 1 to {most}")
            })
        };
        limit("sessions", self.sessions, 1 << 40)
            .or_else(|| limit("satellites", self.satellites, 10_000))
            .or_else(|| limit("automations", self.automations, 1_000_000))
            .or_else(|| limit("days", self.days, 10_000))
    }

    pub fn json(&self) -> Value {
        json!({
            "sessions": self.sessions,
            "satellites": self.satellites,
            "automations": self.automations,
            "days": self.days,
            "seed": self.seed,
            "end": self.end.to_string(),
            "format": self.shape.as_str(),
            "files": self.cut.as_str(),
        })
    }

    /// What [`EstateScale::json`] said.
    pub fn from_json(known: &Value) -> Option<Self> {
        let number = |name: &str| known[name].as_u64();
        let text = |name: &str| known[name].as_str();
        let scale = Self {
            sessions: number("sessions")?,
            satellites: number("satellites")?,
            automations: number("automations")?,
            days: number("days")?,
            seed: number("seed")?,
            end: text("end")?.parse().ok()?,
            shape: text("format")?.parse().ok()?,
            cut: text("files")?.parse().ok()?,
        };
        scale.refusal().is_none().then_some(scale)
    }
}
