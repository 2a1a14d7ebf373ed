//! No sentence is put together where pages are made: what a reader sees stands whole in a catalogue
//! of texts, and sources ask for it by its key.

use std::collections::BTreeMap;

use super::tokens::{Placed, Token, placed};
use super::{Source, built, complaints};

/// Literals that read like a text and are none that a reader sees, by file: what is wrong with a
/// template or a mail, told to whoever writes it; marks of drawings; units of time; a formula; a value
/// of a column.
const LITERALS: &[(&str, usize)] = &[
    ("render/charts.rs", 1),
    ("render/charts/png.rs", 9),
    ("render/format.rs", 2),
    ("render/html/bounds.rs", 4),
    ("render/html/mod.rs", 6),
    ("render/mail/lint.rs", 19),
    ("render/reports/definition.rs", 1),
    ("render/reports/tables/money.rs", 1),
    ("render/xlsx/check.rs", 1),
];

/// The string literals of a source that read like English: two words, or a word beside something
/// that is put in. Keys of the catalogue do not, and neither do names of columns and classes.
fn read_like_a_text(text: &str) -> Vec<String> {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let chars: Vec<char> = text.chars().collect();
    let all = placed(text);
    let mut found = Vec::new();
    for (at, one) in all.iter().enumerate() {
        if one.token != Token::Text || is_excused(&all[..at]) {
            continue;
        }
        let literal: String = chars[one.begin..one.end].iter().collect();
        if is_prose(&literal) {
            found.push(literal);
        }
    }
    found
}

/// What stands in `expect` is told to nobody, and what stands in `error` to whoever runs it.
fn is_excused(before: &[Placed]) -> bool {
    let [.., name, bracket] = before else {
        return false;
    };
    let is_call = |wanted: &str| name.token == Token::Word(wanted.to_owned());
    bracket.token == Token::Sign('(')
        && ["expect", "error", "cfg", "include_str", "concat"]
            .iter()
            .any(|w| is_call(w))
}

fn is_prose(literal: &str) -> bool {
    let mut bare = String::new();
    let mut depth = 0;
    let mut is_filled = false;
    for c in literal.chars() {
        match c {
            '{' => (depth, is_filled) = (depth + 1, true),
            '}' => depth -= 1,
            c if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    let words: Vec<&str> = bare.split([' ', '\u{a0}']).collect();
    let is_word = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphabetic());
        word.len() > 1 && word.chars().all(|c| c.is_alphabetic() || c == '\'')
    };
    let in_a_row = words.windows(2).any(|pair| pair.iter().all(is_word));
    let is_beside = is_filled && words.len() > 1 && words.iter().any(is_word);
    let is_title = words.iter().any(|word| {
        let mut letters = word.trim_matches('"').chars();
        letters.next().is_some_and(char::is_uppercase)
            && word.trim_matches('"').len() > 2
            && letters.all(char::is_lowercase)
    });
    in_a_row || is_beside || is_title
}

fn of_render(sources: &[Source]) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for source in sources {
        let file = source.file.to_string_lossy();
        let literals = read_like_a_text(&source.text);
        // What months are called is a part of how dates are written.
        let is_locale = file == "render/texts/locale.rs";
        if file.starts_with("render/") && !is_locale && !literals.is_empty() {
            found.insert(file.into_owned(), literals.len());
        }
    }
    found
}

#[test]
fn what_a_reader_sees_stands_in_a_catalogue() {
    let complaints = complaints(&of_render(&built()), LITERALS);
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[test]
fn a_text_that_is_put_together_is_found() {
    for (code, found) in [
        (r#"format!("{n} rows")"#, 1),
        (r#"text.push_str("of the")"#, 1),
        (r#"let heads = ["Net"];"#, 1),
        (r#"text!("gap-rejected", rows = n)"#, 0),
        (r#"column("net_minutes", "min")"#, 0),
        (r#"format!("{a}, {b}")"#, 0),
        (r#"it.expect("a decimal")"#, 0),
        ("#[cfg(test)]\nmod tests { const A: &str = \"a text\"; }", 0),
    ] {
        assert_eq!(read_like_a_text(code).len(), found, "{code}");
    }
}
