//! Decisions by rule: what the scores ask of somebody. Eight rules, each a pure function that says
//! whether it holds and what money is at stake; then they are put together, the most money first.

use chrono::{Days, Months, NaiveDate};

use super::last_months::{LastMonths, MONTHS};
use crate::model::board::decision::{Decision, Grounds};
use crate::model::exact::{ONE, div_half_even};
use crate::model::master::{Amount, Benefit, Metric, Per, Role, Status};
use crate::model::scope::Scope;
use crate::model::scoreboard::{
    Flag, GoalScore, GoalStatus, ObjectiveScore, ProjectScore, Promise, Total,
};
use crate::model::window::Month;
use crate::model::{Micros, ProjectId, Value, Window};
use crate::transform::Facts;
use crate::transform::amounts::{self, OnDay};

/// A promise is broken: so many good ones of the valid would have kept it.
///
/// ```
/// # use reckoner::{model::{Micros, scoreboard::Promise}, transform::figures::decisions::promise_broken};
/// // 95 % of 44 are 41.8: 42 were needed.
/// let target: Micros = "0.95".parse().unwrap();
/// assert_eq!(promise_broken(Promise::Breached, target, 44), Some(42));
/// assert_eq!(promise_broken(Promise::AtRisk, target, 44), None);
/// ```
pub fn promise_broken(status: Promise, target: Micros, valid: i64) -> Option<i64> {
    let needed = (target.0 * i128::from(valid) + ONE - 1).div_euclid(ONE);
    (status == Promise::Breached).then_some(needed as i64)
}

/// A goal is behind, or what is signed for does not reach it; and by how much money. Of cash what
/// is signed up to the goal's last day decides; of other goals, what was to be expected by now.
///
/// ```
/// # use reckoner::model::{Micros, master::Metric, scoreboard::GoalStatus};
/// # use reckoner::transform::figures::decisions::goal_missed;
/// let (target, secured) = (Micros::whole(4_015), Some(Micros::whole(3_720)));
/// let ahead = Some(Micros::whole(-618));
/// // 295.00 must still be signed for; a net that is 618.00 behind is at stake itself.
/// let missed = |metric, secured| goal_missed(GoalStatus::OffTrack, metric, target, ahead, secured);
/// assert_eq!(missed(Metric::Hard, secured), Some(Some(Micros::whole(295))));
/// assert_eq!(missed(Metric::Hard, Some(target)), None);
/// assert_eq!(missed(Metric::Net, None), Some(Some(Micros::whole(618))));
/// // Hours are no money.
/// assert_eq!(missed(Metric::Hours, None), Some(None));
/// ```
pub fn goal_missed(
    status: GoalStatus,
    metric: Metric,
    target: Micros,
    ahead: Option<Micros>,
    secured: Option<Micros>,
) -> Option<Option<Micros>> {
    if !matches!(status, GoalStatus::OffTrack | GoalStatus::AtRisk) {
        return None;
    }
    match secured {
        Some(secured) => (secured < target).then(|| Some(target - secured)),
        None => Some(ahead.filter(|_| metric.is_money()).map(|ahead| -ahead)),
    }
}

/// A live project costs, and nobody has measured what its work takes by hand: its cost.
///
/// ```
/// # use reckoner::model::{Micros, Value, master::Status, value::Ladder};
/// # use reckoner::transform::figures::decisions::unmeasured;
/// let vat = Value { cost_run: Micros::whole(92), ..Value::default() };
/// assert_eq!(unmeasured(Some(Status::Live), &vat), Some(Micros::whole(92)));
/// assert_eq!(unmeasured(Some(Status::Retired), &vat), None);
/// let measured = Value { ladder: Some(Ladder::default()), ..vat };
/// assert_eq!(unmeasured(Some(Status::Live), &measured), None);
/// ```
pub fn unmeasured(status: Option<Status>, value: &Value) -> Option<Micros> {
    let holds = status == Some(Status::Live) && value.ladder.is_none();
    Some(value.cost()).filter(|cost| holds && cost.is_positive())
}

