//! What follows from scores, as rows.

use crate::lake::cells::Cell;
use crate::lake::tables::DECISIONS;
use crate::lake::values::value_cells;
use crate::model::board::causes::{CauseBridge, CausePart, Causes};
use crate::model::board::comparisons::{Bridge, RestsOn};
use crate::model::board::decision::{Decision, Grounds};
use crate::model::master::Evidence;
use crate::model::ratio::Why;
use crate::model::scoreboard::TrendPoint;
use crate::model::{Micros, ProjectId, Scoreboard, Value};

/// Why the net moved: the estate, then the projects. A bridge that there is not is a row that says
/// why.
pub fn bridge(board: &Scoreboard) -> Vec<Vec<Cell>> {
    let previous = board.totals[0].previous_window;
    let begin = BridgeBegin {
        step: "previous",
        why: Why::NotValued,
        days: vec![previous.from().into(), previous.to().into()],
    };
    match &board.comparisons.causes {
        Ok(causes) => bridged(causes, &begin),
        Err(why) => vec![first(None, None, Some(*why), &begin)],
    }
}

/// Why the net is another than was planned: the estate, then the projects; nothing without a plan.
pub fn plan_bridge(board: &Scoreboard) -> Vec<Vec<Cell>> {
    let begin = BridgeBegin {
        step: "plan",
        why: Why::NoPlan,
        days: Vec::new(),
    };
    match board.plans.as_ref().map(|plans| &plans.causes) {
        Ok(Ok(causes)) => bridged(causes, &begin),
        Ok(Err(why)) => vec![first(None, None, Some(*why), &begin)],
        Err(_) => Vec::new(),
    }
}

/// What a bridge begins at.
struct BridgeBegin {
    step: &'static str,
    /// Why there is not all of it for a project that is told apart.
    why: Why,
    /// The days of it, where they are not the window's.
    days: Vec<Cell>,
}

fn bridged(causes: &Causes, begin: &BridgeBegin) -> Vec<Vec<Cell>> {
    let mut rows = of_one(None, &causes.estate, None, begin);
    for (project, bridge) in &causes.projects {
        let why = causes.unvalued.contains(project).then_some(begin.why);
        rows.extend(of_one(Some(project), bridge, why, begin));
    }
    rows
}

/// From the kit's figure to the net: the estate's, then each project's.
pub fn kit_bridge(board: &Scoreboard) -> Vec<Vec<Cell>> {
    let Some(kit) = &board.comparisons.kit else {
        return Vec::new();
    };
    let mut projects: Vec<_> = kit.projects.iter().map(|(id, b)| (Some(id), b)).collect();
    projects.sort_by_key(|(id, _)| *id);
    let all = std::iter::once((None, &kit.total)).chain(projects);
    all.flat_map(|(project, bridge)| from_kit(project, bridge))
        .collect()
}

fn from_kit(project: Option<&ProjectId>, bridge: &Bridge) -> Vec<Vec<Cell>> {
    let why = bridge.kit.is_none().then_some(Why::NotValued);
    let row = |order, step, amount: Option<Micros>, why: Option<Why>| {
        let tail = [amount.into(), why.map(Why::as_str).into()];
        head(project, order, step).into_iter().chain(tail).collect()
    };
    let steps = bridge.steps.iter().zip(1..);
    let steps = steps.map(|((step, by), order)| row(order, step.as_str(), Some(*by), None));
    std::iter::once(row(0, "kit", bridge.kit, why))
        .chain(steps)
        .collect()
}

/// The steps of time: the estate's, then each project's.
pub fn periods(board: &Scoreboard) -> impl Iterator<Item = Vec<Cell>> + Send + '_ {
    let of_estate = board.trend.iter();
    let of_estate = of_estate.map(|step| period(None, step, &step.value));
    let of_projects = board.headline_projects().flat_map(|project| {
        let steps = board.trend.iter().zip(&project.trend);
        let id = &project.project_id;
        steps.filter_map(move |(step, value)| Some(period(Some(id), step, value.as_ref()?)))
    });
    of_estate.chain(of_projects)
}

fn period(project: Option<&ProjectId>, step: &TrendPoint, value: &Value) -> Vec<Cell> {
    let [level, id] = whose(project);
    let days = [step.days.from().into(), step.days.to().into()];
    let head = [level, id].into_iter().chain(days);
    head.chain([Cell::Truth(step.in_window)])
        .chain(value_cells(value))
        .collect()
}

/// What the benefit rests on: the estate's, then each project's.
pub fn evidence(board: &Scoreboard) -> impl Iterator<Item = Vec<Cell>> + Send + '_ {
    type Part<'a> = (Option<&'a ProjectId>, &'static str, Micros);
    let word = |on: Option<Evidence>| on.map_or("unstated", Evidence::as_str);
    let of_estate = board.comparisons.rests_on.iter().map(|(on, amount)| {
        let on = match on {
            RestsOn::Baseline(on) => word(Some(*on)),
            RestsOn::Unstated => word(None),
            RestsOn::Signed => "signed",
        };
        (None, on, *amount)
    });
    let of_projects = board.headline_projects().flat_map(|project| {
        let id = Some(&project.project_id);
        let parts = project.evidence.iter();
        parts.map(move |(on, amount)| (id, word(*on), *amount))
    });
    let mut parts: Vec<Part> = of_estate.chain(of_projects).collect();
    parts.sort_unstable();
    parts.into_iter().map(|(project, on, amount)| {
        let [level, id] = whose(project);
        vec![level, id, on.into(), Cell::Exact(amount)]
    })
}

fn of_one(
    project: Option<&ProjectId>,
    bridge: &CauseBridge,
    why: Option<Why>,
    begin: &BridgeBegin,
) -> Vec<Vec<Cell>> {
    let moved = bridge.parts.iter().zip(1..);
    let moved = moved.map(|(part, order)| row(project, order, part, begin));
    std::iter::once(first(project, Some(bridge.before), why, begin))
        .chain(moved)
        .collect()
}

/// The level of a row, and whose it is.
fn whose(project: Option<&ProjectId>) -> [Cell; 2] {
    let level = match project {
        Some(_) => "project",
        None => "estate",
    };
    let id = project.map(|id| id.to_string());
    [level.into(), id.into()]
}

fn head(project: Option<&ProjectId>, order: i64, step: &str) -> [Cell; 4] {
    let [level, id] = whose(project);
    [level, id, order.into(), step.into()]
}

/// The row that the others begin at.
fn first(
    project: Option<&ProjectId>,
    net: Option<Micros>,
    why: Option<Why>,
    begin: &BridgeBegin,
) -> Vec<Cell> {
    let nothing = [Cell::Null, Cell::Null, Cell::Null, Cell::Null];
    let tail = [net.into(), why.map(Why::as_str).into()];
    let head = head(project, 0, begin.step);
    let all = head.into_iter().chain(nothing).chain(tail);
    all.chain(begin.days.iter().cloned()).collect()
}

fn row(
    project: Option<&ProjectId>,
    order: i64,
    part: &CausePart,
    begin: &BridgeBegin,
) -> Vec<Cell> {
    let tail = [
        part.input.as_str().into(),
        part.currency.clone().into(),
        part.before.into(),
        part.after.into(),
        part.amount.into(),
        Cell::Null,
    ];
    let head = head(project, order, part.input.step().as_str());
    let all = head.into_iter().chain(tail);
    all.chain(begin.days.iter().cloned()).collect()
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
