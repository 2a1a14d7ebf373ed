//! Sessions, or items, that are told more than once: by a spooled delivery, or by it and a file of the lake. They are found by
//! sorted hashes of their ids; only those few rows are then compared, by their ids and versions.

use std::collections::HashSet;

use arrow::array::UInt32Array;
use arrow::compute::{concat_batches, take_record_batch};

use super::cells::arrow_schema;
use super::delta::{Bounds, Loaded};
use super::intake::Delivery;
use super::side_by_side::{Threads, side_by_side};
use super::spool::{Sheet, SheetMonth, Spool, id_hashes};
use super::tables::Table;
use super::told::Told;
use super::versions::{Gathered, Versions, contests};
use super::{DataFile, Lake, LakeError, parquet};

/// Rows told more than once that are compared at a time.
const CLASHES_A_ROUND: usize = if cfg!(test) { 3 } else { 250_000 };

/// What tells of rows.
pub(super) struct Teller<'a> {
    pub source: Source<'a>,
    /// Rows that another teller tells better.
    pub lost: Vec<u32>,
}

pub(super) enum Source<'a> {
    Spooled(SheetMonth, &'a Sheet),
    /// With the sorted hashes of those that the delivery may tell of too.
    Held(&'a DataFile, Vec<u64>),
}

impl Teller<'_> {
    fn is_held(&self) -> bool {
        matches!(self.source, Source::Held(..))
    }
}

impl Lake {
    /// Who tells of rows, each with those that it lost, sorted; and how many held rows give way to told ones.
    pub(super) fn settled<'a>(
        &self,
        delivery: &Delivery,
        spool: &'a Spool,
        held: &[&'a DataFile],
        loaded: &Loaded,
    ) -> Result<(Vec<Teller<'a>>, i64), LakeError> {
        let (mut tellers, clashes) = self.tellers(spool, held, loaded)?;
        let mut replacing = 0;
        for clashes in clashes.chunks(CLASHES_A_ROUND) {
            replacing += self.settle(&mut tellers, clashes, delivery)?;
        }
        tellers.iter_mut().for_each(|teller| teller.lost.sort_unstable());
        Ok((tellers, replacing))
    }

    /// Who tells of rows, and the hashes of those that may be told twice, sorted.
    fn tellers<'a>(&self, spool: &'a Spool, held: &[&'a DataFile], loaded: &Loaded) -> Result<(Vec<Teller<'a>>, Vec<u64>), LakeError> {
        let ours = spool.sorted_hashes();
        let mut clashes: Vec<u64> = ours.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        let theirs = side_by_side(held.to_vec(), Threads::Cores, |file| {
            let may_overlap = may_overlap(spool.bounds.as_ref(), loaded.bounds.get(&file.path));
            if may_overlap { self.shared_with(loaded.snapshot.table, &ours, file) } else { Ok(Vec::new()) }
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
    fn shared_with(&self, table: &'static Table, ours: &[u64], file: &DataFile) -> Result<Vec<u64>, LakeError> {
        let mut ids: Vec<u64> = Vec::with_capacity(file.rows as usize);
        for batch in parquet::read(self.source(file)?, table.id())? {
            ids.extend(id_hashes(table, &batch));
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

    /// Compares what is told of these rows; returns how many held rows give way to a told one.
    fn settle(&self, tellers: &mut [Teller<'_>], clashes: &[u64], delivery: &Delivery) -> Result<i64, LakeError> {
        let wanted: HashSet<u64> = clashes.iter().copied().collect();
        let (Some(&least), Some(&greatest)) = (clashes.first(), clashes.last()) else { return Ok(0) };
        let is_wanted = |hash: u64| (least..=greatest).contains(&hash) && wanted.contains(&hash);
        let all: Vec<_> = tellers.iter().enumerate().collect();
        let gathered = side_by_side(all, Threads::Cores, |(from, teller)| match &teller.source {
            Source::Spooled(_, sheet) => gather_spooled(from, sheet, is_wanted, delivery),
            Source::Held(_, hashes) if !hashes.iter().any(|hash| is_wanted(*hash)) => Ok(None),
            Source::Held(file, _) => self.gather_held(delivery.table, from, file, is_wanted),
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

    fn gather_held(
        &self,
        table: &'static Table,
        from: usize,
        file: &DataFile,
        is_wanted: impl Fn(u64) -> bool,
    ) -> Result<Option<Gathered>, LakeError> {
        let mut rows = Vec::new();
        let mut first = 0;
        for batch in parquet::read(self.source(file)?, table.id())? {
            rows.extend((first..).zip(id_hashes(table, &batch)).filter(|(_, hash)| is_wanted(*hash)).map(|(row, _)| row));
            first += batch.num_rows() as u32;
        }
        let versions = Versions::of(table, &parquet::rows(self.source(file)?, &rows, None)?)?;
        Ok(Some(Gathered { from, rows, versions }))
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
            let rows = take_record_batch(&sheet.batch(&mut reader, number)?, &places)?;
            some.push(Told { table: delivery.table, object: object.clone(), rows }.whole(&delivery.satellite, &delivery.reading)?);
        }
        first = next;
    }
    let versions = || Versions::of(delivery.table, &concat_batches(&arrow_schema(delivery.table), &some)?);
    Ok(if rows.is_empty() { None } else { Some(Gathered { from, versions: versions()?, rows }) })
}

fn may_overlap(ours: Option<&Bounds>, theirs: Option<&Bounds>) -> bool {
    match (ours, theirs) {
        (Some((least, greatest)), Some((held_least, held_greatest))) => least <= held_greatest && held_least <= greatest,
        _ => true,
    }
}
