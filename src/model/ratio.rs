//! Quotients: the one place where two exact integers become a double, and figures that may not be
//! defined.

use super::exact::Micros;
use super::session::{NotAWord, words};
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
        /// Nobody planned anything.
        NoPlan = "no_plan",
        /// What was planned is no gain, and a quotient of losses would mislead.
        NoPlannedGain = "no_planned_gain",
        /// The window before begins before anything was told.
        NotComparable = "not_comparable",
        /// The method counts no units and minutes.
        NoLadder = "no_ladder",
        OfTheEstate = "of_the_estate",
        /// Nothing was ever spent that was not covered already.
        NoOutlay = "no_outlay",
        /// What was spent is not covered.
        NotReached = "not_reached",
        /// What was earned and spent so far changed its sign more than once, so that more than one
        /// rate may solve it.
        Several = "several",
        UnderAYear = "under_a_year",
        /// The estate has no discount rate.
        NoRate = "no_rate",
    }
}

/// A figure, or why there is none.
pub type Defined<T> = Result<T, Why>;

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
}
