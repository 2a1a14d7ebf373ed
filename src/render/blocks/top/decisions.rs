//! What is asked of the reader: decisions by rule, those with most money behind them first.

use serde::Serialize;

use crate::model::board::decision::Decision;
use crate::render::ReportFacts;
use crate::render::asks;
use crate::render::format;
use crate::render::parts::Linked;

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
        1 => "One decision is asked of you".to_owned(),
        n => format!(
            "{} decisions are asked of you",
            format::capital(&format::in_words(n))
        ),
    };
    let more = all.get(FEW..).unwrap_or_default().len();
    Some(DecisionTable {
        title,
        rows: all.iter().take(FEW).map(|one| row(page, one)).collect(),
        more: (more > 0).then(|| {
            Linked::to(
                page,
                "coverage.html",
                format!("{} more", format::count(more as i64)),
            )
        }),
    })
}

/// All of them; none where there are none.
pub fn all(page: &ReportFacts) -> Option<DecisionTable> {
    let all = &page.board.decisions;
    let more = all.get(MANY..).unwrap_or_default().len();
    (!all.is_empty()).then(|| DecisionTable {
        title: format!(
            "{} to be taken",
            format::of_them(all.len() as i64, "decision")
        ),
        rows: all.iter().take(MANY).map(|one| row(page, one)).collect(),
        more: (more > 0).then(|| Linked {
            text: format!(
                "{} more are in the mart decisions",
                format::count(more as i64)
            ),
            href: None,
        }),
    })
}

fn row(page: &ReportFacts, decision: &Decision) -> DecisionRow {
    let nobody = || "nobody is named".to_owned();
    DecisionRow {
        sentence: asks::sentence(page, decision),
        amount: asks::at_stake(page, decision),
        owner: match decision.owner.is_empty() {
            true => nobody(),
            false => decision.owner.clone(),
        },
        due: format!("by {}", format::short_day(decision.due)),
    }
}
