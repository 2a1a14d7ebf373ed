//! What sources tell: sessions, items of queues, what they say of themselves, and who changed
//! what there.

use super::shared::SATELLITE;
use super::table::Kind::{Day, Instant, Text, Truth, Whole};
use super::table::{Column, Table, col, opt};

/// What ranks the versions of a row, and where the one that won was read.
pub(super) const TOLD_BY: &[Column] = &[
    opt(
        "source_version",
        Whole("version"),
        "The vendor's version number of the row; the higher one wins",
    ),
    opt(
        "source_modified",
        Instant,
        "When the vendor last wrote the row; among equal versions the later one wins",
    ),
    col("deleted", Truth, "A tombstone: the vendor deleted it"),
    col(
        "reading",
        Text,
        "How it was read; what the current reading says outranks what an earlier one said",
    ),
    col("object", Text, "The object it came from"),
    col(
        "row",
        Whole("line"),
        "The line of that object on which it begins, or its ordinal where rows do not go by lines",
    ),
];

/// What a session is.
pub(super) const SESSION: &[Column] = &[
    SATELLITE,
    col(
        "month",
        Text,
        "Calendar month of earned_day, as 2026-03; `none`: a tombstone",
    ),
    col(
        "session_id",
        Text,
        "The vendor's id of the session, as it is",
    ),
    opt(
        "earned_day",
        Day,
        "The satellite's local date of ended, else of started; empty: a tombstone",
    ),
    opt(
        "automation_id",
        Text,
        "The vendor's id of the automation, as it is; empty: a tombstone",
    ),
    opt("automation_name", Text, "Its name at the time"),
    opt(
        "solution_id",
        Text,
        "The solution, package or folder it belongs to",
    ),
    opt("solution_version", Text, "That solution's version"),
    opt("started", Instant, "When it began"),
    opt("ended", Instant, "When it ended; empty: still open"),
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
    opt(
        "duration_ms",
        Whole("ms"),
        "From start to end, floored; empty where it cannot be known or is negative",
    ),
    opt(
        "duration_bucket",
        Whole("bucket"),
        "The top 7 significant bits of duration_ms and its exponent",
    ),
    opt("mode", Text, "attended, unattended, local or unknown"),
    opt("trigger", Text, "What started it"),
    opt("machine_id", Text, "Where it ran"),
    opt("machine_name", Text, "That machine's name"),
    opt("machine_group", Text, "That machine's group"),
    opt("owner", Text, "Who owns it"),
    opt(
        "parent_automation_id",
        Text,
        "The automation that called it",
    ),
    opt("parent_session_id", Text, "The session that called it"),
    opt("error_code", Text, "The vendor's code of what went wrong"),
    opt(
        "error_message",
        Text,
        "The first 1,000 characters of what the vendor says of it",
    ),
];

pub static SESSIONS: Table = Table {
    name: "sessions",
    about: "One row per execution of an automation: the version that wins",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "session_id"],
    columns: &[SESSION, TOLD_BY],
};

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

/// Of any event.
pub(super) const EVENT: &[Column] = &[
    SATELLITE,
    col(
        "month",
        Text,
        "Calendar month of earned_day, as 2026-03; `none`: a tombstone",
    ),
    col("event_id", Text, "The vendor's id of the event, as it is"),
    opt(
        "earned_day",
        Day,
        "The satellite's local date of `at`; empty: a tombstone",
    ),
    opt("at", Instant, "When it happened"),
];

/// What an event of a source adds to any event.
pub(super) const SOURCE_EVENT: &[Column] = &[
    opt("kind", Text, "What kind of event, in the vendor's words"),
    opt("code", Text, "Which one, in the vendor's words"),
    opt("level", Text, "How grave, in the vendor's words"),
    opt("subject_id", Text, "The vendor's id of what it is about"),
];

pub static SOURCE_EVENTS: Table = Table {
    name: "source_events",
    about: "What a source says of itself, such as that it lost what it should have kept: the version that wins",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "event_id"],
    columns: &[EVENT, SOURCE_EVENT, TOLD_BY],
};

/// What a change adds to any event.
pub(super) const AUDIT_EVENT: &[Column] = &[
    opt("actor", Text, "The vendor's id of who did it"),
    opt("action", Text, "What was done, by the vendor's number"),
    opt("operation", Text, "How it was done, by the vendor's number"),
    opt("object_kind", Text, "The table of what was changed"),
    opt("object_id", Text, "The vendor's id of what was changed"),
];

pub static AUDIT_EVENTS: Table = Table {
    name: "audit_events",
    about: "Who changed what in a source, and when; not what it was before and after: the version that wins",
    partition: &["satellite_id", "month"],
    key: &["satellite_id", "event_id"],
    columns: &[EVENT, AUDIT_EVENT, TOLD_BY],
};
