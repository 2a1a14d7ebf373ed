//! What the Delta kernel sees of a table that somebody else writes: the log as it was listed, and
//! nothing else. Whatever a log names beyond the table's folder is refused by name, whichever way
//! it is written. A Parquet file of the log is checked and read through once in bounded memory
//! before the kernel is handed its first byte: what it would not survive, a schema that is too deep
//! or a page that says it holds a terabyte, no catching would stop.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use futures::stream::{self, BoxStream, StreamExt};
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};
use serde::Deserialize;

use super::replay::LOG;
use crate::lake::LakeError;
use crate::lake::parquet::foreign::{Foreign, Unread};
use crate::lake::store::{Object, Store, in_background};

/// A commit, or a checkpoint of text: it is held as a whole.
const TEXT_BYTES: u64 = 512 << 20;

/// How a log says where the rows of a file are listed that are no more.
const STORAGE_TYPES: [&str; 3] = ["u", "i", "p"];

/// A store that shows the listed objects of a log.
#[derive(Clone)]
pub(super) struct Vetted(Arc<VettedObjects>);

struct VettedObjects {
    store: Store,
    under: Arc<dyn ObjectStore>,
    /// The table's folder, as the kernel's paths have it.
    folder: Path,
    /// By the kernel's paths; those of the store stand in the objects.
    objects: BTreeMap<Path, Object>,
    checked: Mutex<BTreeSet<Path>>,
    /// Why something was not handed out: the kernel would tell it as a text among others.
    refused: Mutex<Option<LakeError>>,
}

impl Vetted {
    /// `folder` is where the table lies in `under`, `table` where it lies in `store`, and `objects`
    /// are those of its log.
    pub fn new(
        store: &Store,
        (under, folder): (Arc<dyn ObjectStore>, Path),
        table: &str,
        objects: &[&Object],
    ) -> Self {
        let place = |object: &&Object| {
            let inner = object
                .path
                .strip_prefix(table)
                .unwrap_or(&object.path)
                .trim_start_matches('/');
            let path = folder
                .parts()
                .chain(Path::from_iter(inner.split('/')).parts())
                .collect();
            (path, Object::clone(object))
        };
        let objects = objects.iter().map(place).collect();
        let (checked, refused) = Default::default();
        Self(Arc::new(VettedObjects {
            store: store.clone(),
            under,
            folder,
            objects,
            checked,
            refused,
        }))
    }

