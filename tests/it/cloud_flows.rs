//! Cloud flows and the desktop flows they call, from export to figure: a run and the session it
//! called are one unit where both work for the same project. The sums stand in comments.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};

const CLOUD: &str = "6f1c0d3a-0b5e-4c2f-9a1d-2e3f4a5b6c7d";
const DESKTOP: &str = "0a1b2c3d-1111-4222-8333-444455556666";
const OTHER: &str = "0a1b2c3d-7777-4888-9999-aaaabbbbcccc";

/// A run of the cloud flow: its name and how it went.
const RUNS: [(&str, &str); 3] = [("r1", "Success"), ("r2", "Succeeded"), ("r3", "Failed")];

/// A session of a desktop flow: its id, its flow, how it went, and the run that called it.
const SESSIONS: [(&str, &str, u8, Option<&str>); 6] = [
    ("s1", DESKTOP, 4, Some("r1")),
    ("s2", DESKTOP, 4, Some("r2")),
    // Nobody called it: somebody started it.
    ("s3", DESKTOP, 4, None),
    ("s4", DESKTOP, 8, Some("r3")),
    // Works for another project than its caller.
    ("s5", OTHER, 4, Some("r1")),
    ("s6", OTHER, 8, Some("r3")),
];

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn context(caller: Option<&str>) -> String {
    // The vendor's tables do not agree on how a GUID is written.
    caller
        .map(|run| json!({ "parentWorkflowId": format!("{{{}}}", CLOUD.to_uppercase()), "parentWorkflowRunId": run }).to_string())
        .unwrap_or_default()
}

fn link(root: &Path) {
    let run = [
        "Id",
        "name",
        "workflow",
        "status",
        "starttime",
        "endtime",
        "versionnumber",
        "IsDelete",
    ];
    let session = [
        "Id",
        "regardingobjectid",
        "statuscode",
        "startedon",
        "completedon",
        "context",
        "versionnumber",
        "IsDelete",
    ];
    let attributes = |names: &[&str]| {
        names
            .iter()
            .map(|name| json!({ "name": name }))
            .collect::<Vec<_>>()
    };
    let entity = |name: &str, of: &[&str]| json!({ "name": name, "attributes": attributes(of), "partitions": [] });
    let model = json!({ "entities": [entity("flowrun", &run), entity("flowsession", &session)] });
    write(
        root,
        "in/2026-03-03T00.00.00Z/model.json",
        &model.to_string(),
    );
    let times = "2026-03-02T08:00:00Z,2026-03-02T08:10:00Z";
    let runs: String = RUNS
        .iter()
        .map(|(name, status)| format!("id-{name},{name},{CLOUD},{status},{times},7,\n"))
        .collect();
    let row = |(id, flow, code, caller): &(&str, &str, u8, Option<&str>)| {
        format!(
            "{id},{flow},{code},2026-03-02T08:01:00Z,2026-03-02T08:09:00Z,\"{}\",7,\n",
            context(*caller).replace('"', "\"\"")
        )
    };
    write(root, "in/2026-03-03T00.00.00Z/flowrun/2026.csv", &runs);
    write(
        root,
        "in/2026-03-03T00.00.00Z/flowsession/2026.csv",
        &SESSIONS.iter().map(row).collect::<String>(),
    );
    write(root, "in/Changelog/changelog.info", "2026-03-03T01.00.00Z");
}

fn pages(root: &Path) {
    let page = |set: &str, rows: Vec<Value>| json!({ "@odata.context": format!("https://o/api/data/v9.2/$metadata#{set}"), "value": rows });
    let run = |(name, status): &(&str, &str)| {
        json!({ "flowrunid": format!("id-{name}"), "name": name, "_workflow_value": CLOUD, "status": status, "versionnumber": 7,
            "starttime": "2026-03-02T08:00:00Z", "endtime": "2026-03-02T08:10:00Z" })
    };
    let session = |(id, flow, code, caller): &(&str, &str, u8, Option<&str>)| {
        json!({ "flowsessionid": id, "_regardingobjectid_value": flow, "statuscode": code, "startedon": "2026-03-02T08:01:00Z",
            "completedon": "2026-03-02T08:09:00Z", "parentworkflowid": caller.map(|_| CLOUD), "parentcloudflowrunsequenceid": caller,
            "versionnumber": 7 })
    };
    write(
        root,
        "in/runs.json",
        &page("flowruns", RUNS.iter().map(run).collect()).to_string(),
    );
    write(
        root,
        "in/sessions.json",
        &page("flowsessions", SESSIONS.iter().map(session).collect()).to_string(),
    );
}

