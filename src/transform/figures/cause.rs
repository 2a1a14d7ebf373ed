//! Why the net moved: the project that moved it most, and the part of that project's ladder.

use crate::model::board::comparisons::{Cause, Driver};
use crate::model::scoreboard::ProjectScore;
use crate::model::{Micros, Value};

/// What moved the net most in the direction in which it moved; `difference` is how the estate's net
/// moved.
pub fn cause(difference: Micros, projects: &[&ProjectScore]) -> Option<Cause> {
    let toward = difference.0.signum();
    if toward == 0 {
        return None;
    }
    let by = |p: &ProjectScore| p.value.net() - p.previous.unwrap_or_default().net();
    let moved = |p: &ProjectScore| by(p).0 * toward;
    let most = projects.iter().max_by(|a, b| {
        moved(a)
            .cmp(&moved(b))
            .then(b.project_id.cmp(&a.project_id))
    })?;
    if moved(most) <= 0 {
        return None;
    }
    // More than the whole difference: something else moved the other way.
    let least = projects.iter().min_by(|a, b| {
        moved(a)
            .cmp(&moved(b))
            .then(a.project_id.cmp(&b.project_id))
    });
    let offset = least
        .filter(|p| moved(most) > difference.0.abs() && moved(p) * 4 < -moved(most))
        .map(|p| (p.project_id.clone(), by(p)));
    Some(Cause {
        project_id: most.project_id.clone(),
        by: by(most),
        reason: reason(&most.value, most.previous.as_ref(), toward),
        offset,
    })
}

/// The part of one project's ladder that moved most in that direction: 1 is up, −1 down.
///
/// ```
/// # use reckoner::model::{Micros, Value, board::comparisons::Driver, value::{Ladder, Soft}};
/// # use reckoner::transform::figures::cause::reason;
/// let of = |units, recaptured, cost| Value {
///     ladder: Some(Ladder { units_valued: Micros::whole(units), ..Ladder::default() }),
///     soft: Some(Soft { recaptured: Micros::whole(recaptured), ..Soft::default() }),
///     cost_run: Micros::whole(cost),
///     ..Value::default()
/// };
/// // 500.00 less of freed time, 50.00 more of cost: 50 units fewer than 500 did it.
/// let (difference, before) = (Micros::whole(-50), Micros::whole(500));
/// let found = reason(&of(450, 4_500, 250), Some(&of(500, 5_000, 200)), -1);
/// assert_eq!(found, Driver::Units { difference, before });
/// // As many units as before freed less.
/// assert_eq!(reason(&of(500, 4_500, 200), Some(&of(500, 5_000, 200)), -1), Driver::TimePerUnit);
/// // A little less of freed time, and 50.00 more of cost.
/// assert_eq!(reason(&of(500, 4_990, 250), Some(&of(500, 5_000, 200)), -1), Driver::CostRun);
/// assert_eq!(reason(&of(500, 4_990, 250), None, 1), Driver::New);
/// ```
pub fn reason(now: &Value, before: Option<&Value>, toward: i128) -> Driver {
    let Some(before) = before.filter(|b| !b.is_zero()) else {
        return Driver::New;
    };
    let units = |v: &Value| v.ladder.unwrap_or_default().units_valued;
    let (soft, soft_before) = (
        now.soft.unwrap_or_default(),
        before.soft.unwrap_or_default(),
    );
    let parts = [
        (
            soft.recaptured - soft_before.recaptured,
            volume(units(now), units(before), toward),
        ),
        (
            soft.error_avoidance - soft_before.error_avoidance,
            Driver::Errors,
        ),
        (now.cashable - before.cashable, Driver::Cashable),
        (now.avoidance - before.avoidance, Driver::Avoidance),
        (before.cost_build - now.cost_build, Driver::CostBuild),
        (before.cost_run - now.cost_run, Driver::CostRun),
    ];
    let most = parts
        .into_iter()
        .rev()
        .max_by_key(|(moved, _)| moved.0 * toward);
    most.map_or(Driver::TimePerUnit, |(_, reason)| reason)
}

/// Freed capacity moves with the volume where that moved the same way by 1 % or more, else with
/// what a unit frees.
fn volume(now: Micros, before: Micros, toward: i128) -> Driver {
    let difference = now - before;
    let same_way = difference.0.signum() == toward;
    if before.0 > 0 && same_way && difference.0.abs() * 100 >= before.0 {
        Driver::Units { difference, before }
    } else {
        Driver::TimePerUnit
    }
}
