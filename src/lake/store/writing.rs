//! Objects written whole or not at all. Far away a large one goes in parts, several at once, and
//! shows when the last is in its place; and the word of a store is not taken for what it holds: it
//! is looked at before anything names it.

use bytes::Bytes;
use futures::stream::{self, StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutResult};

use super::{Store, block_on};
use crate::lake::error::LakeError;

/// Larger objects go in parts of this size: no store takes smaller ones than 5 MB but the last, and
/// each part that fails is sent again alone.
const PART_BYTES: usize = 8 << 20;

/// How many are under way at once.
const PARTS_AT_ONCE: usize = 4;

/// What may lie where something was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ExistingFile {
    /// Whatever was written last: its name says nothing of what is in it.
    Newest,
    /// What its name says, whoever wrote it.
    Same,
}

impl Store {
    /// Writes an object whole or not at all, replacing what was there. A disk flushes, and that is
    /// that; what anything else holds then must have the size of what was sent.
    pub fn put(&self, path: &str, bytes: impl Into<Bytes>) -> Result<(), LakeError> {
        self.write(path, bytes.into(), ExistingFile::Newest)
    }

    /// Writes an object as [`Store::put`] does, but for good only after [`Store::flush`]: what no
    /// log names yet. Far away, if the tag that the store gave is not on what lies there, that is
    /// read again: it must be the same, byte by byte.
    pub fn stage(&self, path: &str, bytes: impl Into<Bytes>) -> Result<(), LakeError> {
        let Some(place) = self.local_path(path) else {
            return self.write(path, bytes.into(), ExistingFile::Same);
        };
        self.path(path)?;
        let bytes = bytes.into();
        let failed = |source| LakeError::Io {
            doing: format!("writing {} bytes to", bytes.len()),
            path: self.name(path),
            source,
        };
        self.unsynced.write(&place, &bytes).map_err(failed)
    }

    fn write(&self, path: &str, bytes: Bytes, held: ExistingFile) -> Result<(), LakeError> {
        let place = self.path(path)?;
        let is_far = self.disk.is_none();
        let put = block_on(async {
            if is_far && bytes.len() > PART_BYTES {
                self.put_in_parts(&place, &bytes).await
            } else {
                self.root.put(&place, bytes.clone().into()).await
            }
        });
        let told =
            put.map_err(|e| self.failed(&format!("writing {} bytes to", bytes.len()), path, e))?;
        if is_far {
            self.verify(path, &bytes, &told, held)
        } else {
            Ok(())
        }
    }

    async fn put_in_parts(&self, place: &Path, bytes: &Bytes) -> object_store::Result<PutResult> {
        let mut upload = self.root.put_multipart(place).await?;
        let cuts = (0..bytes.len()).step_by(PART_BYTES);
        let parts: Vec<_> = cuts
            .map(|from| {
                upload.put_part(bytes.slice(from..bytes.len().min(from + PART_BYTES)).into())
            })
            .collect();
        let sent: object_store::Result<()> = stream::iter(parts)
            .buffer_unordered(PARTS_AT_ONCE)
            .try_collect()
            .await;
        let told = match sent {
            Ok(()) => upload.complete().await,
            Err(error) => Err(error),
        };
        if told.is_err() {
            // If this fails too, parts that nothing names stay until the store clears them away.
            let _ = upload.abort().await;
        }
        told
    }

    fn verify(
        &self,
        path: &str,
        sent: &Bytes,
        told: &PutResult,
        held: ExistingFile,
    ) -> Result<(), LakeError> {
        let there = self.head(path)?;
        let size = there.as_ref().map_or(0, |object| object.size);
        if size != sent.len() as u64 {
            return Err(LakeError::Torn {
                path: self.name(path),
                sent: sent.len() as u64,
                held: size,
            });
        }
        let bare =
            |tag: &Option<String>| tag.as_deref().map(|tag| tag.trim_matches('"').to_owned());
        let tags = bare(&told.e_tag).zip(there.and_then(|object| bare(&object.etag)));
        let is_ours = tags.is_none_or(|(told, there)| told == there);
        // Another writer of the same file is no trouble, and a store that gives no tag is believed
        // by the size.
        if is_ours || held == ExistingFile::Newest || self.get(path)?.as_ref() == Some(sent) {
            return Ok(());
        }
        Err(LakeError::Changed {
            path: self.name(path),
        })
    }
}
