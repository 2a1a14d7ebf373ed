//! On a disk, where files can be made to look old.

use std::fs::File;
use std::time::{Duration, SystemTime};

use super::*;
use crate::lake::delta::{Change, FileBounds, Staged};
use crate::lake::tables::{OBJECTS, SESSIONS};
use crate::lake::tests::{Telling, upsert};
use crate::lake::{DataFile, Store};

const OLD: Duration = Duration::from_secs(9 * 24 * 3600);

struct OldLake {
    folder: tempfile::TempDir,
    lake: Lake,
}

impl OldLake {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let lake = Lake::open(Store::open("lake", folder.path()).unwrap()).unwrap();
        upsert(&lake, &[Telling::plain(1, 0), Telling::plain(2, 0)]);
        Self { folder, lake }
    }

    /// The file of sessions, which is no longer named when it was replaced.
    fn replaced(&self) -> String {
        let before = self.lake.snapshot(&SESSIONS).unwrap().files[0].path.clone();
        upsert(
            &self.lake,
            &[Telling {
                source_version: Some(1),
                ..Telling::plain(1, 1)
            }],
        );
        assert_ne!(self.lake.snapshot(&SESSIONS).unwrap().files[0].path, before);
        before
    }

    fn is_there(&self, path: &str) -> bool {
        self.folder.path().join("lake").join(path).exists()
    }

    /// All files look nine days old, and so does what is remembered.
    fn nine_days_later(&self) {
        self.age("");
        let memory: Memory =
            serde_json::from_slice(&self.lake.store().get(SWEPT_JSON).unwrap().unwrap()).unwrap();
        let before = |since: BTreeMap<String, DateTime<Utc>>| {
            since
                .into_iter()
                .map(|(path, at)| (path, at - TimeDelta::days(9)))
                .collect()
        };
        self.lake
            .remember(&Memory {
                unnamed: before(memory.unnamed),
                trash: before(memory.trash),
                ..memory
            })
            .unwrap();
    }

    fn age(&self, prefix: &str) {
        for object in self.lake.store().list(prefix).unwrap() {
            set_old(&self.lake.store().local_path(&object.path).unwrap());
        }
    }

    fn sweep(&self) -> usize {
        self.sweep_but(&BTreeSet::new())
    }

    fn sweep_but(&self, kept: &BTreeSet<String>) -> usize {
        self.lake
            .sweep(|| Ok::<_, LakeError>(kept.clone()))
            .unwrap()
            .0
            .files
    }

    fn damages(&self) -> Vec<(String, String)> {
        let (_, found) = self
            .lake
            .sweep(|| Ok::<_, LakeError>(BTreeSet::new()))
            .unwrap();
        found
            .into_iter()
            .map(|damage| (damage.path, damage.what))
            .collect()
    }

    /// Somebody commits that this file of sessions is part of the table again.
    fn name_again(&self, path: &str, size: u64) {
        let partition = [("satellite_id", "s"), ("month", "2026-03")]
            .map(|(column, value)| (column.to_owned(), value.to_owned()));
        let file = DataFile {
            path: path.to_owned(),
            partition: partition.into(),
            rows: 2,
            size,
        };
        let change = || Change {
            adds: vec![Staged {
                file: file.clone(),
                bounds: FileBounds::default(),
            }],
            removes: vec![],
        };
        self.lake
            .transact(&SESSIONS, |_| true, |_| Ok((change(), ())))
            .unwrap();
    }
}

fn set_old(place: &std::path::Path) {
    File::options()
        .write(true)
        .open(place)
        .unwrap()
        .set_modified(SystemTime::now() - OLD)
        .unwrap();
}

#[test]
fn what_was_unnamed_for_a_week_is_swept_and_nothing_else() {
    let s = OldLake::new();
    let (hash, foreign) = (
        format!("publications/{}", "a".repeat(64)),
        "sessions/notes.txt".to_owned(),
    );
    let orphan = "tallies/satellite_id=s/month=2026-03/tallies-x.parquet".to_owned();
    for path in [&hash, &foreign, &orphan] {
        s.lake.store().put(path, "x").unwrap();
    }
    let removed = s.replaced();
    s.age("");
    assert_eq!(
        s.sweep(),
        0,
        "old as they are, they are found unnamed for the first time"
    );
    s.nine_days_later();
    assert_eq!(s.sweep(), 3);
    assert_eq!(
        [&hash, &orphan, &removed, &foreign].map(|path| s.is_there(path)),
        [false, false, false, true]
    );
    assert_eq!(s.lake.rows(&SESSIONS).unwrap().len(), 2);
    s.nine_days_later();
    assert_eq!(s.sweep(), 0);
}

