//! Which rows of an export are meant. The others are dropped before anything is asked of them, and
//! counted.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::lake::hash::Hash;

/// Conditions on columns as the export names them; a row must hold to all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sieve(pub Vec<Condition>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// A header or a path, in any case.
    pub column: String,
    /// In lower case; the empty one is what is empty or not there.
    pub words: BTreeSet<String>,
    /// Whether rows that say one of them are kept and all others dropped, or the other way round.
    pub keeps: bool,
}

impl Sieve {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|condition| condition.column.as_str())
    }

    /// Whether a row is meant, by what it says in [`Self::columns`].
    pub fn keeps<'t>(&self, texts: impl Iterator<Item = Option<&'t str>>) -> bool {
        self.0.iter().zip(texts).all(|(condition, text)| {
            let text = text.unwrap_or_default().trim();
            let is_lower = text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_uppercase());
            let lower = if is_lower {
                Cow::Borrowed(text)
            } else {
                Cow::Owned(text.to_lowercase())
            };
            condition.words.contains(&*lower) == condition.keeps
        })
    }

    /// Whether no row can hold to these conditions and to those: on one column they keep words of
    /// which none is the same, or these keep only what those drop, or the other way round.
    pub fn shuts_out(&self, others: &Self) -> bool {
        let excludes = |a: &Condition, b: &Condition| match (a.keeps, b.keeps) {
            (true, true) => a.words.is_disjoint(&b.words),
            (true, false) => a.words.is_subset(&b.words),
            (false, true) => b.words.is_subset(&a.words),
            (false, false) => false,
        };
        let of_one =
            |a: &Condition, b: &Condition| a.column.trim().eq_ignore_ascii_case(b.column.trim());
        self.0
            .iter()
            .any(|a| others.0.iter().any(|b| of_one(a, b) && excludes(a, b)))
    }

    pub(super) fn hash(&self, hash: Hash) -> Hash {
        self.0.iter().fold(hash, |hash, condition| {
            let kind = if condition.keeps { "only" } else { "drop" };
            let hash = hash
                .add(kind)
                .add(&condition.column)
                .add(condition.words.len().to_string());
            condition
                .words
                .iter()
                .fold(hash, |hash, word| hash.add(word))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(keeps: bool, words: &[&str]) -> Condition {
        Condition {
            column: "c".into(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            keeps,
        }
    }

    #[test]
    fn a_row_is_meant_if_it_holds_to_every_condition() {
        let sieve = Sieve(vec![
            condition(true, &["done", "größe"]),
            condition(false, &["test", ""]),
        ]);
        for (status, robot, meant) in [
            (Some("Done"), Some("r1"), true),
            (Some(" GRÖSSE "), Some("r1"), false), // ß has no capital of its own here
            (Some("GRÖßE"), Some("r1"), true),
            (Some("Running"), Some("r1"), false),
            (None, Some("r1"), false),
            (Some("Done"), Some("TEST"), false),
            (Some("Done"), Some(" "), false),
            (Some("Done"), None, false),
        ] {
            assert_eq!(
                sieve.keeps([status, robot].into_iter()),
                meant,
                "{status:?} {robot:?}"
            );
        }
        assert!(Sieve::default().keeps([].into_iter()));
    }
}
