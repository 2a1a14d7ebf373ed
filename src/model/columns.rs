//! The columns of what is scored, each said once: its name, its unit, what it means and where it
//! comes from. The lake's tables, the marts, the data dictionary and the sheets of reports iterate
//! over these lists, so that a new column is a line here and a figure in [`super::figures`].

use super::board::band::Band;
use super::cells::{Cell, Column, Kind, col, opt};
use super::exact::Micros;
use super::ratio::{Defined, Why};
use super::scoreboard::{DepartmentScore, ProjectScore, Total};
use super::value::{Counts, Value};

/// What an exact column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    Units,
    Minutes,
    Hours,
    /// Of the estate's currency.
    Money,
    /// People at work for a whole year.
    FullTimes,
}

impl Measure {
    /// As tables say it.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Minutes => "min",
            Self::Hours => "h",
            Self::Money => "money",
            Self::FullTimes => "fte",
        }
    }
}

/// A column of [`Counts`]: of sessions, or of items.
#[derive(Debug)]
pub struct CountColumn {
    pub name: &'static str,
    /// What it means of sessions.
    pub of_sessions: &'static str,
    /// What it means of items.
    pub of_items: &'static str,
    pub get: fn(&Counts) -> i64,
    pub put: fn(&mut Counts, i64),
}

macro_rules! count {
    ($field:ident, $of_sessions:literal, $of_items:literal) => {
        CountColumn {
            name: stringify!($field),
            of_sessions: $of_sessions,
            of_items: $of_items,
            get: |counts| counts.$field,
            put: |counts, n| counts.$field = n,
        }
    };
}

/// How sessions went, in the order of the tables.
pub const COUNT_COLUMNS: &[CountColumn] = &[
    count!(
        sessions,
        "All outcomes but test; open ones included",
        "All outcomes but test; open ones included"
    ),
    count!(succeeded, "Done", "Done"),
    count!(
        succeeded_with_exceptions,
        "Done, with items that were refused",
        "Done, but for a part that was refused"
    ),
    count!(
        business_exceptions,
        "Correctly refused: good for reliability, worth nothing",
        "Correctly refused: good for reliability, worth nothing"
    ),
    count!(
        failed,
        "Tried and not done",
        "Finally failed, however often they were tried"
    ),
    count!(timed_out, "Tried for too long", "Left undone for too long"),
    count!(cancelled, "Stopped by somebody", "Taken back by somebody"),
    count!(skipped, "Not tried", "Not tried"),
    count!(
        open,
        "Running, queued or suspended when last told of",
        "Running, queued or suspended when last told of; tried again"
    ),
    count!(
        unknown,
        "Told in words that no map names",
        "Told in words that no map names"
    ),
];

/// An exact column of a [`Value`].
#[derive(Debug)]
pub struct ValueColumn {
    pub name: &'static str,
    pub measure: Measure,
    pub about: &'static str,
    /// Whether it may be empty: what was not valued is not 0.
    pub nullable: bool,
    pub get: fn(&Value) -> Option<Micros>,
    /// Of a column that is stored; none of a figure that is computed from others.
    pub put: Option<fn(&mut Value, Micros)>,
}

/// A stored column; its name is that of its field.
macro_rules! stored {
    ($part:ident.$field:ident, $measure:ident, $about:literal) => {
        ValueColumn {
            name: stringify!($field),
            measure: Measure::$measure,
            about: $about,
            nullable: true,
            get: |value| value.$part.map(|part| part.$field),
            put: Some(|value, amount| value.$part.get_or_insert_default().$field = amount),
        }
    };
    ($field:ident, $about:literal) => {
        ValueColumn {
            name: stringify!($field),
            measure: Measure::Money,
            about: $about,
            nullable: false,
            get: |value| Some(value.$field),
            put: Some(|value, amount| value.$field = amount),
        }
    };
}

