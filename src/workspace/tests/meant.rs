//! What reckoner.toml and jobs mean.

use super::*;
use crate::extract::{self, Canonical, SynapseLink};
use crate::model::{Micros, Zone};
use crate::render::ReportFormat;

/// The example of the contract, word for word.
const CONTRACT: &str = r#"
[estate]
name = "Contoso Automation CoE"
currency = "USD"                  # reporting currency; 1 without a row in rates.csv
timezone = "UTC"                  # of job windows and goals; a session's day is its satellite's
fiscal_year_start = "01-01"       # calendar = "4-4-5" later
discount_rate = 0.10
method = ["reckoner-1"]           # the first is the headline; later also "kit-2023"

[paths]                           # relative to this file; lake, out and sources may be s3://, az://, abfss://, gs:// URLs
lake = "lake"
out = "out"
baselines = "baselines"
jobs = "jobs"
templates = "report_templates"

[[satellite]]
id = "emea-prod"                  # [a-z0-9][a-z0-9_-]{0,62}
name = "EMEA production"          # = id
class = "prod"                    # prod | uat | dev | other; only prod counts as value, unless count = true
region = ""
capability = ""
timezone = "UTC"
active_to = ""                    # a retired satellite: complete until then, never stale after
source = { format = "synapse-link", url = "satellites/emea-prod" }
secrets = { client_secret = "env:EMEA_SECRET" }   # env:NAME or file:PATH, never a value
stale_after = "26h"
max_reject_share = 0.01           # of a delivery; never under 20 rejects; `--accept-rejects` lets one pass and is recorded

[[satellite]]
id = "legacy"
source = { format = "csv", url = "satellites/legacy/*.csv" }
[satellite.columns]               # canonical = theirs
session_id = "JobNo"
automation_id = "Process"
started = { column = "Start", format = "%d.%m.%Y %H:%M:%S", timezone = "Europe/Berlin" }
ended = { column = "End", format = "%d.%m.%Y %H:%M:%S", timezone = "Europe/Berlin" }
outcome = { column = "Result", map = { OK = "succeeded", FAIL = "failed", ABBRUCH = "cancelled" } }

[[calendar]]
id = "uk-office"
timezone = "Europe/London"
hours = { mon-fri = "09:00-17:30" }
holidays = ["2026-12-25", "2026-12-28"]
"#;

#[test]
fn the_contracts_own_example_is_understood() {
    let workspace = right(&[(FILE, CONTRACT)]);
    let [emea, legacy] = workspace.exports.as_slice() else {
        panic!("two satellites")
    };
    assert_eq!(
        (emea.satellite.name.as_str(), legacy.satellite.name.as_str()),
        ("EMEA production", "legacy")
    );
    assert_eq!(
        (
            emea.satellite.active_to,
            legacy.satellite.counts,
            legacy.max_reject_share
        ),
        (None, true, Micros(10_000))
    );
    assert_eq!(legacy.satellite.stale_after, chrono::TimeDelta::hours(26));
    assert_eq!(
        emea.reading.format,
        extract::Format::SynapseLink(SynapseLink { columns: None })
    );
    let extract::Format::Described(extract::Carrier::Csv(_), extract::Fact::Sessions(own)) =
        &legacy.reading.format
    else {
        panic!("sessions in CSV")
    };
    let columns = &own.columns.as_ref().expect("columns").0;
    assert_eq!(columns.len(), 5);
    assert_eq!(columns[&Canonical::Outcome].map["ABBRUCH"], "cancelled");
    assert_eq!(workspace.estate.satellites.len(), 2);
    assert_eq!(workspace.paths, Paths::default());
}

#[test]
fn a_links_columns_are_known_and_its_own_take_the_place_of_some() {
    let toml = format!("{}[satellite.columns]\noutcome = {{ column = \"statuscode\", map = {{ 8 = \"business_exception\" }} }}\n", TOML)
        .replace("\"csv\"", "\"synapse-link\"")
        .replace("/*.csv", "");
    let workspace = right(&[(FILE, &toml)]);
    let extract::Format::SynapseLink(link) = &workspace.exports[0].reading.format else {
        panic!("a link")
    };
    let columns = &link.columns.as_ref().expect("columns").0;
    assert_eq!(
        columns.keys().copied().collect::<Vec<_>>(),
        [Canonical::Outcome]
    );
    assert_eq!(columns[&Canonical::Outcome].map["8"], "business_exception");
}

