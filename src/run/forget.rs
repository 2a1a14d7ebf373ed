//! Being rid of what a satellite told, or one of its objects, on record in a receipt.

use chrono::{DateTime, Utc};
use serde_json::json;
use tracing::info;

use super::{Done, Fault, derive, open, receipt::Receipt};
use crate::lake::{Forgotten, Ranking};
use crate::model::many::many;
use crate::model::{JobName, SatelliteId, Window};
use crate::workspace::Workspace;

/// What is asked for. None: all that the satellite ever told.
#[derive(Debug, Clone)]
pub struct ToForget {
    pub satellite: SatelliteId,
    pub object: Option<String>,
}

/// Forgets, and counts anew what is left. What lies in its exports still is read again by the next
/// run.
pub fn forget(
    workspace: &Workspace,
    asked: &ToForget,
    now: DateTime<Utc>,
) -> Result<(Done, Forgotten), Fault> {
    let (lake, out) = open(workspace)?;
    lake.begin()?;
    let ToForget { satellite, object } = asked;
    let mut known: Vec<String> = Vec::new();
    if let Some(object) = object {
        known = lake
            .objects()?
            .into_iter()
            .filter(|row| row.satellite_id == *satellite)
            .map(|row| row.object)
            .collect();
        known.extend(
            lake.rejects()?
                .into_iter()
                .filter(|row| row.satellite_id == *satellite)
                .map(|row| row.object),
        );
        known.sort();
        known.dedup();
        if !known
            .iter()
            .any(|known| known == object || is_member(known, object))
        {
            return Err(Fault::UnknownObject {
                satellite: satellite.clone(),
                object: object.clone(),
                known: some_of(&known),
            });
        }
    }
    let job: JobName = "forget".parse().expect("a plain word is an id");
    let today = workspace.estate.timezone.local_day(now);
    let window = Window::new(today, today).expect("a day is a window");
    let mut receipt = Receipt::begin(&out, &job, window, now)?;
    receipt.note(
        "forget",
        json!({ "satellite": satellite.as_str(), "object": object }),
    );
    let forgotten = match object {
        None => lake.forget_satellite(satellite),
        Some(object) => {
            let export = workspace
                .exports
                .iter()
                .find(|export| export.satellite.id == *satellite);
            let ranking = export.map_or_else(Ranking::default, |export| export.ranking());
            let mut forgotten = lake.forget_object(satellite, object, &ranking);
            // Of an archive, with all its members, which are exports of their own.
            for member in known.iter().filter(|known| is_member(known, object)) {
                forgotten = forgotten.and_then(|mut all| {
                    lake.forget_object(satellite, member, &ranking)?
                        .into_iter()
                        .for_each(|(table, rows)| *all.entry(table).or_default() += rows);
                    Ok(all)
                });
            }
            forgotten
        }
    };
    let done = forgotten.map_err(Fault::from).and_then(|forgotten| {
        let tables: Vec<String> = forgotten
            .iter()
            .map(|(table, rows)| format!("{table}: {}", many(*rows, "row")))
            .collect();
        info!(
            "{satellite}: forgotten: {}",
            if tables.is_empty() {
                "nothing was there".to_owned()
            } else {
                tables.join(", ")
            }
        );
        receipt.note("forgotten", json!(forgotten));
        receipt.derived(&derive::refresh(&lake, workspace)?)?;
        Ok(forgotten)
    });
    match done {
        Ok(forgotten) => Ok((receipt.end()?, forgotten)),
        Err(fault) => {
            receipt.failed(&fault);
            Err(fault)
        }
    }
}

/// Whether an object lies in an archive.
fn is_member(object: &str, archive: &str) -> bool {
    archive.to_lowercase().ends_with(".zip")
        && object
            .strip_prefix(archive)
            .is_some_and(|rest| rest.starts_with('/'))
}

/// The first few, and how many there are besides.
fn some_of(known: &[String]) -> String {
    let some = known
        .iter()
        .take(10)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    match known.len() {
        0 => "nothing".to_owned(),
        n if n > 10 => format!("{some} and {} more", n - 10),
        _ => some,
    }
}
