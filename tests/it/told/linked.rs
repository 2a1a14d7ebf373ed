//! How a link from Dataverse tells a month.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::formats::{iso, word, write};
use super::{Month, Outcome, Telling};

/// Attributes in the order in which a link exports them; those it adds to every table come first
/// and last.
const ATTRIBUTES: [&str; 18] = [
    "Id",
    "SinkCreatedOn",
    "SinkModifiedOn",
    "statecode",
    "statuscode",
    "runmode",
    "triggertype",
    "createdon",
    "startedon",
    "completedon",
    "regardingobjectid",
    "machineid",
    "machinegroupid",
    "ownerid",
    "errorcode",
    "errormessage",
    "versionnumber",
    "IsDelete",
];
/// Added to the table later, so older folders do not have them.
const ADDED: [&str; 2] = ["parentworkflowid", "parentcloudflowrunsequenceid"];

/// Folders by the hour without header lines, each with its model; the one in progress is named and
/// not there yet.
pub fn synapse_link(month: &Month, folder: &Path) {
    for (n, rows) in month.files.iter().enumerate() {
        let stamp = format!("2026-01-0{}T08.00.00Z", n + 1);
        let attributes: Vec<Value> = ATTRIBUTES
            .iter()
            .chain(&ADDED)
            .map(|name| json!({ "name": name, "dataType": "string" }))
            .collect();
        let model = json!({ "name": "cdm", "version": "1.0", "entities": [
            { "$type": "LocalEntity", "name": "flowsession", "attributes": attributes, "partitions": [] },
        ] });
        write(&folder.join(&stamp), "model.json".into(), model.to_string());
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .from_writer(Vec::new());
        for (at, row) in rows.iter().enumerate() {
            let mut fields = linked(row, at);
            if fields[ATTRIBUTES.len()..].iter().all(String::is_empty) && at.is_multiple_of(2) {
                // Written before there were these attributes.
                fields.truncate(ATTRIBUTES.len());
            }
            writer.write_record(fields).expect("into memory");
        }
        let text = String::from_utf8(writer.into_inner().expect("into memory")).expect("text");
        write(
            &folder.join(&stamp).join("flowsession"),
            "2026-01.csv".into(),
            text,
        );
    }
    write(
        &folder.join("Changelog"),
        "changelog.info".into(),
        "2026-01-09T08.00.00Z",
    );
}

fn linked(row: &Telling, n: usize) -> Vec<String> {
    let opt = |text: Option<&str>| text.unwrap_or_default().to_owned();
    // A link tells UTC, be it with a Z or without.
    let time = |at: Option<DateTime<Utc>>| {
        let iso = at.map(iso).unwrap_or_default();
        if n.is_multiple_of(2) {
            iso
        } else {
            iso.replace('Z', "0000")
        }
    };
    let waits = row.outcome == Outcome::Queued;
    vec![
        row.session.clone(),
        time(row.started.or(row.ended)),
        time(Some(row.modified)),
        "0".into(),
        word(row.outcome, ["4", "8", "7", "2", "3", "6"]),
        if row.mode == "attended" {
            "1".into()
        } else {
            "2".into()
        },
        row.trigger.into(),
        time(row.started.or(row.ended)),
        time(row.started.filter(|_| !waits)),
        time(row.ended),
        row.automation(),
        opt(row.machine.map(|(id, _)| id)),
        row.group.into(),
        row.owner.into(),
        opt(row.error.as_ref().map(|(code, _)| *code)),
        opt(row.error.as_ref().map(|(_, message)| message.as_str())),
        row.version.to_string(),
        if n.is_multiple_of(2) {
            "False".into()
        } else {
            String::new()
        },
        opt(row.parent_automation),
        opt(row.parent_session.as_deref()),
    ]
}

/// Attributes of a cloud flow's run. Its key is another id than the one by which others know it.
const OF_RUNS: [&str; 16] = [
    "Id",
    "SinkModifiedOn",
    "name",
    "workflow",
    "workflowname",
    "status",
    "starttime",
    "endtime",
    "triggertype",
    "ownerid",
    "parentrunid",
    "errorcode",
    "errormessage",
    "versionnumber",
    "createdon",
    "IsDelete",
];

