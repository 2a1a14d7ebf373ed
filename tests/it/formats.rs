//! Law 6: formats agree. One month, told in each of the formats, gives the same sessions and the
//! same tallies. What a format cannot tell is named here; apart from that only where a row was read
//! may differ.

use crate::satellites;
use crate::told;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError};
use reckoner::extract::reading::file::Place;
use reckoner::extract::{
    self, Canonical, Carrier, Column, Columns, CsvForm, Dataverse, Encoding, Export, Format,
    JsonForm, Options, Quiet, Reading, Shape, SynapseLink, Unit, Vendor, Vendored,
};
use reckoner::lake::tables::SESSIONS;
use reckoner::lake::{Cell, Lake, Store};
use reckoner::model::Micros;
use reckoner::model::receipt::Ending;
use reckoner::transform::tally::{Tallied, tally};

use told::formats::{self, COLUMNS, THEIRS};
use told::{Month, Outcome, answered, books, jobs, linked, tables, vendors};

use satellites::satellite;

/// Where a row was read, and how.
const PROVENANCE: [&str; 3] = ["reading", "object", "row"];

/// A format, how it tells a month, and the columns that it has no words for.
struct Teller {
    name: &'static str,
    format: Format,
    tell: fn(&Month, &Path),
    cannot: &'static [&'static str],
    /// Outcomes that it has no words for, and those that are told in their place.
    lacks: &'static [(Outcome, Outcome)],
    /// It has western characters only.
    is_western: bool,
}

/// An owner is a person: of jobs it is not kept. A job's parent is told by its key alone.
const NOT_OF_JOBS: &[&str] = &[
    "machine_group",
    "owner",
    "parent_automation_id",
    "source_version",
];

/// A link tells a session's automation and machine by their ids; what these are called stands in
/// tables of their own.
const NOT_OF_LINKS: &[&str] = &[
    "automation_name",
    "machine_name",
    "solution_id",
    "solution_version",
];

/// A cloud flow runs on no machine and beside nobody, and of what called it names the run alone.
const NOT_OF_RUNS: &[&str] = &[
    "solution_id",
    "solution_version",
    "mode",
    "machine_id",
    "machine_name",
    "machine_group",
    "parent_automation_id",
];

/// An activity knows its bot's file and its device.
const NOT_OF_ACTIVITIES: &[&str] = &[
    "solution_id",
    "solution_version",
    "mode",
    "trigger",
    "machine_group",
    "owner",
    "parent_automation_id",
    "parent_session_id",
    "error_code",
    "source_version",
];

/// The database tells ids, and the API names besides, but not when it wrote them.
const NOT_OF_BLUE_PRISM: &[&str] = &[
    "automation_name",
    "solution_id",
    "solution_version",
    "mode",
    "trigger",
    "machine_name",
    "machine_group",
    "owner",
    "parent_automation_id",
    "parent_session_id",
    "source_version",
];
const NOT_OF_ITS_API: &[&str] = &[
    "solution_id",
    "solution_version",
    "mode",
    "trigger",
    "machine_group",
    "owner",
    "parent_automation_id",
    "parent_session_id",
    "source_version",
    "source_modified",
];

/// What went wrong stands among the data, which is not read.
const NOT_OF_N8N: &[&str] = &[
    "solution_id",
    "solution_version",
    "mode",
    "trigger",
    "machine_id",
    "machine_name",
    "machine_group",
    "owner",
    "parent_automation_id",
    "parent_session_id",
    "error_code",
    "error_message",
    "source_version",
    "source_modified",
];

const NOT_OF_SERVICENOW: &[&str] = &[
    "automation_name",
    "solution_id",
    "solution_version",
    "mode",
    "trigger",
    "machine_name",
    "machine_group",
    "owner",
    "parent_automation_id",
    "parent_session_id",
];

/// What was called is no session of its own: so no instance has a parent here.
const NOT_OF_CAMUNDA: &[&str] = &[
    "solution_id",
    "mode",
    "trigger",
    "machine_id",
    "machine_name",
    "machine_group",
    "owner",
    "parent_automation_id",
    "parent_session_id",
    "error_code",
    "source_version",
    "source_modified",
];

