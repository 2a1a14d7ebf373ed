//! baselines.csv: what one unit of work costs by hand, from a day on.

use std::collections::BTreeMap;

use super::row::WrittenRow;
use super::sheet::{Sheet, SheetLayout};
use crate::model::exact::Product;
use crate::model::master::{Baseline, Unit};
use crate::model::{Micros, ProjectId};
use crate::workspace::forms::{
    self, DecimalRange, HOURLY_RATE, MINUTES, PEOPLE, RATIO, SHARE, UNITS,
};
use crate::workspace::known::KnownIds;
use crate::workspace::mistake::Notebook;

pub const BASELINES: SheetLayout = SheetLayout {
    file: "baselines.csv",
    required: &[
        "project_id",
        "valid_from",
        "minutes_per_unit",
        "hourly_rate",
        "currency",
    ],
    optional: &[
        "unit",
        "units_per_session",
        "minutes_low",
        "minutes_high",
        "people",
        "automated_share",
        "error_rate",
        "automated_error_rate",
        "rework_minutes",
        "rework_people",
        "review_minutes_per_unit",
        "failure_minutes_per_unit",
        "attended_deducts",
        "demand_per_month",
        "planned_units_per_month",
        "ramp_months",
        "planned_success",
        "replan",
        "conversion",
        "evidence",
        "sample_size",
        "measured_on",
        "approved_by",
        // Of the method kit-2023. The kit itself uses neither volume nor working days: only their
        // form is checked.
        "frequency",
        "volume_per_frequency",
        "working_days_per_year",
        "maintenance_overhead",
    ],
};

pub fn baselines(
    sheet: &Sheet,
    known: &KnownIds,
    notes: &Notebook,
) -> BTreeMap<ProjectId, Vec<Baseline>> {
    let mut baselines = BTreeMap::<ProjectId, Vec<Baseline>>::new();
    for row in sheet.rows(notes) {
        let Some(baseline) = baseline(&row, known) else {
            continue;
        };
        let versions = baselines.entry(baseline.project_id.clone()).or_default();
        if let Some(first) = versions
            .iter()
            .find(|other| other.valid_from == baseline.valid_from)
        {
            let message = format!(
                "{} has two baselines from {}",
                baseline.project_id, baseline.valid_from
            );
            row.note_both(
                "valid_from",
                &first.line,
                message,
                "keep one, or give the later one its own valid_from",
            );
            continue;
        }
        versions.push(baseline);
    }
    for versions in baselines.values_mut() {
        versions.sort_by_key(|version| version.valid_from);
    }
    baselines
}

