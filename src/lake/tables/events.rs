//! What sources say of themselves, and who changed what there.

use super::Kind::{Day, Instant, Text};
use super::kept::TOLD_BY;
use super::{Column, SATELLITE, Table, col, opt};

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
