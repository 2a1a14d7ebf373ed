//! ProjectTable from the best to the worst, each opening its working; of many, the ends, with what
//! lies between added up so that the column still adds up.

use serde::Serialize;

use crate::model::board::comparisons::Between;
use crate::model::scoreboard::{Flag, ProjectScore};
use crate::model::{Micros, ProjectId, Value};
use crate::render::blocks::things::movers::{PromiseShape, promise};
use crate::render::format::{self, count, hours, money, percent, percent_of_count};
use crate::render::parts::{Linked, Title, Variance, not_available, not_valued};
use crate::render::texts::text;
use crate::render::{ReportFacts, words};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProjectTable {
    pub title: Title,
    /// Anything was planned, and each project has a row.
    pub is_planned: bool,
    pub rows: Vec<ProjectRow>,
    pub total: ValueTexts,
    pub total_against_plan: Option<Variance>,
    pub total_change: Option<Variance>,
    /// Why the sessions of the rows may add up to more than the total.
    pub note: &'static str,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProjectRow {
    pub name: Linked,
    /// Its department, or what a plain row stands for.
    pub about: String,
    /// Stands for several projects, or for none.
    pub plain: bool,
    pub cells: ValueTexts,
    pub against_plan: Option<Variance>,
    pub change: Option<Variance>,
    pub promise: Option<PromiseShape>,
    pub flags: Vec<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValueTexts {
    pub net: String,
    pub benefit: String,
    pub cost: String,
    pub roi: String,
    pub hours: String,
    pub sessions: String,
    pub success: String,
}

impl ValueTexts {
    pub fn of(v: &Value) -> Self {
        let unvalued = v.is_unvalued();
        Self {
            net: money(v.net()),
            benefit: if unvalued {
                not_valued().to_owned()
            } else {
                money(v.benefit())
            },
            cost: if v.cost().is_zero() {
                not_available().to_owned()
            } else {
                money(v.cost())
            },
            roi: if unvalued {
                text!("why-not-valued").to_owned()
            } else {
                percent(v.net(), v.cost(), 1).unwrap_or(not_available().to_owned())
            },
            hours: v
                .ladder
                .map_or(not_valued().to_owned(), |l| hours(l.net_minutes, 1)),
            sessions: count(v.counts.sessions),
            success: percent_of_count(v.counts.good(), v.counts.valid(), 1)
                .unwrap_or(not_available().to_owned()),
        }
    }
}

impl ProjectTable {
    pub fn of(page: &ReportFacts) -> Self {
        let ranking = &page.board.comparisons.projects;
        let found = |ids: &[ProjectId]| -> Vec<&ProjectScore> {
            let projects = ids.iter().filter_map(|id| page.board.headline_project(id));
            projects.collect()
        };
        let (best, worst) = (found(&ranking.best), found(&ranking.worst));
        let mut rows: Vec<ProjectRow> = best.iter().map(|p| row(page, p)).collect();
        rows.extend(ranking.between.as_ref().map(between));
        rows.extend(worst.iter().map(|p| row(page, p)));
        let shared = page.board.headline_projects();
        let shared = shared.filter(|p| p.project_id.is_shared());
        rows.extend(shared.map(|p| shared_cost(page, p)));
        let plans = page.board.plans.as_ref().ok();
        let change = page.board.comparisons.change.as_ref();
        let change = change.filter(|_| page.previous().is_some());
        Self {
            title: Title::new(
                finding(page, best.first().copied()),
                text!("projects-about", currency = &page.estate.currency),
            ),
            is_planned: plans.is_some() && ranking.between.is_none(),
            rows,
            total: cells(page, &page.board.totals[0].value),
            total_against_plan: plans.map(|plans| Variance::amount(plans.estate.variance)),
            total_change: change.map(|change| Variance::amount(change.net())),
            note: text!("projects-note"),
        }
    }
}

fn row(page: &ReportFacts, p: &ProjectScore) -> ProjectRow {
    let moves = page.board.comparisons.moves.iter();
    let mut moves = moves.filter(|_| page.previous().is_some());
    let own = moves.find(|m| m.project_id.as_ref() == Some(&p.project_id));
    let about = [p.department.as_str(), words::status(p.status)];
    let about = about.into_iter().filter(|text| !text.is_empty());
    ProjectRow {
        name: Linked::to(
            page,
            &format!("projects/{}.html", p.project_id),
            p.name.clone(),
        ),
        about: about.collect::<Vec<_>>().join(" · "),
        plain: false,
        cells: cells(page, &p.value),
        against_plan: against_plan(page, p),
        change: own.and_then(|m| m.by).map(Variance::amount),
        promise: promise(page, &p.project_id),
        flags: p
            .flags
            .iter()
            .filter(|f| is_worth_saying(**f, &p.value))
            .map(|f| words::flag(*f))
            .collect(),
    }
}

/// Whom nobody planned anything for is all beyond the plan.
fn against_plan(page: &ReportFacts, p: &ProjectScore) -> Option<Variance> {
    let plans = page.board.plans.as_ref().ok()?;
    let plan = plans.project(&p.project_id);
    let by = plan.map_or(p.value.net(), |plan| plan.variance);
    Some(Variance::amount(by))
}

/// Of days of which nothing is known amounts stand alone: nobody knows what ran.
pub fn cells(page: &ReportFacts, v: &Value) -> ValueTexts {
    if page.is_known() {
        ValueTexts::of(v)
    } else {
        bare(v)
    }
}

/// Where nothing ran and nothing was returned, nobody misses a cost.
pub fn is_worth_saying(flag: Flag, value: &Value) -> bool {
    flag != Flag::NoCost || value.counts.sessions > 0 || !value.benefit().is_zero()
}

fn shared_cost(page: &ReportFacts, p: &ProjectScore) -> ProjectRow {
    ProjectRow {
        against_plan: against_plan(page, p),
        ..plain(
            text!("shared-cost").to_owned(),
            text!("shared-cost-about"),
            bare(&p.value),
        )
    }
}

/// A row that stands for no project of its own.
fn plain(name: String, about: &str, cells: ValueTexts) -> ProjectRow {
    ProjectRow {
        name: Linked {
            text: name,
            href: None,
        },
        about: about.to_owned(),
        plain: true,
        cells,
        against_plan: None,
        change: None,
        promise: None,
        flags: Vec::new(),
    }
}

/// Of an amount that has no sessions: they are not zero, there is nothing to count.
pub fn bare(v: &Value) -> ValueTexts {
    let none = || "–".to_owned();
    ValueTexts {
        hours: none(),
        sessions: none(),
        success: none(),
        roi: none(),
        benefit: money(v.benefit()),
        ..ValueTexts::of(v)
    }
}

fn between(rest: &Between) -> ProjectRow {
    let name = text!("projects-between", n = rest.scores);
    plain(name, text!("between-about"), ValueTexts::of(&rest.value))
}

fn finding(page: &ReportFacts, best: Option<&ProjectScore>) -> String {
    if !page.is_known() {
        return text!("projects-unknown").to_owned();
    }
    let Some(best) = best else {
        return text!("projects-none").to_owned();
    };
    let first = if best.value.net().is_positive() {
        returned_most(page, &best.name, &best.value)
    } else {
        text!("projects-none-returned").to_owned()
    };
    let ranking = &page.board.comparisons.projects;
    text!(
        "projects-finding",
        best = first,
        lost = lost(ranking.losing, ranking.lost, page)
    )
}

/// Who returned most, and which part of the whole that is where it is a part.
pub fn returned_most(page: &ReportFacts, name: &str, value: &Value) -> String {
    let (net, of_all) = (value.net(), page.board.totals[0].value.net());
    let share = percent(net, of_all, 0).filter(|_| net <= of_all);
    let (name, amount) = (format::short_name(name), page.say(net));
    match share.map(format::percent_sign) {
        Some(percent) => text!(
            "projects-best-share",
            name = name,
            amount = amount,
            percent = percent
        ),
        None => text!("projects-best", name = name, amount = amount),
    }
}

/// The clause about those that cost more than they returned.
pub fn lost(losing: usize, lost: Micros, page: &ReportFacts) -> String {
    let lost = page.say(format::size(lost));
    match losing {
        0 => String::new(),
        1 => text!("lost-one", amount = lost),
        n => text!("lost-several", words = format::in_words(n), amount = lost),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn of_many_projects_the_ends_are_shown_and_what_lies_between_is_a_row() {
        let mut world = sample::world();
        let value = Value {
            cashable: Micros::whole(68),
            ..Value::default()
        };
        let ranking = &mut world.board.comparisons.projects;
        ranking.worst = ranking.best.split_off(8);
        ranking.between = Some(Between {
            scores: 8,
            value,
            projects: 8,
        });
        let view = ProjectTable::of(&world.page());
        // Eight, what lies between, one, and the shared cost.
        assert_eq!(view.rows.len(), 8 + 1 + 1 + 1);
        let row = &view.rows[8];
        assert_eq!(
            (row.name.text.as_str(), row.cells.net.as_str()),
            ("8\u{a0}projects", "68.00")
        );
        assert!(row.plain);
    }

    #[test]
    fn the_return_of_what_is_not_valued_is_not_minus_a_hundred_percent() {
        let spent = Value {
            cost_run: Micros::whole(105),
            ..Value::default()
        };
        let cells = ValueTexts::of(&spent);
        assert_eq!(
            [cells.net, cells.benefit, cells.roi],
            ["−105.00", "not valued", "n/a: not valued"]
        );
        // Somebody signed for 10.00 of avoided spending: (10 − 105) / 105 = −90.5 %.
        let signed = ValueTexts::of(&Value {
            avoidance: Micros::whole(10),
            ..spent
        });
        assert_eq!([signed.benefit, signed.roi], ["10.00", "−90.5"]);
    }
}
