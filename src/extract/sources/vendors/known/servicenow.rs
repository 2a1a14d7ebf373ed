//! ServiceNow Automation Center: its executions, and the processes and robots they name.

use crate::extract::reading::columns::Canonical;
use crate::extract::sources::vendors::form::{
    Description, Horizon, NameForm, PLAIN, SessionForm, TableContent, VendorTable,
};
use crate::lake::Named;
use crate::model::Zone;

pub static DESCRIPTION: Description = Description {
    words: "servicenow",
    speaker: "ServiceNow",
    rows: &["result", "records"],
    tables: &[
        VendorTable {
            names: &["sn_ac_automation_execution", "executions"],
            holds: TableContent::Sessions(&EXECUTION),
        },
        VendorTable {
            names: &["cmdb_ci_base_rpa_process", "processes"],
            holds: TableContent::Names(&PROCESS),
        },
        VendorTable {
            names: &["cmdb_ci_base_rpa_robot", "robots"],
            holds: TableContent::Names(&ROBOT),
        },
    ],
    errors: &[["error.message", "error.detail"]],
    // A look-up is an object, and so is every field where labels are asked for: the value is meant,
    // in any language.
    within: Some("value"),
    zone: Some(Zone::UTC),
    horizon: Some(Horizon {
        days: 13,
        forgotten_after_days: 14,
        what: "Automation Center deletes executions that are 14 days old",
    }),
    ..PLAIN
};

static EXECUTION: SessionForm = SessionForm {
    columns: &[
        (Canonical::SessionId, &["sys_id"]),
        (Canonical::AutomationId, &["automation", "process"]),
        (Canonical::Started, &["start_time", "started"]),
        (Canonical::Ended, &["end_time", "ended"]),
        (Canonical::Outcome, &["state"]),
        (Canonical::MachineId, &["robot"]),
        (Canonical::ErrorCode, &["error_code"]),
        (Canonical::SourceVersion, &["sys_mod_count"]),
        (Canonical::SourceModified, &["sys_updated_on"]),
    ],
    created: &["sys_created_on"],
    considered: &["error_message"],
    made: |row, words| {
        row.error_if_failed(words, "error_message");
        Ok(())
    },
};

static PROCESS: NameForm = NameForm {
    kind: Named::Automation,
    ..NAMES
};
static ROBOT: NameForm = NameForm {
    kind: Named::Machine,
    ..NAMES
};

const NAMES: NameForm = NameForm {
    kind: Named::Automation,
    id: &["sys_id"],
    name: &["name"],
    solution: &[],
    modified: &["sys_updated_on"],
    is_within_solution: false,
    saves: &[],
    deadlines: [&[], &[]],
};
