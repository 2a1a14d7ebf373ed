//! What is reached of targets.

use super::world::*;
use crate::model::Outcome::*;
use crate::model::master::{BenefitKind, CostKind, Metric, Per, Rate, RateKind, Sli};
use crate::model::scope::Scope;
use crate::model::scoreboard::{GoalScore, GoalStatus};
use crate::model::{DepartmentId, Gap};

fn goal(world: &World, window: &str, name: &str) -> GoalScore {
    world
        .board(window)
        .goals
        .into_iter()
        .find(|g| g.goal_id.as_str() == name)
        .expect(name)
}

/// 100.00 of cash a day for `p` from 2026 on.
fn cash() -> World {
    let mut world = World::new();
    world.project("p").benefit(
        "p",
        BenefitKind::Cashable,
        false,
        amount("100", Per::Day, "2026-01-01"),
    );
    world.ran(1, "p", "2026-01-01", Failed);
    world
}

#[test]
fn an_actual_is_of_the_goals_own_dates_and_of_the_whole_history() {
    let mut world = cash();
    world.goal("g", Metric::Hard, "36500", "2026", Scope::Estate);
    let score = goal(&world, "2026-03", "g");
    // 31 + 28 + 31 = 90 days of 100.00, of 365 days
    assert_eq!(
        (score.actual, score.expected_by_now),
        (Some(m("9000")), Some(m("9000")))
    );
    assert_eq!(
        (score.attainment, score.status),
        (Some(9000.0 / 36500.0), GoalStatus::OnTrack)
    );
    // a goal that ended before the window keeps its own end
    world.goal(
        "h",
        Metric::Hard,
        "5900",
        "2026-01-01..2026-02-28",
        Scope::Estate,
    );
    assert_eq!(goal(&world, "2026-03", "h").status, GoalStatus::Attained);
}

#[test]
fn states_are_asked_in_order_and_compared_in_integers() {
    for (target, window, status) in [
        ("9000", "2026-03", GoalStatus::OnTrack), // reached, and cash could be taken back until December
        ("36500", "2026-12", GoalStatus::Attained), // 365 days of 100.00
        ("36501", "2026-12", GoalStatus::AtRisk),
        ("36500", "2026-03", GoalStatus::OnTrack), // expected 9000: equal
        ("36500.000001", "2026-03", GoalStatus::AtRisk), // a quarter of a micro more is expected
        ("40555.5", "2026-03", GoalStatus::AtRisk), // 0.9 × 40555.5 × 90 / 365 = 8999.98…
        ("40556", "2026-03", GoalStatus::OffTrack), // 0.9 × 40556 × 90 / 365 = 9000.09…
        ("1", "2025-12", GoalStatus::NotStarted),
    ] {
        let mut world = cash();
        world.goal("g", Metric::Hard, target, "2026", Scope::Estate);
        let score = goal(&world, window, "g");
        assert_eq!(score.status, status, "{target}");
        assert_eq!(score.actual.is_none(), status == GoalStatus::NotStarted);
    }
}

#[test]
fn a_ratio_is_expected_to_be_what_it_should_be_and_attained_when_it_can_fall_no_more() {
    let mut world = cash();
    // 300.00 of cash until 3 January, a cost of 50.00: 250 / 50 = 5
    world.cost("p", CostKind::Build, amount("50", Per::Once, "2026-01-01"));
    world.goal("g", Metric::Roi, "2", "2026", Scope::Estate);
    let early = goal(&world, "2026-01-01..2026-01-03", "g");
    assert_eq!(
        (early.actual, early.expected_by_now, early.status),
        (Some(m("5")), Some(m("2")), GoalStatus::OnTrack)
    );
    assert_eq!(goal(&world, "2026-12", "g").status, GoalStatus::Attained);
    // 5 of 5.5 are nine tenths and more, of 6 they are not: whatever the day.
    for (target, status) in [("5.5", GoalStatus::AtRisk), ("6", GoalStatus::OffTrack)] {
        world.master.goals[0].target = m(target);
        assert_eq!(
            goal(&world, "2026-01-01..2026-01-03", "g").status,
            status,
            "{target}"
        );
    }
    // Units never become fewer.
    world.goal("u", Metric::Units, "1", "2026", Scope::Estate);
    world.ran(1, "p", "2026-01-02", Succeeded);
    assert_eq!(
        goal(&world, "2026-01-01..2026-01-03", "u").status,
        GoalStatus::Attained
    );
}

