//! A process as its event log tells it: each case is an item, which is created when its first event
//! starts and done with when its last one has ended. A log tells a case by many rows; so they are
//! gathered until the export is over, and a case must lie whole in one of them.

use std::collections::BTreeMap;
use std::io::Read;

use chrono::{DateTime, SecondsFormat, Utc};

use super::lifecycle::{self, Step, StepAt};
use crate::extract::carriers::encoding::Decoded;
use crate::extract::carriers::json::members::{Members, WantedPaths};
use crate::extract::carriers::{csv, json, parquet};
use crate::extract::error::ExtractError;
use crate::extract::facts::items::{ItemNames, ItemTelling, Items};
use crate::extract::facts::sessions::Dialect;
use crate::extract::notes::Notes;
use crate::extract::reading::event_log::EventLog;
use crate::extract::reading::file::{Shape, bare};
use crate::extract::reading::items::OfItem;
use crate::extract::reading::times::Clock;
use crate::extract::rejects::{Fault, Rejects};
use crate::extract::taker::{Keep, RawRow, Reached, Source, Taken, Taker};
use crate::lake::delta::foreign::LogSaid;
use crate::lake::store::{Object, Store};

/// Reads a log from beginning to end; hands its cases to `keep`.
pub fn items(
    input: impl Read,
    log: &EventLog,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let (names, mut cases) = (log.names(), Cases::of(log, source));
    let object = bare(source.object);
    let nothing = &mut |_| Ok(());
    let reached = if object.to_lowercase().ends_with(".csv") {
        csv::known(
            input,
            (&names, log.case.len()),
            source,
            |_| Gathered(&mut cases),
            nothing,
        )?
    } else {
        let lines = Members {
            asked: WantedPaths::new(&names),
            taker: Gathered(&mut cases),
        };
        json::read(
            Decoded::new(input, None),
            Shape::of(object),
            json::pages::ODATA_ROWS,
            source,
            lines,
            nothing,
        )?
    };
    cases.tell(source, reached, keep)
}

/// The same of a Parquet file, which is read where it lies.
pub fn of_parquet(
    store: &Store,
    object: &Object,
    log: &EventLog,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let (names, mut cases) = (log.names(), Cases::of(log, source));
    let (held, plain) = (&mut cases, Clock::new(None, source.satellite.timezone));
    let nothing = &mut |_| Ok(());
    let reached = parquet::named::named(
        store,
        object,
        &LogSaid::default(),
        &names,
        source,
        move |_, instants| {
            // A column that knows by itself when something was is told in no form.
            if instants.contains(&true) {
                held.clock = plain;
            }
            Gathered(held)
        },
        nothing,
    )?;
    cases.tell(source, reached, keep)
}

/// What is known of a case so far.
#[derive(Debug, Default)]
struct Case {
    row: i64,
    created: Option<DateTime<Utc>>,
    ended: Option<DateTime<Utc>>,
    due: Option<String>,
    queue: Option<String>,
    /// Events that began and have not ended.
    open: usize,
    work_us: i64,
    /// How often each activity stands in it.
    activities: BTreeMap<String, i64>,
    /// What a life cycle tells of each, to be paired when all is read.
    steps: BTreeMap<String, Vec<StepAt>>,
}

impl Case {
    /// An activity was done, or began.
    fn add(
        &mut self,
        activity: String,
        started: Option<DateTime<Utc>>,
        ended: Option<DateTime<Utc>>,
        worked_us: Option<i64>,
    ) {
        self.see(started.or(ended));
        self.ended = self.ended.max(ended);
        self.open += usize::from(ended.is_none());
        self.work_us += worked_us.unwrap_or(0).max(0);
        *self.activities.entry(activity).or_default() += 1;
    }

    /// It was there then.
    fn see(&mut self, at: Option<DateTime<Utc>>) {
        self.created = self.created.into_iter().chain(at).min();
    }

    /// All was read: what starts and ends belongs together.
    fn pair(&mut self) {
        for (activity, told) in std::mem::take(&mut self.steps) {
            for run in lifecycle::runs(told) {
                self.add(activity.clone(), run.started, run.ended, run.worked_us());
            }
        }
    }

    /// Puts it among the items, as one of the queue that it names, or else of the satellite's.
    fn push(
        &self,
        id: &str,
        source: Source<'_>,
        items: &mut Items<'_>,
        notes: &mut Notes,
    ) -> Result<(), Fault> {
        let iso = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let is_over = self.open == 0;
        let (created, ended) = (
            self.created.map(iso),
            self.ended.filter(|_| is_over).map(iso),
        );
        let attempts = self.activities.values().max().copied().unwrap_or(1);
        let attempt = attempts.to_string();
        let work_ms = (self.work_us / 1_000).to_string();
        let queue = self.queue.as_deref();
        let outcome = if is_over && self.ended.is_some() {
            "succeeded"
        } else {
            "running"
        };
        let mut telling: ItemTelling<'_> = [None; OfItem::ALL.len()];
        for (field, text) in [
            (OfItem::ItemId, Some(id)),
            (OfItem::Attempt, Some(attempt.as_str())),
            (
                OfItem::QueueId,
                Some(queue.unwrap_or(source.satellite.id.as_str())),
            ),
            (OfItem::Created, created.as_deref()),
            (OfItem::Ended, ended.as_deref()),
            (OfItem::Due, self.due.as_deref()),
            (OfItem::Outcome, Some(outcome)),
            (
                OfItem::WorkMs,
                Some(work_ms.as_str()).filter(|_| self.work_us > 0),
            ),
        ] {
            telling[field as usize] = text;
        }
        items.push(self.row, &telling, notes)
    }
}

