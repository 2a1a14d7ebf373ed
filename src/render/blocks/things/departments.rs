//! DepartmentTable from the best to the worst: where a reader of the whole finds his own share of
//! it.

use serde::Serialize;

use super::projects::{ValueTexts, bare, cells, lost, returned_most};
use crate::model::board::comparisons::Between;
use crate::model::board::plan::PlanScore;
use crate::model::scoreboard::DepartmentScore;
use crate::model::{DepartmentId, ProjectId};
use crate::render::ReportFacts;
use crate::render::format::{self, count, money};
use crate::render::parts::{Linked, Title, Variance};
use crate::render::texts::text;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DepartmentTable {
    pub title: Title,
    /// Anything was planned, and each department has a row.
    pub is_planned: bool,
    pub rows: Vec<DepartmentRow>,
    pub total: ValueTexts,
    pub total_plan: Option<PlanTexts>,
    pub projects: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DepartmentRow {
    pub name: Linked,
    /// What a row stands for that is no department.
    pub about: &'static str,
    pub cells: ValueTexts,
    pub plan: Option<PlanTexts>,
    pub projects: String,
}

/// A planned net, and how far what was done is from it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanTexts {
    pub net: String,
    pub variance: Variance,
}

impl PlanTexts {
    pub fn of(plan: &PlanScore) -> Self {
        Self {
            net: money(plan.value.net()),
            variance: Variance::amount(plan.variance),
        }
    }
}

impl DepartmentTable {
    /// None where there are fewer than two: one department is the whole, which stands above
    /// already.
    pub fn of(page: &ReportFacts) -> Option<Self> {
        let departments = &page.board.departments;
        let ranking = &page.board.comparisons.departments;
        let found = |ids: &[DepartmentId]| -> Vec<&DepartmentScore> {
            let of = |id| {
                departments
                    .iter()
                    .find(|d| d.department_id.as_ref() == Some(id))
            };
            ids.iter().filter_map(of).collect()
        };
        let (best, worst) = (found(&ranking.best), found(&ranking.worst));
        let title = Title::new(
            finding(page, best.first().copied()),
            text!("departments-about", currency = &page.estate.currency),
        );
        if best.len() < 2 {
            return None;
        }
        let plans = page.board.plans.as_ref().ok();
        let row = |d: &&DepartmentScore| {
            let id = d.department_id.as_ref();
            let path = id.map_or(String::new(), |id| format!("departments/{id}.html"));
            DepartmentRow {
                name: Linked::to(page, &path, d.name.clone()),
                about: "",
                cells: cells(page, &d.value),
                plan: id.and_then(|id| plans?.department(id)).map(PlanTexts::of),
                projects: count(d.projects),
            }
        };
        let mut rows: Vec<DepartmentRow> = best.iter().map(row).collect();
        rows.extend(ranking.between.as_ref().map(between));
        rows.extend(worst.iter().map(row));
        let nobodys = departments.iter().filter(|d| d.department_id.is_none());
        rows.extend(nobodys.filter(|d| !d.value.is_zero()).map(|d| {
            DepartmentRow {
                name: unlinked(text!("shared-cost").to_owned()),
                about: text!("shared-cost-about"),
                cells: bare(&d.value),
                plan: plans
                    .and_then(|plans| plans.project(&ProjectId::shared()))
                    .map(PlanTexts::of),
                projects: "–".to_owned(),
            }
        }));
        let projects = page
            .board
            .headline_projects()
            .filter(|p| !p.project_id.is_shared())
            .count();
        Some(Self {
            title,
            is_planned: plans.is_some() && ranking.between.is_none(),
            rows,
            total: cells(page, &page.board.totals[0].value),
            total_plan: plans.map(|plans| PlanTexts::of(&plans.estate)),
            projects: count(projects as i64),
        })
    }
}

fn unlinked(text: String) -> Linked {
    Linked { text, href: None }
}

fn between(rest: &Between) -> DepartmentRow {
    DepartmentRow {
        name: unlinked(text!("departments-between", n = rest.scores)),
        about: text!("between-about"),
        cells: ValueTexts::of(&rest.value),
        plan: None,
        projects: count(rest.projects),
    }
}

fn finding(page: &ReportFacts, best: Option<&DepartmentScore>) -> String {
    if !page.is_known() {
        return text!("departments-unknown").to_owned();
    }
    let Some(best) = best.filter(|d| d.value.net().is_positive()) else {
        return text!("departments-none-returned").to_owned();
    };
    let ranking = &page.board.comparisons.departments;
    let lost = match ranking.losing {
        1 => text!(
            "lost-one-department",
            amount = page.say(format::size(ranking.lost))
        ),
        n => lost(n, ranking.lost, page),
    };
    text!(
        "projects-finding",
        best = returned_most(page, &best.name, &best.value),
        lost = lost
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::board::comparisons::Ends;
    use crate::model::{Micros, Value};
    use crate::render::format::NBSP;
    use crate::render::sample;

    #[test]
    fn departments_add_up_to_the_whole_and_one_alone_is_not_repeated() {
        let mut world = sample::world();
        let model = world.board.departments[0].clone();
        world.board.departments.truncate(1);
        world.board.comparisons.departments.best.truncate(1);
        assert!(DepartmentTable::of(&world.page()).is_none());
        let made = |id: &str, name: &str, cashable, cost| DepartmentScore {
            band: Err(crate::model::ratio::Why::NotValued),
            department_id: (!id.is_empty()).then(|| sample::id(id)),
            name: name.to_owned(),
            value: Value {
                cashable: Micros::whole(cashable),
                cost_run: Micros::whole(cost),
                ..Value::default()
            },
            ..model.clone()
        };
        world.board.departments = vec![
            made("", "No department", 0, 7),
            made("d-1", "Finance", 10, 4),
            made("d-2", "People", 60, 20),
            made("d-3", "Supply", 0, 2),
        ];
        // 40 and 6, and a loss of 2.
        world.board.comparisons.departments = Ends {
            best: ["d-2", "d-1", "d-3"].map(sample::id).to_vec(),
            losing: 1,
            lost: Micros::whole(-2),
            ..Ends::default()
        };
        world.board.totals[0].value = Value {
            cashable: Micros::whole(70),
            cost_run: Micros::whole(33),
            ..Value::default()
        };
        let view = DepartmentTable::of(&world.page()).unwrap();
        let nets: Vec<(&str, &str, &str)> = view
            .rows
            .iter()
            .map(|r| {
                (
                    r.name.text.as_str(),
                    r.cells.net.as_str(),
                    r.cells.roi.as_str(),
                )
            })
            .collect();
        // 40 + 6 − 2 − 7 = 37; 40 / 20 = 200 %, 6 / 4 = 150 %; nothing of Supply is valued
        let expected = [
            ("People", "40.00", "200.0"),
            ("Finance", "6.00", "150.0"),
            ("Supply", "−2.00", "n/a: not valued"),
            ("Shared cost", "−7.00", "–"),
        ];
        assert_eq!(nets, expected);
        assert_eq!(view.total.net, "37.00");
        assert_eq!(
            view.title
                .finding
                .replace(NBSP, " ")
                .replace(['\u{2068}', '\u{2069}'], ""),
            "People returned most with 40; one cost 2 more than it returned"
        );
    }
}
