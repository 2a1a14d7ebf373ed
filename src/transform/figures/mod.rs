//! Figures that take more than one value to know, a file for each family: pure functions over
//! scores, each with a doctest or a claim that a finance person can read. What one value comes to
//! (benefit, cost, net, ROI) stands in [`crate::model::figures`], since the lake keeps it too.
//!
//! Reading order: [`change`] (what moved), [`bridge`] (why, cause by cause; it
//! stands on [`sides`], [`condensed`] and [`rational`]), [`moves`] (whose), [`ladder`] (rung by
//! rung), [`ranking`] (the best and the worst), [`evidence`] (what it rests on), [`bands`] (between
//! which amounts it probably lies), [`kit`] (the way from the vendor's figure to ours), [`stretch`]
//! (what multiplies out in a working), [`decisions`] (what is asked of somebody; it stands on
//! [`last_months`] too), [`life`] (since the beginning), [`plan`] (against what was planned).

pub mod bands;
pub mod bridge;
pub mod change;
pub mod condensed;
pub mod decisions;
pub mod evidence;
pub mod kit;
pub mod ladder;
pub mod last_months;
pub mod life;
pub mod moves;
pub mod plan;
pub mod ranking;
pub mod rational;
pub mod sides;
pub mod stretch;

use chrono::NaiveDate;

use self::last_months::LastMonths;
use self::life::paid::PaidView;
use self::sides::Sides;
use super::Facts;
use super::run_rate::RunRate;
use crate::model::Window;
use crate::model::board::causes::Causes;
use crate::model::board::comparisons::Comparisons;
use crate::model::board::plan::Plans;
use crate::model::finding::DailyFinding;
use crate::model::ratio::Defined;
use crate::model::scoreboard::{DepartmentScore, ProjectFigures, ProjectScore, Total, TrendPoint};
use crate::model::value::DailyValue;

/// The version of the formulas: a part of every hash that decides whether a figure must be computed
/// again. Whoever adds or changes a figure raises it.
pub const DEFINITIONS: &str = "reckoner-1/7";

/// Figures that the months of the history are told to, one after the other.
pub struct OverTime<'a> {
    pub run_rate: RunRate,
    pub sides: Sides<'a>,
    pub last_months: LastMonths,
    pub paid: PaidView<'a>,
}

impl<'a> OverTime<'a> {
    /// `told_from`: the first day that any satellite that counts ever told of.
    pub fn of(facts: &'a Facts<'a>, told_from: Option<NaiveDate>, window: Window) -> Self {
        let previous = window.previous();
        let is_told = told_from.is_some_and(|first| first <= previous.from());
        let (run_rate, headline) = (RunRate::of(window), facts.estate.methods[0]);
        Self {
            sides: Sides::of(facts, is_told.then_some(previous), window),
            last_months: LastMonths::of(headline, run_rate.months, told_from),
            paid: PaidView::of(facts, window.to()),
            run_rate,
        }
    }

    /// The first day of which any of them asks for more than what was earned and paid.
    pub fn first_day(&self) -> NaiveDate {
        let compared = self.sides.compared().map(Window::from);
        let asked = self.run_rate.months.from();
        compared.map_or(asked, |compared| compared.min(asked))
    }

    /// What was found beside values.
    pub fn found(&mut self, findings: &[DailyFinding]) {
        self.sides.found(findings);
        self.paid.found(findings);
    }

    /// Values of a project and a method, by day.
    pub fn add(&mut self, values: &[&DailyValue]) {
        self.run_rate.add(values);
        self.sides.add(values);
        self.last_months.add(values);
        self.paid.add(values);
    }

    /// What a project's value alone does not say.
    pub fn of_project(&self, facts: &Facts, score: &ProjectScore, days: Window) -> ProjectFigures {
        ProjectFigures {
            fte: score.value.fte(days, facts.estate.productive_hours),
            band: bands::of_project(&score.value),
        }
    }
}

/// Of so many projects all are shown; of more, the best and the worst.
const PROJECTS: ranking::Shown = ranking::Shown {
    all: 200,
    best: 150,
    worst: 49,
};

/// Of so many departments all are shown.
const DEPARTMENTS: ranking::Shown = ranking::Shown {
    all: 200,
    best: 150,
    worst: 49,
};

/// What follows from the scores; the headline's total comes first. `year`: the first day of the
/// year of the window's last day.
pub fn comparisons(
    totals: &[Total],
    projects: &[ProjectScore],
    departments: &[DepartmentScore],
    (trend, year): (&[TrendPoint], NaiveDate),
    (causes, plans): (
        impl FnOnce(&[&ProjectScore]) -> Defined<Causes>,
        Option<&Plans>,
    ),
) -> Comparisons {
    let total = &totals[0];
    let of_headline = projects.iter().filter(|p| p.method == total.method);
    let of_headline: Vec<&ProjectScore> = of_headline.collect();
    let change = total
        .previous
        .map(|before| change::between(&total.value, &before));
    Comparisons {
        rungs: ladder::rungs(total, &of_headline),
        change,
        rests_on: evidence::rests_on(total),
        projects: ranking::of_projects(&of_headline, PROJECTS),
        departments: ranking::of_departments(departments, DEPARTMENTS),
        moves: moves::moves(&of_headline, plans),
        year_to_date: moves::year_to_date(trend, year),
        kit: kit::comparison(totals, projects),
        causes: causes(&of_headline),
    }
}
