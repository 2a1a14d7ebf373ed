//! What an estate's figures must be, worked out a second time: straight from the text of the figures (§0, §1, §2), in plain
//! rationals, without tallies, tables or any code of the program. It is slow and obvious on purpose.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use num_bigint::BigInt;
use num_rational::Ratio;

use super::{Amount, Baseline, CURRENCY, Dec, Metering, Moment, Row, World};

pub type R = Ratio<BigInt>;

pub fn whole(n: i64) -> R {
    R::from_integer(BigInt::from(n))
}

/// A written decimal.
pub fn r(micros: Dec) -> R {
    R::new(BigInt::from(micros), BigInt::from(1_000_000))
}

/// To the nearest integer, a half to the even one.
pub fn half_even(x: &R) -> i128 {
    let floor = x.floor();
    let rest = x - &floor;
    let half = R::new(1.into(), 2.into());
    let floor = i128::try_from(floor.to_integer()).expect("figures of tests fit");
    floor + i128::from(rest > half || (rest == half && floor % 2 != 0))
}

/// A value, rounded half-even to micros.
pub fn micros(x: &R) -> i128 {
    half_even(&(x * whole(1_000_000)))
}

/// Back from micros.
pub fn real(micros: i128) -> R {
    R::new(BigInt::from(micros), BigInt::from(1_000_000))
}

/// The part of `amount` that lies on the kth of n days.
pub fn laid(amount: i128, k: i64, n: i64) -> i128 {
    let up_to = |k: i64| half_even(&R::new(BigInt::from(amount) * k, BigInt::from(n)));
    up_to(k) - up_to(k - 1)
}

/// Shares out `amount` by weights: floors, then the rest to the largest remainders; ties to the lesser name.
pub fn split(amount: i128, weights: &BTreeMap<String, R>) -> BTreeMap<String, i128> {
    let total: R = weights.values().sum();
    let exact: Vec<(&String, R)> = weights.iter().map(|(p, w)| (p, R::from_integer(amount.into()) * w / &total)).collect();
    let floors = exact.iter().map(|(p, x)| ((*p).clone(), i128::try_from(x.floor().to_integer()).expect("figures of tests fit")));
    let mut parts: BTreeMap<String, i128> = floors.collect();
    let mut by_remainder: Vec<(&String, R)> = exact.iter().map(|(p, x)| (*p, x - x.floor())).collect();
    by_remainder.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let rest = amount - parts.values().sum::<i128>();
    for (project, _) in by_remainder.iter().take(usize::try_from(rest).expect("floors leave something or nothing")) {
        *parts.get_mut(*project).expect("every project has a part") += 1;
    }
    parts
}

/// Whether a metering is in force: its span is ended by its valid_to, and by the next row of its key.
pub fn metering_holds(m: &Metering, all: &[Metering], day: NaiveDate) -> bool {
    let same_key = |o: &&Metering| (o.satellite, &o.matcher, &o.project) == (m.satellite, &m.matcher, &m.project);
    let superseded = all.iter().filter(same_key).any(|o| m.valid_from < o.valid_from && o.valid_from <= day);
    m.valid_from <= day && m.valid_to.is_none_or(|to| day <= to) && !superseded
}

pub fn is_open(outcome: &str) -> bool {
    matches!(outcome, "running" | "queued" | "suspended")
}

pub fn is_success(outcome: &str) -> bool {
    matches!(outcome, "succeeded" | "succeeded_with_exceptions")
}

pub fn is_good(outcome: &str) -> bool {
    is_success(outcome) || outcome == "business_exception"
}

pub fn is_failure(outcome: &str) -> bool {
    matches!(outcome, "failed" | "timed_out")
}

pub fn is_valid(outcome: &str) -> bool {
    is_good(outcome) || is_failure(outcome)
}

/// Where an outcome is counted: [sessions, succeeded, …, unknown].
pub fn count_column(outcome: &str) -> usize {
    let columns = ["succeeded", "succeeded_with_exceptions", "business_exception", "failed", "timed_out", "cancelled", "skipped"];
    columns.iter().position(|c| *c == outcome).map_or(if is_open(outcome) { 8 } else { 9 }, |n| n + 1)
}

