//! The paid view: each day's money by when it is paid or received. Freed time, avoided errors and
//! what is charged by what ran stand on the day they were earned on; an amount that is laid on a
//! month or a year is paid at one time, a cost on the first of its days that count, a benefit on
//! the last, unless its line says otherwise; what is paid once is paid whole, however long it is
//! spread.
//!
//! A payment that was made counts whole, also for days after the last that is known. Of a shared
//! line each project pays what it carried; the part of later days is split as the days before were.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::present::Discounting;
use super::{added_up, whole_life};
use crate::model::board::life::{PaidDay, WholeLives};
use crate::model::finding::{DailyFinding, FindingKind};
use crate::model::master::{Amount, BenefitKind, Line, Paid, Per};
use crate::model::ratio::{Defined, Why};
use crate::model::value::DailyValue;
use crate::model::window::Month;
use crate::model::{DepartmentId, Micros, ProjectId, Window};
use crate::transform::Facts;
use crate::transform::amounts::{self, MOST, OnDay};

/// What was earned and paid, gathered as the months of the history are told.
pub struct PaidView<'a> {
    facts: &'a Facts<'a>,
    as_of: NaiveDate,
    days: BTreeMap<ProjectId, BTreeMap<NaiveDate, PaidDay>>,
    /// What projects carried of shared lines whose days are paid together, by line and month.
    carried: BTreeMap<Line, BTreeMap<Month, BTreeMap<ProjectId, Micros>>>,
}

/// What is paid at one time, and the days that it is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Payment {
    on: NaiveDate,
    days: Window,
}

impl<'a> PaidView<'a> {
    /// `as_of`: the window's last day.
    pub fn of(facts: &'a Facts<'a>, as_of: NaiveDate) -> Self {
        Self {
            facts,
            as_of,
            days: BTreeMap::new(),
            carried: BTreeMap::new(),
        }
    }

    fn has_ladder(&self) -> bool {
        self.facts.estate.methods[0].has_ladder()
    }

    /// Values of a project and a method, by day: what its work brought.
    pub fn add(&mut self, values: &[&DailyValue]) {
        let Some(first) = values.first() else { return };
        if first.method != self.facts.estate.methods[0] || !self.has_ladder() {
            return;
        }
        let as_of = self.as_of;
        for value in values.iter().filter(|value| value.day <= as_of) {
            let brought = value.value.soft.unwrap_or_default().benefit();
            self.put(&value.project_id, value.day, brought, Micros::ZERO);
        }
    }

    /// What was found beside values: cost that is dated by its own day, and who carried shared
    /// cost.
    pub fn found(&mut self, findings: &[DailyFinding]) {
        let as_of = self.as_of;
        for finding in findings.iter().filter(|found| found.day <= as_of) {
            let Some(project) = &finding.project_id else {
                continue;
            };
            match (finding.kind, &finding.line) {
                (FindingKind::PaidOnce | FindingKind::PaidOnDay, _) => {
                    let spent = Micros::ZERO - finding.amount;
                    self.put(project, finding.day, spent, spent);
                }
                (FindingKind::Carried, Some(line)) => {
                    let months = self.carried.entry(line.clone()).or_default();
                    let of_month = months.entry(Month::of(finding.day)).or_default();
                    *of_month.entry(project.clone()).or_default() += finding.amount;
                }
                _ => {}
            }
        }
    }

    fn put(&mut self, project: &ProjectId, day: NaiveDate, economic: Micros, cash: Micros) {
        if economic.is_zero() && cash.is_zero() {
            return;
        }
        let days = self.days.entry(project.clone()).or_default();
        let paid = days.entry(day).or_insert(PaidDay {
            day,
            economic: Micros::ZERO,
            cash: Micros::ZERO,
        });
        paid.economic += economic;
        paid.cash += cash;
    }

    /// All lives. `beyond`: projects of which nothing is told, since they are beyond the range of
    /// the tables.
    pub fn lives(mut self, beyond: impl Fn(&ProjectId) -> bool) -> Defined<WholeLives> {
        if !self.has_ladder() {
            return Err(Why::NoLadder);
        }
        self.costs();
        self.benefits();
        let rate = self.facts.estate.discount_rate.map(Discounting::yearly);
        let life = |days| whole_life(days, self.as_of, rate.as_ref());
        let days: BTreeMap<ProjectId, Vec<PaidDay>> = self
            .days
            .into_iter()
            .filter(|(project, _)| !beyond(project))
            .map(|(project, days)| (project, days.into_values().collect()))
            .collect();
        let master = self.facts.master;
        let mut departments: BTreeMap<DepartmentId, Vec<&[PaidDay]>> = BTreeMap::new();
        for (project, days) in &days {
            let department = |paid: &PaidDay| {
                let project = master.project_on(project, paid.day)?;
                Some(&project.department_id)
            };
            for days in days.chunk_by(|a, b| department(a) == department(b)) {
                if let Some(department) = department(&days[0]) {
                    departments
                        .entry(department.clone())
                        .or_default()
                        .push(days);
                }
            }
        }
        let departments = departments.into_iter();
        let estate = added_up(days.values().map(Vec::as_slice));
        Ok(WholeLives {
            estate: life(estate),
            departments: departments
                .map(|(id, days)| (id, life(added_up(days))))
                .collect(),
            projects: days
                .into_iter()
                .map(|(id, days)| (id, life(days)))
                .collect(),
        })
    }

    /// The last day whose payments count: of later ones nobody has told yet what ran.
    fn last_paid(&self) -> NaiveDate {
        self.as_of.min(self.facts.counted_to)
    }

