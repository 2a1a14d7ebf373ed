//! Drawing what people write: master data.

use chrono::{Days, Months, NaiveDate, NaiveTime, TimeDelta};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{AUTOMATIONS, PROJECTS, above_zero, decimal, offset, share};
use crate::estate::{
    Amount, Baseline, Dec, Exclusion, Goal, Metering, Objective, Project, Rate, sessions,
};

pub const MATCHERS: [&str; 12] = [
    "a0",
    "a1",
    "a2",
    "A3",
    "a4",
    "solution:s0",
    "solution:s1",
    "solution:Sol-2",
    "name~^Invoice",
    "name~posting$",
    "name~(?i)payroll|mail",
    "name~Büro",
];

pub type Span = (u64, Option<u64>);

fn span(ends: f64) -> impl Strategy<Value = Span> {
    (offset(), prop::option::weighted(ends, 0..60u64))
}

pub fn meterings_of(
    matchers: usize,
    many: std::ops::Range<usize>,
) -> impl Strategy<Value = Vec<(usize, usize, usize, Dec, Span, bool)>> {
    vec(
        (
            0..5usize,
            0..matchers,
            0..PROJECTS.len(),
            share(),
            span(0.3),
            prop::bool::weighted(0.6),
        ),
        many,
    )
}

/// Keeps of the drawn meterings those that together are sane: one row per key and day, shares of
/// one matcher up to 1.
pub fn sane_meterings(drawn: Vec<Metering>, world_days: &[NaiveDate]) -> Vec<Metering> {
    let mut kept: Vec<Metering> = Vec::new();
    for metering in drawn {
        let same_key = |a: &Metering, b: &Metering| {
            (a.satellite, &a.matcher, &a.project) == (b.satellite, &b.matcher, &b.project)
        };
        if kept
            .iter()
            .any(|k| same_key(k, &metering) && k.valid_from == metering.valid_from)
        {
            continue;
        }
        kept.push(metering.clone());
        let others = kept
            .iter()
            .filter(|k| k.satellite == metering.satellite && k.matcher == metering.matcher);
        let others: Vec<_> = others.cloned().collect();
        let in_force = |day: NaiveDate| {
            others
                .iter()
                .filter(|m| sessions::metering_holds(m, &others, day))
                .collect::<Vec<_>>()
        };
        let too_much =
            |day: &NaiveDate| in_force(*day).iter().map(|m| m.share).sum::<Dec>() > 1_000_000;
        // One pattern for two projects is a question of its own: the text speaks of two patterns
        // that match one automation.
        let twice =
            |day: &NaiveDate| metering.matcher.starts_with("name~") && in_force(*day).len() > 1;
        if world_days.iter().any(|day| too_much(day) || twice(day)) {
            kept.pop();
        }
    }
    kept
}

