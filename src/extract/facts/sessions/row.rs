//! A row as it goes into the table.

use super::builders::Builders;
use crate::extract::reading::columns::Canonical;
use crate::extract::rejects::cut;
use crate::model::session::bucket;
use crate::model::{Mode, Outcome};

/// Of an error message, and of an outcome that no map names.
pub const TEXT_CHARACTERS: usize = 1_000;

/// What one row tells, by the numbers of [`Canonical::ALL`]; None: no such column.
pub type Telling<'a> = [Option<&'a str>; Canonical::ALL.len()];

/// What goes into the table as it is told.
const PLAIN: [Canonical; 12] = [
    Canonical::AutomationName,
    Canonical::SolutionId,
    Canonical::SolutionVersion,
    Canonical::Trigger,
    Canonical::MachineId,
    Canonical::MachineName,
    Canonical::MachineGroup,
    Canonical::Owner,
    Canonical::ParentAutomationId,
    Canonical::ParentSessionId,
    Canonical::ErrorCode,
    Canonical::ErrorMessage,
];

/// A row of the table; what a tombstone does not tell is empty. Instants are microseconds, days are
/// counted from 1970.
#[derive(Default)]
pub struct Row<'t> {
    pub session_id: &'t str,
    pub version: Option<i64>,
    pub modified: Option<i64>,
    pub told: Option<(i32, &'t str, Outcome)>,
    pub outcome_text: Option<&'t str>,
    pub mode: Option<Mode>,
    pub started: Option<i64>,
    pub ended: Option<i64>,
    pub duration_ms: Option<i64>,
    pub texts: Telling<'t>,
}

impl Row<'_> {
    pub fn build(&self, builders: &mut Builders, line: i64) {
        let at = builders.rows();
        builders.text(Canonical::SessionId, Some(self.session_id));
        if let Some((earned_day, automation_id, outcome)) = self.told {
            builders.earned_day.put(at, Some(earned_day));
            builders.text(Canonical::AutomationId, Some(automation_id));
            builders.text(Canonical::Outcome, Some(outcome.as_str()));
        }
        for told in PLAIN {
            let text = self.texts[told as usize];
            builders.text(
                told,
                if told == Canonical::ErrorMessage {
                    text.map(|text| cut(text, TEXT_CHARACTERS))
                } else {
                    text
                },
            );
        }
        builders.started.put(at, self.started);
        builders.ended.put(at, self.ended);
        builders.outcome_text.put(at, self.outcome_text);
        builders.duration_ms.put(at, self.duration_ms);
        builders
            .duration_bucket
            .put(at, self.duration_ms.map(bucket));
        builders.text(Canonical::Mode, self.mode.map(Mode::as_str));
        builders.version.put(at, self.version);
        builders.modified.put(at, self.modified);
        builders.deleted.append_value(self.told.is_none());
        builders.line.put(at, Some(line));
        builders.end_row();
    }
}
