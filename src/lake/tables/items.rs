//! Items of queues, and what is counted of them.

use super::Kind::{Day, Instant, Text, Truth, Whole};
use super::kept::TOLD_BY;
use super::{Column, EARNED_DAY, MONTH, SATELLITE, Table, col, opt};

/// What an attempt at an item is.
pub(super) const ITEM: &[Column] = &[
    SATELLITE,
    col(
        "month",
        Text,
        "Calendar month of earned_day, as 2026-03; `none`: a tombstone",
    ),
    col(
        "item_id",
        Text,
        "The vendor's id of the attempt, as it is; of the item, where its attempts are one row",
    ),
    opt(
        "earned_day",
        Day,
        "The satellite's local date of ended, else of started, else of created; empty: a tombstone",
    ),
    opt(
        "ancestor_id",
        Text,
        "The attempt that this one repeats: the first, or the one before, as the vendor links them; empty: none",
    ),
    opt(
        "attempt",
        Whole("attempt"),
        "Which attempt it is, from 1; empty: nothing is told of attempts",
    ),
    opt(
        "queue_id",
        Text,
        "The vendor's id of the queue, as it is; empty: a tombstone",
    ),
    opt("queue_name", Text, "Its name at the time"),
    opt(
        "automation_id",
        Text,
        "The automation that works on it, where the vendor says so",
    ),
    opt(
        "session_id",
        Text,
        "The session that worked on it, where the vendor says so",
    ),
    opt("created", Instant, "When it was put into the queue"),
    opt("started", Instant, "When work on it began"),
    opt("ended", Instant, "When it was done with; empty: still open"),
    opt("due", Instant, "Its deadline"),
    opt("at_risk", Instant, "From when on its deadline is at risk"),
    opt(
        "outcome",
        Text,
        "How it went, in canonical words; empty: a tombstone",
    ),
    opt(
        "outcome_text",
        Text,
        "The vendor's text, where the outcome is unknown",
    ),
    opt("error_code", Text, "The vendor's code of what went wrong"),
    opt(
        "work_ms",
        Whole("ms"),
        "From start to end, floored; where no start is told, what the vendor says; empty where it cannot be known or is negative",
    ),
];

pub static ITEMS: Table = Table {
    name: "items",
    about: "One row per attempt at a queue's item, as its vendor tells it: the version that wins",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "item_id"],
    columns: &[ITEM, TOLD_BY],
};

pub static ITEM_CHAINS: Table = Table {
    name: "item_chains",
    about: "Attempts that are linked with others at the same item, and what these make of them; recomputed whole per satellite",
    partition: &["satellite_id"],
    key: &["satellite_id", "file", "row"],
    columns: &[&[
        SATELLITE,
        col("file", Text, "The file of `items` that holds it"),
        col("row", Whole("row"), "Its place in that file, from 0"),
        col("outdone", Truth, "A later attempt counts in its stead"),
        opt(
            "created",
            Instant,
            "Of the one that counts: when the first attempt was put into the queue",
        ),
        opt(
            "due",
            Instant,
            "Of the one that counts: the deadline that the first attempt had",
        ),
    ]],
};

pub static DEADLINE_TALLIES: Table = Table {
    name: "deadline_tallies",
    about: "What promises count of items, on the days that these are due: integers only, recomputed whole per (satellite, month of the items)",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "month", "objective_id", "due_day"],
    columns: &[&[
        SATELLITE,
        MONTH,
        col("objective_id", Text, "The promise"),
        col(
            "due_day",
            Day,
            "The satellite's local date on which they are due",
        ),
        col("valid", Whole("items"), "Items that are due"),
        col(
            "good",
            Whole("items"),
            "Those that ended by then; equal is in time",
        ),
        col(
            "excluded",
            Whole("items"),
            "Those that were agreed not to count",
        ),
    ]],
};

pub static ITEM_TALLIES: Table = Table {
    name: "item_tallies",
    about: "Items counted, each once, by its last attempt: integers only, recomputed whole per (satellite, month)",
    partition: &["satellite_id", "month"],
    key: &[
        "satellite_id",
        "earned_day",
        "automation_id",
        "queue_id",
        "outcome",
    ],
    columns: &[&[
        SATELLITE,
        MONTH,
        EARNED_DAY,
        col(
            "automation_id",
            Text,
            "The automation that works on them, where the vendor says so; else the queue",
        ),
        col("queue_id", Text, "The vendor's id of the queue, as it is"),
        col("outcome", Text, "How they went"),
        col("items", Whole("items"), "How many"),
        col(
            "work_ms",
            Whole("ms"),
            "The sum of what their last attempts took",
        ),
        col(
            "in_time",
            Whole("items"),
            "Those that ended by their deadline; equal is in time",
        ),
        col("late", Whole("items"), "Those that ended after it"),
        opt(
            "queue_name",
            Text,
            "What they call their queue; of several names the greatest",
        ),
    ]],
};
