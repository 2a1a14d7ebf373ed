//! Derived tables: tallies, automations, promises' tallies, daily values. Each part of them is a
//! function of named inputs, and its file carries the hash of those names; a part whose file is
//! already there is not computed. So a run costs what changed, and a crash between two commits is
//! mended by the next run without a log of its own.

mod items;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use tracing::debug;

use crate::lake::coded::Batch;
use crate::lake::findings::findings_batch;
use crate::lake::side_by_side::{Threads, side_by_side};
use crate::lake::tables::{
    AUTOMATION_TALLIES, AUTOMATIONS, DAILY_FINDINGS, DAILY_VALUES, DURATION_TALLIES, ERROR_TALLIES,
    ITEM_TALLIES, ITEMS, NAMES, OBJECTIVE_TALLIES, SESSIONS, TALLIES, Table, UNKNOWN_TALLIES,
};
use crate::lake::values::daily_batch;
use crate::lake::{DataFile, Filed, Hash, Lake, Part, Snapshot, frames};
use crate::model::Window;
use crate::model::window::Month;
use crate::run::{Fault, states};
use crate::transform::promises::{self, Asked};
use crate::transform::stage::Dimensions;
use crate::transform::{self, DataFrame, Facts, automations, daily, tally, weights};
use crate::workspace::Workspace;

/// How much was computed, of how much there is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Derived {
    pub tallied: usize,
    pub partitions: usize,
    pub months_scored: usize,
    pub months: usize,
}

const TALLIED: [&Table; 5] = [
    &TALLIES,
    &ERROR_TALLIES,
    &DURATION_TALLIES,
    &UNKNOWN_TALLIES,
    &AUTOMATION_TALLIES,
];

/// Counts what is not counted yet, and says who ran. None of that asks the master data.
pub fn count(lake: &Lake) -> Result<Derived, Fault> {
    let partitions = partitions(&lake.snapshot(&SESSIONS)?);
    let tallied = tallies(lake, &partitions)?;
    items::items(lake)?;
    newest_automations(lake)?;
    Ok(Derived {
        tallied,
        partitions: partitions.len(),
        ..Derived::default()
    })
}

/// Brings all derived tables up to the sessions and the master data.
pub fn refresh(lake: &Lake, workspace: &Workspace) -> Result<Derived, Fault> {
    let partitions = partitions(&lake.snapshot(&SESSIONS)?);
    let mut derived = count(lake)?;
    debug!("session tallies stand");
    let automations = known_automations(lake)?;
    let counted_to = states::counted_to(
        lake,
        &workspace.estate,
        [&lake.snapshot(&SESSIONS)?, &lake.snapshot(&ITEMS)?],
    )?;
    let facts = facts(workspace, &automations, counted_to);
    let dimensions = Dimensions::new(&facts)?;
    objectives(lake, workspace, &dimensions, &partitions)?;
    items::deadlines(lake, workspace, &dimensions)?;
    debug!("promises' tallies stand");
    (derived.months_scored, derived.months) = daily_values(lake, workspace, &dimensions)?;
    Ok(derived)
}

/// Puts new parts in place, and empties the partitions that have no sources any more.
fn settle(
    lake: &Lake,
    table: &'static Table,
    parts: Vec<Filed>,
    keep: &BTreeSet<Vec<String>>,
) -> Result<(), Fault> {
    lake.put_in_place(table, parts)?;
    let files = lake.snapshot(table)?.files;
    let held = files.iter().map(|f| {
        table
            .partition
            .iter()
            .map(|column| f.partition[*column].clone())
            .collect::<Vec<_>>()
    });
    let gone: Vec<_> = held.filter(|partition| !keep.contains(partition)).collect();
    if !gone.is_empty() {
        lake.drop_partitions(table, &gone)?;
    }
    Ok(())
}

type Partition = (String, String);

/// The files of each (satellite, month); tombstones, which have no month, count nowhere.
fn partitions(sessions: &Snapshot) -> BTreeMap<Partition, Vec<DataFile>> {
    let mut partitions: BTreeMap<Partition, Vec<DataFile>> = BTreeMap::new();
    for file in sessions
        .files
        .iter()
        .filter(|f| f.partition["month"] != "none")
    {
        partitions
            .entry((
                file.partition["satellite_id"].clone(),
                file.partition["month"].clone(),
            ))
            .or_default()
            .push(file.clone());
    }
    partitions
}

