//! How CSV and JSON exports tell a month, in canonical words and in somebody's own.

use std::fs;
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Europe::Berlin;
use serde_json::{Value, json};

use super::{Month, Outcome, Telling};

/// Every column that a session has besides those that say where it was read.
pub const COLUMNS: [&str; 20] = [
    "session_id",
    "automation_id",
    "automation_name",
    "solution_id",
    "solution_version",
    "started",
    "ended",
    "outcome",
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

pub fn write(folder: &Path, name: String, text: String) {
    fs::create_dir_all(folder).expect("a folder can be made");
    fs::write(folder.join(name), text).expect("a file can be written");
}

/// An outcome in a vendor's words, told in the order of [`Outcome`]; an unknown one by its number.
pub fn word(outcome: Outcome, words: [&str; 6]) -> String {
    let known = [Outcome::Succeeded, Outcome::Failed, Outcome::Cancelled, Outcome::Running, Outcome::Queued, Outcome::Suspended];
    match outcome {
        Outcome::Unknown(number) => number.to_string(),
        told => words[known.iter().position(|known| *known == told).expect("one of six")].to_owned(),
    }
}

const OURS: [&str; 6] = ["succeeded", "failed", "cancelled", "running", "queued", "suspended"];
/// A vendor's own words, for formats whose map is written by people.
pub const THEIRS: [&str; 6] = ["OK", "FEHLER", "Abbruch", "läuft", "wartet", "pausiert"];

pub fn iso(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The same instant in the spellings of ISO 8601 that exports mix.
pub fn spelled(at: DateTime<Utc>, n: usize) -> String {
    match n % 4 {
        0 => iso(at),
        1 => format!("{}0000Z", iso(at).trim_end_matches('Z')),
        2 => at.with_timezone(&Berlin).to_rfc3339_opts(SecondsFormat::Millis, false),
        _ => at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
    }
}

/// What a telling says under each of [`COLUMNS`].
fn cells(row: &Telling, time: impl Fn(DateTime<Utc>) -> String, words: [&str; 6]) -> Vec<String> {
    let opt = |text: Option<&str>| text.unwrap_or_default().to_owned();
    vec![
        row.session.clone(),
        row.automation(),
        row.process.to_owned(),
        row.folder.to_owned(),
        opt(row.package),
        row.started.map(&time).unwrap_or_default(),
        row.ended.map(&time).unwrap_or_default(),
        word(row.outcome, words),
        row.mode.to_owned(),
        row.trigger.to_owned(),
        opt(row.machine.map(|(id, _)| id)),
        opt(row.machine.map(|(_, name)| name)),
        row.group.to_owned(),
        row.owner.to_owned(),
        opt(row.parent_automation),
        opt(row.parent_session.as_deref()),
        opt(row.error.as_ref().map(|(code, _)| *code)),
        opt(row.error.as_ref().map(|(_, message)| message.as_str())),
        row.version.to_string(),
        time(row.modified),
    ]
}

/// Canonical CSV, without the columns that `hidden` names.
pub fn canonical_csv(month: &Month, folder: &Path, hidden: &[&str]) {
    let shown: Vec<usize> = (0..COLUMNS.len()).filter(|&at| !hidden.contains(&COLUMNS[at])).collect();
    for (n, rows) in month.files.iter().enumerate() {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(shown.iter().map(|&at| COLUMNS[at])).expect("into memory");
        for row in rows {
            let cells = cells(row, iso, OURS);
            writer.write_record(shown.iter().map(|&at| &cells[at])).expect("into memory");
        }
        write(folder, format!("{n}.csv"), String::from_utf8(writer.into_inner().expect("into memory")).expect("text"));
    }
}

/// Semicolons, the wall clock of Berlin, columns and words of somebody's own.
pub fn mapped_csv(month: &Month, folder: &Path) {
    let time = |at: DateTime<Utc>| at.with_timezone(&Berlin).format("%d.%m.%Y %H:%M:%S%.3f").to_string();
    for (n, rows) in month.files.iter().enumerate() {
        let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
        writer.write_record(COLUMNS.iter().map(|column| format!("Spalte {column}"))).expect("into memory");
        rows.iter().for_each(|row| writer.write_record(cells(row, time, THEIRS)).expect("into memory"));
        write(folder, format!("{n}.csv"), String::from_utf8(writer.into_inner().expect("into memory")).expect("text"));
    }
}

/// Objects within objects: `run.session_id`, and under `run.how` what is not an id. What is not told is null or not there.
pub fn nested_ndjson(month: &Month, folder: &Path) {
    for (n, rows) in month.files.iter().enumerate() {
        let line = |(at, row): (usize, &Telling)| {
            let mut run = json!({ "how": {}, "noise": [{ "session_id": "not this" }] });
            for (column, text) in COLUMNS.iter().zip(cells(row, |time| spelled(time, at), THEIRS)) {
                let is_number = text.len() < 16 && text.parse::<i64>().is_ok_and(|number| number.to_string() == text);
                let value = match text.is_empty() {
                    true if at.is_multiple_of(2) => continue,
                    true => Value::Null,
                    false if is_number && at.is_multiple_of(3) => json!(text.parse::<i64>().expect("a number")),
                    false => json!(text),
                };
                let within = if nested_path(column).contains(".how.") { &mut run["how"] } else { &mut run };
                within[*column] = value;
            }
            json!({ "kind": "run", "run": run }).to_string()
        };
        let text: Vec<_> = rows.iter().enumerate().map(line).collect();
        write(folder, format!("{n}.ndjson"), text.join(if n.is_multiple_of(2) { "\n" } else { "\r\n\r\n" }));
    }
}

pub fn nested_path(column: &str) -> String {
    if column.ends_with("_id") { format!("run.{column}") } else { format!("run.how.{column}") }
}
