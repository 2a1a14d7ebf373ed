//! One walk over an object: its blocks are read by several threads at once and taken in their
//! order. That a block begins with a row is a guess until the one before it has been read; where
//! that ends in the middle of a row, what is left of it is read again with the next, and what was
//! made of the next alone is thrown away. So what comes of an export is what one thread makes of it
//! in one piece.

use std::io::{self, Read};
use std::mem;
use std::thread::{self, available_parallelism};

use memchr::memchr;

use super::block_rows::{BlockRows, Rest, Terms};
use super::blocks::{Block, Blocks, Limits};
use super::workers::Workers;
use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::rejects::Rejects;
use crate::extract::taker::{Keep, Reached, Source, Taker};

/// An object's blocks, and the accounts of it.
pub struct Walk<'a, R> {
    blocks: Blocks<R>,
    limits: Limits,
    object: &'a str,
    left: Left,
    kept: i64,
    pub rejects: Rejects<'a>,
    pub notes: Notes,
    /// Lines: of header, blank lines, kept and rejected rows.
    pub accounted: i64,
}

/// What the blocks so far left to the next.
enum Left {
    Nothing,
    /// The beginning of a row, and its line.
    Row(Vec<u8>, i64),
    /// A bad line that is not over, of which no more is held.
    Line,
}

impl<'a, R: Read> Walk<'a, R> {
    pub fn new(input: R, source: &Source<'a>, limits: Limits) -> Self {
        let (blocks, rejects) = (
            Blocks::new(input, limits),
            Rejects::new(&source.satellite.id, source.object),
        );
        Self {
            blocks,
            limits,
            object: source.object,
            left: Left::Nothing,
            kept: 0,
            rejects,
            notes: Notes::default(),
            accounted: 0,
        }
    }

    pub fn first(&mut self) -> Result<Block, ExtractError> {
        Ok(self.next()?.unwrap_or_default())
    }

    /// Makes a block longer that does not hold enough.
    pub fn lengthen(&mut self, block: &mut Block) -> Result<(), ExtractError> {
        let next = self.next()?;
        block.is_last = next.as_ref().is_none_or(|next| next.is_last);
        if let Some(next) = next {
            block.bytes.extend_from_slice(&next.bytes);
            self.blocks.recycle(next);
        }
        Ok(())
    }

    /// Leaves behind a block that ends in a bad line which is not over; returns the next.
    pub fn leave_line(&mut self, block: Block) -> Result<Block, ExtractError> {
        self.left = Left::Line;
        self.blocks.recycle(block);
        self.first()
    }

    /// Hands over the rows from `first` to the end.
    pub fn rows_to<T: Taker>(
        &mut self,
        first: Block,
        terms: &Terms<'a, '_>,
        taker: &mut T,
        keep: &mut Keep<'_>,
    ) -> Result<(), ExtractError> {
        let twins = if first.is_last {
            Vec::new()
        } else {
            self.twins(taker)
        };
        if twins.is_empty() {
            let mut next = Some(first);
            while let Some(block) = next {
                self.take(block, terms, taker, keep)?;
                next = self.next()?;
            }
            return Ok(());
        }
        thread::scope(|scope| {
            let mut workers = Workers::new(scope, *terms, twins);
            let mut next = Some(first);
            loop {
                while workers.has_room() && next.is_some() {
                    next.take()
                        .into_iter()
                        .for_each(|block| workers.give(block));
                    next = self.next()?;
                }
                let Some(rows) = workers.get() else {
                    return Ok(());
                };
                match self.left {
                    Left::Nothing => self.account(rows, keep)?,
                    // The guess was wrong.
                    _ => self.take(rows.block, terms, taker, keep)?,
                }
            }
        })
    }

    /// Reads a block together with what the ones before it left.
    fn take<T: Taker>(
        &mut self,
        block: Block,
        terms: &Terms<'a, '_>,
        taker: &mut T,
        keep: &mut Keep<'_>,
    ) -> Result<(), ExtractError> {
        match self.joined(block) {
            Some(block) => self.account(terms.rows_of(block, taker), keep),
            None => Ok(()),
        }
    }

