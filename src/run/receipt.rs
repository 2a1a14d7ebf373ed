//! Receipts: `receipts/<run_id>/receipt.json` and `events.jsonl`, written as the run goes and never
//! overwritten by another, so that whoever asks "what happened on Tuesday" is answered by a file.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tracing::{error, info, warn};

use super::deliver::told::Mailed;
use super::derive::Derived;
use super::scores::Scores;
use super::{Done, Fault, worst};
use crate::lake::strike::struck;
use crate::lake::{DeliveryStep, Store};
use crate::model::gap::Open;
use crate::model::many::many;
use crate::model::receipt::{Ending, Exit, SatelliteReceipt};
use crate::model::{JobName, Publication, Window};

pub struct Receipt {
    out: Store,
    run_id: String,
    pub window: Window,
    pub satellites: Vec<SatelliteReceipt>,
    publication: Option<Publication>,
    reports: Vec<String>,
    deliveries: Vec<DeliveryStep>,
    /// How sending ended.
    sent: Exit,
    open: Open,
    /// What was found to be damaged, and did not end the run.
    altered: bool,
    /// What receipt.json will hold.
    body: Value,
    events: String,
}

impl Receipt {
    /// Opens a receipt under a name of its own: the run's time and job, and a number where that is
    /// taken.
    pub fn begin(
        out: &Store,
        job: &JobName,
        window: Window,
        now: DateTime<Utc>,
    ) -> Result<Self, Fault> {
        let stem = format!("{}-{job}", now.format("%Y%m%dT%H%M%SZ"));
        let began = line(
            "began",
            json!({ "job": job.as_str(), "window": window.to_string() }),
        );
        let mut run_id = stem.clone();
        // Whoever creates its first file owns the folder: two runs that begin in one second keep
        // two receipts.
        for n in 2.. {
            if out.create(&format!("receipts/{run_id}/events.jsonl"), began.clone())? {
                break;
            }
            run_id = format!("{stem}-{n}");
        }
        let body = json!({
            "run_id": run_id,
            "job": job.as_str(),
            "window_from": window.from().to_string(),
            "window_to": window.to().to_string(),
            "as_of": now.to_rfc3339(),
            "program": concat!("reckon ", env!("CARGO_PKG_VERSION")),
        });
        Ok(Self {
            out: out.clone(),
            run_id,
            window,
            satellites: vec![],
            publication: None,
            reports: vec![],
            deliveries: vec![],
            sent: Exit::Done,
            open: Open::default(),
            altered: false,
            body,
            events: began,
        })
    }

    pub fn note(&mut self, what: &str, value: impl Into<Value>) {
        let value = struck_from(value.into());
        self.body[what] = value.clone();
        self.event(what, value);
    }

    /// Objects of the lake's publications that are not what their names say: an error, after which
    /// the run goes on.
    pub fn altered(&mut self, told: Vec<String>) {
        told.iter().for_each(|told| error!("{told}"));
        self.altered = !told.is_empty();
        if self.altered {
            self.note("altered", told);
        }
    }

    pub fn extracted(&mut self, satellites: Vec<SatelliteReceipt>) -> Result<(), Fault> {
        for satellite in &satellites {
            log(satellite);
            self.event("extracted", told(satellite));
        }
        let entries = satellites
            .iter()
            .map(|s| (s.satellite.to_string(), struck_from(told(s))));
        self.body["satellites"] = Value::Object(entries.collect());
        self.satellites = satellites;
        self.flush()
    }

    pub fn derived(&mut self, derived: &Derived) -> Result<(), Fault> {
        let Derived {
            tallied,
            partitions,
            months_scored,
            months,
        } = derived;
        info!(
            "tallied {tallied} of {}, scored {months_scored} of {}",
            many(*partitions, "satellite month"),
            many(*months, "month")
        );
        self.note("derived", json!({ "tallied": tallied, "partitions": partitions, "months_scored": months_scored, "months": months }));
        self.flush()
    }

    pub fn published(&mut self, scores: &Scores, history_files: usize) -> Result<(), Fault> {
        let id = &scores.publication.id;
        match scores.unchanged {
            true => info!("publication {id} stands: nothing it was made from has changed"),
            false => info!("published {id}"),
        }
        self.note(
            "publication",
            json!({ "id": id, "unchanged": scores.unchanged, "gaps": scores.open.gaps, "open": scores.open.some, "history_files_written": history_files }),
        );
        self.open.clone_from(&scores.open);
        self.publication = Some(scores.publication.clone());
        self.flush()
    }

    pub fn reported(&mut self, reports: Vec<String>) -> Result<(), Fault> {
        self.note("reports", json!(reports));
        self.reports = reports;
        self.flush()
    }

    /// What became of each mail; whatever keeps one from its reader is told as what it is.
    pub fn delivered(&mut self, delivered: Mailed) -> Result<(), Fault> {
        delivered.log();
        self.note("deliveries", delivered.told());
        (self.deliveries, self.sent) = (delivered.steps, delivered.exit);
        self.flush()
    }

