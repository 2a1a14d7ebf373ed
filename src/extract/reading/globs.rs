//! Which objects a URL means: a file, a folder's exports, or a glob with `*` and `?` inside a name
//! and `**` over folders. What is found is named by its path below the URL's fixed part, so no
//! machine's paths enter the lake.

pub mod path_pattern;
mod pattern;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use self::pattern::{FolderReach, hidden};
use super::file::{ZIP, bare};
use crate::extract::error::ExtractError;
use crate::extract::notes::some_of;
use crate::extract::rejects::Fault;
use crate::lake::store::listing::{Links, Listing, Odd, Oddity};
use crate::lake::store::{Object, Store};

/// The objects of an export, in the order of their paths, and the store in which these paths are.
pub struct FoundExports {
    pub store: Store,
    pub objects: Vec<Object>,
    /// What is named like an export and is none that can be read.
    pub odd: Vec<Odd>,
    /// What its owner should know of the search.
    pub notes: Vec<String>,
}

pub use self::pattern::{like, matches};

/// A URL's fixed part, and the rest, if it is a glob.
#[derive(Debug, PartialEq, Eq)]
struct UrlParts<'a> {
    root: &'a str,
    name: &'a str,
    is_glob: bool,
}

impl<'a> UrlParts<'a> {
    fn of(url: &'a str) -> Self {
        let path_from = url.find("://").map_or(0, |at| at + 3);
        let glob = url[path_from..].find(['*', '?']).map(|at| path_from + at);
        let seam = url[path_from..glob.unwrap_or(url.len())]
            .rfind('/')
            .map(|at| path_from + at);
        match seam {
            // The host of a URL is no name in it.
            None if path_from > 0 && glob.is_none() => Self {
                root: url,
                name: "",
                is_glob: false,
            },
            // The root folder of a disk stays what it is.
            Some(0) => Self {
                root: "/",
                name: &url[1..],
                is_glob: glob.is_some(),
            },
            Some(seam) => Self {
                root: &url[..seam],
                name: &url[seam + 1..],
                is_glob: glob.is_some(),
            },
            None => Self {
                root: &url[..path_from],
                name: &url[path_from..],
                is_glob: glob.is_some(),
            },
        }
    }
}

/// The folder that a URL names, for exports whose layout says what is in it.
pub fn folder(url: &str, base: &Path) -> Result<Store, ExtractError> {
    let store = Store::open(url.trim_end_matches('/'), base).map_err(ExtractError::store)?;
    match store.local_path("") {
        Some(place) if !place.is_dir() => Err(ExtractError::NoExport {
            url: url.to_owned(),
            why: "there is no such folder".into(),
        }),
        _ => Ok(store),
    }
}

/// All that lies in such a folder, and what its owner should know of the rest.
pub fn within(store: &Store, links: Links) -> Result<(Vec<Object>, Option<String>), ExtractError> {
    let Listing { objects, odd } = store
        .listing(links, &|_| true)
        .map_err(ExtractError::store)?;
    Ok((
        objects,
        left_alone(odd.iter().filter(|odd| odd.why != Oddity::Name)),
    ))
}

/// What is not read, in a sentence.
fn left_alone<'o>(odd: impl Iterator<Item = &'o Odd>) -> Option<String> {
    let paths: BTreeSet<String> = odd.map(|odd| odd.path.clone()).collect();
    (!paths.is_empty()).then(|| {
        format!(
            "links, pipes and devices are left alone: {}; {FOLLOW}",
            some_of(&paths)
        )
    })
}

/// How links are followed.
const FOLLOW: &str = "to follow links, write follow_links = true in the satellite's source";

/// Why something that is named like an export cannot be read.
pub fn fault(odd: &Odd) -> Fault {
    let (code, message) = match odd.why {
        Oddity::Name => ("odd_name", "its name is no text, or holds a control character: give it another name".to_owned()),
        Oddity::Link | Oddity::LinkedFolder => ("link", format!("it is a link, which may lead anywhere: {FOLLOW}")),
        Oddity::Broken => ("broken_link", "it is a link that leads nowhere: mend it, or remove it".to_owned()),
        Oddity::NoFile => {
            ("no_file", "it is no file but a pipe, a socket or a device, and those are never opened: write a file".to_owned())
        }
    };
    Fault::new("", code, message)
}

