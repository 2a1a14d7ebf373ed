//! What promises count, and in which order their states are asked.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::coverage::{Heard, Told};
use super::super::promises::periods;
use super::world::*;
use crate::model::Outcome::*;
use crate::model::master::{Exclusion, Period, Sli};
use crate::model::scoreboard::{ObjectiveScore, Promise};

fn only(world: &World, window: &str) -> ObjectiveScore {
    let board = world.board(window);
    assert_eq!(board.objectives.len(), 1);
    board.objectives[0].clone()
}

#[test]
fn a_correct_refusal_is_good_and_a_cancelled_session_says_nothing() {
    let mut world = World::new();
    world.project("p").objective("o", "p", Sli::Success, "0.8");
    world
        .ran(7, "p", "2026-03-02", Succeeded)
        .ran(1, "p", "2026-03-02", BusinessException)
        .ran(2, "p", "2026-03-02", Failed);
    world
        .ran(5, "p", "2026-03-02", Cancelled)
        .ran(5, "p", "2026-03-02", Unknown)
        .ran(5, "p", "2026-04-02", Failed);
    let score = only(&world, "2026-03");
    assert_eq!(
        (score.valid, score.good, score.attained),
        (10, 8, Some(0.8))
    );
    // budget (1 − 0.8) × 10 = 2, both are spent; the month is over, and 80 % are 80 %
    assert_eq!(
        (score.budget, score.budget_left, score.burn_rate),
        (m("2"), m("0"), Some(1.0))
    );
    assert_eq!(score.status, Promise::Met);
    let beside = score.beside.unwrap();
    assert_eq!(
        (
            beside.cancelled,
            beside.unknown,
            beside.refused,
            beside.straight_through
        ),
        (5, 5, 1, 7)
    );
    // While the month runs, a budget that is spent is a warning: 0 < 0.25 × 2
    assert_eq!(
        only(&world, "2026-03-01..2026-03-30").status,
        Promise::AtRisk
    );
}

#[test]
fn equal_to_the_target_is_kept_and_one_below_is_broken() {
    for (good, bad, target, status) in [
        (99, 1, "0.99", Promise::Met), // budget 1, left 0: narrowly, and kept
        (98, 2, "0.99", Promise::Breached),
        (100, 0, "0.99", Promise::Met),
        (100, 0, "1", Promise::Met), // no budget, none spent: 0 is not below 0
        (99, 1, "1", Promise::Breached),
        (19, 0, "0.9", Promise::Insufficient),
        (0, 0, "0.9", Promise::Insufficient),
    ] {
        let mut world = World::new();
        world
            .project("p")
            .objective("o", "p", Sli::Success, target)
            .min_valid = 20;
        world
            .ran(good, "p", "2026-03-02", Succeeded)
            .ran(bad, "p", "2026-03-02", Failed);
        let score = only(&world, "2026-03");
        assert_eq!(
            score.status,
            status,
            "{good} of {} for {target}",
            good + bad
        );
        assert_eq!(score.burn_rate.is_some(), target != "1" && good + bad > 0);
    }
}

