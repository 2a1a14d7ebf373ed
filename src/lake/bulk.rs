//! Runs become part of the lake. Which sessions are told by more than one file, staged or held, is found by sorted
//! hashes of their ids, a file at a time; only those few rows are then compared, by their ids and versions, and only
//! the files that lose a row are written again. What it costs grows with the delivery and with the satellite's history,
//! but never with their product.

use std::collections::{BTreeMap, HashSet};

use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;

use super::delta::{Bounds, Change, Loaded, Staged};
use super::intake::{Delivery, Run, id_hashes};
use super::side_by_side::{Threads, side_by_side};
use super::tables::SESSIONS;
use super::upsert::{FILE_ROWS, SMALL_BYTES, SMALL_FILES, month_of};
use super::versions::{Gathered, Versions, contests};
use super::{DataFile, Lake, LakeError, content_name, parquet};
use crate::model::receipt::Rows;

/// Sessions told more than once that are compared at a time.
const CLASHES_A_ROUND: usize = if cfg!(test) { 3 } else { 100_000 };

/// A file that tells of sessions, and the sorted hashes of those that it may share with another.
struct Teller<'a> {
    file: &'a DataFile,
    is_held: bool,
    hashes: Vec<u64>,
    /// Rows that another file tells better.
    lost: Vec<u32>,
}

impl Lake {
    /// One satellite's part of the change; `held` are its files in the lake.
    pub(super) fn absorb(&self, delivery: &Delivery, held: &[&DataFile], loaded: &Loaded, change: &mut Change) -> Result<Rows, LakeError> {
        // A run of the same name as a held file is that file: a crash came between it and the cursor.
        let is_there = |run: &&Run| held.iter().any(|file| file.path == run.staged.file.path);
        let runs: Vec<&Run> = delivery.runs.iter().filter(|run| !is_there(run)).collect();
        let (mut tellers, clashes) = self.tellers(&runs, held, loaded)?;
        let mut replacing = 0;
        for clashes in clashes.chunks(CLASHES_A_ROUND) {
            replacing += self.settle(&mut tellers, clashes, &delivery.reading)?;
        }

        let stays = |teller: &Teller<'_>| teller.file.rows - teller.lost.len() as u64;
        let losing = tellers.iter().filter(|teller| !teller.lost.is_empty() && stays(teller) > 0).collect();
        let mut adds = side_by_side(losing, Threads::Cores, |teller| self.without(teller.file, &teller.lost))?;
        let (mut staged_rows, mut gone) = (0, HashSet::new());
        for (at, teller) in tellers.iter().enumerate() {
            let stays = stays(teller);
            match (runs.get(at), teller.lost.is_empty()) {
                (Some(run), true) => adds.push(run.staged.clone()),
                (None, true) => continue,
                _ => {}
            }
            if teller.is_held {
                gone.insert(teller.file.path.as_str());
                change.removes.push(teller.file.clone());
            } else {
                staged_rows += stays as i64;
            }
        }
        let stays: Vec<_> = held.iter().copied().filter(|file| !gone.contains(file.path.as_str())).collect();
        self.merge_small(adds, &stays, change)?;
        let new = staged_rows - replacing;
        Ok(Rows { new, replacing, superseded: delivery.run_rows - staged_rows, ..Rows::default() })
    }

