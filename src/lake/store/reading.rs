//! Objects far away, read from their beginning to their end: a range at a time, each with retries
//! of its own, the next on its way while one is used. So no object is too large to be held or too
//! slow to be fetched, and one that changes on the way is never read as half of what it was and
//! half of what it is.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path as Place;

use bytes::{Buf, Bytes};
use object_store::path::Path;
use object_store::{Error, GetOptions};
use tokio::task::JoinHandle;

use super::{Object, RUNTIME, Store, block_on};
use crate::lake::error::LakeError;

/// Two of these are held of whatever is read.
const RANGE_BYTES: u64 = 8 << 20;

impl Store {
    /// A part of an object, of which nothing else is read; it must still be the one that was
    /// listed.
    pub fn range(&self, object: &Object, range: Range<u64>) -> Result<Bytes, LakeError> {
        match self.local_path(&object.path) {
            Some(place) => self.disk_range(&place, object, range),
            None => block_on(self.ask(object, range)?),
        }
    }

    fn disk_range(
        &self,
        place: &Place,
        object: &Object,
        range: Range<u64>,
    ) -> Result<Bytes, LakeError> {
        let read = || -> io::Result<Option<Vec<u8>>> {
            let mut file = open(place)?;
            if file.metadata()?.len() != object.size {
                return Ok(None);
            }
            file.seek(SeekFrom::Start(range.start))?;
            let mut bytes = Vec::new();
            file.take(range.end - range.start).read_to_end(&mut bytes)?;
            Ok(Some(bytes))
        };
        match read() {
            Ok(Some(bytes)) if bytes.len() as u64 == range.end - range.start => Ok(bytes.into()),
            Ok(_) => Err(LakeError::Changed {
                path: self.name(&object.path),
            }),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(LakeError::Changed {
                path: self.name(&object.path),
            }),
            Err(source) => Err(LakeError::Io {
                doing: "reading".into(),
                path: self.name(&object.path),
                source,
            }),
        }
    }

    /// Streams an object in bounded memory. Far away it must still be the one that was listed; on a
    /// disk, whose tags no reader can hold it to, what changes meanwhile is seen as changed by the
    /// next listing.
    pub fn reader(&self, object: &Object) -> Result<Box<dyn Read + Send>, LakeError> {
        if let Some(place) = self.local_path(&object.path) {
            return Ok(Box::new(open(&place).map_err(|source| LakeError::Io {
                doing: "reading".into(),
                path: self.name(&object.path),
                source,
            })?));
        }
        let mut ranges = Ranges {
            store: self.clone(),
            object: object.clone(),
            asked: 0,
            coming: None,
            current: Bytes::new(),
        };
        ranges.go_on()?;
        Ok(Box::new(ranges))
    }

    fn ask(
        &self,
        object: &Object,
        range: Range<u64>,
    ) -> Result<impl Future<Output = Result<Bytes, LakeError>> + Send + 'static, LakeError> {
        // A disk's tags are ours, and no store's.
        let if_match = object
            .etag
            .as_deref()
            .filter(|_| self.disk.is_none())
            .map(|tag| self.told_tag(tag));
        let length = range.end - range.start;
        let options = GetOptions {
            range: Some(range.into()),
            if_match,
            ..GetOptions::default()
        };
        let (store, object, place): (_, _, Path) =
            (self.clone(), object.clone(), self.path(&object.path)?);
        Ok(async move {
            let changed = || LakeError::Changed {
                path: store.name(&object.path),
            };
            let got = match store.root.get_opts(&place, options).await {
                // A store without tags tells the size at least.
                Ok(got) if got.meta.size != object.size => return Err(changed()),
                Ok(got) => got.bytes().await,
                Err(error) => Err(error),
            };
            match got {
                Ok(bytes) if bytes.len() as u64 == length => Ok(bytes),
                Ok(_) | Err(Error::Precondition { .. } | Error::NotFound { .. }) => Err(changed()),
                Err(error) => Err(store.failed("reading", &object.path, error)),
            }
        })
    }

    /// A tag as it is asked for: Azure's listings leave out the quotes that belong to it.
    fn told_tag(&self, tag: &str) -> String {
        let is_azure = matches!(
            self.host.scheme(),
            "az" | "azure" | "adl" | "abfs" | "abfss"
        );
        if is_azure && !tag.contains('"') {
            format!("\"{tag}\"")
        } else {
            tag.to_owned()
        }
    }
}

/// Opens a file and nothing else: whoever opens a pipe to read waits for somebody who writes. It is
/// asked without waiting and looked at again when it is open, because what was listed may have been
/// replaced since.
fn open(place: &Place) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(target_os = "linux")]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    let file = options.open(place)?;
    if file.metadata()?.is_file() {
        return Ok(file);
    }
    Err(io::Error::new(
        ErrorKind::InvalidInput,
        "this is no file: a pipe, a socket or a device is not read",
    ))
}

struct Ranges {
    store: Store,
    object: Object,
    /// Up to here it was asked for.
    asked: u64,
    coming: Option<JoinHandle<Result<Bytes, LakeError>>>,
    current: Bytes,
}

impl Ranges {
    /// Asks for the range behind the last one.
    fn go_on(&mut self) -> Result<(), LakeError> {
        let range = self.asked..self.object.size.min(self.asked + RANGE_BYTES);
        self.coming = if range.is_empty() {
            None
        } else {
            Some(RUNTIME.spawn(self.store.ask(&self.object, range.clone())?))
        };
        self.asked = range.end;
        Ok(())
    }
}

impl Read for Ranges {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.current.is_empty()
            && let Some(coming) = self.coming.take()
        {
            self.current = block_on(coming)?.map_err(io::Error::other)?;
            self.go_on().map_err(io::Error::other)?;
        }
        let count = self.current.len().min(buffer.len());
        self.current.copy_to_slice(&mut buffer[..count]);
        Ok(count)
    }
}

impl Drop for Ranges {
    fn drop(&mut self) {
        if let Some(coming) = &self.coming {
            coming.abort();
        }
    }
}
