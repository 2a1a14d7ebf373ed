//! Between which amounts a net probably lies, as far as nobody knows exactly how long a unit takes
//! by hand. Of minutes only: volume, rate, conversion, success and cost are not in it.
//!
//! Nothing is drawn. A project is valued three times, row by row, with the baseline's minutes and
//! with both ends of their band; all its rows move together. Projects move together in part: the
//! baselines of one house share their method and their optimism.

#[cfg(test)]
mod claims;

use num_bigint::BigInt;

use super::rational::nearest;
use crate::model::board::band::Band;
use crate::model::exact::{ONE, div_half_even};
use crate::model::master::{Baseline, Evidence};
use crate::model::ratio::{Defined, Why, in_range};
use crate::model::scoreboard::ProjectScore;
use crate::model::value::{Method, Soft};
use crate::model::{Estate, Micros, Value};

/// How far down and up the average minutes may lie, in percent, where no band was measured.
const fn percent(evidence: Option<Evidence>) -> i128 {
    match evidence {
        Some(Evidence::Measured) => 5,
        Some(Evidence::Sampled) => 15,
        Some(Evidence::Estimated) => 30,
        Some(Evidence::Vendor) | None => 50,
    }
}

/// P10 and P90 of the average minutes of a unit: the baseline's own, else by what it rests on.
///
/// ```
/// # use reckoner::model::{Micros, master::Evidence};
/// # use reckoner::transform::figures::bands::minutes;
/// let m = |text: &str| text.parse::<Micros>().unwrap();
/// let said = minutes(m("4"), (Some(m("3.5")), Some(m("4.5"))), Some(Evidence::Measured));
/// assert_eq!(said, [m("3.5"), m("4.5")]);
/// // Nobody said so: ± 15 % of 15 minutes where a sample was taken, ± 50 % of a vendor's word.
/// assert_eq!(minutes(m("15"), (None, None), Some(Evidence::Sampled)), [m("12.75"), m("17.25")]);
/// assert_eq!(minutes(m("8"), (None, None), Some(Evidence::Vendor)), [m("4"), m("12")]);
/// ```
pub fn minutes(
    per_unit: Micros,
    (low, high): (Option<Micros>, Option<Micros>),
    evidence: Option<Evidence>,
) -> [Micros; 2] {
    let percent = percent(evidence);
    let times = |part: i128| Micros(div_half_even(per_unit.0 * part, 100));
    [
        low.unwrap_or_else(|| times(100 - percent)),
        high.unwrap_or_else(|| times(100 + percent)),
    ]
}

/// The same of a baseline.
pub fn minutes_of(baseline: &Baseline) -> [Micros; 2] {
    let band = (baseline.minutes_low, baseline.minutes_high);
    minutes(baseline.minutes_per_unit, band, baseline.evidence)
}

/// Of a project: its net with the lower minutes in every row, and with the higher.
///
/// ```
/// # use reckoner::model::{Micros, Value, value::Soft};
/// # use reckoner::transform::figures::bands::of_project;
/// let m = |text: &str| text.parse::<Micros>().unwrap();
/// // Invoice capture: 1,025 units of 4 minutes at 36.00 an hour, 415.00 of cost; half a minute is 307.50.
/// let soft = Soft { recaptured: m("2460"), band_down: m("307.5"), band_up: m("307.5"), ..Soft::default() };
/// let march = Value {
///     ladder: Some(Default::default()), soft: Some(soft), cost_run: m("415"), ..Value::default()
/// };
/// let band = of_project(&march).unwrap();
/// assert_eq!((band.p10, march.net(), band.p90), (m("1737.5"), m("2045"), m("2352.5")));
/// ```
pub fn of_project(value: &Value) -> Defined<Band> {
    let soft = valued(value)?;
    Ok(Band {
        p10: in_range(value.net() - soft.band_down)?,
        p90: in_range(value.net() + soft.band_up)?,
    })
}

/// Of any sum of projects, to the cent:
/// `net ∓ √(ρ × (Σ width)² + (1 − ρ) × Σ width²)`, width being how far each goes down, or up.
///
/// ```
/// # use reckoner::model::{Micros, Value, value::Soft};
/// # use reckoner::transform::figures::bands::of_sum;
/// let m = |text: &str| text.parse::<Micros>().unwrap();
/// let project = |net, down, up| {
///     let soft = Soft { recaptured: m(net), band_down: m(down), band_up: m(up), ..Soft::default() };
///     Value { ladder: Some(Default::default()), soft: Some(soft), ..Value::default() }
/// };
/// let two = [project("2045", "307.5", "307.5"), project("1498", "304", "608")];
/// // √(0.5 × 611.5² + 0.5 × (307.5² + 304²)) = 529.58 down, and 806.96 up
/// let band = of_sum(&two, m("0.5")).unwrap();
/// assert_eq!((band.p10, band.p90), (m("3013.42"), m("4349.96")));
/// // That wholly go together, or not at all: 3 and 4 are 7, or 5.
/// let two = [project("100", "3", "3"), project("100", "4", "4")];
/// assert_eq!(of_sum(&two, m("1")).unwrap().p10, m("193"));
/// assert_eq!(of_sum(&two, m("0")).unwrap().p10, m("195"));
/// ```
pub fn of_sum<'a>(
    values: impl IntoIterator<Item = &'a Value>,
    correlation: Micros,
) -> Defined<Band> {
    let (mut net, mut down, mut up) = (Micros::ZERO, Widths::default(), Widths::default());
    let mut why = Err(Why::NotValued);
    for value in values {
        net += value.net();
        match valued(value) {
            Ok(soft) => {
                why = Ok(());
                down.add(soft.band_down);
                up.add(soft.band_up);
            }
            Err(Why::NoLadder) => why = why.map_err(|_| Why::NoLadder),
            Err(_) => {}
        }
    }
    why?;
    Ok(Band {
        p10: cents(net, -down.together(correlation))?,
        p90: cents(net, up.together(correlation))?,
    })
}

