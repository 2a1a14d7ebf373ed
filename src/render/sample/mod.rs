//! A small world for the tests of this room: every kind of gap, flag and standing, names of every
//! sort, and totals that are the sums of the rows.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{Bundle, ReportFacts, Subject};
use crate::model::board::comparisons::{Comparisons, Ends, Move, RestsOn, Rung, RungScore};
use crate::model::columns::{COUNT_COLUMNS, VALUE_COLUMNS};
use crate::model::exact::Product;
use crate::model::language::Speech;
use crate::model::master::{Evidence, Line, Metric, Sli};
use crate::model::ratio::Why;
use crate::model::satellite::Class;
use crate::model::scope::Scope;
use crate::model::scoreboard::{
    AutomationScore, Beside, Coverage, CoverageIntake, DepartmentScore, ErrorScore, GoalScore,
    GoalStatus, ObjectiveScore, ProjectScore, Promise, Scoreboard, Total, TrendPoint,
};
use crate::model::value::{Counts, Ladder, Soft};
use crate::model::window::FiscalStart;
use crate::model::{
    Estate, Gap, Master, Method, Micros, Publication, Satellite, Value, Window, WindowSpec,
};

mod projects;

use projects::{WEEKS, made, project, shared};

pub struct World {
    pub estate: Estate,
    pub master: Master,
    pub board: Scoreboard,
    pub publication: Publication,
    pub subject: Subject,
    pub bundle: Bundle,
}

impl World {
    pub fn page(&self) -> ReportFacts<'_> {
        ReportFacts {
            estate: &self.estate,
            master: &self.master,
            board: &self.board,
            subject: &self.subject,
            bundle: &self.bundle,
            here: "executive.html",
            publication: &self.publication,
            files: Some(214),
            program: "reckon 0.1.0",
            speech: self.estate.speech,
        }
    }
}

pub fn id<T: std::str::FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("{text} is no id"))
}

pub fn days(text: &str) -> Window {
    match text.parse() {
        Ok(WindowSpec::Fixed(w)) => w,
        _ => panic!("{text} is no window"),
    }
}

pub fn micros(text: &str) -> Micros {
    text.parse().expect(text)
}

fn day(text: &str) -> NaiveDate {
    days(text).from()
}

fn instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect(text).to_utc()
}

const fn line(line: u32) -> Line {
    Line {
        file: "baselines.csv",
        line,
    }
}

/// So many per mille of a value: another stretch of time of the same project.
pub fn part(v: &Value, per_mille: i64) -> Value {
    let of = |m: Micros| {
        Product::of(m)
            .times(Micros(i128::from(per_mille) * 1_000))
            .round()
    };
    let mut part = Value {
        ladder: v.ladder.map(|_| Ladder::default()),
        soft: v.soft.map(|_| Soft::default()),
        ..Value::default()
    };
    for column in COUNT_COLUMNS {
        (column.put)(
            &mut part.counts,
            (column.get)(&v.counts) * per_mille / 1_000,
        );
    }
    for column in VALUE_COLUMNS {
        if let Some((put, amount)) = column.put.zip((column.get)(v)) {
            put(&mut part, of(amount));
        }
    }
    part
}

fn total(projects: &[ProjectScore]) -> Total {
    let (mut value, mut previous) = (Value::default(), Value::default());
    let mut evidence: BTreeMap<Option<Evidence>, Micros> = BTreeMap::new();
    for p in projects {
        value += p.value;
        previous += p.previous.unwrap_or_default();
        p.evidence
            .iter()
            .for_each(|(on, soft)| *evidence.entry(*on).or_default() += *soft);
        *evidence.entry(None).or_default() += p.value.cashable + p.value.avoidance;
    }
    let evidence = evidence.into_iter().collect();
    let at_stake = projects[0].value.benefit();
    Total {
        method: Method::Reckoner1,
        value,
        previous_window: days("2026-02"),
        previous: Some(previous),
        evidence,
        savings_at_risk: at_stake,
        fte: value.fte(days("2026-03"), Micros::whole(1_720)),
        run_rate: Ok(Micros(value.net().0 * 12)),
        band: Err(Why::NotValued),
    }
}

