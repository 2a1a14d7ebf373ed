//! Method kit-2023: what the vendor's kit would have said of the same sessions, each counted once.
//! Its formulas are products and quotients of decimals, so they are computed exactly; each row is
//! rounded once to 10⁻⁶, and from there on all sums are exact.
//!
//! The kit knows neither units nor minutes nor costs: a success brings the worth of an instance
//! less a percentage for upkeep, and all that neither succeeded nor was cancelled nor is still open
//! takes away that percentage and what mending one instance costs.

use crate::model::Micros;
use crate::model::exact::Product;
use crate::model::master::{Baseline, Frequency};
use crate::model::value::Soft;

use super::roi::Worked;

/// How many instances a year the kit's dashboard computes with: 251 working days and 8 hours of
/// each; of a year it knows nothing.
pub fn instances_per_year(frequency: Frequency) -> i64 {
    match frequency {
        Frequency::Daily => 251,
        Frequency::Weekly => 52,
        Frequency::Hourly => 2_008,
        Frequency::Monthly => 12,
        Frequency::Quarterly => 4,
        Frequency::Yearly => 0,
    }
}

/// What a project owner told the kit, in the baseline's currency. The number of instances a year
/// cancels out of everything that a session is worth; where it is 0, so is all else.
///
/// ```
/// # use reckoner::{model::Micros, transform::kit::Instance};
/// // The kit's own example: 50.00 an hour, 60 minutes daily by 1 person, 10 % errors mended in 25 minutes by 1, 15 % overhead.
/// let whole = Micros::whole;
/// let instance = Instance {
///     instances_per_year: whole(251),
///     hourly_rate: whole(50),
///     minutes: whole(60),
///     people: whole(1),
///     error_rate: Micros(100_000),
///     rework_minutes: whole(25),
///     rework_people: whole(1),
///     overhead_percent: whole(15),
/// };
/// let cents = |amount: Micros| amount.to_fixed(2);
/// assert_eq!(cents(instance.remediate_per_year()), "522.92"); // 251 × 10 % × 25 min × 50 / 60
/// assert_eq!(cents(instance.estimate_per_year()), "13072.92"); // 50 / 60 × 60 × 251 + 522.92
/// // 13,072.92 / 251 = 52.08, of which 85 % are 44.27
/// assert_eq!(cents(instance.savings(whole(1), whole(0), whole(1))), "44.27");
/// // −52.08 × 15 %, and 522.92 / 25.1 = 20.83 for mending it
/// assert_eq!(cents(instance.savings(whole(0), whole(1), whole(1))), "-28.65");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instance {
    pub instances_per_year: Micros,
    pub hourly_rate: Micros,
    pub minutes: Micros,
    pub people: Micros,
    pub error_rate: Micros,
    pub rework_minutes: Micros,
    pub rework_people: Micros,
    pub overhead_percent: Micros,
}

impl Instance {
    /// By a baseline; none where it does not say how often the work is done.
    pub fn of(baseline: &Baseline) -> Option<Self> {
        Some(Self {
            instances_per_year: Micros::whole(instances_per_year(baseline.frequency?)),
            hourly_rate: baseline.hourly_rate,
            minutes: baseline.minutes_per_unit,
            people: baseline.people,
            error_rate: baseline.error_rate,
            rework_minutes: baseline.rework_minutes,
            rework_people: baseline.rework_people,
            overhead_percent: baseline.maintenance_overhead,
        })
    }

    pub fn remediate_per_year(&self) -> Micros {
        self.mended(Product::of(self.instances_per_year).times(self.error_rate))
            .over(60)
    }

    pub fn estimate_per_year(&self) -> Micros {
        let mended = self.mended(Product::of(self.instances_per_year).times(self.error_rate));
        self.by_hand(Product::of(self.instances_per_year))
            .plus(mended)
            .over(60)
    }

    /// What so many successes and so many charged sessions bring at an exchange rate, rounded once:
    /// successes × per_instance × (1 − overhead) − charged × (per_instance × overhead +
    /// remediate_per_instance).
    pub fn savings(&self, successes: Micros, charged: Micros, rate: Micros) -> Micros {
        let (hundred, overhead) = (Micros::whole(100), self.overhead_percent);
        // In percent: hundredfold, which the divisor takes back.
        let kept = self.per_instance(Product::of(successes).times(hundred - overhead).times(rate));
        let upkeep = self.per_instance(Product::of(charged).times(overhead).times(rate));
        let mending = self.remediate_per_instance(Product::of(charged).times(hundred).times(rate));
        kept.plus(upkeep.plus(mending).negative()).over(6_000)
    }

    /// times people × minutes × hourly_rate; in sixtieths.
    fn by_hand(&self, of: Product) -> Product {
        of.times(self.people)
            .times(self.minutes)
            .times(self.hourly_rate)
    }

    /// times rework_minutes × rework_people × hourly_rate; in sixtieths.
    fn mended(&self, of: Product) -> Product {
        of.times(self.rework_minutes)
            .times(self.rework_people)
            .times(self.hourly_rate)
    }

    /// times what the kit takes one instance for: estimate_per_year / instances_per_year; in
    /// sixtieths.
    fn per_instance(&self, of: Product) -> Product {
        if self.instances_per_year.is_zero() {
            return of.times(Micros::ZERO);
        }
        self.by_hand(of.clone())
            .plus(self.mended(of.times(self.error_rate)))
    }

    /// times cost_to_remediate_per_year / (instances_per_year × error_rate): 0 where nothing ever
    /// goes wrong; in sixtieths.
    fn remediate_per_instance(&self, of: Product) -> Product {
        let happens = !self.instances_per_year.is_zero() && !self.error_rate.is_zero();
        if happens {
            self.mended(of)
        } else {
            of.times(Micros::ZERO)
        }
    }
}

/// A row's total savings as the kit computes them, at an exchange rate. `recaptured` and
/// `error_avoidance` add up to them: the latter is what mending failed sessions costs, so it is
/// negative. `capacity` is what successes bring before upkeep, so that `capacity − recaptured` is
/// the upkeep, and every step to the ladder's figures is a difference of whole numbers.
pub fn soft(worked: &Worked, instance: &Instance, rate: Micros) -> Soft {
    let savings = instance.savings(worked.successes, worked.charged, rate);
    let error_avoidance = instance
        .remediate_per_instance(Product::of(worked.charged).times(rate))
        .negative()
        .over(60);
    let capacity = instance
        .per_instance(Product::of(worked.successes).times(rate))
        .over(60);
    Soft {
        capacity,
        recaptured: savings - error_avoidance,
        error_avoidance,
        ..Soft::default()
    }
}
