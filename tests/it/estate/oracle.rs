//! What an estate's figures must be, worked out a second time: straight from the text of the
//! figures (§0, §1, §2), in plain rationals, without tallies, tables or any code of the program. It
//! is slow and obvious on purpose.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};

use super::arithmetic::{R, laid, micros, r, real, split, whole};
use super::bands;
use super::bridge::Apart;
use super::cells::{Cells, count_column, is_failure, is_success, is_valid};
use super::items::{self, Item};
use super::sessions::{Latest, Session, kept};
use super::{Amount, Baseline, CURRENCY, World};

/// The sums of sessions of one (project, satellite, automation, day).
#[derive(Default)]
struct Sums {
    succeeded: R0,
    failed: R0,
    valid: R0,
    /// All that ran, children too, and how long.
    ran: R0,
    ran_ms: R0,
    /// Of items.
    items_succeeded: R0,
    items_failed: R0,
    items_valid: R0,
    valid_ms: R0,
    attended_ms: R0,
}

/// What runs with the calendar month in a project, over its days with a baseline (units) and a rate
/// (money).
#[derive(Default)]
struct Month {
    units: i128,
    cash: i128,
    /// With the minutes of the baseline, the lower and the higher ones.
    capacity: [i128; 3],
    replaced: [i128; 3],
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

pub struct Oracle<'a> {
    pub world: &'a World,
    /// Nothing that was signed later is signed.
    pub as_of: NaiveDate,
    pub sessions: Vec<Session>,
    pub items: Vec<Item>,
    /// Latest name and solution of each (satellite, automation).
    pub(super) latest: BTreeMap<(usize, String), Latest>,
    pub(super) patterns: BTreeMap<String, regex::Regex>,
    /// Amounts count to the newest day that a satellite that counts has told of (its newest
    /// event's, or a later one over by stale_after after it); none: nothing is awaited, since each
    /// has its last day or none counts, and all days count.
    pub counted_to: Option<NaiveDate>,
    /// Every day of the months that were asked for, of every project and `*`.
    pub values: BTreeMap<(NaiveDate, String), Cells>,
    /// What the values do not say by themselves and the bridge by cause asks.
    pub apart: BTreeMap<(NaiveDate, String), Apart>,
    /// Who carries how much of a shared line of costs.csv, by its place and the day.
    pub carried: BTreeMap<(usize, NaiveDate), BTreeMap<String, i128>>,
}

impl<'a> Oracle<'a> {
    /// Values the days from the month of `from` to the end of the month of `to`, as of a window's
    /// last day.
    pub fn new(world: &'a World, from: NaiveDate, to: NaiveDate, as_of: NaiveDate) -> Self {
        let texts = world
            .meterings
            .iter()
            .filter_map(|m| m.matcher.strip_prefix("name~"));
        let patterns = texts
            .map(|p| {
                (
                    p.to_owned(),
                    regex::Regex::new(p).expect("patterns of tests are patterns"),
                )
            })
            .collect();
        let mut oracle = Self {
            world,
            as_of,
            sessions: kept(world),
            items: items::kept(world),
            latest: BTreeMap::new(),
            patterns,
            counted_to: None,
            values: BTreeMap::new(),
            apart: BTreeMap::new(),
            carried: BTreeMap::new(),
        };
        oracle.counted_to = oracle.last_day_that_counts();
        for s in &oracle.sessions {
            let told = (
                s.day,
                s.row.session.clone(),
                s.row.name.clone(),
                s.row.solution.map(str::to_owned),
            );
            let latest = oracle
                .latest
                .entry((s.row.satellite, s.row.automation.clone()))
                .or_insert_with(|| told.clone());
            if (told.0, &told.1) > (latest.0, &latest.1) {
                *latest = told;
            }
        }
        for (queue, name) in items::QUEUES {
            let told = (NaiveDate::MIN, String::new(), name.to_owned(), None);
            oracle
                .latest
                .insert((items::SATELLITE, queue.to_owned()), told);
        }
        let worked: Vec<_> = oracle
            .items
            .iter()
            .map(|item| oracle.metered(items::SATELLITE, item.queue, None, item.day))
            .collect();
        for (item, metered) in oracle.items.iter_mut().zip(worked) {
            item.metered = metered;
        }
        let metered: Vec<_> = oracle
            .sessions
            .iter()
            .map(|s| oracle.works_for(s))
            .collect();
        for (session, (metered, counted)) in oracle.sessions.iter_mut().zip(metered) {
            (session.metered, session.counted) = (metered, counted);
        }
        let first = from.with_day(1).expect("the first of a month");
        let last = to.with_day(1).expect("the first of a month") + Months::new(1) - Days::new(1);
        oracle.value(first, last);
        oracle
    }

