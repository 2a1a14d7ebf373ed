//! What was cut, altered, or cannot be looked into: it is put right or told by name, and never
//! taken for absent or for good. Held from outside, through the program that cargo built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A small estate that published February and March.
struct Estate {
    folder: tempfile::TempDir,
}

const FEBRUARY: &str = "2026-02-01..2026-02-28";
const MARCH: &str = "2026-03-01..2026-03-31";

impl Estate {
    fn new() -> Self {
        let estate = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let job = "window = \"2026-03\"\nsteps = [\"extract\", \"tally\", \"publish\", \"report\"]\n[[report]]\ntemplate = \"executive\"\n";
        for (path, text) in [
            (
                "reckoner.toml",
                "[estate]\nname = \"N\"\ncurrency = \"USD\"\n[[satellite]]\nid = \"s\"\nsource = { format = \"csv\", url = \"in\" }\n",
            ),
            ("jobs/all.toml", job),
            ("report_templates/notes.html", "{{ page.estate }}\n"),
            (
                "baselines/projects.csv",
                "project_id,name,department_id,status\np,P,d,live\n",
            ),
            (
                "in/a.csv",
                "session_id,automation_id,started,ended,outcome\n1,A,2026-03-02T17:00:00Z,2026-03-02T17:05:00Z,succeeded\nx,A,,,succeeded\n",
            ),
        ] {
            estate.write(path, text);
        }
        for window in ["2026-02", "2026-03"] {
            ended(&estate.run(&["run", "all", "--window", window]), 0);
        }
        estate
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("w")
    }

    fn write(&self, path: &str, text: &str) {
        let place = self.root().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }

    fn command(&self, args: &[&str]) -> Command {
        let program = std::env::var_os("RECKON_UNDER_TEST")
            .unwrap_or_else(|| env!("CARGO_BIN_EXE_reckon").into());
        let mut command = Command::new(program);
        command
            .args(["--no-progress", "--now", "2026-04-02T06:00:00Z", "-C"])
            .arg(self.root())
            .args(args);
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args)
            .output()
            .expect("the program that cargo built can be started")
    }

    fn mart(&self, window: &str) -> PathBuf {
        self.root()
            .join("out/marts/all")
            .join(window)
            .join("coverage.csv")
    }

    /// How often something was published.
    fn publications(&self) -> usize {
        let log = fs::read_dir(self.root().join("lake/publications/_delta_log")).unwrap();
        log.filter(|entry| {
            entry
                .as_ref()
                .unwrap()
                .path()
                .extension()
                .is_some_and(|ending| ending == "json")
        })
        .count()
    }
}

#[track_caller]
fn ended(output: &Output, code: i32) -> String {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{told}");
    told
}

// What was published is what its hash says, or is told.

#[test]
fn a_mart_that_was_cut_or_altered_is_written_again() {
    let estate = Estate::new();
    let good = [FEBRUARY, MARCH, "latest"].map(|window| fs::read(estate.mart(window)).unwrap());
    let cut = |window: &str, to: usize| {
        fs::write(
            estate.mart(window),
            &fs::read(estate.mart(window)).unwrap()[..to],
        )
        .unwrap()
    };
    let alter = |window: &str| {
        let mut bytes = fs::read(estate.mart(window)).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(estate.mart(window), bytes).unwrap();
    };
    // Of a window that a run has nothing to do with each file's length is looked at; of its own,
    // every byte.
    cut(FEBRUARY, 9);
    alter(MARCH);
    alter("latest");
    let history = estate.root().join("out/marts/history/satellites.csv");
    let satellites = fs::read(&history).unwrap();
    fs::write(&history, &satellites[..9]).unwrap();
    ended(&estate.run(&["run", "all"]), 0);
    let healed = [FEBRUARY, MARCH, "latest"].map(|window| fs::read(estate.mart(window)).unwrap());
    assert!(good == healed, "not as they were published");
    assert_eq!(fs::read(&history).unwrap(), satellites);
    // Once a day all of it is looked at.
    alter(FEBRUARY);
    fs::remove_file(estate.root().join("lake/swept.json")).unwrap();
    ended(&estate.run(&["run", "all"]), 0);
    assert_eq!(fs::read(estate.mart(FEBRUARY)).unwrap(), good[0]);
}

