//! Drawing what satellites export: sessions, and how they are told again, corrected, deleted and
//! revived.

use chrono::{Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use proptest::prelude::*;

use super::AUTOMATIONS;
use crate::estate::{Moment, Row, Satellite, Told, sessions};

pub const OUTCOMES: [&str; 13] = [
    "succeeded",
    "succeeded",
    "succeeded_with_exceptions",
    "business_exception",
    "failed",
    "timed_out",
    "cancelled",
    "skipped",
    "running",
    "queued",
    "suspended",
    "test",
    "Abgebrochen durch Benutzer",
];
const NAMES: [&str; 6] = [
    "Invoice intake",
    "Invoice, posting",
    "Payroll",
    "Büro \"Nord\"",
    "Invoice\nmatching",
    "Mail sorter",
];
const SOLUTIONS: [&str; 3] = ["s0", "s1", "Sol-2"];

pub type RowGenes = (
    (usize, usize, usize, usize, usize),
    (u64, usize, usize, usize),
    (usize, usize, usize, usize, usize),
);

pub fn row() -> impl Strategy<Value = RowGenes> {
    (
        (
            0..6usize,
            0..350usize,
            0..AUTOMATIONS.len(),
            0..NAMES.len() * 3,
            0..5usize,
        ),
        (
            prop_oneof![5 => 0..88u64, 1 => 1000..1008u64],
            0..16usize,
            0..16usize,
            0..9usize,
        ),
        (
            0..OUTCOMES.len() + 8,
            0..6usize,
            0..14usize,
            0..4usize,
            0..8usize,
        ),
    )
}

/// Nights of clock changes of both continents, in all three seasons.
fn special_day(first: NaiveDate, n: u64) -> NaiveDate {
    let changes = [
        (2024, 3, 10),
        (2024, 3, 31),
        (2025, 3, 9),
        (2025, 3, 30),
        (2025, 10, 26),
        (2025, 11, 2),
    ];
    let days: Vec<_> = changes
        .iter()
        .filter_map(|&(y, m, d)| NaiveDate::from_ymd_opt(y, m, d))
        .filter(|d| *d >= first)
        .collect();
    match n {
        0 | 1 => first + Months::new(1),
        2 => first + Months::new(1) - Days::new(1),
        3 => first + Months::new(2) - Days::new(1),
        _ => days[n as usize % 2],
    }
}

pub fn build_row(genes: RowGenes, first: NaiveDate, satellites: &[Satellite]) -> Row {
    let (
        (satellite, session, automation, name, solution),
        (day, clock, length, shape),
        (outcome, mode, parent, version, error),
    ) = genes;
    let satellite = [0, 0, 1, 1, 2, 0][satellite] % satellites.len();
    let zone = satellites[satellite].timezone;
    let day = if day < 1000 {
        first + Days::new(day)
    } else {
        special_day(first, day - 1000)
    };
    let clocks = [
        (12, 0, 0, 0),
        (9, 30, 0, 0),
        (0, 0, 0, 0),
        (23, 59, 59, 999_999),
        (0, 0, 0, 1),
        (1, 30, 0, 0),
        (2, 0, 0, 0),
        (2, 30, 0, 0),
        (3, 0, 0, 0),
        (18, 30, 0, 0),
        (5, 29, 59, 0),
        (23, 0, 0, 500_000),
        (14, 15, 16, 0),
        (8, 0, 0, 0),
        (16, 45, 1, 123_456),
        (1, 0, 0, 0),
    ];
    let (h, m, s, micro) = clocks[clock];
    let wall = day.and_time(NaiveTime::from_hms_micro_opt(h, m, s, micro).expect("a time of day"));
    let instant = |wall| zone.from_local_datetime(&wall).earliest();
    let ended = instant(wall)
        .or_else(|| instant(wall + TimeDelta::hours(1)))
        .expect("gaps are an hour")
        .to_utc();
    let lengths = [
        300_000_000i64,
        60_000_000,
        0,
        999,
        1_000,
        1_500_500,
        61_500_000,
        5_400_000_000,
        93_600_000_000,
        -1_000_000,
    ];
    let length = lengths
        .get(length)
        .copied()
        .unwrap_or(length as i64 * 7_777_777);
    let started = ended - TimeDelta::microseconds(length);
    let told = [Told::Utc, Told::Offset, Told::Wall][shape % 3];
    let outcome = OUTCOMES.get(outcome).copied().unwrap_or("succeeded");
    let open = matches!(outcome, "running" | "queued" | "suspended");
    let (started, ended) = match shape {
        _ if open => (Some(started), None),
        0 if length % 2 == 1 => (Some(started), None),
        1 if length % 2 == 1 => (None, Some(ended)),
        _ => (Some(started), Some(ended)),
    };
    Row {
        satellite,
        session: format!("J-{session}"),
        automation: AUTOMATIONS[automation].into(),
        // Mostly an automation keeps its name; sometimes it is told under another.
        name: NAMES[if name < NAMES.len() {
            name
        } else {
            automation % NAMES.len()
        }]
        .into(),
        solution: SOLUTIONS
            .get(if solution == 4 {
                automation % 3
            } else {
                solution
            })
            .copied(),
        started: started.map(|at| Moment { at, told }),
        ended: ended.map(|at| Moment { at, told }),
        outcome,
        mode: [
            "unattended",
            "attended",
            "local",
            "unknown",
            "attended",
            "unattended",
        ][mode],
        parent: AUTOMATIONS
            .get(parent)
            .filter(|_| parent < 7)
            .map(|a| (*a).into()),
        error_code: match outcome {
            "failed" | "timed_out" => ["", "E1", "E-42"][error % 3],
            _ => "",
        },
        version: [None, None, Some(1), Some(2)][version],
        deleted: false,
    }
}

/// Rows told again: as they were, in another version, deleted, or deleted and told anew.
pub fn echo(rows: &[Row], (which, how): (usize, usize)) -> Vec<Row> {
    let Some(mut row) = rows.get(which % rows.len().max(1)).cloned() else {
        return Vec::new();
    };
    let later = |m: Option<Moment>, by: TimeDelta| m.map(|m| Moment { at: m.at + by, ..m });
    let next = Some(row.version.unwrap_or(0) + 1);
    match how {
        0 => {}
        1 => (row.version, row.outcome) = (next, "failed"),
        2 => (row.version, row.outcome) = (row.version.map(|v| v - 1), "succeeded"),
        3 => row.ended = later(row.ended, TimeDelta::hours(30)),
        4 => row.ended = later(row.ended, TimeDelta::microseconds(1)),
        5 => (row.started, row.ended, row.outcome) = (row.started.or(row.ended), None, "running"),
        6 => (row.automation, row.ended) = ("a1".into(), later(row.ended, TimeDelta::days(31))),
        7 => row.name = "Renamed".into(),
        8 | 9 => (row.version, row.deleted) = (next, true),
        // A deletion that the row outranks.
        10 => (row.version, row.deleted) = (row.version.map(|v| v - 1), true),
        _ => {
            let deleted = Row {
                version: next,
                deleted: true,
                ..row.clone()
            };
            let anew = Row {
                version: next.map(|v| v + 1),
                outcome: "succeeded",
                ended: later(row.ended, TimeDelta::days(2)),
                ..row
            };
            return vec![deleted, anew];
        }
    }
    if row.started.is_some() || row.ended.is_some() {
        vec![row]
    } else {
        Vec::new()
    }
}

/// Whether the version order, short of comparing bytes, cannot tell which of two different rows
/// wins.
fn only_bytes_differ(a: &Row, b: &Row) -> bool {
    let both_deleted = a.deleted && b.deleted;
    let same_content = both_deleted
        || Row {
            started: b.started,
            ended: b.ended,
            ..a.clone()
        } == *b
            && a.started.map(|m| m.at) == b.started.map(|m| m.at);
    a.satellite == b.satellite
        && a.session == b.session
        && sessions::rank(a) == sessions::rank(b)
        && !same_content
}

/// A satellite is heard of after the months; then its promises are measured.
pub fn last_heard(satellite: usize, first: NaiveDate) -> Row {
    let at = (first + Days::new(94)).and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(12);
    let moment = |at| {
        Some(Moment {
            at,
            told: Told::Utc,
        })
    };
    Row {
        satellite,
        session: "last".into(),
        automation: "a5".into(),
        name: NAMES[5].into(),
        solution: None,
        started: moment(at - TimeDelta::minutes(3)),
        ended: moment(at),
        outcome: "succeeded",
        mode: "unattended",
        parent: None,
        error_code: "",
        version: None,
        deleted: false,
    }
}

/// Many short sessions of one automation: one that only starts others.
pub fn burst(sessions: u64, satellite: usize, automation: usize, first: NaiveDate) -> Vec<Row> {
    let at = |n: u64| {
        first.and_time(NaiveTime::MIN).and_utc()
            + TimeDelta::hours(25)
            + TimeDelta::minutes(n as i64 * 7)
    };
    let moment = |at| {
        Some(Moment {
            at,
            told: Told::Utc,
        })
    };
    let session = |n| Row {
        session: format!("burst-{n}"),
        automation: AUTOMATIONS[automation].into(),
        started: moment(at(n)),
        ended: moment(at(n) + TimeDelta::seconds(4)),
        ..last_heard(satellite, first)
    };
    (0..sessions).map(session).collect()
}

/// Leaves out rows that only their bytes would rank.
pub fn told_apart(rows: Vec<Row>) -> Vec<Row> {
    let mut kept: Vec<Row> = Vec::new();
    for row in rows {
        if !kept.iter().any(|other| only_bytes_differ(other, &row)) {
            kept.push(row);
        }
    }
    kept
}
