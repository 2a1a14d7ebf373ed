//! Adding up the days of projects: what ran, what was laid on them, what they carry of shared
//! costs. A day of a project is found by its numbers, since almost all of them have something to
//! say.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::amounts::{self, MOST, OnDay};
use super::daily::Scored;
use super::figures::bands;
use super::kit::{self, Instance};
use super::metering::Projects;
use super::stage::{BaselineOnDay, Calendar, Row};
use super::weights::Weights;
use super::{Facts, TransformError, daily, roi};
use crate::model::columns::VALUE_COLUMNS;
use crate::model::finding::{DailyFinding, FindingKind};
use crate::model::master::{
    Amount, Baseline, BenefitKind, Charges, Cost, Line, Per, Project, RateKind,
};
use crate::model::value::{DailyValue, Ladder, Method, Soft};
use crate::model::window::Month;
use crate::model::{Micros, ProjectId, Value, Window};

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
    /// Its capacity with the lower minutes of the baseline's band, and with the higher.
    capacities: [Micros; 2],
    /// Cashable benefits that replace capacity.
    replacing: Micros,
    valid_ms: i64,
    failed_units: Micros,
    /// Of its cost.
    apart: Apart<'a>,
}

/// Cost that moves by itself from one window to another.
#[derive(Default)]
struct Apart<'a> {
    once: Micros,
    by_the_day: Micros,
    /// By what ran, or by the day.
    on_day: Micros,
    /// By currency.
    converted: BTreeMap<&'a str, Micros>,
    /// Of what was planned with: what nobody can plan for a project.
    charged: Charged<'a>,
}

/// To build, to run, and of both what is paid once, and by currency what is converted.
#[derive(Default)]
struct Charged<'a> {
    build: Micros,
    run: Micros,
    once: Micros,
    converted: BTreeMap<&'a str, Micros>,
}

impl<'a> Charged<'a> {
    fn add(&mut self, cost: &'a Cost, reporting: &str, money: Micros) {
        match cost.kind.is_build() {
            true => self.build += money,
            false => self.run += money,
        }
        let amount = &cost.amount;
        if amount.per == Per::Once && amount.spread_months.is_none() {
            self.once += money;
        } else if amount.per != Per::Once && amount.currency != reporting {
            *self.converted.entry(&amount.currency).or_default() += money;
        }
    }
}

impl<'a> Apart<'a> {
    fn add(&mut self, amount: &'a Amount, reporting: &str, money: Micros) {
        if amount.per.is_metered() || amount.per == Per::Day {
            self.on_day += money;
        }
        match (amount.per, amount.spread_months) {
            // Converted on the day it was paid, once and for all.
            (Per::Once, None) => return self.once += money,
            (Per::Once, Some(_)) => return self.by_the_day += money,
            (Per::Day | Per::Year, _) => self.by_the_day += money,
            _ => {}
        }
        if amount.currency != reporting {
            *self.converted.entry(&amount.currency).or_default() += money;
        }
    }
}

pub struct Ledger<'a> {
    facts: &'a Facts<'a>,
    asked: Window,
    /// Those that are asked for, from the first of their month: demand and signed cash run with the
    /// month.
    days: Window,
    /// Who signed later had not signed.
    as_of: NaiveDate,
    projects: Projects,
    /// By project's number.
    baselines: Vec<&'a [Baseline]>,
    /// By day and then by project, as `places`.
    holds: Vec<BaselineOnDay>,
    cells: Vec<Cell<'a>>,
    /// Where the cell of each day and project is, by day and then by project: most have one.
    places: Vec<Option<u32>>,
    /// What projects carry of shared lines whose days are paid together: by line and project's
    /// number, the first day and the sum.
    carried: BTreeMap<(&'a Line, usize), (NaiveDate, Micros)>,
    /// Somebody planned units of any project.
    is_planned: bool,
    unvalued: Unvalued,
}

