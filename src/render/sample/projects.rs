//! The sample's projects, each made from a few numbers that one can multiply out by hand.

use super::{days, id, line, micros, part};
use crate::model::exact::Product;
use crate::model::master::{Evidence, Status};
use crate::model::scoreboard::{Flag, ProjectFigures, ProjectScore, Working};
use crate::model::value::{Counts, Ladder, Soft};
use crate::model::{Method, Micros, Value};

/// What a project is made from: sessions good and failed, minutes, rate, money.
pub struct Made {
    id: &'static str,
    name: &'static str,
    department: &'static str,
    good: i64,
    failed: i64,
    minutes: &'static str,
    rate: &'static str,
    currency: &'static str,
    fx: &'static str,
    errors: &'static str,
    cashable: &'static str,
    avoidance: &'static str,
    build: &'static str,
    run: &'static str,
    evidence: Option<Evidence>,
    flags: &'static [Flag],
    /// The previous window, in per mille of this one.
    before: Option<i64>,
}

const MADE: Made = Made {
    id: "",
    name: "",
    department: "Finance Operations",
    good: 0,
    failed: 0,
    minutes: "0",
    rate: "40",
    currency: "USD",
    fx: "1",
    errors: "0",
    cashable: "0",
    avoidance: "0",
    build: "0",
    run: "0",
    evidence: Some(Evidence::Measured),
    flags: &[],
    before: Some(1_000),
};

pub fn made() -> Vec<Made> {
    vec![
        Made {
            id: "p-invoice",
            name: "Invoice entry",
            good: 4_210,
            failed: 96,
            minutes: "9.5",
            rate: "38.50",
            errors: "1840.25",
            cashable: "2500",
            build: "1400",
            run: "2210.40",
            before: Some(1_180),
            ..MADE
        },
        Made {
            id: "p-onboard",
            name: "Customer onboarding & KYC checks for the whole of the northern region, including re-verification of dormant accounts",
            department: "Retail <b>Banking</b>",
            good: 1_322,
            failed: 41,
            minutes: "22",
            rate: "41",
            errors: "310.5",
            build: "900",
            run: "1805.75",
            evidence: Some(Evidence::Sampled),
            before: Some(910),
            ..MADE
        },
        Made {
            id: "p-legacy",
            name: "<script>alert('x')</script> & Co. ledger sync",
            good: 618,
            failed: 12,
            minutes: "",
            run: "740",
            flags: &[Flag::NoBaseline],
            evidence: None,
            ..MADE
        },
        Made {
            id: "p-arabic",
            name: "تسوية الفواتير",
            department: "المالية",
            good: 905,
            failed: 18,
            minutes: "12",
            rate: "96",
            currency: "AED",
            fx: "0.272294",
            build: "300",
            run: "610",
            evidence: Some(Evidence::Estimated),
            flags: &[Flag::Stale],
            before: Some(1_020),
            ..MADE
        },
        Made {
            id: "p-emoji",
            name: "🚚 Dispatch notices 📦",
            department: "Logistics",
            good: 2_980,
            failed: 310,
            minutes: "1.2",
            rate: "33",
            build: "4200",
            run: "3120.10",
            evidence: Some(Evidence::Vendor),
            flags: &[Flag::Dispatcher, Flag::OverCredit],
            before: Some(960),
            ..MADE
        },
        Made {
            id: "p-mail",
            name: "=HYPERLINK(\"http://evil\") mail sorting",
            department: "Shared Services",
            good: 760,
            failed: 3,
            minutes: "4",
            rate: "30",
            evidence: Some(Evidence::Measured),
            flags: &[Flag::NoCost],
            before: None,
            ..MADE
        },
        Made {
            id: "p-claims",
            name: "Claims triage",
            department: "Insurance",
            good: 1_140,
            failed: 22,
            minutes: "14",
            rate: "44",
            avoidance: "1200",
            build: "650",
            run: "990",
            evidence: Some(Evidence::Sampled),
            before: Some(870),
            ..MADE
        },
        Made {
            id: "p-payroll",
            name: "Payroll checks",
            department: "People",
            good: 212,
            failed: 1,
            minutes: "31",
            rate: "47.25",
            run: "420",
            before: Some(1_000),
            ..MADE
        },
        Made {
            id: "p-idle",
            name: "Year-end accruals",
            good: 0,
            failed: 0,
            minutes: "60",
            rate: "52",
            run: "180",
            flags: &[Flag::ZeroValue],
            before: Some(1_000),
            ..MADE
        },
    ]
}

