//! Every table that exists, once: columns, types, units, keys, partitions. The lake writes by it,
//! the marts are published by it, and `marts.json` and the data dictionary are generated from it.
//!
//! A change here is a change of the contract: add columns freely, rename nothing, and say it in
//! CHANGELOG.md.

mod dimensions;
mod facts;
mod marts;
mod outranked;
mod small;
mod table;
mod tallies;
mod values;

pub use dimensions::*;
pub use facts::*;
pub use marts::*;
pub use outranked::*;
pub use small::*;
pub use table::{Column, Kind, Table};
use table::{col, opt};
pub use tallies::*;
pub use values::*;

use Kind::{Day, Exact, Text, Whole};

const SATELLITE: Column = col("satellite_id", Text, "The satellite that told it");
const MONTH: Column = col("month", Text, "Calendar month of earned_day, as 2026-03");
const EARNED_DAY: Column = col(
    "earned_day",
    Day,
    "The satellite's local date of ended, else of started; of items, else of created",
);
const AUTOMATION: Column = col(
    "automation_id",
    Text,
    "The vendor's id of the automation, as it is",
);

/// Sessions by how they went.
const COUNTS: &[Column] = &[
    col(
        "sessions",
        Whole("sessions"),
        "All outcomes but test; open ones included",
    ),
    col("succeeded", Whole("sessions"), "Done"),
    col(
        "succeeded_with_exceptions",
        Whole("sessions"),
        "Done, with items that were refused",
    ),
    col(
        "business_exceptions",
        Whole("sessions"),
        "Correctly refused: good for reliability, worth nothing",
    ),
    col("failed", Whole("sessions"), "Tried and not done"),
    col("timed_out", Whole("sessions"), "Tried for too long"),
    col("cancelled", Whole("sessions"), "Stopped by somebody"),
    col("skipped", Whole("sessions"), "Not tried"),
    col(
        "open",
        Whole("sessions"),
        "Running, queued or suspended when last told of",
    ),
    col(
        "unknown",
        Whole("sessions"),
        "Told in words that no map names",
    ),
];

/// What it was worth: with [`COUNTS`] before them, the value columns that daily values and scores
/// share.
const WORTH: &[Column] = &[
    opt(
        "units",
        Exact("units"),
        "(succeeded + succeeded_with_exceptions) × share × units_per_session",
    ),
    opt(
        "units_valued",
        Exact("units"),
        "min(units, what is left of demand_per_month)",
    ),
    opt(
        "labour_minutes",
        Exact("min"),
        "units_valued × minutes_per_unit × people × automated_share",
    ),
    opt(
        "review_minutes",
        Exact("min"),
        "units × review_minutes_per_unit",
    ),
    opt(
        "failure_minutes",
        Exact("min"),
        "(failed + timed_out) × share × units_per_session × failure_minutes_per_unit",
    ),
    opt(
        "attended_minutes",
        Exact("min"),
        "duration of valid attended and local sessions × share, where attended_deducts",
    ),
    opt(
        "net_minutes",
        Exact("min"),
        "labour_minutes − review_minutes − failure_minutes − attended_minutes",
    ),
    opt(
        "rework_minutes_saved",
        Exact("min"),
        "units_valued × (error_rate − automated_error_rate) × rework_minutes × rework_people; in no other minutes",
    ),
    opt(
        "capacity",
        Exact("money"),
        "net_minutes / 60 × hourly_rate × exchange rate",
    ),
    opt(
        "recaptured",
        Exact("money"),
        "(capacity above 0 − cashable that replaces it) × conversion + capacity below 0, by day",
    ),
    opt(
        "error_avoidance",
        Exact("money"),
        "rework_minutes_saved / 60 × hourly_rate × exchange rate × conversion",
    ),
    opt(
        "labour_value",
        Exact("money"),
        "labour_minutes / 60 × hourly_rate × exchange rate: what the valued units cost by hand",
    ),
    opt(
        "labour_claimed",
        Exact("money"),
        "labour_value × conversion",
    ),
    opt("soft", Exact("money"), "recaptured + error_avoidance"),
    col(
        "cashable",
        Exact("money"),
        "Benefits that reach the ledger, of lines with signed_by and signed_on",
    ),
    col(
        "avoidance",
        Exact("money"),
        "Costs that did not arise, of lines with signed_by and signed_on",
    ),
    opt(
        "unsigned",
        Exact("money"),
        "Both, of lines that nobody had signed by the last day: in no benefit",
    ),
    col(
        "benefit",
        Exact("money"),
        "recaptured + error_avoidance + cashable + avoidance",
    ),
    col(
        "cost_build",
        Exact("money"),
        "Costs of the kinds build and change",
    ),
    col("cost_run", Exact("money"), "All other costs"),
    col("cost", Exact("money"), "cost_build + cost_run"),
    col("net", Exact("money"), "benefit − cost"),
    opt(
        "cash_result",
        Exact("money"),
        "cashable − cost: what the ledger sees",
    ),
];

const METHOD: Column = col("method", Text, "The method of valuing, with its version");

/// The tables of the lake, in the order in which a batch commits them: `objects`, the cursor, last
/// of what extraction writes.
pub static LAKE: &[&Table] = &[
    &REJECTS,
    &OUTRANKED_SESSIONS,
    &SESSIONS,
    &OUTRANKED_ITEMS,
    &ITEMS,
    &OUTRANKED_SOURCE_EVENTS,
    &SOURCE_EVENTS,
    &OUTRANKED_AUDIT_EVENTS,
    &AUDIT_EVENTS,
    &NAMES,
    &DRIFT,
    &OBJECTS,
    &TALLIES,
    &ERROR_TALLIES,
    &DURATION_TALLIES,
    &UNKNOWN_TALLIES,
    &AUTOMATION_TALLIES,
    &ITEM_CHAINS,
    &ITEM_TALLIES,
    &AUTOMATIONS,
    &OBJECTIVE_TALLIES,
    &DEADLINE_TALLIES,
    &DAILY_VALUES,
    &PUBLICATIONS,
];

/// The marts of one window, in the order of the contract.
pub static WINDOW_MARTS: &[&Table] = &[
    &ESTATE_SCORES,
    &PROJECT_SCORES,
    &OBJECTIVE_SCORES,
    &GOAL_SCORES,
    &AUTOMATION_SCORES,
    &ITEM_SCORES,
    &ERRORS,
    &COVERAGE,
];

/// The marts that know no window.
pub static HISTORY_MARTS: &[&Table] = &[
    &DAILY_VALUES,
    &PROJECTS,
    &DEPARTMENTS,
    &AUTOMATIONS,
    &SATELLITES,
    &DATES,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = &'static Table> {
        LAKE.iter()
            .chain(WINDOW_MARTS)
            .chain(HISTORY_MARTS)
            .copied()
    }

    #[test]
    fn every_key_and_partition_is_a_column_told_once() {
        for table in all() {
            let names: Vec<_> = table.columns().map(|c| c.name).collect();
            let mut distinct = names.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!(
                distinct.len(),
                names.len(),
                "{} tells a column twice",
                table.name
            );
            for name in table.key.iter().chain(table.partition) {
                assert!(names.contains(name), "{}: {name} is no column", table.name);
            }
        }
    }

    #[test]
    fn every_column_says_what_it_is() {
        for column in all().flat_map(Table::columns) {
            assert!(
                column.about.len() > 3 && !column.about.ends_with('.'),
                "{}",
                column.name
            );
        }
    }
}
