use chrono::NaiveDate;

use super::*;
use crate::lake::cells;
use crate::lake::{Cell, Store};

/// A lake with one session, on 2 March.
fn lake() -> Lake {
    let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    let row = SESSIONS.columns().map(|column| match column.name {
        "satellite_id" => "s".into(),
        "month" => "2026-03".into(),
        "earned_day" => day.into(),
        "outcome" => "succeeded".into(),
        "deleted" => false.into(),
        "row" => 2.into(),
        "session_id" | "automation_id" | "reading" | "object" => "x".into(),
        _ => Cell::Null,
    });
    let batch = cells::batch(&SESSIONS, &[row.collect()]).unwrap();
    let lake = Lake::open(Store::memory()).unwrap();
    lake.replace(
        &SESSIONS,
        vec![Part {
            partition: vec!["s".into(), "2026-03".into()],
            name: "x".into(),
            batch,
        }],
    )
    .unwrap();
    lake
}

#[test]
fn what_a_killed_run_committed_is_not_written_over_and_the_rest_is_made() {
    let lake = lake();
    let partitions = partitions(&lake.snapshot(&SESSIONS).unwrap());
    assert_eq!(tallies(&lake, &partitions).unwrap(), 1);
    assert_eq!(
        tallies(&lake, &partitions).unwrap(),
        0,
        "all of it is there"
    );
    let path = |table| lake.snapshot(table).unwrap().files[0].path.clone();
    let (held, gone) = (path(&TALLIES), path(&UNKNOWN_TALLIES));
    lake.store()
        .put(&held, bytes::Bytes::from_static(b"as the log knows it"))
        .unwrap();
    lake.drop_partitions(&UNKNOWN_TALLIES, &[vec!["s".into(), "2026-03".into()]])
        .unwrap();
    assert_eq!(tallies(&lake, &partitions).unwrap(), 1);
    assert_eq!(path(&UNKNOWN_TALLIES), gone);
    assert_eq!(
        lake.store().get(&held).unwrap().unwrap(),
        "as the log knows it"
    );
}
