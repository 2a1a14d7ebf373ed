//! The step `deliver`: whoever a job names gets a letter of what they may see, once. Who that is
//! stands in [`errands`], what becomes of each mail in the outbox; here the two meet.
//!
//! What a letter says is asked of a [`LetterSource`].

pub mod errands;
mod notice;
pub mod told;
mod waiting;

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::fault::Fault;
use crate::deliver::message::{Addressing, compose, figures_of};
use crate::deliver::outbox::{Next, is_unknown, may_be_there, next};
use crate::deliver::post::{SendingClock, post};
use crate::deliver::transports::{self, file::MailFolder};
use crate::deliver::{DeliverError, Errand, MailSettings, Outbox};
use crate::lake::{DeliveryState, DeliveryStep, Lake};
use crate::model::language::Language;
use crate::model::letter::{EarlierCopy, Letter};
use crate::model::receipt::Exit;
use crate::model::scope::Scope;
use crate::model::{JobName, Window};
use crate::render::mail::notice::FailureNotice;
use crate::workspace::mail::deliver::When;
use crate::workspace::{Job, Workspace};
use errands::{Errands, Reader};
use told::Mailed;

/// A letter, and whether it tells of anything that ran.
pub struct DrawnLetter {
    pub letter: Letter,
    pub has_rows: bool,
}

/// What letters are made from.
pub trait LetterSource {
    /// What stands for all that these scopes show: another one where they show something else.
    fn publication(&self, scopes: &[Scope]) -> String;

    /// In the language of whoever reads it; to somebody who has a copy of before, it opens with
    /// what has changed since.
    fn letter(&self, reader: &Reader, earlier: Option<&EarlierCopy>) -> Result<DrawnLetter, Fault>;

    /// Whoever has not told all of the window yet, of what these scopes show.
    fn awaited(&self, scopes: &[Scope]) -> Vec<String>;

    /// What somebody of the centre is told of mails that did not arrive; in no language of their
    /// own: as the job speaks.
    fn notice(&self, failures: &FailureNotice, language: Option<Language>)
    -> Result<Letter, Fault>;
}

/// What is sent: reports of a window, by a job.
pub struct Sending<'a> {
    pub workspace: &'a Workspace,
    pub lake: &'a Lake,
    pub job: &'a Job,
    pub window: Window,
    /// Only this address gets its mail; none: all whom the job names.
    pub only_to: Option<&'a str>,
    pub now: DateTime<Utc>,
}