fn objective(
    name: &str,
    project: &str,
    target: &str,
    valid: i64,
    good: i64,
    status: Promise,
) -> ObjectiveScore {
    let target = micros(target);
    let budget = Micros((1_000_000 - target.0) * i128::from(valid));
    let bad = Micros::whole(valid - good);
    let ratio = |a: i64, b: i64| (b > 0).then(|| a as f64 / b as f64);
    ObjectiveScore {
        objective_id: id(name),
        period: days("2026-03"),
        project_id: id("p-x"),
        project: project.to_owned(),
        sli: if name.ends_with('d') {
            Sli::Duration
        } else {
            Sli::Success
        },
        target,
        threshold_ms: name.ends_with('d').then_some(900_000),
        valid,
        good,
        excluded: if valid > 4_000 { 31 } else { 0 },
        beside: (!name.ends_with('d')).then(|| Beside {
            stuck: i64::from(valid > 4_000),
            cancelled: valid / 400,
            unknown: valid / 1_000,
            refused: good / 50,
            straight_through: good - good / 20,
        }),
        attained: ratio(good, valid),
        budget,
        budget_left: budget - bad,
        burn_rate: ratio(valid - good, valid).map(|bad| bad / (1.0 - target.to_f64())),
        interval: (valid > 0).then_some((0.871, 0.984)),
        status,
    }
}

fn goal(
    name: &str,
    words: &str,
    metric: Metric,
    amounts: [&str; 3],
    status: GoalStatus,
) -> GoalScore {
    let [target, actual, expected] = amounts;
    let some = |text: &str| (!text.is_empty()).then(|| micros(text));
    GoalScore {
        secured: None,
        goal_id: id(name),
        name: words.to_owned(),
        owner: "A. Person".to_owned(),
        parent_id: (name == "g-2").then(|| id("g-1")),
        scope: if name == "g-2" {
            Scope::Department(id("d-1"))
        } else {
            Scope::Estate
        },
        metric,
        window: days("2026"),
        target: micros(target),
        actual: some(actual),
        attainment: some(actual).map(|a| a.to_f64() / micros(target).to_f64()),
        expected_by_now: some(expected),
        ahead: some(actual)
            .zip(some(expected))
            .map(|(actual, expected)| actual - expected),
        of_expected: of_expected(name),
        status,
    }
}

/// 128,400.50 of 123,287.67 and so on, in thousandths.
fn of_expected(goal: &str) -> Option<i128> {
    Some(match goal {
        "g-1" => 1_041,
        "g-2" => 772,
        "g-3" => 933,
        "g-4" => 4_224,
        _ => return None,
    })
}

/// What follows from the scores, as a scoreboard has it: the figures of the estate and of the
/// projects, of which the three largest are named below each rung.
fn comparisons(projects: &[ProjectScore], total: &Total) -> Comparisons {
    let rungs = Rung::ALL.iter().map(|&rung| {
        let amount = rung.of(&total.value);
        let previous = total.previous.as_ref().and_then(|before| rung.of(before));
        let (named, others) = projects.split_at(3);
        let of = |p: &ProjectScore| rung.of(&p.value).unwrap_or_default();
        RungScore {
            rung,
            amount,
            previous,
            change: amount.zip(previous).map(|(now, before)| now - before),
            span: (Micros::ZERO, amount.unwrap_or_default()),
            largest: named
                .iter()
                .map(|p| (p.project_id.clone(), of(p)))
                .collect(),
            others: others.len() as i64,
            rest: others.iter().map(of).sum(),
        }
    });
    let change = Value {
        // 42,027.94 after 42,564.67
        cashable: micros("-536.73"),
        ..Value::default()
    };
    let best = [
        "p-invoice",
        "p-onboard",
        "p-claims",
        "p-payroll",
        "p-arabic",
        "p-mail",
        "p-idle",
        "p-legacy",
        "p-emoji",
    ];
    let rests_on = total.evidence.iter().map(|(on, amount)| match on {
        Some(on) => (RestsOn::Baseline(*on), *amount),
        None => (RestsOn::Signed, *amount),
    });
    let mut rests_on: Vec<(RestsOn, Micros)> = rests_on.collect();
    rests_on.retain(|(_, amount)| !amount.is_zero());
    rests_on.sort_by_key(|(on, _)| *on == RestsOn::Signed);
    Comparisons {
        rungs: rungs.collect(),
        change: Some(change),
        rests_on,
        projects: Ends {
            best: best.map(id).to_vec(),
            losing: 3,
            lost: micros("-5000"),
            ..Ends::default()
        },
        departments: Ends {
            best: ["d-1", "d-2"].map(id).to_vec(),
            ..Ends::default()
        },
        moves: projects.iter().map(moved).collect(),
        year_to_date: None,
        kit: None,
        causes: Err(Why::NotComparable),
    }
}

