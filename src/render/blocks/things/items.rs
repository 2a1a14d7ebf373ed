//! Queues: what became of their items, and whether in time.

use serde::Serialize;

use crate::model::scoreboard::ItemScore;
use crate::render::ReportFacts;
use crate::render::format::{self, count};
use crate::render::parts::{Title, not_available};
use crate::render::texts::text;
use crate::render::words;

/// So many queues have a row.
const SHOWN: usize = 40;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemTable {
    pub title: Title,
    pub rows: Vec<ItemRow>,
    pub rest: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemRow {
    pub name: String,
    pub environment: String,
    pub items: String,
    pub done: String,
    pub refused: String,
    pub failed: String,
    pub open: String,
    pub in_time: String,
    pub each: String,
}

impl ItemTable {
    /// None where no environment tells of items.
    pub fn of(page: &ReportFacts) -> Option<Self> {
        let mut all: Vec<&ItemScore> = page.board.items.iter().collect();
        if all.is_empty() {
            return None;
        }
        all.sort_by(|a, b| {
            let key = |i: &ItemScore| (i.satellite_id.clone(), i.automation_id.clone());
            b.counts
                .sessions
                .cmp(&a.counts.sessions)
                .then_with(|| key(a).cmp(&key(b)))
        });
        let sum = |of: fn(&ItemScore) -> i64| all.iter().map(|i| of(i)).sum::<i64>();
        let (items, late) = (sum(|i| i.counts.sessions), sum(|i| i.late));
        let finding = match late {
            0 => text!("items-done", n = items),
            late => text!("items-late", late = late, n = items),
        };
        let (shown, rest) = all.split_at(all.len().min(SHOWN));
        let rest = match rest.len() {
            0 => String::new(),
            n => text!(
                "items-rest",
                n = n,
                items = rest.iter().map(|i| i.counts.sessions).sum::<i64>()
            ),
        };
        Some(Self {
            title: Title::new(finding, text!("items-about")),
            rows: shown.iter().map(|i| row(page, i)).collect(),
            rest,
        })
    }
}

fn row(page: &ReportFacts, i: &ItemScore) -> ItemRow {
    let counts = &i.counts;
    let done = counts.successes();
    let each = i.work_each().map(format::rough_duration);
    ItemRow {
        name: i.name.clone(),
        environment: words::satellite(page.estate, &i.satellite_id),
        items: count(counts.sessions),
        done: count(done),
        refused: count(counts.business_exceptions),
        failed: count(counts.failed + counts.timed_out),
        open: count(counts.open),
        in_time: format::percent_of_count(i.in_time, i.in_time + i.late, 1)
            .unwrap_or(not_available().to_owned()),
        each: each.unwrap_or(not_available().to_owned()),
    }
}
