//! Which projects moved the net, and what the year has brought so far.

use chrono::NaiveDate;

use crate::model::board::comparisons::{Move, YearToDate};
use crate::model::board::plan::Plans;
use crate::model::scoreboard::{ProjectScore, TrendPoint};
use crate::model::{Micros, Value, Window};

/// By how far each moved the net, the farthest first, whichever way; where nothing can be compared
/// by its net. Shared cost that no project carries is not among them.
pub fn moves(projects: &[&ProjectScore], plans: Option<&Plans>) -> Vec<Move> {
    // Whom nobody planned anything for is all beyond the plan.
    let against = |p: &ProjectScore| {
        let plan = plans?.project(&p.project_id);
        Some(plan.map_or(p.value.net(), |plan| plan.variance))
    };
    let own = projects.iter().filter(|p| !p.project_id.is_shared());
    let mut moves: Vec<Move> = own
        .map(|p| Move {
            project_id: Some(p.project_id.clone()),
            projects: 1,
            net: p.value.net(),
            by: p.previous.map(|before| p.value.net() - before.net()),
            against_plan: against(p),
            net_minutes: p.value.ladder.map(|ladder| ladder.net_minutes),
        })
        .collect();
    let far = |m: &Move| Micros(m.by.unwrap_or(m.net).0.abs());
    moves.sort_by(|a, b| {
        let (one, other) = (far(a), far(b));
        other.cmp(&one).then(a.project_id.cmp(&b.project_id))
    });
    moves
}

/// The steps of the trend from the year's first day on, added up; none where they do not begin
/// with it. `first_day`: of the year of the window's last day.
///
/// ```
/// # use reckoner::{model::{Micros, Value, Window, window::day, scoreboard::TrendPoint}, transform::figures::moves::year_to_date};
/// let step = |days: &str, cost: i64| {
///     let (from, to) = days.split_once("..").unwrap();
///     let days = Window::new(day(from).unwrap(), day(to).unwrap()).unwrap();
///     let value = Value { cost_run: Micros::whole(cost), ..Value::default() };
///     TrendPoint { days, value, incomplete: vec![], in_window: false }
/// };
/// let steps = [
///     step("2025-12-01..2025-12-31", 5),
///     step("2026-01-01..2026-01-31", 7),
///     step("2026-02-01..2026-02-28", 8),
/// ];
/// let so_far = year_to_date(&steps, day("2026-01-01").unwrap()).unwrap();
/// assert_eq!(so_far.value.cost_run, Micros::whole(15));
/// assert_eq!(year_to_date(&steps, day("2025-07-01").unwrap()), None);
/// ```
pub fn year_to_date(steps: &[TrendPoint], first_day: NaiveDate) -> Option<YearToDate> {
    let begins = steps.iter().position(|s| s.days.from() == first_day)?;
    let mut value = Value::default();
    steps[begins..].iter().for_each(|step| value += step.value);
    let days = Window::new(first_day, steps.last()?.days.to())?;
    Some(YearToDate { days, value })
}
