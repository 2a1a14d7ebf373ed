//! A file of ours of which only windows are held: as many as its columns are read side by side,
//! each checked as it comes. Its name is made of what is in it, so it needs no tag: whoever writes
//! it again writes the same.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Buf, Bytes};
use parquet::errors::ParquetError;

use super::sums::{BLOCK_BYTES, BlockSums};
use crate::lake::error::LakeError;
use crate::lake::store::{Object, Store};

/// What is fetched at once; a page that is larger is fetched whole.
const WINDOW_BYTES: u64 = 1 << 20;

/// More than a table has columns.
const WINDOWS: usize = 64;

/// Where the file lies.
pub enum FilePlace {
    /// With its name in the lake.
    Disk(String, File),
    Far(Box<(Store, Object)>),
}

#[derive(Clone)]
pub struct Windows(Arc<OpenWindows>);

struct OpenWindows {
    place: FilePlace,
    size: u64,
    /// None: the file is older than its kind of checksums.
    sums: Option<BlockSums>,
    /// From where on, and what; the one that was used last is last.
    held: Mutex<Vec<(u64, Bytes)>>,
    /// What went wrong, which Arrow would only tell as a text.
    failed: Mutex<Option<LakeError>>,
}

impl Windows {
    /// The inner error says why it is no file of ours.
    pub fn open(place: FilePlace, size: u64) -> Result<Result<Self, String>, LakeError> {
        let sums = match BlockSums::of(size, |range| place.bytes(range))? {
            Ok(sums) => sums,
            Err(what) => return Ok(Err(what)),
        };
        Ok(Ok(Self(Arc::new(OpenWindows {
            place,
            size,
            sums,
            held: Mutex::default(),
            failed: Mutex::default(),
        }))))
    }

    pub fn size(&self) -> u64 {
        self.0.size
    }

    pub fn has_sums(&self) -> bool {
        self.0.sums.is_some()
    }

