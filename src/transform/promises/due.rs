//! Promises about items: who is due by when, and whether it was done by then. What an item says is
//! said on the day that it is due, on its satellite's clock: until then nobody can have broken a
//! promise about it.

use std::collections::HashMap;

use chrono::DateTime;

use super::super::TransformError;
use super::super::items::chains::{Place, Places};
use super::super::items::{Deadlines, promised};
use super::super::metering::{Claim, Projects};
use super::super::numbered::Numbered;
use super::super::stage::Dimensions;
use super::asked::{Promised, exclusions};
use crate::lake::coded::{Batch, Coded, CodedBlock, Column, EMPTY, Filled, Words, batch};
use crate::lake::tables::DEADLINE_TALLIES;
use crate::model::master::{Objective, Sli};
use crate::model::{Outcome, Satellite};

/// What is read of an item, in the order in which [`Question::add`] takes it.
const COLUMNS: [&str; 8] = [
    "deleted",
    "automation_id",
    "queue_id",
    "outcome",
    "created",
    "started",
    "ended",
    "due",
];

/// The objectives that ask about items, and who works for whom: made ready once for all months.
pub struct Due<'a> {
    dimensions: &'a Dimensions<'a>,
    /// By project.
    objectives: HashMap<u32, Vec<&'a Objective>>,
}

struct Question<'a> {
    due: &'a Due<'a>,
    satellite: &'a Satellite,
    /// In the order of `due.objectives`, and by project their places.
    objectives: Vec<Promised<'a>>,
    of_project: HashMap<u32, Vec<usize>>,
    outcomes: Numbered<u32, Outcome>,
    /// By the numbers of their queues, in microseconds.
    deadlines: Numbered<u32, i64>,
    words: &'a Words,
}

/// Valid, good and excluded, by the objective's place and the day.
type Answer = Numbered<(u32, i32), [i64; 3]>;

/// By the number of an automation and a day: the places of the objectives of whoever it works for
/// then.
type Works = Numbered<(u32, i32), Vec<usize>>;

impl<'a> Due<'a> {
    pub fn of(dimensions: &'a Dimensions<'a>) -> Self {
        let facts = dimensions.facts;
        let (projects, mut objectives) = (
            Projects::of(facts.master),
            HashMap::<u32, Vec<&Objective>>::new(),
        );
        for objective in facts
            .master
            .objectives
            .iter()
            .filter(|o| o.sli == Sli::ItemDeadline)
        {
            if let Some(project) = projects.number(&objective.project_id) {
                objectives
                    .entry(project as u32)
                    .or_default()
                    .push(objective);
            }
        }
        Self {
            dimensions,
            objectives,
        }
    }

    /// The DEADLINE_TALLIES of a (satellite, month): of its files, each with the places that its
    /// rows have among other attempts. What they hold may be due in any month.
    pub fn tallies(
        &self,
        files: &[(Coded, &Places)],
        deadlines: &Deadlines,
        satellite: &Satellite,
        month: &str,
    ) -> Result<Batch, TransformError> {
        let (words, mut answer, mut works) =
            (Words::default(), Answer::default(), Works::default());
        let question = self.question(deadlines, satellite, &words);
        for (file, places) in files {
            file.read(&COLUMNS, &words, |block| {
                question.add(&block, places, &mut works, &mut answer)
            })?;
        }
        let id = |place: u32| question.objectives[place as usize].objective.id.as_str();
        let mut rows: Vec<_> = answer
            .into_iter()
            .map(|((place, day), sums)| (id(place), day, sums))
            .collect();
        rows.sort_unstable();
        let numbers = |of: fn(&(&str, i32, [i64; 3])) -> i64| {
            Filled::Of(Column::Numbers(
                rows.iter().map(|row| Some(of(row))).collect(),
            ))
        };
        let columns = vec![
            Filled::Same(satellite.id.to_string()),
            Filled::Same(month.to_owned()),
            Filled::Texts(rows.iter().map(|row| row.0.to_owned()).collect()),
            numbers(|row| row.1.into()),
            numbers(|row| row.2[0]),
            numbers(|row| row.2[1]),
            numbers(|row| row.2[2]),
        ];
        Ok(batch(&DEADLINE_TALLIES, rows.len(), columns, &words)?)
    }

