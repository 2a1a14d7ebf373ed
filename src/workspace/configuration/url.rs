//! Where things lie: a path, or a URL of a store.

use crate::workspace::forms::{Formed, Wrong};
use crate::workspace::secrets;

const SCHEMES: &[&str] = &["s3", "az", "abfss", "gs", "file", "memory"];

/// A path or a URL of a kind that stores can open.
pub fn url(text: &str) -> Formed<String> {
    if secrets::is_in_url(text) {
        return Err(Wrong::new("this URL carries a secret").help(
            "leave the password or signature out: stores take credentials from their own variables",
        ));
    }
    if let Some(word) = of_a_shell(text) {
        let help = "write the path itself, from the root or relative to reckoner.toml; for another folder in each place, name a link";
        return Err(Wrong::new(format!(
            "`{word}` means something to a shell, and nothing here"
        ))
        .help(help));
    }
    match text.split_once("://") {
        Some((scheme, _)) if !SCHEMES.contains(&scheme) => Err(Wrong::new(format!(
            "`{scheme}://` is not a store"
        ))
        .help("write a path, or a URL that begins with s3://, az://, abfss://, gs:// or file://")),
        _ => Ok(text.to_owned()),
    }
}

/// What only a shell would put something in the place of: a folder may be called `$web`, and none
/// is meant by `$HOME`.
fn of_a_shell(text: &str) -> Option<&str> {
    let end = |rest: &str| rest.find('/').unwrap_or(rest.len());
    if text.starts_with('~') && end(text) == 1 {
        return Some(&text[..end(text)]);
    }
    let variable = |at: &usize| {
        text[*at..].starts_with("${")
            || text[*at..].starts_with("$HOME")
            || text[*at..].starts_with("$USER")
    };
    let at = text.match_indices('$').map(|(at, _)| at).find(variable)?;
    Some(&text[at..at + end(&text[at..])])
}