fn baseline(row: &WrittenRow, known: &KnownIds) -> Option<Baseline> {
    let project_id = row.needed("project_id", known.projects.form());
    let valid_from = row.needed_day("valid_from");
    let minutes_per_unit = row.needed_decimal("minutes_per_unit", MINUTES);
    let hourly_rate = row.needed_money("hourly_rate", HOURLY_RATE);
    let currency = row.needed("currency", forms::currency);
    row.decimal("volume_per_frequency", UNITS);
    row.optional("working_days_per_year", forms::whole(1, 366));
    let or = |column, bounds, default| row.decimal(column, bounds).unwrap_or(default);
    let baseline = Baseline {
        line: row.line(),
        unit: row.word("unit").unwrap_or(Unit::Session),
        units_per_session: or(
            "units_per_session",
            DecimalRange::above_zero(1_000_000),
            Micros::ONE,
        ),
        minutes_low: row.decimal("minutes_low", MINUTES),
        minutes_high: row.decimal("minutes_high", MINUTES),
        people: or("people", PEOPLE, Micros::ONE),
        automated_share: or("automated_share", RATIO, Micros::ONE),
        error_rate: or("error_rate", RATIO, Micros::ZERO),
        automated_error_rate: or("automated_error_rate", RATIO, Micros::ZERO),
        rework_minutes: or("rework_minutes", MINUTES, Micros::ZERO),
        rework_people: or(
            "rework_people",
            DecimalRange::between(0, 1_000),
            Micros::ONE,
        ),
        review_minutes_per_unit: or("review_minutes_per_unit", MINUTES, Micros::ZERO),
        failure_minutes_per_unit: or("failure_minutes_per_unit", MINUTES, Micros::ZERO),
        attended_deducts: row.truth("attended_deducts", false),
        demand_per_month: row.decimal("demand_per_month", UNITS),
        planned_units_per_month: row.decimal("planned_units_per_month", UNITS),
        ramp_months: row
            .optional("ramp_months", forms::whole(0, 120))
            .unwrap_or(0) as u32,
        planned_success: or("planned_success", SHARE, Micros::ONE),
        replan: row.truth("replan", false),
        conversion: row.decimal("conversion", RATIO),
        evidence: row.word("evidence"),
        sample_size: row.decimal("sample_size", UNITS),
        measured_on: row.day("measured_on"),
        approved_by: row.text("approved_by"),
        frequency: row.word("frequency"),
        maintenance_overhead: or(
            "maintenance_overhead",
            DecimalRange::between(0, 100),
            Micros::ZERO,
        ),
        project_id: project_id?,
        valid_from: valid_from?,
        minutes_per_unit: minutes_per_unit?,
        hourly_rate: hourly_rate?,
        currency: currency?,
    };
    check_band(row, &baseline);
    check_worth(row, &baseline);
    check_plan(row, &baseline);
    Some(baseline)
}

fn check_band(row: &WrittenRow, baseline: &Baseline) {
    let middle = baseline.minutes_per_unit;
    let right = "minutes_low ≤ minutes_per_unit ≤ minutes_high";
    if let Some(low) = baseline.minutes_low.filter(|low| *low > middle) {
        row.note(
            "minutes_low",
            format!("minutes_low {low} is above minutes_per_unit {middle}"),
            right,
        );
    }
    if let Some(high) = baseline.minutes_high.filter(|high| *high < middle) {
        row.note(
            "minutes_high",
            format!("minutes_high {high} is below minutes_per_unit {middle}"),
            right,
        );
    }
}

/// What speaks of a plan says something only where there is one.
fn check_plan(row: &WrittenRow, baseline: &Baseline) {
    if let Some(planned) = baseline.planned_units_per_month {
        let worth = Product::of(worth(baseline)).times(planned).round();
        if worth > Micros::whole(1_000_000_000_000) {
            let message = format!(
                "the planned units of a month would be worth {} {}",
                worth.to_fixed(0),
                baseline.currency
            );
            let help = "planned_units_per_month × what one is worth is at most 1,000,000,000,000";
            row.note("planned_units_per_month", message, help);
        }
        return;
    }
    let speaks = |column: &&str| match *column {
        "replan" => baseline.replan,
        _ => row.has(column),
    };
    if let Some(column) = ["replan", "planned_success"].into_iter().find(speaks) {
        let message = format!("{column}: nothing is planned on this row");
        let help =
            "write planned_units_per_month (0 where no units are planned any more), or empty it";
        row.note(column, message, help);
    }
}

/// What one unit is worth by hand.
fn worth(baseline: &Baseline) -> Micros {
    Product::of(baseline.minutes_per_unit)
        .times(baseline.people)
        .times(baseline.hourly_rate)
        .over(60)
}

/// Each figure may be sane and their product absurd; no sum of figures may leave its integers.
fn check_worth(row: &WrittenRow, baseline: &Baseline) {
    let worth = worth(baseline);
    if worth > Micros::whole(1_000_000_000) {
        let message = format!(
            "one unit would be worth {} {}",
            worth.to_fixed(0),
            baseline.currency
        );
        row.note(
            "hourly_rate",
            message,
            "minutes_per_unit / 60 × people × hourly_rate is at most 1,000,000,000",
        );
    }
}
