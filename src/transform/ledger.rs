//! Adding up the days of projects: what ran, what was laid on them, what they carry of shared costs. A day of a project
//! is found by its numbers, since almost all of them have something to say.

use chrono::{Datelike, NaiveDate};

use super::amounts::{self, OnDay};
use super::daily::{Lasted, Valued};
use super::kit::{self, Instance};
use super::metered::Row;
use super::metering::Projects;
use super::{Facts, roi};
use crate::model::master::{Baseline, BenefitKind, Cost, Line, Per, Project, RateKind};
use crate::model::value::{DailyValue, Ladder, Method, Soft};
use crate::model::{Micros, Value, Window};

/// What is being added up for one project on one day.
struct Cell<'a> {
    value: Value,
    /// The same by the vendor's kit.
    kit: Option<Soft>,
    baseline: Option<&'a Baseline>,
    /// What the kit takes a session for.
    instance: Option<Instance>,
    /// Of the baseline's currency.
    rate: Option<Micros>,
    /// Cashable benefits that replace capacity.
    replacing: Micros,
    /// Σ duration × share of valid sessions: what it carries of shared costs.
    weight: i128,
    valid_ms: i64,
}

pub struct Ledger<'a> {
    facts: &'a Facts<'a>,
    days: Window,
    projects: Projects,
    /// By project's number.
    baselines: Vec<&'a [Baseline]>,
    cells: Vec<Cell<'a>>,
    /// Where the cell of each day and project is, by day and then by project: most have one.
    places: Vec<Option<u32>>,
    valued: Valued,
}

impl<'a> Ledger<'a> {
    pub fn new(facts: &'a Facts<'a>, days: Window) -> Self {
        let projects = Projects::of(facts.master);
        let of = |number| facts.master.baselines.get(projects.id(number)).map_or(&[][..], Vec::as_slice);
        let baselines = (0..projects.len()).map(of).collect();
        let places = vec![None; projects.len() * days.day_count() as usize];
        Self { facts, days, projects, baselines, cells: Vec::new(), places, valued: Valued::default() }
    }

    fn place(&self, day: NaiveDate, project: usize) -> usize {
        (day - self.days.from()).num_days() as usize * self.projects.len() + project
    }

