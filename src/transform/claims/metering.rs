//! Who sessions work for.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::Shelf;
use super::super::metering::Claim;
use super::super::stage::{Dimensions, Metered};
use super::world::*;
use crate::lake::tables::TALLIES;
use crate::model::master::Matcher;
use crate::model::{Gap, Outcome::*, ProjectId};

fn successes(world: &World, project: &str, days: &str) -> i64 {
    let values = world.values(days);
    values
        .iter()
        .filter(|v| v.project_id == id::<ProjectId>(project))
        .map(|v| v.value.counts.succeeded)
        .sum()
}

#[test]
fn an_exact_id_wins_over_a_solution_and_a_solution_over_a_name() {
    let mut world = World::new();
    world.project("p").bare_project("q").bare_project("r");
    world.meter(Matcher::Solution("s".into()), "q", "1").meter(
        Matcher::Name("^in".into()),
        "r",
        "1",
    );
    let named = |automation, solution| Seen {
        name: Some("invoices"),
        solution,
        ..seen(automation, "2026-03-02", Succeeded)
    };
    world
        .see(1, named("p", Some("s")))
        .see(2, named("x", Some("s")))
        .see(4, named("y", None))
        .see(8, named("x", Some("t")));
    // p: its exact id; x in s: the solution; y, and x in another solution: the name
    let counts = ["p", "q", "r"].map(|project| successes(&world, project, "2026-03"));
    assert_eq!(counts, [1, 2, 12]);
}

#[test]
fn the_kind_is_chosen_anew_each_day() {
    let mut world = World::new();
    world
        .project("p")
        .bare_project("q")
        .meter(Matcher::Name("p".into()), "q", "1");
    world.master.meterings[0].to = Some(d("2026-03-02"));
    world
        .ran(1, "p", "2026-03-02", Succeeded)
        .ran(1, "p", "2026-03-03", Succeeded);
    assert_eq!(
        (
            successes(&world, "p", "2026-03"),
            successes(&world, "q", "2026-03")
        ),
        (1, 1)
    );
    assert_eq!(successes(&world, "q", "2026-03-03"), 1);
}

#[test]
fn two_patterns_on_one_automation_are_a_gap_naming_both_and_unmetered() {
    let mut world = World::new();
    world.bare_project("p").bare_project("q");
    world.meter(Matcher::Name("inv".into()), "p", "1").meter(
        Matcher::Name("voice".into()),
        "q",
        "1",
    );
    world.see(
        3,
        Seen {
            name: Some("invoices"),
            ..seen("a", "2026-03-02", Succeeded)
        },
    );
    let board = world.board("2026-03");
    assert_eq!(board.totals[0].value.counts.sessions, 0);
    let patterns = vec![
        (line("meterings.csv", 2), "name~inv".to_owned()),
        (line("meterings.csv", 3), "name~voice".to_owned()),
    ];
    assert!(board.gaps.contains(&Gap::AmbiguousMetering {
        satellite: id("prod"),
        automation_id: "a".into(),
        patterns
    }));
    assert_eq!(
        (
            board.coverage[0].sessions_metered,
            board.coverage[0].intake.unwrap().sessions_unmetered
        ),
        (0, 3)
    );
}

#[test]
fn one_pattern_may_share_an_automation_between_two_projects() {
    let mut world = World::new();
    world.project("p").project("q");
    world.meter(Matcher::Name("inv".into()), "p", "0.5").meter(
        Matcher::Name("inv".into()),
        "q",
        "0.5",
    );
    world.see(
        3,
        Seen {
            name: Some("invoices"),
            ..seen("a", "2026-03-02", Succeeded)
        },
    );
    let board = world.board("2026-03");
    // in both, unscaled; the estate's total counts each once
    assert_eq!(
        board
            .projects
            .iter()
            .map(|p| p.value.counts.sessions)
            .collect::<Vec<_>>(),
        [3, 3]
    );
    assert_eq!(board.totals[0].value.counts.sessions, 3);
    assert_eq!(board.totals[0].value.ladder.unwrap().units, m("3")); // 1.5 each
}

#[test]
fn a_child_of_the_same_project_is_worth_nothing_and_one_of_another_is() {
    let mut world = World::new();
    world
        .project("p")
        .project("q")
        .meter(Matcher::Exact("child".into()), "p", "0.1");
    let child = |parent| Seen {
        parent: Some(parent),
        ..seen("child", "2026-03-02", Succeeded)
    };
    world
        .see(1, child("p"))
        .see(2, child("q"))
        .see(4, child("child"))
        .see(8, child("nobody"))
        .ran(16, "p", "2026-03-02", Succeeded);
    // its parent p works for p, itself too (with whatever share): not counted; q's and nobody's are
    assert_eq!(successes(&world, "p", "2026-03"), 2 + 8 + 16);
    // it still counts where usage is told
    let board = world.board("2026-03");
    let used = board
        .automations
        .iter()
        .find(|a| a.automation_id == "child")
        .unwrap();
    assert_eq!((used.counts.succeeded, used.metered), (15, true));
    assert_eq!(board.coverage[0].sessions_metered, 31);
    assert_eq!(board.totals[0].value.counts.sessions, 26);
}

