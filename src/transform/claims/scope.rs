//! What lies outside a scope moves nothing inside it, and is named nowhere.

use proptest::prelude::*;

use super::super::scoreboard::scope::scoped;
use super::world::*;
use crate::model::master::{BenefitKind, CostKind, Matcher, Metric, Per, Sli};
use crate::model::scope::Scope;
use crate::model::{Micros, Outcome, Outcome::*, ProjectId, Scoreboard};

/// What is drawn of the projects outside.
#[derive(Debug, Clone)]
struct Others {
    sessions: Vec<(u32, Outcome)>,
    cost: u32,
    benefit: u32,
    target: u32,
    minutes: u32,
    unmetered: usize,
}

fn others() -> impl Strategy<Value = Others> {
    let outcome = prop_oneof![Just(Succeeded), Just(Failed), Just(Unknown), Just(Skipped)];
    let sessions = prop::collection::vec((1u32..=31, outcome), 0..40);
    (
        sessions,
        0u32..900,
        0u32..900,
        1u32..99,
        1u32..90,
        0usize..9,
    )
        .prop_map(
            |(sessions, cost, benefit, target, minutes, unmetered)| Others {
                sessions,
                cost,
                benefit,
                target,
                minutes,
                unmetered,
            },
        )
}

const CANARY: &str = "canary-";

/// Two projects of a scope and two outside it; all of them on one satellite, one automation works
/// for one of each.
fn world(others: &Others) -> World {
    let mut world = World::new();
    world.project("mine").project("ours");
    world.project("canary-a").project("canary-b");
    for (id, project) in &mut world.master.projects {
        if id.as_str().starts_with(CANARY) {
            project[0].department_id = id_of("canary-department");
        }
    }
    world
        .meter(Matcher::Exact("both".into()), "mine", "0.5")
        .meter(Matcher::Exact("both".into()), "canary-a", "0.5");
    for day in 1..=31 {
        let day = format!("2026-03-{day:02}");
        world
            .ran(2, "mine", &day, Succeeded)
            .ran(1, "ours", &day, Failed)
            .ran(1, "both", &day, Succeeded);
    }
    world.ran(3, "mine", "2026-02-10", Succeeded);
    world.cost(
        "mine",
        CostKind::Support,
        amount("70", Per::Month, "2026-01-01"),
    );
    world.objective("o-mine", "mine", Sli::Success, "0.99");
    let mine = || Scope::Projects(vec![id_of("mine")]);
    world.goal("g-mine", Metric::Net, "5000", "2026", mine());
    world.goal("g-estate", Metric::Net, "5000", "2026", Scope::Estate);
    outside(&mut world, others);
    world
}

fn outside(world: &mut World, others: &Others) {
    for (day, outcome) in &others.sessions {
        world.ran(1, "canary-a", &format!("2026-03-{day:02}"), *outcome);
    }
    world.ran(others.unmetered, "canary-nobodys", "2026-03-05", Succeeded);
    let money = |n: u32| amount(&n.to_string(), Per::Month, "2026-02-01");
    world.cost("canary-b", CostKind::Licence, money(others.cost));
    world.benefit(
        "canary-a",
        BenefitKind::Cashable,
        true,
        money(others.benefit),
    );
    world.baseline("canary-a").minutes_per_unit = Micros::whole(others.minutes.into());
    let target = format!("0.{:02}", others.target);
    world.objective("canary-o", "canary-a", Sli::Success, &target);
    let theirs = Scope::Projects(vec![id_of("canary-a")]);
    let target = others.target.to_string();
    world.goal("canary-g", Metric::Units, &target, "2026", theirs);
}

fn id_of<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect(text)
}

fn cut(world: &World, scopes: &[Scope]) -> Scoreboard {
    let board = world.board("2026-03");
    scoped(&board, scopes, &world.estate, &world.master)
}

