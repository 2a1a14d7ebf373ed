//! Quotients: the one place where two exact integers become a double, and figures that are one
//! number over another.

use super::exact::{Micros, div_half_even};
use super::session::{NotAWord, words};
use super::value::Value;
use super::window::Window;
use std::fmt;
use std::str::FromStr;

/// The double nearest to `above / below`, a half to the even one: the same whoever divides, and
/// however. None where there is nothing to divide by.
///
/// ```
/// # use reckoner::model::ratio::quotient;
/// assert_eq!(quotient(1, 3), Some(1.0 / 3.0));
/// assert_eq!(quotient(-7, 2), Some(-3.5));
/// assert_eq!(quotient(1, 0), None);
/// ```
pub fn quotient(above: i128, below: i128) -> Option<f64> {
    if below == 0 || above == 0 {
        return (below != 0).then_some(0.0);
    }
    let (a, b) = (above.unsigned_abs(), below.unsigned_abs());
    // 55 bits or a few more of the quotient, and whether anything is left behind them: enough to
    // round to 53 once.
    let wanted = 55 + i64::from(a.leading_zeros()) - i64::from(b.leading_zeros());
    let (mut bits, mut rest) = (a / b, a % b);
    for _ in 0..wanted {
        rest <<= 1;
        bits = bits << 1 | u128::from(rest >= b);
        rest -= if rest >= b { b } else { 0 };
    }
    // Of a quotient that is larger than that, the lowest bits only say whether anything is left.
    let surplus = (128 - bits.leading_zeros()).saturating_sub(62);
    let lost = bits & ((1 << surplus) - 1) != 0 || rest != 0;
    let sticky = (bits >> surplus) << 1 | u128::from(lost);
    let double = sticky as f64 * 2f64.powi(surplus as i32 - 1 - wanted.max(0) as i32);
    Some(if (above < 0) == (below < 0) {
        double
    } else {
        -double
    })
}

words! {
    /// Why a figure is not defined: its cell is empty, and this stands beside it.
    Why {
        NotValued = "not_valued", NoUnits = "no_units", NoCost = "no_cost", NothingClaimed = "nothing_claimed", TooEarly = "too_early",
        BeyondRange = "beyond_range",
    }
}

/// A figure, or why there is none.
pub type Defined<T> = Result<T, Why>;

impl Value {
    /// cost / units.
    pub fn cost_per_unit(&self) -> Defined<Micros> {
        let units = self.ladder.ok_or(Why::NotValued)?.units;
        match (self.cost().is_zero(), units.0 > 0) {
            (true, _) => Err(Why::NoCost),
            (_, false) => Err(Why::NoUnits),
            _ => per(self.cost(), units),
        }
    }

    /// Labour value / units valued: what a unit costs by hand.
    pub fn manual_per_unit(&self) -> Defined<Micros> {
        let (ladder, soft) = self.ladder.zip(self.soft).ok_or(Why::NotValued)?;
        if ladder.units_valued.0 > 0 {
            per(soft.labour_value, ladder.units_valued)
        } else {
            Err(Why::NoUnits)
        }
    }

    /// `1 − net / claimed labour`: the share of the claimed minutes at which the net is 0. Above 1
    /// not even all of them earn the cost.
    pub fn break_even(&self) -> Defined<f64> {
        let (_, soft) = self.ladder.zip(self.soft).ok_or(Why::NotValued)?;
        let claimed = soft.labour_claimed;
        if self.cost().is_zero() {
            return Err(Why::NoCost);
        }
        let share = (claimed.0 > 0)
            .then(|| quotient((claimed - self.net()).0, claimed.0))
            .flatten();
        share.ok_or(Why::NothingClaimed)
    }

    /// Hours returned over what people work in as many days: `productive_hours` a calendar year.
    pub fn fte(&self, days: Window, productive_hours: Micros) -> Defined<Micros> {
        let net_minutes = self.ladder.ok_or(Why::NotValued)?.net_minutes;
        // Each day is its part of its own year: a/366 + b/365 = (365·a + 366·b) / (366·365).
        let of_leap_years = days.days().filter(|day| day.leap_year()).count() as i128;
        let parts = 365 * of_leap_years + 366 * (i128::from(days.day_count()) - of_leap_years);
        in_range(Micros(div_half_even(
            net_minutes.0 * 366 * 365 * Micros::ONE.0,
            60 * productive_hours.0 * parts,
        )))
    }
}

fn per(amount: Micros, units: Micros) -> Defined<Micros> {
    in_range(Micros(div_half_even(amount.0 * Micros::ONE.0, units.0)))
}

