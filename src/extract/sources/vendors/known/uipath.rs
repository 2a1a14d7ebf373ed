//! UiPath Orchestrator: its OData service's Jobs, QueueItems, QueueDefinitions, Releases and
//! Machines, and the events that it exports as they happen.

use super::{grids, queue};
use crate::extract::reading::columns::Canonical;
use crate::extract::rejects::Fault;
use crate::extract::sources::vendors::form::{
    Description, NameForm, PLAIN, SessionForm, TableContent, VendorTable,
};
use crate::extract::sources::vendors::names::within;
use crate::extract::sources::vendors::row::{OutcomeWords, VendorSession};
use crate::lake::Named;
use crate::model::Outcome;

pub static DESCRIPTION: Description = Description {
    words: "uipath",
    speaker: "Orchestrator",
    rows: &["value"],
    tables: &[
        VendorTable {
            names: &["jobs"],
            holds: TableContent::Sessions(&JOB),
        },
        VendorTable {
            names: &["releases"],
            holds: TableContent::Names(&RELEASE),
        },
        VendorTable {
            names: &["machines"],
            holds: TableContent::Names(&MACHINE),
        },
        VendorTable {
            names: &["events"],
            holds: TableContent::Events {
                members: &["EventType", "Type"],
                of: &[
                    ("job", TableContent::Sessions(&EVENT)),
                    ("queueitem", TableContent::Items(&queue::EVENT)),
                ],
                several: &[("job", "Jobs"), ("queueitem", "QueueItems")],
            },
        },
        VendorTable {
            names: &["queueitems"],
            holds: TableContent::Items(&queue::ITEM),
        },
        VendorTable {
            names: &["queuedefinitions"],
            holds: TableContent::Names(&QUEUE),
        },
    ],
    // OData's own form, Orchestrator's, and that of the service that logs it in.
    errors: &[
        ["error.code", "error.message"],
        ["errorCode", "message"],
        ["error", "error_description"],
    ],
    guids: true,
    grids: grids::UIPATH,
    ..PLAIN
};

/// What went into a job and what came out is not asked for, so it is not kept.
static JOB: SessionForm = SessionForm {
    columns: &[
        (Canonical::SessionId, &["Key", "Id"]),
        (Canonical::AutomationName, &["ReleaseName", "Release.Name"]),
        (
            Canonical::SolutionId,
            &["OrganizationUnitFullyQualifiedName", "OrganizationUnitId"],
        ),
        (
            Canonical::SolutionVersion,
            &["Release.ProcessVersion", "ReleaseVersionId"],
        ),
        (Canonical::Started, &["StartTime"]),
        (Canonical::Ended, &["EndTime"]),
        (Canonical::Outcome, &["State"]),
        (Canonical::Trigger, &["SourceType"]),
        (Canonical::MachineId, &["Machine.Id"]),
        (Canonical::MachineName, &["HostMachineName", "Machine.Name"]),
        (Canonical::ParentSessionId, &["ParentJobKey"]),
        (Canonical::ErrorCode, &["ErrorCode", "JobError.code"]),
        (Canonical::ErrorMessage, &["JobError.detail"]),
        (Canonical::SourceModified, &["LastModificationTime"]),
    ],
    created: &["CreationTime"],
    considered: &["RuntimeType", "Type", "Info"],
    made: |row, words| job(row, words, ["RuntimeType", "Type", "Info"]),
};

