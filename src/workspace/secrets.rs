//! Secrets are references, never values. Somebody will write a value all the same, so what is shown
//! of reckoner.toml has such values struck out before any mistake can quote them, whatever else is
//! wrong with the file.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Names that a secret goes by.
const NAMES: &[&str] = &[
    "secret",
    "password",
    "passwd",
    "token",
    "credential",
    "api_key",
    "apikey",
    "account_key",
    "access_key",
    "sas",
];

/// What a reference leads to, or why it leads to nothing. A file's last line end is the editor's.
pub fn resolve(reference: &str, root: &Path) -> Result<String, String> {
    let told = match reference.split_once(':') {
        Some(("env", name)) => {
            std::env::var(name.trim()).map_err(|_| "this variable is not set".to_owned())
        }
        Some(("file", path)) => {
            std::fs::read_to_string(root.join(path.trim())).map_err(|error| error.to_string())
        }
        _ => Err("this is no reference".to_owned()),
    }?;
    let told = told.trim_end_matches(['\r', '\n']);
    if told.is_empty() {
        Err("there is nothing in it".into())
    } else {
        Ok(told.to_owned())
    }
}

/// `env:NAME` or `file:PATH`.
pub fn is_reference(text: &str) -> bool {
    ["env:", "file:"].iter().any(|kind| {
        text.strip_prefix(kind)
            .is_some_and(|name| !name.trim().is_empty())
    })
}

/// Whether a URL carries a password or a signature.
pub fn is_in_url(url: &str) -> bool {
    let authority = url
        .split_once("://")
        .map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
    authority
        .split_once('@')
        .is_some_and(|(user, _)| user.contains(':'))
        || url.to_lowercase().contains("sig=")
}

/// What stands in the place of a secret, however long it is.
const STARS: &str = "******";

/// A text without its secrets, and where each of them stood in the text as it was written.
#[derive(Debug, Clone, Default)]
pub struct Struck {
    pub text: String,
    cuts: Vec<Range<usize>>,
}

impl Struck {
    /// Where a byte of the text as it was written stands now. What stood behind a secret moves:
    /// else its place would tell how long the secret is.
    pub fn place(&self, offset: usize) -> usize {
        let gone =
            |cut: &Range<usize>| (offset.min(cut.end) - cut.start).saturating_sub(STARS.len());
        let grown = |cut: &Range<usize>| {
            if offset >= cut.end {
                STARS.len().saturating_sub(cut.len())
            } else {
                0
            }
        };
        let cuts = || self.cuts.iter().take_while(|cut| cut.start < offset);
        offset + cuts().map(grown).sum::<usize>() - cuts().map(gone).sum::<usize>()
    }
}

/// The text with every value that may be a secret struck out.
pub fn struck_out(text: &str) -> Struck {
    let starred = starred(text);
    let mut struck = Struck {
        text: String::with_capacity(text.len()),
        cuts: Vec::new(),
    };
    let mut rest = 0;
    while let Some(first) = starred[rest..].find('*').map(|at| rest + at) {
        let end = starred[first..]
            .find(|c| c != '*')
            .map_or(starred.len(), |at| first + at);
        struck.text.push_str(&starred[rest..first]);
        // A star that somebody wrote stays.
        if starred[first..end] == text[first..end] {
            struck.text.push_str(&text[first..end]);
        } else {
            struck.text.push_str(STARS);
            struck.cuts.push(first..end);
        }
        rest = end;
    }
    struck.text.push_str(&starred[rest..]);
    struck
}

/// The same, star for byte. Secrets are looked for in what parses, and line by line in what does
/// not.
fn starred(text: &str) -> String {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut spans = Vec::new();
    find(table.get_ref(), false, &mut spans);
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let span = spans.iter().find(|span| span.contains(&at));
        let quote = span.is_some_and(|span| {
            matches!(c, '"' | '\'') && (at == span.start || at + 1 == span.end)
        });
        if span.is_none() || quote || matches!(c, '\n' | '\r') {
            out.push(c);
        } else {
            out.extend(std::iter::repeat_n('*', c.len_utf8()));
        }
    }
    strike_lines(&out, errors.is_empty())
}

/// The spans of all texts that are, or lie below, something called a secret.
fn find(table: &DeTable, secret: bool, spans: &mut Vec<Range<usize>>) {
    for (key, value) in table {
        let name = key.get_ref().to_lowercase();
        find_in(
            value,
            secret || NAMES.iter().any(|part| name.contains(part)),
            spans,
        );
    }
}

fn find_in(value: &Spanned<DeValue>, secret: bool, spans: &mut Vec<Range<usize>>) {
    match value.get_ref() {
        DeValue::String(text) if secret && !is_reference(text) => spans.push(value.span()),
        DeValue::Table(table) => find(table, secret, spans),
        DeValue::Array(items) => items.iter().for_each(|item| find_in(item, secret, spans)),
        _ => {}
    }
}

/// Of what parses, values are struck already: then only a name or a comment says that its line
/// holds a secret, and not every path to the exports of an automation that resets passwords.
fn strike_lines(text: &str, parses: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for line in text.split_inclusive('\n') {
        let lower = line.trim().to_lowercase();
        if lower.starts_with('[') {
            inside = lower.contains("secrets");
        }
        let (key, comment) = (
            lower.split('=').next().unwrap_or_default(),
            lower.split_once('#').map_or("", |(_, comment)| comment),
        );
        let names = |text: &str| NAMES.iter().any(|name| text.contains(name));
        let named = names(key) || names(comment) || (!parses && names(&unquoted(&lower)));
        out.push_str(&strike_line(
            line,
            (inside || named) && !lower.starts_with(['[', '#']),
        ));
    }
    out
}

