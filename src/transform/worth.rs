//! What the window's values add up to, month by month as they are told: nobody holds the values of
//! years at once.

use std::collections::{BTreeMap, BTreeSet};

use super::Facts;
use super::projects::{Sums, turns};
use super::workings;
use crate::model::columns::{VALUE_COLUMNS, ValueColumn};
use crate::model::master::{Baseline, Evidence};
use crate::model::scoreboard::Working;
use crate::model::value::{DailyValue, Method};
use crate::model::{DepartmentId, Micros, ProjectId, Value, Window};

/// Sums of the window, each by what somebody asks for.
pub struct Worth<'a> {
    facts: &'a Facts<'a>,
    window: Window,
    pub sums: Sums,
    /// By method and project: stretches of days under one baseline and one exchange rate, each with
    /// its sums.
    pub workings: BTreeMap<(Method, ProjectId), Vec<Working>>,
    /// Those with more units in a month than anybody wanted, or by far more than was planned.
    pub over_credited: BTreeSet<(Method, ProjectId)>,
    /// Of the headline method, by each day's department and project.
    pub departments: BTreeMap<(Option<DepartmentId>, ProjectId), Value>,
    /// Those whose window adds up to more than the tables hold: in no sum.
    pub beyond: BTreeSet<ProjectId>,
    /// By method and project: the soft benefit by the evidence of that day's baseline.
    pub evidence: BTreeMap<(Method, ProjectId), BTreeMap<Option<Evidence>, Micros>>,
}

impl<'a> Worth<'a> {
    pub fn of(facts: &'a Facts<'a>, window: Window) -> Self {
        let projects = || facts.master.projects.keys();
        let ladders = facts
            .estate
            .methods
            .iter()
            .filter(|method| method.has_ladder());
        let keys = ladders.flat_map(|method| projects().map(|id| (*method, id.clone())));
        let workings = keys
            .map(|key| (key.clone(), workings::stretches(facts, &key.1, window)))
            .collect();
        Self {
            facts,
            window,
            sums: Sums::new(),
            workings,
            over_credited: BTreeSet::new(),
            departments: BTreeMap::new(),
            beyond: BTreeSet::new(),
            evidence: BTreeMap::new(),
        }
    }

    /// The values of a project (and a method) of a whole month, by day.
    pub fn add(&mut self, project: &ProjectId, month: &[&DailyValue]) {
        let Some(first) = month.first() else { return };
        let key = (first.method, project.clone());
        if over_credits(self.facts, project, month, self.window) {
            self.over_credited.insert(key.clone());
        }
        let baselines = self
            .facts
            .master
            .baselines
            .get(project)
            .map_or(&[][..], Vec::as_slice);
        let workings = self.workings.get_mut(&key);
        let mut stretches = workings
            .map_or(&mut [][..], Vec::as_mut_slice)
            .iter_mut()
            .peekable();
        let in_window: Vec<&DailyValue> = month
            .iter()
            .filter(|v| self.window.contains(v.day))
            .copied()
            .collect();
        let evidence = self.evidence.entry(key.clone()).or_default();
        let sum = self.sums.entry(key).or_default();
        for value in &in_window {
            *sum += value.value;
            while stretches
                .next_if(|stretch| stretch.days.to() < value.day)
                .is_some()
            {}
            if let Some(stretch) = stretches
                .peek_mut()
                .filter(|stretch| stretch.days.contains(value.day))
            {
                stretch.value += value.value;
            }
            let rests_on = Baseline::on(baselines, value.day).and_then(|b| b.evidence);
            *evidence.entry(rests_on).or_default() +=
                value.value.soft.unwrap_or_default().benefit();
        }
        if first.method == self.facts.estate.methods[0] {
            for days in in_window.chunk_by(|a, b| a.department_id == b.department_id) {
                let sum = self
                    .departments
                    .entry((days[0].department_id.clone(), project.clone()))
                    .or_default();
                days.iter().for_each(|value| *sum += value.value);
            }
        }
    }