/// Every event tells the whole job as it was then, and when that was: so the latest of them is the
/// job, in whatever order they arrive. The real-time export tells it in a body, a webhook beside
/// it; a webhook calls a folder by its number, and a process by its package where it does not tell
/// its name.
static EVENT: SessionForm = SessionForm {
    columns: &[
        (Canonical::SessionId, &["body.Job.Key", "Job.Key", "Job.Id"]),
        (
            Canonical::AutomationName,
            &[
                "body.Job.ProcessName",
                "body.Job.DisplayName",
                "Job.ReleaseName",
                "Job.Release.Name",
                "Job.Release.ProcessKey",
            ],
        ),
        (
            Canonical::SolutionId,
            &[
                "FullFolderPath",
                "FolderName",
                "FolderKey",
                "OrganizationUnitId",
            ],
        ),
        (Canonical::SolutionVersion, &["Job.Release.ProcessVersion"]),
        (Canonical::Started, &["body.Job.StartTime", "Job.StartTime"]),
        (Canonical::Ended, &["body.Job.EndTime", "Job.EndTime"]),
        (Canonical::Outcome, &["body.Job.State", "Job.State"]),
        (Canonical::Trigger, &["Job.SourceType"]),
        (
            Canonical::MachineName,
            &[
                "body.Job.HostMachineName",
                "Job.HostMachineName",
                "Job.Robot.MachineName",
            ],
        ),
        (Canonical::SourceModified, &["Timestamp"]),
    ],
    created: &["body.Job.CreationTime", "Job.CreationTime"],
    considered: &[
        "EventType",
        "Type",
        "body.Job.RuntimeType",
        "body.Job.Type",
        "body.Job.Info",
        "Job.RuntimeType",
        "Job.Robot.Type",
        "Job.Type",
        "Job.Info",
    ],
    made: |row, words| {
        // An event that does not repeat the state is named after it.
        let named = row
            .says("EventType")
            .or(row.says("Type"))
            .and_then(|name| Some(name.rsplit_once('.')?.1.to_owned()));
        row.fill(Canonical::Outcome, named);
        let of_webhook = ["Job.RuntimeType", "Job.Robot.Type"]
            .into_iter()
            .find(|name| row.says(name).is_some());
        match row.says("EventType") {
            Some(_) => job(
                row,
                words,
                ["body.Job.RuntimeType", "body.Job.Type", "body.Job.Info"],
            ),
            None => job(
                row,
                words,
                [
                    of_webhook.unwrap_or("Job.RuntimeType"),
                    "Job.Type",
                    "Job.Info",
                ],
            ),
        }
    },
};

static RELEASE: NameForm = NameForm {
    kind: Named::Automation,
    is_within_solution: true,
    ..NAMES
};
/// Its items call it by its number.
static QUEUE: NameForm = NameForm {
    kind: Named::Queue,
    id: &["Id"],
    solution: &[],
    deadlines: [&["SlaInMinutes"], &["RiskSlaInMinutes"]],
    ..NAMES
};
static MACHINE: NameForm = NameForm {
    kind: Named::Machine,
    id: &["Id"],
    ..NAMES
};

const NAMES: NameForm = NameForm {
    kind: Named::Machine,
    id: &[],
    name: &["Name"],
    solution: &["OrganizationUnitFullyQualifiedName", "OrganizationUnitId"],
    modified: &["LastModificationTime"],
    is_within_solution: false,
    saves: &[],
    deadlines: [&[], &[]],
};

/// Orchestrator's names are unique in a folder only, and a job's row always tells both, whereas it
/// tells the release's key only if it was asked to.
fn job(
    row: &mut VendorSession<'_>,
    words: &OutcomeWords,
    [runtime, kind, info]: [&'static str; 3],
) -> Result<(), Fault> {
    let id = row
        .text(Canonical::AutomationName)
        .map(|name| within(row.text(Canonical::SolutionId), name));
    row.fill(Canonical::AutomationId, id);
    row.error_if_failed(words, info);
    let known = |text: &&str| words.modes.read(text.trim()).is_some();
    let mode = row
        .says(runtime)
        .filter(known)
        .or(row.says(kind))
        .or(row.says(runtime))
        .map(str::to_owned);
    row.fill(Canonical::Mode, mode);
    if !words.count_tests {
        row.outcome_if(words, runtime, &[Outcome::Test]);
    }
    Ok(())
}