/// So many sessions are worth all cores.
const MANY_ROWS: u64 = 1_000_000;

/// Months of many sessions one after the other, since counting them takes all cores; the others
/// side by side.
fn in_turn<T: Send, R: Send>(
    months: Vec<T>,
    rows: impl Fn(&T) -> u64,
    work: impl Fn(T) -> Result<R, Fault> + Sync,
) -> Result<Vec<R>, Fault> {
    let (many, few): (Vec<_>, Vec<_>) = months
        .into_iter()
        .partition(|month| rows(month) > MANY_ROWS);
    let mut made = side_by_side(few, Threads::Cores, &work)?;
    for month in many {
        made.push(work(month)?);
    }
    Ok(made)
}

fn rows_of(files: &[DataFile]) -> u64 {
    files.iter().map(|file| file.rows).sum()
}

fn name_of<'a>(about: &str, files: impl IntoIterator<Item = &'a DataFile>) -> String {
    files
        .into_iter()
        .fold(
            Hash::new().add(transform::DEFINITIONS).add(about),
            |hash, file| hash.add(&file.path),
        )
        .hex()[..32]
        .to_owned()
}

fn tallies(lake: &Lake, partitions: &BTreeMap<Partition, Vec<DataFile>>) -> Result<usize, Fault> {
    let [a, b, c, d, e] = TALLIED.map(|table| lake.snapshot(table));
    let there = [a?, b?, c?, d?, e?];
    let mut stale = Vec::new();
    for ((satellite, month), files) in partitions {
        let (name, partition) = (
            name_of("tallies", files),
            vec![satellite.clone(), month.clone()],
        );
        if !there.iter().all(|snapshot| snapshot.has(&partition, &name)) {
            stale.push((partition, name, files));
        }
    }
    let tallied = stale.len();
    let made = in_turn(
        stale,
        |(.., files)| rows_of(files),
        |(partition, name, files)| counted(lake, &there, partition, name, files),
    )?;
    let keep: BTreeSet<Vec<String>> = partitions
        .keys()
        .map(|(s, m)| vec![s.clone(), m.clone()])
        .collect();
    settle_each(lake, TALLIED, made, &keep)?;
    Ok(tallied)
}

/// For each of the tallied tables the part of a (satellite, month).
fn counted(
    lake: &Lake,
    there: &[Snapshot; 5],
    partition: Vec<String>,
    name: String,
    files: &[DataFile],
) -> Result<[Option<Filed>; 5], Fault> {
    let t = tally::tally(&lake.coded(&SESSIONS, files), &partition[0], &partition[1])?;
    let batches = [
        t.tallies,
        t.error_tallies,
        t.duration_tallies,
        t.unknown_tallies,
        t.automation_tallies,
    ];
    put_missing(lake, there, &partition, &name, batches)
}

/// Parts of one name, one for each table. One that is there, of a run that was killed between two
/// tables, is not written over: the log knows its size.
fn put_missing<const N: usize>(
    lake: &Lake,
    there: &[Snapshot; N],
    partition: &[String],
    name: &str,
    batches: [Batch; N],
) -> Result<[Option<Filed>; N], Fault> {
    let mut parts = [const { None }; N];
    for ((there, batch), part) in there.iter().zip(batches).zip(&mut parts) {
        if !there.has(partition, name) {
            let (partition, name) = (partition.to_vec(), name.to_owned());
            let made = Part {
                partition,
                name,
                batch,
            };
            *part = Some(lake.file(there.table, made)?);
        }
    }
    Ok(parts)
}

