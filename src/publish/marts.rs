//! Scores as rows, in the columns that the tables define. Nothing is computed here.

use super::{follows, life, plan};
use crate::lake::cells::Cell;
use crate::lake::tables::{self, Table};
use crate::lake::values::{count_cells, value_cells};
use crate::model::columns::{DEPARTMENT_FIGURES, ESTATE_FIGURES, FigureColumn, PROJECT_FIGURES};
use crate::model::scoreboard::{
    AutomationScore, Beside, Coverage, DepartmentScore, ErrorScore, GoalScore, ItemScore,
    ObjectiveScore, ProjectScore, Total,
};
use crate::model::window::Month;
use crate::model::{Estate, Master, Scoreboard, Window};

/// A table and its rows, in the order of its key, made as they are asked for: of some marts there
/// are as many as automations, and a row of cells takes a multiple of what it says.
pub struct Mart<'a> {
    pub table: &'static Table,
    pub rows: Box<dyn Iterator<Item = Vec<Cell>> + Send + 'a>,
}

impl<'a> Mart<'a> {
    pub fn new(table: &'static Table, rows: impl Iterator<Item = Vec<Cell>> + Send + 'a) -> Self {
        Self {
            table,
            rows: Box::new(rows),
        }
    }
}

/// The marts of one window.
pub fn of_window(board: &Scoreboard) -> Vec<Mart<'_>> {
    let window = board.window;
    vec![
        Mart::new(
            &tables::ESTATE_SCORES,
            board.totals.iter().map(move |t| estate(t, window)),
        ),
        Mart::new(
            &tables::PROJECT_SCORES,
            board.projects.iter().map(move |p| project(p, window)),
        ),
        Mart::new(
            &tables::DEPARTMENT_SCORES,
            board.departments.iter().map(move |d| department(d, window)),
        ),
        Mart::new(&tables::BRIDGE, follows::bridge(board).into_iter()),
        Mart::new(&tables::PLAN, plan::plan(board)),
        Mart::new(
            &tables::PLAN_BRIDGE,
            follows::plan_bridge(board).into_iter(),
        ),
        Mart::new(&tables::KIT_BRIDGE, follows::kit_bridge(board).into_iter()),
        Mart::new(&tables::PERIODS, follows::periods(board)),
        Mart::new(&tables::EVIDENCE, follows::evidence(board)),
        Mart::new(&tables::CASH_FLOWS, life::cash_flows(board)),
        Mart::new(&tables::WHOLE_LIFE, life::whole_life(board)),
        Mart::new(
            &tables::OBJECTIVE_SCORES,
            board.objectives.iter().map(objective),
        ),
        Mart::new(&tables::GOAL_SCORES, board.goals.iter().map(goal)),
        Mart::new(
            &tables::DECISIONS,
            board.decisions.iter().zip(1..).map(follows::decision),
        ),
        Mart::new(
            &tables::AUTOMATION_SCORES,
            board.automations.iter().map(automation),
        ),
        Mart::new(&tables::ITEM_SCORES, board.items.iter().map(item)),
        Mart::new(&tables::ERRORS, board.errors.iter().map(error)),
        Mart::new(&tables::COVERAGE, board.coverage.iter().map(coverage)),
    ]
}

fn text(text: impl ToString) -> Cell {
    Cell::Text(text.to_string())
}

/// Free text that may be missing: empty is nothing.
fn free(text: &str) -> Cell {
    if text.is_empty() {
        Cell::Null
    } else {
        Cell::Text(text.to_owned())
    }
}

fn or_null<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
    value.map_or(Cell::Null, cell)
}

/// The figures of a score, in the order of their columns.
fn figures<T>(columns: &'static [FigureColumn<T>], score: &T) -> impl Iterator<Item = Cell> {
    columns.iter().map(move |column| (column.of)(score))
}

