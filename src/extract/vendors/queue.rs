//! An item of Orchestrator's queues. Each attempt is a row of its own, which names the one that it repeats. What an item
//! is about, and what came of it, is not asked for, so it is not kept.

use crate::extract::items::{ItemNames, ItemTelling, Items, OfItem};
use crate::extract::json::Asked;
use crate::extract::notes::Notes;
use crate::extract::outcomes::Meaning;
use crate::extract::rejects::{Fault, shown};
use crate::extract::sessions::{Dialect, Source};
use crate::extract::values::whole;
use crate::model::Outcome;

const WORDS: &str = "uipath";

/// Which of an item's members tell what.
const TOLD: [(OfItem, &str); 10] = [
    (OfItem::ItemId, "Id"),
    (OfItem::QueueId, "QueueDefinitionId"),
    (OfItem::QueueName, "QueueDefinition.Name"),
    (OfItem::Created, "CreationTime"),
    (OfItem::Started, "StartProcessing"),
    (OfItem::Ended, "EndProcessing"),
    (OfItem::Due, "DueDate"),
    (OfItem::AtRisk, "RiskSlaDate"),
    (OfItem::Outcome, "Status"),
    (OfItem::ErrorCode, "ProcessingExceptionType"),
];
/// And what is weighed before it tells something: what it repeats, by itself and by a person; how often it was tried
/// before, likewise; and its version.
const WEIGHED: [&str; 5] = ["AncestorId", "ManualAncestorId", "RetryNumber", "ManualRetryNumber", "RowVersion"];

pub struct QueueItems<'a> {
    asked: Asked,
    outcomes: Meaning<Outcome>,
    pub items: Items<'a>,
}

impl<'a> QueueItems<'a> {
    pub fn new(source: Source<'a>) -> Self {
        let mut names: ItemNames = std::array::from_fn(|at| OfItem::ALL[at].as_str());
        TOLD.iter().for_each(|(told, path)| names[*told as usize] = path);
        names[OfItem::Attempt as usize] = WEIGHED[2];
        names[OfItem::SourceVersion as usize] = WEIGHED[4];
        let dialect = Dialect { words: WORDS, ..Dialect::default() };
        Self {
            asked: Asked::new(TOLD.iter().map(|(_, path)| *path).chain(WEIGHED)),
            outcomes: Meaning::of_item_outcomes(WORDS),
            items: Items::new(source, dialect, source.satellite.timezone, names),
        }
    }

    pub fn push(&mut self, row: i64, text: &[u8], notes: &mut Notes) -> Result<(), Fault> {
        let texts = self.asked.of(text, &mut |_| {})?;
        let mut members = texts.iter().map(|text| text.as_deref().filter(|text| !text.trim().is_empty()));
        let mut telling: ItemTelling<'_> = [None; OfItem::ALL.len()];
        for (told, _) in TOLD {
            telling[told as usize] = members.next().flatten();
        }
        let [ancestor, by_hand, retries, retries_by_hand, version] = std::array::from_fn(|_| members.next().flatten());
        telling[OfItem::AncestorId as usize] = ancestor.or(by_hand);
        let count = |text: Option<&str>, name: &str| text.map_or(Ok(0), |text| whole(text.trim(), name));
        let tried = count(retries, WEIGHED[2])? + count(retries_by_hand, WEIGHED[3])?;
        let attempt = (1 + tried).to_string();
        telling[OfItem::Attempt as usize] = Some(&attempt);
        let version = version.map(row_version).transpose()?.map(|version| version.to_string());
        telling[OfItem::SourceVersion as usize] = version.as_deref();
        // What went wrong says more than that something did.
        let means = |text: Option<&str>| text.and_then(|text| self.outcomes.read(text.trim()));
        let error = telling[OfItem::ErrorCode as usize];
        if means(telling[OfItem::Outcome as usize]) == Some(Outcome::Failed) && means(error).is_some() {
            telling[OfItem::Outcome as usize] = error;
        }
        self.items.push(row, &telling, notes)
    }
}

/// Eight bytes in base64: a number that grows with every change, the first byte the highest.
fn row_version(text: &str) -> Result<i64, Fault> {
    let bad = || {
        let message = format!("`{}` is no version, such as AAAAAAAAB9E= (eight bytes in base64)", shown(text));
        Fault::new(WEIGHED[4], "bad_version", message)
    };
    let digits = text.trim().strip_suffix('=').filter(|digits| digits.len() == 11).ok_or_else(bad)?;
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
        for (text, number) in
            [("AAAAAAAAB9E=", 2_001), ("AAAAAAAAAP8=", 255), ("AQIDBAUGBwg=", 0x0102_0304_0506_0708), (" AAAAAAAAAAA= ", 0)]
        {
            assert_eq!(row_version(text), Ok(number), "{text}");
        }
        for text in ["", "7", "AAAAAAAAB9E", "AAAAAAAAB9E==", "AAAAAAAA-9E=", "//////////8="] {
            assert_eq!(row_version(text).unwrap_err().code, "bad_version", "{text}");
        }
    }
}
