//! What a scoreboard could not count. Every gap is printed on every report: a figure that rests on less than
//! everything says so, and nothing is silently zero.

use chrono::{DateTime, NaiveDate, Utc};

use super::exact::Micros;
use super::ids::{ProjectId, SatelliteId};
use super::master::Line;
use super::satellite::Class;
use super::window::Window;

#[derive(Debug, Clone, PartialEq)]
pub enum Gap {
    /// Its exports could not be read in this run.
    SatelliteFailed { satellite: SatelliteId, error: String },
    /// A gate refused its delivery: too many rejects.
    DeliveryRefused { satellite: SatelliteId, rejected: i64 },
    /// The lake holds its sessions or items, and reckoner.toml does not name it any more.
    Unnamed { satellite: SatelliteId, rows: i64 },
    /// Its newest event is too old for the window's end.
    Stale { satellite: SatelliteId, newest_event: Option<DateTime<Utc>> },
    /// Days of the window on which it told nothing, though it was active.
    MissingDays { satellite: SatelliteId, days: Vec<NaiveDate> },
    /// Days of which its source had forgotten what ran before it was asked again: what is not here of them is nowhere.
    Forgotten { satellite: SatelliteId, days: Window, after_days: i64 },
    /// It says of itself that it lost what ran, or kept none of it, in the vendor's word; on so many occasions.
    SourceLost { satellite: SatelliteId, code: String, days: Window, events: i64 },
    /// Sessions and items of the window that two of its exports tell differently, neither with a version: what they say
    /// decided.
    Contradicted { satellite: SatelliteId, rows: i64 },
    /// Sessions and items that stay as its exports were read before: those that are there now do not speak of their days.
    ReadOtherwise { satellite: SatelliteId, rows: i64, until: NaiveDate },
    /// Rows refused, by code, over all time.
    Rejected { satellite: SatelliteId, code: String, rows: i64 },
    /// Values that no outcome map names: in no ratio, worth nothing.
    UnknownOutcome { satellite: SatelliteId, text: String, sessions: i64 },
    /// Sessions of the window that work for no project.
    Unmetered {
        satellite: SatelliteId,
        automation_id: String,
        name: String,
        sessions: i64,
        duration_ms: i64,
        suggestion: Option<ProjectId>,
    },
    /// Items of the window that are worked on for no project.
    UnmeteredItems { satellite: SatelliteId, automation_id: String, name: String, items: i64, suggestion: Option<ProjectId> },
    /// Two name patterns speak of one automation: neither is believed.
    AmbiguousMetering { satellite: SatelliteId, automation_id: String, patterns: Vec<(Line, String)> },
    /// Successes on days without a baseline: not valued.
    NoBaseline { project: ProjectId, sessions: i64 },
    /// An amount in a currency without a rate on that day: not valued.
    NoRate { currency: String, line: Line, first_day: NaiveDate, days: i64 },
    /// A line of benefits.csv that nobody had signed by the window's end: in no benefit.
    Unsigned { project: ProjectId, line: Line, amount: Micros },
    /// What a line brings a project on a day, or what a project's window adds up to, is beyond the integers of the tables: left out.
    BeyondRange { project: ProjectId, line: Line, first_day: NaiveDate, days: i64 },
    /// Rows of one export that have the id of another one and tell of something else: they were taken for one another.
    SharedIds { satellite: SatelliteId, rows: i64, object: String },
    /// Exports that another satellite reads too: what they tell counts twice.
    ReadTwice { satellite: SatelliteId, other: SatelliteId, exports: i64, example: String },
    /// Cases of its event logs that lie in several exports, of which one is taken for the whole.
    SplitCases { satellite: SatelliteId, cases: i64 },
    /// Sessions and items of the window that were tests or debug runs.
    Tests { satellite: SatelliteId, sessions: i64, items: i64 },
    /// A satellite of a class that does not count as value.
    ExcludedClass { satellite: SatelliteId, class: Class, sessions: i64 },
}

impl Gap {
    pub fn satellite(&self) -> Option<&SatelliteId> {
        match self {
            Self::SatelliteFailed { satellite, .. }
            | Self::DeliveryRefused { satellite, .. }
            | Self::Unnamed { satellite, .. }
            | Self::Stale { satellite, .. }
            | Self::MissingDays { satellite, .. }
            | Self::Forgotten { satellite, .. }
            | Self::SourceLost { satellite, .. }
            | Self::Contradicted { satellite, .. }
            | Self::ReadOtherwise { satellite, .. }
            | Self::Rejected { satellite, .. }
            | Self::UnknownOutcome { satellite, .. }
            | Self::Unmetered { satellite, .. }
            | Self::UnmeteredItems { satellite, .. }
            | Self::AmbiguousMetering { satellite, .. }
            | Self::SharedIds { satellite, .. }
            | Self::ReadTwice { satellite, .. }
            | Self::SplitCases { satellite, .. }
            | Self::Tests { satellite, .. }
            | Self::ExcludedClass { satellite, .. } => Some(satellite),
            Self::NoBaseline { .. } | Self::NoRate { .. } | Self::Unsigned { .. } | Self::BeyondRange { .. } => None,
        }
    }
}
