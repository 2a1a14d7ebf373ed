//! `reckon status`: what the lake knows of each satellite, and how fresh it is.

use std::collections::BTreeMap;

use super::args::{Global, Output, Status};
use super::terminal::answer::say;
use super::terminal::failure::Failure;
use super::terminal::tables::TextTable;
use crate::lake::tables::{ITEMS, SESSIONS};
use crate::lake::{DeliveryStep, Lake};
use crate::model::receipt::Exit;
use crate::run;
use crate::workspace;

pub fn status(global: &Global, asked: &Status) -> Result<Exit, Failure> {
    let workspace = workspace::load(&global.workspace)?;
    let now = global.now();
    let (lake, _) = run::open(&workspace)?;
    if asked.deliveries {
        deliveries(&newest_deliveries(&lake)?).print(global.output)?;
        return Ok(Exit::Done);
    }
    let damages = lake.damages().map_err(run::Fault::from)?;
    damages
        .iter()
        .for_each(|damage| tracing::warn!("the lake is damaged: {}: {}", damage.path, damage.what));
    let [sessions, items] =
        [&SESSIONS, &ITEMS].map(|table| lake.snapshot(table).map_err(run::Fault::from));
    let states = run::states::states(&lake, &workspace, [&sessions?, &items?])?;
    let rows = workspace.estate.satellites.iter().map(|satellite| {
        let state = states.get(&satellite.id).copied().unwrap_or_default();
        let today = satellite.timezone.local_day(now);
        let fresh = match state.newest_event {
            _ if state.refused > 0 => "refused",
            None => "no data",
            Some(_) if satellite.active_to.is_some_and(|last| last < today) => "retired",
            Some(at) if at + satellite.stale_after >= now => "fresh",
            Some(_) => "stale",
        };
        vec![
            satellite.id.to_string(),
            satellite.class.to_string(),
            fresh.to_owned(),
            state
                .newest_event
                .map(|at| at.format("%Y-%m-%d %H:%M UTC").to_string())
                .unwrap_or_default(),
            state.objects.to_string(),
            state.read.to_string(),
            state.kept.to_string(),
            (state.rejected + state.refused).to_string(),
            state
                .read_at
                .map(|at| at.format("%Y-%m-%d %H:%M UTC").to_string())
                .unwrap_or_default(),
        ]
    });
    let head = vec![
        "satellite",
        "class",
        "state",
        "newest_event",
        "objects",
        "rows_read",
        "rows_kept",
        "rejected",
        "last_read",
    ];
    TextTable {
        head,
        rows: rows.collect(),
    }
    .print(global.output)?;
    print_deliveries(global, &lake)?;
    Ok(if damages.is_empty() {
        Exit::Done
    } else {
        Exit::Io
    })
}

/// Below the satellites, for people: rows for the next program are of one kind.
fn print_deliveries(global: &Global, lake: &Lake) -> Result<(), Failure> {
    let sent = newest_deliveries(lake)?;
    if global.output != Output::Table || sent.is_empty() {
        return Ok(());
    }
    say("")?;
    deliveries(&sent).print(global.output)
}

/// The last state of each delivery of each job's newest window.
fn newest_deliveries(lake: &Lake) -> Result<Vec<DeliveryStep>, Failure> {
    let mut last: BTreeMap<String, DeliveryStep> = BTreeMap::new();
    for step in lake.deliveries().map_err(run::Fault::from)? {
        last.insert(step.delivery.clone(), step);
    }
    let mut newest = BTreeMap::new();
    for step in last.values() {
        let window = newest.entry(step.job.clone()).or_insert(step.window);
        if (step.window.to(), step.window.from()) > (window.to(), window.from()) {
            *window = step.window;
        }
    }
    let is_newest = |step: &DeliveryStep| newest.get(&step.job) == Some(&step.window);
    let mut steps: Vec<DeliveryStep> = last.into_values().filter(is_newest).collect();
    steps.sort_by(|a, b| (&a.job, &a.report, &a.email).cmp(&(&b.job, &b.report, &b.email)));
    Ok(steps)
}

/// What became of mails, one row each.
pub fn deliveries(steps: &[DeliveryStep]) -> TextTable {
    let row = |step: &DeliveryStep| {
        vec![
            step.job.to_string(),
            step.window.to_string(),
            step.report.clone(),
            step.email.clone(),
            step.scope.clone(),
            step.state.to_string(),
            step.at.format("%Y-%m-%d %H:%M UTC").to_string(),
            step.told.clone().unwrap_or_default(),
        ]
    };
    TextTable {
        head: vec![
            "job", "window", "report", "email", "scope", "state", "at", "told",
        ],
        rows: steps.iter().map(row).collect(),
    }
}
