//! Promises: what share of a project's sessions kept them, period by period, and how much may still
//! go wrong.
//!
//! A promise of success is asked of daily values, which count exactly the sessions it speaks of. A
//! promise of duration, or one that an agreed exclusion touches, must ask the sessions themselves,
//! and one of deadlines the items: that is done once per (satellite, month), as integers.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use polars::prelude::*;

use super::coverage::Told;
use super::rows::{self, cols, gather};
use super::{Facts, TransformError};
use crate::model::exact::ONE;
use crate::model::master::{Exclusion, Objective, Period, Sli};
use crate::model::ratio::quotient;
use crate::model::scoreboard::{Beside, ObjectiveScore};
use crate::model::value::DailyValue;
use crate::model::window::quarter_of;
use crate::model::{Master, ProjectId, Window};

mod asked;
mod due;
mod said;
mod status;

pub use asked::Asked;
pub use due::Due;
use said::Said;
use status::Counted;

/// Whether an objective is counted from sessions ([`Asked`]) rather than from daily values.
pub fn needs_sessions(objective: &Objective, exclusions: &[Exclusion]) -> bool {
    let touched = |e: &Exclusion| e.objective_id.as_ref().is_none_or(|id| *id == objective.id);
    match objective.sli {
        Sli::Success => exclusions.iter().any(touched),
        Sli::Duration => true,
        Sli::ItemDeadline => false,
    }
}

/// Whether an objective is counted from items ([`Due`]).
pub fn needs_items(objective: &Objective) -> bool {
    objective.sli == Sli::ItemDeadline
}

fn threshold_ms(objective: &Objective) -> Option<i64> {
    objective.threshold.map(|t| t.num_milliseconds())
}

/// What each objective's sessions or items say, by day; in the order of the master's list.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    days: Vec<BTreeMap<NaiveDate, Said>>,
    by_project: BTreeMap<ProjectId, Vec<usize>>,
}

impl Kept {
    pub fn of(master: &Master) -> Self {
        let mut kept = Self {
            days: vec![BTreeMap::new(); master.objectives.len()],
            ..Self::default()
        };
        for (place, objective) in master.objectives.iter().enumerate() {
            if !needs_sessions(objective, &master.exclusions) && !needs_items(objective) {
                kept.by_project
                    .entry(objective.project_id.clone())
                    .or_default()
                    .push(place);
            }
        }
        kept
    }

    /// What a day of a project says of promises that need no sessions.
    pub fn add(&mut self, value: &DailyValue) {
        for &place in self.by_project.get(&value.project_id).into_iter().flatten() {
            let counts = &value.value.counts;
            *self.days[place].entry(value.day).or_default() += Said {
                valid: counts.valid(),
                good: counts.good(),
                open: counts.open,
                cancelled: counts.cancelled,
                unknown: counts.unknown,
                refused: counts.business_exceptions,
                straight: counts.succeeded,
                ..Said::default()
            };
        }
    }

    /// What the lake says of those that ask sessions.
    pub fn read(
        &mut self,
        master: &Master,
        objective_tallies: LazyFrame,
    ) -> Result<(), TransformError> {
        let asks_sessions = |objective: &Objective| needs_sessions(objective, &master.exclusions);
        self.read_if(
            master,
            objective_tallies,
            ("earned_day", &Said::COLUMNS),
            asks_sessions,
        )
    }

    /// And of those that ask items.
    pub fn read_due(
        &mut self,
        master: &Master,
        deadline_tallies: LazyFrame,
    ) -> Result<(), TransformError> {
        self.read_if(
            master,
            deadline_tallies,
            ("due_day", &Said::COLUMNS[..3]),
            needs_items,
        )
    }

    fn read_if(
        &mut self,
        master: &Master,
        tallies: LazyFrame,
        (day, columns): (&'static str, &[&'static str]),
        is_asked: impl Fn(&Objective) -> bool,
    ) -> Result<(), TransformError> {
        let counts = columns.iter().map(|name| col(*name));
        let selected: Vec<Expr> = [col("objective_id"), rows::day_number(day)]
            .into_iter()
            .chain(counts.clone())
            .collect();
        let frame = tallies
            .select(selected)
            .group_by(cols(&["objective_id", "day"]))
            .agg(counts.map(Expr::sum).collect::<Vec<_>>());
        let frame = gather(frame)?;
        let places: BTreeMap<&str, usize> = master
            .objectives
            .iter()
            .enumerate()
            .map(|(place, o)| (o.id.as_str(), place))
            .collect();
        let (ids, days) = (
            rows::text(&frame, "objective_id")?,
            rows::days(&frame, "day")?,
        );
        let counts = columns
            .iter()
            .map(|name| rows::whole(&frame, name))
            .collect::<Result<Vec<_>, _>>()?;
        for at in 0..frame.height() {
            let (Some(&place), Some(day)) =
                (ids.get(at).and_then(|id| places.get(id)), days.get(at))
            else {
                continue;
            };
            if is_asked(&master.objectives[place]) {
                let said = std::array::from_fn(|i| {
                    counts.get(i).and_then(|column| column.get(at)).unwrap_or(0)
                });
                self.days[place].insert(rows::day(day), Said::from_columns(said));
            }
        }
        Ok(())
    }

    fn sum(&self, place: usize, days: Window) -> Said {
        let mut sum = Said::default();
        self.days[place]
            .range(days.from()..=days.to())
            .for_each(|(_, said)| sum += *said);
        sum
    }
}

