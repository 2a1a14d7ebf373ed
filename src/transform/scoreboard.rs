//! The scoreboard: everything above, for one window. It lets the history tell its months, one after
//! the other, to whoever sums them, and computes nothing that another file here does not define.

pub mod scope;

use std::collections::BTreeSet;

pub use super::coverage::{Heard, Told};
use super::figures::OverTime;
use super::figures::decisions::{WindowScores, decisions};
use super::figures::plan::PlanView;
use super::findings::Findings;
use super::goals::Goals;
use super::history::History;
use super::items::scores::item_scores;
use super::projects::{self, Sums};
use super::promises::{self, Kept};
use super::stage::{Ambiguous, Dimensions};
use super::trend::{self, Trend};
use super::usage::{self, Usage};
use super::worth::Worth;
use super::{Facts, Shelf, TransformError, coverage, figures, gaps};
use crate::lake::tables::{DEADLINE_TALLIES, OBJECTIVE_TALLIES};
use crate::model::gap::Gap;
use crate::model::master::Line;
use crate::model::scoreboard::{ObjectiveScore, ProjectScore, Promise, Total};
use crate::model::value::{Counts, Method};
use crate::model::{Micros, ProjectId, Scoreboard, Value, Window};

pub fn scoreboard(
    facts: &Facts,
    window: Window,
    shelf: &dyn Shelf,
    told: &Told,
) -> Result<Scoreboard, TransformError> {
    let master = facts.master;
    let headline = facts.estate.methods[0];
    let dimensions = Dimensions::new(facts)?;
    let mut usage = Usage::of(facts, window, shelf)?;
    let previous_window = window.previous();
    let told_from = usage.first_counted(facts.estate);
    let mut over_time = OverTime::of(facts, told_from, window);
    let history = History::new(&dimensions, shelf, window, over_time.sides.compared())?;

    let reaches = history
        .first_day()
        .is_some_and(|first| first <= previous_window.to());
    let steps = trend::steps(window, history.first_day());
    let mut plan = PlanView::of(facts, window, &steps);
    let mut trend = Trend::of(steps.clone());
    let mut goals = Goals::of(master, window.to());
    let mut kept = Kept::of(master);
    let (mut worth, mut previous_sums) = (Worth::of(facts, window), Sums::new());
    let (mut findings, mut ambiguous) = (Findings::default(), Ambiguous::new());
    let asked = [
        Some(window.from()),
        Some(over_time.first_day()),
        reaches.then(|| previous_window.from()),
        trend.steps.first().map(|s| s.from()),
    ];
    let asked = asked
        .into_iter()
        .chain([promises::first_day(master, window), goals.first_day(master)])
        .flatten();
    let asked = asked.min().expect("the window has a first day");
    // What was spent before anything went live is a part of every life.
    let from = history
        .first_day()
        .map_or(window.from(), |first| first.min(window.from()));
    history.each(from, asked, |chapter| {
        chapter.each_project(|project, values| {
            if chapter.of_window.is_some() {
                worth.add(project, values);
            }
            let before = values
                .iter()
                .filter(|value| previous_window.contains(value.day));
            let mut before = before.peekable();
            if before.peek().is_some() {
                let sum = previous_sums
                    .entry((values[0].method, project.clone()))
                    .or_default();
                before.for_each(|value| *sum += value.value);
            }
            over_time.add(values);
            if values[0].method == headline {
                trend.add(project, values);
                goals.add(master, project, values);
                values.iter().for_each(|value| kept.add(value));
            }
        });
        over_time.found(&chapter.findings);
        plan.found(&chapter.findings);
        if let Some(of_window) = chapter.of_window {
            findings.add(window, chapter.findings);
            usage.add(facts, of_window.ran);
            for (automation, meterings) in of_window.ambiguous {
                ambiguous.entry(automation).or_default().extend(meterings);
            }
        }
    })?;
    worth.hold_range();
    over_time.sides.close(&worth.beyond);
    let days = Window::new(from, window.to()).expect("its first day is not after the window's");
    if master
        .objectives
        .iter()
        .any(|o| promises::needs_sessions(o, &master.exclusions))
    {
        kept.read(master, shelf.frame(&OBJECTIVE_TALLIES, Some(days))?)?;
    }
    if master.objectives.iter().any(promises::needs_items) {
        // Items of any month may be due in the window.
        kept.read_due(master, shelf.frame(&DEADLINE_TALLIES, None)?)?;
    }

    let mut objectives: Vec<ObjectiveScore> = (0..master.objectives.len())
        .flat_map(|place| promises::scores(facts, told, &kept, place, window))
        .collect();
    objectives.sort_by(|a, b| (&a.objective_id, a.period).cmp(&(&b.objective_id, b.period)));
    let (mut goals, unrated_goals) = goals.scores(facts, told, &kept, window.to());
    goals.sort_by(|a, b| a.goal_id.cmp(&b.goal_id));

    let previous = reaches.then_some((&previous_sums, previous_window));
    let projects = projects::project_scores(
        facts,
        window,
        (&worth, &findings, &over_time),
        previous,
        &trend,
    );
    let before = reaches
        .then(|| history.sessions_once(previous_window))
        .transpose()?;
    let totals: Vec<Total> = facts
        .estate
        .methods
        .iter()
        .map(|&method| {
            let value = total(facts, &worth.sums, method, window, findings.counted);
            Total {
                method,
                value,
                previous_window,
                previous: before
                    .map(|counts| total(facts, &previous_sums, method, previous_window, counts)),
                evidence: worth.evidence_of(method),
                savings_at_risk: savings_at_risk(&projects, method, &objectives),
                fte: value.fte(window, facts.estate.productive_hours),
                band: figures::bands::of_projects(&projects, method, facts.estate),
                run_rate: over_time.run_rate.yearly(
                    facts,
                    method,
                    history.first_day(),
                    window.to(),
                ),
            }
        })
        .collect();
    let departments = projects::departments(facts, &worth, window);

    let items = item_scores(&dimensions, window, &usage.known, shelf)?;
    let mut gaps = gaps::gaps(facts, window, (&usage, &items), told, &findings, &ambiguous);
    gaps.extend(unrated_goals);
    gaps.extend(
        worth
            .beyond
            .iter()
            .map(|project| beyond(facts, project, window)),
    );
    gaps.sort_by_key(gaps::worry);
    let coverage = coverage::coverage(
        facts.estate,
        window,
        &usage,
        &items,
        told,
        &findings.unbased_once,
    );
    let trend = trend.points(facts, told, &usage, window);
    let year = facts.estate.fiscal_year_start.year_of(window.to());
    let scored = WindowScores {
        window,
        total: &totals[0],
        projects: projects.iter().filter(|p| p.method == headline).collect(),
        objectives: &objectives,
        goals: &goals,
        last_months: &over_time.last_months,
    };
    let is_beyond = |project: &ProjectId| worth.beyond.contains(project);
    let scores = (&totals[0], &*projects, &*departments);
    let plans = plan.plans(&worth.beyond, &over_time.sides, scores);
    let lives = over_time.paid.lives(is_beyond);
    Ok(Scoreboard {
        decisions: decisions(facts, &scored),
        window,
        counted_to: facts.counted_to,
        comparisons: figures::comparisons(
            &totals,
            &projects,
            &departments,
            (&trend, year),
            (
                |scores: &[&ProjectScore]| over_time.sides.causes(scores),
                plans.as_ref().ok(),
            ),
        ),
        totals,
        departments,
        trend,
        projects,
        objectives,
        goals,
        automations: usage::automation_scores(usage, window, shelf)?,
        errors: usage::error_scores(facts, window, shelf)?,
        coverage,
        items,
        gaps,
        lives,
        plans,
    })
}

