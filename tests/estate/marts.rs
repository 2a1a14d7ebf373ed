//! What the program published, read back as text, and held against what it should be.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::oracle::{COUNTS, Cells, LADDER, Oracle, R, half_even, is_failure, is_success};
use super::{Fault, World, window_text};

/// A mart: its rows by column.
pub type Rows = Vec<BTreeMap<String, String>>;

pub fn read_csv(path: &Path) -> Rows {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let rows = reader.deserialize().map(|row| row.unwrap_or_else(|e| panic!("{}: {e}", path.display())));
    rows.collect()
}

pub fn window_folder(root: &Path, window: (NaiveDate, NaiveDate)) -> PathBuf {
    root.join("out/marts/t").join(window_text(window))
}

pub fn mart(root: &Path, window: (NaiveDate, NaiveDate), name: &str) -> Rows {
    read_csv(&window_folder(root, window).join(format!("{name}.csv")))
}

/// The scored history, of the months that were published.
pub fn daily_values(root: &Path) -> BTreeMap<String, Rows> {
    let folder = root.join("out/marts/history/daily_values");
    let files = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut months = BTreeMap::new();
    for file in files.map(|f| f.expect("a listed file").path()) {
        let month: String = file.file_stem().expect("files have names").to_string_lossy().chars().take(7).collect();
        if file.extension().is_some_and(|e| e == "csv") {
            months.insert(month, read_csv(&file));
        } else if file.is_dir() {
            let inner = fs::read_dir(&file).expect("a listed folder").map(|f| f.expect("a listed file").path());
            for csv in inner.filter(|f| f.extension().is_some_and(|e| e == "csv")) {
                months.insert(month.clone(), read_csv(&csv));
            }
        }
    }
    months
}

/// Every file below a folder with its bytes, by relative path.
pub fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for path in entries.map(|e| e.expect("a listed file").path()) {
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let name = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
                found.insert(name, fs::read(&path).expect("a listed file"));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(root, root, &mut found);
    found
}

/// The newest receipt's counts by satellite: read, new, replacing, superseded, rejected.
pub fn newest_receipt(root: &Path) -> BTreeMap<String, [i64; 5]> {
    let mut receipts: Vec<PathBuf> = fs::read_dir(root.join("out/receipts"))
        .expect("a run leaves a receipt")
        .map(|e| e.expect("a listed file").path().join("receipt.json"))
        .filter(|p| p.is_file())
        .collect();
    receipts.sort_by_key(|p| (fs::metadata(p).and_then(|m| m.modified()).expect("a listed file"), p.clone()));
    let text = fs::read_to_string(receipts.last().expect("a run leaves a receipt")).expect("a listed file");
    let receipt: serde_json::Value = serde_json::from_str(&text).expect("a receipt is JSON");
    let mut found = BTreeMap::new();
    counts_in(&receipt, "", &mut found);
    found
}

fn counts_in(value: &serde_json::Value, under: &str, found: &mut BTreeMap<String, [i64; 5]>) {
    match value {
        serde_json::Value::Object(map) => {
            let of = |holder: &serde_json::Map<_, _>| {
                let counts =
                    ["read", "new", "replacing", "superseded", "rejected"].map(|k| holder.get(k).and_then(serde_json::Value::as_i64));
                counts.iter().all(Option::is_some).then(|| counts.map(|n| n.expect("just asked")))
            };
            let id = ["satellite", "satellite_id", "id"].iter().find_map(|k| map.get(*k)?.as_str()).unwrap_or(under);
            if let Some(counts) = of(map).or_else(|| map.get("rows")?.as_object().and_then(of)) {
                found.insert(id.to_owned(), counts);
                return;
            }
            for (key, inner) in map {
                counts_in(inner, key, found);
            }
        }
        serde_json::Value::Array(list) => list.iter().for_each(|inner| counts_in(inner, under, found)),
        _ => {}
    }
}

/// Differences between what was published for a window and what should have been; one sentence each.
pub struct Ledger {
    pub differences: Vec<String>,
}

impl Ledger {
    fn say(&mut self, place: &str, column: &str, expected: impl ToString, got: Option<&String>) {
        let (expected, got) = (expected.to_string(), got.map_or("no such column", String::as_str));
        if expected != got {
            self.differences.push(format!("{place} {column}: expected {expected:?}, got {got:?}"));
        }
    }

    fn ratio(&mut self, place: &str, column: &str, expected: Option<&R>, got: Option<&String>) {
        let near = match (expected, got.map(String::as_str)) {
            (None, Some("")) => true,
            (Some(x), Some(text)) => text.parse::<f64>().is_ok_and(|y| {
                let x = to_double(x);
                y.is_finite() && (x - y).abs() <= 1e-12 * x.abs().max(1e-9)
            }),
            _ => false,
        };
        if !near {
            self.differences.push(format!("{place} {column}: expected {:?}, got {got:?}", expected.map(to_double)));
        }
    }