pub fn baselines(first: NaiveDate) -> impl Strategy<Value = Vec<Baseline>> {
    let quality = (
        share(),
        prop_oneof![decimal(1), Just(0)],
        prop_oneof![decimal(1), Just(0)],
        prop_oneof![Just(0), decimal(30)],
        above_zero(3),
    );
    let extra = (
        prop_oneof![Just(0), decimal(5)],
        prop_oneof![Just(0), decimal(20)],
        any::<bool>(),
        prop::option::of(above_zero(6)),
        prop::option::weighted(0.8, share()),
    );
    let asked = (
        prop::option::weighted(0.3, above_zero(3)),
        prop::option::of(select(vec![10u32, 17, 18, 19, 30])),
    );
    let core = (
        above_zero(90),
        above_zero(120),
        select(vec!["EUR", "EUR", "USD", "JPY"]),
        prop_oneof![3 => Just(1_000_000), 2 => above_zero(7)],
        prop::bool::weighted(0.3),
    );
    let start = prop_oneof![3 => Just(None), 2 => offset().prop_map(Some)];
    let one = (
        0..PROJECTS.len() + 2,
        start,
        core,
        prop_oneof![2 => Just(1_000_000), 1 => above_zero(3)],
        quality,
        extra,
        (0..5usize, asked),
    );
    vec(one, 3..12).prop_map(move |drawn| {
        let mut kept: Vec<Baseline> = Vec::new();
        for (project, start, core, people, quality, extra, (evidence, asked)) in drawn {
            let (planned, months_ago) = asked;
            // In parts of a thousand: of some minutes the one end is said, of some both.
            let minutes = core.0 / 1_000;
            let low = (minutes % 5 < 2).then_some(minutes % 1_001);
            let high = (minutes % 7 < 3).then_some(1_000 + minutes % 2_003);
            let (automated_share, error_rate, automated_error_rate, rework_minutes, rework_people) =
                quality;
            let (review_minutes, failure_minutes, attended_deducts, demand, conversion) = extra;
            let baseline = Baseline {
                project: PROJECTS[project % 5].into(),
                valid_from: start.map_or(first - Days::new(100), |o| first + Days::new(o)),
                minutes_per_unit: core.0,
                hourly_rate: core.1,
                currency: core.2,
                minutes_low: low.map(|part| core.0 * part / 1_000),
                minutes_high: high.map(|part| core.0 * part / 1_000),
                units_per_session: if core.4 { 1_000_000 } else { core.3 },
                is_item: core.4,
                people,
                automated_share,
                error_rate,
                automated_error_rate,
                rework_minutes,
                rework_people,
                review_minutes,
                failure_minutes,
                attended_deducts,
                demand,
                conversion,
                evidence: [
                    None,
                    Some("measured"),
                    Some("sampled"),
                    Some("estimated"),
                    Some("vendor"),
                ][evidence],
                planned,
                // No draws of their own, so that other draws stay as they are.
                ramp_months: planned.map_or(0, |n| (n % 4) as u32),
                planned_success: match planned.unwrap_or(0) % 5 {
                    1 => 900_000,
                    2 => 333_333,
                    _ => 1_000_000,
                },
                replan: planned.is_some() && core.0 % 3 == 0,
                // The last day of a window is 18 months after some of them, to the day.
                measured_on: months_ago
                    .map(|months| first + Months::new(1) - Days::new(1) - Months::new(months)),
            };
            if !kept
                .iter()
                .any(|k| k.project == baseline.project && k.valid_from == baseline.valid_from)
            {
                kept.push(baseline);
            }
        }
        kept
    })
}

/// Days around the sessions, also before and long before them.
fn any_day(first: NaiveDate) -> impl Strategy<Value = NaiveDate> {
    prop_oneof![4 => offset().prop_map(move |o| first + Days::new(o)), 1 => (1..400u64).prop_map(move |o| first - Days::new(o))]
}

pub type AmountGenes = (
    usize,
    &'static str,
    Dec,
    &'static str,
    (&'static str, NaiveDate, Option<u64>, Option<u32>),
    (bool, &'static str, (&'static str, Option<u64>)),
);

pub fn amounts(first: NaiveDate, costs: bool) -> impl Strategy<Value = Vec<Amount>> {
    let per = if costs {
        vec![
            "once",
            "once",
            "day",
            "month",
            "year",
            "session",
            "machine_hour",
            "item",
        ]
    } else {
        vec!["once", "day", "month", "year"]
    };
    let kind = if costs {
        vec![
            "build",
            "licence",
            "infrastructure",
            "support",
            "change",
            "overhead",
        ]
    } else {
        vec!["cashable", "avoidance"]
    };
    let shape = (
        select(per),
        any_day(first),
        prop::option::weighted(0.4, 0..70u64),
        prop::option::of(1..30u32),
    );
    let currency = select(vec!["EUR", "EUR", "USD", "JPY", "GBP", "NOK"]);
    let signed = prop_oneof![4 => Just(("Controller", Some(0u64))), 1 => Just(("", None)), 1 => (50..150u64).prop_map(|n| ("Controller", Some(n)))];
    let asked = (any::<bool>(), select(vec!["", "", "ran", "valid"]), signed);
    vec(
        (
            0..8usize,
            select(kind),
            prop_oneof![3 => above_zero(60), 1 => above_zero(3000)],
            currency,
            shape,
            asked,
        ),
        0..if costs { 12 } else { 6 },
    )
    .prop_map(move |drawn| {
        let amount = |(
            project,
            kind,
            amount,
            currency,
            (per, from, to, spread),
            (replaces, charges, signed),
        ): AmountGenes| Amount {
            project: if costs && project >= 5 {
                "*"
            } else {
                PROJECTS[project % 6]
            }
            .to_owned(),
            kind,
            amount,
            currency,
            per,
            from,
            to: to
                .filter(|_| per != "once")
                .map(|days| from + Days::new(days)),
            spread_months: spread.filter(|_| per == "once"),
            replaces_capacity: replaces && kind == "cashable",
            in_plan: amount % 5 != 0,
            charges: if matches!(per, "session" | "machine_hour") {
                charges
            } else {
                ""
            },
            // No draw of its own, so that other draws stay as they are.
            paid: match amount % 3 {
                _ if !matches!(per, "month" | "year") => "",
                0 => "",
                1 => "arrears",
                _ => "advance",
            },
            signed_by: signed.0,
            signed_on: signed.1.map(|days| first - Days::new(50) + Days::new(days)),
        };
        drawn.into_iter().map(amount).collect()
    })
}

