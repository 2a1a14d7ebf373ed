//! The bridge by cause: how the net of one side (A) becomes the net of the other (B). Each side is
//! condensed to the averages of its own sums; then one input after the other passes from A to B, in
//! a fixed order, and what the net moves by is that input's part. Between the two nets, which are
//! those that are published, every net is an exact fraction that is rounded once, so the parts add
//! up to the micro-unit. The parts of such a bridge depend on the order, so it is said on the page.

use std::collections::BTreeMap;

use super::condensed::{Averages, Condensed};
use super::rational::Rational;
use crate::model::Micros;
use crate::model::board::causes::{CauseBridge, CauseInput, CausePart};

/// What lies between two sides beside their sums.
#[derive(Debug, Clone, Default)]
pub struct BetweenSides {
    /// Of each currency the rate at which A would have paid, and the rate of B's last day.
    pub rates: BTreeMap<String, (Micros, Option<Micros>)>,
    /// How many days A and B have; none where both are the same days.
    pub days: Option<(i64, i64)>,
}

/// The bridge from A to B; none where a net between them is beyond the range of the tables.
///
/// ```
/// # use reckoner::model::{Micros, board::causes::CauseStep, value::{Ladder, Soft}};
/// # use reckoner::transform::figures::{bridge::{BetweenSides, bridge}, condensed::Condensed};
/// // Invoice capture: 1,000 invoices of 5 minutes at 36.00 an hour, then 1,025 of 4 minutes.
/// let side = |units: i64, minutes: i64| {
///     let labour = Micros::whole(units * minutes);
///     let capacity = Micros(labour.0 * 36 / 60);
///     let units = Micros::whole(units);
///     Condensed {
///         ladder: Ladder {
///             units, units_valued: units, labour_minutes: labour, net_minutes: labour, ..Ladder::default()
///         },
///         soft: Soft { capacity, recaptured: capacity, ..Soft::default() },
///         priced: (labour.0 * 36_000_000).into(),
///         ..Condensed::default()
///     }
/// };
/// let bridge = bridge(&side(1_000, 5), &side(1_025, 4), &BetweenSides::default()).unwrap();
/// // 25 more invoices of 5 minutes at 0.60 a minute; then 1,025 of one minute less
/// assert_eq!((bridge.before, bridge.after), (Micros::whole(3_000), Micros::whole(2_460)));
/// assert_eq!(bridge.amount(CauseStep::Volume), Micros::whole(75));
/// assert_eq!(bridge.amount(CauseStep::Minutes), Micros::whole(-615));
/// ```
pub fn bridge(a: &Condensed, b: &Condensed, between: &BetweenSides) -> Option<CauseBridge> {
    let mut walk = BridgeWalk::from(a);
    if a.has_minutes() || b.has_minutes() {
        walk.minutes(a, b)?;
    }
    walk.cost_exchange(b, between)?;
    if a.has_minutes() || b.has_minutes() {
        walk.put_to_use(a, b)?;
    }
    walk.amounts(a, b, between)?;
    Some(CauseBridge::of(a.net(), walk.parts))
}

/// Bridges of several projects, added up. Of what is no money the estate has no number of its own,
/// unless it is the same in all projects in which it moved.
pub fn added_up<'a>(bridges: impl IntoIterator<Item = &'a CauseBridge>) -> CauseBridge {
    let mut before = Micros::ZERO;
    let mut sums: BTreeMap<(CauseInput, Option<String>), CausePart> = BTreeMap::new();
    for bridge in bridges {
        before += bridge.before;
        for part in &bridge.parts {
            let key = (part.input, part.currency.clone());
            match sums.get_mut(&key) {
                Some(sum) => add(sum, part),
                None => {
                    sums.insert(key, of_estate(part));
                }
            }
        }
    }
    CauseBridge::of(before, sums.into_values().collect())
}

/// Rates and days are numbers of an estate; minutes and shares are those of one project's units.
fn of_estate(part: &CausePart) -> CausePart {
    let speaks_for_all = part.input.is_money()
        || matches!(
            part.input,
            CauseInput::ExchangeRate | CauseInput::CostExchange | CauseInput::Days
        );
    let number = |n: Option<Micros>| n.filter(|_| speaks_for_all);
    CausePart {
        before: number(part.before),
        after: number(part.after),
        ..part.clone()
    }
}

fn add(sum: &mut CausePart, part: &CausePart) {
    sum.amount += part.amount;
    let both = |a: Option<Micros>, b: Option<Micros>| {
        let (a, b) = (a?, b?);
        match part.input.is_money() {
            true => Some(a + b),
            false => (a == b).then_some(a),
        }
    };
    sum.before = both(sum.before, part.before);
    sum.after = both(sum.after, part.after);
}

