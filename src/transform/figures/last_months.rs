//! What each project was worth in each of the last complete months.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::value::{DailyValue, Method};
use crate::model::window::Month;
use crate::model::{ProjectId, Value, Window};

/// So many.
pub const MONTHS: usize = 3;

pub struct LastMonths {
    method: Method,
    days: Window,
    months: Vec<Month>,
    /// None before so many months were told.
    is_told: bool,
    values: BTreeMap<ProjectId, [Value; MONTHS]>,
}

impl LastMonths {
    /// `days`: those months; `told_from`: the first day that anything was told of.
    pub fn of(method: Method, days: Window, told_from: Option<NaiveDate>) -> Self {
        Self {
            method,
            days,
            months: days.months().collect(),
            is_told: told_from.is_some_and(|first| first <= days.from()),
            values: BTreeMap::new(),
        }
    }

    /// Values of a project and a method, by day.
    pub fn add(&mut self, values: &[&DailyValue]) {
        let of_headline = values.iter().filter(|value| value.method == self.method);
        for value in of_headline.filter(|value| self.days.contains(value.day)) {
            let month = Month::of(value.day);
            if let Some(at) = self.months.iter().position(|of| *of == month) {
                self.values.entry(value.project_id.clone()).or_default()[at] += value.value;
            }
        }
    }

    /// Of a project that is live since a day: none where it was not live in all of them, or where
    /// not all of them were told.
    pub fn of_project(
        &self,
        id: &ProjectId,
        live_from: Option<NaiveDate>,
    ) -> Option<[Value; MONTHS]> {
        let is_live = live_from.is_none_or(|from| from <= self.days.from());
        (self.is_told && is_live).then(|| self.values.get(id).copied().unwrap_or_default())
    }
}
