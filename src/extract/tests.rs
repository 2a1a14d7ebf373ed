//! Extraction from files into a lake.

mod packed;
mod restarts;
mod told_again;

use std::cell::RefCell;
use std::fs;

use super::reading::tests::satellite;
use super::*;
use crate::extract::delivery::round::extract_within;
use crate::lake::tables::{LAKE, OBJECTS, SESSIONS};
use crate::lake::{Lake, Store};
use crate::model::receipt::{Ending, Exit, Rows, SatelliteReceipt};
use crate::model::{Micros, SatelliteId};

const HEAD: &str = "session_id,automation_id,outcome,ended\n";
const GATE: Micros = Micros(10_000);

struct World {
    folder: tempfile::TempDir,
    lake: Lake,
}

impl World {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            lake: Lake::open(Store::memory()).unwrap(),
        }
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn extract(&self, exports: &[Export], options: Options) -> Vec<SatelliteReceipt> {
        let now = "2026-03-10T12:00:00Z".parse().unwrap();
        extract(
            &self.lake,
            self.folder.path(),
            exports,
            now,
            &options,
            &Quiet,
        )
        .unwrap()
    }

    fn versions(&self) -> Vec<Option<u64>> {
        LAKE.iter()
            .map(|table| self.lake.snapshot(table).unwrap().version)
            .collect()
    }

    fn sessions(&self) -> u64 {
        self.lake
            .snapshot(&SESSIONS)
            .unwrap()
            .files
            .iter()
            .map(|file| file.rows)
            .sum()
    }
}

fn export(id: &str, url: &str) -> Export {
    let satellite = crate::model::Satellite {
        id: id.parse().unwrap(),
        ..satellite("UTC")
    };
    let reading = Reading {
        url: url.into(),
        format: Format::canonical(Carrier::Csv(CsvForm::default())),
    };
    Export {
        max_reject_share: GATE,
        ..Export::of(satellite, reading)
    }
}

fn good(ids: impl IntoIterator<Item = usize>) -> String {
    ids.into_iter()
        .map(|id| format!("s{id},a,succeeded,2026-03-02T08:00:00Z\n"))
        .collect()
}

fn rows(read: i64, new: i64, replacing: i64, superseded: i64, rejected: i64) -> Rows {
    Rows {
        read,
        new,
        replacing,
        superseded,
        rejected,
        dropped: 0,
        withdrawn: 0,
    }
}

