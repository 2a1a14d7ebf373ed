//! Lakes in memory, and the frames that they would hand out.

use polars::prelude::*;

use crate::lake::cells::Cell;
use crate::lake::coded::Batch;
use crate::lake::tables::{self, Kind, Table};
use crate::lake::values::value_cells;
use crate::lake::{Lake, Part, Store, frames};
use crate::model::Micros;
use crate::model::finding::DailyFinding;
use crate::model::value::DailyValue;
use crate::model::window::Month;
use crate::transform::tally;

/// A lake in memory whose sessions are these, of one satellite and month; columns that nobody told
/// are empty.
pub fn in_a_lake(sessions: LazyFrame, satellite: &str, month: &str) -> Lake {
    let mut sessions = sessions;
    let told = sessions.collect_schema().expect("sessions have columns");
    for column in tables::SESSIONS
        .columns()
        .filter(|column| !told.contains(column.name))
    {
        let nothing = if column.nullable { lit(NULL) } else { lit(0) };
        let kind = frames::frame_schema(&tables::SESSIONS)
            .get(column.name)
            .expect("a column of the table")
            .clone();
        sessions = sessions.with_column(nothing.cast(kind).alias(column.name));
    }
    let sessions = sessions.collect().expect("sessions can be read");
    let lake = Lake::open(Store::memory()).expect("a lake in memory");
    let batch = frames::to_batch(&sessions, &tables::SESSIONS).expect("sessions are sessions");
    put(&lake, &tables::SESSIONS, [satellite, month], batch);
    lake
}

fn put(lake: &Lake, table: &'static Table, partition: [&str; 2], batch: Batch) {
    let part = Part {
        partition: partition.map(str::to_owned).into(),
        name: "part".into(),
        batch,
    };
    lake.replace(table, vec![part]).expect("it is in memory");
}

/// What was counted, read back as a frame.
pub fn framed(table: &'static Table, partition: [&str; 2], batch: Batch) -> DataFrame {
    let lake = Lake::open(Store::memory()).expect("a lake in memory");
    put(&lake, table, partition, batch);
    let files = lake.snapshot(table).expect("it is in memory").files;
    lake.scan(table, &files)
        .and_then(|frame| Ok(frame.collect()?))
        .expect("what was put can be read")
}

/// The five tallies of a lake's sessions, as frames.
pub fn tallied(lake: &Lake, satellite: &str, month: &str) -> Vec<(&'static Table, DataFrame)> {
    let files = lake
        .snapshot(&tables::SESSIONS)
        .expect("it is in memory")
        .files;
    let t = tally::tally(&lake.coded(&tables::SESSIONS, &files), satellite, month)
        .expect("sessions can be tallied");
    let batches = [
        (&tables::TALLIES, t.tallies),
        (&tables::ERROR_TALLIES, t.error_tallies),
        (&tables::DURATION_TALLIES, t.duration_tallies),
        (&tables::UNKNOWN_TALLIES, t.unknown_tallies),
        (&tables::AUTOMATION_TALLIES, t.automation_tallies),
    ];
    batches
        .into_iter()
        .map(|(table, batch)| (table, framed(table, [satellite, month], batch)))
        .collect()
}

pub fn empty(table: &'static Table) -> DataFrame {
    let column = |c: &tables::Column| match c.kind {
        Kind::Text => Column::new_empty(c.name.into(), &DataType::String),
        Kind::Day => Column::new_empty(c.name.into(), &DataType::Date),
        Kind::Instant => Column::new_empty(
            c.name.into(),
            &DataType::Datetime(TimeUnit::Microseconds, None),
        ),
        Kind::Whole(_) => Column::new_empty(c.name.into(), &DataType::Int64),
        Kind::Exact(_) => Column::new_empty(format!("{}_micros", c.name).into(), &DataType::Int64),
        Kind::Ratio => Column::new_empty(c.name.into(), &DataType::Float64),
        Kind::Truth => Column::new_empty(c.name.into(), &DataType::Boolean),
    };
    DataFrame::new_infer_height(table.columns().map(column).collect())
        .expect("empty columns are of one height")
}

/// Daily findings as the lake keeps them.
pub fn findings_frame(findings: &[DailyFinding]) -> DataFrame {
    let text = |name: &str, of: &dyn Fn(&DailyFinding) -> Option<String>| {
        Column::new(name.into(), findings.iter().map(of).collect::<Vec<_>>())
    };
    let whole = |name: &str, of: &dyn Fn(&DailyFinding) -> i64| {
        Column::new(name.into(), findings.iter().map(of).collect::<Vec<_>>())
    };
    let days: Vec<i32> = findings.iter().map(|f| f.day.to_epoch_days()).collect();
    let days = Column::new("day".into(), days);
    DataFrame::new_infer_height(vec![
        text("month", &|f| Some(Month::of(f.day).to_string())),
        days.cast(&DataType::Date).expect("numbers are days"),
        text("kind", &|f| Some(f.kind.to_string())),
        text("project_id", &|f| {
            f.project_id.as_ref().map(ToString::to_string)
        }),
        text("satellite_id", &|f| f.satellite_id.clone()),
        text("outcome", &|f| f.outcome.map(|outcome| outcome.to_string())),
        text("line", &|f| f.line.as_ref().map(ToString::to_string)),
        text("currency", &|f| f.currency.clone()),
        whole("sessions", &|f| f.sessions),
        whole("duration_ms", &|f| f.duration_ms),
        whole("amount_micros", &|f| {
            i64::try_from(f.amount.0).expect("small")
        }),
    ])
    .expect("columns of one height")
}

/// Daily values as the lake keeps them.
pub fn daily_frame(values: &[DailyValue]) -> DataFrame {
    let small = |micros: Micros| i64::try_from(micros.0).expect("small");
    let text = |name: &str, of: &dyn Fn(&DailyValue) -> Option<String>| {
        Column::new(name.into(), values.iter().map(of).collect::<Vec<_>>())
    };
    let days = Column::new(
        "day".into(),
        values
            .iter()
            .map(|v| v.day.to_epoch_days())
            .collect::<Vec<i32>>(),
    );
    let mut columns = vec![
        text("month", &|v| Some(Month::of(v.day).to_string())),
        days.cast(&DataType::Date).expect("numbers are days"),
        text("method", &|v| Some(v.method.to_string())),
        text("project_id", &|v| Some(v.project_id.to_string())),
        text("department_id", &|v| {
            v.department_id.as_ref().map(ToString::to_string)
        }),
    ];
    let cells: Vec<Vec<Cell>> = values
        .iter()
        .map(|v| value_cells(&v.value).collect())
        .collect();
    for (place, column) in tables::DAILY_VALUES.columns[1..]
        .iter()
        .copied()
        .flatten()
        .enumerate()
    {
        let of = |row: &Vec<Cell>| match row[place] {
            Cell::Whole(n) => Some(n),
            Cell::Exact(micros) => Some(small(micros)),
            _ => None,
        };
        let name = if matches!(column.kind, Kind::Exact(_)) {
            format!("{}_micros", column.name)
        } else {
            column.name.to_owned()
        };
        columns.push(Column::new(
            name.into(),
            cells.iter().map(of).collect::<Vec<Option<i64>>>(),
        ));
    }
    DataFrame::new_infer_height(columns).expect("columns of one height")
}
