//! The kit's tables as rows of texts: CSV under the columns' logical names, or JSON as the Web API
//! answers. Columns are known without the kit's prefix; a look-up is its id, and what a page shows
//! in the place of a value stands beside it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde_json::Value;

use super::carrier::KitRemarks;
use super::row::KitRow;
use crate::workspace::mistake::Notebook;
use crate::workspace::sheets::sheet;

/// Those that are read; whatever else lies in the folder is sessions, or is said to stay.
const READ: &[&str] = &[
    "automationproject",
    "automationcorporategoals",
    "automationprojectstakeholder",
    "baseconfiguration",
    "department",
    "environment",
    "flow",
    "machine",
    "machinegroup",
    "processcategory",
    "processsubcategory",
    "processingfrequencyscore",
    "role",
    "solutionmetering",
    "solutionmeteringartifact",
    "flowsessionexceptionruleconfiguration",
    "auditlog",
];

#[derive(Debug, Default)]
pub struct Tables(BTreeMap<&'static str, Vec<KitRow>>);

impl Tables {
    pub fn read(folder: &Path, carrier: &mut KitRemarks) -> io::Result<Self> {
        let mut paths: Vec<_> = fs::read_dir(folder)?
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .map(|entry| entry.path())
            .collect();
        paths.sort();
        let mut tables = Self::default();
        for path in paths.iter().filter(|path| path.is_file()) {
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            let Some(table) = table_of(&name) else {
                continue;
            };
            let bytes = fs::read(path)?;
            let Ok(text) = String::from_utf8(bytes) else {
                carrier.remark(
                    &name,
                    "it is not in UTF-8, so none of it was read: export it in UTF-8",
                );
                continue;
            };
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            let rows = if name.to_lowercase().ends_with(".csv") {
                of_csv(text, &name, carrier)
            } else {
                of_json(text, &name, carrier)
            };
            tables.0.entry(table).or_default().extend(rows);
        }
        for (table, rows) in &mut tables.0 {
            *rows = newest(table, std::mem::take(rows), carrier);
        }
        Ok(tables)
    }

    pub fn rows(&self, table: &str) -> &[KitRow] {
        self.0.get(table).map_or(&[], Vec::as_slice)
    }

    /// The row of a table that a look-up names.
    pub fn find(&self, table: &str, id: Option<&str>) -> Option<&KitRow> {
        let id = id?;
        self.rows(table).iter().find(|row| {
            row.id(table)
                .is_some_and(|own| own.eq_ignore_ascii_case(id))
        })
    }
}

/// A file's table, by the name it begins with: `autocoe_departments-2.json` is of departments.
fn table_of(file: &str) -> Option<&'static str> {
    let name = file.to_lowercase();
    let (stem, ending) = name.rsplit_once('.')?;
    if !["csv", "json", "ndjson", "jsonl"].contains(&ending) {
        return None;
    }
    let stem = stem.strip_prefix("autocoe_").unwrap_or(stem);
    let word: String = stem.chars().take_while(char::is_ascii_alphabetic).collect();
    let is = |table: &&&str| word == **table || plurals(table).contains(&word);
    READ.iter().find(is).copied()
}

fn plurals(table: &str) -> [String; 3] {
    [
        format!("{table}s"),
        format!("{table}es"),
        format!("{}ies", table.strip_suffix('y').unwrap_or(table)),
    ]
}

fn of_csv(text: &str, name: &str, carrier: &mut KitRemarks) -> Vec<KitRow> {
    let notes = Notebook::default();
    let rows = sheet::cells(name, text, &notes);
    if let Err(mistakes) = notes.close() {
        mistakes.0.iter().for_each(|mistake| {
            carrier.remark(&format!("{name}:{}", mistake.line), &mistake.message)
        });
    }
    let mut rows = rows.into_iter();
    let header: Vec<String> = rows.next().unwrap_or_default();
    let row = |cells: Vec<String>| {
        let mut row = KitRow::default();
        header
            .iter()
            .zip(&cells)
            .for_each(|(column, text)| row.put(column, text));
        row
    };
    rows.map(row).filter(|row| !row.is_empty()).collect()
}

fn of_json(text: &str, name: &str, carrier: &mut KitRemarks) -> Vec<KitRow> {
    let mut rows = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value {
            Ok(value) => gather(&value, &mut rows),
            Err(error) => {
                carrier.remark(
                    name,
                    &format!("what follows is no JSON and was not read: {error}"),
                );
                break;
            }
        }
    }
    rows
}

/// A row, a list of rows, or a page that holds them as `value`.
fn gather(value: &Value, rows: &mut Vec<KitRow>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| gather(item, rows)),
        Value::Object(members) => match members.get("value") {
            Some(Value::Array(items)) => items.iter().for_each(|item| gather(item, rows)),
            _ => {
                let mut row = KitRow::default();
                for (name, value) in members {
                    match value {
                        Value::String(text) => row.put(name, text),
                        Value::Number(number) => row.put(name, &number.to_string()),
                        Value::Bool(truth) => row.put(name, &truth.to_string()),
                        _ => {}
                    }
                }
                rows.push(row);
            }
        },
        _ => {}
    }
}

/// Of rows with one id the newest, in the order of their ids; those without one as they stand.
fn newest(table: &str, rows: Vec<KitRow>, carrier: &mut KitRemarks) -> Vec<KitRow> {
    let (mut kept, mut nameless, mut twice) = (BTreeMap::<String, KitRow>::new(), Vec::new(), 0);
    let age = |row: &KitRow| {
        (
            row.get("versionnumber").and_then(|n| n.parse::<i64>().ok()),
            row.text("modifiedon"),
        )
    };
    for row in rows {
        let Some(id) = row.id(table).map(str::to_lowercase) else {
            nameless.push(row);
            continue;
        };
        match kept.get(&id) {
            Some(other) => {
                twice += 1;
                if age(other) <= age(&row) {
                    kept.insert(id, row);
                }
            }
            None => {
                kept.insert(id, row);
            }
        }
    }
    if twice > 0 {
        carrier.remark(
            table,
            &format!("rows that stand here twice, of which the newest was taken: {twice}"),
        );
    }
    kept.into_values().chain(nameless).collect()
}
