//! What lies where in an export: the tables below its root, the folders that are named by the hour
//! at which they were begun, and the models beside them. This is the listing put in order; nothing
//! is opened here.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::extract::sources::dataverse::tables::Table;
use crate::lake::Object;

/// The folder of models by table, which know also what a folder's own model forgot to name.
const SERVICE: &str = "microsoft.athena.tricklefeedservice";
/// The labels of the one table of which numbers are told as they are where no map names them.
const LABELS: &str = "flowsession-entitymetadata.json";
const CHANGELOG: [&str; 2] = ["changelog", "changelog.info"];
/// Folders that hold no tables.
const NO_TABLES: [&str; 4] = [SERVICE, CHANGELOG[0], "optionsetmetadata", "deltalake"];

/// Folders with CSVs and the model that describes them.
#[derive(Debug, Default)]
pub struct Folder<'o> {
    pub model: Option<&'o Object>,
    pub tables: BTreeMap<Table, TableParts<'o>>,
}

/// The CSVs of a table, in the order of their paths.
#[derive(Debug, Default)]
pub struct TableParts<'o> {
    pub live: Vec<&'o Object>,
    /// Copies of the live ones that are made while these grow.
    pub snapshots: Vec<&'o Object>,
}

#[derive(Debug, Default)]
pub struct Layout<'o> {
    pub root: Folder<'o>,
    /// By their names, which are in the order of time.
    pub stamped: BTreeMap<&'o str, Folder<'o>>,
    pub service: BTreeMap<Table, &'o Object>,
    /// What its choices are called, where the service tells it.
    pub labels: Option<&'o Object>,
    /// Names the folder in progress.
    pub changelog: Option<&'o Object>,
    /// Tables that nobody reads here.
    pub strange: BTreeSet<&'o str>,
}

impl<'o> Layout<'o> {
    pub fn of(objects: &'o [Object]) -> Self {
        let mut layout = Self::default();
        for object in objects {
            let names: Vec<&str> = object.path.split('/').collect();
            let lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
            let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
            if names.iter().any(|name| name.starts_with('.')) {
                continue;
            }
            match lower[..] {
                _ if lower == CHANGELOG => layout.changelog = Some(object),
                [SERVICE, LABELS] => layout.labels = Some(object),
                [SERVICE, name] => {
                    let table = name
                        .strip_suffix("-model.json")
                        .and_then(|table| table.parse().ok());
                    layout
                        .service
                        .extend(table.map(|table: Table| (table, object)));
                }
                [_, ref inner @ ..] if is_stamp(names[0]) => {
                    let strange = layout
                        .stamped
                        .entry(names[0])
                        .or_default()
                        .put(inner, object);
                    layout.strange.extend(strange.then(|| names[1]));
                }
                _ => {
                    let strange = layout.root.put(&lower, object);
                    layout.strange.extend(strange.then(|| names[0]));
                }
            }
        }
        layout
    }

    pub fn is_empty(&self) -> bool {
        self.root.model.is_none() && self.root.tables.is_empty() && self.stamped.is_empty()
    }
}

impl<'o> Folder<'o> {
    /// Puts an object where it belongs; says whether it belongs to a table that nobody reads here.
    fn put(&mut self, names: &[&str], object: &'o Object) -> bool {
        match *names {
            ["model.json"] => self.model = Some(object),
            [table, ref inner @ ..]
                if names[names.len() - 1].ends_with(".csv") && !inner.is_empty() =>
            {
                let Ok(table) = table.parse::<Table>() else {
                    return !NO_TABLES.contains(&table);
                };
                let parts = self.tables.entry(table).or_default();
                match inner {
                    [_] => parts.live.push(object),
                    ["snapshot", _] => parts.snapshots.push(object),
                    _ => {}
                }
            }
            _ => {}
        }
        false
    }
}

impl<'o> TableParts<'o> {
    /// The part at a path below the export's root, whatever its case.
    pub fn at(&self, path: &str) -> Option<&'o Object> {
        let path = path.to_lowercase();
        self.live
            .iter()
            .chain(&self.snapshots)
            .copied()
            .find(|part| part.path.to_lowercase() == path)
    }

    /// Each partition once: the live one, which has all; else, where it is gone, the newest of its
    /// snapshots.
    pub fn newest(&self) -> Vec<&'o Object> {
        let name = |object: &'o Object| {
            object
                .path
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_lowercase()
        };
        let mut partitions: BTreeMap<String, &'o Object> = BTreeMap::new();
        for &snapshot in &self.snapshots {
            let name = name(snapshot);
            let (partition, _) = name
                .rsplit_once('_')
                .unwrap_or((name.trim_end_matches(".csv"), ""));
            partitions.insert(partition.to_owned(), snapshot);
        }
        for &live in &self.live {
            partitions.insert(name(live).trim_end_matches(".csv").to_owned(), live);
        }
        partitions.into_values().collect()
    }
}

