//! How rows are bound to names: by the header line, which tells the delimiter and where each
//! canonical value stands, or by a list of attributes that stands elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::extract::reading::columns::{Canonical, Column, Columns};
use crate::extract::reading::sieve::Sieve;
use crate::extract::reading::{CsvForm, SessionColumns};
use crate::extract::rejects::{Fault, listing};
use crate::extract::values::alike;
use crate::model::many::many;

/// Asked of the header line, in this order, where none is configured.
pub const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A header of more names is refused: what is made of each would be held for all rows.
const MOST_COLUMNS: usize = 16_384;

/// Where each canonical value stands, by its number in [`Canonical::ALL`].
pub type Places = [Option<usize>; Canonical::ALL.len()];

/// What a header line is asked for.
#[derive(Clone, Copy)]
pub enum WantedHeader<'a> {
    /// The canonical values, under their own names or a satellite's.
    Columns(Option<&'a CsvForm>, &'a SessionColumns),
    /// A vendor's columns. One of the first so many must be there: without it no row can be told
    /// from another.
    Members {
        names: &'a [String],
        ids: usize,
        form: &'a CsvForm,
    },
}

impl WantedHeader<'_> {
    /// None: told by the header line.
    pub fn delimiter(&self) -> Option<u8> {
        match *self {
            Self::Columns(form, _) => form.and_then(|form| form.delimiter),
            Self::Members { form, .. } => form.delimiter,
        }
    }

    /// Lines that stand before the header line.
    pub fn skip_lines(&self) -> u32 {
        match *self {
            Self::Columns(form, _) => form.map_or(0, |form| form.skip_lines),
            Self::Members { form, .. } => form.skip_lines,
        }
    }

    pub fn resolve(&self, fields: &mut dyn Iterator<Item = &str>) -> Header {
        // What is refused need not be looked at.
        let mut width = 0;
        let mut fields = fields.inspect(|_| width += 1).take(MOST_COLUMNS + 1);
        let fields = &mut fields as &mut dyn Iterator<Item = &str>;
        let mut header = match *self {
            Self::Columns(_, own) => Header::resolve(fields, own.columns.as_ref(), &own.sieve),
            Self::Members { names, ids, .. } => Header::of_members(fields, names, ids),
        };
        if width > MOST_COLUMNS {
            let message = format!(
                "the header names more than {MOST_COLUMNS} columns, as many as a spreadsheet has: export those that are asked for"
            );
            header.fault = Some(Fault::new("", "wide_header", message));
            [&mut header.ignored, &mut header.absent, &mut header.columns]
                .into_iter()
                .for_each(BTreeSet::clear);
        }
        header
    }
}

pub struct Header {
    pub width: usize,
    pub places: Places,
    /// Where the parts of ids stand that are made of several columns, in their order.
    pub part_places: Vec<usize>,
    /// Where a vendor's columns stand, if they are asked for.
    pub members: Vec<Option<usize>>,
    /// Where the columns of the conditions stand, in their order.
    pub sieve_places: Vec<usize>,
    /// Their names, for messages; the canonical name where the header has none.
    pub names: Vec<String>,
    /// Vendor columns that nobody asked for.
    pub ignored: BTreeSet<String>,
    /// Configured columns that are not there, but need not be.
    pub absent: BTreeSet<String>,
    /// All of them.
    pub columns: BTreeSet<String>,
    /// Why no row of this object can be read.
    pub fault: Option<Fault>,
}

/// What a row's fields are held to.
pub enum Binding<'a> {
    /// The export's own first line: each row has a field for each of its names.
    Header(&'a Header),
    /// So many attributes, named elsewhere: a row may lack the last of them.
    Attributes { width: usize },
}

impl Binding<'_> {
    /// Why a row of so many fields cannot be bound.
    pub fn misfit(&self, width: usize) -> Option<Fault> {
        let (code, message) = match *self {
            Self::Header(header) if width < header.width => (
                "short_row",
                format!(
                    "{} where the header has {}: a line may have been cut off, or a field with a line end in it is not quoted",
                    many(width, "field"),
                    header.width
                ),
            ),
            Self::Header(header) if width > header.width => (
                "long_row",
                format!(
                    "{} where the header has {}: quote fields that hold the delimiter",
                    many(width, "field"),
                    header.width
                ),
            ),
            Self::Attributes { width: attributes } if width > attributes => (
                "long_row",
                format!(
                    "{} where the model names {}: hand over the model that names them all, or quote \
                     fields that hold the delimiter",
                    many(width, "field"),
                    many(attributes, "attribute")
                ),
            ),
            _ => return None,
        };
        Some(Fault::new("", code, message))
    }
}

