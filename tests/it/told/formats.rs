//! How CSV and JSON exports tell a month, in canonical words and in somebody's own.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, StructArray,
    TimestampMicrosecondArray, TimestampMillisecondArray,
};
use arrow::datatypes::{Field, FieldRef};
use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Europe::Berlin;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
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

pub fn write(folder: &Path, name: String, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(folder).expect("a folder can be made");
    fs::write(folder.join(name), bytes).expect("a file can be written");
}

/// An outcome in a vendor's words, told in the order of [`Outcome`]; an unknown one by its number.
pub fn word(outcome: Outcome, words: [&str; 6]) -> String {
    let known = [
        Outcome::Succeeded,
        Outcome::Failed,
        Outcome::Cancelled,
        Outcome::Running,
        Outcome::Queued,
        Outcome::Suspended,
    ];
    match outcome {
        Outcome::Unknown(number) => number.to_string(),
        told => words[known
            .iter()
            .position(|known| *known == told)
            .expect("one of six")]
        .to_owned(),
    }
}

pub const OURS: [&str; 6] = [
    "succeeded",
    "failed",
    "cancelled",
    "running",
    "queued",
    "suspended",
];
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
        2 => at
            .with_timezone(&Berlin)
            .to_rfc3339_opts(SecondsFormat::Millis, false),
        _ => at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
    }
}

/// The same month without the character that Windows-1252 has not.
pub fn western(month: &Month) -> Month {
    let western = |row: &Telling| {
        let error = row
            .error
            .as_ref()
            .map(|(code, message)| (*code, message.replace('\u{1F4A9}', "€")));
        Telling {
            error,
            ..row.clone()
        }
    };
    Month {
        files: month
            .files
            .iter()
            .map(|rows| rows.iter().map(western).collect())
            .collect(),
    }
}

