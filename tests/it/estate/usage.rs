//! What was told and what ran, published and as it should be: coverage, automations, errors.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, TimeZone, Utc};

use super::arithmetic::{R, half_even};
use super::cells::{COUNTS, count_column, is_failure, is_good, is_success, is_valid};
use super::genes::OUTCOMES;
use super::ledger::Ledger;
use super::marts::{Rows, mart};
use super::oracle::Oracle;
use super::sessions::{Session, winners};
use super::{Satellite, World, items};

type Window = (NaiveDate, NaiveDate);

fn within(s: &Session, (from, to): Window) -> bool {
    from <= s.day && s.day <= to
}

/// How many rows a satellite's exports hold, and how many of them must be refused.
pub fn told(world: &World, satellite: usize) -> (i64, i64) {
    let bad = world
        .bad
        .iter()
        .filter(|b| b.satellite == satellite)
        .count() as i64;
    let of_queues = if satellite == items::SATELLITE {
        items::rows(world).0
    } else {
        0
    };
    (
        world
            .rows
            .iter()
            .filter(|r| r.satellite == satellite)
            .count() as i64
            + bad
            + of_queues,
        bad,
    )
}

/// The first instant after a day, on the satellite's clock.
pub fn end_of(satellite: &Satellite, day: NaiveDate) -> DateTime<Utc> {
    let midnight = (day + Days::new(1)).and_hms_opt(0, 0, 0).expect("midnight");
    satellite
        .timezone
        .from_local_datetime(&midnight)
        .earliest()
        .expect("clocks of tests do not change at midnight")
        .to_utc()
}

pub fn coverage(ledger: &mut Ledger, oracle: &Oracle, root: &Path, window: Window) {
    let (from, to) = window;
    let rows = mart(root, window, "coverage");
    for (n, satellite) in oracle.world.satellites.iter().enumerate() {
        let place = format!("coverage[{}]", satellite.id);
        let Some(row) = rows.iter().find(|r| r["satellite_id"] == satellite.id) else {
            ledger.differences.push(format!("{place}: no row"));
            continue;
        };
        let all: Vec<_> = oracle
            .sessions
            .iter()
            .filter(|s| s.row.satellite == n)
            .collect();
        let is_of_queues = n == items::SATELLITE;
        let items: Vec<_> = oracle.items.iter().filter(|_| is_of_queues).collect();
        let counted_items: Vec<_> = items
            .iter()
            .filter(|item| from <= item.day && item.day <= to)
            .collect();
        let told_days = counted_items.iter().map(|item| item.day);
        let told_days: BTreeSet<_> = told_days
            .chain(all.iter().filter(|s| within(s, window)).map(|s| s.day))
            .collect();
        let counted: Vec<_> = all
            .iter()
            .filter(|s| within(s, window) && s.row.outcome != "test")
            .collect();
        let how_many = |n: usize| i64::try_from(n).expect("few");
        let metered = how_many(counted.iter().filter(|s| !s.metered.is_empty()).count());
        let unknown = counted
            .iter()
            .filter(|s| !OUTCOMES[..12].contains(&s.row.outcome))
            .count();
        // Each once, however many projects had no baseline that day.
        let successes = counted
            .iter()
            .filter(|s| satellite.counts() && is_success(s.row.outcome));
        let unvalued = successes.filter(|s| {
            s.counted
                .iter()
                .any(|(p, _)| oracle.baseline(p, s.day).is_none())
        });
        let (read, rejected) = told(oracle.world, n);
        let kept = how_many(
            winners(oracle.world)
                .iter()
                .filter(|row| row.satellite == n)
                .count(),
        );
        let kept = kept
            + if is_of_queues {
                items::rows(oracle.world).1
            } else {
                0
            };
        let last = satellite.active_to.map_or(to, |last| last.min(to));
        let expected = [
            ("days_expected", ((last - from).num_days() + 1).max(0)),
            ("days_with_sessions", how_many(told_days.len())),
            ("sessions", how_many(counted.len())),
            ("unknown_outcomes", how_many(unknown)),
            ("sessions_metered", metered),
            ("sessions_unmetered", how_many(counted.len()) - metered),
            ("sessions_without_baseline", how_many(unvalued.count())),
            ("items", how_many(counted_items.len())),
            (
                "items_unmetered",
                how_many(
                    counted_items
                        .iter()
                        .filter(|item| item.metered.is_empty())
                        .count(),
                ),
            ),
            (
                "tests",
                how_many(
                    all.iter()
                        .filter(|s| within(s, window) && s.row.outcome == "test")
                        .count(),
                ),
            ),
            // No item of these estates is a test.
            ("item_tests", 0),
            ("read", read),
            ("rejected", rejected),
            ("superseded", read - rejected - kept),
            ("kept", kept),
        ];
        ledger.say(&place, "class", satellite.class, row.get("class"));
        for (name, n) in expected {
            ledger.say(&place, name, n, row.get(name));
        }
        let first = all
            .iter()
            .map(|s| s.day)
            .chain(items.iter().map(|item| item.day))
            .min()
            .map_or_else(String::new, |d| d.to_string());
        ledger.say(&place, "first_day", first, row.get("first_day"));
        let newest = oracle.newest_event(n);
        let complete = newest
            .map(|at| (at + TimeDelta::hours(satellite.stale_hours)).min(end_of(satellite, to)));
        for (name, expected) in [("newest_event", newest), ("complete_until", complete)] {
            let text = &row[name];
            let got =
                (!text.is_empty()).then(|| text.parse::<DateTime<Utc>>().expect("an instant"));
            if expected != got {
                ledger.differences.push(format!(
                    "{place} {name}: expected {expected:?}, got {text:?}"
                ));
            }
        }
    }
}

