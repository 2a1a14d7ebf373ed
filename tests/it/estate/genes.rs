//! Drawing a world. The generator looks for collisions: sessions told twice, equal versions,
//! midnights and clock changes, spans that abut, shares that add up to exactly one, six fraction
//! digits, divisions that do not come out even.
//!
//! Everything is drawn as small numbers that are then read against the lists they point into, so
//! that any draw is an estate, and a smaller draw is a simpler one.

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::items;
use super::{BadRow, Dec, Fault, Metering, Row, Satellite, World};

mod exports;
mod master;

pub use exports::OUTCOMES;

const AUTOMATIONS: [&str; 7] = ["a0", "a1", "a2", "A3", "a4", "a5", "a6"];
const ZONES: [Tz; 4] = [
    Tz::Europe__Berlin,
    Tz::America__New_York,
    Tz::Asia__Kolkata,
    Tz::UTC,
];
const PROJECTS: [&str; 6] = ["p0", "p1", "p2", "p3", "p4", "p5"];

/// What kind of estates are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Taste {
    pub rows: usize,
    /// Versions of a session that only their bytes tell apart: for the order laws, where any winner
    /// will do.
    pub byte_ties: bool,
    pub bad_rows: usize,
    /// Sometimes a hundred short sessions of one automation.
    pub bursts: bool,
}

impl Taste {
    pub const RICH: Self = Self {
        rows: 170,
        byte_ties: false,
        bad_rows: 8,
        bursts: true,
    };
    pub const TIED: Self = Self {
        rows: 60,
        byte_ties: true,
        bad_rows: 5,
        bursts: false,
    };
    pub const SMALL: Self = Self {
        rows: 60,
        byte_ties: false,
        bad_rows: 4,
        bursts: false,
    };
}

/// A decimal from 0 to `max`: round, with cents, or with all six digits.
fn decimal(max: i64) -> impl Strategy<Value = Dec> {
    prop_oneof![
        3 => (0..=max).prop_map(|n| n * 1_000_000),
        3 => (0..=max * 100).prop_map(|n| n * 10_000),
        2 => 0..=max * 1_000_000,
    ]
}

fn above_zero(max: i64) -> impl Strategy<Value = Dec> {
    decimal(max).prop_map(|n| n.max(1))
}

fn share() -> impl Strategy<Value = Dec> {
    prop_oneof![
        2 => Just(1_000_000i64),
        5 => select(vec![500_000i64, 250_000, 333_333, 666_667, 100_000, 900_000, 1]),
        1 => 1..=1_000_000i64,
    ]
}

/// Days after the first: any, but often a month's edge or a day on which clocks change.
fn offset() -> impl Strategy<Value = u64> {
    prop_oneof![6 => 0..88u64, 1 => select(vec![0u64, 27, 28, 29, 30, 31, 58, 59, 60, 61, 88, 89, 90])]
}

fn satellites(first: NaiveDate) -> impl Strategy<Value = Vec<Satellite>> {
    let classes = [
        ("prod", None),
        ("uat", None),
        ("dev", Some(true)),
        ("prod", Some(false)),
        ("other", None),
    ];
    let class = prop_oneof![4 => Just(0usize), 1 => 1..classes.len()];
    let one = (
        0..ZONES.len(),
        class,
        select(vec![26i64, 48, 240]),
        prop::option::weighted(0.1, 20..80u64),
    );
    vec(one, 4).prop_map(move |drawn| {
        let satellite = |(n, (zone, class, stale_hours, active_to)): (
            usize,
            (usize, usize, i64, Option<u64>),
        )| {
            let (class, count) = classes[if n == 0 { 0 } else { class }];
            let active_to = active_to.map(|o| first + Days::new(o));
            Satellite {
                id: ["emea", "apac-2", "legacy_3", "queues"][n].into(),
                class,
                count,
                timezone: ZONES[zone],
                active_to,
                stale_hours,
            }
        };
        drawn.into_iter().enumerate().map(satellite).collect()
    })
}

pub fn first_days() -> [NaiveDate; 3] {
    [(2025, 2), (2025, 9), (2024, 1)]
        .map(|(y, m)| NaiveDate::from_ymd_opt(y, m, 1).expect("the first of a month"))
}

const FAULTS: [Fault; 6] = [
    Fault::NoSession,
    Fault::NoAutomation,
    Fault::NoTime,
    Fault::NotATime,
    Fault::TooWide,
    Fault::Future,
];