    /// The cell of one of the days; the first who asks for it makes it.
    fn cell(&mut self, day: NaiveDate, project: usize) -> &mut Cell<'a> {
        let place = self.place(day, project);
        let at = *self.places[place].get_or_insert_with(|| {
            let baseline = Baseline::on(self.baselines[project], day);
            let rate = baseline.and_then(|b| self.facts.master.rates.on(&b.currency, RateKind::Flow, day));
            let (ladder, soft) = (baseline.map(|_| Ladder::default()), rate.map(|_| Soft::default()));
            let value = Value { ladder, soft, ..Value::default() };
            let instance = baseline.filter(|_| rate.is_some()).and_then(Instance::of);
            let kit = instance.map(|_| Soft::default());
            self.cells.push(Cell { value, kit, baseline, instance, rate, replacing: Micros::ZERO, weight: 0, valid_ms: 0 });
            (self.cells.len() - 1) as u32
        });
        &mut self.cells[at as usize]
    }

    fn unrated(&mut self, line: &Line, currency: &str, day: NaiveDate) {
        self.valued.unrated.entry((line.clone(), currency.to_owned())).or_default().insert(day);
    }

    /// Values the rows, which come by project, day, satellite, automation: the order in which demand is used up.
    pub fn work(&mut self, rows: &[Row]) {
        let charged = self.charged();
        let (mut month, mut units_before) = (None, Micros::ZERO);
        let mut lines: Vec<(&Cost, Micros)> = Vec::new();
        let mut group = None;
        for &Row { project, day, satellite, counts, worked, valid_ms } in rows {
            if month != Some((project, day.year(), day.month())) {
                (month, units_before) = (Some((project, day.year(), day.month())), Micros::ZERO);
            }
            let asked = self.days.contains(day);
            if group != Some((project, day)) {
                group = Some((project, day));
                lines = if asked { self.lines_on(&charged[project], day) } else { Vec::new() };
            }
            if !asked {
                // Before the first day asked for: only what it used up of the month's demand matters.
                if let Some(baseline) = Baseline::on(self.baselines[project], day) {
                    units_before += worked.units(baseline);
                }
                continue;
            }
            let cell = self.cell(day, project);
            cell.value.counts += counts;
            cell.weight += worked.valid_ms.0;
            cell.valid_ms += valid_ms;
            for (cost, rate) in &lines {
                let money = match cost.amount.per {
                    Per::MachineHour => roi::machine_hour_cost(cost.amount.amount, worked.valid_ms, *rate),
                    Per::Item => roi::session_cost(cost.amount.amount, worked.item_valid, *rate),
                    _ => roi::session_cost(cost.amount.amount, worked.valid, *rate),
                };
                book(&mut cell.value, cost, money);
            }
            let Some(baseline) = cell.baseline else {
                let id = self.projects.id(project).clone();
                if counts.successes() > 0 {
                    *self.valued.unbased.entry((id, satellite.to_owned(), day)).or_default() += counts.successes();
                }
                continue;
            };
            let ladder = roi::ladder(&worked, baseline, units_before);
            units_before += ladder.units;
            let soft = cell.rate.map(|rate| roi::soft(&ladder, baseline, rate));
            cell.value += Value { ladder: Some(ladder), soft, ..Value::default() };
            if let (Some(sum), Some(instance), Some(rate)) = (&mut cell.kit, &cell.instance, cell.rate) {
                *sum += kit::soft(&worked, instance, rate);
            }
            if cell.rate.is_none() && (!ladder.net_minutes.is_zero() || !ladder.units_valued.is_zero()) {
                self.unrated(&baseline.line, &baseline.currency, day);
            }
        }
    }

    /// The lines of costs.csv that are charged by what ran, for each project: its own and the shared ones, which are
    /// charged directly, without a split.
    fn charged(&self) -> Vec<Vec<&'a Cost>> {
        let mut charged = vec![Vec::new(); self.projects.len()];
        for cost in self.facts.master.costs.iter().filter(|c| c.amount.per.is_metered()) {
            match self.projects.number(&cost.project_id) {
                Some(0) => charged.iter_mut().for_each(|lines| lines.push(cost)),
                Some(project) => charged[project].push(cost),
                None => {}
            }
        }
        charged
    }

    fn lines_on(&mut self, charged: &[&'a Cost], day: NaiveDate) -> Vec<(&'a Cost, Micros)> {
        let mut lines = Vec::new();
        for &cost in charged.iter().filter(|c| amounts::is_charged(&c.amount, day)) {
            match self.facts.master.rates.on(&cost.amount.currency, RateKind::Flow, day) {
                Some(rate) => lines.push((cost, rate)),
                None => self.unrated(&cost.line, &cost.amount.currency, day),
            }
        }
        lines
    }

    /// Lays the amounts of costs.csv on days; shared ones are split each day and line, after all rows are known.
    pub fn costs(&mut self) {
        let master = self.facts.master;
        let weights: Vec<(Vec<usize>, Vec<i128>)> = self.days.days().map(|day| self.weights(day)).collect();
        for cost in master.costs.iter().filter(|c| !c.amount.per.is_metered()) {
            let Some(project) = self.projects.number(&cost.project_id) else { continue };
            for (day, weights) in self.days.days().zip(&weights).take_while(|(day, _)| *day <= self.facts.counted_to) {
                match amounts::on_day(&cost.amount, &master.rates, day) {
                    OnDay::Nothing => {}
                    OnDay::Unrated => self.unrated(&cost.line, &cost.amount.currency, day),
                    OnDay::Money(money) => {
                        let (carriers, of_day) = weights;
                        match (project == 0).then(|| amounts::split(money, of_day)).flatten() {
                            Some(shares) => {
                                for (&project, share) in carriers.iter().zip(shares) {
                                    book(&mut self.cell(day, project).value, cost, share);
                                }
                            }
                            None => book(&mut self.cell(day, project).value, cost, money),
                        }
                    }
                }
            }
        }
    }

    /// The projects that ran on a day, with what each carries of shared costs.
    fn weights(&self, day: NaiveDate) -> (Vec<usize>, Vec<i128>) {
        let from = self.place(day, 0);
        let of_day = self.places[from..from + self.projects.len()].iter().enumerate();
        let weights = of_day.filter_map(|(project, place)| Some((project, self.cells[(*place)? as usize].weight)));
        weights.filter(|(_, weight)| *weight > 0).unzip()
    }

    pub fn benefits(&mut self) {
        let master = self.facts.master;
        for benefit in &master.benefits {
            let Some(project) = self.projects.number(&benefit.project_id) else { continue };
            for day in self.days.days().take_while(|day| *day <= self.facts.counted_to) {
                match amounts::on_day(&benefit.amount, &master.rates, day) {
                    OnDay::Nothing => {}
                    OnDay::Unrated => self.unrated(&benefit.line, &benefit.amount.currency, day),
                    OnDay::Money(money) => {
                        let cell = self.cell(day, project);
                        match benefit.kind {
                            BenefitKind::Cashable => cell.value.cashable += money,
                            BenefitKind::Avoidance => cell.value.avoidance += money,
                        }
                        if benefit.replaces_capacity && benefit.kind == BenefitKind::Cashable {
                            cell.replacing += money;
                        }
                    }
                }
            }
        }
    }

    /// Recaptures each day's capacity, once per project and day, and lets go of rows that say nothing.
    pub fn close(mut self) -> Valued {
        let (mut cells, places) = (std::mem::take(&mut self.cells), std::mem::take(&mut self.places));
        let projects = self.facts.master.projects.values();
        let versions: Vec<&[Project]> = std::iter::once(&[][..]).chain(projects.map(Vec::as_slice)).collect();
        let days_of_projects = self.days.days().flat_map(|day| (0..versions.len()).map(move |project| (day, project)));
        for ((day, project), place) in days_of_projects.zip(places) {
            let Some(cell) = place.map(|at| &mut cells[at as usize]) else { continue };
            match (cell.baseline, &mut cell.value.soft) {
                (Some(baseline), Some(soft)) => soft.recaptured = roi::recaptured(soft.capacity, cell.replacing, baseline.conversion),
                (Some(baseline), None) if !cell.replacing.is_zero() => self.unrated(&baseline.line, &baseline.currency, day),
                _ => {}
            }
            let project_id = self.projects.id(project).clone();
            if !cell.replacing.is_zero() {
                self.valued.replacing.insert((project_id.clone(), day), cell.replacing);
            }
            if cell.value.counts.valid() > 0 {
                let (valid, duration_ms) = (cell.value.counts.valid(), cell.valid_ms);
                self.valued.durations.push(Lasted { project_id: project_id.clone(), day, valid, duration_ms });
            }
            let department_id = Project::on(versions[project], day).map(|p| p.department_id.clone());
            for &method in &self.facts.estate.methods {
                let value = match method {
                    Method::Reckoner1 => cell.value,
                    // The kit knows no costs and no signed amounts.
                    Method::Kit2023 => Value { counts: cell.value.counts, soft: cell.kit, ..Value::default() },
                };
                if !value.is_zero() {
                    let (project_id, department_id) = (project_id.clone(), department_id.clone());
                    self.valued.values.push(DailyValue { day, method, project_id, department_id, value });
                }
            }
        }
        self.valued.values.sort_by(|a, b| (a.day, a.method, &a.project_id).cmp(&(b.day, b.method, &b.project_id)));
        self.valued
    }
}

fn book(value: &mut Value, cost: &Cost, money: Micros) {
    if cost.kind.is_build() { value.cost_build += money } else { value.cost_run += money }
}
