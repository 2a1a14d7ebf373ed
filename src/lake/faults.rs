//! A store that misbehaves on demand and remembers what it was asked for, and what the lake makes of it.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions, PutOptions,
    PutPayload, PutResult, Result,
};

use super::tests::{Telling, told, upsert};
use super::{Lake, Store, tables::SESSIONS};

#[derive(Debug, Default)]
struct Faulty {
    inner: InMemory,
    /// The next commit is written, and its writer is told that somebody else's is there.
    loses_reply: AtomicBool,
    /// The next data file is refused.
    is_full: AtomicBool,
    read: Mutex<Vec<String>>,
}

impl fmt::Display for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("faulty")
    }
}

#[async_trait]
impl ObjectStore for Faulty {
    async fn put_opts(&self, location: &Path, payload: PutPayload, opts: PutOptions) -> Result<PutResult> {
        let is_commit = location.as_ref().contains("_delta_log/");
        if !is_commit && self.is_full.swap(false, Ordering::SeqCst) {
            return Err(Error::Generic { store: "faulty", source: "no space left on device".into() });
        }
        let put = self.inner.put_opts(location, payload, opts).await?;
        match is_commit && self.loses_reply.swap(false, Ordering::SeqCst) {
            true => Err(Error::AlreadyExists { path: location.to_string(), source: "says the repeated request".into() }),
            false => Ok(put),
        }
    }

    async fn put_multipart_opts(&self, location: &Path, opts: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(location, opts).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.read.lock().unwrap().push(location.to_string());
        self.inner.get_opts(location, options).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

fn faulty() -> (Arc<Faulty>, Lake) {
    let faulty = Arc::new(Faulty::default());
    let lake = Lake::open(Store::over(faulty.clone())).unwrap();
    (faulty, lake)
}

#[test]
fn a_lost_reply_does_not_make_our_own_commit_a_strangers() {
    let (faulty, lake) = faulty();
    for n in 0..3 {
        faulty.loses_reply.store(true, Ordering::SeqCst);
        assert_eq!(upsert(&lake, &[Telling::plain(n, 0)]), told(1, 0, 0), "telling {n}");
        assert_eq!(lake.snapshot(&SESSIONS).unwrap().version, Some(n.into()));
    }
}

#[test]
fn a_full_disk_leaves_the_lake_as_it_was() {
    let (faulty, lake) = faulty();
    upsert(&lake, &[Telling::plain(1, 0)]);
    let before = lake.snapshot(&SESSIONS).unwrap();
    faulty.is_full.store(true, Ordering::SeqCst);
    let delivery = || vec![super::tests::delivery("s", &[Telling::plain(2, 0)])];
    let error = lake.upsert_sessions(delivery()).unwrap_err();
    assert_eq!(error.exit(), crate::model::receipt::Exit::Io);
    assert!(error.to_string().starts_with("writing ") && error.to_string().contains("no space left"), "{error}");
    assert_eq!(lake.snapshot(&SESSIONS).unwrap(), before);
    lake.upsert_sessions(delivery()).unwrap();
    assert_eq!(lake.snapshot(&SESSIONS).unwrap().files.len(), 2);
}

#[test]
fn a_small_delivery_reads_only_the_files_that_may_hold_its_sessions() {
    let (faulty, lake) = faulty();
    // Two months: the ids of the second lie between those of the first, so only its filter can leave the first out.
    let march: Vec<_> = [1, 3, 5, 7, 9].map(|id| Telling::plain(id, 0)).into();
    let april: Vec<_> = [2, 4, 6, 8].map(|id| Telling { day: 2, ..Telling::plain(id, 0) }).into();
    upsert(&lake, &march);
    upsert(&lake, &april);
    let whole = |month: &str| {
        let read = std::mem::take(&mut *faulty.read.lock().unwrap());
        read.iter().filter(|path| path.contains(month)).count()
    };
    whole("");
    assert_eq!(upsert(&lake, &[Telling { day: 2, ..Telling::plain(4, 1) }]), told(0, 1, 0));
    let read = faulty.read.lock().unwrap().clone();
    assert!(whole("2026-03") <= 1, "a filter at most: {read:?}");
    upsert(&lake, &[Telling::plain(99, 0)]);
    let read = faulty.read.lock().unwrap().clone();
    assert_eq!(whole("month="), 0, "session-99 comes after all others: {read:?}");
}
