//! Amounts on days: what of an amount belongs to a day, and how a shared one is split over
//! projects. Money is converted and rounded before it is laid, so the days of a period add up to it
//! to the micro-unit.

use chrono::{Datelike, Months, NaiveDate};

use crate::model::exact::{Product, div_half_even};
use crate::model::master::{Amount, Per, RateKind, Rates};
use crate::model::window::Month;
use crate::model::{Micros, Window};

/// Day `k` of `n` carries `round(A·k/n) − round(A·(k−1)/n)`.
///
/// ```
/// # use reckoner::{model::Micros, transform::amounts::lay};
/// // 100.00 over the 31 days of March: 3.225806 on the first; all days together are 100.00 again.
/// let hundred = Micros::whole(100);
/// assert_eq!(lay(hundred, 1, 31), Micros(3_225_806));
/// assert_eq!((1..=31).map(|k| lay(hundred, k, 31)).sum::<Micros>(), hundred);
/// ```
pub fn lay(amount: Micros, k: i64, n: i64) -> Micros {
    let up_to = |k: i64| div_half_even(amount.0 * i128::from(k), i128::from(n));
    Micros(up_to(k) - up_to(k - 1))
}

/// So much of a kind a project's day holds: a trillion. Its sums then fit the integers of the
/// tables.
pub const MOST: Micros = Micros::whole(1_000_000_000_000);

/// What of an amount lies on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDay {
    /// It does not speak of that day.
    Nothing,
    /// In the reporting currency.
    Money(Micros),
    /// There is an amount, but no exchange rate: not valued.
    Unrated,
}

/// What of an amount that is laid on days lies on this one. What is charged by what ran lies on
/// none.
pub fn on_day(amount: &Amount, rates: &Rates, day: NaiveDate) -> OnDay {
    laid(amount, day, |kind, at| rates.on(&amount.currency, kind, at))
}

/// The same, converted at rates of one's own: of what kind, on which day.
pub fn laid(
    amount: &Amount,
    day: NaiveDate,
    rate: impl Fn(RateKind, NaiveDate) -> Option<Micros>,
) -> OnDay {
    let convert =
        |kind, at| rate(kind, at).map(|rate| Product::of(amount.amount).times(rate).round());
    let spoken_of = amount.from <= day && amount.to.is_none_or(|to| day <= to);
    let (money, k, n) = match amount.per {
        Per::Once => {
            // Spot, on `from`, for every day it is laid on: it was paid once.
            let Some((k, n)) = once(amount, day) else {
                return OnDay::Nothing;
            };
            (convert(RateKind::Spot, amount.from), k, n)
        }
        Per::Session | Per::Item | Per::MachineHour => return OnDay::Nothing,
        _ if !spoken_of => return OnDay::Nothing,
        Per::Day => (convert(RateKind::Flow, day), 1, 1),
        Per::Month => (
            convert(RateKind::Flow, day),
            i64::from(day.day()),
            Month::of(day).window().day_count(),
        ),
        Per::Year => (
            convert(RateKind::Flow, day),
            i64::from(day.ordinal()),
            if day.leap_year() { 366 } else { 365 },
        ),
    };
    money.map_or(OnDay::Unrated, |money| OnDay::Money(lay(money, k, n)))
}

/// Which day of how many this is: a single one, or those from `from` to the day before the same day
/// so many months later (the 29th to 31st clamp to a month's end).
fn once(amount: &Amount, day: NaiveDate) -> Option<(i64, i64)> {
    let days = laid_once(amount)?;
    let k = (day - amount.from).num_days() + 1;
    days.contains(day).then_some((k, days.day_count()))
}

/// The days on which an amount lies that is paid once.
pub fn laid_once(amount: &Amount) -> Option<Window> {
    let spread = amount
        .spread_months
        .and_then(|months| amount.from.checked_add_months(Months::new(months)));
    let last = spread.and_then(|end| end.pred_opt());
    Window::new(
        amount.from,
        last.map_or(amount.from, |last| last.max(amount.from)),
    )
}

