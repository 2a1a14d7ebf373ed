//! Method kit-2023: what the vendor's kit would have said of the same sessions, each counted once. It is a comparison, so
//! it computes in doubles as the kit does; each row is rounded once to 10⁻⁶, and from there on all sums are exact.
//!
//! The kit knows neither units nor minutes nor costs: a success brings the worth of an instance less a percentage for
//! upkeep, and all that neither succeeded nor was cancelled nor is still open takes away that percentage and what mending one
//! instance costs.

use crate::model::master::{Baseline, Frequency};
use crate::model::value::Soft;
use crate::model::{Micros, exact};

use super::roi::Worked;

/// How many instances a year the kit's dashboard computes with: 251 working days and 8 hours of each; of a year it knows
/// nothing.
pub fn instances_per_year(frequency: Frequency) -> f64 {
    match frequency {
        Frequency::Daily => 251.0,
        Frequency::Weekly => 52.0,
        Frequency::Hourly => 2008.0,
        Frequency::Monthly => 12.0,
        Frequency::Quarterly => 4.0,
        Frequency::Yearly => 0.0,
    }
}

/// What a project owner told the kit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    pub hourly_rate: f64,
    pub minutes: f64,
    pub instances_per_year: f64,
    pub people: f64,
    pub error_percent: f64,
    pub rework_minutes: f64,
    pub rework_people: f64,
    pub overhead_percent: f64,
}

/// What the kit makes of it, in the baseline's currency.
///
/// ```
/// # use reckoner::{model::master::Frequency, transform::kit::{Instance, Told, instances_per_year}};
/// // The kit's own example: 50.00 an hour, 60 minutes daily by 1 person, 10 % errors mended in 25 minutes by 1, 15 % overhead.
/// let told = Told {
///     hourly_rate: 50.0,
///     minutes: 60.0,
///     instances_per_year: instances_per_year(Frequency::Daily),
///     people: 1.0,
///     error_percent: 10.0,
///     rework_minutes: 25.0,
///     rework_people: 1.0,
///     overhead_percent: 15.0,
/// };
/// let instance = Instance::told(told);
/// let cents = |amount: f64| format!("{amount:.2}");
/// assert_eq!(cents(instance.remediate_per_year), "522.92"); // 251 × 10 % × 25 min × 50 / 60
/// assert_eq!(cents(instance.estimate_per_year), "13072.92"); // 50 / 60 × 60 × 251 + 522.92
/// assert_eq!(cents(instance.estimate_per_year / 12.0), "1089.41");
/// assert_eq!(cents(instance.per_instance), "52.08"); // 13,072.92 / 251
/// assert_eq!(cents(instance.remediate_per_instance), "20.83"); // 522.92 / 25.1
/// assert_eq!(cents(instance.success()), "44.27"); // 52.08 × 85 %
/// assert_eq!(cents(instance.failure()), "-28.65"); // −52.08 × 15 % − 20.83
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Instance {
    pub remediate_per_year: f64,
    pub estimate_per_year: f64,
    /// 0 where the kit knows no number of instances.
    pub per_instance: f64,
    /// 0 where nothing ever goes wrong.
    pub remediate_per_instance: f64,
    pub overhead: f64,
}

impl Instance {
    pub fn told(told: Told) -> Self {
        let Told { hourly_rate, minutes, instances_per_year: n, people, error_percent, rework_minutes, rework_people, overhead_percent } =
            told;
        let wrong = n * error_percent / 100.0;
        let remediate_per_year = wrong * rework_minutes * hourly_rate / 60.0 * rework_people;
        let estimate_per_year = hourly_rate / 60.0 * people * minutes * n + remediate_per_year;
        let each = |amount: f64, instances: f64| if instances == 0.0 { 0.0 } else { amount / instances };
        Self {
            remediate_per_year,
            estimate_per_year,
            per_instance: each(estimate_per_year, n),
            remediate_per_instance: each(remediate_per_year, wrong),
            overhead: overhead_percent / 100.0,
        }
    }

    /// By a baseline; none where it does not say how often the work is done.
    pub fn of(baseline: &Baseline) -> Option<Self> {
        let of = |micros: Micros| micros.0 as f64 / exact::ONE as f64;
        Some(Self::told(Told {
            hourly_rate: of(baseline.hourly_rate),
            minutes: of(baseline.minutes_per_unit),
            instances_per_year: instances_per_year(baseline.frequency?),
            people: of(baseline.people),
            error_percent: of(baseline.error_rate) * 100.0,
            rework_minutes: of(baseline.rework_minutes),
            rework_people: of(baseline.rework_people),
            overhead_percent: of(baseline.maintenance_overhead),
        }))
    }

    /// What a success brings.
    pub fn success(&self) -> f64 {
        self.per_instance * (1.0 - self.overhead)
    }

    /// What a failure brings: it is negative.
    pub fn failure(&self) -> f64 {
        -self.per_instance * self.overhead - self.remediate_per_instance
    }
}

/// A row's total savings as the kit computes them, at an exchange rate. `recaptured` and `error_avoidance` add up to them:
/// the latter is what mending failed sessions costs, so it is negative. `capacity` is what successes bring before upkeep,
/// so that `capacity − recaptured` is the upkeep, and every step to the ladder's figures is a difference of whole numbers.
pub fn soft(worked: &Worked, instance: &Instance, rate: Micros) -> Soft {
    let (successes, charged, rate) = (worked.successes.0 as f64, worked.charged.0 as f64, rate.0 as f64 / exact::ONE as f64);
    let rounded = |micros: f64| Micros((micros * rate).round_ties_even() as i128);
    let savings = rounded(successes * instance.success() + charged * instance.failure());
    let error_avoidance = rounded(-charged * instance.remediate_per_instance);
    Soft { capacity: rounded(successes * instance.per_instance), recaptured: savings - error_avoidance, error_avoidance }
}
