//! The workspace: what is written becomes what is meant. People write reckoner.toml, jobs and the
//! sheets of `baselines/`. [`Written`] is all of that, read once; [`Workspace::of`] makes of it
//! values that hold what the model promises, or tells every mistake at once, each at its line and
//! with the right form. So texts that a publication pinned are understood in the same way.
//!
//! Reading order: [`mistake`] and `forms` (how a refusal looks, and the forms of values), then
//! `configuration` (reckoner.toml, a file for each thing that is written), [`mail`] and [`job`],
//! and `sheets` (a file for each sheet of `baselines/`, put together in its `master`); [`kit`]
//! reads the same from the tables of a vendor's kit. What is planned but not computed yet is
//! refused in one place, `later`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

mod configuration;
pub mod draft;
mod forms;
mod grid;
pub mod job;
pub mod kit;
mod known;
mod later;
pub mod mail;
pub mod mistake;
mod secrets;
mod sheets;
mod spelling;
pub mod suggest;
mod written;

pub use configuration::estate::Paths;
pub use job::{BUILT_IN as BUILT_IN_JOBS, Job, ReportScope, Satellites, Step, WantedReport};
pub use mistake::{FILE, Mistake, Mistakes};
pub use written::{PinnedTexts, Written};

use crate::deliver::MailSettings;
use crate::extract::Export;
use crate::model::{Estate, JobName, Master, SatelliteId};
use configuration::estate;
use mail::deliver::MailContext;
use mistake::Notebook;
use sheets::master;

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
    /// How mail leaves, if it does.
    pub mail: Option<MailSettings>,
    /// Its own, or else the built-in ones.
    pub jobs: BTreeMap<JobName, Job>,
    /// Templates of the workspace by name (`executive.html`), which take the place of built-in
    /// ones.
    pub templates: BTreeMap<String, String>,
    pub inputs: PinnedTexts,
    /// What a living kit says otherwise than the sheets, and what of it could not be understood.
    pub kit_notes: Vec<String>,
}

/// Reads the workspace in a folder, or tells all its mistakes.
pub fn load(root: &Path) -> Result<Workspace, Mistakes> {
    Workspace::of(&Written::read(root)?)
}

impl Workspace {
    /// What the texts mean, or all their mistakes.
    pub fn of(written: &Written) -> Result<Self, Mistakes> {
        let notes = Notebook::of(written.unread.clone());
        let estate::Settings {
            estate,
            satellites,
            mut exports,
            on_estates_clocks,
            paths,
            mail,
            has_mail,
        } = estate::read(&written.settings, &notes);
        let texts = master::MasterTexts {
            files: &written.sheets,
            books: &written.books,
            shown: &paths.baselines,
        };
        let kits = estate
            .as_ref()
            .map(|estate| kit::live::merged(&written.kits, estate, &texts, &satellites))
            .unwrap_or_default();
        let sheets = kits.behind(master::MasterSheets::read(
            &texts,
            |file| kits.columns(file),
            &notes,
        ));
        let of_jobs = satellites.clone();
        let master = master::meant(&sheets, estate.as_ref(), satellites, &notes);
        let is_unread = [".csv", ".xlsx"]
            .iter()
            .any(|suffix| notes.speaks_of(&format!("{}/people{suffix}", paths.baselines)));
        let templates = written.templates.keys();
        let context = job::JobContext {
            estate: estate.as_ref(),
            satellites: &of_jobs,
            templates: templates
                .filter(|name| !name.contains('/'))
                .filter_map(|name| name.strip_suffix(".html").or(name.strip_suffix(".toml")))
                .collect(),
            // One mistake in the master data must not become several in the jobs.
            master: notes.is_empty().then_some(&master),
            mail: MailContext {
                settings: mail.as_ref(),
                is_written: has_mail,
                people: (!is_unread).then_some(&*master.people),
            },
        };
        let jobs = job::read(&written.jobs, &paths.jobs, &context, &notes);

        notes.close()?;
        let mut mail = mail;
        reveal(&written.root, &mut exports, mail.as_mut());
        Ok(Self {
            root: written.root.clone(),
            estate: estate.expect("an estate that could not be understood gave a mistake"),
            master,
            exports,
            on_estates_clocks,
            paths,
            mail,
            jobs,
            templates: written.templates.clone(),
            inputs: PinnedTexts {
                baselines: kits.pinned(written.sheets.clone()),
                configuration: written.configuration(),
            },
            kit_notes: kits.notes,
        })
    }
}

/// Looks where secrets are said to be. Where one is missing, only who needs it says so.
fn reveal(root: &Path, exports: &mut [Export], mail: Option<&mut MailSettings>) {
    let look = |reference: &str| secrets::resolve(reference, root);
    let live = exports
        .iter_mut()
        .filter_map(|export| export.reading.live_mut());
    live.for_each(|live| live.client_secret.reveal(look));
    if let Some(mail) = mail {
        mail::settings::below(root, mail);
        if let Some(secret) = mail.secret_mut() {
            secret.reveal(look);
        }
    }
}

#[cfg(test)]
mod tests;
