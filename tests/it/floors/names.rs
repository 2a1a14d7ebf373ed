//! One meaning per name: no two types outside of one folder bear the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::tokens::{Token, tokens, without_tests};
use super::{Source, built, complaints};

/// Names that were borne by several types before the rule, and by how many they may be.
const NAMES: &[(&str, usize)] = &[
    ("Announced", 2),
    ("Answer", 5),
    ("Asked", 4),
    ("Automation", 2),
    ("Beside", 3),
    ("Block", 2),
    ("Blocks", 2),
    ("Bounds", 2),
    ("Builders", 2),
    ("Carrier", 2),
    ("Cell", 4),
    ("Cells", 5),
    ("Claims", 2),
    ("Column", 6),
    ("Columns", 3),
    ("Context", 2),
    ("Counted", 2),
    ("Counts", 4),
    ("Days", 3),
    ("Delivery", 3),
    ("Departments", 2),
    ("Fault", 2),
    ("Flaw", 4),
    ("Form", 5),
    ("Found", 3),
    ("Gathered", 3),
    ("Goals", 3),
    ("Grid", 2),
    ("Head", 2),
    ("Held", 5),
    ("Holds", 2),
    ("Inner", 4),
    ("Inputs", 2),
    ("ItemRows", 3),
    ("Job", 2),
    ("Keep", 2),
    ("Kind", 5),
    ("Known", 7),
    ("Layout", 2),
    ("Line", 2),
    ("Lines", 3),
    ("Live", 2),
    ("Look", 2),
    ("Mark", 2),
    ("Member", 4),
    ("Members", 2),
    ("Meterings", 2),
    ("Named", 5),
    ("Numbered", 2),
    ("Numbers", 2),
    ("Object", 2),
    ("Open", 2),
    ("Opened", 2),
    ("Order", 2),
    ("Page", 2),
    ("Pages", 2),
    ("Part", 3),
    ("Parts", 4),
    ("Paths", 2),
    ("Patterns", 2),
    ("Place", 5),
    ("Places", 2),
    ("Projects", 3),
    ("Promises", 2),
    ("Reach", 2),
    ("Reading", 3),
    ("Rejects", 2),
    ("Report", 2),
    ("Row", 17),
    ("Rows", 11),
    ("Run", 3),
    ("Said", 5),
    ("Satellite", 2),
    ("Scale", 2),
    ("Scope", 2),
    ("Search", 3),
    ("Seen", 2),
    ("SessionRows", 3),
    ("Sheet", 9),
    ("Sought", 2),
    ("Source", 5),
    ("Span", 3),
    ("State", 2),
    ("Step", 5),
    ("Stop", 2),
    ("Stream", 2),
    ("Sums", 3),
    ("Table", 4),
    ("Taker", 3),
    ("Telling", 2),
    ("Texts", 3),
    ("Told", 9),
    ("Trend", 2),
    ("Value", 2),
    ("Values", 3),
    ("View", 2),
    ("Walk", 3),
    ("Words", 2),
    ("Written", 4),
];

/// The types that a source declares; a `type` in an `impl` is an answer to a trait, and no new name.
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
