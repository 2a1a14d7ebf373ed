//! What each project returned in the window: sums of days, the workings they came about by, and what to know before
//! quoting them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};

use super::Facts;
use super::daily::Valued;
use super::trend::Trend;
use crate::model::master::{Evidence, RateKind, Status};
use crate::model::scoreboard::{DepartmentScore, Flag, ProjectScore, Working};
use crate::model::value::{DailyValue, Ladder, Method, Soft};
use crate::model::{DepartmentId, Master, Micros, ProjectId, Value, Window};

/// Sums by method and project.
pub type Sums = BTreeMap<(Method, ProjectId), Value>;

/// The days on which a project, its department or its baseline may turn into another: between them nothing changes.
pub fn turns(master: &Master, project: &ProjectId, days: Window) -> BTreeSet<NaiveDate> {
    let versions = master.projects.get(project).into_iter().flatten().filter_map(|p| p.valid_from);
    let baselines = master.baselines.get(project).into_iter().flatten().map(|b| b.valid_from);
    versions.chain(baselines).filter(|day| days.contains(*day)).chain([days.from()]).collect()
}

/// The sum of a project's days: what rests on a baseline is defined where any of the days has one, also where nothing
/// ran; what it is worth, where any of them has a rate for it too.
pub fn sum_of(master: &Master, sums: &Sums, method: Method, project: &ProjectId, days: Window) -> Value {
    let mut value = sums.get(&(method, project.clone())).copied().unwrap_or_default();
    if master.baseline_on(project, days.to()).is_some() {
        value.ladder.get_or_insert_default();
    }
    if value.soft.is_none() && days.days().any(|day| master.baseline_rate_on(project, day).is_some()) {
        value.soft = Some(Soft::default());
    }
    value
}

/// A row for every project and method, and one for the shared `*` where it carries anything.
pub fn project_scores(
    facts: &Facts,
    window: Window,
    valued: &Valued,
    sums: &Sums,
    previous: Option<(&Sums, Window)>,
    trend: &Trend,
) -> Vec<ProjectScore> {
    let master = facts.master;
    let shared = ProjectId::shared();
    let index = Index::of(valued, window);
    let mut scores = Vec::new();
    for &method in &facts.estate.methods {
        for id in std::iter::once(&shared).chain(master.projects.keys()) {
            let value = sum_of(master, sums, method, id, window);
            if id.is_shared() && value.is_zero() {
                continue;
            }
            let project = master.project_on(id, window.to());
            let department_id = project.map(|p| p.department_id.clone());
            let department = department_id.as_ref().map(|d| department_name(master, d)).unwrap_or_default();
            let (workings, flags) = if id.is_shared() {
                (Vec::new(), Vec::new())
            } else {
                (workings(facts, &index, method, id, window), flags(facts, &index, method, id, window, &value))
            };
            scores.push(ProjectScore {
                method,
                project_id: id.clone(),
                name: project.map_or_else(|| "Shared cost of no project".to_owned(), |p| p.name.clone()),
                department_id,
                department,
                status: project.map(|p| p.status),
                value,
                previous: previous.map(|(sums, days)| sum_of(master, sums, method, id, days)),
                evidence: master.baseline_on(id, window.to()).and_then(|b| b.evidence),
                flags,
                workings,
                trend: trend.of_project(facts, id),
            });
        }
    }
    scores.sort_by(|a, b| (a.method, &a.project_id).cmp(&(b.method, &b.project_id)));
    scores
}

fn department_name(master: &Master, id: &DepartmentId) -> String {
    master.departments.get(id).map_or_else(|| id.to_string(), |d| d.name.clone())
}

/// The values of each project, by day, and the projects that had successes without a baseline: looked up once for all.
struct Index<'v> {
    values: BTreeMap<Method, BTreeMap<&'v str, Vec<&'v DailyValue>>>,
    unbased: BTreeSet<&'v ProjectId>,
    valued: &'v Valued,
}

