//! The bridge by cause, worked out a second time: every net between the two windows from the text
//! of the figures, in plain rationals, and held against what was published.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::Amount;
use super::arithmetic::{R, half_even, r, real, whole};
use super::ledger::Ledger;
use super::marts::{Rows, mart};
use super::oracle::Oracle;

/// What a day's value of a project does not say by itself.
#[derive(Debug, Clone, Default)]
pub struct Apart {
    pub failed_units: i128,
    /// Capacity that signed cash replaces.
    pub replaced: i128,
    once: i128,
    /// Charged by what ran.
    pub metered: i128,
    by_the_day: i128,
    /// By currency and its rate of that day.
    converted: Vec<(&'static str, R, i128)>,
    /// Of all of it what is planned as it is charged: to build, to run, and of both once.
    pub charged: [i128; 3],
    pub charged_converted: Vec<(&'static str, R, i128)>,
}

impl Apart {
    /// `rate`: for what runs, on that day. `is_charged`: it is planned as it is charged.
    pub fn pay(&mut self, line: &Amount, amount: i128, rate: Option<R>, is_charged: bool) {
        let is_once = line.per == "once";
        if is_charged {
            self.charged[usize::from(!matches!(line.kind, "build" | "change"))] += amount;
            if is_once && line.spread_months.is_none() {
                self.charged[2] += amount;
            }
            if let (false, true, Some(rate)) = (is_once, line.currency != super::CURRENCY, &rate) {
                let converted = (line.currency, rate.clone(), amount);
                self.charged_converted.push(converted);
            }
        }
        if is_once && line.spread_months.is_none() {
            self.once += amount;
        }
        if matches!(line.per, "session" | "item" | "machine_hour") {
            self.metered += amount;
        }
        if matches!(line.per, "day" | "year") || (is_once && line.spread_months.is_some()) {
            self.by_the_day += amount;
        }
        if let (false, true, Some(rate)) = (is_once, line.currency != super::CURRENCY, rate) {
            self.converted.push((line.currency, rate, amount));
        }
    }
}

type Days2 = (NaiveDate, NaiveDate);

/// The inputs in the order in which they pass.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum In {
    Attempts,
    Success,
    Demand,
    Labour,
    Rework,
    Review,
    Failure,
    Attended,
    Hourly,
    Exchange,
    CostExchange,
    Conversion,
    Lost,
    Signed,
    Replaced,
    OnceSigned,
    OncePaid,
    Cost,
    Days,
}

use In::*;

/// The published name of an input's step, and where its last input stands.
const STEPS: [(&str, In, In); 9] = [
    ("volume", Attempts, Demand),
    ("minutes", Labour, Attended),
    ("rate", Hourly, Hourly),
    ("exchange", Exchange, CostExchange),
    ("put_to_use", Conversion, Lost),
    ("signed", Signed, Replaced),
    ("once", OnceSigned, OncePaid),
    ("cost", Cost, Cost),
    ("calendar", Days, Days),
];

const ALL: [In; 19] = [
    Attempts,
    Success,
    Demand,
    Labour,
    Rework,
    Review,
    Failure,
    Attended,
    Hourly,
    Exchange,
    CostExchange,
    Conversion,
    Lost,
    Signed,
    Replaced,
    OnceSigned,
    OncePaid,
    Cost,
    Days,
];

/// Sums of one window, as real numbers.
pub(super) struct Side {
    pub(super) units: R,
    pub(super) failed: R,
    pub(super) valued: R,
    pub(super) labour: R,
    pub(super) review: R,
    pub(super) failure: R,
    pub(super) attended: R,
    pub(super) net_minutes: R,
    pub(super) rework: R,
    /// Σ minutes × hourly rate, of net minutes and of rework; of rework × exchange rate too.
    pub(super) priced: R,
    pub(super) rework_priced: R,
    pub(super) rework_rated: R,
    pub(super) capacity: R,
    pub(super) lost: R,
    pub(super) recaptured: R,
    pub(super) avoided: R,
    /// Σ replaced × conversion, and the part of it that is told as once.
    pub(super) replaced: R,
    pub(super) replaced_once: R,
    pub(super) signed: R,
    pub(super) once_signed: R,
    pub(super) cost: R,
    pub(super) once_paid: R,
    pub(super) by_the_day: R,
    pub(super) converted: Vec<(&'static str, R, R)>,
    pub(super) days: i64,
    pub(super) net: i128,
}

impl Side {
    pub(super) fn of(oracle: &Oracle, project: &str, (from, to): Days2) -> Self {
        let zero = || whole(0);
        let sum = oracle.sum(project, from, to);
        let of = |name: &str| real(sum.of(name).unwrap_or(0));
        let mut side = Self {
            units: of("units"),
            failed: zero(),
            valued: of("units_valued"),
            labour: of("labour_minutes"),
            review: of("review_minutes"),
            failure: of("failure_minutes"),
            attended: of("attended_minutes"),
            net_minutes: of("net_minutes"),
            rework: of("rework_minutes_saved"),
            priced: zero(),
            rework_priced: zero(),
            rework_rated: zero(),
            capacity: of("capacity"),
            lost: zero(),
            recaptured: of("recaptured"),
            avoided: of("error_avoidance"),
            replaced: zero(),
            replaced_once: zero(),
            signed: real(sum.cashable + sum.avoidance),
            once_signed: zero(),
            cost: real(sum.cost()),
            once_paid: zero(),
            by_the_day: zero(),
            converted: Vec::new(),
            days: (to - from).num_days() + 1,
            net: sum.net(),
        };
        let (mut cash, mut cash_once) = (zero(), zero());
        for day in from.iter_days().take_while(|day| *day <= to) {
            let key = (day, project.to_owned());
            let cells = &oracle.values[&key];
            let apart = oracle.apart.get(&key).cloned().unwrap_or_default();
            side.failed += real(apart.failed_units);
            side.once_paid += real(apart.once);
            side.by_the_day += real(apart.by_the_day);
            let converted = apart.converted.into_iter();
            side.converted
                .extend(converted.map(|(currency, rate, amount)| (currency, rate, real(amount))));
            side.lost += real(cells.of("capacity").unwrap_or(0).min(0));
            let baseline = oracle.baseline(project, day);
            let rate = baseline.and_then(|b| oracle.rate(b.currency, "flow", day));
            if let Some(b) = baseline {
                let minutes = |name: &str| real(cells.of(name).unwrap_or(0)) * r(b.hourly_rate);
                side.priced += minutes("net_minutes");
                side.rework_priced += minutes("rework_minutes_saved");
                let rate = rate.clone().unwrap_or_else(zero);
                side.rework_rated += minutes("rework_minutes_saved") * rate;
                side.replaced += real(apart.replaced) * b.conversion.map_or(whole(1), r);
            }
            let lines = oracle.world.benefits.iter();
            for line in lines.filter(|b| b.project == project && oracle.is_signed(b)) {
                let amount = real(oracle.amount_on(line, day));
                let is_once = line.per == "once" && line.spread_months.is_none();
                if is_once {
                    side.once_signed += &amount;
                }
                if line.kind == "cashable" && line.replaces_capacity && rate.is_some() {
                    cash += &amount;
                    cash_once += if is_once { amount } else { zero() };
                }
            }
        }
        side.signed -= &side.once_signed;
        side.cost -= &side.once_paid;
        if cash != zero() {
            side.replaced_once = &side.replaced * cash_once / cash;
        }
        side
    }

