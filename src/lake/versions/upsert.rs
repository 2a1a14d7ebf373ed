//! What objects tell becomes part of the lake. A delivery finds the earlier versions of its rows
//! anywhere in its satellite's history, exactly, and only the files are written again that lose a
//! row: so a row that moves to another day, a late correction, a delete without a date and a row
//! that is taken back are all one mechanism.
//!
//! A file is left out by the least and greatest id that the log tells of it, then by the filter in
//! its footer; both can only say "surely not here". The answer comes from its column of ids. What
//! wins among several rows of one id is known from `conflicts`. Rows of other objects that do
//! not win are kept beside, and that is committed first: a row that is there and in the table too
//! is void there, so a crash in between changes nothing.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;

use super::conflicts::{Contender, Resolved, RowSource};
use super::export_rows::ExportRows;
use super::intake::Delivery;
use super::rows::{FILE_ROWS, NO_MONTH, fitted, satellite_of};
use super::spool::{MonthRows, RowMonth};
use crate::lake::cells::{shape, sorted};
use crate::lake::delta::{Change, Loaded, Staged};
use crate::lake::side_by_side::{Threads, side_by_side};
use crate::lake::tables::{ITEMS, SESSIONS, Table};
use crate::lake::{DataFile, Lake, LakeError, content_name, parquet};
use crate::model::SatelliteId;
use crate::model::receipt::Rows;

/// What became of a satellite's rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Became {
    /// New, replacing, superseded and withdrawn; `read` and `rejected` are the caller's to fill.
    pub rows: Rows,
    /// By object: rows that it told before, does not tell any more, and that stay.
    pub kept: BTreeMap<String, i64>,
    /// Rows that two objects tell differently, neither with a version.
    pub contradicted: i64,
}

impl std::ops::AddAssign for Became {
    fn add_assign(&mut self, other: Self) {
        self.rows += other.rows;
        self.contradicted += other.contradicted;
        other
            .kept
            .into_iter()
            .for_each(|(object, rows)| *self.kept.entry(object).or_default() += rows);
    }
}

/// Some batches of a sheet, as many as one file takes.
struct Portion<'a> {
    month: RowMonth,
    month_rows: &'a MonthRows,
    batches: Range<usize>,
    /// The number of its first row in the sheet.
    first: usize,
    lost: &'a [u32],
}

/// One satellite's part of a change: of the table, and of what is kept beside it.
struct Absorbed {
    became: Became,
    change: Change,
    beside: OutrankedChange,
}

#[derive(Default)]
struct OutrankedChange {
    adds: Vec<Staged>,
    removes: Vec<DataFile>,
}

impl Lake {
    /// Brings deliveries of sessions into the lake in one commit; where they bring nothing new,
    /// there is none. Of each satellite it says how many rows were new, replacing and superseded,
    /// which add up to the rows given.
    pub fn upsert_sessions(
        &self,
        deliveries: Vec<Delivery>,
    ) -> Result<BTreeMap<SatelliteId, Became>, LakeError> {
        self.upsert(&SESSIONS, deliveries)
    }

    /// The same of items.
    pub fn upsert_items(
        &self,
        deliveries: Vec<Delivery>,
    ) -> Result<BTreeMap<SatelliteId, Became>, LakeError> {
        self.upsert(&ITEMS, deliveries)
    }

    /// The same of any table whose rows objects bring.
    pub fn upsert(
        &self,
        table: &'static Table,
        deliveries: Vec<Delivery>,
    ) -> Result<BTreeMap<SatelliteId, Became>, LakeError> {
        if let Some(stray) = deliveries.iter().find(|delivery| delivery.table != table) {
            return Err(shape(
                table,
                format!("a delivery of {} is not of this table", stray.table.name),
            ));
        }
        let outranked = table
            .outranked()
            .ok_or_else(|| shape(table, "no object tells its rows".into()))?;
        let satellites: BTreeSet<&str> = deliveries
            .iter()
            .map(|delivery| delivery.satellite.as_str())
            .collect();
        if satellites.len() < deliveries.len() {
            return Err(shape(table, "a satellite is delivered in two parts".into()));
        }
        let theirs = |file: &DataFile| satellite_of(file).is_some_and(|id| satellites.contains(id));
        let reads_again = deliveries
            .iter()
            .any(|delivery| !delivery.retold.is_empty());
        let (_, rows) = self.transact(table, theirs, |loaded| {
            loop {
                let before = if reads_again {
                    Some(self.load(outranked)?)
                } else {
                    None
                };
                let parts = side_by_side(
                    deliveries.iter().collect(),
                    self.store.threads(),
                    |delivery| {
                        Ok::<_, LakeError>((
                            delivery,
                            self.absorb(delivery, loaded, before.as_ref())?,
                        ))
                    },
                )?;
                let (mut rows, mut change, mut besides) =
                    (BTreeMap::new(), Change::default(), BTreeMap::new());
                for (delivery, part) in parts {
                    rows.insert(delivery.satellite.clone(), part.became);
                    change.adds.extend(part.change.adds);
                    change.removes.extend(part.change.removes);
                    besides.insert(delivery.satellite.as_str(), part.beside);
                }
                // Whoever was faster there may have kept what matters here.
                if self.keep_beside(outranked, &besides, before.as_ref())? {
                    return Ok((change, rows));
                }
            }
        })?;
        Ok(rows)
    }