struct Cases<'a> {
    log: &'a EventLog,
    clock: Clock,
    by_id: BTreeMap<String, Case>,
}

impl<'a> Cases<'a> {
    fn of(log: &'a EventLog, source: Source<'_>) -> Self {
        Self {
            log,
            clock: Clock::new(log.format.as_deref(), source.satellite.timezone),
            by_id: BTreeMap::new(),
        }
    }

    /// Adds an event, whose texts stand under the names.
    fn add(&mut self, event: RawRow<'_>) -> Result<(), Fault> {
        let mut at = 0;
        let [id, activity, start, end, due, queue, lifecycle] = self.log.groups().map(|names| {
            let told = (at..at + names.len()).find_map(|at| {
                event
                    .text(at)
                    .map(str::trim)
                    .filter(|text| !text.is_empty())
            });
            at += names.len();
            (names.first().map_or("", String::as_str), told)
        });
        let needed = |(name, text): (&str, Option<&'_ str>)| {
            let missing = || {
                Fault::new(
                    name,
                    "missing_value",
                    format!("an event must tell its {name}, and this one is empty"),
                )
            };
            text.map(str::to_owned).ok_or_else(missing)
        };
        let time = |(name, text): (&str, Option<&str>)| {
            text.map(|text| self.clock.read(text, name).map(|(at, _)| at))
                .transpose()
        };
        let (started, ended) = (time(start)?, time(end)?);
        if started.is_none() && ended.is_none() {
            return Err(Fault::new(
                start.0,
                "missing_value",
                "an event must tell when it started or ended, and this one does neither",
            ));
        }
        let (id, activity) = (needed(id)?, needed(activity)?);
        let case = self.by_id.entry(id).or_insert_with(|| Case {
            row: event.number,
            ..Case::default()
        });
        match Step::of(lifecycle.1).at(started, ended) {
            (Step::Whole, _) => {
                let took = started
                    .zip(ended)
                    .and_then(|(started, ended)| (ended - started).num_microseconds());
                case.add(activity, started, ended, took);
            }
            (Step::Planned, at) => case.see(at),
            (step, at) => case
                .steps
                .entry(activity)
                .or_default()
                .extend(at.map(|at| StepAt {
                    at,
                    step,
                    resource: None,
                })),
        }
        for (known, told) in [(&mut case.due, due.1), (&mut case.queue, queue.1)] {
            // Events that contradict one another are settled by what they say, and not by which of
            // them stands first.
            if told.is_some_and(|told| known.as_deref().is_none_or(|known| told < known)) {
                *known = told.map(str::to_owned);
            }
        }
        Ok(())
    }

    /// Rows that were read are cases now.
    fn tell(
        self,
        source: Source<'_>,
        reached: Reached,
        keep: &mut Keep<'_>,
    ) -> Result<Reached, ExtractError> {
        let mut names: ItemNames = std::array::from_fn(|at| OfItem::ALL[at].as_str());
        names[OfItem::ItemId as usize] = "case";
        let mut items = Items::new(source, Dialect::default(), source.satellite.timezone, names);
        items.is_told_as(OfItem::Due, self.clock);
        let mut rejects = Rejects::new(&source.satellite.id, source.object);
        let mut notes = reached.notes;
        let (mut kept, events) = (0, reached.read - reached.rejected);
        for (id, mut case) in self.by_id {
            case.pair();
            match case.push(&id, source, &mut items, &mut notes) {
                Ok(()) => kept += 1,
                Err(fault) => rejects.refuse(case.row, fault, id.as_bytes()),
            }
            if items.is_full() {
                items.take().map_or(Ok(()), &mut *keep)?;
            }
        }
        items.take().map_or(Ok(()), keep)?;
        notes.events += events;
        let rejected = reached.rejected + rejects.count();
        let rejects = reached
            .rejects
            .into_iter()
            .chain(rejects.finish())
            .collect();
        Ok(Reached {
            read: kept + rejected,
            rejected,
            rejects,
            names: Vec::new(),
            notes,
        })
    }
}

/// Rows that become cases when all are there.
struct Gathered<'c, 'a>(&'c mut Cases<'a>);

impl Taker for Gathered<'_, '_> {
    fn push(&mut self, row: RawRow<'_>, _: &mut Notes) -> Result<Taken, Fault> {
        self.0.add(row).map(|()| Taken::Kept)
    }
}

#[cfg(test)]
mod tests;