    /// Why it refused something, if it did.
    pub fn refused(&self) -> Option<LakeError> {
        self.0
            .refused
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    fn refuse(&self, location: &Path, error: LakeError) -> Error {
        let source = error.to_string().into();
        self.0
            .refused
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(error);
        tracing::debug!("{location} is not handed to the Delta kernel");
        Error::Generic {
            store: "a table of others",
            source,
        }
    }

    fn object(&self, location: &Path) -> Result<&Object> {
        if let Some(object) = self.0.objects.get(location) {
            return Ok(object);
        }
        // Where it looks for an aid that there may be, the kernel writes a blank of a path as a URL
        // does, or twice so.
        let plain =
            |path: &Path| Path::from_url_path(path.as_ref()).unwrap_or_else(|_| path.clone());
        let (once, twice) = (plain(location), plain(&plain(location)));
        if ![location, &once, &twice]
            .iter()
            .any(|path| path.prefix_matches(&self.0.folder))
        {
            let what = format!(
                "the Delta table names {location}, which does not lie in its folder: nothing of it was read; export a table of its own"
            );
            return Err(self.refuse(
                location,
                LakeError::Garbled {
                    path: self.0.store.url().to_owned(),
                    what,
                },
            ));
        }
        Err(Error::NotFound {
            path: location.to_string(),
            source: "it was not there when the table was listed".into(),
        })
    }

    async fn check(&self, location: &Path) -> Result<()> {
        let object = self.object(location)?.clone();
        if self
            .0
            .checked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(location)
        {
            return Ok(());
        }
        let store = self.0.store.clone();
        let checked = in_background(move || check(&store, &object)).await;
        checked.map_err(|error| self.refuse(location, error))?;
        self.0
            .checked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(location.clone());
        Ok(())
    }

    fn listed(&self, prefix: Option<&Path>, offset: Option<&Path>) -> Vec<Result<ObjectMeta>> {
        let is_in = |path: &Path| {
            prefix.is_none_or(|prefix| path.prefix_matches(prefix))
                && offset.is_none_or(|offset| path > offset)
        };
        self.0
            .objects
            .iter()
            .filter(|(path, _)| is_in(path))
            .map(|(path, object)| Ok(meta(path, object)))
            .collect()
    }
}

fn meta(path: &Path, object: &Object) -> ObjectMeta {
    ObjectMeta {
        location: path.clone(),
        last_modified: object.modified,
        size: object.size,
        e_tag: None,
        version: None,
    }
}

/// Whether an object of a log can be handed on.
fn check(store: &Store, object: &Object) -> std::result::Result<(), LakeError> {
    let garbled = |what: String| LakeError::Garbled {
        path: format!("{}/{}", store.url().trim_end_matches('/'), object.path),
        what,
    };
    if object.path.ends_with(".parquet") {
        let read = || {
            let file = Foreign::open(store, object)?;
            file.read_through(&mut |column, value| {
                let is_kind =
                    column.ends_with(&["deletionVector".to_owned(), "storageType".to_owned()]);
                if is_kind && !STORAGE_TYPES.contains(&value) {
                    Err(unknown_list(value))
                } else {
                    Ok(())
                }
            })
        };
        return read().map_err(|unread| match unread {
            Unread::Store(error) => error,
            Unread::Damaged { message, .. } => garbled(message),
        });
    }
    if object.size == 0 {
        return Ok(());
    }
    if object.size > TEXT_BYTES {
        return Err(garbled(format!(
            "this part of the log has {} bytes, and at most 512 MB is read: write a checkpoint",
            object.size
        )));
    }
    let text = store.range(object, 0..object.size)?;
    for line in text.split(|&byte| byte == b'\n') {
        // What is no action is for the kernel to tell.
        let Ok(LogAction { add, remove }) = serde_json::from_slice(line) else {
            continue;
        };
        let mut lists = [add, remove]
            .into_iter()
            .flatten()
            .filter_map(|file| file.list?.kind);
        if let Some(kind) = lists.find(|kind| !STORAGE_TYPES.contains(&&**kind)) {
            return Err(garbled(unknown_list(&kind)));
        }
    }
    Ok(())
}

fn unknown_list(kind: &str) -> String {
    let kind: String = kind.chars().take(20).collect();
    format!(
        "the log says that rows of a file are no more, and lists them in a way that is not known here (storageType {kind:?}): \
         nothing of the table was read; export a copy of it without deletion vectors"
    )
}

#[derive(Deserialize)]
struct LogAction {
    add: Option<File>,
    remove: Option<File>,
}

#[derive(Deserialize)]
struct File {
    #[serde(rename = "deletionVector")]
    list: Option<List>,
}

#[derive(Deserialize)]
struct List {
    #[serde(rename = "storageType")]
    kind: Option<String>,
}

impl fmt::Debug for Vetted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Vetted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {LOG} of a table of others")
    }
}

fn only_read<T>() -> Result<T> {
    Err(Error::NotImplemented {
        operation: "writing".into(),
        implementer: "a table of others, which is only read".into(),
    })
}

#[async_trait]
impl ObjectStore for Vetted {
    async fn put_opts(&self, _: &Path, _: PutPayload, _: PutOptions) -> Result<PutResult> {
        only_read()
    }

    async fn put_multipart_opts(
        &self,
        _: &Path,
        _: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        only_read()
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        if !options.head {
            self.check(location).await?;
        }
        self.object(location)?;
        self.0.under.get_opts(location, options).await
    }

    fn delete_stream(
        &self,
        _: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        stream::once(async { only_read() }).boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        stream::iter(self.listed(prefix, None)).boxed()
    }

    fn list_with_offset(
        &self,
        prefix: Option<&Path>,
        offset: &Path,
    ) -> BoxStream<'static, Result<ObjectMeta>> {
        stream::iter(self.listed(prefix, Some(offset))).boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        let depth = prefix.map_or(0, |prefix| prefix.parts().count()) + 1;
        let listed: Result<Vec<ObjectMeta>> = self.listed(prefix, None).into_iter().collect();
        let (objects, deeper): (Vec<_>, Vec<_>) = listed?
            .into_iter()
            .partition(|meta| meta.location.parts().count() == depth);
        let folders: BTreeSet<Path> = deeper
            .iter()
            .map(|meta| meta.location.parts().take(depth).collect())
            .collect();
        Ok(ListResult {
            common_prefixes: folders.into_iter().collect(),
            objects,
        })
    }

    async fn copy_opts(&self, _: &Path, _: &Path, _: CopyOptions) -> Result<()> {
        only_read()
    }
}
