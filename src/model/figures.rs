//! The figures of a [`Value`]: what its columns come to. Each is a pure function of one value, be
//! it of a day, a project or an estate, and is computed nowhere else.
//!
//! They stand on the ground floor because the lake keeps some of them beside what they are made
//! from, and marts and pages show them. What takes more than one value to know (a comparison, a
//! cause, a ranking) is computed in `transform::figures`, and stands in the scoreboard.

use super::exact::{Micros, div_half_even};
use super::ratio::{Defined, Why, in_range, quotient};
use super::value::{Soft, Value};
use super::window::Window;

impl Soft {
    /// The soft part of the benefit.
    ///
    /// ```
    /// # use reckoner::model::{Micros, value::Soft};
    /// // 2,400.00 of freed time that was put to use, and 60.00 of errors that did not happen.
    /// let soft = Soft {
    ///     recaptured: Micros::whole(2_400),
    ///     error_avoidance: Micros::whole(60),
    ///     ..Soft::default()
    /// };
    /// assert_eq!(soft.benefit(), Micros::whole(2_460));
    /// ```
    pub fn benefit(&self) -> Micros {
        self.recaptured + self.error_avoidance
    }
}

impl Value {
    /// Benefit: recaptured + error_avoidance + cashable + avoidance. What has no baseline brings
    /// nothing, and is a gap.
    ///
    /// ```
    /// # use reckoner::model::{Micros, Value, value::Soft};
    /// let soft = Soft { recaptured: Micros::whole(2_460), ..Soft::default() };
    /// let march = Value {
    ///     soft: Some(soft),
    ///     cashable: Micros::whole(500),
    ///     avoidance: Micros::whole(100),
    ///     ..Value::default()
    /// };
    /// assert_eq!(march.benefit(), Micros::whole(3_060));
    /// ```
    pub fn benefit(&self) -> Micros {
        self.soft.unwrap_or_default().benefit() + self.signed()
    }

    /// The part of the benefit that somebody signed for: cashable + avoidance.
    ///
    /// ```
    /// # use reckoner::model::{Micros, Value};
    /// let (cashable, avoidance) = (Micros::whole(500), Micros::whole(100));
    /// assert_eq!(Value { cashable, avoidance, ..Value::default() }.signed(), Micros::whole(600));
    /// ```
    pub fn signed(&self) -> Micros {
        self.cashable + self.avoidance
    }

    /// Cost: cost_build + cost_run.
    ///
    /// ```
    /// # use reckoner::model::{Micros, Value};
    /// let (cost_build, cost_run) = (Micros::whole(300), Micros::whole(115));
    /// assert_eq!(Value { cost_build, cost_run, ..Value::default() }.cost(), Micros::whole(415));
    /// ```
    pub fn cost(&self) -> Micros {
        self.cost_build + self.cost_run
    }

    /// Net benefit: benefit − cost.
    ///
    /// ```
    /// # use reckoner::model::{Micros, Value, value::Soft};
    /// // Invoice capture in March: 2,460.00 of benefit, 415.00 of cost.
    /// let soft = Soft { recaptured: Micros::whole(2_460), ..Soft::default() };
    /// let march = Value { soft: Some(soft), cost_run: Micros::whole(415), ..Value::default() };
    /// assert_eq!(march.net(), Micros::whole(2_045));
    /// ```
    pub fn net(&self) -> Micros {
        self.benefit() - self.cost()
    }

    /// What the ledger sees: cashable − cost. Freed time and avoided spending are in neither.
    ///
    /// ```
    /// # use reckoner::model::{Micros, Value};
    /// let (cashable, cost_run) = (Micros::whole(100), Micros::whole(415));
    /// let march = Value { cashable, cost_run, avoidance: Micros::whole(900), ..Value::default() };
    /// assert_eq!(march.cash_result(), Micros::whole(-315));
    /// ```
    pub fn cash_result(&self) -> Micros {
        self.cashable - self.cost()
    }