/// `suffixes` are the ends of names that a folder is read for, such as `.csv`, in whatever case,
/// packed or not.
pub fn find(
    url: &str,
    base: &Path,
    suffixes: &[&str],
    links: Links,
) -> Result<FoundExports, ExtractError> {
    let is_packed = |path: &str| path.to_lowercase().ends_with(ZIP);
    let is_export = |path: &str| {
        is_packed(path)
            || suffixes
                .iter()
                .any(|suffix| bare(path).to_lowercase().ends_with(suffix))
    };
    let none = |why: String| ExtractError::NoExport {
        url: url.to_owned(),
        why,
    };
    let place = UrlParts::of(url);
    let store = Store::open(place.root, base).map_err(ExtractError::store)?;
    // Without the trailing slash that makes a file look like nothing at all.
    let on_disk = |store: &Store| {
        store
            .local_path("")
            .map(|path| path.components().collect::<PathBuf>())
    };
    let folder = |store: &Store| on_disk(store).map(|path| path.is_dir());
    if folder(&store) == Some(false) {
        let part = if place.root.is_empty() {
            "."
        } else {
            place.root
        };
        let is_file = on_disk(&store).is_some_and(|path| path.is_file());
        return Err(none(if is_file {
            format!("{part} is a file, and a folder is meant")
        } else {
            format!("there is no folder {part}")
        }));
    }
    if place.is_glob {
        return of_glob(store, place.name, url, links);
    }
    let is_folder = place.name.is_empty() || folder(&store.at(place.name)) == Some(true);
    let inside = store.at(place.name);
    if store
        .local_path(place.name)
        .and_then(|path| path.metadata().ok())
        .is_some_and(|there| !there.is_dir() && !there.is_file())
    {
        return Err(none(
            "this is no file but a pipe, a socket or a device, and those are never opened".into(),
        ));
    }
    if !is_folder && let Some(object) = store.head(place.name).map_err(ExtractError::store)? {
        // Azure's hierarchical namespace tells a folder as an object with nothing in it, and so do
        // some tools' markers.
        let is_marker = object.size == 0
            && folder(&store).is_none()
            && !inside.list("").map_err(ExtractError::store)?.is_empty();
        if !is_marker {
            return Ok(FoundExports {
                store,
                objects: vec![object],
                odd: Vec::new(),
                notes: Vec::new(),
            });
        }
    }
    let mut deeper = 0;
    let Listing {
        mut objects,
        mut odd,
    } = inside
        .listing(links, &|_| true)
        .map_err(ExtractError::store)?;
    let mut wanted = |path: &str| {
        let is_export = is_export(path) && !hidden(path.rsplit('/').next().unwrap_or(path));
        deeper += usize::from(is_export && path.contains('/'));
        is_export && !path.contains('/')
    };
    objects.retain(|object| wanted(&object.path));
    odd.retain(|odd| odd.why != Oddity::LinkedFolder && wanted(&odd.path));
    let is_empty = objects.is_empty() && odd.is_empty();
    if is_empty && !is_folder && deeper == 0 {
        return Err(none("there is no such file or folder".into()));
    }
    let url = url.trim_end_matches('/');
    let note = match (is_empty, deeper) {
        // Somebody meant a file, and there is a folder of that name.
        (false, _) if is_export(place.name) => Some(format!(
            "{url} is a folder, not a file: the exports in it were read"
        )),
        (false, _) => None,
        (true, 0) => Some(format!(
            "no exports found: the folder {url} holds no *{}",
            suffixes.join(" or *")
        )),
        (true, _) => Some(format!(
            "no exports found: the folder {url} holds no *{} itself, but {deeper} further down: write {url}/**/*{}",
            suffixes.join(" or *"),
            suffixes[0]
        )),
    };
    Ok(FoundExports {
        store: inside,
        objects,
        odd,
        notes: note.into_iter().collect(),
    })
}

