//! The rules of the house that its sources show, read from them as text: what may import what
//! (`imports`), no files that import one another in a circle (`circles`), one meaning per name
//! (`names`), sizes (`sizes`), no sums where figures are only shown (`amounts`), no clock below the
//! command line (`clocks`), and no sentence that is put together (`texts`).
//!
//! What breaks a rule and is older than the rule stands on its list, by name. The lists only
//! shrink: a test also fails when an entry is no longer needed.

mod amounts;
mod circles;
mod clocks;
mod imports;
mod names;
mod sizes;
mod texts;
mod tokens;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tokens::{test_modules, tokens};

/// A file of `src`, its path from there.
struct Source {
    file: PathBuf,
    text: String,
}

fn sources() -> Vec<Source> {
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
    let read = |path: PathBuf| Source {
        text: fs::read_to_string(&path).expect("sources are text"),
        file: path.strip_prefix(&root).expect("below src").to_owned(),
    };
    found.into_iter().map(read).collect()
}

/// The sources without the files that are built for tests only.
fn built() -> Vec<Source> {
    let sources = sources();
    let tests: Vec<Vec<String>> = sources
        .iter()
        .flat_map(|source| {
            let here = module(&source.file);
            let names = test_modules(&tokens(&source.text)).into_iter();
            names.map(move |name| [here.clone(), vec![name]].concat())
        })
        .collect();
    let is_test = |file: &Path| {
        let module = module(file);
        tests.iter().any(|test| module.starts_with(test))
    };
    let mut sources = sources;
    sources.retain(|source| !is_test(&source.file));
    sources
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

/// What a list of exceptions complains of: more than it allows, and less.
fn complaints(found: &BTreeMap<String, usize>, allowed: &[(&str, usize)]) -> Vec<String> {
    let allowed: BTreeMap<&str, usize> = allowed.iter().copied().collect();
    let more = found.iter().filter_map(|(name, n)| {
        let may = allowed.get(name.as_str()).copied().unwrap_or_default();
        (*n > may).then(|| format!("{name}: {n}, where {may} is allowed"))
    });
    let less = allowed.iter().filter_map(|(name, may)| {
        let n = found.get(*name).copied().unwrap_or_default();
        (n < *may).then(|| match n {
            0 => format!("{name}: take it off the list of exceptions"),
            _ => format!("{name}: lower the exception from {may} to {n}"),
        })
    });
    more.chain(less).collect()
}

#[test]
fn a_list_of_exceptions_only_shrinks() {
    let found = |n| BTreeMap::from([("Row".to_owned(), n)]);
    assert!(complaints(&found(2), &[("Row", 2)]).is_empty());
    assert_eq!(
        complaints(&found(3), &[("Row", 2)]),
        ["Row: 3, where 2 is allowed"]
    );
    assert_eq!(
        complaints(&found(2), &[("Row", 3)]),
        ["Row: lower the exception from 3 to 2"]
    );
    assert_eq!(
        complaints(&BTreeMap::new(), &[("Row", 2)]),
        ["Row: take it off the list of exceptions"]
    );
    assert_eq!(complaints(&found(2), &[]), ["Row: 2, where 0 is allowed"]);
}

#[test]
fn what_is_built_for_tests_only_is_known() {
    let text =
        "#[cfg(test)]\npub(crate) mod faults;\nmod real;\n#[cfg(test)]\nfn f() { g(); }\nfn h() {}";
    assert_eq!(test_modules(&tokens(text)), ["faults"]);
    let left = tokens::without_tests(&tokens(text));
    assert_eq!(left, tokens("mod real; fn h() {}"));
}
