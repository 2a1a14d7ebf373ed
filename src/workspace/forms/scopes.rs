//! Scopes as people write them: `estate`, `department:ID`, `region:NAME`, `category:NAME`,
//! `project:ID`, `projects:ID;ID`. One grammar for goals, people, reports and mails.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

use super::{Formed, Wrong};
use crate::model::scope::Scope;
use crate::model::{DepartmentId, ProjectId};
use crate::workspace::suggest;

/// What scopes may refer to.
pub struct Referred<'a> {
    pub department: &'a dyn Fn(&str) -> Formed<DepartmentId>,
    pub project: &'a dyn Fn(&str) -> Formed<ProjectId>,
    /// None where they cannot be asked: then any may exist.
    pub categories: Option<&'a BTreeSet<&'a str>>,
}

const RIGHT: &str =
    "write estate, department:ID, region:NAME, category:NAME, project:ID or projects:ID;ID";

impl Referred<'_> {
    pub fn scope(&self, text: &str) -> Formed<Scope> {
        let (kind, name) = text.split_once(':').unwrap_or((text, ""));
        match (kind.trim().to_lowercase().as_str(), name.trim()) {
            ("estate", "") => Ok(Scope::Estate),
            ("department", id) => (self.department)(id).map(Scope::Department),
            ("region", name) if !name.is_empty() => Ok(Scope::Region(name.to_owned())),
            ("category", name) if !name.is_empty() => self.category(name),
            ("project" | "projects", ids) => self.projects(ids),
            _ => Err(Wrong::new(format!("`{text}` is not a scope")).help(RIGHT)),
        }
    }

    fn category(&self, name: &str) -> Formed<Scope> {
        match self.categories {
            Some(known) if !known.contains(name) => {
                let near = suggest::instead(name, known.iter().copied());
                Err(Wrong::new(format!("no project has the category `{name}`")).help(near))
            }
            _ => Ok(Scope::Category(name.to_owned())),
        }
    }

    fn projects(&self, ids: &str) -> Formed<Scope> {
        let ids = ids.split(';').map(str::trim).filter(|id| !id.is_empty());
        let ids: BTreeSet<ProjectId> = ids.map(self.project).collect::<Result<_, _>>()?;
        match ids.is_empty() {
            true => Err(Wrong::new("`projects:` names no project").help(RIGHT)),
            false => Ok(Scope::Projects(ids.into_iter().collect())),
        }
    }
}

/// A reference to something that is there, where that can be known.
pub fn find<'a, T: FromStr<Err: Display> + Display + Ord + 'a>(
    what: &'static str,
    known: impl Iterator<Item = &'a T> + Clone,
    text: &str,
) -> Formed<T> {
    let id: T = super::own(text)?;
    if known.clone().any(|other| *other == id) {
        return Ok(id);
    }
    let ids: Vec<String> = known.map(ToString::to_string).collect();
    let near = suggest::instead(text, ids.iter().map(String::as_str));
    Err(Wrong::new(format!("there is no {what} `{id}`")).help(near))
}
