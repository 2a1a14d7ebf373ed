//! What was planned, as rows.

use crate::lake::cells::Cell;
use crate::model::board::plan::PlanScore;
use crate::model::{Scoreboard, Value, Window};

/// By level, id, span and day.
pub fn plan(board: &Scoreboard) -> impl Iterator<Item = Vec<Cell>> + Send + '_ {
    let plans = board.plans.as_ref().ok().into_iter();
    let rows = plans.flat_map(|plans| {
        let departments = plans.departments.iter();
        let departments = departments.map(|(id, score)| ("department", Some(id.as_str()), score));
        let projects = plans.projects.iter();
        let projects = projects.map(|(id, score)| ("project", Some(id.as_str()), score));
        departments
            .chain([("estate", None, &plans.estate)])
            .chain(projects)
    });
    rows.flat_map(|(level, id, score)| {
        let whose = [level.into(), id.into()];
        spans(board, score).into_iter().map(move |cells| {
            let whose = whose.iter().cloned();
            whose.chain(cells).collect()
        })
    })
}

/// The steps, and the window.
fn spans(board: &Scoreboard, score: &PlanScore) -> Vec<Vec<Cell>> {
    let steps = board.trend.iter().zip(&score.steps);
    let steps = steps.map(|(point, value)| {
        let nothing = [Cell::Null, Cell::Null, Cell::Null, Cell::Null];
        row("step", point.days, value, nothing)
    });
    let against = [
        score.net.into(),
        score.variance.into(),
        score.attainment.map_or(Cell::Null, Cell::Ratio),
        score.attainment.err().map(|why| why.as_str()).into(),
    ];
    steps
        .chain([row("window", board.window, &score.value, against)])
        .collect()
}

fn row(span: &str, days: Window, value: &Value, against: [Cell; 4]) -> Vec<Cell> {
    let ladder = value.ladder;
    let planned = [
        span.into(),
        days.from().into(),
        days.to().into(),
        ladder.map(|ladder| ladder.units).into(),
        ladder.map(|ladder| ladder.net_minutes).into(),
        value.benefit().into(),
        value.cost().into(),
        value.net().into(),
    ];
    planned.into_iter().chain(against).collect()
}
