//! Tables of what the work was worth.

use super::super::super::sheet::ReportSheet;
use super::super::super::texts::text;
use super::super::super::{ReportFacts, format, words};
use super::super::wide::WideTable;
use crate::model::board::comparisons::{RestsOn, RungScore};
use crate::model::columns::{ESTATE_FIGURES, PROJECT_FIGURES};
use crate::model::scoreboard::{DepartmentScore, ProjectScore, Total, TrendPoint};
use crate::model::{Micros, Value, Window};

/// The estate by one method, in one stretch of days.
struct SummaryRow<'b> {
    method: &'static str,
    when: &'static str,
    days: Window,
    value: Option<Value>,
    total: Option<&'b Total>,
}

/// The window first, then the one before it; then the window by the other methods.
pub fn summary(page: &ReportFacts) -> ReportSheet {
    let board = page.board;
    let of = |total: &'_ Total| total.method.as_str();
    let now = board.totals.iter().map(|total| SummaryRow {
        method: of(total),
        when: "window",
        days: board.window,
        value: Some(total.value),
        total: Some(total),
    });
    let before = board.totals.iter().map(|total| SummaryRow {
        method: of(total),
        when: "window before",
        days: total.previous_window,
        value: total.previous,
        total: None,
    });
    let mut rows: Vec<SummaryRow> = now.zip(before).flat_map(<[SummaryRow; 2]>::from).collect();
    rows.retain(|row| row.value.is_some() || row.when == "window");
    WideTable::<SummaryRow>::new(text!("sheet-summary"), text!("sheet-summary-is"))
        .key("method", text!("column-the-way-to-value-sessions"), |s| {
            s.method
        })
        .key(
            "when",
            text!("column-this-window-or-the-one-before-it"),
            |s| s.when,
        )
        .day("from", text!("column-first-day"), |s| Some(s.days.from()))
        .day("to", text!("column-last-day"), |s| Some(s.days.to()))
        .figures(ESTATE_FIGURES, |s| s.total)
        .values(|s| s.value)
        .sessions(|s| s.value.map(|value| value.counts))
        .rows(&rows)
}

/// From freed time down to net and cash.
pub fn ladder(page: &ReportFacts) -> ReportSheet {
    let scores = &page.board.comparisons.rungs;
    WideTable::<RungScore>::new(text!("sheet-value-ladder"), text!("sheet-value-ladder-is"))
        .key("rung", text!("column-the-value-column-of-this-name"), |s| {
            s.rung.as_str()
        })
        .money("amount", text!("column-in-this-window"), |s| s.amount)
        .money("previous", text!("column-in-the-window-before-it"), |s| {
            s.previous
        })
        .money("change", text!("column-amount-previous"), |s| s.change)
        .rows(scores)
}

/// What the benefit rests on, part by part.
pub fn evidence(page: &ReportFacts) -> ReportSheet {
    let board = page.board;
    let table =
        WideTable::<(RestsOn, Micros)>::new(text!("sheet-evidence"), text!("sheet-evidence-is"))
            .key(
                "rests_on",
                text!("column-what-that-part-rests-on"),
                |(on, _)| words::rests_on(*on),
            )
            .money(
                "benefit",
                text!("column-that-part-of-the-benefit"),
                |(_, amount)| Some(*amount),
            );
    let parts = &board.comparisons.rests_on;
    table
        .column_adds_up_to("benefit", board.totals[0].value.benefit())
        .rows(parts)
}