/// What of a line stands between no quotes: keys, and whatever else is no text.
fn unquoted(line: &str) -> String {
    let mut quote = None;
    let mut outside = |c: &char| match quote {
        Some(open) => {
            quote = quote.filter(|_| *c != open);
            false
        }
        None => {
            quote = Some(*c).filter(|c| matches!(c, '"' | '\''));
            quote.is_none()
        }
    };
    line.chars().filter(|c| outside(c)).collect()
}

fn strike_line(line: &str, all: bool) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    // Up to the first `=` stands a key; where somebody forgot it, what stands in quotes is no key.
    let (mut value, keyless) = (false, !line.contains('='));
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '#' => rest.len(),
            '"' | '\'' => rest[1..]
                .find(first)
                .map_or(rest.trim_end().len(), |end| end + 2),
            c if c.is_whitespace() || "={}[],".contains(c) => c.len_utf8(),
            _ => rest
                .find(|c: char| c.is_whitespace() || "={}[],#\"'".contains(c))
                .unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(length);
        let key = after.trim_start().starts_with('=');
        let quoted = matches!(first, '"' | '\'');
        let inner = token.trim_matches(first);
        if (value || keyless)
            && !key
            && quoted
            && (is_in_url(inner) || (all && !is_reference(inner)))
        {
            let inside = &token[1..];
            let closed = inside.ends_with(first);
            out.push(first);
            out.push_str(&"*".repeat(inside.len() - usize::from(closed)));
            if closed {
                out.push(first);
            }
        } else if value && !key && !quoted && all && length > 1 && first != '#' {
            out.push_str(&"*".repeat(token.len()));
        } else {
            out.push_str(token);
        }
        value |= first == '=';
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_leads_to_a_variable_or_a_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret"), "hunter2 \r\n").unwrap();
        std::fs::write(folder.path().join("empty"), "\n").unwrap();
        let resolved = |reference: &str| resolve(reference, folder.path());
        assert_eq!(resolved("file:secret"), Ok("hunter2 ".into()));
        assert_eq!(resolved("env:PATH").ok(), std::env::var("PATH").ok());
        for nothing in ["file:empty", "file:missing", "env:RECKON_NO_SUCH_VARIABLE"] {
            assert!(resolved(nothing).is_err(), "{nothing}");
        }
    }

    #[test]
    fn what_may_be_a_secret_is_struck_out_and_nothing_else_moves() {
        for (text, shown) in [
            (
                "secrets = { a = \"hunter2\", b = 'env:B' } # c",
                "secrets = { a = \"******\", b = 'env:B' } # c",
            ),
            ("client_secret = hunter2", "client_secret = ******"),
            ("password = \"hunter2", "password = \"******"),
            (
                "[satellite.secrets]\nx = \"hunter2\"\n[estate]\nx = \"shown\"\n",
                "[satellite.secrets]\nx = \"******\"\n[estate]\nx = \"shown\"\n",
            ),
            ("url = \"https://me:hunter2@host/a\"", "url = \"******\""),
            (
                "url = \"abfss://box@account/a\"",
                "url = \"abfss://box@account/a\"",
            ),
            (
                "secrets = {\n  a = [\"hunter2\"],\n}",
                "secrets = {\n  a = [\"******\"],\n}",
            ),
            (
                "[satellite.secrets]\na = \"\"\"\nhunter2\"\"\"",
                "[satellite.secrets]\na = \"******\n******\"",
            ),
            ("name = \"shown\"", "name = \"shown\""),
            (
                "url = \"in/password-resets/*.csv\"",
                "url = \"in/password-resets/*.csv\"",
            ),
            (
                "source = { url = \"in/tokens\", password = \"hunter2\" }",
                "source = { url = \"in/tokens\", password = \"******\" }",
            ),
            (
                "token = \"hunter2\" # a password",
                "token = \"******\" # a password",
            ),
        ] {
            let out = struck_out(text).text;
            assert!(!out.contains("hunter2"), "{out}");
            if !text.starts_with("password") {
                assert_eq!(out, shown);
            }
        }
    }

    #[test]
    fn a_path_that_speaks_of_passwords_is_no_secret_also_where_the_file_does_not_parse() {
        let broken = "url = \"in/password-resets/*.csv\"\nclient_secret \"hunter2\"\n\"password\" = 'hunter2'\nname =\n";
        let shown = "url = \"in/password-resets/*.csv\"\nclient_secret \"******\"\n\"password\" = '******'\nname =\n";
        assert_eq!(struck_out(broken).text, shown);
    }

    #[test]
    fn stars_do_not_tell_how_long_a_secret_is_and_neither_does_what_stands_behind_it() {
        for secret in ["x", "sixsix", "a secret of some length, and * in it"] {
            let text = format!("s = {{ token = \"{secret}\", nope = 1 }}\nlast = 2\n");
            let struck = struck_out(&text);
            assert_eq!(
                struck.text,
                "s = { token = \"******\", nope = 1 }\nlast = 2\n"
            );
            for word in ["token", "nope", "last"] {
                assert_eq!(
                    Some(struck.place(text.find(word).unwrap())),
                    struck.text.find(word),
                    "{word} behind {secret}"
                );
            }
            assert!(
                (15..=21).contains(&struck.place(text.find(secret).unwrap() + secret.len() / 2)),
                "within the stars"
            );
            assert_eq!(struck.place(text.len()), struck.text.len());
        }
    }
}
