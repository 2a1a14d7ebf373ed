//! The whole life of a project: when money is paid, when it has paid back, and what it is worth.

use super::super::figures::life::present::Discounting;
use super::super::scoreboard::scope::scoped;
use super::world::*;
use crate::model::board::life::{LifeScore, WholeLife};
use crate::model::master::{Amount, BenefitKind, CostKind, Paid, Per};
use crate::model::ratio::Why;
use crate::model::scope::Scope;
use crate::model::{Outcome::*, ProjectId, Scoreboard};

/// Built for 12,000.00 in January 2025; 1,100.00 a month of signed cash from February on, a year
/// long.
fn built_for_twelve_months() -> World {
    let mut world = World::new();
    world.estate.discount_rate = Some(m("0.10"));
    world.project("p").ran(1, "p", "2025-01-15", Failed);
    world.cost(
        "p",
        CostKind::Build,
        amount("12000", Per::Once, "2025-01-15"),
    );
    let a_month = Amount {
        to: Some(d("2026-01-31")),
        ..amount("1100", Per::Month, "2025-02-01")
    };
    world.benefit("p", BenefitKind::Cashable, false, a_month);
    world
}

fn life<'a>(board: &'a Scoreboard, project: &str) -> &'a WholeLife {
    let lives = board.lives.as_ref().expect("it has a ladder");
    let mut projects = lives.projects.iter();
    let found = projects.find(|(id, _)| id.as_str() == project);
    &found.expect(project).1
}

fn flows(score: &LifeScore) -> Vec<String> {
    let said = |f: &crate::model::board::life::CashFlow| {
        format!(
            "{} {} {}",
            f.date,
            f.flow.to_fixed(2),
            f.cumulated.to_fixed(2)
        )
    };
    score.flows.iter().map(said).collect()
}

#[test]
fn a_build_pays_back_on_the_day_that_covers_it() {
    let board = built_for_twelve_months().board("2026-01");
    let of_p = &life(&board, "p").economic;
    // −12,000 + n × 1,100: −1,000 after ten months, +100 after eleven
    let flows = flows(of_p);
    assert_eq!(flows.len(), 13);
    assert_eq!(flows[0], "2025-01-31 -12000.00 -12000.00");
    assert_eq!(flows[10], "2025-11-30 1100.00 -1000.00");
    assert_eq!(flows[11], "2025-12-31 1100.00 100.00");
    assert_eq!(flows[12], "2026-01-31 1100.00 1200.00");
    assert_eq!(of_p.payback_on, Ok(d("2025-12-31")));
    // 15 January to 31 December
    assert_eq!(of_p.payback_days, Ok(350));
    assert_eq!(of_p.npv, Ok(m("545.10")));
    assert_eq!(of_p.irr, Ok(0.1969));
    // All of it is cash, and all of it is the only project's, its department's and the estate's.
    let lives = board.lives.as_ref().unwrap();
    assert_eq!(life(&board, "p").cash.flows, of_p.flows);
    assert_eq!(lives.estate, *life(&board, "p"));
    assert_eq!(lives.departments[0].1, lives.estate);
}

#[test]
fn a_later_outlay_takes_a_payback_back() {
    let mut world = built_for_twelve_months();
    world.cost(
        "p",
        CostKind::Support,
        amount("200", Per::Once, "2026-01-15"),
    );
    // +100 on 31 December, −100 on 15 January, +1,000 on the 31st
    let board = world.board("2026-01");
    assert_eq!(life(&board, "p").economic.payback_on, Ok(d("2026-01-31")));
    let board = world.board("2025-12");
    assert_eq!(life(&board, "p").economic.payback_on, Ok(d("2025-12-31")));
    // By the 15th of January it is not covered, and less than a year is known.
    let board = world.board("2026-01-01..2026-01-15");
    let of_p = &life(&board, "p").economic;
    assert_eq!(of_p.payback_on, Err(Why::NotReached));
    assert_eq!(of_p.irr, Err(Why::NotReached));
    assert_eq!(flows(of_p)[12], "2026-01-15 -200.00 -100.00");
}

