//! What a year would bring at the pace of the last three months: four times their net, without what
//! was paid or signed once and will not come again.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Facts;
use super::amounts::{self, OnDay};
use crate::model::master::{Amount, Per};
use crate::model::ratio::{Defined, Why, in_range};
use crate::model::value::{DailyValue, Method};
use crate::model::window::Month;
use crate::model::{Micros, Window};

const MONTHS: u32 = 3;

pub struct RunRate {
    /// The last three calendar months that ended by the window's end.
    pub months: Window,
    net: BTreeMap<Method, Micros>,
}

impl RunRate {
    pub fn of(window: Window) -> Self {
        let last = match Month::of(window.to()).window() {
            month if month.to() == window.to() => Month::of(window.to()),
            _ => Month::of(window.to()).previous(),
        };
        let first = (1..MONTHS).fold(last, |month, _| month.previous());
        let months = Window::new(first.window().from(), last.window().to())
            .expect("months that follow each other");
        Self {
            months,
            net: BTreeMap::new(),
        }
    }

    pub fn add(&mut self, values: &[&DailyValue]) {
        for value in values
            .iter()
            .filter(|value| self.months.contains(value.day))
        {
            *self.net.entry(value.method).or_default() += value.value.net();
        }
    }

    /// Of a method's estate; `first_day`: of all that is known.
    pub fn yearly(
        &self,
        facts: &Facts,
        method: Method,
        first_day: Option<NaiveDate>,
        as_of: NaiveDate,
    ) -> Defined<Micros> {
        if first_day.is_none_or(|first| first > self.months.from()) {
            return Err(Why::TooEarly);
        }
        let net = self.net.get(&method).copied().unwrap_or_default();
        // The kit knows no amounts.
        let once = if method.has_ladder() {
            self.once(facts, as_of)
        } else {
            Micros::ZERO
        };
        in_range(Micros((net - once).0 * 4))
    }

    /// Signed benefits − costs of lines that are paid once and not spread.
    fn once(&self, facts: &Facts, as_of: NaiveDate) -> Micros {
        let master = facts.master;
        let money = |amount: &Amount| {
            // What is dated later than what is told does not count yet, so it need not be taken
            // out.
            let counts = self.months.contains(amount.from) && amount.from <= facts.counted_to;
            let lies = amount.per == Per::Once && amount.spread_months.is_none() && counts;
            match amounts::on_day(amount, &master.rates, amount.from) {
                OnDay::Money(money) if lies && money <= amounts::MOST => money,
                _ => Micros::ZERO,
            }
        };
        let signed = master
            .benefits
            .iter()
            .filter(|benefit| benefit.is_signed(as_of));
        let costs: Micros = master.costs.iter().map(|cost| money(&cost.amount)).sum();
        signed.map(|benefit| money(&benefit.amount)).sum::<Micros>() - costs
    }
}

#[cfg(test)]
mod tests {
    use super::super::claims::world::*;
    use super::*;
    use crate::model::Outcome::*;
    use crate::model::master::{BenefitKind, CostKind};

    #[test]
    fn the_last_three_whole_months_are_asked() {
        let of = |window: &str| RunRate::of(w(window)).months.to_string();
        assert_eq!(of("2026-03"), "2026-01-01..2026-03-31");
        assert_eq!(of("2026-03-01..2026-03-30"), "2025-12-01..2026-02-28");
        assert_eq!(of("2026-02-28"), "2025-12-01..2026-02-28");
    }

    #[test]
    fn a_pace_is_four_times_three_months_without_what_comes_once() {
        let mut world = World::new();
        world.project("p").ran(1, "p", "2026-01-01", Failed);
        world.benefit(
            "p",
            BenefitKind::Cashable,
            false,
            amount("100", Per::Month, "2026-01-01"),
        );
        world.benefit(
            "p",
            BenefitKind::Avoidance,
            false,
            amount("600", Per::Once, "2026-03-31"),
        );
        world.cost(
            "p",
            CostKind::Change,
            amount("500", Per::Once, "2026-03-16"),
        );
        world.cost("p", CostKind::Change, amount("9", Per::Once, "2025-12-31"));
        let spread = Amount {
            spread_months: Some(3),
            ..amount("90", Per::Once, "2026-01-01")
        };
        world.cost("p", CostKind::Build, spread);
        // 3 × 100 + 600 − 500 − 90 = 310; without 600 and 500: 210; × 4 = 840
        assert_eq!(world.board("2026-03").totals[0].run_rate, Ok(m("840")));
        // On 30 March December to February are asked, and an unsigned line is none.
        world.master.benefits[0].signed_by.clear();
        assert_eq!(world.board("2026-03").totals[0].run_rate, Ok(m("-360")));
        world.master.costs.remove(1);
        assert_eq!(
            world.board("2026-03-01..2026-03-30").totals[0].run_rate,
            Err(Why::TooEarly)
        );
    }
}
