//! On a disk, where files can be made to look old.

use std::fs::File;
use std::time::{Duration, SystemTime};

use super::*;
use crate::lake::Store;
use crate::lake::tables::SESSIONS;
use crate::lake::tests::{Telling, upsert};

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
        upsert(&self.lake, &[Telling { source_version: Some(1), ..Telling::plain(1, 1) }]);
        assert_ne!(self.lake.snapshot(&SESSIONS).unwrap().files[0].path, before);
        before
    }

    fn is_there(&self, path: &str) -> bool {
        self.folder.path().join("lake").join(path).exists()
    }

    /// All files look nine days old, and so does what is remembered.
    fn nine_days_later(&self) {
        self.age("");
        let memory: Memory = serde_json::from_slice(&self.lake.store().get(SWEPT_JSON).unwrap().unwrap()).unwrap();
        let unnamed = memory.unnamed.into_iter().map(|(path, since)| (path, since - TimeDelta::days(9))).collect();
        self.lake.remember(&Memory { unnamed }).unwrap();
    }

    fn age(&self, prefix: &str) {
        for object in self.lake.store().list(prefix).unwrap() {
            set_old(&self.lake.store().local_path(&object.path).unwrap());
        }
    }

    fn sweep(&self) -> usize {
        self.lake.sweep(&BTreeSet::new()).unwrap().files
    }
}

fn set_old(place: &std::path::Path) {
    File::options().write(true).open(place).unwrap().set_modified(SystemTime::now() - OLD).unwrap();
}

#[test]
fn what_was_unnamed_for_a_week_is_swept_and_nothing_else() {
    let s = OldLake::new();
    let (hash, foreign) = (format!("publications/{}", "a".repeat(64)), "sessions/notes.txt".to_owned());
    let orphan = "tallies/satellite_id=s/month=2026-03/tallies-x.parquet".to_owned();
    for path in [&hash, &foreign, &orphan] {
        s.lake.store().put(path, "x").unwrap();
    }
    let removed = s.replaced();
    s.age("");
    assert_eq!(s.sweep(), 0, "old as they are, they are found unnamed for the first time");
    s.nine_days_later();
    assert_eq!(s.sweep(), 3);
    assert_eq!([&hash, &orphan, &removed, &foreign].map(|path| s.is_there(path)), [false, false, false, true]);
    assert_eq!(s.lake.rows(&SESSIONS).unwrap().len(), 2);
    s.nine_days_later();
    assert_eq!(s.sweep(), 0);
}

#[test]
fn what_a_kept_publication_names_stays() {
    let s = OldLake::new();
    let removed = s.replaced();
    let kept = BTreeSet::from([removed.clone()]);
    s.lake.sweep(&kept).unwrap();
    s.nine_days_later();
    assert_eq!((s.lake.sweep(&kept).unwrap().files, s.is_there(&removed)), (0, true));
    s.lake.sweep(&BTreeSet::new()).unwrap();
    s.nine_days_later();
    assert_eq!((s.sweep(), s.is_there(&removed)), (1, false), "kept no more, it has a week");
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
    assert_eq!(s.lake.sweep(&BTreeSet::from([path.clone()])).unwrap().files, 0);
    s.nine_days_later();
    assert_eq!((s.sweep(), s.is_there(&path)), (0, true));
}

#[test]
fn what_a_killed_writer_left_beside_its_file_is_swept_after_a_day() {
    let s = OldLake::new();
    let log = s.folder.path().join("lake/sessions/_delta_log");
    let (old, young) = (log.join("00000000000000000001.json#123000001"), log.join("00000000000000000001.json#124000001"));
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
    for theirs in ["landing/emea/flowsession/1-0/000001-0123456789ab.json", "landing/emea/flowsession.json", "notes.txt", "swept.json"] {
        assert!(!is_ours(theirs), "{theirs}");
    }
}
