//! Items are counted as sessions are, month by month; but which of them count is not said by their own month alone.
//! What links attempts across months is found once per satellite and set of files (`item_chains`), and a month is counted
//! again only when its own files changed, or what other months make of its rows.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Partition, name_of, partitions, settle};
use crate::lake::side_by_side::{Threads, side_by_side};
use crate::lake::tables::{ITEM_CHAINS, ITEM_TALLIES, ITEMS};
use crate::lake::{Cell, DataFile, Hash, Lake, LakeError, Part, cells};
use crate::run::Fault;
use crate::transform::items::chains::{self, Place, Places};
use crate::transform::items::tally;

/// Brings the tallies of items up to the items. How many parts were made.
pub fn items(lake: &Lake) -> Result<usize, Fault> {
    let months = partitions(&lake.snapshot(&ITEMS)?);
    let mut satellites: BTreeMap<&str, Vec<DataFile>> = BTreeMap::new();
    for ((satellite, _), files) in &months {
        satellites.entry(satellite).or_default().extend(files.iter().cloned());
    }
    linked(lake, &satellites)?;
    let places = places(lake)?;
    counted(lake, &months, &places)
}

/// Finds what is linked, of each satellite whose files are not those of before.
fn linked(lake: &Lake, satellites: &BTreeMap<&str, Vec<DataFile>>) -> Result<(), Fault> {
    let there = lake.snapshot(&ITEM_CHAINS)?;
    let part = |satellite: &str, files: &[DataFile]| (vec![satellite.to_owned()], name_of("item_chains", files));
    let parts = satellites.iter().map(|(satellite, files)| (part(satellite, files), files));
    let stale: Vec<_> = parts.filter(|((partition, name), _)| !there.has(partition, name)).collect();
    let made = side_by_side(stale, Threads::Cores, |((partition, name), files)| {
        let places = chains::places(&lake.coded(&ITEMS, files))?;
        let instant = |at: Option<i64>| Cell::from(at.and_then(DateTime::from_timestamp_micros));
        let row = |file: &DataFile, row: u32, place: &Place| {
            let (is_outdone, created, due) = match *place {
                Place::Outdone => (true, None, None),
                Place::Last { created, due } => (false, created, due),
            };
            vec![
                partition[0].as_str().into(),
                file.path.as_str().into(),
                i64::from(row).into(),
                is_outdone.into(),
                instant(created),
                instant(due),
            ]
        };
        let rows: Vec<_> =
            files.iter().zip(&places).flat_map(|(file, places)| places.iter().map(|(at, place)| row(file, *at, place))).collect();
        let batch = cells::batch(&ITEM_CHAINS, &rows)?;
        Ok::<_, Fault>(lake.file(&ITEM_CHAINS, Part { partition, name, batch })?)
    })?;
    settle(lake, &ITEM_CHAINS, made, &satellites.keys().map(|satellite| vec![(*satellite).to_owned()]).collect())
}

/// The rows that are linked with others, by their files.
fn places(lake: &Lake) -> Result<BTreeMap<String, Places>, Fault> {
    let mut places: BTreeMap<String, Places> = BTreeMap::new();
    for row in lake.rows(&ITEM_CHAINS)? {
        let [_, Cell::Text(file), Cell::Whole(at), Cell::Truth(is_outdone), created, due] = &row[..] else {
            let what = "a row of other kinds than were agreed".to_owned();
            return Err(LakeError::Garbled { path: ITEM_CHAINS.name.to_owned(), what }.into());
        };
        let micros = |cell: &Cell| if let Cell::Instant(at) = cell { Some(DateTime::<Utc>::timestamp_micros(at)) } else { None };
        let place = if *is_outdone { Place::Outdone } else { Place::Last { created: micros(created), due: micros(due) } };
        places.entry(file.clone()).or_default().insert(*at as u32, place);
    }
    Ok(places)
}

fn counted(lake: &Lake, months: &BTreeMap<Partition, Vec<DataFile>>, places: &BTreeMap<String, Places>) -> Result<usize, Fault> {
    let there = lake.snapshot(&ITEM_TALLIES)?;
    let none = Places::new();
    let of = |file: &DataFile| places.get(&file.path).unwrap_or(&none);
    let mut stale = Vec::new();
    for ((satellite, month), files) in months {
        let linked = files.iter().fold(Hash::new(), |hash, file| hash.add(format!("{:?}", of(file))));
        let partition = vec![satellite.clone(), month.clone()];
        let name = name_of(&format!("item_tallies {}", linked.hex()), files);
        if !there.has(&partition, &name) {
            stale.push((partition, name, files));
        }
    }
    let tallied = stale.len();
    let made = side_by_side(stale, Threads::Cores, |(partition, name, files)| {
        let files: Vec<_> = lake.coded(&ITEMS, files).into_iter().zip(files.iter().map(of)).collect();
        let batch = tally(&files, &partition[0], &partition[1])?;
        Ok::<_, Fault>(lake.file(&ITEM_TALLIES, Part { partition, name, batch })?)
    })?;
    let keep: BTreeSet<_> = months.keys().map(|(satellite, month)| vec![satellite.clone(), month.clone()]).collect();
    settle(lake, &ITEM_TALLIES, made, &keep)?;
    Ok(tallied)
}

#[cfg(test)]
mod tests;
