//! What the vendor's kit would have said, beside the ladder.

use super::world::*;
use crate::model::master::{Frequency, Matcher, Metric};
use crate::model::scope::Scope;
use crate::model::value::Soft;
use crate::model::{Method, Outcome::*};

/// The kit's own example: 50.00 an hour, 60 minutes daily by one, 10 % errors mended in 25 minutes
/// by one, 15 % overhead.
fn example() -> World {
    let mut world = World::new();
    world.project("p").estate.methods = vec![Method::Reckoner1, Method::Kit2023];
    let baseline = world.baseline("p");
    (
        baseline.hourly_rate,
        baseline.minutes_per_unit,
        baseline.error_rate,
    ) = (m("50"), m("60"), m("0.1"));
    (
        baseline.rework_minutes,
        baseline.maintenance_overhead,
        baseline.frequency,
    ) = (m("25"), m("15"), Some(Frequency::Daily));
    world
}

fn kit(world: &World) -> Vec<Option<Soft>> {
    let values = world
        .values("2026-03")
        .into_iter()
        .filter(|v| v.method == Method::Kit2023);
    values
        .map(|v| {
            assert_eq!(
                (v.value.ladder, v.value.cost(), v.value.net()),
                (None, m("0"), v.value.benefit())
            );
            v.value.soft
        })
        .collect()
}

#[test]
fn successes_bring_their_worth_and_what_failed_takes_some_away() {
    let mut world = example();
    for (times, outcome) in [(8, Succeeded), (2, Failed), (3, Cancelled), (4, Queued)] {
        world.ran(times, "p", "2026-03-02", outcome);
    }
    world.ran(1, "p", "2026-03-03", Unknown);
    // A success 52.083333… × 85 % = 44.270833…, a failure −52.083333… × 15 % − 20.833333… =
    // −28.645833… the 2nd: 8 × 44.270833… − 2 × 28.645833… = 296.875; mending two 41.666667; before
    // upkeep 8 × 52.083333… = 416.666667
    let second = Soft {
        capacity: m("416.666667"),
        recaptured: m("338.541667"),
        error_avoidance: m("-41.666667"),
        ..Soft::default()
    };
    let third = Soft {
        capacity: m("0"),
        recaptured: m("-7.8125"),
        error_avoidance: m("-20.833333"),
        ..Soft::default()
    };
    let told = kit(&world);
    assert_eq!(told[0], Some(second));
    assert_eq!(told[0].map(|soft| soft.benefit()), Some(m("296.875")));
    // What the kit knows no word for is charged like a failure: −28.645833…
    assert_eq!(
        told[1].map(|soft| (soft.benefit(), soft.error_avoidance)),
        Some((m("-28.645833"), third.error_avoidance))
    );
}

#[test]
fn a_share_is_taken_of_each_session_and_an_exchange_rate_of_each_row() {
    let mut world = example();
    world.master.meterings.clear();
    world
        .meter(Matcher::Exact("p".into()), "p", "0.5")
        .ran(3, "p", "2026-03-02", Succeeded);
    // 3 × 0.5 × 44.270833… = 66.40625
    assert_eq!(
        kit(&world)[0].map(|soft| soft.benefit()),
        Some(m("66.40625"))
    );
}

#[test]
fn without_a_frequency_the_kit_says_nothing_and_of_a_year_it_says_zero() {
    let mut world = example();
    world.ran(1, "p", "2026-03-02", Succeeded);
    world.baseline("p").frequency = None;
    assert_eq!(kit(&world), [None]);
    let of = |world: &World| {
        world
            .board("2026-03")
            .projects
            .into_iter()
            .find(|p| p.method == Method::Kit2023)
    };
    assert_eq!(of(&world).and_then(|p| p.value.soft), None);
    world.baseline("p").frequency = Some(Frequency::Yearly);
    assert_eq!(kit(&world), [Some(Soft::default())]);
}

#[test]
fn each_method_has_its_own_total_and_the_headline_is_the_first() {
    let mut world = example();
    world.ran(8, "p", "2026-03-02", Succeeded).goal(
        "g",
        Metric::Hours,
        "1",
        "2026-03",
        Scope::Estate,
    );
    let board = world.board("2026-03");
    let totals: Vec<_> = board
        .totals
        .iter()
        .map(|t| (t.method, t.value.benefit(), t.value.counts.sessions))
        .collect();
    // reckoner-1: 8 × 60 min at 50.00 = 400, and 8 × 10 % × 25 min at 50.00 an hour = 16.666667;
    // the kit: 8 × 44.270833…
    assert_eq!(
        totals,
        [
            (Method::Reckoner1, m("416.666667"), 8),
            (Method::Kit2023, m("354.166667"), 8)
        ]
    );
    assert_eq!(board.goals[0].actual, Some(m("8")));
    // The kit counts no hours: asked of it alone, a goal of hours has no actual.
    world.estate.methods = vec![Method::Kit2023];
    let board = world.board("2026-03");
    assert_eq!(
        (board.goals[0].actual, board.departments[0].value.ladder),
        (None, None)
    );
    assert_eq!(board.departments[0].value.benefit(), m("354.166667"));
}
