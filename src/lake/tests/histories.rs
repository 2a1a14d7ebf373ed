//! Objects are told again and again, otherwise each time: the lake holds what a plain map says that
//! does as the laws say.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::{Telling, delivery_of, memory, ranking};
use crate::lake::tables::{OUTRANKED_SESSIONS, SESSIONS};
use crate::lake::{Again, Cell, Intake, Lake, Retold};
use crate::model::receipt::Rows;

/// An object is read: what it tells, how it is read, and what is known of it.
#[derive(Debug, Clone)]
struct Reading {
    object: u8,
    reading: u8,
    tellings: Vec<Telling>,
    /// The bytes are those that were read last.
    whole: bool,
    complete: bool,
    /// It goes to scratch files.
    is_large: bool,
}

/// What each object told last of each id, and under which reading; and of which days it told when
/// it was read last.
#[derive(Debug, Default, Clone)]
struct Model {
    told: BTreeMap<(u8, u8), (Telling, u8)>,
    read: Known,
}

type Known = BTreeMap<u8, Days>;
type Days = Option<(i64, i64)>;

fn covers(tellings: &[Telling]) -> Days {
    let days = || {
        tellings
            .iter()
            .filter(|telling| !telling.deleted)
            .map(|telling| telling.day)
    };
    Some((days().min()?, days().max()?))
}

impl Model {
    /// The laws (a) to (d), one after the other.
    fn read(&mut self, reading: &Reading) {
        let Reading {
            object,
            reading: way,
            tellings,
            whole,
            complete,
            ..
        } = reading;
        let mut now: BTreeMap<u8, &Telling> = BTreeMap::new();
        for telling in tellings {
            let held = now.entry(telling.id).or_insert(telling);
            if telling.rank() > held.rank() {
                *held = telling;
            }
        }
        let days = covers(tellings);
        let before = self.read.get(object).copied().flatten().filter(|_| *whole);
        let covers = [days, before]
            .into_iter()
            .flatten()
            .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let is_covered = |telling: &Telling| {
            !telling.deleted
                && covers.is_some_and(|(first, last)| (first..=last).contains(&telling.day))
        };
        self.told.retain(|(other, id), (telling, read_as)| {
            let is_gone = other == object && !now.contains_key(id);
            let is_old = read_as != way;
            let is_taken = ((is_old || *complete) && is_covered(telling))
                || (is_old && *whole && telling.deleted);
            !(is_gone && is_taken)
        });
        for (id, telling) in now {
            let newer = |held: &Telling| {
                (held.source_version, held.modified) > (telling.source_version, telling.modified)
            };
            match self.told.get(&(*object, id)) {
                Some((held, read_as)) if read_as == way && newer(held) => {}
                _ => drop(self.told.insert((*object, id), (telling.clone(), *way))),
            }
        }
        self.read.insert(*object, days);
    }

    /// Of each id the telling that wins.
    fn wins(&self, current: u8) -> BTreeMap<u8, &(Telling, u8)> {
        let mut wins: BTreeMap<u8, &(Telling, u8)> = BTreeMap::new();
        for ((_, id), told) in &self.told {
            let held = wins.entry(*id).or_insert(told);
            if (told.1 == current, told.0.rank()) > (held.1 == current, held.0.rank()) {
                *held = told;
            }
        }
        wins
    }

    fn rows(&self, current: u8) -> Vec<Vec<Cell>> {
        self.wins(current)
            .into_values()
            .map(|(telling, reading)| cells(telling, *reading))
            .collect()
    }
}

fn cells(telling: &Telling, reading: u8) -> Vec<Cell> {
    let at = SESSIONS
        .columns()
        .position(|column| column.name == "reading")
        .unwrap();
    let mut cells = telling.cells(&SESSIONS, "s");
    cells[at] = format!("r{reading}").into();
    cells
}

/// Brings readings into the lake at once, all in one way, as an extraction does.
fn deliver(lake: &Lake, readings: &[Reading], known: &Known, anew: bool) -> (Rows, i64) {
    let way = format!("r{}", readings[0].reading);
    let limit = if readings.iter().any(|reading| reading.is_large) {
        0
    } else {
        usize::MAX
    };
    let mut intake = Intake::new(lake, &SESSIONS, "s".parse().unwrap(), ranking(&way), limit);
    let mut retold = Retold {
        anew,
        ..Retold::default()
    };
    for reading in readings {
        for telling in &reading.tellings {
            intake
                .push(&telling.path(), telling.rows(&SESSIONS, "s"))
                .unwrap();
        }
        if let Some(days) = known.get(&reading.object) {
            let day =
                |day| NaiveDate::from_ymd_opt(2026, 3, 30).unwrap() + chrono::TimeDelta::days(day);
            let before = days.map(|(first, last)| (day(first), day(last)));
            let again = Again {
                whole: reading.whole,
                complete: reading.complete,
                before,
                ..Again::default()
            };
            retold
                .again
                .insert(format!("object-{}", reading.object), again);
        }
    }
    let became = lake
        .upsert_sessions(vec![intake.finish(retold.into()).unwrap().0])
        .unwrap()
        .into_values()
        .next()
        .unwrap();
    (became.rows, became.contradicted)
}

fn tellings(object: u8) -> impl Strategy<Value = Vec<Telling>> {
    let one = (
        0..4u8,
        prop::option::weighted(0.3, 0..2i64),
        any::<bool>(),
        0..4i64,
        0..2u8,
        prop::bool::weighted(0.15),
    );
    prop::collection::vec(one, 0..6).prop_map(move |all| {
        let telling = |((id, source_version, open, day, name, deleted), row): (_, i64)| Telling {
            source_version,
            open,
            day,
            deleted,
            object,
            row,
            ..Telling::plain(id, name)
        };
        all.into_iter().zip(1..).map(telling).collect()
    })
}

