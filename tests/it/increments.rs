//! Deliveries as they come in every few minutes, for as long as one likes: sessions that finish
//! later, corrections that move a session to another day or month, deletes that name no date, late
//! rows for closed months, rows told twice. After all of them the lake says what a plain map says,
//! what a lake says that read everything at once, and is made of about as few files.
//! `RECKON_DELIVERIES` sets how many.

use crate::satellites;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use reckoner::extract::{Carrier, CsvForm, Export, Format, Options, Quiet, Reading, extract};
use reckoner::lake::tables::{OBJECTS, SESSIONS};
use reckoner::lake::{Cell, Lake, Store};
use reckoner::model::receipt::Ending;

use satellites::satellite;

const HEAD: &str = "session_id,automation_id,outcome,started,ended,source_version,deleted\n";

/// What the vendor says of a session at the moment.
#[derive(Debug, Clone, PartialEq)]
struct Session {
    minute: i64,
    outcome: &'static str,
    version: i64,
    deleted: bool,
}

impl Session {
    fn instant(minute: i64) -> String {
        let began = "2026-01-31T22:00:00Z"
            .parse::<chrono::DateTime<chrono::Utc>>()
            .expect("a time");
        (began + chrono::TimeDelta::minutes(minute))
            .format("%Y-%m-%dT%H:%M:%SZ")
            .to_string()
    }

    fn row(&self, id: usize) -> String {
        if self.deleted {
            return format!("s{id},,,,,{},true\n", self.version);
        }
        let ended = if self.outcome == "running" {
            String::new()
        } else {
            Self::instant(self.minute + 2)
        };
        format!(
            "s{id},a{},{},{},{ended},{},\n",
            id % 7,
            self.outcome,
            Self::instant(self.minute),
            self.version
        )
    }
}

/// Small whole numbers, the same every time (SplitMix64).
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % bound
    }
}

/// The vendor's table, and what each delivery tells of it.
#[derive(Default)]
struct Vendor {
    sessions: Vec<Session>,
    versions: i64,
}

impl Vendor {
    fn deliver(&mut self, n: usize, draws: &mut Draws) -> String {
        let mut text = HEAD.to_owned();
        let open: Vec<_> = (0..self.sessions.len())
            .rev()
            .take(20)
            .filter(|&id| self.sessions[id].outcome == "running")
            .collect();
        for id in open {
            text += &self.change(id, |session| session.outcome = "succeeded");
        }
        for _ in 0..3 {
            let outcome = ["running", "succeeded", "failed"][draws.below(3) as usize];
            // Five minutes a delivery; one in ten is a day or more late.
            let minute = (n as i64 * 5
                - if draws.below(10) == 0 {
                    1440 + draws.below(9000) as i64
                } else {
                    0
                })
            .max(0);
            self.versions += 1;
            self.sessions.push(Session {
                minute,
                outcome,
                version: self.versions,
                deleted: false,
            });
            text += &self.sessions[self.sessions.len() - 1].row(self.sessions.len() - 1);
        }
        let any = draws.below(self.sessions.len() as u64) as usize;
        match draws.below(8) {
            0 => text += &self.change(any, |session| session.deleted = true),
            1 => {
                text += &self.change(any, |session| {
                    (session.minute, session.deleted) = (session.minute + 45_000, false)
                })
            }
            2 => {
                text += &self.change(any, |session| {
                    (session.outcome, session.deleted) = ("cancelled", false)
                })
            }
            3 => text += &self.sessions[any].row(any), // a retry tells again what was told
            4 => {
                text += &Session {
                    version: self.sessions[any].version - 1,
                    ..self.sessions[any].clone()
                }
                .row(any)
            } // and so does a straggler
            _ => {}
        }
        text
    }

    fn change(&mut self, id: usize, change: impl FnOnce(&mut Session)) -> String {
        self.versions += 1;
        self.sessions[id].version = self.versions;
        change(&mut self.sessions[id]);
        self.sessions[id].row(id)
    }

