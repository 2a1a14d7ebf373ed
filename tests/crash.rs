//! A run that is killed leaves the lake as it was or as it should be: run again to its end, an
//! estate says byte for byte what it would have said undisturbed. The same of a full disk, and of
//! two runs at once. The instants are drawn; `RECKON_CRASH_SEED` draws others and
//! `RECKON_CRASH_KILLS` more, and a failure says which.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Every run takes the same instant for now: what is published may differ in nothing.
const NOW: &str = "2026-04-02T06:00:00Z";

fn reckon(estate: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
    command
        .args(["--quiet", "--now", NOW, "-C"])
        .arg(estate)
        .args(words)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn begin(estate: &Path) -> Child {
    reckon(estate, &["run", "demo"])
        .spawn()
        .expect("the program that cargo built can be started")
}

fn finish(mut run: Child) -> Option<i32> {
    run.wait().expect("it was started").code()
}

/// The sample estate, never run.
fn fresh(folder: &Path) -> PathBuf {
    let estate = folder.join("fresh");
    let made = Command::new(env!("CARGO_BIN_EXE_reckon"))
        .args(["init", "--demo"])
        .arg(&estate)
        .output();
    assert!(
        made.expect("it can be started").status.success(),
        "no sample estate"
    );
    estate
}

/// Another estate with the same files of the same age, since that is how exports are told apart.
fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from)
        .expect("a folder that can be listed")
        .map(|e| e.expect("a listed file"))
    {
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), &place).expect("a file that can be copied");
            let age = entry
                .metadata()
                .expect("a file")
                .modified()
                .expect("files have ages");
            File::options()
                .write(true)
                .open(&place)
                .expect("our own file")
                .set_modified(age)
                .expect("files have ages");
        }
    }
}

fn files(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for path in fs::read_dir(folder)
        .expect("a folder that can be listed")
        .map(|e| e.expect("a listed file").path())
    {
        if path.is_dir() {
            files(&path, found)
        } else {
            drop(found.insert(path.clone(), fs::read(&path).expect("a file")))
        }
    }
}

/// What an estate says: marts, history and reports, and what the lake says of its rows.
fn said(estate: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    files(&estate.join("out"), &mut found);
    let below = |path: &Path| path.strip_prefix(estate).expect("it lies there").to_owned();
    let mut said: BTreeMap<_, _> = found
        .into_iter()
        .map(|(path, bytes)| (below(&path), bytes))
        .collect();
    // A file that was killed before it got its name (`…#digits`) says nothing to anybody.
    let is_nameless = |path: &Path| {
        path.to_string_lossy()
            .rsplit_once('#')
            .is_some_and(|(_, number)| number.bytes().all(|b| b.is_ascii_digit()))
    };
    // A mail that was begun when its run was killed may be there or not, and is never sent again by
    // itself; `deliver`'s own tests kill it at every write.
    let is_of_one_run =
        |path: &Path| path.starts_with("out/receipts") || path.starts_with("out/mail");
    said.retain(|path, _| !is_of_one_run(path) && !is_nameless(path));
    let status = reckon(estate, &["status", "--output", "json"])
        .stdout(Stdio::piped())
        .output()
        .expect("it can be started");
    assert!(status.status.success(), "no status of {}", estate.display());
    said.insert("status".into(), status.stdout);
    said
}

/// The names of what differs.
fn differences(a: &BTreeMap<PathBuf, Vec<u8>>, b: &BTreeMap<PathBuf, Vec<u8>>) -> Vec<PathBuf> {
    let names = a
        .keys()
        .chain(b.keys())
        .collect::<std::collections::BTreeSet<_>>();
    names
        .into_iter()
        .filter(|name| a.get(*name) != b.get(*name))
        .cloned()
        .collect()
}

/// Numbers from 0 to 1, the same for a seed (SplitMix64).
fn draws(mut seed: u64) -> impl Iterator<Item = f64> {
    std::iter::repeat_with(move || {
        seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    })
}

