//! departments.csv and projects.csv: who it is for.

use std::collections::BTreeMap;

use super::row::WrittenRow;
use super::sheet::{Sheet, SheetLayout};
use super::spans;
use crate::model::master::{Department, Project};
use crate::model::{DepartmentId, ProjectId};
use crate::workspace::forms::{self, DecimalRange};
use crate::workspace::known::KnownIds;
use crate::workspace::mistake::Notebook;

pub const DEPARTMENTS: SheetLayout = SheetLayout {
    file: "departments.csv",
    required: &["department_id", "name"],
    optional: &["parent_id", "manager", "contact_email", "region", "sponsor"],
};

pub const PROJECTS: SheetLayout = SheetLayout {
    file: "projects.csv",
    required: &["project_id", "name", "department_id", "status"],
    optional: &[
        "valid_from",
        "stage",
        "category",
        "sub_category",
        "driver",
        "owner",
        "owner_email",
        "submitted_on",
        "submitted_by",
        "decided_on",
        "decided_by",
        "live_from",
        "retired_on",
        "complexity",
        "description",
        "tags",
    ],
};

pub fn departments(
    sheet: &Sheet,
    known: &KnownIds,
    notes: &Notebook,
) -> BTreeMap<DepartmentId, Department> {
    let mut departments = BTreeMap::<DepartmentId, Department>::new();
    for row in sheet.rows(notes) {
        let Some(department) = department(&row, known) else {
            continue;
        };
        if let Some(first) = departments.get(&department.id) {
            let message = format!("the department {} stands here twice", department.id);
            row.note_both(
                "department_id",
                &first.line,
                message,
                "keep one row per department",
            );
            continue;
        }
        departments.insert(department.id.clone(), department);
    }
    spans::no_cycles(
        sheet,
        notes,
        "parent_id",
        departments.values().map(|d| {
            (
                d.id.to_string(),
                d.parent_id.as_ref().map(|p| p.to_string()),
                d.line.clone(),
            )
        }),
    );
    departments
}

fn department(row: &WrittenRow, known: &KnownIds) -> Option<Department> {
    let id = row.needed("department_id", forms::own);
    let name = row.needed("name", forms::text);
    let parent_id = row.optional("parent_id", known.departments.form());
    let contact_email = row
        .optional("contact_email", forms::email)
        .unwrap_or_default();
    Some(Department {
        line: row.line(),
        id: id?,
        name: name?,
        parent_id,
        manager: row.text("manager"),
        contact_email,
        region: row.text("region"),
        sponsor: row.text("sponsor"),
    })
}

/// Without a departments.csv, a department is whatever projects.csv names.
pub fn implied_departments(
    projects: &BTreeMap<ProjectId, Vec<Project>>,
) -> BTreeMap<DepartmentId, Department> {
    let mut departments = BTreeMap::new();
    for project in projects.values().flatten() {
        let id = project.department_id.clone();
        departments.entry(id.clone()).or_insert_with(|| Department {
            line: project.line.clone(),
            name: id.to_string(),
            id,
            parent_id: None,
            manager: String::new(),
            contact_email: String::new(),
            region: String::new(),
            sponsor: String::new(),
        });
    }
    departments
}

pub fn projects(
    sheet: &Sheet,
    known: &KnownIds,
    notes: &Notebook,
) -> BTreeMap<ProjectId, Vec<Project>> {
    let mut projects = BTreeMap::<ProjectId, Vec<Project>>::new();
    for row in sheet.rows(notes) {
        let Some(project) = project(&row, known) else {
            continue;
        };
        let versions = projects.entry(project.id.clone()).or_default();
        if let Some(first) = versions
            .iter()
            .find(|other| other.valid_from == project.valid_from)
        {
            let from = project
                .valid_from
                .map_or("without valid_from".to_owned(), |day| format!("from {day}"));
            let message = format!("the project {} {from} stands here twice", project.id);
            row.note_both(
                "project_id",
                &first.line,
                message,
                "keep one, or give the later version its own valid_from",
            );
            continue;
        }
        versions.push(project);
    }
    for versions in projects.values_mut() {
        versions.sort_by_key(|version| version.valid_from);
    }
    projects
}

fn project(row: &WrittenRow, known: &KnownIds) -> Option<Project> {
    let id = row.needed("project_id", forms::own);
    let name = row.needed("name", forms::text);
    let department_id = row.needed("department_id", known.departments.form());
    let status = row.needed_word("status");
    let stage = row.word("stage");
    let owner_email = row
        .optional("owner_email", forms::email)
        .unwrap_or_default();
    let (submitted_on, decided_on) = (row.day("submitted_on"), row.day("decided_on"));
    let (live_from, retired_on) = (row.day("live_from"), row.day("retired_on"));
    row.in_order("submitted_on", submitted_on, "decided_on", decided_on);
    row.in_order("live_from", live_from, "retired_on", retired_on);
    let (valid_from, complexity) = (
        row.day("valid_from"),
        row.decimal("complexity", DecimalRange::between(0, 1_000_000)),
    );
    Some(Project {
        line: row.line(),
        id: id?,
        valid_from,
        name: name?,
        department_id: department_id?,
        status: status?,
        stage,
        category: row.text("category"),
        sub_category: row.text("sub_category"),
        driver: row.text("driver"),
        owner: row.text("owner"),
        owner_email,
        submitted_on,
        submitted_by: row.text("submitted_by"),
        decided_on,
        decided_by: row.text("decided_by"),
        live_from,
        retired_on,
        complexity,
        description: row.text("description"),
        tags: row.text("tags"),
    })
}
