//! Exports read as a run would read them, and nothing of it kept.

use std::collections::BTreeMap;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Date32Type;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::extract::delivery::fresh::Fresh;
use crate::extract::error::ExtractError;
use crate::extract::options::Quiet;
use crate::extract::reading::{Export, Format, Reading};
use crate::extract::taker::Source;
use crate::lake::store::{Object, Store};
use crate::model::receipt::Reject;
use crate::model::satellite::Class;
use crate::model::{Satellite, Zone};

/// So many refused rows are shown, and so many different automations and words.
const REJECTS: usize = 5;
const SEEN: usize = 100_000;

/// What would come of exports.
#[derive(Debug, Default)]
pub struct Tried {
    pub read: i64,
    pub rejected: i64,
    pub kept: i64,
    pub rejects: Vec<Reject>,
    /// By id.
    pub automations: BTreeMap<String, TriedAutomation>,
    /// By the words of the export.
    pub unknown: BTreeMap<String, i64>,
    /// The newest day on which anything was.
    pub last_day: Option<NaiveDate>,
    /// Exports that are damaged as a whole, and why.
    pub damaged: Vec<(String, String)>,
    names: usize,
}

/// An automation, as exports tell of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TriedAutomation {
    pub name: Option<String>,
    pub rows: i64,
}

impl Tried {
    /// Whether all that was read is understood.
    pub(super) fn is_known(&self) -> bool {
        self.read > 0
            && self.rejected == 0
            && self.damaged.is_empty()
            && (self.kept > 0 || self.names > 0)
    }
}

/// Reads exports as this satellite's, one after the other.
pub fn tried<'o>(
    store: &Store,
    export: &Export,
    objects: impl Iterator<Item = &'o Object>,
    now: DateTime<Utc>,
) -> Result<Tried, ExtractError> {
    let mut all = Tried::default();
    for object in objects {
        read(
            store,
            &export.satellite,
            &export.reading,
            (object, now),
            &mut all,
        )?;
    }
    Ok(all)
}

/// Reads an export as one of this format.
pub(super) fn whole(
    store: &Store,
    object: &Object,
    format: &Format,
    now: DateTime<Utc>,
) -> Result<Tried, ExtractError> {
    let mut tried = Tried::default();
    let reading = Reading {
        url: object.path.clone().into(),
        format: format.clone(),
    };
    read(store, &nobody(), &reading, (object, now), &mut tried)?;
    Ok(tried)
}

fn read(
    store: &Store,
    satellite: &Satellite,
    reading: &Reading,
    (object, now): (&Object, DateTime<Utc>),
    all: &mut Tried,
) -> Result<(), ExtractError> {
    let source = Source {
        satellite,
        object: &object.path,
        reading: "",
        now,
    };
    let mut kept = Tried::default();
    let mut keep = |batch: RecordBatch| {
        kept.see(&batch);
        Ok(())
    };
    let reached = match Fresh::Export(object.clone()).read(
        (store, u64::MAX),
        reading,
        source,
        &Quiet,
        &mut keep,
    ) {
        Ok(reached) => reached,
        Err(error) => match error.damage() {
            Some(fault) => {
                all.damaged.push((object.path.clone(), super::said(fault)));
                return Ok(());
            }
            None => return Err(error),
        },
    };
    all.read += reached.read;
    all.rejected += reached.rejected;
    all.kept += kept.kept;
    all.last_day = all.last_day.max(kept.last_day);
    all.names += reached.names.len();
    all.rejects.extend(
        reached
            .rejects
            .into_iter()
            .take(REJECTS.saturating_sub(all.rejects.len())),
    );
    for (id, seen) in kept.automations {
        let known = all.automations.entry(id).or_default();
        known.rows += seen.rows;
        known.name = seen.name.or(known.name.take());
    }
    for (word, rows) in kept.unknown {
        *all.unknown.entry(word).or_default() += rows;
    }
    Ok(())
}

impl Tried {
    fn see(&mut self, batch: &RecordBatch) {
        self.kept += batch.num_rows() as i64;
        let text = |name: &str| {
            batch
                .column_by_name(name)
                .and_then(|column| column.as_string_opt::<i32>())
        };
        let days = batch
            .column_by_name("earned_day")
            .and_then(|days| days.as_primitive_opt::<Date32Type>());
        let newest = days
            .and_then(arrow::compute::max)
            .and_then(NaiveDate::from_epoch_days);
        self.last_day = self.last_day.max(newest);
        let Some(ids) = text("automation_id") else {
            return;
        };
        let (names, outcomes, words) = (
            text("automation_name"),
            text("outcome"),
            text("outcome_text"),
        );
        let value = |texts: Option<&arrow::array::StringArray>, row: usize| {
            texts
                .filter(|texts| texts.is_valid(row))
                .map(|texts| texts.value(row).to_owned())
        };
        for row in 0..batch.num_rows() {
            if ids.is_valid(row)
                && (self.automations.len() < SEEN || self.automations.contains_key(ids.value(row)))
            {
                let seen = self
                    .automations
                    .entry(ids.value(row).to_owned())
                    .or_default();
                seen.rows += 1;
                seen.name = value(names, row).or(seen.name.take());
            }
            if value(outcomes, row).is_some_and(|outcome| outcome == "unknown")
                && self.unknown.len() < SEEN
            {
                *self
                    .unknown
                    .entry(value(words, row).unwrap_or_default())
                    .or_default() += 1;
            }
        }
    }
}

/// Whose clocks times are on where nobody said it.
fn nobody() -> Satellite {
    Satellite {
        id: "peek".parse().expect("four letters are an id"),
        name: String::new(),
        class: Class::Other,
        counts: false,
        region: String::new(),
        capability: String::new(),
        timezone: Zone::UTC,
        active_from: None,
        active_to: None,
        stale_after: TimeDelta::zero(),
    }
}
