//! Sessions to integers: counts and sums of milliseconds by satellite and month. Integers add up to
//! the same bits in any order, on any engine and any number of threads; what they are worth is said
//! elsewhere.
//!
//! What a tally is, five portable SQL texts say, so that a cluster can count it. Here the same is
//! counted in one pass over numbered words, because an engine looks at all texts of all sessions
//! again for each of the five. A property holds the two equal.

use super::TransformError;
use crate::lake::LakeError;
use crate::lake::coded::{self, Batch, Coded, Column, Filled, Words, dealt};
use crate::lake::tables::{
    AUTOMATION_TALLIES, DURATION_TALLIES, ERROR_TALLIES, TALLIES, Table, UNKNOWN_TALLIES,
};

mod counts;

use counts::Counts;

/// The tallies of one (satellite, month), each sorted by its key.
#[derive(Debug, Clone, PartialEq)]
pub struct Tallied {
    pub tallies: Batch,
    pub error_tallies: Batch,
    pub duration_tallies: Batch,
    pub unknown_tallies: Batch,
    pub automation_tallies: Batch,
}

/// Of all sessions of a (satellite, month). Their files may be counted side by side.
pub fn tally(sessions: &[Coded], satellite: &str, month: &str) -> Result<Tallied, TransformError> {
    let words = Words::default();
    let counts = dealt(sessions, |files| Counts::of(files, &words))?
        .into_iter()
        .reduce(Counts::merge)
        .unwrap_or_default();
    let filing = Filing {
        satellite,
        month,
        ranks: words.ranks(),
        words,
    };
    Ok(Tallied {
        tallies: filing.tallies(&counts)?,
        error_tallies: filing.errors(&counts)?,
        duration_tallies: filing.durations(&counts)?,
        unknown_tallies: filing.unknown(&counts)?,
        automation_tallies: filing.automations(&counts)?,
    })
}

/// Counts become rows: in the order of their table's key, which is that of words and not of their
/// numbers.
struct Filing<'a> {
    satellite: &'a str,
    month: &'a str,
    words: Words,
    ranks: Vec<u32>,
}

impl Filing<'_> {
    fn tallies(&self, counts: &Counts) -> Result<Batch, LakeError> {
        let rank = |number: u32| self.rank(number);
        let rows = sorted(&counts.kinds, |(kind, _)| {
            let words = [
                kind.solution,
                kind.automation,
                kind.parent,
                kind.mode,
                kind.outcome,
            ];
            (kind.day, words.map(rank))
        });
        let columns = vec![
            days(&rows, |(kind, _)| kind.day),
            words(&rows, |(kind, _)| kind.solution),
            words(&rows, |(kind, _)| kind.automation),
            words(&rows, |(kind, _)| kind.parent),
            words(&rows, |(kind, _)| kind.mode),
            words(&rows, |(kind, _)| kind.outcome),
            wholes(&rows, |(_, sums)| sums.0),
            wholes(&rows, |(_, sums)| sums.1),
        ];
        self.batch(&TALLIES, rows.len(), columns)
    }

    fn errors(&self, counts: &Counts) -> Result<Batch, LakeError> {
        let rows = sorted(&counts.errors, |((day, automation, code), _)| {
            (*day, self.rank(*automation), self.rank(*code))
        });
        let columns = vec![
            days(&rows, |((day, ..), _)| *day),
            words(&rows, |((_, automation, _), _)| *automation),
            words(&rows, |((.., code), _)| *code),
            wholes(&rows, |(_, sessions)| **sessions),
        ];
        self.batch(&ERROR_TALLIES, rows.len(), columns)
    }

    fn durations(&self, counts: &Counts) -> Result<Batch, LakeError> {
        let rows = sorted(&counts.durations, |((automation, bucket), _)| {
            (self.rank(*automation), *bucket)
        });
        let columns = vec![
            words(&rows, |((automation, _), _)| *automation),
            wholes(&rows, |((_, bucket), _)| *bucket),
            wholes(&rows, |(_, sessions)| **sessions),
        ];
        self.batch(&DURATION_TALLIES, rows.len(), columns)
    }

    fn unknown(&self, counts: &Counts) -> Result<Batch, LakeError> {
        let rows = sorted(&counts.unknown, |((day, text), _)| (*day, self.rank(*text)));
        let columns = vec![
            days(&rows, |((day, _), _)| *day),
            words(&rows, |((_, text), _)| *text),
            wholes(&rows, |(_, sessions)| **sessions),
        ];
        self.batch(&UNKNOWN_TALLIES, rows.len(), columns)
    }

    fn automations(&self, counts: &Counts) -> Result<Batch, LakeError> {
        let rows = sorted(&counts.automations, |(automation, _)| {
            self.rank(**automation)
        });
        let columns = vec![
            words(&rows, |(automation, _)| **automation),
            words(&rows, |(_, last)| last.name),
            words(&rows, |(_, last)| last.solution),
            days(&rows, |(_, last)| Some(last.first_day)),
            days(&rows, |(_, last)| Some(last.last_day)),
            Filled::Texts(
                rows.iter()
                    .map(|(_, last)| last.session_id.clone())
                    .collect(),
            ),
        ];
        self.batch(&AUTOMATION_TALLIES, rows.len(), columns)
    }

    fn rank(&self, number: u32) -> u32 {
        self.ranks[number as usize]
    }

    /// Every tally begins with satellite and month.
    fn batch(
        &self,
        table: &'static Table,
        rows: usize,
        columns: Vec<Filled>,
    ) -> Result<Batch, LakeError> {
        let place = [self.satellite, self.month].map(|text| Filled::Same(text.to_owned()));
        coded::batch(
            table,
            rows,
            place.into_iter().chain(columns).collect(),
            &self.words,
        )
    }
}

/// What was counted, in an order that no two rows share.
fn sorted<T, K: Ord>(counted: impl IntoIterator<Item = T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut rows: Vec<T> = counted.into_iter().collect();
    rows.sort_by_cached_key(key);
    rows
}

fn words<T>(rows: &[T], of: impl Fn(&T) -> u32) -> Filled {
    Filled::Of(Column::Words(rows.iter().map(of).collect()))
}

fn wholes<T>(rows: &[T], of: impl Fn(&T) -> i64) -> Filled {
    Filled::Of(Column::Numbers(
        rows.iter().map(|row| Some(of(row))).collect(),
    ))
}

fn days<T>(rows: &[T], of: impl Fn(&T) -> counts::Day) -> Filled {
    Filled::Of(Column::Numbers(
        rows.iter().map(|row| of(row).map(i64::from)).collect(),
    ))
}

#[cfg(test)]
mod tests;
