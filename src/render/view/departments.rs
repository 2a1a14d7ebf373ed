//! Departments from the best to the worst: where a reader of the whole finds his own share of it.

use serde::Serialize;

use super::super::format::{self, NBSP, count, of_them, percent, short_money};
use super::super::{Page, message};
use super::Title;
use super::projects::{Cells, bare, cells};
use crate::model::scoreboard::DepartmentScore;
use crate::model::{Micros, Value};

/// Up to so many are all shown; of more, the first and the last, with what lies between added up.
const ALL: usize = 24;
const TOP: usize = 16;
const BOTTOM: usize = 8;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Departments {
    pub title: Title,
    /// None where there are fewer than two: one department is the whole, which stands above
    /// already.
    pub rows: Vec<Row>,
    pub total: Cells,
    pub projects: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    pub name: String,
    /// What a row stands for that is no department.
    pub about: &'static str,
    pub cells: Cells,
    pub projects: String,
}

/// It belongs to no department.
const SHARED: &str = "what no project could carry";

impl Departments {
    pub fn of(page: &Page) -> Self {
        let (mut departments, nobodys): (Vec<&DepartmentScore>, Vec<_>) = page
            .board
            .departments
            .iter()
            .partition(|d| d.department_id.is_some());
        departments.sort_by(|a, b| {
            b.value
                .net()
                .cmp(&a.value.net())
                .then(a.department_id.cmp(&b.department_id))
        });
        let title = Title::new(
            page,
            finding(page, &departments),
            &format!(
                "departments by net value, the best first · {}, hours",
                page.estate.currency
            ),
        );
        let mut rows: Vec<Row> = Vec::new();
        if departments.len() > 1 {
            let row = |d: &DepartmentScore| Row {
                name: d.name.clone(),
                about: "",
                cells: cells(page, &d.value),
                projects: count(d.projects),
            };
            if departments.len() <= ALL {
                rows.extend(departments.into_iter().map(row));
            } else {
                let (top, rest) = departments.split_at(TOP);
                let (between, bottom) = rest.split_at(rest.len() - BOTTOM);
                rows.extend(top.iter().copied().map(row));
                rows.push(added_up(between));
                rows.extend(bottom.iter().copied().map(row));
            }
            let nobodys = nobodys.into_iter().filter(|d| !d.value.is_zero());
            let none = || "–".to_owned();
            rows.extend(nobodys.map(|d| Row {
                name: "Shared cost".to_owned(),
                about: SHARED,
                cells: bare(&d.value),
                projects: none(),
            }));
        }
        let projects = page
            .board
            .headline_projects()
            .filter(|p| !p.project_id.is_shared())
            .count();
        Self {
            title,
            rows,
            total: cells(page, &page.board.totals[0].value),
            projects: count(projects as i64),
        }
    }
}

fn added_up(between: &[&DepartmentScore]) -> Row {
    let mut sum = Value::default();
    between.iter().for_each(|d| sum += d.value);
    Row {
        name: of_them(between.len() as i64, "department"),
        about: "between the best and the last, added up",
        cells: Cells::of(&sum),
        projects: count(between.iter().map(|d| d.projects).sum()),
    }
}

fn finding(page: &Page, sorted: &[&DepartmentScore]) -> String {
    if !message::is_known(page) {
        return "Nothing is known of what the departments returned".to_owned();
    }
    let currency = &page.estate.currency;
    let net = page.board.totals[0].value.net();
    let Some(best) = sorted.first().filter(|d| d.value.net().0 > 0) else {
        return "No department returned more than it cost".to_owned();
    };
    let share = percent(best.value.net().0, net.0, 0).filter(|_| best.value.net() <= net);
    let share = share.map_or(String::new(), |p| format!(", {p}{NBSP}% of the net"));
    let first = format!(
        "{} returned most with {}{share}",
        format::short_name(&best.name),
        short_money(best.value.net(), currency)
    );
    let losing: Vec<Micros> = sorted
        .iter()
        .map(|d| d.value.net())
        .filter(|net| net.is_negative())
        .collect();
    match losing.len() {
        0 => first,
        1 => format!(
            "{first}; one cost {} more than it returned",
            short_money(-losing[0], currency)
        ),
        n => {
            let lost = short_money(-losing.into_iter().sum::<Micros>(), currency);
            format!(
                "{first}; {} together cost {lost} more than they returned",
                format::in_words(n)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::*;

    #[test]
    fn departments_add_up_to_the_whole_and_one_alone_is_not_repeated() {
        let mut world = sample::world();
        let model = world.board.departments[0].clone();
        world.board.departments.truncate(1);
        assert!(Departments::of(&world.page()).rows.is_empty());
        let made = |id: &str, name: &str, cashable, cost| DepartmentScore {
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
        world.board.totals[0].value = Value {
            cashable: Micros::whole(70),
            cost_run: Micros::whole(33),
            ..Value::default()
        };
        let view = Departments::of(&world.page());
        let nets: Vec<(&str, &str, &str)> = view
            .rows
            .iter()
            .map(|r| (r.name.as_str(), r.cells.net.as_str(), r.cells.roi.as_str()))
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
            "People returned most with $40; one cost $2 more than it returned"
        );
    }
}