/// The folder that a URL looks into, as it is written, and the paths of all files below it. None:
/// it names one file, or looks into `base` itself, where other things lie than exports.
pub fn around(
    url: &str,
    base: &Path,
    links: Links,
) -> Result<Option<(String, Vec<String>)>, ExtractError> {
    let place = UrlParts::of(url);
    let store = Store::open(place.root, base).map_err(ExtractError::store)?;
    let (store, folder) = match place.is_glob {
        true => (store, place.root),
        false => (store.at(place.name), url.trim_end_matches('/')),
    };
    let Some(disk) = store.local_path("") else {
        let objects = store.list("").map_err(ExtractError::store)?;
        return Ok((!objects.is_empty()).then(|| {
            (
                folder.to_owned(),
                objects.into_iter().map(|object| object.path).collect(),
            )
        }));
    };
    let is_base = || {
        disk.canonicalize()
            .ok()
            .zip(base.canonicalize().ok())
            .is_some_and(|(disk, base)| disk == base)
    };
    if !disk.is_dir() || is_base() {
        return Ok(None);
    }
    let Listing { objects, .. } = store
        .listing(links, &|_| true)
        .map_err(ExtractError::store)?;
    Ok(Some((
        folder.to_owned(),
        objects.into_iter().map(|object| object.path).collect(),
    )))
}

fn of_glob(
    store: Store,
    glob: &str,
    url: &str,
    links: Links,
) -> Result<FoundExports, ExtractError> {
    let leads = |folder: &str| FolderReach::of(glob, folder).leads;
    let Listing { mut objects, odd } = store.listing(links, &leads).map_err(ExtractError::store)?;
    objects.retain(|object| matches(glob, &object.path));
    // A folder that is not entered could have held what is meant.
    let (folders, mut odd): (Vec<Odd>, Vec<Odd>) = odd
        .into_iter()
        .partition(|odd| odd.why == Oddity::LinkedFolder);
    odd.retain(|odd| matches(glob, &odd.path));
    let is_empty = objects.is_empty() && odd.is_empty();
    let note = is_empty.then(|| format!("no exports found: nothing is named like {url}"));
    let left = left_alone(folders.iter().filter(|folder| leads(&folder.path)));
    Ok(FoundExports {
        store,
        objects,
        odd,
        notes: note.into_iter().chain(left).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_url_is_cut_at_its_last_fixed_folder() {
        for (url, root, name, is_glob) in [
            (
                "satellites/legacy/*.csv",
                "satellites/legacy",
                "*.csv",
                true,
            ),
            (
                "satellites/legacy/a.csv",
                "satellites/legacy",
                "a.csv",
                false,
            ),
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
            assert_eq!(
                UrlParts::of(url),
                UrlParts {
                    root,
                    name,
                    is_glob
                },
                "{url}"
            );
        }
    }

    #[test]
    fn a_file_a_folder_and_a_glob_name_their_exports() {
        let base = tempfile::tempdir().unwrap();
        for path in [
            "in/b.csv",
            "in/A.CSV",
            "in/deep/c.csv",
            "in/read.me",
            "in/.b.csv",
            "only/deep/c.csv",
            "odd.csv/x.csv",
        ] {
            let path = base.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let found = |url: &str| {
            let found = find(url, base.path(), &[".csv"], Links::Left)
                .map_err(|error| error.to_string())?;
            let names = found
                .objects
                .into_iter()
                .map(|object| object.path)
                .collect::<Vec<_>>()
                .join(" ");
            Ok::<_, String>((names, found.notes.into_iter().next()))
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
            assert!(
                names == objects && told.as_ref().is_some_and(|told| told.contains(note)),
                "{url}: {told:?}"
            );
        }
        for (url, why) in [
            ("in/z.csv", "no such file"),
            ("out/*.csv", "no folder out"),
            ("in/b.csv/*.csv", "is a file"),
            ("out", "no such file"),
        ] {
            assert!(found(url).is_err_and(|told| told.contains(why)), "{url}");
        }
    }
}
