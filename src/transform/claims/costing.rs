//! Who is charged what: by what ran, and by what carries a shared amount.

use super::world::*;
use crate::model::master::{Amount, Charges, CostKind, Per};
use crate::model::value::DailyValue;
use crate::model::{Gap, Micros, Outcome::*};

fn cost_of(values: &[DailyValue], project: &str, day: &str) -> Micros {
    let of = values
        .iter()
        .find(|v| v.project_id.to_string() == project && v.day == d(day));
    of.map_or(Micros::ZERO, |v| v.value.cost())
}

#[test]
fn a_cost_per_session_is_paid_for_whatever_ran() {
    for (charges, paid) in [(Charges::Ran, "15"), (Charges::Valid, "1")] {
        let mut world = World::new();
        world.project("p").meter(
            crate::model::master::Matcher::Exact("child".into()),
            "p",
            "1",
        );
        world.cost(
            "p",
            CostKind::Licence,
            amount("1", Per::Session, "2026-03-01"),
        );
        world.master.costs[0].charges = charges;
        // 1 caller, its 9 children, 5 that somebody stopped; what waits, what was never tried and
        // tests ran on no machine
        world
            .ran(1, "p", "2026-03-02", Succeeded)
            .ran(5, "p", "2026-03-02", Cancelled);
        world.see(
            9,
            Seen {
                parent: Some("p"),
                ..seen("child", "2026-03-02", Succeeded)
            },
        );
        world
            .ran(3, "p", "2026-03-02", Queued)
            .ran(4, "p", "2026-03-02", Skipped)
            .ran(7, "p", "2026-03-02", Test);
        let values = world.values("2026-03");
        assert_eq!(cost_of(&values, "p", "2026-03-02"), m(paid), "{charges}");
        // the caller is the unit all the same
        assert_eq!(
            (
                values[0].value.counts.succeeded,
                values[0].value.ladder.unwrap().units
            ),
            (1, m("1"))
        );
    }
}

#[test]
fn children_alone_are_paid_for_too() {
    let mut world = World::new();
    world.project("p").cost(
        "p",
        CostKind::Licence,
        amount("1", Per::Session, "2026-03-01"),
    );
    world.see(
        2,
        Seen {
            parent: Some("p"),
            ..seen("p", "2026-03-02", Succeeded)
        },
    );
    let values = world.values("2026-03");
    assert_eq!(
        (values[0].value.counts.sessions, values[0].value.cost_run),
        (0, m("2"))
    );
}

#[test]
fn a_machine_hour_is_charged_by_the_milliseconds_of_what_ran() {
    for (charges, paid) in [(Charges::Ran, "1"), (Charges::Valid, "0.3")] {
        let mut world = World::new();
        world.project("p").cost(
            "p",
            CostKind::Build,
            amount("6", Per::MachineHour, "2026-03-02"),
        );
        world.master.costs[0].charges = charges;
        world
            .ran(3, "p", "2026-03-02", Succeeded)
            .ran(7, "p", "2026-03-02", Unknown)
            .ran(3, "p", "2026-03-01", Succeeded);
        let values = world.values("2026-03");
        // 10 minutes × 6.00 an hour = 1.00, 3 of them valid: 0.30; the line begins on the 2nd
        assert_eq!(
            (
                cost_of(&values, "p", "2026-03-02"),
                cost_of(&values, "p", "2026-03-01")
            ),
            (m(paid), m("0")),
            "{charges}"
        );
    }
}

/// 1.00 a day from 1 March, shared.
fn shared() -> World {
    let mut world = World::new();
    world.project("p").project("q").cost(
        "*",
        CostKind::Licence,
        amount("31", Per::Month, "2026-03-01"),
    );
    world
}

#[test]
fn a_shared_cost_is_carried_by_what_ran_in_the_28_days_up_to_its_day() {
    let mut world = shared();
    world.cost(
        "*",
        CostKind::Support,
        amount("0.25", Per::Session, "2026-03-01"),
    );
    world
        .ran(2, "p", "2026-03-02", Succeeded)
        .ran(1, "q", "2026-03-02", Failed)
        .ran(5, "q", "2026-03-02", Cancelled);
    let values = world.values("2026-03");
    let of = |project, day| cost_of(&values, project, day);
    // 1.00 by 2 : 1 minutes of valid sessions (cancelled ones carry nothing); and 0.25 for each
    // that ran, 2 and 1 + 5
    assert_eq!(
        (of("p", "2026-03-02"), of("q", "2026-03-02")),
        (m("1.166667"), m("1.833333"))
    );
    // A day on which nobody ran is carried by the weeks before it; a day before anything ran by
    // nobody.
    assert_eq!(
        (
            of("p", "2026-03-29"),
            of("q", "2026-03-29"),
            of("*", "2026-03-29")
        ),
        (m("0.666667"), m("0.333333"), m("0"))
    );
    assert_eq!(
        (of("*", "2026-03-01"), of("p", "2026-03-01")),
        (m("1"), m("0"))
    );
    // 2 March is the 29th day before 30 March, and does not count any more.
    assert_eq!(
        (of("*", "2026-03-30"), of("p", "2026-03-30")),
        (m("1"), m("0"))
    );
}