fn moved(p: &ProjectScore) -> Move {
    Move {
        against_plan: None,
        project_id: Some(p.project_id.clone()),
        projects: 1,
        net: p.value.net(),
        by: p.previous.map(|before| p.value.net() - before.net()),
        net_minutes: p.value.ladder.map(|ladder| ladder.net_minutes),
    }
}

fn satellite(name: &str, words: &str, class: Class, zone: &str) -> Satellite {
    Satellite {
        id: id(name),
        name: words.to_owned(),
        class,
        counts: class == Class::Prod,
        region: String::new(),
        capability: String::new(),
        timezone: id(zone),
        active_from: None,
        active_to: None,
        stale_after: TimeDelta::hours(26),
    }
}

fn coverage(s: &Satellite, sessions: i64, newest: Option<&str>) -> Coverage {
    let newest_event = newest.map(instant);
    Coverage {
        satellite_id: s.id.clone(),
        name: s.name.clone(),
        class: s.class,
        counts: s.counts,
        days_expected: 31,
        days_with_sessions: if newest.is_some_and(|n| n.contains("03-28")) {
            27
        } else {
            31
        },
        sessions,
        unknown_outcomes: 9,
        sessions_metered: if s.counts { sessions - 214 } else { 0 },
        items: 0,
        intake: Some(CoverageIntake {
            sessions_unmetered: if s.counts { 214 } else { sessions },
            sessions_without_baseline: 618,
            read: sessions * 9,
            rejected: 17,
            superseded: s.counts.then_some(412),
            kept: 48_000,
            ..CoverageIntake::default()
        }),
        first_day: Some(day("2025-04-01")),
        newest_event,
        complete_until: newest_event,
        drift: Vec::new(),
    }
}

fn error(satellite: &str, automation: &str, code: &str, sessions: i64, share: &str) -> ErrorScore {
    ErrorScore {
        satellite_id: id(satellite),
        automation_id: automation.to_owned(),
        error_code: code.to_owned(),
        sessions,
        share: micros(share),
        first_day: day("2026-03-02"),
        last_day: day("2026-03-27"),
    }
}

