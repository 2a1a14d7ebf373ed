//! Work on several things at once.

use std::sync::Mutex;
use std::thread::{available_parallelism, scope};

/// Does the same with each of some things, on as many threads as there are cores; what comes of them is in their order,
/// so nobody can tell which thread did what. The first error ends the work.
pub fn side_by_side<T: Send, R: Send, E: Send>(things: Vec<T>, work: impl Fn(T) -> Result<R, E> + Sync) -> Result<Vec<R>, E> {
    let threads = available_parallelism().map_or(1, usize::from).min(things.len());
    if threads < 2 {
        return things.into_iter().map(work).collect();
    }
    let mut done: Vec<Option<R>> = std::iter::repeat_with(|| None).take(things.len()).collect();
    let waiting = Mutex::new(things.into_iter().enumerate());
    let hand = || {
        let mut done = Vec::new();
        loop {
            let next = waiting.lock().expect("nobody panics while taking a thing").next();
            let Some((at, thing)) = next else { return Ok(done) };
            done.push((at, work(thing).inspect_err(|_| waiting.lock().into_iter().for_each(|mut rest| rest.by_ref().for_each(drop)))?));
        }
    };
    let made = scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(hand)).collect();
        let mut made: Vec<Result<Vec<(usize, R)>, E>> = vec![hand()];
        made.extend(others.into_iter().map(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))));
        made.into_iter().collect::<Result<Vec<_>, E>>()
    })?;
    made.into_iter().flatten().for_each(|(at, result)| done[at] = Some(result));
    Ok(done.into_iter().map(|result| result.expect("without an error all was done")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_of_things_is_in_their_order_and_an_error_is_told() {
        let double = |n: u32| if n == 77 { Err("77") } else { Ok(2 * n) };
        assert_eq!(side_by_side((0..70).collect(), double).unwrap(), (0..70).map(|n| 2 * n).collect::<Vec<_>>());
        assert_eq!(side_by_side((0..99).collect(), double), Err("77"));
        assert_eq!(side_by_side(vec![], double), Ok(vec![]));
    }
}
