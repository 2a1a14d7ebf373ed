//! A letter as the bytes of a mail: `mixed(related(alternative(plain, html), png…), attachments…)`,
//! where a part without content is left out. The same letter to the same person at the same time is
//! the same bytes: ids and boundaries are made from what is sent to whom. All bytes are 7-bit clean
//! and all lines short, so that any server takes them.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as Attached, Body, Mailbox, Message, MultiPart, SinglePart};

use super::error::DeliverError;
use super::settings::Correspondent;
use crate::lake::Hash;
use crate::lake::strike::struck;
use crate::model::letter::{Attachment, Letter, LetterFigures, Picture};

/// From whom and to whom a letter goes, and what mail programs are told of it.
#[derive(Debug, Clone)]
pub struct Addressing<'a> {
    pub from: &'a Correspondent,
    pub reply_to: Option<&'a Correspondent>,
    /// Whom a reader writes to who wants no more of it.
    pub leave: &'a str,
    pub to: &'a Correspondent,
    /// What the reader is on the list of: the job.
    pub list: &'a str,
    /// What its ids are made from: the delivery, and the publication.
    pub delivery: &'a str,
    pub publication: &'a str,
    /// Publications that this person has a mail of already, from the first to the last: this one
    /// corrects them.
    pub corrects: &'a [String],
    pub at: DateTime<Utc>,
    pub max_bytes: usize,
    /// Where a reader finds what a mail had no room for.
    pub found_at: &'a str,
}

/// The `Message-ID` of a delivery's mail of a publication: the same on every try. `nth` counts the
/// mails before it: a window may come back to a publication that it had before.
pub fn message_id(from: &Correspondent, delivery: &str, publication: &str, nth: usize) -> String {
    let name = Hash::new()
        .add(delivery)
        .add(publication)
        .add(nth.to_string());
    let name = name.name();
    format!("<{name}@{}>", from.domain())
}

/// Under which header a mail says what it leads with, for the one that corrects it.
const FIGURES: &str = "X-Reckon-Figures";

/// What a mail of ours leads with; nothing of one that does not say it.
pub fn figures_of(mail: &[u8]) -> LetterFigures {
    let text = String::from_utf8_lossy(mail);
    let head = text.split("\r\n\r\n").next().unwrap_or_default();
    // A long header goes on in lines that begin with a blank.
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let found = unfolded.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case(FIGURES).then(|| value.to_owned())
    });
    LetterFigures::parse(&found.unwrap_or_default())
}

/// The mail, and the names of the attachments that it has no room for.
pub fn compose(letter: &Letter, to: &Addressing) -> Result<(Vec<u8>, Vec<String>), DeliverError> {
    check(letter, to)?;
    let mut kept = letter.attachments.len();
    loop {
        let left_out = &letter.attachments[kept..];
        let bytes = with(letter, to, &letter.attachments[..kept], left_out)?;
        if bytes.len() <= to.max_bytes {
            let names = left_out.iter().map(|attachment| attachment.name.clone());
            return Ok((bytes, names.collect()));
        }
        kept = kept.checked_sub(1).ok_or(DeliverError::TooLarge {
            bytes: bytes.len(),
            allowed: to.max_bytes,
        })?;
    }
}

/// A line end in a name would begin a header of its own.
fn check(letter: &Letter, to: &Addressing) -> Result<(), DeliverError> {
    let people = [Some(to.from), to.reply_to, Some(to.to)]
        .into_iter()
        .flatten();
    let names = people.flat_map(|person| {
        [
            ("a person's name", &*person.name),
            ("an address", &*person.address),
        ]
    });
    let attachments = letter.attachments.iter();
    let pictures = letter.pictures.iter();
    let all = names
        .chain([
            ("the subject", &*letter.subject),
            ("the address in `leave`", to.leave),
        ])
        .chain([("the job's name", to.list)])
        .chain(attachments.map(|attachment| ("an attachment's name", &*attachment.name)))
        .chain(pictures.map(|picture| ("a picture's id", &*picture.id)));
    for (what, text) in all {
        if text.chars().any(char::is_control) {
            let shown = text.escape_default().to_string();
            return Err(DeliverError::Control { what, shown });
        }
    }
    if [&letter.text, &letter.html]
        .iter()
        .any(|text| text.contains('\0'))
    {
        let (what, shown) = ("the letter's text", "\\0".to_owned());
        return Err(DeliverError::Control { what, shown });
    }
    Ok(())
}

