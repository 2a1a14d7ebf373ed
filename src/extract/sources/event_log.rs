//! Event logs, as process mining tools hand them over: a row an event, with its case, activity,
//! start, end and resource. They hold no sessions: what people do by hand is measured from them,
//! and their cases are items ([`cases`]).

pub mod cases;
pub mod lifecycle;

use std::collections::BTreeMap;
use std::io::Read;

use self::lifecycle::{ActivityRun, Step, StepAt};
use crate::extract::carriers::encoding::Decoded;
use crate::extract::carriers::json::members::{Members, WantedPaths};
use crate::extract::carriers::{csv, json};
use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::reading::event_log::EventColumns;
use crate::extract::reading::file::{Shape, bare};
use crate::extract::reading::times::Clock;
use crate::extract::rejects::Fault;
use crate::extract::taker::{RawRow, Reached, Source, Taken, Taker};
use crate::model::event::Event;

/// Reads a log from beginning to end; what it tells is put behind `events`.
pub fn read(
    input: impl Read,
    columns: &EventColumns,
    source: Source<'_>,
    events: &mut Vec<Event>,
) -> Result<Reached, ExtractError> {
    let groups = [
        &columns.case,
        &columns.activity,
        &columns.start,
        &columns.end,
        &columns.resource,
        &columns.lifecycle,
    ];
    let names: Vec<String> = groups.into_iter().flatten().cloned().collect();
    let clock = Clock::new(columns.format.as_deref(), source.satellite.timezone);
    let mut steps = BTreeMap::new();
    let log = Log {
        groups,
        clock,
        events: &mut *events,
        steps: &mut steps,
    };
    let object = bare(source.object);
    let reached = if object.to_lowercase().ends_with(".csv") {
        let asked = (&names[..], columns.case.len());
        csv::known(input, asked, source, |_| log, &mut |_| Ok(()))?
    } else {
        json::read(
            Decoded::new(input, None),
            Shape::of(object),
            json::pages::ODATA_ROWS,
            source,
            Members {
                asked: WantedPaths::new(&names),
                taker: log,
            },
            &mut |_| Ok(()),
        )?
    };
    for ((case, activity), told) in steps {
        events.extend(lifecycle::runs(told).into_iter().map(
            |ActivityRun {
                 started,
                 ended,
                 pauses,
                 resource,
                 ..
             }| Event {
                case: case.clone(),
                activity: activity.clone(),
                resource,
                started,
                ended,
                pauses,
            },
        ));
    }
    Ok(reached)
}

struct Log<'a> {
    groups: [&'a Vec<String>; 6],
    clock: Clock,
    events: &'a mut Vec<Event>,
    /// By case and activity: what a life cycle tells.
    steps: &'a mut BTreeMap<(String, String), Vec<StepAt>>,
}

impl Taker for Log<'_> {
    fn push(&mut self, row: RawRow<'_>, _: &mut Notes) -> Result<Taken, Fault> {
        let mut at = 0;
        let [case, activity, start, end, resource, lifecycle] = self.groups.map(|names| {
            let told = (at..at + names.len())
                .find_map(|n| row.text(n).map(str::trim).filter(|text| !text.is_empty()));
            at += names.len();
            (names.first().map_or("", String::as_str), told)
        });
        let needed = |(name, text): (&str, Option<&str>)| {
            text.map(str::to_owned).ok_or_else(|| {
                Fault::new(
                    name,
                    "missing_value",
                    format!("an event must tell its {name}, and this one is empty"),
                )
            })
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
        let (case, activity, resource) = (
            needed(case)?,
            needed(activity)?,
            resource.1.map(str::to_owned),
        );
        match Step::of(lifecycle.1).at(started, ended) {
            (Step::Planned, _) | (_, None) => {}
            (Step::Whole, _) => self.events.push(Event {
                case,
                activity,
                resource,
                started,
                ended,
                pauses: Vec::new(),
            }),
            (step, Some(at)) => self
                .steps
                .entry((case, activity))
                .or_default()
                .push(StepAt { at, step, resource }),
        }
        Ok(Taken::Kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::reading::tests::satellite;

    fn told(object: &str, text: &str, columns: &EventColumns) -> (Vec<String>, Vec<String>) {
        let satellite = satellite("Europe/Berlin");
        let source = Source {
            satellite: &satellite,
            object,
            reading: "r",
            now: "2026-03-10T12:00:00Z".parse().unwrap(),
        };
        let mut events = Vec::new();
        let reached = read(text.as_bytes(), columns, source, &mut events).unwrap();
        let time = |at: Option<chrono::DateTime<chrono::Utc>>| {
            at.map_or("-".to_owned(), |at| at.format("%dT%H:%M").to_string())
        };
        let events = events.iter().map(|event| {
            let who = event.resource.as_deref().unwrap_or("-");
            format!(
                "{} {} {}..{} {who}",
                event.case,
                event.activity,
                time(event.started),
                time(event.ended)
            )
        });
        (
            events.collect(),
            reached
                .rejects
                .iter()
                .map(|reject| format!("{} {} {}", reject.row, reject.code, reject.column))
                .collect(),
        )
    }

    #[test]
    fn a_log_is_read_under_the_names_that_such_logs_have() {
        let plain = "Case_ID,Activity,Start,End,Resource,amount\nc1,Check,2026-03-02T09:00:00,2026-03-02T09:10:00,ann,1\nc1,Pay,2026-03-02T10:00:00Z,,,1\n,Pay,2026-03-02T10:00:00Z,,,1\nc2,,2026-03-02T10:00:00Z,,,\nc2,Pay,,,,\nc2,Pay,soon,,,\n";
        let (events, refused) = told("log.csv", plain, &EventColumns::default());
        assert_eq!(
            events,
            ["c1 Check 02T08:00..02T08:10 ann", "c1 Pay 02T10:00..- -"]
        );
        assert_eq!(
            refused,
            [
                "4 missing_value case",
                "5 missing_value activity",
                "6 missing_value start",
                "7 bad_time start"
            ]
        );
        let xes = r#"{"case:concept:name":7,"concept:name":"Check","time:timestamp":"2026-03-02T09:00:00+01:00","org:resource":"ann"}"#;
        assert_eq!(
            told("log.ndjson", xes, &EventColumns::default()).0,
            ["7 Check -..02T08:00 ann"]
        );
        let (_, refused) = told(
            "log.csv",
            "invoice,activity\n1,2\n",
            &EventColumns::default(),
        );
        assert_eq!(refused, ["2 missing_column case"]);
    }

    #[test]
    fn a_log_of_other_names_and_times_is_read_as_it_is_described() {
        let columns = EventColumns {
            case: vec!["Rechnung".into()],
            start: vec!["von".into()],
            end: vec!["bis".into()],
            format: Some("%d.%m.%Y %H:%M".into()),
            ..EventColumns::default()
        };
        let text = "Rechnung;Activity;von;bis\n1;Prüfen;02.03.2026 09:00;02.03.2026 09:10\n";
        assert_eq!(
            told("log.csv", text, &columns).0,
            ["1 Prüfen 02T08:00..02T08:10 -"]
        );
    }
}
