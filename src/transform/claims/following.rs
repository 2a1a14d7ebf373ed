//! What follows from scores: why the net moved, and what somebody is asked to decide.

use super::world::*;
use crate::model::Outcome::*;
use crate::model::board::causes::CauseStep;
use crate::model::board::decision::Grounds;
use crate::model::master::*;
use crate::model::ratio::Why;
use crate::model::{Method, Micros, ProjectId, Scoreboard};

/// A success of 15 minutes at 40.00 an hour in each of these months: 10.00 each.
fn each_month(world: &mut World, project: &'static str, months: &[&str]) {
    for month in months {
        world.ran(1, project, &format!("{month}-02"), Succeeded);
    }
}

const QUARTER: [&str; 3] = ["2026-01", "2026-02", "2026-03"];

#[test]
fn a_window_is_compared_where_the_one_before_was_told_from_its_first_day() {
    let mut world = World::new();
    world.project("p").ran(1, "p", "2026-02-02", Succeeded);
    each_month(&mut world, "p", &["2026-03", "2026-04"]);
    // A cost line reaches further back than what was told, and changes nothing.
    let licence = amount("5", Per::Month, "2025-01-01");
    world.cost("p", CostKind::Licence, licence);
    let causes = |world: &World, window: &str| world.board(window).comparisons.causes;
    assert_eq!(causes(&world, "2026-03"), Err(Why::NotComparable));
    let april = causes(&world, "2026-04").expect("all of March was told");
    assert_eq!((april.estate.before, april.estate.after), (m("5"), m("5")));
    world.ran(1, "p", "2026-02-01", Failed);
    let march = causes(&world, "2026-03").expect("February was told from its 1st");
    // 10.00 of two attempts, of which one failed; then one attempt.
    assert_eq!(march.estate.amount(CauseStep::Volume), Micros::ZERO);
    assert_eq!(march.previous, w("2026-02"));
    world.estate.methods = vec![Method::Kit2023];
    assert_eq!(causes(&world, "2026-03"), Err(Why::NoLadder));
}

#[test]
fn a_bridge_ends_at_the_net_of_each_project_and_names_who_is_not_valued() {
    let mut world = World::new();
    world.project("p").bare_project("q");
    world.meter(Matcher::Exact("q".to_owned()), "q", "1");
    world.ran(1, "p", "2026-02-01", Succeeded);
    world.ran(3, "p", "2026-03-05", Succeeded);
    world.ran(1, "q", "2026-03-05", Succeeded);
    world.cost("q", CostKind::Build, amount("7", Per::Once, "2026-03-09"));
    let shared = amount("31", Per::Month, "2026-03-01");
    world.cost("*", CostKind::Licence, shared);
    let board = world.board("2026-03");
    let causes = board
        .comparisons
        .causes
        .as_ref()
        .expect("February was told");
    assert_eq!(causes.unvalued, [id::<ProjectId>("q")]);
    for score in board.headline_projects() {
        let mut bridges = causes.projects.iter();
        let (_, bridge) = bridges
            .find(|(project, _)| *project == score.project_id)
            .expect("it has a net");
        assert_eq!(bridge.after, score.value.net(), "{}", score.project_id);
        let before = score.previous.expect("February is known").net();
        assert_eq!(bridge.before, before, "{}", score.project_id);
    }
    let net = board.totals[0].value.net();
    assert_eq!(causes.estate.after, net);
    // One unit, then three: 2 × 10.00. 7.00 once; 31.00 of a licence, whoever carries it.
    let amounts = [CauseStep::Volume, CauseStep::Once, CauseStep::Cost];
    let amounts = amounts.map(|step| causes.estate.amount(step));
    assert_eq!(amounts, [m("20"), m("-7"), m("-31")]);
}

fn decided(board: &Scoreboard) -> Vec<(&str, Option<Micros>, &Grounds)> {
    let decisions = board.decisions.iter();
    decisions
        .map(|decision| (decision.subject().0, decision.amount, &decision.grounds))
        .collect()
}

