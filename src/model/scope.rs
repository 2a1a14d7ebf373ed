//! What a goal counts and what a reader may see: one grammar for both, `estate`, `department:ID`,
//! `region:NAME`, `category:NAME`, `project:ID` or `projects:ID;ID`. There is no default value of a
//! [`Scope`]: who may see the estate is somebody for whom `estate` is written.

use std::collections::BTreeSet;
use std::fmt;

use super::ids::{DepartmentId, ProjectId};

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
    pub fn has(&self, project: &ProjectId) -> bool {
        match self {
            Self::Estate => true,
            Self::Projects(ids) => ids.contains(project),
        }
    }
}
