//! Reading typed cells out of Polars frames. In this room a day is the number of days since 1970
//! while it is in a frame (column `day`), so that spans compare as integers, and a `NaiveDate`
//! everywhere else.

use chrono::NaiveDate;
use polars::prelude::*;

use super::TransformError;
use crate::lake::tables::{Kind, Table};
use crate::model::Window;

pub fn number(day: NaiveDate) -> i32 {
    day.to_epoch_days()
}

pub fn day(number: i32) -> NaiveDate {
    NaiveDate::from_epoch_days(number).expect("a day that was a day before it was counted")
}

/// The day column of a frame, as a number.
pub fn day_number(column: &str) -> Expr {
    col(column).cast(DataType::Int32).alias("day")
}

pub fn within(window: Window) -> Expr {
    col("day")
        .gt_eq(lit(number(window.from())))
        .and(col("day").lt_eq(lit(number(window.to()))))
}

/// An optional text as a key: joins skip nulls, and nobody's solution is the empty one.
pub fn key(column: &str) -> Expr {
    col(column).fill_null(lit(""))
}

/// Collected in one chunk, so that a cell is found by its number at once.
pub fn gather(frame: LazyFrame) -> Result<DataFrame, TransformError> {
    let mut frame = frame.collect()?;
    frame.rechunk_mut();
    Ok(frame)
}

pub fn join(left: LazyFrame, right: LazyFrame, on: &[&str], how: JoinType) -> LazyFrame {
    let on: Vec<Expr> = on.iter().map(|name| col(*name)).collect();
    left.join(right, on.clone(), on, JoinArgs::new(how))
}

pub fn cols(names: &[&str]) -> Vec<Expr> {
    names.iter().map(|name| col(*name)).collect()
}

/// The columns of the table in its order, rows in the order of its key; counts are 64 bits whatever
/// the engine counts in.
pub fn shaped(frame: LazyFrame, table: &'static Table) -> LazyFrame {
    let columns = table.columns().map(|c| match c.kind {
        Kind::Whole(_) => col(c.name).cast(DataType::Int64),
        _ => col(c.name),
    });
    sorted(frame.select(columns.collect::<Vec<Expr>>()), table.key)
}

pub fn sorted(frame: LazyFrame, by: &[&str]) -> LazyFrame {
    frame.sort_by_exprs(cols(by), SortMultipleOptions::default())
}

pub fn text<'a>(frame: &'a DataFrame, name: &str) -> Result<&'a StringChunked, TransformError> {
    Ok(frame.column(name)?.str()?)
}

pub fn whole<'a>(frame: &'a DataFrame, name: &str) -> Result<&'a Int64Chunked, TransformError> {
    Ok(frame.column(name)?.i64()?)
}

pub fn days<'a>(frame: &'a DataFrame, name: &str) -> Result<&'a Int32Chunked, TransformError> {
    Ok(frame.column(name)?.i32()?)
}
