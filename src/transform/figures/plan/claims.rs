//! What was planned, and how far what was done is from it.

use crate::model::Outcome::*;
use crate::model::board::causes::{CauseBridge, CauseInput, CauseStep};
use crate::model::board::plan::{PlanScore, Plans};
use crate::model::master::{Amount, BenefitKind, Charges, CostKind, Per, Rate, RateKind};
use crate::model::ratio::Why;
use crate::model::scope::Scope;
use crate::model::{Micros, ProjectId, Scoreboard};
use crate::transform::claims::world::*;
use crate::transform::scoreboard::scope::scoped;

fn plans(board: &Scoreboard) -> &Plans {
    board.plans.as_ref().expect("something is planned")
}

fn of<'a>(board: &'a Scoreboard, project: &str) -> &'a PlanScore {
    plans(board).project(&id(project)).expect(project)
}

fn units(world: &World, window: &str) -> Micros {
    let board = world.board(window);
    of(&board, "p")
        .value
        .ladder
        .expect("units are planned")
        .units
}

/// `p` is live from a day and plans so many units a month; each is worth 10.00.
fn planning(live_from: &str, a_month: &str) -> World {
    let mut world = World::new();
    world.project("p").ran(1, "p", "2026-01-01", Failed);
    world.baseline("p").planned_units_per_month = Some(m(a_month));
    project(&mut world).live_from = Some(d(live_from));
    world
}

fn project(world: &mut World) -> &mut crate::model::master::Project {
    &mut world
        .master
        .projects
        .get_mut(&id::<ProjectId>("p"))
        .unwrap()[0]
}

fn steps(bridge: &CauseBridge) -> Vec<String> {
    let said = bridge.steps.iter().map(|(_, amount)| amount.to_string());
    said.collect()
}

fn part(bridge: &CauseBridge, input: CauseInput) -> Micros {
    let parts = bridge.parts.iter().filter(|part| part.input == input);
    parts.map(|part| part.amount).sum()
}

#[test]
fn a_ramp_grows_from_the_day_of_going_live() {
    let mut world = planning("2026-03-01", "310");
    world.baseline("p").ramp_months = 2;
    // R = 31 + 30 = 61; in March 10 × k / 61, k = 1 … 31; in April 310/30 × (31 + k) / 61
    assert_eq!(units(&world, "2026-03"), m("81.311476"));
    assert_eq!(units(&world, "2026-04"), m("236.311475"));
    assert_eq!(units(&world, "2026-05"), m("310"));
    assert_eq!(world.board("2026-02").plans, Err(Why::NoPlan));
    // Retired on the 10th, it does 10 of 31 parts of a whole month.
    project(&mut world).retired_on = Some(d("2026-05-10"));
    assert_eq!(units(&world, "2026-05"), m("100"));
}

#[test]
fn the_plan_is_frozen_and_a_new_plan_says_that_it_is_one() {
    let mut world = planning("2026-01-01", "31");
    let mut measured = world.baseline("p").clone();
    (measured.valid_from, measured.minutes_per_unit) = (d("2026-02-01"), m("6"));
    (measured.planned_units_per_month, measured.replan) = (Some(m("62")), false);
    let rows = &mut world.master.baselines;
    rows.get_mut(&id::<ProjectId>("p")).unwrap().push(measured);
    // 31 × 10.00, as in January
    assert_eq!(of(&world.board("2026-03"), "p").value.net(), m("310"));
    // The row is in force on the first day of 2027: then it is the plan, 62 × 4.00.
    assert_eq!(of(&world.board("2027-03"), "p").value.net(), m("248"));
    let rows = &mut world.master.baselines;
    rows.get_mut(&id::<ProjectId>("p")).unwrap()[1].replan = true;
    assert_eq!(of(&world.board("2026-01"), "p").value.net(), m("310"));
    assert_eq!(of(&world.board("2026-03"), "p").value.net(), m("248"));
    // A year that begins in July: the first row of it, from its own first day on.
    world.estate.fiscal_year_start = "07-01".parse().unwrap();
    let rows = &mut world.master.baselines;
    rows.get_mut(&id::<ProjectId>("p")).unwrap()[1].replan = false;
    assert_eq!(of(&world.board("2026-06"), "p").value.net(), m("310"));
    assert_eq!(of(&world.board("2026-07"), "p").value.net(), m("248"));
}

