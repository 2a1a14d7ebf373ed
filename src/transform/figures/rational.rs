//! Quotients that are not rounded: averages of averages, and what is made of them.

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};

use crate::model::Micros;

/// `above / below`, with `below` above 0. Never reduced: a bridge multiplies a dozen of them, and
/// looking for common factors would take longer than the longer numbers do.
#[derive(Debug, Clone)]
pub struct Rational {
    above: BigInt,
    below: BigInt,
}

impl Rational {
    /// None where there is nothing to divide by.
    pub fn of(above: impl Into<BigInt>, below: impl Into<BigInt>) -> Option<Self> {
        let (above, below) = (above.into(), below.into());
        match below.sign() {
            Sign::NoSign => None,
            Sign::Plus => Some(Self { above, below }),
            Sign::Minus => Some(Self {
                above: -above,
                below: -below,
            }),
        }
    }

    pub fn whole(n: impl Into<BigInt>) -> Self {
        Self {
            above: n.into(),
            below: BigInt::from(1),
        }
    }

    pub fn times(&self, other: &Self) -> Self {
        Self {
            above: &self.above * &other.above,
            below: &self.below * &other.below,
        }
    }

    pub fn plus(&self, other: &Self) -> Self {
        if self.below == other.below {
            return Self {
                above: &self.above + &other.above,
                below: self.below.clone(),
            };
        }
        Self {
            above: &self.above * &other.below + &other.above * &self.below,
            below: &self.below * &other.below,
        }
    }

    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&Self {
            above: -&other.above,
            below: other.below.clone(),
        })
    }

    /// To the nearest integer, a half to the even one; none where tables do not hold it.
    ///
    /// ```
    /// # use reckoner::{model::Micros, transform::figures::rational::Rational};
    /// let half = |n: i128| Rational::of(n, 2).unwrap().round();
    /// assert_eq!((half(5), half(7), half(-5)), (Some(Micros(2)), Some(Micros(4)), Some(Micros(-2))));
    /// // a third and two thirds are one
    /// let third = |n: i128| Rational::of(n, 3).unwrap();
    /// assert_eq!(third(1).plus(&third(2)).round(), Some(Micros(1)));
    /// ```
    pub fn round(&self) -> Option<Micros> {
        let rounded = Micros(i128::try_from(nearest(&self.above, &self.below)).ok()?);
        rounded.is_in_range().then_some(rounded)
    }

    /// The number itself as micros, rounded once.
    pub fn to_micros(&self) -> Option<Micros> {
        self.times(&Self::whole(Micros::ONE.0)).round()
    }
}

/// `above / below`, with `below` above 0, to the nearest integer, a half to the even one.
pub fn nearest(above: &BigInt, below: &BigInt) -> BigInt {
    let (quotient, rest) = (
        above.magnitude() / below.magnitude(),
        above.magnitude() % below.magnitude(),
    );
    let up = match (rest * 2u32).cmp(below.magnitude()) {
        Ordering::Less => false,
        Ordering::Greater => true,
        Ordering::Equal => quotient.bit(0),
    };
    let magnitude = BigInt::from(quotient) + i32::from(up);
    match above.sign() {
        Sign::Minus => -magnitude,
        _ => magnitude,
    }
}

impl PartialEq for Rational {
    fn eq(&self, other: &Self) -> bool {
        &self.above * &other.below == &other.above * &self.below
    }
}