/// USD and JPY always have a rate, GBP only from some day on, NOK never; CHF one for everything.
pub fn rates(first: NaiveDate) -> impl Strategy<Value = Vec<Rate>> {
    let more = (
        select(vec!["USD", "USD", "JPY", "GBP"]),
        select(vec!["", "flow", "spot", "budget"]),
        offset(),
        above_zero(2),
    );
    vec(more, 0..8).prop_map(move |drawn| {
        let early = first - Days::new(800);
        let mut kept = vec![
            Rate {
                currency: "USD",
                kind: "flow",
                from: early,
                rate: 912_345,
            },
            Rate {
                currency: "JPY",
                kind: "",
                from: early,
                rate: 6_231,
            },
            Rate {
                currency: "CHF",
                kind: "",
                from: early,
                rate: 1_041_667,
            },
        ];
        for (currency, kind, from, rate) in drawn {
            let rate = Rate {
                currency,
                kind,
                from: first + Days::new(from),
                rate,
            };
            let same = |k: &Rate| k.currency == rate.currency && k.from == rate.from;
            if !kept.iter().any(same) {
                kept.push(rate);
            }
        }
        kept
    })
}

pub fn objectives() -> impl Strategy<Value = Vec<Objective>> {
    let target = select(vec![
        500_000i64, 900_000, 333_333, 950_000, 999_999, 1_000_000,
    ]);
    let one = (
        0..5usize,
        0..3usize,
        target,
        select(vec!["month", "quarter", "rolling-28d"]),
        select(vec![1i64, 1, 2, 20]),
        0..4usize,
        (0..4usize, select(vec![None, None, Some(1u64), Some(30)])),
    );
    vec(one, 0..13).prop_map(|drawn| {
        let objective = |(
            n,
            (project, sli, target, period, min_valid, at_risk, (threshold, stuck)),
        ): (usize, (usize, usize, _, _, _, usize, (usize, _)))| {
            Objective {
                id: format!("o{n}"),
                project: PROJECTS[project].into(),
                sli: ["success", "duration", "item_deadline"][sli],
                target,
                threshold_seconds: match sli {
                    0 => None,
                    1 => Some([300, 60, 1, 5400][threshold]),
                    _ => [None, Some(3_600), Some(3_660), Some(172_800)][threshold],
                },
                period,
                min_valid,
                at_risk: [250_000, 0, 1_000_000, 500_000][at_risk],
                stuck_days: if sli == 0 { stuck } else { None },
            }
        };
        drawn.into_iter().enumerate().map(objective).collect()
    })
}

pub type GoalGenes = (
    &'static str,
    &'static str,
    Dec,
    (u64, u64),
    Option<&'static str>,
    Option<usize>,
);

