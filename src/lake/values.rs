//! The value columns that the scored history and two marts share: a [`Value`] as cells, and back.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray, StringBuilder};
use chrono::NaiveDate;
use polars::prelude::{DataFrame, DataType, Int64Chunked};

use super::cells::{self, Cell, days};
use super::error::LakeError;
use super::tables::DAILY_VALUES;
use crate::model::value::{Counts, DailyValue, Ladder, Soft, Value};
use crate::model::window::Month;
use crate::model::{Micros, ProjectId};

/// In the order of the value columns. What has no baseline is empty, not 0.
pub fn value_cells(value: &Value) -> Vec<Cell> {
    let counts = value.counts.columns().map(Cell::Whole);
    counts
        .into_iter()
        .chain(exact_columns(value).map(Cell::from))
        .collect()
}

/// The exact columns, those included that are sums of others.
fn exact_columns(v: &Value) -> [Option<Micros>; 23] {
    let ladder: [_; 8] = std::array::from_fn(|i| v.ladder.map(|ladder| ladder.columns()[i]));
    // A method without a ladder knows of no labour.
    let labour = v.ladder.and(v.soft);
    let soft: [_; 5] =
        std::array::from_fn(|i| if i < 3 { v.soft } else { labour }.map(|soft| soft.columns()[i]));
    let amounts = [
        v.cashable,
        v.avoidance,
        v.unsigned,
        v.benefit(),
        v.cost_build,
        v.cost_run,
        v.cost(),
        v.net(),
        v.cash_result(),
    ];
    let mut all = ladder
        .into_iter()
        .chain(soft)
        .chain([v.soft.map(|soft| soft.benefit())])
        .chain(amounts.map(Some));
    std::array::from_fn(|_| all.next().expect("eight, five, one and nine"))
}

/// Rows of the scored history. Column by column, since a month of it may be as many rows as there
/// are projects and days.
pub fn daily_batch(values: &[DailyValue]) -> Result<RecordBatch, LakeError> {
    let mut months = StringBuilder::new();
    for of_day in values.chunk_by(|a, b| a.day == b.day) {
        let month = Month::of(of_day[0].day).to_string();
        of_day.iter().for_each(|_| months.append_value(&month));
    }
    let mut arrays: Vec<ArrayRef> = vec![
        Arc::new(months.finish()),
        Arc::new(Date32Array::from_iter_values(
            values.iter().map(|value| days(value.day)),
        )),
        Arc::new(StringArray::from_iter_values(
            values.iter().map(|value| value.method.as_str()),
        )),
        Arc::new(StringArray::from_iter_values(
            values.iter().map(|value| value.project_id.as_str()),
        )),
        Arc::new(
            values
                .iter()
                .map(|value| value.department_id.as_ref().map(|id| id.as_str()))
                .collect::<StringArray>(),
        ),
    ];
    for place in 0..COUNTS.len() {
        arrays.push(Arc::new(Int64Array::from_iter_values(
            values
                .iter()
                .map(|value| value.value.counts.columns()[place]),
        )));
    }
    let names = DAILY_VALUES
        .columns()
        .map(|column| column.name)
        .skip(arrays.len());
    let columns: Vec<_> = values
        .iter()
        .map(|value| exact_columns(&value.value))
        .collect();
    for (at, name) in names.enumerate() {
        arrays.extend(cells::exact(
            &DAILY_VALUES,
            name,
            columns.iter().map(|exact| exact[at]),
        )?);
    }
    cells::whole(&DAILY_VALUES, arrays)
}

