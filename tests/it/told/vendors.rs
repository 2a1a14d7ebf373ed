//! How automation platforms tell a month, each under names and in words of its own.

use std::path::Path;

use chrono::{DateTime, FixedOffset, Utc};
use chrono_tz::Europe::Berlin;
use serde_json::{Value, json};

use super::formats::{iso, spelled, word, write};
use super::{Month, Outcome, Telling};

/// Pages of a few rows each, called by the vendor's own name.
fn pages(
    month: &Month,
    folder: &Path,
    table: &str,
    rows_are: &str,
    row: impl Fn(&Telling, usize) -> Value,
) {
    for (n, rows) in month.files.iter().enumerate() {
        let rows: Vec<_> = rows
            .iter()
            .enumerate()
            .map(|(at, telling)| row(telling, at))
            .collect();
        for (page, rows) in rows.chunks(4).enumerate() {
            let answer =
                json!({ "a_before": { rows_are: "not this" }, rows_are: rows, "z_behind": [1, 2] });
            let text = if n.is_multiple_of(2) {
                answer.to_string()
            } else {
                serde_json::to_string_pretty(&answer).expect("JSON")
            };
            write(folder, format!("{table}-{n}-{page}.json"), text);
        }
    }
}

fn waits(row: &Telling) -> bool {
    row.outcome == Outcome::Queued
}

/// Since when it runs, if it does.
fn began(row: &Telling) -> Option<DateTime<Utc>> {
    row.started.filter(|_| !waits(row))
}

fn message(row: &Telling) -> Option<&str> {
    row.error.as_ref().map(|(_, message)| message.as_str())
}

pub fn automation_anywhere(month: &Month, folder: &Path) {
    let words = [
        "COMPLETED",
        "RUN_FAILED",
        "RUN_ABORTED",
        "RUNNING",
        "QUEUED",
        "RUN_PAUSED",
    ];
    pages(month, folder, "activities", "list", |row, n| {
        json!({
            "id": row.session,
            "automationName": format!("{}.26.01.01", row.process),
            "fileId": row.automation(),
            "fileName": row.process,
            "deviceId": row.machine.map(|(id, _)| id),
            "deviceName": row.machine.map(|(_, name)| name),
            "status": word(row.outcome, words),
            "startDateTime": began(row).map(|at| spelled(at, n)),
            "endDateTime": row.ended.map(|at| spelled(at, n + 1)),
            "createdOn": row.started.or(row.ended).map(|at| spelled(at, n + 2)),
            "modifiedOn": spelled(row.modified, n + 3),
            "message": message(row).unwrap_or("it went well"),
        })
    });
}

/// The wall clock somewhere, as the database writes it, and how many seconds it is ahead of UTC.
fn wall(at: Option<DateTime<Utc>>, n: usize) -> [String; 2] {
    let Some(at) = at else {
        return ["NULL".into(), "NULL".into()];
    };
    let seconds = match n % 3 {
        0 => {
            at.with_timezone(&Berlin).format("%z").to_string()[1..3]
                .parse::<i32>()
                .expect("hours")
                * 3_600
        }
        1 => 0,
        _ => -16_200,
    };
    let clock = FixedOffset::east_opt(seconds).expect("an offset of hours");
    [
        at.with_timezone(&clock)
            .format("%Y-%m-%d %H:%M:%S%.3f")
            .to_string(),
        seconds.to_string(),
    ]
}

const STATUSES: [&str; 6] = ["4", "2", "3", "1", "0", "never"];

/// The database's own table.
pub fn blue_prism_sheet(month: &Month, folder: &Path) {
    let names = "sessionnumber,sessionid,startdatetime,starttimezoneoffset,enddatetime,endtimezoneoffset,processid,runningresourceid,statusid,\
                 startparamsxml,lastupdated,lastupdatedtimezoneoffset,exceptiontype,exceptionmessage";
    for (n, rows) in month.files.iter().enumerate() {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(names.split(',')).expect("into memory");
        for (at, row) in rows.iter().enumerate() {
            let opt = |text: Option<&str>| text.unwrap_or("NULL").to_owned();
            let ([start, start_offset], [end, end_offset]) =
                (wall(row.started, at), wall(row.ended, at + 1));
            let [updated, updated_offset] = wall(Some(row.modified), at + 2);
            let cells = [
                at.to_string(),
                row.session.clone(),
                start,
                start_offset,
                end,
                end_offset,
                row.automation(),
                opt(row.machine.map(|(id, _)| id)),
                word(row.outcome, STATUSES),
                "<inputs>\n</inputs>".into(),
                updated,
                updated_offset,
                opt(row.error.as_ref().map(|(code, _)| *code)),
                opt(message(row)),
            ];
            writer.write_record(cells).expect("into memory");
        }
        let text = String::from_utf8(writer.into_inner().expect("into memory")).expect("text");
        write(folder, format!("BPASession_{n}.csv"), text);
    }
}

