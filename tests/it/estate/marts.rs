//! What the program published, read back as text.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::cells::LADDER;
use super::window_text;

/// A mart: its rows by column.
pub type Rows = Vec<BTreeMap<String, String>>;

pub fn read_csv(path: &Path) -> Rows {
    let mut reader =
        csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let rows = reader
        .deserialize()
        .map(|row| row.unwrap_or_else(|e| panic!("{}: {e}", path.display())));
    rows.collect()
}

pub fn window_folder(root: &Path, window: (NaiveDate, NaiveDate)) -> PathBuf {
    root.join("out/marts/t").join(window_text(window))
}

pub fn mart(root: &Path, window: (NaiveDate, NaiveDate), name: &str) -> Rows {
    read_csv(&window_folder(root, window).join(format!("{name}.csv")))
}

/// The scored history, of the months that were published.
pub fn daily_values(root: &Path) -> BTreeMap<String, Rows> {
    let folder = root.join("out/marts/history/daily_values");
    let files = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut months = BTreeMap::new();
    for file in files.map(|f| f.expect("a listed file").path()) {
        let month: String = file
            .file_stem()
            .expect("files have names")
            .to_string_lossy()
            .chars()
            .take(7)
            .collect();
        if file.extension().is_some_and(|e| e == "csv") {
            months.insert(month, read_csv(&file));
        } else if file.is_dir() {
            let inner = fs::read_dir(&file)
                .expect("a listed folder")
                .map(|f| f.expect("a listed file").path());
            for csv in inner.filter(|f| f.extension().is_some_and(|e| e == "csv")) {
                months.insert(month.clone(), read_csv(&csv));
            }
        }
    }
    months
}

/// Every file below a folder with its bytes, by relative path.
pub fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        let Ok(entries) = fs::read_dir(folder) else {
            return;
        };
        for path in entries.map(|e| e.expect("a listed file").path()) {
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let name = path
                    .strip_prefix(root)
                    .expect("below the root")
                    .to_string_lossy()
                    .into_owned();
                found.insert(name, fs::read(&path).expect("a listed file"));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(root, root, &mut found);
    found
}

/// The newest receipt's counts by satellite: read, new, replacing, superseded, rejected.
pub fn newest_receipt(root: &Path) -> BTreeMap<String, [i64; 5]> {
    let mut receipts: Vec<PathBuf> = fs::read_dir(root.join("out/receipts"))
        .expect("a run leaves a receipt")
        .map(|e| e.expect("a listed file").path().join("receipt.json"))
        .filter(|p| p.is_file())
        .collect();
    receipts.sort_by_key(|p| {
        (
            fs::metadata(p)
                .and_then(|m| m.modified())
                .expect("a listed file"),
            p.clone(),
        )
    });
    let text = fs::read_to_string(receipts.last().expect("a run leaves a receipt"))
        .expect("a listed file");
    let receipt: serde_json::Value = serde_json::from_str(&text).expect("a receipt is JSON");
    let mut found = BTreeMap::new();
    counts_in(&receipt, "", &mut found);
    found
}

fn counts_in(value: &serde_json::Value, under: &str, found: &mut BTreeMap<String, [i64; 5]>) {
    match value {
        serde_json::Value::Object(map) => {
            let of = |holder: &serde_json::Map<_, _>| {
                let counts = ["read", "new", "replacing", "superseded", "rejected"]
                    .map(|k| holder.get(k).and_then(serde_json::Value::as_i64));
                counts
                    .iter()
                    .all(Option::is_some)
                    .then(|| counts.map(|n| n.expect("just asked")))
            };
            let id = ["satellite", "satellite_id", "id"]
                .iter()
                .find_map(|k| map.get(*k)?.as_str())
                .unwrap_or(under);
            if let Some(counts) = of(map).or_else(|| map.get("rows")?.as_object().and_then(of)) {
                found.insert(id.to_owned(), counts);
                return;
            }
            for (key, inner) in map {
                counts_in(inner, key, found);
            }
        }
        serde_json::Value::Array(list) => {
            list.iter().for_each(|inner| counts_in(inner, under, found))
        }
        _ => {}
    }
}

/// The columns whose sums over projects, days and windows must agree.
pub fn additive() -> Vec<String> {
    let money = [
        "cashable",
        "avoidance",
        "benefit",
        "cost_build",
        "cost_run",
        "cost",
        "net",
    ];
    LADDER
        .iter()
        .chain(&money)
        .map(|name| format!("{name}_micros"))
        .collect()
}
