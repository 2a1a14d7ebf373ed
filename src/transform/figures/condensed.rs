//! A project's days condensed to the averages of their own sums: one side of a bridge by cause.

use std::collections::BTreeMap;

use num_bigint::BigInt;

use super::rational::Rational;
use crate::model::exact::ONE;
use crate::model::master::Baseline;
use crate::model::value::{Ladder, Soft};
use crate::model::{Micros, Value};

/// The sums of one project over days, and of the shared `*` what has no minutes.
#[derive(Debug, Clone, Default)]
pub struct Condensed {
    pub ladder: Ladder,
    pub failed_units: Micros,
    pub soft: Soft,
    /// Capacity of days on which more time was taken than freed: 0 or less.
    pub lost: Micros,
    /// Σ net minutes × hourly rate, in 10⁻¹².
    pub priced: BigInt,
    /// Σ rework minutes × hourly rate, in 10⁻¹², and the same × exchange rate, in 10⁻¹⁸.
    pub rework_priced: BigInt,
    pub rework_rated: BigInt,
    /// Σ capacity that signed cash replaces × conversion, in 10⁻¹².
    pub replaced: BigInt,
    /// The part of that cash that is paid once: how much of how much.
    pub replacing_once: Micros,
    pub replacing: Micros,
    /// Cashable and avoidance, without what is signed once.
    pub signed: Micros,
    pub once_signed: Micros,
    /// Without what is paid once.
    pub cost: Micros,
    pub once_paid: Micros,
    /// Of the cost: what is paid by the day or year, or spread over days.
    pub by_the_day: Micros,
    /// Of the cost: what is paid in other currencies, by currency and by the rate at which it was
    /// converted.
    pub converted: BTreeMap<(String, Micros), Micros>,
    /// The part of it that is planned as it is charged: from a plan it moves nothing.
    pub charged: BTreeMap<(String, Micros), Micros>,
    /// Of the baseline of its last day.
    pub currency: Option<String>,
}

impl Condensed {
    /// Adds a day: its value, and by which baseline at which rate that came about.
    pub fn add(&mut self, value: &Value, baseline: Option<(&Baseline, Option<Micros>)>) {
        self.signed += value.signed();
        self.cost += value.cost();
        if let Some(soft) = value.soft {
            self.soft += soft;
            self.lost += soft.capacity.min(Micros::ZERO);
        }
        let (Some(ladder), Some((baseline, rate))) = (value.ladder, baseline) else {
            return;
        };
        self.ladder += ladder;
        let priced = |minutes: Micros| BigInt::from(minutes.0) * baseline.hourly_rate.0;
        self.priced += priced(ladder.net_minutes);
        let rework = priced(ladder.rework_minutes_saved);
        self.rework_rated += &rework * rate.unwrap_or_default().0;
        self.rework_priced += rework;
        self.currency = Some(baseline.currency.clone());
    }

    /// Capacity that signed cash replaces: of freed time only a part would have been put to use.
    pub fn replace(&mut self, capacity: Micros, conversion: Micros) {
        self.replaced += BigInt::from(capacity.0) * conversion.0;
    }

    /// Of the cost that was added: an amount that is paid once.
    pub fn paid_once(&mut self, amount: Micros) {
        self.cost -= amount;
        self.once_paid += amount;
    }

    /// Of the signed amounts that were added: one that is signed once.
    pub fn signed_once(&mut self, amount: Micros) {
        self.signed -= amount;
        self.once_signed += amount;
    }

    pub fn net(&self) -> Micros {
        self.soft.benefit() + self.signed + self.once_signed - self.cost - self.once_paid
    }

    /// What freed time and avoided errors bring before signed cash is taken off, in micros.
    pub fn gross(&self) -> Rational {
        Rational::whole(self.soft.benefit().0).plus(&self.deduction())
    }

    /// What signed cash takes off, in micros.
    pub fn deduction(&self) -> Rational {
        Rational::of(self.replaced.clone(), ONE).expect("a million is something")
    }

    /// The part of the deduction that belongs to cash that is signed once: as much of it as of the
    /// cash.
    pub fn deduction_once(&self) -> Rational {
        let part = Rational::of(self.replacing_once.0, self.replacing.0);
        part.map_or_else(|| Rational::whole(0), |part| self.deduction().times(&part))
    }

    pub fn attempts(&self) -> Micros {
        self.ladder.units + self.failed_units
    }

    pub fn is_nothing(&self) -> bool {
        let amounts = [self.signed, self.once_signed, self.cost, self.once_paid];
        !self.has_minutes() && amounts.into_iter().all(Micros::is_zero)
    }

