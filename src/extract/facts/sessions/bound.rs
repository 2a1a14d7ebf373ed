//! Which columns of a Parquet file tell what, and what its rows tell there.

use std::collections::{BTreeMap, BTreeSet};

use crate::extract::carriers::parquet::rows::{FileColumns, shown_members};

use crate::extract::carriers::csv::header::{lacking, listed};
use crate::extract::carriers::parquet::cells::{
    ColumnCells, called, can_be_told, is_instant, kind,
};
use crate::extract::reading::SessionColumns;
use crate::extract::reading::amounts::Digits;
use crate::extract::reading::columns::{Canonical, Columns};
use crate::extract::reading::sieve::Sieve;
use crate::extract::rejects::{Fault, listing, shown};
use crate::extract::values::alike;
use crate::lake::delta::foreign::LogSaid;
use crate::lake::parquet::foreign::Foreign;

/// Names of columns that nobody asked for: as many as are listed.
const STRANGERS: usize = 200;

/// Where a column stands.
#[derive(Debug, Clone)]
enum Spot {
    /// In the file, by its number among those that are read.
    Leaf(usize),
    /// In the table's log, for all rows.
    Said(Option<String>),
}

impl Spot {
    fn leaf(&self) -> Option<usize> {
        match self {
            Self::Leaf(leaf) => Some(*leaf),
            Self::Said(_) => None,
        }
    }
}

/// Which columns of a file tell what.
pub struct Bound<'a> {
    /// Those that are read, in the file's order.
    pub leaves: Vec<usize>,
    fields: Vec<(Canonical, Spot)>,
    /// Where the parts of ids stand that are made of several columns, with their names, in order.
    parts: Vec<(String, Spot)>,
    sieve: &'a Sieve,
    /// Where the columns of the conditions stand, in their order.
    conditions: Vec<Spot>,
    /// Their names, for messages; the canonical name where the file has none.
    pub names: Vec<String>,
    pub absent: BTreeSet<String>,
    /// Why no row of this file can be read.
    pub fault: Option<Fault>,
}

impl<'a> Bound<'a> {
    pub fn of(file: &Foreign, asked: &Columns, own: &'a SessionColumns, said: &LogSaid) -> Self {
        let mut found = BTreeMap::<String, Vec<usize>>::new();
        for (at, leaf) in file.leaves.iter().enumerate() {
            found
                .entry(alike(&called(leaf, said)))
                .or_default()
                .push(at);
        }
        let mut fault = None;
        let mut find = |theirs: &str| {
            if let Some((_, value)) = said
                .partition
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(theirs))
            {
                return Some(Spot::Said(value.clone()));
            }
            let places = found.get(&alike(theirs)).map_or(&[][..], Vec::as_slice);
            if places.len() > 1 {
                let message = format!(
                    "the file names `{theirs}` {} times: only one column can be meant",
                    places.len()
                );
                fault.get_or_insert(Fault::new(theirs, "duplicate_column", message));
            }
            let Some(&place) = places.first() else {
                let within = format!("{}.", alike(theirs));
                if let Some((path, _)) = found
                    .range(within.clone()..)
                    .next()
                    .filter(|(path, _)| path.starts_with(&within))
                {
                    let message =
                        format!("`{theirs}` is no value: name what it holds, such as {path}");
                    fault.get_or_insert(Fault::new(theirs, "not_a_value", message));
                }
                // What the table has and an older file of it lacks is empty there.
                return said
                    .columns
                    .iter()
                    .any(|name| name.eq_ignore_ascii_case(theirs))
                    .then_some(Spot::Said(None));
            };
            let kind = kind(file, place);
            if !kind
                .as_ref()
                .is_some_and(|kind| can_be_told(kind, &file.leaves[place]))
            {
                let kind = kind.map_or("nothing that is read".to_owned(), |kind| kind.to_string());
                let message = format!(
                    "the column `{theirs}` holds {}, and a text, a number or a time is meant",
                    shown(&kind)
                );
                fault.get_or_insert(Fault::new(theirs, "not_a_value", message));
            }
            Some(Spot::Leaf(place))
        };
        let mut names: Vec<String> = Canonical::ALL
            .iter()
            .map(|field| field.to_string())
            .collect();
        let (mut fields, mut parts, mut absent, mut untold) =
            (Vec::new(), Vec::new(), BTreeSet::new(), BTreeSet::new());
        for (&canonical, column) in asked
            .0
            .iter()
            .filter(|(_, column)| column.is_told_by_rows())
        {
            names[canonical as usize] = column.called();
            let is_plain = column.parts.is_empty();
            for theirs in if is_plain {
                std::slice::from_ref(&column.header)
            } else {
                &column.parts
            } {
                let spot = find(theirs.trim());
                if spot.is_none() {
                    untold.insert(canonical);
                    absent.insert(theirs.trim().to_owned());
                }
                match spot {
                    Some(spot) if is_plain => fields.push((canonical, spot)),
                    None if is_plain => {}
                    spot => {
                        parts.push((theirs.trim().to_owned(), spot.unwrap_or(Spot::Said(None))))
                    }
                }
            }
        }
        let sieve: Vec<Option<Spot>> = own
            .sieve
            .columns()
            .map(|theirs| find(theirs.trim()))
            .collect();
        let strange = own
            .sieve
            .columns()
            .zip(&sieve)
            .find(|(_, spot)| spot.is_none())
            .map(|(theirs, _)| theirs.trim().to_owned());
        let has =
            |canonical: Canonical| asked.0.contains_key(&canonical) && !untold.contains(&canonical);
        let mut missing = lacking(&asked.0, has, |canonical| names[canonical as usize].clone());
        absent.retain(|name| !missing.contains(name));
        missing.extend(strange);
        // A column that holds no values is there, and is told as what it is.
        let fault = fault.or_else(|| lacks(file, said, &missing));
        let spots = fields
            .iter()
            .map(|(_, spot)| spot)
            .chain(parts.iter().map(|(_, spot)| spot))
            .chain(sieve.iter().flatten());
        let leaves: BTreeSet<usize> = spots.filter_map(Spot::leaf).collect();
        let leaves: Vec<usize> = leaves.into_iter().collect();
        let place = |spot: Spot| match spot {
            Spot::Leaf(leaf) => Spot::Leaf(leaves.binary_search(&leaf).unwrap_or_default()),
            said => said,
        };
        let fields = fields
            .into_iter()
            .map(|(canonical, spot)| (canonical, place(spot)))
            .collect();
        let parts = parts
            .into_iter()
            .map(|(name, spot)| (name, place(spot)))
            .collect();
        let sieve = sieve.into_iter().flatten().map(place).collect();
        Self {
            leaves,
            fields,
            parts,
            sieve: &own.sieve,
            conditions: sieve,
            names,
            absent,
            fault,
        }
    }

    pub fn ignored(&self, file: &Foreign, said: &LogSaid) -> BTreeSet<String> {
        let others = (0..file.leaves.len()).filter(|at| self.leaves.binary_search(at).is_err());
        others
            .take(STRANGERS)
            .map(|at| called(&file.leaves[at], said))
            .collect()
    }

    /// What is asked for, as this file tells it: a column that knows when something was has no form
    /// and no unit, and a number no sign but a point.
    pub fn columns(&self, file: &Foreign, asked: &Columns) -> Columns {
        let mut columns = asked.clone();
        for (canonical, spot) in &self.fields {
            if let Spot::Leaf(at) = *spot
                && let Some(kind) = kind(file, self.leaves[at])
                && let Some(column) = columns.0.get_mut(canonical)
            {
                if canonical.is_time() && is_instant(&kind) {
                    (column.format, column.unit) = (None, None);
                    column.other_formats.clear();
                }
                // A number is told in plain digits, however texts are written.
                if kind.is_numeric() {
                    column.digits = Digits::PLAIN;
                }
            }
        }
        columns
    }

    /// What the first of the texts of a row tell.
    pub fn fields(&self) -> Vec<Canonical> {
        self.fields.iter().map(|(field, _)| *field).collect()
    }
}

