//! The marts of one window that say what follows from its scores.

use super::table::Kind::{Day, Exact, Text, Whole};
use super::table::{Table, col, opt};

pub static BRIDGE: Table = Table {
    name: "bridge",
    about: "Why the net is another than in the window before, cause by cause; the rows of a project, and those of the estate, add up to the net of the window",
    partition: &[],
    key: &["level", "project_id", "order"],
    columns: &[&[
        col(
            "level",
            Text,
            "`estate` or `project`: rows of the estate are the sums of those of projects",
        ),
        opt(
            "project_id",
            Text,
            "The project; `*`: shared cost that no project could carry; empty for the estate",
        ),
        col(
            "order",
            Whole("place"),
            "The place of the row in its bridge, from 0",
        ),
        col(
            "step",
            Text,
            "previous (the net of the window before), volume, minutes, rate, exchange, put_to_use, signed, once, cost or calendar, in this order",
        ),
        opt("input", Text, "What moved: a step is the sum of its inputs"),
        opt("currency", Text, "Of exchange rates"),
        opt(
            "before",
            Exact("input"),
            "The input in the window before: an average, a sum of money, a rate, or days; empty where it is not one number",
        ),
        opt("after", Exact("input"), "The same in the window"),
        opt(
            "amount",
            Exact("money"),
            "What the net moved by; of the step previous, the net of the window before",
        ),
        opt(
            "why",
            Text,
            "Of the step previous: why there is no bridge, or no more of it than costs and signed amounts",
        ),
        col("previous_from", Day, "The first day of the window before"),
        col("previous_to", Day, "The last day of the window before"),
    ]],
};
