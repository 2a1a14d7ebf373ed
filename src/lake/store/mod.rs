//! Where bytes lie: a folder, or a bucket, or memory, behind one synchronous face. Async ends here:
//! the one runtime of the program lives in this room, and nothing above it knows of it.

mod disk;
#[cfg(test)]
pub(crate) mod faults;
pub mod listing;
mod reading;
mod unsynced;
mod variables;
mod writing;

use std::future::Future;
use std::path::{Component, Path as Place, PathBuf};
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use futures::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{Error, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode};
use tokio::runtime::{Builder, Runtime};
use url::Url;

use self::disk::DurableDisk;
use self::unsynced::Unsynced;
use crate::lake::error::LakeError;
use crate::lake::side_by_side::Threads;

/// Several threads, because the Delta kernel waits on one for another.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .expect("a process may start threads")
});

/// Waits for what goes on elsewhere: of a store, or of a service that is asked.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    RUNTIME.block_on(future)
}

/// What waits itself, while others are waited for.
pub(in crate::lake) async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> T {
    match RUNTIME.spawn_blocking(work).await {
        Ok(done) => done,
        // The runtime is never shut down, so that is all that can keep work from its end.
        Err(ended) => std::panic::resume_unwind(ended.into_panic()),
    }
}

pub(in crate::lake) fn gathered<T, E>(stream: BoxStream<'_, Result<T, E>>) -> Result<Vec<T>, E> {
    block_on(stream.try_collect())
}

/// What the Delta log needs to know of where a table lies.
pub(in crate::lake) struct TablePlace {
    /// Rooted at the table's folder.
    pub folder: Arc<dyn ObjectStore>,
    /// The whole store, and the folder's path in it.
    pub root: Arc<dyn ObjectStore>,
    pub path: Path,
    /// The folder's URL; its path is the folder's path in `root`.
    pub url: Url,
}

#[derive(Clone, Debug)]
pub struct Store {
    /// As it was written.
    url: String,
    /// The whole bucket, or the whole disk.
    root: Arc<dyn ObjectStore>,
    /// Our place in it.
    prefix: Path,
    /// Scheme and host, for the URLs that the Delta log wants; its paths are the root's paths.
    host: Url,
    disk: Option<PathBuf>,
    /// Of a disk: what was written and not flushed; one account for all clones.
    unsynced: Arc<Unsynced>,
}

/// Something that lies in a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Relative to the store it was listed in.
    pub path: String,
    pub size: u64,
    /// On disk, its modification time in nanoseconds and its size: a copied tree keeps both, and
    /// gets new inodes.
    pub etag: Option<String>,
    /// By the store's own clock.
    pub modified: DateTime<Utc>,
}

impl Store {
    /// A plain path is relative to `base`; cloud credentials come from the process's variables
    /// (`AWS_…`, `AZURE_…`, `GOOGLE_…`), or from the machine itself.
    pub fn open(url: &str, base: &Place) -> Result<Self, LakeError> {
        let bad = |why: String| LakeError::Address {
            url: url.to_owned(),
            why,
        };
        if !url.contains("://") {
            return Self::on_disk(url, &base.join(url));
        }
        let parsed = Url::parse(url).map_err(|e| bad(e.to_string()))?;
        match parsed.scheme() {
            "file" => Self::on_disk(
                url,
                &parsed
                    .to_file_path()
                    .map_err(|()| bad("it is no local path".into()))?,
            ),
            "memory" => {
                let prefix = Path::from_url_path(parsed.path()).map_err(|e| bad(e.to_string()))?;
                Ok(Self {
                    url: url.to_owned(),
                    prefix,
                    ..Self::memory()
                })
            }
            "s3" | "s3a" | "az" | "azure" | "adl" | "abfs" | "abfss" | "gs" => {
                let (root, prefix) = object_store::parse_url_opts(&parsed, variables::variables()?)
                    .map_err(|e| bad(e.to_string()))?;
                let mut host = parsed.clone();
                host.set_path("/");
                host.set_query(None);
                Ok(Self {
                    url: url.to_owned(),
                    root: root.into(),
                    prefix,
                    host,
                    disk: None,
                    unsynced: Arc::default(),
                })
            }
            other => Err(bad(format!("`{other}` is not a scheme it knows"))),
        }
    }

