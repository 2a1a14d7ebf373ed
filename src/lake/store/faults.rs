//! A store that misbehaves on demand and remembers what it was asked for, and what the lake makes
//! of it.

use std::fmt;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, ObjectStoreExt, PutMode, PutMultipartOptions, PutOptions, PutPayload, PutResult,
    Result, UploadPart,
};

/// What becomes of the operation that was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It and all after it fail: the process is gone, and its store stays as it was.
    Dies,
    /// It fails and was not done.
    Refused,
    /// The store's answer when it is asked too often, as it is told after all retries.
    Throttled,
    /// The credentials have expired.
    Expired,
    /// It was done, and its writer is told that it failed; of a conditional one, that somebody
    /// else's is there.
    LosesReply,
    /// Half of what was sent is stored, and all of it is told to be.
    Torn,
}

impl Trouble {
    fn told(self, path: &Path) -> Error {
        let generic = |source: &str| Error::Generic {
            store: "faulty",
            source: source.into(),
        };
        match self {
            Self::Dies => generic("the process is gone"),
            Self::Refused => generic("no space left on device"),
            Self::Throttled => generic("503 Service Unavailable: slow down, after 10 retries"),
            Self::Expired => Error::Unauthenticated {
                path: path.to_string(),
                source: "401: the token has expired".into(),
            },
            Self::LosesReply | Self::Torn => generic("the connection was closed before the reply"),
        }
    }
}

/// Something that the store was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoreCall {
    pub writes: bool,
    pub path: String,
}

pub(crate) type Chosen = fn(&StoreCall) -> bool;

#[derive(Debug, Default)]
pub(crate) struct FaultStore {
    inner: InMemory,
    /// So many more operations of those that are chosen, and then the trouble, once.
    plan: Mutex<Option<(usize, Chosen, Trouble)>>,
    is_dead: AtomicBool,
    asked: Mutex<Vec<StoreCall>>,
}

impl FaultStore {
    /// Trouble at the `nth` of the chosen operations from now on, counted from 0.
    pub fn plan(&self, nth: usize, chosen: Chosen, trouble: Trouble) {
        *self.plan.lock().unwrap() = Some((nth, chosen, trouble));
    }

    /// The next process finds the store as it is, and no trouble; `true` if the planned trouble
    /// came.
    pub fn revive(&self) -> bool {
        self.is_dead.store(false, Ordering::SeqCst);
        self.plan.lock().unwrap().take().is_none()
    }

    /// What it was asked for since this was asked last.
    pub fn take_asked(&self) -> Vec<StoreCall> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    /// Another store that holds the same.
    pub fn fork(&self) -> Arc<Self> {
        Arc::new(Self {
            inner: self.inner.fork(),
            ..Self::default()
        })
    }

    fn at(&self, path: &Path, writes: bool) -> Result<Option<Trouble>> {
        if self.is_dead.load(Ordering::SeqCst) {
            return Err(Trouble::Dies.told(path));
        }
        let asked = StoreCall {
            writes,
            path: path.to_string(),
        };
        let mut plan = self.plan.lock().unwrap();
        let mut trouble = None;
        if let Some((left, chosen, planned)) = plan.as_mut()
            && chosen(&asked)
        {
            trouble = (*left == 0).then_some(*planned);
            *left = left.saturating_sub(1);
        }
        self.asked.lock().unwrap().push(asked);
        match trouble {
            Some(Trouble::LosesReply | Trouble::Torn) if !writes => {}
            Some(_) => *plan = None,
            None => {}
        }
        match trouble {
            Some(
                told @ (Trouble::Dies | Trouble::Refused | Trouble::Throttled | Trouble::Expired),
            ) => {
                self.is_dead.store(told == Trouble::Dies, Ordering::SeqCst);
                Err(told.told(path))
            }
            other => Ok(other),
        }
    }
}

impl fmt::Display for FaultStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("faulty")
    }
}

#[async_trait]
impl ObjectStore for FaultStore {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        opts: PutOptions,
    ) -> Result<PutResult> {
        let is_create = opts.mode == PutMode::Create;
        match self.at(location, true)? {
            Some(Trouble::Torn) => {
                let all: Vec<u8> = payload.iter().flat_map(|part| part.to_vec()).collect();
                self.inner
                    .put_opts(
                        location,
                        Bytes::from(all[..all.len() / 2].to_vec()).into(),
                        opts,
                    )
                    .await
            }
            Some(lost) => {
                self.inner.put_opts(location, payload, opts).await?;
                let path = location.to_string();
                Err(if is_create {
                    Error::AlreadyExists {
                        path,
                        source: "says the repeated request".into(),
                    }
                } else {
                    lost.told(location)
                })
            }
            None => self.inner.put_opts(location, payload, opts).await,
        }
    }

    /// What is written in parts is written when it is complete.
    async fn put_multipart_opts(
        &self,
        location: &Path,
        _: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        // An upload outlives the borrow of its store, and memory is shared by clones.
        let whole = self.at(location, true)?.is_none();
        Ok(Box::new(UploadParts {
            inner: self.inner.clone(),
            location: location.clone(),
            parts: Vec::new(),
            whole,
        }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.at(location, false)?;
        self.inner.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.at(location, false)?;
        self.inner.get_ranges(location, ranges).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        // Asked for one at a time, here as in the program.
        let found: Vec<_> = futures::executor::block_on(locations.collect());
        let mut told = Vec::new();
        for location in found {
            told.push(location.and_then(|path| {
                let trouble = self.at(&path, true)?;
                futures::executor::block_on(self.inner.delete(&path))?;
                if let Some(lost) = trouble {
                    Err(lost.told(&path))
                } else {
                    Ok(path)
                }
            }));
        }
        futures::stream::iter(told).boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        match self.at(&prefix.cloned().unwrap_or_default(), false) {
            Ok(_) => self.inner.list(prefix),
            Err(error) => futures::stream::iter([Err(error)]).boxed(),
        }
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.at(&prefix.cloned().unwrap_or_default(), false)?;
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.at(to, true)?;
        self.inner.copy_opts(from, to, options).await
    }
}

#[derive(Debug)]
struct UploadParts {
    inner: InMemory,
    location: Path,
    parts: Vec<Bytes>,
    whole: bool,
}

#[async_trait]
impl MultipartUpload for UploadParts {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        self.parts.extend(data);
        Box::pin(async { Ok(()) })
    }

    async fn complete(&mut self) -> Result<PutResult> {
        let payload: PutPayload = std::mem::take(&mut self.parts).into_iter().collect();
        let done = self.inner.put(&self.location, payload).await?;
        if self.whole {
            Ok(done)
        } else {
            Err(Trouble::LosesReply.told(&self.location))
        }
    }

    async fn abort(&mut self) -> Result<()> {
        Ok(())
    }
}

mod tests;
