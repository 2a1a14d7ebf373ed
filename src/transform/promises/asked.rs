//! What promises ask of the sessions themselves: thresholds to the millisecond, agreed exclusions
//! to the minute. Who works for whom is known from the tallies; so one pass over numbered sessions
//! answers all promises at once.

use std::collections::HashMap;

use super::super::metering::Projects;
use super::super::numbered::Numbered;
use super::super::stage::{Dimensions, Metered};
use super::super::{LazyFrame, TransformError};
use super::said::Said;
use super::{needs_sessions, threshold_ms};
use crate::lake::coded::{Batch, Coded, CodedBlock, Column, EMPTY, Filled, Words, batch, dealt};
use crate::lake::tables::OBJECTIVE_TALLIES;
use crate::model::master::{Exclusion, Objective, Sli};
use crate::model::window::Month;
use crate::model::{Outcome, SatelliteId};

/// What is read of a session, in the order in which [`Question::add`] takes it.
const COLUMNS: [&str; 9] = [
    "deleted",
    "earned_day",
    "automation_id",
    "solution_id",
    "parent_automation_id",
    "outcome",
    "duration_ms",
    "started",
    "ended",
];

/// The objectives that must be counted from sessions, and who works for whom: made ready once for
/// all months.
pub struct Asked<'a> {
    dimensions: &'a Dimensions<'a>,
    /// By project.
    objectives: HashMap<u32, Vec<&'a Objective>>,
}

/// The promises of one satellite's month, in numbers.
struct Question<'a> {
    objectives: Vec<Promised<'a>>,
    /// By automation, solution and day, the projects that its sessions work for; one may stand
    /// there twice.
    works: Numbered<(u32, u32, i32), Vec<u32>>,
    /// Automation, day and project: what is counted by itself, its children are not.
    parents: Numbered<(u32, i32, u32), ()>,
    /// Places in `objectives`.
    of_project: Numbered<u32, Vec<usize>>,
    outcomes: Numbered<u32, Outcome>,
    /// The number of the empty text: a solution without a name is none.
    nameless: u32,
}

/// An objective as it is asked of a session.
pub(super) struct Promised<'a> {
    pub(super) objective: &'a Objective,
    /// From, to, and of which automation, if it is of one.
    pub(super) exclusions: Vec<(i64, i64, Option<u32>)>,
}

/// By the objective's place and the day.
type Answer = Numbered<(u32, i32), Said>;

/// The same by the objective's id, in the order of the table.
type Row<'a> = (&'a str, i32, [i64; 9]);

impl<'a> Asked<'a> {
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
            .filter(|o| needs_sessions(o, &facts.master.exclusions))
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

    /// The OBJECTIVE_TALLIES of one (satellite, month), from its sessions and its tallies. A
    /// satellite that does not count has none.
    pub fn tallies(
        &self,
        sessions: &[Coded],
        tallies: LazyFrame,
        satellite: &SatelliteId,
        month: Month,
    ) -> Result<Batch, TransformError> {
        let (words, mut answer) = (Words::default(), Answer::default());
        let mut ids = Vec::new();
        if self
            .dimensions
            .facts
            .estate
            .satellite(satellite.as_str())
            .is_some_and(|s| s.counts)
        {
            let question = self.question(tallies, satellite, &words)?;
            for part in dealt(sessions, |files| question.answer(files, &words))? {
                for (place, said) in part {
                    *answer.entry(place).or_default() += said;
                }
            }
            ids.extend(question.objectives.iter().map(|o| o.objective.id.as_str()));
        }
        let mut rows: Vec<Row> = answer
            .into_iter()
            .map(|((place, day), said)| (ids[place as usize], day, said.columns()))
            .collect();
        rows.sort_unstable();
        let numbers = |of: &dyn Fn(&Row) -> i64| {
            Filled::Of(Column::Numbers(
                rows.iter().map(|row| Some(of(row))).collect(),
            ))
        };
        let mut columns = vec![
            Filled::Same(satellite.to_string()),
            Filled::Same(month.to_string()),
            Filled::Texts(rows.iter().map(|row| row.0.to_owned()).collect()),
            numbers(&|row| row.1.into()),
        ];
        columns.extend((0..Said::COLUMNS.len()).map(|at| numbers(&|row| row.2[at])));
        Ok(batch(&OBJECTIVE_TALLIES, rows.len(), columns, &words)?)
    }

