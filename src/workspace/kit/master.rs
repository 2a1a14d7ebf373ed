//! Departments, projects and baselines.

use std::collections::{BTreeMap, BTreeSet};

use super::carrier::{KitRemarks, id_of, unused};
use super::claims::KitClaims;
use super::headed::{BEGINNING, HeadedRows};
use super::projects::KitProjects;
use super::row::KitRow;
use super::tables::Tables;
use crate::model::exact::Product;
use crate::model::master::{Frequency, Status};
use crate::model::{Micros, ProjectId};
use crate::workspace::forms::{DecimalRange, HOURLY_RATE, MINUTES, PEOPLE, UNITS};

/// Our ids by the kit's.
pub struct KitDepartments {
    ids: BTreeMap<String, String>,
    sheet: HeadedRows,
}

/// The department of projects that name none.
const NOWHERE: &str = "no-department";

impl KitDepartments {
    pub fn sheet(&self) -> HeadedRows {
        self.sheet.clone()
    }
}

pub fn departments(tables: &Tables, carrier: &mut KitRemarks) -> KitDepartments {
    let mut sheet = HeadedRows::new(&[
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
        sheet.push([
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
    sheet.push(nowhere);
    KitDepartments { ids, sheet }
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

const PROJECT_COLUMNS: [&str; 16] = [
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
];

pub fn projects<'t>(
    tables: &'t Tables,
    departments: &KitDepartments,
    claims: &KitClaims<'_>,
    carrier: &mut KitRemarks,
) -> KitProjects<'t> {
    let mut sheet = HeadedRows::new(&PROJECT_COLUMNS);
    let (mut of, mut ids) = (Vec::new(), BTreeMap::new());
    for row in tables.rows("automationproject") {
        let kits = row
            .id("automationproject")
            .unwrap_or_default()
            .to_lowercase();
        let place = place(row);
        let is_used = |id: &str| of.iter().any(|(used, _): &(String, &KitRow)| used == id);
        let id = project_id(row, &kits, is_used, carrier);
        let department = row
            .get("department")
            .and_then(|kits| departments.ids.get(&kits.to_lowercase()));
        if department.is_none() {
            carrier.remark(
                &place,
                &format!("it names no department that is there: it is in {NOWHERE}"),
            );
        }
        let (status, metered_on) = status(row, claims.metered_on(&kits), carrier);
        let (submitted, decided) = submitted_and_decided(row, carrier);
        let name = row.text("automationproject").unwrap_or_else(|| id.clone());
        let category = |table: &str| {
            tables
                .find(table, row.get(table))
                .and_then(|row| row.text("name"))
                .unwrap_or_else(|| label(row, table))
        };
        sheet.push([
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

/// The project's number, or else an id made of the kit's.
fn project_id(
    row: &KitRow,
    kits: &str,
    is_used: impl Fn(&str) -> bool,
    carrier: &mut KitRemarks,
) -> String {
    let number = row.get("automationprojectnumber");
    let named = number
        .and_then(|number| number.parse::<ProjectId>().ok())
        .map_or_else(|| format!("project-{}", short(kits)), |id| id.to_string());
    let id = unused(named, is_used);
    if number.is_none_or(|number| !number.trim().eq_ignore_ascii_case(&id)) {
        carrier.remark(
            &place(row),
            &format!("its number is missing, unusable or taken: it is {id} here"),
        );
    }
    id
}

/// What the kit says of the project's status, and since when it is metered, if that makes it live.
fn status(
    row: &KitRow,
    metered_on: Option<String>,
    carrier: &mut KitRemarks,
) -> (Status, Option<String>) {
    let status = row.choice("automationprojectstatus", STATUSES);
    let status = status.unwrap_or_else(|| {
        carrier.remark(
            &place(row),
            "its status is not one of the kit's: it was taken for an idea",
        );
        Status::Idea
    });
    match metered_on.filter(|_| status == Status::Approved) {
        None => (status, None),
        metered_on => (Status::Live, metered_on),
    }
}

/// Two days in their order; the second one is left out where it is not.
fn submitted_and_decided(row: &KitRow, carrier: &mut KitRemarks) -> (String, String) {
    let place = place(row);
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
    (submitted, decided)
}

const FREQUENCIES: &[(&str, &str, Frequency)] = &[
    ("daily", "Daily", Frequency::Daily),
    ("weekly", "Weekly", Frequency::Weekly),
    ("hourly", "Hourly", Frequency::Hourly),
    ("monthly", "Monthly", Frequency::Monthly),
    ("quarterly", "Quarterly", Frequency::Quarterly),
    ("yearly", "Yearly", Frequency::Yearly),
];

const BASELINE_COLUMNS: [&str; 15] = [
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
];

pub fn baselines(
    tables: &Tables,
    projects: &KitProjects,
    currency: &str,
    carrier: &mut KitRemarks,
) -> HeadedRows {
    let mut sheet = HeadedRows::new(&BASELINE_COLUMNS);
    for (id, row) in projects.iter() {
        let place = format!("{} ({id})", place(row));
        let minutes = carrier.decimal(&place, row, "totalprocessingtimeinminutes", MINUTES);
        let rate = carrier.decimal(&place, row, "avghourlycostperfte", HOURLY_RATE);
        if minutes.is_empty() || rate.is_empty() {
            carrier.remark(&place, "it has no minutes or no hourly cost, so it has no baseline: its sessions are not valued");
            continue;
        }
        let error_rate = error_rate(&place, row, carrier);
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
        remark_on_volume(&place, &volume, &minutes, carrier);
        let days = working_days(&place, row, carrier);
        sheet.push([
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
        remark_on_costs(&place, row, id, currency, carrier);
    }
    sheet
}

/// The kit has a percentage, and the sheet a share.
fn error_rate(place: &str, row: &KitRow, carrier: &mut KitRemarks) -> String {
    let range = DecimalRange::between(0, 100);
    let percent = carrier.decimal(place, row, "avgerrorratepct", range);
    let share = percent.parse::<Micros>();
    share.map_or_else(
        |_| String::new(),
        |percent| Product::of(percent).over(100).to_string(),
    )
}

fn remark_on_volume(place: &str, volume: &str, minutes: &str, carrier: &mut KitRemarks) {
    if !matches!(volume, "" | "0" | "1") {
        let said = format!(
            "its volume per frequency is {volume}, which the kit never used. If a session works through many units of \
             {minutes} minutes, write how many as units_per_session in baselines.csv"
        );
        carrier.remark(place, &said);
    }
}

/// A whole number of days, or nothing.
fn working_days(place: &str, row: &KitRow, carrier: &mut KitRemarks) -> String {
    let range = DecimalRange::between(1, 366);
    let days = carrier.decimal(place, row, "workingdaysperyear", range);
    if !days.contains('.') {
        return days;
    }
    carrier.remark(
        place,
        &format!("workingdaysperyear was left out: {days} is no whole number"),
    );
    String::new()
}

/// A cost without a day can be in no month, so it is for people to write down.
fn remark_on_costs(place: &str, row: &KitRow, id: &str, currency: &str, carrier: &mut KitRemarks) {
    let range = DecimalRange::between(0, 1_000_000_000_000);
    let spent = carrier.decimal(place, row, "developmentcosts", range);
    if !matches!(spent.as_str(), "" | "0") {
        let said = format!(
            "it cost {spent} to develop, and nothing says when. For costs.csv: {id},build,{spent},{currency},once,<day>"
        );
        carrier.remark(place, &said);
    }
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
