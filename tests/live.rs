//! Dataverse asked live: pages, changes, and everything that goes wrong between two machines. The
//! service is a fake one on this machine; nobody waits, since whoever watches is told of each wait.

#[path = "it/satellites/mod.rs"]
mod satellites;
mod service;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use reckoner::extract::{self, Dataverse, Export, Format, Live, Options, Progress, Reading};
use reckoner::lake::tables::{ITEMS, SESSIONS};
use reckoner::lake::{Cell, Lake, Store};
use reckoner::model::SatelliteId;
use reckoner::model::receipt::{Ending, Exit, SatelliteReceipt};
use reckoner::services::{Patience, Secret};

use serde_json::json;
use service::{Asked, SECRET, Service, error, response};

use satellites::satellite;

/// The sets that are asked for, in their order.
const SETS: [&str; 9] = [
    "flowsessions",
    "flowruns",
    "flowevents",
    "workflows",
    "solutions",
    "flowmachines",
    "flowmachinegroups",
    "workqueueitems",
    "workqueues",
];

/// Whoever watches, and does not wait.
#[derive(Default)]
struct Watch {
    waits: Mutex<Vec<Duration>>,
    pages: Mutex<Vec<(String, u64, u64)>>,
}

impl Progress for Watch {
    fn on_wait(&self, _: &SatelliteId, time: Duration) {
        self.waits.lock().unwrap().push(time);
    }

    fn on_page(&self, _: &SatelliteId, table: &str, page: u64, rows: u64) {
        self.pages.lock().unwrap().push((table.into(), page, rows));
    }
}

impl Watch {
    fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap().clone()
    }
}

fn export(service: &Service) -> Export {
    let satellite = satellite("emea", "Europe/Berlin");
    let mut client_secret = Secret::referred("env:DATAVERSE_SECRET");
    client_secret.reveal(|_| Ok(SECRET.into()));
    let patience = Patience {
        tries: 4,
        silence: Duration::from_millis(500),
        ..Patience::default()
    };
    let address = service.address.clone();
    let live = Live {
        service: address.clone(),
        login: address.clone(),
        tenant: "contoso.example".into(),
        client_id: "app-1".into(),
        client_secret,
        patience,
    };
    let format = Format::Dataverse(Dataverse {
        columns: None,
        live: Some(Box::new(live)),
    });
    Export::of(
        satellite,
        Reading {
            url: address.into(),
            format,
        },
    )
}

fn lake() -> Lake {
    Lake::open(Store::memory()).unwrap()
}

fn extract_as(
    lake: &Lake,
    export: &Export,
    now: &str,
    options: Options,
    watch: &Watch,
) -> SatelliteReceipt {
    extract::extract(
        lake,
        Path::new("/"),
        std::slice::from_ref(export),
        now.parse().unwrap(),
        &options,
        watch,
    )
    .unwrap()
    .remove(0)
}

fn run(lake: &Lake, service: &Service) -> SatelliteReceipt {
    extract_as(
        lake,
        &export(service),
        "2026-03-10T12:00:00Z",
        Options::default(),
        &Watch::default(),
    )
}

/// Sessions that are not deleted, and how they ended, by the service's numbers.
fn told(lake: &Lake) -> BTreeMap<String, u64> {
    let at = |name: &str| {
        SESSIONS
            .columns()
            .position(|column| column.name == name)
            .unwrap()
    };
    let (id, outcome) = (at("session_id"), at("outcome"));
    let code = |cell: &Cell| match cell {
        Cell::Text(word) => Some(
            [("running", 2), ("succeeded", 4), ("failed", 8)]
                .iter()
                .find(|(known, _)| known == word)
                .unwrap()
                .1,
        ),
        _ => None,
    };
    let text = |cell: &Cell| {
        if let Cell::Text(text) = cell {
            text.clone()
        } else {
            panic!("an id is a text")
        }
    };
    lake.rows(&SESSIONS)
        .unwrap()
        .iter()
        .filter_map(|row| Some((text(&row[id]), code(&row[outcome])?)))
        .collect()
}

fn failed(receipt: &SatelliteReceipt) -> (&str, Exit) {
    match &receipt.ending {
        Ending::Failed { why, exit } => (why, *exit),
        other => panic!("it should have failed: {other:?}"),
    }
}

/// Seven sessions, told in three pages, and a name of each kind.
fn seven() -> Service {
    let service = Service::start(3);
    for n in 1..=7 {
        service.session(&format!("s{n}"), 4);
    }
    service.name("workflows", "w1", "Invoices");
    service.name("flowmachines", "m1", "ROBOT-1");
    service.name("flowmachinegroups", "g1", "Farm");
    service
}

fn sets(asked: &[service::Asked]) -> Vec<String> {
    let set = |path: &str| {
        path.split('?')
            .next()
            .unwrap()
            .rsplit('/')
            .next()
            .unwrap()
            .to_owned()
    };
    asked.iter().map(|asked| set(&asked.path)).collect()
}

#[test]
fn every_page_is_asked_for_once_and_nothing_that_is_not_needed() {
    let (service, lake, watch) = (seven(), lake(), Watch::default());
    let receipt = extract_as(
        &lake,
        &export(&service),
        "2026-03-10T12:00:00Z",
        Options::default(),
        &watch,
    );
    assert_eq!(
        (
            &receipt.ending,
            receipt.rows.read,
            receipt.rows.new,
            receipt.rows.rejected
        ),
        (&Ending::Done, 10, 10, 0)
    );
    assert_eq!(told(&lake), service.truth());
    let names: Vec<_> = lake
        .names()
        .unwrap()
        .into_iter()
        .map(|name| (name.id, name.name.unwrap()))
        .collect();
    let expected = [("w1", "Invoices"), ("m1", "ROBOT-1"), ("g1", "Farm")]
        .map(|(id, name)| (id.to_owned(), name.to_owned()));
    assert!(
        names.len() == 3 && expected.iter().all(|name| names.contains(name)),
        "{names:?}"
    );

    let asked = service.asked();
    assert_eq!(
        sets(&asked),
        [&[SETS[0]; 2], &SETS[..]].concat(),
        "sessions in three pages"
    );
    for asked in &asked {
        assert!(
            [
                "inputs",
                "outputs",
                "context",
                "definition",
                "clientdata",
                "$filter",
                "$top"
            ]
            .iter()
            .all(|word| !asked.path.contains(word)),
            "{}",
            asked.path
        );
        assert!(
            asked.path.contains("$select=")
                && asked.prefer.contains("odata.track-changes")
                && asked.prefer.contains("odata.maxpagesize=5000")
        );
    }
    assert_eq!(
        watch.pages.lock().unwrap()[..3],
        [
            ("flowsession".into(), 1, 3),
            ("flowsession".into(), 2, 6),
            ("flowsession".into(), 3, 7)
        ]
    );
    assert_eq!((service.tokens_given(), watch.waits()), (1, vec![]));

    let again = run(&lake, &service);
    assert_eq!((&again.ending, again.rows.read), (&Ending::Unchanged, 0));
    let asked = service.asked();
    assert!(
        asked.len() == SETS.len()
            && asked
                .iter()
                .all(|asked| asked.path.contains("$deltatoken=")),
        "{asked:?}"
    );
}