    fn cells(&mut self, place: &str, expected: &Cells, row: &BTreeMap<String, String>) {
        for (name, value) in expected.columns() {
            self.say(place, &name, value.map_or_else(String::new, |v| v.to_string()), row.get(&name));
            if let (Some(plain), Some(micros)) = (name.strip_suffix("_micros"), value) {
                self.say(place, plain, cents(micros), row.get(plain));
            }
        }
    }
}

fn to_double(x: &R) -> f64 {
    let digits = half_even(&(x * R::from_integer(10i64.pow(15).into())));
    digits as f64 / 1e15
}

/// Half-even to two decimals.
fn cents(micros: i128) -> String {
    let cents = half_even(&R::new(micros.into(), 10_000.into()));
    format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100)
}

/// Holds everything that was published for a window against the oracle.
pub fn compare(oracle: &Oracle, root: &Path, window: (NaiveDate, NaiveDate)) -> Vec<String> {
    let mut ledger = Ledger { differences: Vec::new() };
    projects(&mut ledger, oracle, root, window);
    estate(&mut ledger, oracle, root, window);
    promises(&mut ledger, oracle, root, window);
    coverage(&mut ledger, oracle, root, window);
    automations(&mut ledger, oracle, root, window);
    errors(&mut ledger, oracle, root, window);
    let text = window_text(window);
    ledger.differences.into_iter().map(|d| format!("{text} {d}")).collect()
}

fn scores(ledger: &mut Ledger, place: &str, sum: &Cells, row: &BTreeMap<String, String>) {
    ledger.cells(place, sum, row);
    let hours = sum.net_minutes().map(|m| half_even(&R::new(m.into(), 60.into())));
    ledger.say(place, "hours_returned_micros", hours.map_or_else(String::new, |h| h.to_string()), row.get("hours_returned_micros"));
    let roi = (sum.cost() != 0).then(|| R::new(sum.net().into(), sum.cost().into()));
    ledger.ratio(place, "roi", roi.as_ref(), row.get("roi"));
}

fn projects(ledger: &mut Ledger, oracle: &Oracle, root: &Path, (from, to): (NaiveDate, NaiveDate)) {
    let rows = mart(root, (from, to), "project_scores");
    for id in oracle.world.project_ids() {
        let place = format!("project_scores[{id}]");
        let found: Vec<_> = rows.iter().filter(|r| r["project_id"] == id).collect();
        let [row] = found[..] else {
            ledger.differences.push(format!("{place}: {} rows", found.len()));
            continue;
        };
        let sum = oracle.sum(&id, from, to);
        scores(ledger, &place, &sum, row);
        let project = oracle.project_on(&id, to);
        ledger.say(&place, "department_id", &project.department, row.get("department_id"));
        ledger.say(&place, "status", project.status, row.get("status"));
        ledger.say(&place, "evidence", oracle.baseline(&id, to).and_then(|b| b.evidence).unwrap_or(""), row.get("evidence"));
        let no_cost = row.get("flags").is_some_and(|f| f.split_whitespace().any(|f| f == "no_cost"));
        if no_cost != (sum.cost() == 0) {
            ledger.differences.push(format!("{place} flags: no_cost is {no_cost}, the cost is {}", sum.cost()));
        }
    }
    let shared = oracle.sum("*", from, to);
    match rows.iter().find(|r| r["project_id"] == "*") {
        Some(row) => ledger.cells("project_scores[*]", &shared, row),
        None if shared.cost() == 0 => {}
        None => ledger.differences.push(format!("project_scores[*]: no row, but unallocated {}", shared.cost())),
    }
}

fn estate(ledger: &mut Ledger, oracle: &Oracle, root: &Path, (from, to): (NaiveDate, NaiveDate)) {
    let rows = mart(root, (from, to), "estate_scores");
    let [row] = &rows[..] else {
        ledger.differences.push(format!("estate_scores: {} rows", rows.len()));
        return;
    };
    scores(ledger, "estate_scores", &oracle.estate(from, to), row);
    let kept = oracle.promises(from, to);
    let risky = |project: &String| {
        let of = |id: &str| oracle.world.objectives.iter().any(|o| o.id == id && o.project == *project);
        kept.iter().any(|k| matches!(k.status, "breached" | "at_risk") && of(&k.objective))
    };
    let at_risk: i128 = oracle.world.project_ids().iter().filter(|p| risky(p)).map(|p| oracle.sum(p, from, to).benefit()).sum();
    ledger.say("estate_scores", "savings_at_risk_micros", at_risk, row.get("savings_at_risk_micros"));
}

