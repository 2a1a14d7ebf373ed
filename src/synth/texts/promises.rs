//! What was promised and aimed at in the estate: objectives, goals, and the maintenance that was
//! agreed.

use std::fmt::Write;

use chrono::Datelike;

use super::estate::{project_id, projects};
use crate::synth::names::DEPARTMENTS;
use crate::synth::world::World;

pub fn texts(world: &World) -> Vec<(String, String)> {
    let sheet = |name: &str, text: String| (format!("baselines/{name}.csv"), text);
    vec![
        sheet("objectives", objectives(world)),
        sheet("goals", goals(world)),
        sheet("exclusions", exclusions(world)),
    ]
}

fn objectives(world: &World) -> String {
    let mut text = "objective_id,project_id,sli,target,threshold,period\n".to_owned();
    for p in 0..projects(world) {
        let id = project_id(p);
        match p % 10 {
            0 | 5 => drop(writeln!(text, "{id}-success,{id},success,0.95,,month")),
            1 => drop(writeln!(text, "{id}-speed,{id},duration,0.9,10m,month")),
            _ => {}
        }
    }
    text
}

/// A year's net of the estate, and the hours of each department.
fn goals(world: &World) -> String {
    let year = world.scale.end.year();
    let mut text = "goal_id,name,metric,target,from,to,scope,currency,owner\n".to_owned();
    let sessions_a_year = world.scale.sessions * 365 / world.scale.days;
    let _ = writeln!(
        text,
        "net-{year},Net value in {year},net,{},{year}-01-01,{year}-12-31,estate,USD,Chief operating officer",
        4 * sessions_a_year + 1
    );
    for (id, name, _) in DEPARTMENTS.iter().take(projects(world) as usize) {
        let hours = sessions_a_year / 40 + 1;
        let _ = writeln!(
            text,
            "hours-{id}-{year},Hours returned to {name},hours,{hours},{year}-01-01,{year}-12-31,department:{id},,{name}"
        );
    }
    text
}

fn exclusions(world: &World) -> String {
    let (satellite, day) = (
        &world.satellites[0].id,
        world.scale.day(world.scale.days / 2),
    );
    format!(
        "satellite_id,from,to,reason,agreed_by\n{satellite},{day}T06:00:00Z,{day}T12:00:00Z,Upgrade of the runtime,Head of IT\n"
    )
}