/// More than 1.1 times as many units as anybody wanted: the part of the cost that the others take,
/// `cost × (units − units_valued) / units`.
///
/// ```
/// # use reckoner::model::{Micros, Value, value::Ladder};
/// # use reckoner::transform::figures::decisions::beyond_demand;
/// let of = |units, valued| Value {
///     ladder: Some(Ladder {
///         units: Micros::whole(units), units_valued: Micros::whole(valued), ..Ladder::default()
///     }),
///     cost_run: Micros::whole(750),
///     ..Value::default()
/// };
/// // 150 of 750 payslips are worth nothing, and cost a fifth of 750.00.
/// assert_eq!(beyond_demand(&of(750, 600)), Some(Micros::whole(150)));
/// assert_eq!(beyond_demand(&of(660, 600)), None);
/// ```
pub fn beyond_demand(value: &Value) -> Option<Micros> {
    let ladder = value.ladder?;
    let (units, wanted) = (ladder.units.0, ladder.units_valued.0);
    let holds = units * 10 > wanted * 11 && units > 0;
    holds.then(|| Micros(div_half_even(value.cost().0 * (units - wanted), units)))
}

/// A live project's baseline is flagged as older than 18 months: the benefit that rests on it.
///
/// ```
/// # use reckoner::model::{Micros, Value, master::Status, scoreboard::Flag, value::Soft};
/// # use reckoner::transform::figures::decisions::stale_baseline;
/// let soft = Soft { recaptured: Micros::whole(264), ..Soft::default() };
/// let desk = Value { soft: Some(soft), ..Value::default() };
/// assert_eq!(stale_baseline(Some(Status::Live), &[Flag::Stale], &desk), Some(Micros::whole(264)));
/// assert_eq!(stale_baseline(Some(Status::Live), &[], &desk), None);
/// ```
pub fn stale_baseline(status: Option<Status>, flags: &[Flag], value: &Value) -> Option<Micros> {
    let holds = status == Some(Status::Live) && flags.contains(&Flag::Stale);
    let soft = value.soft.unwrap_or_default().benefit();
    holds.then(|| soft.max(Micros::ZERO))
}

/// A live project of which nothing ran in any of the last months, or that was valued and lost money
/// in each of them: whether it is idle, and what it lost.
///
/// ```
/// # use reckoner::model::{Micros, Value, master::Status, value::{Counts, Ladder}};
/// # use reckoner::transform::figures::decisions::idle_or_losing;
/// let month = |sessions, cost| Value {
///     counts: Counts { sessions, ..Counts::default() },
///     ladder: Some(Ladder::default()),
///     cost_run: Micros::whole(cost),
///     ..Value::default()
/// };
/// let asked = |months: [Value; 3]| idle_or_losing(Some(Status::Live), &months);
/// assert_eq!(asked([month(0, 40), month(0, 40), month(0, 43)]), Some((true, Micros::whole(123))));
/// assert_eq!(asked([month(1, 40), month(9, 40), month(5, 43)]), Some((false, Micros::whole(123))));
/// assert_eq!(asked([month(1, 40), month(9, 40), month(5, 0)]), None);
/// ```
pub fn idle_or_losing(status: Option<Status>, months: &[Value]) -> Option<(bool, Micros)> {
    let ran = |value: &Value| {
        value.counts.sessions > 0 || value.ladder.is_some_and(|ladder| !ladder.units.is_zero())
    };
    let loses = |value: &Value| value.ladder.is_some() && value.net().is_negative();
    let idle = !months.iter().any(ran);
    let lost: Micros = months.iter().map(|value| -value.net()).sum();
    let holds = status == Some(Status::Live) && (idle || months.iter().all(loses));
    holds.then(|| (idle, lost.max(Micros::ZERO)))
}

/// The last day of a signed line that lies on days, where that is one of these.
///
/// ```
/// # use chrono::NaiveDate;
/// # use reckoner::model::{Micros, Window, master::{Amount, Per}};
/// # use reckoner::transform::figures::decisions::ends;
/// let day = |text: &str| text.parse::<NaiveDate>().unwrap();
/// let cash = Amount {
///     amount: Micros::whole(310),
///     currency: "EUR".into(),
///     per: Per::Month,
///     from: day("2026-03-01"),
///     to: Some(day("2026-12-31")),
///     spread_months: None,
/// };
/// let days = |from: &str, to: &str| Window::new(day(from), day(to)).unwrap();
/// assert_eq!(ends(&cash, days("2026-10-01", "2027-01-31")), cash.to);
/// assert_eq!(ends(&cash, days("2026-03-01", "2026-06-30")), None);
/// ```
pub fn ends(amount: &Amount, days: Window) -> Option<NaiveDate> {
    last_day(amount).filter(|last| days.contains(*last))
}