fn gaps() -> Vec<Gap> {
    let (emea, apac) = (id("emea-prod"), id("apac-prod"));
    let at = |satellite: &crate::model::SatelliteId| satellite.clone();
    let apac: crate::model::SatelliteId = apac;
    let emea: crate::model::SatelliteId = emea;
    vec![
        Gap::Stale {
            satellite: at(&apac),
            newest_event: Some(instant("2026-03-28T03:12:00Z")),
        },
        Gap::SatelliteFailed {
            satellite: id("amer-prod"),
            error: "401 Unauthorized for https://example.invalid/<exports>?sig=…".to_owned(),
        },
        Gap::DeliveryRefused {
            satellite: at(&emea),
            rejected: 611,
        },
        Gap::Damaged {
            table: "sessions",
            first: "sessions/satellite_id=emea/month=2026-03/a.parquet".to_owned(),
            files: 2,
            rows: 311,
        },
        Gap::Unnamed {
            satellite: id("old-lab"),
            rows: 1_204,
        },
        Gap::Untold {
            satellite: at(&apac),
            days: Window::new(day("2026-03-01"), day("2026-03-03")).expect("days in their order"),
            first_day: day("2026-03-04"),
        },
        Gap::MissingDays {
            satellite: at(&apac),
            days: vec![
                day("2026-03-14"),
                day("2026-03-29"),
                day("2026-03-30"),
                day("2026-03-31"),
            ],
        },
        Gap::Forgotten {
            satellite: at(&emea),
            days: Window::new(day("2026-02-20"), day("2026-03-03")).expect("days in their order"),
            after_days: 28,
        },
        Gap::SourceLost {
            satellite: at(&emea),
            code: "ElasticTableStorageCapacityReached".to_owned(),
            days: Window::new(day("2026-03-09"), day("2026-03-11")).expect("days in their order"),
            events: 3,
        },
        Gap::Contradicted {
            satellite: at(&emea),
            rows: 12,
        },
        Gap::ReadOtherwise {
            satellite: at(&apac),
            rows: 1_730,
            until: day("2026-03-05"),
        },
        Gap::Unmetered {
            satellite: at(&emea),
            automation_id: "0f3c1c52-6c3e-4b57-9e58-ad3d6a1c8a11".to_owned(),
            name: "Invoice entry (copy) <img src=x onerror=alert(1)>".to_owned(),
            sessions: 214,
            duration_ms: 38_520_000,
            suggestion: Some(id("p-invoice")),
        },
        Gap::UnmeteredItems {
            satellite: at(&emea),
            automation_id: "17".to_owned(),
            name: "Claims to book".to_owned(),
            items: 12,
            suggestion: None,
        },
        Gap::AmbiguousMetering {
            satellite: at(&emea),
            automation_id: "flow-771".to_owned(),
            patterns: vec![
                (
                    Line {
                        file: "meterings.csv",
                        line: 14,
                    },
                    "name~^Claims".to_owned(),
                ),
                (
                    Line {
                        file: "meterings.csv",
                        line: 22,
                    },
                    "name~triage$".to_owned(),
                ),
            ],
        },
        Gap::NoBaseline {
            project: id("p-legacy"),
            sessions: 618,
        },
        Gap::NoRate {
            currency: "CHF".to_owned(),
            line: Line {
                file: "costs.csv",
                line: 9,
            },
            first_day: day("2026-03-01"),
            days: 31,
        },
        Gap::UnknownOutcome {
            satellite: at(&emea),
            text: "Completed w/ warnings".to_owned(),
            sessions: 9,
        },
        Gap::ReadTwice {
            satellite: at(&emea),
            other: at(&apac),
            exports: 2,
            example: "exports/2026-03-30.csv".to_owned(),
        },
        Gap::SharedIds {
            satellite: at(&emea),
            rows: 12,
            object: "runs-2026-03.csv".to_owned(),
        },
        Gap::SplitCases {
            satellite: at(&apac),
            cases: 196,
        },
        Gap::Tests {
            satellite: at(&emea),
            sessions: 43,
            items: 1,
        },
        Gap::Rejected {
            satellite: at(&emea),
            code: "bad_time".to_owned(),
            rows: 17,
        },
        Gap::ExcludedClass {
            satellite: id("emea-test"),
            class: Class::Uat,
            sessions: 1_904,
        },
        Gap::Unsigned {
            project: id("p-mail"),
            line: Line {
                file: "benefits.csv",
                line: 3,
            },
            amount: Micros::whole(4_500),
        },
        Gap::EmptyScope {
            line: Line {
                file: "people.csv",
                line: 9,
            },
            scope: "region:Atlantis".to_owned(),
        },
        Gap::BeyondRange {
            project: id("p-mail"),
            line: Line {
                file: "costs.csv",
                line: 12,
            },
            first_day: day("2026-03-01"),
            days: 31,
        },
    ]
}

