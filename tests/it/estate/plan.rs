//! The plan, worked out a second time from the text of the figures, in plain rationals: planned
//! units day by day, what they and the lines bring, and the bridge from there to what was done.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::arithmetic::{R, half_even, laid, micros, r, real, whole};
use super::bridge::{Between, Side, say};
use super::ledger::Ledger;
use super::marts::{Rows, mart};
use super::oracle::{Oracle, charged_by_what_ran};
use super::{Amount, Baseline};

/// The row of a project that is planned with on a day, where units are planned on it.
fn plan_row<'a>(oracle: &Oracle<'a>, project: &str, day: NaiveDate) -> Option<&'a Baseline> {
    let year = day.with_ordinal(1).expect("the first of a year");
    let rows = oracle.world.baselines.iter();
    let rows: Vec<_> = rows.filter(|b| b.project == project).collect();
    let anew = rows
        .iter()
        .filter(|b| b.replan && year < b.valid_from && b.valid_from <= day)
        .max_by_key(|b| b.valid_from);
    let first = rows
        .iter()
        .filter(|b| b.valid_from.year() == day.year())
        .min_by_key(|b| b.valid_from);
    let row = anew.copied();
    let row = row.or_else(|| oracle.baseline(project, year));
    row.or(first.copied()).filter(|b| b.planned.is_some())
}

/// Whether a project plans how much a line that is charged by what ran would be charged.
pub fn plans(oracle: &Oracle, project: &str, line: &Amount, day: NaiveDate) -> bool {
    let unit = |b: &Baseline| if b.is_item { "item" } else { "session" };
    let row = plan_row(oracle, project, day);
    line.project == project && row.is_some_and(|b| unit(b) == line.per)
}

fn budget(oracle: &Oracle, currency: &str, from: NaiveDate, day: NaiveDate) -> Option<R> {
    let year = day.with_ordinal(1).expect("the first of a year");
    let on = |on| oracle.rate(currency, "budget", on);
    on(from.max(year)).or_else(|| on(day))
}

/// Whether units are planned on a day, and how many.
fn units(oracle: &Oracle, row: &Baseline, day: NaiveDate) -> Option<i128> {
    let project = oracle.project_on(&row.project, oracle.as_of);
    let live = project.live_from?;
    let is_retired = project.retired_on.is_some_and(|on| on < day);
    if day < live.max(row.valid_from) || is_retired {
        return None;
    }
    let first = day.with_day(1).expect("the first of a month");
    let length = ((first + Months::new(1)) - first).num_days();
    let full = laid(row.planned?.into(), i64::from(day.day()), length);
    let ramp = ((live + Months::new(row.ramp_months)) - live).num_days();
    let since = (day - live).num_days() + 1;
    let share = match since < ramp {
        true => whole(since) / whole(ramp),
        false => whole(1),
    };
    Some(half_even(&(real(full) * share * whole(1_000_000))))
}

fn is_once(line: &Amount) -> bool {
    line.per == "once" && line.spread_months.is_none()
}

/// The plan of a project for days, as the side of a bridge, and what stands in the mart.
struct Planned {
    side: Side,
    is_planned: bool,
    benefit: i128,
    cost: i128,
}

/// What runs with the month.
#[derive(Default)]
struct Month {
    units: i128,
    cash: i128,
    capacity: i128,
    replaced: i128,
}

impl Planned {
    fn of(oracle: &Oracle, project: &str, (from, to): (NaiveDate, NaiveDate)) -> Self {
        let mut planned = Self {
            side: nothing(),
            is_planned: false,
            benefit: 0,
            cost: 0,
        };
        let mut cash = [whole(0), whole(0)];
        let mut month = Month::default();
        let first = from.with_day(1).expect("the first of a month");
        for day in first.iter_days().take_while(|day| *day <= to) {
            if day.day() == 1 {
                month = Month::default();
            }
            planned.add(oracle, project, (day, day >= from), (&mut month, &mut cash));
        }
        let side = &mut planned.side;
        side.signed -= &side.once_signed;
        side.cost = real(planned.cost) - &side.once_paid;
        if cash[0] != whole(0) {
            side.replaced_once = &side.replaced * &cash[1] / &cash[0];
        }
        side.net = planned.benefit - planned.cost;
        planned
    }