fn with(
    letter: &Letter,
    to: &Addressing,
    attachments: &[Attachment],
    left_out: &[Attachment],
) -> Result<Vec<u8>, DeliverError> {
    let names: Vec<&str> = left_out
        .iter()
        .map(|attachment| &*attachment.name)
        .collect();
    let (html, text) = letter.with_left_out(&names, to.found_at);
    let boundary = |part: &str| {
        let hash = Hash::new().add(to.message_id()).add(part);
        format!("{part}{}", hash.name())
    };
    let alternative = MultiPart::alternative()
        .boundary(boundary("alternative"))
        .singlepart(words(text, ContentType::TEXT_PLAIN))
        .singlepart(words(html, ContentType::TEXT_HTML));
    let shown = if letter.pictures.is_empty() {
        alternative
    } else {
        let related = MultiPart::related().boundary(boundary("related"));
        let related = related.multipart(alternative);
        letter.pictures.iter().try_fold(related, |all, picture| {
            Ok::<_, DeliverError>(all.singlepart(png(picture)?))
        })?
    };
    let whole = if attachments.is_empty() {
        shown
    } else {
        let mixed = MultiPart::mixed().boundary(boundary("mixed"));
        let mixed = mixed.multipart(shown);
        attachments.iter().try_fold(mixed, |all, one| {
            Ok::<_, DeliverError>(all.singlepart(attached(one)?))
        })?
    };
    let mut head = Message::builder()
        .from(mailbox("from", to.from)?)
        .to(mailbox("to", to.to)?)
        .subject(subject(letter, !to.corrects.is_empty()))
        .date(SystemTime::from(to.at))
        .message_id(Some(to.message_id()));
    if let Some(reply_to) = to.reply_to {
        head = head.reply_to(mailbox("reply_to", reply_to)?);
    }
    let earlier: Vec<String> = to
        .corrects
        .iter()
        .enumerate()
        .map(|(nth, publication)| message_id(to.from, to.delivery, publication, nth))
        .collect();
    if let Some(last) = earlier.last() {
        head = head.in_reply_to(last.clone()).references(earlier.join(" "));
    }
    for header in to.for_programs() {
        head = head.raw_header(header);
    }
    if !letter.figures.0.is_empty() {
        let name = HeaderName::new_from_ascii_str(FIGURES);
        head = head.raw_header(HeaderValue::new(name, letter.figures.to_text()));
    }
    let message = head.multipart(whole);
    let message = message.map_err(|error| DeliverError::Shape {
        what: "the letter",
        shown: error.to_string(),
    })?;
    Ok(message.formatted())
}

impl Addressing<'_> {
    fn message_id(&self) -> String {
        message_id(
            self.from,
            self.delivery,
            self.publication,
            self.corrects.len(),
        )
    }

    /// What tells mail programs that nobody sits behind it, and how its reader gets off the list.
    fn for_programs(&self) -> [HeaderValue; 4] {
        let header = |name: &'static str, value: String| {
            HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
        };
        let list = format!("<{}.reports.{}>", self.list, self.from.domain());
        let leave = format!("<mailto:{}?subject=leave%20{}>", self.leave, self.list);
        [
            header("List-Id", list),
            header("List-Unsubscribe", leave),
            header("Auto-Submitted", "auto-generated".to_owned()),
            header("X-Auto-Response-Suppress", "All".to_owned()),
        ]
    }
}

/// One line, and nothing in it that turns the direction in which it is read: a subject stands among
/// those of others.
fn subject(letter: &Letter, is_correction: bool) -> String {
    let turns = |c: &char| {
        let marks = matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}');
        marks || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let text = letter.subject.chars().filter(|c| !turns(c));
    let text: String = text.collect();
    if is_correction {
        format!("Corrected: {text}")
    } else {
        text
    }
}

fn mailbox(what: &'static str, person: &Correspondent) -> Result<Mailbox, DeliverError> {
    let wrong = || DeliverError::Address {
        what,
        shown: struck(&person.address).into_owned(),
    };
    // Beyond ASCII only servers with SMTPUTF8 take an address.
    if !person.address.is_ascii() {
        return Err(wrong());
    }
    let address = person.address.parse().map_err(|_| wrong())?;
    let name = Some(person.name.clone()).filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, address))
}

fn words(text: String, kind: ContentType) -> SinglePart {
    let encoding = ContentTransferEncoding::QuotedPrintable;
    let body = Body::new_with_encoding(text, encoding)
        .expect("any text can be written as quoted-printable");
    SinglePart::builder().header(kind).body(body)
}

fn png(picture: &Picture) -> Result<SinglePart, DeliverError> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-@".contains(c);
    if picture.id.is_empty() || !picture.id.chars().all(is_plain) {
        return Err(DeliverError::Shape {
            what: "a picture's id",
            shown: picture.id.clone(),
        });
    }
    let name = format!("{}.png", picture.id);
    let part = Attached::new_inline_with_name(picture.id.clone(), name);
    Ok(part.body(packed(&picture.png), media_type("image/png")?))
}

fn attached(attachment: &Attachment) -> Result<SinglePart, DeliverError> {
    let kind = media_type(attachment.media_type)?;
    Ok(Attached::new(attachment.name.clone()).body(packed(&attachment.bytes), kind))
}

fn packed(bytes: &[u8]) -> Body {
    Body::new_with_encoding(bytes.to_vec(), ContentTransferEncoding::Base64)
        .expect("any bytes can be written as base64")
}

fn media_type(text: &str) -> Result<ContentType, DeliverError> {
    ContentType::parse(text).map_err(|_| DeliverError::Shape {
        what: "an attachment's media type",
        shown: text.to_owned(),
    })
}

#[cfg(test)]
mod tests;