    /// The place's trouble, if it was that.
    pub fn failed(&self) -> Option<LakeError> {
        self.0
            .failed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// So many bytes from a place on.
    pub fn bytes(&self, at: u64, length: u64) -> Result<Bytes, ParquetError> {
        let end = at.checked_add(length).filter(|end| *end <= self.size());
        let end = end.ok_or_else(|| {
            ParquetError::EOF(format!(
                "{at} + {length} is more than the {} bytes of the file",
                self.size()
            ))
        })?;
        let mut held = self.0.held.lock().unwrap_or_else(PoisonError::into_inner);
        let last = |(from, bytes): &(u64, Bytes)| from + bytes.len() as u64;
        if let Some(found) = held
            .iter()
            .position(|window| window.0 <= at && end <= last(window))
        {
            let window = held.remove(found);
            let slice = window
                .1
                .slice((at - window.0) as usize..(end - window.0) as usize);
            held.push(window);
            return Ok(slice);
        }
        // Whoever comes to the end of a window needs it no more.
        held.retain(|window| !(window.0..=last(window)).contains(&at));
        if held.len() == WINDOWS {
            held.remove(0);
        }
        let from = at / BLOCK_BYTES * BLOCK_BYTES;
        let to = end
            .max(at + WINDOW_BYTES)
            .next_multiple_of(BLOCK_BYTES)
            .min(self.size());
        let got = self.0.place.bytes(from..to).map_err(|error| {
            let told = ParquetError::General(error.to_string());
            *self.0.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            told
        })?;
        if let Some(sums) = &self.0.sums {
            sums.check(from, &got).map_err(ParquetError::General)?;
        }
        held.push((from, got.clone()));
        Ok(got.slice((at - from) as usize..(end - from) as usize))
    }
}

impl FilePlace {
    fn bytes(&self, range: Range<u64>) -> Result<Bytes, LakeError> {
        match self {
            Self::Far(far) => far.0.range(&far.1, range),
            Self::Disk(path, file) => {
                let mut bytes = vec![0; (range.end - range.start) as usize];
                let mut file: &File = file;
                let read = file
                    .seek(SeekFrom::Start(range.start))
                    .and_then(|_| file.read_exact(&mut bytes));
                read.map_err(|source| LakeError::Io {
                    doing: "reading".into(),
                    path: path.clone(),
                    source,
                })?;
                Ok(bytes.into())
            }
        }
    }
}

/// What follows a place, as far as it is read.
pub struct Following {
    windows: Windows,
    at: u64,
}

impl Following {
    pub fn new(windows: Windows, at: u64) -> Self {
        Self { windows, at }
    }
}

impl Read for Following {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.windows.size().saturating_sub(self.at);
        let count = left.min(buffer.len() as u64);
        self.windows
            .bytes(self.at, count)
            .map_err(io::Error::other)?
            .copy_to_slice(&mut buffer[..count as usize]);
        self.at += count;
        Ok(count as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sums;
    use super::*;
    use crate::lake::faults::FaultStore;

    #[test]
    fn columns_that_are_read_side_by_side_cost_a_request_a_window() {
        let faulty = Arc::new(FaultStore::default());
        let store = Store::over(faulty.clone());
        let file = file();
        store.put("x", file.clone()).unwrap();
        let object = store.head("x").unwrap().unwrap();
        let windows = Windows::open(
            FilePlace::Far(Box::new((store.clone(), object.clone()))),
            object.size,
        )
        .unwrap()
        .unwrap();
        faulty.take_asked();
        // Two columns, in pages of 1000 bytes.
        for page in 0..2_000 {
            for column in [0, 2 * 1_000_000] {
                let at = column + page * 1_000;
                assert_eq!(
                    windows.bytes(at as u64, 1_000).unwrap(),
                    file[at..at + 1_000],
                    "{at}"
                );
            }
        }
        assert_eq!(faulty.take_asked().len(), 4, "of each two windows");
        let large = windows.bytes(7, 3 * WINDOW_BYTES).unwrap();
        assert!(
            large == file[7..7 + large.len()]
                && large.len() as u64 == 3 * WINDOW_BYTES
                && faulty.take_asked().len() == 1
        );
        let mut last = Vec::new();
        Following::new(windows.clone(), object.size - 10)
            .read_to_end(&mut last)
            .unwrap();
        assert_eq!(last, file[file.len() - 10..]);
        assert!(windows.bytes(object.size - 7, 8).is_err() && windows.bytes(u64::MAX, 1).is_err());
    }

    /// Not Parquet, and it ends like it.
    fn file() -> Vec<u8> {
        let body = (0..5 * WINDOW_BYTES + 7).map(|at| (at % 251) as u8);
        sums::sealed(body.chain(*b"footer\x06\x00\x00\x00PAR1").collect())
    }

    #[test]
    fn a_window_that_is_not_as_it_was_written_is_refused_wherever_the_file_lies() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = file();
        file[2 * WINDOW_BYTES as usize + 3] ^= 16;
        for store in [Store::memory(), Store::open("lake", folder.path()).unwrap()] {
            store.put("x", file.clone()).unwrap();
            let object = store.head("x").unwrap().unwrap();
            let place = match store.local_path("x") {
                Some(place) => FilePlace::Disk("x".into(), File::open(place).unwrap()),
                None => FilePlace::Far(Box::new((store.clone(), object.clone()))),
            };
            let windows = Windows::open(place, object.size).unwrap().unwrap();
            assert_eq!(windows.bytes(7, 1_000).unwrap(), file[7..1_007]);
            let error = windows
                .bytes(2 * WINDOW_BYTES + 1_000, 1)
                .unwrap_err()
                .to_string();
            // The block of 65,536 bytes that begins at 2 MB.
            assert!(
                error.contains("its bytes 2097152 to 2162688 do not fit their checksum"),
                "{error}"
            );
            assert_eq!(
                windows.bytes(4 * WINDOW_BYTES, 3).unwrap(),
                file[4 << 20..(4 << 20) + 3]
            );
        }
    }
}