impl Sending<'_> {
    fn settings(&self) -> Result<&MailSettings, Fault> {
        self.workspace.mail.as_ref().ok_or(Fault::NoMail)
    }

    fn errands(&self, source: &dyn LetterSource) -> Result<Errands<'_>, Fault> {
        let publication = |scopes: &[Scope]| source.publication(scopes);
        errands::of(
            self.workspace,
            self.job,
            self.window,
            self.only_to,
            &publication,
        )
    }

    /// Makes the mails that are due, and sends them.
    pub fn send(&self, source: &dyn LetterSource) -> Result<Mailed, Fault> {
        let settings = self.settings()?;
        let errands = self.errands(source)?;
        let mut outbox = Outbox::open(self.lake)?;
        let mut exit = errands.exit;
        let of = |outbox: &Outbox, asked: &Reader| {
            let chain = outbox.chain(&asked.errand.id());
            next(chain, &asked.publication, asked.wanted.resend, self.now)
        };
        let due = errands.asked.iter();
        let due: Vec<(&Reader, Vec<String>)> = due
            .filter_map(|asked| match of(&outbox, asked) {
                Next::Make { corrects } => Some((asked, corrects)),
                _ => None,
            })
            .collect();
        let planned = due
            .iter()
            .map(|(asked, _)| (&asked.errand, &*asked.publication));
        outbox.plan(planned, self.now)?;
        let mut unmade = Vec::new();
        for (asked, corrects) in due {
            if corrects.is_empty() && self.waits(&outbox, asked, source) {
                continue;
            }
            if let Err(fault) = self.make(&mut outbox, asked, &corrects, source) {
                // Others get theirs; this one is made by the next run that can.
                exit = exit.max(fault.exit());
                unmade.push((&asked.errand, told::not_made(&asked.errand, &fault)));
            }
        }
        for asked in &errands.asked {
            if of(&outbox, asked) == Next::Withhold {
                let why = "no correction is wanted: resend = \"never\"";
                outbox.withhold(&asked.errand, &asked.publication, why, self.now)?;
            }
        }
        let pending = errands.asked.iter();
        let pending = pending
            .filter(|asked| of(&outbox, asked) == Next::Send)
            .filter_map(|asked| outbox.chain(&asked.errand.id()).last().cloned());
        let pending: Vec<DeliveryStep> = pending.collect();
        exit = exit.max(hand_over(&mut outbox, pending, settings, self.now)?);
        outbox.look_again()?;
        self.tell_the_centre(&mut outbox, &errands, &unmade, source)?;
        let ids = errands.asked.iter().map(|asked| asked.errand.id());
        let steps = ids.filter_map(|id| outbox.chain(&id).last().cloned());
        Ok(Mailed::of(steps.collect(), exit))
    }

    /// Makes one mail, and keeps it.
    fn make(
        &self,
        outbox: &mut Outbox,
        asked: &Reader,
        corrects: &[String],
        source: &dyn LetterSource,
    ) -> Result<(), Fault> {
        let Reader { errand, wanted, .. } = asked;
        let earlier = match corrects.is_empty() {
            true => None,
            false => self.copy_of(outbox, outbox.chain(&errand.id()))?,
        };
        let written = source.letter(asked, earlier.as_ref())?;
        let why = match wanted.when {
            When::Rows if !written.has_rows => Some("nothing ran in the window: when = \"rows\""),
            When::Changed if self.is_as_before(outbox, errand, &written.letter)? => {
                Some("its figures are those of the mail before: when = \"changed\"")
            }
            _ => None,
        };
        if let Some(why) = why {
            outbox.withhold(errand, &asked.publication, why, self.now)?;
            return Ok(());
        }
        let (mail, left_out) = self.compose(asked, corrects, &written.letter)?;
        let told = (!left_out.is_empty())
            .then(|| format!("not attached, too large: {}", left_out.join(", ")));
        outbox.keep(&errand.id(), &asked.publication, mail, told, self.now)?;
        Ok(())
    }

    /// The newest copy that a reader has, or may have, by the states of its delivery.
    fn copy_of(
        &self,
        outbox: &Outbox,
        chain: &[DeliveryStep],
    ) -> Result<Option<EarlierCopy>, Fault> {
        let Some(step) = chain.iter().rev().find(|step| may_be_there(step)) else {
            return Ok(None);
        };
        // A copy that is swept, or was lost, is none that can be spoken of.
        let mail = match outbox.mail(step) {
            Ok(mail) => mail,
            Err(DeliverError::Lost { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        Ok(Some(EarlierCopy {
            figures: figures_of(&mail),
            left_on: self.job.timezone.local_day(step.at),
        }))
    }

    /// Whether the reader's last mail of this report, of whatever window, led with these figures.
    fn is_as_before(
        &self,
        outbox: &Outbox,
        errand: &Errand,
        letter: &Letter,
    ) -> Result<bool, Fault> {
        let last = outbox.last_to(errand);
        let copy = last.map_or(Ok(None), |chain| self.copy_of(outbox, chain))?;
        Ok(copy.is_some_and(|copy| copy.figures == letter.figures))
    }

    fn compose(
        &self,
        asked: &Reader,
        corrects: &[String],
        letter: &Letter,
    ) -> Result<(Vec<u8>, Vec<String>), Fault> {
        let settings = self.settings()?;
        let out = self.workspace.paths.out.trim_end_matches('/');
        let errand = &asked.errand;
        // What lies with the estate's pages is not for readers of a part of it.
        let place = match asked.scopes.contains(&Scope::Estate) {
            true => "reports",
            false => "readers",
        };
        let found_at = format!("{out}/{place}/{}/{}", self.job.name, self.window);
        let addressing = Addressing {
            from: &settings.from,
            reply_to: settings.reply_to.as_ref(),
            leave: &settings.leave,
            to: &errand.person,
            list: self.job.name.as_str(),
            delivery: &errand.id(),
            publication: &asked.publication,
            corrects,
            at: self.now,
            max_bytes: settings.max_bytes,
            found_at: &found_at,
        };
        Ok(compose(letter, &addressing)?)
    }

    /// Writes the mails that everybody would get into a folder, and sends none; returns their
    /// names.
    pub fn show(
        &self,
        source: &dyn LetterSource,
        into: &Path,
    ) -> Result<(Vec<String>, Exit), Fault> {
        let errands = self.errands(source)?;
        let outbox = Outbox::open(self.lake)?;
        let (mut names, mut exit) = (Vec::new(), errands.exit);
        for asked in &errands.asked {
            let errand = &asked.errand;
            let chain = outbox.chain(&errand.id());
            let corrects = match next(chain, &asked.publication, asked.wanted.resend, self.now) {
                Next::Make { corrects } => corrects,
                _ => Vec::new(),
            };
            let earlier = match corrects.is_empty() {
                true => None,
                false => self.copy_of(&outbox, chain)?,
            };
            let written = source.letter(asked, earlier.as_ref());
            let composed = written
                .and_then(|written| self.compose(asked, &corrects, &written.letter))
                .and_then(|(mail, _)| {
                    let folder = MailFolder { folder: into };
                    folder
                        .write(&errand.person.address, &mail)
                        .map_err(|error| no_folder(into, &error))
                });
            match composed {
                Ok(name) => names.push(name),
                Err(fault) => {
                    exit = exit.max(fault.exit());
                    told::not_made(errand, &fault);
                }
            }
        }
        Ok((names, exit))
    }
}

fn no_folder(folder: &Path, error: &std::io::Error) -> Fault {
    Fault::Deliver(DeliverError::NoWay {
        place: folder.display().to_string(),
        why: error.to_string(),
        exit: Exit::Io,
    })
}

/// Sends mails that are kept. That no mail can leave does not undo what was published: it is said,
/// and the mails wait for the next run.
fn hand_over(
    outbox: &mut Outbox,
    pending: Vec<DeliveryStep>,
    settings: &MailSettings,
    now: DateTime<Utc>,
) -> Result<Exit, Fault> {
    if pending.is_empty() {
        return Ok(Exit::Done);
    }
    let wait = |time: Duration| std::thread::sleep(time);
    let mut transport = transports::open(settings, wait);
    match post(
        outbox,
        pending,
        settings,
        &mut *transport,
        &SendingClock::new(now, &wait),
    ) {
        Ok(()) => Ok(Exit::Done),
        Err(error @ DeliverError::NoWay { .. }) => {
            tracing::error!("{error}");
            Ok(error.exit())
        }
        Err(error) => Err(error.into()),
    }
}

/// What is sent again because somebody asks for it.
#[derive(Debug, Clone, Default)]
pub struct Retry {
    /// Of this window; none: of the newest one that the job sent anything of.
    pub window: Option<Window>,
    pub only_to: Option<String>,
    /// Also what a server may have already.
    pub unknown: bool,
}

/// Sends the mails of a job once more that no server took, as they were made. One that a server may
/// have is sent only where that is asked for.
pub fn retry(
    workspace: &Workspace,
    lake: &Lake,
    job: &JobName,
    asked: &Retry,
    now: DateTime<Utc>,
) -> Result<Mailed, Fault> {
    let settings = workspace.mail.as_ref().ok_or(Fault::NoMail)?;
    let mut outbox = Outbox::open(lake)?;
    let of_job: Vec<DeliveryStep> = outbox
        .newest()
        .filter(|step| step.job == *job)
        .cloned()
        .collect();
    let newest = of_job.iter().map(|step| step.window);
    let window = asked
        .window
        .or(newest.max_by_key(|window| (window.to(), window.from())));
    let is_meant = |step: &&DeliveryStep| {
        let only = asked.only_to.as_ref();
        Some(step.window) == window && only.is_none_or(|to| step.email.eq_ignore_ascii_case(to))
    };
    let meant: Vec<&DeliveryStep> = of_job.iter().filter(is_meant).collect();
    let pending = meant.iter().filter(|step| match step.state {
        DeliveryState::Rendered | DeliveryState::Refused | DeliveryState::Deferred => true,
        _ => asked.unknown && is_unknown(step, now),
    });
    let pending: Vec<DeliveryStep> = pending.map(|step| (*step).clone()).collect();
    let exit = hand_over(&mut outbox, pending, settings, now)?;
    outbox.look_again()?;
    let ids: Vec<String> = meant.iter().map(|step| step.delivery.clone()).collect();
    let steps = ids.iter().filter_map(|id| outbox.chain(id).last().cloned());
    Ok(Mailed::of(steps.collect(), exit))
}
