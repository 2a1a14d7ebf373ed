//! The plan of a project, day by day: planned units through the same ladder as what was done, and
//! the lines of costs.csv and benefits.csv that were planned with, at budget rates.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::units::{days_of_units, planned_failures, planned_units};
use crate::model::columns::VALUE_COLUMNS;
use crate::model::master::{
    Amount, Baseline, Benefit, BenefitKind, Cost, Per, Project, RateKind, Unit,
};
use crate::model::ratio::{Defined, Why};
use crate::model::value::{Ladder, Soft};
use crate::model::{Micros, ProjectId, Value, Window};
use crate::transform::Facts;
use crate::transform::amounts::{self, MOST, OnDay};
use crate::transform::figures::rational::Rational;
use crate::transform::roi::{self, DoneUnits};

/// What was planned for a day.
#[derive(Debug, Clone)]
pub struct PlannedDay<'a> {
    pub day: NaiveDate,
    /// The row that units are planned by, and the rate of its currency, where any are on this day.
    pub row: Option<(&'a Baseline, Option<Micros>)>,
    pub value: Value,
    pub failed_units: Micros,
    /// Capacity in whose place planned cash stands.
    pub replaced: Micros,
    /// Planned cash that replaces capacity, and what of it comes once.
    pub replacing: [Micros; 2],
    pub once_signed: Micros,
    pub once_paid: Micros,
}

/// What is planned for one project.
pub struct ProjectPlan<'a> {
    facts: &'a Facts<'a>,
    baselines: &'a [Baseline],
    /// As it is on the window's last day.
    project: &'a Project,
    costs: Vec<&'a Cost>,
    benefits: Vec<&'a Benefit>,
    /// What units come to, since most days of a month are alike.
    known: HashMap<LikeDays, (Ladder, Option<Soft>)>,
}

/// A row's line, units, those of them that are valued, and the rate.
type LikeDays = (u32, Micros, Micros, Option<Micros>);

/// So many different days are kept.
const ALIKE: usize = 64;

/// What runs with the calendar month.
#[derive(Debug, Clone, Copy, Default)]
struct SinceTheFirst {
    units: Micros,
    cash: Micros,
    capacity: Micros,
    replaced: Micros,
}

impl<'a> ProjectPlan<'a> {
    /// None where there is no such project.
    pub fn of(facts: &'a Facts<'a>, id: &ProjectId, as_of: NaiveDate) -> Option<Self> {
        let master = facts.master;
        let costs = master.costs.iter();
        let benefits = master.benefits.iter();
        Some(Self {
            facts,
            baselines: master.baselines.get(id).map_or(&[], Vec::as_slice),
            project: master.project_on(id, as_of)?,
            costs: costs.filter(|c| c.in_plan && c.project_id == *id).collect(),
            benefits: benefits
                .filter(|b| b.in_plan && b.project_id == *id)
                .collect(),
            known: HashMap::new(),
        })
    }

    /// Tells what is planned on each of the days on which anything is; an error where that is
    /// beyond what a day can hold.
    pub fn each(&mut self, days: Window, mut tell: impl FnMut(&PlannedDay<'a>)) -> Defined<()> {
        for month in days.months() {
            let mut since = SinceTheFirst::default();
            let to = month.window().to().min(days.to());
            let known = Window::new(month.window().from(), to).into_iter();
            for day in known.flat_map(Window::days) {
                let planned = self.on(day, &mut since)?;
                if days.contains(day) && (planned.row.is_some() || !planned.value.is_zero()) {
                    tell(&planned);
                }
            }
        }
        Ok(())
    }

    fn on(&mut self, day: NaiveDate, since: &mut SinceTheFirst) -> Defined<PlannedDay<'a>> {
        let row = self.row_on(day);
        let mut planned = PlannedDay {
            day,
            row,
            value: Value::default(),
            failed_units: Micros::ZERO,
            replaced: Micros::ZERO,
            replacing: [Micros::ZERO; 2],
            once_signed: Micros::ZERO,
            once_paid: Micros::ZERO,
        };
        if let Some(row) = row {
            self.work(row, since, &mut planned);
        }
        self.benefits(&mut planned);
        self.costs(&mut planned)?;
        if let Some((row, _)) = row {
            recapture(row, since, &mut planned);
        }
        let mut amounts = VALUE_COLUMNS.iter().filter_map(|c| (c.get)(&planned.value));
        match amounts.all(|amount| amount.0.abs() <= MOST.0) {
            true => Ok(planned),
            false => Err(Why::BeyondRange),
        }
    }

    /// The row by which units are planned on a day, and the rate of its currency.
    fn row_on(&self, day: NaiveDate) -> Option<(&'a Baseline, Option<Micros>)> {
        let fiscal = self.facts.estate.fiscal_year_start;
        let (row, _) = Baseline::plan_on(self.baselines, fiscal, day)?;
        days_of_units(row, self.project, day)?
            .contains(day)
            .then(|| {
                let rate = self.budget(&row.currency, row.valid_from, day);
                (row, rate)
            })
    }