impl FileColumns for Bound<'_> {
    fn leaves(&self) -> &[usize] {
        &self.leaves
    }

    /// A row that a condition leaves out tells nothing else, whatever is wrong with it.
    fn texts<'c>(
        &'c self,
        cells: &'c [Option<ColumnCells>],
        at: usize,
    ) -> Result<Vec<Option<&'c str>>, Fault> {
        let conditions = self
            .conditions
            .iter()
            .zip(self.sieve.columns())
            .map(|(spot, name)| text(cells, at, spot, name))
            .collect::<Result<Vec<_>, _>>()?;
        let others = self.fields.len() + self.parts.len();
        let mut texts = Vec::with_capacity(others + conditions.len());
        if !conditions.is_empty() && !self.sieve.keeps(conditions.iter().copied()) {
            texts.resize(others, None);
        } else {
            for (field, spot) in &self.fields {
                texts.push(text(cells, at, spot, &self.names[*field as usize])?);
            }
            for (name, spot) in &self.parts {
                texts.push(text(cells, at, spot, name)?);
            }
        }
        texts.extend(conditions);
        Ok(texts)
    }

    fn shown(&self, cells: &[Option<ColumnCells>], at: usize) -> String {
        let fields = self.fields.iter();
        let fields = fields.map(|(field, spot)| (self.names[*field as usize].as_str(), spot));
        let parts = self.parts.iter().map(|(name, spot)| (name.as_str(), spot));
        shown_members(fields.chain(parts).map(|(name, spot)| {
            let text = text(cells, at, spot, name).ok().flatten();
            (name, text)
        }))
    }
}

/// Why no row can be read of a file without these columns.
fn lacks(file: &Foreign, said: &LogSaid, missing: &[String]) -> Option<Fault> {
    let there: Vec<String> = file.leaves.iter().map(|leaf| called(leaf, said)).collect();
    let message = format!(
        "the file has no column {}; it has: {}. Name theirs in [satellite.columns], or mend the export",
        listed(missing),
        listing(there.iter().map(String::as_str))
    );
    Some(Fault::new(missing.first()?, "missing_column", message))
}

/// What a row tells in a column.
fn text<'t>(
    cells: &'t [Option<ColumnCells>],
    at: usize,
    spot: &'t Spot,
    name: &str,
) -> Result<Option<&'t str>, Fault> {
    match spot {
        Spot::Leaf(place) => cells[*place]
            .as_ref()
            .map_or(Ok(None), |cells| cells.text(at, name)),
        Spot::Said(text) => Ok(text.as_deref()),
    }
}
