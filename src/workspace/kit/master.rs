//! Departments, projects and baselines.

use std::collections::{BTreeMap, BTreeSet};

use super::BEGINNING;
use super::carrier::{KitRemarks, Sheet, id_of, unused};
use super::claims::KitClaims;
use super::tables::{KitRow, Tables};
use crate::model::exact::Product;
use crate::model::master::{Frequency, Status};
use crate::model::{Micros, ProjectId};
use crate::workspace::forms::{DecimalRange, HOURLY_RATE, MINUTES, PEOPLE, UNITS};

/// Our ids by the kit's.
pub struct KitDepartments {
    ids: BTreeMap<String, String>,
    sheet: Sheet,
}

/// The department of projects that name none.
const NOWHERE: &str = "no-department";

impl KitDepartments {
    pub fn csv(&self) -> String {
        self.sheet.text.clone()
    }
}

pub fn departments(tables: &Tables, carrier: &mut KitRemarks) -> KitDepartments {
    let mut sheet = Sheet::new(&[
        "department_id",
        "name",
        "parent_id",
        "manager",
        "contact_email",
        "region",
        "sponsor",
    ]);
    let (mut ids, mut used) = (BTreeMap::new(), BTreeSet::new());
    for row in tables.rows("department") {
        let kits = row.id("department").unwrap_or_default().to_lowercase();
        let place = format!("department {}", row.get("name").unwrap_or(&kits));
        let named = row
            .get("name")
            .and_then(id_of)
            .unwrap_or_else(|| format!("department-{}", short(&kits)));
        let id = unused(named, |id| used.contains(id) || id == NOWHERE);
        let email = carrier.email(&place, row, "contactemail");
        let name = row.text("name").unwrap_or_else(|| id.clone());
        sheet.row([
            id.clone(),
            name,
            String::new(),
            label(row, "departmentmanager"),
            email,
            String::new(),
            String::new(),
        ]);
        used.insert(id.clone());
        ids.insert(kits, id);
    }
    let nowhere = [NOWHERE, "No department"]
        .map(str::to_owned)
        .into_iter()
        .chain(std::iter::repeat_n(String::new(), 5));
    sheet.row(nowhere);
    KitDepartments { ids, sheet }
}

/// Our ids of projects by the kit's, with their rows.
pub struct KitProjects<'t> {
    of: Vec<(String, &'t KitRow)>,
    ids: BTreeMap<String, String>,
    sheet: Sheet,
}

impl<'t> KitProjects<'t> {
    pub fn csv(&self) -> String {
        self.sheet.text.clone()
    }

    pub fn len(&self) -> usize {
        self.of.len()
    }

    pub fn id(&self, kits: Option<&str>) -> Option<&str> {
        self.ids.get(&kits?.to_lowercase()).map(String::as_str)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &'t KitRow)> {
        self.of.iter().map(|(id, row)| (id.as_str(), *row))
    }
}

/// The kit knows nothing of what is live: an approved project with a metering is.
const STATUSES: &[(&str, &str, Status)] = &[
    ("333820000", "Saved", Status::Idea),
    ("333820001", "Submitted", Status::Submitted),
    ("333820002", "Approved", Status::Approved),
    ("333820003", "Declined", Status::Declined),
];

const DRIVERS: &[(&str, &str)] = &[
    ("333820000", "Cost Reduction"),
    ("333820001", "Quality Improvement"),
    ("333820002", "Efficiency Gain"),
    ("333820003", "Risk Mitigation"),
    ("333820004", "Error Rate Reduction"),
];

