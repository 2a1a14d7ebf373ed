//! Items to integers: counts and sums of milliseconds by satellite and month, as sessions are
//! counted. Of the attempts at one item the last one counts ([`chains`]), on the day that it is of;
//! so an item counts once.

pub mod chains;
pub mod scores;

use std::collections::BTreeMap;

use self::chains::{Place, Places};
use super::TransformError;
use super::numbered::Numbered;
use crate::lake::coded::{self, Batch, Coded, CodedBlock, Column, EMPTY, Filled, Words};
use crate::lake::tables::ITEM_TALLIES;
use crate::model::Outcome;

/// What is read of an item, in the order in which [`Counts::add`] takes it.
const COLUMNS: [&str; 10] = [
    "deleted",
    "earned_day",
    "automation_id",
    "queue_id",
    "outcome",
    "work_ms",
    "ended",
    "due",
    "created",
    "queue_name",
];

/// How long after its creation an item is due that tells no deadline, by the queues that say so.
/// Microseconds.
pub type Deadlines = BTreeMap<String, i64>;

/// Days since 1970, and words by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Kind {
    day: Option<i64>,
    automation: u32,
    queue: u32,
    outcome: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    items: i64,
    work_ms: i64,
    in_time: i64,
    late: i64,
}

/// The ITEM_TALLIES of a (satellite, month): of its files, each with the places that its rows have
/// among other attempts.
pub fn tally(
    files: &[(Coded, &Places)],
    deadlines: &Deadlines,
    satellite: &str,
    month: &str,
) -> Result<Batch, TransformError> {
    let words = Words::default();
    let open: Vec<u32> = Outcome::ALL
        .iter()
        .filter(|outcome| outcome.is_open())
        .map(|outcome| words.number(outcome.as_str()))
        .collect();
    let deadlines = deadlines
        .iter()
        .map(|(queue, due_us)| (words.number(queue), *due_us))
        .collect();
    let mut counts = Counts {
        kinds: Numbered::default(),
        named: Numbered::default(),
        open,
        deadlines,
    };
    for (file, places) in files {
        file.read(&COLUMNS, &words, |block| counts.add(&block, places))?;
    }
    let ranks = words.ranks();
    let rank = |number: u32| ranks[number as usize];
    let mut names: Numbered<Kind, u32> = Numbered::default();
    for &(kind, name) in counts.named.keys() {
        let greatest = names.entry(kind).or_insert(name);
        *greatest = if rank(name) > rank(*greatest) {
            name
        } else {
            *greatest
        };
    }
    let mut rows: Vec<(Kind, Sums)> = counts.kinds.into_iter().collect();
    rows.sort_unstable_by_key(|(kind, _)| {
        (
            kind.day,
            rank(kind.automation),
            rank(kind.queue),
            rank(kind.outcome),
        )
    });
    let named = |of: fn(&Kind) -> u32| {
        Filled::Of(Column::Words(
            rows.iter().map(|(kind, _)| of(kind)).collect(),
        ))
    };
    let summed = |of: fn(&Sums) -> i64| {
        Filled::Of(Column::Numbers(
            rows.iter().map(|(_, sums)| Some(of(sums))).collect(),
        ))
    };
    let columns = vec![
        Filled::Same(satellite.to_owned()),
        Filled::Same(month.to_owned()),
        Filled::Of(Column::Numbers(
            rows.iter().map(|(kind, _)| kind.day).collect(),
        )),
        named(|kind| kind.automation),
        named(|kind| kind.queue),
        named(|kind| kind.outcome),
        summed(|sums| sums.items),
        summed(|sums| sums.work_ms),
        summed(|sums| sums.in_time),
        summed(|sums| sums.late),
        Filled::Of(Column::Words(
            rows.iter()
                .map(|(kind, _)| names.get(kind).copied().unwrap_or(EMPTY))
                .collect(),
        )),
    ];
    Ok(coded::batch(&ITEM_TALLIES, rows.len(), columns, &words)?)
}

/// When an item is due that tells no deadline, where it is known how long after its creation.
/// Microseconds.
pub fn promised(created: Option<i64>, due_us: Option<&i64>) -> Option<i64> {
    created?.checked_add(*due_us?)
}

struct Counts {
    kinds: Numbered<Kind, Sums>,
    /// What items of a kind call their queue.
    named: Numbered<(Kind, u32), ()>,
    /// The numbers of the outcomes that are none yet.
    open: Vec<u32>,
    /// By the numbers of their queues.
    deadlines: Numbered<u32, i64>,
}

impl Counts {
    fn add(&mut self, block: &CodedBlock, places: &Places) {
        let [
            deleted,
            days,
            automations,
            queues,
            outcomes,
            work,
            ended,
            due,
            created,
            names,
        ] = &block.columns[..]
        else {
            return;
        };
        let [deleted, days, work, ended, due, created] =
            [deleted, days, work, ended, due, created].map(|column| column.numbers());
        let [automations, queues, outcomes, names] =
            [automations, queues, outcomes, names].map(|column| column.words());
        for row in (0..block.rows).filter(|&row| deleted[row] == Some(0)) {
            let (created, due) = match places.get(&(block.first + row as u32)) {
                Some(Place::Outdone) => continue,
                Some(Place::Last { created, due }) => (*created, *due),
                None => (created[row], due[row]),
            };
            let due = due.or_else(|| promised(created, self.deadlines.get(&queues[row])));
            // Where nobody says who works on a queue, the queue stands for them.
            let automation = if automations[row] == EMPTY {
                queues[row]
            } else {
                automations[row]
            };
            let kind = Kind {
                day: days[row],
                automation,
                queue: queues[row],
                outcome: outcomes[row],
            };
            if names[row] != EMPTY {
                self.named.insert((kind, names[row]), ());
            }
            let is_over = !self.open.contains(&outcomes[row]);
            let in_time = ended[row]
                .zip(due)
                .filter(|_| is_over)
                .map(|(ended, due)| ended <= due);
            let sums = self.kinds.entry(kind).or_default();
            sums.items += 1;
            sums.work_ms = sums.work_ms.wrapping_add(work[row].unwrap_or(0));
            sums.in_time += i64::from(in_time == Some(true));
            sums.late += i64::from(in_time == Some(false));
        }
    }
}
