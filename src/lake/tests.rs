//! Claims about the lake as a whole: whatever comes in whatever order, from however many writers,
//! it holds the same.

mod histories;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use proptest::prelude::*;

use arrow::array::RecordBatch;

use super::cells::{Cell, batch};
use super::tables::{ITEMS, SESSIONS, Table};
use super::*;
use crate::model::receipt::{Exit, Rows};

/// A telling of a session, small enough that tellings collide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Telling {
    pub id: u8,
    pub source_version: Option<i64>,
    pub modified: Option<i64>,
    pub open: bool,
    pub ended: Option<i64>,
    /// Days after 30 March 2026: 0 and 1 are March, 2 is April.
    pub day: i64,
    pub name: u8,
    pub deleted: bool,
    pub object: u8,
    pub row: i64,
}

impl Telling {
    pub fn plain(id: u8, name: u8) -> Self {
        Self {
            id,
            source_version: None,
            modified: None,
            open: false,
            ended: Some(5),
            day: 0,
            name,
            deleted: false,
            object: 0,
            row: 1,
        }
    }

    fn day(&self) -> Option<NaiveDate> {
        (!self.deleted).then(|| {
            NaiveDate::from_ymd_opt(2026, 3, 30).unwrap() + chrono::TimeDelta::days(self.day)
        })
    }

    fn month(&self) -> &'static str {
        if self.deleted {
            "none"
        } else if self.day < 2 {
            "2026-03"
        } else {
            "2026-04"
        }
    }

    fn outcome(&self) -> Option<&'static str> {
        (!self.deleted).then_some(if self.open { "running" } else { "succeeded" })
    }

    fn ended(&self) -> Option<i64> {
        self.ended.filter(|_| !self.deleted)
    }

    /// The order of the contract, written down a second time.
    fn rank(&self) -> impl Ord {
        let finished = self.outcome() != Some("running");
        let content = (
            self.month(),
            self.day(),
            self.name,
            self.ended(),
            self.outcome(),
            self.deleted,
        );
        (
            self.source_version,
            self.modified,
            self.deleted,
            finished,
            self.ended(),
            content,
            Reverse((self.path(), self.row)),
        )
    }

    fn path(&self) -> String {
        format!("object-{}", self.object)
    }

    /// As its object tells it.
    fn rows(&self, table: &'static Table, satellite: &str) -> RecordBatch {
        let places: Vec<_> = told_columns(table)
            .map(|told| {
                table
                    .columns()
                    .position(|column| column.name == told.name)
                    .unwrap()
            })
            .collect();
        batch(table, &[self.cells(table, satellite)])
            .unwrap()
            .project(&places)
            .unwrap()
    }

    fn cells(&self, table: &Table, satellite: &str) -> Vec<Cell> {
        let null = || Cell::Null;
        table
            .columns()
            .map(|column| match column.name {
                "satellite_id" => satellite.into(),
                "month" => self.month().into(),
                id if Some(id) == table.id() => format!("session-{}", self.id).into(),
                "earned_day" => self.day().into(),
                "automation_id" => (!self.deleted).then_some("a").into(),
                "automation_name" | "queue_name" => format!("name {}", self.name).into(),
                "ended" => self
                    .ended()
                    .map(|s| DateTime::from_timestamp(s, 0).unwrap())
                    .into(),
                "outcome" => self.outcome().into(),
                "source_version" => self.source_version.into(),
                "source_modified" => self
                    .modified
                    .map(|s| DateTime::from_timestamp(s, 0).unwrap())
                    .into(),
                "deleted" => self.deleted.into(),
                "reading" => "now".into(),
                "object" => self.path().into(),
                "row" => self.row.into(),
                _ => null(),
            })
            .collect()
    }
}

pub(super) fn delivery(lake: &Lake, satellite: &str, tellings: &[Telling]) -> Delivery {
    delivery_of(lake, &SESSIONS, satellite, tellings, usize::MAX)
}

pub(super) fn ranking(reading: &str) -> Ranking {
    Ranking {
        reading: reading.into(),
        newest_by_name: false,
    }
}

