//! n8n: the executions and workflows that its API lists.

use crate::extract::reading::columns::Canonical;
use crate::extract::sources::vendors::form::{
    Description, Horizon, NameForm, PLAIN, SessionForm, TableContent, VendorTable,
};
use crate::extract::sources::vendors::row::{OutcomeWords, VendorSession};
use crate::lake::Named;
use crate::model::Outcome;

pub static DESCRIPTION: Description = Description {
    words: "n8n",
    speaker: "n8n",
    rows: &["data"],
    tables: &[
        VendorTable {
            names: &["executions", "execution_entity"],
            holds: TableContent::Sessions(&EXECUTION),
        },
        VendorTable {
            names: &["workflows", "workflow_entity"],
            holds: TableContent::Names(&WORKFLOW),
        },
    ],
    errors: &[["message", "description"]],
    horizon: Some(Horizon {
        days: 30,
        forgotten_after_days: 30,
        what: "n8n forgets executions, after 720 hours unless it is told otherwise",
    }),
    ..PLAIN
};

/// What an execution worked on stands in its `data`, which is not asked for.
static EXECUTION: SessionForm = SessionForm {
    columns: &[
        (Canonical::SessionId, &["id"]),
        (Canonical::AutomationId, &["workflowId"]),
        (
            Canonical::AutomationName,
            &["workflowData.name", "workflowName"],
        ),
        (Canonical::Started, &["startedAt"]),
        (Canonical::Ended, &["stoppedAt"]),
        (Canonical::Outcome, &["status"]),
        (Canonical::Trigger, &["mode"]),
    ],
    created: &["createdAt"],
    considered: &["mode", "finished", "waitTill", "retryOf", "retrySuccessId"],
    made: |row, words| {
        let status = status_of_old(row);
        row.fill(Canonical::Outcome, status);
        overrule_by_mode(row, words);
        chain(row);
        Ok(())
    },
};

/// Before there was a status, an execution was finished or not.
fn status_of_old(row: &VendorSession<'_>) -> Option<&'static str> {
    row.says("finished")?;
    Some(match () {
        () if row.is_true("finished") => "success",
        () if row.text(Canonical::Ended).is_some() => "error",
        () if row.says("waitTill").is_some() => "waiting",
        () => "running",
    })
}

/// An execution that somebody tried out is a test, and one that another execution started is part
/// of that one's work, whatever came of it. A mode may be called as a status is, so the map has it
/// with a word in front.
fn overrule_by_mode(row: &mut VendorSession<'_>, words: &OutcomeWords) {
    let Some(mode) = row.says("mode").map(|mode| format!("mode {}", mode.trim())) else {
        return;
    };
    let tests = if words.count_tests {
        None
    } else {
        Some(Outcome::Test)
    };
    if tests
        .into_iter()
        .chain([Outcome::Skipped])
        .any(|outcome| words.means(outcome, Some(&mode)))
    {
        row.tell(Canonical::Outcome, mode);
    }
}

/// A retry stands in the place of what it retried: under its id, with its own number as the higher
/// version. One that was retried in its turn has left that place.
fn chain(row: &mut VendorSession<'_>) {
    let Some(id) = row
        .text(Canonical::SessionId)
        .map(|id| id.trim().to_owned())
    else {
        return;
    };
    let retried = row.taken("retryOf").filter(|retried| retried.trim() != "0");
    if id.parse::<i64>().is_ok() {
        row.fill(Canonical::SourceVersion, Some(id));
    }
    if let Some(retried) = retried {
        row.tell(Canonical::SessionId, retried);
        if row.says("retrySuccessId").is_some() {
            row.tell(Canonical::Deleted, "true");
        }
    }
}

/// `timeSavedPerExecution` is somebody's guess, kept in the workflow: it is proposed, and never
/// counted with.
static WORKFLOW: NameForm = NameForm {
    kind: Named::Automation,
    id: &["id"],
    name: &["name"],
    solution: &[],
    modified: &["updatedAt"],
    is_within_solution: false,
    saves: &["settings.timeSavedPerExecution"],
    deadlines: [&[], &[]],
};
