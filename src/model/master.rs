//! Master data: what people write in `baselines/`, parsed and checked. Every row remembers its
//! [`Line`], so that a figure can name the line it rests on.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};

pub use super::amounts::*;
pub use super::baseline::*;
use super::exact::Micros;
use super::ids::{DepartmentId, ObjectiveId, ProjectId, SatelliteId};
use super::language::Language;
use super::scope::{Scope, Within};
use super::session::{NotAWord, words};
pub use super::targets::*;
use super::window::Window;

/// Where a row was written: `baselines.csv:7`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line {
    pub file: &'static str,
    pub line: u32,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// The sheets of master data, by the names of their files.
const SHEETS: [&str; 11] = [
    "baselines.csv",
    "benefits.csv",
    "costs.csv",
    "departments.csv",
    "exclusions.csv",
    "goals.csv",
    "meterings.csv",
    "objectives.csv",
    "people.csv",
    "projects.csv",
    "rates.csv",
];

/// A text that is no line of the master data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoLine(String);

impl fmt::Display for NoLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no line of the master data: costs.csv:7 is one",
            self.0
        )
    }
}

impl std::error::Error for NoLine {}

impl std::str::FromStr for Line {
    type Err = NoLine;

    fn from_str(text: &str) -> Result<Self, NoLine> {
        let parsed = text.rsplit_once(':').and_then(|(file, line)| {
            let file = SHEETS.into_iter().find(|sheet| *sheet == file)?;
            let line = line.parse().ok()?;
            Some(Self { file, line })
        });
        parsed.ok_or_else(|| NoLine(text.to_owned()))
    }
}

/// All master data. Lists stand in the order of their keys, whatever the order of the files' lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Master {
    pub departments: BTreeMap<DepartmentId, Department>,
    /// The versions of each project, by valid_from; never empty.
    pub projects: BTreeMap<ProjectId, Vec<Project>>,
    /// The baselines of each project, by valid_from.
    pub baselines: BTreeMap<ProjectId, Vec<Baseline>>,
    pub costs: Vec<Cost>,
    pub benefits: Vec<Benefit>,
    pub meterings: Vec<Metering>,
    pub objectives: Vec<Objective>,
    pub goals: Vec<Goal>,
    pub rates: Rates,
    pub exclusions: Vec<Exclusion>,
    pub people: Vec<Person>,
}

impl Master {
    /// The project as it is on a day; the first version holds also before its day.
    pub fn project_on(&self, id: &ProjectId, day: NaiveDate) -> Option<&Project> {
        Project::on(self.projects.get(id)?, day)
    }

    /// The baseline in force on a day: none before the first.
    pub fn baseline_on(&self, id: &ProjectId, day: NaiveDate) -> Option<&Baseline> {
        Baseline::on(self.baselines.get(id)?, day)
    }

    /// Somebody planned units of any project.
    pub fn is_planned(&self) -> bool {
        let mut rows = self.baselines.values().flatten();
        rows.any(|row| row.planned_units_per_month.is_some())
    }

    /// The rate at which a project's baseline is worth money on a day: none without a baseline, or
    /// without a rate.
    pub fn baseline_rate_on(&self, id: &ProjectId, day: NaiveDate) -> Option<Micros> {
        self.rates
            .on(&self.baseline_on(id, day)?.currency, RateKind::Flow, day)
    }

    /// What scopes hold on a day. Of several scopes together; a project of two of them is there
    /// once. Department, region and category are those that a project has on the day. Scopes that
    /// hold nothing hold nothing: never the estate.
    ///
    /// ```
    /// # use reckoner::model::{Master, scope::{Scope, Within}, window::day};
    /// let (master, on) = (Master::default(), day("2026-03-31").unwrap());
    /// assert_eq!(master.within(&[Scope::Estate], on), Within::Estate);
    /// let nothing = Within::Projects([].into());
    /// assert_eq!(master.within(&[Scope::Region("EMEA".into())], on), nothing);
    /// assert_eq!(master.within(&[], on), nothing);
    /// ```
    pub fn within(&self, scopes: &[Scope], on: NaiveDate) -> Within {
        if scopes.contains(&Scope::Estate) {
            return Within::Estate;
        }
        let held = scopes.iter().flat_map(|scope| self.held_by(scope, on));
        Within::Projects(held.cloned().collect())
    }

