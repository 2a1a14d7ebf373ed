//! Metered rows as they come out of Polars, read one by one without copying a text: which (project, day, satellite,
//! automation) it is, and what it did, each count times its share.

use chrono::NaiveDate;
use polars::prelude::{DataFrame, Int32Chunked, Int64Chunked, StringChunked, UInt32Chunked};

use super::roi::Worked;
use super::{TransformError, rows};
use crate::model::value::Counts;
use crate::model::{Micros, Outcome};

/// The columns of metered rows, found once.
pub struct Rows<'f> {
    len: usize,
    projects: &'f UInt32Chunked,
    days: &'f Int32Chunked,
    satellites: &'f StringChunked,
    automations: &'f StringChunked,
    shares: &'f Int64Chunked,
    outcomes: Vec<(Outcome, &'f Int64Chunked)>,
    valid_ms: &'f Int64Chunked,
    attended_ms: &'f Int64Chunked,
}

impl<'f> Rows<'f> {
    pub fn of(frame: &'f DataFrame) -> Result<Self, TransformError> {
        let outcomes = Outcome::ALL.iter().map(|o| Ok((*o, rows::whole(frame, o.as_str())?)));
        Ok(Self {
            len: frame.height(),
            projects: frame.column("project")?.u32()?,
            days: rows::days(frame, "day")?,
            satellites: rows::text(frame, "satellite_id")?,
            automations: rows::text(frame, "automation_id")?,
            shares: rows::whole(frame, "share")?,
            outcomes: outcomes.collect::<Result<_, TransformError>>()?,
            valid_ms: rows::whole(frame, "valid_ms")?,
            attended_ms: rows::whole(frame, "attended_ms")?,
        })
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn satellite(&self, at: usize) -> &'f str {
        self.satellites.get(at).unwrap_or_default()
    }

    pub fn project(&self, at: usize) -> usize {
        self.projects.get(at).unwrap_or_default() as usize
    }

    pub fn day(&self, at: usize) -> NaiveDate {
        rows::day(self.days.get(at).unwrap_or_default())
    }

    /// Where the row that begins here ends: lines that differ only in their share are one row.
    pub fn end_of_row(&self, from: usize) -> usize {
        let same = |at: &usize| {
            self.projects.get(*at) == self.projects.get(from)
                && self.days.get(*at) == self.days.get(from)
                && self.automations.get(*at) == self.automations.get(from)
                && self.satellites.get(*at) == self.satellites.get(from)
        };
        (from + 1..self.len).take_while(same).last().unwrap_or(from) + 1
    }

    pub fn valid_ms_of(&self, from: usize, to: usize) -> i64 {
        (from..to).map(|at| self.valid_ms.get(at).unwrap_or(0)).sum()
    }

    pub fn add_up(&self, lines: std::ops::Range<usize>) -> (Counts, Worked) {
        let (mut counts, mut worked) = (Counts::default(), Worked::default());
        for at in lines {
            let share = i128::from(self.shares.get(at).unwrap_or(0));
            let of = |n: i64| Micros(i128::from(n) * share);
            let mut line = Counts::default();
            for (outcome, sessions) in &self.outcomes {
                line.add(*outcome, sessions.get(at).unwrap_or(0));
            }
            counts += line;
            worked.successes += of(line.successes());
            worked.failures += of(line.failed + line.timed_out);
            worked.valid += of(line.valid());
            worked.valid_ms += of(self.valid_ms.get(at).unwrap_or(0));
            worked.attended_ms += of(self.attended_ms.get(at).unwrap_or(0));
        }
        (counts, worked)
    }
}
