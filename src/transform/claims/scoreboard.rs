//! What a board says of a whole estate: the whole is the sum, order is nothing, absent is not zero.

use super::super::coverage::{Heard, Told};
use super::world::*;
use crate::model::master::{BenefitKind, CostKind, Evidence, Matcher, Per, Rate, RateKind, Sli};
use crate::model::scoreboard::Flag;
use crate::model::{Gap, Micros, Outcome::*, ProjectId};

/// Two projects that share an automation, shared and own costs, failures, a promise; January to
/// March.
fn estate() -> World {
    let mut world = World::new();
    world.project("p").project("q").bare_project("r");
    world
        .meter(Matcher::Exact("both".into()), "p", "0.5")
        .meter(Matcher::Exact("both".into()), "q", "0.25");
    world.cost(
        "*",
        CostKind::Licence,
        amount("100", Per::Month, "2026-01-01"),
    );
    world.cost("p", CostKind::Build, amount("70", Per::Once, "2026-03-05"));
    world.benefit(
        "q",
        BenefitKind::Cashable,
        true,
        amount("5", Per::Day, "2026-02-10"),
    );
    world.baseline("q").evidence = Some(Evidence::Estimated);
    world.objective("o", "p", Sli::Success, "0.99");
    for (times, day) in [
        (3, "2026-01-07"),
        (5, "2026-02-11"),
        (7, "2026-03-02"),
        (11, "2026-03-31"),
    ] {
        world
            .ran(times, "p", day, Succeeded)
            .ran(times, "both", day, Succeeded)
            .ran(1, "q", day, Failed)
            .ran(2, "nobodys", day, Succeeded);
    }
    world
}

#[test]
fn the_whole_is_the_sum_of_its_projects_departments_and_evidence() {
    let board = estate().board("2026-03");
    let total = &board.totals[0];
    let projects: Micros = board.projects.iter().map(|p| p.value.net()).sum();
    let departments: Micros = board.departments.iter().map(|d| d.value.net()).sum();
    let evidence: Micros = total.evidence.iter().map(|(_, money)| *money).sum();
    assert_eq!(
        (projects, departments, evidence),
        (total.value.net(), total.value.net(), total.value.benefit())
    );
    assert_eq!(total.value.cost(), m("170")); // 100.00 of March and 70.00 once, whoever carries them
    // p 7 + 11, both 7 + 11 (once, though they work for two), q 2
    assert_eq!(total.value.counts.sessions, 38);
    // February: 5 + 5 + 1
    assert_eq!(total.previous.unwrap().counts.sessions, 11);
    assert_eq!(total.previous.unwrap().cost(), m("100"));
    let in_window: Micros = board
        .trend
        .iter()
        .filter(|t| t.in_window)
        .map(|t| t.value.net())
        .sum();
    assert_eq!(in_window, total.value.net());
    assert!(board.trend.iter().filter(|t| t.in_window).count() == 1 && in_window != Micros::ZERO);
    assert_eq!(
        board.projects.iter().map(|p| p.trend.len()).max(),
        Some(board.trend.len())
    );
}

#[test]
fn every_project_has_a_row_and_absent_is_not_zero() {
    let board = estate().board("2026-03");
    let ids: Vec<String> = board
        .projects
        .iter()
        .map(|p| p.project_id.to_string())
        .collect();
    assert_eq!(ids, ["*", "p", "q", "r"]);
    let of = |name: &str| {
        board
            .projects
            .iter()
            .find(|p| p.project_id.to_string() == name)
            .unwrap()
    };
    assert_eq!(
        (
            of("r").value.ladder,
            of("r").value.roi(),
            of("r").evidence.len()
        ),
        (None, None, 0)
    );
    assert_eq!(of("r").flags, [Flag::NoBaseline, Flag::NoCost]);
    assert!(of("*").value.ladder.is_none() && of("*").status.is_none());
    // q has failed twice and half a share of another's successes: a ladder on every day, here a sum
    assert!(of("q").value.ladder.is_some());
    assert_eq!(of("p").flags, []);
}