    /// The runs in their order, then the held files, each with the hashes that clash; and all hashes that do.
    fn tellers<'a>(&self, runs: &[&'a Run], held: &[&'a DataFile], loaded: &Loaded) -> Result<(Vec<Teller<'a>>, Vec<u64>), LakeError> {
        let mut clashes = among(runs);
        let mut theirs = Vec::new();
        let teller = |file, is_held, hashes| Teller { file, is_held, hashes, lost: Vec::new() };
        let hashes = side_by_side(held.to_vec(), Threads::Cores, |file| self.shared_with(runs, file, loaded.bounds.get(&file.path)))?;
        for (&file, hashes) in held.iter().zip(hashes) {
            clashes.extend(&hashes);
            theirs.push(teller(file, true, hashes));
        }
        clashes.sort_unstable();
        clashes.dedup();
        let mut tellers: Vec<_> = runs
            .iter()
            .map(|run| {
                let mut hashes = Vec::new();
                shared(&clashes, &run.hashes, &mut hashes);
                teller(&run.staged.file, false, hashes)
            })
            .collect();
        tellers.extend(theirs);
        Ok((tellers, clashes))
    }

    /// Hashes that a held file shares with the runs.
    fn shared_with(&self, runs: &[&Run], file: &DataFile, bounds: Option<&Bounds>) -> Result<Vec<u64>, LakeError> {
        if !runs.iter().any(|run| may_overlap(run, bounds)) {
            return Ok(Vec::new());
        }
        let mut ids: Vec<u64> = Vec::with_capacity(file.rows as usize);
        for batch in parquet::read(self.source(&file.path)?, Some(parquet::SESSION_ID))? {
            ids.extend(id_hashes(&batch));
        }
        ids.sort_unstable();
        let mut hashes = Vec::new();
        runs.iter().for_each(|run| shared(&ids, &run.hashes, &mut hashes));
        hashes.sort_unstable();
        hashes.dedup();
        Ok(hashes)
    }

    /// Compares what is told of these sessions; returns how many held rows give way to a staged one.
    fn settle(&self, tellers: &mut [Teller<'_>], clashes: &[u64], reading: &str) -> Result<i64, LakeError> {
        let (Some(least), Some(greatest)) = (clashes.first(), clashes.last()) else { return Ok(0) };
        let wanted: HashSet<u64> = clashes.iter().copied().collect();
        let tell = |teller: &&Teller<'_>| {
            let next = teller.hashes.partition_point(|hash| hash < least);
            teller.hashes.get(next).is_some_and(|hash| hash <= greatest)
        };
        let telling: Vec<_> = tellers.iter().enumerate().filter(|(_, teller)| tell(teller)).collect();
        let gathered = side_by_side(telling, Threads::Cores, |(from, teller)| self.gather(from, teller.file, &wanted))?;
        let mut replacing = 0;
        let contests = contests(&gathered, reading, |from| tellers[from].is_held);
        for contest in contests {
            let (winner, others) = contest.split_last().expect("a contest has a winner");
            replacing += i64::from(!tellers[winner.0].is_held && others.iter().any(|&(from, _)| tellers[from].is_held));
            others.iter().for_each(|&(from, row)| tellers[from].lost.push(row));
        }
        Ok(replacing)
    }

    /// The rows of a file whose ids have these hashes.
    fn gather(&self, from: usize, file: &DataFile, wanted: &HashSet<u64>) -> Result<Gathered, LakeError> {
        let mut rows = Vec::new();
        let mut first = 0;
        for batch in parquet::read(self.source(&file.path)?, Some(parquet::SESSION_ID))? {
            rows.extend((first..).zip(id_hashes(&batch)).filter(|(_, hash)| wanted.contains(hash)).map(|(row, _)| row));
            first += batch.num_rows() as u32;
        }
        let versions = Versions::of(&parquet::rows(self.source(&file.path)?, &rows)?)?;
        Ok(Gathered { from, rows, versions })
    }

    /// A file again, without some of its rows.
    fn without(&self, file: &DataFile, lost: &[u32]) -> Result<Staged, LakeError> {
        let mut keep = vec![true; file.rows as usize];
        lost.iter().for_each(|&row| keep[row as usize] = false);
        let (mut first, mut batches) = (0, Vec::new());
        for batch in parquet::read(self.source(&file.path)?, None)? {
            let next = first + batch.num_rows();
            let batch = Versions::of(&batch)?.batch;
            batches.push(filter_record_batch(&batch, &BooleanArray::from(keep[first..next].to_vec()))?);
            first = next;
        }
        self.stage_all(&SESSIONS, &partition_of(file), content_name, &batches)
    }

    /// Adds files, and makes one of the small ones of a month where they are many.
    fn merge_small(&self, adds: Vec<Staged>, stays: &[&DataFile], change: &mut Change) -> Result<(), LakeError> {
        let mut months: BTreeMap<String, Vec<Staged>> = BTreeMap::new();
        for add in adds {
            months.entry(month_of(&add.file).to_owned()).or_default().push(add);
        }
        for (month, adds) in months {
            let held: Vec<_> = stays.iter().filter(|file| month_of(file) == month && file.size < SMALL_BYTES).collect();
            let (small, large): (Vec<_>, Vec<_>) = adds.into_iter().partition(|add| add.file.size < SMALL_BYTES);
            change.adds.extend(large);
            if small.len() + held.len() <= SMALL_FILES {
                change.adds.extend(small);
                continue;
            }
            change.removes.extend(held.iter().map(|file| (**file).clone()));
            let (mut pending, mut rows): (Vec<RecordBatch>, usize) = (Vec::new(), 0);
            let files: Vec<&DataFile> = held.into_iter().copied().chain(small.iter().map(|add| &add.file)).collect();
            for (at, file) in files.iter().enumerate() {
                for batch in parquet::read(self.source(&file.path)?, None)? {
                    rows += batch.num_rows();
                    pending.push(Versions::of(&batch)?.batch);
                }
                let next = files.get(at + 1).map_or(FILE_ROWS, |next| next.rows as usize);
                if rows + next > FILE_ROWS {
                    change.adds.push(self.stage_all(&SESSIONS, &partition_of(file), content_name, &pending)?);
                    (pending, rows) = (Vec::new(), 0);
                }
            }
        }
        Ok(())
    }
}

/// Hashes that more than one run has, or one twice.
fn among(runs: &[&Run]) -> Vec<u64> {
    let mut twice = Vec::new();
    // A part at a time, so that what must be held is small.
    for first_byte in 0..=u8::MAX {
        let (least, greatest) = (u64::from(first_byte) << 56, u64::from(first_byte) << 56 | u64::MAX >> 8);
        let mut hashes: Vec<u64> = Vec::new();
        for run in runs {
            let from = run.hashes.partition_point(|&hash| hash < least);
            let to = run.hashes.partition_point(|&hash| hash <= greatest);
            hashes.extend(&run.hashes[from..to]);
        }
        hashes.sort_unstable();
        twice.extend(hashes.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]));
    }
    twice
}

/// What two sorted lists have in common.
fn shared(ours: &[u64], theirs: &[u64], found: &mut Vec<u64>) {
    let (mut ours, mut theirs) = (ours.iter().peekable(), theirs.iter().peekable());
    while let (Some(&&a), Some(&&b)) = (ours.peek(), theirs.peek()) {
        match a.cmp(&b) {
            std::cmp::Ordering::Less => drop(ours.next()),
            std::cmp::Ordering::Greater => drop(theirs.next()),
            std::cmp::Ordering::Equal => {
                found.push(a);
                (ours.next(), theirs.next());
            }
        }
    }
}

fn may_overlap(run: &Run, held: Option<&Bounds>) -> bool {
    match (&run.staged.bounds, held) {
        (Some((least, greatest)), Some((held_least, held_greatest))) => least <= held_greatest && held_least <= greatest,
        _ => true,
    }
}

fn partition_of(file: &DataFile) -> Vec<String> {
    SESSIONS.partition.iter().map(|column| file.partition.get(*column).cloned().unwrap_or_default()).collect()
}
