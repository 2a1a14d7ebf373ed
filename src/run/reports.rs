//! Reports of a window: sets of pages and sheets, each set for one scope. `reports.json` beside the
//! pages, written last, says which publication they show; a page that is already there is not
//! rendered again. Pages are rendered one by one into a spool and written from there, so that a
//! large set is never in memory as a whole.

pub mod preview;
mod sets;
mod spool;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use bytes::Bytes;
use serde_json::{Value, json};

use super::deliver::errands::Reader;
use super::deliver::told::Mailed;
use super::deliver::{DrawnLetter, LetterSource, Sending};
use super::scores::{self, Moment, Scores};
use super::{Fault, Run, derive};
use crate::lake::{LakeError, Store, hash};
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
use spool::PageSpool;

/// The pages of one window.
pub struct Pages {
    folder: String,
    /// What their index says: of which publication they are, by which program, and what was asked
    /// for.
    index: Value,
    /// Name and hash of each, in the order in which the job asks for them.
    names: Vec<(String, String)>,
    /// None: they lie in their folder as they should.
    rendered: Option<PageSpool>,
}

/// Renders what the job asks for, and writes nothing: a template that cannot be rendered is known
/// before anything is published.
pub fn ready(moment: &Moment, scores: &Scores) -> Result<Pages, Fault> {
    let out = &moment.run.out;
    let index = index(moment, speech(moment, None), &scores.publication.id);
    let folder = folder(moment);
    if let Some(names) = standing(out, &folder, &index)? {
        return Ok(Pages {
            folder,
            index,
            names,
            rendered: None,
        });
    }
    let board = scores.board(moment)?;
    let facts = facts(moment, scores, &board);
    let sets = Set::of_job(&facts, &moment.run.order.job.reports);
    Pages::rendered(folder, index, &sets, &facts, out)
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
    let index = index(moment, facts.speech, &scores.publication.id);
    Pages::rendered(folder, index, &[set], &facts, &moment.run.out)
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

    fn letter(&self, reader: &Reader, earlier: Option<&EarlierCopy>) -> Result<DrawnLetter, Fault> {
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
    fn rendered(
        folder: String,
        index: Value,
        sets: &[Set],
        facts: &SetFacts,
        out: &Store,
    ) -> Result<Self, Fault> {
        let mut spool = PageSpool::new(out)?;
        for set in sets {
            set.each(facts, &mut |name, bytes| spool.add(name, &bytes))?;
        }
        Ok(Self {
            folder,
            index,
            names: spool.names(),
            rendered: Some(spool),
        })
    }

    /// Writes what is not there; returns the paths below `out`.
    pub fn write(&mut self, out: &Store) -> Result<Vec<String>, Fault> {
        if let Some(spool) = &mut self.rendered {
            put(out, &self.folder, &self.index, &self.names, &mut |nth| {
                spool.read(nth)
            })?;
        }
        let path = |(name, _): &(String, String)| format!("{}/{name}", self.folder);
        Ok(self.names.iter().map(path).collect())
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
        Some(index) => standing(out, &folder(&moment), &index)?.map(|names| (index, names)),
        None => None,
    };
    let (index, names) = match stand {
        Some(stand) => stand,
        None => {
            let scores = scores::ready(&moment)?;
            let mut pages = ready(&moment, &scores)?;
            scores.publish(&moment)?;
            pages.write(out)?;
            (pages.index, pages.names)
        }
    };
    if standing(out, &place, &index)?.is_some() {
        return Ok(());
    }
    let is_shown = |(name, _): &(String, String)| !name.starts_with(sets::SCOPE_FOLDER);
    let names: Vec<(String, String)> = names.into_iter().filter(is_shown).collect();
    let from = folder(&moment);
    put(out, &place, &index, &names, &mut |nth| {
        let path = format!("{from}/{}", names[nth].0);
        let bytes = out.get(&path)?;
        bytes.ok_or_else(|| {
            Fault::Lake(LakeError::Damaged {
                path,
                what: "it was taken away while it was copied".to_owned(),
            })
        })
    })
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

/// Writes a folder: the pages, one after the other, then the index that names them, then nothing
/// else.
fn put(
    out: &Store,
    folder: &str,
    index: &Value,
    names: &[(String, String)],
    read: &mut dyn FnMut(usize) -> Result<Bytes, Fault>,
) -> Result<(), Fault> {
    // A job may ask for a page twice.
    let pages: BTreeMap<&str, &str> = names.iter().map(|(name, sha)| (&**name, &**sha)).collect();
    for (nth, (name, _)) in names.iter().enumerate() {
        out.stage(&format!("{folder}/{name}"), read(nth)?)?;
    }
    let mut index = index.clone();
    index["files"] = names.iter().map(|(name, _)| json!(name)).collect();
    index["sha256"] = pages
        .iter()
        .map(|(name, sha)| ((*name).to_owned(), json!(sha)))
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

/// Name and hash of the pages of a folder, where they are those of this publication, all there and
/// as they were written.
fn standing(
    out: &Store,
    folder: &str,
    wanted: &Value,
) -> Result<Option<Vec<(String, String)>>, Fault> {
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
    let mut names = Vec::new();
    for name in index["files"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        let bytes = out.get(&format!("{folder}/{name}"))?;
        let sha = bytes.map(|bytes| hash::of(&bytes)).unwrap_or_default();
        if index["sha256"][name] != sha.as_str() {
            return Ok(None);
        }
        names.push((name.to_owned(), sha));
    }
    Ok(Some(names))
}