#[test]
fn what_changed_what_was_deleted_and_what_came_back_is_told() {
    let (service, lake) = (seven(), lake());
    run(&lake, &service);
    service.session("s2", 8);
    service.put("flowsessions", "s3", None);
    service.put("flowsessions", "s4", None);
    // The last one that was told: who deletes it names a version that is not above its own.
    service.put("flowsessions", "s7", None);
    service.put("flowmachines", "m1", None);
    let receipt = run(&lake, &service);
    assert_eq!(
        (receipt.rows.read, receipt.rows.replacing),
        (5, 5),
        "{receipt:?}"
    );
    assert_eq!(told(&lake), service.truth());
    assert!(
        lake.names()
            .unwrap()
            .iter()
            .any(|name| name.id == "m1" && name.deleted)
    );
    service.session("s4", 8);
    service.session("s8", 2);
    run(&lake, &service);
    assert_eq!(told(&lake), service.truth());
    assert_eq!(
        told(&lake).len(),
        6,
        "of eight, three were deleted and one came back"
    );
}

#[test]
fn items_of_work_queues_are_told_and_what_changed_of_them_and_who_was_deleted() {
    let (service, lake) = (Service::start(2), lake());
    let item = |statuscode: u32| {
        json!({ "_workqueueid_value": "q1", "statuscode": statuscode, "createdon": "2026-03-02T07:00:00Z",
            "processingstarttime": "2026-03-02T08:00:00Z", "expirydate": "2026-03-02T09:00:00Z" })
    };
    for id in ["i1", "i2", "i3"] {
        service.put("workqueueitems", id, Some(item(0)));
    }
    service.name("workqueues", "q1", "To book");
    let told = |lake: &Lake| {
        let at = |name: &str| {
            ITEMS
                .columns()
                .position(|column| column.name == name)
                .unwrap()
        };
        let (id, outcome) = (at("item_id"), at("outcome"));
        lake.rows(&ITEMS)
            .unwrap()
            .into_iter()
            .map(|row| (row[id].clone(), row[outcome].clone()))
            .collect::<Vec<_>>()
    };
    let receipt = run(&lake, &service);
    assert_eq!(
        (&receipt.ending, receipt.rows.read, receipt.rows.new),
        (&Ending::Done, 4, 4)
    );
    assert_eq!(
        told(&lake),
        ["i1", "i2", "i3"].map(|id| (id.into(), "queued".into()))
    );
    service.put("workqueueitems", "i1", Some(item(2)));
    service.put("workqueueitems", "i2", None);
    let receipt = run(&lake, &service);
    assert_eq!(
        (receipt.rows.read, receipt.rows.replacing),
        (2, 2),
        "{receipt:?}"
    );
    // A deleted one has no outcome; it lies in a month of its own.
    let mut told: Vec<String> = told(&lake).iter().map(|row| format!("{row:?}")).collect();
    told.sort();
    let expected = [
        ("i1", Cell::from("succeeded")),
        ("i2", Cell::Null),
        ("i3", "queued".into()),
    ];
    assert_eq!(
        told,
        expected.map(|(id, outcome)| format!("{:?}", (Cell::from(id), outcome)))
    );
}

#[test]
fn a_run_that_its_source_forgets_stays() {
    let (service, lake) = (seven(), lake());
    service.run("f1", "r1", "Success");
    service.run("f2", "r2", "Running");
    let words = |lake: &Lake| {
        let at = |name: &str| {
            SESSIONS
                .columns()
                .position(|column| column.name == name)
                .unwrap()
        };
        let rows = lake.rows(&SESSIONS).unwrap();
        let rows = rows
            .into_iter()
            .filter(|row| row[at("automation_id")] == "c1".into());
        rows.map(|row| (row[at("session_id")].clone(), row[at("outcome")].clone()))
            .collect::<Vec<_>>()
    };
    run(&lake, &service);
    assert_eq!(
        words(&lake),
        [
            ("r1".into(), "succeeded".into()),
            ("r2".into(), "running".into())
        ]
    );
    service.put("flowruns", "f1", None);
    service.run("f2", "r2", "Failed");
    let receipt = run(&lake, &service);
    assert_eq!(
        words(&lake),
        [
            ("r1".into(), "succeeded".into()),
            ("r2".into(), "failed".into())
        ]
    );
    assert_eq!(
        (
            receipt.rows.read,
            receipt.rows.replacing,
            receipt.rows.dropped
        ),
        (2, 1, 1)
    );
    assert_eq!(
        receipt.notes,
        ["1 run or event that its source forgot after its time, and that stays here"]
    );
}