#[test]
fn a_plan_has_a_demand_of_its_own_and_what_fails_is_planned_too() {
    let mut world = planning("2026-01-01", "310");
    let row = world.baseline("p");
    (row.demand_per_month, row.planned_success) = (Some(m("300")), m("0.8"));
    (row.review_minutes_per_unit, row.failure_minutes_per_unit) = (m("1"), m("4"));
    row.conversion = Some(m("0.5"));
    let board = world.board("2026-03");
    let ladder = of(&board, "p").value.ladder.unwrap();
    // 310 are planned and 300 wanted; 310 × 0.2 / 0.8 = 77.5 fail
    assert_eq!((ladder.units, ladder.units_valued), (m("310"), m("300")));
    assert_eq!(ladder.failure_minutes, m("310"));
    // 30 days of 150 − 10 − 10 minutes, one of −20: (30 × 130 × 0.5 − 20) × 40 / 60
    assert_eq!(of(&board, "p").value.net().to_fixed(2), "1286.67");
}

#[test]
fn lines_are_planned_at_budget_rates_unless_they_say_otherwise() {
    let mut world = planning("2026-01-01", "0");
    let euros = |text, per, from| Amount {
        currency: "EUR".into(),
        ..amount(text, per, from)
    };
    for (kind, from, rate) in [
        (RateKind::Flow, "2025-01-01", "1.2"),
        (RateKind::Budget, "2026-01-01", "1.1"),
        (RateKind::Budget, "2026-03-10", "9"),
    ] {
        let line = line("rates.csv", 2);
        let row = Rate {
            line,
            from: d(from),
            rate: m(rate),
        };
        let rows = world.master.rates.rows.entry(("EUR".into(), kind));
        rows.or_default().push(row);
    }
    world
        .cost("p", CostKind::Support, euros("10", Per::Day, "2025-06-01"))
        .cost("p", CostKind::Change, euros("50", Per::Once, "2026-03-05"))
        .cost("p", CostKind::Overhead, euros("7", Per::Day, "2026-01-01"));
    world.master.costs[2].in_plan = false;
    let board = world.board("2026-03-01..2026-03-20");
    // 20 days × 10.00 × 1.10, as on the first day of the year, and 50.00 × 1.10
    let plan = of(&board, "p");
    assert_eq!(
        (plan.value.cost_run, plan.value.cost_build),
        (m("220"), m("55"))
    );
    // Nothing was planned to be gained, so nothing can be attained.
    assert_eq!(plan.attainment, Err(Why::NoPlannedGain));
    // At 1.20: 20 × 12.00 and 60.00; 20 × 8.40 that nobody planned.
    assert_eq!((plan.net, plan.variance), (m("-468"), m("-193")));
    let causes = plans(&board).causes.as_ref().unwrap();
    // The 340.00 EUR of running cost are 34.00 dearer, and 7.00 a day at 1.10 are 154.00.
    let said = steps(&causes.estate);
    assert_eq!(said, ["0", "0", "0", "-34", "0", "0", "-5", "-154", "0"]);
}

#[test]
fn sessions_and_items_are_planned_with_their_units_and_machines_as_they_were_charged() {
    let mut world = planning("2026-01-01", "310");
    let row = world.baseline("p");
    (row.units_per_session, row.planned_success) = (m("5"), m("0.8"));
    let day = "2026-01-01";
    world
        .cost("p", CostKind::Support, amount("2", Per::Session, day))
        .cost("p", CostKind::Licence, amount("3", Per::Item, day))
        .cost(
            "p",
            CostKind::Infrastructure,
            amount("60", Per::MachineHour, day),
        );
    world.master.costs[0].charges = Charges::Valid;
    world.ran(4, "p", "2026-03-03", Succeeded);
    let cost = |world: &World| of(&world.board("2026-03"), "p").value.cost();
    // 310 / 0.8 / 5 = 77.5 sessions × 2.00; 4 minutes at 1.00, since nobody can plan them
    assert_eq!(cost(&world), m("159"));
    world.baseline("p").unit = crate::model::master::Unit::Item;
    // 310 / 0.8 = 387.5 items × 3.00; 4 sessions × 2.00 and 4 minutes, as they were
    assert_eq!(cost(&world), m("1174.5"));
}

