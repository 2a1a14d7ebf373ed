//! Rows of tables whose columns are known by their names, as [`Taker`]s take them.

use serde_json::{Map, Value};

use super::models::Attributes;
use super::table::{Feed, Table};
use crate::extract::carriers::csv::fields::Fields;
use crate::extract::carriers::csv::taker::Taker;
use crate::extract::carriers::parquet::cells::{Cells, called, can_be_told, kind};
use crate::extract::carriers::parquet::removed::Removed;
use crate::extract::carriers::parquet::unread;
use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::rejects::{Fault, Rejects, shown};
use crate::extract::taker::{Keep, Reached, Source};
use crate::lake::delta::foreign::Said;
use crate::lake::parquet::foreign::Foreign;
use crate::lake::store::{Object, Store};

/// The rows of a file, whose fields are what its columns are called; of these only those are
/// fetched that were asked for.
pub struct Rows<'f, 'k> {
    file: &'f Foreign,
    object: &'f Object,
    said: &'f Said,
    attributes: &'f Attributes,
    /// The attributes that are columns of the file, by the numbers of its leaves.
    leaves: Vec<Option<usize>>,
    source: Source<'f>,
    keep: &'f mut Keep<'k>,
}

impl Rows<'_, '_> {
    /// Reads a file of one of Dataverse's tables.
    pub fn read(
        store: &Store,
        object: &Object,
        table: Table,
        said: &Said,
        source: Source<'_>,
        keep: &mut Keep<'_>,
    ) -> Result<Reached, ExtractError> {
        let file = Foreign::open(store, object).map_err(|error| unread(object, error))?;
        let is_told = |leaf: usize| {
            kind(&file, leaf).is_some_and(|kind| can_be_told(&kind, &file.leaves[leaf]))
        };
        let told = (0..file.leaves.len())
            .filter(|&leaf| is_told(leaf))
            .map(|leaf| (called(&file.leaves[leaf], said), Some(leaf)));
        // What no file holds, and what an older file lacks, comes behind: of one name the first is
        // meant.
        let said_besides = said
            .partition
            .keys()
            .chain(said.columns.iter())
            .map(|name| (name.clone(), None));
        let (names, leaves): (Vec<String>, Vec<Option<usize>>) = told.chain(said_besides).unzip();
        let attributes = Attributes::new(names, b',');
        table.read(
            &attributes,
            None,
            source,
            Rows {
                file: &file,
                object,
                said,
                attributes: &attributes,
                leaves,
                source,
                keep,
            },
        )
    }
}

impl Feed for Rows<'_, '_> {
    fn feed<T: Taker>(self, mut taker: T) -> Result<Reached, ExtractError> {
        let unread = |error| unread(self.object, error);
        let asked: Vec<usize> = self
            .attributes
            .asked()
            .into_iter()
            .filter(|&at| self.leaves[at].is_some())
            .collect();
        let mut leaves: Vec<usize> = asked.iter().filter_map(|&at| self.leaves[at]).collect();
        leaves.sort_unstable();
        let mut rejects = Rejects::new(&self.source.satellite.id, self.source.object);
        let (mut notes, mut removed, mut kept, mut row) =
            (Notes::default(), Removed::of(self.said), 0, 0);
        let (mut text, mut spans) = (String::new(), vec![(0, 0); self.leaves.len()]);
        for batch in self.file.batches(&leaves) {
            let batch = batch.map_err(unread)?;
            let cell = |&at: &usize| {
                (
                    at,
                    self.leaves[at].and_then(|leaf| Cells::of(&batch, &self.file.leaves[leaf])),
                )
            };
            let cells: Vec<(usize, Option<Cells>)> = asked.iter().map(cell).collect();
            for at in 0..batch.num_rows() {
                row += 1;
                if removed.has(row - 1) {
                    continue;
                }
                text.clear();
                let dropped = notes.dropped;
                let taken = put(&cells, at, self.attributes, &mut text, &mut spans)
                    .and_then(|()| taker.push(row, Fields::new(&text, 0, &spans), &mut notes));
                match taken {
                    Ok(()) => kept += i64::from(notes.dropped == dropped),
                    Err(fault) => {
                        rejects.refuse(row, fault, told(&cells, at, self.attributes).as_bytes())
                    }
                }
                if taker.is_full() {
                    taker.take().map_or(Ok(()), &mut *self.keep)?;
                }
            }
        }
        taker.take().map_or(Ok(()), self.keep)?;
        let rejected = rejects.count();
        if kept + rejected + notes.dropped == 0 {
            notes.empty.insert(self.source.object.to_owned());
        }
        let mut reached = Reached {
            read: kept + rejected,
            rejected,
            rejects: rejects.finish(),
            names: Vec::new(),
            notes,
        };
        taker.finish(&mut reached);
        Ok(reached)
    }
}

/// A row's fields, one behind the other; those that nobody asked for stay empty.
fn put(
    cells: &[(usize, Option<Cells>)],
    at: usize,
    attributes: &Attributes,
    text: &mut String,
    spans: &mut [(usize, usize)],
) -> Result<(), Fault> {
    for (place, cells) in cells {
        let from = text.len();
        *text += cells
            .as_ref()
            .map_or(Ok(None), |cells| cells.text(at, attributes.name(*place)))?
            .unwrap_or_default();
        spans[*place] = (from, text.len());
    }
    Ok(())
}

/// The row as a reject shows it: what was read of it.
fn told(cells: &[(usize, Option<Cells>)], at: usize, attributes: &Attributes) -> String {
    let mut members = Map::new();
    for (place, cells) in cells {
        let name = attributes.name(*place);
        let text = cells
            .as_ref()
            .and_then(|cells| cells.text(at, name).ok().flatten());
        members.insert(
            name.to_owned(),
            text.map_or(Value::Null, |text| Value::from(shown(text))),
        );
    }
    Value::Object(members).to_string()
}
