//! What is counted of the facts, by month: whole numbers, no amounts.

use super::shared::{AUTOMATION, EARNED_DAY, MONTH, SATELLITE};
use super::table::Kind::{Day, Instant, Text, Truth, Whole};
use super::table::{Column, Table, col, opt};

const SESSIONS_COUNTED: Column = col("sessions", Whole("sessions"), "How many");

pub static TALLIES: Table = Table {
    name: "tallies",
    about: "Sessions counted by what can be valued: integers only, recomputed whole per (satellite, month)",
    partition: &["satellite_id", "month"],
    key: &[
        "satellite_id",
        "earned_day",
        "solution_id",
        "automation_id",
        "parent_automation_id",
        "mode",
        "outcome",
    ],
    columns: &[&[
        SATELLITE,
        MONTH,
        EARNED_DAY,
        opt("solution_id", Text, "The solution it belongs to"),
        AUTOMATION,
        opt(
            "parent_automation_id",
            Text,
            "The automation that called it",
        ),
        opt("mode", Text, "attended, unattended, local or unknown"),
        col("outcome", Text, "How they went"),
        SESSIONS_COUNTED,
        col("duration_ms", Whole("ms"), "The sum of their durations"),
    ]],
};

pub static ERROR_TALLIES: Table = Table {
    name: "error_tallies",
    about: "Failed and timed out sessions by error",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "earned_day", "automation_id", "error_code"],
    columns: &[&[
        SATELLITE,
        MONTH,
        EARNED_DAY,
        AUTOMATION,
        opt("error_code", Text, "The vendor's code"),
        SESSIONS_COUNTED,
    ]],
};

pub static DURATION_TALLIES: Table = Table {
    name: "duration_tallies",
    about: "Succeeded sessions by duration bucket, for percentiles",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "month", "automation_id", "duration_bucket"],
    columns: &[&[
        SATELLITE,
        MONTH,
        AUTOMATION,
        col("duration_bucket", Whole("bucket"), "The bucket"),
        SESSIONS_COUNTED,
    ]],
};

pub static UNKNOWN_TALLIES: Table = Table {
    name: "unknown_tallies",
    about: "Sessions whose outcome no map names, by the vendor's text",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "earned_day", "outcome_text"],
    columns: &[&[
        SATELLITE,
        MONTH,
        EARNED_DAY,
        opt("outcome_text", Text, "The vendor's text"),
        SESSIONS_COUNTED,
    ]],
};

pub static AUTOMATION_TALLIES: Table = Table {
    name: "automation_tallies",
    about: "What a month says of its automations; the automations are the newest of these",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "month", "automation_id"],
    columns: &[&[
        SATELLITE,
        MONTH,
        AUTOMATION,
        opt(
            "automation_name",
            Text,
            "Its name at the greatest (earned_day, session_id) of the month",
        ),
        opt("solution_id", Text, "Its solution there"),
        col("first_day", Day, "Its first day in the month"),
        col("last_day", Day, "Its last day in the month"),
        col(
            "last_session_id",
            Text,
            "The greatest session id of that last day",
        ),
    ]],
};

pub static OBJECTIVE_TALLIES: Table = Table {
    name: "objective_tallies",
    about: "What promises count, where the sessions themselves must be asked: thresholds and agreed exclusions",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "objective_id", "earned_day"],
    columns: &[&[
        SATELLITE,
        MONTH,
        col("objective_id", Text, "The promise"),
        EARNED_DAY,
        col(
            "valid",
            Whole("sessions"),
            "Sessions that say something of it",
        ),
        col("good", Whole("sessions"), "Those that kept it"),
        col(
            "excluded",
            Whole("sessions"),
            "Those that were agreed not to count",
        ),
        opt("open", Whole("sessions"), "Those that are not over"),
        opt(
            "open_excluded",
            Whole("sessions"),
            "Those of them that were agreed not to count",
        ),
        opt(
            "cancelled",
            Whole("sessions"),
            "Those that somebody stopped",
        ),
        opt(
            "unknown",
            Whole("sessions"),
            "Those told in words that no map names",
        ),
        opt(
            "refused",
            Whole("sessions"),
            "Of the good ones: business exceptions",
        ),
        opt(
            "straight",
            Whole("sessions"),
            "Of the good ones: succeeded without exceptions",
        ),
    ]],
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
