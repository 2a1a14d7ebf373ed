//! `reckon check`: whether what people wrote holds, and with `--exports` what of the exports a run
//! would make of it.

use super::args::{Check, Global, Output};
use super::rejects;
use super::terminal::answer::say;
use super::terminal::failure::Failure;
use super::terminal::progress::Bars;
use super::terminal::rim;
use crate::extract::{Surveyed, survey, unread};
use crate::model::many::many;
use crate::model::receipt::{Ending, Exit};
use crate::render::Templates;
use crate::run;
use crate::workspace::{self, Workspace};

/// So many exports of a satellite that do not fit are named.
const NAMED: usize = 20;

/// Reads everything people wrote, and says whether it holds.
pub fn check(global: &Global, args: &Check) -> Result<Exit, Failure> {
    let workspace = workspace::load(&global.workspace)?;
    Templates::new(&workspace.templates).map_err(run::Fault::from)?;
    let master = &workspace.master;
    say(&format!(
        "{}: {}, {}, {}, {}, {}, {}, {}: no mistakes",
        workspace.estate.name,
        many(workspace.exports.len(), "satellite"),
        many(master.projects.len(), "project"),
        many(
            master.baselines.values().map(Vec::len).sum::<usize>(),
            "baseline"
        ),
        many(master.meterings.len(), "metering"),
        many(master.objectives.len(), "objective"),
        many(master.goals.len(), "goal"),
        many(workspace.jobs.len(), "job"),
    ))?;
    workspace.kit_notes.iter().try_for_each(|note| line(note))?;
    let warnings = workspace::mail::warnings(&workspace.jobs);
    warnings.iter().try_for_each(|warning| line(warning))?;
    if args.exports || !workspace.paths.lake.contains("://") {
        unmatched(&workspace)?;
    }
    if args.exports {
        exports(global, &workspace)
    } else {
        Ok(Exit::Done)
    }
}

/// Names meterings that match nothing of what the lake saw. What people wrote holds without a lake:
/// one that is not there, or cannot be looked into, says nothing here.
fn unmatched(workspace: &Workspace) -> Result<(), Failure> {
    let told =
        run::open(workspace).and_then(|(lake, _)| run::meterings::unmatched(&lake, workspace));
    match told
        .ok()
        .and_then(|unmatched| run::meterings::sentence(&unmatched))
    {
        Some(told) => line(&told),
        None => Ok(()),
    }
}

/// Looks into the exports of each satellite, and says what a run would say of them.
fn exports(global: &Global, workspace: &Workspace) -> Result<Exit, Failure> {
    let bars = Bars::new(global);
    let surveyed =
        survey(&workspace.root, &workspace.exports, global.now(), &bars).map_err(run::Fault::from);
    let unread = unread(&workspace.root, &workspace.exports);
    bars.clear();
    let mut exit = Exit::Done;
    for found in surveyed? {
        let id = &found.receipt.satellite;
        exit = exit.max(told(&found)?);
        for note in unread.get(id).into_iter().flatten() {
            line(&format!("{id}: {note}"))?;
        }
        rejects::foretold(Output::Table, std::slice::from_ref(&found.receipt))?;
    }
    Ok(exit)
}

/// What was found of a satellite, and how bad it is: exports that do not fit are a mistake of what
/// is written, or of whoever exports.
fn told(found: &Surveyed) -> Result<Exit, Failure> {
    let Surveyed {
        receipt,
        newest,
        misfits,
        unseen,
    } = found;
    let (id, listed, rows) = (
        &receipt.satellite,
        many(receipt.objects_listed, "export"),
        receipt.rows,
    );
    let mut exit = if misfits.is_empty() {
        Exit::Done
    } else {
        Exit::Usage
    };
    match (&receipt.ending, newest) {
        (Ending::Failed { why, exit: failed }, _) => {
            line(&format!("{id}: {why}"))?;
            exit = exit.max(*failed);
        }
        (_, Some(newest)) => {
            let read = format!(
                "{} read, {} refused, {} left out",
                many(rows.read, "row"),
                rows.rejected,
                rows.dropped
            );
            line(&format!("{id}: {listed}; of the newest, {newest}: {read}"))?;
        }
        (_, None) => line(&format!("{id}: {listed}"))?,
    }
    if let Ending::Refused { why } = &receipt.ending {
        line(&format!("{id}: the delivery would be refused: {why}"))?;
        exit = exit.max(Exit::Refused);
    } else if rows.rejected > 0 && rows.rejected + rows.dropped == rows.read {
        exit = exit.max(Exit::Usage);
    }
    receipt
        .notes
        .iter()
        .try_for_each(|note| line(&format!("{id}: {note}")))?;
    for (object, fault) in misfits.iter().take(NAMED) {
        line(&format!(
            "{id}: {object} does not fit ({}): {}",
            fault.code, fault.message
        ))?;
    }
    if misfits.len() > NAMED {
        line(&format!("{id}: {} more do not fit", misfits.len() - NAMED))?;
    }
    if *unseen > 0 {
        line(&format!(
            "{id}: {} listed, and not looked into",
            many(*unseen, "more export")
        ))?;
    }
    Ok(exit)
}

/// What stands in it others wrote: names of exports, of columns, of automations.
fn line(text: &str) -> Result<(), Failure> {
    say(&rim::shown(text, false))
}
