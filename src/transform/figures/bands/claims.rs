//! Between which amounts a net lies where the minutes of its baselines are not certain.

use crate::model::Outcome::*;
use crate::model::board::band::Band;
use crate::model::master::{BenefitKind, CostKind, Per};
use crate::model::ratio::{Defined, Why};
use crate::model::scope::Scope;
use crate::model::{Method, Scoreboard};
use crate::transform::claims::world::*;
use crate::transform::scoreboard::scope::scoped;

fn band(p10: &str, p90: &str) -> Defined<Band> {
    Ok(Band {
        p10: m(p10),
        p90: m(p90),
    })
}

fn of(board: &Scoreboard, project: &str) -> Defined<Band> {
    let score = board.headline_project(&id(project));
    score.expect(project).figures.band
}

/// A row of work in its month, 38 units of 15 minutes at 40.00 an hour: 380.00; and one of 20 units
/// of 6 minutes at 30.00: 60.00.
fn two_projects() -> World {
    let mut world = World::new();
    world.project("p").ran(38, "p", "2026-03-02", Succeeded);
    world.project("q").ran(20, "q", "2026-03-03", Succeeded);
    let p = world.baseline("p");
    (p.minutes_low, p.minutes_high) = (Some(m("12")), Some(m("21")));
    let q = world.baseline("q");
    (q.minutes_per_unit, q.hourly_rate) = (m("6"), m("30"));
    world
}

#[test]
fn a_project_is_valued_again_with_both_ends_of_its_minutes() {
    let mut world = two_projects();
    world.cost(
        "p",
        CostKind::Support,
        amount("31", Per::Month, "2026-03-01"),
    );
    let board = world.board("2026-03");
    // 38 × 12 / 60 × 40 = 304 and 38 × 21 / 60 × 40 = 532, less 31 of cost
    assert_eq!(of(&board, "p"), band("273", "501"));
    // Measured, without a band of its own: ± 5 % of 60
    assert_eq!(of(&board, "q"), band("57", "63"));
    // √(0.5 × 79² + 0.5 × (76² + 3²)) = √6013 = 77.5435…, √(0.5 × 155² + 0.5 × (152² + 3²)) =
    // √23569 = 153.5219…, of a net of 409
    assert_eq!(board.totals[0].band, band("331.46", "562.52"));
    assert_eq!(board.departments[0].band, board.totals[0].band);
}

#[test]
fn the_correlation_is_the_estates() {
    let mut world = two_projects();
    world.estate.band_correlation = m("1");
    // 440 − 76 − 3, 440 + 152 + 3
    assert_eq!(world.board("2026-03").totals[0].band, band("361", "595"));
    world.estate.band_correlation = m("0");
    // √(76² + 3²) = 76.0591…, √(152² + 3²) = 152.0296…
    assert_eq!(
        world.board("2026-03").totals[0].band,
        band("363.94", "592.03")
    );
}

#[test]
fn demand_conversion_review_and_cash_are_those_of_the_row() {
    let mut world = two_projects();
    let p = world.baseline("p");
    p.demand_per_month = Some(m("30"));
    p.review_minutes_per_unit = m("1");
    p.conversion = Some(m("0.5"));
    // 10.00 of cash on 2 March stand in the place of capacity.
    world.benefit(
        "p",
        BenefitKind::Cashable,
        true,
        amount("10", Per::Once, "2026-03-02"),
    );
    let board = world.board("2026-03");
    // 30 units are valued, 38 reviewed: (450 − 38) / 60 × 40 = 274.666667, (360 − 38) / 60 × 40 =
    // 214.666667, (630 − 38) / 60 × 40 = 394.666667; each less 10, a half of it, and 10 of cash
    let score = board.headline_project(&id("p")).unwrap();
    assert_eq!(score.value.net().to_fixed(6), "142.333334");
    assert_eq!(of(&board, "p"), band("112.333334", "202.333334"));
}

#[test]
fn cash_above_all_capacity_of_the_lower_minutes_replaces_only_what_there_is() {
    let mut world = World::new();
    world.project("p").ran(4, "p", "2026-03-02", Succeeded);
    let p = world.baseline("p");
    (p.minutes_low, p.minutes_high) = (Some(m("6")), Some(m("24")));
    p.conversion = Some(m("0.5"));
    // 40.00 of capacity, 16.00 with the lower minutes and 64.00 with the higher; 20.00 of cash.
    world.benefit(
        "p",
        BenefitKind::Cashable,
        true,
        amount("20", Per::Once, "2026-03-02"),
    );
    let board = world.board("2026-03");
    // 20 + (40 − 20) / 2 = 30; 20 + (16 − 16) / 2 = 20; 20 + (64 − 20) / 2 = 42
    assert_eq!(of(&board, "p"), band("20", "42"));
}

#[test]
fn a_scope_has_the_band_of_its_own_projects() {
    let world = two_projects();
    let board = world.board("2026-03");
    let only = scoped(
        &board,
        &[Scope::Projects(vec![id("q")])],
        &world.estate,
        &world.master,
    );
    assert_eq!(only.totals[0].band, band("57", "63"));
    assert_eq!(only.departments[0].band, band("57", "63"));
}

#[test]
fn what_is_not_valued_has_no_band() {
    let mut world = two_projects();
    world.bare_project("bare");
    world.cost(
        "bare",
        CostKind::Support,
        amount("9", Per::Day, "2026-03-01"),
    );
    let board = world.board("2026-03");
    assert_eq!(of(&board, "bare"), Err(Why::NotValued));
    world.estate.methods = vec![Method::Kit2023];
    assert_eq!(world.board("2026-03").totals[0].band, Err(Why::NotValued));
}
