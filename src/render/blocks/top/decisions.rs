//! What is asked of the reader: decisions by rule, those with most money behind them first.

use serde::Serialize;

use crate::model::board::decision::Decision;
use crate::render::ReportFacts;
use crate::render::asks;
use crate::render::format;
use crate::render::parts::Linked;
use crate::render::texts::text;

/// So many stand under the message of a page.
const FEW: usize = 3;

/// So many stand in the whole list.
const MANY: usize = 200;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DecisionTable {
    pub title: String,
    pub rows: Vec<DecisionRow>,
    /// How many more there are, and where they stand.
    pub more: Option<Linked>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DecisionRow {
    pub sentence: String,
    pub amount: String,
    pub owner: String,
    pub due: String,
}

/// Under the message; none where nothing is asked.
pub fn few(page: &ReportFacts) -> Option<DecisionTable> {
    let all = &page.board.decisions;
    let shown = all.len().min(FEW);
    let title = match shown {
        0 => return None,
        n => format::capital(&text!(
            "decisions-asked",
            n = n,
            words = format::in_words(n)
        )),
    };
    let more = all.get(FEW..).unwrap_or_default().len();
    Some(DecisionTable {
        title,
        rows: all.iter().take(FEW).map(|one| row(page, one)).collect(),
        more: (more > 0)
            .then(|| Linked::to(page, "coverage.html", text!("decisions-more", n = more))),
    })
}

/// All of them; none where there are none.
pub fn all(page: &ReportFacts) -> Option<DecisionTable> {
    let all = &page.board.decisions;
    let more = all.get(MANY..).unwrap_or_default().len();
    (!all.is_empty()).then(|| DecisionTable {
        title: text!("decisions-taken", n = all.len()),
        rows: all.iter().take(MANY).map(|one| row(page, one)).collect(),
        more: (more > 0).then(|| Linked {
            text: text!("decisions-more-in-mart", n = more),
            href: None,
        }),
    })
}

fn row(page: &ReportFacts, decision: &Decision) -> DecisionRow {
    let nobody = || text!("decisions-nobody").to_owned();
    DecisionRow {
        sentence: asks::sentence(page, decision),
        amount: asks::at_stake(page, decision),
        owner: match decision.owner.is_empty() {
            true => nobody(),
            false => decision.owner.clone(),
        },
        due: text!("by-day", day = format::short_day(decision.due)),
    }
}