    fn question(
        &self,
        tallies: LazyFrame,
        satellite: &SatelliteId,
        words: &Words,
    ) -> Result<Question<'a>, TransformError> {
        let metered = Metered::of(self.dimensions, tallies, None)?;
        let (mut objectives, mut of_project) = (Vec::new(), Numbered::<u32, Vec<usize>>::default());
        for (project, theirs) in &self.objectives {
            for &objective in theirs {
                of_project
                    .entry(*project)
                    .or_default()
                    .push(objectives.len());
                objectives.push(Promised {
                    objective,
                    exclusions: exclusions(
                        &self.dimensions.facts.master.exclusions,
                        satellite,
                        objective,
                        words,
                    ),
                });
            }
        }
        let nameless = words.number("");
        let solution = |number: u32| if number == nameless { EMPTY } else { number };
        let mut question = Question {
            works: Numbered::default(),
            parents: Numbered::default(),
            outcomes: Outcome::ALL
                .iter()
                .map(|outcome| (words.number(outcome.as_str()), *outcome))
                .collect(),
            objectives,
            of_project,
            nameless,
        };
        for (automation, text, day, project) in metered
            .works()?
            .into_iter()
            .filter(|(.., project)| self.objectives.contains_key(project))
        {
            question
                .works
                .entry((words.number(automation), solution(words.number(text)), day))
                .or_default()
                .push(project);
        }
        for (automation, day, project) in metered
            .parents()?
            .into_iter()
            .filter(|(.., project)| self.objectives.contains_key(project))
        {
            question
                .parents
                .insert((words.number(automation), day, project), ());
        }
        Ok(question)
    }
}

/// Those that speak of such an objective on such a satellite.
pub(super) fn exclusions(
    all: &[Exclusion],
    satellite: &SatelliteId,
    objective: &Objective,
    words: &Words,
) -> Vec<(i64, i64, Option<u32>)> {
    let spoken_of = all
        .iter()
        .filter(|e| e.satellite_id.as_ref().is_none_or(|id| id == satellite));
    let spoken_of =
        spoken_of.filter(|e| e.objective_id.as_ref().is_none_or(|id| *id == objective.id));
    let automation = |e: &Exclusion| e.automation_id.as_ref().map(|id| words.number(id));
    spoken_of
        .map(|e| {
            (
                e.from.timestamp_micros(),
                e.to.timestamp_micros(),
                automation(e),
            )
        })
        .collect()
}

impl Question<'_> {
    fn answer(&self, files: &[Coded], words: &Words) -> Result<Answer, TransformError> {
        let mut answer = Answer::default();
        for file in files {
            file.read(&COLUMNS, words, |block| self.add(&block, &mut answer))?;
        }
        Ok(answer)
    }

    fn add(&self, block: &CodedBlock, answer: &mut Answer) {
        let [
            deleted,
            days,
            automations,
            solutions,
            parents,
            outcomes,
            durations,
            started,
            ended,
        ] = &block.columns[..]
        else {
            return;
        };
        let [deleted, days, durations, started, ended] =
            [deleted, days, durations, started, ended].map(Column::numbers);
        let [automations, solutions, parents, outcomes] =
            [automations, solutions, parents, outcomes].map(Column::words);
        for row in (0..block.rows).filter(|&row| deleted[row] == Some(0)) {
            let Some(day) = days[row].map(|day| day as i32) else {
                continue;
            };
            let solution = if solutions[row] == self.nameless {
                EMPTY
            } else {
                solutions[row]
            };
            let Some(projects) = self.works.get(&(automations[row], solution, day)) else {
                continue;
            };
            // A test session, and one in words that are not ours, speaks of no promise.
            let Some(&outcome) = self.outcomes.get(&outcomes[row]) else {
                continue;
            };
            // A child is no unit where its parent is one.
            for project in projects
                .iter()
                .filter(|project| !self.parents.contains_key(&(parents[row], day, **project)))
            {
                for &place in self.of_project.get(project).into_iter().flatten() {
                    let asked = &self.objectives[place];
                    let Some(said) = asked.says(outcome, durations[row], ended[row].is_some())
                    else {
                        continue;
                    };
                    let is_excluded =
                        asked.is_excluded(started[row].or(ended[row]), automations[row]);
                    *answer.entry((place as u32, day)).or_default() +=
                        if is_excluded { without(said) } else { said };
                }
            }
        }
    }
}

