//! A set: the pages and sheets of a job for one scope, which lie in one folder and link to one
//! another. The board and the master data are cut to the scope before any of them is rendered.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use super::super::fault::Fault;
use crate::lake::hash;
use crate::model::language::Speech;
use crate::model::letter::{Attachment, EarlierCopy, Letter};
use crate::model::scope::Scope;
use crate::model::scoreboard::ProjectScore;
use crate::model::{DepartmentId, Estate, Master, ProjectId, Publication, Scoreboard};
use crate::render::mail;
use crate::render::reports::definition::{Extent, built_in};
use crate::render::reports::{self, ReportFormat};
use crate::render::{Bundle, ReportFacts, Subject, Templates};
use crate::transform::scoreboard::scope::{master_of, scoped};
use crate::workspace::{ReportScope, WantedReport, Workspace};

/// What the folders of sets begin with whose scope is not the estate. The rest of their name is a
/// hash, so that it says nothing of what lies in others.
pub const SCOPE_FOLDER: &str = "scope-";

pub const PROGRAM: &str = concat!("reckon ", env!("CARGO_PKG_VERSION"));

/// What all sets of a window are made from.
#[derive(Clone, Copy)]
pub struct SetFacts<'a> {
    pub workspace: &'a Workspace,
    pub templates: &'a Templates,
    /// Of the estate.
    pub board: &'a Scoreboard,
    pub publication: &'a Publication,
    /// Lake files that the figures were made from.
    pub files: usize,
    /// How all of it speaks.
    pub speech: Speech,
}

/// A set of one scope.
pub struct Set {
    /// Empty for the estate, else with a slash at its end.
    folder: String,
    scopes: Vec<Scope>,
    board: Scoreboard,
    sheets: Vec<SheetOrder>,
}

/// A file of a set.
struct SheetOrder {
    path: String,
    report: String,
    format: ReportFormat,
    subject: Subject,
}

impl Set {
    /// What a job asks for, by scope.
    pub fn of_job(facts: &SetFacts, wanted: &[WantedReport]) -> Vec<Self> {
        let mut by_scope: BTreeMap<Vec<Scope>, Vec<&WantedReport>> = BTreeMap::new();
        for report in wanted {
            let scope = match &report.scope {
                ReportScope::Of(scope) => scope.clone(),
                ReportScope::EachDepartment | ReportScope::EachProject => Scope::Estate,
            };
            by_scope.entry(vec![scope]).or_default().push(report);
        }
        let sets = by_scope.into_iter();
        sets.map(|(scopes, wanted)| {
            let set = Self::of_scopes(facts, scopes, &wanted);
            let folder = match set.scopes == [Scope::Estate] {
                true => String::new(),
                false => format!("{}/", set.id()),
            };
            Self { folder, ..set }
        })
        .collect()
    }

    /// These reports, of what these scopes hold.
    pub fn of_scopes(facts: &SetFacts, scopes: Vec<Scope>, wanted: &[&WantedReport]) -> Self {
        let Workspace { estate, master, .. } = facts.workspace;
        let board = scoped(facts.board, &scopes, estate, master);
        let mut set = Self {
            folder: String::new(),
            scopes,
            board,
            sheets: Vec::new(),
        };
        for report in wanted {
            let names: Vec<&str> = match report.template.as_str() {
                reports::ALL => built_in().collect(),
                name => vec![name],
            };
            for name in names {
                set.order(facts.templates, report, name);
            }
        }
        set
    }

    /// A name that says nothing of the scope, and is another for another.
    pub fn id(&self) -> String {
        id(&self.scopes)
    }