pub fn projects<'t>(
    tables: &'t Tables,
    departments: &KitDepartments,
    claims: &KitClaims<'_>,
    carrier: &mut KitRemarks,
) -> KitProjects<'t> {
    let mut sheet = Sheet::new(&[
        "project_id",
        "name",
        "department_id",
        "status",
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
        "complexity",
        "description",
    ]);
    let (mut of, mut ids) = (Vec::new(), BTreeMap::new());
    for row in tables.rows("automationproject") {
        let kits = row
            .id("automationproject")
            .unwrap_or_default()
            .to_lowercase();
        let place = place(row);
        let number = row
            .get("automationprojectnumber")
            .and_then(|number| number.parse::<ProjectId>().ok());
        let named = number.map_or_else(|| format!("project-{}", short(&kits)), |id| id.to_string());
        let id = unused(named.clone(), |id| {
            of.iter().any(|(used, _): &(String, &KitRow)| used == id)
        });
        if row
            .get("automationprojectnumber")
            .is_none_or(|number| !number.trim().eq_ignore_ascii_case(&id))
        {
            carrier.remark(
                &place,
                &format!("its number is missing, unusable or taken: it is {id} here"),
            );
        }
        let department = row
            .get("department")
            .and_then(|kits| departments.ids.get(&kits.to_lowercase()));
        if department.is_none() {
            carrier.remark(
                &place,
                &format!("it names no department that is there: it is in {NOWHERE}"),
            );
        }
        let status = row
            .choice("automationprojectstatus", STATUSES)
            .unwrap_or_else(|| {
                carrier.remark(
                    &place,
                    "its status is not one of the kit's: it was taken for an idea",
                );
                Status::Idea
            });
        let metered_on = claims
            .metered_on(&kits)
            .filter(|_| status == Status::Approved);
        let status = if metered_on.is_some() {
            Status::Live
        } else {
            status
        };
        let (submitted, mut decided) = (
            carrier.day(&place, row, "submittedon"),
            carrier.day(&place, row, "approvedon"),
        );
        if !submitted.is_empty() && !decided.is_empty() && decided < submitted {
            carrier.remark(
                &place,
                &format!("approvedon was left out: {decided} lies before submittedon {submitted}"),
            );
            decided.clear();
        }
        let name = row.text("automationproject").unwrap_or_else(|| id.clone());
        let category = |table: &str| {
            tables
                .find(table, row.get(table))
                .and_then(|row| row.text("name"))
                .unwrap_or_else(|| label(row, table))
        };
        sheet.row([
            id.clone(),
            name,
            department.map_or(NOWHERE, String::as_str).to_owned(),
            status.to_string(),
            category("processcategory"),
            category("processsubcategory"),
            drivers(row),
            row.text("businessowner").unwrap_or_default(),
            carrier.email(&place, row, "businessowneremail"),
            submitted,
            row.text("submittedby").unwrap_or_default(),
            decided,
            row.text("approvedby").unwrap_or_default(),
            metered_on.unwrap_or_default(),
            carrier.decimal(
                &place,
                row,
                "complexityscore",
                DecimalRange::between(0, 1_000_000),
            ),
            row.text("projectdescription").unwrap_or_default(),
        ]);
        ids.insert(kits, id.clone());
        of.push((id, row));
    }
    KitProjects { of, ids, sheet }
}

const FREQUENCIES: &[(&str, &str, Frequency)] = &[
    ("daily", "Daily", Frequency::Daily),
    ("weekly", "Weekly", Frequency::Weekly),
    ("hourly", "Hourly", Frequency::Hourly),
    ("monthly", "Monthly", Frequency::Monthly),
    ("quarterly", "Quarterly", Frequency::Quarterly),
    ("yearly", "Yearly", Frequency::Yearly),
];