/// The version of a session that wins, with what is derived from it.
#[derive(Debug, Clone)]
pub struct Session {
    pub row: Row,
    pub day: NaiveDate,
    pub duration_ms: Option<i64>,
    /// Whom it works for on its day, and with which share: also where it is the child of another.
    pub metered: Shares,
    /// Those among them in which it counts: not where its parent is the unit.
    pub counted: Shares,
}

impl Session {
    pub fn event(&self) -> DateTime<Utc> {
        self.row.ended.or(self.row.started).map(|m| m.at).expect("rows without any time are rejects")
    }
}

pub const LADDER: [&str; 10] = [
    "units",
    "units_valued",
    "labour_minutes",
    "review_minutes",
    "failure_minutes",
    "attended_minutes",
    "net_minutes",
    "capacity",
    "recaptured",
    "error_avoidance",
];
pub const COUNTS: [&str; 10] = [
    "sessions",
    "succeeded",
    "succeeded_with_exceptions",
    "business_exceptions",
    "failed",
    "timed_out",
    "cancelled",
    "skipped",
    "open",
    "unknown",
];

/// The value columns of a project and day, or of any sum of such.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cells {
    pub counts: [i64; 10],
    pub ladder: [Option<i128>; 10],
    pub cashable: i128,
    pub avoidance: i128,
    pub cost_build: i128,
    pub cost_run: i128,
}

impl Cells {
    pub fn add(&mut self, other: &Self) {
        for (a, b) in self.counts.iter_mut().zip(other.counts) {
            *a += b;
        }
        for (a, b) in self.ladder.iter_mut().zip(other.ladder) {
            *a = match (*a, b) {
                (Some(a), Some(b)) => Some(a + b),
                (a, b) => a.or(b),
            };
        }
        self.cashable += other.cashable;
        self.avoidance += other.avoidance;
        self.cost_build += other.cost_build;
        self.cost_run += other.cost_run;
    }

    pub fn net_minutes(&self) -> Option<i128> {
        self.ladder[6]
    }

    pub fn benefit(&self) -> i128 {
        self.ladder[8].unwrap_or(0) + self.ladder[9].unwrap_or(0) + self.cashable + self.avoidance
    }

    pub fn cost(&self) -> i128 {
        self.cost_build + self.cost_run
    }

    pub fn net(&self) -> i128 {
        self.benefit() - self.cost()
    }

    pub fn is_zero(&self) -> bool {
        let sparse = Self { ladder: self.ladder.map(|l| Some(l.unwrap_or(0))), ..*self };
        sparse == Self { ladder: [Some(0); 10], ..Self::default() }
    }

    /// Every column that is an integer, by its name in the marts; empty where it is not defined.
    pub fn columns(&self) -> Vec<(String, Option<i128>)> {
        let counts = COUNTS.iter().zip(self.counts).map(|(name, n)| ((*name).to_owned(), Some(i128::from(n))));
        let ladder = LADDER.iter().zip(self.ladder).map(|(name, n)| (format!("{name}_micros"), n));
        let money = [
            ("cashable", self.cashable),
            ("avoidance", self.avoidance),
            ("benefit", self.benefit()),
            ("cost_build", self.cost_build),
            ("cost_run", self.cost_run),
            ("cost", self.cost()),
            ("net", self.net()),
        ];
        counts.chain(ladder).chain(money.map(|(name, n)| (format!("{name}_micros"), Some(n)))).collect()
    }
}

/// The sums of sessions of one (project, satellite, automation, day).
#[derive(Default)]
struct Sums {
    succeeded: R0,
    failed: R0,
    valid: R0,
    valid_ms: R0,
    attended_ms: R0,
}

/// A rational that begins at zero.
struct R0(R);

impl Default for R0 {
    fn default() -> Self {
        Self(whole(0))
    }
}

impl R0 {
    fn add(&mut self, x: R) {
        self.0 += x;
    }
}

/// Day, session, name and solution.
type Latest = (NaiveDate, String, String, Option<String>);
/// Projects and shares.
type Shares = Vec<(String, R)>;

pub struct Oracle<'a> {
    pub world: &'a World,
    pub sessions: Vec<Session>,
    /// Latest name and solution of each (satellite, automation).
    latest: BTreeMap<(usize, String), Latest>,
    patterns: BTreeMap<String, regex::Regex>,
    /// Every day of the months that were asked for, of every project and `*`.
    pub values: BTreeMap<(NaiveDate, String), Cells>,
}

