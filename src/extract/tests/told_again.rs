//! Exports are written again, mapped anew, and vanish: what is left in the lake is what the laws
//! say, over any history.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::extract::options::Options;
use crate::extract::reading::columns::{Canonical, Column, Columns};
use crate::extract::reading::sieve::{Condition, Sieve};
use crate::extract::reading::{
    Absence, Carrier, CsvForm, Export, Fact, Format, Newest, Reading, SessionColumns,
};
use crate::lake::tables::SESSIONS;
use crate::lake::{Cell, Lake};
use crate::model::receipt::Ending;

/// How the exports are read: which column is the id, which word is a success, whether tests are
/// left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    by_other_id: bool,
    turned: bool,
    drops: bool,
}

/// A line of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    id: u8,
    other: u8,
    job: u8,
    day: u8,
    ok: bool,
    test: bool,
}

/// A session as an object told it; it begins with what ranks it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    day: u8,
    job: String,
    outcome: &'static str,
    provenance: Reverse<(String, i64)>,
}

const FIRST: &str = "Id,Other,Job,End,State,Env\n";

fn text(lines: &[Line]) -> String {
    let line = |l: &Line| {
        let (state, env) = (
            if l.ok { "ok" } else { "bad" },
            if l.test { "TEST" } else { "PROD" },
        );
        format!(
            "i{},o{},j{},2026-03-{:02}T08:00:00Z,{state},{env}\n",
            l.id, l.other, l.job, l.day
        )
    };
    FIRST.to_owned() + &lines.iter().map(line).collect::<String>()
}

impl Way {
    fn export(self, absence: Absence) -> Export {
        let named = |told, header: &str| (told, Column::named(header));
        let words = if self.turned {
            [("bad", "succeeded"), ("ok", "failed")]
        } else {
            [("ok", "succeeded"), ("bad", "failed")]
        };
        let map = words
            .map(|(theirs, ours)| (theirs.to_owned(), ours.to_owned()))
            .into();
        let columns = [
            named(
                Canonical::SessionId,
                if self.by_other_id { "Other" } else { "Id" },
            ),
            named(Canonical::AutomationId, "Job"),
            named(Canonical::Ended, "End"),
            (
                Canonical::Outcome,
                Column {
                    map,
                    ..Column::named("State")
                },
            ),
        ];
        let drop = Condition {
            column: "Env".into(),
            words: ["test".to_owned()].into(),
            keeps: false,
        };
        let sieve = Sieve(if self.drops { vec![drop] } else { vec![] });
        let own = SessionColumns {
            columns: Some(Columns(columns.into())),
            sieve,
            ..SessionColumns::default()
        };
        let format = Format::Described(Carrier::Csv(CsvForm::default()), Fact::Sessions(own));
        let all = export("emea", "in/*.csv");
        Export {
            reading: Reading {
                format,
                ..all.reading.clone()
            },
            absence,
            ..all
        }
    }

    /// From the day of its first row to that of its last, also where one row outranks another.
    fn speaks_of(self, lines: &[Line]) -> Days {
        let days = || {
            lines
                .iter()
                .filter(|line| !(self.drops && line.test))
                .map(|line| line.day)
        };
        days().min().zip(days().max())
    }

    /// What a file tells, read in this way.
    fn tells(self, object: &str, lines: &[Line]) -> BTreeMap<String, Told> {
        let mut told: BTreeMap<String, Told> = BTreeMap::new();
        for (line, number) in lines.iter().zip(2..) {
            if self.drops && line.test {
                continue;
            }
            let id = if self.by_other_id {
                format!("o{}", line.other)
            } else {
                format!("i{}", line.id)
            };
            let outcome = if line.ok != self.turned {
                "succeeded"
            } else {
                "failed"
            };
            let provenance = Reverse((object.to_owned(), number));
            let new = Told {
                day: line.day,
                job: format!("j{}", line.job),
                outcome,
                provenance,
            };
            let held = told.entry(id).or_insert_with(|| new.clone());
            if new > *held {
                *held = new;
            }
        }
        told
    }
}

type Days = Option<(u8, u8)>;

/// A plain map of what each object told last of each id, in which way; and of each object that was
/// read, its bytes then, the way, and the days that it told of.
#[derive(Debug, Default)]
struct Model {
    told: BTreeMap<(String, String), (Told, Way)>,
    read: BTreeMap<String, (String, Way, Days)>,
}

