//! What became of each mail: a chain of states, to which states are only added. Who adds the next
//! state of a chain has claimed it: of two who try at once, one does. The mails lie beside the
//! table, each under the hash of its bytes.

use bytes::Bytes;
use chrono::{DateTime, Utc};

use super::cell_reader::CellReader;
use super::keyed::Replacement;
use crate::lake::cells::Cell;
use crate::lake::tables::DELIVERIES;
use crate::lake::{Lake, LakeError, hash};
use crate::model::session::{NotAWord, words};
use crate::model::{JobName, Window};

use std::fmt;
use std::str::FromStr;

words! {
    DeliveryState {
        /// Somebody shall get it.
        Planned = "planned",
        /// The mail is made, and kept.
        Rendered = "rendered",
        /// From here on the server may have it.
        Begun = "begun",
        /// The server has it.
        Accepted = "accepted",
        /// The server does not take it.
        Refused = "refused",
        /// The server does not take it now.
        Deferred = "deferred",
        /// Nobody knows whether the server has it.
        Unknown = "unknown",
        /// It was not to be sent: nothing is new, or no correction is wanted.
        Withheld = "withheld",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryStep {
    pub delivery: String,
    /// How many states of the delivery came before.
    pub number: i64,
    pub at: DateTime<Utc>,
    pub job: JobName,
    pub window: Window,
    pub report: String,
    pub email: String,
    pub scope: String,
    pub publication: String,
    pub state: DeliveryState,
    /// Hash of the mail's bytes.
    pub message: Option<String>,
    pub told: Option<String>,
    pub retry_after: Option<DateTime<Utc>>,
}

impl DeliveryStep {
    /// The state that follows it at an instant: of the same mail, with nothing told.
    pub fn followed_by(&self, state: DeliveryState, at: DateTime<Utc>) -> Self {
        Self {
            number: self.number + 1,
            at,
            state,
            told: None,
            retry_after: None,
            ..self.clone()
        }
    }
}

impl Lake {
    /// By delivery, from the first state to the last.
    pub fn deliveries(&self) -> Result<Vec<DeliveryStep>, LakeError> {
        self.rows(&DELIVERIES)?.into_iter().map(step).collect()
    }

    /// Adds states to chains, where nobody has added one of the same number yet. Says of each, in
    /// the order in which they are given, whether it was added. They are of different deliveries.
    pub fn add_deliveries(&self, steps: &[DeliveryStep]) -> Result<Vec<bool>, LakeError> {
        let mut replacement = Replacement::new(&DELIVERIES, DELIVERIES.key);
        steps.iter().for_each(|step| replacement.put(cells(step)));
        let mut order: Vec<usize> = (0..steps.len()).collect();
        order.sort_by_key(|at| &steps[*at].delivery);
        let mut added = vec![false; steps.len()];
        let is_new = self.put_new(&replacement)?;
        if is_new.len() != steps.len() {
            return Err(LakeError::Shape {
                table: DELIVERIES.name,
                what: "two states of one delivery at once".to_owned(),
            });
        }
        for (at, is_new) in order.into_iter().zip(is_new) {
            added[at] = is_new;
        }
        Ok(added)
    }

    /// Keeps a mail, and says by which hash.
    pub fn keep_mail(&self, mail: Bytes) -> Result<String, LakeError> {
        let hash = hash::of(&mail);
        self.store().put(&mail_path(&hash), mail)?;
        Ok(hash)
    }

    /// A mail as it was kept; None: it is gone, or is not what it was.
    pub fn mail(&self, hash: &str) -> Result<Option<Bytes>, LakeError> {
        let mail = self.store().get(&mail_path(hash))?;
        Ok(mail.filter(|mail| hash::of(mail) == hash))
    }
}

/// Where a mail lies in the lake.
pub fn mail_path(hash: &str) -> String {
    format!("{}/{hash}", DELIVERIES.name)
}

fn cells(step: &DeliveryStep) -> Vec<Cell> {
    vec![
        step.delivery.as_str().into(),
        step.number.into(),
        step.at.into(),
        step.job.as_str().into(),
        step.window.from().into(),
        step.window.to().into(),
        step.report.as_str().into(),
        step.email.as_str().into(),
        step.scope.as_str().into(),
        step.publication.as_str().into(),
        step.state.as_str().into(),
        step.message.as_deref().into(),
        step.told.as_deref().into(),
        step.retry_after.into(),
    ]
}

fn step(cells: Vec<Cell>) -> Result<DeliveryStep, LakeError> {
    let mut row = CellReader {
        table: &DELIVERIES,
        cells: cells.into_iter(),
    };
    let (delivery, number, at) = (row.text()?, row.whole()?, row.instant()?);
    let (job, from, to) = (row.parsed()?, row.day()?, row.day()?);
    let window = Window::new(from, to).ok_or_else(|| LakeError::Garbled {
        path: DELIVERIES.name.to_owned(),
        what: format!("{delivery}: its window {from}..{to} is empty"),
    })?;
    Ok(DeliveryStep {
        delivery,
        number,
        at,
        job,
        window,
        report: row.text()?,
        email: row.text()?,
        scope: row.text()?,
        publication: row.text()?,
        state: row.parsed()?,
        message: row.text_or_none()?,
        told: row.text_or_none()?,
        retry_after: row.instant_or_none()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lake::store::Store;

    fn first(delivery: &str) -> DeliveryStep {
        let day = "2026-03-31".parse().unwrap();
        DeliveryStep {
            delivery: delivery.into(),
            number: 0,
            at: DateTime::from_timestamp_micros(1_234_567).unwrap(),
            job: "weekly".parse().unwrap(),
            window: Window::new(day, day).unwrap(),
            report: "executive".into(),
            email: "ann@example.com".into(),
            scope: "estate".into(),
            publication: "p".into(),
            state: DeliveryState::Planned,
            message: None,
            told: None,
            retry_after: None,
        }
    }

    #[test]
    fn a_chain_grows_at_its_end_and_what_is_there_stays() {
        let lake = Lake::open(Store::memory()).unwrap();
        let at = DateTime::from_timestamp_micros(9).unwrap();
        let (a, b) = (first("a"), first("b"));
        assert_eq!(
            lake.add_deliveries(&[b.clone(), a.clone()]).unwrap(),
            [true, true]
        );
        let next = DeliveryStep {
            message: Some("m".into()),
            retry_after: Some(at),
            ..a.followed_by(DeliveryState::Deferred, at)
        };
        let late = DeliveryStep {
            told: Some("by somebody else".into()),
            ..first("b")
        };
        assert_eq!(
            lake.add_deliveries(&[late, next.clone()]).unwrap(),
            [false, true],
            "the first state of b is there"
        );
        assert_eq!(lake.deliveries().unwrap(), [a, next, b]);
    }

    #[test]
    fn of_many_who_claim_a_delivery_at_once_one_has_it() {
        let folder = tempfile::tempdir().unwrap();
        for store in [Store::memory(), Store::open("lake", folder.path()).unwrap()] {
            let lake = Lake::open(store).unwrap();
            lake.add_deliveries(&[first("a")]).unwrap();
            let claim = |n: i64| {
                let at = DateTime::from_timestamp_micros(n).unwrap();
                let begun = first("a").followed_by(DeliveryState::Begun, at);
                lake.add_deliveries(&[begun]).unwrap()[0]
            };
            let claimed: Vec<bool> = std::thread::scope(|scope| {
                let claim = &claim;
                let threads: Vec<_> = (0..6).map(|n| scope.spawn(move || claim(n))).collect();
                threads.into_iter().map(|t| t.join().unwrap()).collect()
            });
            assert_eq!(claimed.iter().filter(|claimed| **claimed).count(), 1);
            assert_eq!(lake.deliveries().unwrap().len(), 2);
        }
    }

    #[test]
    fn a_mail_that_was_altered_is_no_mail() {
        let lake = Lake::open(Store::memory()).unwrap();
        let hash = lake
            .keep_mail(Bytes::from_static(b"From: a\r\n\r\n"))
            .unwrap();
        assert_eq!(lake.mail(&hash).unwrap().unwrap(), "From: a\r\n\r\n");
        lake.store().put(&mail_path(&hash), "else").unwrap();
        assert_eq!(lake.mail(&hash).unwrap(), None);
        assert_eq!(lake.mail("0").unwrap(), None);
    }
}
