//! A link of many folders, whose reading is stopped anywhere and taken up again, and whose folders
//! come in any order: the lake is the one of a reading at once. What stops it is a process that
//! ends at an object, or at any operation of its store.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;

use crate::extract::delivery::round::{COMMIT_BYTES, extract_within};
use crate::extract::options::{Options, Progress, Quiet};
use crate::extract::reading::tests::satellite;
use crate::extract::reading::{Export, Format, Reading, SynapseLink};
use crate::lake::faults::{FaultStore, Trouble};
use crate::lake::tables::LAKE;
use crate::lake::{Cell, Lake, Store};
use crate::model::receipt::{Ending, SatelliteReceipt};
use crate::model::{Micros, SatelliteId};

const MODEL: &str = r#"{"entities":[
{"name":"flowsession","attributes":[{"name":"Id"},{"name":"regardingobjectid"},{"name":"startedon"},{"name":"statuscode"},{"name":"versionnumber"},{"name":"IsDelete"}],"partitions":[]},
{"name":"flowrun","attributes":[{"name":"Id"},{"name":"name"},{"name":"workflow"},{"name":"starttime"},{"name":"status"},{"name":"versionnumber"},{"name":"IsDelete"}],"partitions":[]},
{"name":"flowevent","attributes":[{"name":"Id"},{"name":"eventtype"},{"name":"eventcode"},{"name":"createdon"},{"name":"versionnumber"}],"partitions":[]},
{"name":"workflow","attributes":[{"name":"Id"},{"name":"name"},{"name":"versionnumber"}],"partitions":[]},
{"name":"workqueueitem","attributes":[{"name":"Id"},{"name":"workqueueid"},{"name":"statuscode"},{"name":"createdon"},{"name":"versionnumber"}],"partitions":[]}
]}"#;

/// A row: of which table, which one, in which version, in which folder and file, and on which day.
type Told = (u8, u8, u8, u8, u8, u8);

fn line((table, id, version, _, _, day): Told) -> (&'static str, String) {
    let at = format!(
        "2026-{:02}-{:02}T08:{:02}:00Z",
        1 + day / 28,
        1 + day % 28,
        version
    );
    // Some versions are deletions, some words are not known, and some rows are refused.
    let (deleted, status) = if version == 5 {
        ("True", "")
    } else {
        ("", ["4", "8", "77"][usize::from(version % 3)])
    };
    let day = if version == 6 { "" } else { &at };
    match table {
        0 => (
            "flowsession",
            format!("s{id},w1,{day},{status},{version},{deleted}\n"),
        ),
        1 => (
            "flowrun",
            format!("f{id},r{id},w1,{day},Succeeded,{version},{deleted}\n"),
        ),
        2 => (
            "flowevent",
            format!("e{id},FlowRunIngestion,Code{version},{day},{version}\n"),
        ),
        3 => ("workflow", format!("w{id},Name {version},{version}\n")),
        _ => ("workqueueitem", format!("i{id},q1,2,{day},{version}\n")),
    }
}

/// The folders, each with its files.
fn folders(rows: &[Told]) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut folders: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for row in rows {
        let (table, line) = line(*row);
        let files = folders
            .entry(format!("2026-03-01T0{}.00.00Z", row.3))
            .or_default();
        *files.entry(format!("{table}/{}.csv", row.4)).or_default() += &line;
    }
    folders
}

struct Link(tempfile::TempDir);

impl Link {
    fn new() -> Self {
        let link = Self(tempfile::tempdir().unwrap());
        link.write("Changelog/changelog.info", "2026-03-02T00.00.00Z");
        link
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join("export").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        // An hour of its own would be content of nothing, but stands in the tag.
        fs::File::options()
            .write(true)
            .open(path)
            .unwrap()
            .set_modified(std::time::UNIX_EPOCH)
            .unwrap();
    }

    fn put(&self, stamp: &str, files: &BTreeMap<String, String>) {
        files
            .iter()
            .for_each(|(path, text)| self.write(&format!("{stamp}/{path}"), text));
        self.write(&format!("{stamp}/model.json"), MODEL);
    }

    fn read(
        &self,
        store: &Arc<FaultStore>,
        commit_bytes: usize,
        watch: &dyn Progress,
    ) -> Option<Vec<SatelliteReceipt>> {
        let lake = Lake::open(Store::over(store.clone())).ok()?;
        let reading = Reading {
            url: "export".into(),
            format: Format::SynapseLink(SynapseLink::default()),
        };
        let export = Export {
            max_reject_share: Micros(1_000_000),
            ..Export::of(satellite("Europe/Berlin"), reading)
        };
        let exports = [export];
        let now = "2026-03-10T12:00:00Z".parse().unwrap();
        lake.begin().ok()?;
        extract_within(
            commit_bytes,
            &lake,
            self.0.path(),
            &exports,
            now,
            &Options::default(),
            watch,
        )
        .ok()
    }
}

/// The process ends when it comes to the given object.
struct EndsAt(AtomicUsize);

impl Progress for EndsAt {
    fn on_object(&self, _: &SatelliteId, _: &str, _: u64) {
        if self.0.fetch_sub(1, Ordering::SeqCst) == 0 {
            resume_unwind(Box::new("the process is gone"));
        }
    }
}

/// All that the lake says, in all of its tables.
fn says(store: &Arc<FaultStore>) -> Vec<(&'static str, Vec<Vec<Cell>>)> {
    let lake = Lake::open(Store::over(store.clone())).unwrap();
    LAKE.iter()
        .map(|table| (table.name, lake.rows(table).unwrap()))
        .collect()
}

fn rows() -> impl Strategy<Value = Vec<Told>> {
    prop::collection::vec((0..5u8, 0..4u8, 1..8u8, 0..6u8, 0..2u8, 0..56u8), 4..30)
}

/// What stops a reading: the end at an object, or at an operation of the store.
fn stops() -> impl Strategy<Value = Vec<(bool, usize)>> {
    prop::collection::vec((any::<bool>(), 0..24usize), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn a_link_that_is_read_with_stops_anywhere_in_any_order_is_the_link_read_at_once(
        rows in rows(),
        stops in stops(),
        order in Just([0usize, 1, 2, 3, 4, 5]).prop_shuffle(),
        commit_bytes in prop_oneof![Just(200usize), Just(COMMIT_BYTES)],
    ) {
        let folders = folders(&rows);
        let (link, undisturbed) = (Link::new(), Arc::new(FaultStore::default()));
        folders.iter().for_each(|(stamp, files)| link.put(stamp, files));
        link.read(&undisturbed, COMMIT_BYTES, &Quiet).unwrap();

        let (link, store) = (Link::new(), Arc::new(FaultStore::default()));
        let named: Vec<_> = folders.iter().collect();
        let mut stops = stops.into_iter();
        for at in order {
            if let Some((stamp, files)) = named.get(at) {
                link.put(stamp, files);
            }
            for (is_object, nth) in stops.by_ref().take(3) {
                if is_object {
                    let ends = EndsAt(AtomicUsize::new(nth));
                    let _ = catch_unwind(AssertUnwindSafe(|| link.read(&store, commit_bytes, &ends)));
                } else {
                    store.plan(nth, |_| true, Trouble::Dies);
                    link.read(&store, commit_bytes, &Quiet);
                    store.revive();
                }
            }
        }
        let receipts = link.read(&store, commit_bytes, &Quiet).unwrap();
        prop_assert!(receipts.iter().all(|receipt| matches!(receipt.ending, Ending::Done | Ending::Unchanged)), "{:?}", receipts);
        prop_assert_eq!(says(&store), says(&undisturbed));
    }
}
