//! A row as it goes into the table.

use chrono::{DateTime, NaiveDate, Utc};

use super::builders::{Builders, Value};
use super::{TEXT_CHARACTERS, Telling};
use crate::extract::reading::Canonical;
use crate::extract::rejects::cut;
use crate::model::session::bucket;
use crate::model::{Mode, Outcome};

/// A row of the table; what a tombstone does not tell is empty.
#[derive(Default)]
pub struct Row<'t> {
    pub session_id: &'t str,
    pub version: Option<i64>,
    pub modified: Option<DateTime<Utc>>,
    pub told: Option<(NaiveDate, &'t str, Outcome)>,
    pub outcome_text: Option<&'t str>,
    pub mode: Option<Mode>,
    pub started: Option<DateTime<Utc>>,
    pub ended: Option<DateTime<Utc>>,
    pub duration_ms: Option<i64>,
    pub texts: Telling<'t>,
}

impl Row<'_> {
    pub fn build(&self, builders: &mut Builders, line: i64) {
        use Value::{Day, Instant, Text, Truth, Whole};
        let text = |told: Canonical| Text(self.texts[told as usize]);
        let message = self.texts[Canonical::ErrorMessage as usize].map(|text| cut(text, TEXT_CHARACTERS));
        builders.put("session_id", Text(Some(self.session_id)));
        builders.put("earned_day", Day(self.told.map(|(day, ..)| day)));
        builders.put("automation_id", Text(self.told.map(|(_, automation_id, _)| automation_id)));
        builders.put("automation_name", text(Canonical::AutomationName));
        builders.put("solution_id", text(Canonical::SolutionId));
        builders.put("solution_version", text(Canonical::SolutionVersion));
        builders.put("started", Instant(self.started));
        builders.put("ended", Instant(self.ended));
        builders.put("outcome", Text(self.told.map(|(.., outcome)| outcome.as_str())));
        builders.put("outcome_text", Text(self.outcome_text));
        builders.put("duration_ms", Whole(self.duration_ms));
        builders.put("duration_bucket", Whole(self.duration_ms.map(bucket)));
        builders.put("mode", Text(self.mode.map(Mode::as_str)));
        builders.put("trigger", text(Canonical::Trigger));
        builders.put("machine_id", text(Canonical::MachineId));
        builders.put("machine_name", text(Canonical::MachineName));
        builders.put("machine_group", text(Canonical::MachineGroup));
        builders.put("owner", text(Canonical::Owner));
        builders.put("parent_automation_id", text(Canonical::ParentAutomationId));
        builders.put("parent_session_id", text(Canonical::ParentSessionId));
        builders.put("error_code", text(Canonical::ErrorCode));
        builders.put("error_message", Text(message));
        builders.put("source_version", Whole(self.version));
        builders.put("source_modified", Instant(self.modified));
        builders.put("deleted", Truth(self.told.is_none()));
        builders.put("row", Whole(Some(line)));
    }
}
