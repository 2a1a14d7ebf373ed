//! What carries shared costs: how long the valid sessions of each project ran, times its share,
//! over the 28 days up to a day. A weekend without a session is carried by the weeks before it, and
//! no later day changes what an earlier one was charged.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::Facts;
use super::stage::Row;
use crate::model::Window;

/// So many days carry a shared amount: four of each weekday.
pub const CARRYING_DAYS: u64 = 28;

/// Σ duration × share of valid sessions, by day and project's number.
#[derive(Debug, Clone, Default)]
pub struct Weights(BTreeMap<NaiveDate, Vec<(usize, i128)>>);

impl Weights {
    /// Of rows by project, day, satellite and automation.
    pub fn of(rows: &[Row]) -> Self {
        let mut weights = Self::default();
        for of_day in rows.chunk_by(|a, b| (a.project, a.day) == (b.project, b.day)) {
            let weight: i128 = of_day.iter().map(|row| row.worked.valid_ms.0).sum();
            if weight > 0 {
                weights
                    .0
                    .entry(of_day[0].day)
                    .or_default()
                    .push((of_day[0].project, weight));
            }
        }
        weights
    }

    pub fn and(mut self, later: Self) -> Self {
        self.0.extend(later.0);
        self
    }

    /// For each of the days, who carries how much: by project's number.
    pub fn carriers(&self, days: Window) -> Vec<Vec<(usize, i128)>> {
        let mut sums: BTreeMap<usize, i128> = BTreeMap::new();
        let add = |sums: &mut BTreeMap<usize, i128>, day: NaiveDate, sign: i128| {
            for &(project, weight) in self.0.get(&day).into_iter().flatten() {
                *sums.entry(project).or_default() += sign * weight;
            }
        };
        (1..CARRYING_DAYS).for_each(|before| add(&mut sums, days.from() - Days::new(before), 1));
        let of_day = |day: NaiveDate| {
            add(&mut sums, day, 1);
            let carriers = sums
                .iter()
                .map(|(project, weight)| (*project, *weight))
                .filter(|(_, weight)| *weight > 0)
                .collect();
            add(&mut sums, day - Days::new(CARRYING_DAYS - 1), -1);
            carriers
        };
        days.days().map(of_day).collect()
    }
}

/// Whether any shared amount may lie on one of the days, so that the days before them must be
/// asked.
pub fn are_needed(facts: &Facts, days: Window) -> bool {
    let mut shared = facts
        .master
        .costs
        .iter()
        .filter(|cost| cost.project_id.is_shared() && !cost.amount.per.is_metered());
    shared.any(|cost| {
        cost.amount.from <= days.to() && cost.amount.to.is_none_or(|to| days.from() <= to)
    })
}
