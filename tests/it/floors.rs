//! The floors of the house: arrows only point down, rooms of one floor never import one another,
//! `model` knows `std` and clocks only, and each library is used in its home alone. Read from the
//! sources as text; the homes from the manifest.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms by floor, from the ground up.
const FLOORS: [&[&str]; 5] = [
    &["model"],
    &["lake"],
    &[
        "extract",
        "transform",
        "publish",
        "render",
        "deliver",
        "synth",
    ],
    &["run", "workspace"],
    &["cli", "main"],
];

/// What a room may import although it is not below it: the pipeline is told what was decided, and
/// `main` only starts `cli`.
const ALLOWED: [(&str, &str); 2] = [("run", "workspace"), ("main", "cli")];

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for path in fs::read_dir(folder)
            .expect("the sources can be listed")
            .map(|e| e.expect("a listed file").path())
        {
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    found.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("sources are text");
        (
            path.strip_prefix(&root).expect("below src").to_owned(),
            text,
        )
    };
    found.into_iter().map(read).collect()
}

/// `extract/csv.rs` → [extract, csv]; `lake/mod.rs` → [lake]; `lib.rs` → [].
fn module(file: &Path) -> Vec<String> {
    let mut parts: Vec<String> = file
        .with_extension("")
        .iter()
        .map(|p| p.to_string_lossy().into_owned())
        .collect();
    if parts.last().is_some_and(|p| p == "mod" || p == "lib") {
        parts.pop();
    }
    parts
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    /// `::`
    Path,
    Sign(char),
}

/// The words and signs of a source, without comments, strings and characters.
fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let (mut found, mut i) = (Vec::new(), 0);
    let starts = |i: usize, with: &str| {
        chars[i..]
            .iter()
            .copied()
            .take(with.chars().count())
            .eq(with.chars())
    };
    while i < chars.len() {
        let c = chars[i];
        if starts(i, "//") {
            i += chars[i..]
                .iter()
                .position(|c| *c == '\n')
                .unwrap_or(chars.len() - i);
        } else if starts(i, "/*") {
            i += 2;
            while i < chars.len() && !starts(i, "*/") {
                i += 1;
            }
            i += 2;
        } else if c == '"' {
            i = end_of_string(&chars, i);
        } else if let Some(hashes) = raw_string(&chars, i) {
            let end = format!("\"{}", "#".repeat(hashes));
            i += chars[i..]
                .iter()
                .position(|c| *c == '"')
                .expect("a raw string begins with a quote")
                + 1;
            while i < chars.len() && !starts(i, &end) {
                i += 1;
            }
            i += end.len();
        } else if c == '\'' {
            // A character or a lifetime: only the former ends with a quote.
            let escaped = chars.get(i + 1) == Some(&'\\');
            let end = if escaped {
                chars[i + 3..]
                    .iter()
                    .position(|c| *c == '\'')
                    .map(|n| i + 3 + n)
            } else {
                Some(i + 2)
            };
            i = end
                .filter(|end| chars.get(*end) == Some(&'\''))
                .map_or(i + 1, |end| end + 1);
        } else if c.is_alphabetic() || c == '_' {
            let word: String = chars[i..]
                .iter()
                .take_while(|c| c.is_alphanumeric() || **c == '_')
                .collect();
            i += word.chars().count();
            found.push(Token::Word(word));
        } else if starts(i, "::") {
            found.push(Token::Path);
            i += 2;
        } else {
            if !c.is_whitespace() {
                found.push(Token::Sign(c));
            }
            i += 1;
        }
    }
    found
}

fn end_of_string(chars: &[char], start: usize) -> usize {
    let mut i = start + 1;
    while i < chars.len() && chars[i] != '"' {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    i + 1
}

/// How many hashes a raw string that begins here has.
fn raw_string(chars: &[char], i: usize) -> Option<usize> {
    let inside_a_word = i > 0 && (chars[i - 1].is_alphanumeric() || chars[i - 1] == '_');
    let r = if chars[i] == 'r' { i + 1 } else { i + 2 };
    let begins = chars[i] == 'r' || (chars[i] == 'b' && chars.get(i + 1) == Some(&'r'));
    let hashes = chars.get(r..)?.iter().take_while(|c| **c == '#').count();
    (begins && !inside_a_word && chars.get(r + hashes) == Some(&'"')).then_some(hashes)
}

/// Without what is built for tests only.
fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let word = |w: &str| Token::Word(w.into());
    let mark = [
        Token::Sign('#'),
        Token::Sign('['),
        word("cfg"),
        Token::Sign('('),
        word("test"),
        Token::Sign(')'),
        Token::Sign(']'),
        word("mod"),
    ];
    let (mut kept, mut i) = (Vec::new(), 0);
    while i < tokens.len() {
        if !tokens[i..].starts_with(&mark) {
            kept.push(tokens[i].clone());
            i += 1;
            continue;
        }
        let mut depth = 0;
        while i < tokens.len() {
            match tokens[i] {
                Token::Sign('{') => depth += 1,
                Token::Sign('}') => depth -= 1,
                _ => {}
            }
            i += 1;
            if depth == 0 && matches!(tokens[i - 1], Token::Sign('}' | ';')) {
                break;
            }
        }
    }
    kept
}