    /// A block that begins with a row; None: all of it belongs to a line that was dealt with.
    fn joined(&mut self, mut block: Block) -> Option<Block> {
        match mem::replace(&mut self.left, Left::Nothing) {
            Left::Nothing => Some(block),
            Left::Row(mut bytes, line) => {
                bytes.extend_from_slice(&block.bytes);
                let is_last = block.is_last;
                self.blocks.recycle(block);
                Some(Block {
                    bytes,
                    from: 0,
                    line,
                    is_last,
                })
            }
            Left::Line => {
                let Some(newline) = memchr(b'\n', &block.bytes) else {
                    self.left = Left::Line;
                    self.blocks.recycle(block);
                    return None;
                };
                block.from = newline + 1;
                block.line += 1;
                Some(block)
            }
        }
    }

    fn account(&mut self, rows: BlockRows<'a>, keep: &mut Keep<'_>) -> Result<(), ExtractError> {
        for batch in rows.batches {
            keep(batch)?;
        }
        self.kept += rows.kept;
        self.rejects.merge(rows.rejects);
        self.notes.merge(rows.notes);
        self.accounted += rows.lines;
        self.left = match rows.rest {
            Rest::Nothing => Left::Nothing,
            Rest::Row { at, line } => Left::Row(rows.block.bytes[at..].to_vec(), line),
            Rest::Line => Left::Line,
        };
        self.blocks.recycle(rows.block);
        Ok(())
    }

    fn twins<T: Taker>(&self, taker: &T) -> Vec<T> {
        let threads = self
            .limits
            .threads
            .unwrap_or_else(|| available_parallelism().map_or(1, usize::from));
        if threads > 1 {
            (0..threads).map_while(|_| taker.twin()).collect()
        } else {
            Vec::new()
        }
    }

    fn next(&mut self) -> Result<Option<Block>, ExtractError> {
        self.blocks.next().map_err(|error| self.torn(error))
    }

    fn torn(&self, error: io::Error) -> ExtractError {
        ExtractError::Read {
            object: self.object.to_owned(),
            source: error,
        }
    }

    pub fn finish(mut self) -> Result<Reached, ExtractError> {
        let (counted, accounted) = (self.blocks.lines(), self.accounted);
        if accounted != counted {
            return Err(ExtractError::LinesLost {
                object: self.object.to_owned(),
                counted,
                accounted,
            });
        }
        let rejected = self.rejects.count();
        if self.kept + rejected + self.notes.dropped == 0 {
            self.notes.empty.insert(self.object.to_owned());
        }
        Ok(Reached {
            read: self.kept + rejected,
            rejected,
            rejects: self.rejects.finish(),
            names: Vec::new(),
            notes: self.notes,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::carriers::csv::header::Binding;
    use crate::extract::reading::tests::satellite;
    use crate::extract::rejects::Fault;
    use crate::extract::taker::{RawRow, Taken};

    struct Nobody;

    impl Taker for Nobody {
        fn push(&mut self, _: RawRow<'_>, _: &mut Notes) -> Result<Taken, Fault> {
            Ok(Taken::Kept)
        }
    }

    #[test]
    fn of_a_line_without_an_end_no_more_is_held_than_a_row_may_be_long() {
        let satellite = satellite("UTC");
        let source = Source {
            satellite: &satellite,
            object: "a.csv",
            reading: "r",
            now: "2026-03-10T00:00:00Z".parse().unwrap(),
        };
        let limits = Limits {
            threads: Some(1),
            block_bytes: 1_000,
            row_bytes: 16_000,
        };
        let terms = Terms {
            source,
            binding: &Binding::Attributes { width: 9 },
            delimiter: b',',
            limits,
        };
        let mut walk = Walk::new(io::repeat(b'x').take(100_000), &source, limits);
        let mut held = Vec::new();
        while let Some(block) = walk.next().unwrap() {
            walk.take(block, &terms, &mut Nobody, &mut |_| Ok(()))
                .unwrap();
            held.push(match &walk.left {
                Left::Row(bytes, _) => bytes.len(),
                Left::Line => 1,
                Left::Nothing => 0,
            });
        }
        assert_eq!(
            held[..17],
            [
                1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000, 10_000, 11_000,
                12_000, 13_000, 14_000, 15_000, 1, 1
            ]
        );
        assert_eq!(
            (
                held.len(),
                held[100],
                walk.blocks.lines(),
                walk.accounted,
                walk.rejects.count()
            ),
            (101, 1, 1, 1, 1)
        );
    }
}
