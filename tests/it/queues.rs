//! Queue items from export to figure: the same items as UiPath Orchestrator and Dataverse tell them
//! are the same rows, the same tallies and the same worth. The sums stand in comments.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use reckoner::lake::tables::{ITEM_TALLIES, ITEMS, LAKE, Table};
use reckoner::lake::{Cell, Lake, Store};
use serde_json::{Value, json};

/// An attempt: its id, the one it repeats, its number, how it went as UiPath and as Dataverse say
/// it, and when it was created, begun, done with and due.
struct Attempt {
    id: i64,
    ancestor: Option<i64>,
    number: i64,
    status: (&'static str, Option<&'static str>, u8),
    created: &'static str,
    started: Option<&'static str>,
    ended: Option<&'static str>,
    due: Option<&'static str>,
}

const DONE: (&str, Option<&str>, u8) = ("Successful", None, 2);

fn attempts() -> Vec<Attempt> {
    let plain = |id, status, day: [&'static str; 3]| {
        let told = |text: &'static str| Some(text).filter(|text| !text.is_empty());
        Attempt {
            id,
            ancestor: None,
            number: 1,
            status,
            created: day[0],
            started: told(day[1]),
            ended: told(day[2]),
            due: None,
        }
    };
    let again = ("Retried", Some("ApplicationException"), 4);
    let tried = |id, number, status, day| Attempt {
        ancestor: Some(21),
        number,
        ..plain(id, status, day)
    };
    vec![
        // Done at the very moment it is due.
        Attempt {
            due: Some("2026-03-02T08:02:00Z"),
            ..plain(
                11,
                DONE,
                [
                    "2026-03-02T07:00:00Z",
                    "2026-03-02T08:00:00Z",
                    "2026-03-02T08:02:00Z",
                ],
            )
        },
        // Three attempts on three days: the last one succeeds, two days after the item was due.
        Attempt {
            due: Some("2026-03-02T12:00:00Z"),
            ..plain(
                21,
                again,
                [
                    "2026-03-02T07:00:00Z",
                    "2026-03-02T09:00:00Z",
                    "2026-03-02T09:01:00Z",
                ],
            )
        },
        tried(
            22,
            2,
            again,
            [
                "2026-03-02T09:01:00Z",
                "2026-03-03T09:00:00Z",
                "2026-03-03T09:01:00Z",
            ],
        ),
        tried(
            23,
            3,
            DONE,
            [
                "2026-03-03T09:01:00Z",
                "2026-03-04T09:00:00Z",
                "2026-03-04T09:03:00Z",
            ],
        ),
        plain(
            31,
            ("Failed", Some("BusinessException"), 6),
            [
                "2026-03-04T07:00:00Z",
                "2026-03-04T08:00:00Z",
                "2026-03-04T08:01:00Z",
            ],
        ),
        plain(
            41,
            ("Failed", Some("ApplicationException"), 4),
            [
                "2026-03-04T07:00:00Z",
                "2026-03-04T08:00:00Z",
                "2026-03-04T08:01:00Z",
            ],
        ),
        plain(51, ("New", None, 0), ["2026-03-05T07:00:00Z", "", ""]),
        // Half past eleven in the evening of 31 March: 1 April in Berlin.
        plain(
            61,
            DONE,
            [
                "2026-03-31T07:00:00Z",
                "2026-03-31T22:00:00Z",
                "2026-03-31T22:30:00Z",
            ],
        ),
    ]
}

/// A page of Orchestrator: a row for each attempt.
fn page() -> String {
    let rows = attempts().into_iter().map(|a| {
        json!({
            "Id": a.id, "QueueDefinitionId": 17, "Status": a.status.0, "ProcessingExceptionType": a.status.1, "AncestorId": a.ancestor,
            "RetryNumber": a.number - 1, "CreationTime": a.created, "StartProcessing": a.started, "EndProcessing": a.ended, "DueDate": a.due,
        })
    });
    json!({ "@odata.context": "https://x/odata/$metadata#QueueItems", "value": rows.collect::<Vec<Value>>() }).to_string()
}

const ATTRIBUTES: [&str; 11] = [
    "Id",
    "SinkModifiedOn",
    "workqueueid",
    "statuscode",
    "createdon",
    "processingstarttime",
    "completedon",
    "expirydate",
    "retrycount",
    "versionnumber",
    "IsDelete",
];

