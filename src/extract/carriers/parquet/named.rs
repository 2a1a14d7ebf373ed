//! Columns of a Parquet file by names that somebody gave, for whoever makes something else of them
//! than sessions.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::{FileColumns, TableFile, shown_members};
use crate::lake::delta::foreign::LogSaid;

use super::cells::{ColumnCells, called, can_be_told, is_instant, kind};
use super::unread;
use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::rejects::{Fault, shown};
use crate::extract::taker::{Keep, Reached, Source, Taker};
use crate::extract::values::alike;
use crate::lake::parquet::foreign::Foreign;
use crate::lake::store::{Object, Store};

/// Reads an export from beginning to end, in bounded memory. `taker` is told which of the names are
/// there, and which of them know by themselves when something was.
pub fn named<T: Taker>(
    store: &Store,
    object: &Object,
    said: &LogSaid,
    names: &[String],
    source: Source<'_>,
    taker: impl FnOnce(&[Option<usize>], &[bool]) -> T,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let foreign = Foreign::open(store, object).map_err(|error| unread(object, error))?;
    let file = TableFile {
        foreign: &foreign,
        object,
        said,
        source,
    };
    let found = names
        .iter()
        .map(|name| find(&foreign, said, name))
        .collect::<Result<Vec<_>, _>>();
    let found = match found {
        Ok(found) => found,
        Err(fault) => return Ok(file.refuse(fault, Notes::default())),
    };
    let knows_when = |leaf: usize| kind(&foreign, leaf).is_some_and(|kind| is_instant(&kind));
    let instants: Vec<bool> = found
        .iter()
        .map(|place| place.as_ref().and_then(NamedPlace::leaf))
        .map(|leaf| leaf.is_some_and(knows_when))
        .collect();
    let there: Vec<Option<usize>> = (0..)
        .zip(&found)
        .map(|(number, place)| place.as_ref().map(|_| number))
        .collect();
    let taker = taker(&there, &instants);
    let leaves = found.iter().flatten().filter_map(NamedPlace::leaf);
    let leaves: BTreeSet<usize> = leaves.collect();
    let leaves: Vec<usize> = leaves.into_iter().collect();
    let place = |place: NamedPlace| match place {
        NamedPlace::Leaf(leaf) => leaves.binary_search(&leaf).ok().map(NamedPlace::Leaf),
        said => Some(said),
    };
    let places = found
        .into_iter()
        .map(|found| found.and_then(place))
        .collect();
    let columns = NamedColumns {
        names,
        leaves,
        places,
    };
    file.read(&columns, taker, Notes::default(), keep)
}

/// Where a name leads.
enum NamedPlace {
    Leaf(usize),
    /// What a table's log says of all rows of the file; None: nothing.
    Said(Option<String>),
}

impl NamedPlace {
    const fn leaf(&self) -> Option<usize> {
        match self {
            Self::Leaf(leaf) => Some(*leaf),
            Self::Said(_) => None,
        }
    }
}

/// The columns of a file that names were given.
struct NamedColumns<'n> {
    names: &'n [String],
    leaves: Vec<usize>,
    /// In which of the leaves each name stands.
    places: Vec<Option<NamedPlace>>,
}

impl NamedColumns<'_> {
    fn text<'c>(
        &'c self,
        cells: &'c [Option<ColumnCells>],
        at: usize,
        number: usize,
    ) -> Result<Option<&'c str>, Fault> {
        match &self.places[number] {
            Some(NamedPlace::Leaf(place)) => match &cells[*place] {
                Some(cells) => cells.text(at, &self.names[number]),
                None => Ok(None),
            },
            Some(NamedPlace::Said(text)) => Ok(text.as_deref()),
            None => Ok(None),
        }
    }
}

impl FileColumns for NamedColumns<'_> {
    fn leaves(&self) -> &[usize] {
        &self.leaves
    }

    fn texts<'c>(
        &'c self,
        cells: &'c [Option<ColumnCells>],
        at: usize,
    ) -> Result<Vec<Option<&'c str>>, Fault> {
        (0..self.names.len())
            .map(|number| self.text(cells, at, number))
            .collect()
    }

    fn shown(&self, cells: &[Option<ColumnCells>], at: usize) -> String {
        let names = self.names.iter().enumerate();
        shown_members(names.map(|(number, name)| {
            let text = self.text(cells, at, number).ok().flatten();
            (name.as_str(), text)
        }))
    }
}

/// Where a name leads, or why it cannot be meant; None: nothing is called so.
fn find(file: &Foreign, said: &LogSaid, theirs: &str) -> Result<Option<NamedPlace>, Fault> {
    let is_theirs = |name: &String| name.eq_ignore_ascii_case(theirs.trim());
    if let Some((_, value)) = said.partition.iter().find(|(name, _)| is_theirs(name)) {
        return Ok(Some(NamedPlace::Said(value.clone())));
    }
    let mut found = BTreeMap::<String, Vec<usize>>::new();
    for (at, leaf) in file.leaves.iter().enumerate() {
        found
            .entry(alike(&called(leaf, said)))
            .or_default()
            .push(at);
    }
    let Some(places) = found.get(&alike(theirs)) else {
        // What the table has and an older file of it lacks is empty there.
        let is_known = said.columns.iter().any(is_theirs);
        return Ok(is_known.then_some(NamedPlace::Said(None)));
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
    Ok(Some(NamedPlace::Leaf(places[0])))
}
