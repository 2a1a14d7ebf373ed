//! What a reader should know before believing the figures, in at most a few lines: the gaps that
//! matter most, and whether everything has arrived.

use serde::Serialize;

use crate::model::Gap;
use crate::render::parts::Linked;
use crate::render::texts::text;
use crate::render::{ReportFacts, message};
use crate::render::{format, gaps};

/// So many gaps are named.
const SHOWN: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DoubtLines {
    pub lines: Vec<String>,
    /// The page on which all of them stand.
    pub all: Linked,
}

impl DoubtLines {
    pub fn of(page: &ReportFacts) -> Self {
        let doubts = page.board.gaps.iter();
        let mut doubts: Vec<&Gap> = doubts
            .filter(|gap| gaps::is_doubt(gap, page.estate))
            .collect();
        // What leaves most sessions out comes first, behind what was not told at all.
        doubts.sort_by_key(|gap| std::cmp::Reverse(gaps::left_out(gap).unwrap_or(i64::MAX)));
        let said = doubts.iter().take(SHOWN);
        let said = said.filter_map(|gap| gaps::doubt(gap, page.estate, page.board));
        let said = said.map(|doubt| format::capital(&text!("doubts-sentence", doubt = doubt)));
        let mut lines: Vec<String> = said.collect();
        lines.extend(message::covered(page));
        let text = match doubts.len().saturating_sub(SHOWN) {
            0 => text!("doubts-all").to_owned(),
            n => text!("doubts-more", n = n),
        };
        Self {
            lines,
            all: Linked::to(page, "coverage.html", text),
        }
    }
}
