//! Checksums of our own files, so that a bit that turned on a disk is told and never counted. The
//! page checksums that Parquet knows leave out the heads of pages, filters, indexes and the footer,
//! and the writer that we use makes none; so a file of ours has a section of its own between its
//! last index and its footer, where no reader looks: Parquet's places are told by the footer, from
//! the file's beginning.
//!
//! The section is a CRC-32 of each 64 KB of what precedes it, one of the footer, how many there
//! are, one of the section itself, and a mark. So any part of a file can be read and checked
//! without the rest.

use std::ops::Range;

use bytes::Bytes;
use flate2::Crc;

pub const BLOCK_BYTES: u64 = 64 << 10;

const MARK: &[u8; 8] = b"RECKSUM1";
/// Behind the sums of the blocks: the footer's, their number, the section's own, the mark.
const FIXED_BYTES: u64 = 4 + 4 + 4 + 8;
/// The footer's length and `PAR1`.
const TAIL_BYTES: u64 = 8;

/// What a file says of its own bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockSums {
    /// Of the bytes before this place.
    body: u64,
    blocks: Vec<u32>,
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .take(4)
        .rev()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// Where the footer of a file of this size begins, by its last eight bytes.
fn footer(size: u64, tail: &[u8]) -> Result<u64, String> {
    if !tail.ends_with(b"PAR1") || (tail.len() as u64) < TAIL_BYTES {
        return Err("it does not end as a Parquet file does".to_owned());
    }
    let length = u64::from(number(tail)) + TAIL_BYTES;
    size.checked_sub(length)
        .ok_or_else(|| "its footer is longer than the file".to_owned())
}

/// A whole file with its checksums.
pub fn sealed(file: Vec<u8>) -> Vec<u8> {
    let Ok(at) = footer(
        file.len() as u64,
        &file[file.len().saturating_sub(TAIL_BYTES as usize)..],
    ) else {
        return file;
    };
    let (body, footer) = file.split_at(at as usize);
    let mut section: Vec<u8> = body
        .chunks(BLOCK_BYTES as usize)
        .flat_map(|block| crc(block).to_le_bytes())
        .collect();
    let blocks = section.len() as u32 / 4;
    section.extend(crc(footer).to_le_bytes());
    section.extend(blocks.to_le_bytes());
    section.extend(crc(&section).to_le_bytes());
    section.extend(MARK);
    [body, &section, footer].concat()
}

impl BlockSums {
    /// Read from a file's end and checked; `get` hands out its bytes. None: the file is older than
    /// its kind of checksums.
    pub fn of<E>(
        size: u64,
        mut get: impl FnMut(Range<u64>) -> Result<Bytes, E>,
    ) -> Result<Result<Option<Self>, String>, E> {
        let tail = get(size.saturating_sub(TAIL_BYTES)..size)?;
        let footer_at = match footer(size, &tail) {
            Ok(at) => at,
            Err(what) => return Ok(Err(what)),
        };
        let Some(fixed_at) = footer_at.checked_sub(FIXED_BYTES) else {
            return Ok(Ok(None));
        };
        let fixed = get(fixed_at..footer_at)?;
        let damaged = |what: &str| Ok(Err(format!("its {what} does not fit its checksum")));
        match fixed[12..]
            .iter()
            .zip(MARK)
            .filter(|(there, mark)| there == mark)
            .count()
        {
            8 => {}
            // No file has so much of a mark by chance.
            6.. => return damaged("mark"),
            _ => return Ok(Ok(None)),
        }
        let (footer_sum, blocks, own_sum) = (
            number(&fixed),
            u64::from(number(&fixed[4..])),
            number(&fixed[8..]),
        );
        let body = fixed_at
            .checked_sub(4 * blocks)
            .filter(|body| body.div_ceil(BLOCK_BYTES) == blocks);
        let Some(body) = body else {
            return damaged("list of checksums");
        };
        let section = get(body..fixed_at + 8)?;
        if crc(&section) != own_sum {
            return damaged("list of checksums");
        }
        if crc(&get(footer_at..size)?) != footer_sum {
            return damaged("footer");
        }
        let sums = section
            .chunks_exact(4)
            .take(blocks as usize)
            .map(number)
            .collect();
        Ok(Ok(Some(Self { body, blocks: sums })))
    }

