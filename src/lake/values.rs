//! The value columns that the scored history and two marts share: a [`Value`] as cells, and back.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray, StringBuilder};
use chrono::NaiveDate;
use polars::prelude::{DataFrame, DataType};

use super::cells::{self, Cell, days, micros_name};
use super::error::LakeError;
use super::tables::DAILY_VALUES;
use crate::model::columns::{COUNT_COLUMNS, VALUE_COLUMNS};
use crate::model::value::{Counts, DailyValue, Value};
use crate::model::window::Month;
use crate::model::{Micros, ProjectId};

/// In the order of the value columns. What has no baseline is empty, not 0.
pub fn value_cells(value: &Value) -> impl Iterator<Item = Cell> {
    count_cells(&value.counts).chain(
        VALUE_COLUMNS
            .iter()
            .map(|column| (column.get)(value).into()),
    )
}

/// In the order of the columns of counts.
pub fn count_cells(counts: &Counts) -> impl Iterator<Item = Cell> {
    COUNT_COLUMNS
        .iter()
        .map(|column| Cell::Whole((column.get)(counts)))
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
    for column in COUNT_COLUMNS {
        let counts = values.iter().map(|value| (column.get)(&value.value.counts));
        arrays.push(Arc::new(Int64Array::from_iter_values(counts)));
    }
    for column in VALUE_COLUMNS {
        let amounts = values.iter().map(|value| (column.get)(&value.value));
        arrays.extend(cells::exact(&DAILY_VALUES, column.name, amounts)?);
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
    let row = |at: usize| {
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
            value: Value::default(),
        })
    };
    let mut values: Vec<DailyValue> = (0..frame.height())
        .map(row)
        .collect::<Result<_, LakeError>>()?;
    let whole = |name: &str| -> Result<_, LakeError> { Ok(frame.column(name)?.i64()?) };
    for column in COUNT_COLUMNS {
        for (value, count) in values.iter_mut().zip(whole(column.name)?.iter()) {
            (column.put)(&mut value.value.counts, count.unwrap_or(0));
        }
    }
    for column in VALUE_COLUMNS {
        let Some(put) = column.put else { continue };
        for (value, amount) in values
            .iter_mut()
            .zip(whole(&micros_name(column.name))?.iter())
        {
            // What is empty was not valued.
            if let Some(amount) = amount {
                put(&mut value.value, Micros(i128::from(amount)));
            }
        }
    }
    Ok(values)
}

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
        let mut value = Value::default();
        for (n, column) in (1..).zip(COUNT_COLUMNS) {
            (column.put)(&mut value.counts, n);
        }
        for (n, column) in (-5..).zip(VALUE_COLUMNS) {
            if let Some(put) = column.put {
                put(&mut value, Micros(n * 1_000_001));
            }
        }
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
