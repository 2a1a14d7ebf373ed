//! Planned units: so many a month, growing from the day on which a project goes live.

use chrono::{Datelike, Months, NaiveDate};

use crate::model::exact::{ONE, div_half_even};
use crate::model::master::{Baseline, Project};
use crate::model::window::Month;
use crate::model::{Micros, Window};
use crate::transform::amounts::lay;

/// `round(lay(planned_units_per_month) × ramp)`, where `ramp` is `min(1, day n of going live / R)`
/// and R the days from `live_from` to the day before the same day `ramp_months` later.
///
/// ```
/// # use reckoner::{model::{Micros, window::day}, transform::figures::plan::units::planned_units};
/// // 310 a month, live on 1 March, a ramp of two months: R = 61, 10 × k / 61 on day k of March
/// let (live, on) = (day("2026-03-01").unwrap(), |text| day(text).unwrap());
/// let a_month = Micros::whole(310);
/// assert_eq!(planned_units(a_month, (live, 2), on("2026-03-01")), "0.163934".parse().unwrap());
/// assert_eq!(planned_units(a_month, (live, 2), on("2026-05-01")), Micros::whole(10));
/// assert_eq!(planned_units(a_month, (live, 0), on("2026-03-01")), Micros::whole(10));
/// ```
pub fn planned_units(
    per_month: Micros,
    (live_from, ramp_months): (NaiveDate, u32),
    day: NaiveDate,
) -> Micros {
    let days_of_month = Month::of(day).window().day_count();
    let full = lay(per_month, i64::from(day.day()), days_of_month);
    let since = i128::from((day - live_from).num_days() + 1);
    let end = live_from.checked_add_months(Months::new(ramp_months));
    let ramp = end.map_or(0, |end| i128::from((end - live_from).num_days()));
    match since < ramp {
        true => Micros(div_half_even(full.0 * since, ramp)),
        false => full,
    }
}

/// The days on which units are planned by a row: from the day on which the project goes live, and
/// not before the row's own first day, to the day on which it is retired.
pub fn days_of_units(row: &Baseline, project: &Project, to: NaiveDate) -> Option<Window> {
    let from = project.live_from?.max(row.valid_from);
    Window::new(
        from,
        project.retired_on.map_or(to, |retired| retired.min(to)),
    )
}

/// Units that are tried in vain beside those that succeed, where a share of all succeeds:
/// `units × (1 − success) / success`.
///
/// ```
/// # use reckoner::{model::Micros, transform::figures::plan::units::planned_failures};
/// // 1,000 units of which nine of ten succeed: 111.111111 fail
/// let success = "0.9".parse().unwrap();
/// assert_eq!(planned_failures(Micros::whole(1_000), success), "111.111111".parse().unwrap());
/// ```
pub fn planned_failures(units: Micros, success: Micros) -> Micros {
    Micros(div_half_even(units.0 * (ONE - success.0), success.0))
}