/// The scored history, read back in the order of the frame. Column by column, since years of it are
/// read at once; the exact integers are read, the decimals beside them are for people.
pub fn daily_values(frame: &DataFrame) -> Result<Vec<DailyValue>, LakeError> {
    let days = frame.column("day")?.cast(&DataType::Int32)?;
    let days = days.i32()?;
    let text = |name: &str| -> Result<_, LakeError> { Ok(frame.column(name)?.str()?) };
    let (methods, projects, departments) =
        (text("method")?, text("project_id")?, text("department_id")?);
    let whole = |names: &[&str], suffix: &str| -> Result<Vec<&Int64Chunked>, LakeError> {
        names
            .iter()
            .map(|name| Ok(frame.column(&format!("{name}{suffix}"))?.i64()?))
            .collect()
    };
    let (counts, ladder) = (whole(&COUNTS, "")?, whole(&LADDER, "_micros")?);
    let (soft, amounts) = (whole(&SOFT, "_micros")?, whole(&AMOUNTS, "_micros")?);
    (0..frame.height())
        .map(|at| {
            let count = |column: &Int64Chunked| column.get(at).unwrap_or(0);
            let micros = |column: &Int64Chunked| Micros(i128::from(count(column)));
            Ok(DailyValue {
                day: days
                    .get(at)
                    .and_then(NaiveDate::from_epoch_days)
                    .ok_or_else(|| garbled("day", "empty"))?,
                method: parsed("method", methods.get(at))?,
                project_id: match projects.get(at) {
                    Some("*") => ProjectId::shared(),
                    id => parsed("project_id", id)?,
                },
                department_id: departments
                    .get(at)
                    .map(|id| parsed("department_id", Some(id)))
                    .transpose()?,
                value: Value {
                    counts: Counts::from_columns(std::array::from_fn(|i| count(counts[i]))),
                    ladder: ladder[0]
                        .get(at)
                        .map(|_| Ladder::from_columns(std::array::from_fn(|i| micros(ladder[i])))),
                    soft: soft[0]
                        .get(at)
                        .map(|_| Soft::from_columns(std::array::from_fn(|i| micros(soft[i])))),
                    cashable: micros(amounts[0]),
                    avoidance: micros(amounts[1]),
                    unsigned: micros(amounts[2]),
                    cost_build: micros(amounts[3]),
                    cost_run: micros(amounts[4]),
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
const LADDER: [&str; 8] = [
    "units",
    "units_valued",
    "labour_minutes",
    "review_minutes",
    "failure_minutes",
    "attended_minutes",
    "net_minutes",
    "rework_minutes_saved",
];
const SOFT: [&str; 5] = [
    "capacity",
    "recaptured",
    "error_avoidance",
    "labour_value",
    "labour_claimed",
];
const AMOUNTS: [&str; 5] = [
    "cashable",
    "avoidance",
    "unsigned",
    "cost_build",
    "cost_run",
];

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(
    column: &str,
    text: Option<&str>,
) -> Result<T, LakeError> {
    text.ok_or_else(|| garbled(column, "empty"))?
        .parse()
        .map_err(|error: T::Err| garbled(column, &error.to_string()))
}

fn garbled(column: &str, what: &str) -> LakeError {
    LakeError::Garbled {
        path: format!("{}.{column}", DAILY_VALUES.name),
        what: what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lake::frames::{Files, scan};
    use crate::lake::parquet::encode;
    use crate::model::{Method, ProjectId};

    #[test]
    fn the_scored_history_is_read_as_it_was_written() {
        let micros = |n: i128| Micros(n * 1_000_001);
        let value = Value {
            counts: Counts::from_columns(std::array::from_fn(|i| i as i64)),
            ladder: Some(Ladder::from_columns(std::array::from_fn(|i| {
                micros(i as i128 - 5)
            }))),
            soft: Some(Soft::from_columns(std::array::from_fn(|i| {
                micros(i as i128 - 1)
            }))),
            cashable: micros(1),
            avoidance: micros(2),
            unsigned: micros(5),
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
            value: Value {
                ladder: None,
                soft: None,
                ..value
            },
            ..row.clone()
        };
        let there = vec![row, shared];
        let file = encode(&daily_batch(&there).unwrap()).unwrap();
        let frame = scan(&DAILY_VALUES, Files::Bytes(vec![file]))
            .unwrap()
            .collect()
            .unwrap();
        assert_eq!(daily_values(&frame).unwrap(), there);
    }
}
