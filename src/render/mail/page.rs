//! What a mail says, block by block, in texts that are ready to be read: the same value is written
//! as HTML and as plain text.

use serde::Serialize;

use super::super::charts::png::ChartPicture;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MailPage {
    /// The subject.
    pub title: String,
    pub lang: &'static str,
    /// What lists of mails show behind the subject: the message, before anything else.
    pub preheader: String,
    pub whose: String,
    pub when: String,
    /// The finding.
    pub headline: String,
    pub sentences: Vec<String>,
    pub blocks: Vec<MailBlock>,
    pub foot: Vec<String>,
}

/// A title, and whatever of the rest there is, in this order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MailBlock {
    pub title: String,
    pub about: String,
    /// It stands out: what is missing.
    pub warns: bool,
    pub lines: Vec<String>,
    pub picture: Option<MailPicture>,
    pub table: Option<MailTable>,
    pub notes: Vec<String>,
}

/// A chart. What it says stands in its alternative text, and its figures in the table below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailPicture {
    pub id: &'static str,
    pub alt: String,
    pub width: u32,
    pub height: u32,
    #[serde(skip)]
    pub png: Vec<u8>,
}

impl MailPicture {
    /// Inside of attributes `<` and `>` need no escape, but not every filter of mails knows that.
    pub fn new(id: &'static str, alt: String, picture: ChartPicture) -> Self {
        Self {
            id,
            alt: alt.replace('<', "‹").replace('>', "›"),
            width: picture.width,
            height: picture.height,
            png: picture.png,
        }
    }
}

/// A table; the first cell of each row says what the row is of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MailTable {
    /// None, or one for each column.
    pub heads: Vec<MailHead>,
    pub rows: Vec<MailRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailHead {
    pub text: String,
    pub align: Align,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MailRow {
    pub cells: Vec<MailCell>,
    /// It adds up the rows above it.
    pub is_total: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MailCell {
    pub text: String,
    /// A second line, smaller.
    pub below: String,
    pub align: Align,
    pub is_large: bool,
    /// The name of a colour that adds to what the text says already; empty for plain ink.
    pub tone: &'static str,
}

/// Numbers stand at the right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    #[default]
    Left,
    Right,
}

impl MailHead {
    pub fn words(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            align: Align::Left,
        }
    }

    pub fn numbers(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            align: Align::Right,
        }
    }
}

impl MailCell {
    pub fn words(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    pub fn number(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            align: Align::Right,
            ..Self::default()
        }
    }

    pub fn below(self, below: impl Into<String>) -> Self {
        Self {
            below: below.into(),
            ..self
        }
    }

    /// Pages call a figure that did not move `same`, and a state without a verdict `none`.
    pub fn toned(self, tone: &'static str) -> Self {
        let tone = match tone {
            "better" | "good" => "better",
            "worse" | "bad" => "worse",
            "warn" => "warn",
            _ => "",
        };
        Self { tone, ..self }
    }

    pub fn large(self) -> Self {
        Self {
            is_large: true,
            ..self
        }
    }
}
