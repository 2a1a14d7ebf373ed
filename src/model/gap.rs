//! What a scoreboard could not count. Every gap is printed on every report: a figure that rests on
//! less than everything says so, and nothing is silently zero.

use chrono::{DateTime, NaiveDate, Utc};

use super::exact::Micros;
use super::ids::{ProjectId, SatelliteId};
use super::master::Line;
use super::satellite::Class;
use super::window::Window;

#[derive(Debug, Clone, PartialEq)]
pub enum Gap {
    /// Its exports could not be read in this run.
    SatelliteFailed {
        satellite: SatelliteId,
        error: String,
    },
    /// A gate refused its delivery: too many rejects.
    DeliveryRefused {
        satellite: SatelliteId,
        rejected: i64,
    },
    /// Files that the lake's log of a table names and that are not there in their size, such as the
    /// first.
    Damaged {
        table: &'static str,
        first: String,
        files: i64,
        rows: i64,
    },
    /// The lake holds its sessions or items, and reckoner.toml does not name it any more.
    Unnamed { satellite: SatelliteId, rows: i64 },
    /// Its newest event is too old for the window's end.
    Stale {
        satellite: SatelliteId,
        newest_event: Option<DateTime<Utc>>,
    },
    /// Days of the window before the first one that it ever told of.
    Untold {
        satellite: SatelliteId,
        days: Window,
        first_day: NaiveDate,
    },
    /// Days of the window on which it told nothing, though it was active.
    MissingDays {
        satellite: SatelliteId,
        days: Vec<NaiveDate>,
    },
    /// Days of which its source had forgotten what ran before it was asked again: what is not here
    /// of them is nowhere.
    Forgotten {
        satellite: SatelliteId,
        days: Window,
        after_days: i64,
    },
    /// It says of itself that it lost what ran, or kept none of it, in the vendor's word; on so
    /// many occasions.
    SourceLost {
        satellite: SatelliteId,
        code: String,
        days: Window,
        events: i64,
    },
    /// Sessions and items of the window that two of its exports tell differently, neither with a
    /// version: what they say decided.
    Contradicted { satellite: SatelliteId, rows: i64 },
    /// Sessions and items that stay as its exports were read before: those that are there now do
    /// not speak of their days.
    ReadOtherwise {
        satellite: SatelliteId,
        rows: i64,
        until: NaiveDate,
    },
    /// Rows refused, by code, over all time.
    Rejected {
        satellite: SatelliteId,
        code: String,
        rows: i64,
    },
    /// Values that no outcome map names: in no ratio, worth nothing.
    UnknownOutcome {
        satellite: SatelliteId,
        text: String,
        sessions: i64,
    },
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
    UnmeteredItems {
        satellite: SatelliteId,
        automation_id: String,
        name: String,
        items: i64,
        suggestion: Option<ProjectId>,
    },
    /// Two name patterns speak of one automation: neither is believed.
    AmbiguousMetering {
        satellite: SatelliteId,
        automation_id: String,
        patterns: Vec<(Line, String)>,
    },
    /// Successes on days without a baseline: not valued.
    NoBaseline { project: ProjectId, sessions: i64 },
    /// An amount in a currency without a rate on that day: not valued.
    NoRate {
        currency: String,
        line: Line,
        first_day: NaiveDate,
        days: i64,
    },
    /// A line of benefits.csv that nobody had signed by the window's end: in no benefit.
    Unsigned {
        project: ProjectId,
        line: Line,
        amount: Micros,
    },
    /// Somebody who is to have a report by mail, and whose scope holds no project on the window's
    /// last day: nothing is sent, since nothing may be shown.
    EmptyScope { line: Line, scope: String },
    /// What a line brings a project on a day, or what a project's window adds up to, is beyond the
    /// integers of the tables: left out.
    BeyondRange {
        project: ProjectId,
        line: Line,
        first_day: NaiveDate,
        days: i64,
    },
    /// Rows of one export that have the id of another one and tell of something else: they were
    /// taken for one another.
    SharedIds {
        satellite: SatelliteId,
        rows: i64,
        object: String,
    },
    /// Exports that another satellite reads too: what they tell counts twice.
    ReadTwice {
        satellite: SatelliteId,
        other: SatelliteId,
        exports: i64,
        example: String,
    },
    /// Cases of its event logs that lie in several exports, of which one is taken for the whole.
    SplitCases { satellite: SatelliteId, cases: i64 },
    /// Sessions and items of the window that were tests or debug runs.
    Tests {
        satellite: SatelliteId,
        sessions: i64,
        items: i64,
    },
    /// A satellite of a class that does not count as value.
    ExcludedClass {
        satellite: SatelliteId,
        class: Class,
        sessions: i64,
    },
}

