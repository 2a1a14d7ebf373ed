//! Goals: what was reached of a target that a manager set, over the goal's own dates and on the
//! whole history. The actual is an exact fraction until it is shown; comparisons are between
//! integers.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::amounts::{self, OnDay};
use super::coverage::Told;
use super::promises::{self, Kept};
use super::{Facts, projects};
use crate::model::exact::{ONE, Product, div_half_even};
use crate::model::gap::Gap;
use crate::model::master::{Benefit, BenefitKind, Goal, Master, Metric, RateKind, Status};
use crate::model::ratio::quotient;
use crate::model::scope::Scope;
use crate::model::scoreboard::{GoalScore, GoalStatus};
use crate::model::value::DailyValue;
use crate::model::{DepartmentId, Micros, ProjectId, Value, Window};

/// Whose project-days count: the goal's own scope and the scopes of all goals below it, as a union,
/// so that a project in two children counts once. They count over the goal's own dates, whatever
/// the children's.
#[derive(Debug)]
struct Members<'a>(Vec<Member<'a>>);

#[derive(Debug)]
enum Member<'a> {
    Estate,
    Departments(BTreeSet<DepartmentId>),
    Category(&'a str),
    Projects(&'a [ProjectId]),
}

impl<'a> Members<'a> {
    fn of(master: &'a Master, goal: &'a Goal) -> Self {
        let mut family = vec![goal];
        let mut next = 0;
        while let Some(parent) = family.get(next).copied() {
            let children = master
                .goals
                .iter()
                .filter(|g| g.parent_id.as_ref() == Some(&parent.id));
            let new: Vec<_> = children
                .filter(|c| family.iter().all(|g| g.id != c.id))
                .collect();
            family.extend(new);
            next += 1;
        }
        let member = |goal: &'a Goal| match &goal.scope {
            Scope::Estate => Member::Estate,
            Scope::Department(id) => {
                Member::Departments(master.department_and_below(id).into_iter().collect())
            }
            Scope::Region(region) => {
                let there = master.departments.values();
                let there = there.filter(|department| department.region == *region);
                Member::Departments(there.map(|department| department.id.clone()).collect())
            }
            Scope::Category(category) => Member::Category(category),
            Scope::Projects(ids) => Member::Projects(ids),
        };
        Self(family.into_iter().map(member).collect())
    }

    /// Department and category are those of the day. The shared `*` belongs to the estate only.
    fn hold(&self, master: &Master, project: &ProjectId, day: NaiveDate) -> bool {
        let on_day = || master.project_on(project, day);
        self.0.iter().any(|member| match member {
            Member::Estate => true,
            Member::Departments(ids) => on_day().is_some_and(|p| ids.contains(&p.department_id)),
            Member::Category(category) => on_day().is_some_and(|p| p.category == *category),
            Member::Projects(ids) => ids.contains(project),
        })
    }
}

/// The goals while values are told to them.
#[derive(Debug)]
pub struct Goals<'a> {
    sums: Vec<Sum<'a>>,
}

#[derive(Debug)]
struct Sum<'a> {
    goal: &'a Goal,
    members: Members<'a>,
    /// Its days up to the window's end; none: not begun.
    elapsed: Option<Window>,
    value: Value,
}

impl<'a> Goals<'a> {
    pub fn of(master: &'a Master, end: NaiveDate) -> Self {
        let sum = |goal: &'a Goal| Sum {
            goal,
            members: Members::of(master, goal),
            elapsed: Window::new(goal.window.from(), goal.window.to().min(end)),
            value: Value::default(),
        };
        Self {
            sums: master.goals.iter().map(sum).collect(),
        }
    }

    /// The first day that any of them asks about; where promises are counted, from the beginning of
    /// their period.
    pub fn first_day(&self, master: &Master) -> Option<NaiveDate> {
        let day = |sum: &Sum| {
            let elapsed = sum.elapsed?;
            let promised = (sum.goal.metric == Metric::KeptObjectives)
                .then(|| promises::first_day(master, elapsed))
                .flatten();
            promised.into_iter().chain([elapsed.from()]).min()
        };
        self.sums.iter().filter_map(day).min()
    }

    /// Values of a project, by day.
    pub fn add(&mut self, master: &Master, project: &ProjectId, values: &[&DailyValue]) {
        let Some(first) = values.first() else { return };
        // A project that was never anything else is in or out for good.
        let turns = master
            .projects
            .get(project)
            .is_some_and(|versions| versions.len() > 1);
        for sum in &mut self.sums {
            let Some(elapsed) = sum.elapsed else { continue };
            let for_good = (!turns).then(|| sum.members.hold(master, project, first.day));
            let held = |value: &&&DailyValue| {
                elapsed.contains(value.day)
                    && for_good.unwrap_or_else(|| sum.members.hold(master, project, value.day))
            };
            values
                .iter()
                .filter(held)
                .for_each(|value| sum.value += value.value);
        }
    }

    /// How each stands, and the gaps of targets whose currency has no rate.
    pub fn scores(
        &self,
        facts: &Facts,
        told: &Told,
        kept: &Kept,
        end: NaiveDate,
    ) -> (Vec<GoalScore>, Vec<Gap>) {
        let mut gaps = Vec::new();
        let scores = self
            .sums
            .iter()
            .map(|sum| sum.score(facts, told, kept, end, &mut gaps))
            .collect();
        (scores, gaps)
    }
}

