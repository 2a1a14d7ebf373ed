//! Values of any days: of the window's months as they were just computed, of earlier months as the lake keeps them, of
//! later months (goals and amounts reach beyond sessions) laid here. A month at a time, so that years fit in memory.

use chrono::NaiveDate;
use polars::prelude::*;

use super::rows::{self, gather};
use super::{Facts, Shelf, TransformError, daily};
use crate::lake::tables::DAILY_VALUES;
use crate::model::value::{Counts, DailyValue, Ladder};
use crate::model::{Micros, ProjectId, Value, Window};

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

/// Daily values back from a frame of the lake's table, by (day, method, project). The exact integers are read; the
/// decimals beside them are for people.
pub fn read(frame: LazyFrame) -> Result<Vec<DailyValue>, TransformError> {
    const COUNTS: [&str; 10] = [
        "sessions",
        "succeeded",
        "succeeded_with_exceptions",
        "business_exceptions",
        "failed",
        "timed_out",
        "cancelled",
        "skipped",
        "open",
        "unknown",
    ];
    const LADDER: [&str; 10] = [
        "units_micros",
        "units_valued_micros",
        "labour_minutes_micros",
        "review_minutes_micros",
        "failure_minutes_micros",
        "attended_minutes_micros",
        "net_minutes_micros",
        "capacity_micros",
        "recaptured_micros",
        "error_avoidance_micros",
    ];
    const MONEY: [&str; 4] = ["cashable_micros", "avoidance_micros", "cost_build_micros", "cost_run_micros"];
    let mut columns = vec![rows::day_number("day"), col("method"), col("project_id"), col("department_id")];
    columns.extend([&COUNTS[..], &LADDER, &MONEY].concat().into_iter().map(|name| col(name).cast(DataType::Int64)));
    let frame = gather(rows::sorted(frame.select(columns), &["day", "method", "project_id"]))?;
    let days = rows::days(&frame, "day")?;
    let (methods, projects) = (rows::text(&frame, "method")?, rows::text(&frame, "project_id")?);
    let departments = rows::text(&frame, "department_id")?;
    let all = |names: &[&str]| names.iter().map(|name| rows::whole(&frame, name)).collect::<Result<Vec<_>, _>>();
    let (counts, ladder, money) = (all(&COUNTS)?, all(&LADDER)?, all(&MONEY)?);
    (0..frame.height())
        .map(|at| {
            let micros = |column: &Int64Chunked| Micros(i128::from(column.get(at).unwrap_or(0)));
            let valued = ladder[0].get(at).is_some();
            let project = projects.get(at).unwrap_or_default();
            let method = methods.get(at).unwrap_or_default();
            let department = departments.get(at).map(|d| d.parse().map_err(|_| odd("department_id", d))).transpose()?;
            Ok(DailyValue {
                day: rows::day(days.get(at).unwrap_or_default()),
                method: method.parse().map_err(|_| odd("method", method))?,
                project_id: match project {
                    "*" => ProjectId::shared(),
                    id => id.parse().map_err(|_| odd("project_id", id))?,
                },
                department_id: department,
                value: Value {
                    counts: Counts::from_columns(std::array::from_fn(|i| counts[i].get(at).unwrap_or(0))),
                    ladder: valued.then(|| Ladder::from_columns(std::array::from_fn(|i| micros(ladder[i])))),
                    cashable: micros(money[0]),
                    avoidance: micros(money[1]),
                    cost_build: micros(money[2]),
                    cost_run: micros(money[3]),
                },
            })
        })
        .collect()
}

fn odd(column: &'static str, text: &str) -> TransformError {
    TransformError::Cell { table: DAILY_VALUES.name, column, text: text.to_owned() }
}
