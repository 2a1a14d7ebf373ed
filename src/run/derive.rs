//! Derived tables: tallies, automations, promises' tallies, daily values. Each part of them is a function of named
//! inputs, and its file carries the hash of those names; a part whose file is already there is not computed. So a
//! run costs what changed, and a crash between two commits is mended by the next run without a log of its own.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::lake::tables::{
    AUTOMATION_TALLIES, AUTOMATIONS, DAILY_VALUES, DURATION_TALLIES, ERROR_TALLIES, OBJECTIVE_TALLIES, SESSIONS, TALLIES, Table,
    UNKNOWN_TALLIES,
};
use crate::lake::{DataFile, Hash, Lake, Part, Snapshot, cells, frames};
use crate::model::window::Month;
use crate::model::{SatelliteId, Window};
use crate::publish::marts;
use crate::run::Fault;
use crate::transform::{self, Facts, automations, daily, promises, tally};
use crate::workspace::Workspace;

/// How much was computed, of how much there is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Derived {
    pub tallied: usize,
    pub partitions: usize,
    pub months_scored: usize,
    pub months: usize,
}

const TALLIED: [&Table; 5] = [&TALLIES, &ERROR_TALLIES, &DURATION_TALLIES, &UNKNOWN_TALLIES, &AUTOMATION_TALLIES];

/// Brings all derived tables up to the sessions and the master data.
pub fn refresh(lake: &Lake, workspace: &Workspace) -> Result<Derived, Fault> {
    let partitions = partitions(&lake.snapshot(&SESSIONS)?);
    let mut derived = Derived { partitions: partitions.len(), ..Derived::default() };
    derived.tallied = tallies(lake, &partitions)?;
    newest_automations(lake)?;
    objectives(lake, workspace, &partitions)?;
    (derived.months_scored, derived.months) = daily_values(lake, workspace)?;
    Ok(derived)
}

/// Puts new parts in place, and empties the partitions that have no sources any more.
fn settle(lake: &Lake, table: &'static Table, parts: Vec<Part>, keep: &BTreeSet<Vec<String>>) -> Result<(), Fault> {
    lake.replace(table, parts)?;
    let files = lake.snapshot(table)?.files;
    let held = files.iter().map(|f| table.partition.iter().map(|column| f.partition[*column].clone()).collect::<Vec<_>>());
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
    for file in sessions.files.iter().filter(|f| f.partition["month"] != "none") {
        partitions.entry((file.partition["satellite_id"].clone(), file.partition["month"].clone())).or_default().push(file.clone());
    }
    partitions
}

fn name_of<'a>(about: &str, files: impl IntoIterator<Item = &'a DataFile>) -> String {
    files.into_iter().fold(Hash::new().add(transform::DEFINITIONS).add(about), |hash, file| hash.add(&file.path)).hex()[..32].to_owned()
}

fn tallies(lake: &Lake, partitions: &BTreeMap<Partition, Vec<DataFile>>) -> Result<usize, Fault> {
    let there: Vec<Snapshot> = TALLIED.iter().map(|table| lake.snapshot(table)).collect::<Result<_, _>>()?;
    let mut parts: [Vec<Part>; 5] = Default::default();
    let mut tallied = 0;
    for ((satellite, month), files) in partitions {
        let name = name_of("tallies", files);
        let partition = vec![satellite.clone(), month.clone()];
        if there.iter().all(|snapshot| snapshot.has(&partition, &name)) {
            continue;
        }
        let t = tally::tally(lake.scan(&SESSIONS, files)?)?;
        let frames = [&t.tallies, &t.error_tallies, &t.duration_tallies, &t.unknown_tallies, &t.automation_tallies];
        for (i, frame) in frames.into_iter().enumerate() {
            let batch = frames::to_batch(frame, TALLIED[i])?;
            parts[i].push(Part { partition: partition.clone(), name: name.clone(), batch });
        }
        tallied += 1;
    }
    let keep: BTreeSet<Vec<String>> = partitions.keys().map(|(s, m)| vec![s.clone(), m.clone()]).collect();
    for (table, parts) in TALLIED.into_iter().zip(parts) {
        settle(lake, table, parts, &keep)?;
    }
    Ok(tallied)
}

fn newest_automations(lake: &Lake) -> Result<(), Fault> {
    let files = lake.snapshot(&AUTOMATION_TALLIES)?.files;
    let name = name_of("automations", &files);
    if lake.snapshot(&AUTOMATIONS)?.has(&[], &name) {
        return Ok(());
    }
    let newest = automations::newest(lake.scan(&AUTOMATION_TALLIES, &files)?)?;
    let part = Part { partition: vec![], name, batch: frames::to_batch(&newest, &AUTOMATIONS)? };
    lake.replace(&AUTOMATIONS, vec![part])?;
    Ok(())
}

