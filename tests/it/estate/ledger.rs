//! What was published, held against what it should be: value, promises, goals, history.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;

use super::arithmetic::{R, as_double, half_even, micros, real, whole};
use super::cells::Cells;
use super::marts::{daily_values, mart};
use super::oracle::Oracle;
use super::{bands, bridge, items, life, plan, usage, window_text};

/// Differences between what was published for a window and what should have been; one sentence
/// each.
pub struct Ledger {
    pub differences: Vec<String>,
}

impl Ledger {
    pub fn say(
        &mut self,
        place: &str,
        column: &str,
        expected: impl ToString,
        got: Option<&String>,
    ) {
        let (expected, got) = (
            expected.to_string(),
            got.map_or("no such column", String::as_str),
        );
        if expected != got {
            self.differences.push(format!(
                "{place} {column}: expected {expected:?}, got {got:?}"
            ));
        }
    }

    pub fn ratio(&mut self, place: &str, column: &str, expected: Option<&R>, got: Option<&String>) {
        let near = match (expected, got.map(String::as_str)) {
            (None, Some("")) => true,
            (Some(x), Some(text)) => text.parse::<f64>().is_ok_and(|y| {
                let x = as_double(x);
                y.is_finite() && (x - y).abs() <= 1e-12 * x.abs().max(1e-9)
            }),
            _ => false,
        };
        if !near {
            self.differences.push(format!(
                "{place} {column}: expected {:?}, got {got:?}",
                expected.map(as_double)
            ));
        }
    }

    /// A figure of micros, or why there is none.
    pub fn defined(
        &mut self,
        place: &str,
        column: &str,
        expected: Result<i128, &str>,
        row: &BTreeMap<String, String>,
    ) {
        self.say(
            place,
            column,
            expected.map_or_else(|_| String::new(), |n| n.to_string()),
            row.get(column),
        );
        let why = column.replace("_micros", "_why");
        self.say(place, &why, expected.err().unwrap_or(""), row.get(&why));
    }

    fn cells(&mut self, place: &str, expected: &Cells, row: &BTreeMap<String, String>) {
        for (name, value) in expected.columns() {
            self.say(
                place,
                &name,
                value.map_or_else(String::new, |v| v.to_string()),
                row.get(&name),
            );
            if let (Some(plain), Some(micros)) = (name.strip_suffix("_micros"), value) {
                self.say(place, plain, cents(micros), row.get(plain));
            }
        }
    }
}

/// Half-even to two decimals.
fn cents(micros: i128) -> String {
    let cents = half_even(&R::new(micros.into(), 10_000.into()));
    format!(
        "{}{}.{:02}",
        if cents < 0 { "-" } else { "" },
        cents.abs() / 100,
        cents.abs() % 100
    )
}

/// Holds everything that was published for a window against the oracle.
pub fn compare(oracle: &Oracle, root: &Path, window: (NaiveDate, NaiveDate)) -> Vec<String> {
    let mut ledger = Ledger {
        differences: Vec::new(),
    };
    projects(&mut ledger, oracle, root, window);
    departments(&mut ledger, oracle, root, window);
    estate(&mut ledger, oracle, root, window);
    bridge::compare(&mut ledger, oracle, root, window);
    life::compare(&mut ledger, oracle, root, window);
    plan::compare(&mut ledger, oracle, root, window);
    promises(&mut ledger, oracle, root, window);
    usage::coverage(&mut ledger, oracle, root, window);
    usage::automations(&mut ledger, oracle, root, window);
    usage::errors(&mut ledger, oracle, root, window);
    items::compare(&mut ledger, oracle, root, window);
    let text = window_text(window);
    ledger
        .differences
        .into_iter()
        .map(|d| format!("{text} {d}"))
        .collect()
}

fn scores(
    ledger: &mut Ledger,
    place: &str,
    sum: &Cells,
    (from, to): (NaiveDate, NaiveDate),
    row: &BTreeMap<String, String>,
) {
    ledger.cells(place, sum, row);
    let hours = sum
        .net_minutes()
        .map(|m| half_even(&R::new(m.into(), 60.into())));
    ledger.say(
        place,
        "hours_returned_micros",
        hours.map_or_else(String::new, |h| h.to_string()),
        row.get("hours_returned_micros"),
    );
    let roi = (sum.cost() != 0 && !sum.is_unvalued())
        .then(|| R::new(sum.net().into(), sum.cost().into()));
    ledger.ratio(place, "roi", roi.as_ref(), row.get("roi"));
    // Hours over 1,720 a year, each day its part of its own year.
    let days = from.iter_days().take_while(|day| *day <= to);
    let years: R = days
        .map(|day| R::new(1.into(), if day.leap_year() { 366 } else { 365 }.into()))
        .sum();
    let fte = sum
        .net_minutes()
        .map(|m| micros(&(real(m) / whole(60) / (whole(1_720) * &years))))
        .ok_or("not_valued");
    ledger.defined(place, "fte_micros", fte, row);
    let claimed = sum.of("labour_claimed");
    let break_even = match claimed {
        None => Err("not_valued"),
        _ if sum.cost() == 0 => Err("no_cost"),
        Some(claimed) if claimed > 0 => Ok(whole(1) - R::new(sum.net().into(), claimed.into())),
        _ => Err("nothing_claimed"),
    };
    ledger.ratio(
        place,
        "break_even",
        break_even.as_ref().ok(),
        row.get("break_even"),
    );
    ledger.say(
        place,
        "break_even_why",
        break_even.err().unwrap_or(""),
        row.get("break_even_why"),
    );
}

