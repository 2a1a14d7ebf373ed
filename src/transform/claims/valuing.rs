//! Units, minutes, money, amounts: one claim each.

use super::world::*;
use crate::model::master::{BenefitKind, CostKind, Matcher, Per, Rate, RateKind};
use crate::model::value::{DailyValue, Ladder, Soft};
use crate::model::{Gap, Micros, Outcome::*, ProjectId};

fn ladder(value: &DailyValue) -> Ladder {
    value.value.ladder.expect("that day has a baseline")
}

fn soft(value: &DailyValue) -> Soft {
    value
        .value
        .soft
        .expect("that day has a baseline and a rate")
}

fn of<'v>(values: &'v [DailyValue], project: &str, day: &str) -> &'v DailyValue {
    let found = values
        .iter()
        .find(|v| v.project_id.to_string() == project && v.day == d(day));
    found.unwrap_or_else(|| panic!("{project} has no value on {day}"))
}

#[test]
fn thirty_eight_sessions_of_fifteen_minutes_at_forty_an_hour_are_380() {
    let mut world = World::new();
    world
        .project("p")
        .ran(38, "p", "2026-03-02", Succeeded)
        .ran(2, "p", "2026-03-02", Failed)
        .ran(1, "p", "2026-03-02", Test);
    let values = world.values("2026-03");
    assert_eq!(values.len(), 1); // sparse: no other day says anything
    let value = &values[0];
    assert_eq!(
        (
            value.value.counts.sessions,
            value.value.counts.succeeded,
            value.value.counts.failed
        ),
        (40, 38, 2)
    );
    // 38 × 15 min = 570 min; 570 / 60 × 40 = 380.00
    assert_eq!(
        (
            ladder(value).net_minutes,
            soft(value).capacity,
            soft(value).recaptured
        ),
        (m("570"), m("380"), m("380"))
    );
    assert_eq!(
        (value.value.benefit(), value.value.cost(), value.value.roi()),
        (m("380"), m("0"), None)
    );
    assert_eq!(value.department_id, Some(id("ops")));
}

#[test]
fn tombstones_and_satellites_that_do_not_count_are_worth_nothing() {
    let mut world = World::new();
    world
        .project("p")
        .estate
        .satellites
        .push(satellite("dev", false));
    let mut metering = world.master.meterings[0].clone();
    metering.satellite_id = id("dev");
    world.master.meterings.push(metering);
    world.see(
        3,
        Seen {
            deleted: true,
            ..seen("p", "2026-03-02", Succeeded)
        },
    );
    world.see(
        3,
        Seen {
            satellite: "dev",
            ..seen("p", "2026-03-02", Succeeded)
        },
    );
    world.ran(1, "p", "2026-03-03", Succeeded);
    assert_eq!(
        world
            .values("2026-03")
            .iter()
            .map(|v| v.value.counts.sessions)
            .sum::<i64>(),
        1
    );
}

#[test]
fn minutes_are_rounded_half_even_once_per_row() {
    let mut world = World::new();
    world
        .bare_project("p")
        .project("q")
        .master
        .baselines
        .insert(id("p"), vec![baseline("p", "2026-01-01")]);
    world.meter(Matcher::Exact("a".into()), "p", "0.5").meter(
        Matcher::Exact("b".into()),
        "p",
        "0.5",
    );
    world.baseline("p").minutes_per_unit = m("0.000001");
    world
        .ran(1, "a", "2026-03-02", Succeeded)
        .ran(1, "b", "2026-03-02", Succeeded)
        .ran(3, "a", "2026-03-03", Succeeded);
    let values = world.values("2026-03");
    // each row: 0.5 units × 0.000001 min = half a micro, to the even 0; two rows are two roundings,
    // not one of a whole micro
    assert_eq!(ladder(of(&values, "p", "2026-03-02")).units, m("1"));
    assert_eq!(
        ladder(of(&values, "p", "2026-03-02")).labour_minutes,
        m("0")
    );
    // 1.5 units: one and a half micros, to the even 2
    assert_eq!(
        ladder(of(&values, "p", "2026-03-03")).labour_minutes,
        m("0.000002")
    );
}