    /// Takes out of all sums whose window is beyond what the tables hold, the largest first, until
    /// all that is left can be added up in any way.
    pub fn hold_range(&mut self) {
        loop {
            let mut all = [0i128; EXACT];
            for sum in self.sums.values() {
                all.iter_mut()
                    .zip(exact(sum))
                    .for_each(|(all, amount)| *all += amount.0.abs());
            }
            let Some(worst) = (0..EXACT)
                .max_by_key(|&at| all[at])
                .filter(|&at| !Micros(all[at]).is_in_range())
            else {
                return;
            };
            let largest = self
                .sums
                .iter()
                .max_by_key(|(_, sum)| exact(sum)[worst].0.abs())
                .map(|((_, project), _)| project.clone());
            let Some(project) = largest else { return };
            self.sums.retain(|(_, of), _| *of != project);
            self.departments.retain(|(_, of), _| *of != project);
            self.workings.retain(|(_, of), _| *of != project);
            self.evidence.retain(|(_, of), _| *of != project);
            self.beyond.insert(project);
        }
    }

    /// Benefit of a method by what it rests on: the soft part by evidence, and last, under none,
    /// also what was signed.
    pub fn evidence_of(&self, method: Method) -> Vec<(Option<Evidence>, Micros)> {
        let mut by_evidence: BTreeMap<Option<Evidence>, Micros> = BTreeMap::new();
        for (_, evidence) in self.evidence.iter().filter(|((of, _), _)| *of == method) {
            evidence
                .iter()
                .for_each(|(on, money)| *by_evidence.entry(*on).or_default() += *money);
        }
        for (_, sum) in self.sums.iter().filter(|((of, _), _)| *of == method) {
            *by_evidence.entry(None).or_default() += sum.cashable + sum.avoidance;
        }
        let (none, some): (Vec<_>, Vec<_>) = by_evidence
            .into_iter()
            .filter(|(_, money)| !money.is_zero())
            .partition(|(on, _)| on.is_none());
        some.into_iter().chain(none).collect()
    }

    /// What the baselines of a project's days rest on, best first, those that brought nothing too.
    pub fn evidence_of_project(
        &self,
        method: Method,
        project: &ProjectId,
    ) -> Vec<(Option<Evidence>, Micros)> {
        let mut found = self
            .evidence
            .get(&(method, project.clone()))
            .cloned()
            .unwrap_or_default();
        let master = self.facts.master;
        let baselines = turns(master, project, self.window)
            .into_iter()
            .filter_map(|day| master.baseline_on(project, day));
        let rests_on: BTreeSet<Option<Evidence>> =
            baselines.map(|baseline| baseline.evidence).collect();
        found.retain(|on, _| rests_on.contains(on));
        rests_on
            .into_iter()
            .for_each(|on| *found.entry(on).or_default() += Micros::ZERO);
        let (none, some): (Vec<_>, Vec<_>) = found.into_iter().partition(|(on, _)| on.is_none());
        some.into_iter().chain(none).collect()
    }
}

const EXACT: usize = VALUE_COLUMNS.len();

/// All that a value says in micros, and what sums of it can be at most. Benefit and cost bound what
/// is made from them.
fn exact(v: &Value) -> [Micros; EXACT] {
    let is_bounded = |name| {
        matches!(
            name,
            "soft" | "cost_build" | "cost_run" | "net" | "cash_result"
        )
    };
    let amount = |column: &ValueColumn| (column.get)(v).filter(|_| !is_bounded(column.name));
    std::array::from_fn(|at| amount(&VALUE_COLUMNS[at]).unwrap_or_default())
}

/// More units in a calendar month (up to the window's end) than 1.1 times what anybody wanted, or 3
/// times what was planned.
fn over_credits(facts: &Facts, project: &ProjectId, month: &[&DailyValue], window: Window) -> bool {
    let Some(of_month) = month
        .first()
        .map(|value| crate::model::window::Month::of(value.day).window())
    else {
        return false;
    };
    let end = of_month.to().min(window.to());
    let Some(baseline) = facts.master.baseline_on(project, end) else {
        return false;
    };
    let units: Micros = month
        .iter()
        .filter(|v| v.day <= end)
        .filter_map(|v| v.value.ladder)
        .map(|l| l.units)
        .sum();
    let demand = baseline
        .demand_per_month
        .is_some_and(|demand| units.0 * 10 > demand.0 * 11);
    demand
        || baseline
            .planned_units_per_month
            .is_some_and(|planned| units.0 > planned.0 * 3)
}