#[test]
fn a_run_killed_at_any_instant_is_mended_by_the_next() {
    let asked = |name: &str| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse::<u32>().ok())
    };
    let (seed, kills) = (
        asked("RECKON_CRASH_SEED").unwrap_or(1),
        asked("RECKON_CRASH_KILLS").unwrap_or(12),
    );
    let folder = tempfile::tempdir().expect("a temporary folder");
    let fresh = fresh(folder.path());
    let undisturbed = folder.path().join("undisturbed");
    copied(&fresh, &undisturbed);
    let began = Instant::now();
    assert_eq!(finish(begin(&undisturbed)), Some(0));
    let whole = began.elapsed();
    let expected = said(&undisturbed);
    assert!(
        expected.keys().any(|name| name.ends_with("executive.html")),
        "nothing was published"
    );

    let mut killed = 0;
    for (n, drawn) in (0..kills).zip(draws(seed.into())) {
        // The time that a whole run takes in as many equal parts, and one instant in each.
        let after: Duration = whole.mul_f64((f64::from(n) + drawn) / f64::from(kills));
        let estate = folder.path().join(format!("killed-{n}"));
        copied(&fresh, &estate);
        let mut run = begin(&estate);
        std::thread::sleep(after);
        run.kill().expect("a process of ours");
        killed += u32::from(finish(run).is_none());
        let place = format!("seed {seed}, kill {n} after {after:?} of {whole:?}");
        assert_eq!(finish(begin(&estate)), Some(0), "{place}: the next run");
        let differing = differences(&expected, &said(&estate));
        assert!(differing.is_empty(), "{place}: {differing:#?}");
        fs::remove_dir_all(&estate).expect("our own folder");
    }
    println!(
        "seed {seed}: {killed} of {kills} runs were killed, in {:?}",
        began.elapsed()
    );
    assert!(
        killed >= kills / 2,
        "seed {seed}: only {killed} of {kills} runs were still running when they were killed"
    );
}

/// A file system that takes no file beyond a size stands for one that takes no more: the write
/// fails, and the process lives.
#[test]
fn a_disk_that_takes_no_more_is_told_by_path_and_bytes_and_the_next_run_mends_what_it_left() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let fresh = fresh(folder.path());
    let undisturbed = folder.path().join("undisturbed");
    copied(&fresh, &undisturbed);
    assert_eq!(finish(begin(&undisturbed)), Some(0));
    let expected = said(&undisturbed);
    // In blocks of 512 bytes, or of 1024 to some shells: rejects do not fit, sessions do not, pages
    // do not, which are rendered before anything is published.
    for (blocks, wanted) in [(2, "lake/rejects/"), (8, "lake/sessions/"), (80, "out/")] {
        let estate = folder.path().join(format!("full-{blocks}"));
        copied(&fresh, &estate);
        let run = begin_words(&estate);
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec {run}");
        let ended = Command::new("sh")
            .args(["-c", &limited])
            .output()
            .expect("there is a shell");
        let told = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(74), "{blocks} blocks: {told}");
        let error = told
            .lines()
            .find(|line| line.starts_with("error: "))
            .unwrap_or_else(|| panic!("no error is told: {told}"));
        assert!(
            error.contains("writing ") && error.contains(" bytes to ") && error.contains(wanted),
            "{blocks} blocks: {error}"
        );
        let mut left = BTreeMap::new();
        files(&estate, &mut left);
        let staged: Vec<_> = left
            .keys()
            .filter(|path| path.to_string_lossy().contains('#'))
            .collect();
        assert!(staged.is_empty(), "{blocks} blocks: {staged:?}");
        assert_eq!(
            finish(begin(&estate)),
            Some(0),
            "{blocks} blocks: the next run"
        );
        let differing = differences(&expected, &said(&estate));
        assert!(differing.is_empty(), "{blocks} blocks: {differing:#?}");
    }
}

/// The words of [`begin`] for a shell.
fn begin_words(estate: &Path) -> String {
    let command = reckon(estate, &["run", "demo"]);
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| format!("'{}' ", word.to_string_lossy().replace('\'', r"'\''")))
        .collect()
}

#[test]
fn two_runs_at_once_end_well_or_say_try_again_and_the_estate_is_as_after_one() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let fresh = fresh(folder.path());
    let [alone, shared] = ["alone", "shared"].map(|name| folder.path().join(name));
    copied(&fresh, &alone);
    copied(&fresh, &shared);
    assert_eq!(finish(begin(&alone)), Some(0));
    let runs = [begin(&shared), begin(&shared)];
    let mut codes = runs.map(finish);
    codes.sort_unstable();
    assert!(
        codes[0] == Some(0) && [Some(0), Some(75)].contains(&codes[1]),
        "exit codes {codes:?}"
    );
    let differing = differences(&said(&alone), &said(&shared));
    assert!(differing.is_empty(), "exit codes {codes:?}: {differing:#?}");
}

