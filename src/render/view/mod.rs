//! A page's content: a scoreboard in words and formatted figures. Everything a template prints is a
//! text here, so that templates do no sums; every list is already in the order in which it is read.

mod comparison;
mod departments;
mod errors;
mod figures;
mod foot;
mod goals;
mod missing;
mod projects;
mod promises;
mod rungs;
mod trend;
mod workings;

use std::cmp::Ordering;

use serde::Serialize;

use super::{ReportFacts, format, message};
use crate::model::Micros;

pub use comparison::ComparisonTable;
pub use departments::DepartmentTable;
pub use errors::{ErrorTable, by_sessions};
pub use figures::Figure;
pub use foot::Foot;
pub use goals::GoalTable;
pub use missing::Missing;
pub use projects::ProjectTable;
pub use promises::PromiseTable;
pub use rungs::RungTable;
pub use trend::TrendTable;
pub use workings::{Stretch, WorkingStep};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExecutiveView {
    pub estate: String,
    pub currency: String,
    pub window: String,
    pub previous_window: String,
    pub sentence: String,
    pub figures: Vec<Figure>,
    pub trust: Vec<String>,
    pub rungs: RungTable,
    pub trend: TrendTable,
    pub departments: DepartmentTable,
    pub projects: ProjectTable,
    /// Where the estate names two methods. Templates know it as `beside`.
    #[serde(rename = "beside")]
    pub comparison: Option<ComparisonTable>,
    pub promises: PromiseTable,
    pub errors: ErrorTable,
    pub goals: GoalTable,
    pub missing: Missing,
    pub foot: Foot,
}

impl ExecutiveView {
    pub fn of(page: &ReportFacts) -> Self {
        Self {
            estate: page.estate.name.clone(),
            currency: page.estate.currency.clone(),
            window: format::window(page.board.window),
            previous_window: format::window(page.board.totals[0].previous_window),
            sentence: message::sentence(page),
            figures: figures::five(page),
            trust: message::trust(page),
            rungs: RungTable::of(page),
            trend: TrendTable::of(page),
            departments: DepartmentTable::of(page),
            projects: ProjectTable::of(page),
            comparison: ComparisonTable::of(page),
            promises: PromiseTable::of(page),
            errors: ErrorTable::of(page),
            goals: GoalTable::of(page),
            missing: Missing::of(page),
            foot: Foot::of(page),
        }
    }
}

/// Two lines over every chart and table: the finding, then who, what, unit, period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Title {
    pub finding: String,
    pub about: String,
}

impl Title {
    fn new(page: &ReportFacts, finding: String, what: &str) -> Self {
        Self {
            finding,
            about: format!(
                "{} · {what} · {}",
                page.estate.name,
                format::window(page.board.window)
            ),
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
    fn new(direction: Ordering, text: String) -> Self {
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
    fn amount(by: Micros) -> Self {
        Self::new(by.cmp(&Micros::ZERO), format::money(by))
    }
}

const NOT_VALUED: &str = "not valued";
const NONE: &str = "n/a";