/// The net on its way from A to B.
struct BridgeWalk {
    parts: Vec<CausePart>,
    /// As it stands after the last part.
    net: Micros,
    /// What it is made of, in micros: what minutes and errors bring, less what signed cash replaces
    /// of it, and all amounts.
    gross: Rational,
    replaced: Rational,
    replaced_once: Rational,
    amounts: Rational,
}

/// A number that moves, as it is shown.
type Moved = (Option<Micros>, Option<Micros>);

impl BridgeWalk {
    fn from(a: &Condensed) -> Self {
        let amounts = a.signed + a.once_signed - a.cost - a.once_paid;
        let once = a.deduction_once();
        Self {
            parts: Vec::new(),
            net: a.net(),
            gross: a.gross(),
            replaced: a.deduction().minus(&once),
            replaced_once: once,
            amounts: Rational::whole(amounts.0),
        }
    }

    /// Ends a part: what the net moved by since the last one is its amount.
    fn end(&mut self, input: CauseInput, currency: Option<&str>, moved: Moved) -> Option<()> {
        let replaced = self.replaced.plus(&self.replaced_once);
        let net = self.gross.minus(&replaced).plus(&self.amounts).round()?;
        let (amount, (before, after)) = (net - self.net, moved);
        self.net = net;
        let is_there = input.is_money() && before.or(after).is_some_and(|n| !n.is_zero());
        if !amount.is_zero() || before != after || is_there {
            self.parts.push(CausePart {
                input,
                currency: currency.map(str::to_owned),
                before,
                after,
                amount,
            });
        }
        Some(())
    }

    /// Volume, minutes, rate and exchange of what rests on baselines.
    fn minutes(&mut self, a: &Condensed, b: &Condensed) -> Option<()> {
        let (mut now, then) = (Averages::of(a, b), Averages::of(b, a));
        let currency = b.currency.as_deref().or(a.currency.as_deref());
        macro_rules! pass {
            ($($input:ident $field:ident $shown:expr, $of:expr;)+) => {$(
                let shown: fn(&Averages) -> Option<Micros> = $shown;
                let moved = (shown(&now), shown(&then));
                if now.$field != then.$field {
                    now.$field = then.$field.clone();
                    self.gross = now.gross();
                }
                self.end(CauseInput::$input, $of, moved)?;
            )+};
        }
        pass! {
            Attempts attempts |s| s.attempts.round(), None;
            Success success |s| s.success.to_micros(), None;
            Demand demand |s| s.demand.to_micros(), None;
            LabourMinutes labour |s| s.labour.to_micros(), None;
            ReworkMinutes rework |s| s.rework.to_micros(), None;
            ReviewMinutes review |s| s.review.to_micros(), None;
            FailureMinutes failure |s| s.failure.to_micros(), None;
            AttendedMinutes attended |s| s.attended.to_micros(), None;
            HourlyRate hourly |s| s.hourly[0].to_micros(), None;
            ExchangeRate exchange |s| s.exchange[0].to_micros(), currency;
        }
        Some(())
    }

    /// What B pays in other currencies costs another amount than at A's rates.
    fn cost_exchange(&mut self, b: &Condensed, between: &BetweenSides) -> Option<()> {
        for (currency, (before, after)) in &between.rates {
            let paid = b.converted.iter().filter(|((of, _), _)| of == currency);
            let mut dearer = Rational::whole(0);
            for ((_, rate), amount) in paid {
                let at_a = Rational::of(amount.0 * before.0, rate.0)?;
                dearer = dearer.plus(&Rational::whole(amount.0).minus(&at_a));
            }
            self.amounts = self.amounts.minus(&dearer);
            let rates = match dearer == Rational::whole(0) {
                true => (None, None),
                false => (Some(*before), *after),
            };
            self.end(CauseInput::CostExchange, Some(currency), rates)?;
        }
        Some(())
    }

    /// Conversion and lost time: the last that rests on baselines, so what B's averages leave over
    /// is told here.
    fn put_to_use(&mut self, a: &Condensed, b: &Condensed) -> Option<()> {
        let (before, then) = (Averages::of(a, b), Averages::of(b, a));
        let shown = |of: &Averages| of.conversion[0].to_micros();
        let moved = (shown(&before), shown(&then));
        if before.conversion != then.conversion {
            let now = Averages {
                lost: before.lost,
                ..then
            };
            self.gross = now.gross();
        }
        self.end(CauseInput::Conversion, None, moved)?;
        self.gross = b.gross();
        self.end(CauseInput::LostCapacity, None, (Some(a.lost), Some(b.lost)))
    }