    /// What a row or line that holds from a day on was budgeted with: the rate of the first day of
    /// the fiscal year, or of its own first day in it; where none is known by then, the day's.
    fn budget(&self, currency: &str, from: NaiveDate, day: NaiveDate) -> Option<Micros> {
        let rates = &self.facts.master.rates;
        let year = self.facts.estate.fiscal_year_start.year_of(day);
        let budget = |on| rates.on(currency, RateKind::Budget, on);
        budget(from.max(year)).or_else(|| budget(day))
    }

    fn work(
        &mut self,
        (row, rate): (&Baseline, Option<Micros>),
        since: &mut SinceTheFirst,
        planned: &mut PlannedDay,
    ) {
        let per_month = row.planned_units_per_month.unwrap_or_default();
        let live_from = self.project.live_from.unwrap_or(row.valid_from);
        let units = planned_units(per_month, (live_from, row.ramp_months), planned.day);
        let done = DoneUnits {
            units,
            failed_units: planned_failures(units, row.planned_success),
            attended_minutes: Micros::ZERO,
        };
        let valued = roi::units_valued(units, row.demand_per_month, since.units);
        if self.known.len() > ALIKE {
            self.known.clear();
        }
        let alike = (row.line.line, units, valued, rate);
        let (ladder, soft) = *self.known.entry(alike).or_insert_with(|| {
            let ladder = roi::ladder_of(&done, row, since.units);
            (ladder, rate.map(|rate| roi::soft(&ladder, row, rate)))
        });
        since.units += units;
        (planned.value.ladder, planned.value.soft) = (Some(ladder), soft);
        planned.failed_units = done.failed_units;
    }

    fn laid(&self, amount: &Amount, day: NaiveDate) -> Micros {
        let rate = |_, on| self.budget(&amount.currency, amount.from, on);
        match amounts::laid(amount, day, rate) {
            OnDay::Money(money) => money,
            OnDay::Nothing | OnDay::Unrated => Micros::ZERO,
        }
    }

    fn benefits(&self, planned: &mut PlannedDay) {
        for benefit in &self.benefits {
            let money = self.laid(&benefit.amount, planned.day);
            let is_once = is_once(&benefit.amount);
            if is_once {
                planned.once_signed += money;
            }
            match benefit.kind {
                BenefitKind::Cashable => planned.value.cashable += money,
                BenefitKind::Avoidance => planned.value.avoidance += money,
            }
            let is_valued = planned.value.soft.is_some();
            if benefit.replaces_capacity && benefit.kind == BenefitKind::Cashable && is_valued {
                planned.replacing[0] += money;
                planned.replacing[1] += if is_once { money } else { Micros::ZERO };
            }
        }
    }

    fn costs(&self, planned: &mut PlannedDay) -> Defined<()> {
        for cost in &self.costs {
            let money = match cost.amount.per.is_metered() {
                true => self.charged(cost, planned).ok_or(Why::BeyondRange)?,
                false => self.laid(&cost.amount, planned.day),
            };
            if is_once(&cost.amount) {
                planned.once_paid += money;
            }
            match cost.kind.is_build() {
                true => planned.value.cost_build += money,
                false => planned.value.cost_run += money,
            }
        }
        Ok(())
    }

    /// What is charged by planned sessions, `units / success / units_per_session`, or by planned
    /// items; nothing where the row counts something else. None beyond all range.
    fn charged(&self, cost: &Cost, planned: &PlannedDay) -> Option<Micros> {
        let (amount, day) = (&cost.amount, planned.day);
        let row = planned.row.map(|(row, _)| row);
        let Some(row) = row.filter(|row| row.plans(amount.per)) else {
            return Some(Micros::ZERO);
        };
        let rate = self.budget(&amount.currency, amount.from, day);
        let Some(rate) = rate.filter(|_| amounts::is_charged(amount, day)) else {
            return Some(Micros::ZERO);
        };
        let units = planned.value.ladder.unwrap_or_default().units;
        let of_one = match row.unit {
            Unit::Session => row.units_per_session,
            Unit::Item => Micros::ONE,
        };
        let money = Rational::whole(units.0)
            .times(&Rational::whole(amount.amount.0))
            .times(&Rational::whole(rate.0));
        let over = Rational::of(1, row.planned_success.0 * of_one.0)?;
        money.times(&over).round()
    }
}

/// Paid or signed once, and not spread.
fn is_once(amount: &Amount) -> bool {
    amount.per == Per::Once && amount.spread_months.is_none()
}

/// Recaptures a day's capacity, as what was done is; days come in their order.
fn recapture(row: &Baseline, since: &mut SinceTheFirst, planned: &mut PlannedDay) {
    let Some(soft) = &mut planned.value.soft else {
        return;
    };
    since.cash += planned.replacing[0];
    since.capacity += soft.capacity;
    let replaced = roi::replaced(since.cash, since.capacity);
    planned.replaced = replaced - std::mem::replace(&mut since.replaced, replaced);
    soft.recaptured = roi::recaptured(soft.capacity, planned.replaced, row.put_to_use());
}
