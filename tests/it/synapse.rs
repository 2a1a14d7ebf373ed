//! Traps of Synapse Link's exports, and what must become of each: the table in their folder's
//! README is the expectation.

use crate::satellites;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use reckoner::extract::{
    Canonical, Column, Columns, Export, Format, Options, Quiet, Reading, SynapseLink, extract,
};
use reckoner::lake::tables::{AUDIT_EVENTS, ITEMS, SESSIONS, SOURCE_EVENTS, Table};
use reckoner::lake::{Cell, Lake, Store};
use reckoner::model::receipt::{Ending, SatelliteReceipt};

use satellites::satellite;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/synapse")
}

fn export(link: SynapseLink) -> Export {
    let satellite = satellite("linked", "Europe/Berlin");
    let reading = Reading {
        url: "export".into(),
        format: Format::SynapseLink(link),
    };
    Export::of(satellite, reading)
}

/// A lake, and an export that changes.
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

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.folder.path().join("export").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Lays a folder over the export.
    fn lay(&self, from: &Path, below: &str) {
        for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
            let path = format!("{below}{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() {
                self.lay(&entry.path(), &format!("{path}/"))
            } else {
                self.write(&path, fs::read(entry.path()).unwrap())
            }
        }
    }

    fn read(&self) -> SatelliteReceipt {
        self.read_as(SynapseLink::default())
    }

    fn read_as(&self, link: SynapseLink) -> SatelliteReceipt {
        let now: DateTime<Utc> = "2026-03-10T12:00:00Z".parse().unwrap();
        extract(
            &self.lake,
            self.folder.path(),
            &[export(link)],
            now,
            &Options::default(),
            &Quiet,
        )
        .unwrap()
        .remove(0)
    }

    /// The rows of a table, each by its columns.
    fn rows(&self, table: &'static Table) -> Vec<BTreeMap<&'static str, Cell>> {
        let rows = self.lake.rows(table).unwrap();
        rows.into_iter()
            .map(|row| table.columns().map(|column| column.name).zip(row).collect())
            .collect()
    }

    fn kept(&self) -> String {
        let sessions = self.rows(&SESSIONS).into_iter().map(|row| session(&row));
        let items = self.rows(&ITEMS).into_iter().map(|row| item(&row));
        let names = self.lake.names().unwrap().into_iter().map(|row| {
            let group = row
                .solution_id
                .or(row.parent_id)
                .map(|id| format!(" ({id})"))
                .unwrap_or_default();
            let name = if row.deleted {
                "deleted".to_owned()
            } else {
                row.name.unwrap_or_default()
            };
            format!("{} {} {name}{group}", row.kind, row.id)
        });
        let events = self
            .rows(&SOURCE_EVENTS)
            .into_iter()
            .map(|row| event("event", &SOURCE_EVENTS, &row));
        let audits = self
            .rows(&AUDIT_EVENTS)
            .into_iter()
            .map(|row| event("audit", &AUDIT_EVENTS, &row));
        sessions
            .chain(items)
            .chain(events)
            .chain(audits)
            .chain(names)
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn refused(&self) -> String {
        let rejects = self.lake.rejects().unwrap();
        let told = rejects.iter().map(|reject| {
            format!(
                "{} {} {}",
                reject.object.rsplit('/').next().unwrap(),
                reject.row,
                reject.code
            )
        });
        told.collect::<Vec<_>>().join(", ")
    }
}

fn session(row: &BTreeMap<&str, Cell>) -> String {
    let text = |column: &str| match &row[column] {
        Cell::Text(text) => Some(text.clone()),
        _ => None,
    };
    let at = |column: &str| match &row[column] {
        Cell::Instant(at) => Some(at.format("%H:%M:%S%.f").to_string()),
        _ => None,
    };
    let id = text("session_id").unwrap();
    if row["deleted"] == Cell::Truth(true) {
        return format!("{id} deleted");
    }
    let unknown = text("outcome_text")
        .map(|text| format!(" ({text})"))
        .unwrap_or_default();
    let when = at("ended").unwrap_or_else(|| format!("{}..", at("started").unwrap()));
    let mode = text("mode").unwrap_or_else(|| "no mode".into());
    let mode = if mode == "unattended" {
        String::new()
    } else {
        format!(" {mode}")
    };
    let told = |word: &str, columns: &[&str]| {
        let said: Vec<_> = columns.iter().filter_map(|column| text(column)).collect();
        if said.is_empty() {
            String::new()
        } else {
            format!(" {word} {}", said.join(" "))
        }
    };
    let rest = told("trigger", &["trigger"])
        + &told("owner", &["owner"])
        + &told("by", &["parent_automation_id", "parent_session_id"]);
    format!(
        "{id} {}{unknown} {when}{mode}{rest}",
        text("outcome").unwrap()
    )
}

fn item(row: &BTreeMap<&str, Cell>) -> String {
    let text = |column: &str| match &row[column] {
        Cell::Text(text) => text.clone(),
        Cell::Instant(at) => at.format("%H:%M:%S%.f").to_string(),
        Cell::Whole(number) => number.to_string(),
        _ => String::new(),
    };
    let id = text("item_id");
    if row["deleted"] == Cell::Truth(true) {
        return format!("item {id} deleted");
    }
    assert_eq!(text("queue_id"), "q1");
    let when = [("ended", ""), ("started", ".."), ("created", "...")]
        .into_iter()
        .find(|(column, _)| row[column] != Cell::Null);
    let when = when.map(|(column, dots)| text(column) + dots).unwrap();
    let unknown = if row["outcome_text"] == Cell::Null {
        String::new()
    } else {
        format!(" ({})", text("outcome_text"))
    };
    let told = |word: &str, column: &str| {
        if row[column] == Cell::Null {
            String::new()
        } else {
            format!(" {word} {}", text(column))
        }
    };
    let rest = told("try", "attempt") + &told("due", "due") + &told("worked", "work_ms");
    format!("item {id} {}{unknown} {when}{rest}", text("outcome"))
}

fn event(kind: &str, table: &'static Table, row: &BTreeMap<&str, Cell>) -> String {
    let told = [
        "satellite_id",
        "month",
        "at",
        "source_version",
        "source_modified",
        "deleted",
        "reading",
        "object",
        "row",
    ];
    let texts = table
        .columns()
        .filter(|column| !told.contains(&column.name))
        .filter_map(|column| match &row[column.name] {
            Cell::Text(text) => Some(text.clone()),
            Cell::Day(day) => Some(day.format("%m-%d").to_string()),
            _ => None,
        });
    format!("{kind} {}", texts.collect::<Vec<_>>().join(" "))
}

#[test]
fn every_trap_is_read_as_its_table_says() {
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    let (mut told, mut wrong) = (BTreeSet::new(), Vec::new());
    let mut world = World::new();
    for line in readme.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, step, _, kept, refused, notes, _] = cells[..] else {
            panic!("{line}: five cells")
        };
        if step.ends_with("/1") {
            world = World::new();
        }
        world.lay(&folder().join(step), "");
        let receipt = world.read();
        let pieces: Vec<_> = notes
            .split(';')
            .map(str::trim)
            .filter(|piece| !piece.is_empty())
            .collect();
        let is_told = receipt.notes.len() == pieces.len()
            && pieces
                .iter()
                .zip(&receipt.notes)
                .all(|(piece, note)| note.contains(piece));
        let again = world.read();
        let is_known = again.ending == Ending::Unchanged
            && (again.objects_listed, again.rows.read) == (receipt.objects_listed, 0);
        let is_well = is_told
            && is_known
            && receipt.rows.balances()
            && matches!(receipt.ending, Ending::Done | Ending::Unchanged);
        if (world.kept().as_str(), world.refused().as_str()) != (kept, refused) || !is_well {
            wrong.push(format!(
                "{step}: kept {}\n  refused {}\n  {receipt:?}\n  again {again:?}",
                world.kept(),
                world.refused()
            ));
        }
        told.insert(step.to_owned());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let traps = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir());
    let steps = traps.flat_map(|trap| {
        let name = trap.file_name().into_string().unwrap();
        fs::read_dir(trap.path())
            .unwrap()
            .map(move |step| format!("{name}/{}", step.unwrap().file_name().to_str().unwrap()))
    });
    assert_eq!(
        told,
        steps.collect(),
        "the table and the folder name the same steps"
    );
}