/// What a unit costs, and by hand.
fn units(ledger: &mut Ledger, place: &str, sum: &Cells, row: &BTreeMap<String, String>) {
    let per = |amount: i128, units: i128| micros(&R::new(amount.into(), units.into()));
    let cost = match sum.of("units") {
        None => Err("not_valued"),
        _ if sum.cost() == 0 => Err("no_cost"),
        Some(units) if units > 0 => Ok(per(sum.cost(), units)),
        _ => Err("no_units"),
    };
    ledger.defined(place, "cost_per_unit_micros", cost, row);
    let manual = match (sum.of("labour_value"), sum.of("units_valued")) {
        (Some(labour), Some(units)) if units > 0 => Ok(per(labour, units)),
        (Some(_), _) => Err("no_units"),
        _ => Err("not_valued"),
    };
    ledger.defined(place, "manual_per_unit_micros", manual, row);
}

fn projects(ledger: &mut Ledger, oracle: &Oracle, root: &Path, (from, to): (NaiveDate, NaiveDate)) {
    let rows = mart(root, (from, to), "project_scores");
    for id in oracle.world.project_ids() {
        let place = format!("project_scores[{id}]");
        let found: Vec<_> = rows.iter().filter(|r| r["project_id"] == id).collect();
        let [row] = found[..] else {
            ledger
                .differences
                .push(format!("{place}: {} rows", found.len()));
            continue;
        };
        let sum = oracle.sum(&id, from, to);
        scores(ledger, &place, &sum, (from, to), row);
        units(ledger, &place, &sum, row);
        bands::of_project(ledger, &place, &sum, row);
        let project = oracle.project_on(&id, to);
        ledger.say(
            &place,
            "department_id",
            &project.department,
            row.get("department_id"),
        );
        ledger.say(&place, "status", project.status, row.get("status"));
        let days = || from.iter_days().take_while(|day| *day <= to);
        let rests_on = |on: &&&str| {
            days().any(|day| {
                oracle
                    .baseline(&id, day)
                    .is_some_and(|b| b.evidence == Some(**on))
            })
        };
        let evidence: Vec<&str> = ["measured", "sampled", "estimated", "vendor"]
            .iter()
            .filter(rests_on)
            .copied()
            .collect();
        ledger.say(&place, "evidence", evidence.join(" "), row.get("evidence"));
        ledger.say(
            &place,
            "flags",
            oracle.flags(&id, from, to).join(" "),
            row.get("flags"),
        );
    }
    let shared = oracle.sum("*", from, to);
    match rows.iter().find(|r| r["project_id"] == "*") {
        Some(row) => ledger.cells("project_scores[*]", &shared, row),
        None if shared.cost() == 0 => {}
        None => ledger.differences.push(format!(
            "project_scores[*]: no row, but unallocated {}",
            shared.cost()
        )),
    }
}

/// Each day of a project stands with the department that it had on it; shared cost with none.
fn departments(ledger: &mut Ledger, oracle: &Oracle, root: &Path, window: (NaiveDate, NaiveDate)) {
    let (from, to) = window;
    let mut expected: BTreeMap<String, (Cells, BTreeMap<String, Cells>)> = BTreeMap::new();
    for id in oracle.world.project_ids() {
        for day in from.iter_days().take_while(|day| *day <= to) {
            let department = oracle.project_on(&id, day).department.clone();
            let (sum, projects) = expected.entry(department).or_default();
            let of_day = oracle.sum(&id, day, day);
            sum.add(&of_day);
            projects.entry(id.clone()).or_default().add(&of_day);
        }
    }
    let shared = oracle.sum("*", from, to);
    if shared.cost() != 0 {
        expected.entry(String::new()).or_default().0.add(&shared);
    }
    let rows = mart(root, window, "department_scores");
    for row in &rows {
        let id = &row["department_id"];
        let place = format!("department_scores[{id}]");
        let (sum, projects) = expected.remove(id).unwrap_or_default();
        ledger.cells(&place, &sum, row);
        ledger.say(&place, "projects", projects.len(), row.get("projects"));
        let parts: Vec<Cells> = projects.into_values().collect();
        bands::of_sum(ledger, &place, (sum.net(), &parts), row);
    }
    let missing = expected
        .keys()
        .map(|id| format!("department_scores[{id}]: no row"));
    ledger.differences.extend(missing);
}

