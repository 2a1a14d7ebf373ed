//! GoalTable: actual against target and against what was expected by now, children under their
//! parents.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::model::master::Metric;
use crate::model::scoreboard::{GoalScore, GoalStatus};
use crate::model::{GoalId, Micros};
use crate::render::ReportFacts;
use crate::render::charts::{Chart, bullet};
use crate::render::format::{self, percent, shortest, window};
use crate::render::parts::{Linked, Title, Variance, not_available};
use crate::render::texts::text;
use crate::render::words::{self, Standing};

/// So many are shown, the worst; of the others it is said how they stand.
const SHOWN: usize = 40;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GoalTable {
    pub title: Title,
    /// The whole list.
    pub all: Linked,
    pub rows: Vec<GoalRow>,
    /// What is not shown.
    pub rest: String,
    pub note: &'static str,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GoalRow {
    pub name: String,
    /// Part of the goal above it.
    pub child: bool,
    pub about: String,
    pub owner: String,
    pub period: String,
    pub unit: String,
    pub standing: Standing,
    pub actual: String,
    pub expected: String,
    pub ahead: Option<Variance>,
    pub target: String,
    pub attainment: String,
    pub bar: Chart,
}

impl GoalTable {
    pub fn of(page: &ReportFacts) -> Self {
        let ordered = ordered(&page.board.goals);
        Self {
            title: Title::new(finding(page), text!("goals-about")),
            all: Linked::to(page, "goals.html", text!("goals-all")),
            rows: ordered
                .iter()
                .take(SHOWN)
                .map(|(goal, child)| row(page, goal, *child))
                .collect(),
            rest: rest(ordered.get(SHOWN..).unwrap_or_default()),
            note: text!("goals-note"),
        }
    }
}

/// So many goals stand on a page of many blocks, where none of them is a child.
const FEW: usize = 5;

/// The goals of a page of many blocks: the worst of them, and none where there are none.
pub fn short(page: &ReportFacts) -> Option<GoalTable> {
    let mut table = GoalTable::of(page);
    if table.rows.is_empty() {
        return None;
    }
    let more = table.rows.len().saturating_sub(FEW);
    table.rows.truncate(FEW);
    // A period that all of them have is said once.
    let period = table.rows[0].period.clone();
    if table.rows.iter().all(|row| row.period == period) {
        table.title.about = text!("goals-of-period", period = period);
        table.rows.iter_mut().for_each(|row| row.period.clear());
    }
    table.rest = match more {
        0 => String::new(),
        n => text!("goals-more", n = n),
    };
    Some(table)
}

/// How far up a goal stands: the worst first.
fn rank(goal: &GoalScore) -> u8 {
    match goal.status {
        GoalStatus::OffTrack => 0,
        GoalStatus::AtRisk => 1,
        GoalStatus::Unmeasured => 2,
        GoalStatus::OnTrack => 3,
        GoalStatus::Attained => 4,
        GoalStatus::NotStarted => 5,
    }
}

/// Parents from the worst to the best, each followed by its children; a child whose parent is
/// unknown stands alone.
fn ordered(goals: &[GoalScore]) -> Vec<(&GoalScore, bool)> {
    let known: BTreeSet<&GoalId> = goals.iter().map(|g| &g.goal_id).collect();
    let is_child = |g: &GoalScore| {
        g.parent_id
            .as_ref()
            .is_some_and(|p| known.contains(p) && *p != g.goal_id)
    };
    let mut list: Vec<(&GoalScore, bool)> = Vec::new();
    let mut roots: Vec<&GoalScore> = goals.iter().filter(|g| !is_child(g)).collect();
    roots.sort_by_key(|g| rank(g));
    for root in roots {
        let mut below = vec![(root, false)];
        while let Some((goal, child)) = below.pop() {
            list.push((goal, child));
            below.extend(
                goals
                    .iter()
                    .rev()
                    .filter(|g| is_child(g) && g.parent_id.as_ref() == Some(&goal.goal_id))
                    .map(|g| (g, true)),
            );
        }
    }
    list
}