/// Any estate to that taste.
pub fn world(taste: Taste) -> impl Strategy<Value = World> {
    select(first_days().to_vec()).prop_flat_map(move |first| {
        let rows = vec(exports::row(), taste.rows / 3..taste.rows);
        let worked = (
            items::items(),
            items::deadlines(),
            master::meterings_of(items::MATCHERS.len(), 0..9),
        );
        let told = (
            rows,
            vec((any::<usize>(), 0..14usize), 0..taste.rows / 4),
            vec(0..3usize, 0..=taste.bad_rows),
            worked,
        );
        let master = (
            master::projects(first),
            master::baselines(first),
            master::amounts(first, true),
            master::amounts(first, false),
            master::rates(first),
        );
        let promised = (
            master::objectives(),
            master::goals(first),
            master::exclusions(),
        );
        let burst = prop::option::weighted(0.2, (98..104u64, 0..AUTOMATIONS.len()))
            .prop_map(move |burst| burst.filter(|_| taste.bursts));
        let drawn = (
            satellites(first),
            told,
            master::meterings_of(master::MATCHERS.len(), 8..34),
            master,
            promised,
            (0..16usize, burst),
        );
        drawn.prop_map(
            move |(satellites, told, metered, master, promised, (silent, burst))| {
                let (row_genes, echoes, faults, (item_genes, deadlines, queues_metered)) = told;
                let mut rows: Vec<Row> = row_genes
                    .into_iter()
                    .map(|g| exports::build_row(g, first, &satellites))
                    .collect();
                let echoed: Vec<Row> = echoes
                    .into_iter()
                    .flat_map(|genes| exports::echo(&rows, genes))
                    .collect();
                rows.extend(echoed);
                rows.extend(
                    (0..3)
                        .filter(|s| silent != *s)
                        .map(|s| exports::last_heard(s, first)),
                );
                if let Some((sessions, automation)) = burst {
                    rows.extend(exports::burst(sessions, 0, automation, first));
                }
                if !taste.byte_ties {
                    rows = exports::told_apart(rows);
                }
                let bad = faults
                    .into_iter()
                    .enumerate()
                    .map(|(n, satellite)| BadRow {
                        satellite,
                        fault: FAULTS[n % FAULTS.len()],
                    })
                    .collect();
                let mut items = items::build(item_genes, first);
                items.extend((silent != items::SATELLITE).then(|| items::last_heard(first)));
                let metering = |satellite: usize,
                                matcher: &str,
                                (project, share, (from, length), early): (
                    usize,
                    Dec,
                    master::Span,
                    bool,
                )| {
                    let valid_from = if early {
                        first - Days::new(30)
                    } else {
                        first + Days::new(from)
                    };
                    let valid_to = length.map(|days| valid_from + Days::new(days));
                    let (matcher, project) = (matcher.into(), PROJECTS[project].into());
                    Metering {
                        satellite,
                        matcher,
                        project,
                        valid_from,
                        share,
                        valid_to,
                    }
                };
                let of_sessions =
                    metered
                        .into_iter()
                        .map(|(satellite, matcher, project, share, span, early)| {
                            metering(
                                [0, 1, 2, 0, 1][satellite],
                                master::MATCHERS[matcher],
                                (project, share, span, early),
                            )
                        });
                let of_queues =
                    queues_metered
                        .into_iter()
                        .map(|(_, matcher, project, share, span, early)| {
                            metering(
                                items::SATELLITE,
                                items::MATCHERS[matcher],
                                (project, share, span, early),
                            )
                        });
                let days: Vec<NaiveDate> = (0..190)
                    .map(|n| first - Days::new(40) + Days::new(n))
                    .collect();
                let meterings =
                    master::sane_meterings(of_sessions.chain(of_queues).collect(), &days);
                let (projects, baselines, costs, benefits, rates) = master;
                let (mut objectives, goals, excluded) = promised;
                // Who promises something of items mostly has some.
                let queues: Vec<&Metering> = meterings
                    .iter()
                    .filter(|m| m.satellite == items::SATELLITE)
                    .collect();
                for (n, objective) in objectives
                    .iter_mut()
                    .enumerate()
                    .filter(|(_, o)| o.sli == "item_deadline" && !queues.is_empty())
                {
                    objective
                        .project
                        .clone_from(&queues[n % queues.len()].project);
                }
                let exclusions = excluded
                    .into_iter()
                    .map(|genes| master::build_exclusion(genes, first, &objectives))
                    .collect();
                let departments = vec![
                    ("d0".into(), None),
                    ("d1".into(), Some("d0".into())),
                    ("d2".into(), None),
                    ("d3".into(), Some("d1".into())),
                ];
                World {
                    first,
                    satellites,
                    departments,
                    projects,
                    baselines,
                    costs,
                    benefits,
                    meterings,
                    objectives,
                    goals,
                    rates,
                    exclusions,
                    rows,
                    bad,
                    items,
                    deadlines,
                }
            },
        )
    })
}

/// A window within or around the three months of sessions: a cut one more often than not.
pub fn cut_window() -> impl Strategy<Value = (u64, u64)> {
    (0..85u64, 1..50u64)
}
