//! The whole life, worked out a second time: every payment from the lines as they were written, day
//! by day, and what follows from the days in doubles, held against what was published.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::Amount;
use super::arithmetic::{real, split};
use super::ledger::Ledger;
use super::marts::mart;
use super::oracle::Oracle;

/// Written in reckoner.toml.
pub const DISCOUNT_RATE: f64 = 0.08;

/// Money by day.
type Days1 = BTreeMap<NaiveDate, i128>;

fn put(days: &mut Days1, day: NaiveDate, amount: i128) {
    *days.entry(day).or_default() += amount;
}

/// The days that are paid at one time, by a name of their own: a month, a year, all days of what is
/// spread, or each day by itself.
fn period(line: &Amount, day: NaiveDate) -> String {
    match line.per {
        "month" => day.format("%Y-%m").to_string(),
        "year" => day.format("%Y").to_string(),
        "once" => "once".to_owned(),
        _ => day.to_string(),
    }
}

/// Of each payment that is made by `end`: its day, and the days that it is paid for.
fn payments(line: &Amount, is_cost: bool, end: NaiveDate) -> Vec<(NaiveDate, Vec<NaiveDate>)> {
    let last = match (line.per, line.spread_months) {
        ("once", Some(months)) => line.from + Months::new(months) - Days::new(1),
        ("once", None) => line.from,
        _ => line.to.unwrap_or(end + Days::new(400)),
    };
    let mut periods: BTreeMap<String, Vec<NaiveDate>> = BTreeMap::new();
    for day in line.from.iter_days().take_while(|day| *day <= last) {
        periods.entry(period(line, day)).or_default().push(day);
    }
    let is_first = match line.paid {
        "advance" => true,
        "arrears" => false,
        _ => is_cost || line.per == "once",
    };
    let on = |days: &[NaiveDate]| {
        if is_first {
            days[0]
        } else {
            days[days.len() - 1]
        }
    };
    let all = periods.into_values().map(|days| (on(&days), days));
    all.filter(|(on, _)| *on <= end).collect()
}

/// Both series of every project and `*`: economic and cash.
fn lives(oracle: &Oracle, as_of: NaiveDate) -> BTreeMap<String, [Days1; 2]> {
    let world = oracle.world;
    let end = oracle.counted_to.map_or(as_of, |last| last.min(as_of));
    let mut lives: BTreeMap<String, [Days1; 2]> = BTreeMap::new();
    for ((day, project), cells) in &oracle.values {
        if *day > as_of {
            continue;
        }
        let life = lives.entry(project.clone()).or_default();
        let of = |name: &str| cells.of(name).unwrap_or(0);
        put(&mut life[0], *day, of("recaptured") + of("error_avoidance"));
        let metered = oracle.apart.get(&(*day, project.clone()));
        for series in life {
            put(series, *day, -metered.map_or(0, |apart| apart.metered));
        }
    }
    for line in world.benefits.iter().filter(|line| oracle.is_signed(line)) {
        let life = lives.entry(line.project.clone()).or_default();
        for (on, days) in payments(line, false, end) {
            let amount = days.iter().map(|day| oracle.lies_on(line, *day)).sum();
            put(&mut life[0], on, amount);
            put(
                &mut life[1],
                on,
                if line.kind == "cashable" { amount } else { 0 },
            );
        }
    }
    for (place, line) in world.costs.iter().enumerate() {
        if matches!(line.per, "session" | "item" | "machine_hour") {
            continue;
        }
        for (on, days) in payments(line, true, end) {
            for (project, amount) in shares(oracle, (place, line), &days, end) {
                for series in lives.entry(project).or_default() {
                    put(series, on, -amount);
                }
            }
        }
    }
    lives
}

