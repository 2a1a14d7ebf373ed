//! Reports of a window: sets of pages and sheets, each set for one scope. `reports.json` beside the
//! pages, written last, says which publication they show; a page that is already there is not
//! rendered again, but read, so that whoever sends it has its bytes.

pub mod preview;
mod sets;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use bytes::Bytes;
use serde_json::{Value, json};

use super::deliver::errands::Reader;
use super::deliver::told::Mailed;
use super::deliver::{DrawnLetter, LetterSource, Sending};
use super::scores::{self, Moment, Scores};
use super::{Fault, Run, derive};
use crate::lake::{Store, hash};
use crate::model::language::{Language, Speech};
use crate::model::letter::{EarlierCopy, Letter};
use crate::model::receipt::Exit;
use crate::model::scope::{Scope, Within};
use crate::model::{JobName, Master, Scoreboard, Window};
use crate::publish::publication;
use crate::render::mail::notice::FailureNotice;
use crate::render::reports::{ALL, ReportFormat};
use crate::render::shelf::ShelvedJob;
use crate::render::{html, mail};
use crate::workspace::{Job, ReportScope, WantedReport};
use sets::{PROGRAM, Set, SetFacts};

/// The pages of one window.
pub struct Pages {
    folder: String,
    /// What their index says: of which publication they are, by which program, and what was asked
    /// for.
    index: Value,
    /// Name and bytes of each, in the order in which the job asks for them.
    files: Vec<(String, Bytes)>,
    /// They lie in their folder as they should.
    stand: bool,
}

/// Renders what the job asks for, and writes nothing: a template that cannot be rendered is known
/// before anything is published.
pub fn ready(moment: &Moment, scores: &Scores) -> Result<Pages, Fault> {
    let out = &moment.run.out;
    let index = index(moment, speech(moment, None), &scores.publication.id);
    let folder = folder(moment);
    if let Some(files) = standing(out, &folder, &index)? {
        return Ok(Pages {
            folder,
            index,
            files,
            stand: true,
        });
    }
    let board = scores.board(moment)?;
    let facts = facts(moment, scores, &board);
    let mut files = Vec::new();
    for set in Set::of_job(&facts, &moment.run.order.job.reports) {
        files.extend(set.render(&facts)?);
    }
    Ok(Pages {
        folder,
        index,
        files,
        stand: false,
    })
}

/// What one person of people.csv may see of what the job asks for, in a folder of its own. Who is
/// not there, or may see nothing, gets nothing: never the estate.
pub fn for_reader(moment: &Moment, scores: &Scores, email: &str) -> Result<Pages, Fault> {
    let Run {
        workspace, order, ..
    } = moment.run;
    let scopes = scopes_of(&workspace.master, email, moment.window)?;
    let board = scores.board(moment)?;
    let facts = facts(moment, scores, &board);
    let facts = SetFacts {
        speech: speech(moment, language_of(&workspace.master, email)),
        ..facts
    };
    let wanted: Vec<&WantedReport> = order.job.reports.iter().collect();
    let set = Set::of_scopes(&facts, scopes, &wanted);
    let folder = format!("readers/{}/{}/{}", order.job.name, moment.window, set.id());
    Ok(Pages {
        folder,
        index: index(moment, facts.speech, &scores.publication.id),
        files: set.render(&facts)?,
        stand: false,
    })
}

/// The language that people.csv gives a person.
fn language_of(master: &Master, email: &str) -> Option<Language> {
    let mut rows = master.people.iter().filter(|person| person.email == email);
    rows.find_map(|person| person.language)
}

/// How the reports of a job speak, to a reader who may have a language of their own.
fn speech(moment: &Moment, of_reader: Option<Language>) -> Speech {
    let Run {
        workspace, order, ..
    } = moment.run;
    let wanted = order.language.or(of_reader).or(order.job.language);
    workspace.estate.speech.in_language(wanted)
}

/// What people.csv lets a person see, of which something is left on the window's last day.
pub fn scopes_of(master: &Master, email: &str, window: Window) -> Result<Vec<Scope>, Fault> {
    let mut rows = master
        .people
        .iter()
        .filter(|person| person.email == email)
        .peekable();
    let Some(first) = rows.peek().map(|person| &person.line) else {
        return Err(Fault::UnknownReader {
            reader: email.to_owned(),
        });
    };
    let scopes: BTreeSet<Scope> = rows.clone().map(|person| person.scope.clone()).collect();
    let scopes: Vec<Scope> = scopes.into_iter().collect();
    match master.within(&scopes, window.to()) {
        Within::Projects(ids) if ids.is_empty() => Err(Fault::EmptyScope {
            line: first.clone(),
            scope: scopes
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", "),
            day: window.to(),
        }),
        _ => Ok(scopes),
    }
}