/// How many of the required values a header resolves: started and ended are one.
pub fn resolved(places: &Places) -> usize {
    let has = |field: Canonical| places[field as usize].is_some();
    Canonical::REQUIRED
        .iter()
        .filter(|&&field| has(field))
        .count()
        + usize::from(has(Canonical::Started) || has(Canonical::Ended))
}

/// Of one column that the header names several times.
fn named_twice(theirs: &str, times: usize) -> Fault {
    let message =
        format!("the header names `{theirs}` {times} times: only one column can be meant");
    Fault::new(theirs, "duplicate_column", message)
}

impl Header {
    pub fn resolve<'a>(
        headers: impl Iterator<Item = &'a str>,
        columns: Option<&Columns>,
        sieve: &Sieve,
    ) -> Self {
        let headers: Vec<&str> = headers.map(str::trim).collect();
        let mut found = BTreeMap::<String, Vec<usize>>::new();
        for (at, header) in headers.iter().enumerate() {
            found.entry(alike(header)).or_default().push(at);
        }
        let canonical = Columns::canonical();
        let asked = &columns.unwrap_or(&canonical).0;
        let mut header = Self {
            width: headers.len(),
            places: [None; Canonical::ALL.len()],
            part_places: Vec::new(),
            members: Vec::new(),
            sieve_places: Vec::new(),
            names: Canonical::ALL
                .iter()
                .map(|field| field.as_str().to_owned())
                .collect(),
            ignored: BTreeSet::new(),
            absent: BTreeSet::new(),
            columns: headers.iter().map(|header| (*header).to_owned()).collect(),
            fault: None,
        };
        let mut used = BTreeSet::<usize>::new();
        for (&field, column) in asked.iter().filter(|(_, column)| column.is_told_by_rows()) {
            header.names[field as usize] = column.called();
            let place = header.bind(column, &found, columns.is_some(), &mut used);
            header.places[field as usize] = place;
        }
        for theirs in sieve.columns().map(str::trim) {
            let places = found.get(&alike(theirs)).map_or(&[][..], Vec::as_slice);
            header.sieve_places.extend(places.first());
            used.extend(places);
            let fault = match places.len() {
                0 => {
                    let what =
                        format!("the header has no column {theirs}, which a condition asks for");
                    Fault::new(theirs, "missing_column", what)
                }
                1 => continue,
                more => named_twice(theirs, more),
            };
            header.fault.get_or_insert(fault);
        }
        header.ignored = (0..headers.len())
            .filter(|at| !used.contains(at))
            .map(|at| headers[at].to_owned())
            .collect();
        header.fault = header.missing(&headers, asked).or(header.fault.take());
        header
    }

    /// Where a column stands, or the first part of an id that is made of several; `found` are the
    /// places of the names.
    fn bind(
        &mut self,
        column: &Column,
        found: &BTreeMap<String, Vec<usize>>,
        is_named: bool,
        used: &mut BTreeSet<usize>,
    ) -> Option<usize> {
        let (own, mut place) = (std::slice::from_ref(&column.header), None);
        let is_plain = column.parts.is_empty();
        let names = if is_plain { own } else { &column.parts };
        for (at, theirs) in names.iter().map(|theirs| theirs.trim()).enumerate() {
            let places = found.get(&alike(theirs)).map_or(&[][..], Vec::as_slice);
            // An id of which a part is not there is not there.
            place = places
                .first()
                .copied()
                .filter(|_| at == 0 || place.is_some());
            used.extend(places);
            match places.len() {
                0 if is_named => drop(self.absent.insert(theirs.to_owned())),
                0 | 1 => {}
                more => {
                    self.fault.get_or_insert(named_twice(theirs, more));
                }
            }
            if !is_plain {
                let first = places.first().copied();
                self.part_places.push(first.unwrap_or(usize::MAX));
            }
        }
        place
    }

    /// A column that nobody asked for is no stranger worth telling of: a vendor's tables are wide.
    fn of_members<'a>(
        headers: impl Iterator<Item = &'a str>,
        names: &[String],
        ids: usize,
    ) -> Self {
        let headers: Vec<String> = headers.map(alike).collect();
        let place = |name: &String| headers.iter().position(|header| *header == alike(name));
        let members: Vec<Option<usize>> = names.iter().map(place).collect();
        let twice = members.iter().flatten().find(|&&at| {
            headers
                .iter()
                .filter(|other| **other == headers[at])
                .count()
                > 1
        });
        let missing = || {
            let found = listing(headers.iter().map(String::as_str));
            let message = format!(
                "the header has no column {}; it has: {found}. Export the table with its own header",
                names[0]
            );
            Fault::new(&names[0], "missing_column", message)
        };
        let fault = twice.map(|&at| {
            let message = format!(
                "the header names `{}` more than once: only one column can be meant",
                headers[at]
            );
            Fault::new(&headers[at], "duplicate_column", message)
        });
        let fault = fault.or_else(|| members[..ids].iter().all(Option::is_none).then(missing));
        let (places, names) = ([None; Canonical::ALL.len()], Vec::new());
        Self {
            width: headers.len(),
            places,
            part_places: Vec::new(),
            members,
            sieve_places: Vec::new(),
            names,
            ignored: BTreeSet::new(),
            absent: BTreeSet::new(),
            columns: headers.into_iter().collect(),
            fault,
        }
    }

    /// How much sense a header line makes.
    pub fn resolved(&self) -> usize {
        if self.members.is_empty() {
            resolved(&self.places)
        } else {
            self.members.iter().flatten().count()
        }
    }

    /// Why no row can be read; what every row needs is not said to be read as empty.
    fn missing(&mut self, headers: &[&str], asked: &BTreeMap<Canonical, Column>) -> Option<Fault> {
        let is_told_otherwise = |field: Canonical| {
            asked
                .get(&field)
                .is_some_and(|column| !column.is_told_by_rows())
        };
        let has =
            |field: Canonical| self.places[field as usize].is_some() || is_told_otherwise(field);
        let missing = lacking(asked, has, |field| self.names[field as usize].clone());
        self.absent.retain(|name| !missing.contains(name));
        let first = missing.first()?;
        let message = format!(
            "the header has no column {}; it has: {}. Name theirs in [satellite.columns], or mend the export",
            listed(&missing),
            listing(headers.iter().copied())
        );
        Some(Fault::new(first, "missing_column", message))
    }
}