impl<'a> Oracle<'a> {
    /// Values the days from the month of `from` to the end of the month of `to`.
    pub fn new(world: &'a World, from: NaiveDate, to: NaiveDate) -> Self {
        let texts = world.meterings.iter().filter_map(|m| m.matcher.strip_prefix("name~"));
        let patterns = texts.map(|p| (p.to_owned(), regex::Regex::new(p).expect("patterns of tests are patterns"))).collect();
        let mut oracle = Self { world, sessions: kept(world), latest: BTreeMap::new(), patterns, values: BTreeMap::new() };
        for s in &oracle.sessions {
            let told = (s.day, s.row.session.clone(), s.row.name.clone(), s.row.solution.map(str::to_owned));
            let latest = oracle.latest.entry((s.row.satellite, s.row.automation.clone())).or_insert_with(|| told.clone());
            if (told.0, &told.1) > (latest.0, &latest.1) {
                *latest = told;
            }
        }
        let metered: Vec<_> = oracle.sessions.iter().map(|s| oracle.works_for(s)).collect();
        for (session, (metered, counted)) in oracle.sessions.iter_mut().zip(metered) {
            (session.metered, session.counted) = (metered, counted);
        }
        let first = from.with_day(1).expect("the first of a month");
        let last = to.with_day(1).expect("the first of a month") + Months::new(1) - Days::new(1);
        oracle.value(first, last);
        oracle
    }

    fn works_for(&self, s: &Session) -> (Shares, Shares) {
        let metered = self.metered(s.row.satellite, &s.row.automation, s.row.solution, s.day);
        let parents: Vec<String> = match &s.row.parent {
            None => Vec::new(),
            // What an automation is metered to on a day, its sessions of that day say; where it has none (an orchestrator
            // may have none of its own), its latest solution and name.
            Some(parent) => {
                let own = |o: &&Session| (o.row.satellite, &o.row.automation, o.day) == (s.row.satellite, parent, s.day);
                let mut solutions: Vec<Option<&str>> = self.sessions.iter().filter(own).map(|o| o.row.solution).collect();
                if solutions.is_empty() {
                    solutions.push(self.latest.get(&(s.row.satellite, parent.clone())).and_then(|l| l.3.as_deref()));
                }
                let works = solutions.into_iter().flat_map(|solution| self.metered(s.row.satellite, parent, solution, s.day));
                works.map(|(project, _)| project).collect()
            }
        };
        let counted = metered.iter().filter(|(p, _)| !parents.contains(p)).cloned().collect();
        (metered, counted)
    }

    /// The projects and shares of an automation's sessions on a day: the first kind of matcher that speaks of it.
    fn metered(&self, satellite: usize, automation: &str, solution: Option<&str>, day: NaiveDate) -> Shares {
        let all = &self.world.meterings;
        let held: Vec<&Metering> = all.iter().filter(|m| m.satellite == satellite && metering_holds(m, all, day)).collect();
        let shares = |of: Vec<&&Metering>| -> Shares { of.into_iter().map(|m| (m.project.clone(), r(m.share))).collect() };
        let exact: Vec<_> = held.iter().filter(|m| m.matcher == automation).collect();
        if !exact.is_empty() {
            return shares(exact);
        }
        let by_solution: Vec<_> =
            held.iter().filter(|m| m.matcher.strip_prefix("solution:").is_some_and(|s| Some(s) == solution)).collect();
        if !by_solution.is_empty() {
            return shares(by_solution);
        }
        let Some((_, _, name, _)) = self.latest.get(&(satellite, automation.to_owned())) else { return Vec::new() };
        let speaks = |m: &&&Metering| m.matcher.strip_prefix("name~").is_some_and(|p| self.patterns[p].is_match(name));
        let by_name: Vec<_> = held.iter().filter(speaks).collect();
        let patterns: BTreeSet<&String> = by_name.iter().map(|m| &m.matcher).collect();
        if patterns.len() == 1 { shares(by_name) } else { Vec::new() }
    }

    pub fn counts(&self, session: &Session) -> bool {
        self.world.satellites[session.row.satellite].counts()
    }

