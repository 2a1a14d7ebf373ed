//! ProjectTable from the best to the worst, each opening its working; of many, the ends, with what
//! lies between added up so that the column still adds up.

use serde::Serialize;

use super::super::charts::{Chart, ChartScale, sparkline};
use super::super::format::{
    self, NBSP, count, hours, money, of_them, percent, percent_of_count, short_money,
};
use super::super::{ReportFacts, message, words};
use super::{NONE, NOT_VALUED, Stretch, Title, trend, workings};
use crate::model::comparisons::Between;
use crate::model::scoreboard::{Flag, ProjectScore};
use crate::model::{Micros, ProjectId, Value};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProjectTable {
    pub title: Title,
    /// The step of the small trends.
    pub step: &'static str,
    pub rows: Vec<ProjectRow>,
    pub total: ValueTexts,
    /// Why the sessions of the rows may add up to more than the total.
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProjectRow {
    pub name: String,
    pub department: String,
    /// Status, or what a plain row stands for.
    pub status: &'static str,
    /// Stands for several projects, or for none: it has no working.
    pub plain: bool,
    pub cells: ValueTexts,
    pub spark: Option<Chart>,
    pub flags: Vec<&'static str>,
    pub workings: Vec<Stretch>,
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
                NOT_VALUED.to_owned()
            } else {
                money(v.benefit())
            },
            cost: if v.cost().is_zero() {
                NONE.to_owned()
            } else {
                money(v.cost())
            },
            roi: if unvalued {
                format!("{NONE}: {NOT_VALUED}")
            } else {
                percent(v.net(), v.cost(), 1).unwrap_or(NONE.to_owned())
            },
            hours: v
                .ladder
                .map_or(NOT_VALUED.to_owned(), |l| hours(l.net_minutes, 1)),
            sessions: count(v.counts.sessions),
            success: percent_of_count(v.counts.good(), v.counts.valid(), 1)
                .unwrap_or(NONE.to_owned()),
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
        let marks = trend::marks(page);
        let shown = best.iter().chain(&worst);
        let scale = ChartScale::over(shown.flat_map(|p| p.trend.iter().flatten().map(Value::net)));
        let mut rows: Vec<ProjectRow> = best.iter().map(|p| row(page, p, scale, &marks)).collect();
        rows.extend(ranking.between.as_ref().map(between));
        rows.extend(worst.iter().map(|p| row(page, p, scale, &marks)));
        rows.extend(
            page.board
                .headline_projects()
                .filter(|p| p.project_id.is_shared())
                .map(shared),
        );
        let what = format!(
            "projects by net value, the best first · {}, hours, sessions",
            page.estate.currency
        );
        Self {
            title: Title::new(page, finding(page, best.first().copied()), &what),
            step: trend::unit(&page.board.trend),
            rows,
            total: cells(page, &page.board.totals[0].value),
            note: "A session that works for two projects counts in both rows, and once in the total. \
                   Success: good sessions of those that ended in success, a business exception, failure or time-out."
                .to_owned(),
        }
    }
}

