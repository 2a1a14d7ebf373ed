//! One meaning per name: no two types outside of one folder bear the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::tokens::{Token, tokens, without_tests};
use super::{Source, built, complaints};

/// Names that were borne by several types before the rule, and by how many they may be.
const NAMES: &[(&str, usize)] = &[
    ("Asked", 2),
    ("Cell", 2),
    ("Column", 3),
    ("Counts", 3),
    ("Fault", 2),
    ("Goals", 2),
    ("Kind", 4),
    ("Members", 2),
    ("Place", 2),
    ("Places", 2),
    ("Row", 2),
    ("Sheet", 2),
    ("Texts", 2),
    ("Told", 2),
];

/// The types that a source declares; a `type` in an `impl` is an answer to a trait, and no new
/// name.
fn types(text: &str) -> Vec<String> {
    let (mut found, mut depth) = (Vec::new(), 0);
    let tokens = without_tests(&tokens(text));
    for pair in tokens.windows(2) {
        match pair {
            [Token::Sign('{'), _] => depth += 1,
            [Token::Sign('}'), _] => depth -= 1,
            [Token::Word(word), Token::Word(name)] => {
                let declares = matches!(word.as_str(), "struct" | "enum" | "trait" | "union")
                    || (word == "type" && depth == 0);
                if declares {
                    found.push(name.clone());
                }
            }
            _ => {}
        }
    }
    found
}

/// Names that types of more than one folder bear, and how many types do.
fn shared(sources: &[Source]) -> BTreeMap<String, usize> {
    let mut bearers: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for source in sources {
        let folder = source.file.parent().expect("a file lies in a folder");
        for name in types(&source.text) {
            bearers.entry(name).or_default().push(folder.to_owned());
        }
    }
    let folders = |folders: &Vec<PathBuf>| folders.iter().collect::<BTreeSet<_>>().len();
    bearers.retain(|_, found| folders(found) > 1);
    bearers
        .into_iter()
        .map(|(name, found)| (name, found.len()))
        .collect()
}

#[test]
fn no_type_is_named_as_one_of_another_folder() {
    let wrong = complaints(&shared(&built()), NAMES);
    assert!(wrong.is_empty(), "types of one name:\n{}", wrong.join("\n"));
}

#[test]
fn a_name_that_two_folders_give_is_found() {
    let source = |file: &str, text: &str| Source {
        file: PathBuf::from(file),
        text: text.to_owned(),
    };
    let row = "struct Row; impl Iterator for Row { type Item = u8; }";
    let apart = [
        source("lake/a.rs", row),
        source("run/b.rs", "enum Row { A } type Item = u8;"),
    ];
    assert_eq!(shared(&apart), BTreeMap::from([("Row".to_owned(), 2)]));
    let together = [
        source("lake/a.rs", row),
        source("lake/b.rs", "trait Row {}"),
    ];
    assert!(shared(&together).is_empty());
    let tests = "#[cfg(test)] mod tests { struct Row; } // struct Row;";
    assert!(shared(&[source("lake/a.rs", row), source("run/b.rs", tests)]).is_empty());
}