const NOT_OF_WORKATO: &[&str] = &[
    "automation_name",
    "solution_id",
    "solution_version",
    "mode",
    "trigger",
    "machine_id",
    "machine_name",
    "machine_group",
    "owner",
    "source_version",
    "source_modified",
];

/// A trace knows its host by name, and nobody who called it.
const NOT_OF_KIT: &[&str] = &[
    "solution_version",
    "trigger",
    "machine_id",
    "machine_group",
    "parent_automation_id",
    "parent_session_id",
];

/// An event tells less of a job than a page does.
const NOT_OF_EVENTS: &[&str] = &[
    "solution_version",
    "mode",
    "trigger",
    "machine_id",
    "machine_group",
    "owner",
    "parent_automation_id",
    "parent_session_id",
    "error_code",
    "error_message",
    "source_version",
];

const NEVER_SUSPENDED: &[(Outcome, Outcome)] = &[(Outcome::Suspended, Outcome::Running)];
const NEVER_QUEUED: &[(Outcome, Outcome)] = &[(Outcome::Queued, Outcome::Running)];
const OVER_OR_NOT: &[(Outcome, Outcome)] = &[
    (Outcome::Cancelled, Outcome::Failed),
    (Outcome::Queued, Outcome::Running),
    (Outcome::Suspended, Outcome::Running),
];

fn tellers() -> Vec<Teller> {
    let ndjson = Format::of_columns(
        Carrier::Json(Shape::Lines.into()),
        mapped(formats::nested_path, None),
    );
    let link = Format::SynapseLink(SynapseLink::default());
    let wall = mapped(
        |column| format!("Spalte {column}"),
        Some("%d.%m.%Y %H:%M:%S%.3f"),
    );
    let csv = |encoding| {
        let form = CsvForm {
            encoding,
            ..CsvForm::default()
        };
        Format::of_columns(Carrier::Csv(form), wall.clone())
    };
    let place = Place {
        sheet: Some("läufe".into()),
        header_row: 3,
    };
    let sheet = Format::of_columns(Carrier::Xlsx(place), wall.clone());
    let all = |name: &'static str, format: Format, tell: fn(&Month, &Path)| Teller {
        name,
        format,
        tell,
        cannot: &[],
        lacks: &[],
        is_western: false,
    };
    vec![
        all("mapped CSV", csv(None), formats::mapped_csv),
        all(
            "gzip CSV",
            Format::canonical(Carrier::Csv(CsvForm::default())),
            formats::gzip_csv,
        ),
        all("UTF-16 CSV", csv(None), formats::utf16_csv),
        Teller {
            is_western: true,
            ..all(
                "Windows-1252 CSV",
                csv(Some(Encoding::Windows1252)),
                formats::windows_1252_csv,
            )
        },
        all("NDJSON by paths", ndjson.clone(), formats::nested_ndjson),
        all("zstd NDJSON", ndjson.clone(), formats::zstd_ndjson),
        all(
            "JSON pages under a path",
            paged(Some("Result.rows")),
            formats::paged_json,
        ),
        all(
            "JSON pages whose rows are found",
            paged(None),
            formats::found_json,
        ),
        all(
            "CSV of days and times of day",
            Format::of_columns(Carrier::Csv(CsvForm::default()), split()),
            formats::split_csv,
        ),
        all(
            "Parquet",
            Format::of_columns(Carrier::Parquet, typed()),
            formats::typed_parquet,
        ),
        all("workbooks", sheet, books::workbooks),
        all(
            "an archive of CSV",
            Format::canonical(Carrier::Csv(CsvForm::default())),
            books::archive,
        ),
        all(
            "Delta",
            Format::canonical(Carrier::Delta),
            tables::partitioned,
        ),
        Teller {
            cannot: NOT_OF_LINKS,
            ..all(
                "Synapse Link's Delta tables",
                Format::canonical(Carrier::Delta),
                linked::delta,
            )
        },
        Teller {
            cannot: NOT_OF_JOBS,
            ..all("UiPath pages", vendor(Vendor::UiPath), jobs::uipath_pages)
        },
        Teller {
            cannot: NOT_OF_JOBS,
            ..all("UiPath rows", vendor(Vendor::UiPath), jobs::uipath_ndjson)
        },
        Teller {
            cannot: NOT_OF_LINKS,
            ..all("Synapse Link", link.clone(), linked::synapse_link)
        },
        Teller {
            cannot: NOT_OF_RUNS,
            ..all("cloud flows by Synapse Link", link, linked::cloud_runs)
        },
        Teller {
            cannot: &["solution_id", "solution_version"],
            ..all(
                "Dataverse pages",
                Format::Dataverse(Dataverse::default()),
                answered::dataverse_pages,
            )
        },
        Teller {
            cannot: NOT_OF_LINKS,
            ..all(
                "Dataverse rows",
                Format::Dataverse(Dataverse::default()),
                answered::dataverse_rows,
            )
        },
        told_by(
            "UiPath events",
            Vendor::UiPath,
            vendors::uipath_events,
            NOT_OF_EVENTS,
            &[],
        ),
        told_by(
            "Automation Anywhere",
            Vendor::AutomationAnywhere,
            vendors::automation_anywhere,
            NOT_OF_ACTIVITIES,
            &[],
        ),
        told_by(
            "Blue Prism's database",
            Vendor::BluePrism,
            vendors::blue_prism_sheet,
            NOT_OF_BLUE_PRISM,
            NEVER_SUSPENDED,
        ),
        told_by(
            "Blue Prism's API",
            Vendor::BluePrism,
            vendors::blue_prism_pages,
            NOT_OF_ITS_API,
            NEVER_SUSPENDED,
        ),
        told_by("n8n", Vendor::N8n, vendors::n8n, NOT_OF_N8N, &[]),
        told_by(
            "ServiceNow",
            Vendor::ServiceNow,
            vendors::servicenow,
            NOT_OF_SERVICENOW,
            NEVER_SUSPENDED,
        ),
        told_by(
            "Camunda",
            Vendor::Camunda,
            vendors::camunda,
            NOT_OF_CAMUNDA,
            NEVER_QUEUED,
        ),
        told_by(
            "Workato",
            Vendor::Workato,
            vendors::workato,
            NOT_OF_WORKATO,
            OVER_OR_NOT,
        ),
        told_by(
            "the vendor's kit",
            Vendor::Kit,
            vendors::kit,
            NOT_OF_KIT,
            &[],
        ),
    ]
}