#[test]
fn sessions_that_hang_are_failures_and_where_most_say_nothing_nobody_knows() {
    let hanging = |day: &str| Seen {
        ended: None,
        ..seen("p", day, Running)
    };
    // Counted from daily values, and, where an exclusion touches it, from the sessions themselves.
    for excluded in [false, true] {
        let mut world = World::new();
        world.project("p").objective("o", "p", Sli::Success, "0.95");
        if excluded {
            world.master.exclusions.push(exclusion(
                at("2026-03-09T00:00:00Z"),
                at("2026-03-10T00:00:00Z"),
            ));
            world
                .see(2, hanging("2026-03-09"))
                .ran(1, "p", "2026-03-09", Succeeded);
        }
        world
            .ran(20, "p", "2026-03-02", Succeeded)
            .see(30, hanging("2026-03-03"));
        // 30 sessions of 3 March hang: 20 of 50, which 10 March is the first day to know.
        let score = only(&world, "2026-03-01..2026-03-09");
        assert_eq!(
            (score.good, score.valid, score.status),
            (20, 20, Promise::OnTrack),
            "{excluded}"
        );
        let score = only(&world, "2026-03-01..2026-03-10");
        assert_eq!(
            (score.good, score.valid, score.status),
            (20, 50, Promise::Breached),
            "{excluded}"
        );
        let score = only(&world, "2026-03");
        assert_eq!(
            (score.valid, score.excluded, score.beside.unwrap().stuck),
            (50, if excluded { 3 } else { 0 }, 30)
        );
        // What began on the last days of a month hangs in the next: once, however the range is cut.
        world.see(4, hanging("2026-03-28"));
        let stuck = |world: &World, window| {
            world
                .board(window)
                .objectives
                .iter()
                .map(|o| o.beside.unwrap().stuck)
                .collect::<Vec<_>>()
        };
        assert_eq!(stuck(&world, "2026-03-01..2026-04-30"), [30, 4]);
        assert_eq!(stuck(&world, "2026-04"), [4]);
        world.master.objectives[0].stuck_after_days = 1;
        assert_eq!(stuck(&world, "2026-03-01..2026-04-30"), [34, 0]);
        // 20 succeeded and 21 were stopped or are in unknown words: more than half of what ended.
        world
            .ran(10, "p", "2026-03-04", Cancelled)
            .ran(10, "p", "2026-03-04", Unknown);
        assert_eq!(
            only(&world, "2026-03").status,
            Promise::Breached,
            "20 of 40 are not more than half"
        );
        world.ran(1, "p", "2026-03-04", Cancelled);
        assert_eq!(only(&world, "2026-03").status, Promise::Unmeasured);
    }
}

#[test]
fn a_duration_is_kept_on_the_millisecond_and_only_by_what_succeeded_and_ended() {
    let mut world = World::new();
    world.project("p").objective("o", "p", Sli::Duration, "0.5");
    let lasting = |ms| {
        let session = seen("p", "2026-03-02", Succeeded);
        Seen {
            started: session.ended.map(|end| end - TimeDelta::milliseconds(ms)),
            ..session
        }
    };
    world
        .see(1, lasting(90_000))
        .see(1, lasting(90_001))
        .ran(3, "p", "2026-03-02", Failed);
    world.see(
        1,
        Seen {
            started: None,
            ..seen("p", "2026-03-02", Succeeded)
        },
    ); // how long cannot be known: not shown to be kept
    world.see(
        1,
        Seen {
            ended: None,
            ..seen("p", "2026-03-02", Succeeded)
        },
    ); // never ended: says nothing
    let score = only(&world, "2026-03");
    assert_eq!(
        (score.valid, score.good, score.threshold_ms),
        (3, 1, Some(90_000))
    );
    assert_eq!(score.status, Promise::Breached);
}

fn exclusion(from: DateTime<Utc>, to: DateTime<Utc>) -> Exclusion {
    let (reason, agreed_by) = (String::new(), String::new());
    Exclusion {
        line: line("exclusions.csv", 2),
        satellite_id: None,
        from,
        to,
        reason,
        agreed_by,
        automation_id: None,
        objective_id: None,
    }
}

#[test]
fn an_exclusion_holds_its_first_instant_and_not_its_last() {
    // sessions started at 11:59:00 and ended at 12:00:00
    for (from, to, excluded) in [
        ("2026-03-02T11:59:00Z", "2026-03-02T11:59:01Z", 3),
        ("2026-03-02T11:00:00Z", "2026-03-02T11:59:00Z", 0),
        ("2026-03-02T11:59:01Z", "2026-03-02T13:00:00Z", 0), // what matters is when they started
    ] {
        let mut world = World::new();
        world.project("p").objective("o", "p", Sli::Success, "0.5");
        world
            .ran(1, "p", "2026-03-02", Succeeded)
            .ran(2, "p", "2026-03-02", Failed)
            .ran(1, "p", "2026-03-02", Cancelled);
        world.master.exclusions.push(exclusion(at(from), at(to)));
        let score = only(&world, "2026-03");
        assert_eq!(
            (score.valid, score.excluded),
            (3 - excluded, excluded),
            "{from}"
        );
        // value is untouched
        assert_eq!(world.values("2026-03")[0].value.counts.sessions, 4);
    }
}