impl<'v> Index<'v> {
    fn of(valued: &'v Valued, window: Window) -> Self {
        let mut values: BTreeMap<_, BTreeMap<_, Vec<_>>> = BTreeMap::new();
        for value in &valued.values {
            values.entry(value.method).or_default().entry(value.project_id.as_str()).or_default().push(value);
        }
        let unbased = valued.unbased.keys().filter(|(_, _, day)| window.contains(*day)).map(|(project, _, _)| project);
        Self { values, unbased: unbased.collect(), valued }
    }

    /// A project's values within days, by day.
    fn days_of(&self, method: Method, project: &ProjectId, days: Window) -> impl Iterator<Item = &'v DailyValue> {
        let values = self.values.get(&method).and_then(|projects| projects.get(project.as_str())).into_iter().flatten().copied();
        values.filter(move |v| days.contains(v.day))
    }
}

/// Stretches of days under one baseline and one exchange rate, each with its sums.
fn workings(facts: &Facts, index: &Index, method: Method, project: &ProjectId, window: Window) -> Vec<Working> {
    let master = facts.master;
    let currencies: BTreeSet<&str> = master.baselines.get(project).into_iter().flatten().map(|b| b.currency.as_str()).collect();
    let rates = currencies.iter().filter_map(|c| master.rates.rows.get(&((*c).to_owned(), RateKind::Flow))).flatten();
    let mut turns = turns(master, project, window);
    turns.extend(rates.map(|rate| rate.from).filter(|day| window.contains(*day)));
    let ends = turns.iter().skip(1).map(|next| *next - chrono::Days::new(1)).chain([window.to()]);
    let mut workings: Vec<Working> = Vec::new();
    for (from, to) in turns.iter().zip(ends) {
        let (Some(days), Some(b)) = (Window::new(*from, to), master.baseline_on(project, *from)) else { continue };
        let rate = master.rates.on(&b.currency, RateKind::Flow, *from);
        match workings.last_mut().filter(|w| w.baseline == b.line && w.rate == rate) {
            // Another version of the project, or a rate that was written again, is not another working.
            Some(last) => last.days = Window::new(last.days.from(), to).expect("stretches follow each other"),
            None => workings.push(Working {
                days,
                baseline: b.line.clone(),
                minutes_per_unit: b.minutes_per_unit,
                people: b.people,
                automated_share: b.automated_share,
                units_per_session: b.units_per_session,
                hourly_rate: b.hourly_rate,
                currency: b.currency.clone(),
                rate,
                conversion: b.conversion,
                errors_avoided: b.error_rate - b.automated_error_rate,
                rework_minutes: b.rework_minutes,
                rework_people: b.rework_people,
                replaced: Micros::ZERO,
                value: Value { ladder: Some(Ladder::default()), soft: rate.map(|_| Soft::default()), ..Value::default() },
            }),
        }
    }
    for value in index.days_of(method, project, window) {
        let place = workings.partition_point(|w| w.days.to() < value.day);
        if let Some(working) = workings.get_mut(place).filter(|w| w.days.contains(value.day)) {
            working.value += value.value;
        }
    }
    for working in &mut workings {
        let of_days = (project.clone(), working.days.from())..=(project.clone(), working.days.to());
        working.replaced = index.valued.replacing.range(of_days).map(|(_, money)| *money).sum();
    }
    workings
}

/// What a reader should know before quoting a project's figures; each says when it is raised.
fn flags(facts: &Facts, index: &Index, method: Method, project: &ProjectId, window: Window, value: &Value) -> Vec<Flag> {
    let master = facts.master;
    let sessions = value.counts.sessions;
    let status = master.project_on(project, window.to()).map(|p| p.status);
    let is_live = status == Some(Status::Live);
    let baseline = master.baseline_on(project, window.to());
    let unbased = index.unbased.contains(project);
    let stale = |on: NaiveDate| on.checked_add_months(Months::new(18)).is_some_and(|end| end < window.to());
    let raised = [
        (Flag::OverCredit, over_credit(facts, index, method, project, window)),
        // It is live, ran and was valued, and brought nothing; what was not valued is not zero.
        (Flag::ZeroValue, is_live && sessions > 0 && value.ladder.is_some() && value.benefit() <= Micros::ZERO),
        // Successes were not valued, or it is live and nothing could ever be.
        (Flag::NoBaseline, unbased || (is_live && value.ladder.is_none())),
        // Nobody wrote what it costs: its return has nothing to be divided by.
        (Flag::NoCost, value.cost().is_zero()),
        (Flag::Stale, baseline.and_then(|b| b.measured_on).is_some_and(stale)),
        (Flag::Dispatcher, baseline.is_none() && is_dispatcher(index.valued, project, window)),
    ];
    raised.into_iter().filter_map(|(flag, raised)| raised.then_some(flag)).collect()
}