    pub fn baseline(&self, project: &str, day: NaiveDate) -> Option<&'a Baseline> {
        let rows = self.world.baselines.iter().filter(|b| b.project == project && b.valid_from <= day);
        rows.max_by_key(|b| b.valid_from)
    }

    /// The reporting currency for one unit; none: not valued.
    pub fn rate(&self, currency: &str, kind: &str, day: NaiveDate) -> Option<R> {
        if currency == CURRENCY {
            return Some(whole(1));
        }
        let of = |kind: &str| {
            let rows = self.world.rates.iter().filter(|x| x.currency == currency && x.from <= day && (x.kind == kind || x.kind.is_empty()));
            rows.max_by_key(|x| x.from).map(|x| r(x.rate))
        };
        of(kind).or_else(|| of("flow"))
    }

    /// What a line of costs.csv or benefits.csv lays on a day; not of those that are charged by what ran.
    pub fn amount_on(&self, a: &Amount, day: NaiveDate) -> i128 {
        let converted = |kind, on| self.rate(a.currency, kind, on).map_or(0, |rate| micros(&(r(a.amount) * rate)));
        let within = a.from <= day && a.to.is_none_or(|to| day <= to);
        let length = |from: NaiveDate, to: NaiveDate| (to - from).num_days() + 1;
        match a.per {
            "once" => {
                let last = a.spread_months.map_or(a.from, |m| a.from + Months::new(m) - Days::new(1));
                let lies = a.from <= day && day <= last;
                if lies { laid(converted("spot", a.from), length(a.from, day), length(a.from, last)) } else { 0 }
            }
            _ if !within => 0,
            "day" => converted("flow", day),
            "month" => {
                let first = day.with_day(1).expect("the first of a month");
                laid(converted("flow", day), i64::from(day.day()), length(first, first + Months::new(1) - Days::new(1)))
            }
            "year" => {
                let days = if day.leap_year() { 366 } else { 365 };
                laid(converted("flow", day), i64::from(day.ordinal()), days)
            }
            per => panic!("{per} is not laid on days"),
        }
    }

    fn value(&mut self, first: NaiveDate, last: NaiveDate) {
        let world = self.world;
        let mut rows: BTreeMap<(NaiveDate, String), BTreeMap<(String, String), Sums>> = BTreeMap::new();
        let mut counts: BTreeMap<(NaiveDate, String), [i64; 10]> = BTreeMap::new();
        for s in self.sessions.iter().filter(|s| self.counts(s) && s.row.outcome != "test") {
            for (project, share) in &s.counted {
                let key = (s.day, project.clone());
                let counts = counts.entry(key.clone()).or_default();
                counts[0] += 1;
                counts[count_column(s.row.outcome)] += 1;
                let id = world.satellites[s.row.satellite].id.clone();
                let sums = rows.entry(key).or_default().entry((id, s.row.automation.clone())).or_default();
                let duration = whole(s.duration_ms.unwrap_or(0)) * share;
                if is_success(s.row.outcome) {
                    sums.succeeded.add(share.clone());
                }
                if is_failure(s.row.outcome) {
                    sums.failed.add(share.clone());
                }
                if is_valid(s.row.outcome) {
                    sums.valid.add(share.clone());
                    sums.valid_ms.add(duration.clone());
                    if matches!(s.row.mode, "attended" | "local") {
                        sums.attended_ms.add(duration);
                    }
                }
            }
        }
        let none = BTreeMap::new();
        for project in world.project_ids() {
            let mut units_this_month = 0i128;
            for day in first.iter_days().take_while(|d| *d <= last) {
                if day.day() == 1 {
                    units_this_month = 0;
                }
                let key = (day, project.clone());
                let sums = rows.get(&key).unwrap_or(&none);
                let mut cells = Cells { counts: counts.get(&key).copied().unwrap_or_default(), ..Cells::default() };
                for b in world.benefits.iter().filter(|b| b.project == project) {
                    let amount = self.amount_on(b, day);
                    *(if b.kind == "cashable" { &mut cells.cashable } else { &mut cells.avoidance }) += amount;
                }
                self.lay_costs(&project, day, sums, &mut cells);
                if let Some(baseline) = self.baseline(&project, day) {
                    cells.ladder = self.ladder(baseline, day, sums, &mut units_this_month);
                }
                self.values.insert(key, cells);
            }
        }
        for day in first.iter_days().take_while(|d| *d <= last) {
            let weights: BTreeMap<String, R> = world
                .project_ids()
                .into_iter()
                .map(|p| (p.clone(), rows.get(&(day, p)).unwrap_or(&none).values().map(|s| s.valid_ms.0.clone()).sum::<R>()))
                .filter(|(_, weight)| *weight > whole(0))
                .collect();
            let mut unallocated = Cells::default();
            for line in world.costs.iter().filter(|c| c.project == "*" && !charged_by_what_ran(c)) {
                let amount = self.amount_on(line, day);
                if weights.is_empty() {
                    add_cost(&mut unallocated, line, amount);
                    continue;
                }
                for (project, part) in split(amount, &weights) {
                    add_cost(self.values.get_mut(&(day, project)).expect("every project has every day"), line, part);
                }
            }
            self.values.insert((day, "*".into()), unallocated);
        }
    }

    /// The costs of a project but its part of the shared amounts.
    fn lay_costs(&self, project: &str, day: NaiveDate, rows: &BTreeMap<(String, String), Sums>, cells: &mut Cells) {
        for line in self.world.costs.iter().filter(|c| c.project == project && !charged_by_what_ran(c)) {
            add_cost(cells, line, self.amount_on(line, day));
        }
        let charged = self.world.costs.iter().filter(|c| (c.project == project || c.project == "*") && charged_by_what_ran(c));
        for line in charged.filter(|c| c.from <= day && c.to.is_none_or(|to| day <= to)) {
            let Some(rate) = self.rate(line.currency, "flow", day) else { continue };
            for sums in rows.values() {
                let times = if line.per == "session" { sums.valid.0.clone() } else { &sums.valid_ms.0 / whole(3_600_000) };
                add_cost(cells, line, micros(&(r(line.amount) * &rate * times)));
            }
        }
    }

    fn ladder(&self, b: &Baseline, day: NaiveDate, rows: &BTreeMap<(String, String), Sums>, month: &mut i128) -> [Option<i128>; 10] {
        let [mut units, mut valued, mut labour, mut review, mut failure, mut attended, mut net, mut capacity, mut avoided] = [0i128; 9];
        let rate = self.rate(b.currency, "flow", day);
        // BTreeMap hands the rows out by satellite_id, automation_id: the order in which demand is used up.
        for sums in rows.values() {
            let row_units = micros(&(&sums.succeeded.0 * r(b.units_per_session)));
            let left = b.demand.map(|demand| (i128::from(demand) - *month).max(0));
            let row_valued = left.map_or(row_units, |left| row_units.min(left));
            *month += row_units;
            let row_labour = micros(&(real(row_valued) * r(b.minutes_per_unit) * r(b.people) * r(b.automated_share)));
            let row_review = micros(&(real(row_units) * r(b.review_minutes)));
            // Failed units are units: rounded once per row, before minutes are made of them.
            let row_failed = micros(&(&sums.failed.0 * r(b.units_per_session)));
            let row_failure = micros(&(real(row_failed) * r(b.failure_minutes)));
            let row_attended = if b.attended_deducts { micros(&(&sums.attended_ms.0 / whole(60_000))) } else { 0 };
            let row_net = row_labour - row_review - row_failure - row_attended;
            if let Some(rate) = &rate {
                capacity += micros(&(real(row_net) / whole(60) * r(b.hourly_rate) * rate));
                let errors = r(b.error_rate) - r(b.automated_error_rate);
                let rework = r(b.rework_minutes) * r(b.rework_people) / whole(60);
                avoided += micros(&(real(row_valued) * errors * rework * r(b.hourly_rate) * rate));
            }
            units += row_units;
            valued += row_valued;
            labour += row_labour;
            review += row_review;
            failure += row_failure;
            attended += row_attended;
            net += row_net;
        }
        let replaces = |a: &&Amount| a.project == b.project && a.kind == "cashable" && a.replaces_capacity;
        let replaced: i128 = self.world.benefits.iter().filter(replaces).map(|a| self.amount_on(a, day)).sum();
        let recaptured = micros(&(real(capacity - replaced) * r(b.conversion)));
        let money = |x| rate.is_some().then_some(x);
        let minutes = [units, valued, labour, review, failure, attended, net].map(Some);
        let [units, valued, labour, review, failure, attended, net] = minutes;
        [units, valued, labour, review, failure, attended, net, money(capacity), money(recaptured), money(avoided)]
    }

    /// The sum of a project's days.
    pub fn sum(&self, project: &str, from: NaiveDate, to: NaiveDate) -> Cells {
        let mut sum = Cells::default();
        for day in from.iter_days().take_while(|d| *d <= to) {
            sum.add(self.values.get(&(day, project.to_owned())).expect("the oracle was asked for these days"));
        }
        sum
    }

    /// The estate: sums of all projects and `*`; but a session counts once.
    pub fn estate(&self, from: NaiveDate, to: NaiveDate) -> Cells {
        let mut sum = Cells::default();
        for project in self.world.project_ids().iter().map(String::as_str).chain(["*"]) {
            sum.add(&self.sum(project, from, to));
        }
        sum.counts = [0; 10];
        let once = self.sessions.iter().filter(|s| self.counts(s) && s.row.outcome != "test" && !s.counted.is_empty());
        for s in once.filter(|s| from <= s.day && s.day <= to) {
            sum.counts[0] += 1;
            sum.counts[count_column(s.row.outcome)] += 1;
        }
        sum
    }

    /// The newest event that a satellite told of.
    pub fn newest_event(&self, satellite: usize) -> Option<DateTime<Utc>> {
        self.sessions.iter().filter(|s| s.row.satellite == satellite).map(Session::event).max()
    }
}