#[test]
fn an_exclusion_speaks_only_of_the_satellite_automation_and_objective_it_names() {
    let (from, to) = (at("2026-03-02T00:00:00Z"), at("2026-03-03T00:00:00Z"));
    let all = exclusion(from, to);
    for (exclusion, excluded) in [
        (
            Exclusion {
                satellite_id: Some(id("prod")),
                ..all.clone()
            },
            1,
        ),
        (
            Exclusion {
                satellite_id: Some(id("elsewhere")),
                ..all.clone()
            },
            0,
        ),
        (
            Exclusion {
                automation_id: Some("p".into()),
                ..all.clone()
            },
            1,
        ),
        (
            Exclusion {
                automation_id: Some("other".into()),
                ..all.clone()
            },
            0,
        ),
        (
            Exclusion {
                objective_id: Some(id("o")),
                ..all.clone()
            },
            1,
        ),
        (
            Exclusion {
                objective_id: Some(id("other")),
                ..all
            },
            0,
        ),
    ] {
        let mut world = World::new();
        world.project("p").objective("o", "p", Sli::Success, "0.5");
        world
            .ran(1, "p", "2026-03-02", Succeeded)
            .master
            .exclusions
            .push(exclusion.clone());
        assert_eq!(only(&world, "2026-03").excluded, excluded, "{exclusion:?}");
    }
}

#[test]
fn a_child_is_no_unit_of_the_promise_either_way_of_counting() {
    for sli in [Sli::Success, Sli::Duration] {
        let mut world = World::new();
        world.project("p").objective("o", "p", sli, "0.5");
        world.ran(2, "p", "2026-03-02", Succeeded);
        world.see(
            5,
            Seen {
                parent: Some("p"),
                ..seen("p", "2026-03-02", Succeeded)
            },
        );
        assert_eq!(only(&world, "2026-03").valid, 2, "{sli}");
    }
}

#[test]
fn a_period_is_whole_from_its_first_day_however_a_range_is_cut() {
    for (period, window, rows) in [
        (
            Period::Month,
            "2026-03-09..2026-03-15",
            vec!["2026-03-01..2026-03-15"],
        ),
        (
            Period::Month,
            "2026-02-27..2026-03-31",
            vec!["2026-02-01..2026-02-28", "2026-03-01..2026-03-31"],
        ),
        (
            Period::Quarter,
            "2026-03-09..2026-04-02",
            vec!["2026-01-01..2026-03-31", "2026-04-01..2026-04-02"],
        ),
        (
            Period::Rolling28d,
            "2026-02-01..2026-03-28",
            vec!["2026-03-01..2026-03-28"],
        ),
    ] {
        let found: Vec<String> = periods(period, w(window))
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(found, rows, "{period} over {window}");
    }
    // and the sessions before the window are asked: February's quarter row counts January's
    let mut world = World::new();
    world
        .project("p")
        .objective("o", "p", Sli::Success, "0.5")
        .period = Period::Quarter;
    world
        .ran(3, "p", "2026-01-05", Succeeded)
        .ran(1, "p", "2026-02-05", Failed);
    assert_eq!(only(&world, "2026-02").valid, 4);
}

#[test]
fn silence_is_unmeasured_a_retired_satellite_is_not_silent() {
    let told = |newest: &str| {
        let heard = Heard {
            newest_event: Some(at(newest)),
            ..Heard::default()
        };
        Told {
            satellites: [(id("prod"), heard)].into(),
            ..Told::default()
        }
    };
    let mut world = World::new();
    world.project("p").objective("o", "p", Sli::Success, "0.5");
    world.ran(30, "p", "2026-03-02", Failed);
    // stale_after is 26 h: the end of 31 March (24:00) is covered by an event at 22:00 on the 30th,
    // not at 21:59
    let status =
        |world: &World, newest| world.board_told("2026-03", &told(newest)).objectives[0].status;
    assert_eq!(status(&world, "2026-03-30T22:00:00Z"), Promise::Breached);
    assert_eq!(status(&world, "2026-03-30T21:59:59Z"), Promise::Unmeasured);
    world.estate.satellites[0].active_to = Some(d("2026-03-15"));
    assert_eq!(status(&world, "2026-03-10T00:00:00Z"), Promise::Breached);
}
