//! The value columns that the scored history and two marts share: a [`Value`] as cells, and back.

use chrono::NaiveDate;
use polars::prelude::{DataFrame, DataType, Int64Chunked};

use super::cells::Cell;
use super::error::LakeError;
use super::tables::DAILY_VALUES;
use crate::model::value::{Counts, DailyValue, Ladder, Soft, Value};
use crate::model::window::Month;
use crate::model::{Micros, ProjectId};

/// In the order of the value columns. What has no baseline is empty, not 0.
pub fn value_cells(value: &Value) -> Vec<Cell> {
    let ladder: [Cell; 7] = std::array::from_fn(|i| value.ladder.map(|ladder| ladder.columns()[i]).into());
    let soft: [Cell; 3] = std::array::from_fn(|i| value.soft.map(|soft| soft.columns()[i]).into());
    let amounts = [value.cashable, value.avoidance, value.benefit(), value.cost_build, value.cost_run, value.cost(), value.net()];
    value.counts.columns().map(Cell::Whole).into_iter().chain(ladder).chain(soft).chain(amounts.map(Cell::Exact)).collect()
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

/// The scored history, read back in the order of the frame. Column by column, since years of it are read at once; the
/// exact integers are read, the decimals beside them are for people.
pub fn daily_values(frame: &DataFrame) -> Result<Vec<DailyValue>, LakeError> {
    let days = frame.column("day")?.cast(&DataType::Int32)?;
    let days = days.i32()?;
    let text = |name: &str| -> Result<_, LakeError> { Ok(frame.column(name)?.str()?) };
    let (methods, projects, departments) = (text("method")?, text("project_id")?, text("department_id")?);
    let whole = |names: &[&str], suffix: &str| -> Result<Vec<&Int64Chunked>, LakeError> {
        names.iter().map(|name| Ok(frame.column(&format!("{name}{suffix}"))?.i64()?)).collect()
    };
    let (counts, ladder) = (whole(&COUNTS, "")?, whole(&LADDER, "_micros")?);
    let (soft, amounts) = (whole(&SOFT, "_micros")?, whole(&AMOUNTS, "_micros")?);
    (0..frame.height())
        .map(|at| {
            let count = |column: &Int64Chunked| column.get(at).unwrap_or(0);
            let micros = |column: &Int64Chunked| Micros(i128::from(count(column)));
            Ok(DailyValue {
                day: days.get(at).and_then(NaiveDate::from_epoch_days).ok_or_else(|| garbled("day", "empty"))?,
                method: parsed("method", methods.get(at))?,
                project_id: match projects.get(at) {
                    Some("*") => ProjectId::shared(),
                    id => parsed("project_id", id)?,
                },
                department_id: departments.get(at).map(|id| parsed("department_id", Some(id))).transpose()?,
                value: Value {
                    counts: Counts::from_columns(std::array::from_fn(|i| count(counts[i]))),
                    ladder: ladder[0].get(at).map(|_| Ladder::from_columns(std::array::from_fn(|i| micros(ladder[i])))),
                    soft: soft[0].get(at).map(|_| Soft::from_columns(std::array::from_fn(|i| micros(soft[i])))),
                    cashable: micros(amounts[0]),
                    avoidance: micros(amounts[1]),
                    cost_build: micros(amounts[2]),
                    cost_run: micros(amounts[3]),
                },
            })
        })
        .collect()
}

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
const LADDER: [&str; 7] =
    ["units", "units_valued", "labour_minutes", "review_minutes", "failure_minutes", "attended_minutes", "net_minutes"];
const SOFT: [&str; 3] = ["capacity", "recaptured", "error_avoidance"];
const AMOUNTS: [&str; 4] = ["cashable", "avoidance", "cost_build", "cost_run"];

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(column: &str, text: Option<&str>) -> Result<T, LakeError> {
    text.ok_or_else(|| garbled(column, "empty"))?.parse().map_err(|error: T::Err| garbled(column, &error.to_string()))
}

fn garbled(column: &str, what: &str) -> LakeError {
    LakeError::Garbled { path: format!("{}.{column}", DAILY_VALUES.name), what: what.to_owned() }
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
            soft: Some(Soft::from_columns(std::array::from_fn(|i| micros(i as i128 - 1)))),
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
        let shared = DailyValue {
            project_id: ProjectId::shared(),
            department_id: None,
            value: Value { ladder: None, soft: None, ..value },
            ..row.clone()
        };
        let there = vec![row, shared];
        let store = Store::memory();
        let cells: Vec<_> = there.iter().map(daily_cells).collect();
        store.put("x", encode(&batch(&DAILY_VALUES, &cells).unwrap()).unwrap()).unwrap();
        let frame = scan(&store, &DAILY_VALUES, ["x".to_owned()].into_iter()).unwrap().collect().unwrap();
        assert_eq!(daily_values(&frame).unwrap(), there);
    }
}
