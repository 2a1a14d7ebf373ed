//! What the people of the centre are told by mail: which mails of a run did not arrive, why, and
//! what to do. Its readers are told nothing of it. The same failures are told once.

use tracing::{error, warn};

use super::errands::{Errands, Reader};
use super::{LetterSource, Sending, hand_over};
use crate::deliver::outbox::{Next, Resend, is_unknown, next};
use crate::deliver::{Correspondent, Errand, Outbox};
use crate::lake::{DeliveryState, DeliveryStep, Hash};
use crate::model::language::Language;
use crate::model::many::cut;
use crate::model::master::Role;
use crate::model::scope::Scope;
use crate::render::mail::notice::{FailureNotice, FailureReason, UndeliveredMail};
use crate::run::Fault;
use crate::workspace::mail::deliver::{WantedMail, When};

/// What notices are called among reports; what they tell stands behind it, as a hash.
pub const NOTICE: &str = "undelivered";

const HASH_CHARACTERS: usize = 12;

/// A notice as a mail that a job asks for: by what it tells, whatever happened, and once.
fn wanted(publication: &str) -> WantedMail {
    WantedMail {
        report: format!("{NOTICE}-{}", cut(publication, HASH_CHARACTERS)),
        to: Vec::new(),
        attach: Vec::new(),
        when: When::Always,
        latest: None,
        resend: Resend::Never,
    }
}

impl Sending<'_> {
    pub(super) fn tell_the_centre(
        &self,
        outbox: &mut Outbox,
        errands: &Errands,
        unmade: &[(&Errand, String)],
        source: &dyn LetterSource,
    ) -> Result<(), Fault> {
        let failures = self.failures(outbox, errands, unmade);
        if failures.is_empty() {
            return Ok(());
        }
        let people = self.centre()?;
        if people.is_empty() {
            warn!(
                "nobody is told of it by mail: people.csv has no row with the role coe and the \
                 scope estate"
            );
            return Ok(());
        }
        let notice = FailureNotice {
            estate: &self.workspace.estate.name,
            job: self.job.name.as_str(),
            window: self.window.to_string(),
            asked: errands.asked.len(),
            failures: &failures,
        };
        // The same failures are the same notice, in whatever language somebody reads it.
        let told = failures.iter().fold(Hash::new(), |hash, one| {
            hash.add(&one.mail).add(format!("{:?}", one.why))
        });
        let publication = told.name();
        let wanted = wanted(&publication);
        let mut pending = Vec::new();
        for (person, language) in people {
            let asked = Reader {
                errand: Errand {
                    job: self.job.name.clone(),
                    window: self.window,
                    report: wanted.report.clone(),
                    person,
                    scope: Scope::Estate.to_string(),
                },
                wanted: &wanted,
                scopes: vec![Scope::Estate],
                language,
                publication: publication.clone(),
            };
            let id = asked.errand.id();
            let coming =
                |outbox: &Outbox| next(outbox.chain(&id), &publication, Resend::Never, self.now);
            if matches!(coming(outbox), Next::Make { .. }) {
                let planned = [(&asked.errand, publication.as_str())];
                outbox.plan(planned.into_iter(), self.now)?;
                let letter = source.notice(&notice, language)?;
                let (mail, _) = self.compose(&asked, &[], &letter)?;
                outbox.keep(&id, &publication, mail, None, self.now)?;
            }
            if coming(outbox) == Next::Send {
                pending.extend(outbox.chain(&id).last().cloned());
            }
        }
        // That the notice could not leave does not change what became of the mails it tells of.
        hand_over(outbox, pending, self.settings()?, self.now)?;
        Ok(outbox.look_again()?)
    }

    /// Who is told: the people of the centre, each once, and the language in which they read.
    fn centre(&self) -> Result<Vec<(Correspondent, Option<Language>)>, Fault> {
        let settings = self.settings()?;
        let mut people: Vec<(Correspondent, Option<Language>)> = Vec::new();
        for person in self.workspace.master.people.iter() {
            let is_known = people
                .iter()
                .any(|(known, _)| known.address.eq_ignore_ascii_case(&person.email));
            if person.role != Role::Coe || person.scope != Scope::Estate || is_known {
                continue;
            }
            if !settings.may_write_to(&person.email) {
                error!("{}: {} is outside of domains", person.line, person.email);
                continue;
            }
            let correspondent = Correspondent {
                name: person.name.clone(),
                address: person.email.clone(),
            };
            people.push((correspondent, person.language));
        }
        Ok(people)
    }

    fn failures(
        &self,
        outbox: &Outbox,
        errands: &Errands,
        unmade: &[(&Errand, String)],
    ) -> Vec<UndeliveredMail> {
        let of = |errand: &Errand| {
            let Errand { report, scope, .. } = errand;
            format!("{}: {report}, {scope}", errand.person.address)
        };
        let arrived = |asked: &Reader| {
            let step = outbox.chain(&asked.errand.id()).last()?;
            Some(UndeliveredMail {
                mail: of(&asked.errand),
                why: self.why(step)?,
            })
        };
        let unmade = unmade.iter().map(|(errand, why)| UndeliveredMail {
            mail: of(errand),
            why: FailureReason::NotMade(why.clone()),
        });
        let unseeing = errands
            .unseeing
            .iter()
            .map(|(address, line)| UndeliveredMail {
                mail: address.clone(),
                why: FailureReason::Unseeing(line.to_string()),
            });
        let asked = errands.asked.iter().filter_map(arrived);
        asked.chain(unmade).chain(unseeing).collect()
    }

    /// Why a mail did not arrive, and what to do; none: it did, or will by itself.
    fn why(&self, step: &DeliveryStep) -> Option<FailureReason> {
        let told = step.told.clone();
        let retry = format!("reckon deliver {} --retry", self.job.name);
        if is_unknown(step, self.now) {
            let command = format!("{retry} --unknown");
            return Some(FailureReason::Unknown { told, command });
        }
        (step.state == DeliveryState::Refused).then_some(FailureReason::Refused {
            told,
            command: retry,
        })
    }
}
