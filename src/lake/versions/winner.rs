//! Of the rows that tell of one thing, which one wins, which ones another object outranked, and
//! which ones are gone.

use std::cmp::Ordering;

use super::ranking::Versions;
use super::retold::{Gone, Law};

/// Where a row stands that takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lake) enum Role {
    /// It is told now.
    Delivered,
    /// It is in the table: it won so far.
    Held,
    /// Another object's row outranked it so far.
    Outranked,
}

/// A row that takes part.
#[derive(Clone, Copy)]
pub(in crate::lake) struct Entry<'v> {
    pub role: Role,
    pub versions: &'v Versions,
    pub row: usize,
    /// What is kept beside it where it was outranked.
    pub contradicts: bool,
}

/// What becomes of the rows, by their places among those that took part.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::lake) struct Ruling {
    /// None: nothing is left of it.
    pub winner: Option<usize>,
    /// With whether each contradicts the winner.
    pub outranked: Vec<(usize, bool)>,
    /// Told twice, told anew, or taken back.
    pub gone: Vec<usize>,
    /// A held row that its object does not tell any more, and that stays.
    pub counted: Option<usize>,
}

impl<'v> Entry<'v> {
    fn object(&self) -> &'v str {
        self.versions.object(self.row)
    }

    fn compare(&self, other: &Self, law: &Law<'_>) -> Ordering {
        self.versions
            .compare(self.row, other.versions, other.row, law.ranking())
    }
}

/// Decides among the rows of one id, by the laws of [`super::retold`].
pub(in crate::lake) fn decide(entries: &[Entry<'_>], law: &Law<'_>) -> Ruling {
    let mut decision = Ruling::default();
    let origin = |at: usize| law.retold().origin(entries[at].object());
    // Of what one object tells now of the same thing, one row stands.
    let mut told: Vec<usize> = Vec::new();
    for at in places(entries, Role::Delivered) {
        match told.iter_mut().find(|other| origin(**other) == origin(at)) {
            None => told.push(at),
            Some(other) if is_later(&entries[at], &entries[*other], law) => {
                decision.gone.push(std::mem::replace(other, at))
            }
            Some(_) => decision.gone.push(at),
        }
    }
    let held: Vec<usize> = places(entries, Role::Held).collect();
    let mut stays: Vec<usize> = Vec::new();
    for at in held.iter().copied().chain(places(entries, Role::Outranked)) {
        let entry = &entries[at];
        let is_void =
            entry.role == Role::Outranked && held.iter().any(|&held| origin(held) == origin(at));
        let again = told.iter().position(|&told| origin(told) == origin(at));
        match again {
            _ if is_void => decision.gone.push(at),
            Some(place) if outlasts(entry, &entries[told[place]], law) => {
                decision.gone.push(told.swap_remove(place));
                stays.push(at);
            }
            Some(_) => decision.gone.push(at),
            None => match law.of_missing(
                entry.object(),
                entry.versions.reading(entry.row),
                entry.versions.day(entry.row),
            ) {
                Gone::TakenBack => decision.gone.push(at),
                Gone::Counted if entry.role == Role::Held => {
                    decision.counted = Some(at);
                    stays.push(at);
                }
                Gone::Counted | Gone::Stays => stays.push(at),
            },
        }
    }
    stays.extend(told);
    decision.winner = stays.iter().copied().max_by(|&a, &b| {
        let held = |at: usize| entries[at].role == Role::Held;
        entries[a]
            .compare(&entries[b], law)
            .then_with(|| held(a).cmp(&held(b)))
    });
    if let Some(winner) = decision.winner {
        let best = &entries[winner];
        let contradicts = |at: usize| {
            let entry = &entries[at];
            entry
                .versions
                .contradicts(entry.row, best.versions, best.row, law.ranking())
        };
        decision.outranked = stays
            .into_iter()
            .filter(|&at| at != winner)
            .map(|at| (at, contradicts(at)))
            .collect();
    }
    decision
}

fn places(entries: &[Entry<'_>], role: Role) -> impl Iterator<Item = usize> {
    entries
        .iter()
        .enumerate()
        .filter(move |(_, entry)| entry.role == role)
        .map(|(at, _)| at)
}

/// Of two rows that one object tells now: that of the file that was written later, then the greater
/// one.
fn is_later(new: &Entry<'_>, old: &Entry<'_>, law: &Law<'_>) -> bool {
    let generation = |entry: &Entry<'_>| law.retold().generation(entry.object());
    let versions = || {
        new.versions
            .version(new.row)
            .cmp(&old.versions.version(old.row))
    };
    versions()
        .then_with(|| generation(new).cmp(&generation(old)))
        .then_with(|| new.compare(old, law))
        == Ordering::Greater
}

/// Whether what an object told before stands against what it tells now: only with a higher version
/// that the vendor told under the same reading, or as the very same row.
fn outlasts(before: &Entry<'_>, now: &Entry<'_>, law: &Law<'_>) -> bool {
    let is_current = before.versions.is_current(before.row, law.ranking());
    let newer = is_current && before.versions.version(before.row) > now.versions.version(now.row);
    newer || before.compare(now, law) == Ordering::Equal
}
