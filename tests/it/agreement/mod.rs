//! Law 6, of items: whoever tells a month of queues' items, what is counted of it is the same, and
//! it is what the plain values say. What a vendor has no words for is named here.

use std::collections::BTreeMap;
use std::path::Path;

use arrow::array::AsArray;
use arrow::datatypes::{Date32Type, Int64Type};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Berlin;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError};
use reckoner::extract::reading::file::Place;
use reckoner::extract::{
    self, Carrier, Column, Condition, CsvForm, Dataverse, EventLog, Export, Fact, Format,
    ItemColumns, ItemExport, OfItem, Options, Quiet, Reading, Shape, Sieve, SynapseLink, Unit,
    Vendor,
};
use reckoner::lake::tables::ITEMS;
use reckoner::lake::{Cell, Lake, Store};
use reckoner::model::Micros;
use reckoner::model::receipt::Ending;
use reckoner::transform::items::{Deadlines, chains, tally};

use crate::formats::vendor;
use crate::satellites::satellite;
use crate::told::items::{self, Items, Stand};

struct Teller {
    name: &'static str,
    format: Format,
    tell: fn(&Items, &Path),
    url: &'static str,
    has_deadlines: bool,
    /// Whether each attempt is told, and so since when an item waits that is tried again; else
    /// since when it is there.
    has_attempts: bool,
    /// Whether it can say that an item was refused for a good reason; else it failed.
    has_refusals: bool,
}

fn tellers() -> Vec<Teller> {
    let all = |name, format, tell| Teller {
        name,
        format,
        tell,
        url: "export",
        has_deadlines: true,
        has_attempts: true,
        has_refusals: true,
    };
    vec![
        all("UiPath pages", vendor(Vendor::UiPath), items::uipath_pages),
        all(
            "UiPath events",
            vendor(Vendor::UiPath),
            items::uipath_events,
        ),
        Teller {
            has_attempts: false,
            ..all(
                "Synapse Link",
                Format::SynapseLink(SynapseLink::default()),
                items::synapse_link,
            )
        },
        Teller {
            has_attempts: false,
            ..all(
                "Dataverse pages",
                Format::Dataverse(Dataverse::default()),
                items::dataverse_pages,
            )
        },
        // The folders below say the queues.
        Teller {
            url: "export/**/*.json",
            ..all(
                "Blue Prism's API",
                vendor(Vendor::BluePrism),
                items::blue_prism_pages,
            )
        },
        Teller {
            has_deadlines: false,
            ..all(
                "Blue Prism's database",
                vendor(Vendor::BluePrism),
                items::blue_prism_sheet,
            )
        },
        Teller {
            has_deadlines: false,
            has_attempts: false,
            has_refusals: false,
            ..all(
                "Automation Anywhere",
                vendor(Vendor::AutomationAnywhere),
                items::automation_anywhere,
            )
        },
        all(
            "mapped CSV",
            mapped(Carrier::Csv(CsvForm::default())),
            items::mapped_csv,
        ),
        all(
            "mapped JSON",
            mapped(Carrier::Json(Shape::Document.into())),
            items::mapped_json,
        ),
        all(
            "mapped Parquet",
            mapped(Carrier::Parquet),
            items::mapped_parquet,
        ),
        all(
            "a mapped sheet",
            mapped(Carrier::Xlsx(Place {
                sheet: Some("Läufe".into()),
                header_row: 3,
            })),
            items::mapped_workbook,
        ),
    ]
}

/// Columns under names of somebody's own, what stands in them in their words; times on the clocks
/// of Berlin in CSV, as numbers in JSON. In Parquet and in sheets, which knows when something was,
/// what is said of their form means nothing.
fn mapped(carrier: Carrier) -> Format {
    let words = [
        Stand::Done,
        Stand::Failed,
        Stand::Refused,
        Stand::Running,
        Stand::Waiting,
    ]
    .map(outcome);
    let within = if matches!(carrier, Carrier::Json(_)) {
        "Fall."
    } else {
        ""
    };
    let column = |(told, theirs): (&str, &str)| {
        let told = told.parse::<OfItem>().expect("a fact");
        let named = Column::named(format!("{within}{theirs}"));
        let column = match (told, &carrier) {
            (OfItem::Outcome, _) => Column {
                map: items::WORDS
                    .iter()
                    .zip(words)
                    .map(|(theirs, ours)| ((*theirs).to_owned(), ours.to_owned()))
                    .collect(),
                ..named
            },
            (OfItem::QueueId, _) => {
                let map = ["17", "18"]
                    .map(|queue| (format!("Korb {queue}"), queue.to_owned()))
                    .into();
                Column { map, ..named }
            }
            (told, Carrier::Json(_)) if told.is_time() => Column {
                unit: Some(Unit::Millis),
                ..named
            },
            (told, _) if told.is_time() => Column {
                format: Some(items::WALL.to_owned()),
                ..named
            },
            _ => named,
        };
        (told, column)
    };
    let columns = ItemColumns(items::COLUMNS.into_iter().map(column).collect());
    let condition = Condition {
        column: "Art".into(),
        words: ["probe".to_owned()].into(),
        keeps: false,
    };
    let sieve = if matches!(carrier, Carrier::Parquet | Carrier::Xlsx(_)) {
        Sieve::default()
    } else {
        Sieve(vec![condition])
    };
    let own = ItemExport {
        columns,
        sieve,
        ..ItemExport::default()
    };
    Format::Described(carrier, Fact::Items(own))
}

