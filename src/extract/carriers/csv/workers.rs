//! Threads that read blocks ahead of whoever takes them.

use std::collections::VecDeque;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{Scope, ScopedJoinHandle};

use super::block_rows::{BlockRows, Terms};
use super::blocks::Block;
use crate::extract::taker::Taker;

/// Blocks beside those that are just being read: so that nobody waits for the next.
const AHEAD: usize = 2;

/// A block, and to whom what comes of it is told.
type BlockJob<'a> = (Block, Sender<BlockRows<'a>>);

/// They leave when it is dropped.
pub struct Workers<'scope, 'a> {
    jobs: Sender<BlockJob<'a>>,
    threads: Vec<ScopedJoinHandle<'scope, ()>>,
    /// What will come of the blocks that were given, in their order.
    awaited: VecDeque<Receiver<BlockRows<'a>>>,
}

impl<'scope, 'a> Workers<'scope, 'a> {
    /// One thread for each taker.
    pub fn new<'t, T: Taker + 'scope>(
        scope: &'scope Scope<'scope, '_>,
        terms: Terms<'a, 't>,
        takers: Vec<T>,
    ) -> Self
    where
        'a: 'scope,
        't: 'scope,
    {
        let (jobs, queue) = channel::<BlockJob<'a>>();
        let queue = Arc::new(Mutex::new(queue));
        let thread = |mut taker: T| {
            let queue = Arc::clone(&queue);
            scope.spawn(move || {
                while let Some((block, answer)) = next(&queue) {
                    // Nobody listens any more: then the next job is the last.
                    let _ = answer.send(terms.rows_of(block, &mut taker));
                }
            })
        };
        let threads = takers.into_iter().map(thread).collect();
        Self {
            jobs,
            threads,
            awaited: VecDeque::new(),
        }
    }

    /// Whether another block may be given. So many are in memory at most.
    pub fn has_room(&self) -> bool {
        self.awaited.len() < self.threads.len() + AHEAD
    }

    pub fn give(&mut self, block: Block) {
        let (answer, awaited) = channel();
        // A thread that is gone has panicked, which is found out when its block is asked for.
        let _ = self.jobs.send((block, answer));
        self.awaited.push_back(awaited);
    }

    /// What came of the next block; None: of all that were given.
    pub fn get(&mut self) -> Option<BlockRows<'a>> {
        self.awaited
            .pop_front()?
            .recv()
            .map_or_else(|_| self.panicked(), Some)
    }

    /// Goes on with the panic of a thread.
    fn panicked(&mut self) -> ! {
        self.jobs = channel().0;
        for thread in self.threads.drain(..) {
            if let Err(panic) = thread.join() {
                resume_unwind(panic);
            }
        }
        unreachable!("only a panic drops a job");
    }
}

/// The lock is held while waiting, but not while reading.
fn next<'a>(queue: &Mutex<Receiver<BlockJob<'a>>>) -> Option<BlockJob<'a>> {
    queue.lock().ok()?.recv().ok()
}