/// The same, all of it runs of cloud flows.
pub fn cloud_runs(month: &Month, folder: &Path) {
    for (n, rows) in month.files.iter().enumerate() {
        let stamp = format!("2026-01-0{}T08.00.00Z", n + 1);
        let attributes: Vec<Value> = OF_RUNS
            .iter()
            .map(|name| json!({ "name": name, "dataType": "string" }))
            .collect();
        let model = json!({ "entities": [{ "name": "flowrun", "attributes": attributes, "partitions": [] }] });
        write(&folder.join(&stamp), "model.json".into(), model.to_string());
        let mut writer = csv::Writer::from_writer(Vec::new());
        rows.iter()
            .enumerate()
            .for_each(|(at, row)| writer.write_record(run(row, at)).expect("into memory"));
        let text = String::from_utf8(writer.into_inner().expect("into memory")).expect("text");
        write(
            &folder.join(&stamp).join("flowrun"),
            "2026-01.csv".into(),
            text,
        );
    }
    write(
        &folder.join("Changelog"),
        "changelog.info".into(),
        "2026-01-09T08.00.00Z",
    );
}

fn run(row: &Telling, n: usize) -> Vec<String> {
    let opt = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let time = |at: Option<DateTime<Utc>>| at.map(iso).unwrap_or_default();
    let waits = row.outcome == Outcome::Queued;
    vec![
        format!("key-{n}"),
        time(Some(row.modified)),
        row.session.clone(),
        row.automation(),
        row.process.into(),
        word(
            row.outcome,
            [
                "Success",
                "Failed",
                "Cancelled",
                "Running",
                "Waiting",
                "Suspended",
            ],
        ),
        time(row.started.filter(|_| !waits)),
        time(row.ended),
        row.trigger.into(),
        row.owner.into(),
        opt(row.parent_session.as_deref()),
        opt(row.error.as_ref().map(|(code, _)| *code)),
        opt(row.error.as_ref().map(|(_, message)| message.as_str())),
        row.version.to_string(),
        time(row.started.or(row.ended)),
        if n.is_multiple_of(2) {
            "False".into()
        } else {
            String::new()
        },
    ]
}

/// The table that a link keeps beside its CSVs: a version for each file, in columns with types of
/// their own.
pub fn delta(month: &Month, folder: &Path) {
    let names = || ATTRIBUTES.iter().chain(&ADDED);
    let version = |rows: &Vec<Telling>| -> RecordBatch {
        let fields: Vec<Vec<String>> = rows.iter().map(|row| linked(row, 0)).collect();
        let column = |(at, name): (usize, &&str)| -> (&'static str, ArrayRef) {
            let told = || {
                fields
                    .iter()
                    .map(|fields| Some(fields[at].as_str()).filter(|text| !text.is_empty()))
            };
            let array: ArrayRef = match *name {
                "statuscode" | "runmode" | "versionnumber" => Arc::new(
                    told()
                        .map(|text| text.map(|text| text.parse::<i64>().expect("a number")))
                        .collect::<Int64Array>(),
                ),
                "SinkCreatedOn" | "SinkModifiedOn" | "createdon" | "startedon" | "completedon" => {
                    let micros = |text: &str| {
                        text.parse::<DateTime<Utc>>()
                            .expect("an instant")
                            .timestamp_micros()
                    };
                    Arc::new(
                        told()
                            .map(|text| text.map(micros))
                            .collect::<TimestampMicrosecondArray>()
                            .with_timezone("UTC"),
                    )
                }
                "IsDelete" => Arc::new(
                    told()
                        .map(|text| text.map(|text| text == "True"))
                        .collect::<BooleanArray>(),
                ),
                _ => Arc::new(told().collect::<StringArray>()),
            };
            (*names().nth(at).expect("an attribute"), array)
        };
        let mut columns: Vec<(&str, ArrayRef)> = names().enumerate().map(column).collect();
        columns.push((
            "PartitionId",
            Arc::new(StringArray::from(vec!["2026"; rows.len()])),
        ));
        let columns = columns.into_iter().map(|(name, array)| (name, array, true));
        RecordBatch::try_from_iter_with_nullable(columns).expect("columns of one length")
    };
    let versions: Vec<RecordBatch> = month.files.iter().map(version).collect();
    super::tables::write(
        &folder.join("deltalake/flowsession_partitioned"),
        &["PartitionId"],
        &versions,
    );
}