    /// One satellite's part of the change.
    fn absorb(
        &self,
        delivery: &Delivery,
        loaded: &Loaded,
        before: Option<&Loaded>,
    ) -> Result<Absorbed, LakeError> {
        let table = delivery.table;
        let is_theirs = |file: &&DataFile| satellite_of(file) == Some(delivery.satellite.as_str());
        let held: Vec<&DataFile> = loaded.snapshot.files.iter().filter(is_theirs).collect();
        let Resolved {
            contenders,
            uncovered,
            outranked,
            counts,
        } = self.resolved(delivery, &held, loaded, before)?;

        let portions = contenders.iter().flat_map(portions).collect();
        let mut adds: Vec<Staged> = side_by_side(portions, Threads::Cores, |portion| {
            self.stage_portion(&portion, delivery)
        })?
        .into_iter()
        .flatten()
        .collect();
        let staged_rows = adds.iter().map(|add| add.file.rows as i64).sum::<i64>();
        for (month, rows) in uncovered {
            adds.push(self.stage(
                table,
                &[delivery.satellite.to_string(), month],
                content_name,
                &rows,
            )?);
        }
        let (removes, shrunk, mut beside) = self.shrunk(table, &contenders)?;
        adds.extend(shrunk);
        self.stage_outranked(delivery, &outranked, &mut beside)?;
        let gone: HashSet<&str> = removes.iter().map(|file| file.path.as_str()).collect();
        let stays: Vec<_> = held
            .into_iter()
            .filter(|file| !gone.contains(file.path.as_str()))
            .collect();
        let mut change = Change {
            removes,
            ..Change::default()
        };
        self.merge_small(table, adds, &stays, &mut change)?;
        let (new, replacing) = (staged_rows - counts.replacing, counts.replacing);
        let superseded = delivery.spool.rows() as i64 - staged_rows;
        let rows = Rows {
            new,
            replacing,
            superseded,
            withdrawn: counts.withdrawn,
            ..Rows::default()
        };
        Ok(Absorbed {
            became: Became {
                rows,
                kept: counts.kept,
                contradicted: counts.contradicted,
            },
            change,
            beside,
        })
    }

    /// Stages rows that were outranked, to be kept beside their table.
    fn stage_outranked(
        &self,
        delivery: &Delivery,
        outranked: &[RecordBatch],
        beside: &mut OutrankedChange,
    ) -> Result<(), LakeError> {
        let Some(kept) = delivery.table.outranked() else {
            return Ok(());
        };
        let partition = [delivery.satellite.to_string()];
        for rows in outranked {
            let rows = sorted(kept, rows)?;
            let staged = self.stage(kept, &partition, content_name, &rows)?;
            beside.adds.push(staged);
        }
        Ok(())
    }