    /// By session id: outcome, start, and whether it is dead.
    fn says(&self) -> BTreeMap<String, (Option<String>, Option<String>, bool)> {
        let said = |session: &Session| match session.deleted {
            true => (None, None, true),
            false => (
                Some(session.outcome.to_owned()),
                Some(Session::instant(session.minute)),
                false,
            ),
        };
        self.sessions
            .iter()
            .enumerate()
            .map(|(id, session)| (format!("s{id}"), said(session)))
            .collect()
    }
}

fn export() -> Export {
    let satellite = satellite("emea", "UTC");
    let reading = Reading {
        url: "exports/*.csv".into(),
        format: Format::canonical(Carrier::Csv(CsvForm::default())),
    };
    Export::of(satellite, reading)
}

fn read(lake: &Lake, base: &Path) {
    let now = "2026-12-01T00:00:00Z".parse().expect("a time");
    let receipts = extract(lake, base, &[export()], now, &Options::default(), &Quiet)
        .expect("a lake that works");
    assert_eq!(receipts[0].ending, Ending::Done);
    assert!(receipts[0].rows.balances(), "{:?}", receipts[0].rows);
}

fn says(lake: &Lake) -> BTreeMap<String, (Option<String>, Option<String>, bool)> {
    let place = |name: &str| {
        SESSIONS
            .columns()
            .position(|column| column.name == name)
            .expect("a column of sessions")
    };
    let (id, outcome, started, deleted) = (
        place("session_id"),
        place("outcome"),
        place("started"),
        place("deleted"),
    );
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => Some(text.clone()),
        Cell::Instant(at) => Some(at.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
        _ => None,
    };
    let rows = lake.rows(&SESSIONS).expect("a lake that can be read");
    let said: BTreeMap<_, _> = rows
        .iter()
        .map(|row| {
            (
                text(&row[id]).expect("an id"),
                (
                    text(&row[outcome]),
                    text(&row[started]),
                    row[deleted] == Cell::Truth(true),
                ),
            )
        })
        .collect();
    assert_eq!(said.len(), rows.len(), "a key is there twice");
    said
}

#[test]
fn many_small_deliveries_leave_the_lake_that_one_large_one_leaves() {
    let deliveries = std::env::var("RECKON_DELIVERIES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(120);
    let folder = tempfile::tempdir().expect("a folder");
    let open = |name: &str| {
        Lake::open(Store::open(name, folder.path()).expect("a folder")).expect("a new lake")
    };
    let (grown, whole) = (open("grown"), open("whole"));
    fs::create_dir(folder.path().join("exports")).expect("a folder");
    let (mut vendor, mut draws) = (Vendor::default(), Draws(7));
    let mut took = Vec::new();
    for n in 0..deliveries {
        fs::write(
            folder.path().join(format!("exports/{n:05}.csv")),
            vendor.deliver(n, &mut draws),
        )
        .expect("a file");
        let began = std::time::Instant::now();
        read(&grown, folder.path());
        took.push(began.elapsed());
        if n % 40 == 0 {
            assert!(says(&grown) == vendor.says(), "after delivery {n}");
        }
    }
    assert!(says(&grown) == vendor.says());
    read(&whole, folder.path());
    assert!(says(&whole) == vendor.says());

    let files = |lake: &Lake, table| lake.snapshot(table).expect("a lake that can be read").files;
    let months = files(&whole, &SESSIONS).len();
    // At most eight small files of a month beside one that they were merged into, whatever came
    // before.
    assert!(
        files(&grown, &SESSIONS).len() <= 9 * months,
        "{} files of {months} months",
        files(&grown, &SESSIONS).len()
    );
    assert!(
        files(&grown, &OBJECTS).len() <= 1 + deliveries.ilog2() as usize,
        "{} files of the cursor",
        files(&grown, &OBJECTS).len()
    );
    let mean =
        |part: &[std::time::Duration]| part.iter().sum::<std::time::Duration>() / part.len() as u32;
    let (first, last) = took.split_at(took.len() / 2);
    println!(
        "{deliveries} deliveries: the first half took {:?} each, the second {:?}",
        mean(first),
        mean(last)
    );
}