fn told_by(
    name: &'static str,
    of: Vendor,
    tell: fn(&Month, &Path),
    cannot: &'static [&'static str],
    lacks: &'static [(Outcome, Outcome)],
) -> Teller {
    Teller {
        name,
        format: vendor(of),
        tell,
        cannot,
        lacks,
        is_western: false,
    }
}

pub fn vendor(vendor: Vendor) -> Format {
    Format::Vendor(Vendored::plain(vendor))
}

/// Every column under a name of somebody's own, outcomes in their words, times in their form on the
/// clocks of Berlin.
fn mapped(name: impl Fn(&str) -> String, format: Option<&str>) -> Columns {
    let ours = [
        "succeeded",
        "failed",
        "cancelled",
        "running",
        "queued",
        "suspended",
    ];
    let words: BTreeMap<_, _> = THEIRS
        .iter()
        .zip(ours)
        .map(|(theirs, ours)| ((*theirs).to_owned(), ours.to_owned()))
        .collect();
    let column = |told: Canonical| {
        let named = Column::named(name(told.as_str()));
        match told {
            Canonical::Outcome => Column {
                map: words.clone(),
                ..named
            },
            told if told.is_time() => Column {
                format: format.map(str::to_owned),
                ..named
            },
            _ => named,
        }
    };
    Columns(
        COLUMNS
            .iter()
            .map(|column| column.parse::<Canonical>().expect("a canonical name"))
            .map(|told| (told, column(told)))
            .collect(),
    )
}

/// Rows by paths, in pages.
fn paged(rows: Option<&str>) -> Format {
    let form = JsonForm {
        rows: rows.map(str::to_owned),
        ..Shape::Document.into()
    };
    Format::of_columns(Carrier::Json(form), mapped(formats::nested_path, None))
}

/// Times in two columns each.
fn split() -> Columns {
    let mut columns = mapped(
        |column| format!("Spalte {column}"),
        Some("%Y%m%d %H:%M:%S%.3f"),
    );
    for (told, column) in columns.0.iter_mut().filter(|(told, _)| told.is_time()) {
        column.header.clear();
        column.parts = vec![format!("{told} Tag"), format!("{told} Zeit")];
    }
    columns
}

