//! A month of queues' items as plain values, and how each vendor tells it. A vendor tells each
//! attempt as a row ([`uipath_pages`], [`uipath_events`], [`blue_prism_sheet`],
//! [`blue_prism_pages`]), or one row for an item, written anew ([`synapse_link`],
//! [`dataverse_pages`], [`automation_anywhere`]). Anybody may tell them under names of their own
//! ([`mapped_csv`], [`mapped_json`], [`mapped_parquet`]). Nothing here uses the program's own code.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray, TimestampMillisecondArray};
use chrono::{DateTime, Days, NaiveDate, SubsecRound, TimeDelta, Utc};
use parquet::arrow::ArrowWriter;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::books::{Shown, book};
use super::formats::{iso, spelled, write};

/// How an attempt stands, as all of them can say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    Done,
    Failed,
    Refused,
    Running,
    Waiting,
}

#[derive(Debug, Clone)]
pub struct Attempt {
    pub started: Option<DateTime<Utc>>,
    pub ended: Option<DateTime<Utc>>,
    pub stand: Stand,
}

/// An item with its attempts, the last of which counts. Those before it failed, and are tried
/// again.
#[derive(Debug, Clone)]
pub struct Item {
    pub number: usize,
    pub queue: &'static str,
    pub created: DateTime<Utc>,
    pub due: Option<DateTime<Utc>>,
    pub attempts: Vec<Attempt>,
}

#[derive(Debug, Clone)]
pub struct Items(pub Vec<Item>);

/// A queue, the second it was created in, milliseconds until it is due, of each try how long it
/// waited and took, and how it stands.
type Drawn = (&'static str, i64, Option<i64>, Vec<(i64, i64)>, Stand);

pub fn items() -> impl Strategy<Value = Items> {
    let stand = prop::sample::select(vec![
        Stand::Done,
        Stand::Done,
        Stand::Failed,
        Stand::Refused,
        Stand::Running,
        Stand::Waiting,
    ]);
    let first = NaiveDate::from_ymd_opt(2026, 1, 1)
        .expect("a day")
        .and_hms_opt(0, 0, 0)
        .expect("midnight")
        .and_utc();
    let one = (
        prop::sample::select(vec!["17", "18"]),
        0i64..31 * 86_400,
        prop::option::of(prop_oneof![1 => Just(3_600_000i64), 3 => 0i64..200_000_000]),
        prop::collection::vec((0i64..7_200_000, 1i64..3_600_000), 1..4),
        stand,
    );
    prop::collection::vec(one, 1..20).prop_map(move |drawn| {
        let item = |(number, drawn): (usize, Drawn)| {
            let (queue, second, due, tries, stand) = drawn;
            let created = first + TimeDelta::seconds(second);
            let (mut at, last) = (created, tries.len() - 1);
            let attempts = tries.into_iter().enumerate().map(|(n, (waited, took))| {
                let stand = if n == last { stand } else { Stand::Failed };
                let started = (at + TimeDelta::milliseconds(waited)).trunc_subsecs(3);
                let ended = started + TimeDelta::milliseconds(took);
                at = ended;
                let (is_begun, is_over) = (
                    stand != Stand::Waiting,
                    !matches!(stand, Stand::Waiting | Stand::Running),
                );
                Attempt {
                    started: is_begun.then_some(started),
                    ended: is_over.then_some(ended),
                    stand,
                }
            });
            let attempts = attempts.collect();
            Item {
                number,
                queue,
                created,
                due: due.map(|ms| created + TimeDelta::milliseconds(ms)),
                attempts,
            }
        };
        Items(drawn.into_iter().enumerate().map(item).collect())
    })
}

/// When all of this has happened.
pub fn now() -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(2026, 2, 1)
        .expect("a day")
        .and_hms_opt(0, 0, 0)
        .expect("midnight")
        .and_utc()
        + Days::new(60)
}

impl Items {
    /// As who tells no deadlines has them.
    pub fn without_deadlines(&self) -> Self {
        Self(
            self.0
                .iter()
                .cloned()
                .map(|item| Item { due: None, ..item })
                .collect(),
        )
    }

