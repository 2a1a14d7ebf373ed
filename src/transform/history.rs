//! Values of any days: of the window's months as they were just computed, of earlier months as the lake keeps them, of
//! later months (goals and amounts reach beyond sessions) laid here. A month at a time, so that years fit in memory.

use chrono::NaiveDate;
use polars::prelude::LazyFrame;

use super::rows::{self, gather};
use super::{Facts, Shelf, TransformError, daily};
use crate::lake::tables::DAILY_VALUES;
use crate::lake::values::daily_values;
use crate::model::Window;
use crate::model::value::DailyValue;

pub struct History<'a> {
    facts: &'a Facts<'a>,
    shelf: &'a dyn Shelf,
    /// What the lake keeps.
    kept: Option<Window>,
    /// Whole months, computed from their tallies.
    fresh: Window,
    values: &'a [DailyValue],
}

impl<'a> History<'a> {
    pub fn new(facts: &'a Facts<'a>, shelf: &'a dyn Shelf, fresh: Window, values: &'a [DailyValue]) -> Result<Self, TransformError> {
        Ok(Self { facts, shelf, kept: daily::history(facts)?, fresh, values })
    }

    /// The first day with a session or an amount.
    pub fn first_day(&self) -> Option<NaiveDate> {
        let laid = daily::laid(self.facts).map(|amount| amount.from).min();
        self.kept.map(Window::from).into_iter().chain(laid).min()
    }

    /// Tells every value of the days, by (day, method, project).
    pub fn each(&self, days: Window, mut tell: impl FnMut(&DailyValue)) -> Result<(), TransformError> {
        let Some(first) = self.first_day() else { return Ok(()) };
        let Some(days) = Window::new(days.from().max(first), days.to()) else { return Ok(()) };
        let mut tell = |values: &[DailyValue]| values.iter().filter(|v| days.contains(v.day)).for_each(&mut tell);
        for month in days.months().map(|m| m.window()) {
            if self.fresh.intersect(month).is_some() {
                let from = self.values.partition_point(|v| v.day < month.from());
                let to = self.values.partition_point(|v| v.day <= month.to());
                tell(&self.values[from..to]);
            } else if self.kept.is_some_and(|kept| month.from() <= kept.to()) {
                tell(&read(self.shelf.frame(&DAILY_VALUES, Some(month))?)?);
            } else {
                tell(&daily::value(self.facts, None, month)?.values);
            }
        }
        Ok(())
    }
}

/// A month of the lake's table, by (day, method, project).
fn read(frame: LazyFrame) -> Result<Vec<DailyValue>, TransformError> {
    let frame = gather(rows::sorted(frame, DAILY_VALUES.key))?;
    daily_values(&frame).map_err(|error| TransformError::Shelf(Box::new(error)))
}
