//! When everything that was spent was covered.

use chrono::NaiveDate;

use crate::model::Micros;
use crate::model::ratio::{Defined, Why};

/// The first day on which more was spent than came back, and the first from which on that is
/// covered to the last day: a later outlay takes a payback back. Days come in their order.
///
/// ```
/// # use reckoner::model::{Micros, ratio::Why, window::day};
/// # use reckoner::transform::figures::life::payback::payback;
/// let d = |text| day(text).unwrap();
/// let paid = |days: &[(&'static str, i64)]| {
///     payback(days.iter().map(|(on, amount)| (d(on), Micros::whole(*amount))))
/// };
/// let on_the_9th = paid(&[("2026-03-02", -90), ("2026-03-05", 80), ("2026-03-09", 10)]);
/// assert_eq!(on_the_9th, Ok((d("2026-03-02"), d("2026-03-09"))));
/// // A repair of 15.00 on the 12th is covered on the 20th.
/// let later = paid(&[("2026-03-02", -90), ("2026-03-05", 100), ("2026-03-12", -15), ("2026-03-20", 6)]);
/// assert_eq!(later, Ok((d("2026-03-02"), d("2026-03-20"))));
/// assert_eq!(paid(&[("2026-03-02", -90)]), Err(Why::NotReached));
/// assert_eq!(paid(&[("2026-03-02", 90), ("2026-03-05", -90)]), Err(Why::NoOutlay));
/// ```
pub fn payback(paid: impl Iterator<Item = (NaiveDate, Micros)>) -> Defined<(NaiveDate, NaiveDate)> {
    let (mut sum, mut outlay, mut covered) = (Micros::ZERO, None, None);
    for (day, amount) in paid {
        sum += amount;
        if sum.is_negative() {
            outlay.get_or_insert(day);
            covered = None;
        } else if outlay.is_some() {
            covered.get_or_insert(day);
        }
    }
    let outlay = outlay.ok_or(Why::NoOutlay)?;
    Ok((outlay, covered.ok_or(Why::NotReached)?))
}