/// Sends what the job asks for to whom it names.
pub fn deliver(moment: &Moment, scores: &Scores) -> Result<Mailed, Fault> {
    let board = scores.board(moment)?;
    let source = facts(moment, scores, &board);
    sending(moment).send(&source)
}

/// Writes into a folder what a run would send now, and sends nothing.
pub fn show_mails(run: &Run, into: &Path) -> Result<(Vec<String>, Exit), Fault> {
    run.lake.begin()?;
    derive::refresh(&run.lake, run.workspace)?;
    let moment = Moment::of(run, &[], &run.lake.known_damages()?)?;
    let scores = scores::ready(&moment)?;
    let board = scores.board(&moment)?;
    sending(&moment).show(&facts(&moment, &scores, &board), into)
}

fn sending<'m>(moment: &'m Moment) -> Sending<'m> {
    let run = moment.run;
    Sending {
        workspace: run.workspace,
        lake: &run.lake,
        job: &run.order.job,
        window: moment.window,
        only_to: run.order.only_to.as_deref(),
        now: run.now,
    }
}

/// What somebody gets of a report who may see some scopes: cut to them before anything is made.
impl LetterSource for SetFacts<'_> {
    fn publication(&self, scopes: &[Scope]) -> String {
        Set::of_scopes(self, scopes.to_vec(), &[]).publication_id(self)
    }

    fn letter(
        &self,
        reader: &Reader,
        earlier: Option<&EarlierCopy>,
    ) -> Result<DrawnLetter, Fault> {
        let Reader {
            wanted: mail,
            scopes,
            ..
        } = reader;
        let facts = &SetFacts {
            speech: self.speech.in_language(reader.language),
            ..*self
        };
        let wanted = WantedReport {
            template: mail.report.clone(),
            scope: ReportScope::Of(Scope::Estate),
            formats: mail.attach.clone(),
        };
        let set = Set::of_scopes(facts, scopes.clone(), &[&wanted]);
        Ok(DrawnLetter {
            letter: set.letter(facts, earlier)?,
            has_rows: set.has_rows(),
        })
    }

    fn awaited(&self, scopes: &[Scope]) -> Vec<String> {
        Set::of_scopes(self, scopes.to_vec(), &[]).awaited(self)
    }

    fn notice(
        &self,
        failures: &FailureNotice,
        language: Option<Language>,
    ) -> Result<Letter, Fault> {
        let speech = self.speech.in_language(language);
        Ok(mail::notice(self.templates, speech, failures)?)
    }
}

fn facts<'a>(moment: &Moment<'a>, scores: &'a Scores, board: &'a Scoreboard) -> SetFacts<'a> {
    SetFacts {
        workspace: moment.run.workspace,
        templates: &moment.run.templates,
        board,
        publication: &scores.publication,
        files: scores.files,
        speech: speech(moment, None),
    }
}

impl Pages {
    /// Writes what is not there; returns the paths below `out`.
    pub fn write(&self, out: &Store) -> Result<Vec<String>, Fault> {
        if !self.stand {
            put(out, &self.folder, &self.index, &self.files)?;
        }
        let path = |(name, _): &(String, Bytes)| format!("{}/{name}", self.folder);
        Ok(self.files.iter().map(path).collect())
    }
}

/// Makes `reports/index.html` lead to what every job of the workspace has published.
pub fn shelve(run: &Run) -> Result<(), Fault> {
    let mut windows: BTreeMap<JobName, BTreeSet<Window>> = BTreeMap::new();
    for row in run.lake.publications()? {
        let of_job = windows.entry(row.publication.job).or_default();
        of_job.insert(row.publication.window);
    }
    let shelved = windows.into_iter().filter_map(|(job, windows)| {
        let first_page = first_page(run.workspace.jobs.get(&job)?)?;
        Some(ShelvedJob {
            job,
            first_page,
            windows: windows.into_iter().collect(),
        })
    });
    let shelved: Vec<ShelvedJob> = shelved.collect();
    let page = html::shelf(&run.templates, &run.workspace.estate, &shelved)?;
    let place = "reports/index.html";
    if run.out.get(place)?.is_none_or(|there| there != page) {
        run.out.put(place, page)?;
    }
    Ok(())
}