/// What is left of what a session says where it was agreed not to count: only what would have
/// counted can be.
fn without(said: Said) -> Said {
    Said {
        excluded: said.valid,
        open_excluded: said.open,
        ..Said::default()
    }
}

impl Promised<'_> {
    /// What was promised, in microseconds.
    pub(super) fn threshold_us(&self) -> Option<i64> {
        threshold_ms(self.objective)?.checked_mul(1_000)
    }

    /// What a session says of the promise; None: nothing. A duration that cannot be known was not
    /// shown to be kept.
    fn says(&self, outcome: Outcome, duration_ms: Option<i64>, is_over: bool) -> Option<Said> {
        let nothing = Said::default();
        match (self.objective.sli, outcome) {
            (Sli::Duration, _) => {
                let quick = || {
                    duration_ms.is_some_and(|ms| ms <= threshold_ms(self.objective).unwrap_or(0))
                };
                (outcome.is_success() && is_over).then(|| Said {
                    valid: 1,
                    good: i64::from(quick()),
                    ..nothing
                })
            }
            // It asks items.
            (Sli::ItemDeadline, _) | (_, Outcome::Skipped | Outcome::Test) => None,
            (_, Outcome::Cancelled) => Some(Said {
                cancelled: 1,
                ..nothing
            }),
            (_, Outcome::Unknown) => Some(Said {
                unknown: 1,
                ..nothing
            }),
            _ if outcome.is_open() => Some(Said { open: 1, ..nothing }),
            _ => Some(Said {
                valid: 1,
                good: i64::from(outcome.is_good()),
                refused: i64::from(outcome == Outcome::BusinessException),
                straight: i64::from(outcome == Outcome::Succeeded),
                ..nothing
            }),
        }
    }

    /// Whether what began (else ended) at that instant did so in an exclusion that speaks of it:
    /// its first instant is in, its last is not.
    pub(super) fn is_excluded(&self, at: Option<i64>, automation: u32) -> bool {
        let speaks = |of: Option<u32>| of.is_none_or(|of| of == automation);
        at.is_some_and(|at| {
            self.exclusions
                .iter()
                .any(|&(from, to, of)| from <= at && at < to && speaks(of))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Micros;
    use crate::model::master::{Line, Period};

    #[test]
    fn a_session_that_tells_no_time_lies_in_no_exclusion() {
        let objective = Objective {
            line: Line {
                file: "objectives.csv",
                line: 2,
            },
            id: "o".parse().unwrap(),
            project_id: "p".parse().unwrap(),
            sli: Sli::Success,
            target: Micros(950_000),
            threshold: None,
            period: Period::Month,
            min_valid: 1,
            at_risk: Micros(0),
            stuck_after_days: 7,
        };
        let asked = |automation| Promised {
            objective: &objective,
            exclusions: vec![(100, 200, automation)],
        };
        let cases = [
            (None, false),
            (Some(99), false),
            (Some(100), true),
            (Some(199), true),
            (Some(200), false),
        ];
        for (at, excluded) in cases {
            assert_eq!(asked(None).is_excluded(at, 7), excluded, "{at:?}");
            assert_eq!(asked(Some(7)).is_excluded(at, 7), excluded, "{at:?}");
            assert!(!asked(Some(8)).is_excluded(at, 7), "{at:?}");
        }
    }
}
