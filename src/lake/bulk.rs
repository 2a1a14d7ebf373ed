//! A spooled delivery becomes part of the lake. Which sessions are told twice, within the delivery or by a file of the
//! lake, is found by sorted hashes of their ids; only those few rows are then compared, by their ids and versions. What
//! is left is written once, and of the lake's files only those are written again that lose a row. The cost grows with
//! the delivery and with the satellite's history, but never with their product.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use arrow::array::{BooleanArray, RecordBatch, UInt32Array};
use arrow::compute::{concat_batches, filter_record_batch, take_record_batch};

use super::cells::arrow_schema;
use super::delta::{Bounds, Change, Loaded, Staged};
use super::intake::Delivery;
use super::side_by_side::{Threads, side_by_side};
use super::spool::{self, Sheet, SheetMonth, Spool, id_hashes};
use super::tables::SESSIONS;
use super::told::Told;
use super::upsert::{FILE_ROWS, SMALL_BYTES, SMALL_FILES, month_of};
use super::versions::{Gathered, NO_MONTH, Versions, contests};
use super::{DataFile, Lake, LakeError, content_name, parquet};
use crate::model::receipt::Rows;

/// Sessions told more than once that are compared at a time.
const CLASHES_A_ROUND: usize = if cfg!(test) { 3 } else { 250_000 };

/// What tells of sessions.
struct Teller<'a> {
    source: Source<'a>,
    /// Rows that another teller tells better.
    lost: Vec<u32>,
}

enum Source<'a> {
    Spooled(SheetMonth, &'a Sheet),
    /// With the sorted hashes of the sessions that the delivery may tell of too.
    Held(&'a DataFile, Vec<u64>),
}

impl Teller<'_> {
    fn is_held(&self) -> bool {
        matches!(self.source, Source::Held(..))
    }
}

/// Some batches of a sheet, as many as one file takes.
struct Portion<'a> {
    month: SheetMonth,
    sheet: &'a Sheet,
    batches: Range<usize>,
    /// The number of its first row in the sheet.
    first: usize,
    lost: &'a [u32],
}

impl Lake {
    /// One satellite's part of the change; `held` are its files in the lake.
    pub(super) fn absorb(
        &self,
        delivery: &Delivery,
        spool: &Spool,
        held: &[&DataFile],
        loaded: &Loaded,
        change: &mut Change,
    ) -> Result<Rows, LakeError> {
        let (mut tellers, clashes) = self.tellers(spool, held, loaded)?;
        let mut replacing = 0;
        for clashes in clashes.chunks(CLASHES_A_ROUND) {
            replacing += self.settle(&mut tellers, clashes, delivery)?;
        }
        tellers.iter_mut().for_each(|teller| teller.lost.sort_unstable());

        let portions = tellers.iter().flat_map(portions).collect();
        let mut adds: Vec<Staged> =
            side_by_side(portions, Threads::Cores, |portion| self.stage_portion(&portion, delivery))?.into_iter().flatten().collect();
        let staged_rows = adds.iter().map(|add| add.file.rows as i64).sum::<i64>();

        let losing = |teller: &Teller<'_>| matches!(teller.source, Source::Held(..)) && !teller.lost.is_empty();
        let losing: Vec<_> = tellers.iter().filter(|teller| losing(teller)).collect();
        let mut gone = HashSet::new();
        for teller in &losing {
            if let Source::Held(file, _) = teller.source {
                gone.insert(file.path.as_str());
                change.removes.push(file.clone());
            }
        }
        adds.extend(side_by_side(losing, Threads::Cores, |teller| self.without(teller))?.into_iter().flatten());
        let stays: Vec<_> = held.iter().copied().filter(|file| !gone.contains(file.path.as_str())).collect();
        self.merge_small(adds, &stays, change)?;
        let superseded = spool.rows() as i64 - staged_rows;
        Ok(Rows { new: staged_rows - replacing, replacing, superseded, ..Rows::default() })
    }