/// The API's words for the same.
pub fn blue_prism_pages(month: &Month, folder: &Path) {
    let words = [
        "Completed",
        "Terminated",
        "Stopped",
        "Running",
        "Pending",
        "never",
    ];
    pages(month, folder, "sessions", "items", |row, n| {
        json!({
            "sessionId": row.session,
            "processId": row.automation(),
            "processName": row.process,
            "resourceId": row.machine.map(|(id, _)| id),
            "resourceName": row.machine.map(|(_, name)| name),
            "status": word(row.outcome, words),
            "startTime": row.started.map(|at| spelled(at, n)),
            "endTime": row.ended.map(|at| spelled(at, n + 1)),
            "exceptionType": row.error.as_ref().map(|(code, _)| *code),
            "exceptionMessage": message(row),
            "terminationReason": if row.error.is_some() { "ProcessError" } else { "None" },
        })
    });
}

pub fn n8n(month: &Month, folder: &Path) {
    let words = ["success", "error", "canceled", "running", "new", "waiting"];
    pages(month, folder, "executions", "data", |row, n| {
        json!({
            "id": row.session,
            "finished": row.outcome == Outcome::Succeeded,
            "retryOf": null,
            "retrySuccessId": null,
            "status": word(row.outcome, words),
            "startedAt": began(row).map(|at| spelled(at, n)),
            "stoppedAt": row.ended.map(|at| spelled(at, n + 1)),
            "createdAt": row.started.or(row.ended).map(|at| spelled(at, n + 2)),
            "workflowId": row.automation(),
            "workflowData": { "id": "not this", "name": row.process },
            "data": { "resultData": { "id": "nor this" } },
        })
    });
}

/// Values beside labels of somebody else's language.
pub fn servicenow(month: &Month, folder: &Path) {
    let words = [
        "Complete", "Error", "Canceled", "Running", "Queued", "never",
    ];
    let time = |at: Option<DateTime<Utc>>| {
        at.map(|at| at.format("%Y-%m-%d %H:%M:%S%.3f").to_string())
            .unwrap_or_default()
    };
    pages(
        month,
        folder,
        "sn_ac_automation_execution",
        "result",
        |row, n| {
            let mut told = json!({
                "sys_id": row.session,
                "state": word(row.outcome, words),
                "automation": row.automation(),
                "robot": row.machine.map_or("", |(id, _)| id),
                "start_time": time(began(row)),
                "end_time": time(row.ended),
                "sys_created_on": time(row.started.or(row.ended)),
                "sys_updated_on": time(Some(row.modified)),
                "sys_mod_count": row.version.to_string(),
                "error_code": row.error.as_ref().map_or("", |(code, _)| *code),
                "error_message": message(row).unwrap_or_default(),
            });
            if n.is_multiple_of(2) {
                for value in told.as_object_mut().expect("an object").values_mut() {
                    *value = json!({ "display_value": "nicht dies", "value": value.take() });
                }
            }
            told
        },
    );
}

pub fn camunda(month: &Month, folder: &Path) {
    let words = [
        "COMPLETED",
        "INTERNALLY_TERMINATED",
        "EXTERNALLY_TERMINATED",
        "ACTIVE",
        "never",
        "SUSPENDED",
    ];
    let time = |at: DateTime<Utc>| {
        at.with_timezone(&Berlin)
            .format("%Y-%m-%dT%H:%M:%S%.3f%z")
            .to_string()
    };
    for (n, rows) in month.files.iter().enumerate() {
        let row = |row: &Telling| {
            json!({
                "id": row.session,
                "rootProcessInstanceId": row.session,
                "processDefinitionId": "another in every version",
                "processDefinitionKey": row.automation(),
                "processDefinitionName": row.process,
                "processDefinitionVersion": row.package,
                "startTime": row.started.map(time),
                "endTime": row.ended.map(time),
                "state": word(row.outcome, words),
                "deleteReason": message(row).unwrap_or("whatever it was"),
            })
        };
        write(
            folder,
            format!("process-instances_{n}.json"),
            Value::from_iter(rows.iter().map(row)).to_string(),
        );
    }
}

pub fn workato(month: &Month, folder: &Path) {
    let words = ["succeeded", "failed", "never", "pending", "never", "never"];
    pages(month, folder, "jobs", "items", |row, n| {
        let error = message(row).map(|text| {
            if n.is_multiple_of(2) {
                json!({ "message": text, "inner": "not this" })
            } else {
                json!(text)
            }
        });
        json!({
            "id": row.session,
            "recipe_id": row.automation(),
            "started_at": row.started.map(iso),
            "completed_at": row.ended.map(iso),
            "status": word(row.outcome, words),
            "is_error": row.outcome == Outcome::Failed,
            "error": error,
            "error_parts": { "error_type": row.error.as_ref().map(|(code, _)| *code) },
            "calling_recipe_id": row.parent_automation,
            "calling_job_id": row.parent_session,
            "title": "[not this]",
        })
    });
}

