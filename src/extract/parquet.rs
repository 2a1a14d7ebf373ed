//! Parquet exports: columns with types of their own become sessions and rejects. A value is told as the text that an
//! export in words would have for it, and means the same; a column that knows by itself when something was needs no
//! format. The file is checked and fetched by the lake's room, a row group at a time.

mod cells;
mod named;

use std::collections::{BTreeMap, BTreeSet};

use arrow::datatypes::DataType;
use serde_json::{Map, Value};

use self::cells::{Cells, can_be_told, is_instant};
use super::csv::{Keep, Reached};
use super::error::ExtractError;
use super::notes::Notes;
use super::reading::{Canonical, Columns, Parquet};
use super::rejects::{Fault, Rejects, shown};
use super::sessions::{Dialect, Sessions, Source, Telling};
use super::unpack::Damaged;
use crate::lake::parquet::foreign::{Foreign, Unread};
use crate::lake::store::{Object, Store};

pub use self::named::{Taker, named};

/// Names of columns that nobody asked for: as many as are listed.
const STRANGERS: usize = 200;

/// Reads an export from beginning to end, in bounded memory; hands each batch of sessions to `keep` as it fills.
pub fn sessions(store: &Store, object: &Object, own: &Parquet, source: Source<'_>, keep: &mut Keep<'_>) -> Result<Reached, ExtractError> {
    let file = Foreign::open(store, object).map_err(|error| unread(object, error))?;
    let canonical = Columns::canonical();
    let asked = own.columns.as_ref().unwrap_or(&canonical);
    let bound = Bound::of(&file, asked, own);
    let mut rejects = Rejects::new(&source.satellite.id, source.object);
    let mut notes = Notes { ignored: bound.ignored(&file), ..Notes::default() };
    if own.columns.is_some() {
        notes.absent.clone_from(&bound.absent);
    }
    let mut kept = 0;
    if let Some(fault) = &bound.fault {
        // Whoever broke the layout of an export that happens to hold no rows should learn it today.
        if file.rows == 0 { rejects.refuse(0, fault.clone(), b"") } else { rejects.refuse_all(file.rows, fault) }
    } else {
        let columns = bound.columns(&file, asked);
        let columns = own.columns.is_some().then_some(&columns);
        let mut sessions = Sessions::new(source, Dialect::default(), columns, bound.names.clone());
        let mut row = 0;
        for batch in file.batches(&bound.leaves) {
            let batch = batch.map_err(|error| unread(object, error))?;
            let cells: Vec<Option<Cells>> = bound.leaves.iter().map(|&leaf| Cells::of(&batch, &file.leaves[leaf])).collect();
            for at in 0..batch.num_rows() {
                row += 1;
                let dropped = notes.dropped;
                match bound.push(row, at, &cells, own, &mut sessions, &mut notes) {
                    Ok(()) => kept += i64::from(notes.dropped == dropped),
                    Err(fault) => rejects.refuse(row, fault, bound.shown(at, &cells).as_bytes()),
                }
                if sessions.is_full() {
                    sessions.take().map_or(Ok(()), &mut *keep)?;
                }
            }
        }
        sessions.take().map_or(Ok(()), keep)?;
    }
    let rejected = rejects.count();
    if kept + rejected + notes.dropped == 0 {
        notes.empty.insert(source.object.to_owned());
    }
    Ok(Reached { read: kept + rejected, rejected, rejects: rejects.finish(), names: Vec::new(), notes })
}

/// Why a file could not be read.
fn unread(object: &Object, unread: Unread) -> ExtractError {
    match unread {
        Unread::Store(error) => ExtractError::store(error),
        Unread::Damaged { code, message } => {
            ExtractError::Read { object: object.path.clone(), source: Damaged(Fault::new("", code, message)).into() }
        }
    }
}

/// Which columns of a file tell what.
struct Bound {
    /// Those that are read, in the file's order.
    leaves: Vec<usize>,
    /// By their places in `leaves`.
    told: Vec<(Canonical, usize)>,
    /// Of the conditions, in their order.
    sieve: Vec<usize>,
    /// Their names, for messages; the canonical name where the file has none.
    names: Vec<String>,
    absent: BTreeSet<String>,
    /// Why no row of this file can be read.
    fault: Option<Fault>,
}