    /// Signed amounts, what comes once, other cost, and the number of days.
    fn amounts(&mut self, a: &Condensed, b: &Condensed, between: &BetweenSides) -> Option<()> {
        let once = b.deduction_once();
        let whole = |amount: Micros| Rational::whole(amount.0);
        let both = |before: Micros, after: Micros| (Some(before), Some(after));
        let grown = |before, after| whole(after).minus(&whole(before));
        self.amounts = self.amounts.plus(&grown(a.signed, b.signed));
        self.end(CauseInput::SignedAmount, None, both(a.signed, b.signed))?;

        let before = self.replaced.round();
        self.replaced = b.deduction().minus(&once);
        let after = self.replaced.round();
        self.end(CauseInput::ReplacedCapacity, None, (before, after))?;

        self.replaced_once = once;
        let signed = both(a.once_signed, b.once_signed);
        self.amounts = self.amounts.plus(&grown(a.once_signed, b.once_signed));
        self.end(CauseInput::OnceSigned, None, signed)?;
        self.amounts = self.amounts.minus(&grown(a.once_paid, b.once_paid));
        self.end(CauseInput::OncePaid, None, both(a.once_paid, b.once_paid))?;

        // All other cost is B's; without that which its number of days brings.
        let paid = whole(b.signed + b.once_signed - b.cost - b.once_paid);
        let (before, after) = between.days.unwrap_or((1, 1));
        let longer = Rational::of(a.by_the_day.0 * i128::from(after - before), before)?;
        self.amounts = paid.plus(&longer);
        self.end(CauseInput::OtherCost, None, both(a.cost, b.cost))?;
        self.amounts = paid;
        let days = |n: i64| Some(Micros::whole(n)).filter(|_| !a.by_the_day.is_zero());
        self.end(CauseInput::Days, None, (days(before), days(after)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::board::causes::CauseStep;
    use crate::model::exact::{ONE, Product};
    use crate::model::value::{Ladder, Soft};

    fn m(text: &str) -> Micros {
        text.parse().unwrap()
    }

    /// What a side was planned or done with; the rest is 0, conversion and exchange are 1.
    struct Said {
        units: &'static str,
        failed: &'static str,
        /// For a unit by hand, to review it, of a failed one, and attended in all.
        minutes: [&'static str; 4],
        hourly: &'static str,
        exchange: &'static str,
        conversion: &'static str,
        signed: &'static str,
        cost: &'static str,
    }

    /// The sums of such a side, rounded as those of a row are.
    fn side(said: &Said) -> Condensed {
        let times = |a: Micros, b: &str| Product::of(a).times(m(b)).round();
        let (units, failed_units) = (m(said.units), m(said.failed));
        let [labour, review, failure, attended] = said.minutes;
        let mut ladder = Ladder {
            units,
            units_valued: units,
            labour_minutes: times(units, labour),
            review_minutes: times(units, review),
            failure_minutes: times(failed_units, failure),
            attended_minutes: m(attended),
            ..Ladder::default()
        };
        ladder.net_minutes = ladder.labour_minutes
            - ladder.review_minutes
            - ladder.failure_minutes
            - ladder.attended_minutes;
        let hourly = Product::of(ladder.net_minutes).times(m(said.hourly));
        let capacity = hourly.times(m(said.exchange)).over(60);
        let soft = Soft {
            capacity,
            recaptured: times(capacity, said.conversion),
            ..Soft::default()
        };
        Condensed {
            ladder,
            failed_units,
            soft,
            priced: (ladder.net_minutes.0 * m(said.hourly).0).into(),
            signed: m(said.signed),
            cost: m(said.cost),
            ..Condensed::default()
        }
    }

    fn steps(bridge: &CauseBridge) -> [Micros; 9] {
        let amounts: Vec<Micros> = bridge.steps.iter().map(|(_, amount)| *amount).collect();
        amounts.try_into().unwrap()
    }

    fn parts(bridge: &CauseBridge, wanted: &[CauseInput]) -> Vec<Micros> {
        let of = |input: &CauseInput| {
            let parts = bridge.parts.iter().filter(|part| part.input == *input);
            parts.map(|part| part.amount).sum()
        };
        wanted.iter().map(of).collect()
    }

    #[test]
    fn from_a_plan_to_what_was_done_each_input_passes_once() {
        // 1,000 units of 5 minutes at 0.60 a minute less 400.00; then 1,025 of 1,100, 4 minutes.
        let plan = Said {
            units: "1000",
            failed: "0",
            minutes: ["5", "0", "0", "0"],
            hourly: "36",
            exchange: "1",
            conversion: "1",
            signed: "0",
            cost: "400",
        };
        let march = Said {
            units: "1025",
            failed: "75",
            minutes: ["4", "0", "0", "0"],
            cost: "415",
            ..plan
        };
        let found = bridge(&side(&plan), &side(&march), &BetweenSides::default()).unwrap();
        assert_eq!((found.before, found.after), (m("2600"), m("2045")));
        // 100 attempts × 5 × 0.60; −75 units × 5 × 0.60
        let volume = [CauseInput::Attempts, CauseInput::Success];
        assert_eq!(parts(&found, &volume), [m("300"), m("-225")]);
        assert_eq!(found.amount(CauseStep::Minutes), m("-615"));
        assert_eq!(found.amount(CauseStep::Cost), m("-15"));
        let expected = ["75", "-615", "0", "0", "0", "0", "0", "-15", "0"].map(m);
        assert_eq!(steps(&found), expected);
    }

    #[test]
    fn every_input_that_moves_has_a_step_and_they_add_up() {
        let plan = Said {
            units: "1000",
            failed: "111.111111",
            minutes: ["5", "0.5", "2", "0"],
            hourly: "30",
            exchange: "1.1",
            conversion: "0.8",
            signed: "0",
            cost: "500",
        };
        let done = Said {
            units: "1020",
            failed: "180",
            minutes: ["4.5", "0.6", "2", "60"],
            hourly: "32",
            exchange: "1.2",
            conversion: "0.75",
            signed: "100",
            cost: "540",
        };
        let found = bridge(&side(&plan), &side(&done), &BetweenSides::default()).unwrap();
        assert_eq!(
            (found.before, found.after),
            (m("1382.222222"), m("1267.84"))
        );
        let volume = [
            CauseInput::Attempts,
            CauseInput::Success,
            CauseInput::Demand,
        ];
        assert_eq!(parts(&found, &volume), ["150.577778", "-171.6", "0"].map(m));
        let expected = [
            "-21.022222",
            "-295.68",
            "104.368",
            "151.808",
            "-113.856",
            "100",
            "0",
            "-40",
            "0",
        ];
        assert_eq!(steps(&found), expected.map(m));
        let all: Micros = steps(&found).into_iter().sum();
        assert_eq!(found.before + all, found.after);
    }

    #[test]
    fn a_failed_unit_that_takes_longer_is_told_with_the_minutes() {
        let of = |failure: &'static str| {
            side(&Said {
                units: "100",
                failed: "20",
                minutes: ["6", "0", failure, "0"],
                hourly: "30",
                exchange: "1",
                conversion: "1",
                signed: "0",
                cost: "0",
            })
        };
        // 20 × 2 more minutes at 0.50 a minute
        let found = bridge(&of("3"), &of("5"), &BetweenSides::default()).unwrap();
        assert_eq!(parts(&found, &[CauseInput::FailureMinutes]), [m("-20")]);
        assert_eq!(found.amount(CauseStep::Minutes), m("-20"));
    }

    #[test]
    fn what_is_new_is_volume_and_so_is_what_is_gone() {
        let done = side(&Said {
            units: "100",
            failed: "10",
            minutes: ["6", "0", "3", "0"],
            hourly: "40",
            exchange: "1",
            conversion: "0.5",
            signed: "0",
            cost: "0",
        });
        // 600 − 30 minutes at 40.00 an hour are 380.00, of which half is put to use.
        let none = Condensed::default();
        let new = bridge(&none, &done, &BetweenSides::default()).unwrap();
        assert_eq!(new.after, m("190"));
        assert_eq!(new.amount(CauseStep::Volume), m("190"));
        let gone = bridge(&done, &none, &BetweenSides::default()).unwrap();
        assert_eq!(
            (gone.after, gone.amount(CauseStep::Volume)),
            (m("0"), m("-190"))
        );
    }

    #[test]
    fn cost_is_told_apart_by_currency_by_days_and_by_what_comes_once() {
        // 28 days of 10.00, 110.00 for 100 EUR at 1.10; then 31 days of 10.00, 180.00 for 150 EUR
        // at 1.20, and 70.00 once.
        let february = Condensed {
            cost: m("390"),
            by_the_day: m("280"),
            ..Condensed::default()
        };
        let mut march = Condensed {
            cost: m("560"),
            by_the_day: m("310"),
            converted: [(("EUR".to_owned(), m("1.2")), m("180"))].into(),
            ..Condensed::default()
        };
        march.paid_once(m("70"));
        let between = BetweenSides {
            rates: [("EUR".to_owned(), (m("1.1"), Some(m("1.2"))))].into(),
            days: Some((28, 31)),
        };
        let found = bridge(&february, &march, &between).unwrap();
        assert_eq!((found.before, found.after), (m("-390"), m("-560")));
        // 150 EUR × 0.10; 50 EUR × 1.10; 3 days × 10.00
        let expected = ["0", "0", "0", "-15", "0", "0", "-70", "-55", "-30"].map(m);
        assert_eq!(steps(&found), expected);
    }

    #[test]
    fn cash_that_comes_once_takes_its_part_of_what_cash_replaces() {
        // 400.00 of freed time of which half is put to use; 300.00 of cash replace it, 100.00 of
        // these come once.
        let free = Condensed {
            soft: Soft {
                capacity: m("400"),
                recaptured: m("200"),
                ..Soft::default()
            },
            ..Condensed::default()
        };
        let mut cashed = Condensed {
            soft: Soft {
                capacity: m("400"),
                recaptured: m("50"),
                ..Soft::default()
            },
            signed: m("300"),
            replacing: m("300"),
            replacing_once: m("100"),
            ..Condensed::default()
        };
        cashed.replace(m("300"), m("0.5"));
        cashed.signed_once(m("100"));
        let found = bridge(&free, &cashed, &BetweenSides::default()).unwrap();
        // 200 − 200 × 0.5 of each month; 100 − 100 × 0.5 once
        assert_eq!(found.amount(CauseStep::Signed), m("100"));
        assert_eq!(found.amount(CauseStep::Once), m("50"));
        assert_eq!((found.before, found.after), (m("200"), m("350")));
    }

    #[test]
    fn days_that_lose_time_are_told_beside_the_conversion() {
        // 100.00 freed, half of it put to use; then 110.00 freed and 10.00 lost, whole.
        let side = |lost: &str, recaptured: &str| Condensed {
            soft: Soft {
                capacity: m("100"),
                recaptured: m(recaptured),
                ..Soft::default()
            },
            lost: m(lost),
            priced: (100 * ONE * ONE).into(),
            ladder: Ladder {
                net_minutes: m("100"),
                labour_minutes: m("100"),
                units: m("100"),
                units_valued: m("100"),
                ..Ladder::default()
            },
            ..Condensed::default()
        };
        let found = bridge(
            &side("0", "50"),
            &side("-10", "45"),
            &BetweenSides::default(),
        )
        .unwrap();
        let used = [CauseInput::Conversion, CauseInput::LostCapacity];
        assert_eq!(parts(&found, &used), [m("0"), m("-5")]);
    }

    #[test]
    fn bridges_add_up_and_so_do_amounts_but_minutes_of_two_projects_do_not() {
        let part = |input, before: &str, after: &str, amount: &str| CausePart {
            input,
            currency: None,
            before: Some(m(before)),
            after: Some(m(after)),
            amount: m(amount),
        };
        let one = vec![
            part(CauseInput::LabourMinutes, "5", "4", "-615"),
            part(CauseInput::OtherCost, "300", "310", "-10"),
            part(CauseInput::Days, "28", "31", "-3"),
        ];
        let other = vec![
            part(CauseInput::OtherCost, "20", "10", "10"),
            part(CauseInput::Days, "28", "31", "-30"),
        ];
        let bridges = [
            CauseBridge::of(m("1000"), one),
            CauseBridge::of(m("7"), other),
        ];
        let sum = added_up(&bridges);
        assert_eq!((sum.before, sum.after), (m("1007"), m("359")));
        let minutes = CausePart {
            before: None,
            after: None,
            ..part(CauseInput::LabourMinutes, "0", "0", "-615")
        };
        let cost = part(CauseInput::OtherCost, "320", "320", "0");
        let days = part(CauseInput::Days, "28", "31", "-33");
        assert_eq!(sum.parts, [minutes, cost, days]);
    }

    #[test]
    fn a_net_beyond_the_tables_has_no_bridge() {
        let side = |cost: i64| Condensed {
            cost: Micros::whole(cost),
            ..Condensed::default()
        };
        let nine = 9_000_000_000_000;
        let between = BetweenSides::default();
        assert!(bridge(&side(0), &side(nine), &between).is_some());
        assert!(bridge(&side(0), &side(2 * nine), &between).is_none());
    }
}