/// Who pays how much of a payment: of a shared line as it was carried, the days after the last that
/// counts as the others were.
fn shares(
    oracle: &Oracle,
    (place, line): (usize, &Amount),
    days: &[NaiveDate],
    end: NaiveDate,
) -> BTreeMap<String, i128> {
    let of = |day: &NaiveDate| oracle.lies_on(line, *day);
    if line.project != "*" {
        return [(line.project.clone(), days.iter().map(of).sum())].into();
    }
    let mut shares: BTreeMap<String, i128> = BTreeMap::new();
    for day in days.iter().filter(|day| **day <= end) {
        match oracle.carried.get(&(place, *day)) {
            Some(parts) => {
                for (project, part) in parts {
                    *shares.entry(project.clone()).or_default() += part;
                }
            }
            // Before anything ran nobody carries it.
            None => *shares.entry("*".to_owned()).or_default() += of(day),
        }
    }
    let rest: i128 = days.iter().filter(|day| **day > end).map(of).sum();
    let weights = shares.iter().map(|(p, share)| (p.clone(), real(*share)));
    let weights: BTreeMap<_, _> = weights.collect();
    match shares.values().all(|share| *share == 0) {
        true => *shares.entry("*".to_owned()).or_default() += rest,
        false => split(rest, &weights)
            .into_iter()
            .for_each(|(p, part)| *shares.entry(p).or_default() += part),
    }
    shares
}

/// By month: the date and the flow.
fn flows(days: &Days1, as_of: NaiveDate) -> Vec<(NaiveDate, i128)> {
    let end_of = |day: NaiveDate| {
        let first = day.with_day(1).expect("the first of a month");
        (first + Months::new(1) - Days::new(1)).min(as_of)
    };
    let mut sums: BTreeMap<NaiveDate, i128> = BTreeMap::new();
    for (day, amount) in days {
        *sums.entry(end_of(*day)).or_default() += amount;
    }
    let Some(first) = sums
        .iter()
        .find(|(_, sum)| **sum != 0)
        .map(|(date, _)| *date)
    else {
        return Vec::new();
    };
    let months = first.iter_days().take_while(|day| *day <= as_of);
    months
        .filter(|day| end_of(*day) == *day)
        .map(|date| (date, sums.get(&date).copied().unwrap_or(0)))
        .collect()
}

/// The first day on which it is below zero, and the first from which on it is not.
fn payback(days: &Days1, as_of: NaiveDate) -> Result<(NaiveDate, NaiveDate), &'static str> {
    let mut sum = 0;
    let mut below: Vec<NaiveDate> = Vec::new();
    let first = days.keys().next().copied().unwrap_or(as_of);
    for day in first.iter_days().take_while(|day| *day <= as_of) {
        sum += days.get(&day).copied().unwrap_or(0);
        if sum < 0 {
            below.push(day);
        }
    }
    match (below.first(), below.last()) {
        (Some(_), Some(last)) if *last == as_of => Err("not_reached"),
        (Some(first), Some(last)) => Ok((*first, *last + Days::new(1))),
        _ => Err("no_outlay"),
    }
}

fn npv(flows: &[(NaiveDate, i128)], rate: f64) -> f64 {
    let first = flows[0].0;
    let worth = |(date, flow): &(NaiveDate, i128)| {
        let years = (*date - first).num_days() as f64 / 365.0;
        *flow as f64 / 1e6 / (1.0 + rate).powf(years)
    };
    flows.iter().map(worth).sum()
}

/// Why there is no internal rate of return.
fn no_irr(flows: &[(NaiveDate, i128)]) -> Option<&'static str> {
    let mut sum = 0;
    let sums: Vec<i128> = flows
        .iter()
        .map(|(_, flow)| {
            sum += flow;
            sum
        })
        .collect();
    let signs: Vec<i128> = sums
        .iter()
        .map(|s| s.signum())
        .filter(|s| *s != 0)
        .collect();
    let changes = (1..signs.len()).filter(|n| signs[*n] != signs[n - 1]);
    match (signs.first(), sums.last()) {
        (Some(-1), Some(end)) if *end > 0 => {}
        (Some(-1), _) => return Some("not_reached"),
        _ => return Some("no_outlay"),
    }
    let days = flows[flows.len() - 1].0 - flows[0].0;
    match (changes.count(), days.num_days()) {
        (1, 365..) => (npv(flows, 10.0) > 0.0).then_some("beyond_range"),
        (1, _) => Some("under_a_year"),
        _ => Some("several"),
    }
}

