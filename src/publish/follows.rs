//! What follows from scores, as rows.

use crate::lake::cells::Cell;
use crate::model::board::causes::{CauseBridge, CausePart};
use crate::model::ratio::Why;
use crate::model::{Micros, ProjectId, Scoreboard, Window};

/// Why the net moved: the estate, then the projects. A bridge that there is not is a row that says
/// why.
pub fn bridge(board: &Scoreboard) -> Vec<Vec<Cell>> {
    let previous = board.totals[0].previous_window;
    let causes = match &board.comparisons.causes {
        Ok(causes) => causes,
        Err(why) => return vec![first(None, None, Some(*why), previous)],
    };
    let mut rows = of_one(None, &causes.estate, None, previous);
    for (project, bridge) in &causes.projects {
        let why = causes.unvalued.contains(project).then_some(Why::NotValued);
        rows.extend(of_one(Some(project), bridge, why, previous));
    }
    rows
}

fn of_one(
    project: Option<&ProjectId>,
    bridge: &CauseBridge,
    why: Option<Why>,
    previous: Window,
) -> Vec<Vec<Cell>> {
    let moved = bridge.parts.iter().zip(1..);
    let moved = moved.map(|(part, order)| row(project, order, part, previous));
    std::iter::once(first(project, Some(bridge.before), why, previous))
        .chain(moved)
        .collect()
}

fn head(project: Option<&ProjectId>, order: i64, step: &str) -> [Cell; 4] {
    let level = if project.is_some() {
        "project"
    } else {
        "estate"
    };
    let id = project.map(|id| id.to_string());
    [level.into(), id.into(), order.into(), step.into()]
}

/// The row that the others begin at.
fn first(
    project: Option<&ProjectId>,
    net: Option<Micros>,
    why: Option<Why>,
    previous: Window,
) -> Vec<Cell> {
    let nothing = [Cell::Null, Cell::Null, Cell::Null, Cell::Null];
    let tail = [
        net.into(),
        why.map(Why::as_str).into(),
        previous.from().into(),
        previous.to().into(),
    ];
    let head = head(project, 0, "previous");
    head.into_iter().chain(nothing).chain(tail).collect()
}

fn row(project: Option<&ProjectId>, order: i64, part: &CausePart, previous: Window) -> Vec<Cell> {
    let tail = [
        part.input.as_str().into(),
        part.currency.clone().into(),
        part.before.into(),
        part.after.into(),
        part.amount.into(),
        Cell::Null,
        previous.from().into(),
        previous.to().into(),
    ];
    let head = head(project, order, part.input.step().as_str());
    head.into_iter().chain(tail).collect()
}