impl<'a> Ledger<'a> {
    /// The calendar is that of the days from the first of their month.
    pub fn new(
        facts: &'a Facts<'a>,
        calendar: &Calendar,
        asked: Window,
        as_of: NaiveDate,
    ) -> Result<Self, TransformError> {
        let projects = Projects::of(facts.master);
        let of = |number| {
            let versions = facts.master.baselines.get(projects.id(number));
            versions.map_or(&[][..], Vec::as_slice)
        };
        let baselines = (0..projects.len()).map(of).collect();
        let holds = calendar.all()?;
        Ok(Self {
            facts,
            asked,
            days: daily::from_the_first(asked),
            as_of,
            projects,
            baselines,
            places: vec![None; holds.len()],
            holds,
            cells: Vec::new(),
            carried: BTreeMap::new(),
            is_planned: facts.master.is_planned(),
            unvalued: Unvalued::default(),
        })
    }

    fn place(&self, day: NaiveDate, project: usize) -> usize {
        (day - self.days.from()).num_days() as usize * self.projects.len() + project
    }

    /// The cell of one of the days; the first who asks for it makes it.
    fn cell(&mut self, day: NaiveDate, project: usize) -> &mut Cell<'a> {
        let place = self.place(day, project);
        let at = *self.places[place].get_or_insert_with(|| {
            let BaselineOnDay { baseline, rate } = self.holds[place];
            let baseline = baseline.map(|version| &self.baselines[project][version]);
            let (ladder, soft) = (
                baseline.map(|_| Ladder::default()),
                rate.map(|_| Soft::default()),
            );
            let value = Value {
                ladder,
                soft,
                ..Value::default()
            };
            let instance = baseline.filter(|_| rate.is_some()).and_then(Instance::of);
            let kit = instance.map(|_| Soft::default());
            self.cells.push(Cell {
                value,
                kit,
                baseline,
                instance,
                rate,
                capacities: [Micros::ZERO; 2],
                replacing: Micros::ZERO,
                valid_ms: 0,
                failed_units: Micros::ZERO,
                apart: Apart::default(),
            });
            (self.cells.len() - 1) as u32
        });
        &mut self.cells[at as usize]
    }

    fn unrated(&mut self, line: &Line, currency: &str, day: NaiveDate) {
        let key = (day, line.clone(), currency.to_owned());
        self.unvalued.unrated.insert(key);
    }

    fn beyond(&mut self, line: &Line, project: usize, day: NaiveDate) {
        self.unvalued.beyond.insert((day, line.clone(), project));
    }

    /// Values the rows, which come by project, day, satellite, automation: the order in which
    /// demand is used up.
    pub fn work(&mut self, rows: &[Row]) {
        let charged = self.charged();
        let (mut month, mut units_before) = (None, Micros::ZERO);
        for of_day in rows.chunk_by(|a, b| (a.project, a.day) == (b.project, b.day)) {
            let (project, day) = (of_day[0].project, of_day[0].day);
            // Rows are those of whole months, and may reach beyond the days.
            if !self.days.contains(day) {
                continue;
            }
            if month != Some((project, day.year(), day.month())) {
                (month, units_before) = (Some((project, day.year(), day.month())), Micros::ZERO);
            }
            let lines = self.lines_on(&charged[project], day);
            for row in of_day {
                let cell = self.cell(day, project);
                cell.value.counts += row.counts;
                cell.valid_ms += row.valid_ms;
                for (cost, rate) in &lines {
                    self.book(cost, project, day, charge(cost, row, *rate));
                }
                units_before += self.value(row, units_before);
            }
        }
    }

    /// Values what a row did, and says how many units that is.
    fn value(&mut self, row: &Row, units_before: Micros) -> Micros {
        let &Row {
            project,
            day,
            satellite,
            counts,
            ref worked,
            ..
        } = row;
        let cell = self.cell(day, project);
        let Some(baseline) = cell.baseline else {
            if counts.successes() > 0 {
                let key = (day, project, satellite.to_owned());
                *self.unvalued.unbased.entry(key).or_default() += counts.successes();
            }
            return Micros::ZERO;
        };
        let ladder = roi::ladder(worked, baseline, units_before);
        let soft = cell.rate.map(|rate| roi::soft(&ladder, baseline, rate));
        let (mut value, mut kit, rate) = (cell.value, cell.kit, cell.rate);
        value += Value {
            ladder: Some(ladder),
            soft,
            ..Value::default()
        };
        if let (Some(sum), Some(instance), Some(rate)) = (&mut kit, &cell.instance, rate) {
            *sum += kit::soft(worked, instance, rate);
        }
        if !fits(value.ladder, [value.soft, kit]) {
            self.beyond(&baseline.line, project, day);
            return ladder.units.min(MOST);
        }
        (cell.value, cell.kit) = (value, kit);
        if let Some(rate) = rate {
            let ends = bands::minutes_of(baseline);
            for (capacity, minutes) in cell.capacities.iter_mut().zip(ends) {
                *capacity += roi::capacity_at(minutes, &ladder, baseline, rate);
            }
        }
        cell.failed_units += worked.failed_units(baseline);
        if rate.is_none() && (!ladder.net_minutes.is_zero() || !ladder.units_valued.is_zero()) {
            self.unrated(&baseline.line, &baseline.currency, day);
        }
        ladder.units
    }

    /// Books a project's part of a shared cost.
    fn carry(&mut self, cost: &'a Cost, project: usize, day: NaiveDate, money: Micros) {
        let is_booked = self.book(cost, project, day, money);
        if is_booked && cost.is_paid_together() && self.asked.contains(day) && !money.is_zero() {
            let of_month = self.carried.entry((&cost.line, project));
            let (_, sum) = of_month.or_insert((day, Micros::ZERO));
            // Beyond it the project's window is beyond all range too, and has no figure.
            if (*sum + money).is_in_range() {
                *sum += money;
            }
        }
    }

    /// Books a cost, unless it is more than a day can hold; and says whether it did.
    fn book(&mut self, cost: &'a Cost, project: usize, day: NaiveDate, money: Micros) -> bool {
        let reporting = &self.facts.master.rates.reporting;
        let cell = self.cell(day, project);
        let value = &mut cell.value;
        let sum = if cost.kind.is_build() {
            &mut value.cost_build
        } else {
            &mut value.cost_run
        };
        if *sum + money > MOST {
            self.beyond(&cost.line, project, day);
            return false;
        }
        *sum += money;
        cell.apart.add(&cost.amount, reporting, money);
        if self.is_charged_as_it_is(cost, project, day) {
            let apart = &mut self.cell(day, project).apart;
            apart.charged.add(cost, reporting, money);
        }
        true
    }

    /// Whether a cost enters the plan as it is charged, since no plan of the project says how much
    /// it would be: a part of a shared line, or what runs and is not counted in units.
    fn is_charged_as_it_is(&self, cost: &Cost, project: usize, day: NaiveDate) -> bool {
        if !self.is_planned || !cost.in_plan {
            return false;
        }
        let (fiscal, per) = (self.facts.estate.fiscal_year_start, cost.amount.per);
        let plans = || {
            let plan = Baseline::plan_on(self.baselines[project], fiscal, day);
            plan.is_some_and(|(row, _)| row.plans(per))
        };
        cost.project_id.is_shared() || (per.is_metered() && !plans())
    }

    /// The lines of costs.csv that are charged by what ran, for each project: its own and the
    /// shared ones, which are charged directly, without a split.
    fn charged(&self) -> Vec<Vec<&'a Cost>> {
        let mut charged = vec![Vec::new(); self.projects.len()];
        for cost in self
            .facts
            .master
            .costs
            .iter()
            .filter(|c| c.amount.per.is_metered())
        {
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
        for &cost in charged
            .iter()
            .filter(|c| amounts::is_charged(&c.amount, day))
        {
            match self
                .facts
                .master
                .rates
                .on(&cost.amount.currency, RateKind::Flow, day)
            {
                Some(rate) => lines.push((cost, rate)),
                None => self.unrated(&cost.line, &cost.amount.currency, day),
            }
        }
        lines
    }

    /// Lays the amounts of costs.csv on days; shared ones are split each day and line.
    pub fn costs(&mut self, weights: &Weights) {
        let master = self.facts.master;
        let mut carriers = None;
        for cost in master.costs.iter().filter(|c| !c.amount.per.is_metered()) {
            let Some(project) = self.projects.number(&cost.project_id) else {
                continue;
            };
            for (n, day) in self
                .days
                .days()
                .enumerate()
                .take_while(|(_, day)| *day <= self.facts.counted_to)
            {
                match amounts::on_day(&cost.amount, &master.rates, day) {
                    OnDay::Nothing => {}
                    OnDay::Unrated => self.unrated(&cost.line, &cost.amount.currency, day),
                    OnDay::Money(money) if project == 0 && money <= MOST => {
                        let carriers =
                            &carriers.get_or_insert_with(|| weights.carriers(self.days))[n];
                        let of_day: Vec<i128> =
                            carriers.iter().map(|(_, weight)| *weight).collect();
                        match amounts::split(money, &of_day) {
                            Some(shares) => {
                                for (&(project, _), share) in carriers.iter().zip(shares) {
                                    self.carry(cost, project, day, share);
                                }
                            }
                            None => self.carry(cost, project, day, money),
                        }
                    }
                    OnDay::Money(money) => {
                        self.book(cost, project, day, money);
                    }
                }
            }
        }
    }

    pub fn benefits(&mut self) {
        let master = self.facts.master;
        for benefit in &master.benefits {
            let Some(project) = self.projects.number(&benefit.project_id) else {
                continue;
            };
            let is_signed = benefit.is_signed(self.as_of);
            for day in self
                .days
                .days()
                .take_while(|day| *day <= self.facts.counted_to)
            {
                match amounts::on_day(&benefit.amount, &master.rates, day) {
                    OnDay::Nothing => {}
                    OnDay::Unrated => self.unrated(&benefit.line, &benefit.amount.currency, day),
                    OnDay::Money(money) => {
                        let cell = self.cell(day, project);
                        let sum = match benefit.kind {
                            _ if !is_signed => &mut cell.value.unsigned,
                            BenefitKind::Cashable => &mut cell.value.cashable,
                            BenefitKind::Avoidance => &mut cell.value.avoidance,
                        };
                        if *sum + money > MOST {
                            self.beyond(&benefit.line, project, day);
                            continue;
                        }
                        *sum += money;
                        if !is_signed {
                            let claimed = (day, benefit.line.clone(), project);
                            self.unvalued.unsigned.insert(claimed, money);
                        } else if benefit.replaces_capacity && benefit.kind == BenefitKind::Cashable
                        {
                            cell.replacing += money;
                        }
                    }
                }
            }
        }
    }

    /// Recaptures each day's capacity, once per project and day, and lets go of rows that say
    /// nothing.
    pub fn close(mut self) -> Scored {
        let (mut cells, places) = (
            std::mem::take(&mut self.cells),
            std::mem::take(&mut self.places),
        );
        let projects = self.facts.master.projects.values();
        let versions: Vec<&[Project]> = std::iter::once(&[][..])
            .chain(projects.map(Vec::as_slice))
            .collect();
        let mut months = vec![OfMonth::default(); versions.len()];
        let mut scored = Scored::default();
        let days_of_projects = self
            .days
            .days()
            .flat_map(|day| (0..versions.len()).map(move |project| (day, project)));
        for ((day, project), place) in days_of_projects.zip(places) {
            let Some(cell) = place.map(|at| &mut cells[at as usize]) else {
                continue;
            };
            let turned = months[project].recapture(cell, day);
            if !self.asked.contains(day) {
                continue;
            }
            if let (Some(baseline), None) = (
                cell.baseline.filter(|_| !cell.replacing.is_zero()),
                cell.value.soft,
            ) {
                self.unrated(&baseline.line, &baseline.currency, day);
            }
            let id = self.projects.id(project);
            scored.findings.extend(found_of(cell, turned, id, day));
            let department = Project::on(versions[project], day).map(|p| &p.department_id);
            let values = self.facts.estate.methods.iter().map(|&method| DailyValue {
                day,
                method,
                project_id: id.clone(),
                department_id: department.cloned(),
                value: cell.by(method),
            });
            scored
                .values
                .extend(values.filter(|row| !row.value.is_zero()));
        }
        scored.values.sort_by(|a, b| {
            (a.day, a.method, &a.project_id).cmp(&(b.day, b.method, &b.project_id))
        });
        let carried = std::mem::take(&mut self.carried).into_iter();
        let carried = carried.map(|((line, project), (day, amount))| DailyFinding {
            project_id: Some(self.projects.id(project).clone()),
            line: Some(line.clone()),
            amount,
            ..DailyFinding::of(day, FindingKind::Carried)
        });
        scored.findings.extend(carried);
        let found = std::mem::take(&mut self.unvalued).rows(&self.projects);
        let asked = found.filter(|finding| self.asked.contains(finding.day));
        scored.findings.extend(asked);
        scored
    }
}

