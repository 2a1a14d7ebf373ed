//! Traps of Synapse Link's exports, and what must become of each: the table in their folder's README is the expectation.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use reckoner::extract::{Export, Format, Options, Quiet, Reading, SynapseLink, extract};
use reckoner::lake::tables::{SESSIONS, Table};
use reckoner::lake::{Cell, Lake, Store};
use reckoner::model::receipt::{Ending, SatelliteReceipt};
use reckoner::model::satellite::Class;
use reckoner::model::{Micros, Satellite};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/synapse")
}

fn export() -> Export {
    let satellite = Satellite {
        id: "linked".parse().unwrap(),
        name: "linked".into(),
        class: Class::Prod,
        counts: true,
        region: String::new(),
        capability: String::new(),
        timezone: "Europe/Berlin".parse().unwrap(),
        active_to: None,
        stale_after: TimeDelta::hours(26),
    };
    let reading = Reading { url: "export".into(), format: Format::SynapseLink(SynapseLink::default()) };
    Export { satellite, reading, max_reject_share: Micros(10_000) }
}

/// A lake, and an export that changes.
struct World {
    folder: tempfile::TempDir,
    lake: Lake,
}

impl World {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), lake: Lake::open(Store::memory()).unwrap() }
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
        let now: DateTime<Utc> = "2026-03-10T12:00:00Z".parse().unwrap();
        extract(&self.lake, self.folder.path(), &[export()], now, &Options::default(), &Quiet).unwrap().remove(0)
    }

    /// The rows of a table, each by its columns.
    fn rows(&self, table: &'static Table) -> Vec<BTreeMap<&'static str, Cell>> {
        let rows = self.lake.rows(table).unwrap();
        rows.into_iter().map(|row| table.columns().map(|column| column.name).zip(row).collect()).collect()
    }

    fn kept(&self) -> String {
        let sessions = self.rows(&SESSIONS).into_iter().map(|row| session(&row));
        let names = self.lake.names().unwrap().into_iter().map(|row| {
            let group = row.solution_id.or(row.parent_id).map(|id| format!(" ({id})")).unwrap_or_default();
            let name = if row.deleted { "deleted".to_owned() } else { row.name.unwrap_or_default() };
            format!("{} {} {name}{group}", row.kind, row.id)
        });
        sessions.chain(names).collect::<Vec<_>>().join(", ")
    }

    fn refused(&self) -> String {
        let rejects = self.lake.rejects().unwrap();
        let told = rejects.iter().map(|reject| format!("{} {} {}", reject.object.rsplit('/').next().unwrap(), reject.row, reject.code));
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
    let unknown = text("outcome_text").map(|text| format!(" ({text})")).unwrap_or_default();
    let when = at("ended").unwrap_or_else(|| format!("{}..", at("started").unwrap()));
    let mode = text("mode").unwrap_or_else(|| "no mode".into());
    let mode = if mode == "unattended" { String::new() } else { format!(" {mode}") };
    let told = |word: &str, columns: &[&str]| {
        let said: Vec<_> = columns.iter().filter_map(|column| text(column)).collect();
        if said.is_empty() { String::new() } else { format!(" {word} {}", said.join(" ")) }
    };
    let rest = told("trigger", &["trigger"]) + &told("owner", &["owner"]) + &told("by", &["parent_automation_id", "parent_session_id"]);
    format!("{id} {}{unknown} {when}{mode}{rest}", text("outcome").unwrap())
}

#[test]
fn every_trap_is_read_as_its_table_says() {
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    let mut told = BTreeSet::new();
    let mut world = World::new();
    for line in readme.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, step, _, kept, refused, notes, _] = cells[..] else { panic!("{line}: five cells") };
        if step.ends_with("/1") {
            world = World::new();
        }
        world.lay(&folder().join(step), "");
        let receipt = world.read();
        assert!(matches!(receipt.ending, Ending::Done | Ending::Unchanged), "{step}: {:?}", receipt.ending);
        assert_eq!((world.kept().as_str(), world.refused().as_str()), (kept, refused), "{step}: {:?}", receipt.notes);
        let pieces: Vec<_> = notes.split(';').map(str::trim).filter(|piece| !piece.is_empty()).collect();
        assert_eq!(receipt.notes.len(), pieces.len(), "{step}: {:?}", receipt.notes);
        assert!(pieces.iter().zip(&receipt.notes).all(|(piece, note)| note.contains(piece)), "{step}: {:?}", receipt.notes);
        told.insert(step.to_owned());

        let (again, known) = (world.read(), world.lake.objects().unwrap());
        assert_eq!(
            (again.objects_read, again.ending, again.objects_listed),
            (0, Ending::Unchanged, receipt.objects_listed),
            "{step}, again"
        );
        assert!(again.rows.read == 0 && known.iter().all(|row| row.read >= row.rejected), "{step}, again");
    }
    let traps = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap()).filter(|entry| entry.path().is_dir());
    let steps = traps.flat_map(|trap| {
        let name = trap.file_name().into_string().unwrap();
        fs::read_dir(trap.path()).unwrap().map(move |step| format!("{name}/{}", step.unwrap().file_name().to_str().unwrap()))
    });
    assert_eq!(told, steps.collect(), "the table and the folder name the same steps");
}
