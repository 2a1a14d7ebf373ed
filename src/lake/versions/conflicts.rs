//! Rows of one id that stand more than once: in a delivery, or in it and in the lake. They are
//! found by the sorted hashes of their ids; only those few rows are then compared, by their ids and
//! versions. Where a delivery reads objects again, the rows that these objects do not bring any
//! more are found here too.

use std::collections::{BTreeMap, HashSet};

use arrow::array::{Array, AsArray, RecordBatch, UInt32Array};
use arrow::compute::{concat_batches, take_record_batch};
use arrow::datatypes::Date32Type;

use super::export_rows::ExportRows;
use super::intake::Delivery;
use super::ranking::{ComparedRows, Versions};
use super::retold::{Gone, Law};
use super::rows::{flagged, id_hashes, month_of, taken};
use super::spool::{MonthRows, RowMonth, Spool};
use super::winner::{Entry, Role, Ruling, decide};
use crate::lake::cells::arrow_schema;
use crate::lake::delta::{FileBounds, Loaded};
use crate::lake::side_by_side::{Threads, side_by_side};
use crate::lake::tables::{CONTRADICTS, Table};
use crate::lake::{DataFile, Lake, LakeError, parquet};

/// So many conflicts are decided at a time; fewer where many objects may have a row in each.
const CONFLICTS_A_ROUND: usize = if cfg!(test) { 3 } else { 250_000 };
const CONTESTED_A_ROUND: usize = if cfg!(test) { 2 } else { 50_000 };

/// Up to so many ids, asking a file's filter for each is cheaper than reading its column of ids.
const FILTER_IDS: usize = 20_000;

/// What tells of rows.
pub(in crate::lake) struct Contender<'a> {
    pub source: RowSource<'a>,
    /// Rows that do not stay where they are, sorted in the end.
    pub lost: Vec<u32>,
}

pub(in crate::lake) enum RowSource<'a> {
    Spooled(RowMonth, &'a MonthRows),
    /// With the sorted hashes of those that others may tell of too.
    Held(&'a DataFile, Vec<u64>),
    Outranked(&'a DataFile, Vec<u64>),
}

impl RowSource<'_> {
    fn role(&self) -> Role {
        match self {
            Self::Spooled(..) => Role::Delivered,
            Self::Held(..) => Role::Held,
            Self::Outranked(..) => Role::Outranked,
        }
    }
}

/// What came of a delivery's clashes.
pub(in crate::lake) struct Resolved<'a> {
    pub contenders: Vec<Contender<'a>>,
    /// Rows that had been outranked and win now, with the month that they lie in.
    pub uncovered: Vec<(String, RecordBatch)>,
    /// Rows that are outranked now, and were not.
    pub outranked: Vec<RecordBatch>,
    pub counts: ConflictCounts,
}

#[derive(Debug, Default)]
pub(in crate::lake) struct ConflictCounts {
    /// Held rows that give way to told ones.
    pub replacing: i64,
    /// Held rows that are taken back and that no other object tells.
    pub withdrawn: i64,
    /// Things of which two objects say different things, and nothing tells which one is right.
    pub contradicted: i64,
    /// By object: rows that it does not tell any more, and that stay.
    pub kept: BTreeMap<String, i64>,
}

/// What is known of conflicts while files are looked into.
struct ConflictSearch<'a> {
    contenders: Vec<Contender<'a>>,
    /// Hashes of ids that more than one row may bear.
    conflicts: Vec<u64>,
    /// Rows of the table that their objects take back: the hash of the id, which contender's, which
    /// of its rows.
    withdrawn: Vec<(u64, usize, u32)>,
    counts: ConflictCounts,
    /// Whether rows that had been outranked take part.
    is_contested: bool,
}

