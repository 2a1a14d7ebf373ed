//! A lake that lost something, or holds something else than what was written, says so: never a
//! figure that is wrong without a word, never an end without a name. By whole processes, as an
//! operator meets them.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

const WRITTEN: [(&str, &str); 6] = [
    (
        "reckoner.toml",
        "[estate]\nname = \"Small\"\ncurrency = \"USD\"\ntimezone = \"UTC\"\n[[satellite]]\nid = \"emea\"\nname = \"EMEA\"\nclass = \"prod\"\nregion = \"EMEA\"\nsource = { format = \"csv\", url = \"exports/*.csv\" }\n",
    ),
    (
        "jobs/demo.toml",
        "window = \"2026-03\"\nsatellites = [\"*\"]\nsteps = [\"extract\", \"tally\", \"publish\", \"report\"]\n[[report]]\ntemplate = \"coverage\"\nscope = \"estate\"\nformats = [\"html\", \"csv\"]\n",
    ),
    (
        "baselines/departments.csv",
        "department_id,name\nfinance,Finance\n",
    ),
    (
        "baselines/projects.csv",
        "project_id,name,department_id,status\ninvoices,Invoices,finance,live\n",
    ),
    (
        "baselines/baselines.csv",
        "project_id,valid_from,minutes_per_unit,hourly_rate,currency,evidence\ninvoices,2026-03-01,5,36,USD,estimated\n",
    ),
    (
        "baselines/meterings.csv",
        "satellite_id,automation_id,project_id,valid_from,share\nemea,a,invoices,2026-03-01,1\n",
    ),
];

struct Estate {
    folder: tempfile::TempDir,
}

impl Estate {
    /// Read and reported once.
    fn run_once() -> Self {
        let estate = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        WRITTEN
            .into_iter()
            .for_each(|(path, text)| estate.write(path, text));
        estate.export("exports/1.csv", 1..=40);
        let first = estate.reckon(&["run", "demo"]);
        assert_eq!(first.status.code(), Some(0), "{}", told(&first));
        estate
    }