/// A link's rows: one for each item. The item that is tried again is one row, written anew: it
/// keeps its id, its creation and its deadline, and has the times of its last attempt.
fn rows() -> String {
    let all = attempts();
    let first = |id: i64| {
        all.iter()
            .find(|a| a.id == id)
            .expect("the first attempt is told")
    };
    let last = all.iter().filter(|a| {
        !all.iter().any(|later| {
            later.ancestor.unwrap_or(later.id) == a.ancestor.unwrap_or(a.id)
                && later.number > a.number
        })
    });
    let row = |a: &Attempt| {
        let first = first(a.ancestor.unwrap_or(a.id));
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        format!(
            "{},2026-03-31T23:00:00Z,17,{},{},{},{},{},{},1,False\n",
            first.id,
            a.status.2,
            first.created,
            text(a.started),
            text(a.ended),
            text(first.due),
            a.number - 1
        )
    };
    last.map(row).collect()
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Two satellites, each with a queue and a project of its own, whose unit is an item.
fn estate() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let satellite = |id: &str, format: &str| {
        format!(
            "[[satellite]]\nid = \"{id}\"\ntimezone = \"Europe/Berlin\"\nsource = {{ format = \"{format}\", url = \"in/{id}\" }}\n"
        )
    };
    let estate = "[estate]\nname = \"T\"\ncurrency = \"USD\"\n".to_owned();
    write(
        root,
        "reckoner.toml",
        &(estate + &satellite("bots", "uipath") + &satellite("cloud", "synapse-link")),
    );
    write(
        root,
        "jobs/m.toml",
        "window = \"2026-03\"\nsteps = [\"extract\", \"tally\", \"publish\"]\n",
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
    let head = "project_id,valid_from,minutes_per_unit,hourly_rate,currency,unit,failure_minutes_per_unit\n";
    write(
        root,
        "baselines/baselines.csv",
        &format!("{head}p,2026-01-01,15,40,USD,item,4\nq,2026-01-01,15,40,USD,item,4\n"),
    );
    write(
        root,
        "baselines/meterings.csv",
        "satellite_id,automation_id,project_id,valid_from\nbots,17,p,2026-01-01\ncloud,name~^To book,q,2026-01-01\n",
    );
    let costs = "project_id,kind,amount,currency,per,from\np,support,0.25,USD,item,2026-03-01\nq,support,0.25,USD,item,2026-03-01\n";
    write(root, "baselines/costs.csv", costs);
    write(root, "in/bots/queueitems.json", &page());
    write(
        root,
        "in/bots/queuedefinitions.json",
        "[{\"Id\": 17, \"Name\": \"To book\"}]",
    );
    let attributes = |names: &[&str]| {
        names
            .iter()
            .map(|name| json!({ "name": name }))
            .collect::<Vec<_>>()
    };
    let names = ["Id", "name", "versionnumber"];
    let entity = |name: &str, of: &[&str]| json!({ "name": name, "attributes": attributes(of), "partitions": [] });
    let model =
        json!({ "entities": [entity("workqueueitem", &ATTRIBUTES), entity("workqueue", &names)] });
    write(
        root,
        "in/cloud/2026-04-01T00.00.00Z/model.json",
        &model.to_string(),
    );
    write(
        root,
        "in/cloud/2026-04-01T00.00.00Z/workqueueitem/2026-03.csv",
        &rows(),
    );
    write(
        root,
        "in/cloud/2026-04-01T00.00.00Z/workqueue/2026.csv",
        "17,To book,1\n",
    );
    write(
        root,
        "in/cloud/Changelog/changelog.info",
        "2026-04-01T01.00.00Z",
    );
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

fn lake(root: &Path) -> Lake {
    Lake::open(Store::open("lake", root).unwrap()).unwrap()
}

/// The rows of a satellite, each by the columns that are no provenance.
fn told(lake: &Lake, table: &'static Table, satellite: &str) -> Vec<BTreeMap<&'static str, Cell>> {
    const OTHER: [&str; 7] = [
        "satellite_id",
        "source_version",
        "source_modified",
        "reading",
        "object",
        "row",
        "error_code",
    ];
    let rows = lake
        .rows(table)
        .unwrap()
        .into_iter()
        .filter(|row| row[0] == satellite.into());
    let cells = |row: Vec<Cell>| {
        table
            .columns()
            .map(|column| column.name)
            .zip(row)
            .filter(|(name, _)| !OTHER.contains(name))
            .collect()
    };
    rows.map(cells).collect()
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
fn the_same_items_of_two_vendors_are_the_same_rows_and_the_same_tallies() {
    let estate = estate();
    run(estate.path());
    let lake = lake(estate.path());
    let once = |satellite: &str| {
        let rows = told(&lake, &ITEMS, satellite).into_iter();
        rows.filter(|row| {
            ![21, 22, 23]
                .iter()
                .any(|id: &i64| row["item_id"] == id.to_string().into())
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(
        (
            once("bots").len(),
            told(&lake, &ITEMS, "bots").len(),
            told(&lake, &ITEMS, "cloud").len()
        ),
        (5, 8, 6)
    );
    assert_eq!(once("bots"), once("cloud"));
    assert_eq!(
        told(&lake, &ITEM_TALLIES, "bots"),
        told(&lake, &ITEM_TALLIES, "cloud")
    );
    let last = &told(&lake, &ITEM_TALLIES, "bots")[5];
    assert_eq!(
        (&last["month"], &last["items"], &last["work_ms"]),
        (&"2026-04".into(), &1.into(), &1_800_000.into()),
        "half an hour, in April"
    );
}

#[test]
fn succeeded_items_are_units_on_the_day_of_their_last_attempt() {
    let estate = estate();
    run(estate.path());
    for (project, at) in [("p", 0), ("q", 1)] {
        let score = &mart(estate.path(), "project_scores")[at];
        // 11 and 23 succeeded in March: 2 units × 15 min = 30; 41 finally failed: 4 min; 26 / 60 ×
        // 40.00 = 17.333333. 11, 23, 31 and 41 say something: 4 × 0.25 = 1.00.
        let told = [
            "units",
            "labour_minutes",
            "failure_minutes",
            "capacity_micros",
            "cost",
            "sessions",
        ]
        .map(|column| score[column].as_str());
        assert_eq!(
            (score["project_id"].as_str(), told),
            (project, ["2.00", "30.00", "4.00", "17333333", "1.00", "0"])
        );
    }
    let scores = mart(estate.path(), "item_scores");
    for (score, (satellite, project)) in scores.iter().zip([("bots", "p"), ("cloud", "q")]) {
        let columns = [
            "satellite_id",
            "automation_id",
            "queue_id",
            "name",
            "projects",
        ];
        assert_eq!(
            columns.map(|column| score[column].as_str()),
            [satellite, "17", "17", "To book", project]
        );
        let columns = [
            "items",
            "succeeded",
            "business_exceptions",
            "failed",
            "open",
            "in_time",
            "late",
            "work_ms",
            "unmetered",
        ];
        // 11: 2 min, 23: 3 min, 31 and 41: 1 min each. Who has no deadline is neither in time nor
        // late.
        assert_eq!(
            columns.map(|column| score[column].as_str()),
            ["5", "2", "1", "1", "1", "1", "1", "420000", "0"],
            "{satellite}"
        );
    }
    let coverage = mart(estate.path(), "coverage");
    let of = |at: usize| {
        [
            "items",
            "items_unmetered",
            "sessions",
            "read",
            "rejected",
            "superseded",
        ]
        .map(|column| coverage[at][column].clone())
    };
    // 8 attempts or 6 items, and the name of a queue.
    assert_eq!(of(0), ["5", "0", "0", "9", "0", "0"]);
    assert_eq!(of(1), ["5", "0", "0", "7", "0", "0"]);
}

#[test]
fn an_item_that_is_done_later_is_worth_something_and_again_is_the_same() {
    let estate = estate();
    let root = estate.path();
    run(root);
    let files = |lake: &Lake| {
        LAKE.iter()
            .map(|table| lake.snapshot(table).unwrap().files.len())
            .collect::<Vec<_>>()
    };
    let (before, versions) = (
        files(&lake(root)),
        lake(root).snapshot(&ITEM_TALLIES).unwrap().version,
    );
    run(root);
    assert_eq!(
        (
            files(&lake(root)),
            lake(root).snapshot(&ITEM_TALLIES).unwrap().version
        ),
        (before, versions),
        "nothing new, no commit"
    );
    let done = page().replace("\"New\"", "\"Successful\"").replace(
        "\"EndProcessing\":null",
        "\"EndProcessing\":\"2026-03-06T08:00:00Z\"",
    );
    write(root, "in/bots/queueitems-2.json", &done);
    run(root);
    // 51 is done on 6 March: 3 units, and a valid item more: 1.25.
    let score = &mart(root, "project_scores")[0];
    assert_eq!(
        (score["units"].as_str(), score["cost"].as_str()),
        ("3.00", "1.25")
    );
    assert_eq!(mart(root, "project_scores")[1]["units"], "2.00");
}

/// Promises of both projects that items are done with by their deadlines: as they tell them alone;
/// within 61 and within 60 minutes where they tell none; and within two days.
fn promised(root: &Path) {
    let promise = |project: &str| {
        let row = |id: &str, threshold: &str| {
            format!("{project}-{id},{project},item_deadline,0.5,{threshold},1\n")
        };
        row("told", "") + &row("61", "61m") + &row("60", "60m") + &row("days", "2d")
    };
    let head = "objective_id,project_id,sli,target,threshold,min_valid\n";
    write(
        root,
        "baselines/objectives.csv",
        &(head.to_owned() + &promise("p") + &promise("q")),
    );
}

/// Of a mart's promises: valid, good, excluded and how they stand, by their id.
fn promises(root: &Path) -> BTreeMap<String, String> {
    let rows = mart(root, "objective_scores").into_iter();
    let told = |row: &BTreeMap<String, String>| {
        ["valid", "good", "excluded", "status"]
            .map(|column| row[column].clone())
            .join(" ")
    };
    rows.map(|row| (row["objective_id"].clone(), told(&row)))
        .collect()
}

#[test]
fn a_promise_about_deadlines_is_judged_on_the_day_that_an_item_is_due() {
    let estate = estate();
    let root = estate.path();
    promised(root);
    run(root);
    let found = promises(root);
    for project in ["p", "q"] {
        for (promise, told) in [
            // 11 is done at the very moment it is due. 21 was due on 2 March and is done with on
            // the 4th, by its third attempt.
            ("told", "2 1 0 met"),
            // 31 and 41 are done with after exactly 61 minutes, in whatever way; 51 is open and
            // past due; 61 took 15 hours. 3 of 6 is exactly the half that was promised: March is
            // over, so it is kept, though nothing of the budget is left.
            ("61", "6 3 0 met"),
            ("60", "6 1 0 breached"),
            // 61 is due on 2 April. 51 was due on 7 March: 3 of 5.
            ("days", "5 3 0 met"),
        ] {
            assert_eq!(
                found[&format!("{project}-{promise}")],
                told,
                "{project} {promise}"
            );
        }
    }
    // 51 is done on 6 March, a day before it is due within two days: 4 of 5, and 1.5 of a budget of
    // 2.5 are left.
    let done = page().replace("\"New\"", "\"Successful\"").replace(
        "\"EndProcessing\":null",
        "\"EndProcessing\":\"2026-03-06T08:00:00Z\"",
    );
    write(root, "in/bots/queueitems-2.json", &done);
    run(root);
    let found = promises(root);
    assert_eq!(
        (found["p-days"].as_str(), found["q-days"].as_str()),
        ("5 4 0 met", "5 3 0 met")
    );
    assert_eq!(
        (found["p-61"].as_str(), found["p-told"].as_str()),
        ("6 3 0 met", "2 1 0 met"),
        "a day late all the same"
    );
}

#[test]
fn where_nobody_says_when_an_item_is_due_its_time_runs_from_its_first_attempt() {
    let estate = estate();
    let root = estate.path();
    promised(root);
    // 21 was created on 2 March at 7:00: two days later is 4 March at 7:00, and its third attempt,
    // which was created on the 3rd, is done with at 9:03. So it is late, as it was with a deadline
    // of its own: 3 of 5; and only 11 tells one.
    write(
        root,
        "in/bots/queueitems.json",
        &page().replace("\"DueDate\":\"2026-03-02T12:00:00Z\"", "\"DueDate\":null"),
    );
    run(root);
    let found = promises(root);
    assert_eq!(
        (found["p-days"].as_str(), found["p-told"].as_str()),
        ("5 3 0 met", "1 1 0 met")
    );
}

#[test]
fn an_item_that_was_worked_on_in_an_outage_is_agreed_not_to_count() {
    let estate = estate();
    let root = estate.path();
    promised(root);
    // 31 and 41 began at 8:00 on 4 March; 51, which never began, is due within 61 minutes at 8:01
    // on 5 March.
    let outages = "bots,2026-03-04T08:00:00Z,2026-03-04T08:00:01Z,outage,me\nbots,2026-03-05T08:01:00Z,2026-03-05T08:02:00Z,outage,me\n";
    write(
        root,
        "baselines/exclusions.csv",
        &format!("satellite_id,from,to,reason,agreed_by\n{outages}"),
    );
    run(root);
    let found = promises(root);
    assert_eq!(
        (found["p-61"].as_str(), found["p-told"].as_str()),
        ("3 1 3 breached", "2 1 0 met")
    );
    assert_eq!(found["q-61"], "6 3 0 met", "an outage of another satellite");
}

#[test]
fn who_tells_only_items_is_as_fresh_as_its_newest_item() {
    let estate = estate();
    let root = estate.path();
    run(root);
    let coverage = mart(root, "coverage");
    let columns = [
        "newest_event",
        "complete_until",
        "days_with_sessions",
        "first_day",
    ];
    for row in &coverage {
        // 61 ended at 22:30 UTC on 31 March; March ends in Berlin half an hour before. In March
        // items are of the 2nd, 4th and 5th.
        let told = columns.map(|column| row[column].as_str());
        assert_eq!(
            told,
            [
                "2026-03-31T22:30:00Z",
                "2026-03-31T22:00:00Z",
                "3",
                "2026-03-02"
            ],
            "{}",
            row["satellite_id"]
        );
    }
}
