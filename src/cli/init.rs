//! `reckon init`: a workspace that can be filled in.

mod draft;

use std::fs;
use std::path::Path;

use super::args::{Global, Init};
use super::demo::sample;
use super::terminal::answer::say;
use super::terminal::failure::Failure;
use crate::model::many::many;
use crate::model::receipt::Exit;
use crate::workspace::{self, kit};

const RECKONER_TOML: &str = include_str!("init/reckoner.toml");
const SHEETS: &[(&str, &str)] = &[
    ("departments.csv", include_str!("init/departments.csv")),
    ("projects.csv", include_str!("init/projects.csv")),
    ("baselines.csv", include_str!("init/baselines.csv")),
    ("meterings.csv", include_str!("init/meterings.csv")),
];

pub fn init(global: &Global, init: &Init) -> Result<Exit, Failure> {
    let dir = &init.dir;
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::Usage(format!(
            "{} is not empty: name a new folder",
            dir.display()
        )));
    }
    if let Some(url) = &init.from {
        draft::draft(dir, url, global.now())?;
    } else if let Some(folder) = &init.from_kit {
        from_kit(dir, folder, &init.currency)?;
    } else if init.demo {
        sample::unpack(dir)?;
        say(&format!(
            "The sample estate lies in {0}; next: reckon -C {0} run demo",
            dir.display()
        ))?;
    } else {
        begin(dir)?;
        say(&format!(
            "A workspace lies in {0}; next: put exports into {0}/satellites/main, edit {0}/baselines, then reckon -C {0} check",
            dir.display()
        ))?;
    }
    Ok(Exit::Done)
}

/// Writes what the kit's tables hold; what is wrong in them is told, and no reason to refuse.
fn from_kit(dir: &Path, folder: &Path, currency: &str) -> Result<(), Failure> {
    let io = |source| Failure::Io {
        what: format!("cannot read the kit's tables in {}", folder.display()),
        source,
    };
    let folder = fs::canonicalize(folder).map_err(io)?;
    let currency = kit::currency(currency).map_err(Failure::Usage)?;
    let carried = kit::carry(&folder, &currency).map_err(io)?;
    if carried.projects == 0 {
        let message = format!(
            "{} holds no project: name the folder in which autocoe_automationproject.csv or .json lies",
            folder.display()
        );
        return Err(Failure::Usage(message));
    }
    for (name, text) in &carried.files {
        sample::write(&dir.join(name), text)?;
    }
    for (name, text) in workspace::BUILT_IN_JOBS {
        sample::write(&dir.join("jobs").join(name), text)?;
    }
    let (projects, meterings, remarks) = (carried.projects, carried.meterings, carried.remarks);
    say(&format!(
        "A workspace lies in {0}: {1}, {2}; {3} in {0}/from_kit/to_look_at.md; \
         next: reckon -C {0} check, then reckon -C {0} run monthly_close",
        dir.display(),
        many(projects, "project"),
        many(meterings, "metering"),
        many(remarks, "remark"),
    ))?;
    Ok(())
}

fn begin(dir: &Path) -> Result<(), Failure> {
    sample::write(&dir.join("reckoner.toml"), RECKONER_TOML)?;
    for (name, text) in SHEETS {
        sample::write(&dir.join("baselines").join(name), text)?;
    }
    for (name, text) in workspace::BUILT_IN_JOBS {
        sample::write(&dir.join("jobs").join(name), text)?;
    }
    fs::create_dir_all(dir.join("satellites/main")).map_err(|source| Failure::Io {
        what: format!("cannot create {}", dir.join("satellites/main").display()),
        source,
    })
}
