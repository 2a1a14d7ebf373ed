//! What was planned, and how far what was done is from it. The plan of a project stands in its
//! baselines and does not move when they do: [`units`] says how much was planned, [`days`] what
//! that was to bring and to cost, and here the days are added up. What nobody can plan for a
//! project (its part of shared cost, what a machine takes) is in the plan as it was charged.

pub mod days;
pub mod units;

#[cfg(test)]
mod claims;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use self::days::{PlannedDay, ProjectPlan};
use super::condensed::Condensed;
use super::sides::Sides;
use crate::model::board::plan::{PlanScore, Plans};
use crate::model::columns::VALUE_COLUMNS;
use crate::model::finding::{DailyFinding, FindingKind};
use crate::model::ratio::{Defined, Why, quotient};
use crate::model::scoreboard::{DepartmentScore, ProjectScore, Total};
use crate::model::{DepartmentId, Micros, ProjectId, Value, Window};
use crate::transform::Facts;

/// How a plan stands against what was done.
///
/// ```
/// # use reckoner::model::{Micros, Value, ratio::Why};
/// # use reckoner::transform::figures::plan::score;
/// let net = |amount| Value { cashable: Micros::whole(amount), ..Value::default() };
/// // 2,600.00 were planned, 2,045.00 came of it.
/// let march = score(true, net(2_600), &net(2_045), Vec::new());
/// assert_eq!(march.variance, Micros::whole(-555));
/// assert_eq!(march.attainment, Ok(2_045.0 / 2_600.0));
/// // Half the planned loss is not half of an attainment.
/// let build = score(true, net(-100), &net(-50), Vec::new());
/// assert_eq!((build.variance, build.attainment), (Micros::whole(50), Err(Why::NoPlannedGain)));
/// ```
pub fn score(is_planned: bool, value: Value, actual: &Value, steps: Vec<Value>) -> PlanScore {
    let (planned, net) = (value.net(), actual.net());
    PlanScore {
        is_planned,
        net,
        variance: net - planned,
        attainment: match (is_planned, planned.is_positive()) {
            (false, _) => Err(Why::NoPlan),
            (_, false) => Err(Why::NoPlannedGain),
            _ => quotient(net.0, planned.0).ok_or(Why::NoPlannedGain),
        },
        value,
        steps,
    }
}

/// Plans while days and findings are told to them.
pub struct PlanView<'a> {
    facts: &'a Facts<'a>,
    window: Window,
    steps: &'a [Window],
    projects: BTreeMap<ProjectId, ProjectSums>,
}

/// What is planned for a project.
#[derive(Debug, Clone, Default)]
struct ProjectSums {
    is_planned: bool,
    window: Value,
    steps: Vec<Value>,
    /// Of the window, by each day's department.
    departments: BTreeMap<DepartmentId, Value>,
    condensed: Condensed,
}

impl<'a> PlanView<'a> {
    /// `steps`: those of the trend.
    pub fn of(facts: &'a Facts<'a>, window: Window, steps: &'a [Window]) -> Self {
        Self {
            facts,
            window,
            steps,
            projects: BTreeMap::new(),
        }
    }

    /// What was charged and could not be planned.
    pub fn found(&mut self, findings: &[DailyFinding]) {
        for finding in findings {
            let Some(project) = &finding.project_id else {
                continue;
            };
            let mut charged = Value::default();
            match finding.kind {
                FindingKind::ChargedBuild => charged.cost_build = finding.amount,
                FindingKind::ChargedRun => charged.cost_run = finding.amount,
                FindingKind::ChargedOnce if self.window.contains(finding.day) => {
                    let sums = self.projects.entry(project.clone()).or_default();
                    sums.condensed.paid_once(finding.amount);
                    continue;
                }
                _ => continue,
            }
            let master = self.facts.master;
            let department = master.project_on(project, finding.day);
            let department = department.map(|p| p.department_id.clone());
            let sums = self.projects.entry(project.clone()).or_default();
            sums.add(finding.day, (self.window, self.steps), &charged, department);
            if self.window.contains(finding.day) {
                sums.condensed.add(&charged, None);
            }
        }
    }

    /// Adds what projects planned themselves.
    fn plan(&mut self) {
        let (master, as_of) = (self.facts.master, self.window.to());
        let first = self.steps.first().map_or(self.window.from(), |s| s.from());
        let days = Window::new(first.min(self.window.from()), as_of).expect("it ends with both");
        for id in master.projects.keys() {
            let Some(mut plan) = ProjectPlan::of(self.facts, id, as_of) else {
                continue;
            };
            let mut sums = self.projects.get(id).cloned().unwrap_or_default();
            let told = plan.each(days, |planned| {
                let department = master.project_on(id, planned.day);
                let department = department.map(|p| p.department_id.clone());
                let of = (self.window, self.steps);
                sums.add(planned.day, of, &planned.value, department);
                if self.window.contains(planned.day) {
                    sums.condense(planned);
                }
            });
            // A plan beyond all range is none: what is charged stands.
            if told.is_ok() && (sums.is_planned || !sums.is_nothing()) {
                self.projects.insert(id.clone(), sums);
            }
        }
    }

