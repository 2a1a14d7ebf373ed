//! The bytes of an export as they come in: blocks that begin where a row probably begins, and a
//! count of lines that no parsing has touched.

use std::io::{self, Read};

use memchr::{memchr_iter, memrchr};

/// How much is read, and held, at once.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// None: as many as the machine runs at once. What comes of an export does not depend on it.
    pub threads: Option<usize>,
    pub block_bytes: usize,
    /// A row this long is refused. It is also what must be held to be able to resume after an
    /// unclosed quote. What lies beyond is not looked at even if it is there, so that it does not
    /// matter in which pieces a store hands it over.
    pub row_bytes: usize,
}

/// A block gives a batch of sessions, and a few of them in flight are nothing beside it.
pub const LIMITS: Limits = Limits {
    threads: None,
    block_bytes: 4 << 20,
    row_bytes: 16 << 20,
};

/// What is read from the input before it is counted: it should still be near.
const PIECE_BYTES: usize = 256 << 10;

#[derive(Debug, Default)]
pub struct Block {
    pub bytes: Vec<u8>,
    /// Where its first row begins, and on which line.
    pub from: usize,
    pub line: i64,
    /// The export ends with it.
    pub is_last: bool,
}

pub struct Blocks<R> {
    input: R,
    limits: Limits,
    /// What was read and belongs to the next block.
    rest: Vec<u8>,
    /// Buffers to be used again.
    spare: Vec<Vec<u8>>,
    is_first: bool,
    is_over: bool,
    newlines: i64,
    last: Option<u8>,
    /// On which the next block begins.
    line: i64,
}

impl<R: Read> Blocks<R> {
    pub fn new(input: R, limits: Limits) -> Self {
        let (rest, spare) = Default::default();
        Self {
            input,
            limits,
            rest,
            spare,
            is_first: true,
            is_over: false,
            newlines: 0,
            last: None,
            line: 1,
        }
    }

    /// How many lines came in so far.
    pub fn lines(&self) -> i64 {
        self.newlines + i64::from(self.last.is_some_and(|byte| byte != b'\n'))
    }

    /// Gives back the buffer of a block that was dealt with.
    pub fn recycle(&mut self, block: Block) {
        if block.bytes.capacity() <= 2 * self.limits.block_bytes.max(PIECE_BYTES) {
            self.spare.push(block.bytes);
        }
    }

    /// The next block, the last one marked as such; None: that was it.
    pub fn next(&mut self) -> io::Result<Option<Block>> {
        if self.is_over {
            return Ok(None);
        }
        let mut bytes = self.spare.pop().unwrap_or_default();
        bytes.clear();
        bytes.append(&mut self.rest);
        while bytes.len() < self.limits.block_bytes && !self.is_over {
            self.is_over = !self.piece(&mut bytes)?;
        }
        let from = if std::mem::take(&mut self.is_first) {
            self.mark(&bytes)
        } else {
            0
        };
        if !self.is_over {
            let end = cut(&bytes);
            self.rest.extend_from_slice(&bytes[end..]);
            bytes.truncate(end);
        }
        let line = std::mem::replace(&mut self.line, 1 + self.newlines - count(b'\n', &self.rest));
        Ok(Some(Block {
            bytes,
            from,
            line,
            is_last: self.is_over,
        }))
    }

    /// Reads a piece more; false: the export is over.
    fn piece(&mut self, bytes: &mut Vec<u8>) -> io::Result<bool> {
        let filled = bytes.len();
        bytes.resize(
            filled + PIECE_BYTES.min(self.limits.block_bytes - filled),
            0,
        );
        let got = loop {
            match self.input.read(&mut bytes[filled..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        bytes.truncate(filled + got);
        self.newlines += count(b'\n', &bytes[filled..]);
        self.last = bytes.last().copied().filter(|_| got > 0).or(self.last);
        Ok(got > 0)
    }

    /// Looks for a byte order mark; returns where the text begins.
    fn mark(&mut self, head: &[u8]) -> usize {
        if !head.starts_with(b"\xef\xbb\xbf") {
            return 0;
        }
        // A mark alone is no line.
        self.last = self.last.filter(|_| head.len() > 3);
        3
    }
}

/// Where the last row that is complete ends, as far as quotes and line ends alone can tell: behind
/// a newline that is outside of quotes if the block began outside of them and its text is well
/// formed. It is a guess, which whoever reads the block finds out; where none can be made, the
/// block ends anywhere.
fn cut(bytes: &[u8]) -> usize {
    let mut is_inside = count(b'"', bytes) % 2 == 1;
    let (half, mut end, mut last) = (bytes.len() / 2, bytes.len(), None);
    // A stray quote makes all that follows look quoted; then any newline is as good, and the next
    // block begins anew.
    while let Some(newline) = memrchr(b'\n', &bytes[half..end]).map(|at| half + at) {
        is_inside ^= count(b'"', &bytes[newline..end]) % 2 == 1;
        if !is_inside {
            return newline + 1;
        }
        last.get_or_insert(newline + 1);
        end = newline;
    }
    last.unwrap_or(bytes.len())
}

fn count(byte: u8, bytes: &[u8]) -> i64 {
    memchr_iter(byte, bytes).count() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &[u8], block_bytes: usize) -> Vec<(String, i64)> {
        let mut blocks = Blocks::new(
            text,
            Limits {
                threads: None,
                block_bytes,
                row_bytes: 100,
            },
        );
        let mut found = Vec::new();
        while let Some(block) = blocks.next().unwrap() {
            found.push((String::from_utf8(block.bytes.clone()).unwrap(), block.line));
            assert_eq!(block.is_last, blocks.is_over);
            blocks.recycle(block);
        }
        assert_eq!(
            blocks.lines(),
            text.split_inclusive(|&byte| byte == b'\n').count() as i64
        );
        assert_eq!(
            found
                .iter()
                .map(|(text, _)| text.as_str())
                .collect::<String>()
                .as_bytes(),
            text
        );
        found
    }

    fn told(expected: &[(&str, i64)]) -> Vec<(String, i64)> {
        expected
            .iter()
            .map(|&(text, line)| (text.to_owned(), line))
            .collect()
    }

    #[test]
    fn a_block_ends_behind_a_newline_outside_of_quotes() {
        assert_eq!(
            blocks(b"a,b\nc,d\ne", 6),
            told(&[("a,b\n", 1), ("c,d\ne", 2)])
        );
        assert_eq!(
            blocks(b"aaaaaaa\nb,\"x\ny\"\nc\n", 14),
            told(&[("aaaaaaa\n", 1), ("b,\"x\ny\"\nc\n", 2)])
        );
    }

    #[test]
    fn where_no_guess_can_be_made_a_block_ends_all_the_same() {
        assert_eq!(
            blocks(b"abcdefgh", 3),
            told(&[("abc", 1), ("def", 1), ("gh", 1)])
        );
        // One stray quote: the last newline is as good as any, and the next block begins anew.
        assert_eq!(
            blocks(b"a\"\nbc\nd\ne\n", 8),
            told(&[("a\"\nbc\nd\n", 1), ("e\n", 4)])
        );
    }

    #[test]
    fn what_is_not_there_is_one_empty_block() {
        assert_eq!(blocks(b"", 8), told(&[("", 1)]));
        assert_eq!(blocks(b"a\nb\n", 4), told(&[("a\nb\n", 1), ("", 3)]));
    }
}
