//! Rows as objects told them whose telling did not win. An object may take back what it told, or
//! tell it otherwise: then what another object told of the same row is found here. They hold rows
//! only where two objects tell of one.

use super::facts::{
    AUDIT_EVENT, AUDIT_EVENTS, EVENT, ITEM, ITEMS, SESSION, SESSIONS, SOURCE_EVENT, SOURCE_EVENTS,
    TOLD_BY,
};
use super::table::Kind::Truth;
use super::table::{Column, Table, col};

/// The one column that such a table has more than the table whose rows did win.
pub(in crate::lake) const CONTRADICTS: &str = "contradicts";

const OUTRANKED: &[Column] = &[col(
    CONTRADICTS,
    Truth,
    "Neither this row nor the one that wins tells a version, and they say different things of something that is over",
)];

const ABOUT: &str = "Rows that an object told and that another object's row outranked; void where the row that wins is of the same object";

pub static OUTRANKED_SESSIONS: Table = Table {
    name: "outranked_sessions",
    about: ABOUT,
    partition: &["satellite_id"],
    key: &["satellite_id", "session_id", "object"],
    columns: &[SESSION, TOLD_BY, OUTRANKED],
};

pub static OUTRANKED_ITEMS: Table = Table {
    name: "outranked_items",
    about: ABOUT,
    partition: &["satellite_id"],
    key: &["satellite_id", "item_id", "object"],
    columns: &[ITEM, TOLD_BY, OUTRANKED],
};

pub static OUTRANKED_SOURCE_EVENTS: Table = Table {
    name: "outranked_source_events",
    about: ABOUT,
    partition: &["satellite_id"],
    key: &["satellite_id", "event_id", "object"],
    columns: &[EVENT, SOURCE_EVENT, TOLD_BY, OUTRANKED],
};

pub static OUTRANKED_AUDIT_EVENTS: Table = Table {
    name: "outranked_audit_events",
    about: ABOUT,
    partition: &["satellite_id"],
    key: &["satellite_id", "event_id", "object"],
    columns: &[EVENT, AUDIT_EVENT, TOLD_BY, OUTRANKED],
};

/// The tables whose rows objects tell, each with the one that keeps what was outranked.
pub static TOLD: [(&Table, &Table); 4] = [
    (&SESSIONS, &OUTRANKED_SESSIONS),
    (&ITEMS, &OUTRANKED_ITEMS),
    (&SOURCE_EVENTS, &OUTRANKED_SOURCE_EVENTS),
    (&AUDIT_EVENTS, &OUTRANKED_AUDIT_EVENTS),
];

impl Table {
    /// Where rows of this table lie that were outranked.
    pub(in crate::lake) fn outranked(&'static self) -> Option<&'static Table> {
        TOLD.iter()
            .find(|(table, _)| *table == self)
            .map(|(_, outranked)| *outranked)
    }
}
