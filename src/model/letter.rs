//! A letter: what one reader gets of one report, ready to be put into a mail. Render writes it,
//! and deliver sends it; neither knows the other.

pub mod language;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::exact::Micros;

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
    /// What it leads with, exactly.
    pub figures: LetterFigures,
}

/// The figures that a letter leads with, exactly: what the next one is held against. They travel in
/// a header of the mail, so that what somebody was told is known from the copy that they have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterFigures(pub BTreeMap<String, Micros>);

/// A copy that a reader has, and when it left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierCopy {
    pub figures: LetterFigures,
    pub left_on: NaiveDate,
}

/// A figure that is another than in an earlier copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureChange {
    pub key: String,
    /// None: it was not there.
    pub before: Option<Micros>,
    /// None: it is not there any more.
    pub now: Option<Micros>,
    /// now − before, where both are there.
    pub by: Option<Micros>,
}

impl LetterFigures {
    /// What has changed since an earlier copy, by the figures' names.
    ///
    /// ```
    /// # use reckoner::model::{Micros, letter::LetterFigures};
    /// let before = LetterFigures::parse("cost=415 net=2045.5 roi=4.9");
    /// let now = LetterFigures::parse("cost=415 net=2044 kept=3");
    /// let changes = now.since(&before);
    /// let said: Vec<_> = changes.iter().map(|c| (c.key.as_str(), c.by)).collect();
    /// assert_eq!(said, [("kept", None), ("net", Some(Micros(-1_500_000))), ("roi", None)]);
    /// ```
    pub fn since(&self, earlier: &Self) -> Vec<FigureChange> {
        let mut keys: Vec<&String> = self.0.keys().chain(earlier.0.keys()).collect();
        keys.sort();
        keys.dedup();
        let change = |key: &String| {
            let (before, now) = (earlier.0.get(key).copied(), self.0.get(key).copied());
            FigureChange {
                key: key.clone(),
                before,
                now,
                by: now.zip(before).map(|(now, before)| now - before),
            }
        };
        let changes = keys.into_iter().map(change);
        changes
            .filter(|change| change.before != change.now)
            .collect()
    }

    /// As it stands in a mail's header.
    ///
    /// ```
    /// # use reckoner::model::letter::LetterFigures;
    /// let text = "cost=415 net=-2044.25";
    /// assert_eq!(LetterFigures::parse(text).to_text(), text);
    /// // What another version wrote, and this one does not understand, is no figure.
    /// assert_eq!(LetterFigures::parse("cost=415 net=much =1").to_text(), "cost=415");
    /// ```
    pub fn to_text(&self) -> String {
        let figures = self.0.iter();
        let figures: Vec<String> = figures
            .map(|(key, amount)| format!("{key}={amount}"))
            .collect();
        figures.join(" ")
    }

    pub fn parse(text: &str) -> Self {
        let figures = text.split_ascii_whitespace().filter_map(|figure| {
            let (key, amount) = figure.split_once('=')?;
            let amount = amount.parse().ok()?;
            (!key.is_empty()).then(|| (key.to_owned(), amount))
        });
        Self(figures.collect())
    }
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

/// Where the body says what the mail had no room for. A body without it says so at its end.
pub const LEFT_OUT: &str = "<!-- left out -->";

impl Letter {
    /// HTML and text that say which attachments were left out, and where they lie. Where none was,
    /// nothing is said.
    ///
    /// ```
    /// # use reckoner::model::letter::{LEFT_OUT, Letter};
    /// let letter = Letter {
    ///     subject: "s".into(), html: format!("<p>1</p>{LEFT_OUT}"), text: "1\n".into(),
    ///     pictures: vec![], attachments: vec![], figures: Default::default(),
    /// };
    /// assert_eq!(letter.with_left_out(&[], "out"), ("<p>1</p>".into(), "1\n".into()));
    /// let (html, text) = letter.with_left_out(&["a.csv", "b.csv"], "out/reports");
    /// assert_eq!(text, "1\n\nNot attached, since the mail would be too large: a.csv, b.csv.\n\
    ///     They lie in out/reports.\n");
    /// assert!(html.starts_with("<p>1</p><p>Not attached, "));
    /// ```
    pub fn with_left_out(&self, names: &[&str], found_at: &str) -> (String, String) {
        if names.is_empty() {
            return (self.html.replacen(LEFT_OUT, "", 1), self.text.clone());
        }
        let names = names.join(", ");
        let cause = "Not attached, since the mail would be too large";
        let text = format!(
            "{}\n\n{cause}: {names}.\nThey lie in {found_at}.\n",
            self.text.trim_end()
        );
        let escaped = |text: &str| {
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            text.replace('>', "&gt;").replace('"', "&quot;")
        };
        let said = format!(
            "<p>{cause}: {}. They lie in {}.</p>",
            escaped(&names),
            escaped(found_at)
        );
        let html = match self
            .html
            .find(LEFT_OUT)
            .or_else(|| self.html.rfind("</body>"))
        {
            Some(at) => {
                let rest = &self.html[at..];
                let rest = rest.strip_prefix(LEFT_OUT).unwrap_or(rest);
                format!("{}{said}{rest}", &self.html[..at])
            }
            None => format!("{}{said}", self.html),
        };
        (html, text)
    }
}
