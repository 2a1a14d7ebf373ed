//! A scoreboard cut to what a reader may see. The rows are cut before anything is summed, so what
//! lies outside a scope moves no byte of what is made from the cut: every total is the sum of the
//! rows that are left, and never the estate's less a rest.
//!
//! A satellite is not a scope's own, but its figures rest on it: what the satellites of its
//! automations told, and until when, is kept; how much they told for others is not.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::super::figures::life::{self, present::Discounting};
use super::super::figures::plan;
use super::super::{figures, usage};
use crate::model::board::causes::Causes;
use crate::model::board::decision::{Decision, Grounds};
use crate::model::board::life::{PaidDay, WholeLives};
use crate::model::board::plan::{PlanScore, Plans};
use crate::model::gap::Gap;
use crate::model::master::{Line, Master};
use crate::model::ratio::{Defined, Why};
use crate::model::scope::{Scope, Within};
use crate::model::scoreboard::{
    AutomationScore, Coverage, DepartmentScore, ErrorScore, GoalScore, ItemScore, ProjectScore,
    Promise, Total, TrendPoint,
};
use crate::model::value::Method;
use crate::model::{
    DepartmentId, Estate, GoalId, Micros, ProjectId, SatelliteId, Scoreboard, Value, Window,
};

/// The board of what these scopes hold on the window's last day; the board itself where they hold
/// the estate. A session that works for two projects of a scope is in the counts of both.
pub fn scoped(
    board: &Scoreboard,
    scopes: &[Scope],
    estate: &Estate,
    master: &Master,
) -> Scoreboard {
    let within = master.within(scopes, board.window.to());
    let Within::Projects(ids) = &within else {
        return board.clone();
    };
    let projects: Vec<ProjectScore> = of_theirs(&board.projects, |p| ids.contains(&p.project_id));
    let automations = automations(board, ids);
    let items = items(board, ids);
    let satellites: BTreeSet<&SatelliteId> = automations
        .iter()
        .map(|a| &a.satellite_id)
        .chain(items.iter().map(|i| &i.satellite_id))
        .collect();
    let objectives = of_theirs(&board.objectives, |o| ids.contains(&o.project_id));
    let doubtful: BTreeSet<&ProjectId> = objectives
        .iter()
        .filter(|o| matches!(o.status, Promise::Breached | Promise::AtRisk))
        .map(|o| &o.project_id)
        .collect();
    let totals: Vec<Total> = board
        .totals
        .iter()
        .map(|of_estate| total(of_estate, board.window, &projects, &doubtful, estate))
        .collect();
    let headline = board.headline();
    let departments = departments(&projects, headline, board, estate);
    let trend = trend(board, &projects, headline, &satellites);
    let year = estate.fiscal_year_start.year_of(board.window.to());
    let goals = goals(board, ids, master);
    let plans = plans(board, &projects, &totals[0]);
    Scoreboard {
        lives: lives(board, &projects, estate),
        plans: plans.clone(),
        decisions: decisions(board, ids, &goals),
        window: board.window,
        counted_to: board.counted_to,
        comparisons: figures::comparisons(
            &totals,
            &projects,
            &departments,
            (&trend, year),
            (
                |_: &[&ProjectScore]| causes(board, ids),
                plans.as_ref().ok(),
            ),
        ),
        totals,
        departments,
        trend,
        goals,
        errors: errors(board, &automations),
        coverage: coverage(board, &satellites, &automations, &items),
        gaps: gaps(board, ids, &satellites, master),
        objectives,
        automations,
        items,
        projects,
    }
}