    fn add(
        &mut self,
        oracle: &Oracle,
        project: &str,
        (day, is_asked): (NaiveDate, bool),
        (month, cash): (&mut Month, &mut [R; 2]),
    ) {
        let row = plan_row(oracle, project, day);
        let row = row.and_then(|b| Some((b, units(oracle, b, day)?)));
        let rate = row.and_then(|(b, _)| budget(oracle, b.currency, b.valid_from, day));
        let mut replacing = [0, 0];
        let lines = oracle.world.benefits.iter();
        for line in lines.filter(|line| line.in_plan && line.project == project) {
            let rate_of = |_: &str, on| budget(oracle, line.currency, line.from, on);
            let amount = Oracle::lies_at(line, day, rate_of);
            if line.kind == "cashable" && line.replaces_capacity && rate.is_some() {
                replacing[0] += amount;
                replacing[1] += if is_once(line) { amount } else { 0 };
            }
            if is_asked {
                self.benefit += amount;
                self.side.signed += real(amount);
                self.side.once_signed += real(if is_once(line) { amount } else { 0 });
            }
        }
        if let Some((row, units)) = row {
            let of = (row, units, rate.clone());
            self.work(of, replacing, is_asked, month);
            if is_asked {
                self.is_planned = true;
                cash[0] += real(replacing[0]);
                cash[1] += real(replacing[1]);
            }
        }
        if is_asked {
            self.pay(oracle, project, day, row);
        }
    }

    fn work(
        &mut self,
        (b, units, rate): (&Baseline, i128, Option<R>),
        replacing: [i128; 2],
        is_asked: bool,
        month: &mut Month,
    ) {
        let left = b
            .demand
            .map(|demand| (i128::from(demand) - month.units).max(0));
        let valued = left.map_or(units, |left| units.min(left));
        month.units += units;
        let success = r(b.planned_success);
        let failed = micros(&(real(units) * (whole(1) - &success) / success));
        let times = |n: i128, by: R| micros(&(real(n) * by));
        let labour = times(
            valued,
            r(b.minutes_per_unit) * r(b.people) * r(b.automated_share),
        );
        let review = times(units, r(b.review_minutes));
        let failure = times(failed, r(b.failure_minutes));
        let net = labour - review - failure;
        let errors = r(b.error_rate) - r(b.automated_error_rate);
        let of_rework = &errors * r(b.rework_minutes) * r(b.rework_people);
        let saved = times(valued, of_rework.clone());
        let conversion = b.conversion.map_or(whole(1), r);
        let an_hour = r(b.hourly_rate) / whole(60);
        let (mut capacity, mut recaptured, mut avoided, mut turned) = (0, 0, 0, 0);
        if let Some(rate) = &rate {
            capacity = times(net, &an_hour * rate);
            let used = match errors > whole(0) {
                true => conversion.clone(),
                false => whole(1),
            };
            avoided = times(valued, of_rework * &an_hour * rate * used);
            month.cash += replacing[0];
            month.capacity += capacity;
            let so_far = month.cash.min(month.capacity.max(0));
            turned = so_far - std::mem::replace(&mut month.replaced, so_far);
            recaptured = times(capacity.max(0) - turned, conversion.clone()) + capacity.min(0);
        }
        if !is_asked {
            return;
        }
        let side = &mut self.side;
        for (sum, amount) in [
            (&mut side.units, units),
            (&mut side.failed, failed),
            (&mut side.valued, valued),
            (&mut side.labour, labour),
            (&mut side.review, review),
            (&mut side.failure, failure),
            (&mut side.net_minutes, net),
            (&mut side.rework, saved),
            (&mut side.capacity, capacity),
            (&mut side.lost, capacity.min(0)),
            (&mut side.recaptured, recaptured),
            (&mut side.avoided, avoided),
        ] {
            *sum += real(amount);
        }
        side.priced += real(net) * r(b.hourly_rate);
        side.rework_priced += real(saved) * r(b.hourly_rate);
        side.rework_rated += real(saved) * r(b.hourly_rate) * rate.unwrap_or_else(|| whole(0));
        side.replaced += real(turned) * conversion;
        self.benefit += recaptured + avoided;
    }

