//! The floors of the house: arrows only point down, rooms of one floor never import one another,
//! `model` knows `std` and clocks only, and each library is used in its home alone. The homes are
//! read from the manifest.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::tokens::{Token, tokens, without_tests, word};
use super::{Source, module, sources};

/// Rooms by floor, from the ground up.
const FLOORS: [&[&str]; 6] = [
    &["model"],
    &["lake"],
    &["services"],
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

/// A thing that a source imports.
pub struct Import {
    /// [crate, lake, Store], [polars, prelude, *]
    pub path: Vec<String>,
    /// What the source calls it.
    pub name: String,
    /// Whether others may import it from here.
    pub is_public: bool,
}

/// Whether a `use` stands at `i`. `use<'a>` in a type names what it borrows, and imports nothing.
fn is_use(tokens: &[Token], i: usize) -> bool {
    tokens[i] == word("use") && tokens.get(i + 1) != Some(&Token::Sign('<'))
}

/// What a source imports, its `use` trees unfolded.
pub fn imports(tokens: &[Token]) -> Vec<Import> {
    let mut found = Vec::new();
    for i in (0..tokens.len()).filter(|i| is_use(tokens, *i)) {
        // `pub`, or the end of `pub(crate)`.
        let is_public = i > 0 && [word("pub"), Token::Sign(')')].contains(&tokens[i - 1]);
        tree(tokens, i + 1, &[], is_public, &mut found);
    }
    found
}

/// A source without its imports.
pub fn without_imports(tokens: &[Token]) -> Vec<Token> {
    let (mut kept, mut i) = (Vec::new(), 0);
    while i < tokens.len() {
        if is_use(tokens, i) {
            i = tree(tokens, i + 1, &[], false, &mut Vec::new());
        } else {
            kept.push(tokens[i].clone());
            i += 1;
        }
    }
    kept
}

/// The paths in a source without its imports.
pub fn inline_paths(tokens: &[Token]) -> Vec<Vec<String>> {
    let (mut found, mut i) = (Vec::new(), 0);
    while i < tokens.len() {
        let begins =
            matches!(tokens[i], Token::Word(_)) && (i == 0 || tokens[i - 1] != Token::Path);
        if !begins {
            i += 1;
            continue;
        }
        let mut path = Vec::new();
        while let Some(Token::Word(word)) = tokens.get(i) {
            path.push(word.clone());
            i += 1;
            let goes_on = tokens.get(i) == Some(&Token::Path);
            if !goes_on || !matches!(tokens.get(i + 1), Some(Token::Word(_))) {
                break;
            }
            i += 1;
        }
        if path.len() > 1 || tokens.get(i) == Some(&Token::Path) {
            found.push(path);
        }
    }
    found
}

/// Every path that a source names, in `use` and elsewhere.
pub fn paths(tokens: &[Token]) -> Vec<Vec<String>> {
    let imported = imports(tokens).into_iter().map(|import| import.path);
    let inline = inline_paths(&without_imports(tokens));
    imported.chain(inline).collect()
}

/// Unfolds one `use` tree that begins at `i`; returns where it ends.
fn tree(
    tokens: &[Token],
    mut i: usize,
    prefix: &[String],
    is_public: bool,
    found: &mut Vec<Import>,
) -> usize {
    let mut path = prefix.to_vec();
    let mut name = None;
    loop {
        match tokens.get(i) {
            Some(Token::Path) => i += 1,
            Some(Token::Word(w)) if w == "as" => {
                if let Some(Token::Word(other)) = tokens.get(i + 1) {
                    name = Some(other.clone());
                }
                i += 2;
            }
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
                    i = tree(tokens, i, &path, is_public, found);
                    if tokens.get(i) == Some(&Token::Sign(',')) {
                        i += 1;
                    }
                }
                return i + 1;
            }
            _ => {
                let own = path.iter().rev().find(|part| *part != "self").cloned();
                found.push(Import {
                    name: name.or(own).unwrap_or_default(),
                    path,
                    is_public,
                });
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
    for Source { file, text } in sources() {
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
    for Source { file, text } in sources() {
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
    for Source { file, .. } in sources() {
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
    for Source { file, text } in sources() {
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

#[test]
fn the_nouns_import_std_and_clocks_only() {
    let libraries = homes();
    let nouns = sources().into_iter();
    for Source { file, text } in nouns.filter(|source| source.file.starts_with("model")) {
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
