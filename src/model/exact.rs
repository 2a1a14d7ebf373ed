//! Exact numbers. No binary float lies on the way to a unit, a minute or an amount: a decimal with
//! at most six fraction digits is an integer of 10⁻⁶, products are taken whole, and a figure is
//! rounded once, half-even.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

/// One, in micros.
pub const ONE: i128 = 1_000_000;

/// A decimal with six fraction digits, as an integer of 10⁻⁶: units, minutes, hours, rates, shares,
/// money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Micros(pub i128);

impl Micros {
    pub const ZERO: Self = Self(0);
    pub const ONE: Self = Self(ONE);

    pub const fn whole(n: i64) -> Self {
        Self(n as i128 * ONE)
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Whether the tables' integers hold it: up to nine trillion.
    pub const fn is_in_range(self) -> bool {
        self.0.unsigned_abs() <= i64::MAX as u128
    }

    /// The decimal with `digits` fraction digits nearest to it (half-even), as people read it:
    /// `1234.50`.
    ///
    /// ```
    /// # use reckoner::model::Micros;
    /// assert_eq!(Micros(1_234_505_000).to_fixed(2), "1234.50");
    /// assert_eq!(Micros(-5_000).to_fixed(2), "0.00"); // half-even, and never "-0.00"
    /// ```
    pub fn to_fixed(self, digits: u32) -> String {
        assert!(digits <= 6, "micros have six fraction digits");
        let unit = 10i128.pow(digits);
        let scaled = div_half_even(self.0 * unit, ONE);
        let sign = if scaled < 0 { "-" } else { "" };
        let (whole, fraction) = (scaled.abs() / unit, scaled.abs() % unit);
        if digits == 0 {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{fraction:0width$}", width = digits as usize)
        }
    }

    /// For axes and marks only; no figure is computed from it.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / ONE as f64
    }
}

/// The shortest decimal: `15`, `0.25`, `-3.000001`.
impl fmt::Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fixed = self.to_fixed(6);
        f.pad(fixed.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadDecimal {
    NotANumber,
    TooManyDigits,
    TooLarge,
}

impl fmt::Display for BadDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotANumber => {
                "not a plain decimal number, such as 12 or 12.5 (no thousands separators)"
            }
            Self::TooManyDigits => "more than 6 digits after the decimal point",
            Self::TooLarge => "larger than 1,000,000,000,000",
        })
    }
}

impl std::error::Error for BadDecimal {}

impl FromStr for Micros {
    type Err = BadDecimal;

    fn from_str(text: &str) -> Result<Self, BadDecimal> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty()
            || !plain(whole)
            || !plain(fraction)
            || (digits.contains('.') && fraction.is_empty())
        {
            return Err(BadDecimal::NotANumber);
        }
        if fraction.len() > 6 {
            return Err(BadDecimal::TooManyDigits);
        }
        let whole: i128 = whole.parse().map_err(|_| BadDecimal::TooLarge)?;
        if whole > 1_000_000_000_000 {
            return Err(BadDecimal::TooLarge);
        }
        let micros = whole * ONE
            + format!("{fraction:0<6}")
                .parse::<i128>()
                .map_err(|_| BadDecimal::NotANumber)?;
        Ok(Self(if negative { -micros } else { micros }))
    }
}

impl Add for Micros {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Micros {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Micros {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Micros {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Micros {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Sum for Micros {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

/// `numerator / denominator`, to the nearest whole number; a half goes to the even neighbour. The
/// denominator is positive.
pub fn div_half_even(numerator: i128, denominator: i128) -> i128 {
    let (quotient, remainder) = (
        numerator.div_euclid(denominator),
        numerator.rem_euclid(denominator),
    );
    match (remainder).cmp(&(denominator - remainder)) {
        std::cmp::Ordering::Less => quotient,
        std::cmp::Ordering::Greater => quotient + 1,
        std::cmp::Ordering::Equal => quotient + quotient.rem_euclid(2),
    }
}

/// A product of decimals, taken whole and rounded once.
///
/// ```
/// # use reckoner::model::exact::Product;
/// # use reckoner::model::Micros;
/// // 38 units of 15 minutes at 40.00 an hour
/// let capacity = Product::of(Micros::whole(38)).times(Micros::whole(15)).times(Micros::whole(40)).over(60);
/// assert_eq!(capacity, Micros::whole(380));
/// ```
#[derive(Debug, Clone)]
pub struct Product {
    negative: bool,
    magnitude: Wide,
    /// How many factors beyond the first: each brought a million too much.
    millions: u32,
}

impl Product {
    pub fn of(first: Micros) -> Self {
        Self {
            negative: first.0 < 0,
            magnitude: Wide::from(first.0.unsigned_abs()),
            millions: 0,
        }
    }

