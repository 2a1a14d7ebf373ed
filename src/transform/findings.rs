//! What was found beside values, over the days of a window: the sum of rows of `daily_findings`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::model::finding::{DailyFinding, FindingKind};
use crate::model::master::Line;
use crate::model::value::Counts;
use crate::model::{Micros, ProjectId, Window};

#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Sessions that count in a project, each once.
    pub counted: Counts,
    /// Of projects without a baseline: valid sessions, and how long they took.
    pub lasted: BTreeMap<ProjectId, (i64, i64)>,
    /// Successes without a baseline.
    pub unbased: BTreeMap<ProjectId, i64>,
    /// The same by satellite, each session once.
    pub unbased_once: BTreeMap<String, i64>,
    /// Amounts without an exchange rate, by the line they stand on and their currency.
    pub unrated: BTreeMap<(Line, String), BTreeSet<NaiveDate>>,
    /// What lines of benefits.csv claim that nobody had signed.
    pub unsigned: BTreeMap<(ProjectId, Line), Micros>,
    /// What a line would have brought beyond what a day can hold.
    pub beyond: BTreeMap<(Line, ProjectId), BTreeSet<NaiveDate>>,
    /// Capacity that became cash, and capacity that was lost, by project and day.
    pub turned: BTreeMap<(ProjectId, NaiveDate), Turned>,
}

/// What of a day's capacity is not freed time that is put to use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Turned {
    /// Signed cash stands in its place.
    pub replaced: Micros,
    /// It took people more time than it freed: 0 or less.
    pub lost: Micros,
}

impl Findings {
    /// Adds those of the window's days.
    pub fn add(&mut self, window: Window, findings: Vec<DailyFinding>) {
        for finding in findings {
            if window.contains(finding.day) {
                self.add_one(finding);
            }
        }
    }

    fn add_one(&mut self, finding: DailyFinding) {
        let DailyFinding {
            day,
            sessions,
            amount,
            ..
        } = finding;
        match (finding.kind, finding.project_id, finding.line) {
            (FindingKind::Counted, ..) => {
                if let Some(outcome) = finding.outcome {
                    self.counted.add(outcome, sessions);
                }
            }
            (FindingKind::UnbasedOnce, ..) => {
                let satellite = finding.satellite_id.unwrap_or_default();
                *self.unbased_once.entry(satellite).or_default() += sessions;
            }
            (FindingKind::Unrated, _, Some(line)) => {
                let key = (line, finding.currency.unwrap_or_default());
                self.unrated.entry(key).or_default().insert(day);
            }
            (FindingKind::Beyond, Some(project), Some(line)) => {
                self.beyond.entry((line, project)).or_default().insert(day);
            }
            (FindingKind::Unsigned, Some(project), Some(line)) => {
                *self.unsigned.entry((project, line)).or_default() += amount;
            }
            (FindingKind::Lasted, Some(project), _) => {
                let lasted = self.lasted.entry(project).or_default();
                *lasted = (lasted.0 + sessions, lasted.1 + finding.duration_ms);
            }
            (FindingKind::Unbased, Some(project), _) => {
                *self.unbased.entry(project).or_default() += sessions;
            }
            (FindingKind::Replaced, Some(project), _) => {
                self.turned.entry((project, day)).or_default().replaced += amount;
            }
            (FindingKind::Lost, Some(project), _) => {
                self.turned.entry((project, day)).or_default().lost += amount;
            }
            // A finding of these kinds rests on a line or speaks of a project: ours always do.
            _ => {}
        }
    }
}
