//! What the working of a stretch of days multiplies out to.

use crate::model::Micros;
use crate::model::exact::Product;
use crate::model::scoreboard::Working;

/// Capacity of the days on which more time was freed than taken; what was lost on others is taken
/// off whole, and not converted.
pub fn freed(working: &Working) -> Option<Micros> {
    working.value.soft.map(|soft| soft.capacity - working.lost)
}

/// The units of these sessions if all of them worked for this project: successes × units per
/// session. The units of a project that is metered a share of them are fewer. None where an item is
/// a unit.
///
/// ```
/// # use reckoner::{model::Micros, transform::figures::stretch::full_units};
/// let per_session: Micros = "2.5".parse().unwrap();
/// assert_eq!(full_units(38, Some(per_session)), Some(Micros::whole(95)));
/// ```
pub fn full_units(successes: i64, units_per_session: Option<Micros>) -> Option<Micros> {
    let of = |units| Product::of(Micros::whole(successes)).times(units).round();
    units_per_session.map(of)
}
