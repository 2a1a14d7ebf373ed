//! Sizes that a reader can hold: files on one level of a folder, columns of a line, lines of a
//! function.

use std::collections::BTreeMap;
use std::path::Path;

use super::tokens::{Placed, Token, placed};
use super::{built, complaints, sources};

const FILES: usize = 15;
const COLUMNS: usize = 100;
const LINES: usize = 70;

/// Folders that held more files before the rule, and how many they may hold.
const FULL_FOLDERS: &[(&str, usize)] = &[("model", 26), ("transform", 30)];

/// Files that had longer lines before the rule, and how many they may have.
const WIDE_FILES: &[(&str, usize)] = &[
    ("cli/args.rs", 2),
    ("extract/carriers/csv/tests.rs", 10),
    ("extract/carriers/encoding.rs", 1),
    ("extract/carriers/json/tests.rs", 15),
    ("extract/reading/compound.rs", 1),
    ("extract/reading/times/forms.rs", 1),
    ("extract/reading/times/offsets.rs", 1),
    ("extract/reading/times/quick.rs", 1),
    ("extract/sources/dataverse/link/location.rs", 1),
    ("extract/tests.rs", 1),
    ("extract/tests/restarts.rs", 3),
    ("extract/tests/told_again.rs", 2),
    ("lake/csv.rs", 2),
    ("lake/delta/named_files.rs", 1),
    ("lake/parquet/thrift/walk.rs", 1),
    ("lake/small/names/tests.rs", 1),
    ("lake/store/disk.rs", 2),
    ("lake/tests.rs", 4),
    ("lake/tests/histories.rs", 1),
    ("lib.rs", 4),
    ("model/cells.rs", 1),
    ("model/drift.rs", 1),
    ("publish/catalog.rs", 1),
    ("publish/publication.rs", 1),
    ("render/reports/executive.rs", 2),
    ("run/receipt.rs", 2),
    ("transform/amounts.rs", 2),
    ("transform/claims/scoreboard.rs", 1),
    ("transform/claims/valuing.rs", 1),
    ("transform/forgotten.rs", 1),
    ("transform/promises/status.rs", 2),
    ("transform/tally/tests.rs", 1),
    ("workspace/forms.rs", 1),
    ("workspace/tests/damaged.rs", 1),
];

/// Functions that were longer before the rule, and how many a file may have.
const LONG_FUNCTIONS: &[(&str, usize)] = &[
    ("extract/carriers/json.rs", 1),
    ("extract/carriers/parquet/cells.rs", 1),
    ("extract/delivery/mod.rs", 1),
    ("extract/facts/items.rs", 1),
    ("extract/facts/sessions.rs", 1),
    ("extract/facts/sessions/bound.rs", 1),
    ("extract/notes.rs", 1),
    ("extract/peek/column.rs", 1),
    ("extract/peek/roles.rs", 2),
    ("extract/peek/sample/sheet.rs", 1),
    ("extract/reading/globs.rs", 1),
    ("extract/sources/dataverse/live/fetch.rs", 1),
    ("extract/sources/delta.rs", 1),
    ("render/gaps.rs", 2),
    ("run/forget.rs", 1),
    ("transform/automations.rs", 1),
    ("transform/gaps.rs", 1),
    ("transform/goals.rs", 1),
    ("transform/items.rs", 1),
    ("transform/items/scores.rs", 1),
    ("transform/metering.rs", 1),
    ("transform/scoreboard.rs", 1),
    ("transform/tally/counts.rs", 1),
    ("transform/workers.rs", 1),
    ("transform/workings.rs", 1),
];

/// How many files lie in each folder, on one level, where they are too many.
fn full_folders<'a>(files: impl Iterator<Item = &'a Path>) -> BTreeMap<String, usize> {
    let mut folders: BTreeMap<String, usize> = BTreeMap::new();
    for file in files {
        let folder = file.parent().expect("a file lies in a folder");
        *folders.entry(folder.display().to_string()).or_default() += 1;
    }
    folders.retain(|_, files| *files > FILES);
    folders
}

/// The numbers of the lines that are too long, and not so because of a string, of an address on
/// the net or of an example in a comment.
fn wide_lines(text: &str) -> Vec<usize> {
    let strings: Vec<Placed> = placed(text)
        .into_iter()
        .filter(|placed| placed.token == Token::Text)
        .collect();
    let (mut found, mut begin, mut in_example) = (Vec::new(), 0, false);
    for (i, line) in text.lines().enumerate() {
        let end = begin + line.chars().count();
        let comment = ["///", "//!"]
            .iter()
            .find_map(|c| line.trim_start().strip_prefix(c));
        let fence = comment.is_some_and(|said| said.trim_start().starts_with("```"));
        in_example = comment.is_some() && (in_example != fence);
        let quoted = strings
            .iter()
            .map(|s| s.end.min(end).saturating_sub(s.begin.max(begin)));
        let excused = in_example || line.contains("://");
        if !excused && end - begin - quoted.sum::<usize>() > COLUMNS {
            found.push(i + 1);
        }
        begin = end + 1;
    }
    found
}