impl Model {
    fn extract(&mut self, files: &BTreeMap<String, Vec<Line>>, way: Way, absence: Absence) {
        for (object, lines) in files {
            let bytes = text(lines);
            let known = self.read.get(object);
            if known.is_some_and(|(before, read_as, _)| *before == bytes && *read_as == way) {
                continue;
            }
            let now = way.tells(object, lines);
            let days = way.speaks_of(lines);
            // The same bytes speak of all days that they spoke of.
            let before = known
                .filter(|(before, ..)| *before == bytes)
                .and_then(|(.., days)| *days);
            let covers = [days, before]
                .into_iter()
                .flatten()
                .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
            self.told.retain(|(other, id), (told, read_as)| {
                let is_gone = other == object && !now.contains_key(id);
                let is_covered =
                    covers.is_some_and(|(first, last)| (first..=last).contains(&told.day));
                !(is_gone && is_covered && (*read_as != way || absence == Absence::Withdraw))
            });
            for (id, told) in now {
                self.told.insert((object.clone(), id), (told, way));
            }
            self.read.insert(object.clone(), (bytes, way, days));
        }
    }

    /// Of each id what wins.
    fn sessions(&self, way: Way) -> BTreeMap<String, Told> {
        let mut wins: BTreeMap<String, (bool, Told)> = BTreeMap::new();
        for ((_, id), (told, read_as)) in &self.told {
            let ranked = (*read_as == way, told.clone());
            let held = wins.entry(id.clone()).or_insert_with(|| ranked.clone());
            if ranked > *held {
                *held = ranked;
            }
        }
        wins.into_iter().map(|(id, (_, told))| (id, told)).collect()
    }
}

fn sessions(lake: &Lake) -> BTreeMap<String, Told> {
    let at = |name: &str| {
        SESSIONS
            .columns()
            .position(|column| column.name == name)
            .unwrap()
    };
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    };
    let told = |row: Vec<Cell>| {
        let day = match &row[at("earned_day")] {
            Cell::Day(day) => chrono::Datelike::day(day) as u8,
            other => panic!("{other:?}"),
        };
        let outcome = if text(&row[at("outcome")]) == "succeeded" {
            "succeeded"
        } else {
            "failed"
        };
        let line = match row[at("row")] {
            Cell::Whole(line) => line,
            ref other => panic!("{other:?}"),
        };
        let provenance = Reverse((text(&row[at("object")]), line));
        (
            text(&row[at("session_id")]),
            Told {
                day,
                job: text(&row[at("automation_id")]),
                outcome,
                provenance,
            },
        )
    };
    lake.rows(&SESSIONS)
        .unwrap()
        .into_iter()
        .map(told)
        .collect()
}

#[derive(Debug, Clone)]
enum Step {
    /// An export is written, or written again.
    Write(u8, Vec<Line>),
    /// An export is a rolling window: its first lines go and others come.
    Roll(u8, usize, Vec<Line>),
    Remove(u8),
    Map(Way),
    /// Somebody wants all to be read again.
    Full,
}

