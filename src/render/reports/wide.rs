//! Wide tables: a row for each thing and a column for each figure of it. A column is said once,
//! with its unit, its meaning, and where its cells come from.

use std::borrow::Cow;

use super::super::sheet::{ReportSheet, SheetCell, SheetColumn, SheetUnit};
use super::super::texts::text;
use super::super::words;
use crate::model::cells::{Cell, Kind};
use crate::model::columns::{COUNT_COLUMNS, FigureColumn, Measure, VALUE_COLUMNS, ValueColumn};
use crate::model::value::Counts;
use crate::model::{Micros, Value};

/// Where a cell of a column comes from.
type CellOf<'t, T> = Box<dyn Fn(&T) -> SheetCell + 't>;

/// A table of `T`s while its columns are said.
pub struct WideTable<'t, T> {
    sheet: ReportSheet,
    cells: Vec<CellOf<'t, T>>,
}

impl<'t, T> WideTable<'t, T> {
    pub fn new(name: &'static str, about: &'static str) -> Self {
        Self {
            sheet: ReportSheet {
                name,
                about,
                columns: Cow::default(),
                keys: 0,
                rows: Vec::new(),
                published: Vec::new(),
            },
            cells: Vec::new(),
        }
    }

    pub fn column(
        mut self,
        name: &'static str,
        unit: SheetUnit,
        about: &'static str,
        cell: impl Fn(&T) -> SheetCell + 't,
    ) -> Self {
        self.sheet
            .columns
            .to_mut()
            .push(SheetColumn { name, unit, about });
        self.cells.push(Box::new(cell));
        self
    }

    /// A column that says, with those before it, what a row is of.
    pub fn key<C: Into<SheetCell>>(
        mut self,
        name: &'static str,
        about: &'static str,
        cell: impl Fn(&T) -> C + 't,
    ) -> Self {
        self.sheet.keys += 1;
        self.column(name, SheetUnit::None, about, move |row| cell(row).into())
    }

