//! Items are counted as sessions are, month by month; but which of them count is not said by their
//! own month alone. What links attempts across months is found once per satellite and set of files
//! (`item_chains`), and a month is counted again only when its own files changed, or what other
//! months make of its rows.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Partition, about, name_of, partitions, settle};
use crate::lake::side_by_side::{Threads, side_by_side};
use crate::lake::tables::{DEADLINE_TALLIES, ITEM_CHAINS, ITEM_TALLIES, ITEMS};
use crate::lake::{Cell, DataFile, Hash, Lake, LakeError, Named, Part, cells};
use crate::run::Fault;
use crate::transform::items::chains::{self, Place, Places};
use crate::transform::items::{Deadlines, tally};
use crate::transform::promises::{self, Due};
use crate::transform::stage::Dimensions;
use crate::workspace::Workspace;

/// Brings the tallies of items up to the items. How many parts were made.
pub fn items(lake: &Lake) -> Result<usize, Fault> {
    let months = partitions(&lake.snapshot(&ITEMS)?);
    let mut satellites: BTreeMap<&str, Vec<DataFile>> = BTreeMap::new();
    for ((satellite, _), files) in &months {
        satellites
            .entry(satellite)
            .or_default()
            .extend(files.iter().cloned());
    }
    linked(lake, &satellites)?;
    counted(lake, &months, &Held::of(lake)?)
}

/// What decides of items beside their own rows.
struct Held {
    /// Of rows that are linked with others, by their files.
    places: BTreeMap<String, Places>,
    /// What queues say of when their items are due, by satellite.
    deadlines: BTreeMap<String, Deadlines>,
    no_places: Places,
    no_deadlines: Deadlines,
}

impl Held {
    fn of(lake: &Lake) -> Result<Self, Fault> {
        let mut deadlines: BTreeMap<String, Deadlines> = BTreeMap::new();
        for name in lake
            .names()?
            .into_iter()
            .filter(|name| name.kind == Named::Queue)
        {
            if let Some(due_ms) = name.due_ms {
                deadlines
                    .entry(name.satellite_id.to_string())
                    .or_default()
                    .insert(name.id, due_ms.saturating_mul(1_000));
            }
        }
        Ok(Self {
            places: places(lake)?,
            deadlines,
            no_places: Places::new(),
            no_deadlines: Deadlines::new(),
        })
    }

    fn places(&self, file: &DataFile) -> &Places {
        self.places.get(&file.path).unwrap_or(&self.no_places)
    }

    fn deadlines(&self, satellite: &str) -> &Deadlines {
        self.deadlines.get(satellite).unwrap_or(&self.no_deadlines)
    }

    /// Of what it says of a satellite's files.
    fn hash(&self, satellite: &str, files: &[DataFile]) -> String {
        let linked = files.iter().fold(Hash::new(), |hash, file| {
            hash.add(format!("{:?}", self.places(file)))
        });
        let deadlines = self.deadlines(satellite).iter();
        deadlines
            .fold(linked, |hash, (queue, due_us)| {
                hash.add(queue).add(due_us.to_string())
            })
            .hex()
    }
}

/// Finds what is linked, of each satellite whose files are not those of before.
fn linked(lake: &Lake, satellites: &BTreeMap<&str, Vec<DataFile>>) -> Result<(), Fault> {
    let there = lake.snapshot(&ITEM_CHAINS)?;
    let part = |satellite: &str, files: &[DataFile]| {
        (vec![satellite.to_owned()], name_of("item_chains", files))
    };
    let parts = satellites
        .iter()
        .map(|(satellite, files)| (part(satellite, files), files));
    let stale: Vec<_> = parts
        .filter(|((partition, name), _)| !there.has(partition, name))
        .collect();
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
        let rows: Vec<_> = files
            .iter()
            .zip(&places)
            .flat_map(|(file, places)| places.iter().map(|(at, place)| row(file, *at, place)))
            .collect();
        let batch = cells::batch(&ITEM_CHAINS, &rows)?;
        Ok::<_, Fault>(lake.file(
            &ITEM_CHAINS,
            Part {
                partition,
                name,
                batch,
            },
        )?)
    })?;
    settle(
        lake,
        &ITEM_CHAINS,
        made,
        &satellites
            .keys()
            .map(|satellite| vec![(*satellite).to_owned()])
            .collect(),
    )
}

