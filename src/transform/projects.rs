//! What each project returned in the window: sums of days, the workings they came about by, and
//! what to know before quoting them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};

use super::Facts;
use super::figures::{OverTime, bands, stretch};
use super::findings::Findings;
use super::trend::Trend;
use super::worth::Worth;
use crate::model::master::Status;
use crate::model::scoreboard::{DepartmentScore, Flag, ProjectFigures, ProjectScore, Working};
use crate::model::value::{Ladder, Method, Soft};
use crate::model::{DepartmentId, Master, Micros, ProjectId, Value, Window};

/// Sums by method and project.
pub type Sums = BTreeMap<(Method, ProjectId), Value>;

/// The days on which a project, its department or its baseline may turn into another: between them
/// nothing changes.
pub fn turns(master: &Master, project: &ProjectId, days: Window) -> BTreeSet<NaiveDate> {
    let versions = master
        .projects
        .get(project)
        .into_iter()
        .flatten()
        .filter_map(|p| p.valid_from);
    let baselines = master
        .baselines
        .get(project)
        .into_iter()
        .flatten()
        .map(|b| b.valid_from);
    versions
        .chain(baselines)
        .filter(|day| days.contains(*day))
        .chain([days.from()])
        .collect()
}

/// The sum of a project's days: what rests on a baseline is defined where any of the days has one,
/// also where nothing ran; what it is worth, where any of them has a rate for it too.
pub fn sum_of(
    master: &Master,
    sums: &Sums,
    method: Method,
    project: &ProjectId,
    days: Window,
) -> Value {
    let mut value = sums
        .get(&(method, project.clone()))
        .copied()
        .unwrap_or_default();
    if method.has_ladder() && master.baseline_on(project, days.to()).is_some() {
        value.ladder.get_or_insert_default();
    }
    if value.soft.is_none()
        && days
            .days()
            .any(|day| is_worth(master, method, project, day))
    {
        value.soft = Some(Soft::default());
    }
    value
}

/// Whether a method knows what a session of the project is worth on a day.
fn is_worth(master: &Master, method: Method, project: &ProjectId, day: NaiveDate) -> bool {
    master
        .baseline_on(project, day)
        .is_some_and(|b| b.is_enough_for(method))
        && master.baseline_rate_on(project, day).is_some()
}

/// A row for every project and method, and one for the shared `*` where it carries anything.
pub fn project_scores(
    facts: &Facts,
    window: Window,
    (worth, findings, over_time): (&Worth, &Findings, &OverTime),
    previous: Option<(&Sums, Window)>,
    trend: &Trend,
) -> Vec<ProjectScore> {
    let master = facts.master;
    let shared = ProjectId::shared();
    let mut scores = Vec::new();
    for &method in &facts.estate.methods {
        for id in std::iter::once(&shared).chain(master.projects.keys()) {
            let value = sum_of(master, &worth.sums, method, id, window);
            if id.is_shared() && value.is_zero() {
                continue;
            }
            let project = master.project_on(id, window.to());
            let department_id = project.map(|p| p.department_id.clone());
            let department = department_id
                .as_ref()
                .map(|d| department_name(master, d))
                .unwrap_or_default();
            let (workings, flags) = if id.is_shared() || !method.has_ladder() {
                (Vec::new(), Vec::new())
            } else {
                (
                    workings(worth, findings, method, id),
                    flags(facts, (worth, findings), method, id, window, &value),
                )
            };
            scores.push(ProjectScore {
                method,
                project_id: id.clone(),
                name: project.map_or_else(
                    || "Shared cost of no project".to_owned(),
                    |p| p.name.clone(),
                ),
                department_id,
                department,
                status: project.map(|p| p.status),
                value,
                previous: previous.map(|(sums, days)| sum_of(master, sums, method, id, days)),
                evidence: worth.evidence_of_project(method, id),
                figures: ProjectFigures::default(),
                flags,
                workings,
                trend: trend.of_project(facts, id),
            });
        }
    }
    for score in &mut scores {
        score.figures = over_time.of_project(facts, score, window);
    }
    scores.sort_by(|a, b| (a.method, &a.project_id).cmp(&(b.method, &b.project_id)));
    scores
}

fn department_name(master: &Master, id: &DepartmentId) -> String {
    master
        .departments
        .get(id)
        .map_or_else(|| id.to_string(), |d| d.name.clone())
}

fn workings(
    worth: &Worth,
    findings: &Findings,
    method: Method,
    project: &ProjectId,
) -> Vec<Working> {
    let mut workings = worth
        .workings
        .get(&(method, project.clone()))
        .cloned()
        .unwrap_or_default();
    for working in &mut workings {
        let of_days = (project.clone(), working.days.from())..=(project.clone(), working.days.to());
        for turned in findings.turned.range(of_days).map(|(_, turned)| *turned) {
            working.replaced += turned.replaced;
            working.lost += turned.lost;
        }
        let successes = working.value.counts.successes();
        working.freed = stretch::freed(working);
        working.full_units = stretch::full_units(successes, working.units_per_session);
    }
    workings
}