#[test]
fn what_is_not_defined_says_why() {
    let mut world = built_for_twelve_months();
    world.estate.discount_rate = None;
    let board = world.board("2025-12");
    let of_p = &life(&board, "p").economic;
    assert_eq!(
        (of_p.npv, of_p.irr),
        (Err(Why::NoRate), Err(Why::UnderAYear))
    );
    let mut earning = World::new();
    earning.project("p").ran(4, "p", "2026-03-02", Succeeded);
    let board = earning.board("2026-03");
    let of_p = life(&board, "p");
    // 4 × 15 minutes at 40.00 an hour; nothing was spent, and none of it is cash
    assert_eq!(flows(&of_p.economic), ["2026-03-31 40.00 40.00"]);
    assert_eq!(of_p.economic.payback_on, Err(Why::NoOutlay));
    assert_eq!(of_p.economic.irr, Err(Why::NoOutlay));
    assert_eq!(
        (of_p.cash.flows.len(), of_p.cash.npv),
        (0, Err(Why::NotValued))
    );
}

#[test]
fn a_cost_is_paid_in_advance_and_a_benefit_in_arrears_unless_their_lines_say_otherwise() {
    let mut world = World::new();
    world.project("p").ran(1, "p", "2026-01-05", Failed);
    let a_month = amount("31", Per::Month, "2026-01-01");
    world.cost("p", CostKind::Licence, a_month.clone());
    world.benefit("p", BenefitKind::Avoidance, false, a_month);
    let days = |world: &World| {
        let board = world.board("2026-01-01..2026-02-10");
        let days = life(&board, "p").days.clone().into_iter();
        let said = days.map(|p| format!("{} {} {}", p.day, p.economic, p.cash));
        said.collect::<Vec<_>>()
    };
    // On 10 February, February's cost is paid whole, and its benefit is not received. Avoided
    // spending is no cash.
    assert_eq!(
        days(&world),
        [
            "2026-01-01 -31 -31",
            "2026-01-31 31 0",
            "2026-02-01 -31 -31"
        ]
    );
    world.master.costs[0].paid = Paid::Arrears;
    world.master.benefits[0].paid = Paid::Advance;
    assert_eq!(
        days(&world),
        ["2026-01-01 31 0", "2026-01-31 -31 -31", "2026-02-01 31 0"]
    );
}

#[test]
fn what_is_charged_by_what_ran_is_paid_when_it_ran_and_a_build_on_its_day() {
    let mut world = World::new();
    world.project("p").ran(3, "p", "2026-01-05", Failed);
    world.cost(
        "p",
        CostKind::Licence,
        amount("0.5", Per::Session, "2026-01-01"),
    );
    world.cost(
        "p",
        CostKind::Support,
        Amount {
            to: Some(d("2026-01-02")),
            ..amount("2", Per::Day, "2026-01-01")
        },
    );
    world.cost(
        "p",
        CostKind::Build,
        Amount {
            spread_months: Some(12),
            ..amount("365", Per::Once, "2026-01-03")
        },
    );
    let board = world.board("2026-01");
    let days = life(&board, "p").days.iter();
    let said: Vec<_> = days.map(|p| format!("{} {}", p.day, p.cash)).collect();
    assert_eq!(
        said,
        [
            "2026-01-01 -2",
            "2026-01-02 -2",
            "2026-01-03 -365",
            "2026-01-05 -1.5"
        ]
    );
}

/// Two projects that carry a shared licence: on the 2nd `p` alone, from the 16th on both, alike.
fn sharing() -> World {
    let mut world = World::new();
    world.project("p").project("q");
    world.ran(1, "p", "2026-01-01", Failed);
    world.ran(1, "q", "2026-01-16", Failed);
    world.cost(
        "*",
        CostKind::Licence,
        amount("365", Per::Year, "2026-01-01"),
    );
    world
}