#[test]
fn landed_pages_may_be_read_in_any_order_and_again() {
    let (service, first) = (seven(), lake());
    run(&first, &service);
    service.put("flowsessions", "s3", None);
    service.session("s1", 8);
    run(&first, &service);
    service.session("s3", 8);
    run(&first, &service);
    let rows = |lake: &Lake| {
        let provenance = ["object", "row", "reading"].map(|name| {
            SESSIONS
                .columns()
                .position(|column| column.name == name)
                .unwrap()
        });
        let rows = lake.rows(&SESSIONS).unwrap().into_iter();
        rows.map(|row| {
            row.into_iter()
                .enumerate()
                .filter(|(at, _)| !provenance.contains(at))
                .map(|(_, cell)| cell)
                .collect::<Vec<_>>()
        })
        .collect::<Vec<_>>()
    };
    // The same pages, laid into lakes that never asked for them one after the other, the last one
    // first.
    let pages: Vec<_> = first
        .store()
        .list("landing/emea")
        .unwrap()
        .into_iter()
        .filter(|page| page.path.matches('/').count() == 4)
        .collect();
    assert_eq!(pages.len(), 3 + 3 + 1 + 1, "{pages:?}");
    service.trick(|_| Some(response("200 OK", &[], r#"{"value":[]}"#)));
    let second = lake();
    for page in pages.iter().rev().chain(&pages) {
        second
            .store()
            .put(&page.path, first.store().get(&page.path).unwrap().unwrap())
            .unwrap();
        run(&second, &service);
    }
    assert_eq!(rows(&second), rows(&first));
    assert_eq!(told(&second), service.truth());
}

#[test]
fn a_busy_service_is_left_alone_for_as_long_as_it_asks() {
    let (service, lake, watch) = (seven(), lake(), Watch::default());
    service.trick(|asked| match asked.number {
        2 => Some(error(
            "429 Too Many Requests",
            &["Retry-After: 97"],
            "0x80072322",
            "Number of requests exceeded",
        )),
        4 => {
            let headers = [
                "Date: Tue, 10 Mar 2026 12:00:00 GMT",
                "Retry-After: Tue, 10 Mar 2026 12:00:41 GMT",
            ];
            Some(error(
                "429 Too Many Requests",
                &headers,
                "0x80072321",
                "Combined execution time exceeded",
            ))
        }
        6 => Some(response("503 Service Unavailable", &[], "try later")),
        _ => None,
    });
    let receipt = extract_as(
        &lake,
        &export(&service),
        "2026-03-10T12:00:00Z",
        Options::default(),
        &watch,
    );
    assert_eq!(receipt.ending, Ending::Done);
    assert_eq!(told(&lake), service.truth());
    let waits = watch.waits();
    let seconds = |from: u64, to: u64| Duration::from_secs(from)..=Duration::from_secs(to);
    assert!(
        seconds(97, 98).contains(&waits[0]) && seconds(41, 42).contains(&waits[1]),
        "{waits:?}"
    );
    assert!(
        waits.len() == 3
            && (Duration::from_millis(500)..=Duration::from_secs(1)).contains(&waits[2]),
        "{waits:?}"
    );
}

#[test]
fn a_service_that_stays_busy_is_given_up_and_the_next_run_goes_on_at_the_next_page() {
    let (service, lake, watch) = (seven(), lake(), Watch::default());
    service.trick(|asked| {
        (asked.number >= 3).then(|| {
            error(
                "503 Service Unavailable",
                &[],
                "0x80044150",
                "Generic SQL error",
            )
        })
    });
    let receipt = extract_as(
        &lake,
        &export(&service),
        "2026-03-10T12:00:00Z",
        Options::default(),
        &watch,
    );
    let (why, exit) = failed(&receipt);
    assert!(
        exit == Exit::TryAgain
            && why.contains("503 0x80044150")
            && why.contains("4 tries")
            && why.contains("run again"),
        "{why}"
    );
    assert_eq!(
        (watch.waits().len(), told(&lake).len()),
        (3, 0),
        "one wait between two tries"
    );
    assert_eq!(service.asked().len(), 2 + 4);
    service.no_trick();
    run(&lake, &service);
    assert_eq!(told(&lake), service.truth());
    let asked = service.asked();
    assert!(
        sets(&asked)[..2] == ["flowsessions", "flowruns"]
            && asked[0].path.contains("$skiptoken=0-1010-6"),
        "{asked:?}"
    );
}

#[test]
fn a_service_that_wants_too_long_is_given_up_at_once() {
    let (service, lake, watch) = (seven(), lake(), Watch::default());
    service.trick(|_| {
        Some(error(
            "429 Too Many Requests",
            &["Retry-After: 86400"],
            "0x80072322",
            "exceeded",
        ))
    });
    let receipt = extract_as(
        &lake,
        &export(&service),
        "2026-03-10T12:00:00Z",
        Options::default(),
        &watch,
    );
    let (why, exit) = failed(&receipt);
    assert!(exit == Exit::TryAgain && why.contains("86400 s"), "{why}");
    assert_eq!(watch.waits(), []);
}

#[test]
fn a_token_that_ran_out_is_renewed_once_for_each_page() {
    let (service, lake) = (seven(), lake());
    service.trick(|asked| {
        // The first token is good for one page, the second for two.
        let is_over = (asked.token.ends_with("-1") && asked.number > 1)
            || (asked.token.ends_with("-2") && asked.number > 4);
        is_over.then(|| error("401 Unauthorized", &[], "0x80072560", "The token expired"))
    });
    let receipt = run(&lake, &service);
    assert_eq!(
        (&receipt.ending, service.tokens_given()),
        (&Ending::Done, 3)
    );
    assert_eq!(told(&lake), service.truth());
}

#[test]
fn who_is_refused_twice_is_told_so_and_no_secret_is() {
    let service = seven();
    service.trick(|asked| {
        Some(error(
            "401 Unauthorized",
            &[],
            "0x80072560",
            &format!("{} is not a member, nor is {SECRET}", asked.token),
        ))
    });
    let receipt = run(&lake(), &service);
    let (why, exit) = failed(&receipt);
    assert!(
        exit == Exit::Credentials
            && why.contains("*** is not a member, nor is ***")
            && why.contains("application user"),
        "{why}"
    );
    assert_eq!((service.tokens_given(), service.asked().len()), (2, 2));

    service.trick(|_| {
        Some(error(
            "403 Forbidden",
            &[],
            "0x80040220",
            "lacks prvReadflowsession",
        ))
    });
    let receipt = run(&lake(), &service);
    let (why, exit) = failed(&receipt);
    assert!(
        exit == Exit::Credentials && why.contains("lacks prvReadflowsession"),
        "{why}"
    );
    assert_eq!(
        service.asked().len(),
        1,
        "a privilege does not come with a new token"
    );

    let is_of_runs = |asked: &Asked| asked.path.contains("/flowruns");
    service.trick(move |asked| {
        is_of_runs(asked).then(|| error("403 Forbidden", &[], "0x80040220", "lacks prvReadflowrun"))
    });
    let role = lake();
    let receipt = run(&role, &service);
    assert_eq!(
        (&receipt.ending, receipt.notes.len()),
        (&Ending::Done, 1),
        "a role of fewer tables does: {receipt:?}"
    );
    assert!(
        receipt.notes[0].starts_with("flowrun: the application may not read this table")
            && receipt.notes[0].contains("prvReadflowrun")
    );
    service.trick(|_| None);
    assert_eq!(run(&role, &service).notes.len(), 0);
    service.trick(move |asked| {
        is_of_runs(asked).then(|| error("403 Forbidden", &[], "0x80040220", "lacks prvReadflowrun"))
    });
    assert_eq!(
        failed(&run(&role, &service)).1,
        Exit::Credentials,
        "a role that lost a table is told"
    );
    let all = Options {
        full: true,
        ..Options::default()
    };
    let receipt = extract_as(
        &role,
        &export(&service),
        "2026-03-10T12:00:00Z",
        all,
        &Watch::default(),
    );
    assert_eq!(
        failed(&receipt).1,
        Exit::Credentials,
        "also where all is asked for anew"
    );
    service.asked();

    let refused = |told: Result<String, String>| {
        let mut export = export(&service);
        export
            .reading
            .live_mut()
            .unwrap()
            .client_secret
            .reveal(|_| told);
        let receipt = extract_as(
            &lake(),
            &export,
            "2026-03-10T12:00:00Z",
            Options::default(),
            &Watch::default(),
        );
        let (why, exit) = failed(&receipt);
        assert!(
            exit == Exit::Credentials && !format!("{receipt:?}{export:?}").contains("canary"),
            "{why}"
        );
        why.to_owned()
    };
    assert!(refused(Ok("canary-of-a-wrong-one".into())).contains("401 invalid_client"));
    assert!(
        refused(Err("this variable is not set".into()))
            .contains("env:DATAVERSE_SECRET: this variable is not set")
    );
    assert_eq!(service.asked().len(), 0);
}

#[test]
fn a_link_that_the_service_forgot_costs_a_reading_of_all_and_is_told() {
    for forgotten in [
        error("410 Gone", &[], "0x80060891", "The delta token has expired"),
        error(
            "400 Bad Request",
            &[],
            "0x80044352",
            "Version stamp associated with the client has expired. Please perform a full sync.",
        ),
    ] {
        let (service, lake) = (seven(), lake());
        run(&lake, &service);
        service.session("s1", 8);
        service.put("flowsessions", "s3", None);
        service.session("s8", 2);
        service.asked();
        service.trick(move |asked| {
            (asked.path.contains("flowsessions") && asked.path.contains("deltatoken"))
                .then(|| forgotten.clone())
        });
        let receipt = run(&lake, &service);
        assert_eq!(receipt.ending, Ending::Done);
        let note = receipt
            .notes
            .iter()
            .find(|note| note.contains("no longer knows where it left off"));
        assert!(
            note.is_some_and(|note| note.starts_with("flowsession: ")
                && note.contains("all of it is read again")),
            "{:?}",
            receipt.notes
        );
        let mut expected = service.truth();
        expected.insert("s3".into(), 4); // never deleted for being absent
        assert_eq!(told(&lake), expected);
        assert_eq!(
            sets(&service.asked())[..4],
            [
                "flowsessions",
                "flowsessions",
                "flowsessions",
                "flowsessions"
            ],
            "the link, then three pages"
        );
        service.no_trick();
        service.put("flowsessions", "s1", None);
        run(&lake, &service);
        expected.remove("s1");
        assert_eq!(told(&lake), expected, "and changes are told again");
    }
}

#[test]
fn a_broken_off_answer_is_asked_for_again_and_then_given_up() {
    let whole =
        r#"{"@odata.context":"x#flowsessions","value":[{"flowsessionid":"torn","statuscode":4"#;
    let cuts = [
        format!("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{whole}"),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n{whole}"),
        format!("HTTP/1.1 200 OK\r\n\r\n{whole}"),
        "HTTP/1.1 200 OK\r\nConte".to_owned(),
        String::new(),
        response("200 OK", &[], "<html>Sign in</html>"),
    ];
    for cut in cuts {
        let (service, lake, watch) = (seven(), lake(), Watch::default());
        let once = cut.clone();
        service.trick(move |asked| (asked.number == 2).then(|| once.clone()));
        let receipt = extract_as(
            &lake,
            &export(&service),
            "2026-03-10T12:00:00Z",
            Options::default(),
            &watch,
        );
        assert_eq!(
            (&receipt.ending, watch.waits().len()),
            (&Ending::Done, 1),
            "{cut}"
        );
        assert_eq!(told(&lake), service.truth());

        let lake = self::lake();
        service.trick(move |_| Some(cut.clone()));
        let receipt = run(&lake, &service);
        let (why, exit) = failed(&receipt);
        assert!(
            exit == Exit::TryAgain
                && (why.contains("no whole answer") || why.contains("cut off, or no JSON")),
            "{why}"
        );
        assert_eq!(
            lake.store().list("landing").unwrap(),
            [],
            "half a page is none"
        );
    }
}

#[test]
fn a_service_that_says_nothing_is_given_up() {
    let (service, lake) = (seven(), lake());
    service.trick(|_| {
        std::thread::sleep(Duration::from_secs(2));
        None
    });
    let mut export = export(&service);
    export.reading.live_mut().unwrap().patience.tries = 2;
    let receipt = extract_as(
        &lake,
        &export,
        "2026-03-10T12:00:00Z",
        Options::default(),
        &Watch::default(),
    );
    assert_eq!(failed(&receipt).1, Exit::TryAgain);
}

#[test]
fn a_link_that_leads_elsewhere_is_not_followed() {
    let (service, stranger) = (seven(), seven());
    let elsewhere = format!(
        "{}/api/data/v9.2/flowsessions?$skiptoken=0-1010-3",
        stranger.address
    );
    let page = format!(r#"{{"value":[],"@odata.nextLink":"{elsewhere}"}}"#);
    service.trick(move |asked| (asked.number == 1).then(|| response("200 OK", &[], &page)));
    let receipt = run(&lake(), &service);
    assert!(failed(&receipt).0.contains("leads away"), "{receipt:?}");
    let moved = format!("Location: {elsewhere}");
    service.trick(move |_| Some(response("302 Found", &[&moved], "")));
    assert!(failed(&run(&lake(), &service)).0.contains("302"));
    let circle = format!(
        r#"{{"value":[],"@odata.nextLink":"{}/api/data/v9.2/flowsessions?again"}}"#,
        service.address
    );
    service.trick(move |_| Some(response("200 OK", &[], &circle)));
    assert!(failed(&run(&lake(), &service)).0.contains("names itself"));
    assert_eq!(stranger.asked().len(), 0);
}

#[test]
fn what_an_environment_has_not_is_done_without_and_told() {
    let (service, lake) = (seven(), lake());
    service.trick(|asked| {
        if asked.path.contains("runmode") {
            let message = "Could not find a property named 'runmode' on type 'Microsoft.Dynamics.CRM.flowsession'.";
            return Some(error("400 Bad Request", &[], "0x80060888", message));
        }
        if asked.path.contains("/workflows") && asked.prefer.contains("track-changes") {
            return Some(error("400 Bad Request", &[], "0x80060888", "Change tracking is not enabled for this entity"));
        }
        asked.path.contains("/flowmachinegroups").then(|| error("404 Not Found", &[], "0x80060888", "Resource not found"))
    });
    let receipt = run(&lake, &service);
    assert_eq!(receipt.ending, Ending::Done);
    assert_eq!(told(&lake), service.truth());
    for note in [
        "flowsession: the environment has no column runmode",
        "workflow: the environment does not track",
        "flowmachinegroup: the environment has no such table",
    ] {
        assert!(
            receipt.notes.iter().any(|said| said.starts_with(note)),
            "{note}: {:?}",
            receipt.notes
        );
    }
    service.asked();
    let again = run(&lake, &service);
    let asked = service.asked();
    assert_eq!(sets(&asked), SETS, "what was learned is not asked again");
    let workflows = asked
        .iter()
        .find(|asked| asked.path.contains("/workflows"))
        .unwrap();
    assert!(
        !workflows.path.contains("deltatoken") && again.rows.superseded == 1,
        "all of what is not tracked is read each time"
    );
}

#[test]
fn a_service_of_another_make_is_read_whole_each_time_and_told_so() {
    let (service, lake) = (seven(), lake());
    service.trick(|asked| {
        if asked.path.contains("runmode") {
            return Some(error("400 Bad Request", &[], "400", "Property \"runmode\" does not exist in \"Dataverse.flowsessions\""));
        }
        let rest = asked.path.contains("skiptoken");
        let first = r#"{"@odata.context":"$metadata#flowsessions","value":[],"@odata.nextLink":"flowsessions?$skiptoken=0-9999-0"}"#;
        let whole = r#"{"@odata.context":"../$metadata#flowsessions","value":[{"flowsessionid":"s1","statuscode":4,"_regardingobjectid_value":"w1","versionnumber":"7","startedon":"2026-03-02T08:00:00Z"}]}"#;
        let sessions = || response("200 OK", &[], if rest { whole } else { first });
        Some(if asked.path.contains("flowsessions") { sessions() } else { error("404 Not Found", &[], "404", "Invalid resource path") })
    });
    for round in 0..2 {
        let receipt = run(&lake, &service);
        let note = |text: &str| receipt.notes.iter().any(|note| note.contains(text));
        assert!(
            note("no link to later changes"),
            "round {round}: {receipt:?}"
        );
        assert_eq!(
            (receipt.rows.new, receipt.rows.superseded),
            if round == 0 { (1, 0) } else { (0, 1) },
            "{receipt:?}"
        );
    }
    assert_eq!(told(&lake), [("s1".to_owned(), 4)].into());
}

#[test]
fn all_is_asked_for_again_on_request_and_where_it_is_read_otherwise() {
    let (service, lake) = (seven(), lake());
    run(&lake, &service);
    service.asked();
    let full = extract_as(
        &lake,
        &export(&service),
        "2026-03-10T13:00:00Z",
        Options {
            full: true,
            ..Options::default()
        },
        &Watch::default(),
    );
    assert_eq!(
        (
            full.rows.replacing + full.rows.new,
            sets(&service.asked()).len()
        ),
        (0, SETS.len() + 2)
    );
    let mut other = export(&service);
    other.satellite.timezone = "Asia/Tokyo".parse().unwrap();
    let receipt = extract_as(
        &lake,
        &other,
        "2026-03-10T14:00:00Z",
        Options::default(),
        &Watch::default(),
    );
    assert!(
        receipt
            .notes
            .iter()
            .any(|note| note == "flowsession: the way it is read changed: all of it is read again"),
        "{:?}",
        receipt.notes
    );
    assert_eq!(service.asked().len(), SETS.len() + 2);
    let foretold = extract_as(
        &lake,
        &other,
        "2026-03-10T15:00:00Z",
        Options {
            dry_run: true,
            ..Options::default()
        },
        &Watch::default(),
    );
    assert!(
        foretold
            .notes
            .iter()
            .any(|note| note.starts_with("would ask http://"))
            && service.asked().is_empty()
    );
}

#[test]
fn pages_that_were_read_are_swept_after_four_weeks() {
    let (service, lake) = (seven(), lake());
    run(&lake, &service);
    let pages = || {
        lake.store()
            .list("landing/emea")
            .unwrap()
            .into_iter()
            .filter(|page| page.path.matches('/').count() == 4)
            .count()
    };
    let at = |now: &str| {
        extract_as(
            &lake,
            &export(&service),
            now,
            Options::default(),
            &Watch::default(),
        )
    };
    at("2026-04-07T11:59:59Z");
    assert_eq!(pages(), 6);
    at("2026-04-07T12:00:00Z");
    assert_eq!(pages(), 0);
    service.session("s1", 8);
    at("2026-04-08T12:00:00Z");
    assert_eq!(told(&lake), service.truth());
}

#[test]
fn broken_off_at_any_request_the_next_run_brings_the_lake_of_an_undisturbed_one() {
    let whole = |lake: &Lake| (lake.rows(&SESSIONS).unwrap(), lake.names().unwrap());
    let story = |service: &Service, lake: &Lake, run_twice: &dyn Fn(&Service, &Lake)| {
        run_twice(service, lake);
        service.session("s2", 8);
        service.put("flowsessions", "s5", None);
        for n in 8..=12 {
            service.session(&format!("s{n}"), 2);
        }
        run_twice(service, lake);
    };
    let (service, undisturbed) = (seven(), lake());
    story(&service, &undisturbed, &|service, lake| {
        drop(run(lake, service))
    });
    let count = service.asked().len();
    assert_eq!(
        count,
        2 * (SETS.len() + 2),
        "three pages of sessions and one of each other table, then three pages of changes and nothing else"
    );
    // The address stands in links alone, and these are not kept of what was read.
    for broken in 1..=count {
        let (service, lake) = (seven(), lake());
        service.trick(move |asked| (asked.number == broken).then(String::new));
        let impatient = |service: &Service, lake: &Lake| {
            let mut export = export(service);
            export.reading.live_mut().unwrap().patience.tries = 1;
            for _ in 0..2 {
                extract_as(
                    lake,
                    &export,
                    "2026-03-10T12:00:00Z",
                    Options::default(),
                    &Watch::default(),
                );
            }
        };
        story(&service, &lake, &impatient);
        assert_eq!(told(&lake), service.truth(), "request {broken}");
        let strip = |(rows, names): (Vec<Vec<Cell>>, Vec<reckoner::lake::NameRow>)| {
            let object = SESSIONS
                .columns()
                .position(|column| column.name == "object")
                .unwrap();
            let cut = |path: &str| {
                path.rsplit_once('-')
                    .map(|(path, _)| path.to_owned())
                    .unwrap()
            };
            let rows: Vec<Vec<Cell>> = rows
                .into_iter()
                .map(|mut row| {
                    if let Cell::Text(path) = &row[object] {
                        row[object] = Cell::Text(cut(path));
                    }
                    row
                })
                .collect();
            (
                rows,
                names
                    .into_iter()
                    .map(|name| (name.id, name.name, name.deleted, name.source_version))
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(
            strip(whole(&lake)),
            strip(whole(&undisturbed)),
            "request {broken}"
        );
    }
}

/// Numbers that look drawn, the same ones each time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// How many stories are told where nobody asks for more.
fn stories(few: u64) -> std::ops::Range<u64> {
    let asked = std::env::var("RECKON_RESTARTS")
        .ok()
        .and_then(|count| count.parse().ok());
    0..asked.unwrap_or(few)
}

/// The rows that are not deleted, without where they were told.
fn live_rows(lake: &Lake) -> Vec<Vec<Cell>> {
    let at = |name: &str| {
        SESSIONS
            .columns()
            .position(|column| column.name == name)
            .unwrap()
    };
    let (provenance, deleted) = (["object", "row", "reading"].map(at), at("deleted"));
    let rows = lake
        .rows(&SESSIONS)
        .unwrap()
        .into_iter()
        .filter(|row| row[deleted] != Cell::Truth(true));
    rows.map(|row| {
        row.into_iter()
            .enumerate()
            .filter(|(at, _)| !provenance.contains(at))
            .map(|(_, cell)| cell)
            .collect()
    })
    .collect()
}

/// Something that happens at the service. Of a first reading of all nothing may vanish between two
/// pages: where this service goes on is a count.
fn happens(service: &Service, draw: &mut Draw, may_delete: bool) {
    for _ in 0..draw.below(4) {
        let id = format!("s{}", 1 + draw.below(15));
        match draw.below(4) {
            0 if may_delete => service.put("flowsessions", &id, None),
            1 => service.name(
                "workflows",
                &format!("w{}", 1 + draw.below(3)),
                &format!("Flow {}", draw.below(100)),
            ),
            _ => service.session(&id, [2, 4, 8][draw.below(3)]),
        }
    }
}

#[test]
fn broken_off_anywhere_any_number_of_times_while_the_world_goes_on_the_lake_is_the_same() {
    for story in stories(3) {
        let (service, lake, mut draw) = (seven(), lake(), Draw(story));
        let mut is_first = true;
        for _ in 0..1 + draw.below(4) {
            for _ in 0..draw.below(6) {
                let (broken, trouble) = (1 + draw.below(7), draw.below(5));
                service.asked();
                service.trick(move |asked| {
                    let said = match trouble {
                        0 => String::new(),
                        1 => error("503 Service Unavailable", &[], "0x80044150", "Generic SQL error"),
                        2 => error("401 Unauthorized", &[], "0x80072560", "The token expired"),
                        3 => error("403 Forbidden", &[], "0x80040220", "lacks prvReadflowsession"),
                        _ => "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{\"value\":[{\"flowsessionid\":\"torn\"".to_owned(),
                    };
                    (asked.number >= broken).then_some(said)
                });
                let mut export = export(&service);
                export.reading.live_mut().unwrap().patience.tries = 1;
                let receipt = extract_as(
                    &lake,
                    &export,
                    "2026-03-10T12:00:00Z",
                    Options::default(),
                    &Watch::default(),
                );
                is_first &= receipt.ending != Ending::Done;
                happens(&service, &mut draw, !is_first);
            }
            service.no_trick();
            let ending = run(&lake, &service).ending;
            assert!(
                matches!(ending, Ending::Done | Ending::Unchanged),
                "story {story}: {ending:?}"
            );
            is_first = false;
            happens(&service, &mut draw, true);
        }
        run(&lake, &service);
        assert_eq!(told(&lake), service.truth(), "story {story}");
        let undisturbed = self::lake();
        run(&undisturbed, &service);
        assert_eq!(live_rows(&lake), live_rows(&undisturbed), "story {story}");

        // The pages of all those rounds once more, in any order, some of them twice.
        let mut pages = lake.store().list("landing/emea").unwrap();
        pages.retain(|page| page.path.matches('/').count() == 4);
        let shuffled = self::lake();
        service.trick(|_| Some(response("200 OK", &[], r#"{"value":[]}"#)));
        while !pages.is_empty() {
            for _ in 0..1 + draw.below(8) {
                let at = draw.below(pages.len());
                let page = if draw.below(5) == 0 {
                    pages[at].clone()
                } else {
                    pages.swap_remove(at)
                };
                shuffled
                    .store()
                    .put(&page.path, lake.store().get(&page.path).unwrap().unwrap())
                    .unwrap();
                if pages.is_empty() {
                    break;
                }
            }
            run(&shuffled, &service);
        }
        assert_eq!(live_rows(&shuffled), live_rows(&lake), "story {story}");
    }
}

/// A workspace whose only satellite is the service.
fn workspace(folder: &Path, service: &Service) {
    let address = &service.address;
    let text = format!(
        "[estate]\nname = \"Contoso\"\ncurrency = \"USD\"\n\n[[satellite]]\nid = \"emea\"\n\
         source = {{ format = \"dataverse\", url = \"{address}\", tenant = \"contoso.example\", client_id = \"app-1\", login = \"{address}\" }}\n\
         secrets = {{ client_secret = \"env:DATAVERSE_SECRET\" }}\n"
    );
    fs::create_dir_all(folder.join("baselines")).unwrap();
    fs::write(
        folder.join("baselines/projects.csv"),
        "project_id,name,department_id,status\n",
    )
    .unwrap();
    fs::write(folder.join("reckoner.toml"), text).unwrap();
}

fn reckon(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
    command
        .args(["--now", "2026-03-10T12:00:00Z", "-C"])
        .arg(folder)
        .args(words)
        .env("DATAVERSE_SECRET", SECRET);
    command
        .env("RECKON_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn finished(mut command: Command) -> Output {
    command
        .output()
        .expect("the program that cargo built can be started")
}

fn on_disk(folder: &Path) -> Lake {
    Lake::open(Store::open("lake", folder).unwrap()).unwrap()
}

/// Every file below a folder that says a text.
fn saying(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for path in fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        if path.is_dir() {
            found.extend(saying(&path, text));
        } else if String::from_utf8_lossy(&fs::read(&path).unwrap()).contains(text) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn a_run_that_is_killed_between_two_pages_goes_on_at_the_next_and_no_secret_is_written() {
    let (service, folder) = (seven(), tempfile::tempdir().unwrap());
    workspace(folder.path(), &service);
    assert_eq!(
        finished(reckon(folder.path(), &["check"])).status.code(),
        Some(0)
    );
    assert!(service.asked().is_empty(), "who checks asks nobody");

    let (tell, heard) = mpsc::channel();
    service.trick(move |asked| {
        if asked.number == 3 {
            tell.send(()).unwrap();
            std::thread::sleep(Duration::from_secs(3_600));
        }
        None
    });
    let mut killed = reckon(folder.path(), &["extract"]).spawn().unwrap();
    heard
        .recv_timeout(Duration::from_secs(60))
        .expect("it asks for a third page");
    killed.kill().unwrap();
    assert_eq!(killed.wait().unwrap().code(), None);
    assert_eq!(
        told(&on_disk(folder.path())).len(),
        0,
        "nothing of it shows"
    );
    service.no_trick();
    service.asked();

    let run = finished(reckon(folder.path(), &["extract"]));
    let says = String::from_utf8_lossy(&[run.stdout, run.stderr].concat()).into_owned();
    assert_eq!(run.status.code(), Some(0), "{says}");
    assert_eq!(told(&on_disk(folder.path())), service.truth());
    let asked = service.asked();
    assert!(sets(&asked) == SETS && asked[0].path.contains("$skiptoken=0-1010-6"));
    assert!(!says.contains("canary"), "{says}");
    assert_eq!(saying(folder.path(), "canary"), Vec::<String>::new());

    let again = finished(reckon(folder.path(), &["extract"]));
    assert_eq!(
        (again.status.code(), told(&on_disk(folder.path()))),
        (Some(0), service.truth())
    );
    let mut poor = reckon(folder.path(), &["extract"]);
    poor.env_remove("DATAVERSE_SECRET");
    let poor = finished(poor);
    assert_eq!(poor.status.code(), Some(77));
    assert!(
        String::from_utf8_lossy(&poor.stderr).contains("env:DATAVERSE_SECRET"),
        "{poor:?}"
    );
}

#[test]
fn killed_before_every_page_again_and_again_the_lake_is_the_same() {
    for story in stories(1) {
        let (service, folder, mut draw) = (seven(), tempfile::tempdir().unwrap(), Draw(story));
        workspace(folder.path(), &service);
        let mut kills = 0;
        for _ in 0..2 {
            for attempt in 0.. {
                service.asked();
                let (tell, heard) = mpsc::channel();
                // Tables that were asked before are asked for changes first, so a run must be let a
                // step further than the last.
                let last = 2 + if story == 0 {
                    attempt
                } else {
                    draw.below(3 + attempt)
                };
                service.trick(move |asked| {
                    if asked.number == last {
                        tell.send(()).unwrap();
                        std::thread::sleep(Duration::from_secs(3_600));
                    }
                    None
                });
                let mut killed = reckon(folder.path(), &["extract"])
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .spawn()
                    .unwrap();
                let is_over = loop {
                    if heard.recv_timeout(Duration::from_millis(20)).is_ok() {
                        break false;
                    }
                    if let Some(status) = killed.try_wait().unwrap() {
                        assert!(status.success());
                        break true;
                    }
                };
                if is_over {
                    break;
                }
                killed.kill().unwrap();
                killed.wait().unwrap();
                kills += 1;
            }
            service.no_trick();
            service.session("s2", 8);
            service.put("flowsessions", "s5", None);
            (8..=12).for_each(|n| service.session(&format!("s{n}"), 2));
        }
        assert!(kills >= 5 || story > 0, "{kills} kills");
        assert_eq!(
            finished(reckon(folder.path(), &["extract"])).status.code(),
            Some(0)
        );
        let (lake, undisturbed) = (on_disk(folder.path()), lake());
        run(&undisturbed, &service);
        assert_eq!(told(&lake), service.truth(), "story {story}");
        assert_eq!(live_rows(&lake), live_rows(&undisturbed), "story {story}");
    }
}

// Services that never end.

fn is_sessions(asked: &service::Asked) -> bool {
    asked.path.contains("/flowsessions")
}

/// A page of one row, or none, that names the next.
fn page(id: Option<usize>, next: &str) -> String {
    let rows: Vec<_> = id
        .map(|id| json!({ "flowsessionid": format!("s{id}"), "_regardingobjectid_value": "w1", "statuscode": 4, "completedon": "2026-03-02T08:05:00Z" }))
        .into_iter()
        .collect();
    service::response(
        "200 OK",
        &[],
        &json!({ "value": rows, "@odata.nextLink": next }).to_string(),
    )
}

#[test]
fn pages_that_name_one_another_are_not_asked_for_forever() {
    let (service, lake) = (Service::start(3), lake());
    let own = service.address.clone();
    let link = move |name: &str| format!("{own}/api/data/v9.2/flowsessions?$skiptoken={name}");
    service.trick(move |asked| {
        let next = match asked.path.rsplit('=').next() {
            Some("a") => "b",
            Some("b") => "c",
            _ => "a",
        };
        is_sessions(asked).then(|| page(Some(asked.number), &link(next)))
    });
    let receipt = run(&lake, &service);
    let (why, exit) = failed(&receipt);
    assert!(
        why.contains("goes round in a circle") && exit == Exit::Io,
        "{why}"
    );
    // The first, a, b, c, and c names a.
    assert_eq!(service.asked().len(), 4);
}

#[test]
fn empty_pages_are_not_asked_for_forever() {
    let (service, lake) = (Service::start(3), lake());
    let own = service.address.clone();
    service.trick(move |asked| {
        is_sessions(asked).then(|| {
            page(
                None,
                &format!(
                    "{own}/api/data/v9.2/flowsessions?$skiptoken={}",
                    asked.number
                ),
            )
        })
    });
    let receipt = run(&lake, &service);
    let (why, exit) = failed(&receipt);
    assert!(
        why.contains("1000 pages in a row hold no row") && exit == Exit::Io,
        "{why}"
    );
    assert_eq!(service.asked().len(), 1_000);
}

#[test]
fn a_service_is_asked_for_so_long_and_what_came_by_then_is_kept() {
    let (service, lake) = (Service::start(3), lake());
    let own = service.address.clone();
    let next = move |number: usize| format!("{own}/api/data/v9.2/flowsessions?$skiptoken={number}");
    service.trick(move |asked| {
        is_sessions(asked).then(|| page(Some(asked.number), &next(asked.number)))
    });
    let mut export = export(&service);
    export.reading.live_mut().unwrap().patience.whole = Duration::from_millis(1_500);
    let extract = |export: &Export| {
        extract_as(
            &lake,
            export,
            "2026-03-10T12:00:00Z",
            Options::default(),
            &Watch::default(),
        )
    };
    let receipt = extract(&export);
    let (why, exit) = failed(&receipt);
    assert!(
        why.contains("max_minutes") && exit == Exit::TryAgain,
        "{why}"
    );
    let came = service.asked().len();
    // The service comes to its end: the next run goes on at the page that was not asked for any
    // more.
    let delta = format!(
        "{}/api/data/v9.2/flowsessions?$deltatoken=1",
        service.address
    );
    service.trick(move |asked| {
        let end = json!({ "value": [], "@odata.deltaLink": delta });
        (is_sessions(asked) && asked.path.contains("$skiptoken"))
            .then(|| service::response("200 OK", &[], &end.to_string()))
    });
    export.reading.live_mut().unwrap().patience.whole = Duration::from_secs(60);
    let receipt = extract(&export);
    assert_eq!(receipt.ending, Ending::Done, "{:?}", receipt.notes);
    assert!(
        service.asked()[0].path.contains("$skiptoken="),
        "it goes on where it was"
    );
    let kept = told(&lake).len();
    assert!(
        came > 1 && (came - 1..=came).contains(&kept),
        "{kept} of {came}: the last one may have been cut off"
    );
}

#[test]
fn an_answer_that_drips_is_given_up() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let service = Service::start(3);
    let mut export = export(&service);
    let live = export.reading.live_mut().unwrap();
    live.service = format!("http://{}", listener.local_addr().unwrap());
    live.login.clone_from(&live.service);
    live.patience = Patience {
        tries: 2,
        answer: Duration::from_millis(300),
        ..live.patience
    };
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                use std::io::Write;
                let mut bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
                    .iter()
                    .chain(std::iter::repeat(&b' '));
                // A byte now and then: never silent for long, and never done.
                while bytes
                    .next()
                    .is_some_and(|byte| stream.write_all(&[*byte]).is_ok())
                {
                    std::thread::sleep(Duration::from_millis(5));
                }
            });
        }
    });
    let began = std::time::Instant::now();
    let receipt = extract_as(
        &lake(),
        &export,
        "2026-03-10T12:00:00Z",
        Options::default(),
        &Watch::default(),
    );
    let (why, exit) = failed(&receipt);
    assert!(
        why.contains("given up after 2 tries") && exit == Exit::TryAgain,
        "{why}"
    );
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[test]
fn an_answer_may_be_packed_with_gzip_and_with_nothing_else() {
    let (service, lake) = (seven(), lake());
    let packed = |head: &str, body: Vec<u8>| {
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\nContent-Encoding: {head}\r\n\r\n",
            body.len()
        );
        [head.into_bytes(), body].concat()
    };
    let text = json!({ "value": [{ "flowsessionid": "z1", "_regardingobjectid_value": "w1", "statuscode": 8, "completedon": "2026-03-02T08:05:00Z" }], "@odata.deltaLink": format!("{}/api/data/v9.2/flowsessions?$deltatoken=1", service.address) }).to_string();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut encoder, text.as_bytes()).unwrap();
    let gzip = encoder.finish().unwrap();
    let answer = packed("gzip", gzip.clone());
    service.raw(move |asked| is_sessions(asked).then(|| answer.clone()));
    assert_eq!(run(&lake, &service).ending, Ending::Done);
    assert_eq!(told(&lake), BTreeMap::from([("z1".to_owned(), 8)]));

    let other = Service::start(3);
    let answer = packed("br", gzip.clone());
    other.raw(move |_| Some(answer.clone()));
    let receipt = run(&self::lake(), &other);
    let (why, exit) = failed(&receipt);
    assert!(
        why.contains("packed with br") && exit == Exit::Io && other.asked().len() == 1,
        "{why}"
    );
    let torn = packed("gzip", gzip[..gzip.len() - 9].to_vec());
    other.raw(move |_| Some(torn.clone()));
    let receipt = run(&self::lake(), &other);
    let (why, exit) = failed(&receipt);
    assert!(
        why.contains("packed with gzip, and damaged")
            && exit == Exit::TryAgain
            && other.asked().len() == 4,
        "{why}"
    );
}

#[test]
fn to_be_left_alone_for_ever_is_no_reason_to_fall_over() {
    for told in [
        "18446744073709551615",
        "99999999999999999999999999",
        "Sat, 20 Nov 9999 17:00:00 GMT",
    ] {
        let (service, watch) = (seven(), Watch::default());
        let header = format!("Retry-After: {told}");
        let mut count = 0;
        service.trick(move |_| {
            count += 1;
            let headers: &[&str] = if count < 3 {
                &["Retry-After: 1"]
            } else {
                &[&header, "Date: Fri, 20 Nov 2026 17:00:00 GMT"]
            };
            Some(service::error(
                "503 Service Unavailable",
                headers,
                "busy",
                "come back",
            ))
        });
        let receipt = extract_as(
            &lake(),
            &export(&service),
            "2026-03-10T12:00:00Z",
            Options::default(),
            &watch,
        );
        let (why, exit) = failed(&receipt);
        assert!(
            why.contains("asks to be left alone for 31622400 s") && exit == Exit::TryAgain,
            "{why}"
        );
        assert_eq!(watch.waits().len(), 2);
    }
}

#[test]
fn what_a_service_repeats_of_a_secret_is_struck_however_it_writes_it() {
    let (service, watch) = (seven(), Watch::default());
    let percent: String = SECRET.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let long = "x".repeat(290);
    let written = [
        percent.clone(),
        SECRET.replace('&', "&amp;"),
        format!("{long}{SECRET}"),
        SECRET[..17].to_owned(),
    ];
    for written in written {
        let said = written.clone();
        service.trick(move |asked| {
            Some(service::error(
                "400 Bad Request",
                &[],
                &said,
                &format!("{said} and {}", asked.token),
            ))
        });
        let receipt = extract_as(
            &lake(),
            &export(&service),
            "2026-03-10T12:00:00Z",
            Options::default(),
            &watch,
        );
        let (why, _) = failed(&receipt);
        let windows = SECRET
            .as_bytes()
            .windows(8)
            .map(|window| std::str::from_utf8(window).unwrap());
        assert!(
            windows.clone().all(|window| !why.contains(window)) && !why.contains(&percent[..24]),
            "{written}: {why}"
        );
        assert!(
            why.contains("***") && !why.contains("canary-of-token"),
            "{written}: {why}"
        );
    }
}
