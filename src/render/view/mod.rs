//! A page's content: a scoreboard in words and formatted figures. Everything a template prints is a
//! text here, so that templates do no sums; every list is already in the order in which it is read.

mod beside;
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

use serde::Serialize;

use super::{Page, format, message};
use crate::model::Micros;

pub use beside::Beside;
pub use departments::Departments;
pub use errors::{Errors, by_sessions};
pub use figures::Figure;
pub use foot::Foot;
pub use goals::Goals;
pub use missing::Missing;
pub use projects::Projects;
pub use promises::Promises;
pub use rungs::Rungs;
pub use trend::Trend;
pub use workings::{Step, Stretch};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct View {
    pub estate: String,
    pub currency: String,
    pub window: String,
    pub previous_window: String,
    pub sentence: String,
    pub figures: Vec<Figure>,
    pub trust: Vec<String>,
    pub rungs: Rungs,
    pub trend: Trend,
    pub departments: Departments,
    pub projects: Projects,
    /// Where the estate names two methods.
    pub beside: Option<Beside>,
    pub promises: Promises,
    pub errors: Errors,
    pub goals: Goals,
    pub missing: Missing,
    pub foot: Foot,
}

impl View {
    pub fn of(page: &Page) -> Self {
        Self {
            estate: page.estate.name.clone(),
            currency: page.estate.currency.clone(),
            window: format::window(page.board.window),
            previous_window: format::window(page.board.totals[0].previous_window),
            sentence: message::sentence(page),
            figures: figures::five(page),
            trust: message::trust(page),
            rungs: Rungs::of(page),
            trend: Trend::of(page),
            departments: Departments::of(page),
            projects: Projects::of(page),
            beside: Beside::of(page),
            promises: Promises::of(page),
            errors: Errors::of(page),
            goals: Goals::of(page),
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
    fn new(page: &Page, finding: String, what: &str) -> Self {
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

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    More,
    Less,
}

impl Variance {
    /// `text` says by how much; its sign is set here.
    fn new(difference: i128, better: Better, text: String) -> Self {
        let (shape, tone) = match (difference.signum(), better) {
            (0, _) => ("", "same"),
            (1, Better::More) => ("▲", "better"),
            (1, Better::Less) => ("▲", "worse"),
            (_, Better::More) => ("▼", "worse"),
            (_, Better::Less) => ("▼", "better"),
        };
        Self {
            shape,
            text: format::signed(text),
            tone,
        }
    }

    /// The difference as an amount for a table.
    fn amount(now: Micros, before: Micros, better: Better) -> Self {
        Self::new((now - before).0, better, format::money(now - before))
    }
}

/// The change in percent: only of a positive amount, and only where it still says something (below
/// tenfold).
fn change(now: Micros, before: Micros) -> Option<String> {
    let difference = now - before;
    let telling = before.0 > 0 && !now.is_negative() && difference.0 < before.0 * 10;
    format::percent(difference.0, before.0, 1).filter(|_| telling)
}

const NOT_VALUED: &str = "not valued";
const NONE: &str = "n/a";