fn estate(total: &Total, window: Window) -> Vec<Cell> {
    let head = [
        text(total.method),
        Cell::Day(window.from()),
        Cell::Day(window.to()),
    ];
    head.into_iter()
        .chain(value_cells(&total.value))
        .chain(figures(ESTATE_FIGURES, total))
        .collect()
}

fn project(score: &ProjectScore, window: Window) -> Vec<Cell> {
    let head = [
        text(score.method),
        text(&score.project_id),
        Cell::Day(window.from()),
        Cell::Day(window.to()),
        text(&score.name),
        or_null(score.department_id.as_ref(), text),
        or_null(score.status, text),
    ];
    let flags: Vec<_> = score.flags.iter().map(|f| f.as_str()).collect();
    let evidence: Vec<_> = score
        .evidence
        .iter()
        .filter_map(|(on, _)| Some((*on)?.as_str()))
        .collect();
    let tail = [free(&evidence.join(" ")), text(flags.join(" "))];
    head.into_iter()
        .chain(value_cells(&score.value))
        .chain(figures(PROJECT_FIGURES, score))
        .chain(tail)
        .collect()
}

fn department(score: &DepartmentScore, window: Window) -> Vec<Cell> {
    let id = score.department_id.as_ref();
    let head = [
        text(id.map_or("", |id| id.as_str())),
        Cell::Day(window.from()),
        Cell::Day(window.to()),
        text(&score.name),
        Cell::Whole(score.projects),
    ];
    head.into_iter()
        .chain(value_cells(&score.value))
        .chain(figures(DEPARTMENT_FIGURES, score))
        .collect()
}

fn objective(score: &ObjectiveScore) -> Vec<Cell> {
    let beside = |of: fn(Beside) -> i64| or_null(score.beside.map(of), Cell::Whole);
    vec![
        text(&score.objective_id),
        Cell::Day(score.period.from()),
        Cell::Day(score.period.to()),
        text(&score.project_id),
        text(score.sli),
        Cell::Exact(score.target),
        or_null(score.threshold_ms, Cell::Whole),
        Cell::Whole(score.valid),
        Cell::Whole(score.good),
        beside(|b| b.stuck),
        beside(|b| b.cancelled),
        beside(|b| b.unknown),
        beside(|b| b.refused),
        beside(|b| b.straight_through),
        Cell::Whole(score.excluded),
        or_null(score.attained, Cell::Ratio),
        or_null(score.interval.map(|(low, _)| low), Cell::Ratio),
        or_null(score.interval.map(|(_, high)| high), Cell::Ratio),
        Cell::Exact(score.budget),
        Cell::Exact(score.budget_left),
        or_null(score.burn_rate, Cell::Ratio),
        text(score.status),
    ]
}

fn goal(score: &GoalScore) -> Vec<Cell> {
    vec![
        text(&score.goal_id),
        text(&score.name),
        text(&score.scope),
        text(score.metric),
        Cell::Day(score.window.from()),
        Cell::Day(score.window.to()),
        Cell::Exact(score.target),
        or_null(score.actual, Cell::Exact),
        or_null(score.attainment, Cell::Ratio),
        or_null(score.expected_by_now, Cell::Exact),
        or_null(score.ahead, Cell::Exact),
        text(score.status),
    ]
}

fn automation(score: &AutomationScore) -> Vec<Cell> {
    let projects: Vec<_> = score.projects.iter().map(|p| p.as_str()).collect();
    let head = [
        text(&score.satellite_id),
        text(&score.automation_id),
        free(&score.name),
        text(projects.join(" ")),
    ];
    let tail = [
        or_null(score.success_rate, Cell::Ratio),
        or_null(score.p50_ms, Cell::Whole),
        or_null(score.p95_ms, Cell::Whole),
        Cell::Truth(score.metered),
    ];
    head.into_iter()
        .chain(count_cells(&score.counts))
        .chain(tail)
        .collect()
}

