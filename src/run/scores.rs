//! Scoring a window and publishing it, unless the very same was published before.

use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

use crate::extract;
use crate::lake::tables::{
    AUTOMATIONS, DAILY_VALUES, DURATION_TALLIES, ERROR_TALLIES, OBJECTIVE_TALLIES, OBJECTS, REJECTS, SESSIONS, TALLIES, Table, UNKNOWN_TALLIES,
};
use crate::lake::{DataFile, Hash, Lake, Snapshot, Store};
use crate::model::receipt::{Ending, SatelliteReceipt};
use crate::model::{Gap, Publication, Scoreboard, Window};
use crate::publish::publication::{self, Inputs, Plan};
use crate::render::Templates;
use crate::run::{Fault, Order, derive, states};
use crate::transform::{self, Heard, Told, TransformError, scoreboard};
use crate::workspace::Workspace;

/// A published window; the board only where something had to be computed.
pub struct Scores {
    pub publication: Publication,
    pub window: Window,
    /// How many of the lake's files it was made from.
    pub files: usize,
    pub unchanged: bool,
    told: BTreeMap<&'static str, Snapshot>,
    gaps: Vec<Gap>,
    board: Option<Scoreboard>,
}

const DERIVED: [&Table; 7] = [&TALLIES, &ERROR_TALLIES, &DURATION_TALLIES, &UNKNOWN_TALLIES, &AUTOMATIONS, &OBJECTIVE_TALLIES, &DAILY_VALUES];

#[allow(clippy::too_many_arguments, reason = "the pipeline hands over what it has, once")]
pub fn publish(
    lake: &Lake,
    out: &Store,
    workspace: &Workspace,
    templates: &Templates,
    order: &Order,
    window: Window,
    receipts: &[SatelliteReceipt],
    now: DateTime<Utc>,
) -> Result<Scores, Fault> {
    let snapshots: BTreeMap<&'static str, Snapshot> =
        DERIVED.into_iter().chain([&SESSIONS, &OBJECTS, &REJECTS]).map(|t| Ok((t.name, lake.snapshot(t)?))).collect::<Result<_, Fault>>()?;
    let gaps: Vec<Gap> = receipts.iter().filter_map(gap).collect();
    let plan = plan(workspace, templates, order, window, &snapshots, &gaps);
    let mut scores = Scores {
        publication: Publication::unnamed(&order.job.name, window),
        window,
        files: plan.files.len(),
        unchanged: false,
        told: snapshots,
        gaps,
        board: None,
    };
    if let Some((known, manifest)) = publication::newest(lake, &order.job.name, window)?
        && manifest.made_from == plan.made_from()
        && publication::is_complete(out, &order.job.name, window, &manifest)?
    {
        (scores.publication, scores.unchanged) = (known, true);
        return Ok(scores);
    }
    let board = scores.compute(lake, workspace)?;
    scores.publication = publication::publish(lake, out, &plan, &board, now)?;
    scores.board = Some(board);
    Ok(scores)
}

impl Scores {
    /// The scoreboard: at hand, or computed again for a report that was not rendered yet.
    pub fn board(&self, lake: &Lake, workspace: &Workspace) -> Result<Scoreboard, Fault> {
        self.board.clone().map_or_else(|| self.compute(lake, workspace), Ok)
    }

    fn compute(&self, lake: &Lake, workspace: &Workspace) -> Result<Scoreboard, Fault> {
        let facts = derive::facts(lake, workspace)?;
        let shelf = Shelf { lake, snapshots: &self.told };
        Ok(scoreboard::scoreboard(&facts, self.window, &shelf, &told(lake, workspace, &self.told, &self.gaps)?)?)
    }

    /// Gaps of a board that was computed in this run.
    pub fn gaps(&self) -> &[Gap] {
        self.board.as_ref().map_or(&self.gaps, |board| &board.gaps)
    }
}

/// What this run could not bring.
fn gap(receipt: &SatelliteReceipt) -> Option<Gap> {
    let satellite = receipt.satellite.clone();
    match &receipt.ending {
        Ending::Done | Ending::Unchanged => None,
        Ending::Refused { .. } => Some(Gap::DeliveryRefused { satellite, read: receipt.rows.read, rejected: receipt.rows.rejected }),
        Ending::Failed { why, .. } => Some(Gap::SatelliteFailed { satellite, error: why.clone() }),
    }
}

fn plan(workspace: &Workspace, templates: &Templates, order: &Order, window: Window, snapshots: &BTreeMap<&'static str, Snapshot>, gaps: &[Gap]) -> Plan {
    let texts = |texts: &[(String, String)]| texts.iter().map(|(name, text)| format!("=== {name}\n{text}\n")).collect::<String>();
    // The manifest names what the figures came from; a hash stands for all else that the page speaks of.
    let months = (crate::model::window::Month::of(window.previous().from()).to_string(), window.to().to_string());
    let near = |f: &&DataFile| f.partition.get("month").is_none_or(|m| months.0 <= *m && *m <= months.1[..7].to_owned());
    let of = |table: &Table| snapshots[table.name].files.iter();
    let mut files: Vec<String> = of(&TALLIES).filter(near).chain(of(&DAILY_VALUES).filter(near)).map(|f| f.path.clone()).collect();
    files.sort();
    let all = snapshots.values().filter(|s| s.table.name != SESSIONS.name).flat_map(|s| &s.files);
    let told = all.fold(Hash::new().add(&format!("{gaps:?}")), |hash, file| hash.add(&file.path)).hex();
    Plan {
        job: order.job.name.clone(),
        window,
        inputs: Inputs {
            baselines: texts(&workspace.inputs.baselines),
            configuration: texts(&workspace.inputs.configuration),
            outcome_maps: extract::outcome_maps(),
            templates: texts(&templates.texts()),
            definitions: transform::DEFINITIONS.to_owned(),
        },
        files,
        told,
    }
}

fn told(lake: &Lake, workspace: &Workspace, snapshots: &BTreeMap<&'static str, Snapshot>, gaps: &[Gap]) -> Result<Told, Fault> {
    let mut told = Told { gaps: gaps.to_vec(), ..Told::default() };
    for reject in lake.rejects()? {
        *told.rejects.entry((reject.satellite_id, reject.code.to_string())).or_default() += 1;
    }
    for (satellite, state) in states::states(lake, workspace, &snapshots[SESSIONS.name])? {
        *told.of(&satellite) = Heard { read: state.read, rejected: state.rejected, kept: state.kept, newest_event: state.newest_event };
    }
    Ok(told)
}

/// Hands the figures their frames: the files of one moment, whatever is committed meanwhile.
struct Shelf<'a> {
    lake: &'a Lake,
    snapshots: &'a BTreeMap<&'static str, Snapshot>,
}

impl transform::Shelf for Shelf<'_> {
    fn frame(&self, table: &'static Table, months: Option<Window>) -> Result<polars::prelude::LazyFrame, TransformError> {
        let wanted = |file: &&DataFile| match (months, file.partition.get("month").map(|m| month_start(m))) {
            (Some(window), Some(Some(first))) => window.months().any(|m| m.window().contains(first)),
            _ => true,
        };
        let files: Vec<DataFile> = self.snapshots[table.name].files.iter().filter(wanted).cloned().collect();
        self.lake.scan(table, &files).map_err(|error| TransformError::Shelf { table: table.name, source: Box::new(error) })
    }
}

fn month_start(month: &str) -> Option<NaiveDate> {
    Some(month.parse::<crate::model::window::Month>().ok()?.window().from())
}