    pub fn has_minutes(&self) -> bool {
        self.ladder != Ladder::default() || self.soft != Soft::default()
    }
}

/// Averages of the sums of one side. Each is a number as it is: minutes, a share, money an hour.
#[derive(Debug, Clone)]
pub struct Averages {
    /// In micros of units.
    pub attempts: Rational,
    pub success: Rational,
    pub demand: Rational,
    pub labour: Rational,
    pub rework: Rational,
    pub review: Rational,
    pub failure: Rational,
    pub attended: Rational,
    /// Of net minutes, and of rework.
    pub hourly: [Rational; 2],
    pub exchange: [Rational; 2],
    pub conversion: [Rational; 2],
    /// In micros of money.
    pub lost: Rational,
}

impl Averages {
    /// Those of a side. One whose divisor is 0 is taken from the other side; where both are 0, it
    /// is 0.
    pub fn of(side: &Condensed, other: &Condensed) -> Self {
        let average = |parts: fn(&Condensed) -> (BigInt, BigInt)| {
            let of = |side: &Condensed| {
                let (above, below) = parts(side);
                Rational::of(above, below)
            };
            let of_other = || of(other);
            of(side)
                .or_else(of_other)
                .unwrap_or_else(|| Rational::whole(0))
        };
        let whole = |micros: Micros| Rational::whole(micros.0);
        Self {
            attempts: whole(side.attempts()),
            success: average(|s| (s.ladder.units.0.into(), s.attempts().0.into())),
            demand: average(|s| (s.ladder.units_valued.0.into(), s.ladder.units.0.into())),
            labour: average(|s| {
                let ladder = s.ladder;
                (ladder.labour_minutes.0.into(), ladder.units_valued.0.into())
            }),
            rework: average(|s| {
                let ladder = s.ladder;
                (
                    ladder.rework_minutes_saved.0.into(),
                    ladder.units_valued.0.into(),
                )
            }),
            review: average(|s| (s.ladder.review_minutes.0.into(), s.ladder.units.0.into())),
            failure: average(|s| (s.ladder.failure_minutes.0.into(), s.failed_units.0.into())),
            attended: average(|s| (s.ladder.attended_minutes.0.into(), s.ladder.units.0.into())),
            hourly: [
                average(|s| (s.priced.clone(), (s.ladder.net_minutes.0 * ONE).into())),
                average(|s| {
                    let minutes = s.ladder.rework_minutes_saved.0 * ONE;
                    (s.rework_priced.clone(), minutes.into())
                }),
            ],
            exchange: [
                average(|s| {
                    let hours = BigInt::from(s.soft.capacity.0) * 60 * ONE;
                    (hours, s.priced.clone())
                }),
                average(|s| (s.rework_rated.clone(), &s.rework_priced * ONE)),
            ],
            conversion: [
                average(|s| {
                    let used = BigInt::from((s.soft.recaptured - s.lost).0) * ONE + &s.replaced;
                    let freed = BigInt::from((s.soft.capacity - s.lost).0) * ONE;
                    (used, freed)
                }),
                average(|s| {
                    let hours = BigInt::from(s.soft.error_avoidance.0) * 60 * ONE * ONE;
                    (hours, s.rework_rated.clone())
                }),
            ],
            lost: whole(side.lost),
        }
    }

    /// What they come to, in micros of money: freed time and avoided errors, before signed cash is
    /// taken off.
    ///
    /// ```text
    /// units    = attempts × success            valued = units × demand
    /// capacity = (valued × labour − units × review − (attempts − units) × failure − units × attended)
    ///            / 60 × hourly × exchange
    /// gross    = (capacity − lost) × conversion + lost + valued × rework / 60 × hourly' × exchange' × conversion'
    /// ```
    pub fn gross(&self) -> Rational {
        let an_hour = Rational::of(1, 60).expect("60 is something");
        let units = self.attempts.times(&self.success);
        let valued = units.times(&self.demand);
        let failed = self.attempts.minus(&units);
        let minutes = valued
            .times(&self.labour)
            .minus(&units.times(&self.review.plus(&self.attended)))
            .minus(&failed.times(&self.failure));
        let [of_minutes, of_rework] =
            [0, 1].map(|at| self.hourly[at].times(&self.exchange[at]).times(&an_hour));
        let freed = minutes.times(&of_minutes).minus(&self.lost);
        let recaptured = freed.times(&self.conversion[0]).plus(&self.lost);
        let rework = valued.times(&self.rework).times(&of_rework);
        recaptured.plus(&rework.times(&self.conversion[1]))
    }
}
