//! What the people of the centre are told by mail: which mails of a run did not arrive, why, and
//! what to do. Its readers are told nothing of it. The same failures are told once.

use tracing::{error, warn};

use super::errands::{Errands, Reader};
use super::{LetterSource, Sending, hand_over};
use crate::deliver::outbox::{Next, Resend, is_unknown, next};
use crate::deliver::{Correspondent, Errand, Outbox};
use crate::lake::{DeliveryState, DeliveryStep, Hash};
use crate::model::many::many;
use crate::model::master::Role;
use crate::model::scope::Scope;
use crate::render::mail::page::{MailBlock, MailCell, MailHead, MailPage, MailRow, MailTable};
use crate::run::Fault;
use crate::workspace::mail::deliver::{WantedMail, When};

/// What notices are called among reports; what they tell stands behind it, as a hash.
pub const NOTICE: &str = "undelivered";

const HASH_CHARACTERS: usize = 12;

/// A mail that did not arrive, or cannot.
struct Undelivered {
    /// Whose, and of what.
    mail: String,
    /// What happened, and what to do.
    why: String,
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
        let letter = source.notice(&self.page(&failures, errands.asked.len()))?;
        let told = failures.iter();
        let told = told.fold(Hash::new(), |hash, one| hash.add(&one.mail).add(&one.why));
        let publication = told.name();
        let wanted = WantedMail {
            report: format!("{NOTICE}-{}", &publication[..HASH_CHARACTERS]),
            to: Vec::new(),
            attach: Vec::new(),
            when: When::Always,
            latest: None,
            resend: Resend::Never,
        };
        let mut pending = Vec::new();
        for person in people {
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
                publication: publication.clone(),
            };
            let id = asked.errand.id();
            let coming =
                |outbox: &Outbox| next(outbox.chain(&id), &publication, Resend::Never, self.now);
            if matches!(coming(outbox), Next::Make { .. }) {
                let planned = [(&asked.errand, publication.as_str())];
                outbox.plan(planned.into_iter(), self.now)?;
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

    /// Who is told: the people of the centre, each once.
    fn centre(&self) -> Result<Vec<Correspondent>, Fault> {
        let settings = self.settings()?;
        let mut people: Vec<Correspondent> = Vec::new();
        for person in self.workspace.master.people.iter() {
            let is_known = people
                .iter()
                .any(|known| known.address.eq_ignore_ascii_case(&person.email));
            if person.role != Role::Coe || person.scope != Scope::Estate || is_known {
                continue;
            }
            if !settings.may_write_to(&person.email) {
                error!("{}: {} is outside of domains", person.line, person.email);
                continue;
            }
            people.push(Correspondent {
                name: person.name.clone(),
                address: person.email.clone(),
            });
        }
        Ok(people)
    }

    fn failures(
        &self,
        outbox: &Outbox,
        errands: &Errands,
        unmade: &[(&Errand, String)],
    ) -> Vec<Undelivered> {
        let job = &self.job.name;
        let of = |errand: &Errand| {
            let Errand { report, scope, .. } = errand;
            format!("{}: {report}, {scope}", errand.person.address)
        };
        let arrived = |asked: &Reader| {
            let step = outbox.chain(&asked.errand.id()).last()?;
            Some(Undelivered {
                mail: of(&asked.errand),
                why: self.why(step)?,
            })
        };
        let unmade = unmade.iter().map(|(errand, why)| Undelivered {
            mail: of(errand),
            why: format!("It could not be made: {why}. Mend that: the next run of {job} makes it."),
        });
        let unseeing = errands.unseeing.iter().map(|(address, line)| Undelivered {
            mail: address.clone(),
            why: format!("{line}: the scope holds no project. Correct the row, or take it out."),
        });
        let asked = errands.asked.iter().filter_map(arrived);
        asked.chain(unmade).chain(unseeing).collect()
    }

    /// Why a mail did not arrive, and what to do; none: it did, or will by itself.
    fn why(&self, step: &DeliveryStep) -> Option<String> {
        let told = step.told.as_deref().unwrap_or("nothing was said");
        let retry = format!("reckon deliver {} --retry", self.job.name);
        if is_unknown(step, self.now) {
            return Some(format!(
                "Nobody knows whether the server has it: {told}. Ask the reader; where it did not \
                 arrive, send it again: {retry} --unknown"
            ));
        }
        (step.state == DeliveryState::Refused)
            .then(|| format!("The server refused it: {told}. Mend what it names, then: {retry}"))
    }

    fn page(&self, failures: &[Undelivered], asked: usize) -> MailPage {
        let rows = failures.iter().map(|failure| MailRow {
            cells: vec![
                MailCell::words(failure.mail.clone()),
                MailCell::words(failure.why.clone()),
            ],
            is_total: false,
        });
        let mails = many(failures.len(), "mail");
        let headline = format!("{mails} of {} did not arrive", self.job.name);
        MailPage {
            title: format!("{headline}, {}", self.window),
            lang: "en",
            preheader: headline.clone(),
            whose: self.workspace.estate.name.clone(),
            when: self.window.to_string(),
            headline: format!("{headline}; {} was asked for", many(asked, "mail")),
            blocks: vec![MailBlock {
                title: "Which, why, and what to do".to_owned(),
                warns: true,
                table: Some(MailTable {
                    heads: vec![MailHead::words("To, and what"), MailHead::words("Why")],
                    rows: rows.collect(),
                }),
                ..MailBlock::default()
            }],
            foot: vec!["Its readers are told nothing of it.".to_owned()],
            ..MailPage::default()
        }
    }
}