pub fn world() -> World {
    let satellites = vec![
        satellite(
            "amer-prod",
            "Americas Production",
            Class::Prod,
            "America/New_York",
        ),
        satellite(
            "apac-prod",
            "APAC Production",
            Class::Prod,
            "Asia/Singapore",
        ),
        satellite("emea-prod", "EMEA Production", Class::Prod, "Europe/Berlin"),
        satellite("emea-test", "EMEA Acceptance", Class::Uat, "Europe/Berlin"),
    ];
    let mut projects: Vec<ProjectScore> = made()
        .iter()
        .enumerate()
        .map(|(n, m)| project(n, m))
        .collect();
    projects.push(shared());
    let total = total(&projects);
    let trend = WEEKS.iter().map(|(text, per_mille, in_window)| TrendPoint {
        days: days(text),
        value: part(&total.value, *per_mille),
        incomplete: if *per_mille < 210 {
            vec![id("apac-prod")]
        } else {
            Vec::new()
        },
        in_window: *in_window,
    });
    let automations = (0..41).map(|n| AutomationScore {
        satellite_id: id("emea-prod"),
        automation_id: format!("flow-{n}"),
        name: format!("Flow {n}"),
        projects: Vec::new(),
        counts: Counts::default(),
        success_rate: None,
        p50_ms: None,
        p95_ms: None,
        metered: n >= 3,
    });
    let board = Scoreboard {
        decisions: Vec::new(),
        lives: Err(Why::NoLadder),
        plans: Err(Why::NoPlan),
        window: days("2026-03"),
        counted_to: day("2026-04-01"),
        trend: trend.collect(),
        objectives: vec![
            objective(
                "o-1",
                "Invoice entry",
                "0.985",
                4_306,
                4_210,
                Promise::Breached,
            ),
            objective("o-1-d", "Invoice entry", "0.95", 4_210, 4_090, Promise::Met),
            objective(
                "o-2",
                "Customer onboarding & KYC checks for the whole of the northern region",
                "0.97",
                1_363,
                1_324,
                Promise::AtRisk,
            ),
            objective("o-3", "Claims triage", "0.9", 1_162, 1_140, Promise::Met),
            objective(
                "o-4",
                "Payroll checks",
                "0.99",
                12,
                12,
                Promise::Insufficient,
            ),
            objective(
                "o-5",
                "تسوية الفواتير",
                "0.98",
                923,
                905,
                Promise::Unmeasured,
            ),
            objective(
                "o-6",
                "Year-end accruals",
                "0.999",
                0,
                0,
                Promise::Insufficient,
            ),
        ],
        goals: vec![
            goal(
                "g-1",
                "Half a million net in 2026",
                Metric::Net,
                ["500000", "128400.50", "123287.671233"],
                GoalStatus::OnTrack,
            ),
            goal(
                "g-2",
                "Of which Finance",
                Metric::Net,
                ["200000", "38110.20", "49315.068493"],
                GoalStatus::OffTrack,
            ),
            goal(
                "g-3",
                "Ten thousand hours",
                Metric::Hours,
                ["10000", "2301.5", "2465.753425"],
                GoalStatus::AtRisk,
            ),
            goal(
                "g-4",
                "Signed cash",
                Metric::Hard,
                ["30000", "31250", "7397.260274"],
                GoalStatus::Attained,
            ),
            goal(
                "g-5",
                "Return on cost above 150 %",
                Metric::Roi,
                ["1.5", "", ""],
                GoalStatus::Unmeasured,
            ),
            goal(
                "g-6",
                "Twenty live projects",
                Metric::LiveProjects,
                ["20", "", ""],
                GoalStatus::NotStarted,
            ),
        ],
        automations: automations.collect(),
        items: Vec::new(),
        errors: vec![
            error("emea-prod", "flow-3", "TimeoutException", 96, "0.615385"),
            error("emea-prod", "flow-7", "", 41, "0.262821"),
            error("apac-prod", "<unknown>", "E-417 <b>", 19, "0.121795"),
            error("emea-test", "flow-9", "AssertionFailed", 120, "1"),
        ],
        departments: vec![
            DepartmentScore {
                band: Err(Why::NotValued),
                department_id: Some(id("d-1")),
                name: "Finance Operations".to_owned(),
                value: part(&total.value, 900),
                projects: 6,
            },
            DepartmentScore {
                band: Err(Why::NotValued),
                department_id: Some(id("d-2")),
                name: "Retail <b>Banking</b>".to_owned(),
                value: part(&total.value, 100),
                projects: 3,
            },
        ],
        coverage: vec![
            coverage(&satellites[0], 5_120, Some("2026-04-01T02:10:00Z")),
            coverage(&satellites[1], 2_214, Some("2026-03-28T03:12:00Z")),
            coverage(&satellites[2], 5_310, Some("2026-04-01T04:02:00Z")),
            coverage(&satellites[3], 1_904, Some("2026-04-01T04:02:00Z")),
        ],
        gaps: gaps(),
        comparisons: comparisons(&projects, &total),
        projects,
        totals: vec![total],
    };
    let hash = |n: u8| format!("{n:02x}c41e9a77b0").repeat(6)[..64].to_owned();
    World {
        estate: Estate {
            productive_hours: Micros::whole(1_720),
            discount_rate: None,
            band_correlation: Micros(500_000),
            name: "Contoso Automation CoE".to_owned(),
            currency: "USD".to_owned(),
            speech: Speech::default(),
            timezone: id("Europe/Berlin"),
            fiscal_year_start: FiscalStart::default(),
            methods: vec![Method::Reckoner1],
            satellites,
        },
        master: Master::default(),
        board,
        subject: Subject::Estate,
        bundle: Bundle::default(),
        publication: Publication {
            id: hash(0x3f),
            job: id("weekly_executive"),
            window: days("2026-03"),
            baselines: hash(1),
            configuration: hash(2),
            outcome_maps: hash(3),
            templates: hash(4),
            definitions: "reckoner-1.0".to_owned(),
            manifest: hash(6),
        },
    }
}

