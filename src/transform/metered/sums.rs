//! What metered tallies add up to: the rows that are valued, and what ran in a window.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::super::roi::Worked;
use super::super::rows;
use super::{Automation, Metered, Tally};
use crate::model::value::Counts;
use crate::model::{Micros, Outcome, Window};

/// What ran of an automation on a day and counts in a project.
#[derive(Debug, Clone, Copy)]
pub struct Row<'f> {
    pub project: usize,
    pub day: NaiveDate,
    pub satellite: &'f str,
    pub counts: Counts,
    pub worked: Worked,
    pub valid_ms: i64,
}

/// What ran of an automation, whoever it works for.
#[derive(Debug, Clone)]
pub struct Ran {
    pub satellite: Arc<str>,
    pub automation: String,
    pub counts: Counts,
    /// Sessions that work for no project.
    pub unmetered: i64,
    pub unmetered_ms: i64,
    /// By their numbers.
    pub projects: BTreeSet<usize>,
}

/// By satellite and automation, the meterings that contradict each other, by their places in the
/// master's list.
pub type Ambiguous = BTreeMap<(String, String), BTreeSet<u32>>;

impl<'f> Metered<'f> {
    /// One row per (project, day, satellite, automation), in this order: the order in which demand
    /// is used up.
    pub fn rows(&self) -> Vec<Row<'f>> {
        let ranks = self.ranks();
        let mut lines = Vec::new();
        for (at, tally) in self.tallies.iter().enumerate() {
            let key = &self.keys[tally.key as usize];
            let rank = ranks[self.workers[key.worker as usize].automation as usize];
            lines.extend(
                self.working(tally)
                    .map(|(span, is_unit)| (span.project, key.day, rank, at, span.share, is_unit)),
            );
        }
        lines.sort_unstable();
        let row = |lines: &[(u32, i32, u32, usize, i64, bool)]| {
            let (project, day, _, at, ..) = lines[0];
            let satellite = self
                .automation_of(&self.keys[self.tallies[at].key as usize])
                .satellite;
            let mut row = Row {
                project: project as usize,
                day: rows::day(day),
                satellite,
                counts: Counts::default(),
                worked: Worked::default(),
                valid_ms: 0,
            };
            lines
                .iter()
                .for_each(|&(.., at, share, is_unit)| row.add(&self.tallies[at], share, is_unit));
            row
        };
        lines
            .chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2))
            .map(row)
            .collect()
    }

    /// By number of automation, its place in the order of satellites and ids.
    fn ranks(&self) -> Vec<u32> {
        let mut order: Vec<usize> = (0..self.automations.len()).collect();
        order.sort_unstable_by_key(|&at| (self.automations[at].satellite, self.automations[at].id));
        let mut ranks = vec![0; order.len()];
        (0..).zip(order).for_each(|(rank, at)| ranks[at] = rank);
        ranks
    }

    /// The sessions of the days that count in at least one project, each once: what the estate's
    /// totals say, since a session that works for two projects counts in both.
    pub fn once(&self, days: Window) -> Counts {
        let mut counts = Counts::default();
        for tally in self.tallies.iter().filter(|tally| {
            !tally.is_item && self.is_of(tally, days) && self.counting(tally).next().is_some()
        }) {
            counts.add(tally.outcome, tally.sessions);
        }
        counts
    }

    /// Successes of the days that had no baseline in a project they count in, by satellite, each
    /// once.
    pub fn unbased(
        &self,
        days: Window,
        has_baseline: impl Fn(usize, NaiveDate) -> bool,
    ) -> BTreeMap<String, i64> {
        let mut unbased = BTreeMap::new();
        for tally in self
            .tallies
            .iter()
            .filter(|tally| !tally.is_item && tally.outcome.is_success() && self.is_of(tally, days))
        {
            let key = &self.keys[tally.key as usize];
            if self
                .counting(tally)
                .any(|span| !has_baseline(span.project as usize, rows::day(key.day)))
            {
                *unbased
                    .entry(self.automation_of(key).satellite.to_owned())
                    .or_default() += tally.sessions;
            }
        }
        unbased
    }

    fn is_of(&self, tally: &Tally, days: Window) -> bool {
        days.contains(rows::day(self.keys[tally.key as usize].day))
    }

    /// What ran on the days, valued or not: of every satellite, children included.
    pub fn ran(&self, days: Window) -> Vec<Ran> {
        // There may be as many as sessions, so each is made once, and holds no more than it says.
        let (mut ran, mut places) = (Vec::<Ran>::new(), vec![None::<u32>; self.automations.len()]);
        let mut satellites: BTreeMap<&str, Arc<str>> = BTreeMap::new();
        for tally in self
            .tallies
            .iter()
            .filter(|tally| !tally.is_item && self.is_of(tally, days))
        {
            let key = &self.keys[tally.key as usize];
            let automation = self.workers[key.worker as usize].automation as usize;
            let place = *places[automation].get_or_insert_with(|| {
                let Automation { satellite, id, .. } = self.automations[automation];
                let satellite = Arc::clone(
                    satellites
                        .entry(satellite)
                        .or_insert_with(|| satellite.into()),
                );
                let (counts, projects) = (Counts::default(), BTreeSet::new());
                ran.push(Ran {
                    satellite,
                    automation: id.to_owned(),
                    counts,
                    unmetered: 0,
                    unmetered_ms: 0,
                    projects,
                });
                ran.len() as u32 - 1
            });
            let ran = &mut ran[place as usize];
            ran.counts.add(tally.outcome, tally.sessions);
            // A test is no session: it works for nobody.
            if tally.outcome == Outcome::Test {
                continue;
            }
            if key.works.is_empty() {
                ran.unmetered += tally.sessions;
                ran.unmetered_ms += tally.duration_ms;
            }
            ran.projects.extend(
                self.spans[key.works.clone()]
                    .iter()
                    .map(|span| span.project as usize),
            );
        }
        ran
    }

    /// Where two patterns speak of one automation on any of the days, and neither is believed.
    pub fn ambiguous(&self, days: Window) -> Ambiguous {
        let mut found = Ambiguous::new();
        for key in self
            .keys
            .iter()
            .filter(|key| !key.ambiguous.is_empty() && days.contains(rows::day(key.day)))
        {
            let automation = self.automation_of(key);
            let claims = found
                .entry((automation.satellite.to_owned(), automation.id.to_owned()))
                .or_default();
            claims.extend(key.ambiguous.iter().map(|span| span.metering));
        }
        found
    }
}

