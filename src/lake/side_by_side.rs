//! Work on several things at once.

use std::cell::Cell;
use std::sync::Mutex;
use std::thread::{available_parallelism, scope};

/// How many threads there should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threads {
    /// The work is thinking: as many as there are cores.
    Cores,
    /// The work is mostly waiting, for a disk that flushes or for a store far away: it waits for
    /// several at once.
    Waiting,
}

impl Threads {
    fn count(self) -> usize {
        match self {
            Self::Cores => available_parallelism().map_or(1, usize::from),
            Self::Waiting => 8,
        }
    }
}

thread_local! {
    /// A thread that works side by side with others has no helpers of its own: the cores are taken.
    static IS_HAND: Cell<bool> = const { Cell::new(false) };
}

/// How many would work side by side, were this asked for here.
pub(super) fn hands(threads: Threads) -> usize {
    if IS_HAND.get() { 1 } else { threads.count() }
}

/// Does the same with each of some things; what comes of them is in their order, so nobody can tell
/// which thread did what. An error ends the work; of several, that of the first thing is told.
pub fn side_by_side<T: Send, R: Send, E: Send>(
    things: Vec<T>,
    threads: Threads,
    work: impl Fn(T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let threads = hands(threads).min(things.len());
    if threads < 2 {
        return things.into_iter().map(work).collect();
    }
    let waiting = Mutex::new(things.into_iter().enumerate());
    let hand = || {
        let mut done = Vec::new();
        IS_HAND.set(true);
        loop {
            let next = waiting
                .lock()
                .expect("nobody panics while taking a thing")
                .next();
            let Some((at, thing)) = next else { return done };
            let result = work(thing);
            if result.is_err() {
                waiting
                    .lock()
                    .expect("nobody panics while taking a thing")
                    .by_ref()
                    .for_each(drop);
            }
            done.push((at, result));
        }
    };
    let mut done = scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(hand)).collect();
        let mut done = hand();
        IS_HAND.set(false);
        done.extend(others.into_iter().flat_map(|other| {
            other
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        }));
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_of_things_is_in_their_order_and_an_error_is_told() {
        for threads in [Threads::Cores, Threads::Waiting] {
            let double = |n: u32| if n == 77 { Err("77") } else { Ok(2 * n) };
            assert_eq!(
                side_by_side((0..70).collect(), threads, double).unwrap(),
                (0..70).map(|n| 2 * n).collect::<Vec<_>>()
            );
            assert_eq!(side_by_side((0..99).collect(), threads, double), Err("77"));
            assert_eq!(side_by_side(vec![], threads, double), Ok(vec![]));
        }
    }
}