    fn on_disk(url: &str, place: &Place) -> Result<Self, LakeError> {
        let bad = |why: String| LakeError::Address {
            url: url.to_owned(),
            why,
        };
        let place = without_dots(&std::path::absolute(place).map_err(|e| bad(e.to_string()))?);
        let prefix = Path::from_absolute_path(&place).map_err(|e| bad(e.to_string()))?;
        let host = Url::parse("file:///").expect("it is a URL");
        let unsynced = Arc::new(Unsynced::below(&place));
        Ok(Self {
            url: url.to_owned(),
            root: Arc::new(DurableDisk::new()),
            prefix,
            host,
            disk: Some(place),
            unsynced,
        })
    }

    /// A store of its own that is gone with its last clone.
    pub fn memory() -> Self {
        let host = Url::parse("memory:///").expect("it is a URL");
        Self {
            url: host.to_string(),
            root: Arc::new(InMemory::new()),
            prefix: Path::default(),
            host,
            disk: None,
            unsynced: Arc::default(),
        }
    }

    /// Any store, for tests that inject faults.
    pub fn over(root: Arc<dyn ObjectStore>) -> Self {
        Self {
            root,
            ..Self::memory()
        }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// A store rooted below this one.
    pub fn at(&self, prefix: &str) -> Self {
        let inner = prefix.trim_matches('/');
        Self {
            url: if inner.is_empty() {
                self.url.clone()
            } else {
                self.name(inner)
            },
            // A prefix that is no path names nothing: its reads find nothing, and a write says so.
            prefix: self
                .path(inner)
                .unwrap_or_else(|_| self.prefix.clone().join(inner)),
            disk: self.disk.as_ref().map(|disk| disk.join(inner)),
            ..self.clone()
        }
    }

    /// What lies below a folder, recursively, sorted by path; a missing folder is empty.
    pub fn list(&self, prefix: &str) -> Result<Vec<Object>, LakeError> {
        let folder = self.path(prefix)?;
        let listed = gathered(self.root.list(Some(&folder)));
        let metas = match listed {
            Err(Error::NotFound { .. }) => Vec::new(),
            other => other.map_err(|e| self.failed("listing", prefix, e))?,
        };
        let mut objects: Vec<_> = metas
            .into_iter()
            .filter_map(|meta| self.object(meta))
            .collect();
        objects.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(objects)
    }

    pub fn head(&self, path: &str) -> Result<Option<Object>, LakeError> {
        let found = block_on(self.root.head(&self.path(path)?));
        Ok(self
            .unless_missing("looking at", path, found)?
            .and_then(|meta| self.object(meta)))
    }

    pub fn get(&self, path: &str) -> Result<Option<Bytes>, LakeError> {
        let place = self.path(path)?;
        let read = block_on(async { self.root.get(&place).await?.bytes().await });
        self.unless_missing("reading", path, read)
    }

    /// Flushes all that was staged: done before anything that names it is written.
    pub fn flush(&self) -> Result<(), LakeError> {
        self.unsynced.sync().map_err(|source| LakeError::Io {
            doing: "flushing".into(),
            path: self.url.clone(),
            source,
        })
    }

    /// How many things are written at once: a store far away is waited for, a disk that is flushed
    /// later is not.
    pub fn threads(&self) -> Threads {
        if self.disk.is_some() {
            Threads::Cores
        } else {
            Threads::Waiting
        }
    }

    /// Writes an object unless there is one; says whether it wrote.
    pub fn create(&self, path: &str, bytes: impl Into<Bytes>) -> Result<bool, LakeError> {
        let place = self.path(path)?;
        let put = self
            .root
            .put_opts(&place, bytes.into().into(), PutMode::Create.into());
        match block_on(put) {
            Ok(_) => Ok(true),
            Err(Error::AlreadyExists { .. }) => Ok(false),
            Err(e) => Err(self.failed("writing", path, e)),
        }
    }

    /// What is not there is already deleted.
    pub fn delete(&self, path: &str) -> Result<(), LakeError> {
        let deleted = block_on(self.root.delete(&self.path(path)?));
        self.unless_missing("deleting", path, deleted).map(|_| ())
    }

    /// Removes what writers that were killed left beside their files, last touched before an
    /// instant. Only a disk has such; no listing shows it.
    pub fn sweep_staged(&self, before: DateTime<Utc>) -> Result<usize, LakeError> {
        let Some(folder) = &self.disk else {
            return Ok(0);
        };
        let failed = |source| LakeError::Io {
            doing: "sweeping".into(),
            path: self.url.clone(),
            source,
        };
        disk::sweep_staged(folder, before).map_err(failed)
    }

    /// Whether there is a folder, where the store has folders; a bucket has whatever is asked for.
    pub(in crate::lake) fn has_folder(&self, path: &str) -> Result<bool, LakeError> {
        let Some(place) = self.local_path(path) else {
            return Ok(true);
        };
        disk::is_folder(&place).map_err(|source| LakeError::Io {
            doing: "looking at".into(),
            path: self.name(path),
            source,
        })
    }

    /// Gives something another name: in one step on a disk, else by a copy. `false`: it is not
    /// there.
    pub fn rename(&self, from: &str, to: &str) -> Result<bool, LakeError> {
        let (place, target) = (self.path(from)?, self.path(to)?);
        let folder = self
            .local_path(to)
            .and_then(|target| Some(target.parent()?.to_owned()));
        if folder.is_some() && self.head(from)?.is_none() {
            return Ok(false);
        }
        if let Some(folder) = folder {
            let made = disk::make_folder(&folder, &mut |_| Ok(()));
            made.map_err(|source| LakeError::Io {
                doing: "making".into(),
                path: folder.display().to_string(),
                source,
            })?;
        }
        let renamed = block_on(self.root.rename(&place, &target));
        Ok(self.unless_missing("renaming", from, renamed)?.is_some())
    }

    pub fn local_path(&self, path: &str) -> Option<PathBuf> {
        self.disk
            .as_ref()
            .map(|disk| disk.join(path.trim_start_matches('/')))
    }

    /// A file for what is needed for a while only: it has no name, so it is gone with whoever holds
    /// it. It lies where the store does if that is a folder, so that there is room for it.
    pub fn scratch(&self) -> Result<std::fs::File, LakeError> {
        let folder = self.disk.clone().unwrap_or_else(std::env::temp_dir);
        disk::nameless(&folder).map_err(|source| LakeError::Io {
            doing: "writing a scratch file in".into(),
            path: folder.display().to_string(),
            source,
        })
    }

    pub(in crate::lake) fn table_place(&self, table: &str) -> Result<TablePlace, LakeError> {
        let prefix = self.path(table)?;
        let mut url = self.host.clone();
        url.path_segments_mut()
            .expect("our URLs have paths")
            .clear()
            .extend(prefix.parts().map(|p| p.as_ref().to_owned()))
            .push("");
        let folder = Arc::new(PrefixStore::new(self.root.clone(), prefix.clone()));
        Ok(TablePlace {
            folder,
            root: self.root.clone(),
            path: prefix,
            url,
        })
    }

    fn path(&self, path: &str) -> Result<Path, LakeError> {
        let inner = Path::parse(path).map_err(|e| LakeError::Address {
            url: self.name(path),
            why: e.to_string(),
        })?;
        Ok(self.prefix.parts().chain(inner.parts()).collect())
    }

    fn object(&self, meta: ObjectMeta) -> Option<Object> {
        let parts: Vec<_> = meta.location.prefix_match(&self.prefix)?.collect();
        let path = parts
            .iter()
            .map(AsRef::as_ref)
            .collect::<Vec<_>>()
            .join("/");
        let etag = self
            .disk
            .as_ref()
            .and_then(|_| tag(meta.last_modified, meta.size))
            .or(meta.e_tag);
        Some(Object {
            path,
            size: meta.size,
            etag,
            modified: meta.last_modified,
        })
    }

    fn name(&self, path: &str) -> String {
        match (self.url.as_str(), path) {
            // The folder that paths are relative to, which people know by no name.
            ("", path) => path.to_owned(),
            (url, "") => url.to_owned(),
            (url, path) => format!("{}/{path}", url.trim_end_matches('/')),
        }
    }

    fn failed(&self, doing: &str, path: &str, source: Error) -> LakeError {
        LakeError::Store {
            doing: doing.to_owned(),
            path: self.name(path),
            source: Box::new(source),
        }
    }

    fn unless_missing<T>(
        &self,
        doing: &str,
        path: &str,
        result: object_store::Result<T>,
    ) -> Result<Option<T>, LakeError> {
        match result {
            Ok(found) => Ok(Some(found)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.failed(doing, path, error)),
        }
    }
}

/// What tells a file of a disk from the one that was there before.
fn tag(modified: DateTime<Utc>, size: u64) -> Option<String> {
    modified
        .timestamp_nanos_opt()
        .map(|nanos| format!("{nanos:x}-{size:x}"))
}

/// `a/./b/../c` is `a/c`, whether it exists or not.
fn without_dots(place: &Place) -> PathBuf {
    place.components().fold(PathBuf::new(), |mut path, part| {
        match part {
            Component::ParentDir => {
                path.pop();
            }
            Component::CurDir => {}
            other => path.push(other),
        }
        path
    })
}

#[cfg(test)]
mod tests;