pub fn baselines(
    tables: &Tables,
    projects: &KitProjects,
    currency: &str,
    carrier: &mut KitRemarks,
) -> String {
    let mut sheet = Sheet::new(&[
        "project_id",
        "valid_from",
        "minutes_per_unit",
        "hourly_rate",
        "currency",
        "people",
        "error_rate",
        "rework_minutes",
        "rework_people",
        "evidence",
        "approved_by",
        "frequency",
        "volume_per_frequency",
        "working_days_per_year",
        "maintenance_overhead",
    ]);
    for (id, row) in projects.iter() {
        let place = format!("{} ({id})", place(row));
        let minutes = carrier.decimal(&place, row, "totalprocessingtimeinminutes", MINUTES);
        let rate = carrier.decimal(&place, row, "avghourlycostperfte", HOURLY_RATE);
        if minutes.is_empty() || rate.is_empty() {
            carrier.remark(&place, "it has no minutes or no hourly cost, so it has no baseline: its sessions are not valued");
            continue;
        }
        let percent = carrier.decimal(
            &place,
            row,
            "avgerrorratepct",
            DecimalRange::between(0, 100),
        );
        let error_rate = percent
            .parse::<Micros>()
            .map(|percent| Product::of(percent).over(100).to_string())
            .unwrap_or_default();
        let people = carrier.decimal(&place, row, "numberofftesneeded", PEOPLE);
        if worth(&minutes, &rate, &people) > Micros::whole(1_000_000_000) {
            carrier.remark(
                &place,
                "one unit of it would be worth more than 1,000,000,000: it has no baseline",
            );
            continue;
        }
        let frequency = frequency(tables, row);
        if frequency.is_none() {
            carrier.remark(&place, "it has no processing frequency that the kit computes with: the method kit-2023 says nothing of it");
        }
        let volume = carrier.decimal(&place, row, "volumeperprocessfrequency", UNITS);
        if !matches!(volume.as_str(), "" | "0" | "1") {
            let said = format!(
                "its volume per frequency is {volume}, which the kit never used. If a session works through many units of \
                 {minutes} minutes, write how many as units_per_session in baselines.csv"
            );
            carrier.remark(&place, &said);
        }
        let days = carrier.decimal(
            &place,
            row,
            "workingdaysperyear",
            DecimalRange::between(1, 366),
        );
        let days = if days.contains('.') {
            carrier.remark(
                &place,
                &format!("workingdaysperyear was left out: {days} is no whole number"),
            );
            String::new()
        } else {
            days
        };
        sheet.row([
            id.to_owned(),
            BEGINNING.to_owned(),
            minutes,
            rate,
            currency.to_owned(),
            people,
            error_rate,
            carrier.decimal(&place, row, "avgreworktimeinminutes", MINUTES),
            carrier.decimal(
                &place,
                row,
                "numberofftesneededforreviewrework",
                DecimalRange::between(0, 1_000),
            ),
            "estimated".to_owned(),
            row.text("approvedby").unwrap_or_default(),
            frequency
                .map(|frequency| frequency.to_string())
                .unwrap_or_default(),
            volume,
            days,
            carrier.decimal(
                &place,
                row,
                "maintenanceoverhead",
                DecimalRange::between(0, 100),
            ),
        ]);
        let spent = carrier.decimal(
            &place,
            row,
            "developmentcosts",
            DecimalRange::between(0, 1_000_000_000_000),
        );
        if !matches!(spent.as_str(), "" | "0") {
            let said = format!(
                "it cost {spent} to develop, and nothing says when. For costs.csv: {id},build,{spent},{currency},once,<day>"
            );
            carrier.remark(&place, &said);
        }
    }
    sheet.text
}

/// What one unit is worth: no sheet may say more than the whole estate could be.
fn worth(minutes: &str, rate: &str, people: &str) -> Micros {
    let of = |text: &str| text.parse().unwrap_or(Micros::ONE);
    Product::of(of(minutes))
        .times(of(people))
        .times(of(rate))
        .over(60)
}

fn frequency(tables: &Tables, row: &KitRow) -> Option<Frequency> {
    let found = tables
        .find("processingfrequencyscore", row.get("processingfrequency"))
        .and_then(|row| row.get("value"));
    let said = found
        .or_else(|| row.label("processingfrequency"))
        .or_else(|| row.get("processingfrequency"))?;
    FREQUENCIES
        .iter()
        .find(|(word, ..)| word.eq_ignore_ascii_case(said.trim()))
        .map(|(_, _, frequency)| *frequency)
}

fn drivers(row: &KitRow) -> String {
    let column = "primaryimprovementdriver";
    if let Some(shown) = row.label(column) {
        return shown.to_owned();
    }
    let numbers = row
        .get(column)
        .unwrap_or_default()
        .split([',', ';'])
        .map(str::trim);
    let word = |number: &str| {
        DRIVERS
            .iter()
            .find(|(of, _)| *of == number)
            .map_or(number.to_owned(), |(_, word)| (*word).to_owned())
    };
    numbers.map(word).collect::<Vec<_>>().join("; ")
}

fn label(row: &KitRow, column: &str) -> String {
    row.label(column).unwrap_or_default().to_owned()
}

pub fn place(row: &KitRow) -> String {
    format!(
        "project {}",
        row.get("automationproject")
            .or_else(|| row.get("automationprojectnumber"))
            .unwrap_or("without a name")
    )
}

/// The beginning of an id that is too long to be read aloud.
fn short(id: &str) -> String {
    let plain: String = id
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(8)
        .collect();
    if plain.is_empty() {
        "nameless".to_owned()
    } else {
        plain
    }
}