/// The page by which a job's set begins; none where it asks for no page of the estate.
fn first_page(job: &Job) -> Option<String> {
    let of_estate = |report: &&WantedReport| {
        let is_page = report.formats.contains(&ReportFormat::Html);
        is_page && report.scope == ReportScope::Of(Scope::Estate)
    };
    let first = job.reports.iter().find(of_estate)?;
    Some(match first.template.as_str() {
        ALL => "executive.html".to_owned(),
        name => format!("{name}.html"),
    })
}

/// Makes `reports/<job>/latest/` show the window that `marts/<job>/latest/` shows, whichever was
/// run last. Where that one's own pages are gone, or of an older publication, they are made from
/// the lake as it is now, and so are its marts. Sets of a scope of their own are not shown there:
/// they are for their readers.
pub fn latest(moment: &Moment) -> Result<(), Fault> {
    let Run {
        order,
        lake,
        out,
        bookmarks,
        ..
    } = moment.run;
    let job = &order.job.name;
    let place = format!("reports/{job}/latest");
    let Some(window) = publication::latest_window(lake, job, bookmarks)? else {
        return Ok(out
            .list(&place)?
            .iter()
            .try_for_each(|object| out.delete(&object.path))?);
    };
    let moment = moment.of_window(window);
    let newest = publication::newest(lake, job, window)?
        .map(|(publication, _)| index(&moment, speech(&moment, None), &publication.id));
    let stand = match newest {
        Some(index) => standing(out, &folder(&moment), &index)?.map(|files| (index, files)),
        None => None,
    };
    let (index, mut files) = match stand {
        Some(stand) => stand,
        None => {
            let scores = scores::ready(&moment)?;
            let pages = ready(&moment, &scores)?;
            scores.publish(&moment)?;
            pages.write(out)?;
            (pages.index, pages.files)
        }
    };
    if standing(out, &place, &index)?.is_some() {
        return Ok(());
    }
    files.retain(|(name, _)| !name.starts_with(sets::SCOPE_FOLDER));
    put(out, &place, &index, &files)
}

fn folder(moment: &Moment) -> String {
    format!("reports/{}/{}", moment.run.order.job.name, moment.window)
}

/// What the index of a window's pages says before they are made.
fn index(moment: &Moment, speech: Speech, publication: &str) -> Value {
    let asked = |report: &WantedReport| json!(format!("{report:?}"));
    let asked: Vec<Value> = moment.run.order.job.reports.iter().map(asked).collect();
    let speech = [speech.language.as_str(), speech.locale.as_str()];
    json!({ "publication": publication, "program": PROGRAM, "asked": asked, "speech": speech })
}

/// Writes a folder: the pages, then the index that names them, then nothing else.
fn put(out: &Store, folder: &str, index: &Value, files: &[(String, Bytes)]) -> Result<(), Fault> {
    // A job may ask for a page twice.
    let pages: BTreeMap<&str, &Bytes> = files.iter().map(|(name, b)| (name.as_str(), b)).collect();
    for (name, bytes) in &pages {
        out.stage(&format!("{folder}/{name}"), (*bytes).clone())?;
    }
    let mut index = index.clone();
    index["files"] = files.iter().map(|(name, _)| json!(name)).collect();
    index["sha256"] = pages
        .iter()
        .map(|(name, bytes)| ((*name).to_owned(), json!(hash::of(bytes))))
        .collect();
    out.flush()?;
    out.put(&format!("{folder}/reports.json"), format!("{index:#}\n"))?;
    for object in out.list(folder)? {
        let below = object.path.strip_prefix(folder).unwrap_or(&object.path);
        let name = below.trim_start_matches('/');
        if name != "reports.json" && !pages.contains_key(name) {
            out.delete(&object.path)?;
        }
    }
    Ok(())
}

/// The pages of a folder, where they are those of this publication, all there and as they were
/// written.
fn standing(
    out: &Store,
    folder: &str,
    wanted: &Value,
) -> Result<Option<Vec<(String, Bytes)>>, Fault> {
    let Some(bytes) = out.get(&format!("{folder}/reports.json"))? else {
        return Ok(None);
    };
    let Ok(index) = serde_json::from_slice::<Value>(&bytes) else {
        return Ok(None);
    };
    let keys = ["publication", "program", "asked", "speech"];
    if keys.iter().any(|key| index[*key] != wanted[*key]) {
        return Ok(None);
    }
    let mut files = Vec::new();
    for name in index["files"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        let bytes = out.get(&format!("{folder}/{name}"))?;
        match bytes.filter(|bytes| index["sha256"][name] == hash::of(bytes).as_str()) {
            Some(bytes) => files.push((name.to_owned(), bytes)),
            None => return Ok(None),
        }
    }
    Ok(Some(files))
}