#[test]
fn a_folder_read_long_ago_is_not_opened_again() {
    let world = World::new();
    world.lay(&folder().join("relink/1"), "");
    world.read();
    // Behind the cursor's back: the same size and hour, and nothing that could be read.
    let model = world
        .folder
        .path()
        .join("export/2026-03-02T08.00.00Z/model.json");
    let (size, modified) = fs::metadata(&model)
        .map(|told| (told.len(), told.modified().unwrap()))
        .unwrap();
    fs::write(&model, "?".repeat(size as usize)).unwrap();
    fs::File::options()
        .write(true)
        .open(&model)
        .unwrap()
        .set_modified(modified)
        .unwrap();
    world.lay(&folder().join("relink/2"), "");
    let receipt = world.read();
    assert_eq!(
        (receipt.objects_listed, receipt.objects_read, receipt.notes),
        (2, 1, vec![])
    );
    fs::File::options()
        .write(true)
        .open(&model)
        .unwrap()
        .set_modified(modified + std::time::Duration::from_secs(1))
        .unwrap();
    assert!(
        world.read().notes[0].contains("models that cannot be read"),
        "a model that changed is opened"
    );
}

#[test]
fn a_satellites_own_words_and_columns_come_before_the_vendors() {
    let world = World::new();
    world.lay(&folder().join("relink/1"), "");
    let outcome = Column {
        map: [("8".to_owned(), "business_exception".to_owned())].into(),
        ..Column::named("StatusCode")
    };
    let columns = [
        (Canonical::Outcome, outcome),
        (Canonical::Owner, Column::named("runmode")),
        (Canonical::Trigger, Column::named("why")),
    ];
    let receipt = world.read_as(SynapseLink {
        columns: Some(Columns(columns.into())),
    });
    assert_eq!(
        world.kept(),
        "s1 succeeded 08:00:00 owner 2, s2 business_exception 08:00:00 owner 2"
    );
    assert_eq!(
        receipt.notes,
        ["configured columns that are not there, read as empty: why"]
    );
    let rows = world.read().rows;
    assert_eq!(
        (rows.read, rows.replacing),
        (2, 2),
        "and without them everything means something else"
    );
}

