//! Which objects a URL means: a file, a folder's exports, or a glob with `*` and `?` inside a name and `**` over
//! folders. What is found is named by its path below the URL's fixed part, so no machine's paths enter the lake.

use std::path::{Path, PathBuf};

use super::error::ExtractError;
use super::unpack::bare;
use crate::lake::store::{Object, Store};

/// The objects of an export, in the order of their paths, and the store in which these paths are.
pub struct Found {
    pub store: Store,
    pub objects: Vec<Object>,
    /// What its owner should know of the search.
    pub note: Option<String>,
}

/// A URL's fixed part, and the rest, if it is a glob.
#[derive(Debug, PartialEq, Eq)]
struct Place<'a> {
    root: &'a str,
    name: &'a str,
    is_glob: bool,
}

impl<'a> Place<'a> {
    fn of(url: &'a str) -> Self {
        let path_from = url.find("://").map_or(0, |at| at + 3);
        let glob = url[path_from..].find(['*', '?']).map(|at| path_from + at);
        let seam = url[path_from..glob.unwrap_or(url.len())].rfind('/').map(|at| path_from + at);
        match seam {
            // The host of a URL is no name in it.
            None if path_from > 0 && glob.is_none() => Self { root: url, name: "", is_glob: false },
            // The root folder of a disk stays what it is.
            Some(0) => Self { root: "/", name: &url[1..], is_glob: glob.is_some() },
            Some(seam) => Self { root: &url[..seam], name: &url[seam + 1..], is_glob: glob.is_some() },
            None => Self { root: &url[..path_from], name: &url[path_from..], is_glob: glob.is_some() },
        }
    }
}

/// The folder that a URL names, for exports whose layout says what is in it.
pub fn folder(url: &str, base: &Path) -> Result<Store, ExtractError> {
    let store = Store::open(url.trim_end_matches('/'), base).map_err(ExtractError::store)?;
    match store.local_path("") {
        Some(place) if !place.is_dir() => Err(ExtractError::NoExport { url: url.to_owned(), why: "there is no such folder".into() }),
        _ => Ok(store),
    }
}

/// `suffixes` are the ends of names that a folder is read for, such as `.csv`, in whatever case, packed or not.
pub fn find(url: &str, base: &Path, suffixes: &[&str]) -> Result<Found, ExtractError> {
    let is_export = |path: &str| suffixes.iter().any(|suffix| bare(path).to_lowercase().ends_with(suffix));
    let none = |why: String| ExtractError::NoExport { url: url.to_owned(), why };
    let place = Place::of(url);
    let store = Store::open(place.root, base).map_err(ExtractError::store)?;
    // Without the trailing slash that makes a file look like nothing at all.
    let on_disk = |store: &Store| store.local_path("").map(|path| path.components().collect::<PathBuf>());
    let folder = |store: &Store| on_disk(store).map(|path| path.is_dir());
    if folder(&store) == Some(false) {
        let part = if place.root.is_empty() { "." } else { place.root };
        let is_file = on_disk(&store).is_some_and(|path| path.is_file());
        return Err(none(if is_file { format!("{part} is a file, and a folder is meant") } else { format!("there is no folder {part}") }));
    }
    if place.is_glob {
        let objects = list(&store, |path| matches(place.name, path))?;
        let note = objects.is_empty().then(|| format!("no exports found: nothing is named like {url}"));
        return Ok(Found { store, objects, note });
    }
    let is_folder = place.name.is_empty() || folder(&store.at(place.name)) == Some(true);
    let inside = store.at(place.name);
    if !is_folder && let Some(object) = store.head(place.name).map_err(ExtractError::store)? {
        // Azure's hierarchical namespace tells a folder as an object with nothing in it, and so do some tools' markers.
        let is_marker = object.size == 0 && folder(&store).is_none() && !inside.list("").map_err(ExtractError::store)?.is_empty();
        if !is_marker {
            return Ok(Found { store, objects: vec![object], note: None });
        }
    }
    let mut deeper = 0;
    let objects = list(&inside, |path| {
        let is_export = is_export(path) && !hidden(path.rsplit('/').next().unwrap_or(path));
        deeper += usize::from(is_export && path.contains('/'));
        is_export && !path.contains('/')
    })?;
    if objects.is_empty() && !is_folder && deeper == 0 {
        return Err(none("there is no such file or folder".into()));
    }
    let url = url.trim_end_matches('/');
    let note = match (objects.is_empty(), deeper) {
        // Somebody meant a file, and there is a folder of that name.
        (false, _) if is_export(place.name) => Some(format!("{url} is a folder, not a file: the exports in it were read")),
        (false, _) => None,
        (true, 0) => Some(format!("no exports found: the folder {url} holds no *{}", suffixes.join(" or *"))),
        (true, _) => Some(format!(
            "no exports found: the folder {url} holds no *{} itself, but {deeper} further down: write {url}/**/*{}",
            suffixes.join(" or *"),
            suffixes[0]
        )),
    };
    Ok(Found { store: inside, objects, note })
}

fn list(store: &Store, mut wanted: impl FnMut(&str) -> bool) -> Result<Vec<Object>, ExtractError> {
    let mut objects = store.list("").map_err(ExtractError::store)?;
    objects.retain(|object| wanted(&object.path));
    objects.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(objects)
}

fn hidden(name: &str) -> bool {
    name.starts_with('.')
}

/// Whether a path is like a glob: `*` and `?` stay within a name, `**` spans any number of folders, and no wildcard
/// begins a hidden name.
///
/// ```
/// # use reckoner::extract::globs::matches;
/// assert!(matches("*.csv", "march.csv") && !matches("*.csv", "2026/march.csv"));
/// assert!(matches("**/*.csv", "2026/03/march.csv") && matches("**/*.csv", "march.csv"));
/// ```
pub fn matches(glob: &str, path: &str) -> bool {
    let (glob, path): (Vec<_>, Vec<_>) = (glob.split('/').collect(), path.split('/').collect());
    folders(&glob, &path)
}