/// Of objects of which the lake may hold anything; beyond so many bytes it goes to scratch files.
fn delivery_of(
    lake: &Lake,
    table: &'static Table,
    satellite: &str,
    tellings: &[Telling],
    limit_bytes: usize,
) -> Delivery {
    let mut intake = Intake::new(
        lake,
        table,
        satellite.parse().unwrap(),
        ranking("now"),
        limit_bytes,
    );
    let mut retold = Retold::default();
    for telling in tellings {
        intake
            .push(&telling.path(), telling.rows(table, satellite))
            .unwrap();
        retold.again.insert(telling.path(), Again::default());
    }
    intake.finish(retold.into()).unwrap().0
}

pub(super) fn upsert(lake: &Lake, tellings: &[Telling]) -> Rows {
    upsert_of(lake, delivery(lake, "s", tellings))
}

fn upsert_of(lake: &Lake, delivery: Delivery) -> Rows {
    let upsert = if delivery.table == &SESSIONS {
        Lake::upsert_sessions
    } else {
        Lake::upsert_items
    };
    upsert(lake, vec![delivery]).unwrap()[&"s".parse().unwrap()].rows
}

pub(super) fn told(new: i64, replacing: i64, superseded: i64) -> Rows {
    Rows {
        new,
        replacing,
        superseded,
        ..Rows::default()
    }
}

fn memory() -> Lake {
    Lake::open(Store::memory()).unwrap()
}

fn ids(lake: &Lake) -> Vec<String> {
    lake.rows(&SESSIONS)
        .unwrap()
        .into_iter()
        .map(|row| format!("{:?}", row[2]))
        .collect()
}

fn telling() -> impl Strategy<Value = Telling> {
    (
        (
            0..5u8,
            prop::option::of(0..2i64),
            prop::option::of(0..2i64),
            any::<bool>(),
            prop::option::of(5..7i64),
        ),
        (0..3i64, 0..2u8, prop::bool::weighted(0.2), 0..2u8, 1..3i64),
    )
        .prop_map(
            |((id, source_version, modified, open, ended), (day, name, deleted, object, row))| {
                Telling {
                    id,
                    source_version,
                    modified,
                    open,
                    ended,
                    day,
                    name,
                    deleted,
                    object,
                    row,
                }
            },
        )
}

/// The same, as a delivery does that is too large for memory.
fn upsert_in_runs(lake: &Lake, table: &'static Table, tellings: &[Telling]) -> Rows {
    upsert_of(lake, delivery_of(lake, table, "s", tellings, 0))
}