#[test]
fn a_newer_copy_takes_the_place_of_the_older_one_and_its_rows_count_once() {
    let world = World::new();
    world.lay(&folder().join("root_snapshots/1"), "");
    world.read();
    let counts = || {
        world
            .lake
            .objects()
            .unwrap()
            .iter()
            .fold((0, 0), |sum, row| (sum.0 + row.read, sum.1 + row.rejected))
    };
    assert_eq!(counts(), (2, 0));
    // The next copy of March has a row that cannot be kept, the one after has mended it.
    for (from, copy, broken, expected) in [
        ("1772442900", "1772446500", true, (3, 1)),
        ("1772446500", "1772450100", false, (3, 0)),
    ] {
        let model = fs::read_to_string(world.folder.path().join("export/model.json")).unwrap();
        world.write("model.json", model.replace(from, copy));
        let good = "s2,,,w1,2026-03-02T07:50:00Z,2026-03-02T08:00:00Z,4,2,,100,,\n";
        let other = if broken {
            good.replace("s2", "").replace("100", "x")
        } else {
            good.replace("s2", "s3")
        };
        world.write(
            &format!("flowsession/Snapshot/2026-03_{copy}.csv"),
            format!("{good}{other}"),
        );
        world.read();
        assert_eq!(
            (counts(), world.lake.rejects().unwrap().len()),
            (expected, expected.1 as usize),
            "{copy}"
        );
    }
    assert_eq!(
        world.kept(),
        "s1 succeeded 08:00:00, s2 succeeded 08:00:00, s3 succeeded 08:00:00"
    );
}

#[test]
fn a_place_that_is_no_folder_is_told() {
    let world = World::new();
    assert!(
        matches!(world.read().ending, Ending::Failed { why, .. } if why.contains("there is no such folder"))
    );
}

/// A row of a link, and where it is written.
#[derive(Debug, Clone)]
struct Change {
    id: u8,
    version: u8,
    sink: u8,
    /// None: deleted.
    status: Option<u8>,
    minute: u8,
    /// Rows from before this attribute was added lack it.
    trigger: Option<u8>,
    folder: u8,
    file: u8,
}

