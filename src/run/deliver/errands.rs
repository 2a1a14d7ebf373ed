//! Who gets what: the people of people.csv whom a job names, each with the scopes of the lines by
//! which they are named.

use std::collections::BTreeMap;

use super::super::fault::Fault;
use crate::deliver::{Correspondent, Errand};
use crate::model::language::Language;
use crate::model::master::{Line, Person};
use crate::model::receipt::Exit;
use crate::model::scope::{Scope, Within};
use crate::model::{Gap, Window};
use crate::workspace::mail::deliver::WantedMail;
use crate::workspace::{Job, Workspace};

/// Somebody who is to have a report.
pub struct Reader<'a> {
    pub errand: Errand,
    pub wanted: &'a WantedMail,
    /// Sorted, each once.
    pub scopes: Vec<Scope>,
    /// In which they are written to; none: as the job says.
    pub language: Option<Language>,
    /// What stands for what they show.
    pub publication: String,
}

pub struct Errands<'a> {
    pub asked: Vec<Reader<'a>>,
    /// Who may see nothing, and gets none: address, and line of people.csv.
    pub unseeing: Vec<(String, Line)>,
    /// Not everybody who is named can have one.
    pub exit: Exit,
}

/// The lines of people.csv that a mail is for, by address in small letters.
fn readers<'m>(wanted: &WantedMail, people: &'m [Person]) -> BTreeMap<String, Vec<&'m Person>> {
    let mut readers: BTreeMap<String, Vec<&Person>> = BTreeMap::new();
    let named = |person: &&Person| wanted.to.iter().any(|to| to.is(person));
    for person in people.iter().filter(named) {
        let address = person.email.to_lowercase();
        readers.entry(address).or_default().push(person);
    }
    readers
}

/// `only_to` is an address; none: all whom the job names.
pub fn of<'a>(
    workspace: &Workspace,
    job: &'a Job,
    window: Window,
    only_to: Option<&str>,
    publication: &dyn Fn(&[Scope]) -> String,
) -> Result<Errands<'a>, Fault> {
    let master = &workspace.master;
    let mut errands = Errands {
        asked: Vec::new(),
        unseeing: Vec::new(),
        exit: Exit::Done,
    };
    let mut known = Vec::new();
    // Many readers see the same.
    let mut publications: BTreeMap<Vec<Scope>, String> = BTreeMap::new();
    for wanted in &job.deliver {
        for (address, lines) in readers(wanted, &master.people) {
            known.push(address.clone());
            if only_to.is_some_and(|to| to.to_lowercase() != address) {
                continue;
            }
            let mut scopes: Vec<Scope> = lines.iter().map(|line| line.scope.clone()).collect();
            scopes.sort();
            scopes.dedup();
            if is_empty(&scopes, workspace, window) {
                errands.exit = errands.exit.max(Exit::Usage);
                let line = &lines[0].line;
                tracing::error!("{line}: {address} gets no mail: the scope holds no project");
                errands.unseeing.push((address, line.clone()));
                continue;
            }
            let name = lines.iter().map(|line| &line.name);
            let name = name.into_iter().find(|name| !name.is_empty());
            let written: Vec<String> = scopes.iter().map(Scope::to_string).collect();
            errands.asked.push(Reader {
                errand: Errand {
                    job: job.name.clone(),
                    window,
                    report: wanted.report.clone(),
                    person: Correspondent {
                        name: name.cloned().unwrap_or_default(),
                        address: lines[0].email.clone(),
                    },
                    scope: written.join(" "),
                },
                wanted,
                language: lines.iter().find_map(|line| line.language),
                publication: publications
                    .entry(scopes.clone())
                    .or_insert_with(|| publication(&scopes))
                    .clone(),
                scopes,
            });
        }
    }
    match only_to {
        Some(address) if !known.contains(&address.to_lowercase()) => Err(Fault::NoReader {
            job: job.name.clone(),
            address: address.to_owned(),
            known: known.join(", "),
        }),
        _ => Ok(errands),
    }
}

/// Nothing is not the estate: who may see nothing gets nothing.
fn is_empty(scopes: &[Scope], workspace: &Workspace, window: Window) -> bool {
    match workspace.master.within(scopes, window.to()) {
        Within::Estate => false,
        Within::Projects(ids) => ids.is_empty(),
    }
}

/// A gap for each line of people.csv whose reader gets no mail of the job.
pub fn empty_scopes(workspace: &Workspace, job: &Job, window: Window) -> Vec<Gap> {
    let mut gaps = BTreeMap::new();
    for wanted in &job.deliver {
        for lines in readers(wanted, &workspace.master.people).into_values() {
            let scopes: Vec<Scope> = lines.iter().map(|line| line.scope.clone()).collect();
            if !is_empty(&scopes, workspace, window) {
                continue;
            }
            for person in lines {
                let (line, scope) = (person.line.clone(), person.scope.to_string());
                gaps.insert(line.clone(), Gap::EmptyScope { line, scope });
            }
        }
    }
    gaps.into_values().collect()
}