fn inside() -> Vec<Scope> {
    vec![
        Scope::Projects(vec![id_of("mine")]),
        Scope::Projects(vec![id_of("ours"), id_of("mine")]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn what_lies_outside_moves_nothing_inside(one in others(), other in others()) {
        let (one, other) = (world(&one), world(&other));
        prop_assert_eq!(cut(&one, &inside()), cut(&other, &inside()));
        let said = format!("{:?}", cut(&one, &inside()));
        prop_assert!(!said.contains(CANARY), "{}", said);
    }

    /// What pages of many projects rest on: the board is cut to a group of them first.
    #[test]
    fn a_cut_out_of_a_cut_is_the_cut(one in others(), kept in any::<[bool; 4]>()) {
        let world = world(&one);
        let all = world.board("2026-03");
        let of = |board: &Scoreboard, ids: &[&str]| {
            let scopes = [Scope::Projects(ids.iter().map(|id| id_of(id)).collect())];
            scoped(board, &scopes, &world.estate, &world.master)
        };
        let names = ["mine", "ours", "canary-a", "canary-b"].into_iter().zip(kept);
        let group: Vec<&str> = names.filter(|(_, kept)| *kept).map(|(id, _)| id).collect();
        let cut = of(&all, &group);
        for id in group {
            prop_assert_eq!(of(&cut, &[id]), of(&all, &[id]));
        }
    }
}

fn some() -> Others {
    Others {
        sessions: vec![(3, Succeeded), (9, Failed)],
        cost: 300,
        benefit: 90,
        target: 50,
        minutes: 12,
        unmetered: 4,
    }
}

#[test]
fn a_scope_is_the_sum_of_its_rows_and_the_estate_is_all_of_them() {
    let world = world(&some());
    let all = world.board("2026-03");
    assert_eq!(cut(&world, &[Scope::Estate]), all);
    let cut = cut(&world, &inside());
    let net = |id: &str| {
        let project = all.headline_project(&id_of::<ProjectId>(id));
        project.expect("it is scored").value.net()
    };
    // A project of two scopes counts once.
    assert_eq!(cut.totals[0].value.net(), net("mine") + net("ours"));
    let departments: Micros = cut.departments.iter().map(|d| d.value.net()).sum();
    assert_eq!(departments, cut.totals[0].value.net());
    let in_window = cut.trend.iter().filter(|step| step.in_window);
    let in_window: Micros = in_window.map(|step| step.value.net()).sum();
    assert_eq!(in_window, cut.totals[0].value.net());
    let goals: Vec<String> = cut.goals.iter().map(|g| g.goal_id.to_string()).collect();
    assert_eq!(goals, ["g-mine"]);
    // 62 of mine, 31 of ours, and 31 of the automation that works for mine too
    assert_eq!(cut.coverage[0].sessions, 124);
    assert_eq!(cut.coverage[0].intake, None);
}

#[test]
fn what_the_benefit_of_a_scope_rests_on_adds_up_to_it() {
    let world = world(&some());
    let cut = cut(&world, &[Scope::Projects(vec![id_of("canary-a")])]);
    let total = &cut.totals[0].value;
    // 90 a month are signed for.
    assert_eq!(total.signed(), Micros::whole(90));
    let parts = &cut.comparisons.rests_on;
    assert!(
        parts.iter().all(|(_, amount)| !amount.is_negative()),
        "{parts:?}"
    );
    let sum: Micros = parts.iter().map(|(_, amount)| *amount).sum();
    assert_eq!(sum, total.benefit());
}

#[test]
fn a_scope_that_holds_nothing_shows_nothing() {
    let world = world(&some());
    let nothing = cut(&world, &[Scope::Region("EMEA".into())]);
    assert!(nothing.projects.is_empty() && nothing.automations.is_empty());
    assert!(nothing.coverage.is_empty() && nothing.gaps.is_empty());
    assert!(nothing.totals[0].value.is_zero());
    assert_eq!(cut(&world, &[]), nothing);
}

#[test]
fn a_goal_with_a_child_outside_is_outside() {
    let mut world = world(&some());
    for goal in &mut world.master.goals {
        if goal.id.as_str() == "canary-g" {
            goal.parent_id = Some(id_of("g-mine"));
        }
    }
    assert!(cut(&world, &inside()).goals.is_empty());
}

#[test]
fn who_moved_between_departments_is_where_it_is_on_the_last_day() {
    let mut world = world(&some());
    let of = |name: &str| Scope::Department(id_of(name));
    for name in ["ops", "canary-department"] {
        let department = crate::model::master::Department {
            line: line("departments.csv", 2),
            id: id_of(name),
            name: name.to_owned(),
            parent_id: None,
            manager: String::new(),
            contact_email: String::new(),
            region: String::new(),
            sponsor: String::new(),
        };
        world.master.departments.insert(id_of(name), department);
    }
    let ours = world.master.projects.get_mut(&id_of::<ProjectId>("ours"));
    let versions = ours.expect("it is there");
    let mut moved = versions[0].clone();
    moved.valid_from = Some(d("2026-03-16"));
    moved.department_id = id_of("canary-department");
    versions.push(moved);
    let ids = |scope: Scope| -> Vec<String> {
        let cut = cut(&world, &[scope]);
        cut.projects
            .iter()
            .map(|p| p.project_id.to_string())
            .collect()
    };
    assert_eq!(ids(of("ops")), ["mine"]);
    assert_eq!(
        ids(of("canary-department")),
        ["canary-a", "canary-b", "ours"]
    );
}