#[test]
fn two_solutions_of_one_automation_with_two_shares_are_one_row() {
    let mut world = World::new();
    world
        .bare_project("p")
        .master
        .baselines
        .insert(id("p"), vec![baseline("p", "2026-01-01")]);
    world
        .meter(Matcher::Solution("s1".into()), "p", "0.5")
        .meter(Matcher::Solution("s2".into()), "p", "0.25");
    world.baseline("p").minutes_per_unit = m("0.000001");
    world.see(
        1,
        Seen {
            solution: Some("s1"),
            ..seen("a", "2026-03-02", Succeeded)
        },
    );
    world.see(
        1,
        Seen {
            solution: Some("s2"),
            ..seen("a", "2026-03-02", Succeeded)
        },
    );
    let values = world.values("2026-03");
    // 0.5 + 0.25 = 0.75 units × one micro, rounded once: 1 (two roundings would give 0 + 0)
    assert_eq!(
        (ladder(&values[0]).units, ladder(&values[0]).labour_minutes),
        (m("0.75"), Micros(1))
    );
}

#[test]
fn review_failures_and_people_beside_are_taken_off() {
    let mut world = World::new();
    world.project("p");
    let b = world.baseline("p");
    (
        b.review_minutes_per_unit,
        b.failure_minutes_per_unit,
        b.attended_deducts,
        b.units_per_session,
    ) = (m("1"), m("4"), true, m("2"));
    world.see(
        3,
        Seen {
            mode: "attended",
            ..seen("p", "2026-03-02", Succeeded)
        },
    );
    world
        .see(
            1,
            Seen {
                mode: "local",
                ..seen("p", "2026-03-02", Failed)
            },
        )
        .ran(1, "p", "2026-03-02", TimedOut);
    world.see(
        1,
        Seen {
            mode: "attended",
            ..seen("p", "2026-03-02", Cancelled)
        },
    );
    let l = ladder(&world.values("2026-03")[0]);
    // units 3 × 2 = 6; labour 6 × 15 = 90; review 6 × 1; failure (1 + 1) × 2 × 4 = 16; attended 3 +
    // 1 valid minutes
    assert_eq!(
        (l.units, l.labour_minutes, l.review_minutes),
        (m("6"), m("90"), m("6"))
    );
    assert_eq!(
        (l.failure_minutes, l.attended_minutes, l.net_minutes),
        (m("16"), m("4"), m("64"))
    );
}

#[test]
fn failed_units_are_units_and_rounded_before_minutes_are_made_of_them() {
    let mut world = World::new();
    world
        .bare_project("p")
        .master
        .baselines
        .insert(id("p"), vec![baseline("p", "2026-01-01")]);
    world.meter(Matcher::Exact("a".into()), "p", "0.5");
    let b = world.baseline("p");
    (b.units_per_session, b.failure_minutes_per_unit) = (m("0.000001"), m("10"));
    world
        .ran(1, "a", "2026-03-02", Failed)
        .ran(3, "a", "2026-03-03", Failed);
    let values = world.values("2026-03");
    // half a micro of a failed unit goes to the even 0; one and a half to 2, of 10 minutes each
    assert_eq!(
        ladder(of(&values, "p", "2026-03-02")).failure_minutes,
        m("0")
    );
    assert_eq!(
        ladder(of(&values, "p", "2026-03-03")).failure_minutes,
        m("0.00002")
    );
}

#[test]
fn demand_is_used_up_by_earlier_days_then_by_the_first_automation() {
    let mut world = World::new();
    world
        .project("p")
        .meter(Matcher::Exact("a".into()), "p", "1")
        .meter(Matcher::Exact("b".into()), "p", "1");
    world.baseline("p").demand_per_month = Some(m("10"));
    world
        .ran(7, "b", "2026-03-02", Succeeded)
        .ran(2, "a", "2026-03-03", Succeeded)
        .ran(3, "b", "2026-03-03", Succeeded);
    world
        .ran(1, "a", "2026-03-04", Succeeded)
        .ran(1, "a", "2026-04-01", Succeeded);
    // 3 March: 10 − 7 = 3 are left: 2 for a, 1 for b. 4 March: 12 were there already: 0. April
    // begins anew.
    for days in ["2026-03-01..2026-04-30", "2026-03-03..2026-04-30"] {
        let values = world.values(days);
        let valued = |day| ladder(of(&values, "p", day)).units_valued;
        assert_eq!(
            (
                valued("2026-03-03"),
                valued("2026-03-04"),
                valued("2026-04-01")
            ),
            (m("3"), m("0"), m("1")),
            "{days}"
        );
        assert_eq!(ladder(of(&values, "p", "2026-03-03")).units, m("5"));
    }
}

