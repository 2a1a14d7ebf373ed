//! Tallies and who they work for: read row by row, each text looked at where it changes. What comes
//! out is what a day, a window and a promise ask of them.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use polars::prelude::{DataFrame, DataType, LazyFrame, NULL, UnionArgs, col, concat, lit};

use super::metering::{Claim, Claims, Span, Spans};
use super::numbered::Numbered;
use super::rows::{self, gather, key};
use super::{Facts, TransformError};
use crate::model::{Mode, Outcome};
pub use sums::{Ambiguous, Ran, Row};

mod sums;

/// Tallies of whole months as this room reads them: days as numbers, no null solution; in memory.
/// Those of items stand below those of sessions.
pub fn prepared(
    tallies: LazyFrame,
    item_tallies: Option<LazyFrame>,
) -> Result<DataFrame, TransformError> {
    let none = |name: &str| lit(NULL).cast(DataType::String).alias(name);
    let items = item_tallies.map(|items| {
        items.select([
            col("satellite_id"),
            col("automation_id"),
            lit("").alias("solution_id"),
            rows::day_number("earned_day"),
            none("parent_automation_id"),
            none("mode"),
            col("outcome"),
            col("items").alias("sessions"),
            lit(0i64).cast(DataType::Int64).alias("duration_ms"),
            lit(true).alias("is_item"),
        ])
    });
    let tallies = tallies.select([
        col("satellite_id"),
        col("automation_id"),
        key("solution_id"),
        rows::day_number("earned_day"),
        col("parent_automation_id"),
        col("mode"),
        col("outcome"),
        col("sessions"),
        col("duration_ms"),
        lit(false).alias("is_item"),
    ]);
    gather(concat(
        std::iter::once(tallies).chain(items).collect::<Vec<_>>(),
        UnionArgs::default(),
    )?)
}

/// A row of tallies.
struct Tally {
    /// Place in `keys`.
    key: u32,
    parent: Option<u32>,
    outcome: Outcome,
    is_attended: bool,
    /// Its sessions are items of a queue.
    is_item: bool,
    sessions: i64,
    duration_ms: i64,
}

/// An automation of a satellite.
struct Automation<'f> {
    satellite: &'f str,
    id: &'f str,
    counts: bool,
}

/// An automation in a solution.
struct Worker<'f> {
    automation: u32,
    solution: &'f str,
    claims: Claims<'f>,
}

/// A worker on a day.
struct Key {
    worker: u32,
    day: i32,
    /// In `spans`.
    works: Range<usize>,
    ambiguous: Vec<Span>,
}

/// Tallies with the meterings in force.
pub struct Metered<'f> {
    tallies: Vec<Tally>,
    automations: Vec<Automation<'f>>,
    workers: Vec<Worker<'f>>,
    keys: Vec<Key>,
    spans: Vec<Span>,
    /// Automation, day, project: what those work for that call others.
    parents: Numbered<(u32, i32, u32), ()>,
}

impl<'f> Metered<'f> {
    /// Of tallies that are [`prepared`].
    pub fn of(
        facts: &Facts,
        spans: &'f Spans,
        tallies: &'f DataFrame,
    ) -> Result<Self, TransformError> {
        let text = |name| rows::text(tallies, name);
        let [satellites, ids, solutions] = [
            text("satellite_id")?,
            text("automation_id")?,
            text("solution_id")?,
        ];
        let [parents, modes, outcomes] = [
            text("parent_automation_id")?,
            text("mode")?,
            text("outcome")?,
        ];
        let (days, sessions, durations) = (
            rows::days(tallies, "day")?,
            rows::whole(tallies, "sessions")?,
            rows::whole(tallies, "duration_ms")?,
        );
        let items = tallies.column("is_item")?.bool()?;
        let mut numbers = Numbers {
            facts,
            spans,
            automations: HashMap::new(),
            workers: HashMap::new(),
        };
        let mut metered = Self {
            tallies: Vec::with_capacity(tallies.height()),
            automations: Vec::new(),
            workers: Vec::new(),
            keys: Vec::new(),
            spans: Vec::new(),
            parents: Numbered::default(),
        };
        let mut places: Numbered<(u32, i32), u32> = Numbered::default();
        let mut last = None;
        for at in 0..tallies.height() {
            let (Some(satellite), Some(id), Some(day)) =
                (satellites.get(at), ids.get(at), days.get(at))
            else {
                continue;
            };
            let Some(outcome) = outcomes.get(at).and_then(|text| text.parse().ok()) else {
                continue;
            };
            let is_item = items.get(at).unwrap_or(false);
            // An item tells no solution: the latest of its automation speaks for it.
            let solution = if is_item {
                spans.latest_solution(satellite, id)
            } else {
                solutions.get(at).unwrap_or_default()
            };
            // Tallies come by day and automation, so that most rows are of the same as the one
            // before.
            let key = match last {
                Some((same, key)) if same == (satellite, id, solution, day) => key,
                _ => {
                    let worker = numbers.worker(&mut metered, satellite, id, solution);
                    *places
                        .entry((worker, day))
                        .or_insert_with(|| metered.key(worker, day))
                }
            };
            last = Some(((satellite, id, solution, day), key));
            let parent = parents
                .get(at)
                .map(|parent| numbers.automation(&mut metered, satellite, parent));
            metered.tallies.push(Tally {
                key,
                parent,
                outcome,
                is_attended: modes
                    .get(at)
                    .and_then(|mode| mode.parse().ok())
                    .is_some_and(Mode::holds_a_person),
                is_item,
                sessions: sessions.get(at).unwrap_or(0),
                duration_ms: durations.get(at).unwrap_or(0),
            });
        }
        metered.name_parents(spans);
        Ok(metered)
    }