fn row(
    page: &ReportFacts,
    p: &ProjectScore,
    scale: ChartScale,
    marks: &[&'static str],
) -> ProjectRow {
    ProjectRow {
        name: p.name.clone(),
        department: p.department.clone(),
        status: words::status(p.status),
        plain: false,
        cells: cells(page, &p.value),
        spark: Some(sparkline(scale, &nets(p), marks)),
        flags: p
            .flags
            .iter()
            .filter(|f| is_worth_saying(**f, &p.value))
            .map(|f| words::flag(*f))
            .collect(),
        workings: workings::of(page, p),
    }
}

/// Of days of which nothing is known amounts stand alone: nobody knows what ran.
pub fn cells(page: &ReportFacts, v: &Value) -> ValueTexts {
    if message::is_known(page) {
        ValueTexts::of(v)
    } else {
        bare(v)
    }
}

/// Where nothing ran and nothing was returned, nobody misses a cost.
pub fn is_worth_saying(flag: Flag, value: &Value) -> bool {
    flag != Flag::NoCost || value.counts.sessions > 0 || !value.benefit().is_zero()
}

fn shared(p: &ProjectScore) -> ProjectRow {
    ProjectRow {
        name: "Shared cost".to_owned(),
        department: String::new(),
        status: "what no project could carry",
        plain: true,
        cells: bare(&p.value),
        spark: None,
        flags: Vec::new(),
        workings: Vec::new(),
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
    ProjectRow {
        name: of_them(rest.scores, "project"),
        department: String::new(),
        status: "between the best and the last, added up",
        plain: true,
        cells: ValueTexts::of(&rest.value),
        spark: None,
        flags: Vec::new(),
        workings: Vec::new(),
    }
}

fn finding(page: &ReportFacts, best: Option<&ProjectScore>) -> String {
    if !message::is_known(page) {
        return "Nothing is known of what the projects returned".to_owned();
    }
    let currency = &page.estate.currency;
    let Some(best) = best else {
        return "No project is known yet".to_owned();
    };
    let first = if best.value.net().is_positive() {
        returned_most(page, &best.name, &best.value)
    } else {
        "No project returned more than it cost".to_owned()
    };
    first
        + &lost(
            page.board.comparisons.projects.losing,
            page.board.comparisons.projects.lost,
            currency,
        )
}

/// Who returned most, and which part of the whole that is where it is a part.
pub fn returned_most(page: &ReportFacts, name: &str, value: &Value) -> String {
    let (net, of_all) = (value.net(), page.board.totals[0].value.net());
    let share = percent(net, of_all, 0).filter(|_| net <= of_all);
    let share = share.map_or(String::new(), |p| format!(", {p}{NBSP}% of the net"));
    format!(
        "{} returned most with {}{share}",
        format::short_name(name),
        short_money(net, &page.estate.currency)
    )
}

/// The clause about those that cost more than they returned.
pub fn lost(losing: usize, lost: Micros, currency: &str) -> String {
    let lost = short_money(format::size(lost), currency);
    match losing {
        0 => String::new(),
        1 => format!("; one cost {lost} more than it returned"),
        n => format!(
            "; {} together cost {lost} more than they returned",
            format::in_words(n)
        ),
    }
}

fn nets(project: &ProjectScore) -> Vec<Option<Micros>> {
    let steps = project.trend.iter();
    steps.map(|step| step.as_ref().map(Value::net)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::*;

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
            (row.name.as_str(), row.cells.net.as_str()),
            ("8\u{a0}projects", "68.00")
        );
        assert!(row.plain && row.workings.is_empty());
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

    #[test]
    fn signed_cash_that_replaces_capacity_stands_in_the_working() {
        let mut world = sample::world();
        let project = world
            .board
            .projects
            .iter_mut()
            .find(|p| !p.workings.is_empty())
            .expect("the sample has workings");
        let (name, working) = (project.name.clone(), &mut project.workings[0]);
        working.freed = Some(Micros::whole(1_572));
        let soft = working.value.soft.as_mut().expect("it is valued");
        (soft.capacity, soft.recaptured) = (Micros::whole(1_572), Micros::whole(600));
        (working.replaced, working.conversion) =
            (Micros::whole(372), "0.5".parse().expect("a half"));
        let view = ProjectTable::of(&world.page());
        let row = view
            .rows
            .iter()
            .find(|r| r.name == name)
            .expect("it has a row");
        let step = row.workings[0]
            .steps
            .iter()
            .find(|s| s.name == "recaptured")
            .expect("it is recaptured");
        // (1,572 − 372) × 0.5 = 600
        let formula = step.formula.replace(NBSP, " ");
        assert_eq!(
            formula,
            "(1,572.00 capacity − 372.00 of signed cash that replaces it) × 50 % put to use"
        );
        assert_eq!(step.result, "600.00");
    }

    #[test]
    fn a_working_multiplies_out_to_the_figure_of_its_row() {
        let world = sample::world();
        let view = ProjectTable::of(&world.page());
        let row = view
            .rows
            .iter()
            .find(|r| r.name == "تسوية الفواتير")
            .expect("it is in the sample");
        let said: Vec<String> = row.workings[0]
            .steps
            .iter()
            .map(|s| format!("{} = {}", s.formula, s.result).replace(NBSP, " "))
            .collect();
        // 905 × 12 = 10,860; − 45 review − 108 failures = 10,707; ÷ 60 × 96 AED × 0.272294 =
        // 4,664.72; × 80 % = 3,731.78
        assert_eq!(
            said[2],
            "905 units × 12 min × 1 person × 100 % automated = 10,860.00"
        );
        assert_eq!(
            said[4],
            "10,707.00 min ÷ 60 × 96.00 AED an hour × 0.272294 USD per AED = 4,664.72"
        );
        assert_eq!(said[5], "4,664.72 capacity × 80 % put to use = 3,731.78");
        assert_eq!(row.cells.benefit, "3,731.78");
    }
}
