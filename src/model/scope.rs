//! What a goal counts and what a reader may see: one grammar for both, `estate`, `department:ID`,
//! `region:NAME`, `category:NAME`, `project:ID` or `projects:ID;ID`. There is no default value of a
//! [`Scope`]: who may see the estate is somebody for whom `estate` is written.

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;

use super::ids::{DepartmentId, ProjectId};
use super::master::Master;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    Estate,
    /// With all departments below it.
    Department(DepartmentId),
    /// Departments of a region.
    Region(String),
    Category(String),
    Projects(Vec<ProjectId>),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Estate => f.write_str("estate"),
            Self::Department(id) => write!(f, "department:{id}"),
            Self::Region(name) => write!(f, "region:{name}"),
            Self::Category(id) => write!(f, "category:{id}"),
            Self::Projects(ids) => {
                let ids: Vec<&str> = ids.iter().map(ProjectId::as_str).collect();
                write!(f, "projects:{}", ids.join(";"))
            }
        }
    }
}

/// What scopes hold on a day: all there is, or these projects and nothing that is not theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Within {
    Estate,
    Projects(BTreeSet<ProjectId>),
}

impl Within {
    /// Of several scopes together; a project of two of them is there once. Department, region and
    /// category are those that a project has on the day. Scopes that hold nothing hold nothing:
    /// never the estate.
    ///
    /// ```
    /// # use reckoner::model::{Master, scope::{Within, Scope}, window::day};
    /// let (master, on) = (Master::default(), day("2026-03-31").unwrap());
    /// assert_eq!(Within::of(&[Scope::Estate], &master, on), Within::Estate);
    /// let nothing = Within::Projects([].into());
    /// assert_eq!(Within::of(&[Scope::Region("EMEA".into())], &master, on), nothing);
    /// assert_eq!(Within::of(&[], &master, on), nothing);
    /// ```
    pub fn of(scopes: &[Scope], master: &Master, on: NaiveDate) -> Self {
        if scopes.contains(&Scope::Estate) {
            return Self::Estate;
        }
        let mut found = BTreeSet::new();
        for scope in scopes {
            let departments = match scope {
                Scope::Department(id) => master.department_and_below(id),
                Scope::Region(name) => {
                    let there = master.departments.values();
                    let there = there.filter(|department| department.region == *name);
                    there.map(|department| department.id.clone()).collect()
                }
                _ => Vec::new(),
            };
            let held = master.projects.keys().filter(|id| {
                let project = master.project_on(id, on);
                match scope {
                    Scope::Estate => true,
                    Scope::Projects(ids) => ids.contains(id),
                    Scope::Category(name) => project.is_some_and(|p| p.category == *name),
                    Scope::Department(_) | Scope::Region(_) => {
                        project.is_some_and(|p| departments.contains(&p.department_id))
                    }
                }
            });
            found.extend(held.cloned());
        }
        Self::Projects(found)
    }

    pub fn has(&self, project: &ProjectId) -> bool {
        match self {
            Self::Estate => true,
            Self::Projects(ids) => ids.contains(project),
        }
    }
}