/// What comes once has no end that could be put off.
fn last_day(amount: &Amount) -> Option<NaiveDate> {
    match (amount.per, amount.spread_months) {
        (Per::Once, None) => None,
        (Per::Once, Some(months)) => amount
            .from
            .checked_add_months(Months::new(months))
            .and_then(|next| next.pred_opt()),
        _ => amount.to,
    }
}

/// Shared cost that no project carries is more than a tenth of all.
///
/// ```
/// # use reckoner::{model::Micros, transform::figures::decisions::unallocated};
/// let total = Micros::whole(2_596);
/// assert_eq!(unallocated(Micros::whole(280), total), Some(Micros::whole(280)));
/// assert_eq!(unallocated(Micros::whole(259), total), None);
/// ```
pub fn unallocated(shared: Micros, total: Micros) -> Option<Micros> {
    (shared.0 * 10 > total.0).then_some(shared)
}

/// The scores of a window that decisions are made from.
pub struct WindowScores<'a> {
    pub window: Window,
    pub total: &'a Total,
    /// Of the headline.
    pub projects: Vec<&'a ProjectScore>,
    pub objectives: &'a [ObjectiveScore],
    pub goals: &'a [GoalScore],
    pub last_months: &'a LastMonths,
}

/// All decisions, the most money first.
pub fn decisions(facts: &Facts, scored: &WindowScores) -> Vec<Decision> {
    let mut found = promises(facts, scored);
    found.extend(goals(facts, scored));
    for score in &scored.projects {
        found.extend(of_project(facts, scored, score));
    }
    found.extend(benefits(facts, scored));
    found.sort_by(|a, b| {
        let by_id = || (a.subject(), a.kind()).cmp(&(b.subject(), b.kind()));
        b.amount.cmp(&a.amount).then_with(by_id)
    });
    found
}

/// The end of the month after the window's last.
fn next_month(scored: &WindowScores) -> NaiveDate {
    let of_window = Month::of(scored.window.to()).window();
    Month::of(of_window.to() + Days::new(1)).window().to()
}

fn promises(facts: &Facts, scored: &WindowScores) -> Vec<Decision> {
    // Of each promise its last period: they come by promise and period.
    let rows = scored
        .objectives
        .chunk_by(|a, b| a.objective_id == b.objective_id);
    let decide = |row: &ObjectiveScore| {
        let needed = promise_broken(row.status, row.target, row.valid)?;
        let mut projects = scored.projects.iter();
        let score = projects.find(|p| p.project_id == row.project_id);
        Some(Decision {
            project_id: Some(row.project_id.clone()),
            amount: score.map(|p| p.value.benefit().max(Micros::ZERO)),
            owner: owner(facts, &row.project_id, scored.window.to()),
            due: next_month(scored),
            grounds: Grounds::PromiseBroken {
                objective_id: row.objective_id.clone(),
                target: row.target,
                good: row.good,
                valid: row.valid,
                needed,
            },
        })
    };
    rows.filter_map(|rows| decide(rows.last()?)).collect()
}

fn goals(facts: &Facts, scored: &WindowScores) -> Vec<Decision> {
    let decide = |goal: &GoalScore| {
        let (status, metric, target) = (goal.status, goal.metric, goal.target);
        let amount = goal_missed(status, metric, target, goal.ahead, goal.secured)?;
        let due = next_month(scored);
        // A goal that is over cannot be reached any more, but another one can be set.
        let last = Some(goal.window.to()).filter(|last| *last > scored.window.to());
        Some(Decision {
            project_id: None,
            amount,
            owner: match (&goal.owner, &goal.scope) {
                (owner, Scope::Department(id)) if owner.is_empty() => {
                    let department = facts.master.departments.get(id);
                    department.map(|d| d.manager.clone()).unwrap_or_default()
                }
                (owner, _) => owner.clone(),
            },
            due: last.map_or(due, |last| last.min(due)),
            grounds: Grounds::GoalMissed {
                goal_id: goal.goal_id.clone(),
                metric,
                target,
                actual: goal.actual,
                expected_by_now: goal.expected_by_now,
                secured: goal.secured,
            },
        })
    };
    scored.goals.iter().filter_map(decide).collect()
}