    /// Above and below of the average that is passed for an input.
    fn average(&self, input: In, of_rework: bool) -> (R, R) {
        let attempts = &self.units + &self.failed;
        let sixty = whole(60);
        let (above, below) = match (input, of_rework) {
            (Success, _) => (&self.units, &attempts),
            (Demand, _) => (&self.valued, &self.units),
            (Labour, _) => (&self.labour, &self.valued),
            (Rework, _) => (&self.rework, &self.valued),
            (Review, _) => (&self.review, &self.units),
            (Failure, _) => (&self.failure, &self.failed),
            (Attended, _) => (&self.attended, &self.units),
            (Hourly, false) => (&self.priced, &self.net_minutes),
            (Hourly, true) => (&self.rework_priced, &self.rework),
            (Exchange, false) => (&(&self.capacity * sixty), &self.priced),
            (Exchange, true) => (&self.rework_rated, &self.rework_priced),
            (Conversion, false) => (
                &(&self.recaptured - &self.lost + &self.replaced),
                &(&self.capacity - &self.lost),
            ),
            (Conversion, true) => (&(&self.avoided * sixty), &self.rework_rated),
            _ => unreachable!("it is no average"),
        };
        (above.clone(), below.clone())
    }

    /// Benefit of freed time and avoided errors, before signed cash is taken off.
    fn gross(&self) -> R {
        &self.recaptured + &self.avoided + &self.replaced
    }
}

/// Two sides, and the nets between them.
pub(super) struct Between<'a> {
    pub(super) sides: [&'a Side; 2],
    /// What B pays in other currencies costs so much more than at A's rates.
    pub(super) dearer: R,
}

impl Between<'_> {
    fn average(&self, input: In, of_rework: bool, at: usize) -> R {
        for side in [self.sides[at], self.sides[1 - at]] {
            let (above, below) = side.average(input, of_rework);
            if below != whole(0) {
                return above / below;
            }
        }
        whole(0)
    }