/// The rows that days have: a calendar period each, from its first day to the earlier of its and
/// the days' end, so that figures do not depend on how a range is cut; one for `rolling-28d`.
pub fn periods(period: Period, days: Window) -> Vec<Window> {
    let months = |first: NaiveDate, step: u32| {
        let starts = std::iter::successors(Some(first), move |start| {
            start.checked_add_months(Months::new(step))
        });
        let cut = |start: NaiveDate| {
            Window::new(
                start,
                (start + Months::new(step) - Days::new(1)).min(days.to()),
            )
        };
        starts.map_while(cut).collect()
    };
    match period {
        Period::Month => months(days.from() - Days::new(u64::from(days.from().day0())), 1),
        Period::Quarter => months(quarter_of(days.from()), 3),
        Period::Rolling28d => Window::new(days.to() - Days::new(27), days.to())
            .into_iter()
            .collect(),
    }
}

/// The first day that the objectives' rows over these days ask about: that on which what is stuck
/// now began.
pub fn first_day(master: &Master, days: Window) -> Option<NaiveDate> {
    let first = |o: &Objective| {
        periods(o.period, days)
            .into_iter()
            .map(|row| earlier(row, o).from())
            .min()
    };
    master.objectives.iter().filter_map(first).min()
}

/// The days on which sessions began that are stuck since one of these days.
fn earlier(days: Window, objective: &Objective) -> Window {
    let back = |day: NaiveDate| {
        day - Days::new(if objective.sli == Sli::Success {
            objective.stuck_after_days
        } else {
            0
        })
    };
    Window::new(back(days.from()), back(days.to())).expect("both ends go back as far")
}

/// The rows of one objective (its place in the master's list) over these days.
pub fn scores(
    facts: &Facts,
    told: &Told,
    kept: &Kept,
    place: usize,
    days: Window,
) -> Vec<ObjectiveScore> {
    let objective = &facts.master.objectives[place];
    let row = |period: Window| {
        let said = kept.sum(place, period);
        let began = kept.sum(place, earlier(period, objective));
        let measured = is_measured(
            facts,
            told,
            |project| *project == objective.project_id,
            period,
        );
        score(facts.master, objective, period, (said, began), measured)
    };
    periods(objective.period, days)
        .into_iter()
        .map(row)
        .collect()
}

/// Whether every counting satellite that such a project is metered on within these days has told
/// all of them.
pub fn is_measured(
    facts: &Facts,
    told: &Told,
    is_of: impl Fn(&ProjectId) -> bool,
    days: Window,
) -> bool {
    let mut metered = facts
        .master
        .meterings
        .iter()
        .filter(|m| m.touches(days) && is_of(&m.project_id));
    metered.all(|m| {
        let satellite = facts.estate.satellite(m.satellite_id.as_str());
        satellite.is_none_or(|s| !s.counts || told.is_complete(s, days.to()))
    })
}

/// `began`: what is said of the days on which sessions began that are stuck since a day of the
/// period.
fn score(
    master: &Master,
    objective: &Objective,
    period: Window,
    (said, began): (Said, Said),
    measured: bool,
) -> ObjectiveScore {
    let success = objective.sli == Sli::Success;
    let stuck = if success { began.open } else { 0 };
    let excluded = said.excluded + if success { began.open_excluded } else { 0 };
    let (valid, good) = (said.valid + stuck, said.good);
    // Where most of what ended says nothing, what is left says too little.
    let speechless = said.cancelled + said.unknown;
    let counted = Counted {
        valid,
        good,
        is_measured: measured && (!success || speechless <= said.valid),
    };
    let (budget, budget_left) = status::budget(objective, counted);
    let (target, bad) = (objective.target.0, i128::from(valid - good));
    let project = master.project_on(&objective.project_id, period.to());
    ObjectiveScore {
        objective_id: objective.id.clone(),
        period,
        project_id: objective.project_id.clone(),
        project: project.map_or_else(|| objective.project_id.to_string(), |p| p.name.clone()),
        sli: objective.sli,
        target: objective.target,
        threshold_ms: threshold_ms(objective),
        valid,
        good,
        excluded,
        beside: success.then_some(Beside {
            stuck,
            cancelled: said.cancelled,
            unknown: said.unknown,
            refused: said.refused,
            straight_through: said.straight,
        }),
        attained: quotient(good.into(), valid.into()),
        budget,
        budget_left,
        burn_rate: quotient(bad * ONE, i128::from(valid) * (ONE - target)),
        interval: (valid > 0).then(|| wilson(good, valid)),
        status: status::status(objective, period, counted),
    }
}

/// Wilson's 95 % interval of a share: where the true one plausibly lies, given so few sessions.
fn wilson(good: i64, valid: i64) -> (f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    let (n, p) = (valid as f64, good as f64 / valid as f64);
    let middle = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    (
        ((middle - half) / scale).max(0.0),
        ((middle + half) / scale).min(1.0),
    )
}