pub fn goals(first: NaiveDate) -> impl Strategy<Value = Vec<Goal>> {
    let scope = select(vec![
        "estate",
        "department:d0",
        "department:d1",
        "department:d3",
        "category:back",
        "projects:p0",
        "projects:p1;p3",
    ]);
    let metric = select(vec![
        "net",
        "benefit",
        "hard",
        "hours",
        "roi",
        "units",
        "live_projects",
        "kept_objectives",
    ]);
    let target = prop_oneof![above_zero(10), above_zero(300), above_zero(4000)];
    let parent = prop::option::weighted(0.5, 0..9usize);
    let one = (
        scope,
        metric,
        target,
        (0..135u64, 1..200u64),
        prop::option::of(select(vec!["EUR", "CHF"])),
        parent,
    );
    let parts = [333_333i64, 500_000, 900_000, 1_000_000];
    vec(one, 0..9).prop_map(move |drawn| {
        let goal =
            |(n, (scope, metric, target, (from, days), currency, parent)): (usize, GoalGenes)| {
                Goal {
                    id: format!("g{n}"),
                    metric,
                    target: match metric {
                        "live_projects" | "roi" => 1_000_000 + target % 6_000_000,
                        "kept_objectives" => parts[target as usize % 4],
                        _ => target,
                    },
                    from: first - Days::new(20) + Days::new(from),
                    to: first - Days::new(20) + Days::new(from + days),
                    scope: scope.into(),
                    currency: currency.filter(|_| matches!(metric, "net" | "benefit" | "hard")),
                    // Below an earlier one: so nobody is above themselves.
                    parent: parent.filter(|p| *p < n).map(|p| format!("g{p}")),
                }
            };
        drawn.into_iter().enumerate().map(goal).collect()
    })
}

/// The first version of each speaks also of the days before it; later ones move it to another
/// department or category.
pub fn projects(first: NaiveDate) -> impl Strategy<Value = Vec<Project>> {
    let moved = (offset(), 0..4usize, any::<bool>(), any::<bool>());
    let moves = prop_oneof![3 => Just(Vec::new()), 2 => vec(moved, 1..4)];
    vec((0..4usize, moves, any::<bool>()), 6).prop_map(move |drawn| {
        let mut rows: Vec<Project> = Vec::new();
        for (n, (of, moves, back)) in drawn.into_iter().enumerate() {
            let department = |d: usize| format!("d{d}");
            let category = |back: bool| if back { "back" } else { "front" };
            let base = Project {
                id: PROJECTS[n].into(),
                department: department(of),
                status: "live",
                valid_from: None,
                category: category(back || n == 0),
                live_from: Some(first + Days::new(n as u64 * 9) - Days::new(20)),
                retired_on: None,
            };
            for (from, other, retired, back) in moves {
                let valid_from = Some(first + Days::new(from));
                if rows
                    .iter()
                    .any(|p| p.id == base.id && p.valid_from == valid_from)
                {
                    continue;
                }
                let gone = retired && base.live_from <= valid_from;
                let (status, retired_on) = if gone {
                    ("retired", valid_from)
                } else {
                    ("live", None)
                };
                let category = category(back);
                rows.push(Project {
                    department: department(other),
                    status,
                    valid_from,
                    retired_on,
                    category,
                    ..base.clone()
                });
            }
            rows.push(base);
        }
        rows
    })
}

pub type ExclusionGenes = (Option<usize>, i64, i64, Option<usize>, Option<usize>);

pub fn exclusions() -> impl Strategy<Value = Vec<ExclusionGenes>> {
    let (automation, objective) = (
        prop::option::weighted(0.3, 0..7usize),
        prop::option::weighted(0.3, 0..4usize),
    );
    vec(
        (
            prop::option::of(0..4usize),
            0..2100i64,
            1..700i64,
            automation,
            objective,
        ),
        0..4,
    )
}

pub fn build_exclusion(
    genes: ExclusionGenes,
    first: NaiveDate,
    objectives: &[Objective],
) -> Exclusion {
    let (satellite, from, hours, automation, objective) = genes;
    let from = first.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(from);
    let objective = objective
        .and_then(|o| objectives.get(o))
        .map(|o| o.id.clone());
    Exclusion {
        satellite,
        from,
        to: from + TimeDelta::hours(hours),
        automation: automation.map(|a| AUTOMATIONS[a].into()),
        objective,
    }
}
