//! What is signed, what it replaces, what people are spared and what they lose: one claim each.

use super::world::*;
use crate::model::master::{Amount, BenefitKind, Metric, Per};
use crate::model::scope::Scope;
use crate::model::value::Value;
use crate::model::{Gap, Micros, Outcome::*};

fn sum(world: &World, days: &str) -> Value {
    let mut sum = Value::default();
    world
        .values(days)
        .iter()
        .for_each(|value| sum += value.value);
    sum
}

/// A single cashable 100.00 on 5 March, signed as said.
fn hundred(signed_by: &str, signed_on: Option<&str>) -> World {
    let mut world = World::new();
    world.project("p").benefit(
        "p",
        BenefitKind::Cashable,
        false,
        amount("100", Per::Once, "2026-03-05"),
    );
    let benefit = &mut world.master.benefits[0];
    (benefit.signed_by, benefit.signed_on) = (signed_by.to_owned(), signed_on.map(d));
    world.ran(1, "p", "2026-04-30", Failed);
    world
}

#[test]
fn a_benefit_that_nobody_signed_is_in_no_benefit_and_in_a_gap() {
    for (signed_by, signed_on) in [
        ("", None),
        ("Controller", None),
        ("", Some("2026-03-01")),
        ("Controller", Some("2026-04-01")),
    ] {
        let world = hundred(signed_by, signed_on);
        let board = world.board("2026-03");
        let value = &board.totals[0].value;
        assert_eq!(
            (value.benefit(), value.cashable, value.unsigned),
            (m("0"), m("0"), m("100")),
            "{signed_by} {signed_on:?}"
        );
        let gap = Gap::Unsigned {
            project: id("p"),
            line: line("benefits.csv", 2),
            amount: m("100"),
        };
        assert!(board.gaps.contains(&gap), "{:?}", board.gaps);
    }
    for signed_on in ["2026-03-31", "2025-12-01"] {
        let board = hundred("Controller", Some(signed_on)).board("2026-03");
        let value = &board.totals[0].value;
        assert_eq!(
            (value.benefit(), value.cashable, value.unsigned),
            (m("100"), m("100"), m("0")),
            "{signed_on}"
        );
        assert!(
            !board
                .gaps
                .iter()
                .any(|gap| matches!(gap, Gap::Unsigned { .. }))
        );
    }
}

#[test]
fn what_was_signed_in_april_counts_in_april_for_march_and_not_yet_at_the_end_of_march() {
    let mut world = hundred("Controller", Some("2026-04-10"));
    world.goal("g", Metric::Hard, "100", "2026", Scope::Estate);
    let actual = |window| world.board(window).goals[0].actual;
    // The lake keeps the history to the end of April, where it is signed; a window that ended
    // before that day does not know it.
    assert_eq!(
        (actual("2026-03"), actual("2026-04-01..2026-04-09")),
        (Some(m("0")), Some(m("0")))
    );
    assert_eq!(
        (actual("2026-04-01..2026-04-10"), actual("2026-05")),
        (Some(m("100")), Some(m("100")))
    );
    let previous = |window| {
        world.board(window).totals[0]
            .previous
            .map(|value| value.cashable)
    };
    assert_eq!(
        (previous("2026-04"), previous("2026-03-06..2026-03-10")),
        (Some(m("100")), Some(m("0")))
    );
}

/// 4.00 of capacity on 2 March (6 minutes at 40.00 an hour), and cash that replaces capacity, from
/// 1 March.
fn small() -> World {
    let mut world = World::new();
    world.project("p").ran(1, "p", "2026-03-02", Succeeded);
    let baseline = world.baseline("p");
    (baseline.minutes_per_unit, baseline.conversion) = (m("6"), Some(m("0.5")));
    world
}

#[test]
fn signed_cash_above_all_capacity_takes_nothing_from_anybody() {
    let mut world = small();
    world.benefit(
        "p",
        BenefitKind::Cashable,
        true,
        amount("31", Per::Month, "2026-03-01"),
    );
    // Of the month so far: cash 1, 2, 3, …; capacity 0, 4, 4, …; replaced 0, 2, 3, 4, 4, …
    // recaptured: 0; (4 − 2) × 0.5 = 1; −1 × 0.5; −1 × 0.5; then 0: together 0, and the benefit is
    // the cash
    let values = world.values("2026-03");
    let recaptured: Vec<Micros> = values
        .iter()
        .take(5)
        .map(|v| v.value.soft.unwrap().recaptured)
        .collect();
    assert_eq!(recaptured, ["0", "1", "-0.5", "-0.5", "0"].map(m));
    let march = sum(&world, "2026-03");
    assert_eq!(
        (march.soft.unwrap().recaptured, march.benefit()),
        (m("0"), m("31"))
    );
    // It does not depend on where the days begin that are asked for.
    assert_eq!(
        sum(&world, "2026-03-03..2026-03-31")
            .soft
            .unwrap()
            .recaptured,
        m("-1")
    );
}

