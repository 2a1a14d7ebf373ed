//! The head of every page: who, what, when, in which unit, to which day, and where to go from here.

use serde::Serialize;

use crate::render::bundle::Subject;
use crate::render::parts::Linked;
use crate::render::reports::definition::{Extent, Report, built_in};
use crate::render::texts::text;
use crate::render::{ReportFacts, format, locale};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageHead {
    pub estate: String,
    /// For readers by ear, and for hyphenation.
    pub lang: &'static str,
    pub title: String,
    /// What the page is about, where that is not the estate.
    pub subject: String,
    pub window: String,
    /// `USD`, `USD k`.
    pub money: String,
    /// The last day of which anything is told.
    pub told_to: String,
    /// From the estate down to this page.
    pub crumbs: Vec<Linked>,
    /// Other pages of the set.
    pub pages: Vec<Linked>,
}

impl PageHead {
    pub fn of(report: &Report, page: &ReportFacts) -> Self {
        let board = page.board;
        let last = board.counted_to.min(board.window.to());
        let told_to = match last < board.window.from() {
            true => text!("head-told-nothing").to_owned(),
            false => text!("head-told-to", day = format::table_day(last)),
        };
        Self {
            estate: page.estate.name.clone(),
            lang: locale::speech().language.as_str(),
            title: report.title(),
            subject: page.subject_name(),
            window: format::window(board.window),
            money: page.money(),
            told_to,
            crumbs: crumbs(page),
            pages: pages(report, page),
        }
    }
}

/// Where a page of a department or a project belongs.
fn crumbs(page: &ReportFacts) -> Vec<Linked> {
    let above = |path: &str, text: &str| Linked::to(page, path, text);
    let mut crumbs = Vec::new();
    if *page.subject != Subject::Estate && page.bundle.has("executive.html") {
        crumbs.push(above("executive.html", text!("crumb-whole")));
    }
    if let Subject::Project(id) = page.subject
        && let Some(project) = page.board.headline_project(id)
        && let Some(department) = &project.department_id
    {
        let path = format!("departments/{department}.html");
        crumbs.push(above(&path, &project.department));
    }
    crumbs.retain(|crumb| crumb.href.is_some());
    crumbs
}

fn pages(report: &Report, page: &ReportFacts) -> Vec<Linked> {
    let others = built_in().filter(|name| *name != report.name || report.about != Extent::Scope);
    let link = |name: &str| Linked::to(page, &format!("{name}.html"), short_title(name));
    let mut links: Vec<Linked> = others.map(link).collect();
    links.retain(|link| link.href.is_some());
    links
}

/// What a report that comes with the program is called where others stand beside it.
fn short_title(name: &str) -> &'static str {
    match name {
        "index" => text!("page-index"),
        "executive" => text!("page-executive"),
        "department" => text!("page-department"),
        "project" => text!("page-project"),
        "projects" => text!("page-projects"),
        "goals" => text!("page-goals"),
        "financials" => text!("page-financials"),
        "promises" => text!("page-promises"),
        "automations" => text!("page-automations"),
        "coverage" => text!("page-coverage"),
        _ => text!("page-methods"),
    }
}
