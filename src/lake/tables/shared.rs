//! Columns that several tables share.

use super::table::Kind::{Day, Exact, Text, Whole};
use super::table::{Column, col};
use crate::model::columns::{COUNT_COLUMNS, CountColumn, FigureColumn, VALUE_COLUMNS};

pub(super) const SATELLITE: Column = col("satellite_id", Text, "The satellite that told it");
pub(super) const MONTH: Column = col("month", Text, "Calendar month of earned_day, as 2026-03");
pub(super) const EARNED_DAY: Column = col(
    "earned_day",
    Day,
    "The satellite's local date of ended, else of started; of items, else of created",
);
pub(super) const AUTOMATION: Column = col(
    "automation_id",
    Text,
    "The vendor's id of the automation, as it is",
);

/// Sessions by how they went.
pub(super) const COUNTS: &[Column] = &{
    let mut columns = [NONE; COUNT_COLUMNS.len()];
    let mut at = 0;
    while at < columns.len() {
        let CountColumn {
            name, of_sessions, ..
        } = &COUNT_COLUMNS[at];
        columns[at] = col(name, Whole("sessions"), of_sessions);
        at += 1;
    }
    columns
};

/// What it was worth: with [`COUNTS`] before them, the value columns that daily values and scores
/// share.
pub(super) const WORTH: &[Column] = &{
    let mut columns = [NONE; VALUE_COLUMNS.len()];
    let mut at = 0;
    while at < columns.len() {
        let column = &VALUE_COLUMNS[at];
        columns[at] = Column {
            name: column.name,
            kind: Exact(column.measure.unit()),
            nullable: column.nullable,
            about: column.about,
        };
        at += 1;
    }
    columns
};

/// Columns of figures, as the model lists them.
pub(super) const fn of_figures<T, const N: usize>(figures: &[FigureColumn<T>]) -> [Column; N] {
    let mut columns = [NONE; N];
    let mut at = 0;
    while at < N {
        columns[at] = figures[at].column;
        at += 1;
    }
    columns
}

/// A place in a list that is filled while it is compiled.
pub(super) const NONE: Column = col("", Text, "");

pub(super) const METHOD: Column = col("method", Text, "The method of valuing, with its version");