impl Row<'_> {
    /// A child is no unit of its parent's project; yet it ran, and is paid for.
    fn add(&mut self, tally: &Tally, share: i64, is_unit: bool) {
        let of = |n: i64| Micros(i128::from(n) * i128::from(share));
        let mut counts = Counts::default();
        counts.add(tally.outcome, tally.sessions);
        if !tally.is_item && tally.outcome.has_run() {
            self.worked.ran += of(tally.sessions);
            self.worked.ran_ms += of(tally.duration_ms);
        }
        if !is_unit {
            return;
        }
        if tally.is_item {
            self.worked.item_successes += of(counts.successes());
            self.worked.item_failures += of(counts.failed + counts.timed_out);
            self.worked.item_valid += of(counts.valid());
            return;
        }
        self.counts += counts;
        self.worked.successes += of(counts.successes());
        self.worked.failures += of(counts.failed + counts.timed_out);
        self.worked.valid += of(counts.valid());
        self.worked.charged +=
            of(counts.valid() - counts.successes() + counts.skipped + counts.unknown);
        if tally.outcome.is_valid() {
            self.valid_ms += tally.duration_ms;
            self.worked.valid_ms += of(tally.duration_ms);
            self.worked.attended_ms += of(if tally.is_attended {
                tally.duration_ms
            } else {
                0
            });
        }
    }
}
