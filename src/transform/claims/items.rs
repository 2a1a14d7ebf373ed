//! What is claimed of a baseline that counts items.

use super::world::*;
use crate::model::Gap;
use crate::model::Outcome::*;
use crate::model::master::{CostKind, Matcher, Per, Unit};
use crate::model::value::{DailyValue, Ladder};

fn of<'v>(values: &'v [DailyValue], project: &str, day: &str) -> &'v DailyValue {
    values
        .iter()
        .find(|v| v.project_id.as_str() == project && v.day == d(day))
        .unwrap_or_else(|| panic!("{project} on {day}"))
}

fn ladder(value: &DailyValue) -> Ladder {
    value.value.ladder.expect("a ladder")
}

/// A project whose unit is an item of 15 minutes at 40.00 an hour.
fn of_items(world: &mut World) {
    world.project("p");
    world.baseline("p").unit = Unit::Item;
}

#[test]
fn where_an_item_is_the_unit_its_items_are_counted_and_its_sessions_are_not() {
    let mut world = World::new();
    of_items(&mut world);
    let b = world.baseline("p");
    (
        b.failure_minutes_per_unit,
        b.units_per_session,
        b.attended_deducts,
    ) = (m("4"), m("7"), true);
    world.worked(30, "p", "2026-03-02", Succeeded).worked(
        8,
        "p",
        "2026-03-02",
        SucceededWithExceptions,
    );
    world
        .worked(5, "p", "2026-03-02", BusinessException)
        .worked(2, "p", "2026-03-02", Failed)
        .worked(1, "p", "2026-03-02", TimedOut);
    world
        .worked(9, "p", "2026-03-02", Queued)
        .worked(9, "p", "2026-03-02", Cancelled);
    world
        .see(
            3,
            Seen {
                mode: "attended",
                ..seen("p", "2026-03-02", Succeeded)
            },
        )
        .ran(1, "p", "2026-03-02", Failed);
    let values = world.values("2026-03");
    let (value, l) = (of(&values, "p", "2026-03-02"), ladder(&values[0]));
    // 30 + 8 = 38 units × 15 min = 570; 2 + 1 failed units × 4 min = 12; 3 attended sessions of a
    // minute: 3
    assert_eq!(
        (
            l.units,
            l.labour_minutes,
            l.failure_minutes,
            l.attended_minutes
        ),
        (m("38"), m("570"), m("12"), m("3"))
    );
    assert_eq!(l.net_minutes, m("555")); // 570 − 12 − 3
    assert_eq!(value.value.soft.unwrap().capacity, m("370")); // 555 / 60 × 40.00
    assert_eq!(
        (value.value.counts.sessions, value.value.counts.succeeded),
        (4, 3),
        "sessions are counted as ever"
    );
}

#[test]
fn items_of_a_project_that_counts_sessions_are_worth_nothing() {
    let mut world = World::new();
    world
        .project("p")
        .worked(30, "p", "2026-03-02", Succeeded)
        .ran(2, "p", "2026-03-02", Succeeded);
    assert_eq!(ladder(&world.values("2026-03")[0]).units, m("2"));
}

#[test]
fn a_queue_is_metered_like_an_automation_and_its_days_need_no_session() {
    let mut world = World::new();
    of_items(&mut world);
    world.meter(Matcher::Exact("queue".into()), "p", "0.25");
    world
        .worked(6, "queue", "2026-03-02", Succeeded)
        .worked(1, "p", "2026-03-02", Succeeded)
        .worked(4, "nobody's", "2026-03-02", Succeeded);
    let values = world.values("2026-03");
    // 6 × 0.25 = 1.5, and 1 × 1
    assert_eq!(ladder(of(&values, "p", "2026-03-02")).units, m("2.5"));
    let board = world.board("2026-03");
    assert_eq!(
        board
            .projects
            .iter()
            .map(|p| p.value.ladder.map(|l| l.units))
            .collect::<Vec<_>>(),
        [Some(m("2.5"))]
    );
    assert_eq!(board.projects[0].workings[0].units_per_session, None);
}

#[test]
fn demand_is_used_up_by_the_items_of_earlier_days() {
    let mut world = World::new();
    world
        .bare_project("p")
        .master
        .baselines
        .insert(id("p"), vec![baseline("p", "2026-01-01")]);
    let b = world.baseline("p");
    (b.unit, b.demand_per_month) = (Unit::Item, Some(m("10")));
    world
        .meter(Matcher::Exact("q".into()), "p", "1")
        .worked(7, "q", "2026-03-02", Succeeded)
        .worked(5, "q", "2026-03-03", Succeeded);
    for days in ["2026-03", "2026-03-03..2026-03-31"] {
        let values = world.values(days);
        // 10 − 7 = 3 are left, also where the days that are asked for begin later
        assert_eq!(
            ladder(of(&values, "p", "2026-03-03")).units_valued,
            m("3"),
            "{days}"
        );
    }
}

