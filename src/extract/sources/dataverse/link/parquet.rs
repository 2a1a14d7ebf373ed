//! Dataverse's tables in Parquet files, whose columns are known by their names.

use super::models::Attributes;
use super::part::TableRows;
use crate::extract::carriers::parquet::cells::{ColumnCells, called, can_be_told, kind};
use crate::extract::carriers::parquet::rows::{FileColumns, TableFile, shown_members};
use crate::extract::carriers::parquet::unread;
use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::rejects::Fault;
use crate::extract::sources::dataverse::tables::Table;
use crate::extract::taker::{Keep, Reached, Source};
use crate::lake::delta::foreign::LogSaid;
use crate::lake::parquet::foreign::Foreign;
use crate::lake::store::{Object, Store};

/// Reads a file of one of Dataverse's tables: of its columns only those are fetched that are asked
/// for.
pub fn read(
    store: &Store,
    object: &Object,
    table: Table,
    said: &LogSaid,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let foreign = Foreign::open(store, object).map_err(|error| unread(object, error))?;
    let file = TableFile {
        foreign: &foreign,
        object,
        said,
        source,
    };
    let (attributes, leaves) = attributes(&foreign, said);
    let columns = table.columns(None);
    let taker = TableRows::new(table, &attributes, &columns, None, source);
    let mut asked: Vec<(usize, usize)> = attributes
        .asked()
        .into_iter()
        .filter_map(|at| Some((leaves[at]?, at)))
        .collect();
    asked.sort_unstable();
    let (leaves, places) = asked.into_iter().unzip();
    let columns = AskedColumns {
        attributes: &attributes,
        leaves,
        places,
    };
    file.read(&columns, taker, Notes::default(), keep)
}

/// What the attributes of a file are called, and in which of its leaves they stand.
fn attributes(file: &Foreign, said: &LogSaid) -> (Attributes, Vec<Option<usize>>) {
    let is_told =
        |leaf: usize| kind(file, leaf).is_some_and(|kind| can_be_told(&kind, &file.leaves[leaf]));
    let there = (0..file.leaves.len())
        .filter(|&leaf| is_told(leaf))
        .map(|leaf| (called(&file.leaves[leaf], said), Some(leaf)));
    // What no file holds, and what an older file lacks, comes behind: of one name the first is
    // meant.
    let others = said
        .partition
        .keys()
        .chain(said.columns.iter())
        .map(|name| (name.clone(), None));
    let (names, leaves): (Vec<String>, Vec<Option<usize>>) = there.chain(others).unzip();
    (Attributes::new(names, b','), leaves)
}

/// The attributes that were asked for: in which leaves they stand, and which they are.
struct AskedColumns<'f> {
    attributes: &'f Attributes,
    leaves: Vec<usize>,
    places: Vec<usize>,
}

impl FileColumns for AskedColumns<'_> {
    fn leaves(&self) -> &[usize] {
        &self.leaves
    }

    fn texts<'c>(
        &'c self,
        cells: &'c [Option<ColumnCells>],
        at: usize,
    ) -> Result<Vec<Option<&'c str>>, Fault> {
        let mut texts = vec![None; self.attributes.width()];
        for (&place, cells) in self.places.iter().zip(cells) {
            if let Some(cells) = cells {
                texts[place] = cells.text(at, self.attributes.name(place))?;
            }
        }
        Ok(texts)
    }

    fn shown(&self, cells: &[Option<ColumnCells>], at: usize) -> String {
        let mut asked: Vec<_> = self.places.iter().zip(cells).collect();
        asked.sort_unstable_by_key(|(place, _)| **place);
        shown_members(asked.into_iter().map(|(place, cells)| {
            let name = self.attributes.name(*place);
            let cells = cells.as_ref();
            let text = cells.and_then(|cells| cells.text(at, name).ok().flatten());
            (name, text)
        }))
    }
}
