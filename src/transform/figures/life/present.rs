//! Net present value and internal rate of return of a table of monthly flows, as the functions
//! `XNPV` and `XIRR` of a spreadsheet define them: 365 days a year, from the date of the first
//! flow.
//!
//! Powers and roots are not exact. They are computed in integers with 192 bits behind the point, so
//! the error is far below what is printed, and then rounded once, half-even: the same on any
//! machine.

use std::collections::BTreeMap;

use num_bigint::{BigInt, BigUint, Sign};

use crate::model::Micros;
use crate::model::board::life::CashFlow;
use crate::model::exact::ONE;
use crate::model::ratio::{Defined, Why, in_range};
use crate::transform::figures::rational::nearest;

/// So many bits stand behind the point.
const BITS: u64 = 192;

const DAYS_A_YEAR: u32 = 365;

/// Rates up to ten times a year are looked for.
const HIGHEST_RATE: u32 = 10;

/// The interval that holds the daily factor is halved so often: what is left moves the rate by less
/// than 10⁻¹⁸.
const HALVINGS: u32 = 80;

/// What a day takes off later money: `(1 + rate)^(−1/365)`, in 2⁻¹⁹².
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discounting(BigInt);

impl Discounting {
    /// At a rate a year.
    pub fn yearly(rate: Micros) -> Self {
        Self::root(BigUint::from((ONE + rate.0).unsigned_abs()))
    }

    /// `(10⁶ / growth)^(1/365)`
    fn root(growth: BigUint) -> Self {
        let whole = BigUint::from(ONE.unsigned_abs()) << (BITS * u64::from(DAYS_A_YEAR));
        Self(BigInt::from((whole / growth).nth_root(DAYS_A_YEAR)))
    }

    /// Its power of so many days.
    fn over(&self, days: u64) -> BigInt {
        let (mut power, mut base, mut left) = (one(), self.0.clone(), days);
        while left > 0 {
            if left & 1 == 1 {
                power = times(&power, &base);
            }
            base = times(&base, &base);
            left >>= 1;
        }
        power
    }

    /// The rate a year, to 10⁻¹⁶.
    fn rate(&self) -> BigInt {
        let year = self.over(DAYS_A_YEAR.into());
        let growth = (one() << BITS) / year;
        nearest(&((growth - one()) * SHARP), &one())
    }
}

/// So many parts a number is told in before it is rounded to what is printed: one that is half a
/// step on paper is so here too, and goes to the even neighbour.
const SHARP: i64 = 10_000_000_000_000_000;

fn one() -> BigInt {
    BigInt::from(1) << BITS
}

fn times(a: &BigInt, b: &BigInt) -> BigInt {
    (a * b) >> BITS
}

/// `Σ flow / (1 + rate)^((date − first date) / 365)`, rounded to the cent.
///
/// ```
/// # use reckoner::model::{Micros, board::life::CashFlow, window::day};
/// # use reckoner::transform::figures::life::present::{Discounting, npv};
/// let flow = |on, amount: i64| CashFlow {
///     date: day(on).unwrap(), flow: Micros::whole(amount), cumulated: Micros::ZERO,
/// };
/// // 1,100.00 a year later are worth 1,000.00 at 10 % a year.
/// let flows = [flow("2025-01-31", -950), flow("2026-01-31", 1_100)];
/// assert_eq!(npv(&flows, &Discounting::yearly(Micros(100_000))), Ok(Micros::whole(50)));
/// ```
pub fn npv(flows: &[CashFlow], rate: &Discounting) -> Defined<Micros> {
    // 10⁻⁶ of a micro-unit, then a cent, which is 10⁴ of them.
    let sharp = nearest(&(worth(flows, rate) * ONE), &one());
    let cents = nearest(&sharp, &BigInt::from(ONE * 10_000));
    let cents = i128::try_from(cents).map_err(|_| Why::BeyondRange)?;
    in_range(Micros(cents * 10_000))
}