    /// Bytes of the file from a block's beginning on, to a block's end or to that of the file: what
    /// is not what was written is told by its place.
    pub fn check(&self, from: u64, bytes: &[u8]) -> Result<(), String> {
        debug_assert!(
            from.is_multiple_of(BLOCK_BYTES),
            "a block is checked as a whole"
        );
        let body = &bytes[..bytes.len().min(self.body.saturating_sub(from) as usize)];
        for (block, at) in body
            .chunks(BLOCK_BYTES as usize)
            .zip((from..).step_by(BLOCK_BYTES as usize))
        {
            if self.blocks.get((at / BLOCK_BYTES) as usize) != Some(&crc(block)) {
                return Err(format!(
                    "its bytes {at} to {} do not fit their checksum",
                    at + block.len() as u64
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Not Parquet, and it ends like it.
    fn file(body: usize) -> Vec<u8> {
        let mut file: Vec<u8> = (0..body).map(|at| (at * 7 % 251) as u8).collect();
        file.extend(b"footer\x06\x00\x00\x00PAR1");
        file
    }

    fn sums(file: &[u8]) -> Result<Option<BlockSums>, String> {
        let get = |range: Range<u64>| {
            Ok::<_, ()>(Bytes::copy_from_slice(
                &file[range.start as usize..range.end as usize],
            ))
        };
        BlockSums::of(file.len() as u64, get).unwrap()
    }

    /// Whether all of it is as it was written.
    fn is_whole(file: &[u8]) -> bool {
        sums(file).is_ok_and(|sums| sums.is_some_and(|sums| sums.check(0, file).is_ok()))
    }

    #[test]
    fn a_byte_that_changed_anywhere_is_told() {
        for body in [0, 1, 200, BLOCK_BYTES as usize, BLOCK_BYTES as usize + 1] {
            let sealed = sealed(file(body));
            // A sum for each block begun, the fixed part, and what was there: 6 + 8 bytes of
            // footer.
            let blocks = body.div_ceil(65_536);
            assert_eq!(sealed.len(), body + 4 * blocks + 20 + 14);
            assert!(is_whole(&sealed), "{body}");
            for at in (0..sealed.len()).filter(|at| at % 101 == 0 || at + 60 > sealed.len()) {
                for bit in [1, 128] {
                    let mut damaged = sealed.clone();
                    damaged[at] ^= bit;
                    assert!(!is_whole(&damaged), "byte {at} of {body}");
                }
            }
        }
    }

    #[test]
    fn a_part_is_checked_alone() {
        let body = 3 * BLOCK_BYTES as usize + 5;
        let mut sealed = sealed(file(body));
        let sums = sums(&sealed).unwrap().unwrap();
        sealed[2 * BLOCK_BYTES as usize + 9] ^= 4;
        let part = |from: u64, to: u64| sums.check(from, &sealed[from as usize..to as usize]);
        assert!(
            part(0, 2 * BLOCK_BYTES).is_ok() && part(3 * BLOCK_BYTES, sealed.len() as u64).is_ok()
        );
        assert_eq!(
            part(BLOCK_BYTES, 3 * BLOCK_BYTES).unwrap_err(),
            "its bytes 131072 to 196608 do not fit their checksum"
        );
    }

    #[test]
    fn a_file_without_sums_says_so_and_one_that_is_cut_is_no_file() {
        assert_eq!(sums(&file(300)), Ok(None));
        assert_eq!(sums(&file(0)), Ok(None));
        assert!(sums(b"PAR1").is_err() && sums(b"").is_err());
        let whole = sealed(file(300));
        assert!((0..whole.len()).all(|at| !is_whole(&whole[..at])));
        assert_eq!(
            sums(b"\xff\xff\x00\x00PAR1").unwrap_err(),
            "its footer is longer than the file"
        );
    }
}
