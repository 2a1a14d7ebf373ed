//! The marts of one window that say what was earned and paid since the beginning.

use super::table::Kind::{Day, Exact, Ratio, Text, Whole};
use super::table::{Column, Table, col, opt};

/// Whose life it is.
const WHOSE: &[Column] = &[
    col("level", Text, "`estate`, `department` or `project`"),
    opt(
        "id",
        Text,
        "The department or project; `*`: shared cost that no project could carry; empty for the estate",
    ),
    col(
        "series",
        Text,
        "`economic`: benefit − cost; `cash`: cashable − cost; both dated by when it is paid",
    ),
];

pub static CASH_FLOWS: Table = Table {
    name: "cash_flows",
    about: "What was earned and paid in each month since the beginning, by when it is paid: the flows of XNPV and XIRR",
    partition: &[],
    key: &["level", "id", "series", "date"],
    columns: &[
        WHOSE,
        &[
            col(
                "date",
                Day,
                "The month's last day, or the window's: what the flow is dated on",
            ),
            col("flow", Exact("money"), "What the month's days moved"),
            col("cumulated", Exact("money"), "With all months before it"),
        ],
    ],
};

pub static WHOLE_LIFE: Table = Table {
    name: "whole_life",
    about: "When each project, each department and the estate paid back, and what its flows to date are worth",
    partition: &[],
    key: &["level", "id", "series"],
    columns: &[
        WHOSE,
        &[
            opt(
                "payback_on",
                Day,
                "The first day from which on all that was spent is covered",
            ),
            opt(
                "payback_on_why",
                Text,
                "Why there is none: no_outlay, not_reached or beyond_range",
            ),
            opt(
                "payback_days",
                Whole("days"),
                "From the first day on which more was spent than came back",
            ),
            opt("payback_days_why", Text, "Why there is none"),
            opt(
                "npv",
                Exact("money"),
                "Σ flow / (1 + discount_rate)^((date − first date) / 365), to the cent; it holds no future",
            ),
            opt(
                "npv_why",
                Text,
                "Why there is none: no_rate, not_valued (nothing ever moved) or beyond_range",
            ),
            opt(
                "irr",
                Ratio,
                "The rate a year at which npv is 0, above 0 and up to 10, to 0.0001",
            ),
            opt(
                "irr_why",
                Text,
                "Why there is none: no_outlay, not_reached, several, under_a_year or beyond_range (above 10)",
            ),
        ],
    ],
};