#[test]
fn workings_of_a_project_add_up_to_it_and_begin_anew_with_baseline_or_rate() {
    let mut world = estate();
    let mut second = baseline("p", "2026-03-10");
    (second.currency, second.minutes_per_unit) = ("EUR".into(), m("20"));
    world
        .master
        .baselines
        .get_mut(&id::<ProjectId>("p"))
        .unwrap()
        .push(second);
    for (from, rate) in [("2026-01-01", "1.1"), ("2026-03-20", "1.2")] {
        let rate = Rate {
            line: line("rates.csv", 2),
            from: d(from),
            rate: m(rate),
        };
        world
            .master
            .rates
            .rows
            .entry(("EUR".into(), RateKind::Flow))
            .or_default()
            .push(rate);
    }
    let board = world.board("2026-03");
    let p = board
        .projects
        .iter()
        .find(|p| p.project_id == id::<ProjectId>("p"))
        .unwrap();
    let days: Vec<String> = p.workings.iter().map(|w| w.days.to_string()).collect();
    assert_eq!(
        days,
        [
            "2026-03-01..2026-03-09",
            "2026-03-10..2026-03-19",
            "2026-03-20..2026-03-31"
        ]
    );
    assert_eq!(
        p.workings.iter().map(|w| w.value.net()).sum::<Micros>(),
        p.value.net()
    );
    // 31 March: p 11 units, both 11 × 0.5: 16.5 × 20 min × 40 EUR × 1.2 = 264.00
    assert_eq!(
        (
            p.workings[2].rate,
            p.workings[2].value.soft.unwrap().capacity
        ),
        (Some(m("1.2")), m("264"))
    );
}

#[test]
fn the_order_of_rows_is_nothing() {
    let world = estate();
    let mut turned = world.clone();
    turned.sessions.reverse();
    turned
        .master
        .meterings
        .sort_by_key(|metering| std::cmp::Reverse(metering.matcher.clone()));
    // the lines of a file are not in question: only what they say
    assert_eq!(world.board("2026-03"), turned.board("2026-03"));
}

#[test]
fn a_window_before_which_nothing_is_known_has_no_previous() {
    let mut world = World::new();
    world.project("p").ran(1, "p", "2026-03-02", Succeeded);
    let board = world.board("2026-03");
    assert_eq!(
        (board.totals[0].previous, board.projects[0].previous),
        (None, None)
    );
    assert_eq!(board.trend.len(), 1); // March, and nothing is known of a month before it
    let board = world.board("2026-04");
    assert_eq!(board.totals[0].previous.unwrap().counts.sessions, 1);
    assert_eq!(board.totals[0].value.ladder.unwrap().units, m("0")); // a baseline and no sessions: zero, not absent
}

#[test]
fn amounts_reach_beyond_the_newest_session() {
    let mut world = estate();
    world.goal(
        "g",
        crate::model::master::Metric::Hard,
        "1",
        "2026",
        crate::model::scope::Scope::Estate,
    );
    let board = world.board("2026-06");
    assert_eq!(board.totals[0].value.cost(), m("100"));
    // May is beyond what the lake keeps, and there all the same
    assert_eq!(board.totals[0].previous.unwrap().cost(), m("100"));
    assert_eq!(board.goals[0].actual, Some(m("705"))); // 10 February to 30 June: 141 days of 5.00
}