/// The master data of what these scopes hold: the lines that speak of their projects. Rates are
/// everybody's; who else may be told what is nobody's business.
pub fn master_of(master: &Master, scopes: &[Scope], on: NaiveDate) -> Master {
    let within = master.within(scopes, on);
    let Within::Projects(ids) = &within else {
        return master.clone();
    };
    let mut projects = BTreeMap::new();
    let mut baselines = BTreeMap::new();
    let mut departments = BTreeMap::new();
    for id in ids {
        for version in &master.projects[id] {
            let of = &version.department_id;
            departments.extend(master.departments.get_key_value(of).map(cloned));
        }
        projects.extend(master.projects.get_key_value(id).map(cloned));
        baselines.extend(master.baselines.get_key_value(id).map(cloned));
    }
    Master {
        departments,
        projects,
        baselines,
        costs: of_theirs(&master.costs, |c| ids.contains(&c.project_id)),
        benefits: of_theirs(&master.benefits, |b| ids.contains(&b.project_id)),
        meterings: of_theirs(&master.meterings, |m| ids.contains(&m.project_id)),
        objectives: of_theirs(&master.objectives, |o| ids.contains(&o.project_id)),
        goals: Vec::new(),
        rates: master.rates.clone(),
        exclusions: Vec::new(),
        people: Vec::new(),
    }
}

fn cloned<K: Clone, V: Clone>((key, value): (&K, &V)) -> (K, V) {
    (key.clone(), value.clone())
}

fn of_theirs<T: Clone>(rows: &[T], theirs: impl Fn(&T) -> bool) -> Vec<T> {
    rows.iter().filter(|row| theirs(row)).cloned().collect()
}

/// The sum of the projects of a method.
fn total(
    of_estate: &Total,
    window: Window,
    projects: &[ProjectScore],
    doubtful: &BTreeSet<&ProjectId>,
    estate: &Estate,
) -> Total {
    let mut value = Value::default();
    let mut previous = of_estate.previous.map(|_| Value::default());
    let mut evidence = BTreeMap::new();
    let mut savings_at_risk = Micros::ZERO;
    for project in projects.iter().filter(|p| p.method == of_estate.method) {
        value += project.value;
        if let Some((sum, before)) = previous.as_mut().zip(project.previous) {
            *sum += before;
        }
        for (on, amount) in &project.evidence {
            *evidence.entry(*on).or_insert(Micros::ZERO) += *amount;
        }
        // What was signed for rests on no baseline; a project's own evidence is of its time freed.
        *evidence.entry(None).or_insert(Micros::ZERO) += project.value.signed();
        if doubtful.contains(&project.project_id) {
            // A project that brings a loss has nothing to lose.
            savings_at_risk += project.value.benefit().max(Micros::ZERO);
        }
    }
    Total {
        method: of_estate.method,
        previous_window: of_estate.previous_window,
        evidence: evidence.into_iter().collect(),
        savings_at_risk,
        fte: value.fte(window, estate.productive_hours),
        band: figures::bands::of_projects(projects, of_estate.method, estate),
        run_rate: Err(Why::OfTheEstate),
        value,
        previous,
    }
}

/// The bridges of the projects, added up.
fn causes(board: &Scoreboard, ids: &BTreeSet<ProjectId>) -> Defined<Causes> {
    let of_estate = board.comparisons.causes.as_ref().map_err(|why| *why)?;
    let projects = of_theirs(&of_estate.projects, |(id, _)| ids.contains(id));
    Ok(Causes {
        is_from_plan: false,
        previous: of_estate.previous,
        estate: figures::bridge::added_up(projects.iter().map(|(_, bridge)| bridge)),
        unvalued: of_theirs(&of_estate.unvalued, |id| ids.contains(id)),
        projects,
    })
}

/// The lives of the projects, added up; of departments by the one that a project has on the
/// window's last day.
fn lives(board: &Scoreboard, projects: &[ProjectScore], estate: &Estate) -> Defined<WholeLives> {
    let of_estate = board.lives.as_ref().map_err(|why| *why)?;
    let department = |id: &ProjectId| {
        let mut scores = projects.iter().filter(|p| p.project_id == *id);
        scores.next().map(|p| p.department_id.as_ref())
    };
    let theirs = of_theirs(&of_estate.projects, |(id, _)| department(id).is_some());
    let mut departments: BTreeMap<&DepartmentId, Vec<&[PaidDay]>> = BTreeMap::new();
    for (id, life) in &theirs {
        if let Some(department) = department(id).flatten() {
            departments.entry(department).or_default().push(&life.days);
        }
    }
    let rate = estate.discount_rate.map(Discounting::yearly);
    let sum = |lives: Vec<&[PaidDay]>| {
        life::whole_life(life::added_up(lives), board.window.to(), rate.as_ref())
    };
    let departments = departments.into_iter();
    Ok(WholeLives {
        estate: sum(theirs
            .iter()
            .map(|(_, life)| life.days.as_slice())
            .collect()),
        departments: departments
            .map(|(id, lives)| (id.clone(), sum(lives)))
            .collect(),
        projects: theirs,
    })
}

