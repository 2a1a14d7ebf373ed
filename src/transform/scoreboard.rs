//! The scoreboard: everything above, for one window. It reads the window's tallies once, values them, lets the history
//! tell its days to whoever sums them, and computes nothing that another file here does not define.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::LazyFrame;

pub use super::coverage::{Heard, Told};
use super::goals::Goals;
use super::history::History;
use super::metering::{self, Metered};
use super::projects::{self, Sums};
use super::promises::{self, Kept};
use super::trend::{self, Trend};
use super::{Facts, Shelf, TransformError, coverage, daily, gaps, usage};
use crate::lake::tables::{OBJECTIVE_TALLIES, TALLIES};
use crate::model::scoreboard::{ObjectiveScore, ProjectScore, Promise, Total};
use crate::model::value::{Counts, Method};
use crate::model::{Micros, ProjectId, Scoreboard, Value, Window};

pub fn scoreboard(facts: &Facts, window: Window, shelf: &dyn Shelf, told: &Told) -> Result<Scoreboard, TransformError> {
    let master = facts.master;
    let headline = facts.estate.methods[0];
    let whole_months = whole_months(window);
    let metered = metering::meter(facts, shelf.frame(&TALLIES, Some(window))?)?;
    let valued = daily::value(facts, Some(&metered.rows), whole_months)?;
    let history = History::new(facts, shelf, whole_months, &valued.values)?;

    let previous_window = window.previous();
    let reaches = history.first_day().is_some_and(|first| first <= previous_window.to());
    let mut trend = Trend::of(trend::steps(window, history.first_day()));
    let mut goals = Goals::of(master, window.to());
    let mut kept = Kept::of(master);
    let (mut sums, mut previous_sums) = (Sums::new(), Sums::new());
    let asked = [Some(window.from()), reaches.then(|| previous_window.from()), trend.steps.first().map(|s| s.from())];
    let asked = asked.into_iter().chain([promises::first_day(master, window), goals.first_day(master)]).flatten();
    let from = asked.min().expect("the window has a first day");
    let days = Window::new(from, window.to()).expect("its first day is not after the window's");
    history.each(days, |value| {
        let key = || (value.method, value.project_id.clone());
        if window.contains(value.day) {
            *sums.entry(key()).or_default() += value.value;
        } else if previous_window.contains(value.day) {
            *previous_sums.entry(key()).or_default() += value.value;
        }
        if value.method == headline {
            trend.add(value);
            goals.add(master, value);
            kept.add(value);
        }
    })?;
    if master.objectives.iter().any(|o| promises::needs_sessions(o, &master.exclusions)) {
        kept.read(master, shelf.frame(&OBJECTIVE_TALLIES, Some(days))?)?;
    }

    let mut objectives: Vec<ObjectiveScore> =
        (0..master.objectives.len()).flat_map(|place| promises::scores(facts, told, &kept, place, window)).collect();
    objectives.sort_by(|a, b| (&a.objective_id, a.period).cmp(&(&b.objective_id, b.period)));
    let (mut goals, unrated_goals) = goals.scores(facts, told, &kept, window.to());
    goals.sort_by(|a, b| a.goal_id.cmp(&b.goal_id));

    let previous = reaches.then_some((&previous_sums, previous_window));
    let projects = projects::project_scores(facts, window, &valued, &sums, previous, &trend);
    let tallies = |days| shelf.frame(&TALLIES, Some(days));
    let once = Once::of(facts, window, tallies(window)?, &metered, reaches.then(|| tallies(previous_window)).transpose()?)?;
    let totals = facts.estate.methods.iter().map(|&method| Total {
        method,
        value: total(facts, &sums, method, window, once.now),
        previous_window,
        previous: once.before.map(|counts| total(facts, &previous_sums, method, previous_window, counts)),
        evidence: projects::evidence(facts, &valued.values, method, window),
        savings_at_risk: savings_at_risk(&projects, method, &objectives),
    });

    let usage = usage::usage(facts, window, shelf, &metered)?;
    let mut without_baseline: BTreeMap<String, i64> = BTreeMap::new();
    for ((_, satellite, day), sessions) in &valued.unbased {
        if window.contains(*day) {
            *without_baseline.entry(satellite.clone()).or_default() += sessions;
        }
    }
    let mut gaps = gaps::gaps(facts, window, &usage, told, &valued, &metered.ambiguous)?;
    gaps.extend(unrated_goals);
    gaps.sort_by_key(gaps::worry);
    Ok(Scoreboard {
        window,
        totals: totals.collect(),
        departments: projects::departments(facts, &valued, window),
        trend: trend.points(facts, told, window),
        projects,
        objectives,
        goals,
        automations: usage::automation_scores(&usage, window, shelf)?,
        errors: usage::error_scores(facts, window, shelf)?,
        coverage: coverage::coverage(facts.estate, window, &usage, told, &without_baseline),
        gaps,
    })
}

/// From the first day of its first month to the last of its last: what tallies and demand know.
fn whole_months(window: Window) -> Window {
    let day = |last: bool| -> NaiveDate {
        let mut months = window.months().map(|m| m.window());
        if last { months.last().map(Window::to) } else { months.next().map(Window::from) }.expect("a window touches a month")
    };
    Window::new(day(false), day(true)).expect("months are in order")
}

/// Sessions of the estate, each once, in the window and in the one before.
struct Once {
    now: Counts,
    before: Option<Counts>,
}

impl Once {
    fn of(facts: &Facts, window: Window, now: LazyFrame, metered: &Metered, before: Option<LazyFrame>) -> Result<Self, TransformError> {
        let before = before.map(|tallies| {
            let metered = metering::meter(facts, tallies.clone())?;
            metering::each_once(facts, tallies, &metered, window.previous())
        });
        Ok(Self { now: metering::each_once(facts, now, metered, window)?, before: before.transpose()? })
    }
}

/// The sum of the projects and of `*`, but for the counts.
fn total(facts: &Facts, sums: &Sums, method: Method, days: Window, counts: Counts) -> Value {
    let mut sum = Value::default();
    for id in std::iter::once(&ProjectId::shared()).chain(facts.master.projects.keys()) {
        sum += projects::sum_of(facts.master, sums, method, id, days);
    }
    Value { counts, ..sum }
}

fn savings_at_risk(projects: &[ProjectScore], method: Method, objectives: &[ObjectiveScore]) -> Micros {
    let doubtful = objectives.iter().filter(|o| matches!(o.status, Promise::Breached | Promise::AtRisk));
    let doubtful: BTreeSet<&ProjectId> = doubtful.map(|o| &o.project_id).collect();
    projects.iter().filter(|p| p.method == method && doubtful.contains(&p.project_id)).map(|p| p.value.benefit()).sum()
}