/// Each of an object of its own; a permutation, and where it is cut into deliveries, small ones and
/// large ones.
fn deliveries() -> impl Strategy<Value = (Vec<Telling>, Vec<Telling>, Vec<(usize, bool)>)> {
    prop::collection::vec(telling(), 1..24).prop_flat_map(|mut tellings| {
        tellings
            .iter_mut()
            .zip(0..)
            .for_each(|(telling, object)| telling.object = object);
        let cuts = prop::collection::vec((1..8usize, any::<bool>()), 24);
        (Just(tellings.clone()), Just(tellings).prop_shuffle(), cuts)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_deliveries_gives_the_rows_that_the_contract_names((first, second, cuts) in deliveries(), is_items in any::<bool>()) {
        let table = if is_items { &ITEMS } else { &SESSIONS };
        let mut wins: BTreeMap<u8, &Telling> = BTreeMap::new();
        for telling in &first {
            let held = wins.entry(telling.id).or_insert(telling);
            if telling.rank() > held.rank() {
                *held = telling;
            }
        }
        let expected: Vec<_> = wins.values().map(|telling| telling.cells(table, "s")).collect();
        for tellings in [&first, &second] {
            let (lake, mut rest, mut rows) = (memory(), &tellings[..], Rows::default());
            for &(cut, is_large) in &cuts {
                let (now, later) = rest.split_at(rest.len().min(cut));
                rows += if is_large && !now.is_empty() { upsert_in_runs(&lake, table, now) } else { upsert_of(&lake, delivery_of(&lake, table, "s", now, usize::MAX)) };
                rest = later;
            }
            prop_assert_eq!(lake.rows(table).unwrap(), expected.clone());
            prop_assert_eq!(rows.new, expected.len() as i64);
            prop_assert_eq!(rows.new + rows.replacing + rows.superseded, tellings.len() as i64);
            // All of it once more: nothing is new, and nothing is committed.
            let before = lake.snapshot(table).unwrap();
            prop_assert_eq!(upsert_of(&lake, delivery_of(&lake, table, "s", tellings, usize::MAX)), told(0, 0, tellings.len() as i64));
            prop_assert_eq!(upsert_in_runs(&lake, table, tellings), told(0, 0, tellings.len() as i64));
            prop_assert_eq!(lake.snapshot(table).unwrap(), before);
        }
    }
}

#[test]
fn a_session_moves_dies_and_is_revived() {
    let lake = memory();
    let months = |lake: &Lake| {
        let files = lake.snapshot(&SESSIONS).unwrap().files;
        files
            .into_iter()
            .map(|file| (file.partition["month"].clone(), file.rows))
            .collect::<Vec<_>>()
    };
    let (march, april, none) = (
        "2026-03".to_owned(),
        "2026-04".to_owned(),
        "none".to_owned(),
    );
    let open = Telling {
        open: true,
        ended: None,
        ..Telling::plain(1, 0)
    };
    assert_eq!(
        upsert(&lake, &[open.clone(), Telling::plain(2, 0)]),
        told(2, 0, 0)
    );
    assert_eq!(months(&lake), [(march.clone(), 2)]);
    let finished = Telling {
        day: 2,
        ..Telling::plain(1, 0)
    };
    assert_eq!(
        upsert(&lake, &[finished.clone(), open.clone()]),
        told(0, 1, 1)
    );
    assert_eq!(months(&lake), [(march.clone(), 1), (april.clone(), 1)]);
    let deleted = Telling {
        deleted: true,
        source_version: Some(5),
        ..finished.clone()
    };
    assert_eq!(upsert(&lake, &[deleted]), told(0, 1, 0));
    assert_eq!(
        months(&lake),
        [(march.clone(), 1), (none, 1)],
        "an emptied file is only removed"
    );
    assert_eq!(
        upsert(
            &lake,
            &[Telling {
                source_version: Some(4),
                ..finished.clone()
            }]
        ),
        told(0, 0, 1),
        "it stays dead"
    );
    assert_eq!(
        upsert(
            &lake,
            &[Telling {
                source_version: Some(6),
                ..finished
            }]
        ),
        told(0, 1, 0),
        "a newer one revives it"
    );
    assert_eq!(months(&lake), [(march, 1), (april, 1)]);
}

#[test]
fn a_delete_that_names_no_version_deletes_a_row_that_has_none() {
    let lake = memory();
    let kept = Telling::plain(1, 0);
    upsert(&lake, std::slice::from_ref(&kept));
    assert_eq!(
        upsert(
            &lake,
            &[Telling {
                deleted: true,
                object: 1,
                ..kept.clone()
            }]
        ),
        told(0, 1, 0)
    );
    assert_eq!(
        upsert(&lake, std::slice::from_ref(&kept)),
        told(0, 0, 1),
        "an older row that comes again stays dead"
    );
    assert_eq!(
        upsert(
            &lake,
            &[Telling {
                source_version: Some(1),
                object: 2,
                ..kept.clone()
            }]
        ),
        told(0, 1, 0),
        "a newer one revives"
    );
    // Who deletes and then tells of it again takes the deletion back.
    let lake = memory();
    assert_eq!(
        upsert(
            &lake,
            &[Telling {
                deleted: true,
                ..kept.clone()
            }]
        ),
        told(1, 0, 0)
    );
    assert_eq!(upsert(&lake, &[kept]), told(0, 1, 0));
}

#[test]
fn satellites_may_use_the_same_ids_and_are_committed_together() {
    let lake = memory();
    let [s, t] = [
        [1, 2].map(|id| Telling::plain(id, 0)).to_vec(),
        vec![Telling::plain(1, 0)],
    ];
    let rows = lake
        .upsert_sessions(vec![delivery(&lake, "s", &s), delivery(&lake, "t", &t)])
        .unwrap();
    assert_eq!(
        rows.into_values()
            .map(|became| became.rows)
            .collect::<Vec<_>>(),
        [told(2, 0, 0), told(1, 0, 0)]
    );
    let twice = lake
        .upsert_sessions(vec![delivery(&lake, "s", &s), delivery(&lake, "s", &t)])
        .unwrap_err()
        .to_string();
    assert!(twice.contains("in two parts"), "{twice}");
    assert_eq!(
        (ids(&lake).len(), lake.snapshot(&SESSIONS).unwrap().version),
        (3, Some(0))
    );
    assert!(lake.upsert_sessions(vec![]).unwrap().is_empty());
}

#[test]
fn many_small_deliveries_are_few_files() {
    let lake = memory();
    for id in 0..60 {
        upsert(&lake, &[Telling::plain(id, 0)]);
        assert!(
            lake.snapshot(&SESSIONS).unwrap().files.len() <= 9,
            "after {id}"
        );
    }
    assert_eq!(ids(&lake).len(), 60);
}

#[test]
fn a_log_is_checkpointed_and_read_back_from_there() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(Store::open("lake", folder.path()).unwrap()).unwrap();
    for n in 0..23 {
        upsert(
            &lake,
            &[Telling {
                source_version: Some(n),
                ..Telling::plain((n % 7) as u8, 0)
            }],
        );
    }
    assert!(
        lake.store()
            .head("sessions/_delta_log/_last_checkpoint")
            .unwrap()
            .is_some()
    );
    #[cfg(unix)]
    for object in lake.store().list("").unwrap() {
        use std::os::unix::fs::PermissionsExt;
        let mode = lake
            .store()
            .local_path(&object.path)
            .unwrap()
            .metadata()
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o007, 0, "{} is for everybody to read", object.path);
    }
    let snapshot = lake.snapshot(&SESSIONS).unwrap();
    assert_eq!(
        (
            snapshot.version,
            snapshot.files.iter().map(|file| file.rows).sum::<u64>()
        ),
        (Some(22), 7)
    );
    assert_eq!(
        upsert(
            &lake,
            &[Telling {
                source_version: Some(22),
                ..Telling::plain(1, 0)
            }]
        ),
        told(0, 0, 1)
    );
}

