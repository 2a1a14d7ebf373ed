//! A spooled delivery becomes part of the lake. What won among the rows that are told twice is known from
//! `clashes`; what is left of the delivery is written once, and of the lake's files only those are written again that
//! lose a row. The cost grows with the delivery and with the satellite's history, but never with their product.

use std::collections::HashSet;
use std::ops::Range;

use arrow::array::BooleanArray;
use arrow::compute::filter_record_batch;

use super::clashes::{Source, Teller};
use super::delta::{Change, Loaded, Staged};
use super::intake::Delivery;
use super::side_by_side::{Threads, side_by_side};
use super::spool::{Sheet, SheetMonth, Spool};
use super::tables::Table;
use super::told::Told;
use super::upsert::FILE_ROWS;
use super::versions::{NO_MONTH, Versions};
use super::{DataFile, Lake, LakeError, content_name, parquet};
use crate::model::receipt::Rows;

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
        let (tellers, replacing) = self.settled(delivery, spool, held, loaded)?;

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
        adds.extend(side_by_side(losing, Threads::Cores, |teller| self.without(delivery.table, teller))?.into_iter().flatten());
        let stays: Vec<_> = held.iter().copied().filter(|file| !gone.contains(file.path.as_str())).collect();
        self.merge_small(delivery.table, adds, &stays, change)?;
        let superseded = spool.rows() as i64 - staged_rows;
        Ok(Rows { new: staged_rows - replacing, replacing, superseded, ..Rows::default() })
    }

    /// Writes a portion without the rows that were lost; None: all were.
    fn stage_portion(&self, portion: &Portion<'_>, delivery: &Delivery) -> Result<Option<Staged>, LakeError> {
        let month = portion.month.map_or(NO_MONTH.to_owned(), |month| month.to_string());
        let mut reader = portion.sheet.reader()?;
        let mut lost = portion.lost.iter().map(|&row| row as usize).skip_while(|&row| row < portion.first).peekable();
        let (mut first, mut batches) = (portion.first, Vec::new());
        for number in portion.batches.clone() {
            let (object, count) = &portion.sheet.batches[number];
            let rows = portion.sheet.batch(&mut reader, number)?;
            let mut keep = vec![true; *count];
            while let Some(row) = lost.next_if(|&row| row < first + count) {
                keep[row - first] = false;
            }
            first += count;
            let rows = if keep.contains(&false) { filter_record_batch(&rows, &BooleanArray::from(keep))? } else { rows };
            if rows.num_rows() > 0 {
                batches.push(Told { table: delivery.table, object: object.clone(), rows }.said(
                    &delivery.satellite,
                    &month,
                    &delivery.reading,
                )?);
            }
        }
        if batches.is_empty() {
            return Ok(None);
        }
        self.stage_all(delivery.table, &[delivery.satellite.to_string(), month], content_name, &batches).map(Some)
    }

    /// A held file again, without the rows that it lost; None: it has no others.
    fn without(&self, table: &'static Table, teller: &Teller<'_>) -> Result<Option<Staged>, LakeError> {
        let Source::Held(file, _) = &teller.source else { return Ok(None) };
        let mut keep = vec![true; file.rows as usize];
        teller.lost.iter().for_each(|&row| keep[row as usize] = false);
        if !keep.contains(&true) {
            return Ok(None);
        }
        let (mut first, mut batches) = (0, Vec::new());
        for batch in parquet::read(self.source(file)?, None)? {
            let next = first + batch.num_rows();
            let batch = Versions::of(table, &batch)?.batch;
            batches.push(filter_record_batch(&batch, &BooleanArray::from(keep[first..next].to_vec()))?);
            first = next;
        }
        self.stage_all(table, &file.place(table), content_name, &batches).map(Some)
    }
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
