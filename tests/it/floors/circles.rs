//! No circle of files: who follows the imports of a file never comes back to it, so each file can
//! be read after those that it stands on. An import is followed through every `use` to the file
//! that defines the thing, so a facade that only names its rooms is not blamed for them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::imports::{Import, imports, inline_paths, without_imports};
use super::tokens::{Token, tokens, without_tests};
use super::{Source, built, module};

/// Circles that are older than the rule. A circle may lose files, and then its entry loses them
/// too.
const CIRCLES: &[&[&str]] = &[
    &[
        "model/board/comparisons.rs",
        "model/columns.rs",
        "model/scoreboard.rs",
    ],
    &["extract/peek/mod.rs", "extract/peek/tried.rs"],
    &[
        "model/amounts.rs",
        "model/baseline.rs",
        "model/master.rs",
        "model/targets.rs",
    ],
    &["model/window.rs", "model/window/spec.rs"],
    &["publish/copies.rs", "publish/publication.rs"],
    &[
        "run.rs",
        "run/receipt.rs",
        "run/reports.rs",
        "run/scores.rs",
    ],
    &["run/derive.rs", "run/derive/items.rs"],
    &[
        "transform/coverage.rs",
        "transform/rhythm.rs",
        "transform/usage.rs",
    ],
    &["transform/daily.rs", "transform/ledger.rs"],
    &[
        "transform/projects.rs",
        "transform/workings.rs",
        "transform/worth.rs",
    ],
];

/// A file, as far as imports go.
struct File {
    path: PathBuf,
    imports: Vec<Import>,
    /// Paths in its code, outside of `use`.
    inline: Vec<Vec<String>>,
    /// Words of its code, outside of `use`.
    words: BTreeSet<String>,
    /// What it defines.
    defines: BTreeSet<String>,
}

type Module = Vec<String>;

/// More names than any import is handed on under.
const STEPS: usize = 40;

/// What a source defines: types, functions, constants.
fn definitions(code: &[Token]) -> BTreeSet<String> {
    let defines = [
        "struct", "enum", "trait", "type", "fn", "const", "static", "union",
    ];
    let pairs = code.windows(2).filter_map(|pair| match pair {
        [Token::Word(word), Token::Word(name)] if defines.contains(&word.as_str()) => {
            Some(name.clone())
        }
        _ => None,
    });
    pairs.collect()
}

struct House(BTreeMap<Module, File>);

/// Where a path ends: in a module, and at the module itself or at a thing in it.
struct Place {
    module: Module,
    is_module: bool,
}

impl House {
    fn of(sources: &[Source]) -> Self {
        let file = |source: &Source| {
            let tokens = without_tests(&tokens(&source.text));
            let code = without_imports(&tokens);
            let words = code.iter().filter_map(|token| match token {
                Token::Word(word) => Some(word.clone()),
                _ => None,
            });
            File {
                path: source.file.clone(),
                imports: imports(&tokens),
                inline: inline_paths(&code),
                words: words.collect(),
                defines: definitions(&code),
            }
        };
        let files = sources.iter().map(|s| (module(&s.file), file(s)));
        Self(files.collect())
    }