fn item(score: &ItemScore) -> Vec<Cell> {
    let projects: Vec<_> = score.projects.iter().map(ToString::to_string).collect();
    let head = [
        text(&score.satellite_id),
        text(&score.automation_id),
        text(&score.queue_id),
        free(&score.name),
        text(projects.join(" ")),
    ];
    let tail = [score.in_time, score.late, score.work_ms, score.unmetered].map(Cell::Whole);
    head.into_iter()
        .chain(count_cells(&score.counts))
        .chain(tail)
        .collect()
}

fn error(score: &ErrorScore) -> Vec<Cell> {
    vec![
        text(&score.satellite_id),
        text(&score.automation_id),
        text(&score.error_code),
        Cell::Whole(score.sessions),
        Cell::Exact(score.share),
        Cell::Day(score.first_day),
        Cell::Day(score.last_day),
    ]
}

fn coverage(c: &Coverage) -> Vec<Cell> {
    let intake = c.intake.expect("marts are the estate's");
    let numbers = [
        c.days_expected,
        c.days_with_sessions,
        c.sessions,
        c.unknown_outcomes,
        c.sessions_metered,
        intake.sessions_unmetered,
        intake.sessions_without_baseline,
        c.items,
        intake.items_unmetered,
        intake.tests,
        intake.item_tests,
        intake.read,
        intake.rejected,
    ];
    let head = [text(&c.satellite_id), text(c.class)];
    let tail = [
        or_null(intake.superseded, Cell::Whole),
        intake.kept.into(),
        or_null(c.first_day, Cell::Day),
        or_null(c.newest_event, Cell::Instant),
        or_null(c.complete_until, Cell::Instant),
    ];
    head.into_iter()
        .chain(numbers.map(Cell::Whole))
        .chain(tail)
        .collect()
}

/// The dimensions that know no window, but for the automations, which are a table of the lake, and
/// the dates.
pub fn of_master<'a>(estate: &'a Estate, master: &'a Master) -> Vec<Mart<'a>> {
    let projects = master.projects.values().flatten().map(|p| {
        vec![
            text(&p.id),
            or_null(p.valid_from, Cell::Day),
            text(&p.name),
            text(&p.department_id),
            text(p.status),
            or_null(p.stage, text),
            free(&p.category),
            free(&p.sub_category),
            free(&p.driver),
            free(&p.owner),
            or_null(p.live_from, Cell::Day),
            or_null(p.retired_on, Cell::Day),
        ]
    });
    let departments = master.departments.values().map(|d| {
        vec![
            text(&d.id),
            text(&d.name),
            or_null(d.parent_id.as_ref(), text),
            free(&d.manager),
            free(&d.region),
            free(&d.sponsor),
        ]
    });
    let satellites = estate.satellites.iter().map(|s| {
        vec![
            text(&s.id),
            text(&s.name),
            text(s.class),
            Cell::Truth(s.counts),
            free(&s.region),
            free(&s.capability),
            text(s.timezone),
            or_null(s.active_from, Cell::Day),
            or_null(s.active_to, Cell::Day),
        ]
    });
    vec![
        Mart::new(&tables::PROJECTS, projects),
        Mart::new(&tables::DEPARTMENTS, departments),
        Mart::new(&tables::SATELLITES, satellites),
    ]
}

/// The calendar of a span of days.
pub fn dates(days: Window, estate: &Estate) -> Mart<'_> {
    use chrono::Datelike;
    let rows = days.days().map(move |day| {
        vec![
            Cell::Day(day),
            Cell::Whole(day.year().into()),
            text(format!("{}-Q{}", day.year(), day.month0() / 3 + 1)),
            text(Month::of(day)),
            text(day.format("%G-W%V")),
            Cell::Whole(day.weekday().number_from_monday().into()),
            text(estate.fiscal_year_start.year_of(day).year()),
        ]
    });
    Mart::new(&tables::DATES, rows)
}
