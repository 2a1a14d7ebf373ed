//! How a promise stands in one of its periods: the first state that holds.

use chrono::{Datelike, Days};

use crate::model::exact::ONE;
use crate::model::master::{Objective, Period};
use crate::model::scoreboard::Promise;
use crate::model::window::quarter_of;
use crate::model::{Micros, Window};

/// The square of 1.96 (1.959963984540054), in micros: 95 % of a normal distribution lie so near.
const Z_SQUARED: i128 = 3_841_459;

/// Whether a row is over: its calendar period ended on its last day. A rolling one never is.
pub fn is_over(period: Period, row: Window) -> bool {
    let next = row.to() + Days::new(1);
    match period {
        Period::Month => next.day() == 1,
        Period::Quarter => quarter_of(next) == next,
        Period::Rolling28d => false,
    }
}

/// Whether more is not known of it than a status may rest on: a satellite is silent, or most of
/// what ended says nothing.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    pub valid: i64,
    pub good: i64,
    pub is_measured: bool,
}

/// The budget is `(1 − target) × valid`.
pub fn budget(objective: &Objective, counted: Counted) -> (Micros, Micros) {
    let budget = Micros((ONE - objective.target.0) * i128::from(counted.valid));
    (budget, budget - Micros::whole(counted.valid - counted.good))
}

pub fn status(objective: &Objective, row: Window, counted: Counted) -> Promise {
    let Counted {
        valid,
        good,
        is_measured,
    } = counted;
    let (over, rolling) = (
        is_over(objective.period, row),
        objective.period == Period::Rolling28d,
    );
    let is_enough = valid > 0 && valid >= objective.min_valid;
    let is_below = i128::from(good) * ONE < objective.target.0 * i128::from(valid);
    let (budget, budget_left) = budget(objective, counted);
    if !is_measured {
        Promise::Unmeasured
    } else if ((over || rolling) && is_enough && is_below)
        || is_certainly_below(good, valid, objective.target)
    {
        Promise::Breached
    } else if !is_enough {
        Promise::Insufficient
    } else if over {
        Promise::Met
    } else if is_below || budget_left.0 * ONE < objective.at_risk.0 * budget.0 {
        Promise::AtRisk
    } else {
        Promise::OnTrack
    }
}

/// Whether the upper end of Wilson's 95 % interval lies below the target: then so many failures are
/// no bad luck. The interval holds every share t with (good − t·valid)² ≤ z²·valid·t·(1 − t), so
/// this needs no root and is exact.
fn is_certainly_below(good: i64, valid: i64, target: Micros) -> bool {
    let (good, valid, target) = (i128::from(good) * ONE, i128::from(valid), target.0);
    let short = target * valid - good;
    // Counts of a period are far from where these products would saturate; if they did, nothing
    // would be certain.
    short > 0
        && short.saturating_mul(short).saturating_mul(ONE)
            > (Z_SQUARED * target * (ONE - target)).saturating_mul(valid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::master::{Line, Sli};
    use crate::model::window::day;

    fn of(period: Period, target: i128, to: &str, (good, valid): (i64, i64)) -> Promise {
        let objective = Objective {
            line: Line {
                file: "objectives.csv",
                line: 2,
            },
            id: "o".parse().unwrap(),
            project_id: "p".parse().unwrap(),
            sli: Sli::Success,
            target: Micros(target),
            threshold: None,
            period,
            min_valid: 20,
            at_risk: Micros(250_000),
            stuck_after_days: 7,
        };
        let row = Window::new(day("2026-03-01").unwrap(), day(to).unwrap()).unwrap();
        status(
            &objective,
            row,
            Counted {
                valid,
                good,
                is_measured: true,
            },
        )
    }

    #[test]
    fn a_period_that_runs_is_not_yet_broken_and_one_that_is_over_is() {
        let (march, running) = ("2026-03-31", "2026-03-02");
        for (to, counts, said) in [
            (running, (23, 25), Promise::AtRisk), // 92 %: two failures in 25 are not yet a broken promise
            (march, (23, 25), Promise::Breached),
            (march, (0, 5), Promise::Breached), // Wilson: at most 0.4345, however few
            (running, (0, 5), Promise::Breached),
            (march, (4, 5), Promise::Insufficient), // at most 0.9638
            (march, (0, 0), Promise::Insufficient),
            (march, (19, 20), Promise::Met), // 95 %, with nothing left
            (running, (19, 20), Promise::AtRisk),
            (running, (25, 25), Promise::OnTrack),
            (march, (25, 25), Promise::Met),
        ] {
            assert_eq!(
                of(Period::Month, 950_000, to, counts),
                said,
                "{counts:?} to {to}"
            );
        }
    }

    #[test]
    fn a_quarter_runs_to_its_last_day_and_a_rolling_row_is_never_over() {
        assert_eq!(
            of(Period::Quarter, 950_000, "2026-03-30", (40, 40)),
            Promise::OnTrack
        );
        assert_eq!(
            of(Period::Quarter, 950_000, "2026-03-31", (40, 40)),
            Promise::Met
        );
        assert_eq!(
            of(Period::Rolling28d, 950_000, "2026-03-31", (40, 40)),
            Promise::OnTrack
        );
        assert_eq!(
            of(Period::Rolling28d, 950_000, "2026-03-31", (23, 25)),
            Promise::Breached
        );
        assert_eq!(
            of(Period::Rolling28d, 950_000, "2026-03-31", (19, 20)),
            Promise::AtRisk
        );
    }

    #[test]
    fn certainty_is_wilsons_upper_end() {
        // 1 of 5 for 0.95: upper end 0.6245; 17 of 25: 0.8276; 21 of 25: 0.9360; 22 of 25: 0.9583
        for (counts, said) in [
            ((1, 5), true),
            ((17, 25), true),
            ((21, 25), true),
            ((22, 25), false),
        ] {
            assert_eq!(
                is_certainly_below(counts.0, counts.1, Micros(950_000)),
                said,
                "{counts:?}"
            );
        }
        // Of all that must succeed one that failed is enough.
        assert!(is_certainly_below(1, 2, Micros(ONE)));
        assert!(!is_certainly_below(2, 2, Micros(ONE)));
        assert!(is_certainly_below(i64::MAX / 2, i64::MAX, Micros(999_999))); // and no count is too large to say so
    }
}
