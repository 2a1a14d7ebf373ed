//! What the tallies are worth, by project and day.

use super::table::Kind::{Day, Text};
use super::table::{Table, col, opt};
use super::{COUNTS, METHOD, WORTH};

pub static DAILY_VALUES: Table = Table {
    name: "daily_values",
    about: "The scored history: what each day of each project was worth; no row where everything is 0",
    partition: &["month"],
    key: &["day", "method", "project_id"],
    columns: &[
        &[
            col("month", Text, "Calendar month of the day"),
            col("day", Day, "The earned day"),
            METHOD,
            col(
                "project_id",
                Text,
                "The project; `*`: shared cost that no project could carry",
            ),
            opt("department_id", Text, "That day's department"),
        ],
        COUNTS,
        WORTH,
    ],
};
