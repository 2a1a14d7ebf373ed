//! What is sent to whom, once. The lake holds a chain of states for each delivery, and what comes
//! next is decided from it alone: so a run that was killed anywhere, and two runs at once, do what
//! one undisturbed run does.
//!
//! ```text
//!  planned ─▶ rendered ─▶ begun ─▶ accepted
//!                           ▲ │ ├─▶ refused          (again only when somebody asks)
//!                           │ │ └─▶ unknown          (again only when somebody asks)
//!                           └─┴───▶ deferred         (again after a while)
//! ```

use std::collections::BTreeMap;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};

use super::error::DeliverError;
use super::settings::Correspondent;
use crate::lake::deliveries::mail_path;
use crate::lake::{DeliveryState, DeliveryStep, Hash, Lake};
use crate::model::session::{NotAWord, words};
use crate::model::{JobName, Window};

use std::fmt;
use std::str::FromStr;

/// For so long a mail that was begun may still be somebody's who is sending it now.
const UNDER_WAY: TimeDelta = TimeDelta::hours(1);

/// So long mails are kept that were sent, as publications are.
const KEPT_FOR: TimeDelta = TimeDelta::days(400);

/// What is sent once: a report of a window to a person, of what the person may see.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Errand {
    pub job: JobName,
    pub window: Window,
    pub report: String,
    pub person: Correspondent,
    /// Scopes as they are written, in the order in which they sort.
    pub scope: String,
}

impl Errand {
    /// The delivery's id. The publication is no part of it: another one of the same window corrects
    /// the mail, and is no second mail.
    pub fn id(&self) -> String {
        let hash = Hash::new()
            .add(self.job.as_str())
            .add(self.window.to_string());
        let hash = hash
            .add(&self.report)
            .add(self.person.address.to_lowercase());
        hash.add(&self.scope).name()
    }

    /// The first state of a delivery that has none, or the next of one that has some.
    fn step(&self, number: i64, publication: &str, at: DateTime<Utc>) -> DeliveryStep {
        DeliveryStep {
            delivery: self.id(),
            number,
            at,
            job: self.job.clone(),
            window: self.window,
            report: self.report.clone(),
            email: self.person.address.clone(),
            scope: self.scope.clone(),
            publication: publication.to_owned(),
            state: DeliveryState::Planned,
            message: None,
            told: None,
            retry_after: None,
        }
    }
}

words! {
    /// What is done for somebody who has a mail of an earlier publication of the window.
    Resend { Correction = "correction", Never = "never" }
}

/// What comes next for a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// The mail is made. It corrects those of earlier publications, from the first to the last.
    Make { corrects: Vec<String> },
    /// The mail that is kept is sent.
    Send,
    /// It is as it should be.
    Stands,
    /// A newer publication is not sent to whoever has an earlier one.
    Withhold,
    /// The server does not take it now.
    Waits { until: Option<DateTime<Utc>> },
    /// The server does not take it.
    Refused,
    /// Somebody is sending it now, or was killed while doing so.
    UnderWay,
    /// Nobody knows whether the server has it.
    Unknown,
}

/// What comes next, by the chain of the delivery's states.
pub fn next(chain: &[DeliveryStep], publication: &str, resend: Resend, now: DateTime<Utc>) -> Next {
    let Some(last) = chain.last() else {
        return Next::Make { corrects: vec![] };
    };
    if last.state == DeliveryState::Begun && is_under_way(last, now) {
        return Next::UnderWay;
    }
    let earlier = received(chain, publication);
    if last.publication != publication {
        return match resend {
            Resend::Never if !earlier.is_empty() => Next::Withhold,
            _ => Next::Make { corrects: earlier },
        };
    }
    match last.state {
        DeliveryState::Planned => Next::Make { corrects: earlier },
        DeliveryState::Rendered => Next::Send,
        DeliveryState::Begun | DeliveryState::Unknown => Next::Unknown,
        DeliveryState::Accepted | DeliveryState::Withheld => Next::Stands,
        DeliveryState::Refused => Next::Refused,
        DeliveryState::Deferred => match last.retry_after {
            Some(at) if at <= now => Next::Send,
            until => Next::Waits { until },
        },
    }
}