#[test]
fn two_writers_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let totals = std::thread::scope(|scope| {
        let write = |writer: u8| {
            let lake = Lake::open(Store::open("lake", folder.path()).unwrap()).unwrap();
            let mut rows = Rows::default();
            for n in 0..8u8 {
                // One key of their own, and one that both write.
                let of_writer = |id, name| Telling {
                    object: writer,
                    ..Telling::plain(id, name)
                };
                rows += upsert(
                    &lake,
                    &[of_writer(100 * (writer + 1) + n, 0), of_writer(n, writer)],
                );
            }
            rows
        };
        let threads: Vec<_> = (0..2)
            .map(|writer| scope.spawn(move || write(writer)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .fold(Rows::default(), |mut sum, rows| {
                sum += rows;
                sum
            })
    });
    let lake = Lake::open(Store::open("lake", folder.path()).unwrap()).unwrap();
    let mut distinct = ids(&lake);
    assert_eq!(distinct.len(), 24);
    distinct.dedup();
    assert_eq!(
        (
            distinct.len(),
            totals.new,
            totals.new + totals.replacing + totals.superseded
        ),
        (24, 24, 32)
    );
    // "name 1" is greater than "name 0": the second writer's telling wins, whoever came first.
    let names = lake
        .rows(&SESSIONS)
        .unwrap()
        .into_iter()
        .filter(|row| row[5] == "name 1".into())
        .count();
    assert_eq!(names, 8);
}

#[test]
fn what_a_crash_left_behind_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(Store::open("lake", folder.path()).unwrap()).unwrap();
    std::fs::create_dir_all(folder.path().join("lake/sessions/_delta_log")).unwrap();
    upsert(&lake, &[Telling::plain(1, 0)]);
    // Staged and never committed: the very file that the repetition will write, another one, and
    // half of one.
    let file = lake.snapshot(&SESSIONS).unwrap().files[0].path.clone();
    let other = Lake::open(Store::open("other", folder.path()).unwrap()).unwrap();
    upsert(&other, &[Telling::plain(2, 0)]);
    let staged = other.snapshot(&SESSIONS).unwrap().files[0].path.clone();
    lake.store()
        .put(&staged, other.store().get(&staged).unwrap().unwrap())
        .unwrap();
    lake.store()
        .put(&file.replace(".parquet", "x.parquet"), "PAR1")
        .unwrap();
    std::fs::write(
        folder
            .path()
            .join("lake/sessions/_delta_log/00000000000000000001.json#12345"),
        "{",
    )
    .unwrap();
    assert_eq!(ids(&lake).len(), 1);
    assert_eq!(upsert(&lake, &[Telling::plain(2, 0)]), told(1, 0, 0));
    assert_eq!(
        (ids(&lake).len(), lake.snapshot(&SESSIONS).unwrap().version),
        (2, Some(1))
    );
}