fn line() -> impl Strategy<Value = Line> {
    (0..5u8, 0..5u8, 0..2u8, 1..6u8, any::<bool>(), any::<bool>()).prop_map(
        |(id, other, job, day, ok, test)| Line {
            id,
            other,
            job,
            day,
            ok,
            test,
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let lines = || prop::collection::vec(line(), 0..6);
    let way =
        (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(by_other_id, turned, drops)| {
            Step::Map(Way {
                by_other_id,
                turned,
                drops,
            })
        });
    prop_oneof![
        4 => (0..3u8, lines()).prop_map(|(file, lines)| Step::Write(file, lines)),
        3 => (0..3u8, 0..4usize, prop::collection::vec(line(), 0..3)).prop_map(|(file, gone, new)| Step::Roll(file, gone, new)),
        1 => (0..3u8).prop_map(Step::Remove),
        3 => way,
        1 => Just(Step::Full),
    ]
}

/// A lake and its exports, beside the map.
struct History {
    world: World,
    files: BTreeMap<String, Vec<Line>>,
    way: Way,
    absence: Absence,
    model: Model,
    hour: u32,
}

impl History {
    fn new(absence: Absence) -> Self {
        let way = Way {
            by_other_id: false,
            turned: false,
            drops: false,
        };
        Self {
            world: World::new(),
            files: BTreeMap::new(),
            way,
            absence,
            model: Model::default(),
            hour: 0,
        }
    }

    fn path(file: u8) -> String {
        format!("{}.csv", ["a", "b", "c"][usize::from(file)])
    }

    /// A file is written with an hour of its own: on a disk its tag is its time and its size.
    fn write(&mut self, name: String, lines: Vec<Line>) {
        let path = self.world.folder.path().join("in").join(&name);
        if self.files.get(&name) != Some(&lines) {
            self.world.write(&format!("in/{name}"), &text(&lines));
            self.hour += 1;
            let at = std::time::SystemTime::UNIX_EPOCH
                + Duration::from_secs(1_770_000_000 + 3600 * u64::from(self.hour));
            fs::File::options()
                .write(true)
                .open(path)
                .unwrap()
                .set_modified(at)
                .unwrap();
        }
        self.files.insert(name, lines);
    }

    /// Returns whether an object stopped telling something, or vanished: then a new lake holds
    /// less.
    fn step(&mut self, step: &Step) -> bool {
        let (mut full, mut lost) = (false, false);
        match step {
            Step::Write(file, lines) => {
                let before = self
                    .files
                    .get(&Self::path(*file))
                    .cloned()
                    .unwrap_or_default();
                lost = before.iter().any(|line| {
                    !lines
                        .iter()
                        .any(|new| (new.id, new.other) == (line.id, line.other))
                });
                self.write(Self::path(*file), lines.clone());
            }
            Step::Roll(file, gone, new) => {
                let before = self
                    .files
                    .get(&Self::path(*file))
                    .cloned()
                    .unwrap_or_default();
                let stays = before.iter().skip(*gone);
                lost = *gone > 0 && !before.is_empty();
                self.write(Self::path(*file), stays.chain(new).cloned().collect());
            }
            Step::Remove(file) => {
                let name = Self::path(*file);
                lost = self.files.remove(&name).is_some();
                let _ = fs::remove_file(self.world.folder.path().join("in").join(name));
            }
            Step::Map(way) => self.way = *way,
            Step::Full => full = true,
        }
        fs::create_dir_all(self.world.folder.path().join("in")).unwrap();
        let export = self.way.export(self.absence);
        let receipt = &self.world.extract(
            &[export],
            Options {
                full,
                ..Options::default()
            },
        )[0];
        assert!(
            matches!(receipt.ending, Ending::Done | Ending::Unchanged),
            "{receipt:?}"
        );
        self.model.extract(&self.files, self.way, self.absence);
        lost
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn over_any_history_the_lake_holds_what_the_laws_leave(
        steps in prop::collection::vec(step(), 1..9),
        withdraws in any::<bool>(),
    ) {
        let mut history = History::new(if withdraws { Absence::Withdraw } else { Absence::Keep });
        let mut lost = false;
        for step in &steps {
            lost |= history.step(step);
            prop_assert_eq!(sessions(&history.world.lake), history.model.sessions(history.way), "after {:?}", step);
            if !lost {
                let new = World::new();
                for (name, lines) in &history.files {
                    new.write(&format!("in/{name}"), &text(lines));
                }
                fs::create_dir_all(new.folder.path().join("in")).unwrap();
                new.extract(&[history.way.export(history.absence)], Options::default());
                prop_assert_eq!(sessions(&history.world.lake), sessions(&new.lake), "a new lake, after {:?}", step);
            }
        }
    }
}

fn lines(ids: impl IntoIterator<Item = u8>, day: u8) -> Vec<Line> {
    ids.into_iter()
        .map(|id| Line {
            id,
            other: id,
            job: 0,
            day,
            ok: true,
            test: false,
        })
        .collect()
}

#[test]
fn a_corrected_export_counts_in_either_direction() {
    let mut history = History::new(Absence::Keep);
    let [mut first, mut second] = [0, 0].map(|_| lines([1, 2], 2));
    (first[1].ok, second[0].ok) = (false, false);
    history.step(&Step::Write(0, first));
    history.step(&Step::Write(0, second));
    let outcomes: Vec<_> = sessions(&history.world.lake)
        .into_values()
        .map(|told| told.outcome)
        .collect();
    assert_eq!(outcomes, ["failed", "succeeded"]);
}

#[test]
fn what_an_export_tells_no_more_is_kept_and_counted_or_taken_back_where_exports_are_complete() {
    for (absence, left, note) in [
        (
            Absence::Keep,
            4,
            Some("2 rows that a.csv told before are no longer in it; kept"),
        ),
        (
            Absence::Withdraw,
            3,
            Some("1 row of the lake was taken back"),
        ),
    ] {
        let mut history = History::new(absence);
        history.step(&Step::Write(0, [lines([1], 2), lines([2, 3], 3)].concat()));
        history.write("a.csv".into(), [lines([3], 3), lines([4], 4)].concat());
        let receipt = &history
            .world
            .extract(&[history.way.export(absence)], Options::default())[0];
        // The second of March is no day that the export speaks of any more; the third is.
        assert_eq!(sessions(&history.world.lake).len(), left, "{absence}");
        let said = |note: &str| receipt.notes.iter().any(|said| said.starts_with(note));
        assert!(note.is_none_or(said), "{:?}", receipt.notes);
        assert_eq!(receipt.rows.withdrawn, 4 - left as i64);
    }
}

#[test]
fn two_exports_that_contradict_each_other_are_told_and_the_later_name_may_be_right() {
    let world = World::new();
    let export = |newest| Export {
        newest,
        ..Way {
            by_other_id: false,
            turned: false,
            drops: false,
        }
        .export(Absence::Keep)
    };
    let outcomes = || {
        sessions(&world.lake)
            .into_values()
            .map(|told| told.outcome)
            .collect::<Vec<_>>()
    };
    let bad = |ids: [u8; 2]| {
        lines(ids, 2)
            .into_iter()
            .map(|line| Line { ok: false, ..line })
            .collect::<Vec<_>>()
    };
    world.write("in/jobs-9.csv", &text(&lines([1, 2, 3], 2)));
    world.write("in/jobs-10.csv", &text(&bad([1, 2])));
    let receipt = &world.extract(&[export(None)], Options::default())[0];
    assert_eq!(
        outcomes(),
        ["succeeded", "succeeded", "succeeded"],
        "the greater word wins"
    );
    let note = "2 rows are told differently by two exports without a version: map source_version, or say newest = \"name\" or \"modified\"";
    assert!(
        receipt.notes.iter().any(|said| said == note),
        "{:?}",
        receipt.notes
    );
    let receipt = &world.extract(&[export(Some(Newest::Name))], Options::default())[0];
    assert_eq!(
        outcomes(),
        ["failed", "failed", "succeeded"],
        "the tenth follows the ninth"
    );
    assert!(
        !receipt
            .notes
            .iter()
            .any(|said| said.contains("differently")),
        "{:?}",
        receipt.notes
    );
    let first = world.folder.path().join("in/jobs-9.csv");
    let later = std::time::SystemTime::now() + Duration::from_secs(3600);
    fs::File::options()
        .write(true)
        .open(first)
        .unwrap()
        .set_modified(later)
        .unwrap();
    world.extract(&[export(Some(Newest::Modified))], Options::default());
    assert_eq!(
        outcomes(),
        ["succeeded", "succeeded", "succeeded"],
        "the ninth was written later"
    );
    let objects: BTreeSet<String> = sessions(&world.lake)
        .into_values()
        .map(|told| told.provenance.0.0)
        .collect();
    assert_eq!(objects, ["jobs-9.csv".to_owned()].into());
}

/// Killed after its rows and before the cursor, and then mended: what it told under the wrong id is
/// found.
#[test]
fn what_was_told_before_a_kill_is_taken_back_as_well() {
    let world = World::new();
    world.write(
        "in/a.csv",
        &text(&[Line {
            id: 1,
            other: 7,
            job: 0,
            day: 2,
            ok: true,
            test: false,
        }]),
    );
    let way = |by_other_id| {
        Way {
            by_other_id,
            turned: false,
            drops: false,
        }
        .export(Absence::Keep)
    };
    world.extract(&[way(true)], Options::default());
    // As if the cursor had not been reached.
    let begun = world
        .lake
        .objects()
        .unwrap()
        .into_iter()
        .map(|row| crate::lake::ObjectRow {
            reading: crate::extract::cursor::BEGUN.into(),
            read: 0,
            ..row
        });
    world.lake.record_objects(begun.collect()).unwrap();
    let receipt = &world.extract(&[way(false)], Options::default())[0];
    assert_eq!(
        sessions(&world.lake).into_keys().collect::<Vec<_>>(),
        ["i1"]
    );
    assert_eq!((receipt.rows.new, receipt.rows.withdrawn), (1, 1));
}