    /// What the net has and the ledger does not see: net − cash result.
    ///
    /// ```
    /// # use reckoner::model::{Micros, Value};
    /// let (cashable, cost_run) = (Micros::whole(100), Micros::whole(415));
    /// let march = Value { cashable, cost_run, avoidance: Micros::whole(900), ..Value::default() };
    /// assert_eq!(march.beyond_cash(), Micros::whole(900));
    /// ```
    pub fn beyond_cash(&self) -> Micros {
        self.net() - self.cash_result()
    }

    /// Nothing of it could be valued, and nobody signed an amount: what it spent is a cost, and its
    /// return is not known, which is something else than −100 %.
    pub fn is_unvalued(&self) -> bool {
        self.soft.is_none() && self.cashable.is_zero() && self.avoidance.is_zero()
    }

    /// Return on cost: net / cost, as a double of two integers; none where nothing was spent, or
    /// nothing valued.
    ///
    /// ```
    /// # use reckoner::model::{Micros, Value};
    /// let (cashable, cost_run) = (Micros::whole(150), Micros::whole(100));
    /// assert_eq!(Value { cashable, cost_run, ..Value::default() }.roi(), Some(0.5));
    /// // Something was spent and nothing is known of its return: not −100 %.
    /// assert_eq!(Value { cost_run, ..Value::default() }.roi(), None);
    /// ```
    pub fn roi(&self) -> Option<f64> {
        if self.is_unvalued() {
            None
        } else {
            quotient(self.net().0, self.cost().0)
        }
    }

    /// Hours returned: net_minutes / 60, rounded once.
    ///
    /// ```
    /// # use reckoner::model::{Micros, Value, value::Ladder};
    /// let ladder = Ladder { net_minutes: Micros::whole(4_100), ..Ladder::default() };
    /// let march = Value { ladder: Some(ladder), ..Value::default() };
    /// assert_eq!(march.hours_returned(), Some(Micros(68_333_333))); // 68 h 20 min
    /// assert_eq!(Value::default().hours_returned(), None); // no baseline: not valued, and not 0
    /// ```
    pub fn hours_returned(&self) -> Option<Micros> {
        let hours = |minutes: Micros| Micros(div_half_even(minutes.0, 60));
        self.ladder.map(|ladder| hours(ladder.net_minutes))
    }

    /// What a unit costs: cost / units.
    ///
    /// ```
    /// # use reckoner::model::{Micros, Value, value::Ladder};
    /// let ladder = Ladder { units: Micros::whole(750), ..Ladder::default() };
    /// let march = Value { ladder: Some(ladder), cost_run: Micros::whole(600), ..Value::default() };
    /// assert_eq!(march.cost_per_unit(), Ok("0.8".parse().unwrap()));
    /// ```
    pub fn cost_per_unit(&self) -> Defined<Micros> {
        let units = self.ladder.ok_or(Why::NotValued)?.units;
        match (self.cost().is_zero(), units.0 > 0) {
            (true, _) => Err(Why::NoCost),
            (_, false) => Err(Why::NoUnits),
            _ => per(self.cost(), units),
        }
    }

    /// What a unit costs by hand: labour_value / units_valued.
    ///
    /// ```
    /// # use reckoner::model::{Micros, Value, value::{Ladder, Soft}};
    /// // 600 units of 4 minutes at 48.00 an hour are 1,920.00 of labour.
    /// let ladder = Ladder { units_valued: Micros::whole(600), ..Ladder::default() };
    /// let soft = Soft { labour_value: Micros::whole(1_920), ..Soft::default() };
    /// let march = Value { ladder: Some(ladder), soft: Some(soft), ..Value::default() };
    /// assert_eq!(march.manual_per_unit(), Ok("3.2".parse().unwrap()));
    /// ```
    pub fn manual_per_unit(&self) -> Defined<Micros> {
        let (ladder, soft) = self.ladder.zip(self.soft).ok_or(Why::NotValued)?;
        if ladder.units_valued.0 > 0 {
            per(soft.labour_value, ladder.units_valued)
        } else {
            Err(Why::NoUnits)
        }
    }