/// As a teller can tell them.
fn tellable(items: &Items, teller: &Teller) -> Items {
    let mut items = if teller.has_deadlines {
        items.clone()
    } else {
        items.without_deadlines()
    };
    for attempt in items
        .0
        .iter_mut()
        .flat_map(|item| &mut item.attempts)
        .filter(|_| !teller.has_refusals)
    {
        attempt.stand = if attempt.stand == Stand::Refused {
            Stand::Failed
        } else {
            attempt.stand
        };
    }
    items
}

fn outcome(stand: Stand) -> &'static str {
    match stand {
        Stand::Done => "succeeded",
        Stand::Failed => "failed",
        Stand::Refused => "business_exception",
        Stand::Running => "running",
        Stand::Waiting => "queued",
    }
}

fn day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Berlin).date_naive()
}

/// Items, their work, those in time and those late, by day, queue and outcome.
type Counted = BTreeMap<(NaiveDate, String, String), [i64; 4]>;

/// Worked out from the plain values.
fn expected(items: &Items, has_attempts: bool) -> Counted {
    let mut counted = Counted::new();
    for item in &items.0 {
        let last = item.attempts.last().expect("an item has an attempt");
        // An attempt that waits was put into the queue when the one before it ended.
        let before = item.attempts.iter().rev().nth(1).filter(|_| has_attempts);
        let queued = before
            .and_then(|before| before.ended)
            .unwrap_or(item.created);
        let day = day(last.ended.or(last.started).unwrap_or(queued));
        let sums = counted
            .entry((day, item.queue.to_owned(), outcome(last.stand).to_owned()))
            .or_default();
        sums[0] += 1;
        sums[1] += last
            .started
            .zip(last.ended)
            .map_or(0, |(started, ended)| (ended - started).num_milliseconds());
        if let (Some(ended), Some(due)) = (last.ended, item.due) {
            sums[if ended <= due { 2 } else { 3 }] += 1;
        }
    }
    counted
}

fn told(teller: &Teller, items: &Items) -> Result<Lake, TestCaseError> {
    let folder = tempfile::tempdir().unwrap();
    (teller.tell)(items, &folder.path().join("export"));
    let lake = Lake::open(Store::memory()).unwrap();
    let reading = Reading {
        url: teller.url.into(),
        format: teller.format.clone(),
    };
    let export = Export {
        max_reject_share: Micros(0),
        ..Export::of(satellite("emea", "Europe/Berlin"), reading)
    };
    let receipts = extract::extract(
        &lake,
        folder.path(),
        &[export],
        items::now(),
        &Options::default(),
        &Quiet,
    )
    .unwrap();
    let rejects = lake.rejects().unwrap();
    prop_assert_eq!(
        (&receipts[0].ending, receipts[0].rows.rejected),
        (&Ending::Done, 0),
        "{}: {:?}",
        teller.name,
        rejects
    );
    Ok(lake)
}

fn counted(lake: &Lake) -> Counted {
    let files = lake.snapshot(&ITEMS).unwrap().files;
    let places = chains::places(&lake.coded(&ITEMS, &files)).unwrap();
    let mut counted = Counted::new();
    for (file, places) in files.iter().zip(&places) {
        let coded = lake.coded(&ITEMS, std::slice::from_ref(file)).remove(0);
        let batch = tally(
            &[(coded, places)],
            &Deadlines::new(),
            "emea",
            &file.partition["month"],
        )
        .unwrap();
        let [automations, queues, outcomes] = ["automation_id", "queue_id", "outcome"]
            .map(|name| batch.column_by_name(name).unwrap().as_string::<i32>());
        let days = batch
            .column_by_name("earned_day")
            .unwrap()
            .as_primitive::<Date32Type>();
        let sums = ["items", "work_ms", "in_time", "late"].map(|name| {
            batch
                .column_by_name(name)
                .unwrap()
                .as_primitive::<Int64Type>()
        });
        assert_eq!(automations, queues, "nobody says who works on a queue");
        for row in 0..batch.num_rows() {
            let key = (
                days.value_as_date(row).unwrap(),
                queues.value(row).to_owned(),
                outcomes.value(row).to_owned(),
            );
            let held = counted.entry(key).or_default();
            held.iter_mut()
                .zip(sums)
                .for_each(|(held, column)| *held += column.value(row));
        }
    }
    counted
}