    /// A path as it is written in a module, from the root of the house; none if it leads elsewhere.
    fn path_from_root(&self, module: &[String], path: &[String]) -> Option<Module> {
        let (mut base, mut rest) = (module.to_vec(), path);
        match path.first()?.as_str() {
            "crate" | "reckoner" => (base, rest) = (Vec::new(), &path[1..]),
            "self" => rest = &path[1..],
            "super" => {
                while rest.first().is_some_and(|p| p == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
            }
            first => {
                let here = self.0.get(module)?;
                let is_child = self.0.contains_key(&[module, &path[..1]].concat());
                // What a path imports under its own first name comes from elsewhere (`use
                // csv::csv`).
                let imported = |i: &Import| i.name == first && i.path[0] != first;
                if !is_child && !here.imports.iter().any(imported) {
                    return None;
                }
            }
        }
        base.extend(rest.iter().cloned());
        Some(base)
    }

    /// Follows a path from a module, through what it imports, to where the thing is defined.
    fn find(&self, module: &[String], rest: &[String], steps: usize) -> Option<Place> {
        let here = self.0.get(module)?;
        let place = |is_module| {
            let module = module.to_vec();
            Some(Place { module, is_module })
        };
        let Some(name) = rest.first().filter(|_| steps > 0) else {
            return place(true);
        };
        let child = [module, &rest[..1]].concat();
        if self.0.contains_key(&child) {
            return self.find(&child, &rest[1..], steps - 1);
        }
        if name == "*" || name == "self" {
            return place(true);
        }
        let named = here.imports.iter().filter(|i| i.name == *name);
        // What a file defines itself hides what a glob brings.
        let hidden = here.defines.contains(name);
        let globs = here.imports.iter().filter(|i| i.name == "*" && !hidden);
        let named = named.map(|i| i.path.clone());
        let globs = globs.map(|i| [&i.path[..i.path.len() - 1], &rest[..1]].concat());
        for path in named.chain(globs.filter(|path| self.declares(module, path))) {
            let Some(path) = self.path_from_root(module, &path) else {
                continue;
            };
            let found = self.find(&[], &path, steps - 1)?;
            return if found.is_module {
                self.find(&found.module, &rest[1..], steps - 1)
            } else {
                Some(found)
            };
        }
        place(false)
    }

    /// Whether the last name of a path is known where the path leads.
    fn declares(&self, module: &[String], path: &[String]) -> bool {
        let (name, folder) = path.split_last().expect("a path has a name");
        let Some(folder) = self.path_from_root(module, folder) else {
            return false;
        };
        let there = self.0.get(&folder);
        there.is_some_and(|file| {
            file.defines.contains(name) || file.imports.iter().any(|i| i.name == *name)
        })
    }

    /// The modules whose files a file needs.
    fn needs(&self, module: &[String]) -> BTreeSet<Module> {
        let file = &self.0[module];
        let used = file
            .imports
            .iter()
            .filter(|i| !i.is_public || file.words.contains(&i.name));
        let paths = used.map(|i| i.path.clone()).chain(file.inline.clone());
        let globs = file.imports.iter().filter(|i| i.name == "*");
        let of_globs = globs.flat_map(|i| {
            let folder = &i.path[..i.path.len() - 1];
            let there = self.path_from_root(module, folder);
            let there = there.and_then(|path| self.find(&[], &path, STEPS));
            let defined = there.map(|place| &self.0[&place.module].defines);
            let names = defined.into_iter().flatten();
            let named = names.filter(|name| file.words.contains(*name));
            named.map(move |name| [folder, std::slice::from_ref(name)].concat())
        });
        let found = paths.chain(of_globs).filter_map(|path| {
            let path = self.path_from_root(module, &path)?;
            self.find(&[], &path, STEPS)
        });
        // A module that is imported whole is needed where a path in the code goes on from it.
        found
            .filter(|place| !place.is_module)
            .map(|place| place.module)
            .filter(|there| there != module)
            .collect()
    }

    /// Groups of files of which each needs each, sorted.
    fn circles(&self) -> BTreeSet<Vec<String>> {
        let modules: Vec<&Module> = self.0.keys().collect();
        let place = |module: &Module| {
            modules
                .binary_search(&module)
                .expect("a module that is read")
        };
        let needs: Vec<Vec<usize>> = modules
            .iter()
            .map(|module| self.needs(module).iter().map(place).collect())
            .collect();
        let reached = |from: usize| {
            let (mut seen, mut open) = (vec![false; needs.len()], vec![from]);
            while let Some(module) = open.pop() {
                for next in &needs[module] {
                    if !std::mem::replace(&mut seen[*next], true) {
                        open.push(*next);
                    }
                }
            }
            seen
        };
        let all = 0..modules.len();
        let reach: Vec<Vec<bool>> = all.clone().map(reached).collect();
        let circle = |one: usize| {
            let others = all
                .clone()
                .filter(|other| reach[one][*other] && reach[*other][one]);
            let files = others.map(|other| self.0[modules[other]].path.display().to_string());
            files.collect()
        };
        all.clone()
            .filter(|one| reach[*one][*one])
            .map(circle)
            .collect()
    }
}

/// What the list of circles complains of: new circles, and entries that are larger than what is
/// left of them.
fn complaints(found: &BTreeSet<Vec<String>>, allowed: &[&[&str]]) -> Vec<String> {
    let within = |circle: &[String], may: &[&str]| circle.iter().all(|f| may.contains(&&**f));
    let new = found
        .iter()
        .filter(|circle| !allowed.iter().any(|may| within(circle, may)))
        .map(|circle| format!("a circle of files: &{circle:?},"));
    let gone = allowed.iter().filter_map(|may| {
        let left: Vec<_> = found.iter().filter(|circle| within(circle, may)).collect();
        let whole = left.iter().any(|circle| circle.len() == may.len());
        (!whole).then(|| format!("of the circle {may:?} is left: {left:?}"))
    });
    new.chain(gone).collect()
}

#[test]
fn no_file_stands_on_what_stands_on_it() {
    let wrong = complaints(&House::of(&built()).circles(), CIRCLES);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn made_up(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let source = |(file, text): &(&str, &str)| Source {
        file: PathBuf::from(file),
        text: (*text).to_owned(),
    };
    let files = files.iter().chain(&[("lib.rs", "")]).map(source);
    let circles = House::of(&files.collect::<Vec<_>>()).circles();
    circles.into_iter().collect()
}

#[test]
fn a_circle_is_found_through_facades() {
    let facade = "mod a; mod b; pub use a::A; pub use b::B;";
    let circle = made_up(&[
        ("lake/mod.rs", facade),
        ("lake/a.rs", "use super::B; pub struct A(B);"),
        ("lake/b.rs", "pub struct B(crate::lake::A);"),
    ]);
    assert_eq!(circle, [["lake/a.rs", "lake/b.rs"]]);
    let chain = made_up(&[
        ("lake/mod.rs", facade),
        ("lake/a.rs", "use super::B; pub struct A(B);"),
        (
            "lake/b.rs",
            "pub struct B; #[cfg(test)] mod tests { use crate::lake::A; }",
        ),
    ]);
    assert!(chain.is_empty(), "{chain:?}");
}

#[test]
fn a_parent_that_calls_its_child_and_is_called_by_it_is_a_circle() {
    let parent = "mod child; pub const N: u8 = 1; fn f() { child::g() }";
    let circle = made_up(&[
        ("lake.rs", parent),
        ("lake/child.rs", "pub fn g() { let _ = super::N; }"),
    ]);
    assert_eq!(circle, [["lake.rs", "lake/child.rs"]]);
    let renamed = made_up(&[
        (
            "lake.rs",
            "mod child; pub use child as c; pub const N: u8 = 1;",
        ),
        ("lake/child.rs", "pub fn g() { let _ = super::N; }"),
    ]);
    assert!(renamed.is_empty(), "{renamed:?}");
}

#[test]
fn a_circle_is_found_through_globs() {
    let lists =
        "mod facts; pub use facts::*; pub struct Table; static ALL: &[&Table] = &[&SESSIONS];";
    let circle = made_up(&[
        ("tables.rs", lists),
        (
            "tables/facts.rs",
            "use super::Table; pub static SESSIONS: Table = Table;",
        ),
    ]);
    assert_eq!(circle, [["tables.rs", "tables/facts.rs"]]);
}

#[test]
fn a_circle_is_allowed_as_it_stands_and_no_larger() {
    let found = BTreeSet::from([vec!["a.rs".to_owned(), "b.rs".to_owned()]]);
    assert!(complaints(&found, &[&["a.rs", "b.rs"]]).is_empty());
    assert_eq!(complaints(&found, &[]).len(), 1);
    assert_eq!(complaints(&found, &[&["a.rs", "b.rs", "c.rs"]]).len(), 1);
    assert_eq!(complaints(&BTreeSet::new(), &[&["a.rs", "b.rs"]]).len(), 1);
}