/// What a reader should know before quoting a project's figures; each says when it is raised.
fn flags(
    facts: &Facts,
    (worth, findings): (&Worth, &Findings),
    method: Method,
    project: &ProjectId,
    window: Window,
    value: &Value,
) -> Vec<Flag> {
    let master = facts.master;
    let sessions = value.counts.sessions;
    let status = master.project_on(project, window.to()).map(|p| p.status);
    let is_live = status == Some(Status::Live);
    let baseline = master.baseline_on(project, window.to());
    let unbased = findings.unbased.contains_key(project);
    let stale = |on: NaiveDate| {
        on.checked_add_months(Months::new(18))
            .is_some_and(|end| end < window.to())
    };
    let raised = [
        (
            Flag::OverCredit,
            worth.over_credited.contains(&(method, project.clone())),
        ),
        // It is live, ran and was valued, and brought nothing; what was not valued is not zero.
        (
            Flag::ZeroValue,
            is_live && sessions > 0 && value.ladder.is_some() && value.benefit() <= Micros::ZERO,
        ),
        // Successes were not valued, or it is live and nothing could ever be.
        (
            Flag::NoBaseline,
            unbased || (is_live && value.ladder.is_none()),
        ),
        // Nobody wrote what it costs: its return has nothing to be divided by.
        (Flag::NoCost, value.cost().is_zero()),
        (
            Flag::Stale,
            baseline.and_then(|b| b.measured_on).is_some_and(stale),
        ),
        (
            Flag::Dispatcher,
            baseline.is_none() && is_dispatcher(findings, project),
        ),
        (
            Flag::ConversionAssumed,
            sessions > 0 && is_conversion_assumed(master, project, window),
        ),
    ];
    raised
        .into_iter()
        .filter_map(|(flag, raised)| raised.then_some(flag))
        .collect()
}

/// A baseline of one of the days does not say what part of freed time is put to use.
fn is_conversion_assumed(master: &Master, project: &ProjectId, window: Window) -> bool {
    let mut days = turns(master, project, window).into_iter();
    days.any(|day| {
        master
            .baseline_on(project, day)
            .is_some_and(|baseline| baseline.conversion.is_none())
    })
}

/// Many short sessions and no units of its own: a hundred valid ones, ten seconds on average at
/// most. It probably only starts others; careful, since it is a hint and not a figure.
fn is_dispatcher(findings: &Findings, project: &ProjectId) -> bool {
    let (valid, duration_ms) = findings.lasted.get(project).copied().unwrap_or_default();
    valid >= 100 && duration_ms <= valid * 10_000
}

/// Sums of the headline method over each day's department. The number of projects: those that
/// belonged to it on any day.
pub fn departments(facts: &Facts, worth: &Worth, window: Window) -> Vec<DepartmentScore> {
    let (master, headline) = (facts.master, facts.estate.methods[0]);
    let mut found: BTreeMap<Option<DepartmentId>, (Value, BTreeSet<&ProjectId>)> = BTreeMap::new();
    for id in master.projects.keys() {
        for day in turns(master, id, window) {
            let department = master.project_on(id, day).map(|p| p.department_id.clone());
            let (value, projects) = found.entry(department).or_default();
            projects.insert(id);
            if headline.has_ladder() && master.baseline_on(id, day).is_some() {
                value.ladder.get_or_insert_default();
            }
            if is_worth(master, headline, id, day) {
                value.soft.get_or_insert_default();
            }
        }
    }
    for ((department, _), value) in &worth.departments {
        found.entry(department.clone()).or_default().0 += *value;
    }
    let mut parts: BTreeMap<&Option<DepartmentId>, Vec<&Value>> = BTreeMap::new();
    for ((department, _), value) in &worth.departments {
        parts.entry(department).or_default().push(value);
    }
    // Where nothing ran there may be a baseline all the same.
    let band = |department: &Option<DepartmentId>, sum: &Value| {
        let known = Value {
            ladder: sum.ladder.map(|_| Ladder::default()),
            soft: sum.soft.map(|_| Soft::default()),
            ..Value::default()
        };
        let theirs = parts.get(department).into_iter().flatten().copied();
        bands::of_sum(theirs.chain([&known]), facts.estate.band_correlation)
    };
    let score = |(department_id, (value, projects)): (
        Option<DepartmentId>,
        (Value, BTreeSet<&ProjectId>),
    )| DepartmentScore {
        band: band(&department_id, &value),
        name: department_id.as_ref().map_or_else(
            || "No department".to_owned(),
            |id| department_name(master, id),
        ),
        department_id,
        value,
        projects: projects.len() as i64,
    };
    found.into_iter().map(score).collect()
}
