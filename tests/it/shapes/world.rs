//! A workspace of one satellite, whose exports are told over and over.

use std::fs;

use chrono::{DateTime, Utc};
use reckoner::extract::{self, Options, Quiet};
use reckoner::lake::tables::{ITEMS, SESSIONS, Table};
use reckoner::lake::{Cell, Lake, Store};
use reckoner::model::receipt::SatelliteReceipt;
use reckoner::workspace;

const HEAD: &str = "[estate]\nname = \"Shapes\"\ncurrency = \"EUR\"\n[[satellite]]\nid = \"s\"\nmax_reject_share = 1.0\n";

pub struct World {
    root: tempfile::TempDir,
    pub lake: Lake,
}

impl World {
    /// `reading` is what the satellite says of its exports, which lie in `in/`.
    pub fn new(reading: &str) -> Self {
        let world = Self {
            root: tempfile::tempdir().unwrap(),
            lake: Lake::open(Store::memory()).unwrap(),
        };
        world.put(
            "baselines/projects.csv",
            "project_id,name,department_id,status\n",
        );
        world.read_as(reading);
        world
    }

    pub fn read_as(&self, reading: &str) {
        self.put("reckoner.toml", format!("{HEAD}{reading}"));
    }

    pub fn put(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn path(&self, path: &str) -> std::path::PathBuf {
        self.root.path().join(path)
    }

    /// What was wrong with the workspace; empty: nothing.
    pub fn mistakes(&self) -> String {
        workspace::load(self.root.path())
            .map_or_else(|mistakes| mistakes.render(false, 400), |_| String::new())
    }

    pub fn extract(&self) -> SatelliteReceipt {
        let workspace = workspace::load(self.root.path())
            .unwrap_or_else(|mistakes| panic!("{}", mistakes.render(false, 200)));
        let now: DateTime<Utc> = "2026-03-10T12:00:00Z".parse().unwrap();
        extract::extract(
            &self.lake,
            self.root.path(),
            &workspace.exports,
            now,
            &Options::default(),
            &Quiet,
        )
        .unwrap()
        .remove(0)
    }

    /// The columns of a table's rows, in the order of its key.
    pub fn rows(&self, table: &'static Table, columns: &[&str]) -> Vec<String> {
        let names: Vec<_> = table.columns().map(|column| column.name).collect();
        let told = |row: Vec<Cell>| {
            let cell =
                |name: &&str| match &row[names.iter().position(|known| known == name).unwrap()] {
                    Cell::Null => "-".to_owned(),
                    Cell::Text(text) => text.clone(),
                    Cell::Whole(number) => number.to_string(),
                    Cell::Instant(at) => at.format("%d %H:%M:%S%.f").to_string(),
                    other => format!("{other:?}"),
                };
            columns.iter().map(cell).collect::<Vec<_>>().join(" | ")
        };
        self.lake
            .rows(table)
            .unwrap()
            .into_iter()
            .map(told)
            .collect()
    }

    pub fn sessions(&self, columns: &[&str]) -> Vec<String> {
        self.rows(&SESSIONS, columns)
    }

    pub fn items(&self, columns: &[&str]) -> Vec<String> {
        self.rows(&ITEMS, columns)
    }

    /// Where, code and column.
    pub fn rejects(&self) -> Vec<String> {
        let rejects = self.lake.rejects().unwrap();
        rejects
            .iter()
            .map(|reject| {
                format!(
                    "{}:{} {} {}",
                    reject.object, reject.row, reject.code, reject.column
                )
            })
            .collect()
    }

    /// What the only reject says.
    pub fn reason(&self) -> String {
        let rejects = self.lake.rejects().unwrap();
        assert_eq!(rejects.len(), 1, "{rejects:?}");
        rejects[0].message.clone()
    }
}

/// What becomes of one export under one name, and what is refused of it.
pub fn told(reading: &str, export: (&str, &str), columns: &[&str]) -> (Vec<String>, Vec<String>) {
    let world = World::new(reading);
    world.put(&format!("in/{}", export.0), export.1);
    world.extract();
    (world.sessions(columns), world.rejects())
}