/// A figure that the tables hold.
pub fn in_range(figure: Micros) -> Defined<Micros> {
    if figure.is_in_range() {
        Ok(figure)
    } else {
        Err(Why::BeyondRange)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::value::{Ladder, Soft};
    use crate::model::window::day;

    fn m(text: &str) -> Micros {
        text.parse().unwrap()
    }

    #[test]
    fn a_quotient_is_the_nearest_double() {
        // Where both integers are doubles, the processor's own division is the nearest.
        for (above, below) in [
            (1, 3),
            (2, 3),
            (7, 10),
            (1_000_000, 3),
            (-5, 7),
            (1 << 52, 3),
            (9_007_199_254_740_991, 2),
            (3, 1 << 50),
        ] {
            assert_eq!(
                quotient(above, below),
                Some(above as f64 / below as f64),
                "{above}/{below}"
            );
        }
        // Common factors change nothing, also where the integers are no doubles any more.
        let large = 1_000_000_000_000_000_003_i128;
        for (above, below) in [(1, 3), (2, 7), (-10, 9), (123_456_789, 1_000)] {
            assert_eq!(
                quotient(above * large, below * large),
                quotient(above, below),
                "{above}/{below}"
            );
        }
        // 2⁵³ + 1 over 1 lies between two doubles: to the even one. A hair more goes up.
        let between = (1i128 << 53) + 1;
        assert_eq!(quotient(between, 1), Some(9_007_199_254_740_992.0));
        assert_eq!(
            quotient(between * 1_000 + 1, 1_000),
            Some(9_007_199_254_740_994.0)
        );
        assert_eq!(
            quotient(i128::MAX, 1),
            Some(170_141_183_460_469_231_731_687_303_715_884_105_727_f64)
        );
        assert_eq!((quotient(0, 5), quotient(0, 0)), (Some(0.0), None));
    }

    /// Payroll checks of the sample estate before shared costs were carried by four weeks.
    fn payroll() -> Value {
        Value {
            ladder: Some(Ladder {
                units: m("750"),
                units_valued: m("600"),
                net_minutes: m("1965"),
                ..Ladder::default()
            }),
            // 2,400 minutes at 0.80 a minute
            soft: Some(Soft {
                labour_value: m("1920"),
                labour_claimed: m("960"),
                ..Soft::default()
            }),
            cashable: m("710.62"),
            cost_run: m("710.62"),
            ..Value::default()
        }
    }

    #[test]
    fn a_unit_costs_so_much_by_the_automation_and_so_much_by_hand() {
        // 710.62 / 750 = 0.947493333…; 2,400 × 0.80 / 600 = 3.20
        assert_eq!(
            (payroll().cost_per_unit(), payroll().manual_per_unit()),
            (Ok(m("0.947493")), Ok(m("3.2")))
        );
        let without = |change: fn(&mut Value)| {
            let mut value = payroll();
            change(&mut value);
            (value.cost_per_unit(), value.manual_per_unit())
        };
        assert_eq!(
            without(|v| v.ladder = None),
            (Err(Why::NotValued), Err(Why::NotValued))
        );
        assert_eq!(
            without(|v| v.soft = None),
            (Ok(m("0.947493")), Err(Why::NotValued))
        );
        assert_eq!(
            without(|v| v.ladder = Some(Ladder::default())),
            (Err(Why::NoUnits), Err(Why::NoUnits))
        );
        assert_eq!(without(|v| v.cost_run = Micros::ZERO).0, Err(Why::NoCost));
    }

    #[test]
    fn break_even_is_the_share_of_the_claimed_minutes_at_which_nothing_is_left() {
        // Invoice capture: 2,460.00 claimed, 415.00 of cost: 1 − 2,045 / 2,460 = 415 / 2,460
        let soft = Soft {
            recaptured: m("2460"),
            labour_value: m("2460"),
            labour_claimed: m("2460"),
            ..Soft::default()
        };
        let value = Value {
            ladder: Some(Ladder::default()),
            soft: Some(soft),
            cost_run: m("415"),
            ..Value::default()
        };
        assert_eq!(value.break_even(), Ok(415.0 / 2460.0));
        // 3,000.00 of cost are more than all minutes earn: 1 + 540 / 2,460
        assert_eq!(
            Value {
                cost_run: m("3000"),
                ..value
            }
            .break_even(),
            Ok(3000.0 / 2460.0)
        );
        assert_eq!(
            Value {
                cost_run: m("0"),
                ..value
            }
            .break_even(),
            Err(Why::NoCost)
        );
        assert_eq!(
            Value {
                soft: Some(Soft::default()),
                ..value
            }
            .break_even(),
            Err(Why::NothingClaimed)
        );
        assert_eq!(
            Value {
                soft: None,
                ..value
            }
            .break_even(),
            Err(Why::NotValued)
        );
    }

    #[test]
    fn hours_are_full_times_of_as_many_days() {
        let of = |from: &str, to: &str, minutes: &str| {
            let days = Window::new(day(from).unwrap(), day(to).unwrap()).unwrap();
            let ladder = Ladder {
                net_minutes: m(minutes),
                ..Ladder::default()
            };
            Value {
                ladder: Some(ladder),
                ..Value::default()
            }
            .fte(days, m("1720"))
        };
        // 213.583333… h / (1,720 × 31 / 365) = 1.462076…
        assert_eq!(of("2026-03-01", "2026-03-31", "12815"), Ok(m("1.462076")));
        // 1,720 hours in a year are one person, leap year or not; half of 2027 and half of 2028
        // too.
        for (from, to) in [("2026-01-01", "2026-12-31"), ("2028-01-01", "2028-12-31")] {
            assert_eq!(of(from, to, "103200"), Ok(Micros::ONE), "{from}");
        }
        assert_eq!(
            Value::default().fte(
                Window::new(day("2026-01-01").unwrap(), day("2026-01-02").unwrap()).unwrap(),
                m("1720")
            ),
            Err(Why::NotValued)
        );
    }
}