    fn pay(
        &mut self,
        oracle: &Oracle,
        project: &str,
        day: NaiveDate,
        row: Option<(&Baseline, i128)>,
    ) {
        let lines = oracle.world.costs.iter();
        let own = |line: &&Amount| line.in_plan && line.project == project && project != "*";
        for line in lines.filter(own) {
            let rate_of = |_: &str, on| budget(oracle, line.currency, line.from, on);
            let is_spoken_of = line.from <= day && line.to.is_none_or(|to| day <= to);
            let amount = match (charged_by_what_ran(line), row) {
                (false, _) => Oracle::lies_at(line, day, rate_of),
                (true, Some((b, units))) if is_spoken_of && plans(oracle, project, line, day) => {
                    let of_one = if b.is_item {
                        whole(1)
                    } else {
                        r(b.units_per_session)
                    };
                    let times = real(units) / r(b.planned_success) / of_one;
                    let rate = rate_of("", day).unwrap_or_else(|| whole(0));
                    micros(&(times * r(line.amount) * rate))
                }
                _ => 0,
            };
            self.cost += amount;
            self.side.once_paid += real(if is_once(line) { amount } else { 0 });
        }
        let apart = oracle.apart.get(&(day, project.to_owned()));
        let [build, run, once] = apart.map_or([0; 3], |apart| apart.charged);
        self.cost += build + run;
        self.side.once_paid += real(once);
    }

    fn is_nothing(&self) -> bool {
        let side = &self.side;
        let sums = [
            &side.units,
            &side.signed,
            &side.once_signed,
            &side.once_paid,
        ];
        self.cost == 0 && sums.into_iter().all(|sum| *sum == whole(0))
    }
}

fn nothing() -> Side {
    let zero = || whole(0);
    Side {
        units: zero(),
        failed: zero(),
        valued: zero(),
        labour: zero(),
        review: zero(),
        failure: zero(),
        attended: zero(),
        net_minutes: zero(),
        rework: zero(),
        priced: zero(),
        rework_priced: zero(),
        rework_rated: zero(),
        capacity: zero(),
        lost: zero(),
        recaptured: zero(),
        avoided: zero(),
        replaced: zero(),
        replaced_once: zero(),
        signed: zero(),
        once_signed: zero(),
        cost: zero(),
        once_paid: zero(),
        by_the_day: zero(),
        converted: Vec::new(),
        days: 1,
        net: 0,
    }
}

/// What was done, without what moves nothing from a plan.
fn done(oracle: &Oracle, project: &str, window: (NaiveDate, NaiveDate)) -> (Side, R) {
    let mut side = Side::of(oracle, project, window);
    side.days = 1;
    let year = window.1.with_ordinal(1).expect("the first of a year");
    let mut dearer = whole(0);
    let mut add = |currency: &str, rate: &R, amount: R| {
        let on = |on| oracle.rate(currency, "budget", on);
        if let Some(at_plan) = on(year).or_else(|| on(window.1)) {
            dearer += &amount - &amount * at_plan / rate;
        }
    };
    for (currency, rate, amount) in &side.converted {
        add(currency, rate, amount.clone());
    }
    for day in window.0.iter_days().take_while(|day| *day <= window.1) {
        let apart = oracle.apart.get(&(day, project.to_owned()));
        for (currency, rate, amount) in apart.iter().flat_map(|apart| &apart.charged_converted) {
            add(currency, rate, real(-amount));
        }
    }
    (side, dearer)
}