#[test]
fn planned_cash_replaces_planned_capacity() {
    let mut world = planning("2026-01-01", "31");
    world.baseline("p").conversion = Some(m("0.5"));
    let cash = amount("62", Per::Month, "2026-03-01");
    world.benefit("p", BenefitKind::Cashable, true, cash);
    // Nobody has signed it yet: it is planned all the same.
    world.master.benefits[0].signed_by.clear();
    let board = world.board("2026-03");
    let plan = of(&board, "p");
    // 310.00 freed, 62.00 of cash in their place: 248 × 0.5 + 62
    assert_eq!(plan.value.benefit(), m("186"));
    let causes = plans(&board).causes.as_ref().unwrap();
    // All units are missing, 155.00; the cash, less the half that freed time would have brought.
    let bridge = &causes.estate;
    assert_eq!(bridge.amount(CauseStep::Volume), m("-155"));
    assert_eq!(part(bridge, CauseInput::SignedAmount), m("-62"));
    assert_eq!(part(bridge, CauseInput::ReplacedCapacity), m("31"));
    assert_eq!((bridge.before, bridge.after), (m("186"), m("0")));
}

#[test]
fn a_plan_of_invoices_becomes_what_was_done_cause_by_cause() {
    let mut world = planning("2025-12-01", "1000");
    let row = world.baseline("p");
    (row.minutes_per_unit, row.hourly_rate, row.units_per_session) = (m("5"), m("36"), m("25"));
    let mut measured = row.clone();
    (measured.valid_from, measured.minutes_per_unit) = (d("2026-03-01"), m("4"));
    let rows = &mut world.master.baselines;
    rows.get_mut(&id::<ProjectId>("p")).unwrap().push(measured);
    world
        .cost(
            "p",
            CostKind::Support,
            amount("400", Per::Month, "2026-01-01"),
        )
        .cost(
            "p",
            CostKind::Support,
            amount("15", Per::Month, "2026-01-01"),
        );
    world.master.costs[1].in_plan = false;
    world
        .ran(41, "p", "2026-03-02", Succeeded)
        .ran(3, "p", "2026-03-02", Failed);
    let board = world.board("2026-03");
    let plan = of(&board, "p");
    assert_eq!((plan.value.net(), plan.net), (m("2600"), m("2045")));
    assert_eq!(plan.attainment, Ok(2045.0 / 2600.0));
    let bridge = &plans(&board).causes.as_ref().unwrap().estate;
    assert_eq!(part(bridge, CauseInput::Attempts), m("300"));
    assert_eq!(part(bridge, CauseInput::Success), m("-225"));
    let said = steps(bridge);
    assert_eq!(said, ["75", "-615", "0", "0", "0", "0", "0", "-15", "0"]);
}

#[test]
fn every_input_of_a_plan_passes_once() {
    let mut world = planning("2026-01-01", "31000");
    for (kind, rate) in [(RateKind::Budget, "1.1"), (RateKind::Flow, "1.2")] {
        let line = line("rates.csv", 2);
        let row = Rate {
            line,
            from: d("2026-01-01"),
            rate: m(rate),
        };
        world
            .master
            .rates
            .rows
            .insert(("EUR".into(), kind), vec![row]);
    }
    let row = world.baseline("p");
    (row.minutes_per_unit, row.hourly_rate, row.currency) = (m("5"), m("30"), "EUR".into());
    (row.planned_success, row.conversion) = (m("0.9"), Some(m("0.8")));
    (row.review_minutes_per_unit, row.failure_minutes_per_unit) = (m("0.5"), m("2"));
    let mut now = row.clone();
    (now.valid_from, now.units_per_session) = (d("2026-03-01"), m("10"));
    (now.minutes_per_unit, now.hourly_rate) = (m("4.5"), m("32"));
    (now.review_minutes_per_unit, now.conversion) = (m("0.6"), Some(m("0.75")));
    now.attended_deducts = true;
    let rows = &mut world.master.baselines;
    rows.get_mut(&id::<ProjectId>("p")).unwrap().push(now);
    world
        .cost(
            "p",
            CostKind::Support,
            amount("500", Per::Day, "2026-01-01"),
        )
        .cost("p", CostKind::Support, amount("40", Per::Day, "2026-01-01"))
        .benefit(
            "p",
            BenefitKind::Avoidance,
            false,
            amount("100", Per::Day, "2026-01-01"),
        );
    (
        world.master.costs[1].in_plan,
        world.master.benefits[0].in_plan,
    ) = (false, false);
    let beside = |outcome| Seen {
        mode: "attended",
        ..seen("p", "2026-03-02", outcome)
    };
    world.see(60, beside(Succeeded));
    world
        .ran(42, "p", "2026-03-02", Succeeded)
        .ran(18, "p", "2026-03-02", Failed);
    let board = world.board("2026-03-02");
    let bridge = &plans(&board).causes.as_ref().unwrap().estate;
    // 1,000 units and 111.111111 failed; 1,020 and 180, of which 60 minutes were attended
    assert_eq!(
        (bridge.before, bridge.after),
        (m("1382.222222"), m("1267.84"))
    );
    assert_eq!(part(bridge, CauseInput::Attempts), m("150.577778"));
    assert_eq!(part(bridge, CauseInput::Success), m("-171.6"));
    let expected = [
        "-21.022222",
        "-295.68",
        "104.368",
        "151.808",
        "-113.856",
        "100",
        "0",
        "-40",
        "0",
    ];
    assert_eq!(steps(bridge), expected);
}