#[test]
fn json_is_read_by_paths_and_uipath_as_it_is() {
    let format = |name: &str, columns: &str| {
        let toml = format!("{TOML}{columns}").replace("\"csv\"", &format!("\"{name}\""));
        right(&[(FILE, &toml)]).exports[0].reading.format.clone()
    };
    let paths = "[satellite.columns]\nsession_id = \"body.Job.Key\"\nautomation_id = \"p\"\noutcome = \"s\"\nended = \"e\"\n";
    let sessions = |format| match format {
        extract::Format::Described(carrier, extract::Fact::Sessions(own)) => (carrier, own),
        other => panic!("{other:?} tells no sessions"),
    };
    let (json, own) = sessions(format("ndjson", paths));
    let lines = extract::Carrier::Json(extract::Shape::Lines.into());
    assert_eq!(
        (
            json,
            own.columns.expect("columns").0[&Canonical::SessionId]
                .header
                .as_str()
        ),
        (lines, "body.Job.Key")
    );
    assert_eq!(
        format("json", ""),
        extract::Format::canonical(extract::Carrier::Json(extract::Shape::Document.into()))
    );
    assert_eq!(
        format("uipath", ""),
        extract::Format::Vendor(extract::Vendored::plain(extract::Vendor::UiPath))
    );
    let (parquet, conditional) = sessions(format(
        "parquet",
        "[satellite.drop]\nRobot = \"Test\"\n[satellite.only]\nState = [\"Done\", \" \"]\n",
    ));
    assert_eq!(parquet, extract::Carrier::Parquet);
    let toml = format!(
        "{TOML}[satellite.columns]\nsession_id = \"p\"\nautomation_id = \"p\"\noutcome = \"s\"\nended = \"e\"\n"
    );
    let toml = toml.replace("\"csv\"", "\"xlsx\", sheet = \" Runs\", header_row = 3");
    let (sheet, own) = sessions(right(&[(FILE, &toml)]).exports[0].reading.format.clone());
    assert_eq!(
        sheet,
        extract::Carrier::Xlsx(extract::reading::file::Place {
            sheet: Some("Runs".into()),
            header_row: 3
        })
    );
    assert_eq!(
        own.columns.expect("columns").0[&Canonical::Ended].header,
        "e"
    );
    let condition = |column: &str, words: &[&str], keeps| extract::Condition {
        column: column.into(),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        keeps,
    };
    assert_eq!(
        conditional.sieve.0,
        [
            condition("State", &["done", ""], true),
            condition("Robot", &["test"], false)
        ]
    );
    let items = "[satellite.items]\nitem_id = \"Case\"\nqueue_id = { constant = \"claims\" }\ncreated = { column = \"At\", unit = \"ms\" }\n\
                 outcome = { column = \"S\", map = { Done = \"succeeded\" } }\n[satellite.drop]\nKind = \"Test\"\n";
    let of_items = |name: &str| match format(name, items) {
        extract::Format::Described(carrier, extract::Fact::Items(own)) => (carrier, own),
        other => panic!("{other:?} tells no items"),
    };
    let (lines, told) = of_items("ndjson");
    assert_eq!(lines, extract::Carrier::Json(extract::Shape::Lines.into()));
    let (delta, of_a_table) = {
        let toml = format!("{TOML}{items}")
            .replace("\"csv\"", "\"delta\"")
            .replace("/*.csv", "");
        match right(&[(FILE, &toml)]).exports[0].reading.format.clone() {
            extract::Format::Described(carrier, extract::Fact::Items(own)) => (carrier, own),
            other => panic!("{other:?} tells no items"),
        }
    };
    assert_eq!((delta, &of_a_table), (extract::Carrier::Delta, &told));
    let column = |told_as: extract::OfItem| told.columns.0[&told_as].clone();
    assert_eq!(
        column(extract::OfItem::QueueId),
        extract::Column::constant("claims")
    );
    assert_eq!(
        column(extract::OfItem::Created).unit,
        Some(extract::Unit::Millis)
    );
    assert_eq!(column(extract::OfItem::Outcome).map["Done"], "succeeded");
    assert_eq!(told.sieve.0, [condition("Kind", &["test"], false)]);
    let extract::Format::EventLog(log) = format(
        "event-log",
        "[satellite.events]\ncase = \"Claim\"\nformat = \"%d.%m.%Y\"\n",
    ) else {
        panic!("a log")
    };
    let usual = extract::EventLog::default();
    assert_eq!(
        log,
        extract::EventLog {
            case: vec!["Claim".into()],
            format: Some("%d.%m.%Y".into()),
            ..usual
        }
    );
    // Only what is to be read otherwise need be named.
    let extract::Format::Vendor(own) =
        format("uipath", "[satellite.columns]\nowner = \"Robot.Name\"\n")
    else {
        panic!("jobs")
    };
    assert_eq!(own.columns.expect("columns").0.len(), 1);
}

#[test]
fn without_jobs_of_its_own_a_workspace_has_the_built_in_ones() {
    let workspace = right(&[]);
    let jobs: Vec<String> = workspace.jobs.keys().map(ToString::to_string).collect();
    assert_eq!(jobs, ["monthly_close", "nightly", "weekly_executive"]);
    let berlin: Zone = "Europe/Berlin".parse().expect("a zone");
    for job in workspace.jobs.values() {
        assert_eq!(
            (job.timezone, &job.satellites, job.steps.as_slice()),
            (berlin, &Satellites::All, &Step::ALL[..4])
        );
        let report = WantedReport {
            template: "*".into(),
            scope: ReportScope::Of(crate::model::scope::Scope::Estate),
            // The month that is signed for has a workbook too.
            formats: match job.name.as_str() {
                "monthly_close" => ReportFormat::ALL.to_vec(),
                _ => vec![ReportFormat::Html, ReportFormat::Csv],
            },
        };
        assert_eq!(job.reports, [report]);
        assert!(job.schedule.is_some());
    }
    let named: Vec<&str> = workspace
        .inputs
        .configuration
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(
        named,
        [
            "jobs/monthly_close.toml",
            "jobs/nightly.toml",
            "jobs/weekly_executive.toml",
            "reckoner.toml"
        ]
    );

    let pinned = Written::pinned(
        &workspace.root,
        &workspace.inputs,
        workspace.templates.clone(),
    );
    let again = Workspace::of(&pinned).expect("what a publication pins was understood before");
    assert_eq!(again.jobs, workspace.jobs);
    assert_eq!(again.inputs, workspace.inputs);

    let own = right(&[
        ("jobs/Mine.toml", JOB),
        ("report_templates/mine.html", "x"),
        ("report_templates/notes.txt", "y"),
    ]);
    assert_eq!(
        own.jobs.keys().map(ToString::to_string).collect::<Vec<_>>(),
        ["mine"]
    );
    assert_eq!(own.templates.keys().collect::<Vec<_>>(), ["mine.html"]);
}
