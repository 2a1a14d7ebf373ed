//! What the people of the centre are told of mails that did not arrive: which, why, and what to do.

use super::page::{MailBlock, MailCell, MailHead, MailPage, MailRow, MailTable};
use crate::render::locale;
use crate::render::texts::text;

/// What a run tells of the mails that it could not bring to their readers.
pub struct FailureNotice<'a> {
    pub estate: &'a str,
    pub job: &'a str,
    pub window: String,
    /// So many mails were asked for.
    pub asked: usize,
    pub failures: &'a [UndeliveredMail],
}

/// A mail that did not arrive, or cannot.
pub struct UndeliveredMail {
    /// Whose, and of what.
    pub mail: String,
    pub why: FailureReason,
}

/// What happened, which says what to do too.
#[derive(Debug)]
pub enum FailureReason {
    /// It could not be made.
    NotMade(String),
    /// Its reader may see nothing, by this line of people.csv.
    Unseeing(String),
    /// Nobody knows whether the server has it; what was told of it, and what sends it again.
    Unknown {
        told: Option<String>,
        command: String,
    },
    /// The server said no; what it told, and what sends it again.
    Refused {
        told: Option<String>,
        command: String,
    },
}

pub fn of(notice: &FailureNotice) -> MailPage {
    let FailureNotice { job, window, .. } = notice;
    let (job, n) = (*job, notice.failures.len());
    let row = |failure: &UndeliveredMail| MailRow {
        cells: vec![
            MailCell::words(failure.mail.clone()),
            MailCell::words(why(&failure.why, job)),
        ],
        is_total: false,
    };
    MailPage {
        title: text!("notice-title", n = n, job = job, window = window),
        lang: locale::speech().language.as_str(),
        preheader: text!("notice-preheader", n = n, job = job),
        whose: notice.estate.to_owned(),
        when: window.clone(),
        headline: text!("notice-headline", n = n, job = job, asked = notice.asked),
        blocks: vec![MailBlock {
            title: text!("notice-which").to_owned(),
            warns: true,
            table: Some(MailTable {
                heads: [text!("notice-mail"), text!("notice-why")]
                    .map(MailHead::words)
                    .into(),
                rows: notice.failures.iter().map(row).collect(),
            }),
            ..MailBlock::default()
        }],
        foot: vec![text!("notice-foot").to_owned()],
        ..MailPage::default()
    }
}

fn why(reason: &FailureReason, job: &str) -> String {
    let said = |told: &Option<String>| {
        told.clone()
            .unwrap_or_else(|| text!("notice-nothing-said").to_owned())
    };
    match reason {
        FailureReason::NotMade(why) => text!("notice-not-made", why = why, job = job),
        FailureReason::Unseeing(line) => text!("notice-unseeing", line = line),
        FailureReason::Unknown { told, command } => {
            text!("notice-unknown", told = said(told), command = command)
        }
        FailureReason::Refused { told, command } => {
            text!("notice-refused", told = said(told), command = command)
        }
    }
}
