//! What lies in a folder that others fill. Only files are listed: a pipe, a socket or a device is
//! never opened, a link is followed only where its owner says so, and what is called by a name that
//! cannot be told is shown and not read.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::{Object, Store, tag};
use crate::lake::error::LakeError;

/// Whether links are followed. They may lead anywhere, so it is for the owner of the folder to say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Links {
    #[default]
    Left,
    Followed,
}

#[derive(Debug, Default)]
pub struct Listing {
    /// By their paths.
    pub objects: Vec<Object>,
    /// What is there and is not read, by what is shown of its path.
    pub odd: Vec<Odd>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Odd {
    /// As it may be shown: what is no text, or would be obeyed by a terminal, stands there as its
    /// number.
    pub path: String,
    pub why: Oddity,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Oddity {
    /// Its name is no text, or holds a character that is no part of any.
    Name,
    /// A link to a file.
    Link,
    /// A link to a folder.
    LinkedFolder,
    /// A link that leads to nothing, or to itself.
    Broken,
    /// A pipe, a socket or a device.
    NoFile,
}

impl Store {
    /// What lies below its folder. `leads` says of a folder whether anything below it may be
    /// wanted: into others nobody looks.
    pub fn listing(
        &self,
        links: Links,
        leads: &dyn Fn(&str) -> bool,
    ) -> Result<Listing, LakeError> {
        let mut found = match &self.disk {
            Some(root) => {
                let failed = |(place, source): (PathBuf, io::Error)| LakeError::Io {
                    doing: "listing".into(),
                    path: shown(place.as_os_str()),
                    source,
                };
                let mut walk = FolderWalk {
                    links,
                    leads,
                    entered: BTreeSet::new(),
                    found: Listing::default(),
                };
                walk.all(root).map_err(failed)?;
                walk.found
            }
            None => {
                let (objects, odd) = self
                    .list("")?
                    .into_iter()
                    .partition(|object| !object.path.contains(char::is_control));
                let odd: Vec<Object> = odd;
                let odd = odd.iter().map(|object| Odd {
                    path: shown(OsStr::new(&object.path)),
                    why: Oddity::Name,
                });
                Listing {
                    objects,
                    odd: odd.collect(),
                }
            }
        };
        found.objects.sort_by(|a, b| a.path.cmp(&b.path));
        found.odd.sort();
        // Two names may look alike when they are shown: each path means one thing.
        found.odd.dedup_by(|a, b| a.path == b.path);
        let Listing { objects, odd } = &mut found;
        odd.retain(|odd| {
            objects
                .binary_search_by(|object| object.path.cmp(&odd.path))
                .is_err()
        });
        Ok(found)
    }
}

struct FolderWalk<'w> {
    links: Links,
    leads: &'w dyn Fn(&str) -> bool,
    /// Where links are followed, the folders that were entered: so a loop ends, and no folder is
    /// read twice.
    entered: BTreeSet<PathBuf>,
    found: Listing,
}

impl FolderWalk<'_> {
    /// Folders are kept on a list of our own: how deep they lie is for others to choose.
    fn all(&mut self, root: &Path) -> Result<(), (PathBuf, io::Error)> {
        let mut folders = vec![(root.to_owned(), String::new())];
        while let Some((place, path)) = folders.pop() {
            let entries = match self.enter(&place) {
                Ok(Some(entries)) => entries,
                Ok(None) => continue,
                // It went while it was listed, or is deeper than anything can be named.
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) if error.kind() == ErrorKind::InvalidFilename => {
                    self.odd(path, Oddity::Name);
                    continue;
                }
                Err(error) => return Err((place, error)),
            };
            let mut linked = Vec::new();
            for entry in entries {
                let entry = entry.map_err(|error| (place.clone(), error))?;
                let kind = entry.file_type().map_err(|error| (entry.path(), error))?;
                let name = entry.file_name();
                let inner = |name: &str| {
                    if path.is_empty() {
                        name.to_owned()
                    } else {
                        format!("{path}/{name}")
                    }
                };
                let told = name
                    .to_str()
                    .filter(|name| !name.contains(char::is_control));
                let Some(told) = told else {
                    self.odd(inner(&shown(&name)), Oddity::Name);
                    continue;
                };
                let path = inner(told);
                if kind.is_symlink() {
                    linked.extend(self.link(&entry.path(), path));
                } else if kind.is_dir() {
                    folders.extend((self.leads)(&path).then(|| (entry.path(), path)));
                } else if kind.is_file() {
                    match entry.metadata() {
                        Err(error) if error.kind() == ErrorKind::NotFound => {}
                        metadata => {
                            self.file(path, &metadata.map_err(|error| (entry.path(), error))?)
                        }
                    }
                } else {
                    self.odd(path, Oddity::NoFile);
                }
            }
            // A folder goes by its own name where it has one here: the list is taken from its end.
            folders.splice(0..0, linked);
        }
        Ok(())
    }

    fn enter(&mut self, place: &Path) -> io::Result<Option<fs::ReadDir>> {
        if self.links == Links::Followed && !self.entered.insert(fs::canonicalize(place)?) {
            return Ok(None);
        }
        fs::read_dir(place).map(Some)
    }

    /// A folder to enter, if it is a link to one and links are followed.
    fn link(&mut self, place: &Path, path: String) -> Option<(PathBuf, String)> {
        match (fs::metadata(place), self.links) {
            (Err(_), _) => self.odd(path, Oddity::Broken),
            (Ok(there), Links::Left) => self.odd(
                path,
                if there.is_dir() {
                    Oddity::LinkedFolder
                } else {
                    Oddity::Link
                },
            ),
            (Ok(there), Links::Followed) if there.is_dir() => {
                return (self.leads)(&path).then(|| (place.to_owned(), path));
            }
            (Ok(there), Links::Followed) if there.is_file() => self.file(path, &there),
            (Ok(_), Links::Followed) => self.odd(path, Oddity::NoFile),
        }
        None
    }

    fn file(&mut self, path: String, metadata: &Metadata) {
        // What a writer of ours has not given its name yet.
        if path.rsplit_once('#').is_some_and(|(_, digits)| {
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        }) {
            return;
        }
        let modified: DateTime<Utc> = metadata
            .modified()
            .map_or(DateTime::UNIX_EPOCH, DateTime::from);
        self.found.objects.push(Object {
            etag: tag(modified, metadata.len()),
            path,
            size: metadata.len(),
            modified,
        });
    }

    fn odd(&mut self, path: String, why: Oddity) {
        self.found.odd.push(Odd { path, why });
    }
}