    /// `1 − net / labour_claimed`: the share of the claimed minutes at which the net is 0. Above 1
    /// not even all of them earn the cost.
    ///
    /// ```
    /// # use reckoner::model::{Micros, Value, value::{Ladder, Soft}};
    /// // Of 2,460.00 of claimed labour 1,845.00 are left when 615.00 of cost are paid.
    /// let (recaptured, labour_claimed) = (Micros::whole(2_460), Micros::whole(2_460));
    /// let march = Value {
    ///     ladder: Some(Ladder::default()),
    ///     soft: Some(Soft { recaptured, labour_claimed, ..Soft::default() }),
    ///     cost_run: Micros::whole(615),
    ///     ..Value::default()
    /// };
    /// assert_eq!(march.break_even(), Ok(0.25));
    /// ```
    pub fn break_even(&self) -> Defined<f64> {
        let (needed, claimed) = self.break_even_parts()?;
        quotient(needed.0, claimed.0).ok_or(Why::NothingClaimed)
    }

    /// Numerator and denominator of [`Value::break_even`], exactly: what of the claimed labour the
    /// rest of the figures takes, and all of it.
    pub fn break_even_parts(&self) -> Defined<(Micros, Micros)> {
        let (_, soft) = self.ladder.zip(self.soft).ok_or(Why::NotValued)?;
        let claimed = soft.labour_claimed;
        match (self.cost().is_zero(), claimed.0 > 0) {
            (true, _) => Err(Why::NoCost),
            (_, false) => Err(Why::NothingClaimed),
            _ => Ok((claimed - self.net(), claimed)),
        }
    }

    /// Hours returned over what people work in as many days: `productive_hours` a calendar year.
    ///
    /// ```
    /// # use reckoner::model::{Micros, Value, Window, value::Ladder, window::day};
    /// // 1,720 hours a year are one person's work; 860 hours in a year are half a person.
    /// let ladder = Ladder { net_minutes: Micros::whole(860 * 60), ..Ladder::default() };
    /// let year = Window::new(day("2026-01-01").unwrap(), day("2026-12-31").unwrap()).unwrap();
    /// let value = Value { ladder: Some(ladder), ..Value::default() };
    /// assert_eq!(value.fte(year, Micros::whole(1_720)), Ok("0.5".parse().unwrap()));
    /// ```
    pub fn fte(&self, days: Window, productive_hours: Micros) -> Defined<Micros> {
        let net_minutes = self.ladder.ok_or(Why::NotValued)?.net_minutes;
        // Each day is its part of its own year: a/366 + b/365 = (365·a + 366·b) / (366·365).
        let of_leap_years = days.days().filter(|day| day.leap_year()).count() as i128;
        let parts = 365 * of_leap_years + 366 * (i128::from(days.day_count()) - of_leap_years);
        in_range(Micros(div_half_even(
            net_minutes.0 * 366 * 365 * Micros::ONE.0,
            60 * productive_hours.0 * parts,
        )))
    }
}