    fn costs(&mut self) {
        let lines = self.facts.master.costs.iter();
        for cost in lines.filter(|cost| cost.is_paid_together()) {
            for payment in payments(&cost.amount, cost.paid, self.last_paid()) {
                match cost.project_id.is_shared() {
                    true => self.pay_shared(&cost.line, &cost.amount, payment),
                    false => {
                        let spent = Micros::ZERO - self.money(&cost.amount, payment.days);
                        self.put(&cost.project_id, payment.on, spent, spent);
                    }
                }
            }
        }
    }

    fn benefits(&mut self) {
        let (lines, as_of) = (self.facts.master.benefits.iter(), self.as_of);
        for benefit in lines.filter(|benefit| benefit.is_signed(as_of)) {
            for payment in payments(&benefit.amount, benefit.paid, self.last_paid()) {
                let received = self.money(&benefit.amount, payment.days);
                let cash = match benefit.kind {
                    BenefitKind::Cashable => received,
                    BenefitKind::Avoidance => Micros::ZERO,
                };
                self.put(&benefit.project_id, payment.on, received, cash);
            }
        }
    }

    /// What an amount lays on days.
    fn money(&self, amount: &Amount, days: Window) -> Micros {
        let on = |day| match amounts::on_day(amount, &self.facts.master.rates, day) {
            OnDay::Money(money) if money <= MOST => money,
            _ => Micros::ZERO,
        };
        days.days().map(on).sum()
    }

    /// What projects carried of these days up to the last that counts, and their parts of the days
    /// after it.
    fn pay_shared(&mut self, line: &Line, amount: &Amount, payment: Payment) {
        let mut shares: BTreeMap<ProjectId, Micros> = BTreeMap::new();
        let months = self.carried.get(line).into_iter().flatten();
        let days = payment.days;
        for (_, of_month) in months.filter(|(m, _)| days.intersect(m.window()).is_some()) {
            for (project, carried) in of_month {
                *shares.entry(project.clone()).or_default() += *carried;
            }
        }
        let tomorrow = self.last_paid().succ_opt();
        let later = tomorrow.and_then(|from| Window::new(from.max(days.from()), days.to()));
        let rest = later.map_or(Micros::ZERO, |later| self.money(amount, later));
        let weights: Vec<i128> = shares.values().map(|carried| carried.0).collect();
        match amounts::split(rest, &weights) {
            Some(parts) => shares
                .values_mut()
                .zip(parts)
                .for_each(|(share, part)| *share += part),
            None => *shares.entry(ProjectId::shared()).or_default() += rest,
        }
        for (project, share) in shares {
            let spent = Micros::ZERO - share;
            self.put(&project, payment.on, spent, spent);
        }
    }
}

/// The payments of an amount that were made by a day.
fn payments(amount: &Amount, paid: Paid, by: NaiveDate) -> Vec<Payment> {
    let Some(begun) = Window::new(amount.from, by) else {
        return Vec::new();
    };
    let (from, to) = (amount.from, amount.to.unwrap_or(NaiveDate::MAX));
    let whole = |days: Window| Payment {
        on: days.from(),
        days,
    };
    let on_its_days = |day: NaiveDate| Window::new(day, day).map(whole);
    let of_period = |period: Window| {
        let days = Window::new(period.from().max(from), period.to().min(to))?;
        let on = match paid {
            Paid::Advance => days.from(),
            Paid::Arrears => days.to(),
        };
        (on <= by).then_some(Payment { on, days })
    };
    match amount.per {
        Per::Once => amounts::laid_once(amount).map(whole).into_iter().collect(),
        Per::Day => begun
            .days()
            .take_while(|day| *day <= to)
            .filter_map(on_its_days)
            .collect(),
        Per::Month => begun
            .months()
            .filter_map(|month| of_period(month.window()))
            .collect(),
        Per::Year => (begun.from().year()..=begun.to().year())
            .filter_map(|year| {
                let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
                of_period(Window::new(first, NaiveDate::from_ymd_opt(year, 12, 31)?)?)
            })
            .collect(),
        Per::Session | Per::Item | Per::MachineHour => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::claims::world::{amount, d, w};

    fn said(amount: &Amount, paid: Paid, by: &str) -> Vec<String> {
        let all = payments(amount, paid, d(by)).into_iter();
        all.map(|p| format!("{} {}", p.on, p.days)).collect()
    }

    #[test]
    fn a_month_is_paid_on_the_first_or_the_last_of_its_days_that_count() {
        let rent = Amount {
            to: Some(d("2026-03-20")),
            ..amount("31", Per::Month, "2026-01-15")
        };
        let january = "2026-01-15 2026-01-15..2026-01-31";
        let february = "2026-02-01 2026-02-01..2026-02-28";
        let march = "2026-03-01 2026-03-01..2026-03-20";
        assert_eq!(
            said(&rent, Paid::Advance, "2026-03-01"),
            [january, february, march]
        );
        let arrears = said(&rent, Paid::Arrears, "2026-03-19");
        assert_eq!(
            arrears,
            [
                "2026-01-31 2026-01-15..2026-01-31",
                "2026-02-28 2026-02-01..2026-02-28",
            ]
        );
        assert_eq!(said(&rent, Paid::Advance, "2026-01-14"), [] as [&str; 0]);
    }

    #[test]
    fn a_year_and_what_is_spread_are_paid_whole() {
        let licence = amount("365", Per::Year, "2025-07-01");
        assert_eq!(
            said(&licence, Paid::Advance, "2026-01-01"),
            [
                "2025-07-01 2025-07-01..2025-12-31",
                "2026-01-01 2026-01-01..2026-12-31",
            ]
        );
        let build = Amount {
            spread_months: Some(12),
            ..amount("3650", Per::Once, "2026-01-01")
        };
        let whole = format!("2026-01-01 {}", w("2026"));
        assert_eq!(said(&build, Paid::Advance, "2026-01-01"), [whole]);
    }
}
