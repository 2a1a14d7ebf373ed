//! `reckon forget`: being rid of what a satellite told, or one of its exports.

use tracing::info;

use super::args::{Forget, Global};
use super::terminal::answer::say;
use super::terminal::failure::Failure;
use crate::model::many::many;
use crate::model::receipt::Exit;
use crate::run::forget::{ToForget, forget as forget_in};
use crate::workspace;

pub fn forget(global: &Global, args: &Forget) -> Result<Exit, Failure> {
    let workspace = workspace::load(&global.workspace)?;
    let asked = ToForget {
        satellite: args.satellite.clone(),
        object: args.object.clone(),
    };
    let (done, forgotten) = forget_in(&workspace, &asked, global.now())?;
    for (table, rows) in &forgotten {
        say(&format!("{table}: {} forgotten", many(*rows, "row")))?;
    }
    if forgotten.is_empty() {
        say(&format!("{}: nothing was there", args.satellite))?;
    }
    if let Some(run_id) = &done.run_id {
        info!("receipt {run_id}; run a job to publish what is left");
    }
    Ok(done.exit)
}
