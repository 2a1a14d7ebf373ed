//! Tables of secrets: each is a reference to where it is kept.

use super::table::TomlTable;
use crate::workspace::secrets::is_reference;

/// Each secret is `env:NAME` or `file:PATH`; what else was written is never repeated.
pub fn check(secrets: &TomlTable) {
    for (key, _, value) in secrets.entries() {
        let reference = value.get_ref().as_str().is_some_and(is_reference);
        if !reference {
            let help = "write where it is kept: \"env:NAME\" or \"file:PATH\"; and replace the secret, since it stood in a file";
            secrets.note_at(
                value.span(),
                format!("the secret `{key}` is written out"),
                help,
            );
        }
    }
}
