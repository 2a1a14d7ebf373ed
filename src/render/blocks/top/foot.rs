//! The foot: what the page was made from, so that a reader can ask for the same again. No clock.

use serde::Serialize;

use crate::render::ReportFacts;
use crate::render::parts::Linked;
use crate::render::texts::text;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Foot {
    pub publication: String,
    pub job: String,
    /// For the foot of printed sheets: only what is safe inside a style sheet's string.
    pub stamp: String,
    pub days: String,
    /// The program, its method, and of the estate the files that it read.
    pub made_by: String,
    /// How figures are computed, and the same figures for a spreadsheet.
    pub links: Vec<Linked>,
}

impl Foot {
    pub fn of(page: &ReportFacts) -> Self {
        let p = page.publication;
        Self {
            publication: p.id.chars().take(16).collect(),
            job: p.job.to_string(),
            stamp: text!(
                "foot-stamp",
                from = p.window.from().to_string(),
                to = p.window.to().to_string(),
                publication = stamp(&p.id)
            ),
            days: p.window.to_string(),
            made_by: match page.files {
                Some(files) => text!(
                    "foot-made-by-of-files",
                    program = page.program,
                    method = page.board.headline().as_str(),
                    files = files
                ),
                None => text!(
                    "foot-made-by",
                    program = page.program,
                    method = page.board.headline().as_str()
                ),
            },
            links: links(page),
        }
    }
}

/// The beginning of an id, as far as it can close no string of a style sheet.
fn stamp(id: &str) -> String {
    let safe = id.chars().filter(char::is_ascii_alphanumeric);
    safe.take(16).collect()
}

fn links(page: &ReportFacts) -> Vec<Linked> {
    let stem = page.here.trim_end_matches(".html");
    let file = |ending: &str| {
        let path = format!("{stem}.{ending}");
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        Linked::to(page, &path, name)
    };
    let methods = Linked::to(page, "methods.html", text!("how-it-is-computed"));
    let all = [methods, file("csv"), file("xlsx")];
    all.into_iter().filter(|link| link.href.is_some()).collect()
}
