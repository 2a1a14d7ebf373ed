//! Reports of a window. `reports.json` beside the pages, written last, says which publication they
//! show; a page that is already there is not rendered again.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::{Value, json};

use super::scores::{self, Moment, Scores};
use super::{Fault, Run};
use crate::lake::{Store, hash};
use crate::publish::publication;
use crate::render::{self, Page};
use crate::workspace::Format;

/// The pages of one window.
pub struct Pages {
    folder: String,
    /// What its index says: of which publication they are, by which program, and which they are.
    told: Value,
    names: Vec<String>,
    /// None: they are there as they should be.
    made: Option<BTreeMap<String, Bytes>>,
}

/// Renders what the job asks for, and writes nothing: a template that cannot be rendered is known
/// before anything is published.
pub fn ready(moment: &Moment, scores: &Scores) -> Result<Pages, Fault> {
    let Run {
        workspace,
        templates,
        out,
        ..
    } = moment.run;
    let (folder, told) = (folder(moment), told(moment, &scores.publication.id));
    let names = asked(moment).into_iter().map(|(name, ..)| name).collect();
    if shows(out, &folder, &told)? {
        return Ok(Pages {
            folder,
            told,
            names,
            made: None,
        });
    }
    let board = scores.board(moment)?;
    let page = Page {
        estate: &workspace.estate,
        board: &board,
        publication: &scores.publication,
        files: scores.files,
        program: program(),
    };
    let mut made = BTreeMap::new();
    for (name, template, format) in asked(moment) {
        let text = match format {
            Format::Html => render::html::render(templates, template, &page)?,
            Format::Csv => render::csv::executive(&page),
        };
        made.insert(name, Bytes::from(text));
    }
    Ok(Pages {
        folder,
        told,
        names,
        made: Some(made),
    })
}

impl Pages {
    /// Writes what is not there; returns the paths below `out`.
    pub fn write(self, out: &Store) -> Result<Vec<String>, Fault> {
        if let Some(made) = &self.made {
            put(out, &self.folder, &self.told, made)?;
        }
        Ok(self
            .names
            .iter()
            .map(|name| format!("{}/{name}", self.folder))
            .collect())
    }
}

/// Makes `reports/<job>/latest/` show the window that `marts/<job>/latest/` shows, whichever was
/// run last. Where that one's own pages are gone, or of an older publication, they are made from
/// the lake as it is now, and so are its marts.
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
        .map(|(publication, _)| told(&moment, &publication.id));
    let told = match newest {
        Some(told) if shows(out, &folder(&moment), &told)? => told,
        _ => {
            let scores = scores::ready(&moment)?;
            let pages = ready(&moment, &scores)?;
            scores.publish(&moment)?;
            pages.write(out)?;
            told(&moment, &scores.publication.id)
        }
    };
    if shows(out, &place, &told)? {
        return Ok(());
    }
    let mut pages = BTreeMap::new();
    for (name, ..) in asked(&moment) {
        // It was looked at above; whoever removes it meanwhile is put right by the next run.
        pages.extend(
            out.get(&format!("{}/{name}", folder(&moment)))?
                .map(|bytes| (name, bytes)),
        );
    }
    put(out, &place, &told, &pages)
}

fn folder(moment: &Moment) -> String {
    format!("reports/{}/{}", moment.run.order.job.name, moment.window)
}

/// Each file that the job asks for: its name, its template, its format.
fn asked<'m>(moment: &'m Moment) -> Vec<(String, &'m str, Format)> {
    let files = moment.run.order.job.reports.iter().flat_map(|report| {
        report.formats.iter().map(|format| {
            (
                format!("{}.{}", report.template, format.as_str()),
                report.template.as_str(),
                *format,
            )
        })
    });
    files.collect()
}

fn told(moment: &Moment, publication: &str) -> Value {
    let names: Vec<String> = asked(moment).into_iter().map(|(name, ..)| name).collect();
    json!({ "publication": publication, "program": program(), "files": names })
}

fn program() -> &'static str {
    concat!("reckon ", env!("CARGO_PKG_VERSION"))
}

/// Writes a folder: the pages, then the index that names them, then nothing else.
fn put(
    out: &Store,
    folder: &str,
    told: &Value,
    pages: &BTreeMap<String, Bytes>,
) -> Result<(), Fault> {
    for (name, bytes) in pages {
        out.stage(&format!("{folder}/{name}"), bytes.clone())?;
    }
    let mut index = told.clone();
    index["sha256"] = pages
        .iter()
        .map(|(name, bytes)| (name.clone(), json!(hash::of(bytes))))
        .collect();
    out.flush()?;
    out.put(&format!("{folder}/reports.json"), format!("{index:#}\n"))?;
    for object in out.list(folder)? {
        let name = object.path.rsplit('/').next().unwrap_or_default();
        if name != "reports.json" && !pages.contains_key(name) {
            out.delete(&object.path)?;
        }
    }
    Ok(())
}

/// Whether a folder's pages are those of this publication, all there and as they were written.
fn shows(out: &Store, folder: &str, told: &Value) -> Result<bool, Fault> {
    let Some(bytes) = out.get(&format!("{folder}/reports.json"))? else {
        return Ok(false);
    };
    let Ok(index) = serde_json::from_slice::<Value>(&bytes) else {
        return Ok(false);
    };
    let keys = ["publication", "program", "files"];
    let mut same = keys.iter().all(|key| index[*key] == told[*key]);
    for (name, sha256) in index["sha256"].as_object().into_iter().flatten() {
        same &= same
            && out
                .get(&format!("{folder}/{name}"))?
                .is_some_and(|bytes| *sha256 == hash::of(&bytes).as_str());
    }
    Ok(same)
}