    pub fn times(mut self, factor: Micros) -> Self {
        self.negative ^= factor.0 < 0;
        self.magnitude = self.magnitude.times(factor.0.unsigned_abs());
        self.millions += 1;
        self
    }

    /// The sum of two products, as exact as they are.
    ///
    /// ```
    /// # use reckoner::model::{Micros, exact::Product};
    /// // half a micro and half a micro are one, where each alone would be rounded to nothing
    /// let half = || Product::of(Micros(1)).times(Micros(500_000));
    /// assert_eq!((half().round(), half().plus(half()).round()), (Micros(0), Micros(1)));
    /// assert_eq!(half().plus(Product::of(Micros(2)).negative()).round(), Micros(-2)); // −1.5, to the even one
    /// ```
    pub fn plus(self, other: Self) -> Self {
        let millions = self.millions.max(other.millions);
        let raised = |product: Self| {
            (product.millions..millions).fold(product, |product, _| product.times(Micros::ONE))
        };
        let (a, b) = (raised(self), raised(other));
        if a.negative == b.negative {
            return Self {
                magnitude: a.magnitude.plus(b.magnitude),
                ..a
            };
        }
        match a.magnitude.minus(b.magnitude) {
            Some(magnitude) => Self { magnitude, ..a },
            None => Self {
                magnitude: b.magnitude.minus(a.magnitude).unwrap_or(b.magnitude),
                ..b
            },
        }
    }

    pub fn negative(self) -> Self {
        Self {
            negative: !self.negative,
            ..self
        }
    }

    /// The product divided by `divisor`, rounded half-even to micros.
    pub fn over(self, divisor: u32) -> Micros {
        let mut rest = self.magnitude;
        // Dividing in steps keeps each divisor small; the remainders are folded so that "is it a
        // half?" stays exact: the last step is even (a million) or the only one, so what earlier
        // steps left cannot cross its half.
        let (mut above_zero, mut last) = (false, (0u128, 1u128));
        let steps =
            std::iter::once(u128::from(divisor)).chain((0..self.millions).map(|_| ONE as u128));
        // Dividing by one leaves nothing.
        for step in steps.filter(|step| *step > 1) {
            above_zero |= last.0 != 0;
            let remainder = rest.divide(step);
            last = (remainder, step);
        }
        let (remainder, step) = last;
        let up = match (2 * remainder).cmp(&step) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal => above_zero || rest.is_odd(),
        };
        let magnitude = rest.to_i128() + i128::from(up);
        Micros(if self.negative { -magnitude } else { magnitude })
    }

    pub fn round(self) -> Micros {
        self.over(1)
    }
}

/// A product stops growing here; tables end at nine trillion, 10¹⁹ micros.
const BEYOND: i128 = 10i128.pow(36);

/// 512 bits, least significant limb first: seven factors of a trillion fit.
#[derive(Debug, Clone, Copy)]
struct Wide([u64; 8]);

impl From<u128> for Wide {
    fn from(n: u128) -> Self {
        let mut limbs = [0; 8];
        (limbs[0], limbs[1]) = (n as u64, (n >> 64) as u64);
        Self(limbs)
    }
}

impl Wide {
    fn times(self, factor: u128) -> Self {
        let halves = [factor as u64, (factor >> 64) as u64];
        let mut limbs = [0u64; 8];
        for (shift, half) in halves
            .into_iter()
            .enumerate()
            .filter(|&(_, half)| half != 0)
        {
            let mut carry = 0u128;
            for (limb, ours) in limbs[shift..].iter_mut().zip(self.0) {
                let sum = u128::from(ours) * u128::from(half) + u128::from(*limb) + carry;
                *limb = sum as u64;
                carry = sum >> 64;
            }
            assert!(carry == 0, "a product of decimals left 512 bits");
        }
        Self(limbs)
    }

    fn plus(self, other: Self) -> Self {
        let (mut limbs, mut carry) = (self.0, false);
        for (limb, theirs) in limbs.iter_mut().zip(other.0) {
            let sum = u128::from(*limb) + u128::from(theirs) + u128::from(carry);
            (*limb, carry) = (sum as u64, sum >> 64 != 0);
        }
        assert!(!carry, "a sum of products left 512 bits");
        Self(limbs)
    }

