//! The arithmetic of the figures (§0) in plain rationals: rounding, laying an amount on days,
//! sharing one out.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::Ratio;

use super::Dec;

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

/// Near enough: numerator and denominator are each rounded once, and once their quotient.
pub fn as_double(x: &R) -> f64 {
    let double = |n: &BigInt| n.to_string().parse::<f64>().expect("digits are a number");
    double(x.numer()) / double(x.denom())
}

/// The part of `amount` that lies on the kth of n days.
pub fn laid(amount: i128, k: i64, n: i64) -> i128 {
    let up_to = |k: i64| half_even(&R::new(BigInt::from(amount) * k, BigInt::from(n)));
    up_to(k) - up_to(k - 1)
}

/// Shares out `amount` by weights: floors, then the rest to the largest remainders; ties to the
/// lesser name.
pub fn split(amount: i128, weights: &BTreeMap<String, R>) -> BTreeMap<String, i128> {
    let total: R = weights.values().sum();
    let exact: Vec<(&String, R)> = weights
        .iter()
        .map(|(p, w)| (p, R::from_integer(amount.into()) * w / &total))
        .collect();
    let floors = exact.iter().map(|(p, x)| {
        (
            (*p).clone(),
            i128::try_from(x.floor().to_integer()).expect("figures of tests fit"),
        )
    });
    let mut parts: BTreeMap<String, i128> = floors.collect();
    let mut by_remainder: Vec<(&String, R)> =
        exact.iter().map(|(p, x)| (*p, x - x.floor())).collect();
    by_remainder.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let rest = amount - parts.values().sum::<i128>();
    for (project, _) in by_remainder
        .iter()
        .take(usize::try_from(rest).expect("floors leave something or nothing"))
    {
        *parts.get_mut(*project).expect("every project has a part") += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_to_the_even_neighbour() {
        for (n, d, rounded) in [
            (5, 2, 2),
            (7, 2, 4),
            (-5, 2, -2),
            (-7, 2, -4),
            (2, 3, 1),
            (-2, 3, -1),
            (0, 1, 0),
        ] {
            assert_eq!(half_even(&R::new(n.into(), d.into())), rounded, "{n}/{d}");
        }
    }

    #[test]
    fn the_days_of_a_period_add_up_to_the_amount() {
        // 100 micros over 3 days: 33.3 → 33, 66.7 → 67, 100.
        assert_eq!([1, 2, 3].map(|k| laid(100, k, 3)), [33, 34, 33]);
        // 5 over 2: 2.5 goes to 2, the rest follows.
        assert_eq!([1, 2].map(|k| laid(5, k, 2)), [2, 3]);
        assert_eq!(
            (1..=31).map(|k| laid(1_000_001, k, 31)).sum::<i128>(),
            1_000_001
        );
    }

    #[test]
    fn what_floors_leave_goes_to_the_largest_remainders() {
        let weights = |ws: &[(&str, i64)]| {
            ws.iter()
                .map(|(p, w)| ((*p).to_owned(), whole(*w)))
                .collect::<BTreeMap<_, _>>()
        };
        let parts = |amount, ws: &[(&str, i64)]| {
            split(amount, &weights(ws))
                .into_values()
                .collect::<Vec<_>>()
        };
        // 100 by 1:1:1 → 33 each, one left: a tie, to the lesser name.
        assert_eq!(parts(100, &[("a", 1), ("b", 1), ("c", 1)]), [34, 33, 33]);
        // 10 by 1:2:4 → 1.43, 2.86, 5.71 → 1, 2, 5 and two left: to .86 and .71.
        assert_eq!(parts(10, &[("a", 1), ("b", 2), ("c", 4)]), [1, 3, 6]);
    }
}
