//! Mails: a report as a page for mail programs, and the same as plain text. The body is the report,
//! since a link dies and an attached page is taken for phishing; classic Outlook lays it out with
//! Word, Gmail drops styles, dark modes invert it, and images may be off, so that it is made of
//! tables, colours of six digits and texts that say what pictures show.
//!
//! ```text
//!  ReportFacts ──▶ MailPage ─┬─▶ letter.html ──▶ styles into tags ──▶ html ─┐
//!                            ├─▶ PlainMail ────▶ letter.txt ────────▶ text ─┴─▶ Letter
//!                            └─▶ pictures
//! ```
//!
//! Reading order: [`page`] (what a mail says), [`executive`] (the executive report as such),
//! [`figures`] (what has changed since a reader's copy), [`mod@notice`] (what did not arrive),
//! [`mod@subject`], [`text`], [`inlined`], [`lint`] (what mail programs show).

pub mod executive;
pub mod figures;
pub mod inlined;
pub mod lint;
pub mod notice;
pub mod page;
pub mod subject;
pub mod text;

use super::html::{self, Templates};
use super::visible::Visible;
use super::{RenderError, ReportFacts, locale};
use crate::model::language::Speech;
use crate::model::letter::{Attachment, EarlierCopy, Letter, LetterFigures, Picture};
use notice::FailureNotice;
use page::MailPage;

pub use subject::subject;

/// Of a mail: Gmail cuts it at about 102 KB, and what is cut is its foot.
pub const HTML_BYTES: usize = 80_000;
pub const PICTURE_BYTES: usize = 60_000;

/// The letter of a report, with what is attached to it; to a reader who has a copy already, it
/// opens with what has changed since. The same page gives the same bytes.
pub fn letter(
    templates: &Templates,
    page: &ReportFacts,
    attachments: Vec<Attachment>,
    earlier: Option<&EarlierCopy>,
) -> Result<Letter, RenderError> {
    let report = templates.report("executive");
    locale::speaking(page.speech, || {
        let mut letter = executive::of(report, page)?;
        let now = figures::of(page);
        if let Some(earlier) = earlier {
            letter.blocks.insert(0, figures::since(page, &now, earlier));
        }
        Ok(Letter {
            figures: now,
            ..written(templates, &letter, attachments)?
        })
    })
}

/// What somebody of the centre is told of mails that did not arrive.
pub fn notice(
    templates: &Templates,
    speech: Speech,
    failures: &FailureNotice,
) -> Result<Letter, RenderError> {
    locale::speaking(speech, || {
        written(templates, &notice::of(failures), Vec::new())
    })
}

fn written(
    templates: &Templates,
    page: &MailPage,
    attachments: Vec<Attachment>,
) -> Result<Letter, RenderError> {
    let html = html::fill(templates, "mail/letter.html", Visible::of(page.clone()))?;
    let plain = Visible::of(text::PlainMail::of(page));
    let pictures = page
        .blocks
        .iter()
        .filter_map(|block| block.picture.as_ref());
    let pictures = pictures.map(|picture| Picture {
        id: picture.id.to_owned(),
        png: picture.png.clone(),
    });
    Ok(Letter {
        subject: page.title.clone(),
        html: inlined::inlined(&html)?,
        text: html::fill(templates, "mail/letter.txt", plain)?,
        pictures: pictures.collect(),
        attachments,
        figures: LetterFigures::default(),
    })
}

#[cfg(test)]
mod tests;