impl Change {
    fn line(&self) -> String {
        let Self {
            id,
            version,
            sink,
            status,
            minute,
            trigger,
            ..
        } = self;
        let sink = format!("\"3/{}/2026 {}:00:00 PM\"", 1 + sink / 12, sink % 12);
        let Some(status) = status else {
            return format!("s{id},{sink},,,,,{version},0001-01-03T00:00:00.0000000,True\n");
        };
        let ended = if *status == 2 {
            String::new()
        } else {
            format!("2026-03-02T08:{minute:02}:00Z")
        };
        let row = format!(
            "s{id},{sink},w1,2026-03-02T07:00:00Z,{ended},{status},{version},2026-03-02T07:00:00Z,"
        );
        trigger.map_or(row.clone() + "\n", |trigger| format!("{row},{trigger}\n"))
    }

    /// What of it the lake must say if no other change of its session outranks it.
    fn told(&self) -> String {
        let outcome = match self.status {
            None => return format!("s{} deleted", self.id),
            Some(2) => "running 07:00:00..".to_owned(),
            Some(status) => format!(
                "{} 08:{:02}:00",
                if status == 4 { "succeeded" } else { "failed" },
                self.minute
            ),
        };
        format!(
            "s{} {outcome} no mode{}",
            self.id,
            self.trigger
                .map(|trigger| format!(" trigger {trigger}"))
                .unwrap_or_default()
        )
    }

    /// By the contract: version, hour of writing, deleted, finished, end, and then the greater row.
    fn rank(&self) -> impl Ord + use<> {
        let is_finished = self.status != Some(2);
        let minute = self
            .status
            .filter(|status| *status != 2)
            .map(|_| self.minute);
        let word = self
            .status
            .map(|status| if status == 4 { "succeeded" } else { "failed" });
        (
            self.version,
            self.sink,
            self.status.is_none(),
            is_finished,
            minute,
            word,
            self.trigger.filter(|_| self.status.is_some()),
        )
    }
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let status =
        prop_oneof![1 => Just(None), 4 => prop::sample::select(vec![2u8, 4, 8]).prop_map(Some)];
    let change = (
        0..4u8,
        7..12u8,
        0..14u8,
        status,
        0..3u8,
        prop::option::of(0..2u8),
        0..5u8,
        0..2u8,
    );
    let change = change.prop_map(
        |(id, version, sink, status, minute, trigger, folder, file)| Change {
            id,
            version,
            sink,
            status,
            minute,
            trigger,
            folder,
            file,
        },
    );
    prop::collection::vec(change, 1..24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_split_of_a_stream_of_changes_is_what_a_plain_map_makes_of_it(changes in changes(), seen in 0..6u8) {
        let mut map: BTreeMap<u8, &Change> = BTreeMap::new();
        for change in &changes {
            let best = map.entry(change.id).or_insert(change);
            if change.rank() > best.rank() {
                *best = change;
            }
        }
        let world = World::new();
        let stamp = |folder: u8| format!("2026-03-02T08.{:02}.00Z", 5 * folder);
        let attributes = ["Id", "SinkModifiedOn", "regardingobjectid", "startedon", "completedon", "statuscode", "versionnumber", "createdon", "IsDelete", "triggertype"];
        let named: Vec<_> = attributes.iter().map(|name| format!("{{\"name\":\"{name}\"}}")).collect();
        let model = format!("{{\"entities\":[{{\"name\":\"flowsession\",\"attributes\":[{}],\"partitions\":[]}}]}}", named.join(","));
        let mut files: BTreeMap<String, String> = BTreeMap::new();
        for change in &changes {
            *files.entry(format!("{}/flowsession/{}.csv", stamp(change.folder), change.file)).or_default() += &change.line();
        }
        for (path, text) in &files {
            world.write(path, text);
            world.write(&format!("{}/model.json", path.split('/').next().unwrap()), &model);
        }
        // First what was finished when somebody looked, then the rest.
        let mut read = 0;
        for folder in [seen, 6] {
            world.write("Changelog/changelog.info", stamp(folder));
            read += world.read().rows.read;
        }
        prop_assert_eq!(read, changes.len() as i64);
        prop_assert_eq!(world.kept(), map.values().map(|change| change.told()).collect::<Vec<_>>().join(", "));
    }
}
