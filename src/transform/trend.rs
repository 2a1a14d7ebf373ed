//! The headline method by steps of time: the window's, and as many before it as make a dozen, so
//! that a figure is seen against its own past.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::Facts;
use super::coverage::Told;
use super::usage::Usage;
use crate::model::scoreboard::TrendPoint;
use crate::model::value::DailyValue;
use crate::model::window::Month;
use crate::model::{Micros, ProjectId, Value, Window};

const AT_LEAST: usize = 12;

/// Days for a window of at most 2 days, weeks (Monday to Sunday) up to 45 days, else months: those
/// that the window touches, the last one cut at its end, and earlier whole ones up to a dozen; none
/// that ends before anything is known.
pub fn steps(window: Window, first_day: Option<NaiveDate>) -> Vec<Window> {
    let begin = |day: NaiveDate| match window.day_count() {
        ..=2 => day,
        3..=45 => day - Days::new(u64::from(day.weekday().num_days_from_monday())),
        _ => Month::of(day).window().from(),
    };
    let mut steps = Vec::new();
    let mut to = window.to();
    while steps.len() < AT_LEAST || to >= window.from() {
        let from = begin(to);
        steps.extend(Window::new(from, to));
        to = from - Days::new(1);
    }
    steps.retain(|step| {
        first_day.is_some_and(|first| first <= step.to()) || step.intersect(window).is_some()
    });
    steps.reverse();
    steps
}

/// The steps while values are told to them.
#[derive(Debug)]
pub struct Trend {
    pub steps: Vec<Window>,
    values: Vec<Value>,
    projects: BTreeMap<ProjectId, Vec<Option<Micros>>>,
}

impl Trend {
    pub fn of(steps: Vec<Window>) -> Self {
        Self {
            values: vec![Value::default(); steps.len()],
            projects: BTreeMap::new(),
            steps,
        }
    }

    /// Values of a project by the headline method. Sums of projects: a session that works for two
    /// projects is in the counts of both.
    pub fn add(&mut self, project: &ProjectId, values: &[&DailyValue]) {
        let of_project = self
            .projects
            .entry(project.clone())
            .or_insert_with(|| vec![None; self.steps.len()]);
        for value in values {
            let place = self.steps.partition_point(|step| step.to() < value.day);
            if self
                .steps
                .get(place)
                .is_some_and(|step| step.contains(value.day))
            {
                self.values[place] += value.value;
                *of_project[place].get_or_insert(Micros::ZERO) += value.value.net();
            }
        }
    }

    /// A step is incomplete by those who have not told all of it; before any of them told anything,
    /// by all of them.
    pub fn points(
        &self,
        facts: &Facts,
        told: &Told,
        usage: &Usage,
        window: Window,
    ) -> Vec<TrendPoint> {
        let counting = || facts.estate.satellites.iter().filter(|s| s.counts);
        let first_day = counting().filter_map(|s| usage.first_day(&s.id)).min();
        let point = |(&days, &value): (&Window, &Value)| {
            let is_untold = first_day.is_none_or(|first| days.to() < first);
            let incomplete = counting()
                .filter(|s| is_untold || !told.is_complete(s, days.to()))
                .map(|s| s.id.clone())
                .collect();
            TrendPoint {
                days,
                value,
                incomplete,
                in_window: days.intersect(window).is_some(),
            }
        };
        self.steps.iter().zip(&self.values).map(point).collect()
    }

    /// A project's net by step: none where it had neither a value nor a baseline.
    pub fn of_project(&self, facts: &Facts, project: &ProjectId) -> Vec<Option<Micros>> {
        let baselines = facts
            .master
            .baselines
            .get(project)
            .and_then(|b| b.first())
            .map(|b| b.valid_from);
        let net = |(place, step): (usize, &Window)| {
            let told = self.projects.get(project).and_then(|steps| steps[place]);
            told.or_else(|| {
                baselines
                    .is_some_and(|from| from <= step.to())
                    .then_some(Micros::ZERO)
            })
        };
        self.steps.iter().enumerate().map(net).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::window::{FiscalStart, WindowSpec, day};

    #[test]
    fn a_dozen_steps_end_with_the_window() {
        for (window, count, first, last) in [
            (
                "2026-03-15",
                12,
                "2026-03-04..2026-03-04",
                "2026-03-15..2026-03-15",
            ),
            (
                "2026-W12",
                12,
                "2025-12-29..2026-01-04",
                "2026-03-16..2026-03-22",
            ),
            // March has 31 days: six weeks touch it, the last cut on Tuesday the 31st
            (
                "2026-03",
                12,
                "2026-01-12..2026-01-18",
                "2026-03-30..2026-03-31",
            ),
            (
                "2026-Q1",
                12,
                "2025-04-01..2025-04-30",
                "2026-03-01..2026-03-31",
            ),
            (
                "2025-01-01..2026-03-16",
                15,
                "2025-01-01..2025-01-31",
                "2026-03-01..2026-03-16",
            ),
        ] {
            let window = window
                .parse::<WindowSpec>()
                .unwrap()
                .resolve(day("2026-01-01").unwrap(), FiscalStart::default());
            let steps = steps(window, day("2020-01-01"));
            let ends = (
                steps.len(),
                steps[0].to_string(),
                steps[steps.len() - 1].to_string(),
            );
            assert_eq!(ends, (count, first.into(), last.into()), "{window}");
        }
    }

    #[test]
    fn nothing_is_drawn_before_anything_is_known() {
        let window = Window::new(day("2026-03-16").unwrap(), day("2026-03-22").unwrap()).unwrap();
        assert_eq!(steps(window, day("2026-03-04")).len(), 3); // the weeks of 2, 9 and 16 March
        assert_eq!(steps(window, None).len(), 1);
    }
}
