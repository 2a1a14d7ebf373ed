//! Tables of why the net moved, from the window before to this one.

use super::super::super::ReportFacts;
use super::super::super::sheet::{ReportSheet, SheetCell, SheetUnit};
use super::super::super::texts::text;
use super::super::super::words;
use super::super::wide::WideTable;
use crate::model::board::causes::{CauseBridge, CausePart, CauseStep};
use crate::model::board::plan::PlanScore;
use crate::model::{ProjectId, Value};

/// What moved it, part by part: the parts add up to the change.
pub fn estate(page: &ReportFacts) -> ReportSheet {
    let comparisons = &page.board.comparisons;
    let parts = comparisons.causes.as_ref().map(|c| &c.estate.parts);
    let mut table =
        WideTable::<CausePart>::new(text!("sheet-why-it-moved"), text!("sheet-why-it-moved-is"))
            .key(
                "cause",
                text!("column-in-the-order-in-which-causes-are"),
                |p| p.input.step().as_str(),
            )
            .key("input", text!("column-what-moved"), |p| p.input.as_str())
            .text("currency", text!("column-of-exchange-rates"), |p| {
                p.currency.clone().unwrap_or_default()
            })
            .column(
                "before",
                SheetUnit::None,
                text!("column-what-it-was"),
                |p| SheetCell::of(p.before, SheetCell::Amount),
            )
            .column("after", SheetUnit::None, text!("column-what-it-is"), |p| {
                SheetCell::of(p.after, SheetCell::Amount)
            })
            .money("amount", text!("column-what-that-did-to-the-net"), |p| {
                Some(p.amount)
            });
    if let Some(change) = &comparisons.change {
        table = table.column_adds_up_to("amount", Value::net(change));
    }
    table.rows(parts.into_iter().flatten())
}

/// The same by project: from one net to the other.
pub fn projects(page: &ReportFacts) -> ReportSheet {
    type Bridged = (ProjectId, CauseBridge);
    let board = page.board;
    let name = |id: &ProjectId| {
        let project = board.headline_project(id);
        project.map_or(String::new(), |p| p.name.clone())
    };
    let causes = board.comparisons.causes.as_ref().ok();
    let mut table = WideTable::<Bridged>::new(text!("sheet-moves"), text!("sheet-moves-is"))
        .key(
            "project_id",
            text!("column-its-id-is-what-all-share"),
            |(id, _)| id.to_string(),
        )
        .key(
            "name",
            text!("column-its-name-on-the-windows-last-day"),
            move |(id, _)| name(id),
        )
        .money(
            "net_before",
            text!("column-net-of-the-window-before-it"),
            |(_, bridge)| Some(bridge.before),
        );
    for step in CauseStep::ALL.iter().copied() {
        let about = text!("column-what-that-cause-did-to-the-net");
        table = table.money(step.as_str(), about, move |(_, bridge)| {
            Some(bridge.amount(step))
        });
        if let Some(causes) = causes {
            table = table.column_adds_up_to(step.as_str(), causes.estate.amount(step));
        }
    }
    table
        .money(
            "net_after",
            text!("column-net-of-this-window"),
            |(_, bridge)| Some(bridge.after),
        )
        .rows(causes.iter().flat_map(|causes| &causes.projects))
}

/// What was planned, by project, against what was done.
pub fn plan(page: &ReportFacts) -> ReportSheet {
    type Planned = (ProjectId, PlanScore);
    let board = page.board;
    let name = |id: &ProjectId| {
        let project = board.headline_project(id);
        project.map_or(String::new(), |p| p.name.clone())
    };
    let plans = board.plans.as_ref().ok();
    let ladder = |(_, plan): &Planned| plan.value.ladder;
    let mut table = WideTable::<Planned>::new(text!("sheet-plan"), text!("sheet-plan-is"))
        .key(
            "project_id",
            text!("column-its-id-is-what-all-share"),
            |(id, _)| id.to_string(),
        )
        .key(
            "name",
            text!("column-its-name-on-the-windows-last-day"),
            move |(id, _)| name(id),
        )
        .column(
            "plan_units",
            SheetUnit::Of("units"),
            text!("column-planned-units"),
            move |p| SheetCell::of(ladder(p).map(|l| l.units), SheetCell::Amount),
        )
        .money(
            "plan_benefit",
            text!("column-what-they-and-planned-lines-bring"),
            |(_, p)| Some(p.value.benefit()),
        )
        .money(
            "plan_cost",
            text!("column-planned-to-be-spent"),
            |(_, p)| Some(p.value.cost()),
        )
        .money(
            "plan_net",
            text!("column-plan-benefit-less-plan-cost"),
            |(_, p)| Some(p.value.net()),
        )
        .money("net", text!("column-what-was-done"), |(_, p)| Some(p.net))
        .money(
            "plan_variance",
            text!("column-net-less-plan-net"),
            |(_, p)| Some(p.variance),
        )
        .column(
            "plan_attainment",
            SheetUnit::Percent,
            text!("column-net-by-plan-net"),
            |(_, p)| SheetCell::of(p.attainment.ok(), SheetCell::Ratio),
        )
        .text(
            "plan_attainment_why",
            text!("column-why-there-is-no-attainment"),
            |(_, p)| p.attainment.err().map_or("", words::why),
        );
    if let Some(plans) = plans {
        table = table.column_adds_up_to("plan_net", plans.estate.value.net());
    }
    table.rows(plans.iter().flat_map(|plans| &plans.projects))
}