/// Events in any order and in any case, of jobs and of what is none.
pub fn uipath_events(month: &Month, folder: &Path) {
    let words = [
        "Successful",
        "Faulted",
        "Stopped",
        "Running",
        "Pending",
        "Suspended",
    ];
    for (n, rows) in month.files.iter().enumerate() {
        let event = |(at, row): (usize, &Telling)| {
            let name = ["job.updated", "Job.Updated", "JOB.UPDATED"][at % 3];
            let told = json!({
                "EventType": name,
                "Timestamp": spelled(row.modified, at),
                "FolderKey": "not this",
                "FullFolderPath": row.folder,
                "body": { "Job": {
                    "Key": row.session,
                    "CreationTime": row.started.or(row.ended).map(iso),
                    "State": word(row.outcome, words),
                    "StartTime": began(row).map(|at| spelled(at, n)),
                    "EndTime": row.ended.map(|at| spelled(at, n + 1)),
                    "ProcessName": row.process,
                    "HostMachineName": row.machine.map(|(_, name)| name),
                } },
            });
            format!(
                "{told}\n{}\n",
                json!({ "EventType": "machine.updated", "body": { "Machine": { "Key": row.session } } })
            )
        };
        write(
            folder,
            format!("events_{n}.ndjson"),
            rows.iter().enumerate().map(event).collect::<String>(),
        );
    }
}

/// The kit's trace of flow sessions: a table and pages of it, with texts that went through flows
/// which wrote HTML's entities.
pub fn kit(month: &Month, folder: &Path) {
    let words = [
        "Succeeded",
        "Failed",
        "Cancelled",
        "Running",
        "Pending",
        "Paused",
    ];
    let entities = |text: &str, n: usize| {
        if n.is_multiple_of(2) {
            text.to_owned()
        } else {
            text.replace('"', "&quot;")
                .replace('\'', "&#39;")
                .replace('ß', "&#xdf;")
        }
    };
    let row = |row: &Telling, n: usize| {
        let time = |at: Option<DateTime<Utc>>, n: usize| at.map(|at| spelled(at, n));
        [
            ("flowsessiontraceid", Some(format!("trace-{n}"))),
            ("flowsessionid", Some(row.session.clone())),
            ("flowid", Some(row.automation())),
            ("flowname", Some(entities(row.process, n))),
            ("solutionid", Some(row.folder.to_owned())),
            ("startedon", time(began(row), n)),
            ("completedon", time(row.ended, n + 1)),
            ("overallstatus", Some(word(row.outcome, words))),
            ("runmode", Some(row.mode.to_owned())),
            ("hostname", row.machine.map(|(_, name)| name.to_owned())),
            ("maker", Some(row.owner.to_owned())),
            (
                "exceptioncode",
                row.error.as_ref().map(|(code, _)| (*code).to_owned()),
            ),
            (
                "exceptiondetails",
                message(row).map(|text| entities(text, n)),
            ),
            (
                "flowtriggeruri",
                Some("https://flows/?sig=not-ours".to_owned()),
            ),
        ]
    };
    let own = |row: &Telling| {
        [
            ("createdon", row.started.or(row.ended).map(iso)),
            ("modifiedon", Some(iso(row.modified))),
        ]
    };
    let pages_of = Month {
        files: month.files.iter().skip(1).cloned().collect(),
    };
    pages(
        &pages_of,
        folder,
        "autocoe_flowsessiontraces",
        "value",
        |telling, n| {
            let members = row(telling, n)
                .into_iter()
                .map(|(name, text)| (format!("autocoe_{name}"), json!(text)));
            let own = own(telling)
                .into_iter()
                .map(|(name, text)| (name.to_owned(), json!(text)));
            members
                .chain(own)
                .chain([("versionnumber".to_owned(), json!(telling.version))])
                .collect::<serde_json::Map<_, _>>()
                .into()
        },
    );
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (n, telling) in month.files[0].iter().enumerate() {
        let cells: Vec<_> = row(telling, n)
            .into_iter()
            .chain(own(telling))
            .chain([("versionnumber", Some(telling.version.to_string()))])
            .collect();
        if n == 0 {
            writer
                .write_record(cells.iter().map(|(name, _)| *name))
                .expect("into memory");
        }
        writer
            .write_record(
                cells
                    .iter()
                    .map(|(_, text)| text.as_deref().unwrap_or_default()),
            )
            .expect("into memory");
    }
    write(
        folder,
        "autocoe_flowsessiontrace.csv".into(),
        writer.into_inner().expect("into memory"),
    );
}