    pub fn end(mut self) -> Result<Done, Fault> {
        let altered = if self.altered { Exit::Io } else { Exit::Done };
        let exit = worst(&self.satellites).max(altered).max(self.sent);
        self.note("exit", exit as u8);
        self.close()?;
        let Self {
            run_id,
            window,
            satellites,
            publication,
            reports,
            deliveries,
            open,
            ..
        } = self;
        Ok(Done {
            run_id: Some(run_id),
            window,
            satellites,
            publication,
            reports,
            deliveries,
            open,
            exit,
        })
    }

    /// A run that ends early says why, if it still can; the fault itself is what the caller is
    /// told.
    pub fn failed(mut self, fault: &Fault) {
        let causes = std::iter::successors(Some(fault as &dyn std::error::Error), |error| {
            error.source()
        });
        let mut told: Vec<String> = causes.map(ToString::to_string).collect();
        told.dedup();
        self.note("error", told.join(": "));
        self.note("exit", fault.exit() as u8);
        let _ = self.close();
    }

    fn close(&self) -> Result<(), Fault> {
        self.out
            .put(&self.path("receipt.json"), format!("{:#}\n", self.body))?;
        self.flush()
    }

    fn event(&mut self, what: &str, value: Value) {
        self.events.push_str(&line(what, struck_from(value)));
    }

    fn flush(&self) -> Result<(), Fault> {
        Ok(self
            .out
            .put(&self.path("events.jsonl"), self.events.clone())?)
    }

    fn path(&self, name: &str) -> String {
        format!("receipts/{}/{name}", self.run_id)
    }
}

/// One line a satellite, and one for each thing that somebody should look at.
pub(super) fn log(satellite: &SatelliteReceipt) {
    let (id, rows) = (&satellite.satellite, &satellite.rows);
    match &satellite.ending {
        Ending::Unchanged if satellite.objects_listed == 0 => info!("{id}: no exports lie there"),
        Ending::Unchanged => info!("{id}: nothing new"),
        Ending::Done => info!(
            "{id}: {}, {} read = {} new + {} replacing + {} superseded + {} rejected{}",
            many(satellite.objects_read, "object"),
            many(rows.read, "row"),
            rows.new,
            rows.replacing,
            rows.superseded,
            rows.rejected,
            if rows.dropped > 0 {
                format!(" + {} dropped", rows.dropped)
            } else {
                String::new()
            },
        ),
        Ending::Refused { why } => error!("{id}: delivery refused: {why}"),
        Ending::Failed { why, .. } => error!("{id}: {why}"),
    }
    satellite
        .asides
        .iter()
        .for_each(|aside| info!("{id}: {aside}"));
    satellite
        .notes
        .iter()
        .for_each(|note| warn!("{id}: {note}"));
}

/// What is told, without what others may have repeated of our secrets.
fn struck_from(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(struck(&text).into_owned()),
        Value::Array(values) => values.into_iter().map(struck_from).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name, struck_from(value)))
            .collect(),
        plain => plain,
    }
}

fn line(event: &str, told: Value) -> String {
    format!("{}\n", json!({ "event": event, "told": told }))
}

fn told(s: &SatelliteReceipt) -> Value {
    let (ending, why) = match &s.ending {
        Ending::Done => ("done", None),
        Ending::Unchanged => ("unchanged", None),
        Ending::Refused { why } => ("refused", Some(why)),
        Ending::Failed { why, .. } => ("failed", Some(why)),
    };
    json!({
        "satellite": s.satellite.as_str(),
        "ending": ending,
        "why": why,
        "exit": match &s.ending { Ending::Refused { .. } => Exit::Refused, Ending::Failed { exit, .. } => *exit, _ => Exit::Done } as u8,
        "objects_listed": s.objects_listed,
        "objects_read": s.objects_read,
        "read": s.rows.read,
        "new": s.rows.new,
        "replacing": s.rows.replacing,
        "superseded": s.rows.superseded,
        "rejected": s.rows.rejected,
        "dropped": s.rows.dropped,
        "withdrawn": s.rows.withdrawn,
        "notes": s.notes,
        "asides": s.asides,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_that_begin_in_one_second_keep_a_receipt_each() {
        let out = Store::memory();
        let (job, now) = (
            "m".parse().unwrap(),
            "2026-04-02T06:00:00Z".parse().unwrap(),
        );
        let day = "2026-04-01".parse().unwrap();
        let window = Window::new(day, day).unwrap();
        let begin = || {
            let (out, job) = (&out, &job);
            std::thread::scope(|scope| {
                let threads: Vec<_> = (0..4)
                    .map(|_| {
                        scope.spawn(move || Receipt::begin(out, job, window, now).unwrap().run_id)
                    })
                    .collect();
                threads
                    .into_iter()
                    .map(|thread| thread.join().unwrap())
                    .collect::<Vec<_>>()
            })
        };
        let ids: std::collections::BTreeSet<_> = begin().into_iter().collect();
        assert_eq!(ids.len(), 4, "{ids:?}");
    }
}
