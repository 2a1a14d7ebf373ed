//! Automations by what they lost: how often each ran, how it went, how long it took, and for whom.

use serde::Serialize;

use crate::model::ProjectId;
use crate::model::scoreboard::AutomationScore;
use crate::render::ReportFacts;
use crate::render::format::{self, count};
use crate::render::parts::{Linked, Title, not_available};
use crate::render::texts::text;
use crate::render::words;

/// So many have a row.
const SHOWN: usize = 40;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AutomationTable {
    pub title: Title,
    pub rows: Vec<AutomationRow>,
    /// What is not shown, added up.
    pub rest: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AutomationRow {
    pub name: String,
    pub environment: String,
    pub projects: Vec<Linked>,
    pub sessions: String,
    pub failed: String,
    pub success: String,
    pub median: String,
    pub slowest: String,
}

impl AutomationTable {
    /// None where none ran.
    pub fn of(page: &ReportFacts) -> Option<Self> {
        let counting = |a: &&AutomationScore| {
            let satellite = page.estate.satellite(a.satellite_id.as_str());
            satellite.is_some_and(|s| s.counts)
        };
        let mut all: Vec<&AutomationScore> =
            page.board.automations.iter().filter(counting).collect();
        if all.is_empty() {
            return None;
        }
        let lost = |a: &AutomationScore| a.counts.failed + a.counts.timed_out;
        all.sort_by(|a, b| {
            (lost(b), b.counts.sessions)
                .cmp(&(lost(a), a.counts.sessions))
                .then_with(|| {
                    (&a.satellite_id, &a.automation_id).cmp(&(&b.satellite_id, &b.automation_id))
                })
        });
        let (shown, rest) = all.split_at(all.len().min(SHOWN));
        let failing = all.iter().filter(|a| lost(a) > 0).count() as i64;
        let rest = match rest.len() {
            0 => String::new(),
            n => text!(
                "automations-rest",
                n = n,
                sessions = rest.iter().map(|a| a.counts.sessions).sum::<i64>(),
                failed = rest.iter().map(|a| lost(a)).sum::<i64>()
            ),
        };
        Some(Self {
            title: Title::new(
                finding(failing, all.len() as i64),
                text!("automations-about"),
            ),
            rows: shown.iter().map(|a| row(page, a)).collect(),
            rest,
        })
    }
}

fn finding(failing: i64, all: i64) -> String {
    match failing {
        0 => text!("automations-none-failed", n = all),
        n => text!("automations-failed", failing = n, n = all),
    }
}

fn row(page: &ReportFacts, a: &AutomationScore) -> AutomationRow {
    let duration = |ms: Option<i64>| ms.map_or(not_available().to_owned(), format::rough_duration);
    let project = |id: &ProjectId| {
        let known = page.board.headline_project(id);
        let name = known.map_or(id.to_string(), |p| p.name.clone());
        Linked::to(page, &format!("projects/{id}.html"), name)
    };
    let name = match a.name.trim().is_empty() {
        true => &a.automation_id,
        false => &a.name,
    };
    AutomationRow {
        name: name.clone(),
        environment: words::satellite(page.estate, &a.satellite_id),
        projects: a.projects.iter().map(project).collect(),
        sessions: count(a.counts.sessions),
        failed: count(a.counts.failed + a.counts.timed_out),
        success: format::percent_of_count(a.counts.good(), a.counts.valid(), 1)
            .unwrap_or(not_available().to_owned()),
        median: duration(a.p50_ms),
        slowest: duration(a.p95_ms),
    }
}