#[test]
fn what_a_kept_publication_names_stays() {
    let s = OldLake::new();
    let removed = s.replaced();
    let kept = BTreeSet::from([removed.clone()]);
    s.sweep_but(&kept);
    s.nine_days_later();
    assert_eq!((s.sweep_but(&kept), s.is_there(&removed)), (0, true));
    s.sweep();
    s.nine_days_later();
    assert_eq!(
        (s.sweep(), s.is_there(&removed)),
        (1, false),
        "kept no more, it has a week"
    );
}

#[test]
fn what_a_writer_writes_now_is_not_swept() {
    let s = OldLake::new();
    let removed = s.replaced();
    s.sweep();
    s.nine_days_later();
    // The same contents are about to be named again: a writer stages them, and has not committed.
    let bytes = s.lake.store().get(&removed).unwrap().unwrap();
    s.lake.store().put(&removed, bytes).unwrap();
    assert_eq!((s.sweep(), s.is_there(&removed)), (0, true));
}

#[test]
fn a_file_that_is_named_again_begins_its_week_again() {
    let s = OldLake::new();
    let path = s.replaced();
    s.sweep();
    assert_eq!(s.sweep_but(&BTreeSet::from([path.clone()])), 0);
    s.nine_days_later();
    assert_eq!((s.sweep(), s.is_there(&path)), (0, true));
}

#[test]
fn what_a_killed_writer_left_beside_its_file_is_swept_after_a_day() {
    let s = OldLake::new();
    let log = s.folder.path().join("lake/sessions/_delta_log");
    let (old, young) = (
        log.join("00000000000000000001.json#123000001"),
        log.join("00000000000000000001.json#124000001"),
    );
    for place in [&old, &young] {
        std::fs::write(place, "{").unwrap();
    }
    set_old(&old);
    assert_eq!((s.sweep(), old.exists(), young.exists()), (1, false, true));
}

#[test]
fn a_lake_is_swept_once_a_day() {
    let s = OldLake::new();
    let now = Utc::now();
    assert!(s.lake.is_sweep_due(now).unwrap());
    s.sweep();
    assert!(!s.lake.is_sweep_due(now + TimeDelta::hours(23)).unwrap());
    assert!(s.lake.is_sweep_due(now + TimeDelta::hours(25)).unwrap());
}

#[test]
fn what_others_laid_down_is_theirs() {
    for theirs in [
        "landing/emea/flowsession/1-0/000001-0123456789ab.json",
        "landing/emea/flowsession.json",
        "notes.txt",
        "swept.json",
    ] {
        assert!(!is_ours(theirs), "{theirs}");
    }
}

/// A lake with a file that is due to be swept: its path and size.
fn due() -> (OldLake, String, u64) {
    let s = OldLake::new();
    let path = s.replaced();
    let size = s.lake.store().head(&path).unwrap().unwrap().size;
    s.sweep();
    s.nine_days_later();
    (s, path, size)
}

#[test]
fn what_is_swept_lies_in_the_trash_for_a_day_and_is_deleted_by_a_later_sweep() {
    let (s, path, _) = due();
    let in_trash = format!("trash/{path}");
    assert_eq!(
        (s.sweep(), s.is_there(&path), s.is_there(&in_trash)),
        (1, false, true)
    );
    assert_eq!((s.sweep(), s.is_there(&in_trash)), (0, true), "not a day");
    s.nine_days_later();
    assert_eq!((s.sweep(), s.is_there(&in_trash)), (0, false));
}

#[test]
fn what_a_commit_names_while_it_is_being_swept_is_put_back() {
    let (s, path, size) = due();
    let asked = std::cell::Cell::new(0);
    // Who else names files is asked before a file is moved and after it: in between, somebody
    // commits.
    let kept = || {
        asked.set(asked.get() + 1);
        if asked.get() == 2 {
            assert!(!s.is_there(&path), "it was moved");
            s.name_again(&path, size);
        }
        Ok::<_, LakeError>(BTreeSet::new())
    };
    let (swept, damages) = s.lake.sweep(kept).unwrap();
    assert_eq!((swept.files, damages, s.is_there(&path)), (0, vec![], true));
    assert_eq!(
        s.lake.rows(&SESSIONS).unwrap().len(),
        4,
        "both files are read"
    );
}