fn reading() -> impl Strategy<Value = Reading> {
    (0..3u8).prop_flat_map(|object| {
        let flags = (any::<bool>(), any::<bool>(), any::<bool>());
        (tellings(object), flags).prop_map(move |(tellings, (whole, complete, is_large))| Reading {
            object,
            reading: 0,
            tellings,
            whole,
            complete,
            is_large,
        })
    })
}

/// Deliveries one after the other, each of some objects, read in one way.
fn history() -> impl Strategy<Value = Vec<Vec<Reading>>> {
    let delivery =
        (prop::collection::vec(reading(), 1..3), 0..3u8).prop_map(|(mut readings, way)| {
            readings.sort_by_key(|reading| reading.object);
            readings.dedup_by_key(|reading| reading.object);
            readings
                .iter_mut()
                .for_each(|reading| reading.reading = way);
            readings
        });
    prop::collection::vec(delivery, 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_lake_holds_what_the_laws_leave_of_all_that_objects_ever_told(history in history()) {
        let (lake, mut model) = (memory(), Model::default());
        let (mut new, mut withdrawn, mut before) = (0, 0, None);
        for readings in &history {
            let known = model.read.clone();
            readings.iter().for_each(|reading| model.read(reading));
            let anew = before.replace(readings[0].reading).is_some_and(|before| before != readings[0].reading);
            let (rows, _) = deliver(&lake, readings, &known, anew);
            new += rows.new;
            withdrawn += rows.withdrawn;
            let way = readings[0].reading;
            prop_assert_eq!(lake.rows(&SESSIONS).unwrap(), model.rows(way));
            let told: usize = readings.iter().map(|reading| reading.tellings.len()).sum();
            prop_assert_eq!(rows.new + rows.replacing + rows.superseded, told as i64);
            prop_assert_eq!(new - withdrawn, model.wins(way).len() as i64);
            // The same once more: the same rows, and nothing is committed.
            let held = lake.snapshot(&SESSIONS).unwrap();
            let known = model.read.clone();
            readings.iter().for_each(|reading| model.read(reading));
            let (rows, _) = deliver(&lake, readings, &known, false);
            prop_assert_eq!((rows.new, rows.replacing, rows.withdrawn), (0, 0, 0));
            prop_assert_eq!(lake.snapshot(&SESSIONS).unwrap(), held);
        }
    }
}

#[test]
fn what_one_object_takes_back_uncovers_what_another_one_told() {
    let lake = memory();
    let telling = |object: u8, name: u8| Telling {
        object,
        ..Telling::plain(1, name)
    };
    let reading = |telling: Option<Telling>, object: u8, way: u8| Reading {
        object,
        reading: way,
        tellings: telling
            .into_iter()
            .chain([Telling {
                object,
                ..Telling::plain(9, 9)
            }])
            .collect(),
        whole: false,
        complete: true,
        is_large: false,
    };
    let known = |objects: &[u8]| {
        objects
            .iter()
            .map(|object| (*object, Some((0, 0))))
            .collect()
    };
    let names = || -> Vec<String> {
        lake.rows(&SESSIONS)
            .unwrap()
            .iter()
            .map(|row| format!("{:?} {:?}", row[2], row[5]))
            .collect()
    };
    let named = |id: u8, name: u8| {
        format!(
            "{:?} {:?}",
            Cell::from(format!("session-{id}")),
            Cell::from(format!("name {name}"))
        )
    };
    deliver(
        &lake,
        &[reading(Some(telling(0, 1)), 0, 0)],
        &known(&[]),
        false,
    );
    deliver(
        &lake,
        &[reading(Some(telling(1, 2)), 1, 0)],
        &known(&[]),
        false,
    );
    assert_eq!(names(), [named(1, 2), named(9, 9)], "the greater name wins");
    let outranked = lake.rows(&OUTRANKED_SESSIONS).unwrap();
    assert_eq!(outranked.len(), 2);
    // The second object says "name 0" now: what the first one told outranks it.
    let (rows, contradicted) = deliver(
        &lake,
        &[reading(Some(telling(1, 0)), 1, 0)],
        &known(&[0, 1]),
        false,
    );
    assert_eq!((names(), contradicted), (vec![named(1, 1), named(9, 9)], 1));
    assert_eq!((rows.replacing, rows.superseded, rows.withdrawn), (0, 2, 0));
    // The first one tells it no more: what is left is what the second one told.
    deliver(&lake, &[reading(None, 0, 0)], &known(&[0, 1]), false);
    assert_eq!(names(), [named(1, 0), named(9, 9)]);
    // Nor does the second one: nobody tells it.
    let (rows, _) = deliver(&lake, &[reading(None, 1, 0)], &known(&[0, 1]), false);
    assert_eq!((names(), rows.withdrawn), (vec![named(9, 9)], 1));
}

#[test]
fn a_delivery_that_only_adds_neither_reads_nor_writes_what_was_outranked() {
    let lake = memory();
    for object in 0..3 {
        let tellings = [Telling {
            object,
            ..Telling::plain(object, 0)
        }];
        let mut delivery = delivery_of(&lake, &SESSIONS, "s", &tellings, usize::MAX);
        delivery.retold = Retold::default().into();
        lake.upsert_sessions(vec![delivery]).unwrap();
    }
    assert_eq!(lake.snapshot(&OUTRANKED_SESSIONS).unwrap().version, None);
}