/// An exact number: `above / below` is the metric in micros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fraction {
    above: i128,
    /// Positive.
    below: i128,
}

impl Fraction {
    fn whole(micros: Micros) -> Self {
        Self {
            above: micros.0,
            below: 1,
        }
    }

    /// None where there is nothing to divide by.
    fn of(above: i128, below: i128) -> Option<Self> {
        (below != 0).then(|| Self {
            above: above * below.signum(),
            below: below.abs(),
        })
    }
}

/// How much of what was expected by now is reached, in thousandths, rounded toward zero; of less
/// than a millionth expected, of one millionth.
fn of_expected((reached, expected): (Micros, Micros)) -> Option<i128> {
    Some(reached.0.checked_mul(1_000)? / expected.0.max(1))
}

impl Sum<'_> {
    fn score(
        &self,
        facts: &Facts,
        told: &Told,
        kept: &Kept,
        end: NaiveDate,
        gaps: &mut Vec<Gap>,
    ) -> GoalScore {
        let (goal, master) = (self.goal, facts.master);
        // A target in another currency is converted once, at the rate that was budgeted when it was
        // set.
        let target = if goal.metric.is_money() {
            let rate = master
                .rates
                .on(&goal.currency, RateKind::Budget, goal.window.from());
            rate.map(|rate| Product::of(goal.target).times(rate).round())
                .filter(|target| target.is_in_range())
        } else {
            Some(goal.target)
        };
        if target.is_none() {
            let (currency, line) = (goal.currency.clone(), goal.line.clone());
            gaps.push(Gap::NoRate {
                currency,
                line,
                first_day: goal.window.from(),
                days: goal.window.day_count(),
            });
        }
        // What is beyond the range of the tables was not measured either: its lines are gaps of
        // their own.
        let in_range = |f: &Fraction| Micros(div_half_even(f.above, f.below)).is_in_range();
        let actual = self
            .elapsed
            .and_then(|elapsed| self.actual(facts, told, kept, elapsed))
            .filter(in_range);
        // A ratio is expected to be what it should be on every day; a sum to grow day by day.
        let (passed, of_all) = if goal.metric.is_ratio() {
            (i128::from(self.elapsed.is_some()), 1)
        } else {
            (
                i128::from(self.elapsed.map_or(0, Window::day_count)),
                i128::from(goal.window.day_count()),
            )
        };
        let is_of = |days: Window| {
            move |project: &ProjectId| {
                projects::turns(master, project, days)
                    .into_iter()
                    .any(|day| self.members.hold(master, project, day))
            }
        };
        let measured = self
            .elapsed
            .is_none_or(|days| promises::is_measured(facts, told, is_of(days), days));
        let status = match (actual, target) {
            _ if end < goal.window.from() => GoalStatus::NotStarted,
            _ if !measured => GoalStatus::Unmeasured,
            // What is not defined (a return on no cost, a target without a rate) was not measured:
            // it is no failure.
            (None, _) | (_, None) => GoalStatus::Unmeasured,
            (Some(Fraction { above, below }), Some(Micros(target))) => {
                // What can fall again is attained when its time is over.
                let is_final = goal.window.to() <= end || !goal.metric.can_fall();
                let expected = target * passed * below;
                if is_final && above >= target * below {
                    GoalStatus::Attained
                } else if above * of_all >= expected {
                    GoalStatus::OnTrack
                } else if above * of_all * 10 >= expected * 9 {
                    GoalStatus::AtRisk
                } else {
                    GoalStatus::OffTrack
                }
            }
        };
        let divided = |f: Fraction, target: Micros| quotient(f.above, f.below * target.0);
        let reached = actual.map(|f| Micros(div_half_even(f.above, f.below)));
        let expected = target.map(|t| Micros(div_half_even(t.0 * passed, of_all)));
        GoalScore {
            goal_id: goal.id.clone(),
            name: goal.name.clone(),
            owner: goal.owner.clone(),
            parent_id: goal.parent_id.clone(),
            scope: goal.scope.clone(),
            metric: goal.metric,
            window: goal.window,
            target: target.unwrap_or(goal.target),
            actual: reached,
            attainment: actual
                .zip(target)
                .and_then(|(actual, target)| divided(actual, target)),
            expected_by_now: expected,
            ahead: reached
                .zip(expected)
                .map(|(reached, expected)| reached - expected),
            of_expected: reached.zip(expected).and_then(of_expected),
            secured: (goal.metric == Metric::Hard)
                .then(|| self.secured(master, end))
                .filter(|secured| secured.is_in_range()),
            status,
        }
    }

    /// The cash that was signed for by the window's end and lies on the goal's days, those to come
    /// too.
    fn secured(&self, master: &Master, end: NaiveDate) -> Micros {
        let is_cash = |b: &&Benefit| b.kind == BenefitKind::Cashable && b.is_signed(end);
        let on_day = |benefit: &Benefit, day| {
            let held = self.members.hold(master, &benefit.project_id, day);
            match amounts::on_day(&benefit.amount, &master.rates, day) {
                OnDay::Money(money) if held && money <= amounts::MOST => money,
                _ => Micros::ZERO,
            }
        };
        let lines = master.benefits.iter().filter(is_cash);
        let of_line = |benefit| {
            self.goal
                .window
                .days()
                .map(|day| on_day(benefit, day))
                .sum()
        };
        lines.map(of_line).sum::<Micros>()
    }

    fn actual(&self, facts: &Facts, told: &Told, kept: &Kept, elapsed: Window) -> Option<Fraction> {
        let value = &self.value;
        let counts_units = facts.estate.methods[0].has_ladder();
        let valued = || {
            value.ladder.or_else(|| {
                (counts_units && self.has_baseline(facts.master, elapsed)).then(Default::default)
            })
        };
        match self.goal.metric {
            Metric::Net => Some(Fraction::whole(value.net())),
            Metric::Benefit => Some(Fraction::whole(value.benefit())),
            Metric::Hard => Some(Fraction::whole(value.cashable)),
            Metric::Hours => valued().and_then(|ladder| Fraction::of(ladder.net_minutes.0, 60)),
            Metric::Units => valued().map(|ladder| Fraction::whole(ladder.units)),
            Metric::Roi => Fraction::of(value.net().0 * ONE, value.cost().0),
            Metric::LiveProjects => Some(Fraction::whole(Micros::whole(
                self.live_projects(facts.master, elapsed.to()),
            ))),
            Metric::KeptObjectives => self.kept_objectives(facts, told, kept, elapsed),
        }
    }

    fn live_projects(&self, master: &Master, end: NaiveDate) -> i64 {
        let live = |id: &&ProjectId| {
            master.project_on(id, end).is_some_and(|p| {
                let retired =
                    p.status == Status::Retired || p.retired_on.is_some_and(|on| on <= end);
                p.live_from.is_some_and(|from| from <= end)
                    && !retired
                    && self.members.hold(master, id, end)
            })
        };
        master.projects.keys().filter(live).count() as i64
    }

    /// The share of kept ones among the periods of promises that were measured.
    fn kept_objectives(
        &self,
        facts: &Facts,
        told: &Told,
        kept: &Kept,
        elapsed: Window,
    ) -> Option<Fraction> {
        let all = (0..facts.master.objectives.len())
            .flat_map(|place| promises::scores(facts, told, kept, place, elapsed));
        let mine = all.filter(|row| {
            self.members
                .hold(facts.master, &row.project_id, row.period.to())
        });
        let (mut met, mut measured) = (0i128, 0i128);
        for row in mine {
            met += i128::from(row.status.is_kept());
            measured += i128::from(row.status.is_measured());
        }
        Fraction::of(met * ONE, measured)
    }

    /// Whether any project-day had a baseline: then nothing counted is 0, not "not valued".
    fn has_baseline(&self, master: &Master, days: Window) -> bool {
        let valued = |project: &ProjectId, day| {
            master.baseline_on(project, day).is_some() && self.members.hold(master, project, day)
        };
        master.projects.keys().any(|project| {
            projects::turns(master, project, days)
                .into_iter()
                .any(|day| valued(project, day))
        })
    }
}
