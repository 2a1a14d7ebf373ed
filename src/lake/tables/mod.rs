//! Every table that exists, once: columns, types, units, keys, partitions. The lake writes by it,
//! the marts are published by it, and `marts.json` and the data dictionary are generated from it.
//!
//! A change here is a change of the contract: add columns freely, rename nothing, and say it in
//! CHANGELOG.md.

mod dimensions;
mod facts;
mod follows;
mod life;
mod marts;
mod outranked;
mod plan;
mod shared;
mod small;
mod table;
mod tallies;
mod values;

pub use dimensions::*;
pub use facts::*;
pub use follows::*;
pub use life::*;
pub use marts::*;
pub use outranked::*;
pub use plan::*;
pub use small::*;
pub use table::{Column, Kind, Table};
pub use tallies::*;
pub use values::*;

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
    &DAILY_FINDINGS,
    &DAILY_VALUES,
    &PUBLICATIONS,
    &DELIVERIES,
];

/// The marts of one window, in the order of the contract.
pub static WINDOW_MARTS: &[&Table] = &[
    &ESTATE_SCORES,
    &PROJECT_SCORES,
    &DEPARTMENT_SCORES,
    &BRIDGE,
    &PLAN,
    &PLAN_BRIDGE,
    &KIT_BRIDGE,
    &PERIODS,
    &EVIDENCE,
    &CASH_FLOWS,
    &WHOLE_LIFE,
    &OBJECTIVE_SCORES,
    &GOAL_SCORES,
    &DECISIONS,
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