impl<'a> ConflictSearch<'a> {
    /// Of what is told now; `hashes` are those of its ids, sorted.
    fn of(spool: &'a Spool, hashes: &[u64]) -> Self {
        let spooled = |(month, rows): (&RowMonth, &'a MonthRows)| Contender {
            source: RowSource::Spooled(*month, rows),
            lost: Vec::new(),
        };
        let twice = hashes.windows(2).filter(|pair| pair[0] == pair[1]);
        Self {
            contenders: spool.months.iter().map(spooled).collect(),
            conflicts: twice.map(|pair| pair[0]).collect(),
            withdrawn: Vec::new(),
            counts: ConflictCounts::default(),
            is_contested: false,
        }
    }

    /// Takes in what a file of the table has in common with what is told.
    fn see_held(&mut self, file: &'a DataFile, found: FileMatches) {
        let from = self.contenders.len();
        self.conflicts.extend(&found.shared);
        let taken = found.taken.iter().map(|&(hash, row)| (hash, from, row));
        self.withdrawn.extend(taken);
        for (object, rows) in found.kept {
            *self.counts.kept.entry(object).or_default() += rows;
        }
        self.contenders.push(Contender {
            source: RowSource::Held(file, found.shared),
            lost: Vec::new(),
        });
    }

    /// The same of a file of rows that had been outranked.
    fn see_outranked(&mut self, file: &'a DataFile, found: FileMatches) {
        self.is_contested |= !found.shared.is_empty();
        self.conflicts.extend(&found.shared);
        self.contenders.push(Contender {
            source: RowSource::Outranked(file, found.shared),
            lost: found.taken.into_iter().map(|(_, row)| row).collect(),
        });
    }

    /// What is taken back and nobody else tells goes; where somebody may, that is a conflict.
    fn take_back(&mut self) {
        self.conflicts.sort_unstable();
        self.conflicts.dedup();
        for (hash, from, row) in std::mem::take(&mut self.withdrawn) {
            let contender = &mut self.contenders[from];
            if self.conflicts.binary_search(&hash).is_err() {
                contender.lost.push(row);
                self.counts.withdrawn += 1;
            } else if let RowSource::Held(_, shared) = &mut contender.source {
                shared.push(hash);
            }
        }
    }
}

/// What a look into a file found.
#[derive(Default)]
struct FileMatches {
    /// Hashes that it has in common with those asked for, sorted.
    shared: Vec<u64>,
    /// Rows that their objects take back, with the hashes of their ids.
    taken: Vec<(u64, u32)>,
    kept: BTreeMap<String, i64>,
}

/// Sorted hashes, and the ids themselves where these are few.
struct WantedIds<'w> {
    hashes: &'w [u64],
    few: Option<&'w [&'w str]>,
    bounds: Option<&'w (String, String)>,
}