    /// Files that lose rows are written again without them: the table's files that go, what takes
    /// their places, and the same of what is kept beside the table.
    fn shrunk(
        &self,
        table: &'static Table,
        contenders: &[Contender<'_>],
    ) -> Result<(Vec<DataFile>, Vec<Staged>, OutrankedChange), LakeError> {
        let losing = contenders.iter().filter(|one| !one.lost.is_empty());
        let losing: Vec<_> = losing.collect();
        let written = side_by_side(losing.clone(), Threads::Cores, |contender| {
            self.without(table, contender)
        })?;
        let (mut removes, mut adds) = (Vec::new(), Vec::new());
        let mut beside = OutrankedChange::default();
        for (contender, staged) in losing.into_iter().zip(written) {
            match contender.source {
                RowSource::Spooled(..) => {}
                RowSource::Held(file, _) => {
                    removes.push(file.clone());
                    adds.extend(staged);
                }
                RowSource::Outranked(file, _) => {
                    beside.removes.push(file.clone());
                    beside.adds.extend(staged);
                }
            }
        }
        Ok((removes, adds, beside))
    }

    /// Commits what is kept beside a table. `false`: the files that were looked at are not those
    /// that are there now, so nothing was done, and what was made of them must be made again.
    fn keep_beside(
        &self,
        table: &'static Table,
        besides: &BTreeMap<&str, OutrankedChange>,
        before: Option<&Loaded>,
    ) -> Result<bool, LakeError> {
        if besides
            .values()
            .all(|beside| beside.adds.is_empty() && beside.removes.is_empty())
        {
            return Ok(true);
        }
        let theirs =
            |file: &&DataFile| satellite_of(file).is_some_and(|id| besides.contains_key(id));
        let seen: Option<Vec<&DataFile>> =
            before.map(|before| before.snapshot.files.iter().filter(theirs).collect());
        let (_, is_done) = self.transact(
            table,
            |file| theirs(&file),
            |loaded| {
                let now: Vec<&DataFile> = loaded.snapshot.files.iter().filter(theirs).collect();
                if seen.as_ref().is_some_and(|seen| *seen != now) {
                    return Ok((Change::default(), false));
                }
                let mut change = Change::default();
                for (satellite, OutrankedChange { adds, removes }) in besides {
                    let removed: BTreeSet<&str> =
                        removes.iter().map(|file| file.path.as_str()).collect();
                    let is_there = |add: &&Staged| {
                        !now.iter().any(|file| {
                            file.path == add.file.path && !removed.contains(file.path.as_str())
                        })
                    };
                    let adds: Vec<Staged> = adds.iter().filter(is_there).cloned().collect();
                    let stays = now.iter().copied().filter(|file| {
                        satellite_of(file) == Some(*satellite)
                            && !removed.contains(file.path.as_str())
                    });
                    change.removes.extend(removes.iter().cloned());
                    self.merge_small(table, adds, &stays.collect::<Vec<_>>(), &mut change)?;
                }
                Ok((change, true))
            },
        )?;
        Ok(is_done)
    }

    /// Writes a portion without the rows that were lost; None: all were.
    fn stage_portion(
        &self,
        portion: &Portion<'_>,
        delivery: &Delivery,
    ) -> Result<Option<Staged>, LakeError> {
        let month = portion
            .month
            .map_or(NO_MONTH.to_owned(), |month| month.to_string());
        let mut reader = portion.month_rows.reader()?;
        let mut lost = portion
            .lost
            .iter()
            .map(|&row| row as usize)
            .skip_while(|&row| row < portion.first)
            .peekable();
        let (mut first, mut parts) = (portion.first, Vec::new());
        for number in portion.batches.clone() {
            let (object, count) = &portion.month_rows.batches[number];
            let rows = reader.batch(number)?;
            let mut keep = vec![true; *count];
            while let Some(row) = lost.next_if(|&row| row < first + count) {
                keep[row - first] = false;
            }
            first += count;
            let rows = if keep.contains(&false) {
                filter_record_batch(&rows, &BooleanArray::from(keep))?
            } else {
                rows
            };
            if rows.num_rows() > 0 {
                parts.push(ExportRows {
                    table: delivery.table,
                    object: object.clone(),
                    rows,
                });
            }
        }
        if parts.is_empty() {
            return Ok(None);
        }
        let (satellite, reading) = (&delivery.satellite, &delivery.ranking.reading);
        let batches = match delivery.is_spooled() {
            true => parts
                .iter()
                .map(|rows| rows.with_shared_columns(satellite, &month, reading))
                .collect::<Result<Vec<_>, _>>()?,
            false => vec![ExportRows::merged(&parts, satellite, &month, reading)?],
        };
        drop(parts);
        self.stage_all(
            delivery.table,
            &[satellite.to_string(), month],
            content_name,
            &batches,
        )
        .map(Some)
    }

    /// A file of the lake again, without the rows that it lost; None: it has no others.
    fn without(
        &self,
        table: &'static Table,
        contender: &Contender<'_>,
    ) -> Result<Option<Staged>, LakeError> {
        let (table, file) = match &contender.source {
            RowSource::Spooled(..) => return Ok(None),
            RowSource::Held(file, _) => (table, file),
            RowSource::Outranked(file, _) => {
                (table.outranked().expect("it was asked for its files"), file)
            }
        };
        let mut keep = vec![true; file.rows as usize];
        contender
            .lost
            .iter()
            .for_each(|&row| keep[row as usize] = false);
        if !keep.contains(&true) {
            return Ok(None);
        }
        let (mut first, mut batches) = (0, Vec::new());
        for batch in parquet::read(self.source(file)?, None)? {
            let next = first + batch.num_rows();
            let batch = fitted(table, &batch)?;
            batches.push(filter_record_batch(
                &batch,
                &BooleanArray::from(keep[first..next].to_vec()),
            )?);
            first = next;
        }
        self.stage_all(table, &file.place(table), content_name, &batches)
            .map(Some)
    }
}

/// The files that a teller's rows make: none where they are a file already.
fn portions<'a>(contender: &'a Contender<'a>) -> Vec<Portion<'a>> {
    let RowSource::Spooled(month, month_rows) = contender.source else {
        return Vec::new();
    };
    let mut portions: Vec<Portion<'a>> = Vec::new();
    let (mut first, mut rows) = (0, FILE_ROWS);
    for (number, (_, count)) in month_rows.batches.iter().enumerate() {
        if rows + count > FILE_ROWS {
            portions.push(Portion {
                month,
                month_rows,
                batches: number..number,
                first,
                lost: &contender.lost,
            });
            rows = 0;
        }
        portions
            .last_mut()
            .expect("the first batch begins a portion")
            .batches
            .end = number + 1;
        (first, rows) = (first + count, rows + count);
    }
    portions
}
