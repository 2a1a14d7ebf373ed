//! Goals, and who has a part in which project.

use std::collections::{BTreeMap, BTreeSet};

use super::carrier::{KitRemarks, id_of, unused};
use super::headed::HeadedRows;
use super::master::place;
use super::projects::KitProjects;
use super::row::KitRow;
use super::tables::Tables;
use crate::model::master::Role;
use crate::workspace::forms::DecimalRange;

pub fn goals(
    tables: &Tables,
    projects: &KitProjects,
    currency: &str,
    carrier: &mut KitRemarks,
) -> HeadedRows {
    let mut members: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (id, row) in projects.iter() {
        match row.get("automationcorporategoals") {
            Some(goal) => members.entry(goal.to_lowercase()).or_default().push(id),
            None => carrier.remark(
                &place(row),
                "it names no goal: the kit wants one of every project, this house does not",
            ),
        }
    }
    let mut sheet = HeadedRows::new(&[
        "goal_id", "name", "metric", "target", "from", "to", "scope", "currency",
    ]);
    let mut used = BTreeSet::new();
    for row in tables.rows("automationcorporategoals") {
        let name = row.get("goalname").unwrap_or("without a name");
        let place = format!("goal {name}");
        let (from, to) = (
            carrier.date(&place, row, "periodfrom"),
            carrier.date(&place, row, "periodto"),
        );
        let target = carrier.decimal(
            &place,
            row,
            "targettotalsavings",
            DecimalRange::above_zero(1_000_000_000_000),
        );
        let of = row
            .id("automationcorporategoals")
            .and_then(|id| members.get(&id.to_lowercase()));
        if row
            .get("targetefficiencygain")
            .is_some_and(|gain| !gain.trim_end_matches(['0', '.']).is_empty())
        {
            carrier.remark(&place, "its efficiency gain was left out: minutes of a machine against minutes of a person are no goal here");
        }
        match (from, to, of) {
            (Some(from), Some(to), Some(of)) if from <= to && !target.is_empty() => {
                let id = unused(id_of(name).unwrap_or_else(|| "goal".to_owned()), |id| used.contains(id));
                let scope = format!("projects:{}", of.join(";"));
                sheet.push([
                    id.clone(),
                    name.to_owned(),
                    "benefit".to_owned(),
                    target,
                    from.to_string(),
                    to.to_string(),
                    scope,
                    currency.to_owned(),
                ]);
                used.insert(id);
            }
            _ => carrier.remark(&place, "it was left out: a goal needs a target above 0, a first and a last day, and at least one project"),
        }
    }
    sheet
}

const ROLES: &[(&str, &str, Role)] = &[
    ("333820007", "CoE Admin", Role::Coe),
    ("333820006", "CoE Owner", Role::Coe),
    ("333820008", "Business Process Owner", Role::ProcessOwner),
    ("333820002", "IT Infrastructure Admin", Role::Infrastructure),
    ("333820001", "Security Admin", Role::Risk),
    ("333820003", "InfoSec Admin", Role::Risk),
    ("333820000", "Line of Business Admin", Role::Owner),
    ("411140000", "Developer", Role::Developer),
    ("411140001", "Tester", Role::Developer),
];

/// Who has a part in a project may hear of it; only the centre's own people may hear of all.
pub fn people(tables: &Tables, projects: &KitProjects, carrier: &mut KitRemarks) -> HeadedRows {
    let mut sheet = HeadedRows::new(&["email", "role", "scope", "name"]);
    let mut rows: BTreeSet<[String; 4]> = BTreeSet::new();
    for row in tables.rows("automationprojectstakeholder") {
        let role = tables.find("role", row.get("role"));
        let name = row
            .text("stakeholdername")
            .or_else(|| role?.text("displayname"))
            .unwrap_or_default();
        let place = format!("stakeholder {name}");
        let Some(project) = projects.id(row.get("automationproject")) else {
            carrier.remark(&place, "its project is not there: it was left out");
            continue;
        };
        let Some(kind) = role.and_then(kind) else {
            carrier.remark(
                &place,
                "its role is not there or not one of the kit's: it was left out",
            );
            continue;
        };
        let external = carrier.email(&place, row, "externaluseremail");
        let email = if external.is_empty() {
            role.map(|role| carrier.email(&place, role, "userprincipalname"))
                .unwrap_or_default()
        } else {
            external
        };
        if email.is_empty() {
            carrier.remark(&place, "nobody wrote an e-mail address: it was left out");
            continue;
        }
        rows.insert([email, kind.to_string(), format!("project:{project}"), name]);
    }
    for row in tables.rows("role") {
        let name = row.text("displayname").unwrap_or_default();
        let place = format!("role {name}");
        match kind(row) {
            Some(Role::Coe) => {
                let email = carrier.email(&place, row, "userprincipalname");
                if !email.is_empty() {
                    rows.insert([email, Role::Coe.to_string(), "estate".to_owned(), name]);
                }
            }
            Some(_) if is_stakeholder(tables, row) => {}
            _ => carrier.remark(
                &place,
                "it has a part in no project, so nothing says what it may see: it was left out",
            ),
        }
    }
    rows.into_iter().for_each(|row| sheet.push(row));
    sheet
}

fn kind(role: &KitRow) -> Option<Role> {
    role.choice("type", ROLES)
}

fn is_stakeholder(tables: &Tables, role: &KitRow) -> bool {
    let is = |row: &KitRow| {
        row.get("role")
            .zip(role.id("role"))
            .is_some_and(|(of, id)| of.eq_ignore_ascii_case(id))
    };
    tables.rows("automationprojectstakeholder").iter().any(is)
}