/// The value on the first date, in micro-units and 2⁻¹⁹².
fn worth(flows: &[CashFlow], rate: &Discounting) -> BigInt {
    let mut powers: BTreeMap<i64, BigInt> = BTreeMap::new();
    let mut sum = BigInt::ZERO;
    let mut later = None;
    for flow in flows.iter().rev() {
        if let Some(later) = later.replace(flow.date) {
            let days = (later - flow.date).num_days();
            let power = powers.entry(days);
            let power = power.or_insert_with(|| rate.over(days.unsigned_abs()));
            sum = times(&sum, power);
        }
        sum += BigInt::from(flow.flow.0) << BITS;
    }
    sum
}

/// The rate a year, above 0 and up to 10, at which the net present value is 0, rounded to 0.0001.
/// Only where what was earned and spent so far is first below 0, in the end above, and changes its
/// sign once: then there is exactly one such rate (Norstrøm's criterion).
///
/// ```
/// # use reckoner::model::{Micros, board::life::CashFlow, ratio::Why, window::day};
/// # use reckoner::transform::figures::life::present::irr;
/// let flows = |rows: &[(&str, i64)]| {
///     let mut cumulated = Micros::ZERO;
///     let row = |(on, amount): &(&str, i64)| {
///         let flow = Micros::whole(*amount);
///         cumulated += flow;
///         CashFlow { date: day(on).unwrap(), flow, cumulated }
///     };
///     rows.iter().map(row).collect::<Vec<_>>()
/// };
/// let of = |rows: &[(&str, i64)]| irr(&flows(rows));
/// assert_eq!(of(&[("2025-01-31", -1_000), ("2026-01-31", 1_100)]), Ok(Micros(100_000)));
/// // Two years at 20 %: 1,440.00 for 1,000.00.
/// assert_eq!(of(&[("2025-01-31", -1_000), ("2027-01-31", 1_440)]), Ok(Micros(200_000)));
/// assert_eq!(of(&[("2025-01-31", -1_000), ("2025-07-31", 1_100)]), Err(Why::UnderAYear));
/// assert_eq!(of(&[("2025-01-31", -1_000), ("2026-01-31", 900)]), Err(Why::NotReached));
/// assert_eq!(of(&[("2025-01-31", -9), ("2025-06-30", 20), ("2025-12-31", -15), ("2026-06-30", 9)]), Err(Why::Several));
/// ```
pub fn irr(flows: &[CashFlow]) -> Defined<Micros> {
    let signs: Vec<bool> = flows
        .iter()
        .filter(|flow| !flow.cumulated.is_zero())
        .map(|flow| flow.cumulated.is_negative())
        .collect();
    let changes = signs.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let ends = flows.first().zip(flows.last());
    let Some((first, last)) = ends.filter(|_| signs.first() == Some(&true)) else {
        return Err(Why::NoOutlay);
    };
    if last.cumulated <= Micros::ZERO {
        return Err(Why::NotReached);
    }
    if changes != 1 {
        return Err(Why::Several);
    }
    if (last.date - first.date).num_days() < i64::from(DAYS_A_YEAR) {
        return Err(Why::UnderAYear);
    }
    let growth = ONE.unsigned_abs() * u128::from(1 + HIGHEST_RATE);
    let (mut low, mut high) = (Discounting::root(growth.into()), Discounting(one()));
    if worth(flows, &low).sign() == Sign::Plus {
        return Err(Why::BeyondRange);
    }
    for _ in 0..HALVINGS {
        let middle = Discounting((&low.0 + &high.0) >> 1);
        match worth(flows, &middle).sign() {
            Sign::Plus => high = middle,
            _ => low = middle,
        }
    }
    let steps = nearest(&high.rate(), &BigInt::from(SHARP / 10_000));
    let steps = i128::try_from(steps).map_err(|_| Why::BeyondRange)?;
    in_range(Micros(steps * 100))
}