    fn question<'q>(
        &'q self,
        deadlines: &Deadlines,
        satellite: &'q Satellite,
        words: &'q Words,
    ) -> Question<'q> {
        let (mut objectives, mut of_project) = (Vec::new(), HashMap::<u32, Vec<usize>>::new());
        for (project, theirs) in &self.objectives {
            for &objective in theirs {
                of_project
                    .entry(*project)
                    .or_default()
                    .push(objectives.len());
                let exclusions = exclusions(
                    &self.dimensions.facts.master.exclusions,
                    &satellite.id,
                    objective,
                    words,
                );
                objectives.push(Promised {
                    objective,
                    exclusions,
                });
            }
        }
        Question {
            due: self,
            satellite,
            objectives,
            of_project,
            outcomes: Outcome::ALL
                .iter()
                .map(|outcome| (words.number(outcome.as_str()), *outcome))
                .collect(),
            deadlines: deadlines
                .iter()
                .map(|(queue, due_us)| (words.number(queue), *due_us))
                .collect(),
            words,
        }
    }
}

impl Question<'_> {
    fn add(&self, block: &CodedBlock, places: &Places, works: &mut Works, answer: &mut Answer) {
        let [
            deleted,
            automations,
            queues,
            outcomes,
            created,
            started,
            ended,
            due,
        ] = &block.columns[..]
        else {
            return;
        };
        let [deleted, created, started, ended, due] =
            [deleted, created, started, ended, due].map(Column::numbers);
        let [automations, queues, outcomes] = [automations, queues, outcomes].map(Column::words);
        for row in (0..block.rows).filter(|&row| deleted[row] == Some(0)) {
            let (created, told) = match places.get(&(block.first + row as u32)) {
                Some(Place::Outdone) => continue,
                Some(Place::Last { created, due }) => (*created, *due),
                None => (created[row], due[row]),
            };
            // What was taken back, skipped or a test, and what is told in words that are not ours,
            // speaks of no promise.
            let Some(&outcome) = self
                .outcomes
                .get(&outcomes[row])
                .filter(|outcome| outcome.is_valid() || outcome.is_open())
            else {
                continue;
            };
            let automation = if automations[row] == EMPTY {
                queues[row]
            } else {
                automations[row]
            };
            let told = told.or_else(|| promised(created, self.deadlines.get(&queues[row])));
            for (place, asked) in self.objectives.iter().enumerate() {
                let Some(due) = told.or_else(|| promised(created, asked.threshold_us().as_ref()))
                else {
                    continue;
                };
                let Some(day) = self.day(due) else { continue };
                if !self.works(works, automation, day).contains(&place) {
                    continue;
                }
                let sums = answer.entry((place as u32, day)).or_default();
                // Of what neither began nor ended it is the deadline that lies in an outage or not.
                if asked.is_excluded(started[row].or(ended[row]).or(Some(due)), automation) {
                    sums[2] += 1;
                } else {
                    sums[0] += 1;
                    sums[1] += i64::from(
                        !outcome.is_open() && ended[row].is_some_and(|ended| ended <= due),
                    );
                }
            }
        }
    }

    /// The satellite's local day of an instant, from 1970.
    fn day(&self, micros: i64) -> Option<i32> {
        Some(
            self.satellite
                .timezone
                .local_day(DateTime::from_timestamp_micros(micros)?)
                .to_epoch_days(),
        )
    }

    fn works<'w>(&self, works: &'w mut Works, automation: u32, day: i32) -> &'w [usize] {
        works.entry((automation, day)).or_insert_with(|| {
            let name = self.words.text(automation).unwrap_or_default();
            let Claim::Works(spans) = self
                .due
                .dimensions
                .spans
                .claims_of_absent(self.satellite.id.as_str(), &name)
                .on(day)
            else {
                return Vec::new();
            };
            spans
                .iter()
                .filter_map(|span| self.of_project.get(&span.project))
                .flatten()
                .copied()
                .collect()
        })
    }
}