fn value(m: &Made) -> Value {
    let counts = Counts {
        sessions: m.good + m.failed + 7,
        succeeded: m.good,
        failed: m.failed,
        cancelled: 4,
        open: 2,
        unknown: 1,
        ..Counts::default()
    };
    let units = Micros::whole(m.good);
    let ladder = (!m.minutes.is_empty()).then(|| {
        let labour_minutes = Product::of(units).times(micros(m.minutes)).round();
        let (review_minutes, failure_minutes) =
            (Micros::whole(m.good / 20), Micros::whole(m.failed * 6));
        let net_minutes = labour_minutes - review_minutes - failure_minutes;
        Ladder {
            units,
            units_valued: units,
            labour_minutes,
            review_minutes,
            failure_minutes,
            net_minutes,
            ..Ladder::default()
        }
    });
    let soft = ladder.map(|l| {
        let capacity = Product::of(l.net_minutes)
            .times(micros(m.rate))
            .times(micros(m.fx))
            .over(60);
        let labour_value = Product::of(l.labour_minutes)
            .times(micros(m.rate))
            .times(micros(m.fx))
            .over(60);
        let put_to_use = |amount| Product::of(amount).times(micros("0.8")).round();
        Soft {
            capacity,
            recaptured: put_to_use(capacity),
            error_avoidance: micros(m.errors),
            labour_value,
            labour_claimed: put_to_use(labour_value),
            ..Soft::default()
        }
    });
    Value {
        counts,
        ladder,
        soft,
        cashable: micros(m.cashable),
        avoidance: micros(m.avoidance),
        unsigned: Micros::ZERO,
        cost_build: micros(m.build),
        cost_run: micros(m.run),
    }
}

/// The weeks of the trend, in per mille of the month, and whether they lie in the window.
pub const WEEKS: [(&str, i64, bool); 9] = [
    ("2026-02-02..2026-02-08", 262, false),
    ("2026-02-09..2026-02-15", 248, false),
    ("2026-02-16..2026-02-22", 271, false),
    ("2026-02-23..2026-03-01", 255, false),
    ("2026-03-02..2026-03-08", 243, true),
    ("2026-03-09..2026-03-15", 251, true),
    ("2026-03-16..2026-03-22", 228, true),
    ("2026-03-23..2026-03-29", 204, true),
    ("2026-03-30..2026-03-31", 74, true),
];

pub fn project(n: usize, m: &Made) -> ProjectScore {
    let value = value(m);
    let window = days("2026-03");
    let workings = value.ladder.map(|_| Working {
        days: window,
        baseline: line(n as u32 + 2),
        evidence: m.evidence,
        sample_size: m.evidence.map(|_| Micros::whole(40)),
        measured_on: None,
        minutes_per_unit: micros(m.minutes),
        people: Micros::ONE,
        automated_share: Micros::ONE,
        units_per_session: Some(Micros::ONE),
        hourly_rate: micros(m.rate),
        currency: m.currency.to_owned(),
        rate: Some(micros(m.fx)),
        errors_avoided: micros("0.04"),
        rework_minutes: micros("15"),
        rework_people: Micros::ONE,
        replaced: Micros::ZERO,
        lost: Micros::ZERO,
        freed: value.soft.map(|soft| soft.capacity),
        full_units: Some(Micros::whole(m.good)),
        conversion: micros("0.8"),
        value,
    });
    ProjectScore {
        method: Method::Reckoner1,
        project_id: id(m.id),
        name: m.name.to_owned(),
        department_id: Some(id("d-1")),
        department: m.department.to_owned(),
        status: Some(Status::Live),
        previous: m.before.map(|per_mille| part(&value, per_mille)),
        evidence: vec![(m.evidence, value.soft.unwrap_or_default().benefit())],
        figures: figures(&value),
        flags: m.flags.to_vec(),
        workings: workings.into_iter().collect(),
        trend: WEEKS
            .iter()
            .enumerate()
            .map(|(i, (_, k, _))| (m.before.is_some() || i >= 4).then(|| part(&value, *k)))
            .collect(),
        value,
    }
}

/// Of people who work 1,720 hours a year; of other figures the sample knows nothing.
#[allow(clippy::needless_update)]
fn figures(value: &Value) -> ProjectFigures {
    ProjectFigures {
        fte: value.fte(days("2026-03"), Micros::whole(1_720)),
        ..ProjectFigures::default()
    }
}

pub fn shared() -> ProjectScore {
    let value = Value {
        cost_run: micros("1150"),
        ..Value::default()
    };
    ProjectScore {
        method: Method::Reckoner1,
        project_id: crate::model::ProjectId::shared(),
        name: "Shared".to_owned(),
        department_id: None,
        department: String::new(),
        status: None,
        previous: Some(value),
        evidence: Vec::new(),
        figures: figures(&value),
        flags: Vec::new(),
        workings: Vec::new(),
        trend: vec![None; WEEKS.len()],
        value,
    }
}