impl Lake {
    /// Who tells of rows, each with those that it loses, and what else follows. `outranked` is
    /// asked for the files of rows that were outranked, where they matter: never for a delivery
    /// that only adds.
    pub(in crate::lake) fn resolved<'a>(
        &self,
        delivery: &'a Delivery,
        held: &[&'a DataFile],
        loaded: &Loaded,
        outranked: Option<&'a Loaded>,
    ) -> Result<Resolved<'a>, LakeError> {
        let spool = &delivery.spool;
        let law = Law::of(&delivery.ranking, &delivery.retold, |object| {
            spool.days.get(object).copied()
        });
        let ours = spool.sorted_hashes();
        let mut search = ConflictSearch::of(spool, &ours);
        let files = outranked.map(|outranked| &outranked.snapshot.files);
        let theirs: Vec<&DataFile> = files
            .into_iter()
            .flatten()
            .filter(|file| is_of(file, delivery))
            .collect();
        let anew = if delivery.retold.anew {
            self.all_hashes(delivery.table, &theirs)?
        } else {
            Vec::new()
        };
        let few = spool
            .few_ids(delivery.table, FILTER_IDS)
            .filter(|_| anew.is_empty());
        let hashes = united(ours, &anew);
        let wanted = WantedIds {
            hashes: &hashes,
            few: few.as_deref(),
            bounds: spool.bounds.as_ref().filter(|_| anew.is_empty()),
        };
        let looks = side_by_side(held.to_vec(), Threads::Cores, |file| {
            let bounds = loaded.bounds.get(&file.path);
            let month = Some(month_of(file));
            self.look(delivery.table, file, month, bounds, &wanted, &law)
        })?;
        for (&file, found) in held.iter().zip(looks) {
            search.see_held(file, found);
        }
        if let Some(outranked) = outranked.filter(|_| !delivery.retold.is_empty()) {
            let mut hashes = self.retold_hashes(delivery);
            hashes.extend(&anew);
            hashes.extend(search.withdrawn.iter().map(|(hash, ..)| hash));
            hashes.sort_unstable();
            let wanted = WantedIds {
                hashes: &hashes,
                few: None,
                bounds: None,
            };
            let looks = side_by_side(theirs.clone(), Threads::Cores, |file| {
                let bounds = outranked.bounds.get(&file.path);
                let table = outranked.snapshot.table;
                self.look(table, file, None, bounds, &wanted, &law)
            })?;
            for (file, found) in theirs.into_iter().zip(looks) {
                search.see_outranked(file, found);
            }
        }
        // Of every row told, eight bytes: what follows needs the room.
        drop((hashes, anew));
        self.decided(search, delivery, &law)
    }

    /// Decides each conflict that was found, so many at a time.
    fn decided<'a>(
        &self,
        mut search: ConflictSearch<'a>,
        delivery: &'a Delivery,
        law: &Law<'_>,
    ) -> Result<Resolved<'a>, LakeError> {
        search.take_back();
        let at_once = if search.is_contested {
            CONTESTED_A_ROUND
        } else {
            CONFLICTS_A_ROUND
        };
        let mut resolved = Resolved {
            contenders: search.contenders,
            uncovered: Vec::new(),
            outranked: Vec::new(),
            counts: search.counts,
        };
        for conflicts in search.conflicts.chunks(at_once) {
            self.resolve_round(&mut resolved, conflicts, delivery, law)?;
        }
        for contender in &mut resolved.contenders {
            contender.lost.sort_unstable();
        }
        Ok(resolved)
    }

    /// Of all ids in some files, sorted.
    fn all_hashes(
        &self,
        table: &'static Table,
        files: &[&DataFile],
    ) -> Result<Vec<u64>, LakeError> {
        let of = |file: &DataFile| {
            let batches = parquet::read(self.source(file)?, table.id())?;
            Ok::<_, LakeError>(
                batches
                    .iter()
                    .flat_map(|batch| id_hashes(table, batch))
                    .collect::<Vec<_>>(),
            )
        };
        let mut all = side_by_side(files.to_vec(), Threads::Cores, of)?.concat();
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    /// Of rows that objects tell again: what was outranked of these may be told anew.
    fn retold_hashes(&self, delivery: &Delivery) -> Vec<u64> {
        let mut hashes = Vec::new();
        for month_rows in delivery.spool.months.values() {
            let mut first = 0;
            for (object, count) in &month_rows.batches {
                if delivery.retold.is_known(object) {
                    hashes.extend(&month_rows.hashes[first..first + count]);
                }
                first += count;
            }
        }
        hashes
    }

    /// Looks into a file of the lake for rows that are told too, and for rows that their objects do
    /// not tell any more.
    fn look(
        &self,
        table: &'static Table,
        file: &DataFile,
        month: Option<&str>,
        bounds: Option<&FileBounds>,
        wanted: &WantedIds<'_>,
        law: &Law<'_>,
    ) -> Result<FileMatches, LakeError> {
        let may_miss = law.may_miss(month, bounds);
        if !may_miss && !self.may_share(table, file, bounds, wanted)? {
            return Ok(FileMatches::default());
        }
        let id = table
            .id()
            .expect("only tables whose rows have an id are told");
        let columns: &[&str] = if may_miss {
            &[id, "object", "reading", "earned_day"]
        } else {
            &[id]
        };
        let batches = parquet::read_columns(self.source(file)?, columns)?;
        let mut rows: Vec<(u64, u32)> = Vec::with_capacity(file.rows as usize);
        for batch in &batches {
            let first = rows.len() as u32;
            rows.extend(id_hashes(table, batch).zip(first..));
        }
        rows.sort_unstable();
        let (mut found, mut rest, mut missing) =
            (FileMatches::default(), wanted.hashes, Vec::new());
        for (hash, row) in rows {
            rest = &rest[rest.partition_point(|wanted| *wanted < hash)..];
            if rest.first() == Some(&hash) {
                if found.shared.last() != Some(&hash) {
                    found.shared.push(hash);
                }
            } else if may_miss {
                missing.push((row, hash));
            }
        }
        missing.sort_unstable();
        found.miss(&batches, &missing, law);
        Ok(found)
    }

    /// Whether a file may hold any of these; `true` is a guess, `false` is not.
    fn may_share(
        &self,
        table: &'static Table,
        file: &DataFile,
        bounds: Option<&FileBounds>,
        wanted: &WantedIds<'_>,
    ) -> Result<bool, LakeError> {
        let held = bounds.and_then(|bounds| bounds.id.as_ref());
        if wanted.hashes.is_empty() {
            return Ok(false);
        }
        if let (Some((least, greatest)), Some((held_least, held_greatest))) = (wanted.bounds, held)
            && (least > held_greatest || held_least > greatest)
        {
            return Ok(false);
        }
        let Some(few) = wanted.few else {
            return Ok(true);
        };
        let few = match held {
            Some((least, greatest)) => {
                let (from, to) = (
                    few.partition_point(|id| *id < least.as_str()),
                    few.partition_point(|id| *id <= greatest.as_str()),
                );
                &few[from..to.max(from)]
            }
            None => few,
        };
        if few.is_empty() {
            Ok(false)
        } else {
            parquet::may_hold(self.source(file)?, table.id(), few.iter().copied())
        }
    }

    /// Compares what is told of these rows.
    fn resolve_round(
        &self,
        resolved: &mut Resolved<'_>,
        conflicts: &[u64],
        delivery: &Delivery,
        law: &Law<'_>,
    ) -> Result<(), LakeError> {
        let wanted: HashSet<u64> = conflicts.iter().copied().collect();
        let (Some(&least), Some(&greatest)) = (conflicts.first(), conflicts.last()) else {
            return Ok(());
        };
        let is_wanted = |hash: u64| (least..=greatest).contains(&hash) && wanted.contains(&hash);
        let all: Vec<_> = resolved.contenders.iter().enumerate().collect();
        let gathered = side_by_side(all, Threads::Cores, |(from, contender)| {
            match &contender.source {
                RowSource::Spooled(_, month_rows) => {
                    gather_spooled(from, month_rows, is_wanted, delivery)
                }
                RowSource::Held(file, hashes) | RowSource::Outranked(file, hashes)
                    if hashes.iter().any(|hash| is_wanted(*hash)) =>
                {
                    self.gather(
                        delivery.table,
                        from,
                        file,
                        contender.source.role(),
                        is_wanted,
                    )
                }
                RowSource::Held(..) | RowSource::Outranked(..) => Ok(None),
            }
        })?;
        let gathered: Vec<ComparedRows> = gathered.into_iter().flatten().collect();
        resolved.decide_each(&gathered, delivery.table, law)
    }

    fn gather(
        &self,
        table: &'static Table,
        from: usize,
        file: &DataFile,
        role: Role,
        is_wanted: impl Fn(u64) -> bool,
    ) -> Result<Option<ComparedRows>, LakeError> {
        let mut rows = Vec::new();
        let mut first = 0;
        for batch in parquet::read(self.source(file)?, table.id())? {
            rows.extend(
                (first..)
                    .zip(id_hashes(table, &batch))
                    .filter(|(_, hash)| is_wanted(*hash))
                    .map(|(row, _)| row),
            );
            first += batch.num_rows() as u32;
        }
        let mut batch = parquet::rows(self.source(file)?, &rows, None)?;
        let mut contradicts = vec![false; rows.len()];
        if role == Role::Outranked {
            let at = batch.schema().index_of(CONTRADICTS)?;
            let flags = batch.remove_column(at);
            contradicts = flags
                .as_boolean()
                .iter()
                .map(|flag| flag == Some(true))
                .collect();
        }
        let versions = Versions::of(table, &batch)?;
        Ok(Some(ComparedRows {
            from,
            rows,
            versions,
            contradicts,
        }))
    }
}

