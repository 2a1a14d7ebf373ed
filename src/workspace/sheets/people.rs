//! exclusions.csv and people.csv: what was agreed, and who may be told what.

use super::row::WrittenRow;
use super::sheet::{Sheet, SheetLayout};
use crate::model::master::{Exclusion, Person};
use crate::model::scope::Scope;
use crate::model::{SatelliteId, Zone};
use crate::workspace::forms::scopes::Referred;
use crate::workspace::forms::{self, Formed};
use crate::workspace::known::KnownIds;
use crate::workspace::mistake::Notebook;

pub const EXCLUSIONS: SheetLayout = SheetLayout {
    file: "exclusions.csv",
    required: &["satellite_id", "from", "to", "reason", "agreed_by"],
    optional: &["automation_id", "objective_id"],
};

pub const PEOPLE: SheetLayout = SheetLayout {
    file: "people.csv",
    required: &["email", "role", "scope"],
    optional: &["name", "language"],
};

pub fn exclusions(sheet: &Sheet, known: &KnownIds, zone: Zone, notes: &Notebook) -> Vec<Exclusion> {
    let mut exclusions: Vec<Exclusion> = sheet
        .rows(notes)
        .filter_map(|row| exclusion(&row, known, zone))
        .collect();
    exclusions.sort_by(|a, b| {
        (&a.satellite_id, a.from, &a.line).cmp(&(&b.satellite_id, b.from, &b.line))
    });
    exclusions
}

fn exclusion(row: &WrittenRow, known: &KnownIds, zone: Zone) -> Option<Exclusion> {
    let satellite = |text: &str| {
        if text == "*" {
            Ok(None)
        } else {
            known.satellites.find::<SatelliteId>(text).map(Some)
        }
    };
    let satellite_id: Option<Option<SatelliteId>> = row.needed("satellite_id", satellite);
    let (from, to) = (
        row.needed("from", forms::moment(zone)),
        row.needed("to", forms::moment(zone)),
    );
    if let (Some(from), Some(to)) = (from, to)
        && to <= from
    {
        row.note(
            "to",
            "the exclusion ends before it begins",
            "`from` is included and `to` is not: write a later time here",
        );
    }
    let reason = row.needed("reason", forms::text);
    let agreed_by = row.needed("agreed_by", forms::text);
    let objective_id = row.optional("objective_id", known.objectives.form());
    let automation_id = row
        .optional("automation_id", forms::text)
        .map(|id| match &satellite_id {
            Some(Some(satellite)) => known.satellites.automation(satellite.as_str(), id),
            _ => id,
        });
    Some(Exclusion {
        line: row.line(),
        satellite_id: satellite_id?,
        from: from?,
        to: to?,
        reason: reason?,
        agreed_by: agreed_by?,
        automation_id,
        objective_id,
    })
}

pub fn people(sheet: &Sheet, known: &KnownIds, notes: &Notebook) -> Vec<Person> {
    let mut people: Vec<Person> = sheet
        .rows(notes)
        .filter_map(|row| person(&row, known))
        .collect();
    people.sort_by(|a, b| {
        (&a.email, a.role, &a.scope, &a.line).cmp(&(&b.email, b.role, &b.scope, &b.line))
    });
    people
}

fn person(row: &WrittenRow, known: &KnownIds) -> Option<Person> {
    let email = row.needed("email", forms::email);
    let role = row.needed_word("role");
    let scope = row.needed("scope", |text| scope(text, known));
    Some(Person {
        line: row.line(),
        email: email?,
        role: role?,
        scope: scope?,
        name: row.text("name"),
        language: row.word("language"),
    })
}

/// What a person may see. Nobody sees the estate for whom it is not written.
fn scope(text: &str, known: &KnownIds) -> Formed<Scope> {
    let referred = Referred {
        department: &|id| known.departments.find(id),
        project: &|id| known.projects.find(id),
        categories: None,
    };
    referred.scope(text)
}