#[test]
fn coverage_says_what_was_told_and_what_works_for_nobody() {
    let mut world = estate();
    world.estate.satellites.push(satellite("dev", false));
    world.see(
        4,
        Seen {
            satellite: "dev",
            ..seen("x", "2026-03-02", Succeeded)
        },
    );
    world.see(
        3,
        Seen {
            text: Some("Perhaps"),
            ..seen("p", "2026-03-03", Unknown)
        },
    );
    world
        .ran(2, "old", "2026-03-03", Succeeded)
        .meter(Matcher::Exact("old".into()), "r", "1");
    let heard = Heard {
        read: 100,
        rejected: 3,
        kept: 90,
        newest_event: Some(at("2026-03-31T12:00:00Z")),
    };
    let told = Told {
        satellites: [(id("prod"), heard)].into(),
        rejects: [((id("prod"), "future".into()), 3)].into(),
        gaps: vec![],
        ..Told::default()
    };
    let board = world.board_told("2026-03", &told);
    let of = |name: &str| {
        board
            .coverage
            .iter()
            .find(|c| c.satellite_id.as_str() == name)
            .unwrap()
    };
    let prod = of("prod");
    // the 2nd and 31st: p 18, both 18, q 2, nobodys 4; the 3rd: 3 unknown, 2 without a baseline
    assert_eq!(
        (
            prod.sessions,
            prod.sessions_metered,
            prod.intake.unwrap().sessions_unmetered
        ),
        (47, 43, 4)
    );
    assert_eq!(
        (
            prod.unknown_outcomes,
            prod.intake.unwrap().sessions_without_baseline,
            prod.intake.unwrap().superseded
        ),
        (3, 2, Some(7))
    );
    assert_eq!(
        (prod.days_expected, prod.days_with_sessions, prod.first_day),
        (31, 3, Some(d("2026-01-07")))
    );
    assert_eq!(prod.complete_until, Some(at("2026-04-01T00:00:00Z"))); // the window's end is before 31 March 12:00 + 26 h
    assert_eq!(
        (
            of("dev").intake.unwrap().sessions_unmetered,
            of("dev").newest_event,
            of("dev").intake.unwrap().superseded
        ),
        (4, None, Some(0))
    );
    let has = |gap: &Gap| {
        assert!(
            board.gaps.contains(gap),
            "{gap:?} is not among {:?}",
            board.gaps
        )
    };
    has(&Gap::Stale {
        satellite: id("dev"),
        newest_event: None,
    });
    has(&Gap::Rejected {
        satellite: id("prod"),
        code: "future".into(),
        rows: 3,
    });
    has(&Gap::UnknownOutcome {
        satellite: id("prod"),
        text: "Perhaps".into(),
        sessions: 3,
    });
    has(&Gap::NoBaseline {
        project: id("r"),
        sessions: 2,
    });
    has(&Gap::ExcludedClass {
        satellite: id("dev"),
        class: crate::model::satellite::Class::Dev,
        sessions: 4,
    });
    has(&Gap::Unmetered {
        satellite: id("prod"),
        automation_id: "nobodys".into(),
        name: "nobodys".into(),
        sessions: 4,
        duration_ms: 240_000,
        suggestion: None,
    });
    assert!(
        !board
            .gaps
            .iter()
            .any(|gap| matches!(gap, Gap::Stale { satellite, .. } if satellite.as_str() == "prod"))
    );
    let missing = board.gaps.iter().find_map(|gap| match gap {
        Gap::MissingDays { satellite, days } if satellite.as_str() == "prod" => Some(days.len()),
        _ => None,
    });
    // It told something on 7 January, 11 February, 2, 3 and 31 March: on no weekday in half of the
    // weeks before, so on no day it was bound to speak.
    assert_eq!(missing, None);
}

#[test]
fn a_test_works_for_nobody() {
    let mut world = estate();
    world.meter(Matcher::Solution("s".into()), "r", "1").meter(
        Matcher::Solution("s".into()),
        "q",
        "0.5",
    );
    world.meter(Matcher::Solution("t".into()), "p", "1");
    world.see(
        1,
        Seen {
            solution: Some("s"),
            ..seen("x", "2026-03-02", Succeeded)
        },
    );
    world.see(
        1,
        Seen {
            solution: Some("t"),
            ..seen("x", "2026-03-03", Test)
        },
    );
    let board = world.board("2026-03");
    let x = board
        .automations
        .iter()
        .find(|a| a.automation_id == "x")
        .unwrap();
    assert_eq!(
        (
            x.projects.iter().map(|p| p.as_str()).collect::<Vec<_>>(),
            x.counts.sessions
        ),
        (vec!["q", "r"], 1)
    );
}

#[test]
fn errors_have_their_share_of_their_satellites_failures() {
    let mut world = World::new();
    world.project("p").see(
        1,
        Seen {
            error: Some("E2"),
            ..seen("p", "2026-03-03", TimedOut)
        },
    );
    world
        .see(
            2,
            Seen {
                error: Some("E1"),
                ..seen("p", "2026-03-02", Failed)
            },
        )
        .see(
            9,
            Seen {
                error: Some("E1"),
                ..seen("p", "2026-04-02", Failed)
            },
        );
    let board = world.board("2026-03");
    let errors: Vec<_> = board
        .errors
        .iter()
        .map(|e| (e.error_code.as_str(), e.sessions, e.share))
        .collect();
    assert_eq!(errors, [("E1", 2, m("0.666667")), ("E2", 1, m("0.333333"))]);
    let p = &board.automations[0];
    assert_eq!(
        (p.counts.valid(), p.success_rate, p.p50_ms, &p.projects),
        (3, Some(0.0), None, &vec![id("p")])
    );
}

#[test]
fn credit_beyond_demand_is_flagged_and_savings_of_a_broken_promise_are_at_risk() {
    let mut world = estate();
    world.baseline("p").demand_per_month = Some(m("20"));
    world.ran(9, "p", "2026-03-10", Failed);
    let board = world.board("2026-03");
    let p = board
        .projects
        .iter()
        .find(|p| p.project_id == id::<ProjectId>("p"))
        .unwrap();
    assert_eq!(p.flags, [Flag::OverCredit]); // 18 + 18 × 0.5 = 27 > 1.1 × 20
    assert_eq!(board.totals[0].savings_at_risk, p.value.benefit());
}