impl Cell<'_> {
    /// What a method says of it.
    fn by(&self, method: Method) -> Value {
        match method {
            Method::Reckoner1 => self.value,
            // The kit knows no costs and no signed amounts.
            Method::Kit2023 => Value {
                counts: self.value.counts,
                soft: self.kit,
                ..Value::default()
            },
        }
    }
}

/// What became of a project's capacity on a day, what failed, which cost moves by itself, and how
/// long its sessions took where nobody can say what they are worth.
fn found_of(
    cell: &Cell,
    turned: Turned,
    project: &ProjectId,
    day: NaiveDate,
) -> impl Iterator<Item = DailyFinding> {
    let of = move |kind| DailyFinding {
        project_id: Some(project.clone()),
        ..DailyFinding::of(day, kind)
    };
    let amount = move |kind, amount: Micros| {
        (!amount.is_zero()).then(|| DailyFinding { amount, ..of(kind) })
    };
    let valid = cell.value.counts.valid();
    let lasted = (cell.baseline.is_none() && valid > 0).then(|| DailyFinding {
        sessions: valid,
        duration_ms: cell.valid_ms,
        ..of(FindingKind::Lasted)
    });
    let in_currencies = move |kind, (currency, money): (&&str, &Micros)| {
        let currency = Some((*currency).to_owned());
        amount(kind, *money).map(|found| DailyFinding { currency, ..found })
    };
    let converted = cell.apart.converted.iter();
    let converted = converted.map(move |of| in_currencies(FindingKind::Converted, of));
    let charged = cell.apart.charged.converted.iter();
    let charged = charged.map(move |of| in_currencies(FindingKind::ChargedConverted, of));
    [
        amount(FindingKind::Replaced, turned.replaced),
        amount(FindingKind::Lost, turned.lost),
        amount(FindingKind::FailedUnits, cell.failed_units),
        amount(FindingKind::PaidOnce, cell.apart.once),
        amount(FindingKind::ByTheDay, cell.apart.by_the_day),
        amount(FindingKind::PaidOnDay, cell.apart.on_day),
        amount(FindingKind::ChargedBuild, cell.apart.charged.build),
        amount(FindingKind::ChargedRun, cell.apart.charged.run),
        amount(FindingKind::ChargedOnce, cell.apart.charged.once),
        lasted,
    ]
    .into_iter()
    .chain(converted)
    .chain(charged)
    .flatten()
}

