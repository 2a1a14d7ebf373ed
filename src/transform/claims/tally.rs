//! Sessions to integers.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::super::rows;
use super::world::*;
use crate::model::Outcome::*;
use polars::prelude::{DataFrame, IntoLazy};

/// The tallies of March, by table.
fn counted(world: &World) -> BTreeMap<&'static str, DataFrame> {
    let lake = in_a_lake(world.sessions_frame().lazy(), "prod", "2026-03");
    tallied(&lake, "prod", "2026-03")
        .into_iter()
        .map(|(table, frame)| (table.name, frame))
        .collect()
}

#[test]
fn a_tally_counts_what_is_not_deleted_and_adds_unknown_durations_as_zero() {
    let mut world = World::new();
    world.ran(2, "a", "2026-03-02", Succeeded);
    world.see(
        1,
        Seen {
            ended: None,
            ..seen("a", "2026-03-02", Succeeded)
        },
    );
    world.see(
        1,
        Seen {
            ended: None,
            ..seen("a", "2026-03-03", Running)
        },
    );
    world.see(
        1,
        Seen {
            deleted: true,
            ..seen("a", "2026-03-02", Succeeded)
        },
    );
    let tallied = counted(&world);
    let wholes = |name| {
        rows::whole(&tallied["tallies"], name)
            .unwrap()
            .iter()
            .flatten()
            .collect::<Vec<_>>()
    };
    // two of a minute and one without an end; on the 3rd one that is still open
    assert_eq!(
        (wholes("sessions"), wholes("duration_ms")),
        (vec![3, 1], vec![120_000, 0])
    );
}

#[test]
fn errors_durations_and_unknown_texts_have_tallies_of_their_own() {
    let mut world = World::new();
    world
        .see(
            2,
            Seen {
                error: Some("E1"),
                ..seen("a", "2026-03-02", Failed)
            },
        )
        .ran(1, "a", "2026-03-02", TimedOut);
    world.see(
        3,
        Seen {
            error: Some("E1"),
            ..seen("a", "2026-03-02", Succeeded)
        },
    );
    world.see(
        4,
        Seen {
            text: Some("Perhaps"),
            ..seen("a", "2026-03-02", Unknown)
        },
    );
    let tallied = counted(&world);
    let sessions = |frame| {
        rows::whole(frame, "sessions")
            .unwrap()
            .iter()
            .flatten()
            .collect::<Vec<_>>()
    };
    assert_eq!(sessions(&tallied["error_tallies"]), [1, 2]); // without a code, then E1
    assert_eq!(sessions(&tallied["duration_tallies"]), [3]); // a minute each
    assert_eq!(sessions(&tallied["unknown_tallies"]), [4]);
}

#[test]
fn an_automation_is_called_as_its_last_session_of_its_last_day_called_it() {
    let mut world = World::new();
    let named = |day, name| Seen {
        name: Some(name),
        ..seen("a", day, Succeeded)
    };
    world
        .see(1, named("2026-03-05", "new"))
        .see(1, named("2026-03-05", "newest"))
        .see(1, named("2026-03-02", "old"));
    world.see(
        1,
        Seen {
            started: Some(at("2026-02-01T12:00:00Z") - TimeDelta::minutes(1)),
            ..named("2026-02-01", "oldest")
        },
    );
    let kept = world.kept();
    assert_eq!(
        rows::text(&kept.automations, "name").unwrap().get(0),
        Some("newest")
    );
    let days = |name| {
        kept.automations
            .column(name)
            .unwrap()
            .get(0)
            .unwrap()
            .to_string()
    };
    assert_eq!(
        (days("first_day"), days("last_day")),
        ("2026-02-01".into(), "2026-03-05".into())
    );
}
