//! The workspace: what is written becomes what is meant. People write reckoner.toml, jobs and the
//! sheets of `baselines/`; [`load`] reads all of it and answers with values that hold what the
//! model promises, or with every mistake at once, each at its line and with the right form.
//!
//! Reading order: [`mistake`] and `forms` (how a refusal looks, and the forms of values), `table`
//! (TOML) and `sheet` and `row` (CSV), then one file for each thing that is written: [`estate`],
//! `export`, `columns`, `items`, `calendar`, [`job`] of TOML; `projects`, `baselines`, `amounts`,
//! `meterings`, `promises`, `rates`, `people` of the sheets, put together in `master`. What is
//! planned but not computed yet is refused in one place, `later`.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

mod amounts;
mod baselines;
mod book;
mod calendar;
mod columns;
pub mod draft;
pub mod estate;
mod export;
mod forms;
mod items;
pub mod job;
pub mod kit;
mod known;
mod later;
mod master;
mod meterings;
pub mod mistake;
mod people;
mod projects;
mod promises;
mod rates;
mod row;
mod secrets;
mod service;
mod sheet;
mod spans;
mod spelling;
pub mod suggest;
mod table;

pub use estate::Paths;
pub use job::{BUILT_IN as BUILT_IN_JOBS, Job, ReportScope, Satellites, Step, WantedReport};
pub use mistake::{Mistake, Mistakes};

use crate::extract::Export;
use crate::model::{Estate, JobName, Master, SatelliteId};
use mistake::{Notebook, SourceText};

/// The file that makes a folder a workspace.
pub const FILE: &str = "reckoner.toml";

/// Everything that was written, understood and checked.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The folder of reckoner.toml; paths are relative to it.
    pub root: PathBuf,
    pub estate: Estate,
    pub master: Master,
    /// In the order of the satellites' ids.
    pub exports: Vec<Export>,
    /// Satellites that say no timezone, where the estate says one.
    pub on_estates_clocks: Vec<SatelliteId>,
    pub paths: Paths,
    /// Its own, or else the built-in ones.
    pub jobs: BTreeMap<JobName, Job>,
    /// Templates of the workspace by name (`executive.html`), which take the place of built-in
    /// ones.
    pub templates: BTreeMap<String, String>,
    pub inputs: PinnedTexts,
    /// What a living kit says otherwise than the sheets, and what of it could not be understood.
    pub kit_notes: Vec<String>,
}

/// The texts as they were written, by name, in the order of their names: what a publication pins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PinnedTexts {
    /// `projects.csv`, …, with a living kit's rows behind those that people wrote.
    pub baselines: Vec<(String, String)>,
    /// `jobs/nightly.toml`, …, `reckoner.toml`; built-in jobs too, where they are used.
    pub configuration: Vec<(String, String)>,
}

/// Reads the workspace in a folder, or tells all its mistakes.
pub fn load(root: &Path) -> Result<Workspace, Mistakes> {
    let notes = Notebook::default();
    let Some(text) = reckoner_toml(root, &notes) else {
        notes.close()?;
        unreachable!("a reckoner.toml that gave no text gave a mistake");
    };
    let estate::Settings {
        estate,
        satellites,
        mut exports,
        on_estates_clocks,
        paths,
    } = estate::read(&text, &notes);

    let templates = read_templates(root, &paths, &notes);
    let jobs = job_files(root, &paths, &notes);
    let names = templates
        .keys()
        .filter_map(|name| name.strip_suffix(".html"))
        .collect();
    let context = job::JobContext {
        estate: estate.as_ref(),
        satellites: &satellites,
        templates: names,
    };
    let read_jobs = job::read(&jobs, &paths.jobs, &context, &notes);

    let kits = kit::live::folders(root, &exports, &notes);
    let (sheets, books) = master::read_files(
        &root.join(&paths.baselines),
        &paths.baselines,
        !kits.is_empty(),
        &notes,
    );
    let live = estate
        .as_ref()
        .map(|estate| kit::live::merged(&kits, estate, sheets.clone(), &satellites));
    let kit::live::Live {
        files: baselines,
        notes: kit_notes,
    } = live.unwrap_or(kit::live::Live {
        files: sheets,
        notes: Vec::new(),
    });
    let written = master::Written {
        files: &baselines,
        books: &books,
        shown: &paths.baselines,
    };
    let master = master::read(&written, estate.as_ref(), satellites, &notes);

    notes.close()?;
    // Where a secret is missing, only who needs it says so.
    for live in exports
        .iter_mut()
        .filter_map(|export| export.reading.live_mut())
    {
        live.client_secret
            .reveal(|reference| secrets::resolve(reference, root));
    }
    let mut configuration: Vec<(String, String)> = jobs
        .into_iter()
        .map(|(name, text)| (format!("jobs/{name}"), text))
        .collect();
    configuration.push((FILE.to_owned(), text));
    let estate = estate.expect("an estate that could not be understood gave a mistake");
    let inputs = PinnedTexts {
        baselines,
        configuration,
    };
    Ok(Workspace {
        root: root.to_owned(),
        estate,
        master,
        exports,
        on_estates_clocks,
        paths,
        jobs: read_jobs,
        templates,
        inputs,
        kit_notes,
    })
}