    /// The benefit of freed time and errors where inputs up to `last` are B's.
    fn gross(&self, last: In) -> R {
        let at = |input: In| usize::from(input <= last);
        let of = |input: In| self.average(input, false, at(input));
        let of_rework = |input: In| self.average(input, true, at(input));
        let mut inputs = ALL.iter().filter(|input| **input <= last && **input < Lost);
        let has_moved = |input: &In| match input {
            Attempts => {
                let [a, b] = self.sides.map(|side| &side.units + &side.failed);
                a != b
            }
            CostExchange => false,
            input => [false, true]
                .iter()
                .any(|rework| self.average(*input, *rework, 0) != self.average(*input, *rework, 1)),
        };
        // Averages of what has no divisor leave something over: it stands where first anything
        // moves, and in what is put to use.
        if last >= Lost {
            return self.sides[1].gross();
        }
        if !inputs.any(has_moved) {
            return self.sides[0].gross();
        }
        let side = self.sides[at(Attempts)];
        let attempts = &side.units + &side.failed;
        let units = &attempts * of(Success);
        let valued = &units * of(Demand);
        let minutes = &valued * of(Labour)
            - &units * of(Review)
            - (&attempts - &units) * of(Failure)
            - &units * of(Attended);
        let capacity = minutes * of(Hourly) / whole(60) * of(Exchange);
        let lost = self.sides[0].lost.clone();
        let rework = valued * of(Rework) * of_rework(Hourly) / whole(60) * of_rework(Exchange);
        (capacity - &lost) * of(Conversion) + lost + rework * of_rework(Conversion)
    }

    fn net(&self, last: In) -> i128 {
        let [a, b] = self.sides;
        let pick = |input: In| if input <= last { b } else { a };
        let mut net = self.gross(last);
        net -= &pick(Replaced).replaced - &pick(Replaced).replaced_once;
        net -= &pick(OnceSigned).replaced_once;
        net += &pick(Signed).signed;
        net += &pick(OnceSigned).once_signed;
        net -= &pick(OncePaid).once_paid;
        if last < Cost {
            net -= &a.cost;
            if last >= CostExchange {
                net -= &self.dearer;
            }
        } else {
            net -= &b.cost;
        }
        if last == Cost {
            net += &a.by_the_day * whole(b.days - a.days) / whole(a.days);
        }
        half_even(&(net * whole(1_000_000)))
    }
}

impl Between<'_> {
    /// The first net, each step, and the inputs of the first step.
    pub(super) fn steps(&self, begin: &str) -> Vec<(String, i128)> {
        let before = self.sides[0].net;
        let mut steps = vec![(begin.to_owned(), before)];
        let after = |input: In| match ALL.iter().position(|other| *other == input) {
            Some(0) | None => before,
            Some(at) => self.net(ALL[at - 1]),
        };
        for (name, first, last) in STEPS {
            steps.push((name.to_owned(), self.net(last) - after(first)));
        }
        let [attempts, success] = [Attempts, Success].map(|input| self.net(input));
        steps.push(("attempts".to_owned(), attempts - before));
        steps.push(("success_share".to_owned(), success - attempts));
        steps
    }
}