/// What every row needs and an export does not have, by the names under which it is asked for, each
/// once.
pub fn lacking(
    asked: &BTreeMap<Canonical, Column>,
    has: impl Fn(Canonical) -> bool,
    name: impl Fn(Canonical) -> String,
) -> Vec<String> {
    let mut missing: Vec<String> = Canonical::REQUIRED
        .iter()
        .copied()
        .filter(|&field| !has(field))
        .map(&name)
        .collect();
    let times = [Canonical::Started, Canonical::Ended];
    if !times.into_iter().any(&has) {
        missing.extend(
            times
                .into_iter()
                .filter(|field| asked.contains_key(field))
                .map(name),
        );
    }
    let mut known = BTreeSet::new();
    missing.retain(|name| known.insert(name.clone()));
    missing
}

/// `a, b or c`.
pub fn listed(names: &[String]) -> String {
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::reading::columns::Column;

    fn resolve(line: &str, columns: Option<&Columns>) -> Header {
        Header::resolve(line.split(','), columns, &Sieve::default())
    }

    #[test]
    fn headers_are_found_in_any_case_and_the_others_are_ignored() {
        let header = resolve(" Session_ID,automation_id,OUTCOME,ended,Cost Centre,", None);
        assert_eq!(
            (
                header.places[Canonical::SessionId as usize],
                header.places[Canonical::Ended as usize]
            ),
            (Some(0), Some(3))
        );
        assert_eq!((resolved(&header.places), header.fault), (4, None));
        assert_eq!(
            header.ignored.into_iter().collect::<Vec<_>>(),
            ["", "Cost Centre"]
        );
    }

    #[test]
    fn a_header_that_lacks_what_is_required_names_all_of_it() {
        let fault = resolve("session_id,result", None).fault.unwrap();
        assert_eq!(
            (fault.column.as_str(), fault.code),
            ("automation_id", "missing_column")
        );
        assert!(
            fault
                .message
                .contains("automation_id, outcome, started or ended; it has: session_id, result"),
            "{}",
            fault.message
        );
    }

    #[test]
    fn a_used_column_told_twice_is_a_fault_and_an_unused_one_is_not() {
        assert_eq!(
            resolve("session_id,automation_id,outcome,ended,x,x", None).fault,
            None
        );
        assert_eq!(
            resolve("session_id,automation_id,outcome,ended,Ended", None)
                .fault
                .unwrap()
                .code,
            "duplicate_column"
        );
    }

    #[test]
    fn a_configured_optional_column_may_be_absent() {
        let mut columns = Columns::canonical();
        columns.0.retain(|field, _| *field != Canonical::Mode);
        columns
            .0
            .insert(Canonical::Owner, Column::named("Besitzer"));
        let header = resolve(
            "session_id,automation_id,outcome,started,owner,mode",
            Some(&columns),
        );
        assert_eq!(header.fault, None);
        assert!(
            header.absent.contains("Besitzer")
                && header.ignored.contains("owner")
                && header.ignored.contains("mode")
        );
    }
}
