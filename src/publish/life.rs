//! What was earned and paid since the beginning, as rows.

use crate::lake::cells::Cell;
use crate::model::Scoreboard;
use crate::model::board::life::{LifeScore, WholeLife};
use crate::model::ratio::Defined;

/// Whose life it is, and the life.
type Whose<'a> = ([Cell; 2], &'a WholeLife);

/// By level and id.
fn lives(board: &Scoreboard) -> Vec<Whose<'_>> {
    let Ok(lives) = &board.lives else {
        return Vec::new();
    };
    let departments = lives.departments.iter();
    let departments =
        departments.map(|(id, life)| (["department".into(), id.as_str().into()], life));
    let projects = lives.projects.iter();
    let projects = projects.map(|(id, life)| (["project".into(), id.as_str().into()], life));
    let estate = (["estate".into(), Cell::Null], &lives.estate);
    departments.chain([estate]).chain(projects).collect()
}

/// Both series of each life: `cash` before `economic`.
fn series(board: &Scoreboard) -> impl Iterator<Item = ([Cell; 3], &LifeScore)> {
    lives(board).into_iter().flat_map(|([level, id], life)| {
        let scores = [&life.cash, &life.economic].into_iter();
        scores.map(move |score| {
            let series = score.series.as_str().into();
            ([level.clone(), id.clone(), series], score)
        })
    })
}

pub fn cash_flows(board: &Scoreboard) -> impl Iterator<Item = Vec<Cell>> + Send {
    let rows = series(board).flat_map(|(whose, score)| {
        score.flows.iter().map(move |flow| {
            let tail = [flow.date.into(), flow.flow.into(), flow.cumulated.into()];
            whose.clone().into_iter().chain(tail).collect()
        })
    });
    rows.collect::<Vec<_>>().into_iter()
}

pub fn whole_life(board: &Scoreboard) -> impl Iterator<Item = Vec<Cell>> + Send {
    let row = |(whose, score): ([Cell; 3], &LifeScore)| {
        let tail = [
            or_why(score.payback_on),
            or_why(score.payback_days),
            or_why(score.npv),
            or_why(score.irr.map(Cell::Ratio)),
        ];
        whose
            .into_iter()
            .chain(tail.into_iter().flatten())
            .collect()
    };
    series(board).map(row).collect::<Vec<_>>().into_iter()
}

/// A figure and why there is none: one of both is empty.
fn or_why<T: Into<Cell>>(figure: Defined<T>) -> [Cell; 2] {
    match figure {
        Ok(figure) => [figure.into(), Cell::Null],
        Err(why) => [Cell::Null, why.as_str().into()],
    }
}