/// Every text that somebody else writes, replaced.
pub fn renamed(text: &str) -> World {
    let mut world = world();
    let own = || text.to_owned();
    world.estate.name = own();
    world.estate.currency = own();
    for s in &mut world.estate.satellites {
        s.name = own();
    }
    for p in &mut world.board.projects {
        (p.name, p.department) = (own(), own());
        for w in &mut p.workings {
            w.currency = own();
        }
    }
    for e in &mut world.board.errors {
        (e.automation_id, e.error_code) = (own(), own());
    }
    for d in &mut world.board.departments {
        d.name = own();
    }
    for o in &mut world.board.objectives {
        o.project = own();
    }
    for g in &mut world.board.goals {
        (g.name, g.owner) = (own(), own());
    }
    for d in &mut world.board.departments {
        d.name = own();
    }
    for c in &mut world.board.coverage {
        c.name = own();
    }
    for gap in &mut world.board.gaps {
        match gap {
            Gap::SatelliteFailed { error, .. } => *error = own(),
            Gap::Rejected { code, .. } => *code = own(),
            Gap::SharedIds { object, .. } => *object = own(),
            Gap::ReadTwice { example, .. } => *example = own(),
            Gap::UnknownOutcome { text, .. } => *text = own(),
            Gap::Unmetered {
                name,
                automation_id,
                ..
            }
            | Gap::UnmeteredItems {
                name,
                automation_id,
                ..
            } => (*name, *automation_id) = (own(), own()),
            Gap::AmbiguousMetering {
                automation_id,
                patterns,
                ..
            } => {
                *automation_id = own();
                patterns
                    .iter_mut()
                    .for_each(|(_, pattern)| *pattern = own());
            }
            Gap::NoRate { currency, .. } => *currency = own(),
            _ => {}
        }
    }
    world.publication.id = own();
    world
}

/// Another world: by days, losing, of many projects, with nothing before it.
pub fn troubled() -> World {
    let mut world = world();
    let board = &mut world.board;
    board.totals[0].previous = None;
    board.comparisons.change = None;
    board.totals[0].value.cost_run += Micros::whole(60_000);
    let model = board.projects[0].clone();
    board.projects.extend((1..=9).map(|n| ProjectScore {
        project_id: id(&format!("p-more-{n}")),
        name: format!("Another project {n}"),
        value: part(&model.value, 40 * n),
        previous: None,
        ..model.clone()
    }));
    let value = board.totals[0].value;
    let step = |(n, day): (usize, NaiveDate)| TrendPoint {
        days: Window::new(day, day).expect("a day is a window"),
        value: Value {
            cost_run: Micros::whole(700),
            ..part(&value, (n as i64 * 7919) % 41)
        },
        incomplete: if n == 58 {
            vec![id("apac-prod")]
        } else {
            Vec::new()
        },
        in_window: n >= 28,
    };
    board.trend = days("2026-02-01..2026-03-31")
        .days()
        .enumerate()
        .map(step)
        .collect();
    for p in &mut board.projects {
        p.trend = board
            .trend
            .iter()
            .map(|t| Some(part(&t.value, 300)))
            .collect();
    }
    world
}
