//! `reckon init`: a workspace that can be filled in.

use std::fs;
use std::path::Path;

use super::args::{Global, Init};
use super::{Failure, sample, say};
use crate::model::receipt::Exit;
use crate::workspace;

const RECKONER_TOML: &str = include_str!("init/reckoner.toml");
const SHEETS: &[(&str, &str)] = &[
    ("departments.csv", include_str!("init/departments.csv")),
    ("projects.csv", include_str!("init/projects.csv")),
    ("baselines.csv", include_str!("init/baselines.csv")),
    ("meterings.csv", include_str!("init/meterings.csv")),
];

pub fn init(_: &Global, init: &Init) -> Result<Exit, Failure> {
    let dir = &init.dir;
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::Usage(format!("{} is not empty: name a new folder", dir.display())));
    }
    if init.demo {
        sample::unpack(dir)?;
        say(&format!("The sample estate lies in {0}; next: reckon -C {0} run demo", dir.display()));
    } else {
        begin(dir)?;
        say(&format!("A workspace lies in {0}; next: put exports into {0}/satellites/main, edit {0}/baselines, then reckon -C {0} check", dir.display()));
    }
    Ok(Exit::Done)
}

fn begin(dir: &Path) -> Result<(), Failure> {
    sample::write(&dir.join("reckoner.toml"), RECKONER_TOML)?;
    for (name, text) in SHEETS {
        sample::write(&dir.join("baselines").join(name), text)?;
    }
    for (name, text) in workspace::BUILT_IN_JOBS {
        sample::write(&dir.join("jobs").join(name), text)?;
    }
    fs::create_dir_all(dir.join("satellites/main"))
        .map_err(|source| Failure::Io { what: format!("cannot create {}", dir.join("satellites/main").display()), source })
}
