//! objectives.csv and goals.csv: what was promised, and what is aimed at.

use std::collections::{BTreeMap, BTreeSet};

use super::row::WrittenRow;
use super::sheet::{Sheet, SheetLayout};
use super::spans;
use crate::model::master::{Goal, Metric, Objective, Period, Project, Sli};
use crate::model::scope::Scope;
use crate::model::{GoalId, Micros, ObjectiveId, ProjectId, Window};
use crate::workspace::forms::scopes::Referred;
use crate::workspace::forms::{self, DecimalRange, Formed, RATIO, SHARE};
use crate::workspace::known::KnownIds;
use crate::workspace::mistake::Notebook;

pub const OBJECTIVES: SheetLayout = SheetLayout {
    file: "objectives.csv",
    required: &["objective_id", "project_id", "sli", "target"],
    optional: &[
        "threshold",
        "calendar",
        "schedule",
        "timezone",
        "period",
        "min_valid",
        "at_risk",
        "stuck_after",
    ],
};

pub const GOALS: SheetLayout = SheetLayout {
    file: "goals.csv",
    required: &["goal_id", "name", "metric", "target", "from", "to"],
    optional: &["scope", "currency", "owner", "parent_id", "horizon_years"],
};

pub fn objectives(sheet: &Sheet, known: &KnownIds, notes: &Notebook) -> Vec<Objective> {
    let mut objectives = BTreeMap::<ObjectiveId, Objective>::new();
    for row in sheet.rows(notes) {
        let Some(objective) = objective(&row, known) else {
            continue;
        };
        if let Some(first) = objectives.get(&objective.id) {
            row.note_both(
                "objective_id",
                &first.line,
                format!("the objective {} stands here twice", objective.id),
                "give each its own id",
            );
            continue;
        }
        objectives.insert(objective.id.clone(), objective);
    }
    objectives.into_values().collect()
}

fn objective(row: &WrittenRow, known: &KnownIds) -> Option<Objective> {
    let id = row.needed("objective_id", forms::own);
    let project_id = row.needed("project_id", known.projects.form());
    let sli = row.needed_word::<Sli>("sli");
    let target = row.needed_decimal("target", SHARE);
    let threshold = row.optional("threshold", forms::duration);
    match sli {
        Some(Sli::Duration) if !row.has("threshold") => {
            row.note(
                "threshold",
                "a promise of duration needs a threshold",
                "write how long a session may take: 90s, 75m, 26h or 2d",
            );
        }
        Some(Sli::Success) if row.has("threshold") => {
            row.note(
                "threshold",
                "a promise of success has no threshold",
                "empty it, or write sli duration",
            );
        }
        _ => {}
    }
    // They belong to the SLIs cutoff and schedule, which are refused by name until they are
    // computed.
    for column in ["calendar", "schedule", "timezone"] {
        if let Some(sli) = sli.filter(|_| row.has(column)) {
            let help = "empty it: only the SLIs cutoff and schedule will use it, and this version does not compute those yet";
            row.note(
                column,
                format!("{column} says nothing about a promise of {sli}"),
                help,
            );
        }
    }
    let stuck_after_days = row.optional("stuck_after", forms::whole_days);
    if let Some(sli) = sli.filter(|sli| *sli != Sli::Success && row.has("stuck_after")) {
        row.note(
            "stuck_after",
            format!("stuck_after says nothing about a promise of {sli}"),
            "empty it, or write sli success",
        );
    }
    Some(Objective {
        line: row.line(),
        period: row.word("period").unwrap_or(Period::Month),
        min_valid: row
            .optional("min_valid", forms::whole(0, 1_000_000_000))
            .unwrap_or(20),
        at_risk: row.decimal("at_risk", RATIO).unwrap_or(Micros(250_000)),
        stuck_after_days: stuck_after_days.unwrap_or(7),
        id: id?,
        project_id: project_id?,
        sli: sli?,
        target: target?,
        threshold,
    })
}

pub struct Goals<'a> {
    pub known: &'a KnownIds,
    pub projects: &'a BTreeMap<ProjectId, Vec<Project>>,
    /// What a money target without a currency is in.
    pub currency: &'a str,
}

impl Goals<'_> {
    pub fn read(&self, sheet: &Sheet, notes: &Notebook) -> Vec<Goal> {
        let categories: BTreeSet<&str> = self
            .projects
            .values()
            .flatten()
            .map(|project| project.category.as_str())
            .filter(|c| !c.is_empty())
            .collect();
        let mut goals = BTreeMap::<GoalId, Goal>::new();
        for row in sheet.rows(notes) {
            let Some(goal) = self.goal(&row, &categories) else {
                continue;
            };
            if let Some(first) = goals.get(&goal.id) {
                row.note_both(
                    "goal_id",
                    &first.line,
                    format!("the goal {} stands here twice", goal.id),
                    "give each its own id",
                );
                continue;
            }
            goals.insert(goal.id.clone(), goal);
        }
        spans::no_cycles(
            sheet,
            notes,
            "parent_id",
            goals.values().map(|g| {
                (
                    g.id.to_string(),
                    g.parent_id.as_ref().map(|p| p.to_string()),
                    g.line.clone(),
                )
            }),
        );
        goals.into_values().collect()
    }

    fn goal(&self, row: &WrittenRow, categories: &BTreeSet<&str>) -> Option<Goal> {
        let id = row.needed("goal_id", forms::own);
        let name = row.needed("name", forms::text);
        let metric = row.needed_word::<Metric>("metric");
        let target = row.needed_decimal("target", DecimalRange::above_zero(1_000_000_000_000));
        let (from, to) = (row.needed_day("from"), row.needed_day("to"));
        row.in_order("from", from, "to", to);
        let scope = row
            .optional("scope", |text| self.scope(text, categories))
            .unwrap_or(Scope::Estate);
        let currency = row.optional("currency", forms::currency);
        if let Some(metric) = metric.filter(|metric| !metric.is_money() && row.has("currency")) {
            row.note(
                "currency",
                format!("a target of {metric} is no amount of money"),
                "empty the currency",
            );
        }
        if row.has("horizon_years") {
            row.note(
                "horizon_years",
                crate::workspace::later::refusal("horizon_years"),
                "empty it, and write one goal for each year",
            );
        }
        let parent_id = row.optional("parent_id", self.known.goals.form());
        Some(Goal {
            line: row.line(),
            id: id?,
            name: name?,
            metric: metric?,
            target: target?,
            currency: currency.unwrap_or_else(|| self.currency.to_owned()),
            window: Window::new(from?, to?)?,
            scope,
            owner: row.text("owner"),
            parent_id,
        })
    }

    fn scope(&self, text: &str, categories: &BTreeSet<&str>) -> Formed<Scope> {
        let referred = Referred {
            department: &|id| self.known.departments.find(id),
            project: &|id| self.known.projects.find(id),
            categories: (!self.projects.is_empty()).then_some(categories),
        };
        referred.scope(text)
    }
}
