//! What pages are made of: blocks, each a part of a page that answers one question, with a template
//! of its own in `report_templates/blocks/`. A report is a list of their names. A block that has
//! nothing to say is not there: no empty frame stands for it.
//!
//! Reading order: [`top`] (what a reader sees first), [`value`] (what it is worth, and why),
//! [`things`] (departments, projects, automations, queues), [`targets`] (promises and goals),
//! [`doubts`] (how far to believe it).

pub mod doubts;
pub mod targets;
pub mod things;
pub mod top;
pub mod value;

use super::ReportFacts;
use super::visible::Visible;

/// A kind of block.
pub struct PageBlock {
    /// As reports name it, and its template.
    pub name: &'static str,
    pub template: &'static str,
    /// What its template sees as `b`; none where it has nothing to say.
    pub view: fn(&ReportFacts) -> Option<Visible>,
}

macro_rules! block {
    ($name:literal, $view:expr) => {
        PageBlock {
            name: $name,
            template: include_str!(concat!("../../../report_templates/blocks/", $name, ".html")),
            view: |page| $view(page).map(Visible::of),
        }
    };
}

pub static BLOCKS: [PageBlock; 27] = [
    block!("message", |p| Some(top::message::Message::of(p))),
    block!("asked", top::decisions::few),
    block!("decisions", top::decisions::all),
    block!("tiles", |p| Some(top::tiles::Tiles::of(p))),
    block!("contents", top::contents::Contents::of),
    block!("periods", |p| Some(value::periods::Periods::of(p))),
    block!("bridge", value::bridge::BridgeTable::of),
    block!("plan", value::bridge::BridgeTable::from_plan),
    block!("months", value::months::MonthTable::of),
    block!("payback", value::payback::LifeTable::of),
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
    block!("doubts", |p| Some(doubts::short::DoubtLines::of(p))),
    block!("gaps", |p| Some(doubts::gaps::Missing::of(p))),
    block!("methods", |p| Some(doubts::methods::Methods::of(p))),
];
