//! The ways by which mail leaves. Each says what became of a mail as far as it can be known: a
//! server that was told of the mail's end and did not answer may have it.

pub mod file;
pub mod graph;
pub mod handover;
pub mod sendmail;
pub mod smtp;

use std::time::Duration;

use self::handover::Transport;
use super::settings::{MailSettings, Means};

/// The way that the settings mean.
pub fn open<'a>(
    settings: &'a MailSettings,
    wait: impl Fn(Duration) + 'a,
) -> Box<dyn Transport + 'a> {
    let (patience, domain) = (settings.patience, settings.from.domain());
    match &settings.means {
        Means::Smtp(relay) => Box::new(smtp::Smtp::new(relay, domain, patience, wait)),
        Means::Graph(mailbox) => Box::new(graph::Graph::new(mailbox, patience, wait)),
        Means::Sendmail(program) => Box::new(sendmail::Sendmail { program }),
        Means::File(folder) => Box::new(file::MailFolder { folder }),
    }
}