/// Whether an amount that is charged by what ran is charged on this day.
pub fn is_charged(amount: &Amount, day: NaiveDate) -> bool {
    amount.from <= day && amount.to.is_none_or(|to| day <= to)
}

/// The shares of an amount by weight: floors first, the micros that remain to the largest
/// remainders, and among equals to the first (the caller lists projects in the order of their ids).
/// `None` where nobody has any weight.
///
/// ```
/// # use reckoner::{model::Micros, transform::amounts::split};
/// // 0.00001 among three equals: 3 each, and the tenth micro to the first
/// assert_eq!(split(Micros(10), &[1, 1, 1]), Some(vec![Micros(4), Micros(3), Micros(3)]));
/// assert_eq!(split(Micros(10), &[0, 0]), None);
/// ```
pub fn split(amount: Micros, weights: &[i128]) -> Option<Vec<Micros>> {
    let total: i128 = weights.iter().sum();
    if total <= 0 {
        return None;
    }
    let (mut shares, mut remainders) = (
        Vec::with_capacity(weights.len()),
        Vec::with_capacity(weights.len()),
    );
    for weight in weights {
        let (share, remainder) = part(amount.0, *weight, total);
        shares.push(Micros(share));
        remainders.push(remainder);
    }
    let remaining = (amount - shares.iter().copied().sum()).0 as usize;
    let mut order: Vec<usize> = (0..weights.len()).collect();
    // A stable sort: ties stay in the order of the ids.
    order.sort_by_key(|&i| std::cmp::Reverse(remainders[i]));
    for &i in order.iter().take(remaining) {
        shares[i] += Micros(1);
    }
    Some(shares)
}

