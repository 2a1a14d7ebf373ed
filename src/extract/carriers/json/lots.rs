//! Rows on their way from whoever finds where they end to whoever takes them: many at once, so that
//! the two can work side by side. One takes them all, in their order, so that it does not matter
//! how many threads there are.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::{Scope, ScopedJoinHandle};

use arrow::array::RecordBatch;

use crate::extract::notes::Notes;
use crate::extract::rejects::{Fault, Rejects};
use crate::extract::taker::{RawRow, Taken, Taker};

/// An export of less text is taken by the thread that reads it.
const LOT_BYTES: usize = 512 << 10;
/// Lots that wait to be taken.
const AHEAD: usize = 2;

/// What stands in the text, one after the other.
#[derive(Default)]
pub struct Lot {
    text: Vec<u8>,
    pieces: Vec<Piece>,
}

struct Piece {
    what: What,
    row: i64,
    /// Where its text ends, which begins where that of the piece before does.
    end: usize,
}

enum What {
    Page(Option<String>),
    Row(Option<Arc<str>>),
    Refused(Fault),
}

impl Lot {
    pub fn page(&mut self, delta_link: Option<&str>) {
        self.add(What::Page(delta_link.map(str::to_owned)), 0, b"");
    }

    /// `context` is what the row's page says that it holds.
    pub fn row(&mut self, row: i64, context: Option<Arc<str>>, text: &[u8]) {
        self.add(What::Row(context), row, text);
    }

    pub fn refused(&mut self, row: i64, fault: Fault, text: &[u8]) {
        self.add(What::Refused(fault), row, text);
    }

    fn add(&mut self, what: What, row: i64, text: &[u8]) {
        self.text.extend_from_slice(text);
        self.pieces.push(Piece {
            what,
            row,
            end: self.text.len(),
        });
    }

    pub fn is_full(&self) -> bool {
        self.text.len() >= LOT_BYTES
    }
}

/// What became of the rows so far.
pub struct LotAccount<'a, T> {
    pub taker: T,
    pub rejects: Rejects<'a>,
    pub notes: Notes,
    pub kept: i64,
    /// Why nothing can be read of something that rows are among.
    pub unread: Option<Fault>,
}

impl<'a, T: Taker> LotAccount<'a, T> {
    pub fn new(taker: T, rejects: Rejects<'a>) -> Self {
        Self {
            taker,
            rejects,
            notes: Notes::default(),
            kept: 0,
            unread: None,
        }
    }

    /// The batches that are full.
    pub fn take(&mut self, lot: &Lot) -> Vec<RecordBatch> {
        let (mut batches, mut from) = (Vec::new(), 0);
        for Piece { what, row, end } in &lot.pieces {
            let text = &lot.text[from..*end];
            from = *end;
            match what {
                What::Page(delta_link) => self.taker.page(delta_link.as_deref()),
                What::Refused(fault) => self.rejects.refuse(*row, fault.clone(), text),
                What::Row(context) => {
                    let raw = RawRow::of_object(*row, text, context.as_deref());
                    match self.taker.push(raw, &mut self.notes) {
                        Ok(Taken::Kept) => self.kept += 1,
                        Ok(Taken::Passed) => {}
                        Ok(Taken::Unread(fault)) => {
                            self.unread = self.unread.take().or(Some(fault))
                        }
                        Err(fault) => self.rejects.refuse(*row, fault, text),
                    }
                }
            }
            if self.taker.is_full() {
                batches.extend(self.taker.take());
            }
        }
        batches
    }
}

/// Somebody who takes lots while the next is being read; nobody before the first is full.
pub enum RowThread<'scope, 'a, T> {
    Own(Box<LotAccount<'a, T>>),
    Beside {
        lots: SyncSender<Lot>,
        batches: Receiver<Vec<RecordBatch>>,
        thread: ScopedJoinHandle<'scope, Box<LotAccount<'a, T>>>,
    },
}

impl<'scope, 'a: 'scope, T: Taker + 'scope> RowThread<'scope, 'a, T> {
    pub fn new(taken: LotAccount<'a, T>) -> Self {
        Self::Own(Box::new(taken))
    }

    /// Gives a full lot away; the batches that came of those before, as far as they are there.
    pub fn give(self, scope: &'scope Scope<'scope, '_>, lot: Lot) -> (Self, Vec<RecordBatch>) {
        let (lots, batches, thread) = match self {
            Self::Beside {
                lots,
                batches,
                thread,
            } => (lots, batches, thread),
            Self::Own(mut taken) => {
                let (lots, queue) = sync_channel::<Lot>(AHEAD);
                let (answer, batches) = channel();
                let thread = scope.spawn(move || {
                    while let Ok(lot) = queue.recv() {
                        // Nobody listens any more where the export cannot be read on.
                        let _ = answer.send(taken.take(&lot));
                    }
                    taken
                });
                (lots, batches, thread)
            }
        };
        // A thread that is gone has panicked, which is found out at the end.
        let _ = lots.send(lot);
        let there = batches.try_iter().flatten().collect();
        (
            Self::Beside {
                lots,
                batches,
                thread,
            },
            there,
        )
    }

    /// When all lots were given but this last one: what became of all, and the batches that are
    /// left.
    pub fn finish(self, last: Lot) -> (LotAccount<'a, T>, Vec<RecordBatch>) {
        let (mut taken, mut batches) = match self {
            Self::Own(taken) => (taken, Vec::new()),
            Self::Beside {
                lots,
                batches,
                thread,
            } => {
                drop(lots);
                let taken = thread.join().unwrap_or_else(|panic| resume_unwind(panic));
                (taken, batches.iter().flatten().collect())
            }
        };
        batches.extend(taken.take(&last));
        while let Some(batch) = taken.taker.take() {
            batches.push(batch);
        }
        (*taken, batches)
    }
}
