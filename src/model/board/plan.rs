//! What was planned, and how far what was done is from it. A part of the scoreboard; computed in
//! `transform::figures::plan`, and only told by those who print it.

use super::causes::Causes;
use crate::model::exact::Micros;
use crate::model::ids::{DepartmentId, ProjectId};
use crate::model::ratio::Defined;
use crate::model::value::Value;

/// The plan of a project, a department or an estate for the days of a window.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanScore {
    /// Units were planned on any of the days. Else nothing but lines of costs.csv and benefits.csv
    /// is in the plan.
    pub is_planned: bool,
    pub value: Value,
    /// What was done: the net of the window.
    pub net: Micros,
    /// net − planned net.
    pub variance: Micros,
    /// net / planned net, where a gain was planned.
    pub attainment: Defined<f64>,
    /// By the steps of the trend.
    pub steps: Vec<Value>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Plans {
    /// All projects and the shared `*`, added up.
    pub estate: PlanScore,
    /// By each day's department; the shared `*` is in none.
    pub departments: Vec<(DepartmentId, PlanScore)>,
    /// Those that plan anything, and what the shared `*` carries.
    pub projects: Vec<(ProjectId, PlanScore)>,
    /// Why the net is another than was planned, cause by cause. What has no plan of units is
    /// `unvalued` in it.
    pub causes: Defined<Causes>,
}

impl Plans {
    /// They stand in the order of their ids.
    pub fn project(&self, id: &ProjectId) -> Option<&PlanScore> {
        let found = self.projects.binary_search_by(|(of, _)| of.cmp(id));
        found.ok().map(|at| &self.projects[at].1)
    }

    pub fn department(&self, id: &DepartmentId) -> Option<&PlanScore> {
        let mut departments = self.departments.iter();
        departments.find(|(of, _)| of == id).map(|(_, score)| score)
    }
}
