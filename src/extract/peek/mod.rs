//! A look at exports before anybody said how they are read: what carries their rows, what their columns look like, and
//! which of them tells what. Nothing is kept, and nothing that is guessed here is ever believed by a run: what comes of
//! it is a proposal, which is then tried on the very exports as a run would read them ([`tried()`]).

pub mod column;
pub mod roles;
pub mod sample;
mod tried;
mod words;

use std::collections::BTreeSet;
use std::path::Path;

use arrow::datatypes::DataType;
use chrono::{DateTime, Utc};

use self::column::Column;
use self::roles::{Roles, roles};
use self::sample::{Carrier, Cells, ROWS, Rows, Sample};
use super::error::ExtractError;
use super::globs::find;
use super::parquet::cells::{Cells as Texts, can_be_told};
use super::reading::{Dataverse, Format, Vendor, Vendored};
use super::rejects::Fault;
use crate::lake::parquet::foreign::{Foreign, Unread};
use crate::lake::store::listing::Links;
use crate::lake::store::{Object, Store};

pub use self::tried::{Seen, Tried, tried};

/// How the names end of what is looked at.
const SUFFIXES: &[&str] = &[".csv", ".tsv", ".txt", ".json", ".ndjson", ".jsonl", ".parquet"];
/// A vendor's table is tried as a whole, so a large one is not.
const TRIED_BYTES: u64 = 32 << 20;

/// Exports that look alike: one satellite's.
pub struct Group {
    /// Where they lie, below the folder that was named; a glob where there are several.
    pub glob: String,
    pub objects: Vec<Object>,
    /// Of the newest of them.
    pub sample: Sample,
    pub columns: Vec<Column>,
    pub kind: Kind,
}

/// Whose export it is.
pub enum Kind {
    /// A vendor whose tables are known, by the name of the format.
    Known(&'static str),
    /// Nobody's: its columns must be named.
    Generic(Roles),
}

/// What was found, in which store, and what nothing can be said of.
pub struct Found {
    pub store: Store,
    pub groups: Vec<Group>,
    /// With the reason why not.
    pub unread: Vec<(String, String)>,
}

/// Exports with what was seen of each.
type Looked = Vec<(Object, Sample)>;

/// Looks at a file, a folder or a glob.
pub fn peek(url: &str, base: &Path, now: DateTime<Utc>) -> Result<Found, ExtractError> {
    let mut found = find(url, base, SUFFIXES, Links::Left)?;
    if found.objects.is_empty() && !url.contains(['*', '?']) {
        found = find(&format!("{}/**/*", url.trim_end_matches('/')), base, SUFFIXES, Links::Left)?;
        found.objects.retain(|object| SUFFIXES.iter().any(|suffix| super::unpack::bare(&object.path).to_lowercase().ends_with(suffix)));
    }
    let store = found.store;
    let mut unread: Vec<(String, String)> = found.odd.iter().map(|odd| (odd.path.clone(), super::globs::fault(odd).message)).collect();
    let mut alike: Vec<(Vec<String>, Looked)> = Vec::new();
    for object in found.objects {
        match looked(&store, &object) {
            Ok(sample) => {
                let key = shape(&object, &sample);
                match alike.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, some)) => some.push((object, sample)),
                    None => alike.push((key, vec![(object, sample)])),
                }
            }
            Err(why) => unread.push((object.path, why)),
        }
    }
    let all: Vec<String> = alike.iter().flat_map(|(_, some)| some.iter().map(|(object, _)| object.path.clone())).collect();
    let groups = alike.into_iter().map(|(_, some)| group(&store, &all, some, now)).collect();
    Ok(Found { store, groups, unread })
}