fn reckoner_toml(root: &Path, notes: &Notebook) -> Option<String> {
    let path = root.join(FILE);
    if !is_there(&path, FILE, notes) {
        let missing = Mistake::of_file(
            path.display().to_string(),
            "not found, so this folder is not a workspace",
        );
        if notes.speaks_of(FILE) {
            return None;
        }
        let help = "`reckon init DIR` writes one to start from, `reckon demo` a small world to look at; `-C DIR` looks in another folder";
        notes.note(missing.help(help));
        return None;
    }
    read_text(&path, FILE, notes)
}

/// The job files of the workspace; a workspace without any has the built-in ones.
fn job_files(root: &Path, paths: &Paths, notes: &Notebook) -> Vec<(String, String)> {
    let folder = root.join(&paths.jobs);
    must_exist(&folder, "jobs", &paths.jobs, &Paths::default().jobs, notes);
    let mut files: Vec<(String, String)> = Vec::new();
    let names: Vec<String> = names_in(&folder, &paths.jobs, notes)
        .into_iter()
        .filter(|name| name.ends_with(".toml") && !name.starts_with('.'))
        .collect();
    for name in &names {
        files.extend(
            read_text(&folder.join(name), &format!("{}/{name}", paths.jobs), notes)
                .map(|text| (name.clone(), text)),
        );
    }
    if names.is_empty() {
        job::BUILT_IN
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect()
    } else {
        files
    }
}

/// Only texts that templates are made of; other files of the folder are nobody's business.
fn read_templates(root: &Path, paths: &Paths, notes: &Notebook) -> BTreeMap<String, String> {
    let folder = root.join(&paths.templates);
    must_exist(
        &folder,
        "templates",
        &paths.templates,
        &Paths::default().templates,
        notes,
    );
    let known = |name: &String| {
        (name.ends_with(".html") || name.ends_with(".css")) && !name.starts_with('.')
    };
    let read = |name: String| {
        read_text(
            &folder.join(&name),
            &format!("{}/{name}", paths.templates),
            notes,
        )
        .map(|text| (name, text))
    };
    names_in(&folder, &paths.templates, notes)
        .into_iter()
        .filter(known)
        .filter_map(read)
        .collect()
}

/// A folder that is named but not there is a slip of the finger; a default one need not be there.
fn must_exist(folder: &Path, key: &str, written: &str, default: &str, notes: &Notebook) {
    if written != default && !is_there(folder, written, notes) && !notes.speaks_of(written) {
        let missing =
            Mistake::of_file(FILE, format!("paths.{key}: there is no folder `{written}`"));
        notes.note(missing.help("make it, or correct the path; it is relative to reckoner.toml"));
    }
}

/// Whether a file or a folder is there. One that cannot be looked at is not taken for absent: that
/// is noted.
fn is_there(place: &Path, shown: &str, notes: &Notebook) -> bool {
    match fs::metadata(place) {
        Ok(_) => true,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            false
        }
        Err(error) => {
            notes.note(Mistake::unread(shown, &error));
            false
        }
    }
}

/// The files of a folder by name; a folder that is not there holds none.
fn names_in(folder: &Path, shown: &str, notes: &Notebook) -> Vec<String> {
    let mut names = Vec::new();
    let mut look = || -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            // A link that leads nowhere is no file; one that cannot be followed may be.
            match fs::metadata(entry.path()) {
                Ok(found) if found.is_file() => names.push(name),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => notes.note(Mistake::unread(format!("{shown}/{name}"), &error)),
            }
        }
        Ok(())
    };
    match look() {
        Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            notes.note(Mistake::unread(shown, &error))
        }
        _ => {}
    }
    names.sort();
    names
}

/// A file's text, which is UTF-8; the byte order mark stays, since the text is kept as it was
/// written.
fn read_text(path: &Path, shown: &str, notes: &Notebook) -> Option<String> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let is_folder = error.kind() == ErrorKind::IsADirectory;
            notes.note(if is_folder {
                Mistake::of_file(shown, "is a folder, and no file")
            } else {
                Mistake::unread(shown, &error)
            });
            return None;
        }
    };
    let right = "save it as UTF-8; in Excel: Save As, CSV UTF-8 (Comma delimited)";
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        notes.note(Mistake::of_file(shown, "it is written in UTF-16").help(right));
        return None;
    }
    String::from_utf8(bytes)
        .map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
            let source = if shown == FILE {
                SourceText::struck(shown, secrets::struck_out(&text))
            } else {
                SourceText::new(shown, &text)
            };
            notes.note(Mistake::at(&source, at..end, "this character is not UTF-8").help(right));
        })
        .ok()
}

#[cfg(test)]
mod tests;