#[test]
fn what_stands_behind_broken_promises_is_never_less_than_nothing() {
    let mut world = World::new();
    for name in ["p", "q"] {
        world
            .project(name)
            .objective(name, name, Sli::Success, "0.99")
            .min_valid = 1;
        world.ran(1, name, "2026-03-02", Failed);
    }
    // p: 264.00 of cash; q: 60 minutes for its failure at 40.00 an hour are lost
    world.benefit(
        "p",
        BenefitKind::Cashable,
        false,
        amount("264", Per::Once, "2026-03-05"),
    );
    world.baseline("q").failure_minutes_per_unit = m("60");
    let board = world.board("2026-03");
    let benefit = |n: usize| board.projects[n].value.benefit();
    assert_eq!(
        (benefit(0), benefit(1), board.totals[0].savings_at_risk),
        (m("264"), m("-40"), m("264"))
    );
}

#[test]
fn a_promise_counts_once_however_many_periods_a_window_touches() {
    let mut world = World::new();
    world
        .project("p")
        .objective("broken-once", "p", Sli::Success, "0.6");
    world
        .project("q")
        .objective("kept", "q", Sli::Success, "0.5");
    world
        .project("r")
        .objective("unknown", "r", Sli::Success, "0.5");
    world
        .ran(9, "p", "2026-01-05", Succeeded)
        .ran(9, "p", "2026-02-05", Failed)
        .ran(9, "p", "2026-03-05", Succeeded);
    for day in ["2026-01-05", "2026-02-05", "2026-03-05"] {
        world.ran(1, "q", day, Succeeded);
    }
    let board = world.board("2026-Q1");
    assert_eq!(board.objectives.len(), 9);
    let promises = board.promises();
    assert_eq!(
        (
            promises.kept,
            promises.broken,
            promises.at_risk,
            promises.unknown,
            promises.all()
        ),
        (1, 1, 0, 1, 3)
    );
}

#[test]
fn a_success_that_two_projects_could_not_value_is_one_session_of_coverage() {
    let mut world = World::new();
    world
        .bare_project("p")
        .bare_project("q")
        .meter(Matcher::Exact("both".into()), "p", "0.5")
        .meter(Matcher::Exact("both".into()), "q", "0.5");
    world
        .ran(9, "both", "2026-03-02", Succeeded)
        .ran(1, "both", "2026-03-02", Failed);
    let board = world.board("2026-03");
    assert_eq!(
        (
            board.coverage[0].sessions,
            board.coverage[0].intake.unwrap().sessions_without_baseline
        ),
        (10, 9)
    );
    // Each project says it of its own.
    let of = |name: &str| {
        board.gaps.contains(&Gap::NoBaseline {
            project: id(name),
            sessions: 9,
        })
    };
    assert!(of("p") && of("q"));
}

#[test]
fn evidence_goes_by_days_and_what_is_not_valued_has_no_return() {
    let mut world = World::new();
    world.project("p").bare_project("q").cost(
        "q",
        CostKind::Support,
        amount("5", Per::Once, "2026-03-02"),
    );
    world.baseline("p").evidence = Some(Evidence::Estimated);
    let mut second = baseline("p", "2026-03-10");
    second.evidence = Some(Evidence::Measured);
    world
        .master
        .baselines
        .get_mut(&id::<ProjectId>("p"))
        .unwrap()
        .push(second);
    world
        .ran(3, "p", "2026-03-09", Succeeded)
        .ran(1, "p", "2026-03-10", Succeeded);
    let board = world.board("2026-03");
    let of = |name: &str| {
        board
            .projects
            .iter()
            .find(|p| p.project_id.as_str() == name)
            .unwrap()
    };
    // 15 minutes at 40.00 are 10.00 each: three on an estimate, one measured; best first
    assert_eq!(
        of("p").evidence,
        [
            (Some(Evidence::Measured), m("10")),
            (Some(Evidence::Estimated), m("30"))
        ]
    );
    assert_eq!((of("q").value.net(), of("q").value.roi()), (m("-5"), None));
    // Somebody signed for 10.00: (10 − 5) / 5
    world.benefit(
        "q",
        BenefitKind::Avoidance,
        false,
        amount("10", Per::Once, "2026-03-03"),
    );
    assert_eq!(world.board("2026-03").projects[1].value.roi(), Some(1.0));
}
