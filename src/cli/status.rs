//! `reckon status`: what the lake knows of each satellite, and how fresh it is.

use super::Failure;
use super::args::Global;
use super::tables::TextTable;
use crate::lake::tables::{ITEMS, SESSIONS};
use crate::model::receipt::Exit;
use crate::run;
use crate::workspace;

pub fn status(global: &Global) -> Result<Exit, Failure> {
    let workspace = workspace::load(&global.workspace)?;
    let now = global.now();
    let (lake, _) = run::open(&workspace)?;
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
    Ok(if damages.is_empty() {
        Exit::Done
    } else {
        Exit::Io
    })
}