    /// As who writes one row for an item has them: the last attempt alone.
    pub fn by_last_attempts(&self) -> Self {
        let last = |item: &Item| {
            item.attempts
                .last()
                .cloned()
                .expect("an item has an attempt")
        };
        Self(
            self.0
                .iter()
                .map(|item| Item {
                    attempts: vec![last(item)],
                    ..item.clone()
                })
                .collect(),
        )
    }

    /// Every attempt: its item, its number from 0, and whether it is the last.
    fn attempts(&self) -> impl Iterator<Item = (&Item, usize, &Attempt, bool)> {
        let of = |item: &'_ Item| item.attempts.len();
        self.0.iter().flat_map(move |item| {
            item.attempts
                .iter()
                .enumerate()
                .map(move |(n, a)| (item, n, a, n + 1 == of(item)))
        })
    }
}

/// When an attempt was put into the queue: the first with the item, the others when the one before
/// ended.
fn queued(item: &Item, n: usize) -> DateTime<Utc> {
    n.checked_sub(1)
        .and_then(|before| item.attempts[before].ended)
        .unwrap_or(item.created)
}

fn orchestrated(item: &Item, n: usize, attempt: &Attempt, is_last: bool) -> Value {
    let (status, exception) = match attempt.stand {
        Stand::Failed if !is_last => ("Retried", Some("ApplicationException")),
        Stand::Done => ("Successful", None),
        Stand::Failed => ("Failed", Some("ApplicationException")),
        Stand::Refused => ("Failed", Some("BusinessException")),
        Stand::Running => ("InProgress", None),
        Stand::Waiting => ("New", None),
    };
    json!({
        "Id": item.number * 10 + n, "QueueDefinitionId": item.queue.parse::<i64>().expect("a number"), "Status": status,
        "ProcessingExceptionType": exception, "AncestorId": (n > 0).then_some(item.number * 10), "RetryNumber": n,
        "CreationTime": spelled(queued(item, n), n), "StartProcessing": attempt.started.map(|at| spelled(at, n + 1)),
        "EndProcessing": attempt.ended.map(|at| spelled(at, n + 2)), "DueDate": item.due.map(|at| spelled(at, n + 3)),
        "SpecificContent": { "QueueDefinitionId": "not this" },
    })
}

pub fn uipath_pages(items: &Items, folder: &Path) {
    let rows: Vec<Value> = items
        .attempts()
        .map(|(item, n, attempt, is_last)| orchestrated(item, n, attempt, is_last))
        .collect();
    for (page, rows) in rows.chunks(3).enumerate() {
        let answer =
            json!({ "@odata.context": "https://x/odata/$metadata#QueueItems", "value": rows });
        write(folder, format!("{page}.json"), answer.to_string());
    }
}

/// What happened, the last of it first: put into the queue, begun, done with.
pub fn uipath_events(items: &Items, folder: &Path) {
    let mut lines = Vec::new();
    for (item, n, attempt, is_last) in items.attempts() {
        let whole = orchestrated(item, n, attempt, is_last);
        let mut event = |name: &str, at: DateTime<Utc>, change: &dyn Fn(&mut Value)| {
            let mut told = whole.clone();
            change(&mut told);
            let body = json!({ "QueueItem": told, "Queue": { "Id": item.queue.parse::<i64>().expect("a number") } });
            lines.push(
                json!({ "EventType": name, "Timestamp": spelled(at, n), "body": body }).to_string(),
            );
        };
        event("queueitem.added", queued(item, n), &|told| {
            (
                told["Status"],
                told["StartProcessing"],
                told["EndProcessing"],
            ) = (json!("New"), Value::Null, Value::Null);
            told["ProcessingExceptionType"] = Value::Null;
        });
        if let Some(started) = attempt.started {
            event("queueItem.TransactionStarted", started, &|told| {
                (
                    told["Status"],
                    told["EndProcessing"],
                    told["ProcessingExceptionType"],
                ) = (json!("InProgress"), Value::Null, Value::Null);
            });
        }
        if let Some(ended) = attempt.ended {
            // An item that is tried again says so itself; else the event may.
            let name = if attempt.stand == Stand::Done {
                "QUEUEITEM.TRANSACTIONCOMPLETED"
            } else {
                "queueItem.transactionFailed"
            };
            event(name, ended, &|told| {
                if is_last {
                    told.as_object_mut().expect("an object").remove("Status");
                }
            });
        }
    }
    lines.reverse();
    write(folder, "events.ndjson".into(), lines.join("\n"));
}