/// The window before: as many whole months, else as many days.
fn previous((from, to): Days2) -> Days2 {
    let next = to + Days::new(1);
    let before = from - Days::new(1);
    if from.day() == 1 && next.day() == 1 {
        let months = (next.year() - from.year()) * 12 + next.month() as i32 - from.month() as i32;
        return (from - Months::new(months as u32), before);
    }
    let days = (to - from).num_days() as u64;
    (before - Days::new(days), before)
}

/// Holds the published bridge against the one that is worked out here.
pub fn compare(ledger: &mut Ledger, oracle: &Oracle, root: &Path, window: Days2) {
    let rows = mart(root, window, "bridge");
    let before = previous(window);
    let counts = |satellite: usize| oracle.world.satellites[satellite].counts();
    let sessions = oracle.sessions.iter().filter(|s| counts(s.row.satellite));
    let items = oracle.items.iter();
    let items = items.filter(|_| counts(super::items::SATELLITE));
    let first = sessions.map(|s| s.day).chain(items.map(|i| i.day)).min();
    if first.is_none_or(|first| before.0 < first) {
        let why: Vec<_> = rows.iter().map(|row| row["why"].as_str()).collect();
        if why != ["not_comparable"] {
            let place = format!("bridge: nothing to compare with, but {why:?}");
            ledger.differences.push(place);
        }
        return;
    }
    let mut estate: BTreeMap<String, i128> = BTreeMap::new();
    let ids = oracle.world.project_ids();
    for project in ids.iter().map(String::as_str).chain(["*"]) {
        let (a, b) = (
            Side::of(oracle, project, before),
            Side::of(oracle, project, window),
        );
        let mut dearer = whole(0);
        for (currency, rate, amount) in &b.converted {
            if let Some(at_a) = oracle.rate(currency, "flow", before.1) {
                dearer += amount - amount * at_a / rate;
            }
        }
        let between = Between {
            sides: [&a, &b],
            dearer,
        };
        let expected = between.steps("previous");
        if between.net(Days) != b.net {
            ledger.differences.push(format!(
                "bridge[{project}] ends at {}, the net is {}",
                between.net(Days),
                b.net
            ));
        }
        let mine: Rows = rows
            .iter()
            .filter(|row| row["level"] == "project" && row["project_id"] == project)
            .cloned()
            .collect();
        say(ledger, &format!("bridge[{project}]"), &expected, &mine);
        let is_unvalued = oracle.sum(project, window.0, window.1);
        let is_unvalued = is_unvalued.of("units").is_none() && is_unvalued.counts[0] > 0;
        if let Some(row) = mine.first() {
            let why = if is_unvalued { "not_valued" } else { "" };
            ledger.say(&format!("bridge[{project}]"), "why", why, row.get("why"));
        } else if is_unvalued {
            let place = format!("bridge[{project}]: no row, but it ran");
            ledger.differences.push(place);
        }
        for (name, amount) in expected {
            *estate.entry(name).or_default() += amount;
        }
    }
    let mine: Rows = rows
        .iter()
        .filter(|row| row["level"] == "estate")
        .cloned()
        .collect();
    let expected: Vec<_> = estate.into_iter().collect();
    say(ledger, "bridge[estate]", &expected, &mine);
}

/// Amounts by step, and by the inputs of the first step.
pub(super) fn say(ledger: &mut Ledger, place: &str, expected: &[(String, i128)], rows: &Rows) {
    for (name, amount) in expected {
        let found: i128 = rows
            .iter()
            .filter(|row| row["step"] == *name || row["input"] == *name)
            .map(|row| row["amount_micros"].parse::<i128>().expect("micros"))
            .sum();
        ledger.say(place, name, amount, Some(&found.to_string()));
    }
}