/// Puts the parts of several tables in place, one table after the other.
fn settle_each<const N: usize>(
    lake: &Lake,
    tables: [&'static Table; N],
    made: Vec<[Option<Filed>; N]>,
    keep: &BTreeSet<Vec<String>>,
) -> Result<(), Fault> {
    let mut parts = [const { Vec::new() }; N];
    for made in made {
        let each = parts.iter_mut().zip(made);
        each.for_each(|(parts, made): (&mut Vec<Filed>, _)| parts.extend(made));
    }
    for (table, parts) in tables.into_iter().zip(parts) {
        settle(lake, table, parts, keep)?;
    }
    Ok(())
}

fn newest_automations(lake: &Lake) -> Result<(), Fault> {
    let (files, names) = (
        lake.snapshot(&AUTOMATION_TALLIES)?.files,
        lake.snapshot(&NAMES)?.files,
    );
    let items = lake.snapshot(&ITEM_TALLIES)?.files;
    let name = name_of(
        "automations and their solutions",
        files.iter().chain(&names).chain(&items),
    );
    if lake.snapshot(&AUTOMATIONS)?.has(&[], &name) {
        return Ok(());
    }
    let newest = automations::newest(
        lake.scan(&AUTOMATION_TALLIES, &files)?,
        lake.scan(&ITEM_TALLIES, &items)?,
        lake.scan(&NAMES, &names)?,
    )?;
    let part = Part {
        partition: vec![],
        name,
        batch: frames::to_batch(&newest, &AUTOMATIONS)?,
    };
    lake.replace(&AUTOMATIONS, vec![part])?;
    Ok(())
}

/// What promises must ask of the sessions themselves: thresholds, and agreed exclusions.
fn objectives(
    lake: &Lake,
    workspace: &Workspace,
    dimensions: &Dimensions,
    partitions: &BTreeMap<Partition, Vec<DataFile>>,
) -> Result<(), Fault> {
    let there = lake.snapshot(&OBJECTIVE_TALLIES)?;
    let about = about("objective_tallies", workspace, dimensions.facts)?;
    let (mut parts, mut keep) = (Vec::new(), BTreeSet::new());
    let master = &workspace.master;
    if master
        .objectives
        .iter()
        .any(|o| promises::needs_sessions(o, &master.exclusions))
    {
        let (tallies, asked) = (lake.snapshot(&TALLIES)?, Asked::of(dimensions));
        let mut stale = Vec::new();
        for ((satellite, month), files) in partitions {
            let (Some(satellite), Ok(of_month)) = (
                workspace.estate.satellite(satellite).filter(|s| s.counts),
                month.parse(),
            ) else {
                continue;
            };
            let partition = vec![satellite.id.to_string(), month.clone()];
            let name = name_of(&about, files);
            keep.insert(partition.clone());
            if there.has(&partition, &name) {
                continue;
            }
            stale.push((partition, name, files, &satellite.id, of_month));
        }
        parts = in_turn(
            stale,
            |(_, _, files, ..)| rows_of(files),
            |(partition, name, files, satellite, month)| {
                let theirs = |file: &&DataFile| {
                    file.partition["satellite_id"] == partition[0]
                        && file.partition["month"] == partition[1]
                };
                let counted: Vec<_> = tallies.files.iter().filter(theirs).cloned().collect();
                let (sessions, counted) =
                    (lake.coded(&SESSIONS, files), lake.scan(&TALLIES, &counted)?);
                let batch = asked.tallies(&sessions, counted, satellite, month)?;
                Ok::<_, Fault>(lake.file(
                    &OBJECTIVE_TALLIES,
                    Part {
                        partition,
                        name,
                        batch,
                    },
                )?)
            },
        )?;
    }
    settle(lake, &OBJECTIVE_TALLIES, parts, &keep)
}

/// The scored history, month by month: from the first session or amount to the month of the newest
/// session.
fn daily_values(
    lake: &Lake,
    workspace: &Workspace,
    dimensions: &Dimensions,
) -> Result<(usize, usize), Fault> {
    let facts = dimensions.facts;
    let (tallies, items) = (
        lake.snapshot(&TALLIES)?.files,
        lake.snapshot(&ITEM_TALLIES)?.files,
    );
    let there = [
        lake.snapshot(&DAILY_FINDINGS)?,
        lake.snapshot(&DAILY_VALUES)?,
    ];
    let about = about("daily_values", workspace, facts)?;
    let (mut stale, mut keep) = (Vec::new(), BTreeSet::new());
    let history = daily::history(facts)?;
    let months: Vec<Month> = history
        .map(|days| days.months().collect())
        .unwrap_or_default();
    let as_of = history.map_or(NaiveDate::MIN, Window::to);
    let about = Hash::new()
        .add(about)
        .add(format!("{:?}", daily::signed(facts, as_of)))
        .hex();
    for month in &months {
        let (files, items) = (of_month(month, &tallies), of_month(month, &items));
        // A shared cost of a month's first days is carried by what ran in the month before.
        let before = weights::are_needed(facts, month.window())
            .then(|| of_month(&month.previous(), &tallies));
        let all = files.iter().chain(&items).chain(before.iter().flatten());
        // What is laid on a month's days ends with the last day that counts; of earlier months
        // nothing hangs on it.
        let cut = if facts.counted_to < month.window().to() {
            facts.counted_to.to_string()
        } else {
            String::new()
        };
        let (partition, name) = (
            vec![month.to_string()],
            name_of(&format!("{about}{cut}"), all),
        );
        keep.insert(partition.clone());
        if !there.iter().all(|table| table.has(&partition, &name)) {
            stale.push((partition, name, files, items, before, month));
        }
    }
    let scored = stale.len();
    let parts = side_by_side(
        stale,
        Threads::Cores,
        |(partition, name, files, items, before, month)| {
            let scan = |table, files: &[DataFile]| lake.scan(table, files);
            let tallies = daily::Tallies {
                sessions: scan(&TALLIES, &files)?,
                items: scan(&ITEM_TALLIES, &items)?,
                before: before.map(|before| scan(&TALLIES, &before)).transpose()?,
            };
            let scored = daily::score(dimensions, tallies, (month.window(), as_of))?;
            let batches = [
                findings_batch(&scored.findings)?,
                daily_batch(&scored.values)?,
            ];
            put_missing(lake, &there, &partition, &name, batches)
        },
    )?;
    settle_each(lake, [&DAILY_FINDINGS, &DAILY_VALUES], parts, &keep)?;
    Ok((scored, months.len()))
}

fn of_month(month: &Month, files: &[DataFile]) -> Vec<DataFile> {
    let month = month.to_string();
    let theirs = files.iter().filter(|f| f.partition["month"] == month);
    theirs.cloned().collect()
}

/// The automations that the lake knows.
pub fn known_automations(lake: &Lake) -> Result<DataFrame, Fault> {
    let files = lake.snapshot(&AUTOMATIONS)?.files;
    Ok(transform::collect(lake.scan(&AUTOMATIONS, &files)?)?)
}

/// What is known beside the tallies.
pub fn facts<'a>(
    workspace: &'a Workspace,
    automations: &'a DataFrame,
    counted_to: NaiveDate,
) -> Facts<'a> {
    Facts {
        estate: &workspace.estate,
        master: &workspace.master,
        automations,
        counted_to,
    }
}

