//! What else there is: the other pages of a set, each with the question it answers, and the pages
//! of departments and projects by name.

use serde::Serialize;

use crate::model::scoreboard::{DepartmentScore, ProjectScore};
use crate::render::ReportFacts;
use crate::render::parts::Linked;
use crate::render::reports::definition::{BUILT_IN, Extent, Report};

/// So many pages of a kind are listed; the others are found by way of their departments.
const LISTED: usize = 200;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contents {
    pub pages: Vec<ContentsEntry>,
    pub departments: Vec<Linked>,
    pub projects: Vec<Linked>,
    /// How many projects are not listed.
    pub more: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContentsEntry {
    pub link: Linked,
    pub question: String,
}

impl Contents {
    pub fn of(page: &ReportFacts) -> Option<Self> {
        let department = |d: &DepartmentScore| {
            let path = format!("departments/{}.html", d.department_id.as_ref()?);
            Some(Linked::to(page, &path, d.name.clone()))
        };
        let project = |p: &ProjectScore| {
            let path = format!("projects/{}.html", p.project_id);
            Linked::to(page, &path, p.name.clone())
        };
        let mut departments: Vec<Linked> = page
            .board
            .departments
            .iter()
            .filter_map(department)
            .collect();
        let mut projects: Vec<Linked> = page.board.headline_projects().map(project).collect();
        for links in [&mut departments, &mut projects] {
            links.retain(|link| link.href.is_some());
            links.sort_by(|a, b| a.text.cmp(&b.text));
        }
        let more = projects.len().saturating_sub(LISTED);
        projects.truncate(LISTED);
        let pages: Vec<ContentsEntry> = BUILT_IN
            .iter()
            .filter_map(|file| entry(page, file))
            .collect();
        let is_empty = pages.is_empty() && departments.is_empty() && projects.is_empty();
        (!is_empty).then_some(Self {
            pages,
            departments,
            projects,
            more,
        })
    }
}

fn entry(page: &ReportFacts, (file, text): &(&str, &str)) -> Option<ContentsEntry> {
    let report = Report::parse(file, text).expect("the built-in reports are right");
    let link = Linked::to(page, &format!("{}.html", report.name), report.title());
    (report.about == Extent::Scope && link.href.is_some()).then_some(ContentsEntry {
        link,
        question: report.question(),
    })
}