/// Holds what was published against the lives that are worked out here.
pub fn compare(ledger: &mut Ledger, oracle: &Oracle, root: &Path, window: (NaiveDate, NaiveDate)) {
    let as_of = window.1;
    let lives = lives(oracle, as_of);
    let mut estate: [Days1; 2] = Default::default();
    for life in lives.values() {
        for (sum, days) in estate.iter_mut().zip(life) {
            days.iter()
                .for_each(|(day, amount)| put(sum, *day, *amount));
        }
    }
    let told = mart(root, window, "cash_flows");
    let scores = mart(root, window, "whole_life");
    let projects = lives
        .iter()
        .map(|(id, life)| ("project", id.as_str(), life));
    for (level, id, life) in projects.chain([("estate", "", &estate)]) {
        for (series, days) in ["economic", "cash"].into_iter().zip(life) {
            let place = format!("life[{level} {id} {series}]");
            let is_it = |row: &&BTreeMap<String, String>| {
                row["level"] == level && row["id"] == id && row["series"] == series
            };
            let expected = flows(days, as_of);
            let mut sum = 0;
            let said = expected.iter().map(|(date, flow)| {
                sum += flow;
                format!("{date} {flow} {sum}")
            });
            let said: Vec<String> = said.collect();
            let got = told.iter().filter(is_it).map(|row| {
                let [flow, sum] = ["flow_micros", "cumulated_micros"].map(|name| &row[name]);
                format!("{} {flow} {sum}", row["date"])
            });
            let got: Vec<String> = got.collect();
            ledger.say(&place, "flows", said.join(", "), Some(&got.join(", ")));
            match scores.iter().find(is_it) {
                Some(row) => score(ledger, &place, (days, &expected), as_of, row),
                None if expected.is_empty() => {}
                None => ledger.differences.push(format!("{place}: no row")),
            }
        }
    }
    // Departments hold all but what no project carries.
    let mut sums: BTreeMap<(&str, &str), i128> = BTreeMap::new();
    for row in &told {
        let sign = match (row["level"].as_str(), row["id"].as_str()) {
            ("estate", _) => -1,
            ("department", _) | ("project", "*") => 1,
            _ => 0,
        };
        let flow = row["flow_micros"].parse::<i128>().expect("micros");
        *sums.entry((&row["series"], &row["date"])).or_default() += sign * flow;
    }
    for ((series, date), rest) in sums.into_iter().filter(|(_, rest)| *rest != 0) {
        let said = format!("life: departments miss {rest} of the estate's {series} of {date}");
        ledger.differences.push(said);
    }
}

fn score(
    ledger: &mut Ledger,
    place: &str,
    (days, flows): (&Days1, &[(NaiveDate, i128)]),
    as_of: NaiveDate,
    row: &BTreeMap<String, String>,
) {
    let payback = payback(days, as_of);
    let on = payback.map_or_else(|_| String::new(), |(_, on)| on.to_string());
    ledger.say(place, "payback_on", on, row.get("payback_on"));
    let took = payback.map(|(first, on)| (on - first).num_days().to_string());
    let took = took.unwrap_or_default();
    ledger.say(place, "payback_days", took, row.get("payback_days"));
    for column in ["payback_on_why", "payback_days_why"] {
        ledger.say(place, column, payback.err().unwrap_or(""), row.get(column));
    }
    if flows.is_empty() {
        ledger.say(place, "npv_why", "not_valued", row.get("npv_why"));
        return;
    }
    let published = |name: &str| row[name].parse::<f64>().ok();
    let expected = npv(flows, DISCOUNT_RATE);
    // Half a cent of rounding, and a double's own error.
    let near = |got: f64| (got / 1e6 - expected).abs() <= 0.005 + expected.abs() * 1e-10;
    if !published("npv_micros").is_some_and(near) {
        let got = row.get("npv_micros");
        let said = format!("{place} npv: expected {expected}, got {got:?}");
        ledger.differences.push(said);
    }
    let why = no_irr(flows);
    ledger.say(place, "irr_why", why.unwrap_or(""), row.get("irr_why"));
    if why.is_none() {
        // Half a step below it the value is above 0, half a step above it below.
        let holds =
            |got: f64| npv(flows, got - 0.000_051) > 0.0 && npv(flows, got + 0.000_051) < 0.0;
        if !published("irr").is_some_and(holds) {
            let said = format!("{place} irr: {:?} is none of {flows:?}", row.get("irr"));
            ledger.differences.push(said);
        }
    }
}