    fn held_by<'a>(
        &'a self,
        scope: &'a Scope,
        on: NaiveDate,
    ) -> impl Iterator<Item = &'a ProjectId> {
        let departments = match scope {
            Scope::Department(id) => self.department_and_below(id),
            Scope::Region(name) => {
                let there = self.departments.values();
                let there = there.filter(|department| department.region == *name);
                there.map(|department| department.id.clone()).collect()
            }
            _ => Vec::new(),
        };
        self.projects.keys().filter(move |id| {
            let project = self.project_on(id, on);
            match scope {
                Scope::Estate => true,
                Scope::Projects(ids) => ids.contains(id),
                Scope::Category(name) => project.is_some_and(|p| p.category == *name),
                Scope::Department(_) | Scope::Region(_) => {
                    project.is_some_and(|p| departments.contains(&p.department_id))
                }
            }
        })
    }

    /// A department and all below it.
    pub fn department_and_below(&self, id: &DepartmentId) -> Vec<DepartmentId> {
        let mut found = vec![id.clone()];
        let mut next = 0;
        while let Some(parent) = found.get(next).cloned() {
            let children = self
                .departments
                .values()
                .filter(|d| d.parent_id.as_ref() == Some(&parent))
                .map(|d| d.id.clone());
            let new: Vec<_> = children.filter(|c| !found.contains(c)).collect();
            found.extend(new);
            next += 1;
        }
        found
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    pub line: Line,
    pub id: DepartmentId,
    pub name: String,
    pub parent_id: Option<DepartmentId>,
    pub manager: String,
    pub contact_email: String,
    pub region: String,
    pub sponsor: String,
}

words! {
    Status { Idea = "idea", Submitted = "submitted", Approved = "approved", Declined = "declined", InBuild = "in_build", Live = "live", Retired = "retired" }
}

words! {
    Stage { Empower = "empower", Discover = "discover", Design = "design", Build = "build", Operate = "operate", Govern = "govern" }
}

/// A project from `valid_from` on; the first version (by day) also before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    pub line: Line,
    pub id: ProjectId,
    pub valid_from: Option<NaiveDate>,
    pub name: String,
    pub department_id: DepartmentId,
    pub status: Status,
    pub stage: Option<Stage>,
    pub category: String,
    pub sub_category: String,
    pub driver: String,
    pub owner: String,
    pub owner_email: String,
    pub submitted_on: Option<NaiveDate>,
    pub submitted_by: String,
    pub decided_on: Option<NaiveDate>,
    pub decided_by: String,
    pub live_from: Option<NaiveDate>,
    pub retired_on: Option<NaiveDate>,
    pub complexity: Option<Micros>,
    pub description: String,
    pub tags: String,
}

impl Project {
    /// Of a project's versions the one of a day.
    pub fn on(versions: &[Self], day: NaiveDate) -> Option<&Self> {
        let after = versions.partition_point(|p| p.valid_from.is_some_and(|from| from <= day));
        versions.get(after.saturating_sub(1))
    }
}

/// Which sessions a metering speaks of. The kinds are tried in this order; the first that matches
/// wins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matcher {
    /// An automation's exact id.
    Exact(String),
    /// `solution:ID`.
    Solution(String),
    /// `name~REGEX`, on the automation's latest name; checked to be a regex.
    Name(String),
}

impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(id) => f.write_str(id),
            Self::Solution(id) => write!(f, "solution:{id}"),
            Self::Name(regex) => write!(f, "name~{regex}"),
        }
    }
}

/// "From this day, this automation works for this project, with this share": the span is already
/// ended by the next row of the same key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metering {
    pub line: Line,
    pub satellite_id: SatelliteId,
    pub matcher: Matcher,
    pub project_id: ProjectId,
    pub share: Micros,
    pub from: NaiveDate,
    /// Included; none: still.
    pub to: Option<NaiveDate>,
}

impl Metering {
    pub fn touches(&self, window: Window) -> bool {
        self.from <= window.to() && self.to.is_none_or(|to| window.from() <= to)
    }
}

/// Agreed maintenance or an agreed incident: its sessions leave the SLIs; value is untouched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    pub line: Line,
    /// None: all satellites.
    pub satellite_id: Option<SatelliteId>,
    /// `from` is included, `to` is not.
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub reason: String,
    pub agreed_by: String,
    pub automation_id: Option<String>,
    pub objective_id: Option<ObjectiveId>,
}

words! {
    Role {
        Sponsor = "sponsor", Owner = "owner", ProcessOwner = "process_owner", Approver = "approver", Coe = "coe",
        Developer = "developer", Infrastructure = "infrastructure", Risk = "risk", Analyst = "analyst",
    }
}

/// Who may be told what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub line: Line,
    pub email: String,
    pub role: Role,
    pub scope: Scope,
    pub name: String,
    /// In which they are written to; none: as the job and the estate say.
    pub language: Option<Language>,
}