/// The plans of the projects, added up; of departments by the one that a project has on the
/// window's last day.
fn plans(board: &Scoreboard, projects: &[ProjectScore], total: &Total) -> Defined<Plans> {
    let of_estate = board.plans.as_ref().map_err(|why| *why)?;
    let headline = || projects.iter().filter(|p| p.method == total.method);
    let ids: BTreeSet<&ProjectId> = headline().map(|p| &p.project_id).collect();
    let theirs = of_theirs(&of_estate.projects, |(id, _)| ids.contains(id));
    let mut departments: BTreeMap<&DepartmentId, (Value, Vec<&PlanScore>)> = BTreeMap::new();
    for project in headline() {
        let Some(department) = &project.department_id else {
            continue;
        };
        let (value, plans) = departments.entry(department).or_default();
        *value += project.value;
        let mut found = theirs.iter().filter(|(id, _)| *id == project.project_id);
        plans.extend(found.next().map(|(_, plan)| plan));
    }
    let departments = departments.into_iter();
    let estate = plan::added_up(theirs.iter().map(|(_, plan)| plan), &total.value);
    if !estate.is_planned {
        return Err(Why::NoPlan);
    }
    Ok(Plans {
        departments: departments
            .map(|(id, (value, plans))| (id.clone(), plan::added_up(plans, &value)))
            .collect(),
        causes: of_estate.causes.as_ref().map_err(|why| *why).map(|causes| {
            let projects = of_theirs(&causes.projects, |(id, _)| ids.contains(id));
            Causes {
                is_from_plan: true,
                previous: causes.previous,
                estate: figures::bridge::added_up(projects.iter().map(|(_, bridge)| bridge)),
                unvalued: of_theirs(&causes.unvalued, |id| ids.contains(id)),
                projects,
            }
        }),
        projects: theirs,
        estate,
    })
}

/// Those that a project of the scope asks for, or one of its goals.
fn decisions(board: &Scoreboard, ids: &BTreeSet<ProjectId>, goals: &[GoalScore]) -> Vec<Decision> {
    of_theirs(&board.decisions, |decision| match &decision.grounds {
        Grounds::GoalMissed { goal_id, .. } => goals.iter().any(|g| g.goal_id == *goal_id),
        _ => decision
            .project_id
            .as_ref()
            .is_some_and(|id| ids.contains(id)),
    })
}

/// By the department that a project has on the window's last day.
fn departments(
    projects: &[ProjectScore],
    headline: Method,
    board: &Scoreboard,
    estate: &Estate,
) -> Vec<DepartmentScore> {
    let mut found: BTreeMap<&Option<DepartmentId>, DepartmentScore> = BTreeMap::new();
    for project in projects.iter().filter(|p| p.method == headline) {
        let known = || {
            let mut all = board.departments.iter();
            all.find(|d| d.department_id == project.department_id)
                .map(|d| d.name.clone())
        };
        let score = found
            .entry(&project.department_id)
            .or_insert_with(|| DepartmentScore {
                department_id: project.department_id.clone(),
                name: known().unwrap_or_else(|| project.department.clone()),
                value: Value::default(),
                band: figures::bands::of_sum(
                    projects
                        .iter()
                        .filter(|of| of.method == headline)
                        .filter(|of| of.department_id == project.department_id)
                        .map(|of| &of.value),
                    estate.band_correlation,
                ),
                projects: 0,
            });
        score.value += project.value;
        score.projects += 1;
    }
    found.into_values().collect()
}