impl Bound {
    fn of(file: &Foreign, asked: &Columns, own: &Parquet) -> Self {
        let mut found = BTreeMap::<String, Vec<usize>>::new();
        for (at, leaf) in file.leaves.iter().enumerate() {
            found.entry(leaf.path.join(".").to_lowercase()).or_default().push(at);
        }
        let mut fault = None;
        let mut find = |theirs: &str| {
            let places = found.get(&theirs.to_lowercase()).map_or(&[][..], Vec::as_slice);
            if places.len() > 1 {
                let message = format!("the file names `{theirs}` {} times: only one column can be meant", places.len());
                fault.get_or_insert(Fault::new(theirs, "duplicate_column", message));
            }
            let Some(&place) = places.first() else {
                let within = format!("{}.", theirs.to_lowercase());
                if let Some((path, _)) = found.range(within.clone()..).next().filter(|(path, _)| path.starts_with(&within)) {
                    let message = format!("`{theirs}` is no value: name what it holds, such as {path}");
                    fault.get_or_insert(Fault::new(theirs, "not_a_value", message));
                }
                return None;
            };
            let kind = kind(file, place);
            if !kind.as_ref().is_some_and(|kind| can_be_told(kind, &file.leaves[place])) {
                let kind = kind.map_or("nothing that is read".to_owned(), |kind| kind.to_string());
                let message = format!("the column `{theirs}` holds {}, and a text, a number or a time is meant", shown(&kind));
                fault.get_or_insert(Fault::new(theirs, "not_a_value", message));
            }
            Some(place)
        };
        let mut names: Vec<String> = Canonical::ALL.iter().map(|told| told.to_string()).collect();
        let (mut told, mut absent, mut constants) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        for (&canonical, column) in &asked.0 {
            if column.constant.is_some() {
                constants.insert(canonical);
                continue;
            }
            let theirs = column.header.trim();
            theirs.clone_into(&mut names[canonical as usize]);
            match find(theirs) {
                Some(leaf) => told.push((canonical, leaf)),
                None => {
                    absent.insert(theirs.to_owned());
                }
            }
        }
        let sieve: Vec<Option<usize>> = own.sieve.columns().map(|theirs| find(theirs.trim())).collect();
        let strange = own.sieve.columns().zip(&sieve).find(|(_, leaf)| leaf.is_none()).map(|(theirs, _)| theirs.trim().to_owned());
        let has = |canonical: Canonical| constants.contains(&canonical) || told.iter().any(|(told, _)| *told == canonical);
        let name = |canonical: Canonical| names[canonical as usize].clone();
        let mut missing: Vec<String> = Canonical::REQUIRED.iter().filter(|told| !has(**told)).map(|&told| name(told)).collect();
        if !has(Canonical::Started) && !has(Canonical::Ended) {
            missing.push(format!("{} or {}", name(Canonical::Started), name(Canonical::Ended)));
        }
        missing.extend(strange);
        if let Some(first) = missing.first() {
            let there = file.leaves.iter().map(|leaf| leaf.path.join(".")).collect::<Vec<_>>().join(", ");
            let message = format!(
                "the file has no column {}; it has: {}. Name theirs in [satellite.columns], or mend the export",
                missing.join(", "),
                shown(&there)
            );
            fault = Some(Fault::new(first, "missing_column", message));
        }
        let leaves: BTreeSet<usize> = told.iter().map(|&(_, leaf)| leaf).chain(sieve.iter().flatten().copied()).collect();
        let leaves: Vec<usize> = leaves.into_iter().collect();
        let place = |leaf: usize| leaves.binary_search(&leaf).unwrap_or_default();
        let told = told.into_iter().map(|(canonical, leaf)| (canonical, place(leaf))).collect();
        let sieve = sieve.into_iter().flatten().map(place).collect();
        Self { leaves, told, sieve, names, absent, fault }
    }

    fn ignored(&self, file: &Foreign) -> BTreeSet<String> {
        let others = (0..file.leaves.len()).filter(|at| self.leaves.binary_search(at).is_err());
        others.take(STRANGERS).map(|at| file.leaves[at].path.join(".")).collect()
    }

    /// What is asked for, as this file tells it: a column that knows when something was has no form and no unit.
    fn columns(&self, file: &Foreign, asked: &Columns) -> Columns {
        let mut columns = asked.clone();
        for &(canonical, at) in &self.told {
            if canonical.is_time()
                && kind(file, self.leaves[at]).is_some_and(|kind| is_instant(&kind))
                && let Some(column) = columns.0.get_mut(&canonical)
            {
                (column.format, column.unit) = (None, None);
            }
        }
        columns
    }

    fn push(
        &self,
        row: i64,
        at: usize,
        cells: &[Option<Cells>],
        own: &Parquet,
        sessions: &mut Sessions<'_>,
        notes: &mut Notes,
    ) -> Result<(), Fault> {
        let text = |place: usize, name: &str| cells[place].as_ref().map_or(Ok(None), |cells| cells.text(at, name));
        if !own.sieve.is_empty() {
            let texts = self.sieve.iter().zip(own.sieve.columns()).map(|(&place, name)| text(place, name));
            if !own.sieve.keeps(texts.collect::<Result<Vec<_>, _>>()?.into_iter()) {
                notes.dropped += 1;
                return Ok(());
            }
        }
        let mut telling: Telling<'_> = [None; Canonical::ALL.len()];
        for &(canonical, place) in &self.told {
            telling[canonical as usize] = text(place, &self.names[canonical as usize])?;
        }
        sessions.push(row, &telling, notes)
    }

    /// The row as a reject shows it: what was read of it.
    fn shown(&self, at: usize, cells: &[Option<Cells>]) -> String {
        let mut members = Map::new();
        for &(canonical, place) in &self.told {
            let name = &self.names[canonical as usize];
            let text = cells[place].as_ref().and_then(|cells| cells.text(at, name).ok().flatten());
            members.insert(name.clone(), text.map_or(Value::Null, |text| Value::from(shown(text))));
        }
        Value::Object(members).to_string()
    }
}

/// What a column holds; None: it lies within something that has no columns.
fn kind(file: &Foreign, leaf: usize) -> Option<DataType> {
    let (first, rest) = file.leaves[leaf].path.split_first()?;
    let schema = file.schema();
    let mut kind = schema.field_with_name(first).ok()?.data_type();
    for name in rest {
        let DataType::Struct(fields) = kind else { return None };
        kind = fields.find(name)?.1.data_type();
    }
    Some(kind.clone())
}