/// `p` plans, `q` does not; both share a licence, and `r` has no baseline.
fn of_three() -> World {
    let mut world = planning("2026-01-01", "31");
    world.project("q").bare_project("r");
    world
        .ran(1, "p", "2026-03-01", Succeeded)
        .ran(1, "q", "2026-03-01", Succeeded);
    world.cost("*", CostKind::Licence, amount("2", Per::Day, "2026-03-01"));
    world
}

#[test]
fn shared_cost_is_planned_as_it_was_charged_and_what_has_no_plan_by_its_lines_alone() {
    let board = of_three().board("2026-03");
    // 31 × 10.00 less half the licence of 28 days; on the last three of March nobody carries it.
    let expected = [("p", "282", true), ("q", "-28", false), ("*", "-6", false)];
    for (project, net, is_planned) in expected {
        let project: ProjectId = match project {
            "*" => ProjectId::shared(),
            text => id(text),
        };
        let plan = plans(&board).project(&project).unwrap();
        assert_eq!((plan.value.net(), plan.is_planned), (m(net), is_planned));
        let why = if is_planned { None } else { Some(Why::NoPlan) };
        assert_eq!(plan.attainment.err(), why);
    }
    assert_eq!(plans(&board).project(&id("r")), None);
    let plans = plans(&board);
    assert_eq!(plans.estate.value.net(), m("248"));
    // Each did one unit of 10.00: 9 of 31 parts are missing of `p`, and nobody planned that of `q`.
    let causes = plans.causes.as_ref().unwrap();
    let said = steps(&causes.estate);
    assert_eq!(said, ["-290", "0", "0", "0", "0", "0", "0", "0", "0"]);
    assert_eq!(causes.unvalued, [id::<ProjectId>("q")]);
    assert_eq!(causes.estate.after, board.totals[0].value.net());
    let [(department, of_ops)] = &plans.departments[..] else {
        panic!("{:?}", plans.departments)
    };
    assert_eq!((department.as_str(), of_ops.value.net()), ("ops", m("254")));
}

#[test]
fn a_scope_has_the_plans_of_its_projects() {
    let world = of_three();
    let board = world.board("2026-03");
    let cut = |project: &str| {
        let scopes = [Scope::Projects(vec![id(project)])];
        scoped(&board, &scopes, &world.estate, &world.master).plans
    };
    let of_p = cut("p").unwrap();
    assert_eq!(of_p.estate, *of(&board, "p"));
    assert_eq!(of_p.causes.unwrap().estate.before, m("282"));
    assert_eq!(cut("q"), Err(Why::NoPlan));
}

#[test]
fn what_is_known_later_changes_no_plan() {
    let mut world = of_three();
    let before = world.board("2026-03-01..2026-03-20").plans;
    let row = world.baseline("p").clone();
    for (from, replan) in [("2026-03-21", true), ("2026-04-01", false)] {
        let mut later = row.clone();
        (later.valid_from, later.planned_units_per_month) = (d(from), Some(m("999")));
        later.replan = replan;
        let rows = &mut world.master.baselines;
        rows.get_mut(&id::<ProjectId>("p")).unwrap().push(later);
    }
    let mut moved = project(&mut world).clone();
    (moved.valid_from, moved.live_from) = (Some(d("2026-03-21")), Some(d("2026-03-21")));
    world
        .master
        .projects
        .get_mut(&id::<ProjectId>("p"))
        .unwrap()
        .push(moved);
    world.ran(50, "q", "2026-03-21", Succeeded);
    assert_eq!(world.board("2026-03-01..2026-03-20").plans, before);
}

#[test]
fn steps_of_the_trend_have_their_plans() {
    let world = of_three();
    let board = world.board("2026-03");
    let nets = |steps: &[crate::model::Value]| {
        let said = steps.iter().map(|step| step.net().to_string());
        said.collect::<Vec<_>>()
    };
    // January and February: 31 × 10.00
    assert_eq!(nets(&of(&board, "p").steps), ["310", "310", "282"]);
    assert_eq!(nets(&plans(&board).estate.steps), ["310", "310", "248"]);
    assert_eq!(board.trend.len(), 3);
}