fn trend(
    board: &Scoreboard,
    projects: &[ProjectScore],
    headline: Method,
    satellites: &BTreeSet<&SatelliteId>,
) -> Vec<TrendPoint> {
    let point = |(place, of_estate): (usize, &TrendPoint)| {
        let mut value = Value::default();
        for project in projects.iter().filter(|p| p.method == headline) {
            if let Some(of_step) = project.trend.get(place).copied().flatten() {
                value += of_step;
            }
        }
        let incomplete = of_estate.incomplete.iter();
        TrendPoint {
            days: of_estate.days,
            value,
            incomplete: incomplete
                .filter(|id| satellites.contains(id))
                .cloned()
                .collect(),
            in_window: of_estate.in_window,
        }
    };
    board.trend.iter().enumerate().map(point).collect()
}

/// Goals that count nothing but projects of the scope, on whatever day.
fn goals(board: &Scoreboard, ids: &BTreeSet<ProjectId>, master: &Master) -> Vec<GoalScore> {
    let mut kept: BTreeSet<&GoalId> = board
        .goals
        .iter()
        .filter(|goal| goal.scope != Scope::Estate && holds_ever(ids, &goal.scope, master))
        .map(|goal| &goal.goal_id)
        .collect();
    // A goal counts what its children count too: one child outside takes it out, and so on upwards.
    loop {
        let outside = board.goals.iter().find(|child| {
            !kept.contains(&child.goal_id)
                && child.parent_id.as_ref().is_some_and(|p| kept.contains(p))
        });
        let Some(parent) = outside.and_then(|child| child.parent_id.as_ref()) else {
            break;
        };
        kept.remove(parent);
    }
    let mut goals = of_theirs(&board.goals, |goal| kept.contains(&goal.goal_id));
    for goal in &mut goals {
        goal.parent_id = goal.parent_id.take().filter(|id| kept.contains(id));
    }
    goals
}

/// Whether these projects are all that were ever in a goal's scope, and any was.
fn holds_ever(ids: &BTreeSet<ProjectId>, scope: &Scope, master: &Master) -> bool {
    let departments = match scope {
        Scope::Department(id) => master.department_and_below(id),
        Scope::Region(name) => {
            let there = master.departments.values().filter(|d| d.region == *name);
            there.map(|department| department.id.clone()).collect()
        }
        _ => Vec::new(),
    };
    let was_in = |id: &ProjectId| {
        let mut versions = master.projects.get(id).into_iter().flatten();
        match scope {
            Scope::Estate => true,
            Scope::Projects(of) => of.contains(id),
            Scope::Category(name) => versions.any(|p| p.category == *name),
            Scope::Department(_) | Scope::Region(_) => {
                versions.any(|p| departments.contains(&p.department_id))
            }
        }
    };
    // A scope holds few projects of many, so that most goals end at the first that is not in it.
    ids.iter().any(was_in)
        && master
            .projects
            .keys()
            .all(|id| ids.contains(id) || !was_in(id))
}

/// Those that work for a project of the scope; of whom else they work for nothing is said.
fn automations(board: &Scoreboard, ids: &BTreeSet<ProjectId>) -> Vec<AutomationScore> {
    let mut kept = of_theirs(&board.automations, |a| {
        a.projects.iter().any(|p| ids.contains(p))
    });
    kept.iter_mut()
        .for_each(|a| a.projects.retain(|p| ids.contains(p)));
    kept
}

fn items(board: &Scoreboard, ids: &BTreeSet<ProjectId>) -> Vec<ItemScore> {
    let mut kept = of_theirs(&board.items, |i| i.projects.iter().any(|p| ids.contains(p)));
    kept.iter_mut()
        .for_each(|i| i.projects.retain(|p| ids.contains(p)));
    kept
}

/// Of the automations that are left; their shares are of the failures that are left.
fn errors(board: &Scoreboard, automations: &[AutomationScore]) -> Vec<ErrorScore> {
    let theirs: BTreeSet<(&SatelliteId, &str)> = automations
        .iter()
        .map(|a| (&a.satellite_id, a.automation_id.as_str()))
        .collect();
    let mut kept = of_theirs(&board.errors, |e| {
        theirs.contains(&(&e.satellite_id, e.automation_id.as_str()))
    });
    let mut failures: BTreeMap<SatelliteId, i64> = BTreeMap::new();
    for error in &kept {
        *failures.entry(error.satellite_id.clone()).or_default() += error.sessions;
    }
    for error in &mut kept {
        error.share = usage::share(error.sessions, failures[&error.satellite_id]);
    }
    kept
}

