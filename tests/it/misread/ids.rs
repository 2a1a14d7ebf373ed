//! Ids that are not unique where they should be, and one id that is written in two ways.

use crate::workspace::{Estate, satellite};

const AIRFLOW: &str = "[satellite.columns]
automation_id = \"dag_id\"
started = \"start_date\"
outcome = { column = \"state\", map = { success = \"succeeded\" } }
";

/// Three DAGs, each with the run that Airflow calls alike in all of them.
fn runs() -> String {
    let row = |dag: &str| {
        let run = "scheduled__2026-03-01T00:00:00+00:00";
        format!(
            "{{\"dag_id\":\"{dag}\",\"dag_run_id\":\"{run}\",\"state\":\"success\",\"start_date\":\"2026-03-01T08:00:00Z\"}}\n"
        )
    };
    ["A", "finance", "hr"].map(row).concat()
}

#[test]
fn an_id_may_be_made_of_several_columns() {
    let estate = Estate::of(&satellite(
        "ndjson",
        &format!("{AIRFLOW}session_id = {{ columns = [\"dag_id\", \"dag_run_id\"] }}"),
    ));
    estate.write("in/r.ndjson", &runs());
    let said = estate.run();
    assert!(
        said.contains("3 rows read = 3 new + 0 replacing + 0 superseded + 0 rejected"),
        "{said}"
    );
    assert_eq!(estate.ran(), ["A 1 1", "finance 1 1", "hr 1 1"]);
    assert!(!said.contains("one id"), "{said}");
}

#[test]
fn parts_that_hold_what_joins_them_make_no_other_id() {
    let columns = "[satellite.columns]\nsession_id = { columns = [\"A\", \"B\"] }\nautomation_id = { constant = \"A\" }\nstarted = \"T\"\n\
                   outcome = { constant = \"succeeded\" }\n";
    let estate = Estate::of(&satellite("csv", columns));
    let at = "2026-03-02T08:00:00Z";
    // A part that is empty is no id: `3;` tells half of one.
    estate.write(
        "in/a.csv",
        &format!("A;B;T\n1/2;3;{at}\n1;2/3;{at}\n1~;2;{at}\n1;~2;{at}\n1~1;2;{at}\n3; ;{at}\n"),
    );
    let said = estate.run();
    assert!(
        said.contains("6 rows read = 5 new + 0 replacing + 0 superseded + 1 rejected"),
        "{said}"
    );
    let (_, rejects) = estate.reckon(&["rejects", "--output", "csv"]);
    assert!(rejects.contains("7,B,missing_value"), "{rejects}");
}

#[test]
fn rows_of_one_export_that_share_an_id_and_name_different_automations_are_told() {
    let estate = Estate::of(&satellite(
        "ndjson",
        &format!("{AIRFLOW}session_id = \"dag_run_id\""),
    ));
    estate.write("in/r.ndjson", &runs());
    let said = estate.run();
    // Of three rows under one id one is kept; the two others tell of other DAGs.
    let told = "WARN s: 2 rows of r.ndjson have the id of another row and tell of something else, so they were not counted";
    assert!(
        said.contains(told) && said.contains("session_id = { columns ="),
        "{said}"
    );
    assert!(
        estate
            .page()
            .contains("2 rows have the id of another row of the same export"),
        "{}",
        estate.page()
    );
    assert_eq!(estate.reckon(&["run", "all", "--strict"]).0, 1);
    // Mended, nothing is left of it.
    let text = satellite(
        "ndjson",
        &format!("{AIRFLOW}session_id = {{ columns = [\"dag_id\", \"dag_run_id\"] }}"),
    );
    estate.write(
        "reckoner.toml",
        &format!("[estate]\nname = \"N\"\ncurrency = \"USD\"\n\n{text}"),
    );
    estate.run();
    assert!(
        !estate.page().contains("of the same export"),
        "{}",
        estate.page()
    );
}

#[test]
fn without_versions_rows_of_one_id_that_start_at_different_times_are_two_runs() {
    let columns = |more: &str| {
        format!(
            "[satellite.columns]\nsession_id = \"Id\"\nautomation_id = \"Job\"\nstarted = \"T\"\noutcome = {{ constant = \"succeeded\" }}\n{more}"
        )
    };
    let rows = "Id;Job;T;V\n1;A;2026-03-02T08:00:00Z;1\n1;A;2026-03-03T08:00:00Z;2\n2;A;2026-03-02T08:00:00Z;1\n2;A;2026-03-02T08:00:00Z;1\n";
    let estate = Estate::of(&satellite("csv", &columns("")));
    estate.write("in/a.csv", rows);
    let said = estate.run();
    assert!(
        said.contains("1 row of a.csv has the id of another row and tells of something else"),
        "{said}"
    );
    // With a version the later row is how the session stands.
    let estate = Estate::of(&satellite("csv", &columns("source_version = \"V\"\n")));
    estate.write("in/a.csv", rows);
    let said = estate.run();
    assert!(!said.contains("the id of another row"), "{said}");
}

#[test]
fn a_guid_is_one_id_in_capitals_and_in_small_letters() {
    let guid = |n: u32| format!("{n:08x}-0b5e-4c2f-9a1d-2e3f4a5b6c7d");
    let estate = Estate::of(&satellite("blue-prism", ""));
    let head = "sessionid,processid,processname,startdatetime,enddatetime,statusid\n";
    let row = |n: u32, process: u32| {
        let (id, process) = (
            guid(0xaaaa_0000 + n).to_uppercase(),
            guid(process).to_uppercase(),
        );
        format!("{id},{process},Invoices,2026-03-02 08:00:00,2026-03-02 08:05:00,4\n")
    };
    estate.write(
        "in/BPASession.csv",
        &(head.to_owned() + &row(1, 0xb0b0) + &row(2, 0xb0b0)),
    );
    let answer = |n: u32| {
        format!(
            "{{\"sessionId\":\"{}\",\"processId\":\"{}\",\"startTime\":\"2026-03-02T08:00:00Z\",\"endTime\":\"2026-03-02T08:05:00Z\",\"status\":\"Completed\"}}",
            guid(0xaaaa_0000 + n),
            guid(0xb0b0)
        )
    };
    estate.write(
        "in/sessions-1.json",
        &format!("{{\"items\":[{},{}]}}", answer(2), answer(3)),
    );
    // Copied from the database, it meters what the API calls otherwise; written in both ways it is
    // the same row twice.
    let head = "satellite_id,automation_id,project_id,valid_from\n";
    let row = format!("s,{},p,2000-01-01\n", guid(0xb0b0).to_uppercase());
    estate.write(
        "baselines/meterings.csv",
        &(head.to_owned() + &row + &row.to_lowercase()),
    );
    assert!(estate.mistakes().contains("twice"));
    estate.write("baselines/meterings.csv", &(head.to_owned() + &row));
    estate.run();
    assert_eq!(estate.mart("automation_scores")[0]["projects"], "p");
    assert_eq!(estate.ran(), [format!("{} 3 3", guid(0xb0b0))]);

    let estate = Estate::of(&satellite("uipath", ""));
    let job = |key: String| {
        format!(
            "{{\"Key\":\"{key}\",\"ReleaseName\":\"A\",\"StartTime\":\"2026-03-02T08:00:00Z\",\"EndTime\":\"2026-03-02T08:05:00Z\",\"State\":\"Successful\"}}"
        )
    };
    estate.write(
        "in/jobs.json",
        &format!(
            "{{\"value\":[{},{}]}}",
            job(guid(7).to_uppercase()),
            job(guid(7))
        ),
    );
    estate.run();
    assert_eq!(estate.ran(), ["A 1 1"]);
}
