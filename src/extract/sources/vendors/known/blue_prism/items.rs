//! Items of Blue Prism's work queues: the database's table BPAWorkQueueItem, and the items that its
//! API lists. A retry is a row of its own with the id of the first attempt and the next number; no
//! column says how an attempt stands.

use super::offsets::{is_wall, with_offset};
use crate::extract::reading::items::OfItem;
use crate::extract::reading::outcomes::Meaning;
use crate::extract::rejects::Fault;
use crate::extract::sources::vendors::form::ItemForm;
use crate::extract::sources::vendors::item::VendorItem;
use crate::extract::values::whole;
use crate::model::{Outcome, Zone};

/// The key's value, the status and the tags may say anything about anybody, and the reason of an
/// exception too: of it only the kind is kept, where it is one that is known.
pub static ITEM: ItemForm = ItemForm {
    columns: &[
        (OfItem::ItemId, &["id"]),
        (OfItem::QueueId, &["queueid", "queueident"]),
        (OfItem::QueueName, &["queuename"]),
        (OfItem::SessionId, &["sessionid"]),
        (OfItem::Created, &["loaded", "loadeddate"]),
        (OfItem::Started, &["locktime", "lockeddate"]),
        (OfItem::Ended, COMPLETED),
        (OfItem::Due, &["sladatetime", "sla"]),
        (OfItem::Outcome, &["state"]),
        (OfItem::Attempt, &["attempt", "attemptnumber"]),
        (OfItem::SourceModified, &["lastupdated"]),
    ],
    considered: &[
        EXCEPTION[0],
        EXCEPTION[1],
        "lockid",
        "exceptionreason",
        ATTEMPT_TIME,
        TOTAL_TIME,
        TIME_BEFORE,
        OFFSETS[0].1,
        OFFSETS[1].1,
        OFFSETS[2].1,
        OFFSETS[3].1,
        OFFSETS[4].1,
        EXCEPTION_OFFSET,
    ],
    // Sessions are told by local clocks, and how far these are ahead; queues are written in UTC,
    // and no column says more.
    zone: Some(Zone::UTC),
    made: item,
};

const COMPLETED: &[&str] = &["completed", "completeddate"];
const EXCEPTION: [&str; 2] = ["exception", "exceptioneddate"];
const EXCEPTION_OFFSET: &str = "exceptiontimezoneoffset";
/// Seconds of work: at this attempt; at all so far, and before it.
const ATTEMPT_TIME: &str = "attemptworktime";
const TOTAL_TIME: &str = "worktime";
const TIME_BEFORE: &str = "prevworktime";

/// Where an export tells local times and their offsets after all, these are named as the sessions'
/// are.
const OFFSETS: [(OfItem, &str); 5] = [
    (OfItem::Created, "loadedtimezoneoffset"),
    (OfItem::Started, "locktimezoneoffset"),
    (OfItem::Ended, "completedtimezoneoffset"),
    (OfItem::Due, "slatimezoneoffset"),
    (OfItem::SourceModified, "lastupdatedtimezoneoffset"),
];

fn item(row: &mut VendorItem<'_>, outcomes: &Meaning<Outcome>) -> Result<(), Fault> {
    let queue = queue_of(row.object).map(str::to_owned);
    row.fill(OfItem::QueueId, queue);
    // How many minutes somebody has is no deadline.
    if row
        .text(OfItem::Due)
        .is_some_and(|sla| sla.trim().parse::<f64>().is_ok())
    {
        row.clear(OfItem::Due);
    }
    for (field, offset) in OFFSETS {
        if let (Some(seconds), Some(wall)) = (row.says(offset), row.text(field))
            && is_wall(wall.trim())
        {
            let instant = with_offset(wall, seconds, offset)?;
            row.tell(field, instant);
        }
    }
    let is_completed = row.text(OfItem::Ended).is_some();
    let failed = EXCEPTION
        .iter()
        .find_map(|name| row.says(name))
        .filter(|_| !is_completed)
        .map(str::to_owned);
    if let Some(wall) = &failed {
        let at = match row.says(EXCEPTION_OFFSET).filter(|_| is_wall(wall.trim())) {
            Some(seconds) => with_offset(wall, seconds, EXCEPTION_OFFSET)?,
            None => wall.clone(),
        };
        row.tell(OfItem::Ended, at);
    }
    let is_locked = row.says("lockid").is_some() || row.text(OfItem::Started).is_some();
    row.fill(
        OfItem::Outcome,
        Some(state(is_completed, failed.is_some(), is_locked)),
    );
    if outcomes.read(row.text(OfItem::Outcome).unwrap_or_default().trim()) == Some(Outcome::Failed)
        && let Some(kind) = row
            .says("exceptionreason")
            .map(kind)
            .filter(|kind| outcomes.read(kind).is_some())
            .map(str::to_owned)
    {
        row.tell(OfItem::Outcome, kind.clone());
        row.tell(OfItem::ErrorCode, kind);
    }
    work(row)?;
    number(row)
}