#[test]
fn what_is_read_is_kept_or_refused_and_what_is_known_is_not_read_again() {
    let world = World::new();
    world.write("in/b.csv", &format!("{HEAD}{}s9\n", good([1, 2])));
    world.write("in/a.csv", &format!("{HEAD}{}", good([2, 3])));
    let exports = [export("emea", "in/*.csv")];
    let receipt = &world.extract(&exports, Options::default())[0];
    assert_eq!(
        (
            &receipt.ending,
            receipt.objects_listed,
            receipt.objects_read
        ),
        (&Ending::Done, 2, 2)
    );
    assert_eq!(receipt.rows, rows(5, 3, 0, 1, 1)); // s2 is told twice, s9 has one field
    assert_eq!(world.sessions(), 3);
    let objects = world.lake.objects().unwrap();
    let told: Vec<_> = objects
        .iter()
        .map(|row| {
            (
                row.object.as_str(),
                row.read,
                row.rejected,
                row.table.as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [("a.csv", 2, 0, "sessions"), ("b.csv", 3, 1, "sessions")]
    );
    assert_eq!(world.lake.rejects().unwrap().len(), 1);

    let before = world.versions();
    let again = &world.extract(&exports, Options::default())[0];
    assert_eq!(
        (
            &again.ending,
            again.objects_listed,
            again.objects_read,
            again.rows
        ),
        (&Ending::Unchanged, 2, 0, Rows::default())
    );
    let full = &world.extract(
        &exports,
        Options {
            full: true,
            ..Options::default()
        },
    )[0];
    assert_eq!((full.objects_read, full.rows), (2, rows(5, 0, 0, 4, 1)));
    assert_eq!(world.versions(), before, "nothing new, no commit");

    world.write("in/b.csv", &format!("{HEAD}{}", good([1, 4, 5])));
    let changed = &world.extract(&exports, Options::default())[0];
    assert_eq!(
        (changed.objects_read, changed.rows),
        (1, rows(3, 2, 0, 1, 0))
    );
    assert_eq!(
        world.lake.rejects().unwrap(),
        [],
        "the mended export's rejects are gone"
    );
}

#[test]
fn another_reading_reads_all_of_it_again() {
    let world = World::new();
    world.write(
        "in/a.csv",
        &format!("{HEAD}s1,a,Fertig,2026-03-02T08:00:00\n"),
    );
    let mut export = export("emea", "in/a.csv");
    assert_eq!(
        world.extract(std::slice::from_ref(&export), Options::default())[0].rows,
        rows(1, 1, 0, 0, 0)
    );
    export.satellite.timezone = "Asia/Tokyo".parse().unwrap();
    let receipt = &world.extract(&[export], Options::default())[0];
    assert_eq!(
        (receipt.objects_read, receipt.rows),
        (1, rows(1, 0, 1, 0, 0))
    );
}

#[test]
fn a_delivery_of_too_many_rejects_is_refused_unless_asked_for() {
    let world = World::new();
    let bad = |count: usize| format!("{HEAD}{}{}", good(0..30), "bad\n".repeat(count));
    let exports = [export("emea", "emea"), export("apac", "apac.csv")];
    world.write("apac.csv", &format!("{HEAD}{}", good([1])));
    world.write("emea/a.csv", &bad(20));
    let receipts = world.extract(&exports, Options::default());
    assert!(
        matches!(&receipts[0].ending, Ending::Refused { why } if why.starts_with("20 of 50 rows") && why.contains("--accept-rejects"))
    );
    assert_eq!((receipts[0].rows.read, receipts[0].rows.rejected), (50, 20));
    assert_eq!(
        (&receipts[1].ending, receipts[1].rows),
        (&Ending::Done, rows(1, 1, 0, 0, 0))
    );
    assert_eq!(
        (
            world.sessions(),
            world.lake.objects().unwrap().len(),
            world.lake.rejects().unwrap().len()
        ),
        (1, 1, 20)
    );

    let accepted = &world.extract(
        &exports,
        Options {
            accept_rejects: true,
            ..Options::default()
        },
    )[0];
    assert_eq!(
        (&accepted.ending, accepted.rows),
        (&Ending::Done, rows(50, 30, 0, 0, 20))
    );
    assert!(
        accepted
            .notes
            .iter()
            .any(|note| note.ends_with("accepted on request")),
        "{:?}",
        accepted.notes
    );
    assert_eq!(
        (world.sessions(), world.lake.objects().unwrap().len()),
        (31, 2)
    );

    world.write("emea/b.csv", &bad(19)); // nineteen never refuse
    assert_eq!(
        world.extract(&exports, Options::default())[0].ending,
        Ending::Done
    );
}

#[test]
fn one_satellites_trouble_is_its_own() {
    let world = World::new();
    world.write("in/a.csv", &format!("{HEAD}{}", good([1])));
    let exports = [
        export("gone", "no/such.csv"),
        export("empty", "in/*.txt"),
        export("emea", "in"),
        export("far", "ftp://x/y.csv"),
    ];
    let receipts = world.extract(&exports, Options::default());
    assert!(
        matches!(&receipts[0].ending, Ending::Failed { why, exit: Exit::Io } if why.contains("there is no folder no"))
    );
    assert_eq!(
        (&receipts[1].ending, receipts[1].notes.len()),
        (&Ending::Unchanged, 1)
    );
    assert_eq!(
        (&receipts[2].ending, receipts[2].rows),
        (&Ending::Done, rows(1, 1, 0, 0, 0))
    );
    assert!(
        matches!(
            &receipts[3].ending,
            Ending::Failed {
                exit: Exit::Usage,
                ..
            }
        ),
        "{:?}",
        receipts[3].ending
    );
}

#[test]
fn a_dry_run_says_what_would_become_of_each_row_and_touches_nothing() {
    let world = World::new();
    let (exports, dry) = (
        [export("emea", "in")],
        Options {
            dry_run: true,
            ..Options::default()
        },
    );
    world.write("in/a.csv", &format!("{HEAD}{}", good([1, 2])));
    world.extract(&exports, Options::default());
    let before = world.versions();
    // s1 is told as it was, s2 otherwise and by the same export, s3 is new, and a row has one field
    // of four.
    let corrected = "s2,a,failed,2026-03-02T08:00:00Z\n";
    world.write(
        "in/a.csv",
        &format!("{HEAD}{}{corrected}s9\n", good([1, 3])),
    );
    let foretold = world.extract(&exports, dry).remove(0);
    assert_eq!(
        (&foretold.ending, foretold.objects_read, foretold.rows),
        (&Ending::Done, 1, rows(4, 1, 1, 1, 1))
    );
    assert!(
        foretold
            .asides
            .join("\n")
            .starts_with("reads 1 of 1 export, "),
        "{:?}",
        foretold.asides
    );
    assert_eq!(
        foretold
            .rejects
            .iter()
            .map(|r| (r.row, r.code))
            .collect::<Vec<_>>(),
        [(5, "short_row")]
    );
    assert_eq!(
        (world.versions(), world.lake.rejects().unwrap().len()),
        (before, 0)
    );
    // The run that follows does what was said.
    let done = world.extract(&exports, Options::default()).remove(0);
    assert_eq!(
        (
            done.rows,
            &done.ending,
            done.rejects.len(),
            world.lake.rejects().unwrap().len()
        ),
        (foretold.rows, &foretold.ending, 0, 1)
    );
}

#[test]
fn of_a_lake_that_is_to_be_migrated_a_dry_run_takes_nothing_for_known_and_leaves_it_as_it_is() {
    let world = World::new();
    world.write("in/a.csv", &format!("{HEAD}{}", good([1, 2])));
    let (exports, dry) = (
        [export("emea", "in")],
        Options {
            dry_run: true,
            ..Options::default()
        },
    );
    world.extract(&exports, Options::default());
    let older = "{\"schema\":4}\n";
    world.lake.store().put("lake.json", older).unwrap();
    let before = world.lake.store().list("").unwrap();
    assert_eq!(world.extract(&exports, dry)[0].rows, rows(2, 2, 0, 0, 0));
    assert_eq!(
        (
            world.lake.store().get("lake.json").unwrap().unwrap(),
            world.lake.store().list("").unwrap()
        ),
        (older.into(), before)
    );
}

#[test]
fn a_dry_run_of_a_delivery_that_no_memory_holds_writes_nothing_either() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(Store::open("lake", folder.path()).unwrap()).unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    fs::write(
        folder.path().join("in/a.csv"),
        format!("{HEAD}{}", good(0..2_000)),
    )
    .unwrap();
    let (now, dry) = (
        "2026-03-10T12:00:00Z".parse().unwrap(),
        Options {
            dry_run: true,
            ..Options::default()
        },
    );
    let foretold = extract_within(
        1,
        &lake,
        folder.path(),
        &[export("emea", "in")],
        now,
        &dry,
        &Quiet,
    )
    .unwrap()
    .remove(0);
    assert_eq!(foretold.rows, rows(2_000, 2_000, 0, 0, 0));
    assert!(
        !folder.path().join("lake").exists(),
        "a scratch file made the lake's folder"
    );
}

#[test]
fn a_delivery_too_large_to_hold_is_read_twice_and_gives_the_same() {
    let (small, large) = (World::new(), World::new());
    let exports = [
        export("emea", "in"),
        export("apac", "in/b.csv"),
        export("bad", "bad"),
    ];
    let now = "2026-03-10T12:00:00Z".parse().unwrap();
    let extract_into = |world: &World, commit_bytes: usize| {
        world.write("in/a.csv", &format!("{HEAD}{}bad\n", good(0..500)));
        world.write("in/b.csv", &format!("{HEAD}{}bad\n", good(400..700)));
        world.write(
            "bad/a.csv",
            &format!("{HEAD}{}{}", good(0..10), "bad\n".repeat(30)),
        );
        extract_within(
            commit_bytes,
            &world.lake,
            world.folder.path(),
            &exports,
            now,
            &Options::default(),
            &Quiet,
        )
        .unwrap()
    };
    let (whole, piecemeal) = (extract_into(&small, 256 << 20), extract_into(&large, 1));
    assert_eq!(whole, piecemeal);
    assert_eq!(whole[0].rows, rows(802, 700, 0, 100, 2));
    let cursor = |world: &World| {
        world
            .lake
            .objects()
            .unwrap()
            .into_iter()
            .map(|row| (row.satellite_id, row.object, row.rejected))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (small.sessions(), small.lake.rejects().unwrap().len()),
        (1_000, 33)
    );
    assert_eq!(
        (
            small.sessions(),
            small.lake.rejects().unwrap(),
            cursor(&small)
        ),
        (
            large.sessions(),
            large.lake.rejects().unwrap(),
            cursor(&large)
        )
    );
    assert_eq!(
        small.lake.snapshot(&OBJECTS).unwrap().version,
        Some(1),
        "what is begun, and what was read: two commits for all"
    );
}

#[test]
fn no_machines_path_enters_the_lake() {
    let world = World::new();
    world.write("in/2026/a.csv", &format!("{HEAD}{}", good([1])));
    let url = format!("{}/in/**/*.csv", world.folder.path().display());
    world.extract(&[export("emea", &url)], Options::default());
    assert_eq!(world.lake.objects().unwrap()[0].object, "2026/a.csv");
    assert_eq!(world.lake.snapshot(&OBJECTS).unwrap().files.len(), 1);
}

#[test]
fn a_watcher_sees_every_byte() {
    #[derive(Default)]
    struct Watcher(RefCell<(u64, u64, usize)>);
    impl Progress for Watcher {
        fn on_object(&self, _: &SatelliteId, _: &str, bytes_total: u64) {
            self.0.borrow_mut().0 += bytes_total;
        }
        fn on_bytes(&self, count: u64) {
            self.0.borrow_mut().1 += count;
        }
        fn on_satellite_done(&self, _: &SatelliteReceipt) {
            self.0.borrow_mut().2 += 1;
        }
    }
    let world = World::new();
    let text = format!("{HEAD}{}", good(0..1_000));
    world.write("in/a.csv", &text);
    let watcher = Watcher::default();
    let now = "2026-03-10T12:00:00Z".parse().unwrap();
    extract(
        &world.lake,
        world.folder.path(),
        &[export("emea", "in")],
        now,
        &Options::default(),
        &watcher,
    )
    .unwrap();
    assert_eq!(
        *watcher.0.borrow(),
        (text.len() as u64, text.len() as u64, 1)
    );
}

/// Its first batch has long been handed on when it turns out to be torn; what others told before
/// and after stays.
#[test]
fn nothing_is_kept_of_an_export_that_turns_out_to_be_damaged_however_much_of_it_was_read() {
    let row = |id: usize| {
        format!(
            "{{\"session_id\":\"s{id}\",\"automation_id\":\"a\",\"outcome\":\"failed\",\"ended\":\"2026-03-02T08:00:00Z\"}}\n"
        )
    };
    let text = |ids: std::ops::Range<usize>| ids.map(row).collect::<String>();
    let mut packed = ::zstd::stream::encode_all(text(100..66_000).as_bytes(), 1).unwrap();
    packed.truncate(packed.len() - 3);
    for commit_bytes in [1, 256 << 20] {
        let world = World::new();
        world.write("in/a.ndjson", &text(0..10));
        fs::write(world.folder.path().join("in/b.ndjson.zst"), &packed).unwrap();
        world.write("in/c.ndjson", &text(20..30));
        let mut export = export("emea", "in");
        export.reading.format = Format::canonical(Carrier::Json(Shape::Lines.into()));
        let now = "2026-03-10T12:00:00Z".parse().unwrap();
        let receipts = extract_within(
            commit_bytes,
            &world.lake,
            world.folder.path(),
            &[export],
            now,
            &Options::default(),
            &Quiet,
        )
        .unwrap();
        assert_eq!(
            (&receipts[0].ending, receipts[0].rows),
            (&Ending::Done, rows(21, 20, 0, 0, 1)),
            "{commit_bytes}"
        );
        let told = world.lake.rows(&SESSIONS).unwrap();
        assert_eq!(told.len(), 20, "{commit_bytes}");
        assert_eq!(world.lake.rejects().unwrap()[0].code, "torn");
    }
}

/// A mistake of ours that an export brings to light.
struct Falls;

impl Progress for Falls {
    fn on_object(&self, satellite: &SatelliteId, object: &str, _: u64) {
        assert!(
            satellite.as_str() != "emea",
            "index out of bounds in {object}"
        );
    }
}

#[test]
fn a_mistake_of_ours_costs_the_satellite_that_brought_it_to_light_and_no_other() {
    let world = World::new();
    ["apac", "emea", "zeta"]
        .iter()
        .for_each(|id| world.write(&format!("{id}.csv"), &format!("{HEAD}{}", good([1]))));
    let exports = ["apac", "emea", "zeta"].map(|id| export(id, &format!("{id}.csv")));
    let now = "2026-03-10T12:00:00Z".parse().unwrap();
    let read = |progress: &dyn Progress| {
        extract(
            &world.lake,
            world.folder.path(),
            &exports,
            now,
            &Options::default(),
            progress,
        )
        .unwrap()
    };
    let receipts = read(&Falls);
    let Ending::Failed { why, exit } = &receipts[1].ending else {
        panic!("{:?}", receipts[1].ending)
    };
    assert!(
        why.contains("a mistake of this program")
            && why.contains("index out of bounds in emea.csv")
            && *exit == Exit::Io,
        "{why}"
    );
    assert_eq!(
        (&receipts[0].ending, &receipts[2].ending),
        (&Ending::Done, &Ending::Done)
    );
    assert_eq!(
        (world.sessions(), world.lake.objects().unwrap().len()),
        (2, 2)
    );
    let mended = read(&Quiet);
    let endings = mended
        .iter()
        .map(|receipt| &receipt.ending)
        .collect::<Vec<_>>();
    assert_eq!(
        (endings, world.sessions()),
        (
            vec![&Ending::Unchanged, &Ending::Done, &Ending::Unchanged],
            3
        )
    );
}