/// Every path that a source names, `use` trees unfolded: [crate, lake, Store], [polars, prelude,
/// *].
fn paths(tokens: &[Token]) -> Vec<Vec<String>> {
    let (mut found, mut i) = (Vec::new(), 0);
    while i < tokens.len() {
        match &tokens[i] {
            // `use<'a>` in a type names what it borrows, and imports nothing.
            Token::Word(w) if w == "use" && tokens.get(i + 1) == Some(&Token::Sign('<')) => i += 1,
            Token::Word(w) if w == "use" => i = tree(tokens, i + 1, &[], &mut found),
            Token::Word(_) if i == 0 || tokens[i - 1] != Token::Path => {
                let mut path = Vec::new();
                while let Some(Token::Word(w)) = tokens.get(i) {
                    path.push(w.clone());
                    i += 1;
                    if tokens.get(i) != Some(&Token::Path)
                        || !matches!(tokens.get(i + 1), Some(Token::Word(_)))
                    {
                        break;
                    }
                    i += 1;
                }
                let goes_on = tokens.get(i) == Some(&Token::Path);
                if path.len() > 1 || goes_on {
                    found.push(path);
                }
            }
            _ => i += 1,
        }
    }
    found
}

/// Unfolds one `use` tree that begins at `i`; returns where it ends.
fn tree(tokens: &[Token], mut i: usize, prefix: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = prefix.to_vec();
    loop {
        match tokens.get(i) {
            Some(Token::Path) => i += 1,
            Some(Token::Word(w)) if w == "as" => i += 2,
            Some(Token::Word(w)) => {
                path.push(w.clone());
                i += 1;
            }
            Some(Token::Sign('*')) => {
                path.push("*".into());
                i += 1;
            }
            Some(Token::Sign('{')) => {
                i += 1;
                while !matches!(tokens.get(i), None | Some(Token::Sign('}'))) {
                    i = tree(tokens, i, &path, found);
                    if tokens.get(i) == Some(&Token::Sign(',')) {
                        i += 1;
                    }
                }
                return i + 1;
            }
            _ => {
                found.push(path);
                return i;
            }
        }
    }
}

/// The room of the house that a path leads to, seen from a module.
fn room(path: &[String], module: &[String]) -> Option<String> {
    let mut base: Vec<String> = module.to_vec();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" | "reckoner" => (base, rest) = (Vec::new(), &path[1..]),
        "self" => rest = &path[1..],
        "super" => {
            while rest.first().is_some_and(|p| p == "super") {
                base.pop();
                rest = &rest[1..];
            }
        }
        _ => return None,
    }
    base.extend(rest.iter().cloned());
    base.first().filter(|r| floor(r).is_some()).cloned()
}

