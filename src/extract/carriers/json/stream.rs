//! The bytes of an export as they come in: a window over them that grows with the row in hand and
//! no further.

use std::io::{self, Read};

use super::flaw::{JsonFlaw, JsonStop};

/// A row this long is refused. What lies beyond is not looked at even if it is there, so that it
/// does not matter in which pieces a store hands it over.
pub const ROW_LIMIT_BYTES: usize = 16 << 20;
const CHUNK_BYTES: usize = 256 << 10;

pub struct Stream<R> {
    input: R,
    /// What was read and not left behind is `buffer[start..filled]`.
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    ended: bool,
}

impl<R: Read> Stream<R> {
    pub fn new(input: R) -> io::Result<Self> {
        let buffer = vec![0; CHUNK_BYTES];
        let mut stream = Self {
            input,
            buffer,
            start: 0,
            filled: 0,
            ended: false,
        };
        while stream.filled < 3 && stream.fill()? {}
        if stream.held().starts_with(b"\xef\xbb\xbf") {
            stream.start = 3;
        }
        Ok(stream)
    }

    /// What was read and not left behind.
    pub fn held(&self) -> &[u8] {
        &self.buffer[self.start..self.filled]
    }

    /// The byte so far from here; None: the export is over before.
    pub fn byte(&mut self, at: usize) -> Result<Option<u8>, JsonStop> {
        while at >= self.held().len() {
            if !self.more()? {
                return Ok(None);
            }
        }
        if at < ROW_LIMIT_BYTES {
            Ok(Some(self.held()[at]))
        } else {
            Err(JsonStop::Flaw(JsonFlaw::TooLong))
        }
    }

    /// Where `finder` finds something at or after `from`; None: nowhere before the export is over.
    pub fn find(
        &mut self,
        mut from: usize,
        mut finder: impl FnMut(&[u8]) -> Option<usize>,
    ) -> Result<Option<usize>, JsonStop> {
        loop {
            let held = self.held();
            let end = held.len().min(ROW_LIMIT_BYTES);
            if let Some(found) = finder(&held[from.min(end)..end]) {
                return Ok(Some(from + found));
            }
            from = end;
            if !self.more()? {
                return Ok(None);
            }
        }
    }

    /// Leaves behind what was dealt with.
    pub fn leave(&mut self, bytes: usize) {
        self.start += bytes;
    }

    fn more(&mut self) -> Result<bool, JsonStop> {
        if self.held().len() >= ROW_LIMIT_BYTES {
            return Err(JsonStop::Flaw(JsonFlaw::TooLong));
        }
        self.fill().map_err(JsonStop::Io)
    }

    /// Reads a piece more; false: the export is over.
    fn fill(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.start == self.filled {
            (self.start, self.filled) = (0, 0);
        } else if self.start > 0 && self.buffer.len() - self.filled < CHUNK_BYTES {
            self.buffer.copy_within(self.start..self.filled, 0);
            (self.start, self.filled) = (0, self.filled - self.start);
        }
        if self.buffer.len() - self.filled < CHUNK_BYTES / 2 {
            self.buffer.resize(2 * self.buffer.len(), 0);
        }
        let count = loop {
            match self.input.read(&mut self.buffer[self.filled..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.filled += count;
        self.ended = count == 0;
        Ok(count > 0)
    }
}