    /// All plans. `beyond`: projects of which nothing is told, since they are beyond the range of
    /// the tables.
    pub fn plans(
        mut self,
        beyond: &BTreeSet<ProjectId>,
        sides: &Sides,
        (total, projects, departments): (&Total, &[ProjectScore], &[DepartmentScore]),
    ) -> Defined<Plans> {
        let facts = self.facts;
        if !facts.estate.methods[0].has_ladder() {
            return Err(Why::NoLadder);
        }
        if !facts.master.is_planned() {
            return Err(Why::NoPlan);
        }
        self.plan();
        self.projects.retain(|id, sums| {
            let is_told = sums.is_planned || !sums.is_nothing();
            is_told && !beyond.contains(id)
        });
        let of_headline = projects.iter().filter(|p| p.method == total.method);
        let actual: BTreeMap<_, _> = of_headline.map(|p| (&p.project_id, p.value)).collect();
        let (mut sides_of, mut planned) = (BTreeMap::new(), BTreeSet::new());
        let mut scores = Vec::new();
        let mut by_department: BTreeMap<DepartmentId, (bool, Value)> = BTreeMap::new();
        for (id, mut sums) in self.projects {
            for (department, value) in sums.departments {
                let (is_planned, sum) = by_department.entry(department).or_default();
                *is_planned |= sums.is_planned;
                *sum += value;
            }
            if sums.is_planned {
                planned.insert(id.clone());
            }
            sums.steps.resize(self.steps.len(), Value::default());
            let actual = actual.get(&id).copied().unwrap_or_default();
            let score = score(sums.is_planned, sums.window, &actual, sums.steps);
            scores.push((id.clone(), score));
            sides_of.insert(id, sums.condensed);
        }
        let of_department = |d: &DepartmentScore| {
            let (is_planned, value) = by_department.get(d.department_id.as_ref()?)?;
            let score = score(*is_planned, *value, &d.value, Vec::new());
            Some((d.department_id.clone()?, score))
        };
        let plans = Plans {
            estate: added_up(scores.iter().map(|(_, score)| score), &total.value),
            departments: departments.iter().filter_map(of_department).collect(),
            causes: sides.from_plan(&sides_of, &planned),
            projects: scores,
        };
        in_range(plans)
    }
}

/// Nothing where nobody planned units, and where a sum is beyond the range of the tables.
fn in_range(plans: Plans) -> Defined<Plans> {
    let holds = |value: &Value| {
        let mut amounts = VALUE_COLUMNS.iter().filter_map(|c| (c.get)(value));
        amounts.all(Micros::is_in_range)
    };
    let all = |score: &PlanScore| {
        holds(&score.value) && score.steps.iter().all(holds) && score.variance.is_in_range()
    };
    let of_projects = || plans.projects.iter().map(|(_, score)| score);
    let of_departments = || plans.departments.iter().map(|(_, score)| score);
    let holds_all = of_projects().all(all) && of_departments().all(all) && all(&plans.estate);
    match (plans.estate.is_planned, holds_all) {
        (false, _) => Err(Why::NoPlan),
        (_, false) => Err(Why::BeyondRange),
        _ => Ok(plans),
    }
}

/// Plans of several projects, added up, against what all of them did.
pub fn added_up<'p>(plans: impl IntoIterator<Item = &'p PlanScore>, actual: &Value) -> PlanScore {
    let (mut is_planned, mut value, mut steps) = (false, Value::default(), Vec::new());
    for plan in plans {
        is_planned |= plan.is_planned;
        value += plan.value;
        steps.resize(plan.steps.len().max(steps.len()), Value::default());
        steps
            .iter_mut()
            .zip(&plan.steps)
            .for_each(|(sum, step)| *sum += *step);
    }
    score(is_planned, value, actual, steps)
}

impl ProjectSums {
    fn add(
        &mut self,
        day: NaiveDate,
        (window, steps): (Window, &[Window]),
        value: &Value,
        department: Option<DepartmentId>,
    ) {
        self.steps.resize(steps.len(), Value::default());
        let place = steps.partition_point(|step| step.to() < day);
        if steps.get(place).is_some_and(|step| step.contains(day)) {
            self.steps[place] += *value;
        }
        if window.contains(day) {
            self.window += *value;
            if let Some(department) = department {
                *self.departments.entry(department).or_default() += *value;
            }
        }
    }

    fn condense(&mut self, planned: &PlannedDay) {
        self.is_planned |= planned.row.is_some();
        let side = &mut self.condensed;
        side.add(&planned.value, planned.row);
        side.failed_units += planned.failed_units;
        if let Some((row, _)) = planned.row {
            side.replace(planned.replaced, row.put_to_use());
        }
        side.replacing += planned.replacing[0];
        side.replacing_once += planned.replacing[1];
        side.signed_once(planned.once_signed);
        side.paid_once(planned.once_paid);
    }

    fn is_nothing(&self) -> bool {
        self.window.is_zero() && self.steps.iter().all(Value::is_zero)
    }
}