fn charged_by_what_ran(line: &Amount) -> bool {
    matches!(line.per, "session" | "machine_hour")
}

fn add_cost(cells: &mut Cells, line: &Amount, amount: i128) {
    *(if matches!(line.kind, "build" | "change") { &mut cells.cost_build } else { &mut cells.cost_run }) += amount;
}

/// One row per session: higher version (none is lowest), then finished over open, then the later end.
fn kept(world: &World) -> Vec<Session> {
    let mut winners: BTreeMap<(usize, &str), &Row> = BTreeMap::new();
    let at = |m: Option<Moment>| m.map(|m| m.at);
    let rank = |row: &Row| (row.version, !is_open(row.outcome), at(row.ended));
    for row in &world.rows {
        let winner = winners.entry((row.satellite, &row.session)).or_insert(row);
        if rank(row) > rank(winner) {
            *winner = row;
        }
    }
    let session = |row: &Row| {
        let moment = at(row.ended).or(at(row.started)).expect("rows without any time are rejects");
        let day = moment.with_timezone(&world.satellites[row.satellite].timezone).date_naive();
        let between = at(row.ended).zip(at(row.started)).map(|(ended, started)| ended - started);
        let micros = between.map(|d| d.num_microseconds().expect("sessions of tests are short"));
        let duration_ms = micros.filter(|m| *m >= 0).map(|m| m / 1000);
        Session { row: row.clone(), day, duration_ms, metered: Vec::new(), counted: Vec::new() }
    };
    winners.values().map(|row| session(row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_to_the_even_neighbour() {
        for (n, d, rounded) in [(5, 2, 2), (7, 2, 4), (-5, 2, -2), (-7, 2, -4), (2, 3, 1), (-2, 3, -1), (0, 1, 0)] {
            assert_eq!(half_even(&R::new(n.into(), d.into())), rounded, "{n}/{d}");
        }
    }

    #[test]
    fn the_days_of_a_period_add_up_to_the_amount() {
        // 100 micros over 3 days: 33.3 → 33, 66.7 → 67, 100.
        assert_eq!([1, 2, 3].map(|k| laid(100, k, 3)), [33, 34, 33]);
        // 5 over 2: 2.5 goes to 2, the rest follows.
        assert_eq!([1, 2].map(|k| laid(5, k, 2)), [2, 3]);
        assert_eq!((1..=31).map(|k| laid(1_000_001, k, 31)).sum::<i128>(), 1_000_001);
    }

    #[test]
    fn what_floors_leave_goes_to_the_largest_remainders() {
        let weights = |ws: &[(&str, i64)]| ws.iter().map(|(p, w)| ((*p).to_owned(), whole(*w))).collect::<BTreeMap<_, _>>();
        let parts = |amount, ws: &[(&str, i64)]| split(amount, &weights(ws)).into_values().collect::<Vec<_>>();
        // 100 by 1:1:1 → 33 each, one left: a tie, to the lesser name.
        assert_eq!(parts(100, &[("a", 1), ("b", 1), ("c", 1)]), [34, 33, 33]);
        // 10 by 1:2:4 → 1.43, 2.86, 5.71 → 1, 2, 5 and two left: to .86 and .71.
        assert_eq!(parts(10, &[("a", 1), ("b", 2), ("c", 4)]), [1, 3, 6]);
    }
}