fn row(page: &ReportFacts, g: &GoalScore, child: bool) -> GoalRow {
    let amount = |m: Micros| figure(page, g.metric, m);
    GoalRow {
        name: g.name.clone(),
        child,
        about: text!(
            "metric-of-scope",
            metric = words::metric(g.metric),
            scope = words::scope(&g.scope, page.board)
        ),
        owner: g.owner.clone(),
        period: window(g.window),
        unit: unit(g.metric, &page.money()),
        standing: words::goal(g.status),
        actual: g.actual.map_or(not_available().to_owned(), amount),
        expected: g.expected_by_now.map_or(not_available().to_owned(), amount),
        ahead: g
            .ahead
            .map(|by| Variance::new(by.cmp(&Micros::ZERO), amount(by))),
        target: amount(g.target),
        attainment: g
            .actual
            .and_then(|actual| percent(actual, g.target, 1))
            .unwrap_or(not_available().to_owned()),
        bar: bullet(g.actual, g.expected_by_now, g.target),
    }
}

/// Hours are kept as hours, ROI and shares as quotients.
fn figure(page: &ReportFacts, metric: Metric, m: Micros) -> String {
    match metric {
        Metric::Net | Metric::Benefit | Metric::Hard => page.say(m),
        Metric::Hours => format::fixed(m, 1),
        Metric::Roi => format::percent_of_one(m, 1),
        Metric::KeptObjectives => format::rounded_share(m),
        Metric::Units | Metric::LiveProjects => shortest(m),
    }
}

fn unit(metric: Metric, currency: &str) -> String {
    match metric {
        Metric::Net | Metric::Benefit | Metric::Hard => currency.to_owned(),
        Metric::Hours => "h".to_owned(),
        Metric::Roi | Metric::KeptObjectives => "%".to_owned(),
        Metric::Units => text!("goals-unit-units").to_owned(),
        Metric::LiveProjects => text!("goals-unit-projects").to_owned(),
    }
}

fn rest(rest: &[(&GoalScore, bool)]) -> String {
    let mut standings: Vec<(&str, i64)> = Vec::new();
    for word in rest.iter().map(|(goal, _)| words::goal(goal.status).word) {
        match standings.iter_mut().find(|standing| standing.0 == word) {
            Some(standing) => standing.1 += 1,
            None => standings.push((word, 1)),
        }
    }
    let said = standings
        .iter()
        .map(|(word, n)| text!("standing-counted", n = *n, standing = *word))
        .collect::<Vec<_>>()
        .join(", ");
    match rest.len() {
        0 => String::new(),
        n => text!("goals-rest", n = n, standings = said),
    }
}

fn finding(page: &ReportFacts) -> String {
    let goals = &page.board.goals;
    if goals.is_empty() {
        return text!("goals-none").to_owned();
    }
    let of = |s| goals.iter().filter(|g| g.status == s).count();
    let good = of(GoalStatus::Attained) + of(GoalStatus::OnTrack);
    type Said = fn(usize, String) -> String;
    let parts: [(usize, Said); 5] = [
        (good, |n, words| text!("goals-good", n = n, words = words)),
        (of(GoalStatus::AtRisk), |n, words| {
            text!("goals-at-risk", n = n, words = words)
        }),
        (of(GoalStatus::OffTrack), |n, words| {
            text!("goals-off-track", n = n, words = words)
        }),
        (of(GoalStatus::Unmeasured), |n, words| {
            text!("goals-unmeasured", n = n, words = words)
        }),
        (of(GoalStatus::NotStarted), |n, words| {
            text!("goals-not-started", n = n, words = words)
        }),
    ];
    let said = parts.iter().filter(|(n, _)| *n > 0);
    let said = said.map(|(n, say)| say(*n, format::in_words(*n)));
    let said = format::capital(&said.collect::<Vec<_>>().join(", "));
    let behind = goals
        .iter()
        .filter_map(|g| Some((g, g.of_expected?)))
        .min_by_key(|(_, share)| *share);
    let worst =
        behind.filter(|(g, _)| matches!(g.status, GoalStatus::OffTrack | GoalStatus::AtRisk));
    let Some((goal, _)) = worst else {
        return said;
    };
    let known = goal.actual.zip(goal.expected_by_now);
    let share = known.and_then(|(actual, expected)| percent(actual, expected, 0));
    text!(
        "goals-furthest",
        standings = said,
        name = format::short_name(&goal.name),
        percent = format::percent_sign(share.unwrap_or_default())
    )
}