/// What promises must ask of the sessions themselves: thresholds, and agreed exclusions.
fn objectives(lake: &Lake, workspace: &Workspace, partitions: &BTreeMap<Partition, Vec<DataFile>>) -> Result<(), Fault> {
    let facts = facts(lake, workspace)?;
    let there = lake.snapshot(&OBJECTIVE_TALLIES)?;
    let about = Hash::new().add("objective_tallies").add(&master_hash(workspace)).add(&estate_hash(workspace)).add(&dimension_hash(&facts)).hex();
    let (mut parts, mut keep) = (Vec::new(), BTreeSet::new());
    if promises::any_needs_sessions(&workspace.master) {
        let tallies = lake.snapshot(&TALLIES)?;
        for ((satellite, month), files) in partitions {
            let Some(satellite) = workspace.estate.satellite(satellite).filter(|s| s.counts) else { continue };
            let partition = vec![satellite.id.to_string(), month.clone()];
            let name = name_of(&about, files);
            keep.insert(partition.clone());
            if there.has(&partition, &name) {
                continue;
            }
            let counted: Vec<_> = tallies.files.iter().filter(|f| f.partition["satellite_id"] == partition[0] && f.partition["month"] == *month).cloned().collect();
            let frame = promises::objective_tallies(&facts, lake.scan(&SESSIONS, files)?, lake.scan(&TALLIES, &counted)?, satellite, month)?;
            parts.push(Part { partition, name, batch: frames::to_batch(&frame, &OBJECTIVE_TALLIES)? });
        }
    }
    settle(lake, &OBJECTIVE_TALLIES, parts, &keep)
}

/// The scored history, month by month: from the first session or amount to the month of the newest session.
fn daily_values(lake: &Lake, workspace: &Workspace) -> Result<(usize, usize), Fault> {
    let facts = facts(lake, workspace)?;
    let tallies = lake.snapshot(&TALLIES)?.files;
    let there = lake.snapshot(&DAILY_VALUES)?;
    let about = Hash::new().add("daily_values").add(&master_hash(workspace)).add(&estate_hash(workspace)).add(&dimension_hash(&facts)).hex();
    let (mut parts, mut keep) = (Vec::new(), BTreeSet::new());
    let months: Vec<Month> = history(workspace, &tallies).map(|days| days.months().collect()).unwrap_or_default();
    for month in &months {
        let files: Vec<DataFile> = tallies.iter().filter(|f| f.partition["month"] == month.to_string()).cloned().collect();
        let (partition, name) = (vec![month.to_string()], name_of(&about, &files));
        keep.insert(partition.clone());
        if there.has(&partition, &name) {
            continue;
        }
        let rows = daily::daily_values(&facts, lake.scan(&TALLIES, &files)?, month.window())?;
        let rows: Vec<_> = rows.iter().map(marts::daily_value).collect();
        parts.push(Part { partition, name, batch: cells::batch(&DAILY_VALUES, &rows)? });
    }
    let scored = parts.len();
    settle(lake, &DAILY_VALUES, parts, &keep)?;
    Ok((scored, months.len()))
}

/// The days that the history speaks of; none before there is a session.
fn history(workspace: &Workspace, tallies: &[DataFile]) -> Option<Window> {
    let months = || tallies.iter().filter_map(|f| f.partition["month"].parse::<Month>().ok());
    let master = &workspace.master;
    let amounts = master.costs.iter().map(|c| &c.amount).chain(master.benefits.iter().map(|b| &b.amount));
    let first_amount: Option<NaiveDate> = amounts.map(|a| a.from).min();
    let (first, last) = (months().min()?.window().from(), months().max()?.window().to());
    Window::new(first_amount.map_or(first, |day| day.min(first)), last)
}

/// What is known of the estate apart from its sessions.
pub fn facts<'a>(lake: &Lake, workspace: &'a Workspace) -> Result<Facts<'a>, Fault> {
    let files = lake.snapshot(&AUTOMATIONS)?.files;
    let automations = frames::collect(lake.scan(&AUTOMATIONS, &files)?)?;
    Ok(Facts { estate: &workspace.estate, master: &workspace.master, automations })
}

/// Of the master data as people wrote it.
pub fn master_hash(workspace: &Workspace) -> String {
    workspace.inputs.baselines.iter().fold(Hash::new(), |hash, (name, text)| hash.add(name).add(text)).hex()
}

/// Of what the estate's configuration means for figures.
fn estate_hash(workspace: &Workspace) -> String {
    let estate = &workspace.estate;
    let satellites: Vec<_> = estate.satellites.iter().map(|s| (&s.id, s.counts)).collect::<Vec<(&SatelliteId, bool)>>();
    Hash::new().add(&estate.currency).add(&format!("{:?} {satellites:?}", estate.methods)).hex()
}

/// Of the automations' names and solutions: patterns match them. Their first and last days do not matter.
fn dimension_hash(facts: &Facts) -> String {
    automations::names(&facts.automations).fold(Hash::new(), |hash, text| hash.add(&text)).hex()
}