fn of_project(facts: &Facts, scored: &WindowScores, score: &ProjectScore) -> Vec<Decision> {
    let (value, status, id) = (&score.value, score.status, &score.project_id);
    if id.is_shared() {
        let total = scored.total.value.cost();
        let found = unallocated(value.cost(), total);
        let decide = |cost| Decision {
            project_id: Some(id.clone()),
            amount: Some(cost),
            owner: coe(facts),
            due: next_month(scored),
            grounds: Grounds::Unallocated { cost, total },
        };
        return found.map(decide).into_iter().collect();
    }
    let unmeasured = || {
        let successes = value.counts.successes();
        Some((
            unmeasured(status, value)?,
            Grounds::Unmeasured { successes },
        ))
    };
    let beyond = || {
        let ladder = value.ladder?;
        let (units, wanted) = (ladder.units, ladder.units_valued);
        Some((
            beyond_demand(value)?,
            Grounds::BeyondDemand { units, wanted },
        ))
    };
    let stale = || {
        let amount = stale_baseline(status, &score.flags, value)?;
        let baseline = facts.master.baseline_on(id, scored.window.to())?;
        let measured_on = baseline.measured_on?;
        Some((amount, Grounds::StaleBaseline { measured_on }))
    };
    let idle = || {
        let months = scored
            .last_months
            .of_project(id, live_from(facts, scored, id))?;
        let (idle, lost) = idle_or_losing(status, &months)?;
        let net: Micros = months.iter().map(Value::net).sum();
        if !net.is_in_range() {
            return None;
        }
        let months = MONTHS as i64;
        Some((lost, Grounds::IdleOrLosing { months, idle, net }))
    };
    let found = [unmeasured(), beyond(), stale(), idle()];
    let decide = |(amount, grounds)| Decision {
        project_id: Some(id.clone()),
        amount: Some(amount),
        owner: owner(facts, id, scored.window.to()),
        due: next_month(scored),
        grounds,
    };
    found.into_iter().flatten().map(decide).collect()
}

/// Lines that end in the window or in the three months after it, and that no other line goes on
/// from.
fn benefits(facts: &Facts, scored: &WindowScores) -> Vec<Decision> {
    let (window, master) = (scored.window, facts.master);
    let soon = window
        .to()
        .checked_add_months(Months::new(3))
        .and_then(|last| Window::new(window.from(), last));
    let Some(soon) = soon else { return Vec::new() };
    let signed = || master.benefits.iter().filter(|b| b.is_signed(window.to()));
    let goes_on = |benefit: &Benefit, last: NaiveDate| {
        signed().any(|other| {
            let same = (&other.project_id, other.kind) == (&benefit.project_id, benefit.kind);
            let later = last_day(&other.amount).is_none_or(|end| end > last);
            let is_once = last_day(&other.amount).is_none() && other.amount.per == Per::Once;
            same && later && !is_once && other.amount.from <= last + Days::new(1)
        })
    };
    let decide = |benefit: &Benefit| {
        let amount = &benefit.amount;
        let ends_on = ends(amount, soon).filter(|_| amount.from <= window.to())?;
        if goes_on(benefit, ends_on) {
            return None;
        }
        let counted = window.days().take_while(|day| *day <= facts.counted_to);
        let on_day = |day| match amounts::on_day(amount, &master.rates, day) {
            OnDay::Money(money) => money,
            _ => Micros::ZERO,
        };
        let after = Some(ends_on).filter(|end| *end > window.to());
        Some(Decision {
            project_id: Some(benefit.project_id.clone()),
            amount: Some(counted.map(on_day).sum()).filter(|sum: &Micros| sum.is_in_range()),
            owner: owner(facts, &benefit.project_id, window.to()),
            due: after.unwrap_or_else(|| next_month(scored)),
            grounds: Grounds::BenefitEnds {
                ends_on,
                signed_by: benefit.signed_by.clone(),
            },
        })
    };
    signed().filter_map(decide).collect()
}

/// The project's owner on a day, else the manager of its department.
fn owner(facts: &Facts, project: &ProjectId, day: NaiveDate) -> String {
    let Some(project) = facts.master.project_on(project, day) else {
        return String::new();
    };
    let department = facts.master.departments.get(&project.department_id);
    match (project.owner.is_empty(), department) {
        (true, Some(department)) => department.manager.clone(),
        _ => project.owner.clone(),
    }
}

/// Whoever answers for the whole estate.
fn coe(facts: &Facts) -> String {
    let mut people = facts.master.people.iter();
    let coe = people.find(|person| person.role == Role::Coe);
    coe.map(|person| person.name.clone()).unwrap_or_default()
}

/// Since when the project is live; where nobody says, since ever.
fn live_from(facts: &Facts, scored: &WindowScores, project: &ProjectId) -> Option<NaiveDate> {
    let project = facts.master.project_on(project, scored.window.to())?;
    project.live_from
}
