//! `marts.json`: what stands in a mart folder, for people and for BI tools. Written last, so a
//! folder with a true `marts.json` is complete. Generated from the one definition of the tables; it
//! holds no clock.

use serde_json::{Value, json};

use super::MartFile;
use crate::lake::hash;
use crate::lake::tables::{Column, Kind};

/// The text of a folder's `marts.json`.
pub fn catalog<'a>(files: impl Iterator<Item = &'a MartFile>, about: &Value) -> String {
    let files: Vec<Value> = files
        .map(|file| describe(file, &hash::of(&file.bytes)))
        .collect();
    let mut text = serde_json::to_string_pretty(&json!({ "about": about, "files": files }))
        .expect("JSON values can be written");
    text.push('\n');
    text
}

/// One file's entry.
pub fn describe(file: &MartFile, hash: &str) -> Value {
    let table = file.table;
    json!({
        "file": file.name,
        "table": table.name,
        "about": table.about,
        "rows": file.rows,
        "bytes": file.bytes.len(),
        "sorted_by": table.key,
        "sha256": hash,
        "columns": table.columns().flat_map(columns).collect::<Vec<_>>(),
    })
}

fn columns(column: &Column) -> Vec<Value> {
    let entry = |name: String, kind: &str, unit: Option<&str>, about: String| json!({ "name": name, "type": kind, "unit": unit, "nullable": column.nullable, "about": about });
    let one = |kind: &str, unit| {
        vec![entry(
            column.name.to_owned(),
            kind,
            unit,
            column.about.to_owned(),
        )]
    };
    match column.kind {
        Kind::Text => one("string", None),
        Kind::Day => one("date", None),
        Kind::Instant => one("timestamp (UTC, microseconds)", None),
        Kind::Whole(unit) => one("int64", Some(unit)),
        Kind::Ratio => one("double", None),
        Kind::Truth => one("boolean", None),
        Kind::Exact(unit) => vec![
            entry(
                column.name.to_owned(),
                "decimal(18,2)",
                Some(unit),
                column.about.to_owned(),
            ),
            entry(
                format!("{}_micros", column.name),
                "int64",
                Some(unit),
                format!("The same, exactly, in millionths: {}", column.about),
            ),
        ],
    }
}
