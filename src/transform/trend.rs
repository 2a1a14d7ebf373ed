//! The headline method by steps of time: the window's, and as many before it as make thirteen, so
//! that a figure is seen against its own past, and a month against the same month a year ago.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::Facts;
use super::coverage::Told;
use super::usage::Usage;
use crate::model::scoreboard::TrendPoint;
use crate::model::value::DailyValue;
use crate::model::window::Month;
use crate::model::{ProjectId, Value, Window};

const AT_LEAST: usize = 13;

/// Days for a window of at most 2 days; months for one that begins with a month and is longer than
/// a week, and for any longer than 45 days; else weeks (Monday to Sunday). A step is cut at the
/// window's first and last day, so that the steps of the window add up to it; none ends before
/// anything is known.
pub fn steps(window: Window, first_day: Option<NaiveDate>) -> Vec<Window> {
    let begins_month = window.from().day() == 1;
    let begin = |day: NaiveDate| match window.day_count() {
        ..=2 => day,
        8..=45 if begins_month => Month::of(day).window().from(),
        3..=45 => day - Days::new(u64::from(day.weekday().num_days_from_monday())),
        _ => Month::of(day).window().from(),
    };
    let mut steps = Vec::new();
    let mut to = window.to();
    while steps.len() < AT_LEAST || to >= window.from() {
        let from = match to >= window.from() {
            true => begin(to).max(window.from()),
            false => begin(to),
        };
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
    projects: BTreeMap<ProjectId, Vec<Option<Value>>>,
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
                *of_project[place].get_or_insert_default() += value.value;
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

    /// A project's value by step: none where it had neither a value nor a baseline.
    pub fn of_project(&self, facts: &Facts, project: &ProjectId) -> Vec<Option<Value>> {
        let baselines = facts
            .master
            .baselines
            .get(project)
            .and_then(|b| b.first())
            .map(|b| b.valid_from);
        let value = |(place, step): (usize, &Window)| {
            let told = self.projects.get(project).and_then(|steps| steps[place]);
            told.or_else(|| {
                baselines
                    .is_some_and(|from| from <= step.to())
                    .then(Value::default)
            })
        };
        self.steps.iter().enumerate().map(value).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::window::{FiscalStart, WindowSpec, day};

    #[test]
    fn thirteen_steps_end_with_the_window() {
        for (window, count, first, last) in [
            (
                "2026-03-15",
                13,
                "2026-03-03..2026-03-03",
                "2026-03-15..2026-03-15",
            ),
            (
                "2026-W12",
                13,
                "2025-12-22..2025-12-28",
                "2026-03-16..2026-03-22",
            ),
            // March 2025 to March 2026
            (
                "2026-03",
                13,
                "2025-03-01..2025-03-31",
                "2026-03-01..2026-03-31",
            ),
            // 1 to 16 March: the month so far
            (
                "2026-03-01..2026-03-16",
                13,
                "2025-03-01..2025-03-31",
                "2026-03-01..2026-03-16",
            ),
            // Wednesday 4 to Monday 16 March: 4–8, 9–15 and 16, and ten weeks before the 4th, of
            // which the last ends on the 3rd
            (
                "2026-03-04..2026-03-16",
                13,
                "2025-12-29..2026-01-04",
                "2026-03-16..2026-03-16",
            ),
            (
                "2026-Q1",
                13,
                "2025-03-01..2025-03-31",
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
    fn the_steps_of_a_window_add_up_to_it() {
        for window in [
            "2026-03-04..2026-03-16",
            "2026-03",
            "2026-01-15..2026-03-16",
        ] {
            let spec = window.parse::<WindowSpec>().unwrap();
            let window = spec.resolve(day("2026-01-01").unwrap(), FiscalStart::default());
            let steps = steps(window, day("2020-01-01"));
            let inside = steps.iter().filter(|step| step.intersect(window).is_some());
            let days: i64 = inside.clone().map(|step| step.day_count()).sum();
            assert_eq!(days, window.day_count(), "{window}");
            assert!(
                inside
                    .clone()
                    .all(|step| step.intersect(window) == Some(*step))
            );
        }
    }

    #[test]
    fn nothing_is_drawn_before_anything_is_known() {
        let window = Window::new(day("2026-03-16").unwrap(), day("2026-03-22").unwrap()).unwrap();
        assert_eq!(steps(window, day("2026-03-04")).len(), 3); // the weeks of 2, 9 and 16 March
        assert_eq!(steps(window, None).len(), 1);
    }
}