#[test]
fn the_same_sessions_in_another_order_are_the_same_file() {
    let names = [[1, 2, 3], [3, 1, 2]].map(|order| {
        let lake = memory();
        upsert(&lake, &order.map(|id| Telling::plain(id, 0)));
        lake.snapshot(&SESSIONS).unwrap().files
    });
    assert_eq!(names[0], names[1]);
}

#[test]
fn only_what_is_dead_has_no_day() {
    let lake = memory();
    let refused = |change: fn(&mut Vec<Cell>)| {
        let mut cells = Telling::plain(1, 0).cells(&SESSIONS, "s");
        change(&mut cells);
        let places: Vec<_> = told_columns(&SESSIONS)
            .map(|told| {
                SESSIONS
                    .columns()
                    .position(|column| column.name == told.name)
                    .unwrap()
            })
            .collect();
        let mut intake = Intake::new(
            &lake,
            &SESSIONS,
            "s".parse().unwrap(),
            ranking("now"),
            usize::MAX,
        );
        intake
            .push(
                "a",
                batch(&SESSIONS, &[cells])
                    .unwrap()
                    .project(&places)
                    .unwrap(),
            )
            .unwrap();
        intake
            .finish(Retold::default().into())
            .err()
            .expect("it is refused")
            .to_string()
    };
    assert!(
        refused(|cells| cells[3] = Cell::Null)
            .contains("session-1: it has no day, and is no tombstone")
    );
    let deleted = SESSIONS
        .columns()
        .position(|c| c.name == "deleted")
        .unwrap();
    assert_eq!(deleted, 26);
    assert!(refused(|cells| cells[26] = true.into()).contains("session-1: a tombstone has no day"));
}

#[test]
fn a_delivery_of_another_table_is_refused() {
    let lake = memory();
    let items = delivery_of(&lake, &ITEMS, "s", &[Telling::plain(1, 0)], usize::MAX);
    let error = lake.upsert_sessions(vec![items]).unwrap_err().to_string();
    assert!(
        error.contains("a delivery of items is not of this table"),
        "{error}"
    );
}

#[test]
fn the_log_tells_the_least_and_the_greatest_id_of_a_file() {
    let lake = memory();
    let tellings = [
        Telling::plain(3, 0),
        Telling {
            object: 7,
            ..Telling::plain(1, 0)
        },
    ];
    upsert_of(
        &lake,
        delivery_of(&lake, &ITEMS, "s", &tellings, usize::MAX),
    );
    let bounds = lake
        .load(&ITEMS)
        .unwrap()
        .bounds
        .into_values()
        .next()
        .unwrap();
    let ends = |least: &str, greatest: &str| Some((least.to_owned(), greatest.to_owned()));
    assert_eq!(
        (bounds.id, bounds.object),
        (ends("session-1", "session-3"), ends("object-0", "object-7"))
    );
    assert_eq!(bounds.reading, ends("now", "now"));
}

#[test]
fn a_newer_lake_is_refused_by_name_and_left_alone() {
    let store = Store::memory();
    let lake = Lake::open(store.clone()).unwrap();
    assert_eq!(
        store.get("lake.json").unwrap(),
        None,
        "whoever only looks leaves no trace"
    );
    lake.begin().unwrap();
    assert_eq!(
        store.get("lake.json").unwrap().unwrap(),
        format!("{{\"schema\":{SCHEMA}}}\n")
    );
    Lake::open(store.clone()).unwrap();
    store
        .put("lake.json", format!("{{\"schema\":{}}}", SCHEMA + 1))
        .unwrap();
    let error = Lake::open(store.clone()).unwrap_err();
    assert_eq!(error.exit(), Exit::Usage);
    assert!(
        error
            .to_string()
            .contains(&format!("schema {}", SCHEMA + 1)),
        "{error}"
    );
    store.put("lake.json", "{}").unwrap();
    assert!(
        Lake::open(store)
            .unwrap_err()
            .to_string()
            .contains(&format!("{{\"schema\":{SCHEMA}}}"))
    );
}

#[test]
fn a_table_that_was_never_written_is_empty() {
    let lake = memory();
    for table in tables::LAKE {
        let snapshot = lake.snapshot(table).unwrap();
        assert_eq!(
            (snapshot.version, snapshot.files.len()),
            (None, 0),
            "{}",
            table.name
        );
        assert_eq!(lake.rows(table).unwrap(), Vec::<Vec<Cell>>::new());
    }
}