    /// None: it would be below 0.
    fn minus(self, other: Self) -> Option<Self> {
        let (mut limbs, mut borrow) = (self.0, false);
        for (limb, theirs) in limbs.iter_mut().zip(other.0) {
            let (less, under) = limb.overflowing_sub(theirs);
            let (less, under_again) = less.overflowing_sub(u64::from(borrow));
            (*limb, borrow) = (less, under || under_again);
        }
        (!borrow).then_some(Self(limbs))
    }

    /// Divides in place by a divisor below 2⁶³ and returns the remainder.
    fn divide(&mut self, divisor: u128) -> u128 {
        let mut remainder = 0u128;
        for limb in self.0.iter_mut().rev() {
            // Most limbs of most figures are empty.
            if remainder == 0 && *limb == 0 {
                continue;
            }
            let part = remainder << 64 | u128::from(*limb);
            *limb = (part / divisor) as u64;
            remainder = part - u128::from(*limb) * divisor;
        }
        remainder
    }

    fn is_odd(self) -> bool {
        self.0[0] & 1 == 1
    }

    /// What is beyond every range stays there: it can be added up, and is refused where ranges are
    /// asked.
    fn to_i128(self) -> i128 {
        let fits = self.0[2..].iter().all(|&l| l == 0) && self.0[1] >> 63 == 0;
        let whole = i128::from(self.0[0]) | i128::from(self.0[1] & (u64::MAX >> 1)) << 64;
        if fits { whole.min(BEYOND) } else { BEYOND }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly() {
        for (text, micros) in [
            ("12", 12_000_000),
            ("0.000001", 1),
            ("-3.5", -3_500_000),
            ("+1.25", 1_250_000),
        ] {
            assert_eq!(text.parse(), Ok(Micros(micros)), "{text}");
        }
        assert_eq!(
            "1.0000001".parse::<Micros>(),
            Err(BadDecimal::TooManyDigits)
        );
        for text in [
            "",
            ".",
            "1.",
            ".5",
            "1,5",
            "1e3",
            "0x1",
            "NaN",
            "--1",
            "1 000",
            "9999999999999",
        ] {
            assert!(
                text.parse::<Micros>().is_err(),
                "{text:?} should be refused"
            );
        }
    }

    #[test]
    fn a_half_goes_to_the_even_neighbour() {
        for (n, d, rounded) in [
            (5, 2, 2),
            (7, 2, 4),
            (-5, 2, -2),
            (-7, 2, -4),
            (1, 3, 0),
            (2, 3, 1),
            (-2, 3, -1),
        ] {
            assert_eq!(div_half_even(n, d), rounded, "{n}/{d}");
        }
        // 0.0000005 is half a micro; 0.0000015 is one and a half; a hair above a half goes up.
        let half = |micros: i128| {
            Product::of(Micros(micros))
                .times(Micros(100_000))
                .times(Micros::whole(1))
                .round()
        };
        assert_eq!(
            (half(5), half(15), half(-5), half(-15)),
            (Micros(0), Micros(2), Micros(0), Micros(-2))
        );
        assert_eq!(
            Product::of(Micros(500_001)).times(Micros(1)).round(),
            Micros(1)
        );
    }

    #[test]
    fn a_product_beyond_every_range_stops_there() {
        let large = Micros(10i128.pow(30));
        let product = |sign: i128| Product::of(Micros(sign * large.0)).times(large).round();
        assert_eq!((product(1), product(-1)), (Micros(BEYOND), Micros(-BEYOND)));
        assert!(
            !product(1).is_in_range()
                && Micros::whole(9_000_000_000_000).is_in_range()
                && Micros::whole(-9_000_000_000_000).is_in_range()
        );
    }

    #[test]
    fn a_product_of_seven_large_factors_keeps_every_digit() {
        let large = Micros(999_999_999_999_999);
        let product = Product::of(large)
            .times(large)
            .times(Micros(1))
            .times(Micros(1))
            .times(Micros(ONE))
            .round();
        // (10¹⁵ − 1)² · 1 · 1 · 10⁶ = 10³⁶ − 2·10²¹ + 10⁶, over 10²⁴: 2 thousandths below 10¹²
        assert_eq!(product, Micros(1_000_000_000_000));
    }
}