    /// The files of one report.
    fn order(&mut self, templates: &Templates, wanted: &WantedReport, name: &str) {
        let about = templates.report(name).about;
        let is_all = wanted.template == reports::ALL;
        let subjects: Vec<(String, Subject)> = match (&wanted.scope, about) {
            (ReportScope::EachDepartment, _) | (_, Extent::Department) => {
                let place = |id: &DepartmentId| match about {
                    Extent::Department => format!("departments/{id}"),
                    _ => format!("departments/{id}-{name}"),
                };
                let ids = self.board.departments.iter();
                let ids = ids.filter_map(|d| d.department_id.as_ref());
                ids.map(|id| (place(id), Subject::Department(id.clone())))
                    .collect()
            }
            (ReportScope::EachProject, _) | (_, Extent::Project) => {
                let place = |p: &ProjectScore| match about {
                    Extent::Project => format!("projects/{}", p.project_id),
                    _ => format!("projects/{}-{name}", p.project_id),
                };
                let projects = self.board.headline_projects();
                let projects = projects.filter(|p| !p.project_id.is_shared());
                projects
                    .map(|p| (place(p), Subject::Project(p.project_id.clone())))
                    .collect()
            }
            (ReportScope::Of(_), Extent::Scope) => vec![(name.to_owned(), self.subject())],
        };
        let is_each = about != Extent::Scope || !matches!(wanted.scope, ReportScope::Of(_));
        let is_page_only = is_all && (is_each || ["index", "methods"].contains(&name));
        for (stem, subject) in subjects {
            let formats = wanted.formats.iter();
            for format in formats.filter(|f| !is_page_only || **f == ReportFormat::Html) {
                self.sheets.push(SheetOrder {
                    path: format!("{stem}.{}", format.as_str()),
                    report: name.to_owned(),
                    format: *format,
                    subject: subject.clone(),
                });
            }
        }
    }