fn stand(attempt: &Attempt, words: [&'static str; 5]) -> &'static str {
    words[attempt.stand as usize]
}

fn dash(at: Option<DateTime<Utc>>) -> String {
    at.map_or("NULL".to_owned(), |at| {
        at.format("%Y-%m-%d %H:%M:%S%.3f").to_string()
    })
}

/// The database's table: times in UTC, no state, the id of the first attempt on all rows.
pub fn blue_prism_sheet(items: &Items, folder: &Path) {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = [
        "attempt",
        "id",
        "queueid",
        "loaded",
        "locktime",
        "lockid",
        "completed",
        "exception",
        "exceptionreason",
        "keyvalue",
    ];
    writer.write_record(head).expect("into memory");
    for (item, n, attempt, _) in items.attempts() {
        let (done, failed) = if attempt.stand == Stand::Done {
            (attempt.ended, None)
        } else {
            (None, attempt.ended)
        };
        let lock = if attempt.stand == Stand::Running {
            "a-lock"
        } else {
            "NULL"
        };
        let reason = stand(
            attempt,
            [
                "NULL",
                "System Exception: timeout",
                "Business Exception - no such customer",
                "NULL",
                "NULL",
            ],
        );
        let number = if item.attempts.len() == 1 {
            "NULL".to_owned()
        } else {
            (n + 1).to_string()
        };
        let times = [queued(item, n)]
            .map(Some)
            .into_iter()
            .chain([attempt.started])
            .map(dash)
            .collect::<Vec<_>>();
        let id = format!("item-{}", item.number);
        let fields = [
            &number,
            &id,
            item.queue,
            &times[0],
            &times[1],
            lock,
            &dash(done),
            &dash(failed),
            reason,
            "not this",
        ];
        writer.write_record(fields).expect("into memory");
    }
    write(
        folder,
        "BPAWorkQueueItem_1.csv".into(),
        writer.into_inner().expect("into memory"),
    );
}

pub fn blue_prism_pages(items: &Items, folder: &Path) {
    for queue in ["17", "18"] {
        let of = items.attempts().filter(|(item, ..)| item.queue == queue);
        let rows: Vec<Value> = of
            .map(|(item, n, attempt, _)| {
                let state = stand(attempt, ["Completed", "Exceptioned", "Exceptioned", "Locked", "Deferred"]);
                let (done, failed) = if attempt.stand == Stand::Done { (attempt.ended, None) } else { (None, attempt.ended) };
                json!({
                    "id": format!("item-{}", item.number), "state": state, "status": "not this", "attemptNumber": n + 1,
                    "loadedDate": spelled(queued(item, n), n), "lockedDate": attempt.started.map(|at| spelled(at, n + 1)),
                    "completedDate": done.map(|at| spelled(at, n + 2)), "exceptionedDate": failed.map(|at| spelled(at, n + 3)),
                    "exceptionReason": stand(attempt, ["", "System Exception", "Business Exception: not this", "", ""]),
                    "sla": item.due.map(|at| spelled(at, n)),
                })
            })
            .collect();
        let page = json!({ "items": rows, "pagingToken": Value::Null });
        write(
            &folder.join("workqueueitems").join(queue),
            "1.json".into(),
            page.to_string(),
        );
    }
}

/// A work item that is tried again is the same row, written anew.
pub fn automation_anywhere(items: &Items, folder: &Path) {
    let row = |item: &Item| {
        let last = item.attempts.last().expect("an item has an attempt");
        let (status, result) = match last.stand {
            Stand::Done => ("COMPLETE", Some("SUCCESS")),
            Stand::Failed => ("COMPLETE", Some("FAILURE")),
            Stand::Refused => unreachable!("it is told as a failure"),
            Stand::Running => ("IN_PROGRESS", None),
            Stand::Waiting => ("NEW", None),
        };
        json!({
            "id": item.number.to_string(), "queueId": item.queue.parse::<i64>().expect("a number"), "status": status, "result": result,
            "createdOn": iso(item.created), "startTime": last.started.map(iso), "endTime": last.ended.map(iso),
            "retryCount": item.attempts.len() - 1, "json": { "queueId": "not this" },
        })
    };
    let rows: Vec<Value> = items.0.iter().map(row).collect();
    write(
        folder,
        "workitems.json".into(),
        json!({ "page": { "total": rows.len() }, "list": rows }).to_string(),
    );
}

const CODES: [&str; 5] = ["2", "5", "6", "1", "0"];

pub fn dataverse_pages(items: &Items, folder: &Path) {
    let row = |item: &Item| {
        let last = item.attempts.last().expect("an item has an attempt");
        json!({
            "workqueueitemid": format!("item-{}", item.number), "_workqueueid_value": item.queue, "createdon": iso(item.created),
            "statuscode": stand(last, CODES).parse::<i64>().expect("a code"), "processingstarttime": last.started.map(iso),
            "completedon": last.ended.map(iso), "expirydate": item.due.map(iso), "retrycount": item.attempts.len() - 1, "input": "not this",
        })
    };
    let rows: Vec<Value> = items.0.iter().map(row).collect();
    let page = json!({ "@odata.context": "https://x/api/data/v9.2/$metadata#workqueueitems", "value": rows });
    write(folder, "answer.json".into(), page.to_string());
}

pub fn synapse_link(items: &Items, folder: &Path) {
    let names = [
        "Id",
        "SinkModifiedOn",
        "workqueueid",
        "statuscode",
        "createdon",
        "processingstarttime",
        "completedon",
        "expirydate",
        "retrycount",
        "IsDelete",
    ];
    let attributes: Vec<Value> = names.iter().map(|name| json!({ "name": name })).collect();
    let model = json!({ "entities": [{ "name": "workqueueitem", "attributes": attributes, "partitions": [] }] });
    let stamp = folder.join("2026-03-01T08.00.00Z");
    write(&stamp, "model.json".into(), model.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    for item in &items.0 {
        let last = item.attempts.last().expect("an item has an attempt");
        let time = |at: Option<DateTime<Utc>>| at.map(iso).unwrap_or_default();
        let (id, retries) = (
            format!("item-{}", item.number),
            (item.attempts.len() - 1).to_string(),
        );
        let times = [Some(item.created), last.started, last.ended, item.due].map(time);
        let [created, started, ended, due] = &times;
        let fields = [
            &id,
            "2026-02-28T00:00:00Z",
            item.queue,
            stand(last, CODES),
            created,
            started,
            ended,
            due,
            &retries,
            "False",
        ];
        writer.write_record(fields).expect("into memory");
    }
    write(
        &stamp.join("workqueueitem"),
        "2026-01.csv".into(),
        writer.into_inner().expect("into memory"),
    );
    write(
        &folder.join("Changelog"),
        "changelog.info".into(),
        "2026-03-09T08.00.00Z",
    );
}

/// Under names of somebody's own.
pub const COLUMNS: [(&str, &str); 9] = [
    ("item_id", "Vorgang"),
    ("ancestor_id", "wiederholt"),
    ("attempt", "Versuch"),
    ("queue_id", "Korb"),
    ("created", "angelegt"),
    ("started", "begonnen"),
    ("ended", "erledigt"),
    ("due", "fällig"),
    ("outcome", "Ergebnis"),
];
/// In the order of [`Stand`].
pub const WORDS: [&str; 5] = ["OK", "FEHLER", "abgelehnt", "läuft", "wartet"];
pub const WALL: &str = "%d.%m.%Y %H:%M:%S%.3f";

/// An attempt's texts and times, in the order of the columns.
fn mapped(
    items: &Items,
) -> impl Iterator<Item = ([String; 4], [Option<DateTime<Utc>>; 4], &'static str)> {
    items.attempts().map(|(item, n, attempt, _)| {
        let id = |n: usize| format!("{}-{n}", item.number);
        let before = if n > 0 { id(n - 1) } else { String::new() };
        let times = [
            Some(queued(item, n)),
            attempt.started,
            attempt.ended,
            item.due,
        ];
        (
            [
                id(n),
                before,
                (n + 1).to_string(),
                format!("Korb {}", item.queue),
            ],
            times,
            stand(attempt, WORDS),
        )
    })
}

/// On the clocks of Berlin, among rows that are to be left out.
pub fn mapped_csv(items: &Items, folder: &Path) {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .from_writer(Vec::new());
    let head: Vec<&str> = COLUMNS
        .iter()
        .map(|(_, theirs)| *theirs)
        .chain(["Art", "Betreff"])
        .collect();
    writer.write_record(&head).expect("into memory");
    writer
        .write_record(["", "", "", "", "", "", "", "", "", "Probe", "not this"])
        .expect("into memory");
    for (texts, times, word) in mapped(items) {
        let wall = |at: Option<DateTime<Utc>>| {
            at.map_or(String::new(), |at| {
                at.with_timezone(&chrono_tz::Europe::Berlin)
                    .format(WALL)
                    .to_string()
            })
        };
        let fields: Vec<String> = texts
            .into_iter()
            .chain(times.map(wall))
            .chain([word, "Fall", "not; this"].map(str::to_owned))
            .collect();
        writer.write_record(&fields).expect("into memory");
    }
    write(
        folder,
        "faelle.csv".into(),
        writer.into_inner().expect("into memory"),
    );
}

/// The same in a sheet, with dates that know when they are.
pub fn mapped_workbook(items: &Items, folder: &Path) {
    let text = |text: &str| Shown::Text(text.to_owned());
    let head = COLUMNS
        .iter()
        .map(|(_, theirs)| text(theirs))
        .chain([text("Art"), text("Betreff")])
        .collect();
    let rows = mapped(items).map(|(texts, times, word)| {
        let time = |at: Option<DateTime<Utc>>| at.map_or(Shown::Text(String::new()), Shown::At);
        texts
            .into_iter()
            .map(Shown::Text)
            .chain(times.map(time))
            .chain([word, "Fall", "not; this"].map(text))
            .collect()
    });
    write(
        folder,
        "faelle.xlsx".into(),
        book(std::iter::once(head).chain(rows)),
    );
}

/// In a document below a member, its times as milliseconds since 1970.
pub fn mapped_json(items: &Items, folder: &Path) {
    let row = |(texts, times, word): ([String; 4], [Option<DateTime<Utc>>; 4], &str)| {
        let mut fall = serde_json::Map::new();
        let told = texts
            .map(Value::from)
            .into_iter()
            .chain(times.map(|at| json!(at.map(|at| at.timestamp_millis()))))
            .chain([json!(word)]);
        fall.extend(
            COLUMNS
                .iter()
                .map(|(_, theirs)| (*theirs).to_owned())
                .zip(told),
        );
        json!({ "Fall": fall, "Art": "Fall", "Betreff": "not this" })
    };
    let rows: Vec<Value> = mapped(items).map(row).collect();
    write(folder, "faelle.json".into(), Value::Array(rows).to_string());
}

/// With types of its own, which know when something was.
pub fn mapped_parquet(items: &Items, folder: &Path) {
    let rows: Vec<_> = mapped(items).collect();
    let text = |at: usize| {
        Arc::new(
            rows.iter()
                .map(|row| Some(row.0[at].as_str()))
                .collect::<StringArray>(),
        ) as ArrayRef
    };
    let time = |at: usize| {
        let millis = rows
            .iter()
            .map(|row| row.1[at].map(|at| at.timestamp_millis()));
        Arc::new(
            millis
                .collect::<TimestampMillisecondArray>()
                .with_timezone("UTC"),
        ) as ArrayRef
    };
    let words = Arc::new(rows.iter().map(|row| Some(row.2)).collect::<StringArray>()) as ArrayRef;
    let columns = (0..4).map(text).chain((0..4).map(time)).chain([words]);
    let batch = RecordBatch::try_from_iter_with_nullable(
        COLUMNS
            .iter()
            .zip(columns)
            .map(|((_, theirs), column)| (*theirs, column, true)),
    );
    let batch = batch.expect("columns of one height");
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).expect("into memory");
    writer.write(&batch).expect("into memory");
    write(
        folder,
        "faelle.parquet".into(),
        writer.into_inner().expect("into memory"),
    );
}

/// Case, activity and process; start, end and deadline.
type Event = ([String; 3], [Option<DateTime<Utc>>; 3]);

/// The attempts of an item as events of a case, the last of them first: its activities are told by
/// their numbers.
fn events(items: &Items) -> Vec<Event> {
    let begun = items
        .attempts()
        .filter(|(_, _, attempt, _)| attempt.started.is_some());
    let event = |(item, n, attempt, _): (&Item, usize, &Attempt, bool)| {
        (
            [
                format!("{}", item.number),
                format!("step {}", n / 2),
                item.queue.to_owned(),
            ],
            [attempt.started, attempt.ended, item.due],
        )
    };
    let mut events: Vec<_> = begun.map(event).collect();
    events.reverse();
    events
}

const LOG: [&str; 6] = [
    "Case_ID",
    "Activity",
    "Process",
    "Start_Time",
    "End_Time",
    "Deadline",
];

pub fn log_csv(items: &Items, folder: &Path) {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(LOG.into_iter().chain(["Resource"]))
        .expect("into memory");
    for (n, (texts, times)) in events(items).into_iter().enumerate() {
        let times = times.map(|at| at.map_or(String::new(), |at| spelled(at, n)));
        writer
            .write_record(
                texts
                    .into_iter()
                    .chain(times)
                    .chain(["not this".to_owned()]),
            )
            .expect("into memory");
    }
    write(
        folder,
        "log.csv".into(),
        writer.into_inner().expect("into memory"),
    );
}

pub fn log_ndjson(items: &Items, folder: &Path) {
    let line = |(n, (texts, times)): (usize, Event)| {
        let told = texts
            .map(Value::from)
            .into_iter()
            .chain(times.map(|at| json!(at.map(|at| spelled(at, n)))));
        Value::Object(
            LOG.iter()
                .map(|name| (*name).to_owned())
                .zip(told)
                .collect(),
        )
        .to_string()
    };
    let lines: Vec<String> = events(items).into_iter().enumerate().map(line).collect();
    write(folder, "log.ndjson".into(), lines.join("\n"));
}

pub fn log_parquet(items: &Items, folder: &Path) {
    let events = events(items);
    let text = |at: usize| {
        Arc::new(
            events
                .iter()
                .map(|event| Some(event.0[at].as_str()))
                .collect::<StringArray>(),
        ) as ArrayRef
    };
    let time = |at: usize| {
        let millis = events
            .iter()
            .map(|event| event.1[at].map(|at| at.timestamp_millis()));
        Arc::new(
            millis
                .collect::<TimestampMillisecondArray>()
                .with_timezone("UTC"),
        ) as ArrayRef
    };
    let columns = (0..3).map(text).chain((0..3).map(time));
    let batch = RecordBatch::try_from_iter_with_nullable(
        LOG.iter()
            .zip(columns)
            .map(|(name, column)| (*name, column, true)),
    );
    let batch = batch.expect("columns of one height");
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).expect("into memory");
    writer.write(&batch).expect("into memory");
    write(
        folder,
        "log.parquet".into(),
        writer.into_inner().expect("into memory"),
    );
}