/// Of each row what all of them can tell, in the order of their texts.
fn rows(lake: &Lake) -> Vec<String> {
    let wanted = [
        "earned_day",
        "queue_id",
        "created",
        "started",
        "ended",
        "due",
        "outcome",
        "work_ms",
        "deleted",
    ];
    let places = wanted.map(|name| {
        ITEMS
            .columns()
            .position(|column| column.name == name)
            .unwrap()
    });
    let mut rows: Vec<String> = lake
        .rows(&ITEMS)
        .unwrap()
        .iter()
        .map(|row| format!("{:?}", places.map(|at| &row[at])))
        .collect();
    rows.sort();
    rows
}

fn agree(items: &Items) -> Result<(), TestCaseError> {
    let mut plain: Vec<((bool, bool), Vec<String>)> = Vec::new();
    for teller in tellers() {
        let tellable = tellable(items, &teller);
        prop_assert_eq!(
            counted(&told(&teller, &tellable)?),
            expected(&tellable, teller.has_attempts),
            "{}",
            teller.name
        );
        // Where every item has one attempt, all tell the same rows.
        let rows = rows(&told(&teller, &tellable.by_last_attempts())?);
        let can = (teller.has_deadlines, teller.has_refusals);
        match plain.iter().find(|(told, _)| *told == can) {
            Some((_, first)) => prop_assert_eq!(&rows, first, "{}", teller.name),
            None => plain.push((can, rows)),
        }
    }
    Ok(())
}

#[test]
fn one_month_of_items_told_by_any_vendor_is_the_same_items() {
    let config = Config {
        cases: 12,
        rng_seed: RngSeed::Fixed(6),
        failure_persistence: None,
        ..Config::default()
    };
    proptest!(config, |(items in items::items())| agree(&items)?);
}

/// Each case by hand: its process, day, first start, last end, deadline, how it stands, and the
/// work in it.
fn cases(items: &Items) -> Vec<String> {
    let begun = items
        .0
        .iter()
        .filter(|item| item.attempts[0].started.is_some());
    let case = |item: &items::Item| {
        let events: Vec<_> = item
            .attempts
            .iter()
            .filter(|attempt| attempt.started.is_some())
            .collect();
        let (first, ended) = (
            events[0].started.unwrap(),
            events
                .iter()
                .map(|event| event.ended)
                .collect::<Option<Vec<_>>>(),
        );
        let ended = ended.and_then(|ends| ends.into_iter().max());
        let work: i64 = events
            .iter()
            .filter_map(|event| Some((event.ended? - event.started?).num_milliseconds()))
            .sum();
        let instant = |at: Option<DateTime<Utc>>| Cell::from(at);
        let cells = [
            Cell::Day(day(ended.unwrap_or(first))),
            item.queue.into(),
            instant(Some(first)),
            Cell::Null,
            instant(ended),
            instant(item.due),
            if ended.is_some() {
                "succeeded"
            } else {
                "running"
            }
            .into(),
            if work > 0 { work.into() } else { Cell::Null },
            false.into(),
        ];
        format!("{:?}", cells.each_ref())
    };
    let mut cases: Vec<String> = begun.map(case).collect();
    cases.sort();
    cases
}

#[test]
fn a_log_in_any_kind_of_file_tells_the_same_cases() {
    let config = Config {
        cases: 6,
        rng_seed: RngSeed::Fixed(6),
        failure_persistence: None,
        ..Config::default()
    };
    proptest!(config, |(items in items::items())| {
        let begun = Items(items.0.into_iter().filter(|item| item.attempts[0].started.is_some()).collect());
        prop_assume!(!begun.0.is_empty());
        for (name, tell) in [("CSV", items::log_csv as fn(&Items, &Path)), ("NDJSON", items::log_ndjson), ("Parquet", items::log_parquet)] {
            let format = Format::EventLog(EventLog { start: vec!["Start_Time".into()], ..EventLog::default() });
            let teller = Teller { name, format, tell, url: "export", has_deadlines: true, has_attempts: true, has_refusals: true };
            prop_assert_eq!(rows(&told(&teller, &begun)?), cases(&begun), "{}", name);
        }
    });
}