#[test]
fn a_parent_counts_a_project_of_two_children_once() {
    let mut world = cash();
    world.project("q").benefit(
        "q",
        BenefitKind::Cashable,
        false,
        amount("10", Per::Day, "2026-01-01"),
    );
    world.goal(
        "parent",
        Metric::Hard,
        "1",
        "2026-01",
        Scope::Projects(vec![]),
    );
    for (name, projects) in [("left", vec![id("p")]), ("right", vec![id("p"), id("q")])] {
        world
            .goal(
                name,
                Metric::Hard,
                "1",
                "2026-01",
                Scope::Projects(projects),
            )
            .parent_id = Some(id("parent"));
    }
    let actual = |name| goal(&world, "2026-01", name).actual;
    // 31 × 100; 31 × 110; and their union, not their sum
    assert_eq!(
        (actual("left"), actual("right"), actual("parent")),
        (Some(m("3100")), Some(m("3410")), Some(m("3410")))
    );
}

#[test]
fn a_department_includes_those_below_it_as_they_were_on_the_day() {
    let mut world = cash();
    let department = |name: &str, parent: Option<DepartmentId>| crate::model::master::Department {
        line: line("departments.csv", 2),
        id: id(name),
        name: name.to_owned(),
        parent_id: parent,
        manager: String::new(),
        contact_email: String::new(),
        region: String::new(),
        sponsor: String::new(),
    };
    world
        .master
        .departments
        .insert(id("ops"), department("ops", Some(id("group"))));
    world
        .master
        .departments
        .insert(id("group"), department("group", None));
    world
        .master
        .departments
        .insert(id("sales"), department("sales", None));
    let mut moved = world.master.projects[&id("p")][0].clone();
    (moved.valid_from, moved.department_id, moved.category) =
        (Some(d("2026-01-11")), id("sales"), "invoices".into());
    world.master.projects.get_mut(&id("p")).unwrap().push(moved);
    world.goal(
        "g",
        Metric::Hard,
        "1",
        "2026-01",
        Scope::Department(id("group")),
    );
    world.goal(
        "s",
        Metric::Hard,
        "1",
        "2026-01",
        Scope::Department(id("sales")),
    );
    world.goal(
        "c",
        Metric::Hard,
        "1",
        "2026-01",
        Scope::Category("invoices".into()),
    );
    let actual = |name| goal(&world, "2026-01", name).actual;
    assert_eq!(
        (actual("g"), actual("s"), actual("c")),
        (Some(m("1000")), Some(m("2100")), Some(m("2100")))
    );
    let departments: Vec<_> = world
        .board("2026-01")
        .departments
        .into_iter()
        .map(|d| (d.name, d.value.cashable, d.projects))
        .collect();
    assert_eq!(
        departments,
        [("ops".into(), m("1000"), 1), ("sales".into(), m("2100"), 1)]
    );
}

#[test]
fn the_estate_carries_the_shared_cost_that_no_project_could() {
    let mut world = cash();
    world.cost(
        "*",
        CostKind::Overhead,
        amount("10", Per::Day, "2026-01-01"),
    );
    // 1 January, when `p` ran, is not among the 28 days up to the 29th.
    world
        .goal("e", Metric::Net, "1", "2026-01-29", Scope::Estate)
        .scope = Scope::Estate;
    world.goal(
        "p",
        Metric::Net,
        "1",
        "2026-01-29",
        Scope::Projects(vec![id("p")]),
    );
    assert_eq!(
        (
            goal(&world, "2026-01", "e").actual,
            goal(&world, "2026-01", "p").actual
        ),
        (Some(m("90")), Some(m("100")))
    );
}