/// `amount × weight / total` and its remainder. In two halves: weights are milliseconds times
/// micros over weeks of a whole estate, and the product of both may leave 127 bits.
fn part(amount: i128, weight: i128, total: i128) -> (i128, i128) {
    const HALF: u32 = 32;
    let (high, low) = (amount >> HALF, amount & ((1 << HALF) - 1));
    let (quotient, remainder) = (
        (high * weight).div_euclid(total),
        (high * weight).rem_euclid(total),
    );
    let rest = (remainder << HALF) + low * weight;
    (
        (quotient << HALF) + rest.div_euclid(total),
        rest.rem_euclid(total),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::master::{Line, Rate};
    use crate::model::window::day;

    fn d(text: &str) -> NaiveDate {
        day(text).unwrap()
    }

    fn amount(
        units: i64,
        per: Per,
        from: &str,
        to: Option<&str>,
        spread_months: Option<u32>,
    ) -> Amount {
        Amount {
            amount: Micros::whole(units),
            currency: "USD".into(),
            per,
            from: d(from),
            to: to.map(d),
            spread_months,
        }
    }

    fn dollars() -> Rates {
        Rates {
            reporting: "USD".into(),
            ..Rates::default()
        }
    }

    fn money(amount: &Amount, day: &str) -> Option<i128> {
        match on_day(amount, &dollars(), d(day)) {
            OnDay::Money(m) => Some(m.0),
            _ => None,
        }
    }

    #[test]
    fn a_month_is_laid_over_all_its_days_also_where_only_some_count() {
        // 28.00 a month from 15 February 2026 (28 days): 1.00 a day, 14 days of it; then 28/31 in
        // March: 0.903226 on the 1st.
        let licence = amount(28, Per::Month, "2026-02-15", Some("2026-03-31"), None);
        assert_eq!(money(&licence, "2026-02-14"), None);
        assert_eq!(money(&licence, "2026-02-15"), Some(1_000_000));
        assert_eq!(money(&licence, "2026-02-28"), Some(1_000_000));
        assert_eq!(money(&licence, "2026-03-01"), Some(903_226)); // 0.90322580… up
        assert_eq!(money(&licence, "2026-03-02"), Some(903_226)); // round(1.806451612) = 1.806452, less 0.903226
        assert_eq!(money(&licence, "2026-03-03"), Some(903_225)); // round(2.709677419) = 2.709677, less 1.806452
        assert_eq!(money(&licence, "2026-04-01"), None);
    }

    #[test]
    fn a_leap_february_has_29_days_and_a_leap_year_366() {
        let monthly = amount(29, Per::Month, "2024-01-01", None, None);
        assert_eq!(money(&monthly, "2024-02-29"), Some(1_000_000));
        let yearly = amount(366, Per::Year, "2024-01-01", None, None);
        assert_eq!(money(&yearly, "2024-12-31"), Some(1_000_000));
        assert_eq!(money(&yearly, "2025-01-01"), Some(1_002_740)); // 366/365 = 1.0027397…
    }

    #[test]
    fn once_is_whole_on_its_day_or_spread_to_the_day_before_the_same_day() {
        let whole = amount(100, Per::Once, "2026-03-05", None, None);
        assert_eq!(money(&whole, "2026-03-05"), Some(100_000_000));
        assert_eq!(money(&whole, "2026-03-06"), None);
        // from 31 January, one month: the same day clamps to 28 February, so 28 days, 31 January to
        // 27 February
        let spread = amount(28, Per::Once, "2026-01-31", None, Some(1));
        assert_eq!(money(&spread, "2026-01-31"), Some(1_000_000));
        assert_eq!(money(&spread, "2026-02-27"), Some(1_000_000));
        assert_eq!(money(&spread, "2026-02-28"), None);
    }

    #[test]
    fn once_takes_the_spot_rate_of_its_first_day_and_flows_take_each_days() {
        let row = |from: &str, rate: i128| Rate {
            line: Line {
                file: "rates.csv",
                line: 2,
            },
            from: d(from),
            rate: Micros(rate),
        };
        let mut rates = dollars();
        rates.rows.insert(
            ("EUR".into(), RateKind::Flow),
            vec![row("2026-01-01", 1_100_000), row("2026-03-02", 1_200_000)],
        );
        rates.rows.insert(
            ("EUR".into(), RateKind::Spot),
            vec![row("2026-01-01", 1_500_000)],
        );
        let euros = |per, spread| Amount {
            currency: "EUR".into(),
            ..amount(31, per, "2026-03-01", None, spread)
        };
        // 31 × 1.5 over 31 days
        assert_eq!(
            on_day(&euros(Per::Once, Some(1)), &rates, d("2026-03-20")),
            OnDay::Money(Micros(1_500_000))
        );
        assert_eq!(
            on_day(&euros(Per::Month, None), &rates, d("2026-03-01")),
            OnDay::Money(Micros(1_100_000))
        );
        assert_eq!(
            on_day(&euros(Per::Month, None), &rates, d("2026-03-02")),
            OnDay::Money(Micros(1_200_000))
        );
        let early = Amount {
            from: d("2025-12-31"),
            ..euros(Per::Day, None)
        };
        assert_eq!(on_day(&early, &rates, d("2025-12-31")), OnDay::Unrated);
    }

    #[test]
    fn largest_remainders_get_the_micros_that_are_left() {
        // 10 by 5 : 3 : 1 of 9 = 5.55…, 3.33…, 1.11…: floors 5, 3, 1; the one left to the largest
        // remainder, the first
        assert_eq!(
            split(Micros(10), &[5, 3, 1]),
            Some(vec![Micros(6), Micros(3), Micros(1)])
        );
        // 2 by 1 : 0 : 1 : 1: floors 0, remainders 2/3 each: the first two of the equals
        assert_eq!(
            split(Micros(2), &[1, 0, 1, 1]),
            Some(vec![Micros(1), Micros(0), Micros(1), Micros(0)])
        );
    }
}
