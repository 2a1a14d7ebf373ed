//! Camunda: the process instances that the engine's history (7), its search (8) and Optimize's raw
//! data tell.

use crate::extract::reading::columns::Canonical;
use crate::extract::sources::vendors::form::{
    Description, PLAIN, SessionForm, TableContent, VendorTable,
};
use crate::extract::sources::vendors::row::VendorSession;

pub static DESCRIPTION: Description = Description {
    words: "camunda",
    speaker: "Camunda",
    rows: &["items", "data"],
    tables: &[VendorTable {
        names: &[
            "process_instances",
            "process_instance",
            "history_process_instance",
            "optimize",
        ],
        holds: TableContent::Sessions(&INSTANCE),
    }],
    errors: &[["type", "message"], ["title", "detail"]],
    ..PLAIN
};

/// What a process instance knows stands in its variables, which are not asked for.
static INSTANCE: SessionForm = SessionForm {
    columns: &[
        (
            Canonical::SessionId,
            &["processInstanceKey", "processInstanceId", "id", "key"],
        ),
        (
            Canonical::AutomationId,
            &["bpmnProcessId", "processDefinitionKey"],
        ),
        (Canonical::AutomationName, &["processDefinitionName"]),
        (
            Canonical::SolutionVersion,
            &["processDefinitionVersion", "processVersion"],
        ),
        (Canonical::Started, &["startTime", "startDate"]),
        (Canonical::Ended, &["endTime", "endDate"]),
        (Canonical::Outcome, &["state"]),
    ],
    created: &[],
    considered: &[
        "processInstanceKey",
        "processDefinitionId",
        "rootProcessInstanceId",
        "superProcessInstanceId",
        "parentProcessInstanceKey",
        "parentKey",
        "hasIncident",
        "deleteReason",
    ],
    made: |row, words| {
        row.error_if_failed(words, "deleteReason");
        if row.says("processInstanceKey").is_some() && !row.is_own(Canonical::AutomationId) {
            called_as_in_8(row);
        }
        state(row);
        call_activity(row);
        Ok(())
    },
};

/// In 8 the key of a definition is another in every version, and its id stays; in 7 it is the other
/// way round.
fn called_as_in_8(row: &mut VendorSession<'_>) {
    if let Some(id) = row.taken("processDefinitionId") {
        row.tell(Canonical::AutomationId, id);
    }
}

/// Optimize tells no state: what has ended may have been cancelled, so it is unknown unless its
/// satellite's map says what the report was filtered for.
fn state(row: &mut VendorSession<'_>) {
    match row.text(Canonical::Outcome).map(str::trim) {
        None if row.text(Canonical::Ended).is_some() => row.tell(Canonical::Outcome, "ended"),
        None => row.tell(Canonical::Outcome, "ACTIVE"),
        Some("ACTIVE") if row.is_true("hasIncident") => row.tell(Canonical::Outcome, "INCIDENT"),
        Some(_) => {}
    }
}

/// A process that another one called is part of that one's work, which is counted.
fn call_activity(row: &mut VendorSession<'_>) {
    let is_other = |caller: &&str| {
        !matches!(*caller, "" | "-1")
            && row.text(Canonical::SessionId).map(str::trim) != Some(*caller)
    };
    let callers = [
        "rootProcessInstanceId",
        "superProcessInstanceId",
        "parentProcessInstanceKey",
        "parentKey",
    ];
    let caller = callers
        .iter()
        .filter_map(|name| row.says(name))
        .map(str::trim)
        .find(is_other)
        .map(str::to_owned);
    if let Some(caller) = caller {
        row.fill(Canonical::ParentSessionId, Some(caller));
        row.tell(Canonical::Outcome, "call activity");
    }
}