/// One satellite, whose cloud flow and one of the desktop flows it calls work for `p`, and the
/// other one for `q`.
fn estate(format: &str, tell: fn(&Path)) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let satellite = format!(
        "[[satellite]]\nid = \"bots\"\nsource = {{ format = \"{format}\", url = \"in\" }}\n"
    );
    write(
        root,
        "reckoner.toml",
        &("[estate]\nname = \"T\"\ncurrency = \"USD\"\n".to_owned() + &satellite),
    );
    write(
        root,
        "jobs/m.toml",
        "window = \"2026-03\"\nsteps = [\"extract\", \"tally\", \"publish\", \"report\"]\n[[report]]\ntemplate = \"executive\"\n",
    );
    write(
        root,
        "baselines/departments.csv",
        "department_id,name\nfin,Finance\n",
    );
    write(
        root,
        "baselines/projects.csv",
        "project_id,name,department_id,status\np,P,fin,live\nq,Q,fin,live\n",
    );
    let head =
        "project_id,valid_from,minutes_per_unit,hourly_rate,currency,failure_minutes_per_unit\n";
    write(
        root,
        "baselines/baselines.csv",
        &format!("{head}p,2026-01-01,15,40,USD,4\nq,2026-01-01,15,40,USD,4\n"),
    );
    let metered = [(CLOUD, "p"), (DESKTOP, "p"), (OTHER, "q")]
        .map(|(flow, project)| format!("bots,{flow},{project},2026-01-01\n"));
    write(
        root,
        "baselines/meterings.csv",
        &format!(
            "satellite_id,automation_id,project_id,valid_from\n{}",
            metered.concat()
        ),
    );
    tell(root);
    run(root);
    folder
}

fn run(root: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
    command
        .env("RECKON_NOW", "2026-04-02T06:00:00Z")
        .args(["--no-progress", "-C"])
        .arg(root)
        .args(["run", "m"])
        .assert()
        .success();
}