impl FileMatches {
    /// Takes rows in that are told by nobody now, in their order.
    fn miss(&mut self, batches: &[RecordBatch], missing: &[(u32, u64)], law: &Law<'_>) {
        let (mut first, mut rest) = (0u32, missing);
        for batch in batches {
            let next = first + batch.num_rows() as u32;
            let (here, later) = rest.split_at(rest.partition_point(|(row, _)| *row < next));
            rest = later;
            if !here.is_empty() {
                let text = |name: &str| {
                    batch
                        .column_by_name(name)
                        .expect("it was asked for")
                        .as_string::<i32>()
                };
                let (objects, readings) = (text("object"), text("reading"));
                let days = batch
                    .column_by_name("earned_day")
                    .expect("it was asked for")
                    .as_primitive::<Date32Type>();
                for &(row, hash) in here {
                    let at = (row - first) as usize;
                    let day = (!days.is_null(at)).then(|| days.value(at));
                    match law.of_missing(objects.value(at), readings.value(at), day) {
                        Gone::Stays => {}
                        Gone::TakenBack => self.taken.push((hash, row)),
                        Gone::Counted => {
                            *self
                                .kept
                                .entry(law.retold().origin(objects.value(at)).to_owned())
                                .or_default() += 1
                        }
                    }
                }
            }
            first = next;
        }
    }
}