impl Gap {
    pub fn satellite(&self) -> Option<&SatelliteId> {
        match self {
            Self::SatelliteFailed { satellite, .. }
            | Self::DeliveryRefused { satellite, .. }
            | Self::Unnamed { satellite, .. }
            | Self::Stale { satellite, .. }
            | Self::Untold { satellite, .. }
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
            Self::Damaged { .. }
            | Self::NoBaseline { .. }
            | Self::NoRate { .. }
            | Self::Unsigned { .. }
            | Self::EmptyScope { .. }
            | Self::BeyondRange { .. } => None,
        }
    }

    /// Whether it is somebody's to mend: a satellite that is no production's is as it should be,
    /// and what exports that are gone told in their time nobody can read again; and what was tried
    /// out is no fault.
    pub fn is_mendable(&self) -> bool {
        !matches!(
            self,
            Self::ExcludedClass { .. } | Self::Tests { .. } | Self::ReadOtherwise { .. }
        )
    }

    /// In a few words, for a line of a log: what it is, of what. `stale (emea)`, `rejected (emea,
    /// bad_time)`.
    pub fn brief(&self) -> String {
        let (kind, more) = match self {
            Self::SatelliteFailed { .. } => ("failed", ""),
            Self::DeliveryRefused { .. } => ("delivery refused", ""),
            Self::Damaged { table, .. } => ("damaged", *table),
            Self::Unnamed { .. } => ("not named", ""),
            Self::Stale { .. } => ("stale", ""),
            Self::Untold { .. } => ("untold", ""),
            Self::MissingDays { .. } => ("missing days", ""),
            Self::Forgotten { .. } => ("forgotten", ""),
            Self::SourceLost { code, .. } => ("source lost", code.as_str()),
            Self::Contradicted { .. } => ("contradicted", ""),
            Self::ReadOtherwise { .. } => ("read otherwise", ""),
            Self::Rejected { code, .. } => ("rejected", code.as_str()),
            Self::UnknownOutcome { text, .. } => ("unknown outcome", text.as_str()),
            Self::Unmetered { automation_id, .. } => ("unmetered", automation_id.as_str()),
            Self::UnmeteredItems { automation_id, .. } => {
                ("unmetered items", automation_id.as_str())
            }
            Self::AmbiguousMetering { automation_id, .. } => {
                ("ambiguous metering", automation_id.as_str())
            }
            Self::NoBaseline { project, .. } => ("no baseline", project.as_str()),
            Self::NoRate { currency, .. } => ("no rate", currency.as_str()),
            Self::Unsigned { project, .. } => ("unsigned", project.as_str()),
            Self::EmptyScope { scope, .. } => ("empty scope", scope.as_str()),
            Self::BeyondRange { project, .. } => ("beyond range", project.as_str()),
            Self::SharedIds { object, .. } => ("shared ids", object.as_str()),
            Self::ReadTwice { other, .. } => ("read twice", other.as_str()),
            Self::SplitCases { .. } => ("split cases", ""),
            Self::Tests { .. } => ("tests", ""),
            Self::ExcludedClass { .. } => ("excluded class", ""),
        };
        // Somebody else's text: on one line, and no longer than a line needs.
        let more = more
            .chars()
            .take(60)
            .map(|c| if c.is_control() { '·' } else { c })
            .collect::<String>();
        let of = [self.satellite().map_or("", SatelliteId::as_str), &more]
            .into_iter()
            .filter(|text| !text.is_empty());
        format!("{kind} ({})", of.collect::<Vec<_>>().join(", "))
    }
}

/// So many gaps are named in receipts and logs: there may be one of each automation.
const NAMED: usize = 100;

/// The gaps that somebody could mend: how many, and the most worrying of them in a few words each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Open {
    pub gaps: usize,
    pub some: Vec<String>,
}

impl Open {
    pub fn of(gaps: &[Gap]) -> Self {
        let mendable = || gaps.iter().filter(|gap| gap.is_mendable());
        Self {
            gaps: mendable().count(),
            some: mendable().take(NAMED).map(Gap::brief).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brief_gap_stays_on_its_line() {
        let rejected = Gap::Rejected {
            satellite: "emea".parse().expect("an id"),
            code: "bad_time".into(),
            rows: 3,
        };
        assert_eq!(rejected.brief(), "rejected (emea, bad_time)");
        assert_eq!(
            Gap::NoBaseline {
                project: "p".parse().expect("an id"),
                sessions: 1
            }
            .brief(),
            "no baseline (p)"
        );
        let text = format!("a\n\u{1b}[31m{}", "x".repeat(80));
        let unknown = Gap::UnknownOutcome {
            satellite: "emea".parse().expect("an id"),
            text,
            sessions: 1,
        };
        assert_eq!(
            unknown.brief(),
            format!("unknown outcome (emea, a··[31m{})", "x".repeat(53))
        );
    }
}
