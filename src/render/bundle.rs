//! Pages that lie in one folder and link to one another: a set for one scope. A link leads to a
//! page of the same set or is none, so no page names one that its reader has not got.

use std::collections::BTreeSet;

use crate::model::{DepartmentId, ProjectId};

/// What a page is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Estate,
    /// A part of it, in words.
    Part(String),
    Department(DepartmentId),
    Project(ProjectId),
}

/// The paths of a set's pages, below their folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bundle {
    pages: BTreeSet<String>,
}

impl Bundle {
    pub fn of(pages: impl IntoIterator<Item = String>) -> Self {
        Self {
            pages: pages.into_iter().collect(),
        }
    }

    /// The way from one page to another; none where that is not in the set, or the same.
    ///
    /// ```
    /// # use reckoner::render::Bundle;
    /// let pages = ["executive.html", "projects/invoices.html", "projects/claims.html"];
    /// let set = Bundle::of(pages.map(str::to_owned));
    /// let from_executive = set.link("executive.html", "projects/claims.html");
    /// assert_eq!(from_executive.as_deref(), Some("projects/claims.html"));
    /// let back = set.link("projects/claims.html", "executive.html");
    /// assert_eq!(back.as_deref(), Some("../executive.html"));
    /// assert_eq!(set.link("executive.html", "goals.html"), None);
    /// ```
    pub fn link(&self, from: &str, to: &str) -> Option<String> {
        (from != to && self.pages.contains(to)).then(|| {
            let up = from.matches('/').count();
            format!("{}{to}", "../".repeat(up))
        })
    }

    pub fn has(&self, page: &str) -> bool {
        self.pages.contains(page)
    }
}
