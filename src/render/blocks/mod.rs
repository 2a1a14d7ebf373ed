//! What pages are made of: blocks, each a part of a page that answers one question, with a template
//! of its own in `report_templates/blocks/`. A report is a list of their names. A block that has
//! nothing to say is not there: no empty frame stands for it.
//!
//! Reading order: [`top`] (what a reader sees first), [`value`] (what it is worth, and why), [`things`]
//! (departments, projects, automations, queues), [`targets`] (promises and goals), [`doubts`] (how far
//! to believe it).

pub mod doubts;
pub mod targets;
pub mod things;
pub mod top;
pub mod value;

use std::cmp::Ordering;

use serde::Serialize;

use super::html::Visible;
use super::{ReportFacts, format, message};
use crate::model::Micros;

/// A kind of block.
pub struct Block {
    /// As reports name it, and its template.
    pub name: &'static str,
    pub template: &'static str,
    /// What its template sees as `b`; none where it has nothing to say.
    pub view: fn(&ReportFacts) -> Option<Visible>,
}

macro_rules! block {
    ($name:literal, $view:expr) => {
        Block {
            name: $name,
            template: include_str!(concat!("../../../report_templates/blocks/", $name, ".html")),
            view: |page| $view(page).map(Visible::of),
        }
    };
}

pub static BLOCKS: [Block; 23] = [
    block!("message", |p| Some(top::message::Message::of(p))),
    block!("tiles", |p| Some(top::tiles::Tiles::of(p))),
    block!("contents", top::contents::Contents::of),
    block!("periods", |p| Some(value::periods::Periods::of(p))),
    block!("bridge", value::bridge::BridgeTable::of),
    block!("months", value::months::MonthTable::of),
    block!("rungs", |p| Some(value::rungs::RungTable::of(p))),
    block!("workings", value::workings::Workings::of),
    block!("amounts", value::amounts::AmountTable::of),
    block!("kit", value::kit::ComparisonTable::of),
    block!("evidence", value::evidence::EvidenceBar::of),
    block!("movers", things::movers::MoverTable::of),
    block!("departments", things::departments::DepartmentTable::of),
    block!("projects", |p| Some(things::projects::ProjectTable::of(p))),
    block!("automations", things::automations::AutomationTable::of),
    block!("errors", things::errors::ErrorTable::of),
    block!("items", things::items::ItemTable::of),
    block!("goals", |p| Some(targets::goals::GoalTable::of(p))),
    block!("goals_short", targets::goals::short),
    block!("promises", |p| Some(targets::promises::PromiseTable::of(p))),
    block!("doubts", |p| Some(doubts::short::Doubts::of(p))),
    block!("gaps", |p| Some(doubts::gaps::Missing::of(p))),
    block!("methods", |p| Some(doubts::methods::Methods::of(p))),
];

/// Two lines over every chart and table: the finding, then what, and in which unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Title {
    pub finding: String,
    pub about: String,
}

impl Title {
    pub fn new(finding: String, about: impl Into<String>) -> Self {
        Self {
            finding,
            about: message::capital(&about.into()),
        }
    }
}

/// A text that leads to the page where it is at home, where that is in the set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Linked {
    pub text: String,
    pub href: Option<String>,
}

impl Linked {
    pub fn to(page: &ReportFacts, path: &str, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: page.bundle.link(page.here, path),
        }
    }
}

/// How a figure moved: a sign, a shape for the direction, and whether that is good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Variance {
    pub shape: &'static str,
    pub text: String,
    pub tone: &'static str,
}

impl Variance {
    /// More is better. `text` says by how much; its sign is set here.
    pub fn new(direction: Ordering, text: String) -> Self {
        let (shape, tone) = match direction {
            Ordering::Equal => ("", "same"),
            Ordering::Greater => ("▲", "better"),
            Ordering::Less => ("▼", "worse"),
        };
        Self {
            shape,
            text: format::signed(text),
            tone,
        }
    }

    /// By so much, as an amount for a table.
    pub fn amount(by: Micros) -> Self {
        Self::new(by.cmp(&Micros::ZERO), format::money(by))
    }

    /// By so much, in the unit of the page.
    pub fn of_page(page: &ReportFacts, by: Micros) -> Self {
        Self::new(by.cmp(&Micros::ZERO), page.unit().say(by))
    }
}

pub const NOT_VALUED: &str = "not valued";
pub const NONE: &str = "n/a";