/// A mart of the window, each row by its columns.
fn mart(root: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(
        root.join("out/marts/m/latest")
            .join(name)
            .with_extension("csv"),
    )
    .unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn a_cloud_run_and_the_session_it_called_are_one_unit() {
    for (format, tell) in [("synapse-link", link as fn(&Path)), ("dataverse", pages)] {
        let estate = estate(format, tell);
        let scores = mart(estate.path(), "project_scores");
        let told = |at: usize| {
            [
                "project_id",
                "sessions",
                "units",
                "labour_minutes",
                "failure_minutes",
                "capacity_micros",
            ]
            .map(|name| scores[at][name].as_str())
        };
        // Four count for p: three runs, and s3, which nobody called. r1, r2 and s3 are units:
        // 3 × 15 = 45 min; of what failed r3 is one: 4 min; 41 / 60 × 40.00 = 27.333333.
        assert_eq!(
            told(0),
            ["p", "4", "3.00", "45.00", "4.00", "27333333"],
            "{format}"
        );
        // Their caller works for p, so s5 is a unit of q, and s6 a failure: 15 − 4 = 11 min; 11 /
        // 60 × 40.00 = 7.333333.
        assert_eq!(
            told(1),
            ["q", "2", "1.00", "15.00", "4.00", "7333333"],
            "{format}"
        );
    }
}

/// A folder of a link, and the one in progress behind it.
fn folder(root: &Path, stamp: &str, runs: &[&str]) {
    let attributes = [
        "Id",
        "name",
        "workflow",
        "status",
        "starttime",
        "endtime",
        "versionnumber",
    ]
    .map(|name| json!({ "name": name }));
    let names = ["Id", "name"].map(|name| json!({ "name": name }));
    let entity =
        |name: &str, of: &[Value]| json!({ "name": name, "attributes": of, "partitions": [] });
    let model = json!({ "entities": [entity("flowrun", &attributes), entity("workflow", &names)] });
    write(root, &format!("in/{stamp}/model.json"), &model.to_string());
    let rows: String = runs
        .iter()
        .map(|at| format!("id-{at},{at},{CLOUD},Success,{at},{at},7\n"))
        .collect();
    write(root, &format!("in/{stamp}/flowrun/2026.csv"), &rows);
    write(
        root,
        &format!("in/{stamp}/workflow/2026.csv"),
        &format!("{CLOUD},Invoices\n"),
    );
    write(root, "in/Changelog/changelog.info", "2026-04-01T00.00.00Z");
}

/// What the page says of days that the source had forgotten, or on which it lost something.
fn told(root: &Path, window: &str, of: &str) -> Vec<String> {
    let page = fs::read_to_string(
        root.join("out/reports/m")
            .join(window)
            .join("executive.csv"),
    )
    .unwrap();
    page.lines()
        .filter(|line| line.contains(of))
        .map(str::to_owned)
        .collect()
}

const FEBRUARY: &str = "2026-02-01..2026-02-28";
const MARCH: &str = "2026-03-01..2026-03-31";
const FORGETS: &str = "its source forgets";

#[test]
fn what_a_source_forgot_before_it_was_asked_again_is_a_gap() {
    let estate = estate("synapse-link", |root| {
        folder(root, "2026-01-30T12.00.00Z", &["2026-01-30T09:00:00Z"]);
        folder(
            root,
            "2026-03-12T12.00.00Z",
            &["2026-03-02T09:00:00Z", "2026-03-11T09:00:00Z"],
        );
    });
    // Heard on 30 January, and again on 12 March: 28 days before that is 12 February, so of 31
    // January to 11 February all is gone, and of March nothing: the window of March has no gap.
    let root = estate.path();
    assert_eq!(told(root, MARCH, FORGETS), [""; 0]);
    write(
        root,
        "jobs/m.toml",
        &fs::read_to_string(root.join("jobs/m.toml"))
            .unwrap()
            .replace("2026-03", "2026-02"),
    );
    run(root);
    let gaps = told(root, FEBRUARY, FORGETS);
    assert!(
        gaps.len() == 1 && gaps[0].contains("31 January") && gaps[0].contains("11 February 2026"),
        "{gaps:?}"
    );
    // A folder of 13 February without a run: it was heard, so it had nothing to tell. Whatever
    // comes late counts as well.
    folder(root, "2026-02-13T12.00.00Z", &[]);
    run(root);
    assert_eq!(told(root, FEBRUARY, FORGETS), [""; 0]);
}

#[test]
fn what_a_source_says_that_it_lost_is_a_gap() {
    let estate = estate("synapse-link", |root| {
        folder(root, "2026-03-12T12.00.00Z", &["2026-03-02T09:00:00Z"]);
        let events =
            ["Id", "eventtype", "eventcode", "createdon"].map(|name| json!({ "name": name }));
        let model = json!({ "entities": [{ "name": "flowevent", "attributes": events, "partitions": [] }] });
        write(
            root,
            "in/2026-03-20T12.00.00Z/model.json",
            &model.to_string(),
        );
        let rows = [
            // Until February; twice in March; and one that tells of no loss.
            "e1,FlowRunIngestion,ElasticTablePartitionLimitReached,2026-02-28T23:00:00Z\n",
            "e2,FlowRunIngestion,ElasticTablePartitionLimitReached,2026-03-09T10:00:00Z\n",
            "e3,flowruningestion,ElasticTablePartitionLimitReached,2026-03-11T10:00:00Z\n",
            "e4,FlowRunIngestion,TtlSettingEqual0,2026-03-12T10:00:00Z\n",
            "e5,FlowSuspended,LicenceMissing,2026-03-12T10:00:00Z\n",
        ];
        write(
            root,
            "in/2026-03-20T12.00.00Z/flowevent/2026.csv",
            &rows.concat(),
        );
    });
    let gaps = told(estate.path(), MARCH, "says that it lost runs");
    let names = [
        "ElasticTablePartitionLimitReached, told 2 times (9–11 March 2026)",
        "TtlSettingEqual0, told once (12 March 2026)",
    ];
    assert!(
        gaps.len() == 2 && gaps.iter().zip(names).all(|(gap, told)| gap.contains(told)),
        "{gaps:#?}"
    );
    // A run, five events and the name of a flow.
    let coverage = mart(estate.path(), "coverage");
    assert_eq!(
        ["read", "rejected", "superseded"].map(|name| coverage[0][name].as_str()),
        ["7", "0", "0"]
    );
}

#[test]
fn a_solution_is_metered_by_its_id_and_named() {
    let estate = estate("synapse-link", |root| {
        folder(
            root,
            "2026-03-12T12.00.00Z",
            &["2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z"],
        );
        let names = |names: &[&str]| {
            names
                .iter()
                .map(|name| json!({ "name": name }))
                .collect::<Vec<_>>()
        };
        let entity = |name: &str, of: &[&str]| json!({ "name": name, "attributes": names(of), "partitions": [] });
        let entities = [
            entity("workflow", &["Id", "name", "solutionid"]),
            entity("solution", &["Id", "uniquename", "friendlyname"]),
        ];
        write(
            root,
            "in/2026-03-20T12.00.00Z/model.json",
            &json!({ "entities": entities }).to_string(),
        );
        // The two tables do not agree on capitals.
        write(
            root,
            "in/2026-03-20T12.00.00Z/workflow/2026.csv",
            &format!("{CLOUD},Invoices,{}\n", OTHER.to_uppercase()),
        );
        write(
            root,
            "in/2026-03-20T12.00.00Z/solution/2026.csv",
            &format!("{OTHER},suite,Finance suite\n"),
        );
        let metering = format!(
            "satellite_id,automation_id,project_id,valid_from\nbots,solution:{OTHER},q,2026-01-01\n"
        );
        write(root, "baselines/meterings.csv", &metering);
    });
    let units: Vec<_> = mart(estate.path(), "project_scores")
        .into_iter()
        .map(|row| (row["project_id"].clone(), row["units"].clone()))
        .collect();
    assert_eq!(
        units,
        [
            ("p".into(), "0.00".into()),
            ("q".to_owned(), "2.00".to_owned())
        ]
    );
    let mut automations =
        csv::Reader::from_path(estate.path().join("out/marts/history/automations.csv")).unwrap();
    let rows: Vec<BTreeMap<String, String>> =
        automations.deserialize().map(|row| row.unwrap()).collect();
    let told = ["automation_id", "name", "solution_id", "solution_name"]
        .map(|name| rows[0][name].as_str());
    assert_eq!(
        (rows.len(), told),
        (1, [CLOUD, "Invoices", OTHER, "Finance suite"])
    );
}

#[test]
fn a_number_that_no_map_names_is_told_with_what_its_source_calls_it() {
    let estate = estate("synapse-link", |root| {
        link(root);
        let sessions = root.join("in/2026-03-03T00.00.00Z/flowsession/2026.csv");
        let rows = fs::read_to_string(&sessions).unwrap();
        fs::write(sessions, rows.replacen(",4,", ",15,", 2)).unwrap();
        let label =
            json!({ "EntityName": "flowsession", "Status": 15, "LocalizedLabel": "On hold" });
        let labels = json!({ "StatusMetadata": [label] }).to_string();
        write(
            root,
            "in/Microsoft.Athena.TrickleFeedService/flowsession-EntityMetadata.json",
            &labels,
        );
    });
    let gaps = told(estate.path(), MARCH, "which no outcome map names");
    assert!(
        gaps.len() == 1
            && gaps[0].contains("2 sessions ended with")
            && gaps[0].contains("15 (On hold)"),
        "{gaps:?}"
    );
}