fn estate(ledger: &mut Ledger, oracle: &Oracle, root: &Path, (from, to): (NaiveDate, NaiveDate)) {
    let rows = mart(root, (from, to), "estate_scores");
    let [row] = &rows[..] else {
        ledger
            .differences
            .push(format!("estate_scores: {} rows", rows.len()));
        return;
    };
    scores(
        ledger,
        "estate_scores",
        &oracle.estate(from, to),
        (from, to),
        row,
    );
    ledger.defined("estate_scores", "run_rate_micros", oracle.run_rate(to), row);
    bands::of_estate(ledger, oracle, (from, to), row);
    let kept = oracle.promises(from, to);
    let risky = |project: &String| {
        let of = |id: &str| {
            oracle
                .world
                .objectives
                .iter()
                .any(|o| o.id == id && o.project == *project)
        };
        kept.iter()
            .any(|k| matches!(k.status, "breached" | "at_risk") && of(&k.objective))
    };
    let at_risk: i128 = oracle
        .world
        .project_ids()
        .iter()
        .filter(|p| risky(p))
        .map(|p| oracle.sum(p, from, to).benefit().max(0))
        .sum();
    ledger.say(
        "estate_scores",
        "savings_at_risk_micros",
        at_risk,
        row.get("savings_at_risk_micros"),
    );
}

fn promises(ledger: &mut Ledger, oracle: &Oracle, root: &Path, (from, to): (NaiveDate, NaiveDate)) {
    let rows = mart(root, (from, to), "objective_scores");
    let expected = oracle.promises(from, to);
    if rows.len() != expected.len() {
        ledger.differences.push(format!(
            "objective_scores: expected {} rows, got {}",
            expected.len(),
            rows.len()
        ));
    }
    for k in expected {
        let place = format!("objective_scores[{} {}]", k.objective, k.from);
        let Some(row) = rows
            .iter()
            .find(|r| r["objective_id"] == k.objective && r["period_from"] == k.from.to_string())
        else {
            ledger.differences.push(format!("{place}: no row"));
            continue;
        };
        ledger.say(&place, "period_to", k.to, row.get("period_to"));
        for (name, n) in [
            ("valid", k.valid),
            ("good", k.good),
            ("excluded", k.excluded),
        ] {
            ledger.say(&place, name, n, row.get(name));
        }
        for (at, name) in [
            "stuck",
            "cancelled",
            "unknown",
            "refused",
            "straight_through",
        ]
        .into_iter()
        .enumerate()
        {
            ledger.say(
                &place,
                name,
                k.beside.map_or_else(String::new, |b| b[at].to_string()),
                row.get(name),
            );
        }
        ledger.say(&place, "budget_micros", k.budget, row.get("budget_micros"));
        ledger.say(
            &place,
            "budget_left_micros",
            k.budget_left,
            row.get("budget_left_micros"),
        );
        ledger.ratio(&place, "attained", k.attained.as_ref(), row.get("attained"));
        ledger.ratio(
            &place,
            "burn_rate",
            k.burn_rate.as_ref(),
            row.get("burn_rate"),
        );
        ledger.say(&place, "status", k.status, row.get("status"));
    }
    let rows = mart(root, (from, to), "goal_scores");
    for g in oracle.goals(to) {
        let place = format!("goal_scores[{}]", g.goal);
        let Some(row) = rows.iter().find(|r| r["goal_id"] == g.goal) else {
            ledger.differences.push(format!("{place}: no row"));
            continue;
        };
        ledger.say(&place, "target_micros", g.target, row.get("target_micros"));
        ledger.say(&place, "status", g.status, row.get("status"));
        ledger.say(
            &place,
            "actual_micros",
            g.actual.map_or_else(String::new, |a| a.to_string()),
            row.get("actual_micros"),
        );
        ledger.ratio(
            &place,
            "attainment",
            g.attainment.as_ref(),
            row.get("attainment"),
        );
        ledger.say(
            &place,
            "expected_by_now_micros",
            g.expected,
            row.get("expected_by_now_micros"),
        );
    }
}

/// Holds the scored history against the oracle: every row of it, and every day that should have
/// one.
pub fn compare_history(oracle: &Oracle, root: &Path) -> Vec<String> {
    let mut ledger = Ledger {
        differences: Vec::new(),
    };
    for (month, rows) in daily_values(root) {
        for row in &rows {
            let day: NaiveDate = row["day"].parse().expect("a day");
            let place = format!("daily_values[{day} {}]", row["project_id"]);
            match oracle.values.get(&(day, row["project_id"].clone())) {
                Some(cells) => ledger.cells(&place, cells, row),
                None => continue,
            }
            let department = if row["project_id"] == "*" {
                ""
            } else {
                &oracle.project_on(&row["project_id"], day).department
            };
            ledger.say(
                &place,
                "department_id",
                department,
                row.get("department_id"),
            );
        }
        for ((day, project), cells) in oracle
            .values
            .iter()
            .filter(|((d, _), c)| d.format("%Y-%m").to_string() == month && !c.is_zero())
        {
            if !rows
                .iter()
                .any(|r| r["day"] == day.to_string() && r["project_id"] == *project)
            {
                ledger.differences.push(format!(
                    "daily_values[{day} {project}]: no row, but {:?}",
                    cells
                ));
            }
        }
    }
    ledger.differences
}
