//! A letter: what one reader gets of one report, ready to be put into a mail. Render writes it,
//! and deliver sends it; neither knows the other.

/// The content of a mail, without its addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The scope, the finding, the window, and what is missing, in one line.
    pub subject: String,
    /// The body as mail programs show it, with its styles in its tags.
    pub html: String,
    /// The same figures as plain text, at most 78 columns wide.
    pub text: String,
    /// What `html` shows by `cid:`.
    pub pictures: Vec<Picture>,
    /// In the order in which they matter: the last is left out first where a mail grows too large.
    pub attachments: Vec<Attachment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// As `html` names it behind `cid:`; unique in its letter.
    pub id: String,
    pub png: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}