    /// Who tells of sessions, and the hashes of those that may be told twice, sorted.
    fn tellers<'a>(&self, spool: &'a Spool, held: &[&'a DataFile], loaded: &Loaded) -> Result<(Vec<Teller<'a>>, Vec<u64>), LakeError> {
        let ours = spool.sorted_hashes();
        let mut clashes: Vec<u64> = ours.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        let theirs = side_by_side(held.to_vec(), Threads::Cores, |file| {
            let may_overlap = may_overlap(spool.bounds.as_ref(), loaded.bounds.get(&file.path));
            if may_overlap { self.shared_with(&ours, file) } else { Ok(Vec::new()) }
        })?;
        drop(ours);
        let teller = |source| Teller { source, lost: Vec::new() };
        let mut tellers: Vec<_> = spool.months.iter().map(|(month, sheet)| teller(Source::Spooled(*month, sheet))).collect();
        for (&file, hashes) in held.iter().zip(theirs) {
            clashes.extend(&hashes);
            tellers.push(teller(Source::Held(file, hashes)));
        }
        clashes.sort_unstable();
        clashes.dedup();
        Ok((tellers, clashes))
    }

    /// Hashes that a held file has in common with these, sorted.
    fn shared_with(&self, ours: &[u64], file: &DataFile) -> Result<Vec<u64>, LakeError> {
        let mut ids: Vec<u64> = Vec::with_capacity(file.rows as usize);
        for batch in parquet::read(self.source(&file.path)?, Some(parquet::SESSION_ID))? {
            ids.extend(id_hashes(&batch));
        }
        ids.sort_unstable();
        ids.dedup();
        let mut rest = ours;
        ids.retain(|id| {
            rest = &rest[rest.partition_point(|hash| hash < id)..];
            rest.first() == Some(id)
        });
        Ok(ids)
    }

