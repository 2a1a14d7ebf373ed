//! The foot: what the page was made from, so that a reader can ask for the same again. No clock.

use serde::Serialize;

use crate::render::ReportFacts;
use crate::render::format::count;
use crate::render::parts::Linked;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Foot {
    pub publication: String,
    pub job: String,
    /// For the foot of printed sheets: only what is safe inside a style sheet's string.
    pub stamp: String,
    pub days: String,
    pub program: String,
    pub method: &'static str,
    /// Of the estate.
    pub files: Option<String>,
    /// How figures are computed, and the same figures for a spreadsheet.
    pub links: Vec<Linked>,
}

impl Foot {
    pub fn of(page: &ReportFacts) -> Self {
        let p = page.publication;
        Self {
            publication: p.id.chars().take(16).collect(),
            job: p.job.to_string(),
            stamp: format!(
                "{} to {}, publication {}",
                p.window.from(),
                p.window.to(),
                p.id.chars()
                    .filter(char::is_ascii_alphanumeric)
                    .take(16)
                    .collect::<String>()
            ),
            days: p.window.to_string(),
            program: page.program.to_owned(),
            method: page.board.headline().as_str(),
            files: page.files.map(|files| count(files as i64)),
            links: links(page),
        }
    }
}

fn links(page: &ReportFacts) -> Vec<Linked> {
    let stem = page.here.trim_end_matches(".html");
    let file = |ending: &str| {
        let path = format!("{stem}.{ending}");
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        Linked::to(page, &path, name)
    };
    let methods = Linked::to(page, "methods.html", "how it is computed");
    let all = [methods, file("csv"), file("xlsx")];
    all.into_iter().filter(|link| link.href.is_some()).collect()
}
