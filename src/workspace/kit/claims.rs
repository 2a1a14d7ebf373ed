//! Meterings: by a solution's id, else by the ids of a metering's own flows. A name only suggests:
//! matching by name is how the kit credited the runs of one flow to another of the same name.

use std::collections::{BTreeMap, BTreeSet};

use super::carrier::KitRemarks;
use super::headed::{BEGINNING, HeadedRows};
use super::projects::KitProjects;
use super::row::KitRow;
use super::tables::Tables;

/// What the kit's meterings say, before anybody asks whether it can be.
pub struct KitClaims<'s> {
    /// Who reads the kit's trace.
    satellite: &'s str,
    /// By the kit's project: its first day.
    metered_on: BTreeMap<String, String>,
}

impl<'s> KitClaims<'s> {
    pub fn of(tables: &Tables, satellite: &'s str) -> Self {
        let mut metered_on = BTreeMap::<String, String>::new();
        for row in tables.rows("solutionmetering") {
            let Some(project) = row.get("automationproject") else {
                continue;
            };
            let day = row
                .get("createdon")
                .and_then(|at| at.get(..10))
                .filter(|day| crate::workspace::forms::day(day).is_ok());
            let first = metered_on.entry(project.to_lowercase()).or_default();
            if let Some(day) = day.filter(|day| first.is_empty() || *day < first.as_str()) {
                *first = day.to_owned();
            }
        }
        Self {
            satellite,
            metered_on,
        }
    }

    /// Since when a project is metered; empty where the table does not say; None: it is not.
    pub fn metered_on(&self, project: &str) -> Option<String> {
        self.metered_on.get(project).cloned()
    }

    /// meterings.csv, and what names suggest beside it.
    pub fn sheets(
        &self,
        tables: &Tables,
        projects: &KitProjects,
        carrier: &mut KitRemarks,
    ) -> (HeadedRows, String) {
        let mut claims: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for row in tables.rows("solutionmetering") {
            let (kits, solution) = (row.id("solutionmetering"), row.get("solutionid"));
            let place = format!(
                "metering {}",
                row.get("solutionname")
                    .or(solution)
                    .or(kits)
                    .unwrap_or("without a name")
            );
            let Some(project) = projects.id(row.get("automationproject")) else {
                carrier.remark(
                    &place,
                    "it names no project that is there: its sessions work for nobody",
                );
                continue;
            };
            let matchers = match solution {
                Some(id) => vec![format!("solution:{id}")],
                None => flows(tables, kits),
            };
            if matchers.is_empty() {
                carrier.remark(
                    &place,
                    &format!(
                        "neither it nor its flows have an id: nothing is metered to {project} by it"
                    ),
                );
            }
            matchers.into_iter().for_each(|matcher| {
                claims.entry(matcher).or_default().insert(project);
            });
        }
        let mut sheet =
            HeadedRows::new(&["satellite_id", "automation_id", "project_id", "valid_from"]);
        for (matcher, of) in &claims {
            match of.first() {
                Some(project) if of.len() == 1 => {
                    sheet.push([self.satellite, matcher, project, BEGINNING].map(str::to_owned))
                }
                _ => {
                    let ids = of.iter().copied().collect::<Vec<_>>().join(", ");
                    carrier.remark(
                        &format!("metering {matcher}"),
                        &format!("it works for several projects ({ids}), and only its owner knows the shares: it was not written"),
                    );
                }
            }
        }
        let metered = |id: &str| claims.contains_key(id);
        (sheet, suggested(tables, projects, self.satellite, &metered))
    }
}

/// The ids of a metering's own flows.
fn flows(tables: &Tables, metering: Option<&str>) -> Vec<String> {
    let metering = metering.map(str::to_lowercase);
    let artifacts = tables.rows("solutionmeteringartifact").iter();
    let own =
        artifacts.filter(|row| row.get("solutionmetering").map(str::to_lowercase) == metering);
    let id = |row: &KitRow| {
        row.text("workflowid")
            .or_else(|| row.text("artifactobjectid"))
    };
    own.filter_map(id)
        .filter(|id| !id.starts_with("solution:") && !id.starts_with("name~"))
        .collect()
}

/// Flows that nothing meters by their id and whose name speaks of a project: its number, or the
/// whole of its name.
fn suggested(
    tables: &Tables,
    projects: &KitProjects,
    satellite: &str,
    is_metered: &dyn Fn(&str) -> bool,
) -> String {
    let mut sheet = HeadedRows::new(&[
        "satellite_id",
        "automation_id",
        "project_id",
        "valid_from",
        "flow",
        "why",
    ]);
    for row in tables.rows("flow") {
        let (Some(id), Some(name)) = (row.get("workflowid"), row.get("flowname")) else {
            continue;
        };
        if is_metered(id) {
            continue;
        }
        for (project, of) in projects.iter() {
            let called = of.get("automationproject").unwrap_or_default();
            let number = format!("_{project}_").to_uppercase();
            let why = match () {
                () if name.to_uppercase().contains(&number) => {
                    "the project's number stands in its name"
                }
                () if !called.is_empty() && name.eq_ignore_ascii_case(called) => {
                    "it is called as the project is"
                }
                () => continue,
            };
            sheet.push([satellite, id, project, BEGINNING, name, why].map(str::to_owned));
        }
    }
    sheet.csv()
}