/// `2026-03-02T08.15.00Z`: dots, so that it is also a name of a folder on Windows.
pub fn is_stamp(name: &str) -> bool {
    const FORM: &[u8] = b"0000-00-00T00.00.00Z";
    let fits = |(byte, form): (u8, &u8)| {
        if *form == b'0' {
            byte.is_ascii_digit()
        } else {
            byte == *form
        }
    };
    name.len() == FORM.len() && name.bytes().zip(FORM).all(fits)
}

/// The hour that names a folder.
pub fn hour(stamp: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(stamp, "%Y-%m-%dT%H.%M.%SZ")
        .ok()
        .map(|at| at.and_utc())
}

/// The folder in progress, as the changelog names it.
pub fn in_progress(changelog: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(changelog);
    let name = text
        .trim_start_matches('\u{feff}')
        .trim()
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    is_stamp(name).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects(paths: &[&str]) -> Vec<Object> {
        paths
            .iter()
            .map(|path| Object {
                path: (*path).into(),
                size: 1,
                etag: None,
                modified: chrono::DateTime::UNIX_EPOCH,
            })
            .collect()
    }

    fn paths(objects: &[&Object]) -> String {
        objects
            .iter()
            .map(|object| object.path.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn a_listing_is_put_in_order_whatever_its_case() {
        let objects = objects(&[
            "2026-03-02T08.00.00Z/FlowSession/2026-03.csv",
            "2026-03-02T08.00.00Z/OptionsetMetadata/GlobalOptionsetMetadata.csv",
            "2026-03-02T08.00.00Z/account/2026.csv",
            "2026-03-02T08.00.00Z/model.json",
            "2026-03-02T08.05.00Z/readme.txt",
            "Changelog/changelog.info",
            "Microsoft.Athena.TrickleFeedService/account-model.json",
            "Microsoft.Athena.TrickleFeedService/flowsession-EntityMetadata.json",
            "Microsoft.Athena.TrickleFeedService/flowsession-model.json",
            "contact/.2026.csv",
            "contact/Snapshot/2026_1.csv",
            "flowmachine/Snapshot/2026_1772439300.CSV",
            "flowmachine/2026.csv",
            "flowmachine/2026.csv.tmp",
            "flowmachine/old/2026.csv",
            "model.json",
            "stray.csv",
        ]);
        let layout = Layout::of(&objects);
        let machines = &layout.root.tables[&Table::Flowmachine];
        assert_eq!(paths(&machines.live), "flowmachine/2026.csv");
        assert_eq!(
            paths(&machines.snapshots),
            "flowmachine/Snapshot/2026_1772439300.CSV"
        );
        assert_eq!(layout.root.model.unwrap().path, "model.json");
        let stamped = &layout.stamped["2026-03-02T08.00.00Z"];
        assert_eq!(
            paths(&stamped.tables[&Table::Flowsession].live),
            "2026-03-02T08.00.00Z/FlowSession/2026-03.csv"
        );
        assert!(stamped.model.is_some() && layout.stamped["2026-03-02T08.05.00Z"].model.is_none());
        assert_eq!(
            layout.service.keys().copied().collect::<Vec<_>>(),
            [Table::Flowsession]
        );
        assert_eq!(
            layout.strange.into_iter().collect::<Vec<_>>(),
            ["account", "contact"]
        );
        assert!(
            layout
                .labels
                .is_some_and(|labels| labels.path.ends_with("flowsession-EntityMetadata.json"))
        );
        assert!(layout.changelog.is_some() && Layout::of(&[]).is_empty());
    }

    #[test]
    fn a_folder_is_named_by_an_hour_or_it_is_none() {
        for (name, is) in [
            ("2026-03-02T08.15.00Z", true),
            ("2026-03-02T08:15:00Z", false),
            ("2026-03-02T08.15.00z", false),
            ("2026-03-02T08.15.00", false),
            ("2026-03-02T08.15.00ZZ", false),
            ("2026-0a-02T08.15.00Z", false),
        ] {
            assert_eq!(is_stamp(name), is, "{name}");
        }
    }

    #[test]
    fn a_changelog_names_a_folder_or_nothing() {
        let named = Some("2026-03-02T08.15.00Z".to_owned());
        for text in [
            "2026-03-02T08.15.00Z",
            "\u{feff}2026-03-02T08.15.00Z/\r\n",
            " box/2026-03-02T08.15.00Z ",
        ] {
            assert_eq!(in_progress(text.as_bytes()), named, "{text:?}");
        }
        for text in ["", "\n", "soon"] {
            assert_eq!(in_progress(text.as_bytes()), None, "{text:?}");
        }
    }
}