/// The gap of a project whose window is beyond all range: the line that probably did it is its
/// largest amount, else its baseline.
fn beyond(facts: &Facts, project: &ProjectId, window: Window) -> Gap {
    let master = facts.master;
    let costs = master
        .costs
        .iter()
        .filter(|c| c.project_id == *project)
        .map(|c| (c.amount.amount, &c.line));
    let benefits = master
        .benefits
        .iter()
        .filter(|b| b.project_id == *project)
        .map(|b| (b.amount.amount, &b.line));
    let line = costs.chain(benefits).max().map(|(_, line)| line.clone());
    let line = line.or_else(|| {
        master
            .baseline_on(project, window.to())
            .map(|b| b.line.clone())
    });
    let line = line.unwrap_or(Line {
        file: "costs.csv",
        line: 1,
    });
    Gap::BeyondRange {
        project: project.clone(),
        line,
        first_day: window.from(),
        days: window.day_count(),
    }
}

/// The sum of the projects and of `*`, but for the counts.
fn total(facts: &Facts, sums: &Sums, method: Method, days: Window, counts: Counts) -> Value {
    let mut sum = Value::default();
    for id in std::iter::once(&ProjectId::shared()).chain(facts.master.projects.keys()) {
        sum += projects::sum_of(facts.master, sums, method, id, days);
    }
    Value { counts, ..sum }
}

fn savings_at_risk(
    projects: &[ProjectScore],
    method: Method,
    objectives: &[ObjectiveScore],
) -> Micros {
    let doubtful = objectives
        .iter()
        .filter(|o| matches!(o.status, Promise::Breached | Promise::AtRisk));
    let doubtful: BTreeSet<&ProjectId> = doubtful.map(|o| &o.project_id).collect();
    let theirs = projects
        .iter()
        .filter(|p| p.method == method && doubtful.contains(&p.project_id));
    // A project that brings a loss has nothing to lose.
    theirs.map(|p| p.value.benefit().max(Micros::ZERO)).sum()
}
