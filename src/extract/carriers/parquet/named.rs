//! Columns of a Parquet file by names that somebody gave, for whoever makes something else of them
//! than sessions.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;
use serde_json::{Map, Value};

use super::cells::{Cells, can_be_told, is_instant, kind};
use super::unread;
use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::rejects::{Fault, Rejects, shown};
use crate::extract::taker::{Keep, Reached, Source};
use crate::extract::values::alike;
use crate::lake::parquet::foreign::Foreign;
use crate::lake::store::{Object, Store};

/// Takes rows, one after the other: of each what stands under the names.
pub trait Taker {
    /// Keeps a row, or says why it cannot be kept. What it is unsure of it notes, and also whether
    /// it dropped the row.
    fn push(&mut self, row: i64, texts: &[Option<&str>], notes: &mut Notes) -> Result<(), Fault>;
    fn is_full(&self) -> bool;
    /// The rows kept since the last batch, if any.
    fn take(&mut self) -> Option<RecordBatch>;
}

/// Reads an export from beginning to end, in bounded memory. `taker` is told which of the names are
/// there, and which of them know by themselves when something was.
pub fn named<T: Taker>(
    store: &Store,
    object: &Object,
    names: &[String],
    source: Source<'_>,
    taker: impl FnOnce(&[Option<usize>], &[bool]) -> T,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let file = Foreign::open(store, object).map_err(|error| unread(object, error))?;
    let (mut rejects, mut notes, mut kept) = (
        Rejects::new(&source.satellite.id, source.object),
        Notes::default(),
        0,
    );
    let found = names
        .iter()
        .map(|name| find(&file, name))
        .collect::<Result<Vec<_>, _>>();
    match found {
        // Whoever broke the layout of an export that happens to hold no rows should learn it today.
        Err(fault) if file.rows == 0 => rejects.refuse(0, fault, b""),
        Err(fault) => rejects.refuse_all(file.rows, &fault),
        Ok(found) => {
            let knows_when = |leaf: usize| kind(&file, leaf).is_some_and(|kind| is_instant(&kind));
            let instants: Vec<bool> = found
                .iter()
                .map(|leaf| leaf.is_some_and(knows_when))
                .collect();
            let mut taker = taker(&found, &instants);
            let mut leaves: Vec<usize> = found.iter().flatten().copied().collect();
            leaves.sort_unstable();
            leaves.dedup();
            let places: Vec<Option<usize>> = found
                .iter()
                .map(|leaf| leaf.and_then(|leaf| leaves.binary_search(&leaf).ok()))
                .collect();
            let mut row = 0;
            for batch in file.batches(&leaves) {
                let batch = batch.map_err(|error| unread(object, error))?;
                let cells: Vec<Option<Cells>> = leaves
                    .iter()
                    .map(|&leaf| Cells::of(&batch, &file.leaves[leaf]))
                    .collect();
                let text = |at: usize, place: Option<usize>, name: &str| match place
                    .and_then(|place| cells[place].as_ref())
                {
                    Some(cells) => cells.text(at, name),
                    None => Ok(None),
                };
                for at in 0..batch.num_rows() {
                    row += 1;
                    let texts: Result<Vec<_>, _> = places
                        .iter()
                        .zip(names)
                        .map(|(place, name)| text(at, *place, name))
                        .collect();
                    let dropped = notes.dropped;
                    match texts.and_then(|texts| taker.push(row, &texts, &mut notes)) {
                        Ok(()) => kept += i64::from(notes.dropped == dropped),
                        Err(fault) => {
                            let told = |(place, name): (&Option<usize>, &String)| {
                                let text = text(at, *place, name).ok().flatten();
                                (
                                    name.clone(),
                                    text.map_or(Value::Null, |text| Value::from(shown(text))),
                                )
                            };
                            let members: Map<String, Value> =
                                places.iter().zip(names).map(told).collect();
                            rejects.refuse(
                                row,
                                fault,
                                Value::Object(members).to_string().as_bytes(),
                            );
                        }
                    }
                    if taker.is_full() {
                        taker.take().map_or(Ok(()), &mut *keep)?;
                    }
                }
            }
            taker.take().map_or(Ok(()), keep)?;
        }
    }
    let rejected = rejects.count();
    if kept + rejected + notes.dropped == 0 {
        notes.empty.insert(source.object.to_owned());
    }
    Ok(Reached {
        read: kept + rejected,
        rejected,
        rejects: rejects.finish(),
        names: Vec::new(),
        notes,
    })
}

/// The column of a name, or why it cannot be meant; None: there is none.
fn find(file: &Foreign, theirs: &str) -> Result<Option<usize>, Fault> {
    let mut found = BTreeMap::<String, Vec<usize>>::new();
    for (at, leaf) in file.leaves.iter().enumerate() {
        found
            .entry(alike(&leaf.path.join(".")))
            .or_default()
            .push(at);
    }
    let Some(places) = found.get(&alike(theirs)) else {
        return Ok(None);
    };
    if places.len() > 1 {
        let message = format!(
            "the file names `{theirs}` {} times: only one column can be meant",
            places.len()
        );
        return Err(Fault::new(theirs, "duplicate_column", message));
    }
    let kind = kind(file, places[0]);
    if !kind
        .as_ref()
        .is_some_and(|kind| can_be_told(kind, &file.leaves[places[0]]))
    {
        let kind = kind.map_or("nothing that is read".to_owned(), |kind| kind.to_string());
        let message = format!(
            "the column `{theirs}` holds {}, and a text, a number or a time is meant",
            shown(&kind)
        );
        return Err(Fault::new(theirs, "not_a_value", message));
    }
    Ok(Some(places[0]))
}
