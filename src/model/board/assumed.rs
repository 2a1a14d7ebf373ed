//! A project's figures as a sum that can be done again with other assumptions: each factor of each
//! stretch of days, what they make, and what the rounding of single rows left over.

use crate::model::exact::{Micros, Product};
use crate::model::scoreboard::Working;
use crate::model::value::{Ladder, Soft};

/// A stretch of days under one baseline and one rate, multiplied out from its sums.
///
/// The sums were rounded row by row, so the product of their factors is not quite they: each
/// `…_rest` is what is missing, to the micro, so that the unchanged sum is what was published.
///
/// ```text
/// labour_minutes  = units_valued × minutes × people × automated share            + labour_rest
/// capacity        = net_minutes ÷ 60 × hourly rate × exchange rate               + capacity_rest
/// recaptured      = (capacity − lost − replaced) × conversion + lost             + recaptured_rest
/// error_avoidance = units_valued × errors avoided × rework ÷ 60 × rates × conversion + errors_rest
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AssumedStretch<'w> {
    pub working: &'w Working,
    pub ladder: Ladder,
    /// Done, and worth nothing: more than the month's demand.
    pub beyond_demand: Micros,
    /// Of people, for review, failures and attending.
    pub taken_minutes: Micros,
    pub labour_rest: Micros,
    /// None: there is no rate of exchange.
    pub valued: Option<ValuedStretch>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValuedStretch {
    pub soft: Soft,
    pub rate: Micros,
    pub capacity_rest: Micros,
    pub recaptured_rest: Micros,
    pub errors_rest: Micros,
}

impl<'w> AssumedStretch<'w> {
    /// None: nothing on these days could be counted by a baseline.
    pub fn of(working: &'w Working) -> Option<Self> {
        let ladder = working.value.ladder?;
        let labour = Product::of(ladder.units_valued)
            .times(working.minutes_per_unit)
            .times(working.people)
            .times(working.automated_share)
            .round();
        let valued = working.value.soft.zip(working.rate);
        Some(Self {
            working,
            ladder,
            beyond_demand: ladder.units - ladder.units_valued,
            taken_minutes: ladder.review_minutes + ladder.failure_minutes + ladder.attended_minutes,
            labour_rest: ladder.labour_minutes - labour,
            valued: valued.map(|(soft, rate)| ValuedStretch::of(working, &ladder, soft, rate)),
        })
    }
}

impl ValuedStretch {
    fn of(w: &Working, ladder: &Ladder, soft: Soft, rate: Micros) -> Self {
        let capacity = Product::of(ladder.net_minutes)
            .times(w.hourly_rate)
            .times(rate)
            .over(60);
        let freed = soft.capacity - w.lost - w.replaced;
        let recaptured = Product::of(freed).times(w.conversion).round() + w.lost;
        // Errors that were added are added whole, whatever part of freed time is put to use.
        let put_to_use = match w.errors_avoided.is_negative() {
            true => Micros::ONE,
            false => w.conversion,
        };
        let errors = Product::of(ladder.units_valued)
            .times(w.errors_avoided)
            .times(w.rework_minutes)
            .times(w.rework_people)
            .times(w.hourly_rate)
            .times(rate)
            .times(put_to_use)
            .over(60);
        Self {
            soft,
            rate,
            capacity_rest: soft.capacity - capacity,
            recaptured_rest: soft.recaptured - recaptured,
            errors_rest: soft.error_avoidance - errors,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value;
    use crate::model::Window;
    use crate::model::master::Line;
    use crate::model::window::day;

    fn m(text: &str) -> Micros {
        text.parse().unwrap()
    }

    /// Two units of a minute at 40.01 an hour, each on a day of its own, half of which is put to
    /// use; a fifth fewer go wrong, each worth three minutes of rework.
    fn working() -> Working {
        let ladder = Ladder {
            units: m("3"),
            units_valued: m("2"),
            labour_minutes: m("2"),
            review_minutes: m("0.25"),
            failure_minutes: m("0.125"),
            attended_minutes: m("0.125"),
            net_minutes: m("1.5"),
            ..Ladder::default()
        };
        // A row has 0.75 net minutes: 0.75 × 40.01 ÷ 60 = 0.500125. Errors: 0.2 × 3 × 40.01 ÷ 60 ×
        // 0.5 = 0.20005.
        let soft = Soft {
            capacity: m("1.000250"),
            recaptured: m("0.500124"),
            error_avoidance: m("0.400100"),
            ..Soft::default()
        };
        Working {
            days: Window::new(day("2026-03-02").unwrap(), day("2026-03-03").unwrap()).unwrap(),
            baseline: Line {
                file: "baselines.csv",
                line: 2,
            },
            evidence: None,
            sample_size: None,
            measured_on: None,
            minutes_per_unit: m("1"),
            people: Micros::ONE,
            automated_share: Micros::ONE,
            units_per_session: None,
            hourly_rate: m("40.01"),
            currency: "USD".into(),
            rate: Some(Micros::ONE),
            conversion: m("0.5"),
            errors_avoided: m("0.2"),
            rework_minutes: m("3"),
            rework_people: Micros::ONE,
            replaced: Micros::ZERO,
            lost: Micros::ZERO,
            freed: Some(m("1.000250")),
            full_units: None,
            value: Value {
                ladder: Some(ladder),
                soft: Some(soft),
                ..Value::default()
            },
        }
    }

    #[test]
    fn what_rounding_left_over_makes_the_product_the_published_sum() {
        let working = working();
        let stretch = AssumedStretch::of(&working).unwrap();
        assert_eq!(stretch.beyond_demand, Micros::ONE);
        assert_eq!(stretch.taken_minutes, m("0.5"));
        assert_eq!(stretch.labour_rest, Micros::ZERO);
        let valued = stretch.valued.unwrap();
        assert_eq!(valued.capacity_rest, Micros::ZERO);
        // Each day's 0.500125 × 0.5 = 0.2500625 went to the even 0.250062; both days together are
        // 0.500125, a micro more than the sum that was published.
        assert_eq!(valued.recaptured_rest, m("-0.000001"));
        assert_eq!(valued.errors_rest, Micros::ZERO);
    }

    #[test]
    fn lost_days_and_replaced_cash_are_not_converted_and_added_errors_neither() {
        let mut working = working();
        working.lost = m("-1");
        working.replaced = m("0.00025");
        working.errors_avoided = m("-0.2");
        let soft = working.value.soft.as_mut().unwrap();
        // (1.00025 + 1 − 0.00025) × 0.5 − 1 = 0; −0.2 × 2 × 3 × 40.01 ÷ 60 = −0.8002, whole.
        (soft.recaptured, soft.error_avoidance) = (Micros::ZERO, m("-0.8002"));
        let valued = AssumedStretch::of(&working).unwrap().valued.unwrap();
        assert_eq!(valued.recaptured_rest, Micros::ZERO);
        assert_eq!(valued.errors_rest, Micros::ZERO);
    }

    #[test]
    fn without_a_rate_minutes_are_counted_and_nothing_is_valued() {
        let mut working = working();
        (working.rate, working.value.soft) = (None, None);
        assert_eq!(AssumedStretch::of(&working).unwrap().valued, None);
        working.value.ladder = None;
        assert_eq!(AssumedStretch::of(&working), None);
    }
}