/// The functions that are too long and do not say why, and their lengths.
fn long_functions(text: &str) -> Vec<(String, usize)> {
    let placed = placed(text);
    let lines: Vec<&str> = text.lines().collect();
    let breaks = text.chars().enumerate().filter(|(_, c)| *c == '\n');
    let breaks: Vec<usize> = breaks.map(|(at, _)| at).collect();
    let line = |at: usize| breaks.partition_point(|end| *end < at);
    let mut found = Vec::new();
    for (i, pair) in placed.windows(2).enumerate() {
        let [Token::Word(word), Token::Word(name)] = [&pair[0].token, &pair[1].token] else {
            continue;
        };
        if word != "fn" {
            continue;
        }
        let Some(end) = end_of_function(&placed, i) else {
            continue;
        };
        let (first, last) = (line(pair[0].begin), line(end));
        let length = last - first + 1;
        if length > LINES && !says_why(&lines[..first]) {
            found.push((name.clone(), length));
        }
    }
    found
}

/// Where the body of the function ends that begins at a token; one in a trait may have none.
fn end_of_function(placed: &[Placed], begin: usize) -> Option<usize> {
    let mut depth = 0;
    for at in &placed[begin..] {
        match at.token {
            Token::Sign('{') => depth += 1,
            Token::Sign('}') => depth -= 1,
            // A `;` in an array's type stands in brackets, and is not the end.
            Token::Sign('[' | '(') => depth += 1,
            Token::Sign(']' | ')') => depth -= 1,
            _ => {}
        }
        match at.token {
            Token::Sign('}') if depth == 0 => return Some(at.begin),
            Token::Sign(';') if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Whether the comments and attributes above a function say why it is long.
fn says_why(above: &[&str]) -> bool {
    let above = above.iter().rev().map(|line| line.trim());
    let mut own = above.take_while(|line| line.starts_with("//") || line.starts_with("#["));
    own.any(|line| line.starts_with("// Long because "))
}

#[test]
fn a_folder_holds_few_enough_files_to_know_them() {
    let sources = sources();
    let found = full_folders(sources.iter().map(|source| source.file.as_path()));
    let wrong = complaints(&found, FULL_FOLDERS);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn lines_are_no_longer_than_a_hundred_columns() {
    let mut found = BTreeMap::new();
    for source in sources() {
        let wide = wide_lines(&source.text).len();
        if wide > 0 {
            found.insert(source.file.display().to_string(), wide);
        }
    }
    let wrong = complaints(&found, WIDE_FILES);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn functions_are_no_longer_than_seventy_lines() {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for source in built() {
        let code = match source.text.split_once("#[cfg(test)]\nmod tests {") {
            Some((code, _)) => code,
            None => &source.text,
        };
        for (name, length) in long_functions(code) {
            let file = source.file.display().to_string();
            println!("{file}: `{name}` has {length} lines");
            *found.entry(file).or_default() += 1;
        }
    }
    let wrong = complaints(&found, LONG_FUNCTIONS);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_sixteenth_file_of_a_folder_is_found() {
    let names: Vec<String> = (0..16).map(|n| format!("lake/{n}.rs")).collect();
    let found = |n| full_folders(names[..n].iter().map(Path::new));
    assert_eq!(found(16), BTreeMap::from([("lake".to_owned(), 16)]));
    assert!(found(15).is_empty());
}

#[test]
fn a_wide_line_is_found_unless_it_must_be() {
    let word = "x".repeat(101);
    assert_eq!(wide_lines(&format!("fn f() {{}}\n// {word}\n")), [2]);
    assert_eq!(wide_lines(&format!("let {word} = \"\";")), [1]);
    assert!(wide_lines(&format!("let x = \"{word}\";")).is_empty());
    assert!(wide_lines(&format!("let x = \"\n{word}\n\";")).is_empty());
    assert!(wide_lines(&format!("// https://{word}")).is_empty());
    let example = format!("/// ```\n/// {word}\n/// ```\n/// {word}");
    assert_eq!(wide_lines(&example), [4]);
}

#[test]
fn a_long_function_is_found_unless_it_says_why() {
    let body = "    g();\n".repeat(69);
    let function = format!("fn f(a: [u8; 2]) {{\n{body}}}\n");
    let long = [("f".to_owned(), 71)];
    assert_eq!(long_functions(&function), long);
    assert_eq!(long_functions(&format!("/// Does f.\n{function}")), long);
    let why = format!("// Long because it is one table.\n#[inline]\n{function}");
    assert!(long_functions(&why).is_empty());
    let far = format!("// Long because it is one table.\n\n{function}");
    assert_eq!(long_functions(&far), long);
    let short = "    g();\n".repeat(68);
    assert!(long_functions(&format!("fn f() {{\n{short}}}\n")).is_empty());
    assert!(long_functions(&format!("trait T {{ fn f(a: [u8; 2]); }}\n{short}")).is_empty());
}