/// What of a day's capacity is not freed time that is put to use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Turned {
    /// Signed cash stands in its place.
    replaced: Micros,
    /// It took people more time than it freed: 0 or less.
    lost: Micros,
}

/// What could not be valued, each once.
#[derive(Debug, Default)]
struct Unvalued {
    /// Amounts without an exchange rate, by day, line and currency.
    unrated: BTreeSet<(NaiveDate, Line, String)>,
    /// By day, line and project's number.
    beyond: BTreeSet<(NaiveDate, Line, usize)>,
    unsigned: BTreeMap<(NaiveDate, Line, usize), Micros>,
    /// Successes without a baseline, by day, project's number and satellite: sessions, not shares.
    unbased: BTreeMap<(NaiveDate, usize, String), i64>,
}

impl Unvalued {
    fn rows(self, projects: &Projects) -> impl Iterator<Item = DailyFinding> {
        let id = |number: usize| Some(projects.id(number).clone());
        let unrated = self
            .unrated
            .into_iter()
            .map(|(day, line, currency)| DailyFinding {
                line: Some(line),
                currency: Some(currency),
                ..DailyFinding::of(day, FindingKind::Unrated)
            });
        let beyond = self
            .beyond
            .into_iter()
            .map(move |(day, line, number)| DailyFinding {
                line: Some(line),
                project_id: id(number),
                ..DailyFinding::of(day, FindingKind::Beyond)
            });
        let unsigned = self.unsigned.into_iter();
        let unsigned = unsigned.map(move |((day, line, number), amount)| DailyFinding {
            line: Some(line),
            project_id: id(number),
            amount,
            ..DailyFinding::of(day, FindingKind::Unsigned)
        });
        let unbased = self.unbased.into_iter();
        let unbased = unbased.map(move |((day, number, satellite), sessions)| DailyFinding {
            project_id: id(number),
            satellite_id: Some(satellite),
            sessions,
            ..DailyFinding::of(day, FindingKind::Unbased)
        });
        unrated.chain(beyond).chain(unsigned).chain(unbased)
    }
}