fn per(amount: Micros, units: Micros) -> Defined<Micros> {
    in_range(Micros(div_half_even(amount.0 * Micros::ONE.0, units.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::value::{Ladder, Soft};
    use crate::model::window::day;

    fn m(text: &str) -> Micros {
        text.parse().unwrap()
    }

    /// Payroll checks of the sample estate before shared costs were carried by four weeks.
    fn payroll() -> Value {
        Value {
            ladder: Some(Ladder {
                units: m("750"),
                units_valued: m("600"),
                net_minutes: m("1965"),
                ..Ladder::default()
            }),
            // 2,400 minutes at 0.80 a minute
            soft: Some(Soft {
                labour_value: m("1920"),
                labour_claimed: m("960"),
                ..Soft::default()
            }),
            cashable: m("710.62"),
            cost_run: m("710.62"),
            ..Value::default()
        }
    }

    #[test]
    fn a_unit_costs_so_much_by_the_automation_and_so_much_by_hand() {
        // 710.62 / 750 = 0.947493333…; 2,400 × 0.80 / 600 = 3.20
        assert_eq!(
            (payroll().cost_per_unit(), payroll().manual_per_unit()),
            (Ok(m("0.947493")), Ok(m("3.2")))
        );
        let without = |change: fn(&mut Value)| {
            let mut value = payroll();
            change(&mut value);
            (value.cost_per_unit(), value.manual_per_unit())
        };
        assert_eq!(
            without(|v| v.ladder = None),
            (Err(Why::NotValued), Err(Why::NotValued))
        );
        assert_eq!(
            without(|v| v.soft = None),
            (Ok(m("0.947493")), Err(Why::NotValued))
        );
        assert_eq!(
            without(|v| v.ladder = Some(Ladder::default())),
            (Err(Why::NoUnits), Err(Why::NoUnits))
        );
        assert_eq!(without(|v| v.cost_run = Micros::ZERO).0, Err(Why::NoCost));
    }

    #[test]
    fn break_even_is_the_share_of_the_claimed_minutes_at_which_nothing_is_left() {
        // Invoice capture: 2,460.00 claimed, 415.00 of cost: 1 − 2,045 / 2,460 = 415 / 2,460
        let soft = Soft {
            recaptured: m("2460"),
            labour_value: m("2460"),
            labour_claimed: m("2460"),
            ..Soft::default()
        };
        let value = Value {
            ladder: Some(Ladder::default()),
            soft: Some(soft),
            cost_run: m("415"),
            ..Value::default()
        };
        assert_eq!(value.break_even(), Ok(415.0 / 2460.0));
        // 3,000.00 of cost are more than all minutes earn: 1 + 540 / 2,460
        assert_eq!(
            Value {
                cost_run: m("3000"),
                ..value
            }
            .break_even(),
            Ok(3000.0 / 2460.0)
        );
        assert_eq!(
            Value {
                cost_run: m("0"),
                ..value
            }
            .break_even(),
            Err(Why::NoCost)
        );
        assert_eq!(
            Value {
                soft: Some(Soft::default()),
                ..value
            }
            .break_even(),
            Err(Why::NothingClaimed)
        );
        assert_eq!(
            Value {
                soft: None,
                ..value
            }
            .break_even(),
            Err(Why::NotValued)
        );
    }

    #[test]
    fn hours_are_full_times_of_as_many_days() {
        let of = |from: &str, to: &str, minutes: &str| {
            let days = Window::new(day(from).unwrap(), day(to).unwrap()).unwrap();
            let ladder = Ladder {
                net_minutes: m(minutes),
                ..Ladder::default()
            };
            Value {
                ladder: Some(ladder),
                ..Value::default()
            }
            .fte(days, m("1720"))
        };
        // 213.583333… h / (1,720 × 31 / 365) = 1.462076…
        assert_eq!(of("2026-03-01", "2026-03-31", "12815"), Ok(m("1.462076")));
        // 1,720 hours in a year are one person, leap year or not; half of 2027 and half of 2028
        // too.
        for (from, to) in [("2026-01-01", "2026-12-31"), ("2028-01-01", "2028-12-31")] {
            assert_eq!(of(from, to, "103200"), Ok(Micros::ONE), "{from}");
        }
        assert_eq!(
            Value::default().fte(
                Window::new(day("2026-01-01").unwrap(), day("2026-01-02").unwrap()).unwrap(),
                m("1720")
            ),
            Err(Why::NotValued)
        );
    }
}
