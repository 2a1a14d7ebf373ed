//! A lake of an older schema becomes one of ours, by the first who writes to it; who only reads
//! understands it as it is.
//!
//! `lake.json` is replaced **last**. Each step leaves the tables such that a program of the schema
//! before reads them right and writes rightly into them, and can be done again. So killed anywhere,
//! the lake is one of the old schema, to either program, and the next writer goes on; only when all
//! of it is done is the older program refused, by name, before the first row is written that it
//! would not understand. The other way round a crash would leave a lake that says it is new and
//! whose tables are not.

use super::tables::{
    AUTOMATIONS, DAILY_VALUES, DRIFT, ITEM_TALLIES, NAMES, OBJECTIVE_TALLIES, OBJECTS, SESSIONS,
};
use super::{LAKE_JSON, Lake, LakeError, SCHEMA, ours};

type Migration = fn(&Lake) -> Result<(), LakeError>;

/// What makes a lake of schema 1 one of schema 2, and so on.
const STEPS: [Migration; SCHEMA as usize - 1] =
    [source_modified, items, what_sources_forget, taken_back];

impl Lake {
    /// Makes the lake one of this program's schema, a new one too. Whoever writes does this first;
    /// whoever only looks leaves no trace.
    pub fn begin(&self) -> Result<(), LakeError> {
        match self.schema()? {
            Some(SCHEMA) => Ok(()),
            found => migrate(self, found.unwrap_or(0)),
        }
    }
}

/// From `found`; 0 is a lake that does not say: a new one, or one whose `lake.json` was lost.
fn migrate(lake: &Lake, found: u64) -> Result<(), LakeError> {
    for step in STEPS.iter().skip(found.saturating_sub(1) as usize) {
        step(lake)?;
    }
    if found == 0 {
        // Two writers may begin a lake at once: they say the same.
        lake.store.create(LAKE_JSON, ours())?;
    } else {
        tracing::info!(
            "the lake at {} had schema {found} and has schema {SCHEMA} now",
            lake.store.url()
        );
        lake.store.put(LAKE_JSON, ours())?;
    }
    Ok(())
}

/// 1 to 2: sessions say when their vendor last wrote them. The table `names` is new, and begins
/// when it is written.
fn source_modified(lake: &Lake) -> Result<(), LakeError> {
    lake.widen(&SESSIONS).map(|_| ())
}

/// 2 to 3: the tables `items` and `item_tallies` are new, and begin when they are written. What a
/// program of schema 2 derives of such a lake would leave their figures out, so it is refused.
fn items(_: &Lake) -> Result<(), LakeError> {
    Ok(())
}

/// 3 to 4: objects say what their source forgets, and from when to when they tell of it;
/// automations what their solution is called; queues how long after its creation an item is due.
/// The tables `source_events`, `audit_events`, `drift` and `deadline_tallies` are new, and begin
/// when they are written. What a program of schema 3 derives leaves all that out.
fn what_sources_forget(lake: &Lake) -> Result<(), LakeError> {
    for table in [&OBJECTS, &AUTOMATIONS, &NAMES] {
        lake.widen(table)?;
    }
    Ok(())
}

/// 4 to 5: `objects` and `drift` lie by satellite, and objects say of which days they tell, which
/// of their rows were taken for one another, and which of their cases lie in others too; items say
/// what their queue is called; values of days say what nobody signed, and what promises count says
/// what hangs. The tables of what was outranked are new, and begin when they are written: what a
/// program of schema 4 brings in would leave them wrong, so it is refused.
fn taken_back(lake: &Lake) -> Result<(), LakeError> {
    for table in [&OBJECTS, &ITEM_TALLIES, &OBJECTIVE_TALLIES, &DAILY_VALUES] {
        lake.widen(table)?;
    }
    for table in [&OBJECTS, &DRIFT] {
        lake.repartition(table)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
