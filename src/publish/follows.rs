//! What follows from scores, as rows.

use crate::lake::cells::Cell;
use crate::lake::tables::DECISIONS;
use crate::model::board::causes::{CauseBridge, CausePart};
use crate::model::board::decision::{Decision, Grounds};
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

/// A decision and its place: what its kind does not speak of is empty.
pub fn decision((decision, order): (&Decision, i64)) -> Vec<Cell> {
    let owner = Some(decision.owner.as_str()).filter(|owner| !owner.is_empty());
    let all: [(&str, Cell); 6] = [
        ("order", order.into()),
        ("kind", decision.kind().as_str().into()),
        (
            "project_id",
            decision.project_id.as_ref().map(|id| id.as_str()).into(),
        ),
        ("amount", decision.amount.into()),
        ("owner", owner.into()),
        ("due", decision.due.into()),
    ];
    let mut cells: Vec<(&str, Cell)> = all.into();
    cells.extend(grounds(&decision.grounds));
    let cell = |name: &str| {
        let found = cells.iter().find(|(of, _)| *of == name);
        found.map_or(Cell::Null, |(_, cell)| cell.clone())
    };
    DECISIONS
        .columns()
        .map(|column| cell(column.name))
        .collect()
}

fn grounds(grounds: &Grounds) -> Vec<(&'static str, Cell)> {
    match grounds {
        Grounds::PromiseBroken {
            objective_id,
            target,
            good,
            valid,
            needed,
        } => vec![
            ("objective_id", objective_id.as_str().into()),
            ("target", (*target).into()),
            ("good", (*good).into()),
            ("valid", (*valid).into()),
            ("needed", (*needed).into()),
        ],
        Grounds::GoalMissed {
            goal_id,
            metric: _,
            target,
            actual,
            expected_by_now,
            secured,
        } => vec![
            ("goal_id", goal_id.as_str().into()),
            ("target", (*target).into()),
            ("actual", (*actual).into()),
            ("expected_by_now", (*expected_by_now).into()),
            ("secured", (*secured).into()),
        ],
        Grounds::Unmeasured { successes } => vec![("successes", (*successes).into())],
        Grounds::BeyondDemand { units, wanted } => {
            vec![("units", (*units).into()), ("wanted", (*wanted).into())]
        }
        Grounds::StaleBaseline { measured_on } => vec![("measured_on", (*measured_on).into())],
        Grounds::IdleOrLosing { months, idle, net } => vec![
            ("months", (*months).into()),
            ("idle", (*idle).into()),
            ("net", (*net).into()),
        ],
        Grounds::BenefitEnds { ends_on, signed_by } => vec![
            ("ends_on", (*ends_on).into()),
            ("signed_by", signed_by.as_str().into()),
        ],
        Grounds::Unallocated { cost: _, total } => vec![("total", (*total).into())],
    }
}