#[test]
fn arrows_only_point_down() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let module = module(&file);
        let Some((here, my_floor)) = module.first().and_then(|r| Some((r.clone(), floor(r)?)))
        else {
            continue;
        };
        for path in paths(&tokens(&text)) {
            let Some(there) = room(&path, &module).filter(|there| *there != here) else {
                continue;
            };
            let down = floor(&there).is_some_and(|f| f < my_floor);
            if !down && !ALLOWED.contains(&(here.as_str(), there.as_str())) {
                wrong.push(format!(
                    "{}: {} is not below {here}",
                    file.display(),
                    path.join("::")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Else a room could be entered under a name that none of these tests knows.
#[test]
fn the_house_itself_is_imported_under_no_other_name() {
    for (file, text) in sources() {
        for path in paths(&tokens(&text)) {
            let whole = [
                "crate",
                "crate::self",
                "crate::*",
                "reckoner",
                "reckoner::*",
            ]
            .contains(&path.join("::").as_str());
            assert!(
                !whole,
                "{}: a room is named by itself, not reached through `{}`",
                file.display(),
                path.join("::")
            );
        }
    }
}

#[test]
fn every_room_stands_on_a_floor() {
    for (file, _) in sources() {
        let module = module(&file);
        assert!(
            module.is_empty() || floor(&module[0]).is_some(),
            "{} is on no floor",
            file.display()
        );
    }
}

/// Each dependency, as code names it, with its homes; `anywhere` is the whole house.
fn homes() -> BTreeMap<String, Vec<String>> {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .expect("the manifest can be read");
    // Those of one system alone too; not those of tests.
    let sections = manifest.split("\n[").filter(|section| {
        section
            .split_once(']')
            .is_some_and(|(name, _)| name == "dependencies" || name.ends_with(".dependencies"))
    });
    let mut homes = BTreeMap::new();
    let lines = sections.flat_map(|section| section.lines().skip(1));
    for line in lines.filter(|l| !l.trim().is_empty() && !l.trim_start().starts_with('#')) {
        let Some((name, _)) = line.split_once('=') else {
            continue;
        };
        let told = line
            .split_once("# home:")
            .unwrap_or_else(|| panic!("{} has no `# home: …`", name.trim()))
            .1;
        homes.insert(
            name.trim().replace('-', "_"),
            told.split(',').map(|h| h.trim().to_owned()).collect(),
        );
    }
    homes
}

/// Names that a source gives to things of ours: modules it declares and what it imports from the
/// house.
fn own_names(tokens: &[Token], paths: &[Vec<String>]) -> Vec<String> {
    let declared = tokens.windows(2).filter_map(|pair| match pair {
        [Token::Word(m), Token::Word(name)] if m == "mod" => Some(name.clone()),
        _ => None,
    });
    let ours = |p: &&Vec<String>| matches!(p[0].as_str(), "crate" | "super" | "self" | "reckoner");
    let imported = paths.iter().filter(ours).filter_map(|p| {
        p.last()
            .filter(|n| *n != "self")
            .or(p.iter().rev().nth(1))
            .cloned()
    });
    declared.chain(imported).collect()
}

/// A home is a folder, or a file with the modules below it.
fn at_home(file: &Path, home: &str) -> bool {
    let stem = home.trim_end_matches('/').trim_end_matches(".rs");
    home == "anywhere" || file.starts_with(stem) || file == Path::new(&format!("{stem}.rs"))
}

#[test]
fn each_library_is_used_in_its_home_alone() {
    let homes = homes();
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let tokens = without_tests(&tokens(&text));
        let paths = paths(&tokens);
        let own = own_names(&tokens, &paths);
        for path in paths.iter().filter(|p| !own.contains(&p[0])) {
            if let Some(homes) = homes
                .get(&path[0])
                .filter(|homes| !homes.iter().any(|home| at_home(&file, home)))
            {
                wrong.push(format!(
                    "{}: {} is at home in {}",
                    file.display(),
                    path.join("::"),
                    homes.join(", ")
                ));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where amounts are rounded for display, where ink is placed, and where a template's text is
/// measured.
const MAY_DIVIDE: [&str; 3] = ["render/format.rs", "render/charts.rs", "render/bounds.rs"];

/// Whoever prints a figure is handed it. No amount is made, opened or subtracted there, and nothing
/// is multiplied or divided, but by a number that is written out: counts and dates.
#[test]
fn publish_and_render_compute_nothing() {
    let sign = |c: char| Token::Sign(c);
    let is_operand = |token: &Token| match token {
        Token::Word(w) => !["return", "match", "in", "if", "else", "let"].contains(&w.as_str()),
        Token::Sign(c) => matches!(c, ')' | ']') || c.is_ascii_digit(),
        Token::Path => false,
    };
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let is_told = file.starts_with("publish") || file.starts_with("render");
        let is_sample = file.starts_with("render/sample");
        if !is_told || is_sample || MAY_DIVIDE.iter().any(|name| file == Path::new(name)) {
            continue;
        }
        let tokens = without_tests(&tokens(&text));
        for found in tokens.windows(3) {
            let [before, token, after] = found else {
                continue;
            };
            let is_literal = matches!(after, Token::Sign(c) if c.is_ascii_digit());
            let computes = match token {
                Token::Sign('-' | '*' | '/') => {
                    is_operand(before) && *after != sign('>') && !is_literal
                }
                Token::Sign('.') => *before == sign(')') && is_literal,
                Token::Word(word) => {
                    let makes = word == "Micros" && *after == sign('(');
                    makes || ["div_half_even", "Product", "quotient"].contains(&word.as_str())
                }
                _ => false,
            };
            if computes {
                wrong.push(format!(
                    "{}: {before:?} {token:?} {after:?}",
                    file.display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_nouns_import_std_and_clocks_only() {
    let libraries = homes();
    for (file, text) in sources()
        .into_iter()
        .filter(|(file, _)| file.starts_with("model"))
    {
        for path in paths(&tokens(&text)) {
            let foreign = libraries.contains_key(&path[0])
                && !["chrono", "chrono_tz"].contains(&path[0].as_str());
            assert!(!foreign, "{}: {}", file.display(), path.join("::"));
        }
    }
}

#[test]
fn a_use_tree_is_unfolded_and_comments_and_strings_are_not_read() {
    let text = r##"
        // use polars::prelude::*;
        use crate::lake::{self, store::{Store, Object}, tables as t};
        fn f<'a>(x: &'a str) -> char { let _ = r#"use a::b;"#; let _ = "c::d"; object_store::path::Path::from(x); '"' }
    "##;
    let found: Vec<String> = paths(&tokens(text))
        .into_iter()
        .map(|p| p.join("::"))
        .collect();
    let expected = [
        "crate::lake::self",
        "crate::lake::store::Store",
        "crate::lake::store::Object",
        "crate::lake::tables",
        "object_store::path::Path::from",
    ];
    assert_eq!(found, expected);
    let at = |path: &str| path.split("::").map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        room(&at("super::super::lake::Store"), &at("extract::csv")),
        Some("lake".into())
    );
    assert_eq!(
        room(&at("super::rows"), &at("extract::csv")),
        Some("extract".into())
    );
    assert_eq!(room(&at("std::fmt"), &at("extract::csv")), None);
}