impl Resolved<'_> {
    /// Decides each contest among these rows.
    fn decide_each(
        &mut self,
        gathered: &[ComparedRows],
        table: &'static Table,
        law: &Law<'_>,
    ) -> Result<(), LakeError> {
        let rows =
            |(at, some): (usize, &ComparedRows)| (0..some.versions.len()).map(move |row| (at, row));
        let mut spots: Vec<(usize, usize)> = gathered.iter().enumerate().flat_map(rows).collect();
        let id = |&(at, row): &(usize, usize)| gathered[at].versions.ids.value(row);
        spots.sort_by(|a, b| id(a).cmp(id(b)).then_with(|| a.cmp(b)));
        let (mut uncovered, mut outranked, mut flags) = (
            BTreeMap::<String, Vec<(usize, usize)>>::new(),
            Vec::new(),
            Vec::new(),
        );
        for alike in spots.chunk_by(|a, b| id(a) == id(b)) {
            let entry = |&(at, row): &(usize, usize)| {
                let ComparedRows {
                    from,
                    versions,
                    contradicts,
                    ..
                } = &gathered[at];
                Entry {
                    role: self.contenders[*from].source.role(),
                    versions,
                    row,
                    contradicts: contradicts[row],
                }
            };
            let entries: Vec<Entry<'_>> = alike.iter().map(entry).collect();
            let decision = decide(&entries, law);
            self.counts.count(&decision, &entries, law);
            let mut loses = |place: usize| {
                let (at, row) = alike[place];
                self.contenders[gathered[at].from]
                    .lost
                    .push(gathered[at].rows[row]);
            };
            decision.gone.iter().copied().for_each(&mut loses);
            let was_outranked = |place: usize| entries[place].role == Role::Outranked;
            if let Some(winner) = decision.winner.filter(|winner| was_outranked(*winner)) {
                loses(winner);
                let month = entries[winner].versions.months.value(entries[winner].row);
                let spots = uncovered.entry(month.to_owned()).or_default();
                spots.push(alike[winner]);
            }
            for &(place, contradicts) in &decision.outranked {
                if !was_outranked(place) || entries[place].contradicts != contradicts {
                    loses(place);
                    outranked.push(alike[place]);
                    flags.push(contradicts);
                }
            }
        }
        let sources: Vec<&RecordBatch> = gathered.iter().map(|some| &some.versions.batch).collect();
        if !outranked.is_empty() {
            let rows = taken(table, &sources, &outranked)?;
            self.outranked.push(flagged(table, &rows, flags)?);
        }
        let uncovered = uncovered.into_iter();
        let uncovered =
            uncovered.map(|(month, spots)| Ok((month, taken(table, &sources, &spots)?)));
        let uncovered: Vec<_> = uncovered.collect::<Result<_, LakeError>>()?;
        self.uncovered.extend(uncovered);
        Ok(())
    }
}

