//! What people wrote, before anybody asks what it means: the texts of a workspace, read once, each
//! under the name that mistakes are told of.

pub mod files;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::workspace::configuration::estate::{self, Paths};
use crate::workspace::job;
use crate::workspace::kit::live::{self, LivingKit};
use crate::workspace::mistake::FILE;
use crate::workspace::mistake::{Mistake, Mistakes, Notebook};
use crate::workspace::sheets::master::{self, Books};
use files::{is_there, names_in, read_text};

/// The texts as they were written, by name, in the order of their names: what a publication pins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PinnedTexts {
    /// `projects.csv`, …, with a living kit's rows behind those that people wrote.
    pub baselines: Vec<(String, String)>,
    /// `jobs/nightly.toml`, …, `reckoner.toml`; built-in jobs too, where they are used.
    pub configuration: Vec<(String, String)>,
}

#[derive(Debug)]
pub struct Written {
    /// The folder of reckoner.toml.
    pub root: PathBuf,
    /// reckoner.toml.
    pub settings: String,
    /// By the names of their files; the built-in ones where the workspace has none.
    pub jobs: Vec<(String, String)>,
    pub templates: BTreeMap<String, String>,
    /// The sheets of master data, by the names of their files.
    pub sheets: Vec<(String, String)>,
    /// Those of them that are sheets of workbooks.
    pub(super) books: Books,
    /// The tables of kits that live on.
    pub(super) kits: Vec<LivingKit>,
    /// What is there and could not be read.
    pub(super) unread: Vec<Mistake>,
}

impl Written {
    /// All texts of the workspace in a folder. Where one lies, reckoner.toml says; so nothing is
    /// read of a folder without it.
    pub fn read(root: &Path) -> Result<Self, Mistakes> {
        let notes = Notebook::default();
        let Some(settings) = reckoner_toml(root, &notes) else {
            notes.close()?;
            unreachable!("a reckoner.toml that gave no text gave a mistake");
        };
        // What is wrong with it is told by whoever asks what it means.
        let estate::Settings { paths, exports, .. } = estate::read(&settings, &Notebook::default());
        let templates = read_templates(root, &paths, &notes);
        let jobs = job_files(root, &paths, &notes);
        let kits: Vec<LivingKit> = live::folders(root, &exports, &notes)
            .into_iter()
            .map(|(satellite, folder)| LivingKit::read(satellite, &folder))
            .collect();
        let folder = root.join(&paths.baselines);
        let (sheets, books) =
            master::read_files(&folder, &paths.baselines, !kits.is_empty(), &notes);
        let unread = notes.close().map_or_else(|all| all.0, |()| Vec::new());
        Ok(Self {
            root: root.to_owned(),
            settings,
            jobs,
            templates,
            sheets,
            books,
            kits,
            unread,
        })
    }

    /// The templates alone, as they are now.
    pub fn templates(root: &Path) -> Result<BTreeMap<String, String>, Mistakes> {
        let notes = Notebook::default();
        let settings = reckoner_toml(root, &notes).unwrap_or_default();
        let estate::Settings { paths, .. } = estate::read(&settings, &Notebook::default());
        let templates = read_templates(root, &paths, &notes);
        notes.close()?;
        Ok(templates)
    }

    /// The texts that a publication pinned: what its kits said stands in its sheets.
    pub fn pinned(root: &Path, texts: &PinnedTexts, templates: BTreeMap<String, String>) -> Self {
        let named = |(name, text): &(String, String)| {
            let name = name.strip_prefix("jobs/")?;
            Some((name.to_owned(), text.clone()))
        };
        let settings = texts.configuration.iter().find(|(name, _)| name == FILE);
        Self {
            root: root.to_owned(),
            settings: settings.map_or_else(String::new, |(_, text)| text.clone()),
            jobs: texts.configuration.iter().filter_map(named).collect(),
            templates,
            sheets: texts.baselines.clone(),
            books: Books::new(),
            kits: Vec::new(),
            unread: Vec::new(),
        }
    }

    /// Jobs and reckoner.toml, as a publication pins them.
    pub(super) fn configuration(&self) -> Vec<(String, String)> {
        let job = |(name, text): &(String, String)| (format!("jobs/{name}"), text.clone());
        let settings = (FILE.to_owned(), self.settings.clone());
        self.jobs.iter().map(job).chain([settings]).collect()
    }
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
        let endings = [".html", ".css", ".toml"];
        endings.iter().any(|ending| name.ends_with(ending)) && !name.starts_with('.')
    };
    let read = |name: String| {
        let shown = format!("{}/{name}", paths.templates);
        let text = read_text(&folder.join(&name), &shown, notes);
        text.map(|text| (name, text))
    };
    // Blocks lie in a folder of their own, as the built-in ones do.
    let blocks = names_in(
        &folder.join("blocks"),
        &format!("{}/blocks", paths.templates),
        notes,
    );
    let blocks = blocks.into_iter().map(|name| format!("blocks/{name}"));
    names_in(&folder, &paths.templates, notes)
        .into_iter()
        .chain(blocks)
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
