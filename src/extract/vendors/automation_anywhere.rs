//! Automation Anywhere: the Control Room's list of activities, and Bot Insight's runs.

use super::{Description, Form, Holds, PLAIN, Table};
use crate::extract::reading::Canonical;

pub static DESCRIPTION: Description = Description {
    words: "automation-anywhere",
    speaker: "the Control Room",
    rows: &["list", "botRunDataList"],
    tables: &[
        Table { names: &["activities", "activity"], holds: Holds::Sessions(&ACTIVITY) },
        Table { names: &["botrundata", "getbotrundata"], holds: Holds::Sessions(&RUN) },
        Table { names: &["workitems"], holds: Holds::Nothing },
    ],
    errors: &[["code", "message"]],
    ..PLAIN
};

/// An activity is called after its bot and the hour, so the bot's file says which automation it is.
static ACTIVITY: Form = Form {
    told: &[
        (Canonical::SessionId, &["id"]),
        (Canonical::AutomationId, &["fileId", "filePath", "automationName"]),
        (Canonical::AutomationName, &["fileName", "automationName"]),
        (Canonical::Started, &["startDateTime"]),
        (Canonical::Ended, &["endDateTime"]),
        (Canonical::Outcome, &["status"]),
        (Canonical::MachineId, &["deviceId"]),
        (Canonical::MachineName, &["deviceName"]),
        (Canonical::SourceModified, &["modifiedOn"]),
    ],
    created: &["createdOn"],
    weighed: &["message"],
    // What a run that went well says is not kept.
    made: |row, words| {
        row.blame(words, "message");
        Ok(())
    },
};

/// Bot Insight knows a bot by the name of its file alone.
static RUN: Form = Form {
    told: &[
        (Canonical::SessionId, &["id"]),
        (Canonical::AutomationId, &["fileName"]),
        (Canonical::AutomationName, &["fileName"]),
        (Canonical::Started, &["startTime"]),
        (Canonical::Ended, &["endTime"]),
        (Canonical::Outcome, &["status"]),
        (Canonical::MachineName, &["hostName"]),
    ],
    created: &[],
    weighed: &[],
    made: |_, _| Ok(()),
};