#[test]
fn an_altered_object_of_a_publication_is_told_by_name_and_never_copied() {
    let estate = Estate::new();
    let good = fs::read(estate.mart(FEBRUARY)).unwrap();
    let objects = fs::read_dir(estate.root().join("lake/publications"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let object = objects
        .filter(|path| path.is_file())
        .find(|path| fs::read(path).unwrap() == good)
        .expect("the lake keeps what it published");
    let mut bytes = good.clone();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&object, &bytes).unwrap();
    fs::remove_file(estate.mart(FEBRUARY)).unwrap();
    let name = object.file_name().unwrap().to_string_lossy().into_owned();
    // March is published all the same.
    let told = ended(&estate.run(&["run", "all"]), 74);
    assert!(
        told.contains(&name) && told.contains("not what its name says"),
        "{told}"
    );
    assert!(
        !estate.mart(FEBRUARY).exists(),
        "half of a publication was copied"
    );
    assert!(estate.mart(MARCH).exists());
    // What makes it again makes it good.
    ended(&estate.run(&["run", "all", "--window", "2026-02"]), 74);
    assert_eq!(fs::read(&object).unwrap(), good);
    assert_eq!(fs::read(estate.mart(FEBRUARY)).unwrap(), good);
    ended(&estate.run(&["run", "all"]), 0);
}

#[test]
fn a_template_that_cannot_be_rendered_is_told_before_anything_is_published() {
    let estate = Estate::new();
    let (before, page) = (
        estate.publications(),
        estate
            .root()
            .join("out/reports/all")
            .join(MARCH)
            .join("executive.html"),
    );
    let shown = fs::read(&page).unwrap();
    estate.write(
        "report_templates/executive.html",
        "{{ page.estate }} {{ page.no_such_figure }}\n",
    );
    let told = ended(&estate.run(&["run", "all"]), 2);
    assert!(told.contains("executive.html"), "{told}");
    assert_eq!(estate.publications(), before, "it was published first");
    assert_eq!(fs::read(&page).unwrap(), shown);
}

// What cannot be looked into is not absent.

/// Runs as somebody whom rights apply to: root is told to be nobody.
#[cfg(unix)]
fn as_an_ordinary_user(estate: &Estate, args: &[&str]) -> Output {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let probe = estate.folder.path().join("probe");
    fs::write(&probe, "").unwrap();
    fs::set_permissions(&probe, fs::Permissions::from_mode(0o000)).unwrap();
    let mut command = estate.command(args);
    if fs::read(&probe).is_ok() {
        give(estate.folder.path(), 65_534);
        command.uid(65_534).gid(65_534);
    }
    fs::remove_file(&probe).unwrap();
    command
        .output()
        .expect("the program that cargo built can be started")
}

#[cfg(unix)]
fn give(place: &Path, to: u32) {
    if place.is_dir() {
        fs::read_dir(place)
            .unwrap()
            .for_each(|entry| give(&entry.unwrap().path(), to));
    }
    std::os::unix::fs::chown(place, Some(to), Some(to)).unwrap();
}

#[cfg(unix)]
#[test]
fn what_cannot_be_looked_into_is_told_by_name_and_is_not_absent() {
    use std::os::unix::fs::PermissionsExt;
    let estate = Estate::new();
    ended(&as_an_ordinary_user(&estate, &["run", "all"]), 0);
    for (place, mode, args, said) in [
        (
            "reckoner.toml",
            0,
            &["check"][..],
            "reckoner.toml: cannot be read",
        ),
        (
            "jobs",
            0,
            &["run", "weekly_executive"],
            "jobs: cannot be read",
        ),
        (
            "jobs",
            0o444,
            &["run", "weekly_executive"],
            "jobs/all.toml: cannot be read",
        ),
        (
            "jobs/all.toml",
            0,
            &["run", "all"],
            "jobs/all.toml: cannot be read",
        ),
        (
            "report_templates",
            0,
            &["run", "all"],
            "report_templates: cannot be read",
        ),
        (
            "report_templates",
            0o444,
            &["run", "all"],
            "report_templates/notes.html: cannot be read",
        ),
        ("baselines", 0, &["run", "all"], "baselines: cannot be read"),
        ("lake/objects", 0, &["report", "all"], "lake/objects"),
        (
            "lake/objects/_delta_log",
            0,
            &["run", "all"],
            "lake/objects",
        ),
        ("lake/objects/_delta_log", 0, &["status"], "lake/objects"),
        ("lake/rejects", 0, &["rejects"], "lake/rejects"),
        ("lake/rejects/_delta_log", 0, &["rejects"], "lake/rejects"),
        ("lake/publications", 0, &["run", "all"], "lake/publications"),
        ("in", 0, &["run", "all"], "in"),
    ] {
        let place_there = estate.root().join(place);
        let before = fs::metadata(&place_there).unwrap().permissions();
        fs::set_permissions(&place_there, fs::Permissions::from_mode(mode)).unwrap();
        let output = as_an_ordinary_user(&estate, args);
        fs::set_permissions(&place_there, before).unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(
            output.status.code(),
            Some(74),
            "{place} at mode {mode:o}: {told}"
        );
        assert!(told.contains(said), "{place} at mode {mode:o}: {told}");
        assert!(
            !told.contains("mistake"),
            "it is nobody's mistake who wrote it: {told}"
        );
    }
}

// Whoever asked must get the answer, or hear that they did not.

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_a_failure_and_a_reader_who_left_is_none() {
    let estate = Estate::new();
    for args in [
        &["rejects"][..],
        &["rejects", "--output", "csv"],
        &["rejects", "--output", "json"],
        &["status"],
        &["check"],
        &["run", "all"],
    ] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = estate.command(args).stdout(full).output().unwrap();
        let told = ended(&output, 74);
        assert!(
            told.contains("stdout") && told.contains("No space left"),
            "{args:?}: {told}"
        );
        let mut child = estate
            .command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        ended(&output, 0);
    }
}