#[test]
fn a_cost_per_item_is_paid_for_items_that_say_something() {
    let mut world = World::new();
    world.project("p").cost(
        "p",
        CostKind::Support,
        amount("0.25", Per::Item, "2026-03-01"),
    );
    world
        .cost(
            "p",
            CostKind::Support,
            amount("3", Per::Session, "2026-03-01"),
        )
        .ran(1, "p", "2026-03-02", Succeeded);
    world
        .worked(3, "p", "2026-03-02", Succeeded)
        .worked(1, "p", "2026-03-02", BusinessException)
        .worked(2, "p", "2026-03-02", Failed);
    world
        .worked(9, "p", "2026-03-02", Queued)
        .worked(9, "p", "2026-03-02", Unknown);
    // (3 + 1 + 2) × 0.25 = 1.50, and one session at 3.00
    assert_eq!(
        of(&world.values("2026-03"), "p", "2026-03-02")
            .value
            .cost_run,
        m("4.5")
    );
}

#[test]
fn items_of_a_day_without_a_baseline_are_not_valued() {
    let mut world = World::new();
    of_items(&mut world);
    world
        .worked(3, "p", "2025-12-31", Succeeded)
        .worked(3, "p", "2026-01-01", Succeeded);
    let values = world.values("2025-12-01..2026-01-31");
    assert_eq!(
        values
            .iter()
            .map(|v| (v.day, ladder(v).units))
            .collect::<Vec<_>>(),
        [(d("2026-01-01"), m("3"))]
    );
}

#[test]
fn items_are_told_by_queue_and_counted_in_coverage_whoever_they_work_for() {
    let mut world = World::new();
    of_items(&mut world);
    world
        .worked(3, "p", "2026-03-02", Succeeded)
        .worked(2, "p", "2026-03-03", Failed)
        .worked(4, "q", "2026-03-03", Queued);
    world
        .worked(8, "q", "2026-03-03", Test)
        .worked(9, "p", "2026-03-01", Succeeded);
    let board = world.board("2026-03-02..2026-03-31");
    let told: Vec<_> = board
        .items
        .iter()
        .map(|i| {
            (
                i.queue_id.as_str(),
                i.counts.sessions,
                i.counts.succeeded,
                i.unmetered,
            )
        })
        .collect();
    // The test items are none, and those of 1 March are not of the window.
    assert_eq!(told, [("p", 5, 3, 0), ("q", 4, 0, 4)]);
    assert_eq!(
        (
            board.items[0].projects[0].as_str(),
            board.items[0].work_ms,
            board.items[1].projects.len()
        ),
        ("p", 300_000, 0)
    );
    let coverage = &board.coverage[0];
    assert_eq!(
        (
            coverage.items,
            coverage.intake.unwrap().items_unmetered,
            coverage.sessions
        ),
        (9, 4, 0)
    );
}

#[test]
fn items_that_are_worked_on_for_nobody_are_a_gap_of_their_own_and_a_test_is_none() {
    let mut world = World::new();
    of_items(&mut world);
    world
        .worked(2, "p", "2026-03-02", Succeeded)
        .worked(1, "late", "2026-03-03", Failed)
        .worked(3, "loose", "2026-03-02", Succeeded);
    world
        .worked(4, "loose", "2026-03-04", Queued)
        .worked(5, "loose", "2026-03-04", Test);
    let gaps = world.board("2026-03").gaps;
    let gap = |automation: &str, items| Gap::UnmeteredItems {
        satellite: id("prod"),
        automation_id: automation.into(),
        name: String::new(),
        items,
        suggestion: None,
    };
    let found: Vec<_> = gaps
        .iter()
        .filter(|gap| matches!(gap, Gap::UnmeteredItems { .. }))
        .cloned()
        .collect();
    assert_eq!(found, [gap("loose", 7), gap("late", 1)]);
}

#[test]
fn a_day_on_which_only_items_were_told_is_not_missing() {
    let mut world = World::new();
    of_items(&mut world);
    // Monday to Friday but for Wednesday, of which nothing is told.
    for day in ["2026-03-02", "2026-03-03", "2026-03-05", "2026-03-06"] {
        world.worked(1, "p", day, Succeeded);
    }
    let board = world.board("2026-03-02..2026-03-08");
    let missing: Vec<_> = board
        .gaps
        .iter()
        .filter(|gap| matches!(gap, Gap::MissingDays { .. }))
        .cloned()
        .collect();
    assert_eq!(
        missing,
        [Gap::MissingDays {
            satellite: id("prod"),
            days: vec![d("2026-03-04")]
        }]
    );
    let coverage = board
        .coverage
        .iter()
        .find(|c| c.satellite_id == id("prod"))
        .unwrap();
    assert_eq!(
        (coverage.days_with_sessions, coverage.first_day),
        (4, Some(d("2026-03-02")))
    );
}
