//! A letter: what one reader gets of one report, ready to be put into a mail. Render writes it,
//! and deliver sends it; neither knows the other.

pub mod language;

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
    ///     pictures: vec![], attachments: vec![],
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