/// Whether a server may have a mail, and nobody is sending it now.
pub fn is_unknown(last: &DeliveryStep, now: DateTime<Utc>) -> bool {
    match last.state {
        DeliveryState::Unknown => true,
        DeliveryState::Begun => !is_under_way(last, now),
        _ => false,
    }
}

fn is_under_way(begun: &DeliveryStep, now: DateTime<Utc>) -> bool {
    now.signed_duration_since(begun.at) < UNDER_WAY
}

/// Whether a reader has the mail of a step, or may have it.
pub fn may_be_there(step: &DeliveryStep) -> bool {
    matches!(step.state, DeliveryState::Accepted | DeliveryState::Unknown)
}

/// The publications before this one of which the person has a mail, or may have.
fn received(chain: &[DeliveryStep], publication: &str) -> Vec<String> {
    let mut mails: Vec<&[DeliveryStep]> = chain
        .chunk_by(|a, b| a.publication == b.publication)
        .collect();
    if mails
        .last()
        .is_some_and(|mail| mail[0].publication == publication)
    {
        mails.pop();
    }
    let is_there = |mail: &&[DeliveryStep]| {
        mail.iter().any(may_be_there)
            || mail
                .last()
                .is_some_and(|step| step.state == DeliveryState::Begun)
    };
    let there = mails.into_iter().filter(is_there);
    there.map(|mail| mail[0].publication.clone()).collect()
}

/// All deliveries, as the lake has them.
pub struct Outbox<'a> {
    lake: &'a Lake,
    chains: BTreeMap<String, Vec<DeliveryStep>>,
}

impl<'a> Outbox<'a> {
    pub fn open(lake: &'a Lake) -> Result<Self, DeliverError> {
        let mut outbox = Self {
            lake,
            chains: BTreeMap::new(),
        };
        outbox.look_again()?;
        Ok(outbox)
    }

    /// Looks at what others have done meanwhile.
    pub fn look_again(&mut self) -> Result<(), DeliverError> {
        self.chains.clear();
        for step in self.lake.deliveries()? {
            let chain = self.chains.entry(step.delivery.clone()).or_default();
            chain.push(step);
        }
        Ok(())
    }

    pub fn chain(&self, delivery: &str) -> &[DeliveryStep] {
        self.chains.get(delivery).map_or(&[], Vec::as_slice)
    }

    /// The delivery of the same report by the same job, of the same scope to the same person, that
    /// left last, of whatever window.
    pub fn last_to(&self, errand: &Errand) -> Option<&[DeliveryStep]> {
        let is_alike = |step: &DeliveryStep| {
            (&step.job, &step.report, &step.scope) == (&errand.job, &errand.report, &errand.scope)
                && step.email.eq_ignore_ascii_case(&errand.person.address)
        };
        let left = |chain: &[DeliveryStep]| {
            let left = chain.iter().filter(|step| may_be_there(step));
            left.map(|step| step.at).max()
        };
        let alike = self.chains.values().filter(|chain| is_alike(&chain[0]));
        let left = alike.filter_map(|chain| Some((left(chain)?, chain)));
        left.max_by_key(|(at, _)| *at)
            .map(|(_, chain)| chain.as_slice())
    }

    /// When somebody first said that a mail is to be made, since the last one was.
    pub fn planned_since(&self, delivery: &str) -> Option<DateTime<Utc>> {
        let planned = self.chain(delivery).iter().rev();
        let planned = planned.take_while(|step| step.state == DeliveryState::Planned);
        planned.last().map(|step| step.at)
    }

    /// The last state of each delivery.
    pub fn newest(&self) -> impl Iterator<Item = &DeliveryStep> {
        self.chains.values().filter_map(|chain| chain.last())
    }