/// What runs with the month in a project: over its days that have a baseline and a rate.
#[derive(Debug, Clone, Copy, Default)]
struct OfMonth {
    month: Option<Month>,
    cash: Micros,
    /// With the baseline's minutes, and with both ends of their band.
    capacities: [Running; 3],
}

/// Capacity up to a day, and what of it signed cash stands in the place of.
#[derive(Debug, Clone, Copy, Default)]
struct Running {
    capacity: Micros,
    replaced: Micros,
}

impl Running {
    /// What signed cash replaces of a day's capacity.
    fn replace(&mut self, capacity: Micros, cash: Micros) -> Micros {
        self.capacity += capacity;
        let replaced = roi::replaced(cash, self.capacity);
        replaced - std::mem::replace(&mut self.replaced, replaced)
    }
}

impl OfMonth {
    /// Recaptures a day's capacity; days come in their order.
    fn recapture(&mut self, cell: &mut Cell, day: NaiveDate) -> Turned {
        let (Some(baseline), Some(soft)) = (cell.baseline, &mut cell.value.soft) else {
            return Turned::default();
        };
        if self.month != Some(Month::of(day)) {
            *self = Self {
                month: Some(Month::of(day)),
                ..Self::default()
            };
        }
        self.cash += cell.replacing;
        let [low, high] = cell.capacities;
        let of_day = [soft.capacity, low, high];
        let mut replaced = [Micros::ZERO; 3];
        for (at, running) in self.capacities.iter_mut().enumerate() {
            replaced[at] = running.replace(of_day[at], self.cash);
        }
        let put_to_use = baseline.put_to_use();
        let recaptured = |at: usize| roi::recaptured(of_day[at], replaced[at], put_to_use);
        soft.recaptured = recaptured(0);
        // Minutes beyond all measure must not take the figure itself out of the tables.
        let within = |width: Micros| width.clamp(Micros::ZERO - MOST, MOST);
        soft.band_down = within(soft.recaptured - recaptured(1));
        soft.band_up = within(recaptured(2) - soft.recaptured);
        Turned {
            replaced: replaced[0],
            lost: soft.capacity.min(Micros::ZERO),
        }
    }
}