/// The best net first.
pub fn projects(page: &ReportFacts) -> ReportSheet {
    let mut sorted: Vec<&ProjectScore> = page.board.headline_projects().collect();
    sorted.sort_by(|a, b| {
        let by_net = b.value.net().cmp(&a.value.net());
        by_net.then(a.project_id.cmp(&b.project_id))
    });
    let flags = |p: &ProjectScore| {
        let words = p.flags.iter().map(|flag| words::flag(*flag));
        words.collect::<Vec<_>>().join("; ")
    };
    WideTable::<ProjectScore>::new(text!("sheet-projects"), text!("sheet-projects-is"))
        .key(
            "project_id",
            text!("column-its-id-is-what-all-share"),
            |p| p.project_id.to_string(),
        )
        .key(
            "name",
            text!("column-its-name-on-the-windows-last-day"),
            |p| p.name.clone(),
        )
        .text(
            "department",
            text!("column-its-department-on-the-last-day"),
            |p| p.department.clone(),
        )
        .text("status", text!("column-how-far-it-is"), |p| {
            words::status(p.status)
        })
        .text(
            "evidence",
            text!("column-what-its-baselines-rest-on"),
            |p| format::plain(&words::basis(p)),
        )
        .money(
            "net_previous",
            text!("column-net-of-the-window-before-it"),
            |p| p.previous.map(|value| value.net()),
        )
        .figures(PROJECT_FIGURES, |p| Some(p))
        .values(|p| Some(p.value))
        .sessions(|p| Some(p.value.counts))
        .text(
            "flags",
            text!("column-what-to-know-before-quoting-it"),
            flags,
        )
        .adds_up_to(&page.board.totals[0].value)
        .rows(sorted)
}

/// The best net first.
pub fn departments(page: &ReportFacts) -> ReportSheet {
    let mut sorted: Vec<&DepartmentScore> = page.board.departments.iter().collect();
    sorted.sort_by(|a, b| {
        let by_net = b.value.net().cmp(&a.value.net());
        by_net.then(a.department_id.cmp(&b.department_id))
    });
    let id = |d: &DepartmentScore| d.department_id.as_ref().map(ToString::to_string);
    WideTable::<DepartmentScore>::new(text!("sheet-departments"), text!("sheet-departments-is"))
        .key(
            "department_id",
            text!("column-its-id-belongs-to-none"),
            move |d| id(d).unwrap_or_else(|| "*".to_owned()),
        )
        .key("name", text!("column-its-name"), |d| d.name.clone())
        .count(
            "projects",
            "projects",
            text!("column-how-many-work-for-it"),
            |d| d.projects,
        )
        .values(|d| Some(d.value))
        .sessions(|d| Some(d.value.counts))
        .adds_up_to(&page.board.totals[0].value)
        .rows(sorted)
}

/// Oldest first.
pub fn trend(page: &ReportFacts) -> ReportSheet {
    let missing = |p: &TrendPoint| {
        let names = p.incomplete.iter();
        let names = names.map(|id| format::plain(&words::satellite(page.estate, id)));
        names.collect::<Vec<_>>().join(", ")
    };
    WideTable::<TrendPoint>::new(text!("sheet-trend"), text!("sheet-trend-is"))
        .key("from", text!("column-first-day"), |p| p.days.from())
        .day("to", text!("column-last-day"), |p| Some(p.days.to()))
        .text("part", text!("column-in-the-window-or-before-it"), |p| {
            if p.in_window { "window" } else { "before" }
        })
        .text(
            "incomplete",
            text!("column-who-told-too-little-of-it"),
            missing,
        )
        .values(|p| Some(p.value))
        .sessions(|p| Some(p.value.counts))
        .rows(&page.board.trend)
}

/// What the other methods say of each project.
pub fn methods(page: &ReportFacts) -> ReportSheet {
    let board = page.board;
    let others = board
        .projects
        .iter()
        .filter(|p| p.method != board.headline());
    WideTable::<ProjectScore>::new(
        text!("sheet-other-methods"),
        text!("sheet-other-methods-is"),
    )
    .key("method", text!("column-the-way-to-value-sessions"), |p| {
        p.method.as_str()
    })
    .key(
        "project_id",
        text!("column-its-id-is-what-all-share"),
        |p| p.project_id.to_string(),
    )
    .text(
        "name",
        text!("column-its-name-on-the-windows-last-day"),
        |p| p.name.clone(),
    )
    .values(|p| Some(p.value))
    .sessions(|p| Some(p.value.counts))
    .rows(others)
}