#[test]
fn a_live_project_that_is_idle_or_loses_for_three_months_is_up_for_retirement() {
    let mut world = World::new();
    world.project("busy").project("idle").project("loses");
    world.ran(1, "busy", "2025-12-31", Succeeded);
    each_month(&mut world, "busy", &QUARTER);
    each_month(&mut world, "loses", &QUARTER);
    let monthly = |text| amount(text, Per::Month, "2026-01-01");
    world.cost("idle", CostKind::Licence, monthly("40"));
    world.cost("loses", CostKind::Licence, monthly("30"));
    let idle = |idle, net| Grounds::IdleOrLosing {
        months: 3,
        idle,
        net,
    };
    // 3 × 40.00; 3 × (30.00 − 10.00)
    assert_eq!(
        decided(&world.board("2026-03")),
        [
            ("idle", Some(m("120")), &idle(true, m("-120"))),
            ("loses", Some(m("60")), &idle(false, m("-60"))),
        ]
    );
    // Not of one that went live within the three months, and not of one that is retired.
    let of = |world: &mut World, project: &str| {
        let versions = world.master.projects.get_mut(&id::<ProjectId>(project));
        versions.expect("it is a project").remove(0)
    };
    let mut young = of(&mut world, "idle");
    young.live_from = Some(d("2026-01-02"));
    let mut retired = of(&mut world, "loses");
    retired.status = Status::Retired;
    for project in [young, retired] {
        world
            .master
            .projects
            .insert(project.id.clone(), vec![project]);
    }
    assert_eq!(decided(&world.board("2026-03")), []);
}

#[test]
fn a_signed_benefit_that_ends_soon_is_to_be_renewed_unless_another_goes_on() {
    let mut world = World::new();
    world.project("p");
    each_month(&mut world, "p", &QUARTER);
    let cash = |from: &str, to: Option<&str>| Amount {
        to: to.map(d),
        ..amount("100", Per::Month, from)
    };
    let ends = cash("2026-01-01", Some("2026-06-30"));
    world.benefit("p", BenefitKind::Cashable, false, ends);
    let once = amount("500", Per::Once, "2026-03-03");
    world.benefit("p", BenefitKind::Avoidance, false, once);
    let grounds = Grounds::BenefitEnds {
        ends_on: d("2026-06-30"),
        signed_by: "Controller".into(),
    };
    // What comes once has no end. The line brings 100.00 in March, and ends within three months.
    let march = world.board("2026-03");
    assert_eq!(decided(&march), [("p", Some(m("100")), &grounds)]);
    assert_eq!(march.decisions[0].due, d("2026-06-30"));
    assert_eq!(decided(&world.board("2026-02")), []);
    let next = cash("2026-07-01", None);
    world.benefit("p", BenefitKind::Cashable, false, next);
    assert_eq!(decided(&world.board("2026-03")), []);
}

#[test]
fn cost_that_no_project_carries_is_asked_of_who_answers_for_the_estate() {
    let mut world = World::new();
    world.project("p").ran(1, "p", "2026-01-02", Succeeded);
    let shared = amount("31", Per::Month, "2026-03-01");
    world.cost("*", CostKind::Licence, shared);
    world.cost(
        "p",
        CostKind::Support,
        amount("270", Per::Month, "2026-03-01"),
    );
    world.master.people.push(Person {
        language: None,
        line: line("people.csv", 2),
        email: "coe@example.com".into(),
        role: Role::Coe,
        scope: crate::model::scope::Scope::Estate,
        name: "Head of CoE".into(),
    });
    // Nothing ran in the 28 days before: 31 of 301 are more than a tenth, 31 of 311 are not.
    let (cost, total) = (m("31"), m("301"));
    let board = world.board("2026-03");
    let of_shared = |board: &Scoreboard| {
        let mut found = board.decisions.clone();
        found.retain(|decision| matches!(decision.grounds, Grounds::Unallocated { .. }));
        found
    };
    let found = of_shared(&board);
    assert_eq!(found[0].grounds, Grounds::Unallocated { cost, total });
    assert_eq!((found[0].owner.as_str(), found.len()), ("Head of CoE", 1));
    world.cost(
        "p",
        CostKind::Support,
        amount("10", Per::Once, "2026-03-01"),
    );
    assert_eq!(of_shared(&world.board("2026-03")), []);
}

#[test]
fn the_manager_is_asked_where_a_project_names_no_owner() {
    let mut world = World::new();
    world.bare_project("p");
    world.meter(Matcher::Exact("p".to_owned()), "p", "1");
    world.ran(2, "p", "2026-03-02", Succeeded);
    world.cost(
        "p",
        CostKind::Support,
        amount("9", Per::Month, "2026-03-01"),
    );
    let department = Department {
        line: line("departments.csv", 2),
        id: id("ops"),
        name: "Operations".into(),
        parent_id: None,
        manager: "Head of Operations".into(),
        contact_email: String::new(),
        region: String::new(),
        sponsor: String::new(),
    };
    world.master.departments.insert(id("ops"), department);
    let board = world.board("2026-03");
    let unmeasured = Grounds::Unmeasured { successes: 2 };
    assert_eq!(decided(&board), [("p", Some(m("9")), &unmeasured)]);
    assert_eq!(board.decisions[0].owner, "Head of Operations");
    assert_eq!(board.decisions[0].due, d("2026-04-30"));
}
