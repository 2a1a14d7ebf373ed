//! One pass over numbered sessions: all five tallies at once.

use super::super::TransformError;
use super::super::numbered::Numbered;
use crate::lake::coded::{Coded, CodedBlock, EMPTY, Words};
use crate::model::Outcome;

/// What is read of a session, in the order in which [`Counts::add`] takes it.
const COLUMNS: [&str; 12] = [
    "deleted",
    "earned_day",
    "automation_id",
    "solution_id",
    "parent_automation_id",
    "mode",
    "outcome",
    "duration_ms",
    "error_code",
    "duration_bucket",
    "outcome_text",
    "automation_name",
];

/// Days since 1970. No session that counts is without one; if one were, filing its tally would
/// refuse it.
pub type Day = Option<i32>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Kind {
    pub day: Day,
    pub solution: u32,
    pub automation: u32,
    pub parent: u32,
    pub mode: u32,
    pub outcome: u32,
}

/// Counted sessions, in as many numbers as there are different ones.
#[derive(Debug, Default)]
pub struct Counts {
    /// Sessions and their milliseconds.
    pub kinds: Numbered<Kind, (i64, i64)>,
    /// By day, automation and code.
    pub errors: Numbered<(Day, u32, u32), i64>,
    /// By automation and bucket.
    pub durations: Numbered<(u32, i64), i64>,
    /// By day and text.
    pub unknown: Numbered<(Day, u32), i64>,
    pub automations: Numbered<u32, Last>,
}

/// What an automation's greatest session of its last day says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last {
    pub first_day: i32,
    pub last_day: i32,
    pub session_id: String,
    pub name: u32,
    pub solution: u32,
}

/// Sessions of an automation's last day in a file, before anyone has looked at their ids.
struct Latest {
    first_day: i32,
    last_day: i32,
    /// Of each its row, its name and its solution.
    told: Vec<(u32, u32, u32)>,
}

/// The numbers of the outcomes that some tallies are about.
struct Asked {
    failures: [u32; 2],
    successes: [u32; 2],
    unknown: u32,
}

impl Asked {
    fn of(words: &Words) -> Self {
        let number = |outcome: Outcome| words.number(outcome.as_str());
        Self {
            failures: [Outcome::Failed, Outcome::TimedOut].map(number),
            successes: [Outcome::Succeeded, Outcome::SucceededWithExceptions].map(number),
            unknown: number(Outcome::Unknown),
        }
    }
}

impl Counts {
    /// Of some files of a month, one after the other.
    pub fn of(files: &[Coded], words: &Words) -> Result<Self, TransformError> {
        let (mut counts, asked) = (Self::default(), Asked::of(words));
        for file in files {
            let mut latest = Numbered::default();
            file.read(&COLUMNS, words, |block| {
                counts.add(&block, &asked, &mut latest)
            })?;
            counts.tell(file, latest)?;
        }
        Ok(counts)
    }

    fn add(&mut self, block: &CodedBlock, asked: &Asked, latest: &mut Numbered<u32, Latest>) {
        let [
            deleted,
            days,
            automations,
            solutions,
            parents,
            modes,
            outcomes,
            durations,
            errors,
            buckets,
            texts,
            names,
        ] = &block.columns[..]
        else {
            return;
        };
        let (deleted, days, durations, buckets) = (
            deleted.numbers(),
            days.numbers(),
            durations.numbers(),
            buckets.numbers(),
        );
        let [automations, solutions, parents, modes] =
            [automations, solutions, parents, modes].map(|column| column.words());
        let [outcomes, errors, texts, names] =
            [outcomes, errors, texts, names].map(|column| column.words());
        for row in (0..block.rows).filter(|&row| deleted[row] == Some(0)) {
            let (day, automation, solution, outcome) = (
                days[row].map(|day| day as i32),
                automations[row],
                solutions[row],
                outcomes[row],
            );
            let kind = Kind {
                day,
                solution,
                automation,
                parent: parents[row],
                mode: modes[row],
                outcome,
            };
            let sums = self.kinds.entry(kind).or_default();
            *sums = (sums.0 + 1, sums.1.wrapping_add(durations[row].unwrap_or(0)));
            if asked.failures.contains(&outcome) {
                *self
                    .errors
                    .entry((day, automation, errors[row]))
                    .or_default() += 1;
            } else if asked.successes.contains(&outcome) {
                if let Some(bucket) = buckets[row] {
                    *self.durations.entry((automation, bucket)).or_default() += 1;
                }
            } else if outcome == asked.unknown {
                *self.unknown.entry((day, texts[row])).or_default() += 1;
            }
            let Some(day) = day.filter(|_| automation != EMPTY) else {
                continue;
            };
            let told = (block.first + row as u32, names[row], solution);
            latest
                .entry(automation)
                .or_insert_with(|| Latest {
                    first_day: day,
                    last_day: day,
                    told: Vec::new(),
                })
                .see(day, told);
        }
    }

    /// Looks up the ids of a file's sessions that may be the last of their automation.
    fn tell(&mut self, file: &Coded, latest: Numbered<u32, Latest>) -> Result<(), TransformError> {
        let mut told: Vec<(u32, u32, u32, u32)> = Vec::new();
        for (automation, latest) in &latest {
            told.extend(
                latest
                    .told
                    .iter()
                    .map(|&(row, name, solution)| (row, *automation, name, solution)),
            );
        }
        told.sort_unstable();
        let rows: Vec<u32> = told.iter().map(|(row, ..)| *row).collect();
        for ((_, automation, name, solution), id) in
            told.into_iter().zip(file.texts("session_id", &rows)?)
        {
            let Latest {
                first_day,
                last_day,
                ..
            } = latest[&automation];
            let last = Last {
                first_day,
                last_day,
                session_id: id.unwrap_or_default(),
                name,
                solution,
            };
            self.hear(automation, last);
        }
        Ok(())
    }

    fn hear(&mut self, automation: u32, last: Last) {
        match self.automations.get_mut(&automation) {
            None => drop(self.automations.insert(automation, last)),
            Some(held) => held.hear(last),
        }
    }

    /// The counts of other files beside these.
    pub fn merge(mut self, others: Self) -> Self {
        for (kind, (sessions, duration_ms)) in others.kinds {
            let sums = self.kinds.entry(kind).or_default();
            *sums = (sums.0 + sessions, sums.1.wrapping_add(duration_ms));
        }
        others
            .errors
            .into_iter()
            .for_each(|(key, sessions)| *self.errors.entry(key).or_default() += sessions);
        others
            .durations
            .into_iter()
            .for_each(|(key, sessions)| *self.durations.entry(key).or_default() += sessions);
        others
            .unknown
            .into_iter()
            .for_each(|(key, sessions)| *self.unknown.entry(key).or_default() += sessions);
        others
            .automations
            .into_iter()
            .for_each(|(automation, last)| self.hear(automation, last));
        self
    }
}

impl Latest {
    fn see(&mut self, day: i32, told: (u32, u32, u32)) {
        self.first_day = self.first_day.min(day);
        if day > self.last_day {
            self.last_day = day;
            self.told.clear();
        }
        if day == self.last_day {
            self.told.push(told);
        }
    }
}

impl Last {
    fn hear(&mut self, other: Self) {
        let first_day = self.first_day.min(other.first_day);
        if (other.last_day, &other.session_id) > (self.last_day, &self.session_id) {
            *self = other;
        }
        self.first_day = first_day;
    }
}