#[test]
fn a_parent_is_found_by_its_latest_solution_where_it_has_no_session_that_day() {
    let mut world = World::new();
    world
        .project("p")
        .meter(Matcher::Solution("s".into()), "p", "1");
    world.see(
        1,
        Seen {
            solution: Some("s"),
            ..seen("caller", "2026-02-01", Succeeded)
        },
    );
    world.see(
        1,
        Seen {
            parent: Some("caller"),
            ..seen("p", "2026-03-02", Succeeded)
        },
    );
    assert_eq!(successes(&world, "p", "2026-03"), 0);
    // on a day on which the caller ran in another solution, that one speaks
    world.see(
        1,
        Seen {
            solution: Some("t"),
            ..seen("caller", "2026-03-03", Failed)
        },
    );
    world.see(
        1,
        Seen {
            parent: Some("caller"),
            ..seen("p", "2026-03-03", Succeeded)
        },
    );
    world.see(
        1,
        Seen {
            solution: Some("s"),
            ..seen("caller", "2026-03-04", Cancelled)
        },
    );
    assert_eq!(successes(&world, "p", "2026-03"), 1);
}

#[test]
fn a_parent_that_is_metered_from_tomorrow_is_no_parent_today() {
    let mut world = World::new();
    world
        .project("p")
        .meter(Matcher::Exact("caller".into()), "p", "1");
    world.master.meterings[1].from = d("2026-03-03");
    for day in ["2026-03-02", "2026-03-03"] {
        world.see(
            1,
            Seen {
                parent: Some("caller"),
                ..seen("p", day, Succeeded)
            },
        );
    }
    assert_eq!(successes(&world, "p", "2026-03"), 1);
}

#[test]
fn a_parent_without_a_solution_that_day_is_what_its_sessions_that_day_are() {
    let mut world = World::new();
    world
        .project("p")
        .bare_project("q")
        .meter(Matcher::Solution("s".into()), "p", "1")
        .meter(Matcher::Name("^call".into()), "q", "1");
    // it ran without a solution, so its name speaks that day: for q; its latest solution, for p,
    // does not
    world.ran(1, "caller", "2026-03-02", Succeeded);
    world.see(
        1,
        Seen {
            parent: Some("caller"),
            ..seen("p", "2026-03-02", Succeeded)
        },
    );
    world.see(
        1,
        Seen {
            solution: Some("s"),
            ..seen("caller", "2026-03-05", Cancelled)
        },
    );
    assert_eq!(
        (
            successes(&world, "p", "2026-03"),
            successes(&world, "q", "2026-03")
        ),
        (1, 1)
    );
}

const AUTOMATIONS: [&str; 3] = ["a", "b", "c"];
const NAMES: [&str; 3] = ["invoices", "invoice checks", "letters"];
const SOLUTIONS: [Option<&str>; 3] = [None, Some("s"), Some("t")];
const DAYS: [&str; 4] = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"];

/// A metering: of which kind, on what, for which project, from and to which day.
type Drawn = (usize, usize, usize, usize, usize);

fn drawn_world(meterings: &[Drawn], sessions: &[(usize, usize, usize)]) -> World {
    let mut world = World::new();
    world.bare_project("p").bare_project("q");
    world.master.meterings.clear();
    for &(kind, on, project, from, to) in meterings {
        let matcher = match kind {
            0 => Matcher::Exact(AUTOMATIONS[on].to_owned()),
            1 => Matcher::Solution(["s", "t", "u"][on].to_owned()),
            _ => Matcher::Name(["inv", "checks", "^l"][on].to_owned()),
        };
        world.meter(matcher, ["p", "q"][project], "1");
        let metering = world.master.meterings.last_mut().expect("it was written");
        (metering.from, metering.to) = (d(DAYS[from]), (to > 0).then(|| d(DAYS[to])));
    }
    for &(automation, solution, day) in sessions {
        let session = Seen {
            name: Some(NAMES[automation]),
            solution: SOLUTIONS[solution],
            ..seen(AUTOMATIONS[automation], DAYS[day], Succeeded)
        };
        world.see(1, session);
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// The join of all rows at once says what is said of each alone.
    #[test]
    fn all_rows_work_for_whom_each_alone_works_for(
        meterings in prop::collection::vec(
            (0..3usize, 0..3usize, 0..2usize, 0..4usize, 0..4usize), 0..8,
        ),
        sessions in prop::collection::vec((0..3usize, 0..3usize, 0..4usize), 1..12),
    ) {
        let world = drawn_world(&meterings, &sessions);
        let kept = world.kept();
        let facts = world.facts(&kept.automations, chrono::NaiveDate::MAX);
        let dimensions = Dimensions::new(&facts).unwrap();
        let tallies = kept.frame(&TALLIES, None).unwrap();
        let metered = Metered::of(&dimensions, tallies, None).unwrap();
        let together: BTreeSet<_> = metered.works().unwrap().into_iter().collect();

        let (mut alone, mut contradicted) = (BTreeSet::new(), BTreeSet::new());
        for &(automation, solution, day) in &sessions {
            let (id, solution) = (AUTOMATIONS[automation], SOLUTIONS[solution].unwrap_or_default());
            let number = d(DAYS[day]).to_epoch_days();
            match dimensions.spans.claims("prod", id, solution).on(number) {
                Claim::Works(spans) => alone.extend(
                    spans.iter().map(|span| (id, solution, number, span.project)),
                ),
                Claim::Ambiguous(spans) => contradicted.extend(
                    spans.iter().map(|span| (id, span.metering)),
                ),
            }
        }
        prop_assert_eq!(together, alone);
        let ambiguous = metered.ambiguous(w("2026-03")).unwrap();
        let ambiguous: BTreeSet<_> = ambiguous
            .iter()
            .flat_map(|((_, id), meterings)| meterings.iter().map(|m| (id.as_str(), *m)))
            .collect();
        prop_assert_eq!(ambiguous, contradicted);
    }
}
