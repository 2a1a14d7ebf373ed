//! What the tallies are worth, by project and day, and what scoring found beside that.

use super::shared::{COUNTS, METHOD, WORTH};
use super::table::Kind::{Day, Exact, Text, Whole};
use super::table::{Table, col, opt};

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

pub static DAILY_FINDINGS: Table = Table {
    name: "daily_findings",
    about: "What scoring a day found beside its values: what counts once, what could not be valued, what became of capacity",
    partition: &["month"],
    key: &[
        "day",
        "kind",
        "project_id",
        "satellite_id",
        "outcome",
        "line",
        "currency",
    ],
    columns: &[&[
        col("month", Text, "Calendar month of the day"),
        col("day", Day, "The earned day"),
        col(
            "kind",
            Text,
            "counted, lasted, unbased, unbased_once, unrated, unsigned, beyond, replaced, lost, failed_units, paid_once, by_the_day, converted, paid_on_day or carried",
        ),
        opt("project_id", Text, "The project it speaks of"),
        opt("satellite_id", Text, "The satellite it speaks of"),
        opt("outcome", Text, "How the sessions it speaks of went"),
        opt(
            "line",
            Text,
            "The line of the master data it rests on: costs.csv:7",
        ),
        opt(
            "currency",
            Text,
            "The currency without a rate; of converted, the one it was paid in",
        ),
        col("sessions", Whole("sessions"), "So many sessions"),
        col("duration_ms", Whole("ms"), "Their duration"),
        col(
            "amount",
            Exact("money"),
            "So much money; of failed_units, so many units",
        ),
    ]],
};