/// A name as it may be shown.
pub fn shown(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            if c.is_control() {
                text.extend(c.escape_default())
            } else {
                text.push(c)
            }
        }
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    text
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    /// What is listed and what is odd, by path.
    fn listed(store: &Store, links: Links) -> (Vec<String>, Vec<(String, Oddity)>) {
        let Listing { objects, odd } = store.listing(links, &|folder| folder != "closed").unwrap();
        (
            objects.into_iter().map(|object| object.path).collect(),
            odd.into_iter().map(|odd| (odd.path, odd.why)).collect(),
        )
    }

    #[test]
    fn only_files_are_listed_and_links_are_followed_where_that_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        fs::create_dir_all(at("in/deep")).unwrap();
        fs::create_dir_all(at("in/closed")).unwrap();
        fs::create_dir_all(at("out")).unwrap();
        for file in [
            "in/a.csv",
            "in/deep/b.csv",
            "in/closed/c.csv",
            "out/secret.csv",
            "in/staged.csv#12000001",
        ] {
            fs::write(at(file), "x").unwrap();
        }
        fs::write(at("in").join(OsStr::from_bytes(b"pho\xff\rto.jpg")), "x").unwrap();
        symlink(at("out/secret.csv"), at("in/link.csv")).unwrap();
        symlink(at("out"), at("in/linked")).unwrap();
        symlink(at("in"), at("in/deep/loop")).unwrap();
        symlink(at("in/self"), at("in/self")).unwrap();
        let _socket = UnixListener::bind(at("in/socket")).unwrap();
        let store = Store::open("in", folder.path()).unwrap();

        use Oddity::*;
        let odd = |told: &[(&str, Oddity)]| {
            told.iter()
                .map(|(path, why)| ((*path).to_owned(), *why))
                .collect::<Vec<_>>()
        };
        let (objects, left) = listed(&store, Links::Left);
        assert_eq!(objects, ["a.csv", "deep/b.csv"]);
        let always = [
            ("pho\\xff\\rto.jpg", Name),
            ("self", Broken),
            ("socket", NoFile),
        ];
        let links = [
            ("deep/loop", LinkedFolder),
            ("link.csv", Link),
            ("linked", LinkedFolder),
        ];
        assert_eq!(left, odd(&[&links[..], &always[..]].concat()));
        let (objects, followed) = listed(&store, Links::Followed);
        assert_eq!(
            objects,
            ["a.csv", "deep/b.csv", "link.csv", "linked/secret.csv"]
        );
        assert_eq!(followed, odd(&always));
        // A file is told by the same tag, whoever lists it: what was read before stays known.
        assert_eq!(
            store.listing(Links::Left, &|_| false).unwrap().objects,
            [store.head("a.csv").unwrap().unwrap()]
        );
    }

    #[test]
    fn links_that_lead_to_one_another_are_walked_once() {
        let folder = tempfile::tempdir().unwrap();
        for n in 0..12 {
            fs::create_dir(folder.path().join(format!("d{n}"))).unwrap();
            fs::write(folder.path().join(format!("d{n}/x.csv")), "x").unwrap();
            // Each leads to all: as paths without a repetition they are more than a thousand
            // millions.
            (0..12).for_each(|m| {
                symlink(
                    folder.path().join(format!("d{m}")),
                    folder.path().join(format!("d{n}/l{m}")),
                )
                .unwrap()
            });
        }
        let (objects, odd) = listed(&Store::open(".", folder.path()).unwrap(), Links::Followed);
        assert_eq!((objects.len(), odd.len()), (12, 0));
        assert!(
            objects
                .iter()
                .all(|path| path.ends_with("/x.csv") && path.split('/').count() == 2),
            "{objects:?}"
        );
    }
}