    pub fn text<S: Into<Cow<'static, str>>>(
        self,
        name: &'static str,
        about: &'static str,
        text: impl Fn(&T) -> S + 't,
    ) -> Self {
        self.column(name, SheetUnit::None, about, move |row| {
            SheetCell::text(text(row))
        })
    }

    pub fn money(
        self,
        name: &'static str,
        about: &'static str,
        amount: impl Fn(&T) -> Option<Micros> + 't,
    ) -> Self {
        self.column(name, SheetUnit::Money, about, move |row| {
            SheetCell::of(amount(row), SheetCell::Money)
        })
    }

    pub fn count(
        self,
        name: &'static str,
        unit: &'static str,
        about: &'static str,
        n: impl Fn(&T) -> i64 + 't,
    ) -> Self {
        self.column(name, SheetUnit::Of(unit), about, move |row| {
            SheetCell::Count(n(row))
        })
    }

    pub fn day(
        self,
        name: &'static str,
        about: &'static str,
        day: impl Fn(&T) -> Option<chrono::NaiveDate> + 't,
    ) -> Self {
        self.column(name, SheetUnit::None, about, move |row| {
            SheetCell::of(day(row), SheetCell::Day)
        })
    }

    /// A quotient: in percent, or how many times.
    pub fn ratio(
        self,
        name: &'static str,
        unit: SheetUnit,
        about: &'static str,
        ratio: impl Fn(&T) -> Option<f64> + 't,
    ) -> Self {
        self.column(name, unit, about, move |row| {
            SheetCell::of(ratio(row), SheetCell::Ratio)
        })
    }

    /// The columns of a value: its sums first, then what they are made of.
    pub fn values(mut self, of: impl Fn(&T) -> Option<Value> + Copy + 't) -> Self {
        let sums = VALUE_COLUMNS.iter().filter(|c| c.put.is_none());
        let stored = VALUE_COLUMNS.iter().filter(|c| c.put.is_some());
        for column in sums.chain(stored) {
            let cell = cell(column);
            self = self.column(
                column.name,
                unit(column.measure),
                words::figure_about(column.name),
                move |row| {
                    let amount = of(row).and_then(|value| (column.get)(&value));
                    SheetCell::of(amount, cell)
                },
            );
        }
        self
    }

    /// How sessions went.
    pub fn sessions(mut self, of: impl Fn(&T) -> Option<Counts> + Copy + 't) -> Self {
        for column in COUNT_COLUMNS {
            let unit = SheetUnit::Of("sessions");
            self = self.column(column.name, unit, of_sessions(column.name), move |row| {
                SheetCell::of(of(row).map(|c| (column.get)(&c)), SheetCell::Count)
            });
        }
        self
    }

    /// How items went.
    pub fn items(mut self, of: impl Fn(&T) -> Counts + Copy + 't) -> Self {
        for column in COUNT_COLUMNS {
            self = self.count(column.name, "items", of_items(column.name), move |row| {
                (column.get)(&of(row))
            });
        }
        self
    }

    /// The figures of a score; why one is empty stands behind it, in words.
    pub fn figures<S>(
        mut self,
        figures: &'static [FigureColumn<S>],
        of: impl Fn(&T) -> Option<&S> + Copy + 't,
    ) -> Self {
        for figure in figures {
            let column = figure.column;
            let unit = match column.kind {
                Kind::Exact(unit) if unit == Measure::Money.unit() => SheetUnit::Money,
                Kind::Exact(unit) if unit == Measure::FullTimes.unit() => SheetUnit::Of("FTE"),
                Kind::Exact(unit) | Kind::Whole(unit) => SheetUnit::Of(unit),
                Kind::Ratio => SheetUnit::Percent,
                Kind::Text | Kind::Day | Kind::Instant | Kind::Truth => SheetUnit::None,
            };
            let is_why = column.name.ends_with("_why");
            let about = match is_why {
                true => text!("figure-why"),
                false => words::figure_about(column.name),
            };
            self = self.column(column.name, unit, about, move |row| {
                match of(row).map_or(Cell::Null, figure.of) {
                    Cell::Exact(amount) if unit == SheetUnit::Money => SheetCell::Money(amount),
                    Cell::Text(why) if is_why => why
                        .parse()
                        .map_or(SheetCell::Absent, |why| SheetCell::text(words::why(why))),
                    cell => SheetCell::from(cell),
                }
            });
        }
        self
    }

    /// What was published of the whole: each column of a value is the sum of its rows.
    pub fn adds_up_to(mut self, whole: &Value) -> Self {
        let published = VALUE_COLUMNS.iter();
        let published = published.filter_map(|c| Some((c.name, (c.get)(whole)?)));
        self.sheet.published = published.collect();
        self
    }

    /// What was published of the whole, of one column.
    pub fn column_adds_up_to(mut self, column: &'static str, whole: Micros) -> Self {
        self.sheet.published.push((column, whole));
        self
    }

    pub fn rows<'r>(mut self, rows: impl IntoIterator<Item = &'r T>) -> ReportSheet
    where
        T: 'r,
    {
        let cells = &self.cells;
        let row = |row| cells.iter().map(|cell| cell(row)).collect();
        self.sheet.rows = rows.into_iter().map(row).collect();
        self.sheet
    }
}

/// What a count of sessions is.
pub fn of_sessions(column: &str) -> &'static str {
    match column {
        "sessions" => text!("count-sessions-all"),
        "succeeded" => text!("count-done"),
        "succeeded_with_exceptions" => text!("count-sessions-with-exceptions"),
        "business_exceptions" => text!("count-refused"),
        "failed" => text!("count-sessions-failed"),
        "timed_out" => text!("count-sessions-timed-out"),
        "cancelled" => text!("count-sessions-cancelled"),
        "skipped" => text!("count-skipped"),
        "open" => text!("count-sessions-open"),
        _ => text!("count-unknown"),
    }
}

/// What a count of items is.
pub fn of_items(column: &str) -> &'static str {
    match column {
        "succeeded_with_exceptions" => text!("count-items-with-exceptions"),
        "failed" => text!("count-items-failed"),
        "timed_out" => text!("count-items-timed-out"),
        "cancelled" => text!("count-items-cancelled"),
        "open" => text!("count-items-open"),
        as_of_sessions => of_sessions(as_of_sessions),
    }
}

fn cell(column: &ValueColumn) -> fn(Micros) -> SheetCell {
    match column.measure {
        Measure::Money => SheetCell::Money,
        Measure::Minutes => SheetCell::Minutes,
        Measure::Units | Measure::Hours | Measure::FullTimes => SheetCell::Amount,
    }
}

fn unit(measure: Measure) -> SheetUnit {
    match measure {
        Measure::Money => SheetUnit::Money,
        measure => SheetUnit::Of(measure.unit()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_said_as_the_dictionary_of_the_marts_says_it() {
        for column in COUNT_COLUMNS {
            let said = (of_sessions(column.name), of_items(column.name));
            assert_eq!(
                said,
                (column.of_sessions, column.of_items),
                "{}",
                column.name
            );
        }
    }
}