/// What a line that is charged by what ran is charged for a row.
fn charge(cost: &Cost, row: &Row, rate: Micros) -> Micros {
    let (amount, worked) = (cost.amount.amount, &row.worked);
    match (cost.amount.per, cost.charges) {
        (Per::MachineHour, Charges::Ran) => roi::machine_hour_cost(amount, worked.ran_ms, rate),
        (Per::MachineHour, Charges::Valid) => roi::machine_hour_cost(amount, worked.valid_ms, rate),
        (Per::Item, _) => roi::session_cost(amount, worked.item_valid, rate),
        (_, Charges::Ran) => roi::session_cost(amount, worked.ran, rate),
        (_, Charges::Valid) => roi::session_cost(amount, worked.valid, rate),
    }
}

/// Whether what rests on a baseline is no more than a day can hold.
fn fits(ladder: Option<Ladder>, soft: [Option<Soft>; 2]) -> bool {
    let stored = || VALUE_COLUMNS.iter().filter(|column| column.put.is_some());
    soft.into_iter().all(|soft| {
        let value = Value {
            ladder,
            soft,
            ..Value::default()
        };
        let mut amounts = stored().filter_map(|column| (column.get)(&value));
        amounts.all(|amount| amount.0.abs() <= MOST.0)
    })
}