/// A sum of stored columns; its name is that of its function in [`super::figures`].
macro_rules! sum {
    ($figure:ident, $about:literal) => {
        ValueColumn {
            name: stringify!($figure),
            measure: Measure::Money,
            about: $about,
            nullable: false,
            get: |value| Some(value.$figure()),
            put: None,
        }
    };
}

/// What it was worth, in the order of the tables: with [`COUNT_COLUMNS`] before them, the columns
/// that daily values and scores share. Each may be added up over days and projects.
pub const VALUE_COLUMNS: &[ValueColumn] = &[
    stored!(
        ladder.units,
        Units,
        "(succeeded + succeeded_with_exceptions) × share × units_per_session"
    ),
    stored!(
        ladder.units_valued,
        Units,
        "min(units, what is left of demand_per_month)"
    ),
    stored!(
        ladder.labour_minutes,
        Minutes,
        "units_valued × minutes_per_unit × people × automated_share"
    ),
    stored!(
        ladder.review_minutes,
        Minutes,
        "units × review_minutes_per_unit"
    ),
    stored!(
        ladder.failure_minutes,
        Minutes,
        "(failed + timed_out) × share × units_per_session × failure_minutes_per_unit"
    ),
    stored!(
        ladder.attended_minutes,
        Minutes,
        "duration of valid attended and local sessions × share, where attended_deducts"
    ),
    stored!(
        ladder.net_minutes,
        Minutes,
        "labour_minutes − review_minutes − failure_minutes − attended_minutes"
    ),
    stored!(
        ladder.rework_minutes_saved,
        Minutes,
        "units_valued × (error_rate − automated_error_rate) × rework_minutes × rework_people; in no other minutes"
    ),
    stored!(
        soft.capacity,
        Money,
        "net_minutes / 60 × hourly_rate × exchange rate"
    ),
    stored!(
        soft.recaptured,
        Money,
        "(capacity above 0 − cashable that replaces it) × conversion + capacity below 0, by day"
    ),
    stored!(
        soft.error_avoidance,
        Money,
        "rework_minutes_saved / 60 × hourly_rate × exchange rate × conversion"
    ),
    // A method without a ladder knows of no labour.
    ValueColumn {
        get: |value| value.ladder.and(value.soft).map(|soft| soft.labour_value),
        ..stored!(
            soft.labour_value,
            Money,
            "labour_minutes / 60 × hourly_rate × exchange rate: what the valued units cost by hand"
        )
    },
    ValueColumn {
        get: |value| value.ladder.and(value.soft).map(|soft| soft.labour_claimed),
        ..stored!(soft.labour_claimed, Money, "labour_value × conversion")
    },
    // A method without a ladder knows of no minutes. Older files of the lake do not have them.
    ValueColumn {
        get: |value| value.ladder.and(value.soft).map(|soft| soft.band_down),
        ..stored!(
            soft.band_down,
            Money,
            "recaptured − the same with minutes_low in place of minutes_per_unit"
        )
    },
    ValueColumn {
        get: |value| value.ladder.and(value.soft).map(|soft| soft.band_up),
        ..stored!(
            soft.band_up,
            Money,
            "the same with minutes_high in place of minutes_per_unit − recaptured"
        )
    },
    ValueColumn {
        name: "soft",
        measure: Measure::Money,
        about: "recaptured + error_avoidance",
        nullable: true,
        get: |value| value.soft.map(|soft| soft.benefit()),
        put: None,
    },
    stored!(
        cashable,
        "Benefits that reach the ledger, of lines with signed_by and signed_on"
    ),
    stored!(
        avoidance,
        "Costs that did not arise, of lines with signed_by and signed_on"
    ),
    // Older files of the lake do not have it.
    ValueColumn {
        nullable: true,
        ..stored!(
            unsigned,
            "Both, of lines that nobody had signed by the last day: in no benefit"
        )
    },
    sum!(
        benefit,
        "recaptured + error_avoidance + cashable + avoidance"
    ),
    stored!(cost_build, "Costs of the kinds build and change"),
    stored!(cost_run, "All other costs"),
    sum!(cost, "cost_build + cost_run"),
    sum!(net, "benefit − cost"),
    // Older files of the lake do not have it.
    ValueColumn {
        nullable: true,
        ..sum!(cash_result, "cashable − cost: what the ledger sees")
    },
];

