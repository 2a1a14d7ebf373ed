//! What was cut, altered, or cannot be looked into: it is put right or told by name, and never taken for absent or for good.
//! Held from outside, through the program that cargo built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A small estate that published February and March.
struct Estate {
    folder: tempfile::TempDir,
}

impl Estate {
    fn new() -> Self {
        let estate = Self { folder: tempfile::tempdir().unwrap() };
        let job = "window = \"2026-03\"\nsteps = [\"extract\", \"tally\", \"publish\", \"report\"]\n[[report]]\ntemplate = \"executive\"\n";
        for (path, text) in [
            (
                "reckoner.toml",
                "[estate]\nname = \"N\"\ncurrency = \"USD\"\n[[satellite]]\nid = \"s\"\nsource = { format = \"csv\", url = \"in\" }\n",
            ),
            ("jobs/all.toml", job),
            ("report_templates/notes.html", "{{ page.estate }}\n"),
            ("baselines/projects.csv", "project_id,name,department_id,status\np,P,d,live\n"),
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
        let program = std::env::var_os("RECKON_UNDER_TEST").unwrap_or_else(|| env!("CARGO_BIN_EXE_reckon").into());
        let mut command = Command::new(program);
        command.args(["--no-progress", "--now", "2026-04-02T06:00:00Z", "-C"]).arg(self.root()).args(args);
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the program that cargo built can be started")
    }
}

#[track_caller]
fn ended(output: &Output, code: i32) -> String {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{told}");
    told
}

// What cannot be looked into is not absent.

/// Runs as somebody whom rights apply to: root is told to be nobody.
#[cfg(unix)]
fn as_an_ordinary_user(estate: &Estate, args: &[&str]) -> Output {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let probe = estate.folder.path().join("probe");
    fs::write(&probe, "").unwrap();
    fs::set_permissions(&probe, fs::Permissions::from_mode(0)).unwrap();
    let mut command = estate.command(args);
    if fs::read(&probe).is_ok() {
        give(estate.folder.path(), 65_534);
        command.uid(65_534).gid(65_534);
    }
    fs::remove_file(&probe).unwrap();
    command.output().expect("the program that cargo built can be started")
}

#[cfg(unix)]
fn give(place: &Path, to: u32) {
    if place.is_dir() {
        fs::read_dir(place).unwrap().for_each(|entry| give(&entry.unwrap().path(), to));
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
        ("reckoner.toml", 0, &["check"][..], "reckoner.toml: cannot be read"),
        ("jobs", 0, &["run", "weekly_executive"], "jobs: cannot be read"),
        ("jobs", 0o444, &["run", "weekly_executive"], "jobs/all.toml: cannot be read"),
        ("jobs/all.toml", 0, &["run", "all"], "jobs/all.toml: cannot be read"),
        ("report_templates", 0, &["run", "all"], "report_templates: cannot be read"),
        ("report_templates", 0o444, &["run", "all"], "report_templates/notes.html: cannot be read"),
        ("baselines", 0, &["run", "all"], "baselines: cannot be read"),
        ("lake/objects", 0, &["report", "all"], "lake/objects"),
        ("lake/objects/_delta_log", 0, &["run", "all"], "lake/objects"),
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
        assert_eq!(output.status.code(), Some(74), "{place} at mode {mode:o}: {told}");
        assert!(told.contains(said), "{place} at mode {mode:o}: {told}");
        assert!(!told.contains("mistake"), "it is nobody's mistake who wrote it: {told}");
    }
}

// Whoever asked must get the answer, or hear that they did not.

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_a_failure_and_a_reader_who_left_is_none() {
    let estate = Estate::new();
    for args in
        [&["rejects"][..], &["rejects", "--output", "csv"], &["rejects", "--output", "json"], &["status"], &["check"], &["run", "all"]]
    {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = estate.command(args).stdout(full).output().unwrap();
        let told = ended(&output, 74);
        assert!(told.contains("stdout") && told.contains("No space left"), "{args:?}: {told}");
        let mut child = estate.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        ended(&output, 0);
    }
}