/// What makes two exports alike: how they end, and what their columns are called.
fn shape(object: &Object, sample: &Sample) -> Vec<String> {
    let name = super::unpack::bare(&object.path).to_lowercase();
    let carrier = match &sample.carrier {
        Carrier::Json { rows } => format!("json {rows}"),
        Carrier::Csv { skip_lines, .. } => format!("csv {skip_lines}"),
        other => format!("{other:?}"),
    };
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_owned();
    let names = sample.columns.iter().map(|column| column.name.clone());
    // Rows of JSON leave out what they have not.
    let of_json = matches!(sample.carrier, Carrier::Json { .. } | Carrier::Lines);
    [ending, carrier].into_iter().chain(names.filter(|_| !of_json)).collect()
}

fn looked(store: &Store, object: &Object) -> Result<Sample, String> {
    if object.size == 0 {
        return Err("it is empty".to_owned());
    }
    if super::unpack::bare(&object.path).to_lowercase().ends_with(".parquet") {
        return of_parquet(store, object).map_err(|unread| match unread {
            Unread::Damaged { message, .. } => message,
            Unread::Store(error) => error.to_string(),
        });
    }
    let input = store.reader(object).map_err(|error| error.to_string())?;
    let sample = sample::of_text(input, &object.path, object.size).map_err(|error| error.to_string())?;
    if sample.columns.is_empty() { Err("no columns were found in it".to_owned()) } else { Ok(sample) }
}

fn of_parquet(store: &Store, object: &Object) -> Result<Sample, Unread> {
    let file = Foreign::open(store, object)?;
    let schema = file.schema();
    let kind = |path: &[String]| {
        let (first, rest) = path.split_first()?;
        let mut kind = schema.field_with_name(first).ok()?.data_type();
        for name in rest {
            let DataType::Struct(fields) = kind else { return None };
            kind = fields.find(name)?.1.data_type();
        }
        Some(kind.clone())
    };
    let wanted: Vec<usize> = (0..file.leaves.len())
        .filter(|leaf| kind(&file.leaves[*leaf].path).is_some_and(|kind| can_be_told(&kind, &file.leaves[*leaf])))
        .collect();
    let mut columns: Vec<Cells> = wanted.iter().map(|leaf| Cells { name: file.leaves[*leaf].path.join("."), texts: Vec::new() }).collect();
    let mut rows = 0;
    for batch in file.batches(&wanted) {
        let batch = batch?;
        for (leaf, column) in wanted.iter().zip(&mut columns) {
            let texts = Texts::of(&batch, &file.leaves[*leaf]);
            column.texts.extend((0..batch.num_rows().min(ROWS - rows)).map(|row| {
                let text = texts.as_ref()?.text(row, &column.name).ok()??;
                (!text.trim().is_empty()).then(|| text.to_owned())
            }));
        }
        rows = (rows + batch.num_rows()).min(ROWS);
        if rows == ROWS {
            break;
        }
    }
    let all_rows = Rows::Exactly(u64::try_from(file.rows).unwrap_or_default());
    Ok(Sample { carrier: Carrier::Parquet, encoding: None, columns, rows, all_rows, others: Vec::new() })
}

fn group(store: &Store, all: &[String], mut some: Looked, now: DateTime<Utc>) -> Group {
    let newest = (0..some.len()).max_by_key(|at| (some[*at].0.modified, some[*at].0.path.clone())).expect("a group has an export");
    let (object, sample) = some.swap_remove(newest);
    let mut objects: Vec<Object> = some.into_iter().map(|(object, _)| object).chain([object.clone()]).collect();
    objects.sort_by(|a, b| a.path.cmp(&b.path));
    let columns: Vec<Column> = sample.columns.iter().map(|cells| Column::of(cells, sample.rows)).collect();
    let kind = match whose(store, &object, &sample, now) {
        Some(format) => Kind::Known(format),
        None => Kind::Generic(roles(&columns, sample.rows, stem(&object.path), in_paths(&objects))),
    };
    Group { glob: glob(all, &objects), objects, sample, columns, kind }
}

/// The name of a file without its folder and its endings.
pub fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').find(|part| !part.is_empty()).unwrap_or(name)
}

