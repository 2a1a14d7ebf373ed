//! An item of Orchestrator's queues, as its pages tell it and as its events do. Each attempt is a
//! row of its own, which names the one that it repeats.

use crate::extract::reading::items::OfItem;
use crate::extract::reading::outcomes::Meaning;
use crate::extract::rejects::{Fault, shown};
use crate::extract::sources::vendors::form::ItemForm;
use crate::extract::sources::vendors::item::VendorItem;
use crate::extract::values::whole;
use crate::model::Outcome;

/// How often it was tried before, by itself and by a person.
const RETRIES: &str = "RetryNumber";
const BY_HAND: &str = "ManualRetryNumber";
const VERSION: &str = "RowVersion";

pub static ITEM: ItemForm = ItemForm {
    columns: &[
        (OfItem::ItemId, &["Id"]),
        (OfItem::QueueId, &["QueueDefinitionId"]),
        (OfItem::QueueName, &["QueueDefinition.Name"]),
        (OfItem::Created, &["CreationTime"]),
        (OfItem::Started, &["StartProcessing"]),
        (OfItem::Ended, &["EndProcessing"]),
        (OfItem::Due, &["DueDate"]),
        (OfItem::AtRisk, &["RiskSlaDate"]),
        (OfItem::Outcome, &["Status"]),
        (OfItem::ErrorCode, &["ProcessingExceptionType"]),
        (OfItem::AncestorId, &["AncestorId", "ManualAncestorId"]),
        (OfItem::Attempt, &[RETRIES]),
        (OfItem::SourceVersion, &[VERSION]),
    ],
    considered: &[BY_HAND],
    zone: None,
    made: |row, outcomes| item(row, outcomes, BY_HAND),
};

const EVENT_BY_HAND: [&str; 2] = [
    "body.QueueItem.ManualRetryNumber",
    "QueueItem.ManualRetryNumber",
];

/// Every event tells the whole item as it was then, and when that was: so the latest of them is the
/// item, in whatever order they arrive. It is called by its number, as pages call it, where the
/// event tells that. The real-time export tells it in a body, a webhook beside it.
pub static EVENT: ItemForm = ItemForm {
    columns: &[
        (
            OfItem::ItemId,
            &[
                "body.QueueItem.Id",
                "body.QueueItem.Key",
                "QueueItem.Id",
                "QueueItem.Key",
            ],
        ),
        (
            OfItem::QueueId,
            &[
                "body.QueueItem.QueueDefinitionId",
                "body.Queue.Id",
                "body.QueueItem.QueueName",
                "body.Queue.Name",
                "QueueItem.QueueDefinitionId",
                "Queue.Id",
                "Queue.Name",
            ],
        ),
        (
            OfItem::QueueName,
            &["body.Queue.Name", "body.QueueItem.QueueName", "Queue.Name"],
        ),
        (
            OfItem::Created,
            &["body.QueueItem.CreationTime", "QueueItem.CreationTime"],
        ),
        (
            OfItem::Started,
            &[
                "body.QueueItem.StartProcessing",
                "QueueItem.StartProcessing",
            ],
        ),
        (
            OfItem::Ended,
            &["body.QueueItem.EndProcessing", "QueueItem.EndProcessing"],
        ),
        (
            OfItem::Due,
            &["body.QueueItem.DueDate", "QueueItem.DueDate"],
        ),
        (
            OfItem::AtRisk,
            &["body.QueueItem.RiskSlaDate", "QueueItem.RiskSlaDate"],
        ),
        (
            OfItem::Outcome,
            &["body.QueueItem.Status", "QueueItem.Status"],
        ),
        (
            OfItem::ErrorCode,
            &[
                "body.QueueItem.ProcessingExceptionType",
                "body.QueueItem.ProcessingException.Type",
                "QueueItem.ProcessingExceptionType",
                "QueueItem.ProcessingException.Type",
            ],
        ),
        (
            OfItem::AncestorId,
            &[
                "body.QueueItem.AncestorId",
                "body.QueueItem.ManualAncestorId",
                "body.QueueItem.AncestorUniqueKey",
                "body.QueueItem.ManualAncestorUniqueKey",
                "QueueItem.AncestorId",
            ],
        ),
        (
            OfItem::Attempt,
            &["body.QueueItem.RetryNumber", "QueueItem.RetryNumber"],
        ),
        (
            OfItem::SourceVersion,
            &["body.QueueItem.RowVersion", "QueueItem.RowVersion"],
        ),
        (OfItem::SourceModified, &["Timestamp"]),
    ],
    considered: &["EventType", "Type", EVENT_BY_HAND[0], EVENT_BY_HAND[1]],
    zone: None,
    made: |row, outcomes| {
        // An event that does not repeat the status is named after it.
        let named = row
            .says("EventType")
            .or(row.says("Type"))
            .and_then(|name| Some(name.rsplit_once('.')?.1.to_owned()));
        row.fill(OfItem::Outcome, named);
        item(
            row,
            outcomes,
            EVENT_BY_HAND[usize::from(row.says("EventType").is_none())],
        )
    },
};

fn item(row: &mut VendorItem<'_>, outcomes: &Meaning<Outcome>, by_hand: &str) -> Result<(), Fault> {
    let count =
        |text: Option<&str>, name: &str| text.map_or(Ok(0), |text| whole(text.trim(), name));
    let tried = count(row.text(OfItem::Attempt), RETRIES)? + count(row.says(by_hand), BY_HAND)?;
    row.tell(OfItem::Attempt, (1 + tried).to_string());
    if let Some(version) = row
        .text(OfItem::SourceVersion)
        .map(row_version)
        .transpose()?
    {
        row.tell(OfItem::SourceVersion, version.to_string());
    }
    // What went wrong says more than that something did.
    let means = |text: Option<&str>| text.and_then(|text| outcomes.read(text.trim()));
    let error = row.text(OfItem::ErrorCode);
    if means(row.text(OfItem::Outcome)) == Some(Outcome::Failed) && means(error).is_some() {
        let error = error.unwrap_or_default().to_owned();
        row.tell(OfItem::Outcome, error);
    }
    Ok(())
}

/// Eight bytes in base64: a number that grows with every change, the first byte the highest.
fn row_version(text: &str) -> Result<i64, Fault> {
    let bad = || {
        let message = format!(
            "`{}` is no version, such as AAAAAAAAB9E= (eight bytes in base64)",
            shown(text)
        );
        Fault::new(VERSION, "bad_version", message)
    };
    let digits = text
        .trim()
        .strip_suffix('=')
        .filter(|digits| digits.len() == 11)
        .ok_or_else(bad)?;
    let mut bits = 0u128;
    for byte in digits.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return Err(bad()),
        };
        bits = bits << 6 | u128::from(digit);
    }
    // Eleven digits are 66 bits: the last two are filling.
    i64::try_from(bits >> 2).map_err(|_| bad())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_version_is_a_number_that_keeps_its_order() {
        // 0x07d1 = 2001; 0xff = 255; 0x0102030405060708.
        for (text, number) in [
            ("AAAAAAAAB9E=", 2_001),
            ("AAAAAAAAAP8=", 255),
            ("AQIDBAUGBwg=", 0x0102_0304_0506_0708),
            (" AAAAAAAAAAA= ", 0),
        ] {
            assert_eq!(row_version(text), Ok(number), "{text}");
        }
        for text in [
            "",
            "7",
            "AAAAAAAAB9E",
            "AAAAAAAAB9E==",
            "AAAAAAAA-9E=",
            "//////////8=",
        ] {
            assert_eq!(row_version(text).unwrap_err().code, "bad_version", "{text}");
        }
    }
}
