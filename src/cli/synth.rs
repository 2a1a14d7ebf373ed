//! `reckon synth`: an estate that never was, written to a folder.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::{Value, json};

use super::args::{Global, Synth};
use super::demo::sample;
use super::terminal::answer::say;
use super::terminal::failure::Failure;
use crate::model::many::many;
use crate::model::receipt::Exit;
use crate::synth::{Account, Cut, EstateScale, ExportFile, World};

/// Says what was made up, so that readers can be held to it and another day can follow.
const SAID: &str = "synth.json";

pub fn synth(_: &Global, synth: &Synth) -> Result<Exit, Failure> {
    let dir = &synth.dir;
    if synth.one_more_day {
        one_more_day(dir)
    } else {
        begin(dir, scale(synth)?)
    }
}

fn scale(synth: &Synth) -> Result<EstateScale, Failure> {
    let cut = if synth.one_file || synth.satellites == 1 {
        Cut::Whole
    } else {
        Cut::Monthly
    };
    let scale = EstateScale {
        sessions: synth.sessions,
        satellites: synth.satellites,
        automations: synth.automations,
        days: synth.days,
        seed: synth.seed,
        end: synth.end,
        shape: synth.format,
        cut,
    };
    scale
        .refusal()
        .map_or(Ok(scale), |refusal| Err(Failure::Usage(refusal)))
}

fn begin(dir: &Path, scale: EstateScale) -> Result<Exit, Failure> {
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::Usage(format!(
            "{} is not empty: name a new folder",
            dir.display()
        )));
    }
    let world = World::new(scale);
    for (path, text) in world.texts() {
        sample::write(&dir.join(path), text)?;
    }
    let told = write_all(dir, &world, &world.deliveries())?;
    let days = format!("{}..{}", world.scale.first_day(), world.scale.end);
    keep(dir, &world.scale, vec![said(&world, &days, &told)])?;
    let rows: i64 = told.iter().map(|account| account.rows).sum();
    say(&format!(
        "{} of {} in {2}; next: reckon -C {2} run month",
        many(rows, "row"),
        many(world.scale.sessions, "session"),
        dir.display()
    ))?;
    Ok(Exit::Done)
}

fn one_more_day(dir: &Path) -> Result<Exit, Failure> {
    let path = dir.join(SAID);
    let strange = || {
        Failure::Usage(format!(
            "{} is not what `reckon synth` writes: name a folder that it wrote",
            path.display()
        ))
    };
    let text = fs::read(&path).map_err(|source| Failure::Io {
        what: format!("cannot read {}", path.display()),
        source,
    })?;
    let known: Value = serde_json::from_slice(&text).map_err(|_| strange())?;
    let scale = EstateScale::from_json(&known["scale"]).ok_or_else(strange)?;
    let mut deliveries = known["deliveries"]
        .as_array()
        .cloned()
        .ok_or_else(strange)?;
    let more = deliveries.len() as u64 - 1;
    if more >= EstateScale::DAYS_MORE {
        return Err(Failure::Usage(format!(
            "the estate has {} more already: begin a new one with more --days",
            many(more, "day")
        )));
    }
    let world = World::new(scale);
    let told = write_all(dir, &world, &world.deliveries_of_day_after(more))?;
    let day = world.scale.day(world.scale.days + more).to_string();
    deliveries.push(said(&world, &day, &told));
    keep(dir, &world.scale, deliveries)?;
    let rows: i64 = told.iter().map(|account| account.rows).sum();
    say(&format!(
        "{} of {day} in {}",
        many(rows, "row"),
        dir.display()
    ))?;
    Ok(Exit::Done)
}

fn keep(dir: &Path, scale: &EstateScale, deliveries: Vec<Value>) -> Result<(), Failure> {
    let known = json!({ "scale": scale.json(), "deliveries": deliveries });
    sample::write(&dir.join(SAID), format!("{known:#}\n"))
}

/// What a delivery said, by satellite and in all.
fn said(world: &World, days: &str, told: &[Account]) -> Value {
    let mut whole = Account::default();
    told.iter().for_each(|account| whole += account);
    let satellites: BTreeMap<&str, Value> = world
        .satellites
        .iter()
        .map(|s| s.id.as_str())
        .zip(told.iter().map(Account::json))
        .collect();
    json!({ "days": days, "whole": whole.json(), "satellites": satellites })
}

/// Writes files, each by whichever thread is free; what they say, by satellite.
fn write_all(
    dir: &Path,
    world: &World,
    deliveries: &[ExportFile],
) -> Result<Vec<Account>, Failure> {
    let told = Mutex::new(vec![Account::default(); world.satellites.len()]);
    let next = AtomicUsize::new(0);
    let work = || -> Result<(), Failure> {
        while let Some(delivery) = deliveries.get(next.fetch_add(1, Ordering::Relaxed)) {
            let account = write(dir, world, delivery)?;
            told.lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)[delivery.satellite] += &account;
        }
        Ok(())
    };
    let threads = thread::available_parallelism()
        .map_or(1, std::num::NonZero::get)
        .min(deliveries.len().max(1));
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().expect("a thread that writes does not panic"))
    })?;
    for (path, text) in world.texts_beside(deliveries) {
        sample::write(&dir.join(path), text)?;
    }
    Ok(told
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner))
}

fn write(dir: &Path, world: &World, delivery: &ExportFile) -> Result<Account, Failure> {
    let path = dir.join(&delivery.path);
    let io = |source| Failure::Io {
        what: format!("cannot write {}", path.display()),
        source,
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(io)?;
    }
    let mut file = File::create(&path).map_err(io)?;
    delivery.write(world, &mut file).map_err(io)
}
