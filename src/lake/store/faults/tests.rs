//! What the lake makes of a store that misbehaves.

use std::sync::Arc;

use super::{FaultStore, StoreCall, Trouble};
use crate::lake::tests::{Telling, delivery, told, upsert};
use crate::lake::{Lake, LakeError, Store, tables::SESSIONS};
use crate::model::receipt::Exit;

fn faulty() -> (Arc<FaultStore>, Lake) {
    let faulty = Arc::new(FaultStore::default());
    let lake = Lake::open(Store::over(faulty.clone())).unwrap();
    (faulty, lake)
}

fn is_commit(asked: &StoreCall) -> bool {
    asked.writes && asked.path.contains("_delta_log/")
}

fn is_data(asked: &StoreCall) -> bool {
    asked.writes && asked.path.ends_with(".parquet")
}

#[test]
fn a_lost_reply_does_not_make_our_own_commit_a_strangers() {
    let (faulty, lake) = faulty();
    for n in 0..3 {
        faulty.plan(0, is_commit, Trouble::LosesReply);
        assert_eq!(
            upsert(&lake, &[Telling::plain(n, 0)]),
            told(1, 0, 0),
            "telling {n}"
        );
        assert_eq!(lake.snapshot(&SESSIONS).unwrap().version, Some(n.into()));
        assert!(faulty.revive(), "it was asked for a commit");
    }
}

/// The error that a delivery ends with while its data file meets trouble; the lake is as before,
/// and the same delivery goes through when the trouble is over.
fn refused(trouble: Trouble) -> LakeError {
    let (faulty, lake) = faulty();
    upsert(&lake, &[Telling::plain(1, 0)]);
    let before = lake.snapshot(&SESSIONS).unwrap();
    let delivery = || vec![delivery(&lake, "s", &[Telling::plain(2, 0)])];
    faulty.plan(0, is_data, trouble);
    let error = lake.upsert_sessions(delivery()).unwrap_err();
    assert!(faulty.revive(), "a data file was written");
    assert_eq!(lake.snapshot(&SESSIONS).unwrap(), before, "{trouble:?}");
    lake.upsert_sessions(delivery()).unwrap();
    assert_eq!(
        lake.snapshot(&SESSIONS).unwrap().files.len(),
        2,
        "{trouble:?}"
    );
    assert_eq!(lake.rows(&SESSIONS).unwrap().len(), 2, "{trouble:?}");
    error
}

#[test]
fn a_full_disk_leaves_the_lake_as_it_was() {
    let error = refused(Trouble::Refused);
    assert_eq!(error.exit(), Exit::Io);
    assert!(
        error.to_string().starts_with("writing ") && error.to_string().contains("no space left"),
        "{error}"
    );
}

#[test]
fn a_store_that_is_asked_too_often_and_one_that_knows_us_no_more_say_so() {
    let slow = refused(Trouble::Throttled);
    assert!(
        slow.exit() == Exit::Io && slow.to_string().contains("slow down"),
        "{slow}"
    );
    let stranger = refused(Trouble::Expired);
    assert!(
        stranger.exit() == Exit::Credentials && stranger.to_string().contains("expired"),
        "{stranger}"
    );
}

#[test]
fn a_file_that_arrived_in_half_is_named_by_no_commit() {
    let error = refused(Trouble::Torn);
    assert_eq!(error.exit(), Exit::Io);
    let LakeError::Torn { path, sent, held } = &error else {
        panic!("{error}")
    };
    assert!(path.ends_with(".parquet") && *held == sent / 2, "{error}");
}

#[test]
fn a_small_delivery_reads_only_the_files_that_may_hold_its_sessions() {
    let (faulty, lake) = faulty();
    // Two months: the ids of the second lie between those of the first, so only its filter can
    // leave the first out.
    let march: Vec<_> = [1, 3, 5, 7, 9].map(|id| Telling::plain(id, 0)).into();
    let april: Vec<_> = [2, 4, 6, 8]
        .map(|id| Telling {
            day: 2,
            ..Telling::plain(id, 0)
        })
        .into();
    upsert(&lake, &march);
    upsert(&lake, &april);
    let read = || {
        let asked = faulty
            .take_asked()
            .into_iter()
            .filter(|asked| !asked.writes);
        asked
            .map(|asked| asked.path)
            .filter(|path| path.ends_with(".parquet"))
            .collect::<Vec<_>>()
    };
    read();
    assert_eq!(
        upsert(
            &lake,
            &[Telling {
                day: 2,
                ..Telling::plain(4, 1)
            }]
        ),
        told(0, 1, 0)
    );
    let asked = read();
    assert!(
        asked.iter().filter(|path| path.contains("2026-03")).count() <= 1,
        "a filter at most: {asked:?}"
    );
    assert!(
        asked.iter().any(|path| path.contains("2026-04")),
        "the file that holds it is read"
    );
    upsert(&lake, &[Telling::plain(99, 0)]);
    let asked = read();
    // The head of the file that was just written is no reading of it.
    let old = |path: &String| {
        !lake
            .snapshot(&SESSIONS)
            .unwrap()
            .files
            .iter()
            .any(|file| file.path == *path && file.rows == 1)
    };
    assert_eq!(
        asked.iter().filter(|path| old(path)).count(),
        0,
        "session-99 comes after all others: {asked:?}"
    );
}
