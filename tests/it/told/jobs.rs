//! How UiPath Orchestrator tells a month.

use std::path::Path;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::formats::{spelled, word, write};
use super::{Month, Outcome, Telling};

fn job(row: &Telling, n: usize) -> Value {
    let words = [
        "Successful",
        "Faulted",
        "Stopped",
        "Running",
        "Pending",
        "Suspended",
    ];
    let waits = row.outcome == Outcome::Queued;
    let created = row.started.or(row.ended).map(|at| {
        if waits {
            at
        } else {
            at - TimeDelta::minutes(5)
        }
    });
    let mut job = json!({
        "Id": 4_000_000_000i64 + n as i64,
        "Key": row.session,
        "StartTime": row.started.filter(|_| !waits).map(|at| spelled(at, n)),
        "EndTime": row.ended.map(|at| spelled(at, n + 1)),
        "CreationTime": created.map(|at| spelled(at, n + 2)),
        "LastModificationTime": spelled(row.modified, n + 3),
        "State": word(row.outcome, words),
        "ReleaseName": row.process,
        "OrganizationUnitFullyQualifiedName": row.folder,
        "OrganizationUnitId": 17,
        "Type": "Unattended",
        "RuntimeType": if row.mode == "attended" { "Attended" } else { "Unattended" },
        "SourceType": row.trigger,
        "HostMachineName": row.machine.map(|(_, name)| name),
        "Machine": row.machine.map(|(id, name)| json!({ "Id": id.parse::<i64>().expect("a number"), "Name": name })),
        "ParentJobKey": row.parent_session,
        "InputArguments": "{\"Key\":\"not this\"}",
        "Info": "whatever the job says when nothing failed",
        "ErrorCode": Value::Null,
        "JobError": Value::Null,
    });
    if let Some(package) = row.package {
        job["Release"] = json!({ "ProcessVersion": package });
    }
    if let Some((code, message)) = &row.error {
        // Older versions of Orchestrator tell an error flat.
        let parts = if n.is_multiple_of(2) {
            ("ErrorCode", json!(code), "Info", json!(message))
        } else {
            (
                "JobError",
                json!({ "code": code, "detail": message }),
                "Info",
                json!("see JobError"),
            )
        };
        job[parts.0] = parts.1;
        job[parts.2] = parts.3;
    }
    job
}

/// Pages as they are answered: some rows each, in documents that may span lines.
pub fn uipath_pages(month: &Month, folder: &Path) {
    for (n, rows) in month.files.iter().enumerate() {
        let jobs: Vec<_> = rows
            .iter()
            .enumerate()
            .map(|(at, row)| job(row, at))
            .collect();
        for (page, jobs) in jobs.chunks(3).enumerate() {
            let answer = json!({
                "@odata.context": "https://orchestrator.example/odata/$metadata#Jobs",
                "@odata.count": jobs.len(),
                "value": jobs,
                "@odata.nextLink": "https://orchestrator.example/odata/Jobs?$skip=3",
            });
            let text = if n.is_multiple_of(2) {
                answer.to_string()
            } else {
                serde_json::to_string_pretty(&answer).expect("JSON")
            };
            write(folder, format!("{n}-{page}.json"), text);
        }
    }
}

/// The rows line by line; the file's name says which table it is.
pub fn uipath_ndjson(month: &Month, folder: &Path) {
    for (n, rows) in month.files.iter().enumerate() {
        let lines: String = rows
            .iter()
            .enumerate()
            .map(|(at, row)| format!("{}\n", job(row, at + 1)))
            .collect();
        write(folder, format!("Jobs_{n}.jsonl"), lines);
    }
}