/// The API is asked for the items of one queue, and does not repeat which: then the folder says it
/// that the page lies in, as in `workqueueitems/0f3c…/1.json`.
fn queue_of(object: &str) -> Option<&str> {
    let mut folders = object.split('/');
    folders.find(|folder| folder.eq_ignore_ascii_case("workqueueitems"))?;
    let queue = folders.next()?;
    folders.next().map(|_| queue)
}

/// What the columns that are filled say of how an attempt stands. What is deferred waits, as what
/// is pending does: until when is no state, since nobody writes the row when that time has come.
fn state(is_completed: bool, is_failed: bool, is_locked: bool) -> &'static str {
    match (is_completed, is_failed, is_locked) {
        (true, ..) => "Completed",
        (_, true, _) => "Exceptioned",
        (.., true) => "Locked",
        _ => "Pending",
    }
}

/// By convention a reason begins with its kind, and goes on behind a colon or a dash: `Business
/// Exception: no such customer`.
fn kind(reason: &str) -> &str {
    let reason = reason
        .trim()
        .strip_prefix("Exception:")
        .unwrap_or(reason)
        .trim();
    reason
        .split([':', '-', ';'])
        .next()
        .unwrap_or_default()
        .trim()
}

fn work(row: &mut VendorItem<'_>) -> Result<(), Fault> {
    let seconds = |name: &str| {
        row.says(name)
            .map(|text| whole(text.trim(), name))
            .transpose()
    };
    let attempt = match seconds(ATTEMPT_TIME)? {
        Some(attempt) => Some(attempt),
        None => seconds(TOTAL_TIME)?
            .map(|total| Ok::<_, Fault>(total - seconds(TIME_BEFORE)?.unwrap_or(0)))
            .transpose()?,
    };
    row.fill(
        OfItem::WorkMs,
        attempt.map(|seconds| seconds.saturating_mul(1_000).to_string()),
    );
    Ok(())
}

/// The first attempt is called by the item's id, the others by it and their number.
fn number(row: &mut VendorItem<'_>) -> Result<(), Fault> {
    let attempt = row
        .text(OfItem::Attempt)
        .map(|text| whole(text.trim(), "attempt"))
        .transpose()?;
    if let (Some(attempt), Some(id)) = (
        attempt.filter(|&attempt| attempt > 1),
        row.text(OfItem::ItemId),
    ) {
        let id = id.trim().to_owned();
        row.tell(OfItem::ItemId, format!("{id}/{attempt}"));
        row.tell(OfItem::AncestorId, id);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_an_exception_is_what_its_reason_begins_with() {
        for (reason, told) in [
            ("Business Exception: no such customer", "Business Exception"),
            ("Exception: System Exception - timeout", "System Exception"),
            ("Internal", "Internal"),
            ("", ""),
        ] {
            assert_eq!(kind(reason), told);
        }
    }

    #[test]
    fn a_folder_below_that_of_the_items_is_called_after_their_queue() {
        for (object, queue) in [
            ("in/WorkQueueItems/q-1/1.json", Some("q-1")),
            ("workqueueitems/1.json", None),
            ("in/1.json", None),
            ("workqueueitems/q-1/march/1.json", Some("q-1")),
        ] {
            assert_eq!(queue_of(object), queue, "{object}");
        }
    }

    #[test]
    fn completed_says_more_than_an_exception_and_both_more_than_a_lock() {
        let told = [
            (true, true, true),
            (false, true, true),
            (false, false, true),
            (false, false, false),
        ];
        assert_eq!(
            told.map(|(a, b, c)| state(a, b, c)),
            ["Completed", "Exceptioned", "Locked", "Pending"]
        );
    }
}
