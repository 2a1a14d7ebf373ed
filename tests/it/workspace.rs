//! A small estate: one project, to which what is called `A` of the satellite `s` is metered.

use std::collections::BTreeMap;
use std::fs;

use assert_cmd::Command;
use reckoner::lake::tables::ITEMS;
use reckoner::lake::{Cell, Lake, Store};

pub struct Estate(tempfile::TempDir);

pub type Rows = Vec<BTreeMap<String, String>>;

impl Estate {
    /// `satellites` are those of reckoner.toml, with an estate whose clocks are UTC.
    pub fn of(satellites: &str) -> Self {
        Self::on("UTC", satellites)
    }

    pub fn on(timezone: &str, satellites: &str) -> Self {
        let estate = Self(tempfile::tempdir().unwrap());
        let head =
            format!("[estate]\nname = \"N\"\ncurrency = \"USD\"\ntimezone = \"{timezone}\"\n\n");
        estate.write("reckoner.toml", &(head + satellites));
        let steps = "steps = [\"extract\", \"tally\", \"publish\", \"report\"]\n[[report]]\ntemplate = \"executive\"\nformats = [\"csv\"]\n";
        estate.write("jobs/all.toml", &format!("window = \"2026-03\"\n{steps}"));
        estate.write(
            "baselines/projects.csv",
            "project_id,name,department_id,status\np,P,d,live\n",
        );
        let baseline =
            "project_id,valid_from,minutes_per_unit,hourly_rate,currency\np,2000-01-01,6,60,USD\n";
        estate.write("baselines/baselines.csv", baseline);
        estate.write(
            "baselines/meterings.csv",
            "satellite_id,automation_id,project_id,valid_from\ns,A,p,2000-01-01\n",
        );
        estate
    }

    pub fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Where a file lies.
    pub fn file(&self, path: &str) -> String {
        self.0.path().join(path).display().to_string()
    }

    /// How often each item of the lake was tried.
    pub fn attempts(&self) -> Vec<i64> {
        let lake = Lake::open(Store::open("lake", self.0.path()).unwrap()).unwrap();
        let at = ITEMS
            .columns()
            .position(|column| column.name == "attempt")
            .unwrap();
        let attempt = |row: Vec<Cell>| {
            if let Cell::Whole(attempt) = row[at] {
                attempt
            } else {
                0
            }
        };
        lake.rows(&ITEMS)
            .unwrap()
            .into_iter()
            .map(attempt)
            .collect()
    }

    pub fn reckon(&self, args: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
        command
            .env("RECKON_NOW", "2026-04-02T06:00:00Z")
            .args(["--no-progress", "-C"])
            .arg(self.0.path())
            .args(args);
        let output = command.output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.code().unwrap(),
            String::from_utf8(said).unwrap(),
        )
    }

    /// What a run says that does what it should.
    pub fn run(&self) -> String {
        let (code, said) = self.reckon(&["run", "all"]);
        assert_eq!(code, 0, "{said}");
        said
    }

    /// The mistakes that `check` finds.
    pub fn mistakes(&self) -> String {
        let (code, said) = self.reckon(&["check"]);
        assert_eq!(code, 2, "{said}");
        said
    }

    pub fn mart(&self, name: &str) -> Rows {
        let path = self
            .0
            .path()
            .join("out/marts/all/2026-03-01..2026-03-31")
            .join(name)
            .with_extension("csv");
        csv::Reader::from_path(path)
            .unwrap()
            .deserialize()
            .map(|row| row.unwrap())
            .collect()
    }

    /// Of each automation how many sessions ran and how many succeeded.
    pub fn ran(&self) -> Vec<String> {
        let rows = self.mart("automation_scores").into_iter();
        rows.map(|row| {
            format!(
                "{} {} {}",
                row["automation_id"], row["sessions"], row["succeeded"]
            )
        })
        .collect()
    }

    /// The page's gaps, as its spreadsheet has them.
    pub fn page(&self) -> String {
        fs::read_to_string(
            self.0
                .path()
                .join("out/reports/all/2026-03-01..2026-03-31/executive.csv"),
        )
        .unwrap()
    }
}

/// A satellite `s` with such a source, and what stands below it.
pub fn satellite(format: &str, rest: &str) -> String {
    format!(
        "[[satellite]]\nid = \"s\"\nsource = {{ format = \"{format}\", url = \"in\" }}\n{rest}\n"
    )
}