/// Holds what was published against the plan that is worked out here.
pub fn compare(ledger: &mut Ledger, oracle: &Oracle, root: &Path, window: (NaiveDate, NaiveDate)) {
    let (rows, bridge) = (
        mart(root, window, "plan"),
        mart(root, window, "plan_bridge"),
    );
    let ids = oracle.world.project_ids();
    let ids: Vec<&str> = ids.iter().map(String::as_str).chain(["*"]).collect();
    let plans: BTreeMap<&str, Planned> = ids
        .iter()
        .map(|id| (*id, Planned::of(oracle, id, window)))
        .collect();
    if !plans.values().any(|plan| plan.is_planned) {
        let is_none = rows.is_empty() && bridge.is_empty();
        ledger.say("plan", "is none", true, Some(&is_none.to_string()));
        return;
    }
    let estate = oracle.estate(window.0, window.1);
    let mut sums = [0i128; 3];
    let mut steps: BTreeMap<String, i128> = BTreeMap::new();
    for (id, plan) in &plans {
        let actual = oracle.sum(id, window.0, window.1).net();
        let of = [plan.benefit, plan.cost, plan.benefit - plan.cost];
        sums.iter_mut()
            .zip(of)
            .for_each(|(sum, amount)| *sum += amount);
        let place = format!("plan[{id}]");
        match find(&rows, "project", id, window) {
            Some(row) => {
                score(ledger, &place, row, (of, actual, plan.is_planned));
                let units = micros(&plan.side.units);
                let units = if plan.is_planned {
                    units.to_string()
                } else {
                    String::new()
                };
                ledger.say(&place, "plan_units", units, row.get("plan_units_micros"));
            }
            None if plan.is_nothing() && !plan.is_planned => {}
            None => ledger.differences.push(format!("{place}: no row")),
        }
        let (b, dearer) = done(oracle, id, window);
        let between = Between {
            sides: [&plan.side, &b],
            dearer,
        };
        let expected = between.steps("plan");
        let mine: Rows = bridge
            .iter()
            .filter(|row| row["level"] == "project" && row["project_id"] == *id)
            .cloned()
            .collect();
        say(ledger, &format!("plan_bridge[{id}]"), &expected, &mine);
        if let Some(row) = mine.first().filter(|_| *id != "*") {
            let why = if plan.is_planned { "" } else { "no_plan" };
            ledger.say(&format!("plan_bridge[{id}]"), "why", why, row.get("why"));
        }
        for (name, amount) in expected {
            *steps.entry(name).or_default() += amount;
        }
    }
    match find(&rows, "estate", "", window) {
        Some(row) => score(ledger, "plan[estate]", row, (sums, estate.net(), true)),
        None => ledger.differences.push("plan[estate]: no row".to_owned()),
    }
    let mine: Rows = bridge
        .iter()
        .filter(|row| row["level"] == "estate")
        .cloned()
        .collect();
    let expected: Vec<_> = steps.into_iter().collect();
    say(ledger, "plan_bridge[estate]", &expected, &mine);
    of_steps(ledger, oracle, &rows, &ids);
}

/// Steps of time that begin where the oracle was asked from.
fn of_steps(ledger: &mut Ledger, oracle: &Oracle, rows: &Rows, ids: &[&str]) {
    let known = oracle.world.first - Days::new(100);
    let spans: BTreeSet<(NaiveDate, NaiveDate)> = rows
        .iter()
        .filter(|row| row["span"] == "step")
        .map(|row| ["from", "to"].map(|name| row[name].parse().expect("a day")))
        .map(|[from, to]: [NaiveDate; 2]| (from, to))
        .filter(|(from, _)| *from >= known)
        .collect();
    for (from, to) in spans.into_iter().rev().take(3) {
        let net = |id: &&&str| {
            let plan = Planned::of(oracle, id, (from, to));
            plan.benefit - plan.cost
        };
        let expected: i128 = ids.iter().map(|id| net(&id)).sum();
        let mut found = rows.iter();
        let found = found.find(|row| {
            row["level"] == "estate" && row["span"] == "step" && row["from"] == from.to_string()
        });
        let place = format!("plan[step {from}]");
        let got = found.and_then(|row| row.get("plan_net_micros"));
        ledger.say(&place, "plan_net", expected, got);
    }
}

fn find<'r>(
    rows: &'r Rows,
    level: &str,
    id: &str,
    window: (NaiveDate, NaiveDate),
) -> Option<&'r BTreeMap<String, String>> {
    let mut rows = rows.iter();
    rows.find(|row| {
        let is_window = row["span"] == "window" && row["from"] == window.0.to_string();
        row["level"] == level && row["id"] == id && is_window
    })
}

fn score(
    ledger: &mut Ledger,
    place: &str,
    row: &BTreeMap<String, String>,
    ([benefit, cost, net], actual, is_planned): ([i128; 3], i128, bool),
) {
    let mut say = |name: &str, amount: i128| {
        let got = row.get(&format!("{name}_micros"));
        ledger.say(place, name, amount, got);
    };
    say("plan_benefit", benefit);
    say("plan_cost", cost);
    say("plan_net", net);
    say("net", actual);
    say("plan_variance", actual - net);
    let why = match (is_planned, net > 0) {
        (false, _) => "no_plan",
        (_, false) => "no_planned_gain",
        _ => "",
    };
    ledger.say(
        place,
        "plan_attainment_why",
        why,
        row.get("plan_attainment_why"),
    );
    if why.is_empty() {
        let expected = actual as f64 / net as f64;
        let got = row["plan_attainment"].parse::<f64>();
        if !got
            .as_ref()
            .is_ok_and(|got| (got - expected).abs() <= expected.abs() * 1e-12)
        {
            let said = format!("{place} plan_attainment: expected {expected}, got {got:?}");
            ledger.differences.push(said);
        }
    }
}