impl ConflictCounts {
    fn count(&mut self, decision: &Ruling, entries: &[Entry<'_>], law: &Law<'_>) {
        let held = entries.iter().any(|entry| entry.role == Role::Held);
        match decision.winner {
            Some(winner) if entries[winner].role == Role::Delivered && held => self.replacing += 1,
            None if held => self.withdrawn += 1,
            _ => {}
        }
        self.contradicted += i64::from(
            decision
                .outranked
                .iter()
                .any(|(_, contradicts)| *contradicts),
        );
        if let Some(at) = decision.counted {
            let origin = law
                .retold()
                .origin(entries[at].versions.object(entries[at].row));
            *self.kept.entry(origin.to_owned()).or_default() += 1;
        }
    }
}

fn gather_spooled(
    from: usize,
    month_rows: &MonthRows,
    is_wanted: impl Fn(u64) -> bool,
    delivery: &Delivery,
) -> Result<Option<ComparedRows>, LakeError> {
    let rows: Vec<u32> = (0..)
        .zip(&month_rows.hashes)
        .filter(|(_, hash)| is_wanted(**hash))
        .map(|(row, _)| row)
        .collect();
    let (mut reader, mut left) = (month_rows.reader()?, &rows[..]);
    let (mut first, mut some) = (0, Vec::new());
    for (number, (object, count)) in month_rows.batches.iter().enumerate() {
        let next = first + *count as u32;
        let (of_batch, others) = left.split_at(left.partition_point(|&row| row < next));
        left = others;
        if !of_batch.is_empty() {
            let places: UInt32Array = of_batch.iter().map(|row| row - first).collect();
            let rows = take_record_batch(&reader.batch(number)?, &places)?;
            some.push(
                ExportRows {
                    table: delivery.table,
                    object: object.clone(),
                    rows,
                }
                .with_all_columns(&delivery.satellite, &delivery.ranking.reading)?,
            );
        }
        first = next;
    }
    if rows.is_empty() {
        return Ok(None);
    }
    let versions = Versions::of(
        delivery.table,
        &concat_batches(&arrow_schema(delivery.table), &some)?,
    )?;
    Ok(Some(ComparedRows {
        from,
        contradicts: vec![false; rows.len()],
        rows,
        versions,
    }))
}

/// Both, sorted; without a copy where one of them is all.
fn united(mut ours: Vec<u64>, others: &[u64]) -> Vec<u64> {
    if !others.is_empty() {
        ours.extend(others);
        ours.sort_unstable();
    }
    ours
}

fn is_of(file: &DataFile, delivery: &Delivery) -> bool {
    file.partition
        .get("satellite_id")
        .is_some_and(|id| id == delivery.satellite.as_str())
}
