//! Which attempts are attempts at one item. An attempt names the one that it repeats, be it the
//! first or the one before; who is linked with one another is one item, of which the last attempt
//! counts and the first says since when it waits and until when it must be done. Attempts at one
//! item may lie in several months.

use std::collections::{BTreeMap, HashMap};

use crate::lake::LakeError;
use crate::lake::coded::{Coded, EMPTY, Words};

/// What the other attempts at its item make of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A later attempt counts in its stead.
    Outdone,
    /// It counts, and its item was put into the queue, and is due, as the first attempt says.
    /// Microseconds.
    Last {
        created: Option<i64>,
        due: Option<i64>,
    },
}

/// The rows of a file that have a place among others, by their numbers.
pub type Places = BTreeMap<u32, Place>;

/// A row that is linked with others.
#[derive(Debug, Clone)]
struct Attempt {
    file: usize,
    row: u32,
    id: String,
    /// None: the first.
    ancestor: Option<String>,
    attempt: Option<i64>,
    created: Option<i64>,
    due: Option<i64>,
}

impl Attempt {
    /// The greatest is the last attempt.
    fn order(&self) -> (bool, Option<i64>, Option<i64>, &str) {
        (
            self.ancestor.is_some(),
            self.created,
            self.attempt,
            &self.id,
        )
    }
}

/// Of all files of a satellite's items, in their order. Only where rows name others are ids read.
pub fn places(files: &[Coded]) -> Result<Vec<Places>, LakeError> {
    let mut attempts = Vec::new();
    for (at, file) in files.iter().enumerate() {
        attempts.extend(repeating(at, file)?);
    }
    let mut places = vec![Places::new(); files.len()];
    if attempts.is_empty() {
        return Ok(places);
    }
    let known: HashMap<&str, ()> = attempts
        .iter()
        .map(|attempt| (attempt.id.as_str(), ()))
        .collect();
    let named = attempts
        .iter()
        .filter_map(|attempt| attempt.ancestor.as_deref());
    let mut wanted: Vec<String> = named
        .filter(|id| !known.contains_key(id))
        .map(str::to_owned)
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    for (at, file) in files.iter().enumerate() {
        attempts.extend(named_by_others(at, file, &wanted)?);
    }
    for item in items(attempts) {
        let last = item
            .iter()
            .max_by(|a, b| a.order().cmp(&b.order()))
            .map(|last| (last.file, last.row));
        let first = item.iter().min_by(|a, b| a.order().cmp(&b.order()));
        for attempt in &item {
            let is_last = Some((attempt.file, attempt.row)) == last;
            let place = match first.filter(|_| is_last) {
                Some(first) => Place::Last {
                    created: first.created.or(attempt.created),
                    due: first.due.or(attempt.due),
                },
                None => Place::Outdone,
            };
            places[attempt.file].insert(attempt.row, place);
        }
    }
    Ok(places)
}

/// The rows of a file that name another one.
fn repeating(at: usize, file: &Coded) -> Result<Vec<Attempt>, LakeError> {
    let mut rows = Vec::new();
    file.read(&["ancestor_id"], &Words::default(), |block| {
        let told = (block.first..).zip(block.columns[0].words());
        rows.extend(told.filter(|(_, word)| **word != EMPTY).map(|(row, _)| row));
    })?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ancestors = file.texts("ancestor_id", &rows)?;
    attempts(at, file, &rows, ancestors)
}

/// The rows of a file that others name and that name none.
fn named_by_others(at: usize, file: &Coded, wanted: &[String]) -> Result<Vec<Attempt>, LakeError> {
    let words = Words::default();
    let last = wanted
        .iter()
        .map(|id| words.number(id))
        .max()
        .unwrap_or(EMPTY);
    let mut rows = Vec::new();
    file.read(&["item_id"], &words, |block| {
        let told = (block.first..).zip(block.columns[0].words());
        rows.extend(
            told.filter(|(_, word)| (EMPTY + 1..=last).contains(word))
                .map(|(row, _)| row),
        );
    })?;
    let none = vec![None; rows.len()];
    if rows.is_empty() {
        Ok(Vec::new())
    } else {
        attempts(at, file, &rows, none)
    }
}

fn attempts(
    at: usize,
    file: &Coded,
    rows: &[u32],
    ancestors: Vec<Option<String>>,
) -> Result<Vec<Attempt>, LakeError> {
    let mut told = vec![[None; 3]; rows.len()];
    file.read(&["attempt", "created", "due"], &Words::default(), |block| {
        let (from, to) = (
            rows.partition_point(|row| *row < block.first),
            rows.partition_point(|row| *row < block.first + block.rows as u32),
        );
        for place in from..to {
            told[place] = std::array::from_fn(|column| {
                block.columns[column].numbers()[(rows[place] - block.first) as usize]
            });
        }
    })?;
    let ids = file
        .texts("item_id", rows)?
        .into_iter()
        .map(Option::unwrap_or_default);
    let all = rows.iter().zip(ids).zip(ancestors).zip(told);
    Ok(all
        .map(
            |(((&row, id), ancestor), [attempt, created, due])| Attempt {
                file: at,
                row,
                id,
                ancestor,
                attempt,
                created,
                due,
            },
        )
        .collect())
}

/// Attempts that are linked with one another, however and in whatever circle, together.
fn items(attempts: Vec<Attempt>) -> Vec<Vec<Attempt>> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut heads: Vec<usize> = Vec::new();
    let head = |heads: &mut Vec<usize>, mut at: usize| {
        while heads[at] != at {
            heads[at] = heads[heads[at]];
            at = heads[at];
        }
        at
    };
    let mut number = |heads: &mut Vec<usize>, id: &str| {
        if let Some(known) = numbers.get(id) {
            return *known;
        }
        heads.push(heads.len());
        numbers.insert(id.to_owned(), heads.len() - 1);
        heads.len() - 1
    };
    let mut own = Vec::with_capacity(attempts.len());
    for attempt in &attempts {
        let id = number(&mut heads, &attempt.id);
        own.push(id);
        if let Some(ancestor) = &attempt.ancestor {
            let ancestor = number(&mut heads, ancestor);
            let (a, b) = (head(&mut heads, id), head(&mut heads, ancestor));
            heads[a.max(b)] = a.min(b);
        }
    }
    let mut items: BTreeMap<usize, Vec<Attempt>> = BTreeMap::new();
    for (attempt, id) in attempts.into_iter().zip(own) {
        items.entry(head(&mut heads, id)).or_default().push(attempt);
    }
    items.into_values().collect()
}