    fn last_day_that_counts(&self) -> Option<NaiveDate> {
        let counting: Vec<_> = self
            .world
            .satellites
            .iter()
            .enumerate()
            .filter(|(_, s)| s.counts())
            .collect();
        if counting.iter().all(|(_, s)| s.active_to.is_some()) {
            return None;
        }
        let told_to = |(n, s): &(usize, &super::Satellite)| {
            let newest = self.newest_event(*n)?;
            let is_over = |day: &NaiveDate| {
                super::usage::end_of(s, *day) <= newest + chrono::TimeDelta::hours(s.stale_hours)
            };
            let own = newest.with_timezone(&s.timezone).date_naive();
            // Day by day, as long as each is over: the last of them.
            Some(
                own.iter_days()
                    .skip(1)
                    .take_while(is_over)
                    .last()
                    .unwrap_or(own),
            )
        };
        Some(
            counting
                .iter()
                .filter_map(told_to)
                .max()
                .unwrap_or(NaiveDate::MIN),
        )
    }

    pub fn counts(&self, session: &Session) -> bool {
        self.world.satellites[session.row.satellite].counts()
    }

    pub fn baseline(&self, project: &str, day: NaiveDate) -> Option<&'a Baseline> {
        let rows = self
            .world
            .baselines
            .iter()
            .filter(|b| b.project == project && b.valid_from <= day);
        rows.max_by_key(|b| b.valid_from)
    }

    /// The reporting currency for one unit; none: not valued.
    pub fn rate(&self, currency: &str, kind: &str, day: NaiveDate) -> Option<R> {
        if currency == CURRENCY {
            return Some(whole(1));
        }
        let of = |kind: &str| {
            let rows = self.world.rates.iter().filter(|x| {
                x.currency == currency && x.from <= day && (x.kind == kind || x.kind.is_empty())
            });
            rows.max_by_key(|x| x.from).map(|x| r(x.rate))
        };
        of(kind).or_else(|| of("flow"))
    }

    /// What a line of costs.csv or benefits.csv lays on a day; not of those that are charged by
    /// what ran.
    pub fn amount_on(&self, a: &Amount, day: NaiveDate) -> i128 {
        if self.counted_to.is_some_and(|last| last < day) {
            return 0;
        }
        self.lies_on(a, day)
    }

    /// The same, also of days that do not count yet.
    pub fn lies_on(&self, a: &Amount, day: NaiveDate) -> i128 {
        Self::lies_at(a, day, |kind, on| self.rate(a.currency, kind, on))
    }

    /// The same, at rates of one's own.
    pub fn lies_at(
        a: &Amount,
        day: NaiveDate,
        rate: impl Fn(&str, NaiveDate) -> Option<R>,
    ) -> i128 {
        let converted = |kind, on| rate(kind, on).map_or(0, |rate| micros(&(r(a.amount) * rate)));
        let within = a.from <= day && a.to.is_none_or(|to| day <= to);
        let length = |from: NaiveDate, to: NaiveDate| (to - from).num_days() + 1;
        match a.per {
            "once" => {
                let last = a
                    .spread_months
                    .map_or(a.from, |m| a.from + Months::new(m) - Days::new(1));
                let lies = a.from <= day && day <= last;
                if lies {
                    laid(
                        converted("spot", a.from),
                        length(a.from, day),
                        length(a.from, last),
                    )
                } else {
                    0
                }
            }
            _ if !within => 0,
            "day" => converted("flow", day),
            "month" => {
                let first = day.with_day(1).expect("the first of a month");
                laid(
                    converted("flow", day),
                    i64::from(day.day()),
                    length(first, first + Months::new(1) - Days::new(1)),
                )
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
        let mut rows: BTreeMap<(NaiveDate, String), BTreeMap<(String, String), Sums>> =
            BTreeMap::new();
        let mut counts: BTreeMap<(NaiveDate, String), [i64; 10]> = BTreeMap::new();
        for s in self
            .sessions
            .iter()
            .filter(|s| self.counts(s) && s.row.outcome != "test")
        {
            // Whatever occupied a machine is paid for, the children of a project's own callers too.
            for (project, share) in s
                .metered
                .iter()
                .filter(|_| !matches!(s.row.outcome, "queued" | "skipped"))
            {
                let id = world.satellites[s.row.satellite].id.clone();
                let sums = rows
                    .entry((s.day, project.clone()))
                    .or_default()
                    .entry((id, s.row.automation.clone()))
                    .or_default();
                sums.ran.add(share.clone());
                sums.ran_ms.add(whole(s.duration_ms.unwrap_or(0)) * share);
            }
            for (project, share) in &s.counted {
                let key = (s.day, project.clone());
                let counts = counts.entry(key.clone()).or_default();
                counts[0] += 1;
                counts[count_column(s.row.outcome)] += 1;
                let id = world.satellites[s.row.satellite].id.clone();
                let sums = rows
                    .entry(key)
                    .or_default()
                    .entry((id, s.row.automation.clone()))
                    .or_default();
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
        let queues = &world.satellites[items::SATELLITE];
        for item in self.items.iter().filter(|_| queues.counts()) {
            for (project, share) in &item.metered {
                let key = (item.day, project.clone());
                let sums = rows
                    .entry(key)
                    .or_default()
                    .entry((queues.id.clone(), item.queue.to_owned()))
                    .or_default();
                if is_success(item.outcome) {
                    sums.items_succeeded.add(share.clone());
                }
                if is_failure(item.outcome) {
                    sums.items_failed.add(share.clone());
                }
                if is_valid(item.outcome) {
                    sums.items_valid.add(share.clone());
                }
            }
        }
        let none = BTreeMap::new();
        for project in world.project_ids() {
            let mut month = Month::default();
            for day in first.iter_days().take_while(|d| *d <= last) {
                if day.day() == 1 {
                    month = Month::default();
                }
                let key = (day, project.clone());
                let sums = rows.get(&key).unwrap_or(&none);
                let mut cells = Cells {
                    counts: counts.get(&key).copied().unwrap_or_default(),
                    ..Cells::default()
                };
                for b in world.benefits.iter().filter(|b| b.project == project) {
                    let amount = self.amount_on(b, day);
                    *match b.kind {
                        _ if !self.is_signed(b) => &mut cells.unsigned,
                        "cashable" => &mut cells.cashable,
                        _ => &mut cells.avoidance,
                    } += amount;
                }
                let mut apart = Apart::default();
                self.lay_costs(&project, day, sums, (&mut cells, &mut apart));
                if let Some(baseline) = self.baseline(&project, day) {
                    cells.ladder = self.ladder(baseline, day, sums, (&mut month, &mut apart));
                }
                self.apart.insert(key.clone(), apart);
                self.values.insert(key, cells);
            }
        }
        for day in first.iter_days().take_while(|d| *d <= last) {
            // Who carries what of a shared cost: by the 28 days up to this one.
            let ran = |p: &String, day: NaiveDate| -> R {
                rows.get(&(day, p.clone()))
                    .unwrap_or(&none)
                    .values()
                    .map(|s| s.valid_ms.0.clone())
                    .sum()
            };
            let weights: BTreeMap<String, R> = world
                .project_ids()
                .into_iter()
                .map(|p| {
                    (
                        p.clone(),
                        (0..28)
                            .map(|back| ran(&p, day - Days::new(back)))
                            .sum::<R>(),
                    )
                })
                .filter(|(_, weight)| *weight > whole(0))
                .collect();
            let (mut unallocated, mut apart) = (Cells::default(), Apart::default());
            for (place, line) in world
                .costs
                .iter()
                .enumerate()
                .filter(|(_, c)| c.project == "*" && !charged_by_what_ran(c))
            {
                let amount = self.amount_on(line, day);
                let carried = match weights.is_empty() {
                    true => [("*".to_owned(), amount)].into(),
                    false => split(amount, &weights),
                };
                self.carried.insert((place, day), carried);
                if weights.is_empty() {
                    add_cost(&mut unallocated, line, amount);
                    let rate = self.rate(line.currency, "flow", day);
                    apart.pay(line, amount, rate, line.in_plan);
                    continue;
                }
                for (project, part) in split(amount, &weights) {
                    let rate = self.rate(line.currency, "flow", day);
                    let of = self.apart.entry((day, project.clone())).or_default();
                    of.pay(line, part, rate, line.in_plan);
                    add_cost(
                        self.values
                            .get_mut(&(day, project))
                            .expect("every project has every day"),
                        line,
                        part,
                    );
                }
            }
            self.values.insert((day, "*".into()), unallocated);
            self.apart.insert((day, "*".into()), apart);
        }
    }

    /// The costs of a project but its part of the shared amounts.
    fn lay_costs(
        &self,
        project: &str,
        day: NaiveDate,
        rows: &BTreeMap<(String, String), Sums>,
        (cells, apart): (&mut Cells, &mut Apart),
    ) {
        for line in self
            .world
            .costs
            .iter()
            .filter(|c| c.project == project && !charged_by_what_ran(c))
        {
            let amount = self.amount_on(line, day);
            add_cost(cells, line, amount);
            apart.pay(line, amount, self.rate(line.currency, "flow", day), false);
        }
        let charged = self
            .world
            .costs
            .iter()
            .filter(|c| (c.project == project || c.project == "*") && charged_by_what_ran(c));
        for line in charged.filter(|c| c.from <= day && c.to.is_none_or(|to| day <= to)) {
            let Some(rate) = self.rate(line.currency, "flow", day) else {
                continue;
            };
            for sums in rows.values() {
                let times = match (line.per, line.charges) {
                    ("session", "valid") => sums.valid.0.clone(),
                    ("session", _) => sums.ran.0.clone(),
                    ("item", _) => sums.items_valid.0.clone(),
                    (_, "valid") => &sums.valid_ms.0 / whole(3_600_000),
                    _ => &sums.ran_ms.0 / whole(3_600_000),
                };
                let amount = micros(&(r(line.amount) * &rate * times));
                add_cost(cells, line, amount);
                let is_charged = line.in_plan && !super::plan::plans(self, project, line, day);
                apart.pay(line, amount, Some(rate.clone()), is_charged);
            }
        }
    }

    pub fn is_signed(&self, line: &Amount) -> bool {
        !line.signed_by.is_empty() && line.signed_on.is_some_and(|on| on <= self.as_of)
    }

    fn ladder(
        &self,
        b: &Baseline,
        day: NaiveDate,
        rows: &BTreeMap<(String, String), Sums>,
        (month, apart): (&mut Month, &mut Apart),
    ) -> [Option<i128>; 15] {
        let [
            mut units,
            mut valued,
            mut labour,
            mut review,
            mut failure,
            mut attended,
            mut net,
            mut saved,
        ] = [0i128; 8];
        let [mut avoided, mut by_hand, mut claimed] = [0i128; 3];
        let minutes = bands::minutes(b);
        let mut capacity = [0i128; 3];
        let rate = self.rate(b.currency, "flow", day);
        let conversion = b.conversion.map_or(whole(1), r);
        // BTreeMap hands the rows out by satellite_id, automation_id: the order in which demand is
        // used up.
        for sums in rows.values() {
            let (succeeded, failed) = match b.is_item {
                true => (sums.items_succeeded.0.clone(), sums.items_failed.0.clone()),
                false => (
                    &sums.succeeded.0 * r(b.units_per_session),
                    &sums.failed.0 * r(b.units_per_session),
                ),
            };
            let row_units = micros(&succeeded);
            let left = b
                .demand
                .map(|demand| (i128::from(demand) - month.units).max(0));
            let row_valued = left.map_or(row_units, |left| row_units.min(left));
            month.units += row_units;
            let row_labour = micros(
                &(real(row_valued) * r(b.minutes_per_unit) * r(b.people) * r(b.automated_share)),
            );
            let row_review = micros(&(real(row_units) * r(b.review_minutes)));
            // Failed units are units: rounded once per row, before minutes are made of them.
            let row_failed = micros(&failed);
            apart.failed_units += row_failed;
            let row_failure = micros(&(real(row_failed) * r(b.failure_minutes)));
            let row_attended = if b.attended_deducts {
                micros(&(&sums.attended_ms.0 / whole(60_000)))
            } else {
                0
            };
            let row_net = row_labour - row_review - row_failure - row_attended;
            let errors = r(b.error_rate) - r(b.automated_error_rate);
            let rework = real(row_valued) * &errors * r(b.rework_minutes) * r(b.rework_people);
            if let Some(rate) = &rate {
                for (capacity, minutes) in capacity.iter_mut().zip(&minutes) {
                    let labour =
                        micros(&(real(row_valued) * minutes * r(b.people) * r(b.automated_share)));
                    let net = labour - row_review - row_failure - row_attended;
                    *capacity += micros(&(real(net) / whole(60) * r(b.hourly_rate) * rate));
                }
                let labour = real(row_labour) / whole(60) * r(b.hourly_rate) * rate;
                by_hand += micros(&labour);
                claimed += micros(&(&labour * &conversion));
                // Time that is freed is put to use in part; time that is lost is lost whole.
                let used = if errors > whole(0) {
                    conversion.clone()
                } else {
                    whole(1)
                };
                avoided += micros(&(&rework / whole(60) * r(b.hourly_rate) * rate * used));
            }
            units += row_units;
            valued += row_valued;
            labour += row_labour;
            review += row_review;
            failure += row_failure;
            attended += row_attended;
            net += row_net;
            saved += micros(&rework);
        }
        let mut recaptured = [0; 3];
        if rate.is_some() {
            let replaces = |a: &&Amount| {
                a.project == b.project
                    && a.kind == "cashable"
                    && a.replaces_capacity
                    && self.is_signed(a)
            };
            month.cash += self
                .world
                .benefits
                .iter()
                .filter(replaces)
                .map(|a| self.amount_on(a, day))
                .sum::<i128>();
            for at in 0..3 {
                month.capacity[at] += capacity[at];
                let so_far = month.cash.min(month.capacity[at].max(0));
                let turned = so_far - std::mem::replace(&mut month.replaced[at], so_far);
                if at == 0 {
                    apart.replaced = turned;
                }
                recaptured[at] = micros(&(real(capacity[at].max(0) - turned) * &conversion))
                    + capacity[at].min(0);
            }
        }
        let money = |x| rate.is_some().then_some(x);
        let [units, valued, labour, review, failure, attended, net, saved] =
            [units, valued, labour, review, failure, attended, net, saved].map(Some);
        let [recaptured, low, high] = recaptured;
        let [capacity, recaptured, avoided, by_hand, claimed, down, up] = [
            capacity[0],
            recaptured,
            avoided,
            by_hand,
            claimed,
            recaptured - low,
            high - recaptured,
        ]
        .map(money);
        [
            units, valued, labour, review, failure, attended, net, saved, capacity, recaptured,
            avoided, by_hand, claimed, down, up,
        ]
    }

    /// Four times the net of the last three calendar months that are over, without what is paid or
    /// signed once and not spread; why not, where less is known.
    pub fn run_rate(&self, to: NaiveDate) -> Result<i128, &'static str> {
        let of_this = to.with_day(1).expect("the first of a month");
        let next = if to == of_this + Months::new(1) - Days::new(1) {
            of_this + Months::new(1)
        } else {
            of_this
        };
        let (first, last) = (next - Months::new(3), next - Days::new(1));
        let told = self
            .sessions
            .iter()
            .map(|s| s.day)
            .chain(self.items.iter().map(|item| item.day));
        let laid = self
            .world
            .costs
            .iter()
            .chain(&self.world.benefits)
            .filter(|a| !charged_by_what_ran(a))
            .map(|a| a.from);
        if told.chain(laid).min().is_none_or(|known| known > first) {
            return Err("too_early");
        }
        let once = |a: &&Amount| {
            a.per == "once" && a.spread_months.is_none() && first <= a.from && a.from <= last
        };
        let costs: i128 = self
            .world
            .costs
            .iter()
            .filter(once)
            .map(|a| self.amount_on(a, a.from))
            .sum();
        let signed = self
            .world
            .benefits
            .iter()
            .filter(|b| self.is_signed(b))
            .filter(once);
        let benefits: i128 = signed.map(|a| self.amount_on(a, a.from)).sum();
        Ok(4 * (self.estate(first, last).net() - benefits + costs))
    }

    /// The last day of the history: the end of the month of the newest session or item.
    pub fn history_end(&self) -> NaiveDate {
        let days = self
            .sessions
            .iter()
            .map(|s| s.day)
            .chain(self.items.iter().map(|item| item.day));
        let newest = days.max().expect("every estate ran on some day");
        newest.with_day(1).expect("the first of a month") + Months::new(1) - Days::new(1)
    }

    /// The sum of a project's days.
    pub fn sum(&self, project: &str, from: NaiveDate, to: NaiveDate) -> Cells {
        let mut sum = Cells::default();
        for day in from.iter_days().take_while(|d| *d <= to) {
            sum.add(
                self.values
                    .get(&(day, project.to_owned()))
                    .expect("the oracle was asked for these days"),
            );
        }
        sum
    }

    /// The estate: sums of all projects and `*`; but a session counts once.
    pub fn estate(&self, from: NaiveDate, to: NaiveDate) -> Cells {
        let mut sum = Cells::default();
        for project in self
            .world
            .project_ids()
            .iter()
            .map(String::as_str)
            .chain(["*"])
        {
            sum.add(&self.sum(project, from, to));
        }
        sum.counts = [0; 10];
        let once = self
            .sessions
            .iter()
            .filter(|s| self.counts(s) && s.row.outcome != "test" && !s.counted.is_empty());
        for s in once.filter(|s| from <= s.day && s.day <= to) {
            sum.counts[0] += 1;
            sum.counts[count_column(s.row.outcome)] += 1;
        }
        sum
    }

    /// The latest name of an automation.
    pub fn name(&self, satellite: usize, automation: &str) -> &str {
        self.latest
            .get(&(satellite, automation.to_owned()))
            .map_or("", |latest| &latest.2)
    }

    /// The newest event that a satellite told of.
    pub fn newest_event(&self, satellite: usize) -> Option<DateTime<Utc>> {
        let told = self
            .sessions
            .iter()
            .filter(|s| s.row.satellite == satellite)
            .map(Session::event)
            .max();
        if satellite == items::SATELLITE {
            told.max(items::newest_event(self.world))
        } else {
            told
        }
    }
}

pub(super) fn charged_by_what_ran(line: &Amount) -> bool {
    matches!(line.per, "session" | "machine_hour" | "item")
}

fn add_cost(cells: &mut Cells, line: &Amount, amount: i128) {
    *(if matches!(line.kind, "build" | "change") {
        &mut cells.cost_build
    } else {
        &mut cells.cost_run
    }) += amount;
}