    fn key(&mut self, worker: u32, day: i32) -> u32 {
        let from = self.spans.len();
        let ambiguous = match self.workers[worker as usize].claims.on(day) {
            Claim::Works(spans) => {
                self.spans.extend(spans);
                Vec::new()
            }
            Claim::Ambiguous(spans) => spans,
        };
        self.keys.push(Key {
            worker,
            day,
            works: from..self.spans.len(),
            ambiguous,
        });
        (self.keys.len() - 1) as u32
    }

    /// What an automation that calls others is metered to on a day, its own sessions of that day
    /// say.
    fn name_parents(&mut self, spans: &Spans) {
        let called = self
            .tallies
            .iter()
            .filter_map(|tally| Some((tally.parent?, self.keys[tally.key as usize].day)));
        let called: BTreeSet<(u32, i32)> = called.collect();
        let mut present = BTreeSet::new();
        for key in &self.keys {
            let caller = (self.workers[key.worker as usize].automation, key.day);
            if called.contains(&caller) {
                present.insert(caller);
                self.parents.extend(
                    self.spans[key.works.clone()]
                        .iter()
                        .map(|span| ((caller.0, caller.1, span.project), ())),
                );
            }
        }
        for &(caller, day) in called.difference(&present) {
            let absent = &self.automations[caller as usize];
            if let Claim::Works(works) = spans.claims_of_absent(absent.satellite, absent.id).on(day)
            {
                self.parents.extend(
                    works
                        .into_iter()
                        .map(|span| ((caller, day, span.project), ())),
                );
            }
        }
    }

    fn automation_of(&self, key: &Key) -> &Automation<'f> {
        &self.automations[self.workers[key.worker as usize].automation as usize]
    }

    /// The projects that a row of tallies works for: of a satellite that counts, and no test.
    /// Whether it is a unit there: a child of the same project, whatever the shares, is not; its
    /// parent is.
    fn working(&self, tally: &Tally) -> impl Iterator<Item = (&Span, bool)> {
        let key = &self.keys[tally.key as usize];
        let counts = tally.outcome != Outcome::Test && self.automation_of(key).counts;
        let is_unit = move |span: &Span| {
            tally
                .parent
                .is_none_or(|parent| !self.parents.contains_key(&(parent, key.day, span.project)))
        };
        self.spans[key.works.clone()]
            .iter()
            .filter(move |_| counts)
            .map(move |span| (span, is_unit(span)))
    }

    /// The projects in which it counts.
    fn counting(&self, tally: &Tally) -> impl Iterator<Item = &Span> {
        self.working(tally)
            .filter(|(_, is_unit)| *is_unit)
            .map(|(span, _)| span)
    }

    /// Automation, solution, day and project of all that works.
    pub fn works(&self) -> impl Iterator<Item = (&'f str, &'f str, i32, u32)> {
        self.keys.iter().flat_map(|key| {
            let (automation, solution) = (
                self.automation_of(key).id,
                self.workers[key.worker as usize].solution,
            );
            self.spans[key.works.clone()]
                .iter()
                .map(move |span| (automation, solution, key.day, span.project))
        })
    }

    /// Automation, day and project of those that call others.
    pub fn parents(&self) -> impl Iterator<Item = (&'f str, i32, u32)> {
        self.parents.keys().map(|&(automation, day, project)| {
            (self.automations[automation as usize].id, day, project)
        })
    }
}

/// Texts that have a number.
struct Numbers<'a, 'f> {
    facts: &'a Facts<'a>,
    spans: &'f Spans,
    automations: HashMap<(&'f str, &'f str), u32>,
    workers: HashMap<(u32, &'f str), u32>,
}

impl<'f> Numbers<'_, 'f> {
    fn automation(&mut self, metered: &mut Metered<'f>, satellite: &'f str, id: &'f str) -> u32 {
        *self.automations.entry((satellite, id)).or_insert_with(|| {
            let counts = self
                .facts
                .estate
                .satellite(satellite)
                .is_some_and(|s| s.counts);
            metered.automations.push(Automation {
                satellite,
                id,
                counts,
            });
            (metered.automations.len() - 1) as u32
        })
    }

    fn worker(
        &mut self,
        metered: &mut Metered<'f>,
        satellite: &'f str,
        id: &'f str,
        solution: &'f str,
    ) -> u32 {
        let automation = self.automation(metered, satellite, id);
        *self
            .workers
            .entry((automation, solution))
            .or_insert_with(|| {
                metered.workers.push(Worker {
                    automation,
                    solution,
                    claims: self.spans.claims(satellite, id, solution),
                });
                (metered.workers.len() - 1) as u32
            })
    }
}
