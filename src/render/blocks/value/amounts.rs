//! The amounts that people wrote down for a project: what it costs and what was signed for, each
//! with its line and who put their name to it.

use serde::Serialize;

use crate::model::Window;
use crate::model::master::{Amount, Benefit, BenefitKind, Cost, CostKind, Line, Per};
use crate::render::ReportFacts;
use crate::render::bundle::Subject;
use crate::render::format;
use crate::render::parts::Title;
use crate::render::texts::text;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AmountTable {
    pub title: Title,
    pub rows: Vec<AmountRow>,
    /// What it carries of shared cost is not among the lines.
    pub note: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AmountRow {
    pub kind: &'static str,
    pub amount: String,
    pub per: String,
    pub days: String,
    /// Who signed it, and when; or that nobody has.
    pub signed: String,
    pub line: String,
    pub note: String,
}

/// So many lines are shown.
const SHOWN: usize = 60;

impl AmountTable {
    /// Of a page about one project, where it has any that reach into the window.
    pub fn of(page: &ReportFacts) -> Option<Self> {
        let Subject::Project(id) = page.subject else {
            return None;
        };
        let window = page.board.window;
        let costs = page.master.costs.iter();
        let costs = costs.filter(|c| c.project_id == *id && reaches(&c.amount, window));
        let benefits = page.master.benefits.iter();
        let benefits = benefits.filter(|b| b.project_id == *id && reaches(&b.amount, window));
        let rows: Vec<AmountRow> = benefits
            .map(|b| signed(page, b))
            .chain(costs.map(cost))
            .take(SHOWN)
            .collect();
        (!rows.is_empty()).then(|| Self {
            title: Title::new(text!("amounts-title").to_owned(), text!("amounts-about")),
            rows,
            note: text!("amounts-note"),
        })
    }
}

fn reaches(amount: &Amount, window: Window) -> bool {
    let once = amount.per == Per::Once && amount.spread_months.is_none();
    let last = match once {
        true => Some(amount.from),
        false => amount.to,
    };
    amount.from <= window.to() && last.is_none_or(|last| last >= window.from())
}

fn row(kind: &'static str, amount: &Amount, line: &Line, note: &str) -> AmountRow {
    let per = match (amount.per, amount.spread_months) {
        (Per::Once, Some(months)) => {
            text!("amounts-once-over", months = i64::from(months))
        }
        (per, _) => paid_per(per).to_owned(),
    };
    let days = match amount.to {
        Some(to) if amount.per != Per::Once => {
            let [from, to] = [amount.from, to].map(format::table_day);
            text!("amounts-from-to", from = from, to = to)
        }
        _ if amount.per == Per::Once => format::table_day(amount.from),
        _ => text!("amounts-from", from = format::table_day(amount.from)),
    };
    AmountRow {
        kind,
        amount: format!("{} {}", format::money(amount.amount), amount.currency),
        per,
        days,
        signed: String::new(),
        line: line.to_string(),
        note: note.to_owned(),
    }
}

fn paid_per(per: Per) -> &'static str {
    match per {
        Per::Once => text!("amounts-once"),
        Per::Day => text!("amounts-day"),
        Per::Month => text!("amounts-month"),
        Per::Year => text!("amounts-year"),
        Per::Session => text!("amounts-session"),
        Per::Item => text!("amounts-item"),
        Per::MachineHour => text!("amounts-machine-hour"),
    }
}

fn cost_kind(kind: CostKind) -> &'static str {
    match kind {
        CostKind::Build => text!("amounts-build"),
        CostKind::Licence => text!("amounts-licence"),
        CostKind::Infrastructure => text!("amounts-infrastructure"),
        CostKind::Support => text!("amounts-support"),
        CostKind::Change => text!("amounts-change"),
        CostKind::Overhead => text!("amounts-overhead"),
    }
}

fn cost(c: &Cost) -> AmountRow {
    row(cost_kind(c.kind), &c.amount, &c.line, &c.note)
}

fn signed(page: &ReportFacts, b: &Benefit) -> AmountRow {
    let signed = match b.signed_on.filter(|_| b.is_signed(page.board.window.to())) {
        Some(on) => text!(
            "amounts-signed",
            signer = &b.signed_by,
            day = format::table_day(on)
        ),
        None => text!("amounts-unsigned").to_owned(),
    };
    let kind = match b.kind {
        BenefitKind::Cashable => text!("amounts-cashable"),
        BenefitKind::Avoidance => text!("amounts-avoidance"),
    };
    AmountRow {
        signed,
        ..row(kind, &b.amount, &b.line, &b.note)
    }
}