#[test]
fn the_month_before_carries_the_first_days_and_a_later_day_changes_none() {
    let mut world = shared();
    world
        .ran(1, "p", "2026-02-10", Succeeded)
        .ran(1, "q", "2026-03-05", Succeeded);
    let values = world.values("2026-02-01..2026-03-31");
    let of = |project, day| cost_of(&values, project, day);
    // 10 February is among the 28 days up to 9 March
    assert_eq!(
        (of("p", "2026-03-04"), of("q", "2026-03-04")),
        (m("1"), m("0"))
    );
    assert_eq!(
        (of("p", "2026-03-09"), of("q", "2026-03-09")),
        (m("0.5"), m("0.5"))
    );
    assert_eq!(
        (of("p", "2026-03-10"), of("q", "2026-03-10")),
        (m("0"), m("1"))
    );
    world.ran(1, "q", "2026-03-20", Succeeded);
    let later = world.values("2026-02-01..2026-03-31");
    let before = |values: &[DailyValue]| {
        values
            .iter()
            .filter(|v| v.day < d("2026-03-20"))
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(before(&values), before(&later));
    // The board says the same: 1–4 March and half of 5–9 March are 4 + 2.5; the rest of 31 is 24.5.
    let board = world.board("2026-03");
    let cost = |name: &str| {
        board
            .projects
            .iter()
            .find(|s| s.project_id.as_str() == name)
            .unwrap()
            .value
            .cost()
    };
    assert_eq!((cost("p"), cost("q")), (m("6.5"), m("24.5")));
}

#[test]
fn an_amount_beyond_all_range_is_one_projects_gap_and_everything_else_stands() {
    let mut world = World::new();
    world.project("p").project("q").cost(
        "q",
        CostKind::Licence,
        amount("10", Per::Once, "2026-03-02"),
    );
    // Eleven lines of 900,000,000,000 on one day: the first is a day's fill, the other ten are
    // beyond a trillion.
    for _ in 0..11 {
        world.cost(
            "p",
            CostKind::Licence,
            amount("900000000000", Per::Once, "2026-03-02"),
        );
    }
    world.ran(1, "q", "2026-03-02", Succeeded);
    let board = world.board("2026-03");
    let of = |name: &str| {
        board
            .projects
            .iter()
            .find(|p| p.project_id.as_str() == name)
            .unwrap()
            .value
    };
    assert_eq!((of("p").cost(), of("q").net()), (m("900000000000"), m("0")));
    let beyond: Vec<_> = board
        .gaps
        .iter()
        .filter(|gap| matches!(gap, Gap::BeyondRange { .. }))
        .collect();
    assert_eq!(beyond.len(), 10);
    let gap = Gap::BeyondRange {
        project: id("p"),
        line: line("costs.csv", 4),
        first_day: d("2026-03-02"),
        days: 1,
    };
    assert!(beyond.contains(&&gap), "{beyond:?}");
}

#[test]
fn a_shared_amount_beyond_all_range_ends_nothing() {
    let mut world = shared();
    let dear = Amount {
        currency: "EUR".into(),
        ..amount("999999999999", Per::Day, "2026-03-01")
    };
    world
        .cost("*", CostKind::Licence, dear)
        .ran(1, "p", "2026-03-02", Succeeded);
    let rate = crate::model::master::Rate {
        line: line("rates.csv", 2),
        from: d("2026-01-01"),
        rate: m("4000"),
    };
    world.master.rates.rows.insert(
        ("EUR".into(), crate::model::master::RateKind::Flow),
        vec![rate],
    );
    let board = world.board("2026-03");
    assert_eq!(board.totals[0].value.cost(), m("31"));
    let days = |gap: &Gap| {
        if let Gap::BeyondRange { days, .. } = gap {
            Some(*days)
        } else {
            None
        }
    };
    assert_eq!(board.gaps.iter().filter_map(days).collect::<Vec<_>>(), [31]);
}

#[test]
fn a_window_that_adds_up_to_more_than_tables_hold_is_one_projects_gap() {
    let mut world = World::new();
    world.project("p").project("q").cost(
        "q",
        CostKind::Licence,
        amount("10", Per::Once, "2026-03-02"),
    );
    // 900,000,000,000 a day is held; the 31 days of March, 27.9 trillion, are not.
    world
        .cost(
            "p",
            CostKind::Licence,
            amount("900000000000", Per::Day, "2026-03-01"),
        )
        .ran(1, "q", "2026-03-02", Succeeded);
    let board = world.board("2026-03");
    let of = |name: &str| {
        board
            .projects
            .iter()
            .find(|p| p.project_id.as_str() == name)
            .unwrap()
            .value
    };
    assert_eq!(
        (of("p").cost(), of("q").cost(), board.totals[0].value.cost()),
        (m("0"), m("10"), m("10"))
    );
    assert_eq!(
        board
            .departments
            .iter()
            .map(|d| d.value.cost())
            .sum::<Micros>(),
        m("10")
    );
    let gap = Gap::BeyondRange {
        project: id("p"),
        line: line("costs.csv", 3),
        first_day: d("2026-03-01"),
        days: 31,
    };
    assert!(board.gaps.contains(&gap), "{:?}", board.gaps);
    // Ten days are nine trillion, and stand.
    assert_eq!(
        world.board("2026-03-01..2026-03-10").totals[0].value.cost(),
        Micros::whole(9_000_000_000_010)
    );
}
