//! Long sheets: one value a row, with the section, the subject and the measure before it, and its
//! unit and a note behind it. Whatever a report says fits into one such table.

use std::borrow::Cow;

use super::super::sheet::{ReportSheet, SheetCell, SheetColumn, SheetUnit};
use super::super::texts::text;
use super::super::words;
use crate::model::cells::{Cell, Column, Kind};
use crate::model::columns::{COUNT_COLUMNS, FigureColumn, Measure, VALUE_COLUMNS};
use crate::model::{Micros, Value};

fn columns() -> [SheetColumn; 7] {
    [
        ("section", text!("long-section")),
        ("id", text!("long-id")),
        ("name", text!("long-name")),
        ("measure", text!("long-measure")),
        ("value", text!("long-value")),
        ("unit", text!("long-unit")),
        ("note", text!("long-note")),
    ]
    .map(|(name, about)| SheetColumn {
        name,
        unit: SheetUnit::None,
        about,
    })
}

/// Value columns that have no line where they stand: they are in the marts, and `soft` comes last.
const UNLISTED: [&str; 5] = [
    "rework_minutes_saved",
    "labour_value",
    "labour_claimed",
    "soft",
    "unsigned",
];

/// A text of ours, or one that was made for this row.
type SheetText = Cow<'static, str>;

/// A section of a long sheet while its rows are written.
pub struct Section {
    sheet: ReportSheet,
    currency: String,
    /// Id and name of what the rows being written speak of.
    subject: [SheetText; 2],
}

impl Section {
    pub fn new(name: &'static str, currency: &str) -> Self {
        Self {
            sheet: ReportSheet {
                name,
                about: text!("long-about"),
                columns: columns().to_vec().into(),
                keys: 2,
                rows: Vec::new(),
                published: Vec::new(),
            },
            currency: currency.to_owned(),
            subject: Default::default(),
        }
    }

    pub fn into_sheet(self) -> ReportSheet {
        self.sheet
    }

    /// What the next rows speak of.
    pub fn about(&mut self, id: impl Into<SheetText>, name: impl Into<SheetText>) {
        self.subject = [id.into(), name.into()];
    }

    pub fn row(
        &mut self,
        measure: &'static str,
        value: SheetCell,
        unit: impl Into<SheetText>,
        note: impl Into<SheetText>,
    ) {
        let [id, name] = self.subject.clone();
        self.sheet.rows.push(vec![
            SheetCell::text(self.sheet.name),
            SheetCell::Text(id),
            SheetCell::Text(name),
            SheetCell::text(measure),
            value,
            SheetCell::text(unit),
            SheetCell::text(note),
        ]);
    }

    pub fn text(&mut self, measure: &'static str, text: impl Into<SheetText>) {
        self.row(measure, SheetCell::text(text), "", "");
    }

    pub fn day(&mut self, measure: &'static str, day: Option<chrono::NaiveDate>) {
        self.row(measure, SheetCell::of(day, SheetCell::Day), "", "");
    }

    /// Money, in the estate's currency.
    pub fn money(&mut self, measure: &'static str, amount: Option<Micros>, note: &'static str) {
        let unit = self.currency.clone();
        self.row(measure, SheetCell::of(amount, SheetCell::Money), unit, note);
    }

    /// The figures of a score but for some, each with why it is empty.
    pub fn figures<T>(&mut self, columns: &[FigureColumn<T>], score: &T, unlisted: &[&str]) {
        let whys = columns.iter().skip(1).map(|next| (next.of)(score));
        let whys = whys.chain([Cell::Null]);
        for (figure, why) in columns.iter().zip(whys) {
            let Column { name, kind, .. } = figure.column;
            if unlisted.contains(&name) || name.ends_with("_why") {
                continue;
            }
            let cell = SheetCell::from((figure.of)(score));
            let why = match &why {
                Cell::Text(why) if cell == SheetCell::Absent => why.parse().ok(),
                _ => None,
            };
            let unit = self.unit(kind);
            self.row(name, cell, unit, why.map_or("", words::why));
        }
    }

    /// A unit as people read it.
    fn unit(&self, kind: Kind) -> SheetText {
        match kind {
            Kind::Exact(unit) if unit == Measure::Money.unit() => self.currency.clone().into(),
            Kind::Exact(unit) if unit == Measure::FullTimes.unit() => "FTE".into(),
            Kind::Exact(unit) | Kind::Whole(unit) => unit.into(),
            Kind::Ratio => "ratio".into(),
            Kind::Text | Kind::Day | Kind::Instant | Kind::Truth => "".into(),
        }
    }

    pub fn count(&mut self, measure: &'static str, n: i64, unit: impl Into<SheetText>) {
        self.row(measure, SheetCell::Count(n), unit, "");
    }

    pub fn ratio(&mut self, measure: &'static str, ratio: Option<f64>, why_not: &'static str) {
        let note = if ratio.is_none() { why_not } else { "" };
        self.row(
            measure,
            SheetCell::of(ratio, SheetCell::Ratio),
            "ratio",
            note,
        );
    }

    /// The columns of a value, one after the other.
    pub fn value(&mut self, v: &Value) {
        for column in COUNT_COLUMNS {
            match column.name {
                // Both kinds of success in one line.
                "succeeded" => self.count("successes", v.counts.successes(), "sessions"),
                "succeeded_with_exceptions" => {}
                name => self.count(name, (column.get)(&v.counts), "sessions"),
            }
        }
        let listed = VALUE_COLUMNS.iter().filter(|c| !UNLISTED.contains(&c.name));
        let soft = VALUE_COLUMNS.iter().filter(|c| c.name == "soft");
        for column in listed.chain(soft) {
            let amount = (column.get)(v);
            let note = if amount.is_none() {
                text!("not-valued")
            } else {
                ""
            };
            match column.measure {
                Measure::Money => self.money(column.name, amount, note),
                Measure::Minutes => {
                    let cell = SheetCell::of(amount, SheetCell::Minutes);
                    self.row(column.name, cell, column.measure.unit(), note);
                }
                measure => {
                    let cell = SheetCell::of(amount, SheetCell::Amount);
                    self.row(column.name, cell, measure.unit(), note);
                }
            }
        }
        let unvalued = v.is_unvalued() && !v.cost().is_zero();
        let why_not = if unvalued {
            text!("why-not-valued")
        } else {
            text!("why-no-cost")
        };
        self.ratio("roi", v.roi(), why_not);
    }
}