#[test]
fn each_month_replaces_anew() {
    let mut world = small();
    let once = |from| Amount {
        amount: m("3"),
        ..amount("3", Per::Once, from)
    };
    world
        .benefit("p", BenefitKind::Cashable, true, once("2026-03-01"))
        .ran(1, "p", "2026-04-02", Succeeded);
    // March: (4 − 3) × 0.5; April: 4 × 0.5, nothing is left of March's cash
    let recaptured = |days| sum(&world, days).soft.unwrap().recaptured;
    assert_eq!(
        (
            recaptured("2026-03"),
            recaptured("2026-04"),
            recaptured("2026-03-01..2026-04-30")
        ),
        (m("0.5"), m("2"), m("2.5"))
    );
}

#[test]
fn cash_of_days_without_a_baseline_replaces_no_capacity() {
    let mut world = small();
    world.baseline("p").valid_from = d("2026-03-02");
    world.benefit(
        "p",
        BenefitKind::Cashable,
        true,
        amount("3", Per::Once, "2026-03-01"),
    );
    assert_eq!(sum(&world, "2026-03").soft.unwrap().recaptured, m("2")); // 4 × 0.5
}

#[test]
fn minutes_that_are_lost_are_lost_whole() {
    let mut world = small();
    let baseline = world.baseline("p");
    (baseline.demand_per_month, baseline.review_minutes_per_unit) = (Some(m("1")), m("3"));
    world.ran(7, "p", "2026-03-03", Succeeded);
    let values = world.values("2026-03");
    // the 2nd: 6 − 3 = 3 min, 2.00, of which half; the 3rd: nobody wanted more, and 7 × 3 = 21 min
    // of review are 14.00
    let of = |n: usize| values[n].value.soft.unwrap();
    assert_eq!(
        (
            of(0).capacity,
            of(0).recaptured,
            of(1).capacity,
            of(1).recaptured
        ),
        (m("2"), m("1"), m("-14"), m("-14"))
    );
    let working = world.board("2026-03").projects[0].workings[0].clone();
    assert_eq!((working.lost, working.replaced), (m("-14"), m("0")));
}

#[test]
fn rework_that_people_are_spared_is_their_time_and_put_to_use_in_the_same_part() {
    let mut world = World::new();
    world.project("p").ran(600, "p", "2026-03-02", Succeeded);
    let b = world.baseline("p");
    (b.error_rate, b.automated_error_rate, b.rework_minutes) = (m("0.05"), m("0.01"), m("15"));
    (b.hourly_rate, b.conversion) = (m("48"), Some(m("0.5")));
    let value = sum(&world, "2026-03");
    // 600 × 0.04 = 24 errors of 15 minutes: 360 minutes, 6 h × 48.00 = 288.00, of which half
    assert_eq!(value.ladder.unwrap().rework_minutes_saved, m("360"));
    assert_eq!(
        (
            value.soft.unwrap().error_avoidance,
            value.ladder.unwrap().net_minutes
        ),
        (m("144"), m("9000"))
    );
    // The other way round people mend more than before: all of that.
    let b = world.baseline("p");
    (b.error_rate, b.automated_error_rate) = (m("0.01"), m("0.05"));
    let value = sum(&world, "2026-03");
    assert_eq!(
        (
            value.ladder.unwrap().rework_minutes_saved,
            value.soft.unwrap().error_avoidance
        ),
        (m("-360"), m("-288"))
    );
}

#[test]
fn a_conversion_that_nobody_stated_is_flagged() {
    use crate::model::scoreboard::Flag;
    let mut world = World::new();
    world.project("p").ran(1, "p", "2026-03-02", Succeeded);
    let flags = |world: &World, window| world.board(window).projects[0].flags.clone();
    assert_eq!(flags(&world, "2026-03"), [Flag::NoCost]);
    world.baseline("p").conversion = None;
    assert_eq!(
        flags(&world, "2026-03"),
        [Flag::NoCost, Flag::ConversionAssumed]
    );
    assert_eq!(sum(&world, "2026-03").soft.unwrap().recaptured, m("10")); // 15 min at 40.00: all of it
    // A later baseline says it; a window of its days alone has nothing assumed.
    let mut stated = baseline("p", "2026-03-10");
    stated.conversion = Some(m("1"));
    world
        .master
        .baselines
        .get_mut(&id("p"))
        .unwrap()
        .push(stated);
    assert_eq!(
        flags(&world, "2026-03"),
        [Flag::NoCost, Flag::ConversionAssumed]
    );
    assert_eq!(flags(&world, "2026-03-10..2026-03-31"), [Flag::NoCost]);
}
