//! Blue Prism: its database's tables BPASession and BPAWorkQueueItem, and the sessions and items
//! that its API lists.

mod items;
mod offsets;

use self::offsets::{is_wall, with_offset};
use crate::extract::reading::columns::Canonical;
use crate::extract::rejects::Fault;
use crate::extract::sources::vendors::form::{
    Description, NameForm, PLAIN, SessionForm, TableContent, VendorTable,
};
use crate::extract::sources::vendors::row::VendorSession;
use crate::extract::values::whole;
use crate::lake::Named;
use crate::model::Outcome;

pub static DESCRIPTION: Description = Description {
    words: "blue-prism",
    speaker: "Blue Prism",
    rows: &["items"],
    tables: &[
        VendorTable {
            names: &["bpasession", "sessions"],
            holds: TableContent::Sessions(&SESSION),
        },
        VendorTable {
            names: &["bpaprocess", "processes"],
            holds: TableContent::Names(&PROCESS),
        },
        VendorTable {
            names: &["bparesource", "resources"],
            holds: TableContent::Names(&RESOURCE),
        },
        VendorTable {
            names: &["bpaworkqueueitem", "workqueueitems"],
            holds: TableContent::Items(&items::ITEM),
        },
        VendorTable {
            names: &["bpaworkqueue", "workqueues"],
            holds: TableContent::Names(&QUEUE),
        },
    ],
    errors: &[["title", "detail"], ["error", "message"]],
    guids: true,
    ..PLAIN
};

/// Both tell the same under names of their own. Start parameters and the session's state are not
/// asked for.
static SESSION: SessionForm = SessionForm {
    columns: &[
        (Canonical::SessionId, &["sessionid"]),
        (Canonical::AutomationId, &["processid"]),
        (Canonical::AutomationName, &["processname"]),
        (Canonical::Started, &["startdatetime", "starttime"]),
        (Canonical::Ended, &["enddatetime", "endtime"]),
        (Canonical::Outcome, &["statusid", "status"]),
        (Canonical::MachineId, &["runningresourceid", "resourceid"]),
        (Canonical::MachineName, &["resourcename"]),
        (Canonical::SourceModified, &["lastupdated"]),
    ],
    created: &[],
    considered: &[
        "exceptiontype",
        "terminationreason",
        "exceptionmessage",
        OFFSETS[0].1,
        OFFSETS[1].1,
        OFFSETS[2].1,
    ],
    made: |row, words| {
        for (field, offset) in OFFSETS {
            on_the_clock_of(row, field, offset)?;
        }
        row.error_if_failed(words, "exceptionmessage");
        if words.means(Outcome::Failed, row.text(Canonical::Outcome)) {
            let reason = row
                .taken("terminationreason")
                .filter(|reason| !matches!(reason.trim(), "None" | "0"));
            let code = row.taken("exceptiontype").or(reason);
            row.fill(Canonical::ErrorCode, code);
        }
        Ok(())
    },
};

const OFFSETS: [(Canonical, &str); 3] = [
    (Canonical::Started, "starttimezoneoffset"),
    (Canonical::Ended, "endtimezoneoffset"),
    (Canonical::SourceModified, "lastupdatedtimezoneoffset"),
];

/// The database keeps local times, and how many seconds that clock was ahead of UTC. Where it does
/// not say so, the clock is the satellite's.
fn on_the_clock_of(
    row: &mut VendorSession<'_>,
    field: Canonical,
    offset: &str,
) -> Result<(), Fault> {
    let (Some(seconds), Some(wall)) = (row.says(offset), row.text(field)) else {
        return Ok(());
    };
    whole(seconds.trim(), offset)?;
    if row.is_own(field) || !is_wall(wall.trim()) {
        return Ok(());
    }
    let instant = with_offset(wall, seconds, offset)?;
    row.tell(field, instant);
    Ok(())
}

static PROCESS: NameForm = NameForm {
    kind: Named::Automation,
    id: &["processid"],
    ..NAMES
};
static QUEUE: NameForm = NameForm {
    kind: Named::Queue,
    id: &["id"],
    ..NAMES
};
static RESOURCE: NameForm = NameForm {
    kind: Named::Machine,
    id: &["resourceid"],
    ..NAMES
};

const NAMES: NameForm = NameForm {
    kind: Named::Automation,
    id: &[],
    name: &["name"],
    solution: &[],
    modified: &[],
    is_within_solution: false,
    saves: &[],
    deadlines: [&[], &[]],
};
