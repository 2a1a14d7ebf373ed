//! A file of ours that lies far away, of which only windows are held: as many as its columns are read side by side. Its
//! name is made of what is in it, so it needs no tag: whoever writes it again writes the same.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Buf, Bytes};
use parquet::errors::ParquetError;

use crate::lake::store::{Object, Store};

/// What is fetched at once; a page that is larger is fetched whole.
const WINDOW_BYTES: u64 = 1 << 20;

/// More than a table has columns.
const WINDOWS: usize = 64;

#[derive(Clone)]
pub struct Windows(Arc<Inner>);

struct Inner {
    store: Store,
    object: Object,
    /// From where on, and what; the one that was used last is last.
    held: Mutex<Vec<(u64, Bytes)>>,
}

impl Windows {
    pub fn new(store: &Store, object: Object) -> Self {
        Self(Arc::new(Inner { store: store.clone(), object: Object { etag: None, ..object }, held: Mutex::default() }))
    }

    pub fn size(&self) -> u64 {
        self.0.object.size
    }

    /// So many bytes from a place on.
    pub fn bytes(&self, at: u64, length: u64) -> Result<Bytes, ParquetError> {
        let end = at.checked_add(length).filter(|end| *end <= self.size());
        let end = end.ok_or_else(|| ParquetError::EOF(format!("{at} + {length} is more than the {} bytes of the file", self.size())))?;
        let mut held = self.0.held.lock().unwrap_or_else(PoisonError::into_inner);
        let last = |(from, bytes): &(u64, Bytes)| from + bytes.len() as u64;
        if let Some(found) = held.iter().position(|window| window.0 <= at && end <= last(window)) {
            let window = held.remove(found);
            let slice = window.1.slice((at - window.0) as usize..(end - window.0) as usize);
            held.push(window);
            return Ok(slice);
        }
        // Whoever comes to the end of a window needs it no more.
        held.retain(|window| !(window.0..=last(window)).contains(&at));
        if held.len() == WINDOWS {
            held.remove(0);
        }
        let range = at..self.size().min(end.max(at + WINDOW_BYTES));
        let got = self.0.store.range(&self.0.object, range).map_err(|error| ParquetError::External(Box::new(error)))?;
        held.push((at, got.clone()));
        Ok(got.slice(..length as usize))
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
        self.windows.bytes(self.at, count).map_err(io::Error::other)?.copy_to_slice(&mut buffer[..count as usize]);
        self.at += count;
        Ok(count as usize)
    }
}
