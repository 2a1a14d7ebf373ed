//! Sessions, worked out a second time: which version of each wins, its day and duration, and whom
//! it works for (§1).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use super::arithmetic::{R, r};
use super::cells::is_open;
use super::oracle::Oracle;
use super::{Metering, Moment, Row, World};

/// Day, session, name and solution.
pub(super) type Latest = (NaiveDate, String, String, Option<String>);
/// Projects and shares.
pub type Shares = Vec<(String, R)>;

/// Whether a metering is in force: its span is ended by its valid_to, and by the next row of its
/// key.
pub fn metering_holds(m: &Metering, all: &[Metering], day: NaiveDate) -> bool {
    let same_key = |o: &&Metering| {
        (o.satellite, &o.matcher, &o.project) == (m.satellite, &m.matcher, &m.project)
    };
    let superseded = all
        .iter()
        .filter(same_key)
        .any(|o| m.valid_from < o.valid_from && o.valid_from <= day);
    m.valid_from <= day && m.valid_to.is_none_or(|to| day <= to) && !superseded
}

/// The version of a session that wins, with what is derived from it.
#[derive(Debug, Clone)]
pub struct Session {
    pub row: Row,
    pub day: NaiveDate,
    pub duration_ms: Option<i64>,
    /// Whom it works for on its day, and with which share: also where it is the child of another.
    pub metered: Shares,
    /// Those among them in which it counts: not where its parent is the unit.
    pub counted: Shares,
}

impl Session {
    pub fn event(&self) -> DateTime<Utc> {
        self.row
            .ended
            .or(self.row.started)
            .map(|m| m.at)
            .expect("rows without any time are rejects")
    }
}

/// Which of two versions wins, short of comparing bytes: the higher one (none is lowest), then
/// deleted over kept, then finished over open, then the later end. A deletion tells of no outcome
/// and no end.
pub fn rank(row: &Row) -> (Option<i64>, bool, bool, Option<DateTime<Utc>>) {
    let ended = row.ended.filter(|_| !row.deleted).map(|m| m.at);
    (
        row.version,
        row.deleted,
        row.deleted || !is_open(row.outcome),
        ended,
    )
}

/// One row per session, deletions among them.
pub fn winners(world: &World) -> Vec<&Row> {
    let mut winners: BTreeMap<(usize, &str), &Row> = BTreeMap::new();
    for row in &world.rows {
        let winner = winners.entry((row.satellite, &row.session)).or_insert(row);
        if rank(row) > rank(winner) {
            *winner = row;
        }
    }
    winners.into_values().collect()
}

/// The sessions that are: a deleted one is none.
pub fn kept(world: &World) -> Vec<Session> {
    let at = |m: Option<Moment>| m.map(|m| m.at);
    let session = |row: &Row| {
        let moment = at(row.ended)
            .or(at(row.started))
            .expect("rows without any time are rejects");
        let day = moment
            .with_timezone(&world.satellites[row.satellite].timezone)
            .date_naive();
        let between = at(row.ended)
            .zip(at(row.started))
            .map(|(ended, started)| ended - started);
        let micros = between.map(|d| d.num_microseconds().expect("sessions of tests are short"));
        let duration_ms = micros.filter(|m| *m >= 0).map(|m| m / 1000);
        Session {
            row: row.clone(),
            day,
            duration_ms,
            metered: Vec::new(),
            counted: Vec::new(),
        }
    };
    winners(world)
        .into_iter()
        .filter(|row| !row.deleted)
        .map(session)
        .collect()
}

impl Oracle<'_> {
    pub(super) fn works_for(&self, s: &Session) -> (Shares, Shares) {
        let metered = self.metered(s.row.satellite, &s.row.automation, s.row.solution, s.day);
        let parents: Vec<String> = match &s.row.parent {
            None => Vec::new(),
            // What an automation is metered to on a day, its sessions of that day say; where it has
            // none (an orchestrator may have none of its own), its latest solution and name.
            Some(parent) => {
                let own = |o: &&Session| {
                    (o.row.satellite, &o.row.automation, o.day) == (s.row.satellite, parent, s.day)
                };
                let mut solutions: Vec<Option<&str>> = self
                    .sessions
                    .iter()
                    .filter(own)
                    .map(|o| o.row.solution)
                    .collect();
                if solutions.is_empty() {
                    solutions.push(
                        self.latest
                            .get(&(s.row.satellite, parent.clone()))
                            .and_then(|l| l.3.as_deref()),
                    );
                }
                let works = solutions
                    .into_iter()
                    .flat_map(|solution| self.metered(s.row.satellite, parent, solution, s.day));
                works.map(|(project, _)| project).collect()
            }
        };
        let counted = metered
            .iter()
            .filter(|(p, _)| !parents.contains(p))
            .cloned()
            .collect();
        (metered, counted)
    }

    /// The projects and shares of an automation's sessions on a day: the first kind of matcher that
    /// speaks of it.
    pub(super) fn metered(
        &self,
        satellite: usize,
        automation: &str,
        solution: Option<&str>,
        day: NaiveDate,
    ) -> Shares {
        let all = &self.world.meterings;
        let held: Vec<&Metering> = all
            .iter()
            .filter(|m| m.satellite == satellite && metering_holds(m, all, day))
            .collect();
        let shares = |of: Vec<&&Metering>| -> Shares {
            of.into_iter()
                .map(|m| (m.project.clone(), r(m.share)))
                .collect()
        };
        let exact: Vec<_> = held.iter().filter(|m| m.matcher == automation).collect();
        if !exact.is_empty() {
            return shares(exact);
        }
        let by_solution: Vec<_> = held
            .iter()
            .filter(|m| {
                m.matcher
                    .strip_prefix("solution:")
                    .is_some_and(|s| Some(s) == solution)
            })
            .collect();
        if !by_solution.is_empty() {
            return shares(by_solution);
        }
        let Some((_, _, name, _)) = self.latest.get(&(satellite, automation.to_owned())) else {
            return Vec::new();
        };
        let speaks = |m: &&&Metering| {
            m.matcher
                .strip_prefix("name~")
                .is_some_and(|p| self.patterns[p].is_match(name))
        };
        let by_name: Vec<_> = held.iter().filter(speaks).collect();
        let patterns: BTreeSet<&String> = by_name.iter().map(|m| &m.matcher).collect();
        if patterns.len() == 1 {
            shares(by_name)
        } else {
            Vec::new()
        }
    }
}
