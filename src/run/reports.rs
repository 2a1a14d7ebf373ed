//! Reports of a published window. `reports.json` beside the pages, written last, says which publication they show; a
//! page that is already there is not rendered again.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::json;

use super::scores::{Moment, Scores};
use super::{Fault, Run};
use crate::lake::{Store, hash};
use crate::publish::publication;
use crate::render::{self, Page};
use crate::workspace::Format;

/// Renders what the job asks for; returns the paths below `out`.
pub fn render(moment: &Moment, scores: &Scores) -> Result<Vec<String>, Fault> {
    let Run { workspace, order, window, templates, lake, out, .. } = moment.run;
    let job = &order.job;
    let folder = format!("reports/{}/{window}", job.name);
    let names: Vec<(String, &str, Format)> = job
        .reports
        .iter()
        .flat_map(|report| {
            report.formats.iter().map(|format| (format!("{}.{}", report.template, format.as_str()), report.template.as_str(), *format))
        })
        .collect();
    let paths: Vec<String> = names.iter().map(|(name, ..)| format!("{folder}/{name}")).collect();
    let is_latest = publication::latest_window(lake, &job.name)? == Some(*window);

    let wanted = json!({ "publication": scores.publication.id, "program": program(), "files": names.iter().map(|(name, ..)| name).collect::<Vec<_>>() });
    let mut folders = vec![folder.clone()];
    folders.extend(is_latest.then(|| format!("reports/{}/latest", job.name)));
    if folders.iter().map(|folder| shows(out, folder, &wanted)).collect::<Result<Vec<_>, _>>()?.into_iter().all(|is| is) {
        return Ok(paths);
    }

    let board = scores.board(moment)?;
    let page = Page { estate: &workspace.estate, board: &board, publication: &scores.publication, files: scores.files, program: program() };
    let mut files = BTreeMap::new();
    for (name, template, format) in &names {
        let text = match format {
            Format::Html => render::html::render(templates, template, &page)?,
            Format::Csv => render::csv::executive(&page),
        };
        files.insert(name.clone(), Bytes::from(text));
    }
    for folder in &folders {
        for (name, bytes) in &files {
            out.stage(&format!("{folder}/{name}"), bytes.clone())?;
        }
        let mut index = wanted.clone();
        index["sha256"] = files.iter().map(|(name, bytes)| (name.clone(), json!(hash::of(bytes)))).collect();
        out.flush()?;
        out.put(&format!("{folder}/reports.json"), format!("{index:#}\n"))?;
    }
    Ok(paths)
}

fn program() -> &'static str {
    concat!("reckon ", env!("CARGO_PKG_VERSION"))
}

/// Whether a folder's pages are those of this publication, all there and as they were written.
fn shows(out: &Store, folder: &str, wanted: &serde_json::Value) -> Result<bool, Fault> {
    let Some(bytes) = out.get(&format!("{folder}/reports.json"))? else { return Ok(false) };
    let Ok(index) = serde_json::from_slice::<serde_json::Value>(&bytes) else { return Ok(false) };
    let keys = ["publication", "program", "files"];
    let mut same = keys.iter().all(|key| index[*key] == wanted[*key]);
    for (name, sha256) in index["sha256"].as_object().into_iter().flatten() {
        same &= same && out.get(&format!("{folder}/{name}"))?.is_some_and(|bytes| *sha256 == hash::of(&bytes).as_str());
    }
    Ok(same)
}