fn cash_of(board: &Scoreboard, project: &str) -> Vec<String> {
    let said = |p: &crate::model::board::life::PaidDay| format!("{} {}", p.day, p.cash);
    life(board, project).days.iter().map(said).collect()
}

#[test]
fn a_shared_line_is_paid_by_those_who_carry_it_and_the_rest_as_so_far() {
    // 1.00 a day. Up to 15 January `p` carries all of it: so it does of the days to come.
    let board = sharing().board("2026-01-01..2026-01-15");
    assert_eq!(cash_of(&board, "p"), ["2026-01-01 -365"]);
    // By the 20th: 15 days alone, and 5 half: 17.5 and 2.5 of 20. Of the other 345.00 they have as
    // much: 301.875 and 43.125.
    let board = sharing().board("2026-01-01..2026-01-20");
    assert_eq!(cash_of(&board, "p"), ["2026-01-01 -319.375"]);
    assert_eq!(cash_of(&board, "q"), ["2026-01-01 -45.625"]);
    let lives = board.lives.as_ref().unwrap();
    assert_eq!(lives.estate.cash.flows[0].flow, m("-365"));
    // What later days say changes nothing of that.
    let mut later = sharing();
    later.ran(9, "q", "2026-01-25", Failed);
    let again = later.board("2026-01-01..2026-01-20");
    assert_eq!(again.lives, board.lives);
}

#[test]
fn lives_of_a_scope_are_those_of_its_projects() {
    let mut world = sharing();
    world.estate.discount_rate = Some(m("0.05"));
    let board = world.board("2026-01");
    let p: ProjectId = id("p");
    let cut = scoped(
        &board,
        &[Scope::Projects(vec![p])],
        &world.estate,
        &world.master,
    );
    let lives = cut.lives.expect("it has a ladder");
    assert_eq!(lives.projects.len(), 1);
    assert_eq!(lives.estate, *life(&board, "p"));
    assert_eq!(lives.departments[0].1, lives.estate);
}

#[test]
fn a_daily_factor_of_a_year_is_the_rate() {
    // (1 + r)^(−1/365) is computed; its 365th power is 1 / (1 + r) again
    for rate in ["0", "0.08", "1"] {
        let flows = built_for_twelve_months().board("2026-01");
        let flows = &life(&flows, "p").economic.flows;
        let ends = [flows[0], flows[12]];
        let npv = super::super::figures::life::present::npv(&ends, &Discounting::yearly(m(rate)));
        // −12,000 + 1,100 / (1 + r), a year of 365 days later
        let expected = match rate {
            "0" => "-10900",
            "0.08" => "-10981.48",
            _ => "-11450",
        };
        assert_eq!(npv, Ok(m(expected)), "{rate}");
    }
}

#[test]
fn months_of_which_nothing_else_is_asked_are_in_it_too() {
    let mut world = World::new();
    world.project("p").baseline("p").valid_from = d("2024-01-01");
    world
        .ran(4, "p", "2024-03-05", Succeeded)
        .ran(1, "p", "2026-03-02", Failed);
    let build = amount("100", Per::Once, "2024-02-01");
    world.cost("p", CostKind::Build, build);
    world.cost(
        "*",
        CostKind::Licence,
        Amount {
            to: Some(d("2024-04-30")),
            ..amount("30", Per::Month, "2024-03-01")
        },
    );
    let board = world.board("2026-03");
    let flows = flows(&life(&board, "p").economic);
    // 4 × 15 minutes at 40.00 an hour are 40.00. The licence is the shared one's: of March `p`
    // carries it from the 5th on, 27 of 31 days of 30.00; of April it carries 1, the 28th day.
    assert_eq!(flows[0], "2024-02-29 -100.00 -100.00");
    assert_eq!(flows[1], "2024-03-31 13.87 -86.13");
    assert_eq!(flows[2], "2024-04-30 -1.00 -87.13");
    assert_eq!(flows.len(), 26);
    assert_eq!(flows[25], "2026-03-31 0.00 -87.13");
}