#[test]
fn what_is_not_defined_is_unmeasured_and_not_a_failure() {
    let mut world = cash();
    world.goal("roi", Metric::Roi, "2", "2026-01", Scope::Estate);
    world.bare_project("q").goal(
        "units",
        Metric::Units,
        "1",
        "2026-01",
        Scope::Projects(vec![id("q")]),
    );
    for name in ["roi", "units"] {
        let score = goal(&world, "2026-01", name);
        assert_eq!(
            (score.actual, score.attainment, score.status),
            (None, None, GoalStatus::Unmeasured),
            "{name}"
        );
    }
    // with a cost of 1000: net 3100 − 1000 = 2100, over 1000
    world.cost(
        "p",
        CostKind::Build,
        amount("1000", Per::Once, "2026-01-05"),
    );
    assert_eq!(goal(&world, "2026-01", "roi").actual, Some(m("2.1")));
}

#[test]
fn hours_are_minutes_over_sixty_and_a_project_with_a_baseline_and_no_sessions_has_zero() {
    let mut world = World::new();
    world
        .project("p")
        .project("q")
        .ran(1, "p", "2026-01-02", Succeeded);
    world.baseline("p").minutes_per_unit = m("20");
    world.goal(
        "h",
        Metric::Hours,
        "1",
        "2026-01",
        Scope::Projects(vec![id("p")]),
    );
    world.goal(
        "z",
        Metric::Hours,
        "1",
        "2026-01",
        Scope::Projects(vec![id("q")]),
    );
    let score = goal(&world, "2026-01", "h");
    assert_eq!(
        (score.actual, score.attainment),
        (Some(m("0.333333")), Some(1.0 / 3.0))
    ); // exact until it is shown
    assert_eq!(goal(&world, "2026-01", "z").actual, Some(m("0")));
}

#[test]
fn a_target_in_another_currency_is_converted_at_the_budgeted_rate_of_its_first_day() {
    let mut world = cash();
    world
        .goal("g", Metric::Hard, "1000", "2026-01", Scope::Estate)
        .currency = "EUR".into();
    assert_eq!(goal(&world, "2026-01", "g").status, GoalStatus::Unmeasured); // no rate
    assert!(
        world
            .board("2026-01")
            .gaps
            .iter()
            .any(|gap| matches!(gap, Gap::NoRate { line, .. } if line.file == "goals.csv"))
    );
    for (kind, rate) in [(RateKind::Flow, "3"), (RateKind::Budget, "1.2")] {
        let rate = Rate {
            line: line("rates.csv", 2),
            from: d("2025-01-01"),
            rate: m(rate),
        };
        world
            .master
            .rates
            .rows
            .insert(("EUR".into(), kind), vec![rate]);
    }
    assert_eq!(goal(&world, "2026-01", "g").target, m("1200"));
}

#[test]
fn live_projects_and_kept_promises_are_counted_at_the_end() {
    let mut world = cash();
    let p = &mut world.master.projects.get_mut(&id("p")).unwrap()[0];
    p.live_from = Some(d("2026-01-31"));
    world.goal("live", Metric::LiveProjects, "2", "2026", Scope::Estate);
    assert_eq!(goal(&world, "2026-01", "live").actual, Some(m("1")));
    assert_eq!(
        goal(&world, "2026-01-01..2026-01-30", "live").actual,
        Some(m("0"))
    );
    world.objective("o", "p", Sli::Success, "0.5");
    world.ran(3, "p", "2026-02-03", Succeeded);
    world.goal(
        "kept",
        Metric::KeptObjectives,
        "1",
        "2026-01-15..2026-03-31",
        Scope::Estate,
    );
    // January (1 failed of 1: broken), February (met), March (no sessions: not measured): 1 of 2
    assert_eq!(goal(&world, "2026-03", "kept").actual, Some(m("0.5")));
}