    /// Compares what is told of these sessions; returns how many held rows give way to a told one.
    fn settle(&self, tellers: &mut [Teller<'_>], clashes: &[u64], delivery: &Delivery) -> Result<i64, LakeError> {
        let wanted: HashSet<u64> = clashes.iter().copied().collect();
        let (Some(&least), Some(&greatest)) = (clashes.first(), clashes.last()) else { return Ok(0) };
        let is_wanted = |hash: u64| (least..=greatest).contains(&hash) && wanted.contains(&hash);
        let all: Vec<_> = tellers.iter().enumerate().collect();
        let gathered = side_by_side(all, Threads::Cores, |(from, teller)| match &teller.source {
            Source::Spooled(_, sheet) => gather_spooled(from, sheet, is_wanted, delivery),
            Source::Held(_, hashes) if !hashes.iter().any(|hash| is_wanted(*hash)) => Ok(None),
            Source::Held(file, _) => self.gather_held(from, file, is_wanted),
        })?;
        let gathered: Vec<_> = gathered.into_iter().flatten().collect();
        let mut replacing = 0;
        let contests = contests(&gathered, &delivery.reading, |from| tellers[from].is_held());
        for contest in contests {
            let (winner, others) = contest.split_last().expect("a contest has a winner");
            replacing += i64::from(!tellers[winner.0].is_held() && others.iter().any(|&(from, _)| tellers[from].is_held()));
            others.iter().for_each(|&(from, row)| tellers[from].lost.push(row));
        }
        Ok(replacing)
    }

    fn gather_held(&self, from: usize, file: &DataFile, is_wanted: impl Fn(u64) -> bool) -> Result<Option<Gathered>, LakeError> {
        let mut rows = Vec::new();
        let mut first = 0;
        for batch in parquet::read(self.source(&file.path)?, Some(parquet::SESSION_ID))? {
            rows.extend((first..).zip(id_hashes(&batch)).filter(|(_, hash)| is_wanted(*hash)).map(|(row, _)| row));
            first += batch.num_rows() as u32;
        }
        let versions = Versions::of(&parquet::rows(self.source(&file.path)?, &rows)?)?;
        Ok(Some(Gathered { from, rows, versions }))
    }

    /// Writes a portion without the rows that were lost; None: all were.
    fn stage_portion(&self, portion: &Portion<'_>, delivery: &Delivery) -> Result<Option<Staged>, LakeError> {
        let month = portion.month.map_or(NO_MONTH.to_owned(), |month| month.to_string());
        let mut reader = portion.sheet.reader()?;
        let mut lost = portion.lost.iter().map(|&row| row as usize).skip_while(|&row| row < portion.first).peekable();
        let (mut first, mut batches) = (portion.first, Vec::new());
        for number in portion.batches.clone() {
            let (object, count) = &portion.sheet.batches[number];
            let rows = spool::batch(&mut reader, number)?;
            let mut keep = vec![true; *count];
            while let Some(row) = lost.next_if(|&row| row < first + count) {
                keep[row - first] = false;
            }
            first += count;
            let rows = if keep.contains(&false) { filter_record_batch(&rows, &BooleanArray::from(keep))? } else { rows };
            if rows.num_rows() > 0 {
                batches.push(Told { object: object.clone(), rows }.said(&delivery.satellite, &month, &delivery.reading)?);
            }
        }
        if batches.is_empty() {
            return Ok(None);
        }
        self.stage_all(&SESSIONS, &[delivery.satellite.to_string(), month], content_name, &batches).map(Some)
    }

    /// A held file again, without the rows that it lost; None: it has no others.
    fn without(&self, teller: &Teller<'_>) -> Result<Option<Staged>, LakeError> {
        let Source::Held(file, _) = &teller.source else { return Ok(None) };
        let mut keep = vec![true; file.rows as usize];
        teller.lost.iter().for_each(|&row| keep[row as usize] = false);
        if !keep.contains(&true) {
            return Ok(None);
        }
        let (mut first, mut batches) = (0, Vec::new());
        for batch in parquet::read(self.source(&file.path)?, None)? {
            let next = first + batch.num_rows();
            let batch = Versions::of(&batch)?.batch;
            batches.push(filter_record_batch(&batch, &BooleanArray::from(keep[first..next].to_vec()))?);
            first = next;
        }
        self.stage_all(&SESSIONS, &partition_of(file), content_name, &batches).map(Some)
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

fn gather_spooled(from: usize, sheet: &Sheet, is_wanted: impl Fn(u64) -> bool, delivery: &Delivery) -> Result<Option<Gathered>, LakeError> {
    let rows: Vec<u32> = (0..).zip(&sheet.hashes).filter(|(_, hash)| is_wanted(**hash)).map(|(row, _)| row).collect();
    let (mut reader, mut left) = (sheet.reader()?, &rows[..]);
    let (mut first, mut some) = (0, Vec::new());
    for (number, (object, count)) in sheet.batches.iter().enumerate() {
        let next = first + *count as u32;
        let (of_batch, others) = left.split_at(left.partition_point(|&row| row < next));
        left = others;
        if !of_batch.is_empty() {
            let places: UInt32Array = of_batch.iter().map(|row| row - first).collect();
            let rows = take_record_batch(&spool::batch(&mut reader, number)?, &places)?;
            some.push(Told { object: object.clone(), rows }.whole(&delivery.satellite, &delivery.reading)?);
        }
        first = next;
    }
    let versions = || Versions::of(&concat_batches(&arrow_schema(&SESSIONS), &some)?);
    Ok(if rows.is_empty() { None } else { Some(Gathered { from, versions: versions()?, rows }) })
}

/// The files that a teller's rows make: none where they are a file already.
fn portions<'a>(teller: &'a Teller<'a>) -> Vec<Portion<'a>> {
    let Source::Spooled(month, sheet) = teller.source else { return Vec::new() };
    let mut portions: Vec<Portion<'a>> = Vec::new();
    let (mut first, mut rows) = (0, FILE_ROWS);
    for (number, (_, count)) in sheet.batches.iter().enumerate() {
        if rows + count > FILE_ROWS {
            portions.push(Portion { month, sheet, batches: number..number, first, lost: &teller.lost });
            rows = 0;
        }
        portions.last_mut().expect("the first batch begins a portion").batches.end = number + 1;
        (first, rows) = (first + count, rows + count);
    }
    portions
}

fn may_overlap(ours: Option<&Bounds>, theirs: Option<&Bounds>) -> bool {
    match (ours, theirs) {
        (Some((least, greatest)), Some((held_least, held_greatest))) => least <= held_greatest && held_least <= greatest,
        _ => true,
    }
}

fn partition_of(file: &DataFile) -> Vec<String> {
    SESSIONS.partition.iter().map(|column| file.partition.get(*column).cloned().unwrap_or_default()).collect()
}
