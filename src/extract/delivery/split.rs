//! Cases of event logs that lie in several exports. A case is made of one export; of one that goes
//! on in the next, the later end is kept, and its beginning is lost. Where two exports tell of the
//! same beginning, both have the case from there on, as those have that are written anew every
//! night.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hasher};

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::TimestampMicrosecondType;

use crate::extract::cursor::Cursor;
use crate::extract::error::ExtractError;
use crate::lake::Lake;
use crate::lake::coded::Words;
use crate::lake::tables::ITEMS;
use crate::model::SatelliteId;
use crate::model::many::many;

/// Which export of a delivery told a case last, and of which beginning, by a hash of the case's id;
/// and how many cases each export shares with others that begin them at another time.
#[derive(Default)]
pub struct Split {
    told: HashMap<u64, (usize, Option<i64>)>,
    objects: Vec<String>,
    shared: BTreeMap<String, i64>,
}

impl Split {
    /// Cases as an object tells them, one object after the other.
    pub fn see(&mut self, object: &str, cases: &RecordBatch) {
        if self.objects.last().is_none_or(|last| last != object) {
            self.objects.push(object.to_owned());
        }
        let at = self.objects.len() - 1;
        let Some(ids) = cases
            .column_by_name("item_id")
            .and_then(|column| column.as_string_opt::<i32>())
        else {
            return;
        };
        let created = cases
            .column_by_name("created")
            .and_then(|column| column.as_primitive_opt::<TimestampMicrosecondType>());
        for (row, id) in ids
            .iter()
            .enumerate()
            .filter_map(|(row, id)| Some((row, id?)))
        {
            let began = created
                .filter(|created| !created.is_null(row))
                .map(|created| created.value(row));
            let before = self.told.insert(hash(id), (at, began));
            if before.is_some_and(|(other, other_began)| other != at && other_began != began) {
                *self.shared.entry(object.to_owned()).or_default() += 1;
            }
        }
    }

    /// What an object told that turned out to be damaged is not kept.
    pub fn forget(&mut self, object: &str) {
        if self.objects.last().is_some_and(|last| last == object) {
            let at = self.objects.len() - 1;
            self.told.retain(|_, (told, _)| *told != at);
        }
        self.shared.remove(object);
    }

    /// By export: how many of its cases lie in others too, be it in those of this delivery before
    /// it or in those that the lake knows. Two exports that share a case are told once: of the one
    /// that was read later.
    pub fn found(
        mut self,
        lake: &Lake,
        satellite: &SatelliteId,
        cursor: &Cursor<'_>,
    ) -> Result<BTreeMap<String, i64>, ExtractError> {
        let fresh: BTreeSet<&str> = self.objects.iter().map(String::as_str).collect();
        let files: Vec<_> = lake
            .snapshot(&ITEMS)?
            .files
            .into_iter()
            .filter(|file| file.partition["satellite_id"] == satellite.as_str())
            .collect();
        for file in lake.coded(&ITEMS, &files) {
            let rows: Vec<u32> = (0..file.rows as u32).collect();
            let (ids, objects) = (file.texts("item_id", &rows)?, file.texts("object", &rows)?);
            let mut created = Vec::with_capacity(rows.len());
            file.read(&["created"], &Words::default(), |block| {
                created.extend_from_slice(block.columns[0].numbers())
            })?;
            for ((id, object), held) in ids.iter().zip(&objects).zip(created) {
                let (Some(id), Some(object)) = (id.as_deref(), object.as_deref()) else {
                    continue;
                };
                let Some(&(at, began)) =
                    self.told.get(&hash(id)).filter(|_| !fresh.contains(object))
                else {
                    continue;
                };
                let ours = &self.objects[at];
                if began != held && !cursor.knew_before(ours, object) {
                    *self.shared.entry(ours.clone()).or_default() += 1;
                }
            }
        }
        Ok(self.shared)
    }
}

/// What is said of so many cases.
pub fn sentence(cases: i64) -> Option<String> {
    let lie = if cases == 1 { "lies" } else { "lie" };
    let why =
        "in more than one export, and one of them is taken for the whole: export the log by cases";
    (cases > 0).then(|| format!("{} {lie} {why}", many(cases, "case")))
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(id.as_bytes());
    hasher.finish()
}