fn promises(ledger: &mut Ledger, oracle: &Oracle, root: &Path, (from, to): (NaiveDate, NaiveDate)) {
    let rows = mart(root, (from, to), "objective_scores");
    let expected = oracle.promises(from, to);
    if rows.len() != expected.len() {
        ledger.differences.push(format!("objective_scores: expected {} rows, got {}", expected.len(), rows.len()));
    }
    for k in expected {
        let place = format!("objective_scores[{} {}]", k.objective, k.from);
        let Some(row) = rows.iter().find(|r| r["objective_id"] == k.objective && r["period_from"] == k.from.to_string()) else {
            ledger.differences.push(format!("{place}: no row"));
            continue;
        };
        ledger.say(&place, "period_to", k.to, row.get("period_to"));
        for (name, n) in [("valid", k.valid), ("good", k.good), ("excluded", k.excluded)] {
            ledger.say(&place, name, n, row.get(name));
        }
        ledger.say(&place, "budget_micros", k.budget, row.get("budget_micros"));
        ledger.say(&place, "budget_left_micros", k.budget_left, row.get("budget_left_micros"));
        ledger.ratio(&place, "attained", k.attained.as_ref(), row.get("attained"));
        ledger.ratio(&place, "burn_rate", k.burn_rate.as_ref(), row.get("burn_rate"));
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
        if let Some(status) = g.status {
            ledger.say(&place, "status", status, row.get("status"));
        }
        if g.status != Some("not_started") {
            ledger.say(&place, "actual_micros", g.actual.map_or_else(String::new, |a| a.to_string()), row.get("actual_micros"));
            ledger.ratio(&place, "attainment", g.attainment.as_ref(), row.get("attainment"));
            ledger.say(&place, "expected_by_now_micros", g.expected, row.get("expected_by_now_micros"));
        }
    }
}

/// How many rows a satellite's exports hold, and how many of them must be refused.
pub fn told(world: &World, satellite: usize) -> (i64, i64) {
    let bad = world.bad.iter().filter(|b| b.satellite == satellite && refused(b.fault)).count() as i64;
    (world.rows.iter().filter(|r| r.satellite == satellite).count() as i64 + bad, bad)
}

fn refused(fault: Fault) -> bool {
    match fault {
        Fault::NoSession | Fault::NoAutomation | Fault::NoOutcome | Fault::NoTime => true,
        Fault::NotATime | Fault::TooWide | Fault::Future => true,
    }
}

fn coverage(ledger: &mut Ledger, oracle: &Oracle, root: &Path, (from, to): (NaiveDate, NaiveDate)) {
    let rows = mart(root, (from, to), "coverage");
    for (n, satellite) in oracle.world.satellites.iter().enumerate() {
        let place = format!("coverage[{}]", satellite.id);
        let Some(row) = rows.iter().find(|r| r["satellite_id"] == satellite.id) else {
            ledger.differences.push(format!("{place}: no row"));
            continue;
        };
        let all: Vec<_> = oracle.sessions.iter().filter(|s| s.row.satellite == n).collect();
        let counted: Vec<_> = all.iter().filter(|s| from <= s.day && s.day <= to && s.row.outcome != "test").collect();
        let how_many = |n: usize| i64::try_from(n).expect("few");
        let metered = how_many(counted.iter().filter(|s| !s.metered.is_empty()).count());
        let unknown = counted.iter().filter(|s| !super::genes::OUTCOMES[..12].contains(&s.row.outcome)).count();
        let (read, rejected) = told(oracle.world, n);
        let last = satellite.active_to.map_or(to, |last| last.min(to));
        let expected = [
            ("days_expected", ((last - from).num_days() + 1).max(0)),
            ("sessions", how_many(counted.len())),
            ("unknown_outcomes", how_many(unknown)),
            ("sessions_metered", metered),
            ("sessions_unmetered", how_many(counted.len()) - metered),
            ("read", read),
            ("rejected", rejected),
            ("superseded", read - rejected - how_many(all.len())),
        ];
        ledger.say(&place, "class", satellite.class, row.get("class"));
        for (name, n) in expected {
            ledger.say(&place, name, n, row.get(name));
        }
        let first = all.iter().map(|s| s.day).min().map_or_else(String::new, |d| d.to_string());
        ledger.say(&place, "first_day", first, row.get("first_day"));
    }
}

