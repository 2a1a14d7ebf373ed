//! The parts of somebody else's Parquet file that are asked for, fetched as they are needed: of
//! each column a window. What a page says of its size is checked before anybody makes room for it.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::{Buf, Bytes};
use flate2::read::MultiGzDecoder;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};

use super::thrift;
use crate::lake::LakeError;
use crate::lake::store::{Object, Store};

/// What is fetched of a column at once.
const WINDOW_BYTES: u64 = 4 << 20;
/// A page's head: sizes, and at most the least and greatest value.
const HEAD_BYTES: u64 = 1 << 20;
/// Of one page, and of the largest pages of all columns together, unpacked: they are held side by
/// side.
const PAGE_BYTES: u64 = 128 << 20;
const PAGES_BYTES: u64 = 256 << 20;

/// The columns of one row group.
#[derive(Clone)]
pub struct RowGroupParts(Arc<RowGroup>);

struct RowGroup {
    store: Store,
    object: Object,
    /// By where it begins, its end and how it is packed.
    chunks: BTreeMap<u64, (u64, Compression)>,
    held: Mutex<ReadWindows>,
}

#[derive(Default)]
struct ReadWindows {
    /// By the chunk, from where on and what.
    windows: BTreeMap<u64, (u64, Bytes)>,
    /// By the chunk, its largest page.
    largest: BTreeMap<u64, u64>,
    /// What went wrong, which Arrow would only tell as a text.
    failed: Option<LakeError>,
}

impl RowGroupParts {
    pub fn new(store: &Store, object: &Object, chunks: BTreeMap<u64, (u64, Compression)>) -> Self {
        Self(Arc::new(RowGroup {
            store: store.clone(),
            object: object.clone(),
            chunks,
            held: Mutex::default(),
        }))
    }

    /// The store's trouble, if it was that.
    pub fn failed(&self) -> Option<LakeError> {
        self.held().failed.take()
    }

    fn held(&self) -> MutexGuard<'_, ReadWindows> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The chunk that a place lies in.
    fn chunk(&self, at: u64) -> Result<(u64, u64, Compression), ParquetError> {
        let chunk = self
            .0
            .chunks
            .range(..=at)
            .next_back()
            .filter(|(_, (end, _))| at < *end);
        chunk
            .map(|(&start, &(end, packing))| (start, end, packing))
            .ok_or_else(|| outside(at))
    }

    /// At least so many bytes from a place on, as far as the chunk goes.
    fn window(&self, at: u64, length: u64) -> Result<Bytes, ParquetError> {
        let (start, end, _) = self.chunk(at)?;
        let length = length.min(end - at);
        let mut held = self.held();
        if let Some((from, bytes)) = held.windows.get(&start)
            && (*from..=from + bytes.len() as u64).contains(&at)
            && at + length <= from + bytes.len() as u64
        {
            return Ok(bytes.slice((at - from) as usize..));
        }
        let range: Range<u64> = at..(at + length.max(WINDOW_BYTES)).min(end);
        let got = self.0.store.range(&self.0.object, range.clone());
        let got = got.map_err(|error| {
            let told = ParquetError::General(error.to_string());
            held.failed = Some(error);
            told
        })?;
        if got.len() as u64 != range.end - range.start {
            return Err(ParquetError::EOF(
                "the file is shorter than it was".to_owned(),
            ));
        }
        held.windows.insert(start, (at, got.clone()));
        Ok(got)
    }

    /// The head of a page, and what follows it, if its sizes are believable.
    fn head(&self, at: u64) -> Result<Bytes, ParquetError> {
        let (start, end, packing) = self.chunk(at)?;
        let window = self.window(at, 1)?;
        let (window, walked) = match thrift::walk(&window) {
            Err(thrift::ThriftFlaw::Short) => {
                let window = self.window(at, HEAD_BYTES)?;
                let walked = thrift::walk(&window);
                (window, walked)
            }
            walked => (window, walked),
        };
        let (length, numbers) =
            walked.map_err(|_| ParquetError::General("a page has no readable head".to_owned()))?;
        let number = |field: i64| {
            numbers
                .iter()
                .find(|(of, _)| *of == field)
                .and_then(|(_, number)| u64::try_from(*number).ok())
        };
        let (Some(unpacked), Some(packed)) = (number(2), number(3)) else {
            return Err(ParquetError::General(
                "a page does not say how large it is".to_owned(),
            ));
        };
        let from = at + length as u64;
        if packed > end - from {
            return Err(outside(from + packed));
        }
        if unpacked > PAGE_BYTES
            || packed > PAGE_BYTES
            || (packing == Compression::UNCOMPRESSED && unpacked < packed)
        {
            return Err(ParquetError::General(format!(
                "a page of {packed} bytes says that it holds {unpacked}: at most 128 MB is read"
            )));
        }
        {
            let mut held = self.held();
            let largest = held.largest.entry(start).or_default();
            *largest = unpacked.max(*largest);
            if held.largest.values().sum::<u64>() > PAGES_BYTES {
                return Err(ParquetError::General(
                    "its pages are larger together than 256 MB: write it with smaller pages"
                        .to_owned(),
                ));
            }
        }
        if matches!(packing, Compression::GZIP(_)) {
            // Whoever unpacks it asks for no size: so it is done once for nothing but that.
            let page = self.window(from, packed)?;
            let bytes = &page[..packed as usize];
            let unpacked_really = io::copy(
                &mut MultiGzDecoder::new(bytes).take(unpacked + 1),
                &mut io::sink(),
            );
            if unpacked_really.is_ok_and(|really| really > unpacked) {
                return Err(ParquetError::General(format!(
                    "a page of {packed} bytes holds more than the {unpacked} that it says"
                )));
            }
        }
        Ok(window)
    }
}

fn outside(at: u64) -> ParquetError {
    ParquetError::General(format!(
        "it points to byte {at}, which is not in its column"
    ))
}

impl Length for RowGroupParts {
    fn len(&self) -> u64 {
        self.0.object.size
    }
}

impl ChunkReader for RowGroupParts {
    type T = ColumnStart;

    /// Only heads of pages are read so, and not each that is asked for.
    fn get_read(&self, start: u64) -> Result<ColumnStart, ParquetError> {
        Ok(ColumnStart {
            parts: self.clone(),
            start,
            bytes: None,
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let window = self.window(start, length as u64)?;
        if window.len() < length {
            return Err(outside(start + length as u64));
        }
        Ok(window.slice(..length))
    }
}

pub struct ColumnStart {
    parts: RowGroupParts,
    start: u64,
    bytes: Option<Cursor<Bytes>>,
}

impl Read for ColumnStart {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = match &mut self.bytes {
            Some(bytes) => bytes,
            none => none.insert(Cursor::new(
                self.parts.head(self.start).map_err(io::Error::other)?,
            )),
        };
        let count = buffer.len().min(bytes.remaining());
        bytes.copy_to_slice(&mut buffer[..count]);
        Ok(count)
    }
}