#[test]
fn what_a_commit_names_after_it_was_swept_is_put_back_by_whoever_misses_it() {
    for far in [false, true] {
        let (s, path, size) = due();
        assert_eq!((s.sweep(), s.is_there(&path)), (1, false));
        s.name_again(&path, size);
        if far {
            // The next sweep finds it before anybody reads it, and a day later at that.
            s.nine_days_later();
            assert_eq!((s.damages(), s.is_there(&path)), (vec![], true));
        }
        assert_eq!(
            (s.lake.rows(&SESSIONS).unwrap().len(), s.is_there(&path)),
            (4, true)
        );
    }
}

#[test]
fn what_is_written_while_it_is_moved_is_put_back() {
    let (s, path, _) = due();
    let bytes = s.lake.store().get(&path).unwrap().unwrap();
    let asked = std::cell::Cell::new(0);
    let kept = || {
        asked.set(asked.get() + 1);
        if asked.get() == 2 {
            // It was written just before it was moved: what lies in the trash is young, and nothing
            // names it yet.
            s.lake.store().put(&in_trash(&path), bytes.clone()).unwrap();
        }
        Ok::<_, LakeError>(BTreeSet::new())
    };
    assert_eq!(
        (s.lake.sweep(kept).unwrap().0.files, s.is_there(&path)),
        (0, true)
    );
}

#[test]
fn files_that_logs_name_and_that_are_not_there_are_told_day_by_day_until_they_are() {
    let s = OldLake::new();
    upsert(
        &s.lake,
        &[Telling {
            day: 2,
            ..Telling::plain(7, 0)
        }],
    );
    let files = s.lake.snapshot(&SESSIONS).unwrap().files;
    assert_eq!(s.damages(), []);
    let place = |at: usize| s.lake.store().local_path(&files[at].path).unwrap();
    let kept = std::fs::read(place(0)).unwrap();
    std::fs::remove_file(place(0)).unwrap();
    std::fs::write(place(1), "cut").unwrap();
    let found = s.damages();
    assert_eq!(
        found[0],
        (
            files[0].path.clone(),
            "the log names this file, and it is not there".to_owned()
        )
    );
    assert_eq!(
        found[1],
        (
            files[1].path.clone(),
            format!("the file has 3 bytes, and the log says {}", files[1].size)
        )
    );
    assert_eq!(
        s.lake
            .known_damages()
            .unwrap()
            .iter()
            .map(|damage| damage.rows)
            .collect::<Vec<_>>(),
        [2, 1]
    );
    assert_eq!(s.lake.damages().unwrap(), s.lake.known_damages().unwrap());
    std::fs::write(place(0), kept).unwrap();
    assert_eq!(
        s.lake
            .known_damages()
            .unwrap()
            .iter()
            .map(|damage| &damage.path)
            .collect::<Vec<_>>(),
        [&files[1].path]
    );
}

#[test]
fn a_log_that_is_gone_is_told_and_its_table_begins_anew_only_where_that_is_asked_for() {
    let s = OldLake::new();
    s.sweep();
    let reopened = || Lake::open(Store::open("lake", s.folder.path()).unwrap()).unwrap();
    assert_eq!(
        reopened().snapshot(&OBJECTS).unwrap().version,
        None,
        "it never had one"
    );
    std::fs::remove_dir_all(s.folder.path().join("lake/sessions/_delta_log")).unwrap();
    let error = reopened().snapshot(&SESSIONS).unwrap_err();
    assert_eq!(error.exit(), crate::model::receipt::Exit::Io);
    assert!(
        error
            .to_string()
            .starts_with("table sessions: its log is gone from "),
        "{error}"
    );
    let lake = reopened();
    assert_eq!(lake.begin_anew().unwrap(), ["sessions"]);
    assert_eq!(lake.snapshot(&SESSIONS).unwrap().version, None);
    assert_eq!(
        reopened().snapshot(&SESSIONS).unwrap().version,
        None,
        "and so for those who come later"
    );
}