/// Until when the satellites told that the scope rests on, and what ran there for it.
fn coverage(
    board: &Scoreboard,
    satellites: &BTreeSet<&SatelliteId>,
    automations: &[AutomationScore],
    items: &[ItemScore],
) -> Vec<Coverage> {
    let mut kept = of_theirs(&board.coverage, |c| satellites.contains(&c.satellite_id));
    for c in &mut kept {
        let theirs = automations
            .iter()
            .filter(|a| a.satellite_id == c.satellite_id);
        (c.sessions, c.unknown_outcomes) = (0, 0);
        for automation in theirs {
            c.sessions += automation.counts.sessions;
            c.unknown_outcomes += automation.counts.unknown;
        }
        c.sessions_metered = c.sessions;
        let items = items.iter().filter(|i| i.satellite_id == c.satellite_id);
        c.items = items.map(|i| i.counts.sessions).sum();
        c.intake = None;
        c.drift.clear();
    }
    kept
}

fn gaps(
    board: &Scoreboard,
    ids: &BTreeSet<ProjectId>,
    satellites: &BTreeSet<&SatelliteId>,
    master: &Master,
) -> Vec<Gap> {
    let mut kept = of_theirs(&board.gaps, |gap| concerns(gap, ids, satellites, master));
    for gap in &mut kept {
        // What a store answered may name anything.
        if let Gap::SatelliteFailed { error, .. } = gap {
            *error = "its exports could not be read".to_owned();
        }
    }
    kept
}

/// Whether a gap is the scope's: of one of its projects, or a satellite's of which its figures
/// lack days. What the satellite's other work lacks is not.
fn concerns(
    gap: &Gap,
    ids: &BTreeSet<ProjectId>,
    satellites: &BTreeSet<&SatelliteId>,
    master: &Master,
) -> bool {
    match gap {
        Gap::NoBaseline { project, .. }
        | Gap::Unsigned { project, .. }
        | Gap::BeyondRange { project, .. } => ids.contains(project),
        Gap::NoRate { line, .. } => project_of(line, master).is_some_and(|p| ids.contains(p)),
        Gap::SatelliteFailed { satellite, .. }
        | Gap::Stale { satellite, .. }
        | Gap::Untold { satellite, .. }
        | Gap::MissingDays { satellite, .. }
        | Gap::Forgotten { satellite, .. } => satellites.contains(satellite),
        // What the lake lost may be anybody's.
        Gap::Damaged { .. } => true,
        Gap::DeliveryRefused { .. }
        | Gap::Unnamed { .. }
        | Gap::SourceLost { .. }
        | Gap::Contradicted { .. }
        | Gap::ReadOtherwise { .. }
        | Gap::Rejected { .. }
        | Gap::UnknownOutcome { .. }
        | Gap::Unmetered { .. }
        | Gap::UnmeteredItems { .. }
        | Gap::AmbiguousMetering { .. }
        | Gap::SharedIds { .. }
        | Gap::ReadTwice { .. }
        | Gap::SplitCases { .. }
        | Gap::EmptyScope { .. }
        | Gap::Tests { .. }
        | Gap::ExcludedClass { .. } => false,
    }
}

/// Whose line of the master data it is.
fn project_of<'a>(line: &Line, master: &'a Master) -> Option<&'a ProjectId> {
    let costs = master.costs.iter().map(|c| (&c.line, &c.project_id));
    let benefits = master.benefits.iter().map(|b| (&b.line, &b.project_id));
    let baselines = master.baselines.iter();
    let baselines = baselines.flat_map(|(id, spans)| spans.iter().map(move |b| (&b.line, id)));
    let mut all = costs.chain(benefits).chain(baselines);
    all.find(|(of, _)| *of == line).map(|(_, id)| id)
}
