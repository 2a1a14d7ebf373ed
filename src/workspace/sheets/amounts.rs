//! costs.csv and benefits.csv: money on days. Rows have no key; they add up.

use super::row::WrittenRow;
use super::sheet::{Sheet, SheetLayout};
use crate::model::ProjectId;
use crate::model::master::{Amount, Benefit, BenefitKind, Charges, Cost, Paid, Per};
use crate::workspace::forms::{self, MONEY};
use crate::workspace::known::KnownIds;
use crate::workspace::mistake::Notebook;

pub const COSTS: SheetLayout = SheetLayout {
    file: "costs.csv",
    required: &["project_id", "kind", "amount", "currency", "per", "from"],
    optional: &["to", "spread_months", "charges", "paid", "in_plan", "note"],
};

pub const BENEFITS: SheetLayout = SheetLayout {
    file: "benefits.csv",
    required: &["project_id", "kind", "amount", "currency", "per", "from"],
    optional: &[
        "to",
        "spread_months",
        "replaces_capacity",
        "paid",
        "in_plan",
        "signed_by",
        "signed_on",
        "note",
    ],
};

pub fn costs(sheet: &Sheet, known: &KnownIds, notes: &Notebook) -> Vec<Cost> {
    let mut costs: Vec<Cost> = sheet
        .rows(notes)
        .filter_map(|row| cost(&row, known))
        .collect();
    costs.sort_by(|a, b| {
        (&a.project_id, a.kind, a.amount.from, &a.line).cmp(&(
            &b.project_id,
            b.kind,
            b.amount.from,
            &b.line,
        ))
    });
    costs
}

pub fn benefits(sheet: &Sheet, known: &KnownIds, notes: &Notebook) -> Vec<Benefit> {
    let mut benefits: Vec<Benefit> = sheet
        .rows(notes)
        .filter_map(|row| benefit(&row, known))
        .collect();
    benefits.sort_by(|a, b| {
        (&a.project_id, a.kind, a.amount.from, &a.line).cmp(&(
            &b.project_id,
            b.kind,
            b.amount.from,
            &b.line,
        ))
    });
    benefits
}

fn cost(row: &WrittenRow, known: &KnownIds) -> Option<Cost> {
    let shared = |text: &str| {
        if text == "*" {
            Ok(ProjectId::shared())
        } else {
            known.projects.find(text)
        }
    };
    let project_id = row.needed("project_id", shared);
    let kind = row.needed_word("kind");
    let amount = amount(row);
    let charges = row.word("charges").unwrap_or(Charges::Ran);
    let by_time = |per| matches!(per, Per::Session | Per::MachineHour);
    if row.has("charges") && amount.as_ref().is_some_and(|amount| !by_time(amount.per)) {
        let message = format!(
            "charges: an amount per {} is not paid by sessions",
            row.text("per")
        );
        row.note(
            "charges",
            message,
            "empty it, or write per session or machine_hour",
        );
    }
    let paid = paid(row, amount.as_ref());
    Some(Cost {
        line: row.line(),
        project_id: project_id?,
        kind: kind?,
        amount: amount?,
        charges,
        paid: paid.unwrap_or(Paid::Advance),
        in_plan: row.truth("in_plan", true),
        note: row.text("note"),
    })
}

fn benefit(row: &WrittenRow, known: &KnownIds) -> Option<Benefit> {
    let project_id = row.needed("project_id", known.projects.form());
    let kind = row.needed_word::<BenefitKind>("kind");
    let amount = amount(row);
    if amount
        .as_ref()
        .is_some_and(|amount| amount.per.is_metered())
    {
        row.note(
            "per",
            format!("per: a benefit is not earned per {}", row.text("per")),
            "write one of: once, day, month, year",
        );
    }
    let replaces_capacity = row.truth("replaces_capacity", false);
    if replaces_capacity && kind == Some(BenefitKind::Avoidance) {
        let help = "capacity can only be replaced by cash: write kind cashable, or replaces_capacity false";
        row.note(
            "replaces_capacity",
            "replaces_capacity: an avoided cost replaces no capacity",
            help,
        );
    }
    let paid = paid(row, amount.as_ref()).unwrap_or(Paid::Arrears);
    Some(Benefit {
        line: row.line(),
        signed_on: row.day("signed_on"),
        project_id: project_id?,
        kind: kind?,
        amount: amount?,
        replaces_capacity,
        paid,
        in_plan: row.truth("in_plan", true),
        signed_by: row.text("signed_by"),
        note: row.text("note"),
    })
}

/// Only a month or a year has a first and a last day on which it could be paid.
fn paid(row: &WrittenRow, amount: Option<&Amount>) -> Option<Paid> {
    let has_days = |per| matches!(per, Per::Month | Per::Year);
    if row.has("paid") && amount.is_some_and(|amount| !has_days(amount.per)) {
        let message = format!(
            "paid: an amount per {} is paid on the day that it is of",
            row.text("per")
        );
        row.note("paid", message, "empty it, or write per month or year");
    }
    row.word("paid")
}

fn amount(row: &WrittenRow) -> Option<Amount> {
    let amount = row.needed_money("amount", MONEY);
    let currency = row.needed("currency", forms::currency);
    let per = row.needed_word::<Per>("per");
    let from = row.needed_day("from");
    let to = row.day("to");
    let spread_months = row
        .optional("spread_months", forms::whole(1, 600))
        .map(|months| months as u32);
    row.in_order("from", from, "to", to);
    let (spread, ended, once) = (
        row.has("spread_months"),
        row.has("to"),
        per == Some(Per::Once),
    );
    if spread && ended {
        row.note(
            "to",
            "to and spread_months cannot stand together",
            "spread_months already says where it ends: empty one of the two",
        );
    } else if spread && per.is_some() && !once {
        row.note(
            "spread_months",
            "spread_months is only for an amount paid once",
            "empty it, or write per once",
        );
    } else if ended && once {
        row.note(
            "to",
            "an amount paid once has no `to`",
            "empty it; to lay it over months write spread_months; or write per day, month or year",
        );
    }
    Some(Amount {
        amount: amount?,
        currency: currency?,
        per: per?,
        from: from?,
        to,
        spread_months,
    })
}
