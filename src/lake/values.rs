//! The value columns that the scored history and two marts share: a [`Value`] as cells, and back.

use polars::prelude::DataFrame;

use super::cells::Cell;
use super::error::LakeError;
use super::frames::rows;
use super::tables::{DAILY_VALUES, Table};
use crate::model::Micros;
use crate::model::value::{Counts, DailyValue, Ladder, Value};
use crate::model::window::Month;

/// In the order of the value columns. What has no baseline is empty, not 0.
pub fn value_cells(value: &Value) -> Vec<Cell> {
    let ladder: [Cell; 10] = match value.ladder {
        Some(ladder) => ladder.columns().map(Cell::Exact),
        None => std::array::from_fn(|_| Cell::Null),
    };
    let amounts = [value.cashable, value.avoidance, value.benefit(), value.cost_build, value.cost_run, value.cost(), value.net()];
    value.counts.columns().map(Cell::Whole).into_iter().chain(ladder).chain(amounts.map(Cell::Exact)).collect()
}

/// A row of the scored history.
pub fn daily_cells(row: &DailyValue) -> Vec<Cell> {
    let mut cells = vec![
        Month::of(row.day).to_string().into(),
        row.day.into(),
        row.method.as_str().into(),
        row.project_id.as_str().into(),
        row.department_id.as_ref().map(|id| id.as_str()).into(),
    ];
    cells.extend(value_cells(&row.value));
    cells
}

/// The scored history, read back.
pub fn daily_values(frame: &DataFrame) -> Result<Vec<DailyValue>, LakeError> {
    rows(frame, &DAILY_VALUES)?
        .into_iter()
        .map(|cells| {
            let mut row = Row { table: &DAILY_VALUES, cells: cells.into_iter() };
            row.skip(); // the month, which the day says too
            Ok(DailyValue {
                day: row.day()?,
                method: row.parsed()?,
                project_id: match row.text()?.as_str() {
                    "*" => crate::model::ProjectId::shared(),
                    id => row.parse(id)?,
                },
                department_id: row.text_or_none()?.map(|id| row.parse(&id)).transpose()?,
                value: row.value()?,
            })
        })
        .collect()
}

/// Takes a row's cells apart, one after the other.
pub(super) struct Row {
    pub table: &'static Table,
    pub cells: std::vec::IntoIter<Cell>,
}

macro_rules! takers {
    ($($name:ident, $or_none:ident, $variant:ident, $type:ty;)+) => {$(
        #[allow(dead_code, reason = "one for each kind")]
        pub fn $name(&mut self) -> Result<$type, LakeError> {
            self.$or_none()?.ok_or_else(|| self.garbled("empty, and it must not be"))
        }

        #[allow(dead_code, reason = "one for each kind")]
        pub fn $or_none(&mut self) -> Result<Option<$type>, LakeError> {
            match self.cells.next() {
                Some(Cell::$variant(value)) => Ok(Some(value)),
                Some(Cell::Null) => Ok(None),
                other => Err(self.garbled(&format!("{other:?} where {} was agreed", stringify!($variant)))),
            }
        }
    )+};
}

impl Row {
    takers! {
        text, text_or_none, Text, String;
        day, day_or_none, Day, chrono::NaiveDate;
        instant, instant_or_none, Instant, chrono::DateTime<chrono::Utc>;
        whole, whole_or_none, Whole, i64;
        exact, exact_or_none, Exact, Micros;
    }

    pub fn skip(&mut self) {
        self.cells.next();
    }

    pub fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(&mut self) -> Result<T, LakeError> {
        let text = self.text()?;
        self.parse(&text)
    }

    pub fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(&self, text: &str) -> Result<T, LakeError> {
        text.parse().map_err(|error: T::Err| self.garbled(&error.to_string()))
    }

    fn value(&mut self) -> Result<Value, LakeError> {
        let mut counts = [0; 10];
        for count in &mut counts {
            *count = self.whole()?;
        }
        let mut ladder = [None; 10];
        for step in &mut ladder {
            *step = self.exact_or_none()?;
        }
        let (cashable, avoidance) = (self.exact()?, self.exact()?);
        self.skip(); // benefit: a sum
        let (cost_build, cost_run) = (self.exact()?, self.exact()?);
        Ok(Value {
            counts: Counts::from_columns(counts),
            ladder: ladder.iter().all(Option::is_some).then(|| Ladder::from_columns(ladder.map(Option::unwrap_or_default))),
            cashable,
            avoidance,
            cost_build,
            cost_run,
        })
    }

    fn garbled(&self, what: &str) -> LakeError {
        let width = self.table.columns().count();
        let column = self.table.columns().nth(width - self.cells.len() - 1).map_or("", |c| c.name);
        LakeError::Garbled { path: format!("{}.{column}", self.table.name), what: what.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lake::cells::batch;
    use crate::lake::frames::scan;
    use crate::lake::parquet::encode;
    use crate::lake::store::Store;
    use crate::model::{Method, ProjectId};

    #[test]
    fn the_scored_history_is_read_as_it_was_written() {
        let micros = |n: i128| Micros(n * 1_000_001);
        let value = Value {
            counts: Counts::from_columns(std::array::from_fn(|i| i as i64)),
            ladder: Some(Ladder::from_columns(std::array::from_fn(|i| micros(i as i128 - 5)))),
            cashable: micros(1),
            avoidance: micros(2),
            cost_build: micros(3),
            cost_run: micros(4),
        };
        let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let row = DailyValue {
            day,
            method: Method::Reckoner1,
            project_id: "p-7".parse().unwrap(),
            department_id: Some("ops".parse().unwrap()),
            value,
        };
        let shared =
            DailyValue { project_id: ProjectId::shared(), department_id: None, value: Value { ladder: None, ..value }, ..row.clone() };
        let there = vec![row, shared];
        let store = Store::memory();
        let cells: Vec<_> = there.iter().map(daily_cells).collect();
        store.put("x", encode(&batch(&DAILY_VALUES, &cells).unwrap()).unwrap()).unwrap();
        let frame = scan(&store, &DAILY_VALUES, ["x".to_owned()].into_iter()).unwrap().collect().unwrap();
        assert_eq!(daily_values(&frame).unwrap(), there);
    }
}
