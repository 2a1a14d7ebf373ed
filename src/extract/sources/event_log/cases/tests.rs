use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, Int64Type, TimestampMicrosecondType};

use super::*;
use crate::extract::reading::tests::satellite;

/// Each case: its queue, day, creation, end, deadline, outcome, attempts and work; and the rejects'
/// rows and codes.
fn told(object: &str, text: &str, log: &EventLog) -> (Vec<String>, Vec<String>, i64, i64) {
    let satellite = satellite("Europe/Berlin");
    let source = Source {
        satellite: &satellite,
        object,
        reading: "r",
        now: "2026-03-10T12:00:00Z".parse().unwrap(),
    };
    let mut cases = Vec::new();
    let mut keep = |batch: RecordBatch| {
        let column = |name: &str| batch.column_by_name(name).unwrap().clone();
        let text = |name: &str, row: usize| column(name).as_string::<i32>().value(row).to_owned();
        let whole = |name: &str, row: usize| {
            column(name)
                .as_primitive::<Int64Type>()
                .iter()
                .nth(row)
                .flatten()
        };
        let time = |name: &str, row: usize| {
            let told = column(name)
                .as_primitive::<TimestampMicrosecondType>()
                .iter()
                .nth(row)
                .flatten();
            told.map_or("-".to_owned(), |at| {
                DateTime::from_timestamp_micros(at)
                    .unwrap()
                    .format("%dT%H:%M")
                    .to_string()
            })
        };
        for row in 0..batch.num_rows() {
            let day = column("earned_day")
                .as_primitive::<Date32Type>()
                .value_as_date(row)
                .unwrap()
                .format("%d")
                .to_string();
            let times = ["created", "ended", "due"]
                .map(|name| time(name, row))
                .join(" ");
            let work = whole("work_ms", row).map_or("-".to_owned(), |ms| ms.to_string());
            let (id, queue, outcome) = (
                text("item_id", row),
                text("queue_id", row),
                text("outcome", row),
            );
            cases.push(format!(
                "{id} {queue} {day} {times} {outcome} x{} {work}",
                whole("attempt", row).unwrap()
            ));
        }
        Ok(())
    };
    let reached = items(text.as_bytes(), log, source, &mut keep).unwrap();
    let rejects = reached
        .rejects
        .iter()
        .map(|reject| format!("{} {}", reject.row, reject.code))
        .collect();
    assert_eq!(
        reached.read,
        cases.len() as i64 + reached.rejected,
        "rows balance"
    );
    (cases, rejects, reached.read, reached.notes.events)
}

#[test]
fn a_case_lasts_from_its_first_start_to_its_last_end() {
    let text = "case,activity,start,end,deadline\n\
                c1,Pay,2026-03-02T10:00:00Z,2026-03-02T10:05:00Z,\n\
                c1,Check,2026-03-02T08:00:00Z,2026-03-02T08:10:00Z,2026-03-02T10:05:00Z\n\
                c1,Check,2026-03-02T09:00:00Z,2026-03-02T09:01:00Z,\n\
                c2,Check,2026-03-03T08:00:00Z,2026-03-03T08:10:00Z,\n\
                c2,Pay,2026-03-03T23:30:00Z,,\n\
                c3,Check,,2026-03-04T23:30:00Z,\n";
    // c1: 5 + 10 + 1 minutes of work, and a check done again. c2 is being paid. c3 ended half past
    // midnight in Berlin.
    let (cases, rejects, read, events) = told("log.csv", text, &EventLog::default());
    assert_eq!(
        cases,
        [
            "c1 emea 02 02T08:00 02T10:05 02T10:05 succeeded x2 960000",
            "c2 emea 03 03T08:00 - - running x1 600000",
            "c3 emea 05 04T23:30 04T23:30 - succeeded x1 -"
        ]
    );
    assert_eq!((rejects, read, events), (vec![], 3, 6));
}

#[test]
fn events_that_contradict_one_another_tell_the_same_case_in_any_order() {
    let head = "case,activity,end,deadline,queue\n";
    let rows = [
        "c1,A,2026-03-02T10:00:00Z,2026-03-03T09:00:00Z,pay\n",
        "c1,B,2026-03-02T11:00:00Z,2026-03-02T12:00:00Z,claims\n",
    ];
    let [first, second] = rows;
    for text in [
        head.to_owned() + first + second,
        head.to_owned() + second + first,
    ] {
        let (cases, ..) = told("log.csv", &text, &EventLog::default());
        assert_eq!(
            cases,
            ["c1 claims 02 02T10:00 02T11:00 02T12:00 succeeded x1 -"]
        );
    }
}

#[test]
fn an_event_that_cannot_be_read_costs_its_case_nothing_else_and_a_case_of_the_future_is_none() {
    let text = "{\"Fall\":\"c1\",\"Schritt\":\"A\",\"von\":\"02.03.2026 09:00\",\"bis\":\"02.03.2026 09:10\",\"Prozess\":\"claims\",\"Frist\":\"02.03.2026 12:00\"}\n\
                {\"Fall\":\"c1\",\"Schritt\":\"B\",\"von\":\"soon\"}\n\
                {\"Fall\":\"c1\",\"von\":\"02.03.2026 09:00\"}\n\
                {\"Schritt\":\"B\",\"von\":\"02.03.2026 09:00\"}\n\
                {\"Fall\":\"c2\",\"Schritt\":\"B\"}\n\
                {\"Fall\":\"c3\",\"Schritt\":\"B\",\"bis\":\"02.03.2027 09:00\"}\n";
    let named = |name: &str| vec![name.to_owned()];
    let log = EventLog {
        case: named("Fall"),
        activity: named("Schritt"),
        start: named("von"),
        end: named("bis"),
        due: named("Frist"),
        queue: named("Prozess"),
        lifecycle: named("Zustand"),
        format: Some("%d.%m.%Y %H:%M".into()),
    };
    let (cases, rejects, read, events) = told("log.ndjson", text, &log);
    assert_eq!(
        cases,
        ["c1 claims 02 02T08:00 02T08:10 02T11:00 succeeded x1 600000"]
    );
    assert_eq!(
        rejects,
        [
            "2 bad_time",
            "3 missing_value",
            "4 missing_value",
            "5 missing_value",
            "6 future"
        ]
    );
    assert_eq!((read, events), (6, 2));
}
