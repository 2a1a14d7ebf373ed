//! Blue Prism: its database's tables BPASession and BPAWorkQueueItem, and the sessions and items
//! that its API lists.

mod items;
mod offsets;

use self::offsets::{is_wall, with_offset};
use crate::extract::reading::columns::Canonical;
use crate::extract::rejects::Fault;
use crate::extract::sources::vendors::form::{Description, Form, Holds, NameForm, PLAIN, Table};
use crate::extract::sources::vendors::row::Row;
use crate::extract::values::whole;
use crate::lake::Named;
use crate::model::Outcome;

pub static DESCRIPTION: Description = Description {
    words: "blue-prism",
    speaker: "Blue Prism",
    rows: &["items"],
    tables: &[
        Table {
            names: &["bpasession", "sessions"],
            holds: Holds::Sessions(&SESSION),
        },
        Table {
            names: &["bpaprocess", "processes"],
            holds: Holds::Names(&PROCESS),
        },
        Table {
            names: &["bparesource", "resources"],
            holds: Holds::Names(&RESOURCE),
        },
        Table {
            names: &["bpaworkqueueitem", "workqueueitems"],
            holds: Holds::Items(&items::ITEM),
        },
        Table {
            names: &["bpaworkqueue", "workqueues"],
            holds: Holds::Names(&QUEUE),
        },
    ],
    errors: &[["title", "detail"], ["error", "message"]],
    guids: true,
    ..PLAIN
};

/// Both tell the same under names of their own. Start parameters and the session's state are not
/// asked for.
static SESSION: Form = Form {
    told: &[
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
    weighed: &[
        "exceptiontype",
        "terminationreason",
        "exceptionmessage",
        OFFSETS[0].1,
        OFFSETS[1].1,
        OFFSETS[2].1,
    ],
    made: |row, words| {
        for (told, offset) in OFFSETS {
            on_the_clock_of(row, told, offset)?;
        }
        row.blame(words, "exceptionmessage");
        if words.means(Outcome::Failed, row.told(Canonical::Outcome)) {
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
fn on_the_clock_of(row: &mut Row<'_>, told: Canonical, offset: &str) -> Result<(), Fault> {
    let (Some(seconds), Some(wall)) = (row.says(offset), row.told(told)) else {
        return Ok(());
    };
    whole(seconds.trim(), offset)?;
    if row.is_own(told) || !is_wall(wall.trim()) {
        return Ok(());
    }
    let instant = with_offset(wall, seconds, offset)?;
    row.tell(told, instant);
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