fn automations(ledger: &mut Ledger, oracle: &Oracle, root: &Path, (from, to): (NaiveDate, NaiveDate)) {
    let mut expected: BTreeMap<(String, String), [i64; 10]> = BTreeMap::new();
    for s in oracle.sessions.iter().filter(|s| from <= s.day && s.day <= to && s.row.outcome != "test") {
        let id = oracle.world.satellites[s.row.satellite].id.clone();
        let counts = expected.entry((id, s.row.automation.clone())).or_default();
        counts[0] += 1;
        counts[super::oracle::count_column(s.row.outcome)] += 1;
    }
    let rows = mart(root, (from, to), "automation_scores");
    for ((satellite, automation), counts) in expected {
        let place = format!("automation_scores[{satellite} {automation}]");
        let Some(row) = rows.iter().find(|r| r["satellite_id"] == satellite && r["automation_id"] == automation) else {
            ledger.differences.push(format!("{place}: no row"));
            continue;
        };
        for (name, n) in COUNTS.iter().zip(counts) {
            ledger.say(&place, name, n, row.get(*name));
        }
    }
    percentiles(ledger, oracle, &rows, (from, to));
}

/// Of the calendar months that the window touches: rank ceil(q·n) of the succeeded sessions' durations, within 1 %.
fn percentiles(ledger: &mut Ledger, oracle: &Oracle, rows: &Rows, (from, to): (NaiveDate, NaiveDate)) {
    let month = |d: NaiveDate| d.format("%Y-%m").to_string();
    for row in rows {
        let of = oracle.sessions.iter().filter(|s| {
            let id = &oracle.world.satellites[s.row.satellite].id;
            *id == row["satellite_id"] && s.row.automation == row["automation_id"] && (month(from)..=month(to)).contains(&month(s.day))
        });
        let succeeded: Vec<_> = of.filter(|s| is_success(s.row.outcome)).collect();
        // The text leaves open whether those with exceptions, and those without a duration, are among them.
        if succeeded.iter().any(|s| s.row.outcome != "succeeded" || s.duration_ms.is_none()) {
            continue;
        }
        let mut durations: Vec<i64> = succeeded.iter().filter_map(|s| s.duration_ms).collect();
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
                let place = format!("automation_scores[{} {}]", row["satellite_id"], row["automation_id"]);
                ledger.differences.push(format!("{place} {column}: expected {exact:?} within 1 %, got {got:?}"));
            }
        }
    }
}

fn errors(ledger: &mut Ledger, oracle: &Oracle, root: &Path, (from, to): (NaiveDate, NaiveDate)) {
    let mut expected: BTreeMap<[String; 3], i64> = BTreeMap::new();
    for s in oracle.sessions.iter().filter(|s| from <= s.day && s.day <= to && is_failure(s.row.outcome)) {
        let id = oracle.world.satellites[s.row.satellite].id.clone();
        *expected.entry([id, s.row.automation.clone(), s.row.error_code.into()]).or_default() += 1;
    }
    let rows = mart(root, (from, to), "errors");
    let key = |r: &BTreeMap<String, String>| ["satellite_id", "automation_id", "error_code"].map(|c| r[c].clone());
    let got: BTreeMap<_, i64> = rows.iter().map(|r| (key(r), r["sessions"].parse().unwrap_or(-1))).collect();
    if expected != got {
        ledger.differences.push(format!("errors: expected {expected:?}, got {got:?}"));
    }
}

/// Holds the scored history against the oracle: every row of it, and every day that should have one.
pub fn compare_history(oracle: &Oracle, root: &Path) -> Vec<String> {
    let mut ledger = Ledger { differences: Vec::new() };
    for (month, rows) in daily_values(root) {
        for row in &rows {
            let day: NaiveDate = row["day"].parse().expect("a day");
            let place = format!("daily_values[{day} {}]", row["project_id"]);
            match oracle.values.get(&(day, row["project_id"].clone())) {
                Some(cells) => ledger.cells(&place, cells, row),
                None => continue,
            }
            let department = if row["project_id"] == "*" { "" } else { &oracle.project_on(&row["project_id"], day).department };
            ledger.say(&place, "department_id", department, row.get("department_id"));
        }
        for ((day, project), cells) in oracle.values.iter().filter(|((d, _), c)| d.format("%Y-%m").to_string() == month && !c.is_zero()) {
            if !rows.iter().any(|r| r["day"] == day.to_string() && r["project_id"] == *project) {
                ledger.differences.push(format!("daily_values[{day} {project}]: no row, but {:?}", cells));
            }
        }
    }
    ledger.differences
}

/// The columns whose sums over projects, days and windows must agree.
pub fn additive() -> Vec<String> {
    let money = ["cashable", "avoidance", "benefit", "cost_build", "cost_run", "cost", "net"];
    LADDER.iter().chain(&money).map(|name| format!("{name}_micros")).collect()
}