/// A column of a score that is no sum: a quotient, or what cannot be added up.
#[derive(Debug)]
pub struct FigureColumn<T> {
    pub column: Column,
    pub of: fn(&T) -> Cell,
}

const fn figure<T>(column: Column, of: fn(&T) -> Cell) -> FigureColumn<T> {
    FigureColumn { column, of }
}

/// Of a figure that may not be defined: why it is empty.
fn why<T>(figure: Defined<T>) -> Cell {
    figure.err().map(Why::as_str).into()
}

const MONEY: Kind = Kind::Exact(Measure::Money.unit());
const WHY: &str = "Why it is empty";

const HOURS: Column = opt(
    "hours_returned",
    Kind::Exact(Measure::Hours.unit()),
    "net_minutes / 60",
);
const ROI: Column = opt(
    "roi",
    Kind::Ratio,
    "net / cost; empty where nothing was spent, or nothing valued",
);
const FTE: Column = opt(
    "fte",
    Kind::Exact(Measure::FullTimes.unit()),
    "hours_returned / (productive_hours × the window's days as parts of their years)",
);
const FTE_WHY: Column = opt("fte_why", Kind::Text, WHY);
const BREAK_EVEN: Column = opt(
    "break_even",
    Kind::Ratio,
    "1 − net / labour_claimed: the share of the claimed minutes at which net is 0",
);
const BREAK_EVEN_WHY: Column = opt("break_even_why", Kind::Text, WHY);
const NET_P10: Column = opt(
    "net_p10",
    MONEY,
    "The lower end of the net's band: of minutes only, one in ten lies below",
);
const NET_P10_WHY: Column = opt("net_p10_why", Kind::Text, WHY);
const NET_P90: Column = opt(
    "net_p90",
    MONEY,
    "The upper end of the net's band: of minutes only, one in ten lies above",
);
const NET_P90_WHY: Column = opt("net_p90_why", Kind::Text, WHY);

fn low(band: Defined<Band>) -> Cell {
    band.ok().map(|band| band.p10).into()
}

fn high(band: Defined<Band>) -> Cell {
    band.ok().map(|band| band.p90).into()
}

/// What each project's score says beside its value, in the order of the mart. Why a figure is empty
/// stands in the column behind it.
pub const PROJECT_FIGURES: &[FigureColumn<ProjectScore>] = &[
    figure(HOURS, |p| p.value.hours_returned().into()),
    figure(ROI, |p| p.value.roi().into()),
    figure(opt("cost_per_unit", MONEY, "cost / units"), |p| {
        p.value.cost_per_unit().ok().into()
    }),
    figure(opt("cost_per_unit_why", Kind::Text, WHY), |p| {
        why(p.value.cost_per_unit())
    }),
    figure(
        opt(
            "manual_per_unit",
            MONEY,
            "labour_value / units_valued: what a unit costs by hand",
        ),
        |p| p.value.manual_per_unit().ok().into(),
    ),
    figure(opt("manual_per_unit_why", Kind::Text, WHY), |p| {
        why(p.value.manual_per_unit())
    }),
    figure(FTE, |p| p.figures.fte.ok().into()),
    figure(FTE_WHY, |p| why(p.figures.fte)),
    figure(BREAK_EVEN, |p| p.value.break_even().ok().into()),
    figure(BREAK_EVEN_WHY, |p| why(p.value.break_even())),
    figure(NET_P10, |p| low(p.figures.band)),
    figure(NET_P10_WHY, |p| why(p.figures.band)),
    figure(NET_P90, |p| high(p.figures.band)),
    figure(NET_P90_WHY, |p| why(p.figures.band)),
];