    /// What a page of the whole set is about.
    fn subject(&self) -> Subject {
        match self.scopes.as_slice() {
            [Scope::Estate] => Subject::Estate,
            [Scope::Department(id)] => Subject::Department(id.clone()),
            [Scope::Projects(ids)] if ids.len() == 1 => Subject::Project(ids[0].clone()),
            scopes => {
                let words = scopes.iter().map(|s| s.to_string().replace(':', " "));
                Subject::Part(words.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// What the pages say that they were made from. The estate's own hashes change with what lies
    /// outside a scope, so a set of a scope has a hash of what it shows, and none of the rest.
    fn publication(&self, facts: &SetFacts) -> (Publication, Option<usize>) {
        let publication = facts.publication.clone();
        if self.scopes == [Scope::Estate] {
            return (publication, Some(facts.files));
        }
        let shown = format!("{:?}{:?}", self.scopes, self.board);
        let none = String::new;
        let publication = Publication {
            id: hash::of(shown.as_bytes()),
            baselines: none(),
            configuration: none(),
            outcome_maps: none(),
            templates: none(),
            manifest: none(),
            ..publication
        };
        (publication, None)
    }

    /// What stands for its publication: another one where what it shows is another.
    pub fn publication_id(&self, facts: &SetFacts) -> String {
        self.publication(facts).0.id
    }

    /// What its reader gets by mail, with its files attached; to a reader who has a copy of before,
    /// it opens with what has changed since.
    pub fn letter(&self, facts: &SetFacts, earlier: Option<&EarlierCopy>) -> Result<Letter, Fault> {
        let attached = self.sheets.iter().zip(self.render(facts)?);
        let attached = attached.map(|(sheet, (path, bytes))| Attachment {
            name: path.replace('/', "-"),
            media_type: sheet.format.media_type(),
            bytes: bytes.to_vec(),
        });
        let attachments = attached.collect();
        let letter = self.of_page(facts, |page| {
            mail::letter(facts.templates, page, attachments, earlier)
        });
        Ok(letter?)
    }

    /// Whoever has not told all of the window yet.
    pub fn awaited(&self, facts: &SetFacts) -> Vec<String> {
        self.of_page(facts, mail::executive::awaited)
    }

    /// What is made of a page about all that its scopes hold.
    fn of_page<T>(&self, facts: &SetFacts, make: impl FnOnce(&ReportFacts) -> T) -> T {
        let (publication, lake_files) = self.publication(facts);
        let last = self.board.window.to();
        make(&ReportFacts {
            estate: &facts.workspace.estate,
            master: &master_of(&facts.workspace.master, &self.scopes, last),
            board: &self.board,
            subject: &self.subject(),
            bundle: &Bundle::default(),
            here: "",
            publication: &publication,
            files: lake_files,
            program: PROGRAM,
            speech: facts.speech,
        })
    }

    /// Whether anything ran that it shows.
    pub fn has_rows(&self) -> bool {
        let total = &self.board.totals[0].value;
        total.counts.sessions > 0 || !self.board.items.is_empty()
    }

    /// Path and bytes of each file, in the order in which they were asked for.
    pub fn render(&self, facts: &SetFacts) -> Result<Vec<(String, Bytes)>, Fault> {
        let mut files = Vec::new();
        self.each(facts, &mut |path, bytes| {
            files.push((path, bytes));
            Ok(())
        })?;
        Ok(files)
    }

    /// Renders file by file, and hands each over before the next is made: a large set is never in
    /// memory as a whole.
    pub fn each(
        &self,
        facts: &SetFacts,
        keep: &mut dyn FnMut(String, Bytes) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let (workspace, estate) = (facts.workspace, &facts.workspace.estate);
        let last = self.board.window.to();
        let own = self.subject();
        let master = master_of(&workspace.master, &self.scopes, last);
        let (publication, lake_files) = self.publication(facts);
        let bundle = Bundle::of(self.sheets.iter().map(|sheet| sheet.path.clone()));
        let mut group: Option<PageGroup> = None;
        for (place, sheet) in self.sheets.iter().enumerate() {
            let cut = match &sheet.subject {
                subject if *subject == own => None,
                Subject::Department(id) => {
                    let scopes = [Scope::Department(id.clone())];
                    let board = scoped(&self.board, &scopes, estate, &master);
                    Some((board, master_of(&master, &scopes, last)))
                }
                Subject::Project(id) => {
                    if !group.as_ref().is_some_and(|of| of.projects.contains(id)) {
                        group = Some(self.group(&self.sheets[place..], estate, &master));
                    }
                    let group = group.as_ref().expect("it is made of this and the next");
                    let scopes = [Scope::Projects(vec![id.clone()])];
                    let board = scoped(&group.board, &scopes, estate, &master);
                    Some((board, master_of(&group.master, &scopes, last)))
                }
                Subject::Estate | Subject::Part(_) => None,
            };
            let (board, master) = match &cut {
                Some((board, master)) => (board, master),
                None => (&self.board, &master),
            };
            let page = ReportFacts {
                estate,
                master,
                board,
                subject: &sheet.subject,
                bundle: &bundle,
                here: &sheet.path,
                publication: &publication,
                files: lake_files,
                program: PROGRAM,
                speech: facts.speech,
            };
            let bytes = reports::render(facts.templates, &sheet.report, sheet.format, &page)?;
            keep(format!("{}{}", self.folder, sheet.path), bytes)?;
        }
        Ok(())
    }

    /// The board and the master data of the next projects that have a page each. Cut to them once,
    /// it is short, and each page is cut out of that: cut out of the whole board, a set would take
    /// time that grows with the square of its projects.
    fn group(&self, sheets: &[SheetOrder], estate: &Estate, master: &Master) -> PageGroup {
        let mut projects = BTreeSet::new();
        let ids = sheets.iter().filter_map(|sheet| match &sheet.subject {
            Subject::Project(id) => Some(id),
            _ => None,
        });
        for id in ids {
            projects.insert(id.clone());
            if projects.len() == GROUPED {
                break;
            }
        }
        let scopes = [Scope::Projects(projects.iter().cloned().collect())];
        let last = self.board.window.to();
        PageGroup {
            board: scoped(&self.board, &scopes, estate, master),
            master: master_of(master, &scopes, last),
            projects,
        }
    }
}

/// So many projects are cut out of the board together: as many groups as projects in each where a
/// set has some thousands of them.
const GROUPED: usize = 64;

/// Projects that are cut out of the board together.
struct PageGroup {
    projects: BTreeSet<ProjectId>,
    board: Scoreboard,
    master: Master,
}

/// What the folder of a scope is called: it says nothing of what lies in it.
fn id(scopes: &[Scope]) -> String {
    let words: Vec<String> = scopes.iter().map(ToString::to_string).collect();
    let hash = hash::of(words.join("\n").as_bytes());
    format!("{SCOPE_FOLDER}{}", &hash[..16])
}
