//! How Dataverse's Web API answers with a month: pages with labels, and rows without.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::formats::{iso, word, write};
use super::{Month, Outcome, Telling};

const LABEL: &str = "@OData.Community.Display.V1.FormattedValue";

/// Documents of pages of at most three rows, one behind the other, each naming the next.
pub fn dataverse_pages(month: &Month, folder: &Path) {
    let service = "https://contoso.crm4.dynamics.com/api/data/v9.2";
    for (n, rows) in month.files.iter().enumerate() {
        let mut text = String::new();
        for (at, part) in rows.chunks(3).enumerate() {
            let value: Vec<Value> = part
                .iter()
                .enumerate()
                .map(|(at, row)| answered(row, at, true))
                .collect();
            text += &json!({ "@odata.context": format!("{service}/$metadata#flowsessions(flowsessionid,statuscode)"), "value": value,
                "@odata.nextLink": format!("{service}/flowsessions?$skiptoken={at}") })
            .to_string();
        }
        write(folder, format!("answer-{n}.json"), text);
    }
}

/// Rows line by line, as a script leaves them; which table they are of is told by the file.
pub fn dataverse_rows(month: &Month, folder: &Path) {
    for (n, rows) in month.files.iter().enumerate() {
        let lines: Vec<String> = rows
            .iter()
            .enumerate()
            .map(|(at, row)| answered(row, at, false).to_string())
            .collect();
        write(folder, format!("flowsessions-{n}.ndjson"), lines.join("\n"));
    }
}

fn answered(row: &Telling, n: usize, has_labels: bool) -> Value {
    let mut told = Map::new();
    let mut tell = |name: &str, value: Value| {
        // What is not there is null, or not told of.
        if !value.is_null() || n.is_multiple_of(2) {
            told.insert(name.to_owned(), value);
        }
    };
    let code: u32 = word(row.outcome, ["4", "8", "7", "2", "3", "6"])
        .parse()
        .expect("a code");
    let waits = row.outcome == Outcome::Queued;
    if n.is_multiple_of(3) {
        tell("versionnumber", json!(row.version));
    } else {
        tell("@odata.etag", json!(format!("W/\"{}\"", row.version)));
    }
    tell("flowsessionid", json!(row.session));
    tell("statuscode", json!(code));
    tell("runmode", json!(if row.mode == "attended" { 1 } else { 2 }));
    tell("triggertype", json!(row.trigger));
    tell("createdon", json!(row.started.or(row.ended).map(iso)));
    tell("startedon", json!(row.started.filter(|_| !waits).map(iso)));
    tell("completedon", json!(row.ended.map(iso)));
    tell("modifiedon", json!(iso(row.modified)));
    tell("_regardingobjectid_value", json!(row.automation()));
    tell("_machineid_value", json!(row.machine.map(|(id, _)| id)));
    tell("_machinegroupid_value", json!(row.group));
    tell("_ownerid_value", json!(row.owner));
    tell("parentworkflowid", json!(row.parent_automation));
    tell("parentcloudflowrunsequenceid", json!(row.parent_session));
    tell(
        "errorcode",
        json!(row.error.as_ref().map(|(code, _)| *code)),
    );
    tell(
        "errormessage",
        json!(row.error.as_ref().map(|(_, message)| message.as_str())),
    );
    if has_labels {
        // In whatever language whoever asked reads.
        tell(&format!("statuscode{LABEL}"), json!("Succeeded"));
        tell(&format!("runmode{LABEL}"), json!("Attended"));
        tell(
            &format!("_regardingobjectid_value{LABEL}"),
            json!(row.process),
        );
        tell(
            &format!("_machineid_value{LABEL}"),
            json!(row.machine.map(|(_, name)| name)),
        );
        tell(&format!("_machinegroupid_value{LABEL}"), json!("A group"));
    }
    Value::Object(told)
}