/// What a telling says under each of [`COLUMNS`].
pub fn cells(
    row: &Telling,
    time: impl Fn(DateTime<Utc>) -> String,
    words: [&str; 6],
) -> Vec<String> {
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

/// Canonical CSV, without the columns that `hidden` names, file by file.
pub fn canonical(month: &Month, hidden: &[&str]) -> impl Iterator<Item = Vec<u8>> {
    let shown: Vec<usize> = (0..COLUMNS.len())
        .filter(|&at| !hidden.contains(&COLUMNS[at]))
        .collect();
    month.files.iter().map(move |rows| {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer
            .write_record(shown.iter().map(|&at| COLUMNS[at]))
            .expect("into memory");
        for row in rows {
            let cells = cells(row, iso, OURS);
            writer
                .write_record(shown.iter().map(|&at| &cells[at]))
                .expect("into memory");
        }
        writer.into_inner().expect("into memory")
    })
}

pub fn canonical_csv(month: &Month, folder: &Path, hidden: &[&str]) {
    canonical(month, hidden)
        .enumerate()
        .for_each(|(n, text)| write(folder, format!("{n}.csv"), text));
}

/// Packed in members of a hundred bytes each; one file does not say so by its name.
pub fn gzip_csv(month: &Month, folder: &Path) {
    for (n, text) in canonical(month, &[]).enumerate() {
        let member = |text: &[u8]| {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(text).expect("into memory");
            encoder.finish().expect("into memory")
        };
        let name = if n == 0 {
            "0.csv".to_owned()
        } else {
            format!("{n}.CSV.gz")
        };
        write(
            folder,
            name,
            text.chunks(100).flat_map(member).collect::<Vec<u8>>(),
        );
    }
}

/// Semicolons, the wall clock of Berlin, columns and words of somebody's own, file by file.
fn mapped(month: &Month) -> impl Iterator<Item = String> {
    let time = |at: DateTime<Utc>| {
        at.with_timezone(&Berlin)
            .format("%d.%m.%Y %H:%M:%S%.3f")
            .to_string()
    };
    month.files.iter().map(move |rows| {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(b';')
            .from_writer(Vec::new());
        writer
            .write_record(COLUMNS.iter().map(|column| format!("Spalte {column}")))
            .expect("into memory");
        rows.iter().for_each(|row| {
            writer
                .write_record(cells(row, time, THEIRS))
                .expect("into memory")
        });
        String::from_utf8(writer.into_inner().expect("into memory")).expect("text")
    })
}

pub fn mapped_csv(month: &Month, folder: &Path) {
    mapped(month)
        .enumerate()
        .for_each(|(n, text)| write(folder, format!("{n}.csv"), text));
}

/// Each time in two columns, one of them a number.
pub fn split_csv(month: &Month, folder: &Path) {
    let time = |at: DateTime<Utc>| {
        at.with_timezone(&Berlin)
            .format("%Y%m%d %H:%M:%S%.3f")
            .to_string()
    };
    let is_time = |column: &str| matches!(column, "started" | "ended" | "source_modified");
    for (n, rows) in month.files.iter().enumerate() {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(b';')
            .from_writer(Vec::new());
        let header = COLUMNS.iter().flat_map(|column| match is_time(column) {
            true => vec![format!("{column} Tag"), format!("{column} Zeit")],
            false => vec![format!("Spalte {column}")],
        });
        writer.write_record(header).expect("into memory");
        for row in rows {
            let cells = cells(row, time, THEIRS);
            let halves =
                COLUMNS
                    .iter()
                    .zip(&cells)
                    .flat_map(|(column, text)| match is_time(column) {
                        true => text
                            .split_once(' ')
                            .map_or(vec![String::new(); 2], |(day, time)| {
                                vec![day.to_owned(), time.to_owned()]
                            }),
                        false => vec![text.clone()],
                    });
            writer.write_record(halves).expect("into memory");
        }
        write(
            folder,
            format!("{n}.csv"),
            writer.into_inner().expect("into memory"),
        );
    }
}

/// Pages of five rows behind one another, or all pages in one array.
pub fn paged_json(month: &Month, folder: &Path) {
    for (n, text) in nested(month).enumerate() {
        let rows: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        let page = |rows: &[&str]| {
            format!(
                "{{\"result\": {{\"n\": [1], \"rows\": [{}]}}, \"next\": null}}",
                rows.join(",")
            )
        };
        let pages: Vec<String> = rows.chunks(5).map(page).collect();
        let text = if n.is_multiple_of(2) {
            format!("{}{}", page(&[]), pages.join("\n"))
        } else {
            format!("[{}]", pages.join(","))
        };
        write(folder, format!("{n}.json"), text);
    }
}

/// One page a file, whose rows are called as they please.
pub fn found_json(month: &Month, folder: &Path) {
    for (n, text) in nested(month).enumerate() {
        let rows: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        let links = if rows.is_empty() {
            ""
        } else {
            ", \"links\": [{}]"
        };
        write(
            folder,
            format!("{n}.json"),
            format!(
                "{{\"total\": {}, \"runs {n}\": [{}]{links}}}",
                rows.len(),
                rows.join(",")
            ),
        );
    }
}

/// With a mark, in either order of bytes.
pub fn utf16_csv(month: &Month, folder: &Path) {
    for (n, text) in mapped(month).enumerate() {
        let bytes = |unit: u16| {
            if n.is_multiple_of(2) {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        };
        write(
            folder,
            format!("{n}.csv"),
            format!("\u{feff}{text}")
                .encode_utf16()
                .flat_map(bytes)
                .collect::<Vec<u8>>(),
        );
    }
}

/// Of a [`western`] month.
pub fn windows_1252_csv(month: &Month, folder: &Path) {
    for (n, text) in mapped(month).enumerate() {
        let byte = |character| {
            if character == '€' {
                0x80
            } else {
                u8::try_from(u32::from(character)).expect("a western character")
            }
        };
        write(
            folder,
            format!("{n}.csv"),
            text.chars().map(byte).collect::<Vec<u8>>(),
        );
    }
}

/// Objects within objects: `run.session_id`, and under `run.how` what is not an id. What is not
/// told is null or not there.
pub fn nested_ndjson(month: &Month, folder: &Path) {
    nested(month)
        .enumerate()
        .for_each(|(n, text)| write(folder, format!("{n}.ndjson"), text));
}

pub fn zstd_ndjson(month: &Month, folder: &Path) {
    for (n, text) in nested(month).enumerate() {
        let (head, tail) = text.as_bytes().split_at(text.len() / 3);
        let frames =
            [head, tail].map(|text| zstd::stream::encode_all(text, 3).expect("into memory"));
        write(folder, format!("{n}.ndjson.zst"), frames.concat());
    }
}

fn nested(month: &Month) -> impl Iterator<Item = String> {
    month.files.iter().enumerate().map(|(n, rows)| {
        let line = |(at, row): (usize, &Telling)| {
            let mut run = json!({ "how": {}, "noise": [{ "session_id": "not this" }] });
            for (column, text) in COLUMNS
                .iter()
                .zip(cells(row, |time| spelled(time, at), THEIRS))
            {
                let is_number = text.len() < 16
                    && text
                        .parse::<i64>()
                        .is_ok_and(|number| number.to_string() == text);
                let value = match text.is_empty() {
                    true if at.is_multiple_of(2) => continue,
                    true => Value::Null,
                    false if is_number && at.is_multiple_of(3) => {
                        json!(text.parse::<i64>().expect("a number"))
                    }
                    false => json!(text),
                };
                let within = if nested_path(column).contains(".how.") {
                    &mut run["how"]
                } else {
                    &mut run
                };
                within[*column] = value;
            }
            json!({ "kind": "run", "run": run }).to_string()
        };
        let text: Vec<_> = rows.iter().enumerate().map(line).collect();
        text.join(if n.is_multiple_of(2) {
            "\n"
        } else {
            "\r\n\r\n"
        })
    })
}

/// Typed columns within a struct `run`: instants in UTC, on the clocks of Berlin, and as numbers;
/// texts by dictionary.
pub fn typed_parquet(month: &Month, folder: &Path) {
    for (n, rows) in month.files.iter().enumerate() {
        let wall = |at: DateTime<Utc>| {
            at.with_timezone(&Berlin)
                .naive_local()
                .and_utc()
                .timestamp_micros()
        };
        let column = |(at, name): (usize, &&str)| -> (FieldRef, ArrayRef) {
            let array: ArrayRef = match *name {
                "started" => {
                    let started = rows
                        .iter()
                        .map(|row| row.started.map(|at| at.timestamp_millis()));
                    Arc::new(
                        started
                            .collect::<TimestampMillisecondArray>()
                            .with_timezone("UTC"),
                    )
                }
                "ended" => Arc::new(
                    rows.iter()
                        .map(|row| row.ended.map(wall))
                        .collect::<TimestampMicrosecondArray>(),
                ),
                "source_version" if n.is_multiple_of(2) => Arc::new(
                    rows.iter()
                        .map(|row| Some(row.version))
                        .collect::<Int64Array>(),
                ),
                "source_version" => Arc::new(
                    rows.iter()
                        .map(|row| Some(row.version as f64))
                        .collect::<Float64Array>(),
                ),
                "source_modified" => Arc::new(
                    rows.iter()
                        .map(|row| Some(row.modified.timestamp_millis()))
                        .collect::<Int64Array>(),
                ),
                _ => Arc::new(
                    rows.iter()
                        .map(|row| Some(cells(row, iso, THEIRS)[at].clone()))
                        .collect::<StringArray>(),
                ),
            };
            (
                Arc::new(Field::new(*name, array.data_type().clone(), true)),
                array,
            )
        };
        let run = StructArray::from(COLUMNS.iter().enumerate().map(column).collect::<Vec<_>>());
        let batch =
            RecordBatch::try_from_iter([("run", Arc::new(run) as ArrayRef)]).expect("one column");
        // Small groups, so that there are several.
        let properties = WriterProperties::builder()
            .set_max_row_group_row_count(Some(7))
            .set_compression(Compression::SNAPPY);
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties.build()))
            .expect("a writer");
        writer.write(&batch).expect("into memory");
        write(
            folder,
            format!("{n}.parquet"),
            writer.into_inner().expect("into memory"),
        );
    }
}

pub fn nested_path(column: &str) -> String {
    if column.ends_with("_id") {
        format!("run.{column}")
    } else {
        format!("run.how.{column}")
    }
}