/// Columns within a struct; of the times only one is a number.
fn typed() -> Columns {
    let mut columns = mapped(|column| format!("Run.{column}"), None);
    columns.0.get_mut(&Canonical::SourceModified).unwrap().unit = Some(Unit::Millis);
    columns
}

fn export(format: Format) -> Export {
    let satellite = satellite("emea", "Europe/Berlin");
    Export {
        max_reject_share: Micros(0),
        ..Export::of(
            satellite,
            Reading {
                url: "export".into(),
                format,
            },
        )
    }
}

/// What a lake holds of a month that was told to it: sessions without their provenance, and
/// tallies.
struct Kept {
    sessions: Vec<Vec<(&'static str, Cell)>>,
    tallied: BTreeMap<String, Tallied>,
}

fn kept(format: Format, now: DateTime<Utc>, tell: impl Fn(&Path)) -> Result<Kept, TestCaseError> {
    let folder = tempfile::tempdir().unwrap();
    tell(&folder.path().join("export"));
    let lake = Lake::open(Store::memory()).unwrap();
    let receipts = extract::extract(
        &lake,
        folder.path(),
        &[export(format)],
        now,
        &Options::default(),
        &Quiet,
    )
    .unwrap();
    prop_assert_eq!(
        (&receipts[0].ending, receipts[0].rows.rejected),
        (&Ending::Done, 0),
        "{:?}",
        lake.rejects().unwrap()
    );
    let rows = lake.rows(&SESSIONS).unwrap();
    let told = |row: Vec<Cell>| {
        let cells = SESSIONS.columns().map(|column| column.name).zip(row);
        cells
            .filter(|(name, _)| !PROVENANCE.contains(name))
            .collect::<Vec<_>>()
    };
    let files = lake.snapshot(&SESSIONS).unwrap().files;
    let months: BTreeSet<&String> = files.iter().map(|file| &file.partition["month"]).collect();
    let tallied = months.into_iter().map(|month| {
        let theirs: Vec<_> = files
            .iter()
            .filter(|file| file.partition["month"] == *month)
            .cloned()
            .collect();
        (
            month.clone(),
            tally(&lake.coded(&SESSIONS, &theirs), "emea", month).unwrap(),
        )
    });
    Ok(Kept {
        sessions: rows.into_iter().map(told).collect(),
        tallied: tallied.collect(),
    })
}

fn agree(month: &Month) -> Result<(), TestCaseError> {
    let now = told::now(month);
    let western = formats::western(month);
    let mut plains: Vec<(_, Kept)> = Vec::new();
    for teller in tellers() {
        let month = (if teller.is_western { &western } else { month }).in_other_words(teller.lacks);
        // The canonical export tells what the format can tell, and is silent where the format has
        // no words.
        let can = (teller.cannot, teller.lacks, teller.is_western);
        if plains.iter().all(|(told, _)| *told != can) {
            plains.push((
                can,
                kept(
                    Format::canonical(Carrier::Csv(CsvForm::default())),
                    now,
                    |folder| formats::canonical_csv(&month, folder, teller.cannot),
                )?,
            ));
        }
        let (_, plain) = plains
            .iter()
            .find(|(told, _)| *told == can)
            .expect("it was told just now");
        let theirs = kept(teller.format, now, |folder| (teller.tell)(&month, folder))?;
        prop_assert_eq!(
            theirs.sessions.len(),
            plain.sessions.len(),
            "{}",
            teller.name
        );
        for (theirs, ours) in theirs.sessions.iter().zip(&plain.sessions) {
            prop_assert_eq!(theirs, ours, "{}", teller.name);
        }
        prop_assert_eq!(&theirs.tallied, &plain.tallied, "{}", teller.name);
    }
    Ok(())
}

#[test]
fn one_month_in_every_format_is_the_same_month() {
    let config = Config {
        cases: 12,
        rng_seed: RngSeed::Fixed(6),
        failure_persistence: None,
        ..Config::default()
    };
    proptest!(config, |(month in told::month())| agree(&month)?);
}