fn folders(glob: &[&str], path: &[&str]) -> bool {
    match (glob, path) {
        ([], []) => true,
        // At the end it means whatever lies below.
        (["**"], path) => !path.is_empty() && !path.iter().any(|name| hidden(name)),
        (["**", "**", rest @ ..], path) => folders(&[&["**"], rest].concat(), path),
        (["**", rest @ ..], path) => {
            let depth = path.iter().take_while(|name| !hidden(name)).count();
            (0..=depth).any(|skipped| folders(rest, &path[skipped..]))
        }
        ([glob, globs @ ..], [name, names @ ..]) => {
            let allowed = !hidden(name) || hidden(glob);
            allowed && like(glob, name) && folders(globs, names)
        }
        _ => false,
    }
}

/// One name: goes back to the latest star only, which suffices and keeps the time within glob × name.
fn like(glob: &str, name: &str) -> bool {
    let (glob, name): (Vec<char>, Vec<char>) = (glob.chars().collect(), name.chars().collect());
    let (mut g, mut n, mut star) = (0, 0, None);
    while n < name.len() {
        match glob.get(g) {
            Some('*') => {
                star = Some((g, n));
                g += 1;
            }
            Some(&c) if c == '?' || c == name[n] => (g, n) = (g + 1, n + 1),
            _ => {
                let Some((at, from)) = star else { return false };
                star = Some((at, from + 1));
                (g, n) = (at + 1, from + 1);
            }
        }
    }
    glob[g..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_glob_names_what_it_looks_like() {
        for (glob, path, like) in [
            ("*", "a", true),
            ("*", "a/b", false),
            ("a*b*c", "axxbyybzc", true),
            ("a*b*c", "axxbyyb", false),
            ("?.csv", "ä.csv", true),
            ("?.csv", ".csv", false),
            ("2026-??/*.csv", "2026-03/x.csv", true),
            ("**", "a/b/c", true),
            ("**/x.csv", "a/b/x.csv", true),
            ("**/x.csv", "a/b/xx.csv", false),
            ("a/**/b/*.csv", "a/b/1.csv", true),
            ("a/**/b/*.csv", "a/x/y/b/1.csv", true),
            ("a/**/**/b", "a/b", true),
            ("*.csv", ".hidden.csv", false),
            (".*.csv", ".hidden.csv", true),
            ("**/*.csv", ".tmp/x.csv", false),
            ("[ab].csv", "a.csv", false),
        ] {
            assert_eq!(matches(glob, path), like, "{glob} {path}");
        }
        let (stars, name) = ("*a".repeat(60), "a".repeat(200) + "b");
        assert!(!matches(&stars, &name), "and it takes no age");
    }

    #[test]
    fn a_url_is_cut_at_its_last_fixed_folder() {
        for (url, root, name, is_glob) in [
            ("satellites/legacy/*.csv", "satellites/legacy", "*.csv", true),
            ("satellites/legacy/a.csv", "satellites/legacy", "a.csv", false),
            ("satellites/legacy/", "satellites/legacy", "", false),
            ("*.csv", "", "*.csv", true),
            ("a.csv", "", "a.csv", false),
            ("/data/*/x?.csv", "/data", "*/x?.csv", true),
            ("/a.csv", "/", "a.csv", false),
            ("s3://bucket/*.csv", "s3://bucket", "*.csv", true),
            ("s3://bucket/x/**/a.csv", "s3://bucket/x", "**/a.csv", true),
            ("s3://bucket", "s3://bucket", "", false),
            ("s3://bucket/x", "s3://bucket", "x", false),
        ] {
            assert_eq!(Place::of(url), Place { root, name, is_glob }, "{url}");
        }
    }

    #[test]
    fn a_file_a_folder_and_a_glob_name_their_exports() {
        let base = tempfile::tempdir().unwrap();
        for path in ["in/b.csv", "in/A.CSV", "in/deep/c.csv", "in/read.me", "in/.b.csv", "only/deep/c.csv", "odd.csv/x.csv"] {
            let path = base.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let found = |url: &str| {
            let found = find(url, base.path(), &[".csv"]).map_err(|error| error.to_string())?;
            Ok::<_, String>((found.objects.into_iter().map(|object| object.path).collect::<Vec<_>>().join(" "), found.note))
        };
        for (url, objects) in [
            ("in/b.csv", "b.csv"),
            ("in", "A.CSV b.csv"),
            ("in/", "A.CSV b.csv"),
            ("./in/*.csv", "b.csv"),
            ("in/**/*.csv", "b.csv deep/c.csv"),
            ("*/deep/*", "in/deep/c.csv only/deep/c.csv"),
        ] {
            assert_eq!(found(url), Ok((objects.to_owned(), None)), "{url}");
        }
        for (url, objects, note) in [
            ("in/*.txt", "", "no exports found"),
            ("only", "", "only/**/*.csv"),
            ("only/deep/*.CSV", "", "no exports found"),
            ("odd.csv", "x.csv", "is a folder, not a file"),
        ] {
            let (names, told) = found(url).unwrap();
            assert!(names == objects && told.as_ref().is_some_and(|told| told.contains(note)), "{url}: {told:?}");
        }
        for (url, why) in
            [("in/z.csv", "no such file"), ("out/*.csv", "no folder out"), ("in/b.csv/*.csv", "is a file"), ("out", "no such file")]
        {
            assert!(found(url).is_err_and(|told| told.contains(why)), "{url}");
        }
    }
}