/// The rows that are linked with others, by their files.
fn places(lake: &Lake) -> Result<BTreeMap<String, Places>, Fault> {
    let mut places: BTreeMap<String, Places> = BTreeMap::new();
    for row in lake.rows(&ITEM_CHAINS)? {
        let [
            _,
            Cell::Text(file),
            Cell::Whole(at),
            Cell::Truth(is_outdone),
            created,
            due,
        ] = &row[..]
        else {
            let what = "a row of other kinds than were agreed".to_owned();
            return Err(LakeError::Garbled {
                path: ITEM_CHAINS.name.to_owned(),
                what,
            }
            .into());
        };
        let micros = |cell: &Cell| {
            if let Cell::Instant(at) = cell {
                Some(DateTime::<Utc>::timestamp_micros(at))
            } else {
                None
            }
        };
        let place = if *is_outdone {
            Place::Outdone
        } else {
            Place::Last {
                created: micros(created),
                due: micros(due),
            }
        };
        places
            .entry(file.clone())
            .or_default()
            .insert(*at as u32, place);
    }
    Ok(places)
}

fn counted(
    lake: &Lake,
    months: &BTreeMap<Partition, Vec<DataFile>>,
    held: &Held,
) -> Result<usize, Fault> {
    let there = lake.snapshot(&ITEM_TALLIES)?;
    let mut stale = Vec::new();
    for ((satellite, month), files) in months {
        let partition = vec![satellite.clone(), month.clone()];
        let name = name_of(
            &format!(
                "item_tallies and queue names {}",
                held.hash(satellite, files)
            ),
            files,
        );
        if !there.has(&partition, &name) {
            stale.push((partition, name, files));
        }
    }
    let tallied = stale.len();
    let made = side_by_side(stale, Threads::Cores, |(partition, name, files)| {
        let files: Vec<_> = lake
            .coded(&ITEMS, files)
            .into_iter()
            .zip(files.iter().map(|file| held.places(file)))
            .collect();
        let batch = tally(
            &files,
            held.deadlines(&partition[0]),
            &partition[0],
            &partition[1],
        )?;
        Ok::<_, Fault>(lake.file(
            &ITEM_TALLIES,
            Part {
                partition,
                name,
                batch,
            },
        )?)
    })?;
    let keep: BTreeSet<_> = months
        .keys()
        .map(|(satellite, month)| vec![satellite.clone(), month.clone()])
        .collect();
    settle(lake, &ITEM_TALLIES, made, &keep)?;
    Ok(tallied)
}

/// What promises count of items.
pub fn deadlines(lake: &Lake, workspace: &Workspace, dimensions: &Dimensions) -> Result<(), Fault> {
    let there = lake.snapshot(&DEADLINE_TALLIES)?;
    let (mut made, mut keep) = (Vec::new(), BTreeSet::new());
    if workspace
        .master
        .objectives
        .iter()
        .any(promises::needs_items)
    {
        let (about, due) = (
            about("deadline_tallies", workspace, dimensions.facts)?,
            Due::of(dimensions),
        );
        let (months, held) = (partitions(&lake.snapshot(&ITEMS)?), Held::of(lake)?);
        let mut stale = Vec::new();
        for ((satellite, month), files) in &months {
            let Some(satellite) = workspace.estate.satellite(satellite).filter(|s| s.counts) else {
                continue;
            };
            let partition = vec![satellite.id.to_string(), month.clone()];
            let name = name_of(
                &format!("{about} {}", held.hash(satellite.id.as_str(), files)),
                files,
            );
            keep.insert(partition.clone());
            if !there.has(&partition, &name) {
                stale.push((partition, name, files, satellite));
            }
        }
        made = side_by_side(
            stale,
            Threads::Cores,
            |(partition, name, files, satellite)| {
                let files: Vec<_> = lake
                    .coded(&ITEMS, files)
                    .into_iter()
                    .zip(files.iter().map(|file| held.places(file)))
                    .collect();
                let batch = due.tallies(
                    &files,
                    held.deadlines(satellite.id.as_str()),
                    satellite,
                    &partition[1],
                )?;
                Ok::<_, Fault>(lake.file(
                    &DEADLINE_TALLIES,
                    Part {
                        partition,
                        name,
                        batch,
                    },
                )?)
            },
        )?;
    }
    settle(lake, &DEADLINE_TALLIES, made, &keep)
}

#[cfg(test)]
mod tests;