/// All that figures depend on beside the sessions.
fn about(table: &str, workspace: &Workspace, facts: &Facts) -> Result<String, Fault> {
    let dimension = dimension_hash(facts.automations)?;
    Ok(Hash::new()
        .add(table)
        .add(master_hash(workspace))
        .add(estate_hash(workspace))
        .add(dimension)
        .hex())
}

/// Of the master data as people wrote it.
pub fn master_hash(workspace: &Workspace) -> String {
    workspace
        .inputs
        .baselines
        .iter()
        .fold(Hash::new(), |hash, (name, text)| hash.add(name).add(text))
        .hex()
}

/// Of what the estate's configuration means for figures.
fn estate_hash(workspace: &Workspace) -> String {
    let estate = &workspace.estate;
    let satellites: Vec<_> = estate
        .satellites
        .iter()
        .map(|s| (&s.id, s.counts))
        .collect();
    Hash::new()
        .add(&estate.currency)
        .add(format!("{:?} {satellites:?}", estate.methods))
        .hex()
}

/// Of the automations' names and solutions: patterns match them. Their first and last days do not
/// matter.
fn dimension_hash(automations: &DataFrame) -> Result<String, Fault> {
    let names = automations::names(automations)?;
    Ok(names.iter().fold(Hash::new(), Hash::add).hex())
}

#[cfg(test)]
mod tests;