    /// Says that these shall get a mail of a publication each, where nobody has said so.
    pub fn plan<'e>(
        &mut self,
        errands: impl Iterator<Item = (&'e Errand, &'e str)>,
        at: DateTime<Utc>,
    ) -> Result<(), DeliverError> {
        let step = |(errand, publication): (&Errand, &str)| {
            let chain = self.chain(&errand.id());
            let is_planned = chain.last().is_some_and(|last| {
                last.state == DeliveryState::Planned && last.publication == publication
            });
            (!is_planned).then(|| errand.step(chain.len() as i64, publication, at))
        };
        let steps: Vec<DeliveryStep> = errands.filter_map(step).collect();
        self.add(&steps)?;
        Ok(())
    }

    /// Keeps the mail of a delivery that was planned. Of two who made one at once the first one's
    /// is the mail, and one that was made of another publication than is planned by now is none.
    pub fn keep(
        &mut self,
        delivery: &str,
        publication: &str,
        mail: Vec<u8>,
        told: Option<String>,
        at: DateTime<Utc>,
    ) -> Result<(), DeliverError> {
        let Some(last) = self.chain(delivery).last().cloned() else {
            return Ok(());
        };
        if last.state != DeliveryState::Planned || last.publication != publication {
            return Ok(());
        }
        let message = Some(self.lake.keep_mail(Bytes::from(mail))?);
        let rendered = DeliveryStep {
            message,
            told,
            ..last.followed_by(DeliveryState::Rendered, at)
        };
        self.add(&[rendered])?;
        Ok(())
    }

    /// Says of a delivery that nothing is sent, and why.
    pub fn withhold(
        &mut self,
        errand: &Errand,
        publication: &str,
        why: &str,
        at: DateTime<Utc>,
    ) -> Result<(), DeliverError> {
        let number = self.chain(&errand.id()).len() as i64;
        let step = DeliveryStep {
            state: DeliveryState::Withheld,
            told: Some(why.to_owned()),
            ..errand.step(number, publication, at)
        };
        self.add(&[step])?;
        Ok(())
    }

    pub fn mail(&self, step: &DeliveryStep) -> Result<Bytes, DeliverError> {
        let hash = step.message.as_deref().unwrap_or_default();
        self.lake.mail(hash)?.ok_or_else(|| DeliverError::Lost {
            path: mail_path(hash),
        })
    }

    /// Says that a delivery's mail is sent now; `false`: somebody else has gone on with it.
    pub fn claim(&mut self, last: &DeliveryStep, at: DateTime<Utc>) -> Result<bool, DeliverError> {
        let begun = last.followed_by(DeliveryState::Begun, at);
        Ok(self.add(&[begun])?[0])
    }

    /// Says what became of it. Whoever was impatient meanwhile may have said something of it: then
    /// this is said after that.
    pub fn end(&mut self, ended: DeliveryStep) -> Result<(), DeliverError> {
        let mut ended = ended;
        while !self.add(std::slice::from_ref(&ended))?[0] {
            ended.number = self.chain(&ended.delivery).len() as i64;
        }
        Ok(())
    }

    /// Adds states; after a defeat the chains are as others have left them.
    fn add(&mut self, steps: &[DeliveryStep]) -> Result<Vec<bool>, DeliverError> {
        if steps.is_empty() {
            return Ok(vec![]);
        }
        let added = self.lake.add_deliveries(steps)?;
        if added.contains(&false) {
            self.look_again()?;
            return Ok(added);
        }
        for step in steps {
            let chain = self.chains.entry(step.delivery.clone()).or_default();
            chain.push(step.clone());
        }
        Ok(added)
    }
}

/// Paths in the lake of the mails that are kept: those that may still be sent, and for a while all
/// others.
pub fn named(lake: &Lake, now: DateTime<Utc>) -> Result<Vec<String>, DeliverError> {
    let outbox = Outbox::open(lake)?;
    let mut named = Vec::new();
    for chain in outbox.chains.values() {
        let is_open = chain.last().is_some_and(|last| {
            !matches!(
                last.state,
                DeliveryState::Accepted | DeliveryState::Withheld
            )
        });
        for step in chain {
            let is_young = now.signed_duration_since(step.at) <= KEPT_FOR;
            if is_open || is_young {
                named.extend(step.message.as_deref().map(mail_path));
            }
        }
    }
    Ok(named)
}

#[cfg(test)]
mod tests;
