//! The vendor's Automation Kit: its main environment's tables by their logical names, with or
//! without the kit's prefix. Its trace of flow sessions tells sessions; what it calls flows are
//! names; its master data is for who begins a workspace, and no session's.

use crate::extract::carriers::entities::decoded;
use crate::extract::reading::columns::Canonical;
use crate::extract::sources::dataverse::tables::ERROR;
use crate::extract::sources::vendors::form::{
    Description, NameForm, PLAIN, SessionForm, TableContent, VendorTable,
};
use crate::extract::sources::vendors::row::VendorSession;
use crate::lake::Named;
use crate::model::Zone;

pub static DESCRIPTION: Description = Description {
    words: "kit",
    speaker: "Dataverse",
    rows: &["value"],
    tables: TABLES,
    errors: &[ERROR],
    // Dataverse keeps instants, whatever a page shows.
    zone: Some(Zone::UTC),
    ..PLAIN
};

const TABLES: &[VendorTable] = &[
    VendorTable {
        names: &[
            "autocoe_flowsessiontrace",
            "autocoe_flowsessiontraces",
            "flowsessiontrace",
            "flowsessiontraces",
        ],
        holds: TableContent::Sessions(&TRACE),
    },
    VendorTable {
        names: &["autocoe_flow", "autocoe_flows"],
        holds: TableContent::Names(&FLOW),
    },
    master(&["autocoe_auditlog", "autocoe_auditlogs"]),
    master(&[
        "autocoe_automationcorporategoals",
        "autocoe_automationcorporategoalses",
    ]),
    master(&["autocoe_automationproject", "autocoe_automationprojects"]),
    master(&[
        "autocoe_automationprojectstakeholder",
        "autocoe_automationprojectstakeholders",
    ]),
    nothing(&[
        "autocoe_averageautomationstepsscore",
        "autocoe_averageautomationstepsscores",
    ]),
    master(&["autocoe_baseconfiguration", "autocoe_baseconfigurations"]),
    nothing(&["autocoe_consoleconfig", "autocoe_consoleconfigs"]),
    nothing(&["autocoe_consolegallery", "autocoe_consolegalleries"]),
    master(&["autocoe_department", "autocoe_departments"]),
    nothing(&["autocoe_desktopflowaction", "autocoe_desktopflowactions"]),
    nothing(&[
        "autocoe_desktopflowdlpimpactprofile",
        "autocoe_desktopflowdlpimpactprofiles",
    ]),
    nothing(&[
        "autocoe_desktopflowdefinition",
        "autocoe_desktopflowdefinitions",
    ]),
    master(&["autocoe_environment", "autocoe_environments"]),
    nothing(&[
        "autocoe_flowsessionexception",
        "autocoe_flowsessionexceptions",
    ]),
    master(&[
        "autocoe_flowsessionexceptionruleconfiguration",
        "autocoe_flowsessionexceptionruleconfigurations",
    ]),
    master(&["autocoe_machine", "autocoe_machines"]),
    master(&["autocoe_machinegroup", "autocoe_machinegroups"]),
    master(&["autocoe_processcategory", "autocoe_processcategories"]),
    master(&["autocoe_processsubcategory", "autocoe_processsubcategories"]),
    master(&[
        "autocoe_processingfrequencyscore",
        "autocoe_processingfrequencyscores",
    ]),
    nothing(&[
        "autocoe_processingpeaksscore",
        "autocoe_processingpeaksscores",
    ]),
    master(&["autocoe_role", "autocoe_roles"]),
    master(&["autocoe_solutionmetering", "autocoe_solutionmeterings"]),
    master(&[
        "autocoe_solutionmeteringartifact",
        "autocoe_solutionmeteringartifacts",
    ]),
];

/// A table that people maintain: what it says of projects and their costs is gathered where a
/// workspace is read.
const fn master(names: &'static [&'static str]) -> VendorTable {
    VendorTable {
        names,
        holds: TableContent::MasterData,
    }
}

/// A table of the kit's that is known, and tells nothing that is read.
const fn nothing(names: &'static [&'static str]) -> VendorTable {
    VendorTable {
        names,
        holds: TableContent::Nothing,
    }
}

/// The kit only ever creates rows, so that a session that was touched again stands here twice: the
/// row that was written later is the session. The trigger's address may carry a key, so it is not
/// asked for.
static TRACE: SessionForm = SessionForm {
    columns: &[
        (
            Canonical::SessionId,
            &[
                "autocoe_flowsessionid",
                "flowsessionid",
                "autocoe_flowsessiontraceid",
            ],
        ),
        (Canonical::AutomationId, &["autocoe_flowid", "flowid"]),
        (Canonical::AutomationName, &["autocoe_flowname", "flowname"]),
        (Canonical::SolutionId, &["autocoe_solutionid", "solutionid"]),
        (Canonical::Started, &["autocoe_startedon", "startedon"]),
        (Canonical::Ended, &["autocoe_completedon", "completedon"]),
        (
            Canonical::Outcome,
            &["autocoe_overallstatus", "overallstatus"],
        ),
        (Canonical::Mode, &["autocoe_runmode", "runmode"]),
        (Canonical::MachineName, &["autocoe_hostname", "hostname"]),
        (
            Canonical::Owner,
            &[
                "autocoe_maker",
                "maker",
                "autocoe_solutionowneremail",
                "solutionowneremail",
            ],
        ),
        (
            Canonical::ErrorCode,
            &["autocoe_exceptioncode", "exceptioncode"],
        ),
        (
            Canonical::ErrorMessage,
            &["autocoe_exceptiondetails", "exceptiondetails"],
        ),
        (Canonical::SourceVersion, &["versionnumber"]),
        (Canonical::SourceModified, &["modifiedon"]),
    ],
    created: &["createdon"],
    considered: &[],
    made: |row, _| {
        [
            Canonical::AutomationName,
            Canonical::ErrorCode,
            Canonical::ErrorMessage,
        ]
        .into_iter()
        .for_each(|field| plain(row, field));
        Ok(())
    },
};

/// Texts went through flows that wrote HTML's entities for what they could not say.
fn plain(row: &mut VendorSession<'_>, field: Canonical) {
    if let Some(text) = row.text(field).filter(|text| text.contains('&')) {
        let text = decoded(text).into_owned();
        row.tell(field, text);
    }
}

static FLOW: NameForm = NameForm {
    kind: Named::Automation,
    id: &["autocoe_workflowid", "autocoe_workflowidalternative"],
    name: &["autocoe_flowname"],
    solution: &[],
    modified: &["autocoe_flowmodifiedon"],
    is_within_solution: false,
    saves: &[],
    deadlines: [&[], &[]],
};
