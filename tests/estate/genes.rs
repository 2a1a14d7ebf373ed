//! Drawing a world. The generator looks for collisions: sessions told twice, equal versions, midnights and clock changes,
//! spans that abut, shares that add up to exactly one, six fraction digits, divisions that do not come out even.
//!
//! Everything is drawn as small numbers that are then read against the lists they point into, so that any draw is an
//! estate, and a smaller draw is a simpler one.

use chrono::{Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

pub const OUTCOMES: [&str; 13] = [
    "succeeded",
    "succeeded",
    "succeeded_with_exceptions",
    "business_exception",
    "failed",
    "timed_out",
    "cancelled",
    "skipped",
    "running",
    "queued",
    "suspended",
    "test",
    "Abgebrochen durch Benutzer",
];
const NAMES: [&str; 6] = ["Invoice intake", "Invoice, posting", "Payroll", "Büro \"Nord\"", "Invoice\nmatching", "Mail sorter"];
const SOLUTIONS: [&str; 3] = ["s0", "s1", "Sol-2"];
const MATCHERS: [&str; 12] = [
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
const AUTOMATIONS: [&str; 7] = ["a0", "a1", "a2", "A3", "a4", "a5", "a6"];
const ZONES: [Tz; 4] = [Tz::Europe__Berlin, Tz::America__New_York, Tz::Asia__Kolkata, Tz::UTC];
const PROJECTS: [&str; 6] = ["p0", "p1", "p2", "p3", "p4", "p5"];

/// What kind of estates are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Taste {
    pub rows: usize,
    /// Versions of a session that only their bytes tell apart: for the order laws, where any winner will do.
    pub byte_ties: bool,
    pub bad_rows: usize,
}

impl Taste {
    pub const RICH: Self = Self { rows: 170, byte_ties: false, bad_rows: 8 };
    pub const TIED: Self = Self { rows: 60, byte_ties: true, bad_rows: 5 };
    pub const SMALL: Self = Self { rows: 60, byte_ties: false, bad_rows: 4 };
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

type RowGenes = ((usize, usize, usize, usize, usize), (u64, usize, usize, usize), (usize, usize, usize, usize, usize));

fn row() -> impl Strategy<Value = RowGenes> {
    (
        (0..6usize, 0..350usize, 0..AUTOMATIONS.len(), 0..NAMES.len() * 3, 0..5usize),
        (prop_oneof![5 => 0..88u64, 1 => 1000..1008u64], 0..16usize, 0..16usize, 0..9usize),
        (0..OUTCOMES.len() + 8, 0..6usize, 0..14usize, 0..4usize, 0..8usize),
    )
}

/// Nights of clock changes of both continents, in all three seasons.
fn special_day(first: NaiveDate, n: u64) -> NaiveDate {
    let changes = [(2024, 3, 10), (2024, 3, 31), (2025, 3, 9), (2025, 3, 30), (2025, 10, 26), (2025, 11, 2)];
    let days: Vec<_> = changes.iter().filter_map(|&(y, m, d)| NaiveDate::from_ymd_opt(y, m, d)).filter(|d| *d >= first).collect();
    match n {
        0 | 1 => first + Months::new(1),
        2 => first + Months::new(1) - Days::new(1),
        3 => first + Months::new(2) - Days::new(1),
        _ => days[n as usize % 2],
    }
}

fn build_row(genes: RowGenes, first: NaiveDate, satellites: &[Satellite]) -> Row {
    let ((satellite, session, automation, name, solution), (day, clock, length, shape), (outcome, mode, parent, version, error)) = genes;
    let satellite = [0, 0, 1, 1, 2, 0][satellite] % satellites.len();
    let zone = satellites[satellite].timezone;
    let day = if day < 1000 { first + Days::new(day) } else { special_day(first, day - 1000) };
    let clocks = [
        (12, 0, 0, 0),
        (9, 30, 0, 0),
        (0, 0, 0, 0),
        (23, 59, 59, 999_999),
        (0, 0, 0, 1),
        (1, 30, 0, 0),
        (2, 0, 0, 0),
        (2, 30, 0, 0),
        (3, 0, 0, 0),
        (18, 30, 0, 0),
        (5, 29, 59, 0),
        (23, 0, 0, 500_000),
        (14, 15, 16, 0),
        (8, 0, 0, 0),
        (16, 45, 1, 123_456),
        (1, 0, 0, 0),
    ];
    let (h, m, s, micro) = clocks[clock];
    let wall = day.and_time(NaiveTime::from_hms_micro_opt(h, m, s, micro).expect("a time of day"));
    let instant = |wall| zone.from_local_datetime(&wall).earliest();
    let ended = instant(wall).or_else(|| instant(wall + TimeDelta::hours(1))).expect("gaps are an hour").to_utc();
    let lengths = [300_000_000i64, 60_000_000, 0, 999, 1_000, 1_500_500, 61_500_000, 5_400_000_000, 93_600_000_000, -1_000_000];
    let length = lengths.get(length).copied().unwrap_or(length as i64 * 7_777_777);
    let started = ended - TimeDelta::microseconds(length);
    let told = [Told::Utc, Told::Offset, Told::Wall][shape % 3];
    let outcome = OUTCOMES.get(outcome).copied().unwrap_or("succeeded");
    let open = matches!(outcome, "running" | "queued" | "suspended");
    let (started, ended) = match shape {
        _ if open => (Some(started), None),
        0 if length % 2 == 1 => (Some(started), None),
        1 if length % 2 == 1 => (None, Some(ended)),
        _ => (Some(started), Some(ended)),
    };
    Row {
        satellite,
        session: format!("J-{session}"),
        automation: AUTOMATIONS[automation].into(),
        // Mostly an automation keeps its name; sometimes it is told under another.
        name: NAMES[if name < NAMES.len() { name } else { automation % NAMES.len() }].into(),
        solution: SOLUTIONS.get(if solution == 4 { automation % 3 } else { solution }).copied(),
        started: started.map(|at| Moment { at, told }),
        ended: ended.map(|at| Moment { at, told }),
        outcome,
        mode: ["unattended", "attended", "local", "unknown", "attended", "unattended"][mode],
        parent: AUTOMATIONS.get(parent).filter(|_| parent < 7).map(|a| (*a).into()),
        error_code: match outcome {
            "failed" | "timed_out" => ["", "E1", "E-42"][error % 3],
            _ => "",
        },
        version: [None, None, Some(1), Some(2)][version],
    }
}

/// Rows told again: as they were, or in another version.
fn echo(rows: &[Row], (which, how): (usize, usize)) -> Option<Row> {
    let mut row = rows.get(which % rows.len().max(1))?.clone();
    let later = |m: Option<Moment>, by: TimeDelta| m.map(|m| Moment { at: m.at + by, ..m });
    match how {
        0 => {}
        1 => (row.version, row.outcome) = (Some(row.version.unwrap_or(0) + 1), "failed"),
        2 => (row.version, row.outcome) = (row.version.map(|v| v - 1), "succeeded"),
        3 => row.ended = later(row.ended, TimeDelta::hours(30)),
        4 => row.ended = later(row.ended, TimeDelta::microseconds(1)),
        5 => (row.started, row.ended, row.outcome) = (row.started.or(row.ended), None, "running"),
        6 => (row.automation, row.ended) = ("a1".into(), later(row.ended, TimeDelta::days(31))),
        _ => row.name = "Renamed".into(),
    }
    (row.started.is_some() || row.ended.is_some()).then_some(row)
}

/// Whether the version order, short of comparing bytes, cannot tell which of two different rows wins.
fn only_bytes_differ(a: &Row, b: &Row) -> bool {
    let rank = |r: &Row| (r.version, !matches!(r.outcome, "running" | "queued" | "suspended"), r.ended.map(|m| m.at));
    let same_content = Row { started: b.started, ended: b.ended, ..a.clone() } == *b && a.started.map(|m| m.at) == b.started.map(|m| m.at);
    a.satellite == b.satellite && a.session == b.session && rank(a) == rank(b) && !same_content
}

fn satellites(first: NaiveDate) -> impl Strategy<Value = Vec<Satellite>> {
    let classes = [("prod", None), ("uat", None), ("dev", Some(true)), ("prod", Some(false)), ("other", None)];
    let class = prop_oneof![4 => Just(0usize), 1 => 1..classes.len()];
    let one = (0..ZONES.len(), class, select(vec![26i64, 48, 240]), prop::option::weighted(0.1, 20..80u64));
    vec(one, 3).prop_map(move |drawn| {
        let satellite = |(n, (zone, class, stale_hours, active_to)): (usize, (usize, usize, i64, Option<u64>))| {
            let (class, count) = classes[if n == 0 { 0 } else { class }];
            let active_to = active_to.map(|o| first + Days::new(o));
            Satellite { id: ["emea", "apac-2", "legacy_3"][n].into(), class, count, timezone: ZONES[zone], active_to, stale_hours }
        };
        drawn.into_iter().enumerate().map(satellite).collect()
    })
}

pub fn first_days() -> [NaiveDate; 3] {
    [(2025, 2), (2025, 9), (2024, 1)].map(|(y, m)| NaiveDate::from_ymd_opt(y, m, 1).expect("the first of a month"))
}

type Span = (u64, Option<u64>);

fn span(ends: f64) -> impl Strategy<Value = Span> {
    (offset(), prop::option::weighted(ends, 0..60u64))
}

fn meterings() -> impl Strategy<Value = Vec<(usize, usize, usize, Dec, Span, bool)>> {
    vec((0..5usize, 0..MATCHERS.len(), 0..PROJECTS.len(), share(), span(0.3), prop::bool::weighted(0.6)), 8..34)
}

/// Keeps of the drawn meterings those that together are sane: one row per key and day, shares of one matcher up to 1.
fn sane_meterings(drawn: Vec<Metering>, world_days: &[NaiveDate]) -> Vec<Metering> {
    let mut kept: Vec<Metering> = Vec::new();
    for metering in drawn {
        let same_key = |a: &Metering, b: &Metering| (a.satellite, &a.matcher, &a.project) == (b.satellite, &b.matcher, &b.project);
        if kept.iter().any(|k| same_key(k, &metering) && k.valid_from == metering.valid_from) {
            continue;
        }
        kept.push(metering.clone());
        let others = kept.iter().filter(|k| k.satellite == metering.satellite && k.matcher == metering.matcher);
        let others: Vec<_> = others.cloned().collect();
        let in_force = |day: NaiveDate| others.iter().filter(|m| oracle::metering_holds(m, &others, day)).collect::<Vec<_>>();
        let too_much = |day: &NaiveDate| in_force(*day).iter().map(|m| m.share).sum::<Dec>() > 1_000_000;
        // One pattern for two projects is a question of its own: the text speaks of two patterns that match one automation.
        let twice = |day: &NaiveDate| metering.matcher.starts_with("name~") && in_force(*day).len() > 1;
        if world_days.iter().any(|day| too_much(day) || twice(day)) {
            kept.pop();
        }
    }
    kept
}

fn baselines(first: NaiveDate) -> impl Strategy<Value = Vec<Baseline>> {
    let quality =
        (share(), prop_oneof![decimal(1), Just(0)], prop_oneof![decimal(1), Just(0)], prop_oneof![Just(0), decimal(30)], above_zero(3));
    let extra =
        (prop_oneof![Just(0), decimal(5)], prop_oneof![Just(0), decimal(20)], any::<bool>(), prop::option::of(above_zero(6)), share());
    let core =
        (above_zero(90), above_zero(120), select(vec!["EUR", "EUR", "USD", "JPY"]), prop_oneof![3 => Just(1_000_000), 2 => above_zero(7)]);
    let start = prop_oneof![3 => Just(None), 2 => offset().prop_map(Some)];
    let one = (0..PROJECTS.len() + 2, start, core, prop_oneof![2 => Just(1_000_000), 1 => above_zero(3)], quality, extra, 0..5usize);
    vec(one, 3..12).prop_map(move |drawn| {
        let mut kept: Vec<Baseline> = Vec::new();
        for (project, start, core, people, quality, extra, evidence) in drawn {
            let (automated_share, error_rate, automated_error_rate, rework_minutes, rework_people) = quality;
            let (review_minutes, failure_minutes, attended_deducts, demand, conversion) = extra;
            let baseline = Baseline {
                project: PROJECTS[project % 5].into(),
                valid_from: start.map_or(first - Days::new(100), |o| first + Days::new(o)),
                minutes_per_unit: core.0,
                hourly_rate: core.1,
                currency: core.2,
                units_per_session: core.3,
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
                evidence: [None, Some("measured"), Some("sampled"), Some("estimated"), Some("vendor")][evidence],
            };
            if !kept.iter().any(|k| k.project == baseline.project && k.valid_from == baseline.valid_from) {
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

type AmountGenes = (usize, &'static str, Dec, &'static str, (&'static str, NaiveDate, Option<u64>, Option<u32>), bool);

fn amounts(first: NaiveDate, costs: bool) -> impl Strategy<Value = Vec<Amount>> {
    let per =
        if costs { vec!["once", "once", "day", "month", "year", "session", "machine_hour"] } else { vec!["once", "day", "month", "year"] };
    let kind =
        if costs { vec!["build", "licence", "infrastructure", "support", "change", "overhead"] } else { vec!["cashable", "avoidance"] };
    let shape = (select(per), any_day(first), prop::option::weighted(0.4, 0..70u64), prop::option::of(1..30u32));
    let currency = select(vec!["EUR", "EUR", "USD", "JPY", "GBP", "NOK"]);
    vec(
        (0..8usize, select(kind), prop_oneof![3 => above_zero(60), 1 => above_zero(3000)], currency, shape, any::<bool>()),
        0..if costs { 12 } else { 6 },
    )
    .prop_map(move |drawn| {
        let amount = |(project, kind, amount, currency, (per, from, to, spread), replaces): AmountGenes| Amount {
            project: if costs && project >= 5 { "*" } else { PROJECTS[project % 6] }.to_owned(),
            kind,
            amount,
            currency,
            per,
            from,
            to: to.filter(|_| per != "once").map(|days| from + Days::new(days)),
            spread_months: spread.filter(|_| costs && per == "once"),
            replaces_capacity: replaces && kind == "cashable",
        };
        drawn.into_iter().map(amount).collect()
    })
}

/// USD and JPY always have a rate, GBP only from some day on, NOK never; CHF one for everything.
fn rates(first: NaiveDate) -> impl Strategy<Value = Vec<Rate>> {
    let more = (select(vec!["USD", "USD", "JPY", "GBP"]), select(vec!["", "flow", "spot", "budget"]), offset(), above_zero(2));
    vec(more, 0..8).prop_map(move |drawn| {
        let early = first - Days::new(800);
        let mut kept = vec![
            Rate { currency: "USD", kind: "flow", from: early, rate: 912_345 },
            Rate { currency: "JPY", kind: "", from: early, rate: 6_231 },
            Rate { currency: "CHF", kind: "", from: early, rate: 1_041_667 },
        ];
        for (currency, kind, from, rate) in drawn {
            let rate = Rate { currency, kind, from: first + Days::new(from), rate };
            let same = |k: &Rate| k.currency == rate.currency && k.from == rate.from;
            if !kept.iter().any(same) {
                kept.push(rate);
            }
        }
        kept
    })
}

fn objectives() -> impl Strategy<Value = Vec<Objective>> {
    let target = select(vec![500_000i64, 900_000, 333_333, 950_000, 999_999, 1_000_000]);
    let one = (
        0..5usize,
        any::<bool>(),
        target,
        select(vec!["month", "quarter", "rolling-28d"]),
        select(vec![1i64, 1, 2, 20]),
        0..4usize,
        0..4usize,
    );
    vec(one, 0..8).prop_map(|drawn| {
        let objective =
            |(n, (project, duration, target, period, min_valid, at_risk, threshold)): (usize, (usize, bool, _, _, _, usize, usize))| {
                Objective {
                    id: format!("o{n}"),
                    project: PROJECTS[project].into(),
                    sli: if duration { "duration" } else { "success" },
                    target,
                    threshold_seconds: duration.then_some([300, 60, 1, 5400][threshold]),
                    period,
                    min_valid,
                    at_risk: [250_000, 0, 1_000_000, 500_000][at_risk],
                }
            };
        drawn.into_iter().enumerate().map(objective).collect()
    })
}

type GoalGenes = (&'static str, &'static str, Dec, u64, u64, Option<&'static str>);

fn goals(first: NaiveDate) -> impl Strategy<Value = Vec<Goal>> {
    let scope = select(vec!["estate", "department:d0", "department:d1", "category:back", "projects:p0", "projects:p1;p3"]);
    let metric = select(vec!["net", "benefit", "hard", "hours", "roi", "units", "live_projects"]);
    let target = prop_oneof![above_zero(10), above_zero(300), above_zero(4000)];
    let one = (scope, metric, target, 0..135u64, 1..200u64, prop::option::of(select(vec!["EUR", "CHF"])));
    vec(one, 0..9).prop_map(move |drawn| {
        let goal = |(n, (scope, metric, target, from, days, currency)): (usize, GoalGenes)| Goal {
            id: format!("g{n}"),
            metric,
            target: if matches!(metric, "live_projects" | "roi") { 1_000_000 + target % 6_000_000 } else { target },
            from: first - Days::new(20) + Days::new(from),
            to: first - Days::new(20) + Days::new(from + days),
            scope: scope.into(),
            currency: currency.filter(|_| matches!(metric, "net" | "benefit" | "hard")),
        };
        drawn.into_iter().enumerate().map(goal).collect()
    })
}

fn projects(first: NaiveDate) -> impl Strategy<Value = Vec<Project>> {
    vec((0..3usize, prop::option::weighted(0.3, (offset(), 0..3usize, any::<bool>())), any::<bool>()), 6).prop_map(move |drawn| {
        let mut rows = Vec::new();
        for (n, (of, moved, back)) in drawn.into_iter().enumerate() {
            let department = |d: usize| format!("d{d}");
            let base = Project {
                id: PROJECTS[n].into(),
                department: department(of),
                status: "live",
                valid_from: None,
                category: if back || n == 0 { "back" } else { "front" },
                live_from: Some(first + Days::new(n as u64 * 9) - Days::new(20)),
                retired_on: None,
            };
            if let Some((from, other, retired)) = moved {
                let from = first + Days::new(from);
                let (status, retired_on) = if retired && base.live_from <= Some(from) { ("retired", Some(from)) } else { ("live", None) };
                rows.push(Project { department: department(other), status, valid_from: Some(from), retired_on, ..base.clone() });
            }
            rows.push(base);
        }
        rows
    })
}

type ExclusionGenes = (Option<usize>, i64, i64, Option<usize>, Option<usize>);

fn exclusions() -> impl Strategy<Value = Vec<ExclusionGenes>> {
    let (automation, objective) = (prop::option::weighted(0.3, 0..7usize), prop::option::weighted(0.3, 0..4usize));
    vec((prop::option::of(0..3usize), 0..2100i64, 1..700i64, automation, objective), 0..4)
}

fn build_exclusion(genes: ExclusionGenes, first: NaiveDate, objectives: &[Objective]) -> Exclusion {
    let (satellite, from, hours, automation, objective) = genes;
    let from = first.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(from);
    let objective = objective.and_then(|o| objectives.get(o)).map(|o| o.id.clone());
    Exclusion { satellite, from, to: from + TimeDelta::hours(hours), automation: automation.map(|a| AUTOMATIONS[a].into()), objective }
}

/// A satellite is heard of after the months; then its promises are measured.
fn last_heard(satellite: usize, first: NaiveDate) -> Row {
    let at = (first + Days::new(94)).and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(12);
    let moment = |at| Some(Moment { at, told: Told::Utc });
    Row {
        satellite,
        session: "last".into(),
        automation: "a5".into(),
        name: NAMES[5].into(),
        solution: None,
        started: moment(at - TimeDelta::minutes(3)),
        ended: moment(at),
        outcome: "succeeded",
        mode: "unattended",
        parent: None,
        error_code: "",
        version: None,
    }
}

const FAULTS: [Fault; 7] =
    [Fault::NoSession, Fault::NoAutomation, Fault::NoOutcome, Fault::NoTime, Fault::NotATime, Fault::TooWide, Fault::Future];

/// Any estate to that taste.
pub fn world(taste: Taste) -> impl Strategy<Value = World> {
    select(first_days().to_vec()).prop_flat_map(move |first| {
        let rows = vec(row(), taste.rows / 3..taste.rows);
        let told = (rows, vec((any::<usize>(), 0..8usize), 0..taste.rows / 6), vec(0..3usize, 0..=taste.bad_rows));
        let master = (projects(first), baselines(first), amounts(first, true), amounts(first, false), rates(first));
        let promised = (objectives(), goals(first), exclusions());
        let drawn = (satellites(first), told, meterings(), master, promised, 0..16usize);
        drawn.prop_map(move |(satellites, told, metered, master, promised, silent)| {
            let (row_genes, echoes, faults) = told;
            let mut rows: Vec<Row> = row_genes.into_iter().map(|g| build_row(g, first, &satellites)).collect();
            let echoed: Vec<Row> = echoes.into_iter().filter_map(|genes| echo(&rows, genes)).collect();
            rows.extend(echoed);
            rows.extend((0..3).filter(|s| silent != *s).map(|s| last_heard(s, first)));
            if !taste.byte_ties {
                rows = told_apart(rows);
            }
            let bad = faults.into_iter().enumerate().map(|(n, satellite)| BadRow { satellite, fault: FAULTS[n % FAULTS.len()] }).collect();
            let metered = metered.into_iter().map(|(satellite, matcher, project, share, (from, length), early)| {
                let valid_from = if early { first - Days::new(30) } else { first + Days::new(from) };
                let valid_to = length.map(|days| valid_from + Days::new(days));
                let (matcher, project) = (MATCHERS[matcher].into(), PROJECTS[project].into());
                Metering { satellite: [0, 1, 2, 0, 1][satellite], matcher, project, valid_from, share, valid_to }
            });
            let days: Vec<NaiveDate> = (0..190).map(|n| first - Days::new(40) + Days::new(n)).collect();
            let meterings = sane_meterings(metered.collect(), &days);
            let (projects, baselines, costs, benefits, rates) = master;
            let (objectives, goals, excluded) = promised;
            let exclusions = excluded.into_iter().map(|genes| build_exclusion(genes, first, &objectives)).collect();
            let departments = vec![("d0".into(), None), ("d1".into(), Some("d0".into())), ("d2".into(), None)];
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
            }
        })
    })
}

/// Leaves out rows that only their bytes would rank.
fn told_apart(rows: Vec<Row>) -> Vec<Row> {
    let mut kept: Vec<Row> = Vec::new();
    for row in rows {
        if !kept.iter().any(|other| only_bytes_differ(other, &row)) {
            kept.push(row);
        }
    }
    kept
}

/// A window within or around the three months of sessions: a cut one more often than not.
pub fn cut_window() -> impl Strategy<Value = (u64, u64)> {
    (0..85u64, 1..50u64)
}