/// Of one automation in the window.
#[derive(Default)]
struct Ran<'s> {
    counts: [i64; 10],
    valid: i64,
    good: i64,
    projects: BTreeSet<&'s str>,
}

pub fn automations(ledger: &mut Ledger, oracle: &Oracle, root: &Path, window: Window) {
    let mut expected: BTreeMap<(usize, &str), Ran> = BTreeMap::new();
    for s in oracle
        .sessions
        .iter()
        .filter(|s| within(s, window) && s.row.outcome != "test")
    {
        let ran = expected
            .entry((s.row.satellite, &s.row.automation))
            .or_default();
        ran.counts[0] += 1;
        ran.counts[count_column(s.row.outcome)] += 1;
        ran.valid += i64::from(is_valid(s.row.outcome));
        ran.good += i64::from(is_good(s.row.outcome));
        ran.projects
            .extend(s.metered.iter().map(|(project, _)| project.as_str()));
    }
    let rows = mart(root, window, "automation_scores");
    if rows.len() != expected.len() {
        ledger.differences.push(format!(
            "automation_scores: expected {} rows, got {}",
            expected.len(),
            rows.len()
        ));
    }
    for ((n, automation), ran) in expected {
        let satellite = &oracle.world.satellites[n].id;
        let place = format!("automation_scores[{satellite} {automation}]");
        let Some(row) = rows
            .iter()
            .find(|r| r["satellite_id"] == *satellite && r["automation_id"] == automation)
        else {
            ledger.differences.push(format!("{place}: no row"));
            continue;
        };
        for (name, n) in COUNTS.iter().zip(ran.counts) {
            ledger.say(&place, name, n, row.get(*name));
        }
        let projects: Vec<&str> = ran.projects.iter().copied().collect();
        ledger.say(&place, "projects", projects.join(" "), row.get("projects"));
        ledger.say(&place, "metered", !projects.is_empty(), row.get("metered"));
        ledger.say(&place, "name", oracle.name(n, automation), row.get("name"));
        let rate = (ran.valid > 0).then(|| R::new(ran.good.into(), ran.valid.into()));
        ledger.ratio(
            &place,
            "success_rate",
            rate.as_ref(),
            row.get("success_rate"),
        );
    }
    percentiles(ledger, oracle, &rows, window);
}

/// Of the calendar months that the window touches: rank ceil(q·n) of the succeeded sessions'
/// durations, within 1 %.
fn percentiles(ledger: &mut Ledger, oracle: &Oracle, rows: &Rows, (from, to): Window) {
    let month = |d: NaiveDate| d.format("%Y-%m").to_string();
    for row in rows {
        let of = oracle.sessions.iter().filter(|s| {
            let id = &oracle.world.satellites[s.row.satellite].id;
            *id == row["satellite_id"]
                && s.row.automation == row["automation_id"]
                && (month(from)..=month(to)).contains(&month(s.day))
        });
        // Both kinds of success are succeeded ones; what has no duration has no place among
        // durations.
        let mut durations: Vec<i64> = of
            .filter(|s| is_success(s.row.outcome))
            .filter_map(|s| s.duration_ms)
            .collect();
        durations.sort_unstable();
        for (column, q) in [("p50_ms", 50), ("p95_ms", 95)] {
            let got = row.get(column).map_or("", String::as_str);
            let exact = durations.get((durations.len() * q).div_ceil(100).saturating_sub(1));
            let near = match (exact, got.parse::<i64>()) {
                (None, _) => got.is_empty(),
                (Some(exact), Ok(got)) => (exact - got).abs() * 100 <= *exact,
                (Some(_), Err(_)) => false,
            };
            if !near {
                let place = format!(
                    "automation_scores[{} {}]",
                    row["satellite_id"], row["automation_id"]
                );
                ledger.differences.push(format!(
                    "{place} {column}: expected {exact:?} within 1 %, got {got:?}"
                ));
            }
        }
    }
}

pub fn errors(ledger: &mut Ledger, oracle: &Oracle, root: &Path, window: Window) {
    let mut expected: BTreeMap<[&str; 3], Vec<NaiveDate>> = BTreeMap::new();
    let mut failures: BTreeMap<&str, i64> = BTreeMap::new();
    for s in oracle
        .sessions
        .iter()
        .filter(|s| within(s, window) && is_failure(s.row.outcome))
    {
        let satellite = oracle.world.satellites[s.row.satellite].id.as_str();
        *failures.entry(satellite).or_default() += 1;
        expected
            .entry([satellite, &s.row.automation, s.row.error_code])
            .or_default()
            .push(s.day);
    }
    let rows = mart(root, window, "errors");
    let key = |r: &BTreeMap<String, String>| {
        ["satellite_id", "automation_id", "error_code"].map(|c| r[c].clone())
    };
    if rows.len() != expected.len() {
        ledger.differences.push(format!(
            "errors: expected {} rows, got {}",
            expected.len(),
            rows.len()
        ));
    }
    for (of, days) in expected {
        let place = format!("errors[{}]", of.join(" "));
        let Some(row) = rows.iter().find(|r| key(r) == of.map(str::to_owned)) else {
            ledger.differences.push(format!("{place}: no row"));
            continue;
        };
        let sessions = days.len() as i64;
        ledger.say(&place, "sessions", sessions, row.get("sessions"));
        let share = half_even(&R::new(
            (sessions * 1_000_000).into(),
            failures[of[0]].into(),
        ));
        ledger.say(&place, "share_micros", share, row.get("share_micros"));
        for (name, day) in [
            ("first_day", days.iter().min()),
            ("last_day", days.iter().max()),
        ] {
            ledger.say(
                &place,
                name,
                day.expect("it failed on some day"),
                row.get(name),
            );
        }
    }
}