/// More units in a calendar month (up to the window's end) than 1.1 times what anybody wanted, or 3 times what was planned.
fn over_credit(facts: &Facts, index: &Index, method: Method, project: &ProjectId, window: Window) -> bool {
    window.months().any(|month| {
        let Some(days) = Window::new(month.window().from(), month.window().to().min(window.to())) else { return false };
        let Some(baseline) = facts.master.baseline_on(project, days.to()) else { return false };
        let units: Micros = index.days_of(method, project, days).filter_map(|v| v.value.ladder).map(|l| l.units).sum();
        let demand = baseline.demand_per_month.is_some_and(|demand| units.0 * 10 > demand.0 * 11);
        demand || baseline.planned_units_per_month.is_some_and(|planned| units.0 > planned.0 * 3)
    })
}

/// Many short sessions and no units of its own: a hundred valid ones, ten seconds on average at most. It probably only
/// starts others; careful, since it is a hint and not a figure.
fn is_dispatcher(valued: &Valued, project: &ProjectId, window: Window) -> bool {
    let of_project = valued.durations.range((project.clone(), window.from())..=(project.clone(), window.to()));
    let (valid, duration_ms) = of_project.fold((0, 0), |sum, (_, day)| (sum.0 + day.0, sum.1 + day.1));
    valid >= 100 && duration_ms <= valid * 10_000
}

/// Sums of the headline method over each day's department. The number of projects: those that belonged to it on any day.
pub fn departments(facts: &Facts, valued: &Valued, window: Window) -> Vec<DepartmentScore> {
    let (master, headline) = (facts.master, facts.estate.methods[0]);
    let mut found: BTreeMap<Option<DepartmentId>, (Value, BTreeSet<&ProjectId>)> = BTreeMap::new();
    for id in master.projects.keys() {
        for day in turns(master, id, window) {
            let department = master.project_on(id, day).map(|p| p.department_id.clone());
            let (value, projects) = found.entry(department).or_default();
            projects.insert(id);
            if master.baseline_on(id, day).is_some() {
                value.ladder.get_or_insert_default();
            }
            if master.baseline_rate_on(id, day).is_some() {
                value.soft.get_or_insert_default();
            }
        }
    }
    for value in valued.values.iter().filter(|v| v.method == headline && window.contains(v.day)) {
        found.entry(value.department_id.clone()).or_default().0 += value.value;
    }
    let score = |(department_id, (value, projects)): (Option<DepartmentId>, (Value, BTreeSet<&ProjectId>))| DepartmentScore {
        name: department_id.as_ref().map_or_else(|| "No department".to_owned(), |id| department_name(master, id)),
        department_id,
        value,
        projects: projects.len() as i64,
    };
    found.into_iter().map(score).collect()
}

/// Benefit by what it rests on: the soft part by the evidence of that day's baseline, the signed part under none.
pub fn evidence(facts: &Facts, values: &[DailyValue], method: Method, window: Window) -> Vec<(Option<Evidence>, Micros)> {
    let mut found: BTreeMap<Option<Evidence>, Micros> = BTreeMap::new();
    for value in values.iter().filter(|v| v.method == method && window.contains(v.day)) {
        let soft = value.value.soft.unwrap_or_default().benefit();
        let evidence = facts.master.baseline_on(&value.project_id, value.day).and_then(|b| b.evidence);
        *found.entry(evidence).or_default() += soft;
        *found.entry(None).or_default() += value.value.cashable + value.value.avoidance;
    }
    let none = found.remove(&None);
    let mut evidence: Vec<_> = found.into_iter().chain(none.map(|money| (None, money))).collect();
    evidence.retain(|(_, money)| !money.is_zero());
    evidence
}
