//! Automation Anywhere: the Control Room's list of activities, the work items of its queues, and
//! Bot Insight's runs.

use crate::extract::reading::columns::Canonical;
use crate::extract::reading::items::OfItem;
use crate::extract::sources::vendors::form::{
    Description, ItemForm, NameForm, PLAIN, SessionForm, TableContent, VendorTable,
};
use crate::extract::values::whole;
use crate::lake::Named;
use crate::model::Outcome;

pub static DESCRIPTION: Description = Description {
    words: "automation-anywhere",
    speaker: "the Control Room",
    rows: &["list", "botRunDataList"],
    tables: &[
        VendorTable {
            names: &["activities", "activity"],
            holds: TableContent::Sessions(&ACTIVITY),
        },
        VendorTable {
            names: &["botrundata", "getbotrundata"],
            holds: TableContent::Sessions(&RUN),
        },
        VendorTable {
            names: &["workitems"],
            holds: TableContent::Items(&ITEM),
        },
        VendorTable {
            names: &["queues"],
            holds: TableContent::Names(&QUEUE),
        },
    ],
    errors: &[["code", "message"]],
    ..PLAIN
};

/// An activity is called after its bot and the hour, so the bot's file says which automation it is.
static ACTIVITY: SessionForm = SessionForm {
    columns: &[
        (Canonical::SessionId, &["id"]),
        (
            Canonical::AutomationId,
            &["fileId", "filePath", "automationName"],
        ),
        (Canonical::AutomationName, &["fileName", "automationName"]),
        (Canonical::Started, &["startDateTime"]),
        (Canonical::Ended, &["endDateTime"]),
        (Canonical::Outcome, &["status"]),
        (Canonical::MachineId, &["deviceId"]),
        (Canonical::MachineName, &["deviceName"]),
        (Canonical::SourceModified, &["modifiedOn"]),
    ],
    created: &["createdOn"],
    considered: &["message"],
    // What a run that went well says is not kept.
    made: |row, words| {
        row.error_if_failed(words, "message");
        Ok(())
    },
};

/// Bot Insight knows a bot by the name of its file alone.
static RUN: SessionForm = SessionForm {
    columns: &[
        (Canonical::SessionId, &["id"]),
        (Canonical::AutomationId, &["fileName"]),
        (Canonical::AutomationName, &["fileName"]),
        (Canonical::Started, &["startTime"]),
        (Canonical::Ended, &["endTime"]),
        (Canonical::Outcome, &["status"]),
        (Canonical::MachineName, &["hostName"]),
    ],
    created: &[],
    considered: &[],
    made: |_, _| Ok(()),
};

/// A work item stays one row however often it is tried: its retries are only counted. What it is
/// about stands in a member and columns that are not asked for, and neither are remarks. No member
/// tells a deadline.
static ITEM: ItemForm = ItemForm {
    columns: &[
        (OfItem::ItemId, &["id"]),
        (OfItem::QueueId, &["queueId"]),
        (OfItem::QueueName, &["queueName"]),
        (OfItem::Created, &["createdOn"]),
        (OfItem::Started, &["startTime"]),
        (OfItem::Ended, &["endTime"]),
        (OfItem::Outcome, &["status"]),
        (OfItem::Attempt, &["retryCount"]),
        (OfItem::SourceVersion, &["version"]),
        (OfItem::SourceModified, &["updatedOn", "modifiedOn"]),
    ],
    considered: &["result"],
    zone: None,
    made: |row, outcomes| {
        // What is complete was worked on to its end, and the bot says with what result.
        let means = |text: Option<&str>| text.and_then(|text| outcomes.read(text.trim()));
        let result = row
            .says("result")
            .filter(|result| means(Some(result)).is_some())
            .map(str::to_owned);
        if let (Some(Outcome::Succeeded), Some(result)) = (means(row.text(OfItem::Outcome)), result)
        {
            row.tell(OfItem::Outcome, result);
        }
        if let Some(retries) = row
            .text(OfItem::Attempt)
            .map(|text| whole(text.trim(), "retryCount"))
            .transpose()?
        {
            row.tell(OfItem::Attempt, (1 + retries).to_string());
        }
        Ok(())
    },
};

static QUEUE: NameForm = NameForm {
    kind: Named::Queue,
    id: &["id"],
    name: &["name"],
    solution: &[],
    modified: &["updatedOn"],
    is_within_solution: false,
    saves: &[],
    deadlines: [&[], &[]],
};