/// What each department's score says beside its value, in the order of the mart.
pub const DEPARTMENT_FIGURES: &[FigureColumn<DepartmentScore>] = &[
    figure(NET_P10, |d| low(d.band)),
    figure(NET_P10_WHY, |d| why(d.band)),
    figure(NET_P90, |d| high(d.band)),
    figure(NET_P90_WHY, |d| why(d.band)),
];

/// What the estate's score says beside its value, in the order of the mart.
pub const ESTATE_FIGURES: &[FigureColumn<Total>] = &[
    figure(HOURS, |t| t.value.hours_returned().into()),
    figure(ROI, |t| t.value.roi().into()),
    figure(FTE, |t| t.fte.ok().into()),
    figure(FTE_WHY, |t| why(t.fte)),
    figure(
        opt(
            "run_rate",
            MONEY,
            "4 × net of the last three complete months, without lines that are paid once and not spread",
        ),
        |t| t.run_rate.ok().into(),
    ),
    figure(opt("run_rate_why", Kind::Text, WHY), |t| why(t.run_rate)),
    figure(BREAK_EVEN, |t| t.value.break_even().ok().into()),
    figure(BREAK_EVEN_WHY, |t| why(t.value.break_even())),
    figure(
        col(
            "savings_at_risk",
            MONEY,
            "Benefit above 0 of projects whose promise is broken or at risk; no forecast of a loss",
        ),
        |t| t.savings_at_risk.into(),
    ),
    figure(NET_P10, |t| low(t.band)),
    figure(NET_P10_WHY, |t| why(t.band)),
    figure(NET_P90, |t| high(t.band)),
    figure(NET_P90_WHY, |t| why(t.band)),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::value::{Ladder, Soft};

    #[test]
    fn what_is_put_in_a_stored_column_is_read_from_it_and_from_no_other() {
        for (at, column) in VALUE_COLUMNS.iter().enumerate() {
            let Some(put) = column.put else { continue };
            let mut value = Value {
                ladder: Some(Ladder::default()),
                soft: Some(Soft::default()),
                ..Value::default()
            };
            put(&mut value, Micros::whole(7));
            for (other, stored) in VALUE_COLUMNS.iter().enumerate() {
                if stored.put.is_some() {
                    let expected = Micros::whole(if other == at { 7 } else { 0 });
                    let names = (column.name, stored.name);
                    assert_eq!((stored.get)(&value), Some(expected), "{names:?}");
                }
            }
        }
        for column in COUNT_COLUMNS {
            let mut counts = Counts::default();
            (column.put)(&mut counts, 7);
            let all: i64 = COUNT_COLUMNS.iter().map(|c| (c.get)(&counts)).sum();
            assert_eq!(((column.get)(&counts), all), (7, 7), "{}", column.name);
        }
    }

    #[test]
    fn a_value_without_a_baseline_has_empty_columns_and_one_with_it_has_none() {
        let empty = |value: &Value| {
            let empty = VALUE_COLUMNS.iter().filter(|c| (c.get)(value).is_none());
            empty.map(|c| c.name).collect::<Vec<_>>()
        };
        assert_eq!(empty(&Value::default()).len(), 8 + 7 + 1);
        let soft = Some(Soft::default());
        let of_the_kit = Value {
            soft,
            ..Value::default()
        };
        // It knows neither units nor minutes nor labour.
        assert_eq!(empty(&of_the_kit).len(), 8 + 4);
        let ladder = Some(Ladder::default());
        assert!(
            empty(&Value {
                ladder,
                ..of_the_kit
            })
            .is_empty()
        );
        for column in VALUE_COLUMNS.iter().filter(|c| !c.nullable) {
            assert!((column.get)(&Value::default()).is_some(), "{}", column.name);
        }
    }
}