/// Where the paths of exports may say whose they are: a folder each, or files whose names are no dates.
fn in_paths(objects: &[Object]) -> Option<String> {
    let parts: Vec<(Option<&str>, &str)> = objects
        .iter()
        .map(|object| object.path.rsplit_once('/').map_or((None, object.path.as_str()), |(folder, name)| (Some(folder), name)))
        .collect();
    let ending = |name: &str| name.find('.').map_or(String::new(), |at| name[at..].to_owned());
    let endings: BTreeSet<String> = parts.iter().map(|(_, name)| ending(name)).collect();
    let (Some(ending), 1) = (endings.first(), endings.len()) else { return None };
    let folders: BTreeSet<&str> = parts.iter().filter_map(|(folder, _)| *folder).collect();
    if folders.len() > 1 && parts.iter().all(|(folder, _)| folder.is_some_and(|folder| !folder.contains('/'))) {
        return Some(format!("{{automation}}/*{ending}"));
    }
    let is_date = |name: &str| name.as_bytes().windows(4).any(|four| four.iter().all(u8::is_ascii_digit));
    let are_names = folders.is_empty() && parts.len() > 1 && !parts.iter().any(|(_, name)| is_date(name));
    are_names.then(|| format!("{{automation}}{ending}"))
}

/// A pattern that matches these objects, and of all others none.
fn glob(all: &[String], objects: &[Object]) -> String {
    let [first, .., last] = objects else { return objects[0].path.clone() };
    let others = || all.iter().filter(|path| !objects.iter().any(|object| object.path == **path));
    let ending = |path: &str| {
        path.rsplit('/').next().and_then(|name| name.split_once('.')).map_or(String::new(), |(_, ending)| format!(".{ending}"))
    };
    let depth = first.path.matches('/').count();
    let is_deep = objects.iter().any(|object| object.path.contains('/'));
    let ending = ending(&first.path);
    let common: usize = first.path.bytes().zip(last.path.bytes()).take_while(|(a, b)| a == b).count();
    let folder = first.path[..common].rfind('/').map_or("", |at| &first.path[..=at]);
    let name = first.path[folder.len()..common].trim_end_matches(|c: char| c.is_ascii_digit());
    let plain = if is_deep
        && !objects.iter().all(|object| {
            object.path.matches('/').count() == depth && object.path.starts_with(folder) && !object.path[folder.len()..].contains('/')
        }) {
        format!("{folder}**/*{ending}")
    } else {
        format!("{folder}*{ending}")
    };
    let fits = |pattern: &str| {
        objects.iter().all(|object| super::globs::matches(pattern, &object.path))
            && !others().any(|path| super::globs::matches(pattern, path))
    };
    [plain, format!("{folder}{name}*{ending}")].into_iter().find(|pattern| fits(pattern)).unwrap_or_else(|| first.path.clone())
}

/// The vendor whose table it is: who reads all of its rows, and refuses none.
fn whose(store: &Store, object: &Object, sample: &Sample, now: DateTime<Utc>) -> Option<&'static str> {
    if object.size > TRIED_BYTES || matches!(sample.carrier, Carrier::Xlsx { .. }) {
        return None;
    }
    let vendor = |vendor: Vendor| Format::Vendor(Vendored { vendor, columns: None, count_tests: false });
    let vendors = Vendor::ALL.iter().filter(|known| **known != Vendor::Kit).map(|known| (known.as_str(), vendor(*known)));
    let services = [("dataverse", Format::Dataverse(Dataverse { columns: None, live: None }))];
    let reads = |format: &Format| tried::whole(store, object, format, now).is_ok_and(|tried| tried.is_known());
    vendors.chain(services).find(|(_, format)| reads(format)).map(|(name, _)| name)
}

/// Why a row was refused, in a word and a sentence.
pub fn said(fault: &Fault) -> String {
    format!("{}: {}", fault.code, fault.message)
}