#[test]
fn many_that_read_different_exports_at_once_lose_none_of_them() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let fresh = fresh(folder.path());
    let alone = folder.path().join("alone");
    copied(&fresh, &alone);
    assert_eq!(finish(begin(&alone)), Some(0));
    let expected = said(&alone);
    for round in 0..3 {
        let shared = folder.path().join(format!("shared-{round}"));
        copied(&fresh, &shared);
        let extract = |satellite: &str| {
            reckon(&shared, &["extract", "--satellite", satellite])
                .spawn()
                .expect("it can be started")
        };
        let readers = ["emea-prod", "dach-legacy", "uat"].map(extract);
        assert_eq!(readers.map(finish), [Some(0); 3], "round {round}");
        let status = Path::new("status");
        assert_eq!(
            said(&shared)[status],
            expected[status],
            "round {round}: what was read"
        );
        assert_eq!(finish(begin(&shared)), Some(0));
        let differing = differences(&expected, &said(&shared));
        assert!(differing.is_empty(), "round {round}: {differing:#?}");
    }
}

/// The promise that the kills rest on: whatever comes later in this list can be made again from
/// what comes before.
#[test]
fn the_cursor_is_committed_after_its_sessions_and_marts_json_after_its_publication() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let estate = fresh(folder.path());
    assert_eq!(finish(begin(&estate)), Some(0));
    let written = |place: &str| {
        let file =
            fs::metadata(estate.join(place)).unwrap_or_else(|error| panic!("{place}: {error}"));
        file.modified().expect("files have ages")
    };
    let log = |table: &str| format!("lake/{table}/_delta_log/00000000000000000000.json");
    let marts = |name: &str| format!("out/marts/demo/2026-03-01..2026-03-31/{name}");
    let order = [
        log("rejects"),
        // What is new is known as begun before its rows are there, and as read after them.
        log("objects"),
        log("sessions"),
        log("objects").replace("00.json", "01.json"),
        log("tallies"),
        log("daily_values"),
        log("publications"),
        marts("project_scores.csv"),
        marts("marts.json"),
        "out/marts/demo/latest/marts.json".to_owned(),
        "out/reports/demo/latest/reports.json".to_owned(),
    ];
    for pair in order.windows(2) {
        assert!(
            written(&pair[0]) <= written(&pair[1]),
            "{} was written before {}",
            pair[1],
            pair[0]
        );
    }
    let last = fs::read_dir(estate.join(marts("")))
        .expect("the window's marts")
        .map(|e| e.expect("a listed file").path());
    let newest = last
        .max_by_key(|path| {
            written(
                &path
                    .strip_prefix(&estate)
                    .expect("below it")
                    .to_string_lossy(),
            )
        })
        .expect("marts");
    assert!(
        newest.ends_with("marts.json"),
        "{} was written after marts.json",
        newest.display()
    );
}

#[test]
fn what_killed_runs_left_without_a_name_is_swept_a_day_later() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let estate = fresh(folder.path());
    assert_eq!(finish(begin(&estate)), Some(0));
    let left = |place: &str, days: u64| {
        let place = estate.join(place);
        fs::write(&place, "half a page").expect("a file");
        let age = std::time::SystemTime::now() - Duration::from_secs(days * 86_400);
        File::options()
            .write(true)
            .open(&place)
            .expect("our own file")
            .set_modified(age)
            .expect("files have ages");
        place
    };
    let old = [
        left("out/reports/demo/latest/executive.csv#17552000154", 2),
        left("lake/sessions/x.parquet#1000001", 2),
    ];
    let kept = [
        left("out/reports/demo/latest/executive.csv#17552000155", 0),
        left("out/reports/demo/latest/notes #1.txt", 2),
    ];
    // The first run swept, and there was nothing. That was a moment ago: the next does not.
    assert_eq!(finish(begin(&estate)), Some(0));
    assert!(
        old.iter().chain(&kept).all(|place| place.exists()),
        "swept twice a day"
    );
    fs::remove_file(estate.join("lake/swept.json")).expect("the first run swept");
    assert_eq!(finish(begin(&estate)), Some(0));
    assert_eq!(
        (
            old.map(|place| place.exists()),
            kept.map(|place| place.exists())
        ),
        ([false; 2], [true; 2])
    );
}