#[test]
fn the_baseline_is_that_of_the_day() {
    let mut world = World::new();
    world.project("p");
    let mut second = baseline("p", "2026-03-10");
    second.minutes_per_unit = m("30");
    world
        .master
        .baselines
        .get_mut(&id::<ProjectId>("p"))
        .unwrap()
        .push(second);
    world
        .ran(1, "p", "2026-03-09", Succeeded)
        .ran(1, "p", "2026-03-10", Succeeded)
        .ran(1, "p", "2025-12-31", Succeeded);
    let values = world.values("2025-12-31..2026-03-31");
    assert_eq!(
        ladder(of(&values, "p", "2026-03-09")).labour_minutes,
        m("15")
    );
    assert_eq!(
        ladder(of(&values, "p", "2026-03-10")).labour_minutes,
        m("30")
    );
    assert_eq!(of(&values, "p", "2025-12-31").value.ladder, None); // before the first: not valued, which is not zero
    assert_eq!(of(&values, "p", "2025-12-31").value.counts.succeeded, 1);
}

#[test]
fn cash_that_replaces_capacity_runs_with_the_month() {
    let mut world = World::new();
    world.project("p").benefit(
        "p",
        BenefitKind::Cashable,
        true,
        amount("100", Per::Day, "2026-03-01"),
    );
    world.baseline("p").conversion = Some(m("0.5"));
    world.ran(38, "p", "2026-03-02", Succeeded);
    let values = world.values("2026-03-01..2026-03-03");
    let of = |day| {
        (
            soft(of(&values, "p", day)).recaptured,
            of(&values, "p", day).value.benefit(),
        )
    };
    // Cash so far 100, 200, 300; capacity so far 0, 380, 380; replaced so far 0, 200, 300.
    assert_eq!(of("2026-03-01"), (m("0"), m("100")));
    assert_eq!(of("2026-03-02"), (m("90"), m("190"))); // (380 − 200) × 0.5
    assert_eq!(of("2026-03-03"), (m("-50"), m("50"))); // −100 × 0.5
}

#[test]
fn a_currency_without_a_rate_leaves_units_and_minutes_standing() {
    let mut world = World::new();
    world
        .project("p")
        .ran(4, "p", "2026-03-02", Succeeded)
        .ran(4, "p", "2026-03-03", Succeeded);
    world.baseline("p").currency = "EUR".into();
    let rate = Rate {
        line: line("rates.csv", 2),
        from: d("2026-03-03"),
        rate: m("1.1"),
    };
    world
        .master
        .rates
        .rows
        .insert(("EUR".into(), RateKind::Flow), vec![rate]);
    let values = world.values("2026-03");
    let first = ladder(of(&values, "p", "2026-03-02"));
    assert_eq!(
        (
            first.units,
            first.net_minutes,
            of(&values, "p", "2026-03-02").value.soft
        ),
        (m("4"), m("60"), None)
    );
    assert_eq!(soft(of(&values, "p", "2026-03-03")).capacity, m("44")); // 60 min × 40 EUR × 1.1
    let gap = Gap::NoRate {
        currency: "EUR".into(),
        line: line("baselines.csv", 2),
        first_day: d("2026-03-02"),
        days: 1,
    };
    assert!(world.board("2026-03").gaps.contains(&gap));
}

#[test]
fn january_and_february_are_january_to_february() {
    let mut world = World::new();
    world.project("p").cost(
        "p",
        CostKind::Licence,
        amount("1000", Per::Year, "2026-01-01"),
    );
    world.cost("*", CostKind::Build, amount("100", Per::Once, "2026-01-15"));
    world
        .ran(3, "p", "2026-01-31", Succeeded)
        .ran(3, "p", "2026-02-01", Succeeded);
    let parts = [world.values("2026-01"), world.values("2026-02")].concat();
    assert_eq!(parts, world.values("2026-01-01..2026-02-28"));
    let cost: Micros = parts.iter().map(|v| v.value.cost()).sum();
    assert_eq!(cost, m("261.643836")); // 100 + round(1000 × 59 / 365) = 161.643835616… → 161.643836
}