    fn write(&self, path: &str, text: &str) {
        let place = self.place(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }

    fn export(&self, path: &str, ids: std::ops::RangeInclusive<u32>) {
        // From 15 February to 14 March: two months, of which the older one is not read for how new
        // the newest event is.
        let day = |id: u32| {
            if id % 28 < 14 {
                format!("2026-02-{}", 15 + id % 28)
            } else {
                format!("2026-03-{:02}", id % 28 - 13)
            }
        };
        let row = |id: u32| {
            format!(
                "s-{id},a,Invoices,{}T08:00:00Z,{}T08:01:00Z,succeeded\n",
                day(id),
                day(id)
            )
        };
        let rows: String = ids.map(row).collect();
        self.write(
            path,
            &format!("session_id,automation_id,automation_name,started,ended,outcome\n{rows}"),
        );
    }

    fn place(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn reckon(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
        command
            .arg("-C")
            .arg(self.folder.path())
            .args(words)
            .output()
            .expect("the program that cargo built can be started")
    }

    /// Those that the table's log names now.
    fn lake_files(&self, table: &str) -> Vec<PathBuf> {
        let folder = self.place(&format!("lake/{table}"));
        let mut commits: Vec<_> = fs::read_dir(folder.join("_delta_log"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        commits.sort();
        let mut named = BTreeSet::new();
        for line in commits.iter().flat_map(|commit| {
            fs::read_to_string(commit)
                .unwrap()
                .lines()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        }) {
            let action: serde_json::Value = serde_json::from_str(&line).unwrap();
            let path = |kind: &str| {
                action[kind]["path"]
                    .as_str()
                    .map(|path| folder.join(path.replace("%3D", "=")))
            };
            named.extend(path("add"));
            named.retain(|place| path("remove").as_ref() != Some(place));
        }
        assert!(
            !named.is_empty() && named.iter().all(|place| place.exists()),
            "{named:?}"
        );
        named.into_iter().collect()
    }

    /// The lake looks as if it had been swept two days ago.
    fn two_days_later(&self) {
        let swept = File::options()
            .write(true)
            .open(self.place("lake/swept.json"))
            .unwrap();
        swept
            .set_modified(SystemTime::now() - Duration::from_secs(48 * 3600))
            .unwrap();
    }

    fn page(&self) -> String {
        fs::read_to_string(self.place("out/reports/demo/2026-03-01..2026-03-31/coverage.html"))
            .unwrap()
    }
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_bit_that_turned_in_any_file_that_is_read_is_told_by_the_files_name() {
    let estate = Estate::run_once();
    let news = ["sessions", "objects"];
    for table in news
        .into_iter()
        .chain(["tallies", "automations", "duration_tallies"])
    {
        if news.contains(&table) {
            // A row that is known by its id is told again, so that files of sessions are read.
            estate.export("exports/2.csv", 40..=41);
        } else {
            // Without news, figures are computed again for a page that is not there.
            fs::remove_dir_all(estate.place("out/reports")).unwrap();
        }
        // What was counted of February is not read for a page of March.
        let is_read = |place: &PathBuf| {
            news.contains(&table) || !place.to_str().unwrap().contains("month=2026-02")
        };
        for place in estate.lake_files(table).into_iter().filter(is_read) {
            let whole = fs::read(&place).unwrap();
            for at in [9, whole.len() / 2, whole.len() - 6] {
                let mut turned = whole.clone();
                turned[at] ^= 0x10;
                fs::write(&place, &turned).unwrap();
                let run = estate.reckon(&["run", "demo", "--strict"]);
                let name = place.file_name().unwrap().to_str().unwrap();
                assert_eq!(
                    run.status.code(),
                    Some(74),
                    "{table}, byte {at}: {}",
                    told(&run)
                );
                assert!(
                    told(&run).contains(name),
                    "{table}, byte {at}: {}",
                    told(&run)
                );
            }
            fs::write(&place, &whole).unwrap();
        }
        let mended = estate.reckon(&["run", "demo"]);
        assert_eq!(mended.status.code(), Some(0), "{table}: {}", told(&mended));
    }
}

#[test]
fn files_that_are_gone_are_told_by_a_run_without_news_by_its_page_and_by_status() {
    let estate = Estate::run_once();
    assert_eq!(estate.reckon(&["status"]).status.code(), Some(0));
    let sessions = estate.lake_files("sessions");
    let february = sessions
        .iter()
        .find(|place| place.to_str().unwrap().contains("month=2026-02"))
        .unwrap();
    fs::remove_file(february).unwrap();
    let name = february.file_name().unwrap().to_str().unwrap();
    let status = estate.reckon(&["status"]);
    assert_eq!(status.status.code(), Some(74), "{}", told(&status));
    assert!(
        told(&status).contains("the lake is damaged") && told(&status).contains(name),
        "{}",
        told(&status)
    );
    estate.two_days_later();
    for again in 0..2 {
        let run = estate.reckon(&["run", "demo"]);
        assert_eq!(run.status.code(), Some(0), "{}", told(&run));
        assert!(
            told(&run).contains("the lake is damaged") && told(&run).contains(name),
            "{again}: {}",
            told(&run)
        );
        // Of the ids 1 to 40, 1 to 13 and 28 to 40 are of February: 26.
        assert!(
            estate
                .page()
                .contains("The lake has lost 1\u{a0}file of sessions with 26\u{a0}rows"),
            "{again}"
        );
    }
}

#[test]
fn a_log_that_is_gone_ends_the_run_and_all_is_read_again_only_where_that_is_asked_for() {
    for table in ["objects", "sessions", "tallies", "publications"] {
        let estate = Estate::run_once();
        fs::remove_dir_all(estate.place(&format!("lake/{table}"))).unwrap();
        let run = estate.reckon(&["run", "demo"]);
        assert_eq!(run.status.code(), Some(74), "{table}: {}", told(&run));
        assert!(
            told(&run).contains(&format!("table {table}: its log is gone"))
                && told(&run).contains("--full"),
            "{}",
            told(&run)
        );
        let full = estate.reckon(&["run", "demo", "--full"]);
        assert_eq!(full.status.code(), Some(0), "{table}: {}", told(&full));
        assert!(
            told(&full).contains(&format!("the log of {table} is gone")),
            "{}",
            told(&full)
        );
        let next = estate.reckon(&["run", "demo"]);
        assert_eq!(
            (next.status.code(), told(&next).contains("is gone")),
            (Some(0), false),
            "{table}: {}",
            told(&next)
        );
    }
}