/// Of all projects of a method.
pub fn of_projects(projects: &[ProjectScore], method: Method, estate: &Estate) -> Defined<Band> {
    let theirs = projects.iter().filter(|p| p.method == method);
    of_sum(theirs.map(|p| &p.value), estate.band_correlation)
}

/// What rests on minutes; of a method that knows none there is no band.
fn valued(value: &Value) -> Defined<Soft> {
    value.ladder.and(value.soft).ok_or(match value.soft {
        Some(_) => Why::NoLadder,
        None => Why::NotValued,
    })
}

/// How far projects go to one side.
#[derive(Default)]
struct Widths {
    sum: BigInt,
    squares: BigInt,
}

/// So many bits stand behind the point of a root: its error is far below what is printed.
const BITS: u64 = 64;

impl Widths {
    fn add(&mut self, width: Micros) {
        let width = BigInt::from(width.0);
        self.squares += &width * &width;
        self.sum += width;
    }

    /// How far they go together, in micro-units and 2⁻⁶⁴.
    fn together(&self, correlation: Micros) -> BigInt {
        let dependent = &self.sum * &self.sum * correlation.0;
        let independent = &self.squares * (ONE - correlation.0);
        let square: BigInt = ((dependent + independent) << (2 * BITS)) / ONE;
        square.sqrt()
    }
}

/// A net and how far to go from it, rounded to the cent once.
fn cents(net: Micros, by: BigInt) -> Defined<Micros> {
    const CENT: i128 = 10_000;
    let there = (BigInt::from(net.0) << BITS) + by;
    let cents = nearest(&there, &(BigInt::from(CENT) << BITS));
    let cents = i128::try_from(cents).map_err(|_| Why::BeyondRange)?;
    in_range(Micros(cents * CENT))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn m(text: &str) -> Micros {
        text.parse().expect("a decimal")
    }

    fn project(net: &str, width: &str) -> Value {
        let soft = Soft {
            recaptured: m(net),
            band_down: m(width),
            band_up: m(width),
            ..Soft::default()
        };
        Value {
            ladder: Some(Default::default()),
            soft: Some(soft),
            ..Value::default()
        }
    }

    #[test]
    fn a_hundred_equal_projects_make_no_estate_of_three_percent() {
        let all = vec![project("100", "30"); 100];
        let share = |correlation| of_sum(&all, m(correlation)).map(|band| band.p90);
        // 10,000 ± 3,000 × √(0 × 1 + 1 / 100) = 300, and × √(0.5 + 0.5 / 100) = 2,131.90
        assert_eq!(share("0"), Ok(m("10300")));
        assert_eq!(share("0.5"), Ok(m("12131.9")));
        assert_eq!(share("1"), Ok(m("13000")));
    }

    #[test]
    fn what_is_not_valued_widens_nothing_and_what_knows_no_minutes_has_no_band() {
        let cost = Value {
            cost_run: m("12"),
            ..Value::default()
        };
        let both = [project("100", "30"), cost];
        let band = of_sum(&both, m("0.5")).map(|band| (band.p10, band.p90));
        assert_eq!(band, Ok((m("58"), m("118"))));
        assert_eq!(of_sum(&[cost], m("0.5")), Err(Why::NotValued));
        assert_eq!(of_project(&cost), Err(Why::NotValued));
        let of_the_kit = Value {
            ladder: None,
            ..project("100", "30")
        };
        assert_eq!(of_project(&of_the_kit), Err(Why::NoLadder));
        assert_eq!(of_sum(&[of_the_kit, cost], m("0.5")), Err(Why::NoLadder));
        assert_eq!(of_sum(&[cost, of_the_kit], m("0.5")), Err(Why::NoLadder));
    }

    #[test]
    fn half_a_cent_goes_to_the_even_one() {
        let of = |net| of_sum(&[project(net, "0.005")], m("0.5")).map(|band| band.p10);
        // 1.02 − 0.005 = 1.015 and 1.03 − 0.005 = 1.025
        assert_eq!((of("1.02"), of("1.03")), (Ok(m("1.02")), Ok(m("1.02"))));
    }
}
